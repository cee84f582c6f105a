"""Every phrase that our documents print, by key; messages of packs come ready in the assessment.

A phrase that counts has two forms, `KEY.one` and `KEY.other`. Placeholders `{name}` are filled by
our own code: `str.format` would look into what it is given.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.model.translation import has_language, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        # What stands between words; the space belongs to it.
        "mark.list": ", ",
        "mark.semicolon": "; ",
        "mark.colon": ": ",
        "mark.open": " (",
        "mark.close": ")",
        "mark.stop": ".",
        "mark.sentence": ". ",
        # The five verdicts, and what may stand beside them.
        "verdict.violation": "violation",
        "verdict.missing": "missing",
        "verdict.judgement": "judgement",
        "verdict.pass": "pass",
        "verdict.not_applicable": "not applicable",
        "certainty.confirmed": "confirmed",
        "certainty.unconfirmed": "unconfirmed",
        "certainty.open": "open",
        "certainty.confirmed.means": "read in the standard or in an official source",
        "certainty.unconfirmed.means": "the requirement is known; its clause or wording is unchecked",
        "certainty.open.means": "not settled; this is our own reading",
        # The first line.
        "headline.violation": "{id} does not conform",
        "headline.missing.one": "{id} cannot be decided yet: {n} item is missing",
        "headline.missing.other": "{id} cannot be decided yet: {n} items are missing",
        "headline.missing.rows": "{id} cannot be decided yet: the facts are not complete",
        "headline.judgement.one": "{id} needs a person's judgement on {n} rule",
        "headline.judgement.other": "{id} needs a person's judgement on {n} rules",
        "headline.pass": "{id} conforms",
        "headline.not_applicable": "{id}: nothing to check",
        "headline.as_of": "as of {date}",
        "with": ", with {list}",
        "with.and": " and ",
        "with.waived.one": "{n} waiver",
        "with.waived.other": "{n} waivers",
        "with.upcoming.one": "{n} upcoming rule",
        "with.upcoming.other": "{n} upcoming rules",
        "with.harmless.one": "{n} harmless gap",
        "with.harmless.other": "{n} harmless gaps",
        "with.recommendation.one": "{n} recommendation not met",
        "with.recommendation.other": "{n} recommendations not met",
        "open_passes.one": "{n} of {total} passes rests on an open clause",
        "open_passes.other": "{n} of {total} passes rest on open clauses",
        "judged_results.one": "{n} result is by judgement of a person",
        "judged_results.other": "{n} results are by judgement of a person",
        "settled.one": "{n} reading of a standard is settled by the dossier: {list}",
        "settled.other": "{n} readings of standards are settled by the dossier: {list}",
        "draft": "Draft",
        "draft.means": "This stays a draft while anything is violated, missing or to be decided, waived or not.",
        "not_counted": "Not counted: {list}",
        "not_counted.waived": "{n} waived",
        "not_counted.upcoming": "{n} upcoming",
        "not_counted.harmless": "{n} harmless",
        "not_counted.recommendation.one": "{n} recommendation",
        "not_counted.recommendation.other": "{n} recommendations",
        "no_rules": "no rules",
        "count": "{n} {what}",
        "ledger.rows.one": "{n} row",
        "ledger.rows.other": "{n} rows",
        "drafted_by": "This is a self-check by the organisation, not a certificate.",
        # The sheets of the workbook, and the columns of its tables.
        "sheet.summary": "Summary",
        "sheet.findings": "Findings",
        "sheet.missing_items": "Missing items",
        "column.counts": "Not counted",
        "column.level": "Level",
        "column.title": "Title",
        "column.remedy": "Remedy",
        "column.conform": "To conform",
        "column.margin": "Margin",
        "column.would_be": "Would be",
        "column.could_be": "Could be",
        "column.missing": "Facts needed",
        "column.clauses": "Clauses",
        "column.record": "On record",
        "column.notes": "Notes",
        "column.count": "Cells",
        "column.decides": "Remark",
        "level.shall": "requirement",
        "level.should": "recommendation",
        # Two assessments side by side.
        "diff.verdict": "{id}: {old} before, {new} now",
        "diff.same_verdict": "{id}: {verdict}, as before",
        "diff.other_dossier": "These are two dossiers: {old} and {new}",
        "diff.nothing": "No finding is new, fixed or changed",
        "diff.unchanged.one": "{n} finding is as it was",
        "diff.unchanged.other": "{n} findings are as they were",
        "diff.new": "New",
        "diff.now": "Now",
        "diff.worse": "More severe than before",
        "diff.changed": "Changed",
        "diff.better": "Less severe than before",
        "diff.fixed": "Fixed",
        "diff.old": "Before",
        "diff.old.absent": "Before: there was no such finding",
        "diff.new.absent": "Now: there is no such finding",
        "diff.not_counted": "not counted",
        "diff.why": "Why: {list}",
        "diff.why.unknown": "Why: nothing in the two assessments says it",
        "diff.why.engine": "checker itself is another version",
        "diff.why.pack": "the pack changed",
        "diff.why.parameter": "a value in force changed",
        "diff.why.reading": "a reading of the standard was settled otherwise",
        "diff.why.day": "it was checked for another day",
        "diff.why.decision": "a judgement or a waiver came or went",
        "diff.why.data": "the facts changed",
        "diff.differs.engine": "Program",
        "diff.differs.pack": "Packs",
        "diff.differs.parameter": "Values in force",
        "diff.differs.reading": "Readings",
        "diff.differs.day": "Day",
        "diff.differs.decision": "Decisions",
        "diff.differs.data": "Files that differ",
        # What to do.
        "todo": "What to do",
        "todo.none": "Nothing is left to do.",
        "todo.violation": "Put right",
        "todo.more.violation.one": "{n} more violation",
        "todo.more.violation.other": "{n} more violations",
        "todo.more.judgement.one": "{n} more to decide",
        "todo.more.judgement.other": "{n} more to decide",
        "todo.missing.one": "Fill in {n} missing item",
        "todo.missing.other": "Fill in {n} missing items",
        "todo.judgement": "Decide",
        "conform": "To conform: {list}.",
        "conform.or": ", or ",
        "conform.of": "{what} of {thing}",
        "conform.replace": "replace {quantity}",
        "conform.remove": "take out {quantity}",
        "conform.add": "add {quantity}",
        "could_be": "Could be {list}",
        "could_be.or": " or ",
        "could_be.depends": "{could_be}, depending on:",
        "needs": "Needs {list}",
        "needs.more.one": "{n} more",
        "needs.more.other": "{n} more",
        "question": "To decide: {question}",
        "reading": "If {reading}: {verdict}",
        "reading.and": " and ",
        "reading.is": "{name} is {option}",
        "would_be": "Would be a {verdict}, but the clause behind it is open: a person decides.",
        "record": 'Record each decision in the dossier, under "judgements": rule, subject, answer '
        "(conforms or does_not_conform), by, on, reason, values.",
        "record.values": "Values to judge: {values}",
        "record.write": "Record the answer in the dossier:",
        "margin.pass": "Within the limit of {of} by {by}",
        "margin.pass.at": "Exactly at the limit of {of}, which belongs to what is allowed",
        "margin.violation.at": "Exactly at the limit of {of}, which is no longer allowed",
        "margin.violation": "Beyond the limit of {of} by {by}",
        "waived": "Waived until {expires}, approved by {approved_by}: {reason}",
        "upcoming": "In force from {from}; would then be: {verdict}",
        "judged": "By judgement of {by} on {on}: {reason}",
        "waived_before": "A waiver approved by {approved_by} expired on {expires}: it no longer applies",
        "judged_before": "{by} judged other values on {on}; they have changed, so it is open again",
        "note": "Note: {note}",
        "with_more": "{text} {more}",
        "and_more.one": "and {n} more",
        "and_more.other": "and {n} more",
        "and_more.at_least.one": "and at least {n} more",
        "and_more.at_least.other": "and at least {n} more",
        "subjects.one": "{n} row: {list}",
        "subjects.other": "{n} rows: {list}",
        "subjects.folded.one": "{n} row that passes or does not apply",
        "subjects.folded.other": "{n} rows that pass or do not apply",
        "should": "recommended",
        # Missing items.
        "missing.line": "line {line}",
        "missing.lines.one": "line {list}",
        "missing.lines.other": "lines {list}",
        "missing.under": 'under "{section}"',
        "missing.tables": "A table is settled by its rows and by `complete: yes`, once all are in.",
        "missing.complete": 'under "{table}", once all its rows are in',
        "missing.one_of": "one of {n}",
        "missing.list_of": "list of {n}",
        "missing.in": "{heading} in {file}",
        "missing.needed.one": "{n} rule",
        "missing.needed.other": "{n} rules",
        "missing.cells.one": "{n} cell",
        "missing.cells.other": "{n} cells",
        "missing.optional": "not needed for the verdict",
        "missing.where": "Write it in {where}",
        # Headings.
        "heading.findings": "Findings",
        "heading.violation": "Violations",
        "heading.missing": "Not decided for want of facts",
        "heading.judgement": "For a person to decide",
        "heading.missing_items": "Missing items",
        "heading.not_counted": "Not counted",
        "heading.waived": "Waived",
        "heading.upcoming": "Upcoming",
        "heading.harmless": "Harmless gaps",
        "heading.recommendation": "Recommendations not met",
        "heading.pass": "Passed",
        "heading.not_applicable": "Not applicable",
        "heading.notes": "Notes",
        "heading.annex": "Annex: what this rests on",
        "heading.packs": "Rule packs",
        "heading.inputs": "Files read",
        "heading.parameters": "Values in force",
        "heading.readings": "Readings of the standards",
        "heading.facts": "Facts",
        "heading.unused": "Facts that none of these rules used",
        "heading.contents": "Contents",
        "heading.legend": "How to read the certainty of a citation",
        "lead.missing": "These facts decide what is open. Write each where it says.",
        "lead.missing.optional": "The verdict stands without these.",
        "lead.waived": "Found, and set aside by the organisation itself.",
        "lead.upcoming": "Not yet in force; the verdict is what each would give.",
        "lead.harmless": "A fact is missing, but every value of it conforms.",
        "lead.recommendation": "What a standard says with should.",
        # Columns and labels.
        "label.rule": "Rule",
        "label.verdict": "Verdict",
        "label.reason": "Reason",
        "label.fact": "Fact",
        "label.value": "Value",
        "label.type": "Type",
        "label.needed_by": "Needed by",
        "label.where": "Where to write it",
        "label.source": "Source",
        "label.place": "Place",
        "label.places": "Places",
        "label.numbers": "Numbers",
        "label.derivation": "How it came about",
        "label.subject": "Row",
        "label.message": "Finding",
        "label.pack": "Pack",
        "label.version": "Version",
        "label.standard": "Standard",
        "label.sha256": "SHA-256",
        "label.file": "File",
        "label.rows": "Rows",
        "label.encoding": "Encoding",
        "label.dialect": "Form",
        "label.parameter": "Parameter",
        "label.from": "In force",
        "label.cites": "Cites",
        "label.question": "Question",
        "label.options": "Readings",
        "label.settled": "Settled as",
        "label.part": "Part",
        "label.quantity": "Quantity",
        "label.share": "Share",
        "label.counts": "Under the cap",
        "label.organisation": "Organisation",
        "label.dossier": "Dossier",
        "label.as_of": "Judged as of",
        "label.packs": "Rule packs",
        "label.checker": "Checked with",
        "label.fingerprint": "Fingerprint",
        "label.title": "Claim assessment",
        "value.unknown": "not known",
        "value.not_settled": "not settled",
        "value.withheld": "not for the public",
        "value.yes": "yes",
        "value.no": "no",
        "value.always": "always",
        "skip": "Skip to the findings",
        # Charts.
        "chart.title": "{title}: {counted} {unit} of {total} {unit} stand under a cap of {share}",
        "chart.title.no_cap": "{title}: {counted} {unit} of {total} {unit}",
        "chart.desc": "A bar of {total} {unit}. {parts}. The cap of {share} is at {cap}.",
        "chart.desc.no_cap": "A bar of {total} {unit}. {parts}.",
        "chart.cap": "cap {share} = {cap}",
        "chart.total": "Total",
        "chart.counted": "Under the cap, together",
        "chart.cap.row": "Cap",
        # Explanations.
        "explain.trace": "How it came about",
        "explain.numbers": "Numbers",
        "explain.change": "What would change it",
        "explain.rows.one": "from {n} row",
        "explain.rows.other": "from {n} rows",
        "explain.give": "{fact}: {reason}",
        "explain.nothing": "Nothing that is missing can change this verdict.",
        "explain.stands": "Further facts cannot change this verdict; only other values can.",
        "explain.others": "{verdict}: {list}",
        "explain.no_trace": "The assessment holds no derivation of this rule.",
        "explain.subject": "{subject}: {verdict}",
        "explain.not_found": "no rule `{rule}` in this assessment",
        "explain.did_you_mean": "; did you mean `{near}`?",
        "explain.no_subject": "`{rule}` goes through no row `{subject}`",
        "pack.passed": " ({present} of {applicable} that apply are passed, {percent} %)",
        # The terminal's last lines.
        "footer.packs": "Packs: {list}",
        "footer.inputs": "Ledgers: {list}",
        "footer.explain": "More: `checker explain DOSSIER RULE` shows how a verdict came about.",
    },
}

_PLACEHOLDER = re.compile(r"\{([a-z_0-9]+)\}")


def say(lang: str, key: str, **values: str) -> str:
    """Return the phrase of a key, its placeholders filled; English where a language lacks it."""
    english = PHRASES["en"][key]
    text = english if lang == "en" else phrase(key, english, lang)
    if not values:
        return text
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def listed(parts: Iterable[str], lang: str, mark: str = "list") -> str:
    """Return texts side by side, with the mark of the language between them."""
    return say(lang, f"mark.{mark}").join(parts)


def bracketed(text: str, more: str, lang: str) -> str:
    """Return a text with another in brackets behind it."""
    return f"{text}{say(lang, 'mark.open')}{more}{say(lang, 'mark.close')}"


def labelled(label: str, text: str, lang: str) -> str:
    """Return a label and what it is about."""
    return f"{label}{say(lang, 'mark.colon')}{text}"


def language_in_use(lang: str) -> str:
    """Return the language in which phrases come when `lang` is asked for."""
    return lang if has_language(lang) else "en"


def say_count(lang: str, key: str, n: int, **values: str) -> str:
    """Return the phrase of a key in the form that `n` asks for, `{n}` filled."""
    return say(lang, f"{key}.one" if n == 1 else f"{key}.other", n=number(n), **values)


def number(n: int) -> str:
    """Return a whole number with its digits in groups: 12 950 (no-break spaces)."""
    return f"{n:,}".replace(",", "\u00a0") if n >= 10_000 else str(n)
