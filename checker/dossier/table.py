"""Ledger files become columns: text files here, workbooks in `sheet.py`.

Encoding and separator are said or found, and always recorded. A file without quotes is split as a
whole; one with quotes goes through `csv.reader`, strict. Both give the same cells.
"""

from __future__ import annotations

import csv
import hashlib
from typing import TYPE_CHECKING

from checker.dossier.grid import Grid, to_part
from checker.dossier.mapping import Spec, read_spec
from checker.dossier.mistake import Mistake, quote
from checker.dossier.place import RefusedError, hash_mistake
from checker.dossier.scalar import normal
from checker.dossier.strict_yaml import Node, check_characters
from checker.model.dossier import InputFile
from checker.model.limit import LIMITS
from checker.model.said import said
from checker.model.source import Origin, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from checker.dossier.raw import Files
    from checker.dossier.row import Columns, Part
    from checker.dossier.value import Reader

_NAMES = {",": said("comma"), ";": said("semicolon"), "\t": said("tab"), "|": said("pipe")}
CODECS = {"shift_jis": "cp932", "windows-1252": "cp1252"}
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be"))


class FileReader:
    """Reads the files that the tables of one dossier name."""

    __slots__ = ("files", "inputs", "notes", "reader")

    def __init__(
        self, files: Files, reader: Reader, inputs: list[InputFile], notes: dict[str, None]
    ) -> None:
        self.files = files
        self.reader = reader
        self.inputs = inputs
        self.notes = notes

    def read(self, node: Node, columns: Columns) -> list[Part]:
        """Return the rows of the file that an entry of `files` names; mistakes are noted."""
        spec = read_spec(node, columns, self.reader, self.files, self.inputs)
        if spec is None:
            return []
        part = self._read(spec, columns)
        return [] if part is None else [part]

    def _read(self, spec: Spec, columns: Columns) -> Part | None:
        try:
            data = self.files.read(spec.file, LIMITS.LEDGER_BYTES)
        except RefusedError as refused:
            self.reader.note(spec.node, refused.mistake)
            return None
        digest = hashlib.sha256(data).hexdigest()
        record = InputFile(spec.file, digest)
        self.inputs.append(record)
        if spec.pinned is not None:
            wrong = hash_mistake(spec.file, spec.pinned.text.strip(), digest)
            if wrong is not None:
                self.reader.note(spec.pinned, wrong)
        kind = ledger_kind(spec.file, data)
        if isinstance(kind, Mistake):
            self.reader.note(spec.node, kind)
            return None
        if kind == "sheet":
            from checker.dossier.sheet import read_sheet

            grid = read_sheet(data, spec, self.reader, record, self.notes)
        else:
            grid = _Text(spec, columns, self.reader, record).read(data)
        if grid is None:
            return None
        part = to_part(grid, spec, columns, self.reader)
        record.rows = grid.size if part is None else part.size
        return part


def ledger_kind(name: str, data: bytes) -> str | Mistake:
    """Return whether a file is text or a workbook, or why it is not read."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in ("xlsx", "xlsm"):
        if data[:4] != b"PK\x03\x04":
            return Mistake(
                "ledger-kind", said("{name} is not a workbook of Excel", name=quote(name))
            )
        return "sheet"
    if data[:2] == b"\x1f\x8b" or suffix in ("gz", "bz2", "xz", "zst", "zip", "7z"):
        return Mistake(
            "ledger-kind",
            said("{name} is compressed", name=quote(name)),
            hint="unpack it; the plain file is read",
        )
    if suffix == "parquet" or data[:4] == b"PAR1":
        return Mistake(
            "ledger-kind",
            said("{name} is Parquet, which is not read yet", name=quote(name)),
            hint="write it as CSV",
        )
    if suffix in ("xls", "ods", "numbers", "xlsb"):
        return Mistake(
            "ledger-kind",
            said("{name} is a workbook of a kind that is not read", name=quote(name)),
            hint="save it as .xlsx or as CSV",
        )
    if data[:4] == b"PK\x03\x04":
        return Mistake(
            "ledger-kind",
            said("{name} is a workbook or an archive, not text", name=quote(name)),
            hint="give a workbook its ending .xlsx",
        )
    return "text"


class _Text:
    """Reads one text file."""

    __slots__ = ("columns", "reader", "record", "spec")

    def __init__(self, spec: Spec, columns: Columns, reader: Reader, record: InputFile) -> None:
        self.spec = spec
        self.columns = columns
        self.reader = reader
        self.record = record

    def fail(self, line: int, column: int, mistake: Mistake) -> None:
        self.reader.mistakes.add(Origin(self.spec.file, line, column), mistake)

    def read(self, data: bytes) -> Grid | None:
        text = self.decode(data)
        if text is None:
            return None
        name, mistakes = self.spec.file, self.reader.mistakes
        mistakes.sources[name] = Source(name, text)
        if not check_characters(text, name, mistakes):
            return None
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        source = mistakes.sources[name] = Source(name, text)
        if not text.strip():
            self.fail(1, 1, Mistake("header-form", "the file is empty", want="a header"))
            return None
        if not _bounded(text, LIMITS.LINE_BYTES):
            self.long_line(source)
            return None
        header = self.spec.header or 1
        first_line = text[: text.find("\n")] if "\n" in text else text
        stated = None
        if first_line[:4].lower() == "sep=" and first_line[4:] in _NAMES:
            stated = first_line[4:]  # Excel writes and reads this line; it is no data
            if self.spec.header is None:
                header = 2
        separator = (
            self.spec.separator or stated or self.find_separator(_line(text, header), header)
        )
        if separator is None:
            return None
        self.record.dialect = _NAMES.get(separator, separator)
        if '"' in text:
            return _quoted(text, separator, header, self)
        return _split(text, separator, header, self) or _quoted(text, separator, header, self)

    def decode(self, data: bytes) -> str | None:
        """Return the text of the file in the encoding that is said, marked or found."""
        encoding, spec = self.spec.encoding, self.spec
        marked = next((name for mark, name in MARKS if data.startswith(mark)), None)
        if encoding == "utf-16":
            encoding = marked or "utf-16le"
        if encoding is None:
            encoding = marked
        if encoding is None and data[:4096].count(0) > len(data[:4096]) // 4:
            self.fail(
                1,
                1,
                Mistake(
                    "encoding-unknown",
                    "this looks like UTF-16 without its mark",
                    hint=said(
                        "say `encoding: {data}`, or save it as UTF-8", data=_order(data[:4096])
                    ),
                ),
            )
            return None
        if encoding is None:
            try:
                text = data.decode("utf-8")
            except UnicodeDecodeError:
                encoding = self.find_encoding(data)
                if encoding is None:
                    return None
            else:
                self.record.encoding = "utf-8"
                return text
        self.record.encoding = encoding
        if marked == encoding:
            data = data[3 if encoding == "utf-8" else 2 :]
        try:
            return data.decode(CODECS.get(encoding, encoding))
        except UnicodeDecodeError as error:
            before = data[: error.start].decode(CODECS.get(encoding, encoding), "replace")
            self.fail(
                before.count("\n") + 1,
                len(before) - before.rfind("\n"),
                Mistake(
                    "encoding-unknown",
                    said("{file} is not {encoding}", file=quote(spec.file), encoding=encoding),
                    have=said("the byte 0x{data}", data=f"{data[error.start]:02X}"),
                    hint="say `encoding: gb18030` or `encoding: shift_jis` or another one",
                ),
            )
            return None

    def find_encoding(self, data: bytes) -> str | None:
        """Return the one encoding in which the header names columns that are expected.

        Only names beyond ASCII tell encodings apart: the others read alike in all of them.
        """
        wanted = {name for name in self.wanted() if not name.isascii()}
        fits: dict[str, int] = {}
        for encoding in ("gb18030", "shift_jis"):
            try:
                text = data.decode(CODECS.get(encoding, encoding))
            except UnicodeDecodeError:
                continue
            line = _line(text, self.spec.header or 1).rstrip("\r")
            fits[encoding] = max(len(wanted & set(_fields(line, mark))) for mark in ",;\t")
        best = max(fits.values(), default=0)
        if best and list(fits.values()).count(best) == 1:
            return next(name for name, count in fits.items() if count == best)
        self.fail(
            1,
            1,
            Mistake(
                "encoding-unknown",
                said(
                    "{file} is not UTF-8, and what it is cannot be known",
                    file=quote(self.spec.file),
                ),
                hint="say `encoding: gb18030`, `encoding: shift_jis` or `encoding: windows-1252`",
            ),
        )
        return None

    def wanted(self) -> set[str]:
        """Return the names that the header is expected to have."""
        return self.spec.names() | set(self.columns.names())

    def find_separator(self, header: str, line: int) -> str | None:
        """Return the separator that splits the header into the names that are expected."""
        wanted = self.wanted()
        counts = {mark: _fields(header, mark) for mark in ",;\t"}
        matches = {mark: len(wanted & set(names)) for mark, names in counts.items()}
        best = max(matches.values())
        if best:
            found = [mark for mark, count in matches.items() if count == best]
            if len(found) > 1:  # one column: whatever does not occur separates it
                found = [mark for mark in found if mark not in header] or found
            return found[0]
        found = [mark for mark, names in counts.items() if len(names) > 1]
        if len(found) == 1:
            return found[0]
        if not found:
            return ","
        self.fail(
            line,
            1,
            Mistake(
                "separator-unknown",
                "what separates the columns cannot be known",
                hint="say `separator: comma`, `semicolon` or `tab`",
            ),
        )
        return None

    def long_line(self, source: Source) -> None:
        """Note the first line that is longer than a line can be."""
        lines = source.text.split("\n")
        number = next(n for n, line in enumerate(lines, 1) if len(line) > LIMITS.LINE_BYTES)
        self.fail(
            number,
            1,
            Mistake(
                "limit-exceeded",
                said(
                    "a line of more than {limit} characters, which is the limit",
                    limit=LIMITS.LINE_BYTES,
                ),
            ),
        )

    def names(self, names: list[str], header: int) -> bool:
        """Say whether a header can be one; else the reason is noted."""
        if len(names) > LIMITS.COLUMNS:
            self.fail(
                header,
                1,
                Mistake(
                    "limit-exceeded",
                    said(
                        "{n} columns; at most {limit} are allowed",
                        n=len(names),
                        limit=LIMITS.COLUMNS,
                    ),
                ),
            )
            return False
        if not any(name.strip() for name in names):
            self.fail(
                header,
                1,
                Mistake(
                    "header-form",
                    said("row {header} has no names of columns", header=header),
                    hint="say which row is the header: `header: 3`",
                ),
            )
            return False
        return True

    def field_count(self, line: int, have: int, want: int) -> None:
        self.fail(
            line,
            1,
            Mistake(
                "field-count",
                said("this row has {have} fields, and the header has {want}", have=have, want=want),
                have=said("{have} fields", have=have),
                want=said("{want} fields", want=want),
                hint="a text with the separator in it takes quotes",
            ),
        )

    def grid(
        self,
        names: list[str],
        data: Sequence[list[str]],
        line_of: Callable[[int], int],
        header: int,
    ) -> Grid:
        file = self.spec.file
        source = self.reader.mistakes.sources[file]
        separator = next((m for m, n in _NAMES.items() if n == self.record.dialect), ",")

        def origin_of(row: int, index: int) -> Origin:
            line = header if row < 0 else line_of(row)
            return Origin(file, *_field_place(source, line, separator, index))

        return Grid(names, data, line_of, origin_of)


def _bounded(text: str, limit: int) -> bool:
    """Say whether no line of a text is longer than a limit; looks only where one could end."""
    start = 0
    while len(text) - start > limit:
        found = text.rfind("\n", start, start + limit + 1)
        if found < 0:
            return False
        start = found + 1
    return True


def _line(text: str, number: int) -> str:
    """Return a line by its number, without looking at what stands below it."""
    start = 0
    for _ in range(number - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return ""
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _fields(line: str, separator: str) -> list[str]:
    """Return the fields of one line, for looking at a header."""
    try:
        record = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
    return [normal(name.strip()) for name in record[: LIMITS.COLUMNS]]


def _field_place(source: Source, line: int, separator: str, index: int) -> tuple[int, int]:
    """Return line and column where a field starts, in a record that starts on a line."""
    text = source.line(line)
    at = 0
    for _ in range(index):
        if text[at : at + 1] == '"':
            at += 1
            while (found := text.find('"', at)) < 0 or text[found + 1 : found + 2] == '"':
                if found >= 0:
                    at = found + 2
                    continue
                if line > source.text.count("\n"):
                    return line, 1
                line += 1
                text = source.line(line)
                at = 0
            at = found + 1
        at = text.find(separator, at) + 1
        if at == 0:
            return line, len(text) + 1
    return line, at + 1


def _split(text: str, separator: str, header: int, of: _Text) -> Grid | None:
    """Return the grid of a text without quotes; None where its rows are not all alike."""
    start = 0
    for _ in range(header - 1):
        start = text.find("\n", start) + 1
        if start == 0:
            return None
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    names = line.split(separator)
    body = text[end + 1 :] if end >= 0 else ""
    if of.spec.last_row is not None:
        body = "\n".join(body.split("\n", of.spec.last_row - header)[: of.spec.last_row - header])
    body = body.rstrip("\n")
    if len(names) > LIMITS.COLUMNS or not line.strip(separator):
        return None
    count = len(names)
    if not body:
        return of.grid(names, [[] for _ in names], lambda row: header + 1 + row, header)
    # A line end becomes a field of its own: all rows are alike if it is every (count + 1)th field.
    flat = (body + "\n").replace("\n", f"{separator}\n{separator}").split(separator)
    flat.pop()
    ends = flat[count :: count + 1]
    rows = len(ends)
    if len(flat) != rows * (count + 1) or ends.count("\n") != rows:
        return None
    if body.count("\n") + 1 != rows:
        return None
    data = [flat[index :: count + 1] for index in range(count)]
    if not _bounded(body, LIMITS.FIELD_CHARS) and any(
        max(map(len, cells)) > LIMITS.FIELD_CHARS for cells in data
    ):
        return None
    return _without_blank(names, data, None, header, of)


def _without_blank(
    names: list[str],
    data: list[list[str]],
    lines: list[int] | None,
    header: int,
    of: _Text,
) -> Grid:
    """Return the grid without the rows in which nothing stands."""
    first = header + 1
    blank: set[int] = set()
    if all("" in cells for cells in data):
        candidates = [row for row, text in enumerate(data[0]) if not text]
        blank = {row for row in candidates if not any(cells[row] for cells in data)}
    if blank:
        keep = [row for row in range(len(data[0])) if row not in blank]
        data = [[cells[row] for row in keep] for cells in data]
        lines = [first + row if lines is None else lines[row] for row in keep]
    if lines is None:
        return of.grid(names, data, lambda row: first + row, header)
    return of.grid(names, data, lines.__getitem__, header)


def _quoted(text: str, separator: str, header: int, of: _Text) -> Grid | None:
    """Return the grid of any text, by `csv.reader`; what is wrong in it is noted."""
    limit = csv.field_size_limit(LIMITS.FIELD_CHARS)
    try:
        return _records(text, separator, header, of)
    finally:
        csv.field_size_limit(limit)


def _records(text: str, separator: str, header: int, of: _Text) -> Grid | None:
    found = _read_records(text, separator, of)
    if found is None:
        return None
    records, starts = found
    if len(records) < header:
        of.fail(
            max(1, len(records)),
            1,
            Mistake("header-form", said("the file has no row {header}: its header", header=header)),
        )
        return None
    names, line = records[header - 1], starts[header - 1]
    if not of.names(names, line):
        return None
    body = records[header : of.spec.last_row]
    if set(map(len, body)) != {len(names)}:
        wrong = [at for at, row in enumerate(body) if len(row) != len(names) and any(row)]
        for at in wrong[: LIMITS.ERRORS_SHOWN]:
            of.field_count(starts[header + at], len(body[at]), len(names))
        of.reader.mistakes.count(len(wrong[LIMITS.ERRORS_SHOWN :]))
        kept = [at for at, row in enumerate(body) if len(row) == len(names)]
        if wrong and not kept:
            return None
        starts = [*starts[:header], *(starts[header + at] for at in kept)]
        body = [body[at] for at in kept]
    data = [list(cells) for cells in zip(*body, strict=True)] if body else [[] for _ in names]
    lines = None if isinstance(starts, range) else list(starts[header:])
    return _without_blank(names, data, lines, line, of)


def _read_records(
    text: str, separator: str, of: _Text
) -> tuple[list[list[str]], Sequence[int]] | None:
    """Return all records, and the line on which each starts; None after noting what is wrong."""
    import io

    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        records = list(reader)
    except csv.Error:
        pass  # read again, to say where
    else:
        if reader.line_num == len(records):
            return records, range(1, len(records) + 1)
    records = []
    starts: list[int] = []
    line = 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            record = next(reader, None)
        except csv.Error as error:
            of.fail(*_csv_mistake(str(error), line, reader.line_num))
            return None
        if record is None:
            return records, starts
        records.append(record)
        starts.append(line)
        line = reader.line_num + 1


def _csv_mistake(stated: str, start: int, line: int) -> tuple[int, int, Mistake]:
    if "unexpected end of data" in stated:
        return (
            start,
            1,
            Mistake(
                "csv-quote",
                "a quote opens in this row and is not closed",
                hint='a quote inside a quoted text is written twice: ""',
            ),
        )
    if "larger than field limit" in stated:
        return (
            start,
            1,
            Mistake(
                "limit-exceeded",
                said(
                    "a cell of more than {limit} characters: perhaps a quote is not closed",
                    limit=LIMITS.FIELD_CHARS,
                ),
            ),
        )
    return (
        line,
        1,
        Mistake(
            "csv-quote",
            "text follows a closing quote",
            hint='a quote inside a quoted text is written twice: ""',
        ),
    )


def _order(data: bytes) -> str:
    """Return the order of UTF-16 whose texts are mostly Latin: their zeros stand first or last."""
    return "utf-16be" if data[::2].count(0) > data[1::2].count(0) else "utf-16le"
