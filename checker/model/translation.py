"""Our own words in other languages, from the catalogues in `checker/locale`.

A phrase of our reports is found under its key, every other text under its English. What a language
lacks is English: a text is never left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker import resources
from checker.model.said import Joined, Said, fill

if TYPE_CHECKING:
    from collections.abc import Callable
    from gettext import GNUTranslations

LANGUAGES = ("en", "zh", "ja")
_CATALOGUES: dict[str, GNUTranslations | None] = {"en": None}


def has_language(lang: str) -> bool:
    """Whether our own words are there in a language."""
    return lang == "en" or _catalogue(lang) is not None


def translate(text: str, lang: str, foreign: Callable[[str], str] | None = None) -> str:
    """Return a text of ours in a language, the values that were filled in as they are.

    Args:
        text: from `said`, or a plain text of more than one word: a single word may be anybody's name.
        lang: `en` and what has no catalogue give the text itself.
        foreign: turns a value that is no text of ours, such as the title of a rule, into the language.
    """
    if lang == "en":
        return text
    catalogue = _catalogue(lang)
    if isinstance(text, Joined):
        between, last = text.template, text.last
        if catalogue is not None:
            between, last = catalogue.gettext(between), catalogue.gettext(last)
        parts = [_value(part, lang, foreign) for part in text.parts]
        return between.join(parts[:-1]) + last + parts[-1]
    if isinstance(text, Said):
        template = text.template if catalogue is None else catalogue.gettext(text.template)
        values = {name: _value(value, lang, foreign) for name, value in text.values.items()}
        return fill(template, values)
    if catalogue is None or " " not in text:
        return text
    return catalogue.gettext(text)


def _value(value: str, lang: str, foreign: Callable[[str], str] | None) -> str:
    if isinstance(value, Said):
        return translate(value, lang, foreign)
    return value if foreign is None else foreign(value)


def is_said(text: str, english: str) -> bool:
    """Whether a text is what we say for some English, in whichever language."""
    if text == english:
        return True
    # A text of ASCII alone is no translation, and no reason to load one.
    return not text.isascii() and any(text == translate(english, lang) for lang in LANGUAGES)


def phrase(key: str, english: str, lang: str) -> str:
    """Return the phrase of a key in a language."""
    catalogue = _catalogue(lang)
    return english if catalogue is None else catalogue.pgettext(key, english)


def _catalogue(lang: str) -> GNUTranslations | None:
    """Return the texts of a language; None for English and where there are none."""
    if lang not in _CATALOGUES:
        from gettext import GNUTranslations

        path = f"{resources.package_path()}/locale/{lang}/LC_MESSAGES/checker.mo"
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - a plain check does without pathlib
                _CATALOGUES[lang] = GNUTranslations(file)
        except FileNotFoundError:
            _CATALOGUES[lang] = None
    return _CATALOGUES[lang]
