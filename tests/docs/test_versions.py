"""What docs/versions.md shows is typed, and comes out so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.command import checker

PAGE = Path(__file__).parents[2] / "docs" / "versions.md"
BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_walk_through_is_as_shown(tmp_path: Path, update: bool) -> None:
    whole = PAGE.read_text(encoding="utf-8")
    story = whole.split("\n## A parameter changes, step by step\n")[1]
    command = shown = ""
    for kind, name, body in BLOCK.findall(story):
        if kind == "file":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(body, encoding="utf-8")
        command = body if kind == "sh" else command
        shown = body if kind == "text" else shown

    ended = checker(*command.split()[1:], cwd=tmp_path)

    assert (ended.code, ended.err) == (1, "")
    if update:
        PAGE.write_text(whole.replace(shown, ended.out), encoding="utf-8")
    else:
        assert ended.out == shown


def test_with_the_version_that_is_asked_for_it_is_fine(tmp_path: Path) -> None:
    story = PAGE.read_text(encoding="utf-8").split("\n## A parameter changes, step by step\n")[1]
    for kind, name, body in BLOCK.findall(story):
        if kind == "file":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(body.replace("1.0.1", "1.1.0"), encoding="utf-8")

    ended = checker("pack", "diff", "v1/tiny", "v2/tiny", cwd=tmp_path)

    assert ended.code == 0
    assert ended.out.startswith(
        "tiny 1.0.0 → 1.1.0\n✓ 1.1.0 says enough (MINOR: a verdict can change)\n"
    )


@pytest.mark.parametrize("version", ["1.0.0", "0.9.0", "1.0.1rc1"])
def test_with_less_it_is_not(tmp_path: Path, version: str) -> None:
    story = PAGE.read_text(encoding="utf-8").split("\n## A parameter changes, step by step\n")[1]
    for kind, name, body in BLOCK.findall(story):
        if kind == "file":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(body.replace("1.0.1", version), encoding="utf-8")

    ended = checker("pack", "diff", "-q", "v1/tiny", "v2/tiny", cwd=tmp_path)

    assert ended.code == 1
    assert ended.out == (
        f"tiny 1.0.0 → {version}\n"
        f"✗ needs 1.1.0 at least (MINOR: a verdict can change); pack.yaml says {version}\n"
    )
