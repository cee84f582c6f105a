"""The items of a compiled pack as their author would see them: in the one way that they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.syntax import tree


class Written:
    """The lines of each item of a pack; its text is parsed when the first is asked for."""

    __slots__ = ("_lines", "_pack", "_texts")

    def __init__(self, pack: Mapping[str, Any]) -> None:
        self._pack = pack
        self._lines: dict[tuple[str, str], list[str]] | None = None
        self._texts: dict[str, dict[str, Any]] = {}

    def lines(self, kind: str, name: str) -> list[str]:
        """Return an item as `checker pack fmt` writes it, without its comments.

        Args:
            kind: as in `checker.authoring.compare.difference.KINDS`.
            name: of the item, without the pack; TABLE.COLUMN of a column.

        Returns:
            Its lines; of a table those that are no columns; none where the pack does not write it.
        """
        return self._all().get((kind, name), [])

    def texts(self, rule: str) -> dict[str, Any]:
        """Return the texts of a rule as written, with the names that stand in them."""
        self._all()
        return self._texts.get(rule, {})

    def _all(self) -> dict[tuple[str, str], list[str]]:
        if self._lines is None:
            from checker.model.source import Source
            from checker.syntax.from_text import parse

            self._lines = {}
            for file in sorted(self._pack["sources"]):
                parsed, _ = parse(Source(file, self._pack["sources"][file]))
                for item in parsed.items:
                    self._take(item)
        return self._lines

    def _take(self, item: tree.Item) -> None:
        from checker.syntax import tree

        match item:
            case tree.Rule():
                self._add("rule", item.id, _lines(item))
                self._texts[item.id] = {
                    "title": item.title,
                    "citation": item.cites,
                    "say": item.say,
                    "remedy": item.remedy,
                    "note": item.notes,
                }
            case tree.Table():
                name = ".".join(item.name.words)
                bare = tree.Table(
                    item.span, item.name, item.title, item.key, item.time, item.edge, ()
                )
                self._add("table", name, _lines(bare))
                for column in item.columns:
                    self._column(item.name, column)
            case tree.Extend():
                for part in item.columns:
                    self._column(item.name, part)
            case tree.FactDeclaration():
                self._add("fact", ".".join(item.name.words), _lines(item))
            case tree.Parameter() | tree.Reading() | tree.Define() | tree.Words() | tree.Standard():
                self._add(_KINDS[type(item).__name__], item.name.words[0], _lines(item))

    def _column(self, table: tree.Name, column: tree.Column | tree.MoreOptions) -> None:
        from checker.syntax import tree

        name, inner = ".".join(table.words), ".".join(column.name.words)
        lines = _lines(tree.Extend(column.span, table, (column,)))
        if name == inner and isinstance(column, tree.MoreOptions):
            self._add("fact", name, lines)
            return
        self._add("column", f"{name}.{inner}", [line[2:] for line in lines[1:]])

    def _add(self, kind: str, name: str, lines: list[str]) -> None:
        assert self._lines is not None
        self._lines.setdefault((kind, name), []).extend(lines)


_KINDS = {
    "Parameter": "parameter",
    "Reading": "reading",
    "Define": "define",
    "Words": "words",
    "Standard": "standard",
}


def _lines(item: tree.Item) -> list[str]:
    from checker.syntax import tree
    from checker.syntax.to_text import format_file

    return format_file(tree.File((item,), ())).splitlines()
