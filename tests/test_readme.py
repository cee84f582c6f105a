"""What the README's first screen says is what happens."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.cli.command import ROOT, checker

README = ROOT / "README.md"
TEXT = README.read_text(encoding="utf-8")


def lines_to_paste() -> list[str]:
    """Return the lines of the first two blocks for a shell."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    return [block.strip() for block in blocks[:2]]


def test_there_are_two_lines_one_checks_the_example_and_one_runs_all_tests() -> None:
    first, second = lines_to_paste()

    assert "\n" not in first
    assert "\n" not in second
    assert first.endswith("checker check docs/examples/casthouse")
    assert second.endswith("python -m pytest")
    assert TEXT.index(second) < TEXT.index("\n## "), "they stand on the first screen"


def test_the_readme_shows_what_the_first_line_prints(update: bool) -> None:
    ended = checker("check", "docs/examples/casthouse")
    shown = re.search(r"^```text\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    assert shown is not None
    head, left = first_screen(ended.out)
    said = head + (f"… and {left} more lines\n" if left else "")

    if update:
        start, end = shown.span(1)
        README.write_text(TEXT[:start] + said + TEXT[end:], encoding="utf-8")
    else:
        assert shown[1] == said
    assert ended.code == 1


def first_screen(text: str, most: int = 26) -> tuple[str, int]:
    """Return the first paragraphs that fit, and how many lines are left."""
    lines = text.splitlines(keepends=True)
    if len(lines) <= most:
        return text, 0
    end = max(at for at in range(1, most + 1) if not lines[at - 1].strip())
    return "".join(lines[:end]), len(lines) - end


def test_the_commands_that_the_readme_shows_run() -> None:
    for line in re.findall(r"^checker (.+)$", TEXT, re.MULTILINE):
        ended = checker(*line.split())

        assert ended.code in (0, 1), f"{line}\n{ended}"


def test_the_python_that_the_readme_shows_runs(monkeypatch: object, capsys: object) -> None:
    import os

    (code,) = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        exec(compile(code, "README.md", "exec"), {})  # noqa: S102 - the page is ours
    finally:
        os.chdir(before)


def test_every_path_that_pages_link_to_exists() -> None:
    pages = [
        README,
        ROOT / "CONTRIBUTING.md",
        ROOT / "CHANGELOG.md",
        *(ROOT / "docs").rglob("*.md"),
    ]
    broken = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in link and not (page.parent / link).exists()
    ]

    assert broken == []


def test_the_package_asks_for_what_it_says_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.split(r"[<>=]", one)[0] for one in project["dependencies"]}

    assert names == {"pyyaml", "jsonschema", "lark", "jinja2", "packaging", "openpyxl"}
    assert project["requires-python"] == ">=3.11"
