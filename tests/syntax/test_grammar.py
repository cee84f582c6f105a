from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from checker.model.source import Source
from checker.syntax.expected import ITEMS, grammar_text, keywords, reserved, type_words
from checker.syntax.from_text import build_parser, constructs, parse

EVERYTHING = Path(__file__).with_name("everything.rules").read_text(encoding="utf-8")


def test_the_grammar_has_no_conflict():
    pytest.importorskip("interegular")
    build_parser(strict=True)


def test_every_keyword_is_read_from_the_grammar():
    declared = [line for line in grammar_text().splitlines() if line.endswith(" _B")]
    assert len(keywords()) == len(declared) - 2  # TYPE_WORD and DIMENSION are lists of types
    assert keywords()["ON_OR_BEFORE"] == "on or before"
    assert keywords()["NOT_APPLICABLE"] == "not_applicable"
    assert "yes/no" in type_words()
    assert "whole number" in type_words()
    assert {name.lower() for name in ITEMS} <= reserved()


def test_a_keyword_ends_where_its_word_ends():
    for text in ("define x when a belowb", "define x when a at mostb", "definex = 1"):
        _, diagnostics = parse(Source("p", text))
        assert diagnostics, text


def test_constructs_are_the_productions_of_the_grammar():
    names = constructs()
    assert len(names) == len(set(names))
    assert {"aggregate-share", "rows-have", "pick-row", "running-total", "choose"} <= set(names)


def test_three_hundred_rules_are_read_in_a_third_of_a_second():
    rule = EVERYTHING[EVERYTHING.index("rule composition") : EVERYTHING.index("rule material")]
    source = Source("many.rules", rule * 300)
    parse(source)
    start = time.process_time()
    file, diagnostics = parse(source)
    assert not diagnostics
    assert len(file.items) == 300
    # Three times the aim: a busy machine must not fail the build.
    assert time.process_time() - start < 0.9


def test_lark_is_loaded_when_something_is_parsed_and_not_before():
    program = (
        "import sys, checker.syntax.from_text, checker.syntax.to_text\n"
        "assert not {'lark', 'pygments'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
