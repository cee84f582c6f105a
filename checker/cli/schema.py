"""Print the JSON Schema (2020-12) of a dossier, of a pack's files or of an assessment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker import resources
from checker.cli import option
from checker.cli.speak import language

if TYPE_CHECKING:
    import argparse

EXAMPLES = ("checker schema dossier --pack disclosure", "checker schema assessment")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "what",
        nargs="?",
        default="dossier",
        choices=("dossier", "pack", "case", "clauses", "assessment"),
        help="(default: dossier); that of a dossier or a case has the facts of all packs, or of "
        "those selected",
    )
    option.add_packs(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print a schema."""
    if arguments.what in ("dossier", "case"):
        print(_of_packs(arguments), end="")
        return 0
    file = {
        "pack": "pack/pack.schema.json",
        "clauses": "authoring/clauses.schema.json",
        "assessment": "report/assessment.schema.json",
    }
    path = resources.package_dir() / file[arguments.what]
    print(path.read_text(encoding="utf-8").rstrip("\n"))
    return 0


def _of_packs(arguments: argparse.Namespace) -> str:
    """Return the schema of what is written by the words of packs."""
    from checker.authoring.json_schema import as_text, case_schema, dossier_schema, names_in
    from checker.model.pack import Vocabulary
    from checker.pack.find import wanted_pack
    from checker.pack.texts import texts_of

    packs = option.packs_of(arguments)
    schema_of = dossier_schema if arguments.what == "dossier" else case_schema
    lang = language()
    if not arguments.pack:
        every = texts_of(packs.all() if lang != "en" else (), lang)
        return as_text(schema_of(every.vocabulary(packs.vocabulary()), Vocabulary({}, {})), lang)
    wanted = dict(wanted_pack(text) for text in arguments.pack)
    choice = packs.choose(wanted, asked_by="--pack")
    vocabulary = texts_of(choice.all, lang).vocabulary(choice.vocabulary)
    schema = schema_of(vocabulary, packs.vocabulary(), **names_in(choice.selected))
    return as_text(schema, lang)
