"""A recorded answer counts for the values that were judged, and for no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import checker
from checker.diagnostic.diagnostic import InputError
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
standard S "A standard"

parameter most : mass "The most that needs no look"
  from 2020-01-01 is 10 t cites S confirmed

fact site.name : text "Site"
fact site.reason : text may be none "Why it is so"
fact site.other : mass "Something else"

table pieces "Lots"
  key id
  column mass : mass not negative "Mass"
  column step : one of casting, rolling "Step"
  column remark : text "Remark"

rule row "At most 10 t, or a person looks at it"
  for each m in pieces
  require m.mass at most most else judgement ask "Is the larger lot acceptable?"

rule total "At most 10 t are cast, or somebody says why"
  cites S confirmed
  let cast = sum of mass in pieces where step is casting
  decide
    pass when cast at most most
    judgement when site.reason is given ask "Is the reason sound?"
    otherwise violation

rule proof "The other mass is proven, or a person looks at it"
  require site.other is evidenced and site.other at most 1 t
    else judgement ask "Does the paper show it?"
"""
DOSSIER = """\
dossier: 1
id: D
as_of: 2026-06-30
packs: [tiny]
period: {{start: 2025-01-01, end: 2025-12-31}}
site: {{name: Works, reason: {reason}, other: {other}}}
pieces: {{complete: yes, rows: [{rows}]}}
evidence: {{complete: yes, rows: [{{id: EV-1, title: Scale, file: a.txt, issued: {issued}}}]}}
{more}
"""
ROWS = (
    "{id: A, mass: 11 t, step: casting, remark: x}",
    "{id: B, mass: 4 t, step: casting, remark: y}",
    "{id: C, mass: 2 t, step: rolling, remark: z}",
)


class Desk:
    """A pack and a dossier that can be written anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.pack = write_pack(folder / "packs", rules=RULES)
        self.said: list[dict[str, str]] = []
        (folder / "a.txt").write_text("paper", "utf-8")

    def check(
        self,
        rows: tuple[str, ...] = ROWS,
        *,
        reason: str = "the mould is large",
        other: str = "{value: 2 t, source: EV-1}",
        issued: str = "2026-01-01",
        more: str = "",
        **options: Any,
    ) -> dict[str, Any]:
        answers = "".join(f"    - {entry}\n" for entry in map(_flow, self.said))
        text = DOSSIER.format(
            reason=reason,
            other=other,
            rows=", ".join(rows),
            issued=issued,
            more=more + (f"judgements:\n  rows:\n{answers}" if answers else ""),
        )
        (self.folder / "dossier.yaml").write_text(text, "utf-8")
        return checker.check(self.folder, rules=[self.folder / "packs"], **options).to_plain()

    def answer(self, found: dict[str, Any], **said: str) -> None:
        """Record an answer to what a result asks."""
        record = found["record"]
        entry = {"answer": "conforms", "by": "A. Auditor", "on": "2026-06-12", "reason": "seen"}
        entry = {"rule": record["rule"], **entry, "values": record["values"], **said}
        if record["subject"]:
            entry["subject"] = record["subject"]
        self.said.append(entry)


def _flow(entry: dict[str, str]) -> str:
    return "{" + ", ".join(f'{key}: "{value}"' for key, value in entry.items()) + "}"


def result(plain: dict[str, Any], rule: str) -> dict[str, Any]:
    return next(one for one in plain["results"] if one["rule"] == f"tiny/{rule}")


def row(plain: dict[str, Any], key: str) -> dict[str, Any]:
    shown = result(plain, "row")["subjects"]["shown"]
    return next(one for one in shown if one["subject"] == f"pieces[{key}]")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_answer_with_the_hash_that_was_printed_settles_the_question(desk: Desk) -> None:
    before = desk.check()
    for rule in ("row", "total", "proof"):
        assert result(before, rule)["verdict"] == "judgement", rule
        desk.answer(result(before, rule))

    after = desk.check()

    assert after["verdict"] == "pass"
    assert (after["judged"], after["draft"], after["notes"]) == (3, False, [])
    assert result(after, "total")["judged"]["by"] == "A. Auditor"
    assert "record" not in result(after, "total")


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("row", {"rows": ("{id: A, mass: 11.001 t, step: casting}", *ROWS[1:])}),
        ("total", {"reason": "the mould is old"}),
        # The sum is what it was; the rows that make it are not.
        (
            "total",
            {
                "rows": (
                    "{id: A, mass: 10 t, step: casting}",
                    "{id: B, mass: 5 t, step: casting}",
                    ROWS[2],
                )
            },
        ),
        ("proof", {"issued": "2026-01-02"}),
        ("proof", {"other": "{value: 2.5 t, source: EV-1}"}),
    ],
)
def test_it_is_open_again_when_a_value_that_was_judged_changes(
    desk: Desk, rule: str, changes: dict[str, Any]
) -> None:
    desk.answer(result(desk.check(), rule))
    assert result(desk.check(), rule)["verdict"] == "pass"

    after = desk.check(**changes)

    found = result(after, rule)
    assert found["verdict"] == "judgement"
    assert found["judged_before"] == {"by": "A. Auditor", "on": "2026-06-12", "reason": "seen"}
    assert found["record"]["values"] != desk.said[0]["values"]
    assert [note for note in after["notes"] if "was about other values" in note]


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("row", {"rows": (ROWS[2], ROWS[1], ROWS[0])}),
        ("row", {"rows": ("{id: A, mass: 11 000 kg, step: rolling, remark: other}", *ROWS[1:])}),
        ("row", {"rows": (ROWS[0], "{id: B, mass: 9 t, step: casting}", ROWS[2])}),
        ("total", {"rows": (ROWS[2], ROWS[0], ROWS[1])}),
        ("total", {"rows": (*ROWS[:2], "{id: C, mass: 3 t, step: rolling}")}),
        ("total", {"other": "{value: 3 t, source: EV-1}"}),
        ("proof", {"reason": "another one"}),
    ],
)
def test_it_holds_when_something_changes_that_was_not_judged(
    desk: Desk, rule: str, changes: dict[str, Any]
) -> None:
    desk.answer(result(desk.check(), rule))

    after = desk.check(**changes)

    assert result(after, rule)["verdict"] == "pass"


def test_it_is_open_again_when_the_pack_asks_something_else(desk: Desk) -> None:
    desk.answer(result(desk.check(), "total"))
    file = desk.pack / "main.rules"

    file.write_text(RULES.replace("Is the reason sound?", "Is the reason true?"), "utf-8")
    assert result(desk.check(), "total")["verdict"] == "judgement"

    file.write_text(RULES.replace("is 10 t cites", "is 9 t cites"), "utf-8")
    assert result(desk.check(), "total")["verdict"] == "judgement"

    file.write_text(RULES.replace("or somebody says why", "or there is a reason"), "utf-8")
    assert result(desk.check(), "total")["verdict"] == "pass"


def test_the_hash_is_the_same_in_every_language(desk: Desk) -> None:
    hashes = {result(desk.check(lang=lang), "total")["record"]["values"] for lang in ("en", "zh")}

    assert len(hashes) == 1


def test_the_latest_answer_counts(desk: Desk) -> None:
    asked = result(desk.check(), "total")
    desk.answer(asked, answer="does_not_conform", on="2026-06-20")
    desk.answer(asked, answer="conforms", on="2026-06-12", by="B. Auditor")

    after = desk.check()

    assert result(after, "total")["verdict"] == "violation"
    assert after["notes"] == [
        "the judgement about tiny/total by B. Auditor on 2026-06-12 is replaced by a later one"
    ]


def test_two_answers_of_one_day_that_contradict_each_other_are_none(desk: Desk) -> None:
    asked = result(desk.check(), "total")
    desk.answer(asked, answer="does_not_conform")
    desk.answer(asked, answer="conforms")

    after = desk.check()

    assert result(after, "total")["verdict"] == "judgement"
    assert after["notes"] == [
        "two judgements about tiny/total of 2026-06-12 contradict each other: neither counts"
    ]


def test_an_answer_about_other_values_is_kept_beside_one_about_these(desk: Desk) -> None:
    desk.answer(result(desk.check(reason="an older reason"), "total"), answer="does_not_conform")
    desk.answer(result(desk.check(), "total"), on="2026-06-25")

    after = desk.check()

    assert result(after, "total")["verdict"] == "pass"
    assert "judged_before" not in result(after, "total")


def test_an_answer_without_a_hash_counts_and_is_remarked_on(desk: Desk) -> None:
    asked = result(desk.check(), "total")
    desk.answer(asked)
    values = desk.said[0].pop("values")

    after = desk.check()

    assert result(after, "total")["verdict"] == "pass"
    (note,) = after["notes"]
    assert note == (
        "the judgement about tiny/total by A. Auditor on 2026-06-12 does not say which values it"
        f" was about: it counts whatever they become; `values: {values}` would hold it to them"
    )


def test_nobody_can_have_judged_rows_that_are_not_given(desk: Desk) -> None:
    open_rows = "pieces: {rows: [{id: A, mass: 11 t, step: casting}]}"
    text = (desk.folder / "dossier.yaml").read_text("utf-8") if desk.check() else ""
    lines = [open_rows if line.startswith("pieces:") else line for line in text.splitlines()]
    for key in ("A", "further rows"):
        lines.append("judgements:\n  rows:" if key == "A" else "")
        lines.append(
            f"    - {{rule: tiny/row, subject: {key}, answer: conforms, by: X,"
            " on: 2026-06-12, reason: seen}"
        )
    (desk.folder / "dossier.yaml").write_text("\n".join(lines) + "\n", "utf-8")

    after = checker.check(desk.folder, rules=[desk.folder / "packs"]).to_plain()

    assert result(after, "row")["verdict"] == "missing"
    assert [note for note in after["notes"] if "decided nothing" in note]


def test_a_hash_that_is_none_is_a_mistake_with_its_place(desk: Desk) -> None:
    desk.answer(result(desk.check(), "total"), values="8C1F")

    with pytest.raises(InputError) as caught:
        desk.check()

    found = caught.value.diagnostics[0]
    assert (found.code, found.line) == ("not-a-hash", 11)
    assert found.want == "16 hexadecimal digits, as `checker explain` prints them"


@given(
    rows=st.lists(
        st.tuples(
            st.integers(0, 20),
            st.sampled_from(["casting", "rolling"]),
            st.sampled_from(["x", "y"]),
        ),
        min_size=1,
        max_size=6,
    ),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_the_order_of_rows_never_matters_and_each_row_that_counts_does(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str, str]], data: st.DataObject
) -> None:
    desk = Desk(tmp_path_factory.mktemp("desk"))

    def written(entries: list[tuple[int, tuple[int, str, str]]]) -> tuple[str, ...]:
        return tuple(
            f"{{id: R{key}, mass: {mass} t, step: {step}, remark: {note}}}"
            for key, (mass, step, note) in entries
        )

    whole = list(enumerate([(30, "casting", "x"), *rows]))
    values = result(desk.check(written(whole)), "total")["record"]["values"]
    shuffled = data.draw(st.permutations(whole))
    assert result(desk.check(written(shuffled)), "total")["record"]["values"] == values

    at = data.draw(st.integers(0, len(whole) - 1))
    key, (mass, step, note) = whole[at]
    changed = [*whole[:at], (key, (mass + 1, step, note)), *whole[at + 1 :]]
    after = result(desk.check(written(changed)), "total")["record"]["values"]
    assert (after == values) is (step == "rolling")
