"""Conditions as formulas over terms: what can be told of them without any dossier.

A formula is a tuple, equal for what is written alike:

    ("in", TERM, OPTIONS)            a choice or a yes/no is one of some options (`None` is a stated none)
    ("lin", ((MONOMIAL, FACTOR), …), CONSTANT, STRICT)   their sum is at most zero, or below it
    ("atom", TERM, TRUTH)            a condition into which nothing looks
    ("and", PARTS) · ("or", PARTS)   sorted, without repetition; empty: yes, and no

A term is a number that `Terms` gave out; a monomial is a sorted tuple of them, its product.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Formula = tuple[Any, ...]
Monomial = tuple[int, ...]
Polynomial = dict[Monomial, Fraction]

TRUE: Formula = ("and", ())
FALSE: Formula = ("or", ())


class Term:
    """What a formula is about: a choice with its options, a number with its bounds, or a condition.

    `options` are sorted, `None` last where a stated none is one of them. Of a number `integer` says that
    it has no fraction (dates are days). `axioms` are formulas `lin` that always hold of it. `of` is
    the text that the term stands for, `digits` how many digits, of a condition on a text.
    """

    __slots__ = (
        "axioms",
        "digits",
        "integer",
        "key",
        "lower",
        "lower_open",
        "of",
        "options",
        "upper",
    )

    def __init__(self, key: Any) -> None:
        self.key = key
        self.options: tuple[str | None, ...] = ()
        self.lower: Fraction | None = None
        self.lower_open = False
        self.upper: Fraction | None = None
        self.integer = False
        self.axioms: list[Formula] = []
        self.of: tuple[Any, str] | None = None
        self.digits: tuple[Any, int] | None = None


class Terms:
    """All terms, numbered in the order in which they were met."""

    def __init__(self) -> None:
        self.all: list[Term] = []
        self._numbers: dict[Any, int] = {}

    def __getitem__(self, number: int) -> Term:
        return self.all[number]

    def find(self, key: Any) -> tuple[int, bool]:
        """Return the number of a term, and whether it is new."""
        number = self._numbers.get(key)
        if number is not None:
            return number, False
        self._numbers[key] = len(self.all)
        self.all.append(Term(key))
        return len(self.all) - 1, True

    # --- formulas ---------------------------------------------------------------------------------

    def among(self, term: int, options: Iterable[str | None]) -> Formula:
        """Return the formula that a choice is one of some options."""
        all_options = self.all[term].options
        wanted = frozenset(options)
        inside = tuple(option for option in all_options if option in wanted)
        if not inside:
            return FALSE
        return TRUE if len(inside) == len(all_options) else ("in", term, inside)

    def at_most_zero(self, polynomial: Mapping[Monomial, Fraction], *, strict: bool) -> Formula:
        """Return the formula that a polynomial is at most zero, or (`strict`) below it."""
        constant = polynomial.get((), Fraction(0))
        parts = sorted((m, f) for m, f in polynomial.items() if m and f)
        if not parts:
            holds = constant < 0 if strict else constant <= 0
            return TRUE if holds else FALSE
        scale = abs(parts[0][1])
        factors = tuple((monomial, factor / scale) for monomial, factor in parts)
        constant /= scale
        if len(factors) == 1 and len(factors[0][0]) == 1 and self.all[factors[0][0][0]].integer:
            # A whole number below 4 is at most 3.
            up = factors[0][1] > 0
            limit = -constant if up else constant
            if up:
                whole = ceil(limit) - 1 if strict else floor(limit)
                constant = Fraction(-whole)
            else:
                whole = floor(limit) + 1 if strict else ceil(limit)
                constant = Fraction(whole)
            strict = False
        return ("lin", factors, constant, strict)

    def negate(self, formula: Formula) -> Formula:
        """Return the formula that holds where the other does not."""
        match formula:
            case ("in", term, options):
                return self.among(term, set(self.all[term].options) - set(options))
            case ("lin", factors, constant, strict):
                opposite = {monomial: -factor for monomial, factor in factors}
                opposite[()] = -constant
                return self.at_most_zero(opposite, strict=not strict)
            case ("atom", term, truth):
                return ("atom", term, not truth)
            case ("and", parts):
                return either(self.negate(part) for part in parts)
            case _:
                return both(self.negate(part) for part in formula[1])


def both(parts: Iterable[Formula]) -> Formula:
    """Return the formula that all parts hold."""
    return _joined("and", "or", parts)


def either(parts: Iterable[Formula]) -> Formula:
    """Return the formula that some part holds."""
    return _joined("or", "and", parts)


def _joined(word: str, other: str, parts: Iterable[Formula]) -> Formula:
    found: set[Formula] = set()
    for part in parts:
        if part[0] == word:
            found.update(part[1])
        elif part == (other, ()):
            return part
        else:
            found.add(part)
    if len(found) == 1:
        return next(iter(found))
    return (word, tuple(sorted(found, key=_order)))


def _order(formula: Formula) -> str:
    return repr(formula)


def conjuncts(formula: Formula) -> frozenset[Formula]:
    """Return the formulas that all hold where this one does."""
    return frozenset(formula[1]) if formula[0] == "and" else frozenset([formula])


def terms_of(formula: Formula) -> set[int]:
    """Return the terms that a formula is about."""
    found: set[int] = set()
    stack = [formula]
    while stack:
        part = stack.pop()
        match part[0]:
            case "and" | "or":
                stack.extend(part[1])
            case "lin":
                found.update(term for monomial, _ in part[1] for term in monomial)
            case _:
                found.add(part[1])
    return found
