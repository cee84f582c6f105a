"""Values in time, and shares of a total that can be nothing."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import Finding, found_at
from checker.model.expression import Node, children
from checker.model.said import said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.authoring.lint.formula import Formula
    from checker.authoring.lint.meaning import Meaning, Place
    from checker.authoring.lint.outcome import RuleMeaning
    from checker.authoring.lint.written import Written


def parameter_findings(
    written: Written, parameters: Mapping[str, Mapping[str, Any]]
) -> list[Finding]:
    """Return where the values of parameters end, begin too late, or are not settled.

    Args:
        written: the pack.
        parameters: all that its rules can read, by "PACK/NAME".
    """
    found: list[Finding] = []
    for name, entry in written.pack["parameters"].items():
        item = written.parameters[name]
        file, _ = written.names["parameter", name]
        for line in _last_lines(entry):
            value = entry["values"][line]
            span = (item.values[line].span.start, item.values[line].span.end)
            if value["until"] is not None:
                day = date.fromordinal(value["until"]).isoformat()
                found.append(
                    found_at(
                        written,
                        "parameter-ends",
                        name,
                        file,
                        span,
                        said("from {day} on `{name}` has no value", day=day, name=name),
                        hint="write the value that follows, or `is open` where it is not settled",
                    )
                )
        for line, value in enumerate(entry["values"]):
            if value["value"] is None:
                span = (item.values[line].span.start, item.values[line].span.end)
                found.append(
                    found_at(
                        written,
                        "parameter-open",
                        name,
                        file,
                        span,
                        said("a value of `{name}` is not settled", name=name),
                        hint="write the value once the standard says it: a rule that hangs on it "
                        "ends in a judgement",
                    )
                )
    for rule in written.pack["rules"]:
        found += _starts_late(written, rule, parameters)
    return found


def _last_lines(entry: Mapping[str, Any]) -> list[int]:
    """Return the last line in time for each option of a parameter's keys."""
    last: dict[tuple[str, ...], int] = {}
    for line, value in enumerate(entry["values"]):
        options = value["options"]
        groups = [(option,) for option in options] if len(entry["keys"]) == 1 else [tuple(options)]
        for group in groups:
            before = last.get(group)
            if before is None or _start(entry["values"][before]) <= _start(value):
                last[group] = line
    return sorted(set(last.values()))


def _start(value: Mapping[str, Any]) -> int:
    return int(value["from"] or 0)


def _starts_late(
    written: Written, rule: dict[str, Any], parameters: Mapping[str, Mapping[str, Any]]
) -> list[Finding]:
    """Return the parameters that have no value yet on the first days of a rule that has a `from`."""
    start = rule["from"]
    if start is None:
        return []
    found: list[Finding] = []
    for name in rule["reads"]["parameters"]:
        values = parameters[name]["values"]
        firsts = [value["from"] for value in values]
        if not firsts or None in firsts or min(firsts) <= start:
            continue
        if rule["until"] is not None and rule["until"] <= min(firsts):
            have = "the rule ends before the first value begins"
        else:
            have = said(
                "the rule holds from {start}, the first value from {first}",
                start=date.fromordinal(start).isoformat(),
                first=date.fromordinal(min(firsts)).isoformat(),
            )
        short = name.rsplit("/", 1)[-1]
        found.append(
            found_at(
                written,
                "parameter-starts-late",
                rule["id"],
                rule["file"],
                written.id_span(rule),
                said(
                    "`{name}` has no value on the first days of `{rule}`",
                    name=short,
                    rule=rule["id"],
                ),
                have=have,
                hint="begin the rule with its value, or write the value that held before",
            )
        )
    return found


def total_findings(written: Written, meant: RuleMeaning, meaning: Meaning) -> list[Finding]:
    """Return the limits that are a part of a total which can be zero.

    Where nothing was counted, 0 is at most 30 % of 0: the rule passes, and has checked nothing. Told are
    limits that let the limit itself in, with a sum on both sides; a single fact on the left speaks for
    itself, and `share` and `ratio` say what they are of nothing.
    """
    rule = meant.rule
    found: list[Finding] = []
    nodes = [part["condition"] for part in rule["requires"]]
    nodes += [part["when"] for part in rule["decide"] if part["when"] is not None]
    for node in comparisons(nodes):
        if node[3] not in ("at most", "at least") or node[4] != "num":
            continue
        for part, whole in ((node[5], node[6]), (node[6], node[5])):
            total = _total(whole)
            if total is None or not _is_sum(part, meaning, meant.place):
                continue
            if not _is_sum(total, meaning, meant.place):
                continue
            if _is_guarded(total, meant, meaning):
                continue
            text = written.text(rule["file"], total)
            found.append(
                found_at(
                    written,
                    "unguarded-total",
                    rule["id"],
                    rule["file"],
                    (total[1], total[2]),
                    said(
                        "`{total}` can be zero, and then `{rule}` passes",
                        total=text,
                        rule=rule["id"],
                    ),
                    hint=said("write `applies when {total} above 0`, with its unit", total=text),
                )
            )
            break
    return found


def comparisons(nodes: Sequence[Node]) -> list[Node]:
    """Return the comparisons of which conditions are made, in the order in which they are written."""
    found: list[Node] = []
    for node in nodes:
        if node[0] == "cmp":
            found.append(node)
        elif node[0] in ("and", "or", "not"):
            found += comparisons(children(node))
    return found


def _total(node: Node) -> Node | None:
    """Return the whole of `30 % of WHOLE`."""
    return node[4] if node[0] == "of" else None


def _is_sum(node: Node, meaning: Meaning, place: Place) -> bool:
    """Whether a value is a sum over rows, under whatever name."""
    seen = 0
    while node[0] in ("let", "define") and seen < 32:
        seen += 1
        body = meaning.inlined(node, place)
        if body is None:
            return False
        node, place = body
    if node[0] in ("add", "sub"):
        return _is_sum(node[3], meaning, place) or _is_sum(node[4], meaning, place)
    return node[0] in ("sum", "count")


def _is_guarded(total: Node, meant: RuleMeaning, meaning: Meaning) -> bool:
    """Whether the total is above zero wherever the rule applies and asks."""
    for guard, value in meaning.numbers(total, meant.place):
        zero: Formula = meaning.terms.at_most_zero(value.of, strict=False)
        # Another `require` of the rule may fail where the total is zero: then nothing passes.
        if not meaning.solver.is_impossible(
            meant.scope, guard, zero, *(ask for ask, _ in meant.asks), *meant.known
        ):
            return False
    return True
