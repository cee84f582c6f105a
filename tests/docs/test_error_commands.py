"""The pages in docs/errors/ of the stage `command`: what they show is typed, and comes out so.

Blocks: ```file PATH with its text, ```sh with one command, ```text with what goes to stderr. What a page
leaves out under `Its repair` is as it was in the example.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import pytest

from checker.authoring.lint import CODES as LINT_CODES
from checker.cli import main as door
from checker.diagnostic.catalogue import CODES, page_of
from tests.cli.command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT / "docs" / "errors"
PAGES = [
    path
    for path in sorted(FOLDER.glob("*.md"))
    if re.search("^Stage: command$", path.read_text(encoding="utf-8"), re.MULTILINE)
]
_BLOCK = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> tuple[dict[str, str], str | None, str | None]:
    """Return files by path, the command, and what is printed."""
    found = _BLOCK.findall(text)
    return (
        {path: body for kind, path, body in found if kind == "file"},
        next((body.strip() for kind, _, body in found if kind == "sh"), None),
        next((body for kind, _, body in found if kind == "text"), None),
    )


def write(folder: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_command_fails_as_its_page_shows_and_its_repair_does_not(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    update: bool,
) -> None:
    whole = path.read_text(encoding="utf-8")
    example, repair = whole.split("\n## An example that fails\n")[1].split("\n## Its repair\n")
    files, command, shown = blocks(example)
    new_files, new_command, _ = blocks(repair)
    assert command is not None
    assert shown is not None
    monkeypatch.chdir(tmp_path)

    write(tmp_path, files)
    code = door.main(shlex.split(command)[1:])
    said = capsys.readouterr().err

    assert code == 2, said
    assert f"error[{path.stem}]: " in said
    if update:
        path.write_text(whole.replace(shown, said), encoding="utf-8")
    else:
        assert said == shown

    for name in files:
        if name not in new_files and "Without `" in repair and f"`{name.split('/')[-1]}`" in repair:
            (tmp_path / name).unlink()
    write(tmp_path, new_files)
    code = door.main(shlex.split(new_command or command)[1:])

    assert code in (0, 1), capsys.readouterr().err


def test_every_code_has_its_page_and_every_page_its_code() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} == set(CODES)
    assert page_of("pack-ring") == "docs/errors/pack-ring.md"


def test_every_code_stands_in_the_source() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "checker").rglob("*.py")
        if path.name != "catalogue.py"
    )

    assert [code for code in sorted(CODES) if f'"{code}"' not in source] == []


def test_no_code_is_used_that_has_no_page() -> None:
    """A code is the first text in a call of those that make mistakes."""
    import ast

    makers = {"Diagnostic", "Mistake", "report", "note", "Found", "found", "_mistake", "_Problem"}
    kebab = re.compile(r"[a-z]+(-[a-z0-9]+)+").fullmatch
    used: dict[str, str] = {}
    for path in sorted((ROOT / "checker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            if name not in makers:
                continue
            for argument in node.args:
                value = getattr(argument, "value", None)
                if isinstance(value, str) and kebab(value):
                    used.setdefault(value, f"{path.relative_to(ROOT)}:{node.lineno}")
                    break

    # What lint finds has pages of its own, in docs/lint/.
    known = {*CODES, *LINT_CODES}
    assert {code: at for code, at in used.items() if code not in known} == {}
