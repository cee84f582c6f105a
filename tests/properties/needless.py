"""Verdicts against brute force: every completion of a few gaps with finitely many values."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import InputError
from tests.properties import ledger
from tests.properties.author import Author
from tests.properties.guarantee import DECIDED
from tests.properties.ledger import Cell, chooser, number_text
from tests.properties.vocabulary import (
    ABC,
    FACTS,
    MASSES,
    SHARES,
    TABLES,
    Type,
    declarations,
)
from tests.properties.world import Pack

if TYPE_CHECKING:
    from random import Random

Gap = tuple[str, str, str, tuple[Cell, ...]]
"""Where a gap is: table (empty for a fact), row, name; and what it can be filled with."""


class Count:
    """What brute force said of many rules: how often `missing` was right, and what was wrong.

    `missing` counts the rules that were `missing`, `needless` those of them for which all completions agree;
    `wrong` tells of decided verdicts that some completion does not have.
    """

    __slots__ = ("decided", "examples", "missing", "needless", "wrong")

    def __init__(self) -> None:
        self.decided = 0
        self.missing = 0
        self.needless = 0
        self.examples: list[str] = []
        self.wrong: list[str] = []

    def __repr__(self) -> str:
        return f"{self.needless} of {self.missing}"


class Counts(dict[str, Count]):
    """Counts by kind; as text, how many of the rules that were missing need not have been."""

    def __str__(self) -> str:
        return ", ".join(f"{kind} rules {count!r}" for kind, count in self.items())


def count_needless_missing(packs: int = 20) -> Counts:
    """Count how often `missing` was said where all completions agree.

    Args:
        packs: how many random packs of each kind are tried, each with three dossiers.

    Returns:
        By kind: `linear`, caps and shares over one table; `random`, rules of every form.
    """
    found = Counts({"linear": Count(), "random": Count()})
    for seed in range(packs):
        random = chooser(seed)
        text = declarations({}) + "\n".join(linear_rule(random, f"r{i}") for i in range(8)) + "\n"
        pack = Pack(text)
        for _ in range(3):
            _compare(pack, one_table(random), random, found["linear"], f"linear {seed}")
        author = Author(random)
        try:
            pack = Pack(author.pack(8))
        except InputError:
            continue
        for _ in range(3):
            _compare(pack, whole(random), random, found["random"], f"random {seed}", author)
    return found


# --- rules and dossiers -----------------------------------------------------------------------------


def linear_rule(random: Random, name: str) -> str:
    """Return a cap or a floor on a part of a table, or on its share."""
    part, base = simple_test(random), random.choice(("", simple_test(random)))
    share = random.choice(SHARES)
    order = random.choice(("at most", "at least", "above", "below"))
    where = f" where {base}" if base else ""
    both = f" where {base} and {part}" if base else f" where {part}"
    limit = random.choice(
        (
            f"(sum of mass in lots{both}) {order} {share} % of (sum of mass in lots{where})",
            f"(sum of mass in lots where {part}) {order} {number_text(random.choice(MASSES))} t",
            (
                f"(share of mass in lots{where} of which {part} if empty {share} %) {order} "
                f"{random.choice(SHARES)} %"
            ),
        )
    )
    return f'rule {name} "Rule"\n  require {limit}'


def simple_test(random: Random) -> str:
    """Return a test of one column against an option."""
    return random.choice(
        (
            f"kind is {random.choice(ABC)}",
            f"kind is not {random.choice(ABC)}",
            "ok is yes",
            "ok is no",
            "green is yes",
        )
    )


def one_table(random: Random) -> dict[str, Any]:
    """Return a dossier without gaps: a few lots, of which kinds and masses are said."""
    rows = []
    for index in range(random.randrange(1, 5)):
        row: dict[str, Cell] = {"id": ("is", f"L{index}")}
        for column in ("kind", "ok", "green", "mass"):
            row[column] = ledger.known(TABLES["lots"][column], {}, random)
        rows.append(row)
    lots = {"complete": "yes", "from": None, "to": None, "rows": rows}
    return {"facts": {}, "tables": {"lots": lots}, "readings": {}}


def whole(random: Random) -> dict[str, Any]:
    """Return a dossier without gaps over all facts and tables."""
    keys = {
        name: [f"{name[0].upper()}{i}" for i in range(random.randrange(1, 4))] for name in TABLES
    }
    tables = {}
    for name, columns in TABLES.items():
        rows = []
        for key in keys[name]:
            row: dict[str, Cell] = {"id": ("is", key)}
            for column, type in columns.items():
                cell = ledger.known(type, keys, random)
                row[column] = ledger.language(column, cell, random)
            rows.append(row)
        tables[name] = {"complete": "yes", "from": None, "to": None, "rows": rows}
    facts = {name: ledger.known(type, keys, random) for name, type in FACTS.items()}
    return {"facts": facts, "tables": tables, "readings": {}}


# --- gaps -------------------------------------------------------------------------------------------


def punch(given: dict[str, Any], random: Random) -> tuple[dict[str, Any], list[Gap]]:
    """Return the dossier with a few gaps, and all that each can be filled with."""
    places: list[tuple[str, str, str, Type]] = [
        ("", "", name, FACTS[name]) for name in given["facts"] if name != "period"
    ]
    for table, held in given["tables"].items():
        places += [
            (table, row["id"][1], column, TABLES[table][column])
            for row in held["rows"]
            for column in row
            if column not in ("id", "language")
        ]
    finite = [
        place
        for place in places
        if place[3].kind in ("choice", "ranked", "yesno", "mass", "whole")
        and not (place[3].kind == "mass" and place[3].none)
    ]
    gaps: list[Gap] = []
    holed = _copy(given)
    for table, key, name, type in random.sample(finite, min(len(finite), random.choice((1, 2, 3)))):
        cell: Cell
        if type.kind in ("mass", "whole"):
            low, high = sorted(random.sample(ledger.pool(type), 2))
            cell = ("between", low, high, ledger.UNITS[type.kind])
            values = {Fraction(n) for n in ledger.pool(type) if low <= n <= high}
            if type.kind == "mass":
                values.add((Fraction(low) + high) / 2)
            unit = ledger.UNITS[type.kind]
            filled = tuple(("is", number_text(n) + unit) for n in sorted(values))
        else:
            cell = ("blank",)
            options = ("yes", "no") if type.kind == "yesno" else type.options
            filled = tuple(("is", option) for option in options)
            if type.none:
                filled += (("none",),)
        put(holed, table, key, name, cell)
        gaps.append((table, key, name, filled))
    return holed, gaps


def put(dossier: dict[str, Any], table: str, key: str, name: str, cell: Cell) -> None:
    """Write a fact or a cell."""
    if not table:
        dossier["facts"][name] = cell
        return
    for row in dossier["tables"][table]["rows"]:
        if row["id"][1] == key:
            row[name] = cell


def _copy(dossier: dict[str, Any]) -> dict[str, Any]:
    tables = {
        name: {**table, "rows": [dict(row) for row in table["rows"]]}
        for name, table in dossier["tables"].items()
    }
    return {
        "facts": dict(dossier["facts"]),
        "tables": tables,
        "readings": dict(dossier["readings"]),
    }


def _compare(
    pack: Pack,
    given: dict[str, Any],
    random: Random,
    count: Count,
    name: str,
    author: Author | None = None,
) -> None:
    """Compare the verdicts of a dossier with gaps with those of all its completions."""
    if author is not None:
        given["readings"] = {
            reading: random.choice(options) for reading, options in author.settlings.items()
        }
    holed, gaps = punch(given, random)
    try:
        before = pack.check(ledger.to_yaml(holed))
    except InputError:
        return
    outcomes: list[set[str]] = [set() for _ in before.results]
    for chosen in product(*(filled for *_, filled in gaps)):
        complete = _copy(holed)
        for (table, key, column, _), cell in zip(gaps, chosen, strict=True):
            put(complete, table, key, column, cell)
        after = pack.check(ledger.to_yaml(complete))
        for result, seen in zip(after.results, outcomes, strict=True):
            seen.add(result.verdict.value)
    for result, seen in zip(before.results, outcomes, strict=True):
        told = f"{name}, {result.rule}: {result.verdict}, of {sorted(seen)}"
        if result.verdict.value in DECIDED:
            count.decided += 1
            if seen != {result.verdict.value}:
                count.wrong.append(told)
        elif result.verdict.value == "missing":
            count.missing += 1
            if len(seen) == 1 and seen <= set(DECIDED):
                count.needless += 1
                count.examples.append(told)
