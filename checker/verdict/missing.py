"""What is missing: fact by fact for a result, and the to-do list over all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.dossier import NOT_APPLICABLE, Dossier, Partial, Period

if TYPE_CHECKING:
    from checker.engine.reference import View
    from checker.verdict.context import Support
    from checker.verdict.expressions import Evaluator

_SHOWN = 20
_PLACES = 20


class Missing:
    """Names what would settle results; `supports` are those of the rules that are missing something."""

    __slots__ = ("dossier", "evaluator", "supports", "views")

    def __init__(
        self,
        evaluator: Evaluator,
        dossier: Dossier,
        views: dict[str, View],
        supports: list[tuple[str, Support]],
    ) -> None:
        self.evaluator = evaluator
        self.dossier = dossier
        self.views = views
        self.supports = supports

    def of(self, support: Support) -> list[dict[str, Any]]:
        """Return what a result needs, fact by fact and cell by cell (the first 20 of a column)."""
        found: list[dict[str, Any]] = []
        for name in support.facts:
            fact = self.dossier.facts.get(name)
            found.append({"fact": name, "reason": _why(fact)})
        for (table, column), rows in sorted(support.cells.items()):
            view = self.views[table]
            for row in sorted(rows)[:_SHOWN]:
                found.append({"fact": f"{table}[{view.key(row)}].{column}", "reason": "not given"})
            if len(rows) > _SHOWN:
                found.append(
                    {
                        "fact": f"{table}[].{column}",
                        "reason": f"not given in {len(rows) - _SHOWN} more rows",
                    }
                )
        for table in support.tables:
            view = self.views[table]
            given = view.data is not None
            found.append(
                {
                    "fact": f"{table}[]",
                    "reason": "further rows may exist" if given else "the table is not given",
                }
            )
        for name, of_column, at_row in support.sources:
            fact_name = name
            if of_column is not None and at_row is not None:
                fact_name = f"{name}[{self.views[name].key(at_row)}].{of_column}"
            found.append({"fact": fact_name, "reason": "no evidence is named for it"})
        return found

    def items(self) -> list[dict[str, Any]]:
        """Return one item for each fact or column that some rule needs."""
        items: dict[str, dict[str, Any]] = {}
        rows_by_item: dict[str, dict[int, None]] = {}

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
                    name, type_text(declared.type), declared.title, self.dossier.place_for(name)
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
                entry = item(key, type_text(declared.type), declared.title, view.data.origin)
                needed(entry, rule)
                rows_by_item.setdefault(key, {}).update(rows)
            for table in support.tables:
                view = self.views[table]
                if view.data is None:
                    entry = item(
                        f"{table}[]", "table", view.declared.title, self.dossier.place_for(table)
                    )
                else:
                    entry = item(
                        f"{table}.complete",
                        "yes/no",
                        f"{view.declared.title}: are these all the rows?",
                        view.data.origin,
                    )
                entry["count"] = 1
                needed(entry, rule)
            for name, of_column, row in support.sources:
                if of_column is None or row is None:
                    declared = self.evaluator.facts[name]
                    fact = self.dossier.facts.get(name)
                    where = self.dossier.place_for(name) if fact is None else fact.origin
                    entry = item(f"{name} (source)", "evidence", declared.title, where)
                    entry["count"] = 1
                else:
                    view = self.views[name]
                    assert view.data is not None
                    declared = view.declared.columns[of_column]
                    key = f"{name}[].{of_column} (source)"
                    origin = view.data.origin_of(row, of_column)
                    entry = item(key, "evidence", declared.title, origin)
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


def _why(fact: Any) -> str:
    if fact is None or fact.value is None:
        return "not given" if fact is None or fact.why is None else f"unknown: {fact.why}"
    if isinstance(fact.value, (Partial, Period)):
        return "only known within bounds"
    return "said not to apply" if fact.value is NOT_APPLICABLE else "not given"


def type_text(type: Any) -> str:
    """Return a type as the to-do list shows it: a unit, or a word."""
    from checker.model.datatype import Kind

    match type.kind:
        case Kind.QUANTITY:
            return type.unit or "number"
        case Kind.CHOICE:
            return "one of " + ", ".join(type.options)
        case Kind.LIST:
            return "list of " + ", ".join(type.options)
        case Kind.REFERENCE:
            return f"row of {type.table}"
        case _:
            return str(type.kind.value)
