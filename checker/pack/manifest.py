"""`pack.yaml`: what a pack is called, which version it is, and what it builds on."""

from __future__ import annotations

import re
from typing import Any

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, decode_utf8, parse_text
from checker.model.limit import LIMITS
from checker.model.said import joined, said

FILE = "pack.yaml"
LANGUAGE = 1
DEFAULT_DATE = "period.end"

_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,127}").fullmatch
_VERSION = re.compile(
    r"[0-9]{1,9}(\.[0-9]{1,9}){0,3}((a|b|rc)[0-9]{1,9})?(\.dev[0-9]{1,9})?"
).fullmatch
_RANGE = re.compile(r"[0-9A-Za-z.*+!<>=~, -]{0,128}").fullmatch
_FACT = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*").fullmatch

KEYS = ("name", "version", "language", "standard", "uses", "licence", "maintainers", "date")
NEEDED = ("name", "version", "language", "standard")


def read_manifest(data: bytes, shown: str) -> dict[str, Any]:
    """Return what a `pack.yaml` says, every key set.

    Args:
        data: the bytes of the file.
        shown: the name of the file as people see it.

    Returns:
        `name`, `version`, `standard`, `licence` and `date` (the fact that selects parameter values
        and rules) as text, `language` as a whole number, `uses` from a pack's name to its PEP 440
        range ("" for any), `maintainers` as a list of text. `core` is among `uses` of every pack
        but itself.

    Raises:
        InputError: with every mistake.
    """
    mistakes = Mistakes()
    text = decode_utf8(data, shown, mistakes)
    node = None if text is None else parse_text(text, shown, mistakes)
    if mistakes:
        raise mistakes.error()
    reader = _Reader(shown, text or "")
    if not isinstance(node, Mapping):
        reader.note("pack-key", "a pack.yaml holds names and their values", 1, 1, want="`name: …`")
        raise InputError(reader.found)
    manifest = reader.read(node)
    if reader.found:
        raise InputError(reader.found)
    return manifest


class _Reader:
    def __init__(self, shown: str, text: str) -> None:
        self.shown = shown
        self.lines = text.split("\n")
        self.found: list[Diagnostic] = []

    def note(self, code: str, message: str, line: int, column: int, **more: Any) -> None:
        excerpt = self.lines[line - 1] if line <= len(self.lines) else None
        self.found.append(
            Diagnostic(
                code, message, file=self.shown, line=line, column=column, excerpt=excerpt, **more
            )
        )

    def read(self, node: Mapping) -> dict[str, Any]:
        manifest: dict[str, Any] = {
            "name": "",
            "version": "",
            "language": LANGUAGE,
            "standard": "",
            "uses": {},
            "licence": "",
            "maintainers": [],
            "date": DEFAULT_DATE,
        }
        for key, (_, value) in node.entries.items():
            line, column = node.place_of(key)
            if key not in KEYS:
                near = nearest(key, KEYS)
                self.note(
                    "pack-key",
                    said("{name} is no name in a pack.yaml", name=quote(key)),
                    line,
                    column,
                    length=len(key),
                    want=joined(KEYS),
                    hint=f"{near}:" if near else None,
                )
                continue
            manifest[key] = getattr(self, "read_" + key)(value)
        for key in NEEDED:
            if key not in node.entries:
                self.note(
                    "pack-key",
                    said("`{key}` is not given", key=key),
                    1,
                    1,
                    hint=said("add a line `{key}: …`", key=key),
                )
        if manifest["name"] != "core":
            manifest["uses"] = {"core": "", **manifest["uses"]}
        return manifest

    def text(self, node: Node, want: str, *, empty: bool = False) -> str:
        if isinstance(node, Scalar) and (node.text.strip() or empty):
            return node.text.strip()
        have = said("nothing") if isinstance(node, Scalar) else "a list or names"
        self.note(
            "pack-value", "a text is needed here", node.line, node.column, have=have, want=want
        )
        return ""

    def matched(self, node: Node, want: str, fits: Any, message: str) -> str:
        text = self.text(node, want)
        if text and not fits(text):
            self.note(
                "pack-value",
                message,
                node.line,
                node.column,
                length=len(text),
                have=quote(text),
                want=want,
            )
            return ""
        return text

    def read_name(self, node: Node) -> str:
        want = "small letters, digits, `-` and `.`: `asi-coc`"
        return self.matched(node, want, _NAME, "this is no name of a pack")

    def read_version(self, node: Node) -> str:
        want = "a version such as `1.0.0`, or `1.1.0rc1` before it is released"
        return self.matched(node, want, _VERSION, "this is no version")

    def read_language(self, node: Node) -> int:
        text = self.text(node, f"`{LANGUAGE}`")
        if text and text != str(LANGUAGE):
            newer = text.isascii() and text.isdigit() and len(text) < 10 and int(text) > LANGUAGE
            self.note(
                "pack-language",
                said("the pack is written in version {text} of the language", text=text)
                if newer
                else "this is no version of the language",
                node.line,
                node.column,
                length=len(text),
                have=quote(text),
                want=said("`{language}`, the version that this checker reads", language=LANGUAGE),
                hint="install a newer checker" if newer else None,
            )
        return LANGUAGE

    def read_standard(self, node: Node) -> str:
        return self.text(node, "the standard that the pack is about, in words", empty=True)

    def read_licence(self, node: Node) -> str:
        return self.text(node, "a licence, as in the SPDX list: `Apache-2.0`", empty=True)

    def read_date(self, node: Node) -> str:
        want = said("a fact of type date: `{name}`", name=DEFAULT_DATE)
        return self.matched(node, want, _FACT, "this is no name of a fact") or DEFAULT_DATE

    def read_maintainers(self, node: Node) -> list[str]:
        if isinstance(node, Scalar):
            return [node.text.strip()] if node.text.strip() else []
        if isinstance(node, Sequence):
            return [self.text(item, "a name or an address") for item in node.items]
        self.note("pack-value", "a list is needed here", node.line, node.column, want="`- name`")
        return []

    def read_uses(self, node: Node) -> dict[str, str]:
        uses: dict[str, str] = {}
        if isinstance(node, Scalar) and not node.text.strip():
            return uses
        entries: list[tuple[str, str, int, int]] = []
        if isinstance(node, Mapping):
            for name, (_, value) in node.entries.items():
                entries.append((name, self.range_of(value), *node.place_of(name)))
        elif isinstance(node, Sequence):
            for item in node.items:
                if text := self.text(item, "the name of a pack"):
                    entries.append((text, "", item.line, item.column))
        else:
            self.note(
                "pack-value",
                "packs that are used are names with their ranges",
                node.line,
                node.column,
                have=quote(node.text),
                want='`uses: {core: "~=1.0"}`',
            )
        for name, range_, line, column in entries:
            if _NAME(name):
                uses[name] = range_
            else:
                self.note(
                    "pack-value",
                    said("{name} is no name of a pack", name=quote(name)),
                    line,
                    column,
                )
        return uses

    def range_of(self, node: Node) -> str:
        text = node.text.strip() if isinstance(node, Scalar) else None
        problem = "names or a list stand here" if text is None else range_problem(text)
        if text is None or problem:
            self.note(
                "pack-range",
                "this is no range of versions",
                node.line,
                node.column,
                have=problem,
                want='`"~=1.0"`, `">=1.2,<2"`, or nothing for any version',
            )
            return ""
        return text


def range_problem(text: str) -> str | None:
    """Return why a text is no PEP 440 range of versions; None where it is one."""
    if not text:
        return None
    if len(text) > LIMITS.ID_CHARS or not _RANGE(text):
        return quote(text)
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return quote(text)
    return None


def is_version(text: str) -> bool:
    """Whether a text can be the version of a pack."""
    return _VERSION(text) is not None


def is_pack_name(text: str) -> bool:
    """Whether a text can be the name of a pack."""
    return _NAME(text) is not None
