from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.diagnostic.diagnostic import InputError
from checker.model.said import Said
from checker.pack.find import Packs
from checker.pack.folder import digest_of, hashes_of
from checker.pack.lock import Lock, lock_text, read_lock
from tests.pack.packs import RULES, write_pack

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from checker.pack.find import Candidate

FILES = {"pack.yaml": b"a", "main.rules": b"b"}
TEXT = lock_text([("tiny", "1.0.0", FILES)], {"dossier.yaml": "0" * 64})


def mistakes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(InputError) as caught:
        call()
    return [f"{found.line or '-'}: {found.message}" for found in caught.value.diagnostics]


def test_a_lock_has_a_line_for_each_file_sorted() -> None:
    hashes = hashes_of(FILES)

    assert TEXT == (
        "# Written by `checker pack lock`. `checker check --locked` takes these packs and no others;\n"
        "# `checker pack lock --force` writes it anew.\n"
        "lock: 1\n"
        "checker: 0.1.0\n"
        "packs:\n"
        "  tiny:\n"
        "    version: 1.0.0\n"
        f"    sha256: {digest_of(FILES)}\n"
        "    files:\n"
        f"      - {{file: main.rules, sha256: {hashes['main.rules']}}}\n"
        f"      - {{file: pack.yaml, sha256: {hashes['pack.yaml']}}}\n"
        "inputs:\n"
        f"  - {{file: dossier.yaml, sha256: {'0' * 64}}}\n"
    )


def test_what_was_written_is_read_back() -> None:
    lock = read_lock(TEXT.encode(), "checker.lock")

    assert lock.packs["tiny"].version == "1.0.0"
    assert lock.packs["tiny"].files == hashes_of(FILES)
    assert lock.inputs == {"dossier.yaml": "0" * 64}
    assert read_lock(lock_text([]).encode(), "l").inputs is None


row_names = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters='\\:*?[]"<>|'),
    min_size=1,
    max_size=20,
)


@given(st.dictionaries(row_names, st.just("0" * 64), max_size=5))
def test_whatever_a_ledger_is_called_its_name_is_read_back(inputs: dict[str, str]) -> None:
    text = lock_text([("tiny", "1.0.0", FILES)], inputs)

    found = read_lock(text.encode(), "checker.lock").inputs

    assert (found or {}) == inputs


@pytest.mark.parametrize(
    "name", ["台账.xlsx", "a b.csv", "- a", "a #b", "{a}", "a, b", "'a'", "&a", "yes"]
)
def test_names_that_mean_something_in_yaml_are_quoted(name: str) -> None:
    text = lock_text([("tiny", "1.0.0", FILES)], {name: "0" * 64})

    assert read_lock(text.encode(), "checker.lock").inputs == {name: "0" * 64}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (TEXT, "", "1: this is no lock"),
        (TEXT, "- a\n", "1: this is no lock"),
        ("lock: 1", "lock: 2", "3: this form of a lock is not known here"),
        ("lock: 1\n", "", "1: this form of a lock is not known here"),
        ("lock: 1", "lock: 1\npack: {}", "4: `pack` is no name in a lock"),
        ("    version: 1.0.0\n", "", "6: `version` is not given"),
        ("1.0.0", "one", "7: `one` is no version"),
        ("    version", "    versions: 1\n    version", "7: `versions` is no name in a lock"),
        ("  tiny:", "  Tiny!:", "6: `Tiny!` is no name of a pack"),
        (digest_of(FILES), "0" * 64, "8: the SHA-256 of pack `tiny` is not that of its files"),
        ("- {file: main.rules", "- {file: other.rules", "8: the SHA-256 of pack `tiny`"),
        ("- {file: main.rules", "- {file: pack.yaml", "11: `pack.yaml` is listed twice"),
        ("- {file: main.rules, ", "- {", "10: `file` is not given"),
        ("0" * 64, "0" * 63 + "A", "13: `" + "0" * 57),
        ("- {file: dossier.yaml", "- {name: x, file: dossier.yaml", "13: `name` is no name"),
        ("  - {file: dossier.yaml", "  - [{file: dossier.yaml", "13: "),
        ("    files:", "    files: &a", "9: the anchor"),
        ("    sha256", "    only_names: no\n    sha256", "8: `only_names` is `yes` or not there"),
        ("    sha256", "    only_names: []\n    sha256", "8: `only_names` is `yes` or not there"),
    ],
)
def test_a_lock_that_is_written_otherwise_is_refused(old: str, new: str, said: str) -> None:
    assert old in TEXT
    found = mistakes(lambda: read_lock(TEXT.replace(old, new).encode(), "checker.lock"))

    assert any(one.startswith(said) for one in found), found


@given(st.binary(max_size=80), st.integers(0, len(TEXT)), st.integers(0, 80))
def test_a_damaged_lock_is_read_or_refused_and_nothing_else(new: bytes, at: int, gone: int) -> None:
    data = TEXT.encode()

    try:
        read_lock(data[:at] + new + data[at + gone :], "checker.lock")
    except InputError as error:
        assert error.diagnostics


def locked(folder: Path, **wanted: str) -> Lock:
    packs = Packs([folder])
    choice = packs.choose(wanted or {"tiny": ""})
    rows = [(p["name"], p["version"], packs.chosen(p).files) for p in choice.all]
    return read_lock(lock_text(rows).encode(), "checker.lock")


def test_nothing_is_said_while_nothing_changes(tmp_path: Path) -> None:
    write_pack(tmp_path, "tiny")
    lock = locked(tmp_path)

    choice = Packs([tmp_path]).choose({"tiny": ""}, lock=lock)

    assert [pack["name"] for pack in choice.all] == ["core", "tiny"]


def test_the_locked_version_is_taken_though_a_higher_one_is_there(tmp_path: Path) -> None:
    write_pack(tmp_path, "tiny")
    lock = locked(tmp_path)
    write_pack(tmp_path, "tiny", folder="newer", version="1.1.0")

    free = Packs([tmp_path]).choose({"tiny": ""})
    held = Packs([tmp_path]).choose({"tiny": ""}, lock=lock)

    assert (free.selected[0]["version"], held.selected[0]["version"]) == ("1.1.0", "1.0.0")


def test_a_version_before_its_release_can_be_locked(tmp_path: Path) -> None:
    write_pack(tmp_path, "tiny", version="1.1.0rc1")
    lock = locked(tmp_path)
    write_pack(tmp_path, "tiny", folder="newer", version="1.1.0")

    held = Packs([tmp_path]).choose({"tiny": ">=1.0"}, lock=lock)

    assert held.selected[0]["version"] == "1.1.0rc1"


def test_each_file_that_changed_came_or_went_is_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", more={"about/old.yaml": "a: b\n", "kept.yaml": "\n"})
    lock = locked(tmp_path)
    (folder / "main.rules").write_text(RULES.replace("30 t", "40 t"))
    (folder / "about/old.yaml").unlink()
    (folder / "new.rules").write_text("")

    with pytest.raises(InputError) as caught:
        Packs([tmp_path]).choose({"tiny": ""}, lock=lock)

    found = caught.value.diagnostics
    assert [one.message for one in found] == [
        "`tiny/about/old.yaml` was removed since tiny 1.0.0 was locked",
        "`tiny/main.rules` changed since tiny 1.0.0 was locked",
        "`tiny/new.rules` was added since tiny 1.0.0 was locked",
    ]
    assert {(one.code, one.file, one.excerpt) for one in found} == {
        ("lock-drift", "checker.lock", "  tiny:")
    }
    assert [(one.have is None, one.want is None) for one in found] == [
        (True, False),
        (False, False),
        (False, True),
    ]


def test_a_pack_that_no_longer_compiles_is_said_to_have_changed_first(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny")
    lock = locked(tmp_path)
    (folder / "main.rules").write_text("rule cap require\n")

    found = mistakes(lambda: Packs([tmp_path]).choose({"tiny": ""}, lock=lock))

    assert [one.split(": ", 1)[1] for one in found] == [
        "`tiny/main.rules` changed since tiny 1.0.0 was locked"
    ]


def test_a_version_that_is_gone_is_named_with_those_that_are_there(tmp_path: Path) -> None:
    write_pack(tmp_path / "a", "tiny")
    lock = locked(tmp_path / "a")
    write_pack(tmp_path / "b", "tiny", version="1.1.0")
    write_pack(tmp_path / "b", "tiny", folder="other", version="0.9.0")

    with pytest.raises(InputError) as caught:
        Packs([tmp_path / "b"]).choose({"tiny": ""}, lock=lock)
    gone = mistakes(lambda: Packs().choose({"tiny": ""}, lock=lock))

    (found,) = caught.value.diagnostics
    assert found.message == "pack `tiny` 1.0.0 is locked and not found"
    assert found.have == "versions that were found: 0.9.0, 1.1.0"
    assert [one.split(": ", 1)[1] for one in gone] == ["pack `tiny` 1.0.0 is locked and not found"]


def test_a_range_that_no_longer_admits_the_locked_version_is_named(tmp_path: Path) -> None:
    write_pack(tmp_path, "tiny")
    lock = locked(tmp_path)
    write_pack(tmp_path, "tiny", folder="newer", version="1.1.0")

    with pytest.raises(InputError) as caught:
        Packs([tmp_path]).choose({"tiny": "~=1.1"}, lock=lock)

    (found,) = caught.value.diagnostics
    assert found.message == (
        "the locked version 1.0.0 of pack `tiny` is not within the range asked for"
    )
    assert found.want == "~=1.1 (the dossier)"


def test_packs_that_are_used_and_not_locked_or_locked_and_not_used_are_named(
    tmp_path: Path,
) -> None:
    write_pack(tmp_path, "tiny")
    write_pack(tmp_path, "other", rules=RULES.replace("tiny", "other"))
    lock = locked(tmp_path)

    found = mistakes(lambda: Packs([tmp_path]).choose({"other": ""}, lock=lock))

    assert [one.split(": ", 1)[1] for one in found] == [
        "pack `other` is used and not locked",
        "pack `tiny` is locked and not used",
    ]


def test_every_drift_is_told_at_once(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny", uses='{more: ""}')
    write_pack(tmp_path, "more", rules=None)
    gone = write_pack(tmp_path, "gone", rules=None)
    lock = locked(tmp_path, tiny="", gone="")
    (folder / "main.rules").write_text("")
    (gone / "pack.yaml").write_text((gone / "pack.yaml").read_text().replace("1.0.0", "2.0.0"))

    found = mistakes(lambda: Packs([tmp_path]).choose({"tiny": "", "gone": ""}, lock=lock))

    assert sorted(one.split(": ", 1)[1] for one in found) == [
        "`tiny/main.rules` changed since tiny 1.0.0 was locked",
        "pack `gone` 1.0.0 is locked and not found",
    ]


def test_what_is_compiled_is_what_was_held_to_the_lock(tmp_path: Path) -> None:
    """The files change after they were compared: the bytes that were compared are compiled."""
    folder = write_pack(tmp_path, "tiny")
    lock = locked(tmp_path)
    packs = Packs([tmp_path])

    class Late(Lock):
        __slots__ = ()

        def hold(
            self,
            chosen: Mapping[str, Candidate],
            candidates: Callable[[str], Sequence[Candidate]],
        ) -> None:
            super().hold(chosen, candidates)
            (folder / "main.rules").write_text("rule broken\n")

    watched = Late(lock.packs, lock.inputs, lock.source, lock.sha256)

    choice = packs.choose({"tiny": ""}, lock=watched)

    assert choice.selected[0]["sha256"] == digest_of(packs.chosen(choice.selected[0]).files)
    assert [rule["id"] for rule in choice.selected[0]["rules"]] == ["cap"]


def test_inputs_that_changed_are_named_and_those_that_are_not_locked() -> None:
    lock = read_lock(
        lock_text(
            [("tiny", "1.0.0", FILES)], {"a": "1" * 64, "b": "2" * 64, "c": "3" * 64}
        ).encode(),
        "checker.lock",
    )

    found = mistakes(lambda: lock.hold_inputs([("a", "1" * 64), ("b", "9" * 64), ("d", "4" * 64)]))

    assert [one.split(": ", 1)[1] for one in found] == [
        "`b` changed since it was locked",
        "`c` is locked and not read",
        "`d` is read and not locked",
    ]


def test_a_file_that_was_read_twice_must_be_the_same_both_times() -> None:
    text = lock_text([("tiny", "1.0.0", FILES)], {"a": "1" * 64})
    lock = read_lock(text.encode(), "checker.lock")

    lock.hold_inputs([("a", "1" * 64), ("a", "1" * 64)])
    for other in ([("a", "1" * 64), ("a", "2" * 64)], [("a", "2" * 64), ("a", "1" * 64)]):
        assert mistakes(lambda other=other: lock.hold_inputs(other)) == [  # type: ignore[misc]
            "-: `a` changed since it was locked"
        ]


def test_a_drift_is_told_once_though_two_packs_use_what_drifted(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_pack(tmp_path, name, uses='{words: ""}', rules=None)
    words = write_pack(tmp_path, "words", rules=None)
    lock = locked(tmp_path, one="", two="")
    (words / "pack.yaml").write_text((words / "pack.yaml").read_text().replace("1.0.0", "2.0.0"))

    found = mistakes(lambda: Packs([tmp_path]).choose({"one": "", "two": ""}, lock=lock))

    assert [one.split(": ", 1)[1] for one in found] == [
        "pack `words` 1.0.0 is locked and not found"
    ]


def test_what_a_lock_says_can_be_translated(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, "tiny")
    lock = locked(tmp_path)
    (folder / "main.rules").write_text("")

    with pytest.raises(InputError) as caught:
        Packs([tmp_path]).choose({"tiny": ""}, lock=lock)

    (found,) = caught.value.diagnostics
    assert isinstance(found.message, Said)
    assert found.message.template == "{file} changed since {pack} was locked"
