from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from checker import resources
from checker.authoring.clauses import KEYS, read_clauses
from checker.diagnostic.diagnostic import InputError
from checker.pack.find import Packs
from tests.authoring.test_json_schema import as_text, errors
from tests.cli.command import ROOT
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

RULES = ("cap", "other")
LISTED = sorted(path.parent.name for path in (ROOT / "rules").glob("*/clauses.yaml"))


def read(tmp_path: Path, text: str | None) -> list[tuple[str, str, tuple[str, ...], str, str]]:
    more = {} if text is None else {"clauses.yaml": text}
    folder = write_pack(tmp_path, "tiny", more=more)
    candidate = Packs().put(folder)
    return [(c.id, c.title, c.rules, c.reason, c.note) for c in read_clauses(candidate, RULES)]


def test_requirements_are_read_in_their_order(tmp_path: Path) -> None:
    text = """\
- {id: 4.10, title: Not more than 30 t, rules: [cap, other], note: "Gross,\\n  as weighed"}
- {id: "4.2", title: One rule, rules: cap}
- id: A
  title: None
  reason: >-
    Nothing in a dossier
    can show it.
"""

    assert read(tmp_path, text) == [
        ("4.10", "Not more than 30 t", ("cap", "other"), "", "Gross, as weighed"),
        ("4.2", "One rule", ("cap",), "", ""),
        ("A", "None", (), "Nothing in a dossier can show it.", ""),
    ]


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n", "[]\n"])
def test_a_pack_need_not_list_any(tmp_path: Path, text: str | None) -> None:
    assert read(tmp_path, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "- {id: A, title: T, reason: R, zh: {title: 甲, note: 乙}}\n",
            "clause-form 1:47 `note` is no text of this requirement",
        ),
        (
            "- {id: A, title: T, reason: R, zh: 甲}\n",
            "clause-form 1:36 `zh` holds the texts of another language",
        ),
        ("id: A\n", "clause-form 1:1 the file is a list of requirements"),
        ("- A\n", "clause-form 1:3 a requirement is a mapping"),
        (
            "- {id: A, title: T, rule: [cap]}\n",
            "clause-form 1:21 `rule` is no part of a requirement",
        ),
        ("- {id: , title: T, rules: [cap]}\n", "clause-form 1:8 a requirement has no `id`"),
        ("- {id: A, rules: [cap]}\n", "clause-form 1:3 a requirement has no `title`"),
        (
            "- {id: A, title: T}\n",
            "clause-without-rule 1:3 `A` has neither a rule nor a reason why",
        ),
        (
            "- {id: A, title: T, rules: []}\n",
            "clause-without-rule 1:3 `A` has neither a rule nor a",
        ),
        ("- {id: A, title: T, reason: }\n", "clause-form 1:29 a requirement has no `reason`"),
        ("- {id: A, title: T, rules: [cab]}\n", "unknown-rule 1:29 the pack has no rule `cab`"),
        ("- {id: A, title: T, rules: [cap, cap]}\n", "clause-form 1:34 `cap` is named twice"),
        (
            "- {id: A, title: T, rules: [[cap]]}\n",
            "clause-form 1:29 `rules` lists the names of rules",
        ),
        (
            "- {id: A, title: T, rules: [cap], reason: R}\n",
            "clause-form 1:43 `A` has rules, and a reason why it has none",
        ),
        (
            "- {id: A, title: T, rules: [cap]}\n- {id: A, title: T, reason: R}\n",
            "clause-twice 2:8 `A` is listed twice",
        ),
        ("- {id: A, id: B}\n", "duplicate-key 1:11 "),
    ],
)
def test_a_list_that_is_not_right_says_where(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)

    (found,) = caught.value.diagnostics
    assert f"{found.code} {found.line}:{found.column} {found.message}".startswith(said[:60])


def test_all_mistakes_are_told_at_once_with_the_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read(
            tmp_path,
            "- {id: A, title: T, rules: [caap]}\n- {id: B}\n- {id: C, titel: T, reason: R}\n",
        )

    assert [(one.line, one.hint) for one in caught.value.diagnostics] == [
        (1, "cap"),
        (2, None),
        (3, None),
        (3, "title"),
    ]


@pytest.mark.parametrize("pack", LISTED)
def test_the_lists_of_our_packs_name_every_rule(pack: str) -> None:
    packs = Packs()
    choice = packs.choose({pack: ""})
    rules = [rule["id"] for rule in choice.selected[0]["rules"]]

    clauses = read_clauses(packs.highest(pack), rules)

    assert [rule for rule in rules if all(rule not in clause.rules for clause in clauses)] == []


@pytest.mark.parametrize("pack", LISTED)
def test_the_lists_of_our_packs_are_right_by_the_schema(pack: str) -> None:
    schema = yaml.safe_load(
        (resources.package_dir() / "authoring" / "clauses.schema.json").read_text(encoding="utf-8")
    )

    assert set(schema["items"]["properties"]) == set(KEYS)
    assert errors(schema, as_text(ROOT / "rules" / pack / "clauses.yaml")) == []
    assert errors(schema, [{"id": "A", "title": "T"}]) != []
    assert errors(schema, [{"id": "A", "title": "T", "rule": ["cap"]}]) != []


@pytest.mark.parametrize("pack", ["cgmc-green-electricity", "cgmc-low-carbon", "disclosure"])
def test_a_shipped_requirement_says_all_it_says_in_chinese_too(pack: str) -> None:
    packs = Packs([])
    choice = packs.choose({pack: ""})
    rules = [rule["id"].removeprefix(f"{pack}/") for rule in choice.selected[0]["rules"]]

    for clause in read_clauses(packs.highest(pack), rules):
        there = clause.others["zh"]
        assert set(there) == {key for key in ("title", "reason", "note") if getattr(clause, key)}, (
            clause.id
        )
        assert clause.in_language("zh").title == there["title"]
        assert clause.in_language("ja").title == clause.title
