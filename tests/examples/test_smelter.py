"""The invented smelter: all of its claim conforms but twenty certificates that were delivered twice."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import checker

FOLDER = Path(__file__).parents[2] / "docs" / "examples" / "smelter-green-electricity"
PACK = "cgmc-green-electricity"


def results(folder: Path) -> dict[str, dict[str, Any]]:
    """What comes of a dossier, by rule."""
    plain = checker.check(folder).to_plain()
    return {result["rule"].removeprefix(f"{PACK}/"): result for result in plain["results"]}


def test_codes_that_are_listed_twice_are_its_one_finding() -> None:
    found = results(FOLDER)

    verdicts = {rule: result["verdict"] for rule, result in found.items()}
    short = [rule for rule, verdict in verdicts.items() if verdict == "violation"]
    assert short == ["CGMC-05.used-once", "CGMC-18.certificates"]
    assert found["CGMC-18.certificates"]["level"] == "should"
    assert set(verdicts.values()) == {"pass", "violation", "not_applicable"}
    first = found["CGMC-05.used-once"]["places"][0]
    assert (first["file"], first["line"]) == ("green-certificates.csv", 322)


def test_the_quota_is_held_against_what_is_left() -> None:
    values = results(FOLDER)["CGMC-10.quota-covered"]["values"]

    assert values["c.green"] == "84480 MWh"
    assert values["needed"] == "84372 MWh"
    assert values["supported"] == "6328.089 t"


def test_it_conforms_without_the_second_delivery(tmp_path: Path) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "smelter")
    ledger = folder / "green-certificates.csv"
    lines = ledger.read_text("utf-8").splitlines(keepends=True)
    ledger.write_text("".join([*lines[:341], *lines[361:]]), "utf-8")

    found = results(folder)

    assert checker.check(folder).verdict == "pass"
    assert found["CGMC-05.used-once"]["verdict"] == "pass"
    # What is cut out is what was counted once: the same 480 MWh are left.
    assert found["CGMC-10.quota-covered"]["values"]["c.green"] == "84480 MWh"
    assert found["CGMC-18.certificates"]["values"]["certified"] == "480 MWh"
