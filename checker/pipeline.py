"""The whole path on one page, behind every surface: a dossier and its packs to an assessment."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.from_files import open_dossier, read_dossier
from checker.model.limit import LIMITS
from checker.model.said import said
from checker.pack.find import (
    Choice,
    Packs,
    is_unchanged,
    state_in_play,
    state_of,
    wanted_pack,
    written_forms,
)
from checker.resources import rules_dir
from checker.verdict.from_plan import evaluate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from checker.dossier.from_files import RawDossier
    from checker.model.dossier import Dossier
    from checker.model.pack import Vocabulary
    from checker.pack.find import State
    from checker.pack.lock import Lock
    from checker.verdict.from_plan import Assessment

FAIL_ON = ("violation", "missing", "judgement", "never")
LANGUAGES = ("en", "zh", "ja")


_CHOICES: dict[object, tuple[State, Choice, Packs]] = {}
_KEPT = 8


def check(
    path: str | Path,
    *,
    packs: Sequence[str] = (),
    rules: Sequence[str | Path] = (),
    as_of: date | None = None,
    lang: str | None = None,
    strict: bool = False,
    fail_on: str = "judgement",
    locked: bool = False,
    trust: Sequence[str | Path] = (),
) -> Assessment:
    """Return the assessment of a dossier: one result for each rule of the packs selected.

    Args:
        path: a dossier's file, or the folder that holds `dossier.yaml` and its ledgers.
        packs: `NAME` or `NAME RANGE` (PEP 440), in place of those that the dossier names.
        rules: folders with more packs, each a folder with a `pack.yaml` or a bundle; or a bundle.
        as_of: the day on which the claim is judged, in place of the dossier's own.
        lang: `en`, `zh` or `ja`; the dossier's language where it is one of them, else English.
        strict: a `recommend` counts like a `require`.
        fail_on: the least severe verdict that is called a failure; noted in the assessment.
        locked: take the packs of the `checker.lock` beside the dossier, and no others.
        trust: files and folders of public keys, one of which must have signed every pack but those
            that travel with the program.

    Raises:
        InputError: the dossier, a pack or an argument is at fault; carries every mistake.
    """
    if fail_on not in FAIL_ON:
        raise ValueError(f"fail_on is one of {', '.join(FAIL_ON)}, not {fail_on!r}")
    # A ledger is many small values and no rings: looking for rings among them is a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        raw = open_dossier(path)
        lock = lock_of(raw) if locked else None
        choice, found = choose_packs(raw, packs, rules, lock=lock, trust=trust)
        dossier = read(raw, choice, found, choice.vocabulary, as_of, lock=lock)
        return evaluate(
            choice.all,
            dossier,
            selected=[pack["name"] for pack in choice.selected],
            vocabulary=choice.vocabulary,
            strict=strict,
            fail_on=fail_on,
            lang=language_of(lang, dossier.language),
        )
    finally:
        if collecting:
            gc.enable()


def choose_packs(
    raw: RawDossier,
    packs: Sequence[str],
    rules: Sequence[str | Path],
    *,
    lock: Lock | None = None,
    trust: Sequence[str | Path] = (),
) -> tuple[Choice, Packs]:
    """Return the packs that a dossier or its caller selects, and where more can be found."""
    wanted = dict(wanted_pack(text) for text in packs) if packs else dict(raw.packs)
    if not wanted:
        raise InputError(
            [
                Diagnostic(
                    "no-pack-selected",
                    "no pack of rules is selected",
                    want="the packs to check against, in the dossier or on the command line",
                    hint="packs: {disclosure: }   or   --pack disclosure",
                )
            ]
        )
    folders = tuple(os.fspath(folder) for folder in rules)
    keys = tuple(os.fspath(place) for place in trust)
    pinned = None if lock is None else (lock.source.name, lock.sha256)
    # Many dossiers are checked against the same packs: what was found is kept while no file changes.
    key = (tuple(wanted.items()), folders, bool(packs), keys, pinned)
    kept = _CHOICES.get(key)
    if kept is not None and is_unchanged(kept[0]):
        return kept[1], kept[2]
    state = state_of([rules_dir(), *folders])
    given = {path: at for path, at in state.items() if path in folders} | state_of(keys)
    found = Packs(folders, trust=keys)
    try:
        choice = found.choose(
            wanted, asked_by="--pack" if packs else said("the dossier"), lock=lock
        )
    except InputError as error:
        if not packs:
            _place_packs(raw, error)
        raise
    while len(_CHOICES) >= _KEPT:
        del _CHOICES[next(iter(_CHOICES))]
    _CHOICES[key] = (state_in_play(state, found) | given, choice, found)
    return choice, found


def lock_of(raw: RawDossier) -> Lock:
    """Return the lock that lies beside a dossier.

    Raises:
        InputError: there is none, or it is at fault.
    """
    from checker.dossier.place import RefusedError
    from checker.pack.lock import FILE, read_lock

    shown = raw.prefix + FILE
    try:
        data = raw.files.read(FILE, LIMITS.DOSSIER_BYTES)
    except RefusedError as refused:
        if refused.mistake.code != "file-missing":
            found = Diagnostic(refused.mistake.code, refused.mistake.message, file=shown)
        else:
            found = Diagnostic(
                "lock-missing",
                "there is no lock to hold to",
                file=shown,
                hint="`checker pack lock DOSSIER` writes it",
            )
        raise InputError([found]) from None
    return read_lock(data, shown)


def _place_packs(raw: RawDossier, error: InputError) -> None:
    """Say where the dossier names the packs that a mistake is about."""
    for mistake in error.diagnostics:
        named = next((name for name in raw.packs if f"`{name}`" in mistake.message), None)
        if named is not None and mistake.file is None:
            mistake.file = raw.prefix + raw.file
            mistake.line, mistake.column = raw.place_of_pack(named)
            mistake.length = len(named)
            line = raw.text.split("\n", mistake.line)[mistake.line - 1].rstrip("\r")
            mistake.excerpt = line if len(line) <= 1000 else None


def read(
    raw: RawDossier,
    choice: Choice,
    found: Packs,
    vocabulary: Vocabulary,
    as_of: date | None,
    *,
    lock: Lock | None = None,
) -> Dossier:
    """Return the facts and tables of a dossier, read by what the packs declare, as they were locked."""
    try:
        dossier = read_dossier(
            raw,
            vocabulary,
            found.vocabulary,
            as_of=None if as_of is None else as_of.toordinal(),
            written_forms=written_forms(choice.selected),
        )
    except InputError as error:
        if lock is None:
            raise
        # A file that is another one may be why it cannot be read.
        changed = lock.changed_inputs(lambda file: _sha256_now(raw, file))
        raise InputError([*changed, *error.diagnostics]) from error
    if lock is not None:
        lock.hold_inputs([(one.file, one.sha256) for one in dossier.inputs])
    return dossier


def _sha256_now(raw: RawDossier, file: str) -> str | None:
    from checker.dossier.place import RefusedError

    try:
        return raw.sha256 if file == raw.file else raw.files.sha256(file, LIMITS.EVIDENCE_BYTES)
    except RefusedError:
        return None


def load_pack(folder: str | Path, *, rules: Sequence[str | Path] = ()) -> dict[str, Any]:
    """Return the pack of a folder, compiled: plain data, of which `name`, `version` and `rules` are fixed.

    Args:
        folder: the pack's own, with its `pack.yaml`.
        rules: folders with the packs that it uses, beside those that travel with the program.

    Raises:
        InputError: the pack, or one that it uses, is at fault; carries every mistake.
    """
    return Packs(rules).load(folder).selected[0]


def load_dossier(
    path: str | Path,
    *,
    packs: Sequence[str] = (),
    rules: Sequence[str | Path] = (),
    as_of: date | None = None,
) -> Dossier:
    """Return a dossier as read by what its packs declare; the arguments are those of `check`.

    Raises:
        InputError: the dossier, a pack or an argument is at fault; carries every mistake.
    """
    raw = open_dossier(path)
    choice, found = choose_packs(raw, packs, rules)
    return read(raw, choice, found, choice.vocabulary, as_of)


def language_of(asked: str | None, of_dossier: str | None) -> str:
    """Return the language of what is printed."""
    if asked is not None:
        if asked not in LANGUAGES:
            raise ValueError(f"lang is one of {', '.join(LANGUAGES)}, not {asked!r}")
        return asked
    return of_dossier if of_dossier in LANGUAGES else "en"


def render(assessment: Assessment | dict[str, Any], form: str, **options: Any) -> str | bytes:
    """Return an assessment as a document: text, or bytes for `pdf` and `xlsx`.

    Args:
        assessment: what `check` returned, or its plain form as read from JSON.
        form: `text`, `json`, `md`, `html`, `pdf`, `xlsx`, `csv`, `sarif` or `junit`.
        options: `lang` in place of the assessment's own, and what the form takes besides.

    Raises:
        ValueError: there is no such form.
    """
    from checker import report

    plain = assessment if isinstance(assessment, dict) else assessment.to_plain()
    options.setdefault("lang", plain["options"]["lang"])
    return report.render(plain, form, **options)


def exit_code(verdict: str, fail_on: str = "judgement") -> int:
    """Return 0 where a verdict counts as conforming, else 1.

    `not_applicable` as the overall verdict means that nothing was checked: that is no conformity.
    """
    if verdict == "pass" or fail_on == "never":
        return 0
    severe = {"violation": 0, "missing": 1, "judgement": 2, "not_applicable": 0}
    return 1 if severe[verdict] <= FAIL_ON.index(fail_on) else 0
