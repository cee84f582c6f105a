"""What could have stood at a place, in an author's words.

The keywords are read from the grammar, without lark: terminals such as `AT_MOST.2: "at" _W "most" _B`.
No name of a terminal ever leaves this module.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from checker.model.said import joined, said
from checker.resources import grammar_file

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

ITEMS = ("STANDARD", "PARAMETER", "READING", "DEFINE", "WORDS", "FACT", "TABLE", "EXTEND", "RULE")
# The clauses of a rule, in their order; `require`, `recommend` and `decide` share a place.
RULE_CLAUSES = (
    "CITES",
    "FROM",
    "UNTIL",
    "ACROSS_DOSSIERS",
    "FOR_EACH",
    "LET",
    "APPLIES_WHEN",
    "REQUIRE",
    "RECOMMEND",
    "DECIDE",
    "STATE",
    "SAY",
    "REMEDY",
    "NOTE",
)
CASES = ("PASS", "VIOLATION", "NOT_APPLICABLE", "JUDGEMENT", "OTHERWISE")
TABLE_CLAUSES = ("KEY", "TIME", "EDGE", "COLUMN")
COMPARISONS = (
    "AT_MOST",
    "AT_LEAST",
    "ABOVE",
    "BELOW",
    "IS",
    "IS_NOT",
    "IS_ONE_OF",
    "IS_NOT_ONE_OF",
    "IS_GIVEN",
    "IS_NONE",
    "IS_EVIDENCED",
    "BEFORE",
    "AFTER",
    "ON_OR_BEFORE",
    "ON_OR_AFTER",
    "INCLUDES",
    "DURING",
    "MENTIONS",
    "MENTIONS_A_NUMBER",
    "MENTIONS_NUMBER_OF",
)
# Words that are none of the grammar's single keywords, but would change what a condition says.
_ALSO_RESERVED = ("given", "none", "evidenced", "this", "yes", "no")
_KEYWORD = re.compile(r'^([A-Z_]+)\.2: ("[a-z_]+"(?: _W "[a-z_]+")*) _B$', re.MULTILINE)
_TYPES = re.compile(r"^(?:TYPE_WORD|DIMENSION)\.2: \((.*)\) _B$", re.MULTILINE)


@cache
def grammar_text() -> str:
    """Return the grammar as it is written."""
    return grammar_file().read_text(encoding="utf-8")


@cache
def keywords() -> dict[str, str]:
    """Return each terminal that is a keyword, with its words: `AT_MOST` is "at most"."""
    return {
        name: " ".join(re.findall(r'"([a-z_]+)"', words))
        for name, words in _KEYWORD.findall(grammar_text())
    }


@cache
def type_words() -> tuple[str, ...]:
    """Return the types that are words: "text", "yes/no", "mass" and so on."""
    return tuple(
        " ".join(re.findall(r'"([a-z_/]+)"', one))
        for words in _TYPES.findall(grammar_text())
        for one in words.split(" | ")
    )


@cache
def reserved() -> frozenset[str]:
    """Return the words that cannot be declared as names."""
    single = {words for words in keywords().values() if " " not in words}
    return frozenset(single | set(_ALSO_RESERVED))


@cache
def _phrases() -> re.Pattern[str]:
    longest_first = sorted(keywords().items(), key=lambda item: -len(item[1]))
    one = "|".join(
        f"(?P<{name}>{words.replace(' ', chr(92) + 's+')})" for name, words in longest_first
    )
    return re.compile(rf"(?:{one})(?![A-Za-z0-9_.])")


def keyword_at(text: str, offset: int) -> str | None:
    """Return the terminal of the longest keyword that stands at an offset."""
    match = _phrases().match(text, offset)
    return match.lastgroup if match is not None else None


def phrase_before(text: str, start: int, end: int) -> str | None:
    """Return the keyword of several words that begins at or behind `start` and stops at `end`."""
    for match in _phrases().finditer(text, start, end):
        if match.end() == end:
            return " ".join(match[0].split())
    return None


def listed(phrases: Iterable[str]) -> str:
    """Join as in a sentence: "a, b or c"."""
    return joined(phrases, last=" or ")


_OTHER = {
    "NAME": said("a name"),
    "RULE_ID": said("an id"),
    "TEXT": said('a text in `"quotes"`'),
    "DATE": said("a date such as `2026-01-31`"),
    "QUANTITY": said("a number"),
    "COLON": "`:`",
    "COMMA": "`,`",
    "EQUALS": "`=`",
    "LPAR": "`(`",
    "RPAR": "`)`",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "TIMES": "`*`",
}
_BOUNDS = {"NOT_NEGATIVE", "AT_LEAST", "AT_MOST", "ABOVE", "BELOW", "MAY_BE_NONE"}
_VALUE = {"NAME", "QUANTITY", "DATE", "TEXT", "LPAR", "MINUS"}


def describe(accepted: Collection[str]) -> str:
    """Say what the parser would have taken, sorted, the likely first: "a condition", "`cites` or …"."""
    left = set(accepted)
    found: list[str] = []
    if "EVERY_ROW" in left:
        found.append(said("a condition"))
        left -= _VALUE | {name for name in left if name.endswith(("_OF", "_IN", "_ROW"))} | {"NOT"}
    elif {"SUM_OF", "LPAR"} <= left:
        found.append(said("a value"))
        left -= _VALUE | {name for name in left if name.endswith(("_OF", "_IN"))} | {"CHOOSE_WHEN"}
    elif {"QUANTITY", "NAME"} <= left:
        found.append(said("a value"))
        left -= _VALUE
    if "TYPE_WORD" in left:
        found.append(said("a type such as `mass`, `text` or `one of`"))
        left = set()
    if {"AT_MOST", "IS_GIVEN"} <= left:
        found.append(said("a comparison such as `at most` or `is`"))
        left = {"RPAR"} & left
    left -= {"PLUS", "MINUS", "TIMES", "OF", "AS_OF", "ROUNDED_UP_TO", "DIGITS", "WITHIN"}
    if left - _BOUNDS:
        left -= _BOUNDS
    names = keywords()
    clauses = [name for name in (*RULE_CLAUSES, *CASES, *TABLE_CLAUSES) if name in left]
    items = [name for name in ITEMS if name in left]
    found += [text for name, text in _OTHER.items() if name in left]
    left -= {*_OTHER, *clauses, *items}
    found += [f"`{names[name]}`" for name in sorted(left & names.keys())][:5]
    found += [f"`{names[name]}`" for name in clauses][: 2 if len(clauses) > 3 else 3]
    if len(clauses) > 3:
        found.append(said("another clause"))
    if items and found:
        found.append(said("the next item"))
    elif items:
        found += [f"`{names[name]}`" for name in items]
    return listed(found) or said("the end")
