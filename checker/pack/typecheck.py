"""A datatype and a dimension for every expression.

A mistake becomes a `Diagnostic` and the expression the type `None`, which fits everywhere: one
mistake is told once, and hides no other.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any, assert_never

from checker.diagnostic.diagnostic import Diagnostic
from checker.diagnostic.nearest import nearest
from checker.model.datatype import Datatype, Kind
from checker.model.expression import Node, reslot, strip
from checker.model.said import joined, said
from checker.model.source import Source, Span
from checker.model.unit import (
    NAMED,
    NUMBER,
    SHARE,
    Dimension,
    describe,
    display_unit,
    find_unit,
    multiply,
)
from checker.pack.names import Local, Scope, givens, nones
from checker.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from checker.model.pack import Declaration, TableDeclaration

Typed = tuple[Node, Datatype | None]
Use = tuple[Source, int, int, str, str]

_YESNO = Datatype(Kind.YESNO, options=("yes", "no"))
_DATE = Datatype(Kind.DATE)
_DURATION = Datatype(Kind.DURATION)
_TEXT = Datatype(Kind.TEXT)
_WHOLE = Datatype(Kind.WHOLE)
_NUMERIC = (Kind.QUANTITY, Kind.WHOLE)
_KINDS = {"selection": "define"}
_DURATION_UNITS = {
    "day": (0, 1),
    "days": (0, 1),
    "month": (1, 0),
    "months": (1, 0),
    "year": (12, 0),
    "years": (12, 0),
}
_REFERENCE = re.compile(r"reference\s+to\s+(\w+)")
_DATE_OPERATORS = ("before", "after", "on or before", "on or after")
_ORDER_OPERATORS = ("at most", "at least", "above", "below")
_FOR_DATES = {
    "at most": "on or before",
    "at least": "on or after",
    "above": "after",
    "below": "before",
}


class Global:
    """A parameter, reading, define or word list that items can name.

    `rival` is the full name of another that a used pack declares under the same word.
    """

    __slots__ = ("entry", "kind", "name", "rival", "type")

    def __init__(self, kind: str, name: str, type: Datatype | None, entry: dict[str, Any]) -> None:
        self.kind = kind
        self.name = name
        self.type = type
        self.entry = entry
        self.rival: str | None = None


class Checker:
    """Types the expressions of one file after the other; gathers what is wrong with them."""

    def __init__(
        self,
        facts: dict[str, Declaration],
        tables: dict[str, TableDeclaration],
        find_global: Callable[[str], Global | None],
        global_names: Callable[[], Sequence[str]],
        derived_type: Callable[[str, str], Datatype | None],
    ) -> None:
        self.facts = facts
        self.tables = tables
        self.find_global = find_global
        self.global_names = global_names
        self.derived_type = derived_type
        self.diagnostics: list[Diagnostic] = []
        self.source = Source("", "")
        # What each name stands for, as (source, start, end, kind, name): noted for editors alone.
        self.uses: list[Use] | None = None
        self.groups: dict[str, Node] = {}
        self._types: dict[int, Datatype] = {}
        self._kept: list[Node] = []
        self._reported: set[tuple[str, int, str]] = set()

    # --- mistakes ---------------------------------------------------------------------------

    def report(
        self,
        code: str,
        message: str,
        span: Span,
        *,
        have: str | None = None,
        want: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Note a mistake at a place of the file in hand."""
        key = (self.source.name, span.start, code)
        if key in self._reported:
            return
        self._reported.add(key)
        line, column = self.source.place(span.start)
        excerpt = self.source.line(line)
        length = max(1, min(span.end - span.start, len(excerpt) - column + 1))
        self.diagnostics.append(
            Diagnostic(
                code,
                message,
                file=self.source.name,
                line=line,
                column=column,
                length=length,
                have=have,
                want=want,
                hint=hint,
                excerpt=excerpt,
            )
        )

    def unknown_name(self, words: Sequence[str], span: Span, scope: Scope) -> Typed:
        """Report a name that means nothing here, with the nearest that does."""
        name = ".".join(words)
        known = [*self.facts, *self.global_names(), *scope.lets, *scope.rows, *scope.keys]
        if scope.inner is not None:
            known += self.tables[scope.inner[1]].columns
        close = nearest(name, known)
        self.report(
            "unknown-name",
            said("nothing is called `{name}` here", name=name)
            if scope.inner is None
            else said(
                "nothing is called `{name}` here in {table}", name=name, table=scope.inner[1]
            ),
            span,
            hint=said("did you mean `{near}`?", near=close) if close else None,
        )
        return self.bad(span)

    def bad(self, span: Span) -> Typed:
        """Return an expression that fits everywhere: what is wrong with it has been said."""
        return ["bad", span.start, span.end], None

    def typed(self, node: Node, type: Datatype | None) -> Typed:
        """Remember the type of a node."""
        if type is not None:
            self._types[id(node)] = type
            self._kept.append(node)
        return node, type

    # --- what names stand for ---------------------------------------------------------------

    def note(
        self,
        kind: str,
        name: str,
        written: tree.Name,
        first: int = 0,
        last: int | None = None,
    ) -> None:
        """Note what the words `first` to `last` (exclusive; all of them) of a name stand for.

        `kind` is fact, table, column, parameter, reading, define, words, standard, let, row or option;
        `name` begins with the pack that declares it, but for lets, row variables and options.
        """
        if self.uses is None:
            return
        whole = ".".join(written.words)
        # Brackets belong to the span of what they hold.
        start = self.source.text.find(whole, written.span.start, written.span.end)
        if start < 0:
            return
        if first:
            start += len(".".join(written.words[:first])) + 1
        length = len(".".join(written.words[first:last]))
        self.uses.append((self.source, start, start + length, kind, name))

    def note_column(self, table: str, written: tree.Name, at: int = 0) -> None:
        """Note that a word of a name stands for a column, if the table has it."""
        declared = self.tables[table].columns.get(written.words[at])
        if declared is not None:
            name = f"{declared.pack}/{table}.{written.words[at]}"
            self.note("column", name, written, at, at + 1)

    def note_table(self, written: tree.Name) -> None:
        """Note that a name stands for a table."""
        word = ".".join(written.words)
        self.note("table", f"{self.tables[word].pack}/{word}", written)

    def note_reference(self, written: tree.TypeExpression) -> None:
        """Note the table of `reference to TABLE`."""
        table = written.name or ""
        match = _REFERENCE.match(self.source.text, written.span.start)
        if self.uses is not None and match is not None and table in self.tables:
            self.note_table(tree.Name(Span(*match.span(1)), (table,)))

    # --- declared types ---------------------------------------------------------------------

    def datatype(self, written: tree.TypeExpression) -> Datatype | None:
        """Return the declared type, or None with a mistake noted."""
        none = written.may_be_none
        match written.form:
            case "text":
                return Datatype(Kind.TEXT, may_be_none=none)
            case "yes/no":
                return Datatype(Kind.YESNO, options=("yes", "no"), may_be_none=none)
            case "date":
                return Datatype(Kind.DATE, may_be_none=none)
            case "period":
                return Datatype(Kind.PERIOD, may_be_none=none)
            case "one of" | "ranked one of" | "list of one of":
                options = tuple(".".join(option.words) for option in written.options)
                for position, option in enumerate(written.options):
                    if ".".join(option.words) in options[:position]:
                        self.report(
                            "duplicate-name",
                            said(
                                "the option `{name}` is listed twice", name=".".join(option.words)
                            ),
                            option.span,
                        )
                return Datatype(
                    Kind.LIST if written.form == "list of one of" else Kind.CHOICE,
                    options=options,
                    ranked=written.form == "ranked one of",
                    may_be_none=none,
                )
            case "reference":
                if written.name not in self.tables:
                    self.unknown_table(written.name or "", written.span)
                    return None
                self.note_reference(written)
                return Datatype(Kind.REFERENCE, table=written.name, may_be_none=none)
            case "whole number":
                return self.bounded(Kind.WHOLE, NUMBER, None, written)
            case "named" if written.name == "duration":
                return Datatype(Kind.DURATION, may_be_none=none)
            case "named" if written.name in NAMED:
                return self.bounded(Kind.QUANTITY, NAMED[written.name], None, written)
            case _:
                unit = find_unit(written.name or "")
                if unit is None:
                    close = nearest(written.name or "", [*NAMED, "text", "yes/no", "date"])
                    self.report(
                        "unknown-type",
                        said("`{name}` is no type", name=written.name),
                        written.span,
                        want="text, yes/no, date, period, duration, whole number, number, share, "
                        "mass, energy, power, carbon, intensity, a unit, one of …, or "
                        "reference to …",
                        hint=said("did you mean `{near}`?", near=close) if close else None,
                    )
                    return None
                return self.bounded(Kind.QUANTITY, unit.dimension, unit.name, written)

    def bounded(
        self, kind: Kind, dimension: Dimension, unit: str | None, written: tree.TypeExpression
    ) -> Datatype:
        """Return a numeric type with its bounds in the computing unit."""
        lower: Fraction | None = Fraction(0) if written.not_negative else None
        lower_open = False
        upper: Fraction | None = None
        for word, quantity in written.bounds:
            value = self.literal(quantity, dimension)
            if value is None:
                continue
            if word in ("at least", "above"):
                lower, lower_open = value, word == "above"
            else:
                upper = value
        return Datatype(
            kind,
            dimension=dimension,
            unit=unit,
            lower=lower,
            lower_open=lower_open,
            upper=upper,
            may_be_none=written.may_be_none,
        )

    def literal(self, written: tree.Expression, dimension: Dimension) -> Fraction | None:
        """Return the value of a number as written where that dimension is wanted."""
        if not isinstance(written, (tree.Quantity, tree.Negative)):
            want = describe(dimension)
            message = said("{want} is wanted here, written as a number", want=want)
            self.report("type-mismatch", message, written.span, want=want)
            return None
        node, type = self.expression(written, Scope([0]))
        if type is None or node[0] != "num":
            if node[0] == "dur":
                self.mismatch(written.span, _DURATION, describe(dimension))
            return None
        if type.dimension != dimension:
            self.mismatch(written.span, type, describe(dimension))
            return None
        return Fraction(node[3])

    def mismatch(self, span: Span, have: Datatype, want: str, hint: str | None = None) -> None:
        """Report a value of another kind or dimension than is wanted."""
        numeric = have.kind in _NUMERIC
        if hint is None and numeric and have.dimension == NUMBER and want != describe(NUMBER):
            hint = "write the unit after the number"
        self.report(
            "unit-mismatch" if numeric else "type-mismatch",
            said("{want} is wanted here", want=want)
            if not numeric
            else said("{want} is wanted, not {type}", want=want, type=have.describe()),
            span,
            have=have.describe(),
            want=want,
            hint=hint,
        )

    # --- names ------------------------------------------------------------------------------

    def unknown_table(self, name: str, span: Span, also: Iterable[str] = ()) -> None:
        """Report a table that nobody declares; `also` are names that it may have been meant for."""
        close = nearest(name, [*self.tables, *also])
        self.report(
            "unknown-table",
            said("there is no table `{name}`", name=name),
            span,
            hint=said("did you mean `{near}`?", near=close) if close else None,
        )

    def table(self, name: tree.Name, scope: Scope) -> tuple[str, tuple[str, Any] | None] | None:
        """Return the base table that a name stands for, and its selection if it is one."""
        word = ".".join(name.words)
        local = scope.lets.get(word)
        if local is not None and local.selection is not None:
            self.note("let", word, name)
            return local.selection[0], local.selection
        if word in self.tables:
            self.note_table(name)
            return word, None
        found = self.find_global(word)
        self.one_meaning(found, name.span)
        if found is not None and found.kind == "selection":
            self.note("define", found.name, name)
            return found.entry["table"], ("define", found)
        # A selection is among these; which of them are is not asked, for that would type them here.
        self.unknown_table(word, name.span, [*self.global_names(), *scope.lets])
        return None

    def search(
        self,
        name: tree.Name,
        where: tree.Condition | None,
        scope: Scope,
        variable: str | None = None,
    ) -> tuple[int, str, list[Node], Scope] | None:
        """Open a search over a table or a selection: slot, base table, conditions, inner scope."""
        found = self.table(name, scope)
        if found is None:
            # The rest cannot be read without its table, but its own names still can.
            return None
        table, selection = found
        slot = scope.new_slot()
        conditions: list[Node] = []
        if selection is not None:
            conditions = self.selection_conditions(selection, slot, scope)
        inside = scope.inside(slot, table, variable).knowing(givens(conditions, strip))
        if where is not None:
            conditions = conditions + flatten(self.condition(where, inside))
        return slot, table, conditions, inside.knowing(givens(conditions, strip))

    def selection_conditions(
        self, selection: tuple[str, Any], slot: int, scope: Scope
    ) -> list[Node]:
        """Return the conditions of a named selection, on the rows of `slot`."""
        kind, what = selection
        if kind == "define":
            # The define was typed with its row in slot 0 and searches of its own above it.
            entry = what.entry
            needed = entry["slots"]
            base = slot
            for _ in range(needed - 1):
                scope.new_slot()
            return [reslot(part, base) for part in entry["where"]]
        # A `let`: type it again for this slot; its outer rows keep their slots.
        written, where_scope, base_selection = what
        conditions: list[Node] = []
        if base_selection is not None:
            conditions = self.selection_conditions(base_selection, slot, scope)
        inside = where_scope.inside(slot, kind).knowing(givens(conditions, strip))
        return conditions + flatten(self.condition(written, inside))

    def name(self, written: tree.Name, scope: Scope) -> Typed:
        """Return what a name stands for."""
        words, span = written.words, written.span
        head = words[0]
        start: Typed | None = None
        used = 1
        if head == "this" and scope.this is not None:
            slot, table = scope.this
            start = self.typed(
                ["var", span.start, span.end, slot, table], Datatype(Kind.ROW, table=table)
            )
        elif head in scope.rows and (len(words) > 1 or not self.is_column(head, scope)):
            slot, table = scope.rows[head]
            self.note("row", head, written, 0, 1)
            start = self.typed(
                ["var", span.start, span.end, slot, table], Datatype(Kind.ROW, table=table)
            )
        elif head in scope.keys and len(words) > 1 and words[1] in scope.keys[head]:
            index, type = scope.keys[head][words[1]]
            self.note("row", head, written, 0, 1)
            key = self.groups.get(words[1])
            if key is not None and key[0] in ("col", "deref"):
                self.note_column(key[-2], written, 1)
            start = self.typed(["key", span.start, span.end, index], type)
            used = 2
        elif self.is_column(head, scope):
            if head in scope.lets:
                self.report(
                    "ambiguous-name",
                    said(
                        "`{name}` is a column of {table} and a `let`",
                        name=head,
                        table=scope.inner[1] if scope.inner else "",
                    ),
                    span,
                    hint="give the `let` another name",
                )
            assert scope.inner is not None
            self.note_column(scope.inner[1], written)
            start = self.column(scope.inner[0], scope.inner[1], head, span)
        elif head in scope.lets:
            local = scope.lets[head]
            self.note("let", head, written, 0, 1)
            if local.selection is not None:
                self.report(
                    "type-mismatch",
                    said("`{head}` is a selection of rows, not a value", head=head),
                    span,
                    hint=said(
                        "write `rows in {head}` for their number, or `sum of … in {head}`",
                        head=head,
                    ),
                )
                return self.bad(span)
            start = self.typed(["let", span.start, span.end, local.index], local.type)
        else:
            start, used = self.global_or_fact(written, scope)
            if start is None:
                return self.unknown_name(words, span, scope)
        for at in range(used, len(words)):
            if start[1] is None:
                return start
            if start[1].table is not None:
                self.note_column(start[1].table, written, at)
            start = self.step(start, words[at], span)
        return start

    def is_column(self, word: str, scope: Scope) -> bool:
        """Whether a bare name is a column of the table searched."""
        return scope.inner is not None and word in self.tables[scope.inner[1]].columns

    def global_or_fact(self, written: tree.Name, scope: Scope) -> tuple[Typed | None, int]:
        """Return what a name means outside searches and lets, and how many words that took."""
        words, span = written.words, written.span
        for used in range(len(words), 0, -1):
            name = ".".join(words[:used])
            if used == 1:
                found = self.find_global(name)
                if found is not None:
                    self.one_meaning(found, span)
                    self.note(_KINDS.get(found.kind, found.kind), found.name, written, 0, 1)
                    return self.global_value(found, span, scope), 1
            if name in self.facts:
                self.note("fact", f"{self.facts[name].pack}/{name}", written, 0, used)
                node = ["fact", span.start, span.end, name]
                return self.typed(node, self.facts[name].type), used
        return None, 0

    def one_meaning(self, found: Global | None, span: Span) -> None:
        """Report a name under which two used packs declare something of their own."""
        if found is not None and found.rival is not None:
            word = found.name.rsplit("/", 1)[-1]
            self.report(
                "ambiguous-name",
                said("`{word}` is declared by two packs that this one uses", word=word),
                span,
                have=said("`{name}` and `{rival}`", name=found.name, rival=found.rival),
                hint=said("declare a `{word}` of this pack, or use only one of the two", word=word),
            )

    def global_value(self, found: Global, span: Span, scope: Scope) -> Typed:
        """Return a parameter, a reading or a define as a value."""
        match found.kind:
            case "parameter":
                keys = []
                uses, self.uses = self.uses, None  # the keys are not written here
                for words in found.entry["keys"]:
                    # A key such as `t.market` is a column of the row that the rule goes through.
                    node, _ = self.name(tree.Name(span, tuple(words)), scope)
                    keys.append(node)
                self.uses = uses
                return self.typed(
                    ["param", span.start, span.end, found.name, None, keys], found.type
                )
            case "reading" | "define":
                return self.typed([found.kind, span.start, span.end, found.name], found.type)
            case _:
                short = found.name.rsplit("/", 1)[-1]
                self.report(
                    "type-mismatch",
                    said("`{name}` is no value: it is a list of words", name=short)
                    if found.kind == "words"
                    else said("`{name}` is no value: it is a selection of rows", name=short),
                    span,
                )
                return self.bad(span)

    def column(self, slot: int, table: str, column: str, span: Span) -> Typed:
        """Return the column of the row in a slot."""
        type = self.column_type(table, column)
        return self.typed(["col", span.start, span.end, slot, table, column], type)

    def column_type(self, table: str, column: str) -> Datatype | None:
        """Return the type of a column, working it out first when it is derived."""
        declared = self.tables[table].columns[column]
        if declared.derived:
            return self.derived_type(table, column)
        return declared.type

    def step(self, start: Typed, word: str, span: Span) -> Typed:
        """Follow a dot."""
        node, type = start
        assert type is not None
        if type.kind is Kind.PERIOD:
            if word in ("start", "end"):
                op = "start" if word == "start" else "finish"
                return self.typed(
                    [op, span.start, span.end, node], Datatype(Kind.DATE, may_be_none=False)
                )
            self.report(
                "unknown-name",
                said("a period has no `{word}`", word=word),
                span,
                want="start or end",
            )
            return self.bad(span)
        if type.kind in (Kind.REFERENCE, Kind.ROW) and type.table is not None:
            table = self.tables[type.table]
            if word not in table.columns:
                close = nearest(word, table.columns)
                self.report(
                    "unknown-column",
                    said("the table {name} has no column `{word}`", name=table.name, word=word),
                    span,
                    hint=said("did you mean `{near}`?", near=close) if close else None,
                )
                return self.bad(span)
            if node[0] == "var":
                return self.column(node[3], table.name, word, span)
            return self.typed(
                ["deref", span.start, span.end, node, table.name, word],
                self.column_type(table.name, word),
            )
        self.report(
            "unknown-name", said("{type} has no `{word}`", type=type.describe(), word=word), span
        )
        return self.bad(span)

    # --- none -------------------------------------------------------------------------------

    def must_be_given(self, node: Node, scope: Scope, span: Span) -> None:
        """Report arithmetic or ordering on what may be none and is not guarded."""
        if strip(node) in scope.given:
            return
        type = self._types.get(id(node))
        if type is not None and type.may_be_none and node[0] not in ("add", "sub", "mul"):
            text = " ".join(self.source.text[node[1] : node[2]].split())
            self.report(
                "none-not-guarded",
                said("`{text}` may be none, and nothing says that it is given", text=text),
                span,
                hint=said(
                    "say `{text} is given and …` before, or choose a value for when it is not",
                    text=text,
                ),
            )
            return
        if node[0] == "deref" or node[0] in ("start", "finish"):
            self.must_be_given(node[3], scope, span)

    # --- expressions ------------------------------------------------------------------------

    def quantity(self, written: tree.Quantity) -> Typed:
        """Return a literal number with its unit."""
        span = written.span
        if written.unit in _DURATION_UNITS:
            months, days = _DURATION_UNITS[written.unit]
            if "." in written.number:
                self.report("syntax", "a duration is a whole number", span)
                return self.bad(span)
            count = int(written.number)
            return self.typed(
                ["dur", span.start, span.end, months * count, days * count], _DURATION
            )
        if not written.unit:
            value = Fraction(written.number)
            type = Datatype(Kind.QUANTITY) if value.denominator != 1 else _WHOLE
            return self.typed(["num", span.start, span.end, str(value), ""], type)
        unit = find_unit(written.unit)
        if unit is None:
            self.report("unknown-unit", said("`{unit}` is no unit", unit=written.unit), span)
            return self.bad(span)
        value = Fraction(written.number) * unit.factor
        return self.typed(
            ["num", span.start, span.end, str(value), unit.name],
            Datatype(Kind.QUANTITY, dimension=unit.dimension, unit=unit.name),
        )

    def expression(
        self, written: tree.Expression, scope: Scope, wanted: Datatype | None = None
    ) -> Typed:
        """Return the typed form of an expression; `wanted` decides what a bare option means."""
        span = written.span
        s, e = span.start, span.end
        match written:
            case tree.Quantity():
                return self.quantity(written)
            case tree.Date():
                from datetime import date

                try:
                    ordinal = date.fromisoformat(written.text).toordinal()
                except ValueError:
                    self.report("date-form", said("`{text}` is no day", text=written.text), span)
                    return self.bad(span)
                return self.typed(["date", s, e, ordinal], _DATE)
            case tree.Text():
                return self.typed(["text", s, e, written.text], _TEXT)
            case tree.Name():
                option = self.option(written, wanted)
                return option if option is not None else self.name(written, scope)
            case tree.Negative():
                node, type = self.number(written.operand, scope)
                if node[0] == "num":
                    value = str(-Fraction(node[3]))
                    return self.typed(["num", s, e, value, node[4]], plain(type))
                return self.typed(["neg", s, e, node], plain(type))
            case tree.Arithmetic():
                return self.arithmetic(written, scope)
            case tree.PartOf():
                share, share_type = self.number(written.share, scope)
                whole, whole_type = self.number(written.whole, scope)
                if share_type is None or whole_type is None:
                    return self.bad(span)
                if share_type.dimension not in (SHARE, NUMBER):
                    self.mismatch(written.share.span, share_type, said("a share"))
                return self.typed(
                    ["of", s, e, share, whole],
                    Datatype(
                        Kind.QUANTITY,
                        dimension=whole_type.dimension,
                        unit=whole_type.unit,
                    ),
                )
            case tree.AsOf():
                node, type = self.name(written.parameter, scope)
                date_node = self.date(written.date, scope)
                if node[0] != "param":
                    if type is not None:
                        self.report(
                            "type-mismatch",
                            "only a parameter has values by date",
                            written.parameter.span,
                        )
                    return self.bad(span)
                return self.typed(["param", s, e, node[3], date_node, node[5]], type)
            case tree.Choose():
                return self.choose(written, scope, wanted)
            case tree.Pick():
                return self.pick(written, scope)
            case tree.RoundingOf():
                node, type = self.number(written.operand, scope)
                if type is not None and node[0] not in ("col", "fact", "deref"):
                    self.report(
                        "type-mismatch",
                        "`rounding of` asks how a fact or a column was written",
                        written.operand.span,
                    )
                    return self.bad(span)
                return self.typed(["half", s, e, node], plain(type))
            case tree.Ratio():
                part, part_type = self.number(written.part, scope)
                whole, whole_type = self.number(written.whole, scope)
                empty, empty_type = self.number(written.if_zero, scope)
                if part_type is None or whole_type is None or empty_type is None:
                    return self.bad(span)
                dimension = (
                    SHARE
                    if part_type.dimension == whole_type.dimension and empty_type.dimension == SHARE
                    else _per(part_type.dimension, whole_type.dimension)
                )
                if empty_type.dimension != dimension:
                    self.mismatch(written.if_zero.span, empty_type, describe(dimension))
                return self.typed(
                    ["ratio", s, e, part, whole, empty],
                    Datatype(Kind.QUANTITY, dimension=dimension),
                )
            case tree.RoundedUp():
                node, type = self.number(written.operand, scope)
                step, step_type = self.number(written.step, scope)
                if type is not None and step_type is not None:
                    if step[0] != "num" or Fraction(step[3]) <= 0:
                        self.report(
                            "type-mismatch",
                            "the step of `rounded up to` is a number above zero",
                            written.step.span,
                        )
                        return self.bad(span)
                    if type.dimension != step_type.dimension:
                        self.mismatch(written.step.span, step_type, type.describe())
                return self.typed(["roundup", s, e, node, step], plain(type))
            case tree.YearOf():
                return self.typed(["year", s, e, self.date(written.operand, scope)], _WHOLE)
            case tree.LastDayOfMonth():
                return self.typed(["month_end", s, e, self.date(written.operand, scope)], _DATE)
            case tree.Aggregate():
                return self.aggregate(written, scope)
            case tree.RunningTotal():
                return self.running_total(written, scope)
            case tree.RunningColumn():
                self.report(
                    "misplaced",
                    "`running total of … by …` without a table stands only behind `column x =`",
                    span,
                    hint="write `running total of … in TABLE by … at DATE`",
                )
                return self.bad(span)
            case tree.PickRow():
                found = self.search(written.table, written.where, scope)
                if found is None:
                    return self.bad(span)
                slot, table, conditions, inside = found
                keys = [self.sort_key(key, inside) for key in written.by]
                return self.typed(
                    ["row", s, e, written.which, slot, table, conditions, keys],
                    Datatype(Kind.ROW, table=table, may_be_none=True),
                )
            case tree.Selection():
                self.report(
                    "misplaced",
                    "a selection of rows stands only behind `let x =` or `define x =`",
                    span,
                )
                return self.bad(span)
            case _:
                assert_never(written)

    def option(self, written: tree.Name, wanted: Datatype | None) -> Typed | None:
        """Return an option of the wanted type, when the name is one."""
        if wanted is None or wanted.kind not in (Kind.CHOICE, Kind.YESNO, Kind.LIST):
            return None
        word = ".".join(written.words)
        if word not in wanted.options:
            return None
        self.note("option", word, written)
        span = written.span
        if wanted.kind is Kind.YESNO:
            return self.typed(["bool", span.start, span.end, word == "yes"], _YESNO)
        return self.typed(["opt", span.start, span.end, word], plain(wanted))

    def number(self, written: tree.Expression, scope: Scope) -> Typed:
        """Return a numeric expression, with a mistake noted where it is none or may be none."""
        node, type = self.expression(written, scope)
        if type is None:
            return node, None
        if type.kind not in _NUMERIC:
            self.report(
                "type-mismatch",
                said("a number is wanted here, not {type}", type=type.describe()),
                written.span,
                have=type.describe(),
                want="a number or a quantity",
            )
            return self.bad(written.span)
        self.must_be_given(node, scope, written.span)
        return node, type

    def date(self, written: tree.Expression, scope: Scope) -> Node:
        """Return an expression that is a date."""
        node, type = self.expression(written, scope)
        if type is not None and type.kind is not Kind.DATE:
            hint = None
            if type.kind is Kind.PERIOD:
                hint = "write `.start` or `.end` after it"
            self.report(
                "type-mismatch",
                said("a date is wanted here, not {type}", type=type.describe()),
                written.span,
                have=type.describe(),
                want="a date",
                hint=hint,
            )
            return self.bad(written.span)[0]
        self.must_be_given(node, scope, written.span)
        return node

    def sort_key(self, written: tree.Expression, scope: Scope) -> Node:
        """Return what rows are put in order by: a row without it has no place among them."""
        node, _ = self.expression(written, scope)
        self.must_be_given(node, scope, written.span)
        return node

    def arithmetic(self, written: tree.Arithmetic, scope: Scope) -> Typed:
        """Type `+`, `-` and `*`, on numbers, and on dates and durations."""
        s, e = written.span.start, written.span.end
        left, left_type = self.expression(written.left, scope)
        right, right_type = self.expression(written.right, scope)
        if left_type is None or right_type is None:
            return self.bad(written.span)
        self.must_be_given(left, scope, written.left.span)
        self.must_be_given(right, scope, written.right.span)
        if written.operator in "+-" and right_type.kind is Kind.DURATION:
            sign = 1 if written.operator == "+" else -1
            if left_type.kind is Kind.DATE:
                return self.typed(["dateadd", s, e, left, right, sign], _DATE)
            if left_type.kind is Kind.DURATION:
                return self.typed(["duradd", s, e, left, right, sign], _DURATION)
        for side, type in ((written.left, left_type), (written.right, right_type)):
            if type.kind not in _NUMERIC:
                self.report(
                    "type-mismatch",
                    said(
                        "`{operator}` needs numbers, and this is {type}",
                        operator=written.operator,
                        type=type.describe(),
                    ),
                    side.span,
                    have=type.describe(),
                    want="a number or a quantity",
                    hint="a date moves by a duration: `+ 3 months`, `- 30 days`"
                    if left_type.kind is Kind.DATE
                    else None,
                )
                return self.bad(written.span)
        if written.operator == "*":
            dimension = multiply(left_type.dimension, right_type.dimension)
            unit = None
            for type in (left_type, right_type):
                if type.dimension == dimension:
                    unit = type.unit
            kind = (
                Kind.WHOLE
                if left_type.kind is Kind.WHOLE and right_type.kind is Kind.WHOLE
                else Kind.QUANTITY
            )
            return self.typed(
                ["mul", s, e, left, right], Datatype(kind, dimension=dimension, unit=unit)
            )
        if left_type.dimension != right_type.dimension:
            self.dimensions_differ(
                written.left, left_type, written.right, right_type, said("added to")
            )
            return self.bad(written.span)
        op = "add" if written.operator == "+" else "sub"
        kind = (
            Kind.WHOLE
            if left_type.kind is Kind.WHOLE and right_type.kind is Kind.WHOLE
            else Kind.QUANTITY
        )
        return self.typed(
            [op, s, e, left, right],
            Datatype(kind, dimension=left_type.dimension, unit=left_type.unit),
        )

    def dimensions_differ(
        self,
        left: tree.Expression,
        left_type: Datatype,
        right: tree.Expression,
        right_type: Datatype,
        verb: str,
    ) -> None:
        """Report two quantities that do not mix, at the one that is less likely meant."""
        hint = None
        if right_type.dimension == SHARE and left_type.dimension != SHARE:
            text = " ".join(self.source.text[right.span.start : right.span.end].split())
            hint = said("say of what it is a share: `{text} of …`", text=text)
        elif NUMBER in (left_type.dimension, right_type.dimension):
            hint = "write the unit after the number"
        elif (left_type.dimension, right_type.dimension) in (
            (NAMED["power"], NAMED["energy"]),
            (NAMED["energy"], NAMED["power"]),
        ):
            hint = "MW is a power, MWh an energy"
        elif {left_type.dimension, right_type.dimension} == {NAMED["mass"], NAMED["carbon"]}:
            hint = "t CO2e is an amount of emissions, t a mass of metal"
        text_left = describe(left_type.dimension)
        text_right = describe(right_type.dimension)
        self.report(
            "unit-mismatch",
            said("{left} cannot be {mixed} {right}", left=text_left, mixed=verb, right=text_right),
            left.span,
            have=text_left,
            want=said(
                "{right}, because the other side is `{text}`",
                right=text_right,
                text=" ".join(self.source.text[right.span.start : right.span.end].split()),
            ),
            hint=hint,
        )

    def choose(self, written: tree.Choose, scope: Scope, wanted: Datatype | None) -> Typed:
        """Type `choose`; the branches have one type."""
        s, e = written.span.start, written.span.end
        cases: list[list[Node]] = []
        types: list[tuple[Datatype, tree.Expression]] = []
        failed = False
        refused: frozenset[Any] = frozenset()
        none = False
        wanted = wanted if wanted is not None else self.shared_options(written, scope)
        for condition, value in written.cases:
            here = scope.knowing(refused)
            test = self.condition(condition, here)
            inside = here.knowing(givens([test], strip))
            node, type = self.expression(value, inside, wanted)
            if type is None:
                failed = True
            else:
                types.append((type, value))
                self.must_be_given_if_numeric(node, type, inside, value)
                none = none or type.may_be_none and strip(node) not in inside.given
            cases.append([test, node])
            refused |= nones([test], strip)
        last = scope.knowing(refused)
        other, type = self.expression(written.otherwise, last, wanted)
        if type is None or failed:
            return self.bad(written.span)
        self.must_be_given_if_numeric(other, type, last, written.otherwise)
        types.append((type, written.otherwise))
        none = none or type.may_be_none and strip(other) not in last.given
        first = types[0][0]
        for type, value in types[1:]:
            if not self.same_sort(first, type):
                if first.kind in _NUMERIC and type.kind in _NUMERIC:
                    self.dimensions_differ(
                        value, type, written.cases[0][1], first, said("mixed with")
                    )
                else:
                    self.report(
                        "type-mismatch",
                        said(
                            "one branch gives {first}, this one {other}",
                            first=first.describe(),
                            other=type.describe(),
                        ),
                        value.span,
                        have=type.describe(),
                        want=first.describe(),
                    )
                return self.bad(written.span)
        result = plain(first)
        if any(type.kind is Kind.QUANTITY for type, _ in types) and first.kind is Kind.WHOLE:
            result = Datatype(Kind.QUANTITY)
        assert result is not None
        if first.kind is Kind.CHOICE:
            merged = tuple(dict.fromkeys(o for type, _ in types for o in type.options))
            result = Datatype(Kind.CHOICE, options=merged, ranked=first.ranked)
        if none and first.kind not in (*_NUMERIC, Kind.DATE, Kind.DURATION):
            result = Datatype.from_plain({**result.to_plain(), "may_be_none": True})
        return self.typed(["choose", s, e, cases, other], result)

    def shared_options(self, written: tree.Choose, scope: Scope) -> Datatype | None:
        """Return a choice of the bare words of all branches, when they are no names here."""
        words: list[str] = []
        for value in [*(value for _, value in written.cases), written.otherwise]:
            if not isinstance(value, tree.Name) or len(value.words) != 1:
                return None
            words.append(value.words[0])
        if all(word in ("yes", "no") for word in words):
            return _YESNO
        for table in self.tables.values():
            for column in table.columns.values():
                if column.type.kind is Kind.CHOICE and set(words) <= set(column.type.options):
                    return None if self.means_something(words, scope) else column.type
        for fact in self.facts.values():
            if fact.type.kind is Kind.CHOICE and set(words) <= set(fact.type.options):
                return None if self.means_something(words, scope) else fact.type
        return None

    def means_something(self, words: list[str], scope: Scope) -> bool:
        """Whether one of the words is a name of a value here."""
        return any(
            word in scope.lets
            or self.is_column(word, scope)
            or self.find_global(word) is not None
            or word in self.facts
            for word in words
        )

    def must_be_given_if_numeric(
        self, node: Node, type: Datatype, scope: Scope, written: tree.Expression
    ) -> None:
        """Report a branch that may be none where a number or a date is wanted."""
        if type.kind in _NUMERIC or type.kind in (Kind.DATE, Kind.DURATION):
            self.must_be_given(node, scope, written.span)

    def same_sort(self, left: Datatype, right: Datatype) -> bool:
        """Whether two values can stand for each other in a choice between them."""
        if left.kind in _NUMERIC and right.kind in _NUMERIC:
            return left.dimension == right.dimension
        if {left.kind, right.kind} <= {Kind.REFERENCE, Kind.ROW}:
            return left.table == right.table
        return left.kind is right.kind

    def pick(self, written: tree.Pick, scope: Scope) -> Typed:
        """Type `smaller|larger of` and `earlier|later of`."""
        s, e = written.span.start, written.span.end
        if written.which in ("earlier", "later"):
            left, right = self.date(written.left, scope), self.date(written.right, scope)
            return self.typed(["pick", s, e, written.which, left, right], _DATE)
        left, left_type = self.number(written.left, scope)
        right, right_type = self.number(written.right, scope)
        if left_type is None or right_type is None:
            return self.bad(written.span)
        if left_type.dimension != right_type.dimension:
            self.dimensions_differ(
                written.left, left_type, written.right, right_type, said("compared with")
            )
            return self.bad(written.span)
        return self.typed(["pick", s, e, written.which, left, right], plain(left_type))

    def aggregate(self, written: tree.Aggregate, scope: Scope) -> Typed:
        """Type a sum, a count, a largest or smallest value, a share."""
        span = written.span
        s, e = span.start, span.end
        found = self.search(written.table, written.where, scope)
        if found is None:
            return self.bad(span)
        slot, table, conditions, inside = found
        if written.what == "rows":
            return self.typed(["count", s, e, slot, table, conditions], _WHOLE)
        assert written.term is not None
        which: Node | None = None
        if written.of_which is not None:
            which = self.condition(written.of_which, inside)
        if written.what in ("largest", "smallest"):
            return self.extreme(written, scope, slot, table, conditions, inside)
        term, type = self.number(written.term, inside)
        if type is None:
            return self.bad(span)
        if written.what == "sum":
            return self.typed(["sum", s, e, slot, table, conditions, term], plain(type))
        assert written.if_empty is not None
        assert which is not None
        empty, empty_type = self.number(written.if_empty, scope)
        if empty_type is not None and empty_type.dimension != SHARE:
            self.mismatch(written.if_empty.span, empty_type, said("a share"))
        return self.typed(
            ["share", s, e, slot, table, conditions, term, which, empty],
            Datatype(Kind.QUANTITY, dimension=SHARE),
        )

    def extreme(
        self,
        written: tree.Aggregate,
        scope: Scope,
        slot: int,
        table: str,
        conditions: list[Node],
        inside: Scope,
    ) -> Typed:
        """Type `largest` and `smallest`, of numbers, dates and ranked choices."""
        s, e = written.span.start, written.span.end
        assert written.term is not None
        term, type = self.expression(written.term, inside)
        if type is None:
            return self.bad(written.span)
        ranked = type.kind is Kind.CHOICE and type.ranked
        if type.kind not in (*_NUMERIC, Kind.DATE) and not ranked:
            self.report(
                "type-mismatch",
                said("{type} has no largest or smallest", type=type.describe()),
                written.term.span,
                want="numbers, dates or a ranked choice",
            )
            return self.bad(written.span)
        self.must_be_given(term, inside, written.term.span)
        empty: Node | None = None
        if written.if_empty is not None:
            empty, empty_type = self.expression(written.if_empty, scope, type)
            if empty_type is not None and not self.same_sort(type, empty_type):
                self.mismatch(written.if_empty.span, empty_type, type.describe())
        result = plain(type)
        assert result is not None
        if empty is None:
            result = Datatype(
                result.kind,
                dimension=result.dimension,
                unit=result.unit,
                options=result.options,
                ranked=result.ranked,
                may_be_none=True,
            )
        return self.typed([written.what, s, e, slot, table, conditions, term, empty], result)

    def running_total(self, written: tree.RunningTotal, scope: Scope) -> Typed:
        """Type `[lowest] running total of … in … by …`."""
        span = written.span
        s, e = span.start, span.end
        found = self.search(written.table, written.where, scope)
        if found is None:
            return self.bad(span)
        slot, table, conditions, inside = found
        term, type = self.number(written.term, inside)
        by = self.date(written.by, inside)
        expiring: Node | None = None
        if written.expiring is not None:
            expiring, expiring_type = self.expression(written.expiring, scope)
            if expiring_type is not None and expiring_type.kind is not Kind.DURATION:
                self.mismatch(written.expiring.span, expiring_type, said("a duration"))
            else:
                self.must_be_given(expiring, scope, written.expiring.span)
        at = None if written.at is None else self.date(written.at, scope)
        if type is None:
            return self.bad(span)
        return self.typed(
            ["running", s, e, written.lowest, slot, table, conditions, term, by, expiring, at],
            plain(type),
        )

    def running_column(self, written: tree.RunningColumn, table: str, scope: Scope) -> Typed:
        """Type the body of a derived column that adds up its rows in an order."""
        span = written.span
        term, type = self.number(written.term, scope)
        by = [self.sort_key(key, scope) for key in written.by]
        within = None if written.within is None else self.expression(written.within, scope)[0]
        if type is None:
            return self.bad(span)
        return self.typed(
            ["running_col", span.start, span.end, table, term, by, within], plain(type)
        )

    # --- conditions -------------------------------------------------------------------------

    def condition(self, written: tree.Condition, scope: Scope) -> Node:
        """Return the typed form of a condition."""
        span = written.span
        s, e = span.start, span.end
        match written:
            case tree.And():
                # What one part says is given is given in the others, wherever they stand.
                known: frozenset[Any] = frozenset()
                for part in written.parts:
                    if isinstance(part, (tree.IsGiven, tree.Not)):
                        known |= givens([self.quietly(part, scope)], strip)
                inside = scope.knowing(known)
                parts = []
                for part in written.parts:
                    parts.append(self.condition(part, inside))
                    inside = inside.knowing(givens([parts[-1]], strip))
                return ["and", s, e, parts]
            case tree.Or():
                known = frozenset()
                for part in written.parts:
                    if isinstance(part, (tree.IsNone, tree.Not)):
                        known |= nones([self.quietly(part, scope)], strip)
                inside = scope.knowing(known)
                return ["or", s, e, [self.condition(part, inside) for part in written.parts]]
            case tree.Not():
                return ["not", s, e, self.condition(written.operand, scope)]
            case tree.Compare():
                return self.compare(written, scope)
            case tree.IsOneOf():
                return self.is_one_of(written, scope)
            case tree.IsGiven():
                return ["given", s, e, self.expression(written.operand, scope)[0]]
            case tree.IsNone():
                return ["isnone", s, e, self.expression(written.operand, scope)[0]]
            case tree.IsEvidenced():
                node, type = self.expression(written.operand, scope)
                if type is not None and node[0] not in ("fact", "col", "deref"):
                    self.report(
                        "type-mismatch",
                        "only a fact or a column has evidence",
                        written.operand.span,
                    )
                return ["evidenced", s, e, node]
            case tree.IsDigits():
                node, type = self.expression(written.operand, scope)
                self.must_be_text(type, written.operand)
                return ["digits", s, e, node, written.count]
            case tree.Includes():
                node, type = self.expression(written.left, scope)
                if type is not None and type.kind is not Kind.LIST:
                    self.report(
                        "type-mismatch",
                        said("`includes` needs a list, and this is {type}", type=type.describe()),
                        written.left.span,
                    )
                    return ["bad", s, e]
                if type is not None and self.option(written.option, type) is None:
                    self.unknown_option(written.option, type)
                return ["includes", s, e, node, ".".join(written.option.words)]
            case tree.During():
                date = self.date(written.date, scope)
                period, type = self.expression(written.period, scope)
                if type is not None and type.kind is not Kind.PERIOD:
                    self.report(
                        "type-mismatch",
                        said("`during` needs a period, and this is {type}", type=type.describe()),
                        written.period.span,
                        have=type.describe(),
                        want="a period",
                    )
                return ["during", s, e, date, period]
            case tree.Mentions():
                return self.mentions(written, scope)
            case tree.RowsHave():
                found = self.search(written.table, written.where, scope, written.variable)
                if found is None:
                    return ["bad", s, e]
                slot, table, conditions, inside = found
                has = self.condition(written.has, inside)
                return ["have", s, e, written.quantifier, slot, table, conditions, has]
            case tree.RowsShare():
                found = self.search(written.table, written.where, scope)
                if found is None:
                    return ["bad", s, e]
                slot, table, conditions, inside = found
                columns = [self.expression(column, inside)[0] for column in written.columns]
                return ["shared", s, e, written.quantifier, slot, table, conditions, columns]
            case tree.NoOverlap():
                return self.no_overlap(written, scope)
            case tree.SomePath():
                return self.some_path(written, scope)
            case _:
                assert_never(written)

    def quietly(self, written: tree.Condition, scope: Scope) -> Node:
        """Type a condition ahead, without noting its mistakes: it will be typed again."""
        before, reported = list(self.diagnostics), set(self._reported)
        counter = scope.counter[0]
        node = self.condition(written, scope)
        self.diagnostics, self._reported = before, reported
        scope.counter[0] = counter
        return node

    def must_be_text(self, type: Datatype | None, written: tree.Expression) -> None:
        """Report what is no text."""
        if type is not None and type.kind is not Kind.TEXT:
            self.report(
                "type-mismatch",
                said("text is wanted here, not {type}", type=type.describe()),
                written.span,
                have=type.describe(),
                want=said("text"),
            )

    def unknown_option(self, name: tree.Name, type: Datatype) -> None:
        """Report a word that is no option of a choice."""
        word = ".".join(name.words)
        close = nearest(word, type.options)
        self.report(
            "unknown-option",
            said("`{word}` is no option here", word=word),
            name.span,
            want=joined((f"`{option}`" for option in type.options), " or ")
            if len(type.options) <= 8
            else said("one of {n} options", n=len(type.options)),
            hint=said("did you mean `{near}`?", near=close)
            if close
            else "write `… is none`, or `… is given`"
            if word == "none"
            else None,
        )

    def compare(self, written: tree.Compare, scope: Scope) -> Node:
        """Type a comparison: both sides of one dimension, dates with dates, options with a choice."""
        s, e = written.span.start, written.span.end
        operator = written.operator
        # Nothing is wanted on the left: a bare option there is an unknown name.
        left, left_type = self.expression(written.left, scope, None)
        if (
            left_type is not None
            and left_type.kind in (Kind.CHOICE, Kind.YESNO)
            and isinstance(written.right, tree.Name)
            and len(written.right.words) == 1
            and self.option(written.right, left_type) is None
            and not self.means_something([written.right.words[0]], scope)
            and written.right.words[0] not in scope.rows
        ):
            self.unknown_option(written.right, left_type)
            return ["bad", s, e]
        if left_type is None and isinstance(written.right, tree.Name):
            # It may be an option of the type that the left side would have had.
            return ["bad", s, e]
        right, right_type = self.expression(written.right, scope, left_type)
        if left_type is None or right_type is None:
            if written.within is not None:
                self.number(written.within, scope)
            return ["bad", s, e]
        kind = self.comparison_kind(written, left_type, right_type)
        if kind is None:
            return ["bad", s, e]
        if operator not in ("is", "is not") or kind in ("num", "dur") and written.within:
            self.must_be_given(left, scope, written.left.span)
            self.must_be_given(right, scope, written.right.span)
        within: Node | None = None
        if written.within is not None:
            within, within_type = self.number(written.within, scope)
            if kind != "num":
                self.report("type-mismatch", "`within` goes with numbers only", written.within.span)
            elif within_type is not None and within_type.dimension != left_type.dimension:
                self.mismatch(written.within.span, within_type, describe(left_type.dimension))
        return ["cmp", s, e, operator, kind, left, right, within]

    def comparison_kind(self, written: tree.Compare, left: Datatype, right: Datatype) -> str | None:
        """Return how two sides are compared, or None with a mistake noted."""
        operator = written.operator
        equality = operator in ("is", "is not")
        if left.kind in _NUMERIC and right.kind in _NUMERIC:
            if operator in _DATE_OPERATORS:
                self.report(
                    "type-mismatch",
                    said("`{operator}` compares dates, and these are numbers", operator=operator),
                    written.span,
                    hint="write `at most`, `at least`, `above` or `below`",
                )
                return None
            if left.dimension != right.dimension:
                self.dimensions_differ(
                    written.left, left, written.right, right, said("compared with")
                )
                return None
            return "num"
        if left.kind is Kind.DATE and right.kind is Kind.DATE:
            if operator in _FOR_DATES:
                self.report(
                    "type-mismatch",
                    said("`{operator}` compares numbers, and these are dates", operator=operator),
                    written.span,
                    hint=said("write `{words}`", words=_FOR_DATES[operator]),
                )
                return None
            return "date"
        if left.kind is Kind.DURATION and right.kind is Kind.DURATION:
            return "dur"
        if left.kind is Kind.CHOICE and right.kind is Kind.CHOICE:
            if equality:
                if not set(left.options) & set(right.options):
                    self.report(
                        "type-mismatch",
                        "the two sides have no option in common",
                        written.span,
                        have=joined(left.options),
                        want=joined(right.options),
                    )
                    return None
                return "choice"
            if left.ranked and operator in _ORDER_OPERATORS:
                return "rank"
            self.report(
                "type-mismatch",
                said("`{operator}` needs a ranked choice", operator=operator),
                written.span,
                hint="declare the type as `ranked one of`, from weakest to strongest",
            )
            return None
        pair = {left.kind, right.kind}
        if equality and pair == {Kind.YESNO}:
            return "bool"
        if equality and pair == {Kind.TEXT}:
            return "text"
        if equality and pair <= {Kind.REFERENCE, Kind.ROW}:
            if left.table != right.table:
                self.report(
                    "type-mismatch",
                    said(
                        "a row of {left} is never a row of {right}",
                        left=left.table,
                        right=right.table,
                    ),
                    written.span,
                )
                return None
            return "row"
        hint = None
        if Kind.DATE in pair and Kind.PERIOD in pair:
            hint = "write `during`, or `.start` or `.end` after the period"
        elif left.kind in _NUMERIC and right.kind is Kind.CHOICE or Kind.LIST in pair:
            hint = "a list is asked with `includes`" if Kind.LIST in pair else None
        self.report(
            "type-mismatch",
            said(
                "{left} cannot be compared with {right} by `{operator}`",
                left=left.describe(),
                right=right.describe(),
                operator=operator,
            ),
            written.span,
            have=left.describe(),
            want=right.describe(),
            hint=hint,
        )
        return None

    def is_one_of(self, written: tree.IsOneOf, scope: Scope) -> Node:
        """Type `is one of`."""
        s, e = written.span.start, written.span.end
        left, type = self.expression(written.left, scope)
        if type is None:
            return ["bad", s, e]
        options: list[Node] = []
        for option in written.options:
            if (
                type.kind in (Kind.CHOICE, Kind.YESNO)
                and isinstance(option, tree.Name)
                and self.option(option, type) is None
                and not self.means_something([".".join(option.words)], scope)
            ):
                self.unknown_option(option, type)
                continue
            node, option_type = self.expression(option, scope, type)
            if option_type is None:
                continue
            if not self.same_sort(type, option_type):
                self.mismatch(option.span, option_type, type.describe())
                continue
            options.append(node)
        kinds = {
            Kind.CHOICE: "choice",
            Kind.YESNO: "bool",
            Kind.TEXT: "text",
            Kind.DATE: "date",
            Kind.REFERENCE: "row",
            Kind.ROW: "row",
            Kind.QUANTITY: "num",
            Kind.WHOLE: "num",
            Kind.DURATION: "dur",
        }
        if type.kind not in kinds:
            self.report(
                "type-mismatch",
                said("{type} is never one of these", type=type.describe()),
                written.span,
            )
            return ["bad", s, e]
        return ["oneof", s, e, kinds[type.kind], left, options, written.negated]

    def mentions(self, written: tree.Mentions, scope: Scope) -> Node:
        """Type `mentions`; the language stands in a column beside the text."""
        s, e = written.span.start, written.span.end
        text, type = self.expression(written.text, scope)
        self.must_be_text(type, written.text)
        if type is None:
            return ["bad", s, e]
        language: Node | None = None
        table = None
        if text[0] == "col" or text[0] == "deref":
            table = text[4]
        if table is not None and "language" in self.tables[table].columns:
            language = (
                ["col", s, e, text[3], table, "language"]
                if text[0] == "col"
                else ["deref", s, e, text[3], table, "language"]
            )
        elif written.kind == "words" or written.other is not None:
            self.report(
                "type-mismatch",
                "`mentions` needs a text column with a `language` column beside it",
                written.text.span,
            )
            return ["bad", s, e]
        what: Any = None
        other: str | None = None
        if written.kind == "words":
            what = self.word_list(written.what)
        elif written.kind == "number of":
            assert written.what is not None
            what, number_type = self.name(written.what, scope)
            if number_type is not None and number_type.kind not in _NUMERIC:
                self.mismatch(written.what.span, number_type, said("a number"))
        if written.other is not None:
            other = self.word_list(written.other)
        return ["mentions", s, e, text, language, written.kind, what, written.beside, other]

    def word_list(self, name: tree.Name | None) -> str | None:
        """Return the full name of a word list."""
        if name is None:
            return None
        word = ".".join(name.words)
        found = self.find_global(word)
        self.one_meaning(found, name.span)
        if found is None or found.kind != "words":
            lists = [
                other
                for other in self.global_names()
                if (known := self.find_global(other)) is not None and known.kind == "words"
            ]
            close = nearest(word, lists)
            self.report(
                "unknown-name",
                said("there is no list of words `{word}`", word=word),
                name.span,
                hint=said("did you mean `{near}`?", near=close) if close else None,
            )
            return None
        self.note("words", found.name, name)
        return found.name

    def no_overlap(self, written: tree.NoOverlap, scope: Scope) -> Node:
        """Type `no two rows of … overlap in …`."""
        s, e = written.span.start, written.span.end
        found = self.search(written.table, written.where, scope)
        if found is None:
            return ["bad", s, e]
        slot, table, conditions, inside = found
        columns: list[Node] = []
        for column in written.columns:
            node, type = self.expression(column, inside)
            if type is None:
                return ["bad", s, e]
            fits = (
                type.kind is Kind.PERIOD
                if len(written.columns) == 1
                else type.kind in (Kind.DATE, *_NUMERIC)
            )
            if not fits or len(written.columns) > 2:
                self.report(
                    "type-mismatch",
                    "`overlap in` needs one column of periods, or two: the first and the last",
                    column.span,
                    have=type.describe(),
                )
                return ["bad", s, e]
            columns.append(node)
        return ["overlap", s, e, slot, table, conditions, columns]

    def some_path(self, written: tree.SomePath, scope: Scope) -> Node:
        """Type `some path in … from … to …` over a table with an edge."""
        s, e = written.span.start, written.span.end
        found = self.search(written.table, written.where, scope)
        if found is None:
            return ["bad", s, e]
        slot, table, conditions, _ = found
        edge = self.tables[table].edge
        if edge is None:
            self.report(
                "type-mismatch",
                said("the table {table} has no `edge`, so there are no paths in it", table=table),
                written.table.span,
            )
            return ["bad", s, e]
        ends: list[Node] = []
        wanted = self.column_type(table, edge[0])
        for end in (written.start, written.end):
            node, type = self.expression(end, scope)
            if type is not None and wanted is not None and not self.same_sort(wanted, type):
                self.mismatch(end.span, type, wanted.describe())
            ends.append(node)
        return ["path", s, e, slot, table, conditions, ends[0], ends[1]]


def _per(left: Dimension, right: Dimension) -> Dimension:
    from checker.model.unit import divide

    return divide(left, right)


def plain(type: Datatype | None) -> Datatype | None:
    """Return a type without bounds and without none: what arithmetic yields."""
    if type is None:
        return None
    return Datatype(
        type.kind,
        dimension=type.dimension,
        unit=type.unit,
        options=type.options,
        ranked=type.ranked,
        table=type.table,
    )


def flatten(condition: Node) -> list[Node]:
    """Return the parts of an `and`, or the condition alone."""
    return list(condition[3]) if condition[0] == "and" else [condition]


__all__ = ["Checker", "Global", "Local", "display_unit", "flatten", "plain"]
