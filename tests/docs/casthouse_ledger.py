"""The workbook of docs/guide-producer.md: an invented casthouse's ledgers of 2025.

`docs/examples/ledgers/casthouse-2025.xlsx` holds these cells; `pytest --update` writes it anew where it does not.
"""

from __future__ import annotations

import datetime
import io
from typing import TYPE_CHECKING, Any

from tests.cli.command import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKBOOK = ROOT / "docs" / "examples" / "ledgers" / "casthouse-2025.xlsx"
Rows = list[list[Any]]


def _day(month: int, day: int) -> datetime.date:
    return datetime.date(2025, month, day)


def _receipts() -> Rows:
    rows: Rows = [
        ["Example Casthouse Ltd"],
        ["Metal received in 2025"],
        [],
        [
            *(
                "Ticket no.",
                "Date",
                "Metal",
                "Net weight (t)",
                "Lot no.",
                "Supplier",
                "Delivery note",
            ),
            *(
                "Purchase certificate",
                "Green power",
                "Certified",
                "Proof of origin",
                "Moisture (%)",
            ),
            "Truck",
        ],
    ]
    ticket = 0
    total = 0
    for quarter in range(4):
        summed = 0
        for month in range(3 * quarter + 1, 3 * quarter + 4):
            for cells in _lots(month):
                ticket += 1
                summed += cells[2]
                rows.append([f"W{ticket:03}", *cells, f"TR-{10 + ticket % 7}"])
        rows.append(["", f"Subtotal Q{quarter + 1}", "", summed])
        total += summed
    return [*rows, ["Total", "", "", total], ["Kept by: the weighbridge"]]


def _lots(month: int) -> Iterator[list[Any]]:
    """Give the lots of a month, from its date to its moisture."""
    green = [f"P-{month:02}", "GS", f"GS-{month:02}", "PC-1", "yes", "yes", "-", ""]
    yield [_day(month, 6), "Primary ingot", 60, *green]
    kind = "Scrap" if month in (5, 9) else "Old scrap"
    scrap = [f"S-{month:02}", "RC", f"RC-{month:02}", "-", "", "yes", "EV-2", 0.4]
    yield [_day(month, 13), kind, 20, *scrap]
    if month % 3 == 2:
        other = [f"N-{month:02}", "MT", "-", "-", "no", "no", "-", ""]
        yield [_day(month, 20), "Primary ingot", 100 if month == 2 else 110, *other]
        alloying = [f"A-{month:02}", "AM", "-", "-", "", "no", "-", ""]
        yield [_day(month, 21), "Silicon", 5, *alloying]


def _dispatches() -> Rows:
    rows: Rows = [
        [
            "Ticket no.",
            "Date",
            "Metal",
            "Net weight (t)",
            "Cast no.",
            "Customer",
            "Certified",
            "Truck",
        ]
    ]
    for month in range(1, 13):
        last = _day(month, 27)
        rows.append(
            [f"D{2 * month - 1:03}", last, "Billet 6063", 75, f"B-{month:02}1", "CP", "yes"]
        )
        mass = 40 if month < 12 else 50
        rows.append([f"D{2 * month:03}", last, "Billet 6082", mass, f"B-{month:02}2", "CQ", "no"])
    for at, row in enumerate(rows[1:]):
        row.append(f"TR-{20 + at % 5}")
    return [*rows, ["Total", "", "", sum(row[3] for row in rows[1:])]]


def _delivery_notes() -> Rows:
    rows: Rows = [["Document no.", "Supplier", "Date", "Total mass (t)", "Certified mass (t)"]]
    for month in range(1, 13):
        # In December 24 t more were delivered than the weighbridge has in its ledger.
        mass = 84 if month == 12 else 60
        rows.append([f"GS-{month:02}", "GS", _day(month, 5), mass, mass])
        rows.append([f"RC-{month:02}", "RC", _day(month, 12), 20, 20])
    return rows


def sheets() -> dict[str, Rows]:
    """Return the cells of each sheet."""
    return {
        "Receipts": _receipts(),
        "Dispatches": _dispatches(),
        "Delivery notes": _delivery_notes(),
        "Gas": [
            ["Month", "Natural gas (MWh)", "Meter"],
            *([f"2025-{month:02}", 88 + month % 4, "G-1"] for month in range(1, 13)),
        ],
        "Partners": [
            ["Code", "Company name", "Country"],
            ["GS", "Example Hydro Smelter Ltd", "CN"],
            ["MT", "Example Metal Trading Ltd", "CN"],
            ["RC", "Example Recycling Ltd", "CN"],
            ["AM", "Example Alloys Ltd", "CN"],
            ["CP", "Example Profiles Ltd", "CN"],
            ["CQ", "Example Forgings Ltd", "CN"],
        ],
        "About": [["Ledgers of the casthouse. Ask the weighbridge before you change anything."]],
    }


def workbook() -> bytes:
    """Return the workbook, as a person would have made it: bold headings, dates as dates."""
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = "Example Casthouse Ltd"
    for title, rows in sheets().items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
        header = 4 if title == "Receipts" else 1
        for cell in sheet[header]:
            cell.font = Font(bold=True)
        for column in sheet.columns:
            widest = max(len(str(cell.value or "")) for cell in column[header - 1 :])
            sheet.column_dimensions[column[0].column_letter].width = max(9, widest + 2)
            for cell in column:
                if cell.is_date:
                    cell.number_format = "yyyy-mm-dd"
    book["Receipts"].merge_cells("A1:M1")
    book["Receipts"]["A1"].font = Font(bold=True, size=14)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells_of(data: bytes) -> dict[str, Rows]:
    """Return the cells of a workbook as `sheets` has them."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data))
    return {
        sheet.title: [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return value.date()
    return "" if value is None else value
