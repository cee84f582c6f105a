"""Compares two versions of a pack: what changed, which verdicts change, what the version must say.

What changed is judged by the typed packs (`checker.authoring.compare.differences`): a verdict *can* change where
the meaning of a rule does, whether or not a dossier at hand shows it. Which verdicts do change is
seen by checking dossiers under both: the cases of both versions, and those that are given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.cases import read_cases
from checker.authoring.compare.comparison import (
    Comparison,
    Outcome,
    Refusal,
    Silence,
    Through,
    VerdictChange,
    Witness,
)
from checker.authoring.compare.differences import Side, differences
from checker.authoring.compare.edition import Edition, World
from checker.authoring.compare.sample import Sample, content_of, dossiers_in, of_case, of_dossier
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.from_files import read_dossier
from checker.model.assessment import SEVERITY
from checker.pack.find import Choice, vocabulary_of, written_forms
from checker.verdict.from_plan import evaluate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from checker.model.pack import Vocabulary


def compare(
    old: Edition,
    new: Edition,
    *,
    rules: Sequence[str | Path] = (),
    trust: Sequence[str | Path] = (),
    dossiers: Sequence[str | Path] = (),
    lang: str = "en",
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Compare two versions of a pack.

    Args:
        old: the version before.
        new: the version after, under the same name.
        rules: folders with more packs.
        trust: keys that must have signed the packs that are found.
        dossiers: beside the cases of both versions; files, folders of a dossier, folders of such.
        lang: the language of what rules say.
        progress: called with the number of dossiers done and in all.

    Raises:
        InputError: a version is no valid pack, its cases cannot be read, or a dossier is not there.
    """
    return _Comparing(old, new, rules, trust, lang).compare(dossiers, progress)


class _Comparing:
    def __init__(
        self,
        old: Edition,
        new: Edition,
        rules: Sequence[str | Path],
        trust: Sequence[str | Path],
        lang: str,
    ) -> None:
        self.old = World(old, rules, trust=trust)
        self.new = World(new, rules, trust=trust)
        self.rules = rules
        self.trust = trust
        self.lang = lang
        self.found = Comparison(old, new)
        self.name = new.name
        self.choices: dict[tuple[int, tuple[tuple[str, str], ...]], Choice | InputError] = {}
        self.vocabularies: dict[int, Vocabulary] = {}
        self.groups: dict[tuple[Any, ...], VerdictChange] = {}
        self.refusals: dict[tuple[Any, ...], Refusal] = {}
        self.silences: dict[tuple[Any, ...], Silence] = {}
        self.mixed: World | None = None

    def compare(
        self, dossiers: Sequence[str | Path], progress: Callable[[int, int], None] | None
    ) -> Comparison:
        found = self.found
        found.changes = differences(_side(self.old), _side(self.new))
        found.files = _files(found.old, found.new)
        self.packs_used()
        samples = self.samples(dossiers)
        found.samples = len(samples)
        if self.old.pack["sha256"] != self.new.pack["sha256"] or found.through:
            self.users_broken()
            for done, sample in enumerate(samples, start=1):
                self.check(sample)
                if progress is not None:
                    progress(done, len(samples))
        order = [None, *(f"{self.name}/{rule['id']}" for rule in self.new.pack["rules"])]
        places = {name: at for at, name in enumerate(order)}
        found.verdicts = sorted(
            self.groups.values(),
            key=lambda change: (
                places.get(change.rule, len(places)),
                change.rule or "",
                change.through or "",
                change.old,
                change.new,
                change.rows,
            ),
        )
        found.refusals = list(self.refusals.values())
        found.silent = list(self.silences.values())
        return found

    # --- other packs ------------------------------------------------------------------------

    def packs_used(self) -> None:
        """Compare the packs that each version uses, where they are not the same."""
        old, new = self.old.used, self.new.used
        for name in sorted(old.keys() & new.keys()):
            before, after = old[name], new[name]
            if before["sha256"] == after["sha256"]:
                continue
            found = differences(
                Side(before, vocabulary_of([*old.values()])),
                Side(after, vocabulary_of([*new.values()])),
            )
            range_ = self.found.old.manifest["uses"].get(name, "")
            self.found.through.append(
                Through(
                    name,
                    before["version"],
                    after["version"],
                    found,
                    counts=not _within(after["version"], range_),
                )
            )
        if any(not used.counts for used in self.found.through):
            try:
                beside = self.found.old.beside
                self.mixed = World(self.found.new, self.rules, beside, trust=self.trust)
            except InputError:
                # The new version needs what those packs have now: what changes, it changes.
                self.mixed = None

    def users(self) -> list[str]:
        """Return the packs that are found, use this one, and are valid with the old version."""
        found = []
        for name in self.new.packs.names():
            if name != self.name:
                try:
                    choice = self.old.packs.choose({name: ""}, asked_by=name)
                except InputError:
                    continue
                if any(pack["name"] == self.name for pack in choice.all):
                    found.append(name)
        return found

    def users_broken(self) -> None:
        """Find packs that use this one and are valid with the old version alone."""
        for name in self.users():
            try:
                self.new.packs.choose({name: ""}, asked_by=name)
            except InputError as error:
                first = error.diagnostics[0]
                # A range that leaves the new version out is how a pack keeps away from it.
                if first.code != "pack-version":
                    self.found.broken.append((name, first))

    # --- dossiers ---------------------------------------------------------------------------

    def samples(self, dossiers: Sequence[str | Path]) -> list[Sample]:
        """Return the cases of both versions, each content once, and the dossiers given.

        A pack of declarations alone has no cases: there those of the packs that use it are taken.
        """
        found: dict[Any, Sample] = {}
        for world, known in ((self.new, False), (self.old, True)):
            for case in read_cases(world.mine):
                key = content_of(case)
                if key in found:
                    found[key].known = True
                else:
                    found[key] = of_case(case, self.name, known=known)
        if not self.old.pack["rules"] and not self.new.pack["rules"]:
            for name in self.users():
                for case in read_cases(self.old.packs.highest(name)):
                    found[name, content_of(case)] = of_case(case, name, known=True)
        given = [of_dossier(path) for path in dossiers_in(dossiers)]
        self.found.given = len(given)
        return [*found.values(), *given]

    def check(self, sample: Sample) -> None:
        """Check a dossier under both versions and take in what differs."""
        before, after = self.assess(self.old, sample), self.assess(self.new, sample)
        mistake = next(iter((*after.refused, *before.refused)), None)
        if before.barred or after.barred or (before.refused and after.refused):
            assert mistake is not None
            silence = self.silences.setdefault(mistake.sort_key(), Silence(mistake, sample))
            silence.count += 1
            return
        if mistake is not None:
            self.refused(sample, mistake, now=bool(after.refused))
            return
        self.tally(after, before)
        between = before
        if self.mixed is not None and _differ(before, after):
            between = self.assess(self.mixed, sample)
            if between.assessment is None:
                between = before
        for rule in [None, *(rule for rule in before.states if rule in after.states)]:
            # What is so with the packs that were used before is the work of this version.
            self.verdict(rule, sample, before, between if between is not before else after, None)
            if between is not before:
                self.verdict(rule, sample, between, after, self.inherited())

    def refused(self, sample: Sample, mistake: Diagnostic, *, now: bool) -> None:
        if not now and not sample.known:
            # A new case that says what the old version has no word for.
            return
        through = None
        if self.mixed is not None and bool(self.assess(self.mixed, sample).refused) is not now:
            through = self.inherited()
        key = (now, mistake.code, through)
        refusal = self.refusals.get(key)
        if refusal is None:
            witness = Witness(sample)
            refusal = self.refusals[key] = Refusal(mistake, witness, now=now, through=through)
        refusal.count += 1

    def inherited(self) -> str:
        """Return the first pack in use whose changes are not those of this version."""
        return next(used.name for used in self.found.through if not used.counts)

    def verdict(
        self, rule: str | None, sample: Sample, before: Outcome, after: Outcome, through: str | None
    ) -> None:
        """Take in how a rule, or the whole, came out otherwise."""
        rows = False
        if rule is None:
            was, now = str(before.verdict), str(after.verdict)
            if was == now:
                return
        else:
            old, new = before.states[rule], after.states[rule]
            if old == new:
                return
            was, now = old.label, new.label
            rows = was == now
        key = (rule, was, now, rows, through)
        change = self.groups.get(key)
        if change is None:
            witness = Witness(sample) if rule is None else _witness(sample, rule, before, after)
            change = self.groups[key] = VerdictChange(
                rule, was, now, witness, rows=rows, through=through
            )
        change.count += 1

    def tally(self, after: Outcome, before: Outcome) -> None:
        """Count the verdicts of rules that only one version has."""
        for mine, other in ((after, before), (before, after)):
            for rule, state in mine.states.items():
                if rule not in other.states:
                    counts = self.found.tallies.setdefault(rule, {})
                    counts[state.verdict] = counts.get(state.verdict, 0) + 1

    def assess(self, world: World, sample: Sample) -> Outcome:
        """Check a dossier under one version."""
        try:
            raw = sample.open()
        except InputError as error:
            return Outcome(refused=error.diagnostics, barred=True)
        try:
            choice = self.choice(world, raw.packs)
        except InputError as error:
            return Outcome(refused=error.diagnostics, barred=True)
        try:
            dossier = read_dossier(
                raw,
                choice.vocabulary,
                lambda: self.others(world),
                written_forms=written_forms(choice.selected),
            )
            assessment = evaluate(
                choice.all,
                dossier,
                selected=[pack["name"] for pack in choice.selected],
                strict=sample.strict,
                fail_on="judgement",
                lang=self.lang,
            )
            return Outcome(assessment)
        except InputError as error:
            return Outcome(refused=error.diagnostics)

    def choice(self, world: World, named: Mapping[str, str]) -> Choice:
        """Return the packs that a dossier names, this version among them whatever range it asks for."""
        wanted = {name: "" if name == self.name else range_ for name, range_ in named.items()}
        key = (id(world), tuple(wanted.items()))
        if key not in self.choices:
            try:
                choice = world.packs.choose(wanted) if wanted else world.choice
                if not any(pack["name"] == self.name for pack in choice.all):
                    choice = world.packs.choose({**wanted, self.name: ""})
                self.choices[key] = choice
            except InputError as error:
                self.choices[key] = error
        found = self.choices[key]
        if isinstance(found, InputError):
            raise found
        return found

    def others(self, world: World) -> Vocabulary:
        if id(world) not in self.vocabularies:
            self.vocabularies[id(world)] = world.packs.vocabulary()
        return self.vocabularies[id(world)]


def _side(world: World) -> Side:
    return Side(world.pack, vocabulary_of(world.choice.all), world.choice.all)


def _files(old: Edition, new: Edition) -> list[str]:
    """Return the files that differ, `pack.yaml` only where more than its version does."""
    paths = sorted(old.files.keys() | new.files.keys())
    found = [path for path in paths if old.files.get(path) != new.files.get(path)]
    if "pack.yaml" in found:
        before, after = dict(old.manifest), dict(new.manifest)
        same = {**before, "version": ""} == {**after, "version": ""}
        if same and old.version != new.version:
            found.remove("pack.yaml")
    return found


def _within(version: str, range_: str) -> bool:
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(range_).contains(version, prereleases=True)


def _differ(before: Outcome, after: Outcome) -> bool:
    return before.verdict != after.verdict or any(
        before.states[rule] != after.states[rule] for rule in before.states if rule in after.states
    )


def _witness(sample: Sample, rule: str, before: Outcome, after: Outcome) -> Witness:
    """Return what each version says of a rule on a dossier, and of a row that came out otherwise."""
    assert before.assessment is not None
    assert after.assessment is not None
    old, new = before.assessment.result(rule), after.assessment.result(rule)
    leads = SEVERITY[new.verdict] >= SEVERITY[old.verdict]
    graver, other = (after, before) if leads else (before, after)
    worst = next(iter(_subjects(_plain_result(graver, rule))), None)
    if worst is not None and other.assessment is not None:
        # A row that was no finding there stands behind the 20 that are shown, unless it is asked for.
        other.assessment.to_plain(subject=worst)
    was, now = _plain_result(before, rule), _plain_result(after, rule)
    subject, verdicts = _row(was, now)
    texts = []
    for plain in (was, now):
        shown = None if subject is None else _subjects(plain).get(subject)
        message = (shown or plain).get("message")
        texts.append(None if message is None else str(message))
    return Witness(sample, (texts[0], texts[1]), subject, verdicts)


def _plain_result(outcome: Outcome, rule: str) -> dict[str, Any]:
    assert outcome.assessment is not None
    return outcome.assessment.result(rule).to_plain()


def _row(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[str | None, tuple[str, str] | None]:
    """Return a row of a `for each` with another verdict, the first that both versions show."""
    before, after = _subjects(old), _subjects(new)
    for subject, plain in after.items():
        if subject in before and before[subject]["verdict"] != plain["verdict"]:
            return subject, (before[subject]["verdict"], plain["verdict"])
    return None, None


def _subjects(plain: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    subjects = plain.get("subjects")
    return {} if subjects is None else {one["subject"]: one for one in subjects["shown"]}
