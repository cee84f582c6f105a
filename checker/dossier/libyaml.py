"""PyYAML, imported when the first text is read, and without the part that is slow to import."""

from __future__ import annotations

import re
import sys
from typing import Any

# All of Unicode that may stand in YAML. PyYAML compiles it at its import, which takes half as long as
# Python takes to start, for its reader in Python; we read by libyaml, which has no use for it.
_PRINTABLE_END = "\U0010ffff]"


class _Later:
    """A pattern that is compiled when it is first used."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def __getattr__(self, name: str) -> Any:
        return getattr(re.compile(self._pattern), name)


def load() -> Any:
    """Return the module `yaml`, with its C loader.

    Raises:
        RuntimeError: PyYAML was built without libyaml.
    """
    if "yaml" not in sys.modules:
        _import_fast()
    import yaml

    if getattr(yaml, "CSafeLoader", None) is None:
        raise RuntimeError("PyYAML was built without libyaml: install a wheel of PyYAML")
    return yaml


def _import_fast() -> None:
    compiled = re.compile

    def compile_or_wait(pattern: Any, flags: Any = 0) -> Any:
        if isinstance(pattern, str) and pattern.endswith(_PRINTABLE_END) and not flags:
            return _Later(pattern)
        return compiled(pattern, flags)

    re.compile = compile_or_wait  # for the length of one import
    try:
        import yaml  # noqa: F401 - its modules are what is wanted
    finally:
        re.compile = compiled
