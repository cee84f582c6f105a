"""Declarations become a JSON Schema (2020-12), by which editors complete and check a dossier.

Only keywords that draft-07 knows as well are used. A schema is milder than the reader: it knows the
names and the forms, not the rows that a reference may name. Texts are always taken: `1.10` can be
the text that somebody wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.datatype import Datatype, Kind
from checker.model.unit import NUMBER, SHARE

if TYPE_CHECKING:
    from checker.model.pack import Declaration, TableDeclaration, Vocabulary

Schema = dict[str, Any]

_DATE = r"^[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?$"
_NUMBER = r"[+-]?[0-9][0-9 \u2009\u202f]*(\.[0-9]+)?"
_TEXT: Schema = {"type": ["string", "number", "boolean"]}
_DAY: Schema = {"type": ["string", "integer"], "pattern": _DATE}
_YES_NO: Schema = {"enum": ["yes", "no", "true", "false", True, False]}
_BLANK: Schema = {"enum": [None, "", "~", "null"]}


def dossier_schema(vocabulary: Vocabulary) -> Schema:
    """Return the schema of a dossier whose facts and tables are those of a vocabulary."""
    properties: Schema = {
        "dossier": {"description": "The version of this form.", "enum": [1, "1"]},
        "id": {"description": "The name of this claim.", **_TEXT},
        "as_of": {"description": "The day on which the claim is judged.", **_DAY},
        "language": {"description": "The language of its texts.", "type": "string"},
        "packs": {
            "description": "The packs to check against, each with its PEP 440 range or nothing.",
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"type": "object", "additionalProperties": {"type": ["string", "null"]}},
            ],
        },
    }
    for name in sorted(vocabulary.facts):
        _place(properties, name.split("."), _fact(vocabulary.facts[name]))
    for name in sorted(vocabulary.tables):
        properties[name] = _table(vocabulary.tables[name])
    properties.setdefault("evidence", {})
    properties |= _decisions()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A dossier: one claim, and what can be shown for it",
        "type": "object",
        "required": ["dossier", "id"],
        "additionalProperties": False,
        "properties": properties,
    }


def _place(properties: Schema, words: list[str], schema: Schema) -> None:
    for word in words[:-1]:
        group = properties.setdefault(
            word, {"type": ["object", "null"], "additionalProperties": False, "properties": {}}
        )
        properties = group.setdefault("properties", {})
    properties.setdefault(words[-1], schema)


def _fact(declared: Declaration) -> Schema:
    about = {"description": declared.title} if declared.title else {}
    value = _value(declared.type)
    said = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "value": {"anyOf": [_BLANK, value]},
            "at_least": value,
            "at_most": value,
            "unknown": {"description": "Why it is not known.", **_TEXT},
            "not_applicable": {"description": "Why it does not apply.", **_TEXT},
            "source": {"description": "A row of evidence, then where in it.", **_TEXT},
            "note": _TEXT,
            "public": _YES_NO,
        },
    }
    return {**about, "anyOf": [_BLANK, value, said]}


def _value(declared: Datatype) -> Schema:
    """Return the schema of a plain value."""
    known = _plain(declared)
    if not declared.may_be_none:
        return known
    return {"anyOf": [{"enum": ["none"]}, known]}


def _plain(declared: Datatype) -> Schema:
    match declared.kind:
        case Kind.YESNO:
            return _YES_NO
        case Kind.DATE:
            return _DAY
        case Kind.PERIOD:
            ends = {"anyOf": [_BLANK, _DAY]}
            both = {
                "type": "object",
                "additionalProperties": False,
                "properties": {"start": ends, "end": ends},
            }
            return {"anyOf": [_DAY, both]}
        case Kind.DURATION:
            return {"type": "string", "pattern": "^[0-9]+ (day|month|year)s?$"}
        case Kind.WHOLE:
            return {"type": ["integer", "string"], "pattern": r"^[+-]?[0-9][0-9 \u2009\u202f]*$"}
        case Kind.QUANTITY if declared.dimension == NUMBER:
            return {"type": ["number", "string"], "pattern": f"^{_NUMBER}$"}
        case Kind.QUANTITY if declared.dimension == SHARE:
            return {"type": "string", "pattern": f"^{_NUMBER} ?%$"}
        case Kind.QUANTITY:
            return {
                "type": "string",
                "pattern": f"^{_NUMBER} ?[A-Za-z%].*$",
                "examples": [f"1.5 {declared.unit}"],
            }
        case Kind.CHOICE:
            return {"enum": _options(declared)}
        case Kind.LIST:
            items = {"enum": _options(declared)}
            return {"anyOf": [{"type": "array", "items": items}, items]}
        case Kind.TEXT | Kind.REFERENCE | Kind.ROW:
            return _TEXT


def _options(declared: Datatype) -> list[Any]:
    # A YAML 1.1 editor reads the options `yes` and `no` as truth values.
    truths = {"yes": True, "no": False, "true": True, "false": False}
    more = [truths[option] for option in declared.options if option in truths]
    return [*declared.options, *more]


def _table(table: TableDeclaration) -> Schema:
    columns = {name: _fact(column) for name, column in table.columns.items() if not column.derived}
    for key in table.key:
        columns.setdefault(key, _TEXT)
    complete = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "value": {"anyOf": [_BLANK, _YES_NO]},
            "source": _TEXT,
            "note": _TEXT,
            "from": _DAY,
            "to": _DAY,
        },
    }
    row = {"type": "object", "additionalProperties": False, "properties": columns}
    file = {
        "type": "object",
        "required": ["file"],
        "properties": {
            "file": {"type": "string"},
            "columns": {"type": ["object", "string", "null"]},
            "set": {"type": "object", "propertyNames": {"enum": sorted(columns)}},
        },
    }
    whole = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "complete": {
                "description": "Whether there are no further rows.",
                "anyOf": [_BLANK, _YES_NO, complete],
            },
            "rows": {"anyOf": [_BLANK, {"type": "array", "items": row}]},
            "files": {"anyOf": [_BLANK, file, {"type": "array", "items": file}]},
            "note": _TEXT,
        },
    }
    about = {"description": table.title} if table.title else {}
    return {**about, "anyOf": [_BLANK, whole]}


def _decisions() -> Schema:
    def rows(needed: list[str], **properties: Schema) -> Schema:
        row = {
            "type": "object",
            "additionalProperties": False,
            "required": needed,
            "properties": properties,
        }
        whole = {"type": "object", "properties": {"rows": {"type": "array", "items": row}}}
        return {"anyOf": [_BLANK, whole]}

    return {
        "readings": {
            "description": "Readings of a standard that are settled: PACK/NAME and its value.",
            "type": ["object", "null"],
        },
        "judgements": rows(
            ["rule", "answer", "by", "on", "reason"],
            rule=_TEXT,
            subject=_TEXT,
            answer={"enum": ["conforms", "does_not_conform"]},
            by=_TEXT,
            on=_DAY,
            reason=_TEXT,
            source=_TEXT,
            values={"type": ["string", "integer", "null"], "pattern": "^[0-9a-f]{16}$"},
        ),
        "waivers": rows(
            ["rule", "reason", "approved_by", "expires"],
            rule=_TEXT,
            subject=_TEXT,
            reason=_TEXT,
            approved_by=_TEXT,
            expires=_DAY,
        ),
    }
