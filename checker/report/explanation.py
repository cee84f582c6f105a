"""How one verdict came about: each step with its value, down to the rows; what would change it."""

from __future__ import annotations

import json
import re
from typing import Any

from checker.report.cell import cells, shown, wrap
from checker.report.document import (
    cite_text,
    conform_text,
    margin_text,
    place_text,
    reading_text,
    subject_text,
    verdicts_text,
)
from checker.report.language import bracketed, labelled, listed, say, say_count
from checker.report.quantity import grouped
from checker.report.to_text import DIM, PLAIN, STYLES, Page, header

# Deeper steps are indented no further: a line keeps room for its text.
_DEEPEST = 16
_WHOLE = 5  # so many rows are shown whole where none is asked for
_BARE = re.compile(r"[A-Za-z][\w.\[\]/-]*").fullmatch
_DECIDED = ("pass", "violation", "not_applicable")


def find_rule(assessment: dict[str, Any], rule: str) -> dict[str, Any]:
    """Return the result of a rule, named in full or by what stands after its pack.

    Raises:
        LookupError: there is no such rule, or several; the message names the nearest.
    """
    results = assessment["results"]
    for result in results:
        if result["rule"] == rule:
            return dict(result)
    short = [result for result in results if result["rule"].partition("/")[2] == rule]
    if len(short) == 1:
        return dict(short[0])
    from checker.diagnostic.nearest import nearest

    near = nearest(rule, [result["rule"] for result in results])
    hint = say("en", "explain.did_you_mean", near=near) if near else ""
    raise LookupError(say("en", "explain.not_found", rule=shown(rule)) + hint)


def render(
    assessment: dict[str, Any],
    rule: str,
    *,
    lang: str = "en",
    colour: bool = False,
    subject: str | None = None,
    width: int = 80,
) -> str:
    """Return the derivation of one rule's verdict as text.

    Args:
        assessment: the object of `checker schema assessment`.
        rule: its id, with or without its pack.
        lang: the language of our own words.
        colour: with the marks of a terminal's colours.
        subject: only this row of a rule that runs over rows: `movements[R-12]`, or `R-12`.
        width: no line is wider, in cells.

    Raises:
        LookupError: there is no such rule or row; the message says so.
    """
    from checker.report.document import make_finding

    result = find_rule(assessment, rule)
    finding = make_finding(result, lang)
    page = Page(colour=colour, width=width, lang=lang)
    header(page, finding)
    page.text(finding["title"], "  ")
    for cite in result["cites"]:
        means = say(lang, f"certainty.{cite['certainty']}.means")
        page.text(labelled(cite_text(cite, lang), means, lang), "  ", "    ", DIM)
    subjects = _chosen(result, subject, lang)
    if subject is None:
        said = {one.get("message") for one in subjects}
        for key in ("message", "reason", "waived", "upcoming", "judged"):
            if finding[key] and finding[key] not in said:
                page.text(finding[key], "  ", "    ")
    if not subjects:
        _derivation(page, result, lang)
    elif subject is None:
        page.blank()
        page.text(finding["subjects"]["line"])
    whole = subjects if subject is not None else _worst(subjects)
    for one in whole:
        _subject(page, one, lang)
    _others(page, subjects[len(whole) :], finding, lang)
    page.heading(say(lang, "explain.change"))
    _change(page, subjects[0] if subject is not None else result, finding, lang)
    for note in finding["notes"] if subject is None else []:
        page.text(say(lang, "note", note=note), "  ", "    ")
    return page.finish()


def _worst(subjects: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows to show whole: the first that did not pass, or the first of all."""
    worse = [one for one in subjects if one["verdict"] not in ("pass", "not_applicable")]
    return worse[:_WHOLE] or subjects[:1]


def _others(page: Page, subjects: list[dict[str, Any]], finding: dict[str, Any], lang: str) -> None:
    """Add the rows that are not shown whole, by verdict, and how many are not listed at all."""
    verdicts = dict.fromkeys(one["verdict"] for one in subjects)
    if verdicts:
        page.blank()
    for verdict in verdicts:
        names = listed(
            (subject_text(one["subject"], lang) for one in subjects if one["verdict"] == verdict),
            lang,
        )
        word = say(lang, f"verdict.{verdict}")
        page.text(say(lang, "explain.others", verdict=word, list=names), rest="  ")
    left = finding["subjects"]["left"] if subjects else 0
    if left > 0:
        page.text(say_count(lang, "and_more", left))


def _derivation(page: Page, result: dict[str, Any], lang: str) -> None:
    """Add the numbers of a rule without rows, and how its verdict came about."""
    if result["values"]:
        page.heading(say(lang, "explain.numbers"))
        for name, value in sorted(result["values"].items()):
            page.text(f"{name} = {grouped(value, lang)}", "  ", "    ")
    page.heading(say(lang, "explain.trace"))
    if result.get("trace"):
        _trace(page, result["trace"], "  ", lang)
    elif result["places"]:
        _places(page, result["places"], "  ")
    else:
        page.text(say(lang, "explain.no_trace"), "  ")


def _chosen(result: dict[str, Any], subject: str | None, lang: str) -> list[dict[str, Any]]:
    listed = list((result.get("subjects") or {}).get("shown", []))
    if subject is None:
        return listed
    found = [
        one
        for one in listed
        if one["subject"] == subject or one["subject"].partition("[")[2] == f"{subject}]"
    ]
    if not found:
        raise LookupError(
            say(lang, "explain.no_subject", subject=shown(subject), rule=result["rule"])
        )
    return found


def _subject(page: Page, one: dict[str, Any], lang: str) -> None:
    """Add one row: its verdict, what was found, its derivation or its places."""
    page.blank()
    word = say(lang, f"verdict.{one['verdict']}")
    lines = wrap(
        say(lang, "explain.subject", subject=subject_text(one["subject"], lang), verdict=word),
        page.width,
    )
    page.lines += [page.styled(line, STYLES[one["verdict"]]) for line in lines]
    said = one.get("message") or one.get("reason")
    if said:
        page.text(said, "  ")
    if one.get("trace"):
        _trace(page, one["trace"], "  ", lang)
    else:
        _places(page, one.get("places") or [], "  ")
    for item in one.get("missing") or []:
        page.text(_give(item, lang), "  ", "    ")


def _trace(page: Page, root: dict[str, Any], indent: str, lang: str) -> None:
    """Add a derivation as an indented tree, each step with its value; no recursion."""
    waiting = [(0, root)]
    while waiting:
        depth, node = waiting.pop()
        start = indent + "  " * min(depth, _DEEPEST)
        text = f"{node['text']} → {_value(node['value'], lang)}"
        remarks = [node["why"]] if node.get("why") else []
        if node.get("rows") is not None:
            remarks.append(say_count(lang, "explain.rows", node["rows"]))
        if remarks:
            text = bracketed(text, listed(remarks, lang), lang)
        lines = wrap(text, page.width, start, start + "    ")
        if page.colour:
            lines = [_strong(line, page) for line in lines]
        page.lines += lines
        _places(page, node.get("places") or [], start + "    ", node.get("rows"), lang)
        waiting += [(depth + 1, part) for part in reversed(node.get("parts") or [])]


def _strong(line: str, page: Page) -> str:
    """Return a line of a derivation with the value after its arrow in the terminal's bold."""
    before, arrow, after = line.rpartition("→ ")
    return f"{before}{arrow}\x1b[1m{after}{PLAIN}" if arrow else line


def _places(
    page: Page,
    places: list[dict[str, Any]],
    indent: str,
    rows: int | None = None,
    lang: str = "en",
) -> None:
    """Add places under each other: where, which fact, which value."""
    if not places:
        return
    texts = [shown(_where(place)) for place in places]
    wide = min(max(map(cells, texts)), 30)
    for place, text in zip(places, texts, strict=True):
        gap = " " * max(wide - cells(text), 0)
        line = f"{indent}{text}{gap}   {shown(place['fact'])}"
        if place.get("value"):
            line += f" = {shown(grouped(place['value'], lang))}"
        if cells(line) <= page.width:
            page.lines.append(page.styled(line, DIM))
        else:
            value = f" = {place['value']}" if place.get("value") else ""
            page.text(f"{text} {place['fact']}{value}", indent, indent + "  ", DIM)
    left = (rows or 0) - len(places)
    if left > 0:
        page.text(say_count(lang, "and_more", left), indent, style=DIM)


def _where(place: dict[str, Any]) -> str:
    text = place_text(place)
    if place.get("cell") or place.get("column") is None:
        return text
    return f"{text}:{place['column']}"


def _change(page: Page, result: dict[str, Any], finding: dict[str, Any], lang: str) -> None:
    """Add what would change the verdict: steps that conform, facts, readings, a person's answer."""
    start = len(page.lines)
    conform = conform_text(result.get("conform") or [], lang)
    margin = margin_text(result, lang)
    for text in (conform, finding["remedy"], margin, finding["would_be"]):
        if text:
            page.text(text, "  ", "    ")
    for item in result.get("missing") or []:
        page.text(_give(item, lang), "  ", "    ")
    could_be = result.get("could_be") or []
    if len(could_be) > 1:
        page.text(say(lang, "could_be", list=verdicts_text(could_be, lang)), "  ", "    ")
    for reading in result.get("readings") or []:
        page.text(reading_text(reading, lang), "  ", "    ")
    if finding["question"]:
        page.text(say(lang, "question", question=finding["question"]), "  ", "    ")
    if finding["before"]:
        page.text(finding["before"], "  ", "    ")
    _record(page, result, lang)
    if result["verdict"] in _DECIDED and not result.get("judged"):
        page.text(say(lang, "explain.stands"), "  ", "    ")
    elif len(page.lines) == start:
        page.text(say(lang, "explain.nothing"), "  ", "    ")


def _record(page: Page, result: dict[str, Any], lang: str) -> None:
    """Add the row that records an answer, as it is written in a dossier; of rows, the first."""
    listed = (result.get("subjects") or {}).get("shown") or [result]
    record = next((one["record"] for one in listed if one.get("record")), None)
    if record is None:
        return
    page.text(say(lang, "record.write"), "  ")
    page.lines += ["    judgements:", "      rows:", f"        - rule: {record['rule']}"]
    if record["subject"]:
        page.lines.append(f"          subject: {_scalar(record['subject'])}")
    page.lines += [f"          {key}:" for key in ("answer", "by", "on", "reason")]
    page.lines.append(f"          values: {record['values']}")


def _scalar(text: str) -> str:
    """Return a text as it is written in a dossier: in quotes where YAML would read it otherwise."""
    return text if _BARE(text) else json.dumps(text, ensure_ascii=False)


def _give(item: dict[str, Any], lang: str) -> str:
    return say(lang, "explain.give", fact=item["fact"], reason=item.get("reason") or "")


def _value(value: str | None, lang: str) -> str:
    return say(lang, "value.unknown") if value in (None, "unknown") else grouped(str(value), lang)
