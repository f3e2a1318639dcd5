"""Mails on their way: what goes with one, and which have not arrived."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, and_, cast, func, literal, or_, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine import mail as door
from engine.actor import Action
from engine.clock import ZONE
from engine.errors import Invalid
from engine.notices import NoticeKind, Wish, at_wall
from engine.queries.notification import NotificationRow, notification_row, rows
from engine.queries.released import marked, released
from engine.queries.tasks import SOON_DAYS, within_reach
from engine.state import notification
from engine.state.account import ACCOUNT
from engine.state.case import CASE
from engine.state.definition import VERSION
from engine.state.mail import MAIL, MailKind, MailState
from engine.state.notification import NOTIFICATION
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a mail goes to."""

    address: str
    wish: Wish


@dataclass(frozen=True, slots=True)
class Listed:
    """A task as a digest lists it, without its person."""

    id: int
    name: str
    case_reference: str
    due: datetime


@dataclass(frozen=True, slots=True)
class Span:
    """Tasks that are due within a span of time: how many, and the first of them."""

    count: int
    first: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What waits for somebody: overdue, due today, due within a week after that."""

    overdue: Span
    today: Span
    week: Span


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail that has not arrived: to whom, why, and when it is tried again (None: not by itself)."""

    id: int
    kind: MailKind
    name: str
    address: str
    attempts: int
    reason: str
    begun_at: datetime
    again_at: datetime | None


@dataclass(frozen=True, slots=True)
class MailPage:
    """Mails that have failed, the newest first, beside those that are tried again; whether there is a mail server."""

    has_server: bool
    failed: tuple[MailRow, ...]
    failed_total: int
    retried: tuple[MailRow, ...]
    retried_total: int
    next: str | None
    #: what is not sent because a release has ended
    stopped: tuple[MailRow, ...]
    stopped_total: int


def addressee(tx: Transaction, account_id: int) -> Addressee:
    """The address of an account and what it wishes."""
    row = tx.execute(
        select(ACCOUNT.c.email, *notification.WISH_COLUMNS)
        .outerjoin(
            notification.NOTIFICATION_SETTING,
            notification.NOTIFICATION_SETTING.c.account_id == ACCOUNT.c.id,
        )
        .where(ACCOUNT.c.id == account_id)
    ).one()
    return Addressee(row.email, notification.wish_of(tuple(row)[1:]))


def content(
    tx: Transaction, mail_id: int, limit: int, without: Collection[str] = ()
) -> tuple[tuple[NotificationRow, ...], int]:
    """The notices that go with a mail, up to `limit`, the newest first, and how many there are; but for kinds that
    `without` names, and summaries of nothing else.
    """
    kinds, muted = NOTIFICATION.c.detail["kinds"], sorted(without)
    mine = and_(
        NOTIFICATION.c.mail_id == mail_id,
        NOTIFICATION.c.kind.not_in(muted),
        or_(
            NOTIFICATION.c.kind != NoticeKind.SUMMARY,
            kinds.is_(None),
            kinds.op("-", return_type=JSONB())(cast(muted, ARRAY(Text))) != cast({}, JSONB),
        ),
    )
    found = tx.execute(
        rows().where(mine).order_by(NOTIFICATION.c.at.desc(), NOTIFICATION.c.id.desc()).limit(limit)
    )
    shown = tuple(notification_row(tx, row) for row in found)
    total = tx.execute(select(func.count()).select_from(NOTIFICATION).where(mine)).scalar_one()
    return shown, total


def outlook(tx: Transaction, limit: int) -> Outlook:
    """The tasks the actor has or may take, and all of an authority they supervise, by when they are due."""
    supervised = sorted(tx.actor.authorities(Action.SUPERVISE))
    seen = and_(
        TASK.c.state == TaskState.ACTIVE,
        within_reach(tx.actor),
        or_(
            TASK.c.assignee_id == tx.actor.account,
            TASK.c.assignee_id.is_(None),
            TASK.c.authority_id.in_(supervised),
        ),
    )
    day = timedelta(days=1)
    today = tx.now.astimezone(ZONE).date()
    midnight, week = (
        at_wall(today + ahead * day, datetime.min.time(), tx.now) for ahead in (1, SOON_DAYS + 1)
    )
    return Outlook(
        _span(tx, and_(seen, TASK.c.due_at < tx.now), limit),
        _span(tx, and_(seen, TASK.c.due_at >= tx.now, TASK.c.due_at < midnight), limit),
        _span(tx, and_(seen, TASK.c.due_at >= midnight, TASK.c.due_at < week), limit),
    )


def _span(tx: Transaction, where: ColumnElement[bool], limit: int) -> Span:
    rows = (
        select(TASK, CASE.c.reference)
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .join(VERSION, VERSION.c.id == TASK.c.version_id)
        .where(where)
        .order_by(TASK.c.due_at, TASK.c.id)
        .limit(limit)
    )
    read = tx.execute(marked(tx, rows)).all()
    found = released(tx, read)
    count = len(found)
    if len(read) == limit:
        counted = int(tx.execute(select(func.count()).select_from(TASK).where(where)).scalar_one())
        count = counted - (len(read) - len(found))
    return Span(count, tuple(Listed(row.id, row.name, row.reference, row.due_at) for row in found))


def overview(tx: Transaction, after: str | None = None, size: int = 50) -> MailPage:
    """The mails that have not arrived. Invalid when `after` is no cursor of this list."""
    tx.actor.must(Action.ADMINISTER)
    failed = MAIL.c.state == MailState.FAILED
    behind = failed
    if after:
        if not after.isdecimal() or len(after) > 18:
            raise Invalid("Expected to read a page cursor, but it is not one this list gave")
        begun = select(MAIL.c.created_at).where(MAIL.c.id == int(after)).scalar_subquery()
        behind = and_(failed, tuple_(MAIL.c.created_at, MAIL.c.id) < tuple_(begun, literal(int(after))))
    retried = and_(MAIL.c.state == MailState.SENDING, MAIL.c.attempts > 0)
    stopped = MAIL.c.state == MailState.STOPPED
    found = _rows(tx, behind, size + 1)
    return MailPage(
        door.settings() is not None,
        found[:size],
        _count(tx, failed),
        _rows(tx, retried, size),
        _count(tx, retried),
        str(found[size - 1].id) if len(found) > size else None,
        _rows(tx, stopped, size),
        _count(tx, stopped),
    )


def _rows(tx: Transaction, where: ColumnElement[bool], limit: int) -> tuple[MailRow, ...]:
    found = tx.execute(
        select(MAIL, ACCOUNT.c.name, ACCOUNT.c.email)
        .join(ACCOUNT, ACCOUNT.c.id == MAIL.c.account_id)
        .where(where)
        .order_by(MAIL.c.created_at.desc(), MAIL.c.id.desc())
        .limit(limit)
    )
    return tuple(
        MailRow(
            row.id,
            MailKind(row.kind),
            row.name,
            row.email,
            row.attempts,
            row.failure or "",
            row.created_at,
            row.due_at if row.state == MailState.SENDING else None,
        )
        for row in found
    )


def _count(tx: Transaction, where: ColumnElement[bool]) -> int:
    return int(tx.execute(select(func.count()).select_from(MAIL).where(where)).scalar_one())
