from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.command import CASTHOUSE, checker
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "dossier: 1\nid: X-1\nas_of: 2026-06-30\npacks: {tiny: }\n"


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a folder with a pack in `rules/`: tiny.mass is at most 30 t."""
    write_pack(tmp_path / "rules", "tiny")
    return tmp_path


def check(folder: Path, text: str, *arguments: str) -> tuple[int, str, str]:
    (folder / "dossier.yaml").write_text(HEAD + text, encoding="utf-8")
    ended = checker("check", "dossier.yaml", "--rules", "rules", *arguments, cwd=folder)
    return ended.code, ended.out, ended.err


def test_exit_code_0_means_that_the_claim_conforms(tiny: Path) -> None:
    code, out, err = check(tiny, "tiny: {mass: 30 t}\n")

    assert (code, err) == (0, "")
    assert out.startswith("✓ X-1 conforms (as of 2026-06-30)\n")


def test_exit_code_1_means_that_it_does_not_yet(tiny: Path) -> None:
    assert check(tiny, "tiny: {mass: 30.000000001 t}\n")[0] == 1
    assert check(tiny, "")[0] == 1
    assert check(tiny, "", "--fail-on", "violation")[0] == 0
    assert check(tiny, "tiny: {mass: 31 t}\n", "--fail-on", "never")[0] == 0


def test_exit_code_2_means_that_the_input_is_at_fault_and_nothing_is_printed_on_stdout(
    tiny: Path,
) -> None:
    code, out, err = check(tiny, "tiny: {mass: 30 tons, mas: 3 t}\n")

    assert (code, out) == (2, "")
    assert err.count("error[") == 2
    assert "dossier.yaml:5:" in err
    assert "Traceback" not in err


def test_packs_of_the_command_line_take_the_place_of_those_of_the_dossier(tiny: Path) -> None:
    code, out, _ = check(tiny, "tiny: {mass: 31 t}\n", "--pack", "disclosure", "--format", "json")

    assert code == 1
    assert [pack["name"] for pack in json.loads(out)["packs"]] == ["disclosure"]
    assert json.loads(out)["unused"] == ["tiny.mass"]


def test_the_day_of_the_command_line_takes_the_place_of_the_dossiers(tiny: Path) -> None:
    _, out, _ = check(tiny, "", "--as-of", "2027-01-31", "--format", "json")

    assert json.loads(out)["as_of"] == "2027-01-31"


def test_outputs_are_written_by_suffix_and_stdout_has_the_text(tiny: Path) -> None:
    names = ("a.txt", "a.json", "a.md", "a.html")
    code, out, err = check(
        tiny, "tiny: {mass: 30 t}\n", *(part for name in names for part in ("--out", name))
    )

    assert code == 0
    assert err == "".join(f"wrote {name}\n" for name in names)
    assert (tiny / "a.txt").read_text(encoding="utf-8") == out
    assert json.loads((tiny / "a.json").read_text(encoding="utf-8"))["verdict"] == "pass"
    assert (tiny / "a.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")


def test_a_document_never_goes_over_what_it_is_made_from(tiny: Path) -> None:
    dossier = tiny / "dossier.json"
    dossier.write_text('{"dossier": 1, "id": "T-1", "as_of": "2026-06-30", "packs": ["core"]}')
    (tiny / "dossier.yaml").unlink(missing_ok=True)
    before = dossier.read_bytes()

    ended = checker("check", tiny, "--out", dossier, "--force")

    assert ended.code == 4
    assert ended.err == f"error: {dossier} is what the assessment is made from\n"
    assert dossier.read_bytes() == before


def test_a_file_that_is_there_is_kept_and_nothing_is_written(tiny: Path) -> None:
    (tiny / "b.json").write_text("mine")

    code, out, err = check(tiny, "tiny: {mass: 30 t}\n", "--out", "a.json", "--out", "b.json")

    assert (code, out) == (4, "")
    assert err == "error: b.json is there already; --force overwrites it\n"
    assert (tiny / "b.json").read_text() == "mine"
    assert not (tiny / "a.json").exists()
    assert check(tiny, "", "--out", "b.json", "--force")[0] == 1
    assert (tiny / "b.json").read_text() != "mine"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--out", "a.doc"], "format: .txt .json .md .html .pdf .xlsx .csv .sarif .xml"),
        (["--out", "a.json", "--out", "./a.json"], "is given twice"),
        (["--out", "dossier.yaml"], "the suffix says the format"),
        (["--as-of", "30.06.2026"], "`30.06.2026` is no day; write it as 2026-06-30"),
        (["--lang", "fr"], "invalid choice: 'fr'"),
    ],
)
def test_wrong_usage_is_said_on_one_line(tiny: Path, arguments: list[str], said: str) -> None:
    code, out, err = check(tiny, "", *arguments)

    assert (code, out) == (2, "")
    assert said in err
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_no_pack_and_no_day_are_wrong_input(tiny: Path) -> None:
    (tiny / "dossier.yaml").write_text("dossier: 1\nid: X\n")

    first = checker("check", "dossier.yaml", cwd=tiny)
    second = checker("check", "dossier.yaml", "--pack", "disclosure", cwd=tiny)

    assert (first.code, "error[no-pack-selected]" in first.err) == (2, True)
    assert (second.code, "error[as-of-missing]" in second.err) == (2, True)


def test_quiet_is_the_first_line_and_plain_when_piped() -> None:
    ended = checker("check", CASTHOUSE, "-q")

    assert ended.out.count("\n") == 1
    assert "\x1b" not in ended.out


def test_colour_can_be_forced_and_refused() -> None:
    assert "\x1b[" in checker("check", CASTHOUSE, FORCE_COLOR="1").out
    assert "\x1b[" not in checker("check", CASTHOUSE, FORCE_COLOR="1", NO_COLOR="1").out


def test_the_same_bytes_come_out_whatever_the_machine_says() -> None:
    first = checker("check", CASTHOUSE, "--format", "json", PYTHONHASHSEED="1", TZ="UTC")
    second = checker(
        "check", CASTHOUSE, "--format", "json", PYTHONHASHSEED="2", TZ="Asia/Tokyo", LC_ALL="C"
    )

    assert first.code == 1
    assert first.out == second.out


def test_a_check_without_a_cache_folder_gives_the_same(tiny: Path) -> None:
    without = checker("check", CASTHOUSE, XDG_CACHE_HOME="/dev/null")

    assert (without.code, without.err) == (1, "")
    assert without.out == checker("check", CASTHOUSE).out
