"""Syntax becomes a typed pack: declarations, then values, then rules.

The compiled pack is plain JSON (dict, list, str, int, bool, None), so that the cache can hold it. Its
expressions are the nodes of `checker.model.expression`.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import InputError
from checker.diagnostic.nearest import nearest
from checker.model.datatype import Datatype, Kind
from checker.model.expression import Node, strip, walk
from checker.model.pack import Declaration, TableDeclaration, Vocabulary, merge
from checker.model.said import said
from checker.model.source import Source, Span
from checker.pack.names import Local, Scope, givens
from checker.pack.typecheck import Checker, Global, flatten
from checker.pack.validity import check_values
from checker.syntax import tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_FORM = 1
_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")
_KINDS = {
    "parameter": said("parameter"),
    "reading": said("reading"),
    "define": said("define"),
    "selection": said("selection"),
    "words": said("words"),
}
_CONSTANTS = ("num", "opt", "bool", "dur", "date", "text")


def compile_pack(
    manifest: Mapping[str, Any],
    files: Mapping[str, tree.File],
    sources: Mapping[str, Source],
    used: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the compiled pack of parsed files.

    Args:
        manifest: what pack.yaml says; `name` and `version` at least.
        files: the parsed files by name.
        sources: their texts by the same names.
        used: the compiled packs whose declarations can be used, `core` first.

    Raises:
        InputError: with every mistake that was found.
    """
    return Compiler(manifest, files, sources, used).compile()


class Compiler:
    """Takes in the files of one pack; afterwards it knows what each name of the pack stands for."""

    def __init__(
        self,
        manifest: Mapping[str, Any],
        files: Mapping[str, tree.File],
        sources: Mapping[str, Source],
        used: Sequence[Mapping[str, Any]],
    ) -> None:
        self.pack = str(manifest["name"])
        self.manifest = manifest
        self.files = files
        self.sources = sources
        self.used = used
        inherited = merge([Vocabulary.from_plain(pack["vocabulary"]) for pack in used])
        self.facts = dict(inherited.facts)
        self.tables = dict(inherited.tables)
        self.own_facts: dict[str, Declaration] = {}
        self.own_tables: dict[str, dict[str, Declaration]] = {}
        self.new_tables: set[str] = set()
        self.globals: dict[str, Global] = {}
        self.standards: dict[str, dict[str, Any]] = {}
        self.known_standards: dict[str, str] = {}  # a standard's name → the pack that declares it
        self.reads: dict[str, dict[str, Any]] = {}
        self.derived: dict[str, dict[str, Any]] = {}
        self.pending_columns: dict[tuple[str, str], tuple[str, tree.Column]] = {}
        self.pending_defines: dict[str, tuple[str, tree.Define]] = {}
        self.busy: list[tuple[str, ...]] = []
        self.rules: list[dict[str, Any]] = []
        self.later: list[tuple[Source, tree.TypeExpression]] = []
        self.checker = Checker(
            self.facts, self.tables, self.find_global, self.global_names, self.derived_type
        )
        for pack in used:
            for name in pack["standards"]:
                self.known_standards.setdefault(name, pack["name"])
            for key, entry in pack["derived"].items():
                self.reads[f"column {key}"] = entry["reads"]
            for kind, group in (
                ("parameter", "parameters"),
                ("reading", "readings"),
                ("define", "defines"),
                ("words", "words"),
            ):
                for name, entry in pack[group].items():
                    full = f"{pack['name']}/{name}"
                    real = "selection" if entry.get("selection") else kind
                    plain = entry.get("type")
                    type = None if plain is None else Datatype.from_plain(plain)
                    known = self.globals.setdefault(name, Global(real, full, type, entry))
                    if known.name != full:
                        known.rival = full
                    self.reads[f"{kind} {full}"] = entry.get("reads", _no_reads())

    # --- the passes -------------------------------------------------------------------------

    def compile(self) -> dict[str, Any]:
        """Return the compiled pack, or raise with every mistake."""
        self.check()
        if self.checker.diagnostics:
            raise InputError(self.checker.diagnostics)
        return self.plain()

    def check(self) -> None:
        """Take in every item; what is wrong with them is in `checker.diagnostics`."""
        order: list[tuple[str, tree.Item]] = [
            (file, item) for file in sorted(self.files) for item in self.files[file].items
        ]
        for kinds in (
            (tree.Standard,),
            (tree.Table,),
            (tree.FactDeclaration, tree.Extend),
        ):
            for file, item in order:
                if isinstance(item, kinds):
                    self.checker.source = self.sources[file]
                    self.declare(file, item)
        for source, type in self.later:
            self.checker.source = source
            self.checker.note_reference(type)
        for file, item in order:
            if isinstance(item, (tree.Words, tree.Reading)):
                self.checker.source = self.sources[file]
                self.declare_value(file, item)
        for file, item in order:
            if isinstance(item, tree.Define):
                self.pend_define(file, item)
            elif isinstance(item, tree.Parameter):
                self.checker.source = self.sources[file]
                self.parameter(item)
        for name in list(self.pending_defines):
            self.find_global(name)
        for table, column in list(self.pending_columns):
            self.derived_type(table, column)
        seen: dict[str, str] = {}
        for file, item in order:
            if isinstance(item, tree.Rule):
                self.checker.source = self.sources[file]
                if item.id in seen:
                    self.checker.report(
                        "duplicate-name",
                        said("a rule `{id}` stands already", id=item.id),
                        item.id_span,
                    )
                seen[item.id] = file
                self.rule(file, item)

    def plain(self) -> dict[str, Any]:
        """Return the pack as JSON can hold it."""
        tables = {
            name: TableDeclaration(
                name,
                head.title,
                head.pack,
                head.key,
                head.time,
                head.edge,
                dict(head.columns) if name in self.new_tables else columns,
            )
            for name, columns in self.own_tables.items()
            for head in (self.tables[name],)
        }
        group: dict[str, dict[str, Any]] = {
            "parameters": {},
            "readings": {},
            "defines": {},
            "words": {},
        }
        names = {"parameter": "parameters", "reading": "readings", "words": "words"}
        for name, found in self.globals.items():
            if found.name == f"{self.pack}/{name}":
                group[names.get(found.kind, "defines")][name] = found.entry
        return {
            "form": _FORM,
            "name": self.pack,
            "version": str(self.manifest.get("version", "0")),
            "manifest": dict(self.manifest),
            "vocabulary": Vocabulary(self.own_facts, tables).to_plain(),
            "standards": self.standards,
            **group,
            "derived": self.derived,
            "rules": self.rules,
            "sources": {name: source.text for name, source in self.sources.items()},
        }

    # --- declarations -----------------------------------------------------------------------

    def declare(self, file: str, item: tree.Item) -> None:
        """Take in a standard, a fact, a table or an extension."""
        match item:
            case tree.Standard():
                name = item.name.words[0]
                if name in self.standards:
                    self.twice(said("standard"), item.name)
                self.known_standards[name] = self.pack
                self.standards[name] = {
                    "title": item.title,
                    "publisher": item.publisher,
                    "edition": item.edition,
                    "dated": None if item.dated is None else item.dated.text,
                }
            case tree.FactDeclaration():
                name = ".".join(item.name.words)
                if name in self.facts:
                    self.twice(said("fact"), item.name)
                type = self.checker.datatype(item.type)
                if type is not None:
                    declared = Declaration(type, item.title or "", self.pack)
                    self.facts[name] = self.own_facts[name] = declared
            case tree.Table():
                self.declare_table(file, item)
            case tree.Extend():
                self.extend(file, item)
            case _:
                pass

    def twice(self, what: str, name: tree.Name) -> None:
        self.checker.report(
            "duplicate-name",
            said("the {what} `{name}` is declared twice", what=what, name=".".join(name.words)),
            name.span,
        )

    def declare_table(self, file: str, item: tree.Table) -> None:
        """Take in a table; its columns may refer to tables that come later."""
        name = item.name.words[0]
        if name in self.tables:
            self.twice(said("table"), item.name)
            return
        columns: dict[str, Declaration] = {}
        self.tables[name] = TableDeclaration(
            name, item.title or "", self.pack, (), None, None, columns
        )
        self.own_tables[name] = columns
        self.new_tables.add(name)
        key = tuple(part.words[0] for part in item.key)
        for part in item.key:
            # A key needs no column of its own: `key id` declares the text column `id`.
            columns.setdefault(part.words[0], Declaration(Datatype(Kind.TEXT), "", self.pack))
        written = {column.name.words[0] for column in item.columns}
        for part in item.key:
            if part.words[0] in written:
                del columns[part.words[0]]
        for column in item.columns:
            self.add_column(file, name, column)
        time = item.time.words[0] if item.time is not None else None
        edge = None if item.edge is None else (item.edge[0].words[0], item.edge[1].words[0])
        for wanted in [item.time, *(item.edge or ())]:
            if wanted is not None and wanted.words[0] not in written | set(key):
                close = nearest(wanted.words[0], written)
                self.checker.report(
                    "unknown-column",
                    said(
                        "the table {name} has no column `{word}`", name=name, word=wanted.words[0]
                    ),
                    wanted.span,
                    hint=said("did you mean `{near}`?", near=close) if close else None,
                )
        for part in [*item.key, *([item.time] if item.time else ()), *(item.edge or ())]:
            self.checker.note_column(name, part)
        if time is None and any(
            column.name.words[0] == "date"
            and column.type is not None
            and column.type.form == "date"
            for column in item.columns
        ):
            time = "date"
        self.tables[name] = TableDeclaration(
            name, item.title or "", self.pack, key, time, edge, columns
        )

    def add_column(self, file: str, table: str, column: tree.Column) -> None:
        """Take in one column of a table."""
        name = column.name.words[0]
        known = self.tables[table].columns
        own = self.own_tables.setdefault(table, {})
        if column.type is not None:
            if column.type.form == "reference" and column.type.name not in self.tables:
                # The table may stand further down in the same pack.
                later = {
                    item.name.words[0]
                    for parsed in self.files.values()
                    for item in parsed.items
                    if isinstance(item, tree.Table)
                }
                if column.type.name in later:
                    self.later.append((self.checker.source, column.type))
                    type: Datatype | None = Datatype(
                        Kind.REFERENCE,
                        table=column.type.name,
                        may_be_none=column.type.may_be_none,
                    )
                else:
                    type = self.checker.datatype(column.type)
            else:
                type = self.checker.datatype(column.type)
            if type is None:
                type = Datatype(Kind.TEXT)
            if name in known:
                if known[name].type != type or table in self.new_tables:
                    self.twice(said("column"), column.name)
                return
            known[name] = own[name] = Declaration(type, column.title or "", self.pack)
            return
        if name in known:
            self.twice(said("column"), column.name)
            return
        known[name] = own[name] = Declaration(
            Datatype(Kind.TEXT), column.title or "", self.pack, derived=True
        )
        self.pending_columns[(table, name)] = (file, column)

    def extend(self, file: str, item: tree.Extend) -> None:
        """Take in more columns of a table, or more options of a column or a fact."""
        name = ".".join(item.name.words)
        if name in self.facts:
            self.checker.note("fact", f"{self.facts[name].pack}/{name}", item.name)
            for part in item.columns:
                if isinstance(part, tree.MoreOptions):
                    self.facts[name] = self.own_facts[name] = self.more_options(
                        self.facts[name], part
                    )
            return
        if name not in self.tables:
            known = [*self.tables, *self.facts]
            close = nearest(name, known)
            self.checker.report(
                "unknown-table",
                said("there is no table or fact `{name}` to extend", name=name),
                item.name.span,
                hint=said("did you mean `{near}`?", near=close) if close else None,
            )
            return
        self.checker.note_table(item.name)
        if name not in self.new_tables:
            head = self.tables[name]
            self.tables[name] = TableDeclaration(
                name, head.title, head.pack, head.key, head.time, head.edge, dict(head.columns)
            )
        for part in item.columns:
            if isinstance(part, tree.Column):
                self.add_column(file, name, part)
                continue
            column = part.name.words[0]
            if column not in self.tables[name].columns:
                close = nearest(column, self.tables[name].columns)
                self.checker.report(
                    "unknown-column",
                    said("the table {name} has no column `{word}`", name=name, word=column),
                    part.name.span,
                    hint=said("did you mean `{near}`?", near=close) if close else None,
                )
                continue
            self.checker.note_column(name, part.name)
            wider = self.more_options(self.tables[name].columns[column], part)
            self.tables[name].columns[column] = wider
            self.own_tables.setdefault(name, {})[column] = wider

    def more_options(self, declared: Declaration, part: tree.MoreOptions) -> Declaration:
        """Return a choice with more options."""
        type = declared.type
        if type.kind not in (Kind.CHOICE, Kind.LIST) or type.ranked:
            self.checker.report(
                "type-mismatch",
                said("{type} takes no more options", type=type.describe()),
                part.name.span,
                want="a choice or a list that is not ranked",
            )
            return declared
        options = tuple(dict.fromkeys([*type.options, *(".".join(o.words) for o in part.options)]))
        return Declaration(
            Datatype(type.kind, options=options, may_be_none=type.may_be_none),
            declared.title,
            declared.pack,
        )

    # --- words, readings, parameters --------------------------------------------------------

    def add_global(self, kind: str, name: tree.Name, type: Datatype | None, entry: Any) -> None:
        word = name.words[0]
        before = self.globals.get(word)
        if before is not None and before.name == f"{self.pack}/{word}":
            self.twice(_KINDS[kind], name)
            return
        if word in self.facts or word in self.tables:
            self.checker.report(
                "duplicate-name",
                said("`{word}` is declared as a fact or a table already", word=word),
                name.span,
            )
        self.globals[word] = Global(kind, f"{self.pack}/{word}", type, entry)

    def declare_value(self, file: str, item: tree.Words | tree.Reading) -> None:
        """Take in a word list or a reading."""
        if isinstance(item, tree.Words):
            lists: dict[str, list[str]] = {}
            for language, phrases in item.lists:
                if language in lists:
                    self.checker.report(
                        "duplicate-name",
                        said("the language `{language}` stands twice", language=language),
                        item.span,
                    )
                lists.setdefault(language, []).extend(phrases)
            entry: dict[str, Any] = {"lists": lists, "except": list(item.exceptions)}
            self.add_global("words", item.name, None, entry)
            return
        type: Datatype | None
        entry = {"question": item.question, "cites": self.cites(item.cites)}
        if item.type is not None:
            type = self.checker.datatype(item.type)
            if type is None or item.lower is None or item.upper is None:
                return
            lower = self.checker.literal(item.lower, type.dimension)
            upper = self.checker.literal(item.upper, type.dimension)
            if lower is None or upper is None:
                return
            if lower > upper:
                self.checker.report(
                    "parameter-gap", "the range ends below its beginning", item.lower.span
                )
            entry |= {"lower": str(lower), "upper": str(upper)}
        else:
            options = tuple(".".join(option.words) for option in item.options)
            type = Datatype(Kind.CHOICE, options=options)
            if set(options) == {"yes", "no"}:
                type = Datatype(Kind.YESNO, options=("yes", "no"))
            entry |= {"options": list(options)}
        full = f"{self.pack}/{item.name.words[0]}"
        entry["type"] = type.to_plain()
        entry["reads"] = {**_no_reads(), "readings": [full]}
        self.reads[f"reading {full}"] = entry["reads"]
        self.add_global("reading", item.name, type, entry)

    def parameter(self, item: tree.Parameter) -> None:
        """Take in a parameter and check its values in time."""
        type = self.checker.datatype(item.type)
        scope = Scope([0])
        key_options: list[Sequence[str] | None] = []
        reads = _no_reads()
        for key in item.keys:
            if len(key.words) == 1 or ".".join(key.words) in self.facts:
                node, key_type = self.checker.name(key, scope)
                if key_type is not None and key_type.kind not in (Kind.CHOICE, Kind.YESNO):
                    self.checker.mismatch(key.span, key_type, said("a choice"))
                key_options.append(None if key_type is None else key_type.options)
                self.merge_reads(reads, self.node_reads([node]))
            else:
                key_options.append(None)
        values: list[dict[str, Any]] = []
        for written in item.values:
            options = [".".join(option.words) for option in written.options]
            for position, option in enumerate(options):
                at = 0 if len(item.keys) == 1 else position
                known = key_options[at] if at < len(key_options) else None
                self.checker.note("option", option, written.options[position])
                if known is not None and option != "other" and option not in known:
                    self.checker.unknown_option(
                        written.options[position], Datatype(Kind.CHOICE, options=tuple(known))
                    )
            if bool(options) != bool(item.keys) or (
                len(item.keys) > 1 and len(options) != len(item.keys)
            ):
                self.checker.report(
                    "parameter-option-without-value",
                    "`for` names one option for each key of the parameter"
                    if item.keys
                    else "a parameter without `by` has no `for`",
                    written.span,
                )
            value: Node | None = None
            lower = upper = None
            if written.value is not None and type is not None:
                if (
                    isinstance(written.value, tree.Name)
                    and type.kind is Kind.CHOICE
                    and ".".join(written.value.words) not in type.options
                ):
                    self.checker.unknown_option(written.value, type)
                    value, value_type = self.checker.bad(written.value.span)
                else:
                    value, value_type = self.checker.expression(written.value, scope, type)
                self.same_type(written.value, value_type, type)
                if value[0] not in (*_CONSTANTS, "bad"):
                    self.checker.report(
                        "type-mismatch", "a parameter's value is a constant", written.value.span
                    )
            for word, bound in written.bounds:
                if type is not None:
                    found = self.checker.literal(bound, type.dimension)
                    if word in ("at least", "above"):
                        lower = found
                    else:
                        upper = found
            values.append(
                {
                    "options": options,
                    "from": self.ordinal(written.start),
                    "until": self.ordinal(written.until),
                    "value": value,
                    "lower": None if lower is None else str(lower),
                    "upper": None if upper is None else str(upper),
                    "cites": self.cites(written.cites),
                }
            )
        check_values(
            values,
            key_options,
            lambda code, message, index, hint: self.checker.report(
                code, message, item.values[index].span, hint=hint
            ),
        )
        if type is None:
            return
        full = f"{self.pack}/{item.name.words[0]}"
        entry = {
            "type": type.to_plain(),
            "title": item.title,
            "keys": [list(key.words) for key in item.keys],
            "values": values,
            "reads": reads,
        }
        self.reads[f"parameter {full}"] = reads
        self.add_global("parameter", item.name, type, entry)

    def same_type(self, written: tree.Expression, have: Datatype | None, want: Datatype) -> None:
        """Report a constant that is not of the declared type."""
        if have is None:
            return
        if want.kind is Kind.CHOICE and isinstance(written, tree.Name) and have.kind != Kind.CHOICE:
            self.checker.unknown_option(written, want)
        elif not self.checker.same_sort(have, want):
            self.checker.mismatch(written.span, have, want.describe())

    def cites(self, written: Sequence[tree.Cites]) -> list[dict[str, Any]]:
        """Return citations, each of a standard that is declared."""
        for cite in written:
            name = cite.standard.words[0]
            if name not in self.known_standards:
                close = nearest(name, self.known_standards)
                self.checker.report(
                    "unknown-standard",
                    said("no standard `{name}` is declared", name=name),
                    cite.standard.span,
                    hint=said("did you mean `{near}`?", near=close)
                    if close
                    else said('write `standard {name} "…"` at the top of the pack', name=name),
                )
            else:
                self.checker.note("standard", f"{self.known_standards[name]}/{name}", cite.standard)
        return [
            {
                "standard": cite.standard.words[0],
                "clause": cite.clause,
                "certainty": cite.certainty,
            }
            for cite in written
        ]

    def ordinal(self, written: tree.Date | None) -> int | None:
        """Return the day as an ordinal."""
        if written is None:
            return None
        node, _ = self.checker.expression(written, Scope([0]))
        return int(node[3]) if node[0] == "date" else date(1900, 1, 1).toordinal()

    # --- defines and derived columns, when they are first needed ----------------------------

    def pend_define(self, file: str, item: tree.Define) -> None:
        word = item.name.words[0]
        if word in self.pending_defines:
            self.checker.source = self.sources[file]
            self.twice(said("define"), item.name)
            return
        self.pending_defines[word] = (file, item)

    def global_names(self) -> list[str]:
        return sorted({*self.globals, *self.pending_defines})

    def find_global(self, name: str) -> Global | None:
        """Return what a bare name outside a search stands for; a define is typed on the way."""
        pending = self.pending_defines.get(name)
        if pending is None:
            return self.globals.get(name)
        file, item = pending
        if ("define", name) in self.busy:
            self.ring(("define", name), item.name, file)
            # Known, so that it is not told to be unknown as well.
            return Global("define", f"{self.pack}/{name}", None, {})
        before = self.checker.source
        self.busy.append(("define", name))
        self.checker.source = self.sources[file]
        self.define(file, item)
        self.busy.pop()
        self.checker.source = before
        self.pending_defines.pop(name, None)
        return self.globals.get(name)

    def ring(self, step: tuple[str, ...], name: tree.Name, file: str) -> None:
        before = self.checker.source
        self.checker.source = self.sources[file]
        ring = [".".join(part[1:]) for part in self.busy[self.busy.index(step) :]]
        self.checker.report(
            "recursion",
            said(
                "`{name}` is worked out from itself: {ring}",
                name=ring[0],
                ring=" → ".join([*ring, ring[0]]),
            ),
            name.span,
        )
        self.checker.source = before

    def define(self, file: str, item: tree.Define) -> None:
        """Type a define: a value, a condition or a selection of rows."""
        counter = [0]
        scope = Scope(counter)
        entry: dict[str, Any] = {"file": file, "start": item.span.start, "end": item.span.end}
        full = f"{self.pack}/{item.name.words[0]}"
        if isinstance(item.value, tree.Selection):
            found = self.checker.search(item.value.table, item.value.where, scope)
            if found is None:
                return
            _, table, conditions, _ = found
            entry |= {
                "selection": True,
                "table": table,
                "where": conditions,
                "slots": counter[0],
                "reads": self.node_reads(conditions, [table]),
            }
            self.reads[f"define {full}"] = entry["reads"]
            self.add_global("selection", item.name, None, entry)
            return
        node, type = self.body(item, scope)
        if type is None:
            # Named all the same, so that its users are not told of it again.
            self.globals[item.name.words[0]] = Global("define", full, None, entry)
            return
        entry |= {
            "body": node,
            "type": type.to_plain(),
            "slots": counter[0],
            "reads": self.node_reads([node]),
        }
        self.reads[f"define {full}"] = entry["reads"]
        self.add_global("define", item.name, type, entry)

    def body(self, item: tree.Define, scope: Scope) -> tuple[Node, Datatype | None]:
        """Return the typed right side of a define or a let that is no selection."""
        if item.condition is not None:
            return self.checker.condition(item.condition, scope), Datatype(
                Kind.YESNO, options=("yes", "no")
            )
        assert item.value is not None
        return self.checker.expression(item.value, scope)

    def derived_type(self, table: str, column: str) -> Datatype | None:
        """Return the type of a derived column, typing it first where that is still to be done."""
        pending = self.pending_columns.get((table, column))
        if pending is None:
            return self.tables[table].columns[column].type
        file, item = pending
        step = ("column", table, column)
        if step in self.busy:
            self.ring(step, item.name, file)
            return None
        before = self.checker.source
        self.busy.append(step)
        self.checker.source = self.sources[file]
        counter = [1]
        scope = Scope(counter, inner=(0, table), this=(0, table))
        type: Datatype | None
        if item.condition is not None:
            node = self.checker.condition(item.condition, scope)
            type = Datatype(Kind.YESNO, options=("yes", "no"))
        elif isinstance(item.value, tree.RunningColumn):
            node, type = self.checker.running_column(item.value, table, scope)
        else:
            assert item.value is not None
            node, type = self.checker.expression(item.value, scope)
        self.busy.pop()
        self.checker.source = before
        self.pending_columns.pop((table, column), None)
        if type is None:
            return None
        if type.kind is Kind.ROW:
            type = Datatype(Kind.REFERENCE, table=type.table, may_be_none=type.may_be_none)
        declared = Declaration(type, item.title or "", self.pack, derived=True)
        self.tables[table].columns[column] = declared
        self.own_tables.setdefault(table, {})[column] = declared
        entry: dict[str, Any] = {
            "file": file,
            "start": item.span.start,
            "end": item.span.end,
            "body": node,
            "slots": counter[0],
            "reads": self.node_reads([node], [table]),
        }
        self.derived[f"{table}.{column}"] = entry
        self.reads[f"column {table}.{column}"] = entry["reads"]
        return type

    # --- what is read -----------------------------------------------------------------------

    def node_reads(self, nodes: Sequence[Node], tables: Sequence[str] = ()) -> dict[str, Any]:
        """Return the facts, columns, tables and readings that nodes rest on, near and far."""
        reads = _no_reads()
        for table in tables:
            _add(reads["tables"], table)
        for top in nodes:
            for node in walk(top):
                match node[0]:
                    case "fact":
                        _add(reads["facts"], node[3])
                    case "col" | "deref":
                        self.read_column(reads, node[4], node[5])
                    case "define" | "param" | "reading":
                        kind = "parameter" if node[0] == "param" else node[0]
                        known = self.reads.get(f"{kind} {node[3]}")
                        if known is not None:
                            self.merge_reads(reads, known)
                        if node[0] == "param":
                            _add(reads["parameters"], node[3])
                    case "sum" | "count" | "largest" | "smallest" | "share" | "overlap" | "path":
                        _add(reads["tables"], node[4])
                        edge = self.tables[node[4]].edge
                        if node[0] == "path" and edge is not None:
                            for column in edge:
                                self.read_column(reads, node[4], column)
                    case "running" | "row" | "have" | "shared":
                        _add(reads["tables"], node[5])
                    case _:
                        pass
        return reads

    def read_column(self, reads: dict[str, Any], table: str, column: str) -> None:
        _add(reads["tables"], table)
        declared = self.tables[table].columns.get(column)
        if declared is not None and declared.derived:
            known = self.reads.get(f"column {table}.{column}")
            if known is not None:
                self.merge_reads(reads, known)
            return
        _add(reads["columns"], f"{table}.{column}")

    def merge_reads(self, into: dict[str, Any], more: Mapping[str, Any]) -> None:
        for kind, names in more.items():
            for name in names:
                _add(into[kind], name)

    # --- rules ------------------------------------------------------------------------------

    def rule(self, file: str, item: tree.Rule) -> None:
        """Type one rule."""
        check = self.checker
        counter = [0]
        scope = Scope(counter)
        nodes: list[Node] = []
        each: dict[str, Any] | None = None
        if item.for_each is not None:
            each, scope = self.for_each(item.for_each, scope)
            if each is None:
                return
            nodes += each["where"] + each.get("keys", [])
        lets: list[dict[str, Any]] = []
        for let in item.lets:
            scope, entry = self.let(let, scope, len(lets))
            lets.append(entry)
            if entry.get("body") is not None:
                nodes.append(entry["body"])
        applies: Node | None = None
        if item.applies is not None:
            applies = check.condition(item.applies, scope)
            scope = scope.knowing(givens(flatten(applies), strip))
            nodes.append(applies)
        # A let is worked out only where it is asked for: what `applies when` says holds there too.
        levels = {require.level for require in item.requires}
        if len(levels) > 1:
            check.report(
                "require-or-recommend",
                "a rule has `require` or `recommend`, not both",
                item.requires[-1].span,
                hint="make two rules of it",
            )
        requires = []
        for require in item.requires:
            condition = check.condition(require.condition, scope)
            requires.append({"condition": condition, "ask": require.otherwise_ask})
            nodes.append(condition)
        decide = []
        for case in item.decide:
            when = None if case.condition is None else check.condition(case.condition, scope)
            decide.append({"outcome": case.outcome, "when": when, "ask": case.ask})
            if when is not None:
                nodes.append(when)
            if case.outcome == "judgement" and not case.ask:
                check.report(
                    "syntax",
                    "a judgement needs the question that a person answers",
                    case.span,
                    hint='write `ask "…"` after it',
                )
        if decide and decide[-1]["when"] is not None:
            check.report(
                "syntax",
                "`decide` ends with `otherwise`",
                item.decide[-1].span,
            )
        states = []
        for state in item.states:
            node, _ = check.name(state, scope)
            states.append({"node": node, "name": ".".join(state.words)})
            nodes.append(node)
        notes = []
        for note in item.notes:
            when = None if note.condition is None else check.condition(note.condition, scope)
            if when is not None:
                nodes.append(when)
            notes.append({"text": self.template(note.text, note.span, scope, nodes), "when": when})
        start, until = self.ordinal(item.start), self.ordinal(item.until)
        if start is not None and until is not None and item.until is not None and until <= start:
            check.report(
                "never-in-force",
                "this rule ends before it begins",
                item.until.span,
                hint="`until` is the first day on which the rule no longer holds",
            )
        self.rules.append(
            {
                "id": item.id,
                "title": item.title,
                "file": file,
                "start": item.span.start,
                "end": item.span.end,
                "cites": self.cites(item.cites),
                "from": start,
                "until": until,
                "across": item.across,
                "level": "should" if levels == {"recommend"} else "shall",
                "each": each,
                "lets": lets,
                "applies": applies,
                "requires": requires,
                "decide": decide,
                "states": states,
                "say": self.template(item.say, item.say_span or item.span, scope, nodes),
                "remedy": self.template(item.remedy, item.remedy_span or item.span, scope, nodes),
                "notes": notes,
                "slots": counter[0],
                "reads": self.node_reads(nodes, [] if each is None else [each["table"]]),
            }
        )

    def for_each(self, written: tree.ForEach, scope: Scope) -> tuple[dict[str, Any] | None, Scope]:
        """Type `for each`: the rows it goes through, or the groups."""
        found = self.checker.search(written.table, written.where, scope, written.variable)
        if found is None:
            return None, scope
        slot, table, conditions, inside = found
        each: dict[str, Any] = {
            "variable": written.variable,
            "slot": slot,
            "table": table,
            "where": conditions,
        }
        if not written.keys:
            outer = Scope(
                scope.counter,
                rows={**scope.rows, written.variable: (slot, table)},
                # `m.x` of the rule is the same node as `x` in the search: what it gives holds.
                given=inside.given,
            )
            return each, outer
        keys: list[Node] = []
        types: dict[str, tuple[int, Datatype]] = {}
        for key in written.keys:
            node, type = self.checker.expression(key, inside)
            if type is None:
                continue
            types[key.words[-1]] = (len(keys), type)
            keys.append(node)
        each["keys"] = keys
        each["names"] = list(types)
        self.checker.groups = dict(zip(types, keys, strict=True))
        return each, Scope(scope.counter, keys={written.variable: types})

    def let(self, item: tree.Define, scope: Scope, index: int) -> tuple[Scope, dict[str, Any]]:
        """Type a let; return the scope in which it can be named."""
        word = item.name.words[0]
        if word in scope.lets or word in scope.rows:
            self.twice(said("let"), item.name)
        lets = dict(scope.lets)
        entry: dict[str, Any] = {
            "name": word,
            "start": item.span.start,
            "end": item.span.end,
        }
        if isinstance(item.value, tree.Selection):
            found = self.checker.table(item.value.table, scope)
            self.checker.search(item.value.table, item.value.where, scope)
            if found is not None:
                table, base = found
                lets[word] = Local(index, None, (table, (item.value.where, scope, base)))
            entry["body"] = None
        else:
            node, type = self.body(item, scope)
            entry["body"] = node
            entry["type"] = None if type is None else type.to_plain()
            lets[word] = Local(index, type)
        after = Scope(
            scope.counter,
            rows=scope.rows,
            inner=scope.inner,
            keys=scope.keys,
            lets=lets,
            given=scope.given,
        )
        return after, entry

    def template(
        self, text: str | None, clause: Span, scope: Scope, nodes: list[Node]
    ) -> list[str | Node] | None:
        """Return a message as its parts: text, and the nodes of its placeholders."""
        if text is None:
            return None
        parts: list[str | Node] = []
        position, start = 0, clause.start
        source = self.checker.source
        for match in _PLACEHOLDER.finditer(text):
            parts.append(text[position : match.start()])
            # A name has no escapes, so a placeholder is written as it is read.
            at = source.text.find(match.group(0), start, clause.end)
            start = max(start, at + len(match.group(0)))
            span = Span(at + 1, start - 1) if at >= 0 else clause
            node, type = self.checker.name(tree.Name(span, tuple(match.group(1).split("."))), scope)
            if type is not None:
                parts.append(node)
                nodes.append(node)
            position = match.end()
        parts.append(text[position:])
        return [part for part in parts if part != ""]


def _no_reads() -> dict[str, list[str]]:
    return {"facts": [], "columns": [], "tables": [], "parameters": [], "readings": []}


def _add(names: list[str], name: str) -> None:
    if name not in names:
        names.append(name)


__all__ = ["compile_pack"]
