"""Who is told what of a task: given to somebody, taken away, talked about, agreed on for another day, stopped.

Nothing is asked of the database where there is nobody to tell.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import or_, select

from engine.actor import Role
from engine.clock import ZONE
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.state import account, authority, comment, open_task
from engine.state.account import ACCOUNT
from engine.state.case import CaseRow
from engine.state.instance import InstanceRow
from engine.state.open_task import OpenTask
from engine.state.task import Task
from engine.transaction import Transaction

#: `@kennung` in a comment names a colleague
_MENTIONED: Final = re.compile(r"(?<![\w.@-])@([\w-]+(?:\.[\w-]+)*)")
#: colleagues one comment can name
_MOST_MENTIONED: Final = 20


def given(tx: Transaction, found: Task, to: int | None) -> None:
    """Whoever gets a task is told, and whoever had it."""
    notify_all(tx, handed(found, to))


def handed(found: Task, to: int | None) -> list[tuple[int, Notice]]:
    """What `given` tells whom: whoever hands out many tasks tells it for all of them at once, by `notify_all`."""
    if found.assignee_id == to:
        return []
    told = []
    if to is not None:
        told.append((to, _of(NoticeKind.ASSIGNED, found)))
    if found.assignee_id is not None:
        told.append((found.assignee_id, _of(NoticeKind.TAKEN_AWAY, found)))
    return told


def moved(tx: Transaction, before: OpenTask, holder: int | None) -> None:
    """The same for a task that has gone elsewhere or back to its group."""
    if before.assignee_id == holder:
        return
    detail = {"task": before.name, "case": before.reference}
    told = []
    if holder is not None:
        told.append((holder, Notice(NoticeKind.ASSIGNED, before.case_id, before.id, detail)))
    if before.assignee_id is not None:
        told.append((before.assignee_id, Notice(NoticeKind.TAKEN_AWAY, before.case_id, before.id, detail)))
    notify_all(tx, told)


def arrived(tx: Transaction, matter: CaseRow, places: Collection[int]) -> None:
    """Team leads are told, where there are none the head of office, that a move brought a case to their authorities."""
    told = []
    for one in sorted(places):
        detail = {"case": matter.reference, "authority": authority.get(tx, one).name}
        leads = account.holding(tx, one, Role.TEAM_LEAD) or account.holding(tx, one, Role.HEAD_OF_OFFICE)
        told += [(person, Notice(NoticeKind.CASE_ARRIVED, matter.id, None, detail)) for person in leads]
    notify_all(tx, told)


def cleared(tx: Transaction, instance: InstanceRow, number: int, name: str, holder: int) -> None:
    """Whoever had a task is told that it is the group's again because their role does not permit it any more."""
    notify_all(tx, [(holder, Notice(NoticeKind.TAKEN_AWAY, instance.case_id, number, {"task": name}))])


def begun(tx: Transaction, instance: InstanceRow, rows: Sequence[Mapping[str, Any]]) -> None:
    """Whoever has a task from its beginning is told; whoever makes it begin for themselves knows."""
    wanted = {
        row["element_instance"]: row
        for row in rows
        if row["assignee_id"] is not None and row["assignee_id"] != tx.actor.account
    }
    if not wanted:
        return
    ids = open_task.ids(tx, instance.id, sorted(wanted))
    notify_all(
        tx,
        [
            (
                row["assignee_id"],
                Notice(
                    NoticeKind.ASSIGNED,
                    instance.case_id,
                    ids[number],
                    {"task": row["name"], **_due(row.get("due_at"))},
                ),
            )
            for number, row in sorted(wanted.items())
        ],
    )


def nobody_else(
    tx: Transaction, instance: InstanceRow, alone: Sequence[tuple[int, str, Sequence[int]]]
) -> None:
    """Whoever leads is told of tasks that ask for another person where nobody else is: element instance, name, whom."""
    if not alone:
        return
    ids = open_task.ids(tx, instance.id, sorted(number for number, _name, _people in alone))
    notify_all(
        tx,
        [
            (one, Notice(NoticeKind.FOUR_EYES, instance.case_id, ids[number], {"task": name}))
            for number, name, people in alone
            for one in people
        ],
    )


def withdrawn(tx: Transaction, instance: InstanceRow, gone: Iterable[tuple[int, str, int | None]]) -> None:
    """Whoever had a task that the process took away is told: its id, its name and who had it (None: nobody)."""
    notify_all(
        tx,
        [
            (holder, Notice(NoticeKind.WITHDRAWN, instance.case_id, number, {"task": name}))
            for number, name, holder in gone
            if holder is not None
        ],
    )


def agreed(found: Task, due: date | None) -> list[tuple[int, Notice]]:
    """Whoever has a task is to be told that another day is agreed on, or (None) no day any more."""
    if found.assignee_id is None:
        return []
    detail = {"task": found.name} | ({} if due is None else {"due": due.isoformat()})
    return [(found.assignee_id, Notice(NoticeKind.AGREED_TIME_CHANGED, found.case_id, found.id, detail))]


def unheard(tx: Transaction, found: Task, text: str) -> tuple[str, ...]:
    """Whom a text names by `@kennung` without reaching anybody who may work on the task or hand it out."""
    names = dict.fromkeys(_MENTIONED.findall(text)[:_MOST_MENTIONED])
    if not names:
        return ()
    logins = {*names, *(name.casefold() for name in names)}
    people = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.login.in_(logins), ACCOUNT.c.active))
    reached = {one.login for one in people if _hears(found, one)}
    return tuple(name for name in names if not reached & {name, name.casefold()})


def _hears(found: Task, one: account.AccountRow) -> bool:
    return any(may(found.authority_id, found.role) for may in (one.actor.may_work, one.actor.may_hand_out))


def commented(tx: Transaction, found: Task, text: str) -> None:
    """Whoever has the task, or said something about it before, is told; whom the text names by `@kennung`, in so many
    words. Only those who may work on the task or hand it out.
    """
    found_names = _MENTIONED.findall(text)[:_MOST_MENTIONED]
    names = {*found_names, *(name.casefold() for name in found_names)}
    near = comment.authors(tx, found.id) | ({found.assignee_id} - {None})
    if not names and near <= {tx.actor.account}:
        return
    people = account.find(
        tx,
        select(ACCOUNT.c.id).where(or_(ACCOUNT.c.id.in_(near), ACCOUNT.c.login.in_(names)), ACCOUNT.c.active),
    )
    told = []
    for one in people:
        if _hears(found, one):
            kind = NoticeKind.MENTION if one.login in names else NoticeKind.COMMENT
            told.append((one.id, _of(kind, found)))
    notify_all(tx, told)


def stopped(tx: Transaction, incidents: Iterable[Mapping[str, Any]]) -> None:
    """The coordination that an incident names is told; those that name none lie with whoever looks after processes."""
    named = [row for row in incidents if row.get("told_id") is not None]
    told = []
    for row in named:
        detail = {"task": row["element_name"]}
        notice = Notice(NoticeKind.INCIDENT, row["case_id"], None, detail)
        told += [(one, notice) for one in _coordinators(tx, row["told_id"])]
    notify_all(tx, told)


def _coordinators(tx: Transaction, authority_id: int) -> Collection[int]:
    return account.holding(tx, authority_id, Role.COORDINATOR)


def _of(kind: NoticeKind, found: Task) -> Notice:
    dues = [one for one in (found.legal_due, found.agreed_due) if one is not None]
    return Notice(kind, found.case_id, found.id, {"task": found.name, **_due(min(dues, default=None))})


def _due(due: datetime | None) -> dict[str, str]:
    return {} if due is None else {"due": due.astimezone(ZONE).date().isoformat()}
