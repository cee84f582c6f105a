"""What lint found as JSON: for scripts, and as SARIF 2.1.0 for code scanning."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import CODES, page_of
from checker.diagnostic import render
from checker.report import sarif

if TYPE_CHECKING:
    from checker.authoring.lint.check import Report
    from checker.authoring.lint.finding import Finding


def to_json(report: Report, lang: str = "en") -> str:
    """Return a report as JSON: its packs, counts and findings, each as mistakes are, keys sorted.

    A finding has `pack`, `at`, `page` and `accepted` too: the reason, null while it is open.
    """
    plain = {
        "form": 1,
        "packs": [{"name": name, "version": version} for name, version in report.packs],
        "counts": {"open": len(report.open), "accepted": len(report.accepted)},
        "findings": [
            {
                **render.to_plain(one.mark, lang),
                "pack": one.pack,
                "at": one.at,
                "page": page_of(one.code),
                "accepted": one.reason,
            }
            for one in report.findings
        ],
    }
    return json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def to_sarif(report: Report, lang: str = "en") -> str:
    """Return a report as a SARIF 2.1.0 log; what a pack accepts is suppressed with its reason."""
    codes = sorted({one.code for one in report.findings})
    return sarif.log(
        "checker pack lint",
        [_rule(code) for code in codes],
        [_result(one, codes, lang) for one in report.findings],
    )


def _rule(code: str) -> dict[str, Any]:
    text = CODES[code]
    return {
        "id": code,
        "name": "".join(word.capitalize() for word in code.split("-")),
        "shortDescription": {"text": f"{text[0].upper()}{text[1:]}."},
        "help": {"text": f"{page_of(code)} shows an example and its repair."},
        "defaultConfiguration": {"level": "warning"},
    }


def _result(found: Finding, codes: list[str], lang: str) -> dict[str, Any]:
    mark = found.mark
    shown = render.to_plain(mark, lang)
    message = str(shown["message"])
    lines = [f"{message[0].upper()}{message[1:]}."]
    lines += [f"{label}: {shown[label]}" for label in ("have", "want", "hint") if label in shown]
    region: dict[str, Any] = {"startLine": mark.line or 1, "startColumn": mark.column or 1}
    if mark.excerpt is not None:
        region["endColumn"] = region["startColumn"] + mark.length
        region["snippet"] = {"text": mark.excerpt}
    identity = f"{found.pack}\n{found.code}\n{found.at}\n{mark.message}"
    result: dict[str, Any] = {
        "ruleId": found.code,
        "ruleIndex": codes.index(found.code),
        "level": "warning",
        "message": {"text": "\n".join(lines)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": sarif.uri(mark.file or "")},
                    "region": region,
                },
                "logicalLocations": [{"fullyQualifiedName": f"{found.pack}/{found.at}"}],
            }
        ],
        "partialFingerprints": {"finding/v1": sarif.fingerprint(identity)},
    }
    if found.reason is not None:
        result["suppressions"] = sarif.accepted(found.reason)
    return result
