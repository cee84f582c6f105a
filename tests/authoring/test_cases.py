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


PASSES = "dossier: {parcels: {complete: yes, rows: [{id: A, mass: 30 t}]}}\n"


@pytest.mark.parametrize(
    ("expectation", "message"),
    [
        ("expect: {cap: {verdict: [pass]}}", "a verdict is expected here"),
        ("expect: {cap: }", "a verdict is expected here"),
        ("expect: {cap: passed}", "`passed` is no verdict"),
        ("expect: {cap: [pass]}", "a verdict is expected here"),
        ("expect: {cap: {}}", "nothing is expected of `cap`"),
        ("expect: {cap: {note: why}}", "nothing is expected of `cap`"),
        ("expect: {cap: {verdcit: pass}}", "nothing is called `verdcit` here"),
        ("expect: {cap: {values: [1 t]}}", "`values` is a mapping"),
        ("expect: {cap: {missing: [[x]]}}", "`missing` is one value"),
        ("expect: {cap: {harmless: perhaps}}", "`harmless` is yes or no"),
        ("expect: [cap]\noverall: pass", "`expect` is a mapping"),
        ("overall: [pass]", "a verdict is expected here"),
        ("values: [30 t]", "`values` is a mapping"),
        ("values: {cap: {all_mass: [30 t]}}", "`all_mass` is one value"),
        ("expect: {cap: pass}\nstrict: perhaps", "`strict` is yes or no"),
    ],
)
def test_an_expectation_that_nobody_would_read_is_a_mistake(
    tmp_path: Path, expectation: str, message: str
) -> None:
    with pytest.raises(InputError) as caught:
        run(tmp_path, f"case: C1\n{PASSES}{expectation}\n")

    assert message in {one.message for one in caught.value.diagnostics}
    assert {one.code for one in caught.value.diagnostics} == {"case-form"}


@pytest.mark.parametrize(
    ("expectation", "problem"),
    [
        ("values: {all_mass: 30 t}", None),
        ("values: {all_mass: 30 000 kg}", None),
        ("values: {cap: {all_mass: 30.000 t}}", None),
        ("values: {all_mass: 30.000000001 t}", "found 30 t"),
        ("values: {all_mass: 30 kg}", "found 30 t"),
        ("values: {all_mass: 30}", "found 30 t"),
        ("values: {all: 30 t}", "found no value of that name"),
        ("values: {others: {all_mass: 30 t}}", "there is no such rule; did you mean other?"),
        ("expect: {cap: {notes: []}}", None),
        ("expect: {cap: {notes: [exactly]}}", "expected `exactly`, found nothing"),
        ("expect: {'other[A]': pass}", "expected pass, found violation"),
        ("expect: {'other[B]': pass}", "there is no such subject among those shown"),
    ],
)
def test_a_value_is_the_same_to_its_last_digit_in_whatever_unit(
    tmp_path: Path, expectation: str, problem: str | None
) -> None:
    failed, text = run(tmp_path, f"case: C1\n{PASSES}{expectation}\n")

    assert failed is (problem is not None), text
    assert problem is None or problem in text.splitlines()[1]


def test_no_note_is_expected_by_an_empty_list(tmp_path: Path) -> None:
    rules = RULES.replace('is more than 30 t"', 'is more than 30 t"\n  note "At the cap."', 1)
    cases = f"case: C1\n{PASSES}expect: {{cap: {{notes: []}}}}\n"
    folder = write_pack(tmp_path, "tiny", rules=rules, more={"cases/cap.yaml": cases})

    report = run_cases(folder)

    assert to_text(report).splitlines()[1] == "    cap: notes: expected nothing, found At the cap."


def test_one_case_is_run_by_its_name(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", rules=RULES, more={"cases/cap.yaml": GOOD})

    report = run_cases(folder, chosen=["C2"])

    assert [outcome.case.name for outcome in report.outcomes] == ["C2"]
    assert to_text(report) == "tiny 1.0.0: 1 case as expected\n"
    with pytest.raises(InputError, match="the pack has no case `C4`"):
        run_cases(folder, chosen=["C2", "C4"])


def test_what_a_rule_cannot_come_to_is_not_asked_for(tmp_path: Path) -> None:
    rules = """\
standard S "A standard"
fact t.always : mass "Mass"
fact t.maybe : text may be none "Text"
rule unbreakable "It is stated"
  cites S confirmed
  require t.always is given
rule stated "It is stated"
  cites S confirmed
  state t.maybe
rule open "Our reading"
  cites S open
  require t.maybe is given
rule asked "A person decides"
  cites S confirmed
  applies when t.always above 1 t
  require t.maybe is given else judgement ask "Is it so?"
"""
    folder = write_pack(
        tmp_path,
        "tiny",
        rules=rules,
        more={"cases/a.yaml": "{case: A, dossier: {}, overall: missing}\n"},
    )

    assert run_cases(folder).gaps() == {
        "unbreakable": ["pass", "missing"],
        "stated": ["pass", "violation", "missing"],
        "open": ["pass", "judgement", "missing"],
        "asked": ["pass", "judgement", "missing", "not_applicable"],
    }
