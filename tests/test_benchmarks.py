"""The benchmarks measure what they say; no test here asserts a time."""

from __future__ import annotations

import gc
import os
import random
import re
import subprocess
import sys
import tracemalloc
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

import checker
from benchmarks import ledger
from benchmarks.floor import floor
from benchmarks.run import PACK
from tests.cli.command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

RULES = (
    "composition.cap",
    "output.share",
    "ledger.in-period",
    "outputs.within-inputs",
    "losses.small",
    "ledger.rows",
)
# Measured: 610 bytes for seven cells, and a hundredth of an object that the collector knows. A place for
# each cell would be seven objects more, of 64 bytes and a number each.
BYTES_OF_A_ROW = 900
OBJECTS_OF_A_ROW = 1


def write(folder: Path, data: bytes) -> Path:
    made = ledger.write_with_ledger(folder, 0)
    (made / "movements.csv").write_bytes(data)
    return made


def random_ledger(chance: random.Random) -> bytes:
    """A ledger of few rows, some outside the period, some of equal days and ids in no order."""
    lines = [",".join(ledger.COLUMNS)]
    for row in ledger.rows(chance.randint(1, 30), chance.randint(0, 10**9)):
        cells = list(row)
        if chance.random() < 0.05:
            cells[1] = f"{chance.choice((2024, 2026))}-06-15"
        if chance.random() < 0.2:
            cells[4] = "0" if chance.random() < 0.5 else "1000000"
        lines.append(",".join(cells))
    return ("\n".join(lines) + "\n").encode()


@pytest.mark.parametrize("seed", range(10))
def test_the_floor_and_the_checker_agree(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - made data, no secret
    for number in range(30):
        data = random_ledger(chance)
        folder = write(tmp_path / str(number), data)

        wanted = floor((folder / "dossier.yaml").read_bytes(), data)
        assessment = checker.check(folder, rules=[PACK])

        # A share of no inputs is nothing; the floor's cross product calls it anything.
        empty = wanted["all_inputs"] == 0
        for rule in RULES:
            if empty and rule == "output.share":
                continue
            verdict = assessment.result(rule).verdict.value
            assert verdict == ("pass" if wanted[rule] else "violation"), (rule, data)
        cap = assessment.result("composition.cap").to_plain()
        assert number_of(cap["values"]["all_inputs"]) == Fraction(str(wanted["all_inputs"]))


def number_of(text: str) -> Fraction:
    return Fraction(text.removesuffix(" t"))


def table_of(text: str) -> list[str]:
    """The first cells of a table in Markdown, without its head."""
    cells = [line.split("|")[1].strip() for line in text.splitlines() if line.startswith("|")]
    return [re.sub(r"[0-9][0-9 ]* dossiers", "N dossiers", cell) for cell in cells[2:]]


def test_the_short_benchmark_prints_every_row_of_the_page() -> None:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    ended = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "run.py"), "--short"],
        capture_output=True,
        check=False,
        text=True,
        env=env,
    )

    # Whether the goals are met is the benchmark's to say, not a test's, which runs beside others.
    assert ended.returncode in (0, 1), ended.stderr
    page = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    first_table = page[page.index("| what |") :].split("\n\n")[0]
    assert table_of(ended.stdout.split("\n\n")[0]) == table_of(first_table)


def test_where_a_cell_stands_is_an_index_and_no_object(tmp_path: Path) -> None:
    folder = ledger.write_with_ledger(tmp_path / "large", 20_000)
    small = ledger.write_with_ledger(tmp_path / "small", 10)
    checker.load_dossier(small, rules=[PACK])

    gc.collect()
    before = len(gc.get_objects())
    tracemalloc.start()
    dossier: Any = checker.load_dossier(folder, rules=[PACK])
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    objects = len(gc.get_objects()) - before

    assert dossier.tables["movements"].origin_of(19_999, "mass").line == 20_001
    assert objects / 20_000 < OBJECTS_OF_A_ROW
    assert held / 20_000 < BYTES_OF_A_ROW
