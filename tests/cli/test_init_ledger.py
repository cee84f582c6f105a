"""`checker init dossier --from`: ledgers come into the folder, are proposed, read, and summed up."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from tests.authoring.ledger.names import workbook
from tests.cli.command import Ended, checker

if TYPE_CHECKING:
    from pathlib import Path

LEDGER = "日期,方向,品名,净重(吨),车号\n2025-01-07,入库,原铝,24.31,A\n2025-01-09,出库,铝棒,20,B\n合计,,,44.31,\n"
ROWS = [["Date", "Metal", "Net weight (t)"], ["2025-01-07", "primary", 25]]


def start(folder: Path, *arguments: str, name: str = "billet") -> Ended:
    return checker("init", "dossier", name, "--as-of", "2026-02-01", *arguments, cwd=folder)


def test_a_ledger_is_copied_proposed_and_read(tmp_path: Path) -> None:
    (tmp_path / "台账.csv").write_text(LEDGER, encoding="utf-8")

    ended = start(tmp_path, "--from", "台账.csv")

    assert ended.code == 0, ended
    assert ended.err.splitlines() == [
        "copied 台账.csv to billet/台账.csv",
        "wrote billet/dossier.yaml",
        "wrote billet/dossier.schema.json",
    ]
    assert ended.out.splitlines() == [
        "movements: 2 rows from 台账.csv, 2025-01-07 to 2025-01-09",
        "  in: 24.31 t in 1 row",
        "  out: 20 t in 1 row",
        "  columns: sure date, direction, material, mass",
        "  rows left out: 合计",
        "  asked for, and not in each sheet: coc, party, lot, document",
        "",
        "Look at the mapping, fill in what you know, then: checker check billet",
    ]
    dossier = (tmp_path / "billet" / "dossier.yaml").read_text(encoding="utf-8")
    assert f"sha256: {hashlib.sha256(LEDGER.encode()).hexdigest()}" in dossier
    assert "24.31" not in dossier.partition("\nmovements:")[2].partition("ignore:")[0]
    checked = checker("check", "billet", cwd=tmp_path)
    assert checked.code == 1
    assert "Ledgers: 台账.csv (utf-8, comma, 2 rows)" in checked.out


def test_it_is_said_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")

    ended = start(tmp_path, "--from", "l.csv", "--lang", "zh")

    assert ended.out.splitlines()[:4] == [
        "movements：2 行，来自 l.csv，2025-01-07 至 2025-01-09",
        "  in：24.31 t（1 行）",
        "  out：20 t（1 行）",
        "  列：确定 date、direction、material、mass",
    ]
    dossier = (tmp_path / "billet" / "dossier.yaml").read_text(encoding="utf-8")
    assert "        - 车号    # 不属于我们的列" in dossier


def test_a_ledger_that_lies_in_the_folder_is_named_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "billet" / "books").mkdir(parents=True)
    (tmp_path / "billet" / "books" / "l.csv").write_text(LEDGER, encoding="utf-8")

    ended = start(tmp_path, "--from", "billet/books/l.csv")

    assert ended.code == 0, ended
    assert "copied" not in ended.err
    assert "    - file: books/l.csv\n" in (tmp_path / "billet" / "dossier.yaml").read_text("utf-8")


def test_names_are_made_such_that_every_system_reads_them_and_no_two_are_alike(
    tmp_path: Path,
) -> None:
    for folder, name in (("a", "l.csv"), ("b", "l.csv"), ("c", "2025 [final]: 台账.csv")):
        (tmp_path / folder).mkdir()
        text = LEDGER.replace("2025-01", f"2025-0{ord(folder) - 95}")
        (tmp_path / folder / name).write_text(text, encoding="utf-8")

    ended = start(
        tmp_path, "--from", "a/l.csv", "--from", "b/l.csv", "--from", "c/2025 [final]: 台账.csv"
    )

    assert ended.code == 0, ended
    assert ended.out.startswith("movements: 6 rows from l.csv; l-2.csv; 2025 _final__ 台账.csv")


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_text(LEDGER, encoding="utf-8")
    (tmp_path / "billet").mkdir()
    other = tmp_path / "billet" / "l.csv"
    other.write_text("mine\n", encoding="utf-8")

    refused = start(tmp_path, "--from", "l.csv", "--force")

    assert (refused.code, other.read_text("utf-8")) == (4, "mine\n")
    assert refused.err == "error: billet/l.csv is there already, and is another file\n"
    other.write_text(LEDGER, encoding="utf-8")
    assert start(tmp_path, "--from", "l.csv").code == 0
    again = start(tmp_path, "--from", "l.csv")
    assert again.code == 4
    assert again.err == "error: billet/dossier.yaml is there already; --force overwrites it\n"


def test_a_sheet_can_be_chosen_and_called_by_its_table(tmp_path: Path) -> None:
    data = workbook({"A": ROWS, "B": [["Month", "t made"], ["2025-01", 25]], "C": ROWS})
    (tmp_path / "l.xlsx").write_bytes(data)

    whole = start(tmp_path, "--from", "l.xlsx", name="whole")
    chosen = start(
        tmp_path, "--from", "l.xlsx", "--sheet", "A", "--sheet", "B=production", name="some"
    )

    assert "not read: l.xlsx, sheet B" in whole.out
    assert whole.out.startswith("movements: 2 rows from l.xlsx, sheets A, C")
    assert "movements: 1 row from l.xlsx, sheet A" in chosen.out
    assert "production: 1 row from l.xlsx, sheet B" in chosen.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["--from", "l.xlsx", "--sheet", "a"],
            2,
            "error[sheet-missing]: the ledgers have no sheet `a`",
        ),
        (
            ["--from", "l.xlsx", "--sheet", "A=movement"],
            2,
            "error[unknown-table]: the packs have no table `movement`",
        ),
        (["--from", "nothing.xlsx"], 2, "error[file-missing]: there is no file `nothing.xlsx`"),
        (["--from", "folder"], 2, "error[not-a-file]: `folder` is not a plain file"),
        (["--from", "link.xlsx"], 2, "error[not-a-file]: `link.xlsx` is a link"),
        (
            ["--from", "empty.xlsx"],
            2,
            "error[ledger-not-understood]: the sheet `E` is not understood: nothing stands in it",
        ),
        (["--sheet", "A"], 2, "error: --sheet says which sheet of a ledger: it goes with --from"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_written(
    tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    (tmp_path / "l.xlsx").write_bytes(workbook({"A": ROWS}))
    (tmp_path / "empty.xlsx").write_bytes(workbook({"E": []}))
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.xlsx").symlink_to("l.xlsx")

    ended = start(tmp_path, *arguments)

    assert ended.code == code
    assert ended.err.splitlines()[0] == said
    assert not (tmp_path / "billet").exists()


def test_cells_that_cannot_be_read_are_told_and_the_dossier_stands(tmp_path: Path) -> None:
    (tmp_path / "l.xlsx").write_bytes(workbook({"A": [*ROWS, ["2025-01-08", "primary", "=1+1"]]}))

    ended = start(tmp_path, "--from", "l.xlsx")

    assert ended.code == 2
    assert "the ledgers have cells that cannot be read yet" in ended.err
    assert (
        "error[formula-without-value]: a formula whose value is not stored in the file" in ended.err
    )
    assert "--> billet/l.xlsx A!C3" in ended.err
    assert (tmp_path / "billet" / "dossier.yaml").exists()
