"""From rules and a dossier as text to the assessment, through the real doors."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.dossier.from_files import open_dossier, read_dossier
from checker.model.pack import Vocabulary
from checker.model.source import Source
from checker.pack.from_syntax import compile_pack
from checker.syntax.from_text import parse
from checker.verdict.from_plan import evaluate

if TYPE_CHECKING:
    from checker.model.assessment import Assessment

HEAD = "dossier: 1\nid: T\nas_of: 2026-06-30\nlanguage: en\npacks: {page: }\n"
_FOLDER: list[tempfile.TemporaryDirectory[str]] = []


class Pack:
    """A compiled pack with the vocabulary that it declares."""

    __slots__ = ("forms", "plain", "text", "vocabulary")

    def __init__(self, text: str) -> None:
        """Compile a pack.

        Raises:
            InputError: the rules are at fault.
        """
        from checker.diagnostic.diagnostic import InputError

        source = Source("page.rules", text)
        file, mistakes = parse(source)
        if mistakes:
            raise InputError(mistakes)
        manifest = {"name": "page", "version": "1.0.0", "language": 1, "standard": "", "uses": {}}
        self.text = text
        self.plain: dict[str, Any] = compile_pack(
            manifest, {"page.rules": file}, {"page.rules": source}, []
        )
        self.vocabulary = Vocabulary.from_plain(self.plain["vocabulary"])
        self.forms = {
            (name, column)
            for name, table in self.plain["vocabulary"]["tables"].items()
            for column in table["columns"]
        }

    def check(self, dossier: str, files: dict[str, str] | None = None) -> Assessment:
        """Assess a dossier, given as YAML without its head; the ledgers lie beside it.

        Raises:
            InputError: the dossier is at fault.
        """
        if not _FOLDER:
            _FOLDER.append(tempfile.TemporaryDirectory())
        path = Path(_FOLDER[0].name)
        for name, text in (files or {}).items():
            (path / name).write_text(text, encoding="utf-8")
        (path / "dossier.yaml").write_text(HEAD + dossier, encoding="utf-8")
        read = read_dossier(
            open_dossier(path),
            self.vocabulary,
            lambda: self.vocabulary,
            as_of=None,
            written_forms=self.forms,
        )
        return evaluate([self.plain], read)
