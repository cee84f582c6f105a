"""Workbooks: what a cell shows is what is read, and what is no plain workbook is refused."""

from __future__ import annotations

import datetime
import io
import zipfile
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from checker.dossier import child
from checker.dossier.child import ChildError, run_limited
from checker.dossier.sheet import column_letters
from checker.dossier.workbook import extract
from checker.model.limit import Limits
from tests.dossier.vocabulary import ledger, numbers, read, wrong_ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

UNIT = ", columns: {mass: {from: mass, unit: t}}"
NAME = "台账.xlsx"


def book(
    rows: Sequence[Sequence[Any]],
    formats: Mapping[str, str] | None = None,
    *,
    change: Callable[[Any], None] | None = None,
) -> bytes:
    made = openpyxl.Workbook()
    sheet: Any = made.active
    sheet.title = "出入库"
    for row in rows:
        sheet.append(row)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def at(day: int, hour: int = 0) -> datetime.datetime:
    return datetime.datetime(2025, 1, day, hour)  # noqa: DTZ001 - workbooks know no zones


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Return a workbook with another text in one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            if name in member:
                assert old in content
                content = content.replace(old, new)
            target.writestr(member, content)
    return out.getvalue()


def places(spec: str, data: bytes) -> list[tuple[str, str | None]]:
    return [(one.code, one.cell) for one in wrong_ledger(spec, data, NAME)]


def test_cells_are_read_as_they_are_shown() -> None:
    data = book(
        [
            ["id", "date", "mass", "material", "green", "share", None],
            ["A", datetime.date(2025, 1, 7), 24.31, 123, True, 0.3],
            ["B", at(8), 0.1 + 0.2, "x", "no", "30 %"],
            [None] * 6,
            ["C", "2025-01", 1e-7, "0012", None, None],
        ],
        {"F2": "0.0%"},
    )
    table = ledger(UNIT, data, NAME)

    assert table.keys == ["A", "B", "C"]
    assert table.columns["date"].cells[:2] == [739258, 739259]
    assert numbers(table, "mass") == [Fraction("24.31"), Fraction("0.3"), Fraction("0.0000001")]
    assert table.columns["material"].cells == ["123", "x", "0012"]
    assert table.columns["green"].cells == [True, False, None]
    assert numbers(table, "share") == [Fraction("0.3"), Fraction("0.3"), None]
    origin = table.origin_of(2, "mass")
    assert (origin.sheet, origin.cell, origin.line, origin.column) == ("出入库", "C5", 5, 3)
    assert str(table.origin_of(0, None)) == "台账.xlsx 出入库!A2"


def test_what_people_do_not_see_is_noted() -> None:
    def change(made: Any) -> None:
        sheet = made.active
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells("A5:B5")
        made.create_sheet("x")
        sheet.sheet_state = "hidden"
        made.active = 1

    data = book([["id", "mass"], ["A", 1 / 3], ["B", 1]], change=change)
    dossier = read(f"movements: {{files: [{{file: {NAME}, sheet: 出入库{UNIT}}}]}}\n", {NAME: data})

    assert dossier.tables["movements"].keys == ["A", "B"]
    assert dossier.inputs[1].dialect == "sheet 出入库"
    assert dossier.notes == (
        f"{NAME}: numbers with more than 15 significant digits are read at 15, as Excel shows them",
        f"{NAME}: the sheet is hidden",
        f"{NAME}: hidden rows of the sheet: 1; they are read as well",
        f"{NAME}: merged cells of the sheet: 1; only the first of each holds a value",
    )


def test_header_last_row_and_form_are_said() -> None:
    data = book(
        [["Ledger"], [], ["No", "日期", "净重"], ["A", "7.1.2025", "1.200,5"], ["Total", None, 1]]
    )
    table = ledger(
        ", header: 3, last_row: 4, dates: D.M.YYYY, thousands: '.', decimal: ',', "
        "columns: {id: No, date: 日期, mass: {from: 净重, unit: kg}}",
        data,
        NAME,
    )

    assert table.keys == ["A"]
    assert table.columns["date"].cells == [739258]
    assert numbers(table, "mass") == [Fraction("1.2005")]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["id", "mass"], ["A", "=1+1"]], ("formula-without-value", "出入库!B2")),
        ([["id", "mass"], ["=1+1", None]], ("formula-without-value", "出入库!A2")),
        ([["id", "mass"], ["A", "#N/A"]], ("cell-error", "出入库!B2")),
        ([["id", "mass"], [1234567890123456, 1]], ("digits-lost", "出入库!A2")),
        ([["id", "mass", "material"], ["A", 1, 1e15]], ("digits-lost", "出入库!C2")),
        ([["id", "mass"], ["A", "24,31"]], ("decimal-comma", "出入库!B2")),
        ([["id", "mass"], ["A", "1 ton"]], ("unit-ambiguous", "出入库!B2")),
        ([["id", "mass"], ["A", -1]], ("out-of-bounds", "出入库!B2")),
        ([["id", "mass", "date"], ["A", 1, 45678]], ("not-a-date", "出入库!C2")),
        (
            [["id", "mass", "date"], ["A", 1, at(7, 8)]],
            ("not-a-date", "出入库!C2"),
        ),
        ([["id", "mass", "share"], ["A", 1, 0.3]], ("unit-missing", "出入库!C2")),
        ([["id", "mass", "share"], ["A", 1, 30]], ("unit-missing", "出入库!C2")),
        ([["id", "mass"], ["A", 1], [None, 1]], ("row-without-key", "出入库!A3")),
        ([["id", "mass"], ["A", 1], ["A", 1]], ("duplicate-row", "出入库!A3")),
        ([["id", "mass", None], ["A", 1, 2]], ("header-form", "出入库!C1")),
        ([["id", "mass", "Mass"], ["A", 1, 2]], ("header-form", "出入库!C1")),
        ([["id", "mass", "x"], ["A", 1, 2]], ("column-unknown", "出入库!C1")),
        ([[], ["id", "mass"]], ("header-form", "出入库!A1")),
        ([["id", "mass"], ["A\u202e", 1]], ("forbidden-character", "出入库!A2")),
    ],
)
def test_a_mistake_has_its_code_and_cell(
    rows: Sequence[Sequence[Any]], expected: tuple[str, str]
) -> None:
    assert places(UNIT, book(rows)) in ([expected], [expected, ("row-without-key", "出入库!A2")])


def test_a_formula_without_a_value_says_what_to_do() -> None:
    (wrong,) = wrong_ledger(UNIT, book([["id", "mass"], ["A", "=1+1"]]), NAME)

    assert wrong.hint == "open the workbook in Excel, and save it there"
    assert wrong.place == "台账.xlsx 出入库!B2"


def test_formulas_with_values_and_columns_that_are_not_read_are_fine() -> None:
    data = book([["id", "mass", "note"], ["A", 2, "=1+1"]])
    assert ledger(UNIT + ", ignore: [note]", data, NAME).keys == ["A"]
    stored = (
        changed(book([["id", "mass"], ["A", "=1+1"]]), "sheet1", b"<v></v>", b"<v>2</v>")
        if b"<v></v>" in sheet_of(book([["id", "mass"], ["A", "=1+1"]]))
        else changed(book([["id", "mass"], ["A", "=1+1"]]), "sheet1", b"<v />", b"<v>2</v>")
    )
    assert numbers(ledger(UNIT, stored, NAME), "mass") == [Fraction(2)]


def test_rows_of_several_sheets_without_keys_are_named_by_their_sheet_too() -> None:
    def second(made: Any) -> None:
        made.create_sheet("二月").append(["mass"])
        made["二月"].append([2])

    data = book([["mass"], [1]], change=second)
    entry = "{file: 台账.xlsx, sheet: %s, columns: {mass: {from: mass, unit: t}}}"
    both = f"movements: {{files: [{entry % '出入库'}, {entry % '二月'}]}}\n"
    one = f"movements: {{files: [{entry % '二月'}]}}\n"

    assert read(both, {NAME: data}).tables["movements"].keys == [
        f"{NAME}:出入库:2",
        f"{NAME}:二月:2",
    ]
    assert read(one, {NAME: data}).tables["movements"].keys == [f"{NAME}:2"]


def test_a_cell_with_a_time_is_a_date_where_the_dossier_says_how_times_are_written() -> None:
    data = book([["id", "date", "mass"], ["A", at(7, 8), 1], ["B", at(8), 1]])
    spec = UNIT + ', dates: "YYYY-MM-DDThh:mm:ss"'

    assert ledger(spec, data, NAME).columns["date"].cells == [739258, 739259]
    assert places(UNIT, data) == [("not-a-date", "出入库!B2")]


def sheet_of(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read("xl/worksheets/sheet1.xml")


def test_which_sheet_must_be_clear() -> None:
    data = book([["id"], ["A"]], change=lambda made: made.create_sheet("other"))

    (wrong,) = wrong_ledger("", data, NAME)
    assert (wrong.code, wrong.hint) == ("sheet-missing", "sheet: 出入库")
    (wrong,) = wrong_ledger(", sheet: othr", data, NAME)
    assert (wrong.code, wrong.hint) == ("sheet-missing", "other")
    assert ledger(", sheet: 出入库", data, NAME).keys == ["A"]


PLAIN = book([["id", "mass"], ["A", 1]])


def archive(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.xml", b"")
        made.writestr("A.xml", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\x03\x04 and no more", "damaged"),
        (PLAIN[:-100], "damaged"),
        (archive({"a.xml": b"0" * 10**7}), "200 times"),
        (archive({f"{n}.xml": b"" for n in range(1001)}), "1001 parts"),
        (twice(), "twice"),
        (
            changed(PLAIN, "sheet1", b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'),
            "entities",
        ),
        (changed(PLAIN, "sheet1", b"<worksheet", b"\xff\xfe<worksheet"), "not UTF-8"),
        (changed(PLAIN, "sheet1", b'<row r="2"', b'<row r="900000000"'), "1000000 rows"),
        (changed(PLAIN, "sheet1", b'r="B2"', b'r="ZZ2"'), "256 columns"),
        (archive({"xl/a.xml": b"<a/>"}), "damaged"),
    ],
)
def test_what_is_no_plain_workbook_is_refused(data: bytes, why: str) -> None:
    (wrong,) = wrong_ledger(UNIT, data, NAME)

    assert wrong.code == "sheet-unreadable"
    assert why in wrong.message


@pytest.mark.parametrize(("limit", "right"), [(3, False), (2, True), (1, True)])
def test_rows_are_limited(limit: int, right: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checker.dossier.workbook.LIMITS", Limits(SHEET_ROWS=2))
    rows: list[list[Any]] = [["id"]] + [["A"]] * (limit - 1)

    answer = extract(book(rows), {"sheet": None, "header": 1, "last_row": None})

    assert ("error" not in answer) is right


def test_what_is_no_workbook_is_said_so() -> None:
    assert [one.code for one in wrong_ledger(UNIT, b"id,mass\nA,1\n", NAME)] == ["ledger-kind"]


def test_letters_of_columns() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


def test_the_child_is_limited_in_time_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "LIMITS", Limits(CHILD_SECONDS=1))
    with pytest.raises(ChildError, match="seconds"):
        run_limited("tests.dossier.greedy", "endless", b"", {})

    with pytest.raises(ChildError, match="damaged"):
        run_limited("tests.dossier.greedy", "hungry", b"", {})
    with pytest.raises(ChildError, match="damaged"):
        run_limited("tests.dossier.greedy", "nothing", b"", {})

    assert run_limited("tests.dossier.greedy", "answer", b"ab", {"c": 1}) == ["ab", {"c": 1}]
