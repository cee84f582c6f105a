"""Rows that have something, share something, follow each other.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.dossier import NONE
from checker.model.truth import BOTH, NO, YES
from checker.plan.relation import ROW
from checker.verdict.order import identity_of
from checker.verdict.search import Search, vectors
from checker.verdict.total import Closure, memoised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.engine.reference import Scan
    from checker.model.expression import Node
    from checker.model.quantity import Interval
    from checker.verdict.context import Frame, Item
    from checker.verdict.expressions import Evaluator


def have(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `every|some row of T where C has D`."""
    quantifier, slot, table = node[3], node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    which = Search(evaluator, item, slot, table, [node[7]])
    every = quantifier == "every"
    outer = search.outer or which.outer

    def answer(take: int, inside: int) -> int:
        """Whether one row spoils `every`, or makes `some`."""
        if every:
            return NO if take and not inside else YES
        return YES if take and inside else NO

    def test(frame: Frame) -> int:
        ctx = frame.ctx
        recorder = ctx.recorder
        extra: frozenset[str] = frozenset()
        for part in which.parts:
            if not part.local:
                extra |= part.columns
        scan = search.scan(ctx, extra)
        view = scan.view
        settled = NO if every else YES
        truth = YES if every else NO
        open_classes: list[int] = []
        for index, taken in search.truths(frame, scan).items():
            row = scan.reps[index]
            inside = which.at_class(frame, scan, index)
            if taken == YES and inside != BOTH:
                here = answer(1, int(inside == YES))
            else:
                answers = {
                    answer(t, i) for t, i in vectors([frame, frame], view, row, [search, which])
                }
                here = answers.pop() if len(answers) == 1 else BOTH
            if here == settled:
                return settled
            if here == BOTH:
                truth = BOTH
                open_classes.append(index)
        # `some row … has` looks for rows as a `where` does; `every row … has` speaks of the table's own.
        reads_time = search.reads_time or (which.reads_time and not every)
        for row in view.phantoms(reads_time=reads_time):
            if search.at(frame, row) == NO:
                continue
            answers = {answer(t, i) for t, i in vectors([frame, frame], view, row, [search, which])}
            if settled in answers:
                truth = BOTH
                if recorder is not None:
                    recorder.tables[table] = None
        if recorder is not None:
            for index in open_classes:
                row = scan.reps[index]
                recorder.members[(table, row)] = scan.members(index)
                search.record(frame, row)
                which.record(frame, row)
                recorder.members.pop((table, row), None)
        return truth

    return memoised(evaluator, node, outer, test)


def _rows_taken(
    search: Search, frame: Frame, columns: frozenset[str]
) -> tuple[Scan, list[tuple[int, int]]]:
    """Return the rows that a search takes, each with YES or BOTH, in their order."""
    scan = search.scan(frame.ctx, columns)
    taken = search.truths(frame, scan)
    rows = [(row, taken[index]) for row, index in enumerate(scan.of) if index in taken]
    return scan, rows


def shared(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `no two rows|all rows of T where C share a, b`."""
    quantifier, slot, table = node[3], node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    columns = [identity_of(evaluator, column, item) for column in node[7]]

    def test(frame: Frame) -> int:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        _, rows = _rows_taken(search, frame, frozenset([ROW]))
        keys: list[tuple[int, int, tuple[Any, ...]]] = []
        for row, truth in rows:
            frame.rows[slot] = row
            keys.append((row, truth, tuple(column(frame) for column in columns)))
        open_ = bool(search.phantoms(frame))
        decide = _no_two if quantifier == "no two" else _all_same
        truth, doubtful = decide(keys)
        if truth != NO and open_ and (keys or quantifier == "no two") or truth != NO and open_:
            truth = BOTH
        ctx.recorder = recorder
        if recorder is not None and truth == BOTH:
            if open_:
                search.note_further(frame)
            for row, taken, key in keys:
                if row not in doubtful:
                    continue
                frame.rows[slot] = row
                if taken != YES:
                    search.record(frame, row)
                if None in key:
                    frame.rows[slot] = row
                    for column in columns:
                        column(frame)
        return truth

    outer = search.outer
    return memoised(evaluator, node, outer, test)


def _no_two(keys: Sequence[tuple[int, int, tuple[Any, ...]]]) -> tuple[int, set[int]]:
    """Return whether no two rows have one key, and the rows that leave it open."""
    certain: dict[tuple[Any, ...], list[int]] = {}
    doubtful: set[int] = set()
    partial: list[tuple[int, tuple[Any, ...]]] = []
    possible: dict[tuple[Any, ...], list[int]] = {}
    for row, truth, key in keys:
        if NONE in key:
            continue  # What has no serial shares none.
        if None in key:
            partial.append((row, key))
            continue
        possible.setdefault(key, []).append(row)
        if truth == YES:
            certain.setdefault(key, []).append(row)
    if any(len(rows) > 1 for rows in certain.values()):
        return NO, set()
    for rows in possible.values():
        if len(rows) > 1:
            doubtful.update(rows)
    every = [*possible, *(key for _, key in partial)]
    for row, key in partial:
        matches = sum(
            1
            for other in every
            if all(a is None or b is None or a == b for a, b in zip(key, other, strict=True))
        )
        if matches > 1:
            doubtful.add(row)
    return (BOTH if doubtful else YES), doubtful


def _all_same(keys: Sequence[tuple[int, int, tuple[Any, ...]]]) -> tuple[int, set[int]]:
    """Return whether all rows have one key, and the rows that leave it open."""
    certain = [key for _, truth, key in keys if truth == YES]
    for position in range(len(certain[0]) if certain else 0):
        values = {key[position] for key in certain if key[position] is not None}
        if len(values) > 1:
            return NO, set()
    if len(keys) < 2:
        return YES, set()
    doubtful = {row for row, truth, key in keys if None in key}
    known: dict[tuple[Any, ...], None] = dict.fromkeys(key for _, _, key in keys if None not in key)
    if len(known) > 1:
        doubtful |= {row for row, truth, _ in keys if truth != YES}
    return (BOTH if doubtful else YES), doubtful


def overlap(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `no two rows of T where C overlap in …`; both ends belong to a span."""
    from checker.verdict.expressions import ordered

    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    columns = [evaluator.value(column, item) for column in node[6]]

    def ends(frame: Frame) -> tuple[Interval, Interval] | None:
        values = [column(frame) for column in columns]
        if len(values) == 1:
            (span,) = values
            return None if span is NONE else (span[0], span[1])
        if NONE in values:
            return None
        return values[0], values[1]

    def test(frame: Frame) -> int:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        _, rows = _rows_taken(search, frame, frozenset([ROW]))
        spans: list[tuple[int, int, Interval, Interval]] = []
        for row, truth in rows:
            frame.rows[slot] = row
            found = ends(frame)
            if found is not None:
                spans.append((row, truth, *found))
        open_ = bool(search.phantoms(frame))
        doubtful: set[int] = set()
        verdict = YES
        # A span that ends before it starts holds no day.
        spans = [s for s in spans if ordered("at most", *s[2], *s[3]) != NO]
        known = [s for s in spans if q.known(s[2]) and q.known(s[3])]
        loose = [s for s in spans if s not in known]
        known.sort(key=lambda s: (s[2][0], s[3][0]))
        reach: tuple[Any, int, int] | None = None
        sure_reach: tuple[Any, int] | None = None
        for row, truth, start, end in known:
            if truth == YES and sure_reach is not None and start[0] <= sure_reach[0]:
                verdict = NO
                break
            if reach is not None and start[0] <= reach[0]:
                doubtful.update((row, reach[1]))
            if reach is None or end[0] > reach[0]:
                reach = (end[0], row, truth)
            if truth == YES and (sure_reach is None or end[0] > sure_reach[0]):
                sure_reach = (end[0], row)
        if verdict != NO:
            for row, truth, start, end in loose:
                for other, other_truth, other_start, other_end in spans:
                    if other == row:
                        continue
                    meets = min_truth(
                        min_truth(
                            ordered("at most", *start, *other_end),
                            ordered("at most", *other_start, *end),
                        ),
                        min_truth(
                            ordered("at most", *start, *end),
                            ordered("at most", *other_start, *other_end),
                        ),
                    )
                    if meets == YES and truth == YES and other_truth == YES:
                        verdict = NO
                    elif meets != NO:
                        doubtful.update((row, other))
        if verdict != NO and (doubtful or open_):
            verdict = BOTH
        ctx.recorder = recorder
        if recorder is not None and verdict == BOTH:
            if open_:
                search.note_further(frame)
            for row, truth, _, _ in spans:
                if row in doubtful:
                    frame.rows[slot] = row
                    if truth != YES:
                        search.record(frame, row)
                    frame.rows[slot] = row
                    ends(frame)
        return verdict

    return memoised(evaluator, node, search.outer, test)


def min_truth(left: int, right: int) -> int:
    """Return the conjunction of two truths."""
    if NO in (left, right):
        return NO
    return YES if left == right == YES else BOTH


def path(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `some path in T where C from X to Y`; time along it is not looked at."""
    slot, table = node[3], node[4]
    search = Search(evaluator, item, slot, table, node[5])
    start, end = evaluator.value(node[6], item), evaluator.value(node[7], item)
    edge = evaluator.tables[table].edge
    assert edge is not None
    first, second = (evaluator.cell(table, column) for column in edge)
    most_nodes = 10_000

    def place(value: Any, frame: Frame) -> Any:
        if value.__class__ is int:
            other = evaluator.row_table(node[6], item) or evaluator.row_table(node[7], item)
            return None if other is None else frame.ctx.views[other].key(value)
        return value if isinstance(value, str) or value is NONE else None

    def graph(frame: Frame) -> Any:
        ctx = frame.ctx
        key = ("graph", id(node))
        memo = ctx.memo.get(key)
        if memo is not None and not search.outer:
            return memo
        saved, ctx.recorder = ctx.recorder, None
        scan = search.scan(ctx, frozenset(edge))
        sure: dict[str, set[str]] = {}
        maybe: dict[str, set[str]] = {}
        loose: list[int] = []
        doubtful: list[int] = []
        for index, truth in search.truths(frame, scan).items():
            row = scan.reps[index]
            a, b = first(ctx, row), second(ctx, row)
            if a is NONE or b is NONE:
                continue
            if a is None or b is None:
                loose.append(row)
                continue
            maybe.setdefault(a, set()).add(b)
            if truth == YES:
                sure.setdefault(a, set()).add(b)
            else:
                doubtful.append(row)
        ctx.recorder = saved
        memo = ctx.memo[key] = (sure, maybe, loose, doubtful, scan)
        return memo

    def reaches(edges: dict[str, set[str]], a: str, b: str) -> bool | None:
        seen = {a}
        queue = [a]
        while queue:
            for other in edges.get(queue.pop(), ()):
                if other == b:
                    return True
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
            if len(seen) > most_nodes:
                return None
        return False

    def test(frame: Frame) -> int:
        a, b = place(start(frame), frame), place(end(frame), frame)
        if a is NONE or b is NONE:
            return NO
        sure, maybe, loose, doubtful, scan = graph(frame)
        open_ = bool(search.phantoms(frame))
        recorder = frame.ctx.recorder
        if a is not None and b is not None:
            if a == b or reaches(sure, a, b):
                return YES
            possible = reaches(maybe, a, b)
            if possible is False and not loose and not open_:
                return NO
        elif not maybe and not loose and not open_ and (a is None) != (b is None):
            # Nothing leaves or arrives; only the place itself could be meant.
            pass
        if recorder is not None:
            if open_:
                search.note_further(frame)
            for row in loose:
                recorder.members[(table, row)] = scan.members(scan.of[row])
                first(frame.ctx, row)
                second(frame.ctx, row)
                recorder.members.pop((table, row), None)
            for row in doubtful:
                search.record(frame, row)
        return BOTH

    return test
