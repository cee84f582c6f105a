"""Ledgers in text files: found or said, how they are written; and every mistake at its cell."""

from __future__ import annotations

import csv
import gc
import io
import time
from fractions import Fraction
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagnostic.diagnostic import InputError
from checker.dossier import table as table_module
from checker.model.limit import Limits
from tests.dossier.vocabulary import ledger, mistakes, numbers, read, wrong_ledger

UNIT = ", columns: {mass: {from: mass, unit: t}}"
PLAIN = "id,date,mass\nA,2025-01-07,24.31\nB,2025-01-08,1\n"
CHINESE = (
    ", columns: {id: 单号, mass: {from: 净重(吨), unit: t}, direction: 方向}"
    ", values: {direction: {入库: in, 出库: out}}"
)


def test_a_plain_ledger() -> None:
    table = ledger(UNIT, PLAIN)

    assert table.keys == ["A", "B"]
    assert numbers(table, "mass") == [Fraction("24.31"), Fraction(1)]
    assert table.columns["date"].cells == [739258, 739259]
    assert table.columns["id"].cells == ["A", "B"]
    assert str(table.origin_of(1, "mass")) == "m.csv:3:14"
    assert str(table.origin_of(0, None)) == "m.csv:2:1"
    assert str(table.origin_of(0, "green")) == "m.csv:2:1"
    assert table.source_of_row(0) is None


def inputs(spec: str, data: str | bytes, name: str = "m.csv") -> tuple[object, ...]:
    dossier = read(f"movements: {{files: [{{file: {name}{spec}}}]}}\n", {name: data})
    one = dossier.inputs[1]
    assert len(dossier.tables["movements"].keys) == 2
    return one.encoding, one.dialect, one.rows


@pytest.mark.parametrize(
    ("spec", "data", "expected"),
    [
        (UNIT, PLAIN.encode(), ("utf-8", "comma", 2)),
        (UNIT, b"\xef\xbb\xbf" + PLAIN.encode(), ("utf-8", "comma", 2)),
        (UNIT, PLAIN.replace("\n", "\r\n").encode(), ("utf-8", "comma", 2)),
        (UNIT, PLAIN.replace(",", ";").encode(), ("utf-8", "semicolon", 2)),
        (UNIT, PLAIN.replace(",", "\t").encode(), ("utf-8", "tab", 2)),
        (UNIT + ", separator: pipe", PLAIN.replace(",", "|").encode(), ("utf-8", "pipe", 2)),
        (UNIT, PLAIN.encode("utf-16"), ("utf-16le", "comma", 2)),
        (UNIT, b"\xfe\xff" + PLAIN.encode("utf-16-be"), ("utf-16be", "comma", 2)),
        (UNIT + ", encoding: utf-16le", PLAIN.encode("utf-16-le"), ("utf-16le", "comma", 2)),
        (
            CHINESE,
            "单号,方向,净重(吨)\nA,入库,24.31\nB,出库,1\n".encode("gb18030"),
            ("gb18030", "comma", 2),
        ),
        (
            ", columns: {id: 伝票番号, mass: {from: 重量, unit: t}}",
            "伝票番号\t重量\nＡ①\t24.31\nB\t1\n".encode("cp932"),
            ("shift_jis", "tab", 2),
        ),
        (
            UNIT + ", encoding: windows-1252, ignore: [Güte]",
            "id;Güte;mass\nA;ä;1\nB;ö;2\n".encode("cp1252"),
            ("windows-1252", "semicolon", 2),
        ),
        (UNIT, b"sep=;\nid;mass\nA;1\nB;2\n", ("utf-8", "semicolon", 2)),
        (UNIT, b'id,mass,material\nA,1,"x, y"\nB,2,"say ""z"""\n', ("utf-8", "comma", 2)),
        (UNIT, b'"id","mass"\n"A","1"\n"B","2"\n', ("utf-8", "comma", 2)),
    ],
)
def test_encoding_and_separator_are_found_and_recorded(
    spec: str, data: bytes, expected: tuple[object, ...]
) -> None:
    assert inputs(spec, data) == expected


def test_columns_are_renamed_values_mapped_and_constants_set() -> None:
    table = ledger(
        CHINESE + ", set: {step: casting, share: 30 %}", "单号,方向,净重(吨)\nA,入库,1\nB,out,2\n"
    )

    assert table.columns["direction"].cells == ["in", "out"]
    assert table.columns["step"].cells == ["casting", "casting"]
    assert numbers(table, "share") == [Fraction("0.3")] * 2
    assert str(table.origin_of(0, "step")).startswith("dossier.yaml:5:")


def test_dates_numbers_header_and_last_row_are_said() -> None:
    table = ledger(
        UNIT + ", header: 3, last_row: 5, dates: D.M.YYYY, thousands: '.', decimal: ','",
        "Ledger 2025\n\nid;date;mass\nA;7.1.2025;1.200,5\nB;8.1.2025;3\nTotal;;1.203,5\n",
    )

    assert table.keys == ["A", "B"]
    assert numbers(table, "mass") == [Fraction("1200.5"), Fraction(3)]
    assert table.columns["date"].cells == [739258, 739259]
    assert str(table.origin_of(1, "mass")) == "m.csv:5:12"


def test_a_mapping_can_stand_in_a_file_of_its_own() -> None:
    dossier = read(
        "movements: {files: [{file: m.csv, mapping: asi.yaml, header: 2}]}\n",
        {
            "m.csv": "x\nNo.;kg\nA;1\n",
            "asi.yaml": "header: 9\ncolumns: {id: No., mass: {from: kg, unit: kg}}\n",
        },
    )

    assert numbers(dossier.tables["movements"], "mass") == [Fraction("0.001")]
    (wrong,) = mistakes(
        "movements: {files: [{file: m.csv, mapping: asi.yaml}]}\n",
        {"m.csv": "id\nA\n", "asi.yaml": "colums: {}\n"},
    )
    assert (wrong.file, wrong.line, wrong.hint) == ("asi.yaml", 1, "columns")


def test_files_and_rows_are_one_table_and_keys_are_unique_over_all() -> None:
    files: dict[str, bytes | str] = {"a.csv": "id,mass\nA,1 t\n", "b.csv": "id,green\nB,yes\n"}
    dossier = read(
        "movements: {rows: [{id: R, mass: 500 kg}], files: [a.csv, {file: b.csv, source: E}]}\n"
        "evidence: {rows: [{id: E}]}\n",
        files,
    )
    table = dossier.tables["movements"]

    assert table.keys == ["R", "A", "B"]
    assert numbers(table, "mass") == [Fraction("0.5"), Fraction(1), None]
    assert table.columns["green"].cells == [None, None, True]
    assert [table.source_of_row(row) for row in range(3)] == [None, None, "E"]
    assert str(table.origin_of(2, "green")) == "b.csv:2:3"

    (wrong,) = mistakes("movements: {rows: [{id: A}], files: [a.csv]}\n", files)
    assert (wrong.code, wrong.file, wrong.line) == ("duplicate-row", "a.csv", 2)
    assert wrong.have == "first at dossier.yaml:5:25"


def test_rows_without_a_key_column_are_named_by_file_and_line() -> None:
    assert ledger(UNIT, "mass\n1\n\n2\n").keys == ["m.csv:2", "m.csv:4"]


def test_rows_that_add_up_others_are_left_out_by_what_stands_in_them() -> None:
    text = "id,when,mass\nA,2025-01-07,24.31\n,January total,24.31\nB,2025-02-08,1\n,小计,25.31\n"
    spec = UNIT.replace("}}", "}, date: when}") + ", skip: {when: [January total, 小计, 合计]}"

    table = ledger(spec, text)

    assert table.keys == ["A", "B"]
    assert numbers(table, "mass") == [Fraction("24.31"), Fraction(1)]
    assert [str(table.origin_of(row, "mass")) for row in (0, 1)] == ["m.csv:2:14", "m.csv:4:14"]
    assert ledger(spec + ", last_row: 3", text).keys == ["A"]


@pytest.mark.parametrize(
    ("skip", "code", "place"),
    [
        ("{wen: [x]}", "header-form", "dossier.yaml"),
        ("[x]", "file-entry", "dossier.yaml"),
        ("{date: []}", "file-entry", "dossier.yaml"),
        ("{date: [x, ~]}", "file-entry", "dossier.yaml"),
        ("{date: [[x]]}", "value-form", "dossier.yaml"),
    ],
)
def test_rows_are_left_out_by_a_text_in_a_column_of_the_file(
    skip: str, code: str, place: str
) -> None:
    found = wrong_ledger(f"{UNIT}, skip: {skip}", PLAIN)

    assert [(one.code, one.file) for one in found] == [(code, place)]


def test_a_time_of_day_is_read_past() -> None:
    for spelling, written in (
        ("YYYY/M/D hh:mm", "2025/1/7 8:31"),
        ("YYYY-MM-DDThh:mm:ss", "2025-01-07T08:31:22"),
        ("YYYY-MM-DD hh:mm:ss", "2025-01-07 08:31:22.250"),
    ):
        table = ledger(f'{UNIT}, dates: "{spelling}"', f"id,date,mass\nA,{written},1\n")

        assert table.columns["date"].cells == [739258], spelling

    wrong = wrong_ledger(f'{UNIT}, dates: "YYYY-MM-DD hh:mm"', "id,date,mass\nA,2025-01-07,1\n")
    assert [one.code for one in wrong] == ["not-a-date"]


def test_blank_rows_are_left_out_and_lines_still_right() -> None:
    table = ledger(UNIT, "id,mass\nA,1\n,\n\nB,2\n\n\n")

    assert table.keys == ["A", "B"]
    assert str(table.origin_of(1, "mass")) == "m.csv:5:3"


def test_records_over_several_lines_have_right_places() -> None:
    table = ledger(UNIT, 'id,material,mass\nA,"x\ny, ""z""",1\nB,a"b,2\n')

    assert table.columns["material"].cells == ['x\ny, "z"', 'a"b']
    assert str(table.origin_of(0, "mass")) == "m.csv:3:11"
    assert str(table.origin_of(1, "mass")) == "m.csv:4:7"
    table = ledger(UNIT, 'id,material,mass\nA,"",1\nB,"x\n",2\nC,y,3\n')
    assert [str(table.origin_of(row, "mass")) for row in range(3)] == [
        "m.csv:2:6",
        "m.csv:4:3",
        "m.csv:5:5",
    ]


def test_columns_that_are_not_ours() -> None:
    assert ledger(UNIT + ", ignore: [weight]", "id,mass,weight\nA,1,2\n").keys == ["A"]
    assert ledger(UNIT + ", ignore: others", "id,mass,weight\nA,1,2\n").keys == ["A"]
    assert ledger(UNIT, "id,mass,\nA,1,\n").keys == ["A"]
    dossier = read("movements: {files: [m.csv]}\n", {"m.csv": "id,lot\nA,5\n"})
    assert dossier.unused == ("movements.lot",)


@pytest.mark.parametrize(
    ("spec", "data", "expected"),
    [
        (UNIT, "id,mass\nA,24.31.5\n", ("not-a-number", 2, 3)),
        (UNIT, "id;mass\nA;24,31\n", ("decimal-comma", 2, 3)),
        (UNIT, "id,mass\nA,24,31\n", ("field-count", 2, 1)),
        (UNIT, "id,mass\nA,1\nB\n", ("field-count", 3, 1)),
        (UNIT, 'id,mass\n"A",1\nB\n', ("field-count", 3, 1)),
        (UNIT, "id,mass\nA,1 tons\n", ("unit-ambiguous", 2, 3)),
        (UNIT, "id,mass\nA,-1\n", ("out-of-bounds", 2, 3)),
        (UNIT, "id,mass\nA,none\n", ("none-not-allowed", 2, 3)),
        ("", "id,mass\nA,5\n", ("unit-missing", 2, 3)),
        ("", "id,share\nA,0.3\n", ("unit-missing", 2, 3)),
        ("", "id,date\nA,2025/1/7\n", ("not-a-date", 2, 3)),
        (", dates: YYYY/M/D", "id,date\nA,2025/2/30\n", ("no-such-day", 2, 3)),
        ("", "id,direction\nA,入库\n", ("option-unknown", 2, 3)),
        ("", "id,green\nA,TRUE\n", ("not-yes-or-no", 2, 3)),
        ("", "id,mass\nA,1 t\n,1 t\n", ("row-without-key", 3, 1)),
        ("", "id,mass\nA,1 t\nA,2 t\n", ("duplicate-row", 3, 1)),
        ("", "id,mas\nA,1 t\n", ("column-unknown", 1, 4)),
        ("", "id,credited\nA,1 t\n", ("derived-column", 1, 4)),
        ("", "id,mass,Mass\nA,1 t,2\n", ("header-form", 1, 9)),
        ("", "id,mass,mass\nA,1 t,2\n", ("header-form", 1, 9)),
        ("", "id,,mass\nA,x,1 t\n", ("header-form", 1, 4)),
        ("", "", ("header-form", 1, 1)),
        ("", "\n\nid,mass\nA,1 t\n", ("header-form", 1, 1)),
        (", header: 9", "id,mass\nA,1 t\n", ("header-form", 2, 1)),
        (", columns: {mass: weight}", "id\nA\n", ("header-form", 5, 51)),
        (", ignore: [x]", "id\nA\n", ("header-form", 5, 44)),
        (", columns: {mass: m}", "id,m,mass\nA,1 t,2\n", ("header-form", 1, 6)),
        ("", 'id,mass\nA,1 t\n"B,2 t\n', ("csv-quote", 3, 1)),
        ("", 'id,mass\nA,1 t\n"B"x,2 t\n', ("csv-quote", 3, 1)),
        ("", "id,mass\nA,1 t\rB,2 t\r", ("lone-carriage-return", 2, 6)),
        ("", "id,mass\nA\u202e,1 t\n", ("forbidden-character", 2, 2)),
        ("", "id,mass\nA\x00,1 t\n", ("forbidden-character", 2, 2)),
        ("", b"\x1f\x8b123", ("ledger-kind", 5, 28)),
        ("", b"PAR1", ("ledger-kind", 5, 28)),
        ("", b"PK\x03\x04", ("ledger-kind", 5, 28)),
        ("", b"id,mass\n\xe9,1 t\n", ("encoding-unknown", 1, 1)),
        ("", "id\nA\n".encode("utf-16-le"), ("encoding-unknown", 1, 1)),
        (", encoding: utf-8", b"id\n\xe9\n", ("encoding-unknown", 2, 1)),
        ("", "x;y,z\n1;2,3\n", ("separator-unknown", 1, 1)),
        (", sha256: abc", "id\nA\n", ("not-a-hash", 5, 43)),
        (", encoding: ebcdic", "id\nA\n", ("file-entry", 5, 45)),
        (", separator: x", "id\nA\n", ("file-entry", 5, 46)),
        # What was said wrongly is one mistake, not one in each cell.
        (", dates: MM/DD/YY", "id,date\nA,01/07/25\n", ("file-entry", 5, 42)),
        (", thousands: '.'", "id,mass\nA,1.200 x\n", ("file-entry", 5, 46)),
        (", decimal: x", "id,mass\nA,1x5 t\n", ("file-entry", 5, 44)),
        (", header: 0", "id\nA\n", ("file-entry", 5, 43)),
        (", header: 1, last_row: 1", "id\nA\n", ("file-entry", 5, 56)),
        (", colums: {}", "id\nA\n", ("unknown-key", 5, 35)),
        (", columns: {mas: m}", "id\nA\n", ("column-unknown", 5, 45)),
        (
            ", columns: {mass: {from: mass, unit: MWh}}",
            "id,mass\nA,1\n",
            ("wrong-dimension", 5, 70),
        ),
        (", columns: {mass: {from: mass, unit: ton}}", "id,mass\nA,1\n", ("unit-ambiguous", 5, 70)),
        (", set: {mass: 5}", "id\nA\n", ("unit-missing", 5, 47)),
        (", set: {green: yes}", "id,green\nA,no\n", ("file-entry", 5, 48)),
        (", set: {credited: 1 t}", "id\nA\n", ("derived-column", 5, 51)),
        (", values: {green: {'~': no}}", "id,green\nA,no\n", ("file-entry", 5, 52)),
        (", values: {greeen: {x: no}}", "id,green\nA,no\n", ("file-entry", 5, 28)),
        (", ignore: x", "id\nA\n", ("file-entry", 5, 43)),
        (", mapping: none.yaml", "id\nA\n", ("file-missing", 5, 44)),
    ],
)
def test_a_mistake_has_its_code_and_place(
    spec: str, data: str | bytes, expected: tuple[str, int, int]
) -> None:
    assert [(one.code, one.line, one.column) for one in wrong_ledger(spec, data)] == [expected]


def test_a_total_row_is_asked_about() -> None:
    (wrong,) = wrong_ledger(UNIT, "id,mass\nA,1\nB,2\n,3\n")

    assert wrong.message == "row 4 has no `id`: a total row?"
    assert wrong.hint == "`last_row: 3` leaves out what stands below"
    assert wrong.excerpt == ",3"


def test_a_row_that_is_called_a_total_is_asked_about() -> None:
    for name in ("Total", "合计", "SUM:"):
        (wrong,) = wrong_ledger(UNIT, f"id,mass\nA,1\nB,2\n{name},3\n")

        assert (wrong.code, wrong.line, wrong.column) == ("row-without-key", 4, 1)
        assert wrong.message == f"row 4 is called `{name}`: a total row?"
        assert wrong.hint == "`last_row: 3` leaves out what stands below"


def test_utf_16_without_its_mark_gets_the_encoding_that_it_has() -> None:
    for name in ("utf-16le", "utf-16be"):
        (wrong,) = wrong_ledger(UNIT, "id,mass\nA,1\n".encode(name))

        assert wrong.hint == f"say `encoding: {name}`, or save it as UTF-8"


def test_hints_say_how_a_file_can_be_described() -> None:
    def hint(data: str) -> str | None:
        return wrong_ledger("", data)[0].hint

    assert hint("id;mass\nA;24,31 t\n") == (
        'say how the file writes numbers: `decimal: ","` or `thousands: ","`'
    )
    assert hint("id,mass\nA,5\n") == (
        "say the unit of the column: `columns: {mass: {from: …, unit: t}}`"
    )
    assert hint("id,direction\nA,入库\n") == "say what it means: `values: {direction: {入库: …}}`"
    assert hint("id,mas\nA,1 t\n") == "mass; else `ignore: [mas]`"


def test_a_hash_that_differs_is_a_mistake() -> None:
    (wrong,) = wrong_ledger(", sha256: " + "a" * 64, "id\nA\n")

    assert wrong.code == "hash-differs"
    assert wrong.want == "a" * 64


@pytest.mark.parametrize(("more", "right"), [(-1, True), (0, True), (1, False)])
def test_limits_of_lines_cells_and_columns(
    more: int, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits = Limits(FIELD_CHARS=20, LINE_BYTES=60, COLUMNS=4)
    monkeypatch.setattr(table_module, "LIMITS", limits)
    cell = "x" * (20 + more)
    blank = "," * (1 + more)

    for data in (
        f"id,material\nA,{cell}\n",
        f'id,material\n"A",{cell}\n',
        f"id,material,green{blank}\nA,x,no{blank}\n",
        "id,material\nA," + " " * (58 + more) + "\n" if not right else "id\nA\n",
    ):
        if right:
            assert ledger("", data).keys == ["A"]
        else:
            assert [one.code for one in wrong_ledger("", data)] == ["limit-exceeded"]


@pytest.mark.parametrize(("chars", "right"), [(127, True), (128, True), (129, False)])
def test_keys_are_limited(chars: int, right: bool) -> None:
    data = "id,mass\n" + "k" * chars + ",1 t\n"

    if right:
        assert ledger("", data).keys == ["k" * chars]
    else:
        assert [one.code for one in wrong_ledger("", data)] == ["limit-exceeded"]


simple = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=6)
cell = simple | st.text('ab,;"\n ', max_size=6)
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cell, min_size=width, max_size=width), max_size=5)
)
OURS = ("material", "step", "id", "date")


@settings(deadline=None)
@given(tables, st.sampled_from(",;\t"), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_what_csv_writes_is_read(
    rows: list[list[str]], separator: str, quoting: Literal[0, 1]
) -> None:
    width = len(rows[0]) if rows else 1
    rows = [
        [cell if cell.strip() not in ("none", "null", "~") else "x" for cell in row] for row in rows
    ]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, quoting=quoting, lineterminator="\n")
    names = ("material", "step")[:width]
    writer.writerow(names)
    writer.writerows(row[: len(names)] for row in rows)
    name = {",": "comma", ";": "semicolon", "\t": "tab"}[separator]

    table = ledger(f", separator: {name}", out.getvalue())

    kept = [row for row in rows if any(row[: len(names)])]
    for index, name in enumerate(names):
        wanted = [row[index].strip() or None for row in kept]
        import unicodedata

        assert table.columns[name].cells == [
            None if text is None else unicodedata.normalize("NFC", text) for text in wanted
        ]


@settings(deadline=None)
@given(
    st.binary(max_size=120)
    | st.text('idmas,;"\n\tAB12. t\r%', max_size=80).map(str.encode)
    | st.text('12,"\n\t ', max_size=40).map(lambda text: b"id,mass\n" + text.encode()),
    st.sampled_from(["", UNIT, CHINESE, ", header: 2", ", last_row: 2", ", ignore: others"]),
)
def test_any_bytes_give_a_table_or_an_input_error(data: bytes, spec: str) -> None:
    try:
        table = ledger(spec, data)
    except InputError as error:
        assert error.diagnostics
    else:
        for row in range(table.size):
            assert table.origin_of(row, "mass").line


@settings(deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["", "A", "1 t", "x y"]), min_size=1, max_size=3), max_size=6)
)
def test_a_file_with_and_without_quotes_gives_the_same(rows: list[list[str]]) -> None:
    plain = "material,step,date\n" + "".join(",".join(row) + "\n" for row in rows)
    quoted = '"material",step,date\n' + plain.partition("\n")[2]

    def outcome(data: str) -> object:
        try:
            table = ledger("", data)
        except InputError as error:
            return [(one.code, one.line, one.message) for one in error.diagnostics]
        return [table.keys, *(column.cells for column in table.columns.values())]

    assert outcome(plain) == outcome(quoted)


def test_a_large_ledger_is_read_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(table_module, "_quoted")  # nothing here needs the slower way
    rows = 20_000
    data = "id,date,direction,mass,green\n" + "".join(
        f"R-{n},2025-01-{n % 28 + 1:02},in,{n}.{n % 1000:03},yes\n" for n in range(rows)
    )
    collecting = gc.isenabled()
    start = time.perf_counter()
    table = ledger(UNIT, data)
    seconds = time.perf_counter() - start

    assert all(table.columns[name].plain for name in ("id", "date", "direction", "mass", "green"))
    assert table.columns["mass"].denominator == 1000
    assert table.keys[-1] == f"R-{rows - 1}"
    assert str(table.origin_of(rows - 1, "direction")) == f"m.csv:{rows + 1}:20"
    assert gc.isenabled() == collecting
    # Cell by cell it takes ten times as long; this leaves room for a busy machine.
    assert seconds < 1


def test_a_file_that_is_not_there_is_one_mistake_not_many() -> None:
    body = (
        "documents: {complete: yes, files: [none.csv]}\n"
        "movements: {rows: [{id: A, document: D}, {id: B, document: E}]}\n"
    )

    assert [one.code for one in mistakes(body)] == ["file-missing"]


def test_every_file_that_was_read_is_recorded() -> None:
    dossier = read(
        "movements: {files: [{file: m.csv, mapping: m.yaml}]}\n",
        {"m.csv": "No\nA\n", "m.yaml": "columns: {id: No}\n"},
    )

    assert [one.file for one in dossier.inputs] == ["dossier.yaml", "m.yaml", "m.csv"]
    assert all(len(one.sha256) == 64 for one in dossier.inputs)


def test_keys_of_several_columns_can_be_set_in_part() -> None:
    files: dict[str, bytes | str] = {
        "a.csv": "step,year\ncasting,2024\ncasting,2025\n",
        "b.csv": "step\nrolling\n",
        "c.csv": "step,year\n,2024\n",
    }
    body = "balances: {files: [a.csv, {file: b.csv, set: {year: 2025}}]}\n"

    assert read(body, files).tables["balances"].keys == [
        "casting/2024",
        "casting/2025",
        "rolling/2025",
    ]
    assert [one.code for one in mistakes("balances: {files: [c.csv]}\n", files)] == [
        "row-without-key"
    ]
