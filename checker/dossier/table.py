"""Ledger files become columns: CSV here, workbooks in `sheet.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.dossier.mistake import Mistake

if TYPE_CHECKING:
    from checker.dossier.raw import Files
    from checker.dossier.rows import Columns, Part
    from checker.dossier.strict_yaml import Node
    from checker.dossier.value import Reader
    from checker.model.dossier import InputFile


class FileReader:
    """Reads the files that the tables of one dossier name."""

    __slots__ = ("files", "inputs", "notes", "reader")

    def __init__(
        self, files: Files, reader: Reader, inputs: list[InputFile], notes: dict[str, None]
    ) -> None:
        self.files = files
        self.reader = reader
        self.inputs = inputs
        self.notes = notes

    def read(self, node: Node, columns: Columns) -> list[Part]:
        self.reader.note(node, Mistake("table-form", "files are not read yet"))
        return []
