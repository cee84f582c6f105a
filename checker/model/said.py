"""What we say, as English text that remembers how it was put together, so that it can be translated.

A sentence with values in it is written once, as `said("`{name}` is no name of a pack", name=name)`.
It is a plain text to all who only print it; a surface in another language looks up `template` and
fills in `values`, each of which can be such a text itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

_PLACEHOLDER = re.compile(r"\{([a-z][a-z_0-9]*)\}")


class Said(str):
    """English text, the template that it was made from, and what was filled in."""

    __slots__ = ("template", "values")

    template: str
    values: dict[str, str]


def said(template: str, /, **values: object) -> str:
    """Return the text of a template whose `{name}` are filled in.

    Args:
        template: an English sentence or phrase; the key under which translations are found.
        values: by name; a text that comes from `said` is translated too, any other is shown as it is.

    Raises:
        KeyError: the template names a value that is not given. Only our own mistake can cause this.
    """
    texts = {
        name: value if isinstance(value, str) else str(value) for name, value in values.items()
    }
    text = Said(fill(template, texts))
    text.template = template
    text.values = texts
    return text


class Joined(Said):
    """Texts side by side; `template` is what stands between them, `last` what stands before the last."""

    __slots__ = ("last", "parts")

    parts: tuple[str, ...]
    last: str


def joined(parts: Iterable[str], between: str = ", ", last: str | None = None) -> str:
    """Return texts side by side, in a form that can be translated: "a, b, c".

    Args:
        parts: any number; one alone comes back as it is, none as an empty text.
        between: what stands between two of them: `, `, ` and `, ` or `, `; a key of translations.
        last: what stands before the last of several where that differs: "a, b or c".
    """
    texts = tuple(parts)
    if len(texts) < 2:
        return texts[0] if texts else ""
    ends = between if last is None else last
    text = Joined(between.join(texts[:-1]) + ends + texts[-1])
    text.template, text.last, text.parts, text.values = between, ends, texts, {}
    return text


def to_plain(text: str) -> Any:
    """Return a text as JSON can hold it, so that it is still known how it was put together."""
    if isinstance(text, Said) and not isinstance(text, Joined):
        values = {name: to_plain(value) for name, value in text.values.items()}
        return {"said": text.template, "values": values}
    return str(text)


def from_plain(plain: Any) -> str:
    """Return the text that `to_plain` wrote."""
    if isinstance(plain, str):
        return plain
    return said(plain["said"], **{name: from_plain(one) for name, one in plain["values"].items()})


def fill(template: str, values: dict[str, str]) -> str:
    """Return a template with its `{name}` filled: no format codes, no look into what is given."""
    return _PLACEHOLDER.sub(lambda match: values[match[1]], template)
