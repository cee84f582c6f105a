"""Which column of which table a heading names, by our names, by titles and by the closed table of synonyms."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from checker.authoring.ledger import synonym
from checker.authoring.ledger.heading import Heading, fold
from checker.authoring.ledger.proposal import Match
from checker.authoring.ledger.written import is_blank, looks_like_dates, looks_like_numbers
from checker.model.datatype import Datatype, Kind
from checker.model.said import said
from checker.model.unit import ENERGY, NUMBER, find_unit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.authoring.ledger.block import Block
    from checker.model.pack import TableDeclaration, Vocabulary
    from checker.pack.texts import Texts

_TEXT = Datatype(Kind.TEXT)
NAMED, SURE, LIKELY, PART = range(4)
"""How a heading names a column: as we do, by a word for it alone, by a word for several, in part."""
_MOST_OPTIONS = 60
_DENIALS = frozenset(("no", "non", "not", "without", "un"))


class Names:
    """What each column of a vocabulary can be called; the words of all languages that packs speak."""

    __slots__ = ("_options", "_titles", "columns", "known", "tables")

    def __init__(self, vocabulary: Vocabulary, texts: Sequence[Texts]) -> None:
        self.tables: Mapping[str, TableDeclaration] = vocabulary.tables
        self.columns: dict[str, dict[str, Datatype]] = {}
        self._titles: dict[tuple[str, str], frozenset[str]] = {}
        self._options: dict[str, set[str]] = {}
        for table, declared in vocabulary.tables.items():
            columns = {name: _TEXT for name in declared.key if name not in declared.columns}
            columns |= {
                name: column.type for name, column in declared.columns.items() if not column.derived
            }
            self.columns[table] = columns
            for name, datatype in columns.items():
                title = declared.columns[name].title if name in declared.columns else ""
                titles = {fold(name.replace("_", " ")), fold(title)}
                titles |= {fold(one.column(table, name, title)) for one in texts}
                # Every key has the same title: it tells none apart.
                plain = {fold(name.replace("_", " "))} if name in declared.key else titles
                self._titles[table, name] = frozenset(plain - {""})
                for option in datatype.options:
                    words = self._options.setdefault(option, {fold(option.replace("_", " "))})
                    words |= {fold(one.option(option)) for one in texts}
        self.known = (
            synonym.ALL_HEADINGS.union(*self._titles.values())
            if self._titles
            else synonym.ALL_HEADINGS
        )

    def is_known(self, heading: Heading) -> bool:
        """Whether a heading can be that of a column of some table."""
        return any(part in self.known or part in synonym.NOT_OURS for part in heading.parts)

    def option_words(self, option: str) -> set[str]:
        """Return what an option is called by its own name, and in the languages of the packs."""
        return self._options.get(option, set())

    def rank(self, heading: Heading, table: str, column: str) -> int | None:
        """Return how a heading names a column, or None where it does not."""
        never = synonym.NEVER.get(f"{table}.{column}", frozenset())
        if any(_has(part, word) for part in heading.parts for word in never):
            return None
        if not self._titles[table, column].isdisjoint(heading.parts):
            return NAMED
        sure = synonym.sure_words(table, column)
        if not sure.isdisjoint(heading.parts):
            return SURE
        if not synonym.LIKELY.get(f"{table}.{column}", frozenset()).isdisjoint(heading.parts):
            return LIKELY
        own = synonym.SURE.get(f"{table}.{column}", frozenset()) | self._titles[table, column]
        if column in self.tables[table].key:
            return None
        inside = (part for part in heading.parts if not denies(part))
        words = [word for word in own | sure if _tells(word)]
        return PART if any(_has(part, word) for part in inside for word in words) else None


def _has(text: str, word: str) -> bool:
    """Whether a word stands in a text: as a whole in Latin script, anywhere in Chinese."""
    if word.isascii():
        return f" {word} " in f" {text} "
    return word in text


def denies(words: str) -> bool:
    """Whether folded words say that something is not so: a part of them says nothing then."""
    return not _DENIALS.isdisjoint(words.split()) or any(one in words for one in "非不未无")


def _tells(word: str) -> bool:
    """Whether a word is long enough to tell something inside another."""
    return len(word) >= 5 if word.isascii() else len(word) >= 2


class Found:
    """How the columns of a sheet are those of a table.

    `questions` are headings that a column was found for, and why it cannot be read yet; `constants` what
    headings say of the whole sheet; `score` tells one table from another.
    """

    __slots__ = ("constants", "matches", "questions", "score", "table")

    def __init__(self, table: str) -> None:
        self.table = table
        self.matches: dict[int, Match] = {}
        self.questions: dict[int, tuple[str, str]] = {}
        self.constants: dict[str, tuple[str, str]] = {}
        self.score = 0


def match_table(block: Block, table: str, names: Names) -> Found:
    """Return the columns of a sheet as those of a table: the best name first, each once."""
    found = Found(table)
    columns = names.columns[table]
    candidates: list[tuple[int, int, str]] = []
    for index, heading in enumerate(block.headings):
        if not heading.text or not synonym.NOT_OURS.isdisjoint(heading.parts):
            continue
        for column, datatype in columns.items():
            rank = names.rank(heading, table, column)
            if rank is not None and _fits_unit(heading, block.units.get(index), datatype):
                candidates.append((rank, index, column))
        if table == "energy":
            _carrier(found, block, index, heading, columns)
    taken = {match.column for match in found.matches.values()}
    for rank, index, column in sorted(candidates, key=lambda one: one[:2]):
        if index in found.matches or column in taken or index in found.questions:
            continue
        datatype = columns[column]
        is_key = column in names.tables[table].key
        if not _fits(block.cells(index), column, datatype, rank, names, is_key=is_key):
            continue
        match = Match(column, datatype, block.headings[index].text, index, sure=rank <= SURE)
        if rank == LIKELY:
            match.why = said("the heading is used for other things too")
        elif rank == PART:
            match.why = said("part of the heading is a name of it")
        found.matches[index] = match
        taken.add(column)
    for match in found.matches.values():
        found.score += 3 if match.sure else 2
    return found


def _fits_unit(heading: Heading, under: str | None, datatype: Datatype) -> bool:
    stated = heading.unit or under
    if stated is None:
        return heading.question is None or datatype.kind is Kind.QUANTITY
    unit = find_unit(stated)
    return (
        unit is not None and datatype.kind is Kind.QUANTITY and unit.dimension == datatype.dimension
    )


def _carrier(
    found: Found, block: Block, index: int, heading: Heading, columns: Mapping[str, Datatype]
) -> None:
    """Take a heading such as `Electricity (kWh)`: it says the amount, and of what energy."""
    if "carrier" in found.constants or "amount" not in columns:
        return
    unit = find_unit(heading.unit or block.units.get(index) or "")
    if unit is None or unit.dimension != ENERGY or not looks_like_numbers(block.cells(index)):
        return
    for carrier, words in synonym.CARRIER_WORDS.items():
        if not words.isdisjoint(heading.parts):
            why = said("the heading is `{heading}`", heading=heading.text[:40])
            found.constants["carrier"] = (carrier, why)
            found.matches[index] = Match(
                "amount", columns["amount"], heading.text, index, sure=True
            )
            return


def _fits(
    cells: Sequence[str], column: str, datatype: Datatype, rank: int, names: Names, *, is_key: bool
) -> bool:
    """Whether what stands in a column can be ours."""
    filled = [text for text in cells if not is_blank(text)]
    distinct = set(filled)
    if is_key:
        return len(distinct) == len(cells)
    if not filled:
        return rank <= SURE
    match datatype.kind:
        case Kind.DATE | Kind.PERIOD:
            return looks_like_dates(filled)
        case Kind.QUANTITY | Kind.WHOLE:
            return looks_like_numbers(filled)
        case Kind.YESNO:
            known = sum(1 for text in distinct if text.casefold() in synonym.YES | synonym.NO)
            return len(distinct) <= 6 and 2 * known >= len(distinct)
        case Kind.CHOICE | Kind.LIST:
            known = sum(1 for text in distinct if option_of(text, column, datatype, names))
            return len(distinct) <= _MOST_OPTIONS and (known > 0 or rank <= SURE)
        case _:
            return True


def option_of(text: str, column: str, datatype: Datatype, names: Names) -> tuple[str, bool] | None:
    """Return the option that a text means, and whether that is sure; None where it is none for sure."""
    if text in datatype.options:
        return text, True
    words = fold(text)
    if not words:
        return None
    table = synonym.OPTIONS.get(column, {})
    ours = [option for option in datatype.options if words in table.get(option, ())]
    theirs = [option for option in datatype.options if words in names.option_words(option)]
    if ours or theirs:
        # Where ledgers and packs call two things by one word, it is the ledgers' that is likely.
        return (ours or theirs)[0], len({*ours, *theirs}) == 1
    if denies(words):
        return None
    inside = [
        option
        for option in datatype.options
        if any(
            _tells(word) and _has(words, word)
            for word in table.get(option, frozenset()) | names.option_words(option)
        )
    ]
    return (inside[0], False) if len(inside) == 1 else None


def nearest_options(text: str, column: str, datatype: Datatype, names: Names) -> tuple[str, ...]:
    """Return up to three options that a text could mean, the nearest first."""
    words = fold(text)
    table = synonym.OPTIONS.get(column, {})
    rated = []
    for at, option in enumerate(datatype.options):
        known = table.get(option, frozenset()) | names.option_words(option)
        rated.append((-max((_likeness(words, word) for word in known), default=0.0), at, option))
    return tuple(option for rate, _, option in sorted(rated)[:3] if -rate >= 0.34)


def nearest_columns(
    heading: Heading, under: str | None, found: Found, names: Names
) -> tuple[str, ...]:
    """Return up to three columns of a table, not taken yet, that a heading could name."""
    taken = {match.column for match in found.matches.values()} | set(found.constants)
    rated = []
    for at, (column, datatype) in enumerate(names.columns[found.table].items()):
        if column in taken or not _fits_unit(heading, under, datatype):
            continue
        words = synonym.sure_words(found.table, column) | {fold(column.replace("_", " "))}
        words |= synonym.LIKELY.get(f"{found.table}.{column}", frozenset())
        rate = max((_likeness(part, word) for part in heading.parts for word in words), default=0.0)
        if rate >= 0.5 and (heading.unit or under) is not None and datatype.dimension != NUMBER:
            rate += 0.2
        rated.append((-rate, at, column))
    return tuple(column for rate, _, column in sorted(rated)[:3] if -rate >= 0.6)


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if _has(one, other) or _has(other, one):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()
