"""A start: the facts and tables that the chosen packs ask for, blank, each with what it is."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, assert_never

from checker.authoring.ledger.to_yaml import MappingWriter
from checker.model.datatype import Datatype, Kind
from checker.model.said import joined, said
from checker.model.translation import translate
from checker.model.unit import NUMBER, find_unit, unit_names
from checker.pack.find import vocabulary_of
from checker.pack.texts import texts_of
from checker.report.cell import wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from checker.authoring.ledger.to_yaml import Ledgers
    from checker.model.pack import Declaration, TableDeclaration, Vocabulary
    from checker.pack.find import Choice
    from checker.pack.texts import Texts

_WIDTH = 100
_HEAD = ("dossier", "id", "as_of", "language", "packs")
SCHEMA_FILE = "dossier.schema.json"

_INTRODUCTION = (
    said(
        "One dossier is one claim. Fill in what you know and leave the rest blank: blank is unknown, "
        "which is neither no nor zero, and the check says which blanks matter. `none` says that there "
        "is none."
    ),
    said(
        "A number takes its unit (24.31 t, 30 %); a date is 2026-06-30, or 2026-06 where only that is "
        "known."
    ),
    said("Any fact can say where it comes from, or why it is not known:"),
    said(
        "A table takes its rows here, in place of `rows: []`, or from a ledger in CSV or XLSX beside "
        "this file:"
    ),
)
_FACT_FORMS = (
    said("  intensity: {value: 3.42 t CO2e/t, source: EV-1 p. 12}"),
    said('  intensity: {at_least: 3 t CO2e/t, at_most: 4 t CO2e/t, note: "almost 4"}'),
    said('  intensity: {unknown: "the supplier has not answered"}'),
)
_TABLE_FORM = said(
    "  files: [{file: ledger.csv, columns: {id: No, mass: {from: Net weight, unit: t}}}]"
)


def dossier_text(
    claim: str,
    wanted: Mapping[str, str],
    choice: Choice,
    *,
    as_of: date,
    schema: str = SCHEMA_FILE,
    lang: str = "en",
    ledgers: Ledgers | None = None,
) -> str:
    """Return a dossier.yaml that says nothing yet and asks for what the rules of packs read.

    Args:
        claim: its id.
        wanted: the packs and their ranges, as the dossier will name them.
        choice: the same packs, compiled.
        as_of: the day on which the claim is judged.
        schema: where the JSON Schema of the dossier lies.
        lang: the language of the comments, and of the dossier.
        ledgers: what is proposed for the ledgers that it starts from.
    """
    writer = _Writer(texts_of(choice.all, lang), ledgers)
    vocabulary = vocabulary_of(choice.all)
    facts, columns, tables = _needs(choice.selected)
    if "period" in vocabulary.facts:
        facts.setdefault("period", [])
    lines = [f"# yaml-language-server: $schema={schema}", "#", *writer.introduction(), ""]
    lines += [
        "dossier: 1",
        f"id: {_quoted(claim)}",
        f"as_of: {as_of.isoformat()}    # {writer.say(said('the day on which the claim is judged'))}",
        f"language: {lang}    # {writer.say(said('of the texts below: en, zh, ja'))}",
        "packs:",
    ]
    for name, range_ in wanted.items():
        lines.append(f"  {name}:" + (f" {_quoted(range_)}" if range_ else ""))
    lines += writer.facts(vocabulary, facts)
    for name, table in vocabulary.tables.items():
        if name != "evidence" and (name in tables or (ledgers and name in ledgers.tables)):
            lines += writer.table(table, columns, tables.get(name, []))
    evidence = vocabulary.tables.get("evidence")
    if evidence is not None:
        lines += writer.table(evidence, columns, tables.get("evidence", []), whole=True)
    lines += writer.readings(choice.selected)
    lines += writer.not_read()
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


class _Writer:
    """Writes the parts of a start, its comments in one language."""

    def __init__(self, texts: Texts, ledgers: Ledgers | None = None) -> None:
        self.texts = texts
        self.ledgers = ledgers
        self.mapping = MappingWriter(self.say, _wrapped)

    def say(self, text: str) -> str:
        """Return a text of ours in the language."""
        return translate(text, self.texts.lang)

    def introduction(self) -> list[str]:
        """Return what stands at the top: how a dossier is filled in."""
        what, number, fact, table = (self.say(text) for text in _INTRODUCTION)
        lines = [line for text in (what, number, fact) for line in _wrapped("", text, whole=True)]
        lines += [f"# {self.say(form)}" for form in _FACT_FORMS]
        return [*lines, *_wrapped("", table, whole=True), f"# {self.say(_TABLE_FORM)}"]

    def facts(self, vocabulary: Vocabulary, needed: Mapping[str, list[str]]) -> list[str]:
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
                while shared < len(words) - 1 and open_words[shared : shared + 1] == [
                    words[shared]
                ]:
                    shared += 1
                for depth in range(shared, len(words) - 1):
                    lines.append(f"{'  ' * depth}{words[depth]}:")
                open_words = words[:-1]
                indent = "  " * (len(words) - 1)
                declared = vocabulary.facts[name]
                title = self.texts.fact(name, declared.title)
                lines += _wrapped(indent, self.described(title, declared.type))
                lines += self.asked_by(indent, needed[name])
                lines.append(f"{indent}{words[-1]}:")
                if declared.type.kind is Kind.PERIOD:
                    lines += [f"{indent}  start:", f"{indent}  end:"]
        return lines

    def table(
        self,
        table: TableDeclaration,
        columns: Mapping[str, list[str]],
        rules: Sequence[str],
        *,
        whole: bool = False,
    ) -> list[str]:
        """Return a table without rows, or with those of the ledgers; further columns stand in a comment."""
        lines = ["", *_wrapped("", self.texts.table(table.name, table.title))]
        lines += self.asked_by("", rules)
        complete = self.say("yes, once there are no further rows in the period")
        lines += [f"{table.name}:", f"  complete:    # {complete}"]
        given: set[str] = set()
        if self.ledgers is not None and table.name in self.ledgers.tables:
            lines += self.mapping.files(self.ledgers.tables[table.name], self.ledgers.sha256)
            given = self.ledgers.given(table.name) | set(table.key)
        else:
            lines.append("  rows: []")
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
        if given:
            shown = [(name, column) for name, column in shown if name not in given]
            mark = ""
            if shown:
                text = said(
                    "Asked for, and not in each sheet: a column more, or `set` where all rows say the same:"
                )
                lines += _wrapped("  ", self.say(text))
        for name, column in shown:
            if column is None:
                about = self.say("its name in this table")
            else:
                title = self.texts.column(table.name, name, column.title)
                about = self.described(title, column.type)
            lines += _wrapped("  ", about, first=f"  # {mark}{name}: ", rest="  #       ")
            mark = "  " if mark else ""
        return lines

    def readings(self, packs: Sequence[Mapping[str, Any]]) -> list[str]:
        """Return how the readings of packs can be settled."""
        lines: list[str] = []
        for pack in packs:
            for name, reading in pack["readings"].items():
                options = reading.get("options")
                choices = self.options(options) if options else said("a value in the range")
                lines += _wrapped("", self.texts.reading(pack["name"], name, reading["question"]))
                lines.append(f"#   {pack['name']}/{name}: {self.say(choices)}")
        if not lines:
            return []
        head = _wrapped(
            "", self.say("Where the standard can be read in two ways, you can settle it, visibly:")
        )
        return ["", *head, "# readings: {PACK/NAME: {value: …, source: EV-1}}", *lines]

    def not_read(self) -> list[str]:
        """Return what could not be made of the ledgers."""
        return [] if self.ledgers is None else self.mapping.not_read(self.ledgers.not_read)

    def asked_by(self, indent: str, rules: Sequence[str]) -> list[str]:
        """Return which rules read something."""
        if not rules:
            return []
        shown = joined(rules[:3])
        if len(rules) > 3:
            shown = said("{rules} and {n} more", rules=shown, n=len(rules) - 3)
        text = self.say(said("asked by {rules}", rules=shown))
        return _wrapped(indent, text, first=f"{indent}#   ", rest=f"{indent}#   ")

    def described(self, title: str, declared: Datatype) -> str:
        """Return what a value is, and how it is written."""
        form = self.form(declared)
        return self.say(said("{title}; {form}", title=title, form=form) if title else form)

    def options(self, options: Sequence[str]) -> str:
        """Return options as they are written, each with its word where there is one."""
        return joined(
            said("{option} ({word})", option=option, word=self.texts.option(option))
            if self.texts.has_option(option)
            else option
            for option in options
        )

    def form(self, declared: Datatype) -> str:
        """Return how a value is written."""
        form = self._form(declared)
        return said("{form} (or none)", form=form) if declared.may_be_none else form

    def _form(self, declared: Datatype) -> str:
        match declared.kind:
            case Kind.YESNO:
                return said("yes or no")
            case Kind.DATE:
                return "YYYY-MM-DD"
            case Kind.PERIOD:
                return said("its first and its last day")
            case Kind.DURATION:
                return said("3 months, 30 days")
            case Kind.WHOLE:
                return said("a whole number")
            case Kind.QUANTITY if declared.dimension == NUMBER:
                return said("a number")
            case Kind.QUANTITY:
                return said("in {units}", units=joined(_units(declared)))
            case Kind.CHOICE:
                return said("one of {options}", options=self.options(declared.options))
            case Kind.LIST:
                return said("a list of {options}", options=self.options(declared.options))
            case Kind.REFERENCE | Kind.ROW:
                return said("the name of a row of {table}", table=declared.table)
            case Kind.TEXT:
                return said("text")
            case _:
                assert_never(declared.kind)


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
    indent: str,
    text: str,
    *,
    first: str | None = None,
    rest: str | None = None,
    whole: bool = False,
) -> list[str]:
    """Return a comment of several lines; a `whole` one has no hanging indent."""
    if not text:
        return []
    first = f"{indent}# " if first is None else first
    rest = first if whole else f"{indent}#   " if rest is None else rest
    width = _WIDTH + 4 if whole else _WIDTH
    if not text.isascii():
        return wrap(text, width, first, rest)
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
