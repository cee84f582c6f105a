"""Documents of an assessment: which are asked for, where they go, and that they overwrite nothing."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from checker.cli.speak import refuse, remark
from checker.cli.terminal import has_colour
from checker.model.said import joined, said
from checker.pipeline import render

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence
    from pathlib import Path

FORMATS = ("text", "json", "md", "html", "pdf", "xlsx", "csv", "sarif", "junit")
SUFFIXES = {
    ".txt": "text",
    ".json": "json",
    ".md": "md",
    ".html": "html",
    ".pdf": "pdf",
    ".xlsx": "xlsx",
    ".csv": "csv",
    ".sarif": "sarif",
    ".xml": "junit",
}
HERE = ("text", "json", "md", "html", "pdf", "xlsx", "csv", "sarif", "junit")
BINARY = ("xlsx", "pdf")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says which documents, and where they go."""
    parser.add_argument("--format", choices=FORMATS, help="what is printed (default: text)")
    known = " ".join(suffix for suffix, form in SUFFIXES.items() if form in HERE)
    parser.add_argument(
        "--out",
        action="append",
        default=[],
        metavar="FILE",
        help=said("write a document, its format by suffix: {known}; repeatable", known=known),
    )
    parser.add_argument("--templates", metavar="DIR", help="templates of your own (not yet)")


def outputs_of(arguments: argparse.Namespace, source: str) -> list[tuple[Path, str]] | None:
    """Return where to write which form; None after saying what is wrong.

    Args:
        arguments: as `add_arguments` and `option.add_output` added them.
        source: the path that the assessment is made from.

    Raises:
        OutputError: a file is there and may not be overwritten, or its folder is not there.
    """
    if arguments.templates:
        refuse(said("{name} is not available yet in this version", name="--templates"))
        return None
    form: str = arguments.format or "text"
    outputs: list[tuple[Path, str]] = []
    for path in _paths(arguments.out):
        kind = SUFFIXES.get(path.suffix.lower())
        if kind is None:
            known = " ".join(suffix for suffix, found in SUFFIXES.items() if found in HERE)
            refuse(
                said("--out {path}: the suffix says the format: {known}", path=path, known=known)
            )
            return None
        if any(path.resolve() == other.resolve() for other, _ in outputs):
            refuse(said("--out {path} is given twice", path=path))
            return None
        if path.exists() and os.path.exists(source) and path.samefile(source):
            refuse(said("--out {path} is the dossier itself", path=path))
            return None
        outputs.append((path, kind))
    for kind in [form, *(kind for _, kind in outputs)]:
        if kind not in HERE:
            refuse(
                said(
                    "the format {form} is not available yet in this version; there are {forms}",
                    form=kind,
                    forms=joined(HERE),
                )
            )
            return None
    if form in BINARY and sys.stdout.isatty():
        refuse(said("{form} is nothing for a terminal: --out writes it to a file", form=form))
        return None
    if outputs:
        from checker.cli.output import refuse_existing

        refuse_existing([path for path, _ in outputs], force=arguments.force)
    return outputs


def deliver(
    plain: dict[str, Any],
    outputs: Sequence[tuple[Path, str]],
    arguments: argparse.Namespace,
    *,
    kept: Sequence[str],
) -> None:
    """Write the documents that are asked for, then print the one that is.

    Args:
        plain: the assessment.
        outputs: as `outputs_of` returned them.
        arguments: of the command.
        kept: files that no document goes over, whatever `--force` says.

    Raises:
        OutputError: a document could not be written; those before it are there, whole.
    """
    if outputs:
        from checker.cli.output import write_whole

        _refuse_kept([path for path, _ in outputs], kept)
        made = [(path, _made(plain, kind, arguments)) for path, kind in outputs]
        for path, data in made:
            write_whole(path, _bytes(data), force=arguments.force)
            if not arguments.quiet:
                remark(said("wrote {path}", path=path))
    data = _made(plain, arguments.format or "text", arguments, to_stdout=True)
    if isinstance(data, str):
        print(data, end="")
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)


def _refuse_kept(paths: list[Path], kept: Sequence[str]) -> None:
    """Say that a document would go over what it is made from, whatever --force says.

    Raises:
        OutputError: a path is the dossier, a ledger or a piece of evidence.
    """
    from checker.diagnostic.diagnostic import OutputError

    for path in paths:
        for one in kept:
            if path.exists() and os.path.exists(one) and path.samefile(one):
                raise OutputError(said("{path} is what the assessment is made from", path=path))


def _paths(texts: list[str]) -> list[Path]:
    if not texts:
        return []
    from pathlib import Path  # a plain check does without

    return [Path(text) for text in texts]


def _bytes(data: str | bytes) -> bytes:
    return data.encode("utf-8") if isinstance(data, str) else data


def _made(
    plain: dict[str, Any], kind: str, arguments: argparse.Namespace, *, to_stdout: bool = False
) -> str | bytes:
    options: dict[str, Any] = {}
    if kind == "text":
        options["colour"] = to_stdout and has_colour(sys.stdout)
        options["verbosity"] = -1 if to_stdout and arguments.quiet else int(arguments.verbose)
    return render(plain, kind, **options)
