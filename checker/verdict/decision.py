"""What people decided, held against the packs: a decision about nothing is a mistake, never silence."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.model.said import joined, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.model.dossier import Dossier, ReadingChoice
    from checker.model.source import Origin
    from checker.plan.from_pack import Program


def check_decisions(program: Program, dossier: Dossier) -> tuple[str, ...]:
    """Return remarks on decisions about packs that are not in play.

    Raises:
        InputError: a reading, a judgement or a waiver names what its pack does not have.
    """
    packs = {pack["name"]: pack for pack in program.packs}
    mistakes: list[Diagnostic] = []
    remarks: list[str] = []
    for name, choice in dossier.readings.items():
        if name.partition("/")[0] not in packs:
            remarks.append(said("the reading {name} is of a pack that is not selected", name=name))
        elif name not in program.readings:
            close = nearest(name, program.readings)
            mistakes.append(
                _mistake(
                    "unknown-name",
                    said("there is no reading `{name}`", name=name),
                    choice.origin,
                    close,
                )
            )
        else:
            mistakes += _reading(name, choice, program)
    decided = [("judgement", entry.rule, entry.origin) for entry in dossier.judgements]
    decided += [("waiver", entry.rule, entry.origin) for entry in dossier.waivers]
    for kind, rule, origin in decided:
        pack = packs.get(rule.partition("/")[0])
        if pack is None:
            remarks.append(
                said("the judgement about {rule} is about a pack that is not selected", rule=rule)
                if kind == "judgement"
                else said("the waiver about {rule} is about a pack that is not selected", rule=rule)
            )
            continue
        known = [f"{pack['name']}/{entry['id']}" for entry in pack["rules"]]
        if rule not in known:
            message = said("there is no rule `{rule}`", rule=rule)
            mistakes.append(_mistake("unknown-rule", message, origin, nearest(rule, known)))
    if mistakes:
        raise InputError(mistakes)
    return tuple(dict.fromkeys(remarks))


def _reading(name: str, choice: ReadingChoice, program: Program) -> list[Diagnostic]:
    """Return what is wrong with a settled reading."""
    entry = program.readings[name]
    options: Sequence[str] | None = entry.get("options")
    if options is not None:
        text = {True: "yes", False: "no"}.get(choice.value, choice.value)
        if text in options:
            return []
        return [
            _mistake(
                "option-unknown",
                said("`{text}` is no option of the reading {name}", text=text, name=name),
                choice.origin,
                nearest(str(text), options),
                want=joined((f"`{option}`" for option in options), " or "),
            )
        ]
    low, high = Fraction(entry["lower"]), Fraction(entry["upper"])
    if isinstance(choice.value, (int, Fraction)) and low <= choice.value <= high:
        return []
    from checker.model.datatype import Datatype
    from checker.model.quantity import show

    unit = Datatype.from_plain(entry["type"]).unit
    return [
        _mistake(
            "out-of-bounds",
            said("the reading {name} is settled outside its range", name=name),
            choice.origin,
            want=said("from {low} to {high}", low=show(low, unit), high=show(high, unit)),
        )
    ]


def _mistake(
    code: str, message: str, origin: Origin, close: str | None = None, *, want: str | None = None
) -> Diagnostic:
    return Diagnostic(
        code,
        message,
        file=origin.file,
        line=origin.line,
        column=origin.column,
        want=want,
        hint=said("did you mean `{near}`?", near=close) if close else None,
    )
