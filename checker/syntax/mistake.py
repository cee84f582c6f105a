"""Say what is wrong where the parser stopped.

The parser knows the place and what would have gone on from there. What an author most likely meant is
found from the words around it: each `_find_*` looks for one kind of mistake and returns None for others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from checker.model.said import joined, said
from checker.model.unit import AMBIGUOUS, unit_names
from checker.syntax.expected import (
    CASES,
    COMPARISONS,
    ITEMS,
    RULE_CLAUSES,
    TABLE_CLAUSES,
    describe,
    keyword_at,
    keywords,
    phrase_before,
    type_words,
)

if TYPE_CHECKING:
    from collections.abc import Sequence


class Token:
    """A word, number, sign or text; `first` when it is the first on its line."""

    __slots__ = ("end", "first", "kind", "start", "text")

    def __init__(self, kind: str, text: str, start: int, end: int, first: bool) -> None:
        self.kind = kind
        self.text = text
        self.start = start
        self.end = end
        self.first = first


class Found:
    """A mistake at an offset; the source gives it its line and column."""

    __slots__ = ("code", "have", "hint", "length", "message", "offset", "want")

    def __init__(
        self,
        code: str,
        message: str,
        offset: int,
        length: int,
        *,
        have: str | None = None,
        want: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.offset = offset
        self.length = length
        self.have = have
        self.want = want
        self.hint = hint


class Mistake:
    """What was found, and an offset in the clause to blame.

    `meant` is the terminal of the clause or item that begins there under a misspelt keyword.
    """

    __slots__ = ("blamed", "found", "meant")

    def __init__(self, found: Found, blamed: int, meant: str | None = None) -> None:
        self.found = found
        self.blamed = blamed
        self.meant = meant


class _Place:
    """Where the parser stopped, and the words around."""

    __slots__ = ("accepted", "number", "offset", "terminal", "text", "tokens")

    def __init__(
        self, text: str, tokens: Sequence[Token], offset: int, accepted: frozenset[str]
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.accepted = accepted
        self.number = bisect_left(tokens, offset, key=lambda token: token.start)
        # The parser can stop inside of what is one token here: `30` of `30%`.
        if self.number and offset < tokens[self.number - 1].end:
            self.number -= 1
        self.offset = tokens[self.number].start if self.number < len(tokens) else tokens[-1].end
        self.terminal = keyword_at(text, self.offset) if self.token is not None else None

    @property
    def token(self) -> Token | None:
        """The token that does not fit; None at the end of the item."""
        return self.tokens[self.number] if self.number < len(self.tokens) else None

    def before(self, steps: int = 1) -> Token | None:
        """The token so many steps before it."""
        place = self.number - steps
        return self.tokens[place] if place >= 0 else None

    def found(self, code: str, message: str, *, hint: str | None = None) -> Found:
        token = self.token
        length = len(token.text) if token is not None else 1
        return Found(code, message, self.offset, length, hint=hint)

    @property
    def starts_clause(self) -> bool:
        """Whether a new clause, or the end, stands here."""
        if self.token is None:
            return True
        return self.token.first and self.terminal in CLAUSE_WORDS

    @property
    def clause_complete(self) -> bool:
        """Whether the clause before this place could have ended there."""
        return bool(self.accepted & _CLAUSE_ENDS)


CLAUSE_WORDS = frozenset((*RULE_CLAUSES, *CASES, *TABLE_CLAUSES, "FOR"))
_CLAUSE_ENDS = frozenset((*RULE_CLAUSES, *CASES, *TABLE_CLAUSES, *ITEMS, "$END"))
_OPERATORS = ("PLUS", "MINUS", "TIMES")


def explain(text: str, tokens: Sequence[Token], offset: int, accepted: frozenset[str]) -> Mistake:
    """Return what is wrong at an offset of an item, where the parser would have taken `accepted`."""
    place = _Place(text, tokens, offset, accepted)
    token = place.token
    for find in _KINDS:
        found = find(place)
        if found is not None:
            break
    else:
        found = _say_what_is_expected(place)
    blamed = place.offset
    previous = place.before()
    too_early = place.starts_clause and not place.clause_complete
    if previous is not None and (token is None or too_early):
        # A clause that ends too early is at fault itself, not the one behind it.
        blamed = previous.start
    meant = None
    if token is not None and token.first and found.code in ("unknown-word", "other-word"):
        hinted = {f"`{words}`": name for name, words in keywords().items()}
        meant = next((name for words, name in hinted.items() if words in (found.hint or "")), None)
        meant = meant if meant in CLAUSE_WORDS or meant in ITEMS else None
    return Mistake(found, blamed, meant)


def _say_what_is_expected(place: _Place) -> Found:
    token, previous = place.token, place.before()
    expected = describe(place.accepted)
    if token is None or (previous is not None and place.starts_clause):
        previous = previous or place.tokens[-1]
        # Nothing is wrong with the next line: something is missing at the end of this one.
        far = place.before(5) or place.tokens[0]
        phrase = phrase_before(place.text, far.start, previous.end)
        after = f"`{phrase}`" if phrase is not None else _quote(previous)
        missing = said("expected {expected} after {after}", expected=expected, after=after)
        return Found("syntax", missing, previous.end, 1)
    return place.found(
        "syntax", said("expected {expected}, not {token}", expected=expected, token=_quote(token))
    )


_SHOWN = 40


def _cut(text: str) -> str:
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _quote(token: Token) -> str:
    return said("a text") if token.kind == "text" else f"`{_cut(token.text)}`"


# --- characters -------------------------------------------------------------------------------


def _find_broken_text(place: _Place) -> Found | None:
    token = place.token
    if token is None or token.kind != "broken":
        return None
    escape = re.match(r'"(?:[^"\\\n]|\\["\\])*(\\(?!["\\]).?)', token.text)
    if escape is not None and re.match(r'"(?:[^"\\\n]|\\.)*"', token.text):
        message = said(
            '`{escape}` means nothing; a text knows only `\\"` and `\\\\`', escape=escape[1]
        )
        return Found("unknown-escape", message, token.start + escape.start(1), len(escape[1]))
    message = "this text has no closing quote on its line"
    return Found("unclosed-text", message, token.start, len(token.text.rstrip()))


_CURLY = "“”„‟‘’‚‛«»「」『』＂＇'`"
_SIGNS = {
    "<": "below",
    "<=": "at most",
    "=<": "at most",
    "≤": "at most",
    ">": "above",
    ">=": "at least",
    "≥": "at least",
    "==": "is",
    "!=": "is not",
    "<>": "is not",
    "≠": "is not",
    "&&": "and",
    "&": "and",
    "||": "or",
    "|": "or",
    "!": "not",
    ":=": "=",
    "×": "*",
    "·": "*",
    "−": "-",
    "–": "-",
    "—": "-",
    "（": "(",
    "）": ")",
    "，": ",",
    "、": ",",
    "：": ":",
    "％": "%",
}


def _find_sign(place: _Place) -> Found | None:
    token = place.token
    if token is None or token.kind != "sign":
        return None
    if token.text in _CURLY:
        return place.found("curly-quote", 'texts stand between straight quotes: `"…"`')
    if token.text == "=" and "IS" in place.accepted:
        return place.found("sign-for-word", "`=` is written `is` in a condition", hint="`is`")
    if token.text == "/":
        return place.found(
            "sign-for-word",
            "there is no division sign",
            hint="compare with a product, or write `ratio of a to b if zero 0 %`",
        )
    word = _SIGNS.get(token.text)
    if word is None:
        return None
    return place.found(
        "sign-for-word",
        said("`{text}` is written `{word}`", text=token.text, word=word),
        hint=f"`{word}`",
    )


_LOOSE_DATE = re.compile(
    r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}|[0-9]{4}-[0-9]{2}"
)


def _find_number(place: _Place) -> Found | None:
    token, previous = place.token, place.before()
    if token is None:
        return None
    if previous is not None and previous.kind == "number":
        following = place.text[token.end : token.end + 1]
        touching = previous.end == token.start
        if touching and token.text == "%":
            return Found(
                "unit-glued",
                "a space stands between a number and its unit",
                previous.start,
                token.end - previous.start,
                hint=f"`{previous.text} %`",
            )
        if touching and token.text == "," and following.isdigit():
            return _wrong_number(place, previous, "a number has a decimal point and no comma")
        if token.kind == "number" and previous.text.isdigit():
            return _wrong_number(
                place,
                previous,
                "a space groups digits in threes; two numbers do not stand together",
            )
    start = previous if previous is not None and previous.kind == "number" else token
    if start.kind == "number":
        date = _LOOSE_DATE.match(place.text, start.start)
        if date is not None and ("DATE" in place.accepted or date.end() > start.end):
            message = said(
                "`{date}` is no date; a date is written year, month, day: `2026-01-31`",
                date=date[0],
            )
            return Found("date-form", message, start.start, len(date[0]))
    if token.kind != "number" or not {"QUANTITY", "DATE"} & place.accepted:
        return None
    unit = re.fullmatch(r"([0-9.]*[0-9])([A-Za-z]+[0-9]*[A-Za-z]*)", token.text)
    if unit is not None and unit[2] in (*unit_names(), *AMBIGUOUS, "days", "months", "years"):
        message = "a space stands between a number and its unit"
        return place.found("unit-glued", message, hint=f"`{unit[1]} {unit[2]}`")
    return _wrong_number(place, token, said("`{text}` is no number", text=_cut(token.text)))


def _wrong_number(place: _Place, token: Token, message: str) -> Found:
    match = re.compile(r"[0-9][0-9.,_ ]*[0-9]").match(place.text, token.start)
    length = len(match[0]) if match is not None else len(token.text)
    return Found("number-form", message, token.start, length, hint="for example `12 950` or `0.25`")


def _find_unit(place: _Place) -> Found | None:
    token, previous = place.token, place.before()
    if token is None or previous is None or token.kind != "word" or token.first:
        return None
    if previous.kind != "number" or place.terminal is not None:
        return None
    compound = re.compile(r"[A-Za-z0-9]+(?: ?CO2e?)?(?:/[A-Za-z0-9]+(?: CO2e)?)?")
    match = compound.match(place.text, token.start)
    wrong = match[0] if match is not None else token.text
    message, hint = _unit_help(wrong)
    return Found("unknown-unit", message, token.start, len(wrong), hint=hint)


def _unit_help(wrong: str) -> tuple[str, str | None]:
    from checker.diagnostic.nearest import nearest

    simple = re.split(r"[ /]", wrong)[0]
    if simple in AMBIGUOUS:
        return said(
            "the unit `{wrong}` is not used: {ambiguous}",
            wrong=_cut(wrong),
            ambiguous=AMBIGUOUS[simple],
        ), None
    same = [name for name in unit_names() if name.casefold() == wrong.casefold()]
    right = same[0] if same else nearest(wrong, unit_names())
    return said("the unit `{wrong}` is not known", wrong=_cut(wrong)), said(
        "did you mean `{near}`?", near=right
    ) if right else None


# --- words ------------------------------------------------------------------------------------

# What people write, and what it is here; the first that fits is taken.
_WORDS = (
    (r"(?:must|shall)\b", "require"),
    (r"should\b", "recommend"),
    (r"if\b", "when"),
    (r"if\b", "applies when"),
    (r"unless\b", "when not"),
    (r"(?:no more than|not more than|up to|maximum|at maximum)\b", "at most"),
    (r"(?:no less than|not less than|minimum|at minimum)\b", "at least"),
    (r"(?:greater|more|higher|larger|bigger) than\b|(?:exceeds|over)\b", "above"),
    (r"(?:less|lower|smaller|fewer) than\b|under\b", "below"),
    (r"(?:equals|equal to|equal)\b", "is"),
    (r"(?:does not equal|not equal to|not equal)\b", "is not"),
    (r"not in\b", "is not one of"),
    (r"(?:in)\b", "is one of"),
    (r"contains?\b", "includes"),
    (r"(?:until|up to)\b", "to"),
    (r"(?:or none|optional|nullable)\b", "may be none"),
    (r"(?:count of|number of rows in|count)\b", "rows in"),
    (r"(?:maximum of|max of|biggest of)\b", "largest of"),
    (r"(?:minimum of|min of)\b", "smallest of"),
    (r"total of\b", "sum of"),
    (r"(?:all|each|every) rows?\b", "every row"),
    (r"any row\b", "some row"),
    (r"else\b", "otherwise"),
    (r"(?:be|to)\b", "="),
    (r"percent\b", "%"),
)


def _find_other_word(place: _Place) -> Found | None:
    token, previous = place.token, place.before()
    if token is None or token.kind != "word":
        return None
    if token.text == "than" and previous is not None:
        words = f"is {previous.text} than"
        above = previous.text in ("greater", "more", "higher", "larger", "bigger", "later")
        word = "after" if previous.text == "later" else "above" if above else "below"
        word = "before" if previous.text == "earlier" else word
        start = place.before(2)
        begin = start if start is not None and start.text == "is" else previous
        message = said("`{text}` is written `{word}`", text=words, word=word)
        return Found("other-word", message, begin.start, token.end - begin.start, hint=f"`{word}`")
    if token.text == "if" and previous is not None and previous.text == "choose":
        message = "`choose if` is written `choose when`"
        return Found(
            "other-word",
            message,
            previous.start,
            token.end - previous.start,
            hint="`choose when a is b then c otherwise d`",
        )
    if token.text == "when" and "APPLIES_WHEN" in place.accepted and token.first:
        message = "`when` does not open a clause"
        return place.found("other-word", message, hint="`applies when`")
    if token.text == "between" and "AT_LEAST" in place.accepted:
        return place.found(
            "other-word",
            "`between` is only for a reading",
            hint="`x at least a and x at most b`",
        )
    terminals = {words: name for name, words in keywords().items()}
    for pattern, word in _WORDS:
        match = re.compile(pattern).match(place.text, place.offset)
        terminal = "EQUALS" if word == "=" else terminals.get(word.split(" not")[0], "")
        if match is not None and (terminal in place.accepted or word == "when not" in word):
            message = said("`{text}` is written `{word}`", text=match[0], word=word)
            return Found("other-word", message, place.offset, len(match[0]), hint=f"`{word}`")
    return None


def _find_type(place: _Place) -> Found | None:
    token = place.token
    if token is None or "TYPE_WORD" not in place.accepted or token.kind != "word":
        return None
    from checker.diagnostic.nearest import nearest

    others = {
        "string": "text",
        "str": "text",
        "boolean": "yes/no",
        "bool": "yes/no",
        "int": "whole number",
        "integer": "whole number",
        "decimal": "number",
        "float": "number",
        "percentage": "share",
        "percent": "share",
        "choice": "one of",
        "list": "list of one of",
        "set": "list of one of",
        "ref": "reference to",
        "reference": "reference to",
        "yes": "yes/no",
        "emissions": "carbon",
        "weight": "mass",
        "electricity": "energy",
    }
    if token.text in AMBIGUOUS:
        return place.found(
            "unknown-type", said("`{text}` is no type", text=token.text), hint=AMBIGUOUS[token.text]
        )
    known = (*type_words(), *unit_names(), "one of", "ranked one of", "list of one of")
    right = others.get(token.text.casefold()) or nearest(token.text, known)
    message = said("`{text}` is no type", text=_cut(token.text))
    hint = said("did you mean `{near}`?", near=right) if right else None
    return place.found(
        "unknown-type", message, hint=hint or "write a type such as `mass`, `text` or `one of`"
    )


def _find_unknown_word(place: _Place) -> Found | None:
    token = place.token
    if token is None or token.kind != "word" or place.terminal in place.accepted:
        return None
    from difflib import SequenceMatcher

    words = re.compile(r"[A-Za-z_]+(?:[ \t]+[A-Za-z_]+){0,4}").match(place.text, place.offset)
    if words is None:
        return None
    written = words[0].split()
    best = (0.74, "", "")
    for terminal, phrase in sorted(keywords().items()):
        if terminal not in place.accepted:
            continue
        length = phrase.count(" ") + 1
        wrong = " ".join(written[:length])
        if len(wrong) > 2 * len(phrase):
            continue
        likeness = SequenceMatcher(None, wrong.casefold(), phrase).ratio()
        if likeness > best[0]:
            best = (likeness, wrong, phrase)
    _, wrong, phrase = best
    if not phrase or wrong == phrase:
        return None
    message = said("`{wrong}` is no word of the language here", wrong=wrong)
    return Found(
        "unknown-word",
        message,
        place.offset,
        len(wrong),
        hint=said("did you mean `{near}`?", near=phrase),
    )


# --- clauses ----------------------------------------------------------------------------------

_ONCE = frozenset(
    ("FROM", "UNTIL", "ACROSS_DOSSIERS", "FOR_EACH", "APPLIES_WHEN", "DECIDE", "SAY", "REMEDY")
)


def _find_clause(place: _Place) -> Found | None:
    """A clause in the wrong order or written twice, where the one before it is complete."""
    token = place.token
    kind = place.tokens[0].text
    order = {"rule": RULE_CLAUSES, "table": TABLE_CLAUSES}.get(kind)
    if token is None or order is None or place.terminal not in order:
        return None
    if not place.clause_complete:
        return None
    names = keywords()
    word = names[place.terminal]
    seen = [
        terminal
        for before in place.tokens[1 : place.number]
        if before.kind == "word"
        and (before.first or before.start == place.tokens[0].start)
        and (terminal := keyword_at(place.text, before.start)) in order
    ]
    either = ("REQUIRE", "RECOMMEND", "DECIDE")
    if place.terminal in either and any(one in either and one != place.terminal for one in seen):
        return place.found(
            "require-or-recommend",
            "a rule has either `require`, or `recommend`, or `decide`",
            hint="make two rules of it",
        )
    if place.terminal in seen and place.terminal in (_ONCE if kind == "rule" else {*order[:3]}):
        return place.found(
            "duplicate-clause", said("`{word}` stands here a second time", word=word)
        )
    if kind == "rule" and "DECIDE" in place.accepted and place.terminal not in place.accepted:
        for after in place.tokens[place.number + 1 :]:
            terminal = keyword_at(place.text, after.start) if after.first else None
            if terminal in ("REQUIRE", "RECOMMEND", "DECIDE", "STATE"):
                message = said(
                    "`{word}` must come before `{later}`", word=names[terminal], later=word
                )
                return place.found("clause-order", message, hint=_order(order))
        return None
    rank = order.index(place.terminal)
    later = [terminal for terminal in seen if order.index(terminal) > rank]
    if not later:
        return None
    return place.found(
        "clause-order",
        said("`{word}` must come before `{later}`", word=word, later=names[later[0]]),
        hint=_order(order),
    )


def _order(order: Sequence[str]) -> str:
    clauses = joined(f"`{keywords()[terminal]}`" for terminal in order)
    return said("the order is {clauses}", clauses=clauses)


def _find_empty_rule(place: _Place) -> Found | None:
    if place.tokens[0].text != "rule" or not {"REQUIRE", "DECIDE", "STATE"} <= place.accepted:
        return None
    if not (place.token is None or (place.starts_clause and place.terminal not in place.accepted)):
        return None
    first = place.tokens[0]
    message = "the rule asks for nothing: it has no `require`, `recommend`, `decide` or `state`"
    return Found("no-requirement", message, first.start, len(first.text))


def _find_mixed_words(place: _Place) -> Found | None:
    word, other = place.terminal, {"AND": "OR", "OR": "AND"}.get(place.terminal or "")
    if other is None or word in place.accepted or other not in place.accepted:
        return None
    return place.found(
        "mixed-and-or",
        "`and` and `or` are mixed without brackets",
        hint="put the part that belongs together in brackets: `a is b and (c is d or e is f)`",
    )


# --- brackets ---------------------------------------------------------------------------------


def _clause_start(place: _Place) -> int:
    """The index of the token that opens the clause before this place."""
    for number in range(place.number - 1, 0, -1):
        token = place.tokens[number]
        if token.first and keyword_at(place.text, token.start) in CLAUSE_WORDS:
            return number
    return 0


def _find_bracket(place: _Place) -> Found | None:
    token = place.token
    if token is not None and token.text == ")" and "RPAR" not in place.accepted:
        depth = 0
        for before in place.tokens[_clause_start(place) : place.number]:
            depth += {"(": 1, ")": -1}.get(before.text, 0)
        if depth <= 0:
            return place.found("unbalanced-bracket", "this bracket closes nothing")
        return None
    if "RPAR" not in place.accepted or not (token is None or place.starts_clause):
        return None
    opened: list[Token] = []
    for before in place.tokens[_clause_start(place) : place.number]:
        if before.text == "(":
            opened.append(before)
        elif before.text == ")" and opened:
            opened.pop()
    if not opened:
        return None
    return Found("unbalanced-bracket", "this bracket is not closed", opened[-1].start, 1)


_HEADS = frozenset(("SUM_OF", "ROWS_IN", "LARGEST_OF", "SMALLEST_OF"))


def _find_open_aggregate(place: _Place) -> Found | None:
    """`sum of x in t where …` in the midst of something."""
    token = place.token
    unfinished = "IF_EMPTY" in place.accepted and "OF_WHICH" not in place.accepted
    if token is None or place.starts_clause:
        if not (unfinished and "AND" in place.accepted):
            return None
        token = place.tokens[-1]
    goes_on = place.terminal in COMPARISONS or token.text in ("+", "-", "*")
    extreme = "IF_EMPTY" in place.accepted and "WHERE" in place.accepted
    opens = place.terminal == "WHERE" and not extreme
    if not (goes_on or extreme or opens or unfinished) or place.terminal in place.accepted:
        return None
    depth, seen_where = 0, opens or extreme
    for number in range(place.number - 1, _clause_start(place) - 1, -1):
        before = place.tokens[number]
        depth += {")": 1, "(": -1}.get(before.text, 0)
        if depth < 0:
            return None
        if depth:
            continue
        terminal = keyword_at(place.text, before.start)
        seen_where = seen_where or terminal == "WHERE"
        if terminal in _HEADS and seen_where:
            words = keywords()[terminal]
            return Found(
                "open-aggregate",
                said(
                    "`{words} …` needs brackets here: its end would swallow what follows",
                    words=words,
                ),
                before.start,
                place.tokens[number + 1].end - before.start
                if terminal != "ROWS_IN"
                else len(words),
                hint=said("`({words} … where …)`", words=words),
            )
    return None


_NEEDS_BRACKETS = {
    "CHOOSE_WHEN": "choose",
    "SMALLER_OF": "smaller of",
    "LARGER_OF": "larger of",
    "EARLIER_OF": "earlier of",
    "LATER_OF": "later of",
    "RATIO_OF": "ratio of",
}
_NEEDS_BRACKETS_WORDS = {
    "choose when": "choose",
    **{words: words for words in _NEEDS_BRACKETS.values() if " " in words},
}


def _find_missing_brackets(place: _Place) -> Found | None:
    token, previous = place.token, place.before()
    if token is None:
        return None
    if place.terminal in _NEEDS_BRACKETS and "LPAR" in place.accepted:
        words = _NEEDS_BRACKETS[place.terminal]
        return place.found(
            "brackets-needed",
            said("`{words}` needs brackets here", words=words),
            hint=f"`({words} …)`",
        )
    pair = f"{previous.text} {token.text}" if previous is not None else ""
    if previous is not None and pair in _NEEDS_BRACKETS_WORDS:
        words = _NEEDS_BRACKETS_WORDS[pair]
        # The first word had been taken for a name.
        return Found(
            "brackets-needed",
            said("`{words}` needs brackets here", words=words),
            previous.start,
            token.end - previous.start,
            hint=f"`({words} …)`",
        )
    ends = previous is not None and (previous.kind in ("word", "number") or previous.text == ")")
    if not ends or previous is None or keyword_at(place.text, previous.start) is not None:
        return None
    if token.text in ("+", "-", "*") and not set(_OPERATORS) & place.accepted:
        return place.found(
            "brackets-needed",
            said("brackets must say what `{text}` belongs to", text=token.text),
            hint="for example `(smaller of a and b) + c`, `smaller of a and (b + c)`",
        )
    if place.terminal in ("ROUNDED_UP_TO", "AS_OF", "OF") and {"PLUS", "TIMES"} & place.accepted:
        words = keywords()[place.terminal]
        if place.terminal == "OF" and "COMMA" in place.accepted:
            return None
        return place.found(
            "brackets-needed",
            said("brackets must say what `{words}` belongs to", words=words)
            if place.terminal != "OF"
            else "`of` multiplies only to the right of a comparison, and takes two simple values",
            hint=f"`(a * b) {words} …`" if place.terminal != "OF" else "write `a * b`",
        )
    if place.terminal in COMPARISONS and "AND" in place.accepted:
        word = keywords()[place.terminal]
        return place.found(
            "brackets-needed",
            said("`{word}` follows another comparison", word=word),
            hint="join two comparisons by `and`: `a below b and b below c`",
        )
    return None


def _find_bare_condition(place: _Place) -> Found | None:
    token, steps = place.token, 1
    while (closing := place.before(steps)) is not None and closing.text == ")":
        steps += 1
    previous = place.before(steps)
    if previous is None or previous.kind != "word" or not {"AT_MOST", "IS"} <= place.accepted:
        return None
    ends = (
        token is None
        or place.starts_clause
        or token.kind == "text"
        or token.text == ")"
        or place.terminal
        in ("AND", "OR", "THEN", "HAS", "SHARE", "ASK", "WHEN", "IF_EMPTY", "OF_WHICH", "BY")
        or place.terminal in (*ITEMS, *CASES, "ELSE_JUDGEMENT_ASK")
        or (place.terminal in RULE_CLAUSES and place.terminal not in ("FROM", "UNTIL"))
    )
    if not ends or keyword_at(place.text, previous.start) is not None:
        return None
    opener = place.before(steps + 1)
    if opener is None or not _opens_condition(place, opener):
        return None
    return Found(
        "bare-condition",
        said("`{text}` alone is no condition", text=_cut(previous.text)),
        previous.start,
        len(previous.text),
        hint=said("write `{text} is yes`", text=_cut(previous.text)),
    )


def _opens_condition(place: _Place, token: Token) -> bool:
    words = ("require", "recommend", "when", "where", "and", "or", "not", "has", "which", "(")
    return token.text in words


_KINDS = (
    _find_broken_text,
    _find_number,
    _find_sign,
    _find_unit,
    _find_mixed_words,
    _find_bracket,
    _find_clause,
    _find_empty_rule,
    _find_bare_condition,
    _find_open_aggregate,
    _find_missing_brackets,
    _find_type,
    _find_other_word,
    _find_unknown_word,
)
