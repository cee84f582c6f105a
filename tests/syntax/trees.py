"""Random syntax trees, such as a rule file can say: `files()`, `rules()`, `conditions()`.

Names that are declared or used as values are no keywords; options are any words.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from checker.model.source import Span
from checker.syntax import tree

SPAN = Span(0, 0)
COMPARISONS = (
    "at most",
    "at least",
    "above",
    "below",
    "is",
    "is not",
    "before",
    "after",
    "on or before",
    "on or after",
)
UNITS = ("", "%", "t", "kg", "kWh/t", "t CO2e", "t CO2e/t", "USD", "months", "days", "MWh")


def node(kind: type, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Build nodes of a kind, each with the same span."""
    return st.builds(kind, st.just(SPAN), *parts)


def tuples(
    parts: st.SearchStrategy[Any], least: int = 0, most: int = 3
) -> st.SearchStrategy[tuple[Any, ...]]:
    """Build tuples of parts."""
    return st.lists(parts, min_size=least, max_size=most).map(tuple)


def maybe(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Build a part or None."""
    return st.none() | parts


_WORD = st.sampled_from(("a", "mass_2", "K9", "step", "coc_out", "T", "rule_x", "in_base", "isx"))
names = node(tree.Name, _WORD.map(lambda word: (word,)))
paths = node(tree.Name, st.lists(_WORD, min_size=1, max_size=3).map(tuple))
# Any word can be an option, keywords too.
options = node(
    tree.Name,
    st.sampled_from(("yes", "in", "out", "open", "rule", "share", "where", "by", "from", "x")).map(
        lambda word: (word,)
    ),
)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=' "\\#{}'),
    max_size=30,
)
_NUMBERS = st.from_regex(r"(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?", fullmatch=True)
quantities = node(tree.Quantity, _NUMBERS, st.sampled_from(UNITS))
dates = node(tree.Date, st.dates().filter(lambda d: 1900 <= d.year < 2200).map(str))
values = quantities | dates | node(tree.Text, texts) | paths | node(tree.Negative, quantities)
quantifiers = st.sampled_from(("every", "some"))


def _terms(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.deferred(lambda: _expressions(inner))


def _expressions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Build expressions over smaller ones."""
    condition = maybe(_simple_conditions(inner))
    return st.one_of(
        node(tree.Negative, inner),
        node(tree.Arithmetic, st.sampled_from("+-*"), inner, inner),
        node(tree.AsOf, paths, inner),
        node(tree.Choose, tuples(st.tuples(_simple_conditions(inner), inner), 1), inner),
        node(tree.Pick, st.sampled_from(("smaller", "larger", "earlier", "later")), inner, inner),
        node(tree.RoundingOf, inner),
        node(tree.Ratio, inner, inner, inner),
        node(tree.RoundedUp, inner, inner),
        node(tree.YearOf, inner),
        node(tree.LastDayOfMonth, inner),
        _aggregates(inner, condition),
        node(
            tree.RunningTotal,
            st.just(True),
            inner,
            paths,
            condition,
            paths,
            maybe(inner),
            st.none(),
        ),
        node(
            tree.RunningTotal, st.just(False), inner, paths, condition, paths, maybe(inner), inner
        ),
        node(tree.PickRow, st.sampled_from(("first", "last")), paths, condition, tuples(paths, 1)),
    )


def _aggregates(
    inner: st.SearchStrategy[Any], condition: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    none = st.none()
    extremes = st.sampled_from(("largest", "smallest"))
    return st.one_of(
        node(tree.Aggregate, st.just("sum"), inner, paths, condition, none, none),
        node(tree.Aggregate, st.just("rows"), none, paths, condition, none, none),
        node(tree.Aggregate, extremes, inner, paths, condition, none, maybe(inner)),
        node(
            tree.Aggregate,
            st.just("share"),
            inner,
            paths,
            condition,
            _simple_conditions(inner),
            inner,
        ),
    )


def _simple_conditions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Build comparisons and the like over expressions."""
    right = inner | options | node(tree.PartOf, inner, inner)
    chosen = options | values.filter(lambda value: not isinstance(value, tree.Name))
    return st.one_of(
        node(
            tree.Compare,
            st.sampled_from(tuple(word for word in COMPARISONS if not word.startswith("is"))),
            inner,
            inner | node(tree.PartOf, inner, inner),
            st.none(),
        ),
        node(tree.Compare, st.just("is"), inner, right, maybe(inner)),
        node(tree.Compare, st.just("is not"), inner, right, st.none()),
        node(tree.IsOneOf, inner, tuples(chosen, 1), st.booleans()),
        node(tree.IsGiven, inner),
        node(tree.IsNone, inner),
        node(tree.IsEvidenced, inner),
        node(tree.IsDigits, inner, st.integers(1, 99)),
        node(tree.Includes, inner, options),
        node(tree.During, inner, inner),
        _mentions(inner),
    )


def _mentions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    none = st.none()
    beside = st.sampled_from(("with", "without"))
    return st.one_of(
        node(tree.Mentions, inner, st.just("words"), paths, none, none),
        node(tree.Mentions, inner, st.just("words"), paths, beside, paths),
        node(tree.Mentions, inner, st.just("number"), none, none, none),
        node(tree.Mentions, inner, st.just("number of"), paths, none, none),
        node(tree.Mentions, inner, st.just("number"), none, beside, paths),
        node(tree.Mentions, inner, st.just("number of"), paths, beside, paths),
    )


expressions = st.recursive(values, _expressions, max_leaves=8)
_leaves = _simple_conditions(expressions)


def _conditions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    where = maybe(inner)
    return st.one_of(
        node(tree.And, tuples(inner, 2)),
        node(tree.Or, tuples(inner, 2)),
        node(tree.Not, inner),
        node(tree.RowsHave, quantifiers, maybe(_WORD), paths, where, inner),
        node(tree.RowsShare, st.sampled_from(("all", "no two")), paths, where, tuples(paths, 1)),
        node(tree.NoOverlap, paths, where, tuples(paths, 1, 2)),
        node(tree.SomePath, paths, where, expressions, expressions),
    )


_CONDITIONS = st.recursive(_leaves, _conditions, max_leaves=6)


def conditions() -> st.SearchStrategy[Any]:
    """Build conditions of every kind."""
    return _CONDITIONS


_bounds = tuples(
    st.tuples(st.sampled_from(("at least", "at most", "above", "below")), quantities), most=2
)
_limits = tuples(st.tuples(st.sampled_from(("at least", "at most")), quantities), most=2)


def _types() -> st.SearchStrategy[Any]:
    none, nothing = st.none(), st.just(())
    forms = st.one_of(
        st.tuples(
            st.sampled_from(("text", "yes/no", "date", "period", "whole number")), none, nothing
        ),
        st.tuples(
            st.just("named"), st.sampled_from(("mass", "share", "number", "duration")), nothing
        ),
        st.tuples(st.just("unit"), st.sampled_from(("kWh/t", "t CO2e", "USD")), nothing),
        st.tuples(
            st.sampled_from(("one of", "ranked one of", "list of one of")),
            none,
            tuples(options, 1),
        ),
        st.tuples(st.just("reference"), _WORD, nothing),
    )
    return st.builds(
        lambda form, not_negative, bounds, may: tree.TypeExpression(
            SPAN, form[0], form[1], form[2], not_negative, bounds, may
        ),
        forms,
        st.booleans(),
        _bounds,
        st.booleans(),
    )


types = _types()
_cites = tuples(
    node(tree.Cites, names, maybe(texts), st.sampled_from(("confirmed", "unconfirmed", "open")))
)
_selections = node(tree.Selection, paths, conditions())
_defines = node(tree.Define, names, expressions | _selections, st.none()) | node(
    tree.Define, names, st.none(), conditions()
)
_known = values.filter(lambda value: getattr(value, "words", None) != ("open",))
_parameter_values = node(
    tree.ParameterValue, tuples(options), maybe(dates), maybe(dates), _known, st.just(()), _cites
) | node(
    tree.ParameterValue, tuples(options), maybe(dates), maybe(dates), st.none(), _limits, _cites
)
_running_columns = node(tree.RunningColumn, expressions, tuples(paths, 1), maybe(paths))
_columns = st.one_of(
    node(tree.Column, names, types, st.none(), st.none(), maybe(texts)),
    node(tree.Column, names, st.none(), expressions | _running_columns, st.none(), maybe(texts)),
    node(tree.Column, names, st.none(), st.none(), conditions(), maybe(texts)),
)
_more_options = node(tree.MoreOptions, names, tuples(options, 1))
_plain_types = types.map(
    lambda kind: tree.TypeExpression(SPAN, kind.form, kind.name, kind.options, False, (), False)
)


def _extensions() -> st.SearchStrategy[Any]:
    of_fact = st.builds(
        lambda name, chosen: tree.Extend(SPAN, name, (tree.MoreOptions(SPAN, name, chosen),)),
        paths,
        tuples(options, 1),
    )
    return of_fact | node(tree.Extend, names, tuples(_columns | _more_options, 1))


@st.composite
def rules(draw: st.DrawFn) -> tree.Rule:
    """Build a rule, its clauses in their order."""
    body = draw(st.sampled_from(("require", "recommend", "decide", "state")))
    requires: Any = ()
    decide: Any = ()
    if body in ("require", "recommend"):
        requires = draw(tuples(node(tree.Require, st.just(body), conditions(), maybe(texts)), 1))
    elif body == "decide":
        plain = st.sampled_from(("pass", "violation", "not_applicable"))
        cases = node(tree.Case, plain, conditions(), st.none()) | node(
            tree.Case, st.just("judgement"), conditions(), texts
        )
        last = node(tree.Case, plain, st.none(), st.none()) | node(
            tree.Case, st.just("judgement"), st.none(), texts
        )
        decide = (*draw(tuples(cases, 1)), draw(last))
    each = node(tree.ForEach, _WORD, tuples(paths), paths, maybe(conditions()))
    return tree.Rule(
        span=SPAN,
        id=draw(st.from_regex(r"[A-Za-z0-9][A-Za-z0-9.-]{0,12}", fullmatch=True)),
        id_span=SPAN,
        title=draw(texts),
        cites=draw(_cites),
        start=draw(maybe(dates)),
        until=draw(maybe(dates)),
        across=draw(st.booleans()),
        for_each=draw(maybe(each)),
        lets=draw(tuples(_defines)),
        applies=draw(maybe(conditions())),
        requires=requires,
        decide=decide,
        states=draw(tuples(paths, 1 if body == "state" else 0)),
        say=draw(maybe(texts)),
        remedy=draw(maybe(texts)),
        notes=draw(tuples(node(tree.Note, texts, maybe(conditions())))),
    )


def items() -> st.SearchStrategy[Any]:
    """Build an item of any kind."""
    phrases = tuples(texts, 1)
    languages = st.sampled_from(("en", "zh", "ja"))
    nothing: st.SearchStrategy[Any] = st.just(())
    none = st.none()
    return st.one_of(
        node(tree.Standard, names, texts, maybe(texts), maybe(texts), maybe(dates)),
        node(
            tree.Parameter, names, types, tuples(paths), maybe(texts), tuples(_parameter_values, 1)
        ),
        node(tree.Reading, names, texts, tuples(options, 1), none, none, none, _cites),
        node(tree.Reading, names, texts, nothing, _plain_types, quantities, quantities, _cites),
        _defines,
        node(tree.Words, names, tuples(st.tuples(languages, phrases), 1), tuples(texts)),
        node(tree.FactDeclaration, paths, types, maybe(texts)),
        node(
            tree.Table,
            names,
            maybe(texts),
            tuples(names),
            maybe(names),
            maybe(st.tuples(names, names)),
            tuples(_columns, 1),
        ),
        _extensions(),
        rules(),
    )


def files() -> st.SearchStrategy[tree.File]:
    """Build a whole file, without comments."""
    return st.builds(lambda parts: tree.File(parts, ()), tuples(items()))
