"""The findings as CSV (RFC 4180, UTF-8 with a byte order mark, which Excel needs), a row each.

The headings are names for programs and stay English, as the words of verdicts do; what is said of a
finding is in the language of the assessment.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import Any

from checker.report.document import make_document
from checker.report.spreadsheet import plain_text
from checker.report.table import COLUMNS, rows


def render(assessment: dict[str, Any], *, lang: str = "en") -> str:
    """Return the findings, the most severe first, each rule before the rows that it looked at."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in rows(assessment, make_document(assessment, lang)):
        writer.writerow([plain_text(row[name]) for name in COLUMNS])
    return "\ufeff" + out.getvalue()
