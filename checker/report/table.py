"""The findings as a table, one row each: what the workbook and the CSV file show."""

from __future__ import annotations

from typing import Any

from checker.report.document import SEVERITY

COLUMNS = (
    "rule",
    "subject",
    "verdict",
    "counts",
    "level",
    "title",
    "message",
    "reason",
    "remedy",
    "conform",
    "margin",
    "question",
    "would_be",
    "could_be",
    "missing",
    "clauses",
    "record",
    "notes",
    "places",
)
"""What is said of a finding, by name. `counts` is why it does not count, where it does not."""


def rows(assessment: dict[str, Any], document: dict[str, Any]) -> list[dict[str, str]]:
    """Return the findings of an assessment, the most severe first, a rule before its rows.

    Args:
        assessment: the object of `checker schema assessment`.
        document: the same as `make_document` made it.

    Returns:
        Texts by the names of `COLUMNS`.
    """
    raw = {result["rule"]: result for result in assessment["results"]}
    found = []
    sections = [(group["key"], group["findings"]) for group in document["groups"]]
    sections += [(group["key"], group["findings"]) for group in document["apart"]]
    sections += [("pass", document["passes"]), ("not_applicable", document["not_applicable"])]
    for key, findings in sections:
        apart = "" if key in SEVERITY else key
        for finding in findings:
            result = raw[finding["rule"]]
            found.append(_row(finding, result, finding, apart))
            subjects = finding["subjects"]
            shown = (result.get("subjects") or {}).get("shown", [])
            for one, plain in zip(subjects["shown"] if subjects else [], shown, strict=False):
                found.append(_row(one, plain, finding, apart))
    return found


def _row(
    one: dict[str, Any], plain: dict[str, Any], finding: dict[str, Any], apart: str
) -> dict[str, str]:
    """Return a row: of a rule, or of one of its subjects."""
    from checker.report.document import place_text

    is_rule = one is finding
    record = (one.get(key) for key in ("waived", "upcoming", "judged", "before"))
    places = plain.get("places") or []
    values = {
        "rule": finding["rule"],
        "subject": "" if is_rule else one["subject"],
        "verdict": plain["verdict"],
        "counts": apart,
        "level": finding["level"],
        "title": finding["title"],
        "message": one["message"],
        "reason": one.get("reason"),
        "remedy": finding["remedy"] if plain["verdict"] != "pass" else None,
        "conform": one["conform"],
        "margin": one["margin"],
        "question": finding["question"] if is_rule else None,
        "would_be": plain.get("would_be"),
        "could_be": " ".join(plain.get("could_be") or []),
        "missing": "; ".join(item["fact"] for item in plain.get("missing") or []),
        "clauses": "; ".join(cite["text"] for cite in finding["cites"]) if is_rule else None,
        "record": "; ".join(filter(None, record)),
        "notes": "; ".join(plain.get("notes") or []),
        "places": "; ".join(map(place_text, places)),
    }
    return {name: str(values[name] or "") for name in COLUMNS}
