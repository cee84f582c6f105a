"""A dossier and the vocabulary become facts and tables, each value with its origin."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any

from checker.diagnostic.nearest import nearest
from checker.dossier.collecting import Paused
from checker.dossier.column import join_columns
from checker.dossier.link import EVIDENCE, Links
from checker.dossier.mistake import Mistake, Mistakes, quote
from checker.dossier.raw import HEAD, RawDossier, from_text, open_dossier
from checker.dossier.row import AFTER_COMMA, Columns, Part, read_rows
from checker.dossier.section import read_judgements, read_readings, read_waivers
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence
from checker.dossier.table import FileReader
from checker.dossier.value import Reader, is_blank
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import (
    CellNote,
    Dossier,
    Fact,
    InputFile,
    Partial,
    Period,
    TableData,
)
from checker.model.pack import Declaration, TableDeclaration, Vocabulary
from checker.model.said import said
from checker.model.source import Origin, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Container

__all__ = ["RawDossier", "from_text", "open_dossier", "read_dossier"]

_SECTIONS = ("readings", "judgements", "waivers")
_TABLE_KEYS = ("complete", "rows", "files", "note")
_COMPLETE_KEYS = ("value", "source", "note", "from", "to")


def _evidence_declaration() -> TableDeclaration:
    """Return the table `evidence` for a vocabulary that lacks it: sources always need it."""
    text, day = Datatype(Kind.TEXT, may_be_none=True), Datatype(Kind.DATE, may_be_none=True)
    columns = {
        name: Declaration(day if name in ("issued", "valid_until") else text, "", "core")
        for name in ("title", "file", "sha256", "issued", "valid_until", "issuer")
    }
    return TableDeclaration(EVIDENCE, "Evidence", "core", ("id",), None, None, columns)


class _Names:
    """A vocabulary prepared for look-ups: its names, and the groups that they stand in."""

    __slots__ = ("groups", "tables", "vocabulary")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.groups: set[str] = set()
        for name in vocabulary.facts:
            at = name.find(".")
            while at >= 0:
                self.groups.add(name[:at])
                at = name.find(".", at + 1)
        self.tables = dict(vocabulary.tables)
        self.tables.setdefault(EVIDENCE, _evidence_declaration())


# The same packs read many dossiers: their names are prepared once.
_LAST: list[_Names] = []


def _prepared(vocabulary: Vocabulary) -> _Names:
    if not _LAST or _LAST[0].vocabulary is not vocabulary:
        _LAST[:] = [_Names(vocabulary)]
    return _LAST[0]


def read_dossier(
    raw: RawDossier,
    vocabulary: Vocabulary,
    others: Callable[[], Vocabulary],
    *,
    as_of: int | None = None,
    written_forms: Container[tuple[str, str]] = (),
) -> Dossier:
    """Return the dossier with all its facts and tables.

    Args:
        raw: what `open_dossier` returned.
        vocabulary: what the selected packs declare.
        others: what all packs that can be found declare; called for a name that is not in
            `vocabulary`, and then only once.
        as_of: the ordinal of the day to judge on, in place of the dossier's own.
        written_forms: the (table, column) pairs whose last digits as written are asked for.

    Raises:
        InputError: with all mistakes of the dossier and its files.
    """
    with Paused():
        return _Reading(raw, _prepared(vocabulary), others, as_of, written_forms).read()


class _Reading:
    """The state of one reading: it exists for the length of `read_dossier`."""

    def __init__(
        self,
        raw: RawDossier,
        names: _Names,
        others: Callable[[], Vocabulary],
        as_of: int | None,
        written_forms: Container[tuple[str, str]],
    ) -> None:
        self.raw = raw
        self.names = names
        self.call_others = others
        self.other_names: _Names | None = None
        self.as_of = raw.as_of if as_of is None else as_of
        self.written_forms = written_forms
        self.mistakes = Mistakes(raw.prefix)
        self.mistakes.found += raw.found
        self.mistakes.sources[raw.file] = Source(raw.file, raw.text)
        self.reader = Reader(raw.file, self.mistakes)
        self.facts: dict[str, Fact] = {}
        self.tables: dict[str, TableData] = {}
        self.suspect: set[str] = (
            set()
        )  # tables with mistakes: what names their rows cannot be judged
        self.unused: dict[str, None] = {}
        self.notes: dict[str, None] = {}
        self.inputs = [InputFile(raw.file, raw.sha256)]
        self.files = FileReader(raw.files, self.reader, self.inputs, self.notes)

    def others(self) -> _Names:
        if self.other_names is None:
            self.other_names = _Names(self.call_others())
        return self.other_names

    def read(self) -> Dossier:
        raw = self.raw
        root = raw.root
        if self.as_of is None and not any(
            found.mistake.code == "as-of-missing" for found in self.mistakes.found
        ):
            node = root.get("as_of")
            if node is None or (isinstance(node, Scalar) and node.text in ("", "~", "null")):
                self.mistakes.add(
                    Origin(raw.file, *((node.line, node.column) if node else (1, 1))),
                    Mistake(
                        "as-of-missing",
                        "the day on which the claim is judged is not said",
                        want="as_of: YYYY-MM-DD in the dossier, or --as-of",
                    ),
                )
        nodes: list[tuple[str, Node]] = []
        for key, (_, node) in root.entries.items():
            if key in HEAD or key in _SECTIONS:
                continue
            if key in self.names.tables:
                nodes.append((key, node))
            else:
                self.walk(root, key, key, node, self.names)
        coverage = self.coverage_later(nodes)
        readings = read_readings(root.get("readings"), self.reader)
        judgements = read_judgements(root.get("judgements"), self.reader)
        waivers = read_waivers(root.get("waivers"), self.reader)
        links = Links(self.reader, self.tables, self.suspect)
        links.check_sources()
        links.check_evidence(raw.files, self.inputs)
        links.check_references(self.facts, self.names.tables)
        if self.mistakes:
            raise self.mistakes.error()
        self.head_facts()
        self.cover(coverage)
        return Dossier(
            id=raw.id,
            as_of=self.as_of or 0,
            language=raw.language,
            packs=raw.packs,
            facts=self.facts,
            tables=self.tables,
            file=raw.file,
            sha256=raw.sha256,
            place_for=self.place_for,
            readings=readings,
            judgements=judgements,
            waivers=waivers,
            inputs=tuple(self.inputs),
            unused=tuple(sorted(self.unused)),
            notes=tuple(self.notes),
        )

    # --- facts ---------------------------------------------------------------------------

    def walk(self, mapping: Mapping, key: str, name: str, node: Node, names: _Names) -> None:
        """Read what stands under a name: a fact, or a group of them."""
        declared = names.vocabulary.facts.get(name)
        if declared is not None:
            if names is not self.names:
                self.unused[name] = None
            elif name in self.facts:
                self.reader.note_key(
                    mapping,
                    key,
                    Mistake(
                        "duplicate-key",
                        said("{name} is given twice", name=quote(name)),
                        have=said("first in line {line}", line=self.facts[name].origin.line),
                    ),
                )
            else:
                self.fact(name, node, declared)
            return
        if name in names.groups:
            if isinstance(node, Mapping):
                for inner, (_, value) in node.entries.items():
                    self.walk(node, inner, f"{name}.{inner}", value, self.pick(f"{name}.{inner}"))
            elif not (isinstance(node, Scalar) and node.text in ("", "~", "null")):
                first = min(n for n in names.vocabulary.facts if n.startswith(name + "."))
                self.reader.note(
                    node,
                    Mistake(
                        "value-form",
                        said("{name} is a group of facts, not a fact", name=quote(name)),
                        hint=f"{name}: {{{first.removeprefix(name + '.')}: …}}",
                    ),
                )
            return
        if names is self.names:
            other = self.others()
            if name in other.vocabulary.facts or name in other.groups:
                self.walk(mapping, key, name, node, other)
                return
            if name in other.tables:
                self.unused[name] = None
                return
        self.unknown_name(mapping, key, name)

    def pick(self, name: str) -> _Names:
        """Return the names that know a name: those of the selected packs first."""
        if name in self.names.vocabulary.facts or name in self.names.groups:
            return self.names
        other = self.others()
        if name in other.vocabulary.facts or name in other.groups:
            return other
        return self.names

    def unknown_name(self, mapping: Mapping, key: str, name: str) -> None:
        hint = (lambda: AFTER_COMMA) if key[:1].isdigit() else (lambda: self.nearest_name(name))
        self.reader.note_key(
            mapping,
            key,
            Mistake("name-unknown", said("no pack declares {name}", name=quote(name)), hint=hint),
        )

    def nearest_name(self, name: str) -> str | None:
        """Return the name that was probably meant, without its group where that is the same."""
        known = {*self.names.vocabulary.facts, *self.names.groups, *self.names.tables, *HEAD}
        known |= set(_SECTIONS)
        other = self.others()
        known |= {*other.vocabulary.facts, *other.groups, *other.tables}
        found = nearest(name, known)
        if found is not None and "." in name:
            group, _, last = found.rpartition(".")
            if group == name.rpartition(".")[0]:
                return last
        return found

    def fact(self, name: str, node: Node, declared: Declaration) -> None:
        stated = self.reader.value(node, declared.type)
        if stated is None:
            return
        written = stated.written
        self.facts[name] = Fact(
            written.value,
            declared.type,
            self.reader.origin(node),
            written=stated.text,
            unit=written.unit,
            decimals=written.decimals,
            source=stated.source,
            locator=stated.locator,
            note=stated.note,
            public=stated.public,
            why=stated.why,
        )

    def head_facts(self) -> None:
        """Give the facts that the head itself says, where packs declare them."""
        for name in ("as_of", "id", "language"):
            declared = self.names.vocabulary.facts.get(name)
            if declared is None:
                continue
            value: Any = self.as_of if name == "as_of" else getattr(self.raw, name)
            node = self.raw.root.get(name)
            origin = Origin(self.raw.file) if node is None else self.reader.origin(node)
            text = node.text if isinstance(node, Scalar) else ""
            self.facts[name] = Fact(value, declared.type, origin, written=text)

    # --- tables --------------------------------------------------------------------------

    def coverage_later(
        self, nodes: list[tuple[str, Node]]
    ) -> dict[str, tuple[int | None, int | None] | None]:
        """Read the tables; return what each says about the days that it covers."""
        stated: dict[str, tuple[int | None, int | None] | None] = {}
        for name, node in nodes:
            before = len(self.mistakes.found)
            stated[name] = self.table(name, node)
            if len(self.mistakes.found) > before:
                self.suspect.add(name)
        return stated

    def table(self, name: str, node: Node) -> tuple[int | None, int | None] | None:
        declaration = self.names.tables[name]
        reader = self.reader
        if isinstance(node, Scalar) and node.text in ("", "~", "null"):
            return None
        if not isinstance(node, Mapping):
            hint = f"{name}: {{complete: yes, rows: […]}}" if isinstance(node, Sequence) else None
            reader.note(
                node,
                Mistake(
                    "table-form",
                    said("{name} is a table", name=quote(name)),
                    want="a mapping with `rows` or `files`, and `complete`",
                    hint=hint,
                ),
            )
            return None
        reader.keys(node, _TABLE_KEYS, said("a table"))
        complete, source, days = self.completeness(node.get("complete"))

        def other_table() -> TableDeclaration | None:
            return self.others().tables.get(name)

        def halves(column: str) -> bool:
            return (name, column) in self.written_forms

        columns = Columns(declaration, other_table, halves, self.unused)
        parts: list[Part] = []
        rows = node.get("rows")
        if isinstance(rows, Sequence):
            parts.append(read_rows(rows, columns, reader))
        elif rows is not None and not is_blank(rows):
            reader.note(
                rows, Mistake("table-form", "`rows` is a list", want="a row after each `-`")
            )
        files = node.get("files")
        if isinstance(files, Sequence):
            for item in files.items:
                parts += self.files.read(item, columns)
        elif files is not None and not is_blank(files):
            parts += self.files.read(files, columns)
        self.tables[name] = self.join(
            declaration,
            parts,
            complete=complete,
            source=source,
            origin=Origin(self.raw.file, *self.raw.root.place_of(name)),
        )
        return days

    def completeness(
        self, node: Node | None
    ) -> tuple[bool, str | None, tuple[int | None, int | None] | None]:
        """Return what a table says of itself: complete, by which source, for which days."""
        reader = self.reader
        if not isinstance(node, Mapping):
            return reader.yes_no(node) or False, None, None
        reader.keys(node, _COMPLETE_KEYS, "`complete`")
        source, _ = reader.cite(node.get("source"))
        reader.text(node.get("note"))
        first, last = reader.day(node.get("from")), reader.day(node.get("to"))
        days = None if first is None and last is None else (first, last)
        if first is not None and last is not None and last < first:
            reader.note_key(node, "to", Mistake("period-reversed", "`to` lies before `from`"))
        return reader.yes_no(node.get("value")) or False, source, days

    def join(
        self,
        declaration: TableDeclaration,
        parts: list[Part],
        *,
        complete: bool,
        source: str | None,
        origin: Origin,
    ) -> TableData:
        """Return one table from the parts of it; a key that stands twice is a mistake."""
        keys: list[str] = []
        unnamed = [part.file for part in parts if part.keys is None]
        for part in parts:
            if part.keys is None:
                keys += _by_line(part, alone=unnamed.count(part.file) == 1)
            else:
                keys += part.keys
        starts = [0]
        for part in parts:
            starts.append(starts[-1] + part.size)
        if len(set(keys)) != len(keys):
            self.repeated(declaration, keys, parts, starts)
        names = dict.fromkeys(name for part in parts for name in part.columns)
        columns = {
            name: join_columns([(part.size, part.columns.get(name)) for part in parts])
            for name in names
        }
        notes: dict[tuple[int, str], CellNote] = {}
        for part, start in zip(parts, starts, strict=False):
            for (row, column), note in part.notes.items():
                notes[start + row, column] = note

        def part_of(row: int) -> tuple[Part, int]:
            at = bisect_right(starts, row) - 1
            return parts[at], row - starts[at]

        def origin_of(row: int, column: str | None) -> Origin:
            part, inner = part_of(row)
            return part.origin_of(inner, column)

        def source_of_row(row: int) -> str | None:
            return part_of(row)[0].source

        return TableData(
            declaration.name,
            keys,
            columns,
            complete=complete,
            complete_source=source,
            coverage=None,
            origin=origin,
            origin_of=origin_of,
            source_of_row=source_of_row,
            notes=notes,
        )

    def repeated(
        self, declaration: TableDeclaration, keys: list[str], parts: list[Part], starts: list[int]
    ) -> None:
        seen: dict[str, int] = {}
        for row, key in enumerate(keys):
            if not key:
                continue  # noted already: a row without a key
            first = seen.setdefault(key, row)
            if first == row:
                continue
            at, before = bisect_right(starts, row) - 1, bisect_right(starts, first) - 1
            name = declaration.key[0] if len(declaration.key) == 1 else None
            place = parts[at].origin_of(row - starts[at], name)
            earlier = parts[before].origin_of(first - starts[before], name)
            self.mistakes.add(
                place,
                Mistake(
                    "duplicate-row",
                    said(
                        "the row {key} of {name} is given twice",
                        key=quote(key),
                        name=declaration.name,
                    ),
                    have=said("first at {earlier}", earlier=earlier),
                    want="a key of its own for each row",
                ),
                length=len(key),
            )

    def cover(self, stated: dict[str, tuple[int | None, int | None] | None]) -> None:
        """Say for each table which days its `complete` covers."""
        ranges: list[tuple[int | None, int | None]] = []
        period = self.facts.get("period")
        if period is not None and isinstance(period.value, Period):
            ranges.append((_late(period.value.start), _early(period.value.end)))
        periods = self.tables.get("periods")
        if periods is not None and "start" in periods.columns and "end" in periods.columns:
            pairs = zip(periods.columns["start"].cells, periods.columns["end"].cells, strict=True)
            ranges += [(_late(start), _early(end)) for start, end in pairs]
        usual = tuple(dict.fromkeys(ranges)) or None
        for name, table in self.tables.items():
            days = stated.get(name)
            if days is None:
                table.coverage = usual
                continue
            # An end that is not said is that of the dossier's period.
            first, last = days
            if ranges and period is not None:
                first = ranges[0][0] if first is None else first
                last = ranges[0][1] if last is None else last
            table.coverage = ((first, last),)

    def place_for(self, name: str) -> Origin:
        """Return where a fact, a column or a table that is not given would be written."""
        mapping, place = self.raw.root, None
        for part in name.replace("[", ".").replace("]", "").split("."):
            entry = mapping.entries.get(part)
            if entry is None:
                break
            place = mapping.place_of(part)
            if not isinstance(entry[1], Mapping):
                break
            mapping = entry[1]
        if place is None:
            text = self.raw.text.rstrip()
            place = (text.count("\n") + 1, 1)
        return Origin(self.raw.file, *place)


def _by_line(part: Part, *, alone: bool) -> list[str]:
    """Return keys for rows that have none: their file and line, and the column where lines repeat.

    Where the part is not the file's only one, its sheet stands between them.
    """
    keys: list[str] = []
    seen: set[int] = set()
    file = part.file if alone or part.sheet is None else f"{part.file}:{part.sheet}"
    for row in range(part.size):
        line = part.line_of(row)
        key = f"{file}:{line}"
        keys.append(key if line not in seen else f"{key}:{part.origin_of(row, None).column}")
        seen.add(line)
    return keys


def _late(day: Any) -> int | None:
    """Return the last day that a start can be: what it surely covers begins there."""
    found = day.upper if isinstance(day, Partial) else day
    return found if isinstance(found, int) else None


def _early(day: Any) -> int | None:
    found = day.lower if isinstance(day, Partial) else day
    return found if isinstance(found, int) else None
