from __future__ import annotations

import subprocess
import sys

from tests.cli.command import ROOT

SCRIPT = """
import re, sys
sys.path.insert(0, sys.argv[1])
compiled = re.compile
from checker.dossier import libyaml
yaml = libyaml.load()
assert re.compile is compiled
assert yaml.safe_load("a: 1") == {"a": 1}
try:
    yaml.load("a: \\x01", Loader=yaml.SafeLoader)
except yaml.reader.ReaderError as error:
    print(error.position)
"""


def test_others_may_still_read_with_the_reader_in_python() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(ROOT)], capture_output=True, check=True, text=True
    )

    assert ended.stdout == "3\n"
