"""Files of a dossier, opened from a handle of its folder and never outside it."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from typing import TYPE_CHECKING

from checker.dossier.mistake import Mistake, quote
from checker.model.limit import show_size
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping

_bad_character = re.compile('[\\\\:*?\\[\\]"<>|\x00-\x1f\x7f-\x9f]').search
_device = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE
).fullmatch
_PART_BYTES = 200


class RefusedError(Exception):
    """A file that is not read; `mistake` says why."""

    def __init__(self, mistake: Mistake) -> None:
        super().__init__(mistake.message)
        self.mistake = mistake


def plain_parts(rel: str) -> list[str]:
    """Return the parts of a relative path with `/` that every system reads alike.

    Raises:
        RefusedError: it is absolute, leaves its folder, or has a name that means something else elsewhere.
    """
    parts = rel.split("/")
    why = None
    if "://" in rel:
        why = said("is an address, not a file")
    elif rel.startswith(("/", "~")) or re.match(r"[A-Za-z]:", rel):
        why = said("is an absolute path")
    elif ".." in parts:
        why = said("leaves the folder of the dossier")
    elif "\\" in rel:
        why = said("has a backslash")
    elif "" in parts or "." in parts:
        why = said("has an empty part")
    elif _bad_character(rel):
        why = said("has a character that file names cannot have everywhere")
    elif any(_device(part) or part.endswith((" ", ".")) for part in parts):
        why = said("is a name that some systems keep for themselves")
    elif any(len(part.encode("utf-8", "surrogatepass")) > _PART_BYTES for part in parts):
        why = said("has a part of more than {limit} bytes", limit=_PART_BYTES)
    if why is not None:
        raise RefusedError(
            Mistake(
                "path-refused",
                said("{name} {why}", name=quote(rel), why=why),
                want="a path relative to the dossier's folder, with `/`",
            )
        )
    return parts


def open_inside(root_fd: int, rel: str, cap: int) -> int:
    """Open a regular file below a folder's handle, following no link; return its descriptor.

    Raises:
        RefusedError: the path, what stands there, or its size.
    """
    parts = plain_parts(rel)
    fd = os.dup(root_fd)
    try:
        for i, part in enumerate(parts):
            kind = os.O_NONBLOCK if i == len(parts) - 1 else os.O_DIRECTORY
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | kind
            fd, old = os.open(part, flags, dir_fd=fd), fd
            os.close(old)
        check_regular(fd, rel, cap)
    except OSError as error:
        os.close(fd)
        raise RefusedError(why_not(error, rel)) from None
    except BaseException:
        os.close(fd)
        raise
    return fd


def check_regular(fd: int, name: str, cap: int) -> int:
    """Return the size of an open regular file.

    Raises:
        RefusedError: it is something else, or larger than `cap` bytes.
    """
    status = os.fstat(fd)
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError(
            Mistake("not-a-file", said("{name} is not a plain file", name=quote(name)))
        )
    if status.st_size > cap:
        raise RefusedError(
            Mistake(
                "limit-exceeded",
                said(
                    "{name} has {n} bytes; at most {size} are allowed",
                    name=quote(name),
                    n=status.st_size,
                    size=show_size(cap),
                ),
            )
        )
    return status.st_size


def why_not(error: OSError, name: str) -> Mistake:
    """Return the mistake behind a file that could not be opened."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return Mistake("file-missing", said("there is no file {name}", name=quote(name)))
    if error.errno == errno.ELOOP:
        return Mistake(
            "not-a-file",
            said("{name} is a link", name=quote(name)),
            hint="put the file itself into the folder",
        )
    if error.errno == errno.EISDIR:
        return Mistake("not-a-file", said("{name} is a folder", name=quote(name)))
    if error.errno in (errno.EACCES, errno.EPERM):
        return Mistake("file-unreadable", said("{name} may not be read", name=quote(name)))
    return Mistake(
        "file-unreadable", said("{name} cannot be read", name=quote(name)), have=error.strerror
    )


def read_all(fd: int, name: str, cap: int) -> bytes:
    """Return what an open file holds; it may have grown since it was opened.

    Raises:
        RefusedError: it holds more than `cap` bytes, or cannot be read.
    """
    parts = []
    left = cap + 1
    try:
        while left > 0:
            part = os.read(fd, min(left, 1 << 24))
            if not part:
                break
            parts.append(part)
            left -= len(part)
    except OSError as error:
        raise RefusedError(why_not(error, name)) from None
    if left <= 0:
        raise RefusedError(
            Mistake(
                "limit-exceeded",
                said(
                    "{name} has more than {size}, which is the limit",
                    name=quote(name),
                    size=show_size(cap),
                ),
            )
        )
    return b"".join(parts)


class Folder:
    """A folder on the disk, held by its open handle; closed with the object."""

    __slots__ = ("fd",)

    def __init__(self, fd: int) -> None:
        self.fd = fd

    def __del__(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def read(self, rel: str, cap: int) -> bytes:
        """Return the bytes of a file in it; raise RefusedError where it must not or cannot be read."""
        fd = open_inside(self.fd, rel, cap)
        try:
            return read_all(fd, rel, cap)
        finally:
            os.close(fd)

    def size(self, rel: str, cap: int) -> int:
        """Return the size of a file in it without reading it; raise RefusedError as `read` does."""
        fd = open_inside(self.fd, rel, cap)
        try:
            return os.fstat(fd).st_size
        finally:
            os.close(fd)

    def sha256(self, rel: str, cap: int) -> str:
        """Return the hash of a file in it, read in pieces; raise RefusedError as `read` does."""
        fd = open_inside(self.fd, rel, cap)
        try:
            digest = hashlib.sha256()
            left = cap + 1
            while left > 0 and (part := os.read(fd, 1 << 20)):
                digest.update(part)
                left -= len(part)
            if left <= 0:
                raise RefusedError(
                    Mistake(
                        "limit-exceeded", said("{name} grew while it was read", name=quote(rel))
                    )
                )
            return digest.hexdigest()
        except OSError as error:
            raise RefusedError(why_not(error, rel)) from None
        finally:
            os.close(fd)


class Memory:
    """Files that were handed over in memory: an upload, a test, a case of a pack."""

    __slots__ = ("files",)

    def __init__(self, files: AbstractMapping[str, bytes] | None = None) -> None:
        self.files = dict(files or {})

    def read(self, rel: str, cap: int) -> bytes:
        """Return the bytes of a file; raise RefusedError where there is none or it is too large."""
        name = "/".join(plain_parts(rel))
        if name not in self.files:
            raise RefusedError(
                Mistake("file-missing", said("there is no file {name}", name=quote(rel)))
            )
        data = self.files[name]
        if len(data) > cap:
            raise RefusedError(
                Mistake(
                    "limit-exceeded",
                    said(
                        "{name} has {n} bytes; at most {size} are allowed",
                        name=quote(rel),
                        n=len(data),
                        size=show_size(cap),
                    ),
                )
            )
        return data

    def size(self, rel: str, cap: int) -> int:
        """Return the size of a file; raise RefusedError as `read` does."""
        return len(self.read(rel, cap))

    def sha256(self, rel: str, cap: int) -> str:
        """Return the hash of a file; raise RefusedError as `read` does."""
        return hashlib.sha256(self.read(rel, cap)).hexdigest()


def hash_mistake(name: str, pinned: str, actual: str) -> Mistake | None:
    """Return the mistake of a file whose hash differs from what is written, or None."""
    if pinned.lower() == actual:
        return None
    if len(pinned) != 64 or not all(c in "0123456789abcdefABCDEF" for c in pinned):
        return Mistake(
            "not-a-hash",
            said("{text} is not a SHA-256", text=quote(pinned)),
            want="64 hexadecimal digits",
        )
    return Mistake(
        "hash-differs",
        said("{name} is not the file that was pinned: its SHA-256 differs", name=quote(name)),
        have=actual,
        want=pinned.lower(),
        hint="restore the file, or pin it anew after looking at what changed",
    )
