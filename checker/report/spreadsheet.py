"""Text for the cells of a spreadsheet: none is ever taken for a formula."""

from __future__ import annotations

from checker.report.cell import shown

_FORMULA = ("=", "+", "-", "@")
MOST = 32_767
"""So many characters a cell of a workbook holds."""


def plain_text(text: str) -> str:
    """Return a text on one line that no spreadsheet computes: what looks like a formula is quoted."""
    text = shown(text)
    return f"'{text}" if text.lstrip()[:1] in _FORMULA else text
