"""Positions: every offset has one, in each encoding, and leads back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.lsp.text import ENCODINGS, Text, units

TEXTS = st.text(alphabet=st.sampled_from('a {"é电𝒳\t\u2028\x0b\ufeff\r\n'), max_size=40)
WIDE = 'say "电 𝒳 {mass}"\nrequire 𝒳电 at most 30 t\r\nend'


@pytest.mark.parametrize(("encoding", "unit"), [("utf-32", 10), ("utf-16", 11), ("utf-8", 15)])
def test_a_position_counts_units_of_the_encoding(encoding: str, unit: int) -> None:
    text = Text(WIDE, encoding)
    mass = WIDE.index("mass")

    assert text.position(mass) == (0, unit)
    assert text.offset(0, unit) == mass


@given(TEXTS, st.sampled_from(ENCODINGS), st.data())
def test_every_offset_leads_back(written: str, encoding: str, data: st.DataObject) -> None:
    text = Text(written, encoding)
    offset = data.draw(st.integers(0, len(written)))

    line, unit = text.position(offset)

    # Only between the two signs of a line's end is there no position.
    inside = written[offset - 1 : offset + 1] == "\r\n"
    assert text.offset(line, unit) == (offset - 1 if inside else offset)


@given(TEXTS, st.sampled_from(ENCODINGS), st.integers(-3, 50), st.integers(-3, 200))
def test_any_position_is_a_place_of_the_text(
    written: str, encoding: str, line: int, unit: int
) -> None:
    text = Text(written, encoding)

    offset = text.offset(line, unit)

    assert 0 <= offset <= len(written)
    assert written[offset - 1 : offset + 1] != "\r\n"


@given(TEXTS, TEXTS, st.sampled_from(ENCODINGS), st.data())
def test_a_change_between_two_positions_is_one_between_two_offsets(
    written: str, new: str, encoding: str, data: st.DataObject
) -> None:
    text = Text(written, encoding)
    place = st.tuples(st.integers(0, 45), st.integers(0, 90))
    start, end = data.draw(place), data.draw(place)

    changed = text.changed(start, end, new).text

    first, last = sorted((text.offset(*start), text.offset(*end)))
    assert changed == written[:first] + new + written[last:]


@given(TEXTS, st.data())
def test_the_units_of_a_line_are_those_of_its_bytes(written: str, data: st.DataObject) -> None:
    assert units(written, "utf-8") == len(written.encode("utf-8"))
    assert units(written, "utf-16") == len(written.encode("utf-16-le")) // 2
    assert units(written, "utf-32") == len(written)


def test_lines_and_columns_of_messages_are_offsets() -> None:
    text = Text("电 a\r\nb\r\n", "utf-16")

    assert [text.of_place(1, 3), text.of_place(2, 1), text.of_place(2, 99)] == [2, 5, 7]
    assert text.of_place(9, 1) == len(text.text)


def test_the_mark_of_a_file_is_no_character_of_its_first_line() -> None:
    assert Text("\ufefffact").of_place(1, 1) == 1
    assert Text("\ufefffact\nfact").of_place(2, 1) == 6
