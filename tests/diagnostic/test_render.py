from __future__ import annotations

from checker.diagnostic.diagnostic import Diagnostic
from checker.diagnostic.render import cells, one_line, render, to_plain, with_caret


def mismatch() -> Diagnostic:
    return Diagnostic(
        "unit-mismatch",
        "a mass cannot be compared with a share",
        file="rules/cgmc-low-carbon/composition.rules",
        line=4,
        column=11,
        length=9,
        have="a mass in t, from line 2",
        want="a share, because the right side is 30 %",
        hint="require non_green at most 30 % of all_inputs",
        excerpt="  require non_green at most 30 %",
    )


def test_a_mistake_shows_its_line_and_what_is_to_blame() -> None:
    assert with_caret(mismatch()) == (
        "error[unit-mismatch]: a mass cannot be compared with a share\n"
        " --> rules/cgmc-low-carbon/composition.rules:4:11\n"
        "  |\n"
        "4 |   require non_green at most 30 %\n"
        "  |           ^^^^^^^^^\n"
        "     have: a mass in t, from line 2\n"
        "     want: a share, because the right side is 30 %\n"
        "     hint: require non_green at most 30 % of all_inputs\n"
    )


def test_the_caret_counts_cells_and_the_column_counts_characters() -> None:
    found = Diagnostic("x-y", "m", file="f", line=1, column=4, length=2, excerpt="电量 电量 x")

    assert with_caret(found).splitlines()[3:5] == ["1 | 电量 电量 x", "  |      ^^^^"]
    assert cells("e\u0301电") == 3


def test_a_tab_moves_the_caret_as_it_moves_the_text() -> None:
    found = Diagnostic("x-y", "m", file="f", line=10, column=2, excerpt="\tid: A")

    assert with_caret(found).splitlines()[3:5] == ["10 |     id: A", "   |     ^"]


def test_a_long_line_is_shown_around_the_caret() -> None:
    found = Diagnostic(
        "x-y", "m", file="f", line=1, column=501, length=3, excerpt="a" * 500 + "bcd" + "e" * 500
    )

    line, caret = with_caret(found).splitlines()[3:5]

    assert len(line) <= 80
    assert line[caret.index("^") : caret.rindex("^") + 1] == "bcd"


def test_a_value_never_steers_the_terminal() -> None:
    found = Diagnostic("x-y", "bad `\x1b[2J`", file="a\x07.yaml", line=1, excerpt="\x1b[31mred")

    assert "\x1b" not in with_caret(found)
    assert "\\x1b[31mred" in with_caret(found)


def test_at_most_fifty_are_shown_and_the_others_are_counted() -> None:
    many = [Diagnostic("x-y", f"mistake {n}", file="f") for n in range(53)]

    text = render(many)

    assert text.count("error[x-y]") == 50
    assert text.endswith("and 3 more mistakes\n")


def test_one_line_says_place_message_and_what_would_be_right() -> None:
    assert one_line(mismatch()) == (
        "error[unit-mismatch]: rules/cgmc-low-carbon/composition.rules:4:11: a mass cannot be compared"
        " with a share; have: a mass in t, from line 2; want: a share, because the right side is 30 %;"
        " hint: require non_green at most 30 % of all_inputs"
    )


def test_json_leaves_out_what_is_not_known() -> None:
    assert to_plain(Diagnostic("x-y", "m", file="f", line=2, column=3, length=4)) == {
        "code": "x-y",
        "message": "m",
        "file": "f",
        "line": 2,
        "column": 3,
        "length": 4,
    }


def test_colour_is_only_marks_around_the_same_text() -> None:
    import re

    coloured = with_caret(mismatch(), colour=True)

    assert "\x1b[" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == with_caret(mismatch())
