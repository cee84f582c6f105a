"""Every section of every conformance page, as a test of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.page import Section, mistakes_of, read_page

FOLDER = Path(__file__).parent
PAGES = [read_page(path) for path in sorted(FOLDER.rglob("*.md"))]
SECTIONS = [section for page in PAGES for section in page.sections]


@pytest.mark.parametrize(
    "section",
    SECTIONS,
    ids=[f"{s.page.relative_to(FOLDER).as_posix()}:{s.line} {s.title}" for s in SECTIONS],
)
def test_a_section_comes_out_as_it_says(section: Section) -> None:
    problems = mistakes_of(section)

    assert not problems, "\n".join([f"{section.page}:{section.line}", *problems])


def test_every_page_names_its_constructs_and_has_tests() -> None:
    silent = [page.path.name for page in PAGES if not page.constructs or not page.sections]

    assert silent == []
