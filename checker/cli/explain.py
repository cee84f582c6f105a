"""Show how the verdict of a rule came about: each step with its values, and what would change it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.terminal import has_colour
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.pipeline import check

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker explain docs/examples/casthouse cgmc-low-carbon/CGMC-24.non-green-cap",
    "checker explain docs/examples/casthouse CGMC-24.non-green-cap --as-of 2026-06-30",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("dossier", metavar="DOSSIER", help="its file, or its folder")
    parser.add_argument("rule", metavar="RULE", help="PACK/RULE; the pack where it is needed")
    parser.add_argument("subject", metavar="SUBJECT", nargs="?", help="one row: movements[R-12]")
    option.add_check(parser)
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Assess and print one result in full; 0, whatever its verdict is."""
    from checker.report import explanation

    assessment = check(arguments.dossier, **option.check_options(arguments))
    plain = assessment.to_plain(subject=arguments.subject)
    rule = option.find_rule(arguments.rule, [result["rule"] for result in plain["results"]])
    try:
        text = explanation.render(
            plain,
            rule,
            lang=plain["options"]["lang"],
            colour=has_colour(sys.stdout),
            subject=arguments.subject,
        )
    except LookupError as error:
        message = str(error.args[0] if error.args else error)
        raise InputError([Diagnostic("unknown-subject", message)]) from error
    print(text, end="")
    return 0
