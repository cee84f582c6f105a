"""What lint found as text for a terminal: each finding with its line, then how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.lint.finding import page_of
from checker.diagnostic.render import one_line, printable, with_caret
from checker.model.said import joined, said
from checker.model.translation import translate

if TYPE_CHECKING:
    from checker.authoring.lint.check import Report
    from checker.authoring.lint.finding import Finding

_WARNING, _ACCEPTED = said("warning"), said("accepted")


def render(
    report: Report,
    *,
    colour: bool = False,
    quiet: bool = False,
    verbose: bool = False,
    lang: str = "en",
) -> str:
    """Return a report as lines.

    Args:
        report: what was found.
        colour: with the marks of a terminal.
        quiet: a line for each open finding, and nothing else.
        verbose: with the accepted findings and their reasons, and the page of each code.
        lang: the language of our own words.
    """
    if quiet:
        return "".join(f"{one_line(one.mark, lang, word=_WARNING)}\n" for one in report.open)
    parts = [with_caret(one.mark, colour=colour, lang=lang, word=_WARNING) for one in report.open]
    if verbose:
        parts += [_accepted(one, lang) for one in report.accepted]
        pages = sorted({page_of(one.code) for one in report.open})
        if pages:
            parts.append("".join(f"{page}\n" for page in pages))
    parts.append(f"{translate(_summary(report), lang)}\n")
    return "\n".join(parts)


def _accepted(one: Finding, lang: str) -> str:
    reason = said("reason: {reason}", reason=printable(one.reason or ""))
    return f"{one_line(one.mark, lang, word=_ACCEPTED)}\n    {translate(reason, lang)}\n"


def _summary(report: Report) -> str:
    """Return the last line: which packs, how many findings are open, how many are accepted."""
    packs = joined(f"{name} {version}" for name, version in report.packs)
    found, accepted = len(report.open), len(report.accepted)
    told = said("nothing found")
    if found:
        told = said("{n} finding", n=found) if found == 1 else said("{n} findings", n=found)
    if accepted:
        return said("{packs}: {told}; {n} accepted", packs=packs, told=told, n=accepted)
    return said("{packs}: {told}", packs=packs, told=told)
