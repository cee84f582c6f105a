"""Colours for rule files, as a lexer for Pygments; its words are those of the grammar.

Pygments finds it by its entry point. Nothing else imports this module, so a plain installation does
not need Pygments.
"""

from __future__ import annotations

import re
from typing import ClassVar

from pygments.lexer import RegexLexer, bygroups  # type: ignore[import-untyped]
from pygments.token import (  # type: ignore[import-untyped]
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Text,
)

from checker.model.unit import unit_names
from checker.syntax.expected import ITEMS, keywords, type_words


def _words(phrases: list[str]) -> str:
    """Match any of the phrases, the longest first, with any white space between their words."""
    longest_first = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    one = "|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in longest_first)
    return rf"(?:{one})(?![A-Za-z0-9_.])"


_TIMES = ("day", "days", "month", "months", "year", "years")
_UNIT = (
    "(?:" + "|".join(map(re.escape, sorted((*unit_names(), *_TIMES), key=len, reverse=True))) + ")"
)
_ITEMS = [keywords()[name] for name in ITEMS]
_CLAUSES = [phrase for phrase in keywords().values() if phrase not in _ITEMS]


class RulesLexer(RegexLexer):  # type: ignore[misc]
    """The lexer; a word behind `is` or in a list of options is an option, whatever it is elsewhere."""

    name = "Checker rules"
    aliases = ("checker-rules", "rules")
    filenames = ("*.rules",)
    url = "https://pypi.org/project/coc-checker/"
    version_added = ""

    tokens: ClassVar = {
        "root": [
            (r"\s+", Text.Whitespace),
            (r"#[^\n]*", Comment.Single),
            (r'"(?:[^"\\\n]|\\["\\])*"', String.Double),
            (r"(rule)(\s+)([A-Za-z0-9][A-Za-z0-9.\-]*)", bygroups(Keyword, Text, Name.Class)),
            (r"(\.)(?=[A-Za-z])", Punctuation),
            # A unit as a type, as in `column price : USD/MWh`; elsewhere `t` is a name.
            (
                rf"(:)(\s+)({_UNIT}(?:/{_UNIT})?)(?![A-Za-z0-9_.])",
                bygroups(Punctuation, Text.Whitespace, Keyword.Type),
            ),
            (_words(_ITEMS), Keyword.Declaration),
            (_words(_CLAUSES), Keyword),
            (_words(list(type_words())), Keyword.Type),
            (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", Literal.Date),
            (r"[0-9]+(?: [0-9]{3}(?![0-9]))*(?:\.[0-9]+)?", Number, "unit"),
            (r"[A-Za-z][A-Za-z0-9_.]*", Name),
            (r"[+*\-=]", Operator),
            (r"[(),:]", Punctuation),
            (r".", Error),
        ],
        "unit": [
            (
                rf"(\s+)({_UNIT}(?:/{_UNIT})?)(?![A-Za-z0-9_.])",
                bygroups(Text.Whitespace, Number.Unit),
                "#pop",
            ),
            (r"(\s+)(%)", bygroups(Text.Whitespace, Number.Unit), "#pop"),
            (r"", Text, "#pop"),
        ],
    }
