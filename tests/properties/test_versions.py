"""What a comparison of two versions says of random packs is so on random dossiers.

`CHECKER_EXAMPLES=5000` looks longer than a usual run does.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checker.authoring.change import changed_files, changes_of
from checker.authoring.compare.bump import Bump
from checker.authoring.compare.differences import differences
from checker.diagnostic.diagnostic import InputError
from checker.model.source import Source
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file
from tests.authoring.compare.side import side_of
from tests.properties import ledger, rewriting
from tests.properties.author import Author
from tests.properties.ledger import chooser
from tests.properties.world import Pack

if TYPE_CHECKING:
    from random import Random
    from typing import Any

    from checker.authoring.compare.difference import Difference

EXAMPLES = int(os.environ.get("CHECKER_EXAMPLES", "200"))
look = settings(
    max_examples=EXAMPLES // 10,
    deadline=None,
    derandomize="CHECKER_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
seeds = st.integers(0, 2**48)


def pack_of(random: Random) -> Pack | None:
    try:
        return Pack(Author(random).pack())
    except InputError:
        return None


def compiled(text: str) -> Pack | None:
    try:
        return Pack(text)
    except InputError:
        return None


def found(old: Pack, new: Pack) -> list[Difference]:
    return differences(side_of(old), side_of(new))


def bump(old: Pack, new: Pack) -> Bump:
    return max((one.bump for one in found(old, new)), default=Bump.NOTHING)


def verdicts(pack: Pack, dossier: dict[str, Any]) -> dict[str, Any]:
    """Return all that a verdict is worth, by rule."""
    try:
        plain = pack.check(ledger.to_yaml(dossier)).to_plain()
    except InputError as error:
        return {"refused": [one.code for one in error.diagnostics]}
    told: dict[str, Any] = {"": plain["verdict"]}
    for result in plain["results"]:
        subjects = result.get("subjects") or {"counts": None}
        kept = ("verdict", "could_be", "would_be", "harmless")
        told[result["rule"]] = [*(result.get(key) for key in kept), subjects["counts"]]
    return told


def same_verdicts(old: Pack, new: Pack, random: Random, seed: int) -> None:
    for _ in range(3):
        dossier = ledger.dossier(random)
        before, after = verdicts(old, dossier), verdicts(new, dossier)
        if before != after:
            changed = [rule for rule in before if before[rule] != after.get(rule)]
            pytest.fail(
                f"seed {seed}: {changed}\n"
                + "\n".join(f"{before[rule]}\n{after.get(rule)}" for rule in changed)
                + f"\n{found(old, new)}\n--- old\n{old.text}\n--- new\n{new.text}\n---\n"
                + ledger.to_yaml(dossier)
            )


@look
@given(seeds)
def test_a_pack_written_otherwise_is_a_patch_at_most_and_no_verdict_changes(seed: int) -> None:
    random = chooser(seed)
    old = pack_of(random)
    if old is None:
        return
    text = old.text
    for _ in range(random.randint(1, 3)):
        text = random.choice(rewriting.SAME)(text, random)
    new = Pack(text)

    assert bump(old, new) <= Bump.PATCH, found(old, new)
    same_verdicts(old, new, random, seed)


@look
@given(seeds)
def test_what_is_called_a_patch_changes_no_verdict(seed: int) -> None:
    random = chooser(seed)
    old = pack_of(random)
    if old is None:
        return
    for _ in range(4):
        text = old.text
        for _ in range(random.randint(1, 3)):
            text = random.choice((*rewriting.MAYBE, *rewriting.SAME))(text, random)
        new = compiled(text)
        if new is not None and bump(old, new) <= Bump.PATCH:
            same_verdicts(old, new, random, seed)


def test_much_of_what_is_tried_is_called_a_patch_and_much_is_not() -> None:
    tally = dict.fromkeys(Bump, 0)
    for seed in range(10):
        random = chooser(seed)
        old = pack_of(random)
        if old is None:
            continue
        for rewrite in rewriting.MAYBE:
            new = compiled(rewrite(old.text, random))
            if new is not None:
                tally[bump(old, new)] += 1

    assert tally[Bump.PATCH] >= 30
    assert tally[Bump.MINOR] >= 10


def line_at(text: str, place: int) -> str:
    return text[text.rfind("\n", 0, place) + 1 :].split("\n", 1)[0].lstrip()


@look
@given(seeds)
def test_every_small_change_of_meaning_is_minor(seed: int) -> None:
    """The changes that `pack test --mutate` makes; those that mean the same change no verdict."""
    random = chooser(seed)
    old = pack_of(random)
    if old is None:
        return
    file, _ = parse(Source("page.rules", old.text))
    files = {"page.rules": file}
    every = changes_of(files)

    for change in random.sample(every, min(6, len(every))):
        text = format_file(changed_files(files, change, 0)["page.rules"])
        new = compiled(text)
        if new is None:
            continue
        if bump(old, new) < Bump.MINOR:
            # A remark, what only it or a text shows, or nothing in another unit.
            line = line_at(old.text, change.edit.span.start)
            quiet = line.startswith(("note ", "let ")) or change.edit.old.startswith("0 ")
            assert quiet, f"seed {seed}: {change.text}"
            same_verdicts(old, new, random, seed)


@look
@given(seeds)
def test_what_a_rule_says_has_no_part_in_its_verdict(seed: int) -> None:
    random = chooser(seed)
    old = pack_of(random)
    if old is None:
        return
    for rewrite in (rewriting.told, rewriting.noted, rewriting.titled):
        new = compiled(rewrite(old.text, random))
        if new is not None:
            assert bump(old, new) <= Bump.PATCH, found(old, new)
            same_verdicts(old, new, random, seed)


@look
@given(seeds)
def test_another_threshold_is_minor_at_least(seed: int) -> None:
    random = chooser(seed)
    old = pack_of(random)
    if old is None:
        return
    places = list(re.finditer(r"\b(\d+(?:\.\d+)?) (t|%)(?=[ ),\n])", old.text))
    heads = ("require", "recommend", "applies", "for each", "define", "is ", "from", "reading")
    places = [place for place in places if line_at(old.text, place.start()).startswith(heads)]
    if not places:
        return
    place = random.choice(places)
    value = f"{float(place[1]) + random.choice((1, 2, 7)):g} {place[2]}"
    new = compiled(old.text[: place.start()] + value + old.text[place.end() :])
    if new is None:
        return

    assert bump(old, new) >= Bump.MINOR, f"seed {seed}: {place[0]} → {value}"


@look
@given(seeds)
def test_without_a_rule_it_is_major_and_with_one_more_it_is_minor(seed: int) -> None:
    random = chooser(seed)
    old = pack_of(random)
    if old is None:
        return
    items = rewriting.items_of(old.text)
    gone = random.choice([item for item in items if item.startswith("rule ")])
    new = Pack("\n".join(item for item in items if item is not gone))
    name = gone.split()[1]

    there, back = found(old, new), found(new, old)

    assert [(one.what, one.kind, one.name, one.bump) for one in there] == [
        ("removed", "rule", name, Bump.MAJOR)
    ]
    assert [(one.what, one.kind, one.name, one.bump) for one in back] == [
        ("added", "rule", name, Bump.MINOR)
    ]


@look
@given(seeds)
def test_a_comparison_the_other_way_round_is_its_mirror(seed: int) -> None:
    random = chooser(seed)
    old, new = pack_of(random), pack_of(random)
    if old is None or new is None:
        return
    mirror = {"added": "removed", "removed": "added", "changed": "changed"}

    there = {(one.what, one.kind, one.name) for one in found(old, new)}
    back = {(mirror[one.what], one.kind, one.name) for one in found(new, old)}

    assert there == back
    assert found(old, Pack(old.text)) == []
