"""What a ladder that is looked at tells: the highest rung reached since, what was passed by, and when to look again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.escalation import Clock, Count, Ladder, Reached, Rung, Span, Target, next_rung, reached
from engine.execution.clocks import Clocks
from engine.execution.ladder import spans
from engine.execution.recipients import Told
from engine.notices import NoticeKind
from engine.state.escalation import DueTask, Key


@dataclass(frozen=True, slots=True)
class Climbed:
    """A rung that is told now; `below` are those under it that were reached while nobody looked, the lowest first."""

    rung: Rung
    anchor: datetime
    below: tuple[Rung, ...]
    #: when each of those was reached
    below_at: tuple[datetime, ...]

    @property
    def skipped(self) -> tuple[int, ...]:
        """The levels that are not told by themselves."""
        return tuple(one.level for one in self.below)

    @property
    def heard(self) -> tuple[Rung, ...]:
        """The rungs whose addressees hear of it: its own, and each below, the highest first, but no clerk is reminded.

        Each rung has another rank, and the one above relies on the one below knowing it already.
        """
        return (self.rung, *(one for one in reversed(self.below) if one.target is not Target.CLERK))

    @property
    def unreminded(self) -> bool:
        """Whether whoever has the task has missed a reminder and would not hear of this rung either."""
        return self.rung.target is not Target.CLERK and any(one.target is Target.CLERK for one in self.below)

    def of_absent(self, task: DueTask) -> bool:
        """Whether it tells that whoever has the task is away, not that nobody has it."""
        return self.rung.clock is Clock.CLAIM and task.assignee_id is not None

    def key(self, task_id: int) -> Key:
        """What all the rungs of the same time of the task have in common."""
        return task_id, self.rung.clock.value, self.anchor


@dataclass(frozen=True, slots=True)
class Look:
    """What comes of looking at a task: what is told, the level the task has reached, when to look again."""

    climbed: tuple[Climbed, ...]
    level: int
    again: datetime | None


def look(
    task: DueTask,
    ladder: Ladder,
    count: Count,
    now: datetime,
    told: Mapping[Key, int],
    away: datetime | None = None,
) -> Look:
    """Look at a task. After an outage of days each clock tells only its highest rung.

    `away` is since when whoever has it is away; without any due date nothing else would ever say so.
    """
    running = _running(task, away)
    found = reached(ladder, running, now, count)
    coming = next_rung(ladder, running, now, count)
    level = max((one.rung.level for one in found if one.rung.clock is not Clock.CLAIM), default=0)
    return Look(tuple(_fresh(task, found, told)), level, None if coming is None else coming.at)


def _running(task: DueTask, away: datetime | None) -> tuple[Span, ...]:
    clocks = Clocks.of(task.legal_due_at, task.agreed_due_at, task.clocks)
    free = task.open_since or task.created_at
    if task.assignee_id is None:
        return spans(clocks, task.created_at, free)
    return spans(clocks, task.created_at, None if away is None or task.has_due_date else max(free, away))


def _fresh(task: DueTask, found: tuple[Reached, ...], told: Mapping[Key, int]) -> Iterator[Climbed]:
    for clock in Clock:
        new = [
            one
            for one in found
            if one.rung.clock is clock and one.rung.level > told.get((task.id, clock.value, one.anchor), 0)
        ]
        if new:
            *below, highest = sorted(new, key=lambda one: one.rung.level)
            yield Climbed(
                highest.rung,
                highest.anchor,
                tuple(one.rung for one in below),
                tuple(one.at for one in below),
            )


def kind_of(climbed: Climbed, task: DueTask, told: Told) -> NoticeKind:
    """Which kind of notice tells the rung to those who are told."""
    rung = climbed.rung
    if told.target is Target.CASE_LEAD or (told.target is Target.COORDINATION is not rung.target):
        return NoticeKind.REFERRAL_UNANSWERED
    if told.target is Target.COORDINATION:
        return NoticeKind.STRUCTURAL
    if climbed.of_absent(task):
        return NoticeKind.HOLDER_AWAY
    if rung.clock is Clock.CLAIM:
        return NoticeKind.UNCLAIMED
    if rung.is_reminder:
        return NoticeKind.REMINDER
    return NoticeKind.OVERDUE if rung.days or (rung.share or 0) > 100 else NoticeKind.DUE
