"""What opens a case to somebody, and who has read it: consents, break-glass, logged reads, disclosures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    false,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.clock import ZONE, midnight
from engine.sight import Consent, Purpose
from engine.state import once
from engine.state.metadata import METADATA, any_given, choice, identity, instant, reference
from engine.transaction import Transaction


class Answer(StrEnum):
    """What was answered to somebody who asked for data of a case."""

    DISCLOSED = "disclosed"
    PARTLY = "partly"
    REFUSED = "refused"


_IS_OVER = "withdrawn_at IS NOT NULL OR ended_at IS NOT NULL"

#: what a person lets a recipient know; those that count have no `withdrawn_at`
CONSENT = Table(
    "consent",
    METADATA,
    identity(),
    reference("case_id", "case"),
    #: the topic of the authorities that may know it
    Column("recipient", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("categories", JSONB, nullable=False),
    #: the last day; None until it is withdrawn
    Column("until", Date),
    instant("given_at"),
    instant("withdrawn_at", nullable=True),
    #: when its last day was found to be over; what rested on it stops from then on
    instant("ended_at", nullable=True),
    #: when the job had taken what rested on it
    instant("followed_at", nullable=True),
    Index("ix_consent_case_id", "case_id", "id"),
    Index(
        "ix_consent_until",
        "until",
        "id",
        postgresql_where=text("withdrawn_at IS NULL AND ended_at IS NULL AND until IS NOT NULL"),
    ),
    Index("ix_consent_unfollowed", "case_id", postgresql_where=text(f"followed_at IS NULL AND ({_IS_OVER})")),
)

#: reading a case without right, for a limited time
BREAK_GLASS = Table(
    "break_glass",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("account_id", "account"),
    Column("reason", Text, nullable=False),
    instant("at"),
    instant("until"),
    Index("ix_break_glass_account_id", "account_id", "case_id", "until"),
    Index("ix_break_glass_case_id", "case_id"),
)

#: reads by people outside the leading authority: one row per person, case, purpose, ground and day
CASE_READ = Table(
    "case_read",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("account_id", "account"),
    #: the authority by which it was read; None when none of the person's takes part
    reference("authority_id", "authority", nullable=True),
    Column("day", Date, nullable=False),
    *choice("purpose", Purpose),
    #: the step, norm, consent or reason, in words
    Column("basis", Text, nullable=False),
    instant("at"),
    #: when it was read again for the same that day
    instant("last_at", nullable=True),
    #: how often that day; looks less than five minutes apart are one
    Column("looks", Integer, nullable=False, server_default="1"),
    UniqueConstraint("case_id", "account_id", "purpose", "day", "basis"),
)

#: what was told another body about the person, or not, and by which norm (§§ 87, 88 AufenthG)
DISCLOSURE = Table(
    "disclosure",
    METADATA,
    identity(),
    reference("case_id", "case", index=True),
    #: who noted it, or did what made a step hand it over; None for the engine and for whoever has no account
    reference("account_id", "account", nullable=True),
    #: the step that handed it over; None for what was noted by hand
    reference("instance_id", "process_instance", nullable=True),
    Column("element", Text),
    Column("element_name", Text),
    instant("at"),
    Column("asked_on", Date, nullable=False),
    #: who asked: a topic of the register, and the name of the body
    Column("requester", Text, nullable=False),
    Column("requester_name", Text, nullable=False),
    #: categories, never what they say
    Column("categories", JSONB, nullable=False),
    Column("norm", Text, nullable=False),
    *choice("answer", Answer),
    #: what barred it (§ 88 AufenthG), None for nothing
    Column("bar", Text),
)


@dataclass(frozen=True, slots=True)
class Opened:
    """A break-glass that holds: until when, and why."""

    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class PastConsent:
    """A consent that no longer counts, when it was given and until which day it counted.

    `withdrawn` says that it was taken back before its last day; `replaced`, that another one for the same recipient and
    purpose took its place then.
    """

    recipient: str
    purpose: str
    given: date
    until: date
    withdrawn: bool
    replaced: bool


_KNOWN = (CONSENT.c.recipient, CONSENT.c.purpose, CONSENT.c.categories, CONSENT.c.until)
_OVER = or_(CONSENT.c.withdrawn_at.is_not(None), CONSENT.c.ended_at.is_not(None))
_CONSENTS = (
    select(*_KNOWN, CONSENT.c.case_id, CONSENT.c.id, _OVER.label("over"))
    .where(CONSENT.c.case_id == any_given("cases"))
    .order_by(CONSENT.c.id)
)
_ONE_LOOK: Final = timedelta(minutes=5)
_READ = upsert(CASE_READ).values(
    case_id=bindparam("case"),
    account_id=bindparam("account"),
    authority_id=bindparam("authority", type_=BigInteger),
    day=bindparam("day"),
    purpose=bindparam("purpose"),
    basis=bindparam("basis"),
    at=bindparam("at"),
)
_LOG = _READ.on_conflict_do_update(
    index_elements=["case_id", "account_id", "purpose", "day", "basis"],
    set_={"last_at": _READ.excluded.at, "looks": CASE_READ.c.looks + 1},
    # a page and what it fetches are one look
    where=func.coalesce(CASE_READ.c.last_at, CASE_READ.c.at) < _READ.excluded.at - _ONE_LOOK,
).inline()


def consents(tx: Transaction, case_id: int) -> tuple[Consent, ...]:
    """The consents of a case that are neither withdrawn nor known to be over; whether one holds depends on the day."""
    return tuple(one for one in all_consents(tx, (case_id,))[case_id] if not one.over)


def all_consents(tx: Transaction, cases: Collection[int]) -> dict[int, tuple[Consent, ...]]:
    """Every consent that was ever given in these cases, also those that are over."""
    found: dict[int, list[Consent]] = {one: [] for one in cases}
    for row in tx.execute(_CONSENTS, {"cases": list(found)}):
        found[row.case_id].append(_consent(row))
    return {one: tuple(given) for one, given in found.items()}


def past_consents(tx: Transaction, case_id: int) -> tuple[PastConsent, ...]:
    """The consents that no longer count today, the one that ended last first."""
    rows = tx.execute(
        select(
            CONSENT.c.recipient,
            CONSENT.c.purpose,
            CONSENT.c.given_at,
            CONSENT.c.withdrawn_at,
            CONSENT.c.ended_at,
            CONSENT.c.until,
        )
        .where(CONSENT.c.case_id == case_id)
        .order_by(CONSENT.c.id)
    ).all()
    begun = {(row.recipient, row.purpose, row.given_at) for row in rows}
    over = [
        PastConsent(
            row.recipient,
            row.purpose,
            row.given_at.astimezone(ZONE).date(),
            row.until if row.withdrawn_at is None else row.withdrawn_at.astimezone(ZONE).date(),
            withdrawn=row.withdrawn_at is not None,
            replaced=(row.recipient, row.purpose, row.withdrawn_at) in begun,
        )
        for row in rows
        if row.withdrawn_at is not None or (row.until is not None and row.until < tx.today)
    ]
    return tuple(sorted(over, key=lambda one: one.until, reverse=True))


def _stored(tx: Transaction, case_id: int) -> Sequence[Row[Any]]:
    return tx.execute(_CONSENTS, {"cases": [case_id]}).all()


def _consent(row: Row[Any]) -> Consent:
    return Consent(row.recipient, row.purpose, frozenset(row.categories), row.until, row.over)


def replace_consents(tx: Transaction, case_id: int, wanted: Collection[Consent]) -> tuple[Consent, ...]:
    """Let exactly these consents count from now on; returns those that are withdrawn by it, and those that the list
    leaves out because their last day is over.
    """
    stored = {row.id: _consent(row) for row in _stored(tx, case_id) if not row.over}
    gone = {number: one for number, one in stored.items() if one not in wanted}
    if gone:
        over = case((CONSENT.c.until < tx.today, tx.now))
        tx.execute(
            update(CONSENT)
            .where(CONSENT.c.id.in_(gone))
            .values(ended_at=over, withdrawn_at=case((over.is_(None), tx.now)))
        )
    kept = set(stored.values())
    for one in wanted:
        if one not in kept and one.holds(tx.today):
            kept.add(one)
            values = {"purpose": one.purpose, "categories": sorted(one.categories), "until": one.until}
            tx.execute(
                insert(CONSENT).values(case_id=case_id, recipient=one.recipient, given_at=tx.now, **values)
            )
    return tuple(gone.values())


def hold_withdrawal(tx: Transaction, case_id: int) -> None:
    """Wait for whoever records a withdrawal in the case at this moment. No row is locked: a process that replaces
    consents holds its instance first, and a withdrawal comes to that last.
    """
    tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"withdrawal {case_id}", 0))))


def released_on(tx: Transaction, case_id: int, recipient: str, day: date) -> frozenset[str]:
    """The categories that the person let a recipient know on a day, by every consent that held then at any time."""
    rows = tx.execute(
        select(CONSENT.c.categories).where(
            CONSENT.c.case_id == case_id,
            CONSENT.c.recipient == recipient,
            CONSENT.c.given_at < midnight(day + timedelta(days=1)),
            or_(CONSENT.c.withdrawn_at.is_(None), CONSENT.c.withdrawn_at >= midnight(day)),
            or_(CONSENT.c.until.is_(None), CONSENT.c.until >= day),
        )
    )
    return frozenset[str]().union(*(row.categories for row in rows))


def ended_since(tx: Transaction, case_id: int, moment: datetime) -> bool:
    """Whether a consent of the case has ended since then, withdrawn or by its date, whoever has said so yet."""
    over = and_(CONSENT.c.until < tx.today, CONSENT.c.withdrawn_at.is_(None), CONSENT.c.ended_at.is_(None))
    ended = or_(CONSENT.c.withdrawn_at > moment, CONSENT.c.ended_at > moment, over)
    found = tx.execute(select(CONSENT.c.id).where(CONSENT.c.case_id == case_id, ended).limit(1))
    return found.first() is not None


def end_past(tx: Transaction, limit: int) -> tuple[tuple[int, Consent], ...]:
    """Up to `limit` consents whose last day is over and of which nobody has said so yet, each with its case: from now
    on somebody has. Those another transaction holds are left to it.
    """
    past = (
        select(CONSENT.c.id)
        .where(CONSENT.c.until < tx.today, CONSENT.c.withdrawn_at.is_(None), CONSENT.c.ended_at.is_(None))
        .order_by(CONSENT.c.until, CONSENT.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(
        update(CONSENT)
        .where(CONSENT.c.id.in_(past.scalar_subquery()))
        .values(ended_at=tx.now)
        .returning(*_KNOWN, CONSENT.c.case_id, CONSENT.c.id, false().label("over"))
    )
    return tuple((row.case_id, _consent(row)) for row in sorted(rows, key=lambda row: (row.case_id, row.id)))


def unfollowed(today: date) -> Select[tuple[int]]:
    """The cases in which a consent has ended, by its date or withdrawn, and the job that follows has not run yet."""
    past = select(CONSENT.c.case_id).where(
        CONSENT.c.until < today, CONSENT.c.withdrawn_at.is_(None), CONSENT.c.ended_at.is_(None)
    )
    told = select(CONSENT.c.case_id).where(text(f"consent.followed_at IS NULL AND ({_IS_OVER})"))
    found = past.union_all(told).subquery()
    return select(found.c.case_id)


def followed(tx: Transaction, case_id: int) -> None:
    """What rested on the consents of a case that have ended has been taken."""
    tx.execute(
        update(CONSENT)
        .where(CONSENT.c.case_id == case_id, CONSENT.c.followed_at.is_(None), _OVER)
        .values(followed_at=tx.now)
    )


def follow_again(tx: Transaction, case_id: int) -> bool:
    """Let the job look again at what rests on consents of a case that have ended; False when there are none."""
    found = tx.execute(
        update(CONSENT)
        .where(CONSENT.c.case_id == case_id, CONSENT.c.followed_at.is_not(None))
        .values(followed_at=None)
    )
    return found.rowcount > 0


def opened(tx: Transaction, case_id: int) -> Opened | None:
    """The break-glass by which the actor reads the case now, if there is one."""
    row = tx.execute(
        select(BREAK_GLASS.c.until, BREAK_GLASS.c.reason)
        .where(
            BREAK_GLASS.c.account_id == tx.actor.account,
            BREAK_GLASS.c.case_id == case_id,
            BREAK_GLASS.c.until > tx.now,
        )
        .order_by(BREAK_GLASS.c.until.desc())
        .limit(1)
    ).first()
    return None if row is None else Opened(row.until, row.reason)


def open_by_force(tx: Transaction, case_id: int, reason: str, until: datetime) -> int:
    """Let the actor read the case up to a moment."""
    values = {"case_id": case_id, "account_id": tx.actor.account, "reason": reason}
    return tx.insert(insert(BREAK_GLASS).values(at=tx.now, until=until, **values))


def close(tx: Transaction, case_id: int) -> bool:
    """Let a break-glass of the actor's end now; False when none holds."""
    found = tx.execute(
        update(BREAK_GLASS)
        .where(
            BREAK_GLASS.c.case_id == case_id,
            BREAK_GLASS.c.account_id == tx.actor.account,
            BREAK_GLASS.c.until > tx.now,
        )
        .values(until=tx.now)
    )
    return found.rowcount > 0


def log_read(
    tx: Transaction, case_id: int, purpose: Purpose, basis: str, authority: int | None = None
) -> None:
    """Note that the actor reads the case for that purpose, by that authority: once a day for a ground."""
    known = {"case": case_id, "account": tx.actor.account, "day": tx.today, "at": tx.now}
    tx.note(_LOG, {**known, "purpose": purpose.value, "basis": basis, "authority": authority})


def disclose(tx: Transaction, case_id: int, values: Mapping[str, object]) -> int:
    """Note a disclosure, or that it was refused; `values` are the other columns."""
    known = {"case_id": case_id, "account_id": tx.actor.account, "at": tx.now}
    return tx.insert(insert(DISCLOSURE).values(**known, **values))


def disclosed(tx: Transaction, case_id: int, values: Mapping[str, object]) -> int | None:
    """The number of the same disclosure, if the actor has just noted it."""
    return once.written(tx, DISCLOSURE, {**values, "case_id": case_id, "account_id": tx.actor.account})
