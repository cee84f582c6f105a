from __future__ import annotations

from pathlib import Path

from pygments.token import Keyword, Literal, Name, Number, String

from checker.syntax.highlight import RulesLexer

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
