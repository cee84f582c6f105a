"""Runs the command through its real door: a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASTHOUSE = ROOT / "docs" / "examples" / "casthouse"
LEDGERS = ROOT / "docs" / "examples" / "ledgers"


class Ended:
    """How a command ended: its exit code and what it printed."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"exit code {self.code}\n{self.out}\n{self.err}"


def checker(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Ended:
    """Run `checker` with these arguments and return how it ended."""
    ended = subprocess.run(
        [sys.executable, "-m", "checker", *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=120,
    )
    return Ended(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))
