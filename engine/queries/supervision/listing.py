"""From a figure to its tasks: the filters, the order, pages of any length of list."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, cast, func, literal, select, true
from sqlalchemy.dialects.postgresql import ARRAY

from engine.actor import Role
from engine.queries.keyset import Key, Keys
from engine.queries.released import marked, released
from engine.queries.search import matching
from engine.queries.supervision.due import COLUMN, Clock, DueClass, falls, horizon
from engine.queries.supervision.history import aged
from engine.queries.supervision.scope import OPEN, Scope, here
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.state.definition import DEFINITION, VERSION
from engine.state.task import TASK
from engine.transaction import Transaction

#: tasks a total is counted up to
COUNTED = 10_000
#: tasks one read of an export brings
_PART = 500


class Nobody(StrEnum):
    """In place of a person: the tasks nobody has taken."""

    NOBODY = "nobody"


class Order(StrEnum):
    """How the list is sorted; the number of the task decides between equals."""

    DUE = "due"
    LEGAL = "legal"
    AGREED = "agreed"
    OLDEST = "oldest"
    NEWEST = "newest"
    LEVEL = "level"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which open tasks. `after` is the cursor that the page before gave as `next`.

    `due` is a class of the clock; a clock alone means the tasks that have it. `age` is a class of `ageing`, `level` a
    rung of the ladder, `process` and `element` are keys, `text` words in name, case number and person.
    """

    due: DueClass | None = None
    clock: Clock = Clock.EARLIER
    process: str = ""
    element: str = ""
    role: Role | None = None
    topic: str = ""
    person: int | Nobody | None = None
    age: int | None = None
    level: int = 0
    text: str = ""
    order: Order = Order.DUE
    after: str | None = None
    size: int = 50


@dataclass(frozen=True, slots=True)
class TaskPage:
    """One page in the order asked for."""

    tasks: tuple[TaskRow, ...]
    next: str | None


_KEYS = {
    order: Keys((Key("key", column, falls, order is not Order.LEVEL), Key("id", TASK.c.id, falls)))
    for order, column, falls in (
        (Order.DUE, TASK.c.due_at, False),
        (Order.LEGAL, TASK.c.legal_due_at, False),
        (Order.AGREED, TASK.c.agreed_due_at, False),
        (Order.OLDEST, TASK.c.created_at, False),
        (Order.NEWEST, TASK.c.created_at, True),
        (Order.LEVEL, TASK.c.escalation_level, True),
    )
}


def page(tx: Transaction, scope: Scope, wanted: TaskFilter) -> TaskPage:
    """One page of the open tasks of the filter. Invalid when the cursor is none."""
    found = tx.execute(_numbers(tx, scope, wanted, wanted.size + 1)).all()
    more = len(found) > wanted.size
    shown = found[: wanted.size]
    read = marked(tx, tasks()).where(TASK.c.id.in_([one.id for one in shown]))
    rows = {row.id: row for row in released(tx, tx.execute(read))}
    return TaskPage(
        tuple(task_row(tx, rows[one.id]) for one in shown if one.id in rows),
        _KEYS[wanted.order].cursor(shown[-1]) if more else None,
    )


def chosen(tx: Transaction, numbers: Collection[int]) -> tuple[TaskRow, ...]:
    """The tasks of these numbers that the actor hands out, open or closed, by due date."""
    found = tx.execute(
        marked(tx, tasks())
        .where(TASK.c.id.in_(sorted(numbers)))
        .order_by(TASK.c.due_at.asc(), TASK.c.id.asc())
    )
    rows = (task_row(tx, row) for row in released(tx, found))
    return tuple(row for row in rows if tx.actor.may_hand_out(row.authority_id, row.role))


def total(tx: Transaction, scope: Scope, wanted: TaskFilter) -> int:
    """How many open tasks the filter names; one more than `COUNTED` stands for more than that."""
    part = _matching(tx, scope, wanted, select(literal(1))).limit(COUNTED + 1).subquery()
    return int(tx.execute(select(func.count()).select_from(part)).scalar_one())


def every(tx: Transaction, scope: Scope, wanted: TaskFilter, most: int) -> Iterator[TaskRow]:
    """The open tasks of the filter in its order, at most so many, read part by part."""
    after = None
    while most > 0:
        part = page(tx, scope, replace(wanted, after=after, size=min(_PART, most)))
        yield from part.tasks
        most -= len(part.tasks)
        after = part.next
        if after is None:
            return


def _numbers(tx: Transaction, scope: Scope, wanted: TaskFilter, limit: int) -> Select[Any]:
    """The numbers of the next tasks, and what they are sorted by.

    Each authority gives its first ones by the index, then the first of all are taken: that stays quick for many.
    """
    keys = _KEYS[wanted.order]
    places = (
        func.unnest(cast(literal(scope.ids, ARRAY(BigInteger)), ARRAY(BigInteger)))
        .table_valued("id", name="place")
        .render_derived()
    )
    inner = _matching(tx, scope, wanted, select(TASK.c.id, *keys.columns)).where(
        TASK.c.authority_id == places.c.id
    )
    if wanted.after:
        inner = inner.where(keys.behind(wanted.after))
    first = inner.order_by(*keys.order()).limit(limit).lateral("first")
    return (
        select(first.c.id, first.c.key)
        .select_from(places.join(first, true()))
        .order_by(*keys.order(first.c))
        .limit(limit)
    )


def _matching(tx: Transaction, scope: Scope, wanted: TaskFilter, statement: Select[Any]) -> Select[Any]:
    statement = statement.select_from(TASK).where(OPEN, here(scope), *_conditions(tx, wanted))
    if wanted.process:
        versions = (
            select(VERSION.c.id)
            .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
            .where(DEFINITION.c.key == wanted.process)
        )
        statement = statement.where(TASK.c.version_id.in_(versions))
    if wanted.text.strip():
        statement = statement.where(*matching(tx, wanted.text))
    return statement


def _conditions(tx: Transaction, wanted: TaskFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.due is not None:
        yield falls(wanted.clock, wanted.due, horizon(tx))
    elif wanted.clock is not Clock.EARLIER:
        yield COLUMN[wanted.clock].is_not(None)
    if wanted.element:
        yield TASK.c.element == wanted.element
    if wanted.role is not None:
        yield TASK.c.role == wanted.role
    if wanted.topic:
        yield TASK.c.topic == wanted.topic
    if wanted.person is Nobody.NOBODY:
        yield TASK.c.assignee_id.is_(None)
    elif wanted.person is not None:
        yield TASK.c.assignee_id == wanted.person
    if wanted.age is not None:
        yield from aged(tx, wanted.age)
    if wanted.level:
        yield TASK.c.escalation_level == wanted.level
