"""What editors are given beside the server says the same as the language and the page."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from checker.lsp.words import told
from checker.syntax.expected import keywords, type_words
from tests.cli.command import ROOT, checker

VSCODE = ROOT / "docs/editors/vscode"
PAGE = (ROOT / "docs/editors.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("editor", "fence"), [("neovim", "lua"), ("emacs", "elisp")])
def test_the_page_shows_what_the_command_prints(editor: str, fence: str) -> None:
    ended = checker("lsp", "--setup", editor)

    assert ended.code == 0
    assert f"```{fence}\n{ended.out}```\n" in PAGE


def test_every_keyword_has_its_line_and_a_section_that_is_there() -> None:
    language = (ROOT / "docs/language.md").read_text(encoding="utf-8")

    for phrase in keywords().values():
        section, what = told(phrase)
        assert what
        assert f"\n## {section}. " in language


def _grammar() -> list[dict[str, Any]]:
    plain = json.loads((VSCODE / "rules.tmLanguage.json").read_text(encoding="utf-8"))
    patterns: list[dict[str, Any]] = plain["patterns"]
    return patterns


def test_the_colours_of_vscode_know_every_keyword_and_no_other() -> None:
    patterns = [
        one["match"] for one in _grammar() if one.get("name", "").startswith(("keyword", "storage"))
    ]
    known = {
        phrase.replace("\\s+", " ")
        for pattern in patterns
        for phrase in pattern.partition("(?:")[2].partition(")(?!")[0].split("|")
    }

    assert known == {*keywords().values(), *type_words()}
    for phrase in keywords().values():
        matches = [re.match(pattern, phrase) for pattern in patterns]
        assert any(match is not None and match[0] == phrase for match in matches), phrase


@pytest.mark.parametrize("file", sorted(path.name for path in VSCODE.glob("*.json")))
def test_what_vscode_reads_is_json(file: str) -> None:
    assert json.loads((VSCODE / file).read_text(encoding="utf-8"))


def test_the_extension_names_files_and_settings_that_are_there() -> None:
    plain = json.loads((VSCODE / "package.json").read_text(encoding="utf-8"))
    script = (VSCODE / "extension.js").read_text(encoding="utf-8")
    given = plain["contributes"]
    language = given["languages"][0]

    for path in (plain["main"], language["configuration"], given["grammars"][0]["path"]):
        assert (VSCODE / path).is_file()
    assert set(re.findall(r'settings\.get\("(\w+)"\)', script)) == {
        name.removeprefix("checker.") for name in given["configuration"]["properties"]
    }
    assert f'language: "{language["id"]}"' in script


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no node")
def test_the_extension_is_javascript() -> None:
    node = shutil.which("node")
    assert node is not None

    ended = subprocess.run([node, "--check", VSCODE / "extension.js"], check=False)

    assert ended.returncode == 0
