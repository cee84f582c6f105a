"""Templates: a closed subset of Jinja, checked before it runs, in a sandbox.

A template is given plain values and can only place them. What it may hold is a list, not a list of
what it may not: no calls, no macros, no computed names, four loops deep.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checker.diagnostic.diagnostic import OutputError
from checker.model.limit import LIMITS
from checker.model.said import said
from checker.report.cell import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from jinja2.sandbox import ImmutableSandboxedEnvironment

_NODES = frozenset(
    ["Template", "Output", "TemplateData", "Name", "Const", "Getattr", "Getitem", "If", "For"]
    + [
        "Include",
        "With",
        "Filter",
        "And",
        "Or",
        "Not",
        "Compare",
        "Operand",
        "CondExpr",
        "Add",
        "Tuple",
    ]
)
_FILTERS = frozenset(["length"])


class TemplateError(ValueError):
    """A template holds what it may not, with its line."""


def read_templates(folder: Path) -> dict[str, str]:
    """Return the templates and styles of a folder by name."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in sorted(folder.iterdir())
        if path.suffix in (".j2", ".css")
    }


def make_environment(sources: Mapping[str, str]) -> ImmutableSandboxedEnvironment:
    """Return an environment with just these templates, and nothing that a template could call."""
    from jinja2 import DictLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    class Environment(ImmutableSandboxedEnvironment):
        """Calls nothing."""

        def call(*_arguments: Any, **_named: Any) -> Any:
            raise TemplateError("a template calls nothing")

    environment = Environment(
        loader=DictLoader(dict(sources)),
        undefined=StrictUndefined,
        autoescape=True,
        finalize=_printable,
        keep_trailing_newline=False,
        cache_size=64,
    )
    environment.globals.clear()
    environment.filters = {name: environment.filters[name] for name in sorted(_FILTERS)}
    environment.tests.clear()
    return environment


def check_template(environment: ImmutableSandboxedEnvironment, name: str, source: str) -> None:
    """Refuse a template that holds anything but what is listed.

    Raises:
        TemplateError: the first thing that it may not hold, with its line.
    """
    from jinja2 import nodes

    if len(source.encode()) > LIMITS.TEMPLATE_BYTES:
        raise TemplateError(
            said("{name}: larger than {limit} bytes", name=name, limit=LIMITS.TEMPLATE_BYTES)
        )
    count = 0
    waiting: list[tuple[nodes.Node, int]] = [(environment.parse(source, name), 0)]
    while waiting:
        node, loops = waiting.pop()
        count += 1
        kind = type(node).__name__
        place = f"{name}:{getattr(node, 'lineno', 0)}"
        if kind not in _NODES:
            raise TemplateError(
                said("{place}: a template may not hold {kind}", place=place, kind=kind)
            )
        if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
            raise TemplateError(said("{place}: no filter `{name}`", place=place, name=node.name))
        if isinstance(node, nodes.Include) and not isinstance(node.template, nodes.Const):
            raise TemplateError(said("{place}: what is included stands in quotes", place=place))
        if isinstance(node, nodes.Name | nodes.Getattr):
            word = node.name if isinstance(node, nodes.Name) else node.attr
            if word.startswith("_"):
                raise TemplateError(said("{place}: no name starts with `_`", place=place))
        if isinstance(node, nodes.For):
            loops += 1
            if node.recursive or loops > LIMITS.TEMPLATE_LOOPS:
                raise TemplateError(
                    said(
                        "{place}: loops more than {limit} deep",
                        place=place,
                        limit=LIMITS.TEMPLATE_LOOPS,
                    )
                )
        if count > LIMITS.TEMPLATE_NODES:
            raise TemplateError(
                said("{place}: more than {limit} parts", place=place, limit=LIMITS.TEMPLATE_NODES)
            )
        waiting += [(child, loops) for child in node.iter_child_nodes()]


def fill(environment: ImmutableSandboxedEnvironment, name: str, context: dict[str, Any]) -> str:
    """Return a template with its values.

    Raises:
        OutputError: the document would be larger than REPORT_BYTES.
    """
    parts, size = [], 0
    for part in environment.get_template(name).generate(context):
        size += len(part.encode())
        if size > LIMITS.REPORT_BYTES:
            raise OutputError(
                said("the document is larger than {limit} bytes", limit=LIMITS.REPORT_BYTES)
            )
        parts.append(part)
    return "".join(parts)


def _printable(value: Any) -> Any:
    """Show controls and marks of direction: they are no part of a document."""
    return shown(value) if type(value) is str else value
