"""docs/guide-pack-author.md is followed from its first step to its last, in a folder of its own.

Blocks: ```file PATH is written, ```sh is typed, line by line, and ```text behind it is what appears.
`pytest --update` writes anew what appears.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.cli.command import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "guide-pack-author.md"
_PART = re.compile(
    r"^## ([^\n]+)$|^```(file|sh|text)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL
)
# Slips that the guide makes on purpose: where they stand, and with what the commands end.
ENDS = {
    "4. Write the rules": [2, 0, 2],
    "5. Show what they mean": [0],
    "6. Have it looked over": [1, 0],
    "7. Ask whether the cases would notice a slip": [1, 0],
    "11. The standard changes": [0, 0, 1, 0, 0, 0],
}


def type_in(line: str, folder: Path) -> tuple[int, str]:
    """Run a line as it is typed; return how it ended, and what appears on the terminal."""
    program, *arguments = shlex.split(line)
    assert program == "checker", line
    ended = subprocess.run(
        [sys.executable, "-u", "-m", "checker", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        timeout=300,
    )
    return ended.returncode, ended.stdout.decode("utf-8")


def test_the_guide_can_be_followed_word_for_word(tmp_path: Path, update: bool) -> None:
    page = PAGE.read_text(encoding="utf-8")
    title, appeared, shown = "", [], []
    codes: dict[str, list[int]] = {}
    # What stands inside a block is none of the guide's own headings.
    for heading, kind, path, body in _PART.findall(page):
        if heading:
            title = heading
        elif kind == "file":
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(body, encoding="utf-8")
        elif kind == "sh":
            ended = [type_in(line, tmp_path) for line in body.splitlines()]
            codes.setdefault(title, []).extend(code for code, _ in ended)
            appeared.append("".join(text for _, text in ended))
        else:
            shown.append(body)

    if update:
        texts = iter(appeared)
        new = re.sub(
            r"^(```text\n).*?(^```$)",
            lambda found: found[1] + next(texts) + found[2],
            page,
            flags=re.MULTILINE | re.DOTALL,
        )
        PAGE.write_text(new, encoding="utf-8")
    else:
        assert shown == appeared
    assert codes == {title: ENDS.get(title, [0] * len(found)) for title, found in codes.items()}
    assert sum(len(found) for found in codes.values()) > 15


def test_the_guide_uses_what_an_author_needs() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for command in (
        "init pack",
        "fmt",
        "lint",
        "test",
        "test --mutate",
        "docs",
        "build",
        "lock",
        "diff",
    ):
        assert re.search(rf"^checker (pack )?{command}\b", page, re.MULTILINE), command
