from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.datatype import Datatype, Kind
from checker.model.pack import Declaration, TableDeclaration, Vocabulary
from checker.pack import find
from checker.pack.find import Packs, digest_of, vocabulary_of, written_forms_in
from checker.pack.folder import read_folder
from tests.pack.packs import RULES, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def only_core(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give these tests a place of the program's own packs that holds `core` alone."""
    own = tmp_path / "own"
    write_pack(own, "core", rules='fact claim.date : date "When"\n')
    monkeypatch.setattr(find.resources, "rules_dir", lambda: own)
    return own


def mistakes(work: Any) -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        work()
    return list(caught.value.diagnostics)


def test_packs_come_from_the_program_and_from_the_folders_named(tmp_path: Path) -> None:
    write_pack(tmp_path / "more", "tiny")

    assert Packs().names() == ["core"]
    assert Packs([tmp_path / "more"]).names() == ["core", "tiny"]


def test_packs_never_come_from_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_pack(tmp_path / "here" / "rules", "tiny")
    write_pack(tmp_path / "here", "tiny2")
    monkeypatch.chdir(tmp_path / "here")

    assert Packs().names() == ["core"]


def test_the_highest_version_within_the_range_is_taken(tmp_path: Path) -> None:
    for version in ("1.2.0", "1.10.0", "2.0.0"):
        write_pack(tmp_path / "more", "tiny", folder=f"tiny-{version}", version=version)
    packs = Packs([tmp_path / "more"])

    assert packs.highest("tiny").version == "2.0.0"
    assert packs.highest("tiny", {"me": "~=1.0"}).version == "1.10.0"
    assert packs.highest("tiny", {"me": "~=1.0", "you": "<1.5"}).version == "1.2.0"


def test_a_range_that_no_version_is_in_says_which_there_are(tmp_path: Path) -> None:
    write_pack(tmp_path / "more", "tiny")
    packs = Packs([tmp_path / "more"])

    (found,) = mistakes(lambda: packs.choose({"tiny": ">=2"}, asked_by="the dossier"))

    assert found.code == "pack-version"
    assert (found.have, found.want) == ("1.0.0", ">=2 (the dossier)")


def test_the_same_version_twice_is_an_error_that_names_both(tmp_path: Path) -> None:
    write_pack(tmp_path / "a", "tiny")
    write_pack(tmp_path / "b", "tiny")

    (found,) = mistakes(lambda: Packs([tmp_path / "a", tmp_path / "b"]))

    assert found.code == "pack-twice"
    assert found.message == "pack `tiny` 1.0.0 is there twice"
    assert found.file == str(tmp_path / "b/tiny/pack.yaml")
    assert found.have == f"also {tmp_path / 'a/tiny/pack.yaml'}"


def test_a_folder_named_twice_is_one_folder(tmp_path: Path) -> None:
    write_pack(tmp_path / "a", "tiny")

    assert Packs([tmp_path / "a", tmp_path / "a"]).names() == ["core", "tiny"]


def test_a_pack_that_is_not_there_gets_the_nearest_name(tmp_path: Path) -> None:
    write_pack(tmp_path / "a", "tiny-pack")
    packs = Packs([tmp_path / "a"])

    (found,) = mistakes(lambda: packs.choose({"tiny_pack": ""}))
    (other,) = mistakes(lambda: packs.choose({"tiny-pak": ""}))

    assert found.code == "pack-unknown"
    assert (other.code, other.hint) == ("pack-unknown", "tiny-pack")


def test_packs_that_use_each_other_in_a_ring_are_shown(tmp_path: Path) -> None:
    for name, uses in (("a", "[b]"), ("b", "[c]"), ("c", "[a]")):
        write_pack(tmp_path / "more", name, uses=uses)
    packs = Packs([tmp_path / "more"])

    (found,) = mistakes(lambda: packs.choose({"a": ""}))

    assert (found.code, found.have) == ("pack-ring", "`a` → `b` → `c` → `a`")


def test_ranges_of_packs_that_use_a_pack_are_joined(tmp_path: Path) -> None:
    more = tmp_path / "more"
    for version in ("1.0.0", "1.1.0", "2.0.0"):
        write_pack(more, "base", folder=f"base-{version}", version=version, rules="")
    write_pack(more, "a", uses='{base: "<2"}', rules="")
    write_pack(more, "z", uses='{base: "<1.1"}', rules="")

    choice = Packs([more]).choose({"a": "", "z": ""})

    assert [(pack["name"], pack["version"]) for pack in choice.all] == [
        ("core", "1.0.0"),
        ("base", "1.0.0"),
        ("a", "1.0.0"),
        ("z", "1.0.0"),
    ]
    assert [pack["name"] for pack in choice.selected] == ["a", "z"]


def test_a_link_in_a_pack_is_refused(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "more", "tiny")
    (tmp_path / "secret.rules").write_text(RULES)
    (folder / "linked.rules").symlink_to(tmp_path / "secret.rules")

    (found,) = mistakes(lambda: Packs([tmp_path / "more"]).choose({"tiny": ""}))

    assert found.code == "pack-file"
    assert found.file == str(folder / "linked.rules")


def test_what_editors_leave_is_no_part_of_a_pack(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "more", "tiny")
    before = find.read_folder(folder)
    for name in (".DS_Store", "main.rules~", "#main.rules#", "__init__.py"):
        (folder / name).write_text("x")

    assert find.read_folder(folder) == before


def test_a_pack_is_known_by_the_hash_of_its_files() -> None:
    one = {"a.rules": b"x", "b.rules": b"y"}

    assert digest_of(one) == digest_of(dict(reversed(one.items())))
    assert digest_of(one) != digest_of({"a.rules": b"y", "b.rules": b"x"})
    assert digest_of({"a": b"x"}) != digest_of({"b": b"x"})


def test_a_compiled_pack_is_kept_until_a_file_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_pack(tmp_path / "more", "tiny")
    compiled: list[str] = []
    compile_files = find.compile_files

    def counting(pack: Any, *arguments: Any) -> dict[str, Any]:
        compiled.append(pack.name)
        return compile_files(pack, *arguments)

    monkeypatch.setattr(find, "compile_files", counting)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    first = Packs([tmp_path / "more"]).choose({"tiny": ""})
    again = Packs([tmp_path / "more"]).choose({"tiny": ""})
    (folder / "main.rules").write_text(RULES.replace("30 t", "20 t"))
    Packs([tmp_path / "more"]).choose({"tiny": ""})

    assert compiled == ["core", "tiny", "tiny"]
    assert first.selected == again.selected


def test_a_change_in_a_pack_that_is_used_compiles_its_users_anew(tmp_path: Path) -> None:
    more = tmp_path / "more"
    base = write_pack(more, "base", rules="define most = 30 t\n")
    rules = 'standard S "S"\nfact tiny.mass : mass\nrule cap "C"\n  cites S confirmed\n'
    write_pack(more, "tiny", uses="[base]", rules=rules + "  require tiny.mass at most most\n")
    Packs([more]).choose({"tiny": ""})
    (base / "main.rules").write_text("define most = 30 %\n")

    found = mistakes(lambda: Packs([more]).choose({"tiny": ""}))

    assert [one.file for one in found] == [str(more / "tiny/main.rules")]


def test_mistakes_of_all_files_of_a_pack_are_reported_together(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path / "more",
        "tiny",
        more={"b.rules": "rule\n", "c.rules": "\x00", "a/d.rules": "x y\n"},
    )

    found = mistakes(lambda: Packs([tmp_path / "more"]).choose({"tiny": ""}))

    assert {one.file for one in found} == {
        str(folder / name) for name in ("b.rules", "c.rules", "a/d.rules")
    }


def test_a_folder_of_packs_that_is_not_there_is_said(tmp_path: Path) -> None:
    (found,) = mistakes(lambda: Packs([tmp_path / "nowhere"]))

    assert (found.code, found.file) == ("pack-folder", str(tmp_path / "nowhere"))


def test_an_installed_distribution_offers_packs_without_running_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    write_pack(site / "their_packs", "their-pack", folder="theirs", rules="")
    (site / "their_packs/__init__.py").write_text("raise SystemExit('their code ran')\n")
    info = site / "their_packs-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: their-packs\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[checker.packs]\ntheir-pack = their_packs.theirs\n")
    monkeypatch.syspath_prepend(str(site))

    choice = Packs().choose({"their-pack": ""})

    assert [pack["name"] for pack in choice.selected] == ["their-pack"]
    assert Packs().names() == ["core", "their-pack"]
    assert "their_packs" not in sys.modules


def test_later_packs_add_columns_and_options() -> None:
    def pack(name: str, options: tuple[str, ...], columns: tuple[str, ...]) -> dict[str, Any]:
        choice = Datatype(Kind.CHOICE, options=options)
        table = TableDeclaration(
            "movements",
            "Movements",
            "core",
            ("id",),
            None,
            None,
            {column: Declaration(Datatype(Kind.TEXT), "", name) for column in columns},
        )
        facts = {"claim.scheme": Declaration(choice, "Scheme", name)}
        return {"vocabulary": Vocabulary(facts, {"movements": table}).to_plain()}

    merged = vocabulary_of(
        [pack("core", ("a", "b"), ("id",)), pack("p", ("a", "b", "c"), ("extra",))]
    )

    assert merged.facts["claim.scheme"].type.options == ("a", "b", "c")
    assert merged.facts["claim.scheme"].pack == "core"
    assert list(merged.tables["movements"].columns) == ["id", "extra"]


def test_two_packs_that_declare_a_name_in_different_ways_cannot_be_selected_together(
    tmp_path: Path,
) -> None:
    more = tmp_path / "more"
    write_pack(more, "a", rules="fact x.size : mass\n")
    write_pack(more, "b", rules="fact x.size : share\n")
    choice = Packs([more]).choose({"a": "", "b": ""})

    (found,) = mistakes(lambda: vocabulary_of(choice.all))

    assert found.code == "pack-conflict"
    assert found.message == "two packs declare `x.size` in different ways"


def test_the_columns_whose_written_form_is_asked_for_are_found() -> None:
    body = [
        "add",
        0,
        9,
        ["half", 1, 5, ["col", 2, 4, 0, "products", "cfp"]],
        ["num", 6, 7, "1", ""],
    ]

    assert written_forms_in({"rules": [{"requires": [body]}]}) == [["products", "cfp"]]


@pytest.mark.parametrize("other", ["= 3 * mass", ": mass"])
def test_two_packs_do_not_share_a_column_that_they_work_out_in_different_ways(
    tmp_path: Path, other: str
) -> None:
    table = "table lots\n  key id\n  column mass : mass\n"
    more = tmp_path / "more"
    write_pack(more, "base", rules=table)
    write_pack(more, "a", uses="[base]", rules="extend lots column twice = 2 * mass\n")
    write_pack(more, "b", uses="[base]", rules=f"extend lots column twice {other}\n")
    write_pack(more, "c", uses="[base]", rules="\nextend lots column twice = 2 * mass\n")

    (found,) = mistakes(lambda: vocabulary_of(Packs([more]).choose({"a": "", "b": ""}).all))

    assert found.code == "pack-conflict"
    assert "lots[].twice" in found.message
    assert (
        "twice"
        in vocabulary_of(Packs([more]).choose({"a": "", "c": ""}).all).tables["lots"].columns
    )


@pytest.mark.parametrize("chain", [True, False])
def test_a_name_that_two_used_packs_declare_means_neither(tmp_path: Path, chain: bool) -> None:
    more = tmp_path / "more"
    rule = 'standard S "S"\nrule r "t"\n  cites S confirmed\n  require limit at most 4\n'
    write_pack(more, "a", rules="define limit = 4\n")
    write_pack(more, "b", uses="[a]" if chain else "[]", rules="define limit = 5\n")
    write_pack(more, "mine", uses="[b]" if chain else "[a, b]", rules=rule)
    write_pack(more, "own", uses="[a, b]", rules=f"define limit = 3\n{rule}")

    (found,) = mistakes(lambda: Packs([more]).choose({"mine": ""}))

    assert found.code == "ambiguous-name"
    assert Packs([more]).choose({"own": ""}).selected[0]["name"] == "own"


def test_the_files_of_a_pack_can_be_given_in_place_of_its_folder(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", rules='fact claim.tiny : mass "Mass"\n')
    files = read_folder(folder)
    packs = Packs([])
    packs.load(folder)

    given = {**files, "tiny.rules": b'fact claim.other : mass "Mass"\n'}
    given.pop(next(name for name in files if name.endswith(".rules")))
    choice = packs.load(folder, given)

    assert "claim.other" in choice.selected[0]["vocabulary"]["facts"]
    assert "claim.tiny" not in choice.selected[0]["vocabulary"]["facts"]


def test_given_files_need_a_manifest(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"there is no pack\.yaml"):
        Packs([]).load(tmp_path / "nowhere", {"a.rules": b""})
