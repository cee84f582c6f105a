"""What differs between two versions of a pack, and what it asks of the version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.compare.bump import Bump, least_version, says_enough
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.authoring.compare.difference import Difference
    from checker.authoring.compare.edition import Edition
    from checker.authoring.compare.sample import Sample
    from checker.diagnostic.diagnostic import Diagnostic
    from checker.model.assessment import Assessment


class State:
    """How a rule came out: all of it that a user of the verdict relies on."""

    __slots__ = ("counts", "harmless", "upcoming", "verdict", "waived", "would_be")

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.verdict: str = plain["verdict"]
        self.would_be: str | None = plain.get("would_be")
        self.harmless = bool(plain.get("harmless"))
        self.upcoming = bool(plain.get("upcoming"))
        self.waived = bool(plain.get("waived"))
        subjects = plain.get("subjects")
        self.counts = None if subjects is None else tuple(sorted(subjects["counts"].items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and all(
            getattr(self, part) == getattr(other, part) for part in State.__slots__
        )

    def __hash__(self) -> int:
        return hash((self.verdict, self.counts))

    @property
    def label(self) -> str:
        """The verdict in words, with what it is worth."""
        word: str = self.verdict
        if self.would_be:
            word = said("{verdict} (would be {other})", verdict=word, other=self.would_be)
        if self.harmless:
            word = said("{verdict} (harmless)", verdict=word)
        if self.upcoming:
            word = said("{verdict} (upcoming)", verdict=word)
        if self.waived:
            word = said("{verdict} (waived)", verdict=word)
        return word


class Outcome:
    """How a dossier came out under one version: an assessment, or the mistakes that refuse it.

    `barred` are mistakes of the packs that it names, not of the dossier: they say nothing of it.
    """

    __slots__ = ("assessment", "barred", "refused", "states")

    def __init__(
        self,
        assessment: Assessment | None = None,
        refused: Sequence[Diagnostic] = (),
        *,
        barred: bool = False,
    ) -> None:
        self.assessment = assessment
        self.refused = tuple(refused)
        self.barred = barred
        self.states: dict[str, State] = {}
        if assessment is not None:
            for result in assessment.results:
                self.states[result.rule] = State(result.to_plain(derivations=False))

    @property
    def verdict(self) -> str | None:
        """The verdict over all rules; None where the dossier is refused."""
        return None if self.assessment is None else self.assessment.verdict.value


class Witness:
    """A dossier that shows a change: what each version says of it."""

    __slots__ = ("messages", "sample", "subject", "subjects")

    def __init__(
        self,
        sample: Sample,
        messages: tuple[str | None, str | None] = (None, None),
        subject: str | None = None,
        subjects: tuple[str, str] | None = None,
    ) -> None:
        self.sample = sample
        self.messages = messages
        self.subject = subject
        self.subjects = subjects


class VerdictChange:
    """A rule that comes out otherwise: from what to what, on how many dossiers, and one that shows it.

    `rule` is its full name, None for the verdict over all. `rows` says that only rows of its `for each`
    differ. `through` names a pack that is used, where the change comes from there and would come
    without this version too.
    """

    __slots__ = ("count", "new", "old", "rows", "rule", "through", "witness")

    def __init__(
        self,
        rule: str | None,
        old: str,
        new: str,
        witness: Witness,
        *,
        rows: bool,
        through: str | None,
    ) -> None:
        self.rule = rule
        self.old = old
        self.new = new
        self.rows = rows
        self.through = through
        self.count = 0
        self.witness = witness


class Refusal:
    """Dossiers that one version refuses and the other reads: how many, and one that shows it.

    `now` says that it is the new version that refuses them; `through` as in `VerdictChange`.
    """

    __slots__ = ("count", "mistake", "now", "through", "witness")

    def __init__(
        self, mistake: Diagnostic, witness: Witness, *, now: bool, through: str | None
    ) -> None:
        self.now = now
        self.mistake = mistake
        self.through = through
        self.count = 0
        self.witness = witness


class Silence:
    """Dossiers that say nothing, since one version or a pack beside it bars them or both refuse them."""

    __slots__ = ("count", "mistake", "sample")

    def __init__(self, mistake: Diagnostic, sample: Sample) -> None:
        self.mistake = mistake
        self.sample = sample
        self.count = 0


class Through:
    """A pack that is used, in another version than before.

    `counts` says that the old version could not have been used with it: what it changes, this version
    changes.
    """

    __slots__ = ("changes", "counts", "name", "new", "old")

    def __init__(
        self, name: str, old: str, new: str, found: Sequence[Difference], *, counts: bool
    ) -> None:
        self.name = name
        self.old = old
        self.new = new
        self.changes = tuple(found)
        self.counts = counts

    @property
    def bump(self) -> Bump:
        """The most that a change of it asks of its own version."""
        return max((change.bump for change in self.changes), default=Bump.NOTHING)


class Comparison:
    """What differs between two versions of a pack, and what it asks of the version."""

    def __init__(self, old: Edition, new: Edition) -> None:
        self.old = old
        self.new = new
        self.changes: list[Difference] = []
        self.files: list[str] = []
        self.through: list[Through] = []
        self.verdicts: list[VerdictChange] = []
        self.refusals: list[Refusal] = []
        self.broken: list[tuple[str, Diagnostic]] = []
        self.tallies: dict[str, dict[str, int]] = {}
        self.samples = 0
        self.given = 0
        self.silent: list[Silence] = []

    @property
    def reasons(self) -> list[tuple[Bump, str]]:
        """Why the version has to say what it has to, the gravest first."""
        found: dict[tuple[Bump, str], None] = {}
        for refusal in self.refusals:
            if refusal.through is not None:
                continue
            bump = Bump.MAJOR if refusal.now else Bump.MINOR
            text = "a dossier is refused now" if refusal.now else "a dossier is read now"
            found[bump, text] = None
        for name, _ in self.broken:
            found[Bump.MAJOR, said("`{name}`, which uses it, is no longer valid", name=name)] = None
        for change in self.changes:
            found[change.bump, _headline(change)] = None
        for used in self.through:
            if used.counts:
                text = said("`{name}` {version} is needed now", name=used.name, version=used.new)
                found[max(used.bump, Bump.MINOR), text] = None
        if any(verdict.through is None for verdict in self.verdicts):
            found[Bump.MINOR, "a verdict changes"] = None
        if self.files:
            found[Bump.PATCH, "its files differ"] = None
        return sorted(found, key=lambda reason: -reason[0])

    @property
    def bump(self) -> Bump:
        """What the change asks of the version."""
        return max((bump for bump, _ in self.reasons), default=Bump.NOTHING)

    @property
    def least(self) -> str:
        """The lowest release that says as much."""
        return least_version(self.old.version, self.bump)

    @property
    def is_enough(self) -> bool:
        """Whether the new version says what the change needs."""
        return says_enough(self.old.version, self.new.version, self.bump)


def _headline(change: Difference) -> str:
    form = "{item}: {text}" if change.what == "changed" else "{item} {text}"
    return said(form, item=change.title, text=change.parts[0].text)
