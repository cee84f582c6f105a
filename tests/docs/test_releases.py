"""What docs/releases.md shows is typed, in order, and comes out so."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from tests.cli.command import ROOT, checker
from tests.pack.archive import FILES

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "releases.md"
_BLOCK = re.compile(
    r"^```sh\n(checker .*?)\n```\n(?:```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL
)


def test_the_commands_of_the_page_print_what_it_shows(tmp_path: Path, update: bool) -> None:
    text = PAGE.read_text(encoding="utf-8")
    for name, data in FILES.items():
        if name != "CHANGELOG.md":
            path = tmp_path / "rules" / "tiny" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    (tmp_path / "claim").mkdir()
    (tmp_path / "claim/dossier.yaml").write_text(
        "dossier: 1\nid: EX-1\nas_of: 2026-06-30\npacks: [tiny]\ntiny: {mass: 12 t}\n"
    )

    blocks = _BLOCK.findall(text)
    assert len(blocks) == 7
    for command, shown in blocks:
        ended = checker(*shlex.split(command)[1:], cwd=tmp_path)

        assert ended.code == 0, f"{command}\n{ended}"
        if shown and update:
            text = text.replace(shown, ended.out)
        elif shown:
            assert ended.out == shown, command
    if update:
        PAGE.write_text(text, encoding="utf-8")
