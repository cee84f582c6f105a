"""Random packs as text, typed over the vocabulary: nearly all are accepted by the type checker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.properties.ledger import number_text
from tests.properties.vocabulary import (
    ABC,
    DAYS,
    DURATIONS,
    FACTS,
    LISTED,
    MASSES,
    RANKS,
    SHARES,
    SIGNED,
    TABLES,
    TEXTS,
    TIME,
    WHOLES,
    Type,
    declarations,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

UNGUARDED = ("choice", "yesno", "text", "list", "reference")
"""What may be asked of a row that may be none, without saying that it is given."""
ORDER = ("at most", "at least", "above", "below")
DATES = ("before", "after", "on or before", "on or after")


class Scope:
    """What has a name at one place: the table searched, rows by variable, lets, keys of the group."""

    __slots__ = ("keys", "lets", "level", "table", "this", "variables")

    def __init__(
        self,
        *,
        table: str | None = None,
        variables: dict[str, str] | None = None,
        lets: dict[str, str] | None = None,
        keys: dict[str, Type] | None = None,
        this: str | None = None,
        level: int = 9,
    ) -> None:
        self.table = table
        self.variables = variables or {}
        self.lets = lets or {}
        self.keys = keys or {}
        self.this = this
        self.level = level

    def inside(self, table: str, variable: str | None = None) -> Scope:
        """Return the scope of a search."""
        more = {variable: table} if variable else {}
        return Scope(
            table=table,
            variables={**self.variables, **more},
            lets=self.lets,
            keys=self.keys,
            this=self.this,
            level=self.level,
        )


class Author:
    """Writes a pack: declarations, then rules.

    With `windowed` every search over a table with a time column looks at it, so that rows outside the
    days covered cannot go unseen; without `rounding` nothing asks how a number was written.
    """

    def __init__(self, random: Random, *, windowed: bool = False, rounding: bool = True) -> None:
        self.random = random
        self.rounding = rounding
        self.windowed = windowed
        self.derived: dict[str, list[tuple[int, str, Type]]] = {name: [] for name in TABLES}
        self.derived_text: dict[str, list[str]] = {name: [] for name in TABLES}
        self.defines: dict[str, str] = {}
        self.selections: dict[str, str] = {}
        self.parameters: dict[str, Type] = {}
        self.readings: dict[str, Type] = {}
        self.settlings: dict[str, tuple[str, ...]] = {}
        self.items: list[str] = []
        self.rules: list[str] = []

    # --- the pack -------------------------------------------------------------------------------

    def pack(self, rules: int = 4) -> str:
        """Return the text of a pack."""
        self.standard_items()
        for name in ("papers", "lots", "flows"):
            for _ in range(self.random.choice((0, 1, 2))):
                self.derive(name, 0)
        for name in ("lots", "papers"):
            for _ in range(self.random.choice((0, 1, 2))):
                self.derive(name, 1)
        for index in range(self.random.choice((0, 1, 2, 3))):
            self.define(f"d{index}")
        for index in range(rules):
            self.rules.append(self.rule(f"r{index}"))
        return self.text()

    def text(self) -> str:
        """Return what was written so far."""
        return declarations(self.derived_text) + "\n".join([*self.items, *self.rules]) + "\n"

    def pick(self, *choices: Any) -> Any:
        return self.random.choice(choices)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def standard_items(self) -> None:
        self.items.append('standard S "Standard"')
        if self.chance(0.5):
            self.readings["r_kind"] = Type("choice", options=("counted", "not_counted"))
            self.settlings["r_kind"] = ("counted", "not_counted")
            self.items.append('reading r_kind "Does it count?" : counted, not_counted cites S open')
        if self.chance(0.5):
            self.readings["r_mass"] = Type("mass")
            low, high = sorted(self.random.sample(MASSES, 2))
            middle = number_text((low + high) / 2)
            self.settlings["r_mass"] = (
                f"{number_text(low)} t",
                f"{number_text(high)} t",
                f"{middle} t",
            )
            self.items.append(
                f'reading r_mass "How much?" : mass between {number_text(low)} t and '
                f"{number_text(high)} t cites S open"
            )
        kinds = {
            "share": ("share", lambda: f"{self.pick(*SHARES)} %"),
            "mass": ("mass", self.mass_text),
            "duration": ("duration", lambda: self.pick(*DURATIONS)),
            "yesno": ("one of yes, no", lambda: self.pick("yes", "no")),
        }
        for kind, (written, value) in kinds.items():
            if self.chance(0.4):
                continue
            name = f"p_{kind}"
            keys = self.pick("", "", "claim.model", "claim.other", "claim.ok", "claim.rank")
            lines = [f"parameter {name} : {written}{' by ' + keys if keys else ''}"]
            options: tuple[str, ...] = ()
            if keys:
                type = FACTS[keys]
                options = ("yes", "no") if type.kind == "yesno" else type.options
            sets = (
                [f"for {option} " for option in options[:-1]] + ["for other "] if options else [""]
            )
            for start in sets:
                if kind in ("share", "mass") and self.chance(0.12):
                    bounds = self.pick("", f" at least {value()}", f" at most {value()}")
                    lines.append(f"  {start}is open{bounds} cites S unconfirmed")
                elif self.chance(0.4):
                    day = self.pick("2025-01-01", "2025-03-01", "2025-07-01", "2025-12-31")
                    if self.chance(0.7):
                        lines.append(f"  {start}until {day} is {value()} cites S unconfirmed")
                    lines.append(f"  {start}from {day} is {value()} cites S unconfirmed")
                else:
                    lines.append(f"  {start}is {value()} cites S unconfirmed")
            self.items.append("\n".join(lines))
            self.parameters[name] = (
                Type("choice", options=("yes", "no")) if kind == "yesno" else Type(kind)
            )

    def derive(self, table: str, level: int) -> None:
        """Add a derived column that reads columns of lower levels only."""
        scope = Scope(table=table, this=table, level=level)
        name = f"{table[0]}{level}{len(self.derived_text[table])}"
        if level == 1 and table == "lots" and not self.windowed and self.chance(0.3):
            keys = self.pick("date", "date, id", "id", "grade, id", "ok, id")
            within = self.pick(
                "", "", " within kind", " within paper", " within ok", " within sort"
            )
            term = self.pick("mass", "delta", "mass", self.mass(scope, 1))
            text = f"column {name} = running total of {term} by {keys}{within}"
            type = Type("mass", signed=True)
        elif self.chance(0.4):
            text = f"column {name} when {self.condition(scope, 2)}"
            type = Type("yesno")
        elif self.chance(0.15):
            text = f"column {name} = {self.date(scope, 2)}"
            type = Type("date")
        else:
            text = f"column {name} = {self.whole_mass(scope, 2)}"
            type = Type("mass", signed=True)
        self.derived_text[table].append(text)
        self.derived[table].append((level, name, type))

    def define(self, name: str) -> None:
        scope = Scope()
        kind = self.pick("mass", "mass", "share", "condition", "selection", "row", "whole")
        if kind == "selection":
            table = self.pick("lots", "lots", "papers", "flows")
            where = self.where(scope, table, 2) or " where " + self.condition(
                scope.inside(table), 1
            )
            self.items.append(f"define {name} = {table}{where}")
            self.selections[name] = table
            return
        if kind == "condition":
            self.items.append(f"define {name} when {self.condition(scope, 2)}")
            self.defines[name] = "yesno"
        elif kind == "row":
            self.items.append(f"define {name} = {self.row(scope)}")
            self.defines[name] = "row lots"
        else:
            self.items.append(f"define {name} = {self.numeric(kind, scope, 3, whole=True)}")
            self.defines[name] = kind

    def rule(self, name: str) -> str:
        """Return a rule."""
        lines = [f'rule {name} "Rule"']
        if self.chance(0.3):
            lines.append(f"cites S {self.pick('confirmed', 'unconfirmed', 'open')}")
        if self.chance(0.1):
            lines.append(f"from {self.pick('2025-01-01', '2025-07-01', '2026-01-01')}")
        if self.chance(0.05):
            lines.append("until 2026-06-30")
        scope = Scope()
        roll = self.random.random()
        if roll < 0.35:
            table = self.pick("lots", "lots", "papers", "flows", *self.selections)
            base = self.selections.get(table, table)
            lines.append(f"for each v in {table}{self.where(scope, table, 1)}")
            scope.variables["v"] = base
        elif roll < 0.45:
            keys = self.pick(
                ("kind",), ("kind", "ok"), ("paper",), ("sort",), ("date",), ("grade",)
            )
            lines.append(
                f"for each v among {', '.join(keys)} in lots{self.where(scope, 'lots', 1)}"
            )
            scope.keys = {f"v.{key}": TABLES["lots"][key] for key in keys}
        for index in range(self.pick(0, 0, 1, 2)):
            let = f"x{index}"
            kind = self.pick("mass", "mass", "share", "condition", "row", "whole", "date", "either")
            if kind == "condition":
                lines.append(f"let {let} when {self.condition(scope, 2)}")
                scope.lets[let] = "yesno"
            elif kind == "row":
                lines.append(f"let {let} = {self.row(scope)}")
                scope.lets[let] = "row lots"
            elif kind == "either":
                kind = self.pick("period", "duration", "list", "choice")
                lines.append(f"let {let} = {self.either(kind, scope)}")
                scope.lets[let] = kind
            elif kind == "date":
                lines.append(f"let {let} = {self.date(scope, 2)}")
                scope.lets[let] = "date"
            else:
                lines.append(f"let {let} = {self.numeric(kind, scope, 3, whole=True)}")
                scope.lets[let] = kind
        if self.chance(0.25):
            lines.append(f"applies when {self.condition(scope, 2)}")
        roll = self.random.random()
        if roll < 0.7:
            word = "recommend" if self.chance(0.1) else "require"
            for _ in range(self.pick(1, 1, 1, 2)):
                ask = ' else judgement ask "Is it so?"' if self.chance(0.1) else ""
                lines.append(f"{word} {self.condition(scope, 3)}{ask}")
        elif roll < 0.93:
            lines.append("decide")
            for _ in range(self.pick(1, 2, 3)):
                outcome = self.pick("pass", "violation", "not_applicable", "judgement")
                ask = ' ask "Which?"' if outcome == "judgement" else ""
                lines.append(f"  {outcome} when {self.condition(scope, 2)}{ask}")
            last = self.pick("pass", "violation", "not_applicable", 'judgement ask "Else?"')
            lines.append(f"  otherwise {last}")
        if roll >= 0.93 or self.chance(0.1):
            names = [self.pick(*FACTS)]
            if "v" in scope.variables:
                names.append("v." + self.pick(*TABLES[scope.variables["v"]]))
            lines.append("state " + ", ".join(names))
        numbers = [let for let, kind in scope.lets.items() if kind in ("mass", "share", "whole")]
        if numbers and self.chance(0.3):
            lines.append('say "{' + numbers[0] + '} is there"')
        if self.chance(0.1):
            lines.append(f'note "Remark" when {self.condition(scope, 1)}')
        return "\n  ".join(lines)

    # --- names ----------------------------------------------------------------------------------

    def named(self, want: Callable[[Type], bool], scope: Scope) -> list[str]:
        """Return the facts, columns and keys of a type."""
        found = [name for name, type in FACTS.items() if want(type)]
        near = []
        if scope.table is not None:
            near += self.columns(scope.table, want, scope)
        for variable, table in scope.variables.items():
            near += [f"{variable}.{name}" for name in self.columns(table, want, scope)]
        if scope.this is not None and scope.table != scope.this:
            near += [f"this.{name}" for name in self.columns(scope.this, want, scope)]
        near += [key for key, type in scope.keys.items() if want(type)]
        return near * 3 + found if near else found

    def columns(self, table: str, want: Callable[[Type], bool], scope: Scope) -> list[str]:
        names = [name for name, type in TABLES[table].items() if want(type)]
        for level, name, type in self.derived[table]:
            if level < scope.level and want(type):
                names += [name, name]
        for name, type in TABLES[table].items():
            if type.kind == "reference":
                names += [
                    f"{name}.{column}"
                    for column, other in TABLES[type.table or ""].items()
                    if want(other) and (not type.none or other.kind in UNGUARDED)
                ]
        return names

    def name(self, want: Callable[[Type], bool], scope: Scope) -> str:
        return str(self.pick(*self.named(want, scope)))

    def of_kind(self, kind: str, scope: Scope) -> list[str]:
        """Return lets, defines, readings and parameters of a kind."""
        found = [name for name, held in scope.lets.items() if held == kind] * 4
        found += [name for name, held in self.defines.items() if held == kind] * 2
        found += [name for name, type in self.readings.items() if type.kind == kind]
        found += [name for name, type in self.parameters.items() if type.kind == kind]
        return found

    # --- searches -------------------------------------------------------------------------------

    def where(self, scope: Scope, table: str, depth: int, variable: str | None = None) -> str:
        """Return ` where C`, or nothing."""
        base = self.selections.get(table, table)
        inside = scope.inside(base, variable)
        parts = []
        if self.windowed and base in TIME and table not in self.selections:
            parts.append(self.window(inside, base))
        if self.chance(0.75):
            parts.append(self.condition(inside, depth - 1))
        parts = [f"({part})" if len(parts) > 1 else part for part in parts]
        return " where " + " and ".join(parts) if parts else ""

    def window(self, scope: Scope, table: str) -> str:
        column = TIME[table]
        return str(
            self.pick(
                f"{column} during period",
                f"{column} during claim.span",
                f"{column} {self.pick(*DATES)} {self.pick(*DAYS)}",
                f"{column} {self.pick(*DATES)} claim.day",
            )
        )

    def table(self, scope: Scope) -> str:
        names = ["lots", "lots", "lots", "papers", "flows", *self.selections, *self.selections]
        return str(self.pick(*names))

    def base(self, table: str) -> str:
        return self.selections.get(table, table)

    def row(self, scope: Scope) -> str:
        keys = self.pick("date, id", "date", "id", "grade, id", "ok, id", "kind, mass")
        row = f"{self.pick('first', 'last')} row of lots{self.where(scope, 'lots', 2)} by {keys}"
        if self.chance(0.2):
            other = f"{self.pick('first', 'last')} row of lots{self.where(scope, 'lots', 2)} by id"
            return f"choose when {self.condition(scope, 1)} then ({row}) otherwise ({other})"
        return row

    def either(self, kind: str, scope: Scope) -> str:
        """Return one of two values of a kind, chosen by a condition."""
        left, right = (
            self.name(lambda type: type.kind == kind and type.options in ((), ABC, LISTED), scope)
            for _ in range(2)
        )
        if kind == "duration":
            right = self.pick(*DURATIONS)
        return f"choose when {self.condition(scope, 1)} then {left} otherwise {right}"

    # --- numbers --------------------------------------------------------------------------------

    def mass_text(self) -> str:
        return number_text(self.pick(*MASSES)) + " t"

    def numeric(self, kind: str, scope: Scope, depth: int, *, whole: bool = False) -> str:
        if kind == "mass":
            return self.whole_mass(scope, depth) if whole else self.mass(scope, depth)
        if kind == "share":
            return self.share(scope, depth)
        return self.count(scope, depth, whole=whole)

    def whole_mass(self, scope: Scope, depth: int) -> str:
        """Return a mass that stands alone: an aggregate may end openly."""
        if depth and self.chance(0.5):
            return self.open_mass(scope, depth)
        return self.mass(scope, depth)

    def open_mass(self, scope: Scope, depth: int) -> str:
        roll = self.random.random()
        if roll < 0.6:
            table = self.table(scope)
            inside = scope.inside(self.base(table))
            where = self.where(scope, table, depth)
            return f"sum of {self.term(inside, depth - 1)} in {table}{where}"
        if roll < 0.8:
            guard = self.guard(scope)
            if guard is not None:
                name, test = guard
                return f"choose when {test} then {name} otherwise {self.mass(scope, depth - 1)}"
        cases = f"choose when {self.condition(scope, depth - 1)} then {self.mass(scope, depth - 1)}"
        if self.chance(0.3):
            cases += f" when {self.condition(scope, depth - 1)} then {self.mass(scope, depth - 1)}"
        return f"{cases} otherwise {self.mass(scope, depth - 1)}"

    def term(self, scope: Scope, depth: int) -> str:
        """Return what is added up over a table."""
        base = scope.table or ""
        plain = self.columns(base, lambda type: type.kind == "mass" and not type.none, scope)
        if self.chance(0.7) and plain:
            return str(self.pick(*plain))
        return self.mass(scope, depth)

    def guard(self, scope: Scope) -> tuple[str, str] | None:
        """Return a mass that may be none, and the test that it is given."""
        names = self.named(lambda type: type.kind == "mass" and type.none, scope)
        rows = [name for name, held in scope.lets.items() if held == "row lots"]
        rows += [name for name, held in self.defines.items() if held == "row lots"]
        if rows and self.chance(0.6):
            row = self.pick(*rows)
            return f"{row}.mass", f"{row} is given"
        references = self.named(
            lambda type: type.kind == "reference" and type.none and type.table == "papers", scope
        )
        if references and self.chance(0.4):
            reference = self.pick(*references)
            return f"{reference}.weight", f"{reference} is given"
        if not names:
            return None
        name = self.pick(*names)
        return name, f"{name} is given"

    def mass(self, scope: Scope, depth: int) -> str:
        """Return a mass that can stand as an operand."""
        if depth <= 0 or self.chance(0.25):
            names = self.named(lambda type: type.kind == "mass" and not type.none, scope)
            names += self.of_kind("mass", scope) * 2
            if self.chance(0.25):
                return self.mass_text()
            return str(self.pick(*names))
        roll = self.random.random()
        if roll < 0.2:
            return f"({self.mass(scope, depth - 1)} {self.pick('+', '-')} {self.mass(scope, depth - 1)})"
        if roll < 0.28:
            return f"({self.share(scope, depth - 1)} * {self.mass(scope, depth - 1)})"
        if roll < 0.33:
            return f"({self.count(scope, depth - 1)} * {self.mass(scope, depth - 1)})"
        if roll < 0.4:
            word = self.pick("smaller", "larger")
            return f"({word} of {self.mass(scope, depth - 1)} and {self.mass(scope, depth - 1)})"
        if roll < 0.44:
            return f"(- {self.mass(scope, depth - 1)})"
        if roll < 0.48:
            return (
                f"({self.mass(scope, depth - 1)} rounded up to {self.pick('1 t', '2 t', '0.5 t')})"
            )
        if roll < 0.51 and self.rounding:
            return f"(rounding of {self.name(lambda type: type.kind == 'mass', scope)})"
        if roll < 0.6:
            table = self.table(scope)
            inside = scope.inside(self.base(table))
            term = self.term(inside, depth - 1)
            where = self.where(scope, table, depth)
            word = self.pick("largest", "smallest")
            return f"({word} of {term} in {table}{where} if empty {self.mass_text()})"
        if roll < 0.68:
            return self.running(scope, depth)
        return f"({self.open_mass(scope, depth)})"

    def running(self, scope: Scope, depth: int) -> str:
        table = self.pick("lots", "lots", "flows")
        inside = scope.inside(table)
        term = self.term(inside, depth - 1)
        where = self.where(scope, table, depth)
        by = self.pick("date", "date", "date", self.date(inside, 1))
        if not by.isidentifier():
            by = "date"
        expiring = ""
        if self.chance(0.4):
            lives = [*DURATIONS, "claim.life", *self.of_kind("duration", scope)]
            expiring = f" expiring after {self.pick(*lives)}"
        if self.chance(0.5):
            return f"(lowest running total of {term} in {table}{where} by {by}{expiring})"
        at = f" at ({self.date(scope, 1)})"
        return f"(running total of {term} in {table}{where} by {by}{expiring}{at})"

    def share(self, scope: Scope, depth: int) -> str:
        roll = self.random.random()
        if depth <= 0 or roll < 0.3:
            names = self.named(lambda type: type.kind == "share", scope)
            names += self.of_kind("share", scope) * 2
            if self.chance(0.4):
                return f"{self.pick(*SHARES)} %"
            return str(self.pick(*names))
        if roll < 0.7:
            table = self.pick("lots", "lots", "papers", "flows", *self.selections)
            base = self.base(table)
            inside = scope.inside(base)
            term = {"lots": "mass", "papers": "weight", "flows": "mass"}[base]
            term = self.term(inside, 0) if self.chance(0.2) else term
            which = self.condition(inside, 1)
            where = self.where(scope, table, depth)
            return (
                f"(share of {term} in {table}{where} of which {which} "
                f"if empty {self.pick(*SHARES)} %)"
            )
        if roll < 0.9:
            left, right = self.mass(scope, depth - 1), self.mass(scope, depth - 1)
            return f"(ratio of {left} to {right} if zero {self.pick(*SHARES)} %)"
        return (
            f"({self.share(scope, depth - 1)} {self.pick('+', '-')} {self.share(scope, depth - 1)})"
        )

    def count(self, scope: Scope, depth: int, *, whole: bool = False) -> str:
        roll = self.random.random()
        if depth <= 0 or roll < 0.4:
            names = self.named(lambda type: type.kind == "whole", scope)
            names += self.of_kind("whole", scope) * 2
            if self.chance(0.3):
                return str(self.pick(*WHOLES))
            return str(self.pick(*names))
        if roll < 0.75:
            table = self.table(scope)
            text = f"rows in {table}{self.where(scope, table, depth)}"
            return text if whole else f"({text})"
        if roll < 0.85:
            return f"(year of ({self.date(scope, depth - 1)}))"
        return (
            f"({self.count(scope, depth - 1)} {self.pick('+', '-')} {self.count(scope, depth - 1)})"
        )

    # --- dates ----------------------------------------------------------------------------------

    def date(self, scope: Scope, depth: int) -> str:
        """Return a date that can stand as an operand."""
        names = self.named(lambda type: type.kind == "date" and not type.none, scope)
        periods = self.named(lambda type: type.kind == "period" and not type.none, scope)
        names += [f"{name}.{end}" for name in periods for end in ("start", "end")]
        names += self.of_kind("date", scope) * 3
        if depth <= 0 or self.chance(0.5):
            return str(self.pick(self.pick(*DAYS), self.pick(*names), self.pick(*names)))
        roll = self.random.random()
        if roll < 0.45:
            lives = [*DURATIONS, "claim.life", *self.of_kind("duration", scope)]
            return f"({self.date(scope, depth - 1)} {self.pick('+', '-')} {self.pick(*lives)})"
        if roll < 0.65:
            word = self.pick("earlier", "later")
            return f"({word} of {self.date(scope, depth - 1)} and {self.date(scope, depth - 1)})"
        if roll < 0.8:
            return f"(last day of month of {self.date(scope, depth - 1)})"
        table = self.pick("lots", "flows")
        word = self.pick("largest", "smallest")
        where = self.where(scope, table, depth)
        return f"({word} of date in {table}{where} if empty {self.pick(*DAYS)})"

    # --- conditions -----------------------------------------------------------------------------

    def condition(self, scope: Scope, depth: int) -> str:
        """Return a condition; it goes into brackets wherever another stands beside it."""
        if depth > 0 and self.chance(0.3):
            word = self.pick("and", "or")
            parts = [f"({self.condition(scope, depth - 1)})" for _ in range(self.pick(2, 2, 3))]
            return f" {word} ".join(parts)
        if depth > 0 and self.chance(0.12):
            return f"not ({self.condition(scope, depth - 1)})"
        return self.single(scope, depth)

    def single(self, scope: Scope, depth: int) -> str:
        forms: list[tuple[int, Callable[[Scope, int], str]]] = [
            (5, self.compare_mass),
            (2, self.compare_share),
            (2, self.compare_count),
            (3, self.compare_dates),
            (5, self.is_option),
            (4, self.is_yes),
            (1, self.is_ranked),
            (2, self.presence),
            (1, self.is_text),
            (1, self.is_row),
            (1, self.includes),
            (2, self.during),
            (1, self.guarded),
            (1, self.reading_is),
        ]
        if depth > 0:
            forms += [
                (5, self.compare_parts),
                (3, self.rows_have),
                (2, self.rows_share),
                (1, self.overlap),
                (1, self.path),
                (1, self.mentions),
            ]
        weights = [weight for weight, _ in forms]
        (form,) = self.random.choices([form for _, form in forms], weights)
        return form(scope, depth)

    def compare_mass(self, scope: Scope, depth: int) -> str:
        left, right = self.mass(scope, depth - 1), self.mass(scope, depth - 1)
        roll = self.random.random()
        if roll < 0.1:
            return f"{left} is {right} within {self.mass_text()}"
        if roll < 0.2:
            return f"{left} {self.pick('is', 'is not')} {right}"
        if roll < 0.25:
            return f"{left} is one of {self.mass_text()}, {self.mass_text()}"
        return f"{left} {self.pick(*ORDER)} {right}"

    def compare_parts(self, scope: Scope, depth: int) -> str:
        """Return a limit on a part of a whole, mostly over one table."""
        table = self.table(scope)
        base = self.base(table)
        inside = scope.inside(base)
        term = self.term(inside, 0)
        part = f"(sum of {term} in {table}{self.where(scope, table, 1)})"
        whole = f"(sum of {self.pick(term, term, self.term(inside, 0))} in {table}"
        whole += f"{self.where(scope, table, 1) if self.chance(0.5) or self.windowed else ''})"
        share = f"{self.pick(*SHARES)} %" if self.chance(0.6) else self.share(scope, 1)
        roll = self.random.random()
        if roll < 0.7:
            return f"{part} {self.pick(*ORDER)} {share} of {whole}"
        if roll < 0.85:
            return f"{part} is {whole} within {self.mass_text()}"
        return f"({part} - {whole}) {self.pick(*ORDER)} {self.mass(scope, 1)}"

    def compare_share(self, scope: Scope, depth: int) -> str:
        return (
            f"{self.share(scope, depth - 1)} {self.pick(*ORDER, 'is')} "
            f"{self.share(scope, depth - 1)}"
        )

    def compare_count(self, scope: Scope, depth: int) -> str:
        left, right = self.count(scope, depth - 1), self.count(scope, depth - 1)
        return f"{left} {self.pick(*ORDER, 'is', 'is not')} {right}"

    def compare_dates(self, scope: Scope, depth: int) -> str:
        left, right = self.date(scope, depth - 1), self.date(scope, depth - 1)
        return f"{left} {self.pick(*DATES, 'is', 'is not')} {right}"

    def is_option(self, scope: Scope, depth: int) -> str:
        names = self.named(lambda type: type.options == ABC, scope)
        lets = [let for let, held in scope.lets.items() if held == "choice"]
        name = self.pick(*names, *lets * 3)
        roll = self.random.random()
        if roll < 0.15:
            other = self.name(lambda type: type.options == ABC, scope)
            return f"{name} {self.pick('is', 'is not')} {other}"
        if roll < 0.4:
            word = self.pick("is one of", "is not one of")
            return f"{name} {word} {', '.join(self.random.sample(ABC, 2))}"
        return f"{name} {self.pick('is', 'is', 'is not')} {self.pick(*ABC)}"

    def is_yes(self, scope: Scope, depth: int) -> str:
        names = self.named(lambda type: type.kind == "yesno", scope)
        names += self.of_kind("yesno", scope) * 3
        if "p_yesno" in self.parameters and self.chance(0.1):
            names = ["p_yesno"]
        left = self.pick(*names)
        right = self.pick("yes", "no", "yes", "no")
        if self.chance(0.1) and left != "p_yesno":
            right = self.name(lambda type: type.kind == "yesno", scope)
        return f"{left} {self.pick('is', 'is', 'is not')} {right}"

    def is_ranked(self, scope: Scope, depth: int) -> str:
        name = self.name(lambda type: type.kind == "ranked", scope)
        roll = self.random.random()
        if roll < 0.25:
            table_scope = scope.inside("lots")
            where = self.where(scope, "lots", 1)
            del table_scope
            name = f"({self.pick('largest', 'smallest')} of grade in lots{where} if empty mid)"
        if roll < 0.6:
            return f"{name} {self.pick(*ORDER)} {self.pick(*RANKS)}"
        if roll < 0.8:
            other = self.name(lambda type: type.kind == "ranked", scope)
            return f"{name} {self.pick(*ORDER)} {other}"
        return f"{name} {self.pick('is', 'is not')} {self.pick(*RANKS)}"

    def presence(self, scope: Scope, depth: int) -> str:
        roll = self.random.random()
        if roll < 0.5:
            name = self.name(lambda type: type.none, scope)
            return f"{name} {self.pick('is given', 'is none')}"
        rows = [name for name, held in scope.lets.items() if held == "row lots"]
        rows += [name for name, held in self.defines.items() if held == "row lots"]
        if rows and roll < 0.7:
            return f"{self.pick(*rows)} is given"
        if roll < 0.8:
            table = self.pick("lots", "papers")
            column = {"lots": "mass", "papers": "weight"}[table]
            word = self.pick("largest", "smallest")
            return f"({word} of {column} in {table}{self.where(scope, table, 1)}) is given"
        return f"{self.name(lambda type: True, scope)} is given"

    def is_text(self, scope: Scope, depth: int) -> str:
        name = self.name(lambda type: type.kind == "text", scope)
        roll = self.random.random()
        if roll < 0.3:
            return f"{name} is {self.pick('2', '4')} digits"
        if roll < 0.6:
            other = self.name(lambda type: type.kind == "text", scope)
            return f"{name} {self.pick('is', 'is not')} {other}"
        return f'{name} {self.pick("is", "is not")} "{self.pick(*TEXTS)}"'

    def is_row(self, scope: Scope, depth: int) -> str:
        table = self.pick("papers", "papers", "lots")
        names = self.named(lambda type: type.kind == "reference" and type.table == table, scope)
        if table == "lots":
            rows = [name for name, held in scope.lets.items() if held == "row lots"]
            rows += [name for name, held in self.defines.items() if held == "row lots"]
            names += rows * 2
        names += [name for name, base in scope.variables.items() if base == table] * 2
        if scope.this == table:
            names += ["this"] * 3
        if not names:
            return self.is_option(scope, depth)
        return f"{self.pick(*names)} {self.pick('is', 'is', 'is not')} {self.pick(*names)}"

    def includes(self, scope: Scope, depth: int) -> str:
        names = self.named(lambda type: type.kind == "list", scope) + self.of_kind("list", scope)
        return f"{self.pick(*names)} includes {self.pick(*LISTED)}"

    def during(self, scope: Scope, depth: int) -> str:
        periods = self.named(lambda type: type.kind == "period", scope)
        period = self.pick(*periods, *self.of_kind("period", scope))
        return f"{self.date(scope, 1)} during {period}"

    def guarded(self, scope: Scope, depth: int) -> str:
        guard = self.guard(scope)
        if guard is None:
            return self.compare_mass(scope, depth)
        name, test = guard
        compared = f"{name} {self.pick(*ORDER, 'is')} {self.mass(scope, depth - 1)}"
        if self.chance(0.3):
            refused = test.replace(" is given", " is none")
            return f"({refused} or {compared})"
        return f"({test} and {compared})"

    def reading_is(self, scope: Scope, depth: int) -> str:
        if "r_kind" not in self.readings:
            return self.is_option(scope, depth)
        return f"r_kind {self.pick('is', 'is not')} counted"

    def rows_have(self, scope: Scope, depth: int) -> str:
        table = self.table(scope)
        base = self.base(table)
        variable = self.pick("", "", "m")
        if variable in scope.variables:
            variable = ""
        inside = scope.inside(base, variable or None)
        where = self.where(scope, table, depth - 1, variable or None)
        has = self.condition(inside, depth - 1)
        name = f" {variable}" if variable else ""
        return f"{self.pick('every', 'some')} row{name} of {table}{where} has ({has})"

    def rows_share(self, scope: Scope, depth: int) -> str:
        table = self.table(scope)
        base = self.base(table)
        columns = {
            "lots": ("serial", "kind", "sort", "paper", "date", "mass", "ok", "span", "grade"),
            "papers": ("name", "kind", "lot", "issued", "weight"),
            "flows": ("source", "target", "date", "free"),
        }[base]
        chosen = self.random.sample(columns, self.pick(1, 1, 2))
        words = self.pick("no two rows", "no two rows", "all rows")
        return f"{words} of {table}{self.where(scope, table, depth)} share {', '.join(chosen)}"

    def overlap(self, scope: Scope, depth: int) -> str:
        columns = self.pick("span", "span", "date, expires", "mass, delta")
        return f"no two rows of lots{self.where(scope, 'lots', depth)} overlap in {columns}"

    def path(self, scope: Scope, depth: int) -> str:
        ends = self.named(lambda type: type.kind == "reference" and type.table == "papers", scope)
        left, right = self.pick(*ends), self.pick(*ends)
        return f"some path in flows{self.where(scope, 'flows', depth)} from {left} to {right}"

    def mentions(self, scope: Scope, depth: int) -> str:
        what = self.pick(
            "text mentions balance",
            "text mentions green",
            "text mentions balance with green",
            "text mentions balance without green",
            "text mentions a number",
            "text mentions number of claim.rate",
        )
        return f"{self.pick('every', 'some')} row of labels has ({what})"


__all__ = ["SIGNED", "Author", "Scope"]
