"""What users install is whole: the wheel, alone, elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from checker.resources import VERSION
from tests.cli.command import CASTHOUSE, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a wheel, built from the checkout as `pip install .` builds it."""
    made = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(made), str(ROOT)],
        check=True,
        cwd=made,
    )
    (found,) = made.glob("*.whl")
    return found


def test_the_wheel_has_the_name_and_version_of_the_distribution(wheel: Path) -> None:
    assert wheel.name == f"coc_checker-{VERSION}-py3-none-any.whl"


def test_packs_templates_and_all_files_travel_inside_the_package(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())

    assert {
        "checker/py.typed",
        "checker/syntax/grammar.lark",
        "checker/pack/pack.schema.json",
    } <= inside
    for top, below in (("rules", "_rules"), ("templates", "_templates"), ("checker", "")):
        for file in (ROOT / top).rglob("*"):
            name = file.relative_to(ROOT / top)
            if file.is_file() and "__pycache__" not in name.parts and not name.name.startswith("."):
                assert (Path("checker") / below / name).as_posix() in inside


def test_the_wheel_alone_checks_an_example_elsewhere(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / "bin" / "python"
    # The dependencies are those of this environment: nothing is fetched, nothing of ours is seen.
    site = next((tmp_path / "venv" / "lib").iterdir()) / "site-packages"
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--no-index",
            "--target",
            str(site),
        ]
        + [str(wheel)],
        check=True,
        cwd=tmp_path,
    )
    import yaml

    for place in {Path(yaml.__file__).parents[1]}:
        (site / "dependencies.pth").write_text(f"{place}\n")
    shutil.copytree(CASTHOUSE, tmp_path / "example")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(python), *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    where = run("-c", "import checker; print(checker.__file__)")
    first = run("-m", "checker", "check", "example")
    html = run("-m", "checker", "check", "example", "--format", "html")
    lexer = run(
        "-c", "from pygments.lexers import *; print(get_lexer_for_filename('a.rules').name)"
    )

    assert Path(where.stdout.strip()).is_relative_to(site), where.stderr
    assert (first.returncode, first.stderr) == (1, "")
    assert first.stdout.startswith("✗ ")
    assert lexer.stdout == "Checker rules\n", lexer.stderr
    assert (html.returncode, html.stdout[:15].lower()) == (1, "<!doctype html>")
