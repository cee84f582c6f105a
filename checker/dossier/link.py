"""What names something else: sources, files of evidence, and references to rows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistake, quote
from checker.dossier.place import RefusedError, hash_mistake
from checker.model.datatype import Kind
from checker.model.dossier import Fact, InputFile, TableData
from checker.model.limit import LIMITS
from checker.model.said import said

if TYPE_CHECKING:
    from checker.dossier.raw import Files
    from checker.dossier.value import Reader
    from checker.model.pack import TableDeclaration

EVIDENCE = "evidence"


class Links:
    """Checks what names a row or a file, when all tables of a dossier have been read.

    `suspect` are the tables in which mistakes were found: that a row is not there says nothing then.
    """

    __slots__ = ("mistakes", "reader", "rows", "suspect", "tables")

    def __init__(self, reader: Reader, tables: dict[str, TableData], suspect: set[str]) -> None:
        self.reader = reader
        self.mistakes = reader.mistakes
        self.tables = tables
        self.suspect = suspect
        self.rows: dict[str, frozenset[str]] = {}

    def check_sources(self) -> None:
        """Note each source that names no row of `evidence`."""
        if EVIDENCE in self.suspect:
            return
        evidence = self.tables.get(EVIDENCE)
        ids = frozenset(evidence.keys) if evidence is not None else frozenset()
        for name, origin in self.reader.cited:
            if name not in ids:
                self.mistakes.add(
                    origin,
                    Mistake(
                        "source-unknown",
                        said("there is no row {name} in `evidence`", name=quote(name)),
                        want="the id of a row of `evidence`, then where in it",
                        hint=partial(self.nearest_row, name, ids),
                    ),
                    length=len(name),
                )

    def nearest_row(self, key: str, rows: frozenset[str]) -> str | None:
        """Return the row key that was probably meant; large tables go without."""
        return nearest(key, rows) if len(rows) <= 2000 else None

    def check_evidence(self, files: Files, inputs: list[InputFile]) -> None:
        """Note files of evidence that are not there, or not those that were pinned."""
        evidence = self.tables.get(EVIDENCE)
        column = None if evidence is None else evidence.columns.get("file")
        if evidence is None or column is None:
            return
        hashes = evidence.columns.get("sha256")
        total = count = 0
        for row, name in enumerate(column.cells):
            if not isinstance(name, str):
                continue
            count += 1
            if count > LIMITS.EVIDENCE_FILES:
                what = said(
                    "more than {limit} files of evidence, which is the limit",
                    limit=LIMITS.EVIDENCE_FILES,
                )
                self.mistakes.add(evidence.origin_of(row, "file"), Mistake("limit-exceeded", what))
                return
            pinned = hashes.cells[row] if hashes is not None else None
            try:
                total += files.size(name, LIMITS.EVIDENCE_BYTES)
                if total > LIMITS.EVIDENCE_BYTES:
                    what = said(
                        "more than {limit} bytes of evidence, which is the limit",
                        limit=LIMITS.EVIDENCE_BYTES,
                    )
                    raise RefusedError(Mistake("limit-exceeded", what))
                if not isinstance(pinned, str):
                    continue
                actual = files.sha256(name, LIMITS.EVIDENCE_BYTES)
            except RefusedError as refused:
                self.mistakes.add(
                    evidence.origin_of(row, "file"), refused.mistake, length=len(name)
                )
                continue
            wrong = hash_mistake(name, pinned, actual)
            if wrong is not None:
                self.mistakes.add(evidence.origin_of(row, "sha256"), wrong, length=len(pinned))
            inputs.append(InputFile(name, actual))

    def check_references(
        self, facts: dict[str, Fact], declarations: dict[str, TableDeclaration]
    ) -> None:
        """Note references to rows that a complete table does not have."""
        for fact in facts.values():
            if fact.type.kind is Kind.REFERENCE and isinstance(fact.value, str):
                rows = self.rows_of(fact.type.table)
                if rows is not None and fact.value not in rows:
                    wrong = self.dangling(fact.type.table, fact.value, rows)
                    self.mistakes.add(fact.origin, wrong, length=len(fact.value))
        for name, table in self.tables.items():
            declared = declarations[name].columns
            for column, data in table.columns.items():
                datatype = declared[column].type if column in declared else None
                if datatype is None or datatype.kind is not Kind.REFERENCE:
                    continue
                rows = self.rows_of(datatype.table)
                if rows is None or {c for c in data.cells if c.__class__ is str} <= rows:
                    continue
                for row, cell in enumerate(data.cells):
                    if cell.__class__ is str and cell not in rows:
                        wrong = self.dangling(datatype.table, cell, rows)
                        self.mistakes.add(table.origin_of(row, column), wrong, length=len(cell))

    def rows_of(self, name: str | None) -> frozenset[str] | None:
        """Return the keys of a table that surely has no others, else None."""
        table = self.tables.get(name or "")
        if table is None or not table.complete or table.name in self.suspect:
            return None
        if table.name not in self.rows:
            self.rows[table.name] = frozenset(table.keys)
        return self.rows[table.name]

    def dangling(self, table: str | None, key: str, rows: frozenset[str]) -> Mistake:
        """Return the mistake of a reference to a row that is not there."""
        return Mistake(
            "reference-dangling",
            said(
                "there is no row {key} in {table}, which is complete",
                key=quote(key),
                table=quote(table or ""),
            ),
            want=said("the key of a row of {table}", table=table),
            hint=partial(self.nearest_row, key, rows),
        )
