"""Linear comparisons by row margins: one unknown on both sides cancels.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.dossier import NONE
from checker.model.expression import Node, strip
from checker.model.truth import BOTH, NO, NOT, YES
from checker.verdict.context import Frame, Item
from checker.verdict.search import Form, Search, Term, vectors
from checker.verdict.total import (
    Closure,
    add_form,
    add_some,
    class_form,
    further,
    note_odd,
    once,
    row_bounds,
    search_of,
    summed,
    term_of,
    with_none,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from checker.engine.reference import Scan, View
    from checker.model.quantity import Interval, Number
    from checker.verdict.expressions import Evaluator


_CORNERS = 4


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
        left, right = has_sum(evaluator, node[3], item), has_sum(evaluator, node[4], item)
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
        search, term = search_of(evaluator, node, item), term_of(evaluator, node, item)
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


def has_sum(evaluator: Evaluator, node: Node, item: Item) -> bool:
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
        numbers: dict[Any, int] = {}
        for leaf in self.summands:
            # Equal factors have one number: their nodes are long to compare.
            leaf.factors = [
                (closure, numbers.setdefault(key, len(numbers))) for closure, key in leaf.factors
            ]
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
                factor = q.times(factor, factors[key])
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
            exact: Interval = q.ZERO
            for factor, leaf, _ in group:
                assert leaf.value is not None
                value = leaf.value(frame)
                if not q.known(value):
                    exact = self.table(group)
                    break
                term = q.times(factor, value[0])
                exact = q.add(exact, (term, term))
            total = q.add(total, exact)
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
        scan = self.scan(group)
        view = scan.view
        total: Interval = q.ZERO
        for index, truths, options in self.classes(group, scan):
            if not options:
                bounds = self.member_by_member(group, frames, scan, index, truths, searches)
            elif BOTH in truths:
                bounds = add_some(scan, index, options)
            else:
                bounds = add_form(scan, index, options[0])
            if visit is not None:
                visit(view, scan, index, options, bounds)
            total = q.add(total, bounds)
        return self.with_further(group, frames, view, searches, terms, total, visit, scan)

    def scan(self, group: list[tuple[Number, Leaf, Frame]]) -> Scan:
        """Return the classes in which every condition of the sums over one table is settled."""
        extra: frozenset[str] = frozenset()
        for _, leaf, _ in group:
            assert leaf.search is not None
            assert leaf.term is not None
            extra |= leaf.term.columns
            for part in leaf.search.parts:
                if not part.local:
                    extra |= part.columns
        _, first, frame = group[0]
        assert first.search is not None
        return self.evaluator.scan(frame.ctx, first.search.table, extra)

    def classes(
        self, group: list[tuple[Number, Leaf, Frame]], scan: Scan
    ) -> Iterator[tuple[int, list[int], list[Form]]]:
        """Go through the classes that a sum over one table takes.

        Each comes with what the searches say of it, and the forms that its rows can take: none where
        some term has none for all of them.
        """
        searches = [leaf.search for _, leaf, _ in group if leaf.search is not None]
        terms = [leaf.term for _, leaf, _ in group if leaf.term is not None]
        frames = [frame for _, _, frame in group]
        taken = [search.truths(frame, scan) for search, frame in zip(searches, frames, strict=True)]
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
                yield index, truths, []
            elif BOTH in truths:
                ways = sorted(vectors(frames, scan.view, row, searches))
                yield index, truths, [self.combined(group, settled, way) for way in ways]
            else:
                way = [int(truth == YES) for truth in truths]
                yield index, truths, [self.combined(group, settled, way)]

    def combined(
        self, group: list[tuple[Number, Leaf, Frame]], forms: Sequence[Form], way: Sequence[int]
    ) -> Form:
        """Return the form of a row that the chosen searches take."""
        constant: Number = 0
        columns: dict[str, Number] = {}
        for (factor, _, _), form, taken in zip(group, forms, way, strict=True):
            if taken:
                if form[0]:
                    constant += factor * form[0]
                for column, multiple in form[1].items():
                    before = columns.get(column)
                    more = q.times(multiple, factor)
                    columns[column] = more if before is None else before + more
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
            ways = sorted(vectors(frames, view, scan.reps[index], searches))
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
            ways = sorted(vectors(frames, view, row, searches))
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
            left = has_sum(evaluator, node[3], within)
            right = has_sum(evaluator, node[4], within)
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
        close = _within(evaluator, item, left, right, within, negated=operator == "is not")
        return once(node, item, close)
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

        return once(node, item, by_margin)
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
