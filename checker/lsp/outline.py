"""The outline of a rule file, what can be folded, and what each word of it is."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from checker.syntax import tree
from checker.syntax.expected import CASES, ITEMS, RULE_CLAUSES, TABLE_CLAUSES, keyword_at, keywords
from checker.syntax.from_text import pieces, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.lsp.index import Index
    from checker.lsp.text import Text
    from checker.model.source import Span
    from checker.syntax.mistake import Token

_CLAUSES = frozenset((*RULE_CLAUSES, *CASES, *TABLE_CLAUSES))
_OPENED = frozenset(keywords()[name] for name in ITEMS)


class Entry(NamedTuple):
    """An item of the outline: name, what it says, its kind, the places of the whole and of its name."""

    name: str
    detail: str
    kind: str
    whole: tuple[int, int]
    place: tuple[int, int]
    below: tuple[Entry, ...] = ()


class Fold(NamedTuple):
    """Lines, from 0 and inclusive, that can be folded; `is_comment` where they are comments."""

    first: int
    last: int
    is_comment: bool = False


def outline(index: Index, file: str) -> list[Entry]:
    """Return the items of a rule file in their order; those with columns or lets have parts."""
    found: list[Entry] = []
    for item in index.files[file].items if file in index.files else ():
        match item:
            case tree.Rule():
                below = [
                    _entry(".".join(let.name.words), "", "let", let.span, let.name.span)
                    for let in item.lets
                ]
                found.append(_entry(item.id, item.title, "rule", item.span, item.id_span, below))
            case tree.Table() | tree.Extend():
                kind = "table" if isinstance(item, tree.Table) else "extend"
                title = item.title or "" if isinstance(item, tree.Table) else ""
                below = [
                    _entry(
                        ".".join(column.name.words),
                        column.title or "" if isinstance(column, tree.Column) else "more options",
                        "column",
                        column.span,
                        column.name.span,
                    )
                    for column in item.columns
                ]
                name = ".".join(item.name.words)
                found.append(_entry(name, title, kind, item.span, item.name.span, below))
            case tree.FactDeclaration() | tree.Parameter() | tree.Standard():
                kind = type(item).__name__.removesuffix("Declaration").lower()
                name = ".".join(item.name.words)
                found.append(_entry(name, item.title or "", kind, item.span, item.name.span))
            case tree.Reading():
                name = item.name.words[0]
                found.append(_entry(name, item.question, "reading", item.span, item.name.span))
            case tree.Define() | tree.Words():
                kind = type(item).__name__.lower()
                found.append(_entry(item.name.words[0], "", kind, item.span, item.name.span))
    return found


def _entry(
    name: str, detail: str, kind: str, span: Span, place: Span, below: Sequence[Entry] = ()
) -> Entry:
    whole = (min(span.start, place.start), max(span.end, place.end))
    return Entry(name, detail, kind, whole, (place.start, place.end), tuple(below))


def folds(text: Text) -> list[Fold]:
    """Return what can be folded: items, clauses of several lines, comments; also while nothing parses."""
    tokens, comments = scan(text.text)
    found: set[Fold] = set()

    def add(first: Token, last: Token) -> None:
        start, end = text.line_at(first.start), text.line_at(max(first.start, last.end - 1))
        if start < end:
            found.add(Fold(start, end))

    for piece in pieces(text.text, tokens):
        add(piece[0], piece[-1])
        opened = [
            number
            for number, token in enumerate(piece)
            if number and token.first and keyword_at(text.text, token.start) in _CLAUSES
        ]
        for number, following in pairwise([*opened, len(piece)]):
            add(piece[number], piece[following - 1])
    lines = [text.line_at(one.span.start) for one in comments if one.own_line]
    start = 0
    for number, line in enumerate(lines):
        if number + 1 == len(lines) or lines[number + 1] != line + 1:
            if number > start:
                found.add(Fold(lines[start], line, True))
            start = number + 1
    return sorted(found)


# What each word is, by the names that the protocol has for it.
TOKEN_TYPES = (
    "keyword",
    "type",
    "property",
    "variable",
    "parameter",
    "enumMember",
    "function",
    "class",
    "namespace",
    "string",
    "number",
    "comment",
    "operator",
)
_OF_KIND = {
    "fact": "property",
    "column": "property",
    "table": "class",
    "parameter": "parameter",
    "reading": "parameter",
    "define": "variable",
    "let": "variable",
    "row": "variable",
    "words": "variable",
    "standard": "namespace",
    "rule": "function",
    "option": "enumMember",
}


def _phrase_end(text: str, start: int) -> int:
    """Return where a keyword ends, of several words perhaps; its start where none begins."""
    terminal = keyword_at(text, start)
    if terminal is None:
        return start
    match = re.compile(keywords()[terminal].replace(" ", r"\s+")).match(text, start)
    return start if match is None else match.end()


def coloured(index: Index, file: str, text: Text) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and type of each word of a rule file, in order; none spans lines."""
    tokens, comments = scan(text.text)
    named = {site.start: (site, symbol) for site, symbol in index.names_in(file)}
    found: list[tuple[int, int, str]] = [
        (one.span.start, one.span.end, "comment") for one in comments
    ]
    until = phrase = 0
    for token in tokens:
        if token.start < until:
            continue
        if token.kind == "text":
            found.append((token.start, token.end, "string"))
        elif token.kind in ("number", "date"):
            found.append((token.start, token.end, "number"))
        elif token.kind == "word":
            start = token.start
            while start < token.end and start in named:
                site, symbol = named[start]
                found.append((site.start, site.end, _OF_KIND[symbol.kind]))
                start = site.end + 1
                until = max(until, site.end)
            if start == token.start and token.start >= phrase:
                phrase = _phrase_end(text.text, token.start)
            if start == token.start and token.start < phrase:
                found.append((token.start, token.end, "keyword"))
        elif token.text in "+-*=":
            found.append((token.start, token.end, "operator"))
    return iter(sorted(found))
