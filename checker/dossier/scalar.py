"""A text becomes a value of its declared type, or a mistake that says what was meant.

All patterns are full matches of our own: nothing is left to what `Decimal`, `int` or `fromisoformat`
happen to accept.
"""

from __future__ import annotations

import datetime
import re
from fractions import Fraction
from functools import partial
from typing import Any

from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistake, quote
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE, Partial, Period, Stated
from checker.model.limit import LIMITS
from checker.model.said import joined, said
from checker.model.unit import AMBIGUOUS, NUMBER, SHARE, Unit, describe, find_unit, unit_names

UNKNOWN_WORDS = frozenset(("", "~", "null"))
SPACES = " \u00a0\u2009\u202f"
_UNIT_CHARS = 40
_LONG = 128


class Form:
    """How a file writes its values where it differs from the dossier's own form.

    `unit` is the unit of bare numbers; `dates` the spelling of dates ("YYYY/M/D"); `thousands` and
    `decimal` the marks inside numbers. `sheet` is set for a workbook: its numbers have up to 15
    significant digits at any place, its dates are dates.
    """

    __slots__ = ("date_pattern", "dates", "decimal", "number", "sheet", "thousands", "unit")

    def __init__(
        self,
        *,
        unit: Unit | None = None,
        dates: str | None = None,
        thousands: str = "",
        decimal: str = ".",
        sheet: bool = False,
    ) -> None:
        self.unit = unit
        self.dates = dates
        self.thousands = thousands
        self.decimal = decimal
        self.sheet = sheet
        self.number = number_pattern(thousands, decimal, 30 if sheet else LIMITS.NUMBER_DECIMALS)
        self.date_pattern = None if dates is None else date_pattern(dates)

    def with_unit(self, unit: Unit | None) -> Form:
        """Return the same form for a column whose bare numbers have another unit."""
        form = object.__new__(Form)
        for name in Form.__slots__:
            setattr(form, name, getattr(self, name))
        form.unit = unit
        return form


_NUMBERS: dict[tuple[str, str, int], re.Pattern[str]] = {}


def number_pattern(thousands: str, decimal: str, decimals: int) -> re.Pattern[str]:
    """Return the pattern of a number and what follows it: sign and digits, decimals, the rest."""
    key = (thousands, decimal, decimals)
    if key not in _NUMBERS:
        mark = f"[{SPACES}{re.escape(thousands)}]"
        digits = LIMITS.NUMBER_DIGITS
        _NUMBERS[key] = re.compile(
            f"([+-]?(?:[0-9]{{1,3}}(?:{mark}[0-9]{{3}}){{1,5}}(?![0-9])|[0-9]{{1,{digits}}}))"
            f"(?:{re.escape(decimal)}([0-9]{{1,{decimals}}}))?[{SPACES}]*(.*)",
            re.DOTALL,
        )
    return _NUMBERS[key]


_DATE_PARTS = (
    ("YYYY", "(?P<y>[0-9]{4})"),
    ("MM", "(?P<m>[0-9]{2})"),
    ("DD", "(?P<d>[0-9]{2})"),
    ("M", "(?P<m>[0-9]{1,2})"),
    ("D", "(?P<d>[0-9]{1,2})"),
)
# A time of day is read past: what counts is the day.
_TIME_PARTS = (
    ("hh", "(?:[0-9]{1,2})"),
    ("mm", "(?:[0-9]{2})"),
    ("ss", r"(?:[0-9]{2}(?:\.[0-9]{1,6})?)"),
)


def date_pattern(spelling: str) -> re.Pattern[str] | None:
    """Return the pattern of a spelling such as `YYYY/M/D hh:mm`, or None where it is not one."""
    if len(spelling) > 32:
        return None
    pattern = re.escape(spelling)
    for letters, part in _DATE_PARTS:
        name = part[3:6]
        if f"(?P{name}" not in pattern:
            pattern = pattern.replace(letters, part, 1)
    for letters, part in _TIME_PARTS:
        pattern = pattern.replace(letters, part, 1)
    bare = re.sub(r"\(\?P<[ymd]>.*?\)|\(\?:(?:[^()]|\([^()]*\))*\)\??", "", pattern)
    if pattern.count("(?P<") != 3 or any(c in "YMDymd" or c.isdigit() for c in bare):
        return None
    return re.compile(pattern)


PLAIN = Form()


class Written:
    """A value and its written form: the unit as written, and the digits after its point."""

    __slots__ = ("decimals", "unit", "value")

    def __init__(self, value: Any, unit: str | None = None, decimals: int | None = None) -> None:
        self.value = value
        self.unit = unit
        self.decimals = decimals


UNKNOWN = Written(None)
_NONE = Written(NONE)


def read_scalar(
    text: str, datatype: Datatype, form: Form = PLAIN, *, quoted: bool = False
) -> Written | Mistake:
    """Return the value of a text, or the mistake in it; bounds of the type are checked."""
    text = text.strip()
    kind = datatype.kind
    if quoted and kind is Kind.TEXT and text:
        return _text(text)
    if text in UNKNOWN_WORDS:
        return UNKNOWN
    if text == "none" and text not in datatype.options:
        if datatype.may_be_none:
            return _NONE
        hint = said("leave it blank where it is unknown")
        if kind is Kind.TEXT:
            hint = said(
                'leave it blank where it is unknown; write "none" in quotes where that is the text '
                "itself"
            )
        return Mistake(
            "none-not-allowed",
            "`none` is not allowed here",
            want=want(datatype),
            hint=hint,
        )
    return _READERS[kind](text, datatype, form)


def want(datatype: Datatype) -> str:
    """Return what a type wants to see written, short."""
    match datatype.kind:
        case Kind.QUANTITY if datatype.dimension == NUMBER:
            return said("a number such as `1.25`")
        case Kind.QUANTITY:
            return said(
                "{type}, as in `{n} {unit}`",
                type=describe(datatype.dimension),
                n="30" if datatype.unit == "%" else "24.31",
                unit=datatype.unit,
            )
        case Kind.WHOLE:
            return said("a whole number such as `12`")
        case Kind.DATE:
            return said("a date YYYY-MM-DD (or YYYY-MM, YYYY where only that is known)")
        case Kind.PERIOD:
            return said("a period: YYYY, YYYY-MM, or start and end")
        case Kind.DURATION:
            return said("a duration such as `3 months` or `30 days`")
        case Kind.YESNO:
            return said("yes or no")
        case Kind.CHOICE:
            return said("one of {options}", options=_some(datatype.options))
        case Kind.LIST:
            return said("a list of {options}", options=_some(datatype.options))
        case _:
            return datatype.describe()


def _some(options: tuple[str, ...]) -> str:
    shown = joined(options[:12])
    if len(options) <= 12:
        return shown
    return said("{options} and {n} more", options=shown, n=len(options) - 12)


# --- texts -----------------------------------------------------------------------------------


def normal(text: str) -> str:
    """Return a text in NFC; its length was bounded before, for normalising can be slow."""
    if text.isascii():
        return text
    from unicodedata import combining, normalize

    if len(text) > _LONG:
        # A long run of marks makes normalising quadratic; no language has one: it stays as it is.
        run = 0
        for character in text:
            run = run + 1 if combining(character) else 0
            if run > _LONG:
                return text
    return normalize("NFC", text)


def _text(text: str, datatype: Datatype | None = None, form: Form = PLAIN) -> Written | Mistake:
    if len(text) > LIMITS.TEXT_CHARS:
        return _too_long(text, LIMITS.TEXT_CHARS)
    return Written(normal(text))


def _too_long(text: str, limit: int) -> Mistake:
    return Mistake(
        "limit-exceeded",
        said("a text of {n} characters; at most {limit} are allowed", n=len(text), limit=limit),
    )


def read_key(text: str) -> str | Mistake:
    """Return a row key: any text up to the limit, normalised."""
    if len(text) > LIMITS.ID_CHARS:
        return Mistake(
            "limit-exceeded",
            said(
                "a row key of {n} characters; at most {limit} are allowed",
                n=len(text),
                limit=LIMITS.ID_CHARS,
            ),
        )
    return normal(text)


def _reference(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    key = read_key(text)
    return key if isinstance(key, Mistake) else Written(key)


def _yes_no(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    value = YES_NO.get(text)
    if value is not None:
        return Written(value)
    meant = {"y": "yes", "n": "no", "1": "yes", "0": "no", "是": "yes", "否": "no", "wahr": "yes"}
    word = text.casefold()
    hint = word if word in YES_NO else meant.get(word)
    return Mistake(
        "not-yes-or-no",
        said("{text} is neither yes nor no", text=quote(text)),
        want=said("yes or no"),
        hint=hint,
    )


YES_NO = {"yes": True, "no": False, "true": True, "false": False}


def option_mistake(text: str, options: tuple[str, ...]) -> Mistake:
    """Return the mistake of an option that does not exist."""
    return Mistake(
        "option-unknown",
        said("{text} is not one of the options", text=quote(text)),
        want=said("one of {options}", options=_some(options)),
        hint=partial(nearest, text, options),
    )


def _choice(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    return Written(text) if text in datatype.options else option_mistake(text, datatype.options)


def _list(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    return read_list([part.strip() for part in text.split(";")], datatype)


def read_list(parts: list[str], datatype: Datatype) -> Written | Mistake:
    """Return the options of a list, in the order they were written, each once."""
    for part in parts:
        if not part:
            return Mistake("empty-entry", "an entry of the list is empty", hint="delete it")
        if part not in datatype.options:
            return option_mistake(part, datatype.options)
    return Written(tuple(dict.fromkeys(parts)))


# --- numbers ---------------------------------------------------------------------------------

_find_exponent = re.compile(r"[0-9.][eE][+-]?[0-9]").search
_match_comma = re.compile(
    rf"[+-]?[0-9{SPACES}.]*[0-9](?:,[0-9]+)+(?:\.[0-9]+)?[{SPACES}]*[^0-9,.]*(?:[^0-9,.].*)?",
    re.DOTALL,
).fullmatch
_match_below = re.compile(
    rf"(<=|>=|<|>|≤|≥|below|under|almost|up to|over|above|at least|at most|about|approx\.?|ca\.?|c\.)"
    rf"[{SPACES}]*([0-9].*)",
    re.DOTALL | re.IGNORECASE,
).fullmatch


def _number_mistake(text: str, datatype: Datatype) -> Mistake:
    wanted = want(datatype)
    if len(text) > 200:
        return Mistake(
            "not-a-number", said("{text} is not a number", text=quote(text)), want=wanted
        )
    if _match_comma(text):
        plain = text.replace(",", "")
        if text.count(",") == 1 and "." not in text:
            point = text.replace(",", ".")
            after = re.search(r",([0-9]+)", text)
            if after is not None and len(after.group(1)) == 3:
                hint = said(
                    "{point} or {plain}, whichever is meant", point=quote(point), plain=quote(plain)
                )
            else:
                hint = point[:60]
        else:
            hint = plain[:60]
        return Mistake(
            "decimal-comma",
            said(
                "{text} has a comma: the decimal sign is a point, and digits are grouped by spaces",
                text=quote(text),
            ),
            want=wanted,
            hint=hint,
        )
    digits = max((len(run) for run in re.findall(r"[0-9]+", text)), default=0)
    if digits > LIMITS.NUMBER_DECIMALS and re.fullmatch(
        r"[+-]?[0-9]+(\.[0-9]+)?.*", text, re.DOTALL
    ):
        _, _, after_point = text.lstrip("+-").partition(".")
        decimals = re.match(r"[0-9]*", after_point)
        if digits > LIMITS.NUMBER_DIGITS or (
            decimals is not None and decimals.end() > LIMITS.NUMBER_DECIMALS
        ):
            return Mistake(
                "limit-exceeded",
                said(
                    "{text} is too long: a number has at most {digits} digits and {decimals} decimals",
                    text=quote(text),
                    digits=LIMITS.NUMBER_DIGITS,
                    decimals=LIMITS.NUMBER_DECIMALS,
                ),
                want=wanted,
            )
    if _find_exponent(text):
        return Mistake(
            "not-a-number",
            said("{text} is written with an exponent", text=quote(text)),
            want=wanted,
            hint="write all digits",
        )
    bound = _match_below(text)
    if bound is not None:
        lower = bound.group(1).casefold() in (">", ">=", "≥", "over", "above", "at least")
        return Mistake(
            "not-a-number",
            said("{text} is not one number", text=quote(text)),
            want=wanted,
            hint=said(
                "{{key}: {n}} where only that is known",
                key="at_least" if lower else "at_most",
                n=bound.group(2)[:40],
            ),
        )
    if text.casefold() in ("n/a", "na", "n.a.", "-", "--", "–", "—", "?", "tbd", "unknown", "nan"):
        return Mistake(
            "not-a-number",
            said("{text} is not a number", text=quote(text)),
            want=wanted,
            hint="leave it blank where it is unknown",
        )
    from unicodedata import normalize

    folded = normalize("NFKC", text[:60]).replace("\u2212", "-")
    meant = folded if folded != text[:60] and PLAIN.number.fullmatch(folded) else None
    return Mistake(
        "not-a-number", said("{text} is not a number", text=quote(text)), want=wanted, hint=meant
    )


_MEANT = {
    "吨": "t",
    "噸": "t",
    "トン": "t",
    "公斤": "kg",
    "千克": "kg",
    "キロ": "kg",
    "度": "kWh",
    "千瓦时": "kWh",
    "兆瓦时": "MWh",
    "percent": "%",
    "pct": "%",
    "％": "%",
    "元": "CNY",
    "RMB": "CNY",
    "¥": "CNY",
    "$": "USD",
    "€": "EUR",
    "US$": "USD",
}


def nearest_unit(name: str) -> str | None:
    """Return the unit that was probably meant by a wrong name."""
    if name in _MEANT:
        return _MEANT[name]
    if "/" in name:
        above, _, below = name.partition("/")
        parts = [p if find_unit(p) else nearest_unit(p) for p in (above.strip(), below.strip())]
        if parts[0] is not None and parts[1] is not None:
            return f"{parts[0]}/{parts[1]}"
        return None
    from unicodedata import normalize

    def fold(unit: str) -> str:
        return normalize("NFKC", unit).casefold().replace(" ", "").replace("-", "").replace("·", "")

    folded = fold(name)
    for unit in unit_names():
        if fold(unit) == folded or fold(unit) == folded + "e" or fold(unit) + "q" == folded:
            return unit
    return nearest(name, unit_names())


def find_written_unit(name: str, datatype: Datatype | None = None) -> Unit | Mistake:
    """Return the unit that a text names, or why it cannot be used."""
    if len(name) <= _UNIT_CHARS:
        unit = find_unit(name)
        if unit is not None:
            return unit
        for part in name.split("/"):
            word = part.strip()
            why = AMBIGUOUS.get(word) or AMBIGUOUS.get(word.casefold())
            if why is not None:
                return Mistake(
                    "unit-ambiguous",
                    said("{word} is not one unit", word=quote(word)),
                    want=None if datatype is None else want(datatype),
                    hint=why,
                )
    return Mistake(
        "not-a-unit",
        said("{name} is not a unit that is known", name=quote(name)),
        want=None if datatype is None else want(datatype),
        hint=(lambda: nearest_unit(name)) if len(name) <= _UNIT_CHARS else None,
    )


def _quantity(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    match = form.number.fullmatch(text)
    if match is None:
        return _number_mistake(text, datatype)
    digits, after, rest = match.groups()
    if rest and (rest[0] in "0123456789.,'_’" or _find_exponent(text)):
        return _number_mistake(text, datatype)
    for mark in SPACES + form.thousands:
        digits = digits.replace(mark, "")
    decimals = len(after) if after else 0
    mantissa = int(digits + after) if after else int(digits)
    unit: Unit | None
    if rest:
        found = find_written_unit(rest, datatype)
        if isinstance(found, Mistake):
            return found
        unit = found
    elif form.unit is not None:
        unit = form.unit
    elif datatype.dimension != NUMBER:
        return _unit_missing(text, datatype, mantissa, decimals)
    else:
        unit = None
    if unit is None:
        value = Fraction(mantissa, 10**decimals)
    else:
        if unit.dimension != datatype.dimension:
            return wrong_dimension(text, unit, datatype)
        value = mantissa * unit.factor / 10**decimals
    beyond = out_of_bounds(value, datatype)
    if beyond is not None:
        return Mistake("out-of-bounds", said("{text} cannot be", text=quote(text)), want=beyond)
    return Written(value, None if unit is None else unit.name, decimals)


def _unit_missing(text: str, datatype: Datatype, mantissa: int, decimals: int) -> Mistake:
    if datatype.dimension == SHARE:
        share = Fraction(mantissa, 10**decimals)
        hint = quote(f"{text[:40]} %")
        if 0 < abs(share) <= 1:
            hint = said(
                "{n}, or {hint}, whichever is meant",
                n=quote(show_plain(share * 100) + " %"),
                hint=hint,
            )
        return Mistake(
            "unit-missing",
            said("{text} is a share without its `%`", text=quote(text)),
            want=want(datatype),
            hint=hint,
        )
    return Mistake(
        "unit-missing",
        said("{text} has no unit", text=quote(text)),
        want=want(datatype),
        hint=f"{text[:40]} {datatype.unit}",
    )


def wrong_dimension(text: str, unit: Unit, datatype: Datatype) -> Mistake:
    """Return the mistake of a quantity of another kind than the type wants."""
    hint = None
    pair = (describe(unit.dimension), describe(datatype.dimension))
    if pair == ("a power", "an energy"):
        hint = said(
            "{name} is a power; what was used or made over a time is in {name}h", name=unit.name
        )
    elif pair == ("an energy", "a power"):
        hint = said(
            "{name} is an energy; a power is in {power}",
            name=unit.name,
            power=unit.name.removesuffix("h"),
        )
    elif datatype.dimension == NUMBER:
        hint = "leave the unit away"
    return Mistake(
        "wrong-dimension",
        said("{text} is {type}", text=quote(text), type=describe(unit.dimension)),
        have=describe(unit.dimension),
        want=want(datatype),
        hint=hint,
    )


def show_plain(value: Fraction) -> str:
    """Return a number as a decimal where it ends, else as a fraction."""
    down = value.denominator
    twos = fives = 0
    while down % 2 == 0:
        down //= 2
        twos += 1
    while down % 5 == 0:
        down //= 5
        fives += 1
    if down != 1:
        return str(value)
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    whole, part = (digits[:-places], digits[-places:]) if places else (digits, "")
    return ("-" if value < 0 else "") + whole + (f".{part}" if part else "")


def out_of_bounds(value: Fraction, datatype: Datatype) -> str | None:
    """Return the bound that a value breaks, in words, or None: nature forbids what lies outside."""
    lower, upper = datatype.lower, datatype.upper
    if lower is not None and (value < lower or (datatype.lower_open and value == lower)):
        bound = _bound(lower, datatype)
        if datatype.lower_open:
            return said("above {n}", n=bound)
        return said("at least {n}", n=bound)
    if upper is not None and value > upper:
        return said("at most {n}", n=_bound(upper, datatype))
    return None


def _bound(value: Fraction, datatype: Datatype) -> str:
    unit = find_unit(datatype.unit) if datatype.unit else None
    if unit is None:
        return show_plain(value)
    return f"{show_plain(value / unit.factor)} {unit.name}"


def _whole(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    match = form.number.fullmatch(text)
    if match is None:
        return _number_mistake(text, datatype)
    digits, after, rest = match.groups()
    if rest and (rest[0] in "0123456789.,'_’" or _find_exponent(text)):
        return _number_mistake(text, datatype)
    if rest or after:
        return Mistake(
            "not-a-whole-number",
            said("{text} is not a whole number", text=quote(text)),
            want=want(datatype),
            hint=digits if after is not None and not after.strip("0") and not rest else None,
        )
    for mark in SPACES + form.thousands:
        digits = digits.replace(mark, "")
    value = Fraction(int(digits))
    beyond = out_of_bounds(value, datatype)
    if beyond is not None:
        return Mistake("out-of-bounds", said("{text} cannot be", text=quote(text)), want=beyond)
    return Written(value, None, 0)


# --- time ------------------------------------------------------------------------------------

_match_day = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})").fullmatch
_match_month = re.compile(r"([0-9]{4})-([0-9]{2})").fullmatch
_match_year = re.compile(r"[0-9]{4}").fullmatch
_match_year_first = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?").fullmatch
_match_year_last = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}").fullmatch
_match_time = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ].*").fullmatch
FIRST_YEAR, LAST_YEAR = 1900, 2199


def day_of(year: int, month: int, day: int) -> int | None:
    """Return the ordinal of a day that exists between 1900 and 2199, else None."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return datetime.date(year, month, day).toordinal()
    except ValueError:
        return None


def days_of_month(year: int, month: int) -> tuple[int, int] | None:
    """Return the first and the last day of a month."""
    first = day_of(year, month, 1)
    if first is None:
        return None
    if month == 12:
        return first, first + 30
    return first, datetime.date(year, month + 1, 1).toordinal() - 1


def _no_such_day(text: str, year: int) -> Mistake:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Mistake(
            "no-such-day",
            said(
                "{text} lies outside the years {first_year} to {last_year}",
                text=quote(text),
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            ),
        )
    return Mistake("no-such-day", said("{text} is not in the calendar", text=quote(text)))


def _span(text: str, form: Form) -> tuple[int, int] | Mistake:
    """Return first and last day of what a text names: a day, a month or a year."""
    if form.date_pattern is not None:
        spelled = form.date_pattern.fullmatch(text)
        if spelled is not None:
            year, month, number = int(spelled["y"]), int(spelled["m"]), int(spelled["d"])
            day = day_of(year, month, number)
            return _no_such_day(text, year) if day is None else (day, day)
        if not form.sheet:
            return Mistake(
                "not-a-date",
                said("{text} is not a date as the file's `dates` spells them", text=quote(text)),
                want=form.dates,
            )
    match = _match_day(text)
    if match is not None:
        day = day_of(int(match[1]), int(match[2]), int(match[3]))
        return _no_such_day(text, int(match[1])) if day is None else (day, day)
    match = _match_month(text)
    if match is not None:
        if not 1 <= int(match[2]) <= 12 or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            return _no_such_day(text, int(match[1]))
        found = days_of_month(int(match[1]), int(match[2]))
        return _no_such_day(text, int(match[1])) if found is None else found
    if _match_year(text):
        first, last = day_of(int(text), 1, 1), day_of(int(text), 12, 31)
        if first is None or last is None:
            return _no_such_day(text, int(text))
        return first, last
    return _date_mistake(text)


def _date_mistake(text: str) -> Mistake:
    hint = None
    match = _match_year_first(text)
    if match is not None:
        if day_of(int(match[1]), int(match[2]), int(match[3])) is not None:
            hint = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
    elif _match_year_last(text):
        hint = "write the year first; in a ledger say how its dates are written: `dates: D.M.YYYY`"
    else:
        timed = _match_time(text)
        if timed is not None:
            hint = timed[1]
        elif re.fullmatch(r"[0-9]{5}", text):
            hint = "this looks like a day number of Excel: format the cells as dates"
        elif re.fullmatch(r"[0-9]{8}", text):
            hint = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return Mistake(
        "not-a-date",
        said("{text} is not a date", text=quote(text)),
        want="YYYY-MM-DD (or YYYY-MM, YYYY where only that is known)",
        hint=hint,
    )


def _date(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    span = _span(text, form)
    if isinstance(span, Mistake):
        return span
    first, last = span
    return Written(first if first == last else Partial(first, last))


def _period(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    start, slash, end = text.partition("/")
    if slash and _match_day(start.strip()) and _match_day(end.strip()):
        first, last = _span(start.strip(), PLAIN), _span(end.strip(), PLAIN)
        if isinstance(first, Mistake):
            return first
        if isinstance(last, Mistake):
            return last
        return join_period(first[0], last[0])
    span = _span(text, form)
    if isinstance(span, Mistake):
        return Mistake(
            "not-a-period",
            said("{text} is not a period", text=quote(text)),
            want="YYYY, YYYY-MM, YYYY-MM-DD/YYYY-MM-DD or {start: …, end: …}",
            hint=span.hint if span.code == "no-such-day" else None,
        )
    return Written(Period(*span))


def join_period(start: Any, end: Any) -> Written | Mistake:
    """Return the period of two days, each a day, partly known or unknown."""
    first = start.lower if isinstance(start, Partial) else start
    last = end.upper if isinstance(end, Partial) else end
    if first is not None and last is not None and last < first:
        return Mistake("period-reversed", "the period ends before it starts")
    return Written(Period(start, end))


_match_duration = re.compile(rf"([0-9]{{1,6}})[{SPACES}]*(days?|weeks?|months?|years?)").fullmatch


def _duration(text: str, datatype: Datatype, form: Form) -> Written | Mistake:
    match = _match_duration(text)
    if match is None:
        hint = (
            said("{text} months or {text} days, whichever is meant", text=text[:20])
            if text.isdigit()
            else None
        )
        return Mistake(
            "not-a-duration",
            said("{text} is not a duration", text=quote(text)),
            want="a whole number of days, weeks, months or years, as in `3 months`",
            hint=hint,
        )
    number = int(match[1])
    match match[2].rstrip("s"):
        case "day":
            return Written((0, number))
        case "week":
            return Written((0, 7 * number))
        case "month":
            return Written((number, 0))
        case _:
            return Written((12 * number, 0))


_READERS = {
    Kind.TEXT: _text,
    Kind.YESNO: _yes_no,
    Kind.DATE: _date,
    Kind.PERIOD: _period,
    Kind.DURATION: _duration,
    Kind.WHOLE: _whole,
    Kind.QUANTITY: _quantity,
    Kind.CHOICE: _choice,
    Kind.LIST: _list,
    Kind.REFERENCE: _reference,
}


def is_plain(value: Any) -> bool:
    """Say whether a value is known, whole and none of what can be stated in place of one."""
    if value is None or isinstance(value, Stated | Partial):
        return False
    if isinstance(value, Period):
        return is_plain(value.start) and is_plain(value.end)
    return True
