from __future__ import annotations

from fractions import Fraction

import pytest

from checker.report.quantity import grouped, percent, plain_decimal


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("3120 t", "3\u00a0120 t"),
        ("-13500.25 kWh/t", "-13\u00a0500.25 kWh/t"),
        ("1800 t .. 5800 t", "1\u00a0800 t .. 5\u00a0800 t"),
        ("10000 t CO2e", "10\u00a0000 t CO2e"),
        ("999 t", "999 t"),
        ("2025", "2025"),
        ("20250117", "20250117"),
        ("00123 t", "00123 t"),
        ("2025-01-01 to 2025-12-31", "2025-01-01 to 2025-12-31"),
        ("12345 Main St", "12345 Main St"),
        ("", ""),
    ],
)
def test_only_quantities_get_groups(text: str, want: str) -> None:
    assert grouped(text) == want


@pytest.mark.parametrize(
    ("part", "whole", "want"),
    [
        (Fraction(3120), Fraction(10000), "31.2 %"),
        (Fraction(1), Fraction(3), "≈ 33.333 %"),
        (Fraction(0), Fraction(3), "0 %"),
        (Fraction(300000001), Fraction(10**9), "≈ 30.000 %"),
    ],
)
def test_a_share_that_was_rounded_says_so(part: Fraction, whole: Fraction, want: str) -> None:
    assert percent(part, whole) == want


def test_a_number_that_never_ends_stays_a_fraction() -> None:
    assert plain_decimal(Fraction(1, 3)) == "1/3"
    assert plain_decimal(Fraction(-25, 2)) == "-12.5"
