"""Exact numbers as intervals, and how they are shown.

An interval is a pair (lower, upper) of `int` or `Fraction`, both ends included; `None` is an end that is
open to infinity. A known number has two equal ends. Nothing here rounds but `show`, which says so.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from checker.model.said import said
from checker.model.unit import find_unit

Number = int | Fraction
Interval = tuple[Number | None, Number | None]

ANY: Interval = (None, None)
ZERO: Interval = (0, 0)


def add(a: Interval, b: Interval) -> Interval:
    """Return the sum."""
    if a is ZERO:
        return b
    if b is ZERO:
        return a
    (al, ah), (bl, bh) = a, b
    if al is ah and bl is bh:
        # Most are known, and a fraction is slow: its two ends are worked out once.
        total = None if al is None or bl is None else al + bl
        return (total, total)
    return (
        None if al is None or bl is None else al + bl,
        None if ah is None or bh is None else ah + bh,
    )


def times(factor: Number, value: Number) -> Number:
    """Return a product; a factor of one, as most are, costs nothing."""
    if factor.__class__ is int:
        if factor == 1:
            return value
        if factor == -1:
            return -value
    return factor * value


def negate(a: Interval) -> Interval:
    """Return the negative."""
    low, high = a
    return (None if high is None else -high, None if low is None else -low)


def subtract(a: Interval, b: Interval) -> Interval:
    """Return the difference."""
    (al, ah), (bl, bh) = a, b
    return (
        None if al is None or bh is None else al - bh,
        None if ah is None or bl is None else ah - bl,
    )


def multiply(a: Interval, b: Interval) -> Interval:
    """Return the product; zero times anything, however large, is zero."""
    (al, ah), (bl, bh) = a, b
    if al is not None and bl is not None and (al is ah or al == ah) and (bl is bh or bl == bh):
        product = al * bl
        return (product, product)
    low: Number | None = None
    high: Number | None = None
    low_open = high_open = False
    first = True
    for x, x_sign in ((al, -1), (ah, 1)):
        for y, y_sign in ((bl, -1), (bh, 1)):
            if x is None or y is None:
                # An infinite end: its sign, or zero where the other factor is zero.
                sx = x_sign if x is None else (x > 0) - (x < 0)
                sy = y_sign if y is None else (y > 0) - (y < 0)
                sign = sx * sy
                if sign > 0:
                    high_open = True
                    continue
                if sign < 0:
                    low_open = True
                    continue
                corner: Number = 0
            else:
                corner = x * y
            if first:
                low = high = corner
                first = False
            else:
                assert low is not None
                assert high is not None
                low, high = min(low, corner), max(high, corner)
    return (None if low_open else low, None if high_open else high)


def hull(a: Interval, b: Interval) -> Interval:
    """Return the smallest interval that holds both."""
    (al, ah), (bl, bh) = a, b
    return (
        None if al is None or bl is None else min(al, bl),
        None if ah is None or bh is None else max(ah, bh),
    )


def smaller(a: Interval, b: Interval) -> Interval:
    """Return the interval of the smaller of two."""
    (al, ah), (bl, bh) = a, b
    high = bh if ah is None else ah if bh is None else min(ah, bh)
    return (None if al is None or bl is None else min(al, bl), high)


def larger(a: Interval, b: Interval) -> Interval:
    """Return the interval of the larger of two."""
    return negate(smaller(negate(a), negate(b)))


# --- how numbers are shown ----------------------------------------------------------------------


def decimal_text(value: Number) -> str | None:
    """Return all digits of a number, or None when they never end."""
    if isinstance(value, int):
        return str(value)
    denominator = value.denominator
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    if denominator != 1:
        return None
    places = max(twos, fives)
    if places == 0:
        return str(value.numerator)
    scaled = abs(value.numerator) * 10**places // value.denominator
    digits = str(scaled).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def exact_text(value: Number) -> str:
    """Return a number as the assessment holds it: all its digits, or `1/3`."""
    text = decimal_text(value)
    return str(value) if text is None else text


def in_unit(value: Number, unit: str) -> Number:
    """Return a value of the computing unit in the named unit."""
    found = find_unit(unit) if unit else None
    if found is None or found.factor == 1:
        return value
    result = Fraction(value) / found.factor
    return result.numerator if result.denominator == 1 else result


def plain_text(value: Number, unit: str) -> str:
    """Return a value with its unit as JSON holds it: "3120 t", "30 %", "1/3 t"."""
    text = exact_text(in_unit(value, unit))
    return f"{text} {unit}" if unit else text


def group(digits: str) -> str:
    """Return digits in groups of three: "12 950.5"."""
    sign = "-" if digits.startswith("-") else ""
    whole, point, rest = digits.lstrip("-").partition(".")
    if len(whole) > 4 or (len(whole) == 4 and not rest):
        groups = []
        while len(whole) > 3:
            groups.append(whole[-3:])
            whole = whole[:-3]
        whole = " ".join([whole, *reversed(groups)])
    elif len(whole) == 4:
        whole = f"{whole[0]} {whole[1:]}"
    return f"{sign}{whole}{point}{rest}"


def show(value: Number, unit: str, places: int = 6) -> str:
    """Return a value for people: "3 120 t", "31.2 %", "≈ 28.333333 %" where the digits never end."""
    number = in_unit(value, unit)
    text = decimal_text(number)
    if text is not None:
        return f"{group(text)} {unit}" if unit else group(text)
    scaled = round(Fraction(number) * 10**places)
    text = decimal_text(Fraction(scaled, 10**places)) or "0"
    return f"≈ {group(text)} {unit}" if unit else f"≈ {group(text)}"


def show_interval(value: Interval, unit: str) -> str:
    """Return an interval for people: a number, "18 t .. 58 t", "at least 18 t", "unknown"."""
    low, high = value
    if low is None:
        return said("unknown") if high is None else said("at most {n}", n=show(high, unit))
    if high is None:
        return said("at least {n}", n=show(low, unit))
    return show(low, unit) if low == high else f"{show(low, unit)} .. {show(high, unit)}"


def plain_interval(value: Interval, unit: str) -> str:
    """Return an interval as JSON holds it."""
    low, high = value
    if low is None:
        return "unknown" if high is None else f"at most {plain_text(high, unit)}"
    if high is None:
        return f"at least {plain_text(low, unit)}"
    if low == high:
        return plain_text(low, unit)
    return f"{plain_text(low, unit)} .. {plain_text(high, unit)}"


def known(value: Any) -> bool:
    """Whether an interval is a single number."""
    low, high = value
    return low is not None and (low is high or low == high)
