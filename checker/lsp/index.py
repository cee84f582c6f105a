"""What each name of a pack stands for, and where it is declared: from the compiler's own resolution."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.lsp.beside import Mention, mentions
from checker.lsp.symbol import Site, Symbol
from checker.model.source import Source, Span
from checker.pack.from_syntax import Compiler
from checker.syntax import tree
from checker.syntax.from_text import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from checker.pack.typecheck import Checker

LOG = logging.getLogger(__name__)


class Declared(NamedTuple):
    """A declaration: the place of its name, and the item or the part of one that declares it."""

    symbol: Symbol
    site: Site
    node: Any
    item: tree.Item


class Index:
    """One pack as an editor sees it; also where some of its items have mistakes.

    `compiler` holds its vocabulary with that of the packs it uses. `uses` are sorted by place and
    do not hold declarations. `ends` are the item boundaries of each file.
    """

    def __init__(
        self,
        manifest: Mapping[str, Any],
        texts: Mapping[str, str],
        used: Sequence[Mapping[str, Any]],
    ) -> None:
        """Index the rule files among `texts`, which are texts by path inside of the pack.

        Args:
            manifest: as of `read_manifest`.
            texts: every file of the pack that is text.
            used: the packs it uses, compiled, `core` first.
        """
        self.name: str = manifest["name"]
        self.manifest = manifest
        self.texts = texts
        self.files: dict[str, tree.File] = {}
        self.used = used
        sources: dict[str, Source] = {}
        for path, text in texts.items():
            if path.endswith(".rules"):
                sources[path] = Source(path, text)
                self.files[path], _ = parse(sources[path], partly=True)
        self.compiler = Compiler(manifest, self.files, sources, used)
        self.compiler.checker.uses = []
        try:
            self.compiler.check()
        except Exception:
            # An item without some of its clauses is nothing that the compiler was made for.
            LOG.exception("the index of %s is not whole", self.name)
        self.declared: dict[Symbol, list[Declared]] = {}
        for declared in self._declarations():
            self.declared.setdefault(declared.symbol, []).append(declared)
        self.uses = self._uses()
        self._starts: dict[str, list[tuple[int, Site, Symbol]]] = {}
        names = {(one.site, one.symbol) for group in self.declared.values() for one in group}
        self._beside: list[Mention] | None = None
        for site, symbol in sorted({*self.uses, *names}):
            self._starts.setdefault(site.file, []).append((site.start, site, symbol))

    @property
    def checker(self) -> Checker:
        """The type checker, with everything that the pack can name."""
        return self.compiler.checker

    @property
    def beside(self) -> list[Mention]:
        """The names in the files beside the rules, by place; found when first asked for."""
        if self._beside is None:
            self._beside = mentions(self)
            for site, symbol, _ in self._beside:
                self._starts.setdefault(site.file, []).append((site.start, site, symbol))
        return self._beside

    # --- places -----------------------------------------------------------------------------

    def at(self, file: str, offset: int) -> tuple[Site, Symbol] | None:
        """Return the name that stands at an offset, also right behind it, and what it stands for."""
        known = self._starts.get(file, []) if self.beside or file.endswith(".rules") else []
        place = bisect_right(known, offset, key=lambda entry: entry[0])
        for _, site, symbol in reversed(known[max(0, place - 3) : place]):
            if site.start <= offset <= site.end:
                return site, symbol
        return None

    def names_in(self, file: str) -> list[tuple[Site, Symbol]]:
        """Return every name of a file that stands for something, in order."""
        return [(site, symbol) for _, site, symbol in self._starts.get(file, [])]

    def item_at(self, file: str, offset: int) -> tuple[int, tree.Item] | None:
        """Return the item around an offset, and its number in the file."""
        parsed = self.files.get(file)
        if parsed is None:
            return None
        for number, item in enumerate(parsed.items):
            if item.span.start <= offset <= item.span.end:
                return number, item
        return None

    def sites(self, symbol: Symbol, *, declarations: bool = True) -> list[Site]:
        """Return where a symbol is named in the rule files, in order."""
        found = {site for site, used in self.uses if used == symbol}
        if declarations:
            found |= {declared.site for declared in self.declared.get(symbol, ())}
        return sorted(found)

    # --- what the compiler noted ------------------------------------------------------------

    def _uses(self) -> list[tuple[Site, Symbol]]:
        found: set[tuple[Site, Symbol]] = set()
        for source, start, end, kind, name in self.checker.uses or ():
            site = Site(source.name, start, end)
            if kind in ("let", "row"):
                inside = self.item_at(source.name, start)
                if inside is None:
                    continue
                symbol = Symbol(kind, self.name, name, f"{source.name}#{inside[0]}")
            elif kind == "option":
                symbol = Symbol(kind, "", name)
            else:
                pack, _, word = name.partition("/")
                symbol = Symbol(kind, pack, word)
            found.add((site, symbol))
        return sorted(found)

    # --- declarations -----------------------------------------------------------------------

    def _declarations(self) -> Iterator[Declared]:
        for path, parsed in self.files.items():
            for number, item in enumerate(parsed.items):
                yield from self._of_item(path, number, item)

    def _of_item(self, path: str, number: int, item: tree.Item) -> Iterator[Declared]:
        def declared(kind: str, name: str, place: Span, node: Any, local: str = "") -> Declared:
            site = Site(path, place.start, place.end)
            return Declared(Symbol(kind, self.name, name, local), site, node, item)

        match item:
            case tree.Rule():
                local = f"{path}#{number}"
                yield declared("rule", item.id, item.id_span, item)
                for let in item.lets:
                    yield declared("let", ".".join(let.name.words), let.name.span, let, local)
                for node in _walk(item):
                    if isinstance(node, (tree.ForEach, tree.RowsHave)) and node.variable:
                        place = self._variable(path, node)
                        yield declared("row", node.variable, place, node, local)
            case tree.Table() | tree.Extend():
                table = ".".join(item.name.words)
                if isinstance(item, tree.Table):
                    yield declared("table", table, item.name.span, item)
                    written = {column.name.words[0] for column in item.columns}
                    for key in item.key:
                        if key.words[0] not in written:
                            yield declared("column", f"{table}.{key.words[0]}", key.span, key)
                for column in item.columns:
                    if isinstance(column, tree.Column):
                        full = f"{table}.{column.name.words[0]}"
                        yield declared("column", full, column.name.span, column)
            case _:
                yield declared(KINDS[type(item)], ".".join(item.name.words), item.name.span, item)

    def _variable(self, path: str, node: tree.ForEach | tree.RowsHave) -> Span:
        text = self.texts[path]
        match = _VARIABLE.search(text, node.span.start)
        start = match.start(1) if match is not None else node.span.start
        return Span(start, start + len(node.variable or ""))


KINDS: dict[type, str] = {
    tree.Standard: "standard",
    tree.Parameter: "parameter",
    tree.Reading: "reading",
    tree.Define: "define",
    tree.Words: "words",
    tree.FactDeclaration: "fact",
}
_VARIABLE = re.compile(r"(?:for\s+each|every\s+row|some\s+row)\s+(\w+)")


def _walk(item: tree.Item) -> Iterator[tree.Node]:
    """Yield the nodes of an item."""
    rest: list[Any] = [item]
    while rest:
        node = rest.pop()
        if isinstance(node, tuple):
            rest.extend(node)
        elif isinstance(node, tree.Node):
            yield node
            names: tuple[str, ...] = getattr(node, "__match_args__", ())
            rest.extend(getattr(node, name) for name in names)
