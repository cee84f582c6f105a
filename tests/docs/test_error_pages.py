"""Every page in docs/errors/ shows an example that fails as it says, and a repair that does not.

A page: `# CODE`, prose, `Stage: syntax|pack|dossier|command`, `## An example that fails` with its blocks
and an ```expect block (`error CODE LINE:COL`), `## Its repair` with its blocks.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.source import Source
from checker.syntax.from_text import parse

FOLDER = Path(__file__).parents[2] / "docs" / "errors"
# Their examples would be too long to print; tests of their own show them.
WITHOUT_EXAMPLE = {"file-too-large"}
_STAGE = re.compile(r"^Stage: (syntax|pack|dossier|command)$", re.MULTILINE)
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXPECTED = re.compile(r"error ([a-z0-9-]+) (\d+):(\d+)")
Block = tuple[str, str, str]


def pages() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.md") if path.stem not in ("README", "index"))


def own_pages() -> list[Path]:
    """Return the pages of the stages that read rules; the others have tests of their own."""
    return [path for path in pages() if read(path)[1] in ("syntax", "pack")]


def read(path: Path) -> tuple[str, str, dict[str, list[Block]]]:
    """Return a page's code, its stage, and the blocks under each of its headings."""
    text = path.read_text(encoding="utf-8")
    stage = _STAGE.search(text)
    assert stage is not None, "the page says no stage"
    sections = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    blocks = {
        title: [(kind, name, body) for kind, name, body in _BLOCK.findall(body)]
        for title, body in zip(sections[1::2], sections[2::2], strict=True)
    }
    return text.splitlines()[0].removeprefix("# "), stage[1], blocks


def find_mistakes(stage: str, blocks: list[Block]) -> tuple[Diagnostic, ...]:
    """Run the ```rules blocks of an example through the stage that the page names."""
    text = "\n".join(body for kind, _, body in blocks if kind == "rules")
    source = Source("example.rules", text)
    file, diagnostics = parse(source)
    if stage == "syntax" or diagnostics:
        return diagnostics
    compile_pack = pytest.importorskip("checker.pack.from_syntax").compile_pack
    manifest = {"name": "example", "version": "1.0.0"}
    try:
        compile_pack(manifest, {source.name: file}, {source.name: source}, [])
    except InputError as error:
        return error.diagnostics
    return ()


@pytest.mark.parametrize("path", own_pages(), ids=lambda path: path.stem)
def test_the_example_fails_as_the_page_says_and_its_repair_does_not(path: Path) -> None:
    code, stage, blocks = read(path)
    assert code == path.stem
    if code in WITHOUT_EXAMPLE:
        pytest.skip("its example has a test of its own")

    wrong, right = blocks["An example that fails"], blocks["Its repair"]
    said = [
        (found[1], int(found[2]), int(found[3]))
        for kind, _, body in wrong
        if kind == "expect"
        for found in _EXPECTED.finditer(body)
    ]
    assert said
    assert said[0][0] == code
    assert [(d.code, d.line, d.column) for d in find_mistakes(stage, wrong)] == said
    assert find_mistakes(stage, right) == ()


def test_every_code_of_the_syntax_has_a_page() -> None:
    folder = Path(__file__).parents[2] / "checker" / "syntax"
    text = "".join((folder / name).read_text() for name in ("from_text.py", "mistake.py"))
    codes = set(re.findall(r'[fF]ound\(\s*"([a-z-]+)",', text)) | {"number-form", "date-form"}
    assert len(codes) > 20
    assert codes <= {path.stem for path in pages()}
