"""Limits that no case tests just below, at and just above.

"Just" is within one per cent of the limit; a day for dates, one for whole numbers; where the limit is
zero, which has no per cent, anything on that side.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import Finding, found_at
from checker.authoring.lint.value import comparisons
from checker.model import quantity as q
from checker.model.datatype import Kind
from checker.model.said import joined, said
from checker.model.truth import NO, YES
from checker.verdict.context import Frame
from checker.verdict.decide import group_key
from checker.verdict.from_plan import compiled, context_of
from checker.verdict.trace import type_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from checker.authoring.cases import Ready
    from checker.authoring.lint.meaning import Meaning
    from checker.authoring.lint.outcome import RuleMeaning
    from checker.authoring.lint.written import Written
    from checker.model.expression import Node
    from checker.verdict.context import Context
    from checker.verdict.decide import CompiledRule

_ORDERED = frozenset(
    ["at most", "at least", "above", "below", "before", "after", "on or before", "on or after"]
)
_RANGES = 4
BELOW, AT, ABOVE = -1, 0, 1
_SIDES = {BELOW: said("just below"), AT: said("at"), ABOVE: said("just above")}


class Limit:
    """A comparison of a rule, and on which sides of it cases were found.

    `wanted` are the sides on which a value can lie, `met` those on which a case does. `nearest` is, for
    each side, how far the nearest case is from the limit, as a share of it, `values` its left side.
    """

    __slots__ = ("meant", "met", "nearest", "node", "values", "wanted")

    def __init__(self, meant: RuleMeaning, node: Node, meaning: Meaning) -> None:
        self.meant = meant
        self.node = node
        self.wanted = [side for side in _SIDES if _can_be(side, meant, node, meaning)]
        self.met: set[int] = set()
        self.nearest: dict[int, Fraction] = {}
        self.values: dict[int, str] = {}

    @property
    def lacking(self) -> list[int]:
        """The sides on which a value can lie, and no case does."""
        return [side for side in self.wanted if side not in self.met]

    def meet(
        self, left: q.Number, right: q.Number, *, whole: bool, shown: Callable[[], str]
    ) -> None:
        """Note a case in which both sides are known."""
        difference = Fraction(left) - right
        if not difference:
            self.met.add(AT)
            return
        side = ABOVE if difference > 0 else BELOW
        if whole:
            away, near = abs(difference), Fraction(1)
        else:
            away = abs(difference) / abs(Fraction(right)) if right else Fraction(0)
            near = Fraction(1, 100)
        if away <= near:
            self.met.add(side)
        if side not in self.nearest or away < self.nearest[side]:
            self.nearest[side] = away
            self.values[side] = shown()


def limits_of(meant: RuleMeaning, meaning: Meaning) -> list[Limit]:
    """Return the comparisons of a rule that have a limit, in the order in which they are written.

    `is … within` is left out: a tolerance is no limit of the standard.
    """
    rule = meant.rule
    nodes = [] if rule["applies"] is None else [rule["applies"]]
    nodes += [part["condition"] for part in rule["requires"]]
    nodes += [part["when"] for part in rule["decide"] if part["when"] is not None]
    return [
        Limit(meant, node, meaning)
        for node in comparisons(nodes)
        if node[3] in _ORDERED and node[4] in ("num", "date") and node[7] is None
    ]


def meet_limits(ready: Ready, pack: str, limits: Mapping[str, Sequence[Limit]]) -> None:
    """Note on which sides of the limits of a pack a case lies, in every row that its rules go through.

    Args:
        ready: the case.
        pack: the name of the pack.
        limits: those of each rule, by its id.
    """
    packs = compiled(ready.choice.all, [one["name"] for one in ready.choice.selected])
    ctx = context_of(packs, ready.dossier)
    for rule in packs.rules:
        if rule.pack["name"] != pack:
            continue
        left = [limit for limit in limits[rule.rule["id"]] if limit.lacking]
        if not left or rule.in_force(ctx) == NO:
            continue
        for _, here in rule.combinations(ctx):
            for frame in _frames(rule, here):
                out = rule.applies is not None and rule.applies(frame) == NO
                for limit in left:
                    if not out or _stands_in(limit.node, rule.rule["applies"]):
                        _meet(rule, limit, frame)


def _frames(rule: CompiledRule, ctx: Context) -> Iterator[Frame]:
    """Go through the rows or groups that a rule surely goes through, without settling any."""
    each = rule.rule["each"]
    if each is None:
        yield Frame(ctx, rule.item)
        return
    view = ctx.views[each["table"]]
    tests = [rule.evaluator.truth(part, rule.item) for part in each["where"]]
    groups: set[tuple[Any, ...]] = set()
    for row in range(view.size):
        frame = Frame(ctx, rule.item)
        frame.rows[each["slot"]] = row
        if any(test(frame) != YES for test in tests):
            continue
        if not rule.group_keys:
            yield frame
            continue
        values = tuple(key(frame) for key in rule.group_keys)
        plain = tuple(group_key(value, view) for value in values)
        if None not in plain and plain not in groups:
            groups.add(plain)
            yield Frame(ctx, rule.item, values)


def _stands_in(node: Node, whole: Node) -> bool:
    return bool(whole[1] <= node[1] and node[2] <= whole[2])


def _meet(rule: CompiledRule, limit: Limit, frame: Frame) -> None:
    """Ask for both sides in a row; where a reading is a range that matters, at the ends of it."""
    if _met_in(rule, limit, frame):
        return
    ranges = rule.ranges(frame.ctx)
    if not ranges or len(ranges) > _RANGES:
        return
    for ends in product((1, 2), repeat=len(ranges)):
        readings = {
            entry[0]: (entry[end], entry[end]) for end, entry in zip(ends, ranges, strict=True)
        }
        there = Frame(rule.context(frame.ctx, readings=readings), rule.item, frame.keys)
        there.rows = frame.rows
        if not _met_in(rule, limit, there):
            return  # it is something else that is not known


def _met_in(rule: CompiledRule, limit: Limit, frame: Frame) -> bool:
    """Note on which side of a limit a row lies; False where one of its sides is not known."""
    evaluator, item = rule.evaluator, rule.item
    node = limit.node
    left = evaluator.value(node[5], item)(frame)
    if not (isinstance(left, tuple) and q.known(left)):
        return False
    right = evaluator.value(node[6], item)(frame)
    if not (isinstance(right, tuple) and q.known(right)):
        return False
    type = type_of(evaluator, node[5], item) or type_of(evaluator, node[6], item)
    whole = node[4] == "date" or (type is not None and type.kind is Kind.WHOLE)

    def shown() -> str:
        if node[4] == "date":
            return date.fromordinal(int(left[0])).isoformat()
        return q.show(left[0], "" if type is None else type.unit)

    limit.meet(left[0], right[0], whole=whole, shown=shown)
    return True


def untested_limit(written: Written, limit: Limit) -> list[Finding]:
    """Return the finding of a limit that has a side without a case."""
    lacking = limit.lacking
    if not lacking:
        return []
    rule, node = limit.meant.rule, limit.node
    near = [
        limit.values[side] for side in (BELOW, ABOVE) if side in limit.values and side in lacking
    ]
    return [
        found_at(
            written,
            "untested-limit",
            rule["id"],
            rule["file"],
            (node[1], node[2]),
            said(
                "no case is {sides} this limit",
                sides=joined((_SIDES[side] for side in lacking), ", ", " and "),
            ),
            have=said("the nearest: {values}", values=joined(near)) if near else None,
            want="cases within one per cent of the limit (a day, for dates), and one exactly at it",
        )
    ]


def _can_be(side: int, meant: RuleMeaning, node: Node, meaning: Meaning) -> bool:
    """Whether the left side of a comparison can lie there at all, where the rule applies."""
    words = {BELOW: "below", AT: "is", ABOVE: "above"}
    if node[4] == "date":
        words = {BELOW: "before", AT: "is", ABOVE: "after"}
    asked = [*node[:3], words[side], *node[4:]]
    scope = _scope(meant, node)
    formula = meaning.condition(asked, meant.place)
    return not meaning.solver.is_impossible(*scope, formula, *meant.known)


def _scope(meant: RuleMeaning, node: Node) -> list[Any]:
    """Return what holds where a comparison is asked: the rows taken, and what `applies when` says."""
    applies = meant.rule["applies"]
    if applies is not None and _stands_in(node, applies):
        return list(meant.taken)
    return [*meant.taken, meant.applies]
