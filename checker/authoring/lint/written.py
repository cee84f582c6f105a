"""A pack as it is written: where each rule and each name stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.source import Source
from checker.pack.folder import shown_name
from checker.syntax import tree
from checker.syntax.from_text import parse

if TYPE_CHECKING:
    from checker.model.expression import Node
    from checker.pack.find import Candidate

Span = tuple[int, int]


class Written:
    """A compiled pack beside its text.

    `rules` maps a rule's id to its tree; `names` maps (kind, name) to (file, span): kinds are `fact`,
    `table`, `column` ("TABLE.COLUMN"), `parameter`, `reading`, `define`, `words` and `standard`.
    `selections` are the defines that are one, `searched` the names of tables and selections that are
    searched, `structural` the columns that keys, times and edges are made of, `spans` those of all
    nodes of a file.
    """

    def __init__(self, candidate: Candidate, pack: dict[str, Any]) -> None:
        shown = shown_name(candidate.folder)
        self.candidate = candidate
        self.pack = pack
        self.sources = {
            file: Source(f"{shown}/{file}", text) for file, text in sorted(pack["sources"].items())
        }
        self.rules: dict[str, tree.Rule] = {}
        self.parameters: dict[str, tree.Parameter] = {}
        self.names: dict[tuple[str, str], tuple[str, Span]] = {}
        self.selections: set[str] = set()
        self.searched: set[str] = set()
        self.structural: set[str] = set()
        self.spans: dict[str, set[Span]] = {}
        for file, source in self.sources.items():
            parsed, _ = parse(source)
            spans = self.spans[file] = set()
            for item in parsed.items:
                self._take(file, item)
                for node in nodes_of(item):
                    self.searched.update(searched_by(node))
                    span = getattr(node, "span", None)
                    if span is not None:
                        spans.add((span.start, span.end))

    def _take(self, file: str, item: tree.Item) -> None:
        match item:
            case tree.Rule():
                self.rules[item.id] = item
            case tree.Table() | tree.Extend():
                name = ".".join(item.name.words)
                if isinstance(item, tree.Table):
                    self._name("table", file, item.name)
                    key = [part.words[0] for part in item.key]
                    more = [part.words[0] for part in (item.time, *(item.edge or ())) if part]
                    self.structural.update(f"{name}.{column}" for column in [*key, *more, "date"])
                for column in item.columns:
                    if isinstance(column, tree.Column):
                        span = (column.name.span.start, column.name.span.end)
                        self.names["column", f"{name}.{column.name.words[0]}"] = (file, span)
            case tree.FactDeclaration():
                self._name("fact", file, item.name)
            case tree.Parameter():
                self._name("parameter", file, item.name)
                self.parameters[item.name.words[0]] = item
            case tree.Reading():
                self._name("reading", file, item.name)
            case tree.Define():
                self._name("define", file, item.name)
                if isinstance(item.value, tree.Selection):
                    self.selections.add(item.name.words[0])
            case tree.Words():
                self._name("words", file, item.name)
            case tree.Standard():
                self._name("standard", file, item.name)

    def _name(self, kind: str, file: str, name: tree.Name) -> None:
        word = ".".join(name.words)
        self.names.setdefault((kind, word), (file, (name.span.start, name.span.end)))

    def source_of(self, rule: dict[str, Any]) -> Source:
        """Return the text of the file in which a compiled rule stands."""
        return self.sources[rule["file"]]

    def id_span(self, rule: dict[str, Any]) -> Span:
        """Return where the id of a rule stands."""
        span = self.rules[rule["id"]].id_span
        return span.start, span.end

    def text(self, file: str, node: Node) -> str:
        """Return a node as it is written, on one line."""
        words = " ".join(self.sources[file].text[node[1] : node[2]].split())
        return words if len(words) <= 90 else words[:89] + "…"


def nodes_of(top: tree.Node) -> list[tree.Node]:
    """Return a node of the syntax and all below it."""
    found: list[tree.Node] = []
    stack: list[Any] = [top]
    while stack:
        part = stack.pop()
        if isinstance(part, tuple):
            stack.extend(part)
        elif isinstance(part, tree.Node):
            found.append(part)
            fields: tuple[str, ...] = type(part).__match_args__
            stack.extend(getattr(part, field) for field in fields)
    return found


def searched_by(node: tree.Node) -> list[str]:
    """Return the table or the selection that a node searches: a compiled search has lost its name."""
    table = getattr(node, "table", None)
    return [".".join(table.words)] if isinstance(table, tree.Name) else []
