"""The floor: a plain loop that computes the same sums, and nothing else.

No units, no unknown cells, no places, no reasons: what a script for one occasion would do.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import yaml


def floor(dossier: bytes, ledger: bytes) -> dict[str, object]:
    """Return the sums that the rules of `pack/` rest on, and what they say.

    Args:
        dossier: the YAML of the dossier, for its period.
        ledger: the CSV.
    """
    period = yaml.load(dossier, Loader=yaml.CSafeLoader)["period"]
    first_day, last_day = str(period["start"]), str(period["end"])
    zero = Decimal(0)
    all_inputs = non_green = coc_in = coc_out = all_out = lost = zero
    rows = outside = 0
    for row in csv.DictReader(io.StringIO(ledger.decode("utf-8"))):
        rows += 1
        if not first_day <= row["date"] <= last_day:
            outside += 1
            continue
        amount = Decimal(row["mass"])
        if row["direction"] == "in":
            all_inputs += amount
            if row["material"] == "primary_aluminium" and row["green_electricity"] == "no":
                non_green += amount
            if row["coc"] == "yes":
                coc_in += amount
        elif row["direction"] == "out":
            all_out += amount
            if row["coc"] == "yes":
                coc_out += amount
        elif row["direction"] == "loss":
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
