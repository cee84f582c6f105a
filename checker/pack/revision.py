"""A pack as it was at a revision of git, read without a checkout.

Git is asked for trees and blobs and for nothing else: it runs no hook, asks nobody, and reaches no
network. The rules for what a pack may hold are those of folders.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import quote
from checker.model.limit import LIMITS, show_size
from checker.model.said import said
from checker.pack.folder import DEEPEST, is_left_out, is_plain_name, most_bytes, refused
from checker.pack.manifest import FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECONDS = 60
_NAMES = 1_000  # so many branches and tags are looked through for the nearest name
# A partial clone would fetch what it lacks; a monitor would be a program of the repository's.
_SETTINGS = ("-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
_FILES, _LINK, _REPOSITORY = ("100644", "100755", "100664"), "120000", "160000"


class Repository:
    """A git repository with a working tree: its top folder, and where in it one stands.

    Everything that it returns is of one moment's objects; nothing in it is ever changed.
    """

    __slots__ = ("_folder", "prefix")

    def __init__(self, folder: str) -> None:
        """Find the repository that a folder lies in.

        Raises:
            InputError: it lies in none, or git is not there.
        """
        self._folder = folder
        where = folder if os.path.isdir(folder) else os.path.dirname(folder) or "."
        self._folder = where
        found = self._git("rev-parse", "--show-prefix")
        if found.returncode:
            hint = "name two folders, or a pack that is found and its version"
            if b"not a git repository" in found.stderr:
                raise _unknown("this folder lies in no git repository", file=where, hint=hint)
            complaint = _complaint(found.stderr)
            raise _unknown(
                "git does not open the repository", file=where, have=complaint, hint=hint
            )
        self.prefix = os.fsdecode(found.stdout).rstrip("\n").rstrip("/")
        """The folder below the top, without a slash at its end; empty at the top."""

    def commit(self, revision: str) -> str:
        """Return the id of the commit that a revision names, as `git rev-parse` takes it.

        Raises:
            InputError: there is none.
        """
        if not revision or revision.startswith("-") or not revision.isprintable():
            raise _unknown(
                said("{name} is no revision", name=quote(revision)),
                want="a branch, a tag or a commit: `v1.0.0`, `HEAD~3`",
            )
        found = self._git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
        if found.returncode:
            raise _unknown(
                said("there is no revision {name}", name=quote(revision)),
                hint=nearest(revision, self._names()),
            )
        return os.fsdecode(found.stdout).strip()

    def _names(self) -> list[str]:
        """Return the names of branches and tags."""
        arguments = ("for-each-ref", f"--count={_NAMES}", "--format=%(refname:short)")
        found = self._git(*arguments, "refs/heads", "refs/tags")
        return os.fsdecode(found.stdout).split()

    def pack(self, commit: str, path: str, shown: str) -> dict[str, bytes]:
        """Return the bytes of every file of the pack in a folder, as `read_folder` does.

        Args:
            commit: the id of a commit.
            path: of the folder, from the top of the repository; empty for the top.
            shown: the folder as people see it.

        Raises:
            InputError: there is no such folder, no pack in it, or what may not stand in a pack.
        """
        listed = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", f"{commit}:{path}")
        if listed.returncode:
            if not self._git("ls-tree", "--full-tree", f"{commit}:{path}").returncode:
                raise _lacking(shown, _complaint(listed.stderr))
            raise _unknown(
                "this folder is not there at that revision",
                file=shown,
                hint=nearest(path, self._packs(commit)),
            )
        chosen: dict[str, str] = {}
        total = 0
        folded: dict[str, str] = {}
        for entry in listed.stdout.split(b"\0"):
            if not entry:
                continue
            head, _, raw = entry.partition(b"\t")
            mode, _, oid, size = head.decode("ascii").split()
            name = os.fsdecode(raw)
            parts = name.split("/")
            if any(map(is_left_out, parts)):
                continue
            self._check(parts, mode, shown, folded)
            if not size.isdigit():
                raise _lacking(f"{shown}/{name}", said("object {oid} is missing", oid=oid))
            if int(size) > most_bytes(parts[-1]):
                message = said(
                    "the file is larger than {size}", size=show_size(most_bytes(parts[-1]))
                )
                raise refused(f"{shown}/{name}", message, limit=True)
            chosen[name] = oid
            total += int(size)
            if len(chosen) > LIMITS.PACK_MEMBERS:
                most = LIMITS.PACK_MEMBERS
                message = said("more than {pack_members} files", pack_members=most)
                raise refused(shown, message, limit=True)
            if total > LIMITS.PACK_UNPACKED:
                message = said("more than {size} in all", size=show_size(LIMITS.PACK_UNPACKED))
                raise refused(shown, message, limit=True)
        if FILE not in chosen:
            raise InputError(
                [Diagnostic("pack-folder", "there is no pack.yaml", file=f"{shown}/{FILE}")]
            )
        return self._blobs(chosen)

    def _check(self, parts: Sequence[str], mode: str, shown: str, folded: dict[str, str]) -> None:
        """Refuse what a folder on a disk would be refused for."""
        inside = ""
        for part in parts:
            if not is_plain_name(part):
                raise refused(
                    f"{shown}/{inside}",
                    said("{entry} is no plain name", entry=quote(part)),
                    want="letters, digits, `.`, `_` and `-`",
                )
            path = f"{inside}{part}"
            if folded.setdefault(path.casefold(), path) != path:
                raise refused(f"{shown}/{path}", "two names differ in capitals alone")
            inside = f"{path}/"
        path = inside.rstrip("/")
        if len(parts) > DEEPEST:
            raise refused(
                f"{shown}/{path}", said("more than {deepest} levels", deepest=DEEPEST - 1)
            )
        if mode not in _FILES:
            raise refused(
                f"{shown}/{path}",
                "a link is refused in a pack"
                if mode == _LINK
                else "another repository is refused in a pack",
            )

    def _blobs(self, wanted: dict[str, str]) -> dict[str, bytes]:
        """Return the bytes of blobs by path, sorted."""
        asked = "".join(f"{oid}\n" for oid in wanted.values()).encode("ascii")
        found = self._git("cat-file", "--batch", given=asked)
        data, at = found.stdout, 0
        files: dict[str, bytes] = {}
        for path, oid in wanted.items():
            end = data.find(b"\n", at)
            head = data[at:end].split() if end >= 0 else []
            if len(head) != 3 or head[1] != b"blob":
                missing = _complaint(found.stderr) or said("object {oid} is missing", oid=oid)
                raise _lacking(path, missing)
            size = int(head[2])
            files[path] = data[end + 1 : end + 1 + size]
            at = end + 1 + size + 1
        return dict(sorted(files.items()))

    def manifests(self, commit: str, path: str) -> dict[str, bytes]:
        """Return each `pack.yaml` of the folders that lie beside a folder, by folder from the top."""
        if not path:
            return {}
        parent = posixpath.dirname(path)
        start = f"{parent}/" if parent else ""
        beside = {
            folder: oid
            for folder, oid in self._packs(commit).items()
            if folder != path and folder.startswith(start) and "/" not in folder[len(start) :]
        }
        return self._blobs(beside) if beside else {}

    def _packs(self, commit: str) -> dict[str, str]:
        """Return every folder with a `pack.yaml`, from the top, sorted, each with the id of that file."""
        listed = self._git("ls-tree", "-r", "-z", "-l", "--full-tree", commit)
        found = {}
        for entry in listed.stdout.split(b"\0"):
            if entry.endswith(f"/{FILE}".encode()):
                head, _, name = entry.partition(b"\t")
                mode, _, oid, size = head.decode("ascii").split()
                if mode in _FILES and size.isdigit() and int(size) <= LIMITS.RULE_FILE_BYTES:
                    found[os.fsdecode(name).removesuffix(f"/{FILE}")] = oid
        return dict(sorted(found.items()))

    def _git(
        self, command: str, *arguments: str, given: bytes | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git with arguments that are ours, or begin with a name that was checked."""
        # What the caller's environment says of repositories is about another one: in a hook, about its own.
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("GIT_")
        }
        environment |= {
            "GIT_NO_LAZY_FETCH": "1",
            "GIT_OPTIONAL_LOCKS": "0",
            "GIT_TERMINAL_PROMPT": "0",
            "LC_ALL": "C",
        }
        try:
            return subprocess.run(  # noqa: S603 - no shell, and no argument that could be an option
                [  # noqa: S607 - the git that the user's own commands find
                    "git",
                    "--no-pager",
                    "--no-replace-objects",
                    *_SETTINGS,
                    command,
                    *arguments,
                ],
                cwd=self._folder,
                env=environment,
                input=given if given is not None else b"",
                capture_output=True,
                timeout=_SECONDS,
                check=False,
            )
        except FileNotFoundError as error:
            raise _unknown(
                "git is not there, and a revision is read by it",
                hint="install git, or name the folder of a pack",
            ) from error
        except subprocess.TimeoutExpired as error:
            raise _unknown(said("git took longer than {n} seconds", n=_SECONDS)) from error


def path_in(repository: Repository, written: str) -> str:
    """Return the path from the top of a repository that is meant after `REVISION:`.

    As git reads it: from the top, or from where one stands if it begins with `./` or `../`.

    Raises:
        InputError: it leads out of the repository.
    """
    path = written.rstrip("/")
    if path in (".", "..") or path.startswith(("./", "../")):
        path = posixpath.join(repository.prefix, path)
    path = posixpath.normpath(path) if path else ""
    if path == ".":
        path = ""
    if path.startswith(("/", "..")) or not path.isprintable():
        raise _unknown(
            said("{path} is no path inside a repository", path=quote(written)),
            want="`REVISION:rules/asi-coc`, from the top of the repository",
        )
    return path


def _complaint(said_by_git: bytes) -> str | None:
    """Return the first line that git complained with."""
    text = said_by_git.decode("utf-8", "replace").strip()
    return text.split("\n", 1)[0].removeprefix("fatal: ") or None


def _lacking(file: str, have: str | None) -> InputError:
    return _unknown(
        "the repository does not hold all of that revision",
        file=file,
        have=have,
        hint="fetch it whole: `git fetch --unshallow`, or clone without `--filter`",
    )


def _unknown(
    message: str,
    *,
    file: str | None = None,
    have: str | None = None,
    want: str | None = None,
    hint: str | None = None,
) -> InputError:
    return InputError(
        [Diagnostic("revision-unknown", message, file=file, have=have, want=want, hint=hint)]
    )
