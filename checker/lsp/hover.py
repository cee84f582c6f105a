"""What an editor shows of a name: its declaration, and the clauses that rest on it; as Markdown."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.diagnostic.render import cut
from checker.lsp.symbol import Symbol
from checker.lsp.words import told
from checker.model.said import said
from checker.model.translation import translate
from checker.model.unit import NAMED, describe, display_unit, find_unit
from checker.syntax import tree
from checker.syntax.expected import keyword_at, keywords
from checker.syntax.from_text import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from checker.lsp.index import Declared, Index
    from checker.model.source import Span

    Find = Callable[[Symbol], tuple[Index, Declared] | None]

_LINES = 24
_RULES = 6
_WORDS = 4  # of a keyword, before its last
_UNIT = re.compile(
    r"(?:%|(?:k?g|[kM]?t) CO2e(?:/[A-Za-z]+)?|[A-Za-z]+(?:/[A-Za-z]+)?)(?![A-Za-z0-9_./])"
)


def hover_name(symbol: Symbol, index: Index, find: Find, lang: str = "en") -> str | None:
    """Return what is said of a name; None where there is nothing to say.

    Args:
        symbol: what the name stands for.
        index: of the pack in which it is used.
        find: where a symbol is declared.
        lang: the language of our own words.
    """
    if symbol.kind == "option":
        return said("**option** `{name}`", name=symbol.name)
    place = find(symbol)
    parts: list[str] = []
    if place is None:
        parts.append(f"**{symbol.kind}** `{symbol.name}`")
    else:
        home, declared = place
        parts.append(_code(home.texts[declared.site.file], _span(declared)))
        if symbol.kind == "column":
            of = said("a column of `{table}`", table=symbol.name.partition(".")[0])
            parts.append(translate(of, lang))
        where = said("`{pack}`, {file}", pack=symbol.pack, file=declared.site.file)
        if symbol.kind not in ("let", "row"):
            parts.append(where)
    type = _type(symbol, index)
    if type and symbol.kind not in ("fact", "table"):
        parts.insert(0, f"**{symbol.kind}** `{symbol.word}`: {translate(type, lang)}")
    if place is not None and isinstance(place[1].item, tree.Rule) and symbol.kind == "rule":
        parts += cited(place[1].item.cites, index, find)
    if place is not None and isinstance(place[1].item, tree.Parameter):
        cites = [cite for value in place[1].item.values for cite in value.cites]
        parts += cited(cites, index, find)
    if place is not None and isinstance(place[1].item, tree.Reading):
        parts += cited(place[1].item.cites, index, find)
    parts += _asked_by(symbol, index, lang)
    return "\n\n".join(parts)


def cited(cites: Sequence[tree.Cites], index: Index, find: Find) -> list[str]:
    """Return each citation once: the standard's title, the clause, and how certain it is."""
    lines: list[str] = []
    for cite in cites:
        name = cite.standard.words[0]
        pack = index.compiler.known_standards.get(name, "")
        place = find(Symbol("standard", pack, name))
        title = name
        if place is not None and isinstance(place[1].item, tree.Standard):
            title = place[1].item.title
        clause = f", {cite.clause}" if cite.clause else ""
        line = f"- {name}{clause} ({cite.certainty}): {title}"
        if line not in lines:
            lines.append(line)
    return ["\n".join(lines)] if lines else []


def hover_text(text: str, offset: int, lang: str = "en") -> tuple[int, int, str] | None:
    """Return the place of a keyword or a unit around an offset, and what is said of it."""
    tokens, _ = scan(text)
    near = [n for n, token in enumerate(tokens) if token.start <= offset <= token.end]
    for number in near:
        token = tokens[number]
        before = tokens[number - 1] if number else None
        if before is not None and before.kind == "number" and token.kind in ("word", "sign"):
            match = _UNIT.match(text, token.start)
            if match is not None and find_unit(match[0]) is not None:
                return match.start(), match.end(), _unit(match[0], lang)
        if token.kind != "word":
            continue
        for first in range(max(number - _WORDS, 0), number + 1):
            start = tokens[first].start
            terminal = keyword_at(text, start)
            if terminal is None:
                continue
            match = re.compile(keywords()[terminal].replace(" ", r"\s+")).match(text, start)
            if (
                match is not None
                and match.start() <= offset <= match.end()
                and token.start < match.end()
            ):
                phrase = keywords()[terminal]
                section, what = told(phrase)
                more = said("docs/language.md, section {section}", section=section)
                shown = f"`{phrase}`: {translate(what, lang)}\n\n*{translate(more, lang)}*"
                return match.start(), match.end(), shown
        if token.text in NAMED:
            unit = display_unit(NAMED[token.text])
            shown = said("shown in {unit}", unit=unit) if unit else "a plain number"
            return token.start, token.end, f"`{token.text}`: {translate(shown, lang)}"
    return None


def _unit(name: str, lang: str) -> str:
    unit = find_unit(name)
    assert unit is not None
    lines = [f"`{name}`: {translate(describe(unit.dimension), lang)}"]
    shown = display_unit(unit.dimension)
    other = find_unit(shown)
    if other is not None and other.name != name and other.dimension == unit.dimension:
        factor = unit.factor / other.factor
        lines.append(f"1 {name} = {factor} {shown}")
    return "\n\n".join(lines)


def _span(declared: Declared) -> Span:
    """Return what is shown of a declaration: of a table not its columns."""
    node = declared.node
    span: Span = node.span
    if isinstance(node, tree.Table) and node.columns:
        return type(span)(span.start, node.columns[0].span.start)
    return span


def _code(text: str, span: Span) -> str:
    lines = text[span.start : span.end].rstrip().split("\n")
    more = ["…"] if len(lines) > _LINES else []
    # What stands in the text cannot end the fence.
    shown = "\n".join(cut(line) for line in [*lines[:_LINES], *more])
    return f"```rules\n{shown.replace('```', '` ` `')}\n```"


def _type(symbol: Symbol, index: Index) -> str:
    facts, tables = index.checker.facts, index.checker.tables
    match symbol.kind:
        case "fact" if symbol.name in facts:
            return facts[symbol.name].type.describe()
        case "column":
            table, _, column = symbol.name.partition(".")
            declared = tables[table].columns.get(column) if table in tables else None
            return "" if declared is None else declared.type.describe()
        case "parameter" | "reading" | "define":
            found = index.compiler.globals.get(symbol.name)
            if found is None:
                return ""
            if found.kind == "selection":
                return said("rows of {table}", table=found.entry.get("table", ""))
            return "" if found.type is None else found.type.describe()
        case _:
            return ""


def _asked_by(symbol: Symbol, index: Index, lang: str) -> list[str]:
    """Return the rules of this pack that name it, each with what it cites."""
    if symbol.kind in ("rule", "let", "row", "standard"):
        return []
    rules: dict[str, str] = {}
    for site, used in index.uses:
        inside = index.item_at(site.file, site.start) if used == symbol else None
        if inside is None or not isinstance(inside[1], tree.Rule):
            continue
        rule = inside[1]
        cites: Mapping[str, None] = dict.fromkeys(
            f"{cite.standard.words[0]}{' ' + cite.clause if cite.clause else ''} ({cite.certainty})"
            for cite in rule.cites
        )
        rules[rule.id] = f"- {rule.id}: {rule.title}" + (f", {', '.join(cites)}" if cites else "")
    if not rules:
        return []
    lines = list(rules.values())[:_RULES]
    if len(rules) > _RULES:
        more = said("- and {number} more", number=len(rules) - _RULES)
        lines.append(translate(more, lang))
    return ["\n".join([translate("rules that name it", lang), *lines])]
