"""Start a pack: a folder with one rule and its cases, each part with a remark on what it is for."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from checker import resources
from checker.cli import option
from checker.cli.speak import remark, tell
from checker.diagnostic.diagnostic import Diagnostic, InputError, OutputError
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = ("checker init pack recycled-label", "checker init pack rules/recycled-label")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "name", metavar="NAME", type=Path, help="the folder to make; its name is that of the pack"
    )
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write the folder NAME."""
    from checker.authoring.starter import pack_files
    from checker.cli.output import refuse_existing, write_whole

    folder: Path = arguments.name
    _check_name(folder.name)
    files = {folder / path: text for path, text in pack_files(folder.name).items()}
    if folder.is_dir():
        there = [file for file in files if file.parent.is_dir()]
        refuse_existing(there, force=arguments.force)
    for inside in dict.fromkeys(file.parent for file in files):
        try:
            inside.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = said("{path} could not be made: {why}", path=inside, why=error.strerror)
            raise OutputError(message) from error
    for file, text in files.items():
        write_whole(file, text.encode("utf-8"), force=arguments.force)
        if not arguments.quiet:
            remark(said("wrote {path}", path=file))
    if not arguments.quiet:
        shown = shlex.quote(str(folder) if len(folder.parts) > 1 else f"./{folder}")
        command = f"checker pack test {shown}"
        tell(said("Put your standard in, then: {command}", command=command))
    return 0


def _check_name(name: str) -> None:
    """Refuse what is no name of a pack, or that of a pack which travels with the program.

    Raises:
        InputError: with the nearest name that could be used.
    """
    from checker.dossier.mistake import quote
    from checker.pack.manifest import is_pack_name

    if not is_pack_name(name):
        near = re.sub(r"[^a-z0-9.]+", "-", name.casefold()).strip("-.")[:128]
        raise InputError(
            [
                Diagnostic(
                    "pack-value",
                    said("{name} is no name of a pack", name=quote(name)),
                    want="small letters, digits, `-` and `.`: `asi-coc`",
                    hint=near if is_pack_name(near) else None,
                )
            ]
        )
    if os.path.isdir(f"{resources.rules_dir()}/{name}"):
        raise InputError(
            [
                Diagnostic(
                    "pack-twice",
                    said("there is a pack {name} already", name=quote(name)),
                    want="a name of its own for each pack",
                    hint=f"my-{name}",
                )
            ]
        )
