"""Four published claims: what an auditor expects of each requirement, held against our rules.

`expected/NAME.yaml` says what is expected of `docs/examples/NAME`. A requirement is met by the rule in
`RULES`; one of a pack that does not exist yet is in `PENDING`; one that we see otherwise is in
`DISAGREE`, with the reason.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import checker

ROOT = Path(__file__).parents[2]
EXPECTED = Path(__file__).parent / "expected"
CLAIMS = sorted(path.stem for path in EXPECTED.glob("*.yaml"))

# Requirements by the words of the expectation, and the rule of ours that each is about.
RULES = {
    "State the system boundary of the evaluation": "disclosure/TA-A1.system-boundary",
    "State the types and the proportions of the input raw materials": "disclosure/TA-B3.input-proportions",
    "State how the carbon reduction (or attribute) is allocated to the product": "disclosure/TA-B4.allocation-logic",
    "State the source of the green electricity": "disclosure/TA-C1.green-electricity-source",
    "State the amount or proportion of green electricity used": "disclosure/TA-C2.green-electricity-amount",
    "State the source (kind, origin) of the recycled aluminium": "disclosure/TA-C3.recycled-source",
    "State the amount or proportion of recycled aluminium": "disclosure/TA-C4.recycled-amount",
    "State the product's carbon emissions (total for the claimed quantity)": "disclosure/TA-C5.product-emissions",
    "State the emission intensity (per tonne of product)": "disclosure/TA-C6.emission-intensity",
    "State the evaluation procedure (who evaluated, how)": "disclosure/TA-C7.evaluation-procedure",
    "State the reference standard used": "disclosure/TA-C8.reference-standards",
    "Non-green-electricity aluminium at most 30% of inputs": "cgmc-low-carbon/CGMC-24.non-green-cap",
}

# What waits for a pack: the number in the file of expectations.
PENDING = {
    "ega-celestial-2021": {12, 13, 14, 15, 16},
    "rusal-allow-2023": {12, 13, 14},
    "cgmc-first-batch-2023": {12, 13, 15},
    "novelis-fy2023": {12, 14, 15},
}

# Where we see it otherwise: our verdict, and why.
DISAGREE = {
    ("novelis-fy2023", 2): (
        "missing",
        (
            "The briefing asks for the proportions where the claim is by mass balance, and the claim does "
            "not name its model. Whatever it turns out to be, the outcome is a pass or does not apply: "
            "the missing fact is harmless. That two classes are coarse is true, and nothing that the "
            "briefing forbids."
        ),
    ),
    ("novelis-fy2023", 4): (
        "not_applicable",
        (
            "The claim is about recycled metal. The source of green electricity is asked of a claim that "
            "green electricity was used."
        ),
    ),
    ("novelis-fy2023", 5): (
        "not_applicable",
        "As for the source: no green electricity is claimed.",
    ),
}


@cache
def results_of(claim: str) -> dict[str, dict[str, Any]]:
    """The results of an example by rule."""
    assessment = checker.check(ROOT / "docs" / "examples" / claim).to_plain()
    return {result["rule"]: result for result in assessment["results"]}


def expectations(claim: str) -> list[dict[str, Any]]:
    """What is expected of an example."""
    items: list[dict[str, Any]] = yaml.safe_load((EXPECTED / f"{claim}.yaml").read_text("utf-8"))
    return items


ITEMS = [
    (claim, item)
    for claim in CLAIMS
    for item in expectations(claim)
    if item["requirement"] in RULES
]


@pytest.mark.parametrize(
    ("claim", "item"), ITEMS, ids=[f"{claim}-{item['n']}" for claim, item in ITEMS]
)
def test_a_published_claim_comes_out_as_an_auditor_expects(
    claim: str, item: dict[str, Any]
) -> None:
    result = results_of(claim)[RULES[item["requirement"]]]

    accepted = {item["verdict"], *item.get("also_acceptable", ())}
    if (claim, item["n"]) in DISAGREE:
        ours, _ = DISAGREE[claim, item["n"]]
        assert ours not in accepted, "we agree after all"
        accepted = {ours}
    assert result["verdict"] in accepted, result


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_waits_for_a_pack_is_just_what_is_listed(claim: str) -> None:
    without = {item["n"] for item in expectations(claim) if item["requirement"] not in RULES}

    assert without == PENDING[claim]


def test_what_is_disagreed_with_is_harmless_where_we_say_so() -> None:
    assert results_of("novelis-fy2023")["disclosure/TA-B3.input-proportions"]["harmless"] is True


@pytest.mark.parametrize("claim", CLAIMS)
def test_no_published_claim_is_condemned_for_what_it_did_not_publish(claim: str) -> None:
    verdicts = {rule: result["verdict"] for rule, result in results_of(claim).items()}

    assert [rule for rule, verdict in verdicts.items() if verdict == "violation"] == []


@pytest.mark.parametrize("claim", CLAIMS)
def test_every_published_fact_has_its_source(claim: str) -> None:
    assessment = checker.check(ROOT / "docs" / "examples" / claim).to_plain()
    # The rule that a claim is judged by, and who makes it, are ours to say.
    own = ("as_of", "language", "organisation.")

    assert [
        fact["fact"]
        for fact in assessment["facts"]
        if fact["value"] is not None and not fact["fact"].startswith(own) and fact["source"] is None
    ] == []
