"""The sections that belong to the form itself: readings, judgements and waivers."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from checker.dossier.mistake import Mistake, quote
from checker.dossier.scalar import PLAIN, find_written_unit
from checker.dossier.strict_yaml import Mapping, Node, Sequence
from checker.dossier.value import Reader, is_blank
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import Judgement, ReadingChoice, Waiver
from checker.model.said import joined, said

_HASH = re.compile(r"[0-9a-f]{16}").fullmatch
_ANSWER = Datatype(Kind.CHOICE, options=("conforms", "does_not_conform"))


def read_readings(node: Node | None, reader: Reader) -> dict[str, ReadingChoice]:
    """Return the readings that the dossier settles, by PACK/NAME."""
    found: dict[str, ReadingChoice] = {}
    if node is None or is_blank(node):
        return found
    if not isinstance(node, Mapping):
        reader.note(
            node,
            Mistake("section-form", "`readings` is a mapping", want="PACK/READING: option"),
        )
        return found
    for name, (_, inner) in node.entries.items():
        if "/" not in name:
            reader.note_key(
                node,
                name,
                Mistake(
                    "section-form",
                    said("{name} does not name the reading of a pack", name=quote(name)),
                    want="PACK/READING: option",
                ),
            )
            continue
        source = note = None
        value: Node | None = inner
        if isinstance(inner, Mapping):
            reader.keys(inner, ("value", "source", "note"), said("a reading"))
            source, _ = reader.cite(inner.get("source"))
            note = reader.text(inner.get("note"))
            value = inner.get("value")
        text = reader.text(value)
        if text is None:
            continue
        found[name] = ReadingChoice(_option_or_number(text), reader.origin(inner), source, note)
    return found


def _entries(
    node: Node | None, name: str, keys: tuple[str, ...], needed: tuple[str, ...], reader: Reader
) -> list[Mapping]:
    """Return the rows of a section of the form; wrong and missing names are noted."""
    if node is None or is_blank(node):
        return []
    if not isinstance(node, Mapping):
        hint = f"{name}: {{rows: […]}}" if isinstance(node, Sequence) else None
        reader.note(
            node,
            Mistake(
                "section-form", said("{name} is a mapping with `rows`", name=quote(name)), hint=hint
            ),
        )
        return []
    reader.keys(node, ("complete", "rows"), f"`{name}`")
    rows = node.get("rows")
    if rows is None or is_blank(rows):
        return []
    if not isinstance(rows, Sequence):
        reader.note(rows, Mistake("section-form", "`rows` is a list"))
        return []
    found = []
    for item in rows.items:
        if not isinstance(item, Mapping):
            reader.note(item, Mistake("section-form", "a row is a mapping"))
            continue
        reader.keys(item, keys, said("a row of `{name}`", name=name))
        whole = True
        for key in needed:
            value = item.get(key)
            if value is None or is_blank(value):
                whole = False
                reader.note(
                    value or item,
                    Mistake(
                        "section-form",
                        said("a row of {name} has no {key}", name=quote(name), key=quote(key)),
                        want=joined(needed),
                    ),
                )
        if whole:
            found.append(item)
    return found


def read_judgements(node: Node | None, reader: Reader) -> tuple[Judgement, ...]:
    """Return the answers that people gave to the questions of rules."""
    keys = ("rule", "subject", "answer", "by", "on", "reason", "source", "values")
    found = []
    for row in _entries(node, "judgements", keys, ("rule", "answer", "by", "on", "reason"), reader):
        rule = _rule(row, reader)
        answer = reader.scalar(row.get("answer"), _ANSWER)
        by, reason = reader.text(row.get("by")), reader.text(row.get("reason"))
        on = reader.day(row.get("on"))
        subject = reader.text(row.get("subject"))
        source, _ = reader.cite(row.get("source"))
        values = _hash(row, reader)
        if None in (rule, answer, by, reason, on):
            continue
        found.append(
            Judgement(
                rule or "",
                subject,
                answer == "conforms",
                by or "",
                on or 0,
                reason or "",
                reader.origin(row),
                source,
                values,
            )
        )
    return tuple(found)


def read_waivers(node: Node | None, reader: Reader) -> tuple[Waiver, ...]:
    """Return the findings that somebody answers for."""
    needed = ("rule", "reason", "approved_by", "expires")
    found = []
    for row in _entries(node, "waivers", ("subject", *needed), needed, reader):
        rule, reason = _rule(row, reader), reader.text(row.get("reason"))
        by, expires = reader.text(row.get("approved_by")), reader.day(row.get("expires"))
        subject = reader.text(row.get("subject"))
        if None in (rule, reason, by, expires):
            continue
        origin = reader.origin(row)
        found.append(Waiver(rule or "", subject, reason or "", by or "", expires or 0, origin))
    return tuple(found)


def _hash(row: Mapping, reader: Reader) -> str | None:
    """Return the hash of the values that were judged, as `checker explain` prints it."""
    text = reader.text(row.get("values"))
    if text is None or _HASH(text) is not None:
        return text
    reader.note(
        row.entries["values"][1],
        Mistake(
            "not-a-hash",
            said("{value} is no hash of judged values", value=quote(text)),
            want="16 hexadecimal digits, as `checker explain` prints them",
        ),
    )
    return None


def _rule(row: Mapping, reader: Reader) -> str | None:
    text = reader.text(row.get("rule"))
    if text is not None and "/" not in text:
        reader.note(
            row.entries["rule"][1],
            Mistake(
                "section-form",
                said("{text} does not name the rule of a pack", text=quote(text)),
                want="PACK/RULE",
            ),
        )
        return None
    return text


def _option_or_number(text: str) -> Any:
    """Return the number that a reading settles on, in the computing unit, or its option."""
    match = PLAIN.number.fullmatch(text)
    if match is None:
        return text
    digits, after, rest = match.groups()
    for mark in " \u00a0\u2009\u202f":
        digits = digits.replace(mark, "")
    number = Fraction(int(digits + (after or "")), 10 ** len(after or ""))
    if not rest:
        return number
    unit = find_written_unit(rest)
    return text if isinstance(unit, Mistake) else number * unit.factor
