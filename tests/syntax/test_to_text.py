from __future__ import annotations

from pathlib import Path

import pytest

from checker.model.source import Source
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_condition, format_file

EVERYTHING = Path(__file__).with_name("everything.rules").read_text(encoding="utf-8")


def form(text: str) -> str:
    file, diagnostics = parse(Source("pack.rules", text))
    assert not diagnostics
    return format_file(file)


def test_a_formatted_file_reads_as_the_same_tree():
    before, _ = parse(Source("pack.rules", EVERYTHING))
    after, diagnostics = parse(Source("pack.rules", format_file(before)))
    assert not diagnostics
    assert after.items == before.items


def test_formatting_twice_changes_nothing():
    once = form(EVERYTHING)
    assert form(once) == once


def test_lines_end_at_column_100_unless_a_text_is_longer():
    assert all(len(line) <= 100 for line in form(EVERYTHING).splitlines())


def test_a_clause_a_line():
    text = 'rule r "T" cites A "1" open for each m in t let x = m.a require x is given state m.b say "s"'
    assert form(text) == (
        'rule r "T"\n  cites A "1" open\n  for each m in t\n  let x = m.a\n'
        '  require x is given\n  state m.b\n  say "s"\n'
    )


def test_a_long_condition_is_broken_at_its_words():
    text = "define ready when " + " and ".join(f"some_long_name_{n} is given" for n in range(5))
    assert form(text) == (
        "define ready when some_long_name_0 is given\n"
        "  and some_long_name_1 is given\n"
        "  and some_long_name_2 is given\n"
        "  and some_long_name_3 is given\n"
        "  and some_long_name_4 is given\n"
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("((a))", "a"),
        ("(a + b) + c", "a + b + c"),
        ("a + (b + c)", "a + (b + c)"),
        ("(a * b) + c", "a * b + c"),
        ("a - (b * c)", "a - b * c"),
        ("(a + b) * c", "(a + b) * c"),
        ("1 + (sum of m in t where a is b)", "1 + (sum of m in t where a is b)"),
        ("(sum of m in t where a is b)", "sum of m in t where a is b"),
        ("(sum of m in t) + 1", "sum of m in t + 1"),
        ("(larger of a and b) - c", "(larger of a and b) - c"),
        ("10000 kg", "10 000 kg"),
        ("2026", "2026"),
        ("1234567.125  t", "1 234 567.125 t"),
    ],
)
def test_brackets_and_groups_of_digits_are_written_where_they_are_needed(text: str, written: str):
    assert form(f"define x = {text}") == f"define x = {written}\n"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("(a is b) and (c is d)", "a is b and c is d"),
        ("a is b and (c is d or e is f)", "a is b and (c is d or e is f)"),
        ("not (a is b)", "not a is b"),
        ("not (a is b or c is d)", "not (a is b or c is d)"),
        ("a at most (sum of m in t where b is c)", "a at most sum of m in t where b is c"),
        ("x is given and a at most (sum of m in t where b is c)",) * 2,
    ],
)
def test_conditions_keep_the_brackets_that_they_need(text: str, written: str):
    assert form(f"define x when {text}") == f"define x when {written}\n"


def test_comments_stay_with_their_clauses():
    text = (
        '# of the file\nrule r "T"  # of the head\n  cites A open\n    # of the requirement\n'
        "  require a is b   # behind it\n# of what follows\ndefine x = 1\n# at the end\n"
    )
    assert form(text) == (
        '# of the file\nrule r "T"  # of the head\n  cites A open\n  # of the requirement\n'
        "  require a is b  # behind it\n\n# of what follows\ndefine x = 1\n\n# at the end\n"
    )


def test_no_comment_is_lost_inside_a_clause():
    text = "define x when a is b # one\n  # two\n  and c is d # three\n"
    once = form(text)
    assert once == "# one\n# two\ndefine x when a is b and c is d  # three\n"
    assert form(once) == once


def test_a_text_that_looks_like_a_comment_is_none():
    text = 'define x = "# no comment"  # a comment\n'
    assert form(text) == text


def test_a_condition_is_written_on_one_line():
    file, _ = parse(Source("p", "define x when a is b\n and c is d"))
    assert format_condition(file.items[0].condition) == "a is b and c is d"


def test_a_column_that_is_called_like_its_table_stays_a_column():
    text = "extend t\n  column t with one of x\n"
    assert form(text) == text
    assert form("extend t with one of x\n") == "extend t with one of x\n"
