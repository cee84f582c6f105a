"""The assessment itself: keys sorted, one line end at the end, the same bytes each time."""

from __future__ import annotations

import json
import re
from typing import Any

# What a terminal or an editor would obey or hide: legal in JSON, but better seen.
_HIDDEN = re.compile(
    "[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def render(assessment: dict[str, Any], *, lang: str = "en", indent: int | None = 1) -> str:
    """Return the assessment as JSON; it has no words of ours, so `lang` changes nothing."""
    text = json.dumps(assessment, ensure_ascii=False, indent=indent, sort_keys=True)
    return _HIDDEN.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
