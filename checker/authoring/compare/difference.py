"""A difference between two versions of an item of a pack, and what it asks of the version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.compare.bump import Bump
from checker.model.said import Said, said

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = (
    "pack",
    "rule",
    "parameter",
    "reading",
    "fact",
    "table",
    "column",
    "define",
    "words",
    "standard",
)


class Part:
    """One thing that changed in an item: what it asks of the version, and a few words on it."""

    __slots__ = ("bump", "text")

    def __init__(self, bump: Bump, text: str) -> None:
        self.bump = bump
        # It stands inside other texts, and is to be translated there.
        self.text = text if isinstance(text, Said) else said(text)


Place = tuple[tuple[str, ...], tuple[str, ...]]
SAME = Part(Bump.PATCH, "written otherwise, and means the same")


class Difference:
    """An item of a pack that was added, removed or changed.

    `kind` is one of `KINDS`, `name` is without the pack ("movements.lot" for a column), `what` is
    "added", "removed" or "changed". `places` are the lines of it that differ, as `checker pack fmt`
    writes them: for each place what stood there, and what stands there now.
    """

    __slots__ = ("kind", "name", "parts", "places", "what")

    def __init__(
        self,
        kind: str,
        name: str,
        what: str,
        parts: Iterable[Part],
        places: Iterable[Place] = (),
    ) -> None:
        self.kind = kind
        self.name = name
        self.what = what
        self.parts = tuple(sorted(parts, key=lambda part: -part.bump))
        self.places = tuple(places)

    @property
    def bump(self) -> Bump:
        """The most that a part of it asks."""
        return max((part.bump for part in self.parts), default=Bump.NOTHING)

    @property
    def title(self) -> str:
        """What changed, as its author names it."""
        return self.name if self.kind == "pack" else f"{self.kind} {self.name}"

    def __repr__(self) -> str:
        return f"Difference({self.bump.name}, {self.what} {self.kind} {self.name})"
