"""The timers that start processes: what is due next, where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.actor import Action
from engine.state.adoption import ADOPTION
from engine.state.definition import DEFINITION, VERSION
from engine.state.start_timer import START_TIMER
from engine.state.timer import RUNNING, TimerState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class StartTimerRow:
    """One timer start event in one jurisdiction: when it is due, and how many instances it has started."""

    id: int
    key: str
    process: str
    version: int
    jurisdiction: str
    element: str
    cycle: str
    state: TimerState
    due_at: datetime
    started: int


def timers(tx: Transaction, limit: int = 200) -> tuple[StartTimerRow, ...]:
    """The start timers that are not over, the next one first."""
    tx.actor.must(Action.ADMINISTER)
    rows = tx.execute(
        select(
            START_TIMER.c.id,
            DEFINITION.c.key,
            DEFINITION.c.name,
            VERSION.c.number,
            ADOPTION.c.jurisdiction,
            START_TIMER.c.element,
            START_TIMER.c.cycle,
            START_TIMER.c.state,
            START_TIMER.c.due_at,
            START_TIMER.c.started,
        )
        .join(ADOPTION, ADOPTION.c.id == START_TIMER.c.adoption_id)
        .join(VERSION, VERSION.c.id == ADOPTION.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(START_TIMER.c.state.in_(RUNNING))
        .order_by(START_TIMER.c.due_at, START_TIMER.c.id)
        .limit(limit)
    )
    return tuple(
        StartTimerRow(
            row.id,
            row.key,
            row.name,
            row.number,
            row.jurisdiction,
            row.element,
            row.cycle,
            TimerState(row.state),
            row.due_at,
            row.started,
        )
        for row in rows
    )
