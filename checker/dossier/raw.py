"""A dossier that was opened: its nodes, its folder and its head, before any name is looked up."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from typing import TYPE_CHECKING, Protocol

from checker.dossier.mistake import Found, Mistake, Mistakes, quote
from checker.dossier.place import Folder, Memory, RefusedError, check_regular, read_all, why_not
from checker.dossier.strict_yaml import Mapping, Scalar, Sequence, decode_utf8, parse_text
from checker.dossier.value import Reader
from checker.model.limit import LIMITS
from checker.model.said import said
from checker.model.source import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping as AbstractMapping
    from pathlib import Path

    from checker.diagnostic.diagnostic import InputError

MAIN = "dossier.yaml"
HEAD = ("dossier", "id", "as_of", "language", "packs")
_match_pack = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*").fullmatch
_match_language = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*").fullmatch
_CLAUSE = r"(?:~=|===|==|!=|<=|>=|<|>)\s*[0-9][0-9A-Za-z.!+_*-]*"
_match_range = re.compile(rf"{_CLAUSE}(?:\s*,\s*{_CLAUSE})*").fullmatch
_match_version = re.compile(r"v?[0-9]+(?:\.[0-9]+)*[0-9A-Za-z.+-]*").fullmatch


class Files(Protocol):
    """Where the files of a dossier are read from."""

    def read(self, rel: str, cap: int) -> bytes:
        """Return the bytes of a file."""

    def size(self, rel: str, cap: int) -> int:
        """Return the size of a file."""

    def sha256(self, rel: str, cap: int) -> str:
        """Return the hash of a file."""


class RawDossier:
    """What `open_dossier` found.

    `root` are its nodes, `file` its name inside the folder, `prefix` what goes before a name for
    people. `packs` maps a name to its range ("" for any); `as_of` is an ordinal, None where it is not
    said. `found` are the mistakes in the head: `read_dossier` raises them with all others.
    """

    __slots__ = (
        "as_of",
        "cited",
        "file",
        "files",
        "found",
        "id",
        "language",
        "packs",
        "prefix",
        "root",
        "sha256",
        "text",
    )

    def __init__(
        self, root: Mapping, text: str, sha256: str, file: str, files: Files, mistakes: Mistakes
    ) -> None:
        self.root = root
        self.text = text
        self.sha256 = sha256
        self.file = file
        self.files = files
        self.prefix = mistakes.prefix
        reader = Reader(file, mistakes)
        self.id = _read_id(root, reader)
        self.as_of = reader.day(root.get("as_of"))
        language = reader.text(root.get("language"))
        if language is not None and not _match_language(language):
            node = root.get("language")
            reader.note(
                node or root,
                Mistake(
                    "head-form",
                    said("{text} is not a language", text=quote(language)),
                    want="en, zh, ja or another code of that kind",
                ),
            )
            language = None
        self.language = language or "en"
        self.packs = _read_packs(root, reader)
        self.found: list[Found] = list(mistakes.found)

    def place_of_pack(self, name: str) -> tuple[int, int]:
        """Return line and column of a pack's name in `packs`."""
        node = self.root.get("packs")
        if isinstance(node, Mapping):
            return node.place_of(name)
        assert isinstance(node, Sequence)
        item = next(item for item in node.items if isinstance(item, Scalar) and item.text == name)
        return item.line, item.column


def open_dossier(path: str | Path) -> RawDossier:
    """Open a dossier: a file, or a folder with `dossier.yaml`; its head is read.

    Raises:
        InputError: there is no such file, it is no plain file, or it cannot be read as YAML.
    """
    shown = os.fspath(path)
    folder: Folder | None = None
    try:
        fd = os.open(shown, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
        if stat.S_ISDIR(os.fstat(fd).st_mode):
            folder = Folder(fd)
            prefix = "" if shown in (".", "./") else shown.rstrip("/") + "/"
            name, data = _read_main(folder)
        else:
            try:
                check_regular(fd, shown, LIMITS.DOSSIER_BYTES)
                data = read_all(fd, shown, LIMITS.DOSSIER_BYTES)
            finally:
                os.close(fd)
            parent, name = os.path.split(shown)
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
            folder = Folder(os.open(parent or ".", flags))
            prefix = parent + "/" if parent else ""
    except OSError as error:
        raise _refused(why_not(error, shown), shown) from None
    except ValueError:  # a NUL in the path
        raise _refused(
            Mistake("file-missing", said("there is no file {name}", name=quote(shown))), shown
        ) from None
    except RefusedError as refused:
        if refused.mistake.code == "file-missing":
            refused.mistake.hint = "`checker init dossier NAME` writes a start"
        raise _refused(refused.mistake, shown) from None
    return _open(data, name, folder, prefix)


def _read_main(folder: Folder) -> tuple[str, bytes]:
    """Return the dossier of a folder, and its name."""
    try:
        return MAIN, folder.read(MAIN, LIMITS.DOSSIER_BYTES)
    except RefusedError as refused:
        if refused.mistake.code != "file-missing":
            raise
        try:
            return "dossier.json", folder.read("dossier.json", LIMITS.DOSSIER_BYTES)
        except RefusedError:
            raise refused from None


def _refused(mistake: Mistake, shown: str) -> InputError:
    mistakes = Mistakes()
    mistakes.add(Origin(shown), mistake)
    return mistakes.error()


def from_text(
    text: str | bytes, name: str = MAIN, files: AbstractMapping[str, bytes] | None = None
) -> RawDossier:
    """Return a dossier from memory, with the files it names: an upload, a test, a case of a pack.

    Raises:
        InputError: it cannot be read as YAML.
    """
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    return _open(data, name, Memory(files), "")


def _open(data: bytes, name: str, files: Files, prefix: str) -> RawDossier:
    mistakes = Mistakes(prefix)
    if len(data) > LIMITS.DOSSIER_BYTES:
        mistakes.add(
            Origin(name),
            Mistake(
                "limit-exceeded",
                said(
                    "more than {limit} bytes, which is the limit",
                    limit=LIMITS.DOSSIER_BYTES,
                ),
            ),
        )
        raise mistakes.error()
    text = decode_utf8(data, name, mistakes)
    if text is None:
        raise mistakes.error()
    root = parse_text(text, name, mistakes)
    if root is None and mistakes:
        raise mistakes.error()
    if not isinstance(root, Mapping):
        mistakes.add(
            Origin(name, 1, 1),
            Mistake(
                "dossier-form",
                "this is no dossier" if root is not None else "the file is empty",
                want="lines such as `dossier: 1` and `id: …`",
                hint="`checker init dossier NAME` writes a start",
            ),
        )
        raise mistakes.error()
    reader = Reader(name, mistakes)
    version = root.get("dossier")
    if version is None:
        mistakes.add(
            Origin(name, 1, 1),
            Mistake(
                "dossier-version",
                "the dossier does not say which form it has",
                hint="put `dossier: 1` into its first line",
            ),
        )
    elif not isinstance(version, Scalar) or version.text != "1":
        given = version.text if isinstance(version, Scalar) else "…"
        reader.note(
            version,
            Mistake(
                "dossier-version",
                said("form {text} of a dossier is not known here", text=quote(given)),
                want="dossier: 1",
            ),
        )
        raise mistakes.error()
    return RawDossier(root, text, hashlib.sha256(data).hexdigest(), name, files, mistakes)


def _read_id(root: Mapping, reader: Reader) -> str:
    node = root.get("id")
    text = reader.text(node)
    if text is None:
        if node is None or isinstance(node, Scalar):
            reader.mistakes.add(
                Origin(reader.file, *((1, 1) if node is None else (node.line, node.column))),
                Mistake("head-form", "the dossier has no `id`", want="id: a name of this claim"),
            )
        return ""
    if len(text) > LIMITS.ID_CHARS:
        reader.note(
            node or root,
            Mistake(
                "limit-exceeded",
                said(
                    "an id of {n} characters; at most {limit} are allowed",
                    n=len(text),
                    limit=LIMITS.ID_CHARS,
                ),
            ),
        )
    return text


def _read_packs(root: Mapping, reader: Reader) -> dict[str, str]:
    node = root.get("packs")
    packs: dict[str, str] = {}
    if node is None or (isinstance(node, Scalar) and node.text in ("", "~", "null")):
        return packs
    if isinstance(node, Sequence):
        for item in node.items:
            name = reader.text(item)
            if name is None:
                continue
            if not _match_pack(name):
                hint = None
                bare = re.match(r"([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.+)", name)
                if bare is not None and _match_range(bare[2].strip()):
                    hint = f'packs: {{{bare[1]}: "{bare[2].strip()}"}}'
                reader.note(item, _wrong_pack(name, hint))
            elif name in packs:
                reader.note(
                    item, Mistake("duplicate-key", said("{name} is given twice", name=quote(name)))
                )
            else:
                packs[name] = ""
        return packs
    if not isinstance(node, Mapping):
        hint = f"packs: [{node.text}]" if _match_pack(node.text) else None
        reader.note(node, Mistake("head-form", "`packs` is a list or a mapping", hint=hint))
        return packs
    for name, (_, inner) in node.entries.items():
        if not _match_pack(name):
            reader.note_key(node, name, _wrong_pack(name, None))
            continue
        range_ = reader.text(inner) or ""
        if range_ and not _match_range(range_):
            hint = (
                said('"~={version}" or "=={version}"', version=range_.lstrip("v"))
                if _match_version(range_)
                else None
            )
            reader.note(
                inner,
                Mistake(
                    "pack-range",
                    said("{text} is not a range of versions", text=quote(range_)),
                    want='a range such as "~=1.0", or nothing for any version',
                    hint=hint,
                ),
            )
            range_ = ""
        packs[name] = range_
    return packs


def _wrong_pack(name: str, hint: str | None) -> Mistake:
    return Mistake(
        "head-form",
        said("{name} is not the name of a pack", name=quote(name)),
        want="letters, digits, `.`, `_` and `-`",
        hint=hint,
    )
