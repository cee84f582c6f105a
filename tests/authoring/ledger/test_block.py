from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.authoring.ledger.block import Block, find_block
from tests.authoring.ledger.names import names, sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAD = ["Date", "Metal", "Net weight (t)", "Supplier"]
ROWS = [
    ["2025-01-07", "primary", "24.31", "A"],
    ["2025-01-08", "scrap", "20", "B"],
    ["2025-02-08", "scrap", "20", "B"],
]


def found(*rows: Sequence[str]) -> Block:
    block = find_block(sheet(rows), names().is_known)
    assert isinstance(block, Block)
    return block


def refused(*rows: Sequence[str]) -> str:
    why = find_block(sheet(rows), names().is_known)
    assert isinstance(why, str)
    return why


def test_titles_stand_above_the_header_and_a_total_below() -> None:
    block = found(
        ["A works"],
        ["Unit: t", "", "2025"],
        [],
        HEAD,
        *ROWS,
        ["Total", "", "64.31"],
        ["Kept by: Li"],
    )

    assert block.header == 4
    assert block.titles == ["A works", "Unit: t", "2025"]
    assert [number for number, _ in block.rows] == [5, 6, 7]
    assert (block.last_row, block.below) == (7, ("Total", "Kept by: Li"))


def test_rows_between_that_add_up_others_are_left_out_by_their_text() -> None:
    block = found(
        HEAD, *ROWS[:2], ["January total", "", "44.31"], ROWS[2], ["", "小计", "20"], ROWS[2]
    )

    assert block.skip == {"Date": ["January total"], "Metal": ["小计"]}
    assert [number for number, _ in block.rows] == [2, 3, 5, 7]
    assert block.last_row is None


def test_a_partner_that_is_called_total_is_no_total() -> None:
    for name in ("Total Energies", "Total"):
        rows = [[row[0], name, row[2], "x"] for row in ROWS]

        assert len(found(["Date", "Supplier", "Net weight (t)", "Lot"], *rows).rows) == 3


def test_a_row_of_units_under_the_header_says_the_units() -> None:
    block = found(["日期", "物料", "净重"], ["", "", "吨"], *[row[:3] for row in ROWS])

    assert block.units == {2: "t"}
    assert block.skip == {"净重": ["吨"]}
    assert len(block.rows) == 3


def test_a_last_row_of_few_cells_is_below_the_table_and_is_named() -> None:
    block = found(HEAD, *ROWS, ["", "", "64.31"])

    assert (block.last_row, block.below) == (4, ("64.31",))


def test_a_sparse_last_row_of_the_table_stays() -> None:
    wide = [*HEAD, "Lot no.", "Truck", "Delivery note", "Certificate", "Remark"]
    full = ["2025-01-07", "primary", "24.31", "A", "L", "T", "D", "C", "R"]

    sparse = found(wide, full, full, ["2025.1.8", "", "20"])
    signed = found(wide, full, full, ["Kept by", "", "Li"])

    assert [number for number, _ in sparse.rows] == [2, 3, 4]
    assert [number for number, _ in signed.rows] == [2, 3]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([], "nothing stands in it"),
        ([["one", ""], ["two", ""]], "no row of it looks like a header"),
        ([["24.31", "20"], ["1", "2"]], "no row of it looks like a header"),
        ([HEAD], "no row stands under its header"),
        (
            [[*HEAD, ""], *[[*row, "x"] for row in ROWS]],
            "column 5 has values but no name in row 1: each column needs one, in one row",
        ),
        (
            [[*HEAD, "DATE"], *[[*row, "x"] for row in ROWS]],
            "row 1 names `DATE` twice: each column needs a name of its own",
        ),
        (
            [["", "In", "", ""], ["Date", "Metal", "", "Supplier"], *ROWS],
            "column 3 has values but no name in row 2: each column needs one, in one row",
        ),
    ],
)
def test_what_is_no_table_says_why(rows: list[list[str]], why: str) -> None:
    assert refused(*rows) == why
