"""Nodes from the productions of the grammar, built while the text is parsed.

Each method has the name of a rule or an alias in `grammar.lark` and takes what it produced: tokens
(all of them are kept, they give the places) and nodes. Nothing here recurses: depth is the parser's.
"""

# Each method says by its name what it makes.
# ruff: noqa: D102

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Self

from checker.model.source import Span
from checker.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from lark import Token


class _Sequence(list[Any]):
    """A list in the making; its first and last member give its place."""

    __slots__ = ()


class _Part(tuple[Any, ...]):
    """Members of a node in the making, with their place."""

    span: Span

    def __new__(cls, span: Span, members: Iterable[Any]) -> Self:
        part = super().__new__(cls, members)
        part.span = span
        return part


def _start(part: Any) -> int | None:
    if type(part) is _Sequence:
        return _start(part[0]) if part else None
    if hasattr(part, "start_pos"):
        return part.start_pos  # type: ignore[no-any-return]
    return part.span.start if part is not None else None


def _end(part: Any) -> int | None:
    if type(part) is _Sequence:
        return _end(part[-1]) if part else None
    if hasattr(part, "end_pos"):
        return part.end_pos  # type: ignore[no-any-return]
    return part.span.end if part is not None else None


def _span(parts: Sequence[Any]) -> Span:
    start = end = None
    for part in parts:
        start = _start(part)
        if start is not None:
            break
    for part in reversed(parts):
        end = _end(part)
        if end is not None:
            break
    return Span(start or 0, end or 0)


_ESCAPE = re.compile(r"\\(.)")


def _unquote(token: Token) -> str:
    return _ESCAPE.sub(r"\1", token[1:-1])


def _words(token: Token) -> str:
    return " ".join(token.split())


def _optional(parts: list[Any]) -> Any:
    """`[KEYWORD thing]` gives the thing."""
    return parts[-1] if parts else None


def _text_of(part: Any) -> str | None:
    return None if part is None else _unquote(part)


def _listed(parts: list[Any]) -> _Sequence:
    """`x | list x` and `x | list COMMA x`."""
    if parts and type(parts[0]) is _Sequence:
        parts[0].append(parts[-1])
        return parts[0]
    return _Sequence(parts)


def _place(token: Any) -> Span | None:
    return None if token is None else Span(token.start_pos, token.end_pos)


def _tuple(part: Any) -> tuple[Any, ...]:
    return tuple(part) if part else ()


class Builder:
    """One method for each production that is a node or a part of one; called inside the parser."""

    # Lists. A member that is itself a list (`texts`) is wrapped by its own method.
    items = names = values = bounds = cites_list = columns = extensions = lets = staticmethod(
        _listed
    )
    requires = recommends = cases = states = some_states = notes = options = staticmethod(_listed)
    reading_options = texts = word_lists = staticmethod(_listed)

    opt_publisher = opt_edition = opt_dated = opt_keys = opt_title = opt_for = staticmethod(
        _optional
    )
    opt_from = opt_until = opt_except = opt_key = opt_time = opt_not_negative = staticmethod(
        _optional
    )
    opt_may_be_none = opt_across = opt_applies = opt_say = opt_remedy = staticmethod(_optional)
    opt_where = opt_expiring = opt_variable = staticmethod(_optional)

    @staticmethod
    def start(parts: list[Any]) -> tuple[tree.Item, ...]:
        return tuple(parts[0])

    # Items

    @staticmethod
    def standard(parts: list[Any]) -> tree.Standard:
        _, name, title, publisher, edition, dated = parts
        return tree.Standard(
            _span(parts), name, _unquote(title), _text_of(publisher), _text_of(edition), dated
        )

    @staticmethod
    def parameter(parts: list[Any]) -> tree.Parameter:
        _, name, _, type_, keys, title, values = parts
        return tree.Parameter(
            _span(parts), name, type_, _tuple(keys), _text_of(title), tuple(values)
        )

    @staticmethod
    def parameter_value(parts: list[Any]) -> tree.ParameterValue:
        options, start, until, _, value, bounds, cites = parts
        is_open = isinstance(value, tree.Name) and value.words == ("open",)
        return tree.ParameterValue(
            _span(parts),
            _tuple(options),
            start,
            until,
            None if is_open else value,
            tuple((word, limit) for word, limit in bounds),
            tuple(cites),
        )

    @staticmethod
    def bound(parts: list[Any]) -> _Part:
        return _Part(_span(parts), (_words(parts[0]), parts[1]))

    @staticmethod
    def reading_options_only(parts: list[Any]) -> tree.Reading:
        _, name, question, _, options, cites = parts
        return tree.Reading(
            _span(parts), name, _unquote(question), tuple(options), None, None, None, tuple(cites)
        )

    @staticmethod
    def reading_between(parts: list[Any]) -> tree.Reading:
        _, name, question, _, base, _, lower, _, upper, cites = parts
        type_ = _type(base, None, _Sequence(), None)
        return tree.Reading(
            _span(parts), name, _unquote(question), (), type_, lower, upper, tuple(cites)
        )

    @staticmethod
    def word_as_name(parts: list[Any]) -> tree.Name:
        return tree.Name(_span(parts), (str(parts[0]),))

    @staticmethod
    def define(parts: list[Any]) -> tree.Define:
        return tree.Define(_span(parts), parts[1], parts[3], None)

    @staticmethod
    def define_condition(parts: list[Any]) -> tree.Define:
        return tree.Define(_span(parts), parts[1], None, parts[3])

    @staticmethod
    def words(parts: list[Any]) -> tree.Words:
        _, name, lists, exceptions = parts
        return tree.Words(
            _span(parts),
            name,
            tuple(
                (str(language), tuple(_unquote(text) for text in texts))
                for language, texts in lists
            ),
            tuple(_unquote(text) for text in exceptions or ()),
        )

    @staticmethod
    def word_list(parts: list[Any]) -> _Part:
        return _Part(_span(parts), parts)

    @staticmethod
    def fact(parts: list[Any]) -> tree.FactDeclaration:
        _, name, _, type_, title = parts
        return tree.FactDeclaration(_span(parts), name, type_, _text_of(title))

    @staticmethod
    def table(parts: list[Any]) -> tree.Table:
        _, name, title, key, time, edge, columns = parts
        return tree.Table(
            _span(parts),
            name,
            _text_of(title),
            _tuple(key),
            time,
            (edge[0], edge[1]) if edge else None,
            tuple(columns),
        )

    @staticmethod
    def opt_edge(parts: list[Any]) -> _Sequence | None:
        return _Sequence((parts[1], parts[3])) if parts else None

    @staticmethod
    def column(parts: list[Any]) -> tree.Column:
        return tree.Column(_span(parts), parts[1], parts[3], None, None, _text_of(parts[4]))

    @staticmethod
    def column_value(parts: list[Any]) -> tree.Column:
        return tree.Column(_span(parts), parts[1], None, parts[3], None, _text_of(parts[4]))

    @staticmethod
    def column_condition(parts: list[Any]) -> tree.Column:
        return tree.Column(_span(parts), parts[1], None, None, parts[3], _text_of(parts[4]))

    @staticmethod
    def extend(parts: list[Any]) -> tree.Extend:
        return tree.Extend(_span(parts), parts[1], tuple(parts[2]))

    @staticmethod
    def extend_fact(parts: list[Any]) -> tree.Extend:
        span = _span(parts)
        return tree.Extend(
            span, parts[1], (tree.MoreOptions(_span(parts[1:]), parts[1], tuple(parts[3])),)
        )

    @staticmethod
    def more_options(parts: list[Any]) -> tree.MoreOptions:
        return tree.MoreOptions(_span(parts), parts[1], tuple(parts[3]))

    # Types

    @staticmethod
    def type(parts: list[Any]) -> tree.TypeExpression:
        return _type(*parts)

    @staticmethod
    def type_word(parts: list[Any]) -> _Type:
        return _Type(_span(parts), _words(parts[0]), None, ())

    @staticmethod
    def type_named(parts: list[Any]) -> _Type:
        return _Type(_span(parts), "named", str(parts[0]), ())

    @staticmethod
    def type_unit(parts: list[Any]) -> _Type:
        return _Type(_span(parts), "unit", str(parts[0]), ())

    @staticmethod
    def type_one_of(parts: list[Any]) -> _Type:
        return _Type(_span(parts), "one of", None, tuple(parts[1]))

    @staticmethod
    def type_ranked(parts: list[Any]) -> _Type:
        return _Type(_span(parts), "ranked one of", None, tuple(parts[1]))

    @staticmethod
    def type_list(parts: list[Any]) -> _Type:
        return _Type(_span(parts), "list of one of", None, tuple(parts[1]))

    @staticmethod
    def type_reference(parts: list[Any]) -> _Type:
        return _Type(_span(parts), "reference", parts[1].words[0], ())

    # Rules

    @staticmethod
    def rule(parts: list[Any]) -> tree.Rule:
        (
            _,
            id_,
            title,
            cites,
            start,
            until,
            across,
            for_each,
            lets,
            applies,
            body,
            say,
            remedy,
            notes,
        ) = parts
        requires, cases, states = body
        return tree.Rule(
            span=_span(parts),
            id=str(id_),
            id_span=Span(id_.start_pos, id_.end_pos),
            title=_unquote(title),
            cites=tuple(cites),
            start=start,
            until=until,
            across=across is not None,
            for_each=for_each,
            lets=tuple(lets),
            applies=applies,
            requires=tuple(requires),
            decide=tuple(cases),
            states=tuple(name for state in states for name in state[1]),
            say=_text_of(say),
            remedy=_text_of(remedy),
            notes=tuple(notes),
            title_span=_place(title),
            across_span=_place(across),
            decide_span=cases.span if cases else None,
            say_span=_place(say),
            remedy_span=_place(remedy),
        )

    @staticmethod
    def cites(parts: list[Any]) -> tree.Cites:
        _, name, clause, certainty = parts
        return tree.Cites(_span(parts), name, _text_of(clause), str(certainty))

    @staticmethod
    def opt_for_each(parts: list[Any]) -> None:
        return None

    @staticmethod
    def for_each(parts: list[Any]) -> tree.ForEach:
        _, variable, _, table, where = parts
        return tree.ForEach(_span(parts), str(variable), (), table, where)

    @staticmethod
    def for_each_among(parts: list[Any]) -> tree.ForEach:
        _, variable, _, keys, _, table, where = parts
        return tree.ForEach(_span(parts), str(variable), tuple(keys), table, where)

    @staticmethod
    def body(parts: list[Any]) -> _Part:
        span, first = _span(parts), parts[0]
        if len(parts) == 1:
            return _Part(span, ((), (), first))
        if isinstance(first[0], tree.Case):
            return _Part(span, ((), first, parts[1]))
        return _Part(span, (first, (), parts[1]))

    @staticmethod
    def require(parts: list[Any]) -> tree.Require:
        return tree.Require(
            _span(parts), str(parts[0]), parts[1], _unquote(parts[3]) if len(parts) > 2 else None
        )

    @staticmethod
    def decide(parts: list[Any]) -> _Part:
        return _Part(_span(parts), (*parts[1], parts[2]))

    @staticmethod
    def case(parts: list[Any]) -> tree.Case:
        return tree.Case(
            _span(parts), str(parts[0]), parts[2], _unquote(parts[4]) if len(parts) > 3 else None
        )

    @staticmethod
    def otherwise(parts: list[Any]) -> tree.Case:
        return tree.Case(
            _span(parts), str(parts[1]), None, _unquote(parts[3]) if len(parts) > 2 else None
        )

    @staticmethod
    def state(parts: list[Any]) -> _Part:
        return _Part(_span(parts), parts)

    @staticmethod
    def note(parts: list[Any]) -> tree.Note:
        return tree.Note(_span(parts), _unquote(parts[1]), parts[3] if len(parts) > 2 else None)

    # Expressions

    @staticmethod
    def name(parts: list[Any]) -> tree.Name:
        token = parts[0]
        return tree.Name(Span(token.start_pos, token.end_pos), tuple(token.split(".")))

    @staticmethod
    def quantity(parts: list[Any]) -> tree.Quantity:
        return _quantity(parts[0])

    @staticmethod
    def date(parts: list[Any]) -> tree.Date:
        return tree.Date(_span(parts), str(parts[0]))

    @staticmethod
    def text(parts: list[Any]) -> tree.Text:
        return tree.Text(_span(parts), _unquote(parts[0]))

    @staticmethod
    def brackets(parts: list[Any]) -> Any:
        # Brackets are no node, but they belong to the text of what they hold.
        object.__setattr__(parts[1], "span", _span(parts))
        return parts[1]

    @staticmethod
    def negative(parts: list[Any]) -> tree.Negative:
        return tree.Negative(_span(parts), parts[1])

    @staticmethod
    def arithmetic(parts: list[Any]) -> tree.Arithmetic:
        return tree.Arithmetic(_span(parts), str(parts[1]), parts[0], parts[2])

    @staticmethod
    def part_of(parts: list[Any]) -> tree.PartOf:
        return tree.PartOf(_span(parts), parts[0], parts[2])

    @staticmethod
    def as_of(parts: list[Any]) -> tree.AsOf:
        return tree.AsOf(_span(parts), parts[0], parts[2])

    @staticmethod
    def choose_cases(parts: list[Any]) -> _Sequence:
        if type(parts[0]) is _Sequence:
            parts[0].extend(parts[2::2])
            return parts[0]
        return _Sequence((parts[0], parts[1], parts[3]))

    @staticmethod
    def choose(parts: list[Any]) -> tree.Choose:
        cases = parts[0]
        return tree.Choose(
            _span(parts), tuple(zip(cases[1::2], cases[2::2], strict=True)), parts[2]
        )

    @staticmethod
    def pick(parts: list[Any]) -> tree.Pick:
        return tree.Pick(_span(parts), parts[0].split()[0], parts[1], parts[3])

    @staticmethod
    def ratio(parts: list[Any]) -> tree.Ratio:
        return tree.Ratio(_span(parts), parts[1], parts[3], parts[5])

    @staticmethod
    def rounded_up(parts: list[Any]) -> tree.RoundedUp:
        return tree.RoundedUp(_span(parts), parts[0], parts[2])

    @staticmethod
    def rounding_of(parts: list[Any]) -> tree.RoundingOf:
        return tree.RoundingOf(_span(parts), parts[1])

    @staticmethod
    def year_of(parts: list[Any]) -> tree.YearOf:
        return tree.YearOf(_span(parts), parts[1])

    @staticmethod
    def last_day_of_month(parts: list[Any]) -> tree.LastDayOfMonth:
        return tree.LastDayOfMonth(_span(parts), parts[1])

    @staticmethod
    def aggregate_sum(parts: list[Any]) -> tree.Aggregate:
        where = parts[5] if len(parts) > 4 else None
        return tree.Aggregate(_span(parts), "sum", parts[1], parts[3], where, None, None)

    @staticmethod
    def aggregate_rows(parts: list[Any]) -> tree.Aggregate:
        where = parts[3] if len(parts) > 2 else None
        return tree.Aggregate(_span(parts), "rows", None, parts[1], where, None, None)

    @staticmethod
    def aggregate_extreme(parts: list[Any]) -> tree.Aggregate:
        what, term, _, table, where, *rest = parts
        if_empty = rest[1] if rest else None
        return tree.Aggregate(_span(parts), what.split()[0], term, table, where, None, if_empty)

    aggregate_sum_where = aggregate_sum
    aggregate_rows_where = aggregate_rows
    aggregate_largest = aggregate_smallest = aggregate_extreme
    aggregate_largest_open = aggregate_smallest_open = aggregate_extreme

    @staticmethod
    def aggregate_share(parts: list[Any]) -> tree.Aggregate:
        _, term, _, table, where, _, of_which, _, if_empty = parts
        return tree.Aggregate(_span(parts), "share", term, table, where, of_which, if_empty)

    @staticmethod
    def lowest_running_total(parts: list[Any]) -> tree.RunningTotal:
        _, term, _, table, where, _, by, expiring = parts
        return tree.RunningTotal(_span(parts), True, term, table, where, by, expiring, None)

    @staticmethod
    def running_total(parts: list[Any]) -> tree.RunningTotal:
        _, term, _, table, where, _, by, expiring, _, at = parts
        return tree.RunningTotal(_span(parts), False, term, table, where, by, expiring, at)

    @staticmethod
    def running_column(parts: list[Any]) -> tree.RunningColumn:
        within = parts[5] if len(parts) > 4 else None
        return tree.RunningColumn(_span(parts), parts[1], tuple(parts[3]), within)

    running_column_within = running_column

    @staticmethod
    def pick_row(parts: list[Any]) -> tree.PickRow:
        which, table, where, _, by = parts
        return tree.PickRow(_span(parts), which.split()[0], table, where, tuple(by))

    @staticmethod
    def selection(parts: list[Any]) -> tree.Selection:
        return tree.Selection(_span(parts), parts[0], parts[2])

    # Conditions

    @staticmethod
    def conjunction(parts: list[Any]) -> _Sequence:
        return _listed(parts) if type(parts[0]) is _Sequence else _Sequence((parts[0], parts[2]))

    disjunction = conjunction

    @staticmethod
    def and_(parts: list[Any]) -> tree.And:
        return tree.And(_span(parts), tuple(parts[0]))

    @staticmethod
    def or_(parts: list[Any]) -> tree.Or:
        return tree.Or(_span(parts), tuple(parts[0]))

    @staticmethod
    def not_(parts: list[Any]) -> tree.Not:
        return tree.Not(_span(parts), parts[1])

    @staticmethod
    def comparator(parts: list[Any]) -> Any:
        return parts[0]

    @staticmethod
    def compare(parts: list[Any]) -> tree.Compare:
        within = parts[4] if len(parts) > 3 else None
        return tree.Compare(_span(parts), _words(parts[1]), parts[0], parts[2], within)

    compare_is = compare_is_not = compare_within = compare

    @staticmethod
    def is_one_of(parts: list[Any]) -> tree.IsOneOf:
        return tree.IsOneOf(_span(parts), parts[0], tuple(parts[2]), False)

    @staticmethod
    def is_not_one_of(parts: list[Any]) -> tree.IsOneOf:
        return tree.IsOneOf(_span(parts), parts[0], tuple(parts[2]), True)

    @staticmethod
    def is_given(parts: list[Any]) -> tree.IsGiven:
        return tree.IsGiven(_span(parts), parts[0])

    @staticmethod
    def is_none(parts: list[Any]) -> tree.IsNone:
        return tree.IsNone(_span(parts), parts[0])

    @staticmethod
    def is_evidenced(parts: list[Any]) -> tree.IsEvidenced:
        return tree.IsEvidenced(_span(parts), parts[0])

    @staticmethod
    def is_digits(parts: list[Any]) -> tree.IsDigits:
        digits = parts[2].replace(" ", "")
        count = int(digits) if digits.isdigit() and len(digits) < 5 else 0
        return tree.IsDigits(_span(parts), parts[0], count)

    @staticmethod
    def includes(parts: list[Any]) -> tree.Includes:
        return tree.Includes(_span(parts), parts[0], parts[2])

    @staticmethod
    def during(parts: list[Any]) -> tree.During:
        return tree.During(_span(parts), parts[0], parts[2])

    @staticmethod
    def mentions(parts: list[Any]) -> tree.Mentions:
        return tree.Mentions(_span(parts), parts[0], "words", parts[2], None, None)

    @staticmethod
    def mentions_beside(parts: list[Any]) -> tree.Mentions:
        return tree.Mentions(_span(parts), parts[0], "words", parts[2], str(parts[3]), parts[4])

    @staticmethod
    def mentions_number(parts: list[Any]) -> tree.Mentions:
        beside, other = (str(parts[2]), parts[3]) if len(parts) > 2 else (None, None)
        return tree.Mentions(_span(parts), parts[0], "number", None, beside, other)

    @staticmethod
    def mentions_number_of(parts: list[Any]) -> tree.Mentions:
        beside, other = (str(parts[3]), parts[4]) if len(parts) > 3 else (None, None)
        return tree.Mentions(_span(parts), parts[0], "number of", parts[2], beside, other)

    @staticmethod
    def rows_have(parts: list[Any]) -> tree.RowsHave:
        quantifier, variable, _, table, where, _, has = parts
        return tree.RowsHave(
            _span(parts),
            quantifier.split()[0],
            str(variable) if variable is not None else None,
            table,
            where,
            has,
        )

    @staticmethod
    def rows_share(parts: list[Any]) -> tree.RowsShare:
        quantifier = "all" if parts[0].type == "ALL_ROWS_OF" else "no two"
        return tree.RowsShare(_span(parts), quantifier, parts[1], parts[2], tuple(parts[4]))

    @staticmethod
    def no_overlap(parts: list[Any]) -> tree.NoOverlap:
        return tree.NoOverlap(_span(parts), parts[1], parts[2], tuple(parts[4]))

    @staticmethod
    def some_path(parts: list[Any]) -> tree.SomePath:
        _, table, where, _, start, _, end = parts
        return tree.SomePath(_span(parts), table, where, start, end)


class _Type:
    """What a type says of itself, before its bounds."""

    __slots__ = ("form", "name", "options", "span")

    def __init__(
        self, span: Span, form: str, name: str | None, options: tuple[tree.Name, ...]
    ) -> None:
        self.span = span
        self.form = form
        self.name = name
        self.options = options


def _type(base: _Type, not_negative: Any, bounds: Any, may_be_none: Any) -> tree.TypeExpression:
    return tree.TypeExpression(
        _span((base, not_negative, bounds, may_be_none)),
        base.form,
        base.name,
        base.options,
        not_negative is not None,
        tuple((word, value) for word, value in bounds),
        may_be_none is not None,
    )


_NUMBER = re.compile(r"[0-9](?:[0-9 ]*[0-9])?(?:\.[0-9]+)?")


def _quantity(token: Token) -> tree.Quantity:
    span = Span(token.start_pos or 0, token.end_pos or 0)
    digits = _NUMBER.findall(token)[0]
    unit = " ".join(token[len(digits) :].split())
    return tree.Quantity(span, digits.replace(" ", ""), unit)
