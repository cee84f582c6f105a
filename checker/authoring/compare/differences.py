"""What was added, removed and changed between two versions of a pack, and what each asks of the version.

Judged by what the typed pack means, never by its text: layout, comments and the names of lets are no
change of meaning.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.authoring.compare.bump import Bump
from checker.authoring.compare.datatypes import (
    name_type_changes,
    table_changes,
    type_changes,
    types_of,
)
from checker.authoring.compare.difference import KINDS, SAME, Difference, Part, Place
from checker.authoring.compare.meaning import Meanings
from checker.authoring.compare.parameter import day_text, value_text, values_changed
from checker.authoring.compare.written import Written
from checker.model.datatype import Datatype
from checker.model.quantity import show
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.model.pack import Declaration, Vocabulary

GROUPS = {
    "parameter": "parameters",
    "reading": "readings",
    "define": "defines",
    "words": "words",
    "standard": "standards",
}
# Named by rules alone, and without the pack; a reading is settled in dossiers as `pack/name`.
_NAMED_BARE = ("parameter", "define", "words", "standard")


class Side:
    """One version of a pack: compiled, with what it and all that it uses declare together.

    `elsewhere` holds the names, by kind, that the packs which it uses declare.
    """

    __slots__ = ("elsewhere", "pack", "vocabulary", "written")

    def __init__(
        self,
        pack: Mapping[str, Any],
        vocabulary: Vocabulary,
        used: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        self.pack = pack
        self.vocabulary = vocabulary
        self.written = Written(pack)
        self.elsewhere = {
            (kind, name)
            for other in used
            if other["name"] != pack["name"]
            for kind in _NAMED_BARE
            for name in other[GROUPS[kind]]
        }


def differences(old: Side, new: Side) -> list[Difference]:
    """Return what differs between two versions of a pack, the gravest first, then by kind and name."""
    return _Comparing(old, new).changes()


class _Comparing:
    def __init__(self, old: Side, new: Side) -> None:
        self.old = old
        self.new = new
        self.meanings = Meanings()
        self.found: list[Difference] = []

    def changes(self) -> list[Difference]:
        self.manifest()
        self.facts()
        self.tables()
        old, new = self.old.pack, self.new.pack
        self.group(
            "rule",
            {rule["id"]: rule for rule in old["rules"]},
            {rule["id"]: rule for rule in new["rules"]},
        )
        for kind, group in GROUPS.items():
            self.group(kind, old[group], new[group])
        return sorted(
            self.found, key=lambda change: (-change.bump, KINDS.index(change.kind), change.name)
        )

    def note(self, kind: str, name: str, what: str, parts: Sequence[Part]) -> None:
        """Take in a change with the lines that differ."""
        if parts:
            before, after = self.old.written, self.new.written
            places = _differing(before.lines(kind, name), after.lines(kind, name))
            self.found.append(Difference(kind, name, what, parts, places))

    def group(self, kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
        """Compare the items of a kind by their names."""
        for name in old.keys() - new.keys():
            if (kind, name) in self.new.elsewhere:
                # It moved to a pack that is used: whoever names it finds it there.
                part = Part(Bump.MINOR, "found in a pack that is used")
            else:
                part = Part(Bump.MAJOR, _GONE[kind])
            self.note(kind, name, "removed", [part])
        for name in new.keys() - old.keys():
            bump = Bump.PATCH if kind == "standard" else Bump.MINOR
            self.note(kind, name, "added", [Part(bump, _ADDED[kind])])
        compare = getattr(self, kind)
        for name in old.keys() & new.keys():
            if self.is_rewritten(kind, name):
                parts: list[Part] = compare(name, old[name], new[name])
                self.note(kind, name, "changed", parts or [SAME])

    def is_rewritten(self, kind: str, name: str) -> bool:
        """Whether an item is written otherwise.

        What is written alike and means something else names what changed, here or in a pack that is used:
        it is told there, and the change is that one's.
        """
        return self.old.written.lines(kind, name) != self.new.written.lines(kind, name)

    # --- pack.yaml --------------------------------------------------------------------------

    def manifest(self) -> None:
        old, new = self.old.pack["manifest"], self.new.pack["manifest"]
        parts = []
        for used in sorted(old["uses"].keys() | new["uses"].keys()):
            before, after = old["uses"].get(used), new["uses"].get(used)
            if after is None:
                text = said("no longer uses `{name}`", name=used)
                parts.append(Part(Bump.MAJOR, text))
            elif before is None:
                text = said("uses `{name}` too", name=used)
                parts.append(Part(Bump.MINOR, text))
            elif before != after:
                text = said(
                    "uses `{name}` {new} (was {old})",
                    name=used,
                    new=after or said("in any version"),
                    old=before or said("any version"),
                )
                parts.append(Part(Bump.MINOR, text))
        if old["date"] != new["date"]:
            text = said(
                "`{new}` says which values and rules are in force (was `{old}`)",
                new=new["date"],
                old=old["date"],
            )
            parts.append(Part(Bump.MINOR, text))
        if old["language"] != new["language"]:
            parts.append(Part(Bump.MAJOR, "written in another version of the language"))
        for key in ("standard", "licence", "maintainers"):
            if old[key] != new[key]:
                parts.append(Part(Bump.PATCH, said("`{key}` says something else", key=key)))
        if parts:
            self.found.append(Difference("pack", "pack.yaml", "changed", parts))

    # --- what dossiers say ------------------------------------------------------------------

    def facts(self) -> None:
        own = self.old.pack["vocabulary"]["facts"].keys()
        more = self.new.pack["vocabulary"]["facts"].keys()
        old, new = self.old.vocabulary.facts, self.new.vocabulary.facts
        for name in sorted(own | more):
            self.declared("fact", name, old.get(name), new.get(name))

    def declared(
        self, kind: str, name: str, old: Declaration | None, new: Declaration | None
    ) -> None:
        """Compare a fact or a column."""
        if old is None and new is None:
            return
        if new is None:
            self.note(kind, name, "removed", [Part(Bump.MAJOR, _GONE[kind])])
        elif old is None:
            self.note(kind, name, "added", [Part(Bump.MINOR, _ADDED[kind])])
        elif self.is_rewritten(kind, name):
            if old.derived and new.derived:
                # No dossier says it, but other packs can.
                parts = [*name_type_changes(old.type, new.type), *self.derivation(name)]
            else:
                parts = type_changes(old.type, new.type)
            if old.derived != new.derived:
                text = (
                    "is worked out now, and stands in no dossier"
                    if new.derived
                    else "stands in the dossier now, and is not worked out"
                )
                parts.append(Part(Bump.MAJOR, text))
            if old.title != new.title:
                parts.append(Part(Bump.PATCH, "title"))
            self.note(kind, name, "changed", parts or [SAME])

    def derivation(self, name: str) -> list[Part]:
        before, after = self.old.pack["derived"].get(name), self.new.pack["derived"].get(name)
        if before is None or after is None:
            # It moved to a pack that is used, or from there.
            return [] if before is after else [Part(Bump.MINOR, "worked out in another pack")]
        if self.meanings.derived(before) == self.meanings.derived(after):
            return []
        return [Part(Bump.MINOR, "worked out in another way")]

    def tables(self) -> None:
        own = self.old.pack["vocabulary"]["tables"]
        more = self.new.pack["vocabulary"]["tables"]
        for name in sorted(own.keys() | more.keys()):
            old = self.old.vocabulary.tables.get(name)
            new = self.new.vocabulary.tables.get(name)
            if new is None:
                self.note("table", name, "removed", [Part(Bump.MAJOR, _GONE["table"])])
            elif old is None:
                self.note("table", name, "added", [Part(Bump.MINOR, _ADDED["table"])])
            else:
                if self.is_rewritten("table", name):
                    self.note("table", name, "changed", table_changes(old, new) or [SAME])
                columns = {
                    *own.get(name, {"columns": ()})["columns"],
                    *more.get(name, {"columns": ()})["columns"],
                }
                for column in sorted(columns):
                    self.declared(
                        "column",
                        f"{name}.{column}",
                        old.columns.get(column),
                        new.columns.get(column),
                    )

    # --- what rules are made of -------------------------------------------------------------

    def rule(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Part]:
        before, after = self.meanings.rule(old), self.meanings.rule(new)
        changed = [key for key in before if before[key] != after[key]]
        if changed != ["reads"]:
            # What a clause reads changes with it.
            changed = [key for key in changed if key != "reads"]
        parts = [Part(Bump.MINOR, _clause(key, old, new)) for key in changed]
        texts, others = self.meanings.texts(old), self.meanings.texts(new)
        was, now = self.old.written.texts(name), self.new.written.texts(name)
        for key in texts:
            if key == "citation" and "certainty" in changed and _but_certainty(old, new):
                continue
            # A text that shows a let which is worked out otherwise is the same text.
            if texts[key] != others[key] and was.get(key) != now.get(key):
                parts.append(Part(Bump.PATCH, key))
        return parts

    def parameter(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Part]:
        parts = name_type_changes(*types_of(old, new))
        if old["keys"] != new["keys"]:
            text = said(
                "by {new} (was {old})",
                new=_key_names(new) or said("nothing"),
                old=_key_names(old) or said("nothing"),
            )
            parts.append(Part(Bump.MINOR, text))
        else:
            before, after = self.meanings.parameter(old), self.meanings.parameter(new)
            if before != after:
                shown = {}
                for entry in (old, new):
                    type = Datatype.from_plain(entry["type"])
                    for value in entry["values"]:
                        shown[self.meanings.value(value)] = value_text(value, type)
                texts = values_changed(before, after, shown)
                texts = texts or ["the same values, which begin or end on other days"]
                parts += [Part(Bump.MINOR, text) for text in texts]
        if old["title"] != new["title"]:
            parts.append(Part(Bump.PATCH, "title"))
        cited, cites = _value_cites(old), _value_cites(new)
        if any(cited[value] != cites[value] for value in cited.keys() & cites.keys()):
            parts.append(Part(Bump.PATCH, "citation"))
        return parts

    def reading(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Part]:
        parts = []
        if ("options" in old) != ("options" in new):
            parts.append(Part(Bump.MAJOR, "is of another kind"))
        elif "options" in old:
            gone = [option for option in old["options"] if option not in new["options"]]
            more = [option for option in new["options"] if option not in old["options"]]
            if gone:
                parts.append(Part(Bump.MAJOR, said("cannot be {options}", options=", ".join(gone))))
            if more:
                text = said("can be {options} too", options=", ".join(more))
                parts.append(Part(Bump.MINOR, text))
            if not gone and not more and old["options"] != new["options"]:
                parts.append(Part(Bump.MINOR, "its options stand in another order"))
            if old["type"]["kind"] != new["type"]["kind"] and not gone:
                parts.append(Part(Bump.MAJOR, "is of another kind"))
        else:
            parts += name_type_changes(*types_of(old, new))
            low, high = Fraction(old["lower"]), Fraction(old["upper"])
            new_low, new_high = Fraction(new["lower"]), Fraction(new["upper"])
            unit = Datatype.from_plain(new["type"]).unit
            if (low, high) != (new_low, new_high):
                narrower = new_low > low or new_high < high
                text = said(
                    "lies between {low} and {high}",
                    low=show(new_low, unit),
                    high=show(new_high, unit),
                )
                parts.append(Part(Bump.MAJOR if narrower else Bump.MINOR, text))
        if old["question"] != new["question"]:
            parts.append(Part(Bump.PATCH, "question"))
        if old["cites"] != new["cites"]:
            parts.append(Part(Bump.PATCH, "citation"))
        return parts

    def define(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Part]:
        selections = bool(old.get("selection")), bool(new.get("selection"))
        if selections[0] != selections[1]:
            return [Part(Bump.MAJOR, "is of another kind")]
        parts = []
        if selections[0]:
            if old["table"] != new["table"]:
                text = said(
                    "selects rows of `{new}` (was `{old}`)", new=new["table"], old=old["table"]
                )
                return [Part(Bump.MAJOR, text)]
        else:
            parts += name_type_changes(*types_of(old, new))
        if self.meanings.define(old) != self.meanings.define(new):
            how = "selects other rows" if selections[0] else "worked out in another way"
            parts.append(Part(Bump.MINOR, how))
        return parts

    def words(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Part]:
        parts = []
        for language in sorted(old["lists"].keys() | new["lists"].keys()):
            before = set(old["lists"].get(language, ()))
            after = set(new["lists"].get(language, ()))
            if before != after:
                text = said(
                    "{language}: {words}", language=language, words=_more_and_less(before, after)
                )
                parts.append(Part(Bump.MINOR, text))
            elif (language in old["lists"]) != (language in new["lists"]):
                parts.append(Part(Bump.MINOR, said("another language: {name}", name=language)))
        if set(old["except"]) != set(new["except"]):
            words = _more_and_less(set(old["except"]), set(new["except"]))
            parts.append(Part(Bump.MINOR, said("exceptions: {words}", words=words)))
        return parts

    def standard(self, name: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Part]:
        return [Part(Bump.PATCH, key) for key in old if old[key] != new[key]]


_GONE = {
    "rule": "is gone: dossiers name it in judgements and waivers",
    "parameter": "is gone: packs that use this one can name it",
    "reading": "is gone: dossiers settle it by this name",
    "fact": "is gone: dossiers that state it are refused",
    "table": "is gone: dossiers that hold it are refused",
    "column": "is gone: dossiers that hold it are refused",
    "define": "is gone: packs that use this one can name it",
    "words": "are gone: packs that use this one can name them",
    "standard": "is gone: packs that use this one can cite it",
}
_ADDED = {
    "rule": "is new: a claim that conformed can fall short of it",
    "parameter": "is new",
    "reading": "is new",
    "fact": "is new",
    "table": "is new",
    "column": "is new",
    "define": "is new",
    "words": "are new",
    "standard": "is new",
}


def _differing(old: Sequence[str], new: Sequence[str]) -> list[Place]:
    """Return the lines that are only in the one and only in the other, place by place."""
    from difflib import SequenceMatcher

    return [
        (tuple(old[a:b]), tuple(new[c:d]))
        for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


# --- rules ----------------------------------------------------------------------------------------


def _clause(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return in a few words how a clause of a rule changed."""
    if key in ("from", "until"):
        if new[key] is None:
            return said("no `{key}` (was {old})", key=key, old=day_text(old[key]))
        if old[key] is None:
            return said("{key} {new}", key=key, new=day_text(new[key]))
        return said(
            "{key} {new} (was {old})", key=key, new=day_text(new[key]), old=day_text(old[key])
        )
    if key == "level":
        return "recommended, no longer required" if new[key] == "should" else "required now"
    if key == "across dossiers":
        return "runs across dossiers too" if new["across"] else "no longer runs across dossiers"
    if key == "certainty":
        if any(cite["certainty"] == "open" for cite in new["cites"]):
            return "rests on an open clause now: a violation becomes a judgement"
        return "rests on no open clause now: a judgement becomes a violation"
    if key == "question":
        return "asks something else: answers that were recorded may no longer count"
    if key == "reads":
        return "reads other values, or the same in another order"
    return key


def _but_certainty(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Whether citations differ in nothing but their certainty."""

    def bare(rule: Mapping[str, Any]) -> list[tuple[Any, Any]]:
        return [(cite["standard"], cite["clause"]) for cite in rule["cites"]]

    return bare(old) == bare(new)


# --- parameters -----------------------------------------------------------------------------------


def _key_names(entry: Mapping[str, Any]) -> str:
    return ", ".join(".".join(words) for words in entry["keys"])


def _value_cites(entry: Mapping[str, Any]) -> dict[Any, Any]:
    """Return the citations of each value, by its options and its first day."""
    return {(tuple(value["options"]), value["from"]): value["cites"] for value in entry["values"]}


def _more_and_less(old: set[str], new: set[str]) -> str:
    texts = [f"+ {word}" for word in sorted(new - old)] + [
        f"− {word}" for word in sorted(old - new)
    ]
    return ", ".join(texts)
