"""A guide is followed as its reader would: what it shows is typed, written, filled in and changed.

Blocks:

- ```file PATH        is written
- ```fill PATH        the parts of a YAML file that are filled in; all else of it stays
- ```diff PATH        lines that are taken out (-) and put in (+), with those around them
- ```sh               is typed, line by line; ```text behind it is what appears
- ```part PATH        stands in the file, as it does here
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

PART = re.compile(
    r"^## ([^\n]+)$|^```(file|fill|diff|sh|text|part)(?: ([^\n]+))?\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_KEY = re.compile(r"^( *)([^\s:#-][^:#]*):(.*)$")


class Followed:
    """What came of a guide: `codes` of the commands by heading, `shown` and `appeared` text by text."""

    def __init__(self) -> None:
        self.codes: dict[str, list[int]] = {}
        self.appeared: list[str] = []
        self.shown: list[str] = []


def follow(page: str, folder: Path) -> Followed:
    """Do what a guide says, in a folder of one's own."""
    followed, title = Followed(), ""
    # What stands inside a block is none of the guide's own headings.
    for heading, kind, path, body in PART.findall(page):
        if heading:
            title = heading
        elif kind == "sh":
            ended = [type_in(line, folder) for line in body.splitlines()]
            followed.codes.setdefault(title, []).extend(code for code, _ in ended)
            followed.appeared.append("".join(text for _, text in ended))
        elif kind == "text":
            followed.shown.append(body)
        else:
            _work(kind, folder / path, body)
    return followed


def _work(kind: str, target: Path, body: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind == "file":
        target.write_text(body, encoding="utf-8")
    else:
        text = target.read_text(encoding="utf-8")
        if kind == "part":
            assert body in text, f"{target.name} does not hold\n{body}"
        else:
            changed = filled(text, body) if kind == "fill" else patched(text, body)
            target.write_text(changed, encoding="utf-8")


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


def updated(page: str, followed: Followed) -> str:
    """Return a guide with what appears in place of what it shows."""
    texts = iter(followed.appeared)
    return re.sub(
        r"^(```text\n).*?(^```$)",
        lambda found: found[1] + next(texts) + found[2],
        page,
        flags=re.MULTILINE | re.DOTALL,
    )


def patched(text: str, body: str) -> str:
    """Return a text with the lines of a diff taken out and put in; what it takes out stands there once."""
    old = "".join(line[1:] for line in body.splitlines(keepends=True) if line[:1] in "- ")
    new = "".join(line[1:] for line in body.splitlines(keepends=True) if line[:1] in "+ ")
    assert text.count(old) == 1, f"{text.count(old)} times:\n{old}"
    return text.replace(old, new)


def filled(text: str, body: str) -> str:
    """Return a YAML text in which the names of a block have what the block says of them.

    A name that is not there comes at the end of its group. Rows take the place of the whole list.
    """
    lines = text.splitlines()
    wanted = body.splitlines()
    open_groups: list[tuple[int, str]] = []
    at = 0
    while at < len(wanted):
        match = _KEY.match(wanted[at])
        assert match is not None, wanted[at]
        depth, name, value = len(match[1]), match[2], match[3]
        del open_groups[depth // 2 :]
        rows = []
        at += 1
        while at < len(wanted) and (
            wanted[at].lstrip().startswith("- ")
            or (rows and len(wanted[at]) - len(wanted[at].lstrip()) > depth + 2)
        ):
            rows.append(wanted[at])
            at += 1
        inner = at < len(wanted) and len(wanted[at]) - len(wanted[at].lstrip()) > depth and not rows
        start, end = _range(lines, [one for _, one in open_groups])
        found = _line(lines, start, end, depth, name)
        if found is None:
            found = end
            lines.insert(end, f"{' ' * depth}{name}:")
        if value or rows:
            last = _end(lines, found, depth)
            kept = [line for line in lines[found + 1 : last] if line.lstrip().startswith("#")]
            lines[found:last] = [f"{' ' * depth}{name}:{value}", *rows, *kept]
        if inner:
            open_groups.append((depth, name))
    return "\n".join(lines) + "\n"


def _range(lines: list[str], groups: list[str]) -> tuple[int, int]:
    start, end = 0, len(lines)
    for depth, name in enumerate(groups):
        found = _line(lines, start, end, 2 * depth, name)
        assert found is not None, groups
        start, end = found + 1, _end(lines, found, 2 * depth)
    return start, end


def _line(lines: list[str], start: int, end: int, depth: int, name: str) -> int | None:
    head = f"{' ' * depth}{name}:"
    return next((at for at in range(start, end) if lines[at].startswith(head)), None)


def _end(lines: list[str], found: int, depth: int) -> int:
    """Return the line behind the last that belongs to a name, comments that are indented included."""
    end = found + 1
    while end < len(lines) and (
        len(lines[end]) - len(lines[end].lstrip()) > depth and lines[end].strip()
    ):
        end += 1
    return end
