"""Every page in docs/lint/ shows a pack in which its finding stands where it says, and a repair without it.

A page: `# CODE`, prose, `## An example` with the files of a pack and an ```expect block (`finding CODE
LINE:COL`, with its file where that is not the rules), `## Its repair` with the files once more. The
blocks are `rules`, `cases`, `lint` (lint.yaml) and `texts` (texts/zh.yaml).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.authoring.lint import CODES, lint

FOLDER = Path(__file__).parents[2] / "docs" / "lint"
FILES = {
    "rules": "example.rules",
    "cases": "cases/example.yaml",
    "lint": "lint.yaml",
    "texts": "texts/zh.yaml",
}
MANIFEST = 'name: example\nversion: 1.0.0\nlanguage: 1\nstandard: "An example"\n'
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(r"^finding ([a-z-]+) (\d+):(\d+)(?: (\S+))?$", re.MULTILINE)
Found = tuple[str, int, int, str]


def pages() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.md") if path.stem != "README")


def sections(path: Path) -> dict[str, list[tuple[str, str]]]:
    """Return the blocks under each heading of a page."""
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return {
        title: _BLOCK.findall(body) for title, body in zip(parts[1::2], parts[2::2], strict=True)
    }


def found_in(blocks: list[tuple[str, str]], folder: Path, code: str) -> list[Found]:
    """Return the open findings of a pack made of blocks; that it has no cases is left out of most."""
    files = [(FILES[kind], body) for kind, body in blocks if kind in FILES]
    for name, body in [("pack.yaml", MANIFEST), *files]:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    found = []
    for one in lint([folder]).open:
        mark = one.mark
        assert mark.file is not None
        assert mark.line is not None
        assert mark.column is not None
        if one.code != "no-cases" or code == "no-cases":
            file = mark.file.removeprefix(f"{folder}/")
            found.append((one.code, mark.line, mark.column, file))
    return found


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.stem)
def test_the_example_is_found_as_the_page_says_and_its_repair_is_not(
    path: Path, tmp_path: Path
) -> None:
    code = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
    assert code == path.stem
    wrong, right = sections(path)["An example"], sections(path)["Its repair"]
    expected = [
        (found[1], int(found[2]), int(found[3]), found[4] or FILES["rules"])
        for kind, body in wrong
        if kind == "expect"
        for found in _EXPECTED.finditer(body)
    ]
    assert code in {one[0] for one in expected}

    (tmp_path / "wrong").mkdir()
    (tmp_path / "right").mkdir()

    assert sorted(found_in(wrong, tmp_path / "wrong", code)) == sorted(expected)
    assert found_in(right, tmp_path / "right", code) == []


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.stem for path in pages()} == set(CODES)


def test_the_index_names_every_code_with_what_it_says() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")

    for code, text in CODES.items():
        assert f"| [{code}]({code}.md) | {text} |" in index
