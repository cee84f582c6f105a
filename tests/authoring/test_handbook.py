"""A standard as a page: what it shows ran, what it links to is there, what is committed is current."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from checker.authoring.cases import find_pack
from checker.authoring.handbook import Plain, anchor, handbook
from checker.authoring.handbook_form import to_html, to_markdown
from checker.pack.find import Packs
from tests.authoring.test_clauses import LISTED
from tests.cli.command import ROOT, checker
from tests.golden import compare
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PAGES = ROOT / "docs" / "standards"
RULES = """\
standard S "A standard" publisher "P"
standard T "Another"

fact tiny.mass : mass not negative "What it weighs"
fact tiny.kind : one of a, b may be none "What | it is"

parameter most : mass "The most that is allowed"
  from 2020-01-01 until 2025-01-01 is 30 t cites S "4.10" confirmed
  from 2025-01-01 is open at least 20 t at most 25 t cites S "4.10" open

reading gross "Gross or net?" : gross, net
  cites S open

rule ten "In 4.10"
  cites S "4.10" confirmed
  from 2020-01-01
  applies when tiny.kind is a
  require tiny.mass at most most
  say "{tiny.mass} of {most}"
  remedy "Take *some* out"

rule two "In 4.2"
  cites S "4.2" unconfirmed
  recommend tiny.mass at most 5 t and gross is gross
"""
CASES = """\
- case: a much larger one, in which many things are said
  dossier:
    # a remark
    period: {start: 2024-01-01, end: 2024-12-31}
    tiny: {mass: 29 t, kind: a}
  expect: {ten: pass}
- case: small
  note: As small as can be
  expect: {ten: pass, two: violation}
  dossier: {period: 2024, tiny: {mass: 29 t, kind: a}}
- case: heavy
  dossier: {period: 2024, tiny: {mass: 31 t, kind: a}}
  expect:
    ten: violation
- case: blank
  dossier:
    period: 2024
    tiny:
      kind: a
      mass:
  expect: {ten: missing}
"""
CLAUSES = """\
- {id: "4.2", title: Not too heavy, rules: [two], note: As weighed}
- {id: "4.3", title: The label is shown, reason: Nothing in a dossier can show it}
"""


@cache
def page_of(pack: str) -> Plain:
    """Return the page of a pack that travels with the program."""
    packs = Packs()
    return handbook(*find_pack(pack, packs), packs)


def tiny(tmp_path: Path, *, clauses: str | None = None) -> Plain:
    more = {"cases/a.yaml": CASES, **({} if clauses is None else {"clauses.yaml": clauses})}
    folder = write_pack(tmp_path, "tiny", rules=RULES, more=more)
    packs = Packs()
    return handbook(*find_pack(folder, packs), packs)


@pytest.mark.parametrize("pack", LISTED)
def test_the_pages_of_our_packs_are_current(pack: str, update: bool) -> None:
    compare(PAGES / f"{pack}.md", to_markdown(page_of(pack)), update=update)


def test_there_is_a_page_for_each_pack_that_lists_its_clauses_and_no_other() -> None:
    assert sorted(path.stem for path in PAGES.glob("*.md")) == LISTED


@pytest.mark.parametrize("pack", LISTED)
def test_every_rule_is_shown_once_with_an_example_of_each_verdict_that_it_has(pack: str) -> None:
    page = page_of(pack)
    shown = [rule for section in page["sections"] for rule in section["rules"]]

    assert len(shown) == page["rules"] == len({rule["name"] for rule in shown})
    assert page["unlisted"] == []
    poor = {
        rule["name"]: [example["verdict"] for example in rule["examples"]]
        for rule in shown
        if len(rule["examples"]) < 2
    }
    # They can only be there, or not apply: nobody can break them.
    assert set(poor) <= {"TA-D9.transition-means", "TA-E4.global-standard"}


@pytest.mark.parametrize("pack", LISTED)
@pytest.mark.parametrize("form", ["md", "html"])
def test_every_link_of_a_page_leads_to_a_heading(pack: str, form: str) -> None:
    page = page_of(pack)
    if form == "md":
        text = to_markdown(page)
        there = [anchor(line.lstrip("# ")) for line in text.splitlines() if line.startswith("#")]
        links = re.findall(r"\]\(#([^)]+)\)", text)
    else:
        text = to_html(page)
        there = re.findall(r' id="([^"]+)"', text)
        links = re.findall(r'href="#([^"]+)"', text)

    assert links
    assert set(links) <= set(there)
    assert len(there) == len(set(there))


def test_an_html_page_loads_nothing_and_runs_nothing() -> None:
    text = to_html(page_of("disclosure"))

    assert "<script" not in text
    assert re.findall(r'(?:src|href)="(?!#)[^"]*"', text) == []
    assert "default-src &#39;none&#39;;" in text
    assert text.count("<h1>") == 1


def test_without_a_list_of_clauses_rules_stand_by_their_citation_numbers_in_order(
    tmp_path: Path,
) -> None:
    page = tiny(tmp_path)

    assert [section["heading"] for section in page["sections"]] == ["S 4.2", "S 4.10"]
    assert [entry["id"] for entry in page["contents"]] == ["S 4.2", "S 4.10"]


def test_the_smallest_case_is_the_example_and_its_message_stands_beside_it(tmp_path: Path) -> None:
    page = tiny(tmp_path)
    (ten,) = page["sections"][1]["rules"]

    assert ten["examples"] == [
        {
            "verdict": "pass",
            "case": "small",
            "note": "As small as can be",
            "dossier": "{period: 2024, tiny: {mass: 29 t, kind: a}}",
            "files": [],
            "said": ["29 t of 30 t"],
        },
        {
            "verdict": "violation",
            "case": "heavy",
            "note": "",
            "dossier": "{period: 2024, tiny: {mass: 31 t, kind: a}}",
            "files": [],
            "said": ["31 t of 30 t"],
        },
        {
            "verdict": "missing",
            "case": "blank",
            "note": "",
            "dossier": "period: 2024\ntiny:\n  kind: a\n  mass:",
            "files": [],
            "said": ["asks for tiny.mass"],
        },
    ]


def test_a_page_says_all_that_a_rule_rests_on(tmp_path: Path, update: bool) -> None:
    page = tiny(tmp_path, clauses=CLAUSES)

    assert [rule["name"] for rule in page["unlisted"]] == ["ten"]
    compare(ROOT / "tests/authoring/golden/handbook.md", to_markdown(page), update=update)


def test_the_command_writes_a_page_and_says_whether_it_is_current(tmp_path: Path) -> None:
    more = {"cases/a.yaml": CASES, "clauses.yaml": CLAUSES}
    folder = write_pack(tmp_path, "tiny", rules=RULES, more=more)

    made = checker("pack", "docs", "tiny", "--out", "tiny.md", cwd=tmp_path)
    right = checker("pack", "docs", "tiny", "--out", "tiny.md", "--check", "-q", cwd=tmp_path)
    again = checker("pack", "docs", "tiny", "--out", "tiny.md", cwd=tmp_path)
    html = checker("pack", "docs", "tiny", "--out", "tiny.html", "-q", cwd=tmp_path)
    other = checker("pack", "docs", "tiny", "--out", "tiny.pdf", cwd=tmp_path)
    alone = checker("pack", "docs", "tiny", "--check", cwd=tmp_path)
    (folder / "clauses.yaml").write_text(CLAUSES.replace("heavy", "large"))
    stale = checker("pack", "docs", "tiny", "--out", "tiny.md", "--check", "-q", cwd=tmp_path)

    assert (made.code, made.out) == (0, "")
    assert made.err == "no requirement in clauses.yaml names ten\nwrote tiny.md\n"
    assert (right.code, right.out, right.err) == (0, "", "")
    assert again.code == 4
    assert html.code == 0
    assert (tmp_path / "tiny.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert (other.code, alone.code) == (4, 2)
    assert other.err == "error: tiny.pdf: a page ends with .md or .html; or say `--format`\n"
    assert (stale.code, stale.err) == (1, "tiny.md is not as it would be written\n")


@pytest.mark.parametrize("form", [to_markdown, to_html])
def test_the_page_speaks_the_language_that_is_asked_for(form: Callable[[Plain, str], str]) -> None:
    packs = Packs([])
    page = handbook(*find_pack("cgmc-low-carbon", packs), packs, lang="zh")

    text = form(page, "zh")

    for said in (
        "绿色低碳铝评价与追溯指南",
        "未核实",
        "熔炼后首个商业产品",
        "符合的例子",
        "2024-10-08 按",
    ):
        assert said in text, said
    for english in (
        "An example",
        "hecked by",
        "<dd>required",
        "is violated",
        "What the rules mean",
    ):
        assert english not in text, english
