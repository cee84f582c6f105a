"""Markdown for pull requests and wikis (GitHub's flavour): verdict, what to do, findings, annex."""

from __future__ import annotations

import re
from typing import Any

from checker.report.cell import shown
from checker.report.charts import draw
from checker.report.document import make_document, place_text
from checker.report.language import bracketed, labelled, listed, number, say, say_count
from checker.report.quantity import grouped
from checker.report.to_html import annex_tables

# What Markdown would obey. A mention or an address in a value must not notify or link anyone.
_MARKS = re.compile(r"[\\`*_\[\]<>#|~&$]")
_START = re.compile(r"^(\s*\d*)([-+=]|(?<=\d)[.)](?=\s|$))")
_RUNS = re.compile(r"`+")


def render(assessment: dict[str, Any], *, lang: str = "en") -> str:
    """Return the assessment as Markdown."""
    document = make_document(assessment, lang)
    charts: dict[str, list[dict[str, Any]]] = {}
    for at, series in enumerate(document["series"], 1):
        if series["kind"] == "composition":
            charts.setdefault(series["rule"], []).append(draw(series, f"chart-{at}", lang))
    lines = [f"# {document['symbol']} {escaped(document['statement'])}", ""]
    stop = say(lang, "mark.stop")
    if document["draft"]:
        lines += [f"> **{say(lang, 'draft')}{stop}** {escaped(say(lang, 'draft.means'))}", ""]
    lines += [escaped(document["qualifiers"]), "", f"**{document['counts_line']}**", ""]
    for key in ("not_counted_line", "open_line", "judged_line", "settled_line"):
        if document[key]:
            lines += [escaped(document[key]), ""]
    lines += _todo(document, lang)
    for group in document["groups"]:
        lines += [f"## {group['title']}", ""]
        for finding in group["findings"]:
            lines += _finding(finding, charts.get(finding["rule"], []), lang)
        if group["key"] == "judgement":
            lines += [escaped(say(lang, "record")), ""]
    if document["missing_items"]:
        lines += _missing_items(document["missing_items"], lang)
    for group in document["apart"]:
        lines += [f"## {group['title']}", "", say(lang, f"lead.{group['key']}"), ""]
        for finding in group["findings"]:
            lines += _finding(finding, charts.get(finding["rule"], []), lang)
    for key, findings in (
        ("pass", document["passes"]),
        ("not_applicable", document["not_applicable"]),
    ):
        if findings:
            lines += [
                f"## {bracketed(say(lang, f'heading.{key}'), number(len(findings)), lang)}",
                "",
            ]
            lines += [_short(finding, lang) for finding in findings]
            lines.append("")
    if document["notes"]:
        lines += [f"## {say(lang, 'heading.notes')}", ""]
        lines += [f"- {escaped(note)}" for note in document["notes"]]
        lines.append("")
    lines += [f"## {say(lang, 'heading.annex')}", ""]
    for table in annex_tables(document, lang):
        lines += [f"### {table['title']}", "", *_table(table), ""]
    if document["unused"]:
        lines += [f"### {say(lang, 'heading.unused')}", ""]
        lines += [listed(map(code, document["unused"]), lang), ""]
    annex = document["annex"]
    version = (
        f"{say(lang, 'label.checker')} checker {escaped(annex['checker'])}{say(lang, 'mark.stop')}"
    )
    fingerprint = labelled(say(lang, "label.fingerprint"), code(annex["dossier_sha256"]), lang)
    lines += [f"{version} {fingerprint}", "", say(lang, "drafted_by")]
    return "\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Return a text that Markdown shows as it is, on one line."""
    text = _MARKS.sub(lambda match: "\\" + match[0], shown(text))
    text = text.replace("://", "&#58;//").replace("www.", "www&#46;").replace("@", "@<!-- -->")
    return _START.sub(lambda match: f"{match[1]}\\{match[2]}", text)


def code(text: str) -> str:
    """Return a text as a code span, whatever marks it holds."""
    text = shown(text)
    longest = max((len(run) for run in _RUNS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def _todo(document: dict[str, Any], lang: str) -> list[str]:
    lines = [f"## {say(lang, 'todo')}", ""]
    for at, step in enumerate(document["todo"], 1):
        head = (
            labelled(step["label"], f"**{escaped(step['title'])}**", lang)
            if step["title"]
            else step["label"]
        )
        lines.append(f"{at}. {head}")
        if step["text"]:
            lines[-1] += "<br>"
            lines.append(f"   {escaped(step['text'])}")
    if not document["todo"]:
        lines.append(say(lang, "todo.none"))
    return [*lines, ""]


def _finding(finding: dict[str, Any], charts: list[dict[str, Any]], lang: str) -> list[str]:
    cites = listed((escaped(cite["text"]) for cite in finding["cites"]), lang)
    lines = [
        f"### {finding['symbol']} {labelled(finding['word'], escaped(finding['title']), lang)}",
        "",
        " · ".join(filter(None, [code(finding["rule"]), cites])),
        "",
    ]
    for key in ("waived", "upcoming", "judged", "before"):
        if finding[key]:
            lines += [f"> {escaped(finding[key])}", ""]
    message = finding["message"] or finding["reason"]
    subjects = finding["subjects"]
    if subjects and subjects["only_further"]:
        subjects = None
    if subjects and any(one["message"] == message for one in subjects["shown"]):
        message = None  # the row says it
    for text in (message, finding["would_be"]):
        if text:
            lines += [escaped(text), ""]
    if finding["question"]:
        lines += [f"**{escaped(say(lang, 'question', question=finding['question']))}**", ""]
    if finding["record"] and not subjects:
        lines += [escaped(finding["record"]), ""]
    if finding["readings"]:
        lines += [*(f"- {escaped(reading)}" for reading in finding["readings"]), ""]
    elif finding["could_be"] and not finding["question"]:
        waits = finding["missing"] and not subjects
        depends = say(lang, "could_be.depends", could_be=finding["could_be"])
        lines += [escaped(depends if waits else finding["could_be"] + say(lang, "mark.stop")), ""]
    if finding["missing"] and not subjects:
        for item in finding["missing"]:
            fact, reason = code(item["fact"]), item.get("reason")
            lines.append(f"- {labelled(fact, escaped(reason), lang) if reason else fact}")
        lines.append("")
    if finding["conform"]:
        lines += [f"**{escaped(finding['conform'])}**", ""]
    for text in (finding["remedy"], finding["margin"]):
        if text:
            lines += [escaped(text), ""]
    for chart in charts:
        lines += [f"**{escaped(chart['caption'])}**", "", *_table(chart["table"]), ""]
    if subjects:
        lines += _subjects(subjects, lang)
    lines += [line for note in finding["notes"] for line in (_note(note, lang), "")]
    if finding["places"] and not subjects:
        lines += [labelled(say(lang, "label.places"), escaped(finding["places_short"]), lang), ""]
    lines += _derivation(finding, lang)
    return lines


def _subjects(subjects: dict[str, Any], lang: str) -> list[str]:
    lines = [escaped(subjects["line"]), ""]
    for one in subjects["shown"]:
        said = [one["message"], *one["readings"], one["would_be"], one["could_be"], one["needs"]]
        said += [one[key] for key in ("conform", "waived", "judged", "before", "record")]
        said.append(one["places_short"])
        stop = say(lang, "mark.stop")
        parts = (escaped(part.removesuffix(stop)) for part in said if part)
        tail = listed(parts, lang, "semicolon")
        head = f"- {one['symbol']} {one['word']} {code(one['subject'])}"
        lines.append(labelled(head, tail, lang) if tail else head)
    if subjects["left"] > 0:
        lines.append(f"- {say_count(lang, 'and_more', subjects['left'])}")
    return [*lines, ""]


def _derivation(finding: dict[str, Any], lang: str) -> list[str]:
    """Return numbers and derivation, folded; steps as a list in lists, by a loop."""
    if not finding["trace"] and not finding["numbers"]:
        return []
    lines = ["<details>", f"<summary>{say(lang, 'label.derivation')}</summary>", ""]
    lines += [f"- {code(name)} = {escaped(value)}" for name, value in finding["numbers"]]
    if finding["trace"]:
        if finding["numbers"]:
            lines += ["", "<!-- -->", ""]  # else two lists run into one
        waiting = [(0, finding["trace"])]
        while waiting:
            depth, node = waiting.pop()
            value = node["value"]
            text = say(lang, "value.unknown") if value == "unknown" else grouped(value, lang)
            remarks = [node["why"]] if node.get("why") else []
            if node.get("rows") is not None:
                remarks.append(say_count(lang, "explain.rows", node["rows"]))
            remark = bracketed("", escaped(listed(remarks, lang)), lang) if remarks else ""
            indent = "  " * depth
            lines.append(f"{indent}- {code(node['text'])} → **{escaped(text)}**{remark}")
            for place in node.get("places") or []:
                value = grouped(place.get("value") or "", lang)
                shown_value = f" = {escaped(value)}" if value else ""
                where = escaped(place_text(place))
                lines.append(f"{indent}  - {where} {code(place['fact'])}{shown_value}")
            left = (node.get("rows") or 0) - len(node.get("places") or [])
            if left > 0 and node.get("places"):
                lines.append(f"{indent}  - {say_count(lang, 'and_more', left)}")
            waiting += [(depth + 1, part) for part in reversed(node.get("parts") or [])]
    return [*lines, "", "</details>", ""]


def _missing_items(items: list[dict[str, Any]], lang: str) -> list[str]:
    decides = any(item["decides"] for item in items)
    lead = say(lang, "lead.missing" if decides else "lead.missing.optional")
    lines = [
        f"## {bracketed(say(lang, 'heading.missing_items'), number(len(items)), lang)}",
        "",
        lead,
        "",
    ]
    for item in items:
        text = code(item["fact"])
        if item["type"]:
            text = bracketed(text, escaped(item["type"]), lang)
        if item["title"]:
            text = labelled(text, escaped(item["title"]), lang)
        lines.append(f"- [ ] {text}<br>")
        where = escaped(say(lang, "missing.where", where=item["where"]))
        rules = listed(map(code, item["needed_by"]), lang)
        needed = f"{say(lang, 'label.needed_by')} {rules}"
        needed = needed if item["decides"] else say(lang, "missing.optional")
        lines.append(f"  {where}{say(lang, 'mark.sentence')}{needed}")
    if any(item["rows"] for item in items):
        lines += ["", escaped(say(lang, "missing.tables"))]
    return [*lines, ""]


def _short(finding: dict[str, Any], lang: str) -> str:
    cites = listed((escaped(cite["text"]) for cite in finding["cites"]), lang)
    said = finding["message"] or finding["reason"]
    parts = [escaped(finding["title"]), *([escaped(said)] if said else [])]
    parts += [_note(note, lang) for note in finding["notes"]]
    text = labelled(code(finding["rule"]), listed(parts, lang, "semicolon"), lang)
    return f"- {finding['symbol']} {bracketed(text, cites, lang)}"


def _note(note: str, lang: str) -> str:
    return escaped(say(lang, "note", note=note))


def _table(table: dict[str, Any]) -> list[str]:
    lines = [f"| {' | '.join(table['columns'])} |", f"|{' --- |' * len(table['columns'])}"]
    lines += [f"| {' | '.join(map(escaped, row))} |" for row in table["rows"]]
    return lines
