"""Print the texts of a pack beside their translations, with what is missing; --write keeps them."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from checker.cli import option
from checker.cli.speak import remark, tell, told
from checker.model.said import said

OWN_LANGUAGE = True  # here `--lang` also says which texts are asked for
EXAMPLES = (
    "checker pack texts cgmc-low-carbon --lang zh",
    "checker pack texts rules/disclosure --lang zh --missing",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command takes."""
    parser.add_argument("pack", metavar="PACK|PATH", help="the name of a pack, or its folder")
    parser.add_argument(
        "--lang",
        required=True,
        type=_language,
        metavar="LANG",
        help="the language of the translations: zh, ja, de",
    )
    parser.add_argument(
        "--missing", action="store_true", help="only list what is missing; exit code 1 if it is"
    )
    parser.add_argument(
        "--write", action="store_true", help="write the pack's own texts/LANG.yaml anew"
    )
    option.add_rules(parser)
    option.add_volume(parser)


def run(arguments: argparse.Namespace) -> int:
    """Print the file of texts as it should be, or write it, or list what it lacks."""
    from checker.pack.text_file import FOLDER, language_of, read_pairs, write_texts
    from checker.pack.texts import gaps

    packs = option.packs_of(arguments)
    asked: str = arguments.pack
    if not (Path(asked) / "pack.yaml").is_file() and "/" not in asked:
        asked = packs.highest(asked).folder
    candidate = packs.put(asked)
    file = f"{FOLDER}{arguments.lang}.yaml"
    files = dict(candidate.files)
    if arguments.missing:
        choice = packs.load(asked)
        pack = choice.selected[0]
        used = [one for one in choice.all if one is not pack]
        missing = gaps(pack, used, arguments.lang)
        for gap in missing:
            text = said("its English has changed") if gap.stale else gap.english
            tell(said("{name}: {text}", name=gap.name, text=text))
        if not arguments.quiet:
            n = len(missing)
            text = said("{n} texts are missing", n=n)
            if n < 2:
                text = said("1 text is missing") if n else said("no text is missing")
            tell(said("{name}: {text}", name=pack["name"], text=text))
        return 1 if missing else 0
    # A file of texts that no longer fits the pack is what this command puts right.
    choice = packs.load(asked, {k: v for k, v in files.items() if language_of(k) is None})
    pack = choice.selected[0]
    used = [one for one in choice.all if one is not pack]
    old = {}
    if file in files:
        old = read_pairs(files[file], arguments.lang, f"{asked}/{file}")
    text, left = write_texts(pack, used, arguments.lang, old)
    for path, pair in left:
        where = " ".join(path[:3])
        remark(said("left out: {where}: {text}", where=where, text=pair.translation))
    if not arguments.write:
        print(text, end="")
        return 0
    _write(Path(asked) / file, text, arguments)
    return 0


def _write(path: Path, text: str, arguments: argparse.Namespace) -> None:
    from checker.cli.output import write_whole
    from checker.diagnostic.diagnostic import OutputError

    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        message = said("{path} could not be made: {why}", path=path.parent, why=error.strerror)
        raise OutputError(message) from error
    write_whole(path, text.encode("utf-8"), force=True)
    if not arguments.quiet:
        remark(said("wrote {path}", path=path))


def _language(text: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", text) or text == "en":
        message = said("`{text}` is no other language; write it as zh or ja", text=text[:40])
        raise argparse.ArgumentTypeError(told(message))
    return text
