"""Declarations become JSON Schemas (2020-12), by which editors complete and check what is written.

Only keywords that draft-07 knows as well are used, and `errorMessage`, which editors show in place of
a pattern. A schema never refuses what the reader takes, and is milder: it knows the names and the
forms, not the rows that a reference may name. Texts are always taken: `1.10` can be the text that
somebody wrote.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, assert_never

from checker.authoring.expectation import FLAGS, LISTS, SETS, TEXTS, VERDICTS
from checker.dossier.scalar import SPACES, want
from checker.model.datatype import Datatype, Kind
from checker.model.pack import Vocabulary, evidence_table
from checker.model.said import said
from checker.model.translation import translate
from checker.model.unit import NUMBER, find_unit, unit_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from checker.model.pack import Declaration, TableDeclaration

Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_NOTHING: Vocabulary = Vocabulary({}, {})
_GAP = "[" + "".join(f"\\u{ord(mark):04x}" for mark in SPACES) + "]"
_NUMBER = rf"[+-]?[0-9](?:{_GAP}?[0-9])*(?:\.[0-9]+)?"
_WHOLE = rf"[+-]?[0-9](?:{_GAP}?[0-9])*"
_DATE = r"[12][0-9]{3}(-[0-9]{2}(-[0-9]{2})?)?"
_SPAN = rf"[12][0-9]{{3}}-[0-9]{{2}}-[0-9]{{2}} */ *{_DATE}|{_DATE}"
_PATH = r"^[^/\[\]]+/.+$"

# Unknown; and what is padded with blanks, which is read without them: it is not judged here.
# Were `null` among its types, editors would offer it.
_BLANK: Schema = {
    "not": {"type": ["object", "array", "number", "boolean"]},
    "pattern": r"^\s*(~|null)?\s*$|^\s|\s$",
}
_TEXT: Schema = {"type": ["string", "number", "boolean", "null"]}
_NAME: Schema = {"type": ["string", "number", "boolean"]}
_DAY: Schema = {
    "type": ["string", "integer"],
    "pattern": f"^(?:{_DATE})$",
    "errorMessage": "wanted: YYYY-MM-DD (or YYYY-MM, YYYY where only that is known)",
}
_YES_NO: Schema = {
    "enum": ["yes", "no", "true", "false", True, False],
    "errorMessage": "wanted: yes or no",
}
_WORTH_SHARING = 60
_WHOLE_NUMBER: Schema = {"type": ["integer", "string", "null"], "pattern": f"^(?:{_WHOLE})?$"}


def as_text(schema: Schema, lang: str = "en") -> str:
    """Return a schema as the file that an editor reads, what it says to people in a language."""
    if lang != "en":
        schema = _spoken(schema, lang)
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def _spoken(schema: Schema, lang: str) -> Schema:
    """Return a schema whose descriptions and messages are in a language."""
    schema = {
        word: translate(value, lang)
        if word in ("description", "errorMessage", "title") and isinstance(value, str)
        else value
        for word, value in schema.items()
    }
    return _rebuilt(schema, lambda below: _spoken(below, lang))


def _shared(schema: Schema) -> Schema:
    """Return a schema in which what stands in several places is written once, and referred to.

    Every column may say where it comes from: written out, that is megabytes.
    """
    counts: dict[str, int] = {}
    waiting = [schema]
    while waiting:
        part = waiting.pop()
        text = json.dumps(part)
        counts[text] = counts.get(text, 0) + 1
        if counts[text] == 1:  # what is inside is counted with the first of them
            waiting += _inside(part)
    definitions: dict[str, Schema] = {}

    def share(part: Schema) -> Schema:
        text = json.dumps(part)
        if counts[text] < 2 or len(text) < _WORTH_SHARING:
            return _rebuilt(part, share)
        if text not in names:
            names[text] = f"s{len(names) + 1}"
            definitions[names[text]] = _rebuilt(part, share)
        return {"$ref": f"#/definitions/{names[text]}"}

    names: dict[str, str] = {}
    whole = _rebuilt(schema, share)
    return {**whole, "definitions": definitions} if definitions else whole


def _inside(schema: Schema) -> list[Schema]:
    """Return the schemas directly inside a schema."""
    found: list[Schema] = []

    def keep(part: Schema) -> Schema:
        found.append(part)
        return part

    _rebuilt(schema, keep)
    return found


def _rebuilt(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Return a schema with another in place of each schema directly inside it."""
    made: Schema = {}
    for word, value in schema.items():
        if word in ("properties", "patternProperties"):
            made[word] = {name: change(inner) for name, inner in value.items()}
        elif word == "anyOf":
            made[word] = [change(inner) for inner in value]
        elif word in ("items", "additionalProperties") and isinstance(value, dict):
            made[word] = change(value)
        else:
            made[word] = value
    return made


def dossier_schema(
    vocabulary: Vocabulary,
    others: Vocabulary = _NOTHING,
    *,
    readings: Mapping[str, Sequence[str]] | None = None,
    rules: Iterable[str] = (),
) -> Schema:
    """Return the schema of a dossier.

    Args:
        vocabulary: what the selected packs declare: it is completed and checked.
        others: what other packs declare: it may stand there too, as it may for the reader.
        readings: PACK/NAME → the options of each reading that can be settled.
        rules: PACK/RULE of each rule that an answer or a waiver can name.
    """
    return _shared(
        {
            "$schema": _DRAFT,
            "title": "A dossier: one claim, and what can be shown for it",
            "required": ["dossier", "id"],
            **_body(vocabulary, others, readings or {}, list(rules)),
        }
    )


def names_in(packs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the `readings` and `rules` of compiled packs, as the schemas take them."""
    readings: dict[str, list[str]] = {}
    rules: list[str] = []
    for pack in packs:
        name = pack["name"]
        for reading, declared in pack["readings"].items():
            readings[f"{name}/{reading}"] = list(declared.get("options") or ())
        rules += [f"{name}/{rule['id'].removeprefix(name + '/')}" for rule in pack["rules"]]
    return {"readings": readings, "rules": rules}


def _body(
    vocabulary: Vocabulary,
    others: Vocabulary | None,
    readings: Mapping[str, Sequence[str]],
    rules: Sequence[str],
) -> Schema:
    """Return head, facts, tables and sections; without `others`, unknown names may stand anywhere."""
    body = _Group()
    for name, declared in vocabulary.facts.items():
        body.add(name.split("."), _fact(declared))
    tables = dict(vocabulary.tables)
    tables.setdefault("evidence", evidence_table())
    for name, table in tables.items():
        body.parts[name] = _table(table, others)
    if others is not None:
        for name in others.facts:
            body.allow(name.split("."))
        for name in others.tables:
            body.allow([name])
    head = _head()
    body.parts = {**head, **body.parts, **head, **_sections(readings, rules)}
    return body.schema(open_=others is None)


class _Group:
    """Facts whose names begin alike; `allowed` are names that may stand there unexamined."""

    def __init__(self) -> None:
        self.parts: dict[str, _Group | Schema] = {}
        self.allowed: set[str] = set()

    def add(self, words: list[str], schema: Schema) -> None:
        inner = self
        for word in words[:-1]:
            part = inner.parts.setdefault(word, _Group())
            if not isinstance(part, _Group):
                return  # a fact of that name: the reader looks no further
            inner = part
        inner.parts[words[-1]] = schema

    def allow(self, words: list[str]) -> None:
        part = self.parts.get(words[0])
        if part is None:
            self.allowed.add(words[0])
        elif isinstance(part, _Group) and len(words) > 1:
            part.allow(words[1:])

    def schema(self, *, open_: bool) -> Schema:
        schema: Schema = {
            "type": "object",
            "properties": {
                name: {
                    **part.schema(open_=open_),
                    # As an editor reads a blank, and as we do: as nothing, and as an empty text.
                    "type": ["object", "null", "string"],
                    "pattern": "^(~|null)?$",
                    "patternErrorMessage": "a group of facts stands here, not a value",
                }
                if isinstance(part, _Group)
                else part
                for name, part in self.parts.items()
            },
        }
        if not open_:
            schema |= _closed(self.allowed)
        return schema


def _closed(allowed: Iterable[str]) -> Schema:
    """Return what refuses unknown names; those allowed are not offered, but taken."""
    names = "|".join(re.escape(name) for name in sorted(allowed))
    closed: Schema = {"patternProperties": {f"^(?:{names})$": {}}} if names else {}
    return {**closed, "additionalProperties": False}


def _head() -> Schema:
    return {
        "dossier": {"description": "The version of this form.", "enum": [1, "1"]},
        "id": {"description": "The name of this claim.", **_NAME},
        "as_of": {
            "description": "The day on which the claim is judged.",
            "anyOf": [_DAY, _BLANK],
        },
        "language": {
            "description": "The language of its texts.",
            "examples": ["en", "zh", "ja"],
            **_TEXT,
        },
        "packs": {
            "description": "The packs to check against, each with its PEP 440 range or nothing.",
            "anyOf": [
                {"type": "object", "additionalProperties": _TEXT},
                {"type": "array", "items": _TEXT},
                _BLANK,
            ],
        },
    }


# --- facts --------------------------------------------------------------------------------------


def _fact(declared: Declaration) -> Schema:
    about = {"description": declared.title} if declared.title else {}
    return {**about, "anyOf": [*_values(declared.type), _said(declared.type), _BLANK]}


def _said(declared: Datatype) -> Schema:
    """Return the schema of a mapping that says more than the value."""
    value = {"anyOf": [*_values(declared), _BLANK]}
    properties: Schema = {"value": value}
    if declared.kind in (Kind.QUANTITY, Kind.WHOLE, Kind.DATE):
        properties |= {"at_least": value, "at_most": value}
    if declared.kind is Kind.PERIOD:
        properties["value"] = {"anyOf": [*value["anyOf"], _both_ends()]}
        properties |= _ends()
    properties |= {
        "unknown": {"description": "Why it is not known.", **_TEXT},
        "not_applicable": {"description": "Why it does not apply.", **_TEXT},
        "source": {"description": "A row of evidence, then where in it.", **_TEXT},
        "note": _TEXT,
        "public": {"anyOf": [_YES_NO, _BLANK]},
    }
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _ends() -> Schema:
    end = {"anyOf": [_DAY, _BLANK]}
    return {"start": end, "end": end}


def _both_ends() -> Schema:
    return {"type": "object", "additionalProperties": False, "properties": _ends()}


def _values(declared: Datatype) -> list[Schema]:
    """Return the schemas of a plain value, any of which it may have."""
    none = [{"enum": ["none"]}] if declared.may_be_none else []
    message = {"errorMessage": said("wanted: {want}", want=want(declared))}
    known: list[Schema]
    match declared.kind:
        case Kind.TEXT | Kind.REFERENCE | Kind.ROW:
            return [_NAME]
        case Kind.YESNO:
            known = [_YES_NO]
        case Kind.DATE:
            known = [_DAY]
        case Kind.PERIOD:
            known = [{"type": ["string", "integer"], "pattern": f"^(?:{_SPAN})$", **message}]
        case Kind.DURATION:
            pattern = rf"^[0-9]+{_GAP}*(?:day|week|month|year)s?$"
            known = [{"type": "string", "pattern": pattern, **message}]
        case Kind.WHOLE:
            known = [{"type": ["integer", "string"], "pattern": f"^{_WHOLE}$", **message}]
        case Kind.QUANTITY:
            known = [{**_quantity(declared), **message}]
        case Kind.CHOICE:
            known = [{"enum": _options(declared), **message}]
        case Kind.LIST:
            one = {"enum": _options(declared), **message}
            several = "|".join(map(re.escape, declared.options))
            joined = rf"^(?:{several})(?:\s*;\s*(?:{several}))+$"
            known = [
                {
                    "type": "array",
                    "items": {"anyOf": [one, {"type": "string", "pattern": r"^\s|\s$"}]},
                },
                one,
                {"type": "string", "pattern": joined, **message},
            ]
        case _:
            assert_never(declared.kind)
    return [*known, *none]


def _quantity(declared: Datatype) -> Schema:
    """Return the schema of a number with a unit of its dimension; compound units are not examined."""
    units = [
        name
        for name in unit_names()
        if (unit := find_unit(name)) is not None and unit.dimension == declared.dimension
    ]
    known = "|".join([*map(re.escape, units), r"[^0-9.,'_\s][^/]*/.+"])
    plain = declared.dimension == NUMBER
    return {
        "type": ["number", "string"] if plain else ["string"],
        "pattern": rf"^{_NUMBER}{_GAP}*(?:{known}){'?' if plain else ''}$",
    }


def _options(declared: Datatype) -> list[Any]:
    # A YAML 1.1 editor reads the options `yes` and `no` as truth values.
    truths = {"yes": True, "no": False, "true": True, "false": False}
    more = [truths[option] for option in declared.options if option in truths]
    return [*declared.options, *more]


# --- tables -------------------------------------------------------------------------------------


def _table(table: TableDeclaration, others: Vocabulary | None) -> Schema:
    columns = {name: _fact(column) for name, column in table.columns.items() if not column.derived}
    for key in table.key:
        declared = table.columns.get(key)
        if declared is None or (len(table.key) == 1 and declared.type.kind is Kind.TEXT):
            about = {"description": declared.title} if declared and declared.title else {}
            columns[key] = {**about, **_NAME}
    columns = {**{key: columns[key] for key in table.key if key in columns}, **columns}
    closed: Schema = {}
    if others is not None:
        other = others.tables.get(table.name)
        closed = _closed(name for name in (other.columns if other else ()) if name not in columns)
    row: Schema = {"type": "object", "properties": columns, **closed}
    file = _file(columns, closed)
    whole = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "complete": {
                "description": "Whether there are no further rows.",
                "anyOf": [_YES_NO, _complete(), _BLANK],
            },
            "rows": {"anyOf": [{"type": "array", "items": row}, _BLANK]},
            "files": {
                "description": "Ledgers in CSV or XLSX beside the dossier.",
                "anyOf": [{"type": "array", "items": file}, file],
            },
            "note": {},
        },
    }
    about = {"description": table.title} if table.title else {}
    return {**about, "anyOf": [whole, _BLANK]}


def _complete() -> Schema:
    day = {"anyOf": [_DAY, _BLANK]}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "value": {"anyOf": [_YES_NO, _BLANK]},
            "source": _TEXT,
            "note": _TEXT,
            "from": {"description": "The first day that is covered.", **day},
            "to": {"description": "The last day that is covered.", **day},
        },
    }


def _file(columns: Iterable[str], closed: Schema) -> Schema:
    """Return the schema of an entry of `files`: a name, or what is said about the file."""
    ours = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"from": _TEXT, "unit": _TEXT},
    }
    properties: Schema = {
        "file": {"description": "Its name, in the folder of the dossier.", **_TEXT},
        "columns": {
            "description": "Our name: what the column is called there.",
            "type": "object",
            "properties": {name: {"anyOf": [_TEXT, ours]} for name in columns},
            **closed,
        },
        "ignore": {"description": "Columns that are none of ours; or `others`."},
        "skip": {"description": "Rows that are none: column of the file: what stands in it."},
        "set": {
            "description": "Columns that the file does not have: the same in every row.",
            "type": "object",
            "properties": dict.fromkeys(columns, _TEXT),
        },
        "values": {"description": "Our column: their word: ours."},
        "dates": {"description": "How dates are written: YYYY/M/D.", **_TEXT},
        "decimal": {"description": "The decimal sign, if it is no point.", **_TEXT},
        "thousands": {"description": "The sign between groups of digits.", **_TEXT},
        "encoding": {"examples": ["utf-8", "gb18030", "shift_jis", "windows-1252"], **_TEXT},
        "separator": {"examples": ["comma", "semicolon", "tab", "pipe"], **_TEXT},
        "header": {"description": "The row of the names, from 1.", **_WHOLE_NUMBER},
        "last_row": {"description": "The last row that is read.", **_WHOLE_NUMBER},
        "sheet": {"description": "The sheet of a workbook.", **_TEXT},
        "mapping": {"description": "A file that says the same for several ledgers.", **_TEXT},
        "sha256": {"description": "The fingerprint that it must have.", **_TEXT},
        "source": {"description": "The evidence that its rows rest on.", **_TEXT},
        "note": _TEXT,
    }
    return {
        "type": ["object", "string", "number", "boolean", "null"],
        "required": ["file"],
        "additionalProperties": False,
        "properties": properties,
    }


# --- cases --------------------------------------------------------------------------------------


def case_schema(
    vocabulary: Vocabulary,
    others: Vocabulary | None = None,
    *,
    readings: Mapping[str, Sequence[str]] | None = None,
    rules: Iterable[str] = (),
) -> Schema:
    """Return the schema of a file of cases.

    Args:
        vocabulary: what the pack and those that it uses declare.
        others: what other packs declare; without it any name may stand in a dossier, for a pack
            that is still being written.
        readings: as for a dossier.
        rules: PACK/RULE of each rule; without them any name may stand in `expect`.
    """
    names = list(rules)
    dossier = _body(vocabulary, others, readings or {}, names)
    dossier["description"] = "What the claim says; id, as_of and packs can be left out."
    result = {"anyOf": [_verdict(), _wanted()]}
    expect: Schema = {
        "description": "The verdict of each rule, or of one of its rows: `RULE[ROW]`.",
        "type": ["object", "null"],
    }
    if names:
        short = [name.partition("/")[2] for name in names]
        expect["properties"] = dict.fromkeys(short, result)
        known = "|".join(map(re.escape, [*short, *names]))
        own = re.escape(names[0].partition("/")[0])
        expect["patternProperties"] = {
            rf"^(?:{known})(?:\[.+\])?$": result,
            # A case can name other packs in its dossier, and expect verdicts of theirs.
            rf"^(?!{own}/)[a-z0-9-]+/.+$": result,
        }
        expect["additionalProperties"] = False
    else:
        expect["additionalProperties"] = result
    values = {"type": "object", "additionalProperties": _NAME}
    case = {
        "type": "object",
        "required": ["case", "dossier"],
        "anyOf": [{"required": ["expect"]}, {"required": ["overall"]}],
        "additionalProperties": False,
        "properties": {
            "case": {"description": "Its name, once in the pack.", **_NAME},
            "note": {"description": "What it shows."},
            "dossier": dossier,
            "files": {
                "description": "Ledgers that the dossier names, with their text.",
                "type": ["object", "null"],
            },
            "expect": expect,
            "overall": {"description": "The verdict of the whole dossier.", **_verdict()},
            "values": {
                "description": "Values by name, or by rule and then by name.",
                "type": ["object", "null"],
                "additionalProperties": {"anyOf": [_NAME, values]},
            },
            "strict": {"description": "Whether a `recommend` counts.", "anyOf": [_YES_NO, _BLANK]},
        },
    }
    return _shared(
        {
            "$schema": _DRAFT,
            "title": "Cases of a pack: given a dossier, these verdicts are expected",
            "anyOf": [{"type": "array", "items": case}, case],
        }
    )


def _verdict() -> Schema:
    return {"enum": list(VERDICTS), "errorMessage": f"wanted: one of {', '.join(VERDICTS)}"}


def _wanted() -> Schema:
    """Return the schema of all that can be expected of one result."""
    several = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "verdict": _verdict(),
            **dict.fromkeys((key for key in TEXTS if key != "verdict"), _TEXT),
            **dict.fromkeys((*SETS, *LISTS), several),
            **{key: {"anyOf": [_YES_NO, _BLANK]} for key in FLAGS},
            "values": {"type": ["object", "null"], "additionalProperties": _NAME},
            "note": {},
        },
    }


# --- what belongs to the form itself -------------------------------------------------------------


def _sections(readings: Mapping[str, Sequence[str]], rules: Sequence[str]) -> Schema:
    rule: Schema = {
        "description": "PACK/RULE",
        "type": ["string"],
        "pattern": _PATH,
        "errorMessage": "wanted: PACK/RULE",
        **({"examples": list(rules)} if rules else {}),
    }

    def rows(about: str, needed: list[str], **properties: Schema) -> Schema:
        row = {
            "type": "object",
            "additionalProperties": False,
            "required": needed,
            "properties": properties,
        }
        whole = {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "complete": {},
                "rows": {"anyOf": [{"type": "array", "items": row}, _BLANK]},
            },
        }
        return {"description": about, "anyOf": [whole, _BLANK]}

    return {
        "readings": {
            "description": "Readings of a standard that are settled: PACK/NAME and its value.",
            "type": ["object", "null", "string"],
            "pattern": "^(~|null)?$",
            "properties": {name: _reading(options) for name, options in readings.items()},
        },
        "judgements": rows(
            "Answers that people gave to the questions of rules.",
            ["rule", "answer", "by", "on", "reason"],
            rule={"anyOf": [rule, _BLANK]},
            subject=_TEXT,
            answer={"enum": ["conforms", "does_not_conform"]},
            by=_NAME,
            on=_DAY,
            reason=_NAME,
            source=_TEXT,
            values={"type": ["string", "integer", "null"], "pattern": "^[0-9a-f]{16}$"},
        ),
        "waivers": rows(
            "Findings that somebody answers for.",
            ["rule", "reason", "approved_by", "expires"],
            rule={"anyOf": [rule, _BLANK]},
            subject=_TEXT,
            reason=_NAME,
            approved_by=_NAME,
            expires=_DAY,
        ),
    }


def _reading(options: Sequence[str]) -> Schema:
    value = {**_TEXT, **({"examples": list(options)} if options else {})}
    said = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"value": value, "source": _TEXT, "note": _TEXT},
    }
    return {"anyOf": [value, said]}
