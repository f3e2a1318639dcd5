"""What is stored of an instance by the names of its version, and follows it into another version."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy import case as choose

from engine.actor import Role
from engine.state import task_text, typed
from engine.state.case import CASE, taking_part
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import (
    COLUMNS,
    INSTANCE,
    IS_ROOT,
    IS_STATE,
    ROOT,
    STATE,
    InstanceRow,
    InstanceState,
    row_of,
)
from engine.state.job import JOB, JobState
from engine.state.message import SUBSCRIPTION, SubscriptionState
from engine.state.metadata import any_of
from engine.state.record import INCIDENT, IncidentState
from engine.state.signal import SIGNAL_SUBSCRIPTION, SignalState
from engine.state.task import TASK, TaskState, taken
from engine.state.timer import RUNNING, TIMER
from engine.transaction import Transaction

#: rows that name an element, and which of them are not over; what is over keeps the name it had
_OPEN: tuple[tuple[Table, ColumnElement[bool]], ...] = (
    (TASK, TASK.c.state == TaskState.ACTIVE),
    (TIMER, TIMER.c.state.in_(RUNNING)),
    (SUBSCRIPTION, SUBSCRIPTION.c.state == SubscriptionState.OPEN),
    (SIGNAL_SUBSCRIPTION, SIGNAL_SUBSCRIPTION.c.state == SignalState.OPEN),
    (JOB, JOB.c.state.in_((JobState.CREATED, JobState.LOCKED))),
    (INCIDENT, INCIDENT.c.state == IncidentState.OPEN),
)

_SELECT = (
    select(*COLUMNS).join(CASE, CASE.c.id == INSTANCE.c.case_id).join(ROOT, IS_ROOT).join(STATE, IS_STATE)
)


# built once: each case of a rollout comes through here
_INSTANCE_FOLLOWS = (
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("instance"))
    .values(version_id=bindparam("version"), process_key=bindparam("process"))
)
_TASKS_FOLLOW = (
    update(TASK)
    .where(TASK.c.instance_id == bindparam("instance"), TASK.c.state == TaskState.ACTIVE)
    .values(version_id=bindparam("version"))
)


def follow(tx: Transaction, instance: InstanceRow, renamed: Mapping[str, str]) -> None:
    """Let a locked instance and its open rows belong to the version of `instance`, under the new names of elements."""
    named = {"instance": instance.id, "version": instance.version_id}
    tx.write(_INSTANCE_FOLLOWS, {**named, "process": instance.process_key})
    tx.write(_TASKS_FOLLOW, named)
    if not renamed:
        return
    for table, is_open in _OPEN:
        element = table.c.element
        tx.execute(
            update(table)
            .where(table.c.instance_id == instance.id, element.in_(list(renamed)), is_open)
            .values(element=choose(dict(renamed), value=element, else_=element))
        )


def assignee(tx: Transaction, instance_id: int, element_instance: int) -> int | None:
    """Who has the open task of an element instance."""
    return tx.execute(
        select(TASK.c.assignee_id).where(
            TASK.c.instance_id == instance_id,
            TASK.c.element_instance == element_instance,
            TASK.c.state == TaskState.ACTIVE,
        )
    ).scalar()


@dataclass(frozen=True, slots=True)
class Held:
    """An open task that somebody has, and who stands behind it beside them."""

    id: int
    element_instance: int
    element: str
    name: str
    authority_id: int
    role: Role
    assignee_id: int
    owner_id: int | None
    stand_in_id: int | None


_HELD = (
    select(*(TASK.c[one.name] for one in fields(Held)))
    .where(
        TASK.c.instance_id == bindparam("instance"),
        TASK.c.state == TaskState.ACTIVE,
        TASK.c.assignee_id.is_not(None),
    )
    .order_by(TASK.c.id)
)


def held(tx: Transaction, instance_id: int) -> tuple[Held, ...]:
    """The open tasks of an instance that somebody has, by number."""
    rows = tx.fetch(_HELD, {"instance": instance_id})
    return tuple(replace(one, role=Role(one.role)) for one in (Held(*row) for row in rows))


@dataclass(frozen=True, slots=True)
class Holding:
    """Whose an open task is: the authority, and the role there."""

    authority_id: int
    role: Role


def holdings(tx: Transaction, instances: Collection[int]) -> dict[tuple[int, int], Holding]:
    """Whose the open tasks of these instances are, by instance and element instance."""
    rows = tx.execute(
        select(TASK.c.instance_id, TASK.c.element_instance, TASK.c.authority_id, TASK.c.role).where(
            TASK.c.instance_id == any_of(instances), TASK.c.state == TaskState.ACTIVE
        )
    )
    return {
        (row.instance_id, row.element_instance): Holding(row.authority_id, Role(row.role)) for row in rows
    }


def release(tx: Transaction, task_id: int) -> None:
    """Let nobody have an open task of a locked instance any more; what whoever stands in has typed stays its draft."""
    tx.execute(
        update(TASK)
        .where(TASK.c.id == task_id, TASK.c.state == TaskState.ACTIVE)
        .values(
            revision=TASK.c.revision + 1,
            **taken(tx, {**typed.handed_back(tx, TASK), "assignee_id": None}),
        )
    )


def clocks(
    tx: Transaction, instance_id: int, element_instance: int
) -> tuple[datetime | None, datetime | None, Mapping[str, Any] | None]:
    """The legal and the agreed date of the open task of an element instance and how they were found, locked; None when
    there is none.
    """
    row: Sequence[Any] | None = tx.execute(
        select(TASK.c.legal_due_at, TASK.c.agreed_due_at, TASK.c.clocks)
        .where(
            TASK.c.instance_id == instance_id,
            TASK.c.element_instance == element_instance,
            TASK.c.state == TaskState.ACTIVE,
        )
        .with_for_update(key_share=True)
    ).first()
    return (None, None, None) if row is None else (row[0], row[1], row[2])


def change_task(
    tx: Transaction,
    instance_id: int,
    element_instance: int,
    words: tuple[str, str | None],
    dates: Mapping[str, object],
    group: Mapping[str, object] | None,
) -> None:
    """Give an open task its new name and form, the columns of dates it had none of, and those of another group.

    Whoever has seen it with another form or group must look again: then its revision is the next one. The draft stays.
    """
    name, form = words
    # the other version may have another ladder
    own, said = task_text.apart(taken(tx, {**dates, **(group or {}), "escalate_at": tx.now}))
    is_other = or_(TASK.c.form.is_distinct_from(form), literal(group is not None))
    changed = tx.execute(
        update(TASK)
        .where(
            and_(
                TASK.c.instance_id == instance_id,
                TASK.c.element_instance == element_instance,
                TASK.c.state == TaskState.ACTIVE,
            )
        )
        .values(name=name, form=form, revision=TASK.c.revision + cast(is_other, Integer), **own)
        .returning(TASK.c.id)
    )
    for number in changed.scalars():
        task_text.change(tx, number, said)


def at(places: Mapping[str, tuple[str, ...]]) -> ColumnElement[bool]:
    """Of `process_instance`, joined with its case: it is at one of these beginnings of an AGS, and at none of those
    left out of it.
    """
    place = func.coalesce(INSTANCE.c.ags, CASE.c.ags)
    inside = [
        and_(place.startswith(one), *(~place.startswith(out) for out in left_out))
        for one, left_out in places.items()
    ]
    return or_(false(), *inside)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Which running instances of a process: those in another version than this, at these places (`at`).

    With `here` also those in this one, to which nothing but other agreed times can happen.
    """

    key: str
    version_id: int
    places: Mapping[str, tuple[str, ...]]
    here: bool = False

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same of `process_instance`, joined with its case."""
        others = (
            select(VERSION.c.id)
            .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
            .where(DEFINITION.c.key == self.key, true() if self.here else VERSION.c.id != self.version_id)
        )
        return and_(
            INSTANCE.c.version_id.in_(others),
            INSTANCE.c.state == InstanceState.ACTIVE,
            at(self.places),
        )


def elsewhere(tx: Transaction, which: Elsewhere, after: int, limit: int) -> tuple[InstanceRow, ...]:
    """Those instances behind the id `after`, by id, not locked."""
    rows = tx.execute(
        _SELECT.where(which.condition, INSTANCE.c.id > after).order_by(INSTANCE.c.id).limit(limit)
    )
    return tuple(row_of(tx, row) for row in rows)


def cases_elsewhere(which: Elsewhere, after: int, limit: int) -> Select[tuple[int, int]]:
    """Asks for the numbers of those instances behind the id `after` and of their cases, by id: no row leaves the
    database for it.
    """
    return (
        select(INSTANCE.c.id, INSTANCE.c.case_id)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .where(which.condition, INSTANCE.c.id > after)
        .order_by(INSTANCE.c.id)
        .limit(limit)
    )


def count_elsewhere(tx: Transaction, which: Elsewhere) -> int:
    """How many there are."""
    return int(
        tx.execute(
            select(func.count())
            .select_from(INSTANCE.join(CASE, CASE.c.id == INSTANCE.c.case_id))
            .where(which.condition)
        ).scalar_one()
    )


def of_cases(tx: Transaction, cases: Collection[int]) -> tuple[InstanceRow, ...]:
    """Every running instance of these cases, of whatever version, by id, not locked."""
    rows = tx.execute(
        _SELECT.where(INSTANCE.c.case_id == any_of(cases), INSTANCE.c.state == InstanceState.ACTIVE).order_by(
            INSTANCE.c.id
        )
    )
    return tuple(row_of(tx, row) for row in rows)


def running(
    tx: Transaction, version_id: int, after: int, limit: int, authorities: Collection[int] | None = None
) -> tuple[InstanceRow, ...]:
    """The running instances of a version behind the id `after`, by id, not locked.

    With `authorities` only those of cases in which one of these takes part.
    """
    within = true() if authorities is None else INSTANCE.c.case_id.in_(taking_part(authorities))
    rows = tx.execute(
        _SELECT.where(
            INSTANCE.c.version_id == version_id,
            INSTANCE.c.state == InstanceState.ACTIVE,
            INSTANCE.c.id > after,
            within,
        )
        .order_by(INSTANCE.c.id)
        .limit(limit)
    )
    return tuple(row_of(tx, row) for row in rows)
