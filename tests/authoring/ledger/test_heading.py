from __future__ import annotations

import pytest

from checker.authoring.ledger.heading import Heading, fold, unit_of


@pytest.mark.parametrize(
    ("text", "words", "unit"),
    [
        ("净重(吨)", "净重", "t"),
        ("净重（吨）", "净重", "t"),
        ("重量/吨", "重量", "t"),
        ("重量（单位：kg）", "重量", "kg"),
        ("净重 t", "净重", "t"),
        ("Net weight (t)", "net weight", "t"),
        ("Net weight, kg", "net weight", "kg"),
        ("Net weight\nt", "net weight", "t"),
        ("NET  WEIGHT [T]", "net weight", "t"),
        ("用电量(kWh)", "用电量", "kWh"),
        ("Electricity (mwh)", "electricity", "MWh"),
        ("排放强度(tCO2e/t)", "排放强度", "t CO2e/t"),
        ("Carbon footprint (kg CO₂e/kg)", "carbon footprint", "kg CO2e/kg"),
        ("CoC share (%)", "coc share", "%"),
        ("Delivery note no.", "delivery note no", None),
        ("Date (dd/mm/yyyy)", "date", None),
        ("In/Out", "in out", None),
    ],
)
def test_a_heading_is_its_words_and_its_unit(text: str, words: str, unit: str | None) -> None:
    heading = Heading(text)

    assert (heading.words, heading.unit, heading.question) == (words, unit, None)


@pytest.mark.parametrize("text", ["Weight (MT)", "Weight (ton)", "Weight (tons)", "Net weight MT"])
def test_a_ton_that_can_be_three_is_asked_about(text: str) -> None:
    heading = Heading(text)

    assert heading.unit is None
    assert heading.question is not None


def test_a_heading_in_two_scripts_can_be_called_by_each() -> None:
    assert Heading("日期 Date").parts == ("日期 date", "日期", "date")
    assert Heading("净重\nNet weight (t)").parts == ("净重 net weight", "净重", "net weight")


@pytest.mark.parametrize(
    ("text", "unit"), [("吨", "t"), ("度", "kWh"), ("tonnes", "t"), ("Mt", None), ("bags", None)]
)
def test_a_unit_is_one_or_none(text: str, unit: str | None) -> None:
    assert unit_of(text) == unit


def test_words_are_compared_without_case_marks_and_width() -> None:
    assert fold("  Net-Weight：") == "net weight"
    assert fold("净 重") == "净重"
    assert fold("ＡＢＣ") == "abc"
