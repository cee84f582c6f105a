"""Archives that are almost bundles: every field of every header can be set to what it should not be."""

from __future__ import annotations

import json
from copy import deepcopy
from hashlib import sha256
from struct import pack
from typing import Any
from zlib import crc32

MANIFEST = "_manifest.json"
FILES = {
    "CHANGELOG.md": b"# Changelog\n",
    "cases/a.yaml": b"case: A\ndossier: {tiny: {mass: 31 t}}\nexpect: {cap: violation}\n",
    "main.rules": (
        b'standard S "A standard"\n\nfact tiny.mass : mass not negative "What it weighs"\n\n'
        b'rule cap "At most 30 t"\n  cites S confirmed\n  require tiny.mass at most 30 t\n'
    ),
    "pack.yaml": b"name: tiny\nversion: 1.0.0\nlanguage: 1\nstandard: A standard\n",
}


def manifest_of(files: dict[str, bytes]) -> dict[str, Any]:
    """Return what the manifest of a bundle says of files."""
    listed = [
        {"file": path, "sha256": sha256(data).hexdigest(), "size": len(data)}
        for path, data in sorted(files.items())
    ]
    lines = "".join(f"{one['sha256']}  {one['file']}\n" for one in listed)
    whole = sha256(lines.encode()).hexdigest()
    return {"bundle": 1, "files": listed, "name": "tiny", "sha256": whole, "version": "1.0.0"}


def written(manifest: object) -> bytes:
    return (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode()


class Member:
    """One member: its data, and what each of its two headers says of it."""

    def __init__(self, name: str | bytes, data: bytes) -> None:
        self.name = name.encode("utf-8") if isinstance(name, str) else name
        self.data = data
        self.local: dict[str, Any] = {}
        self.central: dict[str, Any] = {}
        self.gap = b""

    def both(self, **fields: Any) -> None:
        """Set fields in both headers alike."""
        self.local |= fields
        self.central |= {name: value for name, value in fields.items()}

    def of(self, fields: dict[str, Any]) -> dict[str, Any]:
        known = {
            "name": self.name,
            "made": 3 << 8 | 20,
            "needs": 20,
            "flags": 0,
            "method": 0,
            "time": 0,
            "date": 33,
            "crc": crc32(self.data),
            "packed": len(self.data),
            "size": len(self.data),
            "extra": b"",
            "comment": b"",
            "disk": 0,
            "inside": 0,
            "outside": 0o100644 << 16,
        }
        assert not fields.keys() - known.keys() - {"at"}
        return known | fields


class Archive:
    """A bundle in parts; `bytes` puts them together."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        files = FILES if files is None else files
        manifest = written(manifest_of(files))
        self.members = [Member(MANIFEST, manifest), *(Member(n, files[n]) for n in sorted(files))]
        self.listed: list[Member] | None = None
        self.before = self.gap = self.tail = self.comment = self.after = b""
        self.end: dict[str, int] = {}

    def __getitem__(self, name: str) -> Member:
        return next(member for member in self.members if member.name == name.encode())

    def say(self, **changes: Any) -> Archive:
        """Change what the manifest says."""
        self.members[0].data = written({**deepcopy(manifest_of(FILES)), **changes})
        return self

    def bytes(self) -> bytes:
        parts, at, places = [self.before], len(self.before), {}
        for member in self.members:
            parts.append(member.gap)
            at += len(member.gap)
            places[id(member)] = at
            f = member.of(member.local)
            head = pack(
                "<4s5H3L2H",
                b"PK\x03\x04",
                f["needs"],
                f["flags"],
                f["method"],
                f["time"],
                f["date"],
                f["crc"],
                f["packed"],
                f["size"],
                len(f["name"]),
                len(f["extra"]),
            )
            whole = head + f["name"] + f["extra"] + member.data
            parts.append(whole)
            at += len(whole)
        parts.append(self.gap)
        at += len(self.gap)
        central = []
        for member in self.members if self.listed is None else self.listed:
            f = member.of(member.central)
            head = pack(
                "<4s6H3L5H2L",
                b"PK\x01\x02",
                f["made"],
                f["needs"],
                f["flags"],
                f["method"],
                f["time"],
                f["date"],
                f["crc"],
                f["packed"],
                f["size"],
                len(f["name"]),
                len(f["extra"]),
                len(f["comment"]),
                f["disk"],
                f["inside"],
                f["outside"],
                f.get("at", places.get(id(member), 0)),
            )
            central.append(head + f["name"] + f["extra"] + f["comment"])
        size = sum(map(len, central))
        end = {"disk": 0, "first": 0, "here": len(central), "count": len(central)}
        end |= {"size": size, "start": at}
        end |= self.end
        tail = pack("<4s4H2LH", b"PK\x05\x06", *end.values(), len(self.comment))
        return b"".join([*parts, *central, self.tail, tail, self.comment, self.after])
