"""The parser's tables, worked out before: making them from the grammar takes a third of a second.

They lie in `grammar.json` beside the grammar, as data of our own. They are used when they were made from
this grammar, these units and this version of lark; else the parser is built from the grammar, which
gives the same one. `python -m checker.syntax.stored` writes the file anew; a test holds it current.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from checker.resources import package_dir

if TYPE_CHECKING:
    from lark import Lark

FILE = package_dir() / "syntax" / "grammar.json"
_FORM = 1
_OPTIONS = ("transformer", "edit_terminals", "_plugins")


def key_of(*parts: str) -> str:
    """Return what tables are made from, as a hash: the grammar, patterns, and the version of lark."""
    import lark

    whole = "\0".join((str(_FORM), lark.__version__, *parts))
    return hashlib.sha256(whole.encode()).hexdigest()


def to_plain(parser: Lark, key: str) -> dict[str, Any]:
    """Return the tables of a parser as JSON can hold them.

    A state is `{action: tokens}`: an action of n >= 0 goes to state n, one of -n - 1 reduces by rule n.
    """
    from lark.grammar import Rule
    from lark.lexer import TerminalDef

    data, memo = parser.memo_serialize([TerminalDef, Rule])
    states = {}
    for state, row in data["parser"]["parser"]["states"].items():
        actions: dict[int, list[int]] = {}
        for token, (reduces, target) in row.items():
            actions.setdefault(-target["@"] - 1 if reduces else target, []).append(token)
        states[state] = actions
    table = {**data["parser"]["parser"], "states": states}
    options = {name: value for name, value in data["options"].items() if name not in _OPTIONS}
    return {
        "key": key,
        "data": {**data, "options": options, "parser": {**data["parser"], "parser": table}},
        "memo": memo,
    }


def load(key: str, **options: Any) -> Lark | None:
    """Return the parser of the stored tables; None where they are of something else, or not there.

    Args:
        key: as of `key_of`.
        options: what tables do not hold: `transformer`, `_plugins`.
    """
    from lark import Lark

    try:
        plain = json.loads(FILE.read_bytes())
        if plain["key"] != key:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    data = plain["data"]
    table = data["parser"]["parser"]
    table["tokens"] = {int(number): name for number, name in table["tokens"].items()}
    table["states"] = {
        int(state): {
            token: (0, action) if action >= 0 else (1, {"@": -action - 1})
            for action, tokens in ((int(action), tokens) for action, tokens in row.items())
            for token in tokens
        }
        for state, row in table["states"].items()
    }
    data["options"].update(dict.fromkeys(_OPTIONS))
    memo = {int(number): entry for number, entry in plain["memo"].items()}
    # The door of lark's own tools, which write such tables as Python; it has no types.
    load_tables: Any = Lark._load_from_dict  # noqa: SLF001
    parser: Lark = load_tables(data, memo, **options)
    return parser


def write() -> None:
    """Write the tables of the grammar as it is now, if those that are stored are of another one."""
    from checker.syntax.from_text import build_parser, table_key

    key = table_key()
    if load(key) is not None:
        return
    plain = to_plain(build_parser(), key)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
