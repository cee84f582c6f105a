"""What a pack says, in other languages: its titles and messages, looked up with English behind them.

A compiled pack holds its translations as one JSON text for each language, so that a check in English
passes over them unread. `checker.pack.text_file` makes them from `texts/LANG.yaml`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checker.model.pack import Declaration, TableDeclaration, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Path = tuple[str, ...]
"""Where a text stands in a file of texts: `("rules", "CGMC-27.form", "title")`."""

RULE_TEXTS = ("title", "say", "remedy", "ask", "note")


class Texts:
    """The texts of some packs in one language; what it lacks is English.

    Facts, tables, columns and options are known by name whichever pack declares them; rules,
    parameters, readings and standards by their pack as well.
    """

    __slots__ = ("_compiled", "_packs", "_phrases", "_shared", "lang")

    def __init__(self, lang: str, packs: Sequence[Mapping[str, Any]]) -> None:
        """Take the texts of packs; where two name the same fact, the later one's."""
        self.lang = lang
        self._compiled = packs
        self._phrases: dict[str, str] | None = None
        self._packs: dict[str, dict[str, Any]] = {}
        self._shared: dict[str, dict[str, str]] = {}
        for pack in packs:
            written = pack.get("texts", {}).get(lang)
            if written is None:
                continue
            found = json.loads(written)
            self._packs[pack["name"]] = found
            for kind in ("facts", "tables", "columns", "options"):
                self._shared.setdefault(kind, {}).update(found[kind])

    def _shared_text(self, kind: str, name: str, english: str) -> str:
        return self._shared.get(kind, {}).get(name, english)

    def _own_text(self, pack: str, kind: str, name: str, english: str) -> str:
        found: str = self._packs.get(pack, {}).get(kind, {}).get(name, english)
        return found

    def _rule(self, pack: str, rule: str) -> dict[str, Any]:
        found: dict[str, Any] = self._packs.get(pack, {}).get("rules", {}).get(rule, {})
        return found

    def standard_of(self, pack: Mapping[str, Any]) -> str:
        """Return the standard that a pack is about, as `pack.yaml` names it."""
        english = str(pack["manifest"].get("standard", ""))
        return self._own_text(pack["name"], "pack", "standard", english)

    def standard(self, pack: str, code: str, title: str) -> str:
        """Return the title of a standard that a pack declares."""
        return self._own_text(pack, "standards", code, title)

    def vocabulary(self, english: Vocabulary) -> Vocabulary:
        """Return a vocabulary with its titles in the language."""
        if self.lang == "en":
            return english
        return Vocabulary(
            {
                name: Declaration(one.type, self.fact(name, one.title), one.pack)
                for name, one in english.facts.items()
            },
            {
                name: TableDeclaration(
                    name,
                    self.table(name, one.title),
                    one.pack,
                    one.key,
                    one.time,
                    one.edge,
                    {
                        key: Declaration(
                            column.type,
                            self.column(name, key, column.title),
                            column.pack,
                            derived=column.derived,
                        )
                        for key, column in one.columns.items()
                    },
                )
                for name, one in english.tables.items()
            },
        )

    def fact(self, name: str, title: str) -> str:
        """Return the title of a fact."""
        return self._shared_text("facts", name, title)

    def table(self, name: str, title: str) -> str:
        """Return the title of a table."""
        return self._shared_text("tables", name, title)

    def column(self, table: str, name: str, title: str) -> str:
        """Return the title of a column."""
        return self._shared_text("columns", f"{table}.{name}", title)

    def option(self, name: str) -> str:
        """Return the word for an option of a choice; in English it is its name, as dossiers have it."""
        return self._shared_text("options", name, name)

    def has_option(self, name: str) -> bool:
        """Whether there is a word for an option that is not its name."""
        return name in self._shared.get("options", {})

    def parameter(self, pack: str, name: str, title: str) -> str:
        """Return the title of a parameter, by its name without its pack."""
        return self._own_text(pack, "parameters", name, title)

    def reading(self, pack: str, name: str, question: str) -> str:
        """Return the question of a reading, by its name without its pack."""
        return self._own_text(pack, "readings", name, question)

    def phrase(self, english: str) -> str:
        """Return the title of a parameter or the question of a reading, found by its English."""
        if self._phrases is None:
            self._phrases = {}
            for pack in self._compiled:
                for group, field in (("parameters", "title"), ("readings", "question")):
                    for name, entry in pack[group].items():
                        text = entry[field]
                        if text:
                            self._phrases[text] = self._own_text(pack["name"], group, name, text)
        return self._phrases.get(english, english)

    def title(self, pack: str, rule: Mapping[str, Any]) -> str:
        """Return the title of a compiled rule."""
        found: str = self._rule(pack, rule["id"]).get("title", rule["title"])
        return found

    def ask(self, pack: str, rule: str, question: str) -> str:
        """Return a question of a rule."""
        found: str = self._rule(pack, rule).get("ask", {}).get(question, question)
        return found

    def message(self, pack: str, rule: Mapping[str, Any], kind: str) -> Sequence[Any] | None:
        """Return `say` or `remedy` of a compiled rule as its parts: text, and nodes to be filled in."""
        english = rule[kind]
        return english and _with_nodes(self._rule(pack, rule["id"]).get(kind), english)

    def note(self, pack: str, rule: Mapping[str, Any], at: int) -> Sequence[Any]:
        """Return a note of a compiled rule as its parts."""
        return _with_nodes(
            self._rule(pack, rule["id"]).get("note", {}).get(str(at)), rule["notes"][at]["text"]
        )


def _with_nodes(parts: Sequence[str | int] | None, english: Sequence[Any]) -> Sequence[Any]:
    """Return a translation's parts, its numbers replaced by the nodes at that place in the English."""
    if parts is None:
        return english
    return [english[part] if isinstance(part, int) else part for part in parts]


ENGLISH = Texts("en", ())


def texts_of(packs: Sequence[Mapping[str, Any]], lang: str) -> Texts:
    """Return the texts of compiled packs in a language."""
    return ENGLISH if lang == "en" else Texts(lang, packs)


# --- what a pack has to say -------------------------------------------------------------------------


class Gap:
    """A text without a translation, or with one of a text that has changed since (`stale`)."""

    __slots__ = ("english", "lang", "path", "stale")

    def __init__(self, lang: str, path: Path, english: str, stale: bool) -> None:
        self.lang = lang
        self.path = path
        self.english = english
        self.stale = stale

    @property
    def name(self) -> str:
        """The text as people name it: `rules CGMC-27.form title`."""
        return " ".join(self.path[:3] if self.path[0] == "rules" else self.path)


def source_texts(pack: Mapping[str, Any], used: Sequence[Mapping[str, Any]]) -> dict[Path, str]:
    """Return every text of a compiled pack by its path, in the order of a file of texts.

    Args:
        pack: the compiled pack.
        used: the compiled packs that it uses: what they declare has its texts there.

    Returns:
        Path → English; of an option the English is its name. Questions and notes of a rule end in
        their own English: a rule can have several.
    """
    found: dict[Path, str] = {}

    def add(text: str | None, *path: str) -> None:
        if text:
            found[path] = text

    add(str(pack["manifest"].get("standard") or ""), "pack", "standard")
    for code, standard in pack["standards"].items():
        add(standard["title"], "standards", code)
    known = names_of(used)
    vocabulary = pack["vocabulary"]
    for name, fact in vocabulary["facts"].items():
        if ("facts", name) not in known:
            add(fact["title"], "facts", name)
    for name, table in vocabulary["tables"].items():
        if ("tables", name) not in known:
            add(table["title"], "tables", name, "title")
        for column, entry in table["columns"].items():
            if ("columns", f"{name}.{column}") not in known:
                add(entry["title"], "tables", name, "columns", column)
    for path in names_of([pack]):
        if path[0] == "options" and path not in known:
            add(path[1], *path)
    for name, parameter in pack["parameters"].items():
        add(parameter["title"], "parameters", name)
    for name, reading in pack["readings"].items():
        add(reading["question"], "readings", name)
    for rule in pack["rules"]:
        start: Path = ("rules", rule["id"])
        source = pack["sources"][rule["file"]]
        add(rule["title"], *start, "title")
        for kind in ("say", "remedy"):
            add(written(rule[kind], source), *start, kind)
        for part in [*rule["requires"], *rule["decide"]]:
            add(part["ask"], *start, "ask", part["ask"] or "")
        for note in rule["notes"]:
            text = written(note["text"], source)
            add(text, *start, "note", text or "")
    return found


def written(parts: Sequence[Any] | None, source: str) -> str | None:
    """Return a message as its author wrote it, with its placeholders."""
    if parts is None:
        return None
    return "".join(
        part if isinstance(part, str) else f"{{{source[part[1] : part[2]]}}}" for part in parts
    )


def names_of(packs: Sequence[Mapping[str, Any]]) -> dict[Path, None]:
    """Return the facts, tables, columns and options of packs."""
    found: dict[Path, None] = {}
    options: dict[Path, None] = {}

    def take(type: Mapping[str, Any]) -> None:
        if type["kind"] in ("choice", "list"):
            options.update({("options", option): None for option in type["options"]})

    for pack in packs:
        for name, fact in pack["vocabulary"]["facts"].items():
            found["facts", name] = None
            take(fact["type"])
        for name, table in pack["vocabulary"]["tables"].items():
            found["tables", name] = None
            for column, entry in table["columns"].items():
                found["columns", f"{name}.{column}"] = None
                take(entry["type"])
        for reading in pack["readings"].values():
            take(reading["type"])
    return {**found, **options}


def languages_of(pack: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the languages besides English in which a compiled pack has texts, sorted."""
    return tuple(sorted(pack.get("texts", {})))


def gaps(pack: Mapping[str, Any], used: Sequence[Mapping[str, Any]], lang: str) -> list[Gap]:
    """Return the texts of a compiled pack that a language lacks, in the order of a file of texts.

    Args:
        pack: the compiled pack.
        used: the compiled packs that it uses.
        lang: a language; one in which the pack has no texts at all lacks every one.
    """
    stored = pack.get("texts", {}).get(lang)
    found = {} if stored is None else json.loads(stored)
    stale: set[Path] = {tuple(path) for path in found.get("stale", ())}
    # A question or a note ends in its English: the changed one stands beside, under another.
    stale |= {path[:3] for path in stale if path[0] == "rules"}
    return [
        Gap(lang, path, english, path in stale or path[:3] in stale)
        for path, english in source_texts(pack, used).items()
        if not _is_there(found, path, pack)
    ]


def _is_there(found: Mapping[str, Any], path: Path, pack: Mapping[str, Any]) -> bool:
    match path:
        case ("tables", name, "title"):
            return name in found.get("tables", {})
        case ("tables", name, "columns", column):
            return f"{name}.{column}" in found.get("columns", {})
        case ("rules", id, "note", text):
            rule = next(rule for rule in pack["rules"] if rule["id"] == id)
            source = pack["sources"][rule["file"]]
            notes = found.get("rules", {}).get(id, {}).get("note", {})
            return any(
                str(at) in notes and written(note["text"], source) == text
                for at, note in enumerate(rule["notes"])
            )
        case ("rules", id, kind, *rest):
            here = found.get("rules", {}).get(id, {})
            return kind in here and (not rest or rest[0] in here[kind])
        case _:
            return path[1] in found.get(path[0], {})
