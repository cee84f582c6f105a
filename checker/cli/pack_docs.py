"""Write a standard as a readable page: clause by clause its rules, with examples that were run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import language, remark
from checker.diagnostic.diagnostic import OutputError
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker pack docs cgmc-low-carbon",
    "checker pack docs rules/disclosure --format html",
)
_FORMATS = {".md": "md", ".html": "html"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "pack", metavar="PACK|PATH", help="the name of a pack, its folder or its bundle"
    )
    parser.add_argument("--format", choices=("md", "html"), help="(default: md, or that of FILE)")
    parser.add_argument("--out", type=Path, metavar="FILE", help="write it there: .md or .html")
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit code 1 if FILE is not as it would be written",
    )
    option.add_rules(parser)
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the page, write it, or say whether it is current."""
    from checker.authoring.cases import find_pack
    from checker.authoring.handbook import handbook
    from checker.authoring.handbook_form import to_html, to_markdown
    from checker.cli.output import refuse_existing, write_whole

    out: Path | None = arguments.out
    if arguments.check and out is None:
        remark(said("error: {message}", message=said("`--check` needs the page: `--out FILE`")))
        return 2
    form = arguments.format or _FORMATS.get(out.suffix if out is not None else ".md")
    if form is None:
        message = said("{path}: a page ends with .md or .html; or say `--format`", path=out)
        raise OutputError(message)
    if out is not None and not arguments.check:
        refuse_existing([out], force=arguments.force)
    packs = option.packs_of(arguments)
    choice, candidate = find_pack(option.pack_or_path(arguments.pack), packs)
    page = handbook(choice, candidate, packs, lang=language())
    text = to_html(page, language()) if form == "html" else to_markdown(page, language())
    for rule in page["unlisted"]:
        if not arguments.quiet:
            remark(said("no requirement in clauses.yaml names {rule}", rule=rule["name"]))
    if out is None:
        print(text, end="")
    elif arguments.check:
        return _checked(out, text)
    else:
        write_whole(out, text.encode("utf-8"), force=arguments.force)
        if not arguments.quiet:
            remark(said("wrote {path}", path=out))
    return 0


def _checked(out: Path, text: str) -> int:
    try:
        current = out.read_bytes() == text.encode("utf-8")
    except OSError:
        current = False
    if not current:
        remark(said("{path} is not as it would be written", path=out))
    return 0 if current else 1
