"""Times of residence: spans of days, their overlaps and gaps, and the day on which a required time is full.

A required time is full with the end of the day that corresponds to its first day (§ 187 (1), § 188 (2) BGB):
twelve months from 01.04.2026 are full with the end of 01.04.2027. Whoever counts the first day (§ 187 (2))
arrives a day earlier, so that day is for a person to judge.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import pairwise

from engine.deadlines.dates import add_months

_DAY = timedelta(days=1)
_LAST = date.max


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `first` to `last`, both included; `last` None goes on."""

    first: date
    last: date | None = None

    @property
    def end(self) -> date:
        """The last day, the calendar's last where it goes on."""
        return self.last or _LAST


class Longer(Enum):
    """What an absence longer than the harmless one does."""

    #: the time begins anew with the return
    RESTART = "neubeginn"
    #: whether earlier time counts is for a person to judge
    UNCERTAIN = "pruefen"


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Which absences do not interrupt: up to `months` each (0: none), `times` of them (None: any number).

    With `counts` the absence itself counts as residence.
    """

    months: int = 0
    times: int | None = None
    counts: bool = False
    longer: Longer = Longer.RESTART


@dataclass(frozen=True, slots=True)
class Continuity:
    """An uninterrupted stay up to a day in two readings.

    `certain` is what counts in every reading, `possible` what may count in the most favourable one; `harmless`
    are the absences that do not interrupt, `open_gaps` the gaps on which the readings differ.
    """

    certain: tuple[Span, ...] = ()
    possible: tuple[Span, ...] = ()
    harmless: tuple[Span, ...] = ()
    open_gaps: tuple[Span, ...] = ()
    restart: Span | None = None


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same days in order, overlapping and adjacent spans joined; spans that end before they begin are none."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda one: one.first):
        if span.end < span.first:
            continue
        if merged and (merged[-1].last is None or span.first <= merged[-1].last + _DAY):
            if merged[-1].end < span.end:
                merged[-1] = Span(merged[-1].first, span.last)
        else:
            merged.append(span)
    return tuple(merged)


def without(spans: Iterable[Span], removed: Iterable[Span]) -> tuple[Span, ...]:
    """The days of `spans` that are not among those of `removed`, merged."""
    rest = list(merge(spans))
    for cut in merge(removed):
        left: list[Span] = []
        for span in rest:
            if cut.first > span.end or cut.end < span.first:
                left.append(span)
                continue
            if span.first < cut.first:
                left.append(Span(span.first, cut.first - _DAY))
            if cut.last is not None and cut.last < span.end:
                left.append(Span(cut.last + _DAY, span.last))
        rest = left
    return tuple(rest)


def within(spans: Iterable[Span], first: date, last: date) -> tuple[Span, ...]:
    """The days of `spans` from `first` to `last`, both included, merged; every result has a last day."""
    found = (Span(max(span.first, first), min(span.end, last)) for span in merge(spans))
    return tuple(span for span in found if span.end >= span.first)


def full_on(spans: Iterable[Span], months: int) -> date | None:
    """The day with whose end the spans together make `months`; None when they end before.

    Gaps put it off by their days: what was there before a gap counts on.
    """
    merged = merge(spans)
    if not merged:
        return None
    try:
        target = add_months(merged[0].first, months)
        for span, following in pairwise(merged):
            if target <= span.end:
                return target
            target += following.first - span.end - _DAY
    except (OverflowError, ValueError):
        return None
    return target if target <= merged[-1].end else None


def whole_months(spans: Iterable[Span]) -> tuple[int, int]:
    """Months and remaining days of spans that have a last day: calendar months within a span.

    The remaining days of several spans are put together to months of 30 days (§ 191 BGB).
    """
    found = [_months_of(span) for span in merge(spans)]
    months, days = sum(one[0] for one in found), sum(one[1] for one in found)
    return (months, days) if len(found) < 2 else (months + days // 30, days % 30)


def _months_of(span: Span) -> tuple[int, int]:
    after = span.end + _DAY
    count = 12 * (after.year - span.first.year) + after.month - span.first.month
    if add_months(span.first, count) > after:
        count -= 1
    return count, (after - add_months(span.first, count)).days


def continuity(
    spans: Iterable[Span], absences: Iterable[Span], day: date, tolerance: Tolerance
) -> Continuity:
    """The stay that reaches `day` without interruption, the counted spans being `spans`.

    Nothing when no counted span holds the day. A gap that recorded absences explain is judged by `tolerance`;
    every other gap is open: certain time begins after it, possible time goes on before it, without its days.
    """
    absent = merge(absences)
    counted = without(spans, absent)
    at = next((index for index, span in enumerate(counted) if span.first <= day <= span.end), None)
    if at is None:
        return Continuity()
    walk = _Walk(tolerance, counted[at])
    for index in range(at - 1, -1, -1):
        gap = Span(counted[index].end + _DAY, counted[index + 1].first - _DAY)
        if not walk.passes(gap, explained=not without((gap,), absent)):
            break
        walk.takes(counted[index])
    return walk.result()


class _Walk:
    """The way back from today, span by span, in both readings."""

    def __init__(self, tolerance: Tolerance, start: Span) -> None:
        self.tolerance = tolerance
        self.certain, self.possible = [start], [start]
        self.harmless: list[Span] = []
        self.open: list[Span] = []
        self.restart: Span | None = None

    def passes(self, gap: Span, *, explained: bool) -> bool:
        """Whether earlier time may count after this gap."""
        rule = self.tolerance
        if explained and _is_at_most(gap, rule.months):
            if rule.times is None or len(self.harmless) < rule.times:
                self.harmless.append(gap)
                self.possible.append(gap)
                if rule.counts and not self.open:
                    self.certain.append(gap)
            else:
                self.open.append(gap)
            return True
        if explained and rule.longer is Longer.RESTART:
            self.restart = gap
            return False
        self.open.append(gap)
        return True

    def takes(self, span: Span) -> None:
        """Count a span that lies before everything so far."""
        self.possible.append(span)
        if not self.open:
            self.certain.append(span)

    def result(self) -> Continuity:
        """Both readings in order."""
        return Continuity(
            merge(self.certain),
            merge(self.possible),
            tuple(reversed(self.harmless)),
            tuple(reversed(self.open)),
            self.restart,
        )


def _is_at_most(gap: Span, months: int) -> bool:
    return months > 0 and gap.end < add_months(gap.first, months)
