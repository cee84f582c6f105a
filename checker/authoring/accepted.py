"""The changes of a pack that no case can notice, or need notice, each with the reason: `mutants.yaml`.

    - at: rule composition.non-green-cap
      change: all_inputs above 0 t → all_inputs at least 0 t
      nth: 2                                  # of those in the item that read alike; 1 when left out
      reason: "An empty furnace has no cap either way: zero of zero is within it."

The text of a change is that of its item in the one way it is formatted, so that lines can move.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, decode_utf8, parse_text
from checker.model.said import said
from checker.model.source import Source
from checker.pack.folder import shown_name

if TYPE_CHECKING:
    from checker.authoring.change import Key
    from checker.pack.find import Candidate

FILE = "mutants.yaml"
_KEYS = ("at", "change", "nth", "reason")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A change that may go unnoticed, and why; `file` and `line` say where that is written."""

    key: Key
    reason: str
    file: str
    line: int


def read_accepted(pack: Candidate) -> dict[Key, Acceptance]:
    """Return the changes that a pack accepts; none where it has no such file.

    Raises:
        InputError: with every mistake of the file.
    """
    data = pack.files.get(FILE)
    shown = f"{shown_name(pack.folder)}/{FILE}"
    if data is None:
        return {}
    mistakes = Mistakes()
    text = decode_utf8(data, shown, mistakes)
    root = None if text is None else parse_text(text, shown, mistakes)
    if mistakes:
        raise mistakes.error()
    reader = _Reader(Source(shown, text or ""))
    if root is not None and not isinstance(root, Sequence):
        reader.note(root, "the file is a list of changes", want="`- at: …`")
    elif root is not None:
        for node in root.items:
            reader.entry(node)
    if reader.found:
        raise InputError(reader.found)
    return reader.accepted


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.accepted: dict[Key, Acceptance] = {}

    def note(
        self, node: Node, message: str, *, want: str | None = None, hint: str | None = None
    ) -> None:
        self.found.append(
            Diagnostic(
                "mutant-form",
                message,
                file=self.source.name,
                line=node.line,
                column=node.column,
                excerpt=self.source.line(node.line),
                want=want,
                hint=hint,
            )
        )

    def entry(self, node: Node) -> None:
        """Take in one change."""
        if not isinstance(node, Mapping):
            self.note(node, "an accepted change is a mapping", want="`at`, `change` and `reason`")
            return
        before = len(self.found)
        for key, (_, value) in node.entries.items():
            if key not in _KEYS:
                message = said("{key} is no part of an accepted change", key=quote(key))
                self.note(value, message, want=", ".join(_KEYS), hint=nearest(key, _KEYS))
        at = self.text(node, "at", "`rule NAME`, `define NAME`, `column TABLE.NAME`, …")
        change = self.text(node, "change", "`OLD → NEW`, as `pack test --mutate` prints it")
        reason = self.text(node, "reason", "why no case can notice it, in a sentence")
        nth = node.get("nth")
        number = nth.text if isinstance(nth, Scalar) else "1" if nth is None else ""
        if not number.isascii() or not number.isdigit() or not 0 < len(number) < 5 or number == "0":
            self.note(nth or node, "`nth` is a whole number from 1 on")
        if len(self.found) > before:
            return
        key_of = (" ".join(at.split()), " ".join(change.replace("->", "→").split()), int(number))
        if key_of in self.accepted:
            line = self.accepted[key_of].line
            self.note(node, said("this change stands in line {line} already", line=line))
            return
        self.accepted[key_of] = Acceptance(key_of, reason, self.source.name, node.line)

    def text(self, node: Mapping, key: str, want: str) -> str:
        value = node.get(key)
        if isinstance(value, Scalar) and value.text.strip():
            return value.text.strip()
        self.note(
            node if value is None else value,
            said("an accepted change has no {key}", key=quote(key)),
            want=want,
        )
        return ""
