"""The guarantee of design §2: a decided verdict survives every completion, for random packs too.

`CHECKER_EXAMPLES=5000` looks longer than a usual run does.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from checker.diagnostic.diagnostic import InputError
from tests.properties import ledger
from tests.properties.author import Author
from tests.properties.guarantee import Shrinker, broken, cases
from tests.properties.ledger import chooser
from tests.properties.world import Pack

EXAMPLES = int(os.environ.get("CHECKER_EXAMPLES", "200"))
look = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="CHECKER_EXAMPLES" not in os.environ,
    suppress_health_check=list(HealthCheck),
    # A smaller seed is no smaller pack: `Shrinker` makes it small.
    phases=(Phase.explicit, Phase.generate),
)
seeds = st.integers(0, 2**48)


@look
@given(seeds)
def test_a_decided_verdict_survives_every_completion(seed: int) -> None:
    pack = before = old = None

    for case in cases(chooser(seed)):
        try:
            pack = pack or Pack(case.author.text())
        except InputError:
            return
        if case.before is not before:
            before, old = case.before, pack.check(ledger.to_yaml(case.before)).to_plain()
        new = pack.check(ledger.to_yaml(case.after)).to_plain()
        assert old is not None
        if broken(old, new, settled=bool(case.after["readings"])):
            pytest.fail(f"seed {seed}\n{Shrinker(case).report()}")


def test_nearly_all_random_packs_are_accepted() -> None:
    accepted = 0

    for seed in range(60):
        try:
            Pack(Author(chooser(seed)).pack())
        except InputError:
            continue
        accepted += 1

    assert accepted >= 50


def test_the_dossiers_are_accepted_and_decide_something() -> None:
    verdicts: dict[str, int] = {}

    for seed in range(40):
        random = chooser(seed)
        try:
            pack = Pack(Author(random).pack())
        except InputError:
            continue
        for result in pack.check(ledger.to_yaml(ledger.dossier(random))).results:
            verdicts[result.verdict.value] = verdicts.get(result.verdict.value, 0) + 1

    assert len(verdicts) == 5
    assert min(verdicts.values()) >= 5
