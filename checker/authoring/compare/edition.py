"""A version of a pack, however it is named: a folder, a bundle, a pack that is found, a git revision."""

from __future__ import annotations

import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import quote
from checker.model.said import said
from checker.pack.find import Packs, digest_of, wanted_pack
from checker.pack.folder import read_folder, read_plain_file, shown_name
from checker.pack.manifest import FILE, is_pack_name, range_problem, read_manifest
from checker.pack.revision import Repository, path_in

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from checker.pack.find import Candidate, Choice


class Edition:
    """One version of a pack, whole in memory, with the packs that lay beside it.

    `shown` is how it was named, `place` where its files are said to be. `beside` are the files of
    the packs that it uses and that lie beside it, by where they are said to be.
    """

    __slots__ = ("beside", "files", "manifest", "place", "sha256", "shown")

    def __init__(
        self,
        shown: str,
        place: str,
        files: Mapping[str, bytes],
        beside: Mapping[str, Mapping[str, bytes]] | None = None,
    ) -> None:
        """Take in the files of a pack.

        Raises:
            InputError: its `pack.yaml` is not there, or at fault.
        """
        self.shown = shown
        self.place = place
        self.files = files
        self.beside = dict(beside or {})
        self.manifest = _manifest(place, files)
        self.sha256 = digest_of(files)

    @property
    def name(self) -> str:
        """The name of the pack."""
        return str(self.manifest["name"])

    @property
    def version(self) -> str:
        """What its `pack.yaml` calls it."""
        return str(self.manifest["version"])


class World:
    """An edition among all other packs: what a dossier meets that is checked against it."""

    __slots__ = ("choice", "mine", "packs")

    def __init__(
        self,
        edition: Edition,
        rules: Sequence[str | Path] = (),
        beside: Mapping[str, Mapping[str, bytes]] | None = None,
        *,
        trust: Sequence[str | Path] = (),
    ) -> None:
        """Compile an edition.

        Args:
            edition: the version of the pack that is taken, whatever others are found.
            rules: folders with more packs.
            beside: the packs that it uses, in place of those beside it.
            trust: keys that must have signed the packs that are found.

        Raises:
            InputError: the pack, or one that it uses, is at fault.
        """
        self.packs = Packs(rules, trust=trust)
        for place, files in (edition.beside if beside is None else beside).items():
            self.packs.put(place, files)
        self.mine: Candidate = self.packs.put(edition.place, edition.files)
        self.choice: Choice = self.packs.choose({self.mine.name: ""}, asked_by=edition.shown)

    @property
    def pack(self) -> dict[str, Any]:
        """The edition, compiled."""
        return self.choice.selected[0]

    @property
    def used(self) -> dict[str, dict[str, Any]]:
        """The packs that it uses, compiled, by name."""
        return {pack["name"]: pack for pack in self.choice.all if pack is not self.pack}


def find_editions(
    old: str, new: str, *, rules: Sequence[str | Path] = (), trust: Sequence[str | Path] = ()
) -> tuple[Edition, Edition]:
    """Return two versions of a pack as they are named.

    Each is, in this order:

    - the folder of a pack, or a bundle;
    - `REVISION:PATH`, the folder at a revision of git, as git itself writes it;
    - `NAME` or `NAME RANGE`, the highest version that is found: `cgmc-low-carbon ==1.0.0`;
    - `REVISION` alone, where the other one is a folder: the same folder at that revision.

    Args:
        old: the version before.
        new: the version after.
        rules: folders with more packs.
        trust: keys that must have signed each version: nobody signs a folder or a revision.

    Raises:
        InputError: one of them is not there, at fault or not signed, or they are two packs.
    """
    finder = _Finder(Packs(rules, trust=trust), trust)
    mistakes: list[Diagnostic] = []
    found: list[Edition] = []
    for text, other in ((old, new), (new, old)):
        try:
            found.append(finder.find(text, other))
        except InputError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise InputError(mistakes)
    before, after = found
    if before.name != after.name:
        raise InputError(
            [
                Diagnostic(
                    "pack-other",
                    "these are two packs, not two versions of one",
                    file=f"{shown_name(after.place)}/{FILE}",
                    have=said("`{new}`, and `{old}` before", new=after.name, old=before.name),
                    hint="a pack under a new name begins a history of its own",
                )
            ]
        )
    return before, after


class _Finder:
    """Finds versions by their names; only such as a trusted key signed, where keys are given."""

    def __init__(self, packs: Packs, trust: Sequence[str | Path]) -> None:
        self.packs = packs
        self.trust = trust

    def find(self, text: str, other: str) -> Edition:
        if _is_place(text):
            return self.of_place(text)
        revision, colon, path = text.partition(":")
        if colon:
            repository = Repository(".")
            commit = repository.commit(revision)
            return self.of_commit(repository, revision, commit, path_in(repository, path))
        name, range_ = wanted_pack(text)
        is_pack = is_pack_name(name) and not range_problem(range_)
        if is_pack and (range_ or name in self.packs.names()):
            pack = self.packs.highest(name, {"the command line": range_})
            return Edition(f"{pack.name} {pack.version}", pack.folder, pack.files)
        path = other.partition(":")[2]
        git = hint = None
        if _is_place(other) or path:
            try:
                repository = Repository(other if _is_place(other) else ".")
                commit = repository.commit(text)
            except InputError as error:
                git, hint = error.diagnostics[0].message, error.diagnostics[0].hint
            else:
                path = repository.prefix if _is_place(other) else path_in(repository, path)
                return self.of_commit(repository, text, commit, path)
        if Path(text).exists():
            file = f"{shown_name(text)}/{FILE}"
            raise InputError([Diagnostic("pack-folder", "there is no pack.yaml", file=file)])
        raise InputError(
            [
                Diagnostic(
                    "pack-unknown",
                    said("{text} names no version of a pack", text=quote(text)),
                    have=said("no folder, and no pack that is found; {git}", git=git)
                    if git
                    else "no folder, and no pack that is found",
                    want="a folder, `NAME ==1.0.0`, `REVISION:PATH`, or a revision beside a folder",
                    hint=nearest(text, [*self.packs.names(), *_folders_like(text)]) or hint,
                )
            ]
        )

    def of_place(self, path: str) -> Edition:
        """Return the pack of a folder or a bundle."""
        mine = Packs(trust=self.trust).put(path)
        return Edition(shown_name(path), path, mine.files, _beside(Path(path), mine.manifest))

    def of_commit(self, repository: Repository, revision: str, commit: str, path: str) -> Edition:
        """Return the pack of a folder at a revision."""
        place = f"{revision}:{path}"
        files = repository.pack(commit, path, place)
        if self.trust:
            from checker.pack.trust import read_trust

            raise read_trust(self.trust).unsigned(place)
        found = {
            f"{revision}:{folder}": data
            for folder, data in repository.manifests(commit, path).items()
        }

        def read(other: str) -> Mapping[str, bytes]:
            return repository.pack(commit, other.removeprefix(f"{revision}:"), other)

        return Edition(place, place, files, _those_used(_manifest(place, files), found, read))


def _is_place(text: str) -> bool:
    """Whether a text is meant as a path: a pack is there, or something is and a `/` says so."""
    path = Path(text)
    if path.is_dir():
        return "/" in text or (path / FILE).is_file()
    return path.exists() or path.is_symlink()


def _inside(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _folders_like(text: str) -> list[str]:
    """Return the folders of packs where a path points to that is not there."""
    return [str(path) for path in _inside(Path(text).parent) if (path / FILE).is_file()]


def _beside(folder: Path, manifest: Mapping[str, Any]) -> dict[str, Mapping[str, bytes]]:
    """Return the packs beside a folder that it uses, near and far."""
    here = Path.cwd() / folder
    found: dict[str, bytes | None] = {}
    for place in _inside(here.parent) if here.is_dir() else []:
        if place.name != here.name and (place / FILE).exists():
            try:
                found[shown_name(place)] = read_plain_file(place, FILE)
            except InputError:
                found[shown_name(place)] = None
    return _those_used(manifest, found, read_folder)


def _those_used(
    manifest: Mapping[str, Any],
    beside: Mapping[str, bytes | None],
    read: Callable[[str], Mapping[str, bytes]],
) -> dict[str, Mapping[str, bytes]]:
    """Return the files of the packs that a pack uses, near and far, among those that lie beside it.

    Args:
        manifest: of the pack.
        beside: the `pack.yaml` of each pack beside it, by place; None where it cannot be read.
        read: returns the files of a place.
    """
    from packaging.specifiers import SpecifierSet
    from packaging.version import Version

    known: dict[str, list[tuple[Version, str, dict[str, Any]]]] = {}
    broken: dict[str, InputError] = {}
    for place, data in beside.items():
        try:
            theirs = None if data is None else read_manifest(data, f"{place}/{FILE}")
        except InputError as error:
            theirs, broken[posixpath.basename(place)] = None, error
        if theirs is not None:
            known.setdefault(theirs["name"], []).append((Version(theirs["version"]), place, theirs))
    found: dict[str, Mapping[str, bytes]] = {}
    needed = dict(manifest["uses"])
    seen = {str(manifest["name"])}
    while needed:
        name, range_ = needed.popitem()
        if name in seen:
            continue
        seen.add(name)
        if name not in known:
            # A pack that nobody here uses is none of this comparison's mistakes; this one is used.
            error_of = broken.get(name)
            if error_of is not None:
                raise error_of
            continue
        fitting = [
            one for one in known[name] if SpecifierSet(range_).contains(one[0], prereleases=True)
        ]
        _, place, theirs = max(fitting or known[name], key=lambda one: (one[0], one[1]))
        found[place] = read(place)
        needed |= theirs["uses"]
    return dict(sorted(found.items()))


def _manifest(place: str, files: Mapping[str, bytes]) -> dict[str, Any]:
    shown = f"{shown_name(place)}/{FILE}"
    if FILE not in files:
        raise InputError([Diagnostic("pack-folder", "there is no pack.yaml", file=shown)])
    return read_manifest(files[FILE], shown)


__all__ = ["Edition", "World", "find_editions"]
