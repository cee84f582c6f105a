"""Foreign formats are taken apart in a process of their own, with little memory and little time."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from checker.model.limit import LIMITS
from checker.model.said import said

# Runs in the child: limits first, then the function, then one JSON text on stdout.
_BOOT = """
import sys, json
path, module, function, memory, seconds, request = json.loads(sys.argv[1])
sys.path[:] = path
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
import importlib
answer = getattr(importlib.import_module(module), function)(sys.stdin.buffer.read(), request)
sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=True).encode("ascii"))
sys.stdout.buffer.flush()
"""


class ChildError(Exception):
    """The child ended without an answer; its only argument says why in a user's words."""


def run_limited(
    module: str,
    function: str,
    data: bytes,
    request: dict[str, Any],
    *,
    seconds: int | None = None,
    doing: str | None = None,
    failed: str | None = None,
) -> Any:
    """Return what a function of ours says about foreign bytes, called in a limited process.

    Args:
        module: where the function is.
        function: its name; it takes the bytes and the request, and returns what JSON can hold.
        data: the bytes.
        request: what else it needs to know.
        seconds: how much computing time it has, in place of CHILD_SECONDS.
        doing: what it does, for a message; reading, where none is given.
        failed: what is wrong where it fails; a damaged workbook, where none is given.

    Raises:
        ChildError: it needed too much time or memory, or failed.
    """
    seconds, memory = seconds or LIMITS.CHILD_SECONDS, LIMITS.CHILD_MEMORY
    doing = doing or said("reading it")
    failed = failed or said("it is damaged, or no workbook")
    arguments = json.dumps([sys.path, module, function, memory, seconds, request])
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own code
        [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        answer, _ = process.communicate(data, timeout=2 * seconds)
    except subprocess.TimeoutExpired:
        raise ChildError(
            said("{doing} takes more than {seconds} seconds", doing=doing, seconds=2 * seconds)
        ) from None
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    if process.returncode != 0:
        if process.returncode < 0:
            raise ChildError(
                said(
                    "{doing} takes more than {seconds} seconds or too much memory",
                    doing=doing,
                    seconds=seconds,
                )
            )
        raise ChildError(failed)
    try:
        return json.loads(answer)
    except ValueError:
        raise ChildError(failed) from None
