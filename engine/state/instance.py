"""Process instances: the live tokens as bytes, and what is searched as columns.

instance: active ──▶ completed
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Integer, LargeBinary, Row, Table, Text, insert, select, update

from engine.errors import Conflict, NotFound
from engine.state.case import CASE
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class InstanceState(StrEnum):
    """Whether tokens are left."""

    ACTIVE = "active"
    COMPLETED = "completed"


INSTANCE = Table(
    "process_instance",
    METADATA,
    identity(),
    reference("case_id", "case", index=True),
    reference("version_id", "version", index=True),
    Column("process_key", Text, nullable=False),
    *choice("state", InstanceState),
    Column("tokens", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("outcome", Text),
    instant("started_at"),
    instant("ended_at", nullable=True),
)


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One run of one version, with the case it belongs to."""

    id: int
    case_id: int
    reference: str
    ags: str
    version_id: int
    process_key: str
    state: InstanceState
    tokens: bytes
    revision: int
    started_at: datetime


def _row(row: Row[tuple[object, ...]]) -> InstanceRow:
    return InstanceRow(
        row.id,
        row.case_id,
        row.reference,
        row.ags,
        row.version_id,
        row.process_key,
        InstanceState(row.state),
        bytes(row.tokens),
        row.revision,
        row.started_at,
    )


_SELECT = select(INSTANCE, CASE.c.reference, CASE.c.ags).join(CASE, CASE.c.id == INSTANCE.c.case_id)


def create(tx: Transaction, case_id: int, version_id: int, process_key: str) -> int:
    """Insert an instance that has no tokens yet."""
    return tx.insert(
        insert(INSTANCE).values(
            case_id=case_id,
            version_id=version_id,
            process_key=process_key,
            state=InstanceState.ACTIVE,
            tokens=b"",
            revision=0,
            started_at=tx.now,
        )
    )


def get(tx: Transaction, instance_id: int) -> InstanceRow:
    """The instance as it is, not locked."""
    row = tx.execute(_SELECT.where(INSTANCE.c.id == instance_id)).first()
    if row is None:
        raise NotFound(f"Expected to find process instance {instance_id}, but there is none")
    return _row(row)


def lock(tx: Transaction, instance_id: int) -> InstanceRow:
    """The instance, locked until the transaction ends; children may still reference it meanwhile."""
    row = tx.execute(
        _SELECT.where(INSTANCE.c.id == instance_id).with_for_update(key_share=True, of=INSTANCE)
    ).first()
    if row is None:
        raise NotFound(f"Expected to find process instance {instance_id}, but there is none")
    return _row(row)


def store(
    tx: Transaction, instance: InstanceRow, tokens: bytes, state: InstanceState, outcome: str | None
) -> None:
    """Write the tokens back; the revision is the second wall behind the row lock."""
    ended = None if state is InstanceState.ACTIVE else tx.now
    result = tx.execute(
        update(INSTANCE)
        .where(INSTANCE.c.id == instance.id, INSTANCE.c.revision == instance.revision)
        .values(tokens=tokens, revision=instance.revision + 1, state=state, outcome=outcome, ended_at=ended)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to store process instance {instance.id}, but it has moved on")


def active_in_case(tx: Transaction, case_id: int) -> bool:
    """Whether anything of the case still runs."""
    return (
        tx.execute(
            select(INSTANCE.c.id)
            .where(INSTANCE.c.case_id == case_id, INSTANCE.c.state == InstanceState.ACTIVE)
            .limit(1)
        ).scalar()
        is not None
    )
