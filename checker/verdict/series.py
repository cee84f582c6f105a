"""What the charts draw: a composition against its cap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model import quantity as q
from checker.model.datatype import Kind
from checker.model.said import said
from checker.model.truth import NO, YES
from checker.verdict.context import Context, Frame, Item
from checker.verdict.search import Search, Term
from checker.verdict.total import add_form
from checker.verdict.trace import term_column, type_of

if TYPE_CHECKING:
    from checker.model.expression import Node
    from checker.verdict.decide import CompiledRule
    from checker.verdict.expressions import Evaluator
    from checker.verdict.speech import Speech

_GROUPS = 12


def composition(
    evaluator: Evaluator, rule: CompiledRule, ctx: Context, speech: Speech
) -> list[dict[str, Any]]:
    """Return the composition that a rule caps: `part at most P of whole`, both sums over one table."""
    found: list[dict[str, Any]] = []
    for part in rule.rule["requires"]:
        node = part["condition"]
        if node[0] != "cmp" or node[3] not in ("at most", "below") or node[6][0] != "of":
            continue
        inner = _sum(evaluator, node[5], rule.item)
        whole = _sum(evaluator, node[6][4], rule.item)
        if inner is None or whole is None or inner[0][4] != whole[0][4]:
            continue
        subjects: list[tuple[str | None, Frame]] = [(None, Frame(ctx, rule.item))]
        if rule.search is not None:
            subjects = [
                (subject.label, rule.frame_in(ctx, subject))
                for subject in rule.subjects(ctx)
                if not subject.further
            ][:_GROUPS]
        for label, frame in subjects:
            drawn = _draw(evaluator, rule, node, inner, whole, frame, speech)
            if drawn is not None:
                found.append({**drawn, "subject": label})
    return found


def _sum(evaluator: Evaluator, node: Node, item: Item) -> tuple[Node, Item, str | None] | None:
    """Return the sum that a name stands for, with the item that it belongs to."""
    define: str | None = None
    while node[0] in ("let", "define"):
        if node[0] == "let":
            body = item.let_nodes[node[3]]
            if body is None:
                return None
            node = body
        else:
            define = node[3]
            item, _ = evaluator.define_item(define)
            node = evaluator.program.defines[define]["body"]
    return (node, item, define) if node[0] == "sum" else None


def _draw(
    evaluator: Evaluator,
    rule: CompiledRule,
    node: Node,
    inner: tuple[Node, Item, str | None],
    whole: tuple[Node, Item, str | None],
    frame: Frame,
    speech: Speech,
) -> dict[str, Any] | None:
    """Return one composition: its parts, those that count first, and the cap."""
    ctx = frame.ctx
    table = whole[0][4]
    column = term_column(evaluator, whole[0][6], whole[0][3], table)
    if column is None or f"{table}.{column}" in evaluator.program.derived:
        return None
    view = ctx.views[table]

    def search(part: tuple[Node, Item, str | None]) -> tuple[Search, Frame]:
        here, item, define = part
        own = frame if define is None else Frame(ctx, item)
        return Search(evaluator, item, here[3], table, here[5]), own

    counted, counted_frame = search(inner)
    all_rows, all_frame = search(whole)
    term = None
    if inner[0][6][0] != "col" or inner[0][6][5] != column:
        term = Term(evaluator, inner[1], inner[0][3], table, inner[0][6])
    by = None
    for name in sorted(counted.columns):
        declared = view.declared.columns.get(name)
        if (
            declared is not None
            and declared.type.kind is Kind.CHOICE
            and len(set(view.cells(name)[: view.size])) > 1
        ):
            by = name
    parts: dict[tuple[bool, str], q.Interval] = {}
    extra: frozenset[str] = frozenset() if by is None else frozenset([by])
    for part in (*counted.parts, *all_rows.parts):
        if not part.local:
            extra |= part.columns
    scan = evaluator.scan(ctx, table, extra)
    inside = counted.truths(counted_frame, scan)
    for index, truth in all_rows.truths(all_frame, scan).items():
        counts = inside.get(index, NO) == YES
        amount = add_form(scan, index, (0, {column: 1}))
        if truth != YES:
            amount = q.hull(amount, q.ZERO)
        counted_amount = amount if counts else q.ZERO
        if counts and term is not None and q.known(amount):
            # A row can count in part: its term says how much, the rest stands beside it.
            worked = q.ZERO
            for row in scan.members(index):
                worked = q.add(worked, term.at(counted_frame, row))
            if q.known(worked):
                counted_amount = worked
        rest = q.subtract(amount, counted_amount) if q.known(counted_amount) else q.ZERO
        for is_counted, part_amount in ((True, counted_amount), (False, rest)):
            if part_amount == q.ZERO:
                continue
            label = speech(said("counts") if is_counted else said("does not count"))
            if by is not None:
                cell = view.cells(by)[scan.reps[index]]
                if not isinstance(cell, str):
                    label = speech(said("unknown"))
                elif speech.texts.has_option(cell):
                    label = speech.texts.option(cell)
                else:
                    label = cell.replace("_", " ")
            key = (is_counted, label)
            parts[key] = q.add(parts.get(key, q.ZERO), part_amount)
    share = evaluator.value(node[6][3], rule.item)(frame)
    total = evaluator.value(node[6][4], rule.item)(frame)
    type = type_of(evaluator, whole[0], whole[1])
    unit = "" if type is None else type.unit
    cap = None
    if isinstance(share, tuple) and q.known(share):
        cap = {"share": q.plain_text(share[0], "%"), "value": None}
        if isinstance(total, tuple) and q.known(total):
            cap["value"] = q.exact_text(q.in_unit(share[0] * total[0], unit))
    both = {label for counts, label in parts if counts} & {
        label for counts, label in parts if not counts
    }
    drawn = []
    for (counts, label), value in sorted(
        parts.items(), key=lambda entry: (not entry[0][0], entry[0][1])
    ):
        low = value[0]
        if low is None or low < 0:
            return None
        if label in both:
            # Green and not green metal of one kind: two parts shall not have one name.
            label = speech(
                said("{kind}, counted", kind=label)
                if counts
                else said("{kind}, not counted", kind=label)
            )
        drawn.append(
            {"label": label, "value": q.exact_text(q.in_unit(low, unit)), "counts": counts}
        )
    if not drawn:
        return None
    return {
        "kind": "composition",
        "rule": rule.name,
        "title": speech.texts.title(rule.pack["name"], rule.rule),
        "unit": unit,
        "parts": drawn,
        "cap": cap,
    }
