"""Numbers and dates as polynomials over terms: what they can be, and between which bounds."""

from __future__ import annotations

from abc import abstractmethod
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.formula import (
    FALSE,
    TRUE,
    Formula,
    Monomial,
    Polynomial,
    both,
    conjuncts,
)
from checker.authoring.lint.place import Cases, Names, Number, Place
from checker.model import quantity as q
from checker.model.datatype import Kind
from checker.verdict.parameter import lines_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from checker.model.expression import Node
    from checker.plan.from_pack import Program

_CASES = 16
"""A value that can be more things than this is looked at as a whole."""


class Numbers(Names):
    """What the numbers and dates in the expressions of one program can be."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self._cases: dict[Any, Cases | None] = {}

    @abstractmethod
    def options(self, node: Node, place: Place) -> list[tuple[str | None, Formula]]:
        """Return the options that a choice can be, each with the formula that it is that."""

    @abstractmethod
    def yes_no(self, node: Node, place: Place) -> tuple[Formula, Formula]:
        """Return the formulas that a yes/no value is yes, and that it is no."""

    def numbers(self, node: Node, place: Place) -> Cases:
        """Return what a number or a date can be, each with the formula under which it is that."""
        found = self.cases(node, place)
        if found is None:
            number, _ = self.terms.find(("whole", self.key_of_whole(node, place)))
            return [(TRUE, Number({(number,): Fraction(1)}, TRUE))]
        return found

    def key_of_whole(self, node: Node, place: Place) -> Any:
        """Return the key of a node by those of its parts."""
        return (node[0], *(self.part(part, place) for part in node[3:]))

    def cases(self, node: Node, place: Place) -> Cases | None:
        """Return the cases of a number; None where there are too many."""
        key = (id(node), place.mark)
        if key not in self._cases:
            self._cases[key] = self._worked_out(node, place)
            self.keep(node, place)
        return self._cases[key]

    def _worked_out(self, node: Node, place: Place) -> Cases | None:
        body = self.inlined(node, place)
        if body is not None:
            return self.cases(*body)
        match node[0]:
            case "num":
                return [(TRUE, _constant(Fraction(node[3])))]
            case "date":
                return [(TRUE, _constant(Fraction(node[3])))]
            case "neg":
                return self._each(node[3:4], place, lambda a: {m: -f for m, f in a.items()})
            case "add":
                return self._each(node[3:5], place, lambda a, b: plus(a, b, 1))
            case "sub":
                return self._each(node[3:5], place, lambda a, b: plus(a, b, -1))
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
            cases = self.cases(node, place)
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
            cases = self.cases(value, place)
            if cases is None:
                return None
            found += [(both([*before, here, guard]), number) for guard, number in cases]
            before.append(self.terms.negate(here))
        return found if len(found) <= _CASES else None

    def _picked(self, node: Node, place: Place) -> Cases | None:
        ones, others = self.cases(node[4], place), self.cases(node[5], place)
        if ones is None or others is None or 2 * len(ones) * len(others) > _CASES:
            return None
        sign = 1 if node[3] in ("smaller", "earlier") else -1
        found: Cases = []
        for one, a in ones:
            for other, b in others:
                given = both([a.given, b.given])
                difference = {m: sign * f for m, f in plus(a.of, b.of, -1).items()}
                first = self.terms.at_most_zero(difference, strict=False)
                found += [
                    (both([one, other, first]), Number(a.of, given)),
                    (both([one, other, self.terms.negate(first)]), Number(b.of, given)),
                ]
        return [case for case in found if case[0] != FALSE]

    def _moved(self, node: Node, place: Place) -> Cases | None:
        """A date and a duration: days are days, a month has 28 to 31 of them."""
        starts = self.cases(node[3], place)
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
                    moved = plus(start.of, {(): Fraction(days)}, node[5])
                    found.append((whole, Number(moved, start.given)))
                    continue
                key = ("moved", start.key, months, days, node[5])
                number, new = self.terms.find(key)
                if new:
                    term = self.terms[number]
                    term.integer = True
                    sign = node[5]
                    gap = plus({(number,): Fraction(sign)}, start.of, -sign)
                    least, most = 28 * months + days, 31 * months + days
                    opposite = {m: -f for m, f in gap.items()}
                    for difference, bound in ((gap, -most), (opposite, least)):
                        axiom = self.terms.at_most_zero(
                            plus(difference, {(): Fraction(bound)}, 1), strict=False
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
            yes, no = self.yes_no(node, place)
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
            return self.search_key(node, place)
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
        cases = self.cases(node, place)
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
        cases = self.cases(node, place)
        if cases is None or len(cases) != 1:
            return
        gap = plus({(number,): Fraction(1)}, cases[0][1].of, -1)
        opposite = {m: -f for m, f in gap.items()}
        for axiom in (
            self.terms.at_most_zero(plus(opposite, {(): Fraction(least)}, 1), strict=False),
            self.terms.at_most_zero(plus(gap, {(): -most}, 1), strict=strict),
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


def _constant(value: Fraction) -> Number:
    return Number({(): value})


def plus(a: Polynomial, b: Polynomial, sign: int) -> Polynomial:
    """Return the sum of two polynomials, the second one times a sign."""
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
