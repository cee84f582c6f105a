"""Assess a dossier and print what it comes to: the verdict first, then what to do."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from checker.cli import option
from checker.cli.speak import refuse, remark, speak
from checker.cli.terminal import has_colour
from checker.model.said import joined, said
from checker.pipeline import check, exit_code, render

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

EXAMPLES = (
    "checker check docs/examples/casthouse",
    "checker check docs/examples/casthouse --format json --out report.html",
)
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
HERE = ("text", "json", "md", "html")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("dossier", metavar="DOSSIER", help="its file, or its folder")
    parser.add_argument("--format", choices=FORMATS, help="what is printed (default: text)")
    parser.add_argument(
        "--out",
        action="append",
        default=[],
        metavar="FILE",
        help="write a document, its format by suffix: .txt .json .md .html; repeatable",
    )
    parser.add_argument("--templates", metavar="DIR", help="templates of your own (not yet)")
    option.add_check(parser)
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Assess, write, print; return the exit code of the verdict."""
    form: str = arguments.format or "text"
    if arguments.templates:
        refuse(said("{name} is not available yet in this version", name="--templates"))
        return 2
    outputs = _outputs(arguments, form)
    if outputs is None:
        return 2
    if outputs:
        from checker.cli.output import refuse_existing

        refuse_existing([path for path, _ in outputs], force=arguments.force)
    assessment = check(arguments.dossier, **option.check_options(arguments))
    # The terminal's short text says what was found; how it came about need not be worked out.
    short = form == "text" and not outputs and not arguments.verbose
    plain = assessment.to_plain(derivations=not short)
    speak(plain["options"]["lang"])
    if outputs:
        from checker.cli.output import write_whole

        _refuse_inputs([path for path, _ in outputs], arguments.dossier, plain)
        made = [(path, _document(plain, kind, arguments)) for path, kind in outputs]
        for path, text in made:
            write_whole(path, text.encode("utf-8"), force=arguments.force)
            if not arguments.quiet:
                remark(said("wrote {path}", path=path))
    print(_document(plain, form, arguments, to_stdout=True), end="")
    return exit_code(plain["verdict"], arguments.fail_on)


def _outputs(arguments: argparse.Namespace, form: str) -> list[tuple[Path, str]] | None:
    """Return where to write which form; None after saying what is wrong."""
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
        if path.exists() and os.path.exists(arguments.dossier) and path.samefile(arguments.dossier):
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
    return outputs


def _refuse_inputs(paths: list[Path], dossier: str, plain: dict[str, Any]) -> None:
    """Say that a document would go over what it is made from, whatever --force says.

    Raises:
        OutputError: a path is the dossier, a ledger or a piece of evidence.
    """
    from checker.diagnostic.diagnostic import OutputError

    folder = dossier if os.path.isdir(dossier) else os.path.dirname(dossier)
    read = [os.path.join(folder, one["file"]) for one in plain["inputs"]]
    for path in paths:
        for one in read:
            if path.exists() and os.path.exists(one) and path.samefile(one):
                raise OutputError(said("{path} is what the assessment is made from", path=path))


def _paths(texts: list[str]) -> list[Path]:
    if not texts:
        return []
    from pathlib import Path  # a plain check does without

    return [Path(text) for text in texts]


def _document(
    plain: dict[str, Any], kind: str, arguments: argparse.Namespace, *, to_stdout: bool = False
) -> str:
    options: dict[str, Any] = {}
    if kind == "text":
        options["colour"] = to_stdout and has_colour(sys.stdout)
        options["verbosity"] = -1 if to_stdout and arguments.quiet else int(arguments.verbose)
    return render(plain, kind, **options)
