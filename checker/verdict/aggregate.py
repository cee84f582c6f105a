"""Sums, counts, shares, extremes, running totals and paths over tables, as bounds.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.dossier import NONE, NOT_APPLICABLE
from checker.model.expression import Node, strip
from checker.model.quantity import Interval, Number
from checker.model.truth import BOTH, NO, NONE_BIT, NOT, YES
from checker.plan.relation import ROW, columns_read, slots_read
from checker.verdict.context import UNSET, Context, Frame, Item, Support
from checker.verdict.search import Form, Part, Search, Term, cell_interval, vectors

if TYPE_CHECKING:
    from checker.engine.reference import Scan, View
    from checker.verdict.expressions import Evaluator

Closure = Callable[[Frame], Any]
_CORNERS = 4


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


# --- sums ---------------------------------------------------------------------------------------


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
            _record_class(search, term, frame, scan, index, truth, form)
        total = q.add(total, part)
    for (column, multiple), known in plain.items():
        denominator = scan.sums(column).denominator
        exact = multiple * (known if denominator == 1 else Fraction(known, denominator))
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


def _record_class(
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


def sum_(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `sum of E in T where C`."""
    search = Search(evaluator, item, node[3], node[4], node[5])
    term = Term(evaluator, item, node[3], node[4], node[6])
    outer = search.outer or _outer(term.node, node[3])
    return memoised(evaluator, node, outer, lambda frame: summed(search, term, frame))


def _outer(node: Node, slot: int) -> bool:
    from checker.plan.relation import reads_subject

    return bool(slots_read(node) - {slot}) or reads_subject(node)


def count(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `rows in T where C`."""
    search = Search(evaluator, item, node[3], node[4], node[5])

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


# --- linear comparisons: row margins --------------------------------------------------------------


class Leaf:
    """One summand of a linear comparison: factors times a sum, or times a plain value."""

    __slots__ = ("factors", "frame_of", "key", "search", "sign", "term", "value")

    def __init__(
        self,
        sign: int,
        factors: list[tuple[Closure, Any]],
        *,
        search: Search | None = None,
        term: Term | None = None,
        value: Closure | None = None,
        key: Any = None,
        frame_of: str | None = None,
    ) -> None:
        self.sign = sign
        self.factors = factors
        self.search = search
        self.term = term
        self.value = value
        self.key = key
        self.frame_of = frame_of


def leaves(
    evaluator: Evaluator,
    node: Node,
    item: Item,
    sign: int,
    factors: list[tuple[Closure, Any]],
    frame_of: str | None,
    found: list[Leaf],
) -> None:
    """Split a numeric expression into its summands, lets and defines put in."""
    op = node[0]
    if op == "neg":
        leaves(evaluator, node[3], item, -sign, factors, frame_of, found)
        return
    if op in ("add", "sub"):
        leaves(evaluator, node[3], item, sign, factors, frame_of, found)
        leaves(evaluator, node[4], item, sign if op == "add" else -sign, factors, frame_of, found)
        return
    if op in ("mul", "of"):
        left, right = _has_sum(evaluator, node[3], item), _has_sum(evaluator, node[4], item)
        if not (left and right):
            # Of two plain factors a number scales the other.
            first = left or (not right and node[4][0] == "num")
            scalar, rest = (node[4], node[3]) if first else (node[3], node[4])
            closure = _in_frame(evaluator.value(scalar, item), item if frame_of else None)
            more = [*factors, (closure, (frame_of, strip(scalar)))]
            leaves(evaluator, rest, item, sign, more, frame_of, found)
            return
    if op == "let" and item.let_nodes[node[3]] is not None and frame_of is None:
        leaves(evaluator, item.let_nodes[node[3]], item, sign, factors, None, found)
        return
    if op == "define":
        entry = evaluator.program.defines[node[3]]
        below, _ = evaluator.define_item(node[3])
        leaves(evaluator, entry["body"], below, sign, factors, node[3], found)
        return
    if op == "sum":
        search = Search(evaluator, item, node[3], node[4], node[5])
        term = Term(evaluator, item, node[3], node[4], node[6])
        # Its own bounds are worked out once, and where they are one number nothing else is needed.
        value = _in_frame(evaluator.value(node, item), item if frame_of else None)
        found.append(Leaf(sign, factors, search=search, term=term, value=value, frame_of=frame_of))
        return
    found.append(
        Leaf(
            sign,
            factors,
            value=_in_frame(evaluator.value(node, item), item if frame_of else None),
            key=(frame_of, strip(node)),
        )
    )


def _has_sum(evaluator: Evaluator, node: Node, item: Item) -> bool:
    """Whether a sum is among the summands of an expression."""
    stack: list[tuple[Node, Item]] = [(node, item)]
    while stack:
        here, within = stack.pop()
        op = here[0]
        if op == "sum":
            return True
        if op in ("neg", "add", "sub", "mul", "of"):
            stack.extend((part, within) for part in here[3:])
        elif op == "let":
            if within.let_nodes[here[3]] is not None:
                stack.append((within.let_nodes[here[3]], within))
        elif op == "define":
            below, _ = evaluator.define_item(here[3])
            stack.append((evaluator.program.defines[here[3]]["body"], below))
    return False


def _in_frame(closure: Closure, item: Item | None) -> Closure:
    """Return a closure of a define (`item`), to be asked from another frame."""
    if item is None:
        return closure
    of = item
    return lambda frame: closure(Frame(frame.ctx, of))


class Linear:
    """The difference of two sides as summands, so that one unknown on both sides cancels."""

    __slots__ = ("evaluator", "items", "summands")

    def __init__(self, evaluator: Evaluator, item: Item, sides: Sequence[tuple[int, Node]]) -> None:
        self.evaluator = evaluator
        self.summands: list[Leaf] = []
        for sign, node in sides:
            leaves(evaluator, node, item, sign, [], None, self.summands)
        self.items: dict[str, Item] = {}
        for leaf in self.summands:
            if leaf.frame_of is not None:
                self.items[leaf.frame_of] = evaluator.define_item(leaf.frame_of)[0]

    def frame(self, leaf: Leaf, frame: Frame) -> Frame:
        """Return the frame that a summand's search is asked in."""
        if leaf.frame_of is None:
            return frame
        return Frame(frame.ctx, self.items[leaf.frame_of])

    def bounds(self, frame: Frame) -> Interval | None:
        """Return the least and the largest value; None where a side is a stated none."""
        factors: dict[Any, Interval] = {}
        for leaf in self.summands:
            for closure, key in leaf.factors:
                if key not in factors:
                    value = closure(frame)
                    if not isinstance(value, tuple):
                        return None if value is NONE else q.ANY
                    factors[key] = value
        wide = [key for key, (low, high) in factors.items() if low is None or low != high]
        if len(wide) > _CORNERS or any(None in factors[key] for key in wide):
            return self.apart(frame, factors)
        result: Interval | None = None
        for corner in product((0, 1), repeat=len(wide)):
            chosen = {key: value[0] for key, value in factors.items()}
            for key, end in zip(wide, corner, strict=True):
                chosen[key] = factors[key][end]
            here = self.at(frame, chosen)
            if here is None:
                return None
            result = here if result is None else q.hull(result, here)
        return result

    def apart(self, frame: Frame, factors: dict[Any, Interval]) -> Interval | None:
        """Return the bounds with every summand on its own."""
        total: Interval = q.ZERO
        for leaf in self.summands:
            if leaf.search is not None and leaf.term is not None:
                value: Any = summed(leaf.search, leaf.term, self.frame(leaf, frame))
            else:
                assert leaf.value is not None
                value = leaf.value(frame)
                if value is NONE:
                    return None
            for _, key in leaf.factors:
                value = q.multiply(factors[key], value)
            total = q.add(total, value if leaf.sign > 0 else q.negate(value))
        return total

    def at(self, frame: Frame, factors: dict[Any, Any]) -> Interval | None:
        """Return the bounds for known factors."""
        total: Interval = q.ZERO
        scalars: dict[Any, tuple[Number, Any]] = {}
        groups: dict[str, list[tuple[Number, Leaf, Frame]]] = {}
        for leaf in self.summands:
            factor: Number = leaf.sign
            for _, key in leaf.factors:
                factor = factor * factors[key]
            assert leaf.value is not None
            if leaf.search is not None:
                groups.setdefault(leaf.search.table, []).append(
                    (factor, leaf, self.frame(leaf, frame))
                )
                continue
            before = scalars.get(leaf.key)
            if before is None:
                value = leaf.value(frame)
                if value is NONE:
                    return None
                scalars[leaf.key] = (factor, value)
            else:
                scalars[leaf.key] = (before[0] + factor, before[1])
        for factor, value in scalars.values():
            total = q.add(total, q.multiply((factor, factor), value))
        for group in groups.values():
            exact: Number | None = 0
            for factor, leaf, _ in group:
                assert leaf.value is not None
                value = leaf.value(frame)
                if not q.known(value):
                    exact = None
                    break
                exact = exact + factor * value[0]
            total = q.add(total, self.table(group) if exact is None else (exact, exact))
        return total

    def table(
        self,
        group: list[tuple[Number, Leaf, Frame]],
        visit: Callable[[View, Scan, int, list[Form], Interval], None] | None = None,
    ) -> Interval:
        """Return the bounds of a sum of sums over one table, row by row.

        `visit` is called with each class, the forms that its rows can take, and their bounds.
        """
        searches = [leaf.search for _, leaf, _ in group if leaf.search is not None]
        terms = [leaf.term for _, leaf, _ in group if leaf.term is not None]
        frames = [frame for _, _, frame in group]
        ctx = frames[0].ctx
        extra: frozenset[str] = frozenset()
        for search, term in zip(searches, terms, strict=True):
            extra |= term.columns
            for part in search.parts:
                if not part.local:
                    extra |= part.columns
        scan = self.evaluator.scan(ctx, searches[0].table, extra)
        view = scan.view
        taken = [search.truths(frame, scan) for search, frame in zip(searches, frames, strict=True)]
        total: Interval = q.ZERO
        order = dict.fromkeys(index for truths in taken for index in truths)
        for index in order:
            row = scan.reps[index]
            truths = [part.get(index, NO) for part in taken]
            forms = [
                class_form(term, frame, row) if truth != NO else (0, {})
                for term, frame, truth in zip(terms, frames, truths, strict=True)
            ]
            settled = [form for form in forms if form is not None]
            if len(settled) < len(forms):
                bounds = self.member_by_member(group, frames, scan, index, truths, searches)
                total = q.add(total, bounds)
                if visit is not None:
                    visit(view, scan, index, [], bounds)
                continue
            if BOTH in truths:
                ways = self.ways(group, frames, view, row, searches)
                options = [self.combined(group, settled, way) for way in ways]
                bounds = add_some(scan, index, options)
            else:
                options = [self.combined(group, settled, [int(t == YES) for t in truths])]
                bounds = add_form(scan, index, options[0])
            if visit is not None:
                visit(view, scan, index, options, bounds)
            total = q.add(total, bounds)
        return self.with_further(group, frames, view, searches, terms, total, visit, scan)

    def ways(
        self,
        group: list[tuple[Number, Leaf, Frame]],
        frames: list[Frame],
        view: View,
        row: int,
        searches: list[Search],
    ) -> list[tuple[int, ...]]:
        """Return how a row can stand to all the searches at once."""
        if all(frame is frames[0] for frame in frames):
            return sorted(vectors(frames[0], view, row, searches))
        # Searches of defines have frames of their own: bring all under one with room for each.
        own: set[tuple[int, ...]] | None = None
        own = joint_vectors(frames, view, row, searches)
        return sorted(own)

    def combined(
        self, group: list[tuple[Number, Leaf, Frame]], forms: Sequence[Form], way: Sequence[int]
    ) -> Form:
        """Return the form of a row that the chosen searches take."""
        constant: Number = 0
        columns: dict[str, Number] = {}
        for (factor, _, _), form, taken in zip(group, forms, way, strict=True):
            if taken:
                constant += factor * form[0]
                for column, multiple in form[1].items():
                    columns[column] = columns.get(column, 0) + factor * multiple
        return constant, columns

    def member_by_member(
        self,
        group: list[tuple[Number, Leaf, Frame]],
        frames: list[Frame],
        scan: Scan,
        index: int,
        truths: Sequence[int],
        searches: list[Search],
    ) -> Interval:
        """Return the bounds of a class whose terms are no linear form for all of its rows.

        A row of which one factor is known has a linear form of its own; else each summand stands alone.
        """
        view = scan.view
        total: Interval = q.ZERO
        ways: Sequence[Sequence[int]] = [[int(truth == YES) for truth in truths]]
        if BOTH in truths:
            ways = self.ways(group, frames, view, scan.reps[index], searches)
        for member in scan.members(index):
            forms = self.row_forms(group, member, truths)
            if forms is not None:
                part = row_bounds(view, member, [self.combined(group, forms, way) for way in ways])
            else:
                part = q.ZERO
                for (factor, leaf, frame), truth in zip(group, truths, strict=True):
                    if truth == NO or leaf.term is None:
                        continue
                    value = leaf.term.at(frame, member)
                    if truth != YES:
                        value = with_none(value)
                    part = q.add(part, q.multiply((factor, factor), value))
            total = q.add(total, part)
        return total

    def row_forms(
        self, group: list[tuple[Number, Leaf, Frame]], row: int, truths: Sequence[int]
    ) -> list[Form] | None:
        """Return the linear forms of one row, None where a summand has none."""
        found: list[Form] = []
        for (_, leaf, frame), truth in zip(group, truths, strict=True):
            term = leaf.term
            if truth == NO or term is None:
                found.append((0, {}))
                continue
            form = class_form(term, frame, row)
            if form is None and term.row_form is not None:
                frame.rows[term.slot] = row
                recorder, frame.ctx.recorder = frame.ctx.recorder, None
                form = term.row_form(frame)
                frame.ctx.recorder = recorder
            if form is None:
                return None
            found.append(form)
        return found

    def with_further(
        self,
        group: list[tuple[Number, Leaf, Frame]],
        frames: list[Frame],
        view: View,
        searches: list[Search],
        terms: list[Term],
        total: Interval,
        visit: Callable[[View, Scan, int, list[Form], Interval], None] | None,
        scan: Scan,
    ) -> Interval:
        """Return the bounds with the rows that may exist beyond the real ones."""
        reads_time = any(search.reads_time for search in searches)
        for row in view.phantoms(reads_time=reads_time):
            blocked = [not view.open and not search.reads_time for search in searches]
            if all(
                stop or search.at(frame, row) == NO
                for stop, search, frame in zip(blocked, searches, frames, strict=True)
            ):
                continue
            ways = self.ways(group, frames, view, row, searches)
            bounds: Interval = q.ZERO
            for way in ways:
                here: Interval = q.ZERO
                way = tuple(0 if stop else taken for stop, taken in zip(blocked, way, strict=True))
                forms = [
                    class_form(term, frame, row) for term, frame in zip(terms, frames, strict=True)
                ]
                if all(form is not None for form in forms):
                    form = self.combined(group, [f for f in forms if f is not None], way)
                    here = row_bounds(view, row, [form])
                else:
                    for (factor, leaf, frame), taken in zip(group, way, strict=True):
                        if taken and leaf.term is not None:
                            value = leaf.term.at(frame, row)
                            here = q.add(here, q.multiply((factor, factor), value))
                bounds = q.hull(bounds, here)
            if bounds != q.ZERO:
                total = further(bounds, total)
                if visit is not None:
                    visit(view, scan, -1, [], bounds)
        return total

    def record(self, frame: Frame) -> None:
        """Note which unknown facts and cells the bounds rest on."""
        ctx = frame.ctx
        recorder = ctx.recorder
        assert recorder is not None
        ctx.recorder = None
        factors: dict[Any, Any] = {}
        for leaf in self.summands:
            for closure, key in leaf.factors:
                if key not in factors:
                    factors[key] = closure(frame)
        for leaf in self.summands:
            for closure, key in leaf.factors:
                value = factors[key]
                if not isinstance(value, tuple) or not q.known(value):
                    ctx.recorder = recorder
                    closure(frame)
                    ctx.recorder = None
        groups: dict[str, list[tuple[Number, Leaf, Frame]]] = {}
        totals: dict[Any, Number] = {}
        for leaf in self.summands:
            factor: Number = leaf.sign
            for _, key in leaf.factors:
                value = factors[key]
                end = value[1] if isinstance(value, tuple) and value[0] is None else None
                if isinstance(value, tuple) and value[0] is not None:
                    end = value[0]
                factor = factor * (1 if end is None else end)
            if leaf.search is not None:
                groups.setdefault(leaf.search.table, []).append(
                    (factor, leaf, self.frame(leaf, frame))
                )
            else:
                totals[leaf.key] = totals.get(leaf.key, 0) + factor
        for leaf in self.summands:
            if leaf.search is None and leaf.value is not None and totals.get(leaf.key):
                value = leaf.value(frame)
                if not isinstance(value, tuple) or not q.known(value):
                    ctx.recorder = recorder
                    leaf.value(frame)
                    ctx.recorder = None
        for group in groups.values():

            def visit(
                view: View,
                scan: Scan,
                index: int,
                options: list[Form],
                part: Interval,
                group: list[tuple[Number, Leaf, Frame]] = group,
            ) -> None:
                if index < 0:
                    ctx.recorder = recorder
                    for _, leaf, own in group:
                        if leaf.search is not None and (view.open or leaf.search.reads_time):
                            leaf.search.note_further(own)
                    ctx.recorder = None
                    return
                if part[0] is not None and part[0] == part[1]:
                    return
                row = scan.reps[index]
                recorder.members[(view.name, row)] = scan.members(index)
                ctx.recorder = recorder
                for _, leaf, own in group:
                    assert leaf.search is not None
                    leaf.search.record(own, row)
                recorder.members.pop((view.name, row), None)
                for form in options:
                    for column, multiple in form[1].items():
                        if multiple:
                            for odd in scan.sums(column).odd.get(index, ()):
                                note_odd(recorder, view, column, odd)
                if not options:
                    for _, leaf, own in group:
                        if leaf.term is not None:
                            for member in scan.members(index):
                                own.rows[leaf.term.slot] = member
                                leaf.term.value(own)
                ctx.recorder = None

            self.table(group, visit)
        ctx.recorder = recorder


def joint_vectors(
    frames: Sequence[Frame], view: View, row: int, searches: Sequence[Search]
) -> set[tuple[int, ...]]:
    """Return `vectors` for searches with frames of their own."""
    from checker.engine.reference import enumerable
    from checker.verdict.search import _TRIED

    columns: set[str] = set()
    for search in searches:
        columns |= search.columns
    columns.discard(ROW)
    tried: list[tuple[str, tuple[Any, ...]]] = []
    total = 1
    for column in sorted(columns):
        if view.cells(column)[row] is None:
            options = enumerable(view, column)
            if options is not None and total * len(options) <= _TRIED:
                tried.append((column, options))
                total *= len(options)
    names = [column for column, _ in tried]
    ctx = frames[0].ctx
    recorder, ctx.recorder = ctx.recorder, None
    found: set[tuple[int, ...]] = set()
    for values in product(*(options for _, options in tried)):
        here = view.try_out(0, row, names, values) if names else row
        answers: list[list[tuple[int, Any]]] = []
        free: dict[Any, None] = {}
        for search, frame in zip(searches, frames, strict=True):
            frame.rows[search.slot] = here
            settled = []
            for part in search.parts:
                truth = part.test(frame)
                settled.append((truth, part.key))
                if truth == BOTH:
                    free[part.key] = None
            answers.append(settled)
        keys = list(free)
        if len(keys) > 8:
            choices: list[tuple[int, ...]] = []
            for settled in answers:
                truths = [truth for truth, _ in settled]
                choices.append((0,) if NO in truths else (0, 1) if BOTH in truths else (1,))
            found.update(product(*choices))
            continue
        for bits in product((YES, NO), repeat=len(keys)):
            assumed = dict(zip(keys, bits, strict=True))
            found.add(
                tuple(
                    int(
                        all(
                            (assumed[key] if truth == BOTH else truth) == YES
                            for truth, key in settled
                        )
                    )
                    for settled in answers
                )
            )
    ctx.recorder = recorder
    return found


def is_joint(evaluator: Evaluator, item: Item, sides: Sequence[Node]) -> bool:
    """Whether a table is summed twice, or a value stands twice, among the summands of both sides."""
    tables: set[str] = set()
    keys: set[Any] = set()
    stack: list[tuple[Node, Item, str | None]] = [(side, item, None) for side in sides]
    while stack:
        node, within, frame_of = stack.pop()
        op = node[0]
        if op in ("neg", "add", "sub"):
            stack.extend((part, within, frame_of) for part in node[3:])
        elif op in ("mul", "of"):
            left = _has_sum(evaluator, node[3], within)
            right = _has_sum(evaluator, node[4], within)
            if left and right:
                continue
            first = left or (not right and node[4][0] == "num")
            stack.append((node[3] if first else node[4], within, frame_of))
        elif op == "let" and frame_of is None and within.let_nodes[node[3]] is not None:
            stack.append((within.let_nodes[node[3]], within, frame_of))
        elif op == "define":
            below, _ = evaluator.define_item(node[3])
            stack.append((evaluator.program.defines[node[3]]["body"], below, node[3]))
        elif op == "sum":
            if node[4] in tables:
                return True
            tables.add(node[4])
        elif op != "num":
            key = (frame_of, strip(node))
            if key in keys:
                return True
            keys.add(key)
    return False


def difference(evaluator: Evaluator, node: Node, item: Item) -> Closure | None:
    """Return the closure of a sum or difference in which one unknown may stand twice."""
    if not is_joint(evaluator, item, [node]):
        return None
    linear = Linear(evaluator, item, [(1, node)])

    def bounds(frame: Frame) -> Any:
        if frame.ctx.recorder is not None:
            linear.record(frame)
        value = linear.bounds(frame)
        return q.ANY if value is None else value

    return bounds


def comparison(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of a numeric comparison, by row margins where a table is on both sides."""
    operator, left, right, within = node[3], node[5], node[6], node[7]
    if within is not None:
        return _within(evaluator, item, left, right, within, negated=operator == "is not")
    negated = operator == "is not"
    real = "is" if negated else operator
    if is_joint(evaluator, item, [left, right]):
        linear = Linear(evaluator, item, [(1, left), (-1, right)])

        def by_margin(frame: Frame) -> int:
            if frame.ctx.recorder is not None:
                linear.record(frame)
                return BOTH
            bounds = linear.bounds(frame)
            truth = NO if bounds is None else against_zero(real, bounds)
            return NOT[truth] if negated else truth

        return by_margin
    a, b = evaluator.value(left, item), evaluator.value(right, item)

    def compare(frame: Frame) -> int:
        x, y = a(frame), b(frame)
        if x is NONE or y is NONE:
            return YES if negated else NO
        low, high = x
        right_low, right_high = y
        if low is not None and low == high and right_low is not None and right_low == right_high:
            if real == "at most":
                truth = YES if low <= right_low else NO
            elif real == "at least":
                truth = YES if low >= right_low else NO
            elif real == "above":
                truth = YES if low > right_low else NO
            elif real == "below":
                truth = YES if low < right_low else NO
            else:
                truth = YES if low == right_low else NO
        else:
            truth = against_zero(real, q.subtract(x, y))
        return NOT[truth] if negated else truth

    return compare


def _within(
    evaluator: Evaluator, item: Item, left: Node, right: Node, within: Node, *, negated: bool
) -> Closure:
    """Return the closure of `a is b within t`: two linear comparisons that must both hold."""
    above = Linear(evaluator, item, [(1, left), (-1, right), (-1, within)])
    below = Linear(evaluator, item, [(1, right), (-1, left), (-1, within)])

    def close(frame: Frame) -> int:
        if frame.ctx.recorder is not None:
            above.record(frame)
            below.record(frame)
            return BOTH
        truth = YES
        for linear in (above, below):
            bounds = linear.bounds(frame)
            answer = NO if bounds is None else against_zero("at most", bounds)
            if answer == NO:
                truth = NO
                break
            if answer == BOTH:
                truth = BOTH
        return NOT[truth] if negated else truth

    return close


def against_zero(operator: str, bounds: Interval) -> int:
    """Compare a difference with zero."""
    low, high = bounds
    if operator == "at most":
        return (
            YES if high is not None and high <= 0 else NO if low is not None and low > 0 else BOTH
        )
    if operator == "at least":
        return (
            YES if low is not None and low >= 0 else NO if high is not None and high < 0 else BOTH
        )
    if operator == "above":
        return (
            YES if low is not None and low > 0 else NO if high is not None and high <= 0 else BOTH
        )
    if operator == "below":
        return (
            YES if high is not None and high < 0 else NO if low is not None and low >= 0 else BOTH
        )
    if low is not None and low == 0 == high:
        return YES
    if (low is not None and low > 0) or (high is not None and high < 0):
        return NO
    return BOTH


# --- shares and extremes ----------------------------------------------------------------------------


def share(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `share of E in T where C of which D if empty V`."""
    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    term = Term(evaluator, item, slot, table, node[6])
    which = Search(evaluator, item, slot, table, [node[7]])
    empty = evaluator.value(node[8], item)
    outer = search.outer or which.outer or _outer(term.node, slot)

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
            inside = which.at(frame, row)
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
                ways = vectors(frame, view, row, [search, which])
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
                _record_class(search, term, frame, scan, index, truth, form)
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
            ways = vectors(frame, view, row, [search, which])
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
                most_rest = _plus(most_rest, up)
            elif not maybe_out:
                least_in = _plus(least_in, down)
            # The largest share: as much inside as can be, as little rest as must be.
            if 1 in taken:
                most_in = _plus(most_in, up)
            elif not maybe_out:
                least_rest = _plus(least_rest, down)
            if not maybe_out:
                smallest_total = _plus(smallest_total, down)
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


def _plus(total: Interval, part: Interval) -> Interval:
    return q.add(total, part)


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


def extreme(evaluator: Evaluator, node: Node, item: Item, *, largest: bool) -> Closure:
    """Return the closure of `largest|smallest of E in T where C [if empty V]`."""
    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    value_of = evaluator.value(node[6], item)
    empty = None if node[7] is None else evaluator.value(node[7], item)
    options = evaluator.options_of(node[6], item)
    rank = {option: index for index, option in enumerate(options)}
    columns = columns_read(node[6], slot, evaluator.derived_columns)
    outer = search.outer or _outer(node[6], slot)

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


# --- rows in an order -------------------------------------------------------------------------------


def _sort_ends(values: Sequence[Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
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


def _places(evaluator: Evaluator, node: Node, item: Item) -> Closure:
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


def _identity(evaluator: Evaluator, node: Node, item: Item) -> Closure:
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
    keys = [_places(evaluator, key, item) for key in node[7]]
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
            low, high = _sort_ends([key(frame) for key in keys])
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

    return memoised(evaluator, node, search.outer or any(_outer(k, slot) for k in node[7]), picked)


Event = tuple[int | None, int | None, Number | None, Number | None]
"""A row on an account: earliest and latest day, least and largest amount."""


def running(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `[lowest] running total of E in T by D [expiring after L] [at DATE]`."""
    from checker.verdict.expressions import move

    lowest, slot, table = node[3], node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    term = evaluator.value(node[7], item)
    by = evaluator.value(node[8], item)
    life = None if node[9] is None else evaluator.value(node[9], item)
    at = None if node[10] is None else evaluator.value(node[10], item)
    columns = columns_read(node[7], slot, evaluator.derived_columns) | columns_read(
        node[8], slot, evaluator.derived_columns
    )
    outer = search.outer or any(
        part is not None and _outer(part, slot) for part in (node[7], node[8], node[9], node[10])
    )

    def total(frame: Frame) -> Any:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        scan = search.scan(ctx, columns)
        until: Interval = q.ANY
        if at is not None:
            end = at(frame)
            until = end if isinstance(end, tuple) else q.ANY
        events: list[Event] = []
        open_rows: list[tuple[int, int]] = []
        for index, truth in search.truths(frame, scan).items():
            row = scan.reps[index]
            frame.rows[slot] = row
            amount = term(frame)
            amount = amount if isinstance(amount, tuple) else q.ANY
            if truth != YES:
                amount = with_none(amount)
            day = by(frame)
            day = day if isinstance(day, tuple) else q.ANY
            if until[1] is not None and day[0] is not None and day[0] > until[1]:
                continue  # surely after the day that is asked for
            count = scan.counts[index]
            amount = q.multiply((count, count), amount)
            events.append((day[0], day[1], amount[0], amount[1]))
            if truth != YES or not q.known(amount) or not q.known(day):
                open_rows.append((index, truth))
        further_rows = search.phantoms(frame)
        phantom: Interval = q.ZERO
        for row in further_rows:
            frame.rows[slot] = row
            value = term(frame)
            phantom = q.hull(phantom, value if isinstance(value, tuple) else q.ANY)
        expiry = None
        unknown_life = False
        if life is not None:
            length = life(frame)
            if not isinstance(length, tuple) or None in length or length[0] != length[1]:
                unknown_life = True
            else:
                expiry = length[0]
        ctx.recorder = recorder
        if recorder is not None:
            for index, truth in open_rows:
                row = scan.reps[index]
                recorder.members[(table, row)] = scan.members(index)
                if truth != YES:
                    search.record(frame, row)
                frame.rows[slot] = row
                term(frame)
                by(frame)
                recorder.members.pop((table, row), None)
            if further_rows and phantom != q.ZERO:
                search.note_further(frame)
            for part in (life, at):
                if part is not None:
                    part(frame)

        def gone(day: int) -> int:
            assert expiry is not None
            return move(day, expiry, 1)

        after = None if expiry is None else gone
        if lowest:
            low = _balance(events, after, None, worst=True, lowest=True)
            high = _balance(events, after, None, worst=False, lowest=True)
        elif until[0] is None or until[1] is None:
            low = high = None
            if not events:
                low = high = 0
        elif until[0] == until[1]:
            day_at = int(until[0])
            low = _balance(events, after, day_at, worst=True, lowest=False)
            high = _balance(events, after, day_at, worst=False, lowest=False)
        else:
            days = {int(until[0]), int(until[1])}
            for first, last, _, _ in events:
                days.update(d for d in (first, last) if d is not None and until[0] <= d <= until[1])
            lows = [_balance(events, after, d, worst=True, lowest=False) for d in days]
            highs = [_balance(events, after, d, worst=False, lowest=False) for d in days]
            low = None if None in lows or after else min(x for x in lows if x is not None)
            high = None if None in highs else max(x for x in highs if x is not None)
        if unknown_life:
            # Nothing may have expired, and all of it may.
            uses = sum(min(0, e[2]) if e[2] is not None else 0 for e in events)
            low = None if any(e[2] is None for e in events) else min(uses, 0)
        if further_rows:
            if phantom[0] is None or phantom[0] < 0:
                low = None
            if phantom[1] is None or phantom[1] > 0:
                high = 0 if lowest else None
        return low, high

    return memoised(evaluator, node, outer, total)


def _balance(
    events: Sequence[Event],
    gone: Callable[[int], int] | None,
    at: int | None,
    *,
    worst: bool,
    lowest: bool,
) -> Number | None:
    """Return the least (`worst`) or the largest balance, its lowest or the one of a day.

    Credits die on the day that `gone` gives for theirs, before the uses of that day, oldest first.
    Expired until a day is the largest of what has died by some day less what was used before it:
    that is monotone in every row, so that all rows at one end give the exact end.
    """
    earned: list[tuple[int, Number]] = []
    uses: list[tuple[int, Number]] = []
    deaths: list[tuple[int, Number]] = []
    used_before: list[tuple[int, Number]] = []
    endless: int | None = None
    for first, last, least, most in events:
        if at is not None and first is not None and first > at:
            continue  # It comes surely later.
        amount = least if worst else most
        if amount is None:
            if worst:
                return None
            if gone is not None or not lowest:
                return 0 if lowest else None
            # Without bound from its first day on: what comes before that day still counts.
            if first is not None:
                endless = first if endless is None else min(endless, first)
                continue
            return 0
        if amount > 0:
            # The worst credit comes late, dies early; one whose day is unknown may not come in time.
            day = last if worst else first
            if day is None:
                if worst:
                    continue
                day = 1
            earned.append((day, amount))
            if gone is not None:
                birth = first if worst else last
                if birth is not None:
                    deaths.append((gone(birth), amount))
                elif worst:
                    deaths.append((day, amount))
        elif amount < 0:
            day = first if worst else last
            if day is None:
                if not worst:
                    continue
                day = 1
            uses.append((day, -amount))
            late = last if worst else first
            if late is not None:
                used_before.append((late, -amount))
            elif not worst:
                used_before.append((1, -amount))
    days = sorted(
        {day for day, _ in earned}
        | {day for day, _ in uses}
        | {day for day, _ in deaths}
        | {day for day, _ in used_before}
        | ({at} if at is not None else set())
    )
    plus = _by_day(earned)
    minus = _by_day(uses)
    dying = _by_day(deaths)
    using = _by_day(used_before)
    have: Number = 0
    used: Number = 0
    died: Number = 0
    late_used: Number = 0
    expired: Number = 0
    low: Number = 0
    for day in days:
        if (at is not None and day > at) or (endless is not None and day >= endless):
            break
        have += plus.get(day, 0)
        used += minus.get(day, 0)
        died += dying.get(day, 0)
        # What died by this day, less what was used before this day.
        expired = max(expired, died - late_used)
        late_used += using.get(day, 0)
        low = min(low, have - used - expired)
    return low if lowest else have - used - expired


def _by_day(entries: Sequence[tuple[int, Number]]) -> dict[int, Number]:
    found: dict[int, Number] = {}
    for day, amount in entries:
        found[day] = found.get(day, 0) + amount
    return found


def running_column(
    evaluator: Evaluator, node: Node, item: Item, key: str
) -> Callable[[Context, int], Any]:
    """Return the cells of `column x = running total of E by K, K within G`."""
    table = node[3]
    names = evaluator.names_read(node)
    compiled: list[Any] = []

    def compile_() -> None:
        compiled.append(evaluator.value(node[4], item))
        compiled.append([_places(evaluator, key, item) for key in node[5]])
        compiled.append(None if node[6] is None else _identity(evaluator, node[6], item))

    def column(ctx: Context) -> list[Interval]:
        term, keys, within = compiled
        view = ctx.views[table]
        frame = Frame(ctx, item)
        rows: list[tuple[Any, tuple[Any, ...], tuple[Any, ...], Interval, int]] = []
        for row in range(view.size):
            frame.rows[0] = row
            low, high = _sort_ends([key(frame) for key in keys])
            amount = term(frame)
            group: Any = "all"
            if within is not None:
                group = within(frame)
                if group is NONE:
                    group = ("none", row)
            rows.append((group, low, high, amount if isinstance(amount, tuple) else q.ANY, row))
        result: list[Interval] = [q.ZERO] * view.size
        groups: dict[Any, list[tuple[Any, ...]]] = {}
        loose = [entry for entry in rows if entry[0] is None]
        for entry in rows:
            if entry[0] is not None:
                groups.setdefault(entry[0], []).append(entry)
        for members in groups.values():
            settled = [entry for entry in members if entry[1] == entry[2]]
            unsettled = [entry for entry in members if entry[1] != entry[2]] + loose
            settled.sort(key=lambda entry: entry[1])
            total: Interval = q.ZERO
            position = 0
            while position < len(settled):
                # Rows with equal keys have no order: each may come before the other.
                end = position
                while end < len(settled) and settled[end][1] == settled[position][1]:
                    end += 1
                peers = settled[position:end]
                for entry in peers:
                    value = q.add(total, entry[3])
                    for other in peers:
                        if other is not entry:
                            value = q.add(value, with_none(other[3]))
                    for other in unsettled:
                        if other[1] <= entry[2]:
                            value = q.add(value, with_none(other[3]))
                    result[entry[4]] = value
                for entry in peers:
                    total = q.add(total, entry[3])
                position = end
            for entry in members:
                if entry[1] != entry[2]:
                    value = entry[3]
                    for other in [*settled, *unsettled]:
                        if other[4] != entry[4] and other[1] <= entry[2]:
                            surely = other[2] < entry[1] and other[0] == entry[0]
                            value = q.add(value, other[3] if surely else with_none(other[3]))
                    result[entry[4]] = value
        for entry in loose:
            value = entry[3]
            for other in rows:
                if other[4] != entry[4]:
                    value = q.add(value, with_none(other[3]))
            result[entry[4]] = value
        if view.phantoms(reads_time=True) and view.open:
            frame.rows[0] = view.any
            amount = term(frame)
            more = with_none(amount if isinstance(amount, tuple) else q.ANY)
            result = [further(more, value) for value in result]
        return result

    def cell(ctx: Context, row: int) -> Any:
        if not compiled:
            compile_()
        term, keys, within = compiled
        view = ctx.views[table]
        recorder, ctx.recorder = ctx.recorder, None
        home = ctx if ctx.changed & names else ctx.base
        column_key = ("running", key)
        found = home.memo.get(column_key)
        if found is None:
            found = home.memo[column_key] = column(ctx)
        ctx.recorder = recorder
        real = view.real(row)
        if real >= view.size:
            frame = Frame(ctx, item)
            frame.rows[0] = row
            amount = term(frame)
            return further(with_none(amount if isinstance(amount, tuple) else q.ANY), q.ZERO)
        value = found[real]
        if recorder is not None and not q.known(value):
            frame = Frame(ctx, item)
            for other in range(view.size):
                frame.rows[0] = other
                term(frame)
                for order in keys:
                    order(frame)
                if within is not None:
                    within(frame)
            if view.open:
                recorder.tables[table] = None
        return value

    return cell


# --- rows that have something, share something, follow each other -------------------------------------


def have(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `every|some row of T where C has D`."""
    quantifier, slot, table = node[3], node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    which = Search(evaluator, item, slot, table, [node[7]])
    every = quantifier == "every"
    outer = search.outer or which.outer

    def answer(take: int, inside: int) -> int:
        """Whether one row spoils `every`, or makes `some`."""
        if every:
            return NO if take and not inside else YES
        return YES if take and inside else NO

    def test(frame: Frame) -> int:
        ctx = frame.ctx
        recorder = ctx.recorder
        extra: frozenset[str] = frozenset()
        for part in which.parts:
            if not part.local:
                extra |= part.columns
        scan = search.scan(ctx, extra)
        view = scan.view
        settled = NO if every else YES
        truth = YES if every else NO
        open_classes: list[int] = []
        for index, taken in search.truths(frame, scan).items():
            row = scan.reps[index]
            saved, ctx.recorder = ctx.recorder, None
            inside = which.at(frame, row)
            ctx.recorder = saved
            if taken == YES and inside != BOTH:
                here = answer(1, int(inside == YES))
            else:
                answers = {answer(t, i) for t, i in vectors(frame, view, row, [search, which])}
                here = answers.pop() if len(answers) == 1 else BOTH
            if here == settled:
                return settled
            if here == BOTH:
                truth = BOTH
                open_classes.append(index)
        # `some row … has` looks for rows as a `where` does; `every row … has` speaks of the table's own.
        reads_time = search.reads_time or (which.reads_time and not every)
        for row in view.phantoms(reads_time=reads_time):
            if search.at(frame, row) == NO:
                continue
            answers = {answer(t, i) for t, i in vectors(frame, view, row, [search, which])}
            if settled in answers:
                truth = BOTH
                if recorder is not None:
                    recorder.tables[table] = None
        if recorder is not None:
            for index in open_classes:
                row = scan.reps[index]
                recorder.members[(table, row)] = scan.members(index)
                search.record(frame, row)
                which.record(frame, row)
                recorder.members.pop((table, row), None)
        return truth

    return memoised(evaluator, node, outer, test)


def _rows_taken(
    search: Search, frame: Frame, columns: frozenset[str]
) -> tuple[Scan, list[tuple[int, int]]]:
    """Return the rows that a search takes, each with YES or BOTH, in their order."""
    scan = search.scan(frame.ctx, columns)
    taken = search.truths(frame, scan)
    rows = [(row, taken[index]) for row, index in enumerate(scan.of) if index in taken]
    return scan, rows


def shared(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `no two rows|all rows of T where C share a, b`."""
    quantifier, slot, table = node[3], node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    columns = [_identity(evaluator, column, item) for column in node[7]]

    def test(frame: Frame) -> int:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        _, rows = _rows_taken(search, frame, frozenset([ROW]))
        keys: list[tuple[int, int, tuple[Any, ...]]] = []
        for row, truth in rows:
            frame.rows[slot] = row
            keys.append((row, truth, tuple(column(frame) for column in columns)))
        open_ = bool(search.phantoms(frame))
        decide = _no_two if quantifier == "no two" else _all_same
        truth, doubtful = decide(keys)
        if truth != NO and open_ and (keys or quantifier == "no two") or truth != NO and open_:
            truth = BOTH
        ctx.recorder = recorder
        if recorder is not None and truth == BOTH:
            if open_:
                search.note_further(frame)
            for row, taken, key in keys:
                if row not in doubtful:
                    continue
                frame.rows[slot] = row
                if taken != YES:
                    search.record(frame, row)
                if None in key:
                    frame.rows[slot] = row
                    for column in columns:
                        column(frame)
        return truth

    outer = search.outer
    return memoised(evaluator, node, outer, test)


def _no_two(keys: Sequence[tuple[int, int, tuple[Any, ...]]]) -> tuple[int, set[int]]:
    """Return whether no two rows have one key, and the rows that leave it open."""
    certain: dict[tuple[Any, ...], list[int]] = {}
    doubtful: set[int] = set()
    partial: list[tuple[int, tuple[Any, ...]]] = []
    possible: dict[tuple[Any, ...], list[int]] = {}
    for row, truth, key in keys:
        if NONE in key:
            continue  # What has no serial shares none.
        if None in key:
            partial.append((row, key))
            continue
        possible.setdefault(key, []).append(row)
        if truth == YES:
            certain.setdefault(key, []).append(row)
    if any(len(rows) > 1 for rows in certain.values()):
        return NO, set()
    for rows in possible.values():
        if len(rows) > 1:
            doubtful.update(rows)
    every = [*possible, *(key for _, key in partial)]
    for row, key in partial:
        matches = sum(
            1
            for other in every
            if all(a is None or b is None or a == b for a, b in zip(key, other, strict=True))
        )
        if matches > 1:
            doubtful.add(row)
    return (BOTH if doubtful else YES), doubtful


def _all_same(keys: Sequence[tuple[int, int, tuple[Any, ...]]]) -> tuple[int, set[int]]:
    """Return whether all rows have one key, and the rows that leave it open."""
    certain = [key for _, truth, key in keys if truth == YES]
    for position in range(len(certain[0]) if certain else 0):
        values = {key[position] for key in certain if key[position] is not None}
        if len(values) > 1:
            return NO, set()
    if len(keys) < 2:
        return YES, set()
    doubtful = {row for row, truth, key in keys if None in key}
    known: dict[tuple[Any, ...], None] = dict.fromkeys(key for _, _, key in keys if None not in key)
    if len(known) > 1:
        doubtful |= {row for row, truth, _ in keys if truth != YES}
    return (BOTH if doubtful else YES), doubtful


def overlap(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `no two rows of T where C overlap in …`; both ends belong to a span."""
    from checker.verdict.expressions import ordered

    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    columns = [evaluator.value(column, item) for column in node[6]]

    def ends(frame: Frame) -> tuple[Interval, Interval] | None:
        values = [column(frame) for column in columns]
        if len(values) == 1:
            (span,) = values
            return None if span is NONE else (span[0], span[1])
        if NONE in values:
            return None
        return values[0], values[1]

    def test(frame: Frame) -> int:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        _, rows = _rows_taken(search, frame, frozenset([ROW]))
        spans: list[tuple[int, int, Interval, Interval]] = []
        for row, truth in rows:
            frame.rows[slot] = row
            found = ends(frame)
            if found is not None:
                spans.append((row, truth, *found))
        open_ = bool(search.phantoms(frame))
        doubtful: set[int] = set()
        verdict = YES
        # A span that ends before it starts holds no day.
        spans = [s for s in spans if ordered("at most", *s[2], *s[3]) != NO]
        known = [s for s in spans if q.known(s[2]) and q.known(s[3])]
        loose = [s for s in spans if s not in known]
        known.sort(key=lambda s: (s[2][0], s[3][0]))
        reach: tuple[Any, int, int] | None = None
        sure_reach: tuple[Any, int] | None = None
        for row, truth, start, end in known:
            if truth == YES and sure_reach is not None and start[0] <= sure_reach[0]:
                verdict = NO
                break
            if reach is not None and start[0] <= reach[0]:
                doubtful.update((row, reach[1]))
            if reach is None or end[0] > reach[0]:
                reach = (end[0], row, truth)
            if truth == YES and (sure_reach is None or end[0] > sure_reach[0]):
                sure_reach = (end[0], row)
        if verdict != NO:
            for row, truth, start, end in loose:
                for other, other_truth, other_start, other_end in spans:
                    if other == row:
                        continue
                    meets = min_truth(
                        min_truth(
                            ordered("at most", *start, *other_end),
                            ordered("at most", *other_start, *end),
                        ),
                        min_truth(
                            ordered("at most", *start, *end),
                            ordered("at most", *other_start, *other_end),
                        ),
                    )
                    if meets == YES and truth == YES and other_truth == YES:
                        verdict = NO
                    elif meets != NO:
                        doubtful.update((row, other))
        if verdict != NO and (doubtful or open_):
            verdict = BOTH
        ctx.recorder = recorder
        if recorder is not None and verdict == BOTH:
            if open_:
                search.note_further(frame)
            for row, truth, _, _ in spans:
                if row in doubtful:
                    frame.rows[slot] = row
                    if truth != YES:
                        search.record(frame, row)
                    frame.rows[slot] = row
                    ends(frame)
        return verdict

    return memoised(evaluator, node, search.outer, test)


def min_truth(left: int, right: int) -> int:
    """Return the conjunction of two truths."""
    if NO in (left, right):
        return NO
    return YES if left == right == YES else BOTH


def path(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `some path in T where C from X to Y`; time along it is not looked at."""
    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    start, end = evaluator.value(node[6], item), evaluator.value(node[7], item)
    edge = evaluator.tables[table].edge
    assert edge is not None
    first, second = (evaluator.cell(table, column) for column in edge)
    most_nodes = 10_000

    def place(value: Any, frame: Frame) -> Any:
        if value.__class__ is int:
            other = evaluator.row_table(node[6], item) or evaluator.row_table(node[7], item)
            return None if other is None else frame.ctx.views[other].key(value)
        return value if isinstance(value, str) or value is NONE else None

    def graph(frame: Frame) -> Any:
        ctx = frame.ctx
        key = ("graph", id(node))
        memo = ctx.memo.get(key)
        if memo is not None and not search.outer:
            return memo
        saved, ctx.recorder = ctx.recorder, None
        scan = search.scan(ctx, frozenset(edge))
        sure: dict[str, set[str]] = {}
        maybe: dict[str, set[str]] = {}
        loose: list[int] = []
        doubtful: list[int] = []
        for index, truth in search.truths(frame, scan).items():
            row = scan.reps[index]
            a, b = first(ctx, row), second(ctx, row)
            if a is NONE or b is NONE:
                continue
            if a is None or b is None:
                loose.append(row)
                continue
            maybe.setdefault(a, set()).add(b)
            if truth == YES:
                sure.setdefault(a, set()).add(b)
            else:
                doubtful.append(row)
        ctx.recorder = saved
        memo = ctx.memo[key] = (sure, maybe, loose, doubtful, scan)
        return memo

    def reaches(edges: dict[str, set[str]], a: str, b: str) -> bool | None:
        seen = {a}
        queue = [a]
        while queue:
            for other in edges.get(queue.pop(), ()):
                if other == b:
                    return True
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
            if len(seen) > most_nodes:
                return None
        return False

    def test(frame: Frame) -> int:
        a, b = place(start(frame), frame), place(end(frame), frame)
        if a is NONE or b is NONE:
            return NO
        sure, maybe, loose, doubtful, scan = graph(frame)
        open_ = bool(search.phantoms(frame))
        recorder = frame.ctx.recorder
        if a is not None and b is not None:
            if a == b or reaches(sure, a, b):
                return YES
            possible = reaches(maybe, a, b)
            if possible is False and not loose and not open_:
                return NO
        elif not maybe and not loose and not open_ and (a is None) != (b is None):
            # Nothing leaves or arrives; only the place itself could be meant.
            pass
        if recorder is not None:
            if open_:
                search.note_further(frame)
            for row in loose:
                recorder.members[(table, row)] = scan.members(scan.of[row])
                first(frame.ctx, row)
                second(frame.ctx, row)
                recorder.members.pop((table, row), None)
            for row in doubtful:
                search.record(frame, row)
        return BOTH

    return test


# --- evidence and rounding ----------------------------------------------------------------------------


def evidenced(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `x is evidenced`: its source has a file that is valid on `as_of`."""
    operand = node[3]

    def document(
        ctx: Context, source: str | None, where: tuple[str, str | None, int | None]
    ) -> int:
        recorder = ctx.recorder
        if source is None:
            if recorder is not None:
                recorder.sources[where] = None
            return BOTH
        view = ctx.views["evidence"]
        row = view.row_of(source)
        if row is None:
            if recorder is not None:
                recorder.tables["evidence"] = None
            return BOTH
        truth = YES
        for column in ("file", "issued", "valid_until"):
            if column not in view.declared.columns:
                continue
            cell = view.cells(column)[row]
            answer = YES
            if cell is None or cell is NOT_APPLICABLE:
                answer = BOTH
            elif cell is NONE:
                answer = NO if column == "file" else YES
            elif column != "file":
                low, high = (cell, cell) if isinstance(cell, int) else (cell.lower, cell.upper)
                from checker.verdict.expressions import ordered

                operator = "at most" if column == "issued" else "at least"
                answer = ordered(operator, low, high, ctx.as_of, ctx.as_of)
            if answer == BOTH and recorder is not None:
                recorder.cell(view, column, row)
            truth = min_truth(truth, answer)
        return truth

    if operand[0] == "fact":
        name = operand[3]

        def fact(frame: Frame) -> int:
            ctx = frame.ctx
            known = ctx.dossier.facts.get(name)
            if known is None or known.value is None:
                if ctx.recorder is not None:
                    ctx.recorder.fact(name)
                return BOTH
            return document(ctx, known.source, (name, None, None))

        return fact
    table, column = operand[4], operand[5]

    def cell(ctx: Context, row: int) -> int:
        view = ctx.views[table]
        row = view.real(row)
        if row >= view.size or view.data is None or view.cells(column)[row] is None:
            if ctx.recorder is not None:
                ctx.recorder.cell(view, column, row)
            return BOTH
        note = view.data.notes.get((row, column))
        source = None if note is None else note.source
        if source is None:
            source = view.data.source_of_row(row)
        return document(ctx, source, (table, column, row))

    if operand[0] == "col":
        slot = operand[3]
        return lambda frame: cell(frame.ctx, frame.rows[slot])
    row_value = evaluator.value(operand[3], item)

    def along(frame: Frame) -> int:
        row = row_value(frame)
        if isinstance(row, str):
            found = frame.ctx.views[table].row_of(row)
            row = found
        if row is NONE:
            return NO
        return cell(frame.ctx, row) if row.__class__ is int else BOTH

    return along


def half_unit(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `rounding of x`: half a unit of its last digit as written."""
    operand = node[3]
    if operand[0] == "fact":
        name = operand[3]

        def fact(frame: Frame) -> Any:
            known = frame.ctx.dossier.facts.get(name)
            if known is None or known.value is None or known.decimals is None:
                if frame.ctx.recorder is not None:
                    frame.ctx.recorder.fact(name)
                return (0, None)
            from checker.model.unit import find_unit

            unit = find_unit(known.unit) if known.unit else None
            half = Fraction(1, 2 * 10**known.decimals) * (1 if unit is None else unit.factor)
            return (half, half)

        return fact
    table, column = operand[4], operand[5]

    def cell(ctx: Context, row: int) -> Any:
        view = ctx.views[table]
        given = None if view.data is None else view.data.columns.get(column)
        row = view.real(row)
        units = None if given is None else given.half_units
        last = units if isinstance(units, int) else None
        if isinstance(units, list) and row < view.size:
            last = units[row]
        if last is None or row >= view.size:
            if ctx.recorder is not None:
                ctx.recorder.cell(view, column, row)
            return (0, None)
        half = Fraction(last, 2 * view.denominator(column))
        return (half, half)

    if operand[0] == "col":
        slot = operand[3]
        return lambda frame: cell(frame.ctx, frame.rows[slot])
    row_value = evaluator.value(operand[3], item)

    def along(frame: Frame) -> Any:
        row = row_value(frame)
        if isinstance(row, str):
            row = frame.ctx.views[table].row_of(row)
        return cell(frame.ctx, row) if row.__class__ is int else (0, None)

    return along


__all__ = ["Linear", "Part", "comparison", "difference", "extreme", "share", "sum_"]
