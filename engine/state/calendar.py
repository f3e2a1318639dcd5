"""When an authority is closed beside the public holidays, and when it is open."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    Integer,
    Row,
    ScalarSelect,
    SmallInteger,
    Table,
    Text,
    Time,
    UniqueConstraint,
    any_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.deadlines import Calendar, Closure, Land, LocalHoliday, LocalKind, OfficeHours
from engine.errors import Conflict, NotFound
from engine.state.authority import AUTHORITY
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction

#: local closures move no legal deadline; they count for agreed times in working days
CLOSURE = Table(
    "closure",
    METADATA,
    identity(),
    reference("authority_id", "authority"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("name", Text, nullable=False),
    #: counted by every change
    Column("revision", Integer, nullable=False, server_default="1"),
    instant("entered_at"),
    reference("entered_by", "account", nullable=True),
    Index("ix_closure_authority_id", "authority_id", "first_day"),
)

OFFICE_HOURS = Table(
    "office_hours",
    METADATA,
    identity(),
    reference("authority_id", "authority"),
    #: 0 is Monday
    Column("weekday", SmallInteger, nullable=False),
    Column("opens", Time, nullable=False),
    Column("closes", Time, nullable=False),
    UniqueConstraint("authority_id", "weekday", "opens"),
)


#: statutory holidays of one place; they move legal deadlines, so an administrator enters them, with the norm
LOCAL_HOLIDAY = Table(
    "local_holiday",
    METADATA,
    identity(),
    reference("authority_id", "authority", index=True),
    *choice("kind", LocalKind),
    Column("name", Text, nullable=False),
    Column("norm", Text, nullable=False),
    #: from when to when it holds; of a yearly one `first_day` is also its day and month
    Column("first_day", Date, nullable=False),
    Column("last_day", Date),
    #: counted by every change
    Column("revision", Integer, nullable=False, server_default="1"),
    instant("entered_at"),
    reference("entered_by", "account", nullable=True),
)


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """Days on which an authority is closed, both included."""

    id: int
    authority_id: int
    first_day: date
    last_day: date
    name: str
    revision: int


@dataclass(frozen=True, slots=True)
class LocalRow:
    """A holiday of the place of an authority, by which norm, and from when to when it holds."""

    id: int
    authority_id: int
    kind: LocalKind
    name: str
    norm: str
    first_day: date
    last_day: date | None
    revision: int

    @property
    def holiday(self) -> LocalHoliday:
        """As the calendar counts with it."""
        return LocalHoliday(self.kind, self.name, self.first_day, self.last_day)


_COLUMNS = tuple(CLOSURE.c[name] for name in ClosureRow.__dataclass_fields__)


def _all_of(table: Table, *columns: Column[Any]) -> ScalarSelect[Any]:
    rows = func.json_agg(func.json_build_array(*columns))
    return select(rows).where(table.c.authority_id == AUTHORITY.c.id).correlate(AUTHORITY).scalar_subquery()


_CALENDARS = select(
    AUTHORITY.c.id,
    AUTHORITY.c.name,
    AUTHORITY.c.land,
    AUTHORITY.c.territory,
    _all_of(CLOSURE, CLOSURE.c.first_day, CLOSURE.c.last_day, CLOSURE.c.name),
    _all_of(OFFICE_HOURS, OFFICE_HOURS.c.weekday, OFFICE_HOURS.c.opens, OFFICE_HOURS.c.closes),
    _all_of(LOCAL_HOLIDAY, *(LOCAL_HOLIDAY.c[name] for name in ("kind", "name", "first_day", "last_day"))),
).where(AUTHORITY.c.id == any_(bindparam("authorities", type_=ARRAY(BigInteger))))
#: what a transaction has read; whoever changes a closure in it forgets
_READ: WeakKeyDictionary[Transaction, dict[int, Calendar]] = WeakKeyDictionary()


def of(tx: Transaction, authority_id: int) -> Calendar:
    """Which days count at an authority: its Land and place, closures and office hours. Read once per transaction."""
    return each(tx, [authority_id])[authority_id]


def each(tx: Transaction, authorities: Collection[int]) -> Mapping[int, Calendar]:
    """The calendars of these authorities by one statement, without those read already; NotFound when one is absent."""
    known = _READ.setdefault(tx, {})
    missing = sorted(set(authorities) - known.keys())
    if missing:
        for number, name, land, territory, closed, opened, local in tx.fetch(
            _CALENDARS, {"authorities": missing}
        ):
            known[number] = Calendar(
                Land(land),
                name,
                territory if len(territory) == len("05334002") else "",
                closures=tuple(
                    sorted(
                        (
                            Closure(date.fromisoformat(first), date.fromisoformat(last), said)
                            for first, last, said in closed or ()
                        ),
                        key=lambda one: (one.first, one.name),
                    )
                ),
                office_hours=tuple(
                    sorted(
                        (
                            OfficeHours(weekday, time.fromisoformat(opens), time.fromisoformat(closes))
                            for weekday, opens, closes in opened or ()
                        ),
                        key=lambda one: (one.weekday, one.opens),
                    )
                ),
                local=tuple(sorted(map(_local, local or ()), key=lambda one: (one.first, one.name))),
            )
    absent = set(authorities) - known.keys()
    if absent:
        raise NotFound(f"Expected to find authority {min(absent)}, but there is none")
    return {number: known[number] for number in authorities}


def _local(kept: Sequence[Any]) -> LocalHoliday:
    kind, name, first, last = kept
    ends = None if last is None else date.fromisoformat(last)
    return LocalHoliday(LocalKind(kind), name, date.fromisoformat(first), ends)


def forget(tx: Transaction) -> None:
    """Read the calendars anew in this transaction: one of them has changed."""
    _READ.pop(tx, None)


def get(tx: Transaction, closure_id: int) -> ClosureRow:
    """The closure, or NotFound."""
    row = tx.execute(select(*_COLUMNS).where(CLOSURE.c.id == closure_id)).first()
    if row is None:
        raise NotFound(f"Expected to find closure {closure_id}, but there is none")
    return ClosureRow(*tuple(row))


def closures(
    tx: Transaction, authorities: Collection[int], first: date, last: date
) -> tuple[ClosureRow, ...]:
    """The closures of these authorities that touch these days, the earliest first."""
    rows = tx.execute(
        select(*_COLUMNS)
        .where(
            CLOSURE.c.authority_id.in_(sorted(authorities)),
            CLOSURE.c.first_day <= last,
            CLOSURE.c.last_day >= first,
        )
        .order_by(CLOSURE.c.first_day, CLOSURE.c.authority_id, CLOSURE.c.id)
    )
    return tuple(ClosureRow(*tuple(row)) for row in rows)


def add(tx: Transaction, authority_id: int, first: date, last: date, name: str) -> int:
    """Insert a closure and return its id."""
    forget(tx)
    return tx.insert(
        insert(CLOSURE).values(
            authority_id=authority_id,
            first_day=first,
            last_day=last,
            name=name,
            entered_at=tx.now,
            entered_by=tx.actor.account,
        )
    )


def change(tx: Transaction, found: ClosureRow, revision: int, first: date, last: date, name: str) -> None:
    """Compare-and-set; Conflict when somebody else has changed it."""
    forget(tx)
    result = tx.execute(
        update(CLOSURE)
        .where(CLOSURE.c.id == found.id, CLOSURE.c.revision == revision)
        .values(first_day=first, last_day=last, name=name, revision=revision + 1)
    )
    _only_one(result.rowcount, found.id, "change")


def remove(tx: Transaction, found: ClosureRow, revision: int) -> None:
    """Delete it; Conflict when somebody else has changed it."""
    forget(tx)
    result = tx.execute(delete(CLOSURE).where(CLOSURE.c.id == found.id, CLOSURE.c.revision == revision))
    _only_one(result.rowcount, found.id, "remove")


def _only_one(rows: int, closure_id: int, deed: str) -> None:
    if rows != 1:
        raise Conflict(f"Expected to {deed} closure {closure_id}, but someone else has changed it")


_LOCAL_COLUMNS = tuple(LOCAL_HOLIDAY.c[name] for name in LocalRow.__dataclass_fields__)


def local_holiday(tx: Transaction, local_id: int) -> LocalRow:
    """The holiday, or NotFound."""
    row = tx.execute(select(*_LOCAL_COLUMNS).where(LOCAL_HOLIDAY.c.id == local_id)).first()
    if row is None:
        raise NotFound(f"Expected to find local holiday {local_id}, but there is none")
    return _local_row(row)


def local_holidays(tx: Transaction, authority_id: int) -> tuple[LocalRow, ...]:
    """All of an authority, also those that are over, the earliest first."""
    rows = tx.execute(
        select(*_LOCAL_COLUMNS)
        .where(LOCAL_HOLIDAY.c.authority_id == authority_id)
        .order_by(LOCAL_HOLIDAY.c.first_day, LOCAL_HOLIDAY.c.id)
    )
    return tuple(_local_row(row) for row in rows)


def _local_row(row: Row[Any]) -> LocalRow:
    number, authority_id, kind, *rest = tuple(row)
    return LocalRow(number, authority_id, LocalKind(kind), *rest)


def add_local(tx: Transaction, authority_id: int, new: LocalHoliday, norm: str) -> int:
    """Insert a holiday and return its id."""
    forget(tx)
    return tx.insert(
        insert(LOCAL_HOLIDAY).values(
            authority_id=authority_id,
            kind=new.kind,
            name=new.name,
            norm=norm,
            first_day=new.first,
            last_day=new.last,
            entered_at=tx.now,
            entered_by=tx.actor.account,
        )
    )


def end_local(tx: Transaction, found: LocalRow, revision: int, last: date) -> None:
    """Let it hold until that day, included; one that never held is deleted. Conflict when somebody has changed it."""
    forget(tx)
    seen = (LOCAL_HOLIDAY.c.id == found.id, LOCAL_HOLIDAY.c.revision == revision)
    change = update(LOCAL_HOLIDAY).where(*seen).values(last_day=last, revision=revision + 1)
    result = tx.execute(delete(LOCAL_HOLIDAY).where(*seen) if last < found.first_day else change)
    if result.rowcount != 1:
        raise Conflict(f"Expected to end local holiday {found.id}, but someone else has changed it")


def hours(tx: Transaction, authority_id: int) -> tuple[OfficeHours, ...]:
    """The office hours of an authority, from Monday on."""
    rows = tx.execute(
        select(OFFICE_HOURS.c.weekday, OFFICE_HOURS.c.opens, OFFICE_HOURS.c.closes)
        .where(OFFICE_HOURS.c.authority_id == authority_id)
        .order_by(OFFICE_HOURS.c.weekday, OFFICE_HOURS.c.opens)
    )
    return tuple(OfficeHours(*tuple(row)) for row in rows)


def set_hours(tx: Transaction, authority_id: int, new: Sequence[OfficeHours]) -> None:
    """Replace the office hours of an authority."""
    forget(tx)
    tx.execute(delete(OFFICE_HOURS).where(OFFICE_HOURS.c.authority_id == authority_id))
    if new:
        rows = [
            {"authority_id": authority_id, "weekday": one.weekday, "opens": one.opens, "closes": one.closes}
            for one in new
        ]
        tx.execute(insert(OFFICE_HOURS), rows)
