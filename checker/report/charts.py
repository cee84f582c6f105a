"""Inline SVG, each with its table: what the assessment's `series` draw.

Positions are shares of the width and texts keep their size, so that a drawing is read as well on a
telephone as on paper. Floats are for positions alone: every number that is shown is exact, or says
that it is not.
"""

from __future__ import annotations

import re
from fractions import Fraction
from html import escape
from typing import Any

from checker.report.cell import shown
from checker.report.document import subject_text
from checker.report.language import labelled, listed, say
from checker.report.quantity import grouped, percent, plain_decimal

_NUMBER = re.compile(r"-?\d{1,40}(?:\.\d{1,40}|/\d{1,40})?")
_TOP, _HEIGHT, _BOTTOM = 24, 34, 26


def draw(series: dict[str, Any], name: str, lang: str = "en") -> dict[str, Any]:
    """Return a drawing with its table.

    Args:
        series: one of the assessment's series.
        name: what its ids start with: unique in the document.
        lang: the language of our own words.

    Returns:
        `caption`, `svg` (markup, empty where the numbers are only partly known) and `table`
        (`title`, `columns`, `rows`).
    """
    parts = sorted(series["parts"], key=lambda part: not part["counts"])
    unit, cap = series["unit"], series.get("cap")
    if cap and not cap.get("value"):
        cap = None  # the whole is not known, so the cap has no place
    numbers = [_number(part["value"]) for part in parts]
    known = [number for number in numbers if number is not None and number >= 0]
    total = sum(known, Fraction(0)) if len(known) == len(parts) else None
    caption = series["title"]
    if series.get("subject"):
        caption = labelled(caption, subject_text(series["subject"], lang), lang)
    drawing: dict[str, Any] = {
        "caption": caption,
        "svg": "",
        "table": {
            "title": caption,
            "columns": [
                say(lang, f"label.{key}") for key in ("part", "quantity", "share", "counts")
            ],
            "exact": [],
            "rows": _rows(parts, numbers, total, unit, cap, lang),
        },
    }
    if total:
        drawing["svg"] = _svg(drawing["caption"], parts, known, total, unit, cap, name, lang)
    return drawing


def _rows(
    parts: list[dict[str, Any]],
    numbers: list[Fraction | None],
    total: Fraction | None,
    unit: str,
    cap: dict[str, str] | None,
    lang: str,
) -> list[list[str]]:
    rows = []
    for at, (part, number) in enumerate(zip(parts, numbers, strict=True)):
        share = percent(number, total) if number is not None and total else ""
        counts = say(lang, "value.yes" if part["counts"] else "value.no")
        label = f"{_letter(at)}. {part['label']}"
        rows.append([label, grouped(f"{part['value']} {unit}", lang), share, counts])
    if total is not None:
        counted = sum(
            (n for n, part in zip(numbers, parts, strict=True) if n and part["counts"]), Fraction(0)
        )
        if cap:
            share = percent(counted, total) if total else ""
            text = f"{plain_decimal(counted)} {unit}"
            rows.append([say(lang, "chart.counted"), text, share, ""])
        share = "100 %" if total else ""
        rows.append([say(lang, "chart.total"), f"{plain_decimal(total)} {unit}", share, ""])
    if cap:
        value = grouped(f"{cap['value']} {unit}", lang)
        rows.append([say(lang, "chart.cap.row"), value, (cap.get("share") or ""), ""])
    return rows


def _svg(
    caption: str,
    parts: list[dict[str, Any]],
    numbers: list[Fraction],
    total: Fraction,
    unit: str,
    cap: dict[str, str] | None,
    name: str,
    lang: str,
) -> str:
    """Return the bar: what counts from the left, the cap across it, what is beyond it hatched."""
    limit = _number(cap["value"]) if cap else None
    scale = max(total, limit or total)
    counted = sum(
        (n for n, part in zip(numbers, parts, strict=True) if part["counts"]), Fraction(0)
    )
    words = {
        "title": caption,
        "unit": unit,
        "total": plain_decimal(total),
        "counted": plain_decimal(counted),
        "parts": listed(
            (
                labelled(
                    f"{_letter(at)} {part['label']}", grouped(f"{part['value']} {unit}", lang), lang
                )
                for at, part in enumerate(parts)
            ),
            lang,
            "semicolon",
        ),
        "share": (cap.get("share") or "") if cap else "",
        "cap": grouped(f"{cap['value']} {unit}", lang) if cap else "",
    }
    kind = "" if cap else ".no_cap"
    title = _text(say(lang, f"chart.title{kind}", **words))
    desc = _text(say(lang, f"chart.desc{kind}", **words))
    middle = _TOP + _HEIGHT // 2 + 5
    names = f'aria-labelledby="{name}-title {name}-desc"'
    hatch = 'width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"'
    ground = '<rect class="ground" width="7" height="7"/>'
    lines = [
        f'<svg role="img" {names} width="100%" height="{_TOP + _HEIGHT + _BOTTOM}">',
        f'<title id="{name}-title">{title}</title>',
        f'<desc id="{name}-desc">{desc}</desc>',
        f'<defs><pattern id="{name}-over" {hatch}>{ground}<path class="over" d="M0 0V7"/></pattern></defs>',
    ]
    start, others = Fraction(0), 0
    labels, splits = [], []
    for at, (part, number) in enumerate(zip(parts, numbers, strict=True)):
        style = "counts-1" if part["counts"] else f"part-{others % 3}"
        others += 0 if part["counts"] else 1
        lines.append(_rect(start, number, scale, style))
        if start:
            splits.append(_line(start, scale, "split", _TOP, _TOP + _HEIGHT))
        if number * 20 >= scale:  # a letter needs some room
            centre = start + number / 2
            beyond = part["counts"] and limit is not None and centre > limit
            inside = "halo" if beyond else "in" if part["counts"] else "out"
            labels.append(_label(centre, scale, middle, "middle", _letter(at), inside))
        start += number
    lines.append(_rect(Fraction(0), total, scale, "edge"))
    lines += splits
    if limit is not None and counted > limit:
        over = _percent(counted - limit, scale)
        lines.append(
            f'<rect x="{_percent(limit, scale)}" y="{_TOP}" width="{over}" height="{_HEIGHT}" '
            f'fill="url(#{name}-over)"/>'
        )
    lines += labels
    if limit is not None:
        lines.append(_line(limit, scale, "cap", _TOP - 6, _TOP + _HEIGHT + 6))
        text = say(lang, "chart.cap", **words)
        lines.append(_label(limit, scale, _TOP - 10, _anchor(limit, scale), text, ""))
        text = f"{words['counted']} {unit}"
        ratio = percent(counted, total)
        y = _TOP + _HEIGHT + 20
        lines.append(_label(counted, scale, y, _anchor(counted, scale), f"{text} ({ratio})", ""))
    lines.append("</svg>")
    return "\n".join(lines)


def _rect(start: Fraction, size: Fraction, scale: Fraction, style: str) -> str:
    return (
        f'<rect class="{style}" x="{_percent(start, scale)}" y="{_TOP}" '
        f'width="{_percent(size, scale)}" height="{_HEIGHT}"/>'
    )


def _line(at: Fraction, scale: Fraction, style: str, top: int, bottom: int) -> str:
    x = _percent(at, scale)
    return f'<line class="{style}" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'


def _label(at: Fraction, scale: Fraction, y: int, anchor: str, text: str, style: str) -> str:
    css = f' class="{style}"' if style else ""
    return (
        f'<text{css} x="{_percent(at, scale)}" y="{y}" text-anchor="{anchor}">{_text(text)}</text>'
    )


def _anchor(at: Fraction, scale: Fraction) -> str:
    """Return which side of its point a label stands on, so that it stays inside the drawing."""
    if at * 4 < scale:
        return "start"
    return "end" if at * 4 > scale * 3 else "middle"


def _percent(value: Fraction, scale: Fraction) -> str:
    """Return a position as a share of the width, to a thousandth of a percent."""
    thousandths = round(value * 100_000 / scale)
    return f"{thousandths / 1000:g}%"


def _number(text: str) -> Fraction | None:
    if not _NUMBER.fullmatch(text) or text.endswith("/0"):
        return None
    try:
        return Fraction(text)
    except ZeroDivisionError:
        return None


def _letter(at: int) -> str:
    """Return a part's letter, by which the drawing and its table name it: A to Z, then A1."""
    letter = chr(ord("A") + at % 26)
    return letter if at < 26 else f"{letter}{at // 26}"


def _text(text: str) -> str:
    return escape(shown(text))
