"""What becomes of a rung that has reached nobody: it is tried again, and those who can enter somebody are told."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from typing import Final

from engine.execution.recipients import Directory
from engine.notices import Notice, NoticeKind
from engine.state import account
from engine.state.escalation import DueTask
from engine.state.watch import DueWatch
from engine.transaction import Transaction

#: it is tried again after so long, or when an administrator says so
RETRY: Final = timedelta(days=1)


def of_tasks(tx: Transaction, people: Directory, tasks: Sequence[DueTask]) -> Iterator[tuple[int, Notice]]:
    """For the administrators: which task at which authority, never the case."""
    there = _administrators(tx, {one.leading for one in tasks})
    for one in tasks:
        name = people.names.get(one.authority_id, "")
        notice = Notice(NoticeKind.NOBODY_THERE, detail={"task": one.name, "authority": name})
        yield from ((number, notice) for number in there[one.leading])


def of_days(tx: Transaction, people: Directory, days: Sequence[DueWatch]) -> Iterator[tuple[int, Notice]]:
    """The same for a watched day: at which authority, never which day or whose."""
    there = _administrators(tx, {one.leading for one in days})
    for one in days:
        name = people.names.get(one.leading, "")
        notice = Notice(NoticeKind.NOBODY_REMINDED, detail={"authority": name})
        yield from ((number, notice) for number in there[one.leading])


def _administrators(tx: Transaction, leading: Collection[int]) -> dict[int, tuple[int, ...]]:
    return {one: account.administrators_at(tx, one) for one in sorted(leading)}
