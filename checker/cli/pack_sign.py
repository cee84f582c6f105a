"""Sign a bundle with a publisher's key: the signature is written beside it, as BUNDLE.sig."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from checker.cli import option
from checker.cli.speak import remark, tell, told
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.said import said

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker pack sign core.checkerpack --key publisher.pem",
    "checker pack sign core.checkerpack --key publisher.pem --force",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("bundle", metavar="BUNDLE", help="a file from `checker pack build`")
    parser.add_argument(
        "--key",
        required=True,
        metavar="FILE",
        help="the private Ed25519 key, in PEM; its password is asked for, where it has one",
    )
    option.add_output(parser)


def run(arguments: argparse.Namespace) -> int:
    """Look whether it is a bundle, sign its bytes, write the signature."""
    from checker.cli.output import refuse_existing, write_whole
    from checker.pack import bundle, trust
    from checker.pack.folder import shown_name

    out = Path(arguments.bundle + trust.SUFFIX)
    refuse_existing([out], force=arguments.force)
    shown = shown_name(arguments.bundle)
    data = bundle.read_bytes(arguments.bundle, shown)
    manifest, _ = bundle.read_bundle(data, shown)
    password = _password(arguments.key) if trust.is_encrypted(arguments.key) else None
    key = trust.read_private_key(arguments.key, password)
    write_whole(out, trust.sign(data, key), force=arguments.force)
    if not arguments.quiet:
        remark(said("wrote {path}", path=out))
        tell(
            said(
                "{name} {version}, signed by key {key}",
                name=manifest["name"],
                version=manifest["version"],
                key=trust.id_of(key.public_key()),
            )
        )
    return 0


def _password(path: str) -> str:
    """Return the password of a key, from who sits at the terminal."""
    from getpass import getpass

    from checker.cli.terminal import is_terminal

    if not is_terminal(sys.stdin):
        raise InputError(
            [
                Diagnostic(
                    "key-refused",
                    "the key has a password, which is asked for on a terminal alone",
                    file=path,
                )
            ]
        )
    return getpass(told(said("Password of {path}: ", path=path)))
