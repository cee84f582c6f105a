from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry

from checker import resources
from checker.authoring.json_schema import dossier_schema
from checker.pack.find import Packs
from tests.cli.command import ROOT


def errors(schema: Any, value: Any) -> list[str]:
    validator = Draft202012Validator(schema, registry=Registry())
    return [
        f"{'/'.join(map(str, e.path))}: {e.message[:100]}" for e in validator.iter_errors(value)
    ]


@pytest.fixture(scope="module")
def schema() -> Any:
    """Return the schema of all packs that travel with the program."""
    return dossier_schema(Packs().vocabulary())


def test_a_schema_is_one_of_2020_12_with_words_that_draft_07_knows(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)

    text = json.dumps(schema)
    for word in (
        "$defs",
        "unevaluatedProperties",
        "prefixItems",
        "dependentRequired",
        "uniqueItems",
    ):
        assert f'"{word}"' not in text


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "examples").rglob("dossier.yaml")), ids=lambda p: p.parent.name
)
def test_every_example_is_a_dossier_by_the_schema(schema: Any, path: Any) -> None:
    # As text, which is how we read it; an editor's reading of numbers and truths is taken too.
    as_text = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - text only

    assert errors(schema, as_text) == []


def test_a_misspelt_name_and_a_wrong_option_are_found(schema: Any) -> None:
    base = {"dossier": 1, "id": "x"}

    assert errors(schema, base) == []
    assert errors(schema, {**base, "claimm": {}}) != []
    assert errors(schema, {**base, "movements": {"rows": [{"direction": "sideways"}]}}) != []
    assert errors(schema, {**base, "period": {"start": "June"}}) != []


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*/pack.yaml")), ids=str)
def test_every_manifest_is_one_by_the_schema(path: Any) -> None:
    file = resources.package_dir() / "pack" / "pack.schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    assert errors(schema, yaml.safe_load(path.read_text(encoding="utf-8"))) == []
