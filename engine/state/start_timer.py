"""Timers that start instances: one row for each timer start event of a version in a jurisdiction where it was adopted.

timer: armed ──due──▶ queued ──▶ armed again for its next turn | fired when there is none
         ├──────────────┴──────▶ cancelled       a later resolution is in force on that day
         └──────────────┴──────▶ held            due while the process was suspended; armed again when that goes on
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Row,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.state import timer
from engine.state.adoption import ADOPTION
from engine.state.definition import DEFINITION, VERSION
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.state.timer import RUNNING, TimerState
from engine.transaction import Transaction

START_TIMER = Table(
    "start_timer",
    METADATA,
    identity(),
    reference("adoption_id", "adoption"),
    Column("process_key", Text, nullable=False),
    Column("element", Text, nullable=False),
    #: which of the element's timers, from 0
    Column("position", SmallInteger, nullable=False),
    #: the repetition or cron line, empty for a date or duration
    Column("cycle", Text, nullable=False),
    #: the instant a repetition counts from
    instant("anchor_at"),
    *choice("state", TimerState),
    instant("due_at"),
    #: how many instances it has started
    Column("started", Integer, nullable=False, server_default="0"),
    instant("created_at"),
    instant("changed_at"),
    UniqueConstraint("adoption_id", "process_key", "element", "position"),
    Index("ix_start_timer_due", "due_at", "id", postgresql_where=text("state = 'armed'")),
    Index("ix_start_timer_queued", "changed_at", postgresql_where=text("state = 'queued'")),
)


@dataclass(frozen=True, slots=True)
class StartTimer:
    """One timer with the adoption it belongs to."""

    id: int
    adoption_id: int
    definition_id: int
    version_id: int
    key: str
    jurisdiction: str
    process_key: str
    element: str
    cycle: str
    anchor_at: datetime
    state: TimerState
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """In force in a jurisdiction from the first day on; `until` is the first day of the one that replaces it."""

    adoption_id: int
    version_id: int
    jurisdiction: str
    first: date
    until: date | None


_LATER = ADOPTION.alias("later")
_UNTIL = (
    select(func.min(_LATER.c.valid_from))
    .where(
        _LATER.c.definition_id == ADOPTION.c.definition_id,
        _LATER.c.jurisdiction == ADOPTION.c.jurisdiction,
        tuple_(_LATER.c.valid_from, _LATER.c.id) > tuple_(ADOPTION.c.valid_from, ADOPTION.c.id),
    )
    .correlate(ADOPTION)
    .scalar_subquery()
)
_TERM = select(
    ADOPTION.c.id,
    ADOPTION.c.version_id,
    ADOPTION.c.jurisdiction,
    ADOPTION.c.valid_from,
    func.least(_UNTIL, ADOPTION.c.repealed_from).label("until"),
)


def term(tx: Transaction, adoption_id: int) -> Term:
    """From when to when an adoption is in force where it was adopted."""
    return _term(tx.execute(_TERM.where(ADOPTION.c.id == adoption_id)).one())


def terms(tx: Transaction, version_id: int) -> tuple[Term, ...]:
    """Every adoption of the version."""
    rows = tx.execute(_TERM.where(ADOPTION.c.version_id == version_id).order_by(ADOPTION.c.id))
    return tuple(_term(row) for row in rows)


def _term(row: Row[Any]) -> Term:
    return Term(row.id, row.version_id, row.jurisdiction, row.valid_from, row.until)


def create(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Arm timers; those that are known already stay as they are."""
    stamps = {"state": TimerState.ARMED, "created_at": tx.now, "changed_at": tx.now}
    tx.execute(upsert(START_TIMER).on_conflict_do_nothing(), [{**stamps, **row} for row in rows])


def get(tx: Transaction, number: int, *, lock: bool = False) -> StartTimer | None:
    """The timer, None when there is none; locked until the transaction ends if asked."""
    statement = (
        select(
            START_TIMER.c.id,
            START_TIMER.c.adoption_id,
            ADOPTION.c.definition_id,
            ADOPTION.c.version_id,
            DEFINITION.c.key,
            ADOPTION.c.jurisdiction,
            START_TIMER.c.process_key,
            START_TIMER.c.element,
            START_TIMER.c.cycle,
            START_TIMER.c.anchor_at,
            START_TIMER.c.state,
            START_TIMER.c.due_at,
        )
        .join(ADOPTION, ADOPTION.c.id == START_TIMER.c.adoption_id)
        .join(VERSION, VERSION.c.id == ADOPTION.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(START_TIMER.c.id == number)
    )
    if lock:
        statement = statement.with_for_update(of=START_TIMER)
    row = tx.execute(statement).first()
    if row is None:
        return None
    values: Sequence[Any] = row
    *first, state, due = values
    return StartTimer(*(*first, TimerState(state), due))


def move(tx: Transaction, number: int, due: datetime | None) -> None:
    """After an instance was started: due again then, or over."""
    state = TimerState.FIRED if due is None else TimerState.ARMED
    tx.execute(
        update(START_TIMER)
        .where(START_TIMER.c.id == number)
        .values(
            state=state,
            due_at=func.coalesce(due, START_TIMER.c.due_at),
            started=START_TIMER.c.started + 1,
            changed_at=tx.now,
        )
    )


def close(tx: Transaction, number: int, state: TimerState) -> None:
    """Mark a timer as cancelled or held."""
    tx.execute(update(START_TIMER).where(START_TIMER.c.id == number).values(state=state, changed_at=tx.now))


def replace(tx: Transaction, adoption_id: int, since: datetime) -> None:
    """Cancel what earlier resolutions on the same definition and jurisdiction would start from then on."""
    new = ADOPTION.alias("new")
    earlier = (
        select(ADOPTION.c.id)
        .join(
            new,
            (new.c.definition_id == ADOPTION.c.definition_id)
            & (new.c.jurisdiction == ADOPTION.c.jurisdiction)
            & (tuple_(new.c.valid_from, new.c.id) > tuple_(ADOPTION.c.valid_from, ADOPTION.c.id)),
        )
        .where(new.c.id == adoption_id)
    )
    tx.execute(
        update(START_TIMER)
        .where(
            START_TIMER.c.adoption_id.in_(earlier),
            START_TIMER.c.due_at >= since,
            START_TIMER.c.state.in_(RUNNING),
        )
        .values(state=TimerState.CANCELLED, changed_at=tx.now)
    )


def release_held(tx: Transaction, key: str) -> None:
    """Arm again what fell due while the process of that key was suspended."""
    of_process = (
        select(ADOPTION.c.id)
        .join(DEFINITION, DEFINITION.c.id == ADOPTION.c.definition_id)
        .where(DEFINITION.c.key == key)
    )
    tx.execute(
        update(START_TIMER)
        .where(START_TIMER.c.adoption_id.in_(of_process), START_TIMER.c.state == TimerState.HELD)
        .values(state=TimerState.ARMED, changed_at=tx.now)
    )


def claim_due(tx: Transaction, limit: int) -> list[int]:
    """Move up to `limit` due timers to queued, oldest first; other workers skip the rows claimed here."""
    return timer.claim(tx, START_TIMER, limit)


def release_stale(tx: Transaction, older_than: timedelta, limit: int) -> int:
    """Arm up to `limit` again that were queued long ago and never fired. Returns how many."""
    return timer.release(tx, START_TIMER, older_than, limit)
