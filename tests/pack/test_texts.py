from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.pack.find import Packs
from checker.pack.text_file import read_pairs, write_texts
from checker.pack.texts import gaps, languages_of, source_texts, texts_of
from checker.pipeline import check
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RULES = """\
standard S "A standard"

parameter most : mass "Most that may come in" from 2020-01-01 is 30 t cites S confirmed

reading dross "Does dross count?" : counted, not_counted cites S open

fact tiny.kind : one of puck, brick "What it is"

fact tiny.mass : mass not negative "What it weighs"

table loads "What came in"
  key id
  column id : text "Name of the row"
  column mass : mass not negative "Its mass"

rule cap "At most 30 t"
  cites S confirmed
  require tiny.mass at most most
  say "{tiny.mass} of {tiny.kind}; {most} is allowed"
  remedy "Take out what is above {most}"
  note "exactly at the cap" when tiny.mass is most

rule asked "Somebody looks"
  cites S confirmed
  require tiny.kind is brick else judgement ask "Is it sold?"
"""

WHOLE = """\
pack:
  standard: {en: A standard, zh: 一项标准}
standards:
  S: {en: A standard, zh: 一项标准}
facts:
  tiny.kind: {en: What it is, zh: 种类}
  tiny.mass: {en: What it weighs, zh: 质量}
tables:
  loads:
    title: {en: What came in, zh: 进厂}
    columns:
      id: {en: Name of the row, zh: 行名}
      mass: {en: Its mass, zh: 质量}
options:
  puck: 铝饼
  brick: 铝砖
  counted: 计入
  not_counted: 不计入
parameters:
  most: {en: Most that may come in, zh: 进厂上限}
readings:
  dross: {en: "Does dross count?", zh: 铝灰是否计入？}
rules:
  cap:
    title: {en: At most 30 t, zh: 不超过 30 t}
    say: {en: "{tiny.mass} of {tiny.kind}; {most} is allowed", zh: "上限 {most}，{tiny.kind}共 {tiny.mass}"}
    remedy: {en: "Take out what is above {most}", zh: "移出超过 {most} 的部分"}
    note:
      - {en: exactly at the cap, zh: 恰好等于上限}
  asked:
    title: {en: Somebody looks, zh: 有人查看}
    ask:
      - {en: "Is it sold?", zh: 是否出售？}
"""

DOSSIER = """\
dossier: 1
id: D
as_of: 2026-06-30
packs: [tiny]
period: 2025
tiny: {mass: 30 t, kind: puck}
"""


def load(place: Path, texts: str | None, rules: str = RULES) -> tuple[dict[str, Any], list[Any]]:
    more = {} if texts is None else {"texts/zh.yaml": texts}
    choice = Packs().load(write_pack(place, rules=rules, more=more))
    pack = choice.selected[0]
    return pack, [one for one in choice.all if one is not pack]


def mistakes(place: Path, texts: str, file: str = "texts/zh.yaml") -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        Packs().load(write_pack(place, rules=RULES, more={file: texts}))
    return list(caught.value.diagnostics)


def found(place: Path, lang: str, texts: str | None = WHOLE) -> Mapping[str, Any]:
    more = {} if texts is None else {"texts/zh.yaml": texts}
    write_pack(place / "packs", rules=RULES, more=more)
    dossier = place / "dossier.yaml"
    dossier.write_text(DOSSIER, "utf-8")
    return check(dossier, rules=[place / "packs"], lang=lang).to_plain()


def test_an_assessment_says_what_its_pack_says_in_the_language_asked_for(tmp_path: Path) -> None:
    cap, asked = found(tmp_path, "zh")["results"]

    assert cap["title"] == "不超过 30 t"
    assert cap["message"] == "上限 30 t，铝饼共 30 t"
    assert cap["notes"] == ["恰好等于上限"]
    assert asked["question"] == "是否出售？"


def test_values_for_programs_are_the_same_in_every_language(tmp_path: Path) -> None:
    english, chinese = found(tmp_path / "1", "en"), found(tmp_path / "2", "zh")

    for key in ("verdict", "counts"):
        assert english[key] == chinese[key]
    for one, other in zip(english["results"], chinese["results"], strict=True):
        for key in ("rule", "verdict", "values", "places", "margin"):
            assert one[key] == other[key]


def test_a_language_that_a_pack_lacks_is_english(tmp_path: Path) -> None:
    cap, asked = found(tmp_path, "zh", texts=None)["results"]

    assert cap["title"] == "At most 30 t"
    assert cap["message"] == "30 t of puck; 30 t is allowed"
    assert asked["question"] == "Is it sold?"


def test_a_whole_file_leaves_no_gap(tmp_path: Path) -> None:
    pack, used = load(tmp_path, WHOLE)

    assert languages_of(pack) == ("zh",)
    assert gaps(pack, used, "zh") == []
    assert len(gaps(pack, used, "ja")) == len(source_texts(pack, used))


def test_a_gap_names_its_text_in_the_order_of_the_pack(tmp_path: Path) -> None:
    pack, used = load(tmp_path, WHOLE.replace("zh: 质量", 'zh: ""').replace("puck: 铝饼", "puck:"))

    assert [(gap.name, gap.english) for gap in gaps(pack, used, "zh")] == [
        ("facts tiny.mass", "What it weighs"),
        ("tables loads columns mass", "Its mass"),
        ("options puck", "puck"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "path"),
    [
        ('"At most 30 t"', '"No more than 30 t"', ("rules", "cap", "title")),
        ('"{tiny.mass} of', '"{tiny.mass} in all, of', ("rules", "cap", "say")),
        ('"Is it sold?"', '"Has it been sold?"', ("rules", "asked", "ask", "Has it been sold?")),
        ('note "exactly at', 'note "just at', ("rules", "cap", "note", "just at the cap")),
    ],
)
def test_a_translation_of_what_was_said_before_is_stale_and_not_shown(
    tmp_path: Path, old: str, new: str, path: tuple[str, ...]
) -> None:
    assert old in RULES
    pack, used = load(tmp_path, WHOLE, RULES.replace(old, new))

    english = source_texts(pack, used)[path]
    (gap,) = gaps(pack, used, "zh")
    assert (gap.lang, gap.path, gap.english, gap.stale) == ("zh", path, english, True)
    texts = texts_of([pack], "zh")
    assert texts.title("tiny", pack["rules"][0]) == (
        "No more than 30 t" if path[2] == "title" else "不超过 30 t"
    )


@pytest.mark.parametrize(
    ("old", "new", "message", "hint"),
    [
        ("  asked:", "  aksed:", "`aksed` is no rule of this pack", "asked"),
        ("  asked:\n    title", "  asked:\n    tittle", "`tittle` is no text of a rule", "title"),
        ("tiny.kind: {", "tiny.kimd: {", "`tiny.kimd` is no fact that this pack declares", "tiny.kind"),
        ("      mass: {", "      maas: {", "`maas` is no column that this pack gives to the table", "mass"),
        ("  brick:", "  brikc:", "`brikc` is no option that this pack declares", "brick"),
        ("options:", "optoins:", "`optoins` is no part of a file of texts", "options"),
        (
            "zh: 不超过 30 t",
            'zh: "不超过 {most}"',
            "the translation fills in other values than its text",
            None,
        ),
        ("共 {tiny.mass}", "共若干", "the translation fills in other values than its text", None),
        ("{en: Somebody looks, zh: 有人查看}", "有人查看", "a text and its translation stand here", None),
        (", zh: 有人查看", ", ja: 有人查看", "a text and its translation stand here", None),
        ("{en: exactly at", "{en: exactly at the cap, zh: 1}\n      - {en: exactly at", "this text stands twice", None),
    ],
)  # fmt: skip
def test_what_the_pack_does_not_have_is_a_mistake(
    tmp_path: Path, old: str, new: str, message: str, hint: str | None
) -> None:
    assert old in WHOLE
    first = mistakes(tmp_path, WHOLE.replace(old, new, 1))[0]

    assert (first.code, first.message, first.hint) == ("pack-text", message, hint)
    assert first.file is not None
    assert first.file.endswith("texts/zh.yaml")
    assert first.line is not None


@pytest.mark.parametrize(
    "file", ["texts/en.yaml", "texts/zh.yml", "texts/README", "texts/a/zh.yaml"]
)
def test_only_a_language_names_a_file_of_texts(tmp_path: Path, file: str) -> None:
    assert [found.code for found in mistakes(tmp_path, WHOLE, file)] == ["pack-text"]


def test_a_broken_file_is_reported_where_it_breaks(tmp_path: Path) -> None:
    first = mistakes(tmp_path, 'rules:\n  cap: "\n')[0]

    assert first.code == "yaml-syntax"
    assert first.line is not None


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    pack, used = load(tmp_path, "# later\n")

    assert len(gaps(pack, used, "zh")) == len(source_texts(pack, used))


def test_a_file_written_anew_is_the_same_pack(tmp_path: Path) -> None:
    pack, used = load(tmp_path / "1", WHOLE)
    text, left = write_texts(pack, used, "zh", read_pairs(WHOLE.encode(), "zh", "zh.yaml"))

    again, _ = load(tmp_path / "2", text)
    assert left == []
    assert again["texts"] == pack["texts"]
    assert write_texts(pack, used, "zh", read_pairs(text.encode(), "zh", "zh.yaml"))[0] == text


def test_what_changed_stands_beside_what_was_translated(tmp_path: Path) -> None:
    old = read_pairs(WHOLE.encode(), "zh", "zh.yaml")
    changed = RULES.replace('"At most 30 t"', '"No more than 30 t"').replace("Is it s", "Was it s")
    pack, used = load(tmp_path / "1", None, changed)

    text, left = write_texts(pack, used, "zh", old)
    assert left == []
    assert (
        """\
    title:
      en: "No more than 30 t"
      was: "At most 30 t"
      zh: "不超过 30 t"
"""
        in text
    )
    assert (
        """\
      - en: "Was it sold?"
        was: "Is it sold?"
        zh: "是否出售？"
"""
        in text
    )
    later, _ = load(tmp_path / "2", text, changed)
    assert [gap.path[:3] for gap in gaps(later, used, "zh") if gap.stale] == [
        ("rules", "cap", "title"),
        ("rules", "asked", "ask"),
    ]
    settled, _ = load(tmp_path / "3", "".join(
        line for line in text.splitlines(True) if "was:" not in line
    ), changed)  # fmt: skip
    assert gaps(settled, used, "zh") == []


def test_a_renamed_rule_keeps_its_texts_and_a_dropped_one_is_named(tmp_path: Path) -> None:
    old = read_pairs(WHOLE.encode(), "zh", "zh.yaml")
    renamed = RULES.replace("rule cap", "rule limit").partition("rule asked")[0]
    pack, used = load(tmp_path, None, renamed)

    text, left = write_texts(pack, used, "zh", old)
    assert "  limit:\n    title:\n" in text
    assert "移出超过 {most} 的部分" in text
    assert sorted(pair.translation for _, pair in left) == ["是否出售？", "有人查看"]
