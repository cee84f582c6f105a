"""Small git repositories, made where a test wants them."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NOBODY = {
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.com",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.com",
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_NOSYSTEM": "1",
}


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder and return what it prints."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments],  # noqa: S607 - the user's git
        cwd=folder,
        env={**kept, **_NOBODY},
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()


def commit(folder: Path, tag: str | None = None) -> str:
    """Commit all that lies in a folder, a repository from now on; return the id of the commit."""
    if not (folder / ".git").exists():
        git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "a change")
    if tag is not None:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")
