"""A plain `check` starts fast because it loads little."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.cli.command import CASTHOUSE, ROOT

# What costs more than it gives, on a start that people wait for.
REFUSED = (
    "asyncio",
    "dataclasses",
    "email",
    "http",
    "importlib.metadata",
    "importlib.resources",
    "inspect",
    "jinja2",
    "jsonschema",
    "lark",
    "logging",
    "multiprocessing",
    "openpyxl",
    "packaging",
    "pathlib",
    "pydoc",
    "socket",
    "typing_extensions",
    "unittest",
    "urllib.parse",
    "xml",
)
SCRIPT = """
import json, sys
from checker.cli.main import main
sys.stdout, real = open("/dev/null", "w"), sys.stdout
code = main(["check", sys.argv[1]])
sys.stdout = real
print(json.dumps([code, sorted(sys.modules)]))
"""


def test_a_plain_check_with_stored_packs_loads_nothing_heavy() -> None:
    for _ in range(2):  # the first run stores the packs
        ended = subprocess.run(
            [
                sys.executable,
                "-I",
                "-c",
                f"import sys; sys.path.insert(0, {str(ROOT)!r})\n" + SCRIPT,
            ]
            + [str(CASTHOUSE)],
            capture_output=True,
            check=False,
            text=True,
        )
        assert ended.returncode == 0, ended.stderr
    code, modules = json.loads(ended.stdout)

    assert code == 1
    assert [name for name in modules if name in REFUSED] == []
