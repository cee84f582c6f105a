from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.version import Version

from checker.authoring.compare.bump import Bump, least_version, says_enough

PARTS = st.integers(0, 12)
VERSIONS = st.builds(
    lambda release, preview, dev: ".".join(map(str, release)) + preview + dev,
    st.lists(PARTS, min_size=1, max_size=4),
    st.sampled_from(["", "", "a1", "b2", "rc1"]),
    st.sampled_from(["", "", ".dev3"]),
)
BUMPS = st.sampled_from(Bump)


@pytest.mark.parametrize(
    ("old", "patch", "minor", "major"),
    [
        ("1.0.0", "1.0.1", "1.1.0", "2.0.0"),
        ("1.2.3", "1.2.4", "1.3.0", "2.0.0"),
        ("1", "1.0.1", "1.1.0", "2.0.0"),
        ("1.2.3.4", "1.2.4", "1.3.0", "2.0.0"),
        ("0.3.1", "0.3.2", "0.4.0", "0.4.0"),
        ("1.1.0rc1", "1.1.0", "1.1.0", "2.0.0"),
        ("1.1.1rc1", "1.1.1", "1.2.0", "2.0.0"),
        ("2.0.0a1", "2.0.0", "2.0.0", "2.0.0"),
        ("2.0.0.dev1", "2.0.0", "2.0.0", "2.0.0"),
        ("0.4.0rc1", "0.4.0", "0.4.0", "0.4.0"),
    ],
)
def test_the_least_version_follows_from_the_change(
    old: str, patch: str, minor: str, major: str
) -> None:
    found = [least_version(old, bump) for bump in Bump]

    assert found == [old, patch, minor, major]


@pytest.mark.parametrize(
    ("old", "new", "most"),
    [
        ("1.0.0", "1.0.0", Bump.NOTHING),
        ("1.0.0", "1.0.1", Bump.PATCH),
        ("1.0.0", "1.0.0.1", Bump.PATCH),
        ("1.0.0", "1.0.1.dev1", Bump.PATCH),
        ("1.0.0", "1.1.0rc1", Bump.MINOR),
        ("1.0.0", "1.10", Bump.MINOR),
        ("1.9.0", "1.10.0", Bump.MINOR),
        ("1.0.0", "2.0.0.dev1", Bump.MAJOR),
        ("1.1.0rc1", "1.1.0rc2", Bump.MINOR),
        ("1.1.0rc1", "1.1.0", Bump.MINOR),
        ("0.3.0", "0.4.0", Bump.MAJOR),
        ("0.3.0", "0.3.1", Bump.PATCH),
        ("1", "1.0.0", Bump.NOTHING),
    ],
)
def test_a_version_says_so_much_and_no_more(old: str, new: str, most: Bump) -> None:
    assert [says_enough(old, new, bump) for bump in Bump] == [bump <= most for bump in Bump]


def test_a_version_that_goes_down_says_nothing_at_all() -> None:
    assert not any(says_enough("1.1.0", "1.0.9", bump) for bump in Bump)
    assert not says_enough("1.0.0", "1.0.0rc1", Bump.NOTHING)


@given(VERSIONS, BUMPS)
def test_the_least_version_says_enough_and_no_version_below_it_does(old: str, bump: Bump) -> None:
    least = least_version(old, bump)

    assert says_enough(old, least, bump)
    if bump > Bump.PATCH:
        release = Version(least)
        below = f"{release.major}.{max(release.minor - 1, 0)}.99"
        if Version(below) < release:
            assert not says_enough(old, below, bump)


@given(VERSIONS, VERSIONS, BUMPS, BUMPS)
def test_what_says_enough_for_more_says_enough_for_less(
    old: str, new: str, one: Bump, other: Bump
) -> None:
    if says_enough(old, new, max(one, other)):
        assert says_enough(old, new, min(one, other))


@given(VERSIONS, VERSIONS, VERSIONS, BUMPS)
def test_a_later_version_says_no_less(old: str, new: str, later: str, bump: Bump) -> None:
    if says_enough(old, new, bump) and Version(later) >= Version(new):
        assert says_enough(old, later, bump)
