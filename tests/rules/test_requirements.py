"""Each pack answers for every requirement and every test vector of the sheet that it was written from.

`requirements.yaml` has their numbers as the sheets' tables give them. A requirement stands in
`clauses.yaml`, with its rules or with the reason why there is none; a vector is a case under its number.
"""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import yaml

RULES = Path(__file__).parents[2] / "rules"
# Of a sheet whose packs are not all written yet nothing is asked.
SHEETS: list[dict[str, Any]] = [
    sheet
    for sheet in yaml.safe_load(Path(__file__).with_name("requirements.yaml").read_text("utf-8"))
    if all((RULES / pack / "clauses.yaml").is_file() for pack in sheet["packs"])
]
NAMES = [sheet["sheet"] for sheet in SHEETS]


def clauses(sheet: dict[str, Any]) -> list[str]:
    """The requirements that the packs of a sheet list."""
    return [
        str(clause["id"])
        for pack in sheet["packs"]
        for clause in yaml.safe_load((RULES / pack / "clauses.yaml").read_text("utf-8"))
    ]


def cases(sheet: dict[str, Any]) -> list[str]:
    """The names of the cases of the packs of a sheet."""
    found: list[str] = []
    for pack in sheet["packs"]:
        for path in sorted((RULES / pack / "cases").glob("*.yaml")):
            read = yaml.safe_load(path.read_text("utf-8"))
            found += [str(case["case"]) for case in (read if isinstance(read, list) else [read])]
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=NAMES)
def test_every_requirement_of_the_sheet_is_answered_for(sheet: dict[str, Any]) -> None:
    listed = clauses(sheet)

    assert [one for one in chain(*sheet["requirements"]) if one not in listed] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=NAMES)
def test_no_number_is_invented(sheet: dict[str, Any]) -> None:
    known = list(chain(*sheet["requirements"]))
    kinds = tuple({re.sub(r"\d+$", "", one) for one in known})
    # "CC-MB-01 to CC-MB-17" says that another pack of the sheet has them.
    listed = [one for clause in clauses(sheet) for one in clause.split(" to ")]

    assert [one for one in listed if one.startswith(kinds) and one not in known] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=NAMES)
def test_every_vector_of_the_sheet_is_a_case_under_its_number(sheet: dict[str, Any]) -> None:
    named = cases(sheet)

    assert [
        one
        for one in chain(*sheet["vectors"])
        if not any(re.match(rf"{one}(?!\w)", name) for name in named)
    ] == []
