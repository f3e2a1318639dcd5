"""Exports of a whole case file: asked for by a person, made by a job, kept for a day.

export: waiting ──▶ running ──▶ done ──a day──▶ gone
                        └─────▶ failed
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    delete,
    insert,
    select,
    update,
)

from engine.errors import NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction

#: how long an export can be fetched
KEPT: Final = timedelta(hours=24)


class ExportKind(StrEnum):
    """The file as a document to read, or as data with the documents."""

    PDF = "pdf"
    ZIP = "zip"


class ExportState(StrEnum):
    """How far it is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


EXPORT = Table(
    "case_export",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("account_id", "account"),
    *choice("kind", ExportKind),
    *choice("state", ExportState),
    #: what the page made up when it was opened: sent twice, it is made once
    Column("submission", Text, nullable=False),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("size", BigInteger, nullable=False, server_default="0"),
    instant("requested_at"),
    instant("ended_at", nullable=True),
    UniqueConstraint("submission"),
    Index("ix_case_export_case_id", "case_id", "account_id", "id"),
    Index("ix_case_export_requested_at", "requested_at"),
)


@dataclass(frozen=True, slots=True)
class Export:
    """One export; `done` of `total` parts are in it, `size` is in bytes."""

    id: int
    case_id: int
    account_id: int
    kind: ExportKind
    state: ExportState
    done: int
    total: int
    size: int
    requested_at: datetime
    ended_at: datetime | None

    def is_over(self, now: datetime) -> bool:
        """Whether its day is over."""
        return now - self.requested_at >= KEPT

    @property
    def key(self) -> str:
        """Where it lies in the store."""
        return f"exports/{self.id}.{self.kind}"


def create(tx: Transaction, case_id: int, kind: ExportKind, submission: str) -> int:
    """Insert an export that waits for its job; returns its id."""
    return tx.insert(
        insert(EXPORT).values(
            case_id=case_id,
            account_id=tx.actor.account,
            kind=kind,
            state=ExportState.WAITING,
            submission=submission,
            requested_at=tx.now,
        )
    )


def submitted(tx: Transaction, submission: str) -> int | None:
    """The export that was asked for by what the page sent, if it was."""
    return tx.execute(select(EXPORT.c.id).where(EXPORT.c.submission == submission)).scalar()


def get(tx: Transaction, export_id: int) -> Export:
    """The export, or NotFound."""
    row = tx.execute(select(EXPORT).where(EXPORT.c.id == export_id)).first()
    if row is None:
        raise NotFound(f"Expected to find export {export_id}, but there is none")
    return _export(row)


def find(tx: Transaction, export_id: int) -> Export | None:
    """The export, if it is there and nobody else changes it; locked."""
    row = tx.execute(select(EXPORT).where(EXPORT.c.id == export_id).with_for_update()).first()
    return None if row is None else _export(row)


def of_case(tx: Transaction, case_id: int, account_id: int | None) -> tuple[Export, ...]:
    """What that person asked for in the case, the newest first."""
    rows = tx.execute(
        select(EXPORT)
        .where(EXPORT.c.case_id == case_id, EXPORT.c.account_id == account_id)
        .order_by(EXPORT.c.id.desc())
        .limit(20)
    )
    return tuple(_export(row) for row in rows)


def change(tx: Transaction, export_id: int, **values: object) -> None:
    """Update columns of one export."""
    tx.execute(update(EXPORT).where(EXPORT.c.id == export_id).values(**values))


def older(tx: Transaction, before: datetime, limit: int) -> tuple[Export, ...]:
    """Exports that were asked for by then, locked, those somebody else holds left out."""
    rows = tx.execute(
        select(EXPORT)
        .where(EXPORT.c.requested_at <= before)
        .order_by(EXPORT.c.requested_at, EXPORT.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return tuple(_export(row) for row in rows)


def remove(tx: Transaction, export_id: int) -> None:
    """Forget an export."""
    tx.execute(delete(EXPORT).where(EXPORT.c.id == export_id))


def _export(row: Any) -> Export:  # a row of EXPORT
    return Export(
        row.id,
        row.case_id,
        row.account_id,
        ExportKind(row.kind),
        ExportState(row.state),
        row.done,
        row.total,
        row.size,
        row.requested_at,
        row.ended_at,
    )
