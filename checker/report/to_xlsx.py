"""A workbook for the controller: summary, findings, missing items, charts' tables, what it rests on.

Every cell is text or a number that is one: nothing is computed, and no text is taken for a formula.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from checker.report.cell import shown
from checker.report.charts import draw
from checker.report.document import make_document
from checker.report.language import PHRASES, bracketed, say
from checker.report.spreadsheet import MOST
from checker.report.table import COLUMNS, rows
from checker.report.to_html import annex_tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_WIDE = {"title": 48, "message": 60, "remedy": 48, "conform": 48, "reason": 36, "places": 48}
_USUAL, _LONGEST = 16, 60
# Of a moment before which no zip file can be dated.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(assessment: dict[str, Any], *, lang: str = "en") -> bytes:
    """Return the assessment as a workbook, the same bytes each time."""
    from openpyxl import Workbook

    document = make_document(assessment, lang)
    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    _summary(_sheet(book, "summary", lang), document, lang)
    _table(
        _sheet(book, "findings", lang),
        [_head(name, lang) for name in COLUMNS],
        ([row[name] for name in COLUMNS] for row in _worded(assessment, document, lang)),
        [_WIDE.get(name, _USUAL) for name in COLUMNS],
    )
    _missing(_sheet(book, "missing_items", lang), document, lang)
    for at, series in enumerate(document["series"], 1):
        chart = draw(series, f"chart-{at}", lang)
        sheet = book.create_sheet(_free_title(book, f"{at} {series['title']}"))
        _table(sheet, chart["table"]["columns"], chart["table"]["rows"])
    for table in annex_tables(document, lang):
        sheet = book.create_sheet(_free_title(book, table["title"]))
        _table(sheet, table["columns"], table["rows"])
    day = datetime.combine(date.fromisoformat(assessment["as_of"]), time())
    book.properties.creator = f"checker {assessment['checker']}"
    book.properties.title = shown(document["headline"])[:255]
    book.properties.created = book.properties.modified = day
    return _same_bytes(book)


def _worded(
    assessment: dict[str, Any], document: dict[str, Any], lang: str
) -> Iterable[dict[str, str]]:
    """Go through the findings with the words of the language in place of those of programs."""
    for row in rows(assessment, document):
        worded = dict(row)
        for name in ("verdict", "would_be"):
            worded[name] = say(lang, f"verdict.{row[name]}") if row[name] else ""
        worded["could_be"] = say(lang, "could_be.or").join(
            say(lang, f"verdict.{verdict}") for verdict in row["could_be"].split()
        )
        worded["counts"] = say(lang, f"heading.{row['counts']}") if row["counts"] else ""
        worded["level"] = say(lang, f"level.{row['level']}")
        yield worded


def _summary(sheet: Worksheet, document: dict[str, Any], lang: str) -> None:
    annex = document["annex"]
    lines: list[tuple[str, str | int]] = [
        (say(lang, "label.verdict"), document["verdict_word"]),
        ("", document["headline"]),
    ]
    if document["draft"]:
        lines.append((say(lang, "draft"), say(lang, "draft.means")))
    lines += [(count["word"], count["n"]) for count in document["counts"]]
    for key in ("not_counted_line", "open_line", "judged_line", "settled_line"):
        if document[key]:
            lines.append(("", document[key]))
    lines.append((say(lang, "todo"), "" if document["todo"] else say(lang, "todo.none")))
    for step in document["todo"]:
        title = bracketed(step["label"], step["title"], lang) if step["title"] else step["label"]
        lines.append((title, step["text"]))
    lines += [(say(lang, "label.checker"), annex["checker"])]
    lines += [("", say(lang, "drafted_by"))]
    for at, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            _put(sheet, at, column, value)
        sheet.cell(at, 1).font = _bold()
    sheet.column_dimensions["A"].width = 36
    sheet.column_dimensions["B"].width = 90


def _missing(sheet: Worksheet, document: dict[str, Any], lang: str) -> None:
    heads = ("fact", "type", "title", "where", "needed_by", "count", "decides")
    _table(
        sheet,
        [_head(name, lang) for name in heads],
        (
            [
                item["fact"],
                item["type"],
                item["title"],
                item["where"],
                "; ".join(item["needed_by"]),
                item["count"],
                "" if item["decides"] else say(lang, "missing.optional"),
            ]
            for item in document["missing_items"]
        ),
        [32, 32, 48, 32, 48, 10, 24],
    )


def _head(name: str, lang: str) -> str:
    key = f"column.{name}"
    return say(lang, key if key in PHRASES["en"] else f"label.{name}")


def _sheet(book: Workbook, key: str, lang: str) -> Worksheet:
    sheet: Worksheet = book.create_sheet(_free_title(book, say(lang, f"sheet.{key}")))
    return sheet


def _free_title(book: Workbook, text: str) -> str:
    """Return a title that Excel takes and no sheet has yet."""
    kept = "".join(" " if letter in "[]:*?/\\" else letter for letter in shown(text)).strip("' ")
    title, n = kept[:31] or "-", 1
    while title.casefold() in (name.casefold() for name in book.sheetnames):
        n += 1
        tail = f" {n}"
        title = kept[: 31 - len(tail)] + tail
    return title


def _table(
    sheet: Worksheet,
    heads: Sequence[str],
    lines: Iterable[Sequence[str | int]],
    widths: Sequence[int] = (),
) -> None:
    """Write a table with its heads, which stay in sight and can be filtered by."""
    from openpyxl.utils import get_column_letter

    longest = [len(head) for head in heads]
    for column, head in enumerate(heads, 1):
        _put(sheet, 1, column, head)
        sheet.cell(1, column).font = _bold()
    last = 1
    for last, line in enumerate(lines, 2):
        for column, value in enumerate(line, 1):
            _put(sheet, last, column, value)
            longest[column - 1] = max(longest[column - 1], len(str(value)))
    for column, length in enumerate(longest, 1):
        width = widths[column - 1] if widths else min(length + 2, _LONGEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{last}"


def _put(sheet: Worksheet, row: int, column: int, value: str | int) -> None:
    from openpyxl.styles import Alignment

    cell = sheet.cell(row, column)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(value, int):
        cell.value = value
        return
    text = "\n".join(map(shown, value.split("\n")))
    cell.value = text[: MOST - 1] + "…" if len(text) > MOST else text
    # Whatever it begins with it is text, also once somebody has typed Enter in it.
    cell.data_type = "s"
    cell.quotePrefix = True


def _bold() -> Any:
    from openpyxl.styles import Font

    return Font(bold=True)


def _same_bytes(book: Workbook) -> bytes:
    """Return a workbook as a file in which no clock has left its mark."""
    made, out = io.BytesIO(), io.BytesIO()
    book.save(made)
    day = book.properties.created
    with zipfile.ZipFile(made) as archive, zipfile.ZipFile(out, "w") as clean:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "docProps/core.xml":
                now = book.properties.modified
                stamp = f"{day:%Y-%m-%dT%H:%M:%SZ}".encode()
                data = data.replace(f"{now:%Y-%m-%dT%H:%M:%SZ}".encode(), stamp)
            clean.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
