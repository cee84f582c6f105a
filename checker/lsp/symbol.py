"""What a name stands for, and where it is written."""

from __future__ import annotations

from typing import NamedTuple


class Symbol(NamedTuple):
    """What a name can stand for.

    `kind` is fact, table, column, parameter, reading, define, words, standard, rule, let, row or
    option. `pack` declares it; `name` is "TABLE.COLUMN" for columns. A let and a row variable belong
    to an `item`, "FILE#NUMBER"; an option belongs to no pack.
    """

    kind: str
    pack: str
    name: str
    item: str = ""

    @property
    def word(self) -> str:
        """The name as it is written where it is used."""
        return self.name.rpartition(".")[2] if self.kind == "column" else self.name


class Site(NamedTuple):
    """The characters of a name: the file inside of its pack, and offsets."""

    file: str
    start: int
    end: int
