"""What lint calls impossible never happens, whatever the random pack and the random dossier.

`CHECKER_EXAMPLES=5000` looks longer than a usual run does.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from checker.authoring.lint.outcome import Meant, RuleMeaning
from checker.diagnostic.diagnostic import InputError
from checker.dossier.from_files import open_dossier, read_dossier
from checker.model.truth import BOTH, YES
from checker.verdict.decide import JUDGEMENT, NA, PASS, VIOLATION
from checker.verdict.from_plan import context_of
from tests.properties import ledger
from tests.properties.author import Author
from tests.properties.ledger import chooser
from tests.properties.test_guarantee import look, seeds
from tests.properties.world import HEAD, Pack

if TYPE_CHECKING:
    from random import Random

    from checker.authoring.lint.formula import Formula
    from checker.model.dossier import Dossier
    from checker.verdict.context import Context, Frame
    from checker.verdict.decide import CompiledRule

BITS = {"pass": PASS, "violation": VIOLATION, "judgement": JUDGEMENT, "not_applicable": NA}


def read(pack: Pack, text: str) -> Dossier:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "dossier.yaml").write_text(HEAD + text, encoding="utf-8")
        return read_dossier(
            open_dossier(path),
            pack.vocabulary,
            lambda: pack.vocabulary,
            as_of=None,
            written_forms=pack.forms,
        )


def whole_dossier(author: Author, random: Random) -> str:
    before = ledger.dossier(random)
    return ledger.to_yaml(
        ledger.completion(before, author.settlings, random, whole=True, outside=False)
    )


def told(formula: Formula, truth: int, meant: Meant) -> list[Formula]:
    """Return what an observed truth says as a formula; nothing where the engine leaves it open."""
    if truth == BOTH:
        return []
    return [formula if truth == YES else meant.meaning.terms.negate(formula)]


def observed(rule: CompiledRule, meaning: RuleMeaning, frame: Frame, meant: Meant) -> list[Formula]:
    """Return all that the engine finds of the conditions of a rule, in one row."""
    found: list[Formula] = []
    if rule.applies is not None:
        truth = rule.applies(frame)
        found += told(meaning.applies, truth, meant)
        if truth != YES:
            return found  # what stands behind it may be guarded by it
    for (test, _), (formula, _) in zip(rule.requires, meaning.asks, strict=False):
        found += told(formula, test(frame), meant)
    holds = [formula for formula, _, part in meaning.cases if part["when"] is not None]
    tests = [test for test, part in rule.cases if test is not None]
    for test, formula in zip(tests, holds, strict=True):
        found += told(formula, test(frame), meant)
    return found


def problems(pack: Pack, meant: Meant, text: str) -> list[str]:
    dossier = read(pack, text)
    ctx: Context = context_of(meant.compiled, dossier)
    solver = meant.meaning.solver
    found: list[str] = []
    everywhere: list[Formula] = []
    for rule, meaning in zip(meant.compiled.rules, meant.rules, strict=True):
        for _, here in rule.combinations(ctx):
            for subject in rule.subjects(here):
                if subject.further:
                    continue
                if rule.group_keys and rule.rule["each"]["where"]:
                    continue  # the row that stands for the group is any of its rows
                frame = rule.frame_in(here, subject)
                seen = observed(rule, meaning, frame, meant)
                if rule.search is not None and not rule.group_keys:
                    for node, formula in zip(
                        rule.rule["each"]["where"], meaning.taken, strict=True
                    ):
                        test = rule.evaluator.truth(node, rule.item)
                        seen += told(formula, test(frame), meant)
                if solver.is_impossible(*seen, *meaning.known):
                    found.append(f"{rule.name} {subject.label}: what was observed cannot be")
                if rule.search is None and here is ctx:
                    everywhere += seen
    if solver.is_impossible(*everywhere):
        found.append("what was observed of all rules together cannot be")
    plain = pack.check(text).to_plain()
    for result, meaning in zip(plain["results"], meant.rules, strict=True):
        verdict = result.get("would_be") or result["verdict"]
        asked = result["verdict"] == "judgement" and not result.get("would_be")
        bit = BITS.get(verdict, NA)
        possible = meant.possible[id(meaning)]
        if bit in (PASS, VIOLATION) and not possible & bit and not asked:
            found.append(f"{result['rule']} is {verdict}, which was called impossible")
    return found


@look
@given(seeds)
def test_what_is_called_impossible_is_not_observed(seed: int) -> None:
    random = chooser(seed)
    author = Author(random)
    try:
        pack = Pack(author.pack())
    except InputError:
        return
    meant = Meant([pack.plain], ["page"], pack.vocabulary)

    for _ in range(3):
        text = whole_dossier(author, random)
        found = problems(pack, meant, text)
        if found:
            pytest.fail(f"seed {seed}\n" + "\n".join([*found, author.text(), text]))


def test_random_packs_hold_rules_with_outcomes_that_are_impossible() -> None:
    never: dict[str, int] = dict.fromkeys(("violated", "passed", "applied"), 0)

    for seed in range(120):
        try:
            pack = Pack(Author(chooser(seed)).pack())
        except InputError:
            continue
        meant = Meant([pack.plain], ["page"], pack.vocabulary)
        for bits in meant.possible.values():
            never["violated"] += not bits & (VIOLATION | JUDGEMENT)
            never["passed"] += not bits & PASS
            never["applied"] += bits == NA

    assert min(never.values()) >= 3, never
