"""A start for a pack: one rule with its cases, commented for those who know the standard, not programs."""

from __future__ import annotations

from checker import resources
from checker.authoring.json_schema import as_text, case_schema
from checker.pack.find import Packs

# What lies in a folder whose name starts with a point is no part of the pack: its fingerprint does not
# change with the version of the program that wrote the schemas.
SCHEMAS = ".schema"

_MANIFEST = """\
# yaml-language-server: $schema=.schema/pack.schema.json
# What the pack is called, which version it is, and what it builds on. A line that starts with `#` is a
# remark. The line above lets an editor complete and check this file.

# The name: small letters, digits, `-` and `.`. It is the first part of every rule's full name.
name: @NAME@

# 0.1.0 while it is being written, 1.0.0 for the first release. After that: 2.0.0 if the name of a rule
# or of a fact changes, 1.1.0 if a verdict can change, 1.0.1 if none can.
version: 0.1.0

# The version of the language in which the rules are written.
language: 1

# The standard that the pack is about, in words, with its edition.
standard: "Example Standard (the title of yours, in full), 2025"

# Packs whose facts and tables can be used as well. `core` holds what most claims have in common.
uses: [core]

licence: Apache-2.0
maintainers: [Your name]
"""

_RULES = """\
# One file for each part of the standard; its name is free, its end is `.rules`. `#` starts a remark.
# `checker pack fmt` writes the file the usual way, so that nobody has to think about layout.

# The standard: the short name before the title is what rules cite.
standard EX "Example Standard (the title of yours, in full)"
  publisher "Who publishes it"
  edition "2025"

# A fact is what a claim has to state: its name, its type, and what it is in words. The types: share,
# mass, energy, intensity, date, yes/no, text, one of a, b … Look into `core` before you add one: what it
# declares is there already.
fact product.recycled_share : share not negative "Recycled metal in the product, by mass"

# A number of the standard: from which day it holds, and where it stands. A new edition adds a line with
# its own `from`; the earlier line stays, for claims about earlier periods.
parameter least_recycled : share "Smallest share of recycled metal"
  from 2025-01-01 is 70 % cites EX "4.2" unconfirmed

# A rule: a name that is never given away again, what it asks in one sentence, where that stands, and how
# sure you are of it: `confirmed` (read in the standard), `unconfirmed` (known, but the clause or the
# wording was not checked) or `open` (not settled: it never gives a violation, only a judgement).
# `say` tells what was found, `remedy` what to do about it.
rule EX-4.2.recycled-share "At least 70 % of the product is recycled metal"
  cites EX "4.2" unconfirmed
  require product.recycled_share at least least_recycled
  say "{product.recycled_share} of the product is recycled metal; {least_recycled} is the least"
  remedy "Use more recycled metal, or do not make the claim."
"""

_CASES = """\
# yaml-language-server: $schema=../.schema/case.schema.json
# Cases show what the rules mean: given this dossier, that verdict. Every rule has a case that passes, one
# that violates it and one in which something is missing; a limit has one just below it, one at it and
# one just above it. `checker pack test` runs them.

- case: clearly more than is asked for
  dossier:
    period: 2025
    product: {recycled_share: 85 %}
  expect:
    EX-4.2.recycled-share: pass

- case: clearly less than is asked for
  dossier:
    period: 2025
    product: {recycled_share: 40 %}
  expect:
    EX-4.2.recycled-share:
      verdict: violation
      message: 40 % of the product is recycled metal; 70 % is the least

- case: just below the limit
  dossier:
    period: 2025
    product: {recycled_share: 69.999 %}
  expect:
    EX-4.2.recycled-share: violation

- case: at the limit
  note: "\\"At least\\" lets the limit itself in."
  dossier:
    period: 2025
    product: {recycled_share: 70 %}
  expect:
    EX-4.2.recycled-share: pass

- case: just above the limit
  dossier:
    period: 2025
    product: {recycled_share: 70.001 %}
  expect:
    EX-4.2.recycled-share: pass

- case: the last day before the limit came into force
  note: There is no limit on that day, so it is left to a person.
  dossier:
    period: {start: 2024-12-31, end: 2024-12-31}
    product: {recycled_share: 70.001 %}
  expect:
    EX-4.2.recycled-share: judgement

- case: the share is not stated
  note: Blank is unknown. It is neither no nor zero, so the rule asks for it.
  dossier:
    period: 2025
    product: {recycled_share: }
  expect:
    EX-4.2.recycled-share:
      verdict: missing
      missing: [product.recycled_share]
"""

_CLAUSES = """\
# yaml-language-server: $schema=.schema/clauses.schema.json
# What the standard asks, clause by clause, and which rules check it. A clause that no rule checks says why,
# so that nothing is left out by accident. `checker pack docs` makes a readable page of it.

- id: "4.2"
  title: At least 70 % of the product is recycled metal
  rules: [EX-4.2.recycled-share]

- id: "5.1"
  title: The label is shown on the product
  reason: Nothing in a dossier can show it; it is looked at on site.
"""

_CHANGES = """\
# @NAME@

What changed, for those who use the pack. A line that can change a verdict names the rules.

## 0.1.0

- EX-4.2.recycled-share: at least 70 % of the product is recycled metal.
"""


def pack_files(name: str) -> dict[str, str]:
    """Return the files of a new pack by their path in its folder.

    Args:
        name: of the pack; `is_pack_name` holds for it.
    """
    texts = {
        "pack.yaml": _MANIFEST,
        "content.rules": _RULES,
        "cases/content.yaml": _CASES,
        "clauses.yaml": _CLAUSES,
        "CHANGELOG.md": _CHANGES,
    }
    files = {path: text.replace("@NAME@", name) for path, text in texts.items()}
    for schema in ("pack/pack.schema.json", "authoring/clauses.schema.json"):
        path = resources.package_dir() / schema
        files[f"{SCHEMAS}/{path.name}"] = path.read_text(encoding="utf-8")
    core = Packs().choose({"core": ""}, asked_by="a new pack")
    files[f"{SCHEMAS}/case.schema.json"] = as_text(case_schema(core.vocabulary))
    return files
