"""Make one file of a pack, a bundle: the same bytes wherever it is built, and a manifest of every file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import language, refuse, remark, tell
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

    from checker.pack.find import Choice, Packs

EXAMPLES = (
    "checker pack build rules/core",
    "checker pack build disclosure --no-test --out disclosure.checkerpack",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("pack", metavar="PACK|PATH", help="the name of a pack, or its folder")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where to write it (default: NAME-VERSION.checkerpack)",
    )
    parser.add_argument("--no-test", action="store_true", help="do not run the pack's cases first")
    option.add_rules(parser)
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Compile the pack, run its cases, write the bundle; 1 when a case comes out otherwise."""
    from checker.cli.output import refuse_existing, write_whole
    from checker.pack import bundle
    from checker.pack.find import BUNDLE, read_manifest_of
    from checker.pack.folder import digest_of, read_folder

    packs = option.packs_of(arguments)
    place = option.pack_or_path(arguments.pack)
    folder = Path(packs.highest(place).folder) if isinstance(place, str) else place
    if folder.is_file():
        refuse(said("{path} is a bundle already", path=folder))
        return 2
    read_manifest_of(folder)
    # Read once: what is compiled and tested is what is written.
    files = read_folder(folder)
    mine = packs.put(folder, files)
    out: Path = arguments.out or Path(f"{mine.name}-{mine.version}{BUNDLE}")
    refuse_existing([out], force=arguments.force)
    if folder.resolve() in out.resolve().parents:
        raise InputError(
            [
                Diagnostic(
                    "pack-file",
                    "a bundle in the folder of its pack would become a part of it",
                    file=str(out),
                    hint=said("--out {path}", path=Path("..", out.name)),
                )
            ]
        )
    choice = packs.choose({mine.name: ""}, asked_by=mine.shown)
    if not arguments.no_test and not _tested(choice, packs):
        return 1
    data = bundle.build(files, mine.name, mine.version)
    # What nobody could read is not released.
    bundle.read_bundle(data, str(out))
    write_whole(out, data, force=arguments.force)
    if not arguments.quiet:
        remark(said("wrote {path}", path=out))
        tell(
            said(
                "{name} {version}, {count} files, SHA-256 of the pack {sha256}",
                name=mine.name,
                version=mine.version,
                count=len(files),
                sha256=digest_of(files),
            )
        )
    return 0


def _tested(choice: Choice, packs: Packs) -> bool:
    """Whether the cases of a pack come out as they should; without rules there is nothing to test."""
    from checker.authoring.cases import outcomes_of, read_cases, to_text

    mine = choice.selected[0]
    cases = read_cases(packs.chosen(mine))
    if not cases and not mine["rules"]:
        return True
    report = outcomes_of(cases, choice, packs)
    if report.failed:
        print(to_text(report, lang=language()), end="")
        refuse(
            "a pack is released when its cases come out as expected; --no-test builds it all the same"
        )
    return not report.failed
