"""Rules that say nothing: what no claim can violate or pass, and conditions that always or never hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import Finding, found_at
from checker.authoring.lint.formula import FALSE, TRUE, Formula, both
from checker.model.expression import CONDITIONS, Node, children
from checker.model.said import joined, said
from checker.verdict.decide import JUDGEMENT, PASS, VIOLATION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.authoring.lint.meaning import Meaning, Place
    from checker.authoring.lint.outcome import RuleMeaning
    from checker.authoring.lint.written import Written

_GIVEN = ("given", "isnone", "evidenced")


def outcome_findings(
    written: Written, meant: RuleMeaning, possible: int, meaning: Meaning
) -> list[Finding]:
    """Return what is found of the outcomes that a rule can have.

    Nothing is said of a `decide` that names no case of the outcome in question: its text says so
    itself. Nor of a rule that asks for something to be given which cannot be `none`: it is not there
    to be violated, but to be `missing` until somebody writes it down.

    Args:
        written: the pack.
        meant: the rule as formulas.
        possible: the outcomes that neither the engine nor the formulas rule out.
        meaning: what the formulas rest on.
    """
    rule = meant.rule
    span = written.id_span(rule)

    def finding(code: str, message: str, **more: Any) -> list[Finding]:
        return [found_at(written, code, rule["id"], rule["file"], span, message, **more)]

    if meaning.solver.is_impossible(meant.scope, *meant.known):
        return finding(
            "never-applies",
            said("`{rule}` applies to no claim", rule=rule["id"]),
            have=said(
                "{conditions} cannot hold together",
                conditions=_quoted(scope_texts(written, rule)),
            ),
            hint="take the rule out, or say what it is to apply to",
        )
    if rule["decide"]:
        named = {part["outcome"] for part in rule["decide"]}
        can_fail = bool(named & {"violation", "judgement"})
        can_pass = "pass" in named
    else:
        can_fail = not _asks_for_facts(meant)
        can_pass = True
    if can_fail and not possible & (VIOLATION | JUDGEMENT):
        return finding(
            "never-violated",
            said("no claim can violate `{rule}`", rule=rule["id"]),
            have=_always(written, meant, meaning),
            hint="write what the standard forbids, or take the rule out",
        )
    if can_pass and not possible & PASS:
        return finding(
            "never-passes",
            said("no claim can pass `{rule}`", rule=rule["id"]),
            have=_never(written, meant, meaning),
            hint="write what the standard allows, or say to what the rule does not apply",
        )
    return []


def scope_texts(written: Written, rule: dict[str, Any]) -> list[str]:
    """Return the conditions under which a rule applies, as they are written."""
    nodes = [] if rule["each"] is None else list(rule["each"]["where"])
    if rule["applies"] is not None:
        nodes.append(rule["applies"])
    return [written.text(rule["file"], node) for node in nodes]


def _asks_for_facts(meant: RuleMeaning) -> bool:
    """Whether a rule asks for something to be given that can only be known or not yet known."""
    if any(formula == TRUE for formula, _ in meant.asks[len(meant.rule["requires"]) :]):
        return True
    for (formula, _), part in zip(meant.asks, meant.rule["requires"], strict=False):
        asked = part["condition"]
        if formula == TRUE and any(node[0] in ("given", "evidenced") for node in _walk(asked)):
            return True
    return False


def _walk(node: Node) -> list[Node]:
    found = [node]
    for below in found:
        if below[0] in ("and", "or", "not"):
            found.extend(children(below))
    return found


def _always(written: Written, meant: RuleMeaning, meaning: Meaning) -> str | None:
    """Say which conditions always hold."""
    rule = meant.rule
    texts = [
        written.text(rule["file"], part["condition"])
        for (formula, _), part in zip(meant.asks, rule["requires"], strict=False)
        if meaning.solver.implies(both([meant.scope, *meant.known]), formula)
    ]
    if not texts:
        return None
    return said("{conditions} always holds", conditions=_quoted(texts))


def _never(written: Written, meant: RuleMeaning, meaning: Meaning) -> str | None:
    """Say which conditions never hold, alone or together."""
    rule = meant.rule
    if rule["decide"]:
        return None
    alone = [
        written.text(rule["file"], part["condition"])
        for (formula, _), part in zip(meant.asks, rule["requires"], strict=False)
        if meaning.solver.is_impossible(meant.scope, formula, *meant.known)
    ]
    if alone:
        return said("{conditions} never holds", conditions=_quoted(alone))
    texts = [written.text(rule["file"], part["condition"]) for part in rule["requires"]]
    if len(texts) < 2:
        return None
    return said("{conditions} cannot hold together", conditions=_quoted(texts))


def _quoted(texts: Sequence[str]) -> str:
    return joined((f"`{text}`" for text in texts), " and ")


class Conditions:
    """Looks into the conditions of one item for parts that always or never hold where they stand."""

    def __init__(self, written: Written, meaning: Meaning, at: str, file: str) -> None:
        self.written = written
        self.meaning = meaning
        self.at = at
        self.file = file
        self.found: list[Finding] = []

    def rule(self, meant: RuleMeaning) -> list[Finding]:
        """Return what is found in a rule that applies to some claim."""
        rule, place = meant.rule, meant.place
        each = rule["each"]
        scope = both(meant.known)
        if each is not None:
            scope = self.all_of(each["where"], place, scope)
        if rule["applies"] is not None:
            scope = self.condition(rule["applies"], place, scope)
        for let in rule["lets"]:
            if let["body"] is not None:
                self.value(let["body"], place, TRUE)
        self.all_of([part["condition"] for part in rule["requires"]], place, scope)
        self.decided([part["when"] for part in rule["decide"] if part["when"]], place, scope)
        for note in rule["notes"]:
            if note["when"] is not None:
                self.condition(note["when"], place, scope)
        return self.found

    def item(self, body: Node, place: Place) -> list[Finding]:
        """Return what is found in a define or a derived column."""
        if body[0] in CONDITIONS:
            self.condition(body, place, TRUE, alone=True)
        else:
            self.value(body, place, TRUE)
        return self.found

    def tell(self, code: str, node: Node, message: str) -> None:
        """Note a finding about a node."""
        span = (node[1], node[2])
        self.found.append(found_at(self.written, code, self.at, self.file, span, message))

    def all_of(self, nodes: Sequence[Node], place: Place, scope: Formula) -> Formula:
        """Look at conditions that must all hold, one after the other; return what holds after them."""
        for node in nodes:
            scope = self.condition(node, place, scope)
        return scope

    def condition(
        self, node: Node, place: Place, scope: Formula, *, alone: bool = False
    ) -> Formula:
        """Look at one condition where `scope` holds; return what holds where it does too.

        `alone`: whether it holds is what the item is about, so that only its parts are looked at.
        """
        formula = self.meaning.condition(node, place)
        if self.meaning.solver.is_impossible(scope):
            return scope
        if node[0] not in ("and", "or", "not"):
            told = len(self.found)
            self.value(node, place, scope)
            # What is wrong inside is why the whole is settled.
            if not alone and len(self.found) == told:
                self.settled(node, formula, scope)
        elif alone or not self.settled(node, formula, scope):
            self.parts(node, place, scope)
        return both([scope, formula])

    def parts(self, node: Node, place: Place, scope: Formula) -> None:
        """Look at the parts of `and`, `or` and `not`, each where those before it leave it open."""
        if node[0] == "and":
            self.all_of(node[3], place, scope)
        elif node[0] == "not":
            self.condition(node[3], place, scope)
        else:
            for part in node[3]:
                self.condition(part, place, scope)
                opposite = self.meaning.terms.negate(self.meaning.condition(part, place))
                scope = both([scope, opposite])

    def settled(self, node: Node, formula: Formula, scope: Formula) -> bool:
        """Tell of a condition that always or never holds; whether there was something to tell.

        What asks whether something is given is left out: it also guards, and it asks for a fact.
        """
        solver = self.meaning.solver
        if any(part[0] in _GIVEN for part in _walk(node)):
            return False
        text = self.written.text(self.file, node)
        if formula == FALSE or solver.is_impossible(scope, formula):
            self.tell("dead-condition", node, said("`{text}` never holds here", text=text))
            return True
        if solver.implies(scope, formula):
            self.tell("needless-condition", node, said("`{text}` always holds here", text=text))
            return True
        return False

    def value(self, node: Node, place: Place, scope: Formula) -> None:
        """Look for searches and choices below a node."""
        match node[0]:
            case "choose":
                after = self.cases([test for test, _ in node[3]], place, scope)
                for (_, value), here in zip(node[3], after, strict=False):
                    self.value(value, place, here)
                self.value(node[4], place, after[-1])
            case "sum" | "count" | "largest" | "smallest" | "share" | "overlap" | "path":
                self.search(node, 3, place, scope)
            case "running" | "row" | "have" | "shared":
                self.search(node, 4, place, scope)
            case _:
                for part in children(node):
                    if part[0] in CONDITIONS:
                        self.condition(part, place, scope)
                    else:
                        self.value(part, place, scope)

    def decided(self, tests: Sequence[Node], place: Place, scope: Formula) -> None:
        """Look at the cases of `decide`, which exclude each other."""
        terms, solver = self.meaning.terms, self.meaning.solver
        before = scope
        for test in tests:
            told = len(self.found)
            self.condition(test, place, scope)
            formula = self.meaning.condition(test, place)
            if len(self.found) == told and solver.is_impossible(before, formula):
                text = self.written.text(self.file, test)
                message = said("`{text}` holds only where an earlier case holds too", text=text)
                self.tell("dead-condition", test, message)
            before = both([before, terms.negate(formula)])

    def cases(self, tests: Sequence[Node], place: Place, scope: Formula) -> list[Formula]:
        """Look at the cases of a `choose`, tried in turn; return what holds in each, and after the last.

        That the last of them always holds is no finding: `otherwise` must stand after it, and is what is
        left for the options that another pack may add.
        """
        found: list[Formula] = []
        terms, solver = self.meaning.terms, self.meaning.solver
        for at, test in enumerate(tests):
            formula = self.meaning.condition(test, place)
            after = both([scope, formula])
            if at == len(tests) - 1 and not solver.is_impossible(after):
                self.condition(test, place, scope, alone=True)
            else:
                self.condition(test, place, scope)
            found.append(after)
            scope = both([scope, terms.negate(formula)])
        return [*found, scope]

    def search(self, node: Node, at: int, place: Place, scope: Formula) -> None:
        """Look at the conditions of a search, and what it asks of its rows."""
        inside = place.with_row(node[at], node[at + 1])
        after = self.where(node[at + 2], (node[1], node[2]), inside, scope)
        for part in node[at + 3 :]:
            if isinstance(part, list) and part and isinstance(part[0], str) and len(part) > 2:
                if part[0] in CONDITIONS:
                    self.condition(part, inside, after)
                else:
                    self.value(part, inside, after)

    def where(
        self, where: Sequence[Node], span: tuple[int, int], place: Place, scope: Formula
    ) -> Formula:
        """Look at the conditions of a search; return what holds of the rows that it takes.

        Those of a selection that it names come with it, and stand elsewhere: only its own are told of.
        """
        here = self.written.spans[self.file]
        for part in where:
            own = span[0] <= part[1] and part[2] <= span[1] and (part[1], part[2]) in here
            if own:
                scope = self.condition(part, place, scope)
            else:
                scope = both([scope, self.meaning.condition(part, place)])
        return scope

    def selection(self, entry: dict[str, Any], place: Place) -> list[Finding]:
        """Return what is found in a selection, whose row has its place already."""
        self.where(entry["where"], (entry["start"], entry["end"]), place, TRUE)
        return self.found
