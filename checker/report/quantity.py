"""Numbers as people read them: digits in groups, shares that do not round onto a limit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fractions import Fraction

_LONE_NUMBER = re.compile(r"(?<![\w.,/-])(-?)(\d{4,})((?:\.\d+)?)(?= [A-Za-z%]|$)")
_NO_BREAK = "\u00a0"


def grouped(text: str) -> str:
    """Return a value with the digits of its numbers in groups: `3120 t` becomes `3 120 t`.

    Years, dates and names stay as they are: only a number that is the whole value, or an end of a
    range, is touched, and it has a unit or five digits.
    """
    if not text or not (text[0].isdigit() or text[0] == "-"):
        return text
    ends = text.split(" .. ")
    return " .. ".join(_grouped(end) for end in ends)


def _grouped(text: str) -> str:
    match = _LONE_NUMBER.match(text)
    if match is None or (match.end() == len(text) and len(match[2]) == 4 and not match[3]):
        return text
    return match[1] + _groups(match[2]) + match[3] + text[match.end() :]


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
