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

EXAMPLES = ("checker pack fmt --check rules", "checker pack fmt --diff rules/cgmc-low-carbon")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "path", metavar="PATH", nargs="+", type=Path, help="a .rules file, or a folder with some"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit code 1 if it would"
    )
    parser.add_argument(
        "--diff", action="store_true", help="as --check, and show what would change"
    )
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Format each file; files with mistakes are left as they are, and reported together."""
    from checker.cli.output import write_whole

    mistakes: list[Diagnostic] = []
    made: list[tuple[Path, str, str]] = []
    files = _files(arguments.path)
    only_asked = arguments.check or arguments.diff
    for file in files:
        try:
            old, new = formatted(file)
        except InputError as error:
            mistakes += error.diagnostics
            continue
        if old != new:
            made.append((file, old, new))
    if not only_asked:
        for file, _, new in made:
            write_whole(file, new.encode("utf-8"), force=True)
    if mistakes:
        raise InputError(mistakes)
    if arguments.diff:
        for file, old, new in made:
            print(_diff(str(file), old, new), end="")
    word = said("would be written anew") if only_asked else said("written anew")
    for file, *_ in made:
        tell(said("{file}: {done}", file=file, done=word))
    if not arguments.quiet:
        n = len(files)
        all_files = said("{n} file", n=n) if n == 1 else said("{n} files", n=n)
        tell(said("{files}, {n} {done}", files=all_files, n=len(made), done=word))
    return 1 if made and only_asked else 0


def _diff(name: str, old: str, new: str) -> str:
    """Return a unified diff; ends of lines that are not those of Unix, and a mark at the start, show."""
    from difflib import unified_diff

    lines = unified_diff(
        [_visible(line) for line in _lines(old)], _lines(new), name, name, lineterm=""
    )
    return "".join(f"{line}\n" for line in lines)


def _lines(text: str) -> list[str]:
    *whole, last = text.split("\n")
    return [*whole, f"{last}\n\\ No newline at end of file"] if last else whole


def _visible(line: str) -> str:
    return line.replace("\r", "\\r").replace("\ufeff", "\\ufeff")


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
