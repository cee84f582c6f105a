"""The relational part of an expression: which columns it reads, and what is linear in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.expression import SLOT_AT, Node, children, is_node

if TYPE_CHECKING:
    from collections.abc import Callable

ROW = "#row"
"""Stands among the columns read where an expression asks which row it is."""


def columns_read(
    node: Node, slot: int, derived: Callable[[str, str], frozenset[str] | None]
) -> frozenset[str]:
    """Return the base columns of the row in `slot` that a node reads, `#row` for its identity.

    Args:
        node: any node.
        slot: the slot of the row.
        derived: the columns that a derived column reads of its own row; None for a base column.
    """
    found: set[str] = set()
    stack = [node]
    while stack:
        here = stack.pop()
        op = here[0]
        if op == "col" and here[3] == slot:
            below = derived(here[4], here[5])
            if below is None:
                found.add(here[5])
            else:
                found |= below
        elif op == "var" and here[3] == slot:
            found.add(ROW)
        else:
            stack.extend(children(here))
    return frozenset(found)


def slots_read(node: Node) -> frozenset[int]:
    """Return the slots that a node reads rows from, without those that it binds itself."""
    found: set[int] = set()
    bound: set[int] = set()
    stack = [node]
    while stack:
        here = stack.pop()
        at = SLOT_AT.get(here[0])
        if at is not None:
            (found if here[0] in ("col", "var") else bound).add(here[at])
        stack.extend(children(here))
    return frozenset(found - bound)


def reads_subject(node: Node) -> bool:
    """Whether a node reads a let or a key of its rule."""
    stack = [node]
    while stack:
        here = stack.pop()
        if here[0] in ("let", "key"):
            return True
        stack.extend(children(here))
    return False


def canonical(part: Any, slot: int) -> Any:
    """Return a node without its places and with its own row unnamed: equal for equal searches."""
    if is_node(part):
        at = SLOT_AT.get(part[0])
        arguments = [
            -1 if index == at and argument == slot else canonical(argument, slot)
            for index, argument in enumerate(part)
            if index >= 3
        ]
        return (part[0], *arguments)
    if isinstance(part, list):
        return tuple(canonical(inner, slot) for inner in part)
    return part
