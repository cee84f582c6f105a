"""A pack that was just started is right as it is, and mistakes put into it are explained."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import checker
from tests.golden import compare


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """Start a pack `label` in a folder of its own and return that folder."""
    assert checker("init", "pack", "label", cwd=tmp_path).code == 0
    return tmp_path


def put(started: Path, file: str, old: str, new: str) -> None:
    path = started / "label" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_start_says_what_it_wrote_and_what_comes_next(tmp_path: Path) -> None:
    ended = checker("init", "pack", "rules/label", cwd=tmp_path)

    assert ended.code == 0
    assert ended.out == "Put your standard in, then: checker pack test rules/label\n"
    assert ended.err == (
        "wrote rules/label/pack.yaml\n"
        "wrote rules/label/content.rules\n"
        "wrote rules/label/cases/content.yaml\n"
        "wrote rules/label/clauses.yaml\n"
        "wrote rules/label/CHANGELOG.md\n"
        "wrote rules/label/.schema/pack.schema.json\n"
        "wrote rules/label/.schema/clauses.schema.json\n"
        "wrote rules/label/.schema/case.schema.json\n"
    )


def test_a_start_is_written_the_one_way_and_all_its_cases_hold(started: Path) -> None:
    formatted = checker("pack", "fmt", "--check", "label", cwd=started)
    tested = checker("pack", "test", "label", cwd=started)

    assert formatted.code == 0, formatted
    assert tested.code == 0, tested
    assert tested.out == (
        "cases by rule          violation  missing  judgement  pass  n/a\n"
        "EX-4.2.recycled-share          2        1          1     3    ·\n"
        "\n"
        "label 0.1.0: 7 cases as expected; 1 of 1 rules have cases\n"
    )


def test_nothing_is_found_in_a_start(started: Path) -> None:
    ended = checker("pack", "lint", "label", cwd=started)

    assert (ended.code, ended.out) == (0, "label 0.1.0: nothing found\n"), ended


def test_no_small_change_of_a_start_goes_unnoticed(started: Path) -> None:
    ended = checker("pack", "test", "--mutate", "label", cwd=started)

    assert ended.code == 0, ended


def test_a_start_has_a_page_with_its_clauses(started: Path) -> None:
    ended = checker("pack", "docs", "label", cwd=started)

    assert (ended.code, ended.err) == (0, "")
    assert "| 4.2 | At least 70 % of the product is recycled metal | [EX-4.2.rec" in ended.out
    assert "No rule checks it: Nothing in a dossier can show it" in ended.out


def test_the_schemas_are_no_part_of_the_pack(started: Path) -> None:
    from checker.pack.folder import read_folder

    assert sorted(read_folder(started / "label")) == [
        "CHANGELOG.md",
        "cases/content.yaml",
        "clauses.yaml",
        "content.rules",
        "pack.yaml",
    ]


def test_a_start_overwrites_nothing(started: Path) -> None:
    put(started, "pack.yaml", "0.1.0\n", "0.2.0\n")

    again = checker("init", "pack", "label", cwd=started)
    forced = checker("init", "pack", "label", "--force", cwd=started)

    assert again.code == 4
    assert again.err == "error: label/pack.yaml is there already; --force overwrites it\n"
    assert forced.code == 0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "My Label",
            (
                "error[pack-value]: `My Label` is no name of a pack\n"
                "    want: small letters, digits, `-` and `.`: `asi-coc`\n"
                "    hint: my-label\n"
            ),
        ),
        (
            "..",
            (
                "error[pack-value]: `..` is no name of a pack\n"
                "    want: small letters, digits, `-` and `.`: `asi-coc`\n"
            ),
        ),
        (
            "core",
            (
                "error[pack-twice]: there is a pack `core` already\n"
                "    want: a name of its own for each pack\n"
                "    hint: my-core\n"
            ),
        ),
    ],
)
def test_a_name_that_cannot_be_used_is_refused(name: str, said: str, tmp_path: Path) -> None:
    ended = checker("init", "pack", name, cwd=tmp_path)

    assert (ended.code, ended.out, ended.err) == (2, "", said)
    assert list(tmp_path.iterdir()) == []


# What those do who write their first pack: file, what stands there, what they write, what is said.
MISTAKES = {
    "a fact is misspelt": (
        "content.rules",
        "require product.recycled_share at least",
        "require product.recyled_share at least",
    ),
    "a number without its unit": (
        "content.rules",
        "is 70 %",
        "is 70",
    ),
    "a sign in place of words": (
        "content.rules",
        "require product.recycled_share at least",
        "require product.recycled_share >=",
    ),
    "a mass against a share": (
        "content.rules",
        "at least least_recycled\n",
        "at least 70 t\n",
    ),
    "a clause in the wrong place": (
        "content.rules",
        '  cites EX "4.2" unconfirmed\n  require product.recycled_share at least least_recycled\n',
        '  require product.recycled_share at least least_recycled\n  cites EX "4.2" unconfirmed\n',
    ),
    "no certainty": (
        "content.rules",
        '  cites EX "4.2" unconfirmed\n  require',
        '  cites EX "4.2"\n  require',
    ),
    "a placeholder that is not there": (
        "content.rules",
        "{product.recycled_share} of",
        "{recycled_share} of",
    ),
    "a name in the manifest": (
        "pack.yaml",
        "licence:",
        "license:",
    ),
    "a case for a rule that is not there": (
        "cases/content.yaml",
        "product: {recycled_share: 85 %}\n  expect:\n    EX-4.2.recycled-share",
        "product: {recycled_share: 85 %}\n  expect:\n    EX-4.2.recycled-shar",
    ),
    "a verdict that there is not": (
        "cases/content.yaml",
        "product: {recycled_share: 70.001 %}\n  expect:\n    EX-4.2.recycled-share: pass",
        "product: {recycled_share: 70.001 %}\n  expect:\n    EX-4.2.recycled-share: passed",
    ),
    "a fact of a case is misspelt": (
        "cases/content.yaml",
        "product: {recycled_share: 85 %}",
        "product: {recycled_shar: 85 %}",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_put_into_a_start_is_explained(mistake: str, started: Path, update: bool) -> None:
    put(started, *MISTAKES[mistake])

    ended = checker("pack", "test", "label", cwd=started)

    assert ended.code in (1, 2)
    name = mistake.replace(" ", "-")
    compare(Path(__file__).parent / "golden" / f"{name}.txt", ended.err + ended.out, update=update)


def test_three_mistakes_are_three_errors(started: Path) -> None:
    for mistake in (
        "a fact is misspelt",
        "a number without its unit",
        "a placeholder that is not there",
    ):
        put(started, *MISTAKES[mistake])

    ended = checker("pack", "test", "label", cwd=started)

    assert ended.code == 2
    assert [line for line in ended.err.splitlines() if line.startswith("error")] == [
        "error[unit-mismatch]: a share is wanted, not a whole number",
        "error[unknown-name]: nothing is called `product.recyled_share` here",
        "error[unknown-name]: nothing is called `recycled_share` here",
    ]
