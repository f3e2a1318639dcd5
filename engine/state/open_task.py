"""Open tasks with what decides where they are, and moving one to another authority."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    bindparam,
    exists,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from engine.actor import Role
from engine.errors import Conflict
from engine.state import task_text, typed
from engine.state.case import CASE
from engine.state.instance import INSTANCE
from engine.state.metadata import any_given
from engine.state.task import TASK, TaskState, taken
from engine.state.task_text import TASK_TEXT
from engine.state.typed import TYPED
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class OpenTask:
    """One open task. `root_id` is the procedure it belongs to, `ags` where the case is; `question` as it was asked."""

    id: int
    instance_id: int
    root_id: int
    case_id: int
    reference: str
    element: str
    element_instance: int
    name: str
    authority_id: int
    topic: str
    role: Role
    assignee_id: int | None
    revision: int
    reason: Mapping[str, Any] | None
    question: Mapping[str, Any] | None
    has_draft: bool
    ags: str


@dataclass(frozen=True, slots=True)
class Scope:
    """Which open tasks a change of the register can concern.

    Those of `topic` (empty: of any) at a place within `territory`, and those that are at one of `authorities` now;
    of one `role` if given. `unresolved` are all for which nobody is competent or there, wherever they are.
    """

    topic: str = ""
    territory: str = ""
    authorities: tuple[int, ...] = ()
    role: Role | None = None
    unresolved: bool = False


_HAS_DRAFT = exists(select(TYPED.c.task_id).where(TYPED.c.task_id == TASK.c.id, ~TYPED.c.in_place))
_IDS = select(TASK.c.element_instance, TASK.c.id).where(
    TASK.c.instance_id == bindparam("instance"),
    TASK.c.element_instance == any_given("elements"),
)
_PLACE = func.coalesce(INSTANCE.c.ags, CASE.c.ags)
#: where a task asks: its own place when it names one
_ASKED_AT = func.coalesce(TASK_TEXT.c.question["ags"].astext, _PLACE)


def _tasks() -> Select[Any]:
    return (
        select(
            TASK.c.id,
            TASK.c.instance_id,
            func.coalesce(INSTANCE.c.root_id, INSTANCE.c.id),
            TASK.c.case_id,
            CASE.c.reference,
            TASK.c.element,
            TASK.c.element_instance,
            TASK.c.name,
            TASK.c.authority_id,
            TASK.c.topic,
            TASK.c.role,
            TASK.c.assignee_id,
            TASK.c.revision,
            TASK_TEXT.c.reason,
            TASK_TEXT.c.question,
            _HAS_DRAFT,
            _PLACE,
        )
        .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .outerjoin(TASK_TEXT, TASK_TEXT.c.task_id == TASK.c.id)
        .where(TASK.c.state == TaskState.ACTIVE)
        .order_by(TASK.c.id)
    )


def of_case(tx: Transaction, case_id: int) -> tuple[OpenTask, ...]:
    """The open tasks of a case, by number."""
    return _read(tx, _tasks().where(TASK.c.case_id == case_id))


def ids(tx: Transaction, instance_id: int, element_instances: Sequence[int]) -> dict[int, int]:
    """The ids of the tasks of these element instances, by element instance."""
    found = tx.fetch(_IDS, {"instance": instance_id, "elements": list(element_instances)})
    return {row[0]: row[1] for row in found}


def lock(tx: Transaction, case_id: int) -> tuple[OpenTask, ...]:
    """As `of_case`, and nobody claims or drafts one until the transaction ends."""
    statement = _tasks().where(TASK.c.case_id == case_id).with_for_update(key_share=True, of=TASK)
    return _read(tx, statement)


def lock_these(tx: Transaction, numbers: Collection[int]) -> tuple[OpenTask, ...]:
    """These tasks as far as they are still open, locked; their instances are locked already."""
    statement = _tasks().where(TASK.c.id.in_(numbers)).with_for_update(key_share=True, of=TASK)
    return _read(tx, statement)


def within(tx: Transaction, scope: Scope, after: int = 0, limit: int | None = None) -> tuple[OpenTask, ...]:
    """The open tasks in a scope behind the id `after`, by number."""
    return _read(tx, _tasks().where(_concerns(scope), TASK.c.id > after).limit(limit))


def is_any_unresolved(tx: Transaction) -> bool:
    """Whether nobody is competent or there for any open task."""
    found = select(TASK.c.id).where(TASK.c.state == TaskState.ACTIVE, TASK.c.unresolved).limit(1)
    return tx.execute(found).first() is not None


def latest_of(tx: Transaction, case_id: int, authority: int) -> tuple[str, Role] | None:
    """The topic and the role of the latest task that an authority has or had in a case."""
    row = tx.execute(
        select(TASK.c.topic, TASK.c.role)
        .where(TASK.c.case_id == case_id, TASK.c.authority_id == authority)
        .order_by(TASK.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.topic, Role(row.role))


def _read(tx: Transaction, statement: Select[Any]) -> tuple[OpenTask, ...]:
    return tuple(_task(row) for row in tx.execute(statement))


def _task(row: Sequence[Any]) -> OpenTask:
    values = list(row)
    values[10] = Role(values[10])
    return OpenTask(*values)


def _concerns(scope: Scope) -> ColumnElement[bool]:
    if scope.unresolved:
        return TASK.c.unresolved
    asked = true() if not scope.topic else TASK.c.topic == scope.topic
    there: ColumnElement[bool] = asked & _ASKED_AT.startswith(literal(scope.territory, Text))
    if scope.authorities:
        there = TASK.c.authority_id.in_(scope.authorities) | (there if scope.territory else literal(False))
    if scope.role is None:
        return there
    # a substitute has another role than the one that was asked for
    return there & or_(TASK.c.role == scope.role, TASK_TEXT.c.question["role"].astext == scope.role)


def change(tx: Transaction, task: OpenTask, values: Mapping[str, object], seen: int) -> None:
    """Write columns of an open task whose instance is locked; `seen` is added to its revision.

    Conflict when it has changed since it was read. What somebody typed in another's place is the draft of whoever gets
    the task and finds none.
    """
    passed_on = "assignee_id" in values
    if passed_on:
        values = typed.handed_back(tx, TASK) | {**values}
    own, said = task_text.apart(taken(tx, values))
    result = tx.execute(
        update(TASK)
        .where(TASK.c.id == task.id, TASK.c.revision == task.revision, TASK.c.state == TaskState.ACTIVE)
        .values(**own, revision=task.revision + seen)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to move user task {task.id}, but someone else has changed it")
    task_text.change(tx, task.id, said)
    if passed_on:
        typed.hand_back(tx, [task.id])
