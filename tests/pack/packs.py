"""Small packs, written where a test wants them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
standard S "A standard"

fact tiny.mass : mass not negative "What it weighs"

rule cap "At most 30 t"
  cites S confirmed
  require tiny.mass at most 30 t
"""


def write_pack(
    place: Path,
    name: str = "tiny",
    *,
    folder: str | None = None,
    version: str = "1.0.0",
    uses: str = "",
    rules: str | None = RULES,
    more: dict[str, str] | None = None,
) -> Path:
    """Write a pack below `place` and return its folder."""
    path = place / (folder or name)
    path.mkdir(parents=True)
    manifest = f"name: {name}\nversion: {version}\nlanguage: 1\nstandard: A standard\n"
    (path / "pack.yaml").write_text(manifest + (f"uses: {uses}\n" if uses else ""), "utf-8")
    if rules is not None:
        (path / "main.rules").write_text(rules, "utf-8")
    for file, text in (more or {}).items():
        (path / file).parent.mkdir(parents=True, exist_ok=True)
        (path / file).write_text(text, "utf-8")
    return path
