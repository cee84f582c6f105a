"""The small changes that could be made to a pack: each a rule file with one other word, number or condition.

They are made in the syntax tree, where a change is whole: a limit that lets its value in or not, a
number one digit up or down, a condition that is left out or turned round. Titles, messages, words
and what is declared of facts are left alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar, assert_never

from checker.syntax import tree
from checker.syntax.to_text import format_condition, format_expression, format_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.model.source import Span

_N = TypeVar("_N", bound=tree.Node)

# Texts of changes are the rule language's own words, in every language: they are keys too.
LEFT_OUT = "left out"
UNUSED = "no rule rests on it"
Place = tuple[str, int, int]
"""A file, and the characters from which and to which something stands in it."""
Key = tuple[str, str, int]
"""The item, the text of the change, and its number among those of the item that read alike."""

_COMPARISONS = {
    "at most": ("below", "at least"),
    "below": ("at most", "above"),
    "at least": ("above", "at most"),
    "above": ("at least", "below"),
    "before": ("on or before", "after"),
    "on or before": ("before", "on or after"),
    "after": ("on or after", "before"),
    "on or after": ("after", "on or before"),
}
_ONE_SIDED = {
    "at most": frozenset(("num", "dur", "rank")),
    "at least": frozenset(("num", "dur", "rank")),
    "on or before": frozenset(("date",)),
    "on or after": frozenset(("date",)),
}
_DURATIONS = ("days", "months", "years")
_LADDERS = (
    ("g", "kg", "t", "kt"),
    ("Wh", "kWh", "MWh", "GWh", "TWh"),
    ("MJ", "GJ", "TJ"),
    ("kW", "MW", "GW"),
    ("g CO2e", "kg CO2e", "t CO2e", "kt CO2e", "Mt CO2e"),
    _DURATIONS,
)
"""Units that one is taken for: the next smaller and the next larger."""
_PICKS = {"smaller": "larger", "larger": "smaller", "earlier": "later", "later": "earlier"}
_OUTCOMES = {
    "pass": "violation",
    "violation": "pass",
    "judgement": "violation",
    "not_applicable": "pass",
}
_ZEROS = ("0 t", "0 MWh", "0 t CO2e", "0 %", "0", "0 t CO2e/t", "0 kWh/t", "0 MW")
"""What a sum of one row could be empty with: the one of the right dimension is tried for."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What is changed: its kind, the place, and both texts as an author would write them."""

    kind: str
    span: Span
    old: str
    new: str
    order: frozenset[str] | None = None
    """The kinds of values that the change is for, where not for all."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a pack.

    `at` is the item that it is made in ("rule cap", "column lots.heavy"), `number` tells apart the
    changes of an item whose texts are the same, from 1. `items` are the item as changed, in several
    forms where only the types say which of them can be meant: the first that can be compiled is it.
    There are none where `unused` stands for all changes of an item.
    """

    file: str
    index: int
    at: str
    edit: Edit
    number: int
    items: tuple[tree.Item, ...]

    @property
    def text(self) -> str:
        """The change as it is listed: `old → new`; of what no rule rests on, just that."""
        return f"{self.edit.old} → {self.edit.new}" if self.items else self.edit.old

    @property
    def key(self) -> Key:
        """What tells the change from all others of its pack, wherever its lines move."""
        return self.at, self.text, self.number


def changes_of(
    files: Mapping[str, tree.File], kinds: Mapping[Place, frozenset[str]] | None = None
) -> tuple[Change, ...]:
    """Return every change of the parsed files of a pack, by file and place.

    Args:
        files: the trees by path.
        kinds: what is compared at a place (`num`, `date` …), as the typed pack has it. Without it changes
            are made that only the types tell to be none.
    """
    found: list[Change] = []
    for file in sorted(files):
        for index, item in enumerate(files[file].items):
            # A table and its extension, or two extensions, can both hold columns of one name's table.
            made: dict[tuple[str, str, int, str, str], list[tree.Item]] = {}
            edits: dict[tuple[str, str, int, str, str], Edit] = {}
            for at, new, edit in _changes_in_item(item):
                if not _has_order(edit, kinds, file):
                    continue
                key = (at, edit.kind, edit.span.start, edit.old, edit.new)
                made.setdefault(key, []).append(new)
                edits.setdefault(key, edit)
            for key in sorted(made, key=lambda key: key[2]):
                found.append(Change(file, index, key[0], edits[key], 1, tuple(made[key])))
    return tuple(_numbered(found))


def _has_order(edit: Edit, kinds: Mapping[Place, frozenset[str]] | None, file: str) -> bool:
    """Whether a comparison that is to become one-sided is of what has an order."""
    if kinds is None or edit.order is None:
        return True
    place = (file, edit.span.start, edit.span.end)
    return not kinds.get(place, edit.order).isdisjoint(edit.order)


def changed_files(
    files: Mapping[str, tree.File], change: Change, form: int
) -> dict[str, tree.File]:
    """Return the files with one form of a change made."""
    old = files[change.file]
    items = (*old.items[: change.index], change.items[form], *old.items[change.index + 1 :])
    return {**files, change.file: tree.File(items, old.comments)}


def unused(change: Change) -> Change:
    """Return what stands for all changes of an item that no rule rests on, from one of them."""
    edit = Edit("unused", change.edit.span, UNUSED, "")
    return Change(change.file, change.index, change.at, edit, 1, ())


def _numbered(changes: Sequence[Change]) -> Iterator[Change]:
    seen: dict[tuple[str, str], int] = {}
    for change in changes:
        key = (change.at, change.text)
        seen[key] = seen.get(key, 0) + 1
        yield Change(change.file, change.index, change.at, change.edit, seen[key], change.items)


# --- items ------------------------------------------------------------------------------------


def _changes_in_item(item: tree.Item) -> Iterator[tuple[str, tree.Item, Edit]]:
    match item:
        case tree.Rule():
            for new, edit in [*_of_rule(item), *_below(item)]:
                yield f"rule {item.id}", new, edit
        case tree.Define():
            for new, edit in _below(item):
                yield f"define {_name(item.name)}", new, edit
        case tree.Parameter():
            for new, edit in [*_of_parameter(item), *_below(item)]:
                yield f"parameter {_name(item.name)}", new, edit
        case tree.Reading():
            for new, edit in [*_of_reading(item), *_below(item)]:
                yield f"reading {_name(item.name)}", new, edit
        case tree.Table() | tree.Extend():
            for at, column in enumerate(item.columns):
                if not isinstance(column, tree.Column) or column.type is not None:
                    continue
                name = f"column {_name(item.name)}.{_name(column.name)}"
                for new, edit in _below(column):
                    columns = (*item.columns[:at], new, *item.columns[at + 1 :])
                    yield name, _with(item, "columns", columns), edit
        case _:
            return


def _of_rule(rule: tree.Rule) -> Iterator[tuple[tree.Rule, Edit]]:
    if rule.applies is not None and not isinstance(rule.applies, tree.And):
        old = f"applies when {format_condition(rule.applies)}"
        edit = Edit("condition", rule.applies.span, old, LEFT_OUT)
        yield _with(rule, "applies", None), edit
    if len(rule.requires) + len(rule.states) > 1:
        for at, require in enumerate(rule.requires):
            condition = format_condition(require.condition)
            asked = f"{require.level} {condition}"
            kept = _without(rule.requires, at)
            yield _with(rule, "requires", kept), Edit("condition", require.span, asked, LEFT_OUT)
        for at, state in enumerate(rule.states):
            edit = Edit("condition", state.span, f"state {_name(state)}", LEFT_OUT)
            yield _with(rule, "states", _without(rule.states, at)), edit
    for at, case in enumerate(rule.decide):
        if case.condition is not None:
            edit = Edit("condition", case.span, _case(case), LEFT_OUT)
            yield _with(rule, "decide", _without(rule.decide, at)), edit


def _of_parameter(item: tree.Parameter) -> Iterator[tuple[tree.Parameter, Edit]]:
    if len(item.values) < 2:
        return
    for at, value in enumerate(item.values):
        parts = []
        if value.options:
            parts.append("for " + ", ".join(map(_name, value.options)))
        for word, day in (("from", value.start), ("until", value.until)):
            parts += [f"{word} {day.text}"] if day is not None else []
        shown = "open" if value.value is None else format_expression(value.value)
        old = " ".join([*parts, f"is {shown}"])
        edit = Edit("condition", value.span, old, LEFT_OUT)
        yield _with(item, "values", _without(item.values, at)), edit


def _of_reading(item: tree.Reading) -> Iterator[tuple[tree.Reading, Edit]]:
    if len(item.options) < 2:
        return
    for at, option in enumerate(item.options):
        edit = Edit("option", option.span, _name(option), LEFT_OUT)
        yield _with(item, "options", _without(item.options, at)), edit


# --- nodes ------------------------------------------------------------------------------------


def _below(node: tree.Node) -> Iterator[tuple[Any, Edit]]:
    """Return a node with one change somewhere below it, once for each."""
    for field in _fields(node):
        for new, edit in _changed(getattr(node, field), node):
            yield _with(node, field, new), edit


def _changed(part: Any, parent: tree.Node) -> Iterator[tuple[Any, Edit]]:
    """Return what stands in a field with one change, once for each."""
    if isinstance(part, tuple):
        for at, inner in enumerate(part):
            for new, edit in _changed(inner, parent):
                yield (*part[:at], new, *part[at + 1 :]), edit
    elif isinstance(part, tree.TypeExpression | tree.Cites):
        return
    elif isinstance(part, tree.Node):
        yield from _of_node(part, parent)
        yield from _below(part)


def _of_node(node: tree.Node, parent: tree.Node) -> Iterator[tuple[tree.Node, Edit]]:
    """Return what can stand in the place of a node."""
    match node:
        case tree.Quantity():
            yield from _of_quantity(node)
        case tree.Date():
            yield from _of_date(node)
        case (
            tree.Negative()
            | tree.Arithmetic()
            | tree.PartOf()
            | tree.AsOf()
            | tree.Choose()
            | tree.Pick()
            | tree.RoundedUp()
            | tree.LastDayOfMonth()
        ):
            for kind, expression in _of_expression(node):
                old, new = format_expression(node), format_expression(expression)
                yield expression, Edit(kind, node.span, old, new)
            if isinstance(node, tree.Choose):
                yield from _of_choose(node)
        case tree.Aggregate() | tree.RunningTotal() | tree.RunningColumn() | tree.PickRow():
            yield from _of_search(node)
            yield from _of_where(node)
        case tree.Selection():
            yield from _of_where(node)
        case tree.RowsHave() | tree.RowsShare() | tree.NoOverlap() | tree.SomePath():
            yield from _of_condition(node, parent)
            yield from _of_where(node)
        case (
            tree.And()
            | tree.Or()
            | tree.Not()
            | tree.Compare()
            | tree.IsOneOf()
            | tree.IsGiven()
            | tree.IsNone()
            | tree.IsEvidenced()
            | tree.IsDigits()
            | tree.Includes()
            | tree.During()
            | tree.Mentions()
        ):
            yield from _of_condition(node, parent)
        case tree.ForEach():
            yield from _of_for_each(node)
        case tree.Require() if node.otherwise_ask is not None:
            asked = f"{format_condition(node.condition)} else judgement"
            edit = Edit("outcome", node.span, asked, format_condition(node.condition))
            yield _with(node, "otherwise_ask", None), edit
        case tree.Case():
            yield from _of_case(node)
        case tree.Note() if node.condition is not None:
            when = f"note when {format_condition(node.condition)}"
            yield _with(node, "condition", None), Edit("condition", node.span, when, "note")
        case tree.ParameterValue() if len(node.options) > 1:
            for at, option in enumerate(node.options):
                edit = Edit("option", option.span, _name(option), LEFT_OUT)
                yield _with(node, "options", _without(node.options, at)), edit
        case _:
            return


def _of_quantity(node: tree.Quantity) -> Iterator[tuple[tree.Quantity, Edit]]:
    old = format_quantity(node)
    whole, _, decimals = node.number.partition(".")
    written = int(whole + decimals)
    # Below zero lies what most quantities cannot be; zero or not is asked by the comparison.
    for value in (written + 1, written - 1) if written else (1,):
        digits = str(value).zfill(len(decimals) + 1)
        at = len(digits) - len(decimals)
        number = f"{digits[:at]}.{digits[at:]}" if decimals else digits
        changed = tree.Quantity(node.span, number, _agreeing(node.unit, number))
        yield changed, Edit("number", node.span, old, format_quantity(changed))
    if written:
        for unit in _units_beside(node.unit):
            changed = tree.Quantity(node.span, node.number, _agreeing(unit, node.number))
            yield changed, Edit("unit", node.span, old, format_quantity(changed))


def _units_beside(unit: str) -> Iterator[str]:
    top, slash, bottom = unit.partition("/")
    top = f"{top}s" if f"{top}s" in _DURATIONS else top
    for ladder in _LADDERS:
        if top in ladder:
            at = ladder.index(top)
            for other in (*ladder[max(0, at - 1) : at], *ladder[at + 1 : at + 2]):
                yield f"{other}{slash}{bottom}"


def _agreeing(unit: str, number: str) -> str:
    """Return a unit of duration in the singular or the plural, as its number has it."""
    plural = f"{unit.removesuffix('s')}s"
    if plural not in _DURATIONS:
        return unit
    return plural.removesuffix("s") if number == "1" else plural


def _of_date(node: tree.Date) -> Iterator[tuple[tree.Date, Edit]]:
    written = date.fromisoformat(node.text)
    for days in (-1, 1):
        try:
            text = (written + timedelta(days)).isoformat()
        except OverflowError:  # there is no earlier day, or no later one
            continue
        yield tree.Date(node.span, text), Edit("date", node.span, node.text, text)


def _of_expression(node: tree.Expression) -> Iterator[tuple[str, tree.Expression]]:
    match node:
        case tree.Negative():
            yield "arithmetic", node.operand
        case tree.Arithmetic() if node.operator == "*":
            yield "arithmetic", node.left
            yield "arithmetic", node.right
        case tree.Arithmetic():
            other = "-" if node.operator == "+" else "+"
            yield "arithmetic", tree.Arithmetic(node.span, other, node.left, node.right)
        case tree.PartOf():
            yield "arithmetic", node.whole
        case tree.AsOf():
            yield "date", node.parameter
        case tree.Pick():
            yield "comparison", tree.Pick(node.span, _PICKS[node.which], node.left, node.right)
            yield "comparison", node.left
            yield "comparison", node.right
        case tree.RoundedUp() | tree.LastDayOfMonth():
            yield "arithmetic", node.operand
        case _:
            return


def _of_choose(node: tree.Choose) -> Iterator[tuple[tree.Expression, Edit]]:
    for at, (condition, value) in enumerate(node.cases):
        old = f"when {format_condition(condition)} then {format_expression(value)}"
        kept = _without(node.cases, at)
        new = tree.Choose(node.span, kept, node.otherwise) if kept else node.otherwise
        yield new, Edit("condition", condition.span, old, LEFT_OUT)


def _of_search(
    node: tree.Aggregate | tree.RunningTotal | tree.RunningColumn | tree.PickRow,
) -> Iterator[tuple[tree.Expression, Edit]]:
    def edit(new: tree.Expression) -> Edit:
        return Edit("quantifier", node.span, _head(node), _head(new))

    match node:
        case tree.Aggregate() if node.what == "sum":
            # Seen only where two rows count. The empty value is only there for the types.
            largest = _with(node, "what", "largest")
            for zero in _ZEROS:
                number, _, unit = zero.partition(" ")
                empty = tree.Quantity(node.span, number, unit)
                yield _with(largest, "if_empty", empty), edit(largest)
        case tree.Aggregate() if node.what in ("largest", "smallest"):
            other = _with(node, "what", "smallest" if node.what == "largest" else "largest")
            yield other, edit(other)
        case tree.RunningTotal():
            if node.lowest and node.expiring is None:
                plain = tree.Aggregate(
                    node.span, "sum", node.term, node.table, node.where, None, None
                )
                yield plain, edit(plain)
            if node.expiring is not None:
                after = f"expiring after {format_expression(node.expiring)}"
                old = Edit("date", node.expiring.span, after, LEFT_OUT)
                yield _with(node, "expiring", None), old
        case tree.RunningColumn():
            if node.within is not None:
                within = f"within {_name(node.within)}"
                old = Edit("condition", node.within.span, within, LEFT_OUT)
                yield _with(node, "within", None), old
        case tree.PickRow():
            turned = _with(node, "which", "last" if node.which == "first" else "first")
            yield turned, edit(turned)
        case _:
            return
    if isinstance(node, tree.RunningColumn | tree.PickRow) and len(node.by) > 1:
        for at, key in enumerate(node.by):
            old = Edit("quantifier", key.span, f"by {_name(key)}", LEFT_OUT)
            yield _with(node, "by", _without(node.by, at)), old


def _head(node: tree.Expression) -> str:
    """Return a search without its conditions, which tell nothing of what is done with the rows."""
    bare = node if isinstance(node, tree.RunningColumn) else _with(node, "where", None)
    return format_expression(bare)


def _of_where(node: tree.Node) -> Iterator[tuple[Any, Edit]]:
    """Return a search over all rows; where its conditions are joined, each is left out by itself."""
    where: tree.Condition | None = getattr(node, "where", None)
    if where is None or isinstance(where, tree.And):
        return
    old = f"where {format_condition(where)}"
    yield _with(node, "where", None), Edit("condition", where.span, old, LEFT_OUT)


def _of_for_each(node: tree.ForEach) -> Iterator[tuple[tree.ForEach, Edit]]:
    yield from _of_where(node)
    if len(node.keys) > 1:
        for at, key in enumerate(node.keys):
            edit = Edit("quantifier", key.span, _name(key), LEFT_OUT)
            yield _with(node, "keys", _without(node.keys, at)), edit


def _of_case(node: tree.Case) -> Iterator[tuple[tree.Case, Edit]]:
    outcome = _OUTCOMES[node.outcome]
    changed = tree.Case(node.span, outcome, node.condition, None)
    yield changed, Edit("outcome", node.span, _case(node), _case(changed))


def _case(node: tree.Case) -> str:
    if node.condition is None:
        return f"otherwise {node.outcome}"
    return f"{node.outcome} when {format_condition(node.condition)}"


# --- conditions -------------------------------------------------------------------------------


def _of_condition(node: tree.Condition, parent: tree.Node) -> Iterator[tuple[tree.Condition, Edit]]:
    """Return what can stand in the place of a condition.

    Below `not` it is not turned round: that is the change that takes the `not` away.
    """
    old = format_condition(node)
    if isinstance(node, tree.And | tree.Or):
        for at, part in enumerate(node.parts):
            kept = _without(node.parts, at)
            rest = kept[0] if len(kept) == 1 else type(node)(node.span, kept)
            yield rest, Edit("condition", part.span, format_condition(part), LEFT_OUT)
    for kind, turns, new in _others(node):
        if not (turns and isinstance(parent, tree.Not)):
            order = None
            if isinstance(node, tree.Compare) and isinstance(new, tree.Compare):
                order = _ONE_SIDED.get(new.operator) if node.operator == "is" else None
            yield new, Edit(kind, node.span, old, format_condition(new), order)
    if isinstance(node, tree.IsOneOf) and len(node.options) > 1:
        for at, option in enumerate(node.options):
            edit = Edit("option", option.span, format_expression(option), LEFT_OUT)
            yield _with(node, "options", _without(node.options, at)), edit
    if isinstance(node, tree.RowsShare) and len(node.columns) > 1:
        for at, column in enumerate(node.columns):
            edit = Edit("option", column.span, _name(column), LEFT_OUT)
            yield _with(node, "columns", _without(node.columns, at)), edit
    if isinstance(node, tree.Compare) and node.within is not None:
        within = f"within {format_expression(node.within)}"
        edit = Edit("number", node.within.span, within, LEFT_OUT)
        yield _with(node, "within", None), edit


def _others(node: tree.Condition) -> Iterator[tuple[str, bool, tree.Condition]]:
    """Return the kind of a change, whether it turns the condition round, and the other condition."""
    match node:
        case tree.And():
            yield "condition", False, tree.Or(node.span, node.parts)
        case tree.Or():
            yield "condition", False, tree.And(node.span, node.parts)
        case tree.Not():
            yield "condition", True, node.operand
        case tree.Compare():
            yield from _of_compare(node)
        case tree.IsOneOf():
            yield "condition", True, _with(node, "negated", not node.negated)
        case tree.IsGiven() | tree.IsNone() | tree.Includes() | tree.NoOverlap():
            yield "condition", True, tree.Not(node.span, node)
        case tree.IsEvidenced():
            yield "condition", True, tree.Not(node.span, node)
            yield "condition", False, tree.IsGiven(node.span, node.operand)
        case tree.IsDigits():
            for count in (node.count + 1, node.count - 1):
                yield "number", False, tree.IsDigits(node.span, node.operand, count)
        case tree.During():
            yield from _of_during(node)
        case tree.Mentions():
            yield "condition", True, tree.Not(node.span, node)
            if node.other is not None:
                yield "condition", False, _with(_with(node, "other", None), "beside", None)
                beside = "without" if node.beside == "with" else "with"
                yield "condition", False, _with(node, "beside", beside)
        case tree.RowsHave():
            other = "some" if node.quantifier == "every" else "every"
            yield "quantifier", False, _with(node, "quantifier", other)
        case tree.RowsShare():
            other = "no two" if node.quantifier == "all" else "all"
            yield "quantifier", False, _with(node, "quantifier", other)
            yield "condition", True, tree.Not(node.span, node)
        case tree.SomePath():
            yield "condition", True, tree.Not(node.span, node)
            turned = _with(_with(node, "start", node.end), "end", node.start)
            yield "condition", False, turned
        case _:
            assert_never(node)


def _of_compare(node: tree.Compare) -> Iterator[tuple[str, bool, tree.Condition]]:
    if node.operator == "is":
        if node.within is not None:
            yield "condition", True, tree.Not(node.span, node)
            return
        yield "comparison", True, _with(node, "operator", "is not")
        # Seen only from both sides.
        for operator in _ONE_SIDED:
            yield "comparison", False, _with(node, "operator", operator)
    elif node.operator == "is not":
        yield "comparison", True, _with(node, "operator", "is")
    else:
        for operator in _COMPARISONS[node.operator]:
            yield "comparison", False, _with(node, "operator", operator)


def _of_during(node: tree.During) -> Iterator[tuple[str, bool, tree.Condition]]:
    yield "condition", True, tree.Not(node.span, node)
    if not isinstance(node.period, tree.Name):
        return
    span = node.span
    start = tree.Name(node.period.span, (*node.period.words, "start"))
    end = tree.Name(node.period.span, (*node.period.words, "end"))
    from_start = tree.Compare(span, "on or after", node.date, start, None)
    to_end = tree.Compare(span, "on or before", node.date, end, None)
    after_start = tree.Compare(span, "after", node.date, start, None)
    before_end = tree.Compare(span, "before", node.date, end, None)
    yield "date", False, to_end
    yield "date", False, from_start
    yield "date", False, tree.And(span, (after_start, to_end))
    yield "date", False, tree.And(span, (from_start, before_end))


# --- parts ------------------------------------------------------------------------------------


def _with(node: _N, field: str, value: Any) -> _N:
    """Return a node with another value in one of its fields."""
    parts = [value if name == field else getattr(node, name) for name in _fields(node)]
    return type(node)(*parts)


def _fields(node: tree.Node) -> tuple[str, ...]:
    fields: tuple[str, ...] = type(node).__match_args__
    return fields


def _without(parts: tuple[Any, ...], at: int) -> tuple[Any, ...]:
    return (*parts[:at], *parts[at + 1 :])


def _name(name: tree.Name) -> str:
    return ".".join(name.words)
