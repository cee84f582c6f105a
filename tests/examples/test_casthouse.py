"""The invented casthouse of the README shows every verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import checker

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "casthouse"


def assessment() -> dict[str, Any]:
    """What comes of the example."""
    plain: dict[str, Any] = checker.check(FOLDER).to_plain()
    return plain


def test_it_shows_every_verdict() -> None:
    counts = assessment()["counts"]

    assert all(counts[verdict] > 0 for verdict in counts), counts
    assert counts["violation"] == 1


def test_the_cap_is_missed_by_a_clean_number() -> None:
    results = {result["rule"]: result for result in assessment()["results"]}
    cap = results["cgmc-low-carbon/CGMC-24.non-green-cap"]

    assert cap["verdict"] == "violation"
    assert cap["values"]["non_green"] == "3120 t"
    assert cap["values"]["all_inputs"] == "10000 t"
    assert [(one["action"], one["quantity"]) for one in cap["conform"]] == [
        ("replace", "120 t"),
        ("remove", "171.429 t"),
        ("add", "400 t"),
    ]


def test_the_ledger_has_forty_rows() -> None:
    ledger = (FOLDER / "movements.csv").read_text("utf-8").splitlines()

    assert len(ledger) == 41
