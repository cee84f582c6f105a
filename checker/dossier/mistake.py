"""The mistakes of one dossier, gathered until all of it has been read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.limit import LIMITS

if TYPE_CHECKING:
    from checker.model.source import Origin, Source

_EXCERPT_CHARS = 300


def quote(text: str) -> str:
    """Return foreign text in backticks, cut, with its controls made visible."""
    cut = text[:57] + "…" if len(text) > 60 else text
    if not cut.isprintable():
        cut = "".join(
            c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii")
            for c in cut
        )
    return f"`{cut}`"


class Mistake:
    """What is wrong with a piece of text, before anyone said where it stands."""

    __slots__ = ("code", "have", "hint", "message", "want")

    def __init__(
        self,
        code: str,
        message: str,
        *,
        have: str | None = None,
        want: str | None = None,
        hint: str | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.have = have
        self.want = want
        self.hint = hint

    def __repr__(self) -> str:
        return f"Mistake({self.code!r}, {self.message!r})"


class Mistakes:
    """Collects diagnostics; beyond a bound it only counts.

    `prefix` goes before every file's name, so that people can open the place from where they stand.
    `sources` holds the texts that excerpts are taken from, by the name of the file.
    """

    __slots__ = ("_counted", "found", "prefix", "sources")

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.found: list[Diagnostic] = []
        self.sources: dict[str, Source] = {}
        self._counted = 0

    def __bool__(self) -> bool:
        return bool(self.found)

    @property
    def full(self) -> bool:
        """Whether a further mistake would only be counted."""
        return len(self.found) >= 20 * LIMITS.ERRORS_SHOWN

    def count(self, more: int) -> None:
        """Add mistakes that are not worth a diagnostic each."""
        self._counted += more

    def add(self, origin: Origin, mistake: Mistake, *, length: int = 1) -> None:
        """Note a mistake at its place."""
        if self.full:
            self._counted += 1
            return
        excerpt = None
        if origin.cell is None and origin.line is not None and origin.file in self.sources:
            excerpt = self.sources[origin.file].line(origin.line)
            if len(excerpt) > _EXCERPT_CHARS:
                excerpt = None
        self.found.append(
            Diagnostic(
                mistake.code,
                mistake.message,
                file=self.prefix + origin.file,
                line=origin.line,
                column=origin.column,
                length=max(1, length),
                cell=None if origin.cell is None else f"{origin.sheet}!{origin.cell}",
                have=mistake.have,
                want=mistake.want,
                hint=mistake.hint,
                excerpt=excerpt,
            )
        )

    def error(self) -> InputError:
        """Return the error that carries them: the first by place, and how many are left."""
        found = sorted(self.found, key=Diagnostic.sort_key)
        total = len(found) + self._counted
        if total > LIMITS.ERRORS_SHOWN:
            found = found[: LIMITS.ERRORS_SHOWN]
            more = total - len(found)
            found.append(
                Diagnostic(
                    "more-errors",
                    f"{total} mistakes in all: {len(found)} are shown, and {more} more are not",
                    file=None,
                )
            )
        return InputError(found)
