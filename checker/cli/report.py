"""Make any document again from a stored assessment: the same bytes as on the day of the check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.cli import document, option
from checker.cli.speak import remark, speak
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker report assessment.json",
    "checker report assessment.json --out report.html --out findings.csv",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "assessment", metavar="ASSESSMENT", help="what `check --out FILE.json` wrote"
    )
    document.add_arguments(parser)
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Read, write, print; 0, whatever the verdict was."""
    outputs = document.outputs_of(arguments, arguments.assessment)
    if outputs is None:
        return 2
    from checker.report.stored import read_stored

    plain = read_stored(arguments.assessment)
    stored = plain["options"]["lang"]
    if arguments.lang not in (None, stored):
        plain["options"]["lang"] = arguments.lang
        speak(arguments.lang)
        remark(said("note: what rules say stays in {lang}, as it was checked", lang=stored))
    speak(plain["options"]["lang"])
    document.deliver(plain, outputs, arguments, kept=[arguments.assessment])
    return 0
