"""Compiled packs on disk, in the user's cache folder.

A stored pack is JSON of our own, under the SHA-256 of all that went into it. The folder belongs to
the user alone; the first line of a file is the SHA-256 of the rest. Anything odd is a miss, and no
cache is no error.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from typing import Any

from checker import resources

# Raised when the form of a compiled pack changes in a way that its compiler's source does not show.
FORM = 1
_LARGEST = 64 * 2**20
_KEPT = 256


def key_of(digest: str, used: list[str]) -> str:
    """Return the key of a pack: what it is made from, and what makes it.

    Args:
        digest: SHA-256 over the pack's files.
        used: keys of the packs that it uses, in order.
    """
    parts = [str(FORM), resources.VERSION, sys.version, _compiler(), digest, *used]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


_COMPILER: list[str] = []


def _compiler() -> str:
    """Return the SHA-256 over the grammar and the modules that make a pack from its text."""
    if not _COMPILER:
        whole = hashlib.sha256()
        package = resources.package_path()
        for folder in ("model", "syntax", "pack"):
            for name in sorted(os.listdir(f"{package}/{folder}")):
                if name.endswith((".py", ".lark")):
                    with open(f"{package}/{folder}/{name}", "rb") as file:
                        data = file.read()
                    whole.update(f"{folder}/{name} {len(data)}\n".encode())
                    whole.update(data)
        _COMPILER.append(whole.hexdigest())
    return _COMPILER[0]


def read(key: str) -> dict[str, Any] | None:
    """Return the pack that was stored under a key; None for whatever reason it cannot be used."""
    folder = _open_folder(create=False)
    if folder is None:
        return None
    try:
        file = os.open(_name(key), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=folder)
        try:
            found = os.fstat(file)
            if (
                not stat.S_ISREG(found.st_mode)
                or found.st_uid != os.geteuid()
                or found.st_size > _LARGEST
            ):
                return None
            data = _read_all(file, found.st_size)
        finally:
            os.close(file)
        if data[64:65] != b"\n" or hashlib.sha256(data[65:]).hexdigest().encode() != data[:64]:
            return None
        value = json.loads(data[65:])
        return value if isinstance(value, dict) else None
    except (OSError, ValueError, RecursionError):
        return None
    finally:
        os.close(folder)


def write(key: str, pack: dict[str, Any]) -> None:
    """Store a pack under a key: whole, or not at all and in silence."""
    folder = _open_folder(create=True)
    if folder is None:
        return
    temporary = f".{key}.{os.getpid()}"
    try:
        rest = json.dumps(pack, ensure_ascii=False, separators=(",", ":")).encode()
        data = hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
        if len(data) > _LARGEST:
            return
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        file = os.open(temporary, flags, 0o600, dir_fd=folder)
        try:
            with os.fdopen(file, "wb") as stream:
                stream.write(data)
            os.replace(temporary, _name(key), src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            _unlink(temporary, folder)
            raise
        _drop_oldest(folder)
    except (OSError, ValueError, RecursionError):
        return
    finally:
        os.close(folder)


def _name(key: str) -> str:
    return f"{key}.json"


def _open_folder(*, create: bool) -> int | None:
    flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        base = os.environ.get("XDG_CACHE_HOME", "")
        if not os.path.isabs(base):
            base = os.path.expanduser("~/.cache")
        if not os.path.isabs(base):  # there is no home
            return None
        path = os.path.join(base, "checker")
        if create:
            os.makedirs(base, mode=0o700, exist_ok=True)
            if not os.path.lexists(path):
                os.mkdir(path, 0o700)
        folder = os.open(path, flags)
    except OSError:
        return None
    found = os.fstat(folder)
    # Where others may write, others may have planted what we would read.
    if found.st_uid != os.geteuid() or found.st_mode & 0o022:
        os.close(folder)
        return None
    return folder


def _read_all(file: int, size: int) -> bytes:
    parts = []
    left = size + 1
    while left > 0:
        part = os.read(file, left)
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def _drop_oldest(folder: int) -> None:
    """Keep the folder small: packs under work leave a file for every change."""
    listed = os.listdir(folder)
    names = [name for name in listed if name.endswith(".json")]
    if len(names) <= _KEPT:
        return
    aged = sorted((os.stat(name, dir_fd=folder).st_mtime_ns, name) for name in names)
    for _, name in aged[: len(aged) - _KEPT // 2]:
        _unlink(name, folder)


def _unlink(name: str, folder: int) -> None:
    try:
        os.unlink(name, dir_fd=folder)
    except OSError:
        return
