"""What SARIF 2.1.0 asks of every log, whatever it tells of."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from checker.resources import VERSION

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def log(name: str, rules: list[dict[str, Any]], results: list[dict[str, Any]], **run: Any) -> str:
    """Return a log of one run as JSON, keys sorted.

    Args:
        name: of the tool.
        rules: what its results can be about, as SARIF's `reportingDescriptor`.
        results: as SARIF's `result`.
        run: what else is known of the run.
    """
    driver = {"name": name, "version": VERSION, "semanticVersion": VERSION, "rules": rules}
    whole = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": results,
                **run,
            }
        ],
    }
    return json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def fingerprint(identity: str) -> str:
    """Return what finds a result again in a later log, from what stays the same of it."""
    return hashlib.sha256(identity.encode("utf-8")).hexdigest()


def accepted(justification: str) -> list[dict[str, str]]:
    """Return that a result is suppressed, with who says why."""
    return [{"kind": "external", "status": "accepted", "justification": justification}]


def uri(path: str) -> str:
    """Return a path as a URI reference: relative to where it is looked for, or a file's own."""
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)
