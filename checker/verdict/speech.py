"""The language of an assessment: what packs say, and our own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.model.translation import translate

if TYPE_CHECKING:
    from checker.pack.texts import Texts


class Speech:
    """Puts what is said for people into one language; names, codes and figures stay as they are."""

    __slots__ = ("lang", "texts")

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.lang = texts.lang

    def __call__(self, text: str) -> str:
        """Return a text of ours, or a parameter's title or a reading's question, in the language."""
        return translate(self.texts.phrase(text), self.lang, self.texts.phrase)
