"""What there is to translate, found in our own source.

Three kinds: templates of `said` and what stands between `joined` texts; the phrases of our documents,
each under its key; and plain texts of more than one word, which a surface looks up as they are. What
looks like such a text and is shown to nobody stands in `NOT_SHOWN`.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

from checker.cli import main as door
from checker.model.unit import find_unit
from checker.report.language import PHRASES
from checker.syntax.expected import keywords, type_words

ROOT = Path(__file__).parents[2]
# Words of the rule language, SQL and markup: no text of ours.
NO_TEXTS = (
    "authoring/ledger/heading.py",  # words of ledgers, in whichever language
    "authoring/ledger/synonym.py",
    "authoring/starter.py",  # what it writes is a pack in English
    "engine/sql.py",
    "syntax/from_production.py",
    "syntax/highlight.py",
    "syntax/stored.py",
    "syntax/to_text.py",
    "syntax/tree.py",
)
_TEXT = re.compile(r"[A-Za-z`,;)][ ]+[A-Za-z`(]")
# argparse says these in English unless somebody translates them.
ARGPARSE = (
    "usage: ",
    "positional arguments",
    "options",
    "show this help message and exit",
    "show program's version number and exit",
    "argument %(argument_name)s: %(message)s",
    "unrecognized arguments: %s",
    "not allowed with argument %s",
    "ignored explicit argument %r",
    "the following arguments are required: %s",
    "one of the arguments %s is required",
    "expected one argument",
    "expected at most one argument",
    "expected at least one argument",
    "expected %s argument",
    "expected %s arguments",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
)
Key = tuple[str | None, str]
"""The context of a text (the key of a phrase), and its English."""


def extract() -> dict[Key, str]:
    """Return every text with the file in which it stands first, in the order of the tree."""
    found: dict[Key, str] = {}
    for path in sorted((ROOT / "checker").rglob("*.py")):
        name = path.relative_to(ROOT / "checker").as_posix()
        tree = ast.parse(path.read_text("utf-8"))
        if name == "report/language.py":
            found.update({(key, text): name for key, text in PHRASES["en"].items()})
        for text in _texts(tree, plain=name not in (*NO_TEXTS, "report/language.py")):
            found.setdefault((None, text), name)
        if name.startswith("cli/") and Path(name).stem in {c[0] for c in door.COMMANDS.values()}:
            found.setdefault((None, ast.get_docstring(tree, clean=False) or ""), name)
    found.update({(None, text): "argparse" for text in ARGPARSE})
    return found


def _texts(tree: ast.Module, *, plain: bool) -> list[str]:
    """Return the texts of a module in the order of its lines."""
    found: list[tuple[int, int, str]] = []
    quiet: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr):
                quiet.add(first.value)  # a docstring
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            quiet.add(node.value)
        if isinstance(node, ast.JoinedStr):
            quiet.update(node.values)
        if isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            constants = [one for one in node.args if isinstance(one, ast.Constant)]
            if called == "said" and constants:
                found.append((node.lineno, node.col_offset, str(constants[0].value)))
                quiet.update(constants)
            elif called == "joined":
                constants += [k.value for k in node.keywords if isinstance(k.value, ast.Constant)]
                texts = [str(one.value) for one in constants] or [", "]
                found += [(node.lineno, node.col_offset, text) for text in (", ", *texts)]
                quiet.update(constants)
            elif called in ("compile", "AssertionError", "ValueError", "KeyError", "TypeError"):
                quiet.update(ast.walk(node))
    for node in ast.walk(tree) if plain else ():
        if isinstance(node, ast.Constant) and node not in quiet and isinstance(node.value, str):
            text = node.value
            if _is_shown(text):
                found.append((node.lineno, node.col_offset, text))
    return list(dict.fromkeys(text for _, _, text in sorted(found)))


def _is_shown(text: str) -> bool:
    """Whether a plain text is one that people read, and that has words to translate."""
    if not _TEXT.search(text) or text in _language_words() or text in NOT_SHOWN:
        return False
    if re.search(r"\\[bd]|\(\?|^<|^-----|^ *checker [a-z]|^ *import ", text.lstrip("\n")):
        return False  # patterns, markup, keys, commands, code
    return re.fullmatch(r"`[^`]*`", text) is None and find_unit(text) is None


@cache
def _language_words() -> frozenset[str]:
    """Return the phrases of the rule language, and the names of commands."""
    return frozenset((*keywords().values(), *type_words(), *door.COMMANDS, *door.LATER))


# What libyaml and csv say, samples of rules, words of files, and what only programmers see.
NOT_SHOWN = frozenset(
    (
        "no rule rests on it",
        "` ` `",
        "# English; so is a text with `was`, the English before it changed: look, then take `was` out.",
        "PRIVATE KEY",
        "PUBLIC KEY",
        "a message cannot be understood: %s",
        "block mapping",
        "block sequence entries are not allowed",
        "cannot start any token",
        "cites x open",
        "column x : text",
        "control characters are not allowed",
        "could not find expected ':'",
        "did not find URI",
        "did not find expected ',' or ']'",
        "did not find expected ',' or '}'",
        "did not find expected '-' indicator",
        "did not find expected <document start>",
        "did not find expected hexadecimal",
        "did not find expected hexdecimal",
        "did not find expected key",
        "did not find expected tag",
        "did not find the expected",
        "extend x",
        "found invalid Unicode character escape",
        "found undefined tag handle",
        "found unexpected document indicator",
        "found unexpected end of stream",
        "found unknown escape character",
        "invalid input",
        "is x",
        'judgement when x is y ask "q"',
        "larger than field limit",
        "limits are fixed",
        "mapping values are not allowed",
        "nesting depth",
        "not closed",
        "not_applicable when x is y",
        "number of",
        "otherwise pass",
        "parameter x : text",
        "nothing is known of what lint finds in %s",
        "pass when x is y",
        "recommend x is y",
        "require x is y",
        'rule x "t"',
        "state x",
        "sum count largest smallest share running row have shared overlap path",
        "table x",
        "the index of %s is not whole",
        "the message cannot be understood",
        "the mistakes of %s are not known",
        "unexpected end of data",
        "violation when x is y",
        "when not",
        "without its `:`",
    )
)
