"""Start a dossier: a folder with a commented dossier.yaml that asks for just what the packs need."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker init dossier billet-2026",
    'checker init dossier casting-2026 --pack cgmc-low-carbon --pack "disclosure ~=1.0"',
)
DEFAULT_PACK = "disclosure"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("name", metavar="NAME", type=Path, help="the folder to make")
    option.add_packs(parser)
    parser.add_argument("--as-of", type=option.day, metavar="DATE", help="the day of the check")
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write NAME/dossier.yaml."""
    from checker.authoring.scaffold import dossier_text
    from checker.cli.output import refuse_existing, write_whole
    from checker.pack.find import Packs
    from checker.pipeline import wanted_pack

    file = arguments.name / "dossier.yaml"
    if file.exists():
        refuse_existing([file], force=arguments.force)
    wanted = dict(wanted_pack(text) for text in arguments.pack) or {DEFAULT_PACK: ""}
    choice = Packs(arguments.rules).choose(wanted, asked_by="--pack")
    text = dossier_text(arguments.name.resolve().name, wanted, choice, as_of=arguments.as_of)
    arguments.name.mkdir(parents=True, exist_ok=True)
    write_whole(file, text.encode("utf-8"), force=arguments.force)
    if not arguments.quiet:
        print(f"wrote {file}", file=sys.stderr)
        print(f"Fill in what you know, then: checker check {arguments.name}")
    return 0
