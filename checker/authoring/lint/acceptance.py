"""Findings that a pack accepts, each with the reason: its file `lint.yaml`.

- code: never-violated
  at: TA-E4.global-standard
  reason: "The briefing asks this of policymakers; no dossier is theirs."
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.authoring.lint.finding import CODES, Finding
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.diagnostic.nearest import nearest
from checker.dossier.mistake import Mistakes, quote
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence, decode_utf8, parse_text
from checker.model.said import said
from checker.model.source import Source
from checker.pack.folder import shown_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from checker.pack.find import Candidate

FILE = "lint.yaml"
_KEYS = ("code", "at", "reason")


class Acceptance:
    """One kind of finding about one rule or name that is accepted, and why."""

    __slots__ = ("at", "code", "column", "line", "reason", "used")

    def __init__(self, code: str, at: str, reason: str, line: int, column: int) -> None:
        self.code = code
        self.at = at
        self.reason = reason
        self.line = line
        self.column = column
        self.used = False


def read_acceptances(pack: Candidate) -> list[Acceptance]:
    """Return what a pack accepts, in the order in which it is written; nothing without the file.

    Raises:
        InputError: with every mistake of the file.
    """
    data = pack.files.get(FILE)
    if data is None:
        return []
    shown = f"{shown_name(pack.folder)}/{FILE}"
    mistakes = Mistakes()
    text = decode_utf8(data, shown, mistakes)
    root = None if text is None else parse_text(text, shown, mistakes)
    if mistakes:
        raise mistakes.error()
    reader = _Reader(Source(shown, text or ""))
    if isinstance(root, Sequence):
        for node in root.items:
            reader.entry(node)
    elif not (root is None or (isinstance(root, Scalar) and not root.text.strip())):
        reader.note((root.line, root.column), "the file is a list", want="`- code: …`")
    if reader.found:
        raise InputError(reader.found)
    return reader.accepted


def accept(
    pack: Candidate, findings: Iterable[Finding], accepted: list[Acceptance]
) -> list[Finding]:
    """Give the findings that are accepted their reason; return what acceptances match nothing."""
    by_key = {(one.code, one.at): one for one in accepted}
    for finding in findings:
        one = by_key.get((finding.code, finding.at))
        if one is not None:
            one.used = True
            finding.reason = one.reason
    source = Source(
        f"{shown_name(pack.folder)}/{FILE}", pack.files.get(FILE, b"").decode("utf-8", "replace")
    )
    return [
        Finding(
            pack.name,
            one.at,
            Diagnostic(
                "needless-acceptance",
                said("`{code}` is not found at `{at}`", code=one.code, at=one.at),
                file=source.name,
                line=one.line,
                column=one.column,
                length=len(one.at),
                excerpt=source.line(one.line),
                hint="take the entry out",
            ),
        )
        for one in accepted
        if not one.used
    ]


class _Reader:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.found: list[Diagnostic] = []
        self.accepted: list[Acceptance] = []

    def note(
        self,
        place: tuple[int, int],
        message: str,
        *,
        length: int = 1,
        want: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.found.append(
            Diagnostic(
                "acceptance-form",
                message,
                file=self.source.name,
                line=place[0],
                column=place[1],
                length=length,
                excerpt=self.source.line(place[0]),
                want=want,
                hint=hint,
            )
        )

    def entry(self, node: Node) -> None:
        """Take in one acceptance."""
        if not isinstance(node, Mapping):
            self.note(
                (node.line, node.column),
                "an acceptance has a code, a place and a reason",
                want="`code`, `at` and `reason`",
            )
            return
        before = len(self.found)
        for key in node.entries:
            if key not in _KEYS:
                self.note(
                    node.place_of(key),
                    said("{key} is no part of an acceptance", key=quote(key)),
                    length=len(key),
                    want=", ".join(_KEYS),
                    hint=nearest(key, _KEYS),
                )
        code = self.text(node, "code", "a code that `checker pack lint` shows")
        at = self.text(node, "at", "the rule or the name that the finding is about")
        reason = self.text(node, "reason", "why this is as it should be, in a sentence")
        if code and code not in CODES:
            value = node.entries["code"][1]
            self.note(
                (value.line, value.column),
                said("lint has no code {code}", code=quote(code)),
                length=len(code),
                hint=nearest(code, CODES),
            )
        if code == "needless-acceptance":
            value = node.entries["code"][1]
            self.note(
                (value.line, value.column),
                "an acceptance that matches nothing is taken out, not accepted",
                length=len(code),
            )
        if any((one.code, one.at) == (code, at) for one in self.accepted):
            self.note((node.line, node.column), "this acceptance stands twice")
        if len(self.found) == before:
            value = node.entries["at"][1]
            self.accepted.append(Acceptance(code, at, reason, value.line, value.column))

    def text(self, node: Mapping, key: str, want: str) -> str:
        value = node.get(key)
        if isinstance(value, Scalar) and value.text.strip():
            return value.text.strip()
        place = (node.line, node.column) if value is None else (value.line, value.column)
        self.note(place, said("an acceptance has no {key}", key=quote(key)), want=want)
        return ""
