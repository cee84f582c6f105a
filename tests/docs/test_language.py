"""What `docs/language.md` shows is what happens: each of its examples runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.page import Section, mistakes_of, read_page

PAGE = read_page(Path(__file__).parents[2] / "docs" / "language.md", chapters=True)


@pytest.mark.parametrize(
    "section", PAGE.sections, ids=[f"{s.line} {s.title}" for s in PAGE.sections]
)
def test_an_example_comes_out_as_the_reference_says(section: Section) -> None:
    problems = mistakes_of(section)

    assert not problems, "\n".join([f"{section.page}:{section.line}", *problems])
