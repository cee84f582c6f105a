from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.cli import main as door
from checker.diagnostic.diagnostic import InputError
from checker.model.limit import Limits
from checker.pack import bundle
from checker.pack.find import Packs
from checker.pack.folder import digest_of, read_folder
from tests.cli.command import ROOT
from tests.pack.archive import FILES, MANIFEST, Archive, Member, manifest_of, written
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = bundle.build(FILES, "tiny", "1.0.0")


def test_the_parts_of_this_test_make_what_a_build_makes() -> None:
    assert Archive().bytes() == GOOD


def test_what_was_built_is_read_back() -> None:
    manifest, files = bundle.read_bundle(GOOD, "b")

    assert (manifest["name"], manifest["version"]) == ("tiny", "1.0.0")
    assert files == FILES
    assert list(files) == sorted(FILES)


def test_other_programs_read_it_too() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == {
            MANIFEST: written(manifest_of(FILES)),
            **FILES,
        }
        assert {stat.S_IMODE(one.external_attr >> 16) for one in archive.infolist()} == {0o644}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_build_has_the_same_bytes_under_any_seed_zone_locale_umask_and_order(
    tmp_path: Path,
) -> None:
    script = (
        "import os, sys\nfrom checker.cli.main import main\n"
        "os.umask(int(sys.argv[2], 8))\n"
        "code = main(['pack', 'build', sys.argv[1], '--out', sys.argv[3], '-q'])\n"
        "sys.exit(code)\n"
    )
    made = []
    for number, (seed, zone, locale, umask) in enumerate(
        [
            ("0", "UTC", "C", "000"),
            ("1", "Asia/Kolkata", "C.UTF-8", "077"),
            ("4242", "America/St_Johns", "POSIX", "027"),
        ]
    ):
        place = tmp_path / str(number)
        folder = write_pack(place, "tiny", folder=f"somewhere{number}", rules=None)
        for name in sorted(FILES, reverse=number % 2 == 0):
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_bytes(FILES[name])
            os.utime(folder / name, (number * 10**8, number * 10**8))
        (folder / "main.rules").chmod(0o755 if number else 0o600)
        out = place / "out.checkerpack"
        ended = subprocess.run(
            [sys.executable, "-c", script, str(folder), umask, str(out)],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "TZ": zone,
                "LC_ALL": locale,
                "PYTHONPATH": str(ROOT),
                "SOURCE_DATE_EPOCH": str(number),
            },
            cwd=place,
            check=False,
            capture_output=True,
            text=True,
        )
        assert ended.returncode == 0, ended
        made.append(out.read_bytes())

    assert made == [GOOD, GOOD, GOOD]


def test_a_bundle_has_the_sha256_of_its_folder(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "a", "tiny")
    files = read_folder(folder)
    file = tmp_path / "tiny.checkerpack"
    file.write_bytes(bundle.build(files, "tiny", "1.0.0"))

    one = Packs([tmp_path / "a"]).choose({"tiny": ""}).selected[0]
    other = Packs([file]).choose({"tiny": ""}).selected[0]

    assert one["sha256"] == other["sha256"] == digest_of(files)


def with_data(name: str, data: bytes) -> Archive:
    archive = Archive()
    archive[name].data = data
    return archive


def renamed(name: str | bytes, old: str = "main.rules") -> Archive:
    """Return a bundle in which one file, and its entry in the manifest, have another name."""
    files = {
        (name if isinstance(name, str) else name.decode("latin-1")) if path == old else path: data
        for path, data in FILES.items()
    }
    archive = Archive()
    archive[old].name = name.encode("utf-8") if isinstance(name, str) else name
    archive.members[0].data = written(manifest_of(files))
    archive.members[1:] = sorted(archive.members[1:], key=lambda member: member.name)
    return archive


def with_field(where: str, **fields: Any) -> Archive:
    archive = Archive()
    member = archive["main.rules"]
    if where == "both":
        member.both(**fields)
    else:
        getattr(member, where).update(fields)
    return archive


def with_end(**fields: int) -> Archive:
    archive = Archive()
    archive.end = fields
    return archive


def with_part(**parts: bytes) -> Archive:
    archive = Archive()
    for name, value in parts.items():
        setattr(archive, name, value)
    return archive


def with_member(name: str, data: bytes, *, listed: bool = False, at: int | None = None) -> Archive:
    archive = Archive()
    archive.members.append(Member(name, data))
    head, rest = archive.members[:1], archive.members[1:]
    archive.members = head + (
        sorted(rest, key=lambda one: one.name)
        if at is None
        else [*rest[:at], rest[-1], *rest[at:-1]]
    )
    if listed:
        archive.members[0].data = written(manifest_of({**FILES, name: data}))
    return archive


def without(name: str) -> Archive:
    archive = Archive()
    archive.members.remove(archive[name])
    return archive


def overlapping() -> bytes:
    archive = Archive()
    archive["main.rules"].central["at"] = archive.bytes().index(b"PK\x03\x04", 1)
    return archive.bytes()


def gap_before_a_member() -> Archive:
    archive = Archive()
    archive["main.rules"].gap = b"hidden"
    return archive


def swapped(*, listed: bool) -> Archive:
    archive = Archive()
    order = [archive.members[at] for at in (0, 2, 1, 3, 4)]
    if listed:
        archive.listed = order
    else:
        archive.members = order
    return archive


def manifest_last() -> Archive:
    archive = Archive()
    archive.members.append(archive.members.pop(0))
    return archive


def hidden_member() -> Archive:
    archive = Archive()
    archive.listed = archive.members[:-1]
    return archive


def repeated_in_the_list() -> Archive:
    archive = Archive()
    archive.listed = [*archive.members, archive.members[-1]]
    return archive


def deflated() -> Archive:
    archive = Archive()
    member = archive["main.rules"]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    whole = member.data
    member.data = packer.compress(whole) + packer.flush()
    member.both(method=8, crc=zlib.crc32(whole), size=len(whole))
    return archive


def entries(change: Callable[[list[dict[str, Any]]], object]) -> Archive:
    listed = manifest_of(FILES)["files"]
    change(listed)
    return Archive().say(files=listed)


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


ZEROS = "0" * 64
OTHER = bundle.build({**FILES, "CHANGELOG.md": b"other"}, "tiny", "1.0.0")
TAMPERED: dict[str, tuple[Callable[[], bytes | Archive], str]] = {
    # the archive
    "nothing": (lambda: b"", "this is no bundle: it does not start as one"),
    "a text": (lambda: b"not an archive\n", "this is no bundle: it does not start as one"),
    "a gzip": (lambda: b"\x1f\x8b\x08" + GOOD, "this is no bundle: it does not start as one"),
    "a script before it": (
        lambda: with_part(before=b"#!/bin/sh\n"),
        "this is no bundle: it does not start as one",
    ),
    "its first byte gone": (lambda: GOOD[1:], "this is no bundle: it does not start as one"),
    "an empty archive": (
        lambda: GOOD[-22:-14] + bytes(14),
        "the first member is not `_manifest.json`",
    ),
    "its last byte gone": (lambda: GOOD[:-1], "the bundle is cut short"),
    "half of it": (lambda: GOOD[: len(GOOD) // 2], "the bundle is cut short"),
    "four bytes": (lambda: GOOD[:4], "the bundle is cut short"),
    "a byte behind it": (lambda: GOOD + b"\0", "there is data behind the bundle's end"),
    "a line end behind it": (lambda: GOOD + b"\n", "there is data behind the bundle's end"),
    "another bundle behind it": (
        lambda: GOOD + OTHER,
        "the list of members is not where the bundle says",
    ),
    "another bundle before it": (
        lambda: with_part(before=OTHER),
        "`_manifest.json` does not follow the member before it",
    ),
    "itself twice": (lambda: GOOD + GOOD, "the list of members is not where the bundle says"),
    "a comment": (lambda: with_part(comment=b"hello"), "there is data behind the bundle's end"),
    "a comment that ends as an archive does": (
        lambda: with_part(comment=GOOD[-22:]),
        "the list of members is not where the bundle says",
    ),
    "a comment that is not there": (
        lambda: GOOD[:-2] + b"\x05\0",
        "the bundle is cut short, or has a comment",
    ),
    "a second part": (lambda: with_end(disk=1), "the bundle is one of several parts"),
    "a list in another part": (lambda: with_end(first=1), "the bundle is one of several parts"),
    "two counts": (lambda: with_end(here=4), "the bundle is one of several parts"),
    "one member too few": (
        lambda: with_end(here=4, count=4),
        "the list of members holds more than its members",
    ),
    "one member too many": (lambda: with_end(here=6, count=6), "the list of members is damaged"),
    "no members": (
        lambda: with_end(here=0, count=0),
        "the list of members holds more than its members",
    ),
    "a list that is too long": (
        lambda: with_end(size=10**6),
        "the list of members is not where the bundle says",
    ),
    "a list that starts early": (
        lambda: with_end(start=5),
        "the list of members is not where the bundle says",
    ),
    "the count of large archives": (
        lambda: with_end(here=0xFFFF, count=0xFFFF),
        "the bundle is in the form for large archives, which none needs",
    ),
    "the size of large archives": (
        lambda: with_end(size=0xFFFFFFFF),
        "the bundle is in the form for large archives, which none needs",
    ),
    "the place of large archives": (
        lambda: with_end(start=0xFFFFFFFF),
        "the bundle is in the form for large archives, which none needs",
    ),
    "the locator of large archives": (
        lambda: with_part(tail=b"PK\x06\x07" + bytes(16)),
        "the list of members is not where the bundle says",
    ),
    "data before its list": (
        lambda: with_part(gap=b"hidden"),
        "there is data between the members and their list",
    ),
    "a member before its list that is not in it": (
        hidden_member,
        "there is data between the members and their list",
    ),
    "data between members": (
        gap_before_a_member,
        "`main.rules` does not follow the member before it",
    ),
    "two entries for one place": (overlapping, "`main.rules` does not follow the member before it"),
    "an entry twice": (repeated_in_the_list, "`pack.yaml` is there twice"),
    "members in another order": (
        lambda: swapped(listed=False),
        "the members are not sorted by name",
    ),
    "a list in another order": (
        lambda: swapped(listed=True),
        "`cases/a.yaml` does not follow the member before it",
    ),
    "a list that is damaged": (
        lambda: GOOD.replace(b"PK\x01\x02", b"PK\x01\x03"),
        "the list of members is damaged",
    ),
    # its members
    "a member that is encrypted": (
        lambda: with_field("both", flags=1),
        "`main.rules` is encrypted",
    ),
    "a member whose size comes later": (
        lambda: with_field("both", flags=8),
        "`main.rules` says its size only behind its data",
    ),
    "a member with a flag": (
        lambda: with_field("both", flags=1 << 11),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member that is compressed": (
        deflated,
        "`main.rules` is compressed; members are stored as they are",
    ),
    "a member that says it is compressed": (
        lambda: with_field("both", method=8),
        "`main.rules` is compressed; members are stored as they are",
    ),
    "a member compressed in another way": (
        lambda: with_field("both", method=12),
        "`main.rules` is compressed; members are stored as they are",
    ),
    "a link": (
        lambda: with_field("central", outside=(stat.S_IFLNK | 0o777) << 16),
        "`main.rules` is a link",
    ),
    "a folder": (
        lambda: with_field("central", outside=(stat.S_IFDIR | 0o755) << 16),
        "`main.rules` is a folder",
    ),
    "a folder by its name": (lambda: with_member("cases/", b""), "`cases/` is a folder"),
    "a device": (
        lambda: with_field("central", outside=(stat.S_IFCHR | 0o666) << 16),
        "`main.rules` is no plain file",
    ),
    "a pipe": (
        lambda: with_field("central", outside=(stat.S_IFIFO | 0o666) << 16),
        "`main.rules` is no plain file",
    ),
    "a member of no kind": (
        lambda: with_field("central", outside=0),
        "`main.rules` is no plain file",
    ),
    "a member that can be run": (
        lambda: with_field("central", outside=(stat.S_IFREG | 0o755) << 16),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member with a bit for its owner's rights": (
        lambda: with_field("central", outside=(stat.S_IFREG | 0o4644) << 16),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member that is hidden elsewhere": (
        lambda: with_field("central", outside=0o100644 << 16 | 2),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "more in the list": (
        lambda: with_field("central", extra=b"\x01\0\0\0"),
        "`main.rules` has more than a name and its data",
    ),
    "another name in what the list has more": (
        lambda: with_field("central", extra=b"up\x06\0\x01" + bytes(5)),
        "`main.rules` has more than a name and its data",
    ),
    "more before the data": (
        lambda: with_field("local", extra=b"\x01\0\0\0"),
        "`main.rules` is described in two different ways",
    ),
    "a comment on a member": (
        lambda: with_field("central", comment=b"hello"),
        "`main.rules` has more than a name and its data",
    ),
    "two sizes": (lambda: with_field("both", packed=5), "`main.rules` has two different sizes"),
    "a size past the end": (
        lambda: with_field("both", size=10**6, packed=10**6),
        "`main.rules` is described in two different ways",
    ),
    "the size of a bomb": (
        lambda: with_field("both", size=2**32 - 2, packed=2**32 - 2),
        "more than 32 MiB in all",
    ),
    "a size that is too small": (
        lambda: with_field("both", size=5, packed=5),
        "`main.rules` is damaged",
    ),
    "a member made by another system": (
        lambda: with_field("central", made=20),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member that needs a later version": (
        lambda: with_field("both", needs=45),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member of another day": (
        lambda: with_field("both", date=34),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member of another hour": (
        lambda: with_field("both", time=1),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member in another part": (
        lambda: with_field("central", disk=1),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "a member that is text": (
        lambda: with_field("central", inside=1),
        "`main.rules` is not described as `checker pack build` does it",
    ),
    "two names": (
        lambda: with_field("local", name=b"evil.rules"),
        "`main.rules` is described in two different ways",
    ),
    "two checksums": (
        lambda: with_field("local", crc=0),
        "`main.rules` is described in two different ways",
    ),
    "two methods": (
        lambda: with_field("local", method=8),
        "`main.rules` is described in two different ways",
    ),
    "two flags": (
        lambda: with_field("local", flags=1),
        "`main.rules` is described in two different ways",
    ),
    "two days": (
        lambda: with_field("local", date=34),
        "`main.rules` is described in two different ways",
    ),
    "another size before the data": (
        lambda: with_field("local", size=1),
        "`main.rules` is described in two different ways",
    ),
    "a wrong checksum": (lambda: with_field("both", crc=0), "`main.rules` is damaged"),
    "a changed byte": (
        lambda: flip(GOOD, GOOD.index(b"at most 30 t")),
        "`main.rules` is damaged",
    ),
    "no place for a member": (
        lambda: with_field("central", at=10**6),
        "`main.rules` does not follow the member before it",
    ),
    # names
    "a name that leaves the folder": (
        lambda: renamed("../evil.rules"),
        "`../evil.rules` is no plain name",
    ),
    "a name that leaves it later": (
        lambda: renamed("a/../../evil.rules"),
        "`a/../../evil.rules` is no plain name",
    ),
    "a name from the root": (lambda: renamed("/etc/passwd"), "`/etc/passwd` is no plain name"),
    "a name with a backslash": (
        lambda: renamed("a\\evil.rules"),
        "`a\\evil.rules` is no plain name",
    ),
    "a name with a drive": (lambda: renamed("C:evil.rules"), "`C:evil.rules` is no plain name"),
    "a name with a NUL": (
        lambda: renamed("main.rules\0.png"),
        "`main.rules\\x00.png` is no plain name",
    ),
    "a name with a line end": (lambda: renamed("a\nb.rules"), "`a\\nb.rules` is no plain name"),
    "a name of other letters": (
        lambda: renamed("规则.rules"),
        "`\\xe8\\xa7\\x84\\xe5\\x88\\x99.rules` is no plain name",
    ),
    "no name": (lambda: renamed(""), "`` is no plain name"),
    "a name with an empty part": (
        lambda: renamed("a//b.rules"),
        "`a//b.rules` is no plain name",
    ),
    "a name with a dot": (lambda: renamed("./main.rules"), "`./main.rules` is no plain name"),
    "a hidden name": (lambda: renamed(".main.rules"), "`.main.rules` is no plain name"),
    "a name of ours": (lambda: renamed("_other.json"), "`_other.json` is no plain name"),
    "a name that is too long": (
        lambda: renamed("a" * 201),
        f"`{'a' * 57}…` is no plain name",
    ),
    "a name that is too deep": (
        lambda: renamed("a/b/c/d/e/f/g/h/i/j.rules"),
        "`a/b/c/d/e/f/g/h/i/j.rules` lies more than 9 levels deep",
    ),
    "a name twice": (lambda: with_member("main.rules", b"x"), "`main.rules` is there twice"),
    "a name in capitals": (
        lambda: with_member("MAIN.rules", b"x"),
        "`main.rules` and `MAIN.rules` clash",
    ),
    "a folder in capitals": (
        lambda: with_member("Cases/b.yaml", b"x"),
        "`cases/a.yaml` and `Cases/` clash",
    ),
    "a file that is a folder": (
        lambda: with_member("main.rules/a", b"x"),
        "`main.rules/a` and `main.rules` clash",
    ),
    # the manifest
    "no manifest": (lambda: without(MANIFEST), "the first member is not `_manifest.json`"),
    "a manifest at the end": (manifest_last, "the first member is not `_manifest.json`"),
    "two manifests": (
        lambda: with_member(MANIFEST, written(manifest_of(FILES))),
        "`_manifest.json` is there twice",
    ),
    "a file that is not listed": (
        lambda: with_member("extra.rules", b"x"),
        "`extra.rules` is not in the manifest",
    ),
    "a file that is not there": (
        lambda: without("main.rules"),
        "`main.rules` is in the manifest but not in the bundle",
    ),
    "a file that is listed twice": (
        lambda: entries(lambda files: files.append(files[2])),
        "the manifest lists `main.rules` twice",
    ),
    "another size": (
        lambda: entries(lambda files: files[2].update(size=1)),
        "`main.rules` has another size than listed",
    ),
    "another sha256": (
        lambda: entries(lambda files: files[2].update(sha256=ZEROS)),
        "`main.rules` has another SHA-256 than listed",
    ),
    "a sha256 in capitals": (
        lambda: entries(lambda files: files[2].update(sha256=files[2]["sha256"].upper())),
        "`main.rules` has another SHA-256 than listed",
    ),
    "another content of the same size": (
        lambda: with_data("main.rules", FILES["main.rules"].replace(b"30 t\n", b"99 t\n")),
        "`main.rules` has another SHA-256 than listed",
    ),
    "another sha256 of the pack": (
        lambda: Archive().say(sha256=ZEROS),
        "the pack has another SHA-256 than listed",
    ),
    "another name of the pack": (
        lambda: Archive().say(name="asi-coc"),
        "`name` is not the one of the pack",
    ),
    "another version of the pack": (
        lambda: Archive().say(version="9.9.9"),
        "`version` is not the one of the pack",
    ),
    "a later form": (lambda: Archive().say(bundle=2), "a bundle of this form is not known here"),
    "no form": (
        lambda: with_data(MANIFEST, b"{}\n"),
        "a bundle of this form is not known here",
    ),
    "one thing more": (
        lambda: Archive().say(signed="yes, of course"),
        "the manifest has other names than it should",
    ),
    "a list of the wrong kind": (
        lambda: Archive().say(files={}),
        "the manifest has no list of files",
    ),
    "an entry with more": (
        lambda: entries(lambda files: files[0].update(mode="0755")),
        "an entry of the manifest is not file, sha256 and size",
    ),
    "an entry with less": (
        lambda: entries(lambda files: files[0].pop("size")),
        "an entry of the manifest is not file, sha256 and size",
    ),
    "an entry that is a text": (
        lambda: entries(lambda files: files.append("x")),  # type: ignore[arg-type]  # on purpose
        "an entry of the manifest is not file, sha256 and size",
    ),
    "an entry without a text": (
        lambda: entries(lambda files: files[0].update(file=["x"])),
        "a text or a number is needed in the manifest",
    ),
    "a name that is a list": (
        lambda: Archive().say(name=[]),
        "a text or a number is needed in the manifest",
    ),
    "a manifest that is a list": (
        lambda: with_data(MANIFEST, b"[]\n"),
        "the manifest holds no names and values",
    ),
    "an empty manifest": (
        lambda: with_data(MANIFEST, b""),
        "the manifest holds no names and values",
    ),
    "a manifest in one line": (
        lambda: with_data(MANIFEST, written(manifest_of(FILES)).replace(b"\n", b"")),
        "the manifest is not written as `checker pack build` writes it",
    ),
    "a line end more": (
        lambda: with_data(MANIFEST, written(manifest_of(FILES)) + b"\n"),
        "the manifest is not written as `checker pack build` writes it",
    ),
    "a mark before the manifest": (
        lambda: with_data(MANIFEST, b"\xef\xbb\xbf" + written(manifest_of(FILES))),
        "the manifest is not written as `checker pack build` writes it",
    ),
    "a size written in another way": (
        lambda: entries(lambda files: files[0].update(size="12")),
        "the manifest is not written as `checker pack build` writes it",
    ),
    "no pack.yaml": (
        lambda: Archive({n: d for n, d in FILES.items() if n != "pack.yaml"}),
        "the bundle holds no pack.yaml",
    ),
}
# What is found by those who read the text inside.
OTHERWISE: dict[str, tuple[Callable[[], Archive], str, str]] = {
    "a manifest that is not UTF-8": (
        lambda: with_data(MANIFEST, b"\xff\xfe"),
        "not-utf-8",
        "the file is not UTF-8",
    ),
    "a manifest with a hidden character": (
        lambda: with_data(MANIFEST, '{"bundle": "\u202e1"}'.encode()),
        "forbidden-character",
        "the character U+202E cannot be seen and is refused",
    ),
    "a name twice in the manifest": (
        lambda: with_data(MANIFEST, b'{"bundle": 1, "bundle": 1}'),
        "duplicate-key",
        "`bundle` is given twice",
    ),
    "a manifest with an anchor": (
        lambda: with_data(MANIFEST, b"a: &x 1\nb: *x\n"),
        "yaml-anchor",
        "the anchor `&x` is refused",
    ),
    "a manifest that nests": (
        lambda: with_data(MANIFEST, b"[" * 100_000),
        "limit-exceeded",
        "brackets or levels are nested more than 64 deep",
    ),
    "a pack.yaml that is wrong": (
        lambda: Archive({**FILES, "pack.yaml": b"name: tiny\n"}),
        "pack-key",
        "`language` is not given",
    ),
}


def mistakes(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        bundle.read_bundle(data, "b.checkerpack")
    return [(found.code, found.message) for found in caught.value.diagnostics]


def test_there_are_many_ways_to_tamper() -> None:
    made = {bytes_of(make()) for make, *_ in [*TAMPERED.values(), *OTHERWISE.values()]}

    assert len(made) == len(TAMPERED) + len(OTHERWISE) > 100
    assert GOOD not in made


def bytes_of(made: bytes | Archive) -> bytes:
    return made if isinstance(made, bytes) else made.bytes()


@pytest.mark.parametrize("name", TAMPERED)
def test_a_bundle_that_was_tampered_with_is_refused(name: str) -> None:
    make, message = TAMPERED[name]
    code = "limit-exceeded" if "MiB" in message else "bundle-refused"

    assert mistakes(bytes_of(make())) == [(code, message)]


@pytest.mark.parametrize("name", OTHERWISE)
def test_a_bundle_whose_texts_are_wrong_is_refused(name: str) -> None:
    make, code, message = OTHERWISE[name]

    assert mistakes(make().bytes())[0] == (code, message)


@pytest.mark.parametrize("name", [*TAMPERED, *OTHERWISE])
def test_the_command_refuses_it_too(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    make = TAMPERED[name][0] if name in TAMPERED else OTHERWISE[name][0]
    (tmp_path / "b.checkerpack").write_bytes(bytes_of(make()))

    code = door.main(["rules", "tiny", "--rules", str(tmp_path)])
    ended = capsys.readouterr()

    assert code == 2
    assert ended.err.startswith("error[")
    assert "b.checkerpack" in ended.err
    assert "Traceback" not in ended.err
    assert ended.out == ""


def test_every_file_that_differs_is_named() -> None:
    archive = with_data("main.rules", b"x")
    archive["cases/a.yaml"].data += b"#"
    archive.members.insert(-1, Member("more.yaml", b""))
    archive.members.remove(archive["CHANGELOG.md"])

    assert [message for _, message in mistakes(archive.bytes())] == [
        "`CHANGELOG.md` is in the manifest but not in the bundle",
        "`cases/a.yaml` has another SHA-256 than listed",
        "`cases/a.yaml` has another size than listed",
        "`main.rules` has another SHA-256 than listed",
        "`main.rules` has another size than listed",
        "`more.yaml` is not in the manifest",
    ]


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_byte_can_be_another(at: int, change: int) -> None:
    data = GOOD[:at] + bytes([GOOD[at] ^ change]) + GOOD[at + 1 :]

    assert mistakes(data)


def test_no_bundle_that_is_cut_is_read() -> None:
    for size in range(len(GOOD)):
        assert mistakes(GOOD[:size]), size


@given(st.binary(max_size=60), st.integers(0, len(GOOD)), st.integers(0, 60))
def test_whatever_is_put_in_or_taken_out_is_refused(new: bytes, at: int, gone: int) -> None:
    data = GOOD[:at] + new + GOOD[at + gone :]

    if data != GOOD:
        assert mistakes(data)


@given(st.binary(max_size=400).map(lambda data: b"PK\x03\x04" + data + GOOD[-22:]))
def test_noise_is_refused(data: bytes) -> None:
    assert mistakes(data)


names = st.from_regex(
    r"[A-Za-z0-9][A-Za-z0-9._-]{0,8}(/[a-z0-9][a-z0-9._-]{0,8}){0,2}", fullmatch=True
)


@given(st.dictionaries(names, st.binary(max_size=50), max_size=8))
def test_what_is_built_is_read_back_whatever_the_files(files: dict[str, bytes]) -> None:
    files = {**files, "pack.yaml": FILES["pack.yaml"]}
    data = bundle.build(files, "tiny", "1.0.0")

    try:
        found = bundle.read_bundle(data, "b")[1]
    except InputError as error:
        # Names that some system takes for one another cannot lie in one folder.
        assert all("clash" in one.message for one in error.diagnostics)
    else:
        assert found == files


@pytest.mark.parametrize(("most", "fits"), [(3, False), (4, True), (5, True)])
def test_a_bundle_has_no_more_files_than_the_limit(
    most: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "LIMITS", Limits(PACK_MEMBERS=most))

    if fits:
        assert bundle.read_bundle(GOOD, "b")[1] == FILES
    else:
        assert mistakes(GOOD) == [("limit-exceeded", "more than 3 files")]


@pytest.mark.parametrize(("more", "fits"), [(-1, False), (0, True), (1, True)])
def test_a_bundle_is_no_larger_than_the_limit(
    more: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = sum(map(len, FILES.values())) + more
    monkeypatch.setattr(bundle, "LIMITS", Limits(PACK_UNPACKED=most))

    if fits:
        assert bundle.read_bundle(GOOD, "b")[1] == FILES
    else:
        assert mistakes(GOOD) == [("limit-exceeded", f"more than {most} bytes in all")]


@pytest.mark.parametrize(("more", "fits"), [(-1, False), (0, True), (1, True)])
def test_a_rule_file_in_a_bundle_is_no_larger_than_the_limit(
    more: int, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    from checker.pack import folder

    most = len(FILES["main.rules"]) + more
    monkeypatch.setattr(folder, "LIMITS", Limits(RULE_FILE_BYTES=most))

    if fits:
        assert bundle.read_bundle(GOOD, "b")[1] == FILES
    else:
        assert mistakes(GOOD) == [("limit-exceeded", f"`main.rules` is larger than {most} bytes")]


@pytest.mark.parametrize(("more", "fits"), [(-1, False), (0, True), (1, True)])
def test_a_file_that_is_larger_than_any_bundle_is_not_read(
    more: int, fits: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundle, "_BESIDE", 0)
    monkeypatch.setattr(bundle, "LIMITS", Limits(PACK_UNPACKED=len(GOOD) + more))
    (tmp_path / "b").write_bytes(GOOD)

    if fits:
        assert bundle.read_bytes(str(tmp_path / "b"), "b") == GOOD
    else:
        with pytest.raises(InputError, match="the file is larger than"):
            bundle.read_bytes(str(tmp_path / "b"), "b")


def test_the_largest_manifest_and_headers_fit_beside_the_largest_files() -> None:
    longest = "/".join(["a" * 200] * 9)
    files = {longest[: -len(str(n))] + str(n): b"" for n in range(1000)}

    files = {**dict(sorted(files.items())[1:]), "pack.yaml": FILES["pack.yaml"]}
    data = bundle.build(files, "tiny", "1.0.0")

    assert len(data) < bundle._BESIDE  # noqa: SLF001 - measured
    assert bundle.read_bundle(data, "b")[1] == files


def test_a_bundle_that_changes_while_packs_are_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "b.checkerpack"
    file.write_bytes(GOOD)
    packs = Packs([tmp_path])
    file.write_bytes(OTHER)

    with pytest.raises(InputError, match="changed while it was read"):
        packs.choose({"tiny": ""})


def test_bundles_lie_beside_folders_and_the_highest_is_taken(tmp_path: Path) -> None:
    write_pack(tmp_path, "tiny", version="1.0.1")
    (tmp_path / "b.checkerpack").write_bytes(GOOD)
    newer = {**FILES, "pack.yaml": FILES["pack.yaml"].replace(b"1.0.0", b"1.2.0")}
    (tmp_path / "a.checkerpack").write_bytes(bundle.build(newer, "tiny", "1.2.0"))
    (tmp_path / "readme.zip").write_bytes(b"no pack, and not called one")

    packs = Packs([tmp_path])

    assert [one.version for one in packs.candidates("tiny")] == ["1.2.0", "1.0.0", "1.0.1"]
    assert packs.choose({"tiny": ""}).selected[0]["version"] == "1.2.0"


def test_a_mistake_in_a_bundle_is_shown_with_its_file(tmp_path: Path) -> None:
    files = {
        **FILES,
        "main.rules": FILES["main.rules"].replace(b"at most 30 t\n", b"at most 30 %\n"),
    }
    (tmp_path / "b.checkerpack").write_bytes(bundle.build(files, "tiny", "1.0.0"))

    with pytest.raises(InputError) as caught:
        Packs([tmp_path]).choose({"tiny": ""})

    (found,) = caught.value.diagnostics
    assert found.place.endswith("/b.checkerpack/main.rules:7:11")


@pytest.mark.parametrize("kind", ["link", "broken link", "pipe", "folder"])
def test_what_is_no_plain_file_is_no_bundle(kind: str, tmp_path: Path) -> None:
    (tmp_path / "good").write_bytes(GOOD)
    path = tmp_path / "b.checkerpack"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to(tmp_path / ("good" if kind == "link" else "nothing"))

    if kind == "folder":  # one without a pack.yaml is no pack either
        assert Packs([tmp_path]).candidates("tiny") == []
    else:
        with pytest.raises(InputError):
            Packs([tmp_path])
