"""What was written: nodes without types, each with its span.

Names are not resolved here. A dotted name is a tuple of its words: `m.document.issued` is
`("m", "document", "issued")`. `None` stands for a part that was not written. Spans do not take part
in comparison, so that two texts that differ in layout alone have equal trees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.model.source import Span

# --- expressions ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quantity:
    """`30 %`, `12 950 kWh/t`, `5`, `3 months`: the digits without groups, and the unit ("" if none)."""

    span: Span
    number: str
    unit: str


@dataclass(frozen=True, slots=True)
class Date:
    """`2025-01-31`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """`"casting"`, unescaped."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A fact, let, define, parameter, reading, column, row variable or option; `this` too.

    `yes`, `no` and keywords in the place of an option (`direction is in`) are names as well.
    """

    span: Span
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Negative:
    """`- mass`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`a + b`, `a - b`, `a * b`; `operator` is `+`, `-` or `*`."""

    span: Span
    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class PartOf:
    """`cap of all_inputs`, only to the right of a comparison."""

    span: Span
    share: Expression
    whole: Expression


@dataclass(frozen=True, slots=True)
class AsOf:
    """`limit as of claim.date`."""

    span: Span
    parameter: Name
    date: Expression


@dataclass(frozen=True, slots=True)
class Choose:
    """`choose when C then E … otherwise E`."""

    span: Span
    cases: tuple[tuple[Condition, Expression], ...]
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Pick:
    """`smaller|larger of a and b`, `earlier|later of d and e`; `which` is that first word."""

    span: Span
    which: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class RoundingOf:
    """`rounding of declared_cfp`: half a unit of the last digit as written."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Ratio:
    """`ratio of a to b if zero V`."""

    span: Span
    part: Expression
    whole: Expression
    if_zero: Expression


@dataclass(frozen=True, slots=True)
class RoundedUp:
    """`x rounded up to 1 MWh`."""

    span: Span
    operand: Expression
    step: Expression


@dataclass(frozen=True, slots=True)
class YearOf:
    """`year of d`: a whole number."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class LastDayOfMonth:
    """`last day of month of d`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Aggregate:
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


@dataclass(frozen=True, slots=True)
class RunningTotal:
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


@dataclass(frozen=True, slots=True)
class RunningColumn:
    """`running total of E by K, K [within G]`: only as a derived column; includes its own row."""

    span: Span
    term: Expression
    by: tuple[Name, ...]
    within: Name | None


@dataclass(frozen=True, slots=True)
class PickRow:
    """`first|last row of T [where C] by K, K`; `which` is first or last."""

    span: Span
    which: str
    table: Name
    where: Condition | None
    by: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Selection:
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


@dataclass(frozen=True, slots=True)
class And:
    """`a and b and c`."""

    span: Span
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """`a or b or c`."""

    span: Span
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """`not a`, `not (…)`."""

    span: Span
    operand: Condition


@dataclass(frozen=True, slots=True)
class Compare:
    """`a at most b`, `a is b within t`.

    `operator` is one of: at most, at least, above, below, is, is not, before, after, on or before,
    on or after. `within` only beside is.
    """

    span: Span
    operator: str
    left: Expression
    right: Expression
    within: Expression | None


@dataclass(frozen=True, slots=True)
class IsOneOf:
    """`a is [not] one of b, c`."""

    span: Span
    left: Expression
    options: tuple[Expression, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class IsGiven:
    """`a is given`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class IsNone:
    """`a is none`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class IsEvidenced:
    """`a is evidenced`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class IsDigits:
    """`code is 32 digits`."""

    span: Span
    operand: Expression
    count: int


@dataclass(frozen=True, slots=True)
class Includes:
    """`claim.schemes includes cgmc_low_carbon`."""

    span: Span
    left: Expression
    option: Name


@dataclass(frozen=True, slots=True)
class During:
    """`date during period`."""

    span: Span
    date: Expression
    period: Expression


@dataclass(frozen=True, slots=True)
class Mentions:
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


@dataclass(frozen=True, slots=True)
class RowsHave:
    """`every|some row [m] of T [where C] has C`; `quantifier` is every or some."""

    span: Span
    quantifier: str
    variable: str | None
    table: Name
    where: Condition | None
    has: Condition


@dataclass(frozen=True, slots=True)
class RowsShare:
    """`no two rows|all rows of T [where C] share a, b`; `quantifier` is "no two" or "all"."""

    span: Span
    quantifier: str
    table: Name
    where: Condition | None
    columns: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class NoOverlap:
    """`no two rows of T [where C] overlap in span` (a period), or `in start, end` (both inclusive)."""

    span: Span
    table: Name
    where: Condition | None
    columns: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class SomePath:
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


@dataclass(frozen=True, slots=True)
class TypeExpression:
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
    bounds: tuple[tuple[str, Quantity], ...]
    may_be_none: bool


# --- items ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: from `#` to the end of its line. `own_line` when nothing stands before it."""

    span: Span
    text: str
    own_line: bool


@dataclass(frozen=True, slots=True)
class Cites:
    """`cites COC "Part 8" unconfirmed`."""

    span: Span
    standard: Name
    clause: str | None
    certainty: str


@dataclass(frozen=True, slots=True)
class Standard:
    """`standard ID "title" publisher "…" edition "…" dated 2024-06-27`."""

    span: Span
    name: Name
    title: str
    publisher: str | None
    edition: str | None
    dated: Date | None


@dataclass(frozen=True, slots=True)
class ParameterValue:
    """`[for a, b] [from D] [until D] is V | is open [at least V] [at most V]  [cites …]`.

    With one key, `options` are alternatives; with several keys, one option for each. `value` is None
    when it is open; `bounds` then hold (at least | at most, value).
    """

    span: Span
    options: tuple[Name, ...]
    start: Date | None
    until: Date | None
    value: Expression | None
    bounds: tuple[tuple[str, Quantity], ...]
    cites: tuple[Cites, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """`parameter NAME : TYPE [by KEY, KEY] "title"` and its values."""

    span: Span
    name: Name
    type: TypeExpression
    keys: tuple[Name, ...]
    title: str | None
    values: tuple[ParameterValue, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """`reading NAME "question" : a, b` or `: TYPE between V and V`, then its citations."""

    span: Span
    name: Name
    question: str
    options: tuple[Name, ...]
    type: TypeExpression | None
    lower: Quantity | None
    upper: Quantity | None
    cites: tuple[Cites, ...]


@dataclass(frozen=True, slots=True)
class Define:
    """`define NAME = EXPRESSION` (a selection too) or `define NAME when CONDITION`; `let` is alike."""

    span: Span
    name: Name
    value: Expression | None
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class Words:
    """`words NAME en "…", "…" zh "…" except "…"`; `lists` are pairs (language, phrases)."""

    span: Span
    name: Name
    lists: tuple[tuple[str, tuple[str, ...]], ...]
    exceptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FactDeclaration:
    """`fact claim.quantity : mass not negative "title"`."""

    span: Span
    name: Name
    type: TypeExpression
    title: str | None


@dataclass(frozen=True, slots=True)
class Column:
    """`column NAME : TYPE "title"`, `column NAME = E "title"` or `column NAME when C "title"`."""

    span: Span
    name: Name
    type: TypeExpression | None
    value: Expression | None
    condition: Condition | None
    title: str | None


@dataclass(frozen=True, slots=True)
class MoreOptions:
    """`with one of x, y` after a column's or a fact's name in `extend`: more options."""

    span: Span
    name: Name
    options: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`table NAME "title"` with `key`, `time`, `edge` and columns."""

    span: Span
    name: Name
    title: str | None
    key: tuple[Name, ...]
    time: Name | None
    edge: tuple[Name, Name] | None
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Extend:
    """`extend TABLE column …`, `extend TABLE column NAME with one of …`.

    `extend FACT with one of …` has the fact's name in `name` and one MoreOptions of the same name.
    """

    span: Span
    name: Name
    columns: tuple[Column | MoreOptions, ...]


@dataclass(frozen=True, slots=True)
class ForEach:
    """`for each m in T [where C]`, or `for each k among a, b in T [where C]` (`keys` not empty)."""

    span: Span
    variable: str
    keys: tuple[Name, ...]
    table: Name
    where: Condition | None


@dataclass(frozen=True, slots=True)
class Require:
    """`require C [else judgement ask "…"]` or `recommend C`; `level` is require or recommend."""

    span: Span
    level: str
    condition: Condition
    otherwise_ask: str | None


@dataclass(frozen=True, slots=True)
class Case:
    """`pass|violation|judgement|not_applicable when C [ask "…"]`; `otherwise` has no condition."""

    span: Span
    outcome: str
    condition: Condition | None
    ask: str | None


@dataclass(frozen=True, slots=True)
class Note:
    """`note "…" [when C]`."""

    span: Span
    text: str
    condition: Condition | None


@dataclass(frozen=True, slots=True)
class Rule:
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
    title_span: Span | None = field(default=None, compare=False, repr=False)
    across_span: Span | None = field(default=None, compare=False, repr=False)
    decide_span: Span | None = field(default=None, compare=False, repr=False)
    say_span: Span | None = field(default=None, compare=False, repr=False)
    remedy_span: Span | None = field(default=None, compare=False, repr=False)


Item = Standard | Parameter | Reading | Define | Words | FactDeclaration | Table | Extend | Rule


@dataclass(frozen=True, slots=True)
class File:
    """The items of one `.rules` file in their order, and its comments."""

    items: tuple[Item, ...]
    comments: tuple[Comment, ...]
