"""What ladders that were climbed tell those who look after the whole: numbers, and the tasks that are left lying."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    case,
    cast,
    false,
    func,
    or_,
    select,
    true,
)

from engine.actor import PERMISSIONS, Action, Role
from engine.errors import Forbidden
from engine.escalation import Clock, Target, WatchKind
from engine.queries.authority import own_territories
from engine.queries.keyset import Key, Keys
from engine.state import unreached as state
from engine.state.authority import AUTHORITY
from engine.state.case import CASE
from engine.state.definition import DEFINITION, VERSION
from engine.state.escalation import ESCALATION, TOLD_TO_ASK
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: weeks that can be asked for
SPANS: Final = (4, 12, 52)
#: authorities or processes a table shows: those with most
MOST: Final = 50
#: tasks left lying that a page shows
SHOWN: Final = 50
_READERS = (Action.ADOPT, Action.READ_REGISTER)
#: kinds of rungs in the order in which they are shown
_KINDS: Final = (*(one.value for one in Clock), *(one.value for one in WatchKind))
_E = ESCALATION.c


@dataclass(frozen=True, slots=True)
class LevelRow:
    """How often a level of a clock was reached, how often nobody could be told, how often the task was given away."""

    kind: str
    level: int
    count: int
    untold: int
    given: int


@dataclass(frozen=True, slots=True)
class TargetRow:
    """How often somebody was told, by who: of a week (its Monday), a process or an authority."""

    name: str
    week: date | None
    told: Mapping[Target, int]
    total: int


@dataclass(frozen=True, slots=True)
class Escalations:
    """The numbers of the last weeks. `by_process` and `by_authority` hold those with most."""

    weeks: int
    total: int
    levels: tuple[LevelRow, ...]
    by_week: tuple[TargetRow, ...]
    by_process: tuple[TargetRow, ...]
    by_authority: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class LeftLying:
    """An open task of which the coordination or the case lead was told; never what the case is about.

    `level` is the highest of which they were told, `told_at` the last time. `since` is when the time was over, or,
    where nobody has taken the task, when it began. `case_reference` is empty for the coordination.
    """

    task: str
    process: str
    authority: str
    level: int
    since: datetime
    told_at: datetime
    case_reference: str


@dataclass(frozen=True, slots=True)
class LeftLyingPage:
    """Some of what is left lying, and the cursor for the next, None at the end."""

    tasks: tuple[LeftLying, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class UntoldRow:
    """A rung that has reached nobody: of a task at an authority, or (`task` empty) of a watched day of one of its
    cases; never which case. `kind` is the clock or what was watched, `at` when nobody was found first.
    """

    task: str
    process: str
    authority: str
    kind: str
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Untold:
    """The rungs that have reached nobody, the longest first, at most `MOST`; `total` counts all."""

    rows: tuple[UntoldRow, ...]
    total: int


def left_lying(tx: Transaction, after: str | None = None) -> LeftLyingPage:
    """The open tasks of which the actor's coordinations and, of cases they lead, the actor's authorities were told.

    A page of `SHOWN`, the longest left first; `after` is the cursor the page before gave. Empty for whoever is neither.
    """
    coordinations = sorted(one.authority for one in tx.actor.memberships if one.role is Role.COORDINATOR)
    coordinating = and_(_E.target == Target.COORDINATION, _E.authority_id.in_(coordinations))
    readable = sorted(tx.actor.authorities(Action.READ_CASE))
    led = and_(
        _E.target == Target.CASE_LEAD, _E.authority_id.in_(readable), CASE.c.authority_id.in_(readable)
    )
    since = func.min(_E.anchor_at)
    order = Keys(
        (
            Key("since", since, falls=False, is_moment=True, always=True),
            Key("number", TASK.c.id, falls=False),
        )
    )
    statement = (
        select(
            TASK.c.name,
            DEFINITION.c.name,
            AUTHORITY.c.name,
            func.max(_E.level),
            since.label("since"),
            func.max(_E.at),
            func.max(case((led, CASE.c.reference), else_="")),
            TASK.c.id.label("number"),
        )
        .select_from(ESCALATION)
        .join(TASK, and_(TASK.c.id == _E.task_id, TASK.c.state == TaskState.ACTIVE))
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .join(VERSION, VERSION.c.id == TASK.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .where(TOLD_TO_ASK, or_(coordinating, led))
        .group_by(TASK.c.id, DEFINITION.c.name, AUTHORITY.c.name)
        .order_by(*order.order())
        .limit(SHOWN + 1)
    )
    if after:
        statement = statement.having(order.behind(after))
    rows = tx.execute(statement).all()
    shown = rows[:SHOWN]
    last = order.cursor(shown[-1]) if len(rows) > SHOWN else None
    return LeftLyingPage(tuple(LeftLying(*tuple(row)[:7]) for row in shown), last)


def untold(tx: Transaction) -> Untold:
    """What was left lying without anybody who could be told, the longest first: for those who can enter somebody."""
    tx.actor.must(Action.ADMINISTER)
    count, rows = func.count(), state.rungs()
    total = tx.execute(rows.with_only_columns(count, maintain_column_froms=True)).scalar_one()
    leading = AUTHORITY.alias("leading")
    found = tx.execute(
        rows.with_only_columns(
            func.coalesce(TASK.c.name, ""),
            func.coalesce(DEFINITION.c.name, ""),
            func.coalesce(AUTHORITY.c.name, leading.c.name),
            _E.kind,
            _E.level,
            _E.at,
            maintain_column_froms=True,
        )
        .join(CASE, CASE.c.id == _E.case_id)
        .join(leading, leading.c.id == CASE.c.authority_id)
        .outerjoin(VERSION, VERSION.c.id == TASK.c.version_id)
        .outerjoin(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .outerjoin(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .order_by(_E.at, _E.id)
        .limit(MOST)
    )
    return Untold(tuple(UntoldRow(*values) for values in map(tuple, found)), int(total))


def escalations(tx: Transaction, weeks: int = 12) -> Escalations:
    """The numbers for the authorities of the actor's territories; every week from its Monday on.

    Forbidden for whoever is neither in a steering group nor coordinates.
    """
    seen = _seen(tx)
    wanted = weeks if weeks in SPANS else SPANS[1]
    monday = tx.today - timedelta(days=tx.today.weekday() + 7 * (wanted - 1))
    local = func.timezone("Europe/Berlin", _E.at)
    where = (cast(local, Date) >= monday, seen)
    week = cast(func.date_trunc("week", local), Date)
    levels = tx.execute(
        _from(
            select(
                _E.kind,
                _E.level,
                func.count().label("number"),
                func.count().filter(_E.recipients == 0, _E.target != Target.NOBODY).label("untold"),
                func.count(_E.reassigned_to).label("given"),
            )
        )
        .where(*where)
        .group_by(_E.kind, _E.level)
    )
    found = [LevelRow(row.kind, row.level, row.number, row.untold, row.given) for row in levels]
    rows = tuple(sorted(found, key=lambda one: (_KINDS.index(one.kind), one.level)))
    return Escalations(
        wanted,
        sum(one.count for one in rows),
        rows,
        _weeks(_targets(tx, week, where), monday, wanted),
        _most(_targets(tx, func.coalesce(DEFINITION.c.name, ""), where)),
        _most(_targets(tx, AUTHORITY.c.name, where)),
    )


def _seen(tx: Transaction) -> ColumnElement[bool]:
    if tx.actor.system:
        return true()
    allowed = [one for one in _READERS if tx.actor.may(one)]
    if not allowed:
        permitted = frozenset[Role]().union(*(PERMISSIONS[one] for one in _READERS))
        raise Forbidden(
            f"Expected to read numbers of escalations as {tx.actor.name}, but no role permits it", permitted
        )
    prefixes = {territory for one in allowed for territory in own_territories(tx, one)}
    return or_(false(), *(AUTHORITY.c.territory.startswith(one, autoescape=True) for one in sorted(prefixes)))


def _from(statement: Select[Any]) -> Select[Any]:
    """Where the task is; of a watched day the authority that was told."""
    return (
        statement.select_from(ESCALATION)
        .outerjoin(TASK, TASK.c.id == _E.task_id)
        .outerjoin(VERSION, VERSION.c.id == TASK.c.version_id)
        .outerjoin(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .join(AUTHORITY, AUTHORITY.c.id == func.coalesce(TASK.c.authority_id, _E.authority_id))
    )


def _targets(
    tx: Transaction, key: ColumnElement[Any], where: tuple[ColumnElement[bool], ...]
) -> dict[Any, dict[Target, int]]:
    rows = tx.execute(
        _from(select(key.label("key"), _E.target, func.count().label("number")))
        .where(*where)
        .group_by(key, _E.target)
        .order_by(key, _E.target)
    )
    found: dict[Any, dict[Target, int]] = {}
    for row in rows:
        found.setdefault(row.key, {})[Target(row.target)] = row.number
    return found


def _weeks(found: Mapping[Any, Mapping[Target, int]], monday: date, weeks: int) -> tuple[TargetRow, ...]:
    """Every week, also those in which nothing happened, the newest first."""
    days = [monday + timedelta(weeks=number) for number in range(weeks)]
    return tuple(_row("", day, found.get(day, {})) for day in reversed(days))


def _most(found: Mapping[Any, Mapping[Target, int]]) -> tuple[TargetRow, ...]:
    rows = [_row(str(name), None, told) for name, told in found.items()]
    return tuple(sorted(rows, key=lambda one: (-one.total, one.name))[:MOST])


def _row(name: str, week: date | None, told: Mapping[Target, int]) -> TargetRow:
    return TargetRow(name, week, told, sum(told.values()))
