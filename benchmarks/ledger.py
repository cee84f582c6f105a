"""Dossiers and ledgers of any size, the same for the same seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """dossier: 1
id: BENCH
as_of: 2026-06-30
packs: [ledger-rules]
organisation: {name: Example Casthouse Ltd}
period: {start: 2025-01-01, end: 2025-12-31}
claim: {chain_of_custody: mass_balance, quantity: 100 t}
"""
COLUMNS = ("id", "date", "direction", "material", "mass", "coc", "green_electricity")


def rows(count: int, seed: int = 1) -> list[tuple[str, ...]]:
    """Return rows as text, in the order of COLUMNS."""
    chance = random.Random(seed)  # noqa: S311 - made data, no secret
    made = []
    for index in range(count):
        day = f"2025-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        way = chance.choice(("in", "in", "in", "out", "out", "loss"))
        mass = chance.randint(1, 60_000 if way == "in" else 40_000 if way == "out" else 2_000)
        material = chance.choice(("primary_aluminium", "primary_aluminium", "post_consumer_scrap"))
        made.append(
            (
                f"R-{index}",
                day,
                way,
                material,
                f"{mass // 1000}.{mass % 1000:03d}",
                chance.choice(("yes", "no")),
                chance.choice(("yes", "yes", "no")),
            )
        )
    return made


def ledger(count: int, seed: int = 1) -> bytes:
    """Return a ledger of `count` rows as CSV."""
    lines = [",".join(COLUMNS), *(",".join(row) for row in rows(count, seed))]
    return ("\n".join(lines) + "\n").encode()


def write_with_ledger(folder: Path, count: int) -> Path:
    """Write a small dossier with a CSV ledger of `count` rows; return its folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "movements.csv").write_bytes(ledger(count))
    (folder / "dossier.yaml").write_text(
        HEAD
        + "movements:\n  complete: yes\n  files:\n"
        + "    - {file: movements.csv, columns: {mass: {from: mass, unit: t}}}\n",
        encoding="utf-8",
    )
    return folder


def in_rows(count: int, seed: int) -> bytes:
    """Return a dossier with its rows in the same file."""
    lines = [HEAD.rstrip("\n"), "movements:", "  complete: yes", "  rows:"]
    for row in rows(count, seed):
        cells = dict(zip(COLUMNS, row, strict=True))
        cells["mass"] += " t"
        lines.append("    - {" + ", ".join(f"{k}: {v}" for k, v in cells.items()) + "}")
    return ("\n".join(lines) + "\n").encode()
