"""Makes each small change of a pack in turn, and finds those that no case notices.

A case notices a change when anything that it expects comes out otherwise, or when it comes to no
assessment at all. A changed pack goes the way of every pack, through the type checker; what does not
pass it is no change. Only the rules that a change can reach are evaluated anew, and only in the cases
that look at one of them; all else is as it was before the change.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_all_start_methods, get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.authoring.accepted import Acceptance, read_accepted
from checker.authoring.cases import (
    Case,
    Progress,
    Ready,
    Report,
    find_pack,
    outcome_of,
    prepare,
    read_cases,
    report_of,
)
from checker.authoring.change import Change, Place, changed_files, changes_of, unused
from checker.authoring.expectation import Results, differences, rules_named, short_name
from checker.diagnostic.diagnostic import InputError
from checker.model.assessment import overall
from checker.model.expression import is_node
from checker.model.source import Source
from checker.pack.find import (
    Candidate,
    Choice,
    Packs,
    compile_trees,
    digest_of,
)
from checker.pack.folder import shown_name
from checker.syntax.from_text import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from types import FrameType

    from checker.model.assessment import Assessment
    from checker.model.pack import Vocabulary
    from checker.syntax import tree

SECONDS = 20
"""How much computing time all cases together may take under one change; the usual is a hundredth of one."""
_GROUPS = ("parameters", "readings", "defines", "words")


State = tuple[str, str | None]
"""What became of a change, and the first case that noticed it."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A change, its place, and what became of it.

    `state` is "noticed", "accepted", "survives", "invalid" (the type checker refuses it) or "slow" (it
    took longer than is allowed). `by` names the first case that noticed it.
    """

    change: Change
    place: str
    state: str
    by: str | None = None
    accepted: Acceptance | None = None


@dataclass(frozen=True, slots=True)
class Mutations:
    """All changes of a pack, in the order of its files, and what is accepted without need.

    `report` says how the cases came out before any change; where one of them differed, nothing was
    tried. `tested_by` are the packs whose cases try it: itself, and where it has no rules those that use
    it. `stale` are the accepted changes that a case notices, or that there are none of.
    """

    report: Report
    tested_by: tuple[str, ...]
    trials: tuple[Trial, ...]
    stale: tuple[tuple[Acceptance, Trial | None], ...]

    def of(self, state: str) -> tuple[Trial, ...]:
        """Return the changes in a state."""
        return tuple(trial for trial in self.trials if trial.state == state)

    @property
    def failed(self) -> bool:
        """Whether a case differs, a change goes unnoticed without a reason, or a reason has no change."""
        left = bool(self.of("survives") or self.of("slow") or self.stale)
        return self.report.failed or left


def mutate(
    pack: str | Path,
    *,
    rules: Sequence[str | Path] = (),
    trust: Sequence[str | Path] = (),
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Mutations:
    """Return what became of each change of a pack.

    Args:
        pack: a pack's name, its folder or its bundle.
        rules: folders with more packs.
        trust: keys of which one must have signed every pack but the program's own.
        jobs: how many processes; as many as there are processors when None. It changes no result.
        progress: called with the number of changes done and in all.

    Raises:
        InputError: the pack, a file of cases or the list of accepted changes is at fault.
    """
    bench = Bench(pack, rules, trust)
    accepted = read_accepted(bench.candidate)
    if bench.report.failed:
        return Mutations(bench.report, bench.tested_by, (), ())
    tried: list[tuple[Change, State]] = []
    again = (pack, tuple(rules), tuple(trust))
    states = _tried(bench, again, jobs or _processors())
    for one in zip(bench.changes, states, strict=True):
        tried.append(one)
        if progress is not None:
            progress(len(tried), len(bench.changes))
    trials = []
    for change, (state, by) in _unused_as_one(tried):
        reason = accepted.get(change.key) if state == "survives" else None
        if reason is not None:
            state = "accepted"
        trials.append(Trial(change, bench.place(change), state, by, reason))
    by_key = {trial.change.key: trial for trial in trials}
    stale = [
        (entry, by_key.get(key))
        for key, entry in accepted.items()
        if key not in by_key or by_key[key].state != "accepted"
    ]
    return Mutations(bench.report, bench.tested_by, tuple(trials), tuple(stale))


def _unused_as_one(tried: Sequence[tuple[Change, State]]) -> Iterator[tuple[Change, State]]:
    """Yield what became of changes; where no rule rests on an item, one change stands for all of it."""
    for _, group in groupby(tried, key=lambda one: (one[0].file, one[0].at)):
        of_item = list(group)
        counted = [(change, state) for change, (state, _) in of_item if state != "invalid"]
        if counted and all(state == "unused" for _, state in counted):
            yield unused(counted[0][0]), ("survives", None)
            continue
        for change, (state, by) in of_item:
            yield change, ("survives" if state == "unused" else state, by)


# --- in processes -----------------------------------------------------------------------------

_BENCHES: list[Bench] = []
"""The bench of this process: made before it was split off, or on its first change."""


def _processors() -> int:
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def _tried(bench: Bench, again: tuple[Any, ...], jobs: int) -> Iterator[State]:
    """Yield what became of each change, in order."""
    # What stands so far stays: to look through all of it for rings time and again is a third of the time.
    gc.collect()
    gc.freeze()
    try:
        yield from _in_processes(bench, again, jobs)
    finally:
        gc.unfreeze()


def _in_processes(bench: Bench, again: tuple[Any, ...], jobs: int) -> Iterator[State]:
    if jobs <= 1 or len(bench.changes) < 2 * jobs:
        yield from (bench.trial(at) for at in range(len(bench.changes)))
        return
    # A process that is split off has the bench already; one that is started anew makes it again.
    method = "fork" if "fork" in get_all_start_methods() else None
    _BENCHES[:] = [bench]
    try:
        with ProcessPoolExecutor(
            jobs, get_context(method), initializer=_begin, initargs=again
        ) as pool:
            yield from pool.map(_trial, range(len(bench.changes)), chunksize=4)
    finally:
        _BENCHES.clear()


def _begin(pack: str | Path, rules: Sequence[str | Path], trust: Sequence[str | Path]) -> None:
    # The one who asked ends on Control-C, and takes this process along.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not _BENCHES:
        _BENCHES.append(Bench(pack, rules, trust))


def _trial(at: int) -> State:
    return _BENCHES[0].trial(at)


# --- one pack ---------------------------------------------------------------------------------


class _TooLongError(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Stand:
    """A case before any change: of which pack, read, assessed, and what it looks at (None: all)."""

    case: Case
    choice: Choice
    ready: Ready
    assessment: Assessment
    looks_at: frozenset[str] | None

    @property
    def pack(self) -> str:
        """The pack whose case it is."""
        name: str = self.choice.selected[0]["name"]
        return name


class _Parsed:
    """The rule files of a pack as trees, so that it can be compiled again and again."""

    def __init__(self, candidate: Candidate) -> None:
        files = candidate.files
        shown = shown_name(candidate.folder)
        self.candidate = candidate
        self.digest = digest_of(files)
        self.sources = {
            path: Source(f"{shown}/{path}", data.decode("utf-8-sig"))
            for path, data in files.items()
            if path.endswith(".rules")
        }
        self.trees = {path: parse(source)[0] for path, source in self.sources.items()}

    def compiled(
        self,
        trees: Mapping[str, tree.File],
        before: Mapping[str, Any],
        used: list[dict[str, Any]],
    ) -> dict[str, Any]:
        """Return the pack of these trees.

        Raises:
            InputError: the type checker refuses it.
        """
        compiled = compile_trees(self.candidate, trees, self.sources, self.digest, used)
        # What is said in other languages is not changed, and what is left over of it is no mistake.
        texts = before.get("texts")
        return compiled if texts is None else {**compiled, "texts": texts}


class Bench:
    """A pack, the cases that try it as they come out, and its changes.

    A pack without rules is tried by the cases of the packs that use it too: by itself it says nothing.
    """

    def __init__(
        self,
        pack: str | Path,
        rules: Sequence[str | Path] = (),
        trust: Sequence[str | Path] = (),
    ) -> None:
        self.packs = Packs([Path(folder) for folder in rules], trust=trust)
        self.choice, self.candidate = find_pack(pack, self.packs)
        self.mine = self.choice.selected[0]
        self.name = self.candidate.name
        self.parsed = _Parsed(self.candidate)
        self.before = self.compiled(self.parsed.trees)
        self.changes = changes_of(self.parsed.trees, _kinds(self.before, self.choice.vocabulary))
        self.stands: list[_Stand] = []
        self._reach: dict[tuple[int, ...], dict[str, frozenset[str]]] = {}
        self._users: dict[str, _Parsed] = {}
        outcomes = []
        self.testers = [self.choice, *([] if self.mine["rules"] else self.users())]
        for choice in self.testers:
            name = choice.selected[0]["name"]
            for case in read_cases(self.packs.chosen(choice.selected[0])):
                try:
                    ready = prepare(case, choice, self.packs)
                    assessment = ready.assess()
                except InputError as error:
                    outcomes.append(outcome_of(case, name, error))
                    continue
                outcomes.append(outcome_of(case, name, assessment))
                named = rules_named(case.node, name)
                self.stands.append(_Stand(case, choice, ready, assessment, named))
        self.tested_by = tuple(dict.fromkeys(stand.pack for stand in self.stands))
        self.report = report_of(self.choice, outcomes)

    def users(self) -> list[Choice]:
        """Return the packs that use this one and have rules, each chosen alone."""
        found = []
        for name in self.packs.names():
            try:
                choice = self.packs.choose({name: ""})
            except InputError:
                # A pack elsewhere that is at fault is not this one's matter.
                continue
            using = any(pack is self.mine for pack in choice.all)
            if using and choice.selected[0] is not self.mine and choice.selected[0]["rules"]:
                found.append(choice)
        return found

    def compiled(self, trees: Mapping[str, tree.File]) -> dict[str, Any]:
        """Return the pack of these trees.

        Raises:
            InputError: the type checker refuses it.
        """
        used = [pack for pack in self.choice.all if pack is not self.mine]
        return self.parsed.compiled(trees, self.mine, used)

    # --- a change ---------------------------------------------------------------------------

    def place(self, change: Change) -> str:
        """Return where a change is made: `file:line:column`."""
        source = self.parsed.sources[change.file]
        line, column = source.place(change.edit.span.start)
        return f"{source.name}:{line}:{column}"

    def trial(self, at: int) -> State:
        """Make a change, and return what becomes of it."""
        change = self.changes[at]
        changed = self.changed(change)
        if changed is None:
            return "invalid", None
        try:
            with _Bound(SECONDS):
                return self.state_of(changed)
        except _TooLongError:
            return "slow", None
        except Exception as error:
            # A changed pack is a checked pack: what it breaks is ours, and has to be found again.
            where = f"{self.place(change)}: {change.at}: {change.text}"
            raise RuntimeError(f"{where}: {error!r}") from error

    def changed(self, change: Change) -> dict[str, Any] | None:
        """Return the pack with a change made; None where no form of it passes the type checker."""
        for form in range(len(change.items)):
            try:
                return self.compiled(changed_files(self.parsed.trees, change, form))
            except InputError:
                continue
        return None

    def state_of(self, changed: dict[str, Any]) -> State:
        """Return whether a case comes out otherwise under the changed pack, and the first that does."""
        read_anew = changed["vocabulary"] != self.before["vocabulary"] or (
            changed["written_forms"] != self.before["written_forms"]
        )
        made: dict[tuple[int, ...], tuple[list[dict[str, Any]], frozenset[str]]] = {}

        def under(before: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], frozenset[str]]:
            key = tuple(map(id, before))
            if key not in made:
                packs = self.packs_with(before, changed)
                made[key] = packs, self.reached(before, packs, everything=read_anew)
            return made[key]

        for stand in self.stands:
            try:
                packs, reached = under(stand.ready.choice.all)
                only = _looked_at(stand, reached)
                if only and self.differs(stand, packs, only, read_anew):
                    return "noticed", stand.case.name
            except InputError:
                return "noticed", stand.case.name
        used = any(
            self.reached(choice.all, under(choice.all)[0], everything=False)
            for choice in self.testers
        )
        return ("survives" if used else "unused"), None

    def packs_with(
        self, before: Sequence[dict[str, Any]], changed: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Return packs with the changed one in its place, and what uses it made anew.

        Raises:
            InputError: a pack that uses it no longer passes the type checker.
        """
        made: dict[str, dict[str, Any]] = {}
        anew: set[str] = set()
        for pack in before:
            name = pack["name"]
            used = set(_used(pack, made))
            if pack is self.mine:
                made[name] = changed
                anew.add(name)
            elif anew.isdisjoint(used):
                made[name] = pack
            else:
                if name not in self._users:
                    self._users[name] = _Parsed(self.packs.chosen(pack))
                parsed = self._users[name]
                below = [made[other] for other in made if other in used]
                made[name] = parsed.compiled(parsed.trees, pack, below)
                anew.add(name)
        return list(made.values())

    def reach(self, before: Sequence[dict[str, Any]]) -> dict[str, frozenset[str]]:
        """Return for each rule of packs what it rests on, by the names of `_entries`."""
        key = tuple(map(id, before))
        if key not in self._reach:
            self._reach[key] = _reach([self.before_of(pack) for pack in before])
        return self._reach[key]

    def before_of(self, pack: dict[str, Any]) -> dict[str, Any]:
        """Return a pack as it was before any change, compiled as the changed ones are."""
        return self.before if pack is self.mine else pack

    def reached(
        self,
        before: Sequence[dict[str, Any]],
        packs: Sequence[dict[str, Any]],
        *,
        everything: bool,
    ) -> frozenset[str]:
        """Return the rules ("PACK/RULE") that can come out otherwise: those that rest on what differs."""
        reach = self.reach(before)
        if everything:
            return frozenset(reach)
        differing: set[str] = set()
        for old, new in zip(before, packs, strict=True):
            if old is not new:
                first, second = _entries(self.before_of(old)), _entries(new)
                differing |= {name for name in second if first.get(name) != second[name]}
        return frozenset(rule for rule, rests_on in reach.items() if rests_on & differing)

    def differs(
        self,
        stand: _Stand,
        packs: list[dict[str, Any]],
        only: frozenset[str],
        read_anew: bool,
    ) -> bool:
        """Whether a case comes out otherwise under these packs, by the rules that can."""
        ready = stand.ready
        if read_anew:

            def in_place(choice: Choice) -> Choice:
                by_name = {pack["name"]: pack for pack in packs}
                return Choice([by_name[pack["name"]] for pack in choice.selected], packs)

            ready = prepare(stand.case, stand.choice, self.packs, in_place)
        anew = {result.rule: result for result in ready.assess(packs, only).results}
        results = [anew.get(result.rule, result) for result in stand.assessment.results]
        verdict = overall(results, strict=ready.strict)
        return bool(differences(stand.case.node, stand.pack, Results(results, stand.pack), verdict))


def _looked_at(stand: _Stand, reached: frozenset[str]) -> frozenset[str]:
    """Return the rules that a case looks at, of those that a change can reach."""
    if stand.looks_at is None:
        return reached
    return frozenset(
        rule
        for rule in reached
        if rule in stand.looks_at or short_name(rule, stand.pack) in stand.looks_at
    )


class _Bound:
    """Ends what takes more computing time than is allowed; where no timer can be set, nothing does."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.before: Any = None
        self.can = hasattr(signal, "setitimer") and (
            threading.current_thread() is threading.main_thread()
        )

    def __enter__(self) -> None:
        if self.can:
            self.before = signal.signal(signal.SIGVTALRM, _too_long)
            signal.setitimer(signal.ITIMER_VIRTUAL, self.seconds)

    def __exit__(self, *_: object) -> None:
        if self.can:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, self.before)


def _too_long(number: int, frame: FrameType | None) -> None:
    raise _TooLongError


def _used(pack: Mapping[str, Any], made: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the packs that a pack uses, near and far."""
    for name in pack["manifest"]["uses"]:
        yield name
        if name in made:
            yield from _used(made[name], made)


def _kinds(pack: Mapping[str, Any], vocabulary: Vocabulary) -> dict[Place, frozenset[str]]:
    """Return what is compared at each place of a pack; of what may be ranked, `rank` too.

    A condition of a selection stands in the rules that name it too, with the place where it is written:
    a place of another file then has more kinds than it should, never fewer.
    """
    found: dict[Place, frozenset[str]] = {}
    entries = [*pack["defines"].values(), *pack["derived"].values(), *pack["rules"]]
    for entry in entries:
        for node in _nodes(entry):
            if node[0] == "cmp":
                place = (entry["file"], node[1], node[2])
                kinds = {node[4], *(["rank"] if _may_be_ranked(node[5], vocabulary) else ())}
                found[place] = found.get(place, frozenset()) | kinds
    return found


def _may_be_ranked(node: list[Any], vocabulary: Vocabulary) -> bool:
    match node[0]:
        case "fact":
            return vocabulary.facts[node[3]].type.ranked
        case "col" | "deref":
            return vocabulary.tables[node[4]].columns[node[5]].type.ranked
        case _:
            return True


def _nodes(part: Any) -> Iterator[list[Any]]:
    stack = [part]
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            stack.extend(one.values())
        elif isinstance(one, list):
            if is_node(one):
                yield one
            stack.extend(one)


# --- what rests on what -----------------------------------------------------------------------


def _entries(pack: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a pack says, by names that are the same in every version of it."""
    name = pack["name"]
    found = {f"{name}/{rule['id']}": rule for rule in pack["rules"]}
    # A rule may be called like a parameter: what is named in expressions has a mark of its own.
    for group in _GROUPS:
        found |= {f"={name}/{key}": entry for key, entry in pack[group].items()}
    return found | {f"[]{key}": entry for key, entry in pack["derived"].items()}


def _reach(packs: Iterable[Mapping[str, Any]]) -> dict[str, frozenset[str]]:
    """Return for each rule the names of all that it rests on, itself included.

    A name counts wherever it is read in what the other says: sooner too much than too little.
    """
    entries: dict[str, Any] = {}
    rules: list[str] = []
    for pack in packs:
        entries |= _entries(pack)
        rules += [f"{pack['name']}/{rule['id']}" for rule in pack["rules"]]
    called: dict[str, set[str]] = {}
    for name in entries:
        if name.startswith("="):
            called.setdefault(name[1:], set()).add(name)
        elif name.startswith("[]"):
            called.setdefault(name.rpartition(".")[2], set()).add(name)
    near = {
        name: frozenset().union(*(called[text] for text in _texts(entry) if text in called))
        for name, entry in entries.items()
    }
    found = {}
    for rule in rules:
        seen = {rule}
        stack = [rule]
        while stack:
            for name in near[stack.pop()] - seen:
                seen.add(name)
                stack.append(name)
        found[rule] = frozenset(seen)
    return found


def _texts(part: Any) -> set[str]:
    found: set[str] = set()
    stack = [part]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            found.add(one)
        elif isinstance(one, dict):
            stack.extend(one.values())
        elif isinstance(one, list | tuple):
            stack.extend(one)
    return found
