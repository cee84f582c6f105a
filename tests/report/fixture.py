"""Assessments written by hand, for what a report must be able to show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "fixtures"
NAMES = ("billet", "conforms", "missing", "judgement", "nothing", "hostile")


def load(name: str) -> dict[str, Any]:
    """Return one assessment, as a stage before would hand it over."""
    assessment: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return assessment
