"""Files that say, byte for byte, what is printed; `pytest --update` rewrites them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def compare(path: Path, text: str, *, update: bool) -> None:
    """Compare a text with a golden file, or write it there."""
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return
    assert path.exists(), f"{path} is not there; `pytest --update` writes it"
    assert text == path.read_bytes().decode(), f"{path} differs; `pytest --update` rewrites it"
