"""Whether a value is evidenced, and to which digit it was written.

Every closure here gives what its expression can be over all completions of the table: unknown cells,
rows that are taken possibly, and rows that may exist beyond the real ones.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from checker.model.dossier import NONE, NOT_APPLICABLE
from checker.model.truth import BOTH, NO, YES
from checker.verdict.rows import min_truth

if TYPE_CHECKING:
    from checker.model.expression import Node
    from checker.verdict.context import Context, Frame, Item
    from checker.verdict.expressions import Evaluator
    from checker.verdict.total import Closure


def evidenced(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `x is evidenced`: its source has a file that is valid on `as_of`."""
    operand = node[3]

    def document(
        ctx: Context, source: str | None, where: tuple[str, str | None, int | None]
    ) -> int:
        recorder = ctx.recorder
        if source is None:
            if recorder is not None:
                recorder.sources[where] = None
            return BOTH
        view = ctx.views["evidence"]
        row = view.row_of(source)
        if row is None:
            if recorder is not None:
                recorder.tables["evidence"] = None
            return BOTH
        truth = YES
        for column in ("file", "issued", "valid_until"):
            if column not in view.declared.columns:
                continue
            cell = view.cells(column)[row]
            answer = YES
            if cell is None or cell is NOT_APPLICABLE:
                answer = BOTH
            elif cell is NONE:
                answer = NO if column == "file" else YES
            elif column != "file":
                low, high = (cell, cell) if isinstance(cell, int) else (cell.lower, cell.upper)
                from checker.verdict.expressions import ordered

                operator = "at most" if column == "issued" else "at least"
                answer = ordered(operator, low, high, ctx.as_of, ctx.as_of)
            if answer == BOTH and recorder is not None:
                recorder.cell(view, column, row)
            truth = min_truth(truth, answer)
        return truth

    if operand[0] == "fact":
        name = operand[3]

        def fact(frame: Frame) -> int:
            ctx = frame.ctx
            known = ctx.dossier.facts.get(name)
            if known is None or known.value is None:
                if ctx.recorder is not None:
                    ctx.recorder.fact(name)
                return BOTH
            return document(ctx, known.source, (name, None, None))

        return fact
    table, column = operand[4], operand[5]

    def cell(ctx: Context, row: int) -> int:
        view = ctx.views[table]
        row = view.real(row)
        if row >= view.size or view.data is None or view.cells(column)[row] is None:
            if ctx.recorder is not None:
                ctx.recorder.cell(view, column, row)
            return BOTH
        note = view.data.notes.get((row, column))
        source = None if note is None else note.source
        if source is None:
            source = view.data.source_of_row(row)
        return document(ctx, source, (table, column, row))

    if operand[0] == "col":
        slot = operand[3]
        return lambda frame: cell(frame.ctx, frame.rows[slot])
    row_value = evaluator.value(operand[3], item)

    def along(frame: Frame) -> int:
        row = row_value(frame)
        if isinstance(row, str):
            found = frame.ctx.views[table].row_of(row)
            row = found
        if row is NONE:
            return NO
        return cell(frame.ctx, row) if row.__class__ is int else BOTH

    return along


def half_unit(evaluator: Evaluator, node: Node, item: Item) -> Closure:
    """Return the closure of `rounding of x`: half a unit of its last digit as written."""
    operand = node[3]
    if operand[0] == "fact":
        name = operand[3]

        def fact(frame: Frame) -> Any:
            known = frame.ctx.dossier.facts.get(name)
            if known is None or known.value is None or known.decimals is None:
                if frame.ctx.recorder is not None:
                    frame.ctx.recorder.fact(name)
                return (0, None)
            from checker.model.unit import find_unit

            unit = find_unit(known.unit) if known.unit else None
            half = Fraction(1, 2 * 10**known.decimals) * (1 if unit is None else unit.factor)
            return (half, half)

        return fact
    table, column = operand[4], operand[5]

    def cell(ctx: Context, row: int) -> Any:
        view = ctx.views[table]
        given = None if view.data is None else view.data.columns.get(column)
        row = view.real(row)
        units = None if given is None else given.half_units
        last = units if isinstance(units, int) else None
        if isinstance(units, list) and row < view.size:
            last = units[row]
        if last is None or row >= view.size:
            if ctx.recorder is not None:
                ctx.recorder.cell(view, column, row)
            return (0, None)
        half = Fraction(last, 2 * view.denominator(column))
        return (half, half)

    if operand[0] == "col":
        slot = operand[3]
        return lambda frame: cell(frame.ctx, frame.rows[slot])
    row_value = evaluator.value(operand[3], item)

    def along(frame: Frame) -> Any:
        row = row_value(frame)
        if isinstance(row, str):
            row = frame.ctx.views[table].row_of(row)
        return cell(frame.ctx, row) if row.__class__ is int else (0, None)

    return along
