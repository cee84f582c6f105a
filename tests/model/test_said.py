from __future__ import annotations

import pytest

from checker.model.said import said


def test_a_text_knows_how_it_was_put_together() -> None:
    inner = said("a mass in {unit}", unit="t")
    text = said("{what} cannot be compared with `{other}`", what=inner, other="{unit}")

    assert text == "a mass in t cannot be compared with `{unit}`"
    assert text.template == "{what} cannot be compared with `{other}`"
    assert text.values == {"what": inner, "other": "{unit}"}
    assert text.values["what"] is inner


def test_what_is_no_text_is_shown_as_python_shows_it() -> None:
    assert said("{n} rows", n=12) == "12 rows"


def test_a_value_that_is_not_given_is_our_mistake() -> None:
    with pytest.raises(KeyError):
        said("{n} rows")
