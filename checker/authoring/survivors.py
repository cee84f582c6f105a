"""How the changes of a pack are told: how many of each kind, and those that no case notices.

A change that is left is written as an entry of `mutants.yaml`: a reason added, it can be pasted there.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from checker.authoring.accepted import FILE
from checker.model.said import joined, said
from checker.model.translation import translate
from checker.report.cell import figures, wrap

if TYPE_CHECKING:
    from checker.authoring.mutate import Mutations, Trial

WIDTH = 80
_KINDS = {
    "comparison": said("comparison"),
    "number": said("number"),
    "unit": said("unit"),
    "condition": said("condition"),
    "quantifier": said("quantifier"),
    "date": said("date"),
    "option": said("option"),
    "arithmetic": said("arithmetic"),
    "outcome": said("outcome"),
    "unused": said("unused"),
}
"""The kinds of changes in the order in which they are told, each with its word."""
# What YAML would not read as the text it is, bare in a list of mappings.
_BARE = re.compile(r"[A-Za-z0-9(][^#:'\n]*").fullmatch


def to_text(found: Mutations, *, verbose: bool = False, lang: str = "en") -> str:
    """Return what became of the changes of a pack, as lines of at most 80 columns where they can be.

    Args:
        found: of one pack.
        verbose: the changes that are accepted, refused or noticed are listed too.
        lang: what is said is in this language; the changes are in that of rules.
    """
    teller = _Teller(lang)
    lines: list[str] = []
    for trial in found.of("slow"):
        lines += [f"✗ {trial.place}", *_entry(trial)]
        lines += [*teller.say("(the cases took too long under it: nobody knows)"), ""]
    for trial in found.of("survives"):
        lines += [f"✗ {trial.place}", *_entry(trial), ""]
    for accepted, needless in found.stale:
        lines += [f"✗ {accepted.file}:{accepted.line}", *teller.say(_stale(needless)), ""]
    if verbose:
        lines += [*teller.listed(found), ""]
    lines += [*teller.counts(found), ""]
    lines += teller.say(_conclusion(found), indent="")
    return "\n".join(lines) + "\n"


class _Teller:
    """Puts into words of one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def say(self, text: str, indent: str = "    ") -> list[str]:
        """Return a text of ours as lines."""
        return wrap(translate(text, self.lang), WIDTH, indent)

    def listed(self, found: Mutations) -> list[str]:
        """Return the changes that need nothing: what noticed them, or why nothing can."""
        lines: list[str] = []
        for trial in found.trials:
            match trial.state:
                case "noticed":
                    mark, why = "✓", said("noticed by {case}", case=str(trial.by))
                case "accepted" if trial.accepted is not None:
                    mark, why = "~", said("accepted: {why}", why=trial.accepted.reason)
                case "invalid":
                    mark, why = "·", "refused by the type checker: not counted"
                case _:
                    continue
            lines.append(f"{mark} {trial.place}")
            lines += wrap(f"{trial.change.at}: {trial.change.text}", WIDTH, "    ", "      ")
            lines += self.say(why)
        return lines

    def counts(self, found: Mutations) -> list[str]:
        """Return how many changes of each kind there are and what became of them."""
        head = [said("made"), said("noticed"), said("accepted"), said("not noticed")]
        rows = [[said("changes"), *head]]
        for kind in (*_KINDS, None):
            of_kind = [t for t in found.trials if kind is None or t.change.edit.kind == kind]
            states = [trial.state for trial in of_kind if trial.state != "invalid"]
            if states or kind is None:
                noticed, accepted = states.count("noticed"), states.count("accepted")
                left = len(states) - noticed - accepted
                numbers = [str(n or "·") for n in (len(states), noticed, accepted, left)]
                rows.append([said("all") if kind is None else _KINDS[kind], *numbers])
        return figures([[translate(cell, self.lang) for cell in row] for row in rows], gap=3)


def _stale(trial: Trial | None) -> str:
    if trial is None:
        return "the pack has no such change (any more)"
    if trial.state == "invalid":
        return "the type checker refuses this change: it needs no reason"
    return said("the case {case} notices this change: it needs no reason", case=str(trial.by))


def _conclusion(found: Mutations) -> str:
    name, version = found.report.name, found.report.version
    made = sum(trial.state != "invalid" for trial in found.trials)
    left = len(found.of("survives")) + len(found.of("slow"))
    accepted = len(found.of("accepted"))
    by = joined(found.tested_by) if found.tested_by != (name,) else ""
    if left:
        text = said(
            "{left} of {made} changes are noticed by no case. Add a case that comes out "
            "otherwise; where none can, list the change in {file} with a reason.",
            left=left,
            made=made,
            file=FILE,
        )
    elif found.stale:
        text = said(
            "entries of {file} that accept what needs no reason: {stale}",
            stale=len(found.stale),
            file=FILE,
        )
    elif not made:
        text = said("there is nothing in it to change")
    elif accepted:
        text = said(
            "each of {made} changes is noticed by a case, but for {accepted} with a reason",
            made=made,
            accepted=accepted,
        )
    else:
        text = said("each of {made} changes is noticed by a case", made=made)
    if by and made:
        text = said("{text} (tried with the cases of {packs})", text=text, packs=by)
    return said("{pack} {version}: {text}", pack=name, version=version, text=text)


def _entry(trial: Trial) -> list[str]:
    """Return a change as an entry of the list of accepted changes, without its reason."""
    lines = [f"  - at: {_yaml(trial.change.at)}"]
    # Not with `wrap`: what is pasted must not be broken inside a word.
    lines += textwrap.wrap(
        f"    change: {_yaml(trial.change.text)}",
        WIDTH,
        subsequent_indent="      ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    if trial.change.number > 1:
        lines.append(f"    nth: {trial.change.number}")
    return lines


def _yaml(text: str) -> str:
    return text if _BARE(text) else "'" + text.replace("'", "''") + "'"
