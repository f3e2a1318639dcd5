"""What goes on in a case, before somebody stops it, closes it or opens it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.actor import Action
from engine.queries.case_file.front import CaseFront, front
from engine.queries.tasks import TaskRow
from engine.state import going_on
from engine.state.authority import AUTHORITY
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A process of the case that nobody has called, and whether it stands still."""

    name: str
    started_at: datetime
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What runs and stands still, and the tasks that are open, as far as the actor reads them.

    `busy` are authorities with open tasks the actor does not read: as long as there is one, the case is not closed.
    `mark` is what a closing must have seen.
    """

    front: CaseFront
    may_act: bool
    runs: tuple[RunningRow, ...]
    tasks: tuple[TaskRow, ...]
    busy: tuple[str, ...]
    mark: str

    @property
    def any_running(self) -> bool:
        """Whether anything goes on."""
        return any(not one.is_suspended for one in self.runs)


def standing(tx: Transaction, reference: str) -> Standing:
    """The case as it stands. Forbidden when none of the actor's authorities takes part in it."""
    seen = front(tx, reference)
    roots = [one for one in seen.loaded if one.row.ended_at is None and one.row.parent_id is None]
    return Standing(
        seen,
        tx.actor.may(Action.CLOSE_CASE, seen.head.authority_id),
        tuple(
            RunningRow(one.graph.name or one.graph.key, one.row.started_at, one.row.standing is not None)
            for one in roots
        ),
        seen.tasks,
        _busy(tx, seen),
        going_on.mark(tx, seen.head.id),
    )


def _busy(tx: Transaction, seen: CaseFront) -> tuple[str, ...]:
    hidden = {
        house
        for run, step, house in going_on.places(tx, seen.head.id)
        if not seen.sight.reads_element(run, step)
    }
    if not hidden:
        return ()
    rows = tx.execute(
        select(AUTHORITY.c.name).where(AUTHORITY.c.id.in_(hidden)).order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple(rows.scalars())
