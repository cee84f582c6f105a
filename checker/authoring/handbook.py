"""A standard as a readable page: clause by clause what its rules ask, with examples that ran.

It gathers what every form shows; `handbook_form.py` writes it.
"""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

from checker.authoring.cases import prepare, read_cases
from checker.authoring.clauses import Clause, read_clauses
from checker.authoring.expectation import expected_of
from checker.diagnostic.diagnostic import InputError
from checker.dossier.strict_yaml import Mapping
from checker.model.said import joined, said
from checker.model.source import Source
from checker.pack.texts import texts_of, written
from checker.syntax import tree
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_condition, format_expression

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.authoring.cases import Case
    from checker.model.datatype import Datatype
    from checker.pack.find import Candidate, Choice, Packs
    from checker.pack.texts import Texts

Plain = dict[str, Any]

# What each word of the page means; the same words stand in reports.
CERTAINTIES = {
    "confirmed": said("read in the standard or in an official source"),
    "unconfirmed": said("the requirement is known; its clause or wording is unchecked"),
    "open": said("not settled; this is our own reading: it gives a judgement, never a violation"),
}
LEVELS = {
    "shall": said("required"),
    "should": said("recommended: it does not count, except with `--strict`"),
}
# The verdicts that are shown by example, the first that there is of each group.
_SHOWN = (("pass",), ("violation", "judgement"), ("missing",))


def handbook(choice: Choice, candidate: Candidate, packs: Packs, *, lang: str = "en") -> Plain:
    """Return the page of a pack, the only one that `choice` selects, as plain values.

    Args:
        choice: the pack, compiled, with those that it uses.
        candidate: the same pack as it was found.
        packs: where the packs of cases are found.
        lang: the language of what packs say; our own words are put into it by `handbook_form.py`.

    Raises:
        InputError: the cases or the list of clauses are at fault.
    """
    pack = choice.selected[0]
    texts = texts_of(choice.all, lang)
    words = _Words(choice, texts)
    rules = {_short(rule["id"], pack["name"]): rule for rule in pack["rules"]}
    examples = _Examples(choice, packs, read_cases(candidate), lang)
    shown = {name: _rule(name, rule, words, examples) for name, rule in rules.items()}
    clauses = [clause.in_language(lang) for clause in read_clauses(candidate, rules)]
    sections = _by_clause(clauses, shown) if clauses else _by_citation(shown)
    named = {name for clause in clauses for name in clause.rules}
    unlisted = [name for name in rules if name not in named] if clauses else []
    return {
        "name": pack["name"],
        "version": pack["version"],
        "title": texts.standard_of(pack) or pack["name"],
        "rules": len(rules),
        "clauses": len(clauses),
        "without": sum(1 for clause in clauses if not clause.rules),
        "standards": _standards(choice, pack, texts),
        "certainties": [
            {"word": word, "means": CERTAINTIES[word]}
            for word in CERTAINTIES
            if any(cite["certainty"] == word for rule in rules.values() for cite in rule["cites"])
        ],
        "contents": _contents(clauses, sections),
        "sections": sections,
        "unlisted": [shown[name] for name in unlisted],
        "defines": words.own_defines(pack),
    }


def anchor(heading: str) -> str:
    """Return what a link to a heading is called, as Markdown pages make it."""
    return re.sub(r"[^\w\- ]", "", heading.casefold()).replace(" ", "-")


def _short(rule: str, pack: str) -> str:
    return rule.removeprefix(f"{pack}/")


def _by_clause(clauses: Sequence[Clause], shown: dict[str, Plain]) -> list[Plain]:
    """Return the clauses in their order; a rule that serves several stands at the first of them."""
    done: set[str] = set()
    sections = []
    for clause in clauses:
        sections.append(
            {
                "heading": clause.id,
                "title": clause.title,
                "reason": clause.reason,
                "note": clause.note,
                "rules": [shown[name] for name in clause.rules if name not in done],
                "elsewhere": [
                    {"name": name, "anchor": anchor(name)} for name in clause.rules if name in done
                ],
            }
        )
        done |= set(clause.rules)
    return sections


def _by_citation(shown: dict[str, Plain]) -> list[Plain]:
    """Return the rules by the first clause that they cite, numbers in their order."""
    groups: dict[str, list[Plain]] = {}
    for rule in shown.values():
        cite = rule["cites"][0]["text"] if rule["cites"] else ""
        groups.setdefault(cite, []).append(rule)

    def natural(cite: str) -> list[tuple[int, str]]:
        parts = re.split(r"(\d+)", cite)
        return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]

    return [
        {
            "heading": cite or said("Without a citation"),
            "title": "",
            "reason": "",
            "note": "",
            "rules": groups[cite],
            "elsewhere": [],
        }
        for cite in sorted(groups, key=lambda cite: (not cite, natural(cite)))
    ]


def _contents(clauses: Sequence[Clause], sections: Sequence[Plain]) -> list[Plain]:
    """Return a line for each requirement; where a pack lists none, for each rule."""
    if clauses:
        return [
            {
                "id": clause.id,
                "title": clause.title,
                "rules": [{"name": name, "anchor": anchor(name)} for name in clause.rules],
                "reason": clause.reason,
            }
            for clause in clauses
        ]
    return [
        {
            "id": section["heading"],
            "title": rule["title"],
            "rules": [{"name": rule["name"], "anchor": rule["anchor"]}],
            "reason": "",
        }
        for section in sections
        for rule in section["rules"]
    ]


def _standards(choice: Choice, pack: Plain, texts: Texts) -> list[Plain]:
    """Return the standards that the rules and parameters of a pack cite."""
    cited = {cite["standard"] for rule in pack["rules"] for cite in rule["cites"]}
    cited |= {
        cite["standard"]
        for parameter in pack["parameters"].values()
        for value in parameter["values"]
        for cite in value["cites"]
    }
    known: Plain = {}
    for one in choice.all:
        for name, standard in one["standards"].items():
            title = texts.standard(one["name"], name, standard["title"])
            known[name] = {**standard, "title": title}
    return [
        {
            "name": name,
            "title": known[name]["title"],
            "more": ", ".join(
                known[name][key]
                for key in ("publisher", "edition", "dated")
                if known[name].get(key)
            ),
        }
        for name in sorted(cited)
        if name in known
    ]


# --- a rule -------------------------------------------------------------------------------------


class _Words:
    """What the rules of a pack speak of, as its files write it, found by full name."""

    def __init__(self, choice: Choice, texts: Texts) -> None:
        self.said = texts
        self.vocabulary = texts.vocabulary(choice.vocabulary)
        self.items: dict[str, dict[str, tree.Item]] = {}
        self.texts: dict[str, str] = {}
        for pack in choice.all:
            mine = self.items.setdefault(pack["name"], {})
            for file, text in pack["sources"].items():
                parsed, _ = parse(Source(file, text))
                for item in parsed.items:
                    name = _name_of(item)
                    mine[name] = item
                    self.texts[f"{pack['name']}/{name}"] = text[item.span.start : item.span.end]

    def item(self, full: str) -> tree.Item | None:
        """Return what is declared under `PACK/NAME`."""
        pack, _, name = full.partition("/")
        return self.items.get(pack, {}).get(name)

    def own_defines(self, pack: Plain) -> list[Plain]:
        """Return the definitions of a pack, as written."""
        return [
            {"name": name, "written": self.texts[f"{pack['name']}/{name}"]}
            for name, item in self.items[pack["name"]].items()
            if isinstance(item, tree.Define | tree.Words | tree.Extend)
        ]


def _name_of(item: tree.Item) -> str:
    match item:
        case tree.Rule():
            return f"rule {item.id}"
        case tree.Extend():
            return f"extend {'.'.join(item.name.words)}"
        case _:
            return ".".join(item.name.words)


def _rule(name: str, rule: Plain, words: _Words, examples: _Examples) -> Plain:
    item = words.item(f"{examples.pack}/rule {name}")
    assert isinstance(item, tree.Rule)
    reads = rule["reads"]
    return {
        "name": name,
        "anchor": anchor(name),
        "title": words.said.title(examples.pack, rule),
        "level": LEVELS[rule["level"]],
        "cites": [_cite(cite) for cite in rule["cites"]],
        "for": _for_each(item.for_each),
        "applies": format_condition(item.applies) if item.applies is not None else "",
        "time": _time(item.start, item.until),
        "written": words.texts[f"{examples.pack}/rule {name}"],
        "remedy": written(
            words.said.message(examples.pack, rule, "remedy"), examples.source(rule["file"])
        )
        or "",
        "parameters": [
            _parameter(full, found, words.said)
            for full in reads["parameters"]
            if isinstance(found := words.item(full), tree.Parameter)
        ],
        "readings": [
            _reading(full, found, words.said)
            for full in reads["readings"]
            if isinstance(found := words.item(full), tree.Reading)
        ],
        "facts": _facts(reads, words),
        "examples": examples.of(name),
    }


def _cite(cite: Plain) -> Plain:
    clause = f" {cite['clause']}" if cite["clause"] else ""
    return {"text": f"{cite['standard']}{clause}", "certainty": cite["certainty"]}


def _for_each(each: tree.ForEach | None) -> str:
    if each is None:
        return ""
    keys = f" among {', '.join('.'.join(key.words) for key in each.keys)}" if each.keys else ""
    where = f" where {format_condition(each.where)}" if each.where is not None else ""
    return f"for each {each.variable}{keys} in {'.'.join(each.table.words)}{where}"


def _time(start: tree.Date | None, until: tree.Date | None) -> str:
    if start is not None and until is not None:
        return said("from {first} to {last}", first=start.text, last=_day_before(until.text))
    if start is not None:
        return said("from {first} on", first=start.text)
    return said("to {last}", last=_day_before(until.text)) if until is not None else ""


def _day_before(text: str) -> str:
    return (datetime.date.fromisoformat(text) - datetime.timedelta(days=1)).isoformat()


def _parameter(full: str, item: tree.Parameter, texts: Texts) -> Plain:
    values = []
    for value in item.values:
        if value.value is not None:
            text = format_expression(value.value)
        else:
            bounds = " ".join(f"{word} {format_expression(end)}" for word, end in value.bounds)
            text = f"open {bounds}".strip()
        values.append(
            {
                "for": ", ".join(".".join(option.words) for option in value.options),
                "time": _time(value.start, value.until),
                "value": text,
                "cites": [
                    {
                        "text": " ".join(filter(None, (".".join(one.standard.words), one.clause))),
                        "certainty": one.certainty,
                    }
                    for one in value.cites
                ],
            }
        )
    pack, _, name = full.partition("/")
    title = texts.parameter(pack, name, item.title or "")
    return {"name": name, "title": title, "in_force": values}


def _reading(full: str, item: tree.Reading, texts: Texts) -> Plain:
    options = [".".join(option.words) for option in item.options]
    if item.lower is not None and item.upper is not None:
        low, high = format_expression(item.lower), format_expression(item.upper)
        options = [said("anything between {low} and {high}", low=low, high=high)]
    pack, _, name = full.partition("/")
    return {"name": name, "question": texts.reading(pack, name, item.question), "options": options}


def _facts(reads: Plain, words: _Words) -> list[Plain]:
    """Return the facts and columns that a rule reads, each with its type and title."""
    found = []
    for name in reads["facts"]:
        declared = words.vocabulary.facts[name]
        found.append({"name": name, "type": _type(declared.type), "title": declared.title})
    for full in reads["columns"]:
        table, _, column = full.partition(".")
        declared = words.vocabulary.tables[table].columns[column]
        if not declared.derived:
            found.append(
                {
                    "name": f"{table}[].{column}",
                    "type": _type(declared.type),
                    "title": declared.title,
                }
            )
    return found


def _type(declared: Datatype) -> str:
    text = declared.describe()
    return said("{type}, or none", type=text) if declared.may_be_none else text


# --- examples -----------------------------------------------------------------------------------


class _Examples:
    """The smallest case of each verdict of a rule, run once."""

    def __init__(self, choice: Choice, packs: Packs, cases: Sequence[Case], lang: str) -> None:
        self.choice = choice
        self.lang = lang
        self.packs = packs
        self.pack: str = choice.selected[0]["name"]
        self.expecting: dict[tuple[str, str], list[Case]] = {}
        for case in sorted(cases, key=lambda case: len(_dossier_text(case))):
            for entry in expected_of(case.node, self.pack):
                if entry.subject is None and entry.verdict is not None:
                    self.expecting.setdefault((entry.rule, entry.verdict), []).append(case)

    def of(self, rule: str) -> list[Plain]:
        """Return an example that passes, one that does not, and one in which something is missing."""
        found = []
        for verdicts in _SHOWN:
            for verdict in verdicts:
                example = self.smallest(rule, verdict)
                if example is not None:
                    found.append(example)
                    break
        return found

    def source(self, file: str) -> str:
        """Return the text of a file of the pack."""
        text: str = self.choice.selected[0]["sources"][file]
        return text

    def smallest(self, rule: str, verdict: str) -> Plain | None:
        for case in self.expecting.get((rule, verdict), ()):
            try:
                ready = prepare(case, self.choice, self.packs)
                if self.lang != "en":
                    ready.lang = self.lang
            except InputError:
                continue  # the tests of the pack say what is wrong with it
            plain = ready.assess(only=frozenset([f"{self.pack}/{rule}"])).to_plain()
            result = next(
                (one for one in plain["results"] if one["rule"] == f"{self.pack}/{rule}"), None
            )
            if result is None or result["verdict"] != verdict:
                continue
            note = case.node.get("note")
            return {
                "verdict": verdict,
                "case": case.name,
                "note": getattr(note, "text", ""),
                "dossier": _dossier_text(case),
                "files": _files(case),
                "said": _said_of(result),
            }
        return None


def _said_of(result: Plain) -> list[str]:
    """Return what comes out beside the verdict: the message, the question, what is asked for."""
    shown = (result.get("subjects") or {}).get("shown") or [result]
    first = shown[0]
    lines = []
    if result["verdict"] == "missing":
        missing = first.get("missing") or result.get("missing") or []
        names = joined([str(entry["fact"]) for entry in missing])
        lines.append(said("asks for {names}", names=names))
    elif first.get("message") or result.get("message"):
        lines.append(first.get("message") or result["message"])
    if result.get("question"):
        lines.append(result["question"])
    return lines


def _dossier_text(case: Case) -> str:
    """Return what a case's dossier says, as it is written, without its margin."""
    entry = case.node.entries.get("dossier")
    if entry is None or not isinstance(entry[1], Mapping):
        return ""
    lines = case.text.split("\n")
    first, column = case.node.place_of("dossier")
    later = [line for line, _ in map(case.node.place_of, case.node.entries) if line > first]
    last = min(later) if later else _end_of(lines, first, column)
    text = [lines[first - 1][column - 1 + len("dossier:") :].strip(), *lines[first : last - 1]]
    body = [line for line in text if line.strip() and not line.lstrip().startswith("#")]
    margin = min((len(line) - len(line.lstrip()) for line in body[1:]), default=0)
    if text[0]:
        return "\n".join([body[0], *(line[margin:] for line in body[1:])])
    margin = min((len(line) - len(line.lstrip()) for line in body), default=0)
    return "\n".join(line[margin:].rstrip() for line in body)


def _end_of(lines: Sequence[str], first: int, column: int) -> int:
    """Return the number of the line after an entry that is the last of its mapping."""
    for number in range(first, len(lines)):
        line = lines[number]
        if line.strip() and len(line) - len(line.lstrip()) < column:
            return number + 1
    return len(lines) + 1


def _files(case: Case) -> list[Plain]:
    node = case.node.get("files")
    if not isinstance(node, Mapping):
        return []
    return [
        {"name": name, "written": value.text}
        for name, (_, value) in node.entries.items()
        if hasattr(value, "text")
    ]
