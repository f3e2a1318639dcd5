"""How open tasks are spread: by due date and clock, process, step, team and authority. One scan each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from sqlalchemy import Column, ColumnElement, Label, Row, Select, func, select

from engine.actor import Role
from engine.escalation import LEVELS
from engine.queries.supervision.due import COLUMN, Clock, DueClass, Horizon, falls, horizon
from engine.queries.supervision.scope import Scope, open_here
from engine.state.case import CASE
from engine.state.definition import DEFINITION, VERSION
from engine.state.record import INCIDENT, IncidentState
from engine.state.task import TASK
from engine.transaction import Transaction


class Signal(StrEnum):
    """What a row of figures says at one glance."""

    #: a legal deadline is missed
    CRITICAL = "critical"
    #: an agreed time is missed, or a legal deadline is today
    WARNING = "warning"
    FINE = "fine"
    #: nothing is open
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Counts:
    """Open tasks; `overdue`, `today` and `week` by the earlier clock, the week without today and what is overdue."""

    open: int = 0
    overdue: int = 0
    legal_overdue: int = 0
    legal_today: int = 0
    today: int = 0
    week: int = 0
    unassigned: int = 0
    escalated: int = 0

    @property
    def signal(self) -> Signal:
        """What these figures say at one glance."""
        if self.legal_overdue:
            return Signal.CRITICAL
        if self.overdue or self.legal_today:
            return Signal.WARNING
        return Signal.FINE if self.open else Signal.EMPTY

    def __add__(self, other: Counts) -> Counts:
        names = self.__dataclass_fields__
        return Counts(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True, slots=True)
class DueFigures:
    """Open tasks per clock and class; a task with both clocks is counted for each of them."""

    by_clock: Mapping[Clock, Mapping[DueClass, int]]
    open: int
    unassigned: int
    #: open tasks at each rung of the ladder from the first, lowest first
    levels: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ProcessCounts:
    """Open tasks of one process."""

    key: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class StepCounts:
    """Open tasks of one step of a process, whatever its version."""

    process_key: str
    process: str
    element: str
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class TeamCounts:
    """Open tasks of one role and topic at an authority."""

    authority_id: int
    authority: str
    role: Role
    topic: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class AuthorityCounts:
    """Open tasks at one authority, and the incidents of the cases it leads."""

    id: int
    name: str
    figures_only: bool
    counts: Counts
    incidents: int


def due_figures(tx: Transaction, scope: Scope) -> DueFigures:
    """Open tasks by clock and class, those nobody has taken, and the rungs they have reached."""
    until = horizon(tx)
    ends = (until.now, until.day, until.week, until.next_week)
    # a class is what is before its end less what is before its beginning: half the conditions. No grouping by level:
    # several workers share a plain count of many conditions
    row = tx.execute(
        select(
            func.count(),
            func.count().filter(TASK.c.assignee_id.is_(None)),
            *(func.count().filter(TASK.c.escalation_level == level) for level in LEVELS),
            *(count for at in COLUMN.values() for count in (*_before(at, ends), func.count(at))),
        ).where(open_here(scope))
    ).one()
    open_, unassigned, *rest = tuple(row)
    levels, dated = rest[: len(LEVELS)], rest[len(LEVELS) :]
    by_clock = {}
    for number, clock in enumerate(COLUMN):
        sums = dated[number * (len(ends) + 1) :][: len(ends) + 1]
        spread = (sums[0], *(end - begin for begin, end in pairwise((*sums, open_))))
        by_clock[clock] = dict(zip(DueClass, spread, strict=True))
    reached = tuple((level, number) for level, number in zip(LEVELS, levels, strict=True) if number)
    return DueFigures(by_clock, open_, unassigned, reached)


def _before(at: Column[Any], ends: Sequence[datetime]) -> Iterator[ColumnElement[int]]:
    return (func.count().filter(at < end) for end in ends)


def by_process(tx: Transaction, scope: Scope) -> tuple[ProcessCounts, ...]:
    """Open tasks per process, the most overdue first."""
    part = grouped(tx, scope, TASK.c.version_id).subquery()
    found: dict[str, ProcessCounts] = {}
    for row in tx.execute(
        select(part, DEFINITION.c.key, DEFINITION.c.name)
        .join(VERSION, VERSION.c.id == part.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .order_by(DEFINITION.c.name, part.c.version_id)
    ):
        before = found[row.key].counts if row.key in found else Counts()
        found[row.key] = ProcessCounts(row.key, row.name, before + counts_of(row))
    return tuple(sorted(found.values(), key=lambda one: (*_worst(one.counts), one.name, one.key)))


def by_step(tx: Transaction, scope: Scope) -> tuple[StepCounts, ...]:
    """Open tasks per step, the most overdue first."""
    one_of_them = func.min(TASK.c.id).label("example")
    part = grouped(tx, scope, TASK.c.version_id, TASK.c.element, more=(one_of_them,)).subquery()
    found: dict[tuple[str, str], StepCounts] = {}
    for row in tx.execute(
        # the name is not in the index: one row per group is looked at for it
        select(part, DEFINITION.c.key, DEFINITION.c.name.label("process"), TASK.c.name)
        .join(TASK, TASK.c.id == part.c.example)
        .join(VERSION, VERSION.c.id == part.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .order_by(part.c.version_id, part.c.element)
    ):
        key = (row.key, row.element)
        before = found[key].counts if key in found else Counts()
        found[key] = StepCounts(row.key, row.process, row.element, row.name, before + counts_of(row))
    return tuple(
        sorted(found.values(), key=lambda one: (*_worst(one.counts), one.name, one.process_key, one.element))
    )


def by_team(tx: Transaction, scope: Scope) -> tuple[TeamCounts, ...]:
    """Open tasks per authority, role and topic, the most overdue first."""
    part = grouped(tx, scope, TASK.c.authority_id, TASK.c.role, TASK.c.topic)
    names = {place.id: place.name for place in scope.places}
    found = [
        TeamCounts(row.authority_id, names[row.authority_id], Role(row.role), row.topic, counts_of(row))
        for row in tx.execute(part)
    ]
    return tuple(sorted(found, key=lambda one: (*_worst(one.counts), one.authority, one.role, one.topic)))


def by_authority(tx: Transaction, scope: Scope) -> tuple[AuthorityCounts, ...]:
    """Open tasks and incidents per authority, the most overdue first; also where nothing is open."""
    rows = {row.authority_id: row for row in tx.execute(grouped(tx, scope, TASK.c.authority_id))}
    stopped = {
        row.authority_id: row.incidents
        for row in tx.execute(
            select(CASE.c.authority_id, func.count().label("incidents"))
            .select_from(INCIDENT.join(CASE, CASE.c.id == INCIDENT.c.case_id))
            .where(INCIDENT.c.state == IncidentState.OPEN, CASE.c.authority_id.in_(scope.ids))
            .group_by(CASE.c.authority_id)
        )
    }
    found = [
        AuthorityCounts(
            place.id,
            place.name,
            place.figures_only,
            counts_of(rows[place.id]) if place.id in rows else Counts(),
            stopped.get(place.id, 0),
        )
        for place in scope.places
    ]
    return tuple(sorted(found, key=lambda one: (*_worst(one.counts), one.name, one.id)))


def grouped(
    tx: Transaction, scope: Scope, *by: Column[Any], more: tuple[Label[Any], ...] = ()
) -> Select[Any]:
    """The columns of `Counts` of the open tasks per value of the columns `by`."""
    return select(*by, *more, *_counted(horizon(tx))).where(open_here(scope)).group_by(*by)


def _counted(until: Horizon) -> tuple[Label[Any], ...]:
    """The columns of `Counts`, all of them in the index."""
    wanted = {
        "overdue": falls(Clock.EARLIER, DueClass.OVERDUE, until),
        "legal_overdue": falls(Clock.LEGAL, DueClass.OVERDUE, until),
        "legal_today": falls(Clock.LEGAL, DueClass.TODAY, until),
        "today": falls(Clock.EARLIER, DueClass.TODAY, until),
        "week": falls(Clock.EARLIER, DueClass.WEEK, until),
        "unassigned": TASK.c.assignee_id.is_(None),
        "escalated": TASK.c.escalation_level > 0,
    }
    return (
        func.count().label("open"),
        *(func.count().filter(condition).label(name) for name, condition in wanted.items()),
    )


def counts_of(row: Row[Any]) -> Counts:
    """A row of `grouped`."""
    said = row._mapping
    return Counts(**{name: said[name] for name in Counts.__dataclass_fields__})


def _worst(counts: Counts) -> tuple[int, int, int]:
    return -counts.legal_overdue, -counts.overdue, -counts.open
