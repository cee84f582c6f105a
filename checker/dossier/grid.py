"""The cells of a file as text, by column, become the columns of a table under our names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from checker.diagnostic.nearest import nearest
from checker.dossier.column import from_written, read_column
from checker.dossier.mistake import Mistake, quote
from checker.dossier.row import Columns, Part
from checker.dossier.scalar import (
    PLAIN,
    UNKNOWN_WORDS,
    Form,
    Written,
    is_plain,
    normal,
    read_scalar,
)
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import Column
from checker.model.limit import LIMITS
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from checker.dossier.mapping import Given, Spec
    from checker.dossier.value import Reader
    from checker.model.source import Origin


class Grid:
    """What a file holds below its header.

    `names` are the header's cells, `data` one list of texts for each of them. `line_of` gives the
    row's number in the file, `origin_of` the place of a cell by row and index of its column (row -1
    is the header). `odd` lists by column the cells of a workbook that are no plain values: (row, kind).
    """

    __slots__ = ("data", "line_of", "names", "odd", "origin_of", "size")

    def __init__(
        self,
        names: list[str],
        data: Sequence[list[str]],
        line_of: Callable[[int], int],
        origin_of: Callable[[int, int], Origin],
        odd: dict[int, list[tuple[int, str]]] | None = None,
    ) -> None:
        self.odd = odd or {}
        self.names = names
        self.data = data
        self.size = len(data[0]) if data else 0
        self.line_of = line_of
        self.origin_of = origin_of


def to_part(grid: Grid, spec: Spec, columns: Columns, reader: Reader) -> Part | None:
    """Return the rows of a file as columns of our table; None where its header does not fit."""
    before = len(reader.mistakes.found)
    if spec.skipped:
        grid = _without_skipped(grid, spec, reader)
    places = _assign(grid, spec, columns, reader)
    if len(reader.mistakes.found) > before and not places:
        return None
    _note_odd(grid, places, spec, reader)
    read: dict[str, Column] = {}
    only_key = columns.only_key
    for name, (index, datatype) in places.items():
        if name == only_key or datatype.kind in spec.unread:
            continue  # the key is read once, below
        given = spec.given.get(name)
        form = spec.form
        if given is not None and given.unit is not None:
            form = form.with_unit(given.unit)
        texts = grid.data[index]
        values = spec.values.get(name)
        if values:
            texts = _mapped(texts, values)
        column, bad, more = read_column(texts, datatype, form, halves=columns.halves(name))
        for row, mistake in bad:
            reader.mistakes.add(
                grid.origin_of(row, index),
                _for_files(mistake, name, datatype, form, texts[row]),
                length=min(80, len(grid.data[index][row])),
            )
        reader.mistakes.count(more)
        read[name] = column
    _constants(grid, spec, columns, reader, places, read)
    keys = _keys(grid, spec, columns, reader, places)
    if keys is not None and only_key is not None:
        read[only_key] = Column(list(keys), plain=True)

    def origin_of(row: int, column: str | None) -> Origin:
        place = None if column is None else places.get(column)
        if place is None and column is not None and column in spec.constants:
            node, of = spec.constants[column]
            return of.origin(node)
        return grid.origin_of(row, 0 if place is None else place[0])

    sheet = None if spec.sheet is None else spec.sheet.text.strip()
    return Part(spec.file, grid.size, keys, read, origin_of, grid.line_of, spec.source, sheet=sheet)


def _without_skipped(grid: Grid, spec: Spec, reader: Reader) -> Grid:
    """Return the grid without the rows that the dossier leaves out for what stands in them."""
    names = [normal(name.strip()) for name in grid.names]
    left_out: set[int] = set()
    for name, (texts, place) in spec.skipped.items():
        if name not in names:
            what = said("{file} has no column {name}", file=quote(spec.file), name=quote(name))
            reader.mistakes.add(
                place, Mistake("header-form", what, hint=partial(nearest, name, names))
            )
            continue
        cells = grid.data[names.index(name)]
        left_out |= {row for row, text in enumerate(cells) if normal(text.strip()) in texts}
    keep = [row for row in range(grid.size) if row not in left_out]
    at = {row: new for new, row in enumerate(keep)}
    odd = {
        index: [(at[row], kind) for row, kind in cells if row in at]
        for index, cells in grid.odd.items()
    }
    line_of, origin_of = grid.line_of, grid.origin_of
    return Grid(
        grid.names,
        [[cells[row] for row in keep] for cells in grid.data],
        lambda row: line_of(keep[row]),
        lambda row, index: origin_of(row if row < 0 else keep[row], index),
        odd,
    )


def _note_odd(
    grid: Grid, places: dict[str, tuple[int, Datatype]], spec: Spec, reader: Reader
) -> None:
    """Note the cells of a workbook that cannot be read as what they show; they become blank."""
    for name, (index, datatype) in places.items():
        for row, kind in grid.odd.get(index, ()):
            text = grid.data[index][row]
            match kind:
                case "formula":
                    mistake = Mistake(
                        "formula-without-value",
                        "a formula whose value is not stored in the file",
                        hint="open the workbook in Excel, and save it there",
                    )
                case "error":
                    if normal(text) in spec.values.get(name, {}):
                        continue
                    mistake = Mistake(
                        "cell-error", said("the formula gives {text}", text=quote(text))
                    )
                    grid.data[index][row] = ""
                case _:
                    if datatype.kind not in (Kind.TEXT, Kind.REFERENCE):
                        continue
                    mistake = Mistake(
                        "digits-lost",
                        said(
                            "{text} is a number of more than 15 digits: Excel has lost some",
                            text=quote(text),
                        ),
                        hint="format the column as text and enter the numbers anew",
                    )
            reader.mistakes.add(grid.origin_of(row, index), mistake)


def _mapped(texts: list[str], values: dict[str, str]) -> list[str]:
    memo = {text: values.get(normal(text.strip()), text) for text in set(texts)}
    return list(map(memo.__getitem__, texts))


def _assign(
    grid: Grid, spec: Spec, columns: Columns, reader: Reader
) -> dict[str, tuple[int, Datatype]]:
    """Return for each of our columns where it stands in the file, and its type."""
    at: dict[str, int] = {}
    folded: dict[str, str] = {}
    for index, raw in enumerate(grid.names):
        name = normal(raw.strip())
        if not name:
            if not all(text.strip() == "" for text in grid.data[index]):
                reader.mistakes.add(
                    grid.origin_of(-1, index),
                    Mistake(
                        "header-form",
                        said("column {n} has values but no name in the header", n=index + 1),
                        hint="say which row is the header: `header: 3`",
                    ),
                )
            continue
        again = folded.setdefault(name.casefold(), name)
        if name in at or again != name:
            reader.mistakes.add(
                grid.origin_of(-1, index),
                Mistake("header-form", said("the header names {name} twice", name=quote(name))),
                length=len(raw),
            )
            continue
        at[name] = index
    places: dict[str, tuple[int, Datatype]] = {}
    used: set[str] = set()
    for name, given in spec.given.items():
        used.add(given.theirs)
        datatype = columns.type_of(name)
        if given.theirs not in at:
            reader.mistakes.add(given.place, _not_there(given, at, spec))
        elif isinstance(datatype, Datatype):
            places[name] = (at[given.theirs], datatype)
    for name, place in spec.ignored.items():
        if name not in at:
            reader.mistakes.add(
                place,
                Mistake(
                    "header-form",
                    said("{file} has no column {name}", file=quote(spec.file), name=quote(name)),
                    hint=partial(nearest, name, at),
                ),
            )
    ours = set(columns.names())
    for name, index in at.items():
        if name in used or name in spec.ignored or (spec.ignores_others and name not in ours):
            continue
        if name in spec.given:
            reader.mistakes.add(
                grid.origin_of(-1, index),
                Mistake(
                    "header-form",
                    said(
                        "the file has a column {name}, and another one is read as {name}",
                        name=quote(name),
                    ),
                    hint=f"ignore: [{name}]",
                ),
                length=len(name),
            )
            continue
        found = columns.type_of(name)
        if isinstance(found, Mistake):
            if found.code == "column-unknown":
                found.hint = (
                    said("{hint}; else `ignore: [{name}]`", hint=found.hint, name=name[:40])
                    if found.hint
                    else said(
                        "say what it is (`columns: {OURS: {name}}`) or `ignore: [{name}]`",
                        name=name[:40],
                    )
                )
            reader.mistakes.add(grid.origin_of(-1, index), found, length=len(name))
        elif found is not None:
            places[name] = (index, found)
    return places


def _not_there(given: Given, at: dict[str, int], spec: Spec) -> Mistake:
    return Mistake(
        "header-form",
        said("{file} has no column {name}", file=quote(spec.file), name=quote(given.theirs)),
        have=said(
            "its columns: {names}",
            names=", ".join(list(at)[:8])[:120] + (" …" if len(at) > 8 else ""),
        ),
        hint=partial(nearest, given.theirs, at),
    )


def _for_files(mistake: Mistake, name: str, datatype: Datatype, form: Form, text: str) -> Mistake:
    """Return the mistake with the hint that helps in a file: say how it is written."""
    hint = mistake.hint
    match mistake.code:
        case "decimal-comma":
            hint = 'say how the file writes numbers: `decimal: ","` or `thousands: ","`'
        case "unit-missing":
            hint = said(
                "say the unit of the column: `columns: {{name}: {from: …, unit: {unit}}}`",
                name=name,
                unit=datatype.unit,
            )
        case "not-a-date" if form.dates is None and hint is not None:
            hint = said(
                "{hint}; in the whole file: `dates: YYYY/M/D` or as they are written", hint=hint
            )
        case "option-unknown" | "not-yes-or-no" if hint is None:
            hint = said(
                "say what it means: `values: {{name}: {{text}: …}}`", name=name, text=text[:40]
            )
        case _:
            return mistake
    return Mistake(mistake.code, mistake.message, have=mistake.have, want=mistake.want, hint=hint)


def _constants(
    grid: Grid,
    spec: Spec,
    columns: Columns,
    reader: Reader,
    places: dict[str, tuple[int, Datatype]],
    read: dict[str, Column],
) -> None:
    """Add the columns that the dossier sets for all rows of the file."""
    for name, (node, of) in spec.constants.items():
        datatype = columns.type_of(name)
        if datatype is None:
            continue
        if isinstance(datatype, Mistake):
            of.note(node, datatype)
            continue
        if name in places:
            of.note(
                node,
                Mistake(
                    "file-entry",
                    said("the file has a column {name}: it is not set as well", name=quote(name)),
                ),
            )
            continue
        found = read_scalar(node.text, datatype, PLAIN, quoted=node.quoted)
        if isinstance(found, Mistake):
            of.note(node, found)
            continue
        read[name] = _constant(found, grid.size, datatype, halves=columns.halves(name))
    for name in spec.values:
        if name not in places:
            of_node = spec.reader
            of_node.note(
                spec.node,
                Mistake(
                    "file-entry",
                    said(
                        "`values` maps {name}, which is not read from this file", name=quote(name)
                    ),
                    hint=partial(nearest, name, places),
                ),
            )


def _constant(found: Written, size: int, datatype: Datatype, *, halves: bool) -> Column:

    if datatype.kind in (Kind.QUANTITY, Kind.WHOLE):
        one = from_written([found], halves=halves)
        half = one.half_units[0] if isinstance(one.half_units, list) else None
        return Column(
            one.cells * size,
            one.denominator,
            plain=one.plain,
            half_units=half if halves and half is not None else None,
        )
    return Column([found.value] * size, plain=is_plain(found.value))


def _keys(
    grid: Grid,
    spec: Spec,
    columns: Columns,
    reader: Reader,
    places: dict[str, tuple[int, Datatype]],
) -> list[str] | None:
    """Return the keys of the rows, or None where the file has no key column."""
    key = columns.declaration.key
    if not key or not all(name in places or name in spec.constants for name in key):
        return None
    if not any(name in places for name in key):
        return None
    lists: list[list[str]] = []
    for name in key:
        if name not in places:
            lists.append([spec.constants[name][0].text.strip()] * grid.size)
            continue
        index = places[name][0]
        texts = list(map(str.strip, grid.data[index]))
        if not "".join(texts).isascii():
            texts = [normal(text) if len(text) <= LIMITS.ID_CHARS else text for text in texts]
        _check_keys(texts, grid, index, spec, name, reader)
        lists.append(texts)
    if len(lists) == 1:
        return lists[0]
    return ["/".join(parts) if all(parts) else "" for parts in zip(*lists, strict=True)]


# What a sheet calls a row that adds up the others; as a key it is no row of its own.
_TOTALS = (
    "total",
    "totals",
    "grand total",
    "subtotal",
    "sub total",
    "sub-total",
    "sum",
    "summe",
    "gesamt",
)
_TOTALS_CJK = ("合计", "总计", "小计", "共计", "合計", "総計", "小計", "總計", "累计", "累計")
_TOTAL_WORDS = frozenset(
    form + colon
    for word in _TOTALS + _TOTALS_CJK
    for form in (word, word.capitalize(), word.title(), word.upper())
    for colon in ("", ":", "：")
)


def _note_totals(grid: Grid, texts: list[str], index: int, reader: Reader) -> None:
    for row, text in enumerate(texts):
        if text in _TOTAL_WORDS:
            reader.mistakes.add(
                grid.origin_of(row, index),
                Mistake(
                    "row-without-key",
                    said(
                        "row {row} is called {text}: a total row?",
                        row=grid.line_of(row),
                        text=quote(text),
                    ),
                    want="a name of its own in each row, and no row that adds up others",
                    hint=said(
                        "`last_row: {n}` leaves out what stands below", n=grid.line_of(row - 1)
                    )
                    if row and row >= len(texts) - 3
                    else None,
                ),
            )


def _check_keys(
    texts: list[str], grid: Grid, index: int, spec: Spec, name: str, reader: Reader
) -> None:
    if texts and max(map(len, texts)) > LIMITS.ID_CHARS:
        for row, text in enumerate(texts):
            if len(text) > LIMITS.ID_CHARS:
                reader.mistakes.add(
                    grid.origin_of(row, index),
                    Mistake(
                        "limit-exceeded",
                        said(
                            "a row key of {n} characters; at most {limit} are allowed",
                            n=len(text),
                            limit=LIMITS.ID_CHARS,
                        ),
                    ),
                )
    if not _TOTAL_WORDS.isdisjoint(texts):
        _note_totals(grid, texts, index, reader)
    if UNKNOWN_WORDS.isdisjoint(texts):
        return
    for row, text in enumerate(texts):
        if text in UNKNOWN_WORDS:
            line = grid.line_of(row)
            reader.mistakes.add(
                grid.origin_of(row, index),
                Mistake(
                    "row-without-key",
                    said(
                        "row {line} has no {name}: a total row?",
                        line=line,
                        name=quote(grid.names[index].strip()),
                    ),
                    want=said("its own `{name}` in each row", name=name),
                    hint=said(
                        "`last_row: {n}` leaves out what stands below", n=grid.line_of(row - 1)
                    )
                    if row and row >= len(texts) - 3
                    else None,
                ),
            )
            texts[row] = ""
