"""What holds for every pack that travels with the program."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import checker
from checker.authoring.cases import Report, run_cases, to_text
from checker.model.source import Source
from checker.pack.find import Packs
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file

RULES = Path(__file__).parents[2] / "rules"
PACKS = sorted(path.parent.name for path in RULES.glob("*/pack.yaml"))
WITH_RULES = [name for name in PACKS if name != "core"]
FILES = sorted(RULES.glob("*/*.rules"))

# Rules that give no violation: what they ask of is text that can only be there or be missing, a
# remark, a call to others, or a clause that is open.
UNBREAKABLE = {
    "TA-A1.system-boundary",
    "TA-C1.green-electricity-source",
    "TA-C2.green-electricity-amount",
    "TA-C3.recycled-source",
    "TA-C4.recycled-amount",
    "TA-C5.product-emissions",
    "TA-C6.emission-intensity",
    "TA-D1.model-named",
    "TA-D9.transition-means",
    "TA-E4.global-standard",
    "CGMC-16.holder",
    "CGMC-22.backed",
    "CGMC-23.recycled-lots",
    "CGMC-25.both-ingredients",
    "CGMC-27.form",
    "CGMC-30.zero-carbon-words",
    "CGMC-31.other-schemes",
    "CGMC-33.percentages-in-words",
}


@cache
def report_of(pack: str) -> Report:
    """How the cases of a pack come out."""
    return run_cases(RULES / pack)


@cache
def compiled(pack: str) -> dict[str, Any]:
    """A pack as compiled."""
    return Packs([]).choose({pack: ""}, asked_by="a test").selected[0]


@pytest.mark.parametrize("pack", WITH_RULES)
def test_every_case_comes_out_as_it_says(pack: str) -> None:
    report = report_of(pack)

    assert not report.failed, to_text(report)


@pytest.mark.parametrize("pack", WITH_RULES)
def test_every_rule_is_seen_to_pass_to_fail_and_to_miss_something(pack: str) -> None:
    gaps = [
        (rule, verdict)
        for rule, counts in report_of(pack).coverage().items()
        for verdict in ("pass", "missing", "violation")
        if not counts[verdict]
        and not (verdict == "violation" and rule in UNBREAKABLE)
        and rule != "TA-E4.global-standard"
    ]

    assert gaps == []


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
