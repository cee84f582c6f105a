"""Compiled packs become one program: every name resolved to what it stands for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.pack import Vocabulary, evidence_table, merge

if TYPE_CHECKING:
    from collections.abc import Sequence


class Program:
    """The declarations and values of all packs in play, and the rules of the selected ones.

    Defines, parameters, readings and word lists are keyed "PACK/NAME", derived columns "TABLE.COLUMN",
    rules are pairs (pack, rule) in the order of the packs. `dates` names for each pack the date that
    selects its values and rules.
    """

    __slots__ = (
        "dates",
        "defines",
        "derived",
        "packs",
        "parameters",
        "readings",
        "rules",
        "selected",
        "sources",
        "vocabulary",
        "words",
    )

    def __init__(
        self,
        packs: Sequence[dict[str, Any]],
        selected: Sequence[str],
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.packs = list(packs)
        self.selected = list(selected)
        if vocabulary is None:
            vocabulary = merge(Vocabulary.from_plain(pack["vocabulary"]) for pack in packs)
        self.vocabulary = Vocabulary(vocabulary.facts, dict(vocabulary.tables))
        self.vocabulary.tables.setdefault("evidence", evidence_table())
        self.dates: dict[str, str] = {}
        self.defines: dict[str, dict[str, Any]] = {}
        self.parameters: dict[str, dict[str, Any]] = {}
        self.readings: dict[str, dict[str, Any]] = {}
        self.words: dict[str, dict[str, Any]] = {}
        self.derived: dict[str, dict[str, Any]] = {}
        self.sources: dict[tuple[str, str], str] = {}
        self.rules: list[tuple[dict[str, Any], dict[str, Any]]] = []
        for pack in packs:
            name = pack["name"]
            self.dates[name] = str(pack["manifest"].get("date") or "period.end")
            for group, into in (
                ("defines", self.defines),
                ("parameters", self.parameters),
                ("readings", self.readings),
                ("words", self.words),
            ):
                for key, entry in pack[group].items():
                    into[f"{name}/{key}"] = {**entry, "pack": name}
            for key, entry in pack["derived"].items():
                self.derived[key] = {**entry, "pack": name}
            for file, text in pack["sources"].items():
                self.sources[(name, file)] = text
        by_name = {pack["name"]: pack for pack in packs}
        for name in self.selected:
            pack = by_name[name]
            self.rules += [(pack, rule) for rule in pack["rules"]]
