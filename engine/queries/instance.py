"""Process instances as operators look for them: filtered, counted by state, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, exists, func, or_, select, true

from engine.actor import Action
from engine.bpmn import SCOPES
from engine.errors import Invalid
from engine.execution import codec
from engine.execution.bundle import load_bundle
from engine.execution.course import of_courses
from engine.queries.told_runs import joined, surely, told, unsure, within_reach
from engine.sight import Sight
from engine.state.case import CASE
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE, IS_STATE, ROOT, STATE, InstanceState
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
    incident waits, told only with `key`, `text` a part of the case's number; `after` the cursor of the page before.
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
    """One page, the newest first; `counts` hold for everything that matches, in every view.

    `at_least`: of so many cases that others lead only the newest were looked at for them.
    """

    instances: tuple[InstanceRow, ...]
    next: str | None
    counts: Mapping[InstanceView, int]
    at_least: bool = False


#: how often a page is filled up where runs are left out; behind that it stays short
_TURNS: Final = 5


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
    listed = joined(select(*columns)).join(STATE, IS_STATE).where(*matching, _VIEWS[wanted.view])
    if wanted.after and (not wanted.after.isdecimal() or len(wanted.after) > 18):
        raise Invalid("Expected to read a page cursor, but it is not one this list gave")
    shown: list[Row[Any]] = []
    after, more = int(wanted.after or 0), True
    for _turn in range(_TURNS):
        statement = listed.where(INSTANCE.c.id < after) if after else listed
        rows = tx.execute(statement.order_by(INSTANCE.c.id.desc()).limit(wanted.size + 1)).all()
        found = told(tx, rows[: wanted.size], wanted.element)
        room = wanted.size - len(shown)
        shown += found[:room]
        more = len(found) > room or len(rows) > wanted.size
        after = shown[-1].id if len(found) > room else rows[: wanted.size][-1].id if rows else after
        if not more or len(shown) == wanted.size:
            break
    courses = of_courses(tx, {row.case_id for row in shown})
    counts, at_least = _counts(tx, matching, wanted)
    return InstancePage(
        tuple(_row(tx, row, courses[row.case_id]) for row in shown),
        str(after) if more else None,
        counts,
        at_least,
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


def _counts(
    tx: Transaction, matching: list[ColumnElement[bool]], wanted: InstanceFilter
) -> tuple[dict[InstanceView, int], bool]:
    """How many of them the actor is told of in each view, and whether there may be more."""
    sure = surely(tx, wanted.element, wanted.key)
    row = tx.execute(
        joined(
            select().add_columns(
                *(func.count().filter(condition).label(view.value) for view, condition in _VIEWS.items())
            )
        ).where(*matching, sure)
    ).one()
    flags = [condition.label(view.value) for view, condition in _VIEWS.items()]
    others, at_least = unsure(tx, matching, flags, wanted.element, wanted.key)
    found = {
        view: int(getattr(row, view.value)) + sum(bool(getattr(one, view.value)) for one in others)
        for view in InstanceView
    }
    return found, at_least


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
