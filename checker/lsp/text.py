"""A text as an editor counts in it: lines from 0, and in them units of UTF-8, UTF-16 or UTF-32.

Within the server a place is an offset in characters; it becomes a position here and nowhere else.
"""

from __future__ import annotations

import re
from bisect import bisect_right

_LINE_END = re.compile(r"\r\n|\n|\r")
ENCODINGS = ("utf-16", "utf-8", "utf-32")


def units(text: str, encoding: str) -> int:
    """Return the length of a text in units of an encoding."""
    if encoding == "utf-32" or text.isascii():
        return len(text)
    if encoding == "utf-8":
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(character > "\uffff" for character in text)


class Text:
    """A text and where its lines start; `encoding` is that of its positions."""

    __slots__ = ("_starts", "encoding", "text")

    def __init__(self, text: str, encoding: str = "utf-16") -> None:
        self.text = text
        self.encoding = encoding
        self._starts: list[int] | None = None

    @property
    def starts(self) -> list[int]:
        """The offset at which each line starts."""
        if self._starts is None:
            self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.text))]
        return self._starts

    def line_at(self, offset: int) -> int:
        """Return the line, from 0, in which an offset lies."""
        return bisect_right(self.starts, offset) - 1

    def line(self, number: int) -> str:
        """Return a line without its end."""
        start = self.starts[number]
        match = _LINE_END.search(self.text, start)
        return self.text[start : match.start() if match is not None else len(self.text)]

    def offset(self, line: int, unit: int) -> int:
        """Return the offset of a position; one beyond a line is its end, one beyond all the text's.

        A position inside of a character is the character's start.
        """
        if line < 0 or unit < 0:
            return 0 if line <= 0 else self.starts[min(line, len(self.starts) - 1)]
        if line >= len(self.starts):
            return len(self.text)
        start = self.starts[line]
        content = self.line(line)
        if self.encoding == "utf-32" or content.isascii():
            return start + min(unit, len(content))
        seen = 0
        for number, character in enumerate(content):
            seen += units(character, self.encoding)
            if seen > unit:
                return start + number
        return start + len(content)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and unit of an offset; one between the two signs of a line's end is before it."""
        offset = min(max(offset, 0), len(self.text))
        line = self.line_at(offset)
        start = self.starts[line]
        return line, units(self.line(line)[: offset - start], self.encoding)

    def of_place(self, line: int, column: int) -> int:
        """Return the offset of a line and a column as messages count them: from 1, lines end with a newline."""
        start = 0
        for _ in range(line - 1):
            end = self.text.find("\n", start)
            if end < 0:
                return len(self.text)
            start = end + 1
        if line <= 1 and self.text.startswith("\ufeff"):
            column += 1  # the mark of a file is no character of its first line
        end = self.text.find("\n", start)
        return min(start + max(column, 1) - 1, len(self.text) if end < 0 else end)

    def changed(self, start: tuple[int, int], end: tuple[int, int], text: str) -> Text:
        """Return the text with what stands between two positions replaced; reversed ones are turned."""
        first, last = sorted((self.offset(*start), self.offset(*end)))
        return Text(self.text[:first] + text + self.text[last:], self.encoding)
