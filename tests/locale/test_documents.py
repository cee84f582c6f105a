"""The casthouse example in Chinese, in every format, as it was read and agreed."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from checker.pipeline import check, render
from checker.report import explanation, to_text
from checker.report.cell import cells
from tests.golden import compare
from tests.locale.test_no_english import english_in
from tests.report.test_to_html import Page
from tests.report.test_to_json import SCHEMA

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
GOLDEN = Path(__file__).parent / "golden"
EXAMPLES = sorted(path.parent.name for path in FOLDER.glob("*/dossier.yaml"))
# What changes with every change of a pack says nothing about the language.
_CHANGES = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}\b|sha256-[A-Za-z0-9+/=]+")
_LEADING = re.compile("^ *[，。；：、！？）」』】》”]", re.MULTILINE)


@cache
def assessment_of(name: str) -> dict[str, Any]:
    return check(FOLDER / name, lang="zh").to_plain()


@pytest.mark.parametrize("form", ["text", "md", "html", "json"])
def test_a_document_in_chinese_is_as_agreed(form: str, update: bool) -> None:
    text = _CHANGES.sub("…", render(assessment_of("casthouse"), form))

    compare(GOLDEN / f"casthouse.{form}", text, update=update)


@pytest.mark.parametrize("name", EXAMPLES)
def test_what_the_engine_says_in_chinese_is_what_the_schema_describes(name: str) -> None:
    errors = Draft202012Validator(SCHEMA).iter_errors(assessment_of(name))

    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_line_is_wider_than_the_page_or_starts_with_a_closing_mark(name: str) -> None:
    assessment = assessment_of(name)
    texts = [to_text.render(assessment, lang="zh", verbosity=level) for level in (-1, 0, 1)]
    texts += [
        explanation.render(assessment, one["rule"], lang="zh") for one in assessment["results"]
    ]

    for text in texts:
        assert [line for line in text.split("\n") if cells(line) > 80] == []
        assert _LEADING.findall(text) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_page_in_chinese_says_so_and_is_well_formed(name: str) -> None:
    text = render(assessment_of(name), "html")
    page = Page(text)

    assert '<html lang="zh">' in text
    assert {link.removeprefix("#") for link in page.attributes("href")} <= set(
        page.attributes("id")
    )


def test_verdicts_and_values_are_the_same_in_both_languages() -> None:
    english = check(FOLDER / "casthouse", lang="en").to_plain()
    chinese = assessment_of("casthouse")

    for key in ("verdict", "counts", "not_counted", "open_passes", "as_of"):
        assert english[key] == chinese[key]
    for one, other in zip(english["results"], chinese["results"], strict=True):
        for key in (
            "rule",
            "verdict",
            "could_be",
            "values",
            "places",
            "margin",
            "conform",
            "cites",
        ):
            assert one.get(key) == other.get(key), one["rule"]
    assert json.loads(render(chinese, "json"))["options"]["lang"] == "zh"


def test_a_document_in_chinese_says_no_sentence_in_english() -> None:
    text = render(assessment_of("casthouse"), "text")

    assert english_in(text) == []
