"""The rows that stand in the dossier's own text, read by columns like those of a ledger."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from checker.diagnostic.nearest import nearest
from checker.dossier.column import from_written, read_column
from checker.dossier.mistake import Mistake, quote
from checker.dossier.scalar import PLAIN, Written, is_plain, read_key
from checker.dossier.strict_yaml import Mapping, Node, Scalar
from checker.dossier.strict_yaml import Sequence as Items
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import CellNote, Column
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from checker.dossier.value import Reader, Said
    from checker.model.pack import TableDeclaration
    from checker.model.source import Origin


class Part:
    """Rows of a table from one place: the dossier's own rows, or one file.

    `keys` are None when the rows have no key column: then they are named by file and line, and by `sheet`
    where the table has several sheets of the file.
    `origin_of` and `line_of` find a row, counted within the part.
    """

    __slots__ = (
        "columns",
        "file",
        "key_place",
        "keys",
        "line_of",
        "notes",
        "origin_of",
        "sheet",
        "size",
        "source",
    )

    def __init__(
        self,
        file: str,
        size: int,
        keys: list[str] | None,
        columns: dict[str, Column],
        origin_of: Callable[[int, str | None], Origin],
        line_of: Callable[[int], int],
        source: str | None = None,
        notes: dict[tuple[int, str], CellNote] | None = None,
        key_place: str | None = None,
        sheet: str | None = None,
    ) -> None:
        self.file = file
        self.sheet = sheet
        self.size = size
        self.keys = keys
        self.columns = columns
        self.origin_of = origin_of
        self.line_of = line_of
        self.source = source
        self.notes = notes or {}
        self.key_place = key_place


class Columns:
    """Decides what a column's name means for one table.

    `unused` gathers columns that only packs which are not selected declare.
    """

    __slots__ = ("declaration", "halves", "others", "unused")

    def __init__(
        self,
        declaration: TableDeclaration,
        others: Callable[[], TableDeclaration | None],
        halves: Callable[[str], bool],
        unused: dict[str, None],
    ) -> None:
        self.declaration = declaration
        self.others = others
        self.halves = halves
        self.unused = unused

    @property
    def only_key(self) -> str | None:
        """The single key column, where it is text: its cells are the keys, and read as such."""
        key = self.declaration.key
        if len(key) != 1:
            return None
        declared = self.declaration.columns.get(key[0])
        return key[0] if declared is None or declared.type.kind is Kind.TEXT else None

    def type_of(self, name: str) -> Datatype | Mistake | None:
        """Return the type of a column, None where its values are not used, or what is wrong."""
        declared = self.declaration.columns.get(name)
        if declared is not None:
            if not declared.derived:
                return declared.type
            return Mistake(
                "derived-column",
                said("{name} is computed: it cannot be given", name=quote(name)),
                hint="delete it; the pack computes it from the other columns",
            )
        if name in self.declaration.key:
            return TEXT
        other = self.others()
        if other is not None and name in other.columns:
            self.unused[f"{self.declaration.name}.{name}"] = None
            return None
        names = self.names()
        if other is not None:
            names += list(other.columns)
        return Mistake(
            "column-unknown",
            said(
                "no pack declares a column {name} in {table}",
                name=quote(name),
                table=self.declaration.name,
            ),
            hint=AFTER_COMMA if name[:1].isdigit() else partial(nearest, name, names),
        )

    def names(self) -> list[str]:
        """Return the names of the columns that can be given."""
        columns = self.declaration.columns
        return [*(n for n in self.declaration.key if n not in columns)] + [
            name for name, declared in columns.items() if not declared.derived
        ]


TEXT = Datatype(Kind.TEXT)
AFTER_COMMA = "inside `{}` a comma ends the value: write numbers with a decimal point"


def read_rows(items: Items, columns: Columns, reader: Reader) -> Part:
    """Return the rows of a list of mappings; mistakes are noted where they stand."""
    rows: list[Mapping] = []
    for item in items.items:
        if isinstance(item, Mapping):
            rows.append(item)
        else:
            reader.note(item, Mistake("table-form", "a row is a mapping of columns to values"))
    names: dict[str, Mapping] = {}  # each with the row in which it first stands
    for row in rows:
        for name in row.entries:
            if name not in names:
                names[name] = row
    read: dict[str, Column] = {}
    notes: dict[tuple[int, str], CellNote] = {}
    only_key = columns.only_key
    for name, first in names.items():
        if name == only_key:
            continue  # it is read once, as the key
        datatype = columns.type_of(name)
        if datatype is None:
            continue
        if isinstance(datatype, Mistake):
            reader.note_key(first, name, datatype)
            continue
        read[name] = _read_cells(rows, name, datatype, reader, notes, halves=columns.halves(name))
    key = columns.declaration.key
    keys = _keys(rows, key, names, reader) if rows else []
    if keys is not None and only_key is not None and only_key in names:
        read[only_key] = Column(list(keys), plain=True)

    def origin_of(row: int, column: str | None) -> Origin:
        mapping = rows[row]
        if column is not None and column in mapping.entries:
            return reader.origin(mapping.entries[column][1])
        return reader.origin(mapping)

    return Part(
        reader.file, len(rows), keys, read, origin_of, lambda row: rows[row].line, notes=notes
    )


def _read_cells(
    rows: Sequence[Mapping],
    name: str,
    datatype: Datatype,
    reader: Reader,
    notes: dict[tuple[int, str], CellNote],
    *,
    halves: bool,
) -> Column:
    texts: list[str] = []
    odd: dict[int, Node] = {}
    keeps_quoted = datatype.kind is Kind.TEXT
    for at, row in enumerate(rows):
        entry = row.entries.get(name)
        if entry is None:
            texts.append("")
            continue
        node = entry[1]
        if node.__class__ is Scalar and not (keeps_quoted and node.quoted):
            texts.append(node.text)
        else:
            odd[at] = node
            texts.append("")
    column, bad, more = read_column(texts, datatype, PLAIN, halves=halves)
    for at, mistake in bad:
        reader.note(rows[at].entries[name][1], mistake)
    reader.mistakes.count(more)
    if odd:
        column = _with_odd(texts, odd, name, datatype, reader, notes, column, halves=halves)
    return column


def _with_odd(
    texts: list[str],
    odd: dict[int, Node],
    name: str,
    datatype: Datatype,
    reader: Reader,
    notes: dict[tuple[int, str], CellNote],
    column: Column,
    *,
    halves: bool,
) -> Column:
    """Put in the cells that say more than a plain value."""
    stated: dict[int, Said] = {}
    for at, node in odd.items():
        found = reader.value(node, datatype)
        if found is None:
            continue
        stated[at] = found
        if found.source or found.note or found.why or not found.public:
            notes[at, name] = CellNote(
                found.source, found.locator, found.note, found.why, public=found.public
            )
    if datatype.kind not in (Kind.QUANTITY, Kind.WHOLE):
        for at, found in stated.items():
            column.cells[at] = found.written.value
        column.plain = all(map(is_plain, column.cells))
        return column
    # Numbers share a denominator: read all of them anew.
    from checker.dossier.scalar import read_scalar

    written: list[Written | None] = []
    for at, text in enumerate(texts):
        if at in stated:
            written.append(stated[at].written)
        else:
            plain = read_scalar(text, datatype)
            written.append(plain if isinstance(plain, Written) else None)
    return from_written(written, halves=halves)


def _keys(
    rows: Sequence[Mapping], key: tuple[str, ...], names: dict[str, Mapping], reader: Reader
) -> list[str] | None:
    """Return the key of each row, or None where no row has any."""
    if not key or not all(name in names for name in key):
        return None
    keys: list[str] = []
    for row in rows:
        parts: list[str] = []
        for name in key:
            node: Any = row.get(name)
            if node is not None and not isinstance(node, Scalar):
                reader.note(
                    node,
                    Mistake("row-key", said("the key {name} is a single value", name=quote(name))),
                )
                continue
            text = "" if node is None else node.text.strip()
            if text in ("", "~", "null") and not (node is not None and node.quoted and text):
                reader.note(
                    row,
                    Mistake(
                        "row-without-key",
                        said("a row without {name}: a total row?", name=quote(name)),
                        want=said("its own `{name}` in each row", name=name),
                    ),
                )
                continue
            part = read_key(text)
            if isinstance(part, Mistake):
                reader.note(node or row, part)
                continue
            parts.append(part)
        keys.append("/".join(parts) if len(parts) == len(key) else "")
    return keys
