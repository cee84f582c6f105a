"""Vectors of green electricity that speak of a million certificates, a thousandth of each.

The cases of the pack hold them smaller still. Here the digits are those of the fact sheet: tonnes
become kilograms, and a megawatt hour less in a thousand is as much as it is in a million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import checker

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

DOSSIER = """\
dossier: 1
id: SCALED
as_of: 2026-06-30
packs: [cgmc-green-electricity]
period: {year}
claim: {{schemes: [cgmc_green_electricity]}}
organisation: {{party: WE}}
parties: {{complete: yes, rows: [{{id: WE}}, {{id: XX}}]}}
evidence: {{rows: [{{id: EV-1, title: Contracts}}]}}
certificates:
  complete: yes
  rows:
    - {{id: Q, scheme: cgmc_green_electricity, holder: WE, issued: 2026-06-01, form: liquid, span: {year}, quantity: {quota}, consumption: 13 350 kWh/t, indicator: liquid_ac}}
    - {{id: EARLIER, scheme: cgmc_green_electricity, holder: XX, issued: 2026-05-01, form: liquid, span: {year}, quantity: 1 t, consumption: 13 350 kWh/t, indicator: liquid_ac}}
energy:
  complete: yes
  files:
    - file: energy.csv
      set: {{date: {year}-02, step: electrolysis, direction: in, carrier: electricity, renewable: yes, source: wind, owner: XX, evidence: EV-1}}
instruments:
  complete: yes
  files:
    - file: instruments.csv
      set: {{kind: gec, holder: WE, energy: 1 MWh, trades: 1, status: retired, retired: 2026-03-15, also_issued: none}}
"""

Certificate = tuple[int, str, str, str]
"""The serial number of a code, the month of generation, the power it is used for and came with."""


def values_of(
    folder: Path,
    quota: str,
    energy: Sequence[tuple[str, str, str, str]],
    certificates: Iterator[Certificate],
    *,
    year: int = 2026,
) -> dict[str, Any]:
    """Return the verdict on a quota, and the figures behind it."""
    (folder / "dossier.yaml").write_text(DOSSIER.format(year=year, quota=quota), "utf-8")
    rows = ["id,channel,amount,certificate", *(",".join(row) for row in energy)]
    (folder / "energy.csv").write_text("\n".join(rows), "utf-8")
    rows = ["id,serial,generated,energy_use,bundled_with"]
    for at, (serial, generated, use, came_with) in enumerate(certificates, start=1):
        rows.append(f"G-{at},{serial:032d},{generated},{use},{came_with}")
    (folder / "instruments.csv").write_text("\n".join(rows), "utf-8")
    plain = checker.check(folder).to_plain()
    found = {result["rule"].rpartition("/")[2]: result for result in plain["results"]}
    covered = found["CGMC-10.quota-covered"]
    violated = sorted(
        rule
        for rule, result in found.items()
        if result["verdict"] == "violation" and result["level"] == "shall"
    )
    return {"violated": violated, **covered["values"], "verdict": covered["verdict"]}


def test_t11_a_certificate_that_was_used_before_is_not_counted_again(tmp_path: Path) -> None:
    lines = [
        ("E", "unbundled_certificate", "1 335 MWh", "Q"),
        ("F", "unbundled_certificate", "10 MWh", "EARLIER"),
    ]

    def certificates() -> Iterator[Certificate]:
        yield from ((n, "2026-01", "E", "none") for n in range(1335))
        yield from ((n, "2026-01", "F", "none") for n in range(10))

    found = values_of(tmp_path, "100 t", lines, certificates())

    assert found["violated"] == ["CGMC-05.used-once", "CGMC-10.quota-covered"]
    assert found["c.green"] == "1325 MWh"
    # 99 250.936 t and 749.064 t in the fact sheet: what is left over is not rounded up.
    assert (found["supported"], found["excess"]) == ("99.25 t", "0.75 t")
    assert found["made"] == "26500/267 t"


def test_t12_a_certificate_of_the_year_before_is_not_counted(tmp_path: Path) -> None:
    lines = [("E", "unbundled_certificate", "1 335 MWh", "Q")]
    certificates = ((n, "2025-11" if n < 35 else "2026-01", "E", "none") for n in range(1335))

    found = values_of(tmp_path, "100 t", lines, certificates)

    assert found["violated"] == ["CGMC-08.same-year", "CGMC-10.quota-covered"]
    assert found["c.green"] == "1300 MWh"
    assert (found["supported"], found["excess"]) == ("97.378 t", "2.622 t")


def test_t17_certificates_that_came_with_traded_power_are_not_added_to_it(tmp_path: Path) -> None:
    lines = [
        ("TRADE", "green_power_trade", "600 MWh", "Q"),
        ("REST", "unbundled_certificate", "800 MWh", "Q"),
    ]

    def certificates() -> Iterator[Certificate]:
        yield from ((n, "2026-01", "TRADE", "TRADE") for n in range(600))
        yield from ((n, "2026-01", "REST", "TRADE") for n in range(600))
        yield from ((n, "2026-01", "REST", "none") for n in range(600, 800))

    found = values_of(tmp_path, "104.868 t", lines, certificates())

    assert found["violated"] == ["CGMC-05.used-once", "CGMC-09.bundle", "CGMC-10.quota-covered"]
    assert found["c.green"] == "800 MWh"
    assert (found["supported"], found["excess"]) == ("59.925 t", "44.943 t")


def test_t40_a_part_of_a_megawatt_hour_has_no_certificate(tmp_path: Path) -> None:
    lines = [("E", "unbundled_certificate", "1 335.4 MWh", "Q")]
    verdicts = {}
    for quota in ("100.000 t", "100.001 t"):
        certificates = ((n, "2026-01", "E", "none") for n in range(1335))
        found = values_of(tmp_path, quota, lines, certificates)
        verdicts[quota] = found["verdict"]
        assert found["c.green"] == "1335 MWh"

    assert verdicts == {"100.000 t": "pass", "100.001 t": "violation"}
