"""What `checker pack lint` finds in a pack, asked of the command itself: in a process of its own.

It runs every case of the pack, which takes longer than typing should wait; and it reads what is on disk, so
that it is asked when a file is saved.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from typing import TYPE_CHECKING

from checker.diagnostic.diagnostic import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Sequence

LOG = logging.getLogger(__name__)
_SECONDS = 120


async def findings(folder: str, rules: Sequence[str], lang: str) -> list[Diagnostic]:
    """Return what lint finds in the pack of a folder and the pack does not accept; nothing where it fails.

    Args:
        folder: of the pack.
        rules: folders with more packs.
        lang: the language of what is found.
    """
    more = [part for place in rules for part in ("--rules", place)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a folder of packs holds no modules of ours
        *("-m", "checker", "pack", "lint", folder, "--format", "json", "--lang", lang, *more),
        cwd="/",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        out, _ = await asyncio.wait_for(process.communicate(), _SECONDS)
        if process.returncode not in (0, 1):
            return []
        return [
            Diagnostic(
                one["code"],
                one["message"],
                file="/" + one["file"].removeprefix("/"),
                line=one.get("line"),
                column=one.get("column"),
                length=one.get("length", 1),
                have=one.get("have"),
                want=one.get("want"),
                hint=one.get("hint"),
            )
            for one in json.loads(out)["findings"]
            if one["accepted"] is None and "file" in one
        ]
    except (TimeoutError, ValueError, KeyError):
        LOG.warning("nothing is known of what lint finds in %s", folder)
        return []
    finally:
        if process.returncode is None:
            process.kill()
