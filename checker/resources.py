"""Where the packs and templates lie that travel with the program, and its version.

An installed wheel holds them inside the package; a checkout, and an editable installation of it, at
the top of the repository.
"""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"

_PACKAGE = Path(__file__).parent


def rules_dir() -> Path:
    """Return the folder with one folder for each pack that travels with the program."""
    return _folder("_rules", "rules")


def templates_dir() -> Path:
    """Return the folder with the templates of the documents."""
    return _folder("_templates", "templates")


def grammar_file() -> Path:
    """Return the grammar of the language."""
    return _PACKAGE / "syntax" / "grammar.lark"


def package_dir() -> Path:
    """Return the folder of the package itself."""
    return _PACKAGE


def _folder(installed: str, checkout: str) -> Path:
    inside = _PACKAGE / installed
    return inside if inside.is_dir() else _PACKAGE.parent / checkout
