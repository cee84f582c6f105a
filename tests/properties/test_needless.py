"""Verdicts against all completions of a few gaps, one by one."""

from __future__ import annotations

import os

import pytest

from tests.properties.needless import Count, count_needless_missing

PACKS = int(os.environ.get("CHECKER_EXAMPLES", "200")) // 10


@pytest.fixture(scope="module")
def counts() -> dict[str, Count]:
    return count_needless_missing(PACKS)


@pytest.mark.parametrize("kind", ["linear", "random"])
def test_what_is_decided_is_what_every_completion_gives(
    counts: dict[str, Count], kind: str
) -> None:
    assert counts[kind].decided > 50
    assert counts[kind].wrong == []


def test_a_cap_or_a_share_over_one_table_is_never_needlessly_missing(
    counts: dict[str, Count],
) -> None:
    assert counts["linear"].missing > 50
    assert counts["linear"].examples == []


def test_few_rules_of_other_forms_are_needlessly_missing(counts: dict[str, Count]) -> None:
    assert counts["random"].needless <= counts["random"].missing * 0.2
