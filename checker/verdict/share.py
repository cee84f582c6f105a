"""The share of some rows among others.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.truth import BOTH, NO, YES
from checker.verdict.search import Search, Term, vectors
from checker.verdict.total import (
    Closure,
    add_form,
    class_form,
    memoised,
    record_class,
    rests_outside,
)

if TYPE_CHECKING:
    from checker.model.expression import Node
    from checker.model.quantity import Interval, Number
    from checker.verdict.context import Frame, Item
    from checker.verdict.expressions import Evaluator


def share(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `share of E in T where C of which D if empty V`."""
    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    term = Term(evaluator, item, slot, table, node[6])
    which = Search(evaluator, item, slot, table, [node[7]])
    empty = evaluator.value(node[8], item)
    outer = search.outer or which.outer or rests_outside(term.node, slot)

    def bounds(frame: Frame) -> Any:
        ctx = frame.ctx
        recorder = ctx.recorder
        extra = term.columns
        for part in which.parts:
            if not part.local:
                extra |= part.columns
        scan = search.scan(ctx, extra)
        view = scan.view
        # Ends of: mass surely counted in the least share, the rest at its most, and the mirror image.
        least_in = most_rest = most_in = least_rest = q.ZERO
        smallest_total: Interval = q.ZERO
        signed = False
        rows: list[tuple[set[tuple[int, ...]], Interval]] = []
        # Whole numbers of the classes that are settled, made fractions once.
        counted: dict[str, list[int]] = {}
        for index, truth in search.truths(frame, scan).items():
            row = scan.reps[index]
            inside = which.at_class(frame, scan, index)
            if truth == YES and inside != BOTH:
                form = class_form(term, frame, row)
                if form is not None and not form[0] and list(form[1].values()) == [1]:
                    (column,) = form[1]
                    sums = scan.sums(column)
                    if index not in sums.odd and not sums.negative[index]:
                        parts = counted.setdefault(column, [0, 0])
                        parts[inside == YES] += sums.positive[index]
                        continue
            if truth == YES and inside != BOTH:
                ways: set[tuple[int, ...]] = {(1, int(inside == YES))}
            else:
                ways = vectors([frame, frame], view, row, [search, which])
            form = class_form(term, frame, row)
            if form is not None:
                mass = add_form(scan, index, form)
            else:
                mass = q.ZERO
                for member in scan.members(index):
                    mass = q.add(mass, term.at(frame, member))
            rows.append((ways, mass))
            if recorder is not None and (len(ways) > 1 or not q.known(mass)):
                recorder.members[(table, row)] = scan.members(index)
                search.record(frame, row)
                which.record(frame, row)
                recorder.members.pop((table, row), None)
                record_class(search, term, frame, scan, index, truth, form)
        for column, (outside, within) in counted.items():
            denominator = scan.sums(column).denominator
            for whole, way in ((outside, (1, 0)), (within, (1, 1))):
                if whole:
                    exact = whole if denominator == 1 else Fraction(whole, denominator)
                    rows.append(({way}, (exact, exact)))
        reads_time = search.reads_time or which.reads_time
        for row in view.phantoms(reads_time=reads_time):
            if search.at(frame, row) == NO:
                continue
            ways = vectors([frame, frame], view, row, [search, which])
            lowest = term.at(frame, row)[0]
            below = lowest is None or lowest < 0
            rows.append((ways | {(0, 0)}, (None if below else 0, None)))
            search.note_further(frame)
        for ways, (low, high) in rows:
            taken = {inside for take, inside in ways if take}
            maybe_out = any(not take for take, _ in ways)
            if low is None or low < 0:
                signed = True
            up: Interval = (high, high) if high is not None else (None, None)
            down: Interval = (low, low) if low is not None else (0, 0)
            if not taken:
                continue
            # The least share: as much rest as can be, as little inside as must be.
            if 0 in taken:
                most_rest = q.add(most_rest, up)
            elif not maybe_out:
                least_in = q.add(least_in, down)
            # The largest share: as much inside as can be, as little rest as must be.
            if 1 in taken:
                most_in = q.add(most_in, up)
            elif not maybe_out:
                least_rest = q.add(least_rest, down)
            if not maybe_out:
                smallest_total = q.add(smallest_total, down)
        if signed:
            # With masses below zero, more of one thing is not less of the other.
            if any(len(ways) > 1 or not q.known(mass) for ways, mass in rows):
                return q.ANY
            if not smallest_total[0]:
                return empty(frame)
            inverse = Fraction(1) / smallest_total[0]
            return q.multiply(least_in, (inverse, inverse))
        value = _share_bounds(least_in, most_rest, most_in, least_rest)
        if smallest_total[0] == 0:
            if recorder is not None:
                empty(frame)
            other = empty(frame)
            if value is None:
                return other
            return q.hull(value, other) if isinstance(other, tuple) else q.ANY
        return q.ANY if value is None else value

    return memoised(evaluator, node, outer, bounds)


def _share_bounds(
    least_in: Interval, most_rest: Interval, most_in: Interval, least_rest: Interval
) -> Interval | None:
    """Return the bounds of a share that is not empty, None where it always is."""
    inside_low, rest_high = least_in[0], most_rest[1]
    inside_high, rest_low = most_in[1], least_rest[0]
    assert inside_low is not None
    assert rest_low is not None
    none_inside = inside_high is not None and inside_high == 0
    none_rest = rest_high is not None and rest_high == 0
    if none_inside and none_rest:
        return None
    low: Number
    high: Number
    if rest_high is None:
        low = 0
    elif inside_low + rest_high == 0:
        low = 1
    else:
        low = Fraction(inside_low) / (inside_low + rest_high)
    if inside_high is None:
        high = 1
    elif inside_high + rest_low == 0:
        high = 0
    else:
        high = Fraction(inside_high) / (inside_high + rest_low)
    return low, high
