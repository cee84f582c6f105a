"""A user's mistake as a value, and the errors that carry such values to a surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Diagnostic:
    """One mistake: what is wrong, where, and what would be right.

    `code` names the page in `docs/errors/`. `message` is one sentence in the user's words, without a
    capital or a full stop, input in backticks. `line` and `column` count characters from 1;
    `length` is how many characters the caret covers. `have`, `want` and `hint` where they are known.
    `cell` ("出入库!C14") takes the place of line and column in a workbook. `excerpt` is the line of
    text to show under the message.
    """

    __slots__ = (
        "cell",
        "code",
        "column",
        "excerpt",
        "file",
        "have",
        "hint",
        "length",
        "line",
        "message",
        "want",
    )

    def __init__(
        self,
        code: str,
        message: str,
        *,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        length: int = 1,
        cell: str | None = None,
        have: str | None = None,
        want: str | None = None,
        hint: str | None = None,
        excerpt: str | None = None,
    ) -> None:
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
        self.length = length
        self.cell = cell
        self.have = have
        self.want = want
        self.hint = hint
        self.excerpt = excerpt

    @property
    def place(self) -> str:
        """Where it is: `file:line:column`, or as much of that as is known."""
        if self.cell is not None:
            return f"{self.file} {self.cell}"
        parts = [self.file or ""]
        if self.line is not None:
            parts += [str(self.line), str(self.column or 1)]
        return ":".join(parts)

    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Order by place, then by code and message: the same bytes for the same mistakes."""
        return (self.file or "", self.line or 0, self.column or 0, self.code, self.message)

    def __repr__(self) -> str:
        return f"Diagnostic({self.code!r}, {self.place!r}, {self.message!r})"


class InputError(Exception):
    """A dossier, a pack or a call is at fault; carries every mistake that was found.

    A surface shows `diagnostics` and ends with exit code 2.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(
            sorted(diagnostics, key=Diagnostic.sort_key)
        )
        first = self.diagnostics[0] if self.diagnostics else None
        super().__init__(f"{first.place}: {first.message}" if first else "invalid input")


class OutputError(Exception):
    """An output could not be written; exit code 4."""
