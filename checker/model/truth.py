"""Truth as the subset of {yes, no} that is still possible, and the Kleene tables on it.

The subsets are small integers: they are the innermost values of every scan over a ledger. `NONE_BIT`
joins them where a yes/no value may be a stated `none`.
"""

from __future__ import annotations

YES = 1
NO = 2
BOTH = 3
NONE_BIT = 4

# NOT[t]: a yes becomes a no, and what is possible stays possible.
NOT = (0, NO, YES, BOTH)
# OF_BOOL[True] is yes.
OF_BOOL = (NO, YES)
WORDS = {YES: "yes", NO: "no", BOTH: "unknown", NONE_BIT: "none"}


def word(truth: int) -> str:
    """Return a truth or a yes/no value in words."""
    return WORDS.get(truth, "unknown")
