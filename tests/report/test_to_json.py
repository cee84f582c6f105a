from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from checker.report.to_json import render
from checker.resources import package_dir
from tests.report.fixture import NAMES, load

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = json.loads((package_dir() / "report" / "assessment.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_an_assessment_is_as_its_schema_says(name: str) -> None:
    errors = Draft202012Validator(SCHEMA).iter_errors(load(name))

    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_text_is_the_assessment_with_its_keys_sorted(name: str) -> None:
    assessment = load(name)
    text = render(assessment)

    assert json.loads(text) == assessment
    assert (
        text
        == json.dumps(json.loads(text), indent=1, sort_keys=True, ensure_ascii=False).replace(
            "\u202e", "\\u202e"
        )
        + "\n"
    )


def test_nothing_hidden_stands_in_the_text() -> None:
    text = render({"a": "\u202e\u200b\x1b\ufeff\ud800\x7f"})

    assert '"\\u202e\\u200b\\u001b\\ufeff\\ud800\\u007f"' in text
    assert text.encode()


def test_the_schema_is_one_and_describes_every_key() -> None:
    Draft202012Validator.check_schema(SCHEMA)

    assert [path for path, schema in properties(SCHEMA, "") if "description" not in schema] == []


def properties(schema: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, dict):
        for name, one in schema.get("properties", {}).items():
            yield f"{path}/{name}", one
        for name, one in schema.items():
            yield from properties(one, f"{path}/{name}")
    elif isinstance(schema, list):
        for one in schema:
            yield from properties(one, path)
