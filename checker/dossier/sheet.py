"""A sheet of a workbook becomes the same grid of texts as a text file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from checker.diagnostic.nearest import nearest
from checker.dossier.child import ChildError, run_limited
from checker.dossier.grid import Grid
from checker.dossier.mistake import Mistake, quote
from checker.dossier.scalar import Form
from checker.dossier.strict_yaml import find_forbidden, forbidden
from checker.model.limit import LIMITS, show_size
from checker.model.said import from_plain, joined, said, to_plain
from checker.model.source import Origin

if TYPE_CHECKING:
    from checker.dossier.mapping import Spec
    from checker.dossier.value import Reader
    from checker.model.dossier import InputFile


def column_letters(index: int) -> str:
    """Return the letters of a column, counted from 0: "A", "Z", "AA"."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def read_sheet(
    data: bytes, spec: Spec, reader: Reader, record: InputFile, notes: dict[str, None]
) -> Grid | None:
    """Return the grid of a sheet; None where it cannot be read, with the reason noted."""
    if len(data) > LIMITS.XLSX_BYTES:
        reader.note(
            spec.node,
            Mistake(
                "limit-exceeded",
                said(
                    "a workbook of {n} bytes; at most {size} are allowed",
                    n=len(data),
                    size=show_size(LIMITS.XLSX_BYTES),
                ),
                hint="save the sheet as CSV",
            ),
        )
        return None
    header = spec.header or 1
    request = {
        "sheet": None if spec.sheet is None else spec.sheet.text.strip(),
        "header": header,
        "last_row": spec.last_row,
    }
    try:
        answer = run_limited("checker.dossier.workbook", "extract", data, request)
    except ChildError as error:
        answer = {"error": to_plain(error.args[0])}
    if "error" in answer:
        reader.note(
            spec.node,
            Mistake(
                "sheet-unreadable",
                said(
                    "{file} cannot be read: {why}",
                    file=quote(spec.file),
                    why=from_plain(answer["error"]),
                ),
                hint="save the sheet as CSV",
            ),
        )
        return None
    if "sheets" in answer:
        _which_sheet(answer["sheets"], spec, reader)
        return None
    record.dialect = said("sheet {name}", name=answer["sheet"])
    notes.update(
        dict.fromkeys(
            said("{file}: {note}", file=spec.file, note=from_plain(note))
            for note in answer["notes"]
        )
    )
    form = spec.form
    spec.form = Form(dates=form.dates, thousands=form.thousands, decimal=form.decimal, sheet=True)
    return _grid(answer, spec, reader, header)


def _which_sheet(sheets: list[str], spec: Spec, reader: Reader) -> None:
    listed = joined(quote(name) for name in sheets[:8])
    if spec.sheet is None:
        reader.note(
            spec.node,
            Mistake(
                "sheet-missing",
                said(
                    "{file} has {n} sheets: which one is the table?",
                    file=quote(spec.file),
                    n=len(sheets),
                ),
                have=listed,
                hint=f"sheet: {sheets[0][:60]}" if sheets else None,
            ),
        )
        return
    reader.note(
        spec.sheet,
        Mistake(
            "sheet-missing",
            said("{file} has no sheet {name}", file=quote(spec.file), name=quote(spec.sheet.text)),
            have=listed,
            hint=partial(nearest, spec.sheet.text.strip(), sheets),
        ),
    )


def _grid(answer: dict[str, Any], spec: Spec, reader: Reader, header: int) -> Grid | None:
    file, sheet = spec.file, str(answer["sheet"])

    def place(number: int, index: int) -> Origin:
        return Origin(file, number, index + 1, sheet, f"{column_letters(index)}{number}")

    rows: list[tuple[int, list[str]]] = [(number, texts) for number, texts in answer["rows"]]
    if not rows or rows[0][0] != header or not any(text.strip() for text in rows[0][1]):
        reader.mistakes.add(
            place(header, 0),
            Mistake(
                "header-form",
                said("row {header} has no names of columns", header=header),
                hint="say which row is the header: `header: 3`",
            ),
        )
        return None
    odd_rows = {number for number, _, _ in answer["odd"]}
    body = [
        (number, texts)
        for number, texts in rows[1:]
        if number in odd_rows or any(text.strip() for text in texts)
    ]
    width = max(len(rows[0][1]), *(len(texts) for _, texts in body), 1) if body else len(rows[0][1])
    names = rows[0][1] + [""] * (width - len(rows[0][1]))
    lines = [number for number, _ in body]
    padded = [texts + [""] * (width - len(texts)) for _, texts in body]
    data = [list(cells) for cells in zip(*padded, strict=True)] if body else [[] for _ in names]
    right = True
    for index, cells in enumerate(data):
        if find_forbidden("".join(cells)) is None:
            continue
        for row, text in enumerate(cells):
            hidden = find_forbidden(text)
            if hidden is not None:
                right = False
                reader.mistakes.add(place(lines[row], index), forbidden(hidden.group()))
    if not right:
        return None
    row_of = {number: row for row, number in enumerate(lines)}
    odd: dict[int, list[tuple[int, str]]] = {}
    for number, index, kind in answer["odd"]:
        if number in row_of:
            odd.setdefault(index, []).append((row_of[number], kind))

    def origin_of(row: int, index: int) -> Origin:
        return place(header if row < 0 else lines[row], index)

    return Grid(names, data, lines.__getitem__, origin_of, odd)
