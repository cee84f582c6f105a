from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.model.source import Source
from checker.syntax import tree
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file
from tests.syntax.trees import files, rules

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def read(text: str) -> tree.File:
    file, diagnostics = parse(Source("random.rules", text))
    assert not diagnostics, (diagnostics, text)
    return file


@SLOW
@given(files())
def test_any_file_that_is_written_reads_as_the_same_tree(file: tree.File):
    assert read(format_file(file)).items == file.items


@SLOW
@given(files())
def test_any_file_is_written_the_same_way_twice(file: tree.File):
    once = format_file(file)
    assert format_file(read(once)) == once


@SLOW
@given(rules(), st.lists(st.integers(0, 10_000), max_size=6))
def test_comments_are_kept_wherever_they_stand(rule: tree.Rule, places: list[int]):
    lines = format_file(tree.File((rule,), ())).splitlines()
    for number, place in enumerate(places):
        lines[place % len(lines)] += f"  # behind {number}"
        lines.insert(place % (len(lines) + 1), f"# on its own {number}")
    text = "\n".join(lines)
    once = format_file(read(text))
    again = read(once)
    assert again.items == (rule,)
    assert len(again.comments) == len(read(text).comments)
    assert format_file(again) == once


@SLOW
@given(st.text(st.sampled_from('rule x "t" cites open\n( )<=%5 t.#\\\u202e'), max_size=200))
def test_no_text_whatever_breaks_the_reader(text: str):
    file, diagnostics = parse(Source("any.rules", text))
    assert all(found.line and found.column and found.message for found in diagnostics)
    assert isinstance(file, tree.File)
