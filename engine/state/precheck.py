"""Person records of cases, the pre-checks computed from them, and re-evaluations over all open cases.

re-evaluation: running ──last batch──▶ done
                  └──────cancelled──▶ cancelled
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import NotFound
from engine.state.case import CASE, CaseState
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class ReevaluationState(StrEnum):
    """Whether batches are still to come."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


#: every revision is kept: a pre-check names the one it was computed from
PERSON_RECORD = Table(
    "person_record",
    METADATA,
    identity(),
    reference("case_id", "case"),
    Column("revision", Integer, nullable=False),
    Column("schema_version", Integer, nullable=False),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    Column("document", JSONB, nullable=False),
    UniqueConstraint("case_id", "revision"),
)

PRECHECK = Table(
    "precheck",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("record_id", "person_record"),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    Column("day", Date, nullable=False),
    Column("application", Date),
    Column("known", Date),
    #: the Rechtsstand: every rule set that was in force, with its days
    Column("rule_sets", JSONB, nullable=False),
    Column("outcome", JSONB, nullable=False),
    Index("ix_precheck_case_id", "case_id", "id"),
)

REEVALUATION = Table(
    "reevaluation",
    METADATA,
    identity(),
    instant("started_at"),
    reference("actor_id", "account", nullable=True),
    instant("ended_at", nullable=True),
    *choice("state", ReevaluationState),
    #: None compares each stored pre-check, on its own day, with the law of today
    Column("day", Date),
    Column("known_before", Date),
    Column("known_after", Date),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("failed", Integer, nullable=False, server_default="0"),
    #: in how many cases something differs
    Column("moved", Integer, nullable=False, server_default="0"),
    #: the id of the last case that was looked at
    Column("after_case", BigInteger, nullable=False, server_default="0"),
    Index("uq_reevaluation_running", "state", unique=True, postgresql_where=text("state = 'running'")),
)

MOVED = Table(
    "reevaluation_result",
    METADATA,
    identity(),
    Column("reevaluation_id", BigInteger, ForeignKey("reevaluation.id"), nullable=False),
    reference("case_id", "case"),
    Column("title", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("criteria", JSONB, nullable=False),
    UniqueConstraint("reevaluation_id", "case_id", "title"),
)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One revision of the person record of a case."""

    id: int
    case_id: int
    revision: int
    document: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ReevaluationRow:
    """A re-evaluation, locked by whoever works on it."""

    id: int
    state: ReevaluationState
    day: date | None
    known_before: date | None
    known_after: date | None
    after_case: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """An open case with what is compared: its record, and for stored pre-checks what came out and from what."""

    case_id: int
    document: dict[str, Any]
    day: date | None = None
    application: date | None = None
    known: date | None = None
    outcome: dict[str, Any] | None = None


def latest_record(tx: Transaction, case_id: int) -> RecordRow | None:
    """The newest revision of the record of a case, if it has one."""
    row = tx.execute(
        select(PERSON_RECORD)
        .where(PERSON_RECORD.c.case_id == case_id)
        .order_by(PERSON_RECORD.c.revision.desc())
        .limit(1)
    ).first()
    return None if row is None else RecordRow(row.id, row.case_id, row.revision, row.document)


def add_record(
    tx: Transaction, case_id: int, revision: int, version: int, document: Mapping[str, Any]
) -> int:
    """Store a revision; a Conflict when somebody else has stored the same one."""
    return tx.insert(
        insert(PERSON_RECORD).values(
            case_id=case_id,
            revision=revision,
            schema_version=version,
            at=tx.now,
            actor_id=tx.actor.account,
            document=dict(document),
        )
    )


def add_precheck(tx: Transaction, values: Mapping[str, Any]) -> int:
    """Store what a pre-check said."""
    return tx.insert(insert(PRECHECK).values(at=tx.now, actor_id=tx.actor.account, **values))


def count_candidates(tx: Transaction, stored: bool) -> int:
    """How many open cases have a record, or a stored pre-check."""
    table = PRECHECK if stored else PERSON_RECORD
    having = select(table.c.case_id)
    open_cases = select(func.count()).where(CASE.c.state == CaseState.OPEN, CASE.c.id.in_(having))
    return int(tx.execute(open_cases).scalar_one())


def candidates(tx: Transaction, stored: bool, after: int, limit: int) -> tuple[Candidate, ...]:
    """The next open cases by id, each with its newest record or its newest pre-check and the record of that."""
    if stored:
        statement = (
            select(PRECHECK, PERSON_RECORD.c.document)
            .join(PERSON_RECORD, PERSON_RECORD.c.id == PRECHECK.c.record_id)
            .join(CASE, CASE.c.id == PRECHECK.c.case_id)
            .where(CASE.c.state == CaseState.OPEN, PRECHECK.c.case_id > after)
            .ext(distinct_on(PRECHECK.c.case_id))
            .order_by(PRECHECK.c.case_id, PRECHECK.c.id.desc())
            .limit(limit)
        )
        return tuple(
            Candidate(row.case_id, row.document, row.day, row.application, row.known, row.outcome)
            for row in tx.execute(statement)
        )
    newest = (
        select(PERSON_RECORD.c.case_id, PERSON_RECORD.c.document)
        .join(CASE, CASE.c.id == PERSON_RECORD.c.case_id)
        .where(CASE.c.state == CaseState.OPEN, PERSON_RECORD.c.case_id > after)
        .ext(distinct_on(PERSON_RECORD.c.case_id))
        .order_by(PERSON_RECORD.c.case_id, PERSON_RECORD.c.revision.desc())
        .limit(limit)
    )
    return tuple(Candidate(row.case_id, row.document) for row in tx.execute(newest))


def add_reevaluation(
    tx: Transaction, day: date | None, known_before: date | None, known_after: date | None, total: int
) -> int | None:
    """Begin a re-evaluation; None when one is running."""
    return tx.execute(
        upsert(REEVALUATION)
        .values(
            started_at=tx.now,
            actor_id=tx.actor.account,
            state=ReevaluationState.RUNNING,
            day=day,
            known_before=known_before,
            known_after=known_after,
            total=total,
        )
        .on_conflict_do_nothing(index_elements=[REEVALUATION.c.state], index_where=text("state = 'running'"))
        .returning(REEVALUATION.c.id)
    ).scalar()


def lock_reevaluation(tx: Transaction, reevaluation_id: int) -> ReevaluationRow:
    """The re-evaluation, which nobody else continues or ends until the transaction does; NotFound."""
    row = tx.execute(
        select(REEVALUATION).where(REEVALUATION.c.id == reevaluation_id).with_for_update()
    ).first()
    if row is None:
        raise NotFound(f"Expected to find re-evaluation {reevaluation_id}, but there is none")
    return ReevaluationRow(
        row.id, ReevaluationState(row.state), row.day, row.known_before, row.known_after, row.after_case
    )


def advance_reevaluation(
    tx: Transaction,
    reevaluation_id: int,
    after: int,
    done: int,
    failed: int,
    moved: Sequence[Mapping[str, Any]],
) -> None:
    """Note a batch: the last case of it, how many it had, how many could not be computed, and what differs."""
    table = REEVALUATION.c
    if moved:
        tx.execute(insert(MOVED), [{"reevaluation_id": reevaluation_id, **one} for one in moved])
    tx.execute(
        update(REEVALUATION)
        .where(table.id == reevaluation_id)
        .values(
            after_case=after,
            done=table.done + done,
            failed=table.failed + failed,
            # a batch has all titles of a case
            moved=table.moved + len({one["case_id"] for one in moved}),
        )
    )


def end_reevaluation(tx: Transaction, reevaluation_id: int, state: ReevaluationState) -> None:
    """Close it, done or cancelled."""
    tx.execute(
        update(REEVALUATION).where(REEVALUATION.c.id == reevaluation_id).values(state=state, ended_at=tx.now)
    )
