"""The types of the language, as packs declare them and dossiers are read by them."""

from __future__ import annotations

from enum import Enum
from fractions import Fraction
from typing import Any

from checker.model.said import joined, said
from checker.model.unit import NUMBER, Dimension, describe, display_unit


class Kind(Enum):
    """What sort of value a type holds."""

    TEXT = "text"
    YESNO = "yes/no"
    DATE = "date"
    PERIOD = "period"
    DURATION = "duration"
    WHOLE = "whole number"
    QUANTITY = "quantity"  # plain numbers and shares too: their dimension says so
    CHOICE = "choice"
    LIST = "list"  # of options of a choice
    REFERENCE = "reference"  # to a row of `table`
    ROW = "row"  # a row itself: what `for each` binds; never declared


class Datatype:
    """A type: its kind, and what that kind needs.

    `dimension` and `unit` (the unit it is shown in) for quantities and whole numbers; `options` for
    choices and lists, weakest first when `ranked`; `table` for references and rows; `lower` and
    `upper` in the computing unit (`lower_open`: the bound itself is excluded); `may_be_none` where
    a stated `none` is a value.
    """

    __slots__ = (
        "dimension",
        "kind",
        "lower",
        "lower_open",
        "may_be_none",
        "options",
        "ranked",
        "table",
        "unit",
        "upper",
    )

    def __init__(
        self,
        kind: Kind,
        *,
        dimension: Dimension = NUMBER,
        unit: str | None = None,
        options: tuple[str, ...] = (),
        ranked: bool = False,
        table: str | None = None,
        may_be_none: bool = False,
        lower: Fraction | None = None,
        lower_open: bool = False,
        upper: Fraction | None = None,
    ) -> None:
        self.kind = kind
        self.dimension = dimension
        self.unit = display_unit(dimension) if unit is None else unit
        self.options = options
        self.ranked = ranked
        self.table = table
        self.may_be_none = may_be_none
        self.lower = lower
        self.lower_open = lower_open
        self.upper = upper

    def to_plain(self) -> dict[str, Any]:
        """Return the type as JSON can hold it; what is usual is left out."""
        plain: dict[str, Any] = {"kind": self.kind.value}
        if self.dimension:
            plain["dimension"] = [list(part) for part in self.dimension]
        if self.unit != display_unit(self.dimension):
            plain["unit"] = self.unit
        if self.options:
            plain["options"] = list(self.options)
        if self.ranked:
            plain["ranked"] = True
        if self.table is not None:
            plain["table"] = self.table
        if self.may_be_none:
            plain["may_be_none"] = True
        if self.lower is not None:
            plain["lower"] = str(self.lower)
        if self.lower_open:
            plain["lower_open"] = True
        if self.upper is not None:
            plain["upper"] = str(self.upper)
        return plain

    @staticmethod
    def from_plain(plain: dict[str, Any]) -> Datatype:
        """Return the type that `to_plain` wrote."""
        lower, upper = plain.get("lower"), plain.get("upper")
        return Datatype(
            Kind(plain["kind"]),
            dimension=tuple((base, n) for base, n in plain.get("dimension", ())),
            unit=plain.get("unit"),
            options=tuple(plain.get("options", ())),
            ranked=plain.get("ranked", False),
            table=plain.get("table"),
            may_be_none=plain.get("may_be_none", False),
            lower=None if lower is None else Fraction(lower),
            lower_open=plain.get("lower_open", False),
            upper=None if upper is None else Fraction(upper),
        )

    def describe(self) -> str:
        """Return the type in an author's words, with its article."""
        match self.kind:
            case Kind.QUANTITY:
                return describe(self.dimension)
            case Kind.CHOICE:
                return said("one of {options}", options=joined(self.options))
            case Kind.LIST:
                return said("a list of {options}", options=joined(self.options))
            case Kind.REFERENCE | Kind.ROW:
                return said("a row of {table}", table=self.table)
            case Kind.TEXT:
                return said("text")
            case Kind.YESNO:
                return said("yes or no")
            case Kind.DATE:
                return said("a date")
            case Kind.PERIOD:
                return said("a period")
            case Kind.DURATION:
                return said("a duration")
            case Kind.WHOLE:
                return said("a whole number")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Datatype) and self.to_plain() == other.to_plain()

    def __hash__(self) -> int:
        return hash((self.kind, self.dimension, self.options, self.table))

    def __repr__(self) -> str:
        return f"Datatype({self.to_plain()})"
