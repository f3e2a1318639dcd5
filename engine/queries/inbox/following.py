"""Which task to do next: of the list somebody works through, or of all that can be theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_

from engine.actor import Action
from engine.execution import four_eyes, four_eyes_steps
from engine.execution.bundle import load_bundle
from engine.queries.inbox.filter import InboxFilter, InboxGroup, InboxView
from engine.queries.inbox.listing import barred, open_tasks, read
from engine.queries.inbox.order import keys
from engine.queries.inbox.overview import Overview, of_open, overview
from engine.queries.search import words
from engine.queries.tasks import TaskRow, task_row
from engine.state.task import TASK
from engine.transaction import Transaction

#: tasks among which the next one is looked for at once: all but the first are kept out by four eyes
_LOOKED_AT: Final = 10
#: of these nothing is to be done by whoever looks at them
_NOTHING_TO_DO: Final = (InboxView.DONE, InboxView.DELEGATED)


def following(tx: Transaction, but: int | None = None, listed: InboxFilter | None = None) -> TaskRow | None:
    """The task to do next: of one's own the most urgent, else of those nobody has; never one that is laid aside, nor
    one of which four eyes keep the actor out.

    `listed` is the list somebody works through: only what it shows, in its order. Of a list of what is done or
    delegated nothing is to be done: then it is the next one of all.
    """
    tx.actor.must(Action.WORK_TASK)
    asked = InboxFilter() if listed is None or listed.view in _NOTHING_TO_DO else listed.known
    sought = words(asked.text)
    by_kind = sought or asked.legal_basis or asked.group is InboxGroup.PROCESS
    needed = by_kind or asked.view is InboxView.STAND_IN
    seen = overview(tx, sought) if needed else Overview()
    for view, more in _turns(tx, asked.view):
        wanted = replace(asked, view=view, after=None, size=_LOOKED_AT)
        sorting = keys(tx, wanted, seen)
        while True:
            statement = open_tasks(tx, wanted, sorting, seen, sought, *more, _not_laid_aside(tx, but))
            found = tx.execute(statement).all()
            shown = [row.id for row in found[: wanted.size]]
            rows = read(tx, shown)
            kept_out = barred(tx, rows.values())
            for number in shown:
                if number in rows and number not in kept_out and not _keeps_out(tx, rows[number]):
                    return task_row(tx, rows[number])
            if len(found) <= wanted.size:
                break
            wanted = replace(wanted, after=sorting.cursor(found[wanted.size - 1]))
    return None


def _turns(tx: Transaction, view: InboxView) -> Iterator[tuple[InboxView, tuple[ColumnElement[bool], ...]]]:
    """What is looked at one after the other: one's own of a view, then what nobody has."""
    for own in (InboxView.MINE, InboxView.UNASSIGNED):
        match view:
            case InboxView.GROUP:
                yield own, ()
            case InboxView.MINE | InboxView.UNASSIGNED | InboxView.STAND_IN:
                yield view, ()
                return
            case _:
                yield view, (of_open(tx, own, ()),)


def _keeps_out(tx: Transaction, row: Any) -> bool:  # Any: a row of `read`
    """Whether four eyes keep the actor from the task, also by what `barred` does not know."""
    step = row.process_key, row.element
    if not four_eyes_steps.steps(tx, {row.version_id})[row.version_id].get(step):
        return False
    bundle = load_bundle(tx, row.version_id)
    return four_eyes.barred_at(tx, bundle, row.instance_id, *step).by(tx.actor.account) is not None


def _not_laid_aside(tx: Transaction, but: int | None) -> ColumnElement[bool]:
    ready = or_(TASK.c.follow_up_at.is_(None), TASK.c.follow_up_at <= tx.now)
    return ready if but is None else and_(ready, TASK.c.id != but)
