"""User tasks: who may do them, who does, by when.

task: active ──complete──▶ completed
        └────the process moved on────▶ cancelled
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    and_,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.actor import Role
from engine.errors import Conflict, NotFound
from engine.state import task_text, typed
from engine.state.case import CASE
from engine.state.definition import VERSION
from engine.state.instance import (
    COLUMNS,
    INSTANCE,
    IS_ROOT,
    IS_STATE,
    LOCKED,
    ROOT,
    STATE,
    InstanceRow,
    row_of,
)
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class TaskState(StrEnum):
    """Open, done by a person, or taken away because the process moved on."""

    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


_OPEN = text("state = 'active'")

TASK = Table(
    "user_task",
    METADATA,
    identity(),
    reference("instance_id", "process_instance"),
    reference("case_id", "case", index=True),
    #: that of its instance
    reference("version_id", "version"),
    Column("element_instance", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    reference("authority_id", "authority"),
    Column("topic", Text, nullable=False),
    Column("role", Text, nullable=False),
    reference("assignee_id", "account", nullable=True),
    #: who delegated it to the assignee and gets it back; None when it is not delegated
    reference("owner_id", "account", nullable=True),
    Column("form", Text),
    Column("priority", SmallInteger, nullable=False, server_default="50"),
    #: the earlier one of the two clocks, by which lists are sorted
    instant("due_at", nullable=True),
    #: what the law says, which nobody alters, and what was agreed on; `clocks` says how each was computed
    instant("legal_due_at", nullable=True),
    instant("agreed_due_at", nullable=True),
    Column("clocks", JSONB(none_as_null=True)),
    #: laid aside until then; not part of `revision`: no form depends on it, nor on the priority
    instant("follow_up_at", nullable=True),
    #: the rung of the ladder it has reached, and when the next one is due; None when there is none
    Column("escalation_level", SmallInteger, nullable=False, server_default="0"),
    instant("escalate_at", nullable=True),
    *choice("state", TaskState),
    Column("revision", Integer, nullable=False, server_default="1"),
    #: counts how often a draft was saved: of two windows the later one is asked; not part of `revision`
    Column("draft_number", Integer, nullable=False, server_default="0"),
    instant("draft_at", nullable=True),
    #: who typed it; it stays for them when somebody else finishes the task
    reference("draft_by", "account", nullable=True),
    reference("stand_in_id", "account", nullable=True),  #: does it for its assignee, who is away
    #: whether a referral waits with it for an authority on the receiving side; kept by a trigger of `referral`
    Column("incoming", Boolean, nullable=False, server_default=text("false")),
    #: why it is here: the norm and the rule; in words in `task_text`
    Column("norm", Text),
    Column("rule", Text),
    #: nobody is competent for it where the case is now
    Column("unresolved", Boolean, nullable=False, server_default=text("false")),
    instant("created_at"),
    #: when somebody took it first
    instant("claimed_at", nullable=True),
    #: since when nobody has it here: when it was given back or came from elsewhere; None: since it began
    instant("open_since", nullable=True),
    instant("closed_at", nullable=True),
    reference("closed_by", "account", nullable=True),
    UniqueConstraint("instance_id", "element_instance"),
    # what the inbox counts its views by, and the calendar its days
    Index(
        "ix_user_task_inbox",
        "authority_id",
        "role",
        "due_at",
        "id",
        postgresql_where=_OPEN,
        postgresql_include=[
            *("assignee_id", "owner_id", "follow_up_at", "incoming"),
            *("legal_due_at", "agreed_due_at"),
        ],
    ),
    # which kinds there are: equal entries are kept once, so it is small
    Index(
        "ix_user_task_kind",
        *("authority_id", "role", "version_id", "element"),
        text("coalesce(norm, '')"),
        postgresql_where=_OPEN,
    ),
    Index("ix_user_task_assignee", "assignee_id", "due_at", "id", postgresql_where=_OPEN),
    Index("ix_user_task_escalation", "escalate_at", "id", postgresql_where=_OPEN),
    # what supervision and the inbox count, filter and sort, without a look at the rows themselves
    Index(
        "ix_user_task_supervision",
        "authority_id",
        "due_at",
        "id",
        postgresql_where=_OPEN,
        postgresql_include=[
            *("role", "topic", "assignee_id", "legal_due_at", "agreed_due_at", "created_at"),
            *("version_id", "element", "escalation_level"),
            # what the inbox filters and sorts by
            *("case_id", "norm", "priority", "owner_id", "follow_up_at", "incoming"),
        ],
    ),
    Index(
        "ix_user_task_owner",
        "owner_id",
        "due_at",
        "id",
        postgresql_where=text("state = 'active' AND owner_id IS NOT NULL"),
    ),
    #: what somebody has done, the newest first
    Index(
        "ix_user_task_closer", "closed_by", "closed_at", "id", postgresql_where=text("state = 'completed'")
    ),
    Index("ix_user_task_created", "authority_id", "created_at", postgresql_include=["role"]),
    Index(
        "ix_user_task_completed",
        "authority_id",
        "closed_at",
        postgresql_where=text("state = 'completed'"),
        postgresql_include=["role", "due_at", "version_id", "element", "created_at", "claimed_at"],
    ),
    Index("ix_user_task_step", "version_id", "element", "authority_id", postgresql_where=_OPEN),
    Index("ix_user_task_unresolved", "id", postgresql_where=text("state = 'active' AND unresolved")),
    #: few tasks have one, and the calendar of deadlines asks for them by day
    Index(
        "ix_user_task_follow_up",
        "authority_id",
        "follow_up_at",
        postgresql_where=text("state = 'active' AND follow_up_at IS NOT NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class Task:
    """One user task as a command sees it."""

    id: int
    instance_id: int
    case_id: int
    element_instance: int
    element: str
    name: str
    authority_id: int
    role: Role
    assignee_id: int | None
    form: str | None
    state: TaskState
    revision: int
    legal_due: datetime | None
    agreed_due: datetime | None
    #: how both were found, as `engine.execution.clocks` reads it
    clocks: Mapping[str, Any] | None
    #: nobody is competent for it where the case is now; an incident says so
    unresolved: bool
    #: when somebody took it first; None while nobody has
    claimed_at: datetime | None
    #: who delegated it to the assignee
    owner_id: int | None
    priority: int
    follow_up_at: datetime | None
    draft_number: int
    draft_by: int | None
    version_id: int
    stand_in_id: int | None  #: who does it for the assignee; counts while the assignee is away
    #: that of the files of its version, so that the compiled version is found without asking again
    digest: str | None

    def must_be_open(self, revision: int, to: str) -> None:
        """Raise Conflict unless the task is active and still as the caller saw it."""
        if self.state is not TaskState.ACTIVE:
            raise Conflict(f"Expected to {to} user task {self.id}, but it is {self.state}")
        if self.revision != revision:
            raise Conflict(f"Expected to {to} user task {self.id}, but someone else has changed it")


_COLUMNS = (
    TASK.c.id,
    TASK.c.instance_id,
    TASK.c.case_id,
    TASK.c.element_instance,
    TASK.c.element,
    TASK.c.name,
    TASK.c.authority_id,
    TASK.c.role,
    TASK.c.assignee_id,
    TASK.c.form,
    TASK.c.state,
    TASK.c.revision,
    TASK.c.legal_due_at,
    TASK.c.agreed_due_at,
    TASK.c.clocks,
    TASK.c.unresolved,
    TASK.c.claimed_at,
    TASK.c.owner_id,
    TASK.c.priority,
    TASK.c.follow_up_at,
    TASK.c.draft_number,
    TASK.c.draft_by,
    TASK.c.version_id,
    TASK.c.stand_in_id,
    select(VERSION.c.digest).where(VERSION.c.id == TASK.c.version_id).correlate(TASK).scalar_subquery(),
)
_ROLE, _STATE = 7, 10
_GET = select(*_COLUMNS).where(TASK.c.id == bindparam("task"))
# The instance before the task, as every step takes them, so that nobody waits crosswise. The task is locked too: of a
# row it has not locked PostgreSQL shows the version from before the wait.
_LOCK = (
    select(*_COLUMNS, *COLUMNS)
    .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
    .join(CASE, CASE.c.id == INSTANCE.c.case_id)
    .join(ROOT, IS_ROOT)
    .join(STATE, IS_STATE)
    .where(TASK.c.id == bindparam("task"))
    .with_for_update(key_share=True, of=[*LOCKED, TASK])
)
_CLOSED = and_(
    TASK.c.instance_id == bindparam("instance"),
    TASK.c.element_instance == any_(bindparam("elements", type_=ARRAY(Integer))),
    TASK.c.state == TaskState.ACTIVE,
)
# what its author finished is no draft any more; what was typed in vain stays for whoever typed it
_CLOSE = (
    update(TASK)
    .where(_CLOSED)
    .values(
        state=bindparam("to"),
        closed_at=bindparam("at"),
        closed_by=bindparam("by"),
        revision=TASK.c.revision + 1,
    )
    .add_cte(
        typed.finished(
            select(TASK.c.id).where(_CLOSED),
            bindparam("to", type_=Text) == TaskState.COMPLETED,
            bindparam("by", type_=BigInteger),
        ).cte("finished")
    )
)
_WITHDRAW = _CLOSE.returning(TASK.c.id, TASK.c.name, TASK.c.assignee_id)


def get(tx: Transaction, task_id: int) -> Task:
    """The task, or NotFound."""
    return _task(task_id, tx.first(_GET, {"task": task_id}))


def lock(tx: Transaction, task_id: int) -> tuple[Task, InstanceRow]:
    """The task with its instance, both locked until the transaction ends; NotFound when there is none."""
    tx.act()
    row = tx.first(_LOCK, {"task": task_id})
    return _task(task_id, row), row_of(tx, row[len(_COLUMNS) :] if row else ())


def _task(task_id: int, row: Sequence[Any] | None) -> Task:
    if row is None:
        raise NotFound(f"Expected to find user task {task_id}, but there is none")
    values = list(row[: len(_COLUMNS)])
    values[_ROLE], values[_STATE] = Role(values[_ROLE]), TaskState(values[_STATE])
    return Task(*values)


def change(tx: Transaction, task: Task, to: str, **values: object) -> int:
    """Compare-and-set on an open task; returns the new revision, Conflict when someone else was first.

    Whoever gets it as its first assignee has taken it now. What a stand-in has typed is the draft of a new assignee who
    finds none.
    """
    passed_on = task.stand_in_id is not None and "assignee_id" in values
    if passed_on:
        values = typed.handed_back(tx, TASK) | values
    result = tx.execute(
        update(TASK)
        .where(TASK.c.id == task.id, TASK.c.revision == task.revision, TASK.c.state == TaskState.ACTIVE)
        .values(revision=task.revision + 1, **taken(tx, values))
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to {to} user task {task.id}, but someone else has changed it")
    if passed_on:
        typed.hand_back(tx, [task.id])
    return task.revision + 1


def mark(tx: Transaction, task: Task, to: str, **values: object) -> None:
    """Write columns of an open task on which no form depends, so that its revision stays; Conflict when somebody else
    has written one of them since it was read.
    """
    seen = [TASK.c[name].is_not_distinct_from(getattr(task, name)) for name in values]
    result = tx.execute(
        update(TASK).where(TASK.c.id == task.id, TASK.c.state == TaskState.ACTIVE, *seen).values(**values)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to {to} user task {task.id}, but someone else has changed it")


def taken(tx: Transaction, values: Mapping[str, object]) -> Mapping[str, object]:
    """The columns to write, with what follows from the assignee they name: when somebody took the task first, or since
    when nobody has it. Its ladder is looked at anew when somebody gives it back or it goes elsewhere.

    Whoever gets a task in another way than by delegation answers to nobody for it; nobody stands in any more.
    """
    if "assignee_id" not in values:
        return values
    values = {"stand_in_id": None, **values}
    if "owner_id" not in values:
        values = {**values, "owner_id": None}
    if "claimed_at" in values:
        return values
    if values["assignee_id"] is not None:
        return {**values, "claimed_at": func.coalesce(TASK.c.claimed_at, tx.now)}
    elsewhere = [TASK.c[name] != values[name] for name in ("authority_id", "role") if name in values]
    anew = or_(TASK.c.assignee_id.is_not(None), *elsewhere)
    since = case((anew, tx.now), else_=TASK.c.open_since)
    again = case((anew, tx.now), else_=values.get("escalate_at", TASK.c.escalate_at))
    return {**values, "open_since": since, "escalate_at": again}


def create(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the tasks that became active, with what is said of them."""
    tx.add(TASK, [task_text.apart(row)[0] for row in rows])
    task_text.create(tx, rows)


def close(tx: Transaction, instance_id: int, element_instances: Sequence[int], state: TaskState) -> None:
    """Close the tasks of these element instances; a draft goes with them when its author completes the task."""
    tx.write(_CLOSE, _closing(tx, instance_id, element_instances, state))


def withdraw(
    tx: Transaction, instance_id: int, element_instances: Sequence[int]
) -> list[tuple[int, str, int | None]]:
    """Cancel the tasks of these element instances; of each that was open its id, its name and who had it."""
    found = tx.fetch(_WITHDRAW, _closing(tx, instance_id, element_instances, TaskState.CANCELLED))
    return sorted((number, name, holder) for number, name, holder in found)


def _closing(
    tx: Transaction, instance_id: int, element_instances: Sequence[int], state: TaskState
) -> dict[str, Any]:
    return {
        "instance": instance_id,
        "elements": list(element_instances),
        "to": state,
        "at": tx.now,
        "by": tx.actor.account,
    }
