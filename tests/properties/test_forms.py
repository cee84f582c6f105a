"""What a dossier says is the same in another unit, in another order, in one file or in several."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checker.diagnostic.diagnostic import InputError
from tests.properties import ledger
from tests.properties.author import Author
from tests.properties.ledger import Cell, chooser
from tests.properties.vocabulary import TABLES
from tests.properties.world import Pack

if TYPE_CHECKING:
    from collections.abc import Callable

look = settings(
    max_examples=int(os.environ.get("CHECKER_EXAMPLES", "200")) // 4,
    deadline=None,
    derandomize="CHECKER_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
seeds = st.integers(0, 2**48)
PLACES = frozenset(("places", "place", "where", "inputs", "facts", "sha256", "places_total"))
"""Parts of an assessment that say where something stood and how it was written."""


def told(part: Any) -> Any:
    """Return what an assessment tells, without places and written forms."""
    if isinstance(part, dict):
        return {key: told(value) for key, value in part.items() if key not in PLACES}
    return [told(value) for value in part] if isinstance(part, list) else part


def verdicts(assessment: dict[str, Any]) -> dict[str, Any]:
    """Return verdicts, bounds and quantities, in no order of rows.

    A rule with `for each` shows the figures of its first worst row: those are compared row by row.
    """
    found: dict[str, Any] = {"overall": assessment["verdict"]}
    for result in assessment["results"]:
        found[result["rule"]] = [result["verdict"], result["could_be"]]
        subjects = result.get("subjects")
        shown = [{**result, "subject": ""}] if subjects is None else subjects["shown"]
        for row in shown:
            found[f"{result['rule']} {row['subject']}"] = [
                *(row.get(key) for key in ("verdict", "could_be", "margin", "conform", "would_be")),
                {name: sorted(v.split(" or ")) for name, v in row.get("values", {}).items()},
            ]
    return found


def same(
    seed: int,
    change: Callable[[dict[str, Any]], tuple[dict[str, Any], dict[str, str]]],
    look_at: Callable[[dict[str, Any]], Any],
) -> None:
    """Fail unless a change of form leaves what is looked at."""
    random = chooser(seed)
    try:
        pack = Pack(Author(random, rounding=False).pack())
    except InputError:
        return
    given = ledger.dossier(random)
    changed, files = change(given)

    before = look_at(pack.check(ledger.to_yaml(given)).to_plain())
    after = look_at(pack.check(ledger.to_yaml(changed), files).to_plain())

    if before != after:
        pytest.fail(f"seed {seed}: {differences(before, after)}")


def differences(left: Any, right: Any, at: str = "") -> list[str]:
    """Return where two plain values differ."""
    if isinstance(left, dict) and isinstance(right, dict) and left.keys() == right.keys():
        return [line for key in left for line in differences(left[key], right[key], f"{at}/{key}")]
    if isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        pairs = enumerate(zip(left, right, strict=True))
        return [line for index, (a, b) in pairs for line in differences(a, b, f"{at}/{index}")]
    return [] if left == right else [f"{at}: {left!r} is {right!r}"]


def every_cell(
    given: dict[str, Any], change: Callable[[Cell], Cell]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the dossier with every fact and cell changed."""
    return {
        "facts": {name: change(cell) for name, cell in given["facts"].items()},
        "tables": {
            name: {
                **table,
                "rows": [
                    {column: change(cell) for column, cell in row.items()} for row in table["rows"]
                ],
            }
            for name, table in given["tables"].items()
        },
        "readings": {},
    }, {}


def in_kilograms(cell: Cell) -> Cell:
    """Return a mass in kg; any other cell as it is."""
    if cell[0] == "is" and cell[1].endswith(" t"):
        sign, _, rest = cell[1].removesuffix(" t").rpartition("-")
        whole, _, part = rest.partition(".")
        return ("is", f"{'-' if sign or cell[1].startswith('-') else ''}{whole}{part:0<3} kg")
    if cell[0] == "between" and cell[3] == " t":
        low, high = (None if end is None else end * 1000 for end in cell[1:3])
        return ("between", low, high, " kg")
    return cell


@look
@given(seeds)
def test_kilograms_say_what_tonnes_say(seed: int) -> None:
    same(seed, lambda given: every_cell(given, in_kilograms), told)


@look
@given(seeds)
def test_the_order_of_rows_means_nothing(seed: int) -> None:
    def shuffled(given: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
        random = chooser(seed + 1)
        tables = {
            name: {**table, "rows": random.sample(table["rows"], len(table["rows"]))}
            for name, table in given["tables"].items()
        }
        return {**given, "tables": tables}, {}

    same(seed, shuffled, verdicts)


@look
@given(seeds)
def test_a_table_in_several_files_is_one_table(seed: int) -> None:
    random = chooser(seed)
    try:
        pack = Pack(Author(random, rounding=False).pack())
    except InputError:
        return
    given = ledger.dossier(random)
    given["tables"] = {
        name: {**table, "rows": [plain_row(row) for row in table["rows"]]}
        for name, table in given["tables"].items()
    }
    files: dict[str, str] = {}
    split: dict[str, Any] = {**given, "tables": {}}
    for name, table in given["tables"].items():
        cut = random.randrange(len(table["rows"]) + 1)
        names = [f"{name}-{part}.csv" for part in (1, 2)]
        for file, rows in zip(names, (table["rows"][:cut], table["rows"][cut:]), strict=True):
            files[file] = to_csv(name, rows)
        split["tables"][name] = {**table, "rows": [], "files": names}

    before = pack.check(ledger.to_yaml(given)).to_plain()
    after = pack.check(ledger.to_yaml(split), files).to_plain()

    if told(before) != told(after):
        pytest.fail(f"seed {seed}: {differences(told(before), told(after))}")


def plain_row(row: dict[str, Cell]) -> dict[str, Cell]:
    """Return a row of what a CSV cell can say."""
    return {
        column: ("blank",) if cell[0] in ("between", "unknown", "not_applicable") else cell
        for column, cell in row.items()
        if column not in ("span", "tags")
    }


def to_csv(table: str, rows: list[dict[str, Cell]]) -> str:
    """Return rows as CSV, under the names of the columns that CSV can hold."""
    columns = ["id", *(name for name in TABLES[table] if name not in ("span", "tags"))]
    lines = [",".join(columns)]
    for row in rows:
        cells = [ledger.cell_text(row.get(column, ("blank",))).strip('"') for column in columns]
        lines.append(",".join(cells))
    return "\n".join(lines) + "\n"
