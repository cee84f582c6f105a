"""A version of a pack, from the text of its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.compare.differences import Side
from checker.model.pack import Vocabulary
from tests.properties.world import Pack

if TYPE_CHECKING:
    from typing import Any

_MANIFEST = {"date": "period.end", "licence": "", "maintainers": []}


def side(text: str) -> Side:
    """Return a version of a pack.

    Raises:
        InputError: the rules are at fault.
    """
    return side_of(Pack(text))


def side_of(pack: Pack) -> Side:
    """Return a version of a pack that is compiled."""
    plain: dict[str, Any] = {**pack.plain}
    plain["manifest"] = {**_MANIFEST, **plain["manifest"]}
    return Side(plain, Vocabulary.from_plain(plain["vocabulary"]))
