"""Rename and references: over all packs of a workspace, and whatever lies beside their rules."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from checker.authoring.accepted import read_accepted
from checker.authoring.cases import outcomes_of, read_cases
from checker.authoring.change import changes_of
from checker.lsp.rename import Edits, RenameError, applied, rename, sites_of, users
from checker.lsp.symbol import Symbol
from checker.lsp.workspace import Known, Project, Workspace
from checker.pack.find import Packs
from tests.lsp.client import Client, copy_packs, place_of
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from collections.abc import Iterator


NAMES = ("core", "cgmc-low-carbon", "disclosure")


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_packs(tmp_path_factory.mktemp("work"), *NAMES)


def _known(files: Workspace, folder: Path) -> Known:
    known = files.known(Project(str(folder)))
    assert known is not None
    return known


def _written(folder: Path, edits: Edits) -> dict[str, dict[str, bytes]]:
    """Return the files of each pack with edits made."""
    files: dict[str, dict[str, bytes]] = {}
    for name in NAMES:
        files[name] = {}
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                text = path.read_text(encoding="utf-8")
                made = applied(text, edits.get(str(path), []))
                files[name][str(path.relative_to(folder / name))] = made.encode()
    return files


def _outcomes(folder: Path, files: dict[str, dict[str, bytes]]) -> list[Any]:
    """Return how the cases of all packs come out, and which accepted changes there still are."""
    from checker.model.source import Source
    from checker.syntax.from_text import parse

    found: list[Any] = []
    for name in NAMES[1:]:
        packs = Packs()
        for other in NAMES:
            packs.put(folder / other, files[other])
        choice = packs.choose({name: ""})
        mine = packs.highest(name)
        report = outcomes_of(read_cases(mine), choice, packs)
        found += [(one.case.name, one.problems) for one in report.outcomes]
        trees = {
            path: parse(Source(path, data.decode()))[0]
            for path, data in files[name].items()
            if path.endswith(".rules")
        }
        keys = {change.key for change in changes_of(trees)}
        found += [(key[2], key in keys) for key in read_accepted(mine)]
    return found


@pytest.fixture(scope="module")
def as_shipped(shipped: Path) -> list[Any]:
    return _outcomes(shipped, _written(shipped, {}))


@pytest.mark.parametrize(
    ("kind", "pack", "name", "new", "some"),
    [
        ("fact", "core", "claim.quantity", "claim.amount", "cgmc-low-carbon/cases/composition.yaml"),
        ("fact", "core", "claim.chain_of_custody", "claim.model", "disclosure/mutants.yaml"),
        ("column", "core", "movements.mass", "net_mass", "disclosure/cases/accounting.yaml"),
        ("table", "core", "movements", "bookings", "cgmc-low-carbon/cases/composition.yaml"),
        ("define", "cgmc-low-carbon", "all_inputs", "everything", "cgmc-low-carbon/cases/composition.yaml"),
        ("parameter", "cgmc-low-carbon", "non_green_cap", "cap", "cgmc-low-carbon/composition.rules"),
        ("reading", "cgmc-low-carbon", "alloying_metals", "alloys", "cgmc-low-carbon/cases/composition.yaml"),
        ("rule", "cgmc-low-carbon", "CGMC-24.non-green-cap", "CGMC-24.cap", "cgmc-low-carbon/cases/composition.yaml"),
        ("rule", "disclosure", "TA-D5.label-model", "TA-D5.model", "disclosure/mutants.yaml"),
    ],
)  # fmt: skip
def test_after_a_rename_every_case_comes_out_as_before(
    shipped: Path, as_shipped: list[Any], kind: str, pack: str, name: str, new: str, some: str
) -> None:
    files = Workspace([str(shipped)])

    edits = rename(files, _known(files, shipped / pack), Symbol(kind, pack, name), new)

    assert str(shipped / some) in edits
    assert _outcomes(shipped, _written(shipped, edits)) == as_shipped
    assert files.buffers == {}


RULES = """\
standard S "A standard"

fact own.mass : mass not negative "Mass"
fact own.other : mass not negative "Another"

table loads "Loads"
  key id
  column date : date
  column weight : mass "Weight"
  column kind : one of red, green

parameter cap : mass "Cap"
  from 2020-01-01 is 30 t cites S open
words vague en "green"
define total = sum of weight in loads where kind is red

rule a.cap "At most 30 t"
  cites S confirmed
  for each m in loads where weight above 0 t
  let near = m.weight * 2
  require near at most cap or (some row n of loads where id is m.id has n.weight above cap)
  say "{near} {m.weight} {total} \\"{near}\\""
"""
CASES = """\
- case: A
  dossier:
    period: 2025
    own: {mass: 3 t, "other": 4 t}
    loads: {complete: yes, rows: [{id: X, "date": 2025-01-01, weight: 3 t, kind: red}]}
    waivers: {rows: [{rule: tiny/a.cap, reason: r, approved_by: b, expires: 2030-01-01}]}
  expect:
    a.cap: {verdict: pass, missing: [own.mass, "loads[X].weight", "loads[]"], values: {near: 6 t}}
    tiny/a.cap[X]: pass
  values: {total: 3 t}
"""
TEXTS = """\
rules:
  a.cap:
    title: {en: "At most 30 t", zh: 至多}
    say:
      en: "{near} {m.weight} {total} \\"{near}\\""
      zh: "电 {near} {m.weight} {total} {near}"
tables:
  loads:
    title: {en: Loads, zh: 货}
    columns: {weight: {en: Weight, zh: 重}}
facts:
  own.mass: {en: Mass, zh: 重}
parameters:
  cap: {en: Cap, zh: 上限}
standards:
  S: {en: A standard, zh: 标}
"""
LINT = "- code: unused-fact\n  at: own.other\n  reason: it is kept\n- {code: x, at: a.cap, reason: y}\n"
CLAUSES = "- id: C-1\n  title: At most 30 t\n  rules: [a.cap]\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    return write_pack(
        tmp_path / "work",
        rules=RULES,
        more={
            "cases/a.yaml": CASES,
            "clauses.yaml": CLAUSES,
            "lint.yaml": LINT,
            "texts/zh.yaml": TEXTS,
        },
    )


def _renamed(folder: Path, symbol: Symbol, new: str) -> str:
    """Return the lines that differ after a rename."""
    files = Workspace([str(folder.parent)])
    edits = rename(files, _known(files, folder), symbol, new)
    lines = []
    for path, made in edits.items():
        text = Path(path).read_text(encoding="utf-8")
        for old, line in zip(text.split("\n"), applied(text, made).split("\n"), strict=True):
            if old != line:
                lines.append(line.strip())
    return "\n".join(lines)


def test_a_let_is_renamed_in_its_rule_its_messages_and_what_is_expected_of_it(tiny: Path) -> None:
    assert _renamed(tiny, Symbol("let", "tiny", "near", "main.rules#7"), "twice") == (
        'a.cap: {verdict: pass, missing: [own.mass, "loads[X].weight", "loads[]"], values: {twice: 6 t}}\n'
        "let twice = m.weight * 2\n"
        "require twice at most cap or (some row n of loads where id is m.id has n.weight above cap)\n"
        'say "{twice} {m.weight} {total} \\"{twice}\\""\n'
        'en: "{twice} {m.weight} {total} \\"{twice}\\""\n'
        'zh: "电 {twice} {m.weight} {total} {twice}"'
    )


def test_a_column_is_renamed_wherever_it_is_read_or_filled(tiny: Path) -> None:
    found = _renamed(tiny, Symbol("column", "tiny", "loads.weight"), "net")

    assert (
        'loads: {complete: yes, rows: [{id: X, "date": 2025-01-01, net: 3 t, kind: red}]}' in found
    )
    assert 'missing: [own.mass, "loads[X].net", "loads[]"]' in found
    assert "for each m in loads where net above 0 t" in found
    assert "has n.net above cap)" in found
    assert 'zh: "电 {near} {m.net} {total} {near}"' in found
    assert "columns: {net: {en: Weight, zh: 重}}" in found
    assert 'column net : mass "Weight"' in found


def test_a_table_a_fact_a_rule_and_a_row_are_renamed(tiny: Path) -> None:
    table = _renamed(tiny, Symbol("table", "tiny", "loads"), "lorries")
    fact = _renamed(tiny, Symbol("fact", "tiny", "own.other"), "own.second")
    rule = _renamed(tiny, Symbol("rule", "tiny", "a.cap"), "b.Cap")
    row = _renamed(tiny, Symbol("row", "tiny", "m", "main.rules#7"), "load")

    assert '"lorries[X].weight", "lorries[]"' in table
    assert "some row n of lorries where" in table
    assert fact == (
        'own: {mass: 3 t, "second": 4 t}\nat: own.second\n'
        'fact own.second : mass not negative "Another"'
    )
    assert rule == (
        "waivers: {rows: [{rule: tiny/b.Cap, reason: r, approved_by: b, expires: 2030-01-01}]}\n"
        'b.Cap: {verdict: pass, missing: [own.mass, "loads[X].weight", "loads[]"], values: {near: 6 t}}\n'
        "tiny/b.Cap[X]: pass\nrules: [b.Cap]\n- {code: x, at: b.Cap, reason: y}\n"
        'rule b.Cap "At most 30 t"\nb.Cap:'
    )
    assert "for each load in loads where" in row
    assert "{near} {load.weight} {total}" in row


@pytest.mark.parametrize(
    ("symbol", "new", "why"),
    [
        (("let", "tiny", "near", "main.rules#7"), "m", "would mean something else in main.rules"),
        (("let", "tiny", "near", "main.rules#7"), "cap", "would mean something else in main.rules:21"),
        (("define", "tiny", "total"), "near", "would mean something else in main.rules"),
        (("define", "tiny", "total"), "cap", "`cap` is declared already, in main.rules:12"),
        (("define", "tiny", "total"), "loads", "`loads` is declared already, in main.rules:6"),
        (("row", "tiny", "m", "main.rules#7"), "n", "`n` is declared already, in main.rules:21"),
        (("parameter", "tiny", "cap"), "weight", "would mean something else in main.rules"),
        (("column", "tiny", "loads.weight"), "kind", "`kind` is declared already, in main.rules:10"),
        (("column", "tiny", "loads.date"), "day", "the rows of `loads` have their time by the name `date`"),
        (("define", "tiny", "total"), "sum of", "`sum of` is no name: letters, digits and `_`"),
        (("define", "tiny", "total"), "where", "`where` is a keyword and cannot be a name"),
        (("define", "tiny", "total"), "a.b", "`a.b` is no name"),
        (("define", "tiny", "total"), "x" * 129, "a name has at most 128 characters (ID_CHARS)"),
        (("rule", "tiny", "a.cap"), "a cap", "`a cap` is no name: letters, digits, `.` and `-`"),
        (("fact", "tiny", "own.mass"), "mine.mass", "cases/a.yaml:4 has `own.mass` in a group"),
        (("fact", "core", "period"), "when_", "`period` belongs to the form of a dossier"),
        (("fact", "core", "claim.quantity"), "claim.x", "`claim.quantity` is declared in the pack `core`"),
        (("option", "", "red"), "blue", "an option is not renamed"),
    ],
)  # fmt: skip
def test_a_name_that_would_change_a_meaning_is_refused(
    tiny: Path, symbol: tuple[str, ...], new: str, why: str
) -> None:
    files = Workspace([str(tiny.parent)])

    with pytest.raises(RenameError) as caught:
        rename(files, _known(files, tiny), Symbol(*symbol), new)

    assert why in str(caught.value)


def test_the_same_name_again_changes_nothing(tiny: Path) -> None:
    files = Workspace([str(tiny.parent)])

    assert rename(files, _known(files, tiny), Symbol("define", "tiny", "total"), "total") == {}


def test_references_are_those_of_every_pack_that_uses_it(shipped: Path) -> None:
    files = Workspace([str(shipped)])
    known = _known(files, shipped / "cgmc-low-carbon")
    symbol = Symbol("fact", "core", "claim.quantity")

    found = {
        f"{one.index.name}/{site.file}": one.index.texts[site.file][site.start : site.end]
        for one in users(files, symbol, known)
        for site in sites_of(one.index, symbol)
    }

    assert found["core/1-claim.rules"] == "claim.quantity"
    assert found["cgmc-low-carbon/composition.rules"] == "claim.quantity"
    assert found["cgmc-low-carbon/cases/composition.yaml"] == "quantity"
    assert any(name.startswith("disclosure/") for name in found)


# --- through the protocol -------------------------------------------------------------------------


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.kill()


def test_rename_through_the_protocol(client: Client, tiny: Path) -> None:
    can = client.start(tiny.parent)
    uri = client.open(tiny / "main.rules")
    cases = client.open(tiny / "cases/a.yaml")

    asked = client.at("prepareRename", uri, *place_of(RULES, "define to|tal"))
    nothing = client.at("prepareRename", uri, *place_of(RULES, "key |id\n  column date"))
    made = client.at("rename", uri, *place_of(RULES, "define to|tal"), newName="red_mass")
    from_case = client.at(
        "references",
        cases,
        *place_of(CASES, "values: {to|tal"),
        context={"includeDeclaration": False},
    )
    declared = client.at("definition", cases, *place_of(CASES, "    a.|cap:"))
    shown = client.at(
        "documentHighlight",
        uri,
        *place_of(RULES, "define to|tal"),
    )

    assert can["renameProvider"] == {"prepareProvider": True}
    assert asked["start"] == {"line": 14, "character": 7}
    assert nothing is not None
    whole = {one["textDocument"]["uri"]: one for one in made["documentChanges"]}
    assert whole[uri]["textDocument"]["version"] == 1
    assert [edit["newText"] for edit in whole[uri]["edits"]] == ["red_mass"] * 2
    assert whole[cases]["edits"][0]["range"]["start"] == {"line": 9, "character": 11}
    assert {one["uri"] for one in from_case} == {uri, cases, (tiny / "texts/zh.yaml").as_uri()}
    assert declared["range"]["start"] == {"line": 16, "character": 5}
    assert len(shown) == 2


def test_a_refusal_is_an_error_that_says_why(client: Client, tiny: Path) -> None:
    client.start(tiny.parent)
    text = RULES + '\nrule b "B"\n  cites S open\n  require claim.quantity above 0 t\n'
    uri = client.open(tiny / "main.rules", text)
    line, character = place_of(text, "claim.qu|antity")
    place = {"line": line, "character": character}

    answers = [
        client.ask_whatever(
            f"textDocument/{method}", textDocument={"uri": uri}, position=place, **more
        )
        for method, more in (("prepareRename", {}), ("rename", {"newName": "claim.x"}))
    ]

    assert [one["error"]["message"] for one in answers] == [
        "`claim.quantity` is declared in the pack `core`, which is not in this workspace"
    ] * 2
    assert client.at("hover", uri, 2, 6) is not None
