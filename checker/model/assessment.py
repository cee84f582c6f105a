"""What a check found: one result for each rule, and the verdict over all."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class Verdict(StrEnum):
    """The five verdicts, the same words in every output."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    VIOLATION = "violation"
    MISSING = "missing"
    JUDGEMENT = "judgement"
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_decided(self) -> bool:
        """Whether every completion of the dossier gives it."""
        return self in (Verdict.PASS, Verdict.VIOLATION, Verdict.NOT_APPLICABLE)


SEVERITY = {
    Verdict.VIOLATION: 5,
    Verdict.MISSING: 4,
    Verdict.JUDGEMENT: 3,
    Verdict.PASS: 1,
    Verdict.NOT_APPLICABLE: 0,
}
CERTAINTY = {
    "confirmed": said("confirmed"),
    "unconfirmed": said("unconfirmed"),
    "open": said("open"),
}
HARMLESS = 2
"""What is open between pass and not applicable lies between a judgement and a pass."""


class Result:
    """The result of one rule; everything but the verdict is worked out when it is asked for.

    `judged` says that it rests on what a person answered, at least for one row.
    """

    __slots__ = (
        "_build",
        "_plain",
        "harmless",
        "judged",
        "level",
        "rule",
        "upcoming",
        "verdict",
        "waived",
    )

    def __init__(
        self,
        rule: str,
        level: str,
        verdict: Verdict,
        *,
        harmless: bool,
        waived: bool,
        upcoming: bool,
        judged: bool,
        build: Callable[[bool], dict[str, Any]],
    ) -> None:
        self.rule = rule
        self.level = level
        self.verdict = verdict
        self.harmless = harmless
        self.waived = waived
        self.upcoming = upcoming
        self.judged = judged
        self._build = build
        self._plain: dict[str, Any] | None = None

    def to_plain(self, *, derivations: bool = True) -> dict[str, Any]:
        """Return the result as the assessment's JSON holds it.

        Without `derivations` it says what was found and leaves out how it came about: no traces, and of
        what passed no figures.
        """
        if self._plain is not None:
            return self._plain
        plain = self._build(derivations)
        if derivations:
            self._plain = plain
        return plain

    @property
    def message(self) -> str | None:
        """What the rule found, in its author's words and with its figures."""
        message: str | None = self.to_plain(derivations=False)["message"]
        return message

    def counts(self, *, strict: bool) -> bool:
        """Whether the result takes part in the overall verdict."""
        if self.waived or self.upcoming or self.harmless:
            return False
        return strict or self.level == "shall"

    def __repr__(self) -> str:
        return f"Result({self.rule!r}, {self.verdict.value!r})"


class Assessment:
    """The outcome of one check: `verdict` over all, `results` in the order of packs and rules."""

    __slots__ = ("_build", "_plain", "results", "strict", "verdict")

    def __init__(
        self,
        results: Sequence[Result],
        *,
        strict: bool,
        build: Callable[[Assessment, bool, str | None], dict[str, Any]],
    ) -> None:
        self.results = tuple(results)
        self.strict = strict
        self.verdict = overall(self.results, strict=strict)
        self._build = build
        self._plain: dict[str, Any] | None = None

    @property
    def is_draft(self) -> bool:
        """Whether a document made from it is a draft: something is left to do, waived or not."""
        if self.verdict is not Verdict.PASS:
            return True
        return any(
            result.waived and not result.upcoming and (self.strict or result.level == "shall")
            for result in self.results
        )

    def to_plain(self, *, derivations: bool = True, subject: str | None = None) -> dict[str, Any]:
        """Return the assessment as plain JSON data: what every report is made from.

        Without `derivations` it holds what a terminal shows first, and is made faster. A `subject`
        ("movements[R-12]") is among the rows shown of each rule that goes through it, beside the 20.
        """
        if self._plain is not None and subject is None:
            return self._plain
        plain = self._build(self, derivations, subject)
        if derivations and subject is None:
            self._plain = plain
        return plain

    def result(self, rule: str) -> Result:
        """Return the result of a rule, by "PACK/RULE" or by "RULE" where that is clear.

        Raises:
            KeyError: no rule of that name was checked.
        """
        for result in self.results:
            if result.rule == rule or result.rule.partition("/")[2] == rule:
                return result
        raise KeyError(rule)

    def __repr__(self) -> str:
        return f"Assessment({self.verdict.value!r}, {len(self.results)} results)"


def completeness(verdicts: Sequence[Verdict]) -> dict[str, Any] | None:
    """Return how many of the rules that apply are passed, in percent to 0.01; None where none applies.

    A figure for progress, never a verdict: what is not there is listed beside it, always.
    """
    applicable = sum(verdict is not Verdict.NOT_APPLICABLE for verdict in verdicts)
    if not applicable:
        return None
    present = sum(verdict is Verdict.PASS for verdict in verdicts)
    hundredths = (present * 20_000 + applicable) // (2 * applicable)
    return {
        "applicable": applicable,
        "present": present,
        "percent": f"{hundredths // 100}.{hundredths % 100:02d}",
    }


def overall(results: Sequence[Result], *, strict: bool) -> Verdict:
    """Return the most severe verdict of the results that count.

    Nothing to check is `not_applicable`; unless what is harmlessly missing can still become a pass:
    then it is `missing`, for a decided verdict must survive more facts.
    """
    worst = Verdict.NOT_APPLICABLE
    for result in results:
        if result.counts(strict=strict) and SEVERITY[result.verdict] > SEVERITY[worst]:
            worst = result.verdict
    if worst is Verdict.NOT_APPLICABLE and any(
        result.harmless
        and not result.waived
        and not result.upcoming
        and (strict or result.level == "shall")
        for result in results
    ):
        return Verdict.MISSING
    return worst
