from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.report.to_markdown import code, escaped, render
from tests.report.fixture import NAMES, load


@pytest.mark.parametrize("name", NAMES)
def test_no_markup_of_a_value_survives(name: str) -> None:
    # What stands in code is shown as it is; outside of it, a mark is escaped.
    text = re.sub(r"(`+).*?(?<!`)\1(?!`)", "", render(load(name)))

    assert "<script" not in text.replace("\\<", "")
    assert "https://" not in text
    assert not re.search(r"(?<!\\)\]\(", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_table_has_as_many_cells_in_each_row(name: str) -> None:
    lines = render(load(name)).split("\n")
    for at, line in enumerate(lines):
        if re.fullmatch(r"\|( --- \|)+", line):
            rows = [lines[at - 1]]
            rows += [row for row in lines[at + 1 : lines.index("", at)]]
            want = line.count("---")
            assert {len(re.findall(r"(?<!\\)\|", row)) - 1 for row in rows} == {want}


@given(st.text(max_size=60))
def test_a_code_span_holds_any_text(text: str) -> None:
    span = code(text)

    assert "\n" not in span
    if span:
        fence = len(span) - len(span.lstrip("`"))
        assert "`" * fence not in span[fence:-fence].strip("` ")


def test_a_mention_and_an_address_stay_text() -> None:
    assert escaped("ask @octocat at https://evil.example") == (
        "ask @<!-- -->octocat at https&#58;//evil.example"
    )


@pytest.mark.parametrize(
    ("text", "want"), [("1. a", "1\\. a"), ("31.2 %", "31.2 %"), ("- a", "\\- a"), ("+1", "\\+1")]
)
def test_a_value_starts_no_list(text: str, want: str) -> None:
    assert escaped(text) == want
