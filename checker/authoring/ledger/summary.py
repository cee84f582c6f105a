"""What was understood of some ledgers: what the reader read by the mapping, and what is left to say."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from checker.authoring.ledger.to_yaml import rows_of, where
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import Partial
from checker.model.said import joined, said
from checker.model.unit import find_unit
from checker.report.quantity import plain_decimal

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Mapping, Sequence

    from checker.authoring.ledger.proposal import Match, Proposal
    from checker.authoring.ledger.to_yaml import Ledgers
    from checker.model.dossier import Dossier, TableData
    from checker.model.pack import Vocabulary

# What a table adds up, and by what: the first of the columns that the ledger has.
_SUMS = {
    "movements": ("mass", "direction"),
    "energy": ("amount", "carrier"),
    "production": ("mass", "form"),
    "documents": ("total_mass", "side"),
    "instruments": ("energy", "status"),
    "products": ("mass", "form"),
}
_MOST = 8


def understood(
    ledgers: Ledgers, dossier: Dossier, vocabulary: Vocabulary, asked: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return lines that say what the reader made of the ledgers.

    Args:
        ledgers: what was proposed.
        dossier: what was read by it.
        vocabulary: what the packs declare.
        asked: table → the columns of it that the rules read.
    """
    lines: list[str] = []
    for name, proposals in ledgers.tables.items():
        table = dossier.tables[name]
        lines.append(_head(name, table, proposals, vocabulary))
        lines += [said("  {text}", text=text) for text in _sums(name, table, vocabulary)]
        lines += [said("  {text}", text=text) for text in _left(name, proposals, ledgers, asked)]
    for one in ledgers.not_read:
        lines.append(said("not read: {where}: {why}", where=where(one.sheet), why=one.why))
    lines += [said("note: {text}", text=note) for note in dossier.notes]
    return lines


def _head(
    name: str, table: TableData, proposals: Sequence[Proposal], vocabulary: Vocabulary
) -> str:
    n = sum(proposal.rows for proposal in proposals)
    places = joined(_places(proposals), "; ")
    time = vocabulary.tables[name].time
    span = None if time is None else _span(table, time)
    if span is None:
        return said("{table}: {rows} from {places}", table=name, rows=rows_of(n), places=places)
    return said(
        "{table}: {rows} from {places}, {first} to {last}",
        table=name,
        rows=rows_of(n),
        places=places,
        first=span[0],
        last=span[1],
    )


def _places(proposals: Sequence[Proposal]) -> list[str]:
    """Return the files of a table, each with its sheets."""
    files: dict[str, list[str]] = {}
    for proposal in proposals:
        sheet = proposal.sheet
        files.setdefault(sheet.file, []).extend([] if sheet.name is None else [sheet.name])
    return [
        file
        if not sheets
        else said("{file}, sheet {sheet}", file=file, sheet=sheets[0])
        if len(sheets) == 1
        else said("{file}, sheets {sheets}", file=file, sheets=_some(sheets))
        for file, sheets in files.items()
    ]


def _span(table: TableData, time: str) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day of a table."""
    from datetime import date

    column = table.columns.get(time)
    if column is None:
        return None
    firsts = [day.lower if isinstance(day, Partial) else day for day in column.cells]
    lasts = [day.upper if isinstance(day, Partial) else day for day in column.cells]
    known = [day for day in (*firsts, *lasts) if isinstance(day, int)]
    return (date.fromordinal(min(known)), date.fromordinal(max(known))) if known else None


def _sums(name: str, table: TableData, vocabulary: Vocabulary) -> Iterable[str]:
    """Give the sums of a table by direction or another column, with the rows that each is made of."""
    amount, by = _SUMS.get(name, ("", ""))
    column = table.columns.get(amount)
    if column is None:
        return
    groups = table.columns.get(by)
    names = [None] * len(table.keys) if groups is None else groups.cells
    sums: dict[str, Fraction] = {}
    rows: dict[str, int] = {}
    blank = 0
    for key, cell in zip(names, column.cells, strict=True):
        group = key if isinstance(key, str) else said("unknown") if groups is not None else ""
        if isinstance(cell, int):
            sums[group] = sums.get(group, Fraction(0)) + Fraction(cell, column.denominator)
            rows[group] = rows.get(group, 0) + 1
        else:
            blank += 1
    datatype = vocabulary.tables[name].columns[amount].type
    for group, total in sums.items():
        quantity = _shown(total, datatype)
        if not group:
            yield said("{quantity} in {rows}", quantity=quantity, rows=rows_of(rows[group]))
        else:
            yield said(
                "{group}: {quantity} in {rows}",
                group=group,
                quantity=quantity,
                rows=rows_of(rows[group]),
            )
    if blank:
        yield said("rows without {column}: {n}", column=amount, n=blank)


def _shown(value: Fraction, datatype: Datatype) -> str:
    unit = find_unit(datatype.unit) if datatype.kind is Kind.QUANTITY and datatype.unit else None
    if unit is None:
        return plain_decimal(value)
    return f"{plain_decimal(value / unit.factor)} {unit.name}"


def _left(
    name: str,
    proposals: Sequence[Proposal],
    ledgers: Ledgers,
    asked: Mapping[str, Sequence[str]],
) -> Iterable[str]:
    """Give how sure the columns are, and what has to be said of them still."""
    matches = [match for proposal in proposals for match in proposal.matches]
    yield _columns(matches)
    constants = {
        (column, value)
        for proposal in proposals
        for column, (value, _) in proposal.constants.items()
    }
    if constants:
        shown = joined([f"{column}: {value}" for column, value in sorted(constants)])
        yield said("likely, the same in all rows of a sheet: {values}", values=shown)
    out = [text for proposal in proposals for text in proposal.below if text]
    out += [text for proposal in proposals for texts in proposal.skip.values() for text in texts]
    if out:
        yield said(
            "rows left out: {texts}", texts=_some([" ".join(text.split())[:40] for text in out])
        )
    unmatched: dict[str, int] = {}
    for match in matches:
        for text in match.unmatched:
            key = f"{match.column}: {text}"
            unmatched[key] = unmatched.get(key, 0) + match.counts[text]
    if unmatched:
        texts = [
            said("{value} ({rows})", value=value, rows=rows_of(n)) for value, n in unmatched.items()
        ]
        yield said("values to be mapped, read as unknown: {values}", values=_some(texts))
    left = {one.heading: None for proposal in proposals for one in proposal.left_out if one.ours}
    if left:
        yield said("columns to be mapped, not read: {names}", names=_some(list(left)))
    absent = [column for column in asked.get(name, ()) if column not in ledgers.given(name)]
    if absent:
        yield said("asked for, and not in each sheet: {names}", names=_some(absent, most=20))


def _columns(matches: Sequence[Match]) -> str:
    sure = list(dict.fromkeys(match.column for match in matches if match.sure))
    likely = [
        column
        for column in dict.fromkeys(match.column for match in matches if not match.sure)
        if column not in sure
    ]
    if likely and sure:
        return said(
            "columns: sure {sure}; likely {likely}", sure=joined(sure), likely=joined(likely)
        )
    if likely:
        return said("columns: likely {likely}", likely=joined(likely))
    return said("columns: sure {sure}", sure=joined(sure))


def _some(texts: Sequence[str], most: int = _MOST) -> str:
    shown = joined(texts[:most])
    if len(texts) <= most:
        return shown
    return said("{texts} and {n} more", texts=shown, n=len(texts) - most)
