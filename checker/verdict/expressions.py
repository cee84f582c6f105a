"""The value of each node, or what it can still be.

Every node becomes a closure over a frame. By the kind of its type it yields:

- quantity, whole number: an interval `(lower, upper)` in the computing unit, `None` for an open end
- date: the same, in ordinals; duration: the same, in pairs (months, days)
- yes/no: a subset of YES | NO | NONE_BIT; a condition: YES, NO or BOTH
- choice: the frozenset of options left (with `NONE`); list: a frozenset, `None` when unknown
- text: `str`, `None` when unknown; period: a pair of dates
- row: an `int` (row), a `str` (the key of a row), `Candidates`, `None` when unknown
- `NONE` in place of a value, where none is stated (a yes/no has a bit for it, a choice an element)
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from checker.engine.reference import Scan, View
from checker.model import quantity as q
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE, NOT_APPLICABLE, Partial, Period
from checker.model.expression import CONDITIONS, Node, strip, walk
from checker.model.truth import BOTH, NO, NONE_BIT, NOT, OF_BOOL, YES
from checker.plan.relation import ROW, columns_read
from checker.verdict import account, evidence, extreme, linear, order, rows, share, total
from checker.verdict.context import UNSET, Context, Frame, Item, Support

if TYPE_CHECKING:
    from checker.plan.from_pack import Program
    from checker.verdict.search import Cover

Closure = Callable[[Frame], Any]
_MAX_DAY = date(9999, 12, 31).toordinal()
_NO_LIFE = date(1000, 1, 1).toordinal()
"""A day, as a number: no duration has so many days."""


class Candidates:
    """The rows that a picked row can be; `none` when there may be no such row."""

    __slots__ = ("none", "rows")

    def __init__(self, rows: tuple[int, ...], none: bool) -> None:
        self.rows = rows
        self.none = none


class Evaluator:
    """A program as closures. It knows no dossier: frames carry that."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.tables = program.vocabulary.tables
        self.facts = program.vocabulary.facts
        self._values: dict[int, Closure] = {}
        self._kept: list[Node] = []
        self._made: dict[tuple[str, int], Any] = {}
        self._types: dict[int, Datatype] = {}
        self._derived_reads: dict[str, frozenset[str] | None] = {}
        self._derived_items: dict[str, Item] = {}
        self._define_items: dict[str, tuple[Item, Closure]] = {}
        self._cells: dict[tuple[str, str], Callable[[Context, int], Any]] = {}
        self._parameters: dict[str, Node] = {}
        self._numbers: dict[tuple[str, Any], int] = {}
        self._covers: dict[str, dict[Any, Cover]] = {}
        self._names: dict[int, frozenset[str]] = {}
        self._unknown: dict[int, tuple[Datatype, Any]] = {}

    # --- what things rest on ----------------------------------------------------------------

    def names_read(self, node: Node) -> frozenset[str]:
        """Return the facts, readings and parameters that a node rests on."""
        found = self._names.get(id(node))
        if found is not None:
            return found
        names: set[str] = set()
        for part in walk(node):
            match part[0]:
                case "fact":
                    names.add(f"fact {part[3]}")
                case "reading":
                    names.add(f"reading {part[3]}")
                case "param":
                    names.add(f"parameter {part[3]}")
                    self._entry_names(names, self.program.parameters.get(part[3]))
                case "define":
                    self._entry_names(names, self.program.defines.get(part[3]))
                case "col" | "deref":
                    self._entry_names(names, self.program.derived.get(f"{part[4]}.{part[5]}"))
                case _:
                    pass
        self._kept.append(node)
        result = self._names[id(node)] = frozenset(names)
        return result

    def _entry_names(self, names: set[str], entry: dict[str, Any] | None) -> None:
        if entry is None:
            return
        reads = entry["reads"]
        names.update(f"fact {name}" for name in reads["facts"])
        names.update(f"reading {name}" for name in reads["readings"])
        names.update(f"parameter {name}" for name in reads["parameters"])

    def derived_columns(self, table: str, column: str) -> frozenset[str] | None:
        """Return the base columns of its own row that a derived column rests on; None for a base one."""
        key = f"{table}.{column}"
        if key in self._derived_reads:
            return self._derived_reads[key]
        entry = self.program.derived.get(key)
        if entry is None:
            self._derived_reads[key] = None
            return None
        body = entry["body"]
        if body[0] == "running_col":
            reads = frozenset([ROW])
        else:
            reads = columns_read(body, 0, self.derived_columns)
        self._derived_reads[key] = reads
        return reads

    def derived_item(self, table: str, column: str) -> Item:
        """Return the frame's shape for the body of a derived column."""
        key = f"{table}.{column}"
        item = self._derived_items.get(key)
        if item is None:
            entry = self.program.derived[key]
            source = self.program.sources.get((entry["pack"], entry["file"]), "")
            item = self._derived_items[key] = Item(key, source, entry["slots"])
        return item

    def define_item(self, name: str) -> tuple[Item, Closure]:
        """Return the frame's shape and the closure of a define."""
        found = self._define_items.get(name)
        if found is None:
            entry = self.program.defines[name]
            source = self.program.sources.get((entry["pack"], entry["file"]), "")
            item = Item(name, source, entry["slots"])
            found = self._define_items[name] = (item, self.any(entry["body"], item))
        return found

    def parameter_node(self, name: str) -> Node:
        """Return a node that stands for a parameter without keys, the same each time."""
        return self._parameters.setdefault(name, ["param", 0, 0, name, None, []])

    def number_of(self, table: str, key: Any) -> int:
        """Return a number that stands for a condition on the rows of a table."""
        return self._numbers.setdefault((table, key), len(self._numbers))

    def add_cover(self, table: str, cover: Cover) -> None:
        """Have the classes of a table agree in one more condition."""
        self._covers.setdefault(table, {}).setdefault(cover.key, cover)

    def scan(self, ctx: Context, table: str, extra: frozenset[str] = frozenset()) -> Scan:
        """Return the rows of a table in classes that agree in all covers and the extra columns."""
        base_key = ("base", table)
        recorder, ctx.recorder = ctx.recorder, None
        covers = self._covers.get(table, {})
        shape = ctx.memo.get(base_key)
        busy = ("busy", table)
        if (shape is None or shape[2] != len(covers)) and busy not in ctx.memo:
            ctx.memo[busy] = True
            shape = self._shape(ctx, table, covers)
            del ctx.memo[busy]
            ctx.memo[base_key] = shape
        view = ctx.views[table]
        raw, truths, _ = shape or (frozenset(), [], 0)
        # A condition with which the classes are made may itself search the table: row by row then.
        if ROW in extra or busy in ctx.memo:
            key: Any = ("scan", table, ROW)
            wanted: frozenset[str] = frozenset([ROW])
        else:
            more = extra - raw
            key = ("scan", table, raw | more, tuple(id(part) for part in truths))
            wanted = raw | more
        # Answers that are this context's own end with it: a scan made with them must not outlive them.
        known = ctx.base.memo.get(("own", table), ())
        home = ctx.base if all(id(part) in known for part in truths) else ctx
        found: Scan | None = home.memo.get(key)
        if found is None:
            if wanted == {ROW}:
                found = Scan(view, (), [list(range(view.size))])
            else:
                found = Scan(view, sorted(wanted), truths)
            home.memo[key] = found
        ctx.recorder = recorder
        return found

    def _shape(
        self, ctx: Context, table: str, covers: dict[Any, Cover]
    ) -> tuple[frozenset[str], list[list[int]], int]:
        """Return the columns that the classes take as they stand, and the answers of the others."""
        view = ctx.views[table]
        raw: set[str] = set()
        truths: list[list[int]] = []
        for cover in list(covers.values()):
            if ROW not in cover.columns and all(view.is_few(column) for column in cover.columns):
                raw |= cover.columns
        for cover in list(covers.values()):
            if cover.columns <= raw:
                continue
            home = ctx if ctx.changed & cover.names else ctx.base
            key = ("answers", table, cover.key)
            answers = home.memo.get(key)
            if answers is None:
                answers = home.memo[key] = self._answers(ctx, view, cover)
            key = ("apart", table, cover.key)
            apart = home.memo.get(key)
            if apart is None:
                apart = home.memo[key] = _told_apart(view, cover, answers)
                if home is ctx.base:
                    home.memo.setdefault(("own", table), set()).add(id(apart))
            truths.append(apart)
        return frozenset(raw), truths, len(covers)

    def _answers(self, ctx: Context, view: View, cover: Cover) -> list[int]:
        """Ask a condition of every row, once for each distinct value of what it reads."""
        size = view.size
        frame = Frame(ctx, cover.item)
        rows, slot, test = frame.rows, cover.slot, cover.test

        def ask(row: int) -> int:
            rows[slot] = row
            return test(frame)

        if ROW in cover.columns:
            return [ask(row) for row in range(size)]
        if len(cover.columns) == 1:
            (column,) = cover.columns
            cells = view.cells(column)
            spare = view.scratch[0]
            known: dict[Any, int] = {}
            distinct = set(cells[:size])
            period = self._known_period(cover, frame)
            if period is not None:
                # Most ledgers ask one thing of their dates: whether they lie in the period.
                start, end = period
                for cell in [cell for cell in distinct if cell.__class__ is int]:
                    known[cell] = YES if start <= cell <= end else NO
                    distinct.discard(cell)
            for cell in distinct:
                cells[spare] = cell
                known[cell] = ask(spare)
            return [known[cell] for cell in cells[:size]]
        lists = [view.cells(column)[:size] for column in sorted(cover.columns)]
        keys = list(zip(*lists, strict=True))
        first = dict(zip(reversed(keys), range(size - 1, -1, -1), strict=True))
        answers = {key: ask(row) for key, row in first.items()}
        return [answers[key] for key in keys]

    def _known_period(self, cover: Cover, frame: Frame) -> tuple[int, int] | None:
        """Return the days of `DATE during PERIOD`, where the date is a plain column of the row."""
        node = cover.node
        if node[0] != "during" or node[3][0] != "col" or node[3][3] != cover.slot:
            return None
        if f"{node[3][4]}.{node[3][5]}" in self.program.derived or node[4][0] != "fact":
            return None
        value = self.value(node[4], cover.item)(frame)
        if value is NONE or not (q.known(value[0]) and q.known(value[1])):
            return None
        return value[0][0], value[1][0]

    # --- closures ---------------------------------------------------------------------------

    def any(self, node: Node, item: Item) -> Closure:
        """Return the closure of a node, condition or value."""
        return self.truth(node, item) if node[0] in CONDITIONS else self.value(node, item)

    def value(self, node: Node, item: Item) -> Closure:
        """Return the closure of a value."""
        key = id(node)
        found = self._values.get(key)
        if found is None:
            if node[0] in CONDITIONS:
                found = self.truth(node, item)
            else:
                found = getattr(self, f"_{node[0]}")(node, item)
            self._values[key] = found
            self._kept.append(node)
        return found

    def truth(self, node: Node, item: Item) -> Callable[[Frame], int]:
        """Return the closure of a condition."""
        key = id(node)
        found = self._values.get(key)
        if found is None:
            found = getattr(self, f"_{node[0]}")(node, item)
            self._values[key] = found
            self._kept.append(node)
        return found

    def kept(self, kind: str, node: Node, make: Callable[[], Any]) -> Any:
        """Return what was made of a node before under the name of a kind; else make it."""
        key = (kind, id(node))
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
            self._kept.append(node)
        return found

    def unknown_of(self, type: Datatype) -> Any:
        """Return the value of which nothing is known but its type."""
        # The type is kept with its value: an id alone would be given out again.
        found = self._unknown.get(id(type))
        if found is None:
            found = self._unknown[id(type)] = (type, _unknown(type))
        return found[1]

    def abstract(self, raw: Any, type: Datatype, denominator: int = 1) -> Any:
        """Return a value of a dossier as closures hold it."""
        if raw is None or raw is NOT_APPLICABLE:
            return self.unknown_of(type)
        match type.kind:
            case Kind.QUANTITY | Kind.WHOLE:
                if raw is NONE:
                    return NONE
                if isinstance(raw, Partial):
                    low: Any = type.lower if raw.lower is None else _over(raw.lower, denominator)
                    high: Any = type.upper if raw.upper is None else _over(raw.upper, denominator)
                    if type.lower is not None and low is not None and low < type.lower:
                        low = type.lower
                    if type.upper is not None and high is not None and high > type.upper:
                        high = type.upper
                    return (low, high)
                number = raw if denominator == 1 else Fraction(raw, denominator)
                return (number, number)
            case Kind.YESNO:
                return NONE_BIT if raw is NONE else OF_BOOL[raw]
            case Kind.CHOICE:
                return frozenset((raw,))
            case Kind.DATE:
                return raw if raw is NONE else _date(raw)
            case Kind.PERIOD:
                if raw is NONE:
                    return NONE
                assert isinstance(raw, Period)
                return (_date(raw.start), _date(raw.end))
            case Kind.DURATION:
                return raw if raw is NONE else (raw, raw)
            case Kind.LIST:
                return raw if raw is NONE else frozenset(raw)
            case _:
                return raw

    def cell(self, table: str, column: str) -> Callable[[Context, int], Any]:
        """Return a closure that gives the value of a column in a row."""
        key = (table, column)
        found = self._cells.get(key)
        if found is None:
            if f"{table}.{column}" in self.program.derived:
                found = self._derived_cell(table, column)
            else:
                found = self._base_cell(table, column)
            self._cells[key] = found
        return found

    def _base_cell(self, table: str, column: str) -> Callable[[Context, int], Any]:
        type = self.tables[table].columns[column].type
        unknown = self.unknown_of(type)
        abstract = self.abstract
        numeric = type.kind in (Kind.QUANTITY, Kind.WHOLE)
        simple: dict[Any, Any] = {}
        memo_kinds = (Kind.CHOICE, Kind.YESNO, Kind.DATE)
        memoised = type.kind in memo_kinds

        def cell(ctx: Context, row: int) -> Any:
            view = ctx.views[table]
            cells = view.lists.get(column)
            if cells is None:
                cells = view.cells(column)
            raw = cells[row]
            if raw is None or raw is NOT_APPLICABLE:
                if ctx.recorder is not None:
                    note_cell(ctx, view, column, row, raw)
                return unknown
            if memoised:
                value = simple.get(raw)
                if value is None:
                    value = simple[raw] = abstract(raw, type)
                if ctx.recorder is not None and isinstance(raw, Partial):
                    note_cell(ctx, view, column, row, raw)
                return value
            if numeric:
                if raw.__class__ is int:
                    denominator = view.denominator(column)
                    number = raw if denominator == 1 else Fraction(raw, denominator)
                    return (number, number)
                if ctx.recorder is not None and isinstance(raw, Partial):
                    note_cell(ctx, view, column, row, raw)
                return abstract(raw, type, view.denominator(column))
            if (
                ctx.recorder is not None
                and isinstance(raw, Period)
                and not (isinstance(raw.start, int) and isinstance(raw.end, int))
            ):
                note_cell(ctx, view, column, row, raw)
            return abstract(raw, type)

        return cell

    def _derived_cell(self, table: str, column: str) -> Callable[[Context, int], Any]:
        key = f"{table}.{column}"
        entry = self.program.derived[key]
        item = self.derived_item(table, column)
        body_node = entry["body"]
        if body_node[0] == "running_col":
            return account.running_column(self, body_node, item, key)
        reads = self.derived_columns(table, column)
        assert reads is not None
        names = frozenset(
            name
            for kind, group in (
                ("fact", "facts"),
                ("reading", "readings"),
                ("parameter", "parameters"),
            )
            for name in (f"{kind} {entry_name}" for entry_name in entry["reads"][group])
        )
        by_row = ROW in reads
        columns = sorted(reads - {ROW})
        compiled: list[Closure] = []

        def cell(ctx: Context, row: int) -> Any:
            if not compiled:
                compiled.append(self.any(body_node, item))
            body = compiled[0]
            if ctx.recorder is not None:
                frame = Frame(ctx, item)
                frame.rows[0] = row
                return self.noting(body_node, item, frame, body)
            view = ctx.views[table]
            if by_row and row >= view.size:
                frame = Frame(ctx, item)
                frame.rows[0] = row
                return body(frame)
            home = ctx if ctx.changed & names else ctx.base
            memo = home.memo.get(key)
            if memo is None:
                memo = home.memo[key] = {}
            if by_row:
                cells: Any = row
            else:
                lists = view.lists
                cells = tuple([(lists.get(name) or view.cells(name))[row] for name in columns])
            value = memo.get(cells, UNSET)
            if value is UNSET:
                frame = Frame(ctx, item)
                frame.rows[0] = row
                value = memo[cells] = body(frame)
            return value

        return cell

    # --- values: literals and names ----------------------------------------------------------

    def _num(self, node: Node, item: Item) -> Closure:
        number = Fraction(node[3])
        value: Any = number.numerator if number.denominator == 1 else number
        interval = (value, value)
        return lambda frame: interval

    def _date(self, node: Node, item: Item) -> Closure:
        interval = (node[3], node[3])
        return lambda frame: interval

    def _text(self, node: Node, item: Item) -> Closure:
        text = node[3]
        return lambda frame: text

    def _opt(self, node: Node, item: Item) -> Closure:
        options = frozenset((node[3],))
        return lambda frame: options

    def _bool(self, node: Node, item: Item) -> Closure:
        truth = YES if node[3] else NO
        return lambda frame: truth

    def _dur(self, node: Node, item: Item) -> Closure:
        value = ((node[3], node[4]), (node[3], node[4]))
        return lambda frame: value

    def _fact(self, node: Node, item: Item) -> Closure:
        name = node[3]
        type = self.facts[name].type
        unknown = self.unknown_of(type)
        abstract = self.abstract

        def fact(frame: Frame) -> Any:
            ctx = frame.ctx
            if ctx.recorder is None:
                value = ctx.values.get(name, UNSET)
                if value is UNSET:
                    raw = ctx.facts.get(name)
                    value = ctx.values[name] = unknown if raw is None else abstract(raw, type)
                return value
            raw = ctx.facts.get(name)
            if raw is None:
                ctx.recorder.fact(name)
                return unknown
            note_fact(ctx, name, raw)
            return abstract(raw, type)

        return fact

    def _col(self, node: Node, item: Item) -> Closure:
        slot, table, column = node[3], node[4], node[5]
        cell = self.cell(table, column)
        return lambda frame: cell(frame.ctx, frame.rows[slot])

    def _var(self, node: Node, item: Item) -> Closure:
        slot = node[3]
        return lambda frame: frame.rows[slot]

    def _key(self, node: Node, item: Item) -> Closure:
        index = node[3]
        return lambda frame: frame.keys[index]

    def _let(self, node: Node, item: Item) -> Closure:
        index = node[3]

        def let(frame: Frame) -> Any:
            closure = frame.item.lets[index]
            assert closure is not None
            if frame.ctx.recorder is not None:
                return self.noting(frame.item.let_nodes[index], frame.item, frame, closure)
            value = frame.lets[index]
            if value is UNSET:
                value = frame.lets[index] = closure(frame)
            return value

        return let

    def _define(self, node: Node, item: Item) -> Closure:
        name = node[3]
        key = ("define", name)
        names = self.names_read(node)

        def define(frame: Frame) -> Any:
            ctx = frame.ctx
            if ctx.recorder is not None:
                below, closure = self.define_item(name)
                body = self.program.defines[name]["body"]
                return self.noting(body, below, Frame(ctx, below), closure)
            home = ctx if ctx.changed & names else ctx.base
            value = home.memo.get(key, UNSET)
            if value is UNSET:
                below, closure = self.define_item(name)
                value = home.memo[key] = closure(Frame(ctx, below))
            return value

        return define

    def _reading(self, node: Node, item: Item) -> Closure:
        name = node[3]
        entry = self.program.readings[name]
        type = Datatype.from_plain(entry["type"])
        question = entry["question"]
        if "lower" in entry:
            whole: Any = (Fraction(entry["lower"]), Fraction(entry["upper"]))
        else:
            whole = self.unknown_of(type)

        def reading(frame: Frame) -> Any:
            ctx = frame.ctx
            value = ctx.readings.get(name, UNSET)
            if value is UNSET:
                if ctx.recorder is not None:
                    ctx.recorder.questions[question] = None
                return whole
            return value

        return reading

    def _param(self, node: Node, item: Item) -> Closure:
        from checker.verdict.parameter import parameter

        return parameter(self, node, item)

    def _deref(self, node: Node, item: Item) -> Closure:
        row_value = self.value(node[3], item)
        table, column = node[4], node[5]
        cell = self.cell(table, column)
        type = self.tables[table].columns[column].type
        none = _none(type)
        unknown = self.unknown_of(type)
        referring = self.type_of(node[3], item)
        if referring is None or referring.may_be_none:
            unknown = join(unknown, none, type)

        def deref(frame: Frame) -> Any:
            row = row_value(frame)
            ctx = frame.ctx
            if row.__class__ is int:
                return cell(ctx, row)
            view = ctx.views[table]
            if row.__class__ is str:
                found = view.row_of(row)
                if found is not None:
                    return cell(ctx, found)
                # The row is named but not given: it may still be, in a table that is not complete.
                if ctx.recorder is not None:
                    ctx.recorder.tables[table] = None
                return self.unknown_of(type)
            if row is NONE:
                return none
            if isinstance(row, Candidates):
                value: Any = UNSET
                for candidate in row.rows:
                    here = cell(ctx, candidate)
                    value = here if value is UNSET else join(value, here, type)
                if row.none:
                    value = none if value is UNSET else join(value, none, type)
                return value
            return unknown

        return deref

    def _start(self, node: Node, item: Item) -> Closure:
        return self._period_end(node, item, 0)

    def _finish(self, node: Node, item: Item) -> Closure:
        return self._period_end(node, item, 1)

    def _period_end(self, node: Node, item: Item, index: int) -> Closure:
        period = self.value(node[3], item)

        def end(frame: Frame) -> Any:
            value = period(frame)
            return value if value is NONE else value[index]

        return end

    # --- values: arithmetic -------------------------------------------------------------------

    def _neg(self, node: Node, item: Item) -> Closure:
        operand = self.value(node[3], item)
        return lambda frame: q.negate(number(operand(frame)))

    def _add(self, node: Node, item: Item) -> Closure:
        return self._linear(node, item, q.add)

    def _sub(self, node: Node, item: Item) -> Closure:
        return self._linear(node, item, q.subtract)

    def _linear(
        self, node: Node, item: Item, operate: Callable[[q.Interval, q.Interval], q.Interval]
    ) -> Closure:
        left, right = self.value(node[3], item), self.value(node[4], item)
        exact = linear.difference(self, node, item)
        if exact is not None:
            return exact
        return lambda frame: operate(number(left(frame)), number(right(frame)))

    def _mul(self, node: Node, item: Item) -> Closure:
        left, right = self.value(node[3], item), self.value(node[4], item)
        return lambda frame: q.multiply(number(left(frame)), number(right(frame)))

    _of = _mul

    def _dateadd(self, node: Node, item: Item) -> Closure:
        start, length, sign = self.value(node[3], item), self.value(node[4], item), node[5]

        def moved(frame: Frame) -> Any:
            day, duration = start(frame), length(frame)
            if day is NONE or duration is NONE:
                return q.ANY
            low, high = day
            shortest, longest = duration
            if sign < 0:
                shortest, longest = longest, shortest
            return (
                None if low is None or shortest is None else move(low, shortest, sign),
                None if high is None or longest is None else move(high, longest, sign),
            )

        return moved

    def _duradd(self, node: Node, item: Item) -> Closure:
        left, right, sign = self.value(node[3], item), self.value(node[4], item), node[5]

        def total(frame: Frame) -> Any:
            a, b = left(frame), right(frame)
            if a is NONE or b is NONE or None in a or None in b:
                return q.ANY
            pairs = list(zip(a, b if sign > 0 else (b[1], b[0]), strict=True))
            return tuple((x[0] + sign * y[0], x[1] + sign * y[1]) for x, y in pairs)

        return total

    def _choose(self, node: Node, item: Item) -> Closure:
        cases = [(self.truth(test, item), self.value(value, item), test) for test, value in node[3]]
        otherwise = self.value(node[4], item)
        table = self.row_table(node, item)
        type = self.joined_type(node, item)

        def either(left: Any, right: Any, frame: Frame) -> Any:
            if table is None:
                return join(left, right, type)
            return join_rows(left, right, frame.ctx.views[table])

        def choose(frame: Frame) -> Any:
            value: Any = UNSET
            for test, branch, test_node in cases:
                recorder, frame.ctx.recorder = frame.ctx.recorder, None
                truth = test(frame)
                frame.ctx.recorder = recorder
                if truth == NO:
                    continue
                if truth == BOTH and recorder is not None:
                    self.record(test_node, item, frame)
                here = branch(frame)
                value = here if value is UNSET else either(value, here, frame)
                if truth == YES:
                    return value
            here = otherwise(frame)
            return here if value is UNSET else either(value, here, frame)

        return choose

    def _pick(self, node: Node, item: Item) -> Closure:
        which, left, right = node[3], self.value(node[4], item), self.value(node[5], item)
        operate = q.smaller if which in ("smaller", "earlier") else q.larger
        return lambda frame: operate(number(left(frame)), number(right(frame)))

    def _half(self, node: Node, item: Item) -> Closure:
        return evidence.half_unit(self, node, item)

    def _ratio(self, node: Node, item: Item) -> Closure:
        part, whole = self.value(node[3], item), self.value(node[4], item)
        if_zero = self.value(node[5], item)

        def ratio(frame: Frame) -> Any:
            above, below = number(part(frame)), number(whole(frame))
            low, high = below
            if low == 0 and high == 0:
                return if_zero(frame)
            if low is None or low < 0:
                if high is None or high >= 0:
                    return q.ANY
                return _divide(q.negate(above), q.negate(below))
            if low == 0:
                above_low, above_high = above
                bottom = None
                if above_low is not None and above_low >= 0:
                    bottom = 0 if high is None else Fraction(above_low) / high
                value: q.Interval = (bottom, 0 if above_high == 0 else None)
                return q.hull(value, number(if_zero(frame)))
            return _divide(above, below)

        return ratio

    def _roundup(self, node: Node, item: Item) -> Closure:
        operand, step = self.value(node[3], item), Fraction(node[4][3])

        def rounded(frame: Frame) -> Any:
            low, high = number(operand(frame))
            return (
                None if low is None else -(-Fraction(low) // step) * step,
                None if high is None else -(-Fraction(high) // step) * step,
            )

        return rounded

    def _year(self, node: Node, item: Item) -> Closure:
        operand = self.value(node[3], item)

        def year(frame: Frame) -> Any:
            low, high = number(operand(frame))
            return (
                None if low is None else date.fromordinal(int(low)).year,
                None if high is None else date.fromordinal(int(high)).year,
            )

        return year

    def _month_end(self, node: Node, item: Item) -> Closure:
        operand = self.value(node[3], item)

        def month_end(frame: Frame) -> Any:
            low, high = number(operand(frame))
            return (
                None if low is None else last_of_month(int(low)),
                None if high is None else last_of_month(int(high)),
            )

        return month_end

    def _sum(self, node: Node, item: Item) -> Closure:
        return total.sum_(self, node, item)

    def _count(self, node: Node, item: Item) -> Closure:
        return total.count(self, node, item)

    def _largest(self, node: Node, item: Item) -> Closure:
        return extreme.extreme(self, node, item, largest=True)

    def _smallest(self, node: Node, item: Item) -> Closure:
        return extreme.extreme(self, node, item, largest=False)

    def _share(self, node: Node, item: Item) -> Closure:
        return share.share(self, node, item)

    def _running(self, node: Node, item: Item) -> Closure:
        return account.running(self, node, item)

    def _row(self, node: Node, item: Item) -> Closure:
        return order.pick_row(self, node, item)

    # --- conditions ---------------------------------------------------------------------------

    def _and(self, node: Node, item: Item) -> Closure:
        parts = [self.truth(part, item) for part in node[3]]

        def conjunction(frame: Frame) -> int:
            truth = YES
            for part in parts:
                answer = part(frame)
                if answer == NO:
                    return NO
                if answer == BOTH:
                    truth = BOTH
            return truth

        return conjunction

    def _or(self, node: Node, item: Item) -> Closure:
        parts = [self.truth(part, item) for part in node[3]]

        def disjunction(frame: Frame) -> int:
            truth = NO
            for part in parts:
                answer = part(frame)
                if answer == YES:
                    return YES
                if answer == BOTH:
                    truth = BOTH
            return truth

        return disjunction

    def _not(self, node: Node, item: Item) -> Closure:
        operand = self.truth(node[3], item)
        return lambda frame: NOT[operand(frame)]

    def _cmp(self, node: Node, item: Item) -> Closure:
        operator, kind = node[3], node[4]
        if kind == "num":
            return linear.comparison(self, node, item)
        left, right = self.value(node[5], item), self.value(node[6], item)
        negated = operator == "is not"
        if kind == "choice":
            fast = self._option_test(node, item)
            if fast is not None:
                return fast
        compare: Callable[[Any, Any, Frame], int]
        if kind in ("date", "dur"):
            compare = _ordered(operator, kind)
        elif kind == "rank":
            options = self.options_of(node[5], item) or self.options_of(node[6], item)
            compare = _ranked(operator, options)
        elif kind == "choice":
            compare = _same_choice
        elif kind == "bool":
            compare = _same_bool
        elif kind == "text":
            compare = _same_text
        else:
            table = self.row_table(node[5], item) or self.row_table(node[6], item)
            compare = _same_row(table)
        if negated and kind not in ("date", "dur"):
            return lambda frame: NOT[compare(left(frame), right(frame), frame)]
        return lambda frame: compare(left(frame), right(frame), frame)

    def _option_test(self, node: Node, item: Item) -> Closure | None:
        """Return a direct test of a base column against an option."""
        left, right = node[5], node[6]
        if right[0] != "opt":
            return None
        value = self.value(left, item)
        wanted = right[3]
        negated = node[3] == "is not"
        single = frozenset((wanted,))
        yes, no = (NO, YES) if negated else (YES, NO)

        def test(frame: Frame) -> int:
            options = value(frame)
            if options == single:
                return yes
            return BOTH if wanted in options else no

        return test

    def options_of(self, node: Node, item: Item) -> tuple[str, ...]:
        """Return the options of a choice that a node yields."""
        type = self.type_of(node, item)
        return () if type is None else type.options

    def type_of(self, node: Node, item: Item) -> Datatype | None:
        """Return the type of a node where its declaration says it."""
        match node[0]:
            case "fact":
                return self.facts[node[3]].type
            case "col" | "deref":
                return self.tables[node[4]].columns[node[5]].type
            case "let":
                found: Datatype | None = item.let_types[node[3]]
                return found
            case "define":
                return self._type_in(self.program.defines[node[3]])
            case "param":
                return self._type_in(self.program.parameters[node[3]])
            case "reading":
                return self._type_in(self.program.readings[node[3]])
            case "largest" | "smallest":
                return self.type_of(node[6], item)
            case "choose":
                for _, value in node[3]:
                    type = self.type_of(value, item)
                    if type is not None and type.options:
                        return type
                return self.type_of(node[4], item)
            case _:
                return None

    def _type_in(self, entry: dict[str, Any]) -> Datatype:
        found = self._types.get(id(entry))
        if found is None:
            found = self._types[id(entry)] = Datatype.from_plain(entry["type"])
        return found

    def joined_type(self, node: Node, item: Item) -> Datatype | None:
        """Return the type of a node, where it says how two of its values join."""
        if node[0] in ("dur", "duradd"):
            return Datatype(Kind.DURATION)
        if node[0] == "choose":
            branches = [*(value for _, value in node[3]), node[4]]
            types = [self.joined_type(branch, item) for branch in branches]
            return next((type for type in types if type is not None), None)
        return self.type_of(node, item)

    def row_table(self, node: Node, item: Item) -> str | None:
        """Return the table of the row that a node yields; None where it yields something else."""
        match node[0]:
            case "let":
                body = item.let_nodes[node[3]]
                return None if body is None else self.row_table(body, item)
            case "define":
                below, _ = self.define_item(node[3])
                return self.row_table(self.program.defines[node[3]]["body"], below)
            case "choose":
                return self.row_table(node[4], item)
            case "var":
                table: str = node[4]
                return table
            case "row":
                picked: str = node[5]
                return picked
            case "col" | "deref":
                return self.tables[node[4]].columns[node[5]].type.table
            case "fact":
                return self.facts[node[3]].type.table
            case _:
                return None

    def _oneof(self, node: Node, item: Item) -> Closure:
        kind, negated = node[3], node[6]
        value = self.value(node[4], item)
        if kind == "choice" and all(option[0] == "opt" for option in node[5]):
            wanted = frozenset(option[3] for option in node[5])

            def among(frame: Frame) -> int:
                options = value(frame)
                inside = options & wanted
                truth = NO if not inside else YES if inside == options else BOTH
                return NOT[truth] if negated else truth

            return among
        tests = [
            self._cmp(["cmp", node[1], node[2], "is", kind, node[4], option, None], item)
            for option in node[5]
        ]

        def one_of(frame: Frame) -> int:
            truth = NO
            for test in tests:
                answer = test(frame)
                if answer == YES:
                    truth = YES
                    break
                if answer == BOTH:
                    truth = BOTH
            return NOT[truth] if negated else truth

        return one_of

    def _given(self, node: Node, item: Item) -> Closure:
        operand = node[3]
        raw = self._raw(operand, item)
        if raw is not None:
            return raw
        value = self.any(operand, item)
        if self.row_table(operand, item) is not None:
            return lambda frame: row_givenness(value(frame))

        def given(frame: Frame) -> int:
            return givenness(value(frame))

        return given

    def _raw(self, node: Node, item: Item) -> Closure | None:
        """Return the test whether a fact or a column is given: a wide value is not an unknown one."""
        if node[0] == "let":
            body = item.let_nodes[node[3]]
            return None if body is None else self._raw(body, item)
        if node[0] == "define":
            below, _ = self.define_item(node[3])
            test = self._raw(self.program.defines[node[3]]["body"], below)
            if test is None:
                return None
            inner = test
            return lambda frame: inner(Frame(frame.ctx, below))
        if node[0] in ("largest", "smallest") and node[7] is None:
            return extreme.any_row(self, node, item)
        if node[0] == "fact":
            name = node[3]

            def fact_given(frame: Frame) -> int:
                raw = frame.ctx.facts.get(name)
                if raw is None:
                    if frame.ctx.recorder is not None:
                        frame.ctx.recorder.fact(name)
                    return BOTH
                if raw is NOT_APPLICABLE:
                    if frame.ctx.recorder is not None:
                        note_fact(frame.ctx, name, raw)
                    return BOTH
                if raw is NONE:
                    return NO
                # A value that is only tried out was not given: silence stays unknown.
                return BOTH if frame.ctx.base.facts.get(name) is None else YES

            return fact_given
        if node[0] not in ("col", "deref"):
            return None
        table, column = node[4], node[5]
        if f"{table}.{column}" in self.program.derived:
            return self._derived_given(node) if node[0] == "col" else None

        def cell_given(ctx: Context, row: int) -> int:
            view = ctx.views[table]
            raw = view.cells(column)[row]
            if raw is None or raw is NOT_APPLICABLE:
                if ctx.recorder is not None:
                    note_cell(ctx, view, column, row, raw)
                return BOTH
            if raw is NONE:
                return NO
            if row >= view.size and view.cells(column)[view.real(row)] is None:
                return BOTH  # only tried out, as for a fact
            return YES

        if node[0] == "col":
            slot = node[3]
            return lambda frame: cell_given(frame.ctx, frame.rows[slot])
        row_value = self.value(node[3], item)

        def along(frame: Frame) -> int:
            row = row_value(frame)
            if row.__class__ is int:
                return cell_given(frame.ctx, row)
            if row is NONE:
                return NO
            if row.__class__ is str:
                found = frame.ctx.views[table].row_of(row)
                if found is not None:
                    return cell_given(frame.ctx, found)
                if frame.ctx.recorder is not None:
                    frame.ctx.recorder.tables[table] = None
                return BOTH
            if isinstance(row, Candidates):
                truth = NO if row.none else 0
                for candidate in row.rows:
                    truth |= cell_given(frame.ctx, candidate)
                return truth or NO
            return BOTH

        return along

    def _derived_given(self, node: Node) -> Closure | None:
        """Return the test whether a derived column is given, where its body says so itself."""
        slot, below = node[3], self.derived_item(node[4], node[5])
        test = self._raw(self.program.derived[f"{node[4]}.{node[5]}"]["body"], below)
        if test is None:
            return None
        inner = test

        def of_row(frame: Frame) -> int:
            own = Frame(frame.ctx, below)
            own.rows[0] = frame.rows[slot]
            truth: int = inner(own)
            return truth

        return of_row

    def _isnone(self, node: Node, item: Item) -> Closure:
        given = self._given(node, item)
        return lambda frame: NOT[given(frame)]

    def _evidenced(self, node: Node, item: Item) -> Closure:
        return evidence.evidenced(self, node, item)

    def _digits(self, node: Node, item: Item) -> Closure:
        value, wanted = self.value(node[3], item), node[4]

        def digits(frame: Frame) -> int:
            text = value(frame)
            if text is None:
                return BOTH
            if text is NONE or len(text) > 4 * wanted:
                return NO
            folded = unicodedata.normalize("NFKC", text)
            return YES if len(folded) == wanted and folded.isascii() and folded.isdigit() else NO

        return digits

    def _includes(self, node: Node, item: Item) -> Closure:
        value, option = self.value(node[3], item), node[4]

        def includes(frame: Frame) -> int:
            options = value(frame)
            if options is None:
                return BOTH
            return YES if options is not NONE and option in options else NO

        return includes

    def _during(self, node: Node, item: Item) -> Closure:
        day_value, period_value = self.value(node[3], item), self.value(node[4], item)

        def during(frame: Frame) -> int:
            day, period = day_value(frame), period_value(frame)
            if day is NONE or period is NONE:
                return NO
            (start_low, start_high), (end_low, end_high) = period
            low, high = day
            if high is not None and start_low is not None and high < start_low:
                return NO
            if low is not None and end_high is not None and low > end_high:
                return NO
            if (
                low is not None
                and high is not None
                and start_high is not None
                and end_low is not None
                and start_high <= low
                and high <= end_low
            ):
                return YES
            return BOTH

        return during

    def _mentions(self, node: Node, item: Item) -> Closure:
        from checker.verdict.words import mentions

        return mentions(self, node, item)

    def _have(self, node: Node, item: Item) -> Closure:
        return rows.have(self, node, item)

    def _shared(self, node: Node, item: Item) -> Closure:
        return rows.shared(self, node, item)

    def _overlap(self, node: Node, item: Item) -> Closure:
        return rows.overlap(self, node, item)

    def _path(self, node: Node, item: Item) -> Closure:
        return rows.path(self, node, item)

    # --- what matters -------------------------------------------------------------------------

    def noting(self, node: Node, item: Item, frame: Frame, closure: Closure) -> Any:
        """Return a named value; note what it rests on unless it is settled all the same."""
        if node[0] in CONDITIONS:
            return self.record(node, item, frame)
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        value = closure(frame)
        ctx.recorder = recorder
        return value if settled(value) else closure(frame)

    def record(self, node: Node, item: Item, frame: Frame) -> int:
        """Return a condition's truth; where it is open, note in the recorder what it rests on."""
        ctx = frame.ctx
        test = self.truth(node, item)
        recorder, ctx.recorder = ctx.recorder, None
        truth: int = test(frame)
        ctx.recorder = recorder
        if recorder is None or truth != BOTH:
            return truth
        if node[0] in ("and", "or"):
            for part in node[3]:
                self.record(part, item, frame)
        elif node[0] == "not":
            self.record(node[3], item, frame)
        else:
            test(frame)
        return truth


# --- helpers on abstract values -----------------------------------------------------------------


def _told_apart(view: View, cover: Cover, answers: list[int]) -> list[int]:
    """Return the answers, those that are open told apart by the cells that the row lacks.

    What is missing in one row of a class is then missing in each of them.
    """
    if BOTH not in answers:
        return answers
    if ROW in cover.columns:
        return [-row if answers[row] == BOTH else answers[row] for row in range(len(answers))]
    lists = [view.cells(column)[: view.size] for column in sorted(cover.columns)]
    marks: dict[tuple[int, ...], int] = {}
    return [
        -marks.setdefault(tuple(map(_lack, cells)), len(marks)) if answer == BOTH else answer
        for answer, *cells in zip(answers, *lists, strict=True)
    ]


def _lack(cell: Any) -> int:
    """Return in which way a cell is open: 0 where it is known."""
    if cell is None:
        return 1
    if cell is NOT_APPLICABLE:
        return 2
    if cell.__class__ is Partial:
        return 3
    if cell.__class__ is Period:
        return 4 + 3 * _lack(cell.start) + 12 * _lack(cell.end)
    return 0


def number(value: Any) -> q.Interval:
    """Return an interval; a none that nothing guards is any number."""
    return value if isinstance(value, tuple) else q.ANY


def note_fact(ctx: Context, name: str, raw: Any) -> None:
    """Record a fact that is given but not wholly known, or said not to apply."""
    assert ctx.recorder is not None
    if raw is NOT_APPLICABLE:
        ctx.recorder.not_applicable(name)
    elif isinstance(raw, Partial) or (
        isinstance(raw, Period) and not (isinstance(raw.start, int) and isinstance(raw.end, int))
    ):
        ctx.recorder.fact(name)


def note_cell(ctx: Context, view: View, column: str, row: int, raw: Any) -> None:
    """Record a cell that is not wholly known."""
    assert ctx.recorder is not None
    if raw is NOT_APPLICABLE:
        ctx.recorder.not_applicable(f"{view.name}[{view.key(row)}].{column}")
    else:
        ctx.recorder.cell(view, column, row)


def _over(value: Any, denominator: int) -> Any:
    return value if denominator == 1 else Fraction(value, denominator)


def _date(raw: Any) -> Any:
    if raw is None:
        return q.ANY
    if isinstance(raw, Partial):
        return (raw.lower, raw.upper)
    return (raw, raw)


def _unknown(type: Datatype) -> Any:
    match type.kind:
        case Kind.QUANTITY | Kind.WHOLE:
            return (_int(type.lower), _int(type.upper))
        case Kind.DATE | Kind.DURATION:
            return q.ANY
        case Kind.PERIOD:
            return (q.ANY, q.ANY)
        case Kind.YESNO:
            return BOTH | NONE_BIT if type.may_be_none else BOTH
        case Kind.CHOICE:
            options: tuple[Any, ...] = type.options
            return frozenset((*options, NONE) if type.may_be_none else options)
        case _:
            return None


def _int(value: Fraction | None) -> Any:
    if value is not None and value.denominator == 1:
        return value.numerator
    return value


def _none(type: Datatype) -> Any:
    match type.kind:
        case Kind.YESNO:
            return NONE_BIT
        case Kind.CHOICE:
            return frozenset((NONE,))
        case _:
            return NONE


def settled(value: Any) -> bool:
    """Whether a value is a single one."""
    if isinstance(value, tuple):
        return value[0] is not None and _single(value)
    if isinstance(value, frozenset):
        return len(value) == 1
    if value.__class__ is int:
        return value in (YES, NO, NONE_BIT)
    return value is not None and not isinstance(value, Candidates)


def row_givenness(value: Any) -> int:
    """Return whether there is a row."""
    if isinstance(value, Candidates):
        if not value.rows:
            return NO
        return BOTH if value.none else YES
    return BOTH if value is None else NO if value is NONE else YES


def givenness(value: Any) -> int:
    """Return whether a derived value is given, rows apart: they are whole numbers too."""
    if value is NONE:
        return NO
    if value is None:
        return BOTH
    if isinstance(value, frozenset):
        if value == {NONE}:
            return NO
        return BOTH if NONE in value else YES
    if value.__class__ is int and value >= NONE_BIT and value <= 7:
        return NO if value == NONE_BIT else BOTH
    if isinstance(value, tuple):
        return YES if value[0] is not None and value[1] is not None and _single(value) else BOTH
    return YES


def _single(value: Any) -> bool:
    """Whether a number, a date, a duration or a period is a single one."""
    low, high = value
    if isinstance(low, tuple) and (None in low or low[-1] > _NO_LIFE):
        # A period: each of its two ends is an interval.
        return q.known(low) and q.known(high)
    return bool(low == high)


def join_rows(left: Any, right: Any, view: View) -> Any:
    """Return the row that can be either of two."""
    rows: dict[int, None] = {}
    none = False
    for value in (left, right):
        if value.__class__ is str:
            value = view.row_of(value)
        if value is None:
            return None
        if value is NONE:
            none = True
        elif isinstance(value, Candidates):
            rows.update(dict.fromkeys(value.rows))
            none = none or value.none
        else:
            rows[value] = None
    return Candidates(tuple(rows), none) if rows else NONE


def join(left: Any, right: Any, type: Datatype | None) -> Any:
    """Return the value that can be either of two, rows apart."""
    kind = None if type is None else type.kind
    if left is right:
        return left
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        if kind is Kind.LIST:
            # A list is known or not: one of two lists is none of them.
            return left if left == right else None
        return left | right
    if isinstance(left, tuple) and isinstance(right, tuple):
        if kind is Kind.PERIOD:
            return tuple(q.hull(a, b) for a, b in zip(left, right, strict=True))
        if kind is Kind.DURATION and left != right:
            ends = (*left, *right)
            if None in ends or (any(end[0] for end in ends) and any(end[1] for end in ends)):
                # Months and days have no order among each other.
                return q.ANY
        return q.hull(left, right)
    if left.__class__ is int and right.__class__ is int:
        return left | right
    if left == right:
        return left
    if left is NONE and isinstance(right, tuple):
        return right
    if right is NONE and isinstance(left, tuple):
        return left
    return None


def move(day: int, duration: tuple[int, int], sign: int) -> int:
    """Return a day moved by months, the day of the month clamped, and then by days."""
    months, days = duration
    start = date.fromordinal(day)
    if months:
        index = start.year * 12 + start.month - 1 + sign * months
        year, month = divmod(index, 12)
        if not 1 <= year <= 9999:
            return 1 if year < 1 else _MAX_DAY
        last = days_of(year, month + 1)
        start = date(year, month + 1, min(start.day, last))
    return min(max(start.toordinal() + sign * days, 1), _MAX_DAY)


def days_of(year: int, month: int) -> int:
    """Return how many days a month has."""
    # `calendar` knows, and loads `locale` with it.
    if month == 12:
        return 31
    return date(year, month + 1, 1).toordinal() - date(year, month, 1).toordinal()


def last_of_month(day: int) -> int:
    """Return the last day of the month of a day."""
    start = date.fromordinal(day)
    return date(start.year, start.month, days_of(start.year, start.month)).toordinal()


def _divide(above: q.Interval, below: q.Interval) -> q.Interval:
    """Return the quotient by something above zero."""
    (al, ah), (bl, bh) = above, below
    assert bl is not None
    low: Any = None
    high: Any = None
    if al is not None:
        low = (0 if bh is None else Fraction(al) / bh) if al >= 0 else Fraction(al) / bl
    if ah is not None:
        high = Fraction(ah) / bl if ah >= 0 else 0 if bh is None else Fraction(ah) / bh
    return (low, high)


def ordered(operator: str, low: Any, high: Any, right_low: Any, right_high: Any) -> int:
    """Compare two intervals of anything that has an order."""
    if operator in ("at least", "on or after"):
        return ordered("at most", right_low, right_high, low, high)
    if operator in ("above", "after"):
        return ordered("below", right_low, right_high, low, high)
    if operator in ("at most", "on or before"):
        if high is not None and right_low is not None and high <= right_low:
            return YES
        if low is not None and right_high is not None and low > right_high:
            return NO
        return BOTH
    if operator in ("below", "before"):
        if high is not None and right_low is not None and high < right_low:
            return YES
        if low is not None and right_high is not None and low >= right_high:
            return NO
        return BOTH
    # is
    if low is not None and low == high and low == right_low and low == right_high:
        return YES
    if (low is not None and right_high is not None and low > right_high) or (
        high is not None and right_low is not None and high < right_low
    ):
        return NO
    return BOTH


def _ordered(operator: str, kind: str) -> Callable[[Any, Any, Frame], int]:
    negated = operator == "is not"
    real = "is" if negated else operator

    def compare(left: Any, right: Any, frame: Frame) -> int:
        if left is NONE or right is NONE:
            return YES if negated else NO
        if kind == "dur":
            ends = [*left, *right]
            if (
                any(end is not None and end[0] and end[1] for end in ends)
                or len({bool(end[0]) for end in ends if end is not None and end != (0, 0)}) > 1
            ):
                # Months against days: neither is a number of the other.
                return BOTH
        truth = ordered(real, left[0], left[1], right[0], right[1])
        return NOT[truth] if negated else truth

    return compare


def _ranked(operator: str, options: tuple[str, ...]) -> Callable[[Any, Any, Frame], int]:
    rank = {option: index for index, option in enumerate(options)}

    def compare(left: Any, right: Any, frame: Frame) -> int:
        lefts = [rank[option] for option in left if option in rank]
        rights = [rank[option] for option in right if option in rank]
        if not lefts or not rights:
            return NO
        truth = ordered(operator, min(lefts), max(lefts), min(rights), max(rights))
        if NONE in left or NONE in right:
            return truth | NO
        return truth

    return compare


def _same_choice(left: Any, right: Any, frame: Frame) -> int:
    common = (left & right) - {NONE}
    if not common:
        return NO
    return YES if len(left) == 1 and left == right else BOTH


def _same_bool(left: Any, right: Any, frame: Frame) -> int:
    common = left & right & BOTH
    if not common:
        return NO
    return YES if left == right and left in (YES, NO) else BOTH


def _same_text(left: Any, right: Any, frame: Frame) -> int:
    if left is NONE or right is NONE:
        return NO
    if left is None or right is None:
        return BOTH
    return YES if left == right else NO


def _same_row(table: str | None) -> Callable[[Any, Any, Frame], int]:
    def identity(value: Any, view: View) -> Any:
        if value.__class__ is int:
            return view.key(value)
        if isinstance(value, Candidates):
            if len(value.rows) == 1 and not value.none:
                return view.key(value.rows[0])
            return {view.key(row) for row in value.rows}
        return value

    def compare(left: Any, right: Any, frame: Frame) -> int:
        if table is None:
            return BOTH
        view = frame.ctx.views[table]
        a, b = identity(left, view), identity(right, view)
        if a is NONE or b is NONE:
            return NO
        if a is None or b is None:
            return BOTH
        if isinstance(a, set) or isinstance(b, set):
            many = a if isinstance(a, set) else {a}
            others = b if isinstance(b, set) else {b}
            if None in many or None in others:
                return BOTH
            return BOTH if many & others else NO
        return YES if a == b else NO

    return compare


__all__ = [
    "Candidates",
    "Evaluator",
    "Support",
    "givenness",
    "join",
    "last_of_month",
    "move",
    "number",
    "ordered",
    "product",
    "strip",
]
