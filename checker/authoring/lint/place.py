"""Where an expression stands, what its names stand for there, and what makes two expressions alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.formula import TRUE, Formula, Polynomial, Terms, both
from checker.authoring.lint.solve import Solver
from checker.model.datatype import Datatype, Kind
from checker.model.expression import CONDITIONS, Node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.plan.from_pack import Program

_KIND_OF = {
    "neg": "num",
    "num": "num",
    "add": "num",
    "sub": "num",
    "mul": "num",
    "of": "num",
    "half": "num",
    "ratio": "num",
    "roundup": "num",
    "year": "num",
    "sum": "num",
    "count": "num",
    "share": "num",
    "running": "num",
    "date": "date",
    "dateadd": "date",
    "month_end": "date",
    "start": "date",
    "finish": "date",
    "dur": "dur",
    "duradd": "dur",
    "opt": "choice",
    "bool": "bool",
    "text": "text",
    "var": "row",
    "row": "row",
}
_KIND_BY_TYPE = {
    Kind.QUANTITY: "num",
    Kind.WHOLE: "num",
    Kind.DATE: "date",
    Kind.DURATION: "dur",
    Kind.CHOICE: "choice",
    Kind.YESNO: "bool",
    Kind.TEXT: "text",
    Kind.LIST: "list",
    Kind.PERIOD: "period",
    Kind.REFERENCE: "row",
    Kind.ROW: "row",
}


class Number:
    """A value that is a polynomial; `given` must hold for there to be one."""

    __slots__ = ("given", "of")

    def __init__(self, of: Polynomial, given: Formula = TRUE) -> None:
        self.of = of
        self.given = given

    @property
    def key(self) -> Any:
        """What is equal for numbers that are worked out alike."""
        return (tuple(sorted(self.of.items())), self.given)


Cases = list[tuple[Formula, Number]]


class Place:
    """Where an expression stands: what its slots, lets and keys are."""

    __slots__ = ("_mark", "depth", "keys", "lets", "rows")

    def __init__(
        self,
        rows: dict[int, Any],
        lets: Sequence[Mapping[str, Any]] = (),
        keys: Sequence[Node] = (),
        depth: int = 0,
    ) -> None:
        self.rows = rows
        self.lets = lets
        self.keys = keys
        self.depth = depth
        self._mark: Any = None

    @property
    def mark(self) -> Any:
        """What is equal for places at which an expression means the same."""
        if self._mark is None:
            self._mark = (self.depth, id(self.lets), tuple(sorted(self.rows.items(), key=_slot)))
        return self._mark

    def with_row(self, slot: int, table: str) -> Place:
        """Return the place inside a search, whose own row stands for any."""
        bound = ("bound", self.depth, table)
        return Place({**self.rows, slot: bound}, self.lets, self.keys, self.depth + 1)


class Names(ABC):
    """What the names in the expressions of one program stand for."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.terms = Terms()
        self.solver = Solver(self.terms)
        self.facts = program.vocabulary.facts
        self.tables = program.vocabulary.tables
        self._conditions: dict[Any, Formula] = {}
        self._cases: dict[Any, Cases | None] = {}
        self._kept: list[Any] = []

    def keep(self, node: Node, place: Place) -> None:
        """Hold on to what is remembered by its id: that of a node that is gone would be given out again."""
        self._kept.append((node, place.lets))

    @abstractmethod
    def condition(self, node: Node, place: Place) -> Formula:
        """Return the formula of a condition."""

    @abstractmethod
    def given(self, node: Node, place: Place) -> Formula:
        """Return the formula that something has a value, in a dossier that is complete."""

    @abstractmethod
    def cases(self, node: Node, place: Place) -> Cases | None:
        """Return what a number or a date can be; None where it can be too much."""

    # --- what kind of value -----------------------------------------------------------------------

    def type_of(self, node: Node, place: Place) -> Datatype | None:
        """Return the type of a node where a declaration says it."""
        match node[0]:
            case "fact":
                return self.facts[node[3]].type
            case "col" | "deref":
                return self.tables[node[4]].columns[node[5]].type
            case "let":
                plain = place.lets[node[3]].get("type")
                return None if plain is None else Datatype.from_plain(plain)
            case "key":
                return self.type_of(place.keys[node[3]], place)
            case "define" | "param" | "reading":
                group = {
                    "define": self.program.defines,
                    "param": self.program.parameters,
                    "reading": self.program.readings,
                }[node[0]]
                return Datatype.from_plain(group[node[3]]["type"])
            case "largest" | "smallest":
                return self.type_of(node[6], place)
            case "choose":
                types = [self.type_of(value, place) for _, value in node[3]]
                types.append(self.type_of(node[4], place))
                return next((type for type in types if type is not None), None)
            case _:
                return None

    def may_be_none(self, node: Node, place: Place) -> bool:
        """Whether a stated none can stand in place of a value."""
        type = self.type_of(node, place)
        if type is None or type.may_be_none:
            return type is None or type.may_be_none
        if node[0] == "deref":
            return self.given(node[3], place) != TRUE
        return False

    def kind_of(self, node: Node, place: Place) -> str:
        """Return the kind of the value of a node, as `cmp` names it; also `list` and `period`."""
        if node[0] in CONDITIONS:
            return "bool"
        known = _KIND_OF.get(node[0])
        if known is not None:
            return known
        if node[0] == "pick":
            return self.kind_of(node[4], place)
        if node[0] == "choose":
            return self.kind_of(node[4], place)
        if node[0] in ("largest", "smallest"):
            return self.kind_of(node[6], place)
        type = self.type_of(node, place)
        return "text" if type is None else _KIND_BY_TYPE[type.kind]

    # --- names ------------------------------------------------------------------------------------

    def inlined(self, node: Node, place: Place) -> tuple[Node, Place] | None:
        """Return what a name stands for, with the place where that is written."""
        match node[0]:
            case "let":
                body = place.lets[node[3]]["body"]
                return None if body is None else (body, place)
            case "key":
                return place.keys[node[3]], place
            case "define":
                entry = self.program.defines[node[3]]
                return entry["body"], Place({}, depth=place.depth)
            case "col" | "deref":
                entry = self.program.derived.get(f"{node[4]}.{node[5]}", {})
                body = entry.get("body")
                if body is None or body[0] == "running_col":
                    return None
                row = self.row(node, place)
                if node[0] == "deref" and self.given(node[3], place) != TRUE:
                    return None  # there may be no such row
                return body, Place({0: row}, depth=place.depth)
            case _:
                return None

    def row(self, node: Node, place: Place) -> Any:
        """Return which row a column is read from."""
        if node[0] == "col":
            return place.rows.get(node[3], ("slot", node[3]))
        return ("row of", self.key(node[3], place))

    def key(self, node: Node, place: Place) -> Any:
        """Return what is equal for values that are written alike."""
        if node[0] in CONDITIONS:
            return self.condition(node, place)
        body = self.inlined(node, place)
        if body is not None:
            return self.key(*body)
        match node[0]:
            case "fact" | "reading":
                return (node[0], node[3])
            case "col" | "deref":
                return ("col", self.row(node, place), node[4], node[5])
            case "var":
                return place.rows.get(node[3], ("slot", node[3]))
            case "param":
                day = None if node[4] is None else self.key(node[4], place)
                return ("param", node[3], day, tuple(self.key(key, place) for key in node[5]))
            case "sum" | "count" | "largest" | "smallest" | "share" | "running" | "row":
                return self.search_key(node, place)
            case "num" | "date" | "opt" | "text" | "bool" | "dur":
                return (node[0], *map(_frozen, node[3:]))
            case _:
                pass
        if self.kind_of(node, place) in ("num", "date") and node[0] != "pick":
            found = self.cases(node, place)
            if found is not None:
                return ("value", tuple((guard, value.key) for guard, value in found))
        return (node[0], *(self.part(part, place) for part in node[3:]))

    def part(self, part: Any, place: Place) -> Any:
        """Return the key of a part of a node: of what is no node, the part itself."""
        if isinstance(part, list):
            if len(part) >= 3 and isinstance(part[0], str) and isinstance(part[1], int):
                return self.key(part, place)
            return tuple(self.part(inner, place) for inner in part)
        return part

    def search_key(self, node: Node, place: Place) -> Any:
        """Return the key of a search: its conditions in any order, its own row without a name."""
        op = node[0]
        at = {"running": 4, "row": 4, "shared": 4}.get(op, 3)
        slot, table, where = node[at], node[at + 1], node[at + 2]
        inside = place.with_row(slot, table)
        taken = both(self.condition(part, inside) for part in where)
        before = tuple(node[3:at])
        if op == "path":
            return (op, table, taken, self.key(node[6], place), self.key(node[7], place))
        if op == "running":
            return (
                op,
                *before,
                table,
                taken,
                *(self.part(part, inside) for part in node[7:9]),
                *(self.part(part, place) for part in node[9:]),
            )
        if op in ("shared", "overlap"):
            return (op, *before, table, taken, tuple(map(_frozen, node[at + 3])))
        rest = [self.part(part, inside) for part in node[at + 3 :]]
        return (op, *before, table, taken, *rest)


def _slot(entry: tuple[int, Any]) -> int:
    return entry[0]


def _frozen(part: Any) -> Any:
    return tuple(map(_frozen, part)) if isinstance(part, list) else part
