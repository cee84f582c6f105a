"""Compare two versions of a pack: what changed, and what its version must say.

Verdicts are compared on the cases of both versions and on dossiers that are
given. The change needs MAJOR where names are gone or dossiers are refused,
MINOR where a verdict can change, PATCH where none can. Exit code 1 when the
new version says less.

OLD and NEW are each a folder, a bundle, NAME or "NAME ==VERSION" of a pack that
is found, REVISION:PATH as git writes it, or a revision alone where the other
one is a folder: `checker pack diff v1.0.0 rules/asi-coc` is the usual one.
"""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import language, told
from checker.cli.terminal import has_colour, is_terminal
from checker.model.said import said

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from checker.authoring.compare.comparison import Comparison

EXAMPLES = (
    "checker pack diff cgmc-low-carbon rules/cgmc-low-carbon --dossier docs/examples",
    'checker pack diff "cgmc-low-carbon ~=1.0" rules/cgmc-low-carbon --format md',
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("old", metavar="OLD", help="the version before")
    parser.add_argument("new", metavar="NEW", help="the version after")
    parser.add_argument(
        "--dossier",
        action="append",
        default=[],
        metavar="PATH",
        help="check this dossier under both, too; or each in a folder of dossiers; repeatable",
    )
    parser.add_argument(
        "--format", choices=("text", "json", "md"), default="text", help="text unless said"
    )
    option.add_rules(parser)
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compare and print; 1 when the new version says less than the change needs."""
    from checker.authoring.compare.edition import find_editions
    from checker.authoring.compare.from_editions import compare

    gc.enable()  # hundreds of checks leave hundreds of cycles
    where = {"rules": arguments.rules, "trust": arguments.trust}
    old, new = find_editions(arguments.old, arguments.new, **where)
    found = compare(
        old,
        new,
        dossiers=arguments.dossier,
        lang=language(),
        progress=_progress(arguments),
        **where,
    )
    print(_rendered(found, arguments), end="")
    return 0 if found.is_enough else 1


def _rendered(found: Comparison, arguments: argparse.Namespace) -> str:
    if arguments.format == "json":
        from checker.authoring.compare import to_json

        return to_json.render(found)
    if arguments.format == "md":
        from checker.authoring.compare import to_markdown

        return to_markdown.render(found, lang=language())
    from checker.authoring.compare import to_text

    verbosity = int(arguments.verbose) - int(arguments.quiet)
    colour = has_colour(sys.stdout)
    return to_text.render(found, lang=language(), colour=colour, verbosity=verbosity)


def _progress(arguments: argparse.Namespace) -> Callable[[int, int], None] | None:
    if arguments.quiet or not is_terminal(sys.stderr):
        return None

    def show(done: int, total: int) -> None:
        end = "\r\x1b[K" if done == total else ""
        text = told(said("{done} of {total} dossiers", done=done, total=total))
        print(f"\r{text}{end}", end="", file=sys.stderr, flush=True)

    return show
