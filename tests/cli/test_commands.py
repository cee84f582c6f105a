from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.command import CASTHOUSE, ROOT, checker
from tests.pack.packs import RULES, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def test_explain_takes_a_rule_with_or_without_its_pack() -> None:
    full = checker("explain", CASTHOUSE, "cgmc-low-carbon/CGMC-24.non-green-cap")
    short = checker("explain", CASTHOUSE, "CGMC-24.non-green-cap")

    assert full.code == 0
    assert "movements.csv:10" in full.out
    assert full.out == short.out


def test_explain_of_a_rule_that_is_not_there_gives_the_nearest_name() -> None:
    ended = checker("explain", CASTHOUSE, "CGMC-24.non-gren-cap")

    assert ended.code == 2
    assert "hint: cgmc-low-carbon/CGMC-24.non-green-cap" in ended.err


def test_init_makes_a_dossier_that_can_be_checked(tmp_path: Path) -> None:
    made = checker("init", "dossier", "billet", "--as-of", "2026-06-30", cwd=tmp_path)
    checked = checker("check", "billet", cwd=tmp_path)
    again = checker("init", "dossier", "billet", cwd=tmp_path)

    assert made.code == 0
    assert made.err == "wrote billet/dossier.yaml\nwrote billet/dossier.schema.json\n"
    assert made.out == "Fill in what you know, then: checker check billet\n"
    assert (checked.code, checked.err) == (1, "")
    assert again.code == 4
    assert "billet/dossier.yaml is there already" in again.err


def test_init_takes_the_day_from_the_build_when_it_says_one(tmp_path: Path) -> None:
    checker("init", "dossier", "x", cwd=tmp_path, SOURCE_DATE_EPOCH="1767225600")

    assert "\nas_of: 2026-01-01 " in (tmp_path / "x/dossier.yaml").read_text(encoding="utf-8")


def test_rules_lists_packs_then_rules_then_one_rule() -> None:
    packs = checker("rules")
    rules = checker("rules", "cgmc-low-carbon")
    rule = checker("rules", "cgmc-low-carbon/CGMC-24.non-green-cap")

    shipped = sorted(path.parent.name for path in (ROOT / "rules").glob("*/pack.yaml"))
    assert [line.split()[0] for line in packs.out.splitlines()] == shipped
    assert "\ncgmc-low-carbon/CGMC-24.non-green-cap\n" in rules.out
    assert "\nrule CGMC-24.non-green-cap\n" in rule.out
    assert "GLCA (unconfirmed): " in rule.out


@pytest.mark.parametrize("what", ["dossier", "pack", "assessment"])
def test_each_schema_is_json(what: str) -> None:
    ended = checker("schema", what)

    assert json.loads(ended.out)["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_the_assessment_is_as_its_schema_says() -> None:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    schema = json.loads(checker("schema", "assessment").out)
    plain = json.loads(checker("check", CASTHOUSE, "--format", "json").out)

    assert list(Draft202012Validator(schema, registry=Registry()).iter_errors(plain)) == []


def test_fmt_writes_the_one_way_and_check_only_says(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", rules=RULES.replace("  require", "      require"))
    file = folder / "main.rules"

    asked = checker("pack", "fmt", "--check", "tiny", cwd=tmp_path)
    kept = file.read_text()
    done = checker("pack", "fmt", "tiny", cwd=tmp_path)
    again = checker("pack", "fmt", "--check", "tiny", cwd=tmp_path)

    assert asked.code == 1
    assert asked.out == (
        "tiny/main.rules: would be written anew\n1 file, 1 would be written anew\n"
    )
    assert kept != RULES
    assert (done.code, done.out) == (0, "tiny/main.rules: written anew\n1 file, 1 written anew\n")
    assert file.read_text() == RULES
    assert (again.code, again.out) == (0, "1 file, 0 would be written anew\n")


def test_fmt_shows_what_would_change_and_changes_nothing(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", rules=None)
    (folder / "main.rules").write_bytes(
        b'# Of the file.\n\nstandard  S "A standard"\r\nfact tiny.mass : mass'
    )
    (folder / "right.rules").write_text(RULES)

    asked = checker("pack", "fmt", "--diff", "-q", "tiny", cwd=tmp_path)

    assert asked.code == 1
    assert asked.out == (
        "--- tiny/main.rules\n"
        "+++ tiny/main.rules\n"
        "@@ -1,4 +1,5 @@\n"
        " # Of the file.\n"
        " \n"
        '-standard  S "A standard"\\r\n'
        "-fact tiny.mass : mass\n"
        "\\ No newline at end of file\n"
        '+standard S "A standard"\n'
        "+\n"
        "+fact tiny.mass : mass\n"
        "tiny/main.rules: would be written anew\n"
    )
    assert (folder / "main.rules").read_bytes().endswith(b"mass")


def test_fmt_leaves_a_file_with_mistakes_as_it_is_and_writes_the_others(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", rules=RULES.replace("  require", "    require"))
    (folder / "wrong.rules").write_text("rule cap\n  require mass at most 30 tons\n")

    ended = checker("pack", "fmt", "tiny", cwd=tmp_path)

    assert ended.code == 2
    assert "tiny/wrong.rules:2:" in ended.err
    assert (folder / "main.rules").read_text() == RULES
    assert (folder / "wrong.rules").read_text() == "rule cap\n  require mass at most 30 tons\n"


def test_pack_test_ends_with_1_when_a_case_differs_or_there_is_none(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny")
    none = checker("pack", "test", "./tiny", cwd=tmp_path)
    (folder / "cases").mkdir()
    case = "case: A\ndossier: {tiny: {mass: 31 t}}\nexpect: {cap: violation}\n"
    (folder / "cases/a.yaml").write_text(case)
    good = checker("pack", "test", "./tiny", cwd=tmp_path)
    (folder / "cases/a.yaml").write_text(case.replace("31", "30"))
    wrong = checker("pack", "test", "./tiny", cwd=tmp_path)

    assert (none.code, good.code, wrong.code) == (1, 0, 1)
    assert none.out.endswith("tiny 1.0.0: there are no cases, so nothing was shown\n")
    assert good.out.endswith("tiny 1.0.0: 1 case as expected; 1 of 1 rules have cases\n")
    assert "cap: expected violation, found pass" in wrong.out


def test_three_mistakes_in_a_pack_are_three_errors(tmp_path: Path) -> None:
    write_pack(
        tmp_path / "rules",
        "tiny",
        rules=(
            'standard S "A standard"\n'
            "fact tiny.mass : mass\n"
            "fact tiny.share : share\n"
            'rule a "A"\n  cites S confirmed\n  require tiny.mas at most 30 t\n'
            'rule b "B"\n  cites S confirmed\n  require tiny.mass at most 30 %\n'
            'rule c "C"\n  cites T confirmed\n  require tiny.share at most 30 %\n'
        ),
    )

    ended = checker("rules", "tiny", "--rules", "rules", cwd=tmp_path)

    assert ended.code == 2
    assert [line for line in ended.err.splitlines() if "-->" in line] == [
        " --> rules/tiny/main.rules:6:11",
        " --> rules/tiny/main.rules:9:11",
        "  --> rules/tiny/main.rules:11:9",
    ]
