"""What the parts of a compiled pack mean, as values that are equal where they mean the same.

Layout, comments, the names of lets and row variables, the unit that a constant is written in and what
texts show are no part of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.expression import SLOT_AT, Node, children, is_node
from checker.pack.validity import steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_BOUND = ("col", "var")
_READS = frozenset(["fact", "col", "deref", "define", "param", "reading", "key", "var"])
_TABLE_AT = {
    "sum": 4,
    "count": 4,
    "largest": 4,
    "smallest": 4,
    "share": 4,
    "overlap": 4,
    "path": 4,
    "running": 5,
    "row": 5,
    "have": 5,
    "shared": 5,
}

Slots = dict[int, int]
Step = tuple[int | None, int | None, Any]
"""From and until (ordinals, None for ever) and what holds between them."""


class Meanings:
    """Numbers for what expressions mean: two have the same number just where they mean the same.

    Both packs of a comparison share one of these.
    """

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def _number(self, key: Any) -> int:
        return self._numbers.setdefault(key, len(self._numbers))

    def of(self, part: Any, slots: Slots | None = None, lets: Sequence[int | None] = ()) -> int:
        """Return the number of a node or of a part of one.

        Args:
            part: a node, a list of nodes, or what else can stand in one.
            slots: the slots that are bound outside, each with its depth.
            lets: the numbers of the lets of the rule, in order; None for a selection.
        """
        outer = slots or {}
        if is_node(part):
            op = part[0]
            if op == "num":
                # Its unit only says how it is shown.
                return self._number(("num", part[3]))
            if op == "let":
                return self._number(("let", lets[part[3]]))
            at = SLOT_AT.get(op)
            inner = outer
            if at is not None and op not in _BOUND:
                inner = {**outer, part[at]: len(outer)}
            found: list[Any] = [op]
            for index in range(3, len(part)):
                if index == at:
                    found.append(("slot", inner.get(part[index], part[index])))
                else:
                    found.append(self.of(part[index], inner, lets))
            return self._number(tuple(found))
        if isinstance(part, list):
            return self._number(("list", *(self.of(inner, outer, lets) for inner in part)))
        # True and 1 are equal, and must not be here.
        return self._number((part.__class__.__name__, part))

    def maybe(self, node: Node | None, slots: Slots, lets: Sequence[int | None]) -> int | None:
        """Return the number of a node that can be left out."""
        return None if node is None else self.of(node, slots, lets)

    # --- items ------------------------------------------------------------------------------

    def rule(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        """Return what each clause of a rule means, by the words that an author knows it by."""
        each = rule["each"]
        slots: Slots = {} if each is None else {each["slot"]: 0}
        lets: list[int | None] = []
        for let in rule["lets"]:
            lets.append(None if let["body"] is None else self.of(let["body"], slots, lets))

        def meaning(node: Node | None) -> int | None:
            return self.maybe(node, slots, lets)

        asks = [part["ask"] for part in (*rule["requires"], *rule["decide"])]
        return {
            "level": rule["level"],
            "from": rule["from"],
            "until": rule["until"],
            "across dossiers": rule["across"],
            "certainty": any(cite["certainty"] == "open" for cite in rule["cites"]),
            "for each": None
            if each is None
            else (
                each["table"],
                self.of(each["where"], slots),
                None if "keys" not in each else self.of(each["keys"], slots),
            ),
            "applies when": meaning(rule["applies"]),
            "requirement": tuple(
                (meaning(part["condition"]), part["ask"] is not None) for part in rule["requires"]
            ),
            "decide": tuple(
                (part["outcome"], meaning(part["when"]), part["ask"] is not None)
                for part in rule["decide"]
            ),
            "state": tuple(meaning(part["node"]) for part in rule["states"]),
            # An answer that was recorded is to a question: to another, it is none.
            "question": sorted({ask for ask in asks if ask is not None}),
            # What is tried out for an open verdict is bounded, and taken in this order.
            "reads": self._reads(_nodes(rule), slots, lets),
        }

    def texts(self, rule: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the clauses of a rule say that bear on no verdict."""
        each = rule["each"]
        slots: Slots = {} if each is None else {each["slot"]: 0}
        lets: list[int | None] = []
        for let in rule["lets"]:
            lets.append(None if let["body"] is None else self.of(let["body"], slots, lets))

        def text(parts: Sequence[str | Node] | None) -> Any:
            if parts is None:
                return None
            return tuple(
                part if isinstance(part, str) else self.of(part, slots, lets) for part in parts
            )

        return {
            "title": rule["title"],
            "citation": _cites(rule["cites"]),
            "say": text(rule["say"]),
            "remedy": text(rule["remedy"]),
            "note": tuple(
                (text(note["text"]), self.maybe(note["when"], slots, lets))
                for note in rule["notes"]
            ),
        }

    def define(self, entry: Mapping[str, Any]) -> Any:
        """Return what a define stands for."""
        if entry.get("selection"):
            return ("selection", entry["table"], self.of(entry["where"]))
        return ("value", self.of(entry["body"]))

    def derived(self, entry: Mapping[str, Any]) -> Any:
        """Return how a computed column is worked out."""
        return self.of(entry["body"], {0: 0})

    def parameter(self, entry: Mapping[str, Any]) -> dict[tuple[str, ...], tuple[Step, ...]]:
        """Return the values of a parameter in time, by the options of its keys."""
        return {
            options: tuple((start, until, self.value(value)) for start, until, value in found)
            for options, found in steps(entry["values"], len(entry["keys"])).items()
        }

    def value(self, value: Mapping[str, Any]) -> Any:
        """Return what one value of a parameter is, whenever it holds."""
        number = None if value["value"] is None else self.of(value["value"])
        return (number, value["lower"], value["upper"])

    def _reads(
        self, nodes: Iterator[Node], slots: Slots, lets: Sequence[int | None]
    ) -> tuple[Any, ...]:
        """Return the names that nodes read, in the order in which they come first."""
        found: dict[Any, None] = {}
        stack: list[tuple[Node, Slots]] = []
        for top in nodes:
            stack.append((top, slots))
            while stack:
                node, outer = stack.pop()
                op, at = node[0], SLOT_AT.get(node[0])
                inner = outer
                if at is not None and op not in _BOUND:
                    inner = {**outer, node[at]: len(outer)}
                    found.setdefault(("table", node[_TABLE_AT[op]]))
                if op == "deref":
                    found.setdefault((op, node[4], node[5]))
                elif op in _READS:
                    found.setdefault(
                        (
                            op,
                            *(
                                inner.get(part, part) if index == at else str(part)
                                for index, part in enumerate(node)
                                if index >= 3 and not isinstance(part, list)
                            ),
                        )
                    )
                stack.extend((below, inner) for below in reversed(children(node)))
        return tuple(found)


def _nodes(rule: Mapping[str, Any]) -> Iterator[Node]:
    """Give the top nodes of a rule in the order in which it is typed, without what only texts show."""
    each = rule["each"]
    if each is not None:
        yield from each["where"]
        yield from each.get("keys", ())
    for let in rule["lets"]:
        if let["body"] is not None:
            yield let["body"]
    if rule["applies"] is not None:
        yield rule["applies"]
    for part in rule["requires"]:
        yield part["condition"]
    for part in rule["decide"]:
        if part["when"] is not None:
            yield part["when"]
    for part in rule["states"]:
        yield part["node"]


def _cites(cites: Sequence[Mapping[str, Any]]) -> tuple[tuple[Any, ...], ...]:
    return tuple((cite["standard"], cite["clause"], cite["certainty"]) for cite in cites)
