"""The terminal: the verdict first, then what to do, most severe first; 80 columns.

The colours repeat what the words say: with the marks of colour taken out, the text is the same.
"""

from __future__ import annotations

from typing import Any

from checker.report.cell import cells, columns, shown, wrap
from checker.report.document import make_document, place_text
from checker.report.language import bracketed, labelled, listed, number, say, say_count
from checker.report.quantity import grouped

PLAIN = "\x1b[0m"
BOLD = "\x1b[1m"
DIM = "\x1b[2m"
STYLES = {
    "violation": "\x1b[1;31m",
    "missing": "\x1b[1;33m",
    "judgement": "\x1b[1;35m",
    "pass": "\x1b[1;32m",
    "not_applicable": "\x1b[2m",
}
# So many subjects of a rule are shown when nothing more is asked for.
_SUBJECTS = 3
# Of the table of missing items, the last column gets at least so many cells.
_WHERE = 28
_NARROW = 10


def render(
    assessment: dict[str, Any],
    *,
    lang: str = "en",
    colour: bool = False,
    verbosity: int = 0,
    width: int = 80,
) -> str:
    """Return the assessment for a terminal.

    Args:
        assessment: the object of `checker schema assessment`.
        lang: the language of our own words.
        colour: with the marks of a terminal's colours.
        verbosity: below 0 the first line alone; above 0 everything, passes too.
        width: no line is wider, in cells.

    Returns:
        Lines, the last one with its end.
    """
    document = make_document(assessment, lang)
    page = Page(colour=colour, width=width, lang=lang)
    style = STYLES[document["verdict"]]
    page.text(document["headline"], f"{document['symbol']} ", "  ", style)
    if verbosity < 0:
        return page.finish()
    page.text(document["counts_line"], "  ")
    for key in ("not_counted_line", "open_line", "judged_line", "settled_line"):
        if document[key]:
            page.text(document[key], "  ", "    ")
    for group in document["groups"]:
        for finding in group["findings"]:
            page.blank()
            _finding(page, finding, lang, verbosity)
        if group["key"] == "judgement":
            page.blank()
            page.text(say(lang, "record"), "  ", style=DIM)
    _missing_items(page, document["missing_items"], lang, verbosity)
    for section in document["apart"]:
        page.heading(section["title"])
        for finding in section["findings"]:
            _apart(page, finding, section["key"], lang, verbosity)
    _rest(page, document, lang, verbosity)
    if document["notes"]:
        page.heading(say(lang, "heading.notes"))
        for note in document["notes"]:
            page.text(note, "  ", "    ")
    if document["unused"]:
        page.heading(say(lang, "heading.unused"))
        page.text(listed(document["unused"], lang), "  ")
    page.blank()
    page.text(say(lang, "footer.packs", list=document["annex"]["packs_short"]), style=DIM)
    if document["annex"]["ledgers_short"]:
        ledgers = document["annex"]["ledgers_short"]
        page.text(say(lang, "footer.inputs", list=ledgers), style=DIM)
    if document["groups"] and verbosity == 0:
        page.text(say(lang, "footer.explain"), style=DIM)
    return page.finish()


class Page:
    """Lines under construction, none wider than the page."""

    __slots__ = ("colour", "lang", "lines", "width")

    def __init__(self, *, colour: bool, width: int, lang: str = "en") -> None:
        self.colour = colour
        self.lang = lang
        self.width = width
        self.lines: list[str] = []

    def text(
        self, text: str, first: str = "", rest: str | None = None, style: str | None = None
    ) -> None:
        """Add a paragraph, wrapped; `style` colours all of it."""
        for line in wrap(text, self.width, first, rest):
            self.lines.append(self.styled(line, style))

    def optional(self, parts: list[str | None], first: str = "  ", rest: str = "    ") -> None:
        """Add the parts that there are as one paragraph, joined by semicolons."""
        found = [part for part in parts if part]
        if found:
            found[1:] = map(_lower, found[1:])
            self.text(listed(found, self.lang, "semicolon"), first, rest)

    def blank(self) -> None:
        """Add an empty line, never two together and none at the top."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def heading(self, text: str) -> None:
        """Add a heading after an empty line."""
        self.blank()
        self.text(text, style=BOLD)

    def styled(self, line: str, style: str | None) -> str:
        """Return a line in a style; blanks at its start stay as they are."""
        if not self.colour or not style or not line:
            return line
        bare = line.lstrip(" ")
        return f"{line[: len(line) - len(bare)]}{style}{bare}{PLAIN}"

    def finish(self) -> str:
        """Return the page."""
        return "\n".join(self.lines) + "\n"


def header(page: Page, finding: dict[str, Any]) -> None:
    """Add the line with verdict, rule and citations; the citations at the right where they fit."""
    word = f"{finding['symbol']} {finding['word']}"
    style = STYLES[finding["verdict"]]
    cites = shown(listed((cite["text"] for cite in finding["cites"]), page.lang))
    lines = wrap(finding["rule"], page.width, f"{word}  ", "  ")
    gap = page.width - cells(lines[-1]) - cells(cites)
    if cites and gap >= 2 and len(lines) == 1:
        lines[0] += " " * gap + cites
    elif cites:
        lines += wrap(cites, page.width, "  ")
    if page.colour:
        lines[0] = f"{style}{word}{PLAIN}{lines[0][len(word) :]}"
    page.lines += lines


def _finding(page: Page, finding: dict[str, Any], lang: str, verbosity: int) -> None:
    """Add one finding: what the rule asks, the numbers, the places, what would conform."""
    header(page, finding)
    page.text(finding["title"], "  ")
    subjects = finding["subjects"]
    waiting = finding["verdict"] == "missing" and verbosity <= 0
    by_row = subjects and not (subjects["only_further"] and verbosity <= 0)
    message = finding["message"] or finding["reason"]
    if by_row:
        # A row's own message stands beside the row.
        message = None if _is_said(message, subjects) else message
    elif waiting and finding["needs"]:
        message = None  # with its numbers not known it says less than what is needed
    places = "" if subjects or waiting else finding["places_short"]
    if message:
        _with_places(page, message, places)
    elif places:
        page.text(places, "  ", style=DIM)
    if finding["question"]:
        page.text(say(lang, "question", question=finding["question"]), "  ", "    ")
    for text in (finding["would_be"], *finding["readings"]):
        if text:
            page.text(text, "  ", "    ")
    if by_row:
        _subjects(page, subjects, lang, verbosity)
    else:
        asks = waiting or finding["readings"] or finding["question"]
        page.optional([None if asks else finding["could_be"], finding["needs"]])
    if finding["conform"]:
        page.text(finding["conform"], "  ", "    ", BOLD)
    if finding["remedy"] and not waiting:
        page.text(_sentence(finding["remedy"], lang), "  ")
    for note in finding["notes"]:
        page.text(say(lang, "note", note=note), "  ", "    ")
    for key in ("judged", "before", "record", "margin"):
        if finding[key] and (key != "margin" or verbosity > 0):
            if by_row and key in ("before", "record"):
                continue  # beside the row
            page.text(finding[key], "  ", "    ")
    if verbosity > 0:
        _details(page, finding, lang)


def _is_said(message: str | None, subjects: dict[str, Any]) -> bool:
    """Whether one of the rows says it, too."""
    return any(one["message"] == message for one in subjects["shown"])


def _subjects(page: Page, subjects: dict[str, Any], lang: str, verbosity: int) -> None:
    """Add what was found row by row: the totals, and the most severe."""
    page.text(subjects["line"], "  ")
    worse = [one for one in subjects["shown"] if one["verdict"] not in ("pass", "not_applicable")]
    shown_rows = subjects["shown"] if verbosity > 0 else worse[:_SUBJECTS]
    for one in shown_rows:
        parts = [one["message"], *one["readings"], one["would_be"]]
        if one["verdict"] == "missing" and not one["further"]:
            parts += [one["could_be"] if verbosity > 0 else None, one["needs"]]
        said = [part for part in parts if part]
        text = listed([*said[:1], *map(_lower, said[1:])], lang, "semicolon")
        text = labelled(one["subject"], text, lang) if text else one["subject"]
        _with_places(page, text, one["places_short"], f"    {one['symbol']} ", "      ")
        for key in ("conform", "waived", "judged", "before", "record"):
            part = one[key]
            if part:
                page.text(part, "      ")
    left = subjects["left"] if verbosity > 0 else subjects["worse"] - len(shown_rows)
    if left > 0:
        page.text(say_count(lang, "and_more", left), "      ")


def _details(page: Page, finding: dict[str, Any], lang: str) -> None:
    """Add what only the long form shows: the numbers by name, and every place."""
    if finding["numbers"]:
        page.text(
            listed((f"{name} = {value}" for name, value in finding["numbers"]), lang), "  ", "    "
        )
    for place in finding["places"][2:]:
        page.text(
            f"{place_text(place)}   {place['fact']}   {grouped(place.get('value') or '', lang)}",
            "    ",
            "      ",
        )


def _with_places(
    page: Page, text: str, places: str, first: str = "  ", rest: str | None = None
) -> None:
    """Add a text with its places on the same line, or on the next where they do not fit."""
    lines = wrap(text, page.width, first, rest)
    indent = first if rest is None else rest
    tail = wrap(places, page.width, indent) if places else []
    if len(tail) == 1 and cells(lines[-1]) + 3 + cells(tail[0].strip()) <= page.width:
        lines[-1] += "   " + page.styled(tail[0].strip(), DIM)
        tail = []
    page.lines += lines + [page.styled(line, DIM) for line in tail]


def _missing_items(page: Page, items: list[dict[str, Any]], lang: str, verbosity: int) -> None:
    """Add the table of what to fill in, each with where to write it."""
    if not items:
        return
    heading = say(lang, "heading.missing_items")
    rows = []
    for item in items:
        needed = item["needed_short"] if item["decides"] else say(lang, "missing.optional")
        kind = item["type"] if verbosity > 0 else item["type_short"]
        rows.append([item["fact"], kind, needed, item["spot"]])
    widths = _widths(rows, page.width)
    files = dict.fromkeys(item["file"] for item in items)
    for file in files:
        page.heading(say(lang, "missing.in", heading=heading, file=file) if file else heading)
        for row, item in zip(rows, items, strict=True):
            if item["file"] != file:
                continue
            page.lines += columns(row, widths)
            if verbosity > 0:
                page.text(
                    labelled(item["title"], listed(item["needed_by"], lang), lang), "    ", "      "
                )
    if any(item["rows"] for item in items):
        page.text(say(lang, "missing.tables"), "  ", style=DIM)


def _widths(rows: list[list[str]], width: int) -> list[int]:
    """Return the widths of a table's columns: the wider of the middle two gives way first.

    A name is copied, so it is broken last; the last column takes what is left.
    """
    widths = [max(max(cells(shown(row[at])) for row in rows), 2) for at in range(3)]
    room = width - 8
    where = min(max(cells(shown(row[3])) for row in rows), _WHERE)
    while sum(widths) > room - where:
        at = 1 if widths[1] >= widths[2] else 2
        if widths[at] <= _NARROW:
            at = 0
        widths[at] -= 1
    return [*widths, room - sum(widths)]


def _apart(page: Page, finding: dict[str, Any], key: str, lang: str, verbosity: int) -> None:
    """Add one result that does not count, and why."""
    text = labelled(finding["rule"], finding["title"], lang)
    page.text(text, f"  {finding['symbol']} ", "    ")
    for part in ("waived", "upcoming", "message", "judged"):
        if finding[part]:
            page.text(finding[part], "    ", "      ")
    if key == "harmless" or not finding["message"]:
        page.optional([finding["could_be"], finding["needs"]], "    ", "      ")
    if finding["places_short"] and finding["message"]:
        page.text(finding["places_short"], "    ", style=DIM)
    if verbosity > 0:
        _details(page, finding, lang)


def _rest(page: Page, document: dict[str, Any], lang: str, verbosity: int) -> None:
    """Add passes and what is not applicable: by pack, or each with the long form."""
    for key, findings in (
        ("pass", document["passes"]),
        ("not_applicable", document["not_applicable"]),
    ):
        if not findings:
            continue
        title = bracketed(say(lang, f"heading.{key}"), number(len(findings)), lang)
        if verbosity > 0:
            page.heading(title)
            for finding in findings:
                _passed(page, finding, lang)
            continue
        packs: dict[str, int] = {}
        for finding in findings:
            packs[finding["pack"]] = packs.get(finding["pack"], 0) + 1
        line = listed((f"{pack} {number(n)}" for pack, n in sorted(packs.items())), lang)
        if key == "pass" or not document["passes"]:
            page.blank()
        page.text(labelled(title, line, lang), "", "  ")


def _passed(page: Page, finding: dict[str, Any], lang: str) -> None:
    marks = [cite["text"] for cite in finding["cites"]]
    if finding["level"] == "should":
        marks.append(say(lang, "should"))
    text = f"{labelled(finding['rule'], finding['title'], lang)} [{listed(marks, lang)}]"
    page.text(text, f"  {finding['symbol']} ", "    ")
    for key in ("message", "reason", "margin", "judged"):
        if finding[key]:
            page.text(finding[key], "    ", "      ")
    for note in finding["notes"]:
        page.text(say(lang, "note", note=note), "    ", "      ")


def _sentence(text: str, lang: str) -> str:
    return text if text[-1:] in ".!?。！？" else text + say(lang, "mark.stop")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
