"""Which names can be used where the parser stopped, from what lies on its stack."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from checker.model.source import Source, Span
from checker.pack.names import Scope
from checker.syntax import tree
from checker.syntax.expected import keyword_at
from checker.syntax.from_text import Prefix, scan
from checker.syntax.mistake import CLAUSE_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.lsp.index import Index
    from checker.pack.typecheck import Checker

_TERM = frozenset(
    [
        "SUM_OF",
        "LARGEST_OF",
        "SMALLEST_OF",
        "SHARE_OF",
        "RUNNING_TOTAL_OF",
        "LOWEST_RUNNING_TOTAL_OF",
        "AMONG",
    ]
)
# Behind these the columns of the table are bare names; behind those they no longer are.
_INSIDE = frozenset(["HAS", "OF_WHICH", "SHARE", "OVERLAP_IN", "BY"])
_OUTSIDE = frozenset(["IF_EMPTY", "EXPIRING_AFTER", "AT"])


@contextmanager
def quiet(index: Index) -> Iterator[Checker]:
    """Lend the type checker of an index; what it says in the meantime is forgotten."""
    checker = index.checker
    before = checker.source, checker.uses, checker.diagnostics
    checker.source, checker.uses, checker.diagnostics = Source("", ""), None, []
    try:
        yield checker
    finally:
        checker.source, checker.uses, checker.diagnostics = before


def scope_at(index: Index, prefix: Prefix, following: str) -> Scope:
    """Return the names that can be used behind a prefix.

    Args:
        index: of the pack.
        prefix: what the parser has read.
        following: the text behind it: in `sum of … in lots` the table comes last.
    """
    with quiet(index):
        return _Reader(index, prefix.stack, following).scope()


class _Reader:
    def __init__(self, index: Index, stack: Sequence[Any], following: str) -> None:
        self.index = index
        self.compiler = index.compiler
        self.stack = stack
        self.following = following
        self.scopes = [Scope([0])]
        self.lets = 0

    def scope(self) -> Scope:
        term = False
        for at, part in enumerate(self.stack):
            kind = getattr(part, "type", "")
            if isinstance(part, tree.ForEach):
                self.scopes.append(self.compiler.for_each(part, self.scopes[-1])[1])
            elif isinstance(part, list) and part and isinstance(part[0], tree.Define):
                for let in part:
                    self.scopes[-1], _ = self.compiler.let(let, self.scopes[-1], self.lets)
                    self.lets += 1
            elif kind == "COLUMN":
                self.column()
            elif kind == "WHERE":
                self.search(self.stack[at - 1], None, self.variable(at - 1))
                term = False
            elif kind in _INSIDE and at > 2 and isinstance(self.stack[at - 2], tree.Name):
                self.search(self.stack[at - 2], self.stack[at - 1], self.variable(at - 2))
                term = False
            elif kind in _OUTSIDE and len(self.scopes) > 1:
                self.scopes.pop()
            if kind in _TERM:
                term = True
            elif kind == "IN":
                term = False
        if term:
            name = _table_behind(self.following)
            if name is not None:
                self.search(name, None, None)
        return self.scopes[-1]

    def column(self) -> None:
        """A column that is worked out names those of its own row."""
        name = self.stack[2] if len(self.stack) > 2 else None
        table = ".".join(name.words) if isinstance(name, tree.Name) else ""
        if table in self.compiler.tables:
            self.scopes.append(Scope([1], inner=(0, table), this=(0, table)))

    def search(self, name: Any, where: Any, variable: str | None) -> None:
        before = self.scopes[-1]
        if not isinstance(name, tree.Name):
            return
        condition: Any = where if isinstance(where, tree.Node) else None
        found = self.compiler.checker.search(name, condition, before, variable)
        self.scopes.append(before if found is None else found[3])

    def variable(self, at: int) -> str | None:
        """Return the row variable of the search whose table lies at a place of the stack."""
        kinds = [getattr(part, "type", "") for part in self.stack[max(0, at - 3) : at]]
        if kinds[-1:] == ["IN"] and kinds[:1] == ["FOR_EACH"]:
            return str(self.stack[at - 2])
        if kinds[-1:] == ["OF"] and kinds[:1] in (["EVERY_ROW"], ["SOME_ROW"]):
            return str(self.stack[at - 2]) if self.stack[at - 2] is not None else None
        return None


def _table_behind(text: str) -> tree.Name | None:
    """Return the table of the `in` that belongs to a term in which the text begins."""
    depth = 0
    tokens, _ = scan(text[:2_000])
    for number, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        opens = token.first and token.start > 0 and "\n" in text[: token.start]
        if depth < 0 or opens and keyword_at(text, token.start) in CLAUSE_WORDS:
            return None
        if token.text == "in" and depth == 0 and number + 1 < len(tokens):
            name = tokens[number + 1]
            if re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name.text):
                return tree.Name(Span(0, 0), (name.text,))
    return None
