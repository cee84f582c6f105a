"""What an editor can put in the place of a mistake: where the hint is the right text itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from checker.diagnostic.diagnostic import Diagnostic

_DID_YOU_MEAN = re.compile(r"did you mean `([^`…]+)`\?")
_INSTEAD = re.compile(r"`([^`…]+)`")
# Their hint says how the blamed characters are written; elsewhere it is an example.
_WRITTEN = frozenset(("sign-for-word", "other-word", "unit-glued"))


def replacement(found: Diagnostic) -> str | None:
    """Return the text to put in the place of the characters that are blamed; None where none is sure."""
    hint = found.hint or ""
    match = _DID_YOU_MEAN.fullmatch(hint)
    if match is None and found.code in _WRITTEN:
        match = _INSTEAD.fullmatch(hint)
    return None if match is None else match[1]
