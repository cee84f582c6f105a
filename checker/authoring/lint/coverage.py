"""What the cases of a pack leave untested: verdicts, limits, facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.cases import prepare, read_cases
from checker.authoring.lint.finding import Finding, found_at
from checker.authoring.lint.limit import limits_of, meet_limits, untested_limit
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.strict_yaml import Mapping as Names
from checker.dossier.strict_yaml import Scalar
from checker.model.said import joined, said
from checker.verdict.decide import JUDGEMENT, NA, PASS, VIOLATION

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from checker.authoring.cases import Case, Ready
    from checker.authoring.lint.meaning import Meaning
    from checker.authoring.lint.outcome import RuleMeaning
    from checker.authoring.lint.written import Written
    from checker.pack.find import Choice, Packs

_VERDICTS = ("pass", "violation", "judgement", "missing")


def coverage_findings(
    written: Written,
    choice: Choice,
    packs: Packs,
    meanings: Sequence[RuleMeaning],
    meaning: Meaning,
    possible: Mapping[str, int],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> list[Finding]:
    """Return what the cases of a pack leave untested.

    Args:
        written: the pack.
        choice: the pack, the only one selected.
        packs: where packs that cases name are found.
        meanings: its rules as formulas.
        meaning: what those rest on.
        possible: the outcomes that each rule can have.
        progress: called with the number of cases done and in all.

    Raises:
        InputError: a file of cases, or the dossier of a case, is at fault.
    """
    pack = written.pack
    if not pack["rules"]:
        return []
    cases = read_cases(written.candidate)
    if not cases:
        mark = Diagnostic(
            "no-cases",
            said("`{pack}` has rules and no cases", pack=pack["name"]),
            file=written.candidate.shown,
            line=1,
            column=1,
            hint="write in `cases/`, for each rule, a dossier that passes, one that does not, and one "
            "with a gap",
        )
        return [Finding(pack["name"], pack["name"], mark)]
    limits = {meant.rule["id"]: limits_of(meant, meaning) for meant in meanings}
    set_facts: set[str] = set()
    mistakes: list[Diagnostic] = []
    for done, case in enumerate(cases, start=1):
        try:
            ready = prepare(case, choice, packs)
        except InputError as error:
            mistakes += error.diagnostics
            continue
        _note_facts(ready, set_facts)
        meet_limits(ready, pack["name"], limits)
        if progress is not None:
            progress(done, len(cases))
    if mistakes:
        raise InputError(mistakes)
    found = _untested_verdicts(written, cases, possible)
    for of_rule in limits.values():
        for limit in of_rule:
            found += untested_limit(written, limit)
    return found + _facts_in_no_case(written, set_facts)


# --- verdicts -------------------------------------------------------------------------------------


def _untested_verdicts(
    written: Written, cases: Sequence[Case], possible: Mapping[str, int]
) -> list[Finding]:
    """Return the rules of which no case expects a pass, a failure or a gap, where there can be one."""
    pack = written.pack["name"]
    expected: dict[str, set[str]] = {}
    for case in cases:
        wanted = case.node.get("expect")
        for name, (_, node) in wanted.entries.items() if isinstance(wanted, Names) else ():
            verdict = node.get("verdict") if isinstance(node, Names) else node
            if isinstance(verdict, Scalar):
                rule = name.partition("[")[0].removeprefix(f"{pack}/")
                expected.setdefault(rule, set()).add(verdict.text)
    found: list[Finding] = []
    for rule in written.pack["rules"]:
        bits = possible[rule["id"]]
        wanted_verdicts = {
            "pass": bool(bits & PASS),
            "violation": bool(bits & VIOLATION),
            "judgement": bool(bits & JUDGEMENT),
            # Where a single outcome is left, nothing that is missing can matter.
            "missing": _asks_for_facts(rule) or bits & ~NA not in (0, PASS, VIOLATION, JUDGEMENT),
        }
        if any(cite["certainty"] == "open" for cite in rule["cites"]):
            wanted_verdicts["judgement"] |= wanted_verdicts["violation"]
            wanted_verdicts["violation"] = False
        lacking = [
            verdict
            for verdict in _VERDICTS
            if wanted_verdicts[verdict] and verdict not in expected.get(rule["id"], ())
        ]
        if not lacking:
            continue
        found.append(
            found_at(
                written,
                "untested-verdict",
                rule["id"],
                rule["file"],
                written.id_span(rule),
                said(
                    "no case expects {verdicts} of `{rule}`",
                    verdicts=joined((f"`{verdict}`" for verdict in lacking), " or "),
                    rule=rule["id"],
                ),
                hint=said("write a case for each in `cases/` of `{pack}`", pack=pack),
            )
        )
    return found


def _asks_for_facts(rule: Mapping[str, Any]) -> bool:
    return bool(rule["states"]) or bool(rule["requires"])


# --- facts ----------------------------------------------------------------------------------------


def _note_facts(ready: Ready, found: set[str]) -> None:
    """Note the facts and columns of which a dossier says something."""
    found.update(name for name, fact in ready.dossier.facts.items() if fact.value is not None)
    for table in ready.dossier.tables.values():
        for name, column in table.columns.items():
            if any(cell is not None for cell in column.cells):
                found.add(f"{table.name}.{name}")


def _facts_in_no_case(written: Written, known: set[str]) -> list[Finding]:
    found: list[Finding] = []
    seen: set[str] = set()
    structural = {"as_of", "language"}
    for rule in written.pack["rules"]:
        names = [("fact", name) for name in rule["reads"]["facts"]]
        names += [("column", name) for name in rule["reads"]["columns"]]
        for kind, name in names:
            if name in known or name in seen or name in structural:
                continue
            seen.add(name)
            found.append(
                found_at(
                    written,
                    "fact-in-no-case",
                    name,
                    rule["file"],
                    written.id_span(rule),
                    said(
                        "`{rule}` reads the {kind} `{name}`, and no case sets it",
                        rule=rule["id"],
                        kind=kind,
                        name=name,
                    ),
                    hint="set it in a case where it decides the verdict",
                )
            )
    return found
