"""The requirements of a standard and the rules that check them: `clauses.yaml` of a pack.

    - id: GLC-03                              # as the standard, or the sheet that it was read into, names it
      title: Non-green electricity aluminium is at most 30 % of all inputs
      rules: [CGMC-24.non-green-cap]
      note: Gross mass; the standard does not say so.    # may be left out
      zh: {title: …, note: …}                # the same in another language; may be left out
    - id: GLC-09
      title: Traceability records link inputs, melts and outputs
      reason: What the standard asks of them is not known.    # why there is no rule

A requirement has rules, or a reason why it has none: nothing is left out by accident.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, decode_utf8, parse_text
from checker.model.said import said
from checker.model.source import Source
from checker.pack.folder import shown_name

if TYPE_CHECKING:
    from collections.abc import Collection

    from checker.pack.find import Candidate

FILE = "clauses.yaml"
KEYS = ("id", "title", "rules", "reason", "note", "zh", "ja")
_TEXTS = ("title", "reason", "note")


@dataclass(frozen=True, slots=True)
class Clause:
    """A requirement: the rules that check it, or the reason why there is none ("" where there are).

    `others` holds `title`, `reason` and `note` in other languages, as far as they are given.
    """

    id: str
    title: str
    rules: tuple[str, ...]
    reason: str
    note: str
    line: int
    others: dict[str, dict[str, str]]

    def in_language(self, lang: str) -> Clause:
        """Return the requirement with what it says in a language; English where that is not there."""
        there = self.others.get(lang, {})
        return replace(
            self,
            title=there.get("title", self.title),
            reason=there.get("reason", self.reason),
            note=there.get("note", self.note),
        )


def read_clauses(pack: Candidate, rules: Collection[str]) -> tuple[Clause, ...]:
    """Return the requirements that a pack lists, as written; none where it has no such file.

    Args:
        pack: as it was found.
        rules: the names of its rules, without that of the pack.

    Raises:
        InputError: with every mistake of the file.
    """
    data = pack.files.get(FILE)
    if data is None:
        return ()
    shown = f"{shown_name(pack.folder)}/{FILE}"
    mistakes = Mistakes()
    text = decode_utf8(data, shown, mistakes)
    root = None if text is None else parse_text(text, shown, mistakes)
    if mistakes:
        raise mistakes.error()
    reader = _Reader(Source(shown, text or ""), rules)
    if isinstance(root, Sequence):
        for node in root.items:
            reader.entry(node)
    elif root is not None:
        reader.note("clause-form", root, "the file is a list of requirements", want="`- id: …`")
    if reader.found:
        raise InputError(reader.found)
    return tuple(reader.clauses.values())


class _Reader:
    def __init__(self, source: Source, rules: Collection[str]) -> None:
        self.source = source
        self.rules = rules
        self.found: list[Diagnostic] = []
        self.clauses: dict[str, Clause] = {}

    def note(
        self,
        code: str,
        node: Node | tuple[int, int],
        message: str,
        *,
        length: int = 1,
        have: str | None = None,
        want: str | None = None,
        hint: str | None = None,
    ) -> None:
        line, column = node if isinstance(node, tuple) else (node.line, node.column)
        if isinstance(node, Scalar) and node.text:
            length = len(node.text) + 2 * node.quoted
        self.found.append(
            Diagnostic(
                code,
                message,
                file=self.source.name,
                line=line,
                column=column,
                length=length,
                excerpt=self.source.line(line),
                have=have,
                want=want,
                hint=hint,
            )
        )

    def entry(self, node: Node) -> None:
        """Take in one requirement."""
        if not isinstance(node, Mapping):
            want = "`id`, `title`, and `rules` or `reason`"
            self.note("clause-form", node, "a requirement is a mapping", want=want)
            return
        before = len(self.found)
        for key in node.entries:
            if key not in KEYS:
                message = said("{key} is no part of a requirement", key=quote(key))
                place = node.place_of(key)
                self.note(
                    "clause-form",
                    place,
                    message,
                    length=len(key),
                    want=", ".join(KEYS),
                    hint=nearest(key, KEYS),
                )
        name = self.text(node, "id", "its name in the standard: `GLC-03`, `4.2`")
        title = self.text(node, "title", "what it asks, in a sentence")
        note = self.text(node, "note", "a remark, in a sentence") if "note" in node.entries else ""
        rules = self.rules_of(node)
        reason = ""
        if "reason" in node.entries:
            reason = self.text(node, "reason", "why no rule checks it, in a sentence")
        others: dict[str, dict[str, str]] = {
            lang: self.other(node, lang, {"title": title, "reason": reason, "note": note})
            for lang in ("zh", "ja")
            if lang in node.entries
        }
        if len(self.found) > before:
            return
        if not rules and not reason:
            self.note(
                "clause-without-rule",
                node,
                said("{id} has neither a rule nor a reason why it has none", id=quote(name)),
                want="`rules: […]`, or `reason: …`",
            )
        elif rules and reason:
            self.note(
                "clause-form",
                node.entries["reason"][1],
                said("{id} has rules, and a reason why it has none", id=quote(name)),
                hint=said("what the rules leave open is a `note`"),
            )
        elif name in self.clauses:
            self.note(
                "clause-twice",
                node.entries["id"][1],
                said("{id} is listed twice", id=quote(name)),
                have=said("also in line {line}", line=self.clauses[name].line),
            )
        else:
            self.clauses[name] = Clause(name, title, rules, reason, note, node.line, others)

    def text(self, node: Mapping, key: str, want: str) -> str:
        value = node.get(key)
        if isinstance(value, Scalar) and value.text.strip():
            return " ".join(value.text.split())
        message = said("a requirement has no {key}", key=quote(key))
        self.note("clause-form", node if value is None else value, message, want=want)
        return ""

    def other(self, node: Mapping, lang: str, english: dict[str, str]) -> dict[str, str]:
        """Return what a requirement says in another language: of what it says in English, no more."""
        value = node.get(lang)
        if not isinstance(value, Mapping):
            message = said("{key} holds the texts of another language", key=quote(lang))
            self.note("clause-form", value or node, message, want="`title`, `reason`, `note`")
            return {}
        found = {}
        for key, (_, inner) in value.entries.items():
            if not english.get(key):
                message = said("{key} is no text of this requirement", key=quote(key))
                texts = [name for name in _TEXTS if english[name]]
                self.note(
                    "clause-form",
                    value.place_of(key),
                    message,
                    length=len(key),
                    want=", ".join(texts),
                    hint=nearest(key, texts),
                )
            elif isinstance(inner, Scalar) and inner.text.strip():
                found[key] = " ".join(inner.text.split())
        return found

    def rules_of(self, node: Mapping) -> tuple[str, ...]:
        value = node.get("rules")
        if value is None:
            return ()
        items = value.items if isinstance(value, Sequence) else [value]
        names: list[str] = []
        for item in items:
            if not isinstance(item, Scalar) or not item.text.strip():
                self.note("clause-form", item, "`rules` lists the names of rules", want="`[RULE]`")
            elif item.text not in self.rules:
                message = said("the pack has no rule {rule}", rule=quote(item.text))
                near = nearest(item.text, self.rules)
                self.note("unknown-rule", item, message, hint=near)
            elif item.text in names:
                message = said("{rule} is named twice", rule=quote(item.text))
                self.note("clause-form", item, message)
            else:
                names.append(item.text)
        return tuple(names)
