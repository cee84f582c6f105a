"""Where the packs and templates lie that travel with the program, and its version.

An installed wheel holds them inside the package; a checkout, and an editable installation of it, at
the top of the repository.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VERSION = "0.1.0"

# Text, and `os.path`, on the path of a plain check: pathlib costs it a third of a bare start.
_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def rules_dir() -> str:
    """Return the folder with one folder for each pack that travels with the program."""
    return _folder("_rules", "rules")


def templates_dir() -> Path:
    """Return the folder with the templates of the documents."""
    from pathlib import Path

    return Path(_folder("_templates", "templates"))


def grammar_file() -> Path:
    """Return the grammar of the language."""
    return package_dir() / "syntax" / "grammar.lark"


def package_path() -> str:
    """Return the folder of the package itself, as text."""
    return _PACKAGE


def package_dir() -> Path:
    """Return the folder of the package itself."""
    from pathlib import Path

    return Path(_PACKAGE)


def _folder(installed: str, checkout: str) -> str:
    inside = os.path.join(_PACKAGE, installed)
    return inside if os.path.isdir(inside) else os.path.join(os.path.dirname(_PACKAGE), checkout)
