"""How the changes of a pack are told: how many of each kind, and those that no case notices.

A change that is left is written as an entry of `mutants.yaml`: a reason added, it can be pasted there.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from checker.authoring.accepted import FILE
from checker.authoring.change import KINDS
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.authoring.mutate import Mutations, Trial

WIDTH = 80
_STATES = ("noticed", "accepted", "survives", "slow")
# What YAML would not read as the text it is, bare in a list of mappings.
_BARE = re.compile(r"[A-Za-z0-9(][^#:'\n]*").fullmatch


def to_text(found: Mutations, *, verbose: bool = False) -> str:
    """Return what became of the changes of a pack, as lines of at most 80 columns where they can be.

    Args:
        found: of one pack.
        verbose: the changes that are accepted, refused or noticed are listed too.
    """
    lines: list[str] = []
    for trial in found.of("slow"):
        lines += [f"✗ {trial.place}", *_entry(trial)]
        lines += ["    (the cases took too long under it: nobody knows)", ""]
    for trial in found.of("survives"):
        lines += [f"✗ {trial.place}", *_entry(trial), ""]
    for accepted, needless in found.stale:
        lines.append(f"✗ {accepted.file}:{accepted.line}")
        lines += [*_wrapped("    ", _stale(needless), "    "), ""]
    if verbose:
        lines += _listed(found)
    lines += _counts(found)
    lines += _wrapped("", _conclusion(found), "")
    return "\n".join(lines) + "\n"


def _stale(trial: Trial | None) -> str:
    if trial is None:
        return "the pack has no such change (any more)"
    if trial.state == "invalid":
        return "the type checker refuses this change: it needs no reason"
    return said("the case {case} notices this change: it needs no reason", case=str(trial.by))


def _listed(found: Mutations) -> list[str]:
    lines: list[str] = []
    for trial in found.trials:
        what = f"{trial.change.at}: {trial.change.text}"
        if trial.state == "noticed":
            lines += [f"✓ {trial.place}", *_wrapped("    ", what, "    ")]
            lines.append(said("    noticed by {case}", case=str(trial.by)))
        elif trial.state == "accepted" and trial.accepted is not None:
            lines += [f"~ {trial.place}", *_wrapped("    ", what, "    ")]
            lines += _wrapped("    ", said("accepted: {why}", why=trial.accepted.reason), "    ")
        elif trial.state == "invalid":
            lines += [f"· {trial.place}", *_wrapped("    ", what, "    ")]
            lines.append("    refused by the type checker: not counted")
    return [*lines, ""]


def _counts(found: Mutations) -> list[str]:
    """Return how many changes of each kind there are and what became of them."""
    head = ("made", "noticed", "accepted", "not noticed")
    lines = [f"{'changes':<12}" + "".join(f"{word:>{len(word) + 3}}" for word in head)]
    for kind in (*KINDS, None):
        of_kind = [t for t in found.trials if kind is None or t.change.edit.kind == kind]
        by_state = {state: sum(trial.state == state for trial in of_kind) for state in _STATES}
        made = sum(by_state.values())
        if not made and kind is not None:
            continue
        left = by_state["survives"] + by_state["slow"]
        cells = (made, by_state["noticed"], by_state["accepted"], left)
        row = "".join(
            f"{cell or '·':>{len(word) + 3}}" for word, cell in zip(head, cells, strict=True)
        )
        lines.append(f"{'all' if kind is None else kind:<12}{row}")
    return [*lines, ""]


def _conclusion(found: Mutations) -> str:
    head: str = f"{found.report.name} {found.report.version}: "
    made = sum(trial.state != "invalid" for trial in found.trials)
    left = len(found.of("survives")) + len(found.of("slow"))
    if left:
        return head + said(
            "{left} of {made} changes are noticed by no case. Add a case that comes out "
            "otherwise; where none can, list the change in {file} with a reason.",
            left=left,
            made=made,
            file=FILE,
        )
    accepted = len(found.of("accepted"))
    if found.stale:
        return head + said(
            "entries of {file} that accept what needs no reason: {stale}",
            stale=len(found.stale),
            file=FILE,
        )
    if accepted:
        return head + said(
            "each of {made} changes is noticed by a case, but for {accepted} with a reason",
            made=made,
            accepted=accepted,
        )
    return head + said("each of {made} changes is noticed by a case", made=made)


def _entry(trial: Trial) -> list[str]:
    """Return a change as an entry of the list of accepted changes, without its reason."""
    lines = [f"  - at: {_yaml(trial.change.at)}"]
    lines += _wrapped("    change: ", _yaml(trial.change.text), "      ")
    if trial.change.number > 1:
        lines.append(f"    nth: {trial.change.number}")
    return lines


def _yaml(text: str) -> str:
    return text if _BARE(text) else "'" + text.replace("'", "''") + "'"


def _wrapped(first: str, text: str, rest: str) -> Sequence[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
