"""Lints packs: compiles them, asks every kind of question of them, and applies what they accept."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.acceptance import accept, read_acceptances
from checker.authoring.lint.condition import Conditions, outcome_findings
from checker.authoring.lint.coverage import coverage_findings
from checker.authoring.lint.meaning import Place
from checker.authoring.lint.message import message_findings
from checker.authoring.lint.outcome import Meant
from checker.authoring.lint.pair import pair_findings
from checker.authoring.lint.translation import translation_findings
from checker.authoring.lint.use import Usage, confusable, unused
from checker.authoring.lint.value import parameter_findings, total_findings
from checker.authoring.lint.written import Written
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.datatype import Kind
from checker.pack.find import Packs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from checker.authoring.lint.finding import Finding
    from checker.model.pack import Vocabulary


class Report:
    """What lint found in some packs: `packs` are their names with their versions, as asked."""

    __slots__ = ("findings", "packs")

    def __init__(self, packs: list[tuple[str, str]], findings: list[Finding]) -> None:
        self.packs = packs
        self.findings = findings

    @property
    def open(self) -> list[Finding]:
        """The findings that no pack accepts, by place."""
        return [finding for finding in self.findings if finding.reason is None]

    @property
    def accepted(self) -> list[Finding]:
        """The findings that a pack accepts with a reason, by place."""
        return [finding for finding in self.findings if finding.reason is not None]


def lint(
    asked: Sequence[str | Path],
    *,
    rules: Sequence[str | Path] = (),
    trust: Sequence[str | Path] = (),
    progress: Callable[[str, int, int], None] | None = None,
) -> Report:
    """Return what is found in packs.

    Args:
        asked: names of packs, or (a `Path`) their folders; together they must not contradict each other.
        rules: folders with more packs, and bundles.
        trust: public keys; where there are some, only packs that one of them signed are taken.
        progress: called with what is looked at, how many cases of it are done, and how many there are.

    Returns:
        Findings by place, those that a pack accepts among them; the same for the same bytes.

    Raises:
        InputError: a pack, its cases or its `lint.yaml` is at fault; with the mistakes of all.
    """
    packs = Packs(rules, trust=trust)
    names = list(
        dict.fromkeys(one if isinstance(one, str) else packs.put(one).name for one in asked)
    )
    whole = packs.choose(dict.fromkeys(names, ""), asked_by="the command line")
    by_name = {pack["name"]: pack for pack in whole.all}
    written = {name: Written(packs.highest(name), by_name[name]) for name in names}
    everything = _all_packs(packs, whole.all)
    usage, searched = Usage(everything), _searched(packs, everything)
    meant = Meant(whole.all, [pack["name"] for pack in whole.all], whole.vocabulary)
    found: list[Finding] = pair_findings(meant.fallible(), written, meant.meaning)
    mistakes: list[Diagnostic] = []
    for name, text in written.items():
        choice = packs.choose({name: ""}, asked_by="the command line")
        used = [pack for pack in choice.all if pack["name"] != name]
        found += _of_pack(text, meant, usage, searched)
        found += confusable(text, used) + translation_findings(text, used)
        mine = [rule for rule in meant.rules if rule.pack["name"] == name]
        possible = {rule.rule["id"]: meant.possible[id(rule)] for rule in mine}
        step = None if progress is None else partial(progress, name)
        try:
            found += coverage_findings(
                text, choice, packs, mine, meant.meaning, possible, progress=step
            )
        except InputError as error:
            mistakes += error.diagnostics
        try:
            accepted = read_acceptances(text.candidate)
        except InputError as error:
            mistakes += error.diagnostics
            continue
        found += accept(text.candidate, [one for one in found if one.pack == name], accepted)
    if mistakes:
        raise InputError(mistakes)
    found.sort(key=lambda one: one.mark.sort_key())
    return Report([(name, str(by_name[name]["version"])) for name in names], found)


def _of_pack(
    written: Written, meant: Meant, usage: Usage, searched: frozenset[str]
) -> list[Finding]:
    """Return what is found in a pack without its cases."""
    pack = written.pack
    name = pack["name"]
    meaning = meant.meaning
    program = meant.compiled.program
    found = unused(written, usage, searched)
    found += parameter_findings(written, program.parameters)
    known = _names(program.vocabulary)
    for rule in meant.rules:
        if rule.pack["name"] != name:
            continue
        saying = outcome_findings(written, rule, meant.possible[id(rule)], meaning)
        found += saying
        if not saying:
            found += Conditions(written, meaning, rule.rule["id"], rule.rule["file"]).rule(rule)
            found += total_findings(written, rule, meaning)
        found += message_findings(written, rule, meaning, meant.compiled.evaluator, known)
    for word, entry in pack["defines"].items():
        if entry.get("body") is not None:
            found += Conditions(written, meaning, word, entry["file"]).item(
                entry["body"], Place({})
            )
        elif entry.get("selection"):
            looked = Conditions(written, meaning, word, entry["file"])
            # The row of a selection is the first slot of its item.
            found += looked.selection(entry, Place({}).with_row(0, entry["table"]))
    for column, entry in pack["derived"].items():
        if entry["body"][0] != "running_col":
            table = column.partition(".")[0]
            looked = Conditions(written, meaning, column, entry["file"])
            found += looked.item(entry["body"], Place({0: ("row", table)}))
    return found


def _names(vocabulary: Vocabulary) -> frozenset[str]:
    """Return the names of facts, columns and options as dossiers have them."""
    found = set(vocabulary.facts)
    for name, table in vocabulary.tables.items():
        found.update(table.columns)
        found.update(f"{name}.{column}" for column in table.columns)
        for declared in table.columns.values():
            if declared.type.kind in (Kind.CHOICE, Kind.LIST):
                found.update(declared.type.options)
    for fact in vocabulary.facts.values():
        if fact.type.kind in (Kind.CHOICE, Kind.LIST):
            found.update(fact.type.options)
    return frozenset(found)


def _all_packs(packs: Packs, chosen: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return all packs that can be found and compiled, those chosen first."""
    found = {pack["name"]: pack for pack in chosen}
    for name in packs.names():
        try:
            for pack in packs.choose({name: ""}).all:
                found.setdefault(pack["name"], pack)
        except InputError:
            # What is wrong with a pack that nobody asked for is none of this.
            continue
    return list(found.values())


def _searched(packs: Packs, found: Iterable[dict[str, Any]]) -> frozenset[str]:
    """Return the tables and selections that packs search, by name."""
    return frozenset(
        name for pack in found for name in Written(packs.highest(pack["name"]), pack).searched
    )
