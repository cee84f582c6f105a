"""What the expressions of compiled packs say, as formulas: lets, defines and derived columns put in.

Every complete dossier makes each formula true or false as the engine would. What a formula cannot look
into (a path, a text's words) becomes a condition of its own, the same wherever it is written alike, in
whatever order its parts stand.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.formula import (
    FALSE,
    TRUE,
    Formula,
    Monomial,
    Polynomial,
    Terms,
    both,
    conjuncts,
    either,
)
from checker.authoring.lint.solve import Solver
from checker.model import quantity as q
from checker.model.datatype import Datatype, Kind
from checker.model.expression import CONDITIONS, Node
from checker.verdict.parameter import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from checker.plan.from_pack import Program

_CASES = 16
"""A value that can be more things than this is looked at as a whole."""
_NONE = None
_KIND_OF = {
    "neg": "num",
    "num": "num",
    "add": "num",
    "sub": "num",
    "mul": "num",
    "of": "num",
    "half": "num",
    "ratio": "num",
    "roundup": "num",
    "year": "num",
    "sum": "num",
    "count": "num",
    "share": "num",
    "running": "num",
    "date": "date",
    "dateadd": "date",
    "month_end": "date",
    "start": "date",
    "finish": "date",
    "dur": "dur",
    "duradd": "dur",
    "opt": "choice",
    "bool": "bool",
    "text": "text",
    "var": "row",
    "row": "row",
}
_KIND_BY_TYPE = {
    Kind.QUANTITY: "num",
    Kind.WHOLE: "num",
    Kind.DATE: "date",
    Kind.DURATION: "dur",
    Kind.CHOICE: "choice",
    Kind.YESNO: "bool",
    Kind.TEXT: "text",
    Kind.LIST: "list",
    Kind.PERIOD: "period",
    Kind.REFERENCE: "row",
    Kind.ROW: "row",
}
_UPPER = {"at most": False, "below": True, "on or before": False, "before": True}
_LOWER = {"at least": False, "above": True, "on or after": False, "after": True}


class Number:
    """A value that is a polynomial; `given` must hold for there to be one."""

    __slots__ = ("given", "of")

    def __init__(self, of: Polynomial, given: Formula = TRUE) -> None:
        self.of = of
        self.given = given

    @property
    def key(self) -> Any:
        return (tuple(sorted(self.of.items())), self.given)


Cases = list[tuple[Formula, Number]]


class Place:
    """Where an expression stands: what its slots, lets and keys are."""

    __slots__ = ("_mark", "depth", "keys", "lets", "rows")

    def __init__(
        self,
        rows: dict[int, Any],
        lets: Sequence[Mapping[str, Any]] = (),
        keys: Sequence[Node] = (),
        depth: int = 0,
    ) -> None:
        self.rows = rows
        self.lets = lets
        self.keys = keys
        self.depth = depth
        self._mark: Any = None

    @property
    def mark(self) -> Any:
        """What is equal for places at which an expression means the same."""
        if self._mark is None:
            self._mark = (self.depth, id(self.lets), tuple(sorted(self.rows.items(), key=_slot)))
        return self._mark

    def with_row(self, slot: int, table: str) -> Place:
        """Return the place inside a search, whose own row stands for any."""
        bound = ("bound", self.depth, table)
        return Place({**self.rows, slot: bound}, self.lets, self.keys, self.depth + 1)


class Meaning:
    """Reads the expressions of one program; all formulas that it gives share their terms."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.terms = Terms()
        self.solver = Solver(self.terms)
        self.facts = program.vocabulary.facts
        self.tables = program.vocabulary.tables
        self._conditions: dict[Any, Formula] = {}
        self._cases: dict[Any, Cases | None] = {}
        self._kept: list[Any] = []

    # --- what kind of value -----------------------------------------------------------------------

    def type_of(self, node: Node, place: Place) -> Datatype | None:
        """Return the type of a node where a declaration says it."""
        match node[0]:
            case "fact":
                return self.facts[node[3]].type
            case "col" | "deref":
                return self.tables[node[4]].columns[node[5]].type
            case "let":
                plain = place.lets[node[3]].get("type")
                return None if plain is None else Datatype.from_plain(plain)
            case "key":
                return self.type_of(place.keys[node[3]], place)
            case "define" | "param" | "reading":
                group = {
                    "define": self.program.defines,
                    "param": self.program.parameters,
                    "reading": self.program.readings,
                }[node[0]]
                return Datatype.from_plain(group[node[3]]["type"])
            case "largest" | "smallest":
                return self.type_of(node[6], place)
            case "choose":
                types = [self.type_of(value, place) for _, value in node[3]]
                types.append(self.type_of(node[4], place))
                return next((type for type in types if type is not None), None)
            case _:
                return None

    def kind_of(self, node: Node, place: Place) -> str:
        """Return the kind of the value of a node, as `cmp` names it; also `list` and `period`."""
        if node[0] in CONDITIONS:
            return "bool"
        known = _KIND_OF.get(node[0])
        if known is not None:
            return known
        if node[0] == "pick":
            return self.kind_of(node[4], place)
        if node[0] == "choose":
            return self.kind_of(node[4], place)
        if node[0] in ("largest", "smallest"):
            return self.kind_of(node[6], place)
        type = self.type_of(node, place)
        return "text" if type is None else _KIND_BY_TYPE[type.kind]

    # --- conditions -------------------------------------------------------------------------------

    def condition(self, node: Node, place: Place) -> Formula:
        """Return the formula of a condition."""
        key = (id(node), place.mark)
        found = self._conditions.get(key)
        if found is None:
            found = self._conditions[key] = self._condition(node, place)
            self._keep(node, place)
        return found

    def _keep(self, node: Node, place: Place) -> None:
        """Hold on to what is remembered by its id: that of a node that is gone would be given out again."""
        self._kept.append((node, place.lets))

    def _condition(self, node: Node, place: Place) -> Formula:
        match node[0]:
            case "and":
                return both(self.condition(part, place) for part in node[3])
            case "or":
                return either(self.condition(part, place) for part in node[3])
            case "not":
                return self.terms.negate(self.condition(node[3], place))
            case "cmp":
                return self._compared(node, place)
            case "oneof":
                return self._one_of(node, place)
            case "given":
                return self.given(node[3], place)
            case "isnone":
                return self.terms.negate(self.given(node[3], place))
            case "includes":
                whole = self.key(node[3], place)
                return both([self._atom(("includes", whole, node[4])), self.given(node[3], place)])
            case "during":
                return self._during(node, place)
            case "digits":
                return self._digits(node, place)
            case "have":
                return self._have(node, place)
            case "evidenced":
                return self._atom(("evidenced", self.key(node[3], place)))
            case "mentions":
                return self._mentions(node, place)
            case "shared" | "overlap" | "path":
                return self._atom(self._search_key(node, place))
            case _:
                return self._yes(node, place)

    def _atom(self, key: Any) -> Formula:
        number, _ = self.terms.find(key)
        return ("atom", number, True)

    def _compared(self, node: Node, place: Place) -> Formula:
        operator, kind, left, right, within = node[3:8]
        if operator == "is not":
            asked = [*node[:3], "is", *node[4:]]
            return self.terms.negate(self._compared(asked, place))
        match kind:
            case "num" | "date":
                limit = None if within is None else self.numbers(within, place)
                return either(
                    both([one, two, self._order(operator, a, b, limit)])
                    for one, a in self.numbers(left, place)
                    for two, b in self.numbers(right, place)
                )
            case "bool":
                a, b = self._yes_no(left, place), self._yes_no(right, place)
                return either([both([a[0], b[0]]), both([a[1], b[1]])])
            case "choice" | "rank":
                return self._choices(operator, left, right, place)
            case "text":
                return self._same_text(left, right, place)
            case _:
                keys = [self.key(left, place), self.key(right, place)]
                if operator == "is":
                    keys.sort(key=repr)
                givens = [self.given(part, place) for part in (left, right)]
                return both([self._atom(("cmp", operator, kind, *keys)), *givens])

    def _order(self, operator: str, a: Number, b: Number, within: Cases | None) -> Formula:
        difference = _plus(a.of, b.of, -1)
        given = [a.given, b.given]
        if operator in _UPPER:
            found = self.terms.at_most_zero(difference, strict=_UPPER[operator])
            return both([found, *given])
        if operator in _LOWER:
            opposite = {monomial: -factor for monomial, factor in difference.items()}
            found = self.terms.at_most_zero(opposite, strict=_LOWER[operator])
            return both([found, *given])
        opposite = {monomial: -factor for monomial, factor in difference.items()}
        return either(
            both(
                [
                    guard,
                    limit.given,
                    self.terms.at_most_zero(_plus(difference, limit.of, -1), strict=False),
                    self.terms.at_most_zero(_plus(opposite, limit.of, -1), strict=False),
                    *given,
                ]
            )
            for guard, limit in within or [(TRUE, Number({}))]
        )

    def _choices(self, operator: str, left: Node, right: Node, place: Place) -> Formula:
        """Compare choices: for each pair of options that fits, both are that."""
        ones, others = self.options(left, place), self.options(right, place)
        ranks: dict[str, int] = {}
        for node in (left, right):
            type = self.type_of(node, place)
            if type is not None and type.ranked and not ranks:
                ranks = {option: at for at, option in enumerate(type.options)}
        parts: list[Formula] = []
        for one, first in ones:
            fitting = [
                second
                for other, second in others
                if one is not _NONE and other is not _NONE and _fits(operator, one, other, ranks)
            ]
            parts.append(both([first, either(fitting)]))
        return either(parts)

    def options(self, node: Node, place: Place) -> list[tuple[str | None, Formula]]:
        """Return the options that a choice can be, each with the formula that it is that; None: none."""
        if node[0] == "opt":
            return [(node[3], TRUE)]
        body = self.inlined(node, place)
        if body is not None:
            return self.options(*body)
        if node[0] == "choose":
            found: dict[str | None, list[Formula]] = {}
            before: list[Formula] = []
            for test, value in [*node[3], (None, node[4])]:
                here = TRUE if test is None else self.condition(test, place)
                guard = both([*before, here])
                for option, formula in self.options(value, place):
                    found.setdefault(option, []).append(both([guard, formula]))
                before.append(self.terms.negate(here))
            return [(option, either(parts)) for option, parts in found.items()]
        if node[0] == "param":
            values = self._parameter_values(node, place)
            if values is not None:
                return [
                    (value[3] if value[0] == "opt" else str(value[3]), guard)
                    for guard, value in values
                ]
        term = self._choice_term(node, place)
        options = self.terms[term].options
        return [(option, self.terms.among(term, [option])) for option in options]

    def _choice_term(self, node: Node, place: Place) -> int:
        type = self.type_of(node, place)
        number, new = self.terms.find(self.key(node, place))
        if new:
            options = sorted(type.options) if type is not None else []
            self.terms[number].options = (
                (*options, _NONE) if self._may_be_none(node, place) else tuple(options)
            )
        return number

    def _yes_no(self, node: Node, place: Place) -> tuple[Formula, Formula]:
        """Return the formulas that a yes/no value is yes, and that it is no."""
        if node[0] == "bool":
            return (TRUE, FALSE) if node[3] else (FALSE, TRUE)
        if node[0] in CONDITIONS:
            found = self.condition(node, place)
            return found, self.terms.negate(found)
        body = self.inlined(node, place)
        if body is not None:
            return self._yes_no(*body)
        if node[0] == "choose":
            yes: list[Formula] = []
            no: list[Formula] = []
            before: list[Formula] = []
            for test, value in [*node[3], (None, node[4])]:
                here = TRUE if test is None else self.condition(test, place)
                a, b = self._yes_no(value, place)
                yes.append(both([*before, here, a]))
                no.append(both([*before, here, b]))
                before.append(self.terms.negate(here))
            return either(yes), either(no)
        term = self._choice_term(node, place)
        if not self.terms[term].options:
            none = (_NONE,) if self._may_be_none(node, place) else ()
            self.terms[term].options = ("no", "yes", *none)
        return self.terms.among(term, ["yes"]), self.terms.among(term, ["no"])

    def _yes(self, node: Node, place: Place) -> Formula:
        return self._yes_no(node, place)[0]

    def _one_of(self, node: Node, place: Place) -> Formula:
        kind, value, options, negated = node[3:7]
        found = either(
            self._compared(["cmp", node[1], node[2], "is", kind, value, option, None], place)
            for option in options
        )
        return self.terms.negate(found) if negated else found

    def _same_text(self, left: Node, right: Node, place: Place) -> Formula:
        for one, other in ((left, right), (right, left)):
            if other[0] == "text" and one[0] != "text":
                whole = self.key(one, place)
                number, new = self.terms.find(("text", whole, other[3]))
                if new:
                    self.terms[number].of = (whole, other[3])
                return both([("atom", number, True), self.given(one, place)])
        keys = sorted((self.key(left, place), self.key(right, place)), key=repr)
        givens = [self.given(part, place) for part in (left, right)]
        return both([self._atom(("same text", *keys)), *givens])

    def _digits(self, node: Node, place: Place) -> Formula:
        whole = self.key(node[3], place)
        number, new = self.terms.find(("digits", whole, node[4]))
        if new:
            self.terms[number].digits = (whole, node[4])
        return both([("atom", number, True), self.given(node[3], place)])

    def _during(self, node: Node, place: Place) -> Formula:
        start = ["start", node[1], node[2], node[4]]
        end = ["finish", node[1], node[2], node[4]]
        ends = [self.numbers(part, place) for part in (node[3], start, end)]
        return either(
            both(
                [
                    one,
                    two,
                    three,
                    self._order("at least", day, first, None),
                    self._order("at most", day, last, None),
                ]
            )
            for one, day in ends[0]
            for two, first in ends[1]
            for three, last in ends[2]
        )

    def _mentions(self, node: Node, place: Place) -> Formula:
        whole = self._atom(("mentions", *(self._part(part, place) for part in node[3:])))
        return both([whole, self.given(node[3], place)])

    def _have(self, node: Node, place: Place) -> Formula:
        quantifier, slot, table, where, has = node[3:8]
        inside = place.with_row(slot, table)
        taken = both(self.condition(part, inside) for part in where)
        holds = self.condition(has, inside)
        sought = holds if quantifier == "some" else self.terms.negate(holds)
        met = both([taken, sought])
        found = FALSE
        if not self.solver.is_impossible(met):
            found = self._atom(("some", table, met))
        return found if quantifier == "some" else self.terms.negate(found)

    def given(self, node: Node, place: Place) -> Formula:
        """Return the formula that something has a value, in a dossier that is complete."""
        if node[0] in CONDITIONS or node[0] in ("opt", "bool", "text", "num", "date", "dur", "var"):
            return TRUE
        body = self.inlined(node, place)
        if body is not None:
            return self.given(*body)
        kind = self.kind_of(node, place)
        if node[0] in ("fact", "col", "deref", "param", "reading"):
            if not self._may_be_none(node, place):
                return TRUE
            if kind in ("choice", "bool"):
                term = self._choice_term(node, place)
                if not self.terms[term].options or self.terms[term].options == (_NONE,):
                    self.terms[term].options = ("no", "yes", _NONE)
                return self.terms.among(
                    term, [o for o in self.terms[term].options if o is not _NONE]
                )
            return self._atom(("given", self.key(node, place)))
        if node[0] in ("start", "finish"):
            return self.given(node[3], place)
        if node[0] == "row" or (node[0] in ("largest", "smallest") and node[7] is None):
            return self._atom(("given", self.key(node, place)))
        if node[0] == "choose":
            return self._atom(("given", self.key(node, place)))
        return TRUE

    def _may_be_none(self, node: Node, place: Place) -> bool:
        type = self.type_of(node, place)
        if type is None or type.may_be_none:
            return type is None or type.may_be_none
        if node[0] == "deref":
            return self.given(node[3], place) != TRUE
        return False

    # --- names ------------------------------------------------------------------------------------

    def inlined(self, node: Node, place: Place) -> tuple[Node, Place] | None:
        """Return what a name stands for, with the place where that is written."""
        match node[0]:
            case "let":
                body = place.lets[node[3]]["body"]
                return None if body is None else (body, place)
            case "key":
                return place.keys[node[3]], place
            case "define":
                entry = self.program.defines[node[3]]
                return entry["body"], Place({}, depth=place.depth)
            case "col" | "deref":
                entry = self.program.derived.get(f"{node[4]}.{node[5]}", {})
                body = entry.get("body")
                if body is None or body[0] == "running_col":
                    return None
                row = self.row(node, place)
                if node[0] == "deref" and self.given(node[3], place) != TRUE:
                    return None  # there may be no such row
                return body, Place({0: row}, depth=place.depth)
            case _:
                return None

    def row(self, node: Node, place: Place) -> Any:
        """Return which row a column is read from."""
        if node[0] == "col":
            return place.rows.get(node[3], ("slot", node[3]))
        return ("row of", self.key(node[3], place))

    def key(self, node: Node, place: Place) -> Any:
        """Return what is equal for values that are written alike."""
        if node[0] in CONDITIONS:
            return self.condition(node, place)
        body = self.inlined(node, place)
        if body is not None:
            return self.key(*body)
        match node[0]:
            case "fact" | "reading":
                return (node[0], node[3])
            case "col" | "deref":
                return ("col", self.row(node, place), node[4], node[5])
            case "var":
                return place.rows.get(node[3], ("slot", node[3]))
            case "param":
                day = None if node[4] is None else self.key(node[4], place)
                return ("param", node[3], day, tuple(self.key(key, place) for key in node[5]))
            case "sum" | "count" | "largest" | "smallest" | "share" | "running" | "row":
                return self._search_key(node, place)
            case "num" | "date" | "opt" | "text" | "bool" | "dur":
                return (node[0], *map(_frozen, node[3:]))
            case _:
                pass
        if self.kind_of(node, place) in ("num", "date") and node[0] != "pick":
            found = self._whole_cases(node, place)
            if found is not None:
                return ("value", tuple((guard, value.key) for guard, value in found))
        return (node[0], *(self._part(part, place) for part in node[3:]))

    def _part(self, part: Any, place: Place) -> Any:
        if isinstance(part, list):
            if len(part) >= 3 and isinstance(part[0], str) and isinstance(part[1], int):
                return self.key(part, place)
            return tuple(self._part(inner, place) for inner in part)
        return part

    def _search_key(self, node: Node, place: Place) -> Any:
        """Return the key of a search: its conditions in any order, its own row without a name."""
        op = node[0]
        at = {"running": 4, "row": 4, "shared": 4}.get(op, 3)
        slot, table, where = node[at], node[at + 1], node[at + 2]
        inside = place.with_row(slot, table)
        taken = both(self.condition(part, inside) for part in where)
        before = tuple(node[3:at])
        if op == "path":
            return (op, table, taken, self.key(node[6], place), self.key(node[7], place))
        if op == "running":
            return (
                op,
                *before,
                table,
                taken,
                *(self._part(part, inside) for part in node[7:9]),
                *(self._part(part, place) for part in node[9:]),
            )
        if op in ("shared", "overlap"):
            return (op, *before, table, taken, tuple(map(_frozen, node[at + 3])))
        rest = [self._part(part, inside) for part in node[at + 3 :]]
        return (op, *before, table, taken, *rest)

    # --- numbers and dates ------------------------------------------------------------------------

    def numbers(self, node: Node, place: Place) -> Cases:
        """Return what a number or a date can be, each with the formula under which it is that."""
        found = self._whole_cases(node, place)
        if found is None:
            number, _ = self.terms.find(("whole", self.key_of_whole(node, place)))
            return [(TRUE, Number({(number,): Fraction(1)}, TRUE))]
        return found

    def key_of_whole(self, node: Node, place: Place) -> Any:
        """Return the key of a node by those of its parts."""
        return (node[0], *(self._part(part, place) for part in node[3:]))

    def _whole_cases(self, node: Node, place: Place) -> Cases | None:
        """Return the cases of a number; None where there are too many."""
        key = (id(node), place.mark)
        if key not in self._cases:
            self._cases[key] = self._worked_out(node, place)
            self._keep(node, place)
        return self._cases[key]

    def _worked_out(self, node: Node, place: Place) -> Cases | None:
        body = self.inlined(node, place)
        if body is not None:
            return self._whole_cases(*body)
        match node[0]:
            case "num":
                return [(TRUE, _constant(Fraction(node[3])))]
            case "date":
                return [(TRUE, _constant(Fraction(node[3])))]
            case "neg":
                return self._each(node[3:4], place, lambda a: {m: -f for m, f in a.items()})
            case "add":
                return self._each(node[3:5], place, lambda a, b: _plus(a, b, 1))
            case "sub":
                return self._each(node[3:5], place, lambda a, b: _plus(a, b, -1))
            case "mul" | "of":
                return self._each(node[3:5], place, _times)
            case "choose":
                return self._chosen(node, place)
            case "pick":
                return self._picked(node, place)
            case "param":
                values = self._parameter_values(node, place)
                if values is not None:
                    return [(guard, _constant(Fraction(value[3]))) for guard, value in values]
            case "dateadd":
                return self._moved(node, place)
            case _:
                pass
        return [(TRUE, self._number_term(node, place))]

    def _each(
        self, nodes: Sequence[Node], place: Place, operate: Callable[..., Polynomial]
    ) -> Cases | None:
        found: list[tuple[list[Formula], list[Number]]] = [([], [])]
        for node in nodes:
            cases = self._whole_cases(node, place)
            if cases is None or len(found) * len(cases) > _CASES:
                return None
            found = [
                ([*guards, guard], [*values, value])
                for guards, values in found
                for guard, value in cases
            ]
        return [
            (
                both(guards),
                Number(operate(*(v.of for v in values)), both(v.given for v in values)),
            )
            for guards, values in found
        ]

    def _chosen(self, node: Node, place: Place) -> Cases | None:
        found: Cases = []
        before: list[Formula] = []
        for test, value in [*node[3], (None, node[4])]:
            here = TRUE if test is None else self.condition(test, place)
            cases = self._whole_cases(value, place)
            if cases is None:
                return None
            found += [(both([*before, here, guard]), number) for guard, number in cases]
            before.append(self.terms.negate(here))
        return found if len(found) <= _CASES else None

    def _picked(self, node: Node, place: Place) -> Cases | None:
        ones, others = self._whole_cases(node[4], place), self._whole_cases(node[5], place)
        if ones is None or others is None or 2 * len(ones) * len(others) > _CASES:
            return None
        sign = 1 if node[3] in ("smaller", "earlier") else -1
        found: Cases = []
        for one, a in ones:
            for other, b in others:
                given = both([a.given, b.given])
                difference = {m: sign * f for m, f in _plus(a.of, b.of, -1).items()}
                first = self.terms.at_most_zero(difference, strict=False)
                found += [
                    (both([one, other, first]), Number(a.of, given)),
                    (both([one, other, self.terms.negate(first)]), Number(b.of, given)),
                ]
        return [case for case in found if case[0] != FALSE]

    def _moved(self, node: Node, place: Place) -> Cases | None:
        """A date and a duration: days are days, a month has 28 to 31 of them."""
        starts = self._whole_cases(node[3], place)
        if starts is None:
            return None
        lengths = self._durations(node[4], place)
        if lengths is None or len(starts) * len(lengths) > _CASES:
            return [(TRUE, self._number_term(node, place))]
        found: Cases = []
        for guard, start in starts:
            for other, (months, days) in lengths:
                whole = both([guard, other])
                if not months:
                    moved = _plus(start.of, {(): Fraction(days)}, node[5])
                    found.append((whole, Number(moved, start.given)))
                    continue
                key = ("moved", start.key, months, days, node[5])
                number, new = self.terms.find(key)
                if new:
                    term = self.terms[number]
                    term.integer = True
                    sign = node[5]
                    gap = _plus({(number,): Fraction(sign)}, start.of, -sign)
                    least, most = 28 * months + days, 31 * months + days
                    opposite = {m: -f for m, f in gap.items()}
                    for difference, bound in ((gap, -most), (opposite, least)):
                        axiom = self.terms.at_most_zero(
                            _plus(difference, {(): Fraction(bound)}, 1), strict=False
                        )
                        if axiom[0] == "lin":
                            term.axioms.append(axiom)
                found.append((whole, Number({(number,): Fraction(1)}, start.given)))
        return found

    def _durations(self, node: Node, place: Place) -> list[tuple[Formula, tuple[int, int]]] | None:
        body = self.inlined(node, place)
        if body is not None:
            return self._durations(*body)
        if node[0] == "dur":
            return [(TRUE, (node[3], node[4]))]
        if node[0] == "param":
            values = self._parameter_values(node, place)
            if values is not None:
                return [(guard, (value[3], value[4])) for guard, value in values]
        return None

    def _parameter_values(self, node: Node, place: Place) -> list[tuple[Formula, Node]] | None:
        """Return the constants that a parameter can be, each under a formula; None where one is open."""
        entry = self.program.parameters[node[3]]
        values = entry["values"]
        if any(value["value"] is None for value in values) or not values:
            return None
        groups: list[tuple[Formula, list[int]]] = [(TRUE, list(range(len(values))))]
        if len(node[5]) == 1:
            groups = []
            for option, formula in self.options_or_answers(node[5][0], place):
                lines = lines_of(values, ("none" if option is None else option,), 1)
                if lines:
                    groups.append((formula, lines))
        found: list[tuple[Formula, Node]] = []
        for formula, lines in groups:
            distinct: dict[Any, Node] = {}
            for line in lines:
                constant = values[line]["value"]
                distinct.setdefault(tuple(constant[3:]), constant)
            if len(distinct) == 1:
                found += [(formula, constant) for constant in distinct.values()]
                continue
            # Which of them is in force, the dossier's dates say: one of them, wherever it is asked.
            number, new = self.terms.find(("in force", self.key(node, place)))
            if new:
                self.terms[number].options = tuple(f"{at:03}" for at in range(len(values)))
            for constant in distinct.values():
                chosen = [
                    f"{line:03}" for line in lines if values[line]["value"][3:] == constant[3:]
                ]
                found.append((both([formula, self.terms.among(number, chosen)]), constant))
        return found if 0 < len(found) <= _CASES else None

    def options_or_answers(self, node: Node, place: Place) -> list[tuple[str | None, Formula]]:
        """Return what a key can be: an option, or yes and no."""
        if self.kind_of(node, place) == "bool":
            yes, no = self._yes_no(node, place)
            return [("yes", yes), ("no", no)]
        return self.options(node, place)

    def _number_term(self, node: Node, place: Place) -> Number:
        """Return a number of which only its bounds are known."""
        if node[0] in ("sum", "count", "share", "largest", "smallest"):
            inside = place.with_row(node[3], node[4])
            taken = both(self.condition(part, inside) for part in node[5])
            if node[0] in ("sum", "count") and self.solver.is_impossible(taken):
                return _constant(Fraction(0))
        given = self.given(node, place)
        number, new = self.terms.find(("number", self.key_of(node, place)))
        if new:
            self._bound(number, node, place)
        return Number({(number,): Fraction(1)}, given)

    def key_of(self, node: Node, place: Place) -> Any:
        """Return the key of a number that is no sum of others."""
        if node[0] in ("fact", "col", "deref", "param", "reading", "var"):
            return self.key(node, place)
        if node[0] in ("sum", "count", "largest", "smallest", "share", "running"):
            return self._search_key(node, place)
        return self.key_of_whole(node, place)

    def _bound(self, number: int, node: Node, place: Place) -> None:
        """Note what is known of a number: its declared bounds, or those of what it is made of."""
        term = self.terms[number]
        match node[0]:
            case "fact" | "col" | "deref" | "param" | "reading":
                type = self.type_of(node, place)
                if type is not None and type.kind in (Kind.QUANTITY, Kind.WHOLE):
                    term.lower, term.lower_open, term.upper = (
                        type.lower,
                        type.lower_open,
                        type.upper,
                    )
                    term.integer = type.kind is Kind.WHOLE
                if type is not None and type.kind is Kind.DATE:
                    term.integer = True
                if node[0] == "reading" and "lower" in self.program.readings[node[3]]:
                    entry = self.program.readings[node[3]]
                    term.lower, term.upper = Fraction(entry["lower"]), Fraction(entry["upper"])
                    term.lower_open = False
                if node[0] == "param":
                    self._bound_open(term, self.program.parameters[node[3]])
                return
            case "count":
                term.lower, term.integer = Fraction(0), True
            case "sum":
                least, most = self._range(node[6], place.with_row(node[3], node[4]))
                term.lower = Fraction(0) if least is not None and least >= 0 else None
                term.upper = Fraction(0) if most is not None and most <= 0 else None
            case "largest" | "smallest":
                values = [self._range(node[6], place.with_row(node[3], node[4]))]
                if node[7] is not None:
                    values.append(self._range(node[7], place))
                self._take_range(term, values)
            case "share":
                least, _ = self._range(node[6], place.with_row(node[3], node[4]))
                if least is not None and least >= 0:
                    self._take_range(term, [(0, 1), self._range(node[8], place)])
            case "ratio":
                above, _ = self._range(node[3], place)
                below, _ = self._range(node[4], place)
                if above is not None and above >= 0 and below is not None and below >= 0:
                    self._take_range(term, [(0, None), self._range(node[5], place)])
            case "half":
                term.lower = Fraction(0)
            case "roundup":
                self._near(number, node[3], place, 0, Fraction(node[4][3]), strict=True)
            case "month_end":
                term.integer = True
                self._near(number, node[3], place, 0, Fraction(30), strict=False)
            case "start" | "finish":
                term.integer = True
                self._ends(number, node, place)
            case "year":
                term.integer = True
            case _:
                pass

    def _bound_open(self, term: Any, entry: Mapping[str, Any]) -> None:
        """Note between which ends all values of a parameter lie, the open ones too."""
        lows: list[Fraction | None] = []
        highs: list[Fraction | None] = []
        for value in entry["values"]:
            if value["value"] is None:
                low, high = value["lower"], value["upper"]
                lows.append(None if low is None else Fraction(low))
                highs.append(None if high is None else Fraction(high))
            elif value["value"][0] == "num":
                lows.append(Fraction(value["value"][3]))
                highs.append(lows[-1])
        for ends, pick, name in ((lows, min, "lower"), (highs, max, "upper")):
            known = [end for end in ends if end is not None]
            if known and len(known) == len(ends):
                setattr(term, name, pick(known))

    @staticmethod
    def _take_range(term: Any, values: Sequence[q.Interval]) -> None:
        whole = values[0]
        for value in values[1:]:
            whole = q.hull(whole, value)
        term.lower = None if whole[0] is None else Fraction(whole[0])
        term.upper = None if whole[1] is None else Fraction(whole[1])

    def _range(self, node: Node, place: Place) -> q.Interval:
        """Return between which ends a value lies."""
        if self.kind_of(node, place) not in ("num", "date"):
            return q.ANY
        cases = self._whole_cases(node, place)
        if not cases:
            return q.ANY
        ranges = [self.solver.range_of(value.of) for _, value in cases]
        whole = ranges[0]
        for one in ranges[1:]:
            whole = q.hull(whole, one)
        return whole

    def _near(
        self, number: int, node: Node, place: Place, least: int, most: Fraction, *, strict: bool
    ) -> None:
        """Note that a number lies so far above another."""
        cases = self._whole_cases(node, place)
        if cases is None or len(cases) != 1:
            return
        gap = _plus({(number,): Fraction(1)}, cases[0][1].of, -1)
        opposite = {m: -f for m, f in gap.items()}
        for axiom in (
            self.terms.at_most_zero(_plus(opposite, {(): Fraction(least)}, 1), strict=False),
            self.terms.at_most_zero(_plus(gap, {(): -most}, 1), strict=strict),
        ):
            if axiom[0] == "lin":
                self.terms[number].axioms.append(axiom)

    def _ends(self, number: int, node: Node, place: Place) -> None:
        """Note that a period does not end before it starts."""
        other = "finish" if node[0] == "start" else "start"
        beside, _ = self.terms.find(
            ("number", self.key_of([other, node[1], node[2], node[3]], place))
        )
        first, last = (number, beside) if node[0] == "start" else (beside, number)
        self.terms[beside].integer = True
        axiom = self.terms.at_most_zero(
            {(first,): Fraction(1), (last,): Fraction(-1)}, strict=False
        )
        for end in (number, beside):
            if axiom not in self.terms[end].axioms:
                self.terms[end].axioms.append(axiom)

    # --- sums within sums -------------------------------------------------------------------------

    def parts_of_wholes(self, terms: Iterable[int]) -> list[Formula]:
        """Return that a sum over fewer rows is not above that over more, for values not negative."""
        sums: list[tuple[int, Any]] = []
        for number in sorted(terms):
            key = self.terms[number].key
            if key[0] == "number" and key[1][0] in ("sum", "count"):
                sums.append((number, key[1]))
        found: list[Formula] = []
        for one, narrow in sums:
            for other, wide in sums:
                if one == other or narrow[:2] != wide[:2] or narrow[3:] != wide[3:]:
                    continue
                if self.terms[one].lower is None or self.terms[one].lower < 0:  # type: ignore[operator] # it is no None
                    continue
                if conjuncts(wide[2]) < conjuncts(narrow[2]) or self.solver.implies(
                    narrow[2], wide[2]
                ):
                    found.append(
                        self.terms.at_most_zero(
                            {(one,): Fraction(1), (other,): Fraction(-1)}, strict=False
                        )
                    )
        return found


def _slot(entry: tuple[int, Any]) -> int:
    return entry[0]


def _fits(operator: str, one: str, other: str, ranks: Mapping[str, int]) -> bool:
    if operator == "is":
        return one == other
    a, b = ranks.get(one), ranks.get(other)
    if a is None or b is None:
        return False
    return {
        "at most": a <= b,
        "at least": a >= b,
        "above": a > b,
        "below": a < b,
    }[operator]


def _constant(value: Fraction) -> Number:
    return Number({(): value})


def _plus(a: Polynomial, b: Polynomial, sign: int) -> Polynomial:
    found = dict(a)
    for monomial, factor in b.items():
        found[monomial] = found.get(monomial, Fraction(0)) + sign * factor
    return {monomial: factor for monomial, factor in found.items() if factor}


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    found: dict[Monomial, Fraction] = {}
    for one, x in a.items():
        for other, y in b.items():
            monomial = tuple(sorted((*one, *other)))
            found[monomial] = found.get(monomial, Fraction(0)) + x * y
    return {monomial: factor for monomial, factor in found.items() if factor}


def _frozen(part: Any) -> Any:
    return tuple(map(_frozen, part)) if isinstance(part, list) else part


__all__ = ["Meaning", "Place"]
