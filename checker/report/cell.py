r"""Text in the cells of a terminal: how wide it is, how it is wrapped, what may be printed.

A Chinese character takes two cells. A control character is shown as `\x1b`: a value from a dossier
must never steer the terminal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import category, combining, east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence

# No line begins with these, and none ends with those.
_CLOSING = "、。，．：；？！）］｝」』】〉》”’％…々ー),.:;?!]}"
_OPENING = "（［｛「『【〈《“‘([{"
# "12 950 kWh/t" stays on one line: a group of three digits, or a unit, follows its number.
_NUMBER_AND_UNIT = re.compile(
    r"(?<=\d) (?=\d{3}(?!\d)|%|(?:[kM]?t|k?g|[kMGT]?Wh?|[MGT]J)(?![A-Za-z])|[A-Z]{3}(?![A-Za-z]))"
    r"|(?<=\dt) (?=CO2e)|(?<=\d [kM]t) (?=CO2e)|(?<=\d t) (?=CO2e)"
)
_BREAK_AFTER = "/.-_:,"
_JOINERS = "\u200c\u200d"


def shown(text: str) -> str:
    r"""Return a text as it may be printed: controls and marks of direction as `\x1b`, `\u202e`.

    Ends of lines and tabs become spaces: a value cannot start a line of its own.
    """
    if text.isprintable():
        return text
    return "".join(map(_shown, text))


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def wrap(text: str, width: int, first: str = "", rest: str | None = None) -> list[str]:
    """Return a text as lines of at most `width` cells.

    Args:
        text: anything; it is made printable here.
        width: cells of a line, with its indent.
        first: what the first line starts with.
        rest: what the other lines start with; `first` when it is not given.

    Returns:
        At least one line, none with blanks at its end.
    """
    rest = first if rest is None else rest
    lines: list[str] = []
    line, used, begun = first, cells(first), False
    for atom, spaced in _atoms(shown(text)):
        size = cells(atom)
        gap = 1 if spaced and begun else 0
        if used + gap + size <= width:
            line += " " * gap + atom
            used += gap + size
            begun = True
            continue
        if begun:
            lines.append(line.rstrip())
            line, used = rest, cells(rest)
        while used + size > width:
            head, atom = _cut(atom, max(width - used, 2))
            lines.append(line + head)
            line, used, size = rest, cells(rest), cells(atom)
        line += atom
        used += size
        begun = True
    lines.append(line.rstrip())
    return lines


def columns(row: list[str], sizes: list[int], *, indent: str = "  ", gap: int = 2) -> list[str]:
    """Return texts side by side, each wrapped in its own column of so many cells."""
    parts = [wrap(text, size) for text, size in zip(row, sizes, strict=True)]
    lines = []
    for at in range(max(map(len, parts))):
        line = indent
        for part, size in zip(parts, sizes, strict=True):
            text = part[at] if at < len(part) else ""
            line += text + " " * (size - cells(text) + gap)
        lines.append(line.rstrip())
    return lines


def figures(rows: Sequence[Sequence[str]], gap: int = 2) -> list[str]:
    """Return rows of one length as lines: the first column to the left, figures to the right."""
    sizes = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return [
        row[0]
        + " " * (sizes[0] - cells(row[0]))
        + "".join(
            " " * (gap + size - cells(cell)) + cell
            for cell, size in zip(row[1:], sizes[1:], strict=True)
        )
        for row in rows
    ]


def _atoms(text: str) -> list[tuple[str, bool]]:
    """Return the pieces that are never broken, each with whether a space stands before it."""
    text = _NUMBER_AND_UNIT.sub("\u00a0", text)
    atoms: list[tuple[str, bool]] = []
    for at, word in enumerate(text.split(" ")):
        if not word:
            continue
        spaced = at > 0
        if word.isascii() or not any(map(_wide, word)):
            atoms.append((word, spaced))
            continue
        piece = ""
        for character in word:
            joins = not piece or character in _CLOSING or piece[-1] in _OPENING
            if not joins and not (_wide(character) or _wide(piece[-1])):
                joins = True
            if combining(character):
                joins = True
            if joins:
                piece += character
            else:
                atoms.append((piece, spaced))
                piece, spaced = character, False
        atoms.append((piece, spaced))
    return [(atom.replace("\u00a0", " "), spaced) for atom, spaced in atoms]


def _cut(atom: str, room: int) -> tuple[str, str]:
    """Return what of a long piece fits into `room` cells, and the rest; cut after a mark if it can."""
    at = used = 0
    while at < len(atom) and used + _cells(atom[at]) <= room:
        used += _cells(atom[at])
        at += 1
    at = max(at, 1)
    best = max((atom.rfind(mark, 0, at) for mark in _BREAK_AFTER), default=-1) + 1
    if best > at // 2:
        at = best
    return atom[:at], atom[at:]


def _shown(character: str) -> str:
    if character.isprintable() or character in _JOINERS:
        return character
    if character in "\t\n\r":
        return " "
    if category(character) == "Zs":
        return character
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")


def _cells(character: str) -> int:
    if character < "\u0300":
        return 1
    if combining(character) or category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _wide(character: str) -> bool:
    return character >= "\u1100" and east_asian_width(character) in "WF"
