"""The page of a standard in Markdown and as one HTML file, from what `handbook.py` gathered."""

from __future__ import annotations

import re
from typing import Any

from checker.authoring.handbook import CERTAINTIES
from checker.model.said import said

Plain = dict[str, Any]


def to_markdown(page: Plain) -> str:
    """Return the page in Markdown, as it lies in `docs/standards/`."""
    lines = [
        f"# {page['title']}",
        "",
        said(
            "The pack `{name}` {version}: {counted}. This page is made from it by "
            "`checker pack docs {name}`.",
            name=page["name"],
            version=page["version"],
            counted=said("{n} rule", n=1)
            if page["rules"] == 1
            else said("{n} rules", n=page["rules"]),
        ),
        "",
    ]
    if page["standards"]:
        lines += ["| cited as | standard | |", "|---|---|---|"]
        lines += [
            f"| {one['name']} | {_cell(one['title'])} | {_cell(one['more'])} |"
            for one in page["standards"]
        ]
        lines.append("")
    if page["certainties"]:
        lines.append("How sure a citation is:")
        lines.append("")
        lines += [f"- **{one['word']}**: {one['means']}" for one in page["certainties"]]
        lines.append("")
    if page["contents"]:
        lines += _contents(page)
    for section in page["sections"]:
        lines += _section(section)
    if page["unlisted"]:
        lines += ["## Rules that no requirement names", ""]
        for rule in page["unlisted"]:
            lines += _markdown_rule(rule)
    if page["defines"]:
        lines += ["## What the rules mean by", ""]
        for define in page["defines"]:
            lines += _block(define["written"], "rules")
    return "\n".join(lines).rstrip("\n") + "\n"


def _contents(page: Plain) -> list[str]:
    lines = ["| requirement | asks | checked by |", "|---|---|---|"]
    for entry in page["contents"]:
        rules = "<br>".join(f"[{one['name']}](#{one['anchor']})" for one in entry["rules"])
        lines.append(
            f"| {_cell(entry['id'])} | {_cell(entry['title'])} | {rules or 'no rule: ' + _cell(entry['reason'])} |"
        )
    return [*lines, ""]


def _section(section: Plain) -> list[str]:
    lines = [f"## {section['heading']}", ""]
    if section["title"]:
        lines += [_text(section["title"]), ""]
    if section["note"]:
        lines += [_text(section["note"]), ""]
    if section["reason"]:
        lines += [f"No rule checks it: {_text(section['reason'])}", ""]
    if section["elsewhere"]:
        links = ", ".join(f"[{one['name']}](#{one['anchor']})" for one in section["elsewhere"])
        lines += [f"See also {links}.", ""]
    for rule in section["rules"]:
        lines += _markdown_rule(rule)
    return lines


def _markdown_rule(rule: Plain) -> list[str]:
    lines = [f"### {rule['name']}", "", f"**{_text(rule['title'])}**", ""]
    for cite in rule["cites"]:
        lines.append(f"- {cite['text']}, **{cite['certainty']}**: {CERTAINTIES[cite['certainty']]}")
    lines.append(f"- {rule['level']}")
    if rule["time"]:
        lines.append(f"- in force {rule['time']}")
    if rule["for"]:
        lines.append(f"- one verdict for each: {_code(rule['for'])}")
    if rule["applies"]:
        lines.append(f"- applies when {_code(rule['applies'])}")
    if rule["remedy"]:
        lines.append(f"- where it is violated: {_text(rule['remedy'])}")
    lines += ["", *_block(rule["written"], "rules")]
    for parameter in rule["parameters"]:
        lines += [f"**{parameter['name']}**: {_text(parameter['title'])}", ""]
        lines += ["| | value | cited |", "|---|---|---|"]
        for value in parameter["in_force"]:
            when = " ".join(filter(None, (value["for"] and f"for {value['for']}", value["time"])))
            cites = ", ".join(f"{one['text']} ({one['certainty']})" for one in value["cites"])
            lines.append(f"| {when or 'always'} | {value['value']} | {cites} |")
        lines.append("")
    for reading in rule["readings"]:
        options = ", ".join(_code(option) for option in reading["options"])
        lines += [
            f"It can be read in more than one way. {_text(reading['question'])} {options}",
            "",
        ]
    if rule["facts"]:
        lines += ["| it reads | type | what it is |", "|---|---|---|"]
        lines += [
            f"| {_code(fact['name'])} | {_cell(fact['type'])} | {_cell(fact['title'])} |"
            for fact in rule["facts"]
        ]
        lines.append("")
    for example in rule["examples"]:
        lines += _markdown_example(example)
    return lines


_VERDICTS = {
    "pass": "An example that passes",
    "violation": "An example that violates it",
    "judgement": "An example that is left to a person's judgement",
    "missing": "An example in which something is missing",
}


def _markdown_example(example: Plain) -> list[str]:
    note = f": {_text(example['note'])}" if example["note"] else ""
    lines = [f"{_VERDICTS[example['verdict']]} (case *{_text(example['case'])}*){note}", ""]
    lines += _block(example["dossier"], "yaml")
    for file in example["files"]:
        lines += [f"with the file {_code(file['name'])}:", "", *_block(file["written"], "csv")]
    for one in example["said"]:
        lines += [f"> {example['verdict']}: {_text(one)}", ""]
    return lines


def _block(text: str, kind: str) -> list[str]:
    fence = "`" * max(3, *(len(run) + 1 for run in re.findall(r"`+", text)), 3)
    return [f"{fence}{kind}", *text.rstrip("\n").split("\n"), fence, ""]


def _text(text: str) -> str:
    """Return a text without marks of Markdown; `_` inside a word is none."""
    return re.sub(r"[\\*<>\[\]|`]|(?<!\w)_|_(?!\w)|^#", r"\\\g<0>", text)


def _cell(text: str) -> str:
    return _text(text).replace("\n", " ")


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in re.findall(r"`+", text)), default=0) + 1)
    return f"{fence}{text}{fence}"


def to_html(page: Plain) -> str:
    """Return the page as one self-contained file, in the style of the reports.

    Raises:
        OutputError: the page would be larger than REPORT_BYTES.
    """
    from base64 import b64encode
    from hashlib import sha256

    from markupsafe import Markup

    from checker.report.template import fill, make_environment, read_templates
    from checker.resources import templates_dir

    sources = read_templates(templates_dir())
    style = sources["style.css"] + sources["handbook.css"]
    digest = b64encode(sha256(style.encode()).digest()).decode("ascii")
    context = {
        "page": _in_lines(page),
        "means": CERTAINTIES,
        "verdicts": _VERDICTS,
        "style": Markup(style),  # noqa: S704 - our own file
        "csp": (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'"
        ),
    }
    return fill(make_environment(sources), "handbook.html.j2", context) + "\n"


def _in_lines(value: Any) -> Any:
    """Return a page whose texts of several lines are lists: a template puts in no ends of lines."""
    if isinstance(value, dict):
        return {
            key: inner.split("\n") if key in ("written", "dossier") else _in_lines(inner)
            for key, inner in value.items()
        }
    return [_in_lines(inner) for inner in value] if isinstance(value, list) else value
