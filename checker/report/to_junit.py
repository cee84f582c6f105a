"""The results as JUnit XML, for build servers: a suite for each pack, a case for each rule.

A case fails where the verdict counts and is as severe as `--fail-on` asks. What is decided otherwise,
or does not count, is skipped with its word.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape, quoteattr

from checker.report.cell import shown
from checker.report.document import make_document

_SEVERE = ("violation", "missing", "judgement")


def render(assessment: dict[str, Any], *, lang: str = "en") -> str:
    """Return the results as XML."""
    document = make_document(assessment, lang)
    fail_on = assessment["options"]["fail_on"]
    failing = () if fail_on == "never" else _SEVERE[: _SEVERE.index(fail_on) + 1]
    suites: dict[str, list[tuple[str, str]]] = {}
    sections = [(group["key"], group["findings"]) for group in document["groups"]]
    sections += [(group["key"], group["findings"]) for group in document["apart"]]
    sections += [("pass", document["passes"]), ("not_applicable", document["not_applicable"])]
    for key, findings in sections:
        for finding in findings:
            outcome = "failure" if key in failing else "" if key == "pass" else "skipped"
            suites.setdefault(finding["pack"], []).append((outcome, _case(finding, key, outcome)))
    cases = [case for suite in suites.values() for case in suite]
    head = f"<testsuites name={_attribute(document['id'])} {_numbers(cases)}>"
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', head]
    for pack in sorted(suites):
        lines.append(f"  <testsuite name={_attribute(pack)} {_numbers(suites[pack])}>")
        lines += [text for _, text in suites[pack]]
        lines.append("  </testsuite>")
    return "\n".join([*lines, "</testsuites>", ""])


def _numbers(cases: list[tuple[str, str]]) -> str:
    failures = sum(outcome == "failure" for outcome, _ in cases)
    skipped = sum(outcome == "skipped" for outcome, _ in cases)
    return f'tests="{len(cases)}" failures="{failures}" errors="0" skipped="{skipped}"'


def _case(finding: dict[str, Any], key: str, outcome: str) -> str:
    head = (
        f"    <testcase classname={_attribute(finding['pack'])} name={_attribute(finding['name'])}"
    )
    if not outcome:
        return f"{head}/>"
    said = finding["message"] or finding["question"] or finding["needs"] or finding["reason"]
    message = _attribute(f"{finding['word']}: {finding['title']}")
    if outcome == "skipped":
        return f"{head}>\n      <skipped message={message}/>\n    </testcase>"
    parts = [said, finding["conform"] or finding["remedy"], finding["needs"]]
    parts.append(finding["places_short"])
    text = "\n".join(escape(shown(part)) for part in dict.fromkeys(parts) if part)
    return (
        f"{head}>\n      <failure type={_attribute(key)} message={message}>{text}</failure>"
        "\n    </testcase>"
    )


def _attribute(text: str) -> str:
    return quoteattr(shown(text))
