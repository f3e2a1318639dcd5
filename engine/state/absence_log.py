"""What somebody did to a person's absences and substitutes: only ever appended, kept a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Date, Table, insert, select

from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class Deed(StrEnum):
    """What was done."""

    ENTERED = "entered"
    CHANGED = "changed"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    NAMED = "named"
    REMOVED = "removed"
    RESTORED = "restored"
    REORDERED = "reordered"


ABSENCE_LOG = Table(
    "absence_log",
    METADATA,
    identity(),
    #: whose absence it is
    reference("account_id", "account", index=True),
    #: where; None: everywhere
    reference("authority_id", "authority", nullable=True),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    *choice("deed", Deed),
    #: the days of the absence or the rule as they are now, and the last day as it was; None: open
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    Column("last_before", Date),
    #: who stands in, of what is done to a rule
    reference("substitute_id", "account", nullable=True),
)

_ACTOR = ACCOUNT.alias("actor")
_SUBSTITUTE = ACCOUNT.alias("named")


@dataclass(frozen=True, slots=True)
class LogRow:
    """One thing that was done, by whom (empty: Laufweg), to which absence or for which substitute (else empty)."""

    at: datetime
    actor: str
    deed: Deed
    first: date
    last: date | None
    last_before: date | None
    substitute: str
    authority_id: int | None
    authority: str


def note(
    tx: Transaction,
    deed: Deed,
    account_id: int,
    authority_id: int | None,
    days: tuple[date, date | None],
    *,
    last_before: date | None = None,
    substitute_id: int | None = None,
) -> None:
    """Append what the actor does; `days` are the first and last day as they are then."""
    first, last = days
    tx.execute(
        insert(ABSENCE_LOG).values(
            account_id=account_id,
            authority_id=authority_id,
            at=tx.now,
            actor_id=tx.actor.account,
            deed=deed,
            first_day=first,
            last_day=last,
            last_before=last_before,
            substitute_id=substitute_id,
        )
    )


def of_account(tx: Transaction, account_id: int, most: int) -> tuple[LogRow, ...]:
    """What was done to a person's absences and substitutes, the newest first."""
    rows = tx.execute(
        select(
            ABSENCE_LOG,
            _ACTOR.c.name.label("actor"),
            _SUBSTITUTE.c.name.label("substitute"),
            AUTHORITY.c.name.label("authority"),
        )
        .outerjoin(_ACTOR, _ACTOR.c.id == ABSENCE_LOG.c.actor_id)
        .outerjoin(_SUBSTITUTE, _SUBSTITUTE.c.id == ABSENCE_LOG.c.substitute_id)
        .outerjoin(AUTHORITY, AUTHORITY.c.id == ABSENCE_LOG.c.authority_id)
        .where(ABSENCE_LOG.c.account_id == account_id)
        .order_by(ABSENCE_LOG.c.id.desc())
        .limit(most)
    )
    return tuple(
        LogRow(
            row.at,
            row.actor or "",
            Deed(row.deed),
            row.first_day,
            row.last_day,
            row.last_before,
            row.substitute or "",
            row.authority_id,
            row.authority or "",
        )
        for row in rows
    )


def forget(tx: Transaction, before: datetime) -> None:
    """Delete what was done before that instant."""
    tx.execute(ABSENCE_LOG.delete().where(ABSENCE_LOG.c.at < before))
