"""The dossiers that two versions of a pack are compared on: cases, and those that are given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from checker.authoring.cases import raw_dossier
from checker.diagnostic.diagnostic import Diagnostic, InputError
from checker.dossier.from_files import open_dossier
from checker.dossier.strict_yaml import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from checker.authoring.cases import Case
    from checker.dossier.from_files import RawDossier

_MAIN = "dossier.yaml"


class Sample:
    """A dossier to check under both versions.

    `place` is where it is written, `label` what it is called. `known` says that it was written for
    the old version, or for none: then a version that refuses it breaks it.
    """

    __slots__ = ("known", "label", "open", "place", "strict")

    def __init__(
        self,
        place: str,
        label: str,
        open_it: Callable[[], RawDossier],
        *,
        strict: bool = False,
        known: bool = True,
    ) -> None:
        self.place = place
        self.label = label
        self.open = open_it
        self.strict = strict
        self.known = known

    def to_plain(self) -> dict[str, Any]:
        """Return what names it."""
        return {"place": self.place, "dossier": self.label}


def of_case(case: Case, pack: str, *, known: bool) -> Sample:
    """Return the dossier of a case of a pack."""
    strict = case.node.get("strict")
    return Sample(
        f"{case.file}:{case.line}",
        case.name,
        lambda: raw_dossier(case, pack),
        strict=isinstance(strict, Scalar) and strict.text in ("yes", "true"),
        known=known,
    )


def of_dossier(path: str) -> Sample:
    """Return a dossier that is given.

    Raises:
        InputError: it is not there, or cannot be read as YAML.
    """
    return Sample(path, open_dossier(path).id, lambda: open_dossier(path))


def dossiers_in(paths: Iterable[str | Path]) -> list[str]:
    """Return the dossiers in some places: files, folders of one, folders of such folders; each once.

    Raises:
        InputError: a place is not there, or holds no dossier.
    """
    found: dict[str, None] = {}
    for given in paths:
        path = Path(given)
        if not path.is_dir() or (path / _MAIN).exists():
            found[str(path)] = None
            continue
        inside = [str(one) for one in sorted(path.iterdir()) if (one / _MAIN).exists()]
        if not inside:
            message = "there is no dossier here, nor in a folder below"
            raise InputError([Diagnostic("file-missing", message, file=str(path), want=_MAIN)])
        found |= dict.fromkeys(inside)
    return list(found)


def content_of(case: Case) -> Any:
    """Return what a case checks, the same for the same dossier wherever it is written."""
    node = case.node
    return tuple(_plain(node.get(key)) for key in ("dossier", "files", "strict"))


def _plain(node: Node | None) -> Any:
    if isinstance(node, Mapping):
        return ("map", *((key, _plain(value)) for key, (_, value) in node.entries.items()))
    if isinstance(node, Sequence):
        return ("list", *(_plain(item) for item in node.items))
    return (node.text, node.quoted) if isinstance(node, Scalar) else None
