"""The page of a standard in Markdown and as one HTML file, from what `handbook.py` gathered."""

from __future__ import annotations

import re
from typing import Any

from checker.authoring.handbook import CERTAINTIES
from checker.model.said import Said, joined, said
from checker.model.translation import translate
from checker.report.language import say

Plain = dict[str, Any]


def to_markdown(page: Plain, lang: str = "en") -> str:
    """Return the page in Markdown, as it lies in `docs/standards/`.

    Args:
        page: from `handbook`, in the same language.
        lang: the language of our own words.
    """
    return _Markdown(lang).page(_in_language(page, lang))


def _in_language(value: Any, lang: str) -> Any:
    """Return a page with our own words in a language; what packs say is in it already."""
    if isinstance(value, dict):
        return {key: _in_language(inner, lang) for key, inner in value.items()}
    if isinstance(value, list):
        return [_in_language(inner, lang) for inner in value]
    return translate(value, lang) if isinstance(value, Said) else value


class _Markdown:
    """Writes Markdown in a language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def told(self, text: str) -> str:
        """Return a text of ours in the language."""
        return translate(text, self.lang)

    def certainty(self, word: str) -> str:
        return say(self.lang, f"certainty.{word}")

    def head(self, *titles: str) -> list[str]:
        """Return the first two lines of a table."""
        cells = (f" {self.told(title)} " if title else " " for title in titles)
        return [f"|{'|'.join(cells)}|", "|" + "---|" * len(titles)]

    def page(self, page: Plain) -> str:
        told = self.told
        counted = (
            said("{n} rule", n=1) if page["rules"] == 1 else said("{n} rules", n=page["rules"])
        )
        made = said(
            "The pack `{name}` {version}: {counted}. This page is made from it by "
            "`checker pack docs {name}`.",
            name=page["name"],
            version=page["version"],
            counted=counted,
        )
        lines = [f"# {page['title']}", "", told(made), ""]
        if page["standards"]:
            lines += self.head(said("cited as"), said("standard"), "")
            lines += [
                f"| {one['name']} | {_cell(one['title'])} | {_cell(one['more'])} |"
                for one in page["standards"]
            ]
            lines.append("")
        if page["certainties"]:
            lines += [told(said("How sure a citation is:")), ""]
            for one in page["certainties"]:
                word = self.certainty(one["word"])
                lines.append(told(said("- **{word}**: {text}", word=word, text=one["means"])))
            lines.append("")
        if page["contents"]:
            lines += self.contents(page)
        for section in page["sections"]:
            lines += self.section(section)
        if page["unlisted"]:
            lines += [f"## {told(said('Rules that no requirement names'))}", ""]
            for rule in page["unlisted"]:
                lines += self.rule(rule)
        if page["defines"]:
            lines += [f"## {told(said('What the rules mean by'))}", ""]
            for define in page["defines"]:
                lines += _block(define["written"], "rules")
        return "\n".join(lines).rstrip("\n") + "\n"

    def contents(self, page: Plain) -> list[str]:
        lines = self.head(said("requirement"), said("asks"), said("checked by"))
        for entry in page["contents"]:
            rules = "<br>".join(f"[{one['name']}](#{one['anchor']})" for one in entry["rules"])
            if not rules:
                rules = self.told(said("no rule: {reason}", reason=_cell(entry["reason"])))
            lines.append(f"| {_cell(entry['id'])} | {_cell(entry['title'])} | {rules} |")
        return [*lines, ""]

    def section(self, section: Plain) -> list[str]:
        lines = [f"## {section['heading']}", ""]
        for text in (section["title"], section["note"]):
            if text:
                lines += [_text(text), ""]
        if section["reason"]:
            reason = said("No rule checks it: {reason}", reason=_text(section["reason"]))
            lines += [self.told(reason), ""]
        if section["elsewhere"]:
            links = joined([f"[{one['name']}](#{one['anchor']})" for one in section["elsewhere"]])
            lines += [self.told(said("See also {links}.", links=links)), ""]
        for rule in section["rules"]:
            lines += self.rule(rule)
        return lines

    def rule(self, rule: Plain) -> list[str]:
        told = self.told
        lines = [f"### {rule['name']}", "", f"**{_text(rule['title'])}**", ""]
        for cite in rule["cites"]:
            text = said(
                "- {cite}, **{word}**: {text}",
                cite=cite["text"],
                word=self.certainty(cite["certainty"]),
                text=CERTAINTIES[cite["certainty"]],
            )
            lines.append(told(text))
        lines.append(f"- {rule['level']}")
        if rule["time"]:
            lines.append("- " + told(said("in force {time}", time=rule["time"])))
        if rule["for"]:
            lines.append("- " + told(said("one verdict for each: {text}", text=_code(rule["for"]))))
        if rule["applies"]:
            lines.append("- " + told(said("applies when {text}", text=_code(rule["applies"]))))
        if rule["remedy"]:
            remedy = said("where it is violated: {text}", text=_text(rule["remedy"]))
            lines.append("- " + told(remedy))
        lines += ["", *_block(rule["written"], "rules")]
        for parameter in rule["parameters"]:
            lines += self.parameter(parameter)
        for reading in rule["readings"]:
            text = said(
                "It can be read in more than one way. {question} {options}",
                question=_text(reading["question"]),
                options=joined([_code(option) for option in reading["options"]]),
            )
            lines += [told(text), ""]
        if rule["facts"]:
            lines += self.head(said("it reads"), said("type"), said("what it is"))
            lines += [
                f"| {_code(fact['name'])} | {_cell(fact['type'])} | {_cell(fact['title'])} |"
                for fact in rule["facts"]
            ]
            lines.append("")
        for example in rule["examples"]:
            lines += self.example(example)
        return lines

    def parameter(self, parameter: Plain) -> list[str]:
        title = said("**{name}**: {text}", name=parameter["name"], text=_text(parameter["title"]))
        lines = [self.told(title), "", *self.head("", said("value"), said("cited"))]
        for value in parameter["in_force"]:
            parts = [said("for {options}", options=value["for"]) if value["for"] else ""]
            parts.append(value["time"])
            when = " ".join(self.told(part) for part in parts if part)
            cites = joined(
                [
                    said("{cite} ({word})", cite=one["text"], word=self.certainty(one["certainty"]))
                    for one in value["cites"]
                ]
            )
            when = when or self.told(said("always"))
            lines.append(f"| {when} | {value['value']} | {self.told(cites)} |")
        return [*lines, ""]

    def example(self, example: Plain) -> list[str]:
        named = said(
            "{example} (case *{name}*)",
            example=_VERDICTS[example["verdict"]],
            name=_text(example["case"]),
        )
        if example["note"]:
            named = said("{example}: {note}", example=named, note=_text(example["note"]))
        lines = [self.told(named), "", *_block(example["dossier"], "yaml")]
        for file in example["files"]:
            lines += [self.told(said("with the file {name}:", name=_code(file["name"]))), ""]
            lines += _block(file["written"], "csv")
        for one in example["said"]:
            word = say(self.lang, f"verdict.{example['verdict']}")
            lines += [f"> {self.told(said('{word}: {text}', word=word, text=_text(one)))}", ""]
        return lines


_VERDICTS = {
    "pass": said("An example that passes"),
    "violation": said("An example that violates it"),
    "judgement": said("An example that is left to a person's judgement"),
    "missing": said("An example in which something is missing"),
}
# What the template says, by the name that it has there.
_WORDS = {
    "to_main": said("To the requirements"),
    "rules": said("Rules"),
    "contents": said("What is asked, and what checks it"),
    "requirement": said("Requirement"),
    "asks": said("Asks"),
    "checked_by": said("Checked by"),
    "see_also": said("See also"),
    "unlisted": said("Rules that no requirement names"),
    "defines": said("What the rules mean by"),
    "level": said("level"),
    "in_force": said("in force"),
    "one_verdict": said("one verdict"),
    "applies_when": said("it applies when"),
    "remedy": said("remedy"),
    "when": said("When"),
    "value": said("Value"),
    "cited": said("Cited"),
    "always": said("always"),
    "name": said("Name"),
    "type": said("Type"),
    "what": said("What it is"),
    "reads": said("What it reads"),
}


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


def to_html(page: Plain, lang: str = "en") -> str:
    """Return the page as one self-contained file, in the style of the reports.

    Args:
        page: from `handbook`, in the same language.
        lang: the language of our own words.

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
    words = {**_WORDS, "pack": said("Rule pack {name} {version}", **_name_of(page))}
    told = {name: translate(text, lang) for name, text in words.items()}
    context = {
        "lang": lang,
        "page": _in_lines(_in_language(_with_sentences(page), lang)),
        "words": told,
        "means": _in_language(CERTAINTIES, lang),
        "verdicts": _in_language(_VERDICTS, lang),
        "certainty": {word: say(lang, f"certainty.{word}") for word in CERTAINTIES},
        "verdict": {word: say(lang, f"verdict.{word}") for word in _VERDICTS},
        "style": Markup(style),  # noqa: S704 - our own file
        "csp": (
            f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'"
        ),
    }
    return fill(make_environment(sources), "handbook.html.j2", context) + "\n"


def _name_of(page: Plain) -> dict[str, str]:
    return {"name": page["name"], "version": page["version"]}


def _with_sentences(page: Plain) -> Plain:
    """Return a page with the sentences that a template cannot put together."""

    def of_rule(rule: Plain) -> Plain:
        return {
            **rule,
            "parameters": [
                {
                    **parameter,
                    "in_force": [
                        {
                            **value,
                            "for": said("for {options}", options=value["for"])
                            if value["for"]
                            else "",
                        }
                        for value in parameter["in_force"]
                    ],
                }
                for parameter in rule["parameters"]
            ],
            "examples": [
                {
                    **example,
                    "files": [
                        {**file, "head": said("with the file {name}:", name=file["name"])}
                        for file in example["files"]
                    ],
                }
                for example in rule["examples"]
            ],
        }

    def of_section(section: Plain) -> Plain:
        reason = section["reason"]
        return {
            **section,
            "reason": said("No rule checks it: {reason}", reason=reason) if reason else "",
            "rules": [of_rule(rule) for rule in section["rules"]],
        }

    return {
        **page,
        "contents": [
            {
                **entry,
                "reason": said("no rule: {reason}", reason=entry["reason"])
                if entry["reason"]
                else "",
            }
            for entry in page["contents"]
        ],
        "sections": [of_section(section) for section in page["sections"]],
        "unlisted": [of_rule(rule) for rule in page["unlisted"]],
    }


def _in_lines(value: Any) -> Any:
    """Return a page whose texts of several lines are lists: a template puts in no ends of lines."""
    if isinstance(value, dict):
        return {
            key: inner.split("\n") if key in ("written", "dossier") else _in_lines(inner)
            for key, inner in value.items()
        }
    return [_in_lines(inner) for inner in value] if isinstance(value, list) else value
