from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from checker.pack import cache

if TYPE_CHECKING:
    from pathlib import Path

KEY = "0" * 64
PACK = {"name": "tiny", "rules": [["num", 0, 1, "30", "t"]], "电": None}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where packs are kept."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "checker"


def test_what_was_written_is_read_again(folder: Path) -> None:
    cache.write(KEY, PACK)

    assert cache.read(KEY) == PACK
    assert [path.name for path in folder.iterdir()] == [f"{KEY}.json"]


def test_the_folder_is_the_users_alone(folder: Path) -> None:
    cache.write(KEY, PACK)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / f"{KEY}.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("at", [0, 63, 64, 65, -1])
def test_a_changed_byte_anywhere_is_a_miss(folder: Path, at: int) -> None:
    cache.write(KEY, PACK)
    file = folder / f"{KEY}.json"
    data = bytearray(file.read_bytes())
    data[at] ^= 1
    file.write_bytes(data)

    assert cache.read(KEY) is None


@pytest.mark.parametrize("data", [b"", b"\n", b"0" * 64, b"0" * 64 + b"\n{}", b"\xff" * 100])
def test_anything_odd_is_a_miss(folder: Path, data: bytes) -> None:
    cache.write(KEY, PACK)
    (folder / f"{KEY}.json").write_bytes(data)

    assert cache.read(KEY) is None


def test_a_link_is_a_miss(folder: Path, tmp_path: Path) -> None:
    cache.write(KEY, PACK)
    file = folder / f"{KEY}.json"
    file.rename(tmp_path / "elsewhere.json")
    file.symlink_to(tmp_path / "elsewhere.json")

    assert cache.read(KEY) is None


def test_a_folder_that_others_can_write_is_not_used(folder: Path) -> None:
    cache.write(KEY, PACK)
    folder.chmod(0o770)

    assert cache.read(KEY) is None


def test_a_folder_that_is_a_link_is_not_used(folder: Path, tmp_path: Path) -> None:
    cache.write(KEY, PACK)
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")

    assert cache.read(KEY) is None


def test_no_cache_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    cache.write(KEY, PACK)

    assert cache.read(KEY) is None


def test_a_key_changes_with_all_that_a_pack_is_made_from(monkeypatch: pytest.MonkeyPatch) -> None:
    key = cache.key_of("a", ["b"])

    assert key == cache.key_of("a", ["b"])
    assert key != cache.key_of("x", ["b"])
    assert key != cache.key_of("a", ["x"])
    assert key != cache.key_of("a", [])
    monkeypatch.setattr(cache.resources, "VERSION", "0.1.1")
    assert key != cache.key_of("a", ["b"])


def test_the_folder_does_not_grow_without_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_KEPT", 4)
    for number in range(5):
        name = f"{number:064}"
        cache.write(name, PACK)
        if (folder / f"{name}.json").exists():
            os.utime(folder / f"{name}.json", ns=(number, number))

    assert len(list(folder.iterdir())) == 2
    assert cache.read(f"{4:064}") == PACK
