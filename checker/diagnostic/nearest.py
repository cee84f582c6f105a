"""The nearest right name for a wrong one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def nearest(wrong: str, names: Iterable[str]) -> str | None:
    """Return the name that was probably meant, or None where no name is near enough."""
    from difflib import get_close_matches

    candidates = sorted(set(names))
    if len(wrong) > 256:
        return None
    folded = {name.casefold().replace("-", "_"): name for name in candidates}
    exact = folded.get(wrong.casefold().replace("-", "_"))
    if exact is not None and exact != wrong:
        return exact
    found = get_close_matches(wrong, candidates, n=1, cutoff=0.7)
    if found:
        return found[0]
    # `emissions.intensty` and `intensity` share their last word.
    tail = wrong.rsplit(".", 1)[-1]
    tails = {name.rsplit(".", 1)[-1]: name for name in candidates}
    found = get_close_matches(tail, sorted(tails), n=1, cutoff=0.8)
    return tails[found[0]] if found else None
