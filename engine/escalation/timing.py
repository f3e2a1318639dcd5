"""When a rung is reached: shares of a time in instants, working days by the calendar of the authority."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from engine.clock import ZONE
from engine.escalation.ladder import Clock, Ladder, Rung

#: the day that is so many working days after a day, by the calendar of an authority
Count = Callable[[date, int], date]


@dataclass(frozen=True, slots=True)
class Span:
    """A time that runs: from `begin` to `due` (None on the clock CLAIM, which has no end).

    `since` is when it was set as it is now: a reminder whose instant had passed by then is left out.
    """

    clock: Clock
    begin: datetime
    due: datetime | None = None
    since: datetime | None = None

    @property
    def anchor(self) -> datetime:
        """What its rungs hang on: with another one they are climbed anew."""
        return self.begin if self.due is None else self.due


@dataclass(frozen=True, slots=True)
class Reached:
    """A rung that has been reached, when, and what it hangs on."""

    rung: Rung
    at: datetime
    anchor: datetime


def instant_of(rung: Rung, span: Span, count: Count) -> datetime:
    """When the rung is reached, in UTC. `n` working days keep the hour on the wall clock in Germany."""
    anchor = span.anchor.astimezone(UTC)
    if rung.days is not None:
        local = anchor.astimezone(ZONE)
        day = count(local.date(), rung.days)
        return datetime.combine(day, local.time(), ZONE).astimezone(UTC)
    if span.due is None:
        return anchor
    begin = span.begin.astimezone(UTC)
    share = 100 if rung.share is None else rung.share
    return max(begin, begin + (anchor - begin) * share / 100)


def _instants(ladder: Ladder, spans: Sequence[Span], count: Count) -> Iterator[Reached]:
    for span in spans:
        for rung in ladder.of(span.clock):
            at = instant_of(rung, span, count)
            if rung.is_reminder and span.since is not None and at < span.since:
                continue
            yield Reached(rung, at, span.anchor)


def reached(ladder: Ladder, spans: Sequence[Span], now: datetime, count: Count) -> tuple[Reached, ...]:
    """The rungs that are reached by now, by clock and level."""
    return tuple(one for one in _instants(ladder, spans, count) if one.at <= now)


def next_rung(ladder: Ladder, spans: Sequence[Span], now: datetime, count: Count) -> Reached | None:
    """The rung that is reached next, None behind the last one."""
    coming = [one for one in _instants(ladder, spans, count) if one.at > now]
    return min(coming, key=lambda one: one.at, default=None)


def earliest(ladder: Ladder, spans: Sequence[Span]) -> datetime | None:
    """An instant no later than the first rung, known without any calendar: working days are never fewer than days.

    Whoever looks then finds by the calendar that it is too early, and when to look again.
    """
    soonest = (one.at for one in _instants(ladder, spans, _any_day))
    return min(soonest, default=None)


def _any_day(day: date, days: int) -> date:
    return day + timedelta(days=days)
