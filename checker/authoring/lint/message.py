"""What the messages of rules show: names in place of words, and values that can be unknown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import Finding, found_at
from checker.model.datatype import Kind
from checker.model.expression import Node, walk
from checker.model.said import said
from checker.verdict.decide import JUDGEMENT, VIOLATION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.authoring.lint.meaning import Meaning
    from checker.authoring.lint.outcome import RuleMeaning
    from checker.authoring.lint.written import Written
    from checker.verdict.expressions import Evaluator

_IDENTIFIER = re.compile(
    r"(?<![\w.{/@-])[a-z][a-z0-9]*(?:_[a-z0-9]+|\.[a-z][a-z0-9_]+)+(?![\w}/@-])"
)


def message_findings(
    written: Written,
    meant: RuleMeaning,
    meaning: Meaning,
    evaluator: Evaluator,
    known: frozenset[str],
) -> list[Finding]:
    """Return what is found in the messages of a rule.

    Args:
        written: the pack.
        meant: the rule as formulas.
        meaning: what the formulas rest on.
        evaluator: tells what a node rests on.
        known: the names of facts, columns and options, as dossiers have them.
    """
    rule = meant.rule
    found: list[Finding] = []

    def tell(code: str, span: tuple[int, int], message: str, **more: Any) -> None:
        found.append(found_at(written, code, rule["id"], rule["file"], span, message, **more))

    shown: dict[tuple[int, int], Node] = {}
    for text in [rule["say"], rule["remedy"], *(note["text"] for note in rule["notes"])]:
        shown.update({(p[1], p[2]): p for p in text or () if not isinstance(p, str)})
    for span, node in sorted(shown.items()):
        options = _named_options(node, meant, meaning)
        if options:
            tell(
                "identifier-in-message",
                span,
                said("the message shows `{option}` to its readers", option=options[0]),
                have=said(
                    "`{name}` can be {options}",
                    name=written.text(rule["file"], node),
                    options=", ".join(options[:6]) + (" …" if len(options) > 6 else ""),
                ),
                hint="say in words what the value means, or choose options that are words",
            )
    for word, span in _identifiers(written, meant, known):
        tell(
            "identifier-in-message",
            span,
            said("the message shows the name `{word}` to its readers", word=word),
            hint="write what it means; the report names the fact and its place by itself",
        )
    for part in rule["say"] or ():
        if isinstance(part, str):
            continue
        without = _failing_without(part, written, meant, meaning, evaluator)
        if without is not None:
            name = written.text(rule["file"], part)
            tell(
                "message-without-value",
                (part[1], part[2]),
                said(
                    "`{name}` can be unknown when `{rule}` is violated", name=name, rule=rule["id"]
                ),
                have=said(
                    "`{condition}` fails without it, and the message says “unknown”",
                    condition=without,
                ),
                hint="show what the violation rests on, or split the rule",
            )
    return found


def _named_options(node: Node, meant: RuleMeaning, meaning: Meaning) -> list[str]:
    """Return the options of a value that are names and no words."""
    type = meaning.type_of(node, meant.place)
    if type is None or type.kind not in (Kind.CHOICE, Kind.LIST):
        return []
    return [option for option in type.options if "_" in option]


def _identifiers(
    written: Written, meant: RuleMeaning, known: frozenset[str]
) -> list[tuple[str, tuple[int, int]]]:
    """Return the names that stand as such in the texts of a rule, each with its place."""
    rule = meant.rule
    source = written.source_of(rule).text
    texts: list[str] = [rule["title"]]
    texts += [part["ask"] for part in (*rule["requires"], *rule["decide"]) if part["ask"]]
    for parts in [rule["say"], rule["remedy"], *(note["text"] for note in rule["notes"])]:
        texts += [part for part in parts or () if isinstance(part, str)]
    words: dict[str, None] = {}
    for text in texts:
        for match in _IDENTIFIER.finditer(text):
            if match[0] in known:
                words[match[0]] = None
    found: list[tuple[str, tuple[int, int]]] = []
    for word in words:
        # In the source the word stands inside quotation marks, not as an expression.
        for quoted in re.finditer(r'"(?:[^"\\]|\\.)*"', source[rule["start"] : rule["end"]]):
            at = re.search(rf"(?<![\w.{{]){re.escape(word)}(?![\w}}])", quoted[0])
            if at is not None:
                start = rule["start"] + quoted.start() + at.start()
                found.append((word, (start, start + len(word))))
                break
    return found


def _failing_without(
    part: Node, written: Written, meant: RuleMeaning, meaning: Meaning, evaluator: Evaluator
) -> str | None:
    """Return a condition that can fail, and the rule with it, whatever the value is that is shown."""
    rule = meant.rule
    value = _reads([part], meant, evaluator)
    if not value:
        return None
    scope = [] if rule["applies"] is None else [rule["applies"]]
    if rule["each"] is not None:
        scope += rule["each"]["where"]
    if value <= _reads(scope, meant, evaluator) | _asked_for(meant, evaluator):
        return None
    asks = [(p["condition"], p["condition"]) for p in rule["requires"]]
    asks += [(p["node"], p["node"]) for p in rule["states"]]
    for (formula, outcome), (node, shown) in zip(meant.asks, asks, strict=True):
        if outcome not in (VIOLATION, JUDGEMENT):
            continue
        if value <= _reads([node, *scope], meant, evaluator):
            continue
        opposite = meaning.terms.negate(formula)
        if not meaning.solver.is_impossible(meant.scope, opposite, *meant.known):
            return written.text(rule["file"], shown)
    return None


def _asked_for(meant: RuleMeaning, evaluator: Evaluator) -> set[str]:
    """Return what the rule itself asks to be given: of that, "unknown" is what the message is about."""
    nodes = [part["node"] for part in meant.rule["states"]]
    stack = [part["condition"] for part in meant.rule["requires"]]
    while stack:
        node = stack.pop()
        if node[0] == "given":
            nodes.append(node[3])
        elif node[0] in ("and", "or"):
            stack.extend(node[3])
    return _reads(nodes, meant, evaluator)


def _reads(nodes: Iterable[Node], meant: RuleMeaning, evaluator: Evaluator) -> set[str]:
    """Return the facts, and the columns of the rows that the rule goes through, on which nodes rest."""
    found: set[str] = set()
    stack = list(nodes)
    while stack:
        top = stack.pop()
        for node in walk(top):
            match node[0]:
                case "fact":
                    found.add(f"fact {node[3]}")
                case "col" | "deref":
                    found.add(f"column {node[4]}.{node[5]}")
                    entry = evaluator.program.derived.get(f"{node[4]}.{node[5]}")
                    if entry is not None:
                        found.discard(f"column {node[4]}.{node[5]}")
                        found |= {f"fact {name}" for name in entry["reads"]["facts"]}
                        found |= {f"column {name}" for name in entry["reads"]["columns"]}
                case "let":
                    body = meant.rule["lets"][node[3]]["body"]
                    if body is not None:
                        stack.append(body)
                case "key":
                    stack.append(meant.place.keys[node[3]])
                case "define":
                    reads = evaluator.program.defines[node[3]]["reads"]
                    found |= {f"fact {name}" for name in reads["facts"]}
                    found |= {f"column {name}" for name in reads["columns"]}
                case _:
                    pass
    return found
