"""What lists leave out: open tasks whose release has ended, before the job that takes them away has run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row, Select, exists, or_, select

from engine.execution.involved import look_at, part
from engine.execution.sight import ended
from engine.state.definition import VERSION
from engine.state.sight import CONSENT
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


def marked(tx: Transaction, statement: Select[Any]) -> Select[Any]:
    """The select of a list of tasks, with what `released` looks at."""
    over = or_(
        CONSENT.c.withdrawn_at.is_not(None), CONSENT.c.ended_at.is_not(None), CONSENT.c.until < tx.today
    )
    return statement.add_columns(
        VERSION.c.digest,
        exists(select(CONSENT.c.id).where(CONSENT.c.case_id == TASK.c.case_id, over)).label("some_over"),
    )


def released(tx: Transaction, rows: Iterable[Row[Any]]) -> list[Row[Any]]:
    """The rows of such a select without the open tasks that rest on nothing but a release that has ended.

    Nothing is asked of the database but for a case in which one has ended and of which a task may rest on it.
    """
    over: dict[int, frozenset[int]] = {}
    found = []
    rows = list(rows)
    look_at(tx, {row.case_id for row in rows if _may_rest(tx, row)})
    for row in rows:
        if _may_rest(tx, row):
            if row.case_id not in over:
                over[row.case_id] = ended(tx, row.case_id).tasks
            if row.id in over[row.case_id]:
                continue
        found.append(row)
    return found


def _may_rest(tx: Transaction, row: Row[Any]) -> bool:
    if not row.some_over or tx.actor.system or row.state != TaskState.ACTIVE:
        return False
    return part(tx, row.version_id, row.digest).rests_on_release(row.element)


__all__ = ["marked", "released"]
