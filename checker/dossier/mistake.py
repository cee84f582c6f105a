"""The mistakes of one dossier, gathered until all of it has been read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.model.limit import LIMITS
from checker.model.said import said

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


Hint = str | Callable[[], str | None] | None


class Mistake:
    """What is wrong with a piece of text, before anyone said where it stands.

    `hint` may be given as a function: to look for the nearest name takes longer than to find the
    mistake, and of a million mistakes only the first are shown.
    """

    __slots__ = ("_hint", "code", "have", "message", "want")

    def __init__(
        self,
        code: str,
        message: str,
        *,
        have: str | None = None,
        want: str | None = None,
        hint: Hint = None,
    ) -> None:
        self.code = code
        self.message = message
        self.have = have
        self.want = want
        self._hint = hint

    @property
    def hint(self) -> str | None:
        """What is likely right, or None."""
        if self._hint is not None and not isinstance(self._hint, str):
            self._hint = self._hint()
        return self._hint

    @hint.setter
    def hint(self, hint: Hint) -> None:
        self._hint = hint

    def __repr__(self) -> str:
        return f"Mistake({self.code!r}, {self.message!r})"


class Found:
    """A mistake and its place."""

    __slots__ = ("length", "mistake", "origin")

    def __init__(self, origin: Origin, mistake: Mistake, length: int) -> None:
        self.origin = origin
        self.mistake = mistake
        self.length = length

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order as the diagnostics will be ordered."""
        at, what = self.origin, self.mistake
        return (at.file, at.line or 0, at.column or 0, what.code, what.message)


class Mistakes:
    """Collects mistakes; beyond a bound it only counts.

    `prefix` goes before every file's name, so that people can open the place from where they stand.
    `sources` holds the texts that excerpts are taken from, by the name of the file.
    """

    __slots__ = ("_counted", "found", "prefix", "sources")

    def __init__(self, prefix: str = "") -> None:
        self.prefix = prefix
        self.found: list[Found] = []
        self.sources: dict[str, Source] = {}
        self._counted = 0

    def __bool__(self) -> bool:
        return bool(self.found)

    def count(self, more: int) -> None:
        """Add mistakes that are not worth an entry each."""
        self._counted += more

    def add(self, origin: Origin, mistake: Mistake, *, length: int = 1) -> None:
        """Note a mistake at its place."""
        if len(self.found) < 20 * LIMITS.ERRORS_SHOWN:
            self.found.append(Found(origin, mistake, max(1, length)))
        else:
            self._counted += 1

    def error(self) -> InputError:
        """Return the error that carries them: the first by place, and how many are left."""
        found = sorted(self.found, key=Found.sort_key)
        total = len(found) + self._counted
        shown = found[: LIMITS.ERRORS_SHOWN]
        diagnostics = [self._diagnostic(one) for one in shown]
        if total > len(shown):
            diagnostics.append(
                Diagnostic(
                    "more-errors",
                    said(
                        "{total} mistakes in all: {n} are shown, {left} are not",
                        total=total,
                        n=len(shown),
                        left=total - len(shown),
                    ),
                )
            )
        return InputError(diagnostics)

    def _diagnostic(self, found: Found) -> Diagnostic:
        origin, mistake = found.origin, found.mistake
        excerpt = None
        if origin.cell is None and origin.line is not None and origin.file in self.sources:
            excerpt = self.sources[origin.file].line(origin.line)
            if len(excerpt) > _EXCERPT_CHARS:
                excerpt = None
        return Diagnostic(
            mistake.code,
            mistake.message,
            file=self.prefix + origin.file,
            line=origin.line,
            column=origin.column,
            length=found.length,
            cell=None if origin.cell is None else f"{origin.sheet}!{origin.cell}",
            have=mistake.have,
            want=mistake.want,
            hint=mistake.hint,
            excerpt=excerpt,
        )
