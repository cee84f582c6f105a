"""Whatever a command prints in Chinese has no sentence of ours in English."""

from __future__ import annotations

import re
import shlex
import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest

from checker.cli import main as door
from checker.cli.speak import speak
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.render import one_line, render
from checker.pack.find import Packs
from tests.cli.command import CASTHOUSE, LEDGERS, ROOT
from tests.cli.test_main import BEFORE
from tests.docs import test_error_commands as commands
from tests.docs import test_error_pages as rules
from tests.docs import test_error_pages_dossier as dossiers
from tests.locale.catalogue import read
from tests.locale.extract import extract

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Three words in a row are a sentence, or a part of one.
_ENGLISH = re.compile(r"\b[A-Za-z][a-z]+(?: +[A-Za-z][a-z]+){2,}")
# What is quoted, named or written in the rule language stays as it is.
_FOREIGN = re.compile(
    r"`[^`]*`|“[^”]*”|\"[^\"]*\"|\[[^\]]*\]|--[a-z-]+ [A-Z]+|\S+[./_]\S*|checker [a-z].*"
    r"|^.* → |TA call to \w+|China Nonferrous Metals Industry Association"
)
# The page of a handbook, and what an editor shows, are English as yet.
NOT_YET = ("pack docs", "pack lint")
# An excerpt of a file, with its gutter.
_EXCERPT = re.compile(r"^ *[0-9]* \|")


def english_in(text: str) -> list[str]:
    """Return the lines with a sentence in English that nobody quotes."""
    return [
        line
        for line in text.splitlines()
        if not _EXCERPT.match(line)
        and _ENGLISH.search(_FOREIGN.sub("", line))
        and line.strip() not in _lines_of_rules()
    ]


@cache
def _lines_of_rules() -> frozenset[str]:
    """Return what stands in the shipped packs: `checker rules PACK/RULE` shows it as it is."""
    files = (ROOT / "rules").glob("*/*.rules")
    return frozenset(
        line.strip() for file in files for line in file.read_text("utf-8").splitlines()
    )


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    speak("en")


def test_english_is_noticed() -> None:
    assert english_in("错误：the file is not there") == ["错误：the file is not there"]
    assert english_in("  4 | the file is not there") == []
    assert english_in("没有 `the file is not there`，见 a.b.c") == []


@pytest.mark.parametrize("path", rules.own_pages(), ids=lambda path: path.stem)
def test_a_mistake_in_rules_is_told_in_chinese(path: Path) -> None:
    _, stage, sections = rules.read(path)

    found = rules.find_mistakes(stage, sections.get("An example that fails", []))
    assert shown(found) == []


@pytest.mark.parametrize("path", dossiers.PAGES, ids=lambda path: path.stem)
def test_a_mistake_in_a_dossier_is_told_in_chinese(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Diagnostic] = []
    original = dossiers.read_dossier

    def reading(*given: object) -> object:
        try:
            return original(*given)
        except InputError as error:
            found.extend(error.diagnostics)
            raise

    monkeypatch.setattr(dossiers, "read_dossier", reading)
    example = path.read_text("utf-8").split("\n## Its repair\n")[0]

    dossiers.mistakes(example, tmp_path / "wrong", Packs([]).vocabulary())
    assert shown(found) == []


def shown(found: list[Diagnostic] | tuple[Diagnostic, ...]) -> list[str]:
    whole = render(found, lang="zh")
    lines = "\n".join(one_line(one, "zh") for one in found)
    return english_in(whole + lines)


@pytest.mark.parametrize("path", commands.PAGES, ids=lambda path: path.stem)
def test_a_command_that_fails_says_so_in_chinese(
    path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    example = path.read_text("utf-8").split("\n## An example that fails\n")[1]
    files, command, _ = commands.blocks(example.split("\n## Its repair\n")[0])
    assert command is not None
    monkeypatch.chdir(tmp_path)
    commands.write(tmp_path, files)

    assert door.main([*shlex.split(command)[1:], "--lang=zh"]) == 2
    printed = capsys.readouterr()
    assert english_in(printed.out + printed.err) == []
    assert re.search("[\u4e00-\u9fff]", printed.err)


@pytest.mark.parametrize("name", sorted({*door.COMMANDS} - {"lsp"}))
def test_a_command_speaks_chinese(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(CASTHOUSE, tmp_path / "docs" / "examples" / "casthouse")
    shutil.copytree(LEDGERS, tmp_path / "docs" / "examples" / "ledgers")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    for line in BEFORE.get(name, ()):
        assert door.main([*shlex.split(line)[1:], "--lang", "zh"]) == 0
    capsys.readouterr()

    door.main([*name.split(), "--lang", "zh", "--help"])
    usage = capsys.readouterr().out
    examples = usage.split("示例：\n")[1].splitlines()
    assert english_in(usage.replace("[RANGE]", "")) == []
    for example in () if name in NOT_YET else examples:
        arguments = [word for word in shlex.split(example)[1:] if word != "--mutate"]  # minutes
        if "--lang" not in arguments:
            arguments += ["--lang", "zh"]
        assert door.main(arguments) in (0, 1)
        printed = capsys.readouterr()
        assert english_in(printed.out + printed.err) == [], example


def test_the_command_itself_speaks_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["--help"], [], ["chek"], ["pack"], ["pack", "--help"], ["check"], ["serve"]):
        door.main([*arguments, "--lang", "zh"])
    door.main(["check", "nowhere", "--as-of", "2026-02-30", "--lang", "zh"])
    door.main(["check", "nowhere", "--fail-on", "nothing", "--lang", "zh"])
    printed = capsys.readouterr()

    assert english_in(printed.out + printed.err) == []


def test_all_that_is_said_is_said_in_chinese() -> None:
    known = read("zh")

    assert [key for key in extract() if not known.get(key)] == []
