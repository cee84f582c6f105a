"""The limits that hold for every input: a refusal names the limit and its value."""

from __future__ import annotations

_KIB, _MIB, _GIB = 2**10, 2**20, 2**30

_DEFAULTS: dict[str, int] = {
    "DOSSIER_BYTES": 16 * _MIB,
    "YAML_DEPTH": 64,
    "YAML_VALUES": 500_000,
    "TEXT_CHARS": _MIB,
    "KEY_CHARS": 256,
    "ID_CHARS": 128,
    "NUMBER_DIGITS": 20,
    "NUMBER_DECIMALS": 9,
    "LEDGER_BYTES": 2 * _GIB,
    "LINE_BYTES": _MIB,
    "FIELD_CHARS": 65_536,
    "COLUMNS": 256,
    "XLSX_BYTES": 64 * _MIB,
    "XLSX_UNPACKED": 256 * _MIB,
    "XLSX_RATIO": 200,
    "XLSX_MEMBERS": 1_000,
    "SHEET_ROWS": 1_000_000,
    "SHEET_CELLS": 20_000_000,
    "EVIDENCE_BYTES": 4 * _GIB,
    "EVIDENCE_FILES": 10_000,
    "RULE_FILE_BYTES": _MIB,
    "RULE_DEPTH": 64,
    "PACK_UNPACKED": 32 * _MIB,
    "PACK_MEMBERS": 1_000,
    "TEMPLATE_BYTES": 256 * _KIB,
    "TEMPLATE_NODES": 20_000,
    "TEMPLATE_LOOPS": 4,
    "WORD_LIST": 1_000,
    "SUBJECT_CHARS": 65_536,
    "REPORT_BYTES": 32 * _MIB,
    "PDF_ROWS": 5_000,
    "PDF_SECONDS": 120,
    "ERRORS_SHOWN": 50,
    "MESSAGE_CHARS": 200,
    "CHILD_MEMORY": _GIB,
    "CHILD_SECONDS": 20,
    "UPLOAD_BYTES": 32 * _MIB,
    "MESSAGE_BYTES": 16 * _MIB,
}


class Limits:
    """All limits as attributes that cannot be set; a test gives others by name."""

    __slots__ = tuple(_DEFAULTS)

    DOSSIER_BYTES: int
    YAML_DEPTH: int
    YAML_VALUES: int
    TEXT_CHARS: int
    KEY_CHARS: int
    ID_CHARS: int
    NUMBER_DIGITS: int
    NUMBER_DECIMALS: int
    LEDGER_BYTES: int
    LINE_BYTES: int
    FIELD_CHARS: int
    COLUMNS: int
    XLSX_BYTES: int
    XLSX_UNPACKED: int
    XLSX_RATIO: int
    XLSX_MEMBERS: int
    SHEET_ROWS: int
    SHEET_CELLS: int
    EVIDENCE_BYTES: int
    EVIDENCE_FILES: int
    RULE_FILE_BYTES: int
    RULE_DEPTH: int
    PACK_UNPACKED: int
    PACK_MEMBERS: int
    TEMPLATE_BYTES: int
    TEMPLATE_NODES: int
    TEMPLATE_LOOPS: int
    WORD_LIST: int
    SUBJECT_CHARS: int
    REPORT_BYTES: int
    PDF_ROWS: int
    PDF_SECONDS: int
    ERRORS_SHOWN: int
    MESSAGE_CHARS: int
    CHILD_MEMORY: int
    CHILD_SECONDS: int
    UPLOAD_BYTES: int
    MESSAGE_BYTES: int

    def __init__(self, **others: int) -> None:
        unknown = others.keys() - _DEFAULTS.keys()
        if unknown:
            raise ValueError(f"no such limit: {', '.join(sorted(unknown))}")
        for name, value in _DEFAULTS.items():
            object.__setattr__(self, name, others.get(name, value))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("limits are fixed")


LIMITS = Limits()


def show_size(size: int) -> str:
    """Return a number of bytes as people write it: "16 MiB"."""
    for unit, one in (("GiB", _GIB), ("MiB", _MIB), ("KiB", _KIB)):
        if size >= one and size % one == 0:
            return f"{size // one} {unit}"
    return f"{size} bytes"
