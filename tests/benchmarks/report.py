"""Numbers as Markdown: the machine, medians, and tables."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


def machine() -> str:
    """What it ran on, when, and how busy that was."""
    names = [
        line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")
    ]
    memory = [int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {names[0] if names else platform.machine()}, "
        f"{os.cpu_count()} cores, {memory[0] / 1024**2 if memory else 0:.0f} GB, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f}"
    )


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []


def p95(values: Sequence[float]) -> float:
    """The value that 95 of 100 do not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def round_robin(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Seconds on the wall clock of each way, the median over the rounds; every round runs each way once."""
    return {
        name: statistics.median(taken) for name, taken in _rounds(ways, rounds, 1, time.perf_counter).items()
    }


def cpu(ways: Mapping[str, Callable[[], object]], rounds: int, turns: int) -> dict[str, float]:
    """Seconds of CPU time of each way, of the fastest round: the one the rest of the machine disturbed least."""
    return {name: min(taken) for name, taken in _rounds(ways, rounds, turns, time.process_time).items()}


@dataclass(frozen=True, slots=True)
class Compared:
    """Median seconds of a way, and the median over the rounds of its seconds over those of the first way."""

    seconds: float
    ratio: float


def compare(ways: Mapping[str, Callable[[], object]], rounds: int, turns: int) -> dict[str, Compared]:
    """CPU time of each way beside the first one; every round runs each way, so both meet the same machine."""
    taken = _rounds(ways, rounds, turns, time.process_time)
    first = next(iter(taken.values()))
    return {
        name: Compared(
            statistics.median(each), statistics.median(b / a for a, b in zip(first, each, strict=True))
        )
        for name, each in taken.items()
    }


def _rounds(
    ways: Mapping[str, Callable[[], object]], rounds: int, turns: int, clock: Callable[[], float]
) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            gc.collect()  # so that no way pays for what another one left behind
            begun = clock()
            for _ in range(turns):
                way()
            taken[name].append((clock() - begun) / turns)
    return taken


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table under a heading."""
    lines = [f"### {title}", "", _row(head), _row(["---"] * len(head)), *(_row(row) for row in rows)]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def ms(seconds: float) -> str:
    """Milliseconds with two decimals."""
    return f"{seconds * 1000:.2f}"


def us(seconds: float) -> str:
    """Microseconds with one decimal."""
    return f"{seconds * 1_000_000:.1f}"
