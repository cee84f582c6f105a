"""Numbers as people read them: digits in groups, shares that do not round onto a limit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.model.said import joined, said
from checker.model.translation import translate

if TYPE_CHECKING:
    from fractions import Fraction

# A number without leading zeros and a unit after it: `3120 t`, `13500 kWh/t`, `10000 USD`.
_UNIT = r"(?:%|[kM]?t(?: CO2e)?|k?g(?: CO2e)?|[kMGT]?Wh|[kMG]W|[MGT]J|[A-Z]{3})"
_QUANTITY = re.compile(rf"(-?)([1-9]\d{{3,}})((?:\.\d+)?)( {_UNIT}(?:/{_UNIT})?)")
_WORDS = (said("yes"), said("no"), said("none"), said("unknown"), said("a further row"))
_DAY = r"\d{4}(?:-\d{2}){0,2}"
# The texts that checker.model.quantity and checker.verdict.trace make.
_FORMS = (
    (re.compile(r"at least (?P<n>-?\d.*)"), "at least {n}"),
    (re.compile(r"at most (?P<n>-?\d.*)"), "at most {n}"),
    (re.compile(rf"on or before (?P<day>{_DAY})"), "on or before {day}"),
    (re.compile(rf"on or after (?P<day>{_DAY})"), "on or after {day}"),
    (re.compile(rf"as of (?P<day>{_DAY})"), "as of {day}"),
    (
        re.compile(rf"(?P<start>{_DAY}) to (?P<end>{_DAY})"),
        "{start} to {end}",
    ),
)
_OPTIONS = re.compile(r"[a-z0-9_]+(?: or [a-z0-9_]+)+")
_LENGTH = re.compile(r"\d+ months?(?: \d+ days?)?|\d+ days?")
_NO_BREAK = "\u00a0"


def grouped(text: str, lang: str = "en") -> str:
    """Return a quantity, or a range of two, with its digits in groups: `3120 t` as `3 120 t`.

    All else stays as it is: years, serial numbers and names have no groups. What the assessment says of
    a value in words ("at least 3 t", "unknown") is put into the language.
    """
    if lang != "en":
        return translate(_as_said(text), lang)
    return _with_groups(text)


def _as_said(text: str) -> str:
    """Return a value of the assessment as it was put together there: its words are few."""
    if text in _WORDS:
        return said(text)
    for pattern, template in _FORMS:
        match = pattern.fullmatch(text)
        if match is not None:
            return said(template, **{k: _with_groups(v) for k, v in match.groupdict().items()})
    if _OPTIONS.fullmatch(text):
        return joined(map(_as_said, text.split(" or ")), " or ")
    if _LENGTH.fullmatch(text):
        parts = [_length(*part) for part in re.findall(r"(\d+) (month|day)", text)]
        return (
            parts[0] if len(parts) == 1 else said("{months} {days}", months=parts[0], days=parts[1])
        )
    return _with_groups(text)


def _length(n: str, unit: str) -> str:
    if unit == "month":
        return said("{n} month", n=n) if n == "1" else said("{n} months", n=n)
    return said("{n} day", n=n) if n == "1" else said("{n} days", n=n)


def _with_groups(text: str) -> str:
    if not text or not (text[0].isdigit() or text[0] == "-"):
        return text
    return " .. ".join(map(_grouped, text.split(" .. ")))


def _grouped(text: str) -> str:
    match = _QUANTITY.fullmatch(text)
    if match is None:
        return text
    return match[1] + _groups(match[2]) + match[3] + match[4]


def plain_decimal(value: Fraction) -> str:
    """Return an exact number as a decimal where it ends, else as a fraction."""
    digits = _decimals(value)
    if digits is None:
        return f"{value.numerator}/{value.denominator}"
    return _fixed(value, digits)


def percent(part: Fraction, whole: Fraction) -> str:
    """Return a share in percent: exact up to three decimals, else rounded and marked as such."""
    share = part * 100 / whole
    digits = _decimals(share)
    if digits is not None and digits <= 3:
        return f"{_fixed(share, digits)} %"
    return f"≈ {_fixed(share, 3)} %"


def _decimals(value: Fraction) -> int | None:
    """Return how many decimals a number has; None where they never end."""
    rest, twos, fives = value.denominator, 0, 0
    while rest % 2 == 0:
        rest //= 2
        twos += 1
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None


def _fixed(value: Fraction, digits: int) -> str:
    scaled = round(value * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    sign = "-" if scaled < 0 else ""
    text = str(whole)
    tail = f".{rest:0{digits}d}" if digits else ""
    return sign + (_groups(text) if len(text) > 3 else text) + tail


def _groups(digits: str) -> str:
    return f"{int(digits):,}".replace(",", _NO_BREAK)
