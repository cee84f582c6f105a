"""Whether a formula can hold: choices by their options, numbers by linear inequalities.

The answer "no" is a proof; "yes" only says that no contradiction was found within a bound. Products of
unknown numbers are numbers of their own, of which the bounds of the factors say something.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from checker.authoring.lint.formula import FALSE, TRUE, Formula, Monomial, Terms
from checker.model import quantity as q

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_STEPS = 4_000
"""So many branches are looked into; a formula of a real rule takes a few dozen."""
_INEQUALITIES = 240
_NUMBERS = 24

Inequality = tuple[dict[Monomial, Fraction], Fraction, bool]
"""Factors by monomial, a constant, and whether the sum is below zero (else at most zero)."""


class Solver:
    """Tells what cannot be, over the terms of one set of packs; remembers what it was asked."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._known: dict[Formula, bool] = {}

    def is_impossible(self, *parts: Formula) -> bool:
        """Whether the parts cannot all hold in any dossier; False where that could not be shown."""
        whole = ("and", parts)
        found = self._known.get(whole)
        if found is None:
            steps = [_STEPS]
            found = self._known[whole] = not self._can_hold(list(parts), _State(), steps)
        return found

    def implies(self, scope: Formula, formula: Formula) -> bool:
        """Whether a formula holds wherever the scope does; False where that could not be shown."""
        return formula == TRUE or self.is_impossible(scope, self.terms.negate(formula))

    def _can_hold(self, pending: list[Formula], state: _State, steps: list[int]) -> bool:
        steps[0] -= 1
        if steps[0] <= 0:
            return True
        choices: list[Formula] = []
        fresh = False
        while pending:
            formula = pending.pop()
            if formula[0] == "and":
                pending.extend(formula[1])
            elif formula[0] == "or":
                choices.append(formula)
            else:
                fresh = fresh or formula[0] == "lin"
                if not self._take(formula, state):
                    return False
        # What the state settles already is taken out; a single way that is left is taken.
        left: list[Formula] = []
        for at, choice in enumerate(choices):
            open_parts: list[Formula] = []
            for part in choice[1]:
                status = self._status(part, state)
                if status is True:
                    break
                if status is None:
                    open_parts.append(part)
            else:
                if not open_parts:
                    return False
                if len(open_parts) == 1:
                    rest = [open_parts[0], *left, *choices[at + 1 :]]
                    return self._can_hold(rest, state, steps)
                left.append(("or", tuple(open_parts)))
        choices = left
        if (fresh or not choices) and not self._is_feasible(state.inequalities):
            return False
        if not choices:
            return True
        choices.sort(key=lambda choice: len(choice[1]))
        first, rest = choices[0], choices[1:]
        return any(self._can_hold([part, *rest], state.copy(), steps) for part in first[1])

    def _take(self, formula: Formula, state: _State) -> bool:
        """Take in a formula without parts; False where it contradicts what was taken in."""
        if formula[0] == "in":
            term, options = formula[1], formula[2]
            known = state.options.get(term)
            inside = options if known is None else tuple(o for o in known if o in options)
            state.options[term] = inside
            return bool(inside)
        if formula[0] == "atom":
            term, truth = formula[1], formula[2]
            if state.atoms.setdefault(term, truth) is not truth:
                return False
            return not truth or not self._clashes(term, state)
        factors, constant, strict = formula[1], formula[2], formula[3]
        state.inequalities.append((dict(factors), constant, strict))
        return True

    def _clashes(self, number: int, state: _State) -> bool:
        """Whether a text is said to be two things at once."""
        term = self.terms[number]
        for other, truth in state.atoms.items():
            if not truth or other == number:
                continue
            beside = self.terms[other]
            for one, two in ((term, beside), (beside, term)):
                if one.of is None:
                    continue
                if two.of is not None and one.of[0] == two.of[0]:
                    return True
                if two.digits is not None and one.of[0] == two.digits[0]:
                    text, count = one.of[1], two.digits[1]
                    if text.isascii() and not (text.isdigit() and len(text) == count):
                        return True
            if (
                term.digits is not None
                and beside.digits is not None
                and term.digits[0] == beside.digits[0]
            ):
                return True
        return False

    def _status(self, formula: Formula, state: _State) -> bool | None:
        """Return what is known of a formula at once: it holds, it does not, or that is open."""
        if formula[0] == "in":
            known = state.options.get(formula[1])
            if known is None:
                return None
            inside = [option for option in known if option in formula[2]]
            return False if not inside else True if len(inside) == len(known) else None
        if formula[0] == "atom":
            truth = state.atoms.get(formula[1])
            return None if truth is None else truth is formula[2]
        if formula == TRUE:
            return True
        return False if formula == FALSE else None

    # --- linear inequalities ----------------------------------------------------------------------

    def _is_feasible(self, inequalities: Sequence[Inequality]) -> bool:
        """Whether some numbers meet all inequalities, and their own bounds; by elimination."""
        if not inequalities:
            return True
        rows = list(inequalities)
        queue = sorted({monomial for factors, _, _ in rows for monomial in factors})
        seen: set[Monomial] = set()
        while queue:
            monomial = queue.pop(0)
            if monomial in seen:
                continue
            seen.add(monomial)
            if len(seen) > _NUMBERS:
                return True
            for row in self._known_of(monomial, seen):
                rows.append(row)
                queue.extend(m for m in row[0] if m not in seen)
        return not _contradict(rows)

    def _known_of(self, monomial: Monomial, among: Iterable[Monomial]) -> list[Inequality]:
        """Return what always holds of a monomial."""
        rows: list[Inequality] = []
        one = Fraction(1)
        if len(monomial) == 1:
            term = self.terms[monomial[0]]
            if term.lower is not None:
                rows.append(({monomial: -one}, term.lower, term.lower_open))
            if term.upper is not None:
                rows.append(({monomial: one}, -term.upper, False))
            rows += [(dict(axiom[1]), axiom[2], axiom[3]) for axiom in term.axioms]
            return rows
        low, high = self.bounds_of(monomial)
        if low is not None:
            rows.append(({monomial: -one}, Fraction(low), False))
        if high is not None:
            rows.append(({monomial: one}, -Fraction(high), False))
        for at, factor in enumerate(monomial):
            rest = (*monomial[:at], *monomial[at + 1 :])
            rest_low, _ = self.bounds_of(rest)
            if rest_low is None or rest_low < 0:
                continue
            # With b not negative, a share a of it lies between least a × b and greatest a × b.
            term = self.terms[factor]
            if term.lower is not None:
                rows.append(({rest: term.lower, monomial: -one}, Fraction(0), False))
            if term.upper is not None:
                rows.append(({monomial: one, rest: -term.upper}, Fraction(0), False))
        return rows

    def bounds_of(self, monomial: Monomial) -> q.Interval:
        """Return the least and the greatest value of a product of terms."""
        value: q.Interval = (1, 1)
        for number in monomial:
            term = self.terms[number]
            value = q.multiply(value, (term.lower, term.upper))
        if len(monomial) == 2 and monomial[0] == monomial[1] and (value[0] is None or value[0] < 0):
            value = (0, value[1])
        return value

    def range_of(self, polynomial: dict[Monomial, Fraction]) -> q.Interval:
        """Return bounds of a polynomial, each monomial on its own."""
        total: q.Interval = (0, 0)
        for monomial, factor in polynomial.items():
            total = q.add(total, q.multiply((factor, factor), self.bounds_of(monomial)))
        return total


class _State:
    """What one branch has taken in."""

    __slots__ = ("atoms", "inequalities", "options")

    def __init__(self) -> None:
        self.options: dict[int, tuple[str | None, ...]] = {}
        self.atoms: dict[int, bool] = {}
        self.inequalities: list[Inequality] = []

    def copy(self) -> _State:
        other = _State()
        other.options = dict(self.options)
        other.atoms = dict(self.atoms)
        other.inequalities = list(self.inequalities)
        return other


def _contradict(rows: list[Inequality]) -> bool:
    """Whether no numbers meet all inequalities (Fourier and Motzkin); False past a bound of size."""
    rows = _plain(rows)
    while True:
        counts: dict[Monomial, tuple[int, int]] = {}
        for factors, constant, strict in rows:
            if not factors and (constant > 0 or (strict and constant == 0)):
                return True
            for monomial, factor in factors.items():
                up, down = counts.get(monomial, (0, 0))
                counts[monomial] = (up + 1, down) if factor > 0 else (up, down + 1)
        if not counts:
            return False
        chosen = min(
            counts, key=lambda monomial: (counts[monomial][0] * counts[monomial][1], monomial)
        )
        above = [row for row in rows if row[0].get(chosen, 0) > 0]
        below = [row for row in rows if row[0].get(chosen, 0) < 0]
        rest = [row for row in rows if chosen not in row[0]]
        for upper in above:
            for lower in below:
                rest.append(_without(chosen, upper, lower))
        rows = _plain(rest)
        if len(rows) > _INEQUALITIES:
            return False


def _without(monomial: Monomial, upper: Inequality, lower: Inequality) -> Inequality:
    """Return what two inequalities say together once a number is eliminated."""
    a, b = upper[0][monomial], -lower[0][monomial]
    factors: dict[Monomial, Fraction] = {}
    for row, by in ((upper, b), (lower, a)):
        for other, factor in row[0].items():
            factors[other] = factors.get(other, Fraction(0)) + factor * by
    del factors[monomial]
    kept = {other: factor for other, factor in factors.items() if factor}
    return kept, upper[1] * b + lower[1] * a, upper[2] or lower[2]


def _plain(rows: list[Inequality]) -> list[Inequality]:
    """Return inequalities with like ones told once, by the sharpest."""
    best: dict[tuple[tuple[Monomial, Fraction], ...], tuple[Fraction, bool]] = {}
    for factors, constant, strict in rows:
        parts = sorted((monomial, factor) for monomial, factor in factors.items() if factor)
        if not parts:
            if constant > 0 or (strict and constant == 0):
                return [({}, constant, strict)]
            continue
        scale = abs(parts[0][1])
        key = tuple((monomial, factor / scale) for monomial, factor in parts)
        value = (constant / scale, strict)
        if key not in best or value > best[key]:
            best[key] = value
    return [(dict(key), constant, strict) for key, (constant, strict) in best.items()]
