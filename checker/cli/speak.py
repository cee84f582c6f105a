"""What a command says to people, in the language of `--lang`."""

from __future__ import annotations

import sys

from checker.model.said import said
from checker.model.translation import translate

_language = "en"


def speak(lang: str) -> None:
    """Say all that follows in a language; what it lacks stays English."""
    global _language
    _language = lang


def language() -> str:
    """Return the language of all that is said."""
    return _language


def told(text: str) -> str:
    """Return a text of ours in the language of all that is said."""
    return translate(text, _language)


def tell(text: str, *, end: str = "\n") -> None:
    """Print a text of ours on stdout."""
    print(told(text), end=end)


def remark(text: str) -> None:
    """Print a text of ours on stderr; a stream that is gone is no error."""
    if sys.stderr is None:
        return
    try:
        print(told(text), file=sys.stderr)
    except OSError:
        return


def refuse(message: str) -> None:
    """Print on stderr what is wrong with a call."""
    remark(said("error: {message}", message=_as_said(message)))


def _as_said(text: str) -> str:
    """Return a plain text of ours as one that is translated inside another."""
    from checker.model.said import Said

    return text if isinstance(text, Said) else said("{text}", text=told(text))
