"""How times are taken: processor time, in pairs taken in turn, as ratios.

The machine is shared and changes its pace, so no second is ever compared with a second of another
minute. Processor time leaves out the waiting; a pair shares the pace of its moment; of what is left,
noise only ever adds, so of a few pairs the median is near the truth and the best is its bound.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


class Pairs:
    """Times of two things, taken in turn: what is measured, and what it is measured against."""

    def __init__(self, times: Sequence[tuple[float, float]]) -> None:
        self.times = times

    @property
    def ratio(self) -> float:
        """The median of the ratios, pair by pair."""
        return statistics.median(one / other for one, other in self.times)

    @property
    def best(self) -> tuple[float, float]:
        """The shortest time of either, in seconds."""
        return min(one for one, _ in self.times), min(other for _, other in self.times)

    @property
    def best_ratio(self) -> float:
        """The ratio of the shortest times."""
        one, other = self.best
        return one / other


def in_turn(one: Callable[[], float], other: Callable[[], float], count: int) -> Pairs:
    """Return the times of `count` pairs, after one of each that does not count."""
    one(), other()
    return Pairs([(one(), other()) for _ in range(count)])


def timed(work: Callable[[], object], repeat: int = 1) -> Callable[[], float]:
    """Return a clock of some work in this process: seconds of processor time for one run of it."""

    def clock() -> float:
        # What others left behind is not collected on this work's time.
        gc.collect()
        start = time.process_time()
        for _ in range(repeat):
            work()
        return (time.process_time() - start) / repeat

    return clock


def process(
    command: Sequence[str], folder: Path, environment: Callable[[], Mapping[str, str]]
) -> Callable[[], float]:
    """Return a clock of a process of its own: seconds of processor time from its start to its end.

    Args:
        command: the program and its arguments.
        folder: where it runs.
        environment: asked before each start.
    """

    def clock() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(
            command,
            cwd=folder,
            env=dict(environment()),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    return clock


def plain_environment(cache: Path) -> dict[str, str]:
    """Return the environment of a user: bytecode is kept, packs are stored in `cache`."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("PYTHON") and name not in ("FORCE_COLOR", "NO_COLOR")
    }
    return {**kept, "XDG_CACHE_HOME": str(cache)}
