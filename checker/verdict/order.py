"""Rows in an order: the first and the last.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.dossier import NONE
from checker.model.truth import BOTH, NO, NONE_BIT, YES
from checker.plan.relation import ROW
from checker.verdict.search import Search
from checker.verdict.total import Closure, memoised, rests_outside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.model.expression import Node
    from checker.verdict.context import Frame, Item
    from checker.verdict.expressions import Evaluator


def sort_ends(values: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Return the earliest and the latest place that keys can have."""
    low: list[Any] = []
    high: list[Any] = []
    for value in values:
        if isinstance(value, tuple):
            low.append((-1,) if value[0] is None else (0, value[0]))
            high.append((1,) if value[1] is None else (0, value[1]))
        elif isinstance(value, str):
            low.append((0, value))
            high.append((0, value))
        else:
            low.append((-1,))
            high.append((1,))
    return tuple(low), tuple(high)


def places_in_order(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return a closure that gives where a row stands by a key: an interval, a text, None if unknown.

    A ranked option stands by its rank, another by its name, a row by its key, no before yes.
    """
    value = evaluator.value(node, item)
    table = evaluator.row_table(node, item)
    type = evaluator.type_of(node, item)
    rank = {o: i for i, o in enumerate(type.options)} if type is not None and type.ranked else {}

    def place(frame: Frame) -> Any:
        found = value(frame)
        if found.__class__ is int:
            if table is not None:
                return frame.ctx.views[table].key(found)
            return (int(found == YES), int(bool(found & YES))) if found <= BOTH else None
        if isinstance(found, frozenset):
            if rank and NONE not in found:
                ranks = [rank[option] for option in found]
                return min(ranks), max(ranks)
            (only,) = found if len(found) == 1 else (None,)
            return only if isinstance(only, str) else None
        if isinstance(found, tuple) and isinstance(found[0], tuple):
            return None
        return found

    return place


def identity_of(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return a closure that gives a value as something that compares, None where it is unknown."""
    from checker.model.datatype import Kind

    value = evaluator.value(node, item)
    table = evaluator.row_table(node, item)
    type = evaluator.type_of(node, item)
    kind = None if type is None else type.kind

    def one(found: Any) -> Any:
        return found[0] if found[0] is not None and found[0] == found[1] else None

    def identity(frame: Frame) -> Any:
        found = value(frame)
        if found is NONE:
            return NONE
        if isinstance(found, frozenset):
            if kind is Kind.LIST:
                return found
            (only,) = found if len(found) == 1 else (None,)
            return only
        if isinstance(found, tuple):
            if kind is Kind.PERIOD:
                ends = (one(found[0]), one(found[1]))
                return None if None in ends else ends
            return one(found)
        if found.__class__ is int:
            if table is not None:
                return frame.ctx.views[table].key(found)
            return found if found in (YES, NO) else NONE if found == NONE_BIT else None
        return found if isinstance(found, str) else None

    return identity


def pick_row(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `first|last row of T where C by K`."""
    from checker.verdict.expressions import Candidates

    which, slot, table = node[3], node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    keys = [places_in_order(evaluator, key, item) for key in node[7]]
    columns: frozenset[str] = frozenset([ROW])

    def picked(frame: Frame) -> Any:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        scan = search.scan(ctx, columns)
        view = scan.view
        rows: list[tuple[int, tuple[Any, ...], tuple[Any, ...], int]] = []
        for index, truth in search.truths(frame, scan).items():
            row = scan.reps[index]
            frame.rows[slot] = row
            low, high = sort_ends([key(frame) for key in keys])
            if which == "last":
                low, high = high, low
            rows.append((row, low, high, truth))
        open_ = search.phantoms(frame)
        ctx.recorder = recorder
        certain = [entry for entry in rows if entry[3] == YES]
        if which == "first":
            bar = min((high for _, _, high, _ in certain), default=None)
            left = [entry for entry in rows if bar is None or entry[1] <= bar]
        else:
            bar = max((high for _, _, high, _ in certain), default=None)
            left = [entry for entry in rows if bar is None or entry[1] >= bar]
        if recorder is not None:
            if open_:
                search.note_further(frame)
            if len(left) > 1 or not certain:
                for row, low, high, truth in left:
                    if truth != YES:
                        search.record(frame, row)
                    if low != high:
                        frame.rows[slot] = row
                        for key in keys:
                            key(frame)
        if open_:
            return Candidates((*(row for row, _, _, _ in left), view.any), not certain)
        if len(left) == 1 and certain:
            return left[0][0]
        if not left:
            return NONE
        return Candidates(tuple(row for row, _, _, _ in left), not certain)

    return memoised(
        evaluator, node, search.outer or any(rests_outside(k, slot) for k in node[7]), picked
    )
