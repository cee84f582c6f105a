"""What a name can mean where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.model.datatype import Datatype
    from checker.model.expression import Node


class Local:
    """A `let`: its index in the rule, its type (None for a selection), and its selection."""

    __slots__ = ("index", "selection", "type")

    def __init__(
        self, index: int, type: Datatype | None, selection: tuple[str, Any] | None = None
    ) -> None:
        self.index = index
        self.type = type
        self.selection = selection


class Scope:
    """The names that can be used at one place of an item.

    `rows` maps row variables to (slot, table); `inner` is the slot and table of the innermost search,
    whose columns are bare names; `keys` maps the variable of `for each k among …` to the
    columns of its groups, each with its index and type; `given` holds the stripped nodes that are known
    to have a value here.
    """

    __slots__ = ("counter", "given", "inner", "keys", "lets", "rows", "this")

    def __init__(
        self,
        counter: list[int],
        *,
        rows: dict[str, tuple[int, str]] | None = None,
        inner: tuple[int, str] | None = None,
        keys: dict[str, dict[str, tuple[int, Datatype]]] | None = None,
        lets: dict[str, Local] | None = None,
        this: tuple[int, str] | None = None,
        given: frozenset[Any] = frozenset(),
    ) -> None:
        self.counter = counter
        self.rows = rows or {}
        self.inner = inner
        self.keys = keys or {}
        self.lets = lets if lets is not None else {}
        self.this = this
        self.given = given

    def new_slot(self) -> int:
        """Return a slot that nothing else in this item uses."""
        self.counter[0] += 1
        return self.counter[0] - 1

    def inside(self, slot: int, table: str, variable: str | None = None) -> Scope:
        """Return the scope of a search over `table`: its columns become bare names."""
        rows = self.rows if variable is None else {**self.rows, variable: (slot, table)}
        return Scope(
            self.counter,
            rows=rows,
            inner=(slot, table),
            keys=self.keys,
            lets=self.lets,
            this=self.this,
            given=self.given,
        )

    def knowing(self, given: frozenset[Any]) -> Scope:
        """Return the same scope with more known to be given."""
        if not given:
            return self
        return Scope(
            self.counter,
            rows=self.rows,
            inner=self.inner,
            keys=self.keys,
            lets=self.lets,
            this=self.this,
            given=self.given | given,
        )


def givens(conditions: list[Node], strip: Any) -> frozenset[Any]:
    """Return what must have a value where all the conditions hold."""
    found: set[Any] = set()
    stack = list(conditions)
    while stack:
        node = stack.pop()
        if node[0] == "and":
            stack.extend(node[3])
        elif node[0] == "given":
            found.add(strip(node[3]))
        elif node[0] == "not" and node[3][0] == "isnone":
            found.add(strip(node[3][3]))
    return frozenset(found)


def nones(conditions: list[Node], strip: Any) -> frozenset[Any]:
    """Return what must have a value where none of the conditions holds."""
    found: set[Any] = set()
    stack = list(conditions)
    while stack:
        node = stack.pop()
        if node[0] == "or":
            stack.extend(node[3])
        elif node[0] == "isnone":
            found.add(strip(node[3]))
        elif node[0] == "not" and node[3][0] == "given":
            found.add(strip(node[3][3]))
    return frozenset(found)
