"""Checks a claim about low-carbon aluminium against the rules of its standards.

    assessment = checker.check("docs/examples/casthouse", packs=["cgmc-low-carbon ~=1.0"])
    for result in assessment.results:
        print(result.verdict, result.rule, result.message)
    Path("report.html").write_text(checker.render(assessment, "html"), encoding="utf-8")

The tree is one path, text → syntax → pack → plan → verdict → report → surfaces; the dossier joins at the
plan. A folder is named for what it makes, and imports only what stands above it here:

    resources.py   where packs and templates lie, and the version
    model/         values that all share: places, units, types, expressions, packs, dossiers
    diagnostic/    a user's mistake as a value, and how it is shown
    syntax/        what was written, untyped: the grammar, text → tree, tree → text
    pack/          a checked pack: found, read, typed, compiled, kept
    dossier/       facts and tables with their origins; beside pack/, not after it
    plan/          what to compute for some packs
    engine/        tables as a rule sees them
    verdict/       an assessment; no I/O, no clock
    report/        documents, from an assessment and nothing else
    pipeline.py    check(): the whole path on one page, behind every surface
    authoring/     for those who write packs: cases, lint, starts, schemas, handbooks
    lsp/           what an editor asks about rule files: a language server
    cli/           the command: main.py, and a module for each command, loaded when called

Nothing is public but what `__all__` names. A user's mistakes come as one `InputError` with all of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker import resources

if TYPE_CHECKING:
    from checker.diagnostic.diagnostic import Diagnostic, InputError
    from checker.model.assessment import Assessment, Result, Verdict
    from checker.model.dossier import Dossier
    from checker.pipeline import check, load_dossier, load_pack, render

__version__ = resources.VERSION

__all__ = [
    "Assessment",
    "Diagnostic",
    "Dossier",
    "InputError",
    "Result",
    "Verdict",
    "__version__",
    "check",
    "load_dossier",
    "load_pack",
    "render",
]

_HOMES = {
    "Assessment": "checker.model.assessment",
    "Diagnostic": "checker.diagnostic.diagnostic",
    "Dossier": "checker.model.dossier",
    "InputError": "checker.diagnostic.diagnostic",
    "Result": "checker.model.assessment",
    "Verdict": "checker.model.assessment",
    "check": "checker.pipeline",
    "load_dossier": "checker.pipeline",
    "load_pack": "checker.pipeline",
    "render": "checker.pipeline",
}


def __getattr__(name: str) -> Any:
    # Loaded when asked for: a command that needs no engine pays for none.
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'checker' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
