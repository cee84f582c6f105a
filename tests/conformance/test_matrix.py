"""No construct of the grammar is untested in any state that a value can be in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from checker.syntax.from_text import constructs
from tests.conformance.page import STATES, read_page

FOLDER = Path(__file__).parent
PAGES = [read_page(path) for path in sorted(FOLDER.rglob("*.md"))]


def load(name: str) -> dict[str, Any]:
    """Return one of the YAML files beside the pages."""
    loaded: dict[str, Any] = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return loaded


def plain(name: str) -> str:
    """Return a construct's name as the grammar spells it."""
    return name.replace("_", "-").replace(" ", "-")


NAMES: dict[str, list[str]] = load("constructs.yaml")["names"]
PARTS: dict[str, str] = load("constructs.yaml")["parts"]


def productions(name: str) -> list[str]:
    """Return what a page's name for a construct stands for in the grammar."""
    return NAMES.get(plain(name), [plain(name)])


def covered() -> set[tuple[str, str]]:
    """Return the cells that some section names."""
    return {
        (production, state)
        for page in PAGES
        for section in page.sections
        for name, state in section.cells
        for production in productions(name)
    }


def not_meaningful() -> dict[tuple[str, str], str]:
    """Return the cells that have no meaning, each with its reason; `all` stands for every state."""
    return {
        (construct, state): reason
        for construct, states in load("not_meaningful.yaml").items()
        for named, reason in states.items()
        for state in (STATES if named == "all" else (named,))
    }


def test_every_construct_is_tested_in_every_state_that_has_a_meaning() -> None:
    tested, excused = covered(), not_meaningful()

    empty = [
        f"{construct} × {state}"
        for construct in constructs()
        if construct not in PARTS
        for state in STATES
        if (construct, state) not in tested and (construct, state) not in excused
    ]

    assert empty == []


def test_no_cell_is_both_tested_and_called_meaningless() -> None:
    assert sorted(covered() & set(not_meaningful())) == []


def test_pages_and_reasons_name_constructs_that_the_grammar_has() -> None:
    known = set(constructs())
    named = {name for page in PAGES for name in page.constructs}
    named |= {name for page in PAGES for section in page.sections for name, _ in section.cells}
    wanted = {production for name in named for production in productions(name)}
    wanted |= set(PARTS) | {construct for construct, _ in not_meaningful()}
    wanted |= {production for listed in NAMES.values() for production in listed}

    assert sorted(wanted - known) == []
