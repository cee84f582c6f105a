"""The one way to write a rule file, from whatever layout it is found in."""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checker.model.source import Source
from checker.syntax.expected import keywords, type_words
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file

if TYPE_CHECKING:
    from checker.syntax import tree

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "rules").glob("*/*.rules"))
TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in SHIPPED}
TEXTS["everything"] = Path(__file__).with_name("everything.rules").read_text(encoding="utf-8")
# Texts, keywords of several words, and a number with its unit stay whole; the files' own comments are
# left out.
_PHRASES = sorted({*keywords().values(), *type_words()}, key=len, reverse=True)
_PIECE = re.compile(
    r'"(?:[^"\\\n]|\\.)*"|#[^\n]*|[(),:]|'
    + "|".join(rf"(?<![\w.]){re.escape(one)}(?![\w.-])" for one in _PHRASES if " " in one)
    + r"|(?<![\w.-])\d[\d.]*(?: \d{3})*(?: [\w%/]+)?(?: CO2e[\w/]*)?(?![\w-])"
    r"|k?[tg] CO2e[\w/]*"
    r'|[^\s"#(),:]+'
)


def read(text: str) -> tree.File:
    file, mistakes = parse(Source("hostile.rules", text))
    assert not mistakes, (mistakes, text)
    return file


def item_texts(text: str) -> list[str]:
    """Return each item of a file as written, without comments."""
    file = read(text)
    return [text[item.span.start : item.span.end] for item in file.items]


ITEMS = sorted({item for text in TEXTS.values() for item in item_texts(text)})
LAYOUT = st.sampled_from(
    [" ", " ", " ", "  ", "\t", "\n", "\r\n", "\n\n\n", "\n\t \n"]
    + [" # behind {}\n", " #{}\r\n", "\n# alone {}\n", "\n   # alone {}\n\n", "\n\n#  {}\n#\n"]
)


@given(items=st.lists(st.sampled_from(ITEMS), min_size=1, max_size=3), data=st.data())
@settings(max_examples=400, deadline=None)
def test_any_layout_is_written_one_way_and_loses_no_comment(
    items: list[str], data: st.DataObject
) -> None:
    pieces = [piece for item in items for piece in _PIECE.findall(item) if piece[0] != "#"]
    gaps = data.draw(st.lists(LAYOUT, min_size=len(pieces) + 1, max_size=len(pieces) + 1))
    text = "\n" * data.draw(st.integers(0, 1)) + gaps[0].format("first")
    for number, (piece, gap) in enumerate(zip(pieces, gaps[1:], strict=True)):
        text += piece + gap.format(number)
    file = read(text)

    once = format_file(file)
    again = read(once)

    assert again.items == file.items
    assert [one.text for one in again.comments] == [one.text for one in file.comments]
    assert format_file(again) == once
    assert "\r" not in once
    assert "\n\n\n" not in once
    assert all(line == line.rstrip() for line in once.splitlines())


def test_a_blank_line_between_comments_above_an_item_is_kept() -> None:
    text = "# Of the file.\n\n# Of x,\n# and more.\ndefine x = 1\n\n# At the end.\n\n# Truly.\n"

    assert format_file(read(text)) == text
    assert format_file(read(text.replace("\n\n", "\n\n\n \n"))) == text


def test_a_remark_above_short_items_of_one_kind_does_not_part_them() -> None:
    text = "# Of both.\ndefine x = 1\ndefine y = 2\n\n# Of z.\ndefine z = 3\n"

    assert format_file(read(text)) == text


def test_comments_inside_a_clause_keep_their_order() -> None:
    text = "define x = 1 # one\n  # two\n\n  + 2 # three\n# four\n"

    assert format_file(read(text)) == ("# one\n# two\ndefine x = 1 + 2  # three\n\n# four\n")


# --- the diff of a change --------------------------------------------------------------------------

# The words with which a line that is two or four columns deep begins a clause.
_CLAUSES = {
    2: "cites from until for is across let applies require recommend decide state say remedy note key "
    "time edge column",
    4: "pass violation judgement not_applicable otherwise",
}
_CHANGED = re.compile(r"(?<![\w.\"-])\d[\d ]*(?= (?:t|%|kWh))|\b[a-z_]{3,}\b")
FORMATTED = {name: format_file(read(text)) for name, text in TEXTS.items()}


def lines_of_clause(text: str, line: int) -> set[int]:
    """Return the lines of the clause that a line belongs to, counted from 0."""
    starts: list[int] = []
    for number, found in enumerate(text.splitlines()):
        indent = len(found) - len(found.lstrip())
        word = found.split()[0] if found.strip() else ""
        new = not indent or word.startswith("#") or word in _CLAUSES.get(indent, "").split()
        starts.append(number if new else starts[-1])
    return {number for number, start in enumerate(starts) if start == starts[line]}


@given(name=st.sampled_from(sorted(FORMATTED)), data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_change_of_one_word_changes_no_line_but_those_of_its_clause(
    name: str, data: st.DataObject
) -> None:
    text = FORMATTED[name]
    found = data.draw(st.sampled_from(list(_CHANGED.finditer(text))))
    word = (
        "12 345"
        if found[0][0].isdigit()
        else data.draw(st.sampled_from(["x", found[0] + "_y" * 9]))
    )
    file, mistakes = parse(Source(name, text[: found.start()] + word + text[found.end() :]))
    assume(not mistakes)

    before, after = text.splitlines(), format_file(file).splitlines()

    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    taken = {number for _, start, end, _, _ in changed for number in range(start, end)}
    added = [after[number] for *_, start, end in changed for number in range(start, end)]
    own = lines_of_clause(text, text.count("\n", 0, found.start()))
    # A line that has become too long is broken; one that was alone among its like gets air.
    assert {number for number in taken if before[number]} <= own
    assert len([line for line in added if line]) <= len(own) + 4
