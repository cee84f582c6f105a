"""What is proposed where an author is typing; the bar is the cursor."""

from __future__ import annotations

import pytest

from checker.syntax.expected import ITEMS, keywords
from tests.lsp.packs import completed

HEAD = """\
standard GLCA "Guideline"
standard COC "Chain of custody"
define charge = movements where material is not internal_scrap
define total = sum of mass in charge
words vague en "green"
parameter cap : share "Cap"
  from 2024-01-01 is 30 % cites GLCA open
reading counts "Do they count?" : counted, not_counted
  cites GLCA open

"""
RULE = HEAD + 'rule X.y "A rule"\n  cites GLCA open\n'


def _first(marked: str, kind: str | None = None) -> list[str]:
    """Return the texts of the lowest rank, or all of a kind."""
    found = completed(marked)
    if kind is not None:
        return [one.text for one in found if one.kind == kind]
    return [one.text for one in found if one.rank == found[0].rank]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        (
            "  require claim.schemes includes |",
            "asi_coc cgmc_green_electricity cgmc_low_carbon other",
        ),
        ("  require claim.offsets_used is |", "no yes"),
        (
            "  require claim.object is one of material, pro|",
            "company energy material process product",
        ),
        ("  require counts is |", "counted not_counted"),
        ("  require claim.chain_of_custody at least |", "book_and_claim mass_balance segregated"),
        ("  for each m in movements where direction is |", "in out"),
        ("  for each m in movements\n  require m.direction is not |", "in out"),
        ("  for each m in movements\n  let d = m.direction\n  require d is |", "in out"),
    ],
)
def test_options_come_first_behind_a_comparison(marked: str, expected: str) -> None:
    assert set(expected.split()) <= set(_first(RULE + marked))


@pytest.mark.parametrize(
    "marked",
    [
        "  for each m in movements\n  require m.|",
        "  for each m in movements\n  require m.ma|",
        "  for each m in movements where |",
        "  let x = sum of | in movements where direction is in\n  require x above 0 t",
        "  let x = sum of mass in movements where |",
        "  let x = largest of mass in movements where coc is yes and |",
        "  let x = share of mass in movements of which |",
        "  let x = lowest running total of mass in movements by |",
        "  require every row of movements where coc is yes has |",
        "  require some row m of movements has m.|",
        "  require no two rows of movements share |",
        "  let own = movements where coc is yes\n  let x = sum of mass in own where |",
        "  let x = sum of mass in charge where |",
        "  require (sum of mass in movements where | ) above 0 t",
    ],
)
def test_columns_of_the_table_that_is_searched_are_proposed(marked: str) -> None:
    columns = _first(RULE + marked, "column")

    assert {"direction", "mass", "certificate"} <= set(columns)
    assert "scheme" not in columns


def test_a_dot_follows_a_reference_into_its_table() -> None:
    found = _first(RULE + "  for each m in movements\n  require m.certificate.|")

    assert {"scheme", "valid_until", "holder"} <= set(found)
    assert "direction" not in found


def test_columns_no_longer_stand_bare_behind_the_search() -> None:
    found = _first(
        RULE + "  let x = largest of mass in movements where coc is yes if empty |", "column"
    )

    assert found == []


def test_what_follows_the_dot_of_a_fact_is_its_last_words() -> None:
    found = completed(RULE + "  require claim.q|")

    assert "quantity" in [one.text for one in found]
    assert {one.kind for one in found} == {"fact"}
    assert {one.start for one in found} == {len(RULE + "  require claim.")}


def test_a_period_has_a_start_and_an_end() -> None:
    assert _first(RULE + "  require period.|") == ["end", "start"]


def test_names_of_this_rule_come_before_those_of_the_pack() -> None:
    found = _first(RULE + "  let green = sum of mass in charge\n  require gr|")

    assert found == ["green"]


@pytest.mark.parametrize(
    ("marked", "kind", "expected"),
    [
        ("  for each m in |", "table", {"movements", "certificates"}),
        ("  for each m in |", "define", {"charge"}),
        ("  let x = rows in |", "define", {"charge"}),
        ("  require tot|", "define", {"total"}),
        ("  require total at most |", "parameter", {"cap"}),
        ("  for each t in texts\n  require t.text mentions |", "words", {"vague"}),
        ("  state |", "fact", {"claim.quantity", "period"}),
    ],
)
def test_names_are_proposed_by_what_they_are(marked: str, kind: str, expected: set[str]) -> None:
    assert expected <= set(_first(RULE + marked, kind))


def test_a_selection_is_no_value() -> None:
    assert "charge" not in [one.text for one in completed(RULE + "  require |")]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ('rule X.y "A rule"\n  cites |', ["COC", "GLCA"]),
        ('rule X.y "A rule"\n  cites GLCA |', ["confirmed", "open", "unconfirmed"]),
        ('rule X.y "A rule"\n  cites GLCA "5.3" un|', ["confirmed", "open", "unconfirmed"]),
        ('parameter z : share by claim.object "Z"\n  for |', None),
    ],
)
def test_a_citation_names_a_standard_and_then_its_certainty(
    marked: str, expected: list[str] | None
) -> None:
    found = _first(HEAD + marked)

    assert found == (expected or ["company", "energy", "material", "process", "product", "service"])


def test_units_of_the_dimension_come_first() -> None:
    mass = _first(RULE + "  for each m in movements\n  require m.mass at most 30 |")
    emissions = _first(RULE + "  require emissions.intensity at most 3.4 t C|")
    days = _first(RULE + "  require claim.date before period.end + 3 |", "unit")

    assert mass == ["g", "kg", "kt", "t"]
    assert "t CO2e/t" in emissions
    assert "months" in days


def test_a_day_is_no_number() -> None:
    assert _first(RULE + "  require claim.date on or after 2025-01-01 |", "unit") == []


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("  require total at |", ["at least", "at most"]),
        ("  require total at l|", ["at least"]),
        ("  require claim.date on or |", ["on or after", "on or before"]),
        ("  require claim.object is not |", ["is not one of"]),
        ("  require total above 0 t else judgement |", ["else judgement ask"]),
        ("  applies wh|", ["applies when"]),
        ("  let x = lowest running |", ["lowest running total of"]),
    ],
)
def test_a_keyword_of_several_words_goes_on(marked: str, expected: list[str]) -> None:
    found = completed(RULE + marked)
    phrases = [one for one in found if one.kind == "keyword" and " " in one.text and one.rank == 0]

    assert [one.text for one in phrases][: len(expected)] == expected
    assert all((RULE + marked)[one.start - 1] == " " for one in phrases)


def test_clauses_come_in_their_order() -> None:
    first = _first(RULE + "  |")
    later = _first(RULE + "  require total above 0 t\n  |")

    assert "let" in first
    assert "remedy" not in first
    assert set(later) == {"require", "state", "say", "remedy", "note"}


def test_items_come_first_at_the_very_left() -> None:
    items = {keywords()[name] for name in ITEMS}

    assert set(_first("|")) == items
    assert set(_first(HEAD + "r|")) == items
    assert set(_first(RULE + "  require total above 0 t\n|")) == items


def test_types_and_tables_are_proposed_in_a_declaration() -> None:
    types = [one.text for one in completed("fact a.b : |")]
    tables = _first("fact a.b : reference to |")

    assert {"mass", "yes/no", "whole number", "one of", "kWh/t"} <= set(types)
    assert {"movements", "parties"} <= set(tables)


def test_a_mistake_before_does_not_matter() -> None:
    text = RULE + "  applies when is is is\n  let y = (\n  require claim.schemes includes |"

    assert "asi_coc" in _first(text)
    assert "remedy" in _first(HEAD + "rule rule rule\n  |")


def test_a_mistake_behind_does_not_matter() -> None:
    text = RULE + "  require claim.schemes includes |\n  require (((\n\nrule\nfact x : nonsense\n"

    assert "asi_coc" in _first(text)


def test_the_columns_of_a_table_with_a_mistake_are_still_known() -> None:
    text = HEAD + "table own\n  key id\n  column weight : mass\n  column bad : : text\n\n"

    found = _first(text + 'rule Z.z "Z"\n  for each o in own\n  require o.|')

    assert {"id", "weight"} <= set(found)


def test_computed_columns_name_those_of_their_row() -> None:
    found = completed(HEAD + "extend movements\n  column heavy when |")

    assert "mass" in [one.text for one in found if one.kind == "column"]
    assert "this" in [one.text for one in found]


def test_messages_name_what_the_rule_can_name() -> None:
    text = RULE + "  let green = sum of mass in charge\n  require green above 0 t\n"

    inside = completed(text + '  say "Only {gr|} of {total}"')
    outside = completed(text + '  say "Only gr|een"')
    title = completed(HEAD + 'rule X.y "A {gr|}"')

    assert inside[0].text == "green"
    assert outside == title == []


def test_nothing_is_proposed_in_comments_and_for_new_names() -> None:
    assert completed(RULE + "  # requ|") == []
    assert [one for one in completed("fact cl|") if one.kind == "fact"] == []
    assert [one for one in completed(RULE + "  let x|") if one.kind != "keyword"] == []
