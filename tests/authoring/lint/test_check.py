"""What is found in small packs, and what is rightly not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.authoring.lint import lint
from checker.diagnostic.diagnostic import InputError

if TYPE_CHECKING:
    from pathlib import Path

FACTS = """
standard S "A standard"
fact batch.form : one of ingot, slab, billet "Form"
fact batch.custody : ranked one of mixed, controlled, segregated "Custody model"
fact batch.mass : mass not negative "Mass"
fact batch.limit : mass not negative may be none "Limit"
fact batch.share : share not negative at most 100 % "Share"
fact batch.made : date "Day on which it was cast"
fact batch.code : text "Code"
fact batch.note : text may be none "Remark"
fact batch.coated : yes/no "Coated?"
fact batch.schemes : list of one of asi, cgmc "Schemes"
table heaps "Heaps"
  key id
  column kind : one of green, other "Kind"
  column mass : mass not negative "Mass"
  column spare : mass "Mass, or what is lacking"
define green = sum of mass in heaps where kind is green
define everything = sum of mass in heaps
"""
USES = """
rule uses "All facts are used"
  cites S confirmed
  state batch.form, batch.custody, batch.mass, batch.limit, batch.share, batch.made, batch.code,
    batch.note, batch.coated, batch.schemes
  note "{green} of {everything}" when some row of heaps has spare above mass
"""


def write(folder: Path, rules: str, **files: str) -> Path:
    (folder / "pack.yaml").write_text(
        'name: example\nversion: 1.0.0\nlanguage: 1\nstandard: "An example"\n', encoding="utf-8"
    )
    (folder / "all.rules").write_text(FACTS + USES + rules, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def found(folder: Path, rules: str) -> set[tuple[str, str]]:
    """Return code and place of the findings, without what the lack of cases is told by."""
    report = lint([write(folder, rules)])
    return {(one.code, one.at) for one in report.open if one.code != "no-cases"}


def rule(*lines: str) -> str:
    return "\n  ".join(['\nrule r "Rule"', *lines]) + "\n"


@pytest.mark.parametrize(
    "lines",
    [
        ["require batch.share at most 100 %"],
        ["require batch.share at most 150 % or batch.coated is yes"],
        ["require batch.form is ingot or batch.form is not ingot"],
        ["require batch.form is one of ingot, slab or batch.form is billet"],
        ["require batch.custody at least mixed"],
        ["require not (batch.custody above controlled and batch.custody below segregated)"],
        ["require green at most everything"],
        ["require green at most 110 % of everything"],
        ["require (smaller of batch.mass and 3 t) at most 3 t"],
        ["require batch.mass * batch.share at most batch.mass"],
        [
            "applies when batch.made after 2025-01-31",
            "require batch.made + 1 month after 2025-02-01",
        ],
        ["applies when batch.mass above 5 t", "require batch.mass * 2 above 9 t"],
        ["let b = batch.mass", "require b + b is 2 * batch.mass"],
        ["for each h in heaps where kind is green", "require h.kind is not other"],
        ["require every row of heaps where kind is green has kind is one of green, other"],
        [
            "require batch.mass at most (choose when batch.coated is yes then batch.mass otherwise 2 * batch.mass)"
        ],
        ["require batch.limit is none or batch.limit is given"],
    ],
    ids=str,
)
def test_a_rule_that_no_claim_can_violate(tmp_path: Path, lines: list[str]) -> None:
    assert ("never-violated", "r") in found(tmp_path, rule(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        ["require batch.form is ingot and batch.form is slab"],
        ["require batch.mass above 3 t", "require batch.mass at most 3 t"],
        ['require batch.code is "0012"', 'require batch.code is "12"'],
        ['require batch.code is "0012" and batch.code is 5 digits'],
        ["require batch.share above 100 %"],
        ["require everything below green"],
        ["require some row of heaps where kind is green has kind is other"],
        ["require batch.made during period and batch.made before period.start"],
        ["for each h in heaps where spare below 0 t", "require h.spare at least 1 kg"],
        ["decide", "  pass when batch.mass below 0 t", "  otherwise violation"],
    ],
    ids=str,
)
def test_a_rule_that_no_claim_can_pass(tmp_path: Path, lines: list[str]) -> None:
    assert ("never-passes", "r") in found(tmp_path, rule(*lines))


@pytest.mark.parametrize(
    "lines",
    [
        # It is there to be missing until somebody writes it down.
        ["require batch.code is given"],
        ["state batch.code"],
        ["require batch.code is given and batch.made is given"],
        # A person decides.
        ['require batch.coated is yes else judgement ask "Is it?"'],
        # Its text says so itself.
        ["decide", "  not_applicable when batch.coated is yes", "  otherwise pass"],
        ["decide", "  violation when batch.coated is yes", "  otherwise not_applicable"],
        # A violation of an open clause is left to a person, and is one all the same.
        ["cites S open", "require batch.mass at most 3 t"],
        # What may be none can be it.
        ["require batch.note is given"],
        ["require batch.limit is none or batch.limit at most 3 t"],
        ["require batch.limit is given and batch.limit at least 1 t"],
        ["require batch.mass at most everything"],
        ["require batch.share at most 99 %"],
        ["require batch.custody at least controlled"],
        ["require batch.made + 1 month after 2025-02-01"],
        ["require batch.schemes includes asi", "require batch.schemes includes cgmc"],
        ["for each k among kind in heaps", "require k.kind is green"],
    ],
    ids=str,
)
def test_a_rule_that_says_something_is_let_be(tmp_path: Path, lines: list[str]) -> None:
    assert found(tmp_path, rule(*lines)) == set()


def test_the_number_of_a_fact_is_looked_for_in_a_wording(tmp_path: Path) -> None:
    words = 'words mixed en "mixed"\n'
    lines = [
        "for each t in texts",
        "require t.text mentions number of batch.mass with mixed",
        "require not t.text mentions number of batch.mass",
        "require t.text mentions number of batch.share without mixed",
    ]

    assert found(tmp_path, words + rule(*lines)) == set()


def test_a_rule_that_applies_to_nothing_is_told_as_that_alone(tmp_path: Path) -> None:
    lines = [
        "applies when batch.mass below 1 t and batch.mass above 2 t",
        "require batch.coated is yes",
    ]

    assert found(tmp_path, rule(*lines)) == {("never-applies", "r")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("require batch.mass at most 30 t", "require 30 000 kg at least batch.mass"),
        (
            "require batch.coated is yes and batch.form is slab",
            "require batch.form is not one of ingot, billet\n  require not batch.coated is no",
        ),
        (
            "require batch.mass is 3 t within 1 t",
            "require batch.mass at least 2 t and batch.mass at most 4 t",
        ),
        ("require green at most 3 t", "let g = green\n  require g at most 3 t"),
        ("require batch.code is given", "require batch.code is given"),
    ],
)
def test_rules_that_ask_the_same(tmp_path: Path, one: str, other: str) -> None:
    rules = f'\nrule a "A"\n  {one}\n\nrule b "B"\n  {other}\n'

    assert found(tmp_path, rules) == {("duplicate-rule", "b")}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("require batch.mass at most 30 t", "require batch.mass below 30 t"),
        ("require batch.mass at most 30 t", "recommend batch.mass at most 30 t"),
        (
            "applies when batch.coated is yes\n  require batch.mass at most 30 t",
            "applies when batch.coated is no\n  require batch.mass above 30 t",
        ),
        (
            "until 2026-01-01\n  require batch.mass at most 30 t",
            "from 2026-01-01\n  require batch.mass above 30 t",
        ),
    ],
)
def test_rules_that_differ_are_let_be(tmp_path: Path, one: str, other: str) -> None:
    rules = f'\nrule a "A"\n  {one}\n\nrule b "B"\n  {other}\n'

    assert found(tmp_path, rules) == set()


def test_a_contradiction_is_seen_between_packs_that_are_given_together(tmp_path: Path) -> None:
    folders = []
    for name, limit in (("one", "at most 30 t"), ("two", "above 40 t")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "pack.yaml").write_text(
            f"name: {name}\nversion: 1.0.0\nlanguage: 1\nstandard: S\n", encoding="utf-8"
        )
        (folder / "all.rules").write_text(
            f'rule {name}.mass "Mass"\n  require claim.quantity {limit}\n', encoding="utf-8"
        )
        folders.append(folder)

    alone = [[one.code for one in lint([folder]).open] for folder in folders]
    (told,) = [one for one in lint(folders).open if one.code != "no-cases"]

    assert alone == [["no-cases"], ["no-cases"]]
    assert (told.code, told.pack, told.at) == ("contradictory-rules", "two", "two.mass")
    assert told.mark.message == "no claim can pass both `two.mass` and `one/one.mass`"
    assert told.mark.have == (
        "`claim.quantity above 40 t` here, `claim.quantity at most 30 t` there"
    )


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (
            [
                "applies when batch.mass above 3 t or batch.mass above 2 t",
                "require batch.coated is yes",
            ],
            None,
        ),
        (
            [
                "require batch.coated is yes",
                "require batch.mass above 3 t and batch.mass above 2 t",
            ],
            "needless-condition",
        ),
        (["require batch.coated is yes or batch.mass below 0 t"], "dead-condition"),
        (
            [
                "require (sum of mass in heaps where kind is green and kind is other) at most batch.mass",
                "require batch.coated is yes",
            ],
            "dead-condition",
        ),
        (
            [
                "decide",
                "  pass when batch.coated is yes",
                "  violation when batch.coated is yes and batch.form is slab",
                "  otherwise pass",
            ],
            "dead-condition",
        ),
        (["require batch.limit is given and batch.limit at most 3 t"], None),
        (["require green at most batch.share of everything"], "unguarded-total"),
        (
            [
                "applies when everything above 0 t",
                "require green at most batch.share of everything",
            ],
            None,
        ),
        (["require batch.mass at most batch.share of everything"], None),
    ],
    ids=str,
)
def test_conditions_that_decide_nothing(tmp_path: Path, lines: list[str], code: str | None) -> None:
    assert found(tmp_path, rule(*lines)) == (set() if code is None else {(code, "r")})


def test_an_acceptance_holds_for_all_findings_of_its_code_at_its_place(tmp_path: Path) -> None:
    accepted = "- {code: never-violated, at: r, reason: quoted from the standard}\n"
    folder = write(tmp_path, rule("require batch.share at most 100 %"), lint=accepted)

    report = lint([folder])

    assert [(one.code, one.at, one.reason) for one in report.accepted] == [
        ("never-violated", "r", "quoted from the standard")
    ]
    assert [one.code for one in report.open] == ["no-cases"]


def test_all_mistakes_of_all_packs_are_told_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(
            f"name: {name}\nversion: 1.0.0\nlanguage: 1\nstandard: S\n", encoding="utf-8"
        )
        (tmp_path / name / "all.rules").write_text(
            f'rule {name} "R"\n  require claim.quantty at most 3 t\n', encoding="utf-8"
        )

    with pytest.raises(InputError) as error:
        lint([tmp_path / "one", tmp_path / "two"])

    assert [found.code for found in error.value.diagnostics] == ["unknown-name"] * 2


def test_the_same_bytes_give_the_same_findings_in_the_same_order(tmp_path: Path) -> None:
    rules = rule("require batch.share at most 100 %", "require batch.mass at least 0 t")
    folder = write(tmp_path, rules)

    first, second = lint([folder]), lint([folder])

    assert [one.mark.message for one in first.findings] == [
        one.mark.message for one in second.findings
    ]


@pytest.mark.parametrize(
    ("rules", "told"),
    [("", set()), (rule("require batch.mass at most 3 t"), {("unused-name", "praise")})],
    ids=["a vocabulary", "a pack with rules"],
)
def test_words_of_a_vocabulary_are_an_offer(
    tmp_path: Path, rules: str, told: set[tuple[str, str]]
) -> None:
    folder = write(tmp_path, "")
    words = 'fact batch.mass : mass not negative "Mass"\nwords praise en "green"\n'
    (folder / "all.rules").write_text(words + rules, encoding="utf-8")
    assert {(one.code, one.at) for one in lint([folder]).open if one.code != "no-cases"} == told
