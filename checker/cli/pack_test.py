"""Run the cases of packs, and say which rules and verdicts they cover."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.terminal import is_terminal

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker pack test cgmc-low-carbon",
    "checker pack test rules/disclosure rules/cgmc-low-carbon",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "pack", metavar="PACK|PATH", nargs="+", help="the name of a pack, or its folder"
    )
    option.add_rules(parser)
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the cases; 1 when one of them comes out otherwise, or when there are none."""
    from checker.authoring.cases import run_cases, to_text

    gc.enable()  # hundreds of checks leave hundreds of cycles
    failed = False
    for asked in arguments.pack:
        folder = Path(asked)
        place: Path | str = folder if (folder / "pack.yaml").is_file() or "/" in asked else asked
        report = run_cases(place, rules=arguments.rules, progress=_progress(arguments))
        text = to_text(report, verbose=arguments.verbose)
        if report.failed or not arguments.quiet:
            print(text, end="")
        failed = failed or report.failed
    return 1 if failed else 0


class _Progress:
    """How many cases are done, in one line that is written over."""

    def __call__(self, done: int, total: int) -> None:
        end = "\r\x1b[K" if done == total else ""
        print(f"\r{done} of {total} cases{end}", end="", file=sys.stderr, flush=True)


def _progress(arguments: argparse.Namespace) -> _Progress | None:
    return _Progress() if is_terminal(sys.stderr) and not arguments.quiet else None
