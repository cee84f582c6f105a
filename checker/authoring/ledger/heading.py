"""What a heading of a ledger says: its words, folded, and the unit that stands with them."""

from __future__ import annotations

import re
import unicodedata

from checker.model.unit import AMBIGUOUS, find_unit

MOST_CHARS = 120
_CJK = "\u3400-\u9fff\uf900-\ufaff"
_find_bracket = re.compile(r"[(\[{【「]([^()\[\]{}【】「」]{1,24})[)\]}】」]").search
_split_unit = re.compile(r"^(.+?)\s*[,/:_]\s*([^,/:_]{1,12}(?:/[^,/:_]{1,6})?)$", re.DOTALL).match
_split_last = re.compile(r"^(.+)\s+(\S{1,10})$", re.DOTALL).match
_cjk_part = re.compile(f"[{_CJK}]+(?:[ ]?[{_CJK}]+)*").findall
_latin_part = re.compile(r"[A-Za-z][A-Za-z0-9 .&'-]*[A-Za-z0-9.]|[A-Za-z]").findall
_no_word = re.compile(rf"[^0-9A-Za-zÀ-ÿ%{_CJK}]+")
_space_in_cjk = re.compile(f"(?<=[{_CJK}]) (?=[{_CJK}])")

# Units as ledgers write them; each is one unit of ours and no other.
_UNITS = {
    "吨": "t",
    "公吨": "t",
    "噸": "t",
    "tonne": "t",
    "tonnes": "t",
    "metric ton": "t",
    "metric tons": "t",
    "metric tonnes": "t",
    "千克": "kg",
    "公斤": "kg",
    "kgs": "kg",
    "克": "g",
    "千吨": "kt",
    "千瓦时": "kWh",
    "度": "kWh",
    "兆瓦时": "MWh",
    "吉焦": "GJ",
    "百分比": "%",
    "tco2": "t CO2e",
    "tco2e": "t CO2e",
    "tco2/t": "t CO2e/t",
    "tco2e/t": "t CO2e/t",
    "kgco2e/kg": "kg CO2e/kg",
    "kgco2/kg": "kg CO2e/kg",
    "吨co2/吨": "t CO2e/t",
    "吨co2e/吨": "t CO2e/t",
}
# Spelled without the case in which we write them.
_FOLDED = {
    name.casefold().replace(" ", ""): name
    for name in (
        *("t", "kg", "g", "kt", "Wh", "kWh", "MWh", "GWh", "MJ", "GJ", "TJ", "%"),
        *("t CO2e", "kg CO2e", "t CO2e/t", "kg CO2e/t", "kg CO2e/kg", "kWh/t", "MWh/t"),
        *("kg CO2e/kWh", "t CO2e/MWh"),
    )
}


class Heading:
    """A heading: `text` as it stands, `words` folded, `unit` of ours, or `question` about its unit.

    `parts` are what it can be called: all its words, and the words of each script where it has two.
    """

    __slots__ = ("parts", "question", "text", "unit", "words")

    def __init__(self, text: str) -> None:
        """Take a heading apart."""
        self.text = text.strip()
        self.unit: str | None = None
        self.question: str | None = None
        words = " ".join(unicodedata.normalize("NFKC", self.text[:MOST_CHARS]).split())
        words = self._without_unit(words)
        self.words = fold(words)
        parts = [self.words]
        chinese, latin = _cjk_part(words), _latin_part(words)
        if chinese and latin:
            parts += [fold("".join(chinese)), fold(" ".join(latin))]
        self.parts = tuple(dict.fromkeys(part for part in parts if part))

    def _without_unit(self, words: str) -> str:
        """Return the words without the unit that they end in; it is kept."""
        inside = _find_bracket(words)
        if inside is not None:
            text = inside[1].strip()
            rest = " ".join((words[: inside.start()] + " " + words[inside.end() :]).split())
            if rest and self._take(text, stated=True):
                return rest
            return rest or words
        for split in (_split_unit, _split_last):
            match = split(words)
            if match is not None and self._take(match[2].strip(), stated=split is _split_unit):
                return match[1]
        return words

    def _take(self, text: str, *, stated: bool) -> bool:
        text = re.sub(r"^(?:单位|單位|unit|in)\s*[:：]?\s*", "", text, flags=re.IGNORECASE)
        unit = unit_of(text)
        if unit is not None:
            self.unit = unit
            return True
        if text in AMBIGUOUS or text.casefold() in ("ton", "tons", "mt"):
            self.question = text
            return stated or text.casefold() in ("ton", "tons", "mt")
        return False

    def __repr__(self) -> str:
        return f"Heading({self.text!r}, {self.words!r}, {self.unit!r})"


def unit_of(text: str) -> str | None:
    """Return the unit of ours that a text of a ledger surely means."""
    text = unicodedata.normalize("NFKC", text).strip().strip(".")
    if text in AMBIGUOUS and text not in ("tonne", "tonnes"):
        return None
    if find_unit(text) is not None:
        return text
    folded = text.casefold()
    if folded in _UNITS:
        return _UNITS[folded]
    close = folded.replace(" ", "").replace("₂", "2").replace("·", "").replace("co2eq", "co2e")
    return _UNITS.get(close) or _FOLDED.get(close)


def fold(text: str) -> str:
    """Return the words of a text in one form: NFKC, no case, no punctuation, single spaces."""
    text = unicodedata.normalize("NFKC", text[:MOST_CHARS]).casefold()
    text = " ".join(_no_word.sub(" ", text).split())
    return _space_in_cjk.sub("", text)
