"""What the people of the demo were told: that tasks were assigned to them. Of what is overdue the ladders tell."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from engine.actor import SYSTEM
from engine.clock import ZONE
from engine.engine import Engine
from engine.execution.notify import NoticeKind
from engine.state import notification
from engine.state.task import TASK, TaskState

#: notices of one person
_MOST: Final = 8
#: of these the newest are unread
_UNREAD: Final = 3


def load(engine: Engine) -> None:
    """Tell people of their open tasks, as of the days on which it happened."""
    with engine.begin(SYSTEM) as tx:
        rows: list[dict[str, Any]] = []
        told: Counter[int] = Counter()
        for task in tx.execute(
            select(TASK).where(TASK.c.state == TaskState.ACTIVE).order_by(TASK.c.id.desc())
        ):
            person = task.assignee_id
            if person is not None and told[person] < _MOST:
                told[person] += 1
                rows.append(_row(task, person, NoticeKind.ASSIGNED, task.created_at))
        _read(rows)
        if rows:
            notification.add(tx, rows)


def _read(rows: list[dict[str, Any]]) -> None:
    """Each has read what is told to them but for the newest; afterwards the oldest comes first."""
    seen: Counter[int] = Counter()
    rows.sort(key=lambda row: row["at"], reverse=True)
    for row in rows:
        seen[row["account_id"]] += 1
        row["read_at"] = row["at"] if seen[row["account_id"]] > _UNREAD else None
    rows.reverse()


def _row(task: Any, person: int, kind: NoticeKind, at: datetime) -> dict[str, Any]:
    detail = {"task": task.name}
    if task.due_at is not None:
        detail["due"] = task.due_at.astimezone(ZONE).date().isoformat()
    return {
        "account_id": person,
        "at": at,
        "kind": kind.value,
        "case_id": task.case_id,
        "task_id": task.id,
        "detail": detail,
        "read_at": None,
        "mail_id": None,
    }
