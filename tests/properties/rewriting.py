"""Ways to write a pack anew: some mean the same, some only may, and nobody says which."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checker.model.source import Source
from checker.syntax.from_text import parse
from checker.syntax.to_text import format_file
from tests.properties.vocabulary import FACTS

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

_ITEM = re.compile(
    r"^(?=(?:standard|fact|table|parameter|reading|define|words|rule)\b)", re.MULTILINE
)
_LET = re.compile(r"\n +let (x\d) .*")


def items_of(text: str) -> list[str]:
    """Return the items of a pack as text."""
    return [item for item in _ITEM.split(text) if item.strip()]


# --- what means the same ----------------------------------------------------------------------


def formatted(text: str, random: Random) -> str:
    """Write it in the one way there is."""
    file, mistakes = parse(Source("page.rules", text))
    assert not mistakes
    return format_file(file)


def spaced(text: str, random: Random) -> str:
    """Change the layout and put comments in."""
    lines = []
    for line in text.split("\n"):
        lines += [f"# {random.randint(0, 9)}"] * random.choice((0, 0, 1))
        lines.append(line + random.choice(("", "", "   # and so", "  ")))
    return "\n".join(lines)


def shuffled(text: str, random: Random) -> str:
    """Put the items in another order."""
    items = items_of(text)
    random.shuffle(items)
    return "\n".join(item.rstrip("\n") + "\n" for item in items)


def renamed(text: str, random: Random) -> str:
    """Give lets, and the rows that rules go through, other names."""
    text = re.sub(r"\bx(\d)\b", r"let_\1", text)
    return re.sub(r"\bv\b", "one", text)


SAME: tuple[Callable[[str, Random], str], ...] = (formatted, spaced, shuffled, renamed)


# --- what may ---------------------------------------------------------------------------------


def in_rules(text: str, random: Random, edit: Callable[[str], str]) -> str:
    """Change one rule."""
    items = items_of(text)
    rules = [at for at, item in enumerate(items) if item.startswith("rule ")]
    at = random.choice(rules)
    items[at] = edit(items[at].rstrip("\n")) + "\n"
    return "\n".join(item.rstrip("\n") + "\n" for item in items)


def titled(text: str, random: Random) -> str:
    return in_rules(text, random, lambda rule: rule.replace('"Rule"', '"Another title"', 1))


def asked(text: str, random: Random) -> str:
    return text.replace('ask "', 'ask "Once more: ')


def told(text: str, random: Random) -> str:
    """Say something else, which may read more."""
    names = [name for name in FACTS if f" {name}" in text]
    names += ["x0", "x1", "d0", "d1", "p_mass", "p_share", "r_mass", "r_kind", *FACTS]
    said = f'say "Said: {{{random.choice(names)}}}"'

    def edit(rule: str) -> str:
        rule = re.sub(r'\n +say ".*"', "", rule)
        before, note, after = rule.partition("\n  note ")
        return f"{before}\n  {said}{note}{after}"

    return in_rules(text, random, edit)


def noted(text: str, random: Random) -> str:
    condition = random.choice(
        (
            "claim.ok is yes",
            "claim.mass above 1 t",
            "claim.model is a",
            "x0 above 1 t",
            "claim.sure is given",
        )
    )
    return in_rules(text, random, lambda rule: f'{rule}\n  note "Noted" when {condition}')


def with_idle_let(text: str, random: Random) -> str:
    """Add a let that nothing asks for."""
    value = random.choice(("claim.mass + 1 t", "2 t", "sum of mass in lots where ok is yes"))

    def edit(rule: str) -> str:
        lines = rule.split("\n")
        at = max((n for n, line in enumerate(lines) if line.lstrip().startswith("let ")), default=0)
        if not at:
            heads = ("cites", "from", "until", "for each")
            while at + 1 < len(lines) and lines[at + 1].lstrip().startswith(heads):
                at += 1
        return "\n".join([*lines[: at + 1], f"  let idle = {value}", *lines[at + 1 :]])

    return in_rules(text, random, edit)


def with_lets_swapped(text: str, random: Random) -> str:
    def edit(rule: str) -> str:
        lets = [found.group() for found in _LET.finditer(rule)]
        if len(lets) != 2 or "x0" in lets[1].split(" ", 4)[-1]:
            return rule
        return rule.replace("".join(lets), lets[1] + lets[0])

    return in_rules(text, random, edit)


def cited(text: str, random: Random) -> str:
    words = ("confirmed", "unconfirmed", "open")
    places = [
        found.span()
        for found in re.finditer(r"\b(?:confirmed|unconfirmed|open)$", text, re.MULTILINE)
    ]
    if not places:
        return text
    start, end = random.choice(places)
    return text[:start] + random.choice(words) + text[end:]


def in_other_units(text: str, random: Random) -> str:
    """Write the masses of rules in kilograms."""

    def kilograms(match: re.Match[str]) -> str:
        whole = float(match[1]) * 1000
        return f"{whole:.0f} kg"

    return re.sub(r"\b(\d+(?:\.\d+)?) t\b", kilograms, text)


def in_other_order(text: str, random: Random) -> str:
    """Name the options of a fact in another order."""

    def turned(match: re.Match[str]) -> str:
        options = match[2].split(", ")
        random.shuffle(options)
        return match[1] + ", ".join(options)

    return re.sub(r"((?:fact|column) \S+ : (?:list of )?one of )(\w+(?:, \w+)*)", turned, text)


def ranked_otherwise(text: str, random: Random) -> str:
    return text.replace("ranked one of low, mid, high", "ranked one of mid, low, high")


def with_value_split(text: str, random: Random) -> str:
    """Let the same value begin once more, in a parameter."""
    return re.sub(
        r"^  is (.*) cites S unconfirmed$",
        r"  until 2025-06-01 is \1 cites S unconfirmed\n  from 2025-06-01 is \1 cites S unconfirmed",
        text,
        flags=re.MULTILINE,
    )


MAYBE: tuple[Callable[[str, Random], str], ...] = (
    titled,
    asked,
    told,
    told,
    noted,
    noted,
    with_idle_let,
    with_lets_swapped,
    cited,
    in_other_units,
    in_other_order,
    ranked_otherwise,
    with_value_split,
)
