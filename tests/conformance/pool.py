"""Runs cases on every core; one that hangs or breaks is a failure and stops nothing."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from types import FrameType

from tests.conformance.cases import Item, Result, result_of

#: seconds one case may take
LIMIT = 10.0

Driver = Callable[[Item], Result]


class _OutOfTime(BaseException):
    """Not an Exception: no handler on the way may swallow it."""


def run_one(driver: Driver, item: Item, limit: float = LIMIT) -> Result:
    """Run one case; an exception and too long a run become its reason."""

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise _OutOfTime

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit)
    try:
        return driver(item)
    except _OutOfTime:
        return result_of(item, f"no end after {limit:g} s")
    except Exception as fault:  # whatever breaks belongs to the case, the others go on
        return result_of(item, f"{type(fault).__name__}: {shortened(str(fault))}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def run_all(driver: Driver, items: Sequence[Item], workers: int | None = None) -> list[Result]:
    """Run cases side by side; results come in the order of the cases."""
    workers = workers or os.cpu_count() or 1
    if workers == 1 or len(items) < 8:
        return [run_one(driver, item) for item in items]
    chunk = max(1, min(16, len(items) // (workers * 4)))
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        return list(pool.map(run_one, [driver] * len(items), items, chunksize=chunk))


def shortened(text: str, most: int = 240) -> str:
    """A text on one line of at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"
