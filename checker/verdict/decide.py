"""A rule as closures, and the outcomes that it can still have.

Outcomes are a set of bits. A rule's verdict is the outcome that is left, or `missing` or `judgement`
where several are: `missing` when an unknown fact matters, `judgement` when only a person can tell.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import TYPE_CHECKING, Any

from checker.engine.reference import Scan, View, listable
from checker.model.assessment import HARMLESS, SEVERITY, Verdict
from checker.model.datatype import Datatype, Kind
from checker.model.dossier import NONE
from checker.model.expression import Node, children, walk
from checker.model.said import said
from checker.model.truth import BOTH, NO, YES
from checker.plan.relation import ROW, columns_read, slots_read
from checker.verdict.context import Context, Frame, Item, Support
from checker.verdict.parameter import changes_inside, date_of, pack_date
from checker.verdict.search import Search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from checker.model.dossier import Judgement, Waiver
    from checker.verdict.expressions import Evaluator

PASS, VIOLATION, JUDGEMENT, NA = 1, 2, 4, 8
VERDICT_OF = {
    PASS: Verdict.PASS,
    VIOLATION: Verdict.VIOLATION,
    JUDGEMENT: Verdict.JUDGEMENT,
    NA: Verdict.NOT_APPLICABLE,
}
_BITS = (PASS, VIOLATION, JUDGEMENT, NA)
_RANK = {VIOLATION: 3, JUDGEMENT: 2, PASS: 1, NA: 0}
_COMBINATIONS = 64
_SPLIT = 64
_OUTCOME = {"pass": PASS, "violation": VIOLATION, "judgement": JUDGEMENT, "not_applicable": NA}


def _worst(left: int, right: int) -> int:
    """Return the outcomes that the more severe of two can be."""
    found = 0
    for a in _BITS:
        if left & a:
            for b in _BITS:
                if right & b:
                    found |= a if _RANK[a] >= _RANK[b] else b
    return found


_WORST = [[_worst(a, b) for b in range(16)] for a in range(16)]


def words_of(bits: int) -> list[str]:
    """Return outcomes as verdict words, most severe first."""
    return [VERDICT_OF[bit].value for bit in (VIOLATION, JUDGEMENT, PASS, NA) if bits & bit]


class Subject:
    """The outcome for one row, one group, or the whole rule.

    `bits` are the outcomes left; `ways` the outcomes under each combination of readings. `row` stands
    for `members` that no condition can tell apart; `further` marks the rows that may exist beyond.
    `answer` is what a person decided about it, `outdated` what one decided about other values;
    `waiver` and `lapsed` are waivers of it, the latter one that has expired.
    """

    __slots__ = (
        "answer",
        "bits",
        "capped",
        "frame",
        "further",
        "harmless",
        "keys",
        "label",
        "lapsed",
        "members",
        "outdated",
        "row",
        "support",
        "verdict",
        "waiver",
        "ways",
    )

    def __init__(self, frame: Frame, row: int | None, keys: tuple[Any, ...]) -> None:
        self.frame = frame
        self.row = row
        self.keys = keys
        self.bits = 0
        self.capped = False
        self.ways: list[tuple[dict[str, Any], Context, int]] = []
        self.members: list[int] = []
        self.further = False
        self.label: str | None = None
        self.support = Support()
        self.verdict = Verdict.NOT_APPLICABLE
        self.harmless = False
        self.answer: Judgement | None = None
        self.outdated: Judgement | None = None
        self.waiver: Waiver | None = None
        self.lapsed: Waiver | None = None

    @property
    def severity(self) -> int:
        """Where the subject stands among the others of its rule."""
        return HARMLESS if self.harmless else SEVERITY[self.verdict]


class CompiledRule:
    """A rule of a pack, ready to be asked about any dossier."""

    def __init__(self, evaluator: Evaluator, pack: dict[str, Any], rule: dict[str, Any]) -> None:
        self.evaluator = evaluator
        self.pack = pack
        self.rule = rule
        self.name = f"{pack['name']}/{rule['id']}"
        source = evaluator.program.sources.get((pack["name"], rule["file"]), "")
        self.item = Item(self.name, source, rule["slots"])
        self.open_clause = any(cite["certainty"] == "open" for cite in rule["cites"])
        for let in rule["lets"]:
            body = let["body"]
            self.item.let_nodes.append(body)
            self.item.let_types.append(
                None if let.get("type") is None else Datatype.from_plain(let["type"])
            )
            self.item.lets.append(None)
        for index, let in enumerate(rule["lets"]):
            if let["body"] is not None:
                self.item.lets[index] = evaluator.any(let["body"], self.item)
        self._limits: dict[str, list[Callable[[Frame], Any]]] | None = None
        self._deciding: list[Node] | None = None
        self._decides: frozenset[str] | None = None
        self.let_names: list[Node] = [
            ["let", let["start"], let["end"], index] for index, let in enumerate(rule["lets"])
        ]
        self.search: Search | None = None
        self.group_keys: list[Callable[[Frame], Any]] = []
        each = rule["each"]
        if each is not None:
            self.search = Search(evaluator, self.item, each["slot"], each["table"], each["where"])
            self.item.keys = list(each.get("keys", ()))
            self.group_keys = [evaluator.value(key, self.item) for key in self.item.keys]
        self.applies = (
            None if rule["applies"] is None else evaluator.truth(rule["applies"], self.item)
        )
        self.requires = [
            (evaluator.truth(part["condition"], self.item), part) for part in rule["requires"]
        ]
        self.cases = [
            (None if part["when"] is None else evaluator.truth(part["when"], self.item), part)
            for part in rule["decide"]
        ]
        self.states = [
            (
                evaluator.truth(
                    ["given", part["node"][1], part["node"][2], part["node"]], self.item
                ),
                part,
            )
            for part in rule["states"]
        ]
        self.notes = [
            (None if part["when"] is None else evaluator.truth(part["when"], self.item), part)
            for part in rule["notes"]
        ]

    # --- outcomes -------------------------------------------------------------------------------

    def outcomes(self, frame: Frame) -> int:
        """Return the outcomes that are left for a subject, before a clause caps them."""
        bits = 0
        if self.applies is not None:
            truth = self.applies(frame)
            if truth == NO:
                return NA
            if truth == BOTH:
                bits = NA
        body = PASS
        if self.cases:
            body = self.decided(frame)
        else:
            for test, part in self.requires:
                truth = test(frame)
                if truth != YES:
                    fails = VIOLATION if part["ask"] is None else JUDGEMENT
                    body = _WORST[body][fails] | (body if truth == BOTH else 0)
        for test, _ in self.states:
            truth = test(frame)
            if truth != YES:
                body = _WORST[body][VIOLATION] | (body if truth == BOTH else 0)
        return bits | body

    def decided(self, frame: Frame) -> int:
        """Return the outcomes of `decide`: the case that holds, `otherwise` when none does.

        Where two cases hold, which must not be, a person decides.
        """
        certain: list[int] = []
        possible: list[int] = []
        otherwise = PASS
        for test, part in self.cases:
            if test is None:
                otherwise = _OUTCOME[part["outcome"]]
                continue
            truth = test(frame)
            if truth == YES:
                certain.append(_OUTCOME[part["outcome"]])
            elif truth == BOTH:
                possible.append(_OUTCOME[part["outcome"]])
        if len(set(certain)) > 1:
            return JUDGEMENT
        if certain:
            bits = certain[0]
            if any(outcome != certain[0] for outcome in possible):
                bits |= JUDGEMENT
            return bits
        bits = otherwise
        for outcome in possible:
            bits |= outcome
        if len(set(possible)) > 1:
            bits |= JUDGEMENT
        return bits

    def overlaps(self, frame: Frame) -> bool:
        """Whether two cases of `decide` hold at once."""
        hits = {
            part["outcome"] for test, part in self.cases if test is not None and test(frame) == YES
        }
        return len(hits) > 1

    def capped(self, bits: int) -> int:
        """Return the outcomes with a violation of an open clause left to a person."""
        if self.open_clause and bits & VIOLATION:
            return bits & ~VIOLATION | JUDGEMENT
        return bits

    # --- contexts -------------------------------------------------------------------------------

    def combinations(self, ctx: Context) -> list[tuple[dict[str, Any], Context]]:
        """Return the contexts under which the rule is to be evaluated, each with its choices."""
        reads = self.rule["reads"]
        axes: list[tuple[str, list[tuple[str, str, Any]]]] = []
        for name in reads["readings"]:
            entry = self.evaluator.program.readings[name]
            if name in ctx.readings or "options" not in entry:
                continue
            if f"reading {name}" not in self.decides:
                continue
            short = name.rsplit("/", 1)[-1]
            type = Datatype.from_plain(entry["type"])
            values: list[tuple[str, str, Any]] = []
            for option in entry["options"]:
                value: Any = frozenset((option,))
                if type.kind is Kind.YESNO:
                    value = YES if option == "yes" else NO
                values.append((short, option, value))
            axes.append((name, values))
        changes = self.changing(ctx)
        count = 1
        for _, values in axes:
            count *= len(values)
        for _, days in changes:
            count *= len(days)
        if count == 1 or count > _COMBINATIONS:
            return [({}, ctx)]
        found = []
        for chosen in product(*(values for _, values in axes)):
            for picked in product(*(days for _, days in changes)):
                readings = {
                    name: value for (name, _), (_, _, value) in zip(axes, chosen, strict=True)
                }
                days_by = {name: day for (name, _), day in zip(changes, picked, strict=True)}
                labels: dict[str, Any] = {short: option for short, option, _ in chosen}
                for name, day in days_by.items():
                    from datetime import date

                    at = date.fromordinal(day).isoformat()
                    labels[name.rsplit("/", 1)[-1]] = said("as of {day}", day=at)
                found.append((labels, self.context(ctx, readings=readings, parameters=days_by)))
        return found

    def changing(self, ctx: Context) -> list[tuple[str, list[int]]]:
        """Return the parameters of the rule that change inside the period, with days of each value."""
        found = []
        for name in self.rule["reads"]["parameters"]:
            if f"parameter {name}" not in self.decides:
                continue
            days = changes_inside(self.evaluator, ctx, name)
            if len(days) > 1:
                found.append((name, days))
        return found

    def context(self, ctx: Context, **changes: dict[str, Any]) -> Context:
        """Return a context with readings or parameters set, shared by all rules that ask for it."""
        key = (
            "context",
            tuple(
                (kind, name, value)
                for kind, named in sorted(changes.items())
                for name, value in sorted(named.items())
            ),
        )
        found: Context | None = ctx.memo.get(key)
        if found is None:
            found = ctx.memo[key] = ctx.with_(**changes)
        return found

    def ranges(self, ctx: Context) -> list[tuple[str, Fraction, Fraction]]:
        """Return the readings of the rule that are a range, with their ends."""
        found = []
        for name in self.rule["reads"]["readings"]:
            entry = self.evaluator.program.readings[name]
            decides = f"reading {name}" in self.decides
            if decides and name not in ctx.readings and "lower" in entry:
                found.append((name, Fraction(entry["lower"]), Fraction(entry["upper"])))
        return found

    # --- subjects -------------------------------------------------------------------------------

    def subjects(self, ctx: Context) -> Iterator[Subject]:
        """Go through the rows or groups of the rule; one subject of its own where it has no `for each`."""
        if self.search is None:
            subject = Subject(Frame(ctx, self.item), None, ())
            self.settle(ctx, subject)
            yield subject
            return
        if self.group_keys:
            yield from self.groups(ctx)
            return
        search = self.search
        view = ctx.views[search.table]
        scan = self.evaluator.scan(ctx, search.table, self.columns() | search.columns)
        frame = Frame(ctx, self.item)
        named = self.named(ctx, view)
        for index, truth in search.truths(frame, scan).items():
            row, members = scan.reps[index], scan.members(index)
            if not named.isdisjoint(members):
                # What people said of one row they did not say of those that are like it.
                for one in named.intersection(members):
                    yield self.row_subject(ctx, view, one, truth, [one])
                members = [member for member in members if member not in named]
                if not members:
                    continue
                row = members[0]
            yield self.row_subject(ctx, view, row, truth, members)
        for row in search.phantoms(frame):
            subject = self.row_subject(ctx, view, row, BOTH)
            subject.further = True
            yield subject

    def named(self, ctx: Context, view: View) -> frozenset[int]:
        """Return the rows that a recorded judgement or a waiver of this rule names."""
        said: list[Judgement | Waiver] = [*ctx.dossier.judgements, *ctx.dossier.waivers]
        names = {entry.subject for entry in said if entry.rule == self.name} - {None}
        if not names:
            return frozenset()
        keys = ((row, view.key(row)) for row in range(view.size))
        return frozenset(row for row, key in keys if key in names or f"{view.name}[{key}]" in names)

    def columns(self, nodes: list[Node] | None = None) -> frozenset[str]:
        """Return the columns of the subject's row that the rule reads, or that some nodes of it do."""
        each = self.rule["each"]
        found: set[str] = set()
        for node in self.nodes() if nodes is None else nodes:
            found |= columns_read(node, each["slot"], self.evaluator.derived_columns)
        return frozenset(found)

    def conditions(self) -> list[Node]:
        """Return the top nodes that make the outcome; what they read of lets is below them."""
        rule = self.rule
        nodes = [] if rule["applies"] is None else [rule["applies"]]
        nodes += [part["condition"] for part in rule["requires"]]
        nodes += [part["when"] for part in rule["decide"] if part["when"] is not None]
        return nodes + [part["node"] for part in rule["states"]]

    @property
    def deciding(self) -> list[Node]:
        """The top nodes that make the outcome, after the lets that they read.

        What a text shows or a remark asks is not among them: no verdict may go by it.
        """
        if self._deciding is None:
            lets = self.rule["lets"]
            conditions = self.conditions()
            reached: set[int] = set()
            stack = list(conditions)
            while stack:
                for node in walk(stack.pop()):
                    if node[0] == "let" and node[3] not in reached:
                        reached.add(node[3])
                        stack.append(lets[node[3]]["body"])
            self._deciding = [lets[index]["body"] for index in sorted(reached)] + conditions
        return self._deciding

    @property
    def decides(self) -> frozenset[str]:
        """The facts, readings and parameters on which the outcome or the rows of the rule rest."""
        if self._decides is None:
            each = self.rule["each"]
            nodes = self.deciding if each is None else self.deciding + each["where"]
            nodes = nodes if each is None else nodes + each.get("keys", [])
            names = (self.evaluator.names_read(node) for node in nodes)
            self._decides = frozenset().union(*names)
        return self._decides

    def nodes(self) -> list[Node]:
        """Return the top nodes of the rule."""
        rule = self.rule
        nodes = [let["body"] for let in rule["lets"] if let["body"] is not None]
        nodes += self.conditions()
        for note in rule["notes"]:
            if note["when"] is not None:
                nodes.append(note["when"])
            nodes += [part for part in note["text"] if not isinstance(part, str)]
        for text in (rule["say"], rule["remedy"]):
            nodes += [part for part in text or () if not isinstance(part, str)]
        return nodes

    def row_subject(
        self, ctx: Context, view: View, row: int, taken: int, members: list[int] | None = None
    ) -> Subject:
        """Return the outcome for one row and its like; one taken possibly may be no subject at all."""
        frame = Frame(ctx, self.item)
        frame.rows[self.rule["each"]["slot"]] = row
        subject = Subject(frame, row, ())
        # Before it is settled: what is missing is missing in each of them.
        subject.members = members or []
        key = view.key(row)
        subject.label = f"{view.name}[{key}]" if key is not None else f"{view.name}[further rows]"
        self.settle(ctx, subject, possible=taken == BOTH)
        return subject

    def groups(self, ctx: Context) -> Iterator[Subject]:
        """Go through the groups of rows with equal keys.

        A row whose key is unknown may belong to any group, or to one more: that is seen by the
        searches of the rule, and by a further subject of which the key is unknown.
        """
        search = self.search
        assert search is not None
        view = ctx.views[search.table]
        each = self.rule["each"]
        columns: frozenset[str] = search.columns
        for key in each["keys"]:
            columns |= columns_read(key, each["slot"], self.evaluator.derived_columns)
        scan: Scan = self.evaluator.scan(ctx, search.table, columns)
        from checker.verdict.trace import show_value

        frame = Frame(ctx, self.item)
        groups: dict[tuple[Any, ...], tuple[tuple[Any, ...], int, list[int]]] = {}
        unknown: list[int] = []
        for index, truth in search.truths(frame, scan).items():
            frame.rows[each["slot"]] = scan.reps[index]
            values = tuple(key(frame) for key in self.group_keys)
            plain = tuple(group_key(value, view) for value in values)
            if None in plain:
                unknown.append(index)
                continue
            if any(part == ("none",) for part in plain):
                continue
            known = groups.get(plain)
            if known is None:
                groups[plain] = (values, truth, [index])
            else:
                groups[plain] = (values, min(known[1], truth), [*known[2], index])
        for plain, (values, truth, indexes) in groups.items():
            subject = Subject(Frame(ctx, self.item, values), None, values)
            shown = [
                show_value(value, self.evaluator.type_of(key, self.item), plain=True, ctx=ctx)
                for value, key in zip(values, each["keys"], strict=True)
            ]
            subject.label = f"{view.name}[{', '.join(shown)}]"
            subject.members = sorted(member for index in indexes for member in scan.members(index))
            self.settle(ctx, subject, possible=truth == BOTH)
            if truth == BOTH and subject.bits & (subject.bits - 1):
                inside = Frame(ctx, self.item)
                ctx.recorder = subject.support
                for index in indexes:
                    row = scan.reps[index]
                    subject.support.members[(view.name, row)] = scan.members(index)
                    search.record(inside, row)
                ctx.recorder = None
                self.settle_by_facts(subject)
            yield subject
        rows = [scan.reps[index] for index in unknown] + search.phantoms(frame)
        if rows:
            frame = Frame(ctx, self.item)
            frame.rows[each["slot"]] = view.any
            values = tuple(key(frame) for key in self.group_keys)
            subject = Subject(Frame(ctx, self.item, values), None, values)
            subject.label = f"{view.name}[unknown]"
            subject.further = True
            self.settle(ctx, subject, possible=True)
            for index in unknown:
                recorder = subject.support
                ctx.recorder = recorder
                recorder.members[(view.name, scan.reps[index])] = scan.members(index)
                frame.rows[each["slot"]] = scan.reps[index]
                for key in self.group_keys:
                    key(frame)
                ctx.recorder = None
            if search.phantoms(frame):
                subject.support.tables[view.name] = None
            self.settle_by_facts(subject)
            yield subject

    def settle_by_facts(self, subject: Subject) -> None:
        """Make a judgement a missing fact, where which rows belong to the group may settle it."""
        if subject.verdict is Verdict.JUDGEMENT and subject.support:
            subject.verdict = Verdict.MISSING
            subject.harmless = not subject.bits & ~(PASS | NA)

    # --- settling one subject -------------------------------------------------------------------

    def settle(self, ctx: Context, subject: Subject, *, possible: bool = False) -> None:
        """Work out the outcomes of a subject and its verdict."""
        extra = NA if possible else 0
        in_force = self.in_force(ctx)
        if in_force == BOTH:
            extra |= NA
        subject.ways = self.ways(ctx, subject, extra)
        union = 0
        for _, _, bits in subject.ways:
            union |= bits
        subject.bits = union
        if not union & (union - 1):
            subject.verdict = VERDICT_OF[union]
            return
        idle: set[str] | None = None
        for _, here, bits in subject.ways:
            if bits & (bits - 1):
                self.record(here, subject, in_force=in_force, possible=possible)
                # A fact may matter to whether the rule applies to the row at all.
                without = set() if extra else self.idle(here, subject)
                idle = without if idle is None else idle & without
        for name in idle or ():
            del subject.support.facts[name]
        subject.verdict = Verdict.MISSING if subject.support else Verdict.JUDGEMENT
        asks = self.may_need_a_person(subject)
        if subject.verdict is Verdict.MISSING and asks:
            subject.bits |= JUDGEMENT
        # What nobody is asked, as which of two equal rows is first, stays as harmless as it was.
        asked = subject.verdict is Verdict.JUDGEMENT and asks
        subject.harmless = not (asked or subject.bits & ~(PASS | NA))

    def ways(
        self, ctx: Context, subject: Subject, extra: int
    ) -> list[tuple[dict[str, Any], Context, int]]:
        """Return the outcomes of a subject under each combination of readings and values."""
        combinations = self.combinations(ctx)
        if len(combinations) > 1 and not self.changing(ctx):
            # What comes out while every reading is open comes out under each of them: most rows
            # are settled so, at once and not once for each combination. A parameter is never open
            # like that: it has the value of one day.
            bits = self.capped(self.outcomes(self.frame_in(ctx, subject))) | extra
            if not bits & (bits - 1):
                return [({}, ctx, bits)]
        ways = [
            (labels, here, self.capped(self.bits(here, subject)) | extra)
            for labels, here in combinations
        ]
        ranges = self.ranges(ctx)
        if ranges and any(bits & (bits - 1) for _, _, bits in ways):
            ways = self.at_ends(ways, ranges, subject, extra)
        return ways

    def idle(self, ctx: Context, subject: Subject) -> set[str]:
        """Return the facts that were noted and yet change nothing, whatever the others are.

        Only where the choices that are unknown settle the outcome among themselves: then each of
        them that never turns it need not be asked for.
        """
        options = {
            name: listable(self.evaluator.facts[name].type)
            for name in subject.support.facts
            if name in self.evaluator.facts and ctx.facts.get(name) is None
        }
        names = [name for name, values in options.items() if values]
        if len(names) < 2 or prod(len(options[name]) for name in names) > _SPLIT:
            return set()
        outcomes: dict[tuple[Any, ...], int] = {}
        for chosen in product(*(options[name] for name in names)):
            here = ctx.with_(facts=dict(zip(names, chosen, strict=True)))
            bits = self.outcomes(self.frame_in(here, subject))
            if bits & (bits - 1):
                return set()
            outcomes[chosen] = bits
        found = set()
        for at, name in enumerate(names):
            seen: dict[tuple[Any, ...], int] = {}
            if all(
                seen.setdefault((*chosen[:at], *chosen[at + 1 :]), bits) == bits
                for chosen, bits in outcomes.items()
            ):
                found.add(name)
        return found

    def may_need_a_person(self, subject: Subject) -> bool:
        """Whether a question can be left once the facts that are missing are known.

        It can where something else than a fact is open, and where readings can then differ: not if
        all of them leave the same outcome, and no reading says whether the rule applies.
        """
        if subject.support.questions:
            return True
        outcomes = subject.bits & ~NA
        return len(subject.ways) > 1 and (
            bool(outcomes & (outcomes - 1)) or (bool(subject.bits & NA) and self.scope_is_read())
        )

    def scope_is_read(self) -> bool:
        """Whether a reading says if the rule applies, or to which rows."""
        nodes = [] if self.rule["applies"] is None else [self.rule["applies"]]
        if self.rule["each"] is not None:
            nodes += self.rule["each"]["where"]
        return any(
            name.startswith("reading ")
            for node in nodes
            for name in self.evaluator.names_read(node)
        )

    def at_ends(
        self,
        ways: list[tuple[dict[str, Any], Context, int]],
        ranges: list[tuple[str, Fraction, Fraction]],
        subject: Subject,
        extra: int,
    ) -> list[tuple[dict[str, Any], Context, int]]:
        """Return the ways with the ranges at their ends, where the whole range leaves it open."""
        from checker.model.quantity import show

        found = []
        for labels, ctx, bits in ways:
            if not bits & (bits - 1):
                found.append((labels, ctx, bits))
                continue
            ends = []
            for corner in product((1, 2), repeat=len(ranges)):
                readings = {}
                named = dict(labels)
                for end, entry in zip(corner, ranges, strict=True):
                    name = entry[0]
                    at = entry[1] if end == 1 else entry[2]
                    readings[name] = (at, at)
                    type = Datatype.from_plain(self.evaluator.program.readings[name]["type"])
                    named[name.rsplit("/", 1)[-1]] = show(at, type.unit)
                here = self.context(ctx, readings=readings)
                ends.append((named, here, self.capped(self.bits(here, subject)) | extra))
            if all(not b & (b - 1) for _, _, b in ends) and len({b for _, _, b in ends}) == 1:
                # Equal at the ends, yet not inside: the whole range speaks for itself.
                found.append((labels, ctx, bits))
            else:
                found += ends
        return found

    def frame_in(self, ctx: Context, subject: Subject, row: int | None = None) -> Frame:
        """Return the subject's frame in another context."""
        frame = Frame(ctx, self.item, subject.keys)
        each = self.rule["each"]
        if subject.row is not None:
            frame.rows[each["slot"]] = subject.row if row is None else row
        return frame

    def bits(self, ctx: Context, subject: Subject) -> int:
        """Return the outcomes in one context; what is left open is tried out, within a bound."""
        bits = self.outcomes(self.frame_in(ctx, subject))
        if not bits & (bits - 1):
            return bits
        facts: list[tuple[str, tuple[Any, ...]]] = []
        count = 1
        for name in self.rule["reads"]["facts"]:
            declared = self.evaluator.facts.get(name)
            if declared is None or ctx.facts.get(name) is not None:
                continue
            if f"fact {name}" not in self.decides:
                continue
            options = listable(declared.type)
            if options and count * len(options) <= _SPLIT:
                facts.append((name, options))
                count *= len(options)
        cells: list[tuple[str, tuple[Any, ...]]] = []
        view = None
        if subject.row is not None:
            view = ctx.views[self.rule["each"]["table"]]
            for column in sorted(self.columns(self.deciding) - {ROW}):
                if view.cells(column)[subject.row] is None:
                    values = listable(view.declared.columns[column].type)
                    if values and count * len(values) <= _SPLIT:
                        cells.append((column, values))
                        count *= len(values)
        points, count = self.points(ctx, subject, count)
        facts += points
        if count == 1:
            return bits
        union = 0
        names = [name for name, _ in facts]
        columns = [column for column, _ in cells]
        for chosen in product(*(options for _, options in facts)):
            here = ctx.with_(facts=dict(zip(names, chosen, strict=True))) if names else ctx
            for values in product(*(options for _, options in cells)):
                row = None
                if view is not None and columns:
                    assert subject.row is not None
                    row = view.try_out(1, subject.row, columns, values)
                union |= self.outcomes(self.frame_in(here, subject, row))
            if union == bits:
                break
        return union

    def points(
        self, ctx: Context, subject: Subject, count: int
    ) -> tuple[list[tuple[str, tuple[Any, ...]]], int]:
        """Return, for unknown numbers and dates compared twice, a value for each way they can lie.

        Where a fact stands only in comparisons with values that are known, its outcome can change at
        those values alone: they, and a point between each two of them, are all there is to try.
        """
        found: list[tuple[str, tuple[Any, ...]]] = []
        limits = self.limits
        for name, others in limits.items():
            declared = self.evaluator.facts.get(name)
            if declared is None or len(others) < 2:
                continue
            raw = ctx.facts.get(name)
            value = self.evaluator.abstract(raw, declared.type)
            if not isinstance(value, tuple) or (value[0] is not None and value[0] == value[1]):
                continue
            frame = self.frame_in(ctx, subject)
            marks: set[Any] = set()
            settled = True
            for other in others:
                limit = other(frame)
                if not isinstance(limit, tuple) or limit[0] is None or limit[0] != limit[1]:
                    settled = False
                    break
                marks.add(limit[0])
            if not settled:
                continue
            low, high = value
            inside = sorted(
                m for m in marks if (low is None or m > low) and (high is None or m < high)
            )
            ends = [low if low is not None else (inside[0] - 1 if inside else 0)]
            ends += [high if high is not None else (inside[-1] + 1 if inside else ends[0])]
            tries: set[Any] = {*inside, *ends}
            whole = declared.type.kind in (Kind.DATE, Kind.WHOLE)
            line = sorted(tries)
            for a, b in pairwise(line):
                if not whole:
                    tries.add(Fraction(a + b) / 2)
                elif b - a > 1:
                    tries.add(a + 1)
            if declared.type.may_be_none and raw is None:
                tries.add(NONE)
            if count * len(tries) <= _SPLIT:
                found.append((name, tuple(tries)))
                count *= len(tries)
        return found, count

    @property
    def limits(self) -> dict[str, list[Callable[[Frame], Any]]]:
        """The facts that stand in comparisons alone, each with what it is compared with."""
        if self._limits is None:
            self._limits = self._find_limits()
        return self._limits

    def _find_limits(self) -> dict[str, list[Callable[[Frame], Any]]]:
        found: dict[str, list[Callable[[Frame], Any]]] = {}
        elsewhere: set[str] = set()
        each = self.rule["each"]
        own = frozenset() if each is None else frozenset([each["slot"]])
        stack = list(self.deciding)
        while stack:
            node = stack.pop()
            if node[0] == "cmp" and node[4] in ("num", "date") and node[7] is None:
                sides = (node[5], node[6])
                for side, other in (sides, sides[::-1]):
                    if side[0] == "fact" and slots_read(other) - own:
                        # Compared with every row of a search: it may change at each of them.
                        elsewhere.add(side[3])
                    elif side[0] == "fact" and f"fact {side[3]}" not in self.evaluator.names_read(
                        other
                    ):
                        closure = self.evaluator.value(other, self.item)
                        found.setdefault(side[3], []).append(closure)
                    else:
                        stack.append(side)
                continue
            if node[0] == "given" and node[3][0] == "fact":
                continue
            if node[0] == "fact":
                elsewhere.add(node[3])
            elif node[0] in ("define", "param", "col", "deref"):
                elsewhere |= {
                    name.removeprefix("fact ")
                    for name in self.evaluator.names_read(node)
                    if name.startswith("fact ")
                }
            stack.extend(children(node))
        return {name: others for name, others in found.items() if name not in elsewhere}

    def record(self, ctx: Context, subject: Subject, *, in_force: int, possible: bool) -> None:
        """Note what an open outcome rests on."""
        frame = self.frame_in(ctx, subject)
        support = subject.support
        ctx.recorder = support
        evaluator, item = self.evaluator, self.item
        if subject.row is not None:
            view = ctx.views[self.rule["each"]["table"]]
            if subject.members:
                support.members[(view.name, subject.row)] = subject.members
            elif subject.row >= view.size:
                support.tables[view.name] = None
            if possible and self.search is not None and subject.row < view.size:
                self.search.record(frame, subject.row)
        rule = self.rule
        if rule["applies"] is not None:
            evaluator.record(rule["applies"], item, frame)
        for part in rule["requires"]:
            evaluator.record(part["condition"], item, frame)
        for part in rule["decide"]:
            if part["when"] is not None:
                evaluator.record(part["when"], item, frame)
        for test, _ in self.states:
            test(frame)
        if in_force == BOTH:
            date_of(evaluator, ctx, pack_date(evaluator, self.pack["name"]))
        ctx.recorder = None

    # --- in force -------------------------------------------------------------------------------

    def in_force(self, ctx: Context) -> int:
        """Return whether the rule is in force on the date that selects its pack's rules."""
        start, until = self.rule["from"], self.rule["until"]
        if start is None and until is None:
            return YES
        low, high = date_of(self.evaluator, ctx, pack_date(self.evaluator, self.pack["name"]))
        if (start is not None and high is not None and high < start) or (
            until is not None and low is not None and low >= until
        ):
            return NO
        after = start is None or (low is not None and low >= start)
        before = until is None or (high is not None and high < until)
        return YES if after and before else BOTH

    def is_upcoming(self, ctx: Context) -> bool:
        """Whether the rule comes into force only later."""
        start = self.rule["from"]
        if start is None or self.in_force(ctx) != NO:
            return False
        _, high = date_of(self.evaluator, ctx, pack_date(self.evaluator, self.pack["name"]))
        return high is not None and high < start


def group_key(value: Any, view: View) -> Any:
    """Return a group's key as something that compares, None where it is unknown."""
    if value is NONE:
        return ("none",)
    if isinstance(value, frozenset):
        if len(value) != 1:
            return None
        (only,) = value
        return ("none",) if only is NONE else ("option", only)
    if isinstance(value, tuple):
        if len(value) == 2 and isinstance(value[0], tuple):
            ends = [group_key(part, view) for part in value]
            return None if None in ends else ("period", str([end[1] for end in ends]))
        if value[0] is None or value[0] != value[1]:
            return None
        return ("number", value[0])
    if value.__class__ is int:
        if value in (YES, NO):
            return ("yes/no", "yes" if value == YES else "no")
        return ("none",) if value == 4 else None
    return None if not isinstance(value, str) else ("text", value)
