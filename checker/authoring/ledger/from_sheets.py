"""The sheets of a ledger become proposals: what each is, and how it is to be read."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from checker.authoring.ledger import synonym
from checker.authoring.ledger.block import Block, find_block
from checker.authoring.ledger.heading import Heading, unit_of
from checker.authoring.ledger.match import (
    Found,
    Names,
    nearest_columns,
    nearest_options,
    option_of,
)
from checker.authoring.ledger.proposal import LeftOut, Match, NotRead, Proposal
from checker.authoring.ledger.which_table import said_of_all, which_table
from checker.authoring.ledger.written import Undecided, is_blank, marks_of, month_of, spelling_of
from checker.dossier.mistake import Mistake
from checker.dossier.scalar import Form, read_scalar
from checker.model.datatype import Kind
from checker.model.said import said
from checker.model.unit import NUMBER, find_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from checker.dossier.survey import Sheet

_SAMPLES = 3
_MOST_MAPPED = 60
_HIDDEN = said("the sheet is hidden")


def propose(
    sheets: Sequence[Sheet],
    names: Names,
    *,
    asked: Collection[str] = (),
    wanted: Callable[[Sheet], str | None] = lambda _: None,
) -> tuple[list[Proposal], list[NotRead]]:
    """Return how the sheets of some ledgers are to be read, and which are not read and why.

    Args:
        sheets: in the order in which they were given.
        names: what tables, columns and options can be called.
        asked: the tables that the rules read.
        wanted: the table that the user says a sheet is, or None.
    """
    proposals: list[Proposal] = []
    not_read: list[NotRead] = []
    for sheet in sheets:
        one = _propose(sheet, names, asked, wanted(sheet))
        if isinstance(one, Proposal):
            proposals.append(one)
        else:
            not_read.append(one)
    proposals = _without_copies(proposals, not_read)
    _settle_keys(proposals, names)
    return proposals, not_read


def _propose(
    sheet: Sheet, names: Names, asked: Collection[str], wanted: str | None
) -> Proposal | NotRead:
    if sheet.refused is not None:
        return NotRead(sheet, sheet.refused)
    block = find_block(sheet, names.is_known)
    if isinstance(block, str):
        return NotRead(sheet, block)
    if wanted is None and _HIDDEN in sheet.notes:
        return NotRead(sheet, _HIDDEN, tuple(one.text for one in block.headings if one.text))
    found = which_table(sheet, block, names, asked, wanted)
    if found is None:
        headings = tuple(one.text for one in block.headings if one.text)
        return NotRead(sheet, said("its headings are not those of a table that is known"), headings)
    proposal = Proposal(sheet, found.table, block.header)
    proposal.last_row, proposal.below = block.last_row, block.below
    proposal.skip = dict(block.skip)
    proposal.rows = len(block.rows)
    proposal.constants = dict(found.constants)
    _decide_units(found, block)
    _decide_forms(proposal, found, block)
    for match in sorted(found.matches.values(), key=lambda one: _order(one, found, names)):
        _map_values(match, proposal, block, names)
        proposal.matches.append(match)
    _say_of_all(proposal, found, block, names)
    _list_left_out(proposal, found, block, names)
    return proposal


def _order(match: Match, found: Found, names: Names) -> int:
    """Order columns as the vocabulary declares them."""
    return list(names.columns[found.table]).index(match.column)


# --- units, dates, numbers --------------------------------------------------------------------


def _decide_units(found: Found, block: Block) -> None:
    """Say the unit of each column whose numbers stand without one; ask where it is not to be known."""
    said_above = _units_said(block)
    for index, match in list(found.matches.items()):
        datatype = match.type
        if datatype.kind is not Kind.QUANTITY or datatype.dimension == NUMBER:
            continue
        heading = block.headings[index]
        match.unit = heading.unit or block.units.get(index)
        if match.unit is not None:
            continue
        bare = [text for text in block.cells(index) if not is_blank(text) and _is_bare(text)]
        if not bare:
            continue
        fitting = {
            unit: where
            for unit, where in said_above.items()
            if (one := find_unit(unit)) is not None and one.dimension == datatype.dimension
        }
        if heading.question is None and len(fitting) == 1:
            match.unit, where = next(iter(fitting.items()))
            match.sure = False
            match.why = said("the unit stands in `{where}`", where=where[:40])
            continue
        del found.matches[index]
        why = (
            said("`{unit}` is not one unit", unit=heading.question)
            if heading.question is not None
            else said("its unit is not said")
        )
        found.questions[index] = (match.column, why)


def _units_said(block: Block) -> dict[str, str]:
    """Return the units that stand above the header, or in a column of units, each with where."""
    found: dict[str, str] = {}
    for text in block.titles:
        for mark in ("单位", "unit", "Unit", "UNIT"):
            _, stated, rest = text.partition(mark)
            unit = unit_of(rest.strip("s :：()（）")) if stated else None
            if unit is not None:
                found.setdefault(unit, text)
    for index, heading in enumerate(block.headings):
        if synonym.UNIT_HEADINGS.isdisjoint(heading.parts):
            continue
        units = {unit_of(text) for text in block.cells(index) if text}
        if len(units) == 1 and (only := units.pop()) is not None:
            found.setdefault(only, heading.text)
    return found


def _is_bare(text: str) -> bool:
    return text.strip()[-1:].isdigit()


def _decide_forms(proposal: Proposal, found: Found, block: Block) -> None:
    """Say how dates and numbers are written; a column of which that is not clear is not read."""
    is_sheet = proposal.sheet.name is not None
    days = [
        index
        for index, match in found.matches.items()
        if match.type.kind in (Kind.DATE, Kind.PERIOD)
    ]
    spelling = spelling_of([block.cells(index) for index in days], sheet=is_sheet)
    if isinstance(spelling, Undecided):
        for index in days:
            found.questions[index] = (found.matches.pop(index).column, spelling.why)
    else:
        proposal.dates = spelling
    numbers = [
        index
        for index, match in found.matches.items()
        if match.type.kind in (Kind.QUANTITY, Kind.WHOLE)
    ]
    marks = marks_of(text for index in numbers for text in block.cells(index))
    if isinstance(marks, Undecided):
        for index in numbers:
            found.questions[index] = (found.matches.pop(index).column, marks.why)
    else:
        proposal.thousands, proposal.decimal = marks


# --- values -----------------------------------------------------------------------------------


def _map_values(match: Match, proposal: Proposal, block: Block, names: Names) -> None:
    """Say what the texts of a column mean that the reader does not know."""
    form = Form(
        dates=proposal.dates,
        thousands=proposal.thousands or "",
        decimal=proposal.decimal or ".",
        sheet=proposal.sheet.name is not None,
    )
    if match.unit is not None:
        form = form.with_unit(find_unit(match.unit))
    errors = {
        texts[match.index].strip()
        for number, texts in block.rows
        if proposal.sheet.odd.get((number, match.index)) == "error"
    }
    match.counts = Counter(block.cells(match.index))
    for text, _ in match.counts.most_common():
        if not text or match.column in names.tables[proposal.table].key:
            continue
        read = read_scalar(text, match.type, form)
        if not isinstance(read, Mistake) and text not in errors:
            _plain_value(match, text)
        elif not isinstance(read, Mistake) or read.code != "out-of-bounds":
            _odd_value(match, text, names)
    if len(match.values) > _MOST_MAPPED:
        # So many are no words for something else: the reader tells each of them.
        match.values = {}
        match.likely_values, match.unmatched = set(), {}


def _plain_value(match: Match, text: str) -> None:
    """Map a text that can be read, and most likely does not mean what it says."""
    if match.type.kind not in (Kind.TEXT, Kind.REFERENCE):
        return
    if is_blank(text):
        match.values[text] = ""
    elif match.type.may_be_none and text.casefold() in synonym.NONE and text != "none":
        match.values[text] = "none"
        match.likely_values.add(text)


def _odd_value(match: Match, text: str, names: Names) -> None:
    """Map a text that cannot be read as it stands."""
    if is_blank(text):
        match.values[text] = ""
        return
    folded = text.casefold()
    meant: tuple[str, bool] | None = None
    match match.type.kind:
        case Kind.YESNO:
            if folded in synonym.YES | synonym.NO:
                meant = ("yes" if folded in synonym.YES else "no", folded not in synonym.HALF_SURE)
        case Kind.CHOICE:
            meant = option_of(text, match.column, match.type, names)
        case Kind.DATE:
            month = month_of(text)
            meant = None if month is None else (month, True)
        case _:
            pass
    if meant is None and match.type.may_be_none and folded in synonym.NONE:
        meant = ("none", False)
    if meant is None:
        match.values[text] = ""
        match.unmatched[text] = nearest_options(text, match.column, match.type, names)
        return
    match.values[text], sure = meant
    if not sure:
        match.likely_values.add(text)


# --- what holds for the whole sheet -------------------------------------------------------------


def _say_of_all(proposal: Proposal, found: Found, block: Block, names: Names) -> None:
    """Set columns that the sheet does not have where its name or its headings say them."""
    columns = names.columns[proposal.table]
    taken = {match.column for match in proposal.matches}
    taken |= {column for column, _ in found.questions.values()}
    sheet = proposal.sheet
    called = [
        text for text in (sheet.name, *block.titles[:4], sheet.file.rpartition(".")[0]) if text
    ]
    if proposal.table == "movements":
        if "direction" in columns and "direction" not in taken:
            stated = said_of_all(called[:1], synonym.DIRECTION_WORDS)
            stated = stated or said_of_all(called, synonym.DIRECTION_WORDS)
            # 入库日期, Date of receipt: a heading says it as well, where none says the other.
            headings = [one.text for one in block.headings if one.text]
            stated = stated or said_of_all(headings, _HEADING_DIRECTIONS)
            _set(proposal, "direction", stated)
        if "step" in columns and "step" not in taken:
            _set(proposal, "step", said_of_all(called, synonym.STEP_WORDS))
    if proposal.table == "energy" and "direction" in columns and "direction" not in taken:
        amount = next((one for one in proposal.matches if one.column == "amount"), None)
        if amount is not None and any(word in amount.heading.casefold() for word in _USED):
            why = said("the heading is `{heading}`", heading=amount.heading[:40])
            proposal.constants["direction"] = ("in", why)


_USED = ("used", "consum", "usage", "用", "耗")
_HEADING_DIRECTIONS = {
    "in": frozenset(("receipt", "received", "入库", "收货", "进厂", "到货")),
    "out": frozenset(("dispatch", "despatch", "shipped", "shipping", "出库", "发货", "出厂")),
}


def _set(proposal: Proposal, column: str, stated: tuple[str, str] | None) -> None:
    if stated is not None:
        option, text = stated
        proposal.constants[column] = (option, said("`{text}` says so", text=text[:40]))


# --- what is not read ---------------------------------------------------------------------------


def _samples(cells: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in cells if text))[:_SAMPLES]


def _list_left_out(proposal: Proposal, found: Found, block: Block, names: Names) -> None:
    for index, heading in enumerate(block.headings):
        if not heading.text or index in found.matches:
            continue
        samples = _samples(block.cells(index))
        if index in found.questions:
            column, asked = found.questions[index]
            proposal.left_out.append(LeftOut(heading.text, samples, (column,), why=asked))
        elif not synonym.NOT_OURS.isdisjoint(heading.parts) or _is_unit_column(heading, proposal):
            proposal.left_out.append(LeftOut(heading.text, samples, ours=False))
        else:
            near = nearest_columns(heading, block.units.get(index), found, names)
            why = _not_unique(heading, index, block, found, names)
            proposal.left_out.append(LeftOut(heading.text, samples, near, why=why))


def _is_unit_column(heading: Heading, proposal: Proposal) -> bool:
    return not synonym.UNIT_HEADINGS.isdisjoint(heading.parts) and any(
        match.unit is not None for match in proposal.matches
    )


def _not_unique(
    heading: Heading, index: int, block: Block, found: Found, names: Names
) -> str | None:
    """Return why a column that is called a key is none, or None."""
    key = names.tables[found.table].key
    if len(key) != 1 or any(match.column == key[0] for match in found.matches.values()):
        return None
    if names.rank(heading, found.table, key[0]) is None:
        return None
    cells = block.cells(index)
    if any(is_blank(text) for text in cells):
        return said("not each row has a name of its own in it")
    if len(set(cells)) < len(cells):
        return said("the same stands in several rows, so it names none of them")
    return None


def _without_copies(proposals: Sequence[Proposal], not_read: list[NotRead]) -> list[Proposal]:
    """Leave out sheets whose rows stand in others already, such as a year beside its months."""
    kept: list[Proposal] = []
    seen: dict[str, Counter[tuple[tuple[str, str], ...]]] = {}
    for proposal in proposals:
        rows = _rows_of(proposal)
        before = seen.setdefault(proposal.table, Counter())
        again = sum((rows & before).values())
        if again > 1 and 10 * again >= 9 * rows.total():
            why = said("its rows stand in other sheets already")
            not_read.append(NotRead(proposal.sheet, why))
            continue
        before |= rows
        kept.append(proposal)
    return kept


def _rows_of(proposal: Proposal) -> Counter[tuple[tuple[str, str], ...]]:
    """Return what the rows of a sheet say, column by column; numbers of rows say nothing."""
    constants = [(column, value) for column, (value, _) in proposal.constants.items()]
    matches = [match for match in proposal.matches if match.column not in ("id",)]
    last = proposal.last_row or 10**9
    return Counter(
        (
            *constants,
            *((one.column, texts[one.index].strip()) for one in matches if one.index < len(texts)),
        )
        for number, texts in proposal.sheet.rows
        if proposal.header < number <= last
    )


def _settle_keys(proposals: Sequence[Proposal], names: Names) -> None:
    """Keep the keys of a table only where they are unique over all its sheets."""
    tables: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        tables.setdefault(proposal.table, []).append(proposal)
    for table, those in tables.items():
        key = names.tables[table].key
        if len(those) < 2 or len(key) != 1:
            continue
        seen: set[str] = set()
        repeated = False
        for proposal in those:
            match = next((one for one in proposal.matches if one.column == key[0]), None)
            if match is None:
                continue
            mine = _keys_of(proposal, match)
            repeated = repeated or not seen.isdisjoint(mine)
            seen |= mine
        if not repeated:
            continue
        for proposal in those:
            match = next((one for one in proposal.matches if one.column == key[0]), None)
            if match is not None:
                proposal.matches.remove(match)
                why = said("the same stands in several sheets, so it names no row")
                samples = _samples(sorted(_keys_of(proposal, match)))
                proposal.left_out.insert(0, LeftOut(match.heading, samples, (key[0],), why=why))


def _keys_of(proposal: Proposal, match: Match) -> set[str]:
    last = proposal.last_row or 10**9
    return {
        texts[match.index].strip()
        for number, texts in proposal.sheet.rows
        if proposal.header < number <= last and match.index < len(texts)
    }
