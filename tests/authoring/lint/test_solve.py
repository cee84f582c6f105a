"""What a formula can be shown not to be, and what is left open."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from random import Random

from checker.authoring.lint.formula import FALSE, TRUE, Formula, Monomial, Terms, both, either
from checker.authoring.lint.solve import Solver


class World:
    """Three numbers, a choice, and two conditions."""

    def __init__(self) -> None:
        self.terms = Terms()
        self.solver = Solver(self.terms)
        self.x, self.y, self.n, self.kind, self.a, self.b = (
            self.terms.find(name)[0] for name in ("x", "y", "n", "kind", "a", "b")
        )
        self.terms[self.x].lower = Fraction(0)
        self.terms[self.n].integer = True
        self.terms[self.kind].options = ("billet", "slab", None)

    def at_most(self, limit: int | Fraction, *terms: int, strict: bool = False) -> Formula:
        """Return that the sum of some terms is at most a limit."""
        polynomial: dict[Monomial, Fraction] = {(): Fraction(-limit)}
        for term in terms:
            polynomial[(term,)] = polynomial.get((term,), Fraction(0)) + 1
        return self.terms.at_most_zero(polynomial, strict=strict)

    def less(self, *factors: tuple[Monomial, int]) -> Formula:
        """Return that a sum is below zero."""
        return self.terms.at_most_zero({m: Fraction(f) for m, f in factors}, strict=True)


def test_a_choice_is_one_of_its_options() -> None:
    w = World()
    billet, slab = w.terms.among(w.kind, ["billet"]), w.terms.among(w.kind, ["slab"])

    assert w.solver.is_impossible(billet, slab)
    assert not w.solver.is_impossible(w.terms.negate(billet), w.terms.negate(slab))
    assert w.terms.among(w.kind, ["billet", "slab", None]) == TRUE
    assert w.terms.among(w.kind, ["ingot"]) == FALSE


def test_a_bound_is_known_of_a_number() -> None:
    w = World()

    assert w.solver.is_impossible(w.at_most(0, w.x, strict=True))
    assert not w.solver.is_impossible(w.at_most(0, w.x))
    assert not w.solver.is_impossible(w.at_most(0, w.y, strict=True))


def test_inequalities_are_added_up() -> None:
    w = World()
    x_below_y = w.less(((w.x,), 1), ((w.y,), -1))
    y_below_n = w.less(((w.y,), 1), ((w.n,), -1))

    assert w.solver.is_impossible(x_below_y, y_below_n, w.at_most(0, w.n))
    assert not w.solver.is_impossible(x_below_y, y_below_n, w.at_most(1, w.n))


def test_a_whole_number_below_one_is_at_most_zero() -> None:
    w = World()
    above_zero = w.terms.negate(w.at_most(0, w.n))

    assert w.solver.is_impossible(above_zero, w.at_most(1, w.n, strict=True))
    assert not w.solver.is_impossible(
        w.terms.negate(w.at_most(0, w.y)), w.at_most(1, w.y, strict=True)
    )


def test_a_share_of_a_number_is_no_more_than_all_of_it() -> None:
    w = World()
    w.terms[w.y].lower, w.terms[w.y].upper = Fraction(0), Fraction(1)
    part = tuple(sorted((w.x, w.y)))

    assert w.solver.is_impossible(w.less(((w.x,), 1), (part, -1)))
    assert not w.solver.is_impossible(w.less((part, 1), ((w.x,), -1)))


def test_a_condition_and_its_opposite_are_not_both_so() -> None:
    w = World()
    a, b = ("atom", w.a, True), ("atom", w.b, True)
    neither = both([w.terms.negate(a), w.terms.negate(b)])

    assert w.solver.is_impossible(either([a, b]), neither)
    assert w.solver.implies(both([a, b]), either([a, b]))
    assert not w.solver.implies(a, b)


def test_random_formulas_that_hold_somewhere_are_never_called_impossible() -> None:
    random = Random(7)  # noqa: S311 - no secret
    impossible = 0

    for _ in range(400):
        w = World()
        leaves = [
            lambda w=w: w.terms.among(w.kind, random.sample(["billet", "slab", None], 2)),
            lambda w=w: ("atom", random.choice((w.a, w.b)), random.random() < 0.5),
            lambda w=w: w.less(
                ((w.x,), random.randint(-1, 1)),
                ((w.y,), random.randint(-1, 1)),
                ((w.n,), random.randint(-1, 1)),
                ((), random.randint(-2, 2)),
            ),
        ]

        def formula(depth: int, leaves: list = leaves, w: World = w) -> Formula:
            if depth == 0:
                return random.choice(leaves)()
            parts = [formula(depth - 1) for _ in range(random.choice((2, 3)))]
            whole = random.choice((both, either))(parts)
            return w.terms.negate(whole) if random.random() < 0.3 else whole

        asked = both([formula(2), formula(1), formula(1)])
        found = w.solver.is_impossible(asked)
        impossible += found
        if found:
            assert not any(holds(asked, w, model) for model in models(w))

    assert impossible > 20


def models(w: World) -> list[dict[int, object]]:
    numbers = [Fraction(k, 2) for k in range(-4, 5)]
    return [
        {w.x: x, w.y: y, w.n: n, w.kind: kind, w.a: a, w.b: b}
        for x, y, n, kind, a, b in product(
            [x for x in numbers if x >= 0],
            numbers,
            range(-2, 3),
            ("billet", "slab", None),
            (True, False),
            (True, False),
        )
    ]


def holds(formula: Formula, w: World, model: dict[int, object]) -> bool:
    match formula[0]:
        case "and":
            return all(holds(part, w, model) for part in formula[1])
        case "or":
            return any(holds(part, w, model) for part in formula[1])
        case "in":
            return model[formula[1]] in formula[2]
        case "atom":
            return model[formula[1]] is formula[2]
    total = formula[2] + sum(factor * model[monomial[0]] for monomial, factor in formula[1])
    return total < 0 if formula[3] else total <= 0
