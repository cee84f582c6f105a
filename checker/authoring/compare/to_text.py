"""A comparison of two versions of a pack for a terminal of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.compare import words
from checker.model.said import said
from checker.model.translation import translate
from checker.report.to_text import BOLD, DIM, STYLES, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.authoring.compare.comparison import Comparison, VerdictChange
    from checker.authoring.compare.difference import Difference
    from checker.diagnostic.diagnostic import Diagnostic

_SIGNS = {"added": "+", "removed": "−", "changed": "~"}
# So many lines of an item that is new or gone are shown when nothing more is asked for.
_LINES = 12
_REASONS = 4


class _Page(Page):
    """A page whose words are said in a language."""

    __slots__ = ("lang",)

    def __init__(self, lang: str, *, colour: bool) -> None:
        super().__init__(colour=colour, width=80)
        self.lang = lang

    def text(
        self, text: str, first: str = "", rest: str | None = None, style: str | None = None
    ) -> None:
        """Add a paragraph in the language."""
        super().text(translate(text, self.lang), first, rest, style)

    def mistake(self, found: Diagnostic) -> None:
        """Add a mistake of a dossier or a pack."""
        super().text(words.mistake_text(found, self.lang), "    ", "      ")


def render(found: Comparison, *, lang: str = "en", colour: bool = False, verbosity: int = 0) -> str:
    """Return a comparison as lines, what the version must say first.

    Args:
        found: the comparison.
        lang: the language of our own words.
        colour: with the marks of a terminal's colours.
        verbosity: below 0 the first lines alone; above 0 every line of what changed.
    """
    page = _Page(lang, colour=colour)
    page.text(f"{found.new.name} {found.old.version} → {found.new.version}", style=BOLD)
    fine = found.is_enough
    sign = "✓" if fine else "✗"
    page.text(words.verdict_line(found), f"{sign} ", "  ", STYLES["pass" if fine else "violation"])
    if verbosity < 0:
        return page.finish()
    page.text(f"{found.old.shown} → {found.new.shown}", "  ", "    ", DIM)
    _reasons(page, found)
    page.text(words.counts_line(found), "  ")
    if found.verdicts:
        page.heading(words.VERDICTS)
        before: str | None = ""
        for change in found.verdicts:
            if change.rule != before:
                page.blank()
                page.text(change.rule or words.OVERALL)
            before = change.rule
            _verdict_text(page, change)
    if found.refusals:
        page.heading(words.REFUSED)
        for refusal in found.refusals:
            page.text(words.refusal_text(refusal), "  ", "    ")
            page.text(words.witness_text(refusal.witness), "    ", "      ", DIM)
            page.mistake(refusal.mistake)
    if found.broken:
        page.heading(words.BROKEN)
        for name, mistake in found.broken:
            page.text(name, "  ")
            page.mistake(mistake)
    _changes_text(page, found, found.changes, words.CHANGED, verbosity)
    for used in found.through:
        _changes_text(page, found, used.changes, words.through_text(used), verbosity)
    if found.silent:
        page.heading(words.SILENT)
        for silence in found.silent:
            page.text(words.silence_text(silence), "  ", "    ")
            page.mistake(silence.mistake)
    if found.files and not found.changes:
        page.heading(words.FILES)
        page.text(", ".join(found.files), "  ")
    return page.finish()


def _reasons(page: _Page, found: Comparison) -> None:
    reasons = [text for bump, text in found.reasons if bump is found.bump]
    for text in reasons[:_REASONS]:
        page.text(text, "  · ", "    ")
    if len(reasons) > _REASONS:
        page.text(said("and {n} more like these", n=len(reasons) - _REASONS), "  · ", "    ")


def _verdict_text(page: _Page, change: VerdictChange) -> None:
    line = said(
        "{verdicts} ({dossiers})",
        verdicts=words.verdicts_text(change),
        dossiers=words.dossiers_text(change.count),
    )
    if change.through is not None:
        line = said("{line}, through {name}", line=line, name=change.through)
    page.text(line, "  ", "    ")
    witness = change.witness
    page.text(words.witness_text(witness), "    ", "      ", DIM)
    subject = words.subject_text(witness)
    if subject is not None:
        page.text(subject, "    ", "      ")
    old, new = witness.messages
    if old == new and new is not None:
        page.text(new, "      ")
    else:
        for mark, text in (("−", old), ("+", new)):
            if text is not None:
                page.text(text, f"    {mark} ", "      ")


def _changes_text(
    page: _Page, found: Comparison, changes: Sequence[Difference], heading: str, verbosity: int
) -> None:
    if not changes:
        return
    page.heading(heading)
    for change in changes:
        page.blank()
        head = f"{change.bump.name:<5} {_SIGNS[change.what]} {change.title}"
        page.text(head, "", "        ")
        for part in change.parts:
            mark = (
                said("{bump}: {text}", bump=part.bump.name, text=part.text)
                if part.bump is not change.bump
                else part.text
            )
            page.text(mark, "        ", "          ")
        tally = words.tally_of(found, change)
        if tally:
            page.text(
                said("on these dossiers: {verdicts}", verdicts=words.tally_text(tally)), "        "
            )
        lines = words.lines_of(change)
        most = len(lines) if verbosity > 0 or len(lines) <= _LINES + 1 else _LINES
        for sign, line in lines[:most]:
            indent = " " * (len(line) - len(line.lstrip(" ")))
            page.text(line.strip(), f"      {sign} {indent}", f"          {indent}", DIM)
        if len(lines) > most:
            page.text(said("… {n} more lines", n=len(lines) - most), "        ", style=DIM)
