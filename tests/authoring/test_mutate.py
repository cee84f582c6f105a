from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from checker.authoring import mutate as module
from checker.authoring.cases import outcomes_of, read_cases
from checker.authoring.change import changed_files
from checker.authoring.mutate import Bench, Mutations, mutate
from checker.authoring.survivors import to_text
from checker.diagnostic.diagnostic import InputError
from checker.pack.find import Choice
from tests.cli.command import ROOT, checker
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

RULES = """\
standard S "A standard"

table parcels "Parcels of metal"
  key id
  column mass : mass not negative "What it weighs"
  column kind : one of green, other "What it is"

parameter cap : share "Largest part"
  from 2024-01-01 is 30 % cites S confirmed

define all_mass = sum of mass in parcels
define other_mass = sum of mass in parcels where kind is other

rule cap "At most 30 % is not green"
  cites S confirmed
  applies when all_mass above 0 t
  require other_mass at most cap of all_mass
"""
CASES = """\
- case: exactly 30 %
  dossier:
    period: 2025
    parcels: {complete: yes, rows: [{id: A, mass: 6 t, kind: green}, {id: B, mass: 3 t, kind: other}, {id: C, mass: 1 t, kind: green}]}
  expect: {cap: pass}
  values: {all_mass: 10 t}
- case: a kilogram more
  dossier:
    period: 2025
    parcels: {complete: yes, rows: [{id: A, mass: 6.999 t, kind: green}, {id: B, mass: 3 t, kind: other}, {id: C, mass: 1 kg, kind: other}]}
  expect: {cap: violation}
- case: nothing
  dossier: {period: 2025, parcels: {complete: yes, rows: []}}
  expect: {cap: not_applicable}
- case: before the first cap
  dossier:
    period: {start: 2023-12-31, end: 2023-12-31}
    parcels: {complete: yes, rows: [{id: A, mass: 1 t, kind: other}]}
  expect: {cap: judgement}
- case: on the day of the first cap
  dossier:
    period: {start: 2024-01-01, end: 2024-01-01}
    parcels: {complete: yes, rows: [{id: A, mass: 0.5 t, kind: other}]}
  expect: {cap: violation}
"""


def write(place: Path, *, rules: str = RULES, cases: str = CASES, accepted: str = "") -> Path:
    more = {"cases/cap.yaml": cases}
    if accepted:
        more["mutants.yaml"] = accepted
    return write_pack(place, "tiny", rules=rules, more=more)


def left(found: Mutations) -> list[str]:
    return [f"{trial.change.at}: {trial.change.text}" for trial in found.of("survives")]


def without(cases: str, name: str) -> str:
    parts = cases.split("- case: ")
    return "- case: ".join(part for part in parts if not part.startswith(f"{name}\n"))


def test_where_every_limit_has_its_cases_no_change_is_left(tmp_path: Path) -> None:
    found = mutate(write(tmp_path), jobs=1)

    assert left(found) == []
    assert not found.failed
    assert {trial.state for trial in found.trials} == {"noticed"}


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        (
            "exactly 30 %",
            [
                "parameter cap: 30 % → 29 %",
                "define all_mass: sum of mass in parcels → largest of mass in parcels",
                "rule cap: other_mass at most cap of all_mass → other_mass below cap of all_mass",
            ],
        ),
        ("nothing", ["rule cap: applies when all_mass above 0 t → left out"]),
        ("before the first cap", ["parameter cap: 2024-01-01 → 2023-12-31"]),
        ("on the day of the first cap", ["parameter cap: 2024-01-01 → 2024-01-02"]),
    ],
)
def test_a_case_that_is_not_there_leaves_just_the_changes_that_it_noticed(
    tmp_path: Path, missing: str, expected: list[str]
) -> None:
    found = mutate(write(tmp_path, cases=without(CASES, missing)), jobs=1)

    assert found.failed
    assert [change for change in left(found) if change in expected] == expected


def test_a_value_that_is_expected_notices_what_no_verdict_shows(tmp_path: Path) -> None:
    change = "define all_mass: sum of mass in parcels → largest of mass in parcels"
    rows = "[{id: A, mass: 10 t, kind: green}, {id: B, mass: 1 t, kind: other}]"
    silent = f"- case: A\n  dossier: {{period: 2025, parcels: {{complete: yes, rows: {rows}}}}}\n"
    silent += "  expect: {cap: pass}\n"

    without_value = mutate(write(tmp_path / "a", cases=silent), jobs=1)
    with_value = mutate(
        write(tmp_path / "b", cases=silent + "  values: {all_mass: 11 t}\n"), jobs=1
    )

    assert change in left(without_value)
    assert change not in left(with_value)


def test_what_is_left_is_told_with_its_place_ready_to_be_accepted(tmp_path: Path) -> None:
    cases = without(without(CASES, "nothing"), "before the first cap")

    text = to_text(mutate(write(tmp_path, cases=cases), jobs=1))

    assert (
        text
        == f"""\
✗ {tmp_path}/tiny/main.rules:9:8
  - at: parameter cap
    change: 2024-01-01 → 2023-12-31

✗ {tmp_path}/tiny/main.rules:16:16
  - at: rule cap
    change: applies when all_mass above 0 t → left out

✗ {tmp_path}/tiny/main.rules:16:16
  - at: rule cap
    change: all_mass above 0 t → all_mass at least 0 t

changes      made   noticed   accepted   not noticed
comparison      5         4          ·             1
number          3         3          ·             ·
condition       2         1          ·             1
quantifier      2         2          ·             ·
date            2         1          ·             1
arithmetic      1         1          ·             ·
all            15        12          ·             3

tiny 1.0.0: 3 of 15 changes are noticed by no case. Add a case that comes out
otherwise; where none can, list the change in mutants.yaml with a reason.
"""
    )


ACCEPTED = """\
- at: rule cap
  change: applies when
    all_mass above 0 t -> left out
  reason: Nothing is within any cap.
- at: rule cap
  change: all_mass above 0 t → all_mass at least 0 t
  reason: The same.
"""


def test_what_is_accepted_with_a_reason_does_not_fail(tmp_path: Path) -> None:
    found = mutate(write(tmp_path, cases=without(CASES, "nothing"), accepted=ACCEPTED), jobs=1)

    assert not found.failed
    assert [trial.accepted.reason for trial in found.of("accepted") if trial.accepted] == [
        "Nothing is within any cap.",
        "The same.",
    ]
    assert to_text(found).endswith(
        "tiny 1.0.0: each of 15 changes is noticed by a case, but for 2 with a reason\n"
    )


def test_what_was_accepted_stays_so_when_lines_move_and_is_formatted_anew(tmp_path: Path) -> None:
    rules = "# A remark.\n\n" + RULES.replace("applies when all_mass", "applies when\n    all_mass")

    found = mutate(
        write(tmp_path, rules=rules, cases=without(CASES, "nothing"), accepted=ACCEPTED), jobs=1
    )

    assert not found.failed


def test_a_reason_that_is_not_needed_fails(tmp_path: Path) -> None:
    more = ACCEPTED + "- {at: rule cup, change: a → b, reason: There is no such rule.}\n"

    found = mutate(write(tmp_path, accepted=more), jobs=1)

    assert found.failed
    assert to_text(found).startswith(f"""\
✗ {tmp_path}/tiny/mutants.yaml:1
    the case nothing notices this change: it needs no reason

✗ {tmp_path}/tiny/mutants.yaml:5
    the case nothing notices this change: it needs no reason

✗ {tmp_path}/tiny/mutants.yaml:8
    the pack has no such change (any more)
""")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("at: x\n", "the file is a list of changes"),
        ("- x\n", "an accepted change is a mapping"),
        ("- {at: a, change: b → c}\n", "an accepted change has no `reason`"),
        ("- {at: a, change: b → c, reason: ' '}\n", "an accepted change has no `reason`"),
        ("- {change: b → c, reason: r}\n", "an accepted change has no `at`"),
        ("- {at: a, reason: r}\n", "an accepted change has no `change`"),
        ("- {at: a, change: b → c, reason: r, why: s}\n", "`why` is no part of an accepted change"),
        ("- {at: a, change: b → c, reason: r, nth: 0}\n", "`nth` is a whole number from 1 on"),
        (
            "- {at: a, change: b → c, reason: r}\n- {at: a, change: b -> c, reason: r}\n",
            "this change stands in line 1 already",
        ),
    ],
)
def test_an_entry_that_is_not_whole_is_a_mistake(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        mutate(write(tmp_path, accepted=text), jobs=1)

    assert [(one.code, one.message) for one in caught.value.diagnostics] == [
        ("mutant-form", message)
    ]


def test_nothing_is_tried_where_a_case_differs(tmp_path: Path) -> None:
    found = mutate(write(tmp_path, cases=CASES.replace("cap: pass", "cap: missing")), jobs=1)

    assert found.failed
    assert found.trials == ()
    assert [outcome.case.name for outcome in found.report.outcomes if outcome.problems] == [
        "exactly 30 %"
    ]


def test_processes_change_no_result(tmp_path: Path) -> None:
    folder = write(tmp_path, cases=without(CASES, "nothing"))

    assert to_text(mutate(folder, jobs=1), verbose=True) == to_text(
        mutate(folder, jobs=3), verbose=True
    )


def test_what_takes_too_long_is_known_to_nobody_and_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(bench: Bench, changed: dict[str, object]) -> object:
        while True:
            pass

    monkeypatch.setattr(module, "SECONDS", 0.01)
    monkeypatch.setattr(Bench, "state_of", never)
    cases = "- {case: A, dossier: {period: 2025}, expect: {cap: missing}}\n"

    found = mutate(write(tmp_path, cases=cases), jobs=1)

    assert found.failed
    assert {trial.state for trial in found.trials} == {"slow"}
    assert "the cases took too long under it: nobody knows" in to_text(found)


def test_a_fault_of_ours_names_the_change_that_shows_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(bench: Bench, changed: dict[str, object]) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr(Bench, "state_of", broken)

    with pytest.raises(RuntimeError, match=r"main.rules:9:8: parameter cap: 2024-01-01"):
        mutate(write(tmp_path), jobs=1)


def noticed_the_long_way(bench: Bench, at: int) -> str | None:
    """Return the first case that fails under a change, with the whole pack checked anew."""
    change = bench.changes[at]
    for form in range(len(change.items)):
        try:
            pack = bench.compiled(changed_files(bench.parsed.trees, change, form))
        except InputError:
            continue
        others = [other for other in bench.choice.all if other["name"] != bench.name]
        choice = Choice([pack], [*others, pack])
        report = outcomes_of(read_cases(bench.candidate), choice, bench.packs)
        return next((o.case.name for o in report.outcomes if o.problems), None)
    return "invalid"


def test_the_short_way_finds_what_the_long_way_does(tmp_path: Path) -> None:
    bench = Bench(write(tmp_path, cases=without(CASES, "nothing")))

    for at in range(len(bench.changes)):
        state, by = bench.trial(at)
        assert noticed_the_long_way(bench, at) == ("invalid" if state == "invalid" else by)


@pytest.mark.parametrize("pack", ["disclosure", "cgmc-low-carbon"])
def test_the_short_way_finds_what_the_long_way_does_in_shipped_packs(pack: str) -> None:
    bench = Bench(ROOT / "rules" / pack)

    for at in range(3, len(bench.changes), 90):
        state, by = bench.trial(at)
        if state != "invalid":
            assert noticed_the_long_way(bench, at) == by, bench.changes[at].text


def test_a_pack_that_uses_the_changed_one_is_made_anew(tmp_path: Path) -> None:
    write_pack(
        tmp_path,
        "below",
        rules='standard S "A standard"\nfact below.mass : mass "Mass"\ndefine limit = 10 t\n',
    )
    above = 'rule cap "Within the limit"\n  cites S confirmed\n  require below.mass at most limit\n'
    write_pack(tmp_path, "above", uses="{below: }", rules=above)
    case = (
        "- case: A\n"
        "  dossier: {packs: {below: , above: }, below: {mass: 10 t}}\n"
        "  expect: {above/cap: pass}\n"
    )
    (tmp_path / "below" / "cases").mkdir()
    (tmp_path / "below" / "cases" / "a.yaml").write_text(case, "utf-8")

    found = mutate(tmp_path / "below", rules=[tmp_path], jobs=1)

    assert {trial.change.text: trial.state for trial in found.trials} == {
        "10 t → 11 t": "survives",
        "10 t → 9 t": "noticed",
        "10 t → 10 kg": "noticed",
        "10 t → 10 kt": "survives",
    }


def test_a_pack_without_rules_is_tried_with_the_cases_of_those_that_use_it(tmp_path: Path) -> None:
    words = """\
standard S "A standard"
table boxes "Boxes"
  key id
  column mass : mass not negative "Mass"
  column counted = choose when mass above 1 t then mass otherwise 0 t "What counts"
  column idle = mass * 2 "What nobody asks for"
define heavy = boxes where mass above 3 t
"""
    write_pack(tmp_path, "words", rules=words)
    rules = """\
standard S "A standard"
define all_counted = sum of counted in boxes
rule cap "At most 5 t"
  cites S confirmed
  require all_counted at most 5 t
rule heavy "At most one heavy box"
  cites S confirmed
  require (rows in heavy) at most 1
"""
    cases = """\
- case: at one tonne
  dossier: {boxes: {complete: yes, rows: [{id: A, mass: 1 t}, {id: B, mass: 5 t}]}}
  expect: {cap: pass, heavy: pass}
- case: above
  dossier: {boxes: {complete: yes, rows: [{id: A, mass: 1.001 t}, {id: B, mass: 5 t}]}}
  expect: {cap: violation}
- case: two that are heavy
  dossier: {boxes: {complete: yes, rows: [{id: A, mass: 3 t}, {id: B, mass: 3.001 t}, {id: C, mass: 3 t}]}}
  expect: {heavy: pass}
- case: three that are heavy
  dossier: {boxes: {complete: yes, rows: [{id: A, mass: 3.001 t}, {id: B, mass: 3.002 t}, {id: C, mass: 4 t}]}}
  expect: {heavy: violation}
"""
    write_pack(tmp_path, "asks", uses="{words: }", rules=rules, more={"cases/a.yaml": cases})
    write_pack(tmp_path, "broken", uses="{words: }", rules="rule")

    found = mutate(tmp_path / "words", rules=[tmp_path], jobs=1)

    assert found.tested_by == ("asks",)
    assert left(found) == ["column boxes.idle: no rule rests on it"]
    assert "(tried with the cases of asks)" in " ".join(to_text(found).split())


def test_only_what_has_an_order_is_tried_from_one_side(tmp_path: Path) -> None:
    rules = """\
standard S "A standard"
fact t.mass : mass "Mass"
fact t.day : date "Day"
fact t.kind : one of a, b "Kind"
fact t.grade : ranked one of low, high "Grade"
rule r "All as they should be"
  cites S confirmed
  require t.mass is 1 t
  require t.day is 2025-01-02
  require t.kind is a
  require t.grade is high
"""
    cases = "- {case: A, dossier: {t: {mass: 1 t}}, expect: {r: missing}}\n"

    bench = Bench(write(tmp_path, rules=rules, cases=cases))

    one_sided = [
        c.edit.new.partition(" ")[2]
        for c in bench.changes
        if c.edit.kind == "comparison" and " is not " not in c.edit.new
    ]
    assert one_sided == [
        "at most 1 t",
        "at least 1 t",
        "on or before 2025-01-02",
        "on or after 2025-01-02",
        "at most high",
        "at least high",
    ]
    assert "invalid" not in {bench.trial(at)[0] for at in range(len(bench.changes))}


def test_a_change_of_how_cells_are_read_has_the_dossier_read_anew(tmp_path: Path) -> None:
    rules = """\
standard S "A standard"
table slips "Slips"
  key id
  column stated : carbon "As stated"
  column computed : carbon "As computed"
rule r "Stated as computed"
  cites S confirmed
  for each m in slips
  require m.computed is m.stated within rounding of m.stated
"""
    cases = """\
- case: rounded
  dossier: {slips: {complete: yes, rows: [{id: A, stated: 3.4 t CO2e, computed: 3.45 t CO2e}]}}
  expect: {r: pass}
"""

    found = mutate(write(tmp_path, rules=rules, cases=cases), jobs=1)

    states = {trial.change.text: (trial.state, trial.by) for trial in found.trials}
    assert states["within rounding of m.stated → left out"] == ("noticed", "rounded")


def test_a_reading_that_a_case_settles_is_missed_where_it_is_left_out(tmp_path: Path) -> None:
    rules = """\
standard S "A standard"
fact t.carbon : carbon "Emissions"
reading counted "?" : all, most, none_of_it
  cites S open
rule r "Within"
  cites S confirmed
  require counted is all or t.carbon at most 1 t CO2e
"""
    cases = """\
- case: A
  dossier: {t: {carbon: 1 t CO2e}, readings: {tiny/counted: most}}
  expect: {r: pass}
"""

    found = mutate(write(tmp_path, rules=rules, cases=cases), jobs=1)

    states = {trial.change.text: (trial.state, trial.by) for trial in found.trials}
    assert states["most → left out"] == ("noticed", "A")
    assert states["none_of_it → left out"] == ("survives", None)


def test_the_command_ends_with_1_where_a_change_is_left_and_0_where_none_is(tmp_path: Path) -> None:
    write(tmp_path / "whole")
    write(tmp_path / "part", cases=without(CASES, "nothing"))

    whole = checker("pack", "test", "--mutate", "whole/tiny", cwd=tmp_path)
    quiet = checker("pack", "test", "--mutate", "-q", "whole/tiny", cwd=tmp_path)
    part = checker("pack", "test", "--mutate", "-j", "2", "part/tiny", cwd=tmp_path)

    assert (whole.code, whole.err) == (0, "")
    assert whole.out.endswith("tiny 1.0.0: each of 15 changes is noticed by a case\n")
    assert (quiet.code, quiet.out) == (0, "")
    assert part.code == 1
    assert "\n✗ part/tiny/main.rules:16:16\n  - at: rule cap\n" in "\n" + part.out


def test_the_command_says_first_that_a_case_differs(tmp_path: Path) -> None:
    write(tmp_path, cases=CASES.replace("cap: pass", "cap: missing"))

    ended = checker("pack", "test", "--mutate", "./tiny", cwd=tmp_path)

    assert ended.code == 1
    assert "cap: expected missing, found pass" in ended.out
    assert "1 of 5 cases differ" in ended.out
