"""Where open tasks belong when a person moves or the register changes: first decided, then written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.competence import Nobody
from engine.execution import desks, four_eyes, referrals, tidings, unstaffed
from engine.execution.coordination import coordination
from engine.execution.services import Desk, FaultKind, Unstaffed
from engine.execution.unstaffed import Waiting
from engine.state import account, case, open_task, record, task
from engine.state.open_task import OpenTask
from engine.state.register import Snapshot, Standing
from engine.state.residence import Retained
from engine.transaction import Transaction

#: what the reason of a task says where nobody is competent or there
_MISSING: Final = frozenset({"unresolved", "unstaffed"})


@dataclass(frozen=True, slots=True)
class Placement:
    """An open task and the desk it belongs to now. Where nobody is competent or there, it stays where it is."""

    task: OpenTask
    desk: Desk | Nobody

    @property
    def authority(self) -> int:
        """Where the task is afterwards."""
        return self.task.authority_id if isinstance(self.desk, Nobody) else self.desk.authority

    @property
    def moves(self) -> bool:
        """Whether another authority or role has it afterwards, or a substitute who is named."""
        if isinstance(self.desk, Nobody):
            return False
        if self.desk.assignee is not None and self.task.assignee_id is None:
            return True
        question = desks.question_from_json(self.task.topic, self.task.role, self.task.question)
        there = (self.desk.authority, self.desk.role or question.role)
        return there != (self.task.authority_id, self.task.role)

    @property
    def sentence(self) -> str:
        """Why, in one sentence."""
        if isinstance(self.desk, Nobody):
            return self.desk.sentence
        return self.desk.reason.substitution or self.desk.reason.sentence

    @property
    def doubts(self) -> tuple[str, ...]:
        """What is to be checked about it."""
        return () if isinstance(self.desk, Nobody) else self.desk.reason.doubts


def place(
    snapshot: Snapshot,
    tasks: Iterable[OpenTask],
    retained: Mapping[int, Mapping[str, Retained]],
    on: date,
) -> tuple[Placement, ...]:
    """Where each task belongs by the register of that day; `retained` is what each procedure keeps after a move."""
    placed = []
    for one in tasks:
        standing = Standing(snapshot, retained.get(one.root_id, {}))
        question = desks.question_from_json(one.topic, one.role, one.question)
        placed.append(Placement(one, desks.desk(standing, question, one.ags, on)))
    return tuple(placed)


def settle(tx: Transaction, placement: Placement) -> None:
    """Somebody is competent and there again for a task that somebody has begun: it stays, and nothing stops it."""
    one = placement.task
    record.close_incidents(tx, one.instance_id, [one.element_instance])
    said = {name: value for name, value in (one.reason or {}).items() if name not in _MISSING}
    open_task.change(tx, one, {"reason": said}, 0)


def write(tx: Transaction, placement: Placement) -> bool:
    """Let the task be where it belongs, its instance being locked; returns whether it has moved.

    Draft and dates stay. A claim is given back when that person may not do it there.
    """
    one, desk = placement.task, placement.desk
    question = desks.question_from_json(one.topic, one.role, one.question)
    if isinstance(desk, Nobody):
        said: dict[str, object] = {**(one.reason or {}), "unresolved": desk.sentence}
        said["unstaffed"] = isinstance(desk, Unstaffed)
        open_task.change(tx, one, {"reason": said}, 0)
        _report(tx, one, desk)
        return False
    if "unresolved" in (one.reason or {}):
        record.close_incidents(tx, one.instance_id, [one.element_instance])
    values: dict[str, object] = desks.columns(desk.reason, question)
    if not placement.moves:
        open_task.change(tx, one, values, 0)
        return False
    role = desk.role or question.role
    holder = _holder(tx, placement)
    values |= {"authority_id": desk.authority, "role": role, "assignee_id": holder}
    values["escalate_at"] = tx.now  # the days of another authority are others, and so are those to be told
    open_task.change(tx, one, values, 1)
    tidings.moved(tx, one, holder)
    case.join(tx, one.case_id, {desk.authority})
    referrals.follow(tx, one.instance_id, one.case_id, one.element_instance, desk.authority)
    return True


def _report(tx: Transaction, one: OpenTask, desk: Nobody) -> None:
    """An incident for the coordination: the task stays where it is, but nobody is competent for it, or there."""
    record.close_incidents(tx, one.instance_id, [one.element_instance])
    known = {"case_id": one.case_id, "instance_id": one.instance_id, "element": one.element}
    known |= {"element_name": one.name, "element_instance": one.element_instance}
    if isinstance(desk, Unstaffed):
        place = one.element, one.element_instance, one.name, one.authority_id, one.ags
        unstaffed.report(tx, [Waiting(one.case_id, one.instance_id, one.id, *place, desk.sentence)])
        return
    said = f"Für „{one.name}“ ist niemand zuständig. {desk.sentence}"
    stopped = known | {"kind": FaultKind.COMPETENCE, "message": said, "told_id": coordination(tx, one.ags)}
    record.open_incidents(tx, [stopped])
    tidings.stopped(tx, [stopped])


def _holder(tx: Transaction, placement: Placement) -> int | None:
    one, desk = placement.task, placement.desk
    if isinstance(desk, Nobody):
        return one.assignee_id
    kept_out = four_eyes.barred(tx, task.get(tx, one.id))
    if desk.assignee is not None or one.assignee_id is None:
        return None if kept_out.by(desk.assignee) else desk.assignee
    question = desks.question_from_json(one.topic, one.role, one.question)
    may = account.get(tx, one.assignee_id).actor.may_work(desk.authority, desk.role or question.role)
    return one.assignee_id if may and not kept_out.by(one.assignee_id) else None


def note(tx: Transaction, placement: Placement) -> None:
    """Append to the history where the task has gone, or that it stays, and why."""
    one, desk = placement.task, placement.desk
    detail: dict[str, object] = {"authority": placement.authority, "reason": placement.sentence}
    if placement.moves:
        detail["from"] = one.authority_id
    if isinstance(desk, Desk):
        detail |= {"norm": desk.reason.norm, "rule": desk.reason.rule}
    record.append_history(
        tx,
        [
            {
                "case_id": one.case_id,
                "instance_id": one.instance_id,
                "kind": "user_task_moved" if placement.moves else "user_task_kept",
                "element": one.element,
                "element_name": one.name,
                "element_instance": one.element_instance,
                "detail": detail,
            }
        ],
    )
