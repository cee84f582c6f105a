"""Complete dossiers that agree with one that has gaps: what a decided verdict must survive."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING, Any

from checker.model.datatype import Datatype, Kind
from checker.model.dossier import (
    NONE,
    NOT_APPLICABLE,
    Column,
    Dossier,
    Fact,
    Partial,
    Period,
    ReadingChoice,
    TableData,
)
from checker.model.source import Origin

if TYPE_CHECKING:
    from random import Random

    from checker.model.pack import TableDeclaration, Vocabulary

_ALWAYS = ((date(1900, 1, 1).toordinal(), date(2199, 12, 31).toordinal()),)
_HERE = Origin("completion", 1, 1)


class Pool:
    """Values that are likely to matter: those of the rules and of the dossier, and near them."""

    def __init__(self, rules: str, dossier: Dossier) -> None:
        self.days = {
            date.fromisoformat(text).toordinal()
            for text in re.findall(r"\b(?:19|20)\d\d-\d\d-\d\d\b", rules)
            if _is_day(text)
        }
        self.days.add(dossier.as_of)
        written = re.findall(r"(?<![\w.-])\d+(?: \d{3})*(?:\.\d+)?(?![\w.-])", rules)
        self.numbers = {Fraction(text.replace(" ", "")) for text in written}
        self.texts = set(re.findall(r'"([^"\n]*)"', rules))
        for fact in dossier.facts.values():
            self._take(fact.value, 1)
        for table in dossier.tables.values():
            for column in table.columns.values():
                for cell in column.cells:
                    self._take(cell, column.denominator)

    def _take(self, value: Any, denominator: int) -> None:
        if isinstance(value, bool):
            return
        if isinstance(value, int) and 600_000 < value < 900_000 and denominator == 1:
            self.days.add(value)
        elif isinstance(value, (int, Fraction)):
            self.numbers.add(Fraction(value) / denominator)
        elif isinstance(value, str):
            self.texts.add(value)
        elif isinstance(value, Partial):
            self._take(value.lower, denominator)
            self._take(value.upper, denominator)
        elif isinstance(value, Period):
            self._take(value.start, 1)
            self._take(value.end, 1)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def completed(
    dossier: Dossier,
    vocabulary: Vocabulary,
    readings: dict[str, Any],
    rules: str,
    random: Random,
    *,
    settle: bool,
) -> Dossier:
    """Return a complete dossier that agrees with `dossier`; with `settle` its readings are settled too."""
    pool = Pool(rules, dossier)
    more = {name: _more(dossier.tables.get(name), random) for name in vocabulary.tables}
    for name in _referred_to(vocabulary):
        table = dossier.tables.get(name)
        if table is None or not table.complete:
            more[name] = max(1, more[name])  # a row that every reference can name
    keys: dict[str, list[str]] = {}
    for name in vocabulary.tables:
        table = dossier.tables.get(name)
        keys[name] = [] if table is None else list(table.keys)
        keys[name] += [f"NEW{i}" for i in range(more[name])]
    _add_dangling(dossier, vocabulary, keys, more)
    facts = dict(dossier.facts)
    for name, declared in vocabulary.facts.items():
        known = facts.get(name)
        value = None if known is None else known.value
        if name in ("as_of", "language") or value is NOT_APPLICABLE:
            continue
        chosen = _value(value, declared.type, pool, keys, random)
        if known is None or chosen != value:
            facts[name] = Fact(
                chosen, declared.type, _HERE, decimals=3, unit=declared.type.unit, written="…"
            )
    tables = {
        name: _table(dossier.tables.get(name), declared, keys, more[name], pool, random)
        for name, declared in vocabulary.tables.items()
    }
    settled = dict(dossier.readings)
    if settle:
        for name, entry in readings.items():
            if name not in settled:
                settled[name] = ReadingChoice(_reading(entry, random), _HERE)
    return Dossier(
        id=dossier.id,
        as_of=dossier.as_of,
        language=dossier.language,
        packs=dossier.packs,
        facts=facts,
        tables=tables,
        file=dossier.file,
        sha256=dossier.sha256,
        place_for=dossier.place_for,
        readings=settled,
        judgements=dossier.judgements,
        waivers=dossier.waivers,
    )


def _more(table: TableData | None, random: Random) -> int:
    if table is not None and table.complete:
        return 0
    return random.choice((0, 0, 1, 1, 2))


def _referred_to(vocabulary: Vocabulary) -> set[str]:
    types = [fact.type for fact in vocabulary.facts.values()]
    for table in vocabulary.tables.values():
        types += [column.type for column in table.columns.values() if not column.derived]
    return {
        of.table
        for of in types
        if of.kind is Kind.REFERENCE and of.table is not None and not of.may_be_none
    }


def _add_dangling(
    dossier: Dossier, vocabulary: Vocabulary, keys: dict[str, list[str]], more: dict[str, int]
) -> None:
    """A row that a reference names is there in every complete dossier."""
    for name, declared in vocabulary.tables.items():
        table = dossier.tables.get(name)
        for column, of in declared.columns.items():
            if of.derived or of.type.kind is not Kind.REFERENCE or table is None:
                continue
            given = table.columns.get(column)
            for cell in () if given is None else given.cells:
                if isinstance(cell, str) and cell not in keys[of.type.table or ""]:
                    keys[of.type.table or ""].append(cell)
                    more[of.type.table or ""] += 1


def _reading(entry: dict[str, Any], random: Random) -> Any:
    if "options" in entry:
        return random.choice(entry["options"])
    low, high = Fraction(entry["lower"]), Fraction(entry["upper"])
    return random.choice((low, high, (low + high) / 2))


def _table(
    table: TableData | None,
    declared: TableDeclaration,
    keys: dict[str, list[str]],
    more: int,
    pool: Pool,
    random: Random,
) -> TableData:
    names = keys[declared.name]
    columns: dict[str, Column] = {}
    for name, of in declared.columns.items():
        if of.derived:
            continue
        given = None if table is None else table.columns.get(name)
        size = 0 if table is None else table.size
        cells: list[Any] = [None] * size if given is None else list(given.cells)
        cells += [None] * more
        if len(declared.key) == 1 and name == declared.key[0]:
            columns[name] = Column([*cells[:size], *names[size:]])
            continue
        columns[name] = _column(cells, of.type, given, pool, keys, random)
    if len(declared.key) == 1 and declared.key[0] not in columns:
        columns[declared.key[0]] = Column(list(names))
    return TableData(
        declared.name,
        names,
        columns,
        complete=True,
        complete_source=None,
        coverage=_ALWAYS,
        origin=_HERE,
        origin_of=lambda row, column: _HERE,
        source_of_row=lambda row: None if table is None else table.source_of_row(row),
        notes=None if table is None else table.notes,
    )


def _column(
    cells: list[Any],
    of: Datatype,
    given: Column | None,
    pool: Pool,
    keys: dict[str, list[str]],
    random: Random,
) -> Column:
    if of.kind not in (Kind.QUANTITY, Kind.WHOLE):
        return Column([_value(cell, of, pool, keys, random) for cell in cells])
    below = 1 if given is None else given.denominator
    values: list[Any] = []
    for cell in cells:
        if isinstance(cell, int):
            values.append(Fraction(cell, below))
        elif isinstance(cell, Partial):
            ends = [None if e is None else Fraction(e, below) for e in (cell.lower, cell.upper)]
            values.append(_value(Partial(*ends), of, pool, keys, random))
        else:
            values.append(_value(cell, of, pool, keys, random))
    known = [value for value in values if isinstance(value, Fraction)]
    above = lcm(below, *(value.denominator for value in known))
    halves: list[int | None] | None = None
    if given is not None and given.half_units is not None:
        written = given.half_units
        old = written if isinstance(written, list) else [written] * len(given.cells)
        halves = [None if half is None else half * (above // below) for half in old]
        halves += [1] * (len(cells) - len(halves))
        halves = [1 if half is None else half for half in halves]
    else:
        halves = [1] * len(cells)
    return Column(
        [int(value * above) if isinstance(value, Fraction) else value for value in values],
        above,
        half_units=halves,
    )


def _value(value: Any, of: Datatype, pool: Pool, keys: dict[str, list[str]], random: Random) -> Any:
    """Return the value, or one that it can be where it is not wholly known."""
    if isinstance(value, Period):
        start = _day(value.start, pool, random)
        end = _day(value.end, pool, random)
        if not isinstance(value.end, int):
            high = _ends(value.end)[1]
            end = max(end, start) if high is None or high >= start else end
        return Period(min(start, end) if not isinstance(value.start, int) else start, end)
    if isinstance(value, Partial):
        if of.kind is Kind.DATE:
            return _day(value, pool, random)
        return _number(value.lower, value.upper, of, pool, random)
    if value is not None:
        return (
            Fraction(value) if of.kind in (Kind.QUANTITY, Kind.WHOLE) and type_is(value) else value
        )
    if of.may_be_none and random.random() < 0.25:
        return NONE
    match of.kind:
        case Kind.TEXT:
            return random.choice([*sorted(pool.texts), "x", "another text"])
        case Kind.YESNO:
            return random.random() < 0.5
        case Kind.DATE:
            return _day(None, pool, random)
        case Kind.PERIOD:
            days = sorted((_day(None, pool, random), _day(None, pool, random)))
            return Period(days[0], days[1])
        case Kind.DURATION:
            return random.choice(((1, 0), (3, 0), (12, 0), (24, 0)))
        case Kind.QUANTITY | Kind.WHOLE:
            return _number(None, None, of, pool, random)
        case Kind.CHOICE:
            return random.choice(of.options)
        case Kind.LIST:
            return tuple(option for option in of.options if random.random() < 0.5)
        case Kind.REFERENCE:
            table = keys[of.table or ""]
            return random.choice(table) if table else NONE if of.may_be_none else None
        case _:
            raise AssertionError(of.kind)


def type_is(value: Any) -> bool:
    """Whether a value is a number."""
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def _ends(value: Any) -> tuple[int | None, int | None]:
    if isinstance(value, Partial):
        return value.lower, value.upper
    return (value, value) if isinstance(value, int) else (None, None)


def _day(value: Any, pool: Pool, random: Random) -> int:
    if isinstance(value, int):
        return value
    low, high = _ends(value)
    near = [day + step for day in sorted(pool.days) for step in (-1, 0, 0, 1)]
    near += [end for end in (low, high) if end is not None]
    near += [date(2020 + random.randrange(8), 1 + random.randrange(12), 15).toordinal()]
    inside = [d for d in near if (low is None or d >= low) and (high is None or d <= high)]
    return random.choice(inside)


def _number(
    low: Fraction | None, high: Fraction | None, of: Datatype, pool: Pool, random: Random
) -> Fraction:
    if of.lower is not None and (low is None or low < of.lower):
        low = of.lower
    if of.upper is not None and (high is None or high > of.upper):
        high = of.upper
    near: list[Fraction] = []
    for number in sorted(pool.numbers):
        step = random.choice((Fraction(0), Fraction(1, 1000), Fraction(-1, 1000), number))
        near.append(number + step)
    near += [Fraction(0), Fraction(random.randrange(1000), 10), Fraction(random.randrange(-50, 50))]
    near += [end for end in (low, high) if end is not None]
    if low is not None and high is not None:
        near.append(low + (high - low) * random.randrange(11) / 10)
    else:
        edge = low if low is not None else high if high is not None else Fraction(0)
        near.append(edge + random.randrange(100) * (1 if high is None else -1))
    if of.kind is Kind.WHOLE:
        near = [Fraction(int(number)) for number in near]
    inside = [
        number
        for number in near
        if (low is None or number > low or (number == low and not of.lower_open))
        and (high is None or number <= high)
    ]
    return random.choice(inside) if inside else (low or Fraction(0)) + 1


def with_gaps(dossier: Dossier, random: Random) -> Dossier:
    """Return a dossier that says less, so that the one it was made of is one of its completions."""
    facts = dict(dossier.facts)
    for name in list(facts):
        fact = facts[name]
        if name in ("as_of", "language") or fact.value is NOT_APPLICABLE or random.random() > 0.3:
            continue
        if type_is(fact.value) and fact.type.kind is not Kind.TEXT and random.random() < 0.5:
            partial = _around(fact.value, random)
            facts[name] = Fact(partial, fact.type, fact.origin, unit=fact.unit)
        else:
            del facts[name]
    tables = {name: _table_with_gaps(table, random) for name, table in dossier.tables.items()}
    return Dossier(
        id=dossier.id,
        as_of=dossier.as_of,
        language=dossier.language,
        packs=dossier.packs,
        facts=facts,
        tables=tables,
        file=dossier.file,
        sha256=dossier.sha256,
        place_for=dossier.place_for,
        readings=dossier.readings,
        judgements=dossier.judgements,
        waivers=dossier.waivers,
    )


def _around(value: Any, random: Random) -> Partial:
    low = value - random.choice((0, 1, 5, 40))
    if value >= 0:
        low = max(low, 0)  # nature may forbid less
    high = value + random.choice((0, 1, 5, 40))
    return Partial(random.choice((low, low, None)), random.choice((high, high, None)))


def _table_with_gaps(table: TableData, random: Random) -> TableData:
    complete = random.random() < 0.75
    said = {
        row
        for column in table.columns.values()
        for row, cell in enumerate(column.cells)
        if cell is NOT_APPLICABLE
    }
    kept = [row for row in range(table.size) if complete or row in said or random.random() < 0.7]
    share = random.choice((0, 0.05, 0.15, 0.4))
    columns: dict[str, Column] = {}
    for name, column in table.columns.items():
        cells: list[Any] = []
        key = column.cells == table.keys
        for row in kept:
            cell = column.cells[row]
            if key or cell is NOT_APPLICABLE or random.random() >= share:
                cells.append(cell)
            elif type_is(cell) and random.random() < 0.4:
                cells.append(_around(cell, random))
            else:
                cells.append(None)
        halves = column.half_units
        if halves is not None:
            every = halves if isinstance(halves, list) else [halves] * table.size
            halves = [
                every[row] if type_is(cell) else None for row, cell in zip(kept, cells, strict=True)
            ]
        columns[name] = Column(cells, column.denominator, half_units=halves)
    return TableData(
        table.name,
        [table.keys[row] for row in kept],
        columns,
        complete=complete,
        complete_source=None,
        coverage=table.coverage,
        origin=table.origin,
        origin_of=lambda row, column: _HERE,
        source_of_row=lambda row: table.source_of_row(kept[row]),
    )
