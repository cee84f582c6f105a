"""The floor: a plain loop that computes the same sums, and nothing else.

No units, no unknown cells, no places, no reasons: what a script for one occasion would do.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal


def floor(ledger: bytes, first_day: str, last_day: str) -> dict[str, object]:
    """Return the sums that the rules of `pack/` rest on, and what they say."""
    reader = csv.reader(io.StringIO(ledger.decode("utf-8")))
    header = next(reader)
    at = {name: index for index, name in enumerate(header)}
    date, direction, material = at["date"], at["direction"], at["material"]
    mass, coc, green = at["mass"], at["coc"], at["green_electricity"]
    zero = Decimal(0)
    all_inputs = non_green = coc_in = coc_out = all_out = lost = zero
    rows = outside = 0
    for row in reader:
        rows += 1
        day = row[date]
        if not first_day <= day <= last_day:
            outside += 1
            continue
        amount = Decimal(row[mass].removesuffix(" t"))
        way = row[direction]
        if way == "in":
            all_inputs += amount
            if row[material] == "primary_aluminium" and row[green] == "no":
                non_green += amount
            if row[coc] == "yes":
                coc_in += amount
        elif way == "out":
            all_out += amount
            if row[coc] == "yes":
                coc_out += amount
        elif way == "loss":
            lost += amount
    return {
        "composition.cap": 10 * non_green <= 3 * all_inputs,
        "output.share": coc_out * all_inputs <= coc_in * all_out,
        "ledger.in-period": outside == 0,
        "outputs.within-inputs": all_out <= all_inputs,
        "losses.small": 20 * lost <= all_inputs,
        "ledger.rows": rows > 0,
        "all_inputs": all_inputs,
    }
