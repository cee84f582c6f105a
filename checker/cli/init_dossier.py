"""Start a dossier: a folder with a commented dossier.yaml that asks for just what the packs need."""

from __future__ import annotations

import os
import shlex
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import language, refuse, remark, tell
from checker.diagnostic.diagnostic import OutputError
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    'checker init dossier casting-2026 --pack cgmc-low-carbon --pack "disclosure ~=1.0"',
    "checker init dossier billet-2025 --from docs/examples/ledgers/casthouse-2025.xlsx",
)
DEFAULT_PACK = "disclosure"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("name", metavar="NAME", type=Path, help="the folder to make")
    parser.add_argument(
        "--from",
        dest="ledgers",
        action="append",
        default=[],
        type=Path,
        metavar="LEDGER",
        help="a workbook (.xlsx) or a CSV file: propose how it is read, and say what was understood; "
        "repeatable",
    )
    parser.add_argument(
        "--sheet",
        action="append",
        default=[],
        metavar='"NAME[=TABLE]"',
        help="take this sheet of the ledgers, or this CSV file, and no other; say which table it is; "
        "repeatable",
    )
    option.add_packs(parser)
    parser.add_argument("--as-of", type=option.day, metavar="DATE", help="the day of the check")
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write NAME/dossier.yaml."""
    from checker.authoring.json_schema import as_text, dossier_schema, names_in
    from checker.authoring.scaffold import SCHEMA_FILE, dossier_text
    from checker.cli.init_ledger import (
        copy_ledgers,
        propose_ledgers,
        read_ledgers,
        refuse_ledgers,
        tell_understood,
    )
    from checker.cli.output import refuse_existing, write_whole
    from checker.pack.find import wanted_pack
    from checker.pack.texts import texts_of

    if str(arguments.name) in (".", "..") or arguments.name.name in ("", ".."):
        refuse("NAME is the name of a new folder")
        return 2
    files = [arguments.name / "dossier.yaml", arguments.name / SCHEMA_FILE]
    if arguments.sheet and not arguments.ledgers:
        refuse("--sheet says which sheet of a ledger: it goes with --from")
        return 2
    if arguments.name.exists():
        refuse_existing(files, force=arguments.force)
    wanted = dict(wanted_pack(text) for text in arguments.pack) or {DEFAULT_PACK: ""}
    packs = option.packs_of(arguments)
    choice = packs.choose(wanted, asked_by="--pack")
    day = arguments.as_of or _today()
    given = read_ledgers(arguments.ledgers, arguments.name)
    refuse_ledgers(given, arguments.name)
    ledgers = propose_ledgers(given, arguments.sheet, choice) if given else None
    text = dossier_text(
        arguments.name.resolve().name,
        wanted,
        choice,
        as_of=day,
        lang=language(),
        ledgers=ledgers,
    )
    spoken = texts_of(choice.all, language()).vocabulary(choice.vocabulary)
    names = names_in(choice.selected)
    schema = as_text(dossier_schema(spoken, packs.vocabulary(), **names), language())
    try:
        arguments.name.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = said("{path} could not be made: {why}", path=arguments.name, why=error.strerror)
        raise OutputError(message) from error
    copy_ledgers(given, arguments.name, quiet=arguments.quiet)
    for file, content in zip(files, (text, schema), strict=True):
        write_whole(file, content.encode("utf-8"), force=arguments.force)
        if not arguments.quiet:
            remark(said("wrote {path}", path=file))
    if ledgers is not None:
        tell_understood(arguments.name, ledgers, choice, packs, quiet=arguments.quiet)
    elif not arguments.quiet:
        command = f"checker check {shlex.quote(str(arguments.name))}"
        tell(said("Fill in what you know, then: {command}", command=command))
    return 0


def _today() -> date:
    """Return the day of SOURCE_DATE_EPOCH, else today: a first value for a person to correct."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit() and len(epoch) < 12:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return datetime.now(UTC).date()
