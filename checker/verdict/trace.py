"""How a verdict came about: the expression with its numbers put in, and the places they stand at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.assessment import CERTAINTY
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE, NOT_APPLICABLE, Partial, Period
from checker.model.expression import CONDITIONS, Node, children
from checker.model.said import joined, said
from checker.model.truth import NO, YES, word
from checker.model.unit import NUMBER, SHARE, Dimension, display_unit, find_unit, multiply
from checker.pack.texts import ENGLISH
from checker.verdict.context import Context, Frame, Item
from checker.verdict.search import Search
from checker.verdict.total import search_of, term_of

if TYPE_CHECKING:
    from checker.model.source import Origin
    from checker.pack.texts import Texts
    from checker.verdict.expressions import Evaluator

_ROWS = 5
_PLACES = 20
_WORKED_OUT = 20_000  # rows of which each term is worked out one by one, to name the weightiest
_QUIET = frozenset(["num", "date", "text", "opt", "bool", "dur"])


def type_of(evaluator: Evaluator, node: Node, item: Item) -> Datatype | None:
    """Return the type of a value, as far as it decides how the value is shown."""
    found = evaluator.type_of(node, item)
    if found is not None:
        return found
    match node[0]:
        case "num":
            unit = find_unit(node[4]) if node[4] else None
            dimension: Dimension = NUMBER if unit is None else unit.dimension
            return Datatype(Kind.QUANTITY, dimension=dimension, unit=node[4] or None)
        case "date" | "dateadd" | "start" | "finish" | "month_end":
            return Datatype(Kind.DATE)
        case "dur" | "duradd":
            return Datatype(Kind.DURATION)
        case "year" | "count":
            return Datatype(Kind.WHOLE)
        case "text":
            return Datatype(Kind.TEXT)
        case "bool":
            return Datatype(Kind.YESNO, options=("yes", "no"))
        case "opt":
            return Datatype(Kind.CHOICE, options=(node[3],))
        case "neg" | "half" | "roundup":
            return type_of(evaluator, node[3], item)
        case "add" | "sub":
            return type_of(evaluator, node[3], item) or type_of(evaluator, node[4], item)
        case "pick":
            return type_of(evaluator, node[4], item)
        case "sum":
            return type_of(evaluator, node[6], item)
        case "running":
            return type_of(evaluator, node[7], item)
        case "running_col":
            return type_of(evaluator, node[4], item)
        case "share":
            return Datatype(Kind.QUANTITY, dimension=SHARE)
        case "ratio":
            return type_of(evaluator, node[5], item)
        case "mul" | "of":
            left, right = type_of(evaluator, node[3], item), type_of(evaluator, node[4], item)
            if left is None or right is None:
                return None
            dimension = multiply(left.dimension, right.dimension)
            unit_name = next(
                (side.unit for side in (right, left) if side.dimension == dimension),
                display_unit(dimension),
            )
            return Datatype(Kind.QUANTITY, dimension=dimension, unit=unit_name)
        case "choose":
            return type_of(evaluator, node[4], item) or type_of(evaluator, node[3][0][1], item)
        case "key":
            return type_of(evaluator, item.keys[node[3]], item) if item.keys else None
        case "var" | "row":
            return Datatype(Kind.ROW, table=node[4] if node[0] == "var" else node[5])
        case op if op in CONDITIONS:
            return Datatype(Kind.YESNO, options=("yes", "no"))
        case _:
            return None


def show_value(
    value: Any, type: Datatype | None, *, plain: bool, ctx: Context, texts: Texts = ENGLISH
) -> str:
    """Return an abstract value as text, for people or (`plain`) for JSON.

    For people the options of a choice are put into the words of `texts`; the rest is `said`.
    """
    from checker.verdict.expressions import Candidates

    if value is NONE:
        return said("none")
    if value is None:
        return said("unknown")
    if isinstance(value, Candidates):
        if type is not None and type.table is not None:
            view = ctx.views[type.table]
            keys = [view.key(row) or said("a further row") for row in value.rows]
            return joined([*keys, *([said("none")] if value.none else [])], " or ")
        return said("unknown")
    if isinstance(value, frozenset):
        word_of = str if plain else texts.option
        if type is not None and type.kind is Kind.LIST:
            return joined(word_of(option) for option in sorted(value))
        if type is not None and len(value) > 1 and len(value) >= len(type.options):
            return said("unknown")
        options = [said("none") if option is NONE else str(option) for option in value]
        return joined((one if one == "none" else word_of(one) for one in sorted(options)), " or ")
    if isinstance(value, str):
        return value
    if value.__class__ is int:
        if type is not None and type.table is not None:
            return ctx.views[type.table].key(value) or said("a further row")
        return said(word(value))
    if type is not None and type.kind is Kind.PERIOD:
        return said("{start} to {end}", start=_day(value[0]), end=_day(value[1]))
    if type is not None and type.kind is Kind.DATE:
        return _day(value)
    if type is not None and type.kind is Kind.DURATION:
        return _length(value)
    unit = "" if type is None else type.unit
    return q.plain_interval(value, unit) if plain else q.show_interval(value, unit)


def _day(value: Any) -> str:
    if value is NONE:
        return said("none")
    low, high = value
    texts = [None if end is None else date.fromordinal(int(end)).isoformat() for end in value]
    if low is None and high is None:
        return said("unknown")
    if low == high:
        return str(texts[0])
    if low is None:
        return said("on or before {day}", day=texts[1])
    if high is None:
        return said("on or after {day}", day=texts[0])
    return f"{texts[0]} .. {texts[1]}"


def _length(value: Any) -> str:
    low, high = value
    if low is None or low != high:
        return said("unknown")
    months, days = low
    length = said("{n} day", n=days) if days == 1 else said("{n} days", n=days)
    if not months:
        return length
    in_months = said("{n} month", n=months) if months == 1 else said("{n} months", n=months)
    return said("{months} {days}", months=in_months, days=length) if days else in_months


def show_raw(raw: Any, type: Datatype, denominator: int = 1) -> str:
    """Return a value of the dossier as JSON holds it."""
    from fractions import Fraction

    if raw is None:
        return "unknown"
    if raw is NONE or raw is NOT_APPLICABLE:
        return str(raw.value)
    match type.kind:
        case Kind.QUANTITY | Kind.WHOLE:
            if isinstance(raw, Partial):
                ends = tuple(
                    None if end is None else Fraction(end) / denominator
                    for end in (raw.lower, raw.upper)
                )
                return q.plain_interval((ends[0], ends[1]), type.unit)
            number = (
                Fraction(raw, denominator) if raw.__class__ is int else Fraction(raw) / denominator
            )
            return q.plain_text(number, type.unit)
        case Kind.YESNO:
            return "yes" if raw else "no"
        case Kind.DATE:
            return _day((raw.lower, raw.upper) if isinstance(raw, Partial) else (raw, raw))
        case Kind.PERIOD:
            assert isinstance(raw, Period)
            days = tuple(
                (None, None)
                if end is None
                else (end.lower, end.upper)
                if isinstance(end, Partial)
                else (end, end)
                for end in (raw.start, raw.end)
            )
            return f"{_day(days[0])} to {_day(days[1])}"
        case Kind.DURATION:
            return _length((raw, raw))
        case Kind.LIST:
            return ", ".join(raw)
        case _:
            return str(raw)


def snippet(node: Node, item: Item) -> str:
    """Return what was written for a node, on one line."""
    return " ".join(item.source[node[1] : node[2]].split())


def label(node: Node, item: Item) -> str:
    """Return the name under which a value is listed."""
    if node[0] in ("define", "param", "reading"):
        return str(node[3]).rsplit("/", 1)[-1]
    return snippet(node, item)


def trace(
    evaluator: Evaluator, node: Node, item: Item, frame: Frame, depth: int = 0
) -> dict[str, Any]:
    """Return a node with its value and the nodes below it, down to the rows."""
    value = evaluator.any(node, item)(frame)
    type = type_of(evaluator, node, item)
    entry: dict[str, Any] = {
        "text": snippet(node, item),
        "value": word(value)
        if node[0] in CONDITIONS
        else show_value(value, type, plain=True, ctx=frame.ctx),
        "parts": [],
    }
    if depth > 24:
        return entry
    match node[0]:
        case "let":
            body = item.let_nodes[node[3]]
            if body is not None:
                entry["parts"] = [trace(evaluator, body, item, frame, depth + 1)]
        case "define":
            below, _ = evaluator.define_item(node[3])
            body = evaluator.program.defines[node[3]]["body"]
            inner = trace(evaluator, body, below, Frame(frame.ctx, below), depth + 1)
            entry["parts"] = [inner]
        case "param":
            entry["why"] = in_force_text(evaluator, frame, node, item)
        case "fact":
            place = fact_place(evaluator, frame.ctx, node[3])
            if place is not None:
                entry["places"] = [place]
        case "col":
            place = cell_place(evaluator, frame.ctx, node[4], frame.rows[node[3]], node[5])
            if place is not None:
                entry["places"] = [place]
        case "sum" | "count" | "largest" | "smallest" | "share":
            _trace_rows(evaluator, node, item, frame, entry)
        case op if op in ("running", "row", "have", "shared", "overlap", "path"):
            pass
        case _:
            entry["parts"] = [
                trace(evaluator, below, item, frame, depth + 1)
                for below in children(node)
                if below[0] not in _QUIET
            ]
    return entry


def _trace_rows(
    evaluator: Evaluator, node: Node, item: Item, frame: Frame, entry: dict[str, Any]
) -> None:
    """Add to an aggregate how many rows it took and the largest of them."""
    total, rows = aggregate_rows(evaluator, node, item, frame, _ROWS)
    entry["rows"] = total
    places = (row_place(evaluator, frame.ctx, *row) for row in rows)
    entry["places"] = [place for place in places if place]
    search = search_of(evaluator, node, item)
    if search.phantoms(frame):
        entry["why"] = said("further rows of {table} may exist", table=node[4])


def aggregate_rows(
    evaluator: Evaluator, node: Node, item: Item, frame: Frame, most: int = _PLACES
) -> tuple[int, list[tuple[str, int, str | None]]]:
    """Return how many rows an aggregate takes, and the largest: table, row, column."""
    from heapq import nlargest

    slot, table = node[3], node[4]
    search = search_of(evaluator, node, item)
    scan = search.scan(frame.ctx)
    taken = search.truths(frame, scan)
    total = sum(scan.counts[index] for index in taken)
    column = None
    if node[0] != "count":
        column = term_column(evaluator, node[6], slot, table)
    view = frame.ctx.views[table]
    rows: list[int] = []
    worked_out = node[0] == "sum" and (node[6][0] != "col" or node[6][5] != column)
    if worked_out and total <= _WORKED_OUT:
        # The term is worked out: a row whose term is nothing adds nothing to the sum.
        term = term_of(evaluator, node, item)
        worked: dict[int, Any] = {}
        for row, index in enumerate(scan.of):
            if index in taken:
                value = term.at(frame, row)
                if value != q.ZERO:
                    worked[row] = value[1] or 0
        total = len(worked)
        rows = sorted(worked, key=lambda row: (-worked[row], row))[:most]
    elif column is None or f"{table}.{column}" in evaluator.program.derived:
        for row, index in enumerate(scan.of):
            if index in taken:
                rows.append(row)
                if len(rows) == most:
                    break
    else:
        # The largest known cells first; what is not known is told as missing.
        cells = view.cells(column)
        key = ("largest", table, column, id(scan), tuple(taken), most)
        memo = frame.ctx.memo.get(key)
        if memo is None:
            known = (
                (cells[row], -row)
                for row, index in enumerate(scan.of)
                if index in taken and cells[row].__class__ is int
            )
            memo = frame.ctx.memo[key] = [-row for _, row in nlargest(most, known)]
        rows = memo
    return total, [(table, row, column) for row in rows]


def term_column(evaluator: Evaluator, term: Node, slot: int, table: str) -> str | None:
    """Return the column at which a row's term can be looked up."""
    from checker.plan.relation import columns_read

    own = term[0] == "col" and term[3] == slot
    if own and f"{table}.{term[5]}" not in evaluator.program.derived:
        return str(term[5])
    columns = columns_read(term, slot, evaluator.derived_columns)
    for column in sorted(columns):
        declared = evaluator.tables[table].columns.get(column)
        if declared is not None and declared.type.kind is Kind.QUANTITY:
            return column
    return None


def in_force_text(evaluator: Evaluator, frame: Frame, node: Node, item: Item) -> str:
    """Say since when a parameter's value is in force."""
    from checker.verdict.parameter import lines_of, options_of, overlaps, selecting_dates

    entry = evaluator.program.parameters[node[3]]
    if node[4] is not None:
        value = evaluator.value(node[4], item)(frame)
        low, high = value if isinstance(value, tuple) else q.ANY
    else:
        low, high = selecting_dates(evaluator, frame.ctx, node[3], entry)
    options = tuple(
        (options_of(evaluator.value(key, item)(frame)) or ["other"])[0] for key in node[5]
    )
    lines = lines_of(entry["values"], options, len(node[5]))
    held = [i for i in lines if overlaps(entry["values"], lines, i, low, high)]
    if len(held) != 1:
        return said("no single value is in force")
    value = entry["values"][held[0]]
    day = None if value["from"] is None else date.fromordinal(value["from"]).isoformat()
    if value["value"] is None:
        text = said("open") if day is None else said("open since {day}", day=day)
    else:
        text = said("in force") if day is None else said("in force since {day}", day=day)
    cites = joined(map(cite_text, value["cites"]), "; ")
    return said("{text} ({cites})", text=text, cites=cites) if cites else text


def cite_text(cite: dict[str, Any]) -> str:
    """Return a citation on one line."""
    clause = f" {cite['clause']}" if cite["clause"] else ""
    return said(
        "{cite}, {certainty}",
        cite=f"{cite['standard']}{clause}",
        certainty=CERTAINTY[cite["certainty"]],
    )


# --- places ---------------------------------------------------------------------------------------


def place(origin: Origin, fact: str, value: str) -> dict[str, Any]:
    """Return a place as the assessment holds it."""
    found: dict[str, Any] = {
        "file": origin.file,
        "line": origin.line,
        "column": origin.column,
        "fact": fact,
        "value": value,
    }
    if origin.cell is not None:
        found["sheet"] = origin.sheet
        found["cell"] = origin.cell
    return found


def fact_place(evaluator: Evaluator, ctx: Context, name: str) -> dict[str, Any] | None:
    """Return where a fact stands, None when it does not."""
    known = ctx.dossier.facts.get(name)
    if known is None or name not in evaluator.facts:
        return None
    return place(known.origin, name, show_raw(known.value, known.type))


def cell_place(
    evaluator: Evaluator, ctx: Context, table: str, row: int, column: str
) -> dict[str, Any] | None:
    """Return where a cell stands, None for a row that only may exist."""
    view = ctx.views[table]
    row = view.real(row)
    if row >= view.size or view.data is None or f"{table}.{column}" in evaluator.program.derived:
        return None
    declared = view.declared.columns[column]
    origin = view.data.origin_of(row, column)
    raw = view.cells(column)[row]
    fact = f"{table}[{view.key(row)}].{column}"
    return place(origin, fact, show_raw(raw, declared.type, view.denominator(column)))


def row_place(
    evaluator: Evaluator, ctx: Context, table: str, row: int, column: str | None
) -> dict[str, Any] | None:
    """Return where a row stands, at a column where one matters."""
    if column is not None:
        return cell_place(evaluator, ctx, table, row, column)
    view = ctx.views[table]
    row = view.real(row)
    if row >= view.size or view.data is None:
        return None
    return place(view.data.origin_of(row, None), f"{table}[{view.key(row)}]", "")


class Places(list[dict[str, Any]]):
    """Places, and how many more there are of the rows that an aggregate takes."""

    more = 0


def places_of(
    evaluator: Evaluator, node: Node, item: Item, frame: Frame
) -> tuple[list[dict[str, Any]], int]:
    """Return the places that make a condition what it is, the weightiest first, and how many more."""
    found = Places()
    _collect(evaluator, node, item, frame, found)
    unique: dict[tuple[Any, ...], dict[str, Any]] = {}
    for entry in found:
        unique.setdefault((entry["file"], entry["line"], entry["column"], entry["fact"]), entry)
    return list(unique.values()), found.more


def _collect(evaluator: Evaluator, node: Node, item: Item, frame: Frame, found: Places) -> None:
    ctx = frame.ctx
    op = node[0]
    entry: dict[str, Any] | None
    if op in ("and", "or"):
        wanted = NO if op == "and" else YES
        for part in node[3]:
            truth = evaluator.truth(part, item)(frame)
            if op == "or" or truth == wanted or truth not in (YES, NO):
                _collect(evaluator, part, item, frame, found)
    elif op == "cmp" and node[4] == "num":
        # What is too much stands on the left, what is too little on the other side.
        _collect(evaluator, node[5], item, frame, found)
        if not found:
            _collect(evaluator, node[6], item, frame, found)
    elif op == "fact":
        entry = fact_place(evaluator, ctx, node[3])
        if entry is not None:
            found.append(entry)
    elif op == "col":
        entry = cell_place(evaluator, ctx, node[4], frame.rows[node[3]], node[5])
        if entry is not None:
            found.append(entry)
    elif op == "let":
        body = item.let_nodes[node[3]]
        if body is not None:
            _collect(evaluator, body, item, frame, found)
    elif op == "define":
        below, _ = evaluator.define_item(node[3])
        body = evaluator.program.defines[node[3]]["body"]
        _collect(evaluator, body, below, Frame(ctx, below), found)
    elif op in ("sum", "count", "largest", "smallest", "share"):
        total, rows = aggregate_rows(evaluator, node, item, frame)
        found.more += total - len(rows)
        for row in rows:
            entry = row_place(evaluator, ctx, *row)
            if entry is not None:
                found.append(entry)
    elif op == "have":
        _collect_rows(evaluator, node, item, frame, found)
    elif op in ("shared", "overlap"):
        _collect_pairs(evaluator, node, item, frame, found)
    else:
        for below_node in children(node):
            _collect(evaluator, below_node, item, frame, found)


def _collect_rows(
    evaluator: Evaluator, node: Node, item: Item, frame: Frame, found: Places
) -> None:
    """Add the rows that spoil `every`, or that make `some`."""
    slot, table = node[4], node[5]
    search = Search(evaluator, item, slot, table, node[6])
    which = Search(evaluator, item, slot, table, [node[7]])
    extra: frozenset[str] = frozenset()
    for part in which.parts:
        if not part.local:
            extra |= part.columns
    scan = search.scan(frame.ctx, extra)
    wanted = NO if node[3] == "every" else YES
    rows: list[int] = []
    for index in search.truths(frame, scan):
        if which.at(frame, scan.reps[index]) == wanted:
            rows += scan.members(index)
    found.more += max(0, len(rows) - _PLACES)
    for row in sorted(rows)[:_PLACES]:
        entry = row_place(evaluator, frame.ctx, table, row, None)
        if entry is not None:
            found.append(entry)


def _collect_pairs(
    evaluator: Evaluator, node: Node, item: Item, frame: Frame, found: Places
) -> None:
    """Add the rows that share what no two may share, or that overlap."""
    at = 4 if node[0] == "shared" else 3
    slot, table = node[at], node[at + 1]
    search = Search(evaluator, item, slot, table, node[at + 2])
    columns = [evaluator.value(column, item) for column in node[at + 3]]
    view = frame.ctx.views[table]
    rows: dict[Any, list[int]] = {}
    spans: list[tuple[Any, int]] = []
    for row in range(view.size):
        if search.at(frame, row) != YES:
            continue
        frame.rows[slot] = row
        values = tuple(
            view.key(value) if value.__class__ is int else value
            for value in (column(frame) for column in columns)
        )
        rows.setdefault(values, []).append(row)
        spans.append((values, row))
    chosen: list[int] = []
    if node[0] == "overlap":
        flat = []
        for values, row in spans:
            ends = values[0] if len(values) == 1 else values
            if ends is NONE:
                continue
            if NONE not in ends and None not in (ends[0][0], ends[1][1]):
                flat.append((ends[0][0], ends[1][1], row))
        flat.sort()
        reach = None
        for start, end, row in flat:
            if reach is not None and start <= reach[0]:
                chosen += [reach[1], row]
            if reach is None or end > reach[0]:
                reach = (end, row)
    elif node[3] == "no two":
        chosen = [row for group in rows.values() if len(group) > 1 for row in group]
    else:
        chosen = [group[0] for group in rows.values()]
    column_name = None
    last = node[at + 3][0]
    if last[0] == "col":
        column_name = str(last[5])
    for row in dict.fromkeys(chosen):
        entry = row_place(evaluator, frame.ctx, table, row, column_name)
        if entry is not None:
            found.append(entry)


__all__ = ["aggregate_rows", "places_of", "show_raw", "show_value", "trace", "type_of"]
