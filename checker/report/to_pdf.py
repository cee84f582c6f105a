"""The HTML report on paper, through WeasyPrint: numbered, tagged, PDF/A-3 with the assessment inside.

It is laid out in a process of its own, with little memory and time, that can reach no file and no network.
The same assessment and the same fonts give the same bytes.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import Any

from checker.diagnostic.diagnostic import OutputError
from checker.dossier.child import ChildError, run_limited
from checker.model.limit import LIMITS
from checker.model.said import said
from checker.report import to_html, to_json
from checker.resources import templates_dir

VARIANT = "pdf/a-3a"
# WeasyPrint draws what stands in a drawing and does not look at the style of the page around it.
_DRAWING = re.compile(r'<svg role="img"[^>]*>')


def render(assessment: dict[str, Any], *, lang: str = "en") -> bytes:
    """Return the assessment as a PDF.

    Raises:
        OutputError: WeasyPrint or a font is not installed, or laying it out takes too much.
    """
    drawn = (templates_dir() / "pdf-drawing.css").read_text("utf-8")
    page = _DRAWING.sub(
        lambda found: f"{found[0]}<style>{drawn}</style>", to_html.render(assessment, lang=lang)
    )
    stored = to_json.render(assessment)
    request = {
        "style": (templates_dir() / "pdf.css").read_text("utf-8"),
        "stored": stored,
        "name": "assessment.json",
        "title": said("the assessment that this document was made from"),
        "day": assessment["as_of"],
        "identifier": sha256(stored.encode("utf-8")).hexdigest(),
    }
    data = json.dumps({"html": page, **request}).encode("ascii")
    try:
        answer = run_limited(
            "checker.report.to_pdf",
            "lay_out",
            data,
            {},
            seconds=LIMITS.PDF_SECONDS,
            doing=said("laying it out"),
            failed=said("WeasyPrint ended without a document"),
        )
    except ChildError as error:
        raise OutputError(said("the PDF cannot be made: {why}", why=error.args[0])) from error
    if answer["pdf"] is None:
        raise OutputError(
            said(
                "a PDF needs WeasyPrint: `pip install 'coc-checker[pdf]'` and "
                "`apt install libpango-1.0-0 libpangoft2-1.0-0 fonts-dejavu-core fonts-noto-cjk`"
            )
        )
    if answer["without_glyph"]:
        shown = " ".join(answer["without_glyph"][:20])
        raise OutputError(
            said(
                "the PDF cannot be made: no font that is installed has {letters}; "
                "`apt install fonts-noto-cjk` brings Chinese and Japanese",
                letters=shown,
            )
        )
    return b64decode(answer["pdf"])


def lay_out(data: bytes, _request: dict[str, Any]) -> dict[str, Any]:
    """Make the PDF; runs in the child.

    Returns:
        `pdf` in base64, None where WeasyPrint or what it needs is not installed; `without_glyph`: letters.
    """
    import logging
    from datetime import UTC, date, datetime, time

    given = json.loads(data)
    missing: list[str] = []

    class Glyphs(logging.Handler):
        """Hears of letters for which no font has a glyph."""

        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if ".notdef" in text:
                missing.append(text.partition("fonts: ")[2][:20])

    logging.getLogger("weasyprint").addHandler(Glyphs())
    try:
        from weasyprint import CSS, HTML, Attachment
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError):
        return {"pdf": None, "without_glyph": []}

    class Nothing(URLFetcher):  # type: ignore[misc]  # it has no types
        """Fetches nothing: all that a report needs is in it."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise ValueError(f"nothing is fetched: {url[:80]}")

    day = datetime.combine(date.fromisoformat(given["day"]), time(), UTC)
    fetcher = Nothing(allowed_protocols=())
    document = HTML(string=given["html"], url_fetcher=fetcher, media_type="print")
    pdf = document.write_pdf(
        stylesheets=[CSS(string=given["style"], url_fetcher=fetcher)],
        attachments=[
            Attachment(
                string=given["stored"],
                name=given["name"],
                description=given["title"],
                created=day,
                modified=day,
                relationship="Source",
                url_fetcher=fetcher,
            )
        ],
        pdf_variant=VARIANT,
        pdf_tags=True,
        pdf_identifier=given["identifier"].encode("ascii"),
    )
    return {"pdf": b64encode(pdf).decode("ascii"), "without_glyph": missing}
