"""The files that an editor works on: what it has not saved yet lies over what is on disk.

Nothing is read but what lies in the folders of the workspace, in those of more packs, and in the packs that
travel with the program.
"""

from __future__ import annotations

import os
import re
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, unquote, urlsplit

from checker import resources
from checker.authoring.accepted import read_accepted
from checker.authoring.cases import read_cases
from checker.authoring.clauses import read_clauses
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.lsp.index import Index
from checker.lsp.text import Text
from checker.model.limit import LIMITS
from checker.model.source import Source
from checker.pack.find import Packs, digest_of
from checker.pack.folder import read_folder, shown_name
from checker.pack.manifest import FILE
from checker.syntax.from_text import parse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_DEEPEST = 8
_FOLDERS = 5_000
_SKIPPED = frozenset(("node_modules", "__pycache__", "venv", "site-packages", "build", "dist"))
# What stands for the pack.yaml of a rule file that has none.
_LONE = b"name: file\nversion: 0\nlanguage: 1\nstandard: ''\nuses: [core]\n"


def path_of(uri: str) -> str | None:
    """Return the path of a `file:` URI; None for any other, which is no file of ours."""
    try:
        parts = urlsplit(uri)
        path = unquote(parts.path, errors="strict")
    except (ValueError, UnicodeDecodeError):
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    if not path.startswith("/") or "\0" in path or parts.query or parts.fragment:
        return None
    return os.path.abspath(path)


def uri_of(path: str) -> str:
    """Return the URI of a path."""
    return "file://" + quote(path, safe="/-._~")


class Buffer:
    """A file as an editor has it."""

    __slots__ = ("text", "uri", "version")

    def __init__(self, uri: str, version: int, text: Text) -> None:
        self.uri = uri
        self.version = version
        self.text = text


class Project(NamedTuple):
    """A pack's folder, or a rule file `lone` in a folder that is no pack's."""

    folder: str
    lone: str = ""


class Known:
    """The index of a pack, and the folder of each pack that it uses."""

    __slots__ = ("homes", "index", "project")

    def __init__(self, project: Project, index: Index, homes: Mapping[str, str]) -> None:
        self.project = project
        self.index = index
        self.homes = homes


class Workspace:
    """What an editor has opened, and the packs around it."""

    def __init__(
        self, roots: Sequence[str] = (), rules: Sequence[str] = (), encoding: str = "utf-16"
    ) -> None:
        """Start with nothing open.

        Args:
            roots: the folders that may be read and changed; without any, the folder of what is open.
            rules: folders with more packs, which are only read.
            encoding: in which positions are counted.
        """
        self.roots = [os.path.realpath(root) for root in roots]
        self.rules = [os.path.abspath(place) for place in rules]
        self.encoding = encoding
        self.buffers: dict[str, Buffer] = {}
        self._known: dict[Project, tuple[str, Known]] = {}
        # Packs as they were when they last could be compiled, for those that use them.
        self._compiled: dict[str, dict[str, Any]] = {}
        self._folders: list[str] | None = None

    # --- what is open -----------------------------------------------------------------------

    def open(self, uri: str, version: int, text: str) -> str | None:
        """Take in what an editor has opened; return its path, None where it is none of ours."""
        path = path_of(uri)
        if path is None or not self.may_read(path) or _is_large(text):
            return None
        self.buffers[path] = Buffer(uri, version, Text(text, self.encoding))
        return path

    def change(self, uri: str, version: int, changes: Sequence[Any]) -> str | None:
        """Apply changes: (start, end, text) with positions, or a whole text; return the path."""
        path = path_of(uri)
        buffer = self.buffers.get(path or "")
        if path is None or buffer is None:
            return None
        for change in changes:
            if isinstance(change, str):
                buffer.text = Text(change, self.encoding)
            else:
                buffer.text = buffer.text.changed(*change)
            if _is_large(buffer.text.text):
                del self.buffers[path]
                return path
        buffer.version = version
        return path

    def close(self, uri: str) -> str | None:
        """Forget what an editor has closed; return its path."""
        path = path_of(uri)
        if path is not None:
            self.buffers.pop(path, None)
        return path

    def uri(self, path: str) -> str:
        """Return the URI of a path, as the editor writes it where it has the file open."""
        buffer = self.buffers.get(path)
        return uri_of(path) if buffer is None else buffer.uri

    def text(self, path: str) -> Text | None:
        """Return the text of a file, as it is open or on disk; None where it may not be read."""
        buffer = self.buffers.get(path)
        if buffer is not None:
            return buffer.text
        if not self.may_read(path):
            return None
        try:
            if os.path.getsize(path) > LIMITS.RULE_FILE_BYTES or not os.path.isfile(path):
                return None
            with open(path, encoding="utf-8", newline="") as file:
                return Text(file.read(), self.encoding)
        except (OSError, UnicodeDecodeError):
            return None

    # --- what may be read and changed -------------------------------------------------------

    def may_change(self, path: str) -> bool:
        """Whether a file lies in the workspace, and in no folder of packs that are only read."""
        real = os.path.realpath(path)
        if self.roots:
            return _lies_in(real, self.roots)
        # A single file was opened: it is all there is.
        own = [self._top(opened) for opened in self.buffers if not self._is_foreign(opened)]
        return _lies_in(real, [os.path.realpath(folder) for folder in own])

    def may_read(self, path: str) -> bool:
        """Whether a file may be read: of the workspace, or of a folder of packs."""
        return not self.roots or _lies_in(os.path.realpath(path), [*self.roots, *self._foreign()])

    def _foreign(self) -> list[str]:
        return [os.path.realpath(place) for place in (resources.rules_dir(), *self.rules)]

    def _is_foreign(self, path: str) -> bool:
        return _lies_in(os.path.realpath(path), self._foreign())

    def _top(self, path: str) -> str:
        project = self.project(path)
        return os.path.dirname(path) if project is None else project.folder

    # --- packs ------------------------------------------------------------------------------

    def project(self, path: str) -> Project | None:
        """Return the pack in whose folder a file lies; None where that means nothing to us."""
        folder = os.path.dirname(path)
        for _ in range(_DEEPEST):
            if not self.may_read(folder):
                break
            if f"{folder}/{FILE}" in self.buffers or os.path.isfile(f"{folder}/{FILE}"):
                return Project(folder)
            if folder == os.path.dirname(folder):
                break
            folder = os.path.dirname(folder)
        if path.endswith(".rules"):
            return Project(os.path.dirname(path), os.path.basename(path))
        return None

    def open_projects(self) -> list[Project]:
        """Return the packs of which a file is open, sorted."""
        found = {self.project(path) for path in self.buffers}
        return sorted(project for project in found if project is not None)

    def projects(self) -> list[Project]:
        """Return the packs of the workspace and those of which a file is open, sorted."""
        if self._folders is None:
            self._folders = [folder for root in self.roots for folder in _folders_in(root)]
        real = {os.path.realpath(folder): Project(folder) for folder in self._folders}
        for project in self.open_projects():
            real[os.path.realpath(project.folder) + "//" * bool(project.lone)] = project
        return sorted(real.values())

    def set_roots(self, come: Sequence[str | None], gone: set[str | None]) -> None:
        """Add folders to the workspace, and take others from it with what is open in them."""
        left = {os.path.realpath(folder) for folder in gone if folder}
        more = [os.path.realpath(folder) for folder in come if folder]
        self.roots = list(dict.fromkeys([*(one for one in self.roots if one not in left), *more]))
        for path in [path for path in self.buffers if not self.may_read(path)]:
            del self.buffers[path]
        self.forget_folders()

    def forget_folders(self) -> None:
        """Look for packs again: a folder has come or gone."""
        self._folders = None

    def files(self, project: Project) -> dict[str, bytes]:
        """Return the bytes of a pack's files by path inside, those that are open as they are there.

        Raises:
            InputError: something lies in the folder that may not stand in a pack.
        """
        if project.lone:
            buffer = self.buffers.get(f"{project.folder}/{project.lone}")
            text = self.text(f"{project.folder}/{project.lone}") if buffer is None else buffer.text
            return {FILE: _LONE, project.lone: b"" if text is None else _bytes(text.text)}
        files = read_folder(project.folder) if os.path.isdir(project.folder) else {}
        for path, buffer in self.buffers.items():
            inside = path.removeprefix(project.folder + "/")
            if inside != path and not any(
                part[0] in "._#" or part[-1] == "~" for part in inside.split("/")
            ):
                files[inside] = _bytes(buffer.text.text)
        return dict(sorted(files.items()))

    def _packs(self, project: Project) -> Packs:
        """Return the packs that one can use: its neighbours, those of the workspace, and the shipped."""
        try:
            packs = Packs(self.rules)
        except InputError:
            # A folder of packs that is at fault is told when it is given.
            packs = Packs()
        near = [folder for root in self.roots for folder in (*_packs_in(f"{root}/rules"), root)]
        near += [folder for root in self.roots for folder in _packs_in(root)]
        near += _packs_in(os.path.dirname(project.folder))
        for folder in near:
            if folder == project.folder or not os.path.isfile(f"{folder}/{FILE}"):
                continue
            try:
                is_open = any(path.startswith(folder + "/") for path in self.buffers)
                packs.put(folder, self.files(Project(folder)) if is_open else None)
            except InputError:
                continue
        return packs

    # --- what a pack says -------------------------------------------------------------------

    def known(self, project: Project) -> Known | None:
        """Return the index of a pack as it is now; None where its files or its manifest are at fault."""
        try:
            files = self.files(project)
            packs = self._packs(project)
            manifest = packs.put(project.folder, files).manifest
        except InputError:
            return None
        used = self._used(packs, manifest["uses"])
        state = "".join([digest_of(files), *(pack["sha256"] for pack in used)])
        if project in self._known and self._known[project][0] == state:
            return self._known[project][1]
        texts: dict[str, str] = {}
        for inside, data in files.items():
            if not inside.endswith((".rules", ".yaml", ".yml")):
                continue
            buffer = self.buffers.get(f"{project.folder}/{inside}")
            try:
                texts[inside] = data.decode("utf-8") if buffer is None else buffer.text.text
            except UnicodeDecodeError:
                continue
        homes = {
            pack["name"]: candidate.folder
            for pack in used
            for candidate in packs.candidates(pack["name"])
            if candidate.version == pack["version"]
        }
        known = Known(project, Index(manifest, texts, used), homes)
        self._known[project] = (state, known)
        return known

    def _used(self, packs: Packs, uses: Mapping[str, str]) -> list[dict[str, Any]]:
        """Return the packs that are used, compiled; one with a mistake as it was before that."""
        found: dict[str, dict[str, Any]] = {}
        try:
            found = {pack["name"]: pack for pack in packs.choose(uses).all} if uses else {}
        except InputError:
            for name, range_ in uses.items():
                try:
                    chosen = packs.choose({name: range_}).all
                except InputError:
                    chosen = [self._compiled[name]] if name in self._compiled else []
                for pack in chosen:
                    found.setdefault(pack["name"], pack)
        self._compiled.update(found)
        return list(found.values())

    def diagnose(self, project: Project) -> dict[str, list[Diagnostic]]:
        """Return every mistake of a pack, as the command finds them, by the path of its file."""
        found: list[Diagnostic] = []
        own = f"{shown_name(project.folder)}/"
        manifest = f"{own}{FILE}"
        files: Mapping[str, bytes] = {}
        try:
            files = self.files(project)
            packs = self._packs(project)
            mine = packs.put(project.folder, files)
        except InputError as error:
            found += error.diagnostics
        else:
            try:
                choice = packs.choose({mine.name: ""}, asked_by=mine.shown)
                self._compiled.update({pack["name"]: pack for pack in choice.all})
                rules = [rule["id"] for rule in choice.selected[0]["rules"]]
                found += _mistakes_in(lambda: read_clauses(mine, rules))
            except InputError as error:
                found += error.diagnostics
            found += _mistakes_in(lambda: read_cases(mine))
            found += _mistakes_in(lambda: read_accepted(mine))
        told = any(
            one.file.startswith(own) and one.file.endswith(".rules") for one in found if one.file
        )
        if found and not told:
            # What stands between the pack and its compiler hides no mistake in its text.
            wrong = [mistake for one in _rule_files(own, files) for mistake in parse(one)[1]]
            known = None if wrong else self.known(project)
            for mistake in () if known is None else known.index.checker.diagnostics:
                wrong.append(copy(mistake))
                wrong[-1].file = f"{own}{mistake.file}"
            found += wrong
        by_path: dict[str, list[Diagnostic]] = {}
        for one in sorted(found, key=Diagnostic.sort_key):
            if one.file is None:
                _put_into_manifest(one, files.get(FILE, b""))
            path = os.path.abspath(one.file or manifest)
            by_path.setdefault(path, []).append(one)
        return by_path


def _put_into_manifest(found: Diagnostic, data: bytes) -> None:
    """Give a mistake about a pack that is used the place at which pack.yaml names it."""
    named = re.search(r"`([a-z0-9][a-z0-9.-]*)`", found.message)
    text = data.decode("utf-8", "replace")
    uses = text.find("uses:")
    if named is None or uses < 0:
        return
    place = re.compile(rf"(?<![\w.-]){re.escape(named[1])}(?![\w.-])").search(text, uses)
    if place is not None:
        found.line, found.column = Source("", text).place(place.start())
        found.length = len(named[1])


def _mistakes_in(read: Callable[[], object]) -> Sequence[Diagnostic]:
    """Return the mistakes of the files that are read."""
    try:
        read()
    except InputError as error:
        return error.diagnostics
    return ()


def _rule_files(own: str, files: Mapping[str, bytes]) -> Iterator[Source]:
    for inside, data in files.items():
        if inside.endswith(".rules"):
            try:
                yield Source(f"{own}{inside}", data.decode("utf-8"))
            except UnicodeDecodeError:
                continue


def _bytes(text: str) -> bytes:
    # A lone surrogate of a message is no character: what is made of it is told where it stands.
    return text.encode("utf-8", "surrogatepass")


def _is_large(text: str) -> bool:
    return len(text) > LIMITS.PACK_UNPACKED // 4


def _lies_in(path: str, folders: Sequence[str]) -> bool:
    return any(path == folder or path.startswith(folder.rstrip("/") + "/") for folder in folders)


def _packs_in(place: str) -> list[str]:
    """Return the folders of packs directly in a place, sorted."""
    try:
        names = sorted(os.listdir(place))
    except OSError:
        return []
    return [f"{place}/{name}" for name in names if os.path.isfile(f"{place}/{name}/{FILE}")]


def _folders_in(root: str) -> Iterator[str]:
    """Yield the folders of packs in a folder of the workspace; a huge one is not gone through whole."""
    for seen, (folder, below, files) in enumerate(os.walk(root)):
        if seen >= _FOLDERS:
            return
        depth = folder.count("/") - root.count("/")
        below[:] = sorted(
            name
            for name in below
            if depth < _DEEPEST and name[0] not in "._#" and name not in _SKIPPED
        )
        if FILE in files:
            yield folder
