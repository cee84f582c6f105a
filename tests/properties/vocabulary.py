"""The words that random rules and random dossiers share: a few facts and tables of every type.

The values are few and small, so that limits are hit exactly as often as they are missed.
"""

from __future__ import annotations

from fractions import Fraction


class Type:
    """A declared type, as rules write it and dossiers fill it."""

    __slots__ = ("kind", "none", "options", "signed", "table")

    def __init__(
        self,
        kind: str,
        *,
        options: tuple[str, ...] = (),
        none: bool = False,
        signed: bool = False,
        table: str | None = None,
    ) -> None:
        self.kind = kind
        self.options = options
        self.none = none
        self.signed = signed
        self.table = table

    def text(self) -> str:
        """Return the type as a rule file declares it."""
        word = {
            "mass": "mass",
            "share": "share at least 0 % at most 100 %",
            "whole": "whole number not negative",
            "date": "date",
            "period": "period",
            "duration": "duration",
            "yesno": "yes/no",
            "text": "text",
            "choice": "one of " + ", ".join(self.options),
            "ranked": "ranked one of " + ", ".join(self.options),
            "list": "list of one of " + ", ".join(self.options),
            "reference": f"reference to {self.table}",
        }[self.kind]
        if self.kind == "mass" and not self.signed:
            word += " not negative"
        return word + (" may be none" if self.none else "")


ABC = ("a", "b", "c")
RANKS = ("low", "mid", "high")
LISTED = ("p", "q", "r")

FACTS = {
    "claim.mass": Type("mass"),
    "claim.limit": Type("mass"),
    "claim.delta": Type("mass", signed=True),
    "claim.spare": Type("mass", none=True),
    "claim.rate": Type("share"),
    "claim.count": Type("whole"),
    "claim.day": Type("date"),
    "claim.last": Type("date", none=True),
    "claim.span": Type("period"),
    "claim.life": Type("duration"),
    "claim.model": Type("choice", options=ABC),
    "claim.other": Type("choice", options=ABC, none=True),
    "claim.rank": Type("ranked", options=RANKS),
    "claim.ok": Type("yesno"),
    "claim.sure": Type("yesno", none=True),
    "claim.schemes": Type("list", options=LISTED),
    "claim.name": Type("text"),
    "claim.paper": Type("reference", table="papers", none=True),
    "claim.site": Type("reference", table="papers"),
    "period": Type("period"),
}
TABLES = {
    "lots": {
        "date": Type("date"),
        "kind": Type("choice", options=ABC),
        "grade": Type("ranked", options=RANKS),
        "sort": Type("choice", options=ABC, none=True),
        "ok": Type("yesno"),
        "green": Type("yesno", none=True),
        "mass": Type("mass"),
        "delta": Type("mass", signed=True),
        "extra": Type("mass", none=True),
        "pieces": Type("whole"),
        "paper": Type("reference", table="papers", none=True),
        "span": Type("period"),
        "expires": Type("date", none=True),
        "serial": Type("text", none=True),
        "tags": Type("list", options=LISTED),
    },
    "papers": {
        "issued": Type("date"),
        "valid": Type("yesno"),
        "weight": Type("mass"),
        "kind": Type("choice", options=ABC),
        "lot": Type("reference", table="lots", none=True),
        "name": Type("text"),
    },
    "flows": {
        "source": Type("reference", table="papers"),
        "target": Type("reference", table="papers"),
        "date": Type("date"),
        "mass": Type("mass"),
        "free": Type("yesno"),
    },
    "labels": {
        "language": Type("text"),
        "text": Type("text", none=True),
        "kind": Type("choice", options=ABC),
    },
}
TIME = {"lots": "date", "flows": "date"}
"""The time column of the tables that have one."""

MASSES = tuple(Fraction(n) for n in ("0", "1", "1.5", "2", "3", "4", "5", "10"))
SIGNED = (*MASSES, *(-n for n in MASSES if n))
SHARES = tuple(Fraction(n) for n in (0, 10, 25, 30, 50, 100))
WHOLES = (0, 1, 2, 3, 5)
DAYS = (
    "2024-02-29",
    "2024-12-31",
    "2025-01-01",
    "2025-01-31",
    "2025-02-28",
    "2025-03-01",
    "2025-06-15",
    "2025-07-01",
    "2025-12-31",
    "2026-01-01",
    "2026-06-30",
)
DURATIONS = ("1 day", "30 days", "400 days", "1 month", "3 months", "12 months", "1 year")
TEXTS = ("x", "y", "0012", "12", "mass balance", "no mass balance", "75 % green", "book")
LANGUAGES = ("en", "zh", "fr")


def declarations(derived: dict[str, list[str]]) -> str:
    """Return the facts and tables as a rule file, with derived columns by table."""
    lines = [f"fact {name} : {type.text()}" for name, type in FACTS.items()]
    for name, columns in TABLES.items():
        lines.append(f"table {name}")
        lines.append("  key id")
        if name == "flows":
            lines.append("  edge source to target")
        lines += [f"  column {column} : {type.text()}" for column, type in columns.items()]
        lines += [f"  {column}" for column in derived.get(name, ())]
    lines.append('words balance en "mass balance", "book" zh "质量平衡" except "no _"')
    lines.append('words green en "green" zh "绿"')
    return "\n".join(lines) + "\n"
