"""A ledger as it lies: the sheets of a workbook, or a text file, as rows of texts.

Nothing is known yet of what they mean. What a ledger's mapping leads to is read by `table.py`, under the
same limits, and refused with the same words.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from checker.dossier.child import ChildError, run_limited
from checker.dossier.mistake import Mistake, Mistakes, quote
from checker.dossier.strict_yaml import check_characters, find_forbidden
from checker.dossier.table import CODECS, MARKS, ledger_kind
from checker.model.limit import LIMITS, show_size
from checker.model.said import from_plain, said, to_plain
from checker.model.source import Origin, Source

if TYPE_CHECKING:
    from collections.abc import Callable

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
_LOOKED_AT = 60


class Sheet:
    """One sheet, or a text file.

    `name` is the sheet's, None for a text file. `rows` are (number, texts), numbered as a mapping numbers
    them, those in which nothing stands left out. `odd` are cells that are no plain values, (row number,
    column from 0) → kind as in `workbook.py`. `refused` says why it cannot be read; it has no rows then.
    `encoding` and `separator` are what a mapping has to say of a text file, None where it need not.
    """

    __slots__ = (
        "alone",
        "encoding",
        "file",
        "name",
        "notes",
        "odd",
        "refused",
        "rows",
        "separator",
    )

    def __init__(
        self, file: str, name: str | None, rows: list[tuple[int, list[str]]], *, alone: bool = True
    ) -> None:
        self.file = file
        self.name = name
        self.alone = alone
        self.rows = rows
        self.odd: dict[tuple[int, int], str] = {}
        self.notes: list[str] = []
        self.refused: str | None = None
        self.encoding: str | None = None
        self.separator: str | None = None


def survey(
    name: str, data: bytes, *, known: Callable[[str], int], shown: str | None = None
) -> list[Sheet]:
    """Return the sheets of a ledger.

    Args:
        name: the file's name, whose ending says what it is.
        data: its bytes.
        known: how many words of a text can be headings: it tells one encoding from another.
        shown: the file as people named it, for mistakes.

    Raises:
        InputError: it is no ledger that is read, or cannot be read.
    """
    mistakes = Mistakes()
    place = Origin(shown or name)
    kind = ledger_kind(name, data)
    if isinstance(kind, Mistake):
        mistakes.add(place, kind)
        raise mistakes.error()
    if kind == "sheet":
        found = _workbook(name, data, mistakes, place)
    else:
        found = _text(name, data, known, mistakes, place)
    if mistakes:
        raise mistakes.error()
    return found


def _workbook(name: str, data: bytes, mistakes: Mistakes, place: Origin) -> list[Sheet]:
    if len(data) > LIMITS.XLSX_BYTES:
        what = said(
            "a workbook of {n} bytes; at most {size} are allowed",
            n=len(data),
            size=show_size(LIMITS.XLSX_BYTES),
        )
        mistakes.add(place, Mistake("limit-exceeded", what, hint="save the sheet as CSV"))
        return []
    # Each sheet in a child of its own: the limits hold for one, as they do when it is read.
    first = _extract(data, None)
    if "sheets" not in first:
        answers = [(str(first.get("sheet", "")), first)]
    else:
        answers = [(sheet, _extract(data, sheet)) for sheet in first["sheets"]]
    if all("error" in answer for _, answer in answers):
        why = from_plain(answers[0][1]["error"]) if answers else said("it has no sheets")
        what = said("{file} cannot be read: {why}", file=quote(name), why=why)
        mistakes.add(place, Mistake("sheet-unreadable", what, hint="save the sheet as CSV"))
        return []
    return [_sheet(name, title, answer, alone=len(answers) == 1) for title, answer in answers]


def _extract(data: bytes, sheet: str | None) -> dict[str, Any]:
    request = {"sheet": sheet, "header": 1, "last_row": None}
    try:
        answer: dict[str, Any] = run_limited("checker.dossier.workbook", "extract", data, request)
    except ChildError as error:
        return {"error": to_plain(error.args[0])}
    return answer


def _sheet(file: str, title: str, answer: dict[str, Any], *, alone: bool) -> Sheet:
    sheet = Sheet(file, title, [], alone=alone)
    if "error" in answer:
        sheet.refused = from_plain(answer["error"])
        return sheet
    sheet.odd = {(number, index): kind for number, index, kind in answer["odd"]}
    odd_rows = {number for number, _ in sheet.odd}
    sheet.rows = [
        (number, texts)
        for number, texts in answer["rows"]
        if number in odd_rows or any(text.strip() for text in texts)
    ]
    if any(find_forbidden("".join(texts)) for _, texts in sheet.rows):
        sheet.refused = said("it has characters that cannot be seen")
        sheet.rows = []
    sheet.notes = [from_plain(note) for note in answer["notes"]]
    return sheet


# --- text files ------------------------------------------------------------------------------


def _text(
    name: str, data: bytes, known: Callable[[str], int], mistakes: Mistakes, place: Origin
) -> list[Sheet]:
    decoded = _decode(name, data, known, mistakes, place)
    if decoded is None:
        return []
    text, encoding = decoded
    mistakes.sources[place.file] = Source(place.file, text)
    if not check_characters(text, place.file, mistakes):
        return []
    text = text.replace("\r\n", "\n")
    mistakes.sources[place.file] = Source(place.file, text)
    if not text.strip():
        wrong = Mistake("header-form", "the file is empty", want="a header")
        mistakes.add(Origin(place.file, 1, 1), wrong)
        return []
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LIMITS.LINE_BYTES:
            what = said(
                "a line of more than {limit} characters, which is the limit",
                limit=LIMITS.LINE_BYTES,
            )
            mistakes.add(Origin(place.file, number, 1), Mistake("limit-exceeded", what))
            return []
    first_line = text.partition("\n")[0]
    stated = first_line[4:] if first_line[:4].lower() == "sep=" else ""
    separator = stated if stated in SEPARATORS else _separator(text, known)
    records = _records(text, separator, mistakes, place)
    if records is None:
        return []
    rows = [
        (number, record)
        for number, record in enumerate(records, 1)
        if any(field.strip() for field in record) and not (number == 1 and stated in SEPARATORS)
    ]
    if rows and max(len(record) for _, record in rows) > LIMITS.COLUMNS:
        number, record = next(row for row in rows if len(row[1]) > LIMITS.COLUMNS)
        what = said("{n} columns; at most {limit} are allowed", n=len(record), limit=LIMITS.COLUMNS)
        mistakes.add(Origin(place.file, number, 1), Mistake("limit-exceeded", what))
        return []
    sheet = Sheet(name, None, rows)
    sheet.encoding = encoding
    sheet.separator = None if separator == "," or stated else SEPARATORS[separator]
    return [sheet]


def _decode(
    name: str, data: bytes, known: Callable[[str], int], mistakes: Mistakes, place: Origin
) -> tuple[str, str | None] | None:
    """Return the text, and the encoding that a mapping has to state."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), None
            except UnicodeDecodeError:
                what = said("{file} is not {encoding}", file=quote(name), encoding=encoding)
                mistakes.add(place, Mistake("encoding-unknown", what, hint="save it as UTF-8"))
                return None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    fits: list[tuple[int, str, str]] = []
    for encoding in ("gb18030", "shift_jis"):
        try:
            text = data.decode(CODECS.get(encoding, encoding))
        except UnicodeDecodeError:
            continue
        fits.append((known("\n".join(text.split("\n", _LOOKED_AT)[:_LOOKED_AT])), encoding, text))
    best = max((count for count, _, _ in fits), default=0)
    found = [(text, encoding) for count, encoding, text in fits if count == best]
    if best and len(found) == 1:
        return found[0]
    what = said("{file} is not UTF-8, and what it is cannot be known", file=quote(name))
    mistakes.add(place, Mistake("encoding-unknown", what, hint="save it as UTF-8"))
    return None


def _separator(text: str, known: Callable[[str], int]) -> str:
    """Return the mark that splits the first lines into most headings, then into most fields alike."""
    lines = text.split("\n", _LOOKED_AT)[:_LOOKED_AT]
    best, found = (0, 0), ","
    for mark in SEPARATORS:
        try:
            records = [
                record
                for record in csv.reader(io.StringIO("\n".join(lines)), delimiter=mark)
                if len(record) > 1
            ]
        except csv.Error:
            continue
        widths = [len(record) for record in records]
        alike = max((widths.count(width) * width for width in set(widths)), default=0)
        words = max((sum(map(known, record)) for record in records), default=0)
        if (words, alike) > best:
            best, found = (words, alike), mark
    return found


def _records(
    text: str, separator: str, mistakes: Mistakes, place: Origin
) -> list[list[str]] | None:
    limit = csv.field_size_limit(LIMITS.FIELD_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(reader)
    except csv.Error:
        wrong = Mistake(
            "csv-quote",
            said("the quotes of {file} do not fit together", file=quote(place.file)),
            hint='a quote inside a quoted text is written twice: ""',
        )
        mistakes.add(Origin(place.file, max(1, reader.line_num), 1), wrong)
        return None
    finally:
        csv.field_size_limit(limit)
