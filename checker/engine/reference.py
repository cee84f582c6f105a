"""Tables in plain Python: rows gathered into classes that no condition can tell apart.

A ledger of 100 000 rows has few kinds of rows. Conditions are asked once for each class, sums are taken
by class in one pass, and a rule works on the classes. Rows that are not there but may exist are
*phantom* rows behind the real ones: their cells are unknown, so that every condition can be asked
of them too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.datatype import Kind
from checker.model.dossier import NONE, Partial, TableData

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.model.datatype import Datatype
    from checker.model.pack import TableDeclaration

_SCRATCH = 2
"""Spare rows behind the phantoms, on which unknown cells are tried out."""
_FEW = 24
"""So many distinct cells at most make a column part of the classes as it stands."""


class View:
    """One table as rules see it.

    Rows `0` to `size - 1` are real. Row `any` is a further row of which nothing is known; `outside` are
    rows that lie outside the days that a complete table covers. `scratch` are spare rows; `alias`
    says which real row a spare row stands for.
    """

    __slots__ = (
        "alias",
        "any",
        "data",
        "declared",
        "distinct",
        "lists",
        "name",
        "open",
        "outside",
        "outside_dates",
        "positions",
        "scratch",
        "size",
        "total",
    )

    def __init__(self, declared: TableDeclaration, data: TableData | None) -> None:
        self.declared = declared
        self.name = declared.name
        self.data = data
        self.size = 0 if data is None else data.size
        self.open = data is None or not data.complete
        self.any = self.size
        self.outside_dates = _outside(data) if declared.time is not None and data else []
        self.outside = tuple(range(self.size + 1, self.size + 1 + len(self.outside_dates)))
        first = self.size + 1 + len(self.outside_dates)
        self.scratch = tuple(range(first, first + _SCRATCH))
        self.total = first + _SCRATCH
        self.alias: dict[int, int] = {}
        self.lists: dict[str, list[Any]] = {}
        self.distinct: dict[str, int] = {}
        self.positions: dict[str, int] | None = None

    def cells(self, column: str) -> list[Any]:
        """Return the cells of a base column: real rows, phantoms, spare rows."""
        found = self.lists.get(column)
        if found is None:
            given = None if self.data is None else self.data.columns.get(column)
            base = [None] * self.size if given is None else given.cells
            found = base + [None] * (self.total - self.size)
            if column == self.declared.time:
                for row, dates in zip(self.outside, self.outside_dates, strict=True):
                    found[row] = dates
            self.lists[column] = found
        return found

    def denominator(self, column: str) -> int:
        """Return by what the whole numbers of a column are divided."""
        given = None if self.data is None else self.data.columns.get(column)
        return 1 if given is None else given.denominator

    def is_few(self, column: str) -> bool:
        """Whether a column has few distinct cells."""
        count = self.distinct.get(column)
        if count is None:
            cells = self.cells(column)
            head = set(cells[: 4 * _FEW]) if self.size > 16 * _FEW else None
            if head is not None and len(head) > 2 * _FEW:
                count = len(head)
            else:
                count = len(set(cells[: self.size]))
            self.distinct[column] = count
        # In a small table few is less: rows that differ in their dates alone shall be one class.
        return count <= min(_FEW, self.size // 4 + 2)

    def row_of(self, key: str) -> int | None:
        """Return the row with a key."""
        if self.positions is None:
            keys = [] if self.data is None else self.data.keys
            self.positions = dict(zip(keys, range(len(keys)), strict=True))
        return self.positions.get(key)

    def key(self, row: int) -> str | None:
        """Return the key of a row; None for a row that only may exist."""
        if row >= self.size:
            row = self.alias.get(row, row)
        if row < self.size and self.data is not None:
            return self.data.keys[row]
        return None

    def real(self, row: int) -> int:
        """Return the row that a spare row stands for, any other row as it is."""
        return self.alias.get(row, row) if row >= self.size else row

    def try_out(self, spare: int, row: int, columns: Sequence[str], values: Sequence[Any]) -> int:
        """Copy a row onto a spare row with other values in some columns; return the spare row."""
        target = self.scratch[spare]
        self.alias[target] = self.real(row)
        for cells in self.lists.values():
            cells[target] = cells[row]
        for column, value in zip(columns, values, strict=True):
            self.cells(column)[target] = value
        return target

    def phantoms(self, *, reads_time: bool) -> tuple[int, ...]:
        """Return the rows that may exist beyond the real ones, for a search."""
        if self.open:
            return (self.any,)
        return self.outside if reads_time else ()


def _outside(data: TableData) -> list[Partial]:
    """Return the stretches of days that a complete table does not cover."""
    if not data.complete:
        return []
    if data.coverage is None or any(a is None or b is None for a, b in data.coverage):
        return [Partial(None, None)]
    stretches: list[Partial] = []
    last: int | None = None
    for first, end in sorted((a, b) for a, b in data.coverage if a is not None and b is not None):
        if last is None:
            stretches.append(Partial(None, first - 1))
        elif first > last + 1:
            stretches.append(Partial(last + 1, first - 1))
        last = end if last is None else max(last, end)
    stretches.append(Partial(None if last is None else last + 1, None))
    return stretches


class Scan:
    """The real rows of a view in classes.

    `of` is the class of each row, `reps` one row of each class. The rows of a class agree in the `raw`
    columns and in every condition that the classes were made with.
    """

    __slots__ = ("_counts", "_members", "_sums", "of", "raw", "reps", "view")

    def __init__(self, view: View, raw: Sequence[str], truths: Sequence[list[int]]) -> None:
        self.view = view
        self.raw = frozenset(raw)
        size = view.size
        lists = [view.cells(column) for column in raw] + list(truths)
        self._counts: list[int] | None = None
        self._members: dict[int, list[int]] | None = None
        self._sums: dict[str, Sums] = {}
        if not lists or size == 0:
            self.of: list[int] = [0] * size
            self.reps: list[int] = [0] if size else []
            return
        ids: dict[Any, int] = {}
        claim = ids.setdefault
        if len(lists) == 1:
            self.of = [claim(key, len(ids)) for key in lists[0][:size]]
        else:
            self.of = [claim(key, len(ids)) for key in zip(*(part[:size] for part in lists))]
        first = dict(zip(reversed(self.of), range(size - 1, -1, -1), strict=True))
        self.reps = [first[index] for index in range(len(ids))]

    @property
    def counts(self) -> list[int]:
        """How many rows each class has."""
        if self._counts is None:
            counts = [0] * len(self.reps)
            for index in self.of:
                counts[index] += 1
            self._counts = counts
        return self._counts

    def members(self, index: int) -> list[int]:
        """Return the rows of a class, in their order."""
        if self._members is None:
            members: dict[int, list[int]] = {i: [] for i in range(len(self.reps))}
            for row, of in enumerate(self.of):
                members[of].append(row)
            self._members = members
        return self._members[index]

    def sums(self, column: str) -> Sums:
        """Return the sums of a numeric base column by class."""
        found = self._sums.get(column)
        if found is None:
            found = self._sums[column] = Sums(self, column)
        return found


class Sums:
    """What a column adds up to in each class: its known cells, and the rows of the others.

    `positive` and `negative` are whole numbers over `denominator`; `odd` maps a class to the rows whose
    cell is no plain number.
    """

    __slots__ = ("denominator", "negative", "odd", "positive")

    def __init__(self, scan: Scan, column: str) -> None:
        view = scan.view
        self.denominator = view.denominator(column)
        classes = len(scan.reps)
        given = None if view.data is None else view.data.columns.get(column)
        type = view.declared.columns[column].type
        signed = type.lower is None or type.lower < 0
        self.positive = [0] * classes
        self.negative = self.positive if not signed else [0] * classes
        self.odd: dict[int, list[int]] = {}
        if given is None:
            for row, index in enumerate(scan.of):
                self.odd.setdefault(index, []).append(row)
            if not signed:
                self.negative = [0] * classes
            return
        cells = given.cells
        positive = self.positive
        if given.plain and not signed:
            if classes == 1:
                positive[0] = sum(cells)
            else:
                for index, cell in zip(scan.of, cells, strict=True):
                    positive[index] += cell
            self.negative = [0] * classes
            return
        negative = [0] * classes
        for row, (index, cell) in enumerate(zip(scan.of, cells, strict=True)):
            if type_is_int(cell):
                if cell >= 0:
                    positive[index] += cell
                else:
                    negative[index] += cell
            else:
                self.odd.setdefault(index, []).append(row)
        self.negative = negative


def type_is_int(cell: Any) -> bool:
    """Whether a numeric cell is a known number."""
    return type(cell) is int


def listable(declared: Datatype) -> tuple[Any, ...]:
    """Return the values that an unknown fact or cell can take, empty where they cannot be listed."""
    if declared.kind is Kind.YESNO:
        values: tuple[Any, ...] = (True, False)
    elif declared.kind is Kind.CHOICE:
        values = declared.options
    else:
        return ()
    return (*values, NONE) if declared.may_be_none else values
