"""Speak the Language Server Protocol on stdin and stdout, for editors of rule files."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from checker.resources import package_dir

if TYPE_CHECKING:
    import argparse

EXAMPLES = ("checker lsp --setup neovim", "checker lsp --setup emacs")
_NEEDED = ("pygls", "lsprotocol", "cattrs", "attr", "attrs")
_FILES = {"neovim": "neovim.lua", "emacs": "emacs.el"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument(
        "--setup",
        choices=sorted(_FILES),
        help="print the lines with which this editor starts it, and end",
    )
    # Editors pass it, whatever the server; there is no other way to speak to it.
    parser.add_argument("--stdio", action="store_true", help="on stdin and stdout, as always")
    # Not option.add_rules: an editor is shown mistakes and is given no verdict, so that there is nobody to
    # trust; the packs of authors are not signed yet.
    parser.add_argument(
        "--rules",
        action="append",
        default=[],
        dest="places",
        metavar="DIR",
        help="a folder with more packs, a folder or a bundle each; or a bundle; repeatable",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until the editor ends it."""
    import gc

    if arguments.setup is not None:
        file = package_dir() / "lsp" / "setup" / _FILES[arguments.setup]
        print(file.read_text(encoding="utf-8").rstrip("\n"))
        return 0
    try:
        from checker.lsp.server import serve
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _NEEDED:
            raise
        text = "error: `checker lsp` needs pygls: python3 -m pip install 'coc-checker[lsp]'"
        print(text, file=sys.stderr)
        return 2
    if sys.stdin is not None and sys.stdin.isatty():
        print("this is for editors: `checker lsp --setup neovim` says how", file=sys.stderr)
    # It lives as long as the editor: what it no longer needs must go.
    gc.enable()
    return serve(arguments.places)
