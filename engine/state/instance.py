"""Process instances: the live tokens as bytes, and what is searched as columns.

instance: active ──▶ completed
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    bindparam,
    func,
    insert,
    select,
    update,
)

from engine.errors import Conflict, NotFound
from engine.state.case import CASE
from engine.state.definition import VERSION
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
    """One run of one version, with the case it belongs to and the authority that leads that case.

    `digest` is that of the version's files, so that the compiled version is found without asking again.
    """

    id: int
    case_id: int
    reference: str
    ags: str
    leading: int
    version_id: int
    digest: str
    process_key: str
    state: InstanceState
    tokens: bytes
    revision: int
    started_at: datetime


#: what an InstanceRow is made of, in its order, and the time of the database
COLUMNS = (
    INSTANCE.c.id,
    INSTANCE.c.case_id,
    CASE.c.reference,
    CASE.c.ags,
    CASE.c.authority_id,
    INSTANCE.c.version_id,
    VERSION.c.digest,
    INSTANCE.c.process_key,
    INSTANCE.c.state,
    INSTANCE.c.tokens,
    INSTANCE.c.revision,
    INSTANCE.c.started_at,
    func.clock_timestamp(),
)
_FROM = INSTANCE.join(CASE, CASE.c.id == INSTANCE.c.case_id).join(
    VERSION, VERSION.c.id == INSTANCE.c.version_id
)

# Statements of every step are built once: SQLAlchemy takes longer to build one than to run it.
_GET = select(*COLUMNS).select_from(_FROM).where(INSTANCE.c.id == bindparam("instance"))
_LOCK = _GET.with_for_update(key_share=True, of=INSTANCE)
_STORE = (
    update(INSTANCE)
    .where(INSTANCE.c.id == bindparam("instance"), INSTANCE.c.revision == bindparam("seen"))
    .values(revision=INSTANCE.c.revision + 1)
)
_ACTIVE = (
    select(INSTANCE.c.id)
    .where(INSTANCE.c.case_id == bindparam("case"), INSTANCE.c.state == InstanceState.ACTIVE)
    .limit(1)
)


def row_of(tx: Transaction, values: Sequence[Any]) -> InstanceRow:
    """The instance whose COLUMNS a statement selected."""
    *first, state, tokens, revision, started_at, now = values
    tx.seen(now)
    return InstanceRow(*(*first, InstanceState(state), bytes(tokens), revision, started_at))


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
    return _found(tx, instance_id, tx.execute(_GET, {"instance": instance_id}).first())


def lock(tx: Transaction, instance_id: int) -> InstanceRow:
    """The instance, locked until the transaction ends; children may still reference it meanwhile."""
    return _found(tx, instance_id, tx.execute(_LOCK, {"instance": instance_id}).first())


def _found(tx: Transaction, instance_id: int, row: Row[Any] | None) -> InstanceRow:
    if row is None:
        raise NotFound(f"Expected to find process instance {instance_id}, but there is none")
    return row_of(tx, row)


def store(
    tx: Transaction, instance: InstanceRow, tokens: bytes, state: InstanceState, outcome: str | None
) -> None:
    """Write the tokens back; the revision is the second wall behind the row lock."""
    ended = None if state is InstanceState.ACTIVE else tx.now
    result = tx.execute(
        _STORE,
        {
            "instance": instance.id,
            "seen": instance.revision,
            "tokens": tokens,
            "state": state,
            "outcome": outcome,
            "ended_at": ended,
        },
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to store process instance {instance.id}, but it has moved on")


def active_in_case(tx: Transaction, case_id: int) -> bool:
    """Whether anything of the case still runs."""
    return tx.execute(_ACTIVE, {"case": case_id}).scalar() is not None


def active_versions(tx: Transaction, case_id: int) -> tuple[int, ...]:
    """The versions that run in the case."""
    rows = tx.execute(
        select(INSTANCE.c.version_id)
        .where(INSTANCE.c.case_id == case_id, INSTANCE.c.state == InstanceState.ACTIVE)
        .distinct()
        .order_by(INSTANCE.c.version_id)
    )
    return tuple(rows.scalars())
