"""Indexes for tests that need no process."""

from __future__ import annotations

from functools import cache
from typing import Any

from checker.lsp.completion import Proposal, complete
from checker.lsp.index import Index
from checker.pack.find import Packs

MANIFEST = {"name": "own", "version": "1", "uses": {"core": ""}, "date": "period.end"}


@cache
def core() -> list[dict[str, Any]]:
    return Packs().choose({"core": ""}).all


def index_of(text: str, **more: str) -> Index:
    """Return the index of a pack of one rule file, `a.rules`, that uses `core`."""
    return Index(MANIFEST, {"a.rules": text, **more}, core())


def completed(marked: str) -> list[Proposal]:
    """Return what could stand at the bar of a rule file."""
    offset = marked.rindex("|")
    text = marked[:offset] + marked[offset + 1 :]
    return complete(index_of(text), "a.rules", text, offset)
