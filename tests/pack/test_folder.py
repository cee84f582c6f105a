from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from checker.diagnostic.diagnostic import InputError
from checker.model.limit import Limits
from checker.pack import folder
from checker.pack.folder import read_folder, read_plain_file, shown_name

if TYPE_CHECKING:
    from pathlib import Path


def refused(path: Path) -> tuple[str, str]:
    with pytest.raises(InputError) as caught:
        read_folder(path)
    (found,) = caught.value.diagnostics
    return found.code, found.message


def test_files_are_read_sorted_by_their_path(tmp_path: Path) -> None:
    for name in ("b.rules", "a.rules", "cases/z.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)

    assert list(read_folder(tmp_path).items()) == [
        ("a.rules", b"a.rules"),
        ("b.rules", b"b.rules"),
        ("cases/z.yaml", b"cases/z.yaml"),
    ]


@pytest.mark.parametrize(("files", "fits"), [(2, True), (3, True), (4, False)])
def test_a_pack_has_no_more_files_than_the_limit(
    files: int, fits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LIMITS", Limits(PACK_MEMBERS=3))
    for number in range(files):
        (tmp_path / f"{number}.yaml").write_text("")

    if fits:
        assert len(read_folder(tmp_path)) == files
    else:
        assert refused(tmp_path) == ("limit-exceeded", "more than 3 files")


@pytest.mark.parametrize(("size", "fits"), [(9, True), (10, True), (11, False)])
@pytest.mark.parametrize("name", ["a.rules", "a.yaml"])
def test_no_file_and_no_pack_is_larger_than_the_limit(
    name: str, size: int, fits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LIMITS", Limits(PACK_UNPACKED=10, RULE_FILE_BYTES=10))
    (tmp_path / name).write_bytes(b"x" * size)

    if fits:
        assert len(read_folder(tmp_path)[name]) == size
    else:
        assert refused(tmp_path) == ("limit-exceeded", "the file is larger than 10 bytes")


def test_the_files_of_a_pack_together_are_no_larger_than_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "LIMITS", Limits(PACK_UNPACKED=10))
    (tmp_path / "a.yaml").write_bytes(b"x" * 6)
    (tmp_path / "b.yaml").write_bytes(b"x" * 5)

    assert refused(tmp_path) == ("limit-exceeded", "more than 10 bytes in all")


def test_folders_are_not_deeper_than_the_limit(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*"abcdefghi")
    deep.mkdir(parents=True)

    assert refused(tmp_path) == ("pack-file", "more than 8 levels")


@pytest.mark.parametrize("kind", ["file link", "folder link", "pipe", "broken link"])
def test_what_is_no_plain_file_is_refused(kind: str, tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    pack.mkdir()
    (tmp_path / "secret").write_text("secret")
    match kind:
        case "file link":
            (pack / "a.rules").symlink_to(tmp_path / "secret")
        case "folder link":
            (pack / "a").symlink_to(tmp_path)
        case "pipe":
            os.mkfifo(pack / "a.rules")
        case _:
            (pack / "a.rules").symlink_to(tmp_path / "nowhere")

    assert refused(pack)[0] == "pack-file"


@pytest.mark.parametrize("name", ["a b.rules", "ä.rules", "a\n.rules", "-a.rules", "a*.rules"])
def test_a_name_that_is_not_plain_is_refused(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text("")

    assert refused(tmp_path)[0] == "pack-file"


def test_names_that_differ_in_capitals_alone_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.rules").write_text("")
    (tmp_path / "A.rules").write_text("")
    if len(list(tmp_path.iterdir())) < 2:
        pytest.skip("this file system does not tell them apart")

    assert refused(tmp_path) == ("pack-file", "two names differ in capitals alone")


def test_a_manifest_that_is_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    (tmp_path / "pack.yaml").symlink_to(tmp_path / "other")

    with pytest.raises(InputError):
        read_plain_file(tmp_path, "pack.yaml")
    assert read_plain_file(tmp_path, "nowhere.yaml") is None
    assert read_plain_file(tmp_path / "no", "pack.yaml") is None


def test_a_path_is_shown_from_where_people_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert shown_name(tmp_path / "rules" / "x") == "rules/x"
    assert shown_name("rules/x") == "rules/x"
    assert shown_name(tmp_path.parent) == str(tmp_path.parent)
