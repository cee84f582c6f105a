from __future__ import annotations

import json

import pytest

from checker.model.source import Source
from checker.syntax import from_text, stored
from tests.cli.command import ROOT

TEXTS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "rules").rglob("*.rules"))]
TEXTS += [(ROOT / "tests/syntax/everything.rules").read_text(encoding="utf-8")]


def stored_key() -> str:
    key: str = json.loads(stored.FILE.read_bytes())["key"]
    return key


def test_the_stored_tables_are_those_of_the_grammar() -> None:
    import lark

    if stored_key() != from_text.table_key() and lark.__version__ != "1.3.1":
        pytest.skip("another version of lark: the parser is built from the grammar")

    assert stored_key() == from_text.table_key(), "run: python -m checker.syntax.stored"


def test_the_stored_parser_reads_what_the_built_one_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    options = from_text._ours(strict=False)  # noqa: SLF001 - what the door gives it
    loaded, built = stored.load(stored_key(), **options), from_text.build_parser()

    for text in [*TEXTS, "rule x\n  require a at most\n", "fact a : mas\nrule b\n  cites\n"]:
        said = []
        for parser in (loaded, built):
            monkeypatch.setattr(from_text, "_parser", parser)
            tree, mistakes = from_text.parse(Source("x", text))
            said.append((tree, [(found.code, found.message, found.place) for found in mistakes]))
        assert said[0] == said[1]


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"key": "other"}', b"\xff"])
def test_tables_that_cannot_be_used_are_none(
    data: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "grammar.json"
    file.write_bytes(data)
    monkeypatch.setattr(stored, "FILE", file)

    assert stored.load(from_text.table_key()) is None


def test_no_tables_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "FILE", ROOT / "nowhere.json")

    assert stored.load(from_text.table_key()) is None
