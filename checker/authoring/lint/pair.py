"""Pairs of rules: those that no claim can both pass, and those that ask the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import Finding, found_at
from checker.authoring.lint.formula import TRUE, both, terms_of
from checker.model.expression import strip
from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.authoring.lint.meaning import Meaning
    from checker.authoring.lint.outcome import RuleMeaning
    from checker.authoring.lint.written import Written


def pair_findings(
    rules: Sequence[RuleMeaning],
    written: Mapping[str, Written],
    meaning: Meaning,
) -> list[Finding]:
    """Return the pairs of rules that contradict each other, and those that are alike.

    Args:
        rules: those that some claim can pass and some can fail, by pack and place.
        written: the packs that are looked at, by name; a pair is told of its later rule.
        meaning: what the formulas rest on.
    """
    found: list[Finding] = []
    passing = [terms_of(rule.passes) for rule in rules]
    for at, later in enumerate(rules):
        home = written.get(later.pack["name"])
        for before in range(at):
            earlier = rules[before]
            other = written.get(earlier.pack["name"])
            if (home is None and other is None) or not _overlap(earlier.rule, later.rule):
                continue
            told, about = (later, earlier) if home is not None else (earlier, later)
            where = home or other
            assert where is not None
            same_pack = earlier.pack["name"] == later.pack["name"]
            if same_pack and _alike(earlier, later, meaning):
                found.append(_duplicate(where, told, about))
            elif passing[at] & passing[before] and _contradict(earlier, later, meaning):
                found.append(_contradiction(where, told, about))
    return found


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether there is a day on which both rules are in force."""
    for first, second in ((one, other), (other, one)):
        until, start = first["until"], second["from"]
        if until is not None and start is not None and until <= start:
            return False
    return True


def _contradict(one: RuleMeaning, other: RuleMeaning, meaning: Meaning) -> bool:
    """Whether both can apply, and then never both pass."""
    solver = meaning.solver
    terms = set().union(
        *(terms_of(formula) for rule in (one, other) for formula in rule.formulas())
    )
    known = meaning.parts_of_wholes(terms)
    return solver.is_impossible(
        one.scope, other.scope, one.passes, other.passes, *known
    ) and not solver.is_impossible(one.scope, other.scope, *known)


def _alike(one: RuleMeaning, other: RuleMeaning, meaning: Meaning) -> bool:
    """Whether two rules apply to the same, and pass and fail alike."""
    if _kind(one) != _kind(other):
        return False
    if one.passes == TRUE or other.passes == TRUE:
        # What asks for facts is the same where it is written the same.
        return one.scope == other.scope and _written(one) == _written(other)
    solver = meaning.solver
    if not (terms_of(one.passes) & terms_of(other.passes)):
        return False
    return (
        solver.implies(one.scope, other.scope)
        and solver.implies(other.scope, one.scope)
        and solver.implies(both([one.scope, one.passes]), other.passes)
        and solver.implies(both([other.scope, other.passes]), one.passes)
    )


def _kind(meant: RuleMeaning) -> Any:
    """Return what two rules must agree in to be alike at all."""
    rule = meant.rule
    each = rule["each"]
    outcomes = frozenset(outcome for _, outcome in meant.asks) | frozenset(
        outcome for _, outcome, _ in meant.cases
    )
    rows = None if each is None else (each["table"], strip(each.get("keys", [])))
    return rule["level"], rule["across"], rows, outcomes


def _written(meant: RuleMeaning) -> Any:
    rule = meant.rule
    return (
        frozenset(strip(part["condition"]) for part in rule["requires"]),
        tuple((part["outcome"], strip(part["when"])) for part in rule["decide"]),
        frozenset(strip(part["node"]) for part in rule["states"]),
        tuple(strip(let["body"]) for let in rule["lets"]),
    )


def _name(meant: RuleMeaning, beside: RuleMeaning) -> str:
    """Return how a rule is called where another one is told of."""
    if meant.pack["name"] == beside.pack["name"]:
        return str(meant.rule["id"])
    return f"{meant.pack['name']}/{meant.rule['id']}"


def _asked(meant: RuleMeaning) -> str:
    """Return what a rule asks, as it is written."""
    source = meant.pack["sources"][meant.rule["file"]]
    nodes = [part["condition"] for part in meant.rule["requires"]]
    nodes += [part["when"] for part in meant.rule["decide"] if part["outcome"] == "pass"]
    texts = [" ".join(source[node[1] : node[2]].split()) for node in nodes if node is not None]
    return joined((f"`{text}`" for text in texts), " and ") or f"`{meant.rule['title']}`"


def _duplicate(written: Written, told: RuleMeaning, about: RuleMeaning) -> Finding:
    rule = told.rule
    return found_at(
        written,
        "duplicate-rule",
        rule["id"],
        rule["file"],
        written.id_span(rule),
        said(
            "`{rule}` asks what `{other}` asks already", rule=rule["id"], other=_name(about, told)
        ),
        hint="keep one of the two, with the clauses of both",
    )


def _contradiction(written: Written, told: RuleMeaning, about: RuleMeaning) -> Finding:
    rule = told.rule
    return found_at(
        written,
        "contradictory-rules",
        rule["id"],
        rule["file"],
        written.id_span(rule),
        said(
            "no claim can pass both `{rule}` and `{other}`",
            rule=rule["id"],
            other=_name(about, told),
        ),
        have=said("{here} here, {there} there", here=_asked(told), there=_asked(about)),
        hint="say with `applies when` where each of them holds",
    )
