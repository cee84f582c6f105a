"""What every format shows, in order, made once from the assessment.

The document is plain (dicts, lists, text, numbers), so that a template can be given it whole.
Its texts are still as they stand in the assessment: each format escapes them its own way.
"""

from __future__ import annotations

from typing import Any

from checker.model.said import said
from checker.model.translation import is_said, translate
from checker.report.language import bracketed, language_in_use, listed, number, say, say_count
from checker.report.quantity import grouped

# In the order in which findings are shown; the last two are shown in short.
SEVERITY = ("violation", "missing", "judgement", "pass", "not_applicable")
COUNT_ORDER = ("pass", "violation", "missing", "judgement", "not_applicable")
APART = ("waived", "upcoming", "harmless", "recommendation")
_STEPS = 6  # so many of a kind stand in the list of what to do
# Of a row that stands for rows not given yet.
_FURTHER = "further rows may exist"
# How wide a value may be beside its place.
_BESIDE = 24
_PLACES = 20
_OPTIONS = 2
SYMBOLS = {"violation": "✗", "missing": "?", "judgement": "◇", "pass": "✓", "not_applicable": "–"}


def make_document(assessment: dict[str, Any], lang: str = "en") -> dict[str, Any]:
    """Return the document that all formats print.

    Args:
        assessment: the object of `checker schema assessment`.
        lang: the language of our own words.

    Returns:
        `headline` (`statement` and `qualifiers`), `verdict`, `symbol`, `counts`, `counts_line`, `not_counted_line`,
        `open_line`, `judged_line`, `settled_line`, `draft`, `groups` (findings by severity), `apart` (what does not count), `passes`,
        `not_applicable`, `missing_items`, `todo`, `notes`, `unused`, `series`, `annex`.
    """
    strict = bool(assessment["options"].get("strict"))
    groups: dict[str, list[dict[str, Any]]] = {key: [] for key in (*SEVERITY, *APART)}
    for result in assessment["results"]:
        groups[_group(result, strict=strict)].append(make_finding(result, lang))
    # Nothing but harmless gaps, and no pass: then these gaps decide whether there is one.
    decisive = assessment["verdict"] == "missing" and not groups["missing"]
    apart = {
        finding["rule"]
        for key in APART
        if key != "harmless" or not decisive
        for finding in groups[key]
    }
    items = [_missing_item(item, apart, lang) for item in assessment["missing_items"]]
    items.sort(key=lambda item: not item["decides"])
    document: dict[str, Any] = {
        "lang": language_in_use(lang),
        "id": assessment["dossier"]["id"],
        "as_of": assessment["as_of"],
        "verdict": assessment["verdict"],
        "verdict_word": say(lang, f"verdict.{assessment['verdict']}"),
        "symbol": SYMBOLS[assessment["verdict"]],
        "organisation": assessment["dossier"].get("organisation"),
        "counts": [
            {
                "verdict": verdict,
                "word": say(lang, f"verdict.{verdict}"),
                "symbol": SYMBOLS[verdict],
                "n": assessment["counts"][verdict],
            }
            for verdict in COUNT_ORDER
        ],
        "groups": [_section(key, groups[key], lang) for key in SEVERITY[:3] if groups[key]],
        "apart": [_section(key, groups[key], lang) for key in APART if groups[key]],
        "passes": groups["pass"],
        "not_applicable": groups["not_applicable"],
        "missing_items": items,
        "notes": list(assessment["notes"]),
        "unused": list(assessment["unused"]),
        "series": list(assessment["series"]),
        "annex": _annex(assessment, lang),
    }
    document["counts_line"] = " · ".join(
        say(lang, "count", n=number(count["n"]), what=count["word"])
        for count in document["counts"]
        if count["n"]
    ) or say(lang, "no_rules")
    document["open_line"] = None if document["verdict"] == "pass" else _open_line(assessment, lang)
    document["not_counted_line"] = _not_counted(assessment, lang)
    n = assessment["judged"]
    document["judged_line"] = say_count(lang, "judged_results", n) if n else None
    document["settled_line"] = _settled(assessment, lang)
    document["draft"] = assessment["draft"]
    document["statement"], document["qualifiers"] = _statement(assessment, groups, lang)
    document["headline"] = bracketed(document["statement"], document["qualifiers"], lang)
    document["todo"] = _todo(document, lang)
    return document


def cite_text(cite: dict[str, Any], lang: str) -> str:
    """Return a citation with its certainty: `SBTI C27.4 (confirmed)`."""
    clause = f" {cite['clause']}" if cite.get("clause") else ""
    certainty = say(lang, f"certainty.{cite['certainty']}")
    return bracketed(f"{cite['standard']}{clause}", certainty, lang)


def place_text(place: dict[str, Any], *, file: bool = True) -> str:
    """Return where something stands: `movements.csv:14`, or `台账.xlsx 出入库!H118`."""
    if place.get("cell"):
        cell = f"{place['sheet']}!{place['cell']}" if place.get("sheet") else place["cell"]
        return f"{place['file']} {cell}" if file else str(cell)
    line = "" if place.get("line") is None else f":{place['line']}"
    return f"{place['file']}{line}" if file else line or str(place["file"])


def places_text(
    places: list[dict[str, Any]],
    lang: str,
    *,
    most: int = 2,
    total: int | None = None,
    values: bool = True,
) -> str:
    """Return places in short: `movements.csv:14 (900 t), :27 (610 t) and 5 more`."""
    parts = []
    file = None
    for place in places[:most]:
        value = place.get("value") if values else None
        if value and len(value) > _BESIDE:
            value = None  # the list of places shows it
        text = place_text(place, file=place["file"] != file)
        parts.append(bracketed(text, grouped(value, lang), lang) if value else text)
        file = place["file"]
    left = max(total or 0, len(places)) - len(parts)
    text = listed(parts, lang)
    if left <= 0 or not parts:
        return text
    # The assessment holds so many places and no more: how many there are is not known here.
    key = "and_more.at_least" if total is None and len(places) >= _PLACES else "and_more"
    return say(lang, "with_more", text=text, more=say_count(lang, key, left))


def verdicts_text(verdicts: list[str], lang: str) -> str:
    """Return verdicts as words, joined by "or", the best first."""
    ordered = [verdict for verdict in reversed(SEVERITY) if verdict in verdicts]
    ordered.sort(key=lambda verdict: COUNT_ORDER.index(verdict))
    return say(lang, "could_be.or").join(say(lang, f"verdict.{verdict}") for verdict in ordered)


def reading_text(reading: dict[str, Any], lang: str) -> str:
    """Return what a reading gives: "If alloying_metals is counted: violation"."""
    chosen = say(lang, "reading.and").join(
        say(lang, "reading.is", name=name, option=option)
        for name, option in sorted(reading["reading"].items())
    )
    verdict = say(lang, f"verdict.{reading['verdict']}")
    return say(lang, "reading", reading=chosen, verdict=verdict)


def needs_text(missing: list[dict[str, Any]], lang: str, most: int = 4) -> str | None:
    """Return the facts that a verdict waits for, in short; None where it waits for none."""
    if not missing:
        return None
    names = [
        bracketed(item["fact"], item["reason"], lang)
        if _says_more(item.get("reason"))
        else item["fact"]
        for item in missing[:most]
    ]
    left = len(missing) - len(names)
    if left > 0:
        names.append(say_count(lang, "needs.more", left))
    return say(lang, "needs", list=listed(names, lang))


def conform_text(conform: list[dict[str, Any]], lang: str) -> str | None:
    """Return "To conform: replace 120 t, or take out 171.43 t …"; None where nothing is known."""
    if not conform:
        return None
    parts = []
    for at, step in enumerate(conform):
        part = say(lang, f"conform.{step['action']}", quantity=step["quantity"])
        thing = step.get("what")
        # "replace 120 t, or take out 171 t, or add 400 t of …": a thing is named once.
        following = conform[at + 1].get("what") if at + 1 < len(conform) else None
        if thing and thing != following:
            part = say(lang, "conform.of", what=part, thing=thing)
        parts.append(part)
    return say(lang, "conform", list=say(lang, "conform.or").join(parts))


def margin_text(result: dict[str, Any], lang: str) -> str | None:
    """Return how far a decided result is from its limit."""
    margin = result.get("margin")
    verdict = result.get("would_be") or result["verdict"]
    if not margin or verdict not in ("pass", "violation"):
        return None
    if margin["by"] == "0":
        return say(lang, f"margin.{verdict}.at", of=grouped(margin.get("of") or "0", lang))
    by = f"{margin['by']} {margin.get('unit') or ''}".strip()
    return say(
        lang, f"margin.{verdict}", of=grouped(margin.get("of") or "0", lang), by=grouped(by, lang)
    )


def _says_more(reason: str | None) -> bool:
    """Whether a reason says more than that the fact is not given."""
    return bool(reason) and not is_said(reason or "", "not given") and reason != "unknown"


def _group(result: dict[str, Any], *, strict: bool) -> str:
    if result.get("waived"):
        return "waived"
    if result.get("upcoming"):
        return "upcoming"
    if result["verdict"] in ("pass", "not_applicable"):
        return str(result["verdict"])
    if result["level"] == "should" and not strict:
        return "recommendation"
    if result.get("harmless"):
        return "harmless"
    return str(result["verdict"])


def _section(key: str, findings: list[dict[str, Any]], lang: str) -> dict[str, Any]:
    return {"key": key, "title": say(lang, f"heading.{key}"), "findings": findings}


def make_finding(result: dict[str, Any], lang: str) -> dict[str, Any]:
    """Return what is shown of one result: sentences, and the parts that formats lay out."""
    pack, _, name = result["rule"].partition("/")
    verdict = result["verdict"]
    waived, upcoming, judged = (result.get(key) for key in ("waived", "upcoming", "judged"))
    shown = upcoming["verdict"] if upcoming else verdict
    could_be = result.get("could_be") or []
    return {
        "rule": result["rule"],
        "anchor": "rule-" + result["rule"].replace("/", "-").replace(".", "-"),
        "pack": pack,
        "name": name or pack,
        "title": result["title"],
        "level": result["level"],
        "verdict": shown,
        "word": say(lang, f"verdict.{shown}"),
        "symbol": SYMBOLS[shown],
        "cites": [
            {**cite, "text": cite_text(cite, lang), "means": _means(cite, lang)}
            for cite in result["cites"]
        ],
        "open": any(cite["certainty"] == "open" for cite in result["cites"]),
        "message": result.get("message"),
        "remedy": result.get("remedy"),
        "conform": conform_text(result.get("conform") or [], lang),
        "margin": margin_text(result, lang),
        "question": result.get("question"),
        "reason": result.get("reason"),
        "would_be": say(lang, "would_be", verdict=say(lang, f"verdict.{result['would_be']}"))
        if result.get("would_be")
        else None,
        "readings": [reading_text(reading, lang) for reading in result.get("readings") or []],
        "could_be": say(lang, "could_be", list=verdicts_text(could_be, lang))
        if len(could_be) > 1
        else None,
        "missing": list(result.get("missing") or []),
        "needs": needs_text(result.get("missing") or [], lang),
        "waived": say(lang, "waived", **_texts(waived)) if waived else None,
        "upcoming": say(lang, "upcoming", **{"from": upcoming["from"]}, verdict=_word(shown, lang))
        if upcoming
        else None,
        "judged": say(lang, "judged", **_texts(judged)) if judged else None,
        "before": _before(result, lang),
        "record": _record(result, lang),
        "notes": list(result.get("notes") or []),
        "numbers": [[key, grouped(value, lang)] for key, value in sorted(result["values"].items())],
        "places": list(result["places"]),
        "places_short": places_text(result["places"], lang, total=result.get("places_total")),
        "trace": result.get("trace"),
        "subjects": _subjects(result.get("subjects"), lang),
    }


def _subjects(subjects: dict[str, Any] | None, lang: str) -> dict[str, Any] | None:
    if not subjects or not subjects["total"]:
        return None
    counts = subjects["counts"]
    line = listed(
        (
            say(lang, "count", n=number(counts[verdict]), what=_word(verdict, lang))
            for verdict in SEVERITY
            if counts.get(verdict)
        ),
        lang,
    )
    shown = [_subject(one, lang) for one in subjects["shown"]]
    worse = sum(counts.get(verdict, 0) for verdict in SEVERITY[:3])
    return {
        "total": subjects["total"],
        "line": say_count(lang, "subjects", subjects["total"], list=line or "0"),
        "shown": shown,
        "left": subjects["total"] - len(shown),
        "worse": worse,
        # Nothing is wrong with the rows that there are: only more of them may exist.
        "only_further": worse > 0
        and all(one["further"] for one in shown if one["verdict"] in SEVERITY[:3]),
    }


def _subject(one: dict[str, Any], lang: str) -> dict[str, Any]:
    could_be = one.get("could_be") or []
    waived, judged = one.get("waived"), one.get("judged")
    further = is_said(one.get("reason") or "", _FURTHER)
    return {
        "subject": subject_text(one["subject"], lang),
        "verdict": one["verdict"],
        "word": _word(one["verdict"], lang),
        "symbol": SYMBOLS[one["verdict"]],
        "further": further,
        "message": one["reason"] if further else one.get("message") or one.get("reason"),
        "needs": needs_text(one.get("missing") or [], lang),
        "could_be": say(lang, "could_be", list=verdicts_text(could_be, lang))
        if len(could_be) > 1
        else None,
        "would_be": say(lang, "would_be", verdict=_word(one["would_be"], lang))
        if one.get("would_be")
        else None,
        "readings": [reading_text(reading, lang) for reading in one.get("readings") or []],
        "waived": say(lang, "waived", **_texts(waived)) if waived else None,
        "judged": say(lang, "judged", **_texts(judged)) if judged else None,
        "before": _before(one, lang),
        "record": _record(one, lang),
        "conform": conform_text(one.get("conform") or [], lang),
        "margin": margin_text(one, lang),
        "numbers": [
            [key, grouped(value, lang)] for key, value in sorted((one.get("values") or {}).items())
        ],
        "places": list(one.get("places") or []),
        "places_short": places_text(one.get("places") or [], lang, total=one.get("places_total")),
        "trace": one.get("trace"),
    }


def subject_text(subject: str, lang: str) -> str:
    """Return a row or a group as people read it: rows that only may exist have words for a name."""
    table, _, key = subject.partition("[")
    for word in (said("further rows"), said("unknown")):
        if key == f"{word}]":
            return f"{table}[{translate(word, lang)}]"
    return subject


def _before(one: dict[str, Any], lang: str) -> str | None:
    """Say what was decided and no longer counts: a judgement of other values, an expired waiver."""
    for key in ("judged_before", "waived_before"):
        if one.get(key):
            return say(lang, key, **_texts(one[key]))
    return None


def _record(one: dict[str, Any], lang: str) -> str | None:
    record = one.get("record")
    return say(lang, "record.values", values=record["values"]) if record else None


def _missing_item(item: dict[str, Any], apart: set[str], lang: str) -> dict[str, Any]:
    """Return one thing to fill in: what it is, who asks for it, and where to write it.

    It `decides` nothing where only rules that do not count (`apart`) wait for it.
    """
    fact = item["fact"]
    section = fact.partition(".")[0].partition("[")[0]
    rows = fact.endswith("[]")
    places = item.get("places") or []
    where = item.get("where") or {}
    cells = "[" in fact and not rows
    if cells and places:
        file = places[0]["file"]
        spot = _spots(places, item["count"], lang)
    else:
        file = where.get("file") or ""
        line = where.get("line")
        parts = [say(lang, "missing.line", line=str(line))] if line else []
        if fact == f"{section}.complete":
            parts.append(say(lang, "missing.complete", table=section))
        elif section != fact:
            parts.append(say(lang, "missing.under", section=section))
        spot = listed(parts, lang)
    type_text = item.get("type") or ""
    return {
        "fact": fact,
        "type": type_text,
        "type_short": _type_short(type_text, lang),
        "title": item.get("title") or "",
        "rows": rows or fact == f"{section}.complete",
        "decides": not set(item["needed_by"]) <= apart,
        "count": item["count"],
        "cells": say_count(lang, "missing.cells", item["count"]) if cells else "",
        "needed_by": list(item["needed_by"]),
        "needed_short": say_count(lang, "missing.needed", len(item["needed_by"])),
        "file": file,
        "spot": spot,
        "where": listed((part for part in (file, spot) if part), lang),
        "places": places,
    }


def _spots(places: list[dict[str, Any]], count: int, lang: str) -> str:
    """Return lines, or cells of a sheet: "lines 91, 92, 93 and 20 more"."""
    first = places[:3]
    if all(place.get("line") and not place.get("cell") for place in first):
        lines = listed((str(place["line"]) for place in first), lang)
        text = say_count(lang, "missing.lines", len(first), list=lines)
    else:
        text = listed((place_text(place, file=False) for place in first), lang)
    left = max(count, len(places)) - len(first)
    if left <= 0:
        return text
    return say(lang, "with_more", text=text, more=say_count(lang, "and_more", left))


def _type_short(text: str, lang: str) -> str:
    """Return a type for a narrow column: of many options, how many there are."""
    for template in ("one of {options}", "list of {options}"):
        for own in ("en", lang):
            head, _, tail = translate(template, own).partition("{options}")
            if not text.startswith(head) or not text.endswith(tail):
                continue
            n = text.count(translate(", ", own)) + 1
            if n <= _OPTIONS and len(text) <= _BESIDE:
                return text
            key = "missing.one_of" if template.startswith("one") else "missing.list_of"
            return say(lang, key, n=number(n))
    return text


def _statement(
    assessment: dict[str, Any], groups: dict[str, list[dict[str, Any]]], lang: str
) -> tuple[str, str]:
    """Return the first line in two parts: what holds, and as of when and resting on what."""
    verdict = assessment["verdict"]
    name = assessment["dossier"]["id"]
    date = say(lang, "headline.as_of", date=assessment["as_of"])
    besides = [say_count(lang, f"with.{key}", len(groups[key])) for key in APART if groups[key]]
    if verdict == "missing":
        needing = {finding["rule"] for finding in groups["missing"] or groups["harmless"]}
        n = sum(1 for item in assessment["missing_items"] if needing & set(item["needed_by"]))
        key = "headline.missing"
        text = say_count(lang, key, n, id=name) if n else say(lang, f"{key}.rows", id=name)
    elif verdict == "judgement":
        text = say_count(lang, "headline.judgement", len(groups["judgement"]), id=name)
    else:
        text = say(lang, f"headline.{verdict}", id=name)
    said = [date]
    if verdict == "pass":
        # Nothing that was set aside may hide behind the word: all of it stands in the first line.
        if besides:
            text += say(lang, "with", list=_with_and(besides, lang))
        said += filter(None, [_open_line(assessment, lang)])
    elif groups["waived"]:
        said.append(besides[0])
    return text, listed(said, lang, "semicolon")


def _open_line(assessment: dict[str, Any], lang: str) -> str | None:
    n = assessment["open_passes"]
    if not n:
        return None
    total = number(assessment["counts"]["pass"])
    return say_count(lang, "open_passes", n, total=total)


def _not_counted(assessment: dict[str, Any], lang: str) -> str | None:
    parts = []
    for key in APART:
        n = assessment["not_counted"].get(key, 0)
        if n:
            phrase = f"not_counted.{key}"
            parts.append(
                say_count(lang, phrase, n)
                if key == "recommendation"
                else say(lang, phrase, n=number(n))
            )
    return say(lang, "not_counted", list=listed(parts, lang)) if parts else None


def _settled(assessment: dict[str, Any], lang: str) -> str | None:
    """Name the readings that the dossier settles: what rests on them rests on that choice."""
    chosen = [
        say(lang, "reading.is", name=one["name"], option=grouped(one["settled"], lang))
        for one in assessment["readings"]
        if one["settled"] is not None
    ]
    return say_count(lang, "settled", len(chosen), list=listed(chosen, lang)) if chosen else None


def _todo(document: dict[str, Any], lang: str) -> list[dict[str, str]]:
    """Return the steps from here to conformity: violations, missing items, questions.

    A step has `kind`, `label`, `title` (of the rule, or empty), `anchor` (where more is said) and
    `text`. Of a kind, the first few have a step each and one more says how many are left.
    """
    found = {group["key"]: group["findings"] for group in document["groups"]}
    steps = _steps("violation", found.get("violation", []), lang)
    facts = [item["fact"] for item in document["missing_items"] if item["decides"]]
    if facts:
        text = listed(facts[:_STEPS], lang)
        if len(facts) > _STEPS:
            more = say_count(lang, "and_more", len(facts) - _STEPS)
            text = say(lang, "with_more", text=text, more=more)
        label = say_count(lang, "todo.missing", len(facts))
        steps.append(_step("missing", label, "", "missing-items", text))
    return steps + _steps("judgement", found.get("judgement", []), lang)


def _steps(kind: str, findings: list[dict[str, Any]], lang: str) -> list[dict[str, str]]:
    steps = []
    for finding in findings[:_STEPS]:
        asked = (
            finding["question"]
            or listed(finding["readings"], lang, "semicolon")
            or finding["would_be"]
        )
        done = finding["conform"] or finding["remedy"]
        text = (asked if kind == "judgement" else done) or finding["message"] or ""
        label = say(lang, f"todo.{kind}")
        steps.append(_step(kind, label, finding["title"], finding["anchor"], text))
    left = len(findings) - len(steps)
    if left > 0:
        label = say_count(lang, f"todo.more.{kind}", left)
        steps.append(_step(kind, label, "", f"group-{kind}", ""))
    return steps


def _step(kind: str, label: str, title: str, anchor: str, text: str) -> dict[str, str]:
    return {"kind": kind, "label": label, "title": title, "anchor": anchor, "text": text}


def _read_as(ledger: dict[str, Any], lang: str) -> list[str]:
    """Return how a ledger was read: its encoding and separator, or its sheet, and its rows."""
    rows = say_count(lang, "ledger.rows", ledger["rows"])
    how = [ledger.get("encoding"), ledger.get("dialect"), rows]
    return [part for part in how if part]


def _passed(pack: dict[str, Any], lang: str) -> str:
    """Say how many of a pack's rules that apply are passed; what is not, stands in the findings."""
    found = pack.get("completeness")
    if not found:
        return ""
    return say(
        lang,
        "pack.passed",
        present=number(found["present"]),
        applicable=number(found["applicable"]),
        percent=found["percent"],
    )


def _annex(assessment: dict[str, Any], lang: str) -> dict[str, Any]:
    return {
        "checker": assessment["checker"],
        "dossier_sha256": assessment["dossier"]["sha256"],
        "packs": list(assessment["packs"]),
        "packs_short": listed(
            (
                f"{pack['name']} {pack['version']}{_passed(pack, lang)}"
                for pack in assessment["packs"]
            ),
            lang,
        ),
        "inputs": list(assessment["inputs"]),
        "ledgers_short": listed(
            (
                bracketed(one["file"], listed(_read_as(one, lang), lang), lang)
                for one in assessment["inputs"]
                if one.get("rows") is not None
            ),
            lang,
        ),
        "parameters": [
            {**one, "cites_text": listed((cite_text(cite, lang) for cite in _cites(one)), lang)}
            for one in assessment["parameters"]
        ],
        "readings": [
            {**one, "options_text": " / ".join(one.get("options") or [])}
            for one in assessment["readings"]
        ],
        "facts": [
            {
                **one,
                "value_text": say(lang, "value.unknown")
                if one.get("value") is None
                else one["value"],
                "source_text": " ".join(
                    part for part in (one.get("source"), one.get("locator")) if part
                ),
                "place_text": place_text(one["place"]) if one.get("place") else "",
            }
            for one in assessment["facts"]
        ],
    }


def _cites(one: dict[str, Any]) -> list[dict[str, Any]]:
    cites = one.get("cites") or []
    return [cites] if isinstance(cites, dict) else list(cites)


def _means(cite: dict[str, Any], lang: str) -> str:
    return say(lang, f"certainty.{cite['certainty']}.means")


def _word(verdict: str, lang: str) -> str:
    return say(lang, f"verdict.{verdict}")


def _with_and(parts: list[str], lang: str) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return listed(parts[:-1], lang) + say(lang, "with.and") + parts[-1]


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {key: str(value) for key, value in values.items() if value is not None}
