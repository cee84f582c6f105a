from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from checker.report.charts import draw
from tests.report.fixture import load


def series() -> dict[str, Any]:
    one: dict[str, Any] = load("billet")["series"][0]
    return one


def test_a_bar_has_its_title_its_description_and_its_table() -> None:
    drawing = draw(series(), "c")
    svg = ElementTree.fromstring(drawing["svg"])  # noqa: S314 - our own text

    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "c-title c-desc"
    assert svg.findtext("title") == (
        "Inputs by the green-electricity attribute: 3\u00a0120 t of 10\u00a0000 t "
        "stand under a cap of 30 %"
    )
    assert "The cap of 30 % is at 3\u00a0000 t." in (svg.findtext("desc") or "")
    assert [row[:3] for row in drawing["table"]["rows"]] == [
        ["A. primary_aluminium, without the attribute", "3\u00a0120 t", "31.2 %"],
        ["B. primary_aluminium, with the attribute", "5\u00a0480 t", "54.8 %"],
        ["C. scrap", "1\u00a0400 t", "14 %"],
        ["Under the cap, together", "3\u00a0120 t", "31.2 %"],
        ["Total", "10\u00a0000 t", "100 %"],
        ["Cap", "3\u00a0000 t", "30 %"],
    ]


def test_the_cap_is_drawn_at_its_share_of_the_bar() -> None:
    svg = ElementTree.fromstring(draw(series(), "c")["svg"])  # noqa: S314 - our own text

    caps = [line for line in svg.iter("line") if line.get("class") == "cap"]
    over = [rect for rect in svg.iter("rect") if rect.get("fill") == "url(#c-over)"]

    assert [line.get("x1") for line in caps] == ["30%"]
    assert [(rect.get("x"), rect.get("width")) for rect in over] == [("30%", "1.2%")]


def test_a_cap_beyond_the_whole_still_fits() -> None:
    one = series()
    one["cap"] = {"share": "200 %", "value": "20000"}
    svg = ElementTree.fromstring(draw(one, "c")["svg"])  # noqa: S314 - our own text

    assert [line.get("x1") for line in svg.iter("line") if line.get("class") == "cap"] == ["100%"]


def test_what_is_only_partly_known_has_a_table_and_no_drawing() -> None:
    one = series()
    one["parts"][0]["value"] = "18 .. 58"
    drawing = draw(one, "c")

    assert drawing["svg"] == ""
    assert drawing["table"]["rows"][0][1] == "18 .. 58 t"


def test_nothing_at_all_is_no_drawing() -> None:
    one = series()
    for part in one["parts"]:
        part["value"] = "0"

    assert draw(one, "c")["svg"] == ""


def test_a_label_cannot_close_an_element() -> None:
    one = series()
    one["title"] = one["parts"][0]["label"] = "</title><script>x</script>"

    assert "<script" not in draw(one, "c")["svg"]
