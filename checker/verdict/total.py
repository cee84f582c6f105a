"""Sums and counts, and what their bounds rest on.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.dossier import NOT_APPLICABLE
from checker.model.expression import walk
from checker.model.truth import BOTH, YES
from checker.plan.relation import columns_read, slots_read
from checker.verdict.context import UNSET, Frame, Item, Support
from checker.verdict.search import Form, Search, Term, cell_interval

if TYPE_CHECKING:
    from checker.engine.reference import Scan, View
    from checker.model.expression import Node
    from checker.model.quantity import Interval, Number
    from checker.verdict.expressions import Evaluator


Closure = Callable[[Frame], Any]


def memoised(evaluator: Evaluator, node: Node, outer: bool, compute: Closure) -> Closure:
    """Return a closure that works a value out once for each context, unless it rests on its row."""
    if outer:
        return compute
    names = evaluator.names_read(node)
    key = ("value", id(node))

    def remembered(frame: Frame) -> Any:
        ctx = frame.ctx
        if ctx.recorder is not None:
            return compute(frame)
        home = ctx if ctx.changed & names else ctx.base
        value = home.memo.get(key, UNSET)
        if value is UNSET:
            value = home.memo[key] = compute(frame)
        return value

    return remembered


def rests_on_frame(node: Node, item: Item) -> bool:
    """Whether a node, lets put in, rests on the rows or the keys that its frame holds."""
    stack = [node]
    while stack:
        top = stack.pop()
        if slots_read(top):
            return True
        for part in walk(top):
            if part[0] == "key":
                return True
            if part[0] == "let":
                body = item.let_nodes[part[3]]
                if body is None:
                    return True
                stack.append(body)
    return False


def once(node: Node, item: Item, compute: Callable[[Frame], int]) -> Callable[[Frame], int]:
    """Return a closure of a condition that is worked out once, if it rests on the context alone.

    It is asked again for every text that is written about its outcome.
    """
    if rests_on_frame(node, item):
        return compute
    key = ("truth", id(node))

    def remembered(frame: Frame) -> int:
        ctx = frame.ctx
        if ctx.recorder is not None:
            return compute(frame)
        truth: int | None = ctx.memo.get(key)
        if truth is None:
            truth = ctx.memo[key] = compute(frame)
        return truth

    return remembered


def class_form(term: Term, frame: Frame, row: int) -> Form | None:
    """Return the linear form of the rows of a class, None where it is not settled."""
    if term.form is None:
        return None
    frame.rows[term.slot] = row
    recorder, frame.ctx.recorder = frame.ctx.recorder, None
    form = term.form(frame)
    frame.ctx.recorder = recorder
    return form


def add_form(scan: Scan, index: int, form: Form, factor: Number = 1) -> Interval:
    """Return what the rows of a class add up to, all of them taken."""
    constant, columns = form
    total: Number = constant * factor * scan.counts[index] if constant else 0
    low: Number | None = total
    high: Number | None = total
    for column, multiple in columns.items():
        multiple = multiple * factor
        if not multiple:
            continue
        sums = scan.sums(column)
        known: Number = sums.positive[index] + sums.negative[index]
        if sums.denominator != 1:
            known = Fraction(known, sums.denominator)
        known = known * multiple
        low = None if low is None else low + known
        high = None if high is None else high + known
        for row in sums.odd.get(index, ()):
            cell = q.multiply((multiple, multiple), cell_interval(scan.view, column, row))
            low = None if low is None or cell[0] is None else low + cell[0]
            high = None if high is None or cell[1] is None else high + cell[1]
    return low, high


def add_some(scan: Scan, index: int, forms: Sequence[Form]) -> Interval:
    """Return what the rows of a class add up to when each takes the least or largest of forms."""
    columns = sorted({column for form in forms for column in form[1]})
    if len(columns) == 1 and not any(form[0] for form in forms):
        column = columns[0]
        multiples = [form[1].get(column, 0) for form in forms]
        least, most = min(multiples), max(multiples)
        sums = scan.sums(column)
        positive: Number = sums.positive[index]
        negative: Number = sums.negative[index]
        if sums.denominator != 1:
            positive = Fraction(positive, sums.denominator)
            negative = Fraction(negative, sums.denominator)
        low: Number | None = positive * least + negative * most
        high: Number | None = positive * most + negative * least
        rows: Sequence[int] = sums.odd.get(index, ())
    else:
        low = high = 0
        rows = scan.members(index)
    for row in rows:
        least_row, most_row = row_bounds(scan.view, row, forms)
        low = None if low is None or least_row is None else low + least_row
        high = None if high is None or most_row is None else high + most_row
    return low, high


def row_bounds(view: View, row: int, forms: Sequence[Form]) -> Interval:
    """Return the least and the largest that a row can give over several forms."""
    bounds: Interval | None = None
    for constant, columns in forms:
        value: Interval = (constant, constant)
        for column, multiple in columns.items():
            if multiple:
                cell = cell_interval(view, column, row)
                value = q.add(value, q.multiply((multiple, multiple), cell))
        bounds = value if bounds is None else q.hull(bounds, value)
    return (0, 0) if bounds is None else bounds


def with_none(value: Interval) -> Interval:
    """Return what a row gives that may also not be taken."""
    return q.hull(value, q.ZERO)


def further(bounds: Interval, total: Interval) -> Interval:
    """Return a total to which any number of rows like one of these may come."""
    low, high = total
    if bounds[0] is None or bounds[0] < 0:
        low = None
    if bounds[1] is None or bounds[1] > 0:
        high = None
    return low, high


def summed(search: Search, term: Term, frame: Frame) -> Interval:
    """Return the bounds of a sum."""
    scan = search.scan(frame.ctx, term.columns)
    taken = search.truths(frame, scan)
    total: Interval = q.ZERO
    recorder = frame.ctx.recorder
    plain: dict[tuple[str, Number], int] = {}
    for index, truth in taken.items():
        row = scan.reps[index]
        form = class_form(term, frame, row)
        if form is not None:
            if truth == YES:
                if not form[0] and len(form[1]) == 1:
                    ((column, multiple),) = form[1].items()
                    sums = scan.sums(column)
                    if index not in sums.odd:
                        # Whole numbers over one denominator: made a fraction once, at the end.
                        key = (column, multiple)
                        known = sums.positive[index] + sums.negative[index]
                        plain[key] = plain.get(key, 0) + known
                        continue
                part = add_form(scan, index, form)
            else:
                part = add_some(scan, index, [form, (0, {})])
        else:
            members = scan.members(index) if term.form is not None else None
            if members is None or not _varies(term, scan):
                value = term.at(frame, row)
                if truth != YES:
                    value = with_none(value)
                count = scan.counts[index]
                part = q.multiply((count, count), value)
            else:
                part = q.ZERO
                for member in members:
                    value = term.at(frame, member)
                    part = q.add(part, value if truth == YES else with_none(value))
        if recorder is not None and not q.known(part):
            record_class(search, term, frame, scan, index, truth, form)
        total = q.add(total, part)
    for (column, multiple), known in plain.items():
        denominator = scan.sums(column).denominator
        exact = q.times(multiple, known if denominator == 1 else Fraction(known, denominator))
        total = q.add(total, (exact, exact))
    for row in search.phantoms(frame):
        form = class_form(term, frame, row)
        view = frame.ctx.views[search.table]
        bounds = term.at(frame, row) if form is None else row_bounds(view, row, [form])
        total = further(bounds, total)
        if recorder is not None and bounds != q.ZERO:
            search.note_further(frame)
    return total


def _varies(term: Term, scan: Scan) -> bool:
    """Whether a term can differ between the rows of one class."""
    columns = columns_read(term.node, term.slot, term.evaluator.derived_columns)
    return not columns <= scan.raw


def record_class(
    search: Search, term: Term, frame: Frame, scan: Scan, index: int, truth: int, form: Form | None
) -> None:
    """Note what the open contribution of a class rests on."""
    recorder = frame.ctx.recorder
    if recorder is None:
        return
    row = scan.reps[index]
    members = scan.members(index)
    recorder.members[(search.table, row)] = members
    if truth == BOTH:
        search.record(frame, row)
    recorder.members.pop((search.table, row), None)
    if form is not None:
        for column, multiple in form[1].items():
            if multiple:
                for odd in scan.sums(column).odd.get(index, ()):
                    note_odd(recorder, scan.view, column, odd)
        return
    for member in members:
        frame.rows[term.slot] = member
        term.value(frame)


def note_odd(recorder: Support, view: View, column: str, row: int) -> None:
    """Note a numeric cell that is no plain number."""
    if view.cells(column)[row] is NOT_APPLICABLE:
        recorder.not_applicable(f"{view.name}[{view.key(row)}].{column}")
    else:
        recorder.cell(view, column, row)


def search_of(evaluator: Evaluator, node: Node, item: Item) -> Search:
    """Return the search of a sum, a count, an extreme or a share, the same each time."""
    found: Search = evaluator.kept(
        "search", node, lambda: Search(evaluator, item, node[3], node[4], node[5])
    )
    return found


def term_of(evaluator: Evaluator, node: Node, item: Item) -> Term:
    """Return what each row of a sum, an extreme or a share contributes, the same each time."""
    found: Term = evaluator.kept(
        "term", node, lambda: Term(evaluator, item, node[3], node[4], node[6])
    )
    return found


def sum_(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `sum of E in T where C`."""
    search, term = search_of(evaluator, node, item), term_of(evaluator, node, item)
    outer = search.outer or rests_outside(term.node, node[3])
    return memoised(evaluator, node, outer, lambda frame: summed(search, term, frame))


def rests_outside(node: Node, slot: int) -> bool:
    """Whether a part of a search rests on more than its own row: another row, a let, a key."""
    from checker.plan.relation import reads_subject

    return bool(slots_read(node) - {slot}) or reads_subject(node)


def count(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `rows in T where C`."""
    search = search_of(evaluator, node, item)

    def counted(frame: Frame) -> Interval:
        scan = search.scan(frame.ctx)
        low: int = 0
        high: int | None = 0
        recorder = frame.ctx.recorder
        for index, truth in search.truths(frame, scan).items():
            rows = scan.counts[index]
            high = high + rows if high is not None else None
            if truth == YES:
                low += rows
            elif recorder is not None:
                row = scan.reps[index]
                recorder.members[(search.table, row)] = scan.members(index)
                search.record(frame, row)
                recorder.members.pop((search.table, row), None)
        if search.phantoms(frame):
            high = None
            search.note_further(frame)
        return low, high

    return memoised(evaluator, node, search.outer, counted)
