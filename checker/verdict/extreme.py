"""The largest and the smallest of a column.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.dossier import NONE
from checker.model.truth import BOTH, NO, YES
from checker.plan.relation import columns_read
from checker.verdict.search import Search
from checker.verdict.total import Closure, memoised, rests_outside

if TYPE_CHECKING:
    from checker.model.expression import Node
    from checker.model.quantity import Interval
    from checker.verdict.context import Frame, Item
    from checker.verdict.expressions import Evaluator


def extreme(evaluator: Evaluator, node: Node, item: Item, *, largest: bool) -> Closure:
    """Return the closure of `largest|smallest of E in T where C [if empty V]`."""
    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    value_of = evaluator.value(node[6], item)
    empty = None if node[7] is None else evaluator.value(node[7], item)
    options = evaluator.options_of(node[6], item)
    rank = {option: index for index, option in enumerate(options)}
    columns = columns_read(node[6], slot, evaluator.derived_columns)
    outer = search.outer or rests_outside(node[6], slot)

    def interval(value: Any) -> Interval:
        if isinstance(value, frozenset):
            ranks = [rank[option] for option in value if option in rank]
            return (min(ranks), max(ranks)) if ranks else q.ANY
        return value if isinstance(value, tuple) else q.ANY

    def bounds(frame: Frame) -> Any:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        scan = search.scan(ctx, columns)
        certain: list[Interval] = []
        possible: list[tuple[Interval, int, int]] = []
        for index, truth in search.truths(frame, scan).items():
            row = scan.reps[index]
            frame.rows[slot] = row
            value = interval(value_of(frame))
            if truth == YES:
                certain.append(value)
            possible.append((value, index, truth))
        open_ = search.phantoms(frame)
        result = _extreme(certain, [value for value, _, _ in possible], largest=largest)
        if open_:
            frame.rows[slot] = open_[0]
            value = interval(value_of(frame))
            for row in open_[1:]:
                frame.rows[slot] = row
                value = q.hull(value, interval(value_of(frame)))
            if result is None or not certain:
                # One of them may be the only row.
                result = value if result is None else q.hull(result, value)
            else:
                result = _extreme_more(result, value, largest=largest)
        ctx.recorder = recorder
        if recorder is not None:
            if open_:
                search.note_further(frame)
            for value, index, truth in possible:
                row = scan.reps[index]
                recorder.members[(table, row)] = scan.members(index)
                if truth != YES:
                    search.record(frame, row)
                if not q.known(value):
                    frame.rows[slot] = row
                    value_of(frame)
                recorder.members.pop((table, row), None)
        if not certain:
            other = NONE if empty is None else empty(frame)
            if result is None:
                return other
            if options:
                return _named(result, options) | (
                    other if isinstance(other, frozenset) else frozenset((NONE,))
                )
            return q.hull(result, other) if isinstance(other, tuple) else result
        assert result is not None
        return _named(result, options) if options else result

    return memoised(evaluator, node, outer, bounds)


def any_row(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the test whether there is a largest or smallest value: whether a row is taken."""
    search = Search(evaluator, item, node[3], node[4], node[5])

    def test(frame: Frame) -> int:
        scan = search.scan(frame.ctx)
        taken = search.truths(frame, scan)
        if YES in taken.values():
            return YES
        further_rows = search.phantoms(frame)
        if not taken and not further_rows:
            return NO
        recorder = frame.ctx.recorder
        if recorder is not None:
            if further_rows:
                recorder.tables[search.table] = None
            for index in taken:
                row = scan.reps[index]
                recorder.members[(search.table, row)] = scan.members(index)
                search.record(frame, row)
                recorder.members.pop((search.table, row), None)
        return BOTH

    return test


def _named(value: Interval, options: tuple[str, ...]) -> frozenset[Any]:
    low = 0 if value[0] is None else int(value[0])
    high = len(options) - 1 if value[1] is None else int(value[1])
    return frozenset(options[low : high + 1])


def _extreme(
    certain: list[Interval], possible: list[Interval], *, largest: bool
) -> Interval | None:
    if not possible:
        return None
    if not largest:
        mirrored = _extreme(
            [q.negate(value) for value in certain],
            [q.negate(value) for value in possible],
            largest=True,
        )
        return None if mirrored is None else q.negate(mirrored)
    lows = [value[0] for value in certain]
    highs = [value[1] for value in possible]
    high = None if None in highs else max(h for h in highs if h is not None)
    known = [low for low in lows if low is not None]
    if known:
        return max(known), high
    others = [value[0] for value in possible]
    low = None if certain or None in others else min(o for o in others if o is not None)
    return low, high


def _extreme_more(result: Interval, value: Interval, *, largest: bool) -> Interval:
    """Return an extreme with further rows that may beat it."""
    low, high = result
    if largest:
        return low, None if high is None or value[1] is None else max(high, value[1])
    return None if low is None or value[0] is None else min(low, value[0]), high
