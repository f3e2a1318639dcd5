"""User tasks: who may do them, who does, by when.

task: active ──complete──▶ completed
        └────the process moved on────▶ cancelled
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine.actor import Role
from engine.errors import Conflict, NotFound
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
    Column("element_instance", Integer, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    reference("authority_id", "authority"),
    Column("topic", Text, nullable=False),
    Column("role", Text, nullable=False),
    reference("assignee_id", "account", nullable=True),
    Column("form", Text),
    Column("priority", SmallInteger, nullable=False, server_default="50"),
    instant("due_at", nullable=True),
    instant("follow_up_at", nullable=True),
    *choice("state", TaskState),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("draft", JSONB(none_as_null=True)),
    instant("created_at"),
    instant("closed_at", nullable=True),
    reference("closed_by", "account", nullable=True),
    UniqueConstraint("instance_id", "element_instance"),
    Index("ix_user_task_inbox", "authority_id", "role", "due_at", "id", postgresql_where=_OPEN),
    Index("ix_user_task_assignee", "assignee_id", "due_at", "id", postgresql_where=_OPEN),
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

    def must_be_open(self, revision: int, to: str) -> None:
        """Raise Conflict unless the task is active and still as the caller saw it."""
        if self.state is not TaskState.ACTIVE:
            raise Conflict(f"Expected to {to} user task {self.id}, but it is {self.state}")
        if self.revision != revision:
            raise Conflict(f"Expected to {to} user task {self.id}, but someone else has changed it")


def get(tx: Transaction, task_id: int) -> Task:
    """The task, or NotFound."""
    row = tx.execute(select(TASK).where(TASK.c.id == task_id)).first()
    if row is None:
        raise NotFound(f"Expected to find user task {task_id}, but there is none")
    return Task(
        row.id,
        row.instance_id,
        row.case_id,
        row.element_instance,
        row.element,
        row.name,
        row.authority_id,
        Role(row.role),
        row.assignee_id,
        row.form,
        TaskState(row.state),
        row.revision,
    )


def change(tx: Transaction, task: Task, to: str, **values: object) -> int:
    """Compare-and-set on an open task; returns the new revision, Conflict when someone else was first."""
    result = tx.execute(
        update(TASK)
        .where(TASK.c.id == task.id, TASK.c.revision == task.revision, TASK.c.state == TaskState.ACTIVE)
        .values(revision=task.revision + 1, **values)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to {to} user task {task.id}, but someone else has changed it")
    return task.revision + 1


def create(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert the tasks that became active."""
    tx.execute(insert(TASK), list(rows))


def close(tx: Transaction, instance_id: int, element_instances: Sequence[int], state: TaskState) -> None:
    """Close the tasks of these element instances; their drafts go with them."""
    tx.execute(
        update(TASK)
        .where(
            TASK.c.instance_id == instance_id,
            TASK.c.element_instance.in_(element_instances),
            TASK.c.state == TaskState.ACTIVE,
        )
        .values(
            state=state,
            closed_at=tx.now,
            closed_by=tx.actor.account,
            draft=None,
            revision=TASK.c.revision + 1,
        )
    )
