from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from checker.cli import main as door
from checker.diagnostic.diagnostic import Diagnostic, InputError, OutputError
from tests.cli.command import CASTHOUSE, LEDGERS, ROOT, checker

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_command_the_overview_is_printed_and_the_usage_is_wrong() -> None:
    ended = checker()

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("usage: checker COMMAND")


def test_help_is_no_mistake() -> None:
    ended = checker("--help")

    assert (ended.code, ended.err) == (0, "")
    for name in door.COMMANDS:
        assert f"\n  {name} " in ended.out


def test_the_version_is_printed() -> None:
    assert checker("--version").out == "checker 0.1.0\n"
    assert checker("check", "--version").out == "checker 0.1.0\n"


def test_a_misspelt_command_gets_the_nearest_one() -> None:
    ended = checker("chek", "x")

    assert ended.code == 2
    assert ended.err == "error: there is no command `chek`; did you mean `checker check`?\n"


@pytest.mark.parametrize("words", ["disclose", "portfolio"])
def test_a_command_of_a_later_version_says_so(words: str) -> None:
    ended = checker(*words.split())

    assert ended.code == 2
    assert ended.err == f"error: `checker {words}` is not available yet in this version\n"


def test_a_command_of_two_words_asks_for_its_second() -> None:
    ended = checker("pack")

    assert ended.code == 2
    two = ", ".join(name for name in door.COMMANDS if name.startswith("pack "))
    assert ended.err == f"error: `checker pack` needs one more word: {two}\n"


def test_half_a_command_has_help_too() -> None:
    ended = checker("pack", "--help")

    assert ended.code == 0
    assert ended.out.splitlines()[0].startswith("checker pack fmt")


def test_an_unknown_option_is_wrong_usage() -> None:
    ended = checker("check", "x", "--wat")

    assert ended.code == 2
    assert "unrecognized arguments: --wat" in ended.err


def fault(error: BaseException) -> object:
    def dispatch(arguments: list[str]) -> int:
        raise error

    return dispatch


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            InputError([Diagnostic("x-y", "wrong", file="f", line=1, column=2)]),
            2,
            "error[x-y]: wrong\n--> f:1:2\n",
        ),
        (
            OutputError("f could not be written: No space"),
            4,
            "error: f could not be written: No space\n",
        ),
        (
            ValueError("a\nb"),
            3,
            (
                "error: a fault of checker, not of your input: ValueError: a b\n"
                "please report it; --debug shows where it happened\n"
            ),
        ),
        (RecursionError("deep"), 3, None),
        (MemoryError(), 3, None),
        (KeyboardInterrupt(), 130, ""),
        (SystemExit(143), 143, ""),
        (BrokenPipeError(), 141, ""),
        (OSError(28, "No space left on device"), 4, None),
    ],
)
def test_whatever_happens_has_its_exit_code(
    error: BaseException,
    code: int,
    said: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(door, "_dispatch", fault(error))

    assert door.main(["check"]) == code
    if said is not None:
        assert capsys.readouterr().err == said


def test_debug_shows_where_our_fault_happened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(door, "_dispatch", fault(ValueError("x")))

    assert door.main(["check", "--debug"]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_mistakes_are_shown_in_the_form_that_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    error = InputError([Diagnostic("x-y", "wrong", file="f", line=1, column=2)])
    monkeypatch.setattr(door, "_dispatch", fault(error))

    door.main(["check", "-q"])
    assert capsys.readouterr().err == "error[x-y]: f:1:2: wrong\n"
    door.main(["check", "--format", "json"])
    assert '"code": "x-y"' in capsys.readouterr().err


def test_a_reader_that_goes_away_ends_the_command_quietly() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "checker", "schema", "dossier"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()

    assert process.wait(60) == 141
    assert said == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no full device here")  # noqa: PTH110
def test_a_full_disk_is_exit_code_4() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        ended = subprocess.run(
            [sys.executable, "-m", "checker", "--help"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert ended.returncode == 4
    assert b"Traceback" not in ended.stderr


def test_a_stdout_that_is_closed_from_the_start_is_no_fault() -> None:
    ended = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, sys; os.close(1); os.execv(sys.executable, sys.argv[1:])",
        ]
        + [sys.executable, "-m", "checker", "--version"],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_signals_end_the_command_with_their_code(number: signal.Signals, code: int) -> None:
    waits = (
        "import os, signal, sys, time\n"
        "from checker.cli import main\n"
        # A shell starts what runs in its background deaf to SIGINT; a child of that would be, too.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "def dispatch(arguments):\n"
        "    os.write(1, b'ready')\n"
        "    time.sleep(60)\n"
        "main._dispatch = dispatch\n"
        "main.run()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", waits, "check"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(5) == b"ready"

    process.send_signal(number)
    try:
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()

    assert (process.returncode, said) == (code, b"")


def test_a_text_that_a_stream_cannot_hold_is_written_as_an_escape(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    monkeypatch.setattr(door, "_dispatch", lambda arguments: 0 * sys.stdout.write("电\udc80\n"))

    assert door.main(["check"]) == 0
    assert raw.getvalue() == "电".encode() + b"\\udc80\n"


# What the examples of a command rest on.
BEFORE = {
    "diff": [
        "checker check docs/examples/casthouse --out before.json --fail-on never",
        "checker check docs/examples/casthouse --out after.json --fail-on never --as-of 2026-07-01",
    ],
    "report": [
        "checker check docs/examples/casthouse --out assessment.json --fail-on never",
    ],
    "pack sign": [
        "checker pack keygen publisher",
        "checker pack build core --no-test --out core.checkerpack",
    ],
}


@pytest.mark.parametrize("name", sorted(door.COMMANDS))
def test_help_ends_with_two_examples_that_run(name: str, tmp_path: Path) -> None:
    import shlex
    import shutil

    ended = checker(*name.split(), "--help")
    examples = [
        line.strip() for line in ended.out.split("examples:\n")[1].splitlines() if line.strip()
    ]
    assert ended.code == 0
    assert len(examples) == 2
    shutil.copytree(CASTHOUSE, tmp_path / "docs" / "examples" / "casthouse")
    shutil.copytree(LEDGERS, tmp_path / "docs" / "examples" / "ledgers")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")

    for line in BEFORE.get(name, ()):
        assert checker(*shlex.split(line)[1:], cwd=tmp_path).code == 0

    for example in examples:
        program, *arguments = shlex.split(example)
        ran = checker(*arguments, cwd=tmp_path)

        assert program == "checker"
        assert ran.code in (0, 1), f"{example}\n{ran}"
        assert ran.out, example
        assert "error" not in ran.err
