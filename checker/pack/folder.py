"""The files of a pack's folder, read whole and safely."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.mistake import quote
from checker.model.limit import LIMITS, show_size
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}").fullmatch
DEEPEST = 9
"""So many names, of folders and a file, a path in a pack has at most."""


def hashes_of(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the SHA-256 of each file by its path, sorted."""
    return {path: hashlib.sha256(files[path]).hexdigest() for path in sorted(files)}


def digest_of_hashes(hashes: Mapping[str, str]) -> str:
    """Return the SHA-256 of a pack: over the sorted lines `SHA-256  PATH` of all its files."""
    whole = hashlib.sha256()
    for path in sorted(hashes):
        whole.update(f"{hashes[path]}  {path}\n".encode())
    return whole.hexdigest()


def digest_of(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 of a pack, as `digest_of_hashes`, from the bytes of its files."""
    return digest_of_hashes(hashes_of(files))


def is_plain_name(name: str) -> bool:
    """Whether a file or a folder in a pack may have this name."""
    return _PLAIN(name) is not None


def is_left_out(name: str) -> bool:
    """Whether a file or a folder is what editors and Python leave beside a pack, and no part of it."""
    return name[0] in "._#" or name[-1] == "~"


def most_bytes(name: str) -> int:
    """Return how large a file of a pack may be."""
    return LIMITS.RULE_FILE_BYTES if name.endswith(".rules") else LIMITS.PACK_UNPACKED


def shown_name(path: str | Path) -> str:
    """Return a path as people see it: relative to where they stand, if it lies below."""
    absolute = os.path.abspath(path)
    here = os.getcwd().rstrip("/") + "/"
    return absolute.removeprefix(here)


def read_folder(folder: str | Path) -> dict[str, bytes]:
    """Return the bytes of every file of a pack by its path inside, sorted.

    What editors and Python leave beside it is no part of a pack: names that start with `.`, `_` or
    `#`, or end with `~`.

    Raises:
        InputError: a link, a device, a name that is not plain, more than the limits allow.
    """
    shown = shown_name(folder)
    try:
        root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise refused(
            shown, said("the folder cannot be read: {strerror}", strerror=error.strerror)
        ) from error
    files: dict[str, bytes] = {}
    folded: dict[str, str] = {}
    total = 0
    stack = [("", root)]
    try:
        while stack:
            inside, here = stack.pop()
            try:
                for entry in sorted(os.listdir(here)):
                    if is_left_out(entry):
                        continue
                    path = f"{inside}{entry}"
                    if not is_plain_name(entry):
                        raise refused(
                            f"{shown}/{inside}",
                            said("{entry} is no plain name", entry=quote(entry)),
                            want="letters, digits, `.`, `_` and `-`",
                        )
                    if folded.setdefault(path.casefold(), path) != path:
                        raise refused(f"{shown}/{path}", "two names differ in capitals alone")
                    found = _open(entry, here, f"{shown}/{path}")
                    if isinstance(found, int):
                        stack.append((f"{path}/", found))
                        if path.count("/") + 1 >= DEEPEST:
                            raise refused(
                                f"{shown}/{path}",
                                said("more than {deepest} levels", deepest=DEEPEST - 1),
                            )
                        continue
                    files[path] = found
                    total += len(found)
                    if len(files) > LIMITS.PACK_MEMBERS:
                        raise refused(
                            shown,
                            said(
                                "more than {pack_members} files", pack_members=LIMITS.PACK_MEMBERS
                            ),
                            limit=True,
                        )
                    if total > LIMITS.PACK_UNPACKED:
                        size = show_size(LIMITS.PACK_UNPACKED)
                        raise refused(shown, said("more than {size} in all", size=size), limit=True)
            finally:
                os.close(here)
    finally:
        for _, handle in stack:
            os.close(handle)
    return dict(sorted(files.items()))


def read_plain_file(folder: str | Path, name: str, *, cap: int | None = None) -> bytes | None:
    """Return the bytes of one file directly in a folder; None where there is none.

    Raises:
        InputError: a link, a device, more than `cap` bytes, or than a file of a pack may have.
    """
    try:
        root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        found = _open(name, root, f"{shown_name(folder)}/{name}", cap)
    except FileNotFoundError:
        return None
    finally:
        os.close(root)
    if isinstance(found, int):
        os.close(found)
        return None
    return found


def _open(name: str, here: int, shown: str, cap: int | None = None) -> bytes | int:
    """Return a file's bytes, or the handle of a folder."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    try:
        file = os.open(name, flags, dir_fd=here)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise refused(shown, "a link or a file that cannot be read is refused in a pack") from error
    found = os.fstat(file)
    if stat.S_ISDIR(found.st_mode):
        return file
    try:
        if not stat.S_ISREG(found.st_mode):
            raise refused(shown, "only plain files can stand in a pack")
        most = most_bytes(name) if cap is None else cap
        parts, size = [], 0
        while part := os.read(file, 1 << 20):
            parts.append(part)
            size += len(part)
            if size > most:
                raise refused(
                    shown, said("the file is larger than {size}", size=show_size(most)), limit=True
                )
        return b"".join(parts)
    finally:
        os.close(file)


def refused(
    shown: str, message: str, *, want: str | None = None, limit: bool = False
) -> InputError:
    """Return the error of a file that may not stand in a pack."""
    code = "limit-exceeded" if limit else "pack-file"
    return InputError([Diagnostic(code, message, file=shown, want=want)])
