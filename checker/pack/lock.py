"""`checker.lock`: the packs of a check by version and SHA-256, each with its files; inputs on request.

    lock: 1
    checker: 0.1.0
    packs:
      cgmc-low-carbon:
        version: 1.0.0
        sha256: 7c0b…
        files:
          - {file: composition.rules, sha256: 5e1d…}
    inputs:
      - {file: dossier.yaml, sha256: 91aa…}

`checker` says who wrote it and binds to nothing. With `inputs` the dossier is held to as well. A pack
with `only_names: yes` is not selected: it declares a name that the dossier has and no rule asks for.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistake, Mistakes, quote
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, decode_utf8, parse_text
from checker.model.said import said
from checker.model.source import Origin, Source
from checker.pack.folder import digest_of_hashes, hashes_of
from checker.pack.manifest import is_pack_name, is_version
from checker.resources import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from collections.abc import Mapping as AbstractMapping
    from collections.abc import Sequence as AbstractSequence

    from checker.pack.find import Candidate

FILE = "checker.lock"
FORM = 1
_HEAD = """\
# Written by `checker pack lock`. `checker check --locked` takes these packs and no others;
# `checker pack lock --force` writes it anew.
"""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*").fullmatch
_SHA256 = re.compile(r"[0-9a-f]{64}").fullmatch
_KEYS = ("lock", "checker", "packs", "inputs")
_PACK_KEYS = ("version", "only_names", "sha256", "files")
_FILE_KEYS = ("file", "sha256")


class Locked:
    """One pack as it was locked: version, and the SHA-256 of each file; `place` is where it stands."""

    __slots__ = ("files", "name", "only_names", "place", "version")

    def __init__(
        self,
        name: str,
        version: str,
        files: AbstractMapping[str, str],
        place: tuple[int, int],
        *,
        only_names: bool = False,
    ) -> None:
        self.name = name
        self.version = version
        self.files = files
        self.place = place
        self.only_names = only_names


class Lock:
    """What `checker.lock` says; `inputs` are hashes by file, None where they are not locked."""

    __slots__ = ("inputs", "packs", "sha256", "source")

    def __init__(
        self,
        packs: AbstractMapping[str, Locked],
        inputs: AbstractMapping[str, str] | None,
        source: Source,
        sha256: str,
    ) -> None:
        self.packs = packs
        self.inputs = inputs
        self.source = source
        self.sha256 = sha256

    def pick(
        self, name: str, found: Iterable[Candidate], ranges: AbstractMapping[str, str]
    ) -> Candidate:
        """Return the locked version of a pack, whatever others there are.

        Args:
            name: of a pack that is locked.
            found: its versions that were found.
            ranges: who asks → PEP 440 range ("" for any).

        Raises:
            InputError: it is not there, or outside a range.
        """
        from packaging.specifiers import SpecifierSet
        from packaging.version import Version

        locked = self.packs[name]
        version = Version(locked.version)
        wrong = [
            self._mistake(
                said(
                    "the locked version {version} of pack `{name}` is not within the range asked for",
                    version=locked.version,
                    name=name,
                ),
                locked,
                want=f"{range_} ({who})",
            )
            for who, range_ in ranges.items()
            if range_ and not SpecifierSet(range_).contains(version, prereleases=True)
        ]
        there = {Version(one.version): one for one in found}
        if version not in there:
            versions = ", ".join(str(one) for one in sorted(there))
            wrong.append(
                self._mistake(
                    said(
                        "pack `{name}` {version} is locked and not found",
                        name=name,
                        version=locked.version,
                    ),
                    locked,
                    have=said("versions that were found: {versions}", versions=versions)
                    if versions
                    else said("no version of `{name}` was found", name=name),
                    hint="`--rules DIR` looks into more folders",
                )
            )
        if wrong:
            raise InputError(wrong)
        return there[version]

    def drift(self, chosen: AbstractMapping[str, Candidate], *, whole: bool) -> list[Diagnostic]:
        """Return how packs differ from what was locked, file by file.

        The bytes that were compared are those that will be compiled.

        Args:
            chosen: the packs of a check by name.
            whole: these are all of them, so that what is locked beside them is used no more.
        """
        found: list[Diagnostic] = []
        for name, pack in sorted(chosen.items()):
            locked = self.packs.get(name)
            if locked is None:
                found.append(
                    self._mistake(
                        said("pack `{name}` is used and not locked", name=name),
                        have=f"{name} {pack.version}",
                        hint="`checker pack lock --force` locks anew, after a look at what changed",
                    )
                )
                continue
            pack.given = pack.files
            found += self._file_drift(locked, hashes_of(pack.given))
        for name, locked in self.packs.items():
            if whole and name not in chosen and not locked.only_names:
                found.append(
                    self._mistake(said("pack `{name}` is locked and not used", name=name), locked)
                )
        return found

    def hold(
        self,
        chosen: AbstractMapping[str, Candidate],
        candidates: Callable[[str], AbstractSequence[Candidate]],
    ) -> None:
        """Hold all packs of a check to the lock, and those that only declare names of the dossier.

        Args:
            chosen: the packs of a check by name.
            candidates: the versions of a pack that were found.

        Raises:
            InputError: with each difference.
        """
        found = self.drift(chosen, whole=True)
        for name, locked in self.packs.items():
            if locked.only_names and name not in chosen:
                try:
                    pack = self.pick(name, candidates(name), {})
                except InputError as error:
                    found += error.diagnostics
                else:
                    found += self.drift({name: pack}, whole=False)
        if found:
            raise InputError(found)

    def hold_inputs(self, inputs: AbstractSequence[tuple[str, str]]) -> None:
        """Hold the files of a dossier to the lock, where it names them.

        Args:
            inputs: name and SHA-256 of each file that was read.

        Raises:
            InputError: with each difference.
        """
        if self.inputs is None:
            return
        found: dict[str, Diagnostic] = {}
        for file, sha256 in inputs:
            want = self.inputs.get(file)
            if want is None:
                message = said("{file} is read and not locked", file=quote(file))
                found[file] = self._input_mistake(message, sha256)
            elif want != sha256:
                found[file] = self._changed(file, sha256, want)
        for file in self.inputs.keys() - dict(inputs).keys():
            message = said("{file} is locked and not read", file=quote(file))
            found[file] = self._input_mistake(message)
        if found:
            raise InputError(found.values())

    def changed_inputs(self, sha256_of: Callable[[str], str | None]) -> list[Diagnostic]:
        """Return what is known of the files of a dossier that could not be read.

        Args:
            sha256_of: the SHA-256 of a file by its name, as it is now; None where it is not there.
        """
        found = []
        for file, want in (self.inputs or {}).items():
            have = sha256_of(file)
            if have is not None and have != want:
                found.append(self._changed(file, have, want))
        return found

    def _changed(self, file: str, have: str, want: str) -> Diagnostic:
        message = said("{file} changed since it was locked", file=quote(file))
        return self._input_mistake(message, have, want)

    def _file_drift(self, locked: Locked, hashes: AbstractMapping[str, str]) -> list[Diagnostic]:
        found = []
        pack = f"{locked.name} {locked.version}"
        for path in sorted({*locked.files, *hashes}):
            file = quote(f"{locked.name}/{path}")
            have, want = hashes.get(path), locked.files.get(path)
            if have == want:
                continue
            if want is None:
                message = said("{file} was added since {pack} was locked", file=file, pack=pack)
            elif have is None:
                message = said("{file} was removed since {pack} was locked", file=file, pack=pack)
            else:
                message = said("{file} changed since {pack} was locked", file=file, pack=pack)
            found.append(self._mistake(message, locked, have=have, want=want))
        return found

    def _mistake(
        self,
        message: str,
        locked: Locked | None = None,
        *,
        have: str | None = None,
        want: str | None = None,
        hint: str | None = None,
    ) -> Diagnostic:
        return Diagnostic(
            "lock-drift",
            message,
            file=self.source.name,
            line=None if locked is None else locked.place[0],
            column=None if locked is None else locked.place[1],
            length=1 if locked is None else len(locked.name),
            excerpt=None if locked is None else self.source.line(locked.place[0]),
            have=have,
            want=want,
            hint=hint,
        )

    def _input_mistake(
        self, message: str, have: str | None = None, want: str | None = None
    ) -> Diagnostic:
        return Diagnostic("lock-drift", message, file=self.source.name, have=have, want=want)


def lock_text(
    packs: Iterable[tuple[str, str, AbstractMapping[str, bytes]]],
    inputs: AbstractMapping[str, str] | None = None,
    *,
    only_names: Collection[str] = (),
) -> str:
    """Return a lock as it is written: sorted, a line for each file.

    Args:
        packs: name, version and files of each pack.
        inputs: the SHA-256 of each file of the dossier by its name; None to leave them free.
        only_names: the packs among them that are not selected.
    """
    packs = sorted(packs)
    lines = [f"lock: {FORM}", f"checker: {VERSION}", "packs:" if packs else "packs: {}"]
    for name, version, files in packs:
        hashes = hashes_of(files)
        lines += [
            f"  {name}:",
            f"    version: {version}",
            *(["    only_names: yes"] if name in only_names else []),
            f"    sha256: {digest_of_hashes(hashes)}",
            "    files:",
            *_file_lines("      ", hashes),
        ]
    if inputs is not None:
        lines += ["inputs:" if inputs else "inputs: []", *_file_lines("  ", inputs)]
    return _HEAD + "\n".join(lines) + "\n"


def _file_lines(indent: str, hashes: AbstractMapping[str, str]) -> list[str]:
    lines = []
    for file in sorted(hashes):
        name = file if _PLAIN(file) else json.dumps(file, ensure_ascii=False)
        lines.append(f"{indent}- {{file: {name}, sha256: {hashes[file]}}}")
    return lines


def read_lock(data: bytes, shown: str) -> Lock:
    """Return what a `checker.lock` says.

    Args:
        data: its bytes.
        shown: its name as people see it.

    Raises:
        InputError: with every mistake in it.
    """
    mistakes = Mistakes()
    text = decode_utf8(data, shown, mistakes)
    root = None if text is None else parse_text(text, shown, mistakes)
    if mistakes:
        raise mistakes.error()
    source = mistakes.sources[shown] = Source(shown, text or "")
    reader = _Reader(shown, mistakes)
    packs, inputs = reader.read(root)
    if mistakes:
        raise mistakes.error()
    return Lock(packs, inputs, source, hashlib.sha256(data).hexdigest())


class _Reader:
    def __init__(self, shown: str, mistakes: Mistakes) -> None:
        self.shown = shown
        self.mistakes = mistakes

    def note(
        self,
        place: tuple[int, int],
        message: str,
        *,
        length: int = 1,
        have: str | None = None,
        want: str | None = None,
    ) -> None:
        hint = "`checker pack lock --force` writes it anew"
        mistake = Mistake("lock-form", message, have=have, want=want, hint=hint)
        self.mistakes.add(Origin(self.shown, *place), mistake, length=length)

    def read(self, root: Node | None) -> tuple[dict[str, Locked], dict[str, str] | None]:
        if not isinstance(root, Mapping):
            self.note((1, 1), "this is no lock", want=f"lock: {FORM}")
            return {}, None
        form = root.get("lock")
        if not isinstance(form, Scalar) or form.text != str(FORM):
            place = (1, 1) if form is None else (form.line, form.column)
            self.note(place, "this form of a lock is not known here", want=f"lock: {FORM}")
            return {}, None
        self.only(root, _KEYS)
        packs: dict[str, Locked] = {}
        node = root.get("packs")
        if not isinstance(node, Mapping):
            self.note(_place(node), "`packs` holds names of packs")
        else:
            for name, (_, value) in node.entries.items():
                locked = self.pack(name, value, node.place_of(name))
                if locked is not None:
                    packs[name] = locked
        listed = root.get("inputs")
        return packs, None if listed is None else self.files(listed)

    def only(self, node: Mapping, keys: tuple[str, ...]) -> None:
        for key in node.entries:
            if key not in keys:
                self.note(
                    node.place_of(key),
                    said("{key} is no name in a lock", key=quote(key)),
                    length=len(key),
                    want=nearest(key, keys) or ", ".join(keys),
                )

    def pack(self, name: str, node: Node, place: tuple[int, int]) -> Locked | None:
        if not is_pack_name(name):
            self.note(place, said("{name} is no name of a pack", name=quote(name)))
            return None
        if not isinstance(node, Mapping):
            self.note(place, said("`{name}` has no version and no files", name=name))
            return None
        self.only(node, _PACK_KEYS)
        version = self.text(node, "version", place)
        if version and not is_version(version):
            self.note(
                _place(node.get("version")), said("{text} is no version", text=quote(version))
            )
            return None
        sha256 = self.text(node, "sha256", place)
        listed = node.get("files")
        if listed is None:
            self.note(place, said("`{name}` has no files", name=name))
            return None
        files = self.files(listed)
        if sha256 and not self.mistakes and digest_of_hashes(files) != sha256:
            self.note(
                _place(node.get("sha256")),
                said("the SHA-256 of pack `{name}` is not that of its files", name=name),
                have=sha256,
                want=digest_of_hashes(files),
            )
        only_names = node.get("only_names")
        if only_names is not None and not (
            isinstance(only_names, Scalar) and only_names.text == "yes"
        ):
            self.note(_place(only_names), "`only_names` is `yes` or not there")
        return Locked(name, version, files, place, only_names=only_names is not None)

    def files(self, node: Node) -> dict[str, str]:
        hashes: dict[str, str] = {}
        if not isinstance(node, Sequence):
            self.note(_place(node), "files are a list", want="- {file: …, sha256: …}")
            return hashes
        for item in node.items:
            if not isinstance(item, Mapping):
                self.note(_place(item), "a file and its SHA-256 are needed")
                continue
            self.only(item, _FILE_KEYS)
            file, sha256 = (self.text(item, key, _place(item)) for key in _FILE_KEYS)
            if sha256 and not _SHA256(sha256):
                self.note(
                    _place(item.get("sha256")),
                    said("{text} is no SHA-256", text=quote(sha256)),
                    want="64 hexadecimal digits, small",
                )
            if file in hashes:
                self.note(_place(item), said("{file} is listed twice", file=quote(file)))
            hashes[file] = sha256
        return hashes

    def text(self, node: Mapping, key: str, place: tuple[int, int]) -> str:
        value = node.get(key)
        if isinstance(value, Scalar) and value.text:
            return value.text
        self.note(place if value is None else _place(value), said("`{key}` is not given", key=key))
        return ""


def _place(node: Node | None) -> tuple[int, int]:
    return (1, 1) if node is None else (node.line, node.column)
