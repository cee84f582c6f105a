"""What a person judged: every value that a question rests on, as one short hash.

A recorded answer carries it, and counts for as long as it is the same. It is the hash of what the rule
reads for its subject as the dossier states it, not of what it comes to: a reason that was written
anew is another reason, though both are given. What the rule does not read is left out, and so is the order
of rows.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from checker.model.expression import SLOT_AT, Node, children
from checker.pack.validity import steps
from checker.plan.relation import ROW, columns_read, slots_read
from checker.verdict.context import Frame, Item
from checker.verdict.search import Search
from checker.verdict.trace import show_raw, show_value

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.engine.reference import View
    from checker.verdict.decide import CompiledRule, Subject
    from checker.verdict.expressions import Evaluator

DIGITS = 16
_SEARCHES = frozenset(SLOT_AT) - {"col", "var"}
_APART = "\x1f"
_EVIDENCE = ("file", "sha256", "issued", "valid_until")


def fingerprint(rule: CompiledRule, subject: Subject, questions: Iterable[str]) -> str:
    """Return the hash of what a question to a person rests on, as 16 hexadecimal digits.

    Args:
        rule: the rule that asks.
        subject: the row or group about which it asks, in a dossier that has such a row.
        questions: what it asks, as the pack wrote it.
    """
    frame = Frame(subject.frame.ctx.base, rule.item, subject.keys)
    frame.rows = list(subject.frame.rows)
    values = _Values(rule.evaluator, frame)
    for node in rule.conditions():
        values.walk(node, rule.item, frame, frozenset())
    each = rule.rule["each"]
    if each is not None and subject.row is not None:
        # What makes the row a subject was judged with it.
        for node in each["where"]:
            values.walk(node, rule.item, frame, frozenset())
    said = [rule.name, subject.label or "", *sorted(questions), *sorted(values.lines)]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:DIGITS]


class _Values:
    """The values under nodes, a line each; `lines` is a set, for the same value is read more than once."""

    def __init__(self, evaluator: Evaluator, frame: Frame) -> None:
        self.evaluator = evaluator
        self.program = evaluator.program
        self.ctx = frame.ctx
        self.lines: set[str] = set()
        self.done: set[Any] = set()

    def walk(self, top: Node, item: Item, frame: Frame, inner: frozenset[int]) -> None:
        """Take in all that a node reads; the rows of `inner` slots are those of a search around it."""
        stack = [(top, inner)]
        while stack:
            node, inner = stack.pop()
            op = node[0]
            if op == "fact":
                self.fact(node[3])
            elif op == "reading":
                choice = self.ctx.dossier.readings.get(node[3])
                self.lines.add(f"reading {node[3]} = {choice.value if choice else 'open'}")
            elif op == "param":
                self.parameter(node, item, frame, inner)
            elif op == "let":
                body = item.let_nodes[node[3]]
                if body is not None:
                    stack.append((body, inner))
                continue
            elif op == "define":
                self.define(node[3])
            elif op == "col":
                if node[3] in inner:
                    self.derived(node[4], node[5], None)
                else:
                    self.cell(node[4], node[5], frame.rows[node[3]])
            elif op == "deref":
                self.along(node, item, frame, inner)
            elif op == "evidenced":
                self.source(node[3], item, frame, inner)
            elif op in _SEARCHES:
                self.rows(node, item, frame, inner)
                inner = inner | {node[SLOT_AT[op]]}
            stack.extend((below, inner) for below in children(node))

    def fact(self, name: str) -> None:
        """Take in a fact as it is stated."""
        if name == "as_of":
            self.lines.add(f"as_of = {self.ctx.as_of}")
            return
        known = self.ctx.dossier.facts.get(name)
        value = "unknown" if known is None else _text(known.value, known.type)
        self.lines.add(f"{name} = {value}")

    def parameter(self, node: Node, item: Item, frame: Frame, inner: frozenset[int]) -> None:
        """Take in the value in force, or every value where it goes by the rows of a search."""
        if slots_read(node) & inner:
            entry = self.program.parameters[node[3]]
            known = steps(entry["values"], len(entry["keys"]))
            lines = [
                [options, start, end, _bare(value)]
                for options, found in known.items()
                for start, end, value in found
            ]
            self.lines.add(f"parameter {node[3]} = {lines}")
            return
        value = self.evaluator.value(node, item)(frame)
        type = self.evaluator.type_of(node, item)
        text = show_value(value, type, plain=True, ctx=self.ctx)
        self.lines.add(f"parameter {node[3]} = {text}")

    def define(self, name: str) -> None:
        """Take in what a define reads, once."""
        if name in self.done:
            return
        self.done.add(name)
        item, _ = self.evaluator.define_item(name)
        self.walk(self.program.defines[name]["body"], item, Frame(self.ctx, item), frozenset())

    def cell(self, table: str, column: str, row: int) -> None:
        """Take in a cell, of a derived column what it is worked out from."""
        if f"{table}.{column}" in self.program.derived:
            self.derived(table, column, row)
            return
        view = self.ctx.views[table]
        row = view.real(row)
        label = view.key(row) or "further"
        self.lines.add(f"{table}[{label}].{column} = {_cell(view, column, row)}")

    def derived(self, table: str, column: str, row: int | None) -> None:
        """Take in what a derived column reads: of one row, or beyond its own row, of each."""
        entry = self.program.derived.get(f"{table}.{column}")
        if entry is None or (table, column, row) in self.done:
            return
        self.done.add((table, column, row))
        item, body = self.evaluator.derived_item(table, column), entry["body"]
        frame = Frame(self.ctx, item)
        if row is not None:
            frame.rows[0] = row
        alone = row is not None and body[0] != "running_col"
        if body[0] == "running_col":
            columns = columns_read(body, 0, self.evaluator.derived_columns)
            self.whole(table, columns - {ROW})
        self.walk(body, item, frame, frozenset() if alone else frozenset((0,)))

    def along(self, node: Node, item: Item, frame: Frame, inner: frozenset[int]) -> None:
        """Take in the cell to which a reference leads, or the whole column where each row has its own."""
        table, column = node[4], node[5]
        rows = None if slots_read(node[3]) & inner else self.referred(node[3], table, item, frame)
        if rows is None:
            self.derived(table, column, None)
            columns = self.evaluator.derived_columns(table, column)
            self.whole(table, frozenset((column,)) if columns is None else columns - {ROW})
        for row in rows or ():
            self.cell(table, column, row)

    def referred(self, node: Node, table: str, item: Item, frame: Frame) -> list[int] | None:
        """Return the rows to which a reference can lead; None where it is not known."""
        from checker.verdict.expressions import Candidates

        value = self.evaluator.value(node, item)(frame)
        view = self.ctx.views[table]
        if value.__class__ is int:
            return [value]
        if isinstance(value, str):
            found = view.row_of(value)
            return [] if found is None else [found]
        return list(value.rows) if isinstance(value, Candidates) else None

    def source(self, node: Node, item: Item, frame: Frame, inner: frozenset[int]) -> None:
        """Take in the evidence behind a value, and the document that it names."""
        if node[0] == "fact":
            known = self.ctx.dossier.facts.get(node[3])
            self.document(node[3], None if known is None else known.source)
            return
        table, column = node[4], node[5]
        view = self.ctx.views[table]
        if node[0] == "col":
            rows = None if node[3] in inner else [view.real(frame.rows[node[3]])]
        elif slots_read(node[3]) & inner:
            rows = None
        else:
            rows = self.referred(node[3], table, item, frame)
        for row in range(view.size) if rows is None else rows:
            if view.data is None or row >= view.size:
                continue
            note = view.data.notes.get((row, column))
            source = note.source if note is not None else None
            name = f"{table}[{view.key(row)}].{column}"
            self.document(name, source or view.data.source_of_row(row))

    def document(self, name: str, source: str | None) -> None:
        """Take in which row of the evidence proves a value, and what that row says."""
        said = [source or "none"]
        view = self.ctx.views["evidence"] if source is not None else None
        row = None if view is None or source is None else view.row_of(source)
        if view is not None and row is not None:
            columns = (column for column in _EVIDENCE if column in view.declared.columns)
            said += [_cell(view, column, row) for column in columns]
        self.lines.add(f"source of {name} = {_APART.join(said)}")

    def rows(self, node: Node, item: Item, frame: Frame, inner: frozenset[int]) -> None:
        """Take in the rows that a search takes, or may take: what it reads of each, in no order."""
        at = SLOT_AT[node[0]]
        slot, table, where = node[at], node[at + 1], node[at + 2]
        columns: frozenset[str] = frozenset()
        for below in children(node):
            columns |= columns_read(below, slot, self.evaluator.derived_columns)
        if node[0] == "path":
            columns |= frozenset(self.evaluator.tables[table].edge or ())
        columns -= {ROW}
        if slots_read(node) & inner:
            self.whole(table, columns)
            return
        search: Search = self.evaluator.kept(
            "judged", node, lambda: Search(self.evaluator, item, slot, table, where)
        )
        scan = search.scan(self.ctx)
        held = frame.rows[slot]
        taken = search.truths(frame, scan)
        frame.rows[slot] = held
        digests = self.digests(table, columns)
        chosen = sorted(digests[row] for row, index in enumerate(scan.of) if index in taken)
        self.table(table)
        self.lines.add(f"{table} {sorted(columns)} = {len(chosen)} {_hash(chosen)}")

    def whole(self, table: str, columns: frozenset[str]) -> None:
        """Take in all rows of a table, where which of them count goes by the row of a search."""
        self.table(table)
        digests = sorted(self.digests(table, columns))
        self.lines.add(f"{table} {sorted(columns)} = all {len(digests)} {_hash(digests)}")

    def table(self, table: str) -> None:
        """Take in whether the rows of a table are all that there are."""
        data = self.ctx.views[table].data
        said = "not given" if data is None else f"{data.complete} {data.coverage}"
        self.lines.add(f"{table} complete = {said}")

    def digests(self, table: str, columns: frozenset[str]) -> list[str]:
        """Return a hash of each row in some of its columns."""
        key = ("judged", table, columns)
        found: list[str] | None = self.ctx.memo.get(key)
        if found is None:
            view = self.ctx.views[table]
            names = sorted(columns)
            found = self.ctx.memo[key] = [
                _hash([_cell(view, name, row) for name in names]) for row in range(view.size)
            ]
        return found


def _cell(view: View, column: str, row: int) -> str:
    return _text(
        view.cells(column)[row], view.declared.columns[column].type, view.denominator(column)
    )


def _text(raw: Any, type: Any, denominator: int = 1) -> str:
    """Return a stated value as text: the same for 1 t and 1 000 kg, and for a list in any order."""
    if isinstance(raw, (list, tuple)):
        return ", ".join(sorted(map(str, raw)))
    return show_raw(raw, type, denominator)


def _bare(value: dict[str, Any]) -> Any:
    """Return a value of a parameter without its place, its citations and the unit that it is written in."""
    node = value["value"]
    if node is None:
        return [value["lower"], value["upper"]]
    return node[3] if node[0] == "num" else node[3:]


def _hash(parts: list[str]) -> str:
    return hashlib.sha256(_APART.join(parts).encode()).hexdigest()
