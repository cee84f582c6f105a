from __future__ import annotations

from typing import Any

import pytest

from checker.report.explanation import render
from tests.report.fixture import load

CAP = "cgmc-low-carbon/composition.non-green-cap"


def test_each_step_is_shown_with_its_value() -> None:
    text = render(load("billet"), CAP)

    assert "  non_green at most non_green_cap of all_inputs → no\n" in text
    assert "      non_green_cap → 30 % (in force since 2024-10-08)\n" in text
    assert "movements.csv:14:5   movements[R-12].mass = 900 t\n" in text
    assert "and 73 more" in text


def test_a_rule_is_found_without_its_pack() -> None:
    assert render(load("billet"), "composition.non-green-cap") == render(load("billet"), CAP)


def test_the_nearest_rule_is_named() -> None:
    with pytest.raises(LookupError) as caught:
        render(load("billet"), "cgmc-low-carbon/composition.non-gren-cap")

    assert str(caught.value) == (
        "no rule `cgmc-low-carbon/composition.non-gren-cap` in this assessment; "
        f"did you mean `{CAP}`?"
    )


@pytest.mark.parametrize("subject", ["movements[出-0117]", "出-0117"])
def test_one_row_alone(subject: str) -> None:
    text = render(load("billet"), "documents.every-shipment", subject=subject)

    assert "m.document is given → no" in text
    assert "出-0121" not in text


def test_a_row_that_is_not_shown_is_refused() -> None:
    with pytest.raises(LookupError, match="goes through no row `X`"):
        render(load("billet"), "documents.every-shipment", subject="X")


def test_a_deep_derivation_is_shown_whole() -> None:
    assessment = load("billet")
    node: dict[str, Any] = {"text": "x0", "value": "yes", "parts": []}
    for depth in range(1, 3000):
        node = {"text": f"x{depth}", "value": "yes", "parts": [node]}
    assessment["results"][0]["trace"] = node

    text = render(assessment, CAP)

    assert "x2999 → yes" in text
    assert "x0 → yes" in text
