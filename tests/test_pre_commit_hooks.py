"""The hooks that other repositories take from `.pre-commit-hooks.yaml`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml

from checker.cli.main import COMMANDS
from tests.cli.command import ROOT, checker

if TYPE_CHECKING:
    from pathlib import Path

FILE = ROOT / ".pre-commit-hooks.yaml"
HOOKS = {hook["id"]: hook for hook in yaml.safe_load(FILE.read_text(encoding="utf-8"))}
# What the command is run on: its own files, or the folders in `args`.
BY_FILE = {"checker-pack-fmt"}


def test_the_file_is_one_of_hooks() -> None:
    clientlib = pytest.importorskip("pre_commit.clientlib")

    assert [hook["id"] for hook in clientlib.load_manifest(str(FILE))] == list(HOOKS)


@pytest.mark.parametrize("name", HOOKS)
def test_each_hook_runs_a_command_that_there_is(name: str, tmp_path: Path) -> None:
    hook = HOOKS[name]
    command = hook["entry"].split()
    if " ".join(command[1:3]) not in COMMANDS:
        pytest.skip("the command is still to come")
    checker("init", "pack", "packs/label", cwd=tmp_path)
    files = [
        str(path.relative_to(tmp_path))
        for path in sorted(tmp_path.rglob("*"))
        if path.is_file() and re.search(hook["files"], str(path.relative_to(tmp_path)))
    ]

    assert hook["language"] == "python"
    assert "packs/label/content.rules" in files
    given = files if name in BY_FILE else ["packs/label"]
    right = checker(*command[1:], *given, cwd=tmp_path)
    rules = tmp_path / "packs/label/content.rules"
    rules.write_text(rules.read_text(encoding="utf-8").replace("  require  ", "require"))
    rules.write_text(rules.read_text(encoding="utf-8").replace("is 70 %", "is  71 %"))
    wrong = checker(*command[1:], *given, cwd=tmp_path)

    assert (right.code, right.out) == (0, ""), right
    assert wrong.code == 1, wrong


@pytest.mark.skipif(shutil.which("pre-commit") is None, reason="pre-commit is not installed")
def test_our_own_hooks_are_valid() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", str(FILE)],
        check=False,
        capture_output=True,
        text=True,
    )

    assert ended.returncode == 0, ended.stdout
