"""Mails: one waits for a person at a time, and is sent by a job.

mail: waiting ──▶ sending ──▶ sent
                  ▲  └──────▶ failed       refused for good or tried too often
                  └─────────────┘          someone sends it again
stopped: what a release no longer lets go (`engine/state/stopped_mail.py`); it is never sent

While it waits, what happens is added to it. Once it is being sent, it holds what it holds, at every try.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Column, Index, SmallInteger, Table, Text, delete, exists, func, select, text, update

from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class MailState(StrEnum):
    """Where a mail is between written and over."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    STOPPED = "stopped"


class MailKind(StrEnum):
    """What a mail holds: what has just happened, or the summary of the day."""

    NOTICE = "notice"
    DIGEST = "digest"


MAIL = Table(
    "mail",
    METADATA,
    identity(),
    reference("account_id", "account", index=True),
    *choice("kind", MailKind),
    *choice("state", MailState),
    #: the same at every try, so that the receiving side can recognise a second delivery
    Column("message_id", Text, nullable=False, unique=True),
    #: not before then: quiet hours, or the next try
    instant("due_at"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("failure", Text),
    instant("created_at"),
    instant("sent_at", nullable=True),
    Index(
        "uq_mail_waiting",
        "account_id",
        "kind",
        unique=True,
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_mail_failed", "created_at", "id", postgresql_where=text("state = 'failed'")),
    Index("ix_mail_stopped", "created_at", "id", postgresql_where=text("state = 'stopped'")),
    Index("ix_mail_due", "due_at", postgresql_where=text("state IN ('waiting', 'sending')")),
)

_BEGIN_MAILS = text(
    "INSERT INTO mail (account_id, kind, state, message_id, due_at, created_at)"
    " SELECT account_id, :kind, 'waiting', message_id, due_at, :at"
    " FROM unnest(cast(:ids AS bigint[]), cast(:message_ids AS text[]), cast(:dues AS timestamptz[]))"
    " AS given (account_id, message_id, due_at) ORDER BY account_id"
    " ON CONFLICT (account_id, kind) WHERE state = 'waiting' DO NOTHING RETURNING id, account_id, due_at"
)


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail as a command sees it."""

    id: int
    account_id: int
    kind: MailKind
    state: MailState
    message_id: str
    due_at: datetime
    attempts: int


_COLUMNS = (
    MAIL.c.id,
    MAIL.c.account_id,
    MAIL.c.kind,
    MAIL.c.state,
    MAIL.c.message_id,
    MAIL.c.due_at,
    MAIL.c.attempts,
)


def begin(
    tx: Transaction, kind: MailKind, dues: Mapping[int, datetime], domain: str
) -> dict[int, tuple[int, datetime]]:
    """Begin a mail for each of the accounts that has none waiting; its id and when it is due, by account."""
    ids = sorted(dues)
    rows = tx.execute(
        _BEGIN_MAILS,
        {
            "kind": kind.value,
            "at": tx.now,
            "ids": ids,
            "message_ids": [f"<{uuid4().hex}@{domain}>" for _ in ids],
            "dues": [dues[one] for one in ids],
        },
    )
    return {row.account_id: (row.id, row.due_at) for row in rows}


def lock(tx: Transaction, mail_id: int) -> Mail | None:
    """The mail, locked until the transaction ends; None when there is none. Waits for those who add to it."""
    row = tx.execute(select(*_COLUMNS).where(MAIL.c.id == mail_id).with_for_update()).first()
    return _mail(row)


def lock_free(tx: Transaction, mail_id: int) -> Mail | None:
    """As `lock`; None also when another transaction holds it."""
    row = tx.execute(select(*_COLUMNS).where(MAIL.c.id == mail_id).with_for_update(skip_locked=True)).first()
    return _mail(row)


def _mail(row: Any) -> Mail | None:  # Any: a row of _COLUMNS
    if row is None:
        return None
    number, account, kind, state, message_id, due_at, attempts = row
    return Mail(number, account, MailKind(kind), MailState(state), message_id, due_at, attempts)


def under_way(tx: Transaction, one: Mail) -> datetime | None:
    """When the next try of another mail of the same kind to the same person is due; None when none is being sent."""
    found: datetime | None = tx.execute(
        select(func.max(MAIL.c.due_at)).where(
            MAIL.c.account_id == one.account_id,
            MAIL.c.kind == one.kind,
            MAIL.c.state == MailState.SENDING,
            MAIL.c.id != one.id,
        )
    ).scalar()
    return found


def has_digest(tx: Transaction, account_id: int, since: datetime) -> bool:
    """Whether a digest has been begun for the account since then."""
    found = select(MAIL.c.id).where(
        MAIL.c.account_id == account_id, MAIL.c.kind == MailKind.DIGEST, MAIL.c.created_at >= since
    )
    return tx.execute(found.limit(1)).first() is not None


def change(tx: Transaction, mail_id: int, **values: object) -> None:
    """Write columns of a mail; the caller holds it."""
    tx.execute(update(MAIL).where(MAIL.c.id == mail_id).values(**values))


def drop(tx: Transaction, mail_id: int) -> None:
    """Delete a mail that nothing goes with any more."""
    tx.execute(delete(MAIL).where(MAIL.c.id == mail_id))


def failed(tx: Transaction, limit: int) -> list[int]:
    """The ids of mails that failed, the oldest first, locked; those another transaction holds are skipped."""
    found = tx.execute(
        select(MAIL.c.id)
        .where(MAIL.c.state == MailState.FAILED)
        .order_by(MAIL.c.created_at, MAIL.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(found.scalars())


def send_again(tx: Transaction, mail_ids: Collection[int]) -> None:
    """Begin anew with mails that failed."""
    tx.execute(
        update(MAIL)
        .where(MAIL.c.id.in_(mail_ids), MAIL.c.state == MailState.FAILED)
        .values(state=MailState.SENDING, attempts=0, due_at=tx.now)
    )


def release_stale(tx: Transaction, older_than: timedelta, limit: int) -> list[int]:
    """Mails that should have gone long ago: their jobs are lost. They are due now."""
    stale = (
        select(MAIL.c.id)
        .where(MAIL.c.state.in_((MailState.WAITING, MailState.SENDING)), MAIL.c.due_at < tx.now - older_than)
        .order_by(MAIL.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = tx.execute(
        update(MAIL).where(MAIL.c.id.in_(stale.scalar_subquery())).values(due_at=tx.now).returning(MAIL.c.id)
    )
    return sorted(found.scalars())


def remove_old(tx: Transaction, before: datetime, limit: int) -> int:
    """Delete mails that were over before then and that no notice names; returns how many."""
    named = exists().where(text("notification.mail_id = mail.id")).select_from(text("notification"))
    old = (
        select(MAIL.c.id)
        .where(
            MAIL.c.state.in_((MailState.SENT, MailState.FAILED, MailState.STOPPED)),
            MAIL.c.created_at < before,
            ~named,
        )
        .limit(limit)
    )
    return tx.execute(delete(MAIL).where(MAIL.c.id.in_(old.scalar_subquery()))).rowcount
