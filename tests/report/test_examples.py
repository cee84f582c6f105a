"""The dossiers of `docs/examples`, through the whole path, into every document."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checker.pipeline import check
from checker.report import explanation, render, to_text
from checker.report.cell import cells
from checker.report.document import make_document
from tests.report.test_to_html import Page
from tests.report.test_to_json import SCHEMA
from tests.report.test_to_text import FIVE, STATUS

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
EXAMPLES = sorted(path.parent.name for path in FOLDER.glob("*/dossier.yaml"))


@cache
def assessment_of(name: str) -> dict[str, Any]:
    return check(FOLDER / name).to_plain()


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_engine_says_is_what_the_schema_describes(name: str) -> None:
    errors = Draft202012Validator(SCHEMA).iter_errors(assessment_of(name))

    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_terminal_shows_it_all_within_80_cells(name: str) -> None:
    assessment = assessment_of(name)
    texts = [to_text.render(assessment, verbosity=verbosity) for verbosity in (-1, 0, 1)]
    texts += [explanation.render(assessment, one["rule"]) for one in assessment["results"]]

    for text in texts:
        assert [line for line in text.split("\n") if cells(line) > 80] == []
        assert set(STATUS.findall(text)) <= FIVE


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_page_of_it_is_well_formed(name: str) -> None:
    page = Page(render(assessment_of(name), "html"))
    ids = page.attributes("id")

    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.attributes("href")} <= set(ids)


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_missing_item_says_where_to_write_it(name: str) -> None:
    for item in make_document(assessment_of(name))["missing_items"]:
        assert item["file"]
        assert item["spot"]
