"""Assess a dossier and print what it comes to: the verdict first, then what to do."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from checker.cli import document, option
from checker.cli.speak import speak
from checker.pipeline import check, exit_code

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker check docs/examples/casthouse",
    "checker check docs/examples/casthouse --format json --out report.html",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("dossier", metavar="DOSSIER", help="its file, or its folder")
    document.add_arguments(parser)
    option.add_check(parser)
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Assess, write, print; return the exit code of the verdict."""
    outputs = document.outputs_of(arguments, arguments.dossier)
    if outputs is None:
        return 2
    assessment = check(arguments.dossier, **option.check_options(arguments))
    # The terminal's short text says what was found; how it came about need not be worked out.
    short = arguments.format in (None, "text") and not outputs and not arguments.verbose
    plain = assessment.to_plain(derivations=not short)
    speak(plain["options"]["lang"])
    place = arguments.dossier
    folder = place if os.path.isdir(place) else os.path.dirname(place)
    kept = [os.path.join(folder, one["file"]) for one in plain["inputs"]]
    document.deliver(plain, outputs, arguments, kept=kept)
    return exit_code(plain["verdict"], arguments.fail_on)
