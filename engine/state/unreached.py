"""Rungs that have reached nobody: which they are, to try again, and when somebody was told after all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, text, update

from engine.escalation import Clock
from engine.state.escalation import ESCALATION
from engine.state.task import TASK, TaskState
from engine.state.watch import WATCH
from engine.transaction import Transaction

_E = ESCALATION.c
_T = TASK.c
_REACH = text(
    "UPDATE escalation SET at = :at, target = :target, authority_id = :authority_id, recipients = :recipients"
    " WHERE (task_id = :task_id AND watch_id IS NULL OR task_id IS NULL AND watch_id = :watch_id)"
    " AND kind = :kind AND level = :level AND anchor_at = :anchor_at AND recipients = 0"
)


def reach(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write who has been told of rungs that had reached nobody before; to whom they gave the task stays."""
    if rows:
        tx.execute(_REACH, list(rows))


def wake(tx: Transaction, limit: int) -> int:
    """Let up to `limit` ladders be looked at whose rungs have reached nobody, the longest first; returns how many."""
    found = tx.execute(rungs(_E.task_id, _E.watch_id).order_by(_E.at, _E.id).limit(limit)).all()
    tasks = sorted({row.task_id for row in found if row.task_id is not None})
    days = sorted({row.watch_id for row in found if row.watch_id is not None})
    tx.execute(update(TASK).where(_T.id.in_(tasks), _T.state == TaskState.ACTIVE).values(escalate_at=tx.now))
    tx.execute(
        update(WATCH).where(WATCH.c.id.in_(days), WATCH.c.escalate_at.is_not(None)).values(escalate_at=tx.now)
    )
    return len(tasks) + len(days)


def rungs(*columns: ColumnElement[Any]) -> Select[Any]:
    """The rungs that have reached nobody and still matter: of open tasks and watched days, on a time that still runs,
    the highest of each.
    """
    later = ESCALATION.alias("later")
    passed = exists().where(
        or_(
            later.c.task_id == _E.task_id,
            and_(later.c.task_id.is_(None), later.c.watch_id == _E.watch_id),
        ),
        later.c.kind == _E.kind,
        later.c.anchor_at == _E.anchor_at,
        later.c.level > _E.level,
    )
    runs = or_(
        and_(_E.kind == Clock.AGREED.value, _E.anchor_at == _T.agreed_due_at),
        and_(_E.kind == Clock.LEGAL.value, _E.anchor_at == _T.legal_due_at),
        and_(
            _E.kind == Clock.CLAIM.value,
            _T.assignee_id.is_(None),
            _E.anchor_at == func.coalesce(_T.open_since, _T.created_at),
        ),
        # whoever has it is away: as long as that is looked at, it is tried again
        and_(
            _E.kind == Clock.CLAIM.value,
            _T.assignee_id.is_not(None),
            _T.due_at.is_(None),
            _T.escalate_at.is_not(None),
            _E.anchor_at >= func.coalesce(_T.open_since, _T.created_at),
        ),
        WATCH.c.escalate_at.is_not(None),
    )
    return (
        select(*columns)
        .select_from(ESCALATION)
        .outerjoin(TASK, and_(_T.id == _E.task_id, _T.state == TaskState.ACTIVE))
        .outerjoin(WATCH, WATCH.c.id == _E.watch_id)
        # in the words of the index, so that it is used
        .where(text("escalation.recipients = 0 AND escalation.target <> 'niemand'"), runs, ~passed)
    )
