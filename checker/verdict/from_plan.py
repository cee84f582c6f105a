"""Packs and a dossier become an assessment: rule by rule, without clock, network or chance."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from checker.engine.reference import View
from checker.model.assessment import (
    SEVERITY,
    Assessment,
    Result,
    Verdict,
    completeness,
    overall,
)
from checker.model.expression import walk
from checker.model.said import said
from checker.model.truth import BOTH, NO, YES
from checker.pack.texts import texts_of
from checker.plan.from_pack import Program
from checker.verdict.context import Context, Frame, Support
from checker.verdict.decide import (
    JUDGEMENT,
    NA,
    PASS,
    VIOLATION,
    CompiledRule,
    Subject,
    words_of,
)
from checker.verdict.decision import check_decisions
from checker.verdict.detail import Details, is_finding, waived_plain
from checker.verdict.expressions import Evaluator
from checker.verdict.missing import Missing, type_text
from checker.verdict.speech import Speech
from checker.verdict.trace import (
    fact_place,
    in_force_text,
    show_raw,
    show_value,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from checker.model.dossier import Dossier, Judgement, Waiver
    from checker.model.expression import Node
    from checker.model.pack import TableDeclaration, Vocabulary
    from checker.pack.texts import Texts

VERSION = "0.1.0"
_FORM = 1
_SHOWN = 20
_PLACES = 20
_VERDICTS = tuple(verdict.value for verdict in Verdict)

_COMPILED: dict[tuple[Any, ...], Compiled] = {}
_KEPT = 8


class Compiled:
    """Packs as closures, kept for the next dossier of the same packs."""

    __slots__ = ("_facts", "_parameters", "_texts", "evaluator", "program", "rules")

    def __init__(
        self,
        packs: Sequence[dict[str, Any]],
        selected: Sequence[str],
        vocabulary: Vocabulary | None,
        only: Collection[str] | None = None,
    ) -> None:
        self.program = Program(packs, selected, vocabulary)
        self.evaluator = Evaluator(self.program)
        self.rules = [
            CompiledRule(self.evaluator, pack, rule)
            for pack, rule in self.program.rules
            if only is None or f"{pack['name']}/{rule['id']}" in only
        ]
        self._texts: dict[str, Texts] = {}
        self._facts: list[str] | None = None
        self._parameters: list[tuple[CompiledRule, Node]] | None = None

    def texts(self, lang: str) -> Texts:
        """Return what the packs say in a language."""
        found = self._texts.get(lang)
        if found is None:
            found = self._texts[lang] = texts_of(self.program.packs, lang)
        return found

    @property
    def facts(self) -> list[str]:
        """The names of the facts that the rules read, sorted."""
        if self._facts is None:
            self._facts = sorted(
                {name for rule in self.rules for name in rule.rule["reads"]["facts"]}
            )
        return self._facts

    @property
    def parameters(self) -> list[tuple[CompiledRule, Node]]:
        """The parameters that the rules read, by name: each with a rule and a node that reads it."""
        if self._parameters is None:
            found: dict[str, tuple[CompiledRule, Node]] = {}
            for rule in self.rules:
                for top in rule.nodes():
                    for node in walk(top):
                        if node[0] == "param" and node[3] not in found:
                            if (node[5] and rule.search is not None) or not _is_one_day(node[4]):
                                continue
                            found[node[3]] = (rule, node)
                for name in rule.rule["reads"]["parameters"]:
                    if name not in found and not self.program.parameters[name]["keys"]:
                        found[name] = (rule, self.evaluator.parameter_node(name))
            self._parameters = [found[name] for name in sorted(found)]
        return self._parameters


def _is_one_day(date: Node | None) -> bool:
    """Whether a parameter is read as of a day of the dossier, the same for every row."""
    allowed = ("fact", "date", "dur", "start", "finish", "dateadd", "duradd", "month_end")
    return date is None or all(node[0] in allowed for node in walk(date))


def compiled(
    packs: Sequence[dict[str, Any]],
    selected: Sequence[str],
    vocabulary: Vocabulary | None = None,
    only: frozenset[str] | None = None,
) -> Compiled:
    """Return packs as closures; those of the last few calls are kept."""
    key = (tuple(id(pack) for pack in packs), tuple(selected), only)
    found = _COMPILED.get(key)
    if found is None:
        while len(_COMPILED) >= _KEPT:
            del _COMPILED[next(iter(_COMPILED))]
        found = _COMPILED[key] = Compiled(packs, selected, vocabulary, only)
    return found


def evaluate(
    packs: Sequence[dict[str, Any]],
    dossier: Dossier,
    *,
    selected: Sequence[str] | None = None,
    vocabulary: Vocabulary | None = None,
    strict: bool = False,
    fail_on: str = "judgement",
    lang: str = "en",
    only: frozenset[str] | None = None,
) -> Assessment:
    """Return the assessment of a dossier.

    Args:
        packs: the compiled packs in play, those that others use included.
        dossier: the dossier, read by their vocabulary.
        selected: the packs whose rules are checked, in order; all when None.
        vocabulary: what the packs declare together, where the caller has it already.
        strict: a `recommend` counts like a `require`.
        fail_on: noted in the assessment; it decides no verdict.
        lang: noted in the assessment.
        only: the rules ("PACK/RULE") that results are wanted of, where not of all: each result is the
            same as among all, and what is said over all is then about these alone.
    """
    names = [pack["name"] for pack in packs] if selected is None else list(selected)
    packs_compiled = compiled(packs, names, vocabulary, only)
    return _Run(packs_compiled, dossier, strict, fail_on, lang).assessment()


class _Views(dict[str, View]):
    """The tables as rules see them, made when they are first looked at."""

    def __init__(self, tables: dict[str, TableDeclaration], dossier: Dossier) -> None:
        super().__init__()
        self.tables = tables
        self.dossier = dossier

    def __missing__(self, name: str) -> View:
        view = self[name] = View(self.tables[name], self.dossier.tables.get(name))
        return view


def context_of(packs: Compiled, dossier: Dossier) -> Context:
    """Return what rules are asked in: a dossier's facts, tables and settled readings as they stand."""
    facts: dict[str, Any] = {name: fact.value for name, fact in dossier.facts.items()}
    facts["as_of"] = dossier.as_of
    readings: dict[str, Any] = {}
    for name, choice in dossier.readings.items():
        entry = packs.program.readings.get(name)
        if entry is not None:
            readings[name] = reading_value(entry, choice.value)
    return Context(dossier, _Views(packs.evaluator.tables, dossier), facts, readings, {})


class _Run:
    """One evaluation: the contexts and the subjects of every rule."""

    def __init__(
        self, packs: Compiled, dossier: Dossier, strict: bool, fail_on: str, lang: str
    ) -> None:
        self.packs = packs
        self.evaluator = packs.evaluator
        self.dossier = dossier
        self.remarks = check_decisions(packs.program, dossier)
        self.matched: set[int] = set()
        self.asked: str | None = None
        self.strict = strict
        self.fail_on = fail_on
        self.lang = lang
        self.texts = packs.texts(lang)
        self.speech = Speech(self.texts)
        self.ctx = context_of(packs, dossier)
        self.views = self.ctx.views
        self.supports: list[tuple[str, Support]] = []
        self.missing = Missing(self.evaluator, dossier, self.views, self.supports, self.speech)
        self.details = Details(self.evaluator, packs.program, self.missing, self.ctx, self.speech)

    # --- results ----------------------------------------------------------------------------------

    def assessment(self) -> Assessment:
        results = [self.result(rule) for rule in self.packs.rules]
        return Assessment(results, strict=self.strict, build=self.plain)

    def result(self, rule: CompiledRule) -> Result:
        """Settle a rule: its subjects, people's answers, waivers, and the verdict over all."""
        ctx = self.ctx
        in_force = rule.in_force(ctx)
        upcoming = rule.is_upcoming(ctx)
        subjects = [] if in_force == NO and not upcoming else list(rule.subjects(ctx))
        for subject in subjects:
            self.answer(rule, subject)
        counted = [subject for subject in subjects if subject.waiver is None]
        waived = bool(subjects) and not any(is_finding(subject) for subject in counted)
        waived = waived and any(is_finding(subject) for subject in subjects)
        folded = subjects if waived else counted
        worst = max(folded, key=lambda subject: subject.severity, default=None)
        verdict = Verdict.NOT_APPLICABLE if worst is None else worst.verdict
        harmless = worst is not None and worst.harmless
        if verdict is Verdict.MISSING and not waived:
            for subject in folded:
                if subject.verdict is Verdict.MISSING and subject.harmless == harmless:
                    self.supports.append((rule.name, subject.support))
        return Result(
            rule.name,
            rule.rule["level"],
            verdict,
            harmless=harmless,
            waived=waived,
            upcoming=upcoming,
            judged=any(subject.answer is not None for subject in subjects),
            build=lambda derivations: self.result_plain(
                rule, subjects, folded, verdict, waived, upcoming, derivations
            ),
        )

    def answer(self, rule: CompiledRule, subject: Subject) -> None:
        """Apply what people decided about a subject: a recorded judgement, or a waiver."""
        key = _subject_key(subject)
        # Of rows that nobody has seen nobody can have judged one.
        asked = subject.verdict is Verdict.JUDGEMENT or subject.bits & JUDGEMENT
        if asked and not subject.further:
            about = [
                judgement
                for judgement in self.dossier.judgements
                if judgement.rule == rule.name and judgement.subject in (key, subject.label)
            ]
            answer = self.standing(rule, subject, about) if about else None
            if answer is not None:
                bits = PASS if answer.conforms else VIOLATION
                if subject.verdict is Verdict.JUDGEMENT:
                    subject.answer = answer
                    subject.verdict = Verdict.PASS if answer.conforms else Verdict.VIOLATION
                    subject.bits = bits
                    subject.harmless = False
                elif subject.verdict is Verdict.MISSING:
                    # A question that is asked only once more is known has its answer already.
                    subject.bits = subject.bits & ~JUDGEMENT | bits
                    subject.harmless = not subject.bits & ~(PASS | NA)
        if not is_finding(subject):
            return
        for waiver in self.dossier.waivers:
            if waiver.rule != rule.name or waiver.subject not in (key, subject.label, None):
                continue
            if waiver.expires < self.dossier.as_of:
                subject.lapsed = waiver
            else:
                subject.waiver = waiver
                self.matched.add(id(waiver))

    def standing(
        self, rule: CompiledRule, subject: Subject, about: Sequence[Judgement]
    ) -> Judgement | None:
        """Return the recorded answer that counts: the latest of those about the values as they are.

        One that was about other values is outdated: the question is open again. Two of one day that
        contradict each other are no answer.
        """
        fitting: list[Judgement] = []
        outdated: list[Judgement] = []
        for judgement in about:
            self.matched.add(id(judgement))
            same = judgement.values is None or (
                judgement.values == self.details.fingerprint(rule, subject)
            )
            (fitting if same else outdated).append(judgement)
        for judgement in outdated:
            self.remarks += (
                said(
                    "the judgement about {what} by {by} on {on} was about other values: "
                    "it does not count",
                    **_told(judgement),
                ),
            )
        if not fitting:
            subject.outdated = max(outdated, key=lambda judgement: judgement.on)
            return None
        latest = max(judgement.on for judgement in fitting)
        last = [judgement for judgement in fitting if judgement.on == latest]
        answer = last[-1]
        if len({judgement.conforms for judgement in last}) > 1:
            self.remarks += (
                said(
                    "two judgements about {what} of {on} contradict each other: neither counts",
                    **_told(answer),
                ),
            )
            return None
        for judgement in fitting:
            if judgement.conforms is not answer.conforms:
                self.remarks += (
                    said(
                        "the judgement about {what} by {by} on {on} is replaced by a later one",
                        **_told(judgement),
                    ),
                )
        if answer.values is None:
            self.remarks += (
                said(
                    "the judgement about {what} by {by} on {on} does not say which values it was "
                    "about: it counts whatever they become; `values: {hash}` would hold it to them",
                    **_told(answer),
                    hash=self.details.fingerprint(rule, subject),
                ),
            )
        return answer

    def result_plain(
        self,
        rule: CompiledRule,
        subjects: Sequence[Subject],
        folded: Sequence[Subject],
        verdict: Verdict,
        waived: bool,
        upcoming: bool,
        derivations: bool,
    ) -> dict[str, Any]:
        """Return a result as the assessment's JSON holds it."""
        source = rule.rule
        details: dict[int, dict[str, Any]] = {}
        worst = max(folded, key=lambda subject: subject.severity, default=None)
        plain: dict[str, Any] = {
            "rule": rule.name,
            "title": self.texts.title(rule.pack["name"], source),
            "level": source["level"],
            "verdict": verdict.value,
            "could_be": [verdict.value] if worst is None else _could_be(folded, worst),
            "cites": [dict(cite) for cite in source["cites"]],
            "message": None,
            "remedy": None,
            "waived": None,
            "values": {},
            "missing": [],
            "margin": None,
            "places": [],
            "trace": None,
        }
        if worst is not None:
            detail = details[id(worst)] = self.details.subject(rule, worst, derivations)
            for key in (
                "message",
                "values",
                "margin",
                "places",
                "places_total",
                "trace",
                "question",
                "readings",
                "would_be",
                "conform",
                "notes",
                "judged",
                "judged_before",
                "waived_before",
                "record",
            ):
                if key in detail:
                    plain[key] = detail[key]
            plain["remedy"] = self.details.remedy(rule, worst)
            support = Support()
            for subject in folded:
                if subject.verdict is Verdict.MISSING and subject.harmless == worst.harmless:
                    support.merge(subject.support)
            if verdict is Verdict.MISSING:
                plain["missing"] = self.missing.of(support)
        reason = self.reason(rule, subjects, worst, verdict, upcoming)
        if reason is not None:
            plain["reason"] = self.speech(reason)
        if waived:
            first = next(subject.waiver for subject in subjects if subject.waiver is not None)
            plain["waived"] = waived_plain(first)
        if upcoming:
            plain["upcoming"] = {
                "from": date.fromordinal(source["from"]).isoformat(),
                "verdict": verdict.value,
            }
        if worst is not None and worst.harmless:
            plain["harmless"] = True
        if source["each"] is not None:
            plain["subjects"] = self.subjects_plain(rule, subjects, details, derivations)
            # A note on any row is a note on the rule.
            notes = list(plain.get("notes", ()))
            for subject in subjects:
                if subject is not worst and not subject.further:
                    notes += [n for n in self.details.notes(rule, subject) if n not in notes]
                if len(notes) >= _SHOWN:
                    break
            if notes:
                plain["notes"] = notes
        return plain

    def reason(
        self,
        rule: CompiledRule,
        subjects: Sequence[Subject],
        worst: Subject | None,
        verdict: Verdict,
        upcoming: bool,
    ) -> str | None:
        """Say why a rule does not apply, or why it is open."""
        if verdict is Verdict.NOT_APPLICABLE:
            if rule.in_force(self.ctx) == NO and not upcoming:
                return "the rule is not in force on the date that selects it"
            if not subjects:
                return said("no rows")
            return "it does not apply here"
        if verdict is Verdict.MISSING and worst is not None and worst.further:
            return "further rows may exist"
        if (
            verdict is Verdict.JUDGEMENT
            and worst is not None
            and rule.overlaps(rule.frame_in(self.ctx, worst))
        ):
            return "two cases of the rule hold at once"
        return None

    def subjects_plain(
        self,
        rule: CompiledRule,
        subjects: Sequence[Subject],
        details: dict[int, dict[str, Any]],
        derivations: bool,
    ) -> dict[str, Any]:
        """Return the rows of a `for each`: totals over all, the most severe first, at most 20."""
        counts = dict.fromkeys(_VERDICTS, 0)
        total = 0
        for subject in subjects:
            number = 1 if rule.group_keys or subject.further else len(subject.members) or 1
            counts[subject.verdict.value] += number
            total += number
        ordered: list[tuple[int, int, Subject, int | None]] = []
        for subject in subjects:
            members: Iterable[int | None] = [None]
            if not rule.group_keys and not subject.further:
                members = subject.members
            for member in members:
                place = len(ordered) if member is None else member
                ordered.append((-subject.severity, place, subject, member))
        ordered.sort(key=lambda entry: entry[:2])
        listed = ordered[:_SHOWN]
        if self.asked is not None:
            view = self.views[rule.rule["each"]["table"]]
            for entry in ordered[_SHOWN:]:
                _, _, subject, member = entry
                key = None if member is None else view.key(member)
                label = subject.label if key is None else f"{view.name}[{key}]"
                if self.asked in (label, key):
                    listed.append(entry)
        shown = [
            self.shown(rule, subject, member, details, derivations)
            for _, _, subject, member in listed
            if derivations or is_finding(subject)
        ]
        return {"total": total, "counts": counts, "shown": shown}

    def shown(
        self,
        rule: CompiledRule,
        subject: Subject,
        member: int | None,
        details: dict[int, dict[str, Any]],
        derivations: bool,
    ) -> dict[str, Any]:
        """Return one row of a `for each`."""
        if member is not None and member != subject.row:
            subject = self.of_member(rule, subject, member)
        elif id(subject) in details and len(subject.members) < 2:
            return self.labelled(subject, dict(details[id(subject)]))
        elif member is not None and len(subject.members) > 1:
            subject = self.of_member(rule, subject, member)
        return self.labelled(subject, self.details.subject(rule, subject, derivations))

    def labelled(self, subject: Subject, plain: dict[str, Any]) -> dict[str, Any]:
        """Return what is said about a row, with its name and what people said of it."""
        plain["subject"] = subject.label
        if subject.waiver is not None:
            plain["waived"] = waived_plain(subject.waiver)
        if subject.further:
            plain["reason"] = self.speech("further rows may exist")
        return plain

    def of_member(self, rule: CompiledRule, subject: Subject, member: int) -> Subject:
        """Return a subject for one of the rows that another stands for."""
        view = self.views[rule.rule["each"]["table"]]
        frame = rule.frame_in(subject.frame.ctx, subject, member)
        own = Subject(frame, member, ())
        own.label = f"{view.name}[{view.key(member)}]"
        own.bits, own.verdict, own.harmless = subject.bits, subject.verdict, subject.harmless
        own.ways, own.answer, own.waiver = subject.ways, subject.answer, subject.waiver
        own.outdated, own.lapsed = subject.outdated, subject.lapsed
        own.members = [member]
        own.support = _only_row(subject.support, view.name, subject.members, member)
        return own

    # --- what is missing --------------------------------------------------------------------------

    # --- the whole --------------------------------------------------------------------------------

    def plain(
        self, assessment: Assessment, derivations: bool, subject: str | None
    ) -> dict[str, Any]:
        """Return the assessment as plain JSON data."""
        self.asked = subject
        counts = dict.fromkeys(_VERDICTS, 0)
        not_counted = {"waived": 0, "upcoming": 0, "harmless": 0, "recommendation": 0}
        open_passes = judged = 0
        for result, rule in zip(assessment.results, self.packs.rules, strict=True):
            counts[result.verdict.value] += 1
            if result.waived:
                not_counted["waived"] += 1
            elif result.upcoming:
                not_counted["upcoming"] += 1
            elif result.harmless:
                not_counted["harmless"] += 1
            elif result.level == "should" and not self.strict:
                not_counted["recommendation"] += 1
            if result.verdict is Verdict.PASS and rule.open_clause:
                open_passes += 1
            judged += result.judged
        dossier = self.dossier
        head: dict[str, Any] = {
            "id": dossier.id,
            "sha256": dossier.sha256,
            "file": dossier.file,
            "language": dossier.language,
        }
        name = dossier.facts.get("organisation.name")
        if name is not None and isinstance(name.value, str):
            head["organisation"] = name.value
        selected = set(self.packs.program.selected)
        return {
            "form": _FORM,
            "checker": VERSION,
            "as_of": date.fromordinal(dossier.as_of).isoformat(),
            "dossier": head,
            "packs": [
                {
                    "name": pack["name"],
                    "version": pack["version"],
                    "sha256": pack.get("sha256", ""),
                    "standard": self.texts.standard_of(pack),
                    "completeness": completeness(
                        [
                            result.verdict
                            for result in assessment.results
                            if result.rule.startswith(f"{pack['name']}/")
                        ]
                    ),
                }
                for pack in self.packs.program.packs
                if pack["name"] in selected
            ],
            "verdict": assessment.verdict.value,
            "counts": counts,
            "not_counted": not_counted,
            "open_passes": open_passes,
            "judged": judged,
            "draft": assessment.is_draft,
            "results": [result.to_plain(derivations=derivations) for result in assessment.results],
            "missing_items": self.missing.items(),
            "options": {"lang": self.lang, "strict": self.strict, "fail_on": self.fail_on},
            "inputs": [
                {
                    "file": entry.file,
                    "sha256": entry.sha256,
                    "rows": entry.rows,
                    "encoding": entry.encoding,
                    "dialect": entry.dialect and self.speech(entry.dialect),
                }
                for entry in dossier.inputs
            ],
            "facts": self.facts_asked(),
            "parameters": self.parameters_used(),
            "readings": self.readings_met(),
            "series": self.series() if derivations else [],
            "notes": [
                self.speech(note)
                for note in (*dossier.notes, *self.remarks, *self.expired(), *self.idle())
            ],
            "unused": list(dossier.unused),
        }

    def expired(self) -> list[str]:
        """Return a remark for each waiver that no longer applies."""
        return [
            said(
                "the waiver of {rule} for {subject} expired on {day} and no longer applies",
                rule=waiver.rule,
                subject=waiver.subject,
                day=date.fromordinal(waiver.expires).isoformat(),
            )
            if waiver.subject
            else said(
                "the waiver of {rule} expired on {day} and no longer applies",
                rule=waiver.rule,
                day=date.fromordinal(waiver.expires).isoformat(),
            )
            for waiver in self.dossier.waivers
            if waiver.expires < self.dossier.as_of
        ]

    def idle(self) -> list[str]:
        """Return a remark for each decision that no result needed."""
        checked = {rule.name for rule in self.packs.rules}
        in_force = [
            waiver for waiver in self.dossier.waivers if waiver.expires >= self.dossier.as_of
        ]
        decided: list[tuple[str, Judgement | Waiver]] = [
            *(("judgement", judgement) for judgement in self.dossier.judgements),
            *(("waiver", waiver) for waiver in in_force),
        ]
        found: list[str] = []
        for kind, entry in decided:
            if id(entry) not in self.matched and entry.rule in checked:
                about = entry.rule
                if entry.subject:
                    about = said("{rule} of {subject}", rule=entry.rule, subject=entry.subject)
                found.append(
                    said(
                        "the judgement about {about} decided nothing: no such finding", about=about
                    )
                    if kind == "judgement"
                    else said(
                        "the waiver about {about} decided nothing: no such finding", about=about
                    )
                )
        return found

    def facts_asked(self) -> list[dict[str, Any]]:
        """Return the facts that the selected rules read, with what the dossier says of them."""
        found = []
        for name in self.packs.facts:
            declared = self.evaluator.facts.get(name)
            if declared is None or name == "as_of":
                continue
            fact = self.dossier.facts.get(name)
            entry: dict[str, Any] = {
                "fact": name,
                "title": self.texts.fact(name, declared.title),
                "type": type_text(declared.type),
                "value": None,
                "source": None,
                "locator": None,
                "public": True,
                "note": None,
                "place": None,
            }
            if fact is not None:
                entry["value"] = None if fact.value is None else show_raw(fact.value, fact.type)
                entry["source"] = fact.source
                entry["locator"] = fact.locator
                entry["public"] = fact.public
                entry["note"] = fact.note if fact.note is not None else fact.why
                entry["place"] = fact_place(self.evaluator, self.ctx, name)
            found.append(entry)
        return found

    def parameters_used(self) -> list[dict[str, Any]]:
        """Return the parameters that the selected rules read, with the value in force."""
        return [self.parameter_plain(rule, node) for rule, node in self.packs.parameters]

    def parameter_plain(self, rule: CompiledRule, node: Node) -> dict[str, Any]:
        """Return a parameter with its value in force."""
        frame = Frame(self.ctx, rule.item)
        entry = self.packs.program.parameters[node[3]]
        value = self.evaluator.value(node, rule.item)(frame)
        type = self.evaluator.type_of(node, rule.item)
        return {
            "name": node[3].rsplit("/", 1)[-1],
            "pack": entry["pack"],
            "title": self.texts.phrase(entry["title"]),
            "value": show_value(value, type, plain=True, ctx=self.ctx),
            "from": self.speech(in_force_text(self.evaluator, frame, node, rule.item)),
            "cites": [cite for line in entry["values"] for cite in line["cites"]],
        }

    def readings_met(self) -> list[dict[str, Any]]:
        """Return the readings that the selected rules reach, settled or open."""
        names: dict[str, None] = {}
        for rule in self.packs.rules:
            names.update(dict.fromkeys(rule.rule["reads"]["readings"]))
        found = []
        for name in sorted(names):
            entry = self.packs.program.readings[name]
            choice = self.dossier.readings.get(name)
            settled: str | None = None
            if choice is not None:
                from checker.model.datatype import Datatype

                settled = show_raw(choice.value, Datatype.from_plain(entry["type"]))
            found.append(
                {
                    "name": name.rsplit("/", 1)[-1],
                    "pack": entry["pack"],
                    "question": self.texts.phrase(entry["question"]),
                    "options": entry.get("options"),
                    "settled": settled,
                }
            )
        return found

    def series(self) -> list[dict[str, Any]]:
        """Return what the charts draw."""
        from checker.verdict.series import composition

        found = []
        for rule in self.packs.rules:
            found += composition(self.evaluator, rule, self.ctx, self.speech)
        return found


def _told(judgement: Judgement) -> dict[str, str]:
    """Return what identifies a judgement in a sentence."""
    of = f" [{judgement.subject}]" if judgement.subject else ""
    return {
        "what": f"{judgement.rule}{of}",
        "by": judgement.by,
        "on": date.fromordinal(judgement.on).isoformat(),
    }


def _could_be(folded: Sequence[Subject], worst: Subject) -> list[str]:
    """Return the outcomes that the most severe of all subjects can be."""
    from checker.verdict.decide import _WORST

    if worst.harmless:
        return words_of(worst.bits)
    bits = NA
    for subject in folded:
        # Among missing facts a question stays a question, whatever its readings give.
        asks = subject.verdict is Verdict.JUDGEMENT and worst.verdict is not Verdict.JUDGEMENT
        bits = _WORST[bits][JUDGEMENT if asks else subject.bits]
    return words_of(bits)


def _subject_key(subject: Subject) -> str | None:
    if subject.label is None:
        return None
    return subject.label.partition("[")[2].removesuffix("]")


def _only_row(support: Support, table: str, members: Sequence[int], row: int) -> Support:
    """Return the part of a class's support that belongs to one of its rows."""
    own = Support()
    own.merge(support)
    others = set(members) - {row}
    own.cells = {
        key: {r: None for r in rows if key[0] != table or r not in others}
        for key, rows in support.cells.items()
    }
    own.cells = {key: rows for key, rows in own.cells.items() if rows}
    return own


def reading_value(entry: dict[str, Any], value: Any) -> Any:
    """Return a settled reading as closures hold it."""
    if "options" not in entry:
        return (value, value)
    if set(entry["options"]) == {"yes", "no"}:
        if isinstance(value, bool):
            return YES if value else NO
        return YES if value == "yes" else NO
    return frozenset((value,))


__all__ = ["BOTH", "SEVERITY", "Assessment", "Result", "Verdict", "evaluate", "overall"]
