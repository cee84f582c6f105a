"""Where a table lies in a sheet: its header, its rows, and what stands above, between and below them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.authoring.ledger import synonym
from checker.authoring.ledger.heading import Heading, fold, unit_of
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from checker.dossier.survey import Sheet

_LOOKED_AT = 40
_LONG_HEADING = 48
is_number = re.compile(r"[+-]?[0-9][0-9 .,'’\u00a0\u2009\u202f]*\s*%?").fullmatch
_is_day = re.compile(r"[0-9]{1,4}[-/.年][0-9]{1,2}([-/.月][0-9]{1,4}日?)?月?([ T].*)?").fullmatch


class Block:
    """A table in a sheet.

    `rows` are its own, (number, texts), each as wide as the header. `totals` are rows between them that add
    up others, as heading → texts; `below` are the first texts of rows that `last_row` leaves out. `titles`
    are the texts above the header, `units` what a row of units under it says, by column.
    """

    __slots__ = ("below", "header", "headings", "last_row", "rows", "skip", "titles", "units")

    def __init__(self, header: int, names: Sequence[str]) -> None:
        self.header = header
        self.headings = [Heading(name) for name in names]
        self.rows: list[tuple[int, list[str]]] = []
        self.skip: dict[str, list[str]] = {}
        self.below: tuple[str, ...] = ()
        self.last_row: int | None = None
        self.titles: list[str] = []
        self.units: dict[int, str] = {}

    def cells(self, index: int) -> list[str]:
        """Return the texts of a column."""
        return [texts[index].strip() for _, texts in self.rows]


def find_block(sheet: Sheet, is_known: Callable[[Heading], bool]) -> Block | str:
    """Return where the table of a sheet lies, or why there is none that can be read.

    Args:
        sheet: its rows.
        is_known: whether a heading is one that some table of ours can have.
    """
    if not sheet.rows:
        return said("nothing stands in it")
    at = _header(sheet, is_known)
    if at is None:
        return said("no row of it looks like a header")
    number, names = sheet.rows[at]
    below = sheet.rows[at + 1 :]
    width = max([len(names), *(len(texts) for _, texts in below)])
    while width > 1 and not any(_cell(texts, width - 1) for _, texts in [sheet.rows[at], *below]):
        width -= 1
    block = Block(number, [_cell(names, index) for index in range(width)])
    block.titles = [text.strip() for _, texts in sheet.rows[:at] for text in texts if text.strip()]
    rows = [(row, [_cell(texts, index) for index in range(width)]) for row, texts in below]
    wrong = _wrong_header(block, rows)
    if wrong is not None:
        return wrong
    rows = _units_row(block, rows)
    return _without_totals(block, rows, sheet)


def _cell(texts: Sequence[str], index: int) -> str:
    return texts[index].strip() if index < len(texts) else ""


def _header(sheet: Sheet, is_known: Callable[[Heading], bool]) -> int | None:
    """Return which row is the header: most of its cells are names, and it stands above values."""
    best, found = 0, None
    for at, (_, texts) in enumerate(sheet.rows[:_LOOKED_AT]):
        names = [text.strip() for text in texts if text.strip()]
        if len(names) < 2:
            continue
        values = sum(1 for name in names if is_number(name) or _is_day(name))
        known = sum(1 for name in names if is_known(Heading(name)))
        long = sum(1 for name in names if len(name) > _LONG_HEADING)
        score = 4 * known + len(set(names)) - 3 * values - 2 * long
        if not known and values * 2 >= len(names):
            continue
        if score > best:
            best, found = score, at
    return found


def _wrong_header(block: Block, rows: Sequence[tuple[int, list[str]]]) -> str | None:
    """Return why the names in the header cannot be those of columns, or None."""
    seen: dict[str, str] = {}
    for index, heading in enumerate(block.headings):
        if not heading.text:
            if any(texts[index] for _, texts in rows):
                return said(
                    "column {n} has values but no name in row {header}: each column needs one, in one row",
                    n=index + 1,
                    header=block.header,
                )
            continue
        if heading.text.casefold() in seen:
            return said(
                "row {header} names `{name}` twice: each column needs a name of its own",
                header=block.header,
                name=heading.text[:60],
            )
        seen[heading.text.casefold()] = heading.text
    return None


def _units_row(block: Block, rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Take a row of units from under the header; it is left out by what stands in it."""
    if not rows:
        return rows
    cells = [(index, text) for index, text in enumerate(rows[0][1]) if text]
    units = {index: unit for index, text in cells if (unit := unit_of(text.strip("()（）[]")))}
    if not units or len(units) < len(cells):
        return rows
    block.units = units
    index, text = cells[0]
    block.skip.setdefault(block.headings[index].text, []).append(text)
    return rows[1:]


def _without_totals(block: Block, rows: list[tuple[int, list[str]]], sheet: Sheet) -> Block | str:
    """Leave out what stands below the table, and the rows in it that add up others."""
    filled = sorted(sum(1 for text in texts if text) for _, texts in rows)
    usual = filled[len(filled) // 2] if filled else 0
    odd_rows = {number for number, _ in sheet.odd}
    kept = list(rows)
    below: list[str] = []
    while kept:
        number, texts = kept[-1]
        total = _total_at(texts, usual)
        if total is None and (number in odd_rows or not _is_below(texts, usual)):
            break
        below.append(texts[total or 0] or next((text for text in texts if text), ""))
        kept.pop()
    if len(kept) < len(rows):
        block.last_row = kept[-1][0] if kept else block.header + 1
        block.below = tuple(reversed(below))
    for number, texts in kept:
        total = _total_at(texts, usual)
        if total is None:
            block.rows.append((number, texts))
            continue
        name = block.headings[total].text
        if not name:
            return said(
                "row {row} adds up others, and column {n}, which says so, has no name",
                row=number,
                n=total + 1,
            )
        known = block.skip.setdefault(name, [])
        if texts[total] not in known:
            known.append(texts[total])
    if not block.rows:
        return said("no row stands under its header")
    return block


def _is_below(texts: Sequence[str], usual: int) -> bool:
    """Whether a row of few cells is none of the table: a signature, or sums without a word.

    A row of the table that was filled in sparsely has words beside numbers, or a date.
    """
    filled = [text for text in texts if text]
    numbers = sum(1 for text in filled if is_number(text))
    if len(filled) > usual // 3 or any(_is_whole_day(text) for text in filled):
        return False
    return numbers in (0, len(filled))


def _is_whole_day(text: str) -> bool:
    """Whether a text is a day: 24.31 is a number, 2025.1.7 is none."""
    return _is_day(text) is not None and (text.count(".") > 1 or not is_number(text))


def _total_at(texts: Sequence[str], usual: int) -> int | None:
    """Return the column in which a row says that it adds up others, or None."""
    filled = 0
    for index, text in enumerate(texts):
        if not text:
            continue
        filled += 1
        if filled > 4:
            return None
        if is_number(text) or len(text) > 40:
            continue
        words = fold(text)
        cells = sum(1 for one in texts if one)
        # A partner can be called Total: a row that adds up leaves columns blank, where there are some.
        if words in synonym.TOTALS and (usual < 4 or cells < usual):
            return index
        started = next((start for start in synonym.TOTAL_STARTS if words.startswith(start)), None)
        ended = next((end for end in synonym.TOTAL_ENDS if words.endswith(end)), None)
        if (started or ended) and cells <= usual * 3 // 4:
            return index
    return None
