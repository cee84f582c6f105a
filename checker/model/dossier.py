"""A dossier as read: facts and tables, each value with its origin.

How a value is held (`Value` below), by the kind of its type:

- unknown: `None`; a stated `none`: `NONE`; `{not_applicable: why}`: `NOT_APPLICABLE`
- quantity and whole number: `Fraction` in the computing unit (t, MWh, MW, t CO2e, share of 1);
  in a table column an `int`, to be divided by the column's `denominator`
- date: `int`, the proleptic ordinal of the day; period: `Period`, of two dates
- duration: `(months, days)`
- yes/no: `bool`; choice: `str`; list: `tuple[str, ...]`; text: `str`; reference: `str`, a row key
- partly known numbers and dates: `Partial`, closed at both ends, `None` for an end that is open
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.model.datatype import Datatype
    from checker.model.source import Origin


class Stated(Enum):
    """What can be stated in place of a value."""

    NONE = "none"
    NOT_APPLICABLE = "not applicable"


NONE = Stated.NONE
NOT_APPLICABLE = Stated.NOT_APPLICABLE


class Partial:
    """A number or a date of which only bounds are known; both ends belong to it."""

    __slots__ = ("lower", "upper")

    def __init__(self, lower: Any, upper: Any) -> None:
        self.lower = lower
        self.upper = upper

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Partial) and self.lower == other.lower and self.upper == other.upper
        )

    def __hash__(self) -> int:
        return hash((self.lower, self.upper))

    def __repr__(self) -> str:
        return f"Partial({self.lower}, {self.upper})"


class Period:
    """Two days that both belong to it; each an ordinal, a `Partial`, or `None` where unknown."""

    __slots__ = ("end", "start")

    def __init__(self, start: Any, end: Any) -> None:
        self.start = start
        self.end = end

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and self.start == other.start and self.end == other.end

    def __hash__(self) -> int:
        return hash((self.start, self.end))

    def __repr__(self) -> str:
        return f"Period({self.start}, {self.end})"


class Fact:
    """One fact: its value, how it was written, and what was said about it.

    `written` is the text as it stood ("3.42 t CO2e/t"); `decimals` the digits after its point (for
    `rounding of`, with `unit`, the unit as written); `source` the row of `evidence`, `locator` the
    rest of what was written as source; `why` what `{unknown: …}` or `{not_applicable: …}` said.
    """

    __slots__ = (
        "decimals",
        "locator",
        "note",
        "origin",
        "public",
        "source",
        "type",
        "unit",
        "value",
        "why",
        "written",
    )

    def __init__(
        self,
        value: Any,
        type: Datatype,
        origin: Origin,
        *,
        written: str = "",
        unit: str | None = None,
        decimals: int | None = None,
        source: str | None = None,
        locator: str | None = None,
        note: str | None = None,
        public: bool = True,
        why: str | None = None,
    ) -> None:
        self.value = value
        self.type = type
        self.origin = origin
        self.written = written
        self.unit = unit
        self.decimals = decimals
        self.source = source
        self.locator = locator
        self.note = note
        self.public = public
        self.why = why


class Column:
    """The cells of one column, in the order of the table's rows.

    A quantity's cell is an `int` over the column's `denominator` (the ends of a `Partial` too).
    `half_units` is, for `rounding of`, half a unit of the last digit as written, over the same
    denominator doubled (that is: the last digit itself); None where no written form is known. It is
    one `int` for the whole column, a list by row, or None when it was not asked for.
    `plain` says that every cell is a known plain value.
    """

    __slots__ = ("cells", "denominator", "half_units", "plain")

    def __init__(
        self,
        cells: list[Any],
        denominator: int = 1,
        *,
        plain: bool = False,
        half_units: list[int | None] | int | None = None,
    ) -> None:
        self.cells = cells
        self.denominator = denominator
        self.plain = plain
        self.half_units = half_units


class CellNote:
    """What was said about a single cell in the dossier's own text."""

    __slots__ = ("locator", "note", "public", "source", "why")

    def __init__(
        self,
        source: str | None = None,
        locator: str | None = None,
        note: str | None = None,
        why: str | None = None,
        *,
        public: bool = True,
    ) -> None:
        self.source = source
        self.locator = locator
        self.note = note
        self.why = why
        self.public = public


class TableData:
    """The rows of one table, over all its files.

    `keys` are the row keys, in the order of the rows. `columns` holds the columns that were given;
    one that is not there is unknown in every row. `complete` is what the dossier says, `coverage`
    the days that `complete` covers, as (first, last) ordinals with None for an end that is not
    known; it is None when no time was said and the dossier has no period. `origin` is where the
    table stands. `origin_of(row, column)` finds a cell; with column None, the row.
    `source_of_rows(row)` is the evidence id that the row's file names, if any.
    """

    __slots__ = (
        "columns",
        "complete",
        "complete_source",
        "coverage",
        "keys",
        "name",
        "notes",
        "origin",
        "origin_of",
        "size",
        "source_of_row",
    )

    def __init__(
        self,
        name: str,
        keys: list[str],
        columns: dict[str, Column],
        *,
        complete: bool,
        complete_source: str | None,
        coverage: tuple[tuple[int | None, int | None], ...] | None,
        origin: Origin,
        origin_of: Callable[[int, str | None], Origin],
        source_of_row: Callable[[int], str | None],
        notes: dict[tuple[int, str], CellNote] | None = None,
    ) -> None:
        self.name = name
        self.keys = keys
        self.size = len(keys)
        self.columns = columns
        self.complete = complete
        self.complete_source = complete_source
        self.coverage = coverage
        self.origin = origin
        self.origin_of = origin_of
        self.source_of_row = source_of_row
        self.notes = notes or {}


class InputFile:
    """A file that was read: what it is called in the dossier, its hash, and how it was read."""

    __slots__ = ("dialect", "encoding", "file", "rows", "sha256")

    def __init__(
        self,
        file: str,
        sha256: str,
        rows: int | None = None,
        encoding: str | None = None,
        dialect: str | None = None,
    ) -> None:
        self.file = file
        self.sha256 = sha256
        self.rows = rows
        self.encoding = encoding
        self.dialect = dialect


class ReadingChoice:
    """A reading that the dossier settles: `value` is an option, or a Fraction inside the range."""

    __slots__ = ("note", "origin", "source", "value")

    def __init__(
        self, value: Any, origin: Origin, source: str | None = None, note: str | None = None
    ) -> None:
        self.value = value
        self.origin = origin
        self.source = source
        self.note = note


class Judgement:
    """A recorded answer: `conforms` says which way; `on` is an ordinal; `values` the hash judged."""

    __slots__ = ("by", "conforms", "on", "origin", "reason", "rule", "source", "subject", "values")

    def __init__(
        self,
        rule: str,
        subject: str | None,
        conforms: bool,
        by: str,
        on: int,
        reason: str,
        origin: Origin,
        source: str | None = None,
        values: str | None = None,
    ) -> None:
        self.rule = rule
        self.subject = subject
        self.conforms = conforms
        self.by = by
        self.on = on
        self.reason = reason
        self.origin = origin
        self.source = source
        self.values = values


class Waiver:
    """A finding that somebody answers for until a day; `expires` is the last ordinal it holds."""

    __slots__ = ("approved_by", "expires", "origin", "reason", "rule", "subject")

    def __init__(
        self,
        rule: str,
        subject: str | None,
        reason: str,
        approved_by: str,
        expires: int,
        origin: Origin,
    ) -> None:
        self.rule = rule
        self.subject = subject
        self.reason = reason
        self.approved_by = approved_by
        self.expires = expires
        self.origin = origin


class Dossier:
    """One claim: its head, its facts by dotted name, its tables, and what people decided.

    `as_of` is an ordinal. `packs` maps a pack's name to its PEP 440 range ("" for any). `readings` is
    keyed "PACK/NAME". `unused` lists the names given that no selected pack declares. `place_for`
    says where a fact or a table that is missing would be written.
    """

    __slots__ = (
        "as_of",
        "facts",
        "file",
        "id",
        "inputs",
        "judgements",
        "language",
        "notes",
        "packs",
        "place_for",
        "readings",
        "sha256",
        "tables",
        "unused",
        "waivers",
    )

    def __init__(
        self,
        *,
        id: str,  # noqa: A002 - what the form calls it
        as_of: int,
        language: str,
        packs: dict[str, str],
        facts: dict[str, Fact],
        tables: dict[str, TableData],
        file: str,
        sha256: str,
        place_for: Callable[[str], Origin],
        readings: dict[str, ReadingChoice] | None = None,
        judgements: tuple[Judgement, ...] = (),
        waivers: tuple[Waiver, ...] = (),
        inputs: tuple[InputFile, ...] = (),
        unused: tuple[str, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> None:
        self.id = id
        self.as_of = as_of
        self.language = language
        self.packs = packs
        self.facts = facts
        self.tables = tables
        self.file = file
        self.sha256 = sha256
        self.place_for = place_for
        self.readings = readings or {}
        self.judgements = judgements
        self.waivers = waivers
        self.inputs = inputs
        self.unused = unused
        self.notes = notes
