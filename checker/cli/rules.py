"""List the packs that can be found, the rules of a pack, or one rule with its citation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.cli import option
from checker.model.said import said
from checker.pack.find import Packs

if TYPE_CHECKING:
    import argparse

EXAMPLES = (
    "checker rules cgmc-low-carbon",
    "checker rules cgmc-low-carbon/CGMC-24.non-green-cap",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("rule", metavar="PACK[/RULE]", nargs="?", help="all packs without it")
    option.add_rules(parser)
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print what was asked for."""
    packs = Packs(arguments.rules)
    if arguments.rule is None:
        _list_packs(packs)
        return 0
    name, _, rule = arguments.rule.partition("/")
    compiled = packs.choose({name: ""}, asked_by=said("the command line")).selected[0]
    if rule:
        print(_shown(compiled, rule), end="")
    else:
        _list_rules(compiled)
    return 0


def _list_packs(packs: Packs) -> None:
    rows = []
    for name in packs.names():
        for pack in packs.candidates(name):
            rows.append((name, pack.version, pack.manifest["standard"], pack.shown))
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(2)]
    for name, version, standard, shown in sorted(rows):
        about = standard or "vocabulary"
        print(f"{name:<{widths[0]}}  {version:<{widths[1]}}  {about}  ({shown})")


def _list_rules(compiled: dict[str, Any]) -> None:
    rules = compiled["rules"]
    print(f"{compiled['name']} {compiled['version']}  {compiled['manifest']['standard']}")
    print(f"{len(rules)} {'rule' if len(rules) == 1 else 'rules'}")
    for rule in rules:
        cites = ", ".join(_cited(citation) for citation in rule["cites"])
        level = "" if rule["level"] == "shall" else f"{rule['level']}, "
        print(f"\n{compiled['name']}/{short(rule, compiled)}")
        if rule["title"]:
            print(f"  {rule['title']}")
        print(f"  {level}{cites or 'without citation'}")


def short(rule: dict[str, Any], compiled: dict[str, Any]) -> str:
    """Return the name of a rule without its pack."""
    return str(rule["id"]).removeprefix(f"{compiled['name']}/")


def _shown(compiled: dict[str, Any], asked: str) -> str:
    names = [f"{compiled['name']}/{short(rule, compiled)}" for rule in compiled["rules"]]
    full = option.find_rule(f"{compiled['name']}/{asked}", names)
    rule = compiled["rules"][names.index(full)]
    lines = [full]
    for citation in rule["cites"]:
        standard = compiled["standards"].get(citation["standard"]) or {}
        said = [standard.get("title"), standard.get("publisher"), standard.get("edition")]
        about = ", ".join(part for part in said if part)
        lines.append(f"  {_cited(citation)}" + (f": {about}" if about else ""))
    text: str = compiled["sources"][rule["file"]][rule["start"] : rule["end"]]
    return "\n".join([*lines, "", text.rstrip("\n")]) + "\n"


def _cited(citation: dict[str, Any]) -> str:
    clause = f" {citation['clause']}" if citation["clause"] else ""
    return f"{citation['standard']}{clause} ({citation['certainty']})"
