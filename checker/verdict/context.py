"""What one evaluation stands on: facts, tables, the readings chosen, and what was worked out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.engine.reference import View
    from checker.model.dossier import Dossier

UNSET = object()


class Item:
    """A rule, a define or a derived column as closures; `lets` are its lets (None: a selection).

    `keys` are the nodes of what makes the groups of `for each … among`.
    """

    __slots__ = ("keys", "let_nodes", "let_types", "lets", "name", "slots", "source")

    def __init__(self, name: str, source: str, slots: int) -> None:
        self.name = name
        self.source = source
        self.slots = slots
        self.keys: list[Any] = []
        self.lets: list[Callable[[Frame], Any] | None] = []
        self.let_nodes: list[Any] = []
        self.let_types: list[Any] = []


class Frame:
    """The rows bound to the slots of an item, its lets and the keys of its group."""

    __slots__ = ("ctx", "item", "keys", "lets", "rows")

    def __init__(self, ctx: Context, item: Item, keys: tuple[Any, ...] = ()) -> None:
        self.ctx = ctx
        self.item = item
        self.rows = [0] * item.slots
        self.lets: list[Any] = [UNSET] * len(item.lets)
        self.keys = keys


class Context:
    """One way to complete what is open: which reading is chosen, which unknown fact is tried.

    `changed` names what differs from the base context ("fact NAME", "reading NAME", "parameter NAME");
    what does not rest on any of it is taken from there.
    """

    __slots__ = (
        "_base",
        "as_of",
        "changed",
        "dossier",
        "facts",
        "memo",
        "parameters",
        "readings",
        "recorder",
        "values",
        "views",
    )

    def __init__(
        self,
        dossier: Dossier,
        views: dict[str, View],
        facts: dict[str, Any],
        readings: dict[str, Any],
        parameters: dict[str, Any],
        base: Context | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        self.dossier = dossier
        self.views = views
        self.as_of = dossier.as_of
        self.facts = facts
        self.readings = readings
        self.parameters = parameters
        # Not itself: a ring would keep the dossier until the collector comes.
        self._base = base
        self.changed = changed
        self.memo: dict[Any, Any] = {}
        self.values: dict[str, Any] = {}
        self.recorder: Support | None = None

    @property
    def base(self) -> Context:
        """The context in which nothing is changed."""
        return self if self._base is None else self._base

    def with_(
        self,
        *,
        facts: dict[str, Any] | None = None,
        readings: dict[str, Any] | None = None,
        parameters: dict[str, Any] | None = None,
    ) -> Context:
        """Return a context that differs in some facts, readings or parameters."""
        changed = set(self.changed)
        changed.update(f"fact {name}" for name in facts or ())
        changed.update(f"reading {name}" for name in readings or ())
        changed.update(f"parameter {name}" for name in parameters or ())
        return Context(
            self.dossier,
            self.views,
            {**self.facts, **(facts or {})},
            {**self.readings, **(readings or {})},
            {**self.parameters, **(parameters or {})},
            self.base,
            frozenset(changed),
        )


class Support:
    """What would settle something: unknown facts and cells, further rows, questions for a person.

    `cells` maps (table, column) to the rows; `sources` names what has no evidence. `members` says
    for a row that stands for its class which rows it stands for. `told` keeps what is noted as a
    whole, so that it is noted once.
    """

    __slots__ = ("cells", "facts", "members", "questions", "sources", "tables", "told")

    def __init__(self) -> None:
        self.facts: dict[str, None] = {}
        self.cells: dict[tuple[str, str], dict[int, None]] = {}
        self.tables: dict[str, None] = {}
        self.sources: dict[tuple[str, str | None, int | None], None] = {}
        self.questions: dict[str, None] = {}
        self.members: dict[tuple[str, int], list[int]] = {}
        self.told: set[tuple[Any, Context]] = set()

    def fact(self, name: str) -> None:
        """Note an unknown fact."""
        self.facts[name] = None

    def cell(self, view: View, column: str, row: int) -> None:
        """Note an unknown cell; of a row that only may exist, its table."""
        row = view.real(row)
        if row >= view.size:
            self.tables[view.name] = None
            return
        rows = self.cells.setdefault((view.name, column), {})
        for member in self.members.get((view.name, row), (row,)):
            rows[member] = None

    def not_applicable(self, name: str) -> None:
        """Note what is said not to apply: whether that is right, a person must tell."""
        self.questions[said("Is it right that {name} does not apply?", name=name)] = None

    def __bool__(self) -> bool:
        """Whether an unknown fact matters."""
        return bool(self.facts or self.cells or self.tables or self.sources)

    def merge(self, other: Support) -> None:
        """Take in what another found."""
        self.facts.update(other.facts)
        for key, rows in other.cells.items():
            self.cells.setdefault(key, {}).update(rows)
        self.tables.update(other.tables)
        self.sources.update(other.sources)
        self.questions.update(other.questions)
