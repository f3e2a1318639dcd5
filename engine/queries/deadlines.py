"""The deadlines of the tasks within reach by day: for the team's calendar and for feeds. Each clock of a task is an
entry of its own; what is shown names the task and the case, never a person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from engine.actor import LED, Action, Role
from engine.clock import ZONE, midnight
from engine.execution import clocks
from engine.queries.keyset import Key, Keys
from engine.queries.released import marked, released
from engine.queries.tasks import within_reach
from engine.state import calendar
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.case import CASE
from engine.state.definition import DEFINITION, VERSION
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


class EntryKind(StrEnum):
    """Which clock ends, or that the task is to be looked at again."""

    LEGAL = "legal"
    AGREED = "agreed"
    FOLLOW_UP = "follow_up"


class Whose(StrEnum):
    """Whose tasks, beside those of a named person."""

    EVERYBODY = ""
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which of the tasks within reach: of one authority, of one person (`person` wins over `whose`), of one process."""

    authority_id: int | None = None
    whose: Whose = Whose.EVERYBODY
    person: int | None = None
    process: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One clock of one open task. A legal and an agreed day that are the same are one entry, the legal one."""

    task_id: int
    kind: EntryKind
    at: datetime
    day: date
    name: str
    case_reference: str
    authority: str
    process: str
    assignee: str | None
    overdue: bool
    #: counts every change of the task, and when it was last changed as far as its clocks are concerned
    revision: int
    changed_at: datetime
    #: nobody agreed on an agreed day: the case has it, as an appointment or a deadline that an authority set
    is_set: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """One day: the first entries, and how many there are of each kind."""

    entries: tuple[Entry, ...]
    legal: int
    agreed: int
    follow_up: int

    @property
    def total(self) -> int:
        """All of them, shown or not."""
        return self.legal + self.agreed + self.follow_up


@dataclass(frozen=True, slots=True)
class Page:
    """Entries by their instant; `next` is the cursor of the page after it."""

    entries: tuple[Entry, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class FreeDay:
    """Why a day is free: a public holiday, or a closure, which moves no legal deadline."""

    name: str
    is_closure: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: the authorities at which the actor has tasks, whose tasks a team lead leads, processes."""

    authorities: tuple[tuple[int, str], ...]
    people: tuple[tuple[int, str], ...]
    processes: tuple[tuple[str, str], ...]


#: a kind of entry, when it is, and whether a task has one
_Clock = tuple[EntryKind, ColumnElement[Any], ColumnElement[bool]]
#: what an instant and its place in the order (instant, task, kind) must fulfil
Within = Callable[[ColumnElement[Any], Keys], Iterable[ColumnElement[bool]]]


def _order(at: ColumnElement[Any], number: ColumnElement[Any], kind: ColumnElement[Any]) -> Keys:
    """Entries by their instant."""
    return Keys(
        (
            Key("at", at, falls=False, is_moment=True, always=True),
            Key("id", number, falls=False),
            Key("kind", kind, falls=False, among=frozenset(EntryKind)),
        )
    )


def _local_day(at: ColumnElement[Any]) -> ColumnElement[Any]:
    return cast(func.timezone(str(ZONE), at), Date)


def _clocks(of: ReadOnlyColumnCollection[str, Any]) -> tuple[_Clock, ...]:
    """Each kind of entry: its column, and when a task has one."""
    # a due date of neither clock is from before there were two: it was agreed
    agreed = func.coalesce(of.agreed_due_at, case((of.legal_due_at.is_(None), of.due_at)))
    another_day = or_(of.legal_due_at.is_(None), _local_day(of.legal_due_at) != _local_day(agreed))
    return (
        (EntryKind.LEGAL, of.legal_due_at, true()),
        (EntryKind.AGREED, agreed, another_day),
        (EntryKind.FOLLOW_UP, of.follow_up_at, true()),
    )


def days(tx: Transaction, wanted: Wanted, first: date, last: date, each: int) -> Mapping[date, Day]:
    """The days from first to last that have entries, the first `each` of every day, those of the law before others."""
    tx.plan_by_values()
    begin, end = midnight(first), midnight(last + timedelta(days=1))
    # both clocks by one look at the index: no clock ends before the due date, the earlier of them
    columns = (TASK.c.due_at, TASK.c.legal_due_at, TASK.c.agreed_due_at, TASK.c.follow_up_at)
    clocked = _tasks(tx, wanted).add_columns(*columns).where(TASK.c.due_at < end).cte("clocked")
    each_kind = [(select(clocked.c.id), one) for one in _clocks(clocked.c)[:2]]
    each_kind.append((_tasks(tx, wanted), _clocks(TASK.c)[2]))
    parts = []
    for one, (kind, at, has) in each_kind:
        said = one.add_columns(literal(kind.value).label("kind"), at.label("at"))
        parts.append(said.where(has, at >= begin, at < end))
    every = union_all(*parts).subquery("every")
    matching = select(every, _local_day(every.c.at).label("day")).cte("matching")
    sums = [func.count().filter(matching.c.kind == kind.value).label(f"n_{kind.value}") for kind in EntryKind]
    counted = select(matching.c.day, *sums).group_by(matching.c.day).cte("counted")
    by_law_first = matching.c.kind != EntryKind.LEGAL.value
    number = func.row_number().over(
        partition_by=matching.c.day, order_by=(by_law_first, matching.c.at, matching.c.id, matching.c.kind)
    )
    numbered = select(matching, number.label("number")).subquery("numbered")
    rows = tx.execute(
        _described(tx, numbered)
        .join(counted, counted.c.day == numbered.c.day)
        .add_columns(*(counted.c[f"n_{one.value}"] for one in EntryKind))
        .where(numbered.c.number <= each)
        .order_by(numbered.c.day, numbered.c.number)
    ).all()
    found: dict[date, list[Entry]] = {}
    counts: dict[date, tuple[int, ...]] = {}
    for row in released(tx, rows):
        entry = _entry(tx, row)
        found.setdefault(entry.day, []).append(entry)
        counts[entry.day] = tuple(row)[-len(EntryKind) :]
    return {day: Day(tuple(entries), *counts[day]) for day, entries in found.items()}


def page(
    tx: Transaction, wanted: Wanted, first: date | None = None, after: str | None = None, size: int = 50
) -> Page:
    """The entries from that day on (all when None), behind the cursor `after`; Invalid for a cursor of no page."""
    begin = None if first is None else midnight(first)

    def within(at: ColumnElement[Any], order: Keys) -> Iterable[ColumnElement[bool]]:
        yield at.is_not(None) if begin is None else at >= begin
        if after:
            yield order.behind(after)

    matching = _matching(tx, wanted, within, size + 1).subquery()
    order = _order(matching.c.at, matching.c.id, matching.c.kind)
    found = select(matching).order_by(*order.order()).limit(size + 1).subquery()
    tx.plan_by_values()
    rows = tx.execute(_described(tx, found).order_by(*order.order(found.c))).all()
    entries = tuple(_entry(tx, row) for row in released(tx, rows[:size]))
    return Page(entries, order.cursor(rows[size - 1]) if len(rows) > size else None)


def overdue(tx: Transaction, wanted: Wanted) -> int:
    """How many of these tasks are past their due date."""
    tx.plan_by_values()
    late = TASK.c.due_at < tx.now
    return int(tx.execute(_tasks(tx, wanted).with_only_columns(func.count()).where(late)).scalar_one())


def free_days(tx: Transaction, wanted: Wanted, first: date, last: date) -> Mapping[date, tuple[FreeDay, ...]]:
    """Public holidays and closures of the authorities in question, by day; with the authority where they differ."""
    known = calendar.each(tx, [number for number, _name in _authorities(tx, wanted.authority_id)])
    found: dict[date, tuple[FreeDay, ...]] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        said: dict[tuple[str, bool], list[str]] = {}
        for one in known.values():
            holiday = one.holiday(day)
            name = holiday or one.closure(day)
            if name is not None:
                said.setdefault((name, holiday is None), []).append(one.name)
        if said:
            found[day] = tuple(
                FreeDay(name if len(places) == len(known) else f"{name} ({', '.join(places)})", is_closure)
                for (name, is_closure), places in said.items()
            )
    return found


def choices(tx: Transaction) -> Choices:
    """What the filter offers."""
    tx.actor.must(Action.WORK_TASK)
    led = sorted(member.authority for member in tx.actor.memberships if member.role is Role.TEAM_LEAD)
    people = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.name)
        .where(
            ACCOUNT.c.active,
            ACCOUNT.c.id.in_(
                select(MEMBERSHIP.c.account_id).where(
                    MEMBERSHIP.c.authority_id.in_(led), MEMBERSHIP.c.role.in_(sorted(LED))
                )
            ),
        )
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id)
    )
    processes = tx.execute(
        select(DEFINITION.c.key, DEFINITION.c.name).order_by(DEFINITION.c.name, DEFINITION.c.key)
    )
    return Choices(
        _authorities(tx, None),
        tuple((row.id, row.name) for row in people),
        tuple((row.key, row.name) for row in processes),
    )


def _authorities(tx: Transaction, only: int | None) -> tuple[tuple[int, str], ...]:
    own = sorted(tx.actor.authorities(Action.WORK_TASK))
    rows = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name)
        .where(AUTHORITY.c.id.in_(own))
        .order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple((row.id, row.name) for row in rows if only in (None, row.id))


def _tasks(tx: Transaction, wanted: Wanted) -> Select[Any]:
    tx.actor.must(Action.WORK_TASK)
    statement = select(TASK.c.id).where(TASK.c.state == TaskState.ACTIVE, within_reach(tx.actor))
    if wanted.authority_id is not None:
        statement = statement.where(TASK.c.authority_id == wanted.authority_id)
    if wanted.process:
        statement = statement.where(
            TASK.c.version_id.in_(
                select(VERSION.c.id)
                .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
                .where(DEFINITION.c.key == wanted.process)
            )
        )
    if wanted.person is not None:
        return statement.where(TASK.c.assignee_id == wanted.person)
    match wanted.whose:
        case Whose.MINE:
            return statement.where(TASK.c.assignee_id == tx.actor.account)
        case Whose.NOBODY:
            return statement.where(TASK.c.assignee_id.is_(None))
        case Whose.EVERYBODY:
            return statement


def _matching(
    tx: Transaction, wanted: Wanted, within: Within, most: int | None = None
) -> CompoundSelect[Any]:
    """Every clock that lies within, as id, kind and instant; of each kind the first `most`."""
    each = []
    for kind, at, has in _clocks(TASK.c):
        order = _order(at, TASK.c.id, literal(kind.value))
        statement = (
            _tasks(tx, wanted)
            .add_columns(literal(kind.value).label("kind"), at.label("at"))
            .where(has, *within(at, order))
        )
        if most is not None:
            statement = statement.order_by(at, TASK.c.id).limit(most)
        each.append(select(statement.subquery()))
    return union_all(*each)


def _described(tx: Transaction, found: Any) -> Select[Any]:  # Any: a subquery with id, kind and at
    rows = (
        select(
            found.c.id,
            found.c.kind,
            found.c.at,
            TASK.c.name,
            CASE.c.reference,
            AUTHORITY.c.name.label("authority"),
            DEFINITION.c.name.label("process"),
            ACCOUNT.c.name.label("assignee"),
            TASK.c.due_at,
            TASK.c.revision,
            TASK.c.created_at,
            TASK.c.claimed_at,
            TASK.c.clocks,
            TASK.c.case_id,
            TASK.c.version_id,
            TASK.c.element,
            TASK.c.state,
        )
        .join(TASK, TASK.c.id == found.c.id)
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .join(VERSION, VERSION.c.id == TASK.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.assignee_id)
    )
    return marked(tx, rows)


def _entry(tx: Transaction, row: Any) -> Entry:  # Any: a row of `_described`
    kind = EntryKind(row.kind)
    return Entry(
        task_id=row.id,
        kind=kind,
        at=row.at,
        day=row.at.astimezone(ZONE).date(),
        name=row.name,
        case_reference=row.reference,
        authority=row.authority,
        process=row.process,
        assignee=row.assignee,
        overdue=kind is not EntryKind.FOLLOW_UP and row.at < tx.now,
        revision=row.revision,
        changed_at=max(_changes(row)),
        is_set=kind is EntryKind.AGREED and "set" in (row.clocks or {}).get("agreed", {}),
    )


def _changes(row: Any) -> Sequence[datetime]:  # Any: a row of `_described`
    changed = [datetime.fromisoformat(one["at"]) for one in (row.clocks or {}).get("changes", ())]
    return [row.created_at, *([row.claimed_at] if row.claimed_at else []), *changed]


def doubts(tx: Transaction, tasks: Collection[int], due: date) -> Mapping[int, tuple[str, ...]]:
    """What speaks against agreeing on a day for these tasks, in German, by task: to ask before it is done.

    Two statements for all of them. A task without doubt has an empty entry; one that is gone or not the actor's to give
    has none.
    """
    found = tx.execute(
        select(TASK.c.id, TASK.c.authority_id, TASK.c.role, TASK.c.legal_due_at)
        .where(TASK.c.id.in_(sorted(tasks)))
        .order_by(TASK.c.id)
    )
    rows = [row for row in found if tx.actor.may_hand_out(row.authority_id, Role(row.role))]
    calendars = calendar.each(tx, {row.authority_id for row in rows})
    return {row.id: clocks.doubts(row.legal_due_at, due, calendars[row.authority_id]) for row in rows}
