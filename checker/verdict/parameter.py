"""Which value of a parameter is in force."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE
from checker.model.said import said
from checker.model.truth import YES
from checker.verdict.context import UNSET, Context, Frame, Item

if TYPE_CHECKING:
    from collections.abc import Callable

    from checker.model.expression import Node
    from checker.verdict.expressions import Evaluator


def parameter(evaluator: Evaluator, node: Node, item: Item) -> Callable[[Frame], Any]:
    """Return the closure of a parameter, at the date that the pack says or that `as of` names."""
    from checker.verdict.expressions import join

    name = node[3]
    entry = evaluator.program.parameters[name]
    type = Datatype.from_plain(entry["type"])
    at = None if node[4] is None else evaluator.value(node[4], item)
    keys = [evaluator.value(key, item) for key in node[5]]
    title = entry["title"] or name.rsplit("/", 1)[-1]
    values = entry["values"]
    constants = [
        None if value["value"] is None else evaluator.value(value["value"], item)
        for value in values
    ]
    unknown = evaluator.unknown_of(type)
    dated = any(value["from"] is not None or value["until"] is not None for value in values)
    # A key that is unknown can take each of its options.
    no_value = said("Which value of “{title}” is in force?", title=title)

    def chosen(frame: Frame, options: tuple[str, ...], low: Any, high: Any) -> Any:
        lines = lines_of(values, options, len(keys))
        value: Any = UNSET
        covered = covers(values, lines, low, high)
        recorder = frame.ctx.recorder
        for index in lines:
            if not overlaps(values, lines, index, low, high):
                continue
            constant = constants[index]
            if constant is not None:
                here = constant(frame)
            else:
                if recorder is not None:
                    asked = said(
                        "What is “{title}”? The standard's value is not settled.", title=title
                    )
                    recorder.questions[asked] = None
                here = open_value(values[index], type, unknown)
            value = here if value is UNSET else join(value, here, type)
        if not covered or value is UNSET:
            if recorder is not None:
                recorder.questions[no_value] = None
            return unknown
        return value

    def closure(frame: Frame) -> Any:
        ctx = frame.ctx
        if at is not None:
            day = at(frame)
            low, high = day if isinstance(day, tuple) else q.ANY
        elif not dated:
            low, high = q.ANY
        else:
            low, high = selecting_dates(evaluator, ctx, name, entry)
        groups: list[tuple[str, ...]] = [()]
        for key in keys:
            groups = [(*group, option) for group in groups for option in options_of(key(frame))]
        value: Any = UNSET
        for options in groups:
            here = chosen(frame, options, low, high)
            value = here if value is UNSET else join(value, here, type)
        return unknown if value is UNSET else value

    return closure


def options_of(value: Any) -> list[str]:
    """Return the options that a key can still have, in a fixed order."""
    if isinstance(value, frozenset):
        return sorted("none" if option is NONE else str(option) for option in value)
    if isinstance(value, int):
        return [word for word, bit in (("yes", YES), ("no", 2), ("none", 4)) if value & bit]
    return []


def lines_of(values: list[dict[str, Any]], options: tuple[str, ...], keys: int) -> list[int]:
    """Return the indexes of the values for some options, `other` where none is named."""

    def matches(value: dict[str, Any], wanted: tuple[str, ...]) -> bool:
        if keys == 0:
            return True
        if keys == 1:
            return wanted[0] in value["options"]
        return tuple(value["options"]) == wanted

    lines = [index for index, value in enumerate(values) if matches(value, options)]
    if not lines and keys:
        lines = [
            index
            for index, value in enumerate(values)
            if all(
                word in (option, "other")
                for word, option in zip(value["options"], options, strict=False)
            )
            and "other" in value["options"]
        ]
    return sorted(lines, key=lambda index: (values[index]["from"] or 0, index))


def end_of(values: list[dict[str, Any]], lines: list[int], index: int) -> int | None:
    """Return the first day on which a value no longer holds."""
    until: int | None = values[index]["until"]
    position = lines.index(index)
    if until is None and position + 1 < len(lines):
        following: int | None = values[lines[position + 1]]["from"]
        return following
    return until


def overlaps(
    values: list[dict[str, Any]], lines: list[int], index: int, low: Any, high: Any
) -> bool:
    """Whether a value holds on some day of a stretch."""
    start, end = values[index]["from"], end_of(values, lines, index)
    if start is not None and high is not None and high < start:
        return False
    return not (end is not None and low is not None and low >= end)


def covers(values: list[dict[str, Any]], lines: list[int], low: Any, high: Any) -> bool:
    """Whether some value holds on every day of a stretch."""
    if not lines:
        return False
    first, last = values[lines[0]]["from"], end_of(values, lines, lines[-1])
    if first is not None and (low is None or low < first):
        return False
    return not (last is not None and (high is None or high >= last))


def open_value(value: dict[str, Any], type: Datatype, unknown: Any) -> Any:
    """Return what an open value can be."""
    if type.kind not in (Kind.QUANTITY, Kind.WHOLE):
        return unknown
    low, high = unknown
    if value["lower"] is not None:
        low = Fraction(value["lower"])
    if value["upper"] is not None:
        high = Fraction(value["upper"])
    return (low, high)


def selecting_dates(
    evaluator: Evaluator, ctx: Context, name: str, entry: dict[str, Any]
) -> q.Interval:
    """Return the days of which one selects the value."""
    fixed = ctx.parameters.get(name)
    if fixed is not None:
        return fixed, fixed
    rule = pack_date(evaluator, entry["pack"])
    low, high = date_of(evaluator, ctx, rule)
    if rule == "period.end":
        start, start_high = date_of(evaluator, ctx, "period.start")
        if start is not None and start == start_high and low is not None and low == high:
            # A change inside the period is evaluated under each value, not under both at once.
            return low, high
        return start, high
    return low, high


def pack_date(evaluator: Evaluator, pack: str) -> str:
    """Return the name of the date that selects values and rules of a pack."""
    return evaluator.program.dates.get(pack, "period.end")


def date_of(evaluator: Evaluator, ctx: Context, name: str) -> q.Interval:
    """Return a date that a pack names: a date fact, or the start or end of a period fact."""
    if ctx.recorder is not None:
        return _date_of(evaluator, ctx, name)
    key = ("date", name)
    found: q.Interval | None = ctx.memo.get(key)
    if found is None:
        found = ctx.memo[key] = _date_of(evaluator, ctx, name)
    return found


def _date_of(evaluator: Evaluator, ctx: Context, name: str) -> q.Interval:
    if name == "as_of":
        return ctx.as_of, ctx.as_of
    recorder = ctx.recorder
    fact, _, end = name.rpartition(".")
    if name in evaluator.facts:
        raw = ctx.facts.get(name)
        if raw is None and recorder is not None:
            recorder.fact(name)
        value = evaluator.abstract(raw, evaluator.facts[name].type)
        day: q.Interval = value if isinstance(value, tuple) else q.ANY
        if recorder is not None and (day[0] is None or day[0] != day[1]):
            recorder.fact(name)
        return day
    raw = ctx.facts.get(fact)
    if raw is None and recorder is not None:
        recorder.fact(fact)
    if raw is None or fact not in evaluator.facts:
        return q.ANY
    value = evaluator.abstract(raw, evaluator.facts[fact].type)
    if not isinstance(value, tuple):
        return q.ANY
    interval: q.Interval = value[0 if end == "start" else 1]
    if recorder is not None and (interval[0] is None or interval[0] != interval[1]):
        recorder.fact(fact)
    return interval


def changes_inside(evaluator: Evaluator, ctx: Context, name: str) -> list[int]:
    """Return the days on which the values of a parameter begin that hold inside the period.

    One day stands for each value; a single one when nothing changes.
    """
    key = ("changes", name)
    found: list[int] | None = ctx.memo.get(key)
    if found is None:
        found = ctx.memo[key] = _changes_inside(evaluator, ctx, name)
    return found


def _changes_inside(evaluator: Evaluator, ctx: Context, name: str) -> list[int]:
    entry = evaluator.program.parameters[name]
    if pack_date(evaluator, entry["pack"]) != "period.end":
        return []
    start_low, start_high = date_of(evaluator, ctx, "period.start")
    end_low, end_high = date_of(evaluator, ctx, "period.end")
    if start_low is None or start_low != start_high or end_low is None or end_low != end_high:
        return []
    days: set[int] = set()
    for value in entry["values"]:
        for day in (value["from"], value["until"]):
            if day is not None and start_low < day <= end_low:
                days.add(int(start_low))
                days.add(day)
    # The value of the last day is the one that began last.
    return sorted(days) or [int(end_low)]
