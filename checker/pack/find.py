"""Finds packs: those that travel with the program, those of `--rules`, and installed ones.

Never those of the working directory. Versions are chosen by PEP 440 ranges: the highest that fits
all who ask for the pack.
"""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING, Any

from checker import resources
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.model.pack import Declaration, TableDeclaration, Vocabulary
from checker.model.said import joined, said
from checker.pack import cache
from checker.pack.folder import digest_of as digest_of  # noqa: PLC0414 - part of this door
from checker.pack.folder import read_folder, read_plain_file, shown_name
from checker.pack.manifest import FILE, is_pack_name, range_problem, read_manifest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from checker.model.datatype import Datatype
    from checker.pack.lock import Lock
    from checker.pack.trust import Trust

ENTRY_POINTS = "checker.packs"
BUNDLE = ".checkerpack"
"""How the file of a bundle ends in a folder of packs."""


class Candidate:
    """A pack that was found: its manifest and its folder; not yet compiled.

    `given` are its files where they are not those of the folder: an older revision, an archive, what
    an editor has not saved yet. Then `folder` only says what the pack is called in messages.
    `bundle` is the SHA-256 of the bundle, where `folder` is the path of one.
    """

    __slots__ = ("bundle", "folder", "given", "manifest", "name", "version")

    def __init__(
        self,
        folder: str,
        manifest: dict[str, Any],
        given: Mapping[str, bytes] | None = None,
        *,
        bundle: str | None = None,
    ) -> None:
        self.folder = folder
        self.manifest = manifest
        self.given = given
        self.bundle = bundle
        self.name: str = manifest["name"]
        self.version: str = manifest["version"]

    @property
    def files(self) -> Mapping[str, bytes]:
        """The bytes of every file of the pack by its path inside, sorted.

        Raises:
            InputError: one of them may not stand in a pack.
        """
        if self.given is not None:
            return self.given
        if self.bundle is not None:
            return _files_of_bundle(self.folder, self.bundle)
        return read_folder(self.folder)

    @property
    def shown(self) -> str:
        """The pack's `pack.yaml` as people see it."""
        return f"{shown_name(self.folder)}/{FILE}"


class Choice:
    """The packs of one check, compiled: those selected, and all with those that they use."""

    __slots__ = ("_vocabulary", "all", "selected")

    def __init__(self, selected: list[dict[str, Any]], whole: list[dict[str, Any]]) -> None:
        self.selected = selected
        self.all = whole
        self._vocabulary: Vocabulary | None = None

    @property
    def vocabulary(self) -> Vocabulary:
        """What all of them declare."""
        if self._vocabulary is None:
            self._vocabulary = vocabulary_of(self.all)
        return self._vocabulary


class Packs:
    """All packs that can be found; each is compiled once."""

    def __init__(
        self, rules: Sequence[str | Path] = (), *, trust: Sequence[str | Path] = ()
    ) -> None:
        """Look into the program's own packs and the places `rules`.

        Args:
            rules: folders of packs and bundles; a pack's own folder, or a bundle.
            trust: files and folders of keys, of which one must have signed every pack but the
                program's own.

        Raises:
            InputError: a place, a key or a manifest is at fault, a version is there twice, or a pack is not
                signed as it must be.
        """
        self._near: dict[str, list[Candidate]] = {}
        self._far: dict[str, list[Candidate]] = {}
        self._loaded: dict[str, tuple[dict[str, Any], str]] = {}
        self._trust = _trusted(trust)
        self._lock: Lock | None = None
        mistakes: list[Diagnostic] = []
        own = resources.rules_dir()
        places = [os.fspath(place) for place in rules]
        seen: set[str] = set()
        for place in (own, *places):
            for folder in _inside(place):
                real = os.path.realpath(folder)
                if real in seen:
                    continue
                seen.add(real)
                try:
                    self._add(folder, self._near, trust=None if place is own else self._trust)
                except InputError as error:
                    mistakes += error.diagnostics
        for place in places:
            if not os.path.isdir(place) and not os.path.isfile(place):
                mistakes.append(
                    Diagnostic("pack-folder", "this folder of packs is not there", file=place)
                )
        if mistakes:
            raise InputError(mistakes)

    def _add(
        self, folder: str, into: dict[str, list[Candidate]], *, trust: Trust | None
    ) -> Candidate:
        found = _candidate(folder, trust)
        for other in into.get(found.name, ()):
            if other.version == found.version:
                message = said(
                    "pack `{name}` {version} is there twice", name=found.name, version=found.version
                )
                raise InputError(
                    [
                        Diagnostic(
                            "pack-twice",
                            message,
                            file=found.shown,
                            have=said("also {shown}", shown=other.shown),
                        )
                    ]
                )
        into.setdefault(found.name, []).append(found)
        return found

    @property
    def loaded(self) -> list[str]:
        """The folders of the packs that were compiled or read from the cache so far."""
        return list(self._loaded)

    def candidates(self, name: str) -> list[Candidate]:
        """Return the versions of a pack, in no order; installed ones where no nearer one is."""
        if name in self._near:
            return self._near[name]
        if name not in self._far:
            self._far[name] = []
            for folder in _installed(name):
                self._add(folder, self._far, trust=self._trust)
        return self._far[name]

    def names(self) -> list[str]:
        """Return the name of every pack that can be found, sorted."""
        return sorted({*self._near, *_installed_names()})

    def highest(self, name: str, ranges: Mapping[str, str] | None = None) -> Candidate:
        """Return the highest version of a pack within all ranges.

        Args:
            name: of the pack.
            ranges: who asks → PEP 440 range ("" for any).

        Raises:
            InputError: there is no such pack, or none within the ranges.
        """
        found = self.candidates(name)
        if not found:
            names = self.names()
            near = nearest(name, names)
            have = said("packs that were found: {names}", names=joined(names) or said("none"))
            raise InputError(
                [
                    Diagnostic(
                        "pack-unknown",
                        said("there is no pack `{name}`", name=name[:128]),
                        have=have,
                        hint=near or "`--rules DIR` looks into more folders",
                    )
                ]
            )
        asked = {who: range_ for who, range_ in (ranges or {}).items() if range_}
        if not asked and len(found) == 1:
            return found[0]
        from packaging.specifiers import SpecifierSet
        from packaging.version import Version

        whole = SpecifierSet(",".join(asked.values()))
        fitting = {Version(pack.version): pack for pack in found}
        chosen = list(whole.filter(fitting)) or (list(fitting) if not asked else [])
        if not chosen:
            versions = joined(str(version) for version in sorted(fitting))
            who = joined(
                (said("{range} ({who})", range=range_, who=who) for who, range_ in asked.items()),
                " and ",
            )
            raise InputError(
                [
                    Diagnostic(
                        "pack-version",
                        said(
                            "no version of pack `{name}` is within the range asked for", name=name
                        ),
                        have=versions,
                        want=who,
                    )
                ]
            )
        return fitting[max(chosen)]

    def chosen(self, compiled: Mapping[str, Any]) -> Candidate:
        """Return the pack that a compiled one was made from."""
        of_name = self.candidates(compiled["name"])
        return next(found for found in of_name if found.version == compiled["version"])

    def choose(
        self,
        wanted: Mapping[str, str],
        *,
        asked_by: str = said("the dossier"),
        lock: Lock | None = None,
        whole: bool = True,
    ) -> Choice:
        """Return the packs that are wanted, compiled, with all that they use.

        Args:
            wanted: a pack's name → PEP 440 range ("" for any).
            asked_by: who wants them, for messages.
            lock: the versions to take, and the files that they must hold.
            whole: these are all the packs of a check; else what is locked beside them is left alone.

        Raises:
            InputError: a pack is not there, in no version that fits, at fault, or not as it was locked.
        """
        mistakes: list[Diagnostic] = []
        for name, range_ in wanted.items():
            if not is_pack_name(name):
                mistakes.append(
                    Diagnostic(
                        "pack-unknown", said("`{name}` is no name of a pack", name=name[:60])
                    )
                )
            elif range_problem(range_):
                mistakes.append(
                    Diagnostic(
                        "pack-range",
                        said(
                            "`{range}` is no range of versions of `{name}`",
                            range=range_[:60],
                            name=name,
                        ),
                        want='`"~=1.0"`, `">=1.2,<2"`, or nothing for any version',
                    )
                )
        if mistakes:
            raise InputError(mistakes)
        # Each round adds ranges and never drops one, so it ends.
        ranges = {name: {asked_by: range_} for name, range_ in wanted.items()}
        while True:
            chosen, more, mistakes = {}, False, []
            queue = sorted(ranges)
            while queue:
                name = queue.pop(0)
                if name in chosen:
                    continue
                try:
                    if lock is not None and name in lock.packs:
                        chosen[name] = lock.pick(name, self.candidates(name), ranges[name])
                    else:
                        chosen[name] = self.highest(name, ranges[name])
                except InputError as error:
                    mistakes += error.diagnostics
                    continue
                for used, range_ in chosen[name].manifest["uses"].items():
                    asking = ranges.setdefault(used, {})
                    if asking.get(chosen[name].shown) != range_:
                        asking[chosen[name].shown] = range_
                        more = more or used in chosen
                    if used not in chosen:
                        queue.append(used)
            if mistakes:
                if lock is not None:
                    mistakes += lock.drift(chosen, whole=False)
                raise InputError({_same(mistake): mistake for mistake in mistakes}.values())
            if not more:
                break
        if lock is not None:
            if whole:
                self._lock = lock
                lock.hold(chosen, self.candidates)
            else:
                wrong = lock.drift(chosen, whole=False)
                if wrong:
                    raise InputError(wrong)
            for pack in chosen.values():
                # What is compiled are the bytes that were held to the lock.
                self._loaded.pop(pack.folder, None)
        order = _in_order(chosen)
        found = []
        for name in order:
            try:
                found.append(self._compiled(chosen[name], chosen))
            except InputError as error:
                mistakes += error.diagnostics
        if mistakes:
            raise InputError({_same(mistake): mistake for mistake in mistakes}.values())
        selected = [pack for pack in found if pack["name"] in wanted]
        return Choice(selected, found)

    def load(self, folder: str | Path, files: Mapping[str, bytes] | None = None) -> Choice:
        """Return the pack of a folder, compiled, with all that it uses.

        Args:
            folder: where the pack is, or a bundle; it takes the place of every other version of it.
            files: its files by path inside, in place of those in the folder, which need not be there.

        Raises:
            InputError: the pack, or one that it uses, is at fault.
        """
        mine = self.put(folder, files)
        return self.choose({mine.name: ""}, asked_by=mine.shown)

    def put(self, folder: str | Path, files: Mapping[str, bytes] | None = None) -> Candidate:
        """Put a pack in the place of every other version of it, uncompiled; as `load`."""
        if files is None:
            mine = _candidate(os.fspath(folder), self._trust)
        else:
            shown = f"{shown_name(folder)}/{FILE}"
            if FILE not in files:
                raise InputError([Diagnostic("pack-folder", "there is no pack.yaml", file=shown)])
            mine = Candidate(os.fspath(folder), read_manifest(files[FILE], shown), files)
        self._loaded.pop(mine.folder, None)
        self._near[mine.name] = [mine]
        return mine

    def _compiled(self, pack: Candidate, chosen: Mapping[str, Candidate]) -> dict[str, Any]:
        return self._load(pack, chosen)[0]

    def _load(self, pack: Candidate, chosen: Mapping[str, Candidate]) -> tuple[dict[str, Any], str]:
        if pack.folder in self._loaded:
            return self._loaded[pack.folder]
        names = [name for name in _in_order(chosen, pack.name) if name != pack.name]
        used = [self._load(chosen[name], chosen) for name in names]
        files = pack.files
        digest = digest_of(files)
        key = cache.key_of(digest, [key for _, key in used])
        compiled = cache.read(key)
        if compiled is None:
            compiled = compile_files(pack, files, digest, [one for one, _ in used])
            cache.write(key, compiled)
        self._loaded[pack.folder] = (compiled, key)
        return compiled, key

    def vocabulary(self) -> Vocabulary:
        """Return what all packs declare that can be found and compiled, each at its highest.

        After a choice that was held to a lock these are the packs that were locked, and no others: a
        pack that came later must not decide whether a name of a dossier is right.
        """
        return vocabulary_of(self.all(), strict=False)

    def all(self) -> list[dict[str, Any]]:
        """Return the packs that can be found and compiled, each at its highest; as `vocabulary`."""
        found: dict[str, dict[str, Any]] = {}
        for name in self.names() if self._lock is None else sorted(self._lock.packs):
            try:
                for pack in self.choose({name: ""}, lock=self._lock, whole=False).all:
                    found.setdefault(pack["name"], pack)
            except InputError:
                # A pack that nobody selected is none of this dossier's mistakes.
                continue
        return list(found.values())

    def declaring(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return the packs that declare one of some names, each at its highest, with those they use.

        Args:
            names: of facts, of tables, and of columns as `table.column`.
        """
        found: dict[str, dict[str, Any]] = {}
        for name in self.names() if names else ():
            try:
                choice = self.choose({name: ""})
            except InputError:
                continue
            own = Vocabulary.from_plain(choice.selected[0]["vocabulary"])
            columns = {f"{t.name}.{column}" for t in own.tables.values() for column in t.columns}
            if any(one in own.facts or one in own.tables or one in columns for one in names):
                for pack in choice.all:
                    found.setdefault(pack["name"], pack)
        return list(found.values())


def wanted_pack(text: str) -> tuple[str, str]:
    """Return name and range of `asi-coc`, `asi-coc ~=2.0` or `asi-coc~=2.0`."""
    bare = text.strip()
    end = next((at for at, sign in enumerate(bare) if sign in " \t<>=!~"), len(bare))
    return bare[:end], bare[end:].strip()


State = dict[str, tuple[int, int]]
"""Files with their size and time; folders, with a size of -1."""


def state_of(folders: Sequence[str]) -> State:
    """Return what changes when something below the folders does."""
    state: State = {}
    stack = list(folders)
    while stack:
        path = stack.pop()
        try:
            state[path] = _size_and_time(path)
            with os.scandir(path) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        stack.append(entry.path)
                    else:
                        state[entry.path] = _size_and_time(entry.path)
        except OSError:
            # What cannot be read is told when the packs are looked for.
            continue
    return state


def state_in_play(state: State, found: Packs) -> State:
    """Return the part of a state on which the packs that were loaded rest.

    Theirs is all that lies in their folders; of other folders what may become another version of
    them: the folders themselves, each `pack.yaml`, and each bundle with its signature.
    """
    loaded = tuple(f"{folder}/" for folder in found.loaded)
    kept = (f"/{FILE}", BUNDLE, f"{BUNDLE}.sig")
    return {
        path: known
        for path, known in state.items()
        if path.startswith(loaded) or path.endswith(kept) or known[0] < 0
    }


def is_unchanged(state: State) -> bool:
    """Whether every file and folder of a state is as it was."""
    try:
        for path, known in state.items():
            if _size_and_time(path) != known:
                return False
    except OSError:
        return False
    return True


def _size_and_time(path: str) -> tuple[int, int]:
    found = os.lstat(path)
    return -1 if stat.S_ISDIR(found.st_mode) else found.st_size, found.st_mtime_ns


def find_packs(rules: Sequence[str | Path] = ()) -> Packs:
    """Return all packs that can be found.

    Args:
        rules: folders with a folder for each pack, beside those that travel with the program.

    Raises:
        InputError: a manifest is at fault, or the same version of a pack is there twice.
    """
    return Packs(rules)


def _trusted(places: Sequence[str | Path]) -> Trust | None:
    if not places:
        return None
    from checker.pack.trust import read_trust

    return read_trust(places)


def _candidate(folder: str, trust: Trust | None) -> Candidate:
    """Return the pack of a folder or a bundle.

    Raises:
        InputError: it is not there, at fault, or not signed by a key that is trusted.
    """
    if not os.path.isdir(folder) and os.path.lexists(folder):
        from checker.pack import bundle

        shown = shown_name(folder)
        data = bundle.read_bytes(folder, shown)
        if trust is not None:
            # Before a byte of it is looked at.
            trust.check(data, folder, shown)
        manifest, _ = bundle.read_bundle(data, shown)
        return Candidate(folder, manifest, bundle=bundle.sha256_of(data))
    manifest = read_manifest_of(folder)
    if trust is not None:
        raise trust.unsigned(shown_name(folder))
    return Candidate(folder, manifest)


def _files_of_bundle(path: str, sha256: str) -> Mapping[str, bytes]:
    """Return the files of a bundle that was looked at before: it must still be the same bytes."""
    from checker.pack import bundle

    shown = shown_name(path)
    data = bundle.read_bytes(path, shown)
    if bundle.sha256_of(data) != sha256:
        raise InputError(
            [Diagnostic("bundle-refused", "the bundle changed while it was read", file=shown)]
        )
    return bundle.read_bundle(data, shown)[1]


def read_manifest_of(folder: str | Path) -> dict[str, Any]:
    """Return the manifest of the pack in a folder.

    Raises:
        InputError: it is not there, or at fault.
    """
    shown = f"{shown_name(folder)}/{FILE}"
    data = read_plain_file(folder, FILE)
    if data is None:
        raise InputError([Diagnostic("pack-folder", "there is no pack.yaml", file=shown)])
    return read_manifest(data, shown)


def compile_files(
    pack: Candidate, files: Mapping[str, bytes], digest: str, used: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the compiled pack of the bytes of a folder.

    Raises:
        InputError: with the mistakes of all its files.
    """
    from checker.dossier.mistake import Mistakes
    from checker.dossier.strict_yaml import check_characters, decode_utf8
    from checker.model.source import Source
    from checker.syntax.from_text import parse

    shown = shown_name(pack.folder)
    sources, trees, found = {}, {}, Mistakes()
    wrong: list[Diagnostic] = []
    for path, data in files.items():
        if not path.endswith(".rules"):
            continue
        name = f"{shown}/{path}"
        text = decode_utf8(data, name, found)
        if text is None or not check_characters(text, name, found):
            continue
        sources[path] = Source(name, text)
        trees[path], mistakes = parse(sources[path])
        wrong += mistakes
    if found or wrong:
        more = found.error().diagnostics if found else ()
        beside = _beside(pack, digest, trees, sources, used) if trees else []
        raise InputError([*wrong, *more, *beside])
    compiled = compile_trees(pack, trees, sources, digest, used)
    if any(path.startswith("texts/") for path in files):
        from checker.pack.text_file import compile_texts

        compiled["texts"] = compile_texts(compiled, used, files, shown)
    return compiled


def compile_trees(
    pack: Candidate,
    trees: Mapping[str, Any],
    sources: Mapping[str, Any],
    digest: str,
    used: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the compiled pack of the parsed files of a folder, without its texts in other languages.

    Raises:
        InputError: with the mistakes of all its files.
    """
    from checker.pack.from_syntax import compile_pack

    compiled: dict[str, Any] = compile_pack(
        {**pack.manifest, "sha256": digest}, trees, sources, used
    )
    compiled["sha256"] = digest
    compiled.setdefault("manifest", pack.manifest)
    compiled.setdefault("written_forms", written_forms_in(compiled))
    return compiled


_DECLARES = re.compile(
    r"\b(?:parameter|reading|define|let|words|fact|table|column|rule)\s+([\w.-]+)"
)


def _beside(
    pack: Candidate,
    digest: str,
    trees: Mapping[str, Any],
    sources: Mapping[str, Any],
    used: list[dict[str, Any]],
) -> list[Diagnostic]:
    """Return the other mistakes of a pack that has mistakes of syntax: one shall not hide another.

    An item that could not be read is not there for the others: what they say of its name is left out.
    """
    from checker.pack.from_syntax import compile_pack

    try:
        compile_pack({**pack.manifest, "sha256": digest}, trees, sources, used)
    except InputError as error:
        declared = {name for source in sources.values() for name in _DECLARES.findall(source.text)}
        return [
            mistake
            for mistake in error.diagnostics
            if not mistake.code.startswith("unknown")
            or not any(f"`{name}`" in mistake.message for name in declared)
        ]
    return []


def written_forms_in(compiled: dict[str, Any]) -> list[list[str]]:
    """Return the columns, as [table, column], whose written form a pack asks for (`rounding of`)."""
    found: set[tuple[str, str]] = set()
    stack: list[tuple[Any, bool]] = [(compiled, False)]
    while stack:
        part, inside = stack.pop()
        if isinstance(part, dict):
            stack.extend((value, inside) for value in part.values())
        elif isinstance(part, list):
            if len(part) > 3 and isinstance(part[1], int):
                inside = inside or part[0] == "half"
                if inside and part[0] in ("col", "deref"):
                    found.add((part[-2], part[-1]))
            stack.extend((value, inside) for value in part)
    return [list(pair) for pair in sorted(found)]


def written_forms(packs: Sequence[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """Return the columns, as (table, column), whose written form one of the packs asks for."""
    return frozenset(
        (table, column) for pack in packs for table, column in pack.get("written_forms", ())
    )


def vocabulary_of(packs: Sequence[Mapping[str, Any]], *, strict: bool = True) -> Vocabulary:
    """Return one vocabulary of all packs: later ones add columns and options to earlier ones.

    Args:
        packs: compiled, those used before those that use them.
        strict: two packs that declare a name in different ways are an error; else the first wins.

    Raises:
        InputError: two packs that do not know each other declare a name in different ways.
    """
    merged = Vocabulary({}, {})
    mistakes: list[Diagnostic] = []
    for pack in packs:
        own = Vocabulary.from_plain(pack["vocabulary"])
        for name, fact in own.facts.items():
            _merge(merged.facts, name, name, fact, mistakes)
        for name, table in own.tables.items():
            known = merged.tables.get(name)
            if known is None:
                merged.tables[name] = TableDeclaration(
                    name, table.title, table.pack, table.key, table.time, table.edge, {}
                )
                known = merged.tables[name]
            elif table.pack != known.pack:
                mistakes.append(_declared_twice(name, known.pack, table.pack))
                continue
            for column, declared in table.columns.items():
                _merge(known.columns, column, f"{name}[].{column}", declared, mistakes)
    mistakes += _derived_twice(packs)
    if mistakes and strict:
        raise InputError(mistakes)
    return merged


def _merge(
    known: dict[str, Declaration],
    name: str,
    shown: str,
    new: Declaration,
    mistakes: list[Diagnostic],
) -> None:
    old = known.get(name)
    if old is None:
        known[name] = new
    elif old.derived != new.derived:
        mistakes.append(_declared_twice(shown, old.pack, new.pack))
    elif old.type != new.type:
        both = _joined(old.type, new.type)
        if both is None:
            mistakes.append(_declared_twice(shown, old.pack, new.pack))
        else:
            known[name] = Declaration(both, old.title, old.pack, derived=old.derived)


def _derived_twice(packs: Sequence[Mapping[str, Any]]) -> list[Diagnostic]:
    """Return the derived columns that two packs work out in different ways."""
    first: dict[str, tuple[str, Any]] = {}
    mistakes: list[Diagnostic] = []
    for pack in packs:
        for column, entry in pack.get("derived", {}).items():
            before, body = first.setdefault(column, (pack["name"], entry["body"]))
            if body is not entry["body"] and not _alike(body, entry["body"]):
                shown = "[].".join(column.split(".", 1))
                mistakes.append(_declared_twice(shown, before, pack["name"]))
    return mistakes


def _alike(one: Any, other: Any) -> bool:
    """Whether two expressions mean the same, wherever they are written."""
    from checker.model.expression import strip

    return bool(strip(one) == strip(other))


def _joined(old: Datatype, new: Datatype) -> Datatype | None:
    """Return the type with the options of both; None where more than their options differs."""
    from checker.model.datatype import Datatype

    more = [option for option in new.options if option not in old.options]
    plain, other = old.to_plain(), new.to_plain()
    if plain.pop("options", None) is None or other.pop("options", None) is None or plain != other:
        return None
    return Datatype.from_plain({**plain, "options": [*old.options, *more]})


def _declared_twice(name: str, first: str, second: str) -> Diagnostic:
    return Diagnostic(
        "pack-conflict",
        said("two packs declare `{name}` in different ways", name=name),
        have=said(
            "one declaration in `{first}`, another in `{second}`", first=first, second=second
        ),
        want="packs that declare a name alike, or only one of them selected",
    )


def _same(mistake: Diagnostic) -> tuple[Any, ...]:
    return mistake.sort_key()


def _in_order(chosen: Mapping[str, Candidate], start: str | None = None) -> list[str]:
    """Return names so that each stands after those that it uses; a ring is an error."""
    order: list[str] = []
    done: set[str] = set()
    for first in [start] if start is not None else sorted(chosen):
        if first in done:
            continue
        path = [first]
        stack = [(first, iter(_uses(chosen, first)))]
        while stack:
            name, rest = stack[-1]
            below = next(rest, None)
            if below is None:
                stack.pop()
                path.pop()
                if name not in done:
                    done.add(name)
                    order.append(name)
            elif below in path:
                ring = [*path[path.index(below) :], below]
                raise InputError(
                    [
                        Diagnostic(
                            "pack-ring",
                            "packs use each other in a ring",
                            file=chosen[below].shown,
                            have=" → ".join(f"`{part}`" for part in ring),
                            want="declarations that both need in a pack of their own",
                        )
                    ]
                )
            elif below not in done:
                path.append(below)
                stack.append((below, iter(_uses(chosen, below))))
    return order


def _uses(chosen: Mapping[str, Candidate], name: str) -> list[str]:
    # `core` comes first, whatever the order in which a manifest names them.
    return sorted(chosen[name].manifest["uses"], key=lambda used: (used != "core", used))


def _inside(place: str) -> list[str]:
    """Return the folders of packs and the bundles in a place, sorted; the place itself when it is one."""
    if os.path.isfile(f"{place}/{FILE}") or os.path.isfile(place):
        return [place]
    if not os.path.isdir(place):
        return []
    found = []
    for name in sorted(os.listdir(place)):
        path = f"{place}/{name}"
        if name.endswith(BUNDLE) and not os.path.isdir(path) or os.path.lexists(f"{path}/{FILE}"):
            found.append(path)
    return found


def _installed_names() -> list[str]:
    from importlib.metadata import entry_points

    return sorted(
        entry.name for entry in entry_points(group=ENTRY_POINTS) if is_pack_name(entry.name)
    )


def _installed(name: str) -> list[str]:
    """Return the folders of installed distributions that offer a pack under this name."""
    from importlib.metadata import entry_points
    from importlib.util import find_spec

    folders = []
    for entry in entry_points(group=ENTRY_POINTS, name=name):
        # The top package is looked up, not run; what lies below it is a folder.
        top, *below = entry.value.partition(":")[0].split(".")
        try:
            spec = find_spec(top)
        except (ImportError, ValueError):
            continue
        for place in (spec.submodule_search_locations or ()) if spec else ():
            folder = os.path.join(place, *below)
            if os.path.isfile(f"{folder}/{FILE}"):
                folders.append(folder)
    return sorted(set(folders))
