"""Tasks that are chosen, and who could do all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from engine.actor import LED, Role
from engine.execution import four_eyes
from engine.queries.released import marked, released
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.state import absence, account, task
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.task import TASK
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody to whom tasks can be given; `away` while they are absent, until `back` if that is known."""

    id: int
    name: str
    away: bool
    until: date | None


def these(tx: Transaction, numbers: Collection[int]) -> tuple[TaskRow, ...]:
    """The tasks of these numbers that the actor may see, by number; the others are left out."""
    rows = tx.execute(marked(tx, tasks()).where(TASK.c.id.in_(sorted(numbers))).order_by(TASK.c.id))
    found = (task_row(tx, row) for row in released(tx, rows))
    return tuple(
        row
        for row in found
        if tx.actor.may_work(row.authority_id, row.role) or tx.actor.may_supervise(row.authority_id, row.role)
    )


def colleagues(tx: Transaction, rows: Iterable[TaskRow]) -> tuple[Colleague, ...]:
    """Who may do at least one of the tasks, without the actor, by name."""
    rows = tuple(rows)
    places: dict[int, set[Role]] = {}
    for row in rows:
        lead = {Role.TEAM_LEAD} if row.role in LED else set()
        places.setdefault(row.authority_id, set()).update({row.role}, lead)
    if not places:
        return ()
    members = select(MEMBERSHIP.c.account_id).where(
        or_(
            *(
                (MEMBERSHIP.c.authority_id == place) & MEMBERSHIP.c.role.in_(sorted(roles))
                for place, roles in sorted(places.items())
            )
        )
    )
    people = account.find(
        tx,
        select(ACCOUNT.c.id).where(
            ACCOUNT.c.active, ACCOUNT.c.id != (tx.actor.account or 0), ACCOUNT.c.id.in_(members)
        ),
    )
    kept_out = [four_eyes.barred(tx, task.get(tx, row.id)).people.keys() for row in rows]
    people = tuple(one for one in people if not all(one.id in those for those in kept_out))
    away = absence.away(tx, places, [one.id for one in people])
    return tuple(Colleague(one.id, one.name, one.id in away, away.get(one.id)) for one in people)
