"""A name changed wherever it stands: in the rules, cases and translations of every pack that uses it.

Afterwards the packs are read again. A new name that would mean something else somewhere, or make
something else mean it, is refused: each name must stand for what it stood for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.authoring.accepted import FILE as ACCEPTED
from checker.authoring.change import changes_of
from checker.dossier.mistake import Mistakes
from checker.dossier.strict_yaml import Mapping, Scalar, Sequence, parse_text
from checker.lsp.symbol import Site, Symbol
from checker.lsp.text import Text
from checker.lsp.workspace import Buffer, Workspace
from checker.model.limit import LIMITS
from checker.model.said import said
from checker.syntax.expected import reserved

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.lsp.index import Index
    from checker.lsp.workspace import Known, Project

Edits = dict[str, list[tuple[int, int, str]]]
"""By path: start, end and new text, in order."""

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*").fullmatch
_DOTTED = re.compile(r"[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)*").fullmatch
_RULE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.\-]*").fullmatch
# What the form of a dossier, or the language itself, knows by its name.
_FIXED_FACTS = frozenset(("as_of", "id", "language", "period"))
_GLOBAL = ("fact", "table", "parameter", "reading", "define", "words")
_FIXED_TABLES = frozenset(("evidence", "periods"))


class RenameError(Exception):
    """Why a name is not changed, in a sentence for the author."""


def users(files: Workspace, symbol: Symbol, known: Known) -> list[Known]:
    """Return the packs that can name a symbol: the one that declares it, and those that use that one."""
    if symbol.item:
        return [known]
    found = {known.project: known}
    for project in files.projects():
        other = files.known(project)
        if other is not None and symbol.pack in (other.index.name, *other.homes):
            found[project] = other
    home = known.homes.get(symbol.pack)
    if home is not None and not any(project.folder == home for project in found):
        declaring = files.known(known.project._replace(folder=home, lone=""))
        if declaring is not None:
            found[declaring.project] = declaring
    return [found[project] for project in sorted(found)]


def sites_of(index: Index, symbol: Symbol, *, declarations: bool = True) -> list[Site]:
    """Return where a pack names a symbol: in its rules, and in the files beside them."""
    beside = [one.site for one in index.beside if one.symbol == symbol]
    return sorted([*index.sites(symbol, declarations=declarations), *beside])


def may_rename(files: Workspace, known: Known, symbol: Symbol) -> None:
    """Raise `RenameError` where a name cannot be changed, whatever the new one is."""
    if symbol.kind == "option":
        raise RenameError("an option is not renamed: dossiers have it as their value")
    table = symbol.name.partition(".")[0] if symbol.kind in ("table", "column") else ""
    if symbol.kind == "fact" and symbol.name in _FIXED_FACTS or table in _FIXED_TABLES:
        raise RenameError(said("`{name}` belongs to the form of a dossier", name=symbol.name))
    home = known.project.folder if symbol.pack == known.index.name else None
    folder = known.homes.get(symbol.pack) if home is None else home
    if folder is None or not files.may_change(f"{folder}/pack.yaml"):
        raise RenameError(
            said(
                "`{name}` is declared in the pack `{pack}`, which is not in this workspace",
                name=symbol.word,
                pack=symbol.pack,
            )
        )


def rename(files: Workspace, known: Known, symbol: Symbol, new: str) -> Edits:
    """Return the edits that change a name everywhere.

    Args:
        files: the workspace.
        known: the pack in which it was asked for.
        symbol: what is renamed.
        new: as it will be written; for a column without its table.

    Raises:
        RenameError: the new name cannot be one, or would change what some name stands for.
    """
    may_rename(files, known, symbol)
    _check_form(symbol, new)
    if new == symbol.word:
        return {}
    packs = users(files, symbol, known)
    edits: Edits = {}
    for one in packs:
        for site, text in _edits_in(one.index, symbol, new):
            edits.setdefault(f"{one.project.folder}/{site.file}", []).append(
                (site.start, site.end, text)
            )
    for path in edits:
        if not files.may_change(path):
            raise RenameError(said("{file} is not in this workspace", file=path))
    after = _with(files, edits)
    for one in packs:
        _same_meaning(files, after, one, symbol, new)
        for site, text in _accepted(one, after):
            path = f"{one.project.folder}/{site.file}"
            edits.setdefault(path, []).append((site.start, site.end, text))
    return {path: sorted(set(made)) for path, made in sorted(edits.items())}


def applied(text: str, edits: list[tuple[int, int, str]]) -> str:
    """Return a text with edits made that do not overlap."""
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _check_form(symbol: Symbol, new: str) -> None:
    forms = {"fact": _DOTTED, "rule": _RULE}
    fits = forms.get(symbol.kind, _NAME)
    if fits(new) is None:
        want = {
            "fact": "letters, digits and `_`, with dots between words",
            "rule": "letters, digits, `.` and `-`",
        }.get(symbol.kind, "letters, digits and `_`")
        raise RenameError(said("`{name}` is no name: {want}", name=new[:80], want=want))
    if len(new) > LIMITS.ID_CHARS:
        raise RenameError(
            said("a name has at most {limit} characters (ID_CHARS)", limit=LIMITS.ID_CHARS)
        )
    if symbol.kind != "rule" and new in reserved():
        raise RenameError(said("`{name}` is a keyword and cannot be a name", name=new))


def _edits_in(index: Index, symbol: Symbol, new: str) -> Iterator[tuple[Site, str]]:
    for site in index.sites(symbol):
        yield site, new
    words = new.split(".")
    for site, named, count in index.beside:
        if named != symbol:
            continue
        if symbol.kind != "fact":
            yield site, new
            continue
        # In a group stand the last words of a fact; those before it are the group's name.
        old = symbol.name.split(".")
        if len(old) != len(words) or old[:-count] != words[:-count]:
            line = index.texts[site.file].count("\n", 0, site.start) + 1
            raise RenameError(
                said(
                    "{file}:{line} has `{name}` in a group: only its last word can be renamed",
                    file=site.file,
                    line=line,
                    name=symbol.name,
                )
            )
        yield site, ".".join(words[-count:])


def _with(files: Workspace, edits: Edits) -> Workspace:
    """Return the workspace as it would be."""
    after = Workspace(files.roots, files.rules, files.encoding)
    after.buffers = dict(files.buffers)
    for path, made in edits.items():
        text = files.text(path)
        if text is None:
            raise RenameError(said("{file} cannot be read", file=path))
        before = files.buffers.get(path)
        uri, version = files.uri(path), 0 if before is None else before.version
        after.buffers[path] = Buffer(uri, version, Text(applied(text.text, made), files.encoding))
    return after


def _same_meaning(
    files: Workspace, after: Workspace, pack: Known, symbol: Symbol, new: str
) -> None:
    """Refuse a name with which something would be a mistake that was none, or mean something else."""
    project = pack.project
    there = after.known(project)
    if there is None:
        raise RenameError("the pack cannot be read with the new name")
    new_symbol = _renamed(symbol, symbol, new)
    kinds = _GLOBAL if symbol.kind in _GLOBAL else (symbol.kind,)
    taken = [
        one.site
        for kind in kinds
        for one in pack.index.declared.get(new_symbol._replace(kind=kind), ())
    ]
    if taken:
        where = f"{taken[0].file}:{_line(pack.index, taken[0])}"
        raise RenameError(said("`{name}` is declared already, in {where}", name=new, where=where))
    for file in pack.index.files:
        old_names = pack.index.names_in(file)
        new_names = there.index.names_in(file)
        for (site, before), (_, now) in zip(old_names, new_names, strict=False):
            if _renamed(before, symbol, new) != now:
                raise RenameError(_other(new, file, _line(pack.index, site)))
        if len(old_names) != len(new_names):
            raise RenameError(_other(new, file, 1))
    for name, table in pack.index.checker.tables.items():
        is_renamed = symbol.kind == "table" and symbol.name == name
        moved = there.index.checker.tables.get(new if is_renamed else name)
        time = (
            new if symbol.kind == "column" and symbol.name == f"{name}.{table.time}" else table.time
        )
        if moved is not None and moved.time != time:
            raise RenameError(
                said("the rows of `{table}` have their time by the name `date`", table=name)
            )
    known = _mistakes(files, project)
    fresh = [one for one in _mistakes(after, project) if one not in known]
    if len(_mistakes(after, project)) > len(known):
        raise RenameError(
            said("with `{name}` there would be a mistake: {what}", name=new, what=fresh[0])
        )


def _other(new: str, file: str, line: int) -> str:
    return said(
        "`{name}` would mean something else in {file}:{line}", name=new, file=file, line=line
    )


def _line(index: Index, site: Site) -> int:
    return index.texts[site.file].count("\n", 0, site.start) + 1


def _mistakes(files: Workspace, project: Project) -> list[str]:
    return [one.message for found in files.diagnose(project).values() for one in found]


def _renamed(one: Symbol, symbol: Symbol, new: str) -> Symbol:
    """Return what a symbol is called when another one has its new name."""
    if one == symbol:
        if symbol.kind != "column":
            return one._replace(name=new)
        return one._replace(name=f"{symbol.name.partition('.')[0]}.{new}")
    if symbol.kind == "table" and one.kind == "column":
        table, _, column = one.name.partition(".")
        if table == symbol.name:
            return one._replace(name=f"{new}.{column}")
    return one


def _accepted(pack: Known, after: Workspace) -> Iterator[tuple[Site, str]]:
    """Yield the edits of accepted changes, which quote the rules in the one way they are formatted."""
    text = pack.index.texts.get(ACCEPTED)
    there = after.known(pack.project)
    if text is None or there is None:
        return
    mistakes = Mistakes()
    root = parse_text(text.removeprefix("\ufeff"), ACCEPTED, mistakes)
    if mistakes or not isinstance(root, Sequence):
        return
    old, new = changes_of(pack.index.files), changes_of(there.index.files)
    renamed = {
        before.key: now for before, now in zip(old, new, strict=False) if before.key != now.key
    }
    place = Text(text)
    for entry in root.items:
        if not isinstance(entry, Mapping):
            continue
        at, change, nth = entry.get("at"), entry.get("change"), entry.get("nth")
        if not isinstance(at, Scalar) or not isinstance(change, Scalar):
            continue
        number = int(nth.text) if isinstance(nth, Scalar) and nth.text.isdecimal() else 1
        key = (" ".join(at.text.split()), " ".join(change.text.replace("->", "→").split()), number)
        now = renamed.get(key)
        if now is None:
            continue
        for node, written in ((at, now.at), (change, now.text)):
            start = place.of_place(node.line, node.column)
            start += text[start : start + 1] in ('"', "'")
            if text[start : start + len(node.text)] != node.text:
                raise RenameError(
                    said(
                        "{file}:{line} has the name in a text that goes over several lines",
                        file=ACCEPTED,
                        line=node.line,
                    )
                )
            if written != node.text:
                yield Site(ACCEPTED, start, start + len(node.text)), written
