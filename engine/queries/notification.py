"""What a person was told, how much of it is unread, and how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import FromClause, Row, Select, and_, bindparam, func, select

from engine import mail as door
from engine.actor import Role
from engine.clock import ZONE
from engine.errors import Forbidden
from engine.notices import Wish, at_wall, first_moment, next_mail
from engine.queries.keyset import Key, Keys
from engine.state import notification
from engine.state.account import ACCOUNT
from engine.state.case import CASE
from engine.state.mail import MAIL, MailKind, MailState
from engine.state.notification import NOTIFICATION, NOTIFICATION_SETTING
from engine.state.sight import BREAK_GLASS
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: unread notices are counted so far, then it is just many
COUNTED = 100


@dataclass(frozen=True, slots=True)
class NotificationRow:
    """One notice, or the summary of several. `task_id` is None when the actor may not open the task."""

    id: int
    at: datetime
    kind: str
    detail: Mapping[str, Any]
    stands_for: int
    is_read: bool
    case_id: int | None
    case_reference: str
    task_id: int | None
    is_open: bool
    #: of a break-glass why, to whoever reads that of the case
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """One page, the newest first."""

    notices: tuple[NotificationRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Unread:
    """How many unread notices somebody has, at most `COUNTED`, and the newest of them (0: none)."""

    count: int
    newest: int


@dataclass(frozen=True, slots=True)
class SettingsView:
    """How a person wants to be told, where mails go, and when the next ones come; None: there will be none."""

    wish: Wish
    address: str
    has_server: bool
    next_mail: datetime | None
    next_digest: datetime | None


#: the newest first
_ORDER = Keys(
    (
        Key("at", NOTIFICATION.c.at, falls=True, is_moment=True, always=True),
        Key("id", NOTIFICATION.c.id, falls=True),
    )
)
_UNREAD = select(NOTIFICATION.c.id).where(
    NOTIFICATION.c.account_id == bindparam("account"), NOTIFICATION.c.read_at.is_(None)
)
_NEWEST = _UNREAD.order_by(NOTIFICATION.c.at.desc(), NOTIFICATION.c.id.desc()).limit(COUNTED).subquery()
_COUNT = select(
    func.count().label("number"), func.coalesce(func.max(_NEWEST.c.id), 0).label("newest")
).select_from(_NEWEST)


def counted(account_id: int) -> FromClause:
    """What `count_unread` asks, for a statement that has more to ask: one row of `number` and `newest`."""
    return _COUNT.params(account=account_id).subquery("unread")


def count_unread(tx: Transaction) -> Unread:
    """How much the actor has not read; one statement that looks at no more than `COUNTED` rows."""
    if tx.actor.account is None:
        return Unread(0, 0)
    row = tx.first(_COUNT, {"account": tx.actor.account})
    return Unread(*row) if row else Unread(0, 0)


def page(
    tx: Transaction, *, only_unread: bool = False, after: str | None = None, size: int = 50
) -> NotificationPage:
    """What the actor was told, the newest first. Invalid when `after` is no cursor of this list."""
    wanted = rows().where(NOTIFICATION.c.account_id == _account(tx))
    if only_unread:
        wanted = wanted.where(NOTIFICATION.c.read_at.is_(None))
    if after:
        wanted = wanted.where(_ORDER.behind(after))
    found = tx.execute(wanted.order_by(*_ORDER.order()).limit(size + 1)).all()
    shown = tuple(notification_row(tx, row) for row in found[:size])
    return NotificationPage(shown, _ORDER.cursor(found[size - 1]) if len(found) > size else None)


def find(tx: Transaction, notification_id: int) -> NotificationRow | None:
    """One of the actor's notices; None when it is gone, for instance into a summary."""
    row = tx.execute(
        rows().where(NOTIFICATION.c.id == notification_id, NOTIFICATION.c.account_id == _account(tx))
    ).first()
    return None if row is None else notification_row(tx, row)


def newer(tx: Transaction, than: int, limit: int = 3) -> tuple[NotificationRow, ...]:
    """The actor's unread notices that came after the one of that id, the newest first."""
    found = tx.execute(
        rows()
        .where(
            NOTIFICATION.c.account_id == _account(tx),
            NOTIFICATION.c.read_at.is_(None),
            NOTIFICATION.c.id > than,
        )
        .order_by(NOTIFICATION.c.at.desc(), NOTIFICATION.c.id.desc())
        .limit(limit)
    )
    return tuple(notification_row(tx, row) for row in found)


def settings(tx: Transaction) -> SettingsView:
    """How the actor wants to be told, and when the next mail and digest would come."""
    account = _account(tx)
    row = tx.execute(
        select(ACCOUNT.c.email, NOTIFICATION_SETTING.c.digest_day, *notification.WISH_COLUMNS)
        .outerjoin(NOTIFICATION_SETTING, NOTIFICATION_SETTING.c.account_id == ACCOUNT.c.id)
        .where(ACCOUNT.c.id == account)
    ).one()
    wish = notification.wish_of(tuple(row)[2:])
    has_server = door.settings() is not None
    reachable = has_server and row.email != ""
    last = tx.execute(
        select(MAIL.c.due_at, MAIL.c.state)
        .where(MAIL.c.account_id == account, MAIL.c.kind == MailKind.NOTICE)
        .order_by(MAIL.c.id.desc())
        .limit(1)
    ).first()
    if last is not None and last.state == MailState.WAITING:
        coming = first_moment(wish, max(tx.now, last.due_at))
    else:
        coming = next_mail(wish, tx.now, None if last is None else last.due_at)
    digest = None if wish.digest_at is None else _next_digest(wish, wish.digest_at, row.digest_day, tx.now)
    return SettingsView(
        wish,
        row.email,
        has_server,
        coming if reachable and wish.mail else None,
        digest if reachable else None,
    )


def _next_digest(wish: Wish, at: time, written: date | None, now: datetime) -> datetime | None:
    """The next day that is neither written nor off, at its time."""
    today = now.astimezone(ZONE).date()
    for ahead in range(40):
        day = today + timedelta(days=ahead)
        if (written is None or written < day) and not wish.is_day_off(day):
            return max(at_wall(day, at, now), now)
    return None


def rows() -> Select[tuple[Any, ...]]:
    """The select behind every NotificationRow; add a WHERE and a total ORDER BY."""
    return (
        select(
            NOTIFICATION,
            CASE.c.reference.label("case_reference"),
            (TASK.c.state == TaskState.ACTIVE).label("is_open"),
            TASK.c.authority_id,
            TASK.c.role,
            BREAK_GLASS.c.reason,
        )
        .outerjoin(
            BREAK_GLASS,
            and_(
                BREAK_GLASS.c.case_id == NOTIFICATION.c.case_id,
                BREAK_GLASS.c.id == NOTIFICATION.c.detail["glass"].as_integer(),
            ),
        )
        .outerjoin(CASE, CASE.c.id == NOTIFICATION.c.case_id)
        .outerjoin(TASK, TASK.c.id == NOTIFICATION.c.task_id)
    )


def notification_row(tx: Transaction, row: Row[tuple[Any, ...]]) -> NotificationRow:
    """One result of `rows()`, as the actor may open it."""
    reaches = row.role is not None and any(
        may(row.authority_id, Role(row.role)) for may in (tx.actor.may_work, tx.actor.may_supervise)
    )
    return NotificationRow(
        row.id,
        row.at,
        row.kind,
        row.detail,
        row.stands_for,
        row.read_at is not None,
        row.case_id,
        row.case_reference or str(row.detail.get("case", "")),
        row.task_id if reaches else None,
        bool(row.is_open),
        row.reason or "",
    )


def _account(tx: Transaction) -> int:
    if tx.actor.account is None:
        raise Forbidden("Expected to read what one was told, but nobody is logged in")
    return tx.actor.account
