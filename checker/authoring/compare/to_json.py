"""A comparison of two versions of a pack as JSON, for programs: English in every language.

Its keys are sorted:

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

from checker.authoring.compare import words

if TYPE_CHECKING:
    from checker.authoring.compare.comparison import Comparison, Witness
    from checker.authoring.compare.difference import Difference


def render(found: Comparison) -> str:
    """Return a comparison as JSON, the last line with its end."""
    return json.dumps(to_plain(found), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def to_plain(found: Comparison) -> dict[str, Any]:
    """Return a comparison as JSON can hold it; the form stands at the top."""
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
                    "mistake": words.mistake_text(silence.mistake),
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
                "mistake": words.mistake_text(refusal.mistake),
                "witness": refusal.witness.sample.to_plain(),
            }
            for refusal in found.refusals
        ],
        "broken": [
            {"pack": name, "mistake": words.mistake_text(mistake)} for name, mistake in found.broken
        ],
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
        "verdicts": words.tally_of(found, change),
    }
