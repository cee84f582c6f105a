"""The sentences of a comparison of two versions of a pack, the same in every form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.compare.bump import Bump
from checker.diagnostic.render import one_line
from checker.model.said import said

if TYPE_CHECKING:
    from checker.authoring.compare.comparison import (
        Comparison,
        Refusal,
        Silence,
        Through,
        VerdictChange,
        Witness,
    )
    from checker.authoring.compare.difference import Difference
    from checker.diagnostic.diagnostic import Diagnostic

OVERALL = "the verdict over all"
VERDICTS = "Verdicts that change"
REFUSED = "Dossiers that one version refuses"
BROKEN = "Packs that use it and are no longer valid"
CHANGED = "What changed"
SILENT = "Dossiers that say nothing, because they cannot be checked under both"
FILES = "Files that differ, in nothing that a verdict rests on"
_MEANS = {
    Bump.MAJOR: "names are gone, or dossiers are refused",
    Bump.MINOR: "a verdict can change",
    Bump.PATCH: "no verdict can change",
    Bump.NOTHING: "nothing changed",
}


def verdict_line(found: Comparison) -> str:
    """Return in a sentence what the change needs and what the version says."""
    old, new, bump = found.old.version, found.new.version, found.bump
    if bump is Bump.NOTHING:
        if found.is_enough:
            return (
                "nothing changed"
                if old == new
                else said("nothing changed but the version: {old} → {new}", old=old, new=new)
            )
        return said("the version goes down: {old} → {new}", old=old, new=new)
    needed = said("{bump}: {means}", bump=bump.name, means=said(_MEANS[bump]))
    if found.is_enough:
        return said("{new} says enough ({needed})", new=new, needed=needed)
    return said(
        "needs {least} at least ({needed}); pack.yaml says {new}",
        least=found.least,
        needed=needed,
        new=new,
    )


def counts_line(found: Comparison) -> str:
    """Return how many dossiers were checked, and how many verdicts came out otherwise."""
    changed = sum(change.count for change in found.verdicts if change.rule is not None)
    cases = found.samples - found.given
    checked = said("{cases} cases", cases=cases) if cases != 1 else said("1 case")
    if found.given:
        given: str = (
            said("{given} dossiers given", given=found.given)
            if found.given != 1
            else said("1 dossier given")
        )
        checked = said("{cases} and {given}", cases=checked, given=given)
    if not found.samples:
        return "no dossier was checked: neither version has cases, and none was given"
    if found.old.sha256 == found.new.sha256 and not found.through:
        return said("{checked}: the same files, so the same verdicts", checked=checked)
    if not changed:
        return said("{checked}: no verdict of a rule changes", checked=checked)
    rules = len({change.rule for change in found.verdicts if change.rule is not None})
    verdicts = said("{n} verdicts", n=changed) if changed != 1 else said("1 verdict")
    of = said("{n} rules", n=rules) if rules != 1 else said("1 rule")
    return said(
        "{checked}: {verdicts} of {rules} changed", checked=checked, verdicts=verdicts, rules=of
    )


def verdicts_text(change: VerdictChange) -> str:
    """Return from which verdict to which a rule changed."""
    if change.rows:
        return said("{verdict}, of other rows", verdict=change.new)
    return said("{old} → {new}", old=change.old, new=change.new)


def dossiers_text(count: int) -> str:
    """Return how many dossiers."""
    return said("{n} dossiers", n=count) if count != 1 else said("1 dossier")


def witness_text(witness: Witness) -> str:
    """Return where a dossier stands, and what it is called."""
    sample = witness.sample
    return f"{sample.place} {sample.label}"


def subject_text(witness: Witness) -> str | None:
    """Return the row that came out otherwise, where there is one."""
    if witness.subject is None or witness.subjects is None:
        return None
    return f"{witness.subject}: {witness.subjects[0]} → {witness.subjects[1]}"


def silence_text(silence: Silence) -> str:
    """Return the dossiers that say nothing for one reason."""
    sample = silence.sample
    name = f"{sample.place} {sample.label}"
    if silence.count == 1:
        return name
    return said("{name}, and {n} more", name=name, n=silence.count - 1)


def refusal_text(refusal: Refusal) -> str:
    """Return how many dossiers one version refuses."""
    count = dossiers_text(refusal.count)
    return (
        said("{dossiers} refused now", dossiers=count)
        if refusal.now
        else said("{dossiers} read now, and refused before", dossiers=count)
    )


def mistake_text(found: Diagnostic, lang: str = "en") -> str:
    """Return a mistake on one line, from its code on."""
    line = one_line(found, lang)
    return line[line.index("[") :]


def tally_text(counts: dict[str, int]) -> str:
    """Return how often each verdict was given, the most severe first."""
    order = ("violation", "missing", "judgement", "pass", "not_applicable")
    return " · ".join(f"{counts[verdict]} {verdict}" for verdict in order if verdict in counts)


def lines_of(change: Difference) -> list[tuple[str, str]]:
    """Return the lines that differ, each with its sign."""
    return [
        (sign, line)
        for place in change.places
        for sign, lines in zip("−+", place, strict=True)
        for line in lines
    ]


def tally_of(found: Comparison, change: Difference) -> dict[str, int]:
    """Return the verdicts of a rule that only one version has."""
    if change.kind != "rule" or change.what == "changed":
        return {}
    return found.tallies.get(f"{found.new.name}/{change.name}", {})


def through_text(used: Through) -> str:
    """Return the heading over the changes of a pack that is used."""
    return said(
        "In {name} {old} → {new}, which it uses", name=used.name, old=used.old, new=used.new
    )
