"""The names of the packs that travel with the program, and short ways to propose with them."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, Any

import openpyxl

from checker.authoring.ledger.from_sheets import propose
from checker.authoring.ledger.match import Names
from checker.authoring.ledger.synonym import count_known
from checker.dossier.survey import Sheet, survey
from checker.pack.find import Packs
from checker.pack.texts import texts_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.authoring.ledger.proposal import NotRead, Proposal
    from checker.pack.find import Choice

WANTED = {"disclosure": "", "cgmc-low-carbon": ""}


@cache
def packs() -> Packs:
    return Packs([])


@cache
def choice() -> Choice:
    return packs().choose(WANTED, asked_by="--pack")


@cache
def names() -> Names:
    return Names(choice().vocabulary, [texts_of(choice().all, "zh")])


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet(
    rows: Sequence[Sequence[str]], *, name: str | None = "2025", file: str = "l.xlsx"
) -> Sheet:
    """Return rows as the survey of a workbook gives them."""
    numbered = [(n, list(row)) for n, row in enumerate(rows, 1) if any(row)]
    return Sheet(file, name, numbered)


def proposed(*sheets: Sheet) -> tuple[list[Proposal], list[NotRead]]:
    return propose(sheets, names())


def one(*rows: Sequence[str], name: str | None = "2025", file: str = "l.xlsx") -> Proposal:
    """Return what is proposed for a single sheet."""
    (found,), not_read = proposed(sheet(rows, name=name, file=file))
    assert not not_read
    return found


def text(data: str | bytes, name: str = "l.csv") -> Proposal:
    """Return what is proposed for a text file."""
    raw = data.encode("utf-8") if isinstance(data, str) else data
    (found,), not_read = proposed(*survey(name, raw, known=count_known))
    assert not not_read
    return found


def columns(proposal: Proposal) -> dict[str, str]:
    return {match.column: match.heading for match in proposal.matches}


def values(proposal: Proposal, column: str) -> dict[str, str]:
    return next(match for match in proposal.matches if match.column == column).values
