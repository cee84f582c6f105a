"""Pages of Markdown whose sections are tests: rules, a dossier, and what must come of them.

A page opens with a title, prose, `Constructs: a, b`, and may hold a ```rules block before its first
section: declarations that every section of the page uses. A section holds ```rules, ```dossier,
any number of ```file NAME blocks and ```expect; one without ```expect is prose. After its ```expect
a section may go on with another ```dossier: that is a further test of the same rules.
"""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.diagnostic.diagnostic import Diagnostic
    from checker.model.dossier import Dossier
    from checker.model.pack import Vocabulary
    from checker.syntax.tree import File

VERDICTS = ("pass", "violation", "missing", "judgement", "not_applicable")
STATES = ("known", "unknown", "none", "empty", "boundary")
_FENCE = re.compile(r"^(`{3,})\s*(\w*)\s*(.*?)\s*$")
_RULE = r"[A-Za-z0-9][A-Za-z0-9.-]*"
_LINE = re.compile(rf"^(?P<rule>{_RULE})(?:\[(?P<subject>.+)\])?: (?P<what>.+)$")


@dataclass
class Section:
    """One test of a page: what stands under one heading."""

    page: Path
    title: str
    line: int
    common: str = ""
    uses_core: bool = False
    rules: str = ""
    dossier: str = ""
    files: dict[str, str] = field(default_factory=dict)
    expect: list[tuple[int, str]] = field(default_factory=list)
    cells: list[tuple[str, str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What pytest calls the test."""
        return f"{self.page.stem}: {self.title}"


@dataclass
class Page:
    """A page with its constructs and its sections that are tests."""

    path: Path
    constructs: tuple[str, ...]
    sections: tuple[Section, ...]


def read_page(path: Path, *, chapters: bool = False) -> Page:
    """Return the tests of a page.

    Args:
        path: the Markdown file.
        chapters: sections are `###`, and the declarations before the first one hold for the `##`
            they stand under, as in `docs/language.md`.

    Raises:
        ValueError: a block or a line that no test could read: it would pass unseen.
    """
    mark = "### " if chapters else "## "
    constructs: list[str] = []
    sections: list[Section] = []
    common = ""
    section: Section | None = None
    block: dict[str, Any] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        fence = _FENCE.match(line)
        if block is not None:
            if fence is not None and not fence[2] and len(fence[1]) >= len(block["fence"]):
                if section is not None and section.expect and block["kind"] in ("dossier", "file"):
                    section = _again(section, block["at"])
                    sections.append(section)
                common = _close(path, block, section, common)
                block = None
            else:
                block["lines"].append((number, line))
        elif fence is not None:
            block = {"fence": fence[1], "kind": fence[2], "name": fence[3], "lines": []}
            block["at"] = number
        elif chapters and line.startswith("## "):
            common, section = "", None
        elif line.startswith(mark):
            section = Section(path, line[len(mark) :].strip(), number, common)
            sections.append(section)
        elif line.startswith("Constructs:"):
            constructs += [part.strip() for part in line[11:].rstrip(".").split(",")]
        elif line.startswith("Cells:") and section is not None:
            for part in line[6:].rstrip(".").split(","):
                construct, _, state = (word.strip() for word in part.partition("×"))
                if state not in STATES:
                    raise ValueError(f"{path}:{number}: {state!r} is not a state of the matrix")
                section.cells.append((construct, state))
    if block is not None:
        raise ValueError(f"{path}:{block['at']}: a block without an end")
    return Page(path, tuple(constructs), tuple(part for part in sections if part.expect))


def _again(section: Section, line: int) -> Section:
    """Return a further test of the same rules: its own dossier, files and expectations."""
    return Section(
        section.page,
        section.title,
        line,
        section.common,
        section.uses_core,
        section.rules,
    )


def _close(path: Path, block: dict[str, Any], section: Section | None, common: str) -> str:
    text = "".join(line + "\n" for _, line in block["lines"])
    kind = block["kind"]
    if kind == "rules":
        if section is None:
            return common + text
        if section.rules:
            raise ValueError(f"{path}:{block['at']}: a second rules block in one section")
        section.rules = text
    elif kind == "dossier" and section is not None:
        section.dossier = text
    elif kind == "file" and section is not None:
        section.files[block["name"]] = text
    elif kind == "expect" and section is not None:
        section.expect += [
            (number, line.strip())
            for number, line in block["lines"]
            if line.strip() and not line.strip().startswith("#")
        ]
    elif kind in ("dossier", "expect", "file"):
        raise ValueError(f"{path}:{block['at']}: a {kind} block before the first section")
    return common


def run(
    rules: str,
    dossier: str,
    files: dict[str, str] | None = None,
    *,
    common: str = "",
    strict: bool = False,
) -> dict[str, Any]:
    """Compile a pack `page`, read the dossier beside its files, and return the assessment.

    Raises:
        InputError: the rules or the dossier are at fault.
    """
    packs, read, _ = prepare(rules, dossier, files, common=common)
    return assess(packs, read, strict=strict)


def prepare(
    rules: str, dossier: str, files: dict[str, str] | None = None, *, common: str = ""
) -> tuple[list[dict[str, Any]], Dossier, Vocabulary]:
    """Return the packs, the pack `page` last, the dossier as read, and their vocabulary.

    Raises:
        InputError: the rules or the dossier are at fault.
    """
    from checker.dossier.from_files import open_dossier, read_dossier
    from checker.model.pack import Vocabulary

    pack, used = compile_page(rules, common=common)
    packs = [*used, pack]
    vocabulary = Vocabulary.from_plain(_merged(packs))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in (files or {}).items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
        (folder / "dossier.yaml").write_text(_with_head(dossier), encoding="utf-8")
        read = read_dossier(
            open_dossier(folder),
            vocabulary,
            lambda: vocabulary,
            as_of=None,
            written_forms=_written_forms(packs),
        )
    return packs, read, vocabulary


def assess(
    packs: list[dict[str, Any]], dossier: Dossier, *, strict: bool = False
) -> dict[str, Any]:
    """Return the assessment of a dossier by the rules of the last pack."""
    from checker.verdict.from_plan import evaluate

    plain: dict[str, Any] = evaluate(
        packs,
        dossier,
        selected=[packs[-1]["name"]],
        strict=strict,
        fail_on="judgement",
        lang="en",
    ).to_plain()
    return plain


def compile_page(rules: str, *, common: str = "") -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return the compiled pack `page` and the packs that it uses.

    Raises:
        InputError: with every mistake, those of the grammar first.
    """
    from checker.diagnostic.diagnostic import InputError
    from checker.model.source import Source
    from checker.pack.from_syntax import compile_pack
    from checker.syntax.from_text import parse

    sources = {"page.rules": Source("page.rules", rules)}
    if common.strip():
        sources["declarations.rules"] = Source("declarations.rules", common)
    trees: dict[str, File] = {}
    mistakes: list[Diagnostic] = []
    for file, source in sources.items():
        trees[file], found = parse(source)
        mistakes += found
    if mistakes:
        raise InputError(mistakes)
    used = [_core()] if "# uses: core" in (common + rules) else []
    manifest = {
        "name": "page",
        "version": "1.0.0",
        "language": 1,
        "standard": "A page of the conformance tests",
        "uses": {"core": ""} if used else {},
    }
    return compile_pack(manifest, trees, sources, used), used


_CORE: list[dict[str, Any]] = []


def _core() -> dict[str, Any]:
    if not _CORE:
        from checker.model.source import Source
        from checker.pack.from_syntax import compile_pack
        from checker.syntax.from_text import parse

        folder = Path(__file__).parents[2] / "rules" / "core"
        sources = {
            path.name: Source(path.name, path.read_text(encoding="utf-8"))
            for path in sorted(folder.glob("*.rules"))
        }
        trees = {file: parse(source)[0] for file, source in sources.items()}
        manifest = {"name": "core", "version": "1.0.0", "language": 1, "standard": "", "uses": {}}
        _CORE.append(compile_pack(manifest, trees, sources, []))
    return _CORE[0]


def _merged(packs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one vocabulary of all packs; an extension adds columns and options to a table."""
    merged: dict[str, Any] = {"facts": {}, "tables": {}}
    for pack in packs:
        merged["facts"].update(pack["vocabulary"]["facts"])
        for name, table in pack["vocabulary"]["tables"].items():
            if name in merged["tables"]:
                known = merged["tables"][name]
                table = {**known, "columns": {**known["columns"], **table["columns"]}}
            merged["tables"][name] = table
    return merged


def _written_forms(packs: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """Return every column of quantities: pages ask `rounding of` of any of them."""
    return {
        (name, column)
        for pack in packs
        for name, table in pack["vocabulary"]["tables"].items()
        for column, declared in table["columns"].items()
        if not declared.get("derived")
    }


def _with_head(dossier: str) -> str:
    """Return the dossier with what a page leaves out, below it: lines keep their numbers."""
    head = {"dossier": "1", "id": "T", "as_of": "2026-06-30", "language": "en"}
    lines = [
        f"{name}: {value}"
        for name, value in head.items()
        if not re.search(rf"^{name}:", dossier, re.MULTILINE)
    ]
    return dossier.rstrip("\n") + "\n" + "\n".join([*lines, "packs: {page: }"]) + "\n"


def mistakes_of(section: Section) -> list[str]:
    """Return what of a section does not come out as its expect block says; empty when all does."""
    from checker.diagnostic.diagnostic import InputError

    wanted_errors = [text for _, text in section.expect if text.startswith("error ")]
    try:
        assessment = run(section.rules, section.dossier, section.files, common=section.common)
    except InputError as error:
        got = [_error_line(found) for found in error.diagnostics]
        if wanted_errors and sorted(got) == sorted(wanted_errors):
            return []
        shown = [f"{_error_line(d)}: {d.message} {d.have or ''}" for d in error.diagnostics]
        return [f"refused: {line}" for line in shown] or ["refused without a reason"]
    if wanted_errors:
        return [f"no error, wanted: {', '.join(wanted_errors)}"]
    if any(result["verdict"] not in VERDICTS for result in assessment["results"]):
        return ["a verdict that is none of the five"]
    problems = []
    for line, text in section.expect:
        if text.startswith("strict "):
            strict = run(
                section.rules,
                section.dossier,
                section.files,
                common=section.common,
                strict=True,
            )
            problem = _check(text[7:], strict)
        else:
            problem = _check(text, assessment)
        if problem is not None:
            problems.append(f"line {line}: {text}\n      {problem}")
    return problems + _unmentioned(section, assessment)


def _error_line(found: Any) -> str:
    file = found.file or ""
    kind = "dossier error" if file.endswith("dossier.yaml") else "error"
    kind = "declarations error" if file.endswith("declarations.rules") else kind
    return f"{kind} {found.code} {found.line}:{found.column}"


def _unmentioned(section: Section, assessment: dict[str, Any]) -> list[str]:
    """A rule that no line speaks of could give anything: that is no test."""
    mentioned = {match["rule"] for _, text in section.expect if (match := _LINE.match(text))}
    return [
        f"nothing is expected of rule `{name}`, which gives {result['verdict']}"
        for result in assessment["results"]
        if (name := _short(result["rule"])) not in mentioned
    ]


def _short(rule: str) -> str:
    return rule.removeprefix("page/")


def _check(text: str, assessment: dict[str, Any]) -> str | None:
    """Return how the assessment differs from one line of an expect block, or None."""
    if text.startswith("overall: "):
        wanted = text[9:].strip()
        got = assessment["verdict"]
        return None if got == wanted else f"the overall verdict is {got}"
    match = _LINE.match(text)
    if match is None:
        return "this line cannot be read"
    result = next((r for r in assessment["results"] if _short(r["rule"]) == match["rule"]), None)
    if result is None:
        return "there is no such rule"
    if match["subject"] is not None:
        found = _subject(result, match["subject"])
        if found is None:
            shown = [entry["subject"] for entry in (result.get("subjects") or {}).get("shown", [])]
            return f"no such subject; there are {shown}"
        result = found
    return _check_result(match["what"].strip(), result)


def _subject(result: dict[str, Any], subject: str) -> dict[str, Any] | None:
    for entry in (result.get("subjects") or {}).get("shown", []):
        if entry["subject"] == subject or entry["subject"].endswith(f"[{subject}]"):
            return dict(entry)
    return None


def _check_result(what: str, result: dict[str, Any]) -> str | None:
    word, _, rest = what.partition(" ")
    rest = rest.strip()
    if word in VERDICTS:
        return _check_verdict(word, rest, result)
    if word == "value":
        name, _, wanted = (part.strip() for part in rest.partition("="))
        values = result.get("values") or {}
        if name not in values:
            return f"there is no value {name}; there are {sorted(values)}"
        return _same(wanted, values[name])
    if word == "margin":
        margin = result.get("margin")
        return _same(rest, f"{margin['by']} {margin['unit']}".strip() if margin else "no margin")
    if word == "conform":
        lines = [
            " ".join(str(part) for part in (c["action"], c["quantity"], c.get("what")) if part)
            for c in result.get("conform") or ()
        ]
        wanted = _plain(rest)
        if any(_plain(line).startswith(wanted) for line in lines):
            return None
        return f"it says {lines}"
    if word == "could_be":
        wanted_set = {part.strip() for part in rest.split(",")}
        got = set(result.get("could_be") or ())
        return None if got == wanted_set else f"could be {sorted(got)}"
    if word == "harmless":
        return None if result.get("harmless") else "it is not harmless"
    if word == "not_harmless":
        return "it is harmless" if result.get("harmless") else None
    if word == "upcoming":
        upcoming = result.get("upcoming")
        got_verdict = upcoming["verdict"] if upcoming else "not upcoming"
        return None if got_verdict == rest else f"it is {got_verdict}"
    if word in ("message", "remedy", "reason", "question"):
        return _same(rest.strip('"'), result.get(word) or "")
    if word == "note":
        notes = result.get("notes") or []
        return None if rest.strip('"') in notes else f"the notes are {notes}"
    if word == "no_note":
        notes = result.get("notes") or []
        return f"the notes are {notes}" if notes else None
    return "this line cannot be read"


def _check_verdict(verdict: str, rest: str, result: dict[str, Any]) -> str | None:
    if result["verdict"] != verdict:
        return f"the verdict is {_told(result)}"
    if rest.startswith("would_be "):
        got = result.get("would_be")
        return None if got == rest[9:].strip() else f"would be {got}"
    if rest.startswith("reading "):
        names = {name for entry in result.get("readings") or () for name in entry["reading"]}
        wanted = {part.strip() for part in rest[8:].split(",")}
        short = {name.rpartition("/")[2] for name in names}
        return None if short == wanted else f"the readings are {sorted(short)}"
    if verdict == "missing" and rest:
        wanted = {part.strip() for part in rest.split(",")}
        got = {_missing_name(entry) for entry in result.get("missing") or ()}
        return None if got == wanted else f"missing are {sorted(got)}"
    return "this line cannot be read" if rest else None


def _missing_name(entry: dict[str, Any]) -> str:
    return str(entry["fact"])


def _told(result: dict[str, Any]) -> str:
    parts = [result["verdict"]]
    if result.get("missing"):
        parts.append(", ".join(_missing_name(entry) for entry in result["missing"]))
    if result.get("could_be"):
        parts.append(f"could be {result['could_be']}")
    if result.get("values"):
        parts.append(str(result["values"]))
    if result.get("reason"):
        parts.append(str(result["reason"]))
    return "; ".join(parts)


def _same(wanted: str, got: str) -> str | None:
    return None if _plain(wanted) == _plain(got) else f"it is {got}"


def _plain(text: str) -> str:
    """Digits without their groups, so that `3 120 t` is `3120 t`."""
    return re.sub(r"(?<=\d)[ \u2009\u202f\u00a0](?=\d{3}(?!\d))", "", text)
