"""Run the cases of packs, and say which rules and verdicts they cover.

With --mutate, change each comparison, number, unit, condition, quantifier and
date of the pack in turn, and list the changes that no case notices.
"""

from __future__ import annotations

import argparse
import gc
import sys
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import language, told
from checker.cli.terminal import is_terminal
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EXAMPLES = (
    "checker pack test cgmc-low-carbon",
    "checker pack test --mutate rules/cgmc-low-carbon",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "pack", metavar="PACK|PATH", nargs="+", help="the name of a pack, its folder or its bundle"
    )
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--case",
        action="append",
        default=[],
        metavar="NAME",
        help="run only this case; repeatable",
    )
    either.add_argument(
        "--mutate",
        action="store_true",
        help="list the changes of the pack that no case notices",
    )
    parser.add_argument(
        "-j",
        "--jobs",
        type=_count,
        metavar="N",
        help="with --mutate, run N processes (default: one for each processor)",
    )
    option.add_rules(parser)
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the cases; 1 when one comes out otherwise, when there are none, or when a change is left."""
    gc.enable()  # hundreds of checks leave hundreds of cycles
    failed = False
    for asked in arguments.pack:
        place = option.pack_or_path(asked)
        of_pack = _mutate if arguments.mutate else _test
        failed = of_pack(place, arguments) or failed
    return 1 if failed else 0


def _test(place: Path | str, arguments: argparse.Namespace) -> bool:
    from checker.authoring.cases import run_cases, to_text

    report = run_cases(
        place,
        rules=arguments.rules,
        trust=arguments.trust,
        chosen=arguments.case,
        progress=_progress(_cases, arguments),
    )
    if report.failed or not arguments.quiet:
        print(to_text(report, verbose=arguments.verbose, lang=language()), end="")
    return report.failed


def _mutate(place: Path | str, arguments: argparse.Namespace) -> bool:
    from checker.authoring import cases, survivors
    from checker.authoring.mutate import mutate

    found = mutate(
        place,
        rules=arguments.rules,
        trust=arguments.trust,
        jobs=arguments.jobs,
        progress=_progress(_changes, arguments),
    )
    if found.report.failed:
        # What the cases do not notice means something only where they hold.
        print(cases.to_text(found.report, verbose=arguments.verbose, lang=language()), end="")
    elif found.failed or not arguments.quiet:
        print(survivors.to_text(found, verbose=arguments.verbose, lang=language()), end="")
    return found.failed


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= 256:
        message = said("`{text}` is no number of processes from 1 to 256", text=text[:40])
        raise argparse.ArgumentTypeError(told(message))
    return int(text)


class _Progress:
    """How many are done, in one line that is written over."""

    def __init__(self, say: Callable[[int, int], str]) -> None:
        self.say = say

    def __call__(self, done: int, total: int) -> None:
        end = "\r\x1b[K" if done == total else ""
        print(f"\r{told(self.say(done, total))}{end}", end="", file=sys.stderr, flush=True)


def _cases(done: int, total: int) -> str:
    return said("{done} of {total} cases", done=done, total=total)


def _changes(done: int, total: int) -> str:
    return said("{done} of {total} changes", done=done, total=total)


def _progress(say: Callable[[int, int], str], arguments: argparse.Namespace) -> _Progress | None:
    return _Progress(say) if is_terminal(sys.stderr) and not arguments.quiet else None
