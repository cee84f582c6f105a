"""The typed expressions of a compiled pack: plain lists, so that JSON can hold them.

A node is `[op, start, end, *arguments]`: `start` and `end` are the characters of its text in the
file of the item it belongs to. Rows are bound to numbered *slots* of a frame; a rule, a define and
a derived column have a frame each. In a derived column slot 0 is the row itself.

Values (`?` marks an argument that can be None, `*` a list):

    num VALUE UNIT               a quantity: a fraction as text, in the computing unit
    date ORDINAL · text TEXT · opt OPTION · bool TRUTH · dur MONTHS DAYS
    fact NAME · col SLOT TABLE COLUMN · deref ROW TABLE COLUMN · var SLOT TABLE · key INDEX
    let INDEX · define NAME · param NAME DATE? KEYS* · reading NAME
    start PERIOD · finish PERIOD
    neg A · add A B · sub A B · mul A B · of SHARE WHOLE
    dateadd DATE DURATION SIGN · duradd A B SIGN
    choose [[CONDITION, VALUE]*] OTHERWISE · pick WHICH A B
    half A · ratio A B IF_ZERO · roundup A STEP · year A · month_end A
    sum SLOT TABLE WHERE* TERM · count SLOT TABLE WHERE*
    largest|smallest SLOT TABLE WHERE* TERM IF_EMPTY?
    share SLOT TABLE WHERE* TERM OF_WHICH IF_EMPTY
    running LOWEST SLOT TABLE WHERE* TERM BY EXPIRING? AT?
    running_col TABLE TERM BY* WITHIN?       (only as the whole body of a derived column)
    row WHICH SLOT TABLE WHERE* BY*

Conditions:

    and PARTS* · or PARTS* · not A
    cmp OPERATOR KIND A B WITHIN?            (KIND: num, date, dur, choice, rank, bool, text, row)
    oneof KIND A OPTIONS* NEGATED · given A · isnone A · evidenced A · digits A COUNT
    includes A OPTION · during DATE PERIOD
    mentions TEXT LANGUAGE? KIND WHAT? BESIDE? OTHER?
    have QUANTIFIER SLOT TABLE WHERE* HAS
    shared QUANTIFIER SLOT TABLE WHERE* COLUMNS* · overlap SLOT TABLE WHERE* COLUMNS*
    path SLOT TABLE WHERE* FROM TO

`WHERE*` is a list of conditions that all must hold. The kind of a value is that of its type:
a condition that is named (`define x when C`) is a yes/no value like any other.
"""

from __future__ import annotations

from typing import Any

Node = list[Any]

# Where the number of the slot stands in a node that binds or reads one.
SLOT_AT = {
    "col": 3,
    "var": 3,
    "sum": 3,
    "count": 3,
    "largest": 3,
    "smallest": 3,
    "share": 3,
    "running": 4,
    "row": 4,
    "have": 4,
    "shared": 4,
    "overlap": 3,
    "path": 3,
}
CONDITIONS = frozenset(
    [
        "and",
        "or",
        "not",
        "cmp",
        "oneof",
        "given",
        "isnone",
        "evidenced",
        "digits",
        "includes",
        "during",
        "mentions",
        "have",
        "shared",
        "overlap",
        "path",
    ]
)


def is_node(part: Any) -> bool:
    """Whether a part of a node is a node itself."""
    return (
        isinstance(part, list)
        and len(part) >= 3
        and isinstance(part[0], str)
        and isinstance(part[1], int)
        and isinstance(part[2], int)
    )


def children(node: Node) -> list[Node]:
    """Return the nodes directly below, in the order in which they are written."""
    found: list[Node] = []
    for index in range(3, len(node)):
        part = node[index]
        if part.__class__ is list and part:
            if part[0].__class__ is str:
                found.append(part)
            else:
                _nested(part, found)
    return found


def _nested(parts: list[Any], found: list[Node]) -> None:
    for part in parts:
        if part.__class__ is list and part:
            if part[0].__class__ is str:
                found.append(part)
            else:
                _nested(part, found)


def walk(node: Node) -> list[Node]:
    """Return the node and all below it."""
    found = [node]
    for below in found:
        found.extend(children(below))
    return found


def strip(part: Any) -> Any:
    """Return a node as nested tuples without its places: equal for what means the same."""
    if is_node(part):
        return (part[0], *(strip(inner) for inner in part[3:]))
    if isinstance(part, list):
        return tuple(strip(inner) for inner in part)
    return part


def reslot(part: Any, offset: int) -> Any:
    """Return a node with every slot number raised by `offset`."""
    if is_node(part):
        moved = [part[0], part[1], part[2], *(reslot(inner, offset) for inner in part[3:])]
        at = SLOT_AT.get(part[0])
        if at is not None:
            moved[at] = part[at] + offset
        return moved
    if isinstance(part, list):
        return [reslot(inner, offset) for inner in part]
    return part
