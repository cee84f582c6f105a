"""What was added, removed and changed between two versions of a pack, and what each asks of the version.

Judged by what the typed pack means, never by its text: layout, comments and the names of lets are no
change of meaning.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.authoring.bump import Bump
from checker.authoring.meaning import Meanings, Step
from checker.authoring.written import Written
from checker.model.datatype import Datatype
from checker.model.quantity import show
from checker.model.said import Said, joined, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checker.model.expression import Node
    from checker.model.pack import Declaration, TableDeclaration, Vocabulary

KINDS = (
    "pack",
    "rule",
    "parameter",
    "reading",
    "fact",
    "table",
    "column",
    "define",
    "words",
    "standard",
)
GROUPS = {
    "parameter": "parameters",
    "reading": "readings",
    "define": "defines",
    "words": "words",
    "standard": "standards",
}


class Part:
    """One thing that changed in an item: what it asks of the version, and a few words on it."""

    __slots__ = ("bump", "text")

    def __init__(self, bump: Bump, text: str) -> None:
        self.bump = bump
        # It stands inside other texts, and is to be translated there.
        self.text = text if isinstance(text, Said) else said(text)


Place = tuple[tuple[str, ...], tuple[str, ...]]
_SAME = Part(Bump.PATCH, "written otherwise, and means the same")


class Difference:
    """An item of a pack that was added, removed or changed.

    `kind` is one of `KINDS`, `name` is without the pack ("movements.lot" for a column), `what` is
    "added", "removed" or "changed". `places` are the lines of it that differ, as `checker pack fmt`
    writes them: for each place what stood there, and what stands there now.
    """

    __slots__ = ("kind", "name", "parts", "places", "what")

    def __init__(
        self,
        kind: str,
        name: str,
        what: str,
        parts: Iterable[Part],
        places: Iterable[Place] = (),
    ) -> None:
        self.kind = kind
        self.name = name
        self.what = what
        self.parts = tuple(sorted(parts, key=lambda part: -part.bump))
        self.places = tuple(places)

    @property
    def bump(self) -> Bump:
        """The most that a part of it asks."""
        return max((part.bump for part in self.parts), default=Bump.NOTHING)

    @property
    def title(self) -> str:
        """What changed, as its author names it."""
        return self.name if self.kind == "pack" else f"{self.kind} {self.name}"

    def __repr__(self) -> str:
        return f"Difference({self.bump.name}, {self.what} {self.kind} {self.name})"


class Side:
    """One version of a pack: compiled, with what it and all that it uses declare together."""

    __slots__ = ("pack", "vocabulary", "written")

    def __init__(self, pack: Mapping[str, Any], vocabulary: Vocabulary) -> None:
        self.pack = pack
        self.vocabulary = vocabulary
        self.written = Written(pack)


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
            self.note(kind, name, "removed", [Part(Bump.MAJOR, _GONE[kind])])
        for name in new.keys() - old.keys():
            bump = Bump.PATCH if kind == "standard" else Bump.MINOR
            self.note(kind, name, "added", [Part(bump, _ADDED[kind])])
        compare = getattr(self, kind)
        for name in old.keys() & new.keys():
            if self.is_rewritten(kind, name):
                parts: list[Part] = compare(name, old[name], new[name])
                self.note(kind, name, "changed", parts or [_SAME])

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
                parts = [*_name_type_changes(old.type, new.type), *self.derivation(name)]
            else:
                parts = _type_changes(old.type, new.type)
            if old.derived != new.derived:
                text = (
                    "is worked out now, and stands in no dossier"
                    if new.derived
                    else "stands in the dossier now, and is not worked out"
                )
                parts.append(Part(Bump.MAJOR, text))
            if old.title != new.title:
                parts.append(Part(Bump.PATCH, "title"))
            self.note(kind, name, "changed", parts or [_SAME])

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
                    self.note("table", name, "changed", _table_changes(old, new) or [_SAME])
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
        parts = _name_type_changes(*_types(old, new))
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
                        shown[self.meanings.value(value)] = _value_text(value, type)
                texts = _values_changed(before, after, shown)
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
            parts += _name_type_changes(*_types(old, new))
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
            parts += _name_type_changes(*_types(old, new))
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


# --- types ----------------------------------------------------------------------------------------


def _type_changes(old: Datatype, new: Datatype) -> list[Part]:
    """Return how the type of what dossiers say changed: MAJOR where a value that was read is refused."""
    if old == new:
        return []
    if (old.kind, old.dimension, old.table, old.ranked) != (
        new.kind,
        new.dimension,
        new.table,
        new.ranked,
    ):
        text = said("is {new} (was {old})", new=_described(new), old=_described(old))
        return [Part(Bump.MAJOR, text)]
    parts = []
    gone = [option for option in old.options if option not in new.options]
    more = [option for option in new.options if option not in old.options]
    if gone:
        parts.append(Part(Bump.MAJOR, said("cannot be {options}", options=", ".join(gone))))
    if more:
        parts.append(Part(Bump.MINOR, said("can be {options} too", options=", ".join(more))))
    if old.ranked and [option for option in new.options if option in old.options] != [
        option for option in old.options if option in new.options
    ]:
        parts.append(Part(Bump.MINOR, "its options are ranked in another order"))
    elif old.options != new.options and not gone and not more:
        parts.append(Part(Bump.PATCH, "its options stand in another order"))
    if old.may_be_none and not new.may_be_none:
        parts.append(Part(Bump.MAJOR, "cannot be none"))
    elif new.may_be_none and not old.may_be_none:
        parts.append(Part(Bump.MINOR, "may be none"))
    if (old.lower, old.lower_open, old.upper) != (new.lower, new.lower_open, new.upper):
        bump = Bump.MAJOR if _narrower(old, new) else Bump.MINOR
        text = said("{new} (was {old})", new=_bounds(new), old=_bounds(old))
        parts.append(Part(bump, text))
    if old.unit != new.unit:
        text = said(
            "shown in {new} (was {old})",
            new=new.unit or said("no unit"),
            old=old.unit or said("no unit"),
        )
        parts.append(Part(Bump.MINOR, text))
    return parts


def _name_type_changes(before: Datatype, after: Datatype) -> list[Part]:
    """Return how the type of a name that only packs say changed: MAJOR where they may not fit it."""
    if before == after:
        return []
    same = (before.kind, before.dimension, before.table, before.ranked, before.may_be_none) == (
        after.kind,
        after.dimension,
        after.table,
        after.ranked,
        after.may_be_none,
    )
    if same and set(before.options) == set(after.options):
        return [Part(Bump.MINOR, "its bounds or its unit changed")]
    text = said("is {new} (was {old})", new=_described(after), old=_described(before))
    return [Part(Bump.MAJOR, text)]


def _types(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Datatype, Datatype]:
    return Datatype.from_plain(old["type"]), Datatype.from_plain(new["type"])


def _narrower(old: Datatype, new: Datatype) -> bool:
    if new.lower is not None and (
        old.lower is None
        or new.lower > old.lower
        or (new.lower == old.lower and new.lower_open and not old.lower_open)
    ):
        return True
    return new.upper is not None and (old.upper is None or new.upper < old.upper)


def _described(type: Datatype) -> str:
    text = type.describe()
    if type.ranked:
        text = said("ranked {type}", type=text)
    return said("{type}, or none", type=text) if type.may_be_none else text


def _bounds(type: Datatype) -> str:
    texts: list[str] = []
    if type.lower is not None:
        value = show(type.lower, type.unit)
        texts.append(
            said("above {value}", value=value)
            if type.lower_open
            else said("at least {value}", value=value)
        )
    if type.upper is not None:
        texts.append(said("at most {value}", value=show(type.upper, type.unit)))
    return joined(texts, " ") or said("without bounds")


def _table_changes(old: TableDeclaration, new: TableDeclaration) -> list[Part]:
    parts = []
    if old.key != new.key:
        text = said(
            "its key is {new} (was {old})",
            new=", ".join(new.key) or said("the line"),
            old=", ".join(old.key) or said("the line"),
        )
        parts.append(Part(Bump.MAJOR, text))
    if old.time != new.time:
        text = said(
            "its days are in {new} (were in {old})",
            new=new.time or said("no column"),
            old=old.time or said("no column"),
        )
        parts.append(Part(Bump.MINOR, text))
    if old.edge != new.edge:
        if new.edge is None:
            parts.append(Part(Bump.MAJOR, "its rows are no arrows of a network"))
        else:
            text = said("its arrows go from {start} to {end}", start=new.edge[0], end=new.edge[1])
            parts.append(Part(Bump.MINOR, text))
    if old.title != new.title:
        parts.append(Part(Bump.PATCH, "title"))
    return parts


# --- rules ----------------------------------------------------------------------------------------


def _clause(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """Return in a few words how a clause of a rule changed."""
    if key in ("from", "until"):
        if new[key] is None:
            return said("no `{key}` (was {old})", key=key, old=_day(old[key]))
        if old[key] is None:
            return said("{key} {new}", key=key, new=_day(new[key]))
        return said("{key} {new} (was {old})", key=key, new=_day(new[key]), old=_day(old[key]))
    if key == "level":
        return "recommended, no longer required" if new[key] == "should" else "required now"
    if key == "across dossiers":
        return "runs across dossiers too" if new["across"] else "no longer runs across dossiers"
    if key == "certainty":
        if any(cite["certainty"] == "open" for cite in new["cites"]):
            return "rests on an open clause now: a violation becomes a judgement"
        return "rests on no open clause now: a judgement becomes a violation"
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


def _values_changed(
    old: Mapping[tuple[str, ...], Sequence[Step]],
    new: Mapping[tuple[str, ...], Sequence[Step]],
    texts: Mapping[Any, str],
) -> list[str]:
    """Return for each option and time of which the value changed what it is, and what it was.

    Args:
        old: the values in time by the options of the keys.
        new: likewise.
        texts: each value as people read it.
    """
    found = []
    for options in sorted(old.keys() | new.keys()):
        was, now = _steps(old, options), _steps(new, options)
        days = sorted({day for start, end, _ in (*was, *now) for day in (start, end) if day})
        spans: list[tuple[int | None, int | None, Any, Any]] = []
        for start, end in zip([None, *days], [*days, None], strict=True):
            before, after = _held(was, start), _held(now, start)
            if spans and spans[-1][2:] == (before, after):
                spans[-1] = (spans[-1][0], end, before, after)
            else:
                spans.append((start, end, before, after))
        for start, end, before, after in spans:
            if before == after:
                continue
            value = said("no value") if after is None else texts[after]
            when = _when(start, end)
            text: str = said(
                "{new} (was {old})",
                new=said("{value} {when}", value=value, when=when) if when else value,
                old=said("no value") if before is None else texts[before],
            )
            named = ", ".join(options)
            found.append(said("for {options}: {text}", options=named, text=text) if named else text)
    return found


def _steps(
    values: Mapping[tuple[str, ...], Sequence[Step]], options: tuple[str, ...]
) -> Sequence[Step]:
    """Return the values of some options: those of `other` where they are not named."""
    return values.get(options) or values.get(("other",) * len(options)) or ()


def _held(steps: Sequence[Step], day: int | None) -> Any:
    """Return what holds on a day, None where nothing does; day None comes before all others."""
    for start, until, held in steps:
        if (start is None or (day is not None and day >= start)) and (
            until is None or day is None or day < until
        ):
            return held
    return None


def _when(start: int | None, end: int | None) -> str:
    if start is None:
        return "" if end is None else said("until {day}", day=_day(end))
    if end is None:
        return said("from {day}", day=_day(start))
    return said("from {start} until {end}", start=_day(start), end=_day(end))


def _value_text(value: Mapping[str, Any], type: Datatype) -> str:
    node: Node | None = value["value"]
    if node is None:
        texts = [said("open")]
        if value["lower"] is not None:
            texts.append(said("at least {value}", value=show(Fraction(value["lower"]), type.unit)))
        if value["upper"] is not None:
            texts.append(said("at most {value}", value=show(Fraction(value["upper"]), type.unit)))
        return joined(texts)
    match node[0]:
        case "num":
            return show(Fraction(node[3]), type.unit)
        case "date":
            return _day(node[3])
        case "dur":
            return _duration(node[3], node[4])
        case "bool":
            return "yes" if node[3] else "no"
        case _:
            return str(node[3])


def _duration(months: int, days: int) -> str:
    texts = []
    if months:
        texts.append(said("1 month") if months == 1 else said("{number} months", number=months))
    if days or not months:
        texts.append(said("1 day") if days == 1 else said("{number} days", number=days))
    return joined(texts, " ")


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _more_and_less(old: set[str], new: set[str]) -> str:
    texts = [f"+ {word}" for word in sorted(new - old)] + [
        f"− {word}" for word in sorted(old - new)
    ]
    return ", ".join(texts)
