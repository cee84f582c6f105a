from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.command import checker
from tests.golden import compare
from tests.pack.history import commit, git
from tests.pack.packs import RULES, write_pack

GOLDEN = Path(__file__).parent / "golden"
CASES = """\
- case: light
  dossier: {tiny: {mass: 25 t}}
  expect: {cap: pass}
- case: heavy
  dossier: {tiny: {mass: 31 t}}
  expect: {cap: violation}
- case: not known
  dossier: {tiny: {mass: }}
  expect: {cap: missing}
"""
MANIFEST = "name: tiny\nversion: {}\nlanguage: 1\nstandard: A standard\n"
DOSSIER = "dossier: 1\nid: D-1\nas_of: 2026-06-30\npacks: {tiny: '==1.0.0'}\ntiny: {mass: 28 t}\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A repository in which version 1.0.0 of a pack is released."""
    write_pack(tmp_path / "rules", "tiny", more={"cases/cap.yaml": CASES})
    (tmp_path / "dossier.yaml").write_text(DOSSIER)
    commit(tmp_path, "v1.0.0")
    return tmp_path


def edit(place: Path, version: str, *edits: tuple[str, str]) -> None:
    """Change the rules of the pack, and its version."""
    text = RULES
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    (place / "rules/tiny/main.rules").write_text(text)
    (place / "rules/tiny/pack.yaml").write_text(MANIFEST.format(version))


def plain(place: Path, *arguments: str) -> dict[str, object]:
    ended = checker("pack", "diff", *arguments, "--format", "json", cwd=place)
    assert ended.err == ""
    found: dict[str, object] = json.loads(ended.out)
    return found


def test_a_lower_cap_is_minor_and_shows_the_dossiers_that_see_it(place: Path) -> None:
    edit(place, "1.0.1", ("at most 30 t\n", "at most 26 t\n"))

    ended = checker("pack", "diff", "v1.0.0", "rules/tiny", "--dossier", "dossier.yaml", cwd=place)

    assert ended.err == ""
    assert ended.code == 1
    assert (
        ended.out
        == """\
tiny 1.0.0 → 1.0.1
✗ needs 1.1.0 at least (MINOR: a verdict can change); pack.yaml says 1.0.1
  v1.0.0:rules/tiny → rules/tiny
  · rule cap: requirement
  · a verdict changes
  3 cases and 1 dossier given: 1 verdict of 1 rule changed

Verdicts that change

the verdict over all
  pass → violation (1 dossier)
    dossier.yaml D-1

tiny/cap
  pass → violation (1 dossier)
    dossier.yaml D-1

What changed

MINOR ~ rule cap
        requirement
      −   require tiny.mass at most 30 t
      +   require tiny.mass at most 26 t
"""
    )


@pytest.mark.parametrize(
    ("version", "code"),
    [("1.0.0", 1), ("1.0.9", 1), ("0.9.0", 1), ("1.1.0rc1", 0), ("1.1.0", 0), ("2.0.0", 0)],
)
def test_the_exit_code_says_whether_the_version_says_enough(
    place: Path, version: str, code: int
) -> None:
    edit(place, version, ("at most 30 t\n", "at most 26 t\n"))

    ended = checker("pack", "diff", "-q", "v1.0.0", "rules/tiny", cwd=place)

    assert ended.code == code, ended


def test_all_ways_to_name_a_version_find_the_same(place: Path) -> None:
    edit(place, "1.1.0", ("at most 30 t\n", "at most 26 t\n"))
    second = commit(place, "v1.1.0")
    for tag, version in (("v1.0.0", "1.0.0"), ("v1.1.0", "1.1.0")):
        git(place, "worktree", "add", "-q", f"found/{version}", tag)
    (place / "both").mkdir()
    for version in ("1.0.0", "1.1.0"):
        (place / "found" / version / "rules/tiny").rename(place / "both" / f"tiny-{version}")

    pairs = [
        ("v1.0.0", "rules/tiny"),
        ("HEAD~1", "rules/tiny"),
        ("v1.0.0:rules/tiny", "rules/tiny"),
        ("v1.0.0:rules/tiny", "v1.1.0:rules/tiny"),
        ("v1.0.0:rules/tiny", "v1.1.0"),
        ("v1.0.0", f"{second}:./rules/tiny/"),
        ("both/tiny-1.0.0", "./both/tiny-1.1.0"),
        ("tiny ==1.0.0", "tiny"),
        ("tiny<1.1", "rules/tiny"),
        ("v1.0.0:rules/tiny", "tiny==1.1.0"),
    ]
    found = [plain(place, *pair, "--rules", "both") for pair in pairs]

    for one in found:
        for side in ("old", "new"):
            assert isinstance(one[side], dict)
            del one[side]["named"]
        del one["verdicts"]
        assert one == found[0]
    assert found[0]["needs"] == {
        "bump": "MINOR",
        "version": "1.1.0",
        "reasons": [
            {"bump": "MINOR", "text": "rule cap: requirement"},
            {"bump": "PATCH", "text": "its files differ"},
        ],
    }


def test_a_bundle_is_a_version_too(place: Path) -> None:
    checker("pack", "build", "rules/tiny", cwd=place)
    edit(place, "1.1.0", ("at most 30 t\n", "at most 26 t\n"))

    found = plain(place, "tiny-1.0.0.checkerpack", "rules/tiny")

    assert isinstance(found["old"], dict)
    assert found["old"]["named"] == "tiny-1.0.0.checkerpack"
    assert found["changes"] == plain(place, "v1.0.0", "rules/tiny")["changes"]
    assert found["needs"]["bump"] == "MINOR"  # type: ignore[index] # as the form says


def test_with_trust_neither_a_folder_nor_a_revision_is_taken(place: Path) -> None:
    checker("pack", "keygen", "mine", cwd=place)
    checker("pack", "build", "rules/tiny", cwd=place)
    checker("pack", "sign", "tiny-1.0.0.checkerpack", "--key", "mine.pem", cwd=place)
    bundle = "tiny-1.0.0.checkerpack"

    signed = checker("pack", "diff", bundle, bundle, "--trust", "mine.pub", cwd=place)
    folder = checker("pack", "diff", bundle, "rules/tiny", "--trust", "mine.pub", cwd=place)
    revision = checker(
        "pack", "diff", "v1.0.0:rules/tiny", bundle, "--trust", "mine.pub", cwd=place
    )

    assert signed.code == 0, signed
    for ended in (folder, revision):
        assert ended.code == 2
        assert "error[pack-unsigned]: " in ended.err


def test_a_pack_against_itself_needs_nothing_and_lists_nothing(place: Path) -> None:
    found = plain(place, "HEAD", "rules/tiny", "--dossier", "dossier.yaml")

    assert found["needs"] == {"bump": "NOTHING", "version": "1.0.0", "reasons": []}
    assert found["enough"] is True
    for part in ("verdicts", "refused", "broken", "changes", "through", "files"):
        assert found[part] == []


@pytest.mark.parametrize(
    ("name", "text", "files"),
    [
        ("CHANGELOG.md", "# tiny\n", ["CHANGELOG.md"]),
        ("cases/cap.yaml", CASES.replace("25 t", "24 t"), ["cases/cap.yaml"]),
        ("main.rules", "# why\n" + RULES.replace("  require", "      require"), ["main.rules"]),
        ("texts/zh.yaml", "{}\n", ["texts/zh.yaml"]),
    ],
)
def test_where_only_files_differ_a_patch_is_needed(
    place: Path, name: str, text: str, files: list[str]
) -> None:
    (place / "rules/tiny" / name).parent.mkdir(exist_ok=True)
    (place / "rules/tiny" / name).write_text(text)

    found = plain(place, "HEAD", "rules/tiny")

    assert found["needs"] == {
        "bump": "PATCH",
        "version": "1.0.1",
        "reasons": [{"bump": "PATCH", "text": "its files differ"}],
    }
    assert (found["files"], found["changes"], found["verdicts"]) == (files, [], [])


def test_another_version_of_the_same_files_is_fine_but_never_a_lower_one(place: Path) -> None:
    edit(place, "1.4.0")
    up = checker("pack", "diff", "-q", "HEAD", "rules/tiny", cwd=place)
    edit(place, "0.9")
    down = checker("pack", "diff", "-q", "HEAD", "rules/tiny", cwd=place)

    assert up.out == "tiny 1.0.0 → 1.4.0\n✓ nothing changed but the version: 1.0.0 → 1.4.0\n"
    assert (up.code, down.code) == (0, 1)
    assert down.out == "tiny 1.0.0 → 0.9\n✗ the version goes down: 1.0.0 → 0.9\n"


def test_a_dossier_that_is_refused_now_is_major(place: Path) -> None:
    edit(place, "1.1.0", ("mass not negative", "mass not negative at most 27 t"))

    found = plain(place, "HEAD", "rules/tiny", "--dossier", "dossier.yaml")

    assert isinstance(found["refused"], list)
    assert [(one["by"], one["count"], one["witness"]) for one in found["refused"]] == [
        ("new", 2, {"dossier": "heavy", "place": "rules/tiny/cases/cap.yaml:4"})
    ]
    assert found["refused"][0]["mistake"] == (
        "[out-of-bounds]: rules/tiny/cases/cap.yaml:5:26: `31 t` cannot be; want: at most 27 t"
    )
    assert found["enough"] is False


def test_a_new_case_with_new_words_refuses_nothing(place: Path) -> None:
    edit(place, "1.1.0", ('"What it weighs"', '"What it weighs"\nfact tiny.name : text "Name"'))
    (place / "rules/tiny/cases/new.yaml").write_text(
        "case: named\ndossier: {tiny: {mass: 1 t, name: A}}\nexpect: {cap: pass}\n"
    )

    ended = checker("pack", "diff", "HEAD", "rules/tiny", cwd=place)

    assert ended.code == 0
    assert "✓ 1.1.0 says enough (MINOR: a verdict can change)" in ended.out
    assert "refuse" not in ended.out


def test_the_packs_that_it_uses_are_those_of_the_same_revision(place: Path) -> None:
    write_pack(place / "rules", "words", rules='fact w.mass : mass "Mass"\n')
    write_pack(
        place / "rules",
        "user",
        uses="[words]",
        rules='standard S "S"\nrule r "R"\n  cites S confirmed\n  require w.mass at most 30 t\n',
        more={"cases/a.yaml": "case: A\ndossier: {w: {mass: 1 t}}\nexpect: {r: pass}\n"},
    )
    commit(place, "used")
    (place / "rules/words/main.rules").write_text('fact w.weight : mass "Mass"\n')
    (place / "rules/user/main.rules").write_text(
        'standard S "S"\nrule r "R"\n  cites S confirmed\n  require w.weight at most 30 t\n'
    )

    found = plain(place, "used", "rules/user")

    assert isinstance(found["through"], list)
    assert [(one["pack"], one["bump"], one["counts"]) for one in found["through"]] == [
        ("words", "MAJOR", False)
    ]
    # It cannot be used with the old one, so the dossiers that are refused now are its own doing.
    assert found["needs"]["bump"] == "MAJOR"  # type: ignore[index] # as the form says


def test_what_comes_through_a_used_pack_asks_nothing_of_this_version(place: Path) -> None:
    write_pack(
        place / "rules",
        "words",
        rules='fact w.mass : mass "Mass"\ndefine most = 30 t\n',
    )
    write_pack(
        place / "rules",
        "user",
        uses="[words]",
        rules='standard S "S"\nrule r "R"\n  cites S confirmed\n  require w.mass at most most\n',
        more={"cases/a.yaml": "case: A\ndossier: {w: {mass: 28 t}}\nexpect: {r: pass}\n"},
    )
    commit(place, "used")
    (place / "rules/words/main.rules").write_text('fact w.mass : mass "Mass"\ndefine most = 20 t\n')

    found = plain(place, "used", "rules/user")
    other = plain(place, "used", "rules/words", "--rules", "rules")

    assert found["needs"] == {"bump": "NOTHING", "version": "1.0.0", "reasons": []}
    assert isinstance(found["verdicts"], list)
    assert [(one["rule"], one["old"], one["new"], one["through"]) for one in found["verdicts"]] == [
        (None, "pass", "violation", "words"),
        ("user/r", "pass", "violation", "words"),
    ]
    # A pack of declarations alone is checked on the cases of those who use it.
    assert other["needs"]["bump"] == "MINOR"  # type: ignore[index] # as the form says
    assert isinstance(other["verdicts"], list)
    assert [one["rule"] for one in other["verdicts"]] == [None, "user/r"]


def test_a_range_that_asks_for_another_version_makes_its_changes_this_ones(place: Path) -> None:
    for version, most in (("1.0.0", "30 t"), ("2.0.0", "20 t")):
        write_pack(
            place / version,
            "words",
            version=version,
            rules=f'fact w.mass : mass "Mass"\ndefine most = {most}\n',
        )
        write_pack(
            place / version,
            "user",
            version=version.replace("2.0.0", "1.0.1"),
            uses=f'{{words: "=={version}"}}',
            rules='standard S "S"\nrule r "R"\n  cites S confirmed\n  require w.mass at most most\n',
            more={"cases/a.yaml": "case: A\ndossier: {w: {mass: 28 t}}\nexpect: {r: pass}\n"},
        )

    found = plain(place, "1.0.0/user", "2.0.0/user")

    assert found["needs"] == {
        "bump": "MINOR",
        "version": "1.1.0",
        "reasons": [
            {"bump": "MINOR", "text": "pack.yaml: uses `words` ==2.0.0 (was ==1.0.0)"},
            {"bump": "MINOR", "text": "`words` 2.0.0 is needed now"},
            {"bump": "MINOR", "text": "a verdict changes"},
            {"bump": "PATCH", "text": "its files differ"},
        ],
    }


def test_a_pack_that_uses_it_and_is_no_longer_valid_is_named(place: Path) -> None:
    write_pack(place / "rules", "words", rules='fact w.mass : mass "Mass"\ndefine most = 30 t\n')
    write_pack(
        place / "rules",
        "user",
        uses="[words]",
        rules='standard S "S"\nrule r "R"\n  cites S confirmed\n  require w.mass at most most\n',
    )
    commit(place, "used")
    (place / "rules/words/main.rules").write_text('fact w.mass : mass may be none "Mass"\n')

    found = plain(place, "used", "rules/words", "--rules", "rules")

    assert isinstance(found["broken"], list)
    assert [one["pack"] for one in found["broken"]] == ["user"]
    assert found["needs"]["bump"] == "MAJOR"  # type: ignore[index] # as the form says


def test_a_row_that_comes_out_otherwise_is_named_even_behind_many(place: Path) -> None:
    rules = (
        'standard S "S"\ntable heaps "Lots"\n  key id\n  column mass : mass "Mass"\n'
        'rule each "Each"\n  cites S confirmed\n  for each m in heaps\n'
        '  require m.mass at most 30 t\n  say "{m.mass}"\n'
    )
    write_pack(place / "a", "many", rules=rules)
    write_pack(place / "b", "many", rules=rules.replace("30 t", "29 t"))
    rows = ", ".join(f"{{id: L{n}, mass: {n} t}}" for n in range(1, 31))
    (place / "many.yaml").write_text(
        "dossier: 1\nid: M\nas_of: 2026-06-30\npacks: [many]\n"
        f"heaps: {{complete: yes, rows: [{rows}]}}\n"
    )

    found = plain(place, "a/many", "b/many", "--dossier", "many.yaml")

    assert isinstance(found["verdicts"], list)
    witness = found["verdicts"][1]["witness"]
    assert (witness["subject"], witness["old"], witness["new"]) == (
        "heaps[L30]",
        "pass",
        "violation",
    )
    assert witness["message"] == {"old": "30 t", "new": "30 t"}


def test_a_pack_that_is_not_named_by_a_dossier_is_checked_on_it_all_the_same(place: Path) -> None:
    edit(place, "1.1.0", ("at most 30 t\n", "at most 26 t\n"))
    (place / "other.yaml").write_text(
        "dossier: 1\nid: O\nas_of: 2026-06-30\npacks: [disclosure]\ntiny: {mass: 28 t}\n"
    )

    found = plain(place, "HEAD", "rules/tiny", "--dossier", "other.yaml")

    assert isinstance(found["verdicts"], list)
    assert [one["rule"] for one in found["verdicts"]] == [None, "tiny/cap"]


def test_a_dossier_that_cannot_be_checked_says_nothing_and_is_named(place: Path) -> None:
    edit(place, "1.1.0", ("at most 30 t\n", "at most 26 t\n"))
    (place / "many").mkdir()
    for name, text in (
        ("good", DOSSIER),
        ("bad", DOSSIER.replace("28 t", "28 tons")),
        ("lost", DOSSIER.replace("{tiny: '==1.0.0'}", "[tiny, nope]")),
    ):
        (place / "many" / name).mkdir()
        (place / "many" / name / "dossier.yaml").write_text(text)

    ended = checker("pack", "diff", "HEAD", "rules/tiny", "--dossier", "many", cwd=place)

    assert ended.code == 0
    assert "  3 cases and 3 dossiers given: 1 verdict of 1 rule changed\n" in ended.out
    assert (
        "Dossiers that say nothing, because they cannot be checked under both\n"
        "  many/bad D-1\n"
        "    [unit-ambiguous]: many/bad/dossier.yaml:5:14: `tons` is not one unit; want:\n"
        "      a mass, as in `24.31 t`; hint: a ton can be metric (t), short\n"
        "      (0.90718474 t) or long (1.0160469088 t)\n"
        "  many/lost D-1\n"
        "    [pack-unknown]: there is no pack `nope`; have: packs that were found:\n"
    ) in ended.out


def test_the_shipped_packs_are_as_their_versions_say() -> None:
    for name in ("core", "disclosure", "cgmc-low-carbon"):
        ended = checker("pack", "diff", name, f"rules/{name}", "--dossier", "docs/examples")

        assert (ended.code, ended.err) == (0, ""), ended
        assert "✓ nothing changed\n" in ended.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["rules/tiny"], None, "the following arguments are required: NEW"),
        (["rules/tinny", "rules/tiny"], "pack-unknown", "hint: rules/tiny"),
        (["tinny", "rules/tiny"], "pack-unknown", "`tinny` names no version of a pack"),
        (["v1.0.1", "rules/tiny"], "pack-unknown", "there is no revision `v1.0.1`"),
        (["v1.0.1:rules/tiny", "rules/tiny"], "revision-unknown", "hint: v1.0.0"),
        (["v1.0.0:rules/tinny", "rules/tiny"], "revision-unknown", "hint: rules/tiny"),
        (["v1.0.0:../..", "rules/tiny"], "revision-unknown", "no path inside a repository"),
        ([":rules/tiny", "rules/tiny"], "revision-unknown", "`` is no revision"),
        (["core", "disclosure"], "pack-other", "have: `disclosure`, and `core` before"),
        (["core ==9", "core"], "pack-version", "want: ==9 (the command line)"),
        (["rules", "rules/tiny"], "pack-folder", "there is no pack.yaml"),
        (["dossier.yaml", "rules/tiny"], "bundle-refused", None),
        (["nope", "neither"], "pack-unknown", "`neither` names no version of a pack"),
        (["rules/tiny", "rules/tiny", "--dossier", "no.yaml"], "file-missing", None),
        (["rules/tiny", "rules/tiny", "--dossier", "rules"], "file-missing", "no dossier here"),
        (["rules/tiny", "rules/tiny", "--rules", "no"], "pack-folder", None),
        (["rules/tiny", "rules/tiny", "--format", "pdf"], None, "invalid choice: 'pdf'"),
    ],
)
def test_what_is_asked_wrongly_is_said_with_exit_code_2(
    place: Path, arguments: list[str], code: str | None, said: str | None
) -> None:
    ended = checker("pack", "diff", *arguments, cwd=place)

    assert ended.code == 2, ended
    assert ended.out == ""
    assert "Traceback" not in ended.err
    if code is not None:
        assert f"error[{code}]: " in ended.err
    assert said is None or said in ended.err, ended


def test_a_version_that_is_no_valid_pack_says_where(place: Path) -> None:
    (place / "rules/tiny/main.rules").write_text(RULES.replace("30 t\n", "30 %\n"))
    commit(place, "broken")
    (place / "rules/tiny/main.rules").write_text(RULES)

    ended = checker("pack", "diff", "broken", "rules/tiny", cwd=place)

    assert ended.code == 2
    assert " --> broken:rules/tiny/main.rules:7:11\n" in ended.err


MELT = """\
standard S "A standard"

fact melt.total : mass not negative "What was melted"
fact melt.form : one of billet, slab, rod "Form"
table heaps "Heaps"
  key id
  column mass : mass not negative "Mass"
  column green : yes/no "Green?"

parameter cap : share "Largest share that is not green"
  from 2024-01-01 is 30 % cites S unconfirmed

define not_green = sum of mass in heaps where green is no

rule cap "At most so much is not green"
  cites S "4.1" unconfirmed
  let total = melt.total
  require not_green at most cap of total
  say "{not_green} of {total} is not green; {cap} is allowed"
  remedy "Replace it."

rule form "It is a casthouse product"
  cites S confirmed
  require melt.form is one of billet, slab, rod
  say "{melt.form}"
  remedy "Claim the casthouse product, and not what is made of it *later*."

rule heap "No heap is too large"
  cites S open
  for each h in heaps
  require h.mass at most 80 t
  say "{h.mass}"
  remedy "Part it."

rule small "No heap is much too large"
  cites S confirmed
  for each h in heaps
  require h.mass at most 80 t
  say "{h.mass}"
  remedy "Part it."
"""
EDITS = (
    ("30 % cites S unconfirmed", "30 % cites S unconfirmed\n  from 2025-01-01 is 25 % cites S unconfirmed"),
    ("let total = melt.total", "let input = melt.total"),
    ("cap of total", "cap of input"),
    ("{total}", "{input}"),
    ('"Replace it."', '"Replace it, or take it out of the batch that is claimed."'),
    ('billet, slab, rod "Form"', 'billet, slab "Form"'),
    ("is one of billet, slab, rod", "is one of billet, slab"),
    ("rule heap ", "rule heaps.size "),
    ("much too large\"\n  cites S confirmed\n  for each h in heaps\n  require h.mass at most 80 t", "much too large\"\n  cites S confirmed\n  for each h in heaps\n  require h.mass below 70 t"),
    ('"A standard"', '"The standard"'),
)  # fmt: skip


@pytest.mark.parametrize("form", ["text", "json", "md"])
def test_every_form_is_as_agreed(tmp_path: Path, form: str, update: bool) -> None:
    """A change of nearly each kind, on three dossiers."""
    rows = "{id: A, mass: 28 t, green: no}, {id: B, mass: 72 t, green: yes}"
    case = (
        "dossier: {period: 2025, melt: {total: 100 t, form: FORM}, "
        f"heaps: {{complete: yes, rows: [{rows}]}}}}\n  overall: pass\n"
    )
    cases = "".join(
        f"- case: a {name}\n  {case.replace('FORM', name)}" for name in ("billet", "rod", "slab")
    )
    new = MELT
    for before, after in EDITS:
        assert before in new, before
        new = new.replace(before, after)
    for side, rules, version in (("old", MELT, "1.2.0"), ("new", new, "1.2.1")):
        write_pack(
            tmp_path / side, "melt", version=version, rules=rules, more={"cases/a.yaml": cases}
        )

    ended = checker("pack", "diff", "old/melt", "new/melt", "--format", form, cwd=tmp_path)

    assert (ended.code, ended.err) == (1, "")
    suffix = "txt" if form == "text" else form
    compare(GOLDEN / f"pack_diff.{suffix}", ended.out, update=update)
    if form == "text":
        assert max(map(len, ended.out.splitlines())) <= 80


def test_the_same_bytes_come_out_every_time(place: Path) -> None:
    edit(place, "1.0.1", ("at most 30 t\n", "at most 26 t\n"), ("tiny.mass", "tiny.weight"))
    arguments = ("pack", "diff", "HEAD", "rules/tiny", "--format", "json")

    found = {
        checker(*arguments, cwd=place, PYTHONHASHSEED=seed, TZ=zone, LC_ALL="C").out
        for seed, zone in (("0", "UTC"), ("1", "Asia/Shanghai"), ("2", "UTC"))
    }

    assert len(found) == 1
