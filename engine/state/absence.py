"""Who is away from when to when.

Nothing says why somebody is away: neither a kind nor a diagnosis. An absence is a fact of days by the calendar; nothing
has to be done for it to begin or to end.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Table,
    Text,
    and_,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from engine.errors import Conflict, NotFound
from engine.state.account import MEMBERSHIP
from engine.state.metadata import METADATA, any_of, identity, instant, reference
from engine.transaction import Transaction

ABSENCE = Table(
    "absence",
    METADATA,
    identity(),
    reference("account_id", "account", index=True),
    #: where the person is away; None: everywhere
    reference("authority_id", "authority", nullable=True),
    Column("first_day", Date, nullable=False),
    #: None: nobody knows yet
    Column("last_day", Date),
    #: why somebody else entered it; never a diagnosis
    Column("reason", Text, nullable=False, server_default=""),
    instant("entered_at"),
    reference("entered_by", "account", nullable=True),
    Column("revision", Integer, nullable=False, server_default="1"),
    #: when those whom it concerns were told that it has begun, and that it is over
    instant("begun_at", nullable=True),
    instant("over_at", nullable=True),
    #: it never was
    instant("withdrawn_at", nullable=True),
    CheckConstraint("last_day IS NULL OR last_day >= first_day", name="days"),
    Index(
        "ix_absence_unsaid",
        "first_day",
        postgresql_where=text("withdrawn_at IS NULL AND over_at IS NULL"),
    ),
)


#: absences that still decide something: those that are over are kept for the calendar alone
COUNTS = and_(ABSENCE.c.withdrawn_at.is_(None), ABSENCE.c.over_at.is_(None))


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """One absence. `authority_id` is None when the person is away everywhere, `last_day` when the end is not known."""

    id: int
    account_id: int
    authority_id: int | None
    first_day: date
    last_day: date | None

    def covers(self, on: date, *authorities: int) -> bool:
        """Whether the person is away on that day from one of the authorities."""
        begun = self.first_day <= on
        here = self.authority_id is None or self.authority_id in authorities
        return here and begun and (self.last_day is None or on <= self.last_day)


@dataclass(frozen=True, slots=True)
class Entered:
    """An absence as a command sees it."""

    row: AbsenceRow
    reason: str
    revision: int
    begun: bool
    over: bool
    withdrawn: bool


def as_day(value: Any) -> Any:  # Any: a day or None, or how JSON writes it
    """A day of a row, also as JSON gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def absence_of(row: Mapping[str, Any]) -> AbsenceRow:
    """A row of the table, also as JSON gives it."""
    return AbsenceRow(
        row["id"], row["account_id"], row["authority_id"], as_day(row["first_day"]), as_day(row["last_day"])
    )


def away(
    tx: Transaction, authorities: Collection[int], accounts: Collection[int] | None = None
) -> dict[int, date | None]:
    """Who is away today from one of the authorities, of these accounts if they are named, until which day; None without
    an end.
    """
    places = any_of(authorities)
    if accounts is None:
        there = select(MEMBERSHIP.c.account_id).where(MEMBERSHIP.c.authority_id == places)
        who: ColumnElement[bool] = ABSENCE.c.account_id.in_(there)
    else:
        who = ABSENCE.c.account_id == any_of(accounts)
    rows = tx.execute(
        select(ABSENCE.c.account_id, ABSENCE.c.last_day)
        .where(
            who,
            or_(ABSENCE.c.authority_id.is_(None), ABSENCE.c.authority_id == places),
            ABSENCE.c.withdrawn_at.is_(None),
            ABSENCE.c.first_day <= tx.today,
            or_(ABSENCE.c.last_day.is_(None), ABSENCE.c.last_day >= tx.today),
        )
        .order_by(ABSENCE.c.last_day, ABSENCE.c.id)  # the latest end last, and none behind every day
    )
    return {row.account_id: row.last_day for row in rows}


def get(tx: Transaction, absence_id: int) -> Entered:
    """The absence, locked until the transaction ends; NotFound when there is none."""
    found = tx.execute(select(ABSENCE).where(ABSENCE.c.id == absence_id).with_for_update())
    row = found.mappings().first()
    if row is None:
        raise NotFound(f"Expected to find absence {absence_id}, but there is none")
    return _entered(row)


def _entered(row: Mapping[Any, Any]) -> Entered:
    said = row["begun_at"] is not None, row["over_at"] is not None, row["withdrawn_at"] is not None
    return Entered(absence_of(row), row["reason"], row["revision"], *said)


def of_account(tx: Transaction, account_id: int, since: date) -> tuple[Entered, ...]:
    """The absences of a person that end on that day or later, by days."""
    rows = tx.execute(
        select(ABSENCE)
        .where(
            ABSENCE.c.account_id == account_id,
            ABSENCE.c.withdrawn_at.is_(None),
            or_(ABSENCE.c.last_day.is_(None), ABSENCE.c.last_day >= since),
        )
        .order_by(ABSENCE.c.first_day, ABSENCE.c.id)
    ).mappings()
    return tuple(_entered(row) for row in rows)


def during(
    tx: Transaction, accounts: Collection[int], first: date, last: date
) -> dict[int, tuple[AbsenceRow, ...]]:
    """The absences of these people in those days, also those that are over, by person."""
    rows = tx.execute(
        select(ABSENCE)
        .where(
            ABSENCE.c.account_id == any_of(accounts),
            ABSENCE.c.withdrawn_at.is_(None),
            ABSENCE.c.first_day <= last,
            or_(ABSENCE.c.last_day.is_(None), ABSENCE.c.last_day >= first),
        )
        .order_by(ABSENCE.c.first_day, ABSENCE.c.id)
    ).mappings()
    found: dict[int, tuple[AbsenceRow, ...]] = {}
    for row in rows:
        one = absence_of({str(name): value for name, value in row.items()})
        found[one.account_id] = (*found.get(one.account_id, ()), one)
    return found


def create(tx: Transaction, values: Mapping[str, object]) -> int:
    """Insert an absence (columns of ABSENCE) of the actor's entering and return its id."""
    known = {"entered_at": tx.now, "entered_by": tx.actor.account}
    return tx.insert(insert(ABSENCE).values(**known, **values))


def change(tx: Transaction, found: Entered, **values: object) -> None:
    """Write columns of an absence; Conflict when somebody has changed it since it was read."""
    result = tx.execute(
        update(ABSENCE)
        .where(ABSENCE.c.id == found.row.id, ABSENCE.c.revision == found.revision)
        .values(**values, revision=found.revision + 1)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to change absence {found.row.id}, but someone else has changed it")


def unsaid(tx: Transaction, limit: int) -> tuple[Entered, ...]:
    """Absences that have begun or are over today and of which nobody has been told yet, locked, the oldest first."""
    begins = ABSENCE.c.begun_at.is_(None) & (ABSENCE.c.first_day <= tx.today)
    ends = ABSENCE.c.begun_at.is_not(None) & (ABSENCE.c.last_day < tx.today)
    rows = tx.execute(
        select(ABSENCE)
        .where(ABSENCE.c.withdrawn_at.is_(None), ABSENCE.c.over_at.is_(None), or_(begins, ends))
        .order_by(ABSENCE.c.first_day, ABSENCE.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).mappings()
    return tuple(_entered(row) for row in rows)


def tell(tx: Transaction, absence_id: int, **when: object) -> None:
    """Note that those whom it concerns have been told (`begun_at`, `over_at`)."""
    tx.execute(update(ABSENCE).where(ABSENCE.c.id == absence_id).values(**when))


def forget(tx: Transaction, before: date) -> None:
    """Delete the absences that ended, or turned out never to be, before that day."""
    tx.execute(
        ABSENCE.delete().where(or_(ABSENCE.c.last_day < before, func.date(ABSENCE.c.withdrawn_at) < before))
    )
