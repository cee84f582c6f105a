from __future__ import annotations

import re

import pytest

from checker.report.cell import cells
from checker.report.explanation import render as explain
from checker.report.to_text import render
from tests.report.fixture import NAMES, load

STYLE = re.compile(r"\x1b\[[0-9;]*m")
FIVE = {"violation", "missing", "judgement", "pass", "not applicable"}
STATUS = re.compile(r"^[✗?◇✓–] ([a-z ]+?)  (?=\S+/)", re.MULTILINE)


def every_text(name: str, *, colour: bool = False, width: int = 80) -> list[str]:
    assessment = load(name)
    texts = [
        render(assessment, colour=colour, verbosity=verbosity, width=width)
        for verbosity in (-1, 0, 1)
    ]
    rules = [result["rule"] for result in assessment["results"]]
    return texts + [explain(assessment, rule, colour=colour, width=width) for rule in rules]


@pytest.mark.parametrize("width", [80, 60])
@pytest.mark.parametrize("name", NAMES)
def test_no_line_is_wider_than_the_page(name: str, width: int) -> None:
    for text in every_text(name, width=width):
        assert [line for line in text.split("\n") if cells(line) > width] == []


@pytest.mark.parametrize("name", NAMES)
def test_colour_only_repeats_what_the_words_say(name: str) -> None:
    plain, coloured = every_text(name), every_text(name, colour=True)

    assert [STYLE.sub("", text) for text in coloured] == plain
    assert all("\x1b" in text for text in coloured)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_printed_that_a_terminal_obeys(name: str) -> None:
    for text in every_text(name):
        assert all(line.isprintable() for line in text.split("\n"))
        assert text.endswith("\n")
        assert not any(line != line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("name", NAMES)
def test_a_status_is_one_of_the_five(name: str) -> None:
    for text in every_text(name):
        assert set(STATUS.findall(text)) <= FIVE


def test_the_first_line_alone_when_quiet() -> None:
    assert render(load("billet"), verbosity=-1) == (
        "✗ EX-2026-014 does not conform (as of 2026-06-30; 1 waiver)\n"
    )


def test_the_verdict_stands_first_then_what_to_do() -> None:
    lines = render(load("billet")).split("\n")

    assert lines[0].startswith("✗ EX-2026-014 does not conform")
    assert lines[1] == "  5 pass · 4 violation · 5 missing · 3 judgement · 3 not applicable"
    assert any(line.startswith("  To conform: replace 120 t, or take out") for line in lines[:14])


def test_a_control_in_a_value_is_shown() -> None:
    text = render(load("hostile"))

    assert r"\x1b[31mred\x07 \u202erl" in text


def test_everything_is_listed_in_the_long_form() -> None:
    for name in NAMES:
        assessment = load(name)
        # A long id is wrapped: it is all there, over several lines.
        text = re.sub(r"\s", "", render(assessment, verbosity=1))

        assert [one["rule"] for one in assessment["results"] if one["rule"] not in text] == []


def test_all_fits_on_the_page_of_the_design() -> None:
    text = render(load("billet"))

    assert (
        "✗ violation  cgmc-low-carbon/composition.non-green-cap        GLCA (unconfirmed)" in text
    )
