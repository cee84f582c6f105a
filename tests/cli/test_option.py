from __future__ import annotations

import argparse
from datetime import date

import pytest

from checker import pipeline
from checker.cli import option
from checker.cli.option import day
from checker.pack.find import wanted_pack
from checker.pipeline import exit_code


def test_the_choices_are_those_of_the_pipeline() -> None:
    assert option.FAIL_ON == pipeline.FAIL_ON
    assert option.LANGUAGES == pipeline.LANGUAGES


def test_a_day_is_written_one_way() -> None:
    assert day("2026-06-30") == date(2026, 6, 30)


@pytest.mark.parametrize(
    "text", ["2026-W01-1", "20260630", "2026-02-30", "1899-12-31", "2200-01-01", "٢٠٢٦-06-30", ""]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        day(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("asi-coc", ("asi-coc", "")),
        ("asi-coc ~=2.0", ("asi-coc", "~=2.0")),
        ("asi-coc>=2,<3", ("asi-coc", ">=2,<3")),
        (" asi-coc  == 2.0 ", ("asi-coc", "== 2.0")),
    ],
)
def test_a_pack_is_a_name_and_a_range(text: str, wanted: tuple[str, str]) -> None:
    assert wanted_pack(text) == wanted


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [
        ("judgement", [1, 1, 1, 0, 1]),
        ("missing", [1, 1, 0, 0, 1]),
        ("violation", [1, 0, 0, 0, 1]),
        ("never", [0, 0, 0, 0, 0]),
    ],
)
def test_the_exit_code_follows_the_verdict(fail_on: str, codes: list[int]) -> None:
    verdicts = ["violation", "missing", "judgement", "pass", "not_applicable"]

    assert [exit_code(verdict, fail_on) for verdict in verdicts] == codes
