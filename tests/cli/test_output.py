from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING, Any

import pytest

from checker.cli.output import refuse_existing, write_whole
from checker.diagnostic.diagnostic import OutputError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.txt", b"x" * 100_000)

    assert (tmp_path / "a.txt").read_bytes() == b"x" * 100_000
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_file_that_is_there_is_kept_unless_asked_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"old")

    with pytest.raises(OutputError, match="is there already; --force overwrites it"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"

    write_whole(file, b"new", force=True)
    assert file.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_link_is_replaced_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "other").write_bytes(b"kept")
    (tmp_path / "a.txt").symlink_to(tmp_path / "other")

    write_whole(tmp_path / "a.txt", b"new", force=True)

    assert (tmp_path / "other").read_bytes() == b"kept"
    assert not (tmp_path / "a.txt").is_symlink()


def test_a_folder_that_is_not_there_is_said_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="there is no folder"):
        refuse_existing([tmp_path / "no" / "a.txt"], force=True)
    with pytest.raises(OutputError, match="is a folder"):
        refuse_existing([tmp_path], force=True)


FALLIBLE = ("open", "write", "fsync", "link", "replace")


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
@pytest.mark.parametrize("force", [False, True])
def test_a_fault_at_any_step_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, force: bool
) -> None:
    file = tmp_path / "a.txt"
    if force:
        file.write_bytes(b"old")
    for nth in range(1, 20):
        calls = [0]

        def failing(name: str, nth: int = nth, calls: list[int] = calls) -> Any:
            real = getattr(os, name)

            def call(*arguments: Any, **named: Any) -> Any:
                calls[0] += 1
                if calls[0] == nth:
                    raise OSError(code, os.strerror(code))
                return real(*arguments, **named)

            return call

        with monkeypatch.context() as patch:
            for name in FALLIBLE:
                patch.setattr(os, name, failing(name))
            try:
                write_whole(file, b"new", force=force)
                done = True
            except OutputError:
                done = False
        if done:
            break
        left = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        # The last fault can come after the file has its name: then it is whole.
        assert left in (
            [{"a.txt": b"old"}, {"a.txt": b"new"}] if force else [{}, {"a.txt": b"new"}]
        )
        if not force:
            file.unlink(missing_ok=True)
    assert file.read_bytes() == b"new"
    assert nth > 4
