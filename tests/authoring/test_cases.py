from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.authoring.cases import run_cases, to_text
from checker.authoring.expectation import plain_digits, same_quantity
from checker.diagnostic.diagnostic import Diagnostic, InputError
from tests.cli.command import ROOT
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
standard S "A standard"

table parcels "Parcels of metal"
  key id
  column mass : mass not negative "What it weighs"

define all_mass = sum of mass in parcels

rule cap "At most 30 t"
  cites S confirmed
  require all_mass at most 30 t
  say "{all_mass} is more than 30 t"

rule other "Each parcel is at most 20 t"
  cites S confirmed
  for each v in parcels
  require v.mass at most 20 t
"""
GOOD = """\
- case: C1
  note: both sides of the cap
  dossier: {parcels: {complete: yes, rows: [{id: A, mass: 1 000 kg}, {id: B, mass: 29 t}]}}
  expect:
    cap: pass
    other: {verdict: violation}
    other[B]: violation
    other[A]: pass
  values: {all_mass: 30 000 kg}
  overall: violation
- case: C2
  dossier: {parcels: {complete: yes, rows: [{id: A, mass: }]}}
  expect:
    cap: {verdict: missing, missing: ["parcels[A].mass"], could_be: [pass, violation]}
- case: C3
  dossier: {parcels: {complete: yes, files: [{file: parcels.csv}]}}
  files: {parcels.csv: "id,mass\\nA,31 t\\n"}
  expect: {tiny/cap: {verdict: violation, values: {all_mass: 31 t}, message: 31 t is more than 30 t}}
"""


def run(tmp_path: Path, cases: str) -> tuple[bool, str]:
    folder = write_pack(tmp_path, "tiny", rules=RULES, more={"cases/cap.yaml": cases})
    report = run_cases(folder)
    return report.failed, to_text(report)


def test_cases_that_come_out_as_expected_are_counted_by_rule_and_verdict(tmp_path: Path) -> None:
    failed, text = run(tmp_path, GOOD)

    assert text == (
        "cases by rule  violation  missing  judgement  pass  n/a\n"
        "cap                    1        1          ·     1    ·\n"
        "other                  1        ·          ·     ·    ·\n"
        "\n"
        "Possible, and expected by no case:\n"
        "  other: pass, missing, n/a\n"
        "\n"
        "tiny 1.0.0: 3 cases as expected; 2 of 2 rules have cases\n"
    )
    assert not failed


def test_a_difference_is_shown_with_both_sides(tmp_path: Path) -> None:
    failed, text = run(
        tmp_path,
        "case: C1\n"
        "dossier: {parcels: {complete: yes, rows: [{id: A, mass: 31 t}]}}\n"
        "expect: {cap: pass, nope: pass, other: {verdict: violation, could_be: [pass]}}\n"
        "values: {all_mass: 30 t}\n"
        "overall: pass\n",
    )

    assert failed
    assert text.splitlines()[:6] == [
        f"✗ {tmp_path}/tiny/cases/cap.yaml:1 C1",
        "    cap: expected pass, found violation (31 t is more than 30 t)",
        "    nope: there is no such rule",
        "    other: could_be: expected pass, found violation",
        "    overall: expected pass, found violation",
        "    value all_mass: expected 30 t, found 31 t",
    ]


def test_a_pack_without_cases_fails(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", rules=RULES)
    report = run_cases(folder)

    assert report.failed
    assert to_text(report).endswith("tiny 1.0.0: there are no cases, so nothing was shown\n")


def test_a_mistake_in_the_dossier_of_a_case_points_into_the_file_of_cases(tmp_path: Path) -> None:
    failed, text = run(
        tmp_path,
        "- case: C1\n  dossier:\n    parcels: {rows: [{id: A, mass: 1 tons}]}\n  expect: {cap: pass}\n",
    )

    assert failed
    assert f"{tmp_path}/tiny/cases/cap.yaml:3:36: " in text


def test_mistakes_in_files_of_cases_are_reported_together(tmp_path: Path) -> None:
    write_pack(
        tmp_path,
        "tiny",
        rules=RULES,
        more={
            "cases/a.yaml": "- case: C1\n  dossier: {}\n  expects: {cap: pass}\n- [x]\n",
            "cases/b.yaml": "- case: C1\n  dossier: {}\n  expect: {cap: pass}\n",
        },
    )

    with pytest.raises(InputError) as caught:
        run_cases(tmp_path / "tiny")
    found: list[Diagnostic] = list(caught.value.diagnostics)

    assert [(one.code, one.line, one.column) for one in found] == [
        ("case-form", 1, 9),
        ("case-form", 3, 3),
        ("case-form", 4, 3),
        ("case-form", 1, 3),
    ]
    assert found[1].hint == "expect"


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("1 000 t", "1000 t", True),
        ("1 000 kg", "1 t", True),
        ("0.30 %", "0.3 %", True),
        ("1 t", "1 t CO2e", False),
        ("1 t", "1.0001 t", False),
        ("18 t .. 58 t", "18 t .. 58 t", True),
        ("5", "5.0", True),
    ],
)
def test_quantities_are_the_same_whatever_their_units(left: str, right: str, same: bool) -> None:
    assert same_quantity(left, right) is same


def test_groups_of_digits_mean_nothing() -> None:
    assert plain_digits("12 950 kWh/t and 3 t") == "12950 kWh/t and 3 t"


@pytest.mark.parametrize("pack", ["disclosure", "cgmc-low-carbon"])
def test_the_cases_of_the_packs_that_travel_with_the_program_hold(pack: str) -> None:
    report = run_cases(ROOT / "rules" / pack)

    assert not report.failed, to_text(report)
