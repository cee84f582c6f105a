"""A proposal as the lines of a dossier: the mapping, and in comments how sure it is and what is left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.diagnostic.render import cells
from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from checker.authoring.ledger.proposal import LeftOut, Match, NotRead, Proposal
    from checker.dossier.survey import Sheet

_plain = re.compile(
    r"[A-Za-z0-9\u00c0-\u024f\u3400-\u9fff][^\n\r\t:#,\[\]{}\"'&*!|>%@`=]*"
).fullmatch
# What YAML, or we, take for something else than the text.
_TAKEN = frozenset(("null", "none", "yes", "no", "true", "false", "~", "others"))
_SAMPLE_CHARS = 24
_WIDTH = 100


def scalar(text: str) -> str:
    """Return a text as YAML writes it."""
    if _plain(text) and text == text.strip() and text.casefold() not in _TAKEN:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + escaped.replace("\r", "\\r").replace("\t", "\\t") + '"'


def where(sheet: Sheet) -> str:
    """Return what people call a sheet, or a text file."""
    if sheet.name is None:
        return sheet.file
    return said("{file}, sheet {sheet}", file=sheet.file, sheet=sheet.name)


def rows_of(n: int) -> str:
    """Return how many rows there are."""
    return said("1 row") if n == 1 else said("{n} rows", n=n)


class MappingWriter:
    """Writes mappings, their comments in one language."""

    __slots__ = ("say", "wrap")

    def __init__(
        self, say: Callable[[str], str], wrap: Callable[[str, str], Iterable[str]]
    ) -> None:
        """Take what puts a text of ours into the language, and what makes a comment: indent, text."""
        self.say = say
        self.wrap = wrap

    def files(self, proposals: Sequence[Proposal], sha256: Mapping[str, str]) -> list[str]:
        """Return the entry `files` of a table; `sha256` is by the file's name."""
        lines = ["  files:"]
        for proposal in proposals:
            lines += self.entry(proposal, sha256[proposal.sheet.file])
        return lines

    def entry(self, proposal: Proposal, sha256: str) -> list[str]:
        """Return one entry of `files`."""
        sheet = proposal.sheet
        head = said("{where}: {rows}", where=where(sheet), rows=rows_of(proposal.rows))
        lines = [*self.wrap("    ", self.say(head)), f"    - file: {scalar(sheet.file)}"]
        if sheet.name is not None and not sheet.alone:
            lines.append(f"      sheet: {scalar(sheet.name)}")
        lines.append(f"      sha256: {sha256}")
        if sheet.encoding is not None:
            lines.append(f"      encoding: {sheet.encoding}")
        if sheet.separator is not None:
            lines.append(f"      separator: {sheet.separator}")
        if proposal.header != 1:
            lines.append(f"      header: {proposal.header}")
        if proposal.last_row is not None:
            below = joined([scalar(text[:_SAMPLE_CHARS]) for text in proposal.below[:3] if text])
            note = said("what stands below is left out: {texts}", texts=below or "…")
            lines.append(f"      last_row: {proposal.last_row}    # {self.say(note)}")
        for key, value in (
            ("dates", proposal.dates),
            ("thousands", proposal.thousands),
            ("decimal", proposal.decimal),
        ):
            if value is not None:
                lines.append(f"      {key}: {scalar(value)}")
        lines += self.columns(proposal.matches)
        lines += self.values(proposal.matches)
        lines += self.constants(proposal)
        lines += self.skipped(proposal)
        return [*lines, *self.left_out(proposal.left_out)]

    def columns(self, matches: Sequence[Match]) -> list[str]:
        """Return how each column is called in the file, and how sure that is."""
        lines = ["      columns:"]
        for match in matches:
            value = scalar(match.heading)
            if match.unit is not None:
                value = f"{{from: {value}, unit: {match.unit}}}"
            lines.append(f"        {match.column}: {value}    # {self.say(sureness(match))}")
        return lines

    def values(self, matches: Sequence[Match]) -> list[str]:
        """Return what the texts of the columns mean; what is not matched is unknown, and says so."""
        lines: list[str] = []
        for match in matches:
            if not match.values:
                continue
            lines.append(f"        {match.column}:")
            for text, meant in match.values.items():
                lines.append(f"          {scalar(text)}:{f' {meant}' if meant else ''}")
                note = self.value_note(match, text)
                if note:
                    lines[-1] += f"    # {note}"
        return ["      values:", *lines] if lines else []

    def value_note(self, match: Match, text: str) -> str:
        """Return what is to be said of one value."""
        if text in match.unmatched:
            nearest = joined(match.unmatched[text])
            if nearest:
                return self.say(
                    said("not matched, read as unknown; nearest: {names}", names=nearest)
                )
            return self.say(said("not matched, read as unknown"))
        if text in match.likely_values:
            return self.say(said("likely"))
        return "" if match.values[text] else self.say(said("read as unknown"))

    def constants(self, proposal: Proposal) -> list[str]:
        """Return what holds for all rows."""
        if not proposal.constants:
            return []
        lines = ["      set:"]
        for column, (value, why) in proposal.constants.items():
            note = said("likely: {why}", why=why)
            lines.append(f"        {column}: {value}    # {self.say(note)}")
        return lines

    def skipped(self, proposal: Proposal) -> list[str]:
        """Return which rows are none of the table."""
        if not proposal.skip:
            return []
        note = self.say(said("rows that add up others, or say units"))
        lines = [f"      skip:    # {note}"]
        for heading, texts in proposal.skip.items():
            lines.append(f"        {scalar(heading)}: [{', '.join(map(scalar, texts))}]")
        return lines

    def left_out(self, columns: Sequence[LeftOut]) -> list[str]:
        """Return the columns that are not read, each with what helps to find what it is."""
        if not columns:
            return []
        lines = ["      ignore:"]
        if any(one.ours for one in columns):
            text = said("What is one of ours goes from here to `columns`: OURS: NAME")
            lines += self.wrap("        ", self.say(text))
        for one in columns:
            note = self.say(about(one))
            line = f"        - {scalar(one.heading)}    # {note}"
            if cells(line) > _WIDTH:
                lines += self.wrap("        ", note)
                line = f"        - {scalar(one.heading)}"
            lines.append(line)
        return lines

    def not_read(self, sheets: Sequence[NotRead]) -> list[str]:
        """Return a comment on the sheets for which nothing is proposed."""
        if not sheets:
            return []
        lines = ["", *self.wrap("", self.say(said("Not read:")))]
        for one in sheets:
            text = said("{where}: {why}", where=where(one.sheet), why=one.why)
            lines += self.wrap("", "  " + self.say(text))
            if one.headings:
                shown = joined([_short(heading) for heading in one.headings[:20]])
                lines += self.wrap("", "  " + self.say(said("its columns: {names}", names=shown)))
        return lines


def sureness(match: Match) -> str:
    """Return how sure a match is, and why where it is not."""
    if match.sure:
        return said("sure")
    return said("likely") if match.why is None else said("likely: {why}", why=match.why)


def about(one: LeftOut) -> str:
    """Return what is to be said of a column that is not read."""
    if not one.ours:
        return said("none of ours")
    samples = joined([_short(text) for text in one.samples])
    nearest = joined(one.nearest)
    if one.why is not None and nearest:
        return said(
            "most likely {names}, but {why}; as in {samples}",
            names=nearest,
            why=one.why,
            samples=samples or "…",
        )
    if one.why is not None:
        return said("{why}; as in {samples}", why=one.why, samples=samples or "…")
    if nearest and samples:
        return said("not matched: {samples}; nearest: {names}", samples=samples, names=nearest)
    if nearest:
        return said("not matched, and blank; nearest: {names}", names=nearest)
    if samples:
        return said("not matched: {samples}", samples=samples)
    return said("not matched, and blank")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SAMPLE_CHARS else text[: _SAMPLE_CHARS - 1] + "…"


class Ledgers:
    """What is proposed for some ledgers: by table, and what is not read; `sha256` is by the file's name."""

    __slots__ = ("not_read", "sha256", "tables")

    def __init__(
        self,
        proposals: Sequence[Proposal],
        not_read: Sequence[NotRead],
        sha256: Mapping[str, str],
    ) -> None:
        """Sort proposals by their tables."""
        self.tables: dict[str, list[Proposal]] = {}
        for proposal in proposals:
            self.tables.setdefault(proposal.table, []).append(proposal)
        self.not_read = tuple(not_read)
        self.sha256 = sha256

    def given(self, table: str) -> set[str]:
        """Return the columns that each sheet of a table has."""
        found = [
            {*(one.column for one in proposal.matches), *proposal.constants}
            for proposal in self.tables.get(table, ())
        ]
        return set.intersection(*found) if found else set()
