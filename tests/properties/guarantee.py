"""What a completion may not change, and the smallest pack and dossiers that break it."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import InputError
from tests.properties import ledger
from tests.properties.author import Author
from tests.properties.vocabulary import FACTS, TABLES, TIME, declarations
from tests.properties.world import Pack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

DECIDED = ("pass", "violation", "not_applicable")


class Case:
    """A pack, a dossier with gaps, and one that agrees with it."""

    __slots__ = ("after", "author", "before")

    def __init__(self, author: Author, before: dict[str, Any], after: dict[str, Any]) -> None:
        self.author = author
        self.before = before
        self.after = after


def cases(random: Random, *, dossiers: int = 2, completions: int = 4) -> Iterator[Case]:
    """Give a random pack with dossiers and their completions; nothing where it is refused."""
    windowed = random.random() < 0.3
    author = Author(random, windowed=windowed)
    author.pack()
    for _ in range(dossiers):
        before = ledger.dossier(random)
        for _ in range(completions):
            after = ledger.completion(
                before, author.settlings, random, whole=random.random() < 0.6, outside=windowed
            )
            yield Case(author, before, after)


def broken(before: dict[str, Any], after: dict[str, Any], *, settled: bool) -> list[str]:
    """Return what a completion changed that it may not change.

    Args:
        before: the assessment of a dossier with gaps.
        after: that of one that agrees with it.
        settled: whether readings were settled on the way: what is left open may then be less.
    """
    found = []
    for old, new in zip(before["results"], after["results"], strict=True):
        name, was, now = old["rule"], old["verdict"], new["verdict"]
        if was in DECIDED and now != was:
            found.append(f"{name} was {was} and is {now}")
        elif was == "missing" and now in DECIDED and now not in old["could_be"] and not settled:
            found.append(f"{name} could be {old['could_be']} and is {now}")
        rows = {row["subject"]: row["verdict"] for row in _rows(new)}
        for row in _rows(old):
            subject, verdict = row["subject"], row["verdict"]
            if verdict in DECIDED and rows.get(subject, verdict) != verdict and "[" in subject:
                if subject.endswith(("[unknown]", "[further rows]")):
                    continue
                found.append(f"{name}: {subject} was {verdict} and is {rows[subject]}")
    was, now = before["verdict"], after["verdict"]
    if was in DECIDED and now != was:
        found.append(f"the overall verdict was {was} and is {now}")
    return found


def _rows(result: dict[str, Any]) -> list[dict[str, Any]]:
    subjects = result.get("subjects")
    return [] if subjects is None else subjects["shown"]


def problems(pack: Pack, before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """Return what the completion of a dossier changed that it may not change."""
    old = pack.check(ledger.to_yaml(before)).to_plain()
    new = pack.check(ledger.to_yaml(after)).to_plain()
    return broken(old, new, settled=bool(after["readings"]))


# --- the smallest counterexample ---------------------------------------------------------------------


class Shrinker:
    """Makes a counterexample smaller, one change after the other, while it stays one."""

    def __init__(self, case: Case) -> None:
        author = case.author
        self.state: dict[str, Any] = {
            "derived": copy.deepcopy(author.derived_text),
            "items": list(author.items),
            "rules": list(author.rules),
            "before": case.before,
            "after": case.after,
        }
        self.packs: dict[str, Pack] = {}
        self.found: list[str] = []

    def text(self, state: dict[str, Any]) -> str:
        return declarations(state["derived"]) + "\n".join([*state["items"], *state["rules"]]) + "\n"

    def fails(self, state: dict[str, Any]) -> bool:
        text = self.text(state)
        try:
            pack = self.packs.get(text)
            if pack is None:
                pack = self.packs[text] = Pack(text)
            found = problems(pack, state["before"], state["after"])
        except InputError:
            return False
        if found:
            self.found = found
        return bool(found)

    def attempt(self, change: Callable[[dict[str, Any]], None]) -> bool:
        state = copy.deepcopy(self.state)
        change(state)
        if state == self.state or not self.fails(state):
            return False
        self.state = state
        return True

    def report(self) -> str:
        """Return the smallest counterexample that was found, as a person can paste it."""
        while self.pack_smaller() | self.dossiers_smaller():
            pass
        self.fails(self.state)
        state = self.state
        columns = [
            f"# in {table}: {text}" for table, texts in state["derived"].items() for text in texts
        ]
        return "\n".join(
            [
                *self.found,
                *columns,
                *state["items"],
                *state["rules"],
                "--- before",
                ledger.to_yaml(state["before"]),
                "--- after",
                ledger.to_yaml(state["after"]),
            ]
        )

    def pack_smaller(self) -> bool:
        again = False
        for part in ("rules", "items"):
            for index in reversed(range(len(self.state[part]))):
                again |= self.attempt(lambda state, p=part, i=index: state[p].pop(i))
        for table, texts in self.state["derived"].items():
            for index in reversed(range(len(texts))):
                again |= self.attempt(lambda state, t=table, i=index: state["derived"][t].pop(i))
        if outside(self.state):
            # Without their look at the time, the searches would not see the new rows.
            return again
        for part in ("rules", "items"):
            for index in range(len(self.state[part])):
                while True:
                    text = self.state[part][index]

                    def put(
                        state: dict[str, Any], value: str, p: str = part, i: int = index
                    ) -> None:
                        state[p][i] = value

                    if not any(
                        self.attempt(lambda state, v=smaller: put(state, v))
                        for smaller in smaller_texts(text)
                    ):
                        break
                    again = True
        return again

    def dossiers_smaller(self) -> bool:
        again = False
        for name in FACTS:
            again |= self.attempt(lambda state, n=name: _both(state, "facts", n))
            again |= self.attempt(lambda state, n=name: _equal_fact(state, n))
        for name in list(self.state["after"]["readings"]):
            again |= self.attempt(lambda state, n=name: state["after"]["readings"].pop(n))
        for table in TABLES:
            again |= self.attempt(lambda state, t=table: _both(state, "tables", t))
            rows = self.state["after"]["tables"].get(table, {"rows": ()})["rows"]
            for key in [row["id"] for row in rows]:
                again |= self.attempt(lambda state, t=table, k=key: _drop_row(state, t, k))
                for column in TABLES[table]:
                    again |= self.attempt(
                        lambda state, t=table, k=key, c=column: _drop_cell(state, t, k, c)
                    )
        return again


def smaller_texts(text: str) -> Iterator[str]:
    """Give smaller texts of an item: a line less, brackets put simpler, a `where` less."""
    lines = text.split("\n")
    for index in reversed(range(1, len(lines))):
        yield "\n".join([*lines[:index], *lines[index + 1 :]])
    spans = []
    open_at = []
    for place, sign in enumerate(text):
        if sign == "(":
            open_at.append(place)
        elif sign == ")" and open_at:
            spans.append((open_at.pop(), place + 1))
    for start, end in sorted(spans, key=lambda span: span[0] - span[1]):
        for word in (" and ", " or "):
            if text[:start].endswith(word):
                yield text[: start - len(word)] + text[end:]
            if text[end:].startswith(word):
                yield text[:start] + text[end + len(word) :]
        inner = [text[a:b] for a, b in spans if start < a and b < end]
        for simple in ("claim.ok is yes", "1 t", "10 %", "2025-03-01", "1", *inner):
            if len(simple) < end - start:
                yield text[:start] + simple + text[end:]
    for match in re.finditer(
        r" where [^()]*?(?= if empty| by | share | overlap | has |$|\n|\))", text
    ):
        yield text[: match.start()] + text[match.end() :]


def outside(state: dict[str, Any]) -> bool:
    """Whether the completion has further rows in a table that was complete."""
    for name, table in state["before"]["tables"].items():
        if table["complete"] == "yes" and name in state["after"]["tables"]:
            known = [row["id"] for row in table["rows"]]
            if any(row["id"] not in known for row in state["after"]["tables"][name]["rows"]):
                return True
    return False


def _both(state: dict[str, Any], part: str, name: str) -> None:
    for side in ("before", "after"):
        state[side][part].pop(name, None)


def _equal_fact(state: dict[str, Any], name: str) -> None:
    if name in state["before"]["facts"]:
        state["after"]["facts"][name] = state["before"]["facts"][name]
    else:
        state["after"]["facts"].pop(name, None)


def _drop_row(state: dict[str, Any], table: str, key: Any) -> None:
    for side in ("before", "after"):
        held = state[side]["tables"].get(table)
        if held is not None:
            held["rows"] = [row for row in held["rows"] if row["id"] != key]


def _drop_cell(state: dict[str, Any], table: str, key: Any, column: str) -> None:
    if column == TIME.get(table) and outside(state):
        return
    for side in ("before", "after"):
        for row in state[side]["tables"].get(table, {"rows": ()})["rows"]:
            if row["id"] == key:
                row.pop(column, None)
