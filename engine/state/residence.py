"""Where the person of a case has lived, and which running procedures an authority keeps after a move."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CHAR,
    Column,
    Date,
    Index,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB

from engine.errors import Conflict
from engine.state.case import CASE, PARTICIPANT, CaseRow, CaseState
from engine.state.instance import (
    COLUMNS,
    INSTANCE,
    IS_ROOT,
    IS_STATE,
    LOCKED,
    ROOT,
    STATE,
    InstanceRow,
    InstanceState,
    row_of,
)
from engine.state.metadata import METADATA, identity, instant, reference
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: every move of a case's person, as it was recorded
RESIDENCE = Table(
    "residence",
    METADATA,
    identity(),
    reference("case_id", "case"),
    Column("before", CHAR(8), nullable=False),
    Column("ags", CHAR(8), nullable=False),
    Column("since", Date, nullable=False),
    Column("reason", Text, nullable=False),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    #: what the move has changed, as it was before (`engine.state.move_undo`); None when nobody can bring it back
    Column("undo", JSONB(none_as_null=True)),
    instant("undone_at", nullable=True),
    Index("ix_residence_case_id", "case_id", "id"),
)

#: § 3 (3) VwVfG: a procedure (the outermost instance) goes on where it began, at `ags`, since the new authority agrees
RETAINED = Table(
    "retained_competence",
    METADATA,
    identity(),
    reference("instance_id", "process_instance"),
    Column("topic", Text, nullable=False),
    Column("ags", CHAR(8), nullable=False),
    Column("since", Date, nullable=False),
    Column("consent", Text, nullable=False),
    UniqueConstraint("instance_id", "topic"),
)


@dataclass(frozen=True, slots=True)
class Residence:
    """One move: from where to where, since which day, why, recorded when, and when it was taken back."""

    before: str
    ags: str
    since: date
    reason: str
    at: datetime
    actor_id: int | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Retained:
    """A procedure that goes on at the authority of `ags`, where it began; `consent` says who agreed and when."""

    ags: str
    since: date
    consent: str


_RUNNING = (
    select(*COLUMNS)
    .join(CASE, CASE.c.id == INSTANCE.c.case_id)
    .join(ROOT, IS_ROOT)
    .join(STATE, IS_STATE)
    .where(INSTANCE.c.case_id == bindparam("case"), INSTANCE.c.state == InstanceState.ACTIVE)
    .order_by(ROOT.c.id, INSTANCE.c.id)
)
_LOCK_RUNNING = _RUNNING.with_for_update(key_share=True, of=LOCKED)


def lock_running(tx: Transaction, case_id: int) -> tuple[InstanceRow, ...]:
    """Every running instance of the case, locked with its root, in the order of the trees."""
    tx.act()
    return tuple(row_of(tx, row) for row in tx.fetch(_LOCK_RUNNING, {"case": case_id}))


def running(tx: Transaction, case_id: int) -> frozenset[int]:
    """The running instances of the case, not locked."""
    rows = tx.execute(
        select(INSTANCE.c.id).where(INSTANCE.c.case_id == case_id, INSTANCE.c.state == InstanceState.ACTIVE)
    )
    return frozenset(rows.scalars())


def move(tx: Transaction, found: CaseRow, revision: int, ags: str, leading: int) -> None:
    """Set the place and the leading authority of a locked case; Conflict when it is not open in that revision."""
    result = tx.execute(
        update(CASE)
        .where(CASE.c.id == found.id, CASE.c.revision == revision, CASE.c.state == CaseState.OPEN)
        .values(
            ags=ags,
            authority_id=leading,
            # whoever led it by name has no role at the other authority
            manager_id=found.manager_id if leading == found.authority_id else None,
            revision=revision + 1,
        )
    )
    if result.rowcount != 1:
        raise overtaken(found)


def overtaken(found: CaseRow) -> Conflict:
    """What to raise when the case has moved on."""
    return Conflict(f"Expected to record a move in case {found.reference}, but someone else has changed it")


def move_instances(tx: Transaction, instances: Sequence[int], ags: str) -> None:
    """Let locked instances be at another place. Their own column, since a step that waited reads only them anew."""
    tx.execute(update(INSTANCE).where(INSTANCE.c.id.in_(instances)).values(ags=ags))


def record(
    tx: Transaction,
    case_id: int,
    before: str,
    ags: str,
    since: date,
    reason: str,
    undo: Mapping[str, Any] | None,
) -> None:
    """Append a move, with what brings back what it has changed."""
    values = {"before": before, "ags": ags, "since": since, "reason": reason, "undo": undo}
    tx.execute(insert(RESIDENCE).values(case_id=case_id, at=tx.now, actor_id=tx.actor.account, **values))


def history(tx: Transaction, case_id: int) -> tuple[Residence, ...]:
    """The moves of a case, the newest first, also those that were taken back."""
    rows = tx.execute(select(RESIDENCE).where(RESIDENCE.c.case_id == case_id).order_by(RESIDENCE.c.id.desc()))
    return tuple(
        Residence(row.before, row.ags, row.since, row.reason, row.at, row.actor_id, row.undone_at)
        for row in rows
    )


def kept(tx: Transaction, roots: Collection[int]) -> dict[int, dict[str, Retained]]:
    """What these procedures keep, by their outermost instance and topic."""
    found: dict[int, dict[str, Retained]] = {}
    for row in tx.execute(select(RETAINED).where(RETAINED.c.instance_id.in_(roots))):
        found.setdefault(row.instance_id, {})[row.topic] = Retained(row.ags, row.since, row.consent)
    return found


def retain(tx: Transaction, root: int, topics: Mapping[str, Retained]) -> None:
    """Let a procedure keep these topics and no others: another move needs another consent."""
    tx.execute(RETAINED.delete().where(RETAINED.c.instance_id == root))
    for topic, one in sorted(topics.items()):
        values = {"ags": one.ags, "since": one.since, "consent": one.consent}
        tx.execute(insert(RETAINED).values(instance_id=root, topic=topic, **values))


def leave(tx: Transaction, case_id: int, staying: Sequence[int]) -> tuple[int, ...]:
    """End the participation of every authority but those named and those with an open task; returns which ones."""
    rows = tx.execute(
        update(PARTICIPANT)
        .where(
            PARTICIPANT.c.case_id == case_id,
            PARTICIPANT.c.until.is_(None),
            PARTICIPANT.c.authority_id.not_in(list(staying)),
            PARTICIPANT.c.authority_id.not_in(
                select(TASK.c.authority_id).where(TASK.c.case_id == case_id, TASK.c.state == TaskState.ACTIVE)
            ),
        )
        .values(until=tx.now)
        .returning(PARTICIPANT.c.authority_id)
    )
    return tuple(sorted(rows.scalars()))
