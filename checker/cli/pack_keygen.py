"""Make the two keys of a publisher: NAME.pem, the private one to sign with; NAME.pub to give away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import remark, tell
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = ("checker pack keygen publisher", "checker pack keygen keys-2026")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("name", metavar="NAME", help="what the two files are called")
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Write both; a key that is there is never overwritten."""
    from checker.cli.output import refuse_existing, write_whole
    from checker.pack import trust

    private_file, public_file = (Path(arguments.name + end) for end in (".pem", ".pub"))
    refuse_existing([private_file, public_file], force=False)
    private, public = trust.make_key()
    write_whole(private_file, private, mode=0o600)
    write_whole(public_file, public)
    if not arguments.quiet:
        for path in (private_file, public_file):
            remark(said("wrote {path}", path=path))
        tell(
            said(
                "Keep {private} secret. Give {public} to who checks with `--trust {public}`.",
                private=private_file,
                public=public_file,
            )
        )
    return 0
