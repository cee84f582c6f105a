"""Documents, made from an assessment and nothing else."""

from __future__ import annotations

from typing import Any

FORMS = ("text", "json", "md", "html")


def render(assessment: dict[str, Any], form: str, **options: Any) -> str:
    """Return an assessment as a document.

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
    raise ValueError(f"no form `{form}`; there are {', '.join(FORMS)}")
