"""Searches over a table: which classes of rows a `where` takes, surely or possibly."""

from __future__ import annotations

from fractions import Fraction
from itertools import count, product
from typing import TYPE_CHECKING, Any

from checker.engine.reference import Scan, View, listable
from checker.model.datatype import Kind
from checker.model.dossier import Partial
from checker.model.expression import Node, walk
from checker.model.quantity import Number
from checker.model.truth import BOTH, NO, YES
from checker.plan.relation import ROW, canonical, columns_read, reads_subject, slots_read
from checker.verdict.context import Context, Frame, Item, Support

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from checker.verdict.expressions import Evaluator

_TRIED = 256
"""So many combinations of unknown cells are tried out for one row; beyond, each condition alone."""
_FREE = 8
_NUMBERS = count()

Form = tuple[Number, dict[str, Number]]
"""A row's term as a constant and multiples of its numeric columns."""


class Part:
    """One condition of a search that rests on its row and on facts alone."""

    __slots__ = ("columns", "key", "local", "names", "node", "number", "test")

    def __init__(
        self,
        node: Node,
        test: Callable[[Frame], int],
        columns: frozenset[str],
        key: Any,
        names: frozenset[str],
        number: int,
        *,
        local: bool,
    ) -> None:
        self.number = number
        self.node = node
        self.test = test
        self.columns = columns
        self.key = key
        self.names = names
        self.local = local


class Cover:
    """A condition with which the classes of a table are made: a test, and the slot of its row."""

    __slots__ = ("columns", "item", "key", "names", "node", "slot", "test")

    def __init__(
        self,
        node: Node,
        test: Callable[[Frame], int],
        item: Item,
        slot: int,
        columns: frozenset[str],
        key: Any,
        names: frozenset[str],
    ) -> None:
        self.node = node
        self.test = test
        self.item = item
        self.slot = slot
        self.columns = columns
        self.key = key
        self.names = names


class Search:
    """A search as closures: its conditions split by what they rest on."""

    __slots__ = (
        "columns",
        "equal",
        "evaluator",
        "id",
        "item",
        "outer",
        "parts",
        "reads_time",
        "slot",
        "table",
    )

    def __init__(
        self, evaluator: Evaluator, item: Item, slot: int, table: str, where: Sequence[Node]
    ) -> None:
        self.evaluator = evaluator
        self.item = item
        self.slot = slot
        self.table = table
        self.parts: list[Part] = []
        self.equal: list[
            tuple[Callable[[Frame], Any], Callable[[Frame], Any], Part, str, str | None]
        ] = []
        # Not id(): the number of a search that is gone is given out again, and what is remembered is not.
        self.id = next(_NUMBERS)
        for node in where:
            self.add(node)
        self.columns: frozenset[str] = frozenset().union(*(part.columns for part in self.parts))
        time = evaluator.tables[table].time
        self.reads_time = time is not None and time in self.columns
        self.outer = not all(part.local for part in self.parts)

    def add(self, node: Node) -> None:
        """Take in one condition."""
        evaluator, slot = self.evaluator, self.slot
        outer = bool(slots_read(node) - {slot}) or reads_subject(node)
        columns = columns_read(node, slot, evaluator.derived_columns)
        key = canonical(node, slot)
        part = Part(
            node,
            evaluator.truth(node, self.item),
            columns,
            key,
            evaluator.names_read(node),
            evaluator.number_of(self.table, key),
            local=not outer,
        )
        self.parts.append(part)
        if not outer:
            evaluator.add_cover(
                self.table,
                Cover(node, part.test, self.item, slot, columns, part.key, part.names),
            )
            return
        if node[0] == "cmp" and node[3] == "is" and node[7] is None:
            for inner, other in ((node[5], node[6]), (node[6], node[5])):
                inside = slots_read(inner)
                if (
                    inside == {slot}
                    and not reads_subject(inner)
                    and slot not in slots_read(other)
                    and node[4] in ("row", "text", "choice", "bool", "date")
                ):
                    self.equal.append(
                        (
                            evaluator.value(inner, self.item),
                            evaluator.value(other, self.item),
                            part,
                            node[4],
                            evaluator.row_table(inner, self.item)
                            or evaluator.row_table(other, self.item),
                        )
                    )
                    break

    def scan(self, ctx: Context, more: frozenset[str] = frozenset()) -> Scan:
        """Return the classes in which every condition of the search is settled."""
        extra = more
        for part in self.parts:
            if not part.local:
                extra |= part.columns
        return self.evaluator.scan(ctx, self.table, extra)

    def truths(self, frame: Frame, scan: Scan) -> dict[int, int]:
        """Return the classes that the search takes, surely (YES) or possibly (BOTH).

        Nothing is noted on the way: what the caller is left with says which rows to note.
        """
        ctx = frame.ctx
        local = self.local_truths(ctx, scan)
        if not self.outer:
            return local
        recorder, ctx.recorder = ctx.recorder, None
        found = self._taken(frame, scan, local)
        ctx.recorder = recorder
        return found

    def _taken(self, frame: Frame, scan: Scan, local: dict[int, int]) -> dict[int, int]:
        """Return those of the classes that an outer row leaves, as `truths` does."""
        ctx = frame.ctx
        candidates: Sequence[int] | dict[int, int] = local
        checked: set[int] = set()
        if self.equal:
            wanted: list[Any] = []
            for _, other, part, kind, target in self.equal:
                view = scan.view if target is None else ctx.views[target]
                value = normal(other(frame), kind, view)
                if value is None:
                    wanted = []
                    break
                wanted.append(value)
                checked.add(id(part))
            if wanted:
                index, maybe = self.index(ctx, scan)
                candidates = [*index.get(tuple(wanted), ()), *maybe]
            else:
                checked.clear()
        rest = [part for part in self.parts if not part.local]
        found: dict[int, int] = {}
        slot = self.slot
        for c in candidates:
            truth = local.get(c, NO)
            if truth == NO:
                continue
            frame.rows[slot] = scan.reps[c]
            for part in rest:
                answer = part.test(frame)
                if answer == NO:
                    truth = NO
                    break
                if answer == BOTH:
                    truth = BOTH
            if truth != NO:
                found[c] = truth
        return found

    def index(self, ctx: Context, scan: Scan) -> tuple[dict[Any, list[int]], list[int]]:
        """Return the classes by what their rows are compared with, and those where it is unknown."""
        key = ("index", self.id, id(scan))
        memo = ctx.memo.get(key)
        if memo is None:
            index: dict[Any, list[int]] = {}
            maybe: list[int] = []
            frame = Frame(ctx, self.item)
            recorder, ctx.recorder = ctx.recorder, None
            for c in self.local_truths(ctx, scan):
                frame.rows[self.slot] = scan.reps[c]
                values = [
                    normal(inner(frame), kind, scan.view if target is None else ctx.views[target])
                    for inner, _, _, kind, target in self.equal
                ]
                if None in values:
                    maybe.append(c)
                else:
                    index.setdefault(tuple(values), []).append(c)
            ctx.recorder = recorder
            memo = ctx.memo[key] = (index, maybe)
        found: tuple[dict[Any, list[int]], list[int]] = memo
        return found

    def local_truths(self, ctx: Context, scan: Scan) -> dict[int, int]:
        """Return the classes that the conditions on the row alone leave."""
        key = ("local", self.id, id(scan))
        memo: dict[int, int] | None = ctx.memo.get(key)
        if memo is not None:
            return memo
        parts = [part for part in self.parts if part.local]
        if not parts:
            memo = dict.fromkeys(range(len(scan.reps)), YES)
        else:
            answers = [self.answers(ctx, scan, part) for part in parts]
            memo = {}
            for c, together in enumerate(zip(*answers, strict=True)):
                if NO not in together:
                    memo[c] = BOTH if BOTH in together else YES
        ctx.memo[key] = memo
        return memo

    def answers(self, ctx: Context, scan: Scan, part: Part) -> list[int]:
        """Return what a condition says of each class; searches with the same condition share it."""
        key = ("part", part.number, id(scan))
        found: list[int] | None = ctx.memo.get(key)
        if found is not None:
            return found
        # The classes may have been made with just this condition.
        home = ctx if ctx.changed & part.names else ctx.base
        by_row = home.memo.get(("answers", self.table, part.key))
        if by_row is not None:
            found = ctx.memo[key] = [by_row[row] for row in scan.reps]
        else:
            recorder, ctx.recorder = ctx.recorder, None
            frame = Frame(ctx, self.item)
            rows, slot, test = frame.rows, self.slot, part.test
            found = []
            for row in scan.reps:
                rows[slot] = row
                found.append(test(frame))
            ctx.memo[key] = found
            ctx.recorder = recorder
        return found

    def at_class(self, frame: Frame, scan: Scan, index: int) -> int:
        """Return whether the search takes the rows of a class; nothing is noted on the way."""
        if self.outer:
            return self.at(frame, scan.reps[index])
        return self.local_truths(frame.ctx, scan).get(index, NO)

    def at(self, frame: Frame, row: int) -> int:
        """Return whether the search takes one row; nothing is noted on the way."""
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        frame.rows[self.slot] = row
        truth = YES
        for part in self.parts:
            answer = part.test(frame)
            if answer == NO:
                truth = NO
                break
            if answer == BOTH:
                truth = BOTH
        ctx.recorder = recorder
        return truth

    def phantoms(self, frame: Frame, *, reads_time: bool | None = None) -> list[int]:
        """Return the rows that may exist beyond the real ones and that the search may take."""
        ctx = frame.ctx
        rows = ctx.views[self.table].phantoms(
            reads_time=self.reads_time if reads_time is None else reads_time
        )
        if not rows or self.outer:
            return [row for row in rows if self.at(frame, row) != NO]
        key = ("phantoms", self.id, rows)
        found: list[int] | None = ctx.memo.get(key)
        if found is None:
            found = ctx.memo[key] = [row for row in rows if self.at(frame, row) != NO]
        return found

    def note_further(self, frame: Frame) -> None:
        """Note that rows may exist beyond the real ones, or what leaves open whether they count."""
        recorder = frame.ctx.recorder
        if recorder is None:
            return
        view = frame.ctx.views[self.table]
        if not view.open:
            own = Support()
            frame.ctx.recorder = own
            for row in view.phantoms(reads_time=self.reads_time):
                if self.at(frame, row) == BOTH:
                    self.record(frame, row)
            frame.ctx.recorder = recorder
            if own.facts or own.cells:
                own.tables.pop(self.table, None)
                recorder.merge(own)
                return
        recorder.tables[self.table] = None

    def record(self, frame: Frame, row: int) -> None:
        """Note, for a row that is taken possibly, which of its unknown cells that rests on."""
        frame.rows[self.slot] = row
        for part in self.parts:
            recorder, frame.ctx.recorder = frame.ctx.recorder, None
            open_ = part.test(frame) == BOTH
            frame.ctx.recorder = recorder
            if open_:
                self.evaluator.record(part.node, self.item, frame)


def normal(value: Any, kind: str, view: View) -> Any:
    """Return a value that can be looked up, None where it is not settled."""
    if kind == "choice":
        if len(value) == 1:
            (only,) = value
            return ("", only)
        return None
    if kind == "bool":
        return ("", value) if value in (YES, NO) else None
    if kind == "date":
        if isinstance(value, tuple) and value[0] is not None and value[0] == value[1]:
            return ("", value[0])
        return None
    if kind == "row" and isinstance(value, int):
        key = view.key(value)
        return None if key is None else ("", key)
    return ("", value) if isinstance(value, str) else None


def vectors(
    frames: Sequence[Frame], view: View, row: int, searches: Sequence[Search]
) -> set[tuple[int, ...]]:
    """Return how a row can stand to several searches at once: 1 where one takes it, 0 where not.

    Unknown cells with few values are tried out together, so that a row is never on both sides. Of what
    is open all the same, the same condition has the same answer in every search.

    Args:
        frames: the frame of each search.
        view: their table.
        row: the row.
        searches: at most a handful, all over this table.
    """
    columns: set[str] = set()
    for search in searches:
        columns |= search.columns
    ctx = frames[0].ctx
    key: Any = None
    if ROW not in columns and not any(search.outer for search in searches):
        # Rows with the same cells stand to the searches alike: a column left out is left out in all.
        cells = tuple(view.cells(column)[row] for column in sorted(columns))
        key = ("ways", tuple(search.id for search in searches), cells)
        known: set[tuple[int, ...]] | None = ctx.memo.get(key)
        if known is not None:
            return known
    columns.discard(ROW)
    tried: list[tuple[str, tuple[Any, ...]]] = []
    ways = 1
    for column in sorted(columns):
        if view.cells(column)[row] is None:
            options = listable(view.declared.columns[column].type)
            if options and ways * len(options) <= _TRIED:
                tried.append((column, options))
                ways *= len(options)
    names = [column for column, _ in tried]
    recorder, ctx.recorder = ctx.recorder, None
    found: set[tuple[int, ...]] = set()
    # What is tried out is many rows; a condition reads few of their cells, and its answers repeat.
    asked: list[tuple[Search, Frame, Part, tuple[int, ...] | None, dict[tuple[Any, ...], int]]] = [
        (search, frame, part, _reads_of(part, names), {})
        for search, frame in zip(searches, frames, strict=True)
        for part in search.parts
    ]
    known_ways: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for values in product(*(options for _, options in tried)):
        here: int | None = None
        truths: list[int] = []
        for search, frame, part, reads, answered in asked:
            told_of = None if reads is None else tuple(values[at] for at in reads)
            truth = None if told_of is None else answered.get(told_of)
            if truth is None:
                if here is None:
                    here = view.try_out(0, row, names, values) if names else row
                frame.rows[search.slot] = here
                truth = part.test(frame)
                if told_of is not None:
                    answered[told_of] = truth
            truths.append(truth)
        told = tuple(truths)
        if told not in known_ways:
            known_ways[told] = _ways_of(searches, told)
            found |= known_ways[told]
    for search, frame in zip(searches, frames, strict=True):
        frame.rows[search.slot] = row
    ctx.recorder = recorder
    if key is not None:
        ctx.memo[key] = found
    return found


def _reads_of(part: Part, names: Sequence[str]) -> tuple[int, ...] | None:
    """Return which of the cells that are tried out a condition reads; None where it asks which row it is."""
    if ROW in part.columns:
        return None
    return tuple(at for at, name in enumerate(names) if name in part.columns)


def _ways_of(searches: Sequence[Search], truths: Sequence[int]) -> set[tuple[int, ...]]:
    """Return which searches can take a row at once, for what their conditions say of it, in order."""
    answers: list[list[tuple[int, Any]]] = []
    free: dict[Any, None] = {}
    left = iter(truths)
    for search in searches:
        settled = [(next(left), part.key) for part in search.parts]
        if any(truth == NO for truth, _ in settled):
            # It cannot take the row, whatever its other conditions say.
            answers.append([(NO, None)])
            continue
        answers.append(settled)
        free.update(dict.fromkeys(key for truth, key in settled if truth == BOTH))
    return _ways(answers, list(free))


def _ways(answers: Sequence[Sequence[tuple[int, Any]]], free: list[Any]) -> set[tuple[int, ...]]:
    """Return which searches can take a row at once, for what each condition says of it."""
    if len(free) > _FREE:
        choices: list[tuple[int, ...]] = []
        for settled in answers:
            truths = [truth for truth, _ in settled]
            choices.append((0,) if NO in truths else (0, 1) if BOTH in truths else (1,))
        return set(product(*choices))
    found = set()
    for bits in product((YES, NO), repeat=len(free)):
        assumed = dict(zip(free, bits, strict=True))
        found.add(
            tuple(
                int(all((assumed[key] if t == BOTH else t) == YES for t, key in settled))
                for settled in answers
            )
        )
    return found


class Term:
    """What a row contributes: its value, and where possible its linear form in numeric columns."""

    __slots__ = (
        "columns",
        "evaluator",
        "form",
        "item",
        "node",
        "row_form",
        "slot",
        "table",
        "value",
    )

    def __init__(self, evaluator: Evaluator, item: Item, slot: int, table: str, node: Node) -> None:
        self.evaluator = evaluator
        self.item = item
        self.slot = slot
        self.table = table
        self.node = node
        self.value: Callable[[Frame], Any] = evaluator.value(node, item)
        opaque: set[str] = set()
        self.form = linear_form(evaluator, item, node, slot, table, opaque)
        self.row_form = (
            None if self.form is not None else row_form(evaluator, item, node, slot, table)
        )
        self.columns = (
            frozenset(opaque)
            if self.form is not None
            else columns_read(node, slot, evaluator.derived_columns)
        )

    def at(self, frame: Frame, row: int) -> tuple[Number | None, Number | None]:
        """Return the interval of what one row contributes."""
        frame.rows[self.slot] = row
        value = self.value(frame)
        return value if isinstance(value, tuple) else (None, None)


def row_form(
    evaluator: Evaluator, item: Item, node: Node, slot: int, table: str
) -> Callable[[Frame], Form | None]:
    """Return a closure that gives the linear form of a single row where its known cells leave one.

    `mass * price` is no linear form for a class of rows; in a row of which the price is known it is
    a multiple of the mass. The closure returns None where it is none.
    """
    op = node[0]
    columns = columns_read(node, slot, evaluator.derived_columns)
    value_of = evaluator.value(node, item)

    def settled(frame: Frame) -> Form | None:
        low, high = _interval(value_of(frame))
        return (low, {}) if low is not None and low == high else None

    if not columns:
        return settled
    if op == "col" and node[3] == slot:
        column = node[5]
        entry = evaluator.program.derived.get(f"{table}.{column}")
        if entry is None:
            kind = evaluator.tables[table].columns[column].type.kind
            if kind not in (Kind.QUANTITY, Kind.WHOLE):
                return settled
            form: Form = (0, {column: 1})
            return lambda frame: settled(frame) or form
        if entry["body"][0] == "running_col":
            return settled
        inner_item = evaluator.derived_item(table, column)
        body = row_form(evaluator, inner_item, entry["body"], 0, table)

        def derived(frame: Frame) -> Form | None:
            below = Frame(frame.ctx, inner_item)
            below.rows[0] = frame.rows[slot]
            return body(below)

        return derived
    if op in ("neg", "add", "sub"):
        signs = (-1,) if op == "neg" else (1, 1) if op == "add" else (1, -1)
        parts = [row_form(evaluator, item, part, slot, table) for part in node[3:]]

        def combined(frame: Frame) -> Form | None:
            total: Number = 0
            sums: dict[str, Number] = {}
            for sign, part in zip(signs, parts, strict=True):
                form = part(frame)
                if form is None:
                    return None
                total += sign * form[0]
                for column, factor in form[1].items():
                    sums[column] = sums.get(column, 0) + sign * factor
            return total, sums

        return combined
    if op in ("mul", "of"):
        left = row_form(evaluator, item, node[3], slot, table)
        right = row_form(evaluator, item, node[4], slot, table)

        def product_of(frame: Frame) -> Form | None:
            one, other = left(frame), right(frame)
            if one is None or other is None or (one[1] and other[1]):
                return None
            if one[1]:
                one, other = other, one
            return one[0] * other[0], {column: one[0] * n for column, n in other[1].items()}

        return product_of
    return settled


def linear_form(
    evaluator: Evaluator, item: Item, node: Node, slot: int, table: str, opaque: set[str]
) -> Callable[[Frame], Form | None] | None:
    """Return a closure that gives a row's term as a linear form, or None where there is none.

    The closure itself returns None for a class of rows in which the form is not settled. Conditions
    inside the term become covers of the table; columns of parts that are no linear form go to `opaque`.
    """
    op = node[0]
    if op == "col" and node[3] == slot:
        column = node[5]
        entry = evaluator.program.derived.get(f"{table}.{column}")
        if entry is None:
            if evaluator.tables[table].columns[column].type.kind not in (
                Kind.QUANTITY,
                Kind.WHOLE,
            ):
                return None
            form: Form = (0, {column: 1})
            return lambda frame: form
        if entry["body"][0] == "running_col":
            return _opaque(evaluator, item, node, slot, opaque)
        inner_item = evaluator.derived_item(table, column)
        inner = linear_form(evaluator, inner_item, entry["body"], 0, table, opaque)
        if inner is None:
            return _opaque(evaluator, item, node, slot, opaque)
        body = inner

        def derived(frame: Frame) -> Form | None:
            below = Frame(frame.ctx, inner_item)
            below.rows[0] = frame.rows[slot]
            return body(below)

        return derived
    columns = columns_read(node, slot, evaluator.derived_columns)
    if not columns:
        value = evaluator.value(node, item)

        def constant(frame: Frame) -> Form | None:
            low, high = _interval(value(frame))
            return (low, {}) if low is not None and low == high else None

        return constant
    if op in ("neg", "add", "sub"):
        forms = [linear_form(evaluator, item, part, slot, table, opaque) for part in node[3:]]
        if any(form is None for form in forms):
            return None
        signs = (-1,) if op == "neg" else (1, 1) if op == "add" else (1, -1)
        pairs = list(zip(signs, forms, strict=True))

        def combined(frame: Frame) -> Form | None:
            total: Number = 0
            sums: dict[str, Number] = {}
            for sign, part in pairs:
                form = part(frame) if part is not None else None
                if form is None:
                    return None
                total += sign * form[0]
                for column, factor in form[1].items():
                    sums[column] = sums.get(column, 0) + sign * factor
            return total, sums

        return combined
    if op in ("mul", "of"):
        left = columns_read(node[3], slot, evaluator.derived_columns)
        right = columns_read(node[4], slot, evaluator.derived_columns)
        if left and right:
            return None
        scalar, rest = (node[4], node[3]) if left else (node[3], node[4])
        factor_value = evaluator.value(scalar, item)
        inner = linear_form(evaluator, item, rest, slot, table, opaque)
        if inner is None:
            return None
        inside = inner

        def scaled(frame: Frame) -> Form | None:
            low, high = _interval(factor_value(frame))
            form = inside(frame)
            if form is None or low is None or low != high:
                return None
            return low * form[0], {column: low * n for column, n in form[1].items()}

        return scaled
    if op == "choose":
        branches = []
        for condition, value_node in node[3]:
            form_of = linear_form(evaluator, item, value_node, slot, table, opaque)
            if form_of is None or slots_read(condition) - {slot} or reads_subject(condition):
                return None
            test = evaluator.truth(condition, item)
            reads = columns_read(condition, slot, evaluator.derived_columns)
            evaluator.add_cover(
                table,
                Cover(
                    condition,
                    test,
                    item,
                    slot,
                    reads,
                    canonical(condition, slot),
                    evaluator.names_read(condition),
                ),
            )
            branches.append((test, form_of))
        last = linear_form(evaluator, item, node[4], slot, table, opaque)
        if last is None:
            return None
        otherwise = last

        def chosen(frame: Frame) -> Form | None:
            for test, form_of in branches:
                truth = test(frame)
                if truth == YES:
                    return form_of(frame)
                if truth == BOTH:
                    return None
            return otherwise(frame)

        return chosen
    return None


def _opaque(
    evaluator: Evaluator, item: Item, node: Node, slot: int, opaque: set[str]
) -> Callable[[Frame], Form | None]:
    """Return the form of a part that is known by its value alone."""
    opaque |= columns_read(node, slot, evaluator.derived_columns)
    value = evaluator.value(node, item)

    def form(frame: Frame) -> Form | None:
        low, high = _interval(value(frame))
        return (low, {}) if low is not None and low == high else None

    return form


def _interval(value: Any) -> tuple[Number | None, Number | None]:
    return value if isinstance(value, tuple) else (None, None)


def cell_interval(view: View, column: str, row: int) -> tuple[Number | None, Number | None]:
    """Return what a numeric base cell can be."""
    cell = view.cells(column)[row]
    denominator = view.denominator(column)
    if type(cell) is int:
        value: Number = cell if denominator == 1 else Fraction(cell, denominator)
        return value, value
    declared = view.declared.columns[column].type
    low, high = declared.lower, declared.upper
    if isinstance(cell, Partial):
        if cell.lower is not None:
            low = Fraction(cell.lower, denominator)
        if cell.upper is not None:
            high = Fraction(cell.upper, denominator)
    return low, high


__all__ = ["Cover", "Form", "Part", "Search", "Term", "cell_interval", "normal", "vectors", "walk"]
