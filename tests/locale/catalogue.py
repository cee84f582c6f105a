"""The catalogues in checker/locale: written from our source, compiled, and checked."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.locale.extract import ROOT, extract

if TYPE_CHECKING:
    from pathlib import Path

    from tests.locale.extract import Key

# One day for all, so that the same texts are the same bytes.
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
_PLACEHOLDER = re.compile(r"\{[a-z_][a-z_0-9]*\}|%\([a-z_]+\)[rs]|%[rs]")
_HEADER = """\
# What checker says in {lang}. Phrases of our documents stand under their key, all else under its English.
# `pytest tests/locale --update` adds what is new, drops what nobody says any more, and compiles the file.
#
msgid ""
msgstr ""
"Language: {lang}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def path_of(lang: str, kind: str = "po") -> Path:
    return ROOT / "checker" / "locale" / lang / "LC_MESSAGES" / f"checker.{kind}"


def read(lang: str) -> dict[Key, str]:
    """Return the translations of a language."""
    with path_of(lang).open("rb") as file:
        catalogue = read_po(file, locale=lang, abort_invalid=True)
    return {
        (message.context, str(message.id)): str(message.string)
        for message in catalogue
        if message.id
    }


def written(lang: str, known: dict[Key, str]) -> tuple[str, bytes]:
    """Return a catalogue of all that is said today, as text and compiled."""
    whole, filled = (Catalog(lang, creation_date=_DAY, revision_date=_DAY) for _ in range(2))
    for (context, english), file in extract().items():
        text = known.get((context, english), "")
        whole.add(english, text, context=context, locations=[(file, None)])
        if text:
            filled.add(english, text, context=context)
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, whole, width=100, omit_header=True)
    write_mo(mo, filled)
    return _HEADER.format(lang=lang) + po.getvalue().decode().rstrip("\n") + "\n", mo.getvalue()


def placeholders(text: str) -> list[str]:
    """Return what is filled in, sorted."""
    return sorted(set(_PLACEHOLDER.findall(text)))
