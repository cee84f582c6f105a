"""Reading a column at once gives what reading it cell by cell gives."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.dossier.column import join_columns, last_digit, read_column
from checker.dossier.mistake import Mistake
from checker.dossier.scalar import Form, is_plain, read_scalar
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE, Column, Partial
from checker.model.unit import CARBON, MASS, NUMBER, SHARE, find_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

MASS_TYPE = Datatype(Kind.QUANTITY, dimension=MASS, lower=Fraction(0), may_be_none=True)
TYPES = (
    MASS_TYPE,
    Datatype(Kind.QUANTITY, dimension=NUMBER, upper=Fraction(50)),
    Datatype(Kind.QUANTITY, dimension=SHARE),
    Datatype(Kind.QUANTITY, dimension=CARBON),
    Datatype(Kind.WHOLE),
    Datatype(Kind.DATE),
    Datatype(Kind.PERIOD),
    Datatype(Kind.DURATION),
    Datatype(Kind.YESNO),
    Datatype(Kind.TEXT),
    Datatype(Kind.CHOICE, options=("in", "out", "none"), may_be_none=True),
    Datatype(Kind.LIST, options=("in", "out")),
    Datatype(Kind.REFERENCE, table="documents", may_be_none=True),
)
FORMS = (
    Form(),
    Form(unit=find_unit("t")),
    Form(unit=find_unit("kg"), thousands=","),
    Form(thousands=".", decimal=",", unit=find_unit("t")),
    Form(dates="D/M/YYYY"),
    Form(unit=find_unit("t"), sheet=True),
)

cells = st.one_of(
    st.sampled_from(
        [
            "",
            "none",
            "~",
            "5",
            "5 t",
            "5.0 t",
            "24.310 t",
            "24.31 t",
            "500 kg",
            "1 200 t",
            "1,200 t",
            "1.200,5",
            "-3 t",
            "0.3",
            "30 %",
            "7",
            "-7",
            "60",
            "5 t CO2e",
            "in",
            "out",
            "yes",
            "no",
            "2025-01-07",
            "2025-01",
            "2025",
            "7/1/2025",
            "3 months",
            " 5 t ",
            "5\nt",
            "5 t\n6 t",
            "é",
            "é",
            "1 2",
            "1e3",
            "99999999999999999999",
            "999999999999999999999",
            "0.123456789",
            "0.0000000001",
            "x y",
            "A;B",
        ]
    ),
    st.decimals(min_value=0, max_value=10**6, places=3).map(lambda d: f"{d} t"),
    st.decimals(min_value=0, max_value=10**6, places=2).map(str),
    st.text(max_size=5),
)
columns = st.one_of(
    st.lists(cells, max_size=8),
    st.lists(st.integers(0, 10**6).map(lambda n: f"{n}.5 t"), max_size=8),
    st.lists(st.integers(0, 10**6).map(str), max_size=8),
    st.lists(st.integers(1, 28).map(lambda n: f"2025-01-{n:02}"), max_size=8),
)


def exact(value: Any, denominator: int) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return Fraction(value, denominator)
    if isinstance(value, Partial):
        return Partial(exact(value.lower, denominator), exact(value.upper, denominator))
    return value


@given(columns, st.sampled_from(TYPES), st.sampled_from(FORMS))
def test_a_column_is_what_its_cells_are(texts: list[str], datatype: Datatype, form: Form) -> None:
    if datatype.kind not in (Kind.QUANTITY, Kind.WHOLE):
        form = Form(dates=form.dates)
    column, bad, more = read_column(texts, datatype, form, halves=True)

    reads = [read_scalar(text, datatype, form) for text in texts]
    wanted = [None if isinstance(one, Mistake) else one.value for one in reads]
    assert [exact(cell, column.denominator) for cell in column.cells] == [
        exact(value, 1) for value in wanted
    ]
    assert [type(cell) for cell in column.cells if not isinstance(cell, int)] == [
        type(value) for value in wanted if not isinstance(value, int | Fraction)
    ]
    assert [row for row, _ in bad] == [
        row for row, one in enumerate(reads) if isinstance(one, Mistake)
    ]
    assert [one.code for _, one in bad] == [one.code for one in reads if isinstance(one, Mistake)]
    assert more == 0
    assert column.plain == all(map(is_plain, wanted))
    if datatype.kind in (Kind.QUANTITY, Kind.WHOLE):
        halves = column.half_units
        listed = halves if isinstance(halves, list) else [halves] * len(texts)
        assert [
            None if half is None else Fraction(half, column.denominator) for half in listed
        ] == [None if isinstance(one, Mistake) else last_digit(one) for one in reads]


@given(columns, st.sampled_from(TYPES), st.integers(0, 8))
def test_a_table_in_two_files_has_the_columns_of_one(
    texts: list[str], datatype: Datatype, at: int
) -> None:
    whole, _, _ = read_column(texts, datatype, halves=True)
    parts = [texts[:at], texts[at:]]
    joined = join_columns([(len(p), read_column(p, datatype, halves=True)[0]) for p in parts])

    assert [exact(cell, joined.denominator) for cell in joined.cells] == [
        exact(cell, whole.denominator) for cell in whole.cells
    ]
    assert joined.plain == whole.plain


def test_a_part_without_the_column_is_unknown() -> None:
    joined = join_columns([(2, None), (1, Column([5], 10, plain=True)), (0, None)])

    assert joined.cells == [None, None, 5]
    assert joined.plain is False
    assert join_columns([(0, None), (1, Column([5], plain=True))]).plain is True


def test_parts_come_to_one_denominator() -> None:
    joined = join_columns(
        [
            (1, Column([5], 10, plain=True, half_units=1)),
            (2, Column([25, NONE], 100, half_units=[1, None])),
        ]
    )

    assert (joined.cells, joined.denominator) == ([50, 25, NONE], 100)
    assert joined.half_units == [10, 1, None]


def test_kilograms_and_tonnes_give_the_same_column() -> None:
    tonnes, _, _ = read_column(["24.310 t", "1 t"], MASS_TYPE)
    kilograms, _, _ = read_column(["24310 kg", "1000 kg"], MASS_TYPE)

    assert values(tonnes) == values(kilograms)


def values(column: Column) -> Sequence[Fraction]:
    return [Fraction(cell, column.denominator) for cell in column.cells]


@pytest.mark.parametrize("rows", [50, 51, 1000])
def test_mistakes_beyond_fifty_are_counted(rows: int) -> None:
    for datatype in (MASS_TYPE, Datatype(Kind.YESNO)):
        _, bad, more = read_column([f"x{n}" for n in range(rows)], datatype)

        assert (len(bad), more) == (50, rows - 50)


def test_an_empty_column_is_plain() -> None:
    assert read_column([], MASS_TYPE)[0].plain is True
