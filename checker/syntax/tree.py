"""What was written: nodes without types, each with its span.

Names are not resolved here. A dotted name is a tuple of its words: `m.document.issued` is
`("m", "document", "issued")`. `None` stands for a part that was not written. Spans do not take part
in comparison, so that two texts that differ in layout alone have equal trees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, dataclass_transform

if TYPE_CHECKING:
    from checker.model.source import Span

# --- nodes ------------------------------------------------------------------------------------


@dataclass_transform(frozen_default=True)
class _NodeType(type):
    """Makes a frozen class with slots from annotations.

    What `dataclass` does for all these classes takes as long as four bare starts of Python.
    """

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> type:
        annotations: dict[str, str] = namespace.get("__annotations__", {})
        fields = tuple(
            field for field, said in annotations.items() if not said.startswith("ClassVar")
        )
        namespace["_defaults"] = {
            field: namespace.pop(field) for field in fields if field in namespace
        }
        namespace["__slots__"] = namespace["__match_args__"] = namespace["_names"] = fields
        return super().__new__(cls, name, bases, namespace)


class Node(metaclass=_NodeType):
    """A node: equal to another of its class with equal parts; what has a default is not compared."""

    _names: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]

    def __init__(self, *values: Any, **named: Any) -> None:
        names = self._names
        set_part = object.__setattr__
        for name, value in zip(names, values, strict=False):
            set_part(self, name, value)
        for name in names[len(values) :]:
            if name in named:
                set_part(self, name, named.pop(name))
            else:
                set_part(self, name, self._defaults[name])
        if named or len(values) > len(names):
            raise TypeError(f"{type(self).__name__} has the parts {', '.join(names)}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a node does not change")

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __repr__(self) -> str:
        parts = ", ".join(map(repr, self._parts()))
        return f"{type(self).__name__}({parts})"

    def _parts(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._names if name not in self._defaults)


# --- expressions ------------------------------------------------------------------------------


class Quantity(Node):
    """`30 %`, `12 950 kWh/t`, `5`, `3 months`: the digits without groups, and the unit ("" if none)."""

    span: Span
    number: str
    unit: str


class Date(Node):
    """`2025-01-31`."""

    span: Span
    text: str


class Text(Node):
    """`"casting"`, unescaped."""

    span: Span
    text: str


class Name(Node):
    """A fact, let, define, parameter, reading, column, row variable or option; `this` too.

    `yes`, `no` and keywords in the place of an option (`direction is in`) are names as well.
    """

    span: Span
    words: tuple[str, ...]


class Negative(Node):
    """`- mass`."""

    span: Span
    operand: Expression


class Arithmetic(Node):
    """`a + b`, `a - b`, `a * b`; `operator` is `+`, `-` or `*`."""

    span: Span
    operator: str
    left: Expression
    right: Expression


class PartOf(Node):
    """`cap of all_inputs`, only to the right of a comparison."""

    span: Span
    share: Expression
    whole: Expression


class AsOf(Node):
    """`limit as of claim.date`."""

    span: Span
    parameter: Name
    date: Expression


class Choose(Node):
    """`choose when C then E … otherwise E`."""

    span: Span
    cases: tuple[tuple[Condition, Expression], ...]
    otherwise: Expression


class Pick(Node):
    """`smaller|larger of a and b`, `earlier|later of d and e`; `which` is that first word."""

    span: Span
    which: str
    left: Expression
    right: Expression


class RoundingOf(Node):
    """`rounding of declared_cfp`: half a unit of the last digit as written."""

    span: Span
    operand: Expression


class Ratio(Node):
    """`ratio of a to b if zero V`."""

    span: Span
    part: Expression
    whole: Expression
    if_zero: Expression


class RoundedUp(Node):
    """`x rounded up to 1 MWh`."""

    span: Span
    operand: Expression
    step: Expression


class YearOf(Node):
    """`year of d`: a whole number."""

    span: Span
    operand: Expression


class LastDayOfMonth(Node):
    """`last day of month of d`."""

    span: Span
    operand: Expression


class Aggregate(Node):
    """`sum|largest|smallest|share of E in T [where C] [of which C] [if empty V]`, `rows in T …`.

    `what` is sum, largest, smallest, share or rows. `term` is None for rows only; `of_which` is set
    for share only; `if_empty` for share always, for largest and smallest where written.
    """

    span: Span
    what: str
    term: Expression | None
    table: Name
    where: Condition | None
    of_which: Condition | None
    if_empty: Expression | None


class RunningTotal(Node):
    """`[lowest] running total of E in T [where C] by D [expiring after L] [at DATE]`.

    `at` is None exactly when `lowest` is true.
    """

    span: Span
    lowest: bool
    term: Expression
    table: Name
    where: Condition | None
    by: Name
    expiring: Expression | None
    at: Expression | None


class RunningColumn(Node):
    """`running total of E by K, K [within G]`: only as a derived column; includes its own row."""

    span: Span
    term: Expression
    by: tuple[Name, ...]
    within: Name | None


class PickRow(Node):
    """`first|last row of T [where C] by K, K`; `which` is first or last."""

    span: Span
    which: str
    table: Name
    where: Condition | None
    by: tuple[Name, ...]


class Selection(Node):
    """`movements where C`, as the whole right side of a `let` or a `define`."""

    span: Span
    table: Name
    where: Condition


Expression = (
    Quantity
    | Date
    | Text
    | Name
    | Negative
    | Arithmetic
    | PartOf
    | AsOf
    | Choose
    | Pick
    | RoundingOf
    | Ratio
    | RoundedUp
    | YearOf
    | LastDayOfMonth
    | Aggregate
    | RunningTotal
    | RunningColumn
    | PickRow
    | Selection
)

# --- conditions -------------------------------------------------------------------------------


class And(Node):
    """`a and b and c`."""

    span: Span
    parts: tuple[Condition, ...]


class Or(Node):
    """`a or b or c`."""

    span: Span
    parts: tuple[Condition, ...]


class Not(Node):
    """`not a`, `not (…)`."""

    span: Span
    operand: Condition


class Compare(Node):
    """`a at most b`, `a is b within t`.

    `operator` is one of: at most, at least, above, below, is, is not, before, after, on or before,
    on or after. `within` only beside is.
    """

    span: Span
    operator: str
    left: Expression
    right: Expression
    within: Expression | None


class IsOneOf(Node):
    """`a is [not] one of b, c`."""

    span: Span
    left: Expression
    options: tuple[Expression, ...]
    negated: bool


class IsGiven(Node):
    """`a is given`."""

    span: Span
    operand: Expression


class IsNone(Node):
    """`a is none`."""

    span: Span
    operand: Expression


class IsEvidenced(Node):
    """`a is evidenced`."""

    span: Span
    operand: Expression


class IsDigits(Node):
    """`code is 32 digits`."""

    span: Span
    operand: Expression
    count: int


class Includes(Node):
    """`claim.schemes includes cgmc_low_carbon`."""

    span: Span
    left: Expression
    option: Name


class During(Node):
    """`date during period`."""

    span: Span
    date: Expression
    period: Expression


class Mentions(Node):
    """`t.text mentions W [with V | without V]`, `… mentions a number`, `… number of FACT`.

    `kind` is words, number or number of; `what` is the word list, None for "a number", the fact.
    `beside` is with, without or None, and `other` the second word list.
    """

    span: Span
    text: Expression
    kind: str
    what: Name | None
    beside: str | None
    other: Name | None


class RowsHave(Node):
    """`every|some row [m] of T [where C] has C`; `quantifier` is every or some."""

    span: Span
    quantifier: str
    variable: str | None
    table: Name
    where: Condition | None
    has: Condition


class RowsShare(Node):
    """`no two rows|all rows of T [where C] share a, b`; `quantifier` is "no two" or "all"."""

    span: Span
    quantifier: str
    table: Name
    where: Condition | None
    columns: tuple[Name, ...]


class NoOverlap(Node):
    """`no two rows of T [where C] overlap in span` (a period), or `in start, end` (both inclusive)."""

    span: Span
    table: Name
    where: Condition | None
    columns: tuple[Name, ...]


class SomePath(Node):
    """`some path in flows [where C] from X to Y`."""

    span: Span
    table: Name
    where: Condition | None
    start: Expression
    end: Expression


Condition = (
    And
    | Or
    | Not
    | Compare
    | IsOneOf
    | IsGiven
    | IsNone
    | IsEvidenced
    | IsDigits
    | Includes
    | During
    | Mentions
    | RowsHave
    | RowsShare
    | NoOverlap
    | SomePath
)

# --- types ------------------------------------------------------------------------------------


class TypeExpression(Node):
    """A type as written.

    `form` is text, yes/no, date, period, whole number, named (a dimension such as mass, number,
    share, duration, intensity), unit (`kWh/t`), one of, ranked one of, list of one of, reference.
    `name` is the dimension, the unit or the table of a reference; `options` those of a choice.
    `bounds` are pairs (at least | at most | above | below, value); `not negative` is written as such
    in `not_negative`.
    """

    span: Span
    form: str
    name: str | None
    options: tuple[Name, ...]
    not_negative: bool
    bounds: tuple[tuple[str, Expression], ...]
    may_be_none: bool


# --- items ------------------------------------------------------------------------------------


class Comment(Node):
    """A comment: from `#` to the end of its line.

    `own_line` when nothing stands before it, `gap` when the next line is blank.
    """

    span: Span
    text: str
    own_line: bool
    gap: bool


class Cites(Node):
    """`cites COC "Part 8" unconfirmed`."""

    span: Span
    standard: Name
    clause: str | None
    certainty: str


class Standard(Node):
    """`standard ID "title" publisher "…" edition "…" dated 2024-06-27`."""

    span: Span
    name: Name
    title: str
    publisher: str | None
    edition: str | None
    dated: Date | None


class ParameterValue(Node):
    """`[for a, b] [from D] [until D] is V | is open [at least V] [at most V]  [cites …]`.

    With one key, `options` are alternatives; with several keys, one option for each. `value` is None
    when it is open; `bounds` then hold (at least | at most, value).
    """

    span: Span
    options: tuple[Name, ...]
    start: Date | None
    until: Date | None
    value: Expression | None
    bounds: tuple[tuple[str, Expression], ...]
    cites: tuple[Cites, ...]


class Parameter(Node):
    """`parameter NAME : TYPE [by KEY, KEY] "title"` and its values."""

    span: Span
    name: Name
    type: TypeExpression
    keys: tuple[Name, ...]
    title: str | None
    values: tuple[ParameterValue, ...]


class Reading(Node):
    """`reading NAME "question" : a, b` or `: TYPE between V and V`, then its citations."""

    span: Span
    name: Name
    question: str
    options: tuple[Name, ...]
    type: TypeExpression | None
    lower: Expression | None
    upper: Expression | None
    cites: tuple[Cites, ...]


class Define(Node):
    """`define NAME = EXPRESSION` (a selection too) or `define NAME when CONDITION`; `let` is alike."""

    span: Span
    name: Name
    value: Expression | None
    condition: Condition | None


class Words(Node):
    """`words NAME en "…", "…" zh "…" except "…"`; `lists` are pairs (language, phrases)."""

    span: Span
    name: Name
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    exceptions: tuple[str, ...]


class FactDeclaration(Node):
    """`fact claim.quantity : mass not negative "title"`."""

    span: Span
    name: Name
    type: TypeExpression
    title: str | None


class Column(Node):
    """`column NAME : TYPE "title"`, `column NAME = E "title"` or `column NAME when C "title"`."""

    span: Span
    name: Name
    type: TypeExpression | None
    value: Expression | None
    condition: Condition | None
    title: str | None


class MoreOptions(Node):
    """`with one of x, y` after a column's or a fact's name in `extend`: more options."""

    span: Span
    name: Name
    options: tuple[Name, ...]


class Table(Node):
    """`table NAME "title"` with `key`, `time`, `edge` and columns."""

    span: Span
    name: Name
    title: str | None
    key: tuple[Name, ...]
    time: Name | None
    edge: tuple[Name, Name] | None
    columns: tuple[Column, ...]


class Extend(Node):
    """`extend TABLE column …`, `extend TABLE column NAME with one of …`.

    `extend FACT with one of …` has the fact's name in `name` and one MoreOptions of the same name.
    """

    span: Span
    name: Name
    columns: tuple[Column | MoreOptions, ...]


class ForEach(Node):
    """`for each m in T [where C]`, or `for each k among a, b in T [where C]` (`keys` not empty)."""

    span: Span
    variable: str
    keys: tuple[Name, ...]
    table: Name
    where: Condition | None


class Require(Node):
    """`require C [else judgement ask "…"]` or `recommend C`; `level` is require or recommend."""

    span: Span
    level: str
    condition: Condition
    otherwise_ask: str | None


class Case(Node):
    """`pass|violation|judgement|not_applicable when C [ask "…"]`; `otherwise` has no condition."""

    span: Span
    outcome: str
    condition: Condition | None
    ask: str | None


class Note(Node):
    """`note "…" [when C]`."""

    span: Span
    text: str
    condition: Condition | None


class Rule(Node):
    """A rule; its clauses stand in the order of these fields.

    The spans at the end are the places of clauses that are no nodes; they take no part in comparison.
    """

    span: Span
    id: str
    id_span: Span
    title: str
    cites: tuple[Cites, ...]
    start: Date | None
    until: Date | None
    across: bool
    for_each: ForEach | None
    lets: tuple[Define, ...]
    applies: Condition | None
    requires: tuple[Require, ...]
    decide: tuple[Case, ...]
    states: tuple[Name, ...]
    say: str | None
    remedy: str | None
    notes: tuple[Note, ...]
    title_span: Span | None = None
    across_span: Span | None = None
    decide_span: Span | None = None
    say_span: Span | None = None
    remedy_span: Span | None = None


Item = Standard | Parameter | Reading | Define | Words | FactDeclaration | Table | Extend | Rule


class File(Node):
    """The items of one `.rules` file in their order, and its comments."""

    items: tuple[Item, ...]
    comments: tuple[Comment, ...]
