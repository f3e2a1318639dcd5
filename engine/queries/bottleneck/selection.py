"""What is looked at: some weeks, one version, the authorities whose figures somebody may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, literal_column, or_, select, true

from engine.actor import Action, Role
from engine.errors import Invalid
from engine.state.authority import AUTHORITY
from engine.state.definition import VERSION
from engine.state.rollup import TASK_TIME
from engine.state.task import TASK
from engine.transaction import Transaction

#: the longest time looked at
WEEKS = 104


@dataclass(frozen=True, slots=True)
class Span:
    """Whole weeks in Germany, from the Monday `first` on. Invalid when there are none or too many."""

    first: date
    weeks: int

    def __post_init__(self) -> None:
        if self.first.weekday() or not 1 <= self.weeks <= WEEKS:
            raise Invalid(
                f"Expected to look at 1 to {WEEKS} weeks from a Monday on, "
                f"but got {self.weeks} from {self.first:%A, %Y-%m-%d} on"
            )

    @classmethod
    def around(cls, last: date, weeks: int) -> Span:
        """So many weeks, the last of which is that of the day."""
        return cls(last - timedelta(days=last.weekday(), weeks=weeks - 1), weeks)

    @property
    def before(self) -> Span:
        """As many weeks, right before."""
        return Span(self.first - timedelta(weeks=self.weeks), self.weeks)

    @property
    def last(self) -> date:
        """The Sunday it ends with."""
        return self.first + timedelta(weeks=self.weeks, days=-1)

    @property
    def end(self) -> date:
        """The Monday behind it."""
        return self.first + timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class Place:
    """An authority whose figures may be read; `supervised` when also its tasks may."""

    id: int
    name: str
    supervised: bool


@dataclass(frozen=True, slots=True)
class Selection:
    """What to look at; the tasks of all authorities when `authorities` is None."""

    version_id: int
    span: Span
    authorities: frozenset[int] | None = None


def places(tx: Transaction) -> tuple[Place, ...]:
    """The authorities whose figures the actor may read one by one, by name.

    Beside those one supervises: as coordination, process owner or steering member those of the territory.
    """
    tx.actor.must(Action.READ_TIMES)
    supervised = tx.actor.authorities(Action.SUPERVISE)
    near: list[ColumnElement[bool]] = [AUTHORITY.c.id.in_(sorted(supervised))]
    if tx.actor.system:
        near = [AUTHORITY.c.id.is_not(None)]
    near.extend(AUTHORITY.c.territory.startswith(one) for one in _territories(tx))
    rows = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name).where(or_(*near)).order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple(Place(row.id, row.name, tx.actor.system or row.id in supervised) for row in rows)


def latest_version(tx: Transaction) -> int | None:
    """The version of which a task was completed last, where one supervises if any was; None when none ever was."""
    tx.actor.must(Action.READ_TIMES)
    own = (
        select(TASK.c.version_id, TASK.c.closed_at)
        .where(TASK.c.state == literal_column("'completed'"), TASK.c.authority_id == AUTHORITY.c.id)
        .order_by(TASK.c.closed_at.desc())
        .limit(1)
        .lateral()
    )
    here = tx.execute(
        select(own.c.version_id)
        .select_from(AUTHORITY.join(own, true()))
        .where(AUTHORITY.c.id.in_(sorted(tx.actor.authorities(Action.SUPERVISE))))
        .order_by(own.c.closed_at.desc())
        .limit(1)
    ).scalar()
    return here or _latest_anywhere(tx)


def _latest_anywhere(tx: Transaction) -> int | None:
    """By the counts, a look at each version: the tasks of all authorities lie in no order of time."""
    latest = (
        select(func.max(TASK_TIME.c.week).label("week"))
        .where(TASK_TIME.c.version_id == VERSION.c.id)
        .lateral()
    )
    return tx.execute(
        select(VERSION.c.id)
        .select_from(VERSION.join(latest, true()))
        .where(latest.c.week.is_not(None))
        .order_by(latest.c.week.desc(), VERSION.c.id.desc())
        .limit(1)
    ).scalar()


def _territories(tx: Transaction) -> tuple[str, ...]:
    officers = {Role.COORDINATOR, Role.PROCESS_OWNER, Role.STEERING_MEMBER}
    numbers = sorted({one.authority for one in tx.actor.memberships if one.role in officers})
    statement = select(AUTHORITY.c.territory).where(AUTHORITY.c.id.in_(numbers), AUTHORITY.c.territory != "")
    return tuple(sorted(set(tx.execute(statement).scalars())))
