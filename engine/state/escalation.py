"""Escalation levels reached: which ladders are due to be looked at, and the rungs that were climbed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Executable,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    any_,
    bindparam,
    func,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.actor import Role
from engine.escalation import Clock, Target
from engine.state.account import MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.case import CASE
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE, IS_ROOT, ROOT
from engine.state.metadata import METADATA, identity, instant, reference
from engine.state.task import TASK, TaskState
from engine.statements import Row
from engine.transaction import Transaction

#: the rungs of which somebody was told who is to ask: a coordination, or whoever leads the case
TOLD_TO_ASK = text("target IN ('koordination', 'fallfuehrung')")

#: one row for each rung that was climbed, written in the transaction that tells its recipients
ESCALATION = Table(
    "escalation",
    METADATA,
    identity(),
    reference("case_id", "case", index=True),
    reference("task_id", "user_task", nullable=True),
    reference("watch_id", "watch", nullable=True),
    Column("kind", Text, nullable=False),
    Column("level", SmallInteger, nullable=False),
    #: the day or instant the ladder hangs on; a task with another due date climbs anew
    instant("anchor_at"),
    instant("at"),
    #: who was told: the rung's own name, and the authority, which may be the coordination in place of another house
    Column("target", Text, nullable=False),
    reference("authority_id", "authority", nullable=True),
    Column("recipients", Integer, nullable=False),
    reference("reassigned_to", "account", nullable=True),
    UniqueConstraint(
        "task_id",
        "watch_id",
        "kind",
        "level",
        "anchor_at",
        name="uq_escalation_rung",
        postgresql_nulls_not_distinct=True,
    ),
    Index("ix_escalation_at", "at", "id"),
    #: what whoever must ask was told of, by authority
    Index(
        "ix_escalation_told",
        "authority_id",
        "target",
        "task_id",
        postgresql_where=TOLD_TO_ASK,
    ),
    #: rungs that have reached nobody: few, and tried again until they reach somebody
    Index(
        "ix_escalation_untold",
        "at",
        "id",
        postgresql_where=text("recipients = 0 AND target <> 'niemand'"),
    ),
)


@dataclass(frozen=True, slots=True)
class DueTask:
    """An open task whose ladder is due to be looked at, locked; with what its case and its process say.

    `suspended` is whether its instance stands still; `process` is the name of the process.
    """

    id: int
    case_id: int
    instance_id: int
    element: str
    element_instance: int
    name: str
    authority_id: int
    topic: str
    role: Role
    assignee_id: int | None
    created_at: datetime
    #: since when nobody has it here, if that is not since it began
    open_since: datetime | None
    agreed_due_at: datetime | None
    legal_due_at: datetime | None
    clocks: Mapping[str, Any] | None
    level: int
    suspended: bool
    leading: int
    ags: str
    reference: str
    process: str
    version_id: int
    digest: str
    process_key: str

    @property
    def has_due_date(self) -> bool:
        """Whether a clock runs for it, whose ladder tells of it in any case."""
        return self.legal_due_at is not None or self.agreed_due_at is not None

    @property
    def is_set_by_case(self) -> bool:
        """Whether nobody agreed on the agreed day: it is an appointment, or a deadline that an authority set."""
        return "set" in (self.clocks or {}).get("agreed", {})


#: of a time that runs for a task or a watched day: the task or day, its kind, what its rungs hang on
Key = tuple[int, str, datetime]


@dataclass(frozen=True, slots=True)
class Recorded:
    """The highest level of each time that somebody was told of, and the highest that reached nobody; 0 for none."""

    told: Mapping[Key, int]
    untold: Mapping[Key, int]


_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_T = TASK.c
# locked in a step of its own: of a row it joins to itself PostgreSQL would show the version from before the wait
_DUE = (
    select(
        _T.id,
        _T.case_id,
        _T.instance_id,
        _T.element,
        _T.element_instance,
        _T.name,
        _T.authority_id,
        _T.topic,
        _T.role,
        _T.assignee_id,
        _T.created_at,
        _T.open_since,
        _T.agreed_due_at,
        _T.legal_due_at,
        _T.clocks,
        _T.escalation_level,
        _T.escalate_at,
    )
    .where(_T.state == TaskState.ACTIVE, _T.escalate_at <= bindparam("now"))
    .order_by(_T.escalate_at, _T.id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True)
    .cte("due")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_CLAIM_TASKS = (
    select(
        *(column for column in _DUE.c if column.name != "escalate_at"),
        ROOT.c.suspended_at.is_not(None),
        CASE.c.authority_id,
        func.coalesce(INSTANCE.c.ags, CASE.c.ags),
        CASE.c.reference,
        DEFINITION.c.name,
        INSTANCE.c.version_id,
        VERSION.c.digest,
        DEFINITION.c.key,
    )
    .select_from(_DUE)
    .join(INSTANCE, INSTANCE.c.id == _DUE.c.instance_id)
    .join(ROOT, IS_ROOT)
    .join(CASE, CASE.c.id == _DUE.c.case_id)
    .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
    .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
    .order_by(_DUE.c.id)
)
_E = ESCALATION.c
_TOLD = or_(_E.recipients > 0, _E.target == Target.NOBODY.value)
_RECORDED, _RECORDED_WATCHES = (
    select(
        owner,
        _E.kind,
        _E.anchor_at,
        func.coalesce(func.max(_E.level).filter(_TOLD), 0),
        func.coalesce(func.max(_E.level).filter(not_(_TOLD)), 0),
    )
    .where(owner == any_(_IDS), other.is_(None))
    .group_by(owner, _E.kind, _E.anchor_at)
    for owner, other in ((_E.task_id, _E.watch_id), (_E.watch_id, _E.task_id))
)
_KNOWN = (
    select(_E.task_id, _E.kind, _E.anchor_at)
    .where(_E.task_id == any_(_IDS), _E.target == Target.COORDINATION.value, _E.recipients > 0)
    .distinct()
)
_OWN = AUTHORITY.alias("own")
_BY_MEMBER = (
    select(MEMBERSHIP.c.account_id, func.count(_E.task_id.distinct()))
    .select_from(ESCALATION)
    .join(TASK, _T.id == _E.task_id)
    .join(AUTHORITY, AUTHORITY.c.id == _T.authority_id)
    .join(_OWN, AUTHORITY.c.territory.startswith(_OWN.c.territory))
    .join(MEMBERSHIP, MEMBERSHIP.c.authority_id == _OWN.c.id)
    .where(
        _E.at >= bindparam("since"),
        _E.kind != Clock.CLAIM.value,
        # not the rungs before: a legal deadline that is near is told to the team lead too
        _E.at >= _E.anchor_at,
        MEMBERSHIP.c.role == Role.STEERING_MEMBER,
    )
    .group_by(MEMBERSHIP.c.account_id)
    .order_by(MEMBERSHIP.c.account_id)
)
_MOVE_TASKS = text(
    "UPDATE user_task SET escalation_level = given.level, escalate_at = given.at"
    " FROM unnest(cast(:ids AS bigint[]), cast(:levels AS int[]), cast(:ats AS timestamptz[]))"
    " AS given (id, level, at) WHERE user_task.id = given.id"
)
# the root is read anew: whoever lets the tree go on meanwhile wakes its ladders
_HOLD = (
    update(TASK)
    .where(
        _T.id == any_(_IDS),
        INSTANCE.c.id == _T.instance_id,
        IS_ROOT,
        ROOT.c.suspended_at.is_not(None),
    )
    .values(escalate_at=None)
)


def overdue_by_member(tx: Transaction, since: datetime) -> list[tuple[int, int]]:
    """How many tasks of the territory of each steering member were told of as due or overdue since then."""
    rows = tx.fetch(_BY_MEMBER, {"since": since})
    return [(int(member), int(count)) for member, count in rows]


def claim_tasks(tx: Transaction, limit: int) -> list[DueTask]:
    """Up to `limit` open tasks whose ladder is due, the longest due first, locked; those another worker has are
    skipped.
    """
    rows = tx.fetch(_CLAIM_TASKS, {"now": tx.now, "most": limit})
    return [DueTask(*(*row[:8], Role(row[8]), *row[9:])) for row in rows]


def recorded(tx: Transaction, tasks: Sequence[int]) -> Recorded:
    """What has been told of these tasks."""
    return _recorded(tx.fetch(_RECORDED, {"ids": list(tasks)}) if tasks else ())


def known(tx: Transaction, tasks: Sequence[int]) -> set[tuple[int, str, datetime]]:
    """What somebody at a coordination was told of these tasks, by their kind and what it hung on."""
    if not tasks:
        return set()
    return {(task, kind, anchor) for task, kind, anchor in tx.fetch(_KNOWN, {"ids": list(tasks)})}


def recorded_watches(tx: Transaction, watches: Sequence[int]) -> Recorded:
    """As `recorded`, of watched days."""
    return _recorded(tx.fetch(_RECORDED_WATCHES, {"ids": list(watches)}) if watches else ())


def _recorded(rows: Sequence[Row]) -> Recorded:
    found = [((owner, kind, anchor), told, untold) for owner, kind, anchor, told, untold in rows]
    return Recorded({key: told for key, told, _ in found}, {key: untold for key, _, untold in found})


def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rungs that were climbed."""
    if rows:
        tx.add(ESCALATION, rows)


def move_tasks(tx: Transaction, moved: Mapping[int, tuple[int, datetime | None]]) -> None:
    """Write level and next instant of tasks that this transaction has locked; nobody's revision changes."""
    move(tx, _MOVE_TASKS, moved)


def move(tx: Transaction, statement: Executable, moved: Mapping[int, tuple[int, datetime | None]]) -> None:
    """Run a statement that takes ids, levels and instants."""
    if moved:
        ids = sorted(moved)
        levels, ats = [moved[one][0] for one in ids], [moved[one][1] for one in ids]
        tx.execute(statement, {"ids": ids, "levels": levels, "ats": ats})


def hold(tx: Transaction, tasks: Sequence[int]) -> None:
    """Leave the ladders of these tasks, which are locked, until their suspended instances go on."""
    if tasks:
        tx.write(_HOLD, {"ids": list(tasks)})


def wake(tx: Transaction, instances: Sequence[int]) -> None:
    """Let the ladders of the open tasks of these instances be looked at, which go on now."""
    tx.execute(
        update(TASK)
        .where(TASK.c.instance_id.in_(instances), TASK.c.state == TaskState.ACTIVE)
        .values(escalate_at=tx.now)
    )


def look_by(tx: Transaction, authority_id: int, at: datetime) -> None:
    """Let the ladders of the authority's open tasks that would be looked at later be looked at then."""
    tx.execute(
        update(TASK)
        .where(_T.authority_id == authority_id, _T.state == TaskState.ACTIVE, _T.escalate_at > at)
        .values(escalate_at=at)
    )
