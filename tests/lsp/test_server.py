"""The server through its real door: a process that speaks the protocol."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from checker.diagnostic.diagnostic import InputError
from checker.lsp.text import Text
from checker.model.said import said
from checker.model.translation import translate
from checker.pack.find import Packs
from tests.cli.command import checker
from tests.lsp.client import ROOT, Client, copy_packs, place_of
from tests.pack.packs import RULES, write_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client()
    yield client
    client.kill()


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return copy_packs(tmp_path / "work", "cgmc-low-carbon", "core")


def _code(found: list[dict[str, Any]]) -> list[str]:
    return [one["code"] for one in found]


# --- mistakes -------------------------------------------------------------------------------------


def test_mistakes_come_as_one_types_and_go_when_they_are_mended(
    client: Client, packs: Path
) -> None:
    client.start(packs)
    file = packs / "cgmc-low-carbon/composition.rules"
    text = file.read_text()
    uri = client.open(file)
    at_first = client.mistakes(uri)

    line, character = place_of(text, "require non_g|reen at most")
    place = {"line": line, "character": character}
    client.change(uri, {"range": {"start": place, "end": place}, "text": "x"})
    wrong = client.mistakes(uri)
    end = {"line": line, "character": character + 1}
    client.change(uri, {"range": {"start": place, "end": end}, "text": ""})
    mended = client.mistakes(uri)

    assert at_first == mended == []
    (one,) = wrong
    assert one["message"] == (
        "nothing is called `non_gxreen` here\nhint: did you mean `non_green`?"
    )
    assert (one["code"], one["source"], one["severity"]) == ("unknown-name", "checker", 1)
    assert one["codeDescription"]["href"].endswith("/docs/errors/unknown-name.md")
    assert one["range"] == {
        "start": {"line": line, "character": 10},
        "end": {"line": line, "character": 20},
    }
    assert client.end() == 0


BROKEN = {
    "1-a.rules": 'rule 电 "电"\n  require x at moost 3\nfact a : mas "电 𝒳 a"\n',
    "2-b.rules": 'standard S "S"\nrule b.c "𝒳𝒳"\n  cites S open\n  require 3 t at most 2 t CO2e\n',
    "3-c.rules": 'words w en "𝒳𝒳 电" "y"\nfact q : mass "Q"\n\ndefine z = sum of mass in nowhere\n',
    "pack.yaml": "name: own\nversion: 1.0.0\nlanguage: 1\nstandard: S\nuse: [core]\n",
    "cases/a.yaml": "- case: 电\n  dossir: {}\n",
}


@pytest.mark.parametrize("without", ["", "pack.yaml", "1-a.rules", "3-c.rules"])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-8", "utf-32"])
def test_mistakes_are_those_of_the_command_at_the_same_characters(
    client: Client, tmp_path: Path, encoding: str, without: str
) -> None:
    folder = tmp_path / "own"
    texts = {**BROKEN, without: ""} if without != "pack.yaml" else dict(BROKEN)
    if without == "pack.yaml":
        texts["pack.yaml"] = texts["pack.yaml"].replace("use:", "uses:")
    for name, text in texts.items():
        if name:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    client.start(tmp_path, encodings=(encoding,))

    found: dict[str, list[dict[str, Any]]] = {}
    client.open(folder / "2-b.rules")
    while len(found) < len([name for name in texts if name]) - 1 or "2-b.rules" not in found:
        told = client.next_told("textDocument/publishDiagnostics")
        found[told["uri"].removeprefix(folder.as_uri() + "/")] = told["diagnostics"]
        if told["uri"].endswith("pack.yaml"):
            break

    try:
        Packs().load(folder)
        expected = []
    except InputError as error:
        expected = list(error.diagnostics)
    assert client.encoding == encoding
    for one in expected:
        name = str(one.file).removeprefix(f"{folder}/")
        text = Text(texts[name], encoding)
        start = text.of_place(one.line or 1, one.column or 1)
        place = dict(zip(("line", "character"), text.position(start), strict=True))
        end = dict(zip(("line", "character"), text.position(start + one.length), strict=True))
        assert {"start": place, "end": end} in [
            there["range"] for there in found[name] if there["code"] == one.code
        ], one


def test_mistakes_in_files_that_are_not_open_are_told_and_taken_back(
    client: Client, packs: Path
) -> None:
    client.start(packs)
    other = packs / "cgmc-low-carbon/wording.rules"
    uri = client.open(packs / "cgmc-low-carbon/composition.rules")
    client.mistakes(uri)
    text = (packs / "cgmc-low-carbon/composition.rules").read_text()

    client.change(uri, text.replace("standard GLCA", "standard GLCB"))
    told = {}
    while other.as_uri() not in told:
        message = client.next_told("textDocument/publishDiagnostics")
        told[message["uri"]] = message["diagnostics"]
    client.change(uri, text)
    taken_back: Any = None
    while taken_back is None:
        message = client.next_told("textDocument/publishDiagnostics")
        taken_back = message["diagnostics"] if message["uri"] == other.as_uri() else None

    assert set(_code(told[other.as_uri()])) == {"unknown-standard"}
    assert taken_back == []


def test_what_is_not_saved_in_one_pack_counts_in_another(client: Client, packs: Path) -> None:
    shutil.rmtree(packs / "core/texts")  # else the fact is missing there first
    client.start(packs)
    uri = client.open(packs / "cgmc-low-carbon/composition.rules")
    core = packs / "core/1-claim.rules"
    core_uri = client.open(core)
    client.mistakes(core_uri)

    client.change(core_uri, core.read_text().replace("fact claim.quantity", "fact claim.amount"))
    while not (found := client.mistakes(uri)):
        continue

    assert set(_code(found)) == {"unknown-name"}
    assert all("`claim.quantity`" in one["message"] for one in found)


def test_a_mistake_in_a_used_pack_hides_none_of_the_pack_itself(
    client: Client, packs: Path
) -> None:
    client.start(packs)
    file = packs / "cgmc-low-carbon/composition.rules"
    uri = client.open(file)
    client.mistakes(uri)
    core = packs / "core/1-claim.rules"
    core_uri = client.open(core, core.read_text() + "fact wrong\n")
    assert _code(client.mistakes(core_uri)) == ["syntax"]

    client.change(uri, file.read_text().replace("claim.quantity at most", "claim.quantty at most"))
    found = client.mistakes(uri)

    assert [one["message"] for one in found] == [
        "nothing is called `claim.quantty` here\nhint: did you mean `claim.quantity`?"
    ]
    assert client.at("hover", uri, *place_of(file.read_text(), "claim.sche|mes")) is not None


def test_mistakes_of_cases_and_of_the_manifest_are_told(client: Client, tmp_path: Path) -> None:
    folder = write_pack(tmp_path, more={"cases/a.yaml": "- case: A\n  dossir: {}\n"})
    client.start(tmp_path)
    cases = client.open(folder / "cases/a.yaml")
    found = client.mistakes(cases)
    manifest = client.open(folder / "pack.yaml")
    client.mistakes(manifest)

    client.change(manifest, "name: tiny\nversion: 1.0.0\nlanguage: 1\nstanderd: S\n")
    wrong = client.mistakes(manifest)

    said = {one["message"].split("\n")[0]: one["range"]["start"] for one in found}
    assert said["`dossir` is no part of a case"] == {"line": 1, "character": 2}
    assert _code(wrong) == ["pack-key", "pack-key"]


def test_mistakes_of_clauses_and_of_accepted_changes_are_told(
    client: Client, tmp_path: Path
) -> None:
    clauses = "- id: C-1\n  title: At most 30 t\n  rules: [cop]\n"
    folder = write_pack(
        tmp_path, more={"clauses.yaml": clauses, "mutants.yaml": "- at: rule cap\n"}
    )
    client.start(tmp_path)
    listed, accepted = client.open(folder / "clauses.yaml"), client.open(folder / "mutants.yaml")

    (wrong,) = client.mistakes(listed)
    missing = client.mistakes(accepted)

    assert wrong["code"] == "unknown-rule"
    assert wrong["range"]["start"] == {"line": 2, "character": 10}
    assert len(missing) == 2


def test_a_pack_that_is_not_there_is_told_in_its_manifest(client: Client, tmp_path: Path) -> None:
    folder = write_pack(tmp_path, uses="[core, nowhere]")
    client.start(tmp_path)
    manifest = client.open(folder / "pack.yaml")

    (found,) = client.mistakes(manifest)

    assert found["code"] == "pack-unknown"
    assert found["range"]["start"] == {"line": 4, "character": 13}


def test_a_rule_file_without_a_pack_is_checked_against_core(client: Client, tmp_path: Path) -> None:
    client.start(tmp_path)
    file = tmp_path / "lone.rules"
    text = 'rule a.b "A"\n  require claim.quantity at most 30 t\n  require claim.offsets_used at most 3\n'
    uri = client.open(file, text)

    (found,) = client.mistakes(uri)

    assert found["code"] == "type-mismatch"
    assert found["range"]["start"]["line"] == 2


@pytest.mark.parametrize("how", ["command", "option"])
def test_more_packs_are_found_in_folders_that_are_named(how: str, tmp_path: Path) -> None:
    write_pack(tmp_path / "more", "base", rules='fact base.mass : mass "Mass"\n')
    rules = 'rule x "X"\n  require base.mass at most 1 t\n'
    folder = write_pack(tmp_path / "work", uses="[core, base]", rules=rules)
    more = str(tmp_path / "more")
    client = Client(*(("--rules", more) if how == "command" else ()))
    try:
        client.start(tmp_path / "work", options={"rules": [more]} if how == "option" else None)
        uri = client.open(folder / "main.rules")

        found = client.mistakes(uri)
        place = client.at("definition", uri, *place_of(rules, "base.m|ass"))
    finally:
        client.kill()

    assert found == []
    assert place["uri"] == (tmp_path / "more/base/main.rules").as_uri()


def test_mistakes_are_told_in_the_language_of_the_editor(client: Client, tmp_path: Path) -> None:
    folder = write_pack(tmp_path)
    client.start(tmp_path, locale="zh-cn")
    uri = client.open(folder / "main.rules", RULES.replace("tiny.mass at", "tiny.mas at"))

    (found,) = client.mistakes(uri)
    (fix,) = client.about("codeAction", uri, range=found["range"], context={"diagnostics": []})

    assert found["message"] == translated("nothing is called `{name}` here", name="tiny.mas") + (
        "\n" + translated("hint") + "：" + translated("did you mean `{near}`?", near="tiny.mass")
    )
    assert fix["edit"]["changes"][uri][0]["newText"] == "tiny.mass"


def translated(template: str, **values: str) -> str:
    return translate(said(template, **values), "zh")


def test_a_folder_of_packs_that_is_not_there_is_said(client: Client, tmp_path: Path) -> None:
    client.start(tmp_path, options={"rules": [str(tmp_path / "nowhere")]})

    told = client.next_told("window/showMessage")

    assert "this folder of packs is not there" in told["message"]


def test_what_lint_finds_is_told_when_a_file_is_saved(client: Client, tmp_path: Path) -> None:
    folder = write_pack(tmp_path, rules=RULES + 'fact tiny.more : mass "Not used"\n')
    client.start(tmp_path)
    uri = client.open(folder / "main.rules")
    before = client.mistakes(uri)

    client.notify("textDocument/didSave", textDocument={"uri": uri})
    found = client.mistakes(uri)
    end = {"line": 8, "character": 0}
    client.change(uri, {"range": {"start": end, "end": end}, "text": "# more\n"})
    changed = client.mistakes(uri)
    here = {"line": 9, "character": 0}
    client.change(uri, {"range": {"start": end, "end": here}, "text": ""})
    again = client.mistakes(uri)

    unused = next(one for one in found if one["code"] == "unused-fact")
    assert before == changed == []
    assert again == found
    assert (unused["severity"], unused["range"]["start"]["line"]) == (2, 7)
    assert unused["codeDescription"]["href"].endswith("/docs/lint/unused-fact.md")


# --- names ----------------------------------------------------------------------------------------


def test_hover_shows_the_declaration_its_pack_and_the_clause(client: Client, packs: Path) -> None:
    client.start(packs)
    file = packs / "cgmc-low-carbon/composition.rules"
    text = file.read_text()
    uri = client.open(file)

    def shown(marked: str) -> str:
        value: str = client.at("hover", uri, *place_of(text, marked))["contents"]["value"]
        return value

    fact = shown("require claim.q|uantity at most output")
    parameter = shown("non_green_|cap of all_inputs\n")
    rule = shown("rule CGMC-24.non|-green-cap")
    column = shown("m.|form is one of")
    let = shown("at most out|put")
    keyword = shown("applies w|hen")
    unit = shown("above 0 |t\n  require all_inputs")

    assert (
        'fact claim.quantity : mass not negative "Mass of product that carries the claim"' in fact
    )
    assert "`core`, 1-claim.rules" in fact
    assert "- CGMC-27.output: No more is claimed than was cast, GLCA (unconfirmed)" in fact
    assert "from 2024-10-08 is 30 % cites GLCA unconfirmed" in parameter
    assert "- GLCA (unconfirmed): Guideline for evaluation" in parameter
    assert "- GLCA (unconfirmed): Guideline for evaluation" in rule
    assert "column form : one of liquid" in column
    assert "let output = sum of mass in cast" in let
    assert keyword.startswith("`applies when`: ")
    assert unit == "`t`: a mass"


def test_definition_goes_to_the_declaration_also_in_another_pack(
    client: Client, packs: Path
) -> None:
    client.start(packs)
    file = packs / "cgmc-low-carbon/composition.rules"
    text = file.read_text()
    uri = client.open(file)

    def target(marked: str) -> str:
        found = client.at("definition", uri, *place_of(text, marked))
        path = packs / found["uri"].removeprefix(packs.as_uri() + "/")
        lines = path.read_text().split("\n")
        start, end = found["range"]["start"], found["range"]["end"]
        written = lines[start["line"]][start["character"] : end["character"]]
        return f"{path.relative_to(packs)}: {written}"

    assert target("require claim.q|uantity at") == "core/1-claim.rules: claim.quantity"
    assert target("m.|form is") == "core/3-material.rules: form"
    assert target("|m.form is") == "cgmc-low-carbon/composition.rules: m"
    assert target("for each m in ca|st") == "cgmc-low-carbon/composition.rules: cast"
    assert target("at most out|put") == "cgmc-low-carbon/composition.rules: output"
    assert target("{non_g|reen}") == "cgmc-low-carbon/composition.rules: non_green"
    assert target("cites GL|CA open") == "cgmc-low-carbon/composition.rules: GLCA"
    assert target("extend move|ments") == "core/3-material.rules: movements"
    assert target("then unba|cked") == "core/3-material.rules: unbacked"


def test_names_of_shipped_packs_are_found_outside_the_workspace(
    client: Client, tmp_path: Path
) -> None:
    work = copy_packs(tmp_path, "cgmc-low-carbon")
    client.start(work)
    file = work / "cgmc-low-carbon/composition.rules"
    uri = client.open(file)

    found = client.at("definition", uri, *place_of(file.read_text(), "claim.q|uantity at"))
    core = client.open(ROOT / "rules/core/1-claim.rules")
    shown = client.at("hover", core, found["range"]["start"]["line"], 8)

    assert found["uri"] == (ROOT / "rules/core/1-claim.rules").as_uri() == core
    assert "claim.quantity" in shown["contents"]["value"]


def test_completion_through_the_protocol_replaces_what_is_written(
    client: Client, packs: Path
) -> None:
    client.start(packs)
    file = packs / "cgmc-low-carbon/composition.rules"
    text = file.read_text() + '\nrule A.b "电𝒳"\n  cites GLCA "电𝒳" open\n  require claim.q'
    uri = client.open(file, text)
    lines = text.split("\n")

    found = client.at("completion", uri, len(lines) - 1, len(lines[-1]))
    quantity = next(one for one in found["items"] if one["label"] == "quantity")
    more = client.ask("completionItem/resolve", **quantity)

    edit = quantity["textEdit"]
    assert edit["newText"] == "quantity"
    assert edit["range"]["start"] == {"line": len(lines) - 1, "character": 16}
    assert quantity["detail"] == "a mass"
    assert "Mass of product that carries the claim" in more["documentation"]["value"]


# --- the text as a whole --------------------------------------------------------------------------


def _apply(text: str, edits: list[dict[str, Any]]) -> str:
    place = Text(text, "utf-16")
    spans = []
    for edit in edits:
        start, end = (
            place.offset(edit["range"][side]["line"], edit["range"][side]["character"])
            for side in ("start", "end")
        )
        spans.append((start, end, edit["newText"]))
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def test_format_writes_the_one_way_and_leaves_a_file_with_mistakes(
    client: Client, packs: Path
) -> None:
    client.start(packs)
    file = packs / "cgmc-low-carbon/composition.rules"
    text = file.read_text()
    askew = (
        text.replace("  require", "      require").replace("\n\n", "\n\n\n").replace("\n", "\r\n")
    )
    uri = client.open(file, askew)
    options = {"tabSize": 4, "insertSpaces": False}

    edits = client.about("formatting", uri, options=options)
    client.change(uri, text)
    same = client.about("formatting", uri, options=options)
    client.change(uri, text + "rule wrong\n")
    wrong = client.about("formatting", uri, options=options)

    assert _apply(askew, edits) == text
    assert same == wrong == []


def test_items_clauses_and_comments_fold_also_while_nothing_parses(
    client: Client, tmp_path: Path
) -> None:
    client.start(tmp_path)
    text = (
        "# one\n# two\n\n"
        'rule a.b "A"\n  require x is\n    yes\n  say "x"\n\n'
        "table t\n  key id\n  column a : mass\n\nrule rule (\n"
    )
    uri = client.open(tmp_path / "a.rules", text)

    found = client.about("foldingRange", uri)

    assert [(one["startLine"], one["endLine"], one["kind"]) for one in found] == [
        (0, 1, "comment"),
        (3, 6, "region"),
        (4, 5, "region"),
        (8, 10, "region"),
    ]


def test_the_outline_has_items_with_their_columns_and_lets(client: Client, packs: Path) -> None:
    client.start(packs)
    uri = client.open(packs / "cgmc-low-carbon/composition.rules")

    found = {one["name"]: one for one in client.about("documentSymbol", uri)}

    assert "CGMC-24.non-green-cap" in found
    assert [one["name"] for one in found["CGMC-25.both-ingredients"]["children"]] == [
        "green",
        "scrap",
    ]
    assert [one["name"] for one in found["movements"]["children"]] == ["not_green"]


def test_semantic_tokens_lie_on_the_words(client: Client, packs: Path) -> None:
    legend = client.start(packs)["semanticTokensProvider"]["legend"]["tokenTypes"]
    text = 'fact a.b : mass "电𝒳" # 电𝒳 c\nrule x "X"\n  require a.b at most 30 t\n'
    uri = client.open(packs / "core/0.rules", text)

    data = client.about("semanticTokens/full", uri)["data"]

    place, line, unit, words = Text(text, "utf-16"), 0, 0, []
    for lines, units, length, kind, _ in zip(*[iter(data)] * 5, strict=True):
        unit = units + (unit if lines == 0 else 0)
        line += lines
        start = place.offset(line, unit)
        words.append((text[start : place.offset(line, unit + length)], legend[kind]))
    assert words == [
        ("fact", "keyword"),
        ("a.b", "property"),
        ('"电𝒳"', "string"),
        ("# 电𝒳 c", "comment"),
        ("rule", "keyword"),
        ("x", "function"),
        ('"X"', "string"),
        ("require", "keyword"),
        ("a.b", "property"),
        ("at", "keyword"),
        ("most", "keyword"),
        ("30", "number"),
    ]


def test_a_quick_fix_puts_the_nearest_name_in(client: Client, packs: Path) -> None:
    client.start(packs)
    file = packs / "cgmc-low-carbon/composition.rules"
    text = file.read_text()
    wrong = text.replace("require claim.quantity at most", "require claim.quantty <=")
    uri = client.open(file, wrong)

    def fixed(text: str) -> str:
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 999, "character": 0}}
        found = client.about("codeAction", uri, range=whole, context={"diagnostics": []})
        for one in found:
            text = _apply(text, one["edit"]["changes"][uri])
            client.change(uri, text)
        return text

    assert fixed(fixed(wrong)) == text


# --- what may go wrong ----------------------------------------------------------------------------


def test_files_outside_of_the_workspace_are_none_of_its(client: Client, tmp_path: Path) -> None:
    inside = write_pack(tmp_path / "work", "inside")
    outside = write_pack(tmp_path / "other", "outside")
    (inside / "link.rules").symlink_to(outside / "main.rules")
    client.start(tmp_path / "work")
    foreign = client.open(outside / "main.rules", "fact x : nonsense\n")
    link = (inside / "link.rules").as_uri()

    answers = [
        client.at(method, uri, 0, 3)
        for uri in (foreign, link, "untitled:one", "http://example.org/a.rules", "file:///%00")
        for method in ("hover", "definition")
    ]
    folded = [client.about("foldingRange", uri) for uri in (foreign, link, "untitled:one")]
    (inside / "link.rules").unlink()
    mine = client.open(inside / "main.rules")
    told = client.next_told("textDocument/publishDiagnostics")

    assert answers == [None] * 10
    assert folded == [[], [], []]
    assert told["uri"] == mine


def test_strange_texts_are_answered(client: Client, tmp_path: Path) -> None:
    folder = write_pack(tmp_path, more={"bad.rules": "", "note.txt": ""})
    (folder / "bad.rules").write_bytes(b"\xff\xfe\x00rule")
    client.start(tmp_path)
    main = client.open(folder / "main.rules")
    while not (told := client.next_told("textDocument/publishDiagnostics"))["diagnostics"]:
        continue
    assert told["uri"] == (folder / "bad.rules").as_uri()
    assert _code(told["diagnostics"]) == ["not-utf-8"]
    (folder / "bad.rules").unlink()

    for text in ("", "\0", "\ufeff" + RULES, "(" * 5_000, '"', "\r", "電" * 10, "x" * 2_000_000):
        client.change(main, text)
        client.mistakes(main)
        for line, character in ((0, 0), (0, 3), (10**6, 10**6)):
            client.at("completion", main, line, character)
            client.at("hover", main, line, character)
        client.about("foldingRange", main)
        client.about("documentSymbol", main)
        client.about("semanticTokens/full", main)
    assert client.end() == 0
    assert client.log == []


def test_changes_at_wrong_places_are_taken_as_near_as_can_be(
    client: Client, tmp_path: Path
) -> None:
    folder = write_pack(tmp_path)
    client.start(tmp_path)
    uri = client.open(folder / "main.rules")
    client.mistakes(uri)
    far = {"line": 10**6, "character": 10**6}
    zero = {"line": 0, "character": 0}

    client.change(uri, {"range": {"start": far, "end": far}, "text": "rule"})
    at_the_end = client.mistakes(uri)
    client.change(uri, {"range": {"start": far, "end": zero}, "text": "# turned\n"})
    turned = client.mistakes(uri)
    client.notify(
        "textDocument/didChange",
        textDocument={"uri": (folder / "never.rules").as_uri(), "version": 3},
        contentChanges=[{"text": "rule"}],
    )
    client.close((folder / "never.rules").as_uri())

    assert at_the_end[0]["range"]["start"]["line"] == RULES.count("\n")
    assert turned == []
    assert client.end() == 0


def test_a_closed_file_counts_as_it_is_on_disk(client: Client, tmp_path: Path) -> None:
    folder = write_pack(tmp_path, more={"more.rules": "# nothing\n"})
    client.start(tmp_path)
    main = client.open(folder / "main.rules")
    more = client.open(folder / "more.rules", "fact x : nonsense\n")
    assert _code(client.mistakes(more)) == ["unknown-type"]

    client.close(more)
    client.versions.pop(more)

    assert client.mistakes(more) == []
    assert client.at("hover", main, 2, 6) is not None


def test_a_folder_that_goes_away_takes_nothing_else_with_it(client: Client, tmp_path: Path) -> None:
    gone = write_pack(tmp_path, "gone")
    stays = write_pack(tmp_path, "stays")
    client.start(tmp_path)
    uri = client.open(gone / "main.rules")
    other = client.open(stays / "main.rules")
    client.mistakes(other)
    shutil.rmtree(gone)

    client.change(uri, RULES + "rule\n")
    found = client.mistakes(uri)
    client.at("hover", uri, 2, 6)
    client.change(other, RULES + "rule\n")

    assert "syntax" in _code(found)
    assert _code(client.mistakes(other)) == ["syntax"]
    assert client.end() == 0


def test_a_message_that_is_too_long_is_refused_and_the_next_one_read(
    client: Client, tmp_path: Path
) -> None:
    folder = write_pack(tmp_path)
    client.start(tmp_path)
    client.open(folder / "main.rules")

    client.send_raw(b" " * (16 * 2**20 + 1))
    said = client.next_told("window/showMessage")
    uri = client.open(folder / "main.rules")

    assert "16777217 bytes is refused: at most 16 MiB (MESSAGE_BYTES)" in said["message"]
    assert client.at("hover", uri, 2, 6) is not None
    assert client.end() == 0


def test_messages_that_mean_nothing_are_answered_with_errors(
    client: Client, tmp_path: Path
) -> None:
    client.start(tmp_path)
    unknown = client.ask_whatever("textDocument/nonsense", x=1)
    wrong = client.ask_whatever("textDocument/hover", textDocument=3)

    for body in (b"{", b"\xff", b"[]", b"3", b"[" * 100_000, b'{"jsonrpc": "2.0"}', b'{"id": 3}'):
        client.send_raw(body)
    broken = [client.answers.get(timeout=60)["error"]["code"] for _ in range(3)]
    client.notify("$/nonsense", x=1)

    assert unknown["error"]["code"] == -32601
    assert wrong["error"]["code"] == -32602
    assert broken == [-32700] * 3
    assert client.end() == 0


def test_the_exit_code_says_whether_the_end_was_asked_for(tmp_path: Path) -> None:
    abrupt, closed, stopped = Client(), Client(), Client()
    for client in (abrupt, closed, stopped):
        client.start(tmp_path)
        assert client.process.stdin is not None

    abrupt.notify("exit")
    closed.process.stdin.close()  # type: ignore[union-attr] # it was started with a pipe
    stopped.process.send_signal(signal.SIGTERM)

    codes = [client.process.wait(timeout=60) for client in (abrupt, closed, stopped)]
    for client in (abrupt, closed, stopped):
        client.kill()
    assert codes == [1, 1, 143]


def test_nothing_but_the_protocol_stands_on_stdout(tmp_path: Path) -> None:
    script = (
        "import os, sys\n"
        "from checker.lsp import server\n"
        "told = server.Server.tell\n"
        "def tell(self):\n"
        "    print('loose talk'); os.write(1, b'more of it'); told(self)\n"
        "server.Server.tell = tell\n"
        "sys.exit(server.serve())\n"
    )
    text = json.dumps(
        {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {"processId": None, "rootUri": None, "capabilities": {}},
        }
    )
    opened = json.dumps(
        {
            "jsonrpc": "2.0",
            "method": "textDocument/didOpen",
            "params": {
                "textDocument": {
                    "uri": (tmp_path / "a.rules").as_uri(),
                    "languageId": "x",
                    "version": 1,
                    "text": "rule",
                }
            },
        }
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for body in (text, opened):
        process.stdin.write(f"Content-Length: {len(body)}\r\n\r\n{body}".encode())
    process.stdin.flush()
    out = b""
    while b"publishDiagnostics" not in out:
        out += process.stdout.read1()
    rest, said = process.communicate(timeout=60)

    assert re.fullmatch(rb"(Content-[A-Za-z]+: [^\n]+\r\n|\r\n|\{.*?\}(?=Content|$))+", out + rest)
    assert b"loose talk" in said
    assert b"more of it" in said


def test_without_pygls_the_command_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'pygls':\n"
        "            raise ModuleNotFoundError(name, name=name)\n"
        "sys.meta_path.insert(0, Absent())\n"
    )

    ended = checker("lsp", PYTHONPATH=f"{tmp_path}:{ROOT}")

    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "error: `checker lsp` needs pygls: python3 -m pip install 'coc-checker[lsp]'\n"
    )


# --- typing ---------------------------------------------------------------------------------------

TYPED = """\
fact a.mass : mass not negative "电 𝒳"
table loads "Lots"
  key id
  column kind : one of red, green
  column mass : mass
define green = loads where kind is green
rule a.b "A"
  for each m in loads where kind is red
  let x = sum of mass in green where mass at least 3 t
  require m.mass at most 30 % of x and claim.quantity above 0 t
  say "{x} and {a.mass}"
"""


def test_every_character_that_is_typed_leaves_an_answer(client: Client, tmp_path: Path) -> None:
    folder = write_pack(tmp_path, uses="[core]", rules="")
    client.start(tmp_path)
    uri = client.open(folder / "main.rules", "")
    line = unit = 0

    for character in TYPED:
        place = {"line": line, "character": unit}
        client.change(uri, {"range": {"start": place, "end": place}, "text": character})
        line, unit = (
            (line + 1, 0)
            if character == "\n"
            else (line, unit + len(character.encode("utf-16-le")) // 2)
        )
        client.at("completion", uri, line, unit)
        client.at("hover", uri, line, unit)

    assert client.mistakes(uri) == []
    assert client.end() == 0
    assert client.log == []
