"""Read a `.rules` text: items, comments and every mistake.

The parser is built once in a process, when it is first needed. The whole text is parsed at once; only
when that fails is it cut at item keywords, so that a mistake never reaches past the next item, and a
clause at fault is replaced by a blameless one, so that it does not hide the next.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import Diagnostic
from checker.model.limit import LIMITS, show_size
from checker.model.said import said
from checker.model.source import Source, Span
from checker.model.unit import unit_names
from checker.syntax import tree
from checker.syntax.expected import CASES, ITEMS, RULE_CLAUSES, TABLE_CLAUSES, keyword_at, reserved
from checker.syntax.mistake import CLAUSE_WORDS, Found, Token, explain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from lark import Lark

DURATIONS = ("day", "days", "month", "months", "year", "years")

# --- the parser -------------------------------------------------------------------------------

_parser: Lark | None = None


def _unit_pattern() -> str:
    simple = sorted((unit for unit in unit_names() if unit != "%"), key=len, reverse=True)
    one = "(?:" + "|".join(re.escape(unit) for unit in simple) + ")"
    return f"{one}(?:/{one})?"


def _quantity_pattern() -> str:
    digits = r"(?:[0-9]{1,3}(?: [0-9]{3}(?![0-9]))+|[0-9]+)(?:\.[0-9]+)?"
    unit = "|".join(("%", *sorted(DURATIONS, key=len, reverse=True), _unit_pattern()))
    return rf"{digits}(?:\s+(?:{unit})(?![A-Za-z0-9_./])|(?![A-Za-z0-9_.]))"


def build_parser(*, strict: bool = False) -> Lark:
    """Build the parser; `strict` refuses every conflict of the grammar (it needs interegular)."""
    from lark import Lark
    from lark.lexer import PatternRE, TerminalDef

    from checker.syntax.expected import grammar_text

    def fill_in(terminal: TerminalDef) -> None:
        if terminal.name == "UNIT":
            terminal.pattern = PatternRE(_unit_pattern() + r"(?![A-Za-z0-9_./])")
        elif terminal.name == "QUANTITY":
            terminal.pattern = PatternRE(_quantity_pattern())

    return Lark(
        grammar_text(),
        parser="lalr",
        lexer="contextual",
        strict=strict,
        keep_all_tokens=True,
        maybe_placeholders=False,
        edit_terminals=fill_in,
        **_ours(strict=strict),
    )


def _ours(*, strict: bool) -> dict[str, Any]:
    """Return the options of a parser that stored tables do not hold."""
    from lark.lexer import ContextualLexer

    from checker.syntax.from_production import Builder

    class Unchecked(ContextualLexer):
        # Lark compares all terminals with each other whenever interegular happens to be installed:
        # two seconds, for what a test proves once.
        def __init__(self, conf: Any, *arguments: Any, **options: Any) -> None:
            conf.skip_validation = not strict
            super().__init__(conf, *arguments, **options)

    return {"transformer": Builder(), "_plugins": {"ContextualLexer": Unchecked}}


def table_key() -> str:
    """Return the key of the stored tables that fit this grammar."""
    from checker.syntax.expected import grammar_text
    from checker.syntax.stored import key_of

    return key_of(grammar_text(), _unit_pattern(), _quantity_pattern())


def _get_parser() -> Lark:
    global _parser
    if _parser is None:
        from checker.syntax.stored import load

        _parser = load(table_key(), **_ours(strict=False)) or build_parser()
    return _parser


# --- before the parser ------------------------------------------------------------------------

_TOKEN = re.compile(
    r'(?P<text>"(?:[^"\\\n]|\\["\\])*")'
    r'|(?P<broken>"[^\n]*)'
    r"|(?P<comment>\#[^\n]*)"
    r"|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}(?![A-Za-z0-9_.\-]))"
    r"|(?P<number>[0-9][0-9A-Za-z_]*(?:\.[0-9A-Za-z_]+)*)"
    r"|(?P<word>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z0-9_]+)*)"
    r"|(?P<sign><=|>=|==|!=|<>|&&|\|\||:=|\*\*|\S)"
)
# Controls but tab and the ends of lines; marks that turn, join or hide text; lone surrogates.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069"
    "\ufeff\ud800-\udfff]"
)


_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")


def scan(text: str) -> tuple[list[Token], list[tree.Comment]]:
    """Return words, signs, numbers and texts in their order, and the comments."""
    tokens, comments = [], []
    line_end = -1
    for match in _TOKEN.finditer(text):
        kind, start, end = str(match.lastgroup), match.start(), match.end()
        first = start > line_end
        if first:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
        if kind == "comment":
            gap = _BLANK_LINE.match(text, end) is not None
            comments.append(tree.Comment(Span(start, end), match[0].rstrip(), first, gap))
        else:
            tokens.append(Token(kind, match[0], start, end, first))
    return tokens, comments


def _find_deep(tokens: Sequence[Token]) -> Token | None:
    """Return the bracket or prefix that stands deeper than the limit, if there is one."""
    depth = prefixes = 0
    for token in tokens:
        prefixes = prefixes + 1 if token.text in ("-", "not") else 0
        if token.text == "(":
            depth += 1
        elif token.text == ")":
            depth = max(0, depth - 1)
        elif token.first and token.text in _ITEM_WORDS:
            depth = 0
        if depth > LIMITS.RULE_DEPTH or prefixes > LIMITS.RULE_DEPTH:
            return token
    return None


# --- reading ----------------------------------------------------------------------------------


def parse(source: Source, *, partly: bool = False) -> tuple[tree.File, tuple[Diagnostic, ...]]:
    """Return the items that could be read, and every mistake that was found, in their order.

    `partly` is for editors: an item with a mistake is among them, without the clauses at fault.
    """
    from lark.exceptions import UnexpectedInput

    text = source.text
    found: list[Found] = []
    if len(text) * 4 > LIMITS.RULE_FILE_BYTES:
        size = len(text.encode("utf-8", "replace"))
        if size > LIMITS.RULE_FILE_BYTES:
            limit = show_size(LIMITS.RULE_FILE_BYTES)
            problem = said(
                "a rule file has at most {limit} (RULE_FILE_BYTES), this one has {size} bytes",
                limit=limit,
                size=size,
            )
            found.append(Found("file-too-large", problem, 0, 1))
            return tree.File((), ()), _place(source, found)
    text = text.replace("\ufeff", " ", 1) if text.startswith("\ufeff") else text
    for match in _REFUSED.finditer(text):
        code_point = f"U+{ord(match[0]):04X}"
        problem = said(
            "the character {code_point} is not allowed: it cannot be seen, or hides others",
            code_point=code_point,
        )
        found.append(Found("refused-character", problem, match.start(), 1))
    if found:
        text = _REFUSED.sub(_blank, text)
    tokens, comments = scan(text)
    deep = _find_deep(tokens)
    if deep is not None:
        found.append(_deeper(deep.start))
        return tree.File((), tuple(comments)), _place(source, found)
    items: tuple[tree.Item, ...]
    try:
        items = _get_parser().parse(text)  # type: ignore[assignment]
    except UnexpectedInput:
        items = _read_pieces(text, tokens, found, partly)
    for item in items:
        found += _check(item, text)
    return tree.File(items, tuple(comments)), _place(source, found)


def _blank(match: re.Match[str]) -> str:
    """What stands for a refused character: it must not make two words of one."""
    around = match.string[max(0, match.start() - 1) : match.end() + 1]
    return "_" if len(around) == 3 and around[0].isalnum() and around[2].isalnum() else " "


def _deeper(offset: int) -> Found:
    problem = said(
        "this is nested deeper than {rule_depth} (RULE_DEPTH)", rule_depth=LIMITS.RULE_DEPTH
    )
    return Found("too-deep", problem, offset, 1, hint="give a part a name with `let` or `define`")


def _place(source: Source, found: Sequence[Found]) -> tuple[Diagnostic, ...]:
    diagnostics = []
    for one in found:
        line, column = source.place(one.offset)
        excerpt = source.line(line)
        diagnostics.append(
            Diagnostic(
                one.code,
                one.message,
                file=source.name,
                line=line,
                column=column,
                length=max(1, min(one.length, len(excerpt) - column + 1)),
                have=one.have,
                want=one.want,
                hint=one.hint,
                excerpt=excerpt,
            )
        )
    return tuple(sorted(diagnostics, key=Diagnostic.sort_key))


# --- after a mistake --------------------------------------------------------------------------

_ITEM_WORDS = frozenset(name.lower() for name in ITEMS)
_RETRIES = 20
# What stands for a clause at fault, or for the head of an item, when the rest is read.
_STUBS = {
    "CITES": "cites x open",
    "REQUIRE": "require x is y",
    "RECOMMEND": "recommend x is y",
    "PASS": "pass when x is y",
    "VIOLATION": "violation when x is y",
    "NOT_APPLICABLE": "not_applicable when x is y",
    "JUDGEMENT": 'judgement when x is y ask "q"',
    "OTHERWISE": "otherwise pass",
    "STATE": "state x",
    "COLUMN": "column x : text",
    "IS": "is x",
}
_HEADS = {
    "rule": 'rule x "t"',
    "table": "table x",
    "extend": "extend x",
    "parameter": "parameter x : text",
}
_CLAUSES = {
    "rule": frozenset((*RULE_CLAUSES, *CASES)),
    "table": frozenset(TABLE_CLAUSES),
    "extend": frozenset(("COLUMN",)),
    "parameter": frozenset(("FOR", "FROM", "UNTIL", "IS")),
}


# The clause without which an item is none.
_NEEDED = {"rule": "STATE", "table": "COLUMN", "extend": "COLUMN", "parameter": "IS"}


class _Problem:
    """Where reading stopped: an offset, and the terminals that would have gone on."""

    def __init__(self, offset: int, accepted: frozenset[str]) -> None:
        self.offset = offset
        self.accepted = accepted


def _accepted(states: Any, stack: Sequence[Any]) -> frozenset[str]:
    """Return the terminals that could follow, by doing what the parser would do for each."""
    from lark.parsers.lalr_analysis import Shift

    found = set()
    for terminal in states[stack[-1]]:
        if not terminal.isupper() and terminal != "$END":
            continue
        trial = list(stack)
        while True:
            action = states[trial[-1]].get(terminal)
            if action is None:
                break
            if action[0] is Shift:
                found.add(terminal)
                break
            rule = action[1]
            if rule.expansion:
                del trial[-len(rule.expansion) :]
            if trial and rule.origin.name in states[trial[-1]]:
                trial.append(states[trial[-1]][rule.origin.name][1])
            else:
                # The start symbol: only the end may follow.
                found.add(terminal)
                break
    return frozenset(found)


def _attempt(text: str) -> tuple[tree.Item, ...] | _Problem:
    """Parse a piece token by token, to know what would have been right where it fails."""
    from lark.exceptions import UnexpectedCharacters, UnexpectedToken

    parser = _get_parser().parse_interactive(text)
    state = parser.parser_state
    states = state.parse_conf.states
    tokens: Iterator[Any] = parser.lexer_thread.lex(state)  # type: ignore[no-untyped-call]
    # What stood on the stack before the last token and before the one that fails.
    last: tuple[int, list[Any]] | None = None
    before: list[Any] = []
    offset: int | None = None
    try:
        while True:
            before = list(state.state_stack)
            token = next(tokens, None)
            if token is None:
                return parser.feed_eof()  # type: ignore[no-any-return, no-untyped-call]
            parser.feed_token(token)
            taken = token.type == "NAME" and _opens_clause(text, token.start_pos)
            last = (token.start_pos, before) if taken else None
    except UnexpectedCharacters as error:
        offset = error.pos_in_stream
    except UnexpectedToken as error:
        offset = len(text) if error.token.type == "$END" else error.token.start_pos or 0
    if last is not None:
        # `let x =` and then a line `require …`: that keyword had been taken for a name.
        offset, before = last
    return _Problem(offset or 0, _accepted(states, before))


class Prefix:
    """What the parser has read up to a place in an item, whatever stands behind it.

    `accepted` are the terminals that could follow; `stack` holds tokens and nodes, those that are
    complete and those that are not, in their order.
    """

    __slots__ = ("accepted", "stack")

    def __init__(self, accepted: frozenset[str], stack: Sequence[Any]) -> None:
        self.accepted = accepted
        self.stack = tuple(stack)


def read_prefix(text: str, start: int, end: int) -> Prefix | None:
    """Return what an item says from its `start` up to `end`; None where that makes no sense.

    A mistake in an earlier clause does not matter; nodes have places in a text of their own.
    """
    tokens, _ = scan(text[start:end])
    segments = list(_segments(text[start:end], tokens)) if tokens else []
    if segments:
        segments[-1].end = end - start
    for _ in range(_RETRIES):
        piece, original = _replace(text[start:end], segments) if segments else ("", None)
        result = _attempt_prefix(piece)
        if isinstance(result, Prefix):
            return result
        at = original(result.offset) if original is not None else 0
        segment = next((each for each in segments[:-1] if at < each.end), None)
        if segment is None:
            return None
        if segment.replaced:
            # What went wrong before made this one wrong as well.
            return None
        segment.replaced = True
    return None


def _attempt_prefix(text: str) -> Prefix | _Problem:
    """Read a piece token by token, up to its end."""
    from lark.exceptions import UnexpectedInput

    parser = _get_parser().parse_interactive(text)
    state = parser.parser_state
    try:
        for token in parser.lexer_thread.lex(state):  # type: ignore[no-untyped-call]
            parser.feed_token(token)
    except UnexpectedInput as error:
        offset: int | None = error.pos_in_stream
        return _Problem(offset or 0, frozenset())
    states = state.parse_conf.states
    return Prefix(_accepted(states, list(state.state_stack)), state.value_stack)


def _opens_clause(text: str, offset: int) -> bool:
    line = text.rfind("\n", 0, offset) + 1
    return not text[line:offset].strip() and keyword_at(text, offset) in CLAUSE_WORDS


def _read_pieces(
    text: str, tokens: Sequence[Token], found: list[Found], partly: bool
) -> tuple[tree.Item, ...]:
    items: list[tree.Item] = []
    for piece in pieces(text, tokens):
        items += _read_piece(text, piece, found, partly)
    return tuple(items)


def pieces(text: str, tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Yield the tokens of each item, also of one that cannot be read; what stands before the first too."""
    starts = [
        number
        for number, token in enumerate(tokens)
        if token.first and (token.text in _ITEM_WORDS or _looks_like_item(text, token))
    ]
    if tokens and (not starts or starts[0] > 0):
        starts.insert(0, 0)
    for first, last in pairwise([*starts, len(tokens)]):
        yield tokens[first:last]


def _looks_like_item(text: str, token: Token) -> bool:
    """Whether a word that stands at the very left is a misspelt item keyword."""
    if token.kind != "word" or len(token.text) > 12 or text[token.start - 1 : token.start] != "\n":
        return False
    from difflib import get_close_matches

    known = keyword_at(text, token.start) is not None
    return not known and bool(get_close_matches(token.text.casefold(), _ITEM_WORDS, 1, 0.75))


def _read_piece(
    text: str, tokens: Sequence[Token], found: list[Found], partly: bool
) -> tuple[tree.Item, ...]:
    """Read one item; with mistakes, go on behind each as far as that makes sense."""
    segments = list(_segments(text, tokens))
    start = tokens[0].start
    seen: set[tuple[str, int]] = set()
    for _ in range(_RETRIES):
        piece, original = _replace(text, segments)
        result = _attempt(piece)
        if isinstance(result, tuple):
            if any(segment.replaced for segment in segments):
                return _without_stubs(result, segments, original) if partly else ()
            return tuple(_moved(item, lambda offset: start + offset) for item in result)
        if partly and _complete(segments, tokens[0].text, original(result.offset), result.accepted):
            continue
        mistake = explain(text, tokens, original(result.offset), result.accepted)
        place = (mistake.found.code, mistake.found.offset)
        if place in seen:
            break
        seen.add(place)
        found.append(mistake.found)
        if mistake.meant in ITEMS:
            # What follows is an item under a misspelt keyword: this one ends before it.
            tokens = [token for token in tokens if token.start < mistake.blamed]
            segments = [segment for segment in segments if segment.start < mistake.blamed]
            if not tokens:
                break
            segments[-1].end = tokens[-1].end
        elif mistake.meant is not None:
            _split(segments, mistake.blamed, _STUBS.get(mistake.meant, ""))
        else:
            segment = next((each for each in segments if mistake.blamed < each.end), segments[-1])
            if segment.replaced or len(segments) == 1:
                break
            segment.replaced = True
    return ()


class _Segment:
    """The head of an item, or one of its clauses; when replaced, `stub` stands for it."""

    __slots__ = ("end", "replaced", "start", "stub")

    def __init__(self, start: int, end: int, stub: str, replaced: bool = False) -> None:
        self.start = start
        self.end = end
        self.stub = stub
        self.replaced = replaced

    @property
    def size(self) -> int:
        """How many characters it has as written."""
        return self.end - self.start


def _segments(text: str, tokens: Sequence[Token]) -> Iterator[_Segment]:
    kind = tokens[0].text
    clauses = _CLAUSES.get(kind, frozenset())
    start, stub = tokens[0].start, _HEADS.get(kind, "")
    for token in tokens[1:]:
        if not token.first or token.kind != "word":
            continue
        terminal = keyword_at(text, token.start)
        if terminal in clauses:
            yield _Segment(start, token.start, stub)
            start, stub = token.start, _STUBS.get(terminal or "", "")
            if kind == "parameter":
                stub = _STUBS["IS"]
    yield _Segment(start, tokens[-1].end, stub)


def _complete(segments: list[_Segment], kind: str, offset: int, accepted: Collection[str]) -> bool:
    """Put a stub where an item needs a clause that it does not have; return whether it did."""
    needed = _NEEDED.get(kind, "")
    if needed not in accepted or "$END" in accepted or any(not each.size for each in segments):
        return False
    at = next((n for n, each in enumerate(segments) if offset < each.end), len(segments))
    place = segments[at].start if at < len(segments) else segments[-1].end
    segments.insert(at, _Segment(place, place, _STUBS[needed], True))
    return True


def _split(segments: list[_Segment], offset: int, stub: str) -> None:
    """Let a clause under a misspelt keyword be one of its own, and replace it."""
    for number, segment in enumerate(segments):
        if segment.start < offset < segment.end:
            segments.insert(number + 1, _Segment(offset, segment.end, stub, True))
            segment.end = offset
            return


def _replace(text: str, segments: Sequence[_Segment]) -> tuple[str, Callable[[int], int]]:
    """Return the piece with some segments replaced, and what maps its offsets to the text's."""
    parts: list[str] = []
    marks: list[tuple[int, int]] = []
    length = 0
    for segment in segments:
        part = segment.stub + "\n" if segment.replaced else text[segment.start : segment.end]
        marks.append((length, segment.start))
        parts.append(part)
        length += len(part)
    end = segments[-1].end

    def original(offset: int) -> int:
        if offset >= length:
            return end
        here, there = max(mark for mark in marks if mark[0] <= offset)
        return there + offset - here

    return "".join(parts), original


def _without_stubs(
    items: Sequence[tree.Item], segments: Sequence[_Segment], original: Callable[[int], int]
) -> tuple[Any, ...]:
    """Return an item without the parts that stubs stand for; nothing where its head is one."""
    if segments[0].replaced:
        return ()
    stubs: list[tuple[int, int]] = []
    length = 0
    for segment in segments:
        size = len(segment.stub) + 1 if segment.replaced else segment.end - segment.start
        if segment.replaced:
            stubs.append((length, length + size))
        length += size
    kept = []
    for item in items:
        parts = {}
        for name in item.__match_args__:
            part = getattr(item, name)
            if isinstance(part, tuple):
                part = tuple(one for one in part if not _has_stub(one, stubs))
            elif _has_stub(part, stubs):
                break
            parts[name] = part
        else:
            kept.append(_moved(type(item)(**parts), original))
    return tuple(kept)


def _has_stub(part: Any, stubs: Sequence[tuple[int, int]]) -> bool:
    rest = [part]
    while rest:
        node = rest.pop()
        if isinstance(node, tuple):
            rest.extend(node)
        elif isinstance(node, tree.Node):
            span: Span = getattr(node, "span", Span(-1, -1))
            if any(start <= span.start < end for start, end in stubs):
                return True
            names: tuple[str, ...] = node.__match_args__
            rest.extend(getattr(node, name) for name in names)
    return False


def _moved(item: tree.Item, place: Callable[[int], int]) -> tree.Item:
    """Let the spans of an item that was read from a piece be places of the whole text."""
    seen: set[int] = set()
    rest: list[Any] = [item]
    while rest:
        node = rest.pop()
        if isinstance(node, tuple):
            rest.extend(node)
        elif isinstance(node, Span):
            if id(node) not in seen:
                seen.add(id(node))
                # The end is that of the last character: the next clause can stand elsewhere.
                node.end = place(max(node.end - 1, node.start)) + 1
                node.start = place(node.start)
        elif hasattr(node, "__match_args__"):
            rest.extend(getattr(node, name) for name in node.__slots__)
    return item


# --- what the grammar cannot say --------------------------------------------------------------

_DATE = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")


def _check(item: tree.Item, text: str) -> Iterator[Found]:
    """Find names, numbers and dates that are none, and nesting beyond the limit."""
    yield from _check_names(item)
    rest: list[tuple[Any, int]] = [(item, -4)]
    while rest:
        node, depth = rest.pop()
        if isinstance(node, tuple):
            rest.extend((inner, depth) for inner in node)
            continue
        if not hasattr(node, "__match_args__"):
            continue
        if depth > LIMITS.RULE_DEPTH:
            yield _deeper(node.span.start)
            return
        if isinstance(node, tree.Quantity):
            yield from _check_number(node)
        elif isinstance(node, tree.Date):
            yield from _check_date(node)
        elif isinstance(node, tree.Name):
            span = node.span
            if text[span.start] == "(" and ".".join(node.words) in reserved():
                problem = said("`{words}` is a keyword and cannot be a name", words=node.words[0])
                yield Found("reserved-name", problem, span.start, span.end - span.start)
        elif isinstance(node, tree.ParameterValue) and node.value is not None and node.bounds:
            problem = "a value has no limits; only what `is open` can lie between two"
            place = node.bounds[0][1].span
            hint = "write `is open at least … at most …`, or the value alone"
            yield Found(
                "value-with-limits", problem, place.start, place.end - place.start, hint=hint
            )
        rest.extend((getattr(node, name), depth + 1) for name in node.__match_args__)


def _check_number(node: tree.Quantity) -> Iterator[Found]:
    whole, _, decimals = node.number.partition(".")
    if len(whole) > LIMITS.NUMBER_DIGITS or len(decimals) > LIMITS.NUMBER_DECIMALS:
        problem = said(
            "a number has at most {number_digits} digits (NUMBER_DIGITS) and {number_decimals} decimals (NUMBER_DECIMALS)",
            number_digits=LIMITS.NUMBER_DIGITS,
            number_decimals=LIMITS.NUMBER_DECIMALS,
        )
        yield Found("number-form", problem, node.span.start, node.span.end - node.span.start)


def _check_date(node: tree.Date) -> Iterator[Found]:
    from datetime import date

    try:
        good = _DATE.fullmatch(node.text) and date.fromisoformat(node.text)
    except ValueError:
        good = None
    if not good:
        problem = said("`{text}` is no day from 1900-01-01 to 2199-12-31", text=node.text)
        yield Found("date-form", problem, node.span.start, node.span.end - node.span.start)


def _declared(item: tree.Item) -> Iterator[tuple[str, Span, bool]]:
    """Yield each declared name, its place, and whether it may have dots."""
    match item:
        case tree.FactDeclaration():
            yield ".".join(item.name.words), item.name.span, True
        case tree.Extend():
            pass
        case tree.Rule():
            for let in item.lets:
                yield ".".join(let.name.words), let.name.span, False
            if item.for_each is not None:
                yield item.for_each.variable, item.for_each.span, False
        case _:
            yield ".".join(item.name.words), item.name.span, False
    if isinstance(item, (tree.Table, tree.Extend)):
        for column in item.columns:
            if isinstance(column, tree.Column):
                yield ".".join(column.name.words), column.name.span, False


def _check_names(item: tree.Item) -> Iterator[Found]:
    for name, span, dotted in _declared(item):
        length = span.end - span.start
        if name in reserved():
            problem = said("`{name}` is a keyword and cannot be declared as a name", name=name)
            yield Found(
                "reserved-name",
                problem,
                span.start,
                length,
                hint=said("for example `{name}_`", name=name),
            )
        elif len(name) > LIMITS.ID_CHARS:
            problem = said(
                "a name has at most {id_chars} characters (ID_CHARS)", id_chars=LIMITS.ID_CHARS
            )
            yield Found("name-too-long", problem, span.start, length)
        elif "." in name and not dotted:
            problem = said("`{name}` has a dot; only the name of a fact has dots", name=name)
            yield Found("dotted-name", problem, span.start, length)
    if isinstance(item, tree.Rule) and len(item.id) > LIMITS.ID_CHARS:
        problem = said(
            "a rule's id has at most {id_chars} characters (ID_CHARS)", id_chars=LIMITS.ID_CHARS
        )
        place = item.id_span
        yield Found("name-too-long", problem, place.start, place.end - place.start)


# --- constructs -------------------------------------------------------------------------------


def constructs() -> tuple[str, ...]:
    """Return the names of the constructs: the productions of the grammar that an author can see."""
    from checker.syntax.expected import grammar_text

    lines = [line for line in grammar_text().splitlines() if not line.startswith("//")]
    names = set(re.findall(r"^\??([a-z_]+):", "\n".join(lines), re.MULTILINE))
    names |= set(re.findall(r"-> ([a-z_]+)", "\n".join(lines)))
    return tuple(sorted(name.strip("_").replace("_", "-") for name in names))
