"""Files are opened from the handle of their folder, and never outside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from checker.diagnostic.diagnostic import InputError
from checker.dossier import link
from checker.dossier.place import Folder, Memory, RefusedError, open_inside, plain_parts
from checker.model.limit import LIMITS, Limits, show_size
from tests.dossier.vocabulary import read

if TYPE_CHECKING:
    from pathlib import Path


def code(folder: Folder | Memory, name: str, cap: int = 100) -> str | None:
    found = ""
    for act in (folder.read, folder.size, folder.sha256):
        try:
            act(name, cap)
        except RefusedError as refused:
            found = refused.mistake.code
        else:
            return None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(os.open(tmp_path, os.O_RDONLY | os.O_DIRECTORY))


@pytest.mark.parametrize(("size", "expected"), [(99, None), (100, None), (101, "limit-exceeded")])
def test_the_cap_is_kept(size: int, expected: str | None, folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" * size)

    assert code(folder, "a") == expected
    assert code(Memory({"a": b"x" * size}), "a") == expected


def test_a_file_in_a_folder_is_read(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "c.csv").write_bytes(b"data")

    assert folder.read("a/b/c.csv", 100) == b"data"
    assert folder.size("a/b/c.csv", 100) == 4
    assert Memory({"a/b/c.csv": b"data"}).read("a/b/c.csv", 100) == b"data"


def test_no_handle_is_left_open(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "sub").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "a")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count of handles

    for name in ("a", "none", "sub", "link", "sub/none", "a/b", "../x", "sub/../a"):
        code(folder, name)
        code(folder, name, 0)

    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208 - a count of handles


def test_the_handle_of_the_folder_counts_not_its_name(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"right")
    other = tmp_path.parent / f"{tmp_path.name}-moved"
    tmp_path.rename(other)
    tmp_path.mkdir()
    (tmp_path / "a").write_bytes(b"wrong")

    assert folder.read("a", 100) == b"right"


@pytest.mark.parametrize(
    "name", ["a", "a/b.csv", "台账 2025.xlsx", "a-b_c (1).csv", ".hidden", "x" * 200]
)
def test_plain_names_are_fine(name: str) -> None:
    assert "/".join(plain_parts(name)) == name


@pytest.mark.parametrize(
    "name", ["", "/", "a/", "..", "a/..", "a\0b", "a\nb", "aux", "a:b", "é" * 101]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(RefusedError):
        plain_parts(name)


def test_devices_are_refused() -> None:
    fd = os.open("/dev", os.O_RDONLY | os.O_DIRECTORY)
    try:
        with pytest.raises(RefusedError) as raised:
            open_inside(fd, "zero", 100)
    finally:
        os.close(fd)

    assert raised.value.mistake.code == "not-a-file"


@pytest.mark.parametrize(("files", "right"), [(1, True), (2, True), (3, False)])
def test_files_of_evidence_are_counted(
    files: int, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "LIMITS", Limits(EVIDENCE_FILES=2))
    rows = ", ".join(f"{{id: E{n}, file: f{n}}}" for n in range(files))
    data = {f"f{n}": b"x" for n in range(files)}

    if right:
        read(f"evidence: {{rows: [{rows}]}}\n", data)
    else:
        with pytest.raises(InputError, match="more than 2 files of evidence"):
            read(f"evidence: {{rows: [{rows}]}}\n", data)


@pytest.mark.parametrize(("size", "right"), [(9, True), (10, True), (11, False)])
def test_bytes_of_evidence_are_counted(
    size: int, right: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "LIMITS", Limits(EVIDENCE_BYTES=10))
    body = "evidence: {rows: [{id: A, file: a}, {id: B, file: b}]}\n"

    if right:
        read(body, {"a": b"x" * (size - 5), "b": b"12345"})
    else:
        with pytest.raises(InputError, match="bytes of evidence"):
            read(body, {"a": b"x" * (size - 5), "b": b"12345"})


def test_limits_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        LIMITS.YAML_DEPTH = 1000
    with pytest.raises(ValueError, match="no such limit: X"):
        Limits(X=1)
    assert LIMITS.YAML_DEPTH == 64
    assert [show_size(n) for n in (16 * 2**20, 2**31, 1024, 1000)] == [
        "16 MiB",
        "2 GiB",
        "1 KiB",
        "1000 bytes",
    ]
