"""Running totals: what an account held, and what expired in it.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.dossier import NONE
from checker.model.quantity import Interval, Number
from checker.model.truth import YES
from checker.plan.relation import columns_read
from checker.verdict.context import Context, Frame, Item
from checker.verdict.order import identity_of, places_in_order, sort_ends
from checker.verdict.search import Search
from checker.verdict.total import Closure, further, memoised, rests_outside, with_none

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from checker.model.expression import Node
    from checker.verdict.expressions import Evaluator


Event = tuple[int | None, int | None, Number | None, Number | None]
"""A row on an account: earliest and latest day, least and largest amount."""


def running(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `[lowest] running total of E in T by D [expiring after L] [at DATE]`."""
    from checker.verdict.expressions import move

    lowest, slot, table = node[3], node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    term = evaluator.value(node[7], item)
    by = evaluator.value(node[8], item)
    life = None if node[9] is None else evaluator.value(node[9], item)
    at = None if node[10] is None else evaluator.value(node[10], item)
    columns = columns_read(node[7], slot, evaluator.derived_columns) | columns_read(
        node[8], slot, evaluator.derived_columns
    )
    outer = search.outer or any(
        part is not None and rests_outside(part, slot)
        for part in (node[7], node[8], node[9], node[10])
    )

    def total(frame: Frame) -> Any:
        ctx = frame.ctx
        recorder, ctx.recorder = ctx.recorder, None
        scan = search.scan(ctx, columns)
        until: Interval = q.ANY
        if at is not None:
            end = at(frame)
            until = end if isinstance(end, tuple) else q.ANY
        events: list[Event] = []
        open_rows: list[tuple[int, int]] = []
        for index, truth in search.truths(frame, scan).items():
            row = scan.reps[index]
            frame.rows[slot] = row
            amount = term(frame)
            amount = amount if isinstance(amount, tuple) else q.ANY
            if truth != YES:
                amount = with_none(amount)
            day = by(frame)
            day = day if isinstance(day, tuple) else q.ANY
            if until[1] is not None and day[0] is not None and day[0] > until[1]:
                continue  # surely after the day that is asked for
            count = scan.counts[index]
            amount = q.multiply((count, count), amount)
            events.append((day[0], day[1], amount[0], amount[1]))
            if truth != YES or not q.known(amount) or not q.known(day):
                open_rows.append((index, truth))
        further_rows = search.phantoms(frame)
        phantom: Interval = q.ZERO
        for row in further_rows:
            frame.rows[slot] = row
            value = term(frame)
            phantom = q.hull(phantom, value if isinstance(value, tuple) else q.ANY)
        expiry = None
        unknown_life = False
        if life is not None:
            length = life(frame)
            if not isinstance(length, tuple) or None in length or length[0] != length[1]:
                unknown_life = True
            else:
                expiry = length[0]
        ctx.recorder = recorder
        if recorder is not None:
            for index, truth in open_rows:
                row = scan.reps[index]
                recorder.members[(table, row)] = scan.members(index)
                if truth != YES:
                    search.record(frame, row)
                frame.rows[slot] = row
                term(frame)
                by(frame)
                recorder.members.pop((table, row), None)
            if further_rows and phantom != q.ZERO:
                search.note_further(frame)
            for part in (life, at):
                if part is not None:
                    part(frame)

        def gone(day: int) -> int:
            assert expiry is not None
            return move(day, expiry, 1)

        after = None if expiry is None else gone
        if lowest:
            low = _balance(events, after, None, worst=True, lowest=True)
            high = _balance(events, after, None, worst=False, lowest=True)
        elif until[0] is None or until[1] is None:
            # On any day: not below the lowest that it ever is, not above all that comes in.
            low = _balance(events, after, None, worst=True, lowest=True)
            most = [event[3] for event in events]
            high = None if None in most else sum(max(x, 0) for x in most if x is not None)
        elif until[0] == until[1]:
            day_at = int(until[0])
            low = _balance(events, after, day_at, worst=True, lowest=False)
            high = _balance(events, after, day_at, worst=False, lowest=False)
        else:
            days = {int(until[0]), int(until[1])}
            for first, last, _, _ in events:
                days.update(d for d in (first, last) if d is not None and until[0] <= d <= until[1])
            lows = [_balance(events, after, d, worst=True, lowest=False) for d in days]
            highs = [_balance(events, after, d, worst=False, lowest=False) for d in days]
            low = None if None in lows else min(x for x in lows if x is not None)
            if after is not None:
                # What is there may die on a day between those of the rows.
                low = _balance(events, after, None, worst=True, lowest=True)
            high = None if None in highs else max(x for x in highs if x is not None)
        if unknown_life:
            # Nothing may have expired, and all of it may.
            uses = sum(min(0, e[2]) if e[2] is not None else 0 for e in events)
            low = None if any(e[2] is None for e in events) else min(uses, 0)
        if further_rows:
            if phantom[0] is None or phantom[0] < 0:
                low = None
            if phantom[1] is None or phantom[1] > 0:
                high = 0 if lowest else None
        return low, high

    return memoised(evaluator, node, outer, total)


def _balance(
    events: Sequence[Event],
    gone: Callable[[int], int] | None,
    at: int | None,
    *,
    worst: bool,
    lowest: bool,
) -> Number | None:
    """Return the least (`worst`) or the largest balance, its lowest or the one of a day.

    Credits die on the day that `gone` gives for theirs, before the uses of that day, oldest first.
    Expired until a day is the largest of what has died by some day less what was used before it:
    that is monotone in every row, so that all rows at one end give the exact end.
    """
    earned: list[tuple[int, Number]] = []
    uses: list[tuple[int, Number]] = []
    deaths: list[tuple[int, Number]] = []
    used_before: list[tuple[int, Number]] = []
    endless: int | None = None
    for first, last, least, most in events:
        if at is not None and first is not None and first > at:
            continue  # It comes surely later.
        amount = least if worst else most
        if amount is None:
            if worst:
                return None
            if gone is not None or not lowest:
                return 0 if lowest else None
            # Without bound from its first day on: what comes before that day still counts.
            if first is not None:
                endless = first if endless is None else min(endless, first)
                continue
            return 0
        if amount > 0:
            # The worst credit comes late, dies early; one whose day is unknown may not come in time.
            day = last if worst else first
            if day is None:
                if worst:
                    continue
                day = 1
            earned.append((day, amount))
            if gone is not None:
                birth = first if worst else last
                if birth is not None:
                    deaths.append((gone(birth), amount))
                elif worst:
                    deaths.append((day, amount))
        elif amount < 0:
            day = first if worst else last
            if day is None:
                if not worst:
                    continue
                day = 1
            uses.append((day, -amount))
            late = last if worst else first
            if late is not None:
                used_before.append((late, -amount))
            elif not worst:
                used_before.append((1, -amount))
    days = sorted(
        {day for day, _ in earned}
        | {day for day, _ in uses}
        | {day for day, _ in deaths}
        | {day for day, _ in used_before}
        | ({at} if at is not None else set())
    )
    plus = _by_day(earned)
    minus = _by_day(uses)
    dying = _by_day(deaths)
    using = _by_day(used_before)
    have: Number = 0
    used: Number = 0
    died: Number = 0
    late_used: Number = 0
    expired: Number = 0
    low: Number = 0
    for day in days:
        if (at is not None and day > at) or (endless is not None and day >= endless):
            break
        have += plus.get(day, 0)
        used += minus.get(day, 0)
        died += dying.get(day, 0)
        # What died by this day, less what was used before this day.
        expired = max(expired, died - late_used)
        late_used += using.get(day, 0)
        low = min(low, have - used - expired)
    return low if lowest else have - used - expired


def _by_day(entries: Sequence[tuple[int, Number]]) -> dict[int, Number]:
    found: dict[int, Number] = {}
    for day, amount in entries:
        found[day] = found.get(day, 0) + amount
    return found


Drawing = tuple[Any, tuple[Any, ...], tuple[Any, ...], Interval, int]
"""A row of a running column: its group (None: any), first and last place, amount, number."""

Tally = tuple[Number, int, Number, int]
"""A sum of intervals from which one can be taken again: an end, and how many had no such end."""


def _drawn(rows: Sequence[Drawing]) -> list[Interval]:
    """Return what the running total can be in each row, that row included.

    Sums over what may stand before a row are looked up, not added up: where nothing is known of
    the groups, each row may stand before each other.
    """
    result: list[Interval] = [q.ZERO] * len(rows)
    loose = [entry for entry in rows if entry[0] is None]
    groups: dict[Any, list[Drawing]] = {}
    for entry in rows:
        if entry[0] is not None:
            groups.setdefault(entry[0], []).append(entry)
    for members in groups.values():
        settled = sorted((e for e in members if e[1] == e[2]), key=lambda entry: entry[1])
        moving = [entry for entry in members if entry[1] != entry[2]]
        unsettled = [*moving, *loose]
        maybe = _Prefix((entry[1], _tally(with_none(entry[3]))) for entry in unsettled)
        # What a row between two places surely gives, beyond what it gives when it may stand behind.
        surely = _Prefix(
            (entry[2], _minus(_tally(entry[3]), _tally(with_none(entry[3])))) for entry in moving
        )
        total = _NOTHING
        position = 0
        while position < len(settled):
            # Rows with equal keys have no order: each may come before the other.
            end = position
            while end < len(settled) and settled[end][1] == settled[position][1]:
                end += 1
            peers = settled[position:end]
            other = _plus(total, maybe.through(peers[0][2]))
            other = _plus(other, surely.below(peers[0][1]))
            for entry in peers:
                other = _plus(other, _tally(with_none(entry[3])))
            for entry in peers:
                own = _minus(_tally(entry[3]), _tally(with_none(entry[3])))
                result[entry[4]] = _interval(_plus(other, own))
                total = _plus(total, _tally(entry[3]))
            position = end
        if moving:
            every = _Prefix(
                (entry[1], _tally(with_none(entry[3]))) for entry in (*settled, *unsettled)
            )
            # What a row surely gives, beyond what it gives when it may also stand behind.
            surely = _Prefix(
                (entry[2], _minus(_tally(entry[3]), _tally(with_none(entry[3]))))
                for entry in members
            )
            for entry in moving:
                own = _minus(_tally(entry[3]), _tally(with_none(entry[3])))
                before = _plus(every.through(entry[2]), surely.below(entry[1]))
                result[entry[4]] = _interval(_plus(before, own))
    if loose:
        all_rows = _NOTHING
        for entry in rows:
            all_rows = _plus(all_rows, _tally(with_none(entry[3])))
        for entry in loose:
            own = _minus(_tally(entry[3]), _tally(with_none(entry[3])))
            result[entry[4]] = _interval(_plus(all_rows, own))
    return result


class _Prefix:
    """Sums over the entries up to a place."""

    __slots__ = ("places", "sums")

    def __init__(self, entries: Iterable[tuple[tuple[Any, ...], Tally]]) -> None:
        self.places: list[tuple[Any, ...]] = []
        self.sums = [_NOTHING]
        for place, tally in sorted(entries, key=lambda entry: entry[0]):
            self.places.append(place)
            self.sums.append(_plus(self.sums[-1], tally))

    def through(self, place: tuple[Any, ...]) -> Tally:
        return self.sums[bisect_right(self.places, place)]

    def below(self, place: tuple[Any, ...]) -> Tally:
        return self.sums[bisect_left(self.places, place)]


_NOTHING: Tally = (0, 0, 0, 0)


def _tally(value: Interval) -> Tally:
    low, high = value
    return (
        0 if low is None else low,
        int(low is None),
        0 if high is None else high,
        int(high is None),
    )


def _plus(a: Tally, b: Tally) -> Tally:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]


def _minus(a: Tally, b: Tally) -> Tally:
    return a[0] - b[0], a[1] - b[1], a[2] - b[2], a[3] - b[3]


def _interval(tally: Tally) -> Interval:
    return None if tally[1] else tally[0], None if tally[3] else tally[2]


def running_column(
    evaluator: Evaluator, node: Node, item: Item, key: str
) -> Callable[[Context, int], Any]:
    """Return the cells of `column x = running total of E by K, K within G`."""
    table = node[3]
    names = evaluator.names_read(node)
    compiled: list[Any] = []

    def compile_() -> None:
        compiled.append(evaluator.value(node[4], item))
        compiled.append([places_in_order(evaluator, key, item) for key in node[5]])
        compiled.append(None if node[6] is None else identity_of(evaluator, node[6], item))

    def column(ctx: Context) -> list[Interval]:
        term, keys, within = compiled
        view = ctx.views[table]
        frame = Frame(ctx, item)
        rows: list[Drawing] = []
        for row in range(view.size):
            frame.rows[0] = row
            low, high = sort_ends([key(frame) for key in keys])
            amount = term(frame)
            group: Any = "all"
            if within is not None:
                group = within(frame)
                if group is NONE:
                    group = ("none", row)
            rows.append((group, low, high, amount if isinstance(amount, tuple) else q.ANY, row))
        result = _drawn(rows)
        if view.phantoms(reads_time=True) and view.open:
            frame.rows[0] = view.any
            amount = term(frame)
            more = with_none(amount if isinstance(amount, tuple) else q.ANY)
            result = [further(more, value) for value in result]
        return result

    def cell(ctx: Context, row: int) -> Any:
        if not compiled:
            compile_()
        term, keys, within = compiled
        view = ctx.views[table]
        recorder, ctx.recorder = ctx.recorder, None
        home = ctx if ctx.changed & names else ctx.base
        column_key = ("running", key)
        found = home.memo.get(column_key)
        if found is None:
            found = home.memo[column_key] = column(ctx)
        ctx.recorder = recorder
        real = view.real(row)
        if real >= view.size:
            frame = Frame(ctx, item)
            frame.rows[0] = row
            amount = term(frame)
            return further(with_none(amount if isinstance(amount, tuple) else q.ANY), q.ZERO)
        value = found[real]
        # Each open cell rests on every row: they are noted once.
        if recorder is not None and not q.known(value) and (column_key, ctx) not in recorder.told:
            recorder.told.add((column_key, ctx))
            frame = Frame(ctx, item)
            for other in range(view.size):
                frame.rows[0] = other
                term(frame)
                for order in keys:
                    order(frame)
                if within is not None:
                    within(frame)
            if view.open:
                recorder.tables[table] = None
        return value

    return cell
