from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
import yaml

from checker import pipeline
from checker.authoring.scaffold import dossier_text
from checker.pack.find import Packs
from tests.pack.packs import write_pack

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2026, 6, 30)
RULES = """\
standard S "A standard"

fact tiny.name : text "What it is called"
fact tiny.scheme : one of first, second may be none "The scheme"
fact tiny.unused : text "Nobody asks for it"

table parcels "Parcels of metal"
  key id
  column date : date "Day of receipt"
  column mass : mass not negative "What it weighs"
  column colour : text "Nobody asks for it"

reading alloys "Do alloys count?" : counted, not_counted
  cites S open

rule named "It has a name"
  cites S confirmed
  applies when tiny.scheme is first
  require tiny.name is given

rule cap "At most 30 t"
  cites S confirmed
  let all_mass = sum of mass in parcels
  require all_mass at most 30 t
"""


def test_a_start_asks_for_what_the_rules_read_and_for_nothing_else(tmp_path: Path) -> None:
    write_pack(tmp_path, "tiny", rules=RULES)
    choice = Packs([tmp_path]).choose({"tiny": ""})

    text = dossier_text("billet", {"tiny": "~=1.0"}, choice, as_of=DAY)

    assert text.startswith("# yaml-language-server: $schema=dossier.schema.json\n")
    assert "  # The scheme; one of first, second (or none)\n" in text
    assert "  #   asked by tiny/named\n  scheme:\n" in text
    assert "  #   mass: What it weighs; in t, kg, g, kt\n" in text
    assert "#   tiny/alloys: counted, not_counted\n" in text
    assert "Nobody asks for it" not in text
    read = yaml.safe_load(text)
    assert read["packs"] == {"tiny": "~=1.0"}
    assert read["tiny"] == {"name": None, "scheme": None}
    assert read["parcels"] == {"complete": None, "rows": []}


@pytest.mark.parametrize(
    "packs", [["disclosure"], ["cgmc-low-carbon"], ["disclosure", "cgmc-low-carbon"]]
)
def test_a_start_is_a_dossier_that_only_lacks_facts(packs: list[str], tmp_path: Path) -> None:
    wanted = dict.fromkeys(packs, "")
    text = dossier_text('a "name" # of : mine', wanted, Packs().choose(wanted), as_of=DAY)
    (tmp_path / "dossier.yaml").write_text(text, encoding="utf-8")

    plain = pipeline.check(tmp_path).to_plain()

    assert {result["verdict"] for result in plain["results"]} <= {"missing", "not_applicable"}
    assert plain["verdict"] in ("missing", "not_applicable")
    assert plain["unused"] == []
    assert plain["dossier"]["id"] == 'a "name" # of : mine'
