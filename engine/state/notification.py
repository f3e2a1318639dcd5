"""What people are told: in the application, by mail, and as they wish.

mail: waiting ──▶ sending ──▶ sent
         ▲          └──────▶ failed       refused for good or tried too often
         └───────────────────────┘        someone sends it again

While it waits, what happens is added to it. Once it is being sent, it holds what it holds, at every try.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    Time,
    any_,
    bindparam,
    func,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.notices import Wish
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class MailState(StrEnum):
    """Where a mail is between written and over."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


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
    Index("ix_mail_due", "due_at", postgresql_where=text("state IN ('waiting', 'sending')")),
)

#: never a person's data: only who is told, which task and case, and words of the model
NOTIFICATION = Table(
    "notification",
    METADATA,
    identity(),
    reference("account_id", "account"),
    instant("at"),
    Column("kind", Text, nullable=False),
    reference("case_id", "case", nullable=True),
    reference("task_id", "user_task", nullable=True),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    #: more than one: a summary, which grows until it is read; there is one of each kind
    Column("stands_for", Integer, nullable=False, server_default="1"),
    instant("read_at", nullable=True),
    #: the mail it went or goes with; None when the person wants none
    reference("mail_id", "mail", nullable=True, index=True),
    Index("ix_notification_account_id", "account_id", "at", "id"),
    Index("ix_notification_unread", "account_id", "at", "id", postgresql_where=text("read_at IS NULL")),
    Index("ix_notification_read", "read_at", postgresql_where=text("read_at IS NOT NULL")),
    Index(
        "uq_notification_summary",
        "account_id",
        "kind",
        unique=True,
        postgresql_where=text("stands_for > 1 AND read_at IS NULL"),
    ),
)

#: what a person wishes; without a row the defaults hold
NOTIFICATION_SETTING = Table(
    "notification_setting",
    METADATA,
    identity(),
    reference("account_id", "account"),
    Column("language", Text, nullable=False, server_default="de"),
    #: mail at once, and a digest of the day; a kind of notice in `muted` never comes by mail
    Column("mail", Boolean, nullable=False, server_default="true"),
    Column("muted", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    #: local time, None: no digest
    Column("digest_at", Time),
    #: the last local day whose digest has been written
    Column("digest_day", Date),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    #: no mail on days off
    Column("quiet_days_off", Boolean, nullable=False, server_default="true"),
    Index("uq_notification_setting_account_id", "account_id", unique=True),
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who is told something: whether by mail, and when the last mail was due."""

    account_id: int
    wish: Wish
    #: an address is known and mail wanted
    reachable: bool
    #: the mail that waits, locked so that nobody sends it before this transaction is over
    mail_id: int | None
    last_mail_at: datetime | None


_IDS = bindparam("ids", type_=ARRAY(BigInteger))
# in a step of its own: an outer join cannot be locked. Whoever sends a mail waits for those who add to it.
_WAITING = (
    select(MAIL.c.id, MAIL.c.account_id)
    .where(MAIL.c.account_id == any_(_IDS), MAIL.c.kind == MailKind.NOTICE, MAIL.c.state == MailState.WAITING)
    .with_for_update(read=True)
    .cte("waiting")
)
_LAST = (
    select(func.max(MAIL.c.due_at))
    .where(
        MAIL.c.account_id == ACCOUNT.c.id,
        MAIL.c.kind == MailKind.NOTICE,
        MAIL.c.created_at > bindparam("since"),
    )
    .scalar_subquery()
)
#: the Land of the first authority at which somebody is
_LAND = (
    select(AUTHORITY.c.land)
    .join(MEMBERSHIP, MEMBERSHIP.c.authority_id == AUTHORITY.c.id)
    .where(MEMBERSHIP.c.account_id == ACCOUNT.c.id)
    .order_by(MEMBERSHIP.c.id)
    .limit(1)
    .scalar_subquery()
)
_S = NOTIFICATION_SETTING.c
#: as `wish_of` reads them
WISH_COLUMNS = (
    func.coalesce(_S.language, "de"),
    func.coalesce(_S.mail, true()),
    _S.muted,
    _S.digest_at,
    _S.quiet_from,
    _S.quiet_to,
    func.coalesce(_S.quiet_days_off, true()),
    func.coalesce(_LAND, "NW"),
)
_RECIPIENTS = (
    select(ACCOUNT.c.id, ACCOUNT.c.email != "", _WAITING.c.id, _LAST, *WISH_COLUMNS)
    .outerjoin(NOTIFICATION_SETTING, _S.account_id == ACCOUNT.c.id)
    .outerjoin(_WAITING, _WAITING.c.account_id == ACCOUNT.c.id)
    .where(ACCOUNT.c.id == any_(_IDS), ACCOUNT.c.active)
    .order_by(ACCOUNT.c.id)
)
_RECENT = (
    select(NOTIFICATION.c.account_id, NOTIFICATION.c.kind, func.sum(NOTIFICATION.c.stands_for))
    .where(
        NOTIFICATION.c.account_id == any_(_IDS),
        NOTIFICATION.c.at > bindparam("since"),
        NOTIFICATION.c.read_at.is_(None),
    )
    .group_by(NOTIFICATION.c.account_id, NOTIFICATION.c.kind)
)
_BEGIN_MAILS = text(
    "INSERT INTO mail (account_id, kind, state, message_id, due_at, created_at)"
    " SELECT account_id, :kind, 'waiting', message_id, due_at, :at"
    " FROM unnest(cast(:ids AS bigint[]), cast(:message_ids AS text[]), cast(:dues AS timestamptz[]))"
    " AS given (account_id, message_id, due_at) ORDER BY account_id"
    " ON CONFLICT (account_id, kind) WHERE state = 'waiting' DO NOTHING RETURNING id, account_id, due_at"
)
# what was told singly a moment ago goes into the summary, so that it always stands for several
_GROW = text(
    "WITH given AS (SELECT * FROM unnest(cast(:ids AS bigint[]), cast(:kinds AS text[]), cast(:details AS text[]),"
    " cast(:numbers AS int[]), cast(:mails AS bigint[])) AS given (account_id, kind, detail, number, mail_id)),"
    " gone AS (DELETE FROM notification USING given WHERE notification.account_id = given.account_id"
    " AND notification.kind = given.kind AND at > :since AND read_at IS NULL AND stands_for = 1"
    " RETURNING notification.account_id, notification.kind),"
    " single AS (SELECT account_id, kind, count(*)::int AS number FROM gone GROUP BY account_id, kind)"
    " INSERT INTO notification (account_id, at, kind, detail, stands_for, mail_id)"
    " SELECT given.account_id, :at, given.kind, cast(detail AS jsonb),"
    " given.number + coalesce(single.number, 0), mail_id"
    " FROM given LEFT JOIN single USING (account_id, kind) ORDER BY given.account_id, given.kind"
    " ON CONFLICT (account_id, kind) WHERE stands_for > 1 AND read_at IS NULL DO UPDATE"
    " SET stands_for = notification.stands_for + excluded.stands_for, at = excluded.at, detail = excluded.detail,"
    " mail_id = coalesce(excluded.mail_id, notification.mail_id)"
)


def wish_of(columns: Sequence[Any]) -> Wish:
    """What `WISH_COLUMNS` give."""
    language, mail, muted, digest_at, quiet_from, quiet_to, days_off, land = columns
    return Wish(language, mail, frozenset(muted or ()), digest_at, quiet_from, quiet_to, days_off, land)


def recipients(tx: Transaction, account_ids: Sequence[int], since: datetime) -> dict[int, Recipient]:
    """Those of the accounts who are active, each with the mail that waits for it; mails begun before `since` are not
    looked at.
    """
    found = tx.fetch(_RECIPIENTS, {"ids": list(account_ids), "since": since})
    return {
        account: Recipient(account, (wish := wish_of(columns)), has_address and wish.mail, mail_id, last)
        for account, has_address, mail_id, last, *columns in found
    }


def recent(tx: Transaction, account_ids: Sequence[int], since: datetime) -> dict[tuple[int, str], int]:
    """How many unread notices of a kind somebody has got since then."""
    found = tx.fetch(_RECENT, {"ids": list(account_ids), "since": since})
    return {(account, kind): int(count) for account, kind, count in found}


def begin_mails(
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


def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Tell one thing each (columns of NOTIFICATION)."""
    tx.add(NOTIFICATION, rows)


def grow(tx: Transaction, since: datetime, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to the unread summary of the account and kind, or begin one; `stands_for` counts what is added.

    What is unread and was told singly since then goes into it.
    """
    ordered = sorted(rows, key=lambda row: (row["account_id"], row["kind"]))
    tx.execute(
        _GROW,
        {
            "at": tx.now,
            "since": since,
            "ids": [row["account_id"] for row in ordered],
            "kinds": [row["kind"] for row in ordered],
            "details": [json.dumps(row["detail"]) for row in ordered],
            "numbers": [row["stands_for"] for row in ordered],
            "mails": [row["mail_id"] for row in ordered],
        },
    )
