"""What is said to conform does: the advice of a violation is applied, and the rule passes; less does not."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.properties import ledger
from tests.properties.ledger import chooser, number_text
from tests.properties.vocabulary import declarations
from tests.properties.world import Pack

if TYPE_CHECKING:
    from random import Random

look = settings(
    max_examples=int(os.environ.get("CHECKER_EXAMPLES", "200")) // 2,
    deadline=None,
    derandomize="CHECKER_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)
FORMS = {
    "share at most": "(sum of mass in lots where kind is a) {cap} {share} % of (sum of mass in lots)",
    "share at least": "(sum of mass in lots where kind is a) {floor} {share} % of (sum of mass in lots)",
    "mass": "(sum of mass in lots where kind is a) {order} {limit} t",
    "all": "(sum of mass in lots) {order} {limit} t",
}
STEP = Fraction(1, 1000)


def rows_of(random: Random) -> list[list[Any]]:
    """Return a few lots: a kind and a mass each, never alike in kind by chance alone."""
    return [
        [random.choice("ab"), Fraction(random.randrange(0, 20_000), random.choice((1, 10, 1000)))]
        for _ in range(random.randrange(1, 6))
    ]


def assessed(pack: Pack, rows: list[list[Any]]) -> dict[str, Any]:
    """Return the result of the only rule for some lots."""
    written = [
        {
            "id": ("is", f"L{index}"),
            "kind": ("is", kind),
            "mass": ("is", f"{number_text(mass)} t"),
        }
        for index, (kind, mass) in enumerate(rows)
    ]
    lots = {"complete": "yes", "from": None, "to": None, "rows": written}
    text = ledger.to_yaml({"facts": {}, "tables": {"lots": lots}, "readings": {}})
    result: dict[str, Any] = pack.check(text).to_plain()["results"][0]
    return result


def taken(rows: list[list[Any]], kind: str | None, amount: Fraction) -> list[list[Any]] | None:
    """Return the lots with an amount less of a kind; None where there is not so much."""
    left = amount
    changed = []
    for of, mass in rows:
        part = min(mass, left) if kind in (None, of) else Fraction(0)
        left -= part
        changed.append([of, mass - part])
    return None if left else changed


def applied(
    rows: list[list[Any]], action: str, amount: Fraction, kinds: tuple[str | None, str | None]
) -> list[list[Any]] | None:
    """Return the lots as the advice would have them.

    `kinds` are the kind that counts against the limit and the one that counts for it.
    """
    against, helping = kinds
    if action == "add":
        return [*rows, [helping or "a", amount]]
    less = taken(rows, against, amount)
    if less is None or action == "remove":
        return less
    return [*less, [helping or "a", amount]]


@pytest.mark.parametrize("form", FORMS)
@look
@given(seed=st.integers(0, 2**48))
def test_advice_makes_the_rule_pass_and_less_does_not(form: str, seed: int) -> None:
    random = chooser(seed)
    cap, floor = random.choice((("at most", "at least"), ("below", "above")))
    order = random.choice((cap, floor))
    words = {
        "cap": cap,
        "floor": floor,
        "order": order,
        "share": random.choice((10, 25, 30, 50, Fraction(1, 2) + 33)),
        "limit": random.randrange(1, 5000),
    }
    words["share"] = number_text(words["share"])
    pack = Pack(declarations({}) + 'rule r "R"\n  require ' + FORMS[form].format(**words) + "\n")
    rows = rows_of(random)
    result = assessed(pack, rows)
    if result["verdict"] != "violation":
        return
    upper = form == "share at most" or (form != "share at least" and order == cap)
    kinds: tuple[str | None, str | None] = ("a", "b") if upper else ("b", "a")
    if form in ("mass", "all"):
        one = "a" if form == "mass" else None
        kinds = (one, one)

    for advice in result.get("conform", ()):
        amount = Fraction(advice["quantity"].removesuffix(" t"))
        after = applied(rows, advice["action"], amount, kinds)
        assert after is not None, (seed, rows, advice)
        assert assessed(pack, after)["verdict"] == "pass", (seed, rows, words, advice)
        for less in (amount / 2, amount - 2 * STEP):
            if 0 < less < amount - STEP:
                after = applied(rows, advice["action"], less, kinds)
                assert after is not None
                assert assessed(pack, after)["verdict"] == "violation", (seed, rows, words, advice)


def test_advice_is_given_for_each_form() -> None:
    said: dict[str, set[str]] = {form: set() for form in FORMS}
    rows = [["a", Fraction(50)], ["b", Fraction(50)]]
    limits = {
        "share": "30",
        "limit": "10",
        "cap": "at most",
        "floor": "at least",
        "order": "at most",
    }

    for form, text in FORMS.items():
        share = "70" if form == "share at least" else "30"
        words = {**limits, "share": share}
        pack = Pack(declarations({}) + 'rule r "R"\n  require ' + text.format(**words) + "\n")
        said[form] = {advice["action"] for advice in assessed(pack, rows)["conform"]}

    assert said["share at most"] == {"replace", "remove", "add"}
    assert said["share at least"] == {"replace", "remove", "add"}
    assert said["mass"] == {"remove"}
    assert said["all"] == {"remove"}
