"""Documents, made from an assessment and nothing else."""

from __future__ import annotations

from typing import Any

FORMS = ("text", "json", "md", "html", "pdf", "xlsx", "csv", "sarif", "junit")


def render(assessment: dict[str, Any], form: str, **options: Any) -> str | bytes:
    """Return an assessment as a document: text, or bytes for `pdf` and `xlsx`.

    Args:
        assessment: the object that `checker schema assessment` describes.
        form: one of `FORMS`.
        **options: `lang` for all; `colour`, `verbosity` and `width` for text.

    Raises:
        ValueError: there is no such form.
    """
    if form == "text":
        from checker.report import to_text

        return to_text.render(assessment, **options)
    if form == "json":
        from checker.report import to_json

        return to_json.render(assessment, **options)
    if form == "md":
        from checker.report import to_markdown

        return to_markdown.render(assessment, **options)
    if form == "html":
        from checker.report import to_html

        return to_html.render(assessment, **options)
    if form == "pdf":
        from checker.report import to_pdf

        return to_pdf.render(assessment, **options)
    if form == "xlsx":
        from checker.report import to_xlsx

        return to_xlsx.render(assessment, **options)
    if form == "csv":
        from checker.report import to_csv

        return to_csv.render(assessment, **options)
    if form == "sarif":
        from checker.report import to_sarif

        return to_sarif.render(assessment, **options)
    if form == "junit":
        from checker.report import to_junit

        return to_junit.render(assessment, **options)
    raise ValueError(f"no form `{form}`; there are {', '.join(FORMS)}")
