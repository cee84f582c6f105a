from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.authoring.change import Change, changed_files, changes_of
from checker.model.source import Source
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file

if TYPE_CHECKING:
    from checker.syntax import tree


def files_of(text: str) -> dict[str, tree.File]:
    file, mistakes = parse(Source("a.rules", text))
    assert mistakes == ()
    return {"a.rules": file}


def changes(text: str, kind: str | None = None) -> list[str]:
    found = changes_of(files_of(text))
    return [f"{c.text}" for c in found if kind in (None, c.edit.kind)]


def of_condition(condition: str, kind: str | None = None) -> list[str]:
    return changes(f"define c when {condition}\n", kind)


def of_value(value: str, kind: str | None = None) -> list[str]:
    return changes(f"define v = {value}\n", kind)


@pytest.mark.parametrize(
    ("condition", "kind", "expected"),
    [
        ("a at most b", "comparison", ["below", "at least"]),
        ("a at least b", "comparison", ["above", "at most"]),
        ("a above b", "comparison", ["at least", "below"]),
        ("a below b", "comparison", ["at most", "above"]),
        ("a before b", "comparison", ["on or before", "after"]),
        ("a on or before b", "comparison", ["before", "on or after"]),
        ("a after b", "comparison", ["on or after", "before"]),
        ("a on or after b", "comparison", ["after", "on or before"]),
        (
            "a is b",
            "comparison",
            ["is not", "at most", "at least", "on or before", "on or after"],
        ),
        ("a is not b", "comparison", ["is"]),
    ],
)
def test_a_comparison_takes_its_limit_in_or_not_and_turns_round(
    condition: str, kind: str, expected: list[str]
) -> None:
    assert of_condition(condition, kind) == [
        f"{condition} → a {operator} b" for operator in expected
    ]


def test_a_number_goes_one_up_and_down_in_its_last_digit() -> None:
    assert of_condition("a at most 30 %", "number") == ["30 % → 31 %", "30 % → 29 %"]
    assert of_condition("a at most 0.50 t", "number") == ["0.50 t → 0.51 t", "0.50 t → 0.49 t"]
    assert of_condition("a at most 12 950 kWh/t", "number") == [
        "12 950 kWh/t → 12 951 kWh/t",
        "12 950 kWh/t → 12 949 kWh/t",
    ]


def test_a_number_of_any_length_keeps_its_digits() -> None:
    assert of_condition("a at most 12345678901234567.10 t", "number")[0] == (
        "12 345 678 901 234 567.10 t → 12 345 678 901 234 567.11 t"
    )
    assert of_condition("a at most 0.10 t", "number") == ["0.10 t → 0.11 t", "0.10 t → 0.09 t"]
    assert of_condition("a at most 9.9 t", "number") == ["9.9 t → 10.0 t", "9.9 t → 9.8 t"]


def test_zero_goes_up_alone() -> None:
    assert of_condition("a above 0 t", "number") == ["0 t → 1 t"]
    assert of_condition("a above 0.00 t", "number") == ["0.00 t → 0.01 t"]


def test_a_unit_is_taken_for_the_one_beside_it_and_for_none_of_another_dimension() -> None:
    assert of_condition("a at most 5 t", "unit") == ["5 t → 5 kg", "5 t → 5 kt"]
    assert of_condition("a at most 5 kt", "unit") == ["5 kt → 5 t"]
    assert of_condition("a at most 5 kWh/t", "unit") == ["5 kWh/t → 5 Wh/t", "5 kWh/t → 5 MWh/t"]
    assert of_condition("a before b + 3 months", "unit") == [
        "3 months → 3 days",
        "3 months → 3 years",
    ]
    assert of_condition("a before b + 1 year", "unit") == ["1 year → 1 month"]
    assert of_condition("a at most 30 %", "unit") == []
    assert of_condition("a above 0 t", "unit") == []


def test_a_tolerance_is_left_out_and_moved() -> None:
    assert of_condition("a is b within 0.1 t", "number") == [
        "within 0.1 t → left out",
        "0.1 t → 0.2 t",
        "0.1 t → 0.0 t",
    ]


def test_joined_conditions_lose_each_part_and_are_joined_the_other_way() -> None:
    assert of_condition("a is given and b is none", "condition") == [
        "a is given → left out",
        "a is given and b is none → a is given or b is none",
        "a is given → not a is given",
        "b is none → left out",
        "b is none → not b is none",
    ]
    assert "a is given or b is none → a is given and b is none" in of_condition(
        "a is given or b is none"
    )


def test_what_stands_below_not_is_not_turned_round_a_second_time() -> None:
    assert of_condition("not a is given") == ["not a is given → a is given"]


def test_options_are_left_out_one_by_one_where_one_is_left() -> None:
    assert of_condition("a is one of x, y", "option") == ["x → left out", "y → left out"]
    assert of_condition("a is one of x", "option") == []
    assert of_condition("a is one of x, y", "condition") == [
        "a is one of x, y → a is not one of x, y"
    ]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("a includes x", ["a includes x → not a includes x"]),
        (
            "a is evidenced",
            ["a is evidenced → not a is evidenced", "a is evidenced → a is given"],
        ),
        (
            "code is 4 digits",
            ["code is 4 digits → code is 5 digits", "code is 4 digits → code is 3 digits"],
        ),
        (
            "d during period",
            [
                "d during period → not d during period",
                "d during period → d on or before period.end",
                "d during period → d on or after period.start",
                "d during period → d after period.start and d on or before period.end",
                "d during period → d on or after period.start and d before period.end",
            ],
        ),
        (
            "t.text mentions w without v",
            [
                "t.text mentions w without v → not t.text mentions w without v",
                "t.text mentions w without v → t.text mentions w",
                "t.text mentions w without v → t.text mentions w with v",
            ],
        ),
        (
            "every row of l where x is given has y is none",
            [
                "every row of l where x is given has y is none → some row of l where x is given has y is none",
                "where x is given → left out",
                "x is given → not x is given",
                "y is none → not y is none",
            ],
        ),
        (
            "no two rows of lots share a, b",
            [
                "no two rows of lots share a, b → all rows of lots share a, b",
                "no two rows of lots share a, b → not no two rows of lots share a, b",
                "a → left out",
                "b → left out",
            ],
        ),
        (
            "no two rows of lots overlap in span",
            ["no two rows of lots overlap in span → not no two rows of lots overlap in span"],
        ),
        (
            "some path in flows from a to b",
            [
                "some path in flows from a to b → not some path in flows from a to b",
                "some path in flows from a to b → some path in flows from b to a",
            ],
        ),
    ],
)
def test_each_condition_has_its_own_changes(condition: str, expected: list[str]) -> None:
    assert of_condition(condition) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("a + b", ["a + b → a - b"]),
        ("a - b", ["a - b → a + b"]),
        ("a * b", ["a * b → a", "a * b → b"]),
        ("- a", ["- a → a"]),
        ("limit as of d", ["limit as of d → limit"]),
        (
            "smaller of a and b",
            ["smaller of a and b → larger of a and b", "smaller of a and b → a"]
            + ["smaller of a and b → b"],
        ),
        ("earlier of a and b", ["earlier of a and b → later of a and b"]),
        ("last day of month of d", ["last day of month of d → d"]),
        ("a rounded up to 1 MWh", ["a rounded up to 1 MWh → a", "1 MWh → 2 MWh", "1 MWh → 0 MWh"]),
        (
            "choose when a is given then b otherwise c",
            ["when a is given then b → left out", "a is given → not a is given"],
        ),
        (
            "sum of mass in lots where a is given",
            ["sum of mass in lots → largest of mass in lots", "where a is given → left out"]
            + ["a is given → not a is given"],
        ),
        (
            "largest of mass in lots if empty 0 t",
            [
                "largest of mass in lots if empty 0 t → smallest of mass in lots if empty 0 t",
                "0 t → 1 t",
            ],
        ),
        (
            "share of m in lots of which a is given if empty 0 %",
            ["a is given → not a is given", "0 % → 1 %"],
        ),
        (
            "lowest running total of m in lots by date",
            ["lowest running total of m in lots by date → sum of m in lots"],
        ),
        (
            "running total of m in lots by date expiring after 2 months at d",
            ["expiring after 2 months → left out", "2 months → 3 months", "2 months → 1 month"]
            + ["2 months → 2 days", "2 months → 2 years"],
        ),
        (
            "first row of lots by date, id",
            ["first row of lots by date, id → last row of lots by date, id"]
            + ["by date → left out", "by id → left out"],
        ),
        (
            "lots where a is given",
            ["where a is given → left out", "a is given → not a is given"],
        ),
    ],
)
def test_each_expression_has_its_own_changes(value: str, expected: list[str]) -> None:
    assert of_value(value)[: len(expected)] == expected


RULE = """\
rule cap "Within the limit"
  cites S confirmed
  from 2025-01-01
  for each m in lots where a is given
  applies when b is given
  require m.x is given
  require m.y is given else judgement ask "Is it?"
  state m.z
  say "{m.x}"
  note "exactly" when c is given
"""


def test_a_rule_loses_its_clauses_one_by_one() -> None:
    assert changes(RULE) == [
        "2025-01-01 → 2024-12-31",
        "2025-01-01 → 2025-01-02",
        "where a is given → left out",
        "a is given → not a is given",
        "applies when b is given → left out",
        "b is given → not b is given",
        "require m.x is given → left out",
        "m.x is given → not m.x is given",
        "require m.y is given → left out",
        "m.y is given else judgement → m.y is given",
        "m.y is given → not m.y is given",
        "state m.z → left out",
        "note when c is given → note",
        "c is given → not c is given",
    ]


def test_a_decision_loses_cases_and_has_other_outcomes() -> None:
    text = """\
rule r "t"
  decide
    pass when a is given
    judgement when b is given ask "Why?"
    otherwise violation
"""
    assert [c for c in changes(text) if " when" in c or "otherwise" in c] == [
        "pass when a is given → left out",
        "pass when a is given → violation when a is given",
        "judgement when b is given → left out",
        "judgement when b is given → violation when b is given",
        "otherwise violation → otherwise pass",
    ]


def test_parameters_and_readings_are_changed_in_value_time_and_choice() -> None:
    text = """\
parameter p : mass by k "t"
  for a, b from 2025-01-01 is 10 t
  for other is open at most 5 t
reading r "?" : x, y
"""
    assert changes(text) == [
        "for a, b from 2025-01-01 is 10 t → left out",
        "a → left out",
        "b → left out",
        "2025-01-01 → 2024-12-31",
        "2025-01-01 → 2025-01-02",
        "10 t → 11 t",
        "10 t → 9 t",
        "10 t → 10 kg",
        "10 t → 10 kt",
        "for other is open → left out",
        "5 t → 6 t",
        "5 t → 4 t",
        "5 t → 5 kg",
        "5 t → 5 kt",
        "x → left out",
        "y → left out",
    ]


def test_what_is_declared_of_facts_and_columns_is_left_alone() -> None:
    text = """\
standard S "t" dated 2024-06-27
fact a : mass at most 5 t
table lots
  key id
  column mass : mass above 1 t
  column heavy when mass above 10 t
extend other
  column big when size above 2 t
"""
    found = changes_of(files_of(text))

    assert {change.at for change in found} == {"column lots.heavy", "column other.big"}


def test_changes_that_read_alike_are_numbered_within_their_item() -> None:
    text = """\
define a = choose when x above 1 t then 1 t otherwise 2 t
define b = 1 t
"""
    found = [c for c in changes_of(files_of(text)) if c.text == "1 t → 1 kg"]

    assert [(c.at, c.number) for c in found] == [("define a", 1), ("define a", 2), ("define b", 1)]
    assert len({c.key for c in changes_of(files_of(text))}) == len(changes_of(files_of(text)))


def test_a_changed_file_is_the_old_one_but_for_the_change() -> None:
    files = files_of(RULE)
    first = changes_of(files)[4]

    changed = changed_files(files, first, 0)

    assert first.text == "applies when b is given → left out"
    assert format_file(changed["a.rules"]) == RULE.replace("  applies when b is given\n", "")
    assert format_file(files["a.rules"]) == RULE


def test_changes_of_brackets_keep_them_right() -> None:
    files = files_of("define c when a is given and (b is given or d is given)\n")
    made = [
        format_file(changed_files(files, change, 0)["a.rules"]).strip()
        for change in changes_of(files)
    ]

    assert made[:3] == [
        "define c when b is given or d is given",
        "define c when a is given or (b is given or d is given)",
        "define c when not a is given and (b is given or d is given)",
    ]
    assert all(parse(Source("a.rules", text + "\n"))[1] == () for text in made)


def where(change: Change, text: str) -> str:
    return text[change.edit.span.start : change.edit.span.end]


def test_a_change_points_at_what_is_changed() -> None:
    found = {change.text: where(change, RULE) for change in changes_of(files_of(RULE))}

    assert found["applies when b is given → left out"] == "b is given"
    assert found["2025-01-01 → 2025-01-02"] == "2025-01-01"
    assert found["state m.z → left out"] == "m.z"
