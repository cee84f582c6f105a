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
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.diagnostic.render import one_line, printable
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
from checker.model.said import said
from checker.model.source import Source
from checker.model.unit import find_unit
from checker.pack.find import Candidate, Choice, Packs, written_forms
from checker.pack.folder import shown_name
from checker.verdict.from_plan import Assessment, evaluate

VERDICTS = ("violation", "missing", "judgement", "pass", "not_applicable")
AS_OF = "2026-06-30"
_KEYS = ("case", "note", "dossier", "files", "expect", "overall", "values", "strict")
# What can be expected of a result, beside its verdict.
_TEXTS = ("verdict", "would_be", "message", "remedy", "reason", "question", "margin", "upcoming")
_SETS = ("missing", "could_be", "readings")
_LISTS = ("conform", "notes")
_FLAGS = ("harmless",)
_WANTED = (*_TEXTS, *_SETS, *_LISTS, *_FLAGS, "values", "note")
_RULE = re.compile(r"(?P<rule>[^\[\]]+)(?:\[(?P<subject>.+)\])?").fullmatch
_QUANTITY = re.compile(r"([+-]?[0-9]{1,20}(?:\.[0-9]{1,9})?)(?: ?(.*))").fullmatch

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
    """How a case came out: `problems` says each difference with both sides."""

    __slots__ = ("case", "expected", "problems")

    def __init__(self, case: Case, problems: list[str], expected: list[tuple[str, str]]) -> None:
        self.case = case
        self.problems = problems
        self.expected = expected


class Report:
    """How all cases of a pack came out; `rules` are the names of its rules, in order."""

    __slots__ = ("name", "outcomes", "rules", "version")

    def __init__(self, name: str, version: str, rules: list[str], outcomes: list[Outcome]) -> None:
        self.name = name
        self.version = version
        self.rules = rules
        self.outcomes = outcomes

    @property
    def failed(self) -> bool:
        """Whether a case came out otherwise; without a case nothing was shown, which fails too."""
        return not self.outcomes or any(outcome.problems for outcome in self.outcomes)

    def coverage(self) -> dict[str, dict[str, int]]:
        """Return how many cases expect each verdict of each rule."""
        counts = {rule: dict.fromkeys(VERDICTS, 0) for rule in self.rules}
        for outcome in self.outcomes:
            for rule, verdict in outcome.expected:
                if rule in counts and verdict in counts[rule]:
                    counts[rule][verdict] += 1
        return counts


def run_cases(
    pack: str | Path, *, rules: Sequence[str | Path] = (), progress: Progress | None = None
) -> Report:
    """Return how the cases of a pack come out.

    Args:
        pack: a pack's name, or its folder.
        rules: folders with more packs.
        progress: called with the number of cases done and in all.

    Raises:
        InputError: the pack or a file of cases is at fault.
    """
    packs = Packs([Path(folder) for folder in rules])
    choice = (
        packs.load(pack)
        if isinstance(pack, Path)
        else packs.choose({pack: ""}, asked_by=said("the command line"))
    )
    mine = choice.selected[0]
    cases = read_cases(packs.highest(mine["name"]))
    return outcomes_of(cases, choice, packs, progress=progress)


def outcomes_of(
    cases: Sequence[Case], choice: Choice, packs: Packs, *, progress: Progress | None = None
) -> Report:
    """Return how cases come out under a pack, the only one that `choice` selects."""
    mine = choice.selected[0]
    names = [_short(rule["id"], mine["name"]) for rule in mine["rules"]]
    outcomes = []
    for done, case in enumerate(cases, start=1):
        outcomes.append(_run(case, choice, packs))
        if progress is not None:
            progress(done, len(cases))
    return Report(mine["name"], mine["version"], names, outcomes)


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
                        f"the case {quote(case.name)} is there twice",
                        have=seen[case.name],
                    )
                )
            seen[case.name] = f"also in {shown}:{case.line}"
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
            near = nearest(key, _KEYS)
            found.append(
                _mistake(
                    shown,
                    text,
                    node.place_of(key),
                    f"{quote(key)} is no part of a case",
                    length=len(key),
                    want=", ".join(_KEYS),
                    hint=near,
                )
            )
    name, expect = node.get("case"), node.get("expect")
    if not isinstance(name, Scalar) or not name.text.strip():
        found.append(_mistake(shown, text, _place(node), "a case has no name", want="`case: T24`"))
        return None
    if not isinstance(node.get("dossier"), Mapping):
        found.append(_mistake(shown, text, _place(name), f"case {quote(name.text)} has no dossier"))
    if not (isinstance(expect, Mapping) and expect.entries) and node.get("overall") is None:
        found.append(
            _mistake(shown, text, _place(name), f"case {quote(name.text)} expects nothing")
        )
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
    expected = [
        (found["rule"].removeprefix(f"{pack}/"), _verdict_of(wanted))
        for name, wanted in _entries(case.node.get("expect"))
        if (found := _RULE(name)) is not None and found["subject"] is None
    ]
    try:
        assessment = assess(case, choice, packs).to_plain()
    except InputError as error:
        return Outcome(case, [one_line(found) for found in error.diagnostics], expected)
    return Outcome(case, _differences(case, pack, assessment), expected)


def assess(case: Case, choice: Choice, packs: Packs) -> Assessment:
    """Return the assessment of a case's dossier under a pack, the only one that `choice` selects.

    Raises:
        InputError: the dossier of the case, or a pack that it names, is at fault.
    """
    pack = choice.selected[0]["name"]
    raw = _raw(case, pack)
    if set(raw.packs) != {pack}:
        choice = packs.choose(raw.packs, asked_by=said("case {name}", name=case.name))
    dossier = read_dossier(
        raw, choice.vocabulary, packs.vocabulary, written_forms=written_forms(choice.selected)
    )
    strict = case.node.get("strict")
    return evaluate(
        choice.all,
        dossier,
        selected=[found["name"] for found in choice.selected],
        strict=isinstance(strict, Scalar) and strict.text in ("yes", "true"),
        fail_on="judgement",
        lang=raw.language if raw.language in ("en", "zh", "ja") else "en",
    )


def _raw(case: Case, pack: str) -> RawDossier:
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


def _differences(case: Case, pack: str, assessment: dict[str, Any]) -> list[str]:
    problems: list[str] = []
    results = {_short(result["rule"], pack): result for result in assessment["results"]}
    mentioned: list[dict[str, Any]] = []
    for name, wanted in _entries(case.node.get("expect")):
        found = _RULE(name)
        rule = "" if found is None else found["rule"].removeprefix(f"{pack}/")
        result = results.get(rule)
        if result is None or found is None:
            near = nearest(rule, results)
            problems.append(
                f"{name}: there is no such rule" + (f"; did you mean {near}?" if near else "")
            )
            continue
        if found["subject"] is not None:
            result = _subject(result, found["subject"])
            if result is None:
                problems.append(f"{name}: there is no such subject among those shown")
                continue
        mentioned.append(result)
        problems += [f"{name}: {problem}" for problem in _compare(wanted, result)]
    overall = case.node.get("overall")
    if isinstance(overall, Scalar) and overall.text != assessment["verdict"]:
        problems.append(f"overall: expected {overall.text}, found {assessment['verdict']}")
    for name, wanted in _entries(case.node.get("values")):
        if isinstance(wanted, Mapping):
            result = results.get(name.removeprefix(f"{pack}/"))
            groups = [] if result is None else [result]
            pairs = _entries(wanted)
        else:
            groups = mentioned + list(results.values())
            pairs = [(name, wanted)]
        for value, node in pairs:
            problem = _compare_value(value, node, groups)
            if problem is not None:
                problems.append(problem)
    return problems


def _compare(wanted: Node, result: dict[str, Any]) -> list[str]:
    """Return how a result differs from what is expected of it."""
    if isinstance(wanted, Scalar):
        return _compare_text("verdict", wanted.text, result)
    if not isinstance(wanted, Mapping):
        return ["a verdict is expected, or a mapping with `verdict`"]
    problems: list[str] = []
    for key, (_, node) in wanted.entries.items():
        if key not in _WANTED:
            near = nearest(key, _WANTED)
            problems.append(f"nothing is called {quote(key)}" + (f"; {near}?" if near else ""))
        elif key in _SETS:
            got_set = _names(key, result)
            want_set = set(_list(node))
            if got_set != want_set:
                problems.append(f"{key}: expected {_told(want_set)}, found {_told(got_set)}")
        elif key in _LISTS:
            got = _lines(key, result)
            missing = [one for one in _list(node) if not any(_same_start(one, g) for g in got)]
            problems += [f"{key}: expected {quote(one)}, found {_told(got)}" for one in missing]
        elif key in _FLAGS:
            want = isinstance(node, Scalar) and node.text in ("yes", "true")
            if bool(result.get(key)) is not want:
                problems.append(f"{key}: expected {'yes' if want else 'no'}, found the other")
        elif key == "values":
            for name, value in _entries(node):
                problem = _compare_value(name, value, [result])
                problems += [] if problem is None else [problem]
        elif key != "note" and isinstance(node, Scalar):
            problems += _compare_text(key, node.text, result)
    return problems


def _compare_text(key: str, wanted: str, result: dict[str, Any]) -> list[str]:
    got = result.get(key)
    if key == "verdict":
        if wanted not in VERDICTS:
            return [f"{quote(wanted)} is no verdict; there are {', '.join(VERDICTS)}"]
        if got == wanted:
            return []
        return [f"expected {wanted}, found {got}{_why(result)}"]
    if key == "margin" and isinstance(got, dict):
        got = f"{got['by']} {got['unit']}".strip()
    if key == "upcoming" and isinstance(got, dict):
        got = got["verdict"]
    if got is not None and plain_digits(str(got)) == plain_digits(wanted):
        return []
    return [f"{key}: expected {quote(wanted)}, found {'none' if got is None else quote(str(got))}"]


def _why(result: dict[str, Any]) -> str:
    """Return what helps to see why a verdict is another one."""
    parts = []
    if result.get("missing"):
        parts.append("missing " + ", ".join(str(entry["fact"]) for entry in result["missing"]))
    if result.get("message"):
        parts.append(str(result["message"]))
    elif result.get("reason"):
        parts.append(str(result["reason"]))
    return f" ({printable('; '.join(parts))})" if parts else ""


def _compare_value(name: str, wanted: Node, results: list[dict[str, Any]]) -> str | None:
    if not isinstance(wanted, Scalar):
        return f"value {name}: a quantity is expected"
    got = next((r["values"][name] for r in results if name in (r.get("values") or {})), None)
    if got is None:
        return f"value {name}: expected {wanted.text}, found no value of that name"
    if same_quantity(wanted.text, str(got)):
        return None
    return f"value {name}: expected {wanted.text}, found {got}"


def same_quantity(left: str, right: str) -> bool:
    """Whether two written quantities are the same, whatever their units and groups of digits."""
    a, b = plain_digits(left), plain_digits(right)
    if a == b:
        return True
    first, second = _QUANTITY(a), _QUANTITY(b)
    if first is None or second is None:
        return False
    units = [find_unit(found[2]) if found[2] else None for found in (first, second)]
    if units[0] is None or units[1] is None:
        return first[2] == second[2] and Fraction(first[1]) == Fraction(second[1])
    return (
        units[0].dimension == units[1].dimension
        and Fraction(first[1]) * units[0].factor == Fraction(second[1]) * units[1].factor
    )


def plain_digits(text: str) -> str:
    """Return a text whose numbers have no groups of digits."""
    return re.sub(r"(?<=[0-9])[ \u2009\u202f\u00a0](?=[0-9]{3}(?![0-9]))", "", text.strip())


def _same_start(wanted: str, got: str) -> bool:
    return plain_digits(got).startswith(plain_digits(wanted))


def _names(key: str, result: dict[str, Any]) -> set[str]:
    if key == "missing":
        return {str(entry["fact"]) for entry in result.get("missing") or ()}
    if key == "readings":
        found = {name for entry in result.get("readings") or () for name in entry["reading"]}
        return {str(name).rpartition("/")[2] for name in found}
    return {str(one) for one in result.get(key) or ()}


def _lines(key: str, result: dict[str, Any]) -> list[str]:
    if key == "notes":
        return [str(note) for note in result.get("notes") or ()]
    return [
        " ".join(str(part) for part in (c["action"], c["quantity"], c.get("what")) if part)
        for c in result.get("conform") or ()
    ]


def _told(names: Any) -> str:
    return ", ".join(sorted(map(str, names))) or "nothing"


def _subject(result: dict[str, Any], subject: str) -> dict[str, Any] | None:
    for entry in (result.get("subjects") or {}).get("shown", ()):
        if entry["subject"] == subject or str(entry["subject"]).endswith(f"[{subject}]"):
            return dict(entry)
    return None


def _short(rule: str, pack: str) -> str:
    return str(rule).removeprefix(f"{pack}/")


def _verdict_of(wanted: Node) -> str:
    if isinstance(wanted, Mapping):
        node = wanted.get("verdict")
        return node.text if isinstance(node, Scalar) else ""
    return wanted.text if isinstance(wanted, Scalar) else ""


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    if not isinstance(node, Mapping):
        return []
    return [(name, value) for name, (_, value) in node.entries.items()]


def _texts(node: Node | None) -> dict[str, str]:
    return {name: value.text for name, value in _entries(node) if isinstance(value, Scalar)}


def _list(node: Node) -> list[str]:
    if isinstance(node, ListNode):
        return [item.text for item in node.items if isinstance(item, Scalar)]
    return [node.text] if isinstance(node, Scalar) and node.text else []


def to_text(report: Report, *, verbose: bool = False) -> str:
    """Return a report as lines: what differs, then the coverage by rule and verdict."""
    lines: list[str] = []
    for outcome in report.outcomes:
        if outcome.problems:
            lines.append(f"✗ {outcome.case.file}:{outcome.case.line} {outcome.case.name}")
            lines += [f"    {problem}" for problem in outcome.problems]
        elif verbose:
            lines.append(f"✓ {outcome.case.file}:{outcome.case.line} {outcome.case.name}")
    if lines:
        lines.append("")
    coverage = report.coverage()
    if coverage:
        width = max(map(len, coverage))
        short = ("violation", "missing", "judgement", "pass", "n/a")
        lines.append(f"{'cases by rule':<{width}}  " + "  ".join(short))
        for rule, counts in coverage.items():
            cells = (
                f"{counts[verdict] or '·':>{len(word)}}"
                for verdict, word in zip(VERDICTS, short, strict=True)
            )
            lines.append(f"{rule:<{width}}  " + "  ".join(cells))
        lines.append("")
    total = len(report.outcomes)
    wrong = sum(1 for outcome in report.outcomes if outcome.problems)
    if not total:
        lines.append(f"{report.name} {report.version}: there are no cases, so nothing was shown")
    else:
        untested = sum(1 for counts in coverage.values() if not any(counts.values()))
        rules = f"{len(coverage) - untested} of {len(coverage)} rules have cases"
        outcome_text = f"{wrong} of {total} cases differ" if wrong else f"{total} cases as expected"
        lines.append(f"{report.name} {report.version}: {outcome_text}; {rules}")
    return "\n".join(lines) + "\n"
