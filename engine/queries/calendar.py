"""The calendar of an authority: public holidays at its place, days on which it is closed, office hours."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, func, or_, select

from engine.actor import Action
from engine.clock import ZONE
from engine.deadlines import Calendar, Land, OfficeHours
from engine.errors import Forbidden, NotFound
from engine.execution import amendment, moved_holidays
from engine.execution.moved_holidays import MovedEnd
from engine.state import authority as rows
from engine.state import calendar
from engine.state.authority import AUTHORITY
from engine.state.calendar import CLOSURE, ClosureRow, LocalRow
from engine.state.case import CASE
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class AuthorityCalendar:
    """One authority in one year. `siblings`: the others of the same body that the actor may close too.

    `possible`: holidays of a part of the Land that may hold at its place; nobody has said so. `offered`: their names,
    of which an administrator can say so.
    """

    id: int
    name: str
    land: Land
    year: int
    holidays: tuple[tuple[date, str], ...]
    possible: tuple[tuple[date, str], ...]
    closures: tuple[ClosureRow, ...]
    office_hours: tuple[OfficeHours, ...]
    siblings: tuple[tuple[int, str], ...]
    may_change: bool
    #: statutory holidays of this place only
    local: tuple[LocalRow, ...]
    offered: tuple[str, ...]
    may_change_holidays: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same closure – name and days – at an authority of the same body, within the actor's reach."""

    closure: ClosureRow
    authority: str


@dataclass(frozen=True, slots=True)
class AffectedTask:
    """An open task whose agreed time ends on a closed day."""

    id: int
    name: str
    case_reference: str
    authority: str
    agreed_due: datetime


@dataclass(frozen=True, slots=True)
class MovedDays:
    """How many legal deadlines a change of holidays meets, the first of them, and the agreed times on its free days."""

    total: int
    legal: tuple[MovedEnd, ...]
    agreed: Affected


@dataclass(frozen=True, slots=True)
class Affected:
    """How many there are, and the first of them by day."""

    total: int
    tasks: tuple[AffectedTask, ...]


def show(tx: Transaction, authority_id: int, year: int | None = None) -> AuthorityCalendar:
    """The calendar of the year, this one unless named; NotFound without the authority.

    Closures are those that touch the year. Everybody but guests may read it: who waits for an authority asks.
    """
    tx.actor.must(Action.ASK_COMPETENCE)
    found = rows.get(tx, authority_id)
    wanted = year or tx.today.year
    first, last = date(wanted, 1, 1), date(wanted, 12, 31)
    known = calendar.of(tx, authority_id)
    may = amendment.may_enter_closures(tx, found)
    return AuthorityCalendar(
        id=found.id,
        name=found.name,
        land=known.land,
        year=wanted,
        holidays=tuple(_named(first, last, known.holiday)),
        possible=tuple(_named(first, last, known.possible_holiday)),
        closures=calendar.closures(tx, [authority_id], first, last),
        office_hours=calendar.hours(tx, authority_id),
        siblings=_siblings(tx, found) if may else (),
        may_change=may,
        local=calendar.local_holidays(tx, authority_id),
        offered=known.partial_holidays,
        may_change_holidays=tx.actor.may(Action.ADMINISTER) and amendment.may_change(tx, found.territory),
    )


def of(tx: Transaction, authority_id: int) -> Calendar:
    """Which days count at an authority, for the calculator; NotFound without the authority."""
    tx.actor.must(Action.ASK_COMPETENCE)
    return calendar.of(tx, authority_id)


def offered(tx: Transaction) -> tuple[tuple[int, str], ...]:
    """The authorities the actor belongs to, by name."""
    own = sorted({member.authority for member in tx.actor.memberships})
    found = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name)
        .where(AUTHORITY.c.id.in_(own))
        .order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple((row.id, row.name) for row in found)


def to_change(tx: Transaction, authority_id: int) -> AuthorityCalendar:
    """The calendar of this year for whoever may change it; Forbidden for everybody else."""
    shown = show(tx, authority_id)
    if not shown.may_change:
        raise Forbidden(
            f"Expected to change the calendar of authority {authority_id}, but it is none of the actor's"
        )
    return shown


def local(tx: Transaction, authority_id: int, local_id: int) -> LocalRow:
    """A holiday of the place of this authority; NotFound when it is another's."""
    tx.actor.must(Action.ASK_COMPETENCE)
    found = calendar.local_holiday(tx, local_id)
    if found.authority_id != authority_id:
        raise NotFound(f"Expected to find local holiday {local_id} at {authority_id}, but it is another's")
    return found


def _named(first: date, last: date, name_of: Callable[[date], str | None]) -> list[tuple[date, str]]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [(day, name) for day in days if (name := name_of(day)) is not None]


def _siblings(tx: Transaction, found: rows.AuthorityRow) -> tuple[tuple[int, str], ...]:
    """Other authorities of the same Kreis, city or Land that are there today and that the actor may close."""
    others = tx.execute(
        select(AUTHORITY.c.id)
        .where(
            AUTHORITY.c.territory == found.territory,
            AUTHORITY.c.id != found.id,
            or_(AUTHORITY.c.valid_to.is_(None), AUTHORITY.c.valid_to >= tx.today),
            or_(AUTHORITY.c.valid_from.is_(None), AUTHORITY.c.valid_from <= tx.today),
        )
        .order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    ).scalars()
    each = [rows.get(tx, one) for one in others]
    return tuple((one.id, one.name) for one in each if amendment.may_enter_closures(tx, one))


def closure(tx: Transaction, closure_id: int) -> tuple[ClosureRow, tuple[Elsewhere, ...]]:
    """A closure the actor may change, and the same one at other authorities of the body. NotFound, Forbidden."""
    found = calendar.get(tx, closure_id)
    own = rows.get(tx, found.authority_id)
    if not amendment.may_enter_closures(tx, own):
        raise Forbidden(f"Expected to change closure {closure_id}, but its authority is none of the actor's")
    names = dict(_siblings(tx, own))
    same = tx.execute(
        select(CLOSURE.c.id)
        .where(
            CLOSURE.c.authority_id.in_(sorted(names)),
            CLOSURE.c.first_day == found.first_day,
            CLOSURE.c.last_day == found.last_day,
            CLOSURE.c.name == found.name,
        )
        .order_by(CLOSURE.c.authority_id, CLOSURE.c.id)
    ).scalars()
    each = [calendar.get(tx, one) for one in same]
    return found, tuple(Elsewhere(one, names[one.authority_id]) for one in each)


def affected(tx: Transaction, authorities: Sequence[int], first: date, last: date) -> Affected:
    """The open tasks of these authorities whose agreed time ends on one of these days, the earliest first."""
    for one in authorities:
        if not amendment.may_enter_closures(tx, rows.get(tx, one)):
            raise Forbidden(f"Expected to look at tasks of authority {one}, but it is none of the actor's")
    return _agreed_on(tx, authorities, [(first, last)])


def moved(tx: Transaction, authority_id: int, before: Calendar, since: date | None = None) -> MovedDays:
    """What a change of the holidays at a place means for its open tasks, asked after the change and before its commit;
    `since` is the day from which it holds, today if None.

    Only an administrator of the territory may ask. Nothing of it is altered.
    """
    amendment.within_reach(tx, authority_id)
    after = calendar.of(tx, authority_id)
    changed = moved_holidays.changed(since or tx.today, before, after)
    days = sorted(day for day in changed if after.day_off(day))
    legal = moved_holidays.legal_ends(tx, authority_id, before, after, since)
    agreed = _agreed_on(tx, [authority_id], [(day, day) for day in days]) if days else Affected(0, ())
    return MovedDays(len(legal), legal[:_SHOWN], agreed)


def _agreed_on(tx: Transaction, authorities: Sequence[int], spans: Sequence[tuple[date, date]]) -> Affected:
    """The open tasks whose agreed time ends in one of these spans of days."""
    ends = [
        and_(
            TASK.c.agreed_due_at >= datetime.combine(first, time(), ZONE),
            TASK.c.agreed_due_at < datetime.combine(last + timedelta(days=1), time(), ZONE),
        )
        for first, last in spans
    ]
    where = (
        TASK.c.state == TaskState.ACTIVE,
        TASK.c.authority_id.in_(sorted(authorities)),
        or_(*ends),
    )
    total = tx.execute(select(func.count()).select_from(TASK).where(*where)).scalar_one()
    found = tx.execute(
        select(TASK.c.id, TASK.c.name, CASE.c.reference, AUTHORITY.c.name, TASK.c.agreed_due_at)
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .where(*where)
        .order_by(TASK.c.agreed_due_at, TASK.c.id)
        .limit(_SHOWN)
    )
    return Affected(total, tuple(AffectedTask(*tuple(row)) for row in found))
