"""What the expressions of compiled packs say, as formulas: lets, defines and derived columns put in.

Every complete dossier makes each formula true or false as the engine would. What a formula cannot look
into (a path, a text's words) becomes a condition of its own, the same wherever it is written alike, in
whatever order its parts stand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.lint.formula import FALSE, TRUE, Formula, both, either
from checker.authoring.lint.number import Numbers, plus
from checker.authoring.lint.place import Cases, Number, Place
from checker.model.expression import CONDITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.model.expression import Node
    from checker.plan.from_pack import Program

_NONE = None
_UPPER = {"at most": False, "below": True, "on or before": False, "before": True}
_LOWER = {"at least": False, "above": True, "on or after": False, "after": True}


class Meaning(Numbers):
    """Reads the expressions of one program; all formulas that it gives share their terms."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._conditions: dict[Any, Formula] = {}

    def condition(self, node: Node, place: Place) -> Formula:
        """Return the formula of a condition."""
        key = (id(node), place.mark)
        found = self._conditions.get(key)
        if found is None:
            found = self._conditions[key] = self._condition(node, place)
            self.keep(node, place)
        return found

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
                return self._atom(self.search_key(node, place))
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
                a, b = self.yes_no(left, place), self.yes_no(right, place)
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
        difference = plus(a.of, b.of, -1)
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
                    self.terms.at_most_zero(plus(difference, limit.of, -1), strict=False),
                    self.terms.at_most_zero(plus(opposite, limit.of, -1), strict=False),
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
                (*options, _NONE) if self.may_be_none(node, place) else tuple(options)
            )
        return number

    def yes_no(self, node: Node, place: Place) -> tuple[Formula, Formula]:
        """Return the formulas that a yes/no value is yes, and that it is no."""
        if node[0] == "bool":
            return (TRUE, FALSE) if node[3] else (FALSE, TRUE)
        if node[0] in CONDITIONS:
            found = self.condition(node, place)
            return found, self.terms.negate(found)
        body = self.inlined(node, place)
        if body is not None:
            return self.yes_no(*body)
        if node[0] == "choose":
            yes: list[Formula] = []
            no: list[Formula] = []
            before: list[Formula] = []
            for test, value in [*node[3], (None, node[4])]:
                here = TRUE if test is None else self.condition(test, place)
                a, b = self.yes_no(value, place)
                yes.append(both([*before, here, a]))
                no.append(both([*before, here, b]))
                before.append(self.terms.negate(here))
            return either(yes), either(no)
        term = self._choice_term(node, place)
        if not self.terms[term].options:
            none = (_NONE,) if self.may_be_none(node, place) else ()
            self.terms[term].options = ("no", "yes", *none)
        return self.terms.among(term, ["yes"]), self.terms.among(term, ["no"])

    def _yes(self, node: Node, place: Place) -> Formula:
        return self.yes_no(node, place)[0]

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
        whole = self._atom(("mentions", *(self.part(part, place) for part in node[3:])))
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
            if not self.may_be_none(node, place):
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


__all__ = ["Meaning", "Place"]
