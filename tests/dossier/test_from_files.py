"""A dossier becomes facts and tables, each value with its origin; all mistakes come at once."""

from __future__ import annotations

import hashlib
import json
import os
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.diagnostic.diagnostic import InputError
from checker.dossier.from_files import from_text, open_dossier, read_dossier
from checker.model.dossier import NONE, NOT_APPLICABLE, Partial, Period
from tests.dossier.vocabulary import HEAD, OTHERS, VOCABULARY, found, mistakes, numbers, read

if TYPE_CHECKING:
    from pathlib import Path

YEAR = Period(739252, 739616)


def test_facts_keep_their_value_and_what_was_said_about_them() -> None:
    dossier = read(
        "claim: {quantity: 1 200 t, schemes: [asi_coc], third_party: none}\n"
        "emissions:\n"
        '  intensity: {value: 3.42 t CO2e/t, source: EV-7 p. 12, note: "cradle", public: no}\n'
        "  recycled: {unknown: not measured}\n"
        "  energy: {not_applicable: no smelter}\n"
        "  issued: {at_least: 2025-02, at_most: 2025-03}\n"
        "  factor:\n"
        "evidence: {rows: [{id: EV-7}]}\n"
    )
    facts = dossier.facts

    assert facts["claim.quantity"].value == 1200
    assert facts["claim.quantity"].written == "1 200 t"
    assert str(facts["claim.quantity"].origin) == "dossier.yaml:5:19"
    assert facts["claim.schemes"].value == ("asi_coc",)
    assert facts["claim.third_party"].value is NONE
    intensity = facts["emissions.intensity"]
    assert intensity.value == Fraction("3.42")
    assert (intensity.unit, intensity.decimals) == ("t CO2e/t", 2)
    assert (intensity.source, intensity.locator, intensity.note) == ("EV-7", "p. 12", "cradle")
    assert intensity.public is False
    assert (facts["emissions.recycled"].value, facts["emissions.recycled"].why) == (
        None,
        "not measured",
    )
    assert facts["emissions.energy"].value is NOT_APPLICABLE
    assert facts["emissions.issued"].value == Partial(739283, 739341)
    assert facts["emissions.factor"].value is None
    assert facts["period"].value == YEAR


def test_a_period_can_be_partly_known() -> None:
    head = HEAD.replace("period: 2025\n", "")

    assert read("period: {start: 2025-01-01}\n", head=head).facts["period"].value == Period(
        739252, None
    )
    assert read("period: {value: 2025-01, note: x}\n", head=head).facts["period"].value == Period(
        739252, 739282
    )
    assert read("period: {start: 2025-01, end: 2025-12-31}\n", head=head).facts[
        "period"
    ].value == Period(Partial(739252, 739282), 739616)


def test_bounds_that_meet_are_a_value() -> None:
    dossier = read("emissions: {factor: {at_least: 2, at_most: 2.0}}\n")

    assert dossier.facts["emissions.factor"].value == 2


def test_rows_become_columns() -> None:
    table = read(
        "movements:\n"
        "  complete: {value: yes, source: EV-2}\n"
        "  rows:\n"
        "    - {id: R-1, date: 2025-01-07, direction: in, mass: 24.310 t, document: none}\n"
        "    - {id: R-2, date: 2025-01, mass: {value: 500 kg, source: EV-2 p. 1}, green: }\n"
        "evidence: {rows: [{id: EV-2}]}\n"
    ).tables["movements"]

    assert table.keys == ["R-1", "R-2"]
    assert numbers(table, "mass") == [Fraction("24.31"), Fraction("0.5")]
    assert table.columns["date"].cells == [739258, Partial(739252, 739282)]
    assert table.columns["direction"].cells == ["in", None]
    assert table.columns["document"].cells == [NONE, None]
    assert table.columns["green"].cells == [None, None]
    assert [table.columns[name].plain for name in ("id", "mass", "date", "document")] == [
        True,
        True,
        False,
        False,
    ]
    assert str(table.origin) == "dossier.yaml:5:1"
    assert (table.complete, table.complete_source) == (True, "EV-2")
    assert table.coverage == ((739252, 739616),)
    assert str(table.origin_of(1, "mass")) == "dossier.yaml:9:38"
    assert str(table.origin_of(1, None)) == "dossier.yaml:9:7"
    assert str(table.origin_of(0, "green")) == "dossier.yaml:8:7"
    note = table.notes[1, "mass"]
    assert (note.source, note.locator) == ("EV-2", "p. 1")


def test_rows_without_keys_are_named_by_their_line() -> None:
    table = read("movements:\n  rows:\n    - {mass: 1 t}\n    - {mass: 2 t}\n").tables["movements"]

    assert table.keys == ["dossier.yaml:7", "dossier.yaml:8"]
    assert table.complete is False


def test_several_key_columns_make_one_key() -> None:
    table = read(
        "balances: {rows: [{step: casting, year: 2025}, {step: casting, year: 2024}]}\n"
    ).tables["balances"]

    assert table.keys == ["casting/2025", "casting/2024"]
    assert found("balances: {rows: [{step: a, year: 1}, {step: a, year: 1}]}\n") == [
        ("duplicate-row", 1, 39)
    ]


def test_last_digits_are_kept_where_they_are_asked_for() -> None:
    body = "movements: {rows: [{id: A, mass: 1.5 t}, {id: B, mass: 20 kg}, {id: C, mass: }]}\n"
    table = read(body, written_forms={("movements", "mass")}).tables["movements"]
    column = table.columns["mass"]

    assert column.half_units is not None
    assert isinstance(column.half_units, list)
    assert [
        None if half is None else Fraction(half, column.denominator) for half in column.half_units
    ] == [Fraction("0.1"), Fraction("0.001"), None]
    assert read(body).tables["movements"].columns["mass"].half_units is None


def test_complete_covers_the_period_and_the_periods() -> None:
    tables = read(
        "periods: {rows: [{id: a, start: 2024-01-01, end: 2024-12-31}]}\n"
        "movements: {complete: yes}\n"
        "documents: {complete: {value: yes, from: 2025-01-01, to: 2025-01-31}}\n"
    ).tables

    assert tables["movements"].coverage == ((739252, 739616), (738886, 739251))
    assert tables["documents"].coverage == ((739252, 739282),)
    assert read("movements: {complete: {value: yes, to: 2025-06-30}}\n").tables[
        "movements"
    ].coverage == ((739252, 739432),)
    assert read(
        "movements: {complete: {value: yes, to: 2025-06-30}}\n",
        head=HEAD.replace("period: 2025\n", ""),
    ).tables["movements"].coverage == ((None, 739432),)
    assert (
        read("movements: {complete: yes}\n", head=HEAD.replace("period: 2025\n", ""))
        .tables["movements"]
        .coverage
        is None
    )


def test_names_of_packs_that_are_not_selected_are_listed() -> None:
    dossier = read("water: {used: 3 t}\nwells: {rows: []}\nmovements: {rows: [{id: A, lot: x}]}\n")

    assert dossier.unused == ("movements.lot", "water.used", "wells")
    assert "lot" not in dossier.tables["movements"].columns


def test_others_are_not_asked_when_all_names_are_known() -> None:
    def fail() -> None:
        raise AssertionError

    raw = from_text(HEAD + "claim: {quantity: 1 t}\n")

    assert read_dossier(raw, VOCABULARY, fail).facts  # type: ignore[arg-type]  # never called


def test_readings_judgements_and_waivers() -> None:
    dossier = read(
        "readings: {a/b: {value: counted, source: EV-1, note: x}, a/c: 13 000 kWh/t}\n"
        "judgements:\n"
        "  rows:\n"
        "    - {rule: a/r, subject: P-1, answer: does_not_conform, by: A, on: 2026-06-12, reason: x}\n"
        "waivers: {rows: [{rule: a/r, reason: y, approved_by: B, expires: 2026-12-31}]}\n"
        "evidence: {rows: [{id: EV-1}]}\n"
    )

    assert dossier.readings["a/b"].value == "counted"
    assert dossier.readings["a/b"].source == "EV-1"
    assert dossier.readings["a/c"].value == 13
    (judgement,) = dossier.judgements
    assert (judgement.rule, judgement.subject, judgement.conforms) == ("a/r", "P-1", False)
    assert judgement.on == 739779
    (waiver,) = dossier.waivers
    assert (waiver.rule, waiver.subject, waiver.approved_by) == ("a/r", None, "B")


def test_places_for_what_is_missing() -> None:
    dossier = read("emissions:\n  factor: 1\nmovements: {rows: []}\n")

    assert str(dossier.place_for("emissions.intensity")) == "dossier.yaml:5:1"
    assert str(dossier.place_for("movements[].mass")) == "dossier.yaml:7:1"
    assert str(dossier.place_for("claim.quantity")) == "dossier.yaml:7:1"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("claim: {quantty: 5 t}\n", [("name-unknown", 1, 9)]),
        ("clam: {quantity: 5 t}\n", [("name-unknown", 1, 1)]),
        ("claim: 5\n", [("value-form", 1, 8)]),
        ("claim: {quantity: 24,31 t}\n", [("unit-missing", 1, 19), ("name-unknown", 1, 22)]),
        ("claim: {quantity: 5 tons}\n", [("unit-ambiguous", 1, 19)]),
        ("claim: {quantity: [5 t]}\n", [("value-form", 1, 19)]),
        ("claim: {quantity: {vale: 5 t}}\n", [("unknown-key", 1, 20)]),
        ("claim: {quantity: {value: 5 t, unknown: x}}\n", [("value-form", 1, 32)]),
        ("claim: {quantity: {value: {a: 1}}}\n", [("value-form", 1, 27)]),
        ("claim: {quantity: {at_least: 5 t, at_most: 4 t}}\n", [("bounds-reversed", 1, 35)]),
        ("claim: {third_party: {at_least: 5}}\n", [("value-form", 1, 23)]),
        ("claim: {schemes: [asi_coc, cgmc]}\n", [("option-unknown", 1, 28)]),
        ("claim: {schemes: [[asi_coc]]}\n", [("value-form", 1, 19)]),
        ("claim: {quantity: {value: 5 t, source: EV-1}}\n", [("source-unknown", 1, 40)]),
        ("claim: {quantity: {value: 5 t, public: maybe}}\n", [("not-yes-or-no", 1, 40)]),
        ("claim: {quantity: 5 t}\nclaim.quantity: 6 t\n", [("duplicate-key", 2, 1)]),
        ("movements:\n  - {id: A}\n", [("table-form", 2, 3)]),
        ("movements: {row: []}\n", [("unknown-key", 1, 13)]),
        ("movements: {rows: 5}\n", [("table-form", 1, 19)]),
        ("movements: {rows: [5]}\n", [("table-form", 1, 20)]),
        ("movements: {complete: maybe}\n", [("not-yes-or-no", 1, 23)]),
        ("movements: {complete: {value: yes, from: 2025}}\n", [("not-a-date", 1, 42)]),
        (
            "movements: {complete: {from: 2025-02-01, to: 2025-01-01}}\n",
            [("period-reversed", 1, 42)],
        ),
        ("movements: {rows: [{id: A, mas: 1 t}]}\n", [("column-unknown", 1, 28)]),
        ("movements: {rows: [{id: A, credited: 1 t}]}\n", [("derived-column", 1, 28)]),
        ("movements: {rows: [{id: A}, {mass: 1 t}]}\n", [("row-without-key", 1, 29)]),
        ("movements: {rows: [{id: A}, {id: A}]}\n", [("duplicate-row", 1, 34)]),
        ("movements: {rows: [{id: [A]}]}\n", [("row-key", 1, 25)]),
        ("movements: {rows: [{id: A, mass: -1 t}]}\n", [("out-of-bounds", 1, 34)]),
        (
            "movements: {rows: [{id: A, document: D}]}\ndocuments: {complete: yes}\n",
            [("reference-dangling", 1, 38)],
        ),
        ("organisation: {id: X}\nparties: {complete: yes}\n", [("reference-dangling", 1, 20)]),
        ("readings: [a]\n", [("section-form", 1, 11)]),
        ("readings: {a: b}\n", [("section-form", 1, 12)]),
        ("readings: {a/b: {valu: x}}\n", [("unknown-key", 1, 18)]),
        ("waivers: [{rule: a/b}]\n", [("section-form", 1, 10)]),
        ("waivers: {rows: [a]}\n", [("section-form", 1, 18)]),
        (
            "waivers: {rows: [{rule: a/b, reason: x, approved_by: y, expires: soon}]}\n",
            [("not-a-date", 1, 66)],
        ),
        (
            "waivers: {rows: [{rule: b, reason: x, approved_by: y, expires: 2026-12-31}]}\n",
            [("section-form", 1, 25)],
        ),
        (
            "judgements: {rows: [{rule: a/b, answer: ok, by: x, on: 2026-01-01, reason: y}]}\n",
            [("option-unknown", 1, 41)],
        ),
        (
            "judgements: {rows: [{rule: a/b, answer: conforms, by: x, on: 2026-01-01}]}\n",
            [("section-form", 1, 21)],
        ),
    ],
)
def test_a_mistake_has_its_code_and_place(body: str, expected: list[tuple[str, int, int]]) -> None:
    assert found(body) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("id: T\nas_of: 2026-01-01\n", ("dossier-version", 1, 1)),
        ("dossier: 2\nid: T\nas_of: 2026-01-01\n", ("dossier-version", 1, 10)),
        ("dossier: 1\nas_of: 2026-01-01\n", ("head-form", 1, 1)),
        ("dossier: 1\nid:\nas_of: 2026-01-01\n", ("head-form", 2, 4)),
        ("dossier: 1\nid: [a]\nas_of: 2026-01-01\n", ("value-form", 2, 5)),
        ("dossier: 1\nid: T\n", ("as-of-missing", 1, 1)),
        ("dossier: 1\nid: T\nas_of:\n", ("as-of-missing", 3, 7)),
        ("dossier: 1\nid: T\nas_of: 2026-06\n", ("not-a-date", 3, 8)),
        ("dossier: 1\nid: T\nas_of: 2026-02-30\n", ("no-such-day", 3, 8)),
        ("dossier: 1\nid: T\nas_of: 2026-01-01\nlanguage: English\n", ("head-form", 4, 11)),
        ("dossier: 1\nid: T\nas_of: 2026-01-01\npacks: {a: 1.0}\n", ("pack-range", 4, 12)),
        ("dossier: 1\nid: T\nas_of: 2026-01-01\npacks: {a b: }\n", ("head-form", 4, 9)),
        ("dossier: 1\nid: T\nas_of: 2026-01-01\npacks: [a ~=1.0]\n", ("head-form", 4, 9)),
        ("dossier: 1\nid: T\nas_of: 2026-01-01\npacks: [a, a]\n", ("duplicate-key", 4, 12)),
        ("dossier: 1\nid: T\nas_of: 2026-01-01\npacks: a\n", ("head-form", 4, 8)),
        ("- a\n", ("dossier-form", 1, 1)),
        ("", ("dossier-form", 1, 1)),
        ("# nothing\n", ("dossier-form", 1, 1)),
    ],
)
def test_the_head_is_checked(head: str, expected: tuple[str, int, int]) -> None:
    with pytest.raises(InputError) as raised:
        read_dossier(from_text(head), VOCABULARY, lambda: OTHERS)

    assert [(d.code, d.line, d.column) for d in raised.value.diagnostics] == [expected]


def test_the_head_gives_packs_and_their_ranges() -> None:
    raw = from_text(
        'dossier: 1\nid: T\nas_of: 2026-01-01\npacks: {a: , b-c: "~=1.0", d: ">=1, <2"}\n'
    )

    assert raw.packs == {"a": "", "b-c": "~=1.0", "d": ">=1, <2"}
    assert (raw.id, raw.language, raw.as_of) == ("T", "en", 739617)
    assert from_text("dossier: 1\nid: T\npacks: [a, b]\n").packs == {"a": "", "b": ""}


def test_the_callers_date_goes_before_the_dossiers() -> None:
    assert read("", head="dossier: 1\nid: T\n", as_of=5).as_of == 5
    assert read("", as_of=5).as_of == 5


def test_a_mistake_never_hides_another() -> None:
    codes = [
        one.code
        for one in mistakes(
            "claim: {quantity: 5 tons, schemes: [asi]}\n"
            "emissions: {issued: 2025-02-30, energy: 5 MW, recycled: 0.3, sites: 1.5}\n"
            "movements:\n  rows:\n    - {id: A, date: x, mass: y, direction: z}\n    - {id: A}\n"
            "waivers: {rows: [{}]}\n"
        )
    ]

    assert codes == [
        "unit-ambiguous",
        "option-unknown",
        "no-such-day",
        "wrong-dimension",
        "unit-missing",
        "not-a-whole-number",
        "not-a-date",
        "not-a-number",
        "option-unknown",
        "duplicate-row",
        "section-form",
        "section-form",
        "section-form",
        "section-form",
    ]


def test_hints_name_the_nearest() -> None:
    (wrong,) = mistakes("claim: {quantty: 5 t}\n")
    assert (wrong.message, wrong.hint) == ("no pack declares `claim.quantty`", "quantity")
    (wrong,) = mistakes("movements: {rows: [{id: A, dirction: in}]}\n")
    assert wrong.hint == "direction"
    (wrong,) = mistakes(
        "claim: {quantity: {value: 1 t, source: EV7 p. 3}}\nevidence: {rows: [{id: EV-7}]}\n"
    )
    assert wrong.hint == "EV-7"
    assert wrong.excerpt == "claim: {quantity: {value: 1 t, source: EV7 p. 3}}"
    wrong = mistakes("claim: {quantity: 24,31 t}\n")[1]
    assert wrong.hint == "inside `{}` a comma ends the value: write numbers with a decimal point"


def test_beyond_fifty_mistakes_the_rest_is_counted() -> None:
    rows = "".join(f"    - {{id: R-{n}, mass: {n}}}\n" for n in range(120))
    wrong = mistakes("movements:\n  rows:\n" + rows)

    assert len(wrong) == 51
    assert wrong[0].code == "more-errors"
    assert wrong[0].message == "120 mistakes in all: 50 are shown, 70 are not"
    assert [one.line for one in wrong[1:4]] == [7, 8, 9]


def test_json_is_a_dossier_too() -> None:
    text = json.dumps(
        {
            "dossier": 1,
            "id": "T",
            "as_of": "2026-06-30",
            "claim": {"quantity": "5 t", "third_party": True},
            "movements": {"complete": False, "rows": [{"id": "A", "mass": None, "green": True}]},
        },
        indent=1,
    )
    dossier = read("", head=text)

    assert dossier.facts["claim.quantity"].value == 5
    assert dossier.facts["claim.third_party"].value is True
    assert dossier.tables["movements"].columns["green"].cells == [True]


# --- files -----------------------------------------------------------------------------------


def write(folder: Path, body: str, name: str = "dossier.yaml") -> Path:
    (folder / name).write_text(HEAD + body, encoding="utf-8")
    return folder


def codes(path: Path | str) -> list[str]:
    with pytest.raises(InputError) as raised:
        read_dossier(open_dossier(path), VOCABULARY, lambda: OTHERS)
    return [one.code for one in raised.value.diagnostics]


def test_a_folder_and_its_file_are_the_same_dossier(tmp_path: Path) -> None:
    write(tmp_path, "movements: {files: [m.csv]}\n")
    (tmp_path / "m.csv").write_text("id,mass\nA,1 t\n")

    for path in (tmp_path, tmp_path / "dossier.yaml", str(tmp_path) + "/"):
        dossier = read_dossier(open_dossier(path), VOCABULARY, lambda: OTHERS)
        assert dossier.tables["movements"].keys == ["A"]
        assert dossier.file == "dossier.yaml"
        assert [one.file for one in dossier.inputs] == ["dossier.yaml", "m.csv"]
        data = (tmp_path / "dossier.yaml").read_bytes()
        assert dossier.sha256 == hashlib.sha256(data).hexdigest()


def test_people_see_the_path_from_where_they_stand(tmp_path: Path) -> None:
    write(tmp_path, "clam: 1\n")
    with pytest.raises(InputError) as raised:
        read_dossier(open_dossier(tmp_path), VOCABULARY, lambda: OTHERS)

    assert raised.value.diagnostics[0].file == f"{tmp_path}/dossier.yaml"


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    assert codes(tmp_path / "nothing") == ["file-missing"]
    assert codes(tmp_path) == ["file-missing"]
    assert codes("a\0b") == ["file-missing"]
    os.mkfifo(tmp_path / "pipe")
    assert codes(tmp_path / "pipe") == ["not-a-file"]
    real = tmp_path / "real"
    real.mkdir()
    write(real, "")
    (tmp_path / "link.yaml").symlink_to(real / "dossier.yaml")
    assert codes(tmp_path / "link.yaml") == ["not-a-file"]
    (tmp_path / "link").symlink_to(real)
    assert codes(tmp_path / "link") == ["not-a-file"]
    (tmp_path / "dossier.yaml").symlink_to(real / "dossier.yaml")
    assert codes(tmp_path) == ["not-a-file"]
    assert codes("/dev/null") == ["not-a-file"]


def test_a_dossier_is_limited_in_size(tmp_path: Path) -> None:
    with (tmp_path / "dossier.yaml").open("wb") as file:
        file.truncate(16 * 2**20 + 1)

    assert codes(tmp_path) == ["limit-exceeded"]


@pytest.mark.parametrize(
    "name",
    [
        "../m.csv",
        "a/../../m.csv",
        "/etc/passwd",
        "~/m.csv",
        "C:/m.csv",
        "a\\m.csv",
        "./m.csv",
        "a//m.csv",
        "https://example.org/m.csv",
        "a*.csv",
        "NUL",
        "com1.csv",
        "m.csv ",
        "m.",
        "x" * 201,
    ],
)
def test_paths_stay_inside(name: str, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "m.csv").write_text("id\nA\n")
    write(tmp_path / "in", f"movements: {{files: [{json.dumps(name)}]}}\n")

    assert codes(tmp_path / "in") in (["path-refused"], ["file-missing"])
    if name.strip() == name:
        assert codes(tmp_path / "in") == ["path-refused"]


def test_links_and_pipes_inside_are_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("id\nA\n")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "m.csv").symlink_to(tmp_path / "secret.csv")
    (folder / "sub").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.csv").mkdir()

    for name, code in (
        ("m.csv", "not-a-file"),
        ("sub/secret.csv", "not-a-file"),
        ("pipe.csv", "not-a-file"),
        ("folder.csv", "not-a-file"),
        ("none.csv", "file-missing"),
        ("m.csv/x.csv", "not-a-file"),
    ):
        write(folder, f"movements: {{files: [{name}]}}\n")
        assert codes(folder) in ([code], ["file-missing"]), name


def test_evidence_must_be_there_and_match(tmp_path: Path) -> None:
    (tmp_path / "e.pdf").write_bytes(b"evidence")
    right = hashlib.sha256(b"evidence").hexdigest()
    entry = "evidence: {{rows: [{{id: E, file: {}, sha256: {}}}]}}\n"

    dossier = read_dossier(
        open_dossier(write(tmp_path, entry.format("e.pdf", right.upper()))),
        VOCABULARY,
        lambda: OTHERS,
    )
    assert (dossier.inputs[1].file, dossier.inputs[1].sha256) == ("e.pdf", right)
    assert codes(write(tmp_path, entry.format("e.pdf", "0" * 64))) == ["hash-differs"]
    assert codes(write(tmp_path, entry.format("e.pdf", "abc"))) == ["not-a-hash"]
    assert codes(write(tmp_path, entry.format("f.pdf", right))) == ["file-missing"]
    assert codes(write(tmp_path, entry.format("../e.pdf", right))) == ["path-refused"]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_a_dossier_or_an_input_error(data: bytes) -> None:
    for head in (b"", HEAD.encode()):
        try:
            read_dossier(from_text(head + data), VOCABULARY, lambda: OTHERS)
        except InputError as error:
            assert error.diagnostics


fragments = st.sampled_from(
    [
        "claim: {quantity: ",
        "movements: {rows: [{id: ",
        "evidence: {rows: [{id: E, file: x}]}",
        "5 t",
        "none",
        "{at_least: 1 t}",
        "{value: 1 t, source: E}",
        "]",
        "}",
        "\n",
        "readings: {a/b: ",
        "complete: yes",
        ", ",
        "- ",
        "\U0001f600",
        "waivers: {rows: [{rule: a/b}]}",
        "period: {start: 2025}",
        "movements: {files: [{file: m.csv, columns: {mass: ",
    ]
)


@settings(deadline=None)
@given(st.lists(fragments, max_size=12).map("".join))
def test_pieces_of_dossiers_give_a_dossier_or_an_input_error(body: str) -> None:
    try:
        read(body, {"m.csv": "id,mass\nA,1 t\n"})
    except InputError as error:
        assert error.diagnostics
        assert all(len(one.message) < 300 for one in error.diagnostics)


def test_a_reference_that_is_not_given_dangles_nowhere() -> None:
    dossier = read(
        "organisation: {id: }\nparties: {complete: yes}\ndocuments: {complete: yes}\n"
        "movements: {rows: [{id: A, document: none}, {id: B, document: }]}\n"
    )

    assert dossier.facts["organisation.id"].value is None
    assert dossier.tables["movements"].columns["document"].cells == [NONE, None]
