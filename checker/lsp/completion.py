"""What could stand where an author is typing, though nothing behind it parses yet.

The parser reads the item up to the cursor. What it would accept there are the keywords; what lies on its
stack says in which search, of which rule, behind which comparison the cursor is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from checker.lsp.scope import quiet, scope_at
from checker.lsp.symbol import Symbol
from checker.model.datatype import Datatype, Kind
from checker.model.source import Span
from checker.model.unit import NAMED, find_unit, unit_names
from checker.pack.names import Scope
from checker.syntax import tree
from checker.syntax.expected import CASES, ITEMS, RULE_CLAUSES, TABLE_CLAUSES, keywords, type_words
from checker.syntax.from_text import DURATIONS, Prefix, pieces, read_prefix, scan

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from checker.lsp.index import Index

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*\Z|\Z")
_BEFORE = re.compile(r"(?<![A-Za-z0-9_.])[a-z_/]+[ \t]+\Z")
_UNIT = re.compile(r"[0-9]([ \t]+)((?:[A-Za-z%][A-Za-z/]*)?|(?:k?g|[kM]?t) (?:C(?:O(?:2e?)?)?)?)\Z")
_PLACEHOLDER = re.compile(r"\{([A-Za-z0-9_.]*)\Z")
_COMPOUND = ("kWh/t", "MWh/t", "MJ/t", "GJ/t", "t CO2e/t", "kg CO2e/t", "kg CO2e/kWh", "t CO2e/MWh")
_WORDS_OF_A_PHRASE = 5
# Behind these a new name is written, or one that nobody declares.
_NEW = frozenset(
    [
        "STANDARD",
        "PARAMETER",
        "READING",
        "DEFINE",
        "WORDS",
        "FACT",
        "TABLE",
        "LET",
        "FOR_EACH",
        "ONE_OF",
        "RANKED_ONE_OF",
        "LIST_OF_ONE_OF",
        "WITH_ONE_OF",
        "EVERY_ROW",
        "SOME_ROW",
        "TEXT",
        "EXCEPT",
    ]
)
_TABLES = frozenset(
    [
        "IN",
        "ROWS_IN",
        "FIRST_ROW_OF",
        "LAST_ROW_OF",
        "NO_TWO_ROWS_OF",
        "ALL_ROWS_OF",
        "SOME_PATH_IN",
        "REFERENCE_TO",
        "EXTEND",
    ]
)
_OPTIONS = frozenset(["IS", "IS_NOT", "IS_ONE_OF", "IS_NOT_ONE_OF", "INCLUDES"])
_COMPARED = _OPTIONS | frozenset(["AT_MOST", "AT_LEAST", "ABOVE", "BELOW"])
_COLUMNS = frozenset(["AMONG", "SHARE", "OVERLAP_IN", "KEY", "TIME", "EDGE"])


class Proposal(NamedTuple):
    """A text that can stand from `start` to the cursor.

    `kind` is that of a symbol, or keyword, unit or type. `rank` puts likely ones first.
    """

    text: str
    kind: str
    start: int
    detail: str = ""
    symbol: Symbol | None = None
    rank: int = 5


def complete(index: Index, file: str, text: str, offset: int) -> list[Proposal]:
    """Return what could stand at an offset of a rule file, the likely first.

    Args:
        index: of the pack to which the file belongs.
        file: its path inside of the pack.
        text: as it is now.
        offset: of the cursor.
    """
    found: dict[str, Proposal] = {}
    for proposal in _Cursor(index, file, text, offset).proposals():
        found.setdefault(proposal.text, proposal)
    return sorted(found.values(), key=lambda one: (one.rank, one.text))


class _Cursor:
    def __init__(self, index: Index, file: str, text: str, offset: int) -> None:
        self.index = index
        self.file = file
        self.text = text
        self.offset = offset
        self.line = text.rfind("\n", 0, offset) + 1
        self.tokens, self.comments = scan(text)
        self.pieces = list(pieces(text, self.tokens))

    def proposals(self) -> Iterator[Proposal]:
        if any(one.span.start < self.offset <= one.span.end for one in self.comments):
            return
        inside = next(
            (
                token
                for token in self.tokens
                if token.kind in ("text", "broken")
                and token.start < self.offset < token.end
                or token.kind == "broken"
                and token.start < self.offset == token.end
            ),
            None,
        )
        if inside is not None:
            yield from self.placeholders(inside.start)
            return
        before = self.text[self.line : self.offset]
        number = _UNIT.search(before)
        if number is not None and self.ends_number(self.line + number.start(1)):
            yield from self.units(self.offset - len(number[2]))
        match = _WORD.search(before)
        start = self.line + (match.start() if match is not None else len(before))
        if start and re.match(r"[0-9\-]", self.text[start - 1]) and start < self.offset:
            return  # `30t`, `2026-01`: no word
        prefix = self.prefix(start)
        if prefix is not None:
            yield from self.names(prefix, start)
            if "." in self.text[start : self.offset]:
                return
            for terminal in prefix.accepted:
                yield from self.of_terminal(terminal, start)
        elif not self.text[self.line : start].strip():
            for terminal in self.clauses(start):
                yield from self.of_terminal(terminal, start)
        yield from self.phrases(start)

    def ends_number(self, end: int) -> bool:
        return any(token.end == end and token.kind == "number" for token in self.tokens)

    def piece_start(self, start: int) -> int | None:
        """Return where the item begins that has tokens before an offset; None at the top of a file."""
        begins = [piece[0].start for piece in self.pieces if piece[0].start < start]
        return begins[-1] if begins else None

    def prefix(self, start: int) -> Prefix | None:
        begin = self.piece_start(start)
        return read_prefix(self.text, start if begin is None else begin, start)

    # --- words of the language --------------------------------------------------------------

    def clauses(self, start: int) -> Sequence[str]:
        """Return what can open a line behind something that cannot be read."""
        begin = self.piece_start(start)
        kind = "" if begin is None else self.text[begin : begin + 9].split(None, 1)[0]
        own = {"rule": (*RULE_CLAUSES, *CASES), "table": TABLE_CLAUSES, "extend": ("COLUMN",)}
        return (*own.get(kind, ()), *ITEMS)

    def of_terminal(self, terminal: str, start: int) -> Iterator[Proposal]:
        if terminal in ("TYPE_WORD", "DIMENSION"):
            for word in type_words():
                yield Proposal(word, "type", start, "a type", rank=3)
        elif terminal == "UNIT":
            for unit in (*unit_names(), *_COMPOUND):
                yield Proposal(unit, "unit", start, "a type: numbers in this unit", rank=6)
        elif terminal in keywords():
            yield Proposal(
                keywords()[terminal], "keyword", start, "", rank=self.rank_of(terminal, start)
            )

    def rank_of(self, terminal: str, start: int) -> int:
        at_left = start == self.line
        opens_line = not self.text[self.line : start].strip()
        if terminal in ITEMS:
            return 1 if at_left else 7
        if terminal in RULE_CLAUSES or terminal in TABLE_CLAUSES or terminal in CASES:
            return 2 if opens_line else 4
        return 4

    def phrases(self, start: int) -> Iterator[Proposal]:
        """Yield keywords of several words of which the first ones are there: `at le`."""
        begin = start
        for _ in range(1, _WORDS_OF_A_PHRASE):
            match = _BEFORE.search(self.text, self.line, begin)
            if match is None:
                return
            begin = match.start()
            written = " ".join(self.text[begin : self.offset].split())
            written += " " if self.text[self.offset - 1 : self.offset].isspace() else ""
            prefix = self.prefix(begin)
            for terminal in () if prefix is None else prefix.accepted:
                phrase = keywords().get(terminal, "")
                if phrase.startswith(written):
                    yield Proposal(phrase, "keyword", begin, rank=0)
                for word in type_words() if terminal == "TYPE_WORD" else ():
                    if word.startswith(written):
                        yield Proposal(word, "type", begin, "a type", rank=0)

    def units(self, start: int) -> Iterator[Proposal]:
        wanted = None
        number = re.search(r"[0-9][0-9 .]*\Z", self.text[self.line : start])
        prefix = None if number is None else self.prefix(self.line + number.start())
        if prefix is not None:
            wanted = self.compared(prefix)
        for unit in (*unit_names(), *_COMPOUND):
            known = find_unit(unit)
            if known is None:
                continue
            name = next((word for word, one in NAMED.items() if one == known.dimension), unit)
            fits = wanted is not None and known.dimension == wanted.dimension
            yield Proposal(unit, "unit", start, f"a unit of {name}", rank=0 if fits else 6)
        for word in DURATIONS:
            fits = wanted is not None and wanted.kind is Kind.DURATION
            yield Proposal(word, "unit", start, "a duration", rank=0 if fits else 6)

    # --- names ------------------------------------------------------------------------------

    def placeholders(self, start: int) -> Iterator[Proposal]:
        """Yield what can stand in the `{…}` of a message."""
        match = _PLACEHOLDER.search(self.text[start : self.offset])
        prefix = self.prefix(start)
        if match is None or prefix is None or not prefix.stack:
            return
        last = getattr(prefix.stack[-1], "type", "")
        if last in ("SAY", "REMEDY", "NOTE"):
            yield from self.values(prefix, start + match.start(1), match[1])

    def names(self, prefix: Prefix, start: int) -> Iterator[Proposal]:
        word = self.text[start : self.offset]
        if "NAME" not in prefix.accepted:
            return
        before, after = _last_word(prefix.stack)
        head = getattr(prefix.stack[1], "type", "") if len(prefix.stack) > 1 else ""
        last = "" if before is None else prefix.stack[before].type
        if last in _NEW or last == "COLUMN" and head == "TABLE":
            return
        if last == "CITES":
            for name, pack in self.index.compiler.known_standards.items():
                yield self.proposal("standard", pack, name, start)
        elif last in _TABLES or last == "OF" and _is_rows_of(prefix.stack, before):
            yield from self.tables(prefix, start, plain=last in ("EXTEND", "REFERENCE_TO"))
            if last == "EXTEND":
                yield from self.facts(start, "", (Kind.CHOICE, Kind.LIST))
        elif last in ("MENTIONS", "WITH", "WITHOUT"):
            yield from self.globals(start, "words")
        elif head == "PARAMETER" and last == "FOR":
            yield from self.options(self.key_type(prefix), start)
            yield Proposal("other", "option", start, "every other option", rank=1)
        elif head == "PARAMETER" and last == "BY":
            yield from self.facts(start, word, (Kind.CHOICE, Kind.YESNO))
        elif head == "PARAMETER" and last == "IS":
            written = next(one for one in prefix.stack if isinstance(one, tree.TypeExpression))
            with quiet(self.index) as checker:
                yield from self.options(checker.datatype(written), start)
            yield Proposal("open", "keyword", start, "the standard leaves it open", rank=2)
        elif (
            head == "EXTEND"
            and last == "COLUMN"
            or last in ("KEY", "TIME", "EDGE", "TO")
            and head == "TABLE"
        ):
            table = _text(prefix.stack[2])
            if table in self.index.checker.tables:
                yield from self.columns(table, start)
        else:
            if last in _COMPARED:
                yield from self.options(self.compared(prefix), start)
            if last not in ("IS_ONE_OF", "IS_NOT_ONE_OF", "INCLUDES"):
                yield from self.values(prefix, start, word)
            if last == "EQUALS" and after == len(prefix.stack):
                yield from self.tables(prefix, start, rank=4)

    def compared(self, prefix: Prefix) -> Datatype | None:
        """Return the type of what stands to the left of the comparison before the cursor."""
        before, _ = _last_word(prefix.stack)
        if before is None or prefix.stack[before].type not in _COMPARED | {"WITHIN"}:
            return None
        left = prefix.stack[before - 1] if before else None
        if not isinstance(left, tree.Node):
            return None
        scope = scope_at(self.index, prefix, self.text[self.offset :])
        with quiet(self.index) as checker:
            expression: Any = left
            return checker.expression(expression, scope)[1]

    def key_type(self, prefix: Prefix) -> Datatype | None:
        """Return the type of the key for which `for` names an option."""
        keys: list[tree.Name] = []
        for position, part in enumerate(prefix.stack[:-1]):
            if getattr(part, "type", "") == "TEXT" or isinstance(part, tree.TypeExpression):
                following = prefix.stack[position + 1]
                if isinstance(following, list):
                    keys = [one for one in following if isinstance(one, tree.Name)]
                    break
        if not keys:
            return None
        named = prefix.stack[-2] if getattr(prefix.stack[-1], "type", "") == "COMMA" else ()
        at = len(named) if isinstance(named, list) and len(keys) > 1 else 0
        with quiet(self.index) as checker:
            return checker.name(keys[min(at, len(keys) - 1)], Scope([0]))[1]

    def options(self, type: Datatype | None, start: int) -> Iterator[Proposal]:
        for option in () if type is None else type.options:
            yield Proposal(option, "option", start, "an option", Symbol("option", "", option), 0)

    def values(self, prefix: Prefix, start: int, word: str) -> Iterator[Proposal]:
        scope = scope_at(self.index, prefix, self.text[self.offset :])
        if "." in word:
            yield from self.members(scope, start, word)
            return
        item = self.item_number(start)
        for name, local in scope.lets.items():
            detail = "rows" if local.type is None else _described(local.type)
            yield Proposal(
                name, "let", start, detail, Symbol("let", self.index.name, name, item), 1
            )
        for name in (*scope.rows, *scope.keys):
            yield Proposal(
                name, "row", start, "a row", Symbol("row", self.index.name, name, item), 1
            )
        if scope.inner is not None:
            yield from self.columns(scope.inner[1], start)
        if scope.this is not None:
            yield Proposal("this", "keyword", start, f"the row of {scope.this[1]}", rank=3)
        yield from self.facts(start, word)
        yield from self.globals(start, "parameter", "reading", "define")

    def members(self, scope: Scope, start: int, word: str) -> Iterator[Proposal]:
        """Yield what can follow the last dot of a name."""
        base, _, _ = word.rpartition(".")
        at = start + len(base) + 1
        for proposal in self.facts(start, word):
            if proposal.text.startswith(base + "."):
                yield proposal._replace(text=proposal.text[len(base) + 1 :], start=at, rank=1)
        words = tuple(base.split("."))
        if len(words) == 1 and words[0] in scope.keys:
            for name, (_, type) in scope.keys[words[0]].items():
                yield Proposal(name, "column", at, _described(type), rank=0)
            return
        with quiet(self.index) as checker:
            _, found = checker.name(tree.Name(Span(0, 0), words), scope)
        if found is None:
            return
        if found.kind is Kind.PERIOD:
            for name in ("start", "end"):
                yield Proposal(name, "column", at, "a date", rank=0)
        elif found.table is not None:
            yield from self.columns(found.table, at, rank=0)

    def columns(self, table: str, start: int, rank: int = 2) -> Iterator[Proposal]:
        for name, declared in self.index.checker.tables[table].columns.items():
            symbol = Symbol("column", declared.pack, f"{table}.{name}")
            yield Proposal(name, "column", start, _described(declared.type), symbol, rank)

    def facts(self, start: int, word: str, kinds: Sequence[Kind] = ()) -> Iterator[Proposal]:
        for name, declared in self.index.checker.facts.items():
            if not kinds or declared.type.kind in kinds:
                symbol = Symbol("fact", declared.pack, name)
                yield Proposal(name, "fact", start, _described(declared.type), symbol, 3)

    def globals(self, start: int, *kinds: str) -> Iterator[Proposal]:
        for name in self.index.checker.global_names():
            found = self.index.checker.find_global(name)
            if found is not None and found.kind in kinds:
                detail = found.kind if found.type is None else _described(found.type)
                pack = found.name.partition("/")[0]
                yield Proposal(name, found.kind, start, detail, Symbol(found.kind, pack, name), 3)

    def tables(
        self, prefix: Prefix, start: int, *, plain: bool = False, rank: int = 1
    ) -> Iterator[Proposal]:
        for name, table in self.index.checker.tables.items():
            symbol = Symbol("table", table.pack, name)
            yield Proposal(name, "table", start, table.title, symbol, rank)
        if plain:
            return
        scope = scope_at(self.index, prefix, "")
        for name, local in scope.lets.items():
            if local.selection is not None:
                symbol = Symbol("let", self.index.name, name, self.item_number(start))
                yield Proposal(name, "let", start, f"rows of {local.selection[0]}", symbol, rank)
        for name in self.index.checker.global_names():
            found = self.index.checker.find_global(name)
            if found is not None and found.kind == "selection":
                symbol = Symbol("define", found.name.partition("/")[0], name)
                detail = f"rows of {found.entry['table']}"
                yield Proposal(name, "define", start, detail, symbol, rank)

    def proposal(self, kind: str, pack: str, name: str, start: int) -> Proposal:
        return Proposal(name, kind, start, kind, Symbol(kind, pack, name), 1)

    def item_number(self, start: int) -> str:
        begin = self.piece_start(start)
        inside = None if begin is None else self.index.item_at(self.file, begin)
        return "" if inside is None else f"{self.file}#{inside[0]}"


def _described(type: Datatype) -> str:
    text = type.describe()
    return text if len(text) <= 60 else text[:59] + "…"


def _text(part: Any) -> str:
    return ".".join(part.words) if isinstance(part, tree.Name) else str(part)


def _last_word(stack: Sequence[Any]) -> tuple[int | None, int]:
    """Return where the last keyword lies on a stack, behind which a list may have begun.

    The second number is where what follows the keyword begins: the stack's length when nothing does.
    """
    at = len(stack) - 1
    if at >= 0 and getattr(stack[at], "type", "") == "COMMA":
        at -= 2
    elif at >= 0 and getattr(stack[at], "type", "") == "MINUS":
        at -= 1
    if at < 0 or not hasattr(stack[at], "type"):
        return None, len(stack)
    return at, at + 1


def _is_rows_of(stack: Sequence[Any], at: int | None) -> bool:
    """Whether an `of` on the stack is that of `every row of`."""
    return at is not None and any(
        getattr(part, "type", "") in ("EVERY_ROW", "SOME_ROW")
        for part in stack[max(0, at - 2) : at]
    )
