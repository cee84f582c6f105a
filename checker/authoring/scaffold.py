"""A start: the facts and tables that the chosen packs ask for, blank, each with what it is."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, assert_never

from checker.model.datatype import Datatype, Kind
from checker.model.unit import NUMBER, find_unit, unit_names
from checker.pack.find import vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from checker.model.pack import Declaration, TableDeclaration, Vocabulary
    from checker.pack.find import Choice

_WIDTH = 100
_HEAD = ("dossier", "id", "as_of", "language", "packs")
SCHEMA_FILE = "dossier.schema.json"

_INTRODUCTION = """\
# One dossier is one claim. Fill in what you know and leave the rest blank: blank is unknown, which is
# neither no nor zero, and the check says which blanks matter. `none` says that there is none.
# A number takes its unit (24.31 t, 30 %); a date is 2026-06-30, or 2026-06 where only that is known.
# Any fact can say where it comes from, or why it is not known:
#   intensity: {value: 3.42 t CO2e/t, source: EV-1 p. 12}
#   intensity: {at_least: 3 t CO2e/t, at_most: 4 t CO2e/t, note: "almost 4"}
#   intensity: {unknown: "the supplier has not answered"}
# A table takes its rows here, in place of `rows: []`, or from a ledger in CSV or XLSX beside this file:
#   files: [{file: ledger.csv, columns: {id: No, mass: {from: Net weight, unit: t}}}]
"""


def dossier_text(
    claim: str,
    wanted: Mapping[str, str],
    choice: Choice,
    *,
    as_of: date,
    schema: str = SCHEMA_FILE,
) -> str:
    """Return a dossier.yaml that says nothing yet and asks for what the rules of packs read.

    Args:
        claim: its id.
        wanted: the packs and their ranges, as the dossier will name them.
        choice: the same packs, compiled.
        as_of: the day on which the claim is judged.
        schema: where the JSON Schema of the dossier lies.
    """
    vocabulary = vocabulary_of(choice.all)
    facts, columns, tables = _needs(choice.selected)
    if "period" in vocabulary.facts:
        facts.setdefault("period", [])
    lines = [f"# yaml-language-server: $schema={schema}", "#", *_INTRODUCTION.splitlines(), ""]
    lines += [
        "dossier: 1",
        f"id: {_quoted(claim)}",
        f"as_of: {as_of.isoformat()}    # the day on which the claim is judged",
        "language: en    # of the texts below: en, zh, ja",
        "packs:",
    ]
    for name, range_ in wanted.items():
        lines.append(f"  {name}:" + (f" {_quoted(range_)}" if range_ else ""))
    lines += _facts(vocabulary, facts)
    for name, table in vocabulary.tables.items():
        if name in tables and name != "evidence":
            lines += _table(table, columns, tables[name])
    evidence = vocabulary.tables.get("evidence")
    if evidence is not None:
        lines += _table(evidence, columns, tables.get("evidence", []), whole=True)
    lines += _readings(choice.selected)
    return "\n".join(lines) + "\n"


def _needs(
    packs: Sequence[Mapping[str, Any]],
) -> tuple[dict[str, list[str]], dict[str, list[str]], dict[str, list[str]]]:
    """Return facts, columns (`table.column`) and tables, each with the rules that read it."""
    facts: dict[str, list[str]] = {}
    columns: dict[str, list[str]] = {}
    tables: dict[str, list[str]] = {}
    for pack in packs:
        for rule in pack["rules"]:
            for kind, into in (("facts", facts), ("columns", columns), ("tables", tables)):
                for name in rule["reads"][kind]:
                    into.setdefault(name, []).append(f"{pack['name']}/{rule['id']}")
    return facts, columns, tables


def _facts(vocabulary: Vocabulary, needed: Mapping[str, list[str]]) -> list[str]:
    """Return the facts, those of one group together, in the order of their declaration."""
    groups: dict[str, list[str]] = {}
    for name in vocabulary.facts:
        if name in needed and name not in _HEAD:
            groups.setdefault(name.split(".")[0], []).append(name)
    lines: list[str] = []
    for names in groups.values():
        lines.append("")
        open_words: list[str] = []
        for name in sorted(names, key=lambda name: _order(name, names)):
            words = name.split(".")
            shared = 0
            while shared < len(words) - 1 and open_words[shared : shared + 1] == [words[shared]]:
                shared += 1
            for depth in range(shared, len(words) - 1):
                lines.append(f"{'  ' * depth}{words[depth]}:")
            open_words = words[:-1]
            indent = "  " * (len(words) - 1)
            declared = vocabulary.facts[name]
            lines += _comment(indent, declared.title, declared.type, needed[name])
            if declared.type.kind is Kind.PERIOD:
                lines += [f"{indent}{words[-1]}:", f"{indent}  start:", f"{indent}  end:"]
            else:
                lines.append(f"{indent}{words[-1]}:")
    return lines


def _order(name: str, names: Sequence[str]) -> tuple[int, ...]:
    """Keep groups within groups together, each where its first fact stands."""
    words = name.split(".")
    starts = [".".join(words[: depth + 1]) for depth in range(len(words))]
    return tuple(
        next(
            at for at, other in enumerate(names) if other == start or other.startswith(start + ".")
        )
        for start in starts
    )


def _table(
    table: TableDeclaration,
    columns: Mapping[str, list[str]],
    rules: Sequence[str],
    *,
    whole: bool = False,
) -> list[str]:
    """Return a table without rows; its columns stand in a comment, ready to be copied."""
    lines = ["", *_wrapped("", table.title), *_asked_by("", rules)]
    lines += [
        f"{table.name}:",
        "  complete:    # yes, once there are no further rows in the period",
        "  rows: []",
    ]
    shown: list[tuple[str, Declaration | None]] = [
        (name, table.columns.get(name)) for name in table.key
    ]
    shown += [
        (name, column)
        for name, column in table.columns.items()
        if not column.derived
        and name not in table.key
        and (whole or f"{table.name}.{name}" in columns or name == table.time)
    ]
    mark = "- "
    for name, column in shown:
        about = "its name in this table" if column is None else _described(column)
        lines += _wrapped("  ", about, first=f"  # {mark}{name}: ", rest="  #       ")
        mark = "  "
    return lines


def _described(column: Declaration) -> str:
    said = [column.title] if column.title else []
    return "; ".join([*said, _form(column.type)])


def _readings(packs: Sequence[Mapping[str, Any]]) -> list[str]:
    lines: list[str] = []
    for pack in packs:
        for name, reading in pack["readings"].items():
            options = reading.get("options")
            choices = ", ".join(options) if options else "a value in the range"
            lines += _wrapped("", reading["question"])
            lines.append(f"#   {pack['name']}/{name}: {choices}")
    if not lines:
        return []
    head = [
        "",
        "# Where the standard can be read in two ways, you can settle it, visibly:",
        "# readings: {PACK/NAME: {value: …, source: EV-1}}",
    ]
    return [*head, *lines]


def _comment(indent: str, title: str, declared: Datatype, rules: Sequence[str]) -> list[str]:
    said = "; ".join(part for part in (title, _form(declared)) if part)
    return [*_wrapped(indent, said), *_asked_by(indent, rules)]


def _asked_by(indent: str, rules: Sequence[str]) -> list[str]:
    if not rules:
        return []
    shown = ", ".join(rules[:3])
    more = f" and {len(rules) - 3} more" if len(rules) > 3 else ""
    return _wrapped(indent, f"asked by {shown}{more}", first=f"{indent}#   ", rest=f"{indent}#   ")


def _form(declared: Datatype) -> str:
    """Return how a value is written."""
    none = " (or none)" if declared.may_be_none else ""
    match declared.kind:
        case Kind.YESNO:
            form = "yes or no"
        case Kind.DATE:
            form = "YYYY-MM-DD"
        case Kind.PERIOD:
            form = "its first and its last day"
        case Kind.DURATION:
            form = "3 months, 30 days"
        case Kind.WHOLE:
            form = "a whole number"
        case Kind.QUANTITY if declared.dimension == NUMBER:
            form = "a number"
        case Kind.QUANTITY:
            form = "in " + ", ".join(_units(declared))
        case Kind.CHOICE:
            form = "one of " + ", ".join(declared.options)
        case Kind.LIST:
            form = "a list of " + ", ".join(declared.options)
        case Kind.REFERENCE | Kind.ROW:
            form = f"the name of a row of {declared.table}"
        case Kind.TEXT:
            form = "text"
        case _:
            assert_never(declared.kind)
    return form + none


def _units(declared: Datatype) -> Iterable[str]:
    """Return the unit that it is shown in, then some others that it can be written in."""
    more = [
        name
        for name in unit_names()
        if name != declared.unit
        and (unit := find_unit(name)) is not None
        and unit.dimension == declared.dimension
    ]
    return [declared.unit, *more[:3]]


def _wrapped(
    indent: str, text: str, *, first: str | None = None, rest: str | None = None
) -> list[str]:
    if not text:
        return []
    return textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=f"{indent}# " if first is None else first,
        subsequent_indent=f"{indent}#   " if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
