"""What holds for every pack that travels with the program."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import checker
from benchmarks import mutation
from checker.authoring.accepted import read_accepted
from checker.authoring.cases import Report, run_cases, to_text
from checker.authoring.lint import lint
from checker.authoring.lint.to_text import render
from checker.authoring.mutate import Bench
from checker.model.source import Source
from checker.pack.find import Packs
from checker.pack.texts import gaps
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file

RULES = Path(__file__).parents[2] / "rules"
PACKS = sorted(path.parent.name for path in RULES.glob("*/pack.yaml"))
WITH_RULES = [name for name in PACKS if name != "core"]
FILES = sorted(RULES.glob("*/*.rules"))


@cache
def report_of(pack: str) -> Report:
    """How the cases of a pack come out."""
    return run_cases(RULES / pack)


@cache
def compiled(pack: str) -> dict[str, Any]:
    """A pack as compiled."""
    return Packs([]).choose({pack: ""}, asked_by="a test").selected[0]


def test_lint_finds_nothing_that_is_not_accepted_with_a_reason() -> None:
    report = lint(PACKS)

    assert report.open == [], render(report)
    assert all(len(one.reason or "") > 40 for one in report.accepted)


@pytest.mark.parametrize("pack", WITH_RULES)
def test_every_case_comes_out_as_it_says(pack: str) -> None:
    report = report_of(pack)

    assert not report.failed, to_text(report)


@pytest.mark.parametrize("pack", WITH_RULES)
def test_every_verdict_that_a_rule_can_have_is_expected_by_a_case(pack: str) -> None:
    assert report_of(pack).gaps() == {}


@pytest.mark.parametrize("pack", PACKS)
def test_all_small_changes_of_these_very_files_were_tried(pack: str) -> None:
    assert mutation.is_current(pack, Packs([])), "run `python benchmarks/mutation.py`"
    unnoticed = mutation.rows()[pack].split("|")[7]
    assert unnoticed.strip() == "0"


@pytest.mark.parametrize("pack", PACKS)
def test_some_small_changes_of_a_pack_are_tried_again(pack: str) -> None:
    bench = Bench(RULES / pack)
    accepted = read_accepted(bench.candidate)
    left = [
        f"{bench.place(change)}: {change.text}"
        for at, change in enumerate(bench.changes)
        if at % (len(bench.changes) // 20 + 1) == 0
        if bench.trial(at)[0] not in ("noticed", "invalid", "unused")
        if change.key not in accepted
    ]

    assert left == []


@pytest.mark.parametrize("pack", WITH_RULES)
def test_an_empty_dossier_is_neither_passed_nor_condemned(pack: str, tmp_path: Path) -> None:
    file = tmp_path / "dossier.yaml"
    file.write_text(f"dossier: 1\nid: EMPTY\nas_of: 2026-06-30\npacks: [{pack}]\n", "utf-8")

    plain = checker.check(file).to_plain()

    assert plain["verdict"] == "missing"
    assert {result["verdict"] for result in plain["results"]} <= {"missing", "not_applicable"}


@pytest.mark.parametrize("pack", PACKS)
def test_everything_declared_has_a_title(pack: str) -> None:
    vocabulary = compiled(pack)["vocabulary"]
    silent = [name for name, fact in vocabulary["facts"].items() if not fact["title"]]
    silent += [name for name, table in vocabulary["tables"].items() if not table["title"]]
    silent += [
        f"{name}.{column}"
        for name, table in vocabulary["tables"].items()
        for column, declared in table["columns"].items()
        if not declared["title"]
    ]

    assert silent == []


@pytest.mark.parametrize("pack", WITH_RULES)
def test_every_rule_cites_says_and_helps(pack: str) -> None:
    poor = [
        rule["id"]
        for rule in compiled(pack)["rules"]
        if not rule["cites"]
        or (
            not (rule["say"] and rule["remedy"])
            and rule["id"] not in ("TA-D9.transition-means", "TA-E4.global-standard")
        )
    ]

    assert poor == []


@pytest.mark.parametrize("pack", WITH_RULES)
def test_no_message_shows_an_identifier(pack: str) -> None:
    shown = [
        part
        for rule in compiled(pack)["rules"]
        for text in (rule["say"], rule["remedy"], *(note["text"] for note in rule["notes"]))
        for part in text or ()
        if isinstance(part, str) and re.search(r"[a-z]_[a-z]|[a-z]\.[a-z]", part)
    ]

    assert shown == []


@pytest.mark.parametrize("path", FILES, ids=[f"{p.parent.name}/{p.name}" for p in FILES])
def test_every_file_is_written_the_one_way(path: Path) -> None:
    text = path.read_text("utf-8")

    file, mistakes = parse(Source(path.name, text))

    assert mistakes == ()
    assert format_file(file) == text


@pytest.mark.parametrize("name", PACKS)
def test_a_shipped_pack_says_all_it_says_in_chinese_too(name: str) -> None:
    choice = Packs([]).choose({name: ""})
    pack = choice.selected[0]
    used = [one for one in choice.all if one is not pack]

    assert [gap.name for gap in gaps(pack, used, "zh")] == []
