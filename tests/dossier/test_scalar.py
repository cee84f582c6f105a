"""A text becomes a value of its declared type, or a mistake that says what was meant."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.dossier.mistake import Mistake
from checker.dossier.scalar import Form, Written, normal, read_scalar, show_plain
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE, Partial, Period
from checker.model.unit import ENERGY, INTENSITY, MASS, NUMBER, POWER, SHARE, find_unit

MASS_TYPE = Datatype(Kind.QUANTITY, dimension=MASS, lower=Fraction(0))
SHARE_TYPE = Datatype(Kind.QUANTITY, dimension=SHARE)
ENERGY_TYPE = Datatype(Kind.QUANTITY, dimension=ENERGY)
INTENSITY_TYPE = Datatype(Kind.QUANTITY, dimension=INTENSITY)
NUMBER_TYPE = Datatype(Kind.QUANTITY, dimension=NUMBER)
WHOLE = Datatype(Kind.WHOLE, lower=Fraction(0))
DATE = Datatype(Kind.DATE)
PERIOD = Datatype(Kind.PERIOD)
DURATION = Datatype(Kind.DURATION)
YESNO = Datatype(Kind.YESNO)
TEXT = Datatype(Kind.TEXT)
SCHEMES = Datatype(Kind.LIST, options=("asi_coc", "cgmc_low_carbon"))
LEVEL = Datatype(Kind.CHOICE, options=("full", "provisional"), may_be_none=True)
DAY = 739_252  # 2025-01-01


def value(text: str, datatype: Datatype, form: Form | None = None) -> Any:
    read = read_scalar(text, datatype) if form is None else read_scalar(text, datatype, form)
    assert isinstance(read, Written), read
    return read.value


def mistake(text: str, datatype: Datatype, form: Form | None = None) -> Mistake:
    read = read_scalar(text, datatype) if form is None else read_scalar(text, datatype, form)
    assert isinstance(read, Mistake), read.value
    return read


@pytest.mark.parametrize(
    ("text", "datatype", "expected"),
    [
        ("24.31t", MASS_TYPE, Fraction("24.31")),
        ("24.31 t", MASS_TYPE, Fraction("24.31")),
        ("+24.31 t", MASS_TYPE, Fraction("24.31")),
        ("1 200 t", MASS_TYPE, Fraction(1200)),
        ("1\u2009200.5 t", MASS_TYPE, Fraction("1200.5")),
        ("1\u202f200\u00a0300 t", MASS_TYPE, Fraction(1200300)),
        ("500 kg", MASS_TYPE, Fraction("0.5")),
        ("0 t", MASS_TYPE, Fraction(0)),
        ("12345678901234567890 t", MASS_TYPE, Fraction(12345678901234567890)),
        ("0.123456789 t", MASS_TYPE, Fraction("0.123456789")),
        ("30 %", SHARE_TYPE, Fraction("0.3")),
        ("30%", SHARE_TYPE, Fraction("0.3")),
        ("112 %", SHARE_TYPE, Fraction("1.12")),
        ("-3.5 %", SHARE_TYPE, Fraction("-0.035")),
        ("3.42 t CO2e/t", INTENSITY_TYPE, Fraction("3.42")),
        ("3.42 kg CO2e/kg", INTENSITY_TYPE, Fraction("3.42")),
        ("5 MWh", ENERGY_TYPE, Fraction(5)),
        ("3600 MJ", ENERGY_TYPE, Fraction(1)),
        ("1.25", NUMBER_TYPE, Fraction("1.25")),
        ("1 000", WHOLE, Fraction(1000)),
        ("2025-01-01", DATE, DAY),
        ("2025-01", DATE, Partial(DAY, DAY + 30)),
        ("2025", DATE, Partial(DAY, DAY + 364)),
        ("1900-01-01", DATE, 693596),
        ("2199-12-31", DATE, 803168),
        ("2024-02", PERIOD, Period(DAY - 335, DAY - 307)),
        ("2025", PERIOD, Period(DAY, DAY + 364)),
        ("2025-01-01/2025-01-31", PERIOD, Period(DAY, DAY + 30)),
        ("3 months", DURATION, (3, 0)),
        ("1 month", DURATION, (1, 0)),
        ("2 years", DURATION, (24, 0)),
        ("30 days", DURATION, (0, 30)),
        ("2 weeks", DURATION, (0, 14)),
        ("yes", YESNO, True),
        ("no", YESNO, False),
        ("true", YESNO, True),
        ("false", YESNO, False),
        ("asi_coc; cgmc_low_carbon", SCHEMES, ("asi_coc", "cgmc_low_carbon")),
        ("asi_coc", SCHEMES, ("asi_coc",)),
        ("full", LEVEL, "full"),
        ("none", LEVEL, NONE),
        ("0012", TEXT, "0012"),
        ("no", TEXT, "no"),
        ("a\u0301", TEXT, "á"),
        ("", MASS_TYPE, None),
        ("~", DATE, None),
        ("null", TEXT, None),
        ("  ", YESNO, None),
    ],
)
def test_written_forms(text: str, datatype: Datatype, expected: object) -> None:
    assert value(text, datatype) == expected


@pytest.mark.parametrize(
    ("text", "datatype", "code", "hint"),
    [
        ("24,31 t", MASS_TYPE, "decimal-comma", "24.31 t"),
        ("1,200 t", MASS_TYPE, "decimal-comma", "`1.200 t` or `1200 t`, whichever is meant"),
        ("1,234.5 t", MASS_TYPE, "decimal-comma", "1234.5 t"),
        ("5", MASS_TYPE, "unit-missing", "5 t"),
        ("0.3", SHARE_TYPE, "unit-missing", "`30 %`, or `0.3 %`, whichever is meant"),
        ("30", SHARE_TYPE, "unit-missing", "`30 %`"),
        ("5 T", MASS_TYPE, "not-a-unit", "t"),
        ("5 吨", MASS_TYPE, "not-a-unit", "t"),
        ("5 公斤", MASS_TYPE, "not-a-unit", "kg"),
        ("5 KWH", ENERGY_TYPE, "not-a-unit", "kWh"),
        ("3.4 tCO2e/t", INTENSITY_TYPE, "not-a-unit", "t CO2e/t"),
        ("3.4 t CO2/t", INTENSITY_TYPE, "not-a-unit", "t CO2e/t"),
        ("3.4 t CO₂e/t", INTENSITY_TYPE, "not-a-unit", "t CO2e/t"),
        ("5 xyzzy", MASS_TYPE, "not-a-unit", None),
        ("5 t CO2e", MASS_TYPE, "wrong-dimension", None),
        (
            "5 MW",
            ENERGY_TYPE,
            "wrong-dimension",
            "MW is a power; what was used or made over a time is in MWh",
        ),
        (
            "5 MWh",
            Datatype(Kind.QUANTITY, dimension=POWER),
            "wrong-dimension",
            "MWh is an energy; a power is in MW",
        ),
        ("5 t", NUMBER_TYPE, "wrong-dimension", "leave the unit away"),
        ("-5 t", MASS_TYPE, "out-of-bounds", None),
        ("1e3 t", MASS_TYPE, "not-a-number", "write all digits"),
        ("1_000 t", MASS_TYPE, "not-a-number", None),
        ("1'000 t", MASS_TYPE, "not-a-number", None),
        ("12345 678 t", MASS_TYPE, "not-a-number", None),
        ("1 20 t", MASS_TYPE, "not-a-number", None),
        (".5 t", MASS_TYPE, "not-a-number", None),
        ("5. t", MASS_TYPE, "not-a-number", None),
        ("1.2.3 t", MASS_TYPE, "not-a-number", None),
        ("NaN", MASS_TYPE, "not-a-number", "leave it blank where it is unknown"),
        ("n/a", MASS_TYPE, "not-a-number", "leave it blank where it is unknown"),
        ("5 t", WHOLE, "not-a-whole-number", None),
        ("<5 t", MASS_TYPE, "not-a-number", "{at_most: 5 t} where only that is known"),
        ("at least 5 t", MASS_TYPE, "not-a-number", "{at_least: 5 t} where only that is known"),
        ("５ t", MASS_TYPE, "not-a-number", "5 t"),
        ("١٢ t", MASS_TYPE, "not-a-number", None),
        ("3.0", WHOLE, "not-a-whole-number", "3"),
        ("3.5", WHOLE, "not-a-whole-number", None),
        ("-1", WHOLE, "out-of-bounds", None),
        ("123456789012345678901 t", MASS_TYPE, "limit-exceeded", None),
        ("1.0000000001 t", MASS_TYPE, "limit-exceeded", None),
        ("none", MASS_TYPE, "none-not-allowed", "leave it blank where it is unknown"),
        ("2025-02-30", DATE, "no-such-day", None),
        ("2025-13", DATE, "no-such-day", None),
        ("1899-12-31", DATE, "no-such-day", None),
        ("2200-01-01", DATE, "no-such-day", None),
        ("2025/1/7", DATE, "not-a-date", "2025-01-07"),
        ("2025年1月7日", DATE, "not-a-date", "2025-01-07"),
        ("20250107", DATE, "not-a-date", "2025-01-07"),
        ("2025-01-07T10:00", DATE, "not-a-date", "2025-01-07"),
        (
            "45678",
            DATE,
            "not-a-date",
            "this looks like a day number of Excel: format the cells as dates",
        ),
        ("2026-W01-1", DATE, "not-a-date", None),
        ("٢٠٢٥-01-01", DATE, "not-a-date", None),
        ("2025-12-31/2025-01-01", PERIOD, "period-reversed", None),
        ("summer", PERIOD, "not-a-period", None),
        ("3", DURATION, "not-a-duration", "3 months or 3 days, whichever is meant"),
        ("1.5 years", DURATION, "not-a-duration", None),
        ("TRUE", YESNO, "not-yes-or-no", "true"),
        ("Y", YESNO, "not-yes-or-no", "yes"),
        ("maybe", YESNO, "not-yes-or-no", None),
        ("asi-coc", SCHEMES, "option-unknown", "asi_coc"),
        ("asi_coc;", SCHEMES, "empty-entry", "delete it"),
        ("Full", LEVEL, "option-unknown", "full"),
    ],
)
def test_a_mistake_says_what_was_meant(
    text: str, datatype: Datatype, code: str, hint: str | None
) -> None:
    found = mistake(text, datatype)

    assert (found.code, found.hint) == (code, hint)


@pytest.mark.parametrize("unit", ["ton", "tons", "tonne", "tonnes", "MT", "mt", "Mt", "Tons"])
def test_what_a_ton_is_cannot_be_known(unit: str) -> None:
    found = mistake(f"1200 {unit}", MASS_TYPE)

    assert found.code == "unit-ambiguous"
    assert found.hint is not None
    assert mistake(f"3 kWh/{unit}", ENERGY_TYPE).code == "unit-ambiguous"


@pytest.mark.parametrize("below", [1, 0, -1])
def test_a_bound_that_nature_sets_is_checked_at_its_edge(below: int) -> None:
    read = read_scalar(f"{-below} t", MASS_TYPE)

    assert isinstance(read, Mistake) is (below > 0)
    above = Datatype(Kind.QUANTITY, dimension=MASS, lower=Fraction(0), lower_open=True)
    assert isinstance(read_scalar(f"{-below} t", above), Mistake) is (below >= 0)
    capped = Datatype(Kind.QUANTITY, dimension=MASS, upper=Fraction(10))
    assert isinstance(read_scalar(f"{10 + below} t", capped), Mistake) is (below > 0)


def test_what_is_wanted_is_shown_by_an_example() -> None:
    assert mistake("x", NUMBER_TYPE).want == "a number such as `1.25`"
    assert mistake("x", MASS_TYPE).want == "a mass, as in `24.31 t`"
    assert mistake("x", SHARE_TYPE).want == "a share, as in `30 %`"
    assert mistake("x", WHOLE).want == "a whole number such as `12`"
    assert mistake("x", LEVEL).want == "one of full, provisional"


def test_a_bound_is_named_in_the_unit_of_the_type() -> None:
    above = Datatype(Kind.QUANTITY, dimension=SHARE, upper=Fraction(1))

    assert mistake("120 %", above).want == "at most 100 %"


def test_quotes_matter_for_texts_only() -> None:
    quoted = read_scalar("none", TEXT, quoted=True)
    assert isinstance(quoted, Written)
    assert quoted.value == "none"
    assert isinstance(read_scalar("none", TEXT), Mistake)
    number = read_scalar("5 t", MASS_TYPE, quoted=True)
    assert isinstance(number, Written)
    assert number.value == 5


def test_a_file_can_say_its_own_forms() -> None:
    form = Form(dates="D.M.YYYY", thousands=".", decimal=",", unit=find_unit("kg"))

    assert value("1.200,5", MASS_TYPE, form) == Fraction("1.2005")
    assert value("1,5 t", MASS_TYPE, form) == Fraction("1.5")
    assert value("31.1.2025", DATE, form) == DAY + 30
    assert mistake("1.5", MASS_TYPE, form).code == "not-a-number"
    assert mistake("2025-01-31", DATE, form).code == "not-a-date"


@given(
    st.integers(-(10**20) + 1, 10**20 - 1),
    st.integers(0, 9),
    st.sampled_from(["t", "kg", "g", "kt"]),
    st.sampled_from(["", " "]),
)
def test_numbers_are_exact(digits: int, decimals: int, unit: str, space: str) -> None:
    sign, text = ("-" if digits < 0 else ""), str(abs(digits)).rjust(decimals + 1, "0")
    if decimals:
        text = f"{text[:-decimals]}.{text[-decimals:]}"
    datatype = Datatype(Kind.QUANTITY, dimension=MASS)
    known = find_unit(unit)
    assert known is not None

    read = read_scalar(f"{sign}{text}{space}{unit}", datatype)

    assert isinstance(read, Written)
    assert read.value == Fraction(digits, 10**decimals) * known.factor
    assert (read.unit, read.decimals) == (unit, decimals)
    assert Fraction(show_plain(read.value / known.factor)) == Fraction(digits, 10**decimals)


@given(st.integers(0, 10**9), st.integers(0, 3))
def test_tonnes_and_kilograms_are_the_same(number: int, decimals: int) -> None:
    tonnes = show_plain(Fraction(number, 10**decimals))
    kilograms = show_plain(Fraction(number * 1000, 10**decimals))

    assert value(f"{tonnes} t", MASS_TYPE) == value(f"{kilograms} kg", MASS_TYPE)


@given(
    st.dates(
        min_value=date(1900, 1, 1),
        max_value=date(2199, 12, 31),
    )
)
def test_dates_round_trip(day: Any) -> None:
    assert value(day.isoformat(), DATE) == day.toordinal()


ALL = (
    MASS_TYPE,
    SHARE_TYPE,
    NUMBER_TYPE,
    WHOLE,
    DATE,
    PERIOD,
    DURATION,
    YESNO,
    TEXT,
    SCHEMES,
    LEVEL,
)


@given(
    st.text(max_size=30) | st.text("0123456789 .,-+%tkgMWhCO2eE_/;yesno~<≤", max_size=25),
    st.sampled_from(ALL),
    st.booleans(),
)
def test_any_text_is_a_value_or_a_mistake(text: str, datatype: Datatype, quoted: bool) -> None:
    read = read_scalar(text, datatype, quoted=quoted)

    if isinstance(read, Mistake):
        assert len(read.message) <= 200
        assert read.hint is None or isinstance(read.hint, str)


def test_long_runs_of_marks_do_not_take_long() -> None:
    text = "a" + "\u0301\u0323" * 500_000

    assert normal(text) == text
