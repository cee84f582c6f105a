"""Whether a text mentions words: by language, folded, at word boundaries, the longest first."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from checker.model.dossier import NONE
from checker.model.quantity import decimal_text
from checker.model.said import said
from checker.model.truth import BOTH, NO, OF_BOOL, YES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from checker.model.expression import Node
    from checker.verdict.context import Frame, Item
    from checker.verdict.expressions import Evaluator

_SPACE = re.compile(r"\s+")
_HYPHENS = re.compile("[\u2010\u2011\u2012\u2013\u2212]")
_SENTENCE = re.compile(r"[!?;。！？；\n\r]|\.(?![0-9])")
_NUMBER = re.compile(r"[0-9](?:[0-9]|[ ,.'\u00a0\u2009\u202f](?=[0-9]))*")
_MARKS = "。！？；"


def fold(text: str) -> str:
    """Return text as it is compared: NFKC, case folded, one space for any white space."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _SPACE.sub(" ", _HYPHENS.sub("-", folded)).strip()


def sentences(text: str) -> list[str]:
    """Return the folded sentences of a text; a point inside a number ends none."""
    return [fold(part) for part in _SENTENCE.split(text) if part.strip()]


def _spaced(character: str) -> bool:
    """Whether words of the character's script are set apart by spaces."""
    if not character.isalnum():
        return False
    point = ord(character)
    # Han, kana, hangul and the other scripts of East Asia run on.
    return not (
        0x2E80 <= point <= 0x9FFF
        or 0xAC00 <= point <= 0xD7AF
        or 0xF900 <= point <= 0xFAFF
        or 0x20000 <= point <= 0x3FFFF
        or 0x0E00 <= point <= 0x0EFF
    )


class WordList:
    """The phrases of one language, and what is exempt; `_` in an exemption is any of the phrases."""

    __slots__ = ("entries",)

    def __init__(self, phrases: Sequence[str], exceptions: Sequence[str]) -> None:
        folded = [fold(phrase) for phrase in phrases]
        entries = {phrase: True for phrase in folded}
        for exception in exceptions:
            text = fold(exception)
            if "_" in text:
                for phrase in folded:
                    entries.setdefault(text.replace("_", phrase), False)
            else:
                entries[text] = False
        self.entries = sorted(entries.items(), key=lambda entry: (-len(entry[0]), entry[0]))

    def found_in(self, text: str) -> bool:
        """Whether a folded text holds one of the phrases outside what is exempt."""
        entries = [entry for entry in self.entries if entry[0] and entry[0] in text]
        if not any(counts for _, counts in entries):
            return False
        position = 0
        while position < len(text):
            for phrase, counts in entries:
                if text.startswith(phrase, position) and _bounded(
                    text, position, position + len(phrase)
                ):
                    if counts:
                        return True
                    position += len(phrase)
                    break
            else:
                position += 1
        return False


def _bounded(text: str, start: int, end: int) -> bool:
    if start > 0 and _spaced(text[start]) and _spaced(text[start - 1]):
        return False
    return not (end < len(text) and _spaced(text[end - 1]) and _spaced(text[end]))


def mentions(evaluator: Evaluator, node: Node, item: Item) -> Callable[[Frame], int]:
    """Return the closure of `t.text mentions …`."""
    text_value = evaluator.value(node[3], item)
    language_value = None if node[4] is None else evaluator.value(node[4], item)
    kind, what, beside, other = node[5], node[6], node[7], node[8]
    lists: dict[tuple[str, str], WordList | None] = {}

    def words(name: str, language: str) -> WordList | None:
        key = (name, language)
        if key not in lists:
            entry = evaluator.program.words[name]
            phrases = entry["lists"].get(language)
            if phrases is None:
                phrases = entry["lists"].get(language.partition("-")[0])
            lists[key] = None if phrases is None else WordList(phrases, entry["except"])
        return lists[key]

    number_value = evaluator.value(what, item) if kind == "number of" else None

    def holds(part: str, language: str, frame: Frame) -> int:
        if kind == "words":
            found = words(what, language)
            return BOTH if found is None else OF_BOOL[found.found_in(part)]
        if kind == "number":
            return OF_BOOL[any(character.isdigit() for character in part)]
        if not _NUMBER.search(part):
            return NO
        assert number_value is not None
        value = number_value(frame)
        if value is NONE:
            return NO
        if not isinstance(value, tuple) or value[0] is None or value[0] != value[1]:
            return BOTH
        wanted = _forms(evaluator, what, frame, value[0])
        return OF_BOOL[any(_digits(token) & wanted for token in _NUMBER.findall(part))]

    def in_language(text: str, language: str, frame: Frame) -> int:
        if beside is None:
            return holds(fold(text), language, frame)
        truth = NO
        for sentence in sentences(text):
            has = holds(sentence, language, frame)
            if has == NO:
                continue
            second = words(other, language)
            if second is None:
                truth = BOTH
                continue
            matches = second.found_in(sentence) == (beside == "with")
            if matches and has == YES:
                return YES
            if matches:
                truth = BOTH
        return truth

    def languages() -> list[str]:
        names = [name for name in (what if kind == "words" else None, other) if name is not None]
        return sorted({lang for name in names for lang in evaluator.program.words[name]["lists"]})

    needed = [name for name in (what if kind == "words" else None, other) if name is not None]

    def ask(frame: Frame, spoken: Sequence[str]) -> None:
        """Note the question that a language without words leaves to a person."""
        recorder = frame.ctx.recorder
        if recorder is None:
            return
        for language in spoken or ("unknown",):
            absent = [name for name in needed if words(name, language) is None]
            if absent:
                named = ", ".join(name.rsplit("/", 1)[-1].replace("_", " ") for name in absent)
                asked = said(
                    "The pack lists no words for “{named}” in the language “{language}”: "
                    "does the text mention them?",
                    named=named,
                    language=language,
                )
                recorder.questions[asked] = None
                return

    def test(frame: Frame) -> int:
        text = text_value(frame)
        if text is NONE:
            return NO
        if not needed:
            return BOTH if text is None else in_language(text, "", frame)
        assert language_value is not None or kind != "words"
        language: Any = "" if language_value is None else language_value(frame)
        spoken: list[str] = []
        if isinstance(language, frozenset):
            spoken = sorted(str(option) for option in language if option is not NONE)
            language = spoken[0] if len(language) == 1 and spoken else None
        elif isinstance(language, str):
            spoken = [language]
        if text is None:
            ask(frame, spoken)
            return BOTH
        if language is None or language is NONE:
            ask(frame, spoken)
            truths = {in_language(text, known, frame) for known in languages()}
            return truths.pop() if len(truths) == 1 and language is not None else BOTH
        truth = in_language(text, language, frame)
        if truth == BOTH:
            ask(frame, spoken)
        return truth

    return test


def _digits(token: str) -> set[str]:
    """Return the numbers that a run of digits and separators can stand for."""
    bare = re.sub("[ '\u00a0\u2009\u202f]", "", token)
    readings = {bare.replace(",", "")}
    if bare.count(",") == 1 and "." not in bare:
        readings.add(bare.replace(",", "."))
    if "." in bare and re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", bare):
        readings.add(bare.replace(".", ""))
    return {_trim(reading) for reading in readings}


def _trim(number: str) -> str:
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return number.lstrip("0") or "0"


def _forms(evaluator: Evaluator, node: Node, frame: Frame, value: Any) -> set[str]:
    """Return how a number may stand in a text: in its own unit as written, and in the usual one."""
    from checker.model.quantity import in_unit

    units: set[str] = set()
    if node[0] == "fact":
        known = frame.ctx.dossier.facts.get(node[3])
        if known is not None and known.unit:
            units.add(known.unit)
    type = evaluator.type_of(node, frame.item)
    if type is not None:
        units.add(type.unit)
    texts = [decimal_text(in_unit(value, unit)) for unit in units or {""}]
    return {_trim(text) for text in texts if text is not None}
