"""Running columns: sums that are looked up equal sums that are added up."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from checker.model import quantity as q
from checker.verdict.account import Drawing, _drawn
from checker.verdict.total import with_none

PLACES = st.sampled_from([(-1,), (0, 1), (0, 2), (0, 3), (1,)])
ENDS = st.none() | st.integers(-3, 5)


@st.composite
def rows_of_an_account(draw: st.DrawFn) -> list[Drawing]:
    rows: list[Drawing] = []
    for number in range(draw(st.integers(0, 7))):
        first, last = sorted([draw(PLACES), draw(PLACES)])
        low, high = draw(ENDS), draw(ENDS)
        if low is not None and high is not None and low > high:
            low, high = high, low
        group = draw(st.sampled_from(["a", "b", None]))
        rows.append((group, (first,), (last,), (low, high), number))
    return rows


def added_up(rows: list[Drawing]) -> list[q.Interval]:
    """Add what surely stands before each row, and what may, row by row."""
    totals = []
    for group, first, last, amount, number in rows:
        total = amount
        for other_group, other_first, other_last, other, other_number in rows:
            apart = None not in (group, other_group) and group != other_group
            if other_number == number or apart:
                continue
            if group is None:
                total = q.add(total, with_none(other))
            elif other_group is not None and other_last < first:
                total = q.add(total, other)
            elif other_first <= last:
                total = q.add(total, with_none(other))
        totals.append(total)
    return totals


@given(rows_of_an_account())
# A row whose day is open within bounds stands surely before one that is dated after them.
@example([("b", ((0, 2),), ((0, 2),), (0, None), 0), ("b", ((-1,),), ((0, 1),), (1, None), 1)])
def test_a_running_total_is_what_adding_up_row_by_row_gives(rows: list[Drawing]) -> None:
    assert _drawn(rows) == added_up(rows)
