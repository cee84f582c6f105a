"""What is said about one subject of a rule: its message, its figures, its places, its derivation."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from checker.model.assessment import HARMLESS, Verdict
from checker.model.expression import Node, children
from checker.model.said import said
from checker.model.translation import translate
from checker.model.truth import NO, YES
from checker.verdict.context import Context, Frame, Item
from checker.verdict.decide import (
    JUDGEMENT,
    VIOLATION,
    CompiledRule,
    Subject,
    words_of,
)
from checker.verdict.margin import conform, margin
from checker.verdict.trace import (
    label,
    places_of,
    show_value,
    trace,
    type_of,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.model.dossier import Judgement, Waiver
    from checker.plan.from_pack import Program
    from checker.verdict.expressions import Evaluator
    from checker.verdict.missing import Missing
    from checker.verdict.speech import Speech

_PLACES = 20
_SEARCHES = frozenset(
    "sum count largest smallest share running row have shared overlap path".split()  # noqa: SIM905 - one line
)


class Details:
    """Tells about subjects; `missing` says what they lack."""

    __slots__ = ("base", "evaluator", "missing", "program", "speech", "texts")

    def __init__(
        self,
        evaluator: Evaluator,
        program: Program,
        missing: Missing,
        base: Context,
        speech: Speech,
    ) -> None:
        self.speech = speech
        self.texts = speech.texts
        self.evaluator = evaluator
        self.program = program
        self.missing = missing
        self.base = base

    def subject(self, rule: CompiledRule, subject: Subject, derivations: bool) -> dict[str, Any]:
        """Return what is said about one subject."""
        evaluator = self.evaluator
        ctx, _ = self.telling(subject)
        frame = rule.frame_in(ctx, subject)
        plain: dict[str, Any] = {
            "verdict": subject.verdict.value,
            "could_be": words_of(subject.bits),
            "message": None,
            "missing": self.missing.of(subject.support)
            if subject.verdict is Verdict.MISSING
            else [],
            "places": [],
        }
        if (
            rule.open_clause
            and subject.verdict is Verdict.JUDGEMENT
            and rule.outcomes(frame) & VIOLATION
        ):
            plain["would_be"] = "violation"
        quiet = not derivations and subject.severity <= HARMLESS
        if subject.verdict is Verdict.NOT_APPLICABLE and derivations:
            # Why a rule does not apply is a derivation as well.
            plain["trace"] = self.trace(rule, frame, self.deciding(rule, frame, subject))
        if subject.verdict is not Verdict.NOT_APPLICABLE and not quiet:
            nodes = self.deciding(rule, frame, subject)
            plain["values"] = self.values(rule, frame)
            plain["message"] = self.message(rule, frame, subject)
            plain["trace"] = self.trace(rule, frame, nodes) if derivations else None
            places, more = self.places(rule, frame, subject, nodes)
            plain["places"] = places[:_PLACES]
            if len(places) + more > _PLACES:
                plain["places_total"] = len(places) + more
            if len(nodes) == 1:
                plain["margin"] = margin(evaluator, nodes[0], rule.item, frame)
                if subject.verdict is Verdict.VIOLATION or "would_be" in plain:
                    advice = conform(evaluator, nodes[0], rule.item, frame)
                    if advice:
                        plain["conform"] = advice
        if subject.verdict is Verdict.JUDGEMENT:
            question = self.question(rule, frame, subject)
            if question is not None:
                plain["question"] = question
        # Readings are told where they make a difference.
        ways = ways_that_differ(subject)
        if len(ways) > 1:
            plain["readings"] = [{"reading": labels, "verdict": word} for labels, word in ways]
        if subject.answer is not None:
            plain["judged"] = judged_plain(subject.answer)
        elif subject.verdict is Verdict.JUDGEMENT and not subject.further:
            plain["record"] = {
                "rule": rule.name,
                "subject": subject.label,
                "values": self.fingerprint(rule, subject),
            }
            if subject.outdated is not None:
                plain["judged_before"] = judged_plain(subject.outdated)
        if subject.lapsed is not None and subject.waiver is None:
            plain["waived_before"] = waived_plain(subject.lapsed)
        notes = self.notes(rule, subject)
        if notes:
            plain["notes"] = notes
        if subject.harmless:
            plain["harmless"] = True
        return plain

    def telling(self, subject: Subject) -> tuple[Context, int]:
        """Return the context that tells most about a subject: the one with the worst outcome."""
        best = (self.base, subject.bits)
        weight = -1
        for _, ctx, bits in subject.ways:
            here = 2 if bits & VIOLATION else 1 if bits & JUDGEMENT else 0
            if here > weight:
                best, weight = (ctx, bits), here
        return best

    def deciding(self, rule: CompiledRule, frame: Frame, subject: Subject) -> list[Node]:
        """Return the conditions that make the outcome what it is."""
        wanted: list[Node] = []
        source = rule.rule
        if subject.verdict is Verdict.NOT_APPLICABLE:
            return [source["applies"]] if source["applies"] is not None else []
        for test, part in rule.requires:
            truth = test(frame)
            if subject.verdict in (Verdict.PASS,) or truth != YES:
                wanted.append(part["condition"])
        for case, part in rule.cases:
            if case is not None and case(frame) != NO:
                wanted.append(part["when"])
        if source["decide"] and not wanted:
            wanted = [part["when"] for part in source["decide"] if part["when"] is not None]
        for test, part in rule.states:
            if test(frame) != YES:
                node = part["node"]
                wanted.append(["given", node[1], node[2], node])
        return wanted

    def values(self, rule: CompiledRule, frame: Frame) -> dict[str, str]:
        """Return the lets and what the messages name, each as text."""
        found: dict[str, str] = {}
        evaluator, item = self.evaluator, rule.item
        for index, let in enumerate(rule.rule["lets"]):
            if let["body"] is None:
                continue
            value = evaluator.value(rule.let_names[index], item)(frame)
            type = type_of(evaluator, let["body"], item) or item.let_types[index]
            found[let["name"]] = show_value(
                value, item.let_types[index] or type, plain=True, ctx=frame.ctx
            )
        named: list[tuple[Node, Item]] = []
        for text in (rule.rule["say"], rule.rule["remedy"]):
            named += [(part, item) for part in text or () if not isinstance(part, str)]
        for top in rule.nodes():
            named += self.named(top, item)
        for node, of in named:
            name = label(node, of)
            if name not in found:
                value = evaluator.any(node, of)(frame if of is item else Frame(frame.ctx, of))
                type = type_of(evaluator, node, of)
                found[name] = show_value(value, type, plain=True, ctx=frame.ctx)
        return found

    def named(self, top: Node, item: Item) -> list[tuple[Node, Item]]:
        """Return the defines and parameters that a node names, near and far, outside searches."""
        found: list[tuple[Node, Item]] = []
        stack = [(top, item)]
        while stack:
            node, of = stack.pop()
            if node[0] in _SEARCHES:
                continue
            if node[0] == "define":
                found.append((node, of))
                below, _ = self.evaluator.define_item(node[3])
                stack.append((self.program.defines[node[3]]["body"], below))
            elif node[0] == "param":
                found.append((node, of))
            stack.extend((part, of) for part in children(node))
        return found

    def fill(self, rule: CompiledRule, frame: Frame, parts: Sequence[Any] | None) -> str | None:
        """Return a message with its figures put in."""
        if parts is None:
            return None
        texts = []
        for part in parts:
            if isinstance(part, str):
                texts.append(part)
                continue
            value = self.evaluator.any(part, rule.item)(frame)
            type = type_of(self.evaluator, part, rule.item)
            shown = show_value(value, type, plain=False, ctx=frame.ctx, texts=self.texts)
            texts.append(self.speech(shown))
        return "".join(texts)

    def message(self, rule: CompiledRule, frame: Frame, subject: Subject) -> str | None:
        """Return the rule's own message, with what is not known as a range."""
        return self.fill(rule, frame, self.texts.message(rule.pack["name"], rule.rule, "say"))

    def remedy(self, rule: CompiledRule, subject: Subject) -> str | None:
        """Return what to do about a finding."""
        if not is_finding(subject):
            return None
        ctx, _ = self.telling(subject)
        remedy = self.texts.message(rule.pack["name"], rule.rule, "remedy")
        return self.fill(rule, rule.frame_in(ctx, subject), remedy)

    def notes(self, rule: CompiledRule, subject: Subject) -> list[str]:
        """Return the remarks that hold, or may hold."""
        if subject.verdict is Verdict.NOT_APPLICABLE:
            return []
        ctx, _ = self.telling(subject)
        frame = rule.frame_in(ctx, subject)
        found = []
        for at, (test, _) in enumerate(rule.notes):
            truth = YES if test is None else test(frame)
            if truth == NO:
                continue
            note = self.texts.note(rule.pack["name"], rule.rule, at)
            text = self.fill(rule, frame, note) or ""
            may = said("may apply: {note}", note=text)
            found.append(text if truth == YES else translate(may, self.speech.lang))
        return found

    def fingerprint(self, rule: CompiledRule, subject: Subject) -> str:
        """Return the hash of the values that a person judges, and of what is asked about them."""
        from checker.verdict.judged import fingerprint  # most checks do without

        ctx, _ = self.telling(subject)
        asked = self.questions(rule, rule.frame_in(ctx, subject), subject)
        return fingerprint(rule, subject, asked)

    def question(self, rule: CompiledRule, frame: Frame, subject: Subject) -> str | None:
        """Return what a person must answer."""
        first, *others = self.questions(rule, frame, subject).values() or [""]
        for other in others:
            first = self.speech(said("{question} {next}", question=first, next=other))
        return first or None

    def questions(self, rule: CompiledRule, frame: Frame, subject: Subject) -> dict[str, str]:
        """Return each question that a person must answer: as the pack asks it → as it is said here."""
        speech = self.speech
        questions: dict[str, str] = {}

        def ask(part: dict[str, Any]) -> None:
            text = part["ask"]
            if text is not None:
                questions[text] = self.texts.ask(rule.pack["name"], rule.rule["id"], text)

        for test, part in rule.requires:
            if part["ask"] is not None and test(frame) != YES:
                ask(part)
        hit = False
        for case, part in rule.cases:
            if case is None:
                if not hit:
                    ask(part)
            elif case(frame) != NO:
                hit = True
                ask(part)
        if not questions:
            for labels, _, _ in subject.ways:
                if labels:
                    for name in rule.rule["reads"]["readings"]:
                        text = self.program.readings[name]["question"]
                        questions[text] = speech(text)
                    break
        questions.update((text, speech(text)) for text in subject.support.questions)
        return questions

    def trace(
        self, rule: CompiledRule, frame: Frame, nodes: Sequence[Node]
    ) -> dict[str, Any] | None:
        """Return the derivation of the conditions that decide."""
        if not nodes:
            return None
        traces = [self.spoken(trace(self.evaluator, node, rule.item, frame)) for node in nodes]
        if len(traces) == 1:
            return traces[0]
        value = "no" if any(entry["value"] == "no" for entry in traces) else traces[0]["value"]
        if rule.rule["decide"]:
            value = ", ".join(words_of(rule.outcomes(frame)))
        title = self.texts.title(rule.pack["name"], rule.rule)
        return {"text": title, "value": value, "parts": traces}

    def spoken(self, root: dict[str, Any]) -> dict[str, Any]:
        """Return a derivation with its remarks in the language of the assessment."""
        stack = [root] if self.speech.lang != "en" else []
        while stack:
            entry = stack.pop()
            if "why" in entry:
                entry["why"] = self.speech(entry["why"])
            stack += entry["parts"]
        return root

    def places(
        self, rule: CompiledRule, frame: Frame, subject: Subject, nodes: Sequence[Node]
    ) -> tuple[list[dict[str, Any]], int]:
        """Return where the figures of an outcome stand in the dossier, and how many more there are."""
        found: list[dict[str, Any]] = []
        more = 0
        for node in nodes:
            here, others = places_of(self.evaluator, node, rule.item, frame)
            found += here
            more += others
        if not found and subject.row is not None:
            view = frame.ctx.views[rule.rule["each"]["table"]]
            if subject.row < view.size and view.data is not None:
                origin = view.data.origin_of(subject.row, None)
                from checker.verdict.trace import place

                found.append(place(origin, subject.label or "", ""))
        return found, more


def judged_plain(judgement: Judgement) -> dict[str, Any]:
    """Return a recorded answer as the assessment holds it."""
    return {
        "by": judgement.by,
        "on": date.fromordinal(judgement.on).isoformat(),
        "reason": judgement.reason,
    }


def waived_plain(waiver: Waiver) -> dict[str, Any]:
    """Return a waiver as the assessment holds it."""
    return {
        "reason": waiver.reason,
        "approved_by": waiver.approved_by,
        "expires": date.fromordinal(waiver.expires).isoformat(),
    }


def ways_that_differ(subject: Subject) -> list[tuple[dict[str, Any], str]]:
    """Return the verdicts by reading, without the readings that change none of them.

    A rule may reach five readings where one of them decides: the others are no one's question.
    """
    left = "missing" if subject.support else "judgement"
    ways = [
        (labels, words_of(way)[0] if not way & (way - 1) else left)
        for labels, _, way in subject.ways
    ]
    for name in dict.fromkeys(name for labels, _ in ways for name in labels):
        merged: dict[tuple[tuple[str, Any], ...], str] = {}
        for labels, word in ways:
            rest = tuple(entry for entry in labels.items() if entry[0] != name)
            if merged.setdefault(rest, word) != word:
                break
        else:
            ways = [(dict(rest), word) for rest, word in merged.items()]
    return ways


def is_finding(subject: Subject) -> bool:
    """Whether a subject is something to act on."""
    return subject.severity > HARMLESS
