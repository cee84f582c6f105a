"""A comparison of two versions of a pack as Markdown, for a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.compare import words
from checker.model.said import said
from checker.model.translation import translate
from checker.report.cell import shown
from checker.report.to_markdown import code, escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.authoring.compare.comparison import Comparison, VerdictChange
    from checker.authoring.compare.difference import Difference

_SIGNS = {"−": "-", "+": "+"}


def render(found: Comparison, *, lang: str = "en") -> str:
    """Return a comparison; `lang` is the language of our own words."""
    return _Writer(found, lang).render()


class _Writer:
    def __init__(self, found: Comparison, lang: str) -> None:
        self.found = found
        self.lang = lang
        self.lines: list[str] = []

    def told(self, text: str) -> str:
        """Return a text in the language, as Markdown shows it."""
        return escaped(translate(text, self.lang))

    def part(self, heading: str, lines: Sequence[str]) -> None:
        """Add a part with its heading; nothing where it has no lines."""
        if lines:
            self.lines += [f"## {self.told(heading)}", "", *lines, ""]

    def render(self) -> str:
        found = self.found
        sign = "✓" if found.is_enough else "✗"
        reasons = [text for bump, text in found.reasons if bump is found.bump]
        self.lines += [
            f"# {escaped(found.new.name)} {found.old.version} → {found.new.version}",
            "",
            f"**{sign} {self.told(words.verdict_line(found))}**",
            "",
            *[f"- {self.told(text)}" for text in reasons],
            *[""] * bool(reasons),
            self.told(words.counts_line(found)),
            "",
        ]
        titles = ("rule", "verdict", "dossiers", "for example")
        head = ["| " + " | ".join(map(self.told, titles)) + " |", "|---|---|---|---|"]
        rows = [self.row(change) for change in found.verdicts]
        self.part(words.VERDICTS, [*head, *rows] if rows else [])
        refused = []
        for refusal in found.refusals:
            line, where = words.refusal_text(refusal), words.witness_text(refusal.witness)
            mistake = escaped(words.mistake_text(refusal.mistake, self.lang))
            refused.append(f"- {self.told(line)}: {code(where)}: {mistake}")
        self.part(words.REFUSED, refused)
        broken = [
            f"- {code(name)}: {escaped(words.mistake_text(mistake, self.lang))}"
            for name, mistake in found.broken
        ]
        self.part(words.BROKEN, broken)
        self.part(words.CHANGED, self.changes(found.changes))
        for used in found.through:
            self.part(words.through_text(used), self.changes(used.changes))
        silent = []
        for silence in found.silent:
            mistake = escaped(words.mistake_text(silence.mistake, self.lang))
            silent.append(f"- {self.told(words.silence_text(silence))}: {mistake}")
        self.part(words.SILENT, silent)
        if found.files and not found.changes:
            self.part(words.FILES, [", ".join(map(code, found.files))])
        return "\n".join(self.lines).rstrip("\n") + "\n"

    def row(self, change: VerdictChange) -> str:
        witness = change.witness
        texts = [code(words.witness_text(witness))]
        subject = words.subject_text(witness)
        if subject is not None:
            texts.append(escaped(subject))
        texts += [escaped(text) for text in dict.fromkeys(witness.messages) if text is not None]
        name = self.told(words.OVERALL) if change.rule is None else code(change.rule)
        verdicts = self.told(words.verdicts_text(change))
        if change.through is not None:
            verdicts += f" ({code(change.through)})"
        return f"| {name} | {verdicts} | {change.count} | {'<br>'.join(texts)} |"

    def changes(self, changes: Sequence[Difference]) -> list[str]:
        lines: list[str] = []
        for change in changes:
            texts = "; ".join(self.told(part.text) for part in change.parts)
            tally = words.tally_of(self.found, change)
            if tally:
                verdicts = words.tally_text(tally)
                texts += f" ({self.told(said('on these dossiers: {verdicts}', verdicts=verdicts))})"
            lines += [f"- **{change.bump.name}** {code(change.title)}: {texts}", ""]
            differing = words.lines_of(change)
            if differing:
                lines.append("  ```diff")
                lines += [f"  {_SIGNS[sign]} {shown(line)}" for sign, line in differing]
                lines += ["  ```", ""]
        return lines
