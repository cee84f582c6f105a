"""What is proposed for a sheet: plain values, made by `from_sheets` and written by `to_yaml`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.dossier.survey import Sheet
    from checker.model.datatype import Datatype


class Match:
    """A column of the sheet that is read as one of ours.

    `values` are texts and what each means, "" for unknown; those in `likely_values` are less sure, those in
    `unmatched` could not be matched: text → the options that are nearest; `counts` says in how many rows a
    text stands. `why` says what it rests on where it is not sure.
    """

    __slots__ = (
        "column",
        "counts",
        "heading",
        "index",
        "likely_values",
        "sure",
        "type",
        "unit",
        "unmatched",
        "values",
        "why",
    )

    def __init__(
        self, column: str, datatype: Datatype, heading: str, index: int, *, sure: bool
    ) -> None:
        self.column = column
        self.type = datatype
        self.heading = heading
        self.index = index
        self.sure = sure
        self.why: str | None = None
        self.unit: str | None = None
        self.values: dict[str, str] = {}
        self.likely_values: set[str] = set()
        self.unmatched: dict[str, tuple[str, ...]] = {}
        self.counts: Counter[str] = Counter()


class LeftOut:
    """A column of the sheet that is not read; `ours` is false where it is none of ours for sure."""

    __slots__ = ("heading", "nearest", "ours", "samples", "why")

    def __init__(
        self,
        heading: str,
        samples: tuple[str, ...],
        nearest: tuple[str, ...] = (),
        *,
        why: str | None = None,
        ours: bool = True,
    ) -> None:
        self.heading = heading
        self.samples = samples
        self.nearest = nearest
        self.why = why
        self.ours = ours


class Proposal:
    """How a sheet is to be read, as rows of which table.

    `constants` are columns that the sheet does not have: name → (value, why). `skip` are rows that are none
    of the table: heading → texts. `below` are the first texts of the rows that `last_row` leaves out.
    """

    __slots__ = (
        "below",
        "constants",
        "dates",
        "decimal",
        "header",
        "last_row",
        "left_out",
        "matches",
        "rows",
        "sheet",
        "skip",
        "table",
        "thousands",
    )

    def __init__(self, sheet: Sheet, table: str, header: int) -> None:
        self.sheet = sheet
        self.table = table
        self.header = header
        self.last_row: int | None = None
        self.below: tuple[str, ...] = ()
        self.rows = 0
        self.dates: str | None = None
        self.thousands: str | None = None
        self.decimal: str | None = None
        self.matches: list[Match] = []
        self.constants: dict[str, tuple[str, str]] = {}
        self.skip: dict[str, list[str]] = {}
        self.left_out: list[LeftOut] = []


class NotRead:
    """A sheet for which nothing is proposed, and why; its headings where it has some."""

    __slots__ = ("headings", "sheet", "why")

    def __init__(self, sheet: Sheet, why: str, headings: tuple[str, ...] = ()) -> None:
        self.sheet = sheet
        self.why = why
        self.headings = headings
