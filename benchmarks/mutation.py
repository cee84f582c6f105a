"""Changes each shipped pack in every small way, and writes the table of docs/mutation.md.

python benchmarks/mutation.py                  the packs whose row is no longer of what stands there
python benchmarks/mutation.py asi-coc core     these, whatever their row says
python benchmarks/mutation.py --all            all of them: some minutes on two processors

Ends with 1 while a change goes unnoticed without a reason; its row is not written then.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from checker.authoring import survivors
from checker.authoring.mutate import mutate
from checker.pack.find import Packs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from checker.authoring.mutate import Mutations

TABLE = ROOT / "docs" / "mutation.md"
RULES = ROOT / "rules"
HEAD = """\
# What the cases of the shipped packs notice

Every comparison, threshold, unit, condition, quantifier and date of a pack was changed in turn, and its cases were run
under each change ([how](pack-tests.md#changes-that-no-case-notices)). `python benchmarks/mutation.py` writes this page;
a test holds each row to the very files that it is of.

*Accepted* are the changes that no case can notice, each with its reason in the pack's `mutants.yaml`. Changes that the
type checker refuses are not counted.

| pack | version | cases | changes | noticed | accepted | unnoticed | of |
|---|---|---|---|---|---|---|---|
"""


def shipped() -> list[str]:
    """Return the names of the packs that travel with the program."""
    return sorted(path.parent.name for path in RULES.glob("*/pack.yaml"))


def digest(pack: str, packs: Packs) -> str:
    """Return what says whether a row is still of what stands there: a hash of all that decides it.

    That is the rules, the cases and the accepted changes of the pack, and the rules that it uses; of a
    pack without rules the rules and cases of all that use it.
    """
    choice = packs.choose({pack: ""})
    names = {one["name"] for one in choice.all}
    tried_by = {pack}
    if not choice.selected[0]["rules"]:
        for other in shipped():
            using = {one["name"] for one in packs.choose({other: ""}).all}
            if pack in using:
                names |= using
                tried_by.add(other)
    files = [RULES / pack / "mutants.yaml"]
    files += [path for name in names for path in (RULES / name).glob("*.rules")]
    files += [path for name in tried_by for path in (RULES / name / "cases").glob("*.yaml")]
    whole = hashlib.sha256()
    for path in sorted(path for path in files if path.is_file()):
        one = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{one}  {path.relative_to(RULES).as_posix()}\n".encode())
    return whole.hexdigest()[:16]


def rows() -> dict[str, str]:
    """Return the rows of the page by pack."""
    if not TABLE.is_file():
        return {}
    lines = TABLE.read_text("utf-8").splitlines()
    return {line.split("|")[1].strip(): line for line in lines if line.startswith("| ")}


def is_current(pack: str, packs: Packs) -> bool:
    """Whether the row of a pack is of the files that stand there."""
    return rows().get(pack, "").endswith(f"| `{digest(pack, packs)}` |")


def row(pack: str, found: Mutations, of: str) -> str:
    """Return the row of a pack."""
    made = [trial for trial in found.trials if trial.state != "invalid"]
    left = len(found.of("survives")) + len(found.of("slow"))
    numbers = [len(made), len(found.of("noticed")), len(found.of("accepted")), left]
    cells = [pack, found.report.version, len(found.report.outcomes), *numbers, f"`{of}`"]
    return "| " + " | ".join(map(str, cells)) + " |"


def write(written: dict[str, str]) -> None:
    """Write the page with these rows beside those that stand there."""
    there = {name: line for name, line in (rows() | written).items() if name in shipped()}
    TABLE.write_text(HEAD + "".join(f"{there[name]}\n" for name in sorted(there)), "utf-8")


def wanted(arguments: argparse.Namespace, packs: Packs) -> Iterator[str]:
    """Go through the packs that are to be tried."""
    for pack in arguments.pack or shipped():
        if arguments.pack or arguments.all or not is_current(pack, packs):
            yield pack


def main() -> int:
    """Try the packs that are asked for, and write their rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", nargs="*", metavar="PACK", help=", ".join(shipped()))
    parser.add_argument("--all", action="store_true", help="also those whose row is current")
    parser.add_argument("--jobs", type=int, default=None, help="how many processes")
    arguments = parser.parse_args()
    unknown = [name for name in arguments.pack if name not in shipped()]
    if unknown:
        parser.error(f"no shipped pack: {', '.join(unknown)}")
    packs = Packs([])
    failed = False
    for pack in wanted(arguments, packs):
        of = digest(pack, packs)
        found = mutate(RULES / pack, jobs=arguments.jobs)
        print(survivors.to_text(found), flush=True)
        if found.failed:
            failed = True
        else:
            write({pack: row(pack, found, of)})
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
