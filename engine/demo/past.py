"""The days until today: what happens in them happens in its order, on a clock that is set back."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy import func, select

from engine.actor import SYSTEM
from engine.clock import ZONE, AdjustableClock
from engine.commands import timer
from engine.engine import Engine
from engine.state import timer as timers
from engine.state.timer import TIMER, TimerState


@dataclass(slots=True)
class Past:
    """What is planned until today, and the clock it happens on."""

    engine: Engine
    clock: AdjustableClock
    today: datetime
    _events: list[tuple[datetime, int, Callable[[], None]]] = field(default_factory=list)
    _count: int = 0

    @property
    def day(self) -> date:
        """The day it is there."""
        return self.clock.moment.astimezone(ZONE).date()

    def plan(self, moment: datetime, happening: Callable[[], None]) -> None:
        """Let something happen then, unless that is not past."""
        if moment < self.today:
            heapq.heappush(self._events, (moment, self._count, happening))
            self._count += 1

    def pass_until_today(self) -> None:
        """Let everything planned and everything due happen in its order."""
        while self._events:
            moment, _, happening = heapq.heappop(self._events)
            self._fire_until(moment)
            self.clock.moment = moment
            happening()
        self._fire_until(self.today)
        self.clock.moment = self.today

    def _fire_until(self, moment: datetime) -> None:
        """Timers fire at their time, as the worker would have fired them."""
        waiting = (TimerState.ARMED, TimerState.QUEUED)
        earliest = select(func.min(TIMER.c.due_at)).where(TIMER.c.state.in_(waiting))
        while True:
            with self.engine.begin(SYSTEM) as tx:
                due = tx.execute(earliest).scalar()
            if due is None or due > moment:
                return
            self.clock.moment = max(self.clock.moment, due)
            with self.engine.begin(SYSTEM) as tx:
                numbers = timers.claim_due(tx, 100)
            for number in numbers:
                with self.engine.begin(SYSTEM) as tx:
                    timer.fire(tx, number)


def office_hour(random: Random, day: date, *, backwards: bool = False) -> datetime:
    """A moment at which an office is open, on that day or the next working day (the one before: `backwards`)."""
    return datetime.combine(
        working_day(day, backwards=backwards), time(8 + random.randrange(8), random.randrange(60)), ZONE
    )


def working_day(day: date, *, backwards: bool = False) -> date:
    """The day, or the next from Monday to Friday (the one before: `backwards`)."""
    while day.weekday() > 4:
        day += timedelta(days=-1 if backwards else 1)
    return day


__all__ = ["Past", "office_hour", "working_day"]
