from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from checker.report.cell import cells, shown, wrap


@given(st.text(max_size=200), st.integers(12, 80), st.integers(0, 8))
def test_wrapping_keeps_every_character_and_every_limit(text: str, width: int, indent: int) -> None:
    lines = wrap(text, width, " " * indent)

    assert all(cells(line) <= width for line in lines)
    kept = "".join("".join(lines).split())
    assert kept == "".join(shown(text).split())


@given(st.text(max_size=50))
def test_what_is_shown_is_printable(text: str) -> None:
    allowed = "\u200c\u200d"

    assert all(
        character.isprintable() or character.isspace() or character in allowed
        for character in shown(text)
    )
    assert not set(shown(text)) & set("\n\r\t\x1b\u202e\u2066\u200b")


def test_a_chinese_character_takes_two_cells() -> None:
    assert cells("质量平衡 mb") == 11
    assert cells("e\u0301") == 1


def test_chinese_is_wrapped_between_characters_but_never_before_a_comma() -> None:
    assert wrap("本批铸棒含绿电铝，采用质量平衡模式核算。", 17) == [
        "本批铸棒含绿电",
        "铝，采用质量平衡",
        "模式核算。",
    ]


def test_a_number_stays_with_its_unit() -> None:
    assert wrap("the sum is 12 950 kWh/t of it", 22) == ["the sum is", "12 950 kWh/t of it"]


def test_a_long_name_is_cut_after_a_mark() -> None:
    assert wrap("cgmc-low-carbon/composition.non-green-cap", 24) == [
        "cgmc-low-carbon/",
        "composition.non-green-",
        "cap",
    ]
