"""Who stands in for whom while that person is away: in which order, on which days, for which of their tasks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Index,
    SmallInteger,
    Table,
    Text,
    and_,
    cast,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from engine.actor import Role
from engine.clock import ZONE
from engine.errors import NotFound
from engine.state import typed
from engine.state.absence import as_day
from engine.state.definition import DEFINITION, VERSION
from engine.state.metadata import METADATA, any_of, identity, instant, reference
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: who does the tasks of `account_id` while that person is away; the lowest position counts first
SUBSTITUTE = Table(
    "substitute",
    METADATA,
    identity(),
    reference("account_id", "account", index=True),
    reference("substitute_id", "account", index=True),
    Column("position", SmallInteger, nullable=False),
    #: what it is limited to; None and empty: nothing
    reference("authority_id", "authority", nullable=True),
    Column("topic", Text, nullable=False, server_default=""),
    Column("process", Text, nullable=False, server_default=""),
    Column("element", Text, nullable=False, server_default=""),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    #: in place of the only team lead, with their rights at the authority while they are away
    Column("acting", Boolean, nullable=False, server_default="false"),
    instant("entered_at"),
    reference("entered_by", "account", nullable=True),
    instant("removed_at", nullable=True),
    reference("removed_by", "account", nullable=True),
    #: when what follows from its first day was done, and from its last
    instant("begun_at", nullable=True),
    instant("over_at", nullable=True),
    CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
    Index(
        "ix_substitute_unsaid",
        "first_day",
        postgresql_where=text("removed_at IS NULL AND over_at IS NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class Matter:
    """What of a task decides who stands in for whoever has it."""

    authority: int
    role: Role
    topic: str
    process: str
    element: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody stands in for; what is None or empty limits nothing. A step is one of a process."""

    authority: int | None = None
    topic: str = ""
    process: str = ""
    element: str = ""

    def holds(self, matter: Matter) -> bool:
        """Whether the task lies in it."""
        return (
            self.authority in (None, matter.authority)
            and self.topic in ("", matter.topic)
            and self.process in ("", matter.process)
            and self.element in ("", matter.element)
        )

    @property
    def is_whole(self) -> bool:
        """Whether it is everything at an authority."""
        return not (self.topic or self.process or self.element)


@dataclass(frozen=True, slots=True)
class SubstituteRow:
    """One rule: who stands in for whom, for what, on which days, as which in the order."""

    id: int
    account_id: int
    substitute_id: int
    position: int
    scope: Scope
    first_day: date
    last_day: date | None
    #: as team lead, though they are none
    acting: bool = False

    def is_valid(self, on: date) -> bool:
        """Whether it counts on that day."""
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)

    def meets(self, other: SubstituteRow) -> bool:
        """Whether both count on some day."""
        later = max(self.first_day, other.first_day)
        return self.is_valid(later) and other.is_valid(later)


def substitute_of(row: Mapping[str, Any]) -> SubstituteRow:
    """A row of the table, also as JSON gives it."""
    scope = Scope(row["authority_id"], row["topic"], row["process"], row["element"])
    known = row["id"], row["account_id"], row["substitute_id"], row["position"]
    return SubstituteRow(
        *known, scope, as_day(row["first_day"]), as_day(row["last_day"]), bool(row["acting"])
    )


def rule(tx: Transaction, rule_id: int) -> tuple[SubstituteRow, bool]:
    """The rule, and whether it was removed; NotFound when there is none."""
    row = tx.execute(select(SUBSTITUTE).where(SUBSTITUTE.c.id == rule_id)).mappings().first()
    if row is None:
        raise NotFound(f"Expected to find substitution {rule_id}, but there is none")
    return substitute_of({str(name): value for name, value in row.items()}), row["removed_at"] is not None


def rules_of(tx: Transaction, account_id: int) -> tuple[SubstituteRow, ...]:
    """The rules of a person that count today or later, in their order, locked."""
    rows = tx.execute(
        select(SUBSTITUTE)
        .where(
            SUBSTITUTE.c.account_id == account_id,
            SUBSTITUTE.c.removed_at.is_(None),
            or_(SUBSTITUTE.c.last_day.is_(None), SUBSTITUTE.c.last_day >= tx.today),
        )
        .order_by(SUBSTITUTE.c.position, SUBSTITUTE.c.id)
        .with_for_update()
    ).mappings()
    return tuple(substitute_of({str(name): value for name, value in row.items()}) for row in rows)


def unsaid(tx: Transaction, limit: int) -> tuple[tuple[SubstituteRow, bool], ...]:
    """Rules that have begun or are over today and from which nothing followed yet, each with whether it had begun;
    locked, the oldest first.
    """
    begins = SUBSTITUTE.c.begun_at.is_(None) & (SUBSTITUTE.c.first_day <= tx.today)
    rows = tx.execute(
        select(SUBSTITUTE)
        .where(
            SUBSTITUTE.c.removed_at.is_(None),
            SUBSTITUTE.c.over_at.is_(None),
            or_(begins, SUBSTITUTE.c.last_day < tx.today),
        )
        .order_by(SUBSTITUTE.c.first_day, SUBSTITUTE.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).mappings()
    return tuple(
        (substitute_of({str(name): value for name, value in row.items()}), row["begun_at"] is not None)
        for row in rows
    )


def add_rule(tx: Transaction, values: Mapping[str, object]) -> int:
    """Insert a rule (columns of SUBSTITUTE) and return its id."""
    known = {"entered_at": tx.now, "entered_by": tx.actor.account}
    return tx.insert(insert(SUBSTITUTE).values(**known, **values))


def write_rule(tx: Transaction, rule_id: int, **values: object) -> None:
    """Write columns of a rule."""
    tx.execute(update(SUBSTITUTE).where(SUBSTITUTE.c.id == rule_id).values(**values))


def matters(tx: Transaction, tasks: Collection[int]) -> dict[int, tuple[int | None, Matter]]:
    """Of these tasks who has each, and what decides who stands in for them."""
    if not tasks:
        return {}
    return {
        row.id: (row.assignee_id, _matter(row))
        for row in tx.execute(_MATTERS.where(TASK.c.id.in_(sorted(tasks))))
    }


def named_for(tx: Transaction, tasks: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """By completed task whoever stands behind it, each with whom they named for such tasks: on the day it was done, or
    now.

    A rule counts whether the person was away or not.
    """
    found: dict[int, list[tuple[int, int]]] = {one: [] for one in tasks}
    if not found:
        return found
    rule = SUBSTITUTE.c
    done = cast(func.timezone(ZONE.key, TASK.c.closed_at), Date)
    standing = or_(
        and_(rule.removed_at.is_(None), _on(tx.today)),
        and_(
            rule.entered_at <= TASK.c.closed_at,
            or_(rule.removed_at.is_(None), rule.removed_at > TASK.c.closed_at),
            _on(done),
        ),
    )
    limits = ((rule.topic, TASK.c.topic), (rule.process, DEFINITION.c.key), (rule.element, TASK.c.element))
    rows = tx.execute(
        select(TASK.c.id, rule.account_id, rule.substitute_id)
        .select_from(_OF_PROCESS)
        .join(SUBSTITUTE, rule.account_id.in_((TASK.c.closed_by, TASK.c.assignee_id, TASK.c.owner_id)))
        .where(
            TASK.c.id.in_(sorted(found)),
            func.coalesce(rule.authority_id, TASK.c.authority_id) == TASK.c.authority_id,
            *(or_(limit == "", limit == value) for limit, value in limits),
            standing,
        )
        .order_by(TASK.c.id, rule.account_id, rule.substitute_id)
        .distinct()
    )
    for row in rows:
        found[row.id].append((row.account_id, row.substitute_id))
    return found


def _on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    return and_(
        SUBSTITUTE.c.first_day <= day, or_(SUBSTITUTE.c.last_day.is_(None), SUBSTITUTE.c.last_day >= day)
    )


def held(tx: Transaction, account_id: int) -> tuple[tuple[Matter, int], ...]:
    """How many open tasks somebody has of each kind."""
    kind = (TASK.c.authority_id, TASK.c.role, TASK.c.topic, TASK.c.version_id, TASK.c.element)
    # of many tasks only the kinds are joined
    some = (
        select(*kind, func.count().label("tasks"))
        .where(TASK.c.assignee_id == account_id, TASK.c.state == TaskState.ACTIVE)
        .group_by(*kind)
        .subquery()
    )
    matter = (some.c.authority_id, some.c.role, some.c.topic, DEFINITION.c.key, some.c.element)
    rows = tx.execute(
        select(*matter, func.sum(some.c.tasks).label("tasks"))
        .join(VERSION, VERSION.c.id == some.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .group_by(*matter)
        .order_by(*matter)
    )
    return tuple((_matter(row), int(row.tasks)) for row in rows)


_OF_PROCESS = TASK.join(VERSION, VERSION.c.id == TASK.c.version_id).join(
    DEFINITION, DEFINITION.c.id == VERSION.c.definition_id
)
_MATTER = (TASK.c.authority_id, TASK.c.role, TASK.c.topic, DEFINITION.c.key, TASK.c.element)
_MATTERS = select(TASK.c.id, TASK.c.assignee_id, *_MATTER).select_from(_OF_PROCESS)


def _matter(row: Any) -> Matter:  # Any: a row with the columns of `_MATTER`
    return Matter(row.authority_id, Role(row.role), row.topic, row.key, row.element)


def give_back(tx: Transaction, account_id: int, authority_id: int | None) -> None:
    """The tasks of somebody who is back are theirs alone. What was typed in their place stays where they did not."""
    there = [] if authority_id is None else [TASK.c.authority_id == authority_id]
    mine = tx.execute(
        select(TASK.c.id)
        .where(
            TASK.c.assignee_id == account_id,
            TASK.c.state == TaskState.ACTIVE,
            TASK.c.stand_in_id.is_not(None),
            *there,
        )
        # what a step has locked is being done; standing in is over without this, too
        .with_for_update(skip_locked=True)
    ).scalars()
    tasks = sorted(mine)
    tx.execute(
        update(TASK)
        .where(TASK.c.id == any_of(tasks))
        .values(**typed.handed_back(tx, TASK), revision=TASK.c.revision + 1)
    )
    typed.hand_back(tx, tasks)


def forget(tx: Transaction, before: date) -> None:
    """Delete the rules that ended or were removed before that day."""
    tx.execute(
        SUBSTITUTE.delete().where(
            or_(SUBSTITUTE.c.last_day < before, func.date(SUBSTITUTE.c.removed_at) < before)
        )
    )
