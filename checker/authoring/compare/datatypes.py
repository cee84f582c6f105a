"""How types and the heads of tables changed: what a dossier that was read can still say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.compare.bump import Bump
from checker.authoring.compare.difference import Part
from checker.model.datatype import Datatype
from checker.model.quantity import show
from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.model.pack import TableDeclaration


def type_changes(old: Datatype, new: Datatype) -> list[Part]:
    """Return how the type of what dossiers say changed: MAJOR where a value that was read is refused."""
    if old == new:
        return []
    if (old.kind, old.dimension, old.table, old.ranked) != (
        new.kind,
        new.dimension,
        new.table,
        new.ranked,
    ):
        text = said("is {new} (was {old})", new=_described(new), old=_described(old))
        return [Part(Bump.MAJOR, text)]
    parts = []
    gone = [option for option in old.options if option not in new.options]
    more = [option for option in new.options if option not in old.options]
    if gone:
        parts.append(Part(Bump.MAJOR, said("cannot be {options}", options=", ".join(gone))))
    if more:
        parts.append(Part(Bump.MINOR, said("can be {options} too", options=", ".join(more))))
    if old.ranked and [option for option in new.options if option in old.options] != [
        option for option in old.options if option in new.options
    ]:
        parts.append(Part(Bump.MINOR, "its options are ranked in another order"))
    elif old.options != new.options and not gone and not more:
        parts.append(Part(Bump.PATCH, "its options stand in another order"))
    if old.may_be_none and not new.may_be_none:
        parts.append(Part(Bump.MAJOR, "cannot be none"))
    elif new.may_be_none and not old.may_be_none:
        parts.append(Part(Bump.MINOR, "may be none"))
    if (old.lower, old.lower_open, old.upper) != (new.lower, new.lower_open, new.upper):
        bump = Bump.MAJOR if _narrower(old, new) else Bump.MINOR
        text = said("{new} (was {old})", new=_bounds(new), old=_bounds(old))
        parts.append(Part(bump, text))
    if old.unit != new.unit:
        text = said(
            "shown in {new} (was {old})",
            new=new.unit or said("no unit"),
            old=old.unit or said("no unit"),
        )
        parts.append(Part(Bump.MINOR, text))
    return parts


def name_type_changes(before: Datatype, after: Datatype) -> list[Part]:
    """Return how the type of a name that only packs say changed: MAJOR where they may not fit it."""
    if before == after:
        return []
    same = (before.kind, before.dimension, before.table, before.ranked, before.may_be_none) == (
        after.kind,
        after.dimension,
        after.table,
        after.ranked,
        after.may_be_none,
    )
    if same and set(before.options) == set(after.options):
        return [Part(Bump.MINOR, "its bounds or its unit changed")]
    text = said("is {new} (was {old})", new=_described(after), old=_described(before))
    return [Part(Bump.MAJOR, text)]


def types_of(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Datatype, Datatype]:
    """Return the types of two entries of a compiled pack."""
    return Datatype.from_plain(old["type"]), Datatype.from_plain(new["type"])


def _narrower(old: Datatype, new: Datatype) -> bool:
    if new.lower is not None and (
        old.lower is None
        or new.lower > old.lower
        or (new.lower == old.lower and new.lower_open and not old.lower_open)
    ):
        return True
    return new.upper is not None and (old.upper is None or new.upper < old.upper)


def _described(type: Datatype) -> str:
    text = type.describe()
    if type.ranked:
        text = said("ranked {type}", type=text)
    return said("{type}, or none", type=text) if type.may_be_none else text


def _bounds(type: Datatype) -> str:
    texts: list[str] = []
    if type.lower is not None:
        value = show(type.lower, type.unit)
        texts.append(
            said("above {value}", value=value)
            if type.lower_open
            else said("at least {value}", value=value)
        )
    if type.upper is not None:
        texts.append(said("at most {value}", value=show(type.upper, type.unit)))
    return joined(texts, " ") or said("without bounds")


def table_changes(old: TableDeclaration, new: TableDeclaration) -> list[Part]:
    """Return how a table changed, its columns aside."""
    parts = []
    if old.key != new.key:
        text = said(
            "its key is {new} (was {old})",
            new=", ".join(new.key) or said("the line"),
            old=", ".join(old.key) or said("the line"),
        )
        parts.append(Part(Bump.MAJOR, text))
    if old.time != new.time:
        text = said(
            "its days are in {new} (were in {old})",
            new=new.time or said("no column"),
            old=old.time or said("no column"),
        )
        parts.append(Part(Bump.MINOR, text))
    if old.edge != new.edge:
        if new.edge is None:
            parts.append(Part(Bump.MAJOR, "its rows are no arrows of a network"))
        else:
            text = said("its arrows go from {start} to {end}", start=new.edge[0], end=new.edge[1])
            parts.append(Part(Bump.MINOR, text))
    if old.title != new.title:
        parts.append(Part(Bump.PATCH, "title"))
    return parts
