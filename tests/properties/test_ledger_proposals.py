"""A ledger that was written from a known mapping is proposed back, and read as it was meant."""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.authoring.ledger import synonym
from checker.authoring.ledger.from_sheets import propose
from checker.authoring.ledger.to_yaml import Ledgers
from checker.authoring.scaffold import dossier_text
from checker.dossier.from_files import from_text, read_dossier
from checker.dossier.survey import survey
from tests.authoring.ledger.names import WANTED, choice, names, packs

# Columns by which movements can be told, and words that are sure of each.
_WORDS = {
    column: sorted(
        synonym.SURE.get(f"movements.{column}", synonym.SURE_ANYWHERE.get(column, frozenset()))
    )
    for column in ("id", "date", "direction", "material", "mass", "lot", "party", "coc")
}
_UNITS = {"t": ("t", "吨", "tonnes"), "kg": ("kg", "公斤", "千克")}
_SPELLED = {
    "YYYY-MM-DD": "{0:04}-{1:02}-{2:02}",
    "YYYY/M/D": "{0}/{1}/{2}",
    "YYYY年M月D日": "{0}年{1}月{2}日",
    "D.M.YYYY": "{2}.{1}.{0}",
}


def _words_for_one_option(column: str) -> list[tuple[str, str]]:
    """Return words of ledgers and what each means, without those that packs use for something else."""
    table = synonym.OPTIONS[column]
    return [
        (word, option)
        for option, words in table.items()
        for word in sorted(words)
        if not any(word in names().option_words(other) for other in table if other != option)
    ]


_OPTIONS = {column: _words_for_one_option(column) for column in ("direction", "material")}


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, dict[str, str], list[dict[str, Any]]]:
    """Draw a ledger as CSV, its heading for each of our columns, and what its rows say."""
    chosen = ["date", "mass", "direction", "material"]
    chosen += draw(st.lists(st.sampled_from(["id", "lot", "party", "coc"]), unique=True))
    chosen = draw(st.permutations(chosen))
    headings: dict[str, str] = {}
    for column in chosen:
        free = [word for word in _WORDS[column] if word not in headings.values()]
        headings[column] = draw(st.sampled_from(free))
    unit = draw(st.sampled_from(sorted(_UNITS)))
    word = draw(st.sampled_from(_UNITS[unit]))
    written = {**headings, "mass": f"{headings['mass']}({word})"}
    spelling = draw(st.sampled_from(sorted(_SPELLED)))
    rows = []
    # A day above 12 tells the day from the month.
    days = [
        datetime.date(2025, 1, 28),
        *draw(
            st.lists(st.dates(datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)), max_size=8)
        ),
    ]
    for number, day in enumerate(days):
        thousandths = draw(st.integers(0, 99_999_999))
        direction, material = (
            draw(st.sampled_from(_OPTIONS[one])) for one in ("direction", "material")
        )
        rows.append(
            {
                "id": f"R{number:03}",
                "date": day,
                "mass": Fraction(thousandths, 1000),
                "direction": direction,
                "material": material,
                "lot": f"L-{number}",
                "party": draw(st.sampled_from(["Smelter A", "客户乙"])),
                "coc": draw(
                    st.sampled_from([("yes", True), ("是", True), ("No", False), ("否", False)])
                ),
            }
        )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for _ in range(draw(st.integers(0, 2))):
        writer.writerow(["Example works"] + [""] * (len(chosen) - 1))
    writer.writerow([written[column] for column in chosen])
    for row in rows:
        writer.writerow([_cell(column, row[column], spelling) for column in chosen])
    if draw(st.booleans()) and chosen[0] != "mass":
        total = sum(row["mass"] for row in rows)
        writer.writerow(
            ["合计", *(_cell("mass", total, spelling) if c == "mass" else "" for c in chosen[1:])]
        )
    for row in rows:
        row["mass"] *= Fraction(1, 1000) if unit == "kg" else 1
    return out.getvalue(), {column: written[column] for column in chosen}, rows


def _cell(column: str, value: Any, spelling: str) -> str:
    match column:
        case "date":
            return _SPELLED[spelling].format(value.year, value.month, value.day)
        case "mass":
            whole, rest = divmod(int(value * 1000), 1000)
            return f"{whole}.{rest:03}"
        case "direction" | "material" | "coc":
            return str(value[0])
        case _:
            return str(value)


@settings(max_examples=60, deadline=None)
@given(ledgers())
def test_a_ledger_is_proposed_as_it_was_meant_and_read_as_it_was_written(
    drawn: tuple[str, dict[str, str], list[dict[str, Any]]],
) -> None:
    text, headings, rows = drawn
    data = text.encode("utf-8")

    proposals, not_read = propose(survey("l.csv", data, known=synonym.count_known), names())
    found = Ledgers(proposals, not_read, {"l.csv": hashlib.sha256(data).hexdigest()})
    written = dossier_text("x", WANTED, choice(), as_of=datetime.date(2026, 1, 1), ledgers=found)
    dossier = read_dossier(
        from_text(written, files={"l.csv": data}), choice().vocabulary, packs().vocabulary
    )

    (proposal,) = proposals
    assert proposal.table == "movements"
    assert {match.column: match.heading for match in proposal.matches} == headings
    assert proposal.left_out == []
    table = dossier.tables["movements"]
    assert len(table.keys) == len(rows)
    mass = table.columns["mass"]
    assert [Fraction(cell, mass.denominator) for cell in mass.cells] == [
        row["mass"] for row in rows
    ]
    assert table.columns["date"].cells == [row["date"].toordinal() for row in rows]
    for column in ("direction", "material", "coc"):
        if column in headings:
            assert table.columns[column].cells == [row[column][1] for row in rows], column
    if "id" in headings:
        assert table.keys == [row["id"] for row in rows]
