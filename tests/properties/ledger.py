"""Random dossiers over the vocabulary, with gaps of every sort, and what completes them.

A dossier is a plain dictionary: `facts` by name, `tables` by name (`complete`, `from`, `to`, `rows`, each a
cell by column), `readings`. A cell is a tuple: `("is", text)`, `("blank",)`, `("unknown",)`, `("none",)`,
`("not_applicable",)`, `("between", lowest, highest)`, `("days", text, first, last)`, or for periods
`("period", cell, cell)`.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from tests.properties.vocabulary import (
    DAYS,
    DURATIONS,
    FACTS,
    LANGUAGES,
    MASSES,
    SHARES,
    SIGNED,
    TABLES,
    TEXTS,
    TIME,
    WHOLES,
    Type,
)

if TYPE_CHECKING:
    from random import Random

Cell = tuple[Any, ...]
BLANK: Cell = ("blank",)
_PERIOD = ("2025-01-01", "2025-12-31")


# --- writing ----------------------------------------------------------------------------------------


def to_yaml(dossier: dict[str, Any]) -> str:
    """Return a dossier as YAML, without its head."""
    lines = []
    claim = []
    for name, cell in dossier["facts"].items():
        group, _, last = name.partition(".")
        if last:
            claim.append(f"{last}: {cell_text(cell)}")
        else:
            lines.append(f"{group}: {cell_text(cell)}")
    if claim:
        lines.append("claim: {" + ", ".join(claim) + "}")
    for name, table in dossier["tables"].items():
        lines.append(f"{name}:")
        if table["from"] is not None:
            days = f"from: {table['from']}, to: {table['to']}"
            lines.append("  complete: {value: " + f"{table['complete']}, {days}" + "}")
        elif table["complete"] is not None:
            lines.append(f"  complete: {table['complete']}")
        if table.get("files"):
            lines.append("  files: [" + ", ".join(f"{{file: {f}}}" for f in table["files"]) + "]")
        elif not table["rows"]:
            lines.append("  rows: []")
        else:
            lines.append("  rows:")
        for row in table["rows"]:
            cells = ", ".join(f"{column}: {cell_text(cell)}" for column, cell in row.items())
            lines.append("    - {" + cells + "}")
    if dossier.get("readings"):
        chosen = ", ".join(f"page/{name}: {value}" for name, value in dossier["readings"].items())
        lines.append("readings: {" + chosen + "}")
    return "\n".join(lines) + "\n"


def cell_text(cell: Cell) -> str:
    """Return a cell as it is written."""
    match cell[0]:
        case "is":
            return str(cell[1])
        case "blank":
            return ""
        case "unknown":
            return "{unknown: lost}"
        case "none":
            return "none"
        case "not_applicable":
            return "{not_applicable: no such thing}"
        case "between":
            ends = zip(("at_least", "at_most"), cell[1:3], strict=True)
            unit = cell[3]
            parts = [f"{word}: {number_text(end)}{unit}" for word, end in ends if end is not None]
            return "{" + ", ".join(parts) + "}"
        case "days":
            return str(cell[1])
        case "period":
            return "{" + f"start: {cell_text(cell[1])}, end: {cell_text(cell[2])}" + "}"
        case _:
            raise AssertionError(cell)


def number_text(value: Fraction | int) -> str:
    """Return a number with all its digits."""
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


# --- values -----------------------------------------------------------------------------------------

UNITS = {"mass": " t", "share": " %", "whole": ""}


def pool(type: Type) -> tuple[Any, ...]:
    """Return the numbers that a type is filled with."""
    if type.kind == "mass":
        return SIGNED if type.signed else MASSES
    return SHARES if type.kind == "share" else WHOLES


def known(type: Type, keys: dict[str, list[str]], random: Random) -> Cell:
    """Return a known value; a stated none where there may be one."""
    if type.none and random.random() < 0.2:
        return ("none",)
    match type.kind:
        case "mass" | "share" | "whole":
            return ("is", number_text(random.choice(pool(type))) + UNITS[type.kind])
        case "date":
            return ("is", random.choice(DAYS))
        case "period":
            start, end = sorted((random.choice(DAYS), random.choice(DAYS)))
            return ("period", ("is", start), ("is", end))
        case "duration":
            return ("is", random.choice(DURATIONS))
        case "yesno":
            return ("is", random.choice(("yes", "no")))
        case "choice" | "ranked":
            return ("is", random.choice(type.options))
        case "list":
            chosen = [option for option in type.options if random.random() < 0.5]
            return ("is", "[" + ", ".join(chosen) + "]")
        case "text":
            return ("is", '"' + random.choice(TEXTS) + '"')
        case "reference":
            names = keys[type.table or ""]
            return ("is", random.choice(names)) if names else BLANK
        case _:
            raise AssertionError(type.kind)


def gap(type: Type, random: Random) -> Cell:
    """Return a cell of which not all is known."""
    roll = random.random()
    if roll < 0.03:
        return ("not_applicable",)
    if roll < 0.1:
        return ("unknown",)
    if type.kind in UNITS and roll < 0.5:
        ends = sorted((random.choice(pool(type)), random.choice(pool(type))))
        if ends[0] != ends[1]:
            low, high = random.choice(((ends[0], ends[1]), (ends[0], None), (None, ends[1])))
            return ("between", low, high, UNITS[type.kind])
    if type.kind == "date" and roll < 0.5:
        year = random.choice(("2024", "2025", "2026"))
        if random.random() < 0.5:
            month = random.choice(("01", "02", "03", "06", "12"))
            first = date(int(year), int(month), 1)
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            return ("days", f"{year}-{month}", first.isoformat(), last.isoformat())
        return ("days", year, f"{year}-01-01", f"{year}-12-31")
    return BLANK


def cell(type: Type, keys: dict[str, list[str]], random: Random, gaps: float) -> Cell:
    """Return a value, or a gap in its place."""
    if random.random() < gaps:
        if type.kind == "period" and random.random() < 0.6:
            whole = known(type, keys, random)
            start, end = gap(Type("date"), random), gap(Type("date"), random)
            end = end if end[0] in ("days", "blank") else BLANK
            start = start if start[0] in ("days", "blank") else BLANK
            if whole[0] == "period" and random.random() < 0.5:
                first = start[2] if start[0] == "days" else ""
                return ("period", start, whole[2]) if first <= whole[2][1] else whole
            if whole[0] == "period":
                last = end[3] if end[0] == "days" else "9999"
                return ("period", whole[1], end) if last >= whole[1][1] else whole
        return gap(type, random)
    return known(type, keys, random)


# --- dossiers ---------------------------------------------------------------------------------------


def dossier(random: Random, *, most_rows: int = 5) -> dict[str, Any]:
    """Return a random dossier."""
    gaps = random.choice((0.0, 0.05, 0.15, 0.3, 0.5))
    keys = {
        name: [f"{name[0].upper()}{i}" for i in range(random.randrange(most_rows + 1))]
        for name in TABLES
    }
    facts = {
        name: cell(type, keys, random, gaps)
        for name, type in FACTS.items()
        if random.random() > gaps / 2
    }
    if "period" in facts and random.random() < 0.7:
        facts["period"] = ("period", ("is", _PERIOD[0]), ("is", _PERIOD[1]))
    tables: dict[str, Any] = {}
    for name, columns in TABLES.items():
        if not keys[name] and random.random() < 0.3:
            continue
        complete = random.choice(("yes", "yes", "yes", "no", None))
        first = last = None
        if complete == "yes" and name in TIME and random.random() < 0.3:
            first, last = sorted((random.choice(DAYS), random.choice(DAYS)))
        left_out = {column for column in columns if random.random() < gaps / 4}
        rows = [
            {
                "id": ("is", key),
                **{
                    column: language(column, cell(type, keys, random, gaps), random)
                    for column, type in columns.items()
                    if column not in left_out
                },
            }
            for key in keys[name]
        ]
        for row in rows:
            for column in list(row):
                if column != "id" and row[column] == BLANK and random.random() < 0.5:
                    del row[column]
        tables[name] = {"complete": complete, "from": first, "to": last, "rows": rows}
    return {"facts": facts, "tables": tables, "readings": {}}


def language(column: str, value: Cell, random: Random) -> Cell:
    """Return a cell; the language of a text is one that there is."""
    return ("is", random.choice(LANGUAGES)) if column == "language" and value[0] == "is" else value


# --- completions ------------------------------------------------------------------------------------


def completion(
    given: dict[str, Any],
    readings: dict[str, tuple[str, ...]],
    random: Random,
    *,
    whole: bool,
    outside: bool,
) -> dict[str, Any]:
    """Return a dossier that agrees with one that has gaps.

    Args:
        given: the dossier.
        readings: what each reading of the pack may be settled to.
        random: what chooses.
        whole: every gap is filled and every table complete; else only some are.
        outside: complete tables may get rows outside the days that they cover.
    """
    fill = 1.0 if whole else random.choice((0.2, 0.5, 0.9))

    def now() -> bool:
        return random.random() < fill

    keys = {
        name: [row["id"][1] for row in given["tables"].get(name, {"rows": ()})["rows"]]
        for name in TABLES
    }
    new: dict[str, list[str]] = {}
    period = given["facts"].get("period", BLANK)
    for name in TABLES:
        table = given["tables"].get(name)
        new[name] = []
        if (table is None or table["complete"] != "yes") and now():
            new[name] = [f"N{i}" for i in range(random.choice((0, 0, 1, 1, 2, 3)))]
        elif table is not None and outside and name in TIME and days_outside(table, period):
            new[name] = [f"N{i}" for i in range(random.choice((0, 1, 1, 2)))]
        keys[name] += new[name]
    facts = {}
    for name, type in FACTS.items():
        held = given["facts"].get(name, BLANK)
        value = filled(held, type, keys, random) if now() else held
        if value != BLANK or name in given["facts"]:
            facts[name] = value
    tables = {}
    for name, columns in TABLES.items():
        table = given["tables"].get(name)
        old = [] if table is None else table["rows"]
        if table is None and not new[name] and not now():
            continue
        rows = []
        for row in old:
            rows.append(dict(row))
            for column, type in columns.items():
                held = row.get(column, BLANK)
                if now():
                    value = language_of(column, held, filled(held, type, keys, random), random)
                    if value != BLANK or column in row:
                        rows[-1][column] = value
        for key in new[name]:
            row = {"id": ("is", key)}
            for column, type in columns.items():
                if now():
                    row[column] = language_of(
                        column, BLANK, filled(BLANK, type, keys, random), random
                    )
            if table is not None and table["complete"] == "yes":
                row[TIME[name]] = ("is", random.choice(days_outside(table, period)))
            rows.append(row)
        complete = None if table is None else table["complete"]
        first = None if table is None else table["from"]
        last = None if table is None else table["to"]
        if complete != "yes" and now():
            complete = "yes"
        tables[name] = {"complete": complete, "from": first, "to": last, "rows": rows}
    settled = dict(given["readings"])
    for name, options in readings.items():
        if name not in settled and random.random() < 0.5:
            settled[name] = random.choice(options)
    return {"facts": facts, "tables": tables, "readings": settled}


def language_of(column: str, held: Cell, value: Cell, random: Random) -> Cell:
    """Return what a language cell is filled with."""
    if column == "language" and held != value:
        return ("is", random.choice(LANGUAGES))
    return value


def days_outside(table: dict[str, Any], period: Cell) -> list[str]:
    """Return days that a complete table does not cover."""
    if table["from"] is not None:
        first, last = table["from"], table["to"]
    elif period[0] == "period" and period[1][0] == "is" and period[2][0] == "is":
        first, last = period[1][1], period[2][1]
    else:
        return []
    return [day for day in DAYS if not first <= day <= last]


def filled(held: Cell, type: Type, keys: dict[str, list[str]], random: Random) -> Cell:
    """Return a known value that a cell can still have."""
    match held[0]:
        case "blank" | "unknown":
            if type.kind in UNITS and random.random() < 0.1:
                # Far out, where nothing forbids it.
                if type.kind == "mass":
                    far = 10**6 * (random.choice((1, -1)) if type.signed else 1)
                    return ("is", f"{far} t")
                return ("is", f"100{UNITS[type.kind]}")
            return known(type, keys, random)
        case "between":
            low, high = held[1], held[2]
            near = [Fraction(n) for n in pool(type)]
            near += [end for end in (low, high) if end is not None]
            if type.kind != "whole" and low is not None and high is not None:
                near.append((Fraction(low) + high) / 2)
            if high is None and type.kind != "share":
                near.append(low + 10**6)
            near = [n for n in near if (low is None or n >= low) and (high is None or n <= high)]
            return ("is", number_text(random.choice(near)) + UNITS[type.kind])
        case "days":
            inside = [day for day in DAYS if held[2] <= day <= held[3]]
            return ("is", random.choice([*inside, held[2], held[3]]))
        case "period":
            start, end = (filled(part, Type("date"), keys, random) for part in held[1:])
            if start[1] > end[1]:
                if held[1][0] != "is" and held[2][0] != "is":
                    return ("period", end, start)
                return held
            return ("period", start, end)
        case _:
            return held


def chooser(seed: int) -> Random:
    """Return what draws: the same for the same seed."""
    from random import Random

    return Random(seed)  # noqa: S311 - nothing here is secret
