"""`texts/LANG.yaml` of a pack: each text beside the English that it translates.

    rules:
      CGMC-27.output:
        title:
          en: "No more is claimed than was cast"
          zh: "声明量不超过铸造量"

Where a rule has since come to say something else, `en` differs from it: the translation is stale, and the
English is shown until somebody has looked. `checker pack texts` writes the file anew: what is new gets a
blank, what changed keeps the text that was translated under `was`, until a translator takes it out.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.strict_yaml import Mapping as Names
from checker.dossier.strict_yaml import Node, Scalar, Sequence, decode_utf8, parse_text
from checker.model.said import joined, said
from checker.model.translation import translate
from checker.pack.texts import RULE_TEXTS, names_of, source_texts, written

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Sequence as Many

    from checker.pack.texts import Path

FOLDER = "texts/"
_FILE = re.compile(r"texts/([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)\.yaml").fullmatch
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")
_GROUPS = ("pack", "standards", "facts", "tables", "options", "parameters", "readings", "rules")
_LISTS = ("ask", "note")
_WHAT = {
    "pack": "text of the pack itself",
    "standards": "standard that this pack declares",
    "facts": "fact that this pack declares",
    "tables": "table of this pack",
    "columns": "column that this pack gives to the table",
    "options": "option that this pack declares",
    "parameters": "parameter of this pack",
    "readings": "reading of this pack",
    "rules": "rule of this pack",
}


class Pair:
    """A text and its translation as they stand in a file; `was` is the English translated before."""

    __slots__ = ("english", "node", "translation", "was")

    def __init__(self, english: str | None, translation: str, was: str | None, node: Node) -> None:
        self.english = english
        self.translation = translation
        self.was = was
        self.node = node


def language_of(path: str) -> str | None:
    """Return the language of a file of a pack; None where it is no file of texts."""
    found = _FILE(path)
    return found[1] if found else None


def compile_texts(
    pack: Mapping[str, Any],
    used: Many[Mapping[str, Any]],
    files: Mapping[str, bytes],
    shown: str,
) -> dict[str, str]:
    """Return the translations of a compiled pack: language → JSON as `checker.pack.texts` reads it.

    Args:
        pack: the compiled pack.
        used: the compiled packs that it uses.
        files: the bytes of its files by path; those below `texts/` are looked at.
        shown: the folder of the pack as people see it.

    Raises:
        InputError: a file names what the pack does not have, has another form, or fills in other values
            than the English does; carries every mistake.
    """
    found: dict[str, str] = {}
    mistakes: list[Diagnostic] = []
    for path, data in files.items():
        if not path.startswith(FOLDER):
            continue
        name = f"{shown}/{path}"
        lang = language_of(path)
        if lang is None or lang == "en":
            mistakes.append(
                Diagnostic(
                    "pack-text",
                    "this is no file of texts in another language",
                    file=name,
                    want="`texts/zh.yaml`, named by its language; the English stands in the rules",
                )
            )
            continue
        reader = _Reader(pack, used, lang, name)
        reader.read(data)
        mistakes += reader.found
        found[lang] = json.dumps(reader.compiled(), ensure_ascii=False, separators=(",", ":"))
    if mistakes:
        raise InputError(mistakes)
    return found


def read_pairs(data: bytes, lang: str, shown: str) -> dict[Path, Pair]:
    """Return what stands in a file of texts, whatever the pack has come to be.

    Raises:
        InputError: it is no YAML as we read it.
    """
    mistakes = Mistakes()
    text = decode_utf8(data, shown, mistakes)
    node = None if text is None else parse_text(text, shown, mistakes)
    if mistakes:
        raise mistakes.error()
    found: dict[Path, Pair] = {}
    stack: list[tuple[Path, Node]] = [] if node is None else [((), node)]
    while stack:
        path, here = stack.pop()
        if isinstance(here, Scalar):
            if path[:1] == ("options",):
                found[path] = Pair(None, here.text.strip(), None, here)
        elif isinstance(here, Sequence):
            for item in here.items:
                pair = _pair(item, lang)
                if pair is not None and pair.english:
                    found[*path, pair.english] = pair
        elif (pair := _pair(here, lang)) is not None:
            found[path] = pair
        else:
            stack += [((*path, key), value) for key, (_, value) in here.entries.items()]
    return found


def _pair(node: Node, lang: str) -> Pair | None:
    """Return the pair that a node holds, None where it holds something else."""
    if not isinstance(node, Names) or "en" not in node.entries:
        return None
    texts = {
        key: value.text.strip()
        for key, (_, value) in node.entries.items()
        if isinstance(value, Scalar)
    }
    if not set(node.entries) <= {"en", "was", lang} or len(texts) < len(node.entries):
        return None
    return Pair(texts["en"], texts.get(lang, ""), texts.get("was"), node)


class _Reader:
    """Reads one file of texts against the texts that the pack has."""

    def __init__(
        self, pack: Mapping[str, Any], used: Many[Mapping[str, Any]], lang: str, shown: str
    ) -> None:
        self.pack = pack
        self.lang = lang
        self.shown = shown
        self.found: list[Diagnostic] = []
        self.lines: list[str] = []
        self.fresh: dict[Path, str] = {}
        self.stale: list[Path] = []
        self.sources = source_texts(pack, used)
        self.names: dict[Path, list[str]] = {}
        # An option of a used pack can have another word here.
        more = [path for path in names_of([pack, *used]) if path[0] == "options"]
        for path in [*self.sources, *more]:
            for at in range(len(path)):
                names = self.names.setdefault(path[:at], [])
                if path[at] not in names:
                    names.append(path[at])

    def note(self, message: str, line: int, column: int, **more: Any) -> None:
        excerpt = self.lines[line - 1].rstrip("\r") if line <= len(self.lines) else None
        self.found.append(
            Diagnostic(
                "pack-text",
                message,
                file=self.shown,
                line=line,
                column=column,
                excerpt=excerpt,
                **more,
            )
        )

    def read(self, data: bytes) -> None:
        mistakes = Mistakes()
        text = decode_utf8(data, self.shown, mistakes)
        node = None if text is None else parse_text(text, self.shown, mistakes)
        self.lines = (text or "").split("\n")
        if mistakes:
            self.found += mistakes.error().diagnostics
        elif node is not None and not (isinstance(node, Scalar) and not node.text.strip()):
            self.group((), node)

    def group(self, path: Path, node: Node) -> None:
        """Read what stands under a name that holds further names."""
        if isinstance(node, Scalar) and not node.text.strip():
            return
        if not isinstance(node, Names):
            self.note(
                "names with their texts stand here",
                node.line,
                node.column,
                want=joined(quote(name) for name in self.known(path)[:6]),
            )
            return
        for key, (_, value) in node.entries.items():
            known = self.known(path)
            if key not in known:
                near = nearest(key, known)
                self.note(
                    said("{name} is no {what}", name=quote(key), what=self.what(path)),
                    *node.place_of(key),
                    length=len(key),
                    want=None if len(known) > 8 else joined(map(quote, known)),
                    hint=near,
                )
                continue
            below = (*path, key)
            if below[0] == "options" and len(below) == 2:
                self.option(below, value)
            elif below[0] == "rules" and len(below) == 3 and below[2] in _LISTS:
                self.listed(below, value)
            elif self.is_text(below):
                self.text(below, value)
            else:
                self.group(below, value)

    def known(self, path: Path) -> list[str]:
        if not path:
            return list(_GROUPS)
        if path[0] == "rules" and len(path) == 2:
            # A text that a rule no longer has is stale, like one that has changed.
            return list(RULE_TEXTS)
        if path[0] == "tables" and len(path) == 2:
            return ["title", "columns"]
        return self.names.get(path, [])

    def what(self, path: Path) -> str:
        if not path:
            return said("part of a file of texts")
        if path[0] == "rules" and len(path) == 2:
            return said("text of a rule")
        if path[0] == "tables" and len(path) == 2:
            return said("text of a table")
        return said(_WHAT["columns" if len(path) == 3 else path[0]])

    def is_text(self, path: Path) -> bool:
        match path:
            case ("rules", _, _) | ("tables", _, "title") | ("tables", _, "columns", _):
                return True
            case ("rules" | "tables", *_) | (_,):
                return False
            case _:
                return True

    def option(self, path: Path, node: Node) -> None:
        if not isinstance(node, Scalar):
            self.note(
                "the word for an option stands here",
                node.line,
                node.column,
                want=f'`{path[1]}: "…"`',
            )
        elif node.text.strip():
            self.fresh[path] = node.text.strip()

    def listed(self, path: Path, node: Node) -> None:
        """Read the questions or the notes of a rule, each under its own English."""
        if isinstance(node, Scalar) and not node.text.strip():
            return
        if not isinstance(node, Sequence):
            self.note(
                "a list is needed here, for a rule can have several",
                node.line,
                node.column,
                want=said("`- en: …` and below it `{lang}: …`", lang=self.lang),
            )
            return
        seen: set[str] = set()
        for item in node.items:
            pair = self.pair(item)
            if pair is None:
                continue
            english = pair.english or ""
            if english in seen:
                self.note("this text stands twice", item.line, item.column, have=quote(english))
            seen.add(english)
            self.take((*path, english), pair)

    def text(self, path: Path, node: Node) -> None:
        pair = self.pair(node)
        if pair is not None:
            self.take(path, pair)

    def pair(self, node: Node) -> Pair | None:
        found = _pair(node, self.lang)
        if found is None:
            names = list(node.entries) if isinstance(node, Names) else []
            self.note(
                "a text and its translation stand here",
                node.line,
                node.column,
                have=joined(map(quote, names[:6])) or None,
                want=said("`en: …` and `{lang}: …`", lang=self.lang),
            )
        return found

    def take(self, path: Path, pair: Pair) -> None:
        """Keep a translation if it is one of what the pack says today."""
        if not pair.translation:
            return
        translated = pair.was or pair.english or ""
        have, want = _placeholders(pair.translation), _placeholders(translated)
        at = pair.node.entries[self.lang][1] if isinstance(pair.node, Names) else pair.node
        if have != want:
            near = [
                said("`{{name}}` is likely `{{near}}`", name=name, near=close)
                for name in sorted(have - want)
                if (close := nearest(name, sorted(want - have)))
            ]
            self.note(
                "the translation fills in other values than its text",
                at.line,
                at.column,
                length=len(pair.translation),
                have=joined(f"`{{{name}}}`" for name in sorted(have)) or "no value",
                want=joined(f"`{{{name}}}`" for name in sorted(want)) or "no value",
                hint=near[0] if near else None,
            )
        elif pair.was is not None or self.sources.get(path) != pair.english:
            self.stale.append(path)
        else:
            self.fresh[path] = pair.translation

    def compiled(self) -> dict[str, Any]:
        """Return what the cache holds and a check looks up."""
        found: dict[str, Any] = {group: {} for group in (*_GROUPS, "columns")}
        found["stale"] = [list(path) for path in self.stale]
        rules = {rule["id"]: rule for rule in self.pack["rules"]}
        for path, text in self.fresh.items():
            match path:
                case ("tables", name, "title"):
                    found["tables"][name] = text
                case ("tables", name, "columns", column):
                    found["columns"][f"{name}.{column}"] = text
                case ("rules", id, kind, *rest):
                    here = found["rules"].setdefault(id, {})
                    rule = rules[id]
                    source = self.pack["sources"][rule["file"]]
                    if kind in ("say", "remedy"):
                        here[kind] = _parts(text, rule[kind], source)
                    elif kind == "note":
                        for at, note in enumerate(rule["notes"]):
                            if written(note["text"], source) == rest[0]:
                                parts = _parts(text, note["text"], source)
                                here.setdefault("note", {})[str(at)] = parts
                    elif kind == "ask":
                        here.setdefault("ask", {})[rest[0]] = text
                    else:
                        here[kind] = text
                case (group, name):
                    found[group][name] = text
                case _:
                    raise AssertionError(path)
        return found


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _parts(text: str, english: Many[Any], source: str) -> list[str | int]:
    """Return a translation as its parts: text, and of each value its place in the English."""
    places: dict[str, int] = {}
    for at, part in enumerate(english):
        if not isinstance(part, str):
            places.setdefault(source[part[1] : part[2]], at)
    parts: list[str | int] = []
    position = 0
    for match in _PLACEHOLDER.finditer(text):
        parts += [text[position : match.start()], places[match[1]]]
        position = match.end()
    parts.append(text[position:])
    return [part for part in parts if part != ""]


# --- writing it anew ------------------------------------------------------------------------------


def write_texts(
    pack: Mapping[str, Any],
    used: Many[Mapping[str, Any]],
    lang: str,
    old: Mapping[Path, Pair],
) -> tuple[str, list[tuple[Path, Pair]]]:
    """Return a file of texts as the pack is today, and the translations that no longer have a place.

    A translation moves along with its English: a rule that was renamed keeps its texts. Where the English
    under a name has changed, the old stands under `was` until a translator takes it out.

    Args:
        pack: the compiled pack.
        used: the compiled packs that it uses.
        lang: the language of the file.
        old: what the file holds so far.
    """
    sources = source_texts(pack, used)
    by_english = {
        pair.english: path for path, pair in old.items() if pair.english and pair.translation
    }
    left = {path: pair for path, pair in old.items() if pair.translation}
    head = said(
        "# The texts of {pack}, each beside the English that it translates. A blank is shown in\n"
        "# English; so is a text with `was`, the English before it changed: look, then take `was` out.",
        pack=pack["name"],
    )
    lines = translate(head, lang).splitlines()
    open_path: Path = ()
    for path, english in sources.items():
        own = path[:-1] if _is_listed(path) else path
        shared = 0
        while shared < len(own) - 1 and open_path[shared : shared + 1] == (own[shared],):
            shared += 1
        for depth in range(shared, len(own) - 1):
            lines += ["", f"{own[depth]}:"] if depth == 0 else [f"{'  ' * depth}{own[depth]}:"]
        indent = "  " * (len(own) - 1)
        if path[0] == "options":
            before = old.get(path)
            left.pop(path, None)
            lines.append(f"{indent}{path[-1]}: {_quoted(before.translation if before else '')}")
            open_path = own
            continue
        if not _is_listed(path) or open_path != own:
            lines.append(f"{indent}{own[-1]}:")
        open_path = own
        before, was = _before(path, english, old, by_english, left, sources)
        start = "  - " if _is_listed(path) else "  "
        rest = " " * len(start)
        lines.append(f"{indent}{start}en: {_quoted(english)}")
        if was is not None:
            lines.append(f"{indent}{rest}was: {_quoted(was)}")
        lines.append(f"{indent}{rest}{lang}: {_quoted(before.translation if before else '')}")
    return "\n".join(lines) + "\n", list(left.items())


def _is_listed(path: Path) -> bool:
    return path[0] == "rules" and path[2] in _LISTS


def _before(
    path: Path,
    english: str,
    old: Mapping[Path, Pair],
    by_english: Mapping[str, Path],
    left: dict[Path, Pair],
    sources: Mapping[Path, str],
) -> tuple[Pair | None, str | None]:
    """Return the translation that a text had, and the English that it was made from if that differs."""
    pair = old.get(path)
    if pair is None and _is_listed(path):
        # A question or a note that changed: the one of its rule that has lost its English.
        for other in left:
            if other[:3] == path[:3] and other not in sources:
                pair = left.pop(other)
                return pair, pair.was or pair.english
    if pair is None or not pair.translation:
        moved = by_english.get(english)
        if moved is None:
            return pair, None
        left.pop(moved, None)
        return old[moved], old[moved].was
    left.pop(path, None)
    if pair.was is not None:
        return pair, None if pair.was == english else pair.was
    return pair, None if pair.english == english else pair.english


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
