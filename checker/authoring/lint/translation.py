"""Texts of a pack that lack their translation; what a translation gets wrong is a mistake already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.authoring.lint.finding import Finding
from checker.diagnostic.diagnostic import Diagnostic
from checker.model.said import said
from checker.pack.folder import shown_name
from checker.pack.texts import gaps, languages_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from checker.authoring.lint.written import Written


def translation_findings(written: Written, used: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Return the texts without a translation, in each language in which the pack has some.

    Args:
        written: the pack.
        used: the compiled packs that it uses.
    """
    pack = written.pack
    folder = shown_name(written.candidate.folder)
    found: list[Finding] = []
    for lang in languages_of(pack):
        for gap in gaps(pack, used, lang):
            code = "translation-stale" if gap.stale else "translation-missing"
            if gap.stale:
                message = said(
                    "`{name}` was written anew after it was put into {lang}",
                    name=gap.name,
                    lang=lang,
                )
            else:
                message = said("`{name}` has no text in {lang}", name=gap.name, lang=lang)
            mark = Diagnostic(
                code,
                message,
                file=f"{folder}/texts/{lang}.yaml",
                line=1,
                column=1,
                have=gap.english,
                hint=said(
                    "`checker pack texts {folder} --lang {lang}` writes the file anew with a blank for it",
                    folder=folder,
                    lang=lang,
                ),
            )
            found.append(Finding(pack["name"], gap.name, mark))
    return found
