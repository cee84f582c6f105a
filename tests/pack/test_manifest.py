from __future__ import annotations

import pytest

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.pack.manifest import range_problem, read_manifest

WHOLE = b"""name: asi-coc
version: 2.1.0
language: 1
standard: ASI Chain of Custody Standard V2
uses: {disclosure: "~=1.0"}
licence: Apache-2.0
maintainers: [A, B]
date: claim.date
"""


def mistakes(text: str) -> list[Diagnostic]:
    with pytest.raises(InputError) as caught:
        read_manifest(text.encode(), "p/pack.yaml")
    return list(caught.value.diagnostics)


def test_all_that_a_manifest_says_is_read_and_core_is_used_by_every_pack() -> None:
    assert read_manifest(WHOLE, "pack.yaml") == {
        "name": "asi-coc",
        "version": "2.1.0",
        "language": 1,
        "standard": "ASI Chain of Custody Standard V2",
        "uses": {"core": "", "disclosure": "~=1.0"},
        "licence": "Apache-2.0",
        "maintainers": ["A", "B"],
        "date": "claim.date",
    }


def test_what_is_left_out_has_its_usual_value_and_core_uses_nothing() -> None:
    manifest = read_manifest(b"name: core\nversion: 1.0\nlanguage: 1\nstandard:\n", "pack.yaml")

    assert manifest["uses"] == {}
    assert manifest["version"] == "1.0"
    assert manifest["date"] == "period.end"


def test_all_mistakes_of_a_manifest_are_reported_together() -> None:
    found = mistakes("nam: x\nversion: v1\nlanguage: 1\nstandard: S\nuses: {core: one}\n")

    assert [(one.code, one.line, one.column) for one in found] == [
        ("pack-key", 1, 1),
        ("pack-key", 1, 1),
        ("pack-value", 2, 10),
        ("pack-range", 5, 14),
    ]
    assert found[1].hint == "name:" or found[0].hint == "name:"


def test_a_newer_language_is_refused_with_what_helps() -> None:
    (found,) = mistakes("name: x\nversion: 1.0\nlanguage: 2\nstandard: S\n")

    assert (found.code, found.line, found.column) == ("pack-language", 3, 11)
    assert found.message == "the pack is written in version 2 of the language"
    assert found.want == "`1`, the version that this checker reads"
    assert found.hint == "install a newer checker"


@pytest.mark.parametrize("name", ["Core", "a b", "../x", "a/b", "-a", "a" * 129])
def test_a_name_that_could_mean_something_else_is_refused(name: str) -> None:
    (found,) = mistakes(f'name: "{name}"\nversion: 1.0\nlanguage: 1\nstandard: S\n')

    assert found.code == "pack-value"


@pytest.mark.parametrize("version", ["1.0-draft", "v1", "1.0.0-rc1", "one", "1..0", "1e5"])
def test_a_version_that_pep_440_does_not_order_is_refused(version: str) -> None:
    (found,) = mistakes(f'name: x\nversion: "{version}"\nlanguage: 1\nstandard: S\n')

    assert (found.code, found.have) == ("pack-value", f"`{version}`")


def test_ranges_are_those_of_pep_440() -> None:
    assert range_problem("~=1.0") is None
    assert range_problem(">=1.2, <2") is None
    assert range_problem("") is None
    assert range_problem("^1.0") == "`^1.0`"
    assert range_problem("~=" + "1" * 200) is not None
