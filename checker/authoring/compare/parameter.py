"""How the values of a parameter changed in time, by the options of its keys."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.model.quantity import show
from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.authoring.compare.meaning import Step
    from checker.model.datatype import Datatype
    from checker.model.expression import Node


def values_changed(
    old: Mapping[tuple[str, ...], Sequence[Step]],
    new: Mapping[tuple[str, ...], Sequence[Step]],
    texts: Mapping[Any, str],
) -> list[str]:
    """Return for each option and time of which the value changed what it is, and what it was.

    Args:
        old: the values in time by the options of the keys.
        new: likewise.
        texts: each value as people read it.
    """
    found = []
    for options in sorted(old.keys() | new.keys()):
        was, now = _steps(old, options), _steps(new, options)
        days = sorted({day for start, end, _ in (*was, *now) for day in (start, end) if day})
        spans: list[tuple[int | None, int | None, Any, Any]] = []
        for start, end in zip([None, *days], [*days, None], strict=True):
            before, after = _held(was, start), _held(now, start)
            if spans and spans[-1][2:] == (before, after):
                spans[-1] = (spans[-1][0], end, before, after)
            else:
                spans.append((start, end, before, after))
        for start, end, before, after in spans:
            if before == after:
                continue
            value = said("no value") if after is None else texts[after]
            when = _when(start, end)
            text: str = said(
                "{new} (was {old})",
                new=said("{value} {when}", value=value, when=when) if when else value,
                old=said("no value") if before is None else texts[before],
            )
            named = ", ".join(options)
            found.append(said("for {options}: {text}", options=named, text=text) if named else text)
    return found


def _steps(
    values: Mapping[tuple[str, ...], Sequence[Step]], options: tuple[str, ...]
) -> Sequence[Step]:
    """Return the values of some options: those of `other` where they are not named."""
    return values.get(options) or values.get(("other",) * len(options)) or ()


def _held(steps: Sequence[Step], day: int | None) -> Any:
    """Return what holds on a day, None where nothing does; day None comes before all others."""
    for start, until, held in steps:
        if (start is None or (day is not None and day >= start)) and (
            until is None or day is None or day < until
        ):
            return held
    return None


def _when(start: int | None, end: int | None) -> str:
    if start is None:
        return "" if end is None else said("until {day}", day=day_text(end))
    if end is None:
        return said("from {day}", day=day_text(start))
    return said("from {start} until {end}", start=day_text(start), end=day_text(end))


def value_text(value: Mapping[str, Any], type: Datatype) -> str:
    """Return a value of a parameter as people read it."""
    node: Node | None = value["value"]
    if node is None:
        texts = [said("open")]
        if value["lower"] is not None:
            texts.append(said("at least {value}", value=show(Fraction(value["lower"]), type.unit)))
        if value["upper"] is not None:
            texts.append(said("at most {value}", value=show(Fraction(value["upper"]), type.unit)))
        return joined(texts)
    match node[0]:
        case "num":
            return show(Fraction(node[3]), type.unit)
        case "date":
            return day_text(node[3])
        case "dur":
            return _duration(node[3], node[4])
        case "bool":
            return "yes" if node[3] else "no"
        case _:
            return str(node[3])


def _duration(months: int, days: int) -> str:
    texts = []
    if months:
        texts.append(said("1 month") if months == 1 else said("{number} months", number=months))
    if days or not months:
        texts.append(said("1 day") if days == 1 else said("{number} days", number=days))
    return joined(texts, " ")


def day_text(ordinal: int) -> str:
    """Return a day as it is written."""
    return date.fromordinal(ordinal).isoformat()
