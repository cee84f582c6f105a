"""The one way to write a rule file: a clause a line, two spaces deep, at most 100 columns.

Only as many brackets are written as the grammar asks for. A comment on a line of its own stays before
the clause that it stood before; one behind a clause stays behind it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from checker.model.source import Span
from checker.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

WIDTH = 100

# --- layout: what may be broken, and where ----------------------------------------------------


class _Line:
    """A space, or the end of a line where its group is too long."""


class _Group:
    """Breaks all of its lines or none; `indent` is added for those that are broken."""

    def __init__(self, parts: Sequence[_Doc], indent: int = 0) -> None:
        self.parts = parts
        self.indent = indent


class _Fill:
    """Parts with spaces between, as many to a line as it takes."""

    def __init__(self, parts: Sequence[str]) -> None:
        self.parts = parts


_LINE = _Line()
_Doc = str | _Line | _Group | _Fill


def _width(text: str) -> int:
    if text.isascii():
        return len(text)
    from unicodedata import east_asian_width

    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def _fits(doc: _Doc, rest: list[tuple[_Doc, int, bool]], room: int) -> bool:
    """Whether a group laid flat, and what follows it up to the next break, fits in the room."""
    pending: list[tuple[_Doc, bool]] = [(doc, True)]
    following = len(rest)
    while room >= 0:
        if not pending:
            if following == 0:
                return True
            following -= 1
            after, _, flat = rest[following]
            pending.append((after, flat))
        part, flat = pending.pop()
        if isinstance(part, str):
            room -= _width(part)
        elif isinstance(part, _Line):
            if not flat:
                return True
            room -= 1
        elif isinstance(part, _Fill):
            if not flat:
                return room >= _width(part.parts[0])
            room -= _width(" ".join(part.parts))
        else:
            pending.extend((inner, flat) for inner in reversed(part.parts))
    return False


def _lay_out(doc: _Doc, indent: int) -> str:
    written = [" " * indent]
    column = indent
    rest: list[tuple[_Doc, int, bool]] = [(doc, indent, False)]
    while rest:
        part, depth, flat = rest.pop()
        if isinstance(part, str):
            written.append(part)
            column += _width(part)
        elif isinstance(part, _Line):
            written.append(" " if flat else "\n" + " " * depth)
            column = column + 1 if flat else depth
        elif isinstance(part, _Fill):
            for number, word in enumerate(part.parts):
                if number and column + 1 + _width(word) > WIDTH and not flat:
                    written.append("\n" + " " * depth)
                    column = depth
                elif number:
                    written.append(" ")
                    column += 1
                written.append(word)
                column += _width(word)
        else:
            flat = flat or _fits(part, rest, WIDTH - column)
            depth += part.indent
            rest.extend((inner, depth, flat) for inner in reversed(part.parts))
    return "".join(written)


# --- small parts ------------------------------------------------------------------------------


def _quote(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _name(name: tree.Name) -> str:
    return ".".join(name.words)


def _commas(words: Iterable[str]) -> list[str]:
    """Put a comma behind each word but the last."""
    listed = list(words)
    return [word + "," for word in listed[:-1]] + listed[-1:]


def _names(names: Iterable[tree.Name]) -> _Doc:
    return _Fill(_commas(_name(name) for name in names))


def _flat_names(names: Iterable[tree.Name]) -> str:
    return ", ".join(_name(name) for name in names)


def format_quantity(quantity: tree.Quantity) -> str:
    """Write a number in groups of three from five digits on, and its unit."""
    digits, point, decimals = quantity.number.partition(".")
    if len(digits) > 4:
        first = len(digits) % 3
        groups = [digits[:first]] if first else []
        groups += [digits[place : place + 3] for place in range(first, len(digits), 3)]
        digits = " ".join(groups)
    number = digits + point + decimals
    return f"{number} {quantity.unit}" if quantity.unit else number


# --- expressions ------------------------------------------------------------------------------

# How tightly a form binds: a form stands without brackets where its own rank or a lower one may.
_RIGHT_SIDE, _WHOLE, _EXPRESSION, _SUM, _PRODUCT, _UNARY, _TIGHT, _ATOM = range(8)


def is_open(node: tree.Expression) -> bool:
    """Whether an aggregate's end would swallow what follows it, so that it stands alone."""
    if not isinstance(node, tree.Aggregate):
        return False
    if node.what in ("largest", "smallest"):
        return node.if_empty is None
    return node.what != "share" and node.where is not None


def _rank(node: tree.Expression) -> int:
    match node:
        case tree.Selection() | tree.RunningColumn() | tree.PartOf():
            return _RIGHT_SIDE
        case tree.Choose():
            return _WHOLE
        case tree.Aggregate():
            return _WHOLE if is_open(node) else _ATOM
        case tree.Pick() | tree.Ratio() | tree.RoundedUp():
            return _EXPRESSION
        case tree.Arithmetic():
            return _PRODUCT if node.operator == "*" else _SUM
        case tree.Negative():
            return _UNARY
        case tree.AsOf():
            return _TIGHT
        case _:
            return _ATOM


def _expression(node: tree.Expression, needed: int) -> _Doc:
    doc = _bare(node)
    return _Group(["(", doc, ")"], 2) if _rank(node) < needed else doc


def _where(condition: tree.Condition | None) -> list[_Doc]:
    if condition is None:
        return []
    return [_LINE, "where ", _condition(condition, _CONDITION)]


def _bare(node: tree.Expression) -> _Doc:
    match node:
        case tree.Quantity():
            return format_quantity(node)
        case tree.Date():
            return node.text
        case tree.Text():
            return _quote(node.text)
        case tree.Name():
            return _name(node)
        case tree.Negative():
            return _Group(["- ", _expression(node.operand, _UNARY)])
        case tree.Arithmetic():
            return _arithmetic(node)
        case tree.PartOf():
            return _Group(
                [_expression(node.share, _TIGHT), " of ", _expression(node.whole, _TIGHT)]
            )
        case tree.AsOf():
            return _Group([_name(node.parameter), " as of ", _expression(node.date, _ATOM)])
        case tree.Choose():
            return _choose(node)
        case tree.Pick():
            left, right = _expression(node.left, _TIGHT), _expression(node.right, _TIGHT)
            return _Group([f"{node.which} of ", left, _LINE, "and ", right], 2)
        case tree.RoundingOf():
            return _Group(["rounding of ", _expression(node.operand, _TIGHT)])
        case tree.YearOf():
            return _Group(["year of ", _expression(node.operand, _TIGHT)])
        case tree.LastDayOfMonth():
            return _Group(["last day of month of ", _expression(node.operand, _TIGHT)])
        case tree.Ratio():
            return _Group(
                [
                    "ratio of ",
                    _expression(node.part, _SUM),
                    _LINE,
                    "to ",
                    _expression(node.whole, _SUM),
                    _LINE,
                    "if zero ",
                    _expression(node.if_zero, _ATOM),
                ],
                2,
            )
        case tree.RoundedUp():
            operand, step = _expression(node.operand, _ATOM), _expression(node.step, _ATOM)
            return _Group([operand, _LINE, "rounded up to ", step], 2)
        case tree.Aggregate():
            return _aggregate(node)
        case tree.RunningTotal():
            return _running_total(node)
        case tree.RunningColumn():
            within: list[_Doc] = [f" within {_name(node.within)}"] if node.within else []
            term = _expression(node.term, _EXPRESSION)
            keys = _flat_names(node.by)
            return _Group(["running total of ", term, _LINE, f"by {keys}", *within], 2)
        case tree.PickRow():
            head = f"{node.which} row of {_name(node.table)}"
            return _Group([head, *_where(node.where), _LINE, f"by {_flat_names(node.by)}"], 2)
        case tree.Selection():
            return _Group([_name(node.table), *_where(node.where)], 2)
        case _:
            assert_never(node)


def _arithmetic(node: tree.Arithmetic) -> _Doc:
    rank = _rank(node)
    # A chain `a + b - c` leans to the left; it is broken as one.
    tail: list[_Doc] = []
    left: tree.Expression = node
    while isinstance(left, tree.Arithmetic) and _rank(left) == rank:
        tail[:0] = [_LINE, f"{left.operator} ", _expression(left.right, rank + 1)]
        left = left.left
    return _Group([_expression(left, rank), *tail], 2)


def _choose(node: tree.Choose) -> _Doc:
    parts: list[_Doc] = ["choose "]
    for number, (condition, value) in enumerate(node.cases):
        if number:
            parts.append(_LINE)
        parts += [
            _Group(
                [
                    "when ",
                    _condition(condition, _CONDITION),
                    _LINE,
                    "then ",
                    _expression(value, _EXPRESSION),
                ],
                2,
            )
        ]
    parts += [_LINE, "otherwise ", _expression(node.otherwise, _EXPRESSION)]
    return _Group(parts, 2)


def _aggregate(node: tree.Aggregate) -> _Doc:
    parts: list[_Doc] = ["rows"] if node.term is None else [f"{node.what} of "]
    if node.term is not None:
        parts.append(_expression(node.term, _EXPRESSION))
    parts += [f" in {_name(node.table)}", *_where(node.where)]
    if node.of_which is not None:
        parts += [_LINE, "of which ", _condition(node.of_which, _CONDITION)]
    if node.if_empty is not None:
        parts += [_LINE, "if empty ", _expression(node.if_empty, _ATOM)]
    return _Group(parts, 2)


def _running_total(node: tree.RunningTotal) -> _Doc:
    lowest = "lowest " if node.lowest else ""
    parts: list[_Doc] = [f"{lowest}running total of ", _expression(node.term, _EXPRESSION)]
    parts += [f" in {_name(node.table)}", *_where(node.where), _LINE, f"by {_name(node.by)}"]
    if node.expiring is not None:
        parts += [_LINE, "expiring after ", _expression(node.expiring, _ATOM)]
    if node.at is not None:
        parts += [_LINE, "at ", _expression(node.at, _ATOM)]
    return _Group(parts, 2)


# --- conditions -------------------------------------------------------------------------------

_CONDITION, _UNIT, _SINGLE = range(3)


def _condition_rank(node: tree.Condition) -> int:
    if isinstance(node, (tree.And, tree.Or)):
        return _CONDITION
    return _UNIT if isinstance(node, tree.Not) else _SINGLE


def _condition(node: tree.Condition, needed: int) -> _Doc:
    doc = _bare_condition(node)
    return _Group(["(", doc, ")"], 2) if _condition_rank(node) < needed else doc


def _whole_condition(node: tree.Condition) -> _Doc:
    """A condition of which nothing follows: an open aggregate at its end needs no brackets."""
    if isinstance(node, tree.Compare) and node.within is None and is_open(node.right):
        left = _expression(node.left, _EXPRESSION)
        return _Group([left, _LINE, f"{node.operator} ", _bare(node.right)], 2)
    return _condition(node, _CONDITION)


def _bare_condition(node: tree.Condition) -> _Doc:
    match node:
        case tree.And() | tree.Or():
            word = "and " if isinstance(node, tree.And) else "or "
            parts: list[_Doc] = [_condition(node.parts[0], _UNIT)]
            for part in node.parts[1:]:
                parts += [_LINE, word, _condition(part, _UNIT)]
            return _Group(parts, 2)
        case tree.Not():
            return _Group(["not ", _condition(node.operand, _SINGLE)])
        case tree.Compare():
            right = (
                _bare(node.right)
                if isinstance(node.right, tree.PartOf)
                else _expression(node.right, _EXPRESSION)
            )
            within: list[_Doc] = []
            if node.within is not None:
                within = [_LINE, "within ", _expression(node.within, _SUM)]
            left = _expression(node.left, _EXPRESSION)
            return _Group([left, _LINE, f"{node.operator} ", right, *within], 2)
        case tree.IsOneOf():
            word = " is not one of " if node.negated else " is one of "
            options = _Fill(_commas(_option(option) for option in node.options))
            return _Group([_expression(node.left, _EXPRESSION), word, options], 2)
        case tree.IsGiven():
            return _Group([_expression(node.operand, _EXPRESSION), " is given"])
        case tree.IsNone():
            return _Group([_expression(node.operand, _EXPRESSION), " is none"])
        case tree.IsEvidenced():
            return _Group([_expression(node.operand, _EXPRESSION), " is evidenced"])
        case tree.IsDigits():
            return _Group([_expression(node.operand, _EXPRESSION), f" is {node.count} digits"])
        case tree.Includes():
            return _Group([_expression(node.left, _EXPRESSION), f" includes {_name(node.option)}"])
        case tree.During():
            period = _expression(node.period, _EXPRESSION)
            return _Group([_expression(node.date, _EXPRESSION), " during ", period])
        case tree.Mentions():
            return _Group([_expression(node.text, _EXPRESSION), " mentions ", _mentioned(node)])
        case tree.RowsHave():
            variable = f" {node.variable}" if node.variable else ""
            head = f"{node.quantifier} row{variable} of {_name(node.table)}"
            has = _condition(node.has, _SINGLE)
            return _Group([head, *_where(node.where), _LINE, "has ", has], 2)
        case tree.RowsShare():
            head = "all rows" if node.quantifier == "all" else "no two rows"
            shared = f"share {_flat_names(node.columns)}"
            return _Group([f"{head} of {_name(node.table)}", *_where(node.where), _LINE, shared], 2)
        case tree.NoOverlap():
            head = f"no two rows of {_name(node.table)}"
            overlap = f"overlap in {_flat_names(node.columns)}"
            return _Group([head, *_where(node.where), _LINE, overlap], 2)
        case tree.SomePath():
            return _Group(
                [
                    f"some path in {_name(node.table)}",
                    *_where(node.where),
                    _LINE,
                    "from ",
                    _expression(node.start, _TIGHT),
                    _LINE,
                    "to ",
                    _expression(node.end, _TIGHT),
                ],
                2,
            )
        case _:
            assert_never(node)


def _option(node: tree.Expression) -> str:
    doc = _bare(node)
    return doc if isinstance(doc, str) else _lay_out(doc, 0)


def _mentioned(node: tree.Mentions) -> str:
    beside = f" {node.beside} {_name(node.other)}" if node.other is not None else ""
    if node.what is None:
        return "a number" + beside
    if node.kind == "number of":
        return f"number of {_name(node.what)}" + beside
    return _name(node.what) + beside


# --- types ------------------------------------------------------------------------------------


def _bounds(bounds: Iterable[tuple[str, tree.Expression]]) -> str:
    return "".join(f" {word} {_option(value)}" for word, value in bounds)


def _type(node: tree.TypeExpression) -> list[_Doc]:
    tail = " not negative" if node.not_negative else ""
    tail += _bounds(node.bounds) + (" may be none" if node.may_be_none else "")
    match node.form:
        case "named" | "unit":
            return [f"{node.name}{tail}"]
        case "reference":
            return [f"reference to {node.name}{tail}"]
        case "one of" | "ranked one of" | "list of one of":
            return [f"{node.form} ", _names(node.options), tail]
        case _:
            return [f"{node.form}{tail}"]


# --- items ------------------------------------------------------------------------------------


class _Clause:
    """A clause with its place in the text that was read: that is where comments belong."""

    __slots__ = ("doc", "end", "indent", "start")

    def __init__(
        self, indent: int, doc: Sequence[_Doc], start: Span, end: Span | None = None
    ) -> None:
        self.indent = indent
        self.doc = _Group(doc, 2)
        self.start = start.start
        self.end = (end or start).end

    def write(self) -> str:
        return _lay_out(self.doc, self.indent)


def _inner(doc: _Doc) -> _Doc:
    """What follows a clause's keyword: its own lines are as deep as the clause's."""
    return _Group([doc], -2)


def _title(title: str | None) -> list[_Doc]:
    return [] if title is None else [_LINE, _quote(title)]


def _cites(cites: tree.Cites) -> str:
    clause = f" {_quote(cites.clause)}" if cites.clause is not None else ""
    return f"cites {_name(cites.standard)}{clause} {cites.certainty}"


def _standard(item: tree.Standard) -> list[_Clause]:
    parts: list[_Doc] = [f"standard {_name(item.name)} {_quote(item.title)}"]
    if item.publisher is not None:
        parts += [_LINE, f"publisher {_quote(item.publisher)}"]
    if item.edition is not None:
        parts += [_LINE, f"edition {_quote(item.edition)}"]
    if item.dated is not None:
        parts += [_LINE, f"dated {item.dated.text}"]
    return [_Clause(0, parts, item.span)]


def _parameter(item: tree.Parameter) -> list[_Clause]:
    head: list[_Doc] = [f"parameter {_name(item.name)} : ", *_type(item.type)]
    if item.keys:
        head.append(f" by {_flat_names(item.keys)}")
    clauses = [_Clause(0, [*head, *_title(item.title)], item.span, item.type.span)]
    for value in item.values:
        parts: list[_Doc] = []
        if value.options:
            parts += ["for ", _names(value.options), " "]
        for word, date in (("from", value.start), ("until", value.until)):
            parts += [f"{word} {date.text} "] if date is not None else []
        if value.value is None:
            parts.append(f"is open{_bounds(value.bounds)}")
        else:
            parts.append(f"is {_option(value.value)}")
        for cites in value.cites:
            parts += [_LINE, _cites(cites)]
        clauses.append(_Clause(2, parts, value.span))
    return clauses


def _reading(item: tree.Reading) -> list[_Clause]:
    parts: list[_Doc] = [f"reading {_name(item.name)} {_quote(item.question)}", _LINE, ": "]
    if item.type is not None and item.lower is not None and item.upper is not None:
        limits = f" between {_option(item.lower)} and {_option(item.upper)}"
        parts += [*_type(item.type), limits]
    else:
        parts.append(_names(item.options))
    last = item.options[-1] if item.options else item.upper
    clauses = [_Clause(0, parts, item.span, item.span if last is None else last.span)]
    return clauses + [_Clause(2, [_cites(cites)], cites.span) for cites in item.cites]


def _define(word: str, item: tree.Define, indent: int) -> _Clause:
    head = f"{word} {_name(item.name)}"
    if item.condition is not None:
        return _Clause(
            indent, [f"{head} when ", _inner(_whole_condition(item.condition))], item.span
        )
    if item.value is None:
        raise ValueError(f"`{head}` has neither a value nor a condition")
    return _Clause(indent, [f"{head} = ", _inner(_bare(item.value))], item.span)


def _words(item: tree.Words) -> list[_Clause]:
    parts: list[_Doc] = [f"words {_name(item.name)}"]
    for language, phrases in item.lists:
        parts += [_LINE, _Group([f"{language} ", _phrases(phrases)], 2)]
    if item.exceptions:
        parts += [_LINE, _Group(["except ", _phrases(item.exceptions)], 2)]
    return [_Clause(0, parts, item.span)]


def _phrases(phrases: Iterable[str]) -> _Doc:
    return _Fill(_commas(_quote(phrase) for phrase in phrases))


def _fact(item: tree.FactDeclaration) -> list[_Clause]:
    doc = [f"fact {_name(item.name)} : ", *_type(item.type), *_title(item.title)]
    return [_Clause(0, doc, item.span)]


def _column(column: tree.Column | tree.MoreOptions) -> _Clause:
    head = f"column {_name(column.name)}"
    if isinstance(column, tree.MoreOptions):
        return _Clause(2, [f"{head} with one of ", _names(column.options)], column.span)
    parts: list[_Doc]
    if column.type is not None:
        parts = [f"{head} : ", *_type(column.type)]
    elif column.condition is not None:
        parts = [f"{head} when ", _inner(_whole_condition(column.condition))]
    elif column.value is not None:
        parts = [f"{head} = ", _inner(_bare(column.value))]
    else:
        raise ValueError(f"`{head}` has neither a type, a value nor a condition")
    return _Clause(2, [*parts, *_title(column.title)], column.span)


def _table(item: tree.Table) -> list[_Clause]:
    head: list[_Doc] = [f"table {_name(item.name)}", *_title(item.title)]
    clauses = [_Clause(0, head, item.span, item.name.span)]
    if item.key:
        clauses.append(_Clause(2, ["key ", _names(item.key)], item.key[0].span, item.key[-1].span))
    if item.time is not None:
        clauses.append(_Clause(2, [f"time {_name(item.time)}"], item.time.span))
    if item.edge is not None:
        start, end = item.edge
        edge = f"edge {_name(start)} to {_name(end)}"
        clauses.append(_Clause(2, [edge], start.span, end.span))
    return clauses + [_column(column) for column in item.columns]


def _extend(item: tree.Extend) -> list[_Clause]:
    head = f"extend {_name(item.name)}"
    first = item.columns[0]
    # The fact's own name, not that of a column which happens to be called like its table.
    if isinstance(first, tree.MoreOptions) and first.name is item.name:
        return [_Clause(0, [f"{head} with one of ", _names(first.options)], item.span)]
    clauses = [_Clause(0, [head], item.span, item.name.span)]
    return clauses + [_column(column) for column in item.columns]


def _for_each(item: tree.ForEach) -> _Clause:
    keys: list[_Doc] = [" among ", _names(item.keys)] if item.keys else []
    head: list[_Doc] = [f"for each {item.variable}", *keys, f" in {_name(item.table)}"]
    return _Clause(2, [*head, *_where(item.where)], item.span)


def _rule(item: tree.Rule) -> list[_Clause]:
    clauses = [
        _Clause(
            0, [f"rule {item.id}", *_title(item.title)], item.span, item.title_span or item.id_span
        )
    ]
    clauses += [_Clause(2, [_cites(cites)], cites.span) for cites in item.cites]
    for word, date in (("from", item.start), ("until", item.until)):
        if date is not None:
            clauses.append(_Clause(2, [f"{word} {date.text}"], date.span))
    after = Span(clauses[-1].end, clauses[-1].end)
    if item.across:
        clauses.append(_Clause(2, ["across dossiers"], item.across_span or after))
    if item.for_each is not None:
        clauses.append(_for_each(item.for_each))
    clauses += [_define("let", let, 2) for let in item.lets]
    if item.applies is not None:
        applies = ["applies when ", _inner(_whole_condition(item.applies))]
        clauses.append(_Clause(2, applies, item.applies.span))
    clauses += [_require(require) for require in item.requires]
    if item.decide:
        place = item.decide_span or item.decide[0].span
        clauses.append(_Clause(2, ["decide"], Span(place.start, place.start)))
        clauses += [_case(case) for case in item.decide]
    if item.states:
        first, last = item.states[0].span, item.states[-1].span
        clauses.append(_Clause(2, ["state ", _names(item.states)], first, last))
    for word, text, span in (
        ("say", item.say, item.say_span),
        ("remedy", item.remedy, item.remedy_span),
    ):
        if text is not None:
            after = Span(clauses[-1].end, clauses[-1].end)
            clauses.append(_Clause(2, [f"{word} {_quote(text)}"], span or after))
    for note in item.notes:
        parts: list[_Doc] = [f"note {_quote(note.text)}"]
        if note.condition is not None:
            parts += [_LINE, "when ", _inner(_whole_condition(note.condition))]
        clauses.append(_Clause(2, parts, note.span))
    return clauses


def _require(item: tree.Require) -> _Clause:
    parts: list[_Doc] = [f"{item.level} ", _inner(_whole_condition(item.condition))]
    if item.otherwise_ask is not None:
        parts += [_LINE, f"else judgement ask {_quote(item.otherwise_ask)}"]
    return _Clause(2, parts, item.span)


def _case(case: tree.Case) -> _Clause:
    parts: list[_Doc]
    if case.condition is None:
        parts = [f"otherwise {case.outcome}"]
    else:
        parts = [f"{case.outcome} when ", _inner(_whole_condition(case.condition))]
    if case.ask is not None:
        parts += [_LINE, f"ask {_quote(case.ask)}"]
    return _Clause(4, parts, case.span)


def _clauses(item: tree.Item) -> list[_Clause]:
    match item:
        case tree.Standard():
            return _standard(item)
        case tree.Parameter():
            return _parameter(item)
        case tree.Reading():
            return _reading(item)
        case tree.Define():
            return [_define("define", item, 0)]
        case tree.Words():
            return _words(item)
        case tree.FactDeclaration():
            return _fact(item)
        case tree.Table():
            return _table(item)
        case tree.Extend():
            return _extend(item)
        case tree.Rule():
            return _rule(item)
        case _:
            assert_never(item)


def format_expression(node: tree.Expression) -> str:
    """Write an expression on one line, for a trace or a message."""
    return _on_one_line(_bare(node))


def format_condition(node: tree.Condition) -> str:
    """Write a condition on one line, for a trace or a message."""
    return _on_one_line(_whole_condition(node))


def _on_one_line(doc: _Doc) -> str:
    written: list[str] = []
    rest = [doc]
    while rest:
        part = rest.pop()
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, _Line):
            written.append(" ")
        elif isinstance(part, _Fill):
            written.append(" ".join(part.parts))
        else:
            rest.extend(reversed(part.parts))
    return "".join(written)


# --- the file ---------------------------------------------------------------------------------


def format_file(file: tree.File) -> str:
    """Write a file in the one way there is; reading it again gives an equal file."""
    items = [_clauses(item) for item in file.items]
    clauses = [clause for item in items for clause in item]
    before, behind = _attach(file.comments, clauses)
    written: list[str] = []
    number = 0
    previous: tuple[type[tree.Item], bool] | None = None
    for item, parts in zip(file.items, items, strict=True):
        lines = _remarks(before.get(number, ()))
        for clause in parts:
            if clause is not parts[0]:
                lines += [" " * clause.indent + one.text for one in before.get(number, ())]
            lines.append(clause.write() + (f"  {behind[number]}" if number in behind else ""))
            number += 1
        # One-liners of one kind stand close together; what is remarked of the first may be of all.
        short = len(parts) == 1 and "\n" not in lines[-1]
        if previous is not None and not (
            len(lines) == 1 and short and previous == (type(item), True)
        ):
            written.append("")
        written += lines
        previous = (type(item), short)
    after = _remarks(before.get(number, ()))
    while after and not after[-1]:
        after.pop()
    if after and written:
        written.append("")
    return "\n".join(written + after) + "\n" if written or after else ""


def _remarks(comments: Iterable[tree.Comment]) -> list[str]:
    """Write the comments above an item; a blank line after one of them is kept."""
    lines: list[str] = []
    for comment in comments:
        lines += [comment.text, ""] if comment.gap else [comment.text]
    return lines


def _attach(
    comments: Iterable[tree.Comment], clauses: Sequence[_Clause]
) -> tuple[dict[int, list[tree.Comment]], dict[int, str]]:
    """Find what stands before and behind each clause; after the last comes the end of the file.

    A comment inside a clause moves before it, and takes one that stood behind an earlier line of the
    clause along: comments keep their order.
    """
    from bisect import bisect_right

    starts = [clause.start for clause in clauses]
    before: dict[int, list[tree.Comment]] = {}
    behind: dict[int, tree.Comment] = {}
    for comment in comments:
        place = comment.span.start
        last = bisect_right(starts, place) - 1
        inside = last >= 0 and place < clauses[last].end
        if inside and comment.own_line:
            before.setdefault(last, []).extend(_passed(behind, last))
            before[last].append(_without_gap(comment))
        elif comment.own_line or last < 0:
            before.setdefault(last + 1, []).append(comment)
        elif last + 1 in before:
            # Behind the keyword of the next clause, whose place is that of its text.
            before[last + 1].append(_without_gap(comment))
        else:
            # Two remarks behind one clause: it had been broken over lines.
            if last in behind:
                before.setdefault(last, []).extend(_passed(behind, last))
            behind[last] = comment
    return before, {number: comment.text for number, comment in behind.items()}


def _passed(behind: dict[int, tree.Comment], last: int) -> list[tree.Comment]:
    """Take the comment away that stood behind a clause, to be written before it."""
    return [_without_gap(behind.pop(last))] if last in behind else []


def _without_gap(comment: tree.Comment) -> tree.Comment:
    return tree.Comment(comment.span, comment.text, comment.own_line, False)
