"""Files that are written whole, or not at all."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import OutputError
from checker.model.said import said

if TYPE_CHECKING:
    from pathlib import Path


def write_whole(path: Path, data: bytes, *, force: bool = False, mode: int = 0o666) -> None:
    """Write a file under its name once all of it is on the disk.

    Args:
        path: where; its folder must be there.
        data: all of it.
        force: replace a file that is there.
        mode: who may read and write it, less what the user's umask takes away.

    Raises:
        OutputError: it could not be written; nothing is left behind.
    """
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise OutputError(
            said("{path}: its folder cannot be opened: {why}", path=path, why=error.strerror)
        ) from error
    temporary = f".{secrets.token_hex(8)}.part"
    try:
        _write(temporary, data, folder, mode)
        try:
            if force:
                os.replace(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
            else:
                # A link fails where a file is there, also one that came in the meantime.
                os.link(temporary, path.name, src_dir_fd=folder, dst_dir_fd=folder)
        finally:
            _unlink(temporary, folder)
        os.fsync(folder)
    except FileExistsError as error:
        raise OutputError(
            said("{path} is there already; --force overwrites it", path=path)
        ) from error
    except OSError as error:
        raise OutputError(
            said("{path} could not be written: {why}", path=path, why=error.strerror)
        ) from error
    finally:
        os.close(folder)


def refuse_existing(paths: list[Path], *, force: bool) -> None:
    """Say before the work what would fail after it.

    Raises:
        OutputError: a file is there and may not be overwritten, or a folder is not there.
    """
    for path in paths:
        if path.is_dir():
            raise OutputError(said("{path} is a folder", path=path))
        if not path.parent.is_dir():
            raise OutputError(
                said("{path}: there is no folder {folder}", path=path, folder=path.parent)
            )
        if not force and (path.exists() or path.is_symlink()):
            raise OutputError(said("{path} is there already; --force overwrites it", path=path))


def _write(name: str, data: bytes, folder: int, mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    file = os.open(name, flags, mode, dir_fd=folder)
    try:
        left = memoryview(data)
        while left:
            left = left[os.write(file, left) :]
        os.fsync(file)
    except BaseException:
        _unlink(name, folder)
        raise
    finally:
        os.close(file)


def _unlink(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return
