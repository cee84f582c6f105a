"""No construct of the grammar is untested in any state that a value can be in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from checker.syntax.from_text import constructs
from tests.conformance.page import STATES, read_page

FOLDER = Path(__file__).parent
PAGES = [read_page(path) for path in sorted(FOLDER.rglob("*.md"))]
COVERED = {cell for page in PAGES for section in page.sections for cell in section.cells}


def not_meaningful() -> dict[tuple[str, str], str]:
    """Return the cells that have no meaning, each with its reason."""
    listed: dict[str, dict[str, str]] = yaml.safe_load(
        (FOLDER / "not_meaningful.yaml").read_text(encoding="utf-8")
    )
    return {
        (construct, state): reason
        for construct, states in listed.items()
        for state, reason in states.items()
    }


def test_every_construct_is_tested_in_every_state_that_has_a_meaning() -> None:
    excused = not_meaningful()

    empty = [
        f"{construct} × {state}"
        for construct in sorted(constructs())
        for state in STATES
        if (construct, state) not in COVERED and (construct, state) not in excused
    ]

    assert empty == []


def test_no_cell_is_both_tested_and_called_meaningless() -> None:
    assert sorted(COVERED & set(not_meaningful())) == []


def test_pages_and_reasons_name_constructs_that_the_grammar_has() -> None:
    known: set[Any] = set(constructs())
    named = {construct for construct, _ in COVERED | set(not_meaningful())}
    named |= {name for page in PAGES for name in page.constructs}

    assert sorted(named - known) == []
