"""Write rule files the one way they are written; with --check, only say which are not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import tell
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = ("checker pack fmt rules/cgmc-low-carbon", "checker pack fmt --check rules")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "path", metavar="PATH", nargs="+", type=Path, help="a .rules file, or a folder with some"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 if it would"
    )
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Format each file; files with mistakes are left as they are, and reported together."""
    from checker.cli.output import write_whole

    mistakes: list[Diagnostic] = []
    made: list[tuple[Path, str]] = []
    files = _files(arguments.path)
    for file in files:
        try:
            old, new = formatted(file)
        except InputError as error:
            mistakes += error.diagnostics
            continue
        if old != new:
            made.append((file, new))
    if not arguments.check:
        for file, new in made:
            write_whole(file, new.encode("utf-8"), force=True)
    if mistakes:
        raise InputError(mistakes)
    word = said("would be written anew") if arguments.check else said("written anew")
    for file, _ in made:
        tell(said("{file}: {done}", file=file, done=word))
    if not arguments.quiet:
        n = len(files)
        all_files = said("{n} file", n=n) if n == 1 else said("{n} files", n=n)
        tell(said("{files}, {n} {done}", files=all_files, n=len(made), done=word))
    return 1 if made and arguments.check else 0


def formatted(file: Path) -> tuple[str, str]:
    """Return the text of a rule file as it is, and as it should be.

    Raises:
        InputError: it cannot be read, or holds mistakes.
    """
    from checker.dossier.mistake import Mistakes
    from checker.dossier.strict_yaml import check_characters, decode_utf8
    from checker.model.source import Source
    from checker.pack.folder import read_plain_file
    from checker.syntax.from_text import parse
    from checker.syntax.to_text import format_file

    data = read_plain_file(file.parent, file.name)
    if data is None:
        raise InputError([Diagnostic("file-missing", "this file is not there", file=str(file))])
    found = Mistakes()
    text = decode_utf8(data, str(file), found)
    if text is None or not check_characters(text, str(file), found):
        raise found.error()
    parsed, mistakes = parse(Source(str(file), text))
    if mistakes:
        raise InputError(mistakes)
    # Bytes are compared: a mark at the start or the line ends of Windows are not the one way.
    return data.decode("utf-8"), format_file(parsed)


def _files(paths: list[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.rglob("*.rules"))
        elif path.is_file():
            found.append(path)
        else:
            raise InputError([Diagnostic("file-missing", "this file is not there", file=str(path))])
    return list(dict.fromkeys(found))
