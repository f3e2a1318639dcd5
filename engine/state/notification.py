"""What people are told, in the application and by mail, and what they wish of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    Table,
    Text,
    Time,
    any_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from engine.notices import OF_LADDERS, Wish
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.mail import MAIL, MailKind, MailState
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction

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
    #: a summary stands for several and grows until it is read; there is one of each kind that is unread
    Column("summary", Boolean, nullable=False, server_default="false"),
    Column("stands_for", Integer, nullable=False, server_default="1"),
    instant("read_at", nullable=True),
    #: the mail it went or goes with; None when the person wants none
    reference("mail_id", "mail", nullable=True, index=True),
    Index("ix_notification_account_id", "account_id", "at", "id"),
    Index("ix_notification_unread", "account_id", "at", "id", postgresql_where=text("read_at IS NULL")),
    Index("ix_notification_read", "read_at", postgresql_where=text("read_at IS NOT NULL")),
    Index("ix_notification_at", "at"),
    Index(
        "uq_notification_summary",
        "account_id",
        "kind",
        unique=True,
        postgresql_where=text("summary AND read_at IS NULL"),
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
    has_address: bool
    #: the mail that waits, locked so that nobody sends it before this transaction is over
    mail_id: int | None
    last_mail_at: datetime | None

    @property
    def wants_mail(self) -> bool:
        """An address is known, and mail wanted."""
        return self.has_address and self.wish.mail


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


def _sum(one: str, other: str) -> str:
    """Two JSON objects of numbers as one, in SQL."""
    return (
        "(SELECT coalesce(jsonb_object_agg(key, number), '{}') FROM (SELECT key, sum(value::int) AS number FROM"  # noqa: S608  names of this module
        f" (SELECT * FROM jsonb_each_text({one}) UNION ALL SELECT * FROM jsonb_each_text({other})) AS counts"
        " GROUP BY key) AS added)"
    )


_NEW_KINDS = _sum("detail->'kinds'", "single.kinds")
_NEW_PASSED = _sum("detail->'passed'", "single.passed")
_ALL_KINDS = _sum("notification.detail->'kinds'", "excluded.detail->'kinds'")
_ALL_PASSED = _sum("notification.detail->'passed'", "excluded.detail->'passed'")
# what was told singly a moment ago goes into the summary, so that it always stands for several; that of ladders counts
# by kind, and by the levels that were passed by
_GROW = text(
    "WITH given AS (SELECT * FROM unnest(cast(:ids AS bigint[]), cast(:kinds AS text[]), cast(:details AS jsonb[]),"  # noqa: S608  names of this module
    " cast(:numbers AS int[]), cast(:mails AS bigint[])) AS given (account_id, kind, detail, number, mail_id)),"
    " gone AS (DELETE FROM notification USING given WHERE notification.account_id = given.account_id"
    " AND (notification.kind = given.kind OR given.kind = 'summary' AND notification.kind = any(:ladders))"
    " AND at > :since AND read_at IS NULL AND NOT summary"
    " RETURNING notification.account_id, given.kind AS heap, notification.kind,"
    " notification.detail->'passed' AS passed),"
    " counted AS (SELECT account_id, heap, kind, count(*)::int AS number FROM gone GROUP BY account_id, heap, kind),"
    " passing AS (SELECT account_id, heap, key, sum(value::int) AS number FROM gone, jsonb_each_text(passed)"
    " GROUP BY account_id, heap, key),"
    " single AS (SELECT account_id, heap AS kind, sum(number)::int AS number, jsonb_object_agg(kind, number) AS kinds,"
    " (SELECT jsonb_object_agg(key, passing.number) FROM passing WHERE passing.account_id = counted.account_id"
    " AND passing.heap = counted.heap) AS passed FROM counted GROUP BY account_id, heap)"
    " INSERT INTO notification (account_id, at, kind, detail, summary, stands_for, mail_id)"
    " SELECT given.account_id, :at, given.kind, CASE given.kind WHEN 'summary' THEN detail || jsonb_build_object("
    f"'kinds', {_NEW_KINDS}, 'passed', {_NEW_PASSED})"
    " ELSE detail END, true,"
    " given.number + coalesce(single.number, 0), mail_id"
    " FROM given LEFT JOIN single USING (account_id, kind) ORDER BY given.account_id, given.kind"
    " ON CONFLICT (account_id, kind) WHERE summary AND read_at IS NULL DO UPDATE"
    " SET stands_for = notification.stands_for + excluded.stands_for, at = excluded.at,"
    " detail = CASE excluded.kind WHEN 'summary' THEN excluded.detail || jsonb_build_object("
    f"'kinds', {_ALL_KINDS},"
    f" 'passed', {_ALL_PASSED})"
    " ELSE excluded.detail END,"
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
        account: Recipient(account, wish_of(columns), has_address, mail_id, last)
        for account, has_address, mail_id, last, *columns in found
    }


def recent(tx: Transaction, account_ids: Sequence[int], since: datetime) -> dict[tuple[int, str], int]:
    """How many unread notices of a kind somebody has got since then."""
    found = tx.fetch(_RECENT, {"ids": list(account_ids), "since": since})
    return {(account, kind): int(count) for account, kind, count in found}


def add(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Tell one thing each (columns of NOTIFICATION)."""
    tx.add(NOTIFICATION, rows)


def grow(tx: Transaction, since: datetime, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to the unread summary of the account and kind, or begin one; `stands_for` counts what is added.

    What is unread and was told singly since then goes into it; what ladders told goes into the one summary of them.
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
            "ladders": sorted(OF_LADDERS),
        },
    )


def leave_read(tx: Transaction, mail_id: int) -> int:
    """What has been read goes with the mail no more; returns how many notices still do."""
    tx.execute(
        update(NOTIFICATION)
        .where(NOTIFICATION.c.mail_id == mail_id, NOTIFICATION.c.read_at.is_not(None))
        .values(mail_id=None)
    )
    return int(tx.execute(select(func.count()).where(NOTIFICATION.c.mail_id == mail_id)).scalar_one())


def leave(tx: Transaction, mail_id: int) -> None:
    """Nothing goes with the mail any more."""
    tx.execute(update(NOTIFICATION).where(NOTIFICATION.c.mail_id == mail_id).values(mail_id=None))


def read(tx: Transaction, account_id: int, ids: Sequence[int] | None, at: datetime) -> list[int]:
    """Mark unread notices of the account as read, these or (None) all; returns which."""
    mine = [NOTIFICATION.c.account_id == account_id, NOTIFICATION.c.read_at.is_(None)]
    if ids is not None:
        mine.append(NOTIFICATION.c.id.in_(ids))
    found = tx.execute(update(NOTIFICATION).where(*mine).values(read_at=at).returning(NOTIFICATION.c.id))
    return sorted(found.scalars())


def unread(tx: Transaction, account_id: int, read_at: datetime) -> int:
    """What the account read at that instant is unread again, but for a summary that a newer one has followed."""
    newer = NOTIFICATION.alias("newer")
    followed = exists().where(
        newer.c.account_id == account_id,
        newer.c.kind == NOTIFICATION.c.kind,
        newer.c.summary,
        newer.c.read_at.is_(None),
    )
    return tx.execute(
        update(NOTIFICATION)
        .where(
            NOTIFICATION.c.account_id == account_id,
            NOTIFICATION.c.read_at == read_at,
            or_(~NOTIFICATION.c.summary, ~followed),
        )
        .values(read_at=None)
    ).rowcount


def change_wish(tx: Transaction, account_id: int, values: Mapping[str, object]) -> None:
    """Write columns of the account's settings."""
    row = {**values, "account_id": account_id}
    tx.execute(
        insert(NOTIFICATION_SETTING)
        .values(row)
        .on_conflict_do_update(index_elements=[_S.account_id], set_=dict(values))
    )


def take_digests(tx: Transaction, day: date, at: time, limit: int) -> dict[int, Wish]:
    """Whose digest of the day is due at that local time and not yet written; it counts as written now."""
    due = (
        select(_S.id)
        .join(ACCOUNT, ACCOUNT.c.id == _S.account_id)
        .where(
            _S.digest_at <= at,
            or_(_S.digest_day.is_(None), _S.digest_day < day),
            ACCOUNT.c.active,
            ACCOUNT.c.email != "",
        )
        .order_by(_S.id)
        .limit(limit)
        .with_for_update(of=NOTIFICATION_SETTING, skip_locked=True)
    )
    ids = tx.execute(
        update(NOTIFICATION_SETTING)
        .where(_S.id.in_(due.scalar_subquery()))
        .values(digest_day=day)
        .returning(_S.account_id)
    ).scalars()
    found = tx.execute(
        select(ACCOUNT.c.id, *WISH_COLUMNS)
        .join(NOTIFICATION_SETTING, _S.account_id == ACCOUNT.c.id)
        .where(ACCOUNT.c.id.in_(list(ids)))
        .order_by(ACCOUNT.c.id)
    )
    return {row[0]: wish_of(row[1:]) for row in found}


def remove_old(tx: Transaction, read_before: datetime, before: datetime, limit: int) -> int:
    """Delete up to `limit` notices read before the one instant, or told before the other; returns how many."""
    old = (
        select(NOTIFICATION.c.id)
        .where(or_(NOTIFICATION.c.read_at < read_before, NOTIFICATION.c.at < before))
        .limit(limit)
    )
    return tx.execute(delete(NOTIFICATION).where(NOTIFICATION.c.id.in_(old.scalar_subquery()))).rowcount
