"""Runs in the child of `sheet.py`: one sheet of a workbook becomes text, cell by cell."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from decimal import Decimal
from typing import Any

from checker.model.limit import LIMITS, show_size
from checker.model.said import said, to_plain

_quoted_format = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


class _UnfitError(Exception):
    """What makes the file no workbook that is read; the text says why."""


def extract(data: bytes, request: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of a sheet as texts.

    The answer has `error` (a sentence), or `sheets` (their names, where the sheet is not clear), or
    `sheet`, `rows` ([number, [texts]]), `odd` ([row number, column from 0, kind]) and `notes` (what
    people should know of the sheet). Kinds: "formula" without a stored value, "error", and "digits" for
    a number that has lost digits.
    """
    try:
        has_formulas = _check(data)
        return _read(data, request, has_formulas=has_formulas)
    except _UnfitError as unfit:
        return {"error": to_plain(unfit.args[0])}
    except MemoryError:
        return {
            "error": to_plain(
                said("it needs more than {size} of memory", size=show_size(LIMITS.CHILD_MEMORY))
            )
        }
    except Exception:  # noqa: BLE001 - whatever the library stumbles over: the file is at fault
        return {"error": to_plain(said("it is damaged, or no workbook"))}


def _check(data: bytes) -> bool:
    """Refuse archives that unpack to too much or hide entities; say whether there are formulas."""
    has_formulas = False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > LIMITS.XLSX_MEMBERS:
            raise _UnfitError(
                said(
                    "it has {n} parts; at most {limit} are allowed",
                    n=len(members),
                    limit=LIMITS.XLSX_MEMBERS,
                )
            )
        names = [member.filename.casefold() for member in members]
        if len(set(names)) != len(names):
            raise _UnfitError(said("a part of it stands there twice"))
        total = sum(member.file_size for member in members)
        if total > LIMITS.XLSX_UNPACKED:
            raise _UnfitError(
                said(
                    "it unpacks to more than {size}, which is the limit",
                    size=show_size(LIMITS.XLSX_UNPACKED),
                )
            )
        for member in members:
            if member.flag_bits & 1:
                raise _UnfitError(said("it is protected by a password"))
            if member.file_size > LIMITS.XLSX_RATIO * max(1, member.compress_size):
                raise _UnfitError(
                    said(
                        "a part of it unpacks to more than {limit} times its size",
                        limit=LIMITS.XLSX_RATIO,
                    )
                )
        for member in members:
            if not member.filename.lower().endswith((".xml", ".rels", ".vml")):
                continue
            content = archive.read(member)
            if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in content[:64]:
                raise _UnfitError(said("a part of it is not UTF-8"))
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise _UnfitError(said("it declares entities, which no workbook needs"))
            if "worksheets/" in member.filename and (b"<f>" in content or b"<f " in content):
                has_formulas = True
    return has_formulas


def _read(data: bytes, request: dict[str, Any], *, has_formulas: bool) -> dict[str, Any]:
    import warnings

    from openpyxl import load_workbook

    warnings.simplefilter("ignore")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    names = [sheet.title for sheet in book.worksheets]
    wanted = request["sheet"]
    if wanted is None and len(names) == 1:
        wanted = names[0]
    if wanted not in names:
        return {"sheets": names}
    first, last = request["header"], request["last_row"] or LIMITS.SHEET_ROWS + 1
    rows: list[Any] = []
    odd: list[Any] = []
    blanks: set[tuple[int, int]] = set()
    cells = 0
    any_long = False
    for number, row in _rows(book[wanted], first, last):
        cells += len(row)
        if cells > LIMITS.SHEET_CELLS:
            raise _UnfitError(
                said("the sheet has more than {limit} cells", limit=LIMITS.SHEET_CELLS)
            )
        texts = []
        for index, cell in enumerate(row):
            value = cell.value
            if value is None:
                texts.append("")
                if has_formulas:
                    blanks.add((number, index))
                continue
            text, kind, is_long = _text(cell, value)
            any_long = any_long or is_long
            texts.append(text)
            if kind is not None:
                odd.append([number, index, kind])
        while texts and not texts[-1]:
            texts.pop()
        rows.append([number, texts])
    if blanks:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        for number, row in _rows(book[wanted], first, last):
            for index, cell in enumerate(row):
                if cell.data_type == "f" and (number, index) in blanks:
                    odd.append([number, index, "formula"])
    return {
        "sheet": wanted,
        "rows": rows,
        "odd": odd,
        "notes": [to_plain(note) for note in _notes(data, book[wanted], is_long=any_long)],
    }


_find_hidden = re.compile(rb'<row [^>]*hidden="(?:1|true)"').findall


def _notes(data: bytes, sheet: Any, *, is_long: bool) -> list[str]:
    """Return what a reader of the sheet would not see, or would see otherwise."""
    notes = []
    if is_long:
        notes.append(
            said("numbers with more than 15 significant digits are read at 15, as Excel shows them")
        )
    if sheet.sheet_state != "visible":
        notes.append(said("the sheet is hidden"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read(sheet._worksheet_path)  # noqa: SLF001 - openpyxl has no other way
    hidden, merged = len(_find_hidden(content)), content.count(b"<mergeCell ")
    if hidden:
        notes.append(said("hidden rows of the sheet: {n}; they are read as well", n=hidden))
    if merged:
        notes.append(
            said(
                "merged cells of the sheet: {n}; only the first of each holds a value",
                n=merged,
            )
        )
    return notes


def _rows(sheet: Any, first: int, last: int) -> Any:
    """Give the rows from the header on, each with its number."""
    sheet.reset_dimensions()  # what the file says of its size is not to be trusted
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > LIMITS.SHEET_ROWS:
            raise _UnfitError(said("the sheet has more than {limit} rows", limit=LIMITS.SHEET_ROWS))
        if number > last:
            return
        if number < first:
            continue
        if len(row) > LIMITS.COLUMNS:
            if any(cell.value is not None for cell in row[LIMITS.COLUMNS :]):
                raise _UnfitError(
                    said("the sheet has more than {limit} columns", limit=LIMITS.COLUMNS)
                )
            row = row[: LIMITS.COLUMNS]  # what is cut off is blank
        yield number, row


def _text(cell: Any, value: Any) -> tuple[str, str | None, bool]:
    """Return a cell as text, what is odd about it, and whether it was longer than Excel shows."""
    if cell.data_type == "e":
        return str(value), "error", False
    if isinstance(value, bool):
        return ("true" if value else "false"), None, False
    if isinstance(value, int | float):
        shown = f"{value:.15g}"
        number = Decimal(shown)
        if not number.is_finite() or not -30 <= number.adjusted() <= 30:
            return repr(value), None, False
        exact = Decimal(value) if isinstance(value, int) else Decimal(repr(value))
        is_long = exact != number
        kind = "digits" if abs(value) >= 10**15 else None
        if "%" in _quoted_format.sub("", cell.number_format or ""):
            return f"{number.scaleb(2):f} %", kind, is_long
        return f"{number:f}", kind, is_long
    if isinstance(value, datetime.datetime):
        if (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0):
            return value.date().isoformat(), None, False
        return value.isoformat(), None, False
    if isinstance(value, datetime.date):
        return value.isoformat(), None, False
    return str(value), None, False
