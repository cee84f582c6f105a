"""How a ledger is to be read: what the dossier (or a mapping file beside it) says about a file."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from checker.dossier.mistake import Mistake, quote
from checker.dossier.place import RefusedError
from checker.dossier.scalar import Form, date_pattern, find_written_unit, normal
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, decode_utf8, parse_text
from checker.dossier.value import Reader, is_blank
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import InputFile
from checker.model.limit import LIMITS
from checker.model.said import joined, said
from checker.model.source import Origin
from checker.model.unit import find_unit

if TYPE_CHECKING:
    from checker.dossier.raw import Files
    from checker.dossier.row import Columns
    from checker.model.unit import Unit

_OWN = ("file", "mapping", "sheet", "sha256", "source", "last_row", "note")
_SHARED = (
    "columns",
    "dates",
    "decimal",
    "encoding",
    "header",
    "ignore",
    "separator",
    "set",
    "skip",
    "thousands",
    "values",
)
_SEPARATORS = {
    ",": ",",
    ";": ";",
    "\t": "\t",
    "|": "|",
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "pipe": "|",
}
_WHOLE = Datatype(Kind.WHOLE)


class Given:
    """A column of ours: what it is called in the file, the unit of its bare numbers, its values."""

    __slots__ = ("place", "theirs", "unit", "values")

    def __init__(self, theirs: str, place: Origin, unit: Unit | None = None) -> None:
        self.theirs = theirs
        self.place = place
        self.unit = unit
        self.values: dict[str, str] = {}


class Spec:
    """Everything that is said about one file.

    `given` are the columns that are renamed, `values` the texts that are mapped, `constants` the
    columns that the file does not have; all by our names. `ignored` are columns of the file, and `skipped`
    the texts in columns of the file whose rows are no rows of the table. `unread` are the kinds whose form
    was said wrongly: a mistake in each of their cells would say nothing new.
    """

    __slots__ = (
        "constants",
        "encoding",
        "file",
        "form",
        "given",
        "header",
        "ignored",
        "ignores_others",
        "last_row",
        "node",
        "pinned",
        "reader",
        "separator",
        "sheet",
        "skipped",
        "source",
        "unread",
        "values",
    )

    def __init__(self, file: str, node: Node, reader: Reader) -> None:
        self.file = file
        self.node = node
        self.reader = reader
        self.header: int | None = None
        self.last_row: int | None = None
        self.sheet: Scalar | None = None
        self.encoding: str | None = None
        self.separator: str | None = None
        self.pinned: Scalar | None = None
        self.source: str | None = None
        self.form = Form()
        self.unread: tuple[Kind, ...] = ()
        self.given: dict[str, Given] = {}
        self.ignored: dict[str, Origin] = {}
        self.ignores_others = False
        self.values: dict[str, dict[str, str]] = {}
        self.constants: dict[str, tuple[Scalar, Reader]] = {}
        self.skipped: dict[str, tuple[frozenset[str], Origin]] = {}

    def names(self) -> set[str]:
        """Return the names that the file's header is expected to have."""
        return {given.theirs for given in self.given.values()} | set(self.ignored)


class _Parts:
    """The entries about one file, each with the reader of the file that they stand in."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: dict[str, tuple[Node, Reader]] = {}

    def add(self, mapping: Mapping, reader: Reader) -> None:
        for key, (_, node) in mapping.entries.items():
            self.entries[key] = (node, reader)

    def text(self, key: str) -> tuple[str, Node, Reader] | None:
        if key not in self.entries:
            return None
        node, reader = self.entries[key]
        if isinstance(node, Scalar) and node.quoted and node.text in (" ", "\t"):
            return node.text, node, reader
        text = reader.text(node)
        return None if text is None else (text, node, reader)


def read_spec(
    node: Node, columns: Columns, reader: Reader, files: Files, inputs: list[InputFile]
) -> Spec | None:
    """Return what an entry of `files` says; None where it does not even name a file."""
    if isinstance(node, Scalar):
        name = reader.text(node)
        return None if name is None else Spec(name, node, reader)
    if not isinstance(node, Mapping):
        reader.note(node, Mistake("file-entry", "an entry of `files` names a file"))
        return None
    reader.keys(node, _OWN + _SHARED, said("a file entry"))
    named = node.get("file")
    name = reader.text(named)
    if name is None or named is None:
        if named is None or isinstance(named, Scalar):
            reader.note(node, Mistake("file-entry", "this entry names no file", want="file: NAME"))
        return None
    spec = Spec(name, named, reader)
    parts = _Parts()
    if "mapping" in node.entries:
        _add_mapping(node.entries["mapping"][1], parts, reader, files, inputs)
    parts.add(node, reader)
    sheet = node.get("sheet")
    if sheet is not None and reader.text(sheet) is not None and isinstance(sheet, Scalar):
        spec.sheet = sheet
    pinned = node.get("sha256")
    if pinned is not None and reader.text(pinned) is not None and isinstance(pinned, Scalar):
        spec.pinned = pinned
    spec.source, _ = reader.cite(node.get("source"))
    reader.text(node.get("note"))
    spec.header = _row(parts, "header")
    spec.last_row = _row(parts, "last_row")
    if spec.header and spec.last_row and spec.last_row <= spec.header:
        at, of = parts.entries["last_row"]
        of.note(at, Mistake("file-entry", "`last_row` is not below the header"))
    _read_encoding(parts, spec)
    _read_form(parts, spec)
    _read_columns(parts, spec, columns)
    _read_values(parts, spec)
    _read_constants(parts, spec)
    _read_ignored(parts, spec)
    _read_skipped(parts, spec)
    return spec


def _add_mapping(
    node: Node, parts: _Parts, reader: Reader, files: Files, inputs: list[InputFile]
) -> None:
    name = reader.text(node)
    if name is None:
        return
    try:
        data = files.read(name, LIMITS.DOSSIER_BYTES)
    except RefusedError as refused:
        reader.note(node, refused.mistake)
        return
    inputs.append(InputFile(name, hashlib.sha256(data).hexdigest()))
    text = decode_utf8(data, name, reader.mistakes)
    if text is None:
        return
    root = parse_text(text, name, reader.mistakes)
    inner = Reader(name, reader.mistakes)
    inner.cited = reader.cited
    if isinstance(root, Mapping):
        inner.keys(root, _SHARED, said("a mapping file"))
        parts.add(root, inner)
    elif root is not None:
        inner.note(root, Mistake("file-entry", "a mapping file is a mapping of names"))


def _row(parts: _Parts, key: str) -> int | None:
    if key not in parts.entries:
        return None
    node, reader = parts.entries[key]
    value = reader.scalar(node, _WHOLE)
    if value is None:
        return None
    row = int(value)
    if not 1 <= row <= 100_000_000:
        reader.note(
            node, Mistake("file-entry", said("`{key}` is a row number, counted from 1", key=key))
        )
        return None
    return row


_ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "utf-16": "utf-16",
    "utf-16le": "utf-16le",
    "utf-16-le": "utf-16le",
    "utf-16be": "utf-16be",
    "utf-16-be": "utf-16be",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "shift_jis": "shift_jis",
    "shift-jis": "shift_jis",
    "sjis": "shift_jis",
    "cp932": "shift_jis",
    "windows-1252": "windows-1252",
    "cp1252": "windows-1252",
}


def _read_encoding(parts: _Parts, spec: Spec) -> None:
    stated = parts.text("encoding")
    if stated is not None:
        text, node, reader = stated
        spec.encoding = _ENCODINGS.get(text.lower())
        if spec.encoding is None:
            reader.note(
                node,
                Mistake(
                    "file-entry",
                    said("{text} is not an encoding that is known", text=quote(text)),
                    want=joined(dict.fromkeys(_ENCODINGS.values())),
                ),
            )
    stated = parts.text("separator")
    if stated is not None:
        text, node, reader = stated
        spec.separator = _SEPARATORS.get(text)
        if spec.separator is None:
            reader.note(
                node,
                Mistake(
                    "file-entry",
                    said("{text} is not a separator that is known", text=quote(text)),
                    want="comma, semicolon, tab or pipe",
                ),
            )


def _read_form(parts: _Parts, spec: Spec) -> None:
    dates = parts.text("dates")
    spelling = None
    if dates is not None:
        text, node, reader = dates
        if date_pattern(text) is None:
            reader.note(
                node,
                Mistake(
                    "file-entry",
                    said("{text} does not say how dates are written", text=quote(text)),
                    want="YYYY, M or MM and D or DD with what stands between, as in YYYY/M/D",
                ),
            )
            spec.unread += (Kind.DATE, Kind.PERIOD)
        else:
            spelling = text
    marks = {"thousands": "", "decimal": "."}
    for key, allowed in (("thousands", ",.'’ _"), ("decimal", ".,")):
        stated = parts.text(key)
        if stated is None:
            continue
        text, node, reader = stated
        if len(text) != 1 or text not in allowed:
            reader.note(
                node,
                Mistake(
                    "file-entry",
                    said("{text} cannot be the `{key}` mark", text=quote(text), key=key),
                    want=said(
                        "one of {options}", options=" ".join(f'"{mark}"' for mark in allowed)
                    ),
                ),
            )
            spec.unread += (Kind.QUANTITY, Kind.WHOLE)
        else:
            marks[key] = text
    if marks["thousands"] == marks["decimal"]:
        key = "decimal" if "decimal" in parts.entries else "thousands"
        node, reader = parts.entries.get(key, (spec.node, spec.reader))
        reader.note(
            node,
            Mistake(
                "file-entry",
                "`thousands` and `decimal` are the same mark",
                hint='say both, as in `thousands: ".", decimal: ","`',
            ),
        )
        marks["thousands"] = ""
        spec.unread += (Kind.QUANTITY, Kind.WHOLE)
    spec.form = Form(dates=spelling, thousands=marks["thousands"], decimal=marks["decimal"])


def _read_columns(parts: _Parts, spec: Spec, columns: Columns) -> None:
    if "columns" not in parts.entries:
        return
    node, reader = parts.entries["columns"]
    if not isinstance(node, Mapping):
        reader.note(
            node, Mistake("file-entry", "`columns` is a mapping", want="our name: name in the file")
        )
        return
    for name, (_, inner) in node.entries.items():
        datatype = columns.type_of(name)
        if isinstance(datatype, Mistake):
            reader.note_key(node, name, datatype)
            continue
        unit: Unit | None = None
        theirs: str | None
        if isinstance(inner, Mapping):
            reader.keys(inner, ("from", "unit"), said("a column entry"))
            theirs = reader.text(inner.get("from")) or name
            stated = reader.text(inner.get("unit"))
            at = inner.get("unit")
            if stated is not None and at is not None and datatype is not None:
                found = find_written_unit(stated, datatype)
                # With a wrong unit the cells are still looked at, as if it were the usual one.
                unit = find_unit(datatype.unit)
                if isinstance(found, Mistake):
                    reader.note(at, found)
                elif datatype.kind is not Kind.QUANTITY or found.dimension != datatype.dimension:
                    reader.note(
                        at,
                        Mistake(
                            "wrong-dimension",
                            said(
                                "{text} is not a unit of the column {name}",
                                text=quote(stated),
                                name=quote(name),
                            ),
                            want=datatype.describe(),
                        ),
                    )
                else:
                    unit = found
            place = reader.origin(inner.get("from") or inner)
        else:
            theirs = reader.text(inner)
            place = reader.origin(inner)
        if theirs is None:
            continue
        if datatype is None:
            spec.ignored[theirs] = place  # of a pack that is not selected: listed as unused
            continue
        spec.given[name] = Given(normal(theirs), place, unit)


def _read_values(parts: _Parts, spec: Spec) -> None:
    if "values" not in parts.entries:
        return
    node, reader = parts.entries["values"]
    if not isinstance(node, Mapping):
        reader.note(
            node, Mistake("file-entry", "`values` is a mapping", want="column: {written: meant}")
        )
        return
    for name, (_, inner) in node.entries.items():
        if not isinstance(inner, Mapping):
            reader.note(
                inner, Mistake("file-entry", "values are a mapping", want="{written: meant, …}")
            )
            continue
        meant: dict[str, str] = {}
        for written, (_, value) in inner.entries.items():
            if written in ("", "~", "null"):
                reader.note_key(
                    inner,
                    written,
                    Mistake("file-entry", "a blank cell is unknown: it cannot mean something else"),
                )
            elif not isinstance(value, Scalar):
                reader.note(value, Mistake("file-entry", "a single value is wanted here"))
            else:
                meant[normal(written)] = value.text.strip()
        spec.values[name] = meant


def _read_constants(parts: _Parts, spec: Spec) -> None:
    if "set" not in parts.entries:
        return
    node, reader = parts.entries["set"]
    if not isinstance(node, Mapping):
        reader.note(node, Mistake("file-entry", "`set` is a mapping", want="column: value"))
        return
    for name, (_, inner) in node.entries.items():
        if isinstance(inner, Scalar):
            spec.constants[name] = (inner, reader)
        else:
            reader.note(inner, Mistake("file-entry", "`set` gives a single value for all rows"))


def _read_ignored(parts: _Parts, spec: Spec) -> None:
    if "ignore" not in parts.entries:
        return
    node, reader = parts.entries["ignore"]
    if isinstance(node, Sequence):
        for item in node.items:
            name = reader.text(item)
            if name is not None:
                spec.ignored[normal(name)] = reader.origin(item)
        return
    if isinstance(node, Scalar) and node.text == "others":
        spec.ignores_others = True
        return
    reader.note(
        node,
        Mistake(
            "file-entry",
            "`ignore` lists columns of the file, or says `others`",
            want="ignore: [NAME, …] or ignore: others",
        ),
    )


def _read_skipped(parts: _Parts, spec: Spec) -> None:
    if "skip" not in parts.entries:
        return
    node, reader = parts.entries["skip"]
    if not isinstance(node, Mapping):
        reader.note(
            node,
            Mistake(
                "file-entry", "`skip` is a mapping", want="column of the file: [TEXT of the row, …]"
            ),
        )
        return
    for name, (_, inner) in node.entries.items():
        items = inner.items if isinstance(inner, Sequence) else [inner]
        blank = [item for item in items if isinstance(item, Scalar) and is_blank(item)]
        if blank or not items:
            what = "a row is left out for what stands in it, which cannot be a blank"
            reader.note(blank[0] if blank else inner, Mistake("file-entry", what))
            continue
        texts = [text for item in items if (text := reader.text(item)) is not None]
        spec.skipped[normal(name)] = (frozenset(texts), Origin(reader.file, *node.place_of(name)))
