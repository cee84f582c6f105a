"""Names of a pack in the files beside its rules: cases, translations, clauses, accepted findings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from checker.dossier.mistake import Mistakes
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, parse_text
from checker.lsp.symbol import Site, Symbol
from checker.lsp.text import Text
from checker.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.lsp.index import Index

_RULE = re.compile(r"(?:(?P<pack>[a-z0-9.-]+)/)?(?P<rule>[^\[\]/]+)(?:\[.*\])?").fullmatch
_CELL = re.compile(r"(?P<table>\w+)\[[^\]]*\](?:\.(?P<column>\w+))?").fullmatch
_HEAD = frozenset(("dossier", "id", "as_of", "language", "packs"))
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")


class Mention(NamedTuple):
    """A name in a file that is no rule file; `words` of a dotted name stand there, its last ones."""

    site: Site
    symbol: Symbol
    words: int = 1


def mentions(index: Index) -> list[Mention]:
    """Return every name in the files beside the rules of a pack, by file and place."""
    found: set[Mention] = set()
    for path, text in index.texts.items():
        if path.endswith((".yaml", ".yml")):
            mistakes = Mistakes()
            root = parse_text(text.removeprefix("\ufeff"), path, mistakes)
            if root is not None and not mistakes:
                found.update(_Reader(index, path, text).file(root))
    return sorted(found)


class _Reader:
    def __init__(self, index: Index, path: str, text: str) -> None:
        self.index = index
        self.path = path
        self.text = Text(text)
        self.facts = index.checker.facts
        self.tables = index.checker.tables
        self.groups = {
            ".".join(words[:count])
            for words in (name.split(".") for name in self.facts)
            for count in range(1, len(words))
        }

    def file(self, root: Node) -> Iterator[Mention]:
        """Yield the names of a whole file, by what kind of file it is."""
        listed = root.items if isinstance(root, Sequence) else [root]
        if self.path.startswith("cases/"):
            for node in listed:
                if isinstance(node, Mapping):
                    yield from self.case(node)
        elif self.path.startswith("texts/") and isinstance(root, Mapping):
            yield from self.texts(root)
        elif self.path == "pack.yaml" and isinstance(root, Mapping):
            yield from self.fact(root.get("date"))
        elif self.path == "clauses.yaml":
            for node in listed:
                rules = node.get("rules") if isinstance(node, Mapping) else None
                for rule in rules.items if isinstance(rules, Sequence) else [rules]:
                    yield from self.rule(rule)
        elif self.path == "lint.yaml":
            for node in listed:
                at = node.get("at") if isinstance(node, Mapping) else None
                yield from self.rule(at)
                yield from self.anything(at)

    # --- places -----------------------------------------------------------------------------

    def at(self, line: int, column: int, name: str, inside: int = 0) -> Site | None:
        """Return the place of a name that is written at a line and column, within quotes perhaps."""
        start = self.text.of_place(line, column)
        start += self.text.text[start : start + 1] in ('"', "'")
        start += inside
        if self.text.text[start : start + len(name)] != name:
            return None  # written with escapes, or over several lines
        return Site(self.path, start, start + len(name))

    def named(
        self, place: Site | None, kind: str, pack: str, name: str, words: int = 1
    ) -> Iterator[Mention]:
        if place is not None:
            yield Mention(place, Symbol(kind, pack, name), words)

    # --- kinds of names ---------------------------------------------------------------------

    def rule_named(self, text: str, line: int, column: int) -> Iterator[Mention]:
        found = _RULE(text)
        if found is None:
            return
        pack, rule = found["pack"] or self.index.name, found["rule"]
        place = self.at(line, column, rule, found.start("rule"))
        if pack != self.index.name or any(
            symbol.kind == "rule" and symbol.name == rule for symbol in self.index.declared
        ):
            yield from self.named(place, "rule", pack, rule)

    def rule(self, node: Node | None) -> Iterator[Mention]:
        if isinstance(node, Scalar):
            yield from self.rule_named(node.text, node.line, node.column)

    def fact(self, node: Node | None) -> Iterator[Mention]:
        if isinstance(node, Scalar) and node.text in self.facts:
            words = node.text.count(".") + 1
            place = self.at(node.line, node.column, node.text)
            yield from self.named(place, "fact", self.facts[node.text].pack, node.text, words)

    def column(self, table: str, name: str, place: Site | None) -> Iterator[Mention]:
        declared = self.tables[table].columns.get(name)
        if declared is not None:
            yield from self.named(place, "column", declared.pack, f"{table}.{name}")

    def table(self, name: str, place: Site | None) -> Iterator[Mention]:
        if name in self.tables:
            yield from self.named(place, "table", self.tables[name].pack, name)

    def global_named(self, text: str, line: int, column: int) -> Iterator[Mention]:
        """Yield a parameter, a reading, a define or a list of words, with its pack before it perhaps."""
        pack, _, name = text.rpartition("/")
        found = self.index.checker.find_global(name)
        if found is None or pack not in ("", found.name.partition("/")[0]):
            return
        kind = "define" if found.kind == "selection" else found.kind
        place = self.at(line, column, name, len(text) - len(name))
        yield from self.named(place, kind, found.name.partition("/")[0], name)

    def anything(self, node: Node | None) -> Iterator[Mention]:
        """Yield what a fact, a cell, a table, a column or a global is named by."""
        if not isinstance(node, Scalar):
            return
        text, line, column = node.text, node.line, node.column
        yield from self.fact(node)
        cell = _CELL(text)
        if cell is not None and cell["table"] in self.tables:
            yield from self.table(cell["table"], self.at(line, column, cell["table"]))
            if cell["column"]:
                place = self.at(line, column, cell["column"], cell.start("column"))
                yield from self.column(cell["table"], cell["column"], place)
        table, _, name = text.partition(".")
        if table in self.tables and text not in self.facts:
            yield from self.table(table, self.at(line, column, table))
            if name:
                yield from self.column(table, name, self.at(line, column, name, len(table) + 1))
        if text not in self.facts:
            yield from self.global_named(text, line, column)

    # --- cases ------------------------------------------------------------------------------

    def case(self, node: Mapping) -> Iterator[Mention]:
        dossier, expect, values = node.get("dossier"), node.get("expect"), node.get("values")
        if isinstance(dossier, Mapping):
            yield from self.dossier(dossier)
        rules: list[str] = []
        expected = expect if isinstance(expect, Mapping) else Mapping(None)
        for key, (_, wanted) in expected.entries.items():
            yield from self.rule_named(key, *expected.place_of(key))
            found = _RULE(key)
            rule = "" if found is None else found["rule"]
            rules.append(rule)
            if isinstance(wanted, Mapping):
                for part in ("missing", "readings"):
                    yield from self.listed(wanted.get(part))
                yield from self.values(wanted.get("values"), [rule])
        yield from self.values(values, rules)

    def listed(self, node: Node | None) -> Iterator[Mention]:
        for one in node.items if isinstance(node, Sequence) else [node]:
            yield from self.anything(one)

    def values(self, node: Node | None, rules: list[str]) -> Iterator[Mention]:
        """Yield the names of values that are expected; those of a rule are its lets first."""
        if not isinstance(node, Mapping):
            return
        for key, (_, value) in node.entries.items():
            line, column = node.place_of(key)
            if isinstance(value, Mapping):
                yield from self.rule_named(key, line, column)
                found = _RULE(key)
                yield from self.values(value, [] if found is None else [found["rule"]])
                continue
            let = self.let(key, rules)
            if let is not None:
                place = self.at(line, column, key)
                if place is not None:
                    yield Mention(place, let)
            elif key in self.facts:
                words = key.count(".") + 1
                place = self.at(line, column, key)
                yield from self.named(place, "fact", self.facts[key].pack, key, words)
            else:
                yield from self.global_named(key, line, column)

    def let(self, name: str, rules: list[str]) -> Symbol | None:
        for symbol, declared in self.index.declared.items():
            item = declared[0].item
            named = symbol.kind == "let" and symbol.name == name
            if named and isinstance(item, tree.Rule) and item.id in rules:
                return symbol
        return None

    def dossier(self, node: Mapping) -> Iterator[Mention]:
        for key, (_, value) in node.entries.items():
            place = self.at(*node.place_of(key), key)
            if key == "readings" and isinstance(value, Mapping):
                for name in value.entries:
                    yield from self.global_named(name, *value.place_of(name))
            elif key in ("judgements", "waivers"):
                for row in _rows(value):
                    yield from self.rule(row.get("rule"))
            elif key in self.tables:
                yield from self.table(key, place)
                yield from self.rows(key, value)
            elif key not in _HEAD:
                yield from self.facts_in(key, value, place)

    def rows(self, table: str, node: Node) -> Iterator[Mention]:
        for row in _rows(node):
            for key in row.entries:
                yield from self.column(table, key, self.at(*row.place_of(key), key))
        parts = [node] if isinstance(node, Mapping) else []
        files = node.get("files") if isinstance(node, Mapping) else None
        if isinstance(files, Sequence):
            parts += [file for file in files.items if isinstance(file, Mapping)]
        for part in parts:
            columns = part.get("columns")
            if not isinstance(columns, Mapping):
                continue
            for key in columns.entries:
                yield from self.column(table, key, self.at(*columns.place_of(key), key))

    def facts_in(
        self, name: str, node: Node, place: Site | None, words: int = 0
    ) -> Iterator[Mention]:
        """Yield the facts of a group; the key that stands there is the last words of their name."""
        if name in self.facts:
            count = words or name.count(".") + 1
            yield from self.named(place, "fact", self.facts[name].pack, name, count)
        if name in self.groups and isinstance(node, Mapping):
            for key, (_, value) in node.entries.items():
                inner = self.at(*node.place_of(key), key)
                yield from self.facts_in(f"{name}.{key}", value, inner, key.count(".") + 1)

    # --- translations -----------------------------------------------------------------------

    def texts(self, root: Mapping) -> Iterator[Mention]:
        for group, (_, node) in root.entries.items():
            if not isinstance(node, Mapping):
                continue
            for key, (_, value) in node.entries.items():
                line, column = node.place_of(key)
                place = self.at(line, column, key)
                if group == "rules":
                    yield from self.rule_named(key, line, column)
                    yield from self.placeholders(key, self.within(node, key))
                elif group == "tables":
                    yield from self.table(key, place)
                    columns = value.get("columns") if isinstance(value, Mapping) else None
                    if isinstance(columns, Mapping) and key in self.tables:
                        for name in columns.entries:
                            inner = self.at(*columns.place_of(name), name)
                            yield from self.column(key, name, inner)
                elif group == "facts" and key in self.facts:
                    words = key.count(".") + 1
                    yield from self.named(place, "fact", self.facts[key].pack, key, words)
                elif group in ("parameters", "readings"):
                    yield from self.global_named(key, line, column)
                elif group == "standards":
                    pack = self.index.compiler.known_standards.get(key, self.index.name)
                    yield from self.named(place, "standard", pack, key)

    def within(self, node: Mapping, key: str) -> tuple[int, int]:
        """Return where the entry of a key begins and the next one does."""
        starts = sorted(self.text.of_place(*node.place_of(name)) for name in node.entries)
        start = self.text.of_place(*node.place_of(key))
        column = node.place_of(key)[1]
        after = [place for place in starts if place > start]
        if after:
            return start, after[0]
        # The last entry goes on while lines are indented further than its key.
        end = re.compile(rf"\n(?! {{{column},}}|[ \t]*(?:#[^\n]*)?(?:\n|\Z))").search(
            self.text.text, start
        )
        return start, len(self.text.text) if end is None else end.start()

    def placeholders(self, rule: str, place: tuple[int, int]) -> Iterator[Mention]:
        """Yield what the `{…}` in the texts of a rule stand for, as in the rule itself."""
        meant = self.messages(rule)
        for match in _PLACEHOLDER.finditer(self.text.text, *place):
            for start, end, symbol in meant.get(match[1], ()):
                words = match[1][start:end].count(".") + 1
                site = Site(self.path, match.start(1) + start, match.start(1) + end)
                yield Mention(site, symbol, words)

    def messages(self, rule: str) -> dict[str, list[tuple[int, int, Symbol]]]:
        """Return what the names in the messages of a rule stand for: name → parts and symbols."""
        found: dict[str, list[tuple[int, int, Symbol]]] = {}
        for declared in self.index.declared.values():
            item, site = declared[0].item, declared[0].site
            if declared[0].symbol.kind != "rule" or declared[0].symbol.name != rule:
                continue
            text = self.index.texts[site.file]
            names = self.index.names_in(site.file)
            for match in _PLACEHOLDER.finditer(text, item.span.start, item.span.end):
                found[match[1]] = [
                    (name.start - match.start(1), name.end - match.start(1), symbol)
                    for name, symbol in names
                    if match.start(1) <= name.start and name.end <= match.end(1)
                ]
        return found


def _rows(node: Node) -> Iterator[Mapping]:
    rows = node.get("rows") if isinstance(node, Mapping) else node
    for row in rows.items if isinstance(rows, Sequence) else ():
        if isinstance(row, Mapping):
            yield row
