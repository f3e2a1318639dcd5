"""Handing a task to a person, or back to the group: the one place that writes it, whoever decides it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.execution import four_eyes, tidings
from engine.state import account, record, task
from engine.state.account import AccountRow
from engine.state.task import Task
from engine.transaction import Transaction


def give(tx: Transaction, found: Task, person: AccountRow | None) -> int:
    """Give an open task to a person, or with None back to the group; returns its new revision.

    Both who gets it and who had it are told. Conflict when somebody has changed it since it was read. Whether the
    person may do it is the caller's question.
    """
    revision = hand_over(tx, found, person)
    tidings.given(tx, found, None if person is None else person.id)
    return revision


def hand_over(tx: Transaction, found: Task, person: AccountRow | None) -> int:
    """As `give`, without telling anybody: for many tasks, of which `tidings.handed` is told at the end."""
    if person is None:
        revision = task.change(tx, found, "release", assignee_id=None)
        note(tx, found, "user_task_released", {})
        return revision
    revision = task.change(tx, found, "assign", assignee_id=person.id)
    note(tx, found, "user_task_assigned", {"to": person.name})
    return revision


def hand_back(
    tx: Transaction, found: Task, person: AccountRow | None, claimed: datetime | None, *, had_left: bool
) -> int:
    """Take an assignment of an open task back: to whom it was with, and first taken when it was before, so that the
    ladder asks again whether anybody takes it, from when it asked before.
    `had_left` is whether somebody had it who may not have it any more: then the group has it from now on. Returns the
    new revision; nobody is told.
    """
    holder = None if person is None else person.id
    values: dict[str, object] = {"claimed_at": claimed, "escalate_at": tx.now}
    if had_left:
        values["open_since"] = tx.now
    revision = task.change(tx, found, "take back", assignee_id=holder, **values)
    back = {} if person is None else {"to": person.name}
    note(tx, found, "user_task_assignment_undone", back)
    return revision


def delegate(tx: Transaction, found: Task, person: AccountRow) -> int:
    """Let a person do an open task for whoever has it now, who stays its owner and gets it back; nobody is told.

    Delegated on, it keeps its first owner; to the owner it is returned. Returns the new revision.
    """
    owner = found.owner_id or found.assignee_id
    if person.id == owner:
        return return_to(tx, found, person)
    revision = task.change(tx, found, "delegate", assignee_id=person.id, owner_id=owner)
    note(tx, found, "user_task_delegated", {"to": person.name})
    return revision


def return_to(tx: Transaction, found: Task, person: AccountRow | None) -> int:
    """Give a delegated task back to its owner, or with None to the group; returns its new revision, nobody is told."""
    revision = task.change(tx, found, "return", assignee_id=None if person is None else person.id)
    note(tx, found, "user_task_returned", {} if person is None else {"to": person.name})
    return revision


def able(tx: Transaction, found: Task, account_id: int | None) -> AccountRow | None:
    """The person, if they may still do the task; else None, so that it is the group's."""
    if account_id is None:
        return None
    person = account.get(tx, account_id)
    if not person.active or not person.actor.may_work(found.authority_id, found.role):
        return None
    return None if four_eyes.barred(tx, found).by(person.id) else person


def note(tx: Transaction, found: Task, kind: str, detail: Mapping[str, object]) -> None:
    """Write a fact about the task into the history of its case."""
    known = {"case_id": found.case_id, "instance_id": found.instance_id, "element": found.element}
    known |= {"element_name": found.name, "element_instance": found.element_instance}
    record.append_history(tx, [{**known, "kind": kind, "detail": dict(detail)}])
