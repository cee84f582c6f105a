from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.authoring.compare.bump import Bump
from checker.authoring.compare.differences import Side, differences
from tests.authoring.compare.side import side

if TYPE_CHECKING:
    from checker.authoring.compare.difference import Difference

BASE = """\
standard S "A standard"
standard T "Another"

fact period : period "Period"
fact a.mass : mass not negative "Mass"
fact a.limit : mass at least 0 t at most 100 t "Limit"
fact a.note : text may be none "Note"
fact a.model : one of x, y, z "Model"
fact a.rank : ranked one of low, mid, high "Rank"
fact a.schemes : list of one of p, q "Schemes"
table lots "Lots"
  key id
  column date : date "Day"
  column kind : one of x, y "Kind"
  column mass : mass not negative "Mass"
  column twice = mass * 2 "Twice"
  column heavy when mass above 10 t "Heavy"

parameter cap : share "Cap"
  from 2024-01-01 is 30 % cites S unconfirmed
parameter longest : duration by a.model "Longest"
  for x, y is 3 months cites S unconfirmed
  for other is 12 months cites S unconfirmed

reading counted "Does it count?" : counted, not_counted cites S open
reading used "How much?" : mass between 10 t and 12 t cites S open

define chosen = lots where kind is x
define total = sum of mass in chosen
define large when total above 10 t

words names en "one", "two" except "not one"

rule cap "At most the cap"
  cites S "1" unconfirmed
  let share_of = cap
  applies when a.model is x
  require total at most share_of of a.mass
  say "{total} of {a.mass}"
  remedy "Less."
  note "exactly" when total is a.mass

rule rows "Each row"
  cites S confirmed
  for each m in chosen
  let limit = a.limit
  require m.mass at most limit else judgement ask "Is it?"

rule asked "Asked"
  cites S confirmed
  decide
    pass when a.rank is high
    judgement when a.rank is mid ask "Why?"
    otherwise violation

rule read "Read"
  cites S confirmed
  require counted is counted or a.mass at most used
  state a.note
"""


def found(old: str, new: str) -> list[Difference]:
    return differences(side(old), side(new))


def edited(*edits: tuple[str, str]) -> list[Difference]:
    text = BASE
    for before, after in edits:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return found(BASE, text)


def said(changed: list[Difference]) -> list[tuple[str, str, str, str, list[str]]]:
    return [
        (one.bump.name, one.what, one.kind, one.name, [str(part.text) for part in one.parts])
        for one in changed
    ]


def test_a_pack_against_itself_is_unchanged() -> None:
    assert found(BASE, BASE) == []


@pytest.mark.parametrize(
    ("before", "after", "kind", "name", "text"),
    [
        ("one of x, y, z", "one of x, y", "fact", "a.model", "cannot be z"),
        ("at most 100 t", "at most 99 t", "fact", "a.limit", "at least 0 t at most 99 t (was at least 0 t at most 100 t)"),
        ("a.mass : mass not negative", "a.mass : mass above 0 t", "fact", "a.mass", "above 0 t (was at least 0 t)"),
        ("column date : date", "column date : text", "column", "lots.date", "is text (was a date)"),
        ("list of one of p, q", "list of one of q, r", "fact", "a.schemes", "cannot be p"),
        ("key id", "key id, kind", "table", "lots", "its key is id, kind (was id)"),
        ("  column twice = mass * 2", "  column twice : mass", "column", "lots.twice", "stands in the dossier now, and is not worked out"),
        ("column twice = mass * 2", "column twice = year of date", "column", "lots.twice", None),
        (": counted, not_counted cites", ": counted, ignored cites", "reading", "counted", "cannot be not_counted"),
        ("between 10 t and 12 t", "between 10 t and 11 t", "reading", "used", "lies between 10 t and 11 t"),
        ('words names en "one", "two" except "not one"\n', "", "words", "names", "are gone: packs that use this one can name them"),
        ("define large when total above 10 t\n", "", "define", "large", "is gone: packs that use this one can name it"),
        ("define large when total above 10 t\n", "define large = total * 2\n", "define", "large", None),
        ('standard T "Another"\n', "", "standard", "T", "is gone: packs that use this one can cite it"),
        ("rule asked ", "rule asks ", "rule", "asked", "is gone: dossiers name it in judgements and waivers"),
    ],
)  # fmt: skip
def test_what_takes_a_name_or_a_value_away_is_major(
    before: str, after: str, kind: str, name: str, text: str | None
) -> None:
    change = edited((before, after))[0]

    assert (change.bump, change.kind, change.name) == (Bump.MAJOR, kind, name)
    assert text is None or change.parts[0].text == text


@pytest.mark.parametrize(
    ("before", "after", "kind", "name", "text"),
    [
        ("one of x, y, z", "one of x, y, z, w", "fact", "a.model", "can be w too"),
        ("at most 100 t", "at most 101 t", "fact", "a.limit", "at least 0 t at most 101 t (was at least 0 t at most 100 t)"),
        ('column date : date "Day"', 'column date : date may be none "Day"', "column", "lots.date", "may be none"),
        ("low, mid, high", "mid, low, high", "fact", "a.rank", "its options are ranked in another order"),
        ("column twice = mass * 2", "column twice = mass * 3", "column", "lots.twice", "worked out in another way"),
        ("column heavy when mass above 10 t", "column heavy when mass above 11 t", "column", "lots.heavy", "worked out in another way"),
        ("is 30 %", "is 25 %", "parameter", "cap", "25 % from 2024-01-01 (was 30 %)"),
        ("from 2024-01-01 is 30 %", "is 30 %", "parameter", "cap", "30 % until 2024-01-01 (was no value)"),
        ("from 2024-01-01 is 30 % cites S unconfirmed", "from 2024-01-01 is 30 % cites S unconfirmed\n  from 2027-01-01 is 25 % cites S unconfirmed", "parameter", "cap", "25 % from 2027-01-01 (was 30 %)"),
        ("from 2024-01-01 is 30 % cites S", "from 2024-01-01 until 2026-01-01 is 30 % cites S", "parameter", "cap", "no value from 2026-01-01 (was 30 %)"),
        ("from 2024-01-01 is 30 % cites S", "is open at most 20 % cites S", "parameter", "cap", "open, at most 20 % until 2024-01-01 (was no value)"),
        ("for x, y is 3 months", "for x is 3 months", "parameter", "longest", "for y: 12 months (was 3 months)"),
        ('by a.model "Longest"\n  for x, y is 3 months cites S unconfirmed\n  for other is 12 months', '"Longest"\n  is 3 months', "parameter", "longest", "by nothing (was a.model)"),
        (": counted, not_counted", ": counted, not_counted, half", "reading", "counted", "can be half too"),
        ("between 10 t and 12 t", "between 9 t and 12 t", "reading", "used", "lies between 9 t and 12 t"),
        ("chosen = lots where kind is x", "chosen = lots where kind is y", "define", "chosen", "selects other rows"),
        ("total = sum of mass", "total = sum of twice", "define", "total", "worked out in another way"),
        ('en "one", "two"', 'en "one", "three"', "words", "names", "en: + three, − two"),
        ('except "not one"', 'except "no one"', "words", "names", "exceptions: + no one, − not one"),
        ('en "one", "two"', 'en "one", "two" zh "一"', "words", "names", "zh: + 一"),
        ("require total at most", "require total below", "rule", "cap", "requirement"),
        ("let share_of = cap", "let share_of = 30 %", "rule", "cap", "requirement"),
        ("applies when a.model is x", "applies when a.model is y", "rule", "cap", "applies when"),
        ("for each m in chosen", "for each m in lots", "rule", "rows", "for each"),
        (' else judgement ask "Is it?"', "", "rule", "rows", "requirement"),
        ("judgement when a.rank is mid", "judgement when a.rank is low", "rule", "asked", "decide"),
        ("state a.note", "state a.note, a.model", "rule", "read", "state"),
        ('cites S "1" unconfirmed', 'cites S "1" open', "rule", "cap", "rests on an open clause now: a violation becomes a judgement"),
        ('cites S "1" unconfirmed', 'cites S "1" unconfirmed\n  from 2026-01-01', "rule", "cap", "from 2026-01-01"),
        ('cites S "1" unconfirmed', 'cites S "1" unconfirmed\n  until 2026-01-01', "rule", "cap", "until 2026-01-01"),
        ('cites S "1" unconfirmed', 'cites S "1" unconfirmed\n  across dossiers', "rule", "cap", "runs across dossiers too"),
        ("require total at most", "recommend total at most", "rule", "cap", "recommended, no longer required"),
        ("  let share_of = cap\n", "  let idle = a.limit\n  let share_of = cap\n", "rule", "cap", "reads other values, or the same in another order"),
        ('ask "Is it?"', 'ask "Is it so?"', "rule", "rows", "asks something else: answers that were recorded may no longer count"),
        ('ask "Why?"', 'ask "How?"', "rule", "asked", "asks something else: answers that were recorded may no longer count"),
        ('fact period : period "Period"', 'fact period : period "Period"\nfact b.new : text', "fact", "b.new", "is new"),
        ('  column heavy', '  column more : text\n  column heavy', "column", "lots.more", "is new"),
        ("define large", 'define small = 1 t\ndefine large', "define", "small", "is new"),
        ("rule asked ", 'rule more "More"\n  cites S open\n  require a.mass above 0 t\nrule asked ', "rule", "more", "is new: a claim that conformed can fall short of it"),
    ],
)  # fmt: skip
def test_what_can_change_a_verdict_is_minor(
    before: str, after: str, kind: str, name: str, text: str | None
) -> None:
    change = edited((before, after))[0]

    assert (change.bump, change.kind, change.name) == (Bump.MINOR, kind, name)
    assert text is None or change.parts[0].text == text


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([('"At most the cap"', '"No more than the cap"')], ["title"]),
        ([('say "{total} of {a.mass}"', 'say "{a.mass}: {total}"')], ["say"]),
        ([('say "{total} of {a.mass}"', 'say "{total} ({a.mass})"')], ["say"]),
        ([('remedy "Less."', 'remedy "Take {total} out."')], ["remedy"]),
        ([('remedy "Less."\n', "")], ["remedy"]),
        ([('note "exactly" when total is a.mass', 'note "just" when a.mass is total')], ["note"]),
        ([('cites S "1" unconfirmed', 'cites T "2" confirmed')], ["citation"]),
        ([('say "{total} of {a.mass}"', 'say "{total} of {a.limit}"')], ["say"]),
        ([('note "exactly" when total is a.mass', 'note "large" when a.limit above 3 t')], ["note"]),
        ([('"Does it count?"', '"Is it counted?"')], ["question"]),
        ([('cites S open\nreading', 'cites T open\nreading')], ["citation"]),
        ([('share "Cap"', 'share "The cap"')], ["title"]),
        ([("is 30 % cites S unconfirmed", "is 30 % cites T confirmed")], ["citation"]),
        ([('"Another"', '"The other"')], ["title"]),
        ([('fact a.mass : mass not negative "Mass"', 'fact a.mass : mass not negative "The mass"')], ["title"]),
        ([('mass * 2 "Twice"', 'mass * 2 "Two of it"')], ["title"]),
        ([("one of x, y, z", "one of z, y, x")], ["its options stand in another order"]),
        ([("let share_of", "let part"), ("at most share_of of", "at most part of")], ["written otherwise, and means the same"]),
        ([("for each m in", "for each n in"), ("require m.mass", "require n.mass")], ["written otherwise, and means the same"]),
        ([("above 10 t \"Heavy\"", "above 10 000 kg \"Heavy\"")], ["written otherwise, and means the same"]),
        ([("for x, y is 3 months cites S unconfirmed", "for x is 3 months cites S unconfirmed\n  for y is 3 months cites S unconfirmed")], ["written otherwise, and means the same"]),
        ([("standard T", 'standard U "Third"\nstandard T')], ["is new"]),
    ],
)  # fmt: skip
def test_what_only_says_it_otherwise_is_patch(
    edits: list[tuple[str, str]], expected: list[str]
) -> None:
    changed = edited(*edits)

    assert [change.bump for change in changed] == [Bump.PATCH]
    assert [part.text for part in changed[0].parts] == expected


def test_layout_comments_and_the_order_of_items_are_no_change() -> None:
    rules = BASE.split("\n\n")
    text = "# a comment\n" + "\n\n".join([*rules[:-3], rules[-1], rules[-3], rules[-2]])
    text = text.replace("  require", "\n      require  # why\n ")

    assert found(BASE, text) == []


def test_a_rule_that_rests_on_what_changed_is_itself_unchanged() -> None:
    changed = edited(("total = sum of mass", "total = sum of twice"))

    assert said(changed) == [("MINOR", "changed", "define", "total", ["worked out in another way"])]
    assert said(edited(("lots where kind is x", "lots where kind is y"))) == [
        ("MINOR", "changed", "define", "chosen", ["selects other rows"])
    ]


def test_only_the_lines_that_differ_are_kept() -> None:
    (change,) = edited(("require total at most", "require total below"))

    assert change.places == (
        (
            ("  require total at most share_of of a.mass",),
            ("  require total below share_of of a.mass",),
        ),
    )


def test_several_changes_of_one_item_stand_together_the_gravest_first() -> None:
    (change,) = edited(
        ("require total at most", "require total below"),
        ('"At most the cap"', '"Below the cap"'),
        ('remedy "Less."', 'remedy "More."'),
    )

    assert [(part.bump.name, part.text) for part in change.parts] == [
        ("MINOR", "requirement"),
        ("PATCH", "title"),
        ("PATCH", "remedy"),
    ]


def test_what_is_removed_one_way_is_added_the_other() -> None:
    other = BASE.replace("rule asked ", "rule asks ").replace("a.note", "a.remark")

    there = {(one.what, one.kind, one.name) for one in found(BASE, other)}
    back = {(one.what, one.kind, one.name) for one in found(other, BASE)}
    mirror = {"added": "removed", "removed": "added", "changed": "changed"}

    assert {(mirror[what], kind, name) for what, kind, name in there} == back


def test_words_that_moved_to_a_pack_that_is_used_are_still_found() -> None:
    words = 'words names en "one", "two" except "not one"\n'
    old, new = side(BASE), side(BASE.replace(words, ""))
    shared = {**side(words).pack, "name": "shared"}

    change = differences(old, Side(new.pack, new.vocabulary, [new.pack, shared]))[0]

    assert (change.bump, change.kind, change.name) == (Bump.MINOR, "words", "names")
    assert change.parts[0].text == "found in a pack that is used"
