"""What was written for one fact or cell: a plain value, or a mapping that says more about it."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistake, Mistakes, quote
from checker.dossier.scalar import (
    PLAIN,
    UNKNOWN,
    Written,
    join_period,
    read_list,
    read_scalar,
    want,
)
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NOT_APPLICABLE, Partial
from checker.model.said import joined, said
from checker.model.source import Origin

_KEYS = ("value", "source", "note", "public", "unknown", "not_applicable", "at_least", "at_most")
_BOUNDED = (Kind.QUANTITY, Kind.WHOLE, Kind.DATE)


class Said:
    """A value with what was said about it; `text` is how it was written."""

    __slots__ = ("locator", "note", "public", "source", "text", "why", "written")

    def __init__(self, written: Written, text: str = "") -> None:
        self.written = written
        self.text = text
        self.source: str | None = None
        self.locator: str | None = None
        self.note: str | None = None
        self.public = True
        self.why: str | None = None


class Reader:
    """Where one file's nodes are read: its name, and the mistakes and sources found so far.

    `cited` gathers the ids of evidence that were named, each with its place, to be looked up when
    all evidence has been read.
    """

    __slots__ = ("cited", "file", "mistakes")

    def __init__(self, file: str, mistakes: Mistakes) -> None:
        self.file = file
        self.mistakes = mistakes
        self.cited: list[tuple[str, Origin]] = []

    def origin(self, node: Node) -> Origin:
        """Return where a node starts."""
        return Origin(self.file, node.line, node.column)

    def note(self, node: Node, mistake: Mistake) -> None:
        """Note a mistake in a node."""
        length = len(node.text) + 2 * node.quoted if isinstance(node, Scalar) else 1
        self.mistakes.add(self.origin(node), mistake, length=min(length, 80))

    def note_key(self, mapping: Mapping, key: str, mistake: Mistake) -> None:
        """Note a mistake in a name."""
        line, column = mapping.place_of(key)
        self.mistakes.add(Origin(self.file, line, column), mistake, length=len(key))

    def text(self, node: Node | None) -> str | None:
        """Return the text of a node that must be a scalar; None where it is blank or wrong."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.note(node, Mistake("value-form", "a text is wanted here"))
            return None
        found = read_scalar(node.text, _TEXT, quoted=node.quoted)
        if isinstance(found, Mistake):
            self.note(node, found)
            return None
        return found.value if isinstance(found.value, str) else None

    def yes_no(self, node: Node | None) -> bool | None:
        """Return the answer of a node that must be yes or no; None where it is blank or wrong."""
        value = self.scalar(node, _YESNO)
        return value if isinstance(value, bool) else None

    def day(self, node: Node | None) -> int | None:
        """Return the ordinal of a node that must be one day; None where it is blank or wrong."""
        value = self.scalar(node, _DATE)
        if isinstance(value, Partial) and node is not None:
            self.note(
                node, Mistake("not-a-date", "one day is wanted here", want="a date YYYY-MM-DD")
            )
            return None
        return value if isinstance(value, int) else None

    def scalar(self, node: Node | None, datatype: Datatype) -> Any:
        """Return the value of a node that must be a scalar of a type; None where it is not."""
        if node is None:
            return None
        if not isinstance(node, Scalar):
            self.note(
                node, Mistake("value-form", "a single value is wanted here", want=want(datatype))
            )
            return None
        found = read_scalar(node.text, datatype, quoted=node.quoted)
        if isinstance(found, Mistake):
            self.note(node, found)
            return None
        return found.value

    def keys(self, mapping: Mapping, allowed: tuple[str, ...], of: str) -> None:
        """Note every name in a mapping that is not among those allowed."""
        for key in mapping.entries:
            if key not in allowed:
                self.note_key(
                    mapping,
                    key,
                    Mistake(
                        "unknown-key",
                        said("{key} is not a part of {of}", key=quote(key), of=of),
                        want=said("one of {options}", options=joined(allowed)),
                        hint=partial(nearest, key, allowed),
                    ),
                )

    def cite(self, node: Node | None) -> tuple[str | None, str | None]:
        """Return the row of `evidence` that a source names, and the rest of it, a locator."""
        text = self.text(node)
        if text is None or node is None:
            return None, None
        name, _, locator = text.partition(" ")
        self.cited.append((name, self.origin(node)))
        return name, locator.strip() or None

    def value(self, node: Node, datatype: Datatype) -> Said | None:
        """Return what a node says about a fact of a type; None where it is wrong, with the reason noted."""
        if isinstance(node, Scalar):
            found = read_scalar(node.text, datatype, quoted=node.quoted)
            if isinstance(found, Mistake):
                self.note(node, found)
                return None
            return Said(found, node.text)
        if isinstance(node, Sequence):
            return self._sequence(node, datatype)
        return self._mapping(node, datatype)

    def _sequence(self, node: Sequence, datatype: Datatype) -> Said | None:
        if datatype.kind is not Kind.LIST:
            self.note(
                node,
                Mistake(
                    "value-form", "a list stands where one value is wanted", want=want(datatype)
                ),
            )
            return None
        parts: list[str] = []
        right = True
        for item in node.items:
            if not isinstance(item, Scalar):
                self.note(
                    item, Mistake("value-form", "a list holds single values", want=want(datatype))
                )
                right = False
                continue
            found = read_list([item.text.strip()], datatype)
            if isinstance(found, Mistake):
                self.note(item, found)
                right = False
            parts.append(item.text.strip())
        if not right:
            return None
        return Said(Written(tuple(dict.fromkeys(parts))), ", ".join(parts))

    def _mapping(self, node: Mapping, datatype: Datatype) -> Said | None:
        entries = node.entries
        period = datatype.kind is Kind.PERIOD
        self.keys(node, (*_KEYS, "start", "end") if period else _KEYS, said("a value"))
        stated = Said(UNKNOWN)
        ways: list[str] = [key for key in ("value", "unknown", "not_applicable") if key in entries]
        if "at_least" in entries or "at_most" in entries:
            ways.append("at_least" if "at_least" in entries else "at_most")
        if period and ("start" in entries or "end" in entries):
            ways.append("start" if "start" in entries else "end")
        result: Said | None = stated
        if len(ways) > 1:
            self.note_key(
                node,
                ways[1],
                Mistake(
                    "value-form",
                    said(
                        "`{one}` and `{other}` say two things about one value",
                        one=ways[0],
                        other=ways[1],
                    ),
                    hint="keep one of them",
                ),
            )
            result = None
        elif ways:
            result = self._way(node, ways[0], stated, datatype)
        stated.source, stated.locator = self.cite(node.get("source"))
        stated.note = self.text(node.get("note"))
        public = self.yes_no(node.get("public"))
        stated.public = True if public is None else public
        return result

    def _way(self, node: Mapping, way: str, stated: Said, datatype: Datatype) -> Said | None:
        inner = node.entries[way][1]
        match way:
            case "value":
                if isinstance(inner, Mapping) and datatype.kind is Kind.PERIOD:
                    self.keys(inner, ("start", "end"), said("a period"))
                    return self._period(inner, stated)
                if isinstance(inner, Mapping):
                    self.note(
                        inner,
                        Mistake("value-form", "`value` holds a single value", want=want(datatype)),
                    )
                    return None
                plain = self.value(inner, datatype)
                if plain is None:
                    return None
                stated.written, stated.text = plain.written, plain.text
            case "unknown":
                stated.why = self.text(inner)
            case "not_applicable":
                stated.why = self.text(inner)
                stated.written = Written(NOT_APPLICABLE)
                stated.text = "not applicable"
            case "start" | "end":
                return self._period(node, stated)
            case _:
                return self._bounds(node, stated, datatype)
        return stated

    def _period(self, node: Mapping, stated: Said) -> Said | None:
        before = len(self.mistakes.found)
        ends: list[Any] = []
        texts = []
        for key in ("start", "end"):
            inner = node.get(key)
            ends.append(self.scalar(inner, _DATE))
            texts.append(inner.text if isinstance(inner, Scalar) else "")
        if len(self.mistakes.found) > before:
            return None
        joined = join_period(ends[0], ends[1])
        if isinstance(joined, Mistake):
            self.note(node.get("end") or node, joined)
            return None
        stated.written = joined
        stated.text = "/".join(texts)
        return stated

    def _bounds(self, node: Mapping, stated: Said, datatype: Datatype) -> Said | None:
        if datatype.kind not in _BOUNDED:
            key = "at_least" if "at_least" in node.entries else "at_most"
            self.note_key(
                node,
                key,
                Mistake("value-form", "only numbers and dates have bounds", want=want(datatype)),
            )
            return None
        ends: list[Any] = [None, None]
        texts: list[str] = []
        unit = None
        right = True
        for at, key in enumerate(("at_least", "at_most")):
            inner = node.get(key)
            if inner is None:
                continue
            if not isinstance(inner, Scalar):
                self.note(inner, Mistake("value-form", "a bound is one value", want=want(datatype)))
                right = False
                continue
            found = read_scalar(inner.text, datatype, PLAIN)
            if isinstance(found, Mistake):
                self.note(inner, found)
                right = False
                continue
            value = found.value
            if isinstance(value, Partial):
                value = value.lower if at == 0 else value.upper
            ends[at] = value if isinstance(value, Fraction | int) else None
            unit = found.unit or unit
            texts.append(f"{key.replace('_', ' ')} {inner.text}")
        if not right:
            return None
        lower, upper = ends
        if lower is not None and upper is not None and lower > upper:
            self.note_key(
                node,
                "at_most",
                Mistake("bounds-reversed", "`at_most` lies below `at_least`"),
            )
            return None
        stated.text = ", ".join(texts)
        if lower is None and upper is None:
            stated.written = UNKNOWN
        else:
            stated.written = Written(lower if lower == upper else Partial(lower, upper), unit)
        return stated


def is_blank(node: Node) -> bool:
    """Say whether a node says nothing: it is unknown."""
    return isinstance(node, Scalar) and not node.quoted and node.text in ("", "~", "null")


_TEXT = Datatype(Kind.TEXT)
_YESNO = Datatype(Kind.YESNO)
_DATE = Datatype(Kind.DATE)
