"""Keeps the pauses of Python's garbage collector short in a process that lives long.

Compiled versions, the law book and the register of authorities stay as long as the process. A full collection looks at
all of it each time and finds nothing: some 300,000 objects, 100 to 240 ms in which nobody is answered.
"""

from __future__ import annotations

import gc
import time


class _SetsAside:
    """A callback of the collector, which never runs twice at once."""

    def __init__(self, longest: float) -> None:
        self._longest = longest
        self._begun = 0.0

    def __call__(self, phase: str, about: dict[str, int]) -> None:
        if about["generation"] != 2:
            return
        if phase == "start":
            self._begun = time.perf_counter()
        elif time.perf_counter() - self._begun > self._longest:
            gc.freeze()


def shorten(longest: float = 0.02) -> None:
    """Set aside now what is in memory, and later what a full collection took more than `longest` seconds to look at.

    What is set aside is freed as ever when nothing refers to it any more; only a circle that somebody leaves behind in
    it is not, until the process ends. To be called once in a process.
    """
    gc.collect()
    gc.freeze()
    gc.callbacks.append(_SetsAside(longest))
