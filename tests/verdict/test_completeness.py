"""How many of the rules that apply are passed: a figure beside the list of what is not."""

from __future__ import annotations

from pathlib import Path

import pytest

import checker
from checker.model.assessment import Verdict, completeness

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"


@pytest.mark.parametrize(
    ("applicable", "present", "percent"), [(12, 9, "75.00"), (11, 8, "72.73"), (3, 3, "100.00")]
)
def test_vector_28_of_the_disclosure_items(applicable: int, present: int, percent: str) -> None:
    missing = [Verdict.MISSING] * (applicable - present)
    verdicts = [Verdict.PASS] * present + missing + [Verdict.NOT_APPLICABLE] * 18

    assert completeness(verdicts) == {
        "applicable": applicable,
        "present": present,
        "percent": percent,
    }


def test_nothing_that_applies_has_no_completeness() -> None:
    assert completeness([Verdict.NOT_APPLICABLE]) is None


def test_a_figure_never_stands_without_the_list_of_what_is_not_passed() -> None:
    plain = checker.check(EXAMPLES / "casthouse").to_plain()
    text = checker.render(plain, "text")

    for pack in plain["packs"]:
        found = pack["completeness"]
        open_rules = [
            result["rule"]
            for result in plain["results"]
            if result["rule"].startswith(pack["name"] + "/")
            and result["verdict"] not in ("pass", "not_applicable")
        ]
        assert found["applicable"] - found["present"] == len(open_rules)
        assert all(rule in text for rule in open_rules)
