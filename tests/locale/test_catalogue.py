from __future__ import annotations

import pytest

from checker.model.said import joined, said
from checker.model.translation import translate
from tests.locale.catalogue import path_of, placeholders, read, written
from tests.locale.extract import extract


@pytest.mark.parametrize("lang", ["zh"])
def test_a_catalogue_holds_what_is_said_and_is_compiled(lang: str, update: bool) -> None:
    text, compiled = written(lang, read(lang))
    if update:
        path_of(lang).write_text(text, "utf-8")
        path_of(lang, "mo").write_bytes(compiled)

    hint = "`pytest tests/locale --update` writes it anew"
    assert path_of(lang).read_text("utf-8") == text, hint
    assert path_of(lang, "mo").read_bytes() == compiled, hint


@pytest.mark.parametrize("lang", ["zh"])
def test_a_translation_fills_in_what_its_english_does(lang: str) -> None:
    wrong = [
        (english, text)
        for (_, english), text in read(lang).items()
        if text and placeholders(english) != placeholders(text)
    ]

    assert wrong == []


@pytest.mark.parametrize("lang", ["zh"])
def test_a_translation_has_the_lines_and_the_indent_of_its_english(lang: str) -> None:
    wrong = [
        (english, text)
        for (context, english), text in read(lang).items()
        if text
        and context is None
        and (
            english.startswith("  ") != text.startswith("  ")
            or english.endswith("\n") != text.endswith("\n")
        )
    ]

    assert wrong == []


def test_a_text_is_translated_with_all_that_was_filled_in() -> None:
    kind = said("a row of {table}", table="movements")
    text = said("{want} is wanted, not {type}", want=kind, type=said("a mass"))

    assert text == "a row of movements is wanted, not a mass"
    assert translate(text, "zh") == "应为表 movements 的一行，而不是质量"
    assert translate(text, "en") == translate(text, "ja") == text


def test_a_single_word_is_a_name_and_stays() -> None:
    assert translate("text", "zh") == "text"
    assert translate(said("text"), "zh") == "文字"


def test_texts_side_by_side_have_the_marks_of_the_language() -> None:
    assert joined(["a", "b", said("a mass")], last=" or ") == "a, b or a mass"
    assert translate(joined(["a", "b", said("a mass")], last=" or "), "zh") == "a、b或质量"


def test_what_is_extracted_is_what_people_read() -> None:
    found = extract()

    assert (None, "{name} is given twice") in found
    assert ("verdict.pass", "pass") in found
    assert (None, "assess a dossier against the packs that it names") in found
    assert (None, "applies when") not in found
