"""How a ledger writes its dates and numbers, found from what stands in it; nothing where two ways fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.authoring.ledger import synonym
from checker.dossier.scalar import date_pattern, day_of
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_DAYS = (
    *("YYYY-MM-DD", "YYYY/M/D", "YYYY-M-D", "YYYY.M.D", "YYYY年M月D日", "YYYY年M月D", "YYYYMMDD"),
    *("D.M.YYYY", "D/M/YYYY", "D-M-YYYY", "M/D/YYYY", "M-D-YYYY", "M.D.YYYY"),
)
_TIMES = ("", " hh:mm", " hh:mm:ss", "Thh:mm:ss", "Thh:mm", "  hh:mm:ss", "  hh:mm")
SPELLINGS = tuple(day + time for time in _TIMES for day in _DAYS)
_PLAIN = "YYYY-MM-DD"
_month = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?").fullmatch
_plain_month = re.compile(r"[0-9]{4}(-[0-9]{2})?").fullmatch
_number = re.compile(r"([+-]?)([0-9][0-9.,'’ \u00a0\u2009\u202f]*?)\s*([^0-9.,'’\s].*)?").fullmatch
_SPACES = " \u00a0\u2009\u202f"


def month_of(text: str) -> str | None:
    """Return a month as dossiers write it, where a text is one: `2025年1月` is `2025-01`."""
    match = _month(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return f"{match[1]}-{int(match[2]):02}"


def is_blank(text: str) -> bool:
    """Whether a cell says that nothing is known."""
    return not text.strip() or text.strip().casefold() in synonym.UNKNOWN


def is_date(text: str, spelling: str | None, *, sheet: bool) -> bool:
    """Whether a text is a date in a spelling; a month or a year is one where nothing else is spelled."""
    if spelling is not None and spelling != _PLAIN:
        return _spelled(text, spelling) or (sheet and is_date(text, None, sheet=sheet))
    return _spelled(text, _PLAIN) or _plain_month(text) is not None or month_of(text) is not None


def _spelled(text: str, spelling: str) -> bool:
    pattern = date_pattern(spelling)
    match = None if pattern is None else pattern.fullmatch(text)
    return (
        match is not None and day_of(int(match["y"]), int(match["m"]), int(match["d"])) is not None
    )


def looks_like_dates(texts: Iterable[str]) -> bool:
    """Whether most of the cells that say something are dates in whatever spelling."""
    said_ = [text for text in texts if not is_blank(text)]
    fit = sum(1 for text in said_ if any(is_date(text, one, sheet=True) for one in SPELLINGS))
    return bool(said_) and 10 * fit >= 7 * len(said_)


def spelling_of(columns: Sequence[Sequence[str]], *, sheet: bool) -> str | None | Undecided:
    """Return how all date columns of a sheet are spelled; None for our own way.

    Returns:
        `Undecided` where two ways of reading fit all of them and say other days, or none fits.
    """
    texts = sorted({text for cells in columns for text in cells if not is_blank(text)})
    if not texts:
        return None
    fits = {
        one: sum(1 for text in texts if is_date(text, one, sheet=sheet))
        for one in (None, *SPELLINGS)
    }
    most = max(fits.values())
    if not most:
        return Undecided(said("no spelling of dates fits them"))
    best = [one for one, count in fits.items() if count == most]
    if best[0] is None:
        return None
    # D/M and M/D can both fit where no day is above 12.
    orders = {(one or "").replace("MM", "M").replace("DD", "D").find("D") for one in best}
    same_day = all(_days_of(text, best) for text in texts)
    if len(orders) > 1 and not same_day:
        return Undecided(said("{first} and {second} both fit", first=best[0], second=best[-1]))
    return best[0]


def _days_of(text: str, spellings: Sequence[str | None]) -> bool:
    """Whether all spellings that fit a text say the same day."""
    days = set()
    for one in spellings:
        match = None if one is None else (date_pattern(one) or re.compile("")).fullmatch(text)
        if match is not None:
            days.add(day_of(int(match["y"]), int(match["m"]), int(match["d"])))
    return len(days) < 2


class Undecided:
    """More than one way fits, or none; `why` says so."""

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why


def looks_like_numbers(texts: Iterable[str]) -> bool:
    """Whether most of the cells that say something start with a number."""
    said_ = [text for text in texts if not is_blank(text)]
    fit = sum(1 for text in said_ if _number(text.strip()))
    return not said_ or 10 * fit >= 7 * len(said_)


def marks_of(texts: Iterable[str]) -> tuple[str | None, str | None] | Undecided:
    """Return the marks of thousands and of decimals of some columns, None where they are our own.

    Returns:
        `Undecided` where `1,234` can be both.
    """
    commas = points = 0
    grouped_comma = decimal_comma = grouped_point = decimal_point = False
    undecided: str | None = None
    other: str | None = None
    for text in texts:
        match = _number(text.strip())
        if match is None:
            continue
        digits = match[2].strip(_SPACES)
        commas, points = digits.count(","), digits.count(".")
        for mark in "'’":
            if mark in digits:
                other = mark
        if commas and points:
            if digits.rfind(",") < digits.rfind("."):
                grouped_comma = decimal_point = True
            else:
                grouped_point = decimal_comma = True
        elif commas > 1:
            grouped_comma = True
        elif points > 1:
            grouped_point = True
        elif commas:
            before, after = digits.split(",")
            if len(after) != 3 or len(before.strip("0 ")) == 0 or len(before) > 3:
                decimal_comma = True
            else:
                undecided = undecided or digits
        elif points and len(digits.rpartition(".")[2]) != 3:
            decimal_point = True
    if (grouped_comma and decimal_comma) or (grouped_point and decimal_comma and decimal_point):
        return Undecided(said("their decimal signs differ"))
    if decimal_comma:
        return ("." if grouped_point else None), ","
    if grouped_comma or (undecided and decimal_point):
        return ",", None
    if undecided:
        return Undecided(
            said(
                "`{n}` can be {plain} or {point}",
                n=undecided,
                plain=undecided.replace(",", ""),
                point=undecided.replace(",", "."),
            )
        )
    return other, None
