"""YAML and JSON with positions, without guesses.

libyaml's events become own nodes with an explicit stack. Scalars stay the text that was written: the
type of the fact decides how it is read. What makes a text mean something else than it shows is
refused: anchors, aliases, tags, merge keys, second documents, repeated keys, hidden characters.
"""

from __future__ import annotations

import re
from typing import Any

from checker.dossier import libyaml
from checker.dossier.collecting import Paused
from checker.dossier.mistake import Mistake, Mistakes, quote
from checker.model.limit import LIMITS
from checker.model.said import said
from checker.model.source import Origin, Source


class _Placed:
    """What has a place in the file: it keeps libyaml's mark, and counts from 1 when asked."""

    __slots__ = ("_mark",)
    _mark: Any

    @property
    def line(self) -> int:
        """The line it starts in, from 1."""
        return int(self._mark.line) + 1

    @property
    def column(self) -> int:
        """The character it starts with, from 1."""
        return int(self._mark.column) + 1


class Scalar(_Placed):
    """A text as written; `quoted` tells `"no"` from `no`."""

    __slots__ = ("quoted", "text")

    def __init__(self, text: str, quoted: bool, mark: Any) -> None:
        self.text = text
        self.quoted = quoted
        self._mark = mark

    def __repr__(self) -> str:
        return f"Scalar({self.text!r})"


class Mapping(_Placed):
    """Names and what they hold, in order: name → (where the name stands, its value)."""

    __slots__ = ("entries",)

    def __init__(self, mark: Any) -> None:
        self.entries: dict[str, tuple[Any, Node]] = {}
        self._mark = mark

    def get(self, key: str) -> Node | None:
        """Return what a name holds, or None where the name is not there."""
        entry = self.entries.get(key)
        return None if entry is None else entry[1]

    def place_of(self, key: str) -> tuple[int, int]:
        """Return line and column of a name that is there."""
        mark = self.entries[key][0]
        return mark.line + 1, mark.column + 1

    def __repr__(self) -> str:
        return f"Mapping({list(self.entries)!r})"


class Sequence(_Placed):
    """A list of values."""

    __slots__ = ("items",)

    def __init__(self, mark: Any) -> None:
        self.items: list[Node] = []
        self._mark = mark

    def __repr__(self) -> str:
        return f"Sequence({len(self.items)})"


Node = Scalar | Mapping | Sequence

# Controls but TAB LF CR, bidirectional marks, invisible characters, line separators that only some
# programs see, lone surrogates: none of them may stand in a text, raw or escaped.
_FORBIDDEN = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    "\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff"
)
find_forbidden = re.compile(f"[{_FORBIDDEN}]").search
_ALLOWED = bytes((9, 10, 13, *range(0x20, 0x7F)))
_find_lone_cr = re.compile("\r(?!\n)").search
_find_surrogate_pairs = re.compile(
    r"\\(?:[uU]([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|.)", re.DOTALL
)


def name_of_character(character: str) -> str:
    """Return a character that cannot be shown as people look it up: "U+202E"."""
    return f"U+{ord(character):04X}"


def decode_utf8(data: bytes, name: str, mistakes: Mistakes) -> str | None:
    """Return the text of UTF-8 bytes without their mark, or None after noting what is wrong."""
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        column = len(before) - before.rfind("\n")
        mistakes.add(
            Origin(name, line, column),
            Mistake(
                "not-utf-8",
                "the file is not UTF-8",
                have=said("the byte 0x{data}", data=f"{data[error.start]:02X}"),
                hint="save it as UTF-8 in the editor",
            ),
        )
        return None


def check_characters(text: str, name: str, mistakes: Mistakes, *, lone_cr: bool = True) -> bool:
    """Note characters that may not stand in a text; say whether there are none."""
    clean = True
    if text.isascii() and not text.encode("ascii").translate(None, _ALLOWED):
        return not lone_cr or "\r" not in text or _no_lone_cr(text, name, mistakes)
    position = 0
    for _ in range(LIMITS.ERRORS_SHOWN):
        found = find_forbidden(text, position)
        if found is None:
            break
        clean = False
        source = mistakes.sources.get(name) or Source(name, text)
        position = found.end()
        mistakes.add(Origin(name, *source.place(found.start())), forbidden(found.group()))
    if lone_cr and "\r" in text and not _no_lone_cr(text, name, mistakes):
        clean = False
    return clean


def _no_lone_cr(text: str, name: str, mistakes: Mistakes) -> bool:
    found = _find_lone_cr(text)
    if found is None:
        return True
    mistakes.add(
        Origin(name, *Source(name, text).place(found.start())),
        Mistake(
            "lone-carriage-return",
            "a line ends with a carriage return alone",
            hint="save the file with the line ends of Unix or Windows",
        ),
    )
    return False


def forbidden(character: str) -> Mistake:
    """Return the mistake of a character that may not stand in a text."""
    return Mistake(
        "forbidden-character",
        said(
            "the character {character} cannot be seen and is refused",
            character=name_of_character(character),
        ),
        hint="delete it",
    )


def _join_surrogates(text: str) -> tuple[str, dict[int, list[int]]]:
    r"""Write JSON's `\ud83d\ude00` as YAML's `\U0001F600`; say where columns shift by two."""
    if "\\u" not in text or text.lstrip()[:1] not in ("{", "["):
        return text, {}
    shifts: dict[int, list[int]] = {}
    parts: list[str] = []
    at = 0
    source = Source("", text)
    for match in _find_surrogate_pairs.finditer(text):
        if match.group(1) is None:
            continue
        high, low = int(match.group(1), 16), int(match.group(2), 16)
        joined = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
        parts += [text[at : match.start()], f"\\U{joined:08X}"]
        at = match.end()
        line, column = source.place(match.start())
        shifts.setdefault(line - 1, []).append(column - 1)
    parts.append(text[at:])
    return "".join(parts), shifts


class _Place:
    """A mark that was moved."""

    __slots__ = ("column", "line")

    def __init__(self, line: int, column: int) -> None:
        self.line = line
        self.column = column


_PROBLEMS = (
    # What libyaml says, and what people need to hear: message, hint.
    (
        "mapping values are not allowed",
        "a second `:` in one line",
        "put the text in quotes, or the name on a line of its own",
    ),
    ("could not find expected ':'", "a name without its `:`", "write `name: value`"),
    (
        "did not find expected key",
        "the indentation does not fit the lines above, or a quote or bracket ends too early",
        "indent the names of one group alike",
    ),
    ("did not find expected '-' indicator", "a line of a list without its `-`", None),
    ("did not find expected ',' or '}'", "a `{` is not closed, or a comma is missing", None),
    ("did not find expected ',' or ']'", "a `[` is not closed, or a comma is missing", None),
    ("found unexpected end of stream", "a quote is not closed", "close it with the same quote"),
    ("found unexpected document indicator", "a quote is not closed before `---`", None),
    (
        "found unknown escape character",
        "an escape that does not exist",
        "write `\\\\` for a backslash, or use single quotes",
    ),
    ("did not find expected hexdecimal", "an escape with too few hexadecimal digits", None),
    ("did not find expected hexadecimal", "an escape with too few hexadecimal digits", None),
    ("found invalid Unicode character escape", "half of a surrogate pair", "write the character"),
    ("block sequence entries are not allowed", "a `-` may not stand here", "start a new line"),
    ("block mapping", "a `name: value` may not stand here", None),
    ("found undefined tag handle", "a tag (`!…`) is refused", "put the text in quotes"),
    ("did not find URI", "a tag (`!…`) is refused", "put the text in quotes"),
    ("did not find expected tag", "a tag (`!…`) is refused", "put the text in quotes"),
    ("did not find the expected", "this is not YAML", None),
    ("control characters are not allowed", "a control character is refused", "delete it"),
    ("did not find expected <document start>", "text after the end of the dossier", None),
)


def _syntax_mistake(error: Any, text: str, name: str) -> tuple[Origin, Mistake]:
    problem = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None)
    source = Source(name, text)
    if mark is None:
        return Origin(name, 1, 1), Mistake("yaml-syntax", "this is not YAML")
    line, column = mark.line + 1, mark.column + 1
    if "nesting depth" in problem:
        # libyaml 0.2.6 looks ahead and stops at a depth of its own, before it tells of the first level.
        return Origin(name, line, column), Mistake(
            "limit-exceeded",
            said(
                "brackets or levels are nested more than {limit} deep",
                limit=LIMITS.YAML_DEPTH,
            ),
        )
    shown = source.line(line)
    at = shown[column - 1 : column]
    leading = shown[: len(shown) - len(shown.lstrip())]
    if at == "\t" or "\t" in leading:
        column = leading.find("\t") + 1 if "\t" in leading else column
        return Origin(name, line, column), Mistake(
            "yaml-tab",
            "a tab stands where YAML wants spaces",
            hint="indent with spaces; most editors can convert tabs",
        )
    if at in ("@", "`", "%") and "cannot start any token" in problem:
        return Origin(name, line, column), Mistake(
            "yaml-syntax",
            said("a text cannot start with {mark}", mark=at)
            if at == "`"
            else said("a text cannot start with `{mark}`", mark=at),
            hint="put it in quotes",
        )
    for stated, message, hint in _PROBLEMS:
        if stated in problem:
            context = getattr(error, "context_mark", None)
            have = None
            if context is not None and "without its `:`" in message:
                line, column = context.line + 1, context.column + 1
            elif context is not None and "not closed" in message:
                # Where it starts is what people look for; the end of the file is no help.
                have = said("it is still open in line {line}", line=line)
                line, column = context.line + 1, context.column + 1
            elif context is not None and context.line != mark.line:
                have = said("what is not finished starts in line {n}", n=context.line + 1)
            return Origin(name, line, column), Mistake("yaml-syntax", message, have=have, hint=hint)
    return Origin(name, line, column), Mistake("yaml-syntax", "this is not YAML", have=problem[:80])


def parse_text(text: str, name: str, mistakes: Mistakes) -> Node | None:
    """Return the nodes of a text in YAML or JSON, with every mistake noted that can be found.

    None when there is nothing, or when the syntax broke: then the mistakes say why.
    """
    mistakes.sources[name] = Source(name, text)
    if not check_characters(text, name, mistakes):
        return None
    joined, shifts = _join_surrogates(text)
    with Paused():
        return _Reader(joined, shifts, name, mistakes).read()


class _Reader:
    __slots__ = ("mistakes", "name", "shifts", "text")

    def __init__(
        self, text: str, shifts: dict[int, list[int]], name: str, mistakes: Mistakes
    ) -> None:
        self.text = text
        self.shifts = shifts
        self.name = name
        self.mistakes = mistakes

    def note(self, mark: Any, code: str, message: str, **more: str) -> None:
        origin = Origin(self.name, mark.line + 1, mark.column + 1)
        self.mistakes.add(origin, Mistake(code, message, **more))

    def moved(self, mark: Any) -> Any:
        """Return the place in the text as written of a mark in the joined text."""
        column = mark.column
        for before in self.shifts.get(mark.line, ()):
            if before < column:
                column += 2
        return _Place(mark.line, column)

    def refuse(self, event: Any) -> None:
        """Note an anchor or a tag."""
        mark = event.start_mark
        if event.anchor is not None:
            self.note(
                mark,
                "yaml-anchor",
                said("the anchor `&{anchor}` is refused", anchor=event.anchor[:40]),
                hint="write the value where it is needed",
            )
        if event.tag is not None:
            self.note(
                mark,
                "yaml-tag",
                "a tag (`!…`) is refused",
                hint="leave it away; the type follows from the name. A text with `!` takes quotes",
            )

    def read(self) -> Node | None:
        yaml = libyaml.load()
        loader = yaml.CSafeLoader(self.text)
        try:
            return self.build(loader, yaml)
        except yaml.YAMLError as error:
            origin, mistake = _syntax_mistake(error, self.text, self.name)
            self.mistakes.add(origin, mistake)
            return None
        finally:
            loader.dispose()

    def build(self, loader: Any, yaml: Any) -> Node | None:
        get_event = loader.get_event
        scalar_event, stream_end = yaml.ScalarEvent, yaml.StreamEndEvent
        mapping_start, sequence_start = yaml.MappingStartEvent, yaml.SequenceStartEvent
        mapping_end, sequence_end = yaml.MappingEndEvent, yaml.SequenceEndEvent
        key_chars, text_chars = LIMITS.KEY_CHARS, LIMITS.TEXT_CHARS
        moved = self.moved if self.shifts else None
        root: Node | None = None
        documents = 0
        values = 0
        # The open collection, and those around it with the key that waits for each.
        here: Mapping | Sequence | None = None
        entries: dict[str, tuple[Any, Node]] | None = None  # those of `here`, if a mapping
        key: str | None = None
        key_mark: Any = None
        wants_key = False
        stack: list[tuple[Any, Any, Any, Any, bool]] = []
        node: Node
        while True:
            event = get_event()
            kind = event.__class__
            if kind is scalar_event:
                text: str = event.value
                mark = event.start_mark if moved is None else moved(event.start_mark)
                if event.anchor is not None or event.tag is not None:
                    self.refuse(event)
                style = event.style
                if style == '"':
                    hidden = find_forbidden(text)
                    if hidden is not None:
                        self.mistakes.add(
                            Origin(self.name, mark.line + 1, mark.column + 1),
                            forbidden(hidden.group()),
                        )
                if wants_key:
                    wants_key = False
                    key_mark = mark
                    if len(text) > key_chars:
                        self.note(
                            mark,
                            "limit-exceeded",
                            said(
                                "a name of {n} characters; at most {limit} are allowed",
                                n=len(text),
                                limit=key_chars,
                            ),
                        )
                        key = None
                    elif text == "<<" and not style:
                        self.note(
                            mark,
                            "yaml-merge-key",
                            "a merge key `<<` is refused",
                            hint="write the names where they are needed",
                        )
                        key = None
                    elif not text:
                        self.note(mark, "yaml-key", "a name is empty", want="`name: value`")
                        key = None
                    elif text in entries:  # type: ignore[operator]  # a mapping wants the key
                        first = entries[text][0]  # type: ignore[index]
                        self.note(
                            mark,
                            "duplicate-key",
                            said("{text} is given twice", text=quote(text)),
                            have=said("first in line {n}", n=first.line + 1),
                            hint="delete one of them",
                        )
                        key = None
                    else:
                        key = text
                    continue
                values += 1
                if len(text) > text_chars:
                    self.note(
                        mark,
                        "limit-exceeded",
                        said(
                            "a text of {n} characters; at most {limit} are allowed",
                            n=len(text),
                            limit=text_chars,
                        ),
                    )
                    text = ""
                node = Scalar(text, bool(style), mark)
                if entries is not None:
                    if key is not None:
                        entries[key] = (key_mark, node)
                    wants_key = True
                elif here is not None:
                    here.items.append(node)  # type: ignore[union-attr]  # a sequence: no entries
                else:
                    root = node
            elif kind is mapping_start or kind is sequence_start:
                mark = event.start_mark if moved is None else moved(event.start_mark)
                if event.anchor is not None or event.tag is not None:
                    self.refuse(event)
                values += 1
                if len(stack) >= LIMITS.YAML_DEPTH:
                    self.note(
                        mark,
                        "limit-exceeded",
                        said(
                            "brackets or levels are nested more than {limit} deep",
                            limit=LIMITS.YAML_DEPTH,
                        ),
                    )
                    return None
                if wants_key:
                    self.note(
                        mark,
                        "yaml-key",
                        "a name must be text",
                        want="`name: value`",
                        hint="put a text with brackets in quotes",
                    )
                    key = None
                stack.append((here, entries, key, key_mark, wants_key))
                if kind is mapping_start:
                    here = Mapping(mark)
                    entries = here.entries
                    wants_key = True
                else:
                    here = Sequence(mark)
                    entries = None
                    wants_key = False
                key = None
            elif kind is mapping_end or kind is sequence_end:
                node = here  # type: ignore[assignment]  # an end has a start
                here, entries, key, key_mark, as_key = stack.pop()
                wants_key = entries is not None
                if as_key:
                    wants_key = False  # it stood where a name must stand: dropped
                    key = None
                elif entries is not None:
                    if key is not None:
                        entries[key] = (key_mark, node)
                elif here is not None:
                    here.items.append(node)  # type: ignore[union-attr]  # a sequence: no entries
                else:
                    root = node
            elif kind is stream_end:
                return root
            elif kind is yaml.AliasEvent:
                mark = event.start_mark if moved is None else moved(event.start_mark)
                self.note(
                    mark,
                    "yaml-anchor",
                    said("the alias `*{anchor}` is refused", anchor=event.anchor[:40]),
                    hint="write the value where it is needed, or put a text with `*` in quotes",
                )
                if wants_key:
                    wants_key, key = False, None
                elif entries is not None:
                    wants_key = True
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self.note(
                        event.start_mark,
                        "second-document",
                        "a second document starts here",
                        hint="one dossier is one file: delete the line `---` or what follows it",
                    )
                    return root
                if event.tags:
                    self.note(event.start_mark, "yaml-tag", "a `%TAG` line is refused")
            if values > LIMITS.YAML_VALUES:
                self.note(
                    event.start_mark,
                    "limit-exceeded",
                    said("more than {limit} values in one file", limit=LIMITS.YAML_VALUES),
                    hint="put long tables in a CSV file",
                )
                return None
