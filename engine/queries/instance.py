"""Process instances as operators look for them: filtered, counted by state, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, or_, select, true

from engine.actor import Action, Actor
from engine.bpmn import SCOPES
from engine.errors import Invalid
from engine.execution import codec
from engine.execution.bundle import load_bundle
from engine.execution.sight import of_course
from engine.sight import Sight
from engine.state.case import CASE, taking_part
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE, IS_ROOT, IS_STATE, ROOT, STATE, InstanceState
from engine.state.job import JOB, JobState
from engine.state.message import SUBSCRIPTION, SubscriptionState
from engine.state.record import INCIDENT, IncidentState
from engine.state.signal import SIGNAL_SUBSCRIPTION, SignalState
from engine.state.task import TASK, TaskState
from engine.state.timer import RUNNING, TIMER
from engine.transaction import Transaction


class InstanceView(StrEnum):
    """Which of the instances within reach are shown; what is suspended or failed still runs."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    FAILED = "failed"
    ENDED = "ended"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class InstanceFilter:
    """What to show. `key` is that of the process, `element` one at which a task, timer, message, signal, job or
    incident waits, `text` a part of the case's number; `after` the cursor of the page before.
    """

    view: InstanceView = InstanceView.RUNNING
    key: str = ""
    version_id: int | None = None
    element: str = ""
    text: str = ""
    after: str | None = None
    size: int = 50


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One run of a process; `waiting` names the steps it is at, `incidents` how many of them have failed."""

    id: int
    reference: str
    key: str
    process: str
    number: int
    state: InstanceState
    is_suspended: bool
    incidents: int
    is_called: bool
    waiting: tuple[str, ...]
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class InstancePage:
    """One page, the newest first; `counts` hold for everything that matches, in every view."""

    instances: tuple[InstanceRow, ...]
    next: str | None
    counts: Mapping[InstanceView, int]


_STOPPED = select(INCIDENT.c.instance_id).where(INCIDENT.c.state == IncidentState.OPEN)
_ACTIVE = INSTANCE.c.state == InstanceState.ACTIVE
_VIEWS: dict[InstanceView, ColumnElement[bool]] = {
    InstanceView.RUNNING: _ACTIVE,
    InstanceView.SUSPENDED: _ACTIVE & ROOT.c.suspended_at.is_not(None),
    InstanceView.FAILED: _ACTIVE & INSTANCE.c.id.in_(_STOPPED),
    InstanceView.ENDED: INSTANCE.c.state != InstanceState.ACTIVE,
    InstanceView.ALL: true(),
}


def page(tx: Transaction, wanted: InstanceFilter) -> InstancePage:
    """The instances of the cases in which the actor may repair, as far as their authorities read the course; Invalid
    when the cursor is none of this list.
    """
    tx.actor.must(Action.RESOLVE_INCIDENT)
    matching = [within_reach(tx.actor), *_conditions(wanted)]
    incidents = (
        select(func.count())
        .where(INCIDENT.c.instance_id == INSTANCE.c.id, INCIDENT.c.state == IncidentState.OPEN)
        .scalar_subquery()
    )
    columns = (
        INSTANCE,
        STATE.c.tokens,
        CASE.c.reference,
        DEFINITION.c.key,
        DEFINITION.c.name.label("process"),
        VERSION.c.number,
        VERSION.c.digest,
        ROOT.c.suspended_at.label("suspended_since"),
        incidents.label("incidents"),
    )
    statement = _joined(select(*columns)).join(STATE, IS_STATE).where(*matching, _VIEWS[wanted.view])
    if wanted.after:
        if not wanted.after.isdecimal() or len(wanted.after) > 18:
            raise Invalid("Expected to read a page cursor, but it is not one this list gave")
        statement = statement.where(INSTANCE.c.id < int(wanted.after))
    rows = tx.execute(statement.order_by(INSTANCE.c.id.desc()).limit(wanted.size + 1)).all()
    near = rows[: wanted.size]
    more = str(near[-1].id) if len(rows) > wanted.size else None
    courses = {number: of_course(tx, number) for number in sorted({row.case_id for row in near})}
    shown = tuple(_row(tx, row, courses[row.case_id]) for row in near if _is_told(row, courses[row.case_id]))
    return InstancePage(shown, more, _counts(tx, matching))


def _is_told(row: Row[tuple[object, ...]], course: Sight) -> bool:
    """Whether the actor's authority leads the case, reads anything of the instance, or has to repair it."""
    return row.incidents > 0 or course.leads or course.reads_anything(row.id)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The instances of cases in which one of the actor's authorities takes part and a role there may repair."""
    if actor.system:
        return true()
    return INSTANCE.c.case_id.in_(taking_part(actor.authorities(Action.RESOLVE_INCIDENT)))


def _joined(statement: Select[Any]) -> Select[Any]:
    return (
        statement.select_from(INSTANCE)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .join(ROOT, IS_ROOT)
    )


def _conditions(wanted: InstanceFilter) -> list[ColumnElement[bool]]:
    found = [CASE.c.reference.icontains(word, autoescape=True) for word in wanted.text.split()[:8]]
    if wanted.key:
        found.append(DEFINITION.c.key == wanted.key)
    if wanted.version_id is not None:
        found.append(INSTANCE.c.version_id == wanted.version_id)
    if wanted.element:
        found.append(_waits_at(wanted.element))
    return found


def _waits_at(element: str) -> ColumnElement[bool]:
    """What waits is a row of some table; only joins, gateways and conditions are nowhere but in the tokens."""
    rows = (
        (TASK, TASK.c.state == TaskState.ACTIVE),
        (TIMER, TIMER.c.state.in_(RUNNING)),
        (SUBSCRIPTION, SUBSCRIPTION.c.state == SubscriptionState.OPEN),
        (SIGNAL_SUBSCRIPTION, SIGNAL_SUBSCRIPTION.c.state == SignalState.OPEN),
        (JOB, JOB.c.state.in_((JobState.CREATED, JobState.LOCKED))),
        (INCIDENT, INCIDENT.c.state == IncidentState.OPEN),
    )
    return or_(
        *(
            exists().where(table.c.instance_id == INSTANCE.c.id, table.c.element == element, is_open)
            for table, is_open in rows
        )
    )


def _counts(tx: Transaction, matching: list[ColumnElement[bool]]) -> dict[InstanceView, int]:
    row = tx.execute(
        _joined(
            select().add_columns(
                *(func.count().filter(condition).label(view.value) for view, condition in _VIEWS.items())
            )
        ).where(*matching)
    ).one()
    return {view: int(getattr(row, view.value)) for view in InstanceView}


def _row(tx: Transaction, row: Row[tuple[object, ...]], course: Sight) -> InstanceRow:
    state = InstanceState(row.state)
    return InstanceRow(
        id=row.id,
        reference=row.reference,
        key=row.key,
        process=row.process,
        number=row.number,
        state=state,
        is_suspended=state is InstanceState.ACTIVE and row.suspended_since is not None,
        incidents=row.incidents,
        is_called=row.parent_id is not None,
        waiting=_waiting(tx, row, course) if state is InstanceState.ACTIVE else (),
        started_at=row.started_at,
        ended_at=row.ended_at,
        outcome=row.outcome if course.reads_procedure(row.id) else None,
    )


def _waiting(tx: Transaction, row: Row[tuple[object, ...]], course: Sight) -> tuple[str, ...]:
    nodes = load_bundle(tx, row.version_id, row.digest).graphs[row.process_key].nodes
    tokens = codec.load(bytes(row.tokens))
    told = (
        one for one in tokens.elements.values() if one.failed or course.reads_element(row.id, one.element)
    )
    found = (nodes[one.element] for one in told)
    return tuple(sorted({node.label for node in found if node.kind not in SCOPES}))
