"""Runs the cases of a pack: given a dossier, these verdicts are expected.

A file in `cases/` is one case or a list of them:

    - case: T24
      note: exactly 30 %, the cap is inclusive
      dossier: {…}                    # id, as_of, language and packs can be left out
      files: {movements.csv: "…"}     # ledgers that the dossier names
      expect:
        composition.non-green-cap: pass
        composition.both: {verdict: missing, missing: ["movements[B].mass"]}
        movements.direction[B]: violation
      overall: missing
      values: {non_green: 300 t}      # or by rule: {composition.non-green-cap: {non_green: 300 t}}
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.authoring import coverage
from checker.authoring.expectation import (
    VERDICTS,
    YES,
    Results,
    differences,
    expected_of,
    mistakes_of,
    rules_named,
)
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.diagnostic.render import one_line
from checker.dossier.from_files import RawDossier, read_dossier
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.place import Memory
from checker.dossier.strict_yaml import (
    Mapping,
    Node,
    Scalar,
    decode_utf8,
    parse_text,
)
from checker.dossier.strict_yaml import Sequence as ListNode
from checker.model.said import joined, said
from checker.model.source import Source
from checker.model.translation import translate
from checker.pack.find import Candidate, Choice, Packs, written_forms
from checker.pack.folder import shown_name
from checker.verdict.from_plan import evaluate

if TYPE_CHECKING:
    from checker.model.assessment import Assessment
    from checker.model.dossier import Dossier

AS_OF = "2026-06-30"
_KEYS = ("case", "note", "dossier", "files", "expect", "overall", "values", "strict")

Progress = Callable[[int, int], None]


class Case:
    """One case as written: its name, its place, and its parts as nodes."""

    __slots__ = ("file", "line", "name", "node", "text")

    def __init__(self, name: str, file: str, line: int, node: Mapping, text: str) -> None:
        self.name = name
        self.file = file
        self.line = line
        self.node = node
        self.text = text


class Outcome:
    """How a case came out: `problems` says each difference with both sides.

    `expected` are the verdicts that it expects of whole rules, as (rule, verdict).
    """

    __slots__ = ("case", "expected", "problems")

    def __init__(self, case: Case, problems: list[str], expected: list[tuple[str, str]]) -> None:
        self.case = case
        self.problems = problems
        self.expected = expected


class Report:
    """How cases of a pack came out; `rules` are the names of its rules, in order.

    `possible` are the verdicts that each rule can have, `chosen` the cases that were asked for where
    not all were run.
    """

    __slots__ = ("chosen", "name", "outcomes", "possible", "version")

    def __init__(
        self,
        name: str,
        version: str,
        possible: dict[str, frozenset[str]],
        outcomes: list[Outcome],
        chosen: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.version = version
        self.possible = possible
        self.outcomes = outcomes
        self.chosen = tuple(chosen)

    @property
    def failed(self) -> bool:
        """Whether a case came out otherwise; of rules without a case nothing was shown: that fails too."""
        return bool(self.possible and not self.outcomes) or any(
            outcome.problems for outcome in self.outcomes
        )

    def coverage(self) -> dict[str, dict[str, int]]:
        """Return how many cases expect each verdict of each rule."""
        counts = {rule: dict.fromkeys(VERDICTS, 0) for rule in self.possible}
        for outcome in self.outcomes:
            for rule, verdict in outcome.expected:
                if rule in counts and verdict in counts[rule]:
                    counts[rule][verdict] += 1
        return counts

    def gaps(self) -> dict[str, list[str]]:
        """Return the verdicts that a rule can have and that no case expects, by rule."""
        counts = self.coverage()
        found = {
            rule: [
                verdict
                for verdict in coverage.WANTED
                if verdict in possible and not counts[rule][verdict]
            ]
            for rule, possible in self.possible.items()
        }
        return {rule: verdicts for rule, verdicts in found.items() if verdicts}


class Ready:
    """A case that can be evaluated: its dossier as read, and the packs of its check."""

    __slots__ = ("choice", "dossier", "lang", "strict")

    def __init__(self, choice: Choice, dossier: Dossier, strict: bool, lang: str) -> None:
        self.choice = choice
        self.dossier = dossier
        self.strict = strict
        self.lang = lang

    def assess(
        self, packs: Sequence[dict[str, Any]] | None = None, only: frozenset[str] | None = None
    ) -> Assessment:
        """Return the assessment under these packs.

        Args:
            packs: those of the choice, or others in their place that declare the same.
            only: the rules ("PACK/RULE") that results are wanted of; of all when None.
        """
        return evaluate(
            self.choice.all if packs is None else packs,
            self.dossier,
            selected=[found["name"] for found in self.choice.selected],
            strict=self.strict,
            fail_on="judgement",
            lang=self.lang,
            only=only,
        )


def find_pack(pack: str | Path, packs: Packs) -> tuple[Choice, Candidate]:
    """Return a pack, by its name or its folder: compiled, and as it was found.

    Raises:
        InputError: it is not there, or at fault.
    """
    choice = (
        packs.load(pack)
        if isinstance(pack, Path)
        else packs.choose({pack: ""}, asked_by=said("the command line"))
    )
    return choice, packs.highest(choice.selected[0]["name"])


def run_cases(
    pack: str | Path,
    *,
    rules: Sequence[str | Path] = (),
    chosen: Sequence[str] = (),
    trust: Sequence[str | Path] = (),
    progress: Progress | None = None,
) -> Report:
    """Return how the cases of a pack come out.

    Args:
        pack: a pack's name, its folder or its bundle.
        rules: folders with more packs.
        chosen: the names of the cases to run; all where it is empty.
        trust: keys of which one must have signed every pack but the program's own.
        progress: called with the number of cases done and in all.

    Raises:
        InputError: the pack or a file of cases is at fault, or there is no case of a name.
    """
    packs = Packs([Path(folder) for folder in rules], trust=trust)
    choice, candidate = find_pack(pack, packs)
    cases = read_cases(candidate)
    names = [case.name for case in cases]
    unknown = [name for name in chosen if name not in names]
    if unknown:
        raise InputError(
            [
                Diagnostic(
                    "case-unknown",
                    said("the pack has no case {name}", name=quote(name)),
                    file=candidate.shown,
                    hint=nearest(name, names),
                )
                for name in unknown
            ]
        )
    if chosen:
        cases = [case for case in cases if case.name in chosen]
    return outcomes_of(cases, choice, packs, chosen=chosen, progress=progress)


def outcomes_of(
    cases: Sequence[Case],
    choice: Choice,
    packs: Packs,
    *,
    chosen: Sequence[str] = (),
    progress: Progress | None = None,
) -> Report:
    """Return how cases come out under a pack, the only one that `choice` selects."""
    outcomes = []
    for done, case in enumerate(cases, start=1):
        outcomes.append(_run(case, choice, packs))
        if progress is not None:
            progress(done, len(cases))
    return report_of(choice, outcomes, chosen)


def report_of(choice: Choice, outcomes: list[Outcome], chosen: Sequence[str] = ()) -> Report:
    """Return the report of a pack, the only one that `choice` selects."""
    mine = choice.selected[0]
    possible = coverage.possible_verdicts(mine, choice.vocabulary)
    return Report(mine["name"], mine["version"], possible, outcomes, chosen)


def read_cases(pack: Candidate) -> list[Case]:
    """Return the cases of a pack, by file and then as written.

    Raises:
        InputError: with the mistakes of all files.
    """
    cases: list[Case] = []
    found: list[Diagnostic] = []
    seen: dict[str, str] = {}
    for path, data in pack.files.items():
        if not path.startswith("cases/") or not path.endswith((".yaml", ".yml", ".json")):
            continue
        shown = f"{shown_name(pack.folder)}/{path}"
        mistakes = Mistakes()
        text = decode_utf8(data, shown, mistakes)
        root = None if text is None else parse_text(text, shown, mistakes)
        if mistakes:
            found += mistakes.error().diagnostics
            continue
        for node in root.items if isinstance(root, ListNode) else [root] if root else []:
            case = _read_case(node, shown, text or "", found)
            if case is None:
                continue
            if case.name in seen:
                found.append(
                    _mistake(
                        shown,
                        text or "",
                        _place(node),
                        said("the case {name} is there twice", name=quote(case.name)),
                        have=said("also in {place}", place=seen[case.name]),
                    )
                )
            seen[case.name] = f"{shown}:{case.line}"
            cases.append(case)
    if found:
        raise InputError(found)
    return cases


def _read_case(node: Node, shown: str, text: str, found: list[Diagnostic]) -> Case | None:
    if not isinstance(node, Mapping):
        found.append(
            _mistake(
                shown,
                text,
                _place(node),
                "a case is a mapping",
                want="`case: …`, `expect: …`",
            )
        )
        return None
    for key in node.entries:
        if key not in _KEYS:
            found.append(
                _mistake(
                    shown,
                    text,
                    node.place_of(key),
                    said("{key} is no part of a case", key=quote(key)),
                    length=len(key),
                    want=joined(_KEYS),
                    hint=nearest(key, _KEYS),
                )
            )
    name = node.get("case")
    if not isinstance(name, Scalar) or not name.text.strip():
        found.append(_mistake(shown, text, _place(node), "a case has no name", want="`case: T24`"))
        return None
    if not isinstance(node.get("dossier"), Mapping):
        message = said("case {name} has no dossier", name=quote(name.text))
        found.append(_mistake(shown, text, _place(name), message))
    parts = [node.get(key) for key in ("expect", "overall", "values")]
    if not any(part.entries if isinstance(part, Mapping) else part for part in parts):
        message = said("case {name} expects nothing", name=quote(name.text))
        found.append(_mistake(shown, text, _place(name), message))
    for wrong, what, want in mistakes_of(node):
        length = len(wrong.text) if isinstance(wrong, Scalar) and not wrong.quoted else 1
        found.append(_mistake(shown, text, _place(wrong), what, want=want, length=max(1, length)))
    return Case(name.text.strip(), shown, node.line, node, text)


def _mistake(
    shown: str, text: str, place: tuple[int, int], message: str, **more: Any
) -> Diagnostic:
    line, column = place
    excerpt = Source(shown, text).line(line)
    return Diagnostic(
        "case-form", message, file=shown, line=line, column=column, excerpt=excerpt, **more
    )


def _place(node: Node) -> tuple[int, int]:
    return node.line, node.column


def _run(case: Case, choice: Choice, packs: Packs) -> Outcome:
    pack = choice.selected[0]["name"]
    try:
        assessment = assess(case, choice, packs)
    except InputError as error:
        return outcome_of(case, pack, error)
    return outcome_of(case, pack, assessment)


def outcome_of(case: Case, pack: str, found: Assessment | InputError) -> Outcome:
    """Return how a case came out, from its assessment or from what kept it from one."""
    expected = [
        (entry.rule, entry.verdict)
        for entry in expected_of(case.node, pack)
        if entry.subject is None and entry.verdict is not None
    ]
    if isinstance(found, InputError):
        return Outcome(case, [one_line(mistake) for mistake in found.diagnostics], expected)
    results = Results(found.results, pack)
    return Outcome(case, differences(case.node, pack, results, found.verdict), expected)


def assess(case: Case, choice: Choice, packs: Packs) -> Assessment:
    """Return the assessment of a case's dossier under a pack, the only one that `choice` selects.

    Only what the case looks at is assessed, each result as it would be beside all others.

    Raises:
        InputError: the dossier of the case, or a pack that it names, is at fault.
    """
    ready = prepare(case, choice, packs)
    pack = choice.selected[0]["name"]
    named = rules_named(case.node, pack)
    known = {
        f"{one['name']}/{rule['id']}" for one in ready.choice.selected for rule in one["rules"]
    }
    only = frozenset(name if "/" in name else f"{pack}/{name}" for name in named or ())
    # A rule that is not there is told with the nearest of all that are.
    return ready.assess(only=only if named is not None and only <= known else None)


def prepare(
    case: Case, choice: Choice, packs: Packs, changed: Callable[[Choice], Choice] | None = None
) -> Ready:
    """Return a case with its dossier read.

    Args:
        case: the case.
        choice: the pack of the case, the only one selected; not used where the case names others.
        packs: where those are found.
        changed: what other packs take the place of those that were chosen.

    Raises:
        InputError: the dossier of the case, or a pack that it names, is at fault.
    """
    pack = choice.selected[0]["name"]
    raw = raw_dossier(case, pack)
    if set(raw.packs) != {pack}:
        choice = packs.choose(raw.packs, asked_by=said("case {name}", name=case.name))
    if changed is not None:
        choice = changed(choice)
    dossier = read_dossier(
        raw, choice.vocabulary, packs.vocabulary, written_forms=written_forms(choice.selected)
    )
    strict = case.node.get("strict")
    return Ready(
        choice,
        dossier,
        strict=isinstance(strict, Scalar) and strict.text in YES,
        lang=raw.language if raw.language in ("en", "zh", "ja") else "en",
    )


def raw_dossier(case: Case, pack: str) -> RawDossier:
    """Return the dossier of a case; its places are those of the file of cases."""
    body = case.node.get("dossier")
    if not isinstance(body, Mapping):
        place_of_case = _place(case.node)
        raise InputError([_mistake(case.file, case.text, place_of_case, "the case has no dossier")])
    place = case.node.entries["dossier"][0]
    root = Mapping(place)
    root.entries = dict(body.entries)
    for name, text in (("dossier", "1"), ("id", case.name), ("as_of", AS_OF)):
        root.entries.setdefault(name, (place, Scalar(text, False, place)))
    if "packs" not in root.entries:
        packs = Mapping(place)
        packs.entries[pack] = (place, Scalar("", False, place))
        root.entries["packs"] = (place, packs)
    files = {name: text.encode() for name, text in _texts(case.node.get("files")).items()}
    digest = hashlib.sha256(case.text.encode()).hexdigest()
    return RawDossier(root, case.text, digest, case.file, Memory(files), Mistakes())


def _texts(node: Node | None) -> dict[str, str]:
    if not isinstance(node, Mapping):
        return {}
    return {name: v.text for name, (_, v) in node.entries.items() if isinstance(v, Scalar)}


def to_text(report: Report, *, verbose: bool = False, lang: str = "en") -> str:
    """Return a report as lines: what differs, the coverage by rule and verdict, what no case shows."""
    lines: list[str] = []
    for outcome in report.outcomes:
        place = f"{outcome.case.file}:{outcome.case.line} {outcome.case.name}"
        if outcome.problems:
            lines.append(f"✗ {place}")
            lines += [f"    {translate(problem, lang)}" for problem in outcome.problems]
        elif verbose:
            lines.append(f"✓ {place}")
    if lines:
        lines.append("")
    if report.possible and not report.chosen:
        lines += [*coverage.table(report.coverage(), lang), ""]
        gaps = report.gaps()
        lines += [*coverage.gap_lines(gaps, lang), ""] if gaps else []
    end = said(
        "{pack} {version}: {text}",
        pack=report.name,
        version=report.version,
        text=_conclusion(report),
    )
    return "\n".join([*lines, translate(end, lang)]) + "\n"


def _conclusion(report: Report) -> str:
    total = len(report.outcomes)
    wrong = sum(1 for outcome in report.outcomes if outcome.problems)
    if not total:
        if report.possible:
            return said("there are no cases, so nothing was shown")
        return said("the pack has no rules, so there is nothing to test")
    cases = said("{total} cases as expected", total=total)
    if total == 1:
        cases = said("1 case, which differs") if wrong else said("1 case as expected")
    elif wrong:
        cases = said("{wrong} of {total} cases differ", wrong=wrong, total=total)
    if report.chosen or not report.possible:
        return cases
    counts = report.coverage()
    tested = sum(1 for found in counts.values() if any(found.values()))
    rules = said("{tested} of {rules} rules have cases", tested=tested, rules=len(counts))
    return joined([cases, rules], "; ")
