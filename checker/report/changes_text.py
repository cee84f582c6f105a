"""What changed between two assessments, for a terminal and for a pull request."""

from __future__ import annotations

from typing import Any

from checker.report.changes import KINDS
from checker.report.document import SYMBOLS, subject_text
from checker.report.language import bracketed, labelled, listed, number, say, say_count
from checker.report.to_markdown import code, escaped
from checker.report.to_text import DIM, STYLES, Page


def to_text(
    found: dict[str, Any], *, lang: str = "en", colour: bool = False, width: int = 80
) -> str:
    """Return a comparison as lines: what is new first, each with why."""
    page = Page(colour=colour, width=width, lang=lang)
    page.text(_headline(found, lang), style=STYLES[found["new"]["verdict"]])
    for line in _lines(found, lang):
        page.text(line, "  ", "    ")
    for kind in KINDS:
        changes = found["changes"][kind]
        if not changes:
            continue
        page.heading(bracketed(say(lang, f"diff.{kind}"), number(len(changes)), lang))
        for change in changes:
            page.text(_name(change, lang), f"{_symbol(change)} ", "  ")
            page.text(change["title"], "  ")
            for line in _told(change, lang):
                page.text(line, "    ")
            page.text(_why(change, lang), "    ", style=DIM)
    return page.finish()


def to_markdown(found: dict[str, Any], *, lang: str = "en") -> str:
    """Return a comparison as Markdown for a pull request."""
    lines = [f"# {escaped(_headline(found, lang))}", ""]
    lines += [f"- {escaped(line)}" for line in _lines(found, lang)]
    for kind in KINDS:
        changes = found["changes"][kind]
        if changes:
            title = bracketed(say(lang, f"diff.{kind}"), number(len(changes)), lang)
            lines += ["", f"## {title}", ""]
        for change in changes:
            lines.append(f"- {_symbol(change)} {code(_name(change, lang))}<br>")
            parts = [change["title"], *_told(change, lang), _why(change, lang)]
            lines.append("  " + "<br>\n  ".join(escaped(part) for part in parts))
    return "\n".join([*lines, ""])


def _headline(found: dict[str, Any], lang: str) -> str:
    old, new = (say(lang, f"verdict.{found[side]['verdict']}") for side in ("old", "new"))
    name = found["new"]["id"]
    if old == new:
        return say(lang, "diff.same_verdict", id=name, verdict=new)
    return say(lang, "diff.verdict", id=name, old=old, new=new)


def _lines(found: dict[str, Any], lang: str) -> list[str]:
    """Return what differs beside the findings, and how many stayed."""
    lines = []
    if not found["same_dossier"]:
        lines.append(
            say(lang, "diff.other_dossier", old=found["old"]["id"], new=found["new"]["id"])
        )
    for word, texts in found["differs"].items():
        lines.append(labelled(say(lang, f"diff.differs.{word}"), listed(texts, lang), lang))
    if not any(found["changes"].values()):
        lines.append(say(lang, "diff.nothing"))
    if found["unchanged"]:
        lines.append(say_count(lang, "diff.unchanged", found["unchanged"]))
    return lines


def _symbol(change: dict[str, Any]) -> str:
    return SYMBOLS[(change["new"] or change["old"])["verdict"]]


def _name(change: dict[str, Any], lang: str) -> str:
    subject = change["subject"]
    return f"{change['rule']} {subject_text(subject, lang)}" if subject else change["rule"]


def _told(change: dict[str, Any], lang: str) -> list[str]:
    """Return how it was and how it is."""
    lines = []
    for side in ("old", "new"):
        one = change[side]
        if one is None:
            lines.append(say(lang, f"diff.{side}.absent"))
            continue
        word = say(lang, f"verdict.{one['verdict']}")
        if not one["counts"]:
            word = bracketed(word, say(lang, "diff.not_counted"), lang)
        said = one["message"] or listed(one["missing"][:4], lang)
        text = labelled(word, said, lang) if said else word
        key = "diff.old" if side == "old" else "diff.now"
        lines.append(labelled(say(lang, key), text, lang))
    return lines


def _why(change: dict[str, Any], lang: str) -> str:
    words = [say(lang, f"diff.why.{word}") for word in change["why"]]
    if not words:
        return say(lang, "diff.why.unknown")
    return say(lang, "diff.why", list=listed(words, lang))
