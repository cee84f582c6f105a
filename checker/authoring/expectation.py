"""What a case expects, held against what came out: each difference with both sides."""

from __future__ import annotations

import re
from collections.abc import Mapping as Named
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from checker.diagnostic.nearest import nearest
from checker.diagnostic.render import printable
from checker.dossier.mistake import quote
from checker.dossier.strict_yaml import Mapping, Node, Scalar
from checker.dossier.strict_yaml import Sequence as ListNode
from checker.model.said import said
from checker.model.unit import find_unit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from checker.model.assessment import Result

VERDICTS = ("violation", "missing", "judgement", "pass", "not_applicable")
YES, NO = ("yes", "true"), ("no", "false")
# What can be expected of a result, beside its verdict.
TEXTS = ("verdict", "would_be", "message", "remedy", "reason", "question", "margin", "upcoming")
SETS = ("missing", "could_be", "readings")
LISTS = ("conform", "notes")
FLAGS = ("harmless",)
WANTED = (*TEXTS, *SETS, *LISTS, *FLAGS, "values", "note")
_RULE = re.compile(r"(?P<rule>[^\[\]]+)(?:\[(?P<subject>.+)\])?").fullmatch
_QUANTITY = re.compile(r"([+-]?[0-9]{1,100}(?:\.[0-9]{1,100})?)(?: ?(.*))").fullmatch


class Results(Named[str, dict[str, Any]]):
    """The results of an assessment by the names that a case gives its rules, made plain when asked."""

    def __init__(self, results: Iterable[Result], pack: str) -> None:
        self._results = {short_name(result.rule, pack): result for result in results}

    def __getitem__(self, rule: str) -> dict[str, Any]:
        return self._results[rule].to_plain()

    def __contains__(self, rule: object) -> bool:
        # What a mapping does by itself would make the result plain.
        return rule in self._results

    def __iter__(self) -> Iterator[str]:
        return iter(self._results)

    def __len__(self) -> int:
        return len(self._results)


# --- what is expected -------------------------------------------------------------------------


class Expected:
    """An entry of `expect`: the rule, one of its rows where one is named, and what it must be."""

    __slots__ = ("name", "node", "rule", "subject")

    def __init__(self, name: str, rule: str, subject: str | None, node: Node) -> None:
        self.name = name
        self.rule = rule
        self.subject = subject
        self.node = node

    @property
    def verdict(self) -> str | None:
        """The verdict that is expected; None where the entry names none."""
        node = self.node.get("verdict") if isinstance(self.node, Mapping) else self.node
        return node.text if isinstance(node, Scalar) else None


def expected_of(node: Mapping, pack: str) -> list[Expected]:
    """Return the entries of `expect` of a case, as written."""
    entries = []
    for name, wanted in _entries(node.get("expect")):
        found = _RULE(name)
        rule = name if found is None else short_name(found["rule"], pack)
        entries.append(Expected(name, rule, None if found is None else found["subject"], wanted))
    return entries


def rules_named(node: Mapping, pack: str) -> frozenset[str] | None:
    """Return the rules whose results a case looks at; None where it looks at all of them.

    It does for `overall`, and for a value by name alone.
    """
    names = {entry.rule for entry in expected_of(node, pack)}
    if node.get("overall") is not None:
        return None
    for name, wanted in _entries(node.get("values")):
        if not isinstance(wanted, Mapping):
            return None
        names.add(short_name(name, pack))
    return frozenset(names)


# --- its form ---------------------------------------------------------------------------------

Wrong = tuple[Node, str, str]
"""What is not as it should be, what is wrong with it, and what is wanted."""


def mistakes_of(node: Mapping) -> list[Wrong]:
    """Return what is wrong with what a case expects: an expectation nobody reads is never met."""
    found: list[Wrong] = []
    expect = node.get("expect")
    if expect is not None and not isinstance(expect, Mapping):
        found.append((expect, "`expect` is a mapping", "`RULE: VERDICT`"))
    for name, wanted in _entries(expect):
        if isinstance(wanted, Mapping):
            found += _mistakes_of_result(wanted, name)
        else:
            found += _not_a_verdict(wanted)
    overall = node.get("overall")
    if overall is not None:
        found += _not_a_verdict(overall)
    values = node.get("values")
    if values is not None and not isinstance(values, Mapping):
        found.append((values, "`values` is a mapping", "`NAME: QUANTITY`"))
    for name, wanted in _entries(values):
        found += _not_quantities(wanted) if isinstance(wanted, Mapping) else _no_text(wanted, name)
    strict = node.get("strict")
    if strict is not None and not _is_flag(strict):
        found.append((strict, "`strict` is yes or no", "`yes` or `no`"))
    return found


def _mistakes_of_result(wanted: Mapping, name: str) -> list[Wrong]:
    found: list[Wrong] = []
    if not any(key != "note" for key in wanted.entries):
        message = said("nothing is expected of {name}", name=quote(name))
        found.append((wanted, message, "a verdict at least"))
    for key, node in _entries(wanted):
        if key not in WANTED:
            near = nearest(key, WANTED)
            message = said("nothing is called {name} here", name=quote(key))
            found.append((node, message, near or ", ".join(WANTED)))
        elif key in ("verdict", "would_be", "upcoming"):
            found += _not_a_verdict(node)
        elif key == "values":
            if isinstance(node, Mapping):
                found += _not_quantities(node)
            else:
                found.append((node, "`values` is a mapping", "`NAME: QUANTITY`"))
        elif key in FLAGS:
            if not _is_flag(node):
                message = said("{name} is yes or no", name=quote(key))
                found.append((node, message, "`yes` or `no`"))
        elif key in (*SETS, *LISTS):
            items = node.items if isinstance(node, ListNode) else [node]
            for item in items:
                found += _no_text(item, key)
        else:
            found += _no_text(node, key)
    return found


def _not_a_verdict(node: Node) -> list[Wrong]:
    if isinstance(node, Scalar) and node.text in VERDICTS:
        return []
    if isinstance(node, Scalar) and node.text:
        message: str = said("{text} is no verdict", text=quote(node.text))
    else:
        message = "a verdict is expected here"
    return [(node, message, ", ".join(VERDICTS))]


def _not_quantities(node: Mapping) -> list[Wrong]:
    return [wrong for name, below in _entries(node) for wrong in _no_text(below, name)]


def _no_text(node: Node, name: str) -> list[Wrong]:
    if isinstance(node, Scalar):
        return []
    return [(node, said("{name} is one value", name=quote(name)), "a text or a quantity")]


def _is_flag(node: Node) -> bool:
    return isinstance(node, Scalar) and node.text in (*YES, *NO)


# --- differences ------------------------------------------------------------------------------


def differences(
    node: Mapping, pack: str, results: Named[str, dict[str, Any]], verdict: str
) -> list[str]:
    """Return how what came out differs from what a case expects; empty where it does not.

    Args:
        node: the case.
        pack: the pack whose rules it names without `PACK/`.
        results: plain results by the names that the case gives the rules.
        verdict: over all.
    """
    problems: list[str] = []
    mentioned: list[dict[str, Any]] = []
    for entry in expected_of(node, pack):
        if entry.rule not in results:
            problems.append(_no_such_rule(entry.name, entry.rule, results))
            continue
        result: dict[str, Any] | None = results[entry.rule]
        if entry.subject is not None:
            result = _subject(results[entry.rule], entry.subject)
        if result is None:
            what = "there is no such subject among those shown"
            problems.append(said("{name}: {problem}", name=entry.name, problem=what))
            continue
        mentioned.append(result)
        problems += [
            said("{name}: {problem}", name=entry.name, problem=problem)
            for problem in _compare(entry.node, result)
        ]
    overall = node.get("overall")
    if isinstance(overall, Scalar) and overall.text != verdict:
        problems.append(
            said("overall: expected {want}, found {have}", want=overall.text, have=verdict)
        )
    for name, wanted in _entries(node.get("values")):
        if isinstance(wanted, Mapping):
            rule = short_name(name, pack)
            if rule not in results:
                problems.append(_no_such_rule(name, rule, results))
                continue
            found = [_compare_value(v, below, [results[rule]]) for v, below in _entries(wanted)]
        else:
            found = [_compare_value(name, wanted, chain(mentioned, results.values()))]
        problems += [problem for problem in found if problem is not None]
    return problems


def _no_such_rule(name: str, rule: str, rules: Iterable[str]) -> str:
    near = nearest(rule, rules)
    if near is None:
        return said("{name}: there is no such rule", name=name)
    return said("{name}: there is no such rule; did you mean {near}?", name=name, near=near)


def _compare(wanted: Node, result: dict[str, Any]) -> list[str]:
    """Return how a result differs from what is expected of it."""
    if isinstance(wanted, Scalar):
        return _compare_text("verdict", wanted.text, result)
    problems: list[str] = []
    for key, node in _entries(wanted):
        if key in SETS:
            got_set = _names(key, result)
            want_set = set(_list(node))
            if got_set != want_set:
                problems.append(_differs(key, _told(want_set), _told(got_set)))
        elif key in LISTS:
            got, want = _lines(key, result), _list(node)
            if not want and got:
                problems.append(_differs(key, "nothing", _told(got)))
            missing = [one for one in want if not any(_same_start(one, g) for g in got)]
            problems += [_differs(key, quote(one), _told(got)) for one in missing]
        elif key in FLAGS:
            want_flag = isinstance(node, Scalar) and node.text in YES
            if bool(result.get(key)) is not want_flag:
                both = ("yes", "no") if want_flag else ("no", "yes")
                problems.append(_differs(key, *both))
        elif key == "values":
            for name, value in _entries(node):
                problem = _compare_value(name, value, [result])
                problems += [] if problem is None else [problem]
        elif key != "note" and isinstance(node, Scalar):
            problems += _compare_text(key, node.text, result)
    return problems


def _differs(key: str, want: str, have: str) -> str:
    return said("{key}: expected {want}, found {have}", key=key, want=want, have=have)


def _compare_text(key: str, wanted: str, result: dict[str, Any]) -> list[str]:
    got = result.get(key)
    if key == "verdict":
        if got == wanted:
            return []
        why = _why(result)
        if not why:
            return [said("expected {want}, found {have}", want=wanted, have=got)]
        return [said("expected {want}, found {have} ({why})", want=wanted, have=got, why=why)]
    if key == "margin" and isinstance(got, dict):
        got = f"{got['by']} {got['unit']}".strip()
    if key == "upcoming" and isinstance(got, dict):
        got = got["verdict"]
    if got is not None and plain_digits(str(got)) == plain_digits(wanted):
        return []
    return [_differs(key, quote(wanted), "none" if got is None else quote(str(got)))]


def _why(result: dict[str, Any]) -> str:
    """Return what helps to see why a verdict is another one."""
    parts: list[str] = []
    if result.get("missing"):
        facts = ", ".join(str(entry["fact"]) for entry in result["missing"])
        parts.append(said("missing {facts}", facts=facts))
    if result.get("message"):
        parts.append(str(result["message"]))
    elif result.get("reason"):
        parts.append(str(result["reason"]))
    return printable("; ".join(parts))


def _compare_value(name: str, wanted: Node, results: Iterable[dict[str, Any]]) -> str | None:
    want = wanted.text if isinstance(wanted, Scalar) else ""
    got = next((r["values"][name] for r in results if name in (r.get("values") or {})), None)
    if got is None:
        return said(
            "value {name}: expected {want}, found no value of that name", name=name, want=want
        )
    if same_quantity(want, str(got)):
        return None
    return said("value {name}: expected {want}, found {have}", name=name, want=want, have=got)


def same_quantity(left: str, right: str) -> bool:
    """Whether two written quantities are the same, whatever their units and groups of digits."""
    a, b = plain_digits(left), plain_digits(right)
    if a == b:
        return True
    first, second = _QUANTITY(a), _QUANTITY(b)
    if first is None or second is None:
        return False
    units = [find_unit(found[2]) if found[2] else None for found in (first, second)]
    if units[0] is None or units[1] is None:
        return first[2] == second[2] and Fraction(first[1]) == Fraction(second[1])
    return (
        units[0].dimension == units[1].dimension
        and Fraction(first[1]) * units[0].factor == Fraction(second[1]) * units[1].factor
    )


def plain_digits(text: str) -> str:
    """Return a text whose numbers have no groups of digits."""
    return re.sub(r"(?<=[0-9])[ \u2009\u202f\u00a0](?=[0-9]{3}(?![0-9]))", "", text.strip())


def _same_start(wanted: str, got: str) -> bool:
    return plain_digits(got).startswith(plain_digits(wanted))


def _names(key: str, result: dict[str, Any]) -> set[str]:
    if key == "missing":
        return {str(entry["fact"]) for entry in result.get("missing") or ()}
    if key == "readings":
        found = {name for entry in result.get("readings") or () for name in entry["reading"]}
        return {str(name).rpartition("/")[2] for name in found}
    return {str(one) for one in result.get(key) or ()}


def _lines(key: str, result: dict[str, Any]) -> list[str]:
    if key == "notes":
        return [str(note) for note in result.get("notes") or ()]
    return [
        " ".join(str(part) for part in (c["action"], c["quantity"], c.get("what")) if part)
        for c in result.get("conform") or ()
    ]


def _told(names: Iterable[str]) -> str:
    return ", ".join(sorted(map(str, names))) or "nothing"


def _subject(result: dict[str, Any], subject: str) -> dict[str, Any] | None:
    for entry in (result.get("subjects") or {}).get("shown", ()):
        if entry["subject"] == subject or str(entry["subject"]).endswith(f"[{subject}]"):
            return dict(entry)
    return None


def short_name(rule: str, pack: str) -> str:
    """Return a rule's name as the cases of its pack write it."""
    return rule.removeprefix(f"{pack}/")


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    if not isinstance(node, Mapping):
        return []
    return [(name, value) for name, (_, value) in node.entries.items()]


def _list(node: Node) -> list[str]:
    if isinstance(node, ListNode):
        return [item.text for item in node.items if isinstance(item, Scalar)]
    return [node.text] if isinstance(node, Scalar) and node.text else []
