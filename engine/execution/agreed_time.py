"""Agreeing on another day for a task, and taking that back: the one place that writes it, for one task or for many."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from engine.clock import ZONE
from engine.execution.assignment import note
from engine.execution.clocks import AgreedChange, Clocks
from engine.state import task, task_text
from engine.state.task import Task
from engine.transaction import Transaction

#: characters of the reason for another day
REASON_LENGTH: Final = 500
#: years an agreed day may lie ahead
MOST_YEARS: Final = 10
_TAKEN_BACK: Final = "Änderung zurückgenommen"


def clocks_of(found: Task) -> Clocks:
    """The two clocks of a task, without why they were moved."""
    return Clocks.of(found.legal_due, found.agreed_due, found.clocks)


def agreed_day(found: Task) -> date | None:
    """The day on which a task is due by the agreed clock; None when that clock does not run."""
    return day_of(found.agreed_due)


def move(tx: Transaction, found: Task, due: date, reason: str) -> int:
    """Agree on another day; the legal deadline stays. Returns the task's new revision, and tells nobody.

    Conflict when somebody has changed the task since it was read. The ladder is looked at anew.
    """
    change = AgreedChange(tx.now, tx.actor.name, agreed_day(found), due, reason)
    return _write(tx, found, clocks_of(found).moved(change), change)


def restore(tx: Transaction, found: Task, at: datetime | None, *, set_by_case: bool) -> int:
    """Give a task the agreed time it had before, or none; as `move`."""
    change = AgreedChange(tx.now, tx.actor.name, agreed_day(found), day_of(at), _TAKEN_BACK)
    return _write(tx, found, clocks_of(found).restored(change, at, set_by_case=set_by_case), change)


def wrong_day(today: date, due: date) -> dict[str, str]:
    """Why nobody can agree on that day for any task, by the field; empty when one can."""
    if due < today:
        return {"due": "Der Tag ist schon vorbei."}
    if due.year > today.year + MOST_YEARS:
        return {"due": f"Der Tag liegt mehr als {MOST_YEARS} Jahre voraus."}
    return {}


def wrong_reason(reason: str) -> dict[str, str]:
    """Why that is no reason, by the field; empty when it is one."""
    if not reason:
        return {"reason": "Nennen Sie den Grund."}
    return {"reason": f"Höchstens {REASON_LENGTH} Zeichen."} if len(reason) > REASON_LENGTH else {}


def _write(tx: Transaction, found: Task, clocks: Clocks, change: AgreedChange) -> int:
    revision = task.change(tx, found, "agree on another day for", **clocks.columns(), escalate_at=tx.now)
    task_text.agree(tx, found.id, change.reason)
    kept = change.to_json()
    detail: dict[str, object] = {"from": kept["from"], "to": kept["to"], "reason": change.reason}
    # that the process itself has set the day, and nobody agreed on it
    sides = (("from_set", clocks_of(found)), ("to_set", clocks))
    detail |= {name: True for name, one in sides if one.set_by_case}
    note(tx, found, "agreed_time_changed", detail)
    return revision


def day_of(at: datetime | None) -> date | None:
    """The day of an agreed time by the wall clock in Germany."""
    return None if at is None else at.astimezone(ZONE).date()
