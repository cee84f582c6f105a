"""Set two stored assessments side by side: what is new, fixed or changed, and why.

OLD and NEW are what `checker check --out FILE.json` wrote. Why a finding changed is
read off them: the data, a pack, a parameter, a reading, a decision on record, the day
of the check, or checker itself. Exit code 1 when a finding is new or more severe.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import language
from checker.cli.terminal import has_colour

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker diff before.json after.json",
    "checker diff before.json after.json --format md",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("old", metavar="OLD", help="the assessment before")
    parser.add_argument("new", metavar="NEW", help="the assessment after")
    parser.add_argument(
        "--format", choices=("text", "json", "md"), default="text", help="text unless said"
    )
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print; 1 when a finding is new or more severe than before."""
    from checker.report import changes_text
    from checker.report.changes import compare
    from checker.report.stored import read_stored

    found = compare(read_stored(arguments.old), read_stored(arguments.new))
    if arguments.format == "json":
        text = json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    elif arguments.format == "md":
        text = changes_text.to_markdown(found, lang=language())
    else:
        colour = has_colour(sys.stdout)
        text = changes_text.to_text(found, lang=language(), colour=colour)
    print(text, end="")
    return 1 if found["changes"]["new"] or found["changes"]["worse"] else 0
