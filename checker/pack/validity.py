"""Values in time: no gap, no overlap, and a value for each option of the key."""

from __future__ import annotations

import itertools
from datetime import date
from typing import TYPE_CHECKING, Any

from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Value = dict[str, Any]
Step = tuple[int | None, int | None, Value]


def check_values(
    values: Sequence[Value],
    key_options: Sequence[Sequence[str] | None],
    report: Callable[[str, str, int, str | None], None],
) -> None:
    """Report gaps, overlaps and options without a value.

    A value without `until` holds until the next one of its options begins.

    Args:
        values: in the order written; `options` (one for each key, or alternatives of the one key),
            `from` and `until` as ordinals or None.
        key_options: for each key the options it can take, None where that is not known.
        report: called with code, message, index of the value, hint.
    """
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, value in enumerate(values):
        for options in spread(value, len(key_options)):
            groups.setdefault(options, []).append(index)
    for options, indexes in groups.items():
        ordered = sorted(indexes, key=lambda i: (values[i]["from"] or 0, i))
        for before, after in itertools.pairwise(ordered):
            end, start = values[before]["until"], values[after]["from"]
            if start == values[before]["from"]:
                report(
                    "parameter-overlap",
                    said("two values for {options} begin on the same day", options=joined(options))
                    if options
                    else said("two values begin on the same day"),
                    after,
                    None,
                )
            elif end is not None and start is not None and end > start:
                report(
                    "parameter-overlap",
                    said(
                        "two values for {options} hold from {start} until {end}",
                        options=joined(options),
                        start=_day(start),
                        end=_day(end),
                    )
                    if options
                    else said(
                        "two values hold from {start} until {end}",
                        start=_day(start),
                        end=_day(end),
                    ),
                    after,
                    "`until` is the first day on which the value no longer holds",
                )
            elif end is not None and start is not None and end < start:
                report(
                    "parameter-gap",
                    said(
                        "no value for {options} holds from {end} until {start}",
                        options=joined(options),
                        end=_day(end),
                        start=_day(start),
                    )
                    if options
                    else said(
                        "no value holds from {end} until {start}",
                        end=_day(end),
                        start=_day(start),
                    ),
                    after,
                    "`until` is the first day on which the value no longer holds",
                )
    if len(key_options) == 1 and key_options[0] is not None and ("other",) not in groups:
        absent = [option for option in key_options[0] if (option,) not in groups]
        if absent and values:
            report(
                "parameter-option-without-value",
                said(
                    "no value is given for {options}",
                    options=joined(f"`{option}`" for option in absent),
                ),
                0,
                "write a line for each, or `for other is open`",
            )
    for index, value in enumerate(values):
        start, end = value["from"], value["until"]
        if start is not None and end is not None and end <= start:
            report("parameter-gap", "this value ends before it begins", index, None)


def spread(value: Value, keys: int) -> list[tuple[str, ...]]:
    """Return the combinations of options that a value is for."""
    options = tuple(value["options"])
    if keys <= 1:
        return [(option,) for option in options] or [()]
    return [options]


def steps(values: Sequence[Value], keys: int) -> dict[tuple[str, ...], list[Step]]:
    """Return the values of a parameter in time, by options: each with its first day and the day after its last.

    However the values are written, in one line or in several, with `until` or without: what holds is the
    same.

    Args:
        values: as `check_values` takes them, without gap or overlap.
        keys: how many the parameter has.
    """
    by_options: dict[tuple[str, ...], list[Value]] = {}
    for value in values:
        for options in spread(value, keys):
            by_options.setdefault(options, []).append(value)
    found = {}
    for options in sorted(by_options):
        ordered = sorted(by_options[options], key=lambda value: value["from"] or 0)
        ends = [value["from"] for value in ordered[1:]]
        found[options] = [
            (value["from"], after if value["until"] is None else value["until"], value)
            for value, after in zip(ordered, [*ends, None], strict=True)
        ]
    return found


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()
