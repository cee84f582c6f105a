"""A waiver holds to its last day; then it is listed, and the finding counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import checker
from tests.pack.packs import RULES, write_pack

if TYPE_CHECKING:
    from pathlib import Path

MORE = """
table pieces "Pieces"
  key id
  column mass : mass not negative "Mass"

rule each "At most 10 t each"
  for each p in pieces
  require p.mass at most 10 t
  say "{p.mass}"

rule other "At least 1 t"
  require tiny.mass at least 1 t
"""
DOSSIER = """\
dossier: 1
id: D
as_of: 2026-06-30
packs: [tiny]
tiny: {{mass: {mass} t}}
pieces: {{complete: yes, rows: [{{id: A, mass: 11 t}}, {{id: B, mass: 5 t}}]}}
waivers:
  rows:
    - {{rule: tiny/cap, reason: A new scale, approved_by: B. Board, expires: {expires}}}
    - {{rule: tiny/each, subject: A, reason: A new mould, approved_by: C. Chief, expires: {expires}}}
"""


def check(folder: Path, expires: str, mass: int = 40) -> checker.Assessment:
    write_pack(folder / "packs", rules=RULES + MORE)
    (folder / "dossier.yaml").write_text(DOSSIER.format(mass=mass, expires=expires), "utf-8")
    return checker.check(folder, rules=[folder / "packs"])


def result(plain: dict[str, Any], rule: str) -> dict[str, Any]:
    return next(one for one in plain["results"] if one["rule"] == f"tiny/{rule}")


@pytest.mark.parametrize("expires", ["2026-06-30", "2026-12-31"])
def test_one_in_force_takes_the_finding_out_of_the_count_and_leaves_a_draft(
    tmp_path: Path, expires: str
) -> None:
    plain = check(tmp_path, expires).to_plain()

    assert (plain["verdict"], plain["draft"]) == ("pass", True)
    assert plain["not_counted"]["waived"] == 2
    assert result(plain, "cap")["verdict"] == "violation"
    assert result(plain, "cap")["waived"]["approved_by"] == "B. Board"
    assert plain["notes"] == []


def test_one_that_has_expired_is_listed_and_the_finding_counts(tmp_path: Path) -> None:
    assessment = check(tmp_path, "2026-06-29")
    plain = assessment.to_plain()

    assert (plain["verdict"], plain["draft"]) == ("violation", True)
    assert plain["not_counted"]["waived"] == 0
    assert result(plain, "cap")["waived"] is None
    assert result(plain, "cap")["waived_before"]["expires"] == "2026-06-29"
    row = result(plain, "each")["subjects"]["shown"][0]
    assert row["waived_before"]["approved_by"] == "C. Chief"
    assert plain["notes"] == [
        "the waiver of tiny/cap expired on 2026-06-29 and no longer applies",
        "the waiver of tiny/each for A expired on 2026-06-29 and no longer applies",
    ]
    for form in ("text", "md", "html"):
        shown = " ".join(checker.render(assessment, form).split())
        said = "A waiver approved by B. Board expired on 2026-06-29: it no longer applies"
        assert said in shown, form
        assert "the waiver of tiny/each for A expired on 2026-06-29" in shown, form


def test_a_document_is_final_only_where_nothing_had_to_be_waived(tmp_path: Path) -> None:
    plain = check(tmp_path, "2026-06-30", mass=20).to_plain()
    assert plain["draft"] is True

    text = (tmp_path / "dossier.yaml").read_text("utf-8").replace("mass: 11 t", "mass: 10 t")
    (tmp_path / "dossier.yaml").write_text(text, "utf-8")
    final = checker.check(tmp_path, rules=[tmp_path / "packs"])

    assert final.to_plain()["draft"] is False
    assert "Draft" not in checker.render(final, "md")
    assert "decided nothing" in final.to_plain()["notes"][0]
