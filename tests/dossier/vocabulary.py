"""A small vocabulary for the tests of readers, and short ways to read with it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.from_files import from_text, read_dossier
from checker.model.datatype import Datatype, Kind
from checker.model.pack import Declaration, TableDeclaration, Vocabulary
from checker.model.unit import ENERGY, INTENSITY, MASS, NUMBER, SHARE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from checker.model.dossier import Dossier, TableData

MASS_TYPE = Datatype(Kind.QUANTITY, dimension=MASS, lower=Fraction(0))
DIRECTIONS = ("in", "out", "loss", "stock")


def _declared(datatype: Datatype, *, derived: bool = False) -> Declaration:
    return Declaration(datatype, "", "core", derived=derived)


FACTS = {
    "organisation.name": _declared(Datatype(Kind.TEXT)),
    "organisation.id": _declared(Datatype(Kind.REFERENCE, table="parties")),
    "claim.quantity": _declared(MASS_TYPE),
    "claim.schemes": _declared(Datatype(Kind.LIST, options=("asi_coc", "cgmc_low_carbon"))),
    "claim.third_party": _declared(Datatype(Kind.YESNO, may_be_none=True)),
    "period": _declared(Datatype(Kind.PERIOD)),
    "emissions.intensity": _declared(Datatype(Kind.QUANTITY, dimension=INTENSITY)),
    "emissions.recycled": _declared(Datatype(Kind.QUANTITY, dimension=SHARE)),
    "emissions.energy": _declared(Datatype(Kind.QUANTITY, dimension=ENERGY)),
    "emissions.factor": _declared(Datatype(Kind.QUANTITY, dimension=NUMBER)),
    "emissions.issued": _declared(Datatype(Kind.DATE)),
    "emissions.valid_for": _declared(Datatype(Kind.DURATION)),
    "emissions.sites": _declared(Datatype(Kind.WHOLE, lower=Fraction(0))),
}

_COLUMNS = {
    "date": _declared(Datatype(Kind.DATE)),
    "direction": _declared(Datatype(Kind.CHOICE, options=DIRECTIONS)),
    "material": _declared(Datatype(Kind.TEXT)),
    "mass": _declared(MASS_TYPE),
    "share": _declared(Datatype(Kind.QUANTITY, dimension=SHARE, may_be_none=True)),
    "green": _declared(Datatype(Kind.YESNO)),
    "step": _declared(Datatype(Kind.TEXT)),
    "document": _declared(Datatype(Kind.REFERENCE, table="documents", may_be_none=True)),
    "credited": _declared(MASS_TYPE, derived=True),
}

VOCABULARY = Vocabulary(
    FACTS,
    {
        "movements": TableDeclaration("movements", "", "core", ("id",), "date", None, _COLUMNS),
        "documents": TableDeclaration(
            "documents",
            "",
            "core",
            ("id",),
            None,
            None,
            {"issued": _declared(Datatype(Kind.DATE, may_be_none=True))},
        ),
        "parties": TableDeclaration(
            "parties", "", "core", ("id",), None, None, {"name": _declared(Datatype(Kind.TEXT))}
        ),
        "periods": TableDeclaration(
            "periods",
            "",
            "core",
            ("id",),
            None,
            None,
            {"start": _declared(Datatype(Kind.DATE)), "end": _declared(Datatype(Kind.DATE))},
        ),
        "balances": TableDeclaration(
            "balances",
            "",
            "core",
            ("step", "year"),
            None,
            None,
            {
                "step": _declared(Datatype(Kind.TEXT)),
                "year": _declared(Datatype(Kind.TEXT)),
                "opening": _declared(MASS_TYPE),
            },
        ),
    },
)
OTHERS = Vocabulary(
    {**FACTS, "water.used": _declared(MASS_TYPE)},
    {
        **VOCABULARY.tables,
        "movements": TableDeclaration(
            "movements",
            "",
            "core",
            ("id",),
            "date",
            None,
            {**_COLUMNS, "lot": _declared(Datatype(Kind.TEXT))},
        ),
        "wells": TableDeclaration("wells", "", "water", ("id",), None, None, {}),
    },
)

HEAD = "dossier: 1\nid: T\nas_of: 2026-06-30\nperiod: 2025\n"
HEAD_LINES = 4


def read(
    body: str, files: Mapping[str, bytes | str] | None = None, *, head: str = HEAD, **options: Any
) -> Dossier:
    """Return the dossier of a body below the head, with the files it names."""
    data = {
        name: text.encode() if isinstance(text, str) else text
        for name, text in (files or {}).items()
    }
    return read_dossier(from_text(head + body, files=data), VOCABULARY, lambda: OTHERS, **options)


def mistakes(
    body: str, files: Mapping[str, bytes | str] | None = None, *, head: str = HEAD
) -> list[Diagnostic]:
    """Return what is wrong with a body; it must be wrong."""
    with pytest.raises(InputError) as raised:
        read(body, files, head=head)
    return list(raised.value.diagnostics)


def found(
    body: str, files: Mapping[str, bytes | str] | None = None, *, head: str = HEAD
) -> list[tuple[str, int, int]]:
    """Return code, line and column of each mistake; lines of the dossier count below the head."""
    lines = head.count("\n")
    return [
        (
            one.code,
            (one.line or 0) - (lines if one.file == "dossier.yaml" else 0),
            one.column or 0,
        )
        for one in mistakes(body, files, head=head)
    ]


def ledger(spec: str, text: str | bytes, name: str = "m.csv") -> TableData:
    """Return the table `movements` of one file."""
    return read(f"movements: {{files: [{{file: {name}{spec}}}]}}\n", {name: text}).tables[
        "movements"
    ]


def wrong_ledger(spec: str, text: str | bytes, name: str = "m.csv") -> list[Diagnostic]:
    """Return what is wrong with the table `movements` of one file."""
    return mistakes(f"movements: {{files: [{{file: {name}{spec}}}]}}\n", {name: text})


def numbers(table: TableData, column: str) -> list[Fraction | None]:
    """Return the numbers of a column."""
    data = table.columns[column]
    return [None if cell is None else Fraction(cell, data.denominator) for cell in data.cells]
