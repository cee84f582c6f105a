"""Two assessments side by side: every cause is found by changing it, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

import checker
from checker.report.changes import KINDS, WANTING, compare
from checker.report.changes_text import to_markdown, to_text
from tests.pack.packs import write_pack
from tests.report.fixture import NAMES, load

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
standard S "A standard"
fact tiny.mass : mass not negative "What it weighs"
reading wet "Is it weighed wet?" : yes_wet, no_dry
  cites S open
parameter limit : mass
  from 2026-01-01 until 2026-08-01 is 30 t cites S confirmed
  from 2026-08-01 is 20 t cites S confirmed
table parcels "Parcels"
  key id
  column id : text "Name"
  column mass : mass not negative "Mass"
rule cap "Not too heavy"
  cites S confirmed
  let allowed = limit as of as_of
  require tiny.mass at most allowed
  say "{tiny.mass} of {allowed}"
rule dry "Weighed dry"
  cites S confirmed
  applies when tiny.mass above 0 t
  require wet is no_dry
rule lot "Each lot is light"
  cites S confirmed
  for each l in parcels
  require l.mass at most 5 t
  say "{l.mass}"
"""
LOTS = "parcels: {{complete: yes, rows: [{rows}]}}\n"


class Bench:
    """A pack and a dossier that can be changed between two checks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rules = RULES
        self.version = "1.0.0"
        self.mass = "25 t"
        self.lots = {"A": "4 t", "B": "6 t"}
        self.more = "readings: {tiny/wet: {value: no_dry}}\n"
        self.as_of = date(2026, 6, 30)
        self.n = 0

    def check(self) -> dict[str, Any]:
        self.n += 1
        place = self.folder / str(self.n)
        write_pack(place / "rules", "tiny", version=self.version, rules=self.rules)
        rows = ", ".join(f"{{id: {name}, mass: {mass}}}" for name, mass in self.lots.items())
        text = (
            "dossier: 1\nid: X\nas_of: 2026-06-30\npacks: [tiny]\n"
            f"tiny: {{mass: {self.mass}}}\n{LOTS.format(rows=rows)}{self.more}"
        )
        (place / "dossier.yaml").write_text(text, "utf-8")
        found = checker.check(place / "dossier.yaml", rules=[place / "rules"], as_of=self.as_of)
        return found.to_plain()


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def told(found: dict[str, Any]) -> dict[str, tuple[str, list[str]]]:
    """Return what became of each finding, and why."""
    return {
        change["rule"].partition("/")[2] + (f" {change['subject']}" if change["subject"] else ""): (
            kind,
            change["why"],
        )
        for kind in KINDS
        for change in found["changes"][kind]
    }


def test_other_facts_are_why(bench: Bench) -> None:
    old = bench.check()
    bench.mass = "31 t"
    found = compare(old, bench.check())

    assert told(found) == {"cap": ("new", ["data"])}
    assert found["differs"] == {"data": ["dossier.yaml"]}
    assert found["unchanged"] == 1
    change = found["changes"]["new"][0]
    assert change["old"]["message"] == "25 t of 30 t"
    assert change["new"]["message"] == "31 t of 30 t"


def test_the_row_that_changed_is_named_and_the_others_are_not(bench: Bench) -> None:
    old = bench.check()
    bench.lots = {"A": "7 t", "B": "6.5 t"}
    found = compare(old, bench.check())

    assert told(found) == {
        "lot parcels[A]": ("new", ["data"]),
        "lot parcels[B]": ("changed", ["data"]),
    }


def test_a_row_that_is_gone_is_fixed(bench: Bench) -> None:
    old = bench.check()
    bench.lots = {"A": "4 t"}

    assert told(compare(old, bench.check())) == {"lot parcels[B]": ("fixed", ["data"])}


def test_a_pack_that_changed_is_why(bench: Bench) -> None:
    old = bench.check()
    bench.rules = RULES.replace("at most 5 t", "at most 6 t")
    bench.version = "1.1.0"
    found = compare(old, bench.check())

    assert told(found) == {"lot parcels[B]": ("fixed", ["pack"])}
    assert found["differs"] == {"pack": ["tiny 1.0.0 → 1.1.0"]}


def test_another_day_and_the_value_in_force_on_it_are_why(bench: Bench) -> None:
    old = bench.check()
    bench.as_of = date(2026, 9, 1)
    found = compare(old, bench.check())

    assert told(found) == {"cap": ("new", ["parameter"])}
    assert found["differs"] == {
        "day": ["2026-06-30 → 2026-09-01"],
        "parameter": ["tiny/limit: 30 t → 20 t"],
    }


def test_a_reading_that_was_settled_is_why(bench: Bench) -> None:
    bench.more = ""
    old = bench.check()
    bench.more = "readings: {tiny/wet: {value: no_dry}}\n"
    found = compare(old, bench.check())

    assert told(found)["dry"] == ("fixed", ["reading"])
    assert found["differs"]["reading"] == ["tiny/wet: – → no_dry"]


def test_a_waiver_is_why_a_finding_no_longer_counts(bench: Bench) -> None:
    bench.mass = "31 t"
    old = bench.check()
    bench.more += (
        "waivers: {rows: [{rule: tiny/cap, reason: Agreed, approved_by: Q. Manager, "
        "expires: 2026-12-31}]}\n"
    )
    found = compare(old, bench.check())

    assert told(found) == {"cap": ("fixed", ["decision"])}
    assert found["changes"]["fixed"][0]["new"]["counts"] is False


def test_another_version_of_the_program_is_named(bench: Bench) -> None:
    old = bench.check()
    old["checker"] = "0.0.9"
    bench.mass = "31 t"
    found = compare(old, bench.check())

    assert told(found) == {"cap": ("new", ["engine", "data"])}


def test_rows_beyond_those_that_are_shown_are_never_called_fixed(bench: Bench) -> None:
    bench.lots = {f"L{n:02}": "6 t" for n in range(30)}
    old = bench.check()
    bench.lots = {f"K{n:02}": "7 t" for n in range(5)} | bench.lots
    found = compare(old, bench.check())

    assert {change["subject"] for kind in KINDS for change in found["changes"][kind]} == {None}


@pytest.mark.parametrize("name", NAMES)
def test_an_assessment_does_not_differ_from_itself(name: str) -> None:
    found = compare(load(name), load(name))

    assert not any(found["changes"].values())
    assert found["differs"] == {}


@pytest.mark.parametrize("name", NAMES)
def test_back_again_is_the_other_way_round(name: str) -> None:
    other = load(name)
    for at, result in enumerate(other["results"]):
        result["verdict"] = (*WANTING, "pass")[at % 4]
        result.pop("subjects", None)
    there, back = compare(load(name), other), compare(other, load(name))

    mirror = {"new": "fixed", "fixed": "new", "worse": "better", "better": "worse"}
    for kind in KINDS:
        one = {(c["rule"], c["subject"]) for c in there["changes"][kind]}
        two = {(c["rule"], c["subject"]) for c in back["changes"][mirror.get(kind, kind)]}
        assert one == two


def test_a_comparison_is_told_in_lines_of_80_columns_and_in_markdown(bench: Bench) -> None:
    old = bench.check()
    bench.mass = "31 t"
    found = compare(old, bench.check())
    text = to_text(found)

    assert max(map(len, text.splitlines())) <= 80
    assert "Before: pass: 25 t of 30 t" in text
    assert "Now: violation: 31 t of 30 t" in text
    assert "Why: the facts changed" in to_markdown(found)
