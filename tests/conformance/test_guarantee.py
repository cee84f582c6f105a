"""The guarantee: a decided verdict never changes when more becomes known.

Every section of every page gives two kinds of pairs of dossiers: its own with each gap filled, and a
complete one with gaps torn into it. Of the two, the one that says more must agree with the other.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from checker.diagnostic.diagnostic import InputError
from tests.conformance.completion import completed, with_gaps
from tests.conformance.page import Section, assess, prepare, read_page

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = Path(__file__).parent
SECTIONS = [
    section
    for path in sorted(FOLDER.rglob("*.md"))
    for section in read_page(path).sections
    if not any(text.startswith(("error ", "dossier error ")) for _, text in section.expect)
]
DECIDED = ("pass", "violation", "not_applicable")
TRIES = 4


def contradictions(less: dict[str, Any], more: dict[str, Any], *, settled: bool) -> Iterator[str]:
    """Say where an assessment of what is wholly known contradicts one of what is known in part."""
    before = {result["rule"]: result for result in less["results"]}
    for result in more["results"]:
        old = before[result["rule"]]
        yield from _contradiction(result["rule"], old, result, settled=settled)
        subjects = {entry["subject"]: entry for entry in _shown(old)}
        for entry in _shown(result):
            if entry["subject"] in subjects:
                name = f"{result['rule']} of {entry['subject']}"
                yield from _contradiction(name, subjects[entry["subject"]], entry, settled=settled)


def _shown(result: dict[str, Any]) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = (result.get("subjects") or {}).get("shown", [])
    return shown


def _contradiction(
    name: str, old: dict[str, Any], new: dict[str, Any], *, settled: bool
) -> Iterator[str]:
    was, is_now = old["verdict"], new["verdict"]
    if "judged" in old:
        # A person's answer stands for the reading that was open; settling it takes its place.
        return
    could_be = old.get("could_be") or []
    if was in DECIDED and is_now != was:
        yield f"{name}: {was}, and {is_now} when more is known"
    if was == "missing" and is_now not in could_be and is_now != "missing":
        yield f"{name}: could be {could_be}, and is {is_now} when all is known"
    if was == "judgement" and not settled and is_now != "judgement":
        yield f"{name}: no fact was missing, and one made it {is_now}"
    if is_now == "missing" and not _cannot_be_filled(new):
        yield f"{name}: missing {new.get('missing')} when all is known"


def _cannot_be_filled(result: dict[str, Any]) -> bool:
    """Whether what is missing is no value: a file of evidence, or rows of all times."""
    return all(
        "evidence" in entry["reason"] or entry["fact"].endswith("[]")
        for entry in result.get("missing") or ()
    )


@pytest.mark.parametrize(
    "section",
    SECTIONS,
    ids=[f"{s.page.relative_to(FOLDER).as_posix()}:{s.line} {s.title}" for s in SECTIONS],
)
def test_a_decided_verdict_survives_every_completion(section: Section) -> None:
    try:
        packs, dossier, vocabulary = prepare(
            section.rules, section.dossier, section.files, common=section.common
        )
    except InputError:
        pytest.skip("the section is about a mistake")
    rules = section.common + section.rules
    readings = {
        name if "/" in name else f"page/{name}": entry
        for name, entry in packs[-1]["readings"].items()
    }
    random = Random(f"{section.page.name}:{section.title}")  # noqa: S311  # no secret: the same each time
    found: list[str] = []

    before = assess(packs, dossier)
    for number in range(TRIES):
        settle = number % 2 == 1
        more = completed(dossier, vocabulary, readings, rules, random, settle=settle)
        found += contradictions(before, assess(packs, more), settled=settle)
        whole = completed(dossier, vocabulary, {}, rules, random, settle=False)
        less = with_gaps(whole, random)
        found += contradictions(assess(packs, less), assess(packs, whole), settled=False)

    assert not found, "\n".join(sorted(set(found)))
