"""A ledger as it lies: what is no ledger is refused with the words of the reader."""

from __future__ import annotations

import datetime

import pytest

from checker.authoring.ledger.synonym import count_known
from checker.diagnostic.diagnostic import InputError
from checker.dossier import survey as survey_module
from checker.dossier.survey import Sheet, survey
from checker.model.limit import Limits
from tests.authoring.ledger.names import workbook


def looked(name: str, data: bytes) -> list[Sheet]:
    return survey(name, data, known=count_known)


def wrong(name: str, data: bytes) -> tuple[str, str]:
    with pytest.raises(InputError) as raised:
        looked(name, data)
    (found,) = raised.value.diagnostics
    return found.code, found.message


def test_the_sheets_of_a_workbook_are_rows_of_texts() -> None:
    day = datetime.date(2025, 1, 7)
    data = workbook({"一月": [["Date", "t"], [], [day, 24.31]], "空": []})

    first, second = looked("台账.xlsx", data)

    assert (first.name, first.alone) == ("一月", False)
    assert first.rows == [(1, ["Date", "t"]), (3, ["2025-01-07", "24.31"])]
    assert (second.name, second.rows, second.refused) == ("空", [], None)


def test_a_formula_without_a_value_and_an_error_are_odd_cells() -> None:
    (sheet,) = looked("l.xlsx", workbook({"S": [["a", "b"], ["=1+1", "#N/A"]]}))

    assert sheet.odd == {(2, 0): "formula", (2, 1): "error"}
    assert sheet.rows[1] == (2, ["", "#N/A"])


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("l.xlsx", b"PK\x03\x04 and then nothing", "sheet-unreadable"),
        ("l.xlsx", b"no workbook", "ledger-kind"),
        ("l.xls", b"\xd0\xcf\x11\xe0", "ledger-kind"),
        ("l.csv", b"PK\x03\x04", "ledger-kind"),
        ("l.csv.gz", b"\x1f\x8b", "ledger-kind"),
        ("l.csv", b"", "header-form"),
        ("l.csv", b" \n \n", "header-form"),
        ("l.csv", b"a\x00b,c\n", "forbidden-character"),
        ("l.csv", b'a,b\n"open,1\n', "csv-quote"),
        ("l.csv", b"\xff\xfe\x00", "encoding-unknown"),
        ("l.csv", b"caf\xe9,na\xefve\n", "encoding-unknown"),
        ("l.csv", ",".join(map(str, range(300))).encode(), "limit-exceeded"),
        ("l.csv", b"x" * (2**20 + 1), "limit-exceeded"),
    ],
)
def test_what_is_no_ledger_is_refused(name: str, data: bytes, code: str) -> None:
    assert wrong(name, data)[0] == code


def test_a_sheet_of_too_many_columns_is_refused_and_another_is_not() -> None:
    data = workbook({"wide": [list(range(16_000))], "S": [["a", "b"], ["1", "2"]]})

    wide, fine = looked("l.xlsx", data)

    assert str(wide.refused) == "the sheet has more than 256 columns"
    assert (wide.rows, len(fine.rows)) == ([], 2)
    assert wrong("l.xlsx", workbook({"wide": [list(range(16_000))]})) == (
        "sheet-unreadable",
        "`l.xlsx` cannot be read: the sheet has more than 256 columns",
    )


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    import io
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)

    code, message = wrong("l.xlsx", out.getvalue())

    assert code == "sheet-unreadable"
    assert message.endswith("a part of it unpacks to more than 200 times its size")


def test_a_workbook_is_limited_in_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_module, "LIMITS", Limits(XLSX_BYTES=10))

    assert wrong("l.xlsx", b"PK\x03\x04 and so on")[0] == "limit-exceeded"


@pytest.mark.parametrize(
    ("data", "encoding", "separator", "row"),
    [
        (b"Date;Net weight\n1;2\n", None, "semicolon", ["Date", "Net weight"]),
        ("Date\tNet weight\n1\t2\n".encode("utf-16"), None, "tab", ["Date", "Net weight"]),
        (b"sep=;\nDate;Net weight\n1;2\n", None, None, ["Date", "Net weight"]),
        ("日期,净重\n1,2\n".encode("gb18030"), "gb18030", None, ["日期", "净重"]),
        (b"Date|Net weight, t\n1|2\n", None, "pipe", ["Date", "Net weight, t"]),
        (b'"Net weight, t",Date\n1,2\n', None, None, ["Net weight, t", "Date"]),
    ],
)
def test_encoding_and_separator_are_found(
    data: bytes, encoding: str | None, separator: str | None, row: list[str]
) -> None:
    (sheet,) = looked("l.csv", data)

    assert (sheet.encoding, sheet.separator) == (encoding, separator)
    assert sheet.rows[0][1] == row
