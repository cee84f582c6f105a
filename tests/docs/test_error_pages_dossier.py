"""The pages in docs/errors/ of the stage `dossier`: each example fails as it says, its repair does not.

Blocks: ```dossier is the whole dossier.yaml, ```csv NAME, ```text NAME and ```yaml NAME are files beside
it, ```xlsx NAME is a workbook with one sheet `Ledger`, its cells written as CSV. A word more says the
encoding, or `cr` that lines end with a carriage return. ```expect has `error CODE LINE:COL`, with
` in NAME` for a place in another file than the dossier.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checker.diagnostic.diagnostic import InputError
from checker.dossier.from_files import open_dossier, read_dossier
from checker.pack.find import Packs

if TYPE_CHECKING:
    from checker.model.pack import Vocabulary

FOLDER = Path(__file__).parents[2] / "docs" / "errors"
# What these need cannot be printed on a page: tests/dossier shows them.
WITHOUT_EXAMPLE = {"more-errors", "file-unreadable", "sheet-unreadable"}
PAGES = [
    path
    for path in sorted(FOLDER.glob("*.md"))
    if re.search("^Stage: dossier$", path.read_text(encoding="utf-8"), re.MULTILINE)
    and path.stem not in WITHOUT_EXAMPLE
]
_BLOCK = re.compile(r"^```(\w+)(?: ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(r"^error ([a-z0-9-]+) (\d+):(\d+)(?: in (\S+))?$", re.MULTILINE)
Place = tuple[str, int, int, str]


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Packs([]).vocabulary()


def workbook(text: str) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Ledger"
    for row in csv.reader(io.StringIO(text)):
        book.active.append([_number(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _number(cell: str) -> str | int | float:
    try:
        return float(cell) if "." in cell else int(cell)
    except ValueError:
        return cell


def mistakes(text: str, folder: Path, vocabulary: Vocabulary) -> list[Place]:
    """Write the files that a text shows into a folder; return what is wrong with the dossier."""
    folder.mkdir()
    for kind, info, body in _BLOCK.findall(text):
        if kind == "expect":
            continue
        name, _, how = info.partition(" ")
        if kind == "dossier":
            name, how = "dossier.yaml", info
        data = (
            workbook(body)
            if kind == "xlsx"
            else body.encode(how if how != "cr" and how else "utf-8")
        )
        if how == "cr":
            data = data.replace(b"\n", b"\r")
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    try:
        read_dossier(open_dossier(folder), vocabulary, lambda: vocabulary)
    except InputError as error:
        return [
            (one.code, one.line or 0, one.column or 0, str(one.file).removeprefix(f"{folder}/"))
            for one in error.diagnostics
        ]
    return []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_example_fails_as_the_page_says_and_its_repair_does_not(
    path: Path, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {path.stem}\n")
    example, repair = text.split("\n## An example that fails\n")[1].split("\n## Its repair\n")
    expected = [
        (code, int(line), int(column), name or "dossier.yaml")
        for code, line, column, name in _EXPECTED.findall(example)
    ]

    assert path.stem in {code for code, *_ in expected}
    assert mistakes(example, tmp_path / "wrong", vocabulary) == expected
    assert mistakes(repair, tmp_path / "right", vocabulary) == []
