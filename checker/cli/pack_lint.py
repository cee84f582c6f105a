"""Look for what the types of packs cannot see: rules that say nothing, and more.

Each finding has a code with a page in docs/lint/. A pack accepts findings,
each with its reason, in its file lint.yaml. Exit codes: 0 nothing is found
that is not accepted, 1 something is, 2 a pack is at fault.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import language, told
from checker.cli.terminal import has_colour, is_terminal
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

FORMATS = ("text", "json", "sarif")
EXAMPLES = (
    "checker pack lint cgmc-low-carbon",
    "checker pack lint rules/core rules/disclosure --format sarif",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "pack",
        metavar="PACK|PATH",
        nargs="+",
        help="the name of a pack, its folder or bundle, or a folder of such folders",
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="(default: text)")
    option.add_rules(parser)
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what is found; 1 when something is that no pack accepts."""
    from checker.authoring.lint import lint
    from checker.authoring.lint.to_json import to_json, to_sarif
    from checker.authoring.lint.to_text import render

    gc.enable()  # a case of a pack is a check of its own, and there are hundreds
    watched = is_terminal(sys.stderr) and not arguments.quiet
    report = lint(
        _asked(arguments.pack),
        rules=arguments.rules,
        trust=arguments.trust,
        progress=_progress if watched else None,
    )
    lang = language()
    if arguments.format == "json":
        text = to_json(report, lang)
    elif arguments.format == "sarif":
        text = to_sarif(report, lang)
    else:
        text = render(
            report,
            lang=lang,
            colour=has_colour(sys.stdout),
            quiet=arguments.quiet,
            verbose=arguments.verbose,
        )
    print(text, end="")
    return 1 if report.open else 0


def _asked(given: list[str]) -> list[str | Path]:
    """Return names of packs, and their folders and bundles: those in a folder that is no pack itself.

    Raises:
        InputError: there is nothing at a path, or no pack; with the mistakes of all.
    """
    found: list[str | Path] = []
    mistakes: list[Diagnostic] = []
    for one in given:
        place = option.pack_or_path(one)
        folder = Path(one)
        if folder.is_dir() and not (folder / "pack.yaml").is_file():
            inside = sorted(path.parent for path in folder.glob("*/pack.yaml"))
            if inside or isinstance(place, Path):
                found += inside
                if not inside:
                    mistakes.append(_wrong(one, "this folder is no pack, and holds none"))
                continue
        if isinstance(place, Path) and not place.exists():
            mistakes.append(_wrong(one, "there is nothing at this path"))
        found.append(place)
    if mistakes:
        raise InputError(mistakes)
    return found


def _wrong(path: str, message: str) -> Diagnostic:
    want = "the name of a pack, its folder or its bundle, or a folder of such folders"
    return Diagnostic("pack-folder", message, file=path, want=want)


def _progress(pack: str, done: int, total: int) -> None:
    """Say how many cases are done, in one line that is written over."""
    text = told(said("{pack}: {done} of {total} cases", pack=pack, done=done, total=total))
    end = "\r\x1b[K" if done == total else ""
    print(f"\r{text}{end}", end="", file=sys.stderr, flush=True)
