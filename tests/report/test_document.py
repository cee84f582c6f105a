from __future__ import annotations

from typing import Any

import pytest

from checker.report.document import conform_text, make_document, needs_text, places_text
from tests.report.fixture import NAMES, load

CONFORMS = (
    "EX-2026-015 conforms, with 1 waiver, 1 upcoming rule, 1 harmless gap and "
    "1 recommendation not met (as of 2026-06-30; 1 of 5 passes rests on an open clause)"
)


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("billet", "EX-2026-014 does not conform (as of 2026-06-30; 1 waiver)"),
        (
            "conforms",
            CONFORMS,
        ),
        ("missing", "EX-2026-016 cannot be decided yet: 6 items are missing (as of 2026-06-30)"),
        ("judgement", "EX-2026-017 needs a person's judgement on 3 rules (as of 2026-06-30)"),
        ("nothing", "EX-2026-018: nothing to check (as of 2026-06-30)"),
    ],
)
def test_the_first_line_says_what_holds_and_what_was_set_aside(name: str, headline: str) -> None:
    assert make_document(load(name))["headline"] == headline


@pytest.mark.parametrize("name", NAMES)
def test_every_result_stands_in_one_place(name: str) -> None:
    assessment = load(name)
    document = make_document(assessment)

    sections = [*document["groups"], *document["apart"]]
    listed = [one["rule"] for section in sections for one in section["findings"]]
    listed += [one["rule"] for one in (*document["passes"], *document["not_applicable"])]

    assert sorted(listed) == sorted(result["rule"] for result in assessment["results"])


def test_strict_counts_a_recommendation_like_a_requirement() -> None:
    assessment = load("billet")
    assessment["options"]["strict"] = True

    groups = {group["key"]: group["findings"] for group in make_document(assessment)["groups"]}

    assert "disclosure/assurance.level" in [one["rule"] for one in groups["violation"]]


def test_the_most_severe_comes_first() -> None:
    keys = [group["key"] for group in make_document(load("billet"))["groups"]]

    assert keys == ["violation", "missing", "judgement"]


def test_a_fact_that_decides_nothing_is_no_step_to_conformity() -> None:
    document = make_document(load("conforms"))

    assert [item["decides"] for item in document["missing_items"]] == [False]
    assert document["todo"] == []


def test_harmless_gaps_decide_where_nothing_else_does() -> None:
    assessment = load("conforms")
    assessment["verdict"] = "missing"
    assessment["results"] = [one for one in assessment["results"] if one.get("harmless")]

    document = make_document(assessment)

    assert document["statement"] == "EX-2026-015 cannot be decided yet: 1 item is missing"
    assert [item["decides"] for item in document["missing_items"]] == [True]


def test_what_would_conform_names_a_thing_once() -> None:
    steps: list[dict[str, Any]] = [
        {"action": "replace", "quantity": "120 t", "what": "scrap"},
        {"action": "remove", "quantity": "171.43 t", "what": "scrap"},
        {"action": "add", "quantity": "400 t"},
    ]

    assert conform_text(steps, "en") == (
        "To conform: replace 120 t, or take out 171.43 t of scrap, or add 400 t."
    )


def test_places_name_their_file_once_and_say_how_many_are_left() -> None:
    places = [{"file": "m.csv", "line": line, "value": f"{line} t"} for line in (14, 27, 31)]

    assert places_text(places, "en") == "m.csv:14 (14 t), :27 (27 t) and 1 more"


def test_missing_facts_beyond_the_first_are_counted() -> None:
    missing = [{"fact": f"f{n}", "reason": "not given"} for n in range(6)]

    assert needs_text(missing, "en") == "Needs f0, f1, f2, f3, 2 more"


def test_a_long_list_of_steps_says_how_many_are_left() -> None:
    assessment = load("billet")
    first = assessment["results"][0]
    assessment["results"] = [{**first, "rule": f"p/r{n}"} for n in range(9)]

    steps = [step for step in make_document(assessment)["todo"] if step["kind"] == "violation"]

    assert len(steps) == 7
    assert steps[-1]["label"] == "3 more violations"
