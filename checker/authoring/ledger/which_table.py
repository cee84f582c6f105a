"""Which table the rows of a sheet are: by the columns that it must have, and by what the sheet is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.ledger import synonym
from checker.authoring.ledger.heading import fold
from checker.authoring.ledger.match import match_table

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.authoring.ledger.block import Block
    from checker.authoring.ledger.match import Found, Names
    from checker.dossier.survey import Sheet

# Of each group one column at least: without it the rows would say nothing. In the order of preference.
_ESSENTIAL: dict[str, tuple[tuple[str, ...], ...]] = {
    "movements": (("mass",), ("date", "direction", "material", "lot")),
    "energy": (("amount",), ("date", "carrier", "source", "step")),
    "certificates": (("number", "id"), ("issued", "valid_until", "scheme", "holder", "applied")),
    "documents": (
        ("id", "reference"),
        ("issuer", "receiver", "issued", "certificate", "coc_mass", "total_mass"),
    ),
    "instruments": (("serial", "id"), ("registry", "energy", "generated", "retired")),
    "retirements": (("instrument",), ("date", "beneficiary")),
    "evidence": (("title", "file"), ("issued", "valid_until", "issuer", "id", "link")),
    "production": (("mass",), ("date",)),
    "products": (("name", "id"), ("mass", "declared_cfp", "original_cfp", "form")),
    "parties": (("name",), ("id", "address", "country")),
    "sites": (("name", "id"), ("country", "region", "party", "in_boundary")),
}
# Their columns are those of other tables as well: the sheet has to be called so.
_BY_NAME_ONLY = ("production", "products", "sites", "parties")
_NAMED, _TITLED = 5, 3


def which_table(
    sheet: Sheet, block: Block, names: Names, asked: Collection[str], wanted: str | None = None
) -> Found | None:
    """Return the table that a sheet's rows are, with its columns; None where none fits.

    Args:
        sheet: the sheet.
        block: where its table lies.
        names: what tables and columns can be called.
        asked: the tables that the rules read: of two that fit alike it is one of these.
        wanted: the table that the user says it is.
    """
    if wanted is not None:
        found = match_table(block, wanted, names)
        return found if found.matches else None
    best: Found | None = None
    order = [*_ESSENTIAL, *(name for name in names.tables if name not in _ESSENTIAL)]
    for table in order:
        if table not in names.tables:
            continue
        called = _called(sheet, block, table)
        if table in _BY_NAME_ONLY and not called:
            continue
        found = match_table(block, table, names)
        columns = {match.column for match in found.matches.values()}
        groups = _ESSENTIAL.get(table)
        if groups is None:
            # A table that ledgers seldom have: called so, and its columns by our own names.
            sure = sum(1 for match in found.matches.values() if match.sure)
            if not called or sure < 2:
                continue
        elif any(columns.isdisjoint(group) for group in groups):
            continue
        found.score += called + (1 if table in asked else 0)
        if best is None or found.score > best.score:
            best = found
    return best


def _called(sheet: Sheet, block: Block, table: str) -> int:
    """Return how much the names of a sheet say that it is a table."""
    words = synonym.TABLES.get(table, frozenset()) | {table, fold(table.replace("_", " "))}
    if sheet.name is not None and _says(sheet.name, words):
        return _NAMED
    stem = sheet.file.rpartition(".")[0]
    if any(_says(text, words) for text in (*block.titles[:4], stem)):
        return _TITLED
    return 0


def _says(text: str, words: Collection[str]) -> bool:
    folded = fold(text)
    return any(f" {word} " in f" {folded} " if word.isascii() else word in folded for word in words)


def said_of_all(texts: Collection[str], words: dict[str, frozenset[str]]) -> tuple[str, str] | None:
    """Return the one option whose words some texts have, and the text; None where it is not one alone.

    A text that names both ways, such as 出入库, says neither.
    """
    found: dict[str, str] = {}
    for text in texts:
        if any(both in text for both in ("出入", "进出", "收发", "入出")):
            return None
        for option, names in words.items():
            if _says(text, names):
                found.setdefault(option, text)
    return next(iter(found.items())) if len(found) == 1 else None
