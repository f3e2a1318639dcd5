"""Medians and percentiles of times: of the times themselves, or of counts per bucket of `engine.state.rollup`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from engine.state.rollup import BOUNDS

#: from counts a percentile is at most this many per cent from the true one: a bucket ends a third of a doubling later
TOLERANCE = 26

_LONGEST = BOUNDS[-1] * 2


@dataclass(frozen=True, slots=True)
class Quantiles:
    """The time half of the tasks took at most, and the time nine of ten took at most."""

    median: timedelta
    p90: timedelta


def of_counts(counts: Mapping[int, int]) -> Quantiles | None:
    """The quantiles of tasks counted by bucket; None of none."""
    if not sum(counts.values()):
        return None
    return Quantiles(_at(counts, 0.5), _at(counts, 0.9))


def _at(counts: Mapping[int, int], share: float) -> timedelta:
    """The time of the task at that rank, as if those of a bucket were spread evenly over it on its scale."""
    rank = math.ceil(share * sum(counts.values()))
    before = 0
    for bucket in sorted(counts):
        if before + counts[bucket] >= rank:
            part = (rank - before - 0.5) / counts[bucket]
            return timedelta(seconds=round(_within(bucket, part)))
        before += counts[bucket]
    raise AssertionError("unreachable: the rank is among the tasks")  # pragma: no cover


def _within(bucket: int, part: float) -> float:
    if bucket == 0:
        return BOUNDS[0] * part
    first = BOUNDS[bucket - 1]
    last = BOUNDS[bucket] if bucket < len(BOUNDS) else _LONGEST
    return float(first * (last / first) ** part)
