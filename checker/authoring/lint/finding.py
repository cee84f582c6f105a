"""What lint can find, as values: each kind has a code, and a page in `docs/lint/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic

if TYPE_CHECKING:
    from checker.authoring.lint.written import Written

# Every code, with what it says of a pack, in the order of the index of `docs/lint/`.
CODES = {
    "never-violated": "a rule that no claim can violate",
    "never-passes": "a rule that no claim can pass",
    "never-applies": "a rule that applies to no claim",
    "contradictory-rules": "two rules that no claim can both pass",
    "duplicate-rule": "a rule that asks what another asks already",
    "dead-condition": "a condition or a case that never holds where it stands",
    "needless-condition": "a condition that always holds where it stands",
    "unguarded-total": "a share of a total that can be zero, so that nothing passes as everything",
    "parameter-starts-late": "a parameter without a value on the first days of a rule",
    "parameter-ends": "a parameter whose last value ends",
    "parameter-open": "a parameter with a value that is not settled",
    "unused-fact": "a fact, table or column that no rule reads",
    "unused-name": "a parameter, reading, define, let, word list or standard that nothing uses",
    "confusable-names": "two names that are easily taken for each other",
    "no-cases": "a pack with rules and without cases",
    "untested-verdict": "a verdict of a rule that no case expects",
    "untested-limit": "a limit that no case tests just below, at and just above",
    "fact-in-no-case": "a fact or column that a rule reads and no case sets",
    "identifier-in-message": "a message that shows a name of the dossier in place of words",
    "message-without-value": "a message whose value can be unknown when the rule is violated",
    "translation-missing": "a text that has no translation in a language of the pack",
    "translation-stale": "a translation of an older wording of its text",
    "needless-acceptance": "an acceptance of something that is no longer found",
}


def page_of(code: str) -> str:
    """Return the page of a code, in the repository."""
    return f"docs/lint/{code}.md"


class Finding:
    """One thing that lint found.

    `at` names what it is about, as `lint.yaml` names it: a rule, or a declared name. `mark` is the place
    and the words. `reason` is why it was accepted, None while it is open.
    """

    __slots__ = ("at", "mark", "pack", "reason")

    def __init__(self, pack: str, at: str, mark: Diagnostic) -> None:
        self.pack = pack
        self.at = at
        self.mark = mark
        self.reason: str | None = None

    @property
    def code(self) -> str:
        """What kind of finding it is."""
        return self.mark.code


def found_at(
    written: Written,
    code: str,
    at: str,
    file: str,
    span: tuple[int, int],
    message: str,
    *,
    have: str | None = None,
    want: str | None = None,
    hint: str | None = None,
) -> Finding:
    """Return a finding about some characters of a rule file.

    Args:
        written: the pack as it is written.
        code: one of CODES.
        at: the rule or the name that it is about.
        file: the rule file, by its path in the pack.
        span: first character, and the one after the last.
        message: what is wrong.
        have: what was found, where that says more.
        want: what would be right.
        hint: how to get there.
    """
    source = written.sources[file]
    line, column = source.place(span[0])
    excerpt = source.line(line)
    length = max(1, min(span[1] - span[0], len(excerpt) - column + 1))
    mark = Diagnostic(
        code,
        message,
        file=source.name,
        line=line,
        column=column,
        length=length,
        have=have,
        want=want,
        hint=hint,
        excerpt=excerpt,
    )
    return Finding(written.pack["name"], at, mark)
