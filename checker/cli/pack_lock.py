"""Write checker.lock beside a dossier: the packs it is checked against, by version and SHA-256."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.cli import option
from checker.cli.speak import refuse, remark, tell
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker pack lock docs/examples/casthouse --inputs",
    'checker pack lock --pack "disclosure ~=1.0"',
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "dossier",
        metavar="DOSSIER",
        nargs="?",
        help="its file, or its folder; without it --pack is locked, in the working directory",
    )
    option.add_packs(parser)
    parser.add_argument(
        "--inputs",
        action="store_true",
        help="lock the dossier too, with each ledger and piece of evidence that it pins",
    )
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Choose the packs as a check does, and write what was chosen."""
    import os
    from datetime import date
    from pathlib import Path

    from checker.cli.output import refuse_existing, write_whole
    from checker.dossier.from_files import open_dossier
    from checker.pack.find import wanted_pack
    from checker.pack.lock import FILE, lock_text
    from checker.pipeline import choose_packs, read

    dossier: str | None = arguments.dossier
    if dossier is None and (arguments.inputs or not arguments.pack):
        refuse("a DOSSIER is needed, or --pack without --inputs")
        return 2
    folder = "" if dossier is None else dossier
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    path = Path(folder) / FILE
    inputs = None
    others: list[dict[str, Any]] = []
    refuse_existing([path], force=arguments.force)
    if dossier is None:
        wanted = dict(wanted_pack(text) for text in arguments.pack)
        found = option.packs_of(arguments)
        choice = found.choose(wanted, asked_by="--pack")
    else:
        raw = open_dossier(dossier)
        choice, found = choose_packs(raw, arguments.pack, arguments.rules, trust=arguments.trust)
        # What names and files there are does not depend on the day of the check, which may come later.
        day = date(2000, 1, 1) if raw.as_of is None else None
        read_as = read(raw, choice, found, choice.vocabulary, day)
        if arguments.inputs:
            inputs = {one.file: one.sha256 for one in read_as.inputs}
        used = {pack["name"] for pack in choice.all}
        others = [pack for pack in found.declaring(read_as.unused) if pack["name"] not in used]
    packs = [
        (pack["name"], pack["version"], found.chosen(pack).files) for pack in [*choice.all, *others]
    ]
    text = lock_text(packs, inputs, only_names={pack["name"] for pack in others})
    write_whole(path, text.encode("utf-8"), force=arguments.force)
    if not arguments.quiet:
        remark(said("wrote {path}", path=path))
        for name, version, _ in sorted(packs):
            print(f"{name} {version}")
        if inputs is not None:
            tell(said("{count} files of the dossier", count=len(inputs)))
    return 0
