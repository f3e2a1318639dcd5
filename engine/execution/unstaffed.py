"""A task begins or waits where nobody of its role is there: it stays with the authority, an incident says so, and
whoever answers for the authority is told. It is placed by itself as soon as somebody is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.actor import Role
from engine.execution import tidings
from engine.execution.changes import Change, UserTaskActivated
from engine.execution.coordination import coordination
from engine.execution.notify import notify_all
from engine.execution.services import FaultKind
from engine.notices import Notice, NoticeKind
from engine.state import account, authority, open_task, record, register
from engine.state.instance import InstanceRow
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open task nobody is there for, where its case is (`ags`), and the sentence that says who is missing."""

    case_id: int
    instance_id: int
    task_id: int
    element: str
    element_instance: int
    name: str
    authority_id: int
    ags: str
    sentence: str


def begun(tx: Transaction, instance: InstanceRow, changes: Sequence[Change]) -> None:
    """Report the tasks of a step that nobody is there for. Nothing is asked of the database where there are none."""
    created = [one for one in changes if isinstance(one, UserTaskActivated) and one.missing]
    if not created:
        return
    ids = open_task.ids(tx, instance.id, [one.element_instance for one in created])
    head = instance.case_id, instance.id
    known: dict[str, object] = {
        "case_id": instance.case_id,
        "instance_id": instance.id,
        "kind": "user_task_kept",
    }
    record.append_history(
        tx,
        [
            known
            | {"element": one.element, "element_name": one.name, "element_instance": one.element_instance}
            | {"detail": {"authority": one.authority, "reason": one.missing}}
            for one in created
        ],
    )
    report(
        tx,
        [
            Waiting(
                *head,
                ids[one.element_instance],
                *(one.element, one.element_instance, one.name, one.authority),
                instance.ags,
                one.missing,
            )
            for one in created
        ],
    )


def report(tx: Transaction, waiting: Sequence[Waiting]) -> None:
    """Open an incident for each, and tell it: the coordination of the place, and whoever leads there."""
    opened = [
        {
            "case_id": one.case_id,
            "instance_id": one.instance_id,
            "element": one.element,
            "element_name": one.name,
            "element_instance": one.element_instance,
            "kind": FaultKind.COMPETENCE,
            "message": f"Für „{one.name}“ ist niemand da. {one.sentence}",
            "told_id": coordination(tx, one.ags),
        }
        for one in waiting
    ]
    record.open_incidents(tx, opened)
    tidings.stopped(tx, opened)
    told = []
    for one in waiting:
        detail = {"task": one.name, "authority": authority.get(tx, one.authority_id).name}
        notice = Notice(NoticeKind.NOBODY_THERE, one.case_id, one.task_id, detail)
        told += [(person, notice) for person in _answering(tx, one.authority_id)]
    notify_all(tx, told)


def _answering(tx: Transaction, authority_id: int) -> tuple[int, ...]:
    """The team leads who are there, else the heads of office; nobody where all are away."""
    snapshot = register.snapshot(tx)
    members = account.members(tx, [authority_id])

    def there(role: Role) -> Iterable[int]:
        people = members.get((authority_id, role), ())
        return (one for one in people if not snapshot.is_away(one, authority_id, tx.today))

    return tuple(there(Role.TEAM_LEAD)) or tuple(there(Role.HEAD_OF_OFFICE))
