"""The findings as SARIF 2.1.0, for code scanning: each at its place in the files of the dossier.

Places are relative to the folder of the dossier. What is not a violation has its own `kind` and, as
SARIF asks, no level: missing is `open`, a judgement is for `review`.
"""

from __future__ import annotations

from typing import Any

from checker.report import sarif
from checker.report.document import make_document

_KINDS = {
    "violation": "fail",
    "missing": "open",
    "judgement": "review",
    "pass": "pass",
    "not_applicable": "notApplicable",
}
_TOP = ("violation", "missing", "judgement")


def render(assessment: dict[str, Any], *, lang: str = "en") -> str:
    """Return a log with a result for each rule, or for each row that a rule finds wanting."""
    document = make_document(assessment, lang)
    findings = [
        finding
        for section in (*document["groups"], *document["apart"])
        for finding in section["findings"]
    ]
    findings += document["passes"] + document["not_applicable"]
    shown = {finding["rule"]: finding for finding in findings}
    rules = [_rule(shown[result["rule"]], result) for result in assessment["results"]]
    results = [
        one
        for at, result in enumerate(assessment["results"])
        for one in _results(at, result, shown[result["rule"]])
    ]
    return sarif.log(
        "checker",
        rules,
        results,
        automationDetails={"id": f"{assessment['dossier']['id']}/{assessment['as_of']}"},
        invocations=[{"executionSuccessful": True}],
        artifacts=[
            {"location": _location(one["file"]), "hashes": {"sha-256": one["sha256"]}}
            for one in assessment["inputs"]
        ],
        originalUriBaseIds={"DOSSIER": {"description": {"text": "The folder of the dossier."}}},
        properties={
            "verdict": assessment["verdict"],
            "counts": assessment["counts"],
            "packs": [f"{pack['name']} {pack['version']}" for pack in assessment["packs"]],
        },
    )


def _rule(finding: dict[str, Any], result: dict[str, Any]) -> dict[str, Any]:
    rule: dict[str, Any] = {
        "id": result["rule"],
        "shortDescription": {"text": result["title"]},
        "defaultConfiguration": {"level": _level(result)},
        "properties": {
            "level": result["level"],
            "clauses": [cite["text"] for cite in finding["cites"]],
            "tags": [finding["pack"]],
        },
    }
    if result.get("remedy"):
        rule["help"] = {"text": result["remedy"]}
    return rule


def _level(result: dict[str, Any]) -> str:
    return "error" if result["level"] == "shall" else "warning"


def _results(at: int, result: dict[str, Any], finding: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one result for a rule; for a rule over rows one for each that is shown and wanting."""
    subjects = result.get("subjects") or {"shown": []}
    shown = [one for one in subjects["shown"] if one["verdict"] in _TOP]
    if not shown or result.get("upcoming"):
        return [_result(at, result, result, finding, "")]
    found = [
        _result(at, result, one, said, one["subject"])
        for one, said in zip(subjects["shown"], finding["subjects"]["shown"], strict=True)
        if one["verdict"] in _TOP
    ]
    wanting = sum(subjects["counts"].get(verdict, 0) for verdict in _TOP)
    if wanting > len(shown):
        found.append(_result(at, result, result, finding, ""))
    return found


def _result(
    at: int,
    result: dict[str, Any],
    one: dict[str, Any],
    finding: dict[str, Any],
    subject: str,
) -> dict[str, Any]:
    verdict = one["verdict"]
    said = [finding.get("message"), finding.get("reason"), finding.get("question")]
    said += [finding.get(key) for key in ("conform", "needs", "would_be")]
    text = "\n".join(dict.fromkeys(part for part in said if part)) or result["title"]
    logical = f"{result['rule']}/{subject}" if subject else result["rule"]
    made: dict[str, Any] = {
        "ruleId": result["rule"],
        "ruleIndex": at,
        "kind": _KINDS[verdict],
        "level": _level(result) if verdict == "violation" else "none",
        "message": {"text": text},
        "locations": _locations(one, logical),
        "partialFingerprints": {"finding/v1": sarif.fingerprint(f"{result['rule']}\n{subject}")},
    }
    waived = one.get("waived")
    if waived:
        why = f"{waived['reason']} ({waived.get('approved_by') or ''})".replace(" ()", "")
        made["suppressions"] = sarif.accepted(why)
    return made


def _locations(one: dict[str, Any], logical: str) -> list[dict[str, Any]]:
    """Return the places of a finding; where it has none, only what it is about."""
    names = [{"fullyQualifiedName": logical}]
    places = one.get("places") or []
    if not places:
        return [{"logicalLocations": names}]
    return [_place(place, names) for place in places]


def _place(place: dict[str, Any], names: list[dict[str, str]]) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": _location(place["file"])}
    if place.get("cell"):
        # A workbook has no lines: the cell is a name in it.
        sheet = f"{place['sheet']}!" if place.get("sheet") else ""
        names = [{"fullyQualifiedName": f"{sheet}{place['cell']}", "kind": "member"}, *names]
    elif place.get("line"):
        region = {"startLine": place["line"]}
        if place.get("column"):
            region["startColumn"] = place["column"]
        physical["region"] = region
    return {"physicalLocation": physical, "logicalLocations": names}


def _location(file: str) -> dict[str, str]:
    return {"uri": sarif.uri(file), "uriBaseId": "DOSSIER"}
