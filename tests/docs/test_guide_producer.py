"""docs/guide-producer.md is followed from its first step to its last, in a folder of its own.

`pytest --update` writes anew what appears on the terminal, and the workbook where it has other cells.
"""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

from tests.cli.command import ROOT
from tests.docs.casthouse_ledger import WORKBOOK, cells_of, sheets, workbook
from tests.docs.following import follow, updated

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "guide-producer.md"
# Where the claim does not conform yet.
ENDS = {
    "4. The first check": [1],
    "6. What the rules say now": [1],
    "7. Find the fault": [0, 1, 0],
    "8. Settle how the standard is read": [1],
}
_SHEET = re.compile(r"^```sheet ([^\n]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_guide_can_be_followed_word_for_word(tmp_path: Path, update: bool) -> None:
    shutil.copy(WORKBOOK, tmp_path)
    page = PAGE.read_text(encoding="utf-8")

    followed = follow(page, tmp_path)

    if update:
        PAGE.write_text(updated(page, followed), encoding="utf-8")
    else:
        assert followed.shown == followed.appeared
    assert followed.codes == {
        title: ENDS.get(title, [0] * len(codes)) for title, codes in followed.codes.items()
    }
    assert sum(map(len, followed.codes.values())) > 10
    report = (tmp_path / "billet-2025.html").read_text(encoding="utf-8")
    assert "Example Casthouse Ltd" in report
    assert "1 434 t" in report.replace("\u00a0", " ")


def test_the_workbook_holds_what_the_guide_shows_of_it(update: bool) -> None:
    # A workbook carries the moment in which it was written: it is left alone while its cells are right.
    if update and cells_of(WORKBOOK.read_bytes()) != cells_of(workbook()):
        WORKBOOK.write_bytes(workbook())
    cells = cells_of(WORKBOOK.read_bytes())

    assert cells == cells_of(workbook())
    assert list(cells) == list(sheets())
    shown = _SHEET.findall(PAGE.read_text(encoding="utf-8"))
    assert len(shown) == 3
    for sheet, body in shown:
        for line in body.splitlines():
            number, *texts = (part.strip() for part in line.split(" | "))
            row = [str(cell) for cell in cells[sheet][int(number) - 1]]
            while row and not row[-1]:
                row.pop()

            assert texts == row, line


def test_the_guide_uses_what_a_producer_needs() -> None:
    page = PAGE.read_text(encoding="utf-8")

    for command in ("init dossier", "check", "explain", "pack lock"):
        assert re.search(rf"^checker {command}\b", page, re.MULTILINE), command
