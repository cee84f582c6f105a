"""Every code of a mistake; each has a page in `docs/errors/`."""

from __future__ import annotations

CODES = frozenset(
    (
        "bare-condition",
        "brackets-needed",
        "case-form",
        "clause-order",
        "curly-quote",
        "date-form",
        "dotted-name",
        "duplicate-clause",
        "file-too-large",
        "mixed-and-or",
        "name-too-long",
        "no-pack-selected",
        "no-requirement",
        "number-form",
        "open-aggregate",
        "other-word",
        "pack-conflict",
        "pack-file",
        "pack-folder",
        "pack-key",
        "pack-language",
        "pack-range",
        "pack-ring",
        "pack-twice",
        "pack-unknown",
        "pack-value",
        "pack-version",
        "refused-character",
        "require-or-recommend",
        "reserved-name",
        "sign-for-word",
        "syntax",
        "too-deep",
        "unbalanced-bracket",
        "unclosed-text",
        "unit-glued",
        "unknown-escape",
        "unknown-rule",
        "unknown-subject",
        "unknown-type",
        "unknown-unit",
        "unknown-word",
        "value-with-limits",
    )
)


def page_of(code: str) -> str:
    """Return the page of a code, in the repository."""
    return f"docs/errors/{code}.md"
