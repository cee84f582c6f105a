"""`checker`: finds the command, runs it, and turns whatever happens into an exit code.

0 conforms · 1 does not (yet) · 2 wrong usage, invalid dossier or pack · 3 our fault · 4 an output
could not be written. 130 and 143 after SIGINT and SIGTERM.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from checker.cli.option import LANGUAGES
from checker.cli.speak import language, refuse, remark, speak, tell, told
from checker.diagnostic.diagnostic import InputError, OutputError
from checker.model.said import said
from checker.model.translation import has_language
from checker.resources import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

# A command: its module in checker/cli, loaded when called, and what it does.
COMMANDS = {
    "check": ("check", "assess a dossier against the packs that it names"),
    "explain": ("explain", "show how a verdict came about, down to the rows"),
    "report": ("report", "make any document again from a stored assessment"),
    "diff": ("diff", "set two stored assessments side by side: what changed, and why"),
    "init dossier": ("init_dossier", "start a dossier with just the facts that packs ask for"),
    "init pack": ("init_pack", "start a pack: one rule with its cases, explained"),
    "rules": ("rules", "list packs and rules; show a rule with its citation"),
    "schema": ("schema", "print a JSON Schema, for editors"),
    "pack fmt": ("pack_fmt", "write rule files the one way they are written"),
    "pack lint": ("pack_lint", "look for what the types of packs cannot see"),
    "pack test": ("pack_test", "run the cases of packs"),
    "pack docs": ("pack_docs", "write a standard as a readable page, clause by clause"),
    "pack texts": ("pack_texts", "print what a pack says beside its translation"),
    "pack lock": ("pack_lock", "pin the packs of a dossier by version and SHA-256"),
    "pack build": ("pack_build", "make one file of a pack, with a manifest of what is in it"),
    "pack keygen": ("pack_keygen", "make the two keys that a publisher signs with"),
    "pack sign": ("pack_sign", "sign a bundle, so that `--trust` takes it"),
    "pack diff": ("pack_diff", "compare two versions of a pack, and what its version must say"),
    "lsp": ("lsp", "help an editor with rule files: a language server"),
}
# What the design names and this version does not have yet.
LATER = (
    "disclose",
    "import",
    "portfolio",
    "serve",
)

WIDTH = 80
OK, FINDINGS, USAGE, FAULT, UNWRITTEN = 0, 1, 2, 3, 4
_PIPE_CLOSED = 128 + signal.SIGPIPE


def run() -> NoReturn:
    """Run the command of `sys.argv` and end with its exit code."""
    # A command lives for a moment: looking for cycles, and taking down every object at its end, each cost
    # it as much as a bare start of Python.
    gc.disable()
    signal.signal(signal.SIGTERM, _on_terminate)
    code = main(sys.argv[1:])
    if sys.gettrace() is None and sys.getprofile() is None:
        os._exit(code)  # all is flushed by now
    sys.exit(code)


def main(arguments: Sequence[str]) -> int:
    """Run a command and return its exit code; everything is printed and flushed by then."""
    for stream in (sys.stdout, sys.stderr):
        # A test may put a plain text buffer there.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    debug = "--debug" in arguments
    speak(_language(arguments))
    try:
        code = _dispatch(list(arguments))
        if sys.stdout is not None:
            sys.stdout.flush()
    except InputError as error:
        _show_mistakes(error, arguments)
        code = USAGE
    except OutputError as error:
        refuse(error.args[0])
        code = UNWRITTEN
    except KeyboardInterrupt:
        code = 128 + signal.SIGINT
    except BrokenPipeError:
        code = _PIPE_CLOSED
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else OK if error.code is None else USAGE
    except OSError as error:
        if debug:
            raise
        code = UNWRITTEN if _is_ours(error) else FAULT
        why = error.strerror or error
        if code == UNWRITTEN:
            refuse(said("the output could not be written: {why}", why=why))
        else:
            refuse(said("a fault of checker: {why}", why=why))
    except Exception as error:  # noqa: BLE001 - the edge: our fault becomes exit code 3
        if debug:
            from traceback import print_exc

            print_exc()
        else:
            text = " ".join(str(error).split())[:200]
            fault = f"{type(error).__name__}: {text}"
            refuse(said("a fault of checker, not of your input: {fault}", fault=fault))
            remark("please report it; --debug shows where it happened")
        code = FAULT
    return _closed(code)


def _is_ours(error: OSError) -> bool:
    """Whether it came from writing to stdout, which carries no file name."""
    return error.filename is None


def _closed(code: int) -> int:
    """Flush for the last time, so that the interpreter has nothing left to complain about."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except BrokenPipeError:
            code = _PIPE_CLOSED
            _to_nowhere(stream)
        except (OSError, ValueError):
            code = code or UNWRITTEN
            _to_nowhere(stream)
    return code


def _to_nowhere(stream: Any) -> None:
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def _on_terminate(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + signal.SIGTERM)


def _dispatch(arguments: list[str]) -> int:
    while arguments and arguments[0] == "--debug":
        arguments.pop(0)
    if not arguments:
        remark(_overview().rstrip("\n"))
        return USAGE
    if arguments[0] in ("-h", "--help", "help"):
        if arguments[0] == "help" and len(arguments) > 1:
            return _dispatch([*arguments[1:], "--help"])
        print(_overview(), end="")
        return OK
    if arguments[0] == "--version":
        print(f"checker {VERSION}")
        return OK
    for words in (2, 1):
        name = " ".join(arguments[:words])
        if name in COMMANDS:
            return _run_command(name, arguments[words:])
    return _no_such_command(arguments)


def _language(arguments: Sequence[str]) -> str:
    """Return the language asked for, before anything else is known of the call."""
    for at, argument in enumerate(arguments):
        asked = argument.partition("=")[2] if argument.startswith("--lang=") else None
        if argument == "--lang":
            asked = next(iter(arguments[at + 1 : at + 2]), None)
        if asked in LANGUAGES:
            return asked
    return "en"


def _wrapped(text: str, width: int) -> list[str]:
    """Return a text as lines of at most so many cells; English as argparse would."""
    if text.isascii() or language() == "en":
        from textwrap import wrap

        return [line for part in text.splitlines() for line in wrap(part, width) or [""]]
    from checker.report.cell import wrap as wrap_cells

    return [line for part in text.splitlines() for line in wrap_cells(part, width)]


def _translate_argparse() -> None:
    """Let argparse say its own words in the language: it asks the environment for one instead."""
    vars(argparse)["_"] = lambda text: told(said(text))
    vars(argparse)["ngettext"] = lambda one, other, n: told(said(one if n == 1 else other))


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Puts help into the language, and breaks lines where it does."""

    def _format_usage(self, *given: Any) -> str:
        # argparse counts characters, and its further lines would stand too far to the left.
        from checker.diagnostic.render import cells

        usage = super()._format_usage(*given)
        prefix = told(said("usage: "))
        return usage.replace("\n" + " " * len(prefix), "\n" + " " * cells(prefix))

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        # Lines are broken when they are shown, not for each check; examples stand as they are.
        raw = text.startswith(told(said("examples:")))
        return text if raw else "\n".join(_wrapped(text, WIDTH))

    def _get_help_string(self, action: argparse.Action) -> str | None:
        return action.help and told(action.help)

    def _split_lines(self, text: str, width: int) -> list[str]:
        if text.isascii():
            return super()._split_lines(text, width)
        return _wrapped(text, width)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong on one line, as all commands do, and all of it in the language asked for."""

    def error(self, message: str) -> NoReturn:
        from checker.diagnostic.render import cut

        text = said(
            "error: {message}; `{program} --help` says more",
            message=cut(message),
            program=self.prog,
        )
        self.exit(USAGE, told(text) + "\n")


def _run_command(name: str, arguments: list[str]) -> int:
    module = import_module(f"checker.cli.{COMMANDS[name][0]}")
    _translate_argparse()
    parser = _Parser(
        prog=f"checker {name}",
        description=told(module.__doc__ or ""),
        # With a width of its own it does not load shutil to ask for the terminal's.
        formatter_class=partial(_Formatter, width=WIDTH),
        epilog="\n".join(
            [told(said("examples:")), *(f"  {example}" for example in module.EXAMPLES)]
        ),
        allow_abbrev=False,
    )
    module.add_arguments(parser)
    if not getattr(module, "OWN_LANGUAGE", False):
        parser.add_argument("--lang", choices=LANGUAGES, help="language of what is printed")
    parser.add_argument("--debug", action="store_true", help="show where a fault of ours happened")
    parser.add_argument("--version", action="version", version=f"checker {VERSION}")
    parsed = parser.parse_args(arguments)
    if language() != "en" and not has_language(language()):
        remark(said("note: there are no texts in {lang} yet; they are English", lang=language()))
    result: int = module.run(parsed)
    return result


def _overview() -> str:
    width = max(map(len, COMMANDS))
    purpose = "Checks a claim about low-carbon aluminium against the rules of its standards."
    more = (
        "`checker COMMAND --help` says more. Exit codes: 0 conforms, 1 does not (yet), "
        "2 wrong usage or invalid input, 3 our fault, 4 an output could not be written."
    )
    lines = [
        told("usage: checker COMMAND …"),
        "",
        told(purpose),
        "",
        *(f"  {name:<{width}}  {told(what)}" for name, (_, what) in COMMANDS.items()),
        "",
        *_wrapped(told(more), WIDTH),
        "",
        told(said("examples:")),
        "  checker check docs/examples/casthouse",
        "  checker rules cgmc-low-carbon",
    ]
    return "\n".join(lines) + "\n"


def _no_such_command(arguments: list[str]) -> int:
    from checker.diagnostic.nearest import nearest
    from checker.diagnostic.render import printable

    name = " ".join(arguments[:2]) if arguments[0] in ("init", "pack") else arguments[0]
    if name in LATER:
        refuse(said("`checker {name}` is not available yet in this version", name=name))
        return USAGE
    if arguments[0] in ("init", "pack") and arguments[1:2] in (["-h"], ["--help"]):
        shown = [command for command in COMMANDS if command.startswith(arguments[0] + " ")]
        for command in shown:
            print(f"checker {command:<12}  {told(COMMANDS[command][1])}")
        print()
        tell(said("examples:"))
        examples = [f"  checker {command} --help" for command in shown]
        print("\n".join([*examples, f"  checker help {shown[0]}"][:2]))
        return OK
    if name in ("init", "pack"):
        known = [command for command in COMMANDS if command.startswith(name + " ")]
        refuse(
            said("`checker {name}` needs one more word: {words}", name=name, words=", ".join(known))
        )
        return USAGE
    near = nearest(name, COMMANDS)
    shown_name = printable(name[:60])
    if near:
        refuse(
            said(
                "there is no command `{name}`; did you mean `checker {near}`?",
                name=shown_name,
                near=near,
            )
        )
    else:
        refuse(
            said(
                "there is no command `{name}`; `checker --help` lists the commands", name=shown_name
            )
        )
    return USAGE


def _show_mistakes(error: InputError, arguments: Sequence[str]) -> None:
    from checker.cli.terminal import has_colour
    from checker.diagnostic import render

    if _wants_json(arguments):
        import json

        plain = {"errors": [render.to_plain(found, language()) for found in error.diagnostics]}
        remark(json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True))
    elif "-q" in arguments or "--quiet" in arguments:
        for found in error.diagnostics:
            remark(render.one_line(found, language()))
    else:
        colour = has_colour(sys.stderr)
        text = render.render(error.diagnostics, colour=colour, lang=language())
        remark(text.rstrip("\n"))


def _wants_json(arguments: Sequence[str]) -> bool:
    pairs = zip(arguments, [*arguments[1:], ""], strict=True)
    return "--format=json" in arguments or ("--format", "json") in pairs
