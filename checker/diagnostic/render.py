"""How mistakes are shown: with the line and a caret under it, on one line, or as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.model.limit import LIMITS
from checker.model.said import joined, said
from checker.model.translation import translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.diagnostic.diagnostic import Diagnostic

WIDTH = 80
_MORE = "more-errors"
_COLON = said(": ")
_ERROR, _HAVE, _WANT, _HINT = said("error"), said("have"), said("want"), said("hint")
_RED, _BOLD, _BLUE, _PLAIN = "\x1b[1;31m", "\x1b[1m", "\x1b[34m", "\x1b[0m"


def render(
    diagnostics: Sequence[Diagnostic],
    *,
    colour: bool = False,
    shown: int | None = None,
    lang: str = "en",
) -> str:
    """Return mistakes as text for a terminal, one after the other, in their order.

    Args:
        diagnostics: as an `InputError` holds them.
        colour: with the marks of a terminal.
        shown: at most so many; how many are left is said. ERRORS_SHOWN when it is not given.
        lang: the language of our own words.

    Returns:
        Lines, the last one with its end; empty without mistakes.
    """
    most = LIMITS.ERRORS_SHOWN if shown is None else shown
    found = [one for one in diagnostics if one.code != _MORE]
    parts = [with_caret(one, colour=colour, lang=lang) for one in found[:most]]
    parts += [
        f"{printable(translate(one.message, lang))}\n" for one in diagnostics if one.code == _MORE
    ]
    left = len(found) - most
    if left > 0:
        more = said("and {n} more mistake", n=left)
        if left > 1:
            more = said("and {n} more mistakes", n=left)
        parts.append(f"{translate(more, lang)}\n")
    return "\n".join(parts)


def with_caret(
    found: Diagnostic, *, colour: bool = False, lang: str = "en", word: str = _ERROR
) -> str:
    """Return one mistake with its line, a caret under what is to blame, and what would be right.

    `word` says how severe it is: an error, or less.
    """
    red, bold, blue, plain = (_RED, _BOLD, _BLUE, _PLAIN) if colour else ("", "", "", "")
    error, message = translate(word, lang), cut(translate(found.message, lang))
    colon = translate(_COLON, lang)
    lines = [f"{red}{error}[{found.code}]{plain}{bold}{colon}{message}{plain}"]
    number = "" if found.line is None or found.excerpt is None else str(found.line)
    gutter = " " * len(number)
    if found.file:
        lines.append(f"{gutter}{blue}-->{plain} {printable(found.place)}")
    if number and found.excerpt is not None:
        text, start, length = _window(found.excerpt, found.column or 1, found.length, len(number))
        lines += [
            f"{gutter} {blue}|{plain}",
            f"{blue}{number} |{plain} {text}".rstrip(),
            f"{gutter} {blue}|{plain} {' ' * start}{red}{'^' * length}{plain}",
        ]
    for label, text in _labelled(found, lang):
        lines.append(f"{gutter}    {blue}{label}{colon.rstrip()}{plain}{colon[1:]}{cut(text)}")
    return "\n".join(lines) + "\n"


def in_lines(found: Diagnostic, lang: str = "en") -> str:
    """Return one mistake without its place: what is wrong, and on lines of their own what would be right."""
    colon = translate(_COLON, lang)
    lines = [f"{label}{colon}{cut(text)}" for label, text in _labelled(found, lang)]
    return "\n".join([cut(translate(found.message, lang)), *lines])


def one_line(found: Diagnostic, lang: str = "en", *, word: str = _ERROR) -> str:
    """Return one mistake on one line: `error: FILE:LINE:COLUMN: what, expected, hint`."""
    parts = [cut(translate(found.message, lang))]
    colon = translate(_COLON, lang)
    parts += [f"{label}{colon}{cut(text)}" for label, text in _labelled(found, lang)]
    place = f"{printable(found.place)}{colon}" if found.file else ""
    head = f"{translate(word, lang)}[{found.code}]{colon}{place}"
    return head + translate(joined(parts, "; "), lang)


def _labelled(found: Diagnostic, lang: str) -> list[tuple[str, str]]:
    """Return what was found, what is wanted and what is likely meant, as far as it is known."""
    told = ((_HAVE, found.have), (_WANT, found.want), (_HINT, found.hint))
    return [(translate(label, lang), translate(text, lang)) for label, text in told if text]


def to_plain(found: Diagnostic, lang: str = "en") -> dict[str, Any]:
    """Return one mistake as JSON can hold it; what is not known is left out."""
    have, want, hint = (
        text and translate(text, lang) for text in (found.have, found.want, found.hint)
    )
    plain = {
        "code": found.code,
        "message": translate(found.message, lang),
        "file": found.file,
        "line": found.line,
        "column": found.column,
        "length": found.length if found.line is not None else None,
        "cell": found.cell,
        "have": have,
        "want": want,
        "hint": hint,
    }
    return {name: value for name, value in plain.items() if value is not None}


def printable(text: str) -> str:
    r"""Return a text whose controls are shown as `\x1b`: a value never steers the terminal."""
    if text.isprintable():
        return text
    return "".join(
        character
        if character.isprintable()
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text
    )


def cut(text: str) -> str:
    """Return a text that can be printed, no longer than a message may be."""
    shown = printable(text)
    most = LIMITS.MESSAGE_CHARS
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def cells(text: str) -> int:
    """Return how many cells of a terminal a text takes: 电 takes two, a combining mark none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1
        for character in text
    )


def _window(line: str, column: int, length: int, gutter: int) -> tuple[str, int, int]:
    """Return the part of a line that fits, and where the caret starts and ends, in cells."""
    characters = [_cell_text(character) for character in line]
    at = min(max(column - 1, 0), len(characters))
    end = min(at + max(length, 1), len(characters))
    room = WIDTH - gutter - 4
    first, last = 0, len(characters)
    if sum(map(cells, characters)) > room:
        # Some context before the caret, and as much after it as fits.
        first = at
        while first > 0 and sum(map(cells, characters[first - 1 : at])) <= room // 3:
            first -= 1
        last = first
        while last < len(characters) and sum(map(cells, characters[first : last + 1])) <= room - 2:
            last += 1
    before = "…" if first else ""
    after = "…" if last < len(characters) else ""
    text = before + "".join(characters[first:last]) + after
    start = cells(before) + sum(map(cells, characters[first:at]))
    width = sum(map(cells, characters[at : min(end, last)]))
    return text, start, max(width, 1)


def _cell_text(character: str) -> str:
    return "    " if character == "\t" else printable(character)
