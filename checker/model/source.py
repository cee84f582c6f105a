"""A place in a text, a table file or a sheet."""

from __future__ import annotations

from itertools import accumulate


class Source:
    """A named text, with its lines found on demand.

    `name` is what people see (a path relative to where they stand); `text` is what was read.
    """

    __slots__ = ("_starts", "name", "text")

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        self._starts: list[int] | None = None

    def _line_starts(self) -> list[int]:
        if self._starts is None:
            # A place in a ledger asks for the starts of all its lines: so it is the quickest by far.
            lengths = accumulate(map(len, self.text.split("\n")))
            self._starts = [0, *[end + lines for lines, end in enumerate(lengths, 1)]]
            self._starts.pop()
        return self._starts

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, both counted in characters from 1, of an offset."""
        from bisect import bisect_right

        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return the text of a line (from 1) without its end; empty when there is none."""
        starts = self._line_starts()
        if not 1 <= number <= len(starts):
            return ""
        start = starts[number - 1]
        end = self.text.find("\n", start)
        return self.text[start : end if end >= 0 else len(self.text)].rstrip("\r")


class Span:
    """The characters `start` to `end` (exclusive) of a source."""

    __slots__ = ("end", "start")

    def __init__(self, start: int, end: int) -> None:
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"Span({self.start}, {self.end})"

    def __eq__(self, other: object) -> bool:
        # Two trees are the same whatever the layout they were written in.
        return isinstance(other, Span)

    def __hash__(self) -> int:
        return 0


class Origin:
    """Where a fact or a cell was written: file, line and column, or sheet and cell.

    `line` and `column` count from 1. For a workbook `sheet` and `cell` ("C14") are set as well.
    """

    __slots__ = ("cell", "column", "file", "line", "sheet")

    def __init__(
        self,
        file: str,
        line: int | None = None,
        column: int | None = None,
        sheet: str | None = None,
        cell: str | None = None,
    ) -> None:
        self.file = file
        self.line = line
        self.column = column
        self.sheet = sheet
        self.cell = cell

    def __str__(self) -> str:
        if self.cell is not None:
            return f"{self.file} {self.sheet}!{self.cell}"
        if self.line is None:
            return self.file
        return f"{self.file}:{self.line}:{self.column or 1}"

    def __repr__(self) -> str:
        return f"Origin({str(self)!r})"
