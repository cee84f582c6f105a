"""Which verdicts of which rules the cases of a pack show, and which of those that are possible no case does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.expectation import VERDICTS
from checker.model.said import joined, said
from checker.model.translation import translate
from checker.report.cell import figures
from checker.report.language import say

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.model.expression import Node
    from checker.model.pack import Vocabulary

WANTED = ("pass", "violation", "judgement", "missing", "not_applicable")
"""The verdicts in the order in which an author thinks of them."""


def possible_verdicts(pack: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """Return the verdicts that the form of each rule of a compiled pack allows, by its id, in order.

    A violation of an open clause is a judgement; what can only be given or unknown is never violated.
    What a rule may get by a reading, an open parameter or a stated "not applicable" is not counted.
    """
    return {rule["id"]: frozenset(_possible(rule, vocabulary)) for rule in pack["rules"]}


def _possible(rule: Mapping[str, Any], vocabulary: Vocabulary) -> set[str]:
    found: set[str] = set()
    if rule["decide"]:
        found |= {case["outcome"] for case in rule["decide"]}
    else:
        found.add("pass")
        for require in rule["requires"]:
            if _can_fail(require["condition"], vocabulary):
                found.add("violation" if require["ask"] is None else "judgement")
    for state in rule["states"]:
        if _may_be_none(state["node"], vocabulary):
            found.add("violation")
    if "violation" in found and any(cite["certainty"] == "open" for cite in rule["cites"]):
        found = found - {"violation"} | {"judgement"}
    if rule["applies"] is not None or rule["each"] is not None:
        found.add("not_applicable")
    # Of a rule with one outcome nothing can be missing, unless it asks whether something is given.
    reads = rule["reads"]
    if (len(found) > 1 or not rule["decide"]) and (reads["facts"] or reads["tables"]):
        found.add("missing")
    return found


def _can_fail(condition: Node, vocabulary: Vocabulary) -> bool:
    """Whether a condition can be no: `is given` of what may not be none is yes or unknown."""
    match condition[0]:
        case "given":
            return _may_be_none(condition[3], vocabulary)
        case "and":
            return any(_can_fail(part, vocabulary) for part in condition[3])
        case "or":
            return all(_can_fail(part, vocabulary) for part in condition[3])
        case _:
            return True


def _may_be_none(node: Node, vocabulary: Vocabulary) -> bool:
    match node[0]:
        case "fact":
            return vocabulary.facts[node[3]].type.may_be_none
        case "col":
            return vocabulary.tables[node[4]].columns[node[5]].type.may_be_none
        case "deref":
            # The row it follows may be none itself.
            return vocabulary.tables[node[4]].columns[node[5]].type.may_be_none or _may_be_none(
                node[3], vocabulary
            )
        case "start" | "finish":
            return _may_be_none(node[3], vocabulary)
        case "var":
            return False
        case _:
            return True


def table(counts: Mapping[str, Mapping[str, int]], lang: str = "en") -> list[str]:
    """Return how many cases expect each verdict of each rule, as lines."""
    head = [translate("cases by rule", lang)]
    rows = [[*head, *(_word(verdict, lang) for verdict in VERDICTS)]]
    for rule, found in counts.items():
        rows.append([rule, *(str(found[verdict] or "·") for verdict in VERDICTS)])
    return figures(rows)


def gap_lines(gaps: Mapping[str, Sequence[str]], lang: str = "en") -> list[str]:
    """Return what no case shows, as lines."""
    lines = [translate("Possible, and expected by no case:", lang)]
    for rule, verdicts in gaps.items():
        shown = joined(_word(verdict, lang) for verdict in verdicts)
        text = said("{rule}: {verdicts}", rule=rule, verdicts=shown)
        lines.append(f"  {translate(text, lang)}")
    return lines


def _word(verdict: str, lang: str) -> str:
    if verdict == "not_applicable":
        return translate(said("n/a"), lang)
    return say(lang, f"verdict.{verdict}")
