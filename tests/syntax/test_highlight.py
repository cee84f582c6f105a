from __future__ import annotations

import re
from pathlib import Path

import pytest
from pygments.token import Error, Keyword, Literal, Name, Number, String

from checker.model.unit import unit_names
from checker.syntax.expected import keywords, type_words
from checker.syntax.highlight import RulesLexer

ROOT = Path(__file__).parents[2]
EVERYTHING = Path(__file__).with_name("everything.rules").read_text(encoding="utf-8")


def kinds(text: str) -> dict[str, object]:
    return {value.strip(): kind for kind, value in RulesLexer().get_tokens(text) if value.strip()}


def test_no_character_of_a_file_is_lost():
    assert "".join(value for _, value in RulesLexer(stripnl=False).get_tokens(EVERYTHING)) == (
        EVERYTHING
    )


def test_words_numbers_and_texts_have_their_colours():
    found = kinds('rule a.b-c "T"\n  require mass at most 12 950 kWh/t\n  from 2025-01-31')
    assert found["rule"] in Keyword
    assert found["a.b-c"] is Name.Class
    assert found['"T"'] in String
    assert found["at most"] is Keyword
    assert found["12 950"] is Number
    assert found["kWh/t"] is Number.Unit
    assert found["2025-01-31"] is Literal.Date


def test_a_name_that_begins_like_a_keyword_is_a_name():
    found = kinds("define rule_of_thumb = is_given + period.start")
    assert found["rule_of_thumb"] is Name
    assert found["is_given"] is Name
    assert found["period.start"] is Name


@pytest.mark.parametrize("phrase", sorted({*keywords().values(), *type_words()}))
def test_every_keyword_of_the_grammar_has_its_colour(phrase: str):
    (kind,) = {kind for kind, value in RulesLexer().get_tokens(f"x {phrase} y") if value == phrase}

    assert kind in Keyword


@pytest.mark.parametrize(
    "unit", [*unit_names(), "t CO2e/t", "kg CO2e/kWh", "USD/MWh", "%", "months"]
)
def test_every_unit_has_its_colour(unit: str):
    assert kinds(f"define x = 5 {unit} * 2")[unit] is Number.Unit


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "rules").glob("*/*.rules")),
    ids=lambda path: f"{path.parts[-2]}-{path.stem}",
)
def test_nothing_in_a_pack_is_taken_for_a_mistake(path: Path):
    found = RulesLexer().get_tokens(path.read_text(encoding="utf-8"))

    assert [value for kind, value in found if kind in Error] == []


def test_nothing_in_the_reference_is_taken_for_a_mistake_but_what_is_one():
    page = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```rules\n(.*?)^```", page, re.MULTILINE | re.DOTALL)

    assert len(blocks) > 40
    for text in [EVERYTHING, *blocks]:
        assert [value for kind, value in RulesLexer().get_tokens(text) if kind in Error] == [], text
    assert kinds("require x >= 5 t")[">"] in Error
