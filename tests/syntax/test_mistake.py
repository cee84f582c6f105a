from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

import pytest

from checker.model.limit import LIMITS
from checker.model.source import Source
from checker.syntax.expected import describe, keywords
from checker.syntax.from_text import parse

if TYPE_CHECKING:
    from checker.diagnostic.diagnostic import Diagnostic

HEAD = 'rule r "T"\n  cites A open\n'


def mistakes(text: str) -> tuple[Diagnostic, ...]:
    return parse(Source("pack.rules", text))[1]


def places(text: str) -> list[tuple[str, int, int]]:
    return [(found.code, found.line or 0, found.column or 0) for found in mistakes(text)]


@pytest.mark.parametrize(
    ("clause", "code", "column", "length"),
    [
        ("require a <= 30 %", "sign-for-word", 13, 2),
        ("require a = b", "sign-for-word", 13, 1),
        ("require a / b at most 5", "sign-for-word", 13, 1),
        ("require a is b && c is d", "sign-for-word", 18, 2),
        ("require a ≤ b", "sign-for-word", 13, 1),
        ("require a at most 30%", "unit-glued", 21, 3),
        ("require a at most 5t", "unit-glued", 21, 2),
        ("require a at most 5 tons", "unknown-unit", 23, 4),
        ("require a at most 5 t CO3", "syntax", 25, 3),
        ("require a at most 1,5 t", "number-form", 21, 3),
        ("require a at most 1_000 t", "number-form", 21, 5),
        ("require a at most 12 95 t", "number-form", 21, 5),
        ("require a at most 1.1234567891 t", "number-form", 21, 14),
        ("require a after 2025-02-30", "date-form", 19, 10),
        ("require a after 30/01/2025", "date-form", 19, 10),
        ("require a is “b”", "curly-quote", 16, 1),
        ('require a is "b', "unclosed-text", 16, 2),
        ("require a is b and c is d or e is f", "mixed-and-or", 29, 2),
        ("require a", "bare-condition", 11, 1),
        ("require not (a) and b is c", "bare-condition", 16, 1),
        ("require a is b or c", "bare-condition", 21, 1),
        ("require (a is b", "unbalanced-bracket", 11, 1),
        ("require a is b)", "unbalanced-bracket", 17, 1),
        ("require a + sum of x in t where b is c at most 5", "open-aggregate", 15, 6),
        ("require largest of x in t at most 5 and b is c", "open-aggregate", 11, 10),
        ("require smaller of a and b + c at most 5", "brackets-needed", 30, 1),
        ("require 1 + choose when a is b then c otherwise d at most 5", "brackets-needed", 15, 11),
        ("require a below b below c", "brackets-needed", 21, 5),
        ("require a at mst 5", "unknown-word", 13, 6),
        ("requires a is b", "unknown-word", 3, 8),
        ("Require a is b", "unknown-word", 3, 7),
        ("require a is greater than 5", "other-word", 13, 15),
        ("require a contains b", "other-word", 13, 8),
        ("require a is b say", "syntax", 21, 1),
    ],
)
def test_a_mistake_has_its_code_and_its_place(clause: str, code: str, column: int, length: int):
    found = mistakes(f"{HEAD}  {clause}\n")
    assert [(each.code, each.line, each.column, each.length) for each in found] == [
        (code, 3, column, length)
    ]


def test_a_mistake_never_hides_another():
    text = (
        f"{HEAD}  let x = (((\n  require a at\n  require b <= c\n  say x\n\n"
        "fact y : foo\nruel z\n  cites A\ndefine w when v\ndefine ok = 1 t\n"
    )
    assert places(text) == [
        ("syntax", 3, 14),
        ("syntax", 4, 13),
        ("sign-for-word", 5, 13),
        ("syntax", 6, 7),
        ("unknown-type", 8, 10),
        ("unknown-word", 9, 1),
        ("bare-condition", 11, 15),
    ]


def test_items_beside_a_mistake_are_read_at_their_true_places():
    text = 'define a = \ndefine b = 1 t\nrule r "T" require x\nfact c : mass'
    file, diagnostics = parse(Source("p", text))
    assert len(diagnostics) == 2
    assert [text[item.span.start : item.span.end] for item in file.items] == [
        "define b = 1 t",
        "fact c : mass",
    ]


def test_a_keyword_at_the_start_of_a_line_inside_a_list_is_still_an_option():
    text = "fact x : one of a,\n  rule,\n  table\n"
    assert not mistakes(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("define x", "expected `=` or `when` after `x`"),
        ("define x =", "expected a value after `=`"),
        ("define x when", "expected a condition after `when`"),
        ("define x when a at most", "expected a value after `at most`"),
        (
            "define x when a b c",
            "expected a comparison such as `at most` or `is`, not `b`",
        ),
        ("define x when every row of t is a", "expected `has` or `where`, not `is`"),
        ("rule r", 'expected a text in `"quotes"` after `r`'),
        ("fact x", "expected `:` after `x`"),
    ],
)
def test_what_is_expected_is_said_in_an_authors_words(text: str, message: str):
    assert [found.message for found in mistakes(text)] == [message]


def test_no_terminal_has_a_name_in_a_message():
    for accepted in (set(keywords()), {"NAME"}, {"$END"}, {"TYPE_WORD", "UNIT"}, {"RULE_ID"}):
        assert not re.search(r"[A-Z]{2,}|\$", describe(accepted))


def test_clauses_say_which_must_come_first():
    found = mistakes(f"{HEAD}  require a is b\n  let x = 5\n")
    assert found[0].message == "`let` must come before `require`"
    found = mistakes(f'{HEAD}  say "x"\n  require a is b\n')
    assert found[0].message == "`require` must come before `say`"
    assert [each[0] for each in places("table t\n  column a : text\n  key a")] == ["clause-order"]


def test_a_clause_stands_once():
    assert places(f'{HEAD}  require a is b\n  say "x"\n  say "y"') == [("duplicate-clause", 5, 3)]


def test_a_keyword_is_no_name():
    for text in ("define let = 5", "fact key : text", "parameter by : mass is 5 t"):
        assert [code for code, _, _ in places(text)] == ["reserved-name"]
    assert not mistakes("fact claim.key : text")


def test_what_can_be_misread_is_refused():
    assert places("define a\u200bb = 1") == [("refused-character", 1, 9)]
    assert places('define a = "\u202e"') == [("refused-character", 1, 13)]
    assert places("define a = 1 \x00") == [("refused-character", 1, 14)]
    assert places("define a = 1\t# fine\r\n") == []
    assert places("\ufeffdefine a = 1\n") == []


def test_a_hundred_thousand_brackets_are_refused_at_once():
    start = time.process_time()
    for text in ("(" * 100_000, "- " * 100_000, "not " * 100_000):
        assert [code for code, _, _ in places(f"define x = {text}")] == ["too-deep"]
    assert time.process_time() - start < 3


@pytest.mark.parametrize(
    "text",
    [
        "define x = " + "1 + " * 5_000 + "1",
        "define x = " + "sum of " * 5_000 + "m" + " in t" * 5_000,
        "define x when " + "every row of t has " * 5_000 + "a is b",
        "define x = " + "rounding of " * 5_000 + "a",
    ],
)
def test_depth_without_brackets_is_refused_too(text: str):
    assert [code for code, _, _ in places(text)] == ["too-deep"]


def test_long_conditions_that_are_not_deep_are_no_mistake():
    assert not mistakes("define x when " + " and ".join(["a is b"] * 2_000))


def test_a_file_beyond_the_limit_is_not_read():
    text = "#" * LIMITS.RULE_FILE_BYTES + "\n"
    found = mistakes(text)
    assert [each.code for each in found] == ["file-too-large"]
    assert "1 MiB" in found[0].message
    assert "RULE_FILE_BYTES" in found[0].message


def test_many_mistakes_take_little_time():
    start = time.process_time()
    assert len(mistakes("define x when a <= b\n" * 2_000)) == 2_000
    mistakes(f"{HEAD}" + "  require a <= b\n" * 2_000)
    mistakes("define x = " + "a" * 500_000 + " " + "b" * 400_000)
    assert time.process_time() - start < 15
