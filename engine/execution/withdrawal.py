"""What a release that has ended takes away: open tasks that rest on nothing else go to the authority that leads."""

from __future__ import annotations

from typing import Final

from engine.actor import Role
from engine.execution import referrals, tidings
from engine.execution.sight import withdrawn
from engine.state import case, instance, open_task, record, residence
from engine.state.open_task import OpenTask
from engine.transaction import Transaction

#: why, as the task and the history say it
REASON: Final = "Die Freigabe für die Stelle, die sie hatte, ist beendet."
#: as what the leading authority gets them when it has had no task in the case yet
_LEADING: Final = ("case_management", Role.TEAM_LEAD)


def follow(tx: Transaction, case_id: int) -> int:
    """Give the open tasks that rest on an ended release to the leading authority; returns how many.

    What was typed there goes with the release; history keeps who had it. An authority that has no open task left takes
    part no longer. Locks instances in the order of every step; a second run finds nothing to do.
    """
    tx.act()
    gone = withdrawn(tx, case_id)
    if not gone:
        return 0
    found = [one for one in open_task.of_case(tx, case_id) if one.id in gone]
    for _root, number in sorted({(one.root_id, one.instance_id) for one in found}):
        instance.lock(tx, number)
    still = withdrawn(tx, case_id)  # again: a new release may have come while we waited
    tasks = open_task.lock_these(tx, still)
    matter = case.get(tx, case_id)
    topic, role = open_task.latest_of(tx, case_id, matter.authority_id) or _LEADING
    for one in tasks:
        _move(tx, one, matter.authority_id, topic, role)
    case.join(tx, case_id, {matter.authority_id})
    left = {one.authority_id for one in tasks}
    staying = sorted({matter.authority_id, *case.participants(tx, case_id)} - left)
    for authority in residence.leave(tx, case_id, staying):
        known = {"case_id": case_id, "instance_id": None, "kind": "participant_left"}
        record.append_history(tx, [{**known, "detail": {"authority": authority}}])
    return len(tasks)


def _move(tx: Transaction, one: OpenTask, leading: int, topic: str, role: Role) -> None:
    values: dict[str, object] = {
        "authority_id": leading,
        "topic": topic,
        "role": role,
        "question": None,
        "norm": None,
        "rule": None,
        "reason": {"sentence": REASON},
        "assignee_id": None,
        "draft": None,
        "escalate_at": tx.now,
    }
    open_task.change(tx, one, values, 1)
    tidings.moved(tx, one, None)
    referrals.follow(tx, one.instance_id, one.case_id, one.element_instance, leading)
    known = {"case_id": one.case_id, "instance_id": one.instance_id, "element": one.element}
    known |= {"element_name": one.name, "element_instance": one.element_instance}
    detail = {"from": one.authority_id, "authority": leading, "reason": REASON}
    record.append_history(tx, [{**known, "kind": "user_task_moved", "detail": detail}])
