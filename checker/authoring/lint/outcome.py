"""Which outcomes a rule can have at all: what the engine leaves open, and what formulas rule out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.lint.formula import TRUE, Formula, both, either, terms_of
from checker.authoring.lint.meaning import Meaning, Place
from checker.model.dossier import Dossier
from checker.model.source import Origin
from checker.verdict.context import Frame
from checker.verdict.decide import JUDGEMENT, NA, PASS, VIOLATION, CompiledRule, Subject
from checker.verdict.from_plan import Compiled, context_of

if TYPE_CHECKING:
    from checker.model.expression import Node
    from checker.model.pack import Vocabulary
    from checker.verdict.context import Context

_OF = {"pass": PASS, "violation": VIOLATION, "judgement": JUDGEMENT, "not_applicable": NA}


class RuleMeaning:
    """A rule as formulas.

    `scope` holds where the rule applies to a row; `asks` are its `require`s and `state`s, each with the
    outcome where it fails; `cases` are those of `decide`, each with its outcome and the formula that it
    is reached and holds. `known` are lemmas on the sums in them.
    """

    __slots__ = ("applies", "asks", "cases", "known", "pack", "place", "rule", "scope", "taken")

    def __init__(self, meaning: Meaning, pack: dict[str, Any], rule: dict[str, Any]) -> None:
        self.pack = pack
        self.rule = rule
        each = rule["each"]
        rows: dict[int, Any] = {}
        keys: list[Node] = []
        if each is not None:
            rows[each["slot"]] = ("row", each["table"])
            keys = list(each.get("keys", ()))
        self.place = Place(rows, rule["lets"], keys)
        self.taken = [meaning.condition(part, self.place) for part in each["where"]] if each else []
        self.applies = (
            TRUE if rule["applies"] is None else meaning.condition(rule["applies"], self.place)
        )
        self.scope = both([*self.taken, self.applies])
        self.asks: list[tuple[Formula, int]] = [
            (
                meaning.condition(part["condition"], self.place),
                VIOLATION if part["ask"] is None else JUDGEMENT,
            )
            for part in rule["requires"]
        ]
        self.asks += [
            (meaning.given(part["node"], self.place), VIOLATION) for part in rule["states"]
        ]
        self.cases: list[tuple[Formula, int, dict[str, Any]]] = []
        before: list[Formula] = []
        for part in rule["decide"]:
            if part["when"] is None:
                holds = both(meaning.terms.negate(one) for one in before)
            else:
                holds = meaning.condition(part["when"], self.place)
                before.append(holds)
            self.cases.append((holds, _OF[part["outcome"]], part))
        terms = {term for formula in self.formulas() for term in terms_of(formula)}
        self.known = meaning.parts_of_wholes(terms)

    def formulas(self) -> list[Formula]:
        """Return all formulas of the rule."""
        return [self.scope, *(ask for ask, _ in self.asks), *(case for case, _, _ in self.cases)]

    @property
    def passes(self) -> Formula:
        """The formula that what the rule asks holds, where it applies."""
        if self.cases:
            return either(holds for holds, outcome, _ in self.cases if outcome == PASS)
        return both(ask for ask, _ in self.asks)

    def possible(self, meaning: Meaning) -> int:
        """Return the outcomes that formulas do not rule out, whatever the clause behind the rule."""
        solver, terms = meaning.solver, meaning.terms
        found = NA
        if solver.is_impossible(self.scope, *self.known):
            return found
        if not solver.is_impossible(self.scope, self.passes, *self.known):
            found |= PASS
        for ask, outcome in self.asks:
            if not solver.is_impossible(self.scope, terms.negate(ask), *self.known):
                found |= outcome
        for holds, outcome, _ in self.cases:
            if not solver.is_impossible(self.scope, holds, *self.known):
                found |= outcome
        # Where two cases hold at once, a person decides.
        for at, (one, outcome, _) in enumerate(self.cases):
            for two, other, _ in self.cases[at + 1 :]:
                if outcome != other and not solver.is_impossible(self.scope, one, two, *self.known):
                    found |= JUDGEMENT
        return found


def engine_outcomes(rule: CompiledRule, ctx: Context) -> int:
    """Return the outcomes that the engine leaves open where nothing is known, the clause apart.

    Args:
        rule: of a program of its own.
        ctx: that of a dossier in which nothing is said, as `nothing_known` gives it.
    """
    frame = Frame(ctx, rule.item)
    subject = Subject(frame, None, ())
    each = rule.rule["each"]
    found = 0
    if each is not None:
        any_row = ctx.views[each["table"]].any
        frame.rows[each["slot"]] = any_row
        if rule.group_keys:
            subject = Subject(frame, None, tuple(key(frame) for key in rule.group_keys))
        else:
            subject = Subject(frame, any_row, ())
        found = NA  # there may be no row
    # Facts are not tried out one by one: formulas do that at less cost.
    for _, here in rule.combinations(ctx):
        found |= rule.outcomes(rule.frame_in(here, subject))
    return found


def nothing_known() -> Dossier:
    """Return a dossier in which nothing is said, not even the day on which it is judged."""
    here = Origin("dossier.yaml")
    dossier = Dossier(
        id="nothing",
        as_of=0,
        language="en",
        packs={},
        facts={},
        tables={},
        file="dossier.yaml",
        sha256="",
        place_for=lambda name: here,
    )
    dossier.as_of = None  # type: ignore[assignment] # any day: it is an open end wherever it is compared
    return dossier


class Meant:
    """The rules of all packs in play as formulas, with the outcomes that each can have."""

    def __init__(
        self, packs: list[dict[str, Any]], names: list[str], vocabulary: Vocabulary
    ) -> None:
        # Compiled for lint alone: the clause behind a rule is left out of its outcomes.
        self.compiled = Compiled(packs, names, vocabulary)
        self.meaning = Meaning(self.compiled.program)
        self.rules: list[RuleMeaning] = []
        self.possible: dict[int, int] = {}
        ctx = context_of(self.compiled, nothing_known())
        ctx.facts["as_of"] = None
        for rule in self.compiled.rules:
            meant = RuleMeaning(self.meaning, rule.pack, rule.rule)
            self.rules.append(meant)
            self.possible[id(meant)] = meant.possible(self.meaning) & (
                engine_outcomes(rule, ctx) | NA
            )

    def fallible(self) -> list[RuleMeaning]:
        """Return the rules that some claim can pass and some claim can fail, or that ask for facts."""
        return [
            rule
            for rule in self.rules
            if self.possible[id(rule)] & PASS
            and (self.possible[id(rule)] & (VIOLATION | JUDGEMENT) or not rule.cases)
        ]
