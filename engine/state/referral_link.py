"""One-time links by which a receiving side without accounts answers one step of a referral.

link: waiting ──sent──▶ sent ──answered──▶ answered
         │               ├──the step is over, or taken back──▶ withdrawn
         ▼               └──too many wrong codes──▶ locked
       failed            a sent one is over with `expires_at`

Of the token only the digest is kept, made when the mail is written, so that nobody can read it here. The code, which is
told separately, is kept as a slow hash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Column, Index, Integer, SmallInteger, Table, Text, insert, select, text, update

from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class LinkState(StrEnum):
    """Where a link is between asked for and over."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    LOCKED = "locked"


#: a link in one of these can still be answered by
OPEN: Final = (LinkState.WAITING, LinkState.SENT)

REFERRAL_LINK = Table(
    "referral_link",
    METADATA,
    identity(),
    reference("referral_id", "referral"),
    reference("case_id", "case"),
    #: the step it answers
    Column("element_instance", Integer, nullable=False),
    #: to which of the authorities it was offered to it belongs, counted from 1
    Column("offer", SmallInteger, nullable=False),
    #: where the mail goes, and the name of the body or person as the sender wrote it
    Column("address", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("digest", Text, unique=True),
    Column("code_hash", Text, nullable=False),
    *choice("state", LinkState),
    reference("created_by", "account"),
    instant("created_at"),
    instant("expires_at"),
    #: not before then: the next try of the mail
    instant("due_at"),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("failure", Text),
    instant("sent_at", nullable=True),
    Column("guesses", SmallInteger, nullable=False, server_default="0"),
    instant("opened_at", nullable=True),
    instant("closed_at", nullable=True),
    #: who answered, as they named themselves
    Column("answered_by", Text),
    Index("ix_referral_link_referral_id", "referral_id", "id"),
    Index("ix_referral_link_due", "due_at", postgresql_where=text("state = 'waiting'")),
    Index(
        "uq_referral_link_open",
        "referral_id",
        unique=True,
        postgresql_where=text("state IN ('waiting', 'sent')"),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """One link as commands see it."""

    id: int
    referral_id: int
    case_id: int
    element_instance: int
    offer: int
    address: str
    recipient: str
    digest: str | None
    code_hash: str
    state: LinkState
    created_by: int
    created_at: datetime
    expires_at: datetime
    due_at: datetime
    attempts: int
    failure: str | None
    sent_at: datetime | None
    guesses: int
    opened_at: datetime | None
    closed_at: datetime | None
    answered_by: str | None

    def is_open(self, now: datetime) -> bool:
        """Whether it can be answered by: its mail was written, and its time has not run out."""
        return self.state in OPEN and self.digest is not None and now < self.expires_at


_COLUMNS = tuple(REFERRAL_LINK.c[name] for name in Link.__dataclass_fields__)
_STATE = tuple(Link.__dataclass_fields__).index("state")


def _link(row: Sequence[Any] | None) -> Link | None:
    if row is None:
        return None
    values = list(row)
    values[_STATE] = LinkState(values[_STATE])
    return Link(*values)


def get(tx: Transaction, link_id: int) -> Link | None:
    """The link, if there is one that may be seen."""
    return _link(tx.execute(select(*_COLUMNS).where(REFERRAL_LINK.c.id == link_id)).first())


def lock(tx: Transaction, link_id: int) -> Link | None:
    """The link, locked until the transaction ends."""
    return _link(tx.execute(select(*_COLUMNS).where(REFERRAL_LINK.c.id == link_id).with_for_update()).first())


def by_digest(tx: Transaction, digest: str) -> Link | None:
    """The link whose token has that digest, locked until the transaction ends."""
    return _link(
        tx.execute(select(*_COLUMNS).where(REFERRAL_LINK.c.digest == digest).with_for_update()).first()
    )


def of_referral(tx: Transaction, referral_id: int) -> tuple[Link, ...]:
    """The links of a referral, the newest first."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(REFERRAL_LINK.c.referral_id == referral_id)
        .order_by(REFERRAL_LINK.c.id.desc())
    )
    return tuple(one for row in rows if (one := _link(row)) is not None)


def open_in_case(tx: Transaction, case_id: int) -> tuple[Link, ...]:
    """The open links of a case, by number, locked until the transaction ends."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(REFERRAL_LINK.c.case_id == case_id, REFERRAL_LINK.c.state.in_(OPEN))
        .order_by(REFERRAL_LINK.c.id)
        .with_for_update()
    ).all()
    return tuple(one for row in rows if (one := _link(row)) is not None)


def create(tx: Transaction, **values: object) -> int:
    """Insert a link that waits to be sent, and return its id."""
    known = {"state": LinkState.WAITING, "created_at": tx.now, "due_at": tx.now}
    return tx.insert(insert(REFERRAL_LINK).values(**known, **values))


def change(tx: Transaction, link_id: int, **values: object) -> None:
    """Write columns of a link that is locked."""
    tx.execute(update(REFERRAL_LINK).where(REFERRAL_LINK.c.id == link_id).values(**values))


def close_others(tx: Transaction, referral_id: int, element_instance: int | None) -> None:
    """Withdraw the open links of a referral but those of the step whose turn it is."""
    others = REFERRAL_LINK.c.element_instance.is_distinct_from(element_instance)
    tx.execute(
        update(REFERRAL_LINK)
        .where(REFERRAL_LINK.c.referral_id == referral_id, REFERRAL_LINK.c.state.in_(OPEN), others)
        .values(state=LinkState.WITHDRAWN, closed_at=tx.now)
    )


def release_stale(tx: Transaction, older_than: timedelta, limit: int) -> list[int]:
    """Links that should have been sent long ago: their jobs are lost. They are due now."""
    stale = (
        select(REFERRAL_LINK.c.id)
        .where(REFERRAL_LINK.c.state == LinkState.WAITING, REFERRAL_LINK.c.due_at < tx.now - older_than)
        .order_by(REFERRAL_LINK.c.due_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = tx.execute(
        update(REFERRAL_LINK)
        .where(REFERRAL_LINK.c.id.in_(stale.scalar_subquery()))
        .values(due_at=tx.now)
        .returning(REFERRAL_LINK.c.id)
    )
    return sorted(found.scalars())
