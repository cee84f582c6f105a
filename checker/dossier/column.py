"""The cells of one column become values at once: by pattern over the joined column, or by a memo.

Reading cell by cell costs a microsecond for each; a ledger has a million. So a column is first tried
whole: one full match says that all its numbers are written alike, and a look-up table reads what is
written often (dates, options). Only a column with an odd cell is read cell by cell, with the same
outcome and with its mistakes named.
"""

from __future__ import annotations

import re
from fractions import Fraction
from math import gcd, lcm
from typing import TYPE_CHECKING, Any

from checker.dossier.mistake import Mistake
from checker.dossier.scalar import (
    PLAIN,
    SPACES,
    UNKNOWN_WORDS,
    YES_NO,
    Form,
    Written,
    is_plain,
    out_of_bounds,
    read_scalar,
)
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE, Column, Partial
from checker.model.limit import LIMITS
from checker.model.unit import NUMBER, Unit, find_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Bad = list[tuple[int, Mistake]]
_STATED = UNKNOWN_WORDS | {"none"}

_DAYS: dict[str, Any] = {}
_OPTIONS: dict[tuple[tuple[str, ...], bool], dict[str, Any]] = {}
_UNIFORM: dict[tuple[int, str, bool], re.Pattern[str]] = {}


def read_column(
    texts: list[str], datatype: Datatype, form: Form = PLAIN, *, halves: bool = False
) -> tuple[Column, Bad, int]:
    """Return the column, its first mistakes by row, and how many mistakes are not among them.

    `halves` asks for half a unit of each number's last digit. A cell with a mistake is unknown.
    """
    if not texts:
        return Column([], plain=True), [], 0
    match datatype.kind:
        case Kind.QUANTITY | Kind.WHOLE:
            return _numbers(texts, datatype, form, halves)
        case Kind.YESNO | Kind.CHOICE:
            return _by_options(texts, datatype)
        case Kind.DATE if form.dates is None:
            return _dates(texts, datatype, form)
        case Kind.TEXT | Kind.REFERENCE:
            return _texts(texts, datatype)
        case _:
            return _by_distinct(texts, datatype, form)


def _column(cells: list[Any]) -> Column:
    return Column(cells, plain=all(map(is_plain, cells)))


def _by_distinct(
    texts: list[str], datatype: Datatype, form: Form, plain: Callable[[Any], bool] = is_plain
) -> tuple[Column, Bad, int]:
    """Read each distinct text once."""
    memo: dict[str, Any] = {}
    wrong: dict[str, Mistake] = {}
    for text in set(texts):
        found = read_scalar(text, datatype, form)
        if isinstance(found, Written):
            memo[text] = found.value
        else:
            memo[text] = None
            wrong[text] = found
    cells = list(map(memo.__getitem__, texts))
    column = Column(cells, plain=all(map(plain, memo.values())))
    return (column, *_where(texts, wrong))


def _where(texts: Sequence[str], wrong: dict[str, Mistake]) -> tuple[Bad, int]:
    if not wrong:
        return [], 0
    rows = [row for row, text in enumerate(texts) if text in wrong]
    shown = rows[: LIMITS.ERRORS_SHOWN]
    return [(row, wrong[texts[row]]) for row in shown], len(rows) - len(shown)


def _by_options(texts: list[str], datatype: Datatype) -> tuple[Column, Bad, int]:
    key = (datatype.options, datatype.may_be_none)
    known = _OPTIONS.get(key)
    if known is None:
        known = dict.fromkeys(UNKNOWN_WORDS)
        if datatype.may_be_none:
            known["none"] = NONE
        known |= (
            YES_NO if datatype.kind is Kind.YESNO else {name: name for name in datatype.options}
        )
        if len(_OPTIONS) > 1000:
            _OPTIONS.clear()
        _OPTIONS[key] = known
    try:
        cells = list(map(known.__getitem__, texts))
    except KeyError:
        return _by_distinct(texts, datatype, PLAIN)
    return Column(cells, plain=None not in cells and NONE not in cells), [], 0


def _dates(texts: list[str], datatype: Datatype, form: Form) -> tuple[Column, Bad, int]:
    try:
        return Column(list(map(_DAYS.__getitem__, texts)), plain=True), [], 0
    except KeyError:
        column, bad, more = _by_distinct(texts, datatype, form)
        if column.plain and not bad:
            if len(_DAYS) > 200_000:
                _DAYS.clear()
            _DAYS.update(zip(texts, column.cells, strict=True))
        return column, bad, more


def _texts(texts: list[str], datatype: Datatype) -> tuple[Column, Bad, int]:
    joined = "".join(texts)
    if not joined.isascii() or " " in joined or "\t" in joined or "\n" in joined:
        texts = list(map(str.strip, texts))
    if joined.isascii():
        distinct = set(texts)
        limit = LIMITS.ID_CHARS if datatype.kind is Kind.REFERENCE else LIMITS.TEXT_CHARS
        if _STATED.isdisjoint(distinct) and (
            len(joined) <= limit or max(map(len, distinct)) <= limit
        ):
            return Column(list(texts), plain=True), [], 0
    return _by_distinct(texts, datatype, PLAIN)


# --- numbers ---------------------------------------------------------------------------------

_first_number = re.compile(r"[+-]?[0-9]{1,20}(?:\.([0-9]{1,9}))?(.*)", re.DOTALL).fullmatch


def _uniform(decimals: int, rest: str, *, varied: bool) -> re.Pattern[str]:
    """Return the pattern of a whole column: every cell with that many decimals, then `rest`."""
    key = (decimals, rest, varied)
    pattern = _UNIFORM.get(key)
    if pattern is None:
        if varied:
            after = f"(?:\\.[0-9]{{1,{LIMITS.NUMBER_DECIMALS}}})?"
        else:
            after = f"\\.[0-9]{{{decimals}}}" if decimals else ""
        cell = f"[+-]?[0-9]{{1,{LIMITS.NUMBER_DIGITS}}}{after}{re.escape(rest)}"
        # Possessive: without it the engine keeps a way back for every row.
        pattern = re.compile(f"(?:{cell}\n)*+")
        if len(_UNIFORM) > 1000:
            _UNIFORM.clear()
        _UNIFORM[key] = pattern
    return pattern


def _numbers(
    texts: list[str], datatype: Datatype, form: Form, halves: bool
) -> tuple[Column, Bad, int]:
    column = _alike(texts, datatype, form, halves)
    if column is None:
        # Blank cells, or cells with space around them: what is left may be alike.
        stripped = list(map(str.strip, texts))
        rows = [row for row, text in enumerate(stripped) if text not in _STATED]
        if not rows:
            return _one_by_one(stripped, datatype, form, halves)
        if len(rows) < len(stripped) and (datatype.may_be_none or "none" not in stripped):
            column = _alike([stripped[row] for row in rows], datatype, form, halves)
            if column is not None:
                _spread(column, stripped, rows)
        else:
            column = _alike(stripped, datatype, form, halves)
        if column is None:
            return _one_by_one(stripped, datatype, form, halves)
    if datatype.lower is not None or datatype.upper is not None:
        return _within(column, texts, datatype, form)
    return column, [], 0


def _spread(column: Column, texts: list[str], rows: list[int]) -> None:
    """Put the cells of some rows where they belong; the others are blank or none."""
    cells: list[Any] = [NONE if text == "none" else None for text in texts]
    for row, cell in zip(rows, column.cells, strict=True):
        cells[row] = cell
    if isinstance(column.half_units, list):
        spread: list[int | None] = [None] * len(texts)
        for row, half in zip(rows, column.half_units, strict=True):
            spread[row] = half
        column.half_units = spread
    elif column.half_units is not None:
        half_unit = column.half_units
        spread = [None] * len(texts)
        for row in rows:
            spread[row] = half_unit
        column.half_units = spread
    column.cells = cells
    column.plain = False


def _alike(texts: list[str], datatype: Datatype, form: Form, halves: bool) -> Column | None:
    """Return the column if all its cells are written alike, else None."""
    joined = "\n".join(texts)
    if form.thousands or form.decimal != ".":
        plain = _without_marks(joined, form)
        if plain is None:
            return None
        joined = plain
    first = _first_number(joined[: joined.find("\n")] if len(texts) > 1 else joined)
    if first is None:
        return None
    after, rest = first.groups()
    unit = _unit_of(rest, datatype, form)
    if unit is None:
        return None
    decimals = len(after) if after else 0
    joined += "\n"
    if joined.count("\n") != len(texts):
        return None
    scales: list[int] | None = None
    if _uniform(decimals, rest, varied=False).fullmatch(joined):
        joined = joined[:-1]
        if rest:
            joined = joined.replace(rest, "")
        if decimals:
            joined = joined.replace(".", "")
        numbers = list(map(int, joined.split("\n")))
    elif _uniform(0, rest, varied=True).fullmatch(joined):
        if rest:
            joined = joined.replace(rest, "")
        parts = [text.partition(".") for text in joined[:-1].split("\n")]
        decimals = max(len(part[2]) for part in parts)
        zeros = ["0" * (decimals - n) for n in range(decimals + 1)]
        numbers = [int(whole + part + zeros[len(part)]) for whole, _, part in parts]
        if halves:
            scales = [10 ** (decimals - len(part)) for _, _, part in parts]
    else:
        return None
    if datatype.kind is Kind.WHOLE and decimals:
        return None
    above, below = unit.factor.numerator, unit.factor.denominator * 10**decimals
    common = gcd(above, below)
    above, below = above // common, below // common
    cells = numbers if above == 1 else [number * above for number in numbers]
    half_units: list[int | None] | int | None = None
    if halves:
        half_units = above if scales is None else [scale * above for scale in scales]
    return Column(cells, below, plain=True, half_units=half_units)


_ONE = Unit("", NUMBER, Fraction(1))


def _unit_of(rest: str, datatype: Datatype, form: Form) -> Unit | None:
    """Return the unit that follows a number (or is said for its column) if the type takes it."""
    name = rest.strip(SPACES)
    if not name:
        if rest:
            return None
        unit: Unit | None = form.unit
        if unit is None:
            return _ONE if datatype.dimension == NUMBER else None
    elif len(name) > 40 or datatype.kind is Kind.WHOLE:
        return None
    else:
        unit = find_unit(name)
    return unit if unit is not None and unit.dimension == datatype.dimension else None


def _without_marks(joined: str, form: Form) -> str | None:
    """Return the column with its own marks taken out, or None where they stand oddly."""
    mark, point = re.escape(form.thousands), re.escape(form.decimal)
    groups = f"(?:{mark}[0-9]{{3}})+" if form.thousands else "(?!)"
    cell = (
        f"[+-]?(?:[0-9]{{1,3}}{groups}(?![0-9])|[0-9]+)(?:{point}[0-9]{{1,9}})?[^0-9,.'’\n][^\n]*"
        f"|[+-]?(?:[0-9]{{1,3}}{groups}(?![0-9])|[0-9]+)(?:{point}[0-9]{{1,9}})?"
    )
    if re.fullmatch(f"(?:(?:{cell})\n)*+", joined + "\n") is None:
        return None
    if form.thousands:
        joined = joined.replace(form.thousands, "")
    return joined.replace(form.decimal, ".") if form.decimal != "." else joined


def _within(
    column: Column, texts: list[str], datatype: Datatype, form: Form
) -> tuple[Column, Bad, int]:
    """Check the bounds of a whole column; on a breach say which cells."""
    known = column.cells if column.plain else [c for c in column.cells if isinstance(c, int)]
    if not known:
        return column, [], 0
    smallest = Fraction(min(known), column.denominator)
    largest = Fraction(max(known), column.denominator)
    if out_of_bounds(smallest, datatype) is None and out_of_bounds(largest, datatype) is None:
        return column, [], 0
    return _one_by_one(list(map(str.strip, texts)), datatype, form, column.half_units is not None)


def _one_by_one(
    texts: list[str], datatype: Datatype, form: Form, halves: bool
) -> tuple[Column, Bad, int]:
    """Read the cells one by one: the definition that the quick ways must agree with."""
    bad: Bad = []
    more = 0
    memo: dict[str, Written | Mistake] = {}
    found: list[Written | None] = []
    for row, text in enumerate(texts):
        read = memo.get(text)
        if read is None:
            read = memo[text] = read_scalar(text, datatype, form)
        if isinstance(read, Written):
            found.append(read)
            continue
        found.append(None)
        if len(bad) < LIMITS.ERRORS_SHOWN:
            bad.append((row, read))
        else:
            more += 1
    return from_written(found, halves=halves), bad, more


def from_written(found: Sequence[Written | None], *, halves: bool = False) -> Column:
    """Return the column of numbers that were read one by one."""
    denominator = 1
    lasts: list[Fraction | None] = []
    for read in found:
        if read is None:
            lasts.append(None)
            continue
        value = read.value
        for part in (value.lower, value.upper) if isinstance(value, Partial) else (value,):
            if isinstance(part, Fraction):
                denominator = lcm(denominator, part.denominator)
        if halves:
            last = last_digit(read)
            if last is not None:
                denominator = lcm(denominator, last.denominator)
            lasts.append(last)
    cells = [None if read is None else over(read.value, denominator) for read in found]
    half_units: list[int | None] | None = None
    if halves:
        half_units = [None if last is None else int(last * denominator) for last in lasts]
    column = _column(cells)
    column.denominator = denominator
    column.half_units = half_units
    return column


def last_digit(read: Written) -> Fraction | None:
    """Return what one unit of the last digit as written is worth, or None without digits."""
    if read.decimals is None or not isinstance(read.value, Fraction):
        return None
    unit = None if read.unit is None else find_unit(read.unit)
    factor = Fraction(1) if unit is None else unit.factor
    return Fraction(factor, 10**read.decimals)


def over(value: Any, denominator: int) -> Any:
    """Return a number as an `int` over a denominator that it divides; what is no number stays."""
    if isinstance(value, Fraction):
        return value.numerator * (denominator // value.denominator)
    if isinstance(value, Partial):
        return Partial(over(value.lower, denominator), over(value.upper, denominator))
    return value


def join_columns(parts: Sequence[tuple[int, Column | None]]) -> Column:
    """Return one column from parts of so many rows each; a part without it is unknown."""
    if len(parts) == 1 and parts[0][1] is not None:
        return parts[0][1]
    denominator = lcm(*(column.denominator for _, column in parts if column is not None))
    cells: list[Any] = []
    halves: list[int | None] = []
    has_halves = any(column is not None and column.half_units is not None for _, column in parts)
    plain = True
    for size, column in parts:
        if column is None:
            cells += [None] * size
            halves += [None] * size
            plain = plain and not size
            continue
        plain = plain and column.plain
        scale = denominator // column.denominator
        if scale == 1:
            cells += column.cells
        else:
            cells += [_scaled(cell, scale) for cell in column.cells]
        if has_halves:
            half = column.half_units
            if isinstance(half, list):
                halves += [None if h is None else h * scale for h in half]
            else:
                halves += [None if half is None else half * scale] * size
    return Column(cells, denominator, plain=plain, half_units=halves if has_halves else None)


def _scaled(cell: Any, scale: int) -> Any:
    if isinstance(cell, int):
        return cell * scale
    if isinstance(cell, Partial):
        lower = None if cell.lower is None else cell.lower * scale
        upper = None if cell.upper is None else cell.upper * scale
        return Partial(lower, upper)
    return cell
