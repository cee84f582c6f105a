"""Two assessments of a claim, set side by side: what is new, fixed or changed, and why.

A finding is a rule, or a row that a rule looked at, whose verdict counts and is short of conformity; a rule
that finds more rows wanting than an assessment shows is compared as one. Why
it changed is read off the two assessments: what differs between them and is named in the finding. More
than one thing may have changed; each that can have played a part is named, none is guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WANTING = ("violation", "missing", "judgement")
KINDS = ("new", "worse", "changed", "better", "fixed")
"""In the order in which they are told: what is new first, what is fixed last."""
WHY = ("engine", "pack", "parameter", "reading", "day", "decision", "data")


def compare(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """Return what changed from one assessment to another, as plain data.

    Args:
        old: the object of `checker schema assessment`.
        new: another, of the same claim later on.

    Returns:
        `same_dossier`, `verdict` (`old`, `new`), `counts` (each of the five, `old` and `new`), `differs`
        (what differs between the two, by the words of `WHY`: lists of texts), `changes` (by `KINDS`: each
        with `rule`, `subject`, `title`, `old` and `new` (verdict, message), `why`: words of `WHY`), and
        `unchanged` (how many findings stayed as they were).
    """
    differs = _differs(old, new)
    whole = _shown_whole(old) & _shown_whole(new)
    before, after = dict(_findings(old, whole)), dict(_findings(new, whole))
    changes: dict[str, list[dict[str, Any]]] = {kind: [] for kind in KINDS}
    unchanged = 0
    for key in [*after, *(key for key in before if key not in after)]:
        kind = _kind(before.get(key), after.get(key))
        if kind is None:
            unchanged += key in after and after[key]["wanting"]
            continue
        one = after.get(key) or before[key]
        changes[kind].append(
            {
                "rule": key[0],
                "subject": key[1],
                "title": one["title"],
                "old": _told(before.get(key)),
                "new": _told(after.get(key)),
                "why": _why(before.get(key), after.get(key), differs),
            }
        )
    return {
        "form": 1,
        "old": _head(old),
        "new": _head(new),
        "same_dossier": old["dossier"]["id"] == new["dossier"]["id"],
        "differs": {word: differs[word] for word in WHY if differs[word]},
        "changes": changes,
        "unchanged": unchanged,
    }


def _head(assessment: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": assessment["dossier"]["id"],
        "as_of": assessment["as_of"],
        "verdict": assessment["verdict"],
        "counts": dict(assessment["counts"]),
    }


# --- findings -------------------------------------------------------------------------------

Key = tuple[str, str | None]


def _shown_whole(assessment: dict[str, Any]) -> set[str]:
    """Return the rules over rows of which every row that is wanting is shown, not only the first."""
    found = set()
    for result in assessment["results"]:
        subjects = result.get("subjects")
        if subjects:
            wanting = sum(subjects["counts"].get(verdict, 0) for verdict in WANTING)
            if sum(one["verdict"] in WANTING for one in subjects["shown"]) == wanting:
                found.add(result["rule"])
    return found


def _findings(assessment: dict[str, Any], whole: set[str]) -> Iterator[tuple[Key, dict[str, Any]]]:
    """Go through the rules; of those in `whole` through the rows that are wanting."""
    strict = bool(assessment["options"].get("strict"))
    for result in assessment["results"]:
        counts = not (
            result.get("waived")
            or result.get("upcoming")
            or result.get("harmless")
            or (result["level"] == "should" and not strict)
        )
        if result["rule"] not in whole:
            yield (result["rule"], None), _finding(result, result, counts=counts)
            continue
        for one in result["subjects"]["shown"]:
            row_counts = counts and not one.get("waived") and not one.get("harmless")
            yield (result["rule"], one["subject"]), _finding(result, one, counts=row_counts)


def _finding(result: dict[str, Any], one: dict[str, Any], *, counts: bool) -> dict[str, Any]:
    return {
        "title": result["title"],
        "pack": result["rule"].partition("/")[0],
        "verdict": one["verdict"],
        "message": one.get("message") or one.get("reason"),
        "counts": counts,
        "wanting": counts and one["verdict"] in WANTING,
        "record": [one.get(key) for key in ("waived", "judged")],
        "said": _said(one),
        "values": one.get("values") or {},
        "facts": {place["fact"]: place.get("value") for place in _places(one)},
        "missing": sorted(item["fact"] for item in one.get("missing") or []),
    }


def _said(one: dict[str, Any]) -> str:
    """Return all that a derivation says, and the readings that it met: what it rests on is named there."""
    parts = [" ".join(reading["reading"]) for reading in one.get("readings") or []]
    parts += one.get("notes") or []
    for node in _nodes(one.get("trace")):
        parts += [node["text"], node.get("why") or ""]
    return "\n".join(parts)


def _places(one: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from one.get("places") or []
    for node in _nodes(one.get("trace")):
        yield from node.get("places") or []


def _nodes(root: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    """Go through a derivation: a loop, for how deep it goes is not ours to say."""
    waiting = [root] if root else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.get("parts") or []


def _kind(before: dict[str, Any] | None, after: dict[str, Any] | None) -> str | None:
    """Return what became of a finding; None where it stayed as it was, or never was one."""
    was, is_now = bool(before and before["wanting"]), bool(after and after["wanting"])
    if is_now and not was:
        return "new"
    if was and not is_now:
        return "fixed"
    if not is_now or before is None or after is None:
        return None
    worse = WANTING.index(after["verdict"]) - WANTING.index(before["verdict"])
    if worse:
        return "worse" if worse < 0 else "better"
    told = ("message", "missing", "values")
    return "changed" if any(before[key] != after[key] for key in told) else None


def _told(finding: dict[str, Any] | None) -> dict[str, Any] | None:
    if finding is None:
        return None
    keys = ("verdict", "message", "missing", "counts")
    return {key: finding[key] for key in keys}


# --- why ------------------------------------------------------------------------------------


def _differs(old: dict[str, Any], new: dict[str, Any]) -> dict[str, list[str]]:
    """Return what differs between two assessments beside their findings."""
    found: dict[str, list[str]] = {word: [] for word in WHY}
    if old["checker"] != new["checker"]:
        found["engine"].append(f"checker {old['checker']} → {new['checker']}")
    packs = [{one["name"]: one for one in each["packs"]} for each in (old, new)]
    for name in sorted({*packs[0], *packs[1]}):
        before, after = (each.get(name) for each in packs)
        if before is None or after is None or before["sha256"] != after["sha256"]:
            versions = [each["version"] if each else "–" for each in (before, after)]
            found["pack"].append(f"{name} {versions[0]} → {versions[1]}")
    values = [
        {(p["pack"], p["name"]): p["value"] for p in each["parameters"]} for each in (old, new)
    ]
    for pack, name in sorted({*values[0], *values[1]}):
        before, after = (each.get((pack, name)) for each in values)
        if (pack, name) in values[0] and (pack, name) in values[1] and before != after:
            found["parameter"].append(f"{pack}/{name}: {before} → {after}")
    settled = [
        {(r["pack"], r["name"]): r.get("settled") for r in each["readings"]} for each in (old, new)
    ]
    for pack, name in sorted({*settled[0], *settled[1]}):
        before, after = (each.get((pack, name)) for each in settled)
        if before != after:
            found["reading"].append(f"{pack}/{name}: {before or '–'} → {after or '–'}")
    if old["as_of"] != new["as_of"]:
        found["day"].append(f"{old['as_of']} → {new['as_of']}")
    files = [{one["file"]: one["sha256"] for one in each["inputs"]} for each in (old, new)]
    found["data"] += [
        name for name in sorted({*files[0], *files[1]}) if files[0].get(name) != files[1].get(name)
    ]
    return found


def _why(
    before: dict[str, Any] | None, after: dict[str, Any] | None, differs: dict[str, list[str]]
) -> list[str]:
    """Return what can have made a finding differ, by the words of `WHY`."""
    one = after or before
    assert one is not None
    said = "\n".join(each["said"] for each in (before, after) if each)
    why = []
    if any(text.partition(" ")[0] == one["pack"] for text in differs["pack"]):
        why.append("pack")
    for word in ("parameter", "reading"):
        names = [text.partition(":")[0].partition("/") for text in differs[word]]
        if any(pack == one["pack"] and name in said for pack, _, name in names):
            why.append(word)
    if before and after:
        if before["record"] != after["record"]:
            why.append("decision")
        if before["facts"] != after["facts"] or before["missing"] != after["missing"]:
            why.append("data")
    if not why and differs["data"]:
        why.append("data")
    if not why and differs["day"]:
        why.append("day")
    if differs["engine"]:
        why.insert(0, "engine")
    return [word for word in WHY if word in why]
