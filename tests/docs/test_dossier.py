"""What docs/dossier.md shows is read without a mistake."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.pack.find import Packs
from tests.docs.test_error_pages_dossier import mistakes

PAGE = Path(__file__).parents[2] / "docs" / "dossier.md"
SECTIONS = re.split(r"^## (.+)$", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
SHOWN = {
    title: body for title, body in zip(SECTIONS[::2], SECTIONS[1::2], strict=True) if "```" in body
}


@pytest.mark.parametrize("title", SHOWN)
def test_what_the_page_shows_is_read(title: str, tmp_path: Path) -> None:
    vocabulary = Packs([]).vocabulary()

    assert mistakes(SHOWN[title], tmp_path / "shown", vocabulary) == []


def test_the_page_shows_all_it_speaks_of() -> None:
    assert len(SHOWN) == 5
