from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry

from checker import resources
from checker.authoring.json_schema import case_schema, dossier_schema, names_in
from checker.diagnostic.diagnostic import InputError
from checker.dossier.from_files import from_text, read_dossier
from checker.dossier.mistake import Mistake
from checker.dossier.scalar import read_scalar
from checker.model.datatype import Datatype, Kind
from checker.model.pack import Vocabulary
from checker.model.unit import CARBON, MASS, NUMBER, SHARE
from checker.pack.find import Packs
from tests.cli.command import ROOT
from tests.dossier.vocabulary import OTHERS, VOCABULARY

if TYPE_CHECKING:
    from pathlib import Path

PACKS = sorted(path.parent.name for path in (ROOT / "rules").glob("*/cases"))
NOTHING = Vocabulary({}, {})


def validator(schema: Any) -> Draft202012Validator:
    return Draft202012Validator(schema, registry=Registry())


def errors(schema: Any, value: Any) -> list[str]:
    return [
        f"{'/'.join(map(str, e.path))}: {e.message[:100]}"
        for e in validator(schema).iter_errors(value)
    ]


def as_text(path: Path) -> Any:
    """Return a file as we read it: every scalar a text."""
    return yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 - text only


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
    # In draft-07 what stands beside `$ref` is not read.
    assert re.findall(r'"\$ref": "[^"]+", ', text) == []


@pytest.mark.parametrize(
    "path", sorted((ROOT / "docs" / "examples").rglob("dossier.yaml")), ids=lambda p: p.parent.name
)
def test_every_example_is_a_dossier_by_the_schema(schema: Any, path: Path) -> None:
    # As text, which is how we read it; an editor's reading of numbers and truths is taken too.
    assert errors(schema, as_text(path)) == []
    assert errors(schema, as_editors_do(path)) == []


def as_editors_do(path: Path) -> Any:
    """Return a file by the core schema of YAML 1.2, as yaml-language-server reads it."""
    return typed(as_text(path))


def typed(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: typed(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [typed(inner) for inner in value]
    if value in ("", "~", "null"):
        return None
    if value in ("true", "false"):
        return value == "true"
    if re.fullmatch(r"[-+]?[0-9]+", value):
        return int(value)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", value):
        return float(value)
    return value


@pytest.mark.parametrize("pack", PACKS)
def test_the_cases_of_every_pack_are_cases_by_its_own_schema(pack: str) -> None:
    packs = Packs()
    choice = packs.choose({pack: ""})
    own = case_schema(choice.vocabulary, packs.vocabulary(), **names_in(choice.selected))
    # What `checker schema case` prints without a pack: a pack may give a column of core more options.
    open_ = case_schema(packs.vocabulary(), Vocabulary({}, {}))
    Draft202012Validator.check_schema(own)

    for path in sorted((ROOT / "rules" / pack / "cases").glob("*.yaml")):
        for schema in (own, open_):
            assert errors(schema, as_text(path)) == [], path
            assert errors(schema, as_editors_do(path)) == [], path


def test_what_cannot_be_a_case_is_refused_by_the_schema() -> None:
    packs = Packs()
    choice = packs.choose({"disclosure": ""})
    schema = case_schema(choice.vocabulary, packs.vocabulary(), **names_in(choice.selected))
    right = {"case": "A", "dossier": {"period": "2025"}, "expect": {"TA-B1.method": "missing"}}

    assert errors(schema, right) == []
    assert errors(schema, [right, {**right, "expect": {"disclosure/TA-B1.method": "pass"}}]) == []
    assert errors(schema, {**right, "expect": {"TA-A2.traceable-inputs[A]": "pass"}}) == []
    for wrong in (
        {**right, "expect": {"TA-B1.metod": "missing"}},
        {**right, "expect": {"TA-B1.method": "fail"}},
        {**right, "expect": {"TA-B1.method": {"verdic": "pass"}}},
        {**right, "expects": {}},
        {**right, "dossier": {"perod": "2025"}},
        {"case": "A", "expect": {"TA-B1.method": "pass"}},
        {"case": "A", "dossier": {}},
    ):
        assert errors(schema, wrong) != [], wrong


def test_a_misspelt_name_and_a_wrong_option_are_found(schema: Any) -> None:
    base = {"dossier": 1, "id": "x"}

    assert errors(schema, base) == []
    for wrong in (
        {"claimm": {}},
        {"claim": {"quantty": "5 t"}},
        {"claim": "5 t"},
        {"claim": {"quantity": "5 kWh"}},
        {"claim": {"quantity": "5 tons"}},
        {"claim": {"quantity": 5}},
        {"claim": {"quantity": {"valu": "5 t"}}},
        {"claim": {"proportion": "0.3"}},
        {"claim": {"offsets_used": "maybe"}},
        {"claim": {"schemes": ["asi"]}},
        {"period": {"start": "June"}},
        {"movements": {"row": []}},
        {"movements": {"rows": [{"direction": "sideways"}]}},
        {"movements": {"rows": [{"colour": "red"}]}},
        {"movements": {"files": [{"file": "a.csv", "colums": {}}]}},
        {"movements": {"files": [{"file": "a.csv", "columns": {"mas": "Gewicht"}}]}},
        {"waivers": {"rows": [{"rule": "a/b", "reason": "r", "expires": "2026-01-01"}]}},
    ):
        assert errors(schema, {**base, **wrong}) != [], wrong


def test_what_only_other_packs_declare_is_taken_but_not_offered() -> None:
    packs = Packs()
    own = packs.choose({"core": ""}).vocabulary
    schema = dossier_schema(VOCABULARY, OTHERS)
    base = {"dossier": "1", "id": "x"}

    assert errors(schema, {**base, "water": {"used": "5 t"}, "wells": {"rows": []}}) == []
    assert errors(schema, {**base, "movements": {"rows": [{"lot": "7"}]}}) == []
    assert "water" not in schema["properties"]
    assert errors(dossier_schema(VOCABULARY), {**base, "water": {"used": "5 t"}}) != []
    assert "movements" in dossier_schema(own)["properties"]


@pytest.mark.parametrize("path", sorted((ROOT / "rules").glob("*/pack.yaml")), ids=str)
def test_every_manifest_is_one_by_the_schema(path: Any) -> None:
    file = resources.package_dir() / "pack" / "pack.schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)

    assert errors(schema, yaml.safe_load(path.read_text(encoding="utf-8"))) == []


# --- a schema never refuses what the reader takes ---------------------------------------------------

OPTIONS = ("a", "b_c", "yes", "true")
TYPES = [
    Datatype(Kind.TEXT),
    Datatype(Kind.YESNO, may_be_none=True),
    Datatype(Kind.DATE),
    Datatype(Kind.PERIOD),
    Datatype(Kind.DURATION),
    Datatype(Kind.WHOLE),
    *(Datatype(Kind.QUANTITY, dimension=dimension) for dimension in (NUMBER, SHARE, MASS, CARBON)),
    Datatype(Kind.QUANTITY, dimension=(("carbon", 1), ("mass", -1)), may_be_none=True),
    Datatype(Kind.CHOICE, options=OPTIONS, may_be_none=True),
    Datatype(Kind.LIST, options=OPTIONS),
    Datatype(Kind.REFERENCE, table="movements"),
]
_UNITS = [
    "",
    "%",
    "t",
    "kg",
    "t CO2e",
    "kg CO2e",
    "t CO2e/t",
    "kg CO2e / kg",
    "kWh/t",
    "t/t",
    "days",
]
_DAYS = ["2025", "2025-02", "2025-02-28", "2024-02-29"]
# Pieces that a value is made of, put together at random: far more is right than by chance alone.
PIECES = st.sampled_from(
    ["", " ", "\u00a0", "\u2009", "+", "-", "0", "12", "345", "1 000", "12\u202f345", ".5", ".25"]
    + [*_UNITS, *_DAYS, *OPTIONS, "no", "false", "none", "null", "~", ";", "/", "month", "years"]
)
WRITTEN = st.lists(PIECES, max_size=6).map("".join) | st.text(max_size=6)


@pytest.mark.parametrize("declared", TYPES, ids=lambda d: d.describe())
@given(text=WRITTEN, data=st.data())
@settings(max_examples=300, deadline=None)
def test_a_schema_takes_every_text_that_the_reader_takes(
    declared: Datatype, text: str, data: st.DataObject
) -> None:
    from checker.model.pack import Declaration

    schema = dossier_schema(Vocabulary({"x": Declaration(declared, "", "p")}, {}))
    read = read_scalar(text, declared, quoted=data.draw(st.booleans()))

    if not isinstance(read, Mistake):
        for value in (text, typed(text)):
            assert errors(schema, {"dossier": 1, "id": "x", "x": value}) == []


VALUES = st.sampled_from(
    ["", "~", "none", "5 t", "1 000 kg", "30 %", "3.4 t CO2e/t", "12", "1.5", "2025", "2025-03-01"]
    + ["2025-01-01/2025-06-30", "in", "yes", "true", "no", "asi_coc", "asi_coc; cgmc_low_carbon"]
    + ["3 months", "A", "5 tons", "x", " in ", "out"]
)
KEYS = ["value", "at_least", "at_most", "unknown", "not_applicable", "note", "public"]


def some(names: list[str], inner: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.dictionaries(st.sampled_from(names), inner, max_size=most)


RIGHT = {
    "name": ["Example Ltd", "12", "yes"],
    "id": ["A", "R0"],
    "quantity": ["5 t", "1 000 kg", "2.50t"],
    "schemes": ["asi_coc", "asi_coc; cgmc_low_carbon"],
    "third_party": ["yes", "none", "true"],
    "intensity": ["3.4 t CO2e/t", "-1 kg CO2e/kg"],
    "recycled": ["30 %", "112%"],
    "factor": ["1.5", "12", "2 t/t"],
    "issued": ["2025", "2025-03", "2025-03-01"],
    "valid_for": ["3 months", "30days"],
    "sites": ["12", "1 000"],
    "used": ["5 t"],
    "period": ["2025", "2025-01-01/2025-06-30"],
    "date": ["2025-03-01"],
    "direction": ["in", " out "],
    "material": ["x"],
    "mass": ["5 t", "1 000 kg"],
    "share": ["30 %", "none"],
    "green": ["no", "true"],
    "document": ["none"],
    "lot": ["L"],
    "start": ["2025-01-01"],
}


def said(name: str) -> st.SearchStrategy[Any]:
    """Return what may be said of a fact: mostly right, and in every form."""
    value = st.sampled_from([*RIGHT.get(name, ["x"]), *RIGHT.get(name, ["x"]), "", "~"])
    one = st.sampled_from([*KEYS, "start", "end"]).flatmap(
        lambda key: st.builds(lambda inner: {key: inner}, value)
    )
    more = st.builds(lambda first, note: {**first, "note": note}, one, VALUES)
    ends = st.builds(lambda start: {"start": start, "public": "no"}, st.sampled_from(["2025", ""]))
    return value | value | one | more | ends | VALUES | st.lists(value, max_size=2)


def facts_of(names: list[str], most: int = 3) -> st.SearchStrategy[Any]:
    """Return facts by name, each said in a way of its own."""
    pairs = st.sampled_from(names).flatmap(lambda name: st.tuples(st.just(name), said(name)))
    return st.lists(pairs, max_size=most).map(dict)


GROUPS = {
    "organisation": ["name", "id"],
    "claim": ["quantity", "schemes", "third_party"],
    "emissions": ["intensity", "recycled", "factor", "issued", "valid_for", "sites"],
    "water": ["used"],
}
FACTS = facts_of(["period"], 1) | st.sampled_from(sorted(GROUPS)).flatmap(
    lambda group: st.builds(lambda facts: {group: facts}, facts_of(GROUPS[group]) | VALUES)
)
ROW = facts_of(["date", "direction", "material", "mass", "share", "green", "document", "lot"], 4)
FILES = VALUES | some(["columns", "set", "header", "ignore", "source", "note"], VALUES, 2)
TABLE = (
    VALUES
    | some(["complete", "rows", "note", "files"], VALUES)
    | st.builds(
        lambda complete, rows, key: {
            "complete": complete,
            "rows": [{**row, **({"id": f"R{at}"} if key else {})} for at, row in enumerate(rows)],
        },
        VALUES | some(["value", "from", "to", "note"], VALUES, 2),
        st.lists(ROW, max_size=3),
        st.booleans(),
    )
)
ANSWER = some(
    ["rule", "subject", "by", "on", "reason", "answer", "approved_by", "expires"], VALUES, 8
)
SECTIONS = st.builds(
    lambda name, rows: {name: rows},
    st.sampled_from(["judgements", "waivers", "readings"]),
    VALUES | st.fixed_dictionaries({"rows": st.lists(ANSWER, max_size=1)}),
)
TABLES = st.builds(
    lambda name, table: {name: table},
    st.sampled_from(["movements", "documents", "parties", "periods", "evidence", "wells"]),
    TABLE,
)
PACKS_SAID = st.builds(
    lambda packs: {"packs": packs},
    VALUES | st.lists(VALUES, max_size=2) | some(["core", "x"], st.sampled_from(["", "~=1.0"])),
)
DOSSIERS = st.builds(
    lambda *parts: {name: part for found in parts for name, part in found.items()},
    FACTS,
    FACTS,
    TABLES | SECTIONS | PACKS_SAID,
)


@given(dossier=DOSSIERS)
@example(dossier={"period": {"start": "2025-01-01", "end": "2025-06-30", "note": "x"}})
@example(dossier={"emissions": {"issued": {"at_least": "", "at_most": "2025"}}})
@example(dossier={"claim": {"schemes": {"value": ["asi_coc"], "public": ""}}})
@example(dossier={"emissions": ""})
@settings(max_examples=1500, deadline=None)
def test_a_schema_takes_every_dossier_that_the_reader_takes(dossier: Any) -> None:
    whole = {"dossier": "1", "id": "T", "as_of": "2026-06-30", **dossier}
    text = yaml.dump(whole, default_flow_style=True, allow_unicode=True, default_style='"')
    try:
        read_dossier(
            from_text(re.sub(r"(?<![\w\"])\"(~|null|none|)\"", r"\1", text)),
            VOCABULARY,
            lambda: OTHERS,
        )
    except InputError:
        return

    assert errors(DOSSIER, whole) == []
    assert errors(DOSSIER, typed(whole)) == []


DOSSIER = dossier_schema(VOCABULARY, OTHERS)
