"""Options that several commands share, and arguments that need more than a text."""

from __future__ import annotations

import argparse
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from checker.cli.speak import told
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.said import joined, said

if TYPE_CHECKING:
    from pathlib import Path

    from checker.pack.find import Packs

# As in checker.pipeline, which most commands have no need to load.
FAIL_ON = ("violation", "missing", "judgement", "never")
LANGUAGES = ("en", "zh", "ja")

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII).fullmatch


def add_packs(parser: argparse.ArgumentParser) -> None:
    """Add what says which packs, and where they are."""
    parser.add_argument(
        "--pack",
        action="append",
        default=[],
        metavar='"NAME [RANGE]"',
        help="a pack to use in place of those that the dossier names; repeatable",
    )
    add_rules(parser)


def add_rules(parser: argparse.ArgumentParser) -> None:
    """Add where more packs are."""
    parser.add_argument(
        "--rules",
        action="append",
        default=[],
        metavar="DIR",
        help="a folder with more packs, a folder or a bundle each; or a bundle; repeatable",
    )
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="KEYS",
        help="a file or folder of public keys: take only packs that one of them signed; repeatable",
    )


def packs_of(arguments: argparse.Namespace) -> Packs:
    """Return the packs that can be found, by what `add_rules` added.

    Raises:
        InputError: a pack, a place or a key is at fault.
    """
    from checker.pack.find import Packs

    return Packs(arguments.rules, trust=arguments.trust)


def pack_or_path(asked: str) -> Path | str:
    """Return the folder or the bundle that is meant, as a path; else the name of a pack, as text."""
    from pathlib import Path

    path = Path(asked)
    is_path = "/" in asked or (path / "pack.yaml").is_file() or path.is_file()
    return path if is_path else asked


def check_options(arguments: argparse.Namespace) -> dict[str, Any]:
    """Return the arguments of `checker.check` beside the dossier, by what `add_check` added."""
    return {
        "packs": arguments.pack,
        "rules": arguments.rules,
        "as_of": arguments.as_of,
        "lang": arguments.lang,
        "strict": arguments.strict,
        "fail_on": arguments.fail_on,
        "locked": arguments.locked,
        "trust": arguments.trust,
    }


def add_check(parser: argparse.ArgumentParser) -> None:
    """Add what an assessment depends on."""
    add_packs(parser)
    parser.add_argument(
        "--locked",
        action="store_true",
        help="take the packs of the checker.lock beside the dossier, or fail",
    )
    parser.add_argument(
        "--as-of",
        type=day,
        metavar="DATE",
        help="judge the claim as of this day (YYYY-MM-DD) in place of the dossier's",
    )
    parser.add_argument(
        "--strict", action="store_true", help="a recommendation counts like a requirement"
    )
    parser.add_argument(
        "--fail-on",
        choices=FAIL_ON,
        default="judgement",
        help="end with exit code 1 from this verdict on (default: judgement, whatever is short of "
        "conformity)",
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add what overwrites, and how much is said."""
    parser.add_argument("--force", action="store_true", help="overwrite files that exist")
    add_volume(parser)


def add_volume(parser: argparse.ArgumentParser) -> None:
    """Add how much is said."""
    parser.add_argument("-q", "--quiet", action="store_true", help="say less")
    parser.add_argument("-v", "--verbose", action="store_true", help="say more")


def day(text: str) -> date:
    """Return a day written `YYYY-MM-DD`, 1900 to 2199."""
    try:
        found = date(*map(int, text.split("-"))) if _DATE(text) else None
    except ValueError:
        found = None
    if found is None or not 1900 <= found.year <= 2199:
        message = said("`{text}` is no day; write it as 2026-06-30", text=text[:40])
        raise argparse.ArgumentTypeError(told(message))
    return found


def find_rule(asked: str, rules: list[str]) -> str:
    """Return the full name of a rule, from it or from its part after the pack.

    Raises:
        InputError: there is none, or more than one.
    """
    from checker.diagnostic.nearest import nearest

    found = [rule for rule in rules if asked in (rule, rule.partition("/")[2])]
    if len(found) == 1:
        return found[0]
    if found:
        message = said("more than one pack has a rule `{name}`", name=asked[:128])
        raise InputError([Diagnostic("unknown-rule", message, want=joined(found))])
    begun = [rule for rule in rules if rule.partition("/")[2].startswith(asked + ".")]
    near = begun[0] if len(begun) == 1 else nearest(asked, rules)
    message = said("the selected packs have no rule `{name}`", name=asked[:128])
    raise InputError(
        [Diagnostic("unknown-rule", message, hint=near or "`checker rules` lists them")]
    )
