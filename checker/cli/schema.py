"""Print the JSON Schema (2020-12) of a dossier, a pack.yaml or an assessment."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from checker import resources
from checker.cli import option

if TYPE_CHECKING:
    import argparse

EXAMPLES = ("checker schema dossier --pack disclosure", "checker schema assessment")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "what",
        nargs="?",
        default="dossier",
        choices=("dossier", "pack", "assessment"),
        help="(default: dossier, with the facts of all packs or of those selected)",
    )
    option.add_packs(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a schema."""
    if arguments.what == "dossier":
        from checker.authoring.json_schema import dossier_schema
        from checker.pack.find import vocabulary_of, wanted_pack

        packs = option.packs_of(arguments)
        if arguments.pack:
            wanted = dict(wanted_pack(text) for text in arguments.pack)
            vocabulary = vocabulary_of(packs.choose(wanted, asked_by="--pack").all)
        else:
            vocabulary = packs.vocabulary()
        print(json.dumps(dossier_schema(vocabulary), ensure_ascii=False, indent=2))
        return 0
    file = {"pack": "pack/pack.schema.json", "assessment": "report/assessment.schema.json"}
    path = resources.package_dir() / file[arguments.what]
    print(path.read_text(encoding="utf-8").rstrip("\n"))
    return 0
