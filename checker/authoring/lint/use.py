"""Names that nothing uses, and names that are easily taken for each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import Finding, found_at
from checker.authoring.lint.written import nodes_of, searched_by
from checker.model.expression import Node, is_node, walk
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from checker.authoring.lint.written import Written

_LEAST_TO_DIFFER = 5
"""In shorter names one letter makes another word: in and on, coal and coat."""
_ALIKE = str.maketrans({"l": "1", "i": "1", "o": "0", "s": "5", "z": "2", "b": "8"})


class Usage:
    """What some packs use of all that is declared: names as (kind, full name)."""

    def __init__(self, packs: Iterable[Mapping[str, Any]]) -> None:
        self.used: set[tuple[str, str]] = set()
        for pack in packs:
            self._pack(pack)

    def _pack(self, pack: Mapping[str, Any]) -> None:
        name = pack["name"]
        for rule in pack["rules"]:
            for kind, group in (("fact", "facts"), ("column", "columns"), ("table", "tables")):
                self.used.update((kind, one) for one in rule["reads"][group])
            self._cited(rule["cites"])
            self._nodes(rule)
        for group in ("defines", "derived"):
            for entry in pack[group].values():
                self._nodes(entry)
        for parameter in pack["parameters"].values():
            for value in parameter["values"]:
                self._cited(value["cites"])
            # A key names a fact or a column by its words.
            self.used.update(("fact", ".".join(key)) for key in parameter["keys"])
            self._nodes(parameter)
        for reading in pack["readings"].values():
            self._cited(reading["cites"])
        date = str(pack["manifest"].get("date") or "period.end")
        self.used.add(("fact", date))
        self.used.add(("fact", date.rpartition(".")[0]))
        self.used.add(("pack", name))

    def _cited(self, cites: Iterable[Mapping[str, Any]]) -> None:
        self.used.update(("standard", cite["standard"]) for cite in cites)

    def _nodes(self, entry: Any) -> None:
        """Note the names in all expressions of an item."""
        stack = [entry]
        while stack:
            part = stack.pop()
            if isinstance(part, dict):
                stack.extend(part.values())
            elif is_node(part):
                for node in walk(part):
                    self._node(node)
            elif isinstance(part, list):
                stack.extend(part)

    def _node(self, node: Node) -> None:
        match node[0]:
            case "fact":
                self.used.add(("fact", node[3]))
            case "define" | "reading":
                self.used.add((node[0], node[3]))
            case "param":
                self.used.add(("parameter", node[3]))
            case "col" | "deref":
                self.used |= {("column", f"{node[4]}.{node[5]}"), ("table", node[4])}
            case "shared":
                self.used.update(("column", f"{node[5]}.{column}") for column in node[7])
            case "overlap":
                self.used.update(("column", f"{node[4]}.{column}") for column in node[6])
            case "mentions":
                # Of `mentions number of X` the sixth part is X, an expression; it is walked too.
                self.used.update(
                    ("words", part) for part in (node[6], node[8]) if isinstance(part, str)
                )
            case _:
                pass


def unused(written: Written, usage: Usage, searched: frozenset[str]) -> list[Finding]:
    """Return the declarations of a pack that nothing uses.

    A pack without rules is a vocabulary: its facts, tables and lists of words are there for packs
    that are still to come, and are not told.

    Args:
        written: the pack.
        usage: what all packs use that were found.
        searched: the tables and selections that all packs search, by name.
    """
    pack = written.pack
    name = pack["name"]
    found: list[Finding] = []

    def tell(code: str, kind: str, word: str, message: str, hint: str) -> None:
        place = written.names.get((kind, word))
        if place is not None:
            file, span = place
            found.append(found_at(written, code, word, file, span, message, hint=hint))

    if pack["rules"]:
        found += _unused_facts(written, usage)
    words = {
        "parameters": ("parameter", "parameter"),
        "readings": ("reading", "reading"),
        "words": ("words", "word list"),
        "defines": ("define", "define"),
    }
    for group, (kind, what) in words.items():
        for word in pack[group]:
            if (kind, f"{name}/{word}") in usage.used:
                continue
            if kind == "words" and not pack["rules"]:
                continue
            if kind == "define" and word in written.selections and word in searched:
                continue
            tell(
                "unused-name",
                kind,
                word,
                said("nothing uses the {what} `{word}`", what=what, word=word),
                "take it out, or use it in the rule that it was meant for",
            )
    for word in pack["standards"]:
        if ("standard", word) not in usage.used:
            tell(
                "unused-name",
                "standard",
                word,
                said("nothing cites the standard `{word}`", word=word),
                "cite it where a rule or a value rests on it, or take it out",
            )
    return found + _unused_lets(written)


def _unused_facts(written: Written, usage: Usage) -> list[Finding]:
    found: list[Finding] = []
    vocabulary = written.pack["vocabulary"]

    def tell(kind: str, word: str, message: str) -> None:
        place = written.names.get((kind, word))
        if place is None:
            return
        file, span = place
        hint = "people are asked for it all the same: use it in a rule, or take it out"
        found.append(found_at(written, "unused-fact", word, file, span, message, hint=hint))

    for word in vocabulary["facts"]:
        if ("fact", word) not in usage.used:
            tell("fact", word, said("no rule reads the fact `{word}`", word=word))
    for table, declared in vocabulary["tables"].items():
        if ("table", table) in written.names and ("table", table) not in usage.used:
            tell("table", table, said("no rule reads the table `{word}`", word=table))
            continue
        for column in declared["columns"]:
            word = f"{table}.{column}"
            if ("column", word) not in usage.used and word not in written.structural:
                tell("column", word, said("no rule reads the column `{word}`", word=word))
    return found


def _unused_lets(written: Written) -> list[Finding]:
    found: list[Finding] = []
    for rule in written.pack["rules"]:
        tree = written.rules[rule["id"]]
        read = {node[3] for node in _all_nodes(rule) if node[0] == "let"}
        searched = {name for node in nodes_of(tree) for name in searched_by(node)}
        for index, (let, item) in enumerate(zip(rule["lets"], tree.lets, strict=True)):
            if index in read or (let["body"] is None and let["name"] in searched):
                continue
            span = (item.name.span.start, item.name.span.end)
            message = said(
                "nothing in `{rule}` uses the let `{word}`", rule=rule["id"], word=let["name"]
            )
            hint = "take it out, or use it where it was meant"
            found.append(
                found_at(written, "unused-name", rule["id"], rule["file"], span, message, hint=hint)
            )
    return found


def _all_nodes(entry: Any) -> list[Node]:
    found: list[Node] = []
    stack = [entry]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            stack.extend(part.values())
        elif is_node(part):
            found.extend(walk(part))
        elif isinstance(part, list):
            stack.extend(part)
    return found


# --- names that look alike ------------------------------------------------------------------------


def confusable(written: Written, used: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Return the names of a pack that are easily taken for another of their kind.

    Args:
        written: the pack.
        used: the compiled packs that it uses: their names stand beside its own.
    """
    pack = written.pack
    found: list[Finding] = []
    groups: list[tuple[str, dict[str, None], dict[str, None]]] = []
    packs = [*used, pack]

    def names(group: str) -> tuple[dict[str, None], dict[str, None]]:
        own = dict.fromkeys(pack["vocabulary"][group])
        return own, dict.fromkeys(n for one in packs for n in one["vocabulary"][group])

    groups.append(("fact", *names("facts")))
    groups.append(("table", *names("tables")))
    for table, declared in pack["vocabulary"]["tables"].items():
        every = {
            f"{table}.{column}": None
            for one in packs
            for column in one["vocabulary"]["tables"].get(table, {"columns": {}})["columns"]
        }
        own = {f"{table}.{column}": None for column in declared["columns"]}
        groups.append(("column", own, every))
    for kind, key in (
        ("parameter", "parameters"),
        ("reading", "readings"),
        ("define", "defines"),
        ("words", "words"),
    ):
        every = {
            name: None
            for one in packs
            for other in ("parameters", "readings", "defines", "words")
            for name in one[other]
        }
        groups.append((kind, dict.fromkeys(pack[key]), every))
    seen: set[frozenset[str]] = set()
    for kind, own, every in groups:
        for name in own:
            for other in every:
                pair = frozenset((name, other))
                place = written.names.get((kind, name))
                if (
                    name == other
                    or pair in seen
                    or place is None
                    or not are_confusable(name, other)
                ):
                    continue
                seen.add(pair)
                later = max((written.names.get((kind, one), place) for one in pair), key=_order)
                word = name if written.names.get((kind, name)) == later else other
                beside = other if word == name else name
                found.append(_alike(written, word, beside, later))
    ids = [rule["id"] for rule in pack["rules"]]
    for at, rule in enumerate(pack["rules"]):
        for other in ids[:at]:
            if are_confusable(rule["id"], other):
                place = (rule["file"], written.id_span(rule))
                found.append(_alike(written, rule["id"], other, place))
    return found


def _order(place: tuple[str, tuple[int, int]]) -> tuple[str, int]:
    return place[0], place[1][0]


def _alike(written: Written, name: str, other: str, place: tuple[str, tuple[int, int]]) -> Finding:
    file, span = place
    return found_at(
        written,
        "confusable-names",
        name,
        file,
        span,
        said("`{name}` is easily taken for `{other}`", name=name, other=other),
        hint="give one of them a name that says what sets it apart",
    )


def are_confusable(one: str, other: str) -> bool:
    """Whether two names differ only in what the eye skips.

    That is: signs between words, capitals, letters and digits that look alike, a plural, one letter
    more, less, changed or swapped in a name of five or more. Digits that differ number things, and
    are meant to.
    """
    if _folded(one) == _folded(other):
        return True
    # `movements.date` and `movements.rate` are told apart by their last words.
    first, second = one.split("."), other.split(".")
    while len(first) > 1 and len(second) > 1 and first[0] == second[0]:
        first, second = first[1:], second[1:]
    a, b = _folded("".join(first)), _folded("".join(second))
    looks = (a.translate(_ALIKE), b.translate(_ALIKE))
    if looks[0] == looks[1]:
        return True
    if any(x.isdigit() != y.isdigit() or x.isdigit() for x, y in _changed(a, b)):
        return False
    shorter, longer = sorted((a, b), key=len)
    if longer in (shorter + "s", shorter + "es"):
        return True
    return len(shorter) >= _LEAST_TO_DIFFER and _one_apart(shorter, longer)


def _folded(name: str) -> str:
    return name.casefold().replace("_", "").replace("-", "").replace(".", "")


def _changed(a: str, b: str) -> list[tuple[str, str]]:
    return [(x, y) for x, y in zip(a, b, strict=False) if x != y] if len(a) == len(b) else []


def _one_apart(shorter: str, longer: str) -> bool:
    """Whether one letter more, another letter, or two that are swapped make one of the other."""
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    if len(longer) - len(shorter) == 1:
        return shorter[start:] == longer[start + 1 :]
    if len(longer) != len(shorter):
        return False
    if shorter[start + 1 :] == longer[start + 1 :]:
        return True
    return (
        shorter[start + 2 :] == longer[start + 2 :]
        and shorter[start : start + 2] == longer[start : start + 2][::-1]
    )
