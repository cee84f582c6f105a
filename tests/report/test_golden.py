"""Every document of every assessment, byte for byte."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from checker.report import explanation, render, to_text
from tests.golden import compare
from tests.report.fixture import FOLDER, NAMES, load

GOLDEN = Path(__file__).parent / "golden"
SUFFIX = {"text": "txt", "json": "json", "md": "md", "html": "html"}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", sorted(SUFFIX))
def test_a_document_is_as_agreed(name: str, form: str, update: bool) -> None:
    text = render(load(name), form)

    compare(GOLDEN / f"{name}.{SUFFIX[form]}", text, update=update)


@pytest.mark.parametrize("name", NAMES)
def test_the_long_form_is_as_agreed(name: str, update: bool) -> None:
    text = to_text.render(load(name), verbosity=1)

    compare(GOLDEN / f"{name}.verbose.txt", text, update=update)


def test_explanations_are_as_agreed(update: bool) -> None:
    assessment = load("billet")
    text = "\n".join(
        explanation.render(assessment, result["rule"]) for result in assessment["results"]
    )

    compare(GOLDEN / "billet.explain.txt", text, update=update)


def test_no_seed_time_zone_or_locale_changes_a_document() -> None:
    script = (
        "import json,sys;from checker.report import FORMS,render;"
        "a=json.load(open(sys.argv[1],encoding='utf-8'));"
        "made=[render(a,f) for f in FORMS];"
        "sys.stdout.buffer.write(b''.join(m if isinstance(m,bytes) else m.encode() for m in made))"
    )
    root = Path(__file__).parents[2]
    found = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("7", "Asia/Tokyo", "de_DE.UTF-8")):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": seed,
            "TZ": zone,
            "LC_ALL": locale,
            "PYTHONPATH": str(root),
        }
        done = subprocess.run(
            [sys.executable, "-c", script, str(FOLDER / "billet.json")],
            capture_output=True,
            check=True,
            cwd="/",
            env=environment,
        )
        found.add(sha256(done.stdout).hexdigest())

    assert len(found) == 1


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="no form `docx`; there are text, json, md, html"):
        render(load("nothing"), "docx")
