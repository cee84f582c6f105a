"""What is missing: fact by fact for a result, and the to-do list over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.dossier import NOT_APPLICABLE, Dossier, Partial, Period
from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.engine.reference import View
    from checker.verdict.context import Support
    from checker.verdict.expressions import Evaluator
    from checker.verdict.speech import Speech

_SHOWN = 20
_PLACES = 20


class Missing:
    """Names what would settle results; `supports` are those of the rules that are missing something."""

    __slots__ = ("dossier", "evaluator", "speech", "supports", "texts", "views")

    def __init__(
        self,
        evaluator: Evaluator,
        dossier: Dossier,
        views: dict[str, View],
        supports: list[tuple[str, Support]],
        speech: Speech,
    ) -> None:
        self.speech = speech
        self.texts = speech.texts
        self.evaluator = evaluator
        self.dossier = dossier
        self.views = views
        self.supports = supports

    def of(self, support: Support) -> list[dict[str, Any]]:
        """Return what a result needs, fact by fact and cell by cell (the first 20 of a column)."""
        speech = self.speech
        found: list[dict[str, Any]] = []
        for name in support.facts:
            fact = self.dossier.facts.get(name)
            found.append({"fact": name, "reason": self.speech(_why(fact))})
        for (table, column), rows in sorted(support.cells.items()):
            view = self.views[table]
            for row in sorted(rows)[:_SHOWN]:
                cell = f"{table}[{view.key(row)}].{column}"
                found.append({"fact": cell, "reason": speech("not given")})
            if len(rows) > _SHOWN:
                found.append(
                    {
                        "fact": f"{table}[].{column}",
                        "reason": speech(said("not given in {n} more rows", n=len(rows) - _SHOWN)),
                    }
                )
        for table in support.tables:
            view = self.views[table]
            given = view.data is not None
            found.append(
                {
                    "fact": f"{table}[]",
                    "reason": speech(
                        "further rows may exist" if given else "the table is not given"
                    ),
                }
            )
        for name, of_column, at_row in support.sources:
            fact_name = name
            if of_column is not None and at_row is not None:
                fact_name = f"{name}[{self.views[name].key(at_row)}].{of_column}"
            found.append({"fact": fact_name, "reason": speech("no evidence is named for it")})
        return found

    def items(self) -> list[dict[str, Any]]:
        """Return one item for each fact or column that some rule needs."""
        items: dict[str, dict[str, Any]] = {}
        rows_by_item: dict[str, dict[int, None]] = {}
        texts, type_of = self.texts, self.type_of

        def item(key: str, type_text: str, title: str, where: Any) -> dict[str, Any]:
            entry = items.get(key)
            if entry is None:
                entry = items[key] = {
                    "fact": key,
                    "type": type_text,
                    "title": title,
                    "needed_by": [],
                    "count": 0,
                    "places": [],
                    "where": {"file": where.file, "line": where.line},
                }
            return entry

        def needed(entry: dict[str, Any], rule: str) -> None:
            if rule not in entry["needed_by"]:
                entry["needed_by"].append(rule)

        for rule, support in self.supports:
            for name in support.facts:
                declared = self.evaluator.facts.get(name)
                if declared is None:
                    continue
                entry = item(
                    name,
                    type_of(declared.type),
                    texts.fact(name, declared.title),
                    self.dossier.place_for(name),
                )
                entry["count"] = 1
                known = self.dossier.facts.get(name)
                if known is not None and not entry["places"]:
                    entry["where"] = {"file": known.origin.file, "line": known.origin.line}
                needed(entry, rule)
            for (table, column), rows in support.cells.items():
                view = self.views[table]
                declared = view.declared.columns[column]
                assert view.data is not None
                key = f"{table}[].{column}"
                title = texts.column(table, column, declared.title)
                entry = item(key, type_of(declared.type), title, view.data.origin)
                needed(entry, rule)
                rows_by_item.setdefault(key, {}).update(rows)
            for table in support.tables:
                view = self.views[table]
                title = texts.table(table, view.declared.title)
                if view.data is None:
                    where = self.dossier.place_for(table)
                    entry = item(f"{table}[]", self.speech(said("table")), title, where)
                else:
                    entry = item(
                        f"{table}.complete",
                        self.speech(said("yes/no")),
                        self.speech(said("{table}: are these all the rows?", table=title)),
                        view.data.origin,
                    )
                entry["count"] = 1
                needed(entry, rule)
            for name, of_column, row in support.sources:
                if of_column is None or row is None:
                    declared = self.evaluator.facts[name]
                    fact = self.dossier.facts.get(name)
                    where = self.dossier.place_for(name) if fact is None else fact.origin
                    title = texts.fact(name, declared.title)
                    entry = item(f"{name} (source)", self.speech(said("evidence")), title, where)
                    entry["count"] = 1
                else:
                    view = self.views[name]
                    assert view.data is not None
                    declared = view.declared.columns[of_column]
                    key = f"{name}[].{of_column} (source)"
                    origin = view.data.origin_of(row, of_column)
                    title = texts.column(name, of_column, declared.title)
                    entry = item(key, self.speech(said("evidence")), title, origin)
                    rows_by_item.setdefault(key, {})[row] = None
                needed(entry, rule)
        for key, rows in rows_by_item.items():
            entry = items[key]
            table = key.partition("[")[0]
            column = key.partition("].")[2].removesuffix(" (source)")
            view = self.views[table]
            assert view.data is not None
            entry["count"] = len(rows)
            for row in sorted(rows)[:_PLACES]:
                origin = view.data.origin_of(row, column)
                place: dict[str, Any] = {
                    "file": origin.file,
                    "line": origin.line,
                    "column": origin.column,
                    "fact": f"{table}[{view.key(row)}].{column}",
                }
                if origin.cell is not None:
                    place |= {"sheet": origin.sheet, "cell": origin.cell}
                entry["places"].append(place)
            if entry["places"]:
                first = entry["places"][0]
                entry["where"] = {"file": first["file"], "line": first["line"]}
        return sorted(items.values(), key=lambda entry: (-len(entry["needed_by"]), entry["fact"]))

    def type_of(self, type: Any) -> str:
        """Return a type as the to-do list shows it, its options each with its word."""
        words = {
            option: self.speech(
                said("{option} ({word})", option=option, word=self.texts.option(option))
            )
            for option in type.options
            if self.texts.has_option(option)
        }
        return self.speech(type_text(type, words))


def _why(fact: Any) -> str:
    if fact is None or fact.value is None:
        if fact is None or fact.why is None:
            return "not given"
        return said("unknown: {why}", why=fact.why)
    if isinstance(fact.value, (Partial, Period)):
        return "only known within bounds"
    return "said not to apply" if fact.value is NOT_APPLICABLE else "not given"


def type_text(type: Any, words: Mapping[str, str] | None = None) -> str:
    """Return a type as the to-do list shows it: a unit, or a word.

    Args:
        type: of a fact or a column.
        words: what an option is shown as, where that is not its name.
    """
    from checker.model.datatype import Kind

    match type.kind:
        case Kind.QUANTITY:
            return type.unit or said("number")
        case Kind.CHOICE | Kind.LIST:
            shown = [(words or {}).get(option, option) for option in type.options]
            options = joined(shown)
            if type.kind is Kind.CHOICE:
                return said("one of {options}", options=options)
            return said("list of {options}", options=options)
        case Kind.REFERENCE:
            return said("row of {table}", table=type.table)
        case _:
            return said(type.kind.value)
