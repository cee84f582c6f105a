"""A comparison of two versions of a pack as text, JSON or Markdown.

The JSON, its keys sorted, holds

    form        1
    pack        the name of the pack
    old, new    {named, version, sha256}: how each was named, what its `pack.yaml` calls it, its digest
    needs       {bump, version, reasons: [{bump, text}]}: NOTHING, PATCH, MINOR or MAJOR, and the lowest
                release that says as much
    enough      whether the new version says as much
    dossiers    {checked, given, silent: [{place, dossier, count, mistake}]}: how many were checked, how
                many of them were given, and those that say nothing, one for each mistake
    verdicts    [{rule, old, new, rows, count, through, witness: {place, dossier, subject, old, new,
                message: {old, new}}}]; `rule` is null for the verdict over all, `rows` says that rows
                of the rule alone came out otherwise, `through` names the used pack that did it
    refused     [{by, count, through, mistake, witness}]: dossiers that one version alone can read
    broken      [{pack, mistake}]: packs that use this one and are valid with the old version alone
    changes     [{bump, kind, name, what, parts: [{bump, text}], lines: [{old, new}], verdicts}]: items
                added, removed and changed, with the lines that differ place by place; `verdicts`
                counts those of a rule that is new or gone
    through     [{pack, old, new, counts, bump, changes}]: packs in use that differ
    files       the files that differ
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from checker.authoring.bump import Bump
from checker.diagnostic.render import one_line
from checker.model.said import said
from checker.report.cell import shown
from checker.report.to_markdown import code, escaped
from checker.report.to_text import BOLD, DIM, STYLES, Page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from checker.authoring.compare import Comparison, Refusal, Silence, VerdictChange, Witness
    from checker.authoring.difference import Difference
    from checker.diagnostic.diagnostic import Diagnostic

FORMS = ("text", "json", "md")
_MEANS = {
    Bump.MAJOR: "names are gone, or dossiers are refused",
    Bump.MINOR: "a verdict can change",
    Bump.PATCH: "no verdict can change",
    Bump.NOTHING: "nothing changed",
}
_SIGNS = {"added": "+", "removed": "−", "changed": "~"}
# So many lines of an item that is new or gone are shown when nothing more is asked for.
_LINES = 12
_REASONS = 4


def render(comparison: Comparison, form: str, *, colour: bool = False, verbosity: int = 0) -> str:
    """Return a comparison as a document.

    Args:
        comparison: of two versions.
        form: one of `FORMS`.
        colour: with the marks of a terminal's colours; text only.
        verbosity: below 0 the first lines alone; above 0 every line of what changed; text only.

    Returns:
        Lines, the last one with its end.
    """
    if form == "json":
        return json.dumps(to_plain(comparison), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if form == "md":
        return to_markdown(comparison)
    return to_text(comparison, colour=colour, verbosity=verbosity)


# --- what all forms say ---------------------------------------------------------------------------


def verdict_line(found: Comparison) -> str:
    """Return in a sentence what the change needs and what the version says."""
    old, new, bump = found.old.version, found.new.version, found.bump
    if bump is Bump.NOTHING:
        if found.is_enough:
            return (
                "nothing changed"
                if old == new
                else said("nothing changed but the version: {old} → {new}", old=old, new=new)
            )
        return said("the version goes down: {old} → {new}", old=old, new=new)
    needed: str = said("{bump}: {means}", bump=bump.name, means=_MEANS[bump])
    if found.is_enough:
        return said("{new} says enough ({needed})", new=new, needed=needed)
    return said(
        "needs {least} at least ({needed}); pack.yaml says {new}",
        least=found.least,
        needed=needed,
        new=new,
    )


def counts_line(found: Comparison) -> str:
    """Return how many dossiers were checked, and how many verdicts came out otherwise."""
    changed = sum(change.count for change in found.verdicts if change.rule is not None)
    cases = found.samples - found.given
    checked: str = said("{cases} cases", cases=cases) if cases != 1 else "1 case"
    if found.given:
        given: str = (
            said("{given} dossiers given", given=found.given)
            if found.given != 1
            else "1 dossier given"
        )
        checked = said("{cases} and {given}", cases=checked, given=given)
    if not found.samples:
        return "no dossier was checked: neither version has cases, and none was given"
    if found.old.sha256 == found.new.sha256 and not found.through:
        return said("{checked}: the same files, so the same verdicts", checked=checked)
    if not changed:
        return said("{checked}: no verdict of a rule changes", checked=checked)
    rules = len({change.rule for change in found.verdicts if change.rule is not None})
    verdicts: str = said("{n} verdicts", n=changed) if changed != 1 else "1 verdict"
    of: str = said("{n} rules", n=rules) if rules != 1 else "1 rule"
    return said(
        "{checked}: {verdicts} of {rules} changed", checked=checked, verdicts=verdicts, rules=of
    )


def _verdicts(change: VerdictChange) -> str:
    if change.rows:
        return said("{verdict}, of other rows", verdict=change.new)
    return f"{change.old} → {change.new}"


def _dossiers(count: int) -> str:
    return said("{n} dossiers", n=count) if count != 1 else "1 dossier"


def _of_witness(witness: Witness) -> str:
    sample = witness.sample
    return f"{sample.place} {sample.label}"


def _of_subject(witness: Witness) -> str | None:
    if witness.subject is None or witness.subjects is None:
        return None
    return f"{witness.subject}: {witness.subjects[0]} → {witness.subjects[1]}"


def _silence(silence: Silence) -> str:
    sample = silence.sample
    name: str = f"{sample.place} {sample.label}"
    if silence.count == 1:
        return name
    return said("{name}, and {n} more", name=name, n=silence.count - 1)


def _refusal_line(refusal: Refusal) -> str:
    count = _dossiers(refusal.count)
    return (
        said("{dossiers} refused now", dossiers=count)
        if refusal.now
        else said("{dossiers} read now, and refused before", dossiers=count)
    )


def _mistake(found: Diagnostic) -> str:
    return one_line(found).removeprefix("error")


def _tally(counts: dict[str, int]) -> str:
    order = ("violation", "missing", "judgement", "pass", "not_applicable")
    return " · ".join(f"{counts[verdict]} {verdict}" for verdict in order if verdict in counts)


def _lines(change: Difference) -> list[tuple[str, str]]:
    """Return the lines that differ, each with its sign."""
    return [
        (sign, line)
        for place in change.places
        for sign, lines in zip("−+", place, strict=True)
        for line in lines
    ]


def _full(found: Comparison, change: Difference) -> dict[str, int]:
    """Return the verdicts of a rule that only one version has."""
    if change.kind != "rule" or change.what == "changed":
        return {}
    return found.tallies.get(f"{found.new.name}/{change.name}", {})


# --- the terminal ---------------------------------------------------------------------------------


def to_text(found: Comparison, *, colour: bool = False, verbosity: int = 0) -> str:
    """Return a comparison for a terminal of 80 columns: what the version must say first."""
    page = Page(colour=colour, width=80)
    page.text(f"{found.new.name} {found.old.version} → {found.new.version}", style=BOLD)
    fine = found.is_enough
    sign = "✓" if fine else "✗"
    page.text(verdict_line(found), f"{sign} ", "  ", STYLES["pass" if fine else "violation"])
    if verbosity < 0:
        return page.finish()
    page.text(f"{found.old.shown} → {found.new.shown}", "  ", "    ", DIM)
    _reasons(page, found)
    page.text(counts_line(found), "  ")
    if found.verdicts:
        page.heading("Verdicts that change")
        before: str | None = ""
        for change in found.verdicts:
            if change.rule != before:
                page.blank()
                page.text(change.rule or "the verdict over all")
            before = change.rule
            _verdict_text(page, change)
    if found.refusals:
        page.heading("Dossiers that one version refuses")
        for refusal in found.refusals:
            page.text(_refusal_line(refusal), "  ", "    ")
            page.text(_of_witness(refusal.witness), "    ", "      ", DIM)
            page.text(_mistake(refusal.mistake), "    ", "      ")
    if found.broken:
        page.heading("Packs that use it and are no longer valid")
        for name, mistake in found.broken:
            page.text(name, "  ")
            page.text(_mistake(mistake), "    ", "      ")
    _changes_text(page, found, found.changes, "What changed", verbosity)
    for used in found.through:
        heading: str = said(
            "In {name} {old} → {new}, which it uses", name=used.name, old=used.old, new=used.new
        )
        _changes_text(page, found, used.changes, heading, verbosity)
    if found.silent:
        page.heading("Dossiers that say nothing, because they cannot be checked under both")
        for silence in found.silent:
            page.text(_silence(silence), "  ", "    ")
            page.text(_mistake(silence.mistake), "    ", "      ")
    if found.files and not found.changes:
        page.heading("Files that differ, in nothing that a verdict rests on")
        page.text(", ".join(found.files), "  ")
    return page.finish()


def _reasons(page: Page, found: Comparison) -> None:
    reasons = [text for bump, text in found.reasons if bump is found.bump]
    for text in reasons[:_REASONS]:
        page.text(text, "  · ", "    ")
    if len(reasons) > _REASONS:
        page.text(said("and {n} more like these", n=len(reasons) - _REASONS), "  · ", "    ")


def _verdict_text(page: Page, change: VerdictChange) -> None:
    line: str = said(
        "{verdicts} ({dossiers})", verdicts=_verdicts(change), dossiers=_dossiers(change.count)
    )
    if change.through is not None:
        line = said("{line}, through {name}", line=line, name=change.through)
    page.text(line, "  ", "    ")
    witness = change.witness
    page.text(_of_witness(witness), "    ", "      ", DIM)
    subject = _of_subject(witness)
    if subject is not None:
        page.text(subject, "    ", "      ")
    old, new = witness.messages
    if old == new and new is not None:
        page.text(new, "      ")
    else:
        for mark, text in (("−", old), ("+", new)):
            if text is not None:
                page.text(text, f"    {mark} ", "      ")


def _changes_text(
    page: Page, found: Comparison, changes: Sequence[Difference], heading: str, verbosity: int
) -> None:
    if not changes:
        return
    page.heading(heading)
    for change in changes:
        page.blank()
        head = f"{change.bump.name:<5} {_SIGNS[change.what]} {change.title}"
        page.text(head, "", "        ")
        for part in change.parts:
            mark: str = (
                said("{bump}: {text}", bump=part.bump.name, text=part.text)
                if part.bump is not change.bump
                else part.text
            )
            page.text(mark, "        ", "          ")
        tally = _full(found, change)
        if tally:
            page.text(said("on these dossiers: {verdicts}", verdicts=_tally(tally)), "        ")
        lines = _lines(change)
        most = len(lines) if verbosity > 0 or len(lines) <= _LINES + 1 else _LINES
        for sign, line in lines[:most]:
            indent = " " * (len(line) - len(line.lstrip(" ")))
            page.text(line.strip(), f"      {sign} {indent}", f"          {indent}", DIM)
        if len(lines) > most:
            page.text(said("… {n} more lines", n=len(lines) - most), "        ", style=DIM)


# --- JSON -----------------------------------------------------------------------------------------


def to_plain(found: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON can hold it; the form stands at the top of this module."""
    return {
        "form": 1,
        "pack": found.new.name,
        **{
            key: {"named": one.shown, "version": one.version, "sha256": one.sha256}
            for key, one in (("old", found.old), ("new", found.new))
        },
        "needs": {
            "bump": found.bump.name,
            "version": found.least,
            "reasons": [{"bump": bump.name, "text": text} for bump, text in found.reasons],
        },
        "enough": found.is_enough,
        "dossiers": {
            "checked": found.samples,
            "given": found.given,
            "silent": [
                {
                    **silence.sample.to_plain(),
                    "count": silence.count,
                    "mistake": _mistake(silence.mistake),
                }
                for silence in found.silent
            ],
        },
        "verdicts": [
            {
                "rule": change.rule,
                "old": change.old,
                "new": change.new,
                "rows": change.rows,
                "count": change.count,
                "through": change.through,
                "witness": _plain_witness(change.witness),
            }
            for change in found.verdicts
        ],
        "refused": [
            {
                "by": "new" if refusal.now else "old",
                "count": refusal.count,
                "through": refusal.through,
                "mistake": _mistake(refusal.mistake),
                "witness": refusal.witness.sample.to_plain(),
            }
            for refusal in found.refusals
        ],
        "broken": [{"pack": name, "mistake": _mistake(mistake)} for name, mistake in found.broken],
        "changes": [_plain_change(found, change) for change in found.changes],
        "through": [
            {
                "pack": used.name,
                "old": used.old,
                "new": used.new,
                "counts": used.counts,
                "bump": used.bump.name,
                "changes": [_plain_change(found, change) for change in used.changes],
            }
            for used in found.through
        ],
        "files": found.files,
    }


def _plain_witness(witness: Witness) -> dict[str, Any]:
    old, new = witness.subjects or (None, None)
    return {
        **witness.sample.to_plain(),
        "subject": witness.subject,
        "old": old,
        "new": new,
        "message": {"old": witness.messages[0], "new": witness.messages[1]},
    }


def _plain_change(found: Comparison, change: Difference) -> dict[str, Any]:
    return {
        "bump": change.bump.name,
        "kind": change.kind,
        "name": change.name,
        "what": change.what,
        "parts": [{"bump": part.bump.name, "text": part.text} for part in change.parts],
        "lines": [{"old": list(old), "new": list(new)} for old, new in change.places],
        "verdicts": _full(found, change),
    }


# --- Markdown -------------------------------------------------------------------------------------


def to_markdown(found: Comparison) -> str:
    """Return a comparison for a pull request."""
    sign = "✓" if found.is_enough else "✗"
    lines = [
        f"# {escaped(found.new.name)} {found.old.version} → {found.new.version}",
        "",
        f"**{sign} {escaped(verdict_line(found))}**",
        "",
        *[f"- {escaped(text)}" for bump, text in found.reasons if bump is found.bump],
        "",
        escaped(counts_line(found)),
        "",
    ]
    if found.verdicts:
        lines += ["## Verdicts that change", ""]
        lines += ["| rule | verdict | dossiers | for example |", "|---|---|---|---|"]
        lines += [_row(change) for change in found.verdicts]
        lines.append("")
    if found.refusals:
        lines += ["## Dossiers that one version refuses", ""]
        for refusal in found.refusals:
            where = code(_of_witness(refusal.witness))
            lines.append(
                f"- {escaped(_refusal_line(refusal))}: {where}: {escaped(_mistake(refusal.mistake))}"
            )
        lines.append("")
    if found.broken:
        lines += ["## Packs that use it and are no longer valid", ""]
        lines += [f"- {code(name)}: {escaped(_mistake(mistake))}" for name, mistake in found.broken]
        lines.append("")
    lines += _changes_markdown(found, found.changes, "What changed")
    for used in found.through:
        heading: str = said(
            "In {name} {old} → {new}, which it uses", name=used.name, old=used.old, new=used.new
        )
        lines += _changes_markdown(found, used.changes, heading)
    if found.silent:
        lines += ["## Dossiers that say nothing, because they cannot be checked under both", ""]
        for silence in found.silent:
            lines.append(f"- {escaped(_silence(silence))}: {escaped(_mistake(silence.mistake))}")
        lines.append("")
    if found.files and not found.changes:
        lines += ["## Files that differ, in nothing that a verdict rests on", ""]
        lines += [", ".join(map(code, found.files)), ""]
    while lines[-1:] == [""]:
        lines.pop()
    return "\n".join(lines) + "\n"


def _row(change: VerdictChange) -> str:
    witness = change.witness
    texts = [code(_of_witness(witness))]
    subject = _of_subject(witness)
    if subject is not None:
        texts.append(escaped(subject))
    old, new = witness.messages
    texts += [escaped(text) for text in dict.fromkeys((old, new)) if text is not None]
    through = "" if change.through is None else f" ({escaped(change.through)})"
    name = "the verdict over all" if change.rule is None else code(change.rule)
    verdicts = escaped(_verdicts(change))
    return f"| {name} | {verdicts}{through} | {change.count} | {'<br>'.join(texts)} |"


def _changes_markdown(found: Comparison, changes: Sequence[Difference], heading: str) -> list[str]:
    if not changes:
        return []
    lines = [f"## {escaped(heading)}", ""]
    for change in changes:
        texts = "; ".join(escaped(part.text) for part in change.parts)
        tally = _full(found, change)
        if tally:
            verdicts: str = said("on these dossiers: {verdicts}", verdicts=_tally(tally))
            texts += f" ({escaped(verdicts)})"
        lines += [f"- **{change.bump.name}** {code(change.title)}: {texts}", ""]
        differing = _lines(change)
        if differing:
            lines.append("  ```diff")
            lines += [f"  {'-' if sign == '−' else sign} {shown(line)}" for sign, line in differing]
            lines += ["  ```", ""]
    return lines
