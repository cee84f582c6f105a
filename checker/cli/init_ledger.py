"""The ledgers that `init dossier --from` starts from: read, proposed, brought into the folder."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import unicodedata
from typing import TYPE_CHECKING

from checker.cli.output import write_whole
from checker.cli.speak import remark, tell, told
from checker.diagnostic.diagnostic import Diagnostic, InputError, OutputError
from checker.model.limit import LIMITS
from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from checker.authoring.ledger.proposal import NotRead
    from checker.authoring.ledger.to_yaml import Ledgers
    from checker.dossier.survey import Sheet
    from checker.pack.find import Choice, Packs


_WIDTH = 80


class Given:
    """A ledger: the path as it was given, its name in the folder, its bytes; `copies` if it lies elsewhere."""

    __slots__ = ("copies", "data", "name", "path")

    def __init__(self, path: Path, name: str, data: bytes, *, copies: bool) -> None:
        self.path = path
        self.name = name
        self.data = data
        self.copies = copies


def read_ledgers(paths: Sequence[Path], folder: Path) -> list[Given]:
    """Return the ledgers that were named, each with the name that it has in a dossier's folder.

    Raises:
        InputError: one is not there, is no plain file, or is too large.
    """
    from checker.dossier.mistake import Mistakes
    from checker.dossier.place import RefusedError, check_regular, read_all, why_not
    from checker.model.source import Origin

    found: list[Given] = []
    mistakes = Mistakes()
    taken: set[str] = {"dossier.yaml", "dossier.schema.json"}
    for path in paths:
        shown = os.fspath(path)
        try:
            fd = os.open(shown, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
            try:
                check_regular(fd, shown, LIMITS.LEDGER_BYTES)
                data = read_all(fd, shown, LIMITS.LEDGER_BYTES)
            finally:
                os.close(fd)
        except OSError as error:
            mistakes.add(Origin(shown), why_not(error, shown))
            continue
        except RefusedError as refused:
            mistakes.add(Origin(shown), refused.mistake)
            continue
        inside = _inside(path, folder)
        name = inside or _free_name(path.name, taken)
        taken.add(name.casefold())
        found.append(Given(path, name, data, copies=inside is None))
    if mistakes:
        raise mistakes.error()
    return found


def _inside(path: Path, folder: Path) -> str | None:
    """Return the name of a file that lies in the folder already, as a dossier names it."""
    from checker.dossier.place import RefusedError, plain_parts

    whole, root = path.resolve(), folder.resolve()
    if root not in whole.parents:
        return None
    name = whole.relative_to(root).as_posix()
    try:
        plain_parts(name)
    except RefusedError:
        return None
    return name


def _free_name(name: str, taken: set[str]) -> str:
    """Return a name that every system reads alike, and that no other ledger has."""
    name = unicodedata.normalize("NFC", name)
    name = re.sub(r'[\\:*?\[\]"<>|\x00-\x1f\x7f-\x9f~]', "_", name).strip(" ") or "ledger"
    stem, dot, suffix = name.rpartition(".")
    stem, suffix = (stem, dot + suffix) if stem else (name, "")
    while len((stem + suffix).encode("utf-8", "surrogatepass")) > 180:
        stem = stem[:-1]
    free, n = stem + suffix, 1
    while free.casefold() in taken:
        n += 1
        free = f"{stem}-{n}{suffix}"
    return free


def propose_ledgers(given: Sequence[Given], asked_sheets: Sequence[str], choice: Choice) -> Ledgers:
    """Return what is proposed for ledgers.

    Args:
        given: the ledgers.
        asked_sheets: `NAME` or `NAME=TABLE` as the user said; all sheets where there is none.
        choice: the packs.

    Raises:
        InputError: a ledger cannot be read, no sheet is understood, or a sheet that was asked for is not there.
    """
    from checker.authoring.ledger.from_sheets import propose
    from checker.authoring.ledger.match import Names
    from checker.authoring.ledger.synonym import count_known
    from checker.authoring.ledger.to_yaml import Ledgers
    from checker.dossier.survey import survey
    from checker.pack.texts import languages_of, texts_of

    sheets: list[Sheet] = []
    mistakes: list[Diagnostic] = []
    for one in given:
        try:
            sheets += survey(one.name, one.data, known=count_known, shown=os.fspath(one.path))
        except InputError as error:
            mistakes += error.diagnostics
    if mistakes:
        raise InputError(mistakes)
    vocabulary = choice.vocabulary
    wanted = _wanted(asked_sheets, sheets, list(vocabulary.tables))
    if wanted:
        sheets = [sheet for sheet in sheets if _called(sheet) in wanted]
    languages = sorted({lang for pack in choice.all for lang in languages_of(pack)})
    names = Names(vocabulary, [texts_of(choice.all, lang) for lang in languages])
    asked = {
        name
        for pack in choice.selected
        for rule in pack["rules"]
        for name in rule["reads"]["tables"]
    }
    proposals, not_read = propose(
        sheets, names, asked=asked, wanted=lambda sheet: wanted.get(_called(sheet))
    )
    if not proposals:
        raise InputError([_not_understood(one, given, wanted) for one in not_read])
    digests = {one.name: hashlib.sha256(one.data).hexdigest() for one in given}
    return Ledgers(proposals, not_read, digests)


def _not_understood(
    one: NotRead, given: Sequence[Given], wanted: Mapping[str, str | None]
) -> Diagnostic:
    sheet = one.sheet
    if sheet.name is None:
        message = said("this ledger is not understood: {why}", why=one.why)
    else:
        message = said(
            "the sheet `{sheet}` is not understood: {why}", sheet=sheet.name[:60], why=one.why
        )
    hint = None
    if one.headings and wanted.get(_called(sheet)) is None:
        hint = said('say which table it is: --sheet "{name}=movements"', name=_called(sheet)[:60])
    return Diagnostic(
        "ledger-not-understood",
        message,
        file=next(os.fspath(ledger.path) for ledger in given if ledger.name == sheet.file),
        have=joined([" ".join(text.split())[:24] for text in one.headings[:8]]) or None,
        want="a row of headings such as date, material, net weight (t)",
        hint=hint,
    )


def _called(sheet: Sheet) -> str:
    return sheet.file if sheet.name is None else sheet.name


def _wanted(
    asked: Sequence[str], sheets: Sequence[Sheet], tables: Sequence[str]
) -> dict[str, str | None]:
    """Return the sheets that were asked for, each with its table where that was said too."""
    from checker.diagnostic.nearest import nearest

    names = [_called(sheet) for sheet in sheets]
    wanted: dict[str, str | None] = {}
    mistakes: list[Diagnostic] = []
    for text in asked:
        name, mark, table = text.rpartition("=")
        if not mark or text in names:
            name, table = text, ""
        if name not in names:
            what = said("the ledgers have no sheet `{name}`", name=name[:60])
            have = joined([f"`{one[:40]}`" for one in names[:12]])
            mistakes.append(Diagnostic("sheet-missing", what, have=have, hint=nearest(name, names)))
        elif table and table not in tables:
            what = said("the packs have no table `{name}`", name=table[:60])
            mistakes.append(Diagnostic("unknown-table", what, hint=nearest(table, tables)))
        else:
            wanted[name] = table or None
    if mistakes:
        raise InputError(mistakes)
    return wanted


def refuse_ledgers(given: Sequence[Given], folder: Path) -> None:
    """Say before the work which ledger would stand in the way of another file; none is overwritten.

    Raises:
        OutputError: another file of that name is there.
    """
    for one in given:
        target = folder / one.name
        if one.copies and (target.exists() or target.is_symlink()) and not _same(target, one.data):
            message = said("{path} is there already, and is another file", path=target)
            raise OutputError(message)


def _same(path: Path, data: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == data


def copy_ledgers(given: Sequence[Given], folder: Path, *, quiet: bool) -> None:
    """Copy the ledgers that lie elsewhere into the folder, and say so."""
    for one in given:
        target = folder / one.name
        if not one.copies or _same(target, one.data):
            continue
        write_whole(target, one.data)
        if not quiet:
            remark(said("copied {path} to {target}", path=one.path, target=target))


def tell_understood(
    folder: Path, ledgers: Ledgers, choice: Choice, packs: Packs, *, quiet: bool
) -> None:
    """Read the dossier that was written, and print what was understood of the ledgers.

    Raises:
        InputError: a cell of a ledger cannot be read; the dossier stands as it was written.
    """
    from checker.authoring.ledger.summary import understood
    from checker.dossier.from_files import open_dossier, read_dossier
    from checker.report.cell import wrap

    command = f"checker check {shlex.quote(str(folder))}"
    try:
        dossier = read_dossier(open_dossier(folder), choice.vocabulary, packs.vocabulary)
    except InputError:
        remark(
            said(
                "the ledgers have cells that cannot be read yet; mend them there, or the mapping, "
                "then: {command}",
                command=command,
            )
        )
        raise
    if quiet:
        return
    for line in understood(ledgers, dossier, choice.vocabulary, _asked(choice.selected)):
        indent = "  " if line.startswith("  ") else ""
        print("\n".join(wrap(told(line).strip(), _WIDTH, indent, indent + "  ")))
    print()
    tell(said("Look at the mapping, fill in what you know, then: {command}", command=command))


def _asked(packs: Sequence[Mapping[str, object]]) -> dict[str, list[str]]:
    """Return the columns that rules read, by table, each once."""
    found: dict[str, list[str]] = {}
    for pack in packs:
        rules: object = pack["rules"]
        assert isinstance(rules, list)
        for rule in rules:
            for name in rule["reads"]["columns"]:
                table, _, column = name.partition(".")
                if column not in found.setdefault(table, []):
                    found[table].append(column)
    return found
