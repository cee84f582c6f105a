from __future__ import annotations

import pytest

from tests.authoring.ledger.names import columns, one, proposed, sheet, text, values

CHINESE = [
    ["某某铝业2025年出入库台账"],
    [
        "序号",
        "日期",
        "单号",
        "方向",
        "物料名称",
        "净重(吨)",
        "批次号",
        "供应商/客户",
        "绿电",
        "车号",
        "含铁量",
    ],
    ["1", "2025-01-02", "R-1", "入库", "原铝", "24.31", "L1", "某电解铝厂", "是", "粤A1", "0.2"],
    ["2", "2025-01-03", "R-2", "入库", "废铝", "20", "L2", "回收商", "否", "粤A2", "0.3"],
    ["", "1月合计", "", "", "", "44.31"],
    ["3", "2025-02-03", "R-3", "出库", "铝棒", "24.31", "L3", "/", "-", "粤A1", "0.2"],
    ["合计", "", "", "", "", "68.62"],
    ["制表人：张三"],
]


def test_a_chinese_ledger_is_understood() -> None:
    proposal = one(*CHINESE)

    assert proposal.table == "movements"
    assert (proposal.header, proposal.last_row, proposal.rows) == (2, 6, 3)
    assert proposal.skip == {"日期": ["1月合计"]}
    assert columns(proposal) == {
        "id": "单号",
        "date": "日期",
        "direction": "方向",
        "material": "物料名称",
        "mass": "净重(吨)",
        "lot": "批次号",
        "party": "供应商/客户",
        "green_electricity": "绿电",
    }
    assert all(match.sure for match in proposal.matches)
    assert values(proposal, "material") == {
        "原铝": "primary_aluminium",
        "废铝": "",
        "铝棒": "product",
    }
    assert values(proposal, "green_electricity") == {"是": "yes", "否": "no", "-": ""}
    assert values(proposal, "party") == {"/": ""}
    assert [(out.heading, out.ours) for out in proposal.left_out] == [
        ("序号", True),
        ("车号", False),
        ("含铁量", True),
    ]


def test_what_is_ambiguous_is_unknown_and_names_what_is_nearest() -> None:
    proposal = one(*CHINESE)

    material = next(match for match in proposal.matches if match.column == "material")
    assert list(material.unmatched) == ["废铝"]
    assert material.unmatched["废铝"][:2] == ("pre_consumer_scrap", "post_consumer_scrap")
    assert material.counts["废铝"] == 1


def test_a_word_of_ledgers_and_another_of_packs_is_only_likely() -> None:
    """入库 is what packs call metal that goes into stock, and ledgers metal that came in."""
    direction = next(match for match in one(*CHINESE).matches if match.column == "direction")

    assert direction.values == {"入库": "in", "出库": "out"}
    assert direction.likely_values == {"入库", "出库"}


def test_an_english_ledger_in_a_text_file_is_understood() -> None:
    proposal = text(
        "Date;Ticket no.;In/Out;Metal;Net weight;Unit;Supplier;Comment\n"
        "03.01.2025;T1;Receipt;primary;1.024,5;t;Smelter A;\n"
        "15.01.2025;T2;Dispatch;billets;20,25;t;Customer B;late\n"
        "Total;;;;1.044,75;;;\n"
    )

    assert (proposal.dates, proposal.thousands, proposal.decimal) == ("D.M.YYYY", ".", ",")
    assert proposal.sheet.separator == "semicolon"
    assert proposal.last_row == 3
    assert values(proposal, "direction") == {"Receipt": "in", "Dispatch": "out"}
    mass = next(match for match in proposal.matches if match.column == "mass")
    assert (mass.unit, mass.sure, str(mass.why)) == ("t", False, "the unit stands in `Unit`")


def test_a_text_file_in_a_chinese_encoding_says_its_encoding() -> None:
    proposal = text("日期,方向,品名,重量(吨)\n2025-01-02,入库,原铝,24.31\n".encode("gb18030"))

    assert proposal.sheet.encoding == "gb18030"
    assert columns(proposal)["mass"] == "重量(吨)"


@pytest.mark.parametrize(
    ("heading", "title", "unit", "question"),
    [
        ("Net weight", "", None, "its unit is not said"),
        ("Net weight (MT)", "Unit: t", None, "`MT` is not one unit"),
        ("Net weight", "Unit: t", "t", None),
        ("净重", "单位：公斤", "kg", None),
        ("Net weight (kg)", "Unit: t", "kg", None),
    ],
)
def test_a_unit_is_said_or_asked_for(
    heading: str, title: str, unit: str | None, question: str | None
) -> None:
    proposal = one(
        [title],
        ["Date", "Direction", heading, "Lot"],
        ["2025-01-07", "in", "24.31", "L"],
        name=None,
    )

    found = {match.column: match.unit for match in proposal.matches}
    assert found.get("mass") == unit
    asked = [(out.nearest, str(out.why)) for out in proposal.left_out]
    assert asked == ([] if question is None else [(("mass",), question)])


def test_gross_and_tare_are_never_the_mass() -> None:
    head = ["Date", "Direction", "Gross weight (t)", "Tare weight (t)", "Net weight (t)"]

    proposal = one(head, ["2025-01-07", "in", "40", "15", "25"])

    assert columns(proposal)["mass"] == "Net weight (t)"
    assert [out.ours for out in proposal.left_out] == [False, False]


@pytest.mark.parametrize(
    ("name", "title", "direction"),
    [
        ("入库", "", "in"),
        ("Dispatches 2025", "", "out"),
        ("出入库", "", None),
        ("2025", "原料入库台账", "in"),
        ("2025", "Ledger", None),
    ],
)
def test_the_direction_of_a_sheet_is_in_its_name_or_nowhere(
    name: str, title: str, direction: str | None
) -> None:
    rows = [[title], ["Date", "Metal", "Net weight (t)"], ["2025-01-07", "primary", "25"]]

    proposal = one(*rows, name=name)

    stated = proposal.constants.get("direction")
    assert (None if stated is None else stated[0]) == direction


def test_days_and_months_that_can_change_places_leave_the_date_out() -> None:
    rows = [
        ["Date", "Metal", "Net weight (t)"],
        ["03/04/2025", "primary", "25"],
        ["05/06/2025", "primary", "5"],
    ]

    proposal = one(*rows, name=None)

    assert "date" not in columns(proposal)
    assert proposal.dates is None
    assert proposal.left_out[0].nearest == ("date",)


def test_a_number_that_names_several_rows_is_no_key() -> None:
    rows = [
        ["Ticket no.", "Date", "Net weight (t)"],
        ["1", "2025-01-07", "25"],
        ["1", "2025-01-08", "5"],
    ]

    proposal = one(*rows)

    assert "id" not in columns(proposal)
    assert (
        str(proposal.left_out[0].why) == "the same stands in several rows, so it names none of them"
    )


def test_numbers_that_start_anew_in_each_sheet_are_no_keys() -> None:
    rows = [["Ticket no.", "Date", "Net weight (t)"], ["1", "2025-01-07", "25"]]

    (first, second), _ = proposed(sheet(rows, name="1月"), sheet(rows, name="2月"))

    assert "id" not in columns(first) | columns(second)
    assert [out.heading for out in first.left_out] == ["Ticket no."]


def test_a_year_beside_its_months_is_not_counted_twice() -> None:
    head = ["No.", "Date", "Metal", "Net weight (t)"]
    months = [
        [["1", f"2025-0{month}-07", "primary", "25"], ["2", f"2025-0{month}-09", "scrap", "20"]]
        for month in (1, 2, 3)
    ]
    rows = [
        [str(n), *row[1:]] for n, row in enumerate((row for month in months for row in month), 1)
    ]
    sheets = [sheet([head, *month], name=f"{n}月") for n, month in enumerate(months, 1)]

    proposals, not_read = proposed(*sheets, sheet([head, *rows], name="全年"))

    assert [found.sheet.name for found in proposals] == ["1月", "2月", "3月"]
    assert [(out.sheet.name, str(out.why)) for out in not_read] == [
        ("全年", "its rows stand in other sheets already")
    ]


def test_a_meter_says_what_energy_it_counts() -> None:
    rows = [
        ["月份", "用电量(kWh)", "电源"],
        ["2025年1月", "120000", "水电"],
        ["2025年2月", "110000", "网电"],
    ]

    proposal = one(*rows, name="用电")

    assert proposal.table == "energy"
    assert values(proposal, "date") == {"2025年1月": "2025-01", "2025年2月": "2025-02"}
    assert values(proposal, "source") == {"水电": "hydro", "网电": "mix"}
    assert {name: value for name, (value, _) in proposal.constants.items()} == {
        "carrier": "electricity",
        "direction": "in",
    }


@pytest.mark.parametrize(
    ("name", "rows", "table"),
    [
        (
            "Certificates",
            [
                ["Certificate no.", "Scheme", "Issue date", "Valid until"],
                ["C-1", "ASI CoC", "2025-01-07", "2027-01-07"],
            ],
            "certificates",
        ),
        (
            "监管链文件",
            [
                ["文件编号", "供应商", "签发日期", "监管链物料质量(吨)"],
                ["D-1", "A", "2025-01-07", "24"],
            ],
            "documents",
        ),
        ("供应商", [["编码", "名称", "国家"], ["A", "某公司", "CN"]], "parties"),
        ("Evidence", [["No.", "Title", "Issued"], ["EV-1", "Contract", "2025-01-07"]], "evidence"),
        (
            "绿证",
            [["绿证编号", "核发平台", "电量(MWh)", "电量生产年月"], ["G-1", "X", "1", "2025-01"]],
            "instruments",
        ),
        ("产量", [["月份", "产量(吨)"], ["2025-01", "100"]], "production"),
    ],
)
def test_other_tables_are_told_by_their_columns_and_names(
    name: str, rows: list[list[str]], table: str
) -> None:
    assert one(*rows, name=name).table == table


def test_a_page_of_text_and_a_hidden_sheet_are_not_read() -> None:
    page = sheet([["Ask the weighbridge before you change anything."]], name="About")
    hidden = sheet([["Date", "Net weight (t)"], ["2025-01-07", "25"]], name="old")
    hidden.notes = ["the sheet is hidden"]

    proposals, not_read = proposed(page, hidden)

    assert proposals == []
    assert [(out.sheet.name, str(out.why)) for out in not_read] == [
        ("About", "no row of it looks like a header"),
        ("old", "the sheet is hidden"),
    ]


def test_what_says_that_it_is_not_so_is_no_part_of_a_name() -> None:
    rows = [
        ["Date", "Metal", "Net weight (t)"],
        ["2025-01-07", "non-primary", "25"],
        ["2025-01-08", "primary", "5"],
    ]

    assert values(one(*rows), "material") == {"non-primary": "", "primary": "primary_aluminium"}
