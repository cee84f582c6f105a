"""One self-contained file, made from the templates: nothing is loaded, nothing runs."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

from checker.report.charts import draw
from checker.report.document import make_document, place_text
from checker.report.language import PHRASES, bracketed, listed, say, say_count
from checker.report.quantity import grouped
from checker.resources import templates_dir

_CERTAINTIES = ("confirmed", "unconfirmed", "open")


def render(assessment: dict[str, Any], *, lang: str = "en") -> str:
    """Return the assessment as an HTML document.

    Raises:
        OutputError: the document would be larger than REPORT_BYTES.
    """
    from markupsafe import Markup

    from checker.report.template import fill, make_environment, read_templates

    sources = read_templates(templates_dir())
    style = sources["style.css"].replace('"DRAFT"', f'"{say(lang, "draft").upper()}"')
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    document = make_document(assessment, lang)
    document["dossier_lang"] = assessment["dossier"].get("language")
    _prepare(document, lang)
    for drawing in _drawings(document):
        drawing["svg"] = Markup(drawing["svg"])  # noqa: S704 - our own drawing, its texts escaped
    context = {
        "doc": document,
        "words": {key: say(lang, key) for key in PHRASES["en"]},
        "style": Markup(style),  # noqa: S704 - our own file
        "csp": (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'"
        ),
    }
    return fill(make_environment(sources), "report.html.j2", context) + "\n"


def _drawings(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [drawing for finding in _findings(document) for drawing in finding["charts"]]


def _findings(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every finding of the document, in the order in which it is shown."""
    sections = [*document["groups"], *document["apart"]]
    listed = [finding for section in sections for finding in section["findings"]]
    return [*listed, *document["passes"], *document["not_applicable"]]


def _prepare(document: dict[str, Any], lang: str) -> None:
    """Add to the document what only this format lays out: lists, tables, steps, drawings."""
    charts: dict[str, list[dict[str, Any]]] = {}
    for at, series in enumerate(document["series"], 1):
        if series["kind"] == "composition":
            charts.setdefault(series["rule"], []).append(draw(series, f"chart-{at}", lang))
    anchors = {}
    for finding in _findings(document):
        anchors[finding["rule"]] = finding["anchor"]
        finding["charts"] = charts.get(finding["rule"], [])
        _lay_out(finding, lang)
    for item in document["missing_items"]:
        item["needed_by"] = [
            {"rule": rule, "anchor": anchors.get(rule, "main")} for rule in item["needed_by"]
        ]
        item["where_line"] = say(lang, "missing.where", where=item["where"])
        item["hint"] = say(lang, "missing.tables") if item["rows"] else ""
        item["places"] = _places(item["places"], lang)
        item["more_places"] = len(item["places"]) > 3
    decides = any(item["decides"] for item in document["missing_items"])
    document["missing_lead"] = say(lang, "lead.missing" if decides else "lead.missing.optional")
    document["lists"] = [
        {"key": key, "title": say(lang, f"heading.{key}"), "findings": findings}
        for key, findings in (
            ("pass", document["passes"]),
            ("not_applicable", document["not_applicable"]),
        )
        if findings
    ]
    document["tables"] = annex_tables(document, lang)
    document["contents"] = _contents(document, lang)
    document["legend"] = [
        {
            "certainty": certainty,
            "word": say(lang, f"certainty.{certainty}"),
            "means": say(lang, f"certainty.{certainty}.means"),
        }
        for certainty in _CERTAINTIES
    ]


def _lay_out(finding: dict[str, Any], lang: str) -> None:
    finding["steps"] = _steps(finding["trace"], lang)
    finding["places"] = _places(finding["places"], lang)
    finding["note_lines"] = [say(lang, "note", note=note) for note in finding["notes"]]
    finding["question_line"] = say(lang, "question", question=finding["question"] or "")
    remedy = finding["remedy"] or ""
    stop = "" if remedy[-1:] in ".!?。！？" else say(lang, "mark.stop")
    finding["remedy_line"] = f"{remedy}{stop}"
    for cite in finding["cites"]:
        cite["certainty_word"] = say(lang, f"certainty.{cite['certainty']}")
    finding["own_message"] = finding["message"] or finding["reason"]
    finding["aside_message"] = None
    subjects = finding["subjects"]
    if subjects and subjects["only_further"]:
        subjects = finding["subjects"] = None
    if finding["verdict"] == "missing" and finding["missing"] and not subjects:
        # With its numbers not known, a message says less than the facts that are needed.
        finding["aside_message"], finding["own_message"] = finding["own_message"], None
    could_be = finding["could_be"] or ""
    waits = could_be and finding["missing"] and not subjects
    finding["could_be_line"] = (
        say(lang, "could_be.depends", could_be=could_be)
        if waits
        else could_be + say(lang, "mark.stop")
    )
    if subjects:
        _lay_out_rows(finding, subjects, lang)


def _lay_out_rows(finding: dict[str, Any], subjects: dict[str, Any], lang: str) -> None:
    """Split the rows: those that did not pass stand open, the others folded."""
    # What a row says and how it came about stands with the row.
    if any(one["message"] == finding["own_message"] for one in subjects["shown"]):
        finding["own_message"] = None
    if any(one["trace"] for one in subjects["shown"]):
        finding["steps"], finding["numbers"] = [], []
    for one in subjects["shown"]:
        one["steps"] = _steps(one["trace"], lang)
        one["places"] = _places(one["places"], lang)
    fine = ("pass", "not_applicable")
    subjects["open"] = [one for one in subjects["shown"] if one["verdict"] not in fine]
    subjects["folded"] = [one for one in subjects["shown"] if one["verdict"] in fine]
    left = subjects["left"]
    subjects["left_line"] = say_count(lang, "and_more", left) if left > 0 else ""
    n = len(subjects["folded"])
    subjects["folded_line"] = say_count(lang, "subjects.folded", n) if n else ""


def _places(places: list[dict[str, Any]], lang: str) -> list[dict[str, Any]]:
    return [
        {
            "at": place_text(place),
            "fact": place["fact"],
            "value": grouped(place.get("value") or "", lang),
        }
        for place in places
    ]


def _steps(root: dict[str, Any] | None, lang: str) -> list[dict[str, Any]]:
    """Return a derivation as a flat list; `before` and `after` say which lists open and close.

    A loop, not a recursion: how deep an expression goes is not ours to say.
    """
    if root is None:
        return []
    steps: list[dict[str, Any]] = []
    waiting = [(0, root)]
    last = -1
    while waiting:
        depth, node = waiting.pop()
        if depth > last:
            before = ["open"]
        else:
            before = ["end", *["close"] * (last - depth)]
        remarks = [node["why"]] if node.get("why") else []
        rows = node.get("rows")
        if rows is not None:
            remarks.append(say_count(lang, "explain.rows", rows))
        places = _places(node.get("places") or [], lang)
        left = (rows or 0) - len(places) if places else 0
        value = node["value"]
        steps.append(
            {
                "before": before,
                "after": [],
                "text": node["text"],
                "value": say(lang, "value.unknown") if value == "unknown" else grouped(value, lang),
                "remark": listed(remarks, lang),
                "places": places,
                "left_line": say_count(lang, "and_more", left) if left > 0 else "",
            }
        )
        last = depth
        waiting += [(depth + 1, part) for part in reversed(node.get("parts") or [])]
    steps[-1]["after"] = ["end", *["close", "end"] * last, "close"]
    return steps


def _contents(document: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    entries = [
        {
            "anchor": f"group-{group['key']}",
            "title": group["title"],
            "n": len(group["findings"]),
        }
        for group in document["groups"]
    ]
    if document["missing_items"]:
        entries.append(
            {
                "anchor": "missing-items",
                "title": say(lang, "heading.missing_items"),
                "n": len(document["missing_items"]),
            }
        )
    entries += [
        {
            "anchor": f"group-{group['key']}",
            "title": group["title"],
            "n": len(group["findings"]),
        }
        for group in (*document["apart"], *document["lists"])
    ]
    entries.append({"anchor": "annex", "title": say(lang, "heading.annex"), "n": 0})
    return entries


def annex_tables(document: dict[str, Any], lang: str) -> list[dict[str, Any]]:
    """Return the annex as tables: packs, files, values in force, readings, facts."""
    annex = document["annex"]
    always = say(lang, "value.always")
    tables = [
        (
            "packs",
            ("pack", "version", "standard", "sha256"),
            [
                [one["name"], one["version"], one["standard"], one["sha256"]]
                for one in annex["packs"]
            ],
        ),
        (
            "inputs",
            ("file", "rows", "encoding", "dialect", "sha256"),
            [
                [
                    one["file"],
                    "" if one.get("rows") is None else str(one["rows"]),
                    one.get("encoding") or "",
                    one.get("dialect") or "",
                    one["sha256"],
                ]
                for one in annex["inputs"]
            ],
        ),
        (
            "parameters",
            ("parameter", "value", "from", "cites"),
            [
                [
                    f"{one['pack']}/{one['name']}",
                    grouped(one["value"] or "", lang),
                    one.get("from") or always,
                    one["cites_text"],
                ]
                for one in annex["parameters"]
            ],
        ),
        (
            "readings",
            ("question", "options", "settled"),
            [
                [
                    bracketed(one["question"], f"{one['pack']}/{one['name']}", lang),
                    one["options_text"],
                    one.get("settled") or say(lang, "value.not_settled"),
                ]
                for one in annex["readings"]
            ],
        ),
        (
            "facts",
            ("fact", "value", "source", "place"),
            [
                [
                    one["fact"],
                    grouped(one["value_text"], lang)
                    + ("" if one["public"] else bracketed("", say(lang, "value.withheld"), lang)),
                    listed(
                        (part for part in (one["source_text"], one.get("note")) if part),
                        lang,
                        "semicolon",
                    ),
                    one["place_text"],
                ]
                for one in annex["facts"]
            ],
        ),
    ]
    exact = [say(lang, "label.sha256")]
    return [
        {
            "title": say(lang, f"heading.{key}"),
            "columns": [say(lang, f"label.{label}") for label in labels],
            "exact": exact,
            "rows": rows,
        }
        for key, labels, rows in tables
        if rows
    ]
