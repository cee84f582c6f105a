"""A pack in one file: a ZIP archive that can be written in one way only, with a manifest of every file.

Members are stored, never compressed: then the same pack has the same bytes from every machine, and
nothing can unfold. What is read is held against what we would write of the same files: an archive
that differs from it in a single byte is refused, whatever other programs make of it.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from struct import Struct
from typing import TYPE_CHECKING, Any
from zlib import crc32

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, decode_utf8, parse_text
from checker.model.limit import LIMITS, show_size
from checker.model.said import said
from checker.pack.folder import (
    DEEPEST,
    digest_of_hashes,
    hashes_of,
    is_plain_name,
    most_bytes,
    read_plain_file,
)
from checker.pack.manifest import FILE, read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping

# A name that no file of a pack can have.
MANIFEST = "_manifest.json"
FORM = 1

_LOCAL, _CENTRAL, _END = Struct("<4s5H3L2H"), Struct("<4s6H3L5H2L"), Struct("<4s4H2LH")
_LOCAL_SIGN, _CENTRAL_SIGN, _END_SIGN = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_VERSION, _UNIX, _STORED = 20, 3 << 8, 0
_TIME, _DATE = 0, 1 << 5 | 1  # midnight of 1980-01-01, the first that the format knows
_MODE = stat.S_IFREG | 0o644
_ENCRYPTED, _SIZES_LATER = 1, 8
# Headers and manifest of the longest names that a pack can have, beside its files.
_BESIDE = 8 * 2**20


def build(files: AbstractMapping[str, bytes], name: str, version: str) -> bytes:
    """Return the bundle of a pack.

    Args:
        files: the bytes of every file of the pack by its path inside.
        name: of the pack, as its `pack.yaml` says.
        version: of the pack, likewise.

    Returns:
        The same bytes for the same files, whoever builds them, wherever and whenever.
    """
    hashes = hashes_of(files)
    listed = [
        {"file": path, "sha256": sha256, "size": len(files[path])}
        for path, sha256 in hashes.items()
    ]
    manifest = {
        "bundle": FORM,
        "files": listed,
        "name": name,
        "sha256": digest_of_hashes(hashes),
        "version": version,
    }
    text = json.dumps(manifest, ensure_ascii=True, indent=1, sort_keys=True) + "\n"
    members = [(MANIFEST, text.encode("ascii")), *((path, files[path]) for path in sorted(files))]
    parts: list[bytes] = []
    central: list[bytes] = []
    at = 0
    for path, data in members:
        plain = path.encode("ascii")
        crc = crc32(data)
        parts += [_local(plain, crc, len(data)), data]
        central.append(_entry(plain, crc, len(data), at))
        at += _LOCAL.size + len(plain) + len(data)
    size = sum(map(len, central))
    end = _END.pack(_END_SIGN, 0, 0, len(members), len(members), size, at, 0)
    return b"".join([*parts, *central, end])


def _local(name: bytes, crc: int, size: int) -> bytes:
    head = (_LOCAL_SIGN, _VERSION, 0, _STORED, _TIME, _DATE, crc, size, size, len(name), 0)
    return _LOCAL.pack(*head) + name


def _entry(name: bytes, crc: int, size: int, at: int) -> bytes:
    head = (_CENTRAL_SIGN, _UNIX | _VERSION, _VERSION, 0, _STORED, _TIME, _DATE, crc, size, size)
    return _CENTRAL.pack(*head, len(name), 0, 0, 0, 0, _MODE << 16, at) + name


def sha256_of(data: bytes) -> str:
    """Return the SHA-256 of a bundle's bytes."""
    return hashlib.sha256(data).hexdigest()


def read_bytes(path: str, shown: str) -> bytes:
    """Return the bytes of a bundle's file, which are yet to be looked at.

    Raises:
        InputError: it is not there, no plain file, or larger than a bundle can be.
    """
    folder, name = os.path.split(path)
    data = read_plain_file(folder or ".", name, cap=LIMITS.PACK_UNPACKED + _BESIDE)
    if data is None:
        raise InputError([Diagnostic("pack-folder", "this bundle is not there", file=shown)])
    return data


def read_bundle(data: bytes, shown: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the `pack.yaml` of a bundle as `read_manifest` does, and every file by its path, sorted.

    Raises:
        InputError: it is not, byte for byte, what `build` makes of a pack's files.
    """
    members = _Archive(data, shown).members()
    listing = f"{shown}/{MANIFEST}"
    listed = _Listed(members.pop(MANIFEST), listing)
    wrong = listed.differences(members)
    if wrong:
        raise InputError(wrong)
    if FILE not in members:
        raise _refused(shown, "the bundle holds no pack.yaml")
    pack = read_manifest(members[FILE], f"{shown}/{FILE}")
    for key in ("name", "version"):
        if pack[key] != listed.texts[key]:
            raise _refused(
                listing,
                said("`{key}` is not the one of the pack", key=key),
                have=quote(listed.texts[key]),
                want=quote(pack[key]),
            )
    # The last net: what is left is an archive that says the same, in another form.
    if build(members, pack["name"], pack["version"]) != data:
        raise _refused(listing, "the manifest is not written as `checker pack build` writes it")
    return pack, members


def _refused(
    shown: str, message: str, *, have: str | None = None, want: str | None = None
) -> InputError:
    return InputError([_mistake(shown, message, have=have, want=want)])


def _mistake(
    shown: str, message: str, *, have: str | None = None, want: str | None = None
) -> Diagnostic:
    return Diagnostic(
        "bundle-refused",
        message,
        file=shown,
        have=have,
        want=want,
        hint="get the bundle again from who released it",
    )


def _too_much(shown: str, message: str) -> InputError:
    return InputError([Diagnostic("limit-exceeded", message, file=shown)])


class _Archive:
    """The archive as bytes, and what it says of its members."""

    def __init__(self, data: bytes, shown: str) -> None:
        self.data = data
        self.shown = shown

    def members(self) -> dict[str, bytes]:
        """Return the bytes of each member by its name, in order; only what can be trusted so far."""
        found: dict[str, bytes] = {}
        names: dict[str, str] = {}
        before = ""
        at = total = 0
        end, entries = self.entries()
        if not entries or entries[0][0] != MANIFEST:
            raise self.refused(said("the first member is not {name}", name=quote(MANIFEST)))
        for name, crc, size, offset in entries:
            if name in found:
                raise self.refused(said("{name} is there twice", name=quote(name)))
            if found:
                self.check_name(name, names)
                if name < before:
                    raise self.refused("the members are not sorted by name")
                before = name
                total += size
            if total > LIMITS.PACK_UNPACKED:
                most = show_size(LIMITS.PACK_UNPACKED)
                raise _too_much(self.shown, said("more than {size} in all", size=most))
            head = _local(name.encode("ascii"), crc, size)
            if offset != at:
                raise self.refused(
                    said("{name} does not follow the member before it", name=quote(name))
                )
            start, stop = at + len(head), at + len(head) + size
            if stop > end or self.data[at:start] != head:
                raise self.refused(
                    said("{name} is described in two different ways", name=quote(name))
                )
            found[name] = self.data[start:stop]
            if crc32(found[name]) != crc:
                raise self.refused(said("{name} is damaged", name=quote(name)))
            at = stop
        if at != end:
            raise self.refused("there is data between the members and their list")
        return found

    def refused(self, message: str, *, have: str | None = None) -> InputError:
        return _refused(self.shown, message, have=have)

    def entries(self) -> tuple[int, list[tuple[str, int, int, int]]]:
        """Return where the list of members starts, and name, checksum, size and place of each."""
        data = self.data
        tail = len(data) - _END.size
        if data[:4] not in (_LOCAL_SIGN, _END_SIGN):
            raise _refused(
                self.shown,
                "this is no bundle: it does not start as one",
                want="a file that `checker pack build` wrote",
            )
        if tail < 0 or data[tail : tail + 4] != _END_SIGN:
            known = data.rfind(_END_SIGN)
            if known < 0 or known > tail:
                raise self.refused("the bundle is cut short")
            raise self.refused("there is data behind the bundle's end")
        _, disk, first, here, count, size, start, comment = _END.unpack_from(data, tail)
        if comment:
            raise self.refused("the bundle is cut short, or has a comment")
        if disk or first or here != count:
            raise self.refused("the bundle is one of several parts")
        if count == 0xFFFF or 0xFFFFFFFF in (size, start):
            raise self.refused("the bundle is in the form for large archives, which none needs")
        if count > LIMITS.PACK_MEMBERS + 1:
            most = said("more than {count} files", count=LIMITS.PACK_MEMBERS)
            raise _too_much(self.shown, most)
        if start + size != tail:
            raise self.refused("the list of members is not where the bundle says")
        entries = []
        at = start
        for _ in range(count):
            if at + _CENTRAL.size > tail or data[at : at + 4] != _CENTRAL_SIGN:
                raise self.refused("the list of members is damaged")
            entry, at = self.entry(at, tail)
            entries.append(entry)
        if at != tail:
            raise self.refused("the list of members holds more than its members")
        return start, entries

    def entry(self, at: int, tail: int) -> tuple[tuple[str, int, int, int], int]:
        """Return what the list says of one member, and where the next stands."""
        (
            _,
            made_by,
            needs,
            flags,
            method,
            time,
            date,
            crc,
            packed,
            size,
            length,
            extra,
            comment,
            disk,
            inside,
            outside,
            offset,
        ) = _CENTRAL.unpack_from(self.data, at)
        plain = self.data[at + _CENTRAL.size : at + _CENTRAL.size + length]
        shown = quote(plain.decode("ascii", "backslashreplace"))
        kind = stat.S_IFMT(outside >> 16)
        problem = None
        if flags & _ENCRYPTED:
            problem = said("{name} is encrypted", name=shown)
        elif method != _STORED:
            problem = said("{name} is compressed; members are stored as they are", name=shown)
        elif flags & _SIZES_LATER:
            problem = said("{name} says its size only behind its data", name=shown)
        elif kind == stat.S_IFLNK:
            problem = said("{name} is a link", name=shown)
        elif kind == stat.S_IFDIR or plain.endswith(b"/"):
            problem = said("{name} is a folder", name=shown)
        elif kind != stat.S_IFREG:
            problem = said("{name} is no plain file", name=shown)
        elif extra or comment:
            problem = said("{name} has more than a name and its data", name=shown)
        elif packed != size:
            problem = said("{name} has two different sizes", name=shown)
        if problem is not None:
            raise self.refused(problem)
        fixed = (made_by, needs, flags, time, date, disk, inside, outside >> 16, outside & 0xFFFF)
        if fixed != (_UNIX | _VERSION, _VERSION, 0, _TIME, _DATE, 0, 0, _MODE, 0):
            raise self.refused(
                said("{name} is not described as `checker pack build` does it", name=shown)
            )
        after = at + _CENTRAL.size + length
        if after > tail or not plain.isascii():
            raise self.refused(said("{name} is no plain name", name=shown))
        return (plain.decode("ascii"), crc, size, offset), after

    def check_name(self, name: str, names: dict[str, str]) -> None:
        """Refuse a name that a pack's file cannot have, or that some system takes for another.

        Args:
            name: of a member.
            names: folded → as written, a folder with its `/`; of all that came before; grows.
        """
        parts = name.split("/")
        if not all(map(is_plain_name, parts)):
            raise self.refused(said("{name} is no plain name", name=quote(name)))
        if len(parts) > DEEPEST:
            raise self.refused(
                said("{name} lies more than {most} levels deep", name=quote(name), most=DEEPEST)
            )
        for count in range(1, len(parts) + 1):
            path = "/".join(parts[:count])
            kind = path if count == len(parts) else path + "/"
            other = names.setdefault(path.casefold(), kind)
            if other != kind:
                raise self.refused(
                    said("{name} and {other} clash", name=quote(name), other=quote(other))
                )


class _Listed:
    """What the manifest of a bundle says: of the pack, and of each file."""

    def __init__(self, data: bytes, shown: str) -> None:
        self.shown = shown
        self.texts: dict[str, str] = {}
        self.files: dict[str, tuple[str, str]] = {}
        self.twice: list[str] = []
        mistakes = Mistakes()
        text = decode_utf8(data, shown, mistakes)
        root = None if text is None else parse_text(text, shown, mistakes)
        if mistakes:
            raise mistakes.error()
        if not isinstance(root, Mapping):
            raise _refused(shown, "the manifest holds no names and values")
        form = root.get("bundle")
        if not isinstance(form, Scalar) or form.text != str(FORM):
            raise _refused(
                shown,
                "a bundle of this form is not known here",
                have=quote(form.text) if isinstance(form, Scalar) else None,
                want=f'"bundle": {FORM}',
            )
        wanted = {"bundle", "files", "name", "sha256", "version"}
        if set(root.entries) != wanted:
            raise _refused(
                shown,
                "the manifest has other names than it should",
                have=", ".join(sorted(root.entries)),
                want=", ".join(sorted(wanted)),
            )
        self.texts = {key: self.text(root.get(key)) for key in ("name", "version", "sha256")}
        files = root.get("files")
        if not isinstance(files, Sequence):
            raise _refused(shown, "the manifest has no list of files")
        for item in files.items:
            if not isinstance(item, Mapping) or set(item.entries) != {"file", "sha256", "size"}:
                raise _refused(shown, "an entry of the manifest is not file, sha256 and size")
            path = self.text(item.get("file"))
            if path in self.files:
                self.twice.append(path)
            self.files[path] = (self.text(item.get("size")), self.text(item.get("sha256")))

    def text(self, node: Node | None) -> str:
        if not isinstance(node, Scalar):
            raise _refused(self.shown, "a text or a number is needed in the manifest")
        return node.text

    def differences(self, members: AbstractMapping[str, bytes]) -> list[Diagnostic]:
        """Return how the files differ from what is said of them, file by file."""
        found = []
        hashes = hashes_of(members)

        def note(message: str, have: str | None = None, want: str | None = None) -> None:
            found.append(_mistake(self.shown, message, have=have, want=want))

        for path in self.twice:
            note(said("the manifest lists {file} twice", file=quote(path)))
        for path in sorted({*members, *self.files}):
            if path not in self.files:
                note(said("{file} is not in the manifest", file=quote(path)))
            elif path not in members:
                note(said("{file} is in the manifest but not in the bundle", file=quote(path)))
            else:
                size, sha256 = self.files[path]
                have = str(len(members[path]))
                if size != have:
                    said_size = said("{file} has another size than listed", file=quote(path))
                    note(said_size, have, quote(size))
                if sha256 != hashes[path]:
                    said_hash = said("{file} has another SHA-256 than listed", file=quote(path))
                    note(said_hash, hashes[path], quote(sha256))
                if len(members[path]) > most_bytes(path):
                    most = show_size(most_bytes(path))
                    message = said("{file} is larger than {size}", file=quote(path), size=most)
                    found.append(Diagnostic("limit-exceeded", message, file=self.shown))
        whole = digest_of_hashes(hashes)
        if not found and self.texts["sha256"] != whole:
            note("the pack has another SHA-256 than listed", whole, quote(self.texts["sha256"]))
        return found
