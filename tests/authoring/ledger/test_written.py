from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.authoring.ledger.written import (
    SPELLINGS,
    Undecided,
    looks_like_dates,
    marks_of,
    month_of,
    spelling_of,
)
from checker.dossier.scalar import Form, date_pattern, read_scalar
from checker.model.datatype import Datatype, Kind


@pytest.mark.parametrize(
    ("texts", "spelling"),
    [
        (["2025-01-07", "2025-01"], None),
        (["2025/1/7", "2025/12/31"], "YYYY/M/D"),
        (["2025年1月7日"], "YYYY年M月D日"),
        (["20250107"], "YYYYMMDD"),
        (["07.01.2025", "31.12.2025"], "D.M.YYYY"),
        (["1/31/2025", "2/1/2025"], "M/D/YYYY"),
        (["2025-01-07 08:31", "2025-01-08 17:02"], "YYYY-MM-DD hh:mm"),
        (["3/3/2025"], "D/M/YYYY"),
        (["", "-"], None),
    ],
)
def test_the_spelling_of_dates_is_found(texts: list[str], spelling: str | None) -> None:
    assert spelling_of([texts], sheet=False) == spelling


def test_a_day_and_a_month_that_can_change_places_are_asked_about() -> None:
    found = spelling_of([["03/04/2025", "05/06/2025"]], sheet=False)

    assert isinstance(found, Undecided)
    assert found.why == "D/M/YYYY and M/D/YYYY both fit"


def test_a_workbook_has_days_beside_moments() -> None:
    assert spelling_of([["2025-01-07T08:31:22", "2025-01-08"]], sheet=True) == "YYYY-MM-DDThh:mm:ss"


@given(
    st.sampled_from(SPELLINGS),
    st.lists(st.dates(datetime.date(1990, 1, 1), datetime.date(2150, 1, 1)), min_size=1),
)
def test_a_spelling_that_is_found_reads_every_day_as_it_was(
    spelling: str, days: list[datetime.date]
) -> None:
    texts = [_spelled(day, spelling) for day in days]

    found = spelling_of([texts], sheet=False)

    assert date_pattern(spelling) is not None
    if isinstance(found, Undecided):
        assert all(day.day <= 12 for day in days)
        return
    form = Form(dates=found)
    read = [read_scalar(text, Datatype(Kind.DATE), form).value for text in texts]  # type: ignore[union-attr]  # read
    if all(day.day > 12 or day.day == day.month for day in days) or "YYYY" == spelling[:4]:
        assert read == [day.toordinal() for day in days]


def _spelled(day: datetime.date, spelling: str) -> str:
    parts = {
        "YYYY": f"{day.year:04}",
        "MM": f"{day.month:02}",
        "DD": f"{day.day:02}",
        "M": str(day.month),
        "D": str(day.day),
        "hh": "08",
        "mm": "31",
        "ss": "22",
    }
    for letters, text in parts.items():
        spelling = (
            spelling.replace(letters, f"\x00{text}\x00", 1) if letters in spelling else spelling
        )
    return spelling.replace("\x00", "")


@pytest.mark.parametrize(
    ("texts", "marks"),
    [
        (["24.31", "1200"], (None, None)),
        (["1,024.310"], (",", None)),
        (["1,234,567"], (",", None)),
        (["24,310", "1.5"], (",", None)),
        (["24,31"], (None, ",")),
        (["1.024,31", "3,5"], (".", ",")),
        (["1'024.5"], ("'", None)),
        (["24.31 t", "3 kg"], (None, None)),
    ],
)
def test_the_marks_in_numbers_are_found(
    texts: list[str], marks: tuple[str | None, str | None]
) -> None:
    assert marks_of(texts) == marks


@pytest.mark.parametrize("texts", [["24,310"], ["24,31", "1,024.31"], ["24,310", "1.500"]])
def test_marks_that_can_be_two_things_are_asked_about(texts: list[str]) -> None:
    assert isinstance(marks_of(texts), Undecided)


def test_a_month_and_most_of_a_column() -> None:
    assert [month_of(text) for text in ("2025年1月", "2025/12", "2025-13", "x")] == [
        "2025-01",
        "2025-12",
        None,
        None,
    ]
    assert looks_like_dates(["2025-01-07", "2025-01-08", "2025-01-09", "later"])
    assert not looks_like_dates(["24.31", "2025-01-08"])
