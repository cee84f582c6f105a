"""Dossiers made to take long do not: time grows with their size and no faster."""

from __future__ import annotations

import time

import pytest

from checker.diagnostic.diagnostic import InputError
from tests.dossier.vocabulary import read

ROWS = 8_000


def rows(row: str) -> str:
    return "movements:\n  rows:\n" + "".join(f"    - {row.format(n)}\n" for n in range(ROWS))


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"k{n}: 1\n" for n in range(ROWS)),
        rows("{{id: R{0}, c{0}: 1}}"),
        rows("{{id: R{0}, direction: x{0}}}"),
        rows("{{id: R{0}, mass: 5 x{0}}}"),
        rows("{{id: R{0}, mass: {{value: 5 t, source: x{0}}}}}"),
        rows("{{id: R}}"),
        "documents: {complete: yes}\n" + rows("{{id: R{0}, document: D{0}}}"),
        "a: 1\n" * ROWS,
        "[" * ROWS,
        "organisation: {name: 'a" + "\u0301\u0323" * 20 * ROWS + "'}\nclam: 1\n",
        "organisation: {name: '" + "1," * 20 * ROWS + "'}\nclam: 1\n",
        "claim: {quantity: '" + "1," * 20 * ROWS + "'}\n",
        "claim: {quantity: '" + "1 " * 20 * ROWS + "'}\n",
        "claim: {quantity: '1" + " " * 20 * ROWS + "x'}\n",
        "claim: {quantity: 1" + "0" * 20 * ROWS + "}\n",
    ],
    ids=lambda body: body[:24].replace("\n", " "),
)
def test_mistakes_by_the_thousand_are_told_soon(body: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError) as raised:
        read(body)

    assert len(raised.value.diagnostics) <= 51
    # Each takes a few tenths of a second; what grows with the square would take minutes.
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    "data",
    [
        "id,mass\n" + "".join(f"R{n},x{n}\n" for n in range(3 * ROWS)),
        "id,mass\n" + "".join(f'R{n},"{n},5"\n' for n in range(3 * ROWS)),
        "id,direction\n" + "".join(f"R{n},x{n}\n" for n in range(3 * ROWS)),
        "id,mass\n" + "R,1,1\n" * 3 * ROWS,
        "id,mass\n" + ",1\n" * 3 * ROWS,
        "id,mass\n" + "R,1 t\n" * 3 * ROWS,
        'id,mass\n"' + "R,1\n" * 3 * ROWS,
        "id,material,green\n" + 'R,"\n\n\n",x\n' * ROWS,
        "id,mass\n" + "R,1" + "1" * 65_000 + "\n",
    ],
    ids=lambda data: data[:24].replace("\n", " "),
)
def test_ledgers_full_of_mistakes_are_told_soon(data: str) -> None:
    start = time.process_time()
    with pytest.raises(InputError) as raised:
        read("movements: {files: [m.csv]}\n", {"m.csv": data})

    assert len(raised.value.diagnostics) <= 51
    assert time.process_time() - start < 10
