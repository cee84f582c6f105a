"""List the packs that can be found, the rules of a pack, or one rule with its citation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.cli import option
from checker.cli.speak import language, tell, told
from checker.diagnostic.diagnostic import InputError
from checker.model.assessment import CERTAINTY
from checker.model.said import joined, said
from checker.pack.texts import texts_of

if TYPE_CHECKING:
    import argparse

    from checker.pack.find import Candidate, Packs
    from checker.pack.texts import Texts

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
    packs = option.packs_of(arguments)
    if arguments.rule is None:
        _list_packs(packs)
        return 0
    name, _, rule = arguments.rule.partition("/")
    compiled = packs.choose({name: ""}, asked_by=said("the command line")).selected[0]
    texts = texts_of([compiled], language())
    if rule:
        print(_shown(compiled, rule, texts), end="")
    else:
        _list_rules(compiled, texts)
    return 0


def _list_packs(packs: Packs) -> None:
    rows = []
    for name in packs.names():
        for pack in packs.candidates(name):
            rows.append((name, pack.version, _standard_of(packs, pack), pack.shown))
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(2)]
    for name, version, standard, shown in sorted(rows):
        about = standard or told(said("vocabulary"))
        print(f"{name:<{widths[0]}}  {version:<{widths[1]}}  {about}  ({shown})")


def _standard_of(packs: Packs, pack: Candidate) -> str:
    """Return what a pack is about; in English without compiling it."""
    if language() != "en":
        try:
            compiled = packs.choose({pack.name: f"=={pack.version}"}).selected[0]
        except InputError:
            return str(pack.manifest["standard"])  # its mistakes are told to those who select it
        return texts_of([compiled], language()).standard_of(compiled)
    return str(pack.manifest["standard"])


def _list_rules(compiled: dict[str, Any], texts: Texts) -> None:
    rules = compiled["rules"]
    print(f"{compiled['name']} {compiled['version']}  {texts.standard_of(compiled)}")
    n = len(rules)
    tell(said("{n} rule", n=n) if n == 1 else said("{n} rules", n=n))
    for rule in rules:
        cites = joined(map(_cited, rule["cites"])) or said("without citation")
        if rule["level"] != "shall":
            cites = said("{level}, {cites}", level=said("should"), cites=cites)
        print(f"\n{compiled['name']}/{short(rule, compiled)}")
        if rule["title"]:
            print(f"  {texts.title(compiled['name'], rule)}")
        print(f"  {told(cites)}")


def short(rule: dict[str, Any], compiled: dict[str, Any]) -> str:
    """Return the name of a rule without its pack."""
    return str(rule["id"]).removeprefix(f"{compiled['name']}/")


def _shown(compiled: dict[str, Any], asked: str, texts: Texts) -> str:
    names = [f"{compiled['name']}/{short(rule, compiled)}" for rule in compiled["rules"]]
    full = option.find_rule(f"{compiled['name']}/{asked}", names)
    rule = compiled["rules"][names.index(full)]
    lines = [full]
    if texts.title(compiled["name"], rule) != rule["title"]:
        lines.append(f"  {texts.title(compiled['name'], rule)}")
    for citation in rule["cites"]:
        standard = compiled["standards"].get(citation["standard"]) or {}
        title = standard.get("title") or ""
        title = texts.standard(compiled["name"], citation["standard"], title)
        parts = [title, standard.get("publisher"), standard.get("edition")]
        about = told(joined(part for part in parts if part))
        cited = _cited(citation)
        if about:
            cited = said("{cited}: {about}", cited=cited, about=about)
        lines.append(f"  {told(cited)}")
    text: str = compiled["sources"][rule["file"]][rule["start"] : rule["end"]]
    return "\n".join([*lines, "", text.rstrip("\n")]) + "\n"


def _cited(citation: dict[str, Any]) -> str:
    clause = f" {citation['clause']}" if citation["clause"] else ""
    return said(
        "{cite} ({certainty})",
        cite=f"{citation['standard']}{clause}",
        certainty=CERTAINTY[citation["certainty"]],
    )
