from __future__ import annotations

import pytest

from checker.authoring.lint.use import are_confusable


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("claim.scheme", "claim.schemes"),
        ("green_share", "greenshare"),
        ("non-green-cap", "non_green_cap"),
        ("total_l", "total_1"),
        ("lotO", "lot0"),
        ("inflow", "infolw"),
        ("certificates.issued", "certificates.issuer"),
        ("loss", "losses"),
    ],
)
def test_names_that_the_eye_takes_for_each_other(one: str, other: str) -> None:
    assert are_confusable(one, other)
    assert are_confusable(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("scope_1", "scope_2"),
        ("movements.date", "movements.rate"),
        ("coal", "goal"),
        ("inflow", "outflow"),
        ("TA-C5.product-emissions", "TA-C6.emission-intensity"),
        ("claim.mass", "batch.mass"),
    ],
)
def test_names_that_differ_for_all_to_see(one: str, other: str) -> None:
    assert not are_confusable(one, other)
