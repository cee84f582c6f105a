from __future__ import annotations

import re
from pathlib import Path

from checker.report import language
from checker.report.language import PHRASES, say, say_count
from checker.resources import package_dir, templates_dir


def test_a_placeholder_is_filled_and_nothing_else_is_looked_into() -> None:
    assert say("en", "note", note="{note.__class__} {0}") == "Note: {note.__class__} {0}"
    assert say("en", "note") == "Note: {note}"


def test_a_number_chooses_the_form() -> None:
    assert say_count("en", "with.waived", 1) == "1 waiver"
    assert say_count("en", "with.waived", 12_950) == "12\u00a0950 waivers"


def test_a_language_without_a_phrase_speaks_english() -> None:
    assert say("ja", "verdict.pass") == "pass"


def test_no_form_for_one_is_without_its_form_for_many() -> None:
    phrases = PHRASES["en"]
    for key in phrases:
        if key.endswith(".one"):
            assert key.removesuffix(".one") + ".other" in phrases


def test_every_phrase_is_used_and_every_key_is_there() -> None:
    sources = [*(package_dir() / "report").glob("*.py"), *templates_dir().glob("*.j2")]
    texts = {path: path.read_text("utf-8") for path in sources}
    texts[Path(language.__file__)] = texts[Path(language.__file__)].partition("\n}\n")[2]
    code = "\n".join(texts.values())
    used = set(re.findall(r"""["']([a-z_0-9]+(?:\.[a-z_0-9]+)*)["']""", code))
    # Keys that are put together: f"heading.{key}", words['lead.' + key].
    starts = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*)\.?(?:\{|' \+)""", code))

    def is_used(key: str) -> bool:
        bare = key.removesuffix(".one").removesuffix(".other")
        return bare in used or any(
            bare == start or bare.startswith(f"{start}.") for start in starts
        )

    assert [key for key in PHRASES["en"] if not is_used(key)] == []
