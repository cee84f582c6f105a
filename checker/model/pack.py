"""What packs declare: the vocabulary that dossiers are read by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.datatype import Datatype, Kind

if TYPE_CHECKING:
    from collections.abc import Iterable


class Declaration:
    """A fact or a column: its type, its title, and the pack that declares it.

    `derived` marks a computed column: it stands in no dossier.
    """

    __slots__ = ("derived", "pack", "title", "type")

    def __init__(self, type: Datatype, title: str, pack: str, *, derived: bool = False) -> None:
        self.type = type
        self.title = title
        self.pack = pack
        self.derived = derived


class TableDeclaration:
    """A table: key columns (one or several, none: `FILE:LINE`), time column, edge, columns."""

    __slots__ = ("columns", "edge", "key", "name", "pack", "time", "title")

    def __init__(
        self,
        name: str,
        title: str,
        pack: str,
        key: tuple[str, ...],
        time: str | None,
        edge: tuple[str, str] | None,
        columns: dict[str, Declaration],
    ) -> None:
        self.name = name
        self.title = title
        self.pack = pack
        self.key = key
        self.time = time
        self.edge = edge
        self.columns = columns


class Vocabulary:
    """The facts (by dotted name) and tables (by name) that a set of packs declares."""

    __slots__ = ("facts", "tables")

    def __init__(self, facts: dict[str, Declaration], tables: dict[str, TableDeclaration]) -> None:
        self.facts = facts
        self.tables = tables

    def to_plain(self) -> dict[str, Any]:
        """Return the vocabulary as JSON can hold it."""
        return {
            "facts": {
                name: {"type": fact.type.to_plain(), "title": fact.title, "pack": fact.pack}
                for name, fact in self.facts.items()
            },
            "tables": {
                name: {
                    "title": table.title,
                    "pack": table.pack,
                    "key": list(table.key),
                    "time": table.time,
                    "edge": None if table.edge is None else list(table.edge),
                    "columns": {
                        column: {
                            "type": declared.type.to_plain(),
                            "title": declared.title,
                            "pack": declared.pack,
                            **({"derived": True} if declared.derived else {}),
                        }
                        for column, declared in table.columns.items()
                    },
                }
                for name, table in self.tables.items()
            },
        }

    @staticmethod
    def from_plain(plain: dict[str, Any]) -> Vocabulary:
        """Return the vocabulary that `to_plain` wrote."""

        def declaration(entry: dict[str, Any]) -> Declaration:
            return Declaration(
                Datatype.from_plain(entry["type"]),
                entry["title"],
                entry["pack"],
                derived=entry.get("derived", False),
            )

        return Vocabulary(
            {name: declaration(entry) for name, entry in plain["facts"].items()},
            {
                name: TableDeclaration(
                    name,
                    entry["title"],
                    entry["pack"],
                    tuple(entry["key"]),
                    entry["time"],
                    None if entry["edge"] is None else (entry["edge"][0], entry["edge"][1]),
                    {column: declaration(part) for column, part in entry["columns"].items()},
                )
                for name, entry in plain["tables"].items()
            },
        )


def merge(vocabularies: Iterable[Vocabulary]) -> Vocabulary:
    """Return the union of vocabularies: later ones add facts, tables, columns and options."""
    facts: dict[str, Declaration] = {}
    tables: dict[str, TableDeclaration] = {}
    for vocabulary in vocabularies:
        for name, fact in vocabulary.facts.items():
            facts[name] = _wider(facts[name], fact) if name in facts else fact
        for name, table in vocabulary.tables.items():
            known = tables.get(name)
            columns = {} if known is None else dict(known.columns)
            for column, declared in table.columns.items():
                columns[column] = (
                    _wider(columns[column], declared) if column in columns else declared
                )
            head = known or table
            tables[name] = TableDeclaration(
                name, head.title, head.pack, head.key, head.time, head.edge, columns
            )
    return Vocabulary(facts, tables)


def _wider(known: Declaration, more: Declaration) -> Declaration:
    """Return a declaration with the options of both, in the order in which they were declared."""
    added = [option for option in more.type.options if option not in known.type.options]
    if not added:
        return known
    type = Datatype(
        known.type.kind,
        options=(*known.type.options, *added),
        ranked=known.type.ranked,
        may_be_none=known.type.may_be_none,
    )
    return Declaration(type, known.title, known.pack, derived=known.derived)


def evidence_table() -> TableDeclaration:
    """Return the table `evidence` for packs that do not declare it: sources always need it."""
    text, day = Kind.TEXT, Kind.DATE
    columns = {"id": Declaration(Datatype(text), "", "core")}
    for name, kind in (
        ("title", text),
        ("file", text),
        ("sha256", text),
        ("issued", day),
        ("valid_until", day),
        ("issuer", text),
    ):
        columns[name] = Declaration(Datatype(kind, may_be_none=True), "", "core")
    return TableDeclaration("evidence", "Evidence", "core", ("id",), None, None, columns)
