"""How far a number is from its limit, and what would bring it inside."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from checker.model import quantity as q
from checker.model.truth import NO
from checker.verdict.linear import Leaf, Linear
from checker.verdict.trace import type_of

if TYPE_CHECKING:
    from checker.model.expression import Node
    from checker.model.quantity import Number
    from checker.verdict.context import Frame, Item
    from checker.verdict.expressions import Evaluator

_STEP = Fraction(1, 1000)
_UPPER = ("at most", "below")


def margin(evaluator: Evaluator, node: Node, item: Item, frame: Frame) -> dict[str, str] | None:
    """Return how far the left side is from the right one, None where it is not known exactly.

    For a share of something it is told in points of that share.
    """
    if node[0] != "cmp" or node[4] != "num" or node[3] not in (*_UPPER, "at least", "above"):
        return None
    left = evaluator.value(node[5], item)(frame)
    right = evaluator.value(node[6], item)(frame)
    if not (isinstance(left, tuple) and isinstance(right, tuple)):
        return None
    if not (q.known(left) and q.known(right)):
        return None
    a, b = left[0], right[0]
    if node[6][0] == "of":
        share = evaluator.value(node[6][3], item)(frame)
        whole = evaluator.value(node[6][4], item)(frame)
        if (
            isinstance(share, tuple)
            and isinstance(whole, tuple)
            and q.known(share)
            and q.known(whole)
            and whole[0]
        ):
            by = abs(Fraction(a) / whole[0] - share[0])
            return {
                "by": q.exact_text(by * 100),
                "unit": "%",
                "of": q.plain_text(share[0], "%"),
            }
    type = type_of(evaluator, node[5], item) or type_of(evaluator, node[6], item)
    unit = "" if type is None else type.unit
    return {
        "by": q.exact_text(q.in_unit(abs(Fraction(a) - b), unit)),
        "unit": unit,
        "of": q.plain_text(b, unit),
    }


def conform(evaluator: Evaluator, node: Node, item: Item, frame: Frame) -> list[dict[str, str]]:
    """Return what would bring a violated limit to conformity, rounded up to 0.001 of the unit.

    With d the excess, a the weight of a tonne that counts against the limit and b that of one that
    counts for it: replace d/(a+b), remove d/a, or add d/b.
    """
    if node[0] != "cmp" or node[4] != "num" or node[3] not in (*_UPPER, "at least", "above"):
        return []
    if evaluator.truth(node, item)(frame) != NO:
        return []
    sides = (1, -1) if node[3] in _UPPER else (-1, 1)
    linear: Linear = evaluator.kept(
        "excess",
        node,
        lambda: Linear(evaluator, item, [(sides[0], node[5]), (sides[1], node[6])]),
    )
    bounds = linear.bounds(frame)
    if bounds is None or not q.known(bounds) or bounds[0] is None:
        return []
    excess = Fraction(bounds[0])
    strict = node[3] in ("below", "above")
    type = type_of(evaluator, node[5], item) or type_of(evaluator, node[6], item)
    unit = "" if type is None else type.unit
    weighed: dict[Number, dict[str, int]] = {}
    helping: set[Number] = set()
    sums = [leaf for leaf in linear.summands if leaf.search is not None]
    tables = {leaf.search.table for leaf in sums if leaf.search is not None}
    if len(tables) != 1:
        return _of_sides(sums, linear, frame, excess, unit, strict=strict)
    factors = {key: closure(frame)[0] for leaf in linear.summands for closure, key in leaf.factors}
    if None in factors.values():
        return []  # an unknown factor of nothing
    group: list[tuple[Number, Leaf, Frame]] = []
    for leaf in sums:
        factor: Number = leaf.sign
        for _, key in leaf.factors:
            factor = factor * factors[key]
        group.append((factor, leaf, linear.frame(leaf, frame)))
    scan = linear.scan(group)
    for index, _, options in linear.classes(group, scan):
        if len(options) != 1:
            return []
        constant, columns = options[0]
        if constant or len([c for c, n in columns.items() if n]) > 1:
            return []
        for column, multiple in columns.items():
            if multiple > 0:
                amounts = weighed.setdefault(multiple, {})
                amounts[column] = amounts.get(column, 0) + scan.sums(column).positive[index]
            elif multiple < 0:
                helping.add(-multiple)
    against = {
        multiple: sum(
            Fraction(whole, scan.sums(column).denominator) for column, whole in amounts.items()
        )
        for multiple, amounts in weighed.items()
    }
    if not helping:
        helping = _weights_of_helpers(group)
    found: list[dict[str, str]] = []
    a = next(iter(against)) if len(against) == 1 else None
    b = next(iter(helping)) if len(helping) == 1 else None
    if a is not None and b is not None and node[6][0] == "of":
        amount = _rounded(excess / (a + b), unit, strict=strict)
        if amount <= against[a]:
            found.append(_advice("replace", excess / (a + b), unit, strict=strict))
    # There is no taking out more than there is: rounded up, not even all of it may do.
    if a is not None and _rounded(excess / a, unit, strict=strict) <= against[a]:
        found.append(_advice("remove", excess / a, unit, strict=strict))
    if b is not None and b > 0:
        found.append(_advice("add", excess / b, unit, strict=strict))
    return found


def _weights_of_helpers(group: list[tuple[Number, Leaf, Frame]]) -> set[Number]:
    """Return what a tonne of the helping kind would weigh, where no row of it stands yet.

    A row that one sum takes is taken too by each sum whose conditions are among those of the first.
    """
    weights: set[Number] = set()
    for factor, leaf, _ in group:
        if factor < 0 and leaf.search is not None:
            own = {part.key for part in leaf.search.parts}
            weight = sum(
                other
                for other, beside, _ in group
                if beside.search is not None and {part.key for part in beside.search.parts} <= own
            )
            if weight < 0:
                weights.add(-weight)
    return weights


def _of_sides(
    sums: list[Leaf],
    linear: Linear,
    frame: Frame,
    excess: Fraction,
    unit: str,
    *,
    strict: bool,
) -> list[dict[str, str]]:
    """Return the advice where each side is a sum of its own, or a single fact."""
    found: list[dict[str, str]] = []
    for leaf in sums or linear.summands:
        if leaf.search is None and (
            leaf.key is None or leaf.key[1][0] not in ("fact", "col", "deref")
        ):
            continue
        factor = Fraction(leaf.sign)
        for closure, _ in leaf.factors:
            value = closure(frame)
            if not isinstance(value, tuple) or not q.known(value):
                return []
            factor *= value[0]
        if factor > 0 and not any(entry["action"] == "remove" for entry in found):
            found.append(_advice("remove", excess / factor, unit, strict=strict))
        elif factor < 0 and not any(entry["action"] == "add" for entry in found):
            found.append(_advice("add", excess / -factor, unit, strict=strict))
    return found


def _advice(action: str, amount: Fraction, unit: str, *, strict: bool) -> dict[str, str]:
    rounded = _rounded(amount, unit, strict=strict)
    return {"action": action, "quantity": q.plain_text(rounded, unit)}


def _rounded(amount: Fraction, unit: str, *, strict: bool) -> Fraction:
    """Return an amount rounded up to 0.001 of its unit; where the limit itself will not do, past it."""
    from checker.model.unit import find_unit

    known = find_unit(unit) if unit else None
    factor = Fraction(1) if known is None else known.factor
    steps = -(-(amount / factor) // _STEP)
    if strict and steps * _STEP * factor == amount:
        steps += 1
    return steps * _STEP * factor
