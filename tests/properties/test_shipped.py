"""What holds for the packs that are shipped: silence decides nothing, and there is one way to write a rule."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import checker
from checker.model.source import Source
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file
from tests.conformance.page import read_page

ROOT = Path(__file__).parents[2]
PACKS = sorted(path.parent.name for path in (ROOT / "rules").glob("*/pack.yaml"))
RULES = sorted((ROOT / "rules").rglob("*.rules"))
PAGES = sorted((ROOT / "tests" / "conformance").rglob("*.md"))
HEAD = "dossier: 1\nid: T\nas_of: 2026-06-30\nlanguage: en\n"


@pytest.mark.parametrize("packs", [*([name] for name in PACKS), PACKS], ids="+".join)
def test_an_empty_dossier_is_never_passed_and_never_condemned(
    packs: list[str], tmp_path: Path
) -> None:
    (tmp_path / "dossier.yaml").write_text(HEAD, encoding="utf-8")

    assessment = checker.check(tmp_path, packs=packs)

    decided = {result.rule: str(result.verdict) for result in assessment.results}
    assert [rule for rule, verdict in decided.items() if verdict in ("pass", "violation")] == []
    assert str(assessment.verdict) not in ("pass", "violation")


@pytest.mark.parametrize("path", RULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_shipped_file_of_rules_is_written_the_one_way(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    file, mistakes = parse(Source(path.name, text))
    written = format_file(file)

    assert not mistakes
    assert parse(Source(path.name, written))[0].items == file.items
    assert written == text


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_rules_of_a_page_read_as_before_once_formatted(path: Path) -> None:
    for section in read_page(path).sections:
        file, mistakes = parse(Source("page.rules", section.common + section.rules))
        if mistakes:
            continue
        written = format_file(file)
        again, _ = parse(Source("page.rules", written))
        assert again.items == file.items, section.title
        assert format_file(again) == written, section.title


def test_the_same_bytes_come_out_whatever_the_hash_seed() -> None:
    outputs = {
        subprocess.run(
            [
                sys.executable,
                "-m",
                "checker",
                "check",
                str(ROOT / "docs" / "examples" / "casthouse"),
                "--format",
                "json",
            ],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        ).stdout
        for seed in ("0", "1", "2", "1")
    }

    assert len(outputs) == 1
    assert len(next(iter(outputs))) > 1000
