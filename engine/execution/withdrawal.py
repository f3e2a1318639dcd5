"""What a release that has ended takes away: open tasks that rest on nothing else go to the authority that leads, and
what was on its way – mails, external jobs, one-time links – stops.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine.actor import Role
from engine.execution import consented, referral_links, referrals, tidings
from engine.execution.actions import FailJob
from engine.execution.advance import advance
from engine.execution.involved import part
from engine.execution.sight import ended, withdrawn_steps
from engine.state import case, instance, job, open_task, record, residence, sight, stopped_mail, typed
from engine.state.instance import InstanceRow
from engine.state.open_task import OpenTask
from engine.transaction import Transaction

#: why, as the task and the history say it
REASON: Final = "Die Freigabe für die Stelle, die sie hatte, ist beendet."
#: why an external job stops, as its incident says it
STOPPED: Final = "Die Freigabe für die Stelle, an die das geht, ist beendet oder fehlt."
#: as what the leading authority gets them when it has had no task in the case yet
_LEADING: Final = ("case_management", Role.TEAM_LEAD)


def follow(tx: Transaction, case_id: int) -> int:
    """Take what rested on an ended release; returns how many open tasks went to the leading authority.

    What was typed there goes with the release; history keeps who had it. An authority that has no open task left takes
    part no longer, nor does one whose tasks all rested on it, also where the process itself has ended them. Locks
    instances in the order of every step; a second run finds nothing to do.
    """
    tx.act()
    _stop_jobs(tx, case_id)
    referral_links.stop(tx, case_id, REASON)
    over = ended(tx, case_id)
    taken: tuple[OpenTask, ...] = ()
    if over.tasks:
        _lock(tx, case_id, over.tasks)
        over = ended(tx, case_id)  # a new release may have come while we waited
        taken = _take(tx, case_id, over.tasks)
    if over.leaving:
        _let_go(tx, case_id, over.leaving)
    sight.followed(tx, case_id)
    return len(taken)


def _lock(tx: Transaction, case_id: int, wanted: frozenset[int]) -> None:
    found = [one for one in open_task.of_case(tx, case_id) if one.id in wanted]
    for _root, number in sorted({(one.root_id, one.instance_id) for one in found}):
        instance.lock(tx, number)


def _take(tx: Transaction, case_id: int, over: frozenset[int]) -> tuple[OpenTask, ...]:
    """Move the tasks to the leading authority; returns them as they were."""
    tasks = open_task.lock_these(tx, over)
    if not tasks:
        return ()
    matter = case.get(tx, case_id)
    topic, role = open_task.latest_of(tx, case_id, matter.authority_id) or _LEADING
    _stop_mails(tx, case_id, [one.id for one in tasks], matter.authority_id)
    for one in tasks:
        _move(tx, one, matter.authority_id, topic, role)
    case.join(tx, case_id, {matter.authority_id})
    return tuple(tasks)


def _let_go(tx: Transaction, case_id: int, left: frozenset[int]) -> None:
    leading = case.get(tx, case_id).authority_id
    staying = sorted({leading, *(case.participants(tx, case_id) - left)})
    for authority in residence.leave(tx, case_id, staying):
        known = {"case_id": case_id, "instance_id": None, "kind": "participant_left"}
        record.append_history(tx, [{**known, "detail": {"authority": authority}}])


def hold_back(tx: Transaction, row: InstanceRow, one: job.Job) -> bool:
    """Stop an external job of a locked instance if what it carries rests on an ended release, or what it tells on a
    consent that does not hold; whether it did.
    """
    said = _held_back(tx, row, one)
    if said is None:
        return False
    advance(tx, row, FailJob(one.element_instance, 0, said))
    job.note(tx, one.id, said, None)
    return True


def _held_back(tx: Transaction, row: InstanceRow, one: job.Job) -> str | None:
    rests = part(tx, row.version_id, row.digest).rests_on_release(one.element)
    if rests and withdrawn_steps(tx, row.case_id, [(row.id, one.element)]):
        return STOPPED
    lacking = consented.lacking(tx, row, one.element, one.element_instance)
    return None if lacking is None else lacking.message


def can_be_held_back(tx: Transaction, row: InstanceRow, element: str) -> bool:
    """Whether a job at the element may have to stop."""
    return part(tx, row.version_id, row.digest).rests_on_release(element) or consented.tells(tx, row, element)


def hold_mails(tx: Transaction, mail_id: int) -> None:
    """Keep from a mail that is about to go what rests on an ended release: the job that does so may not have run."""
    told = stopped_mail.tasks_of(tx, mail_id)
    for case_id in sorted({one.case_id for one in told}):
        gone = ended(tx, case_id).tasks.intersection(one.task_id for one in told)
        if gone:
            _stop_mails(tx, case_id, sorted(gone), case.get(tx, case_id).authority_id)


def _stop_jobs(tx: Transaction, case_id: int) -> None:
    """An incident says why it stopped; whoever resolves it offers the job anew, which stops again without a release."""
    offered = job.open_in_case(tx, case_id)
    rows = {number: instance.get(tx, number) for number in sorted({one.instance_id for one in offered})}
    for number in [one.id for one in offered if can_be_held_back(tx, rows[one.instance_id], one.element)]:
        one, row = job.lock(tx, number)
        if one.is_open and row.suspended_at is None:  # what stands still is looked at when it goes on
            hold_back(tx, row, one)


def _stop_mails(tx: Transaction, case_id: int, tasks: Sequence[int], leading: int) -> None:
    for authority, number in stopped_mail.stop(tx, tasks, leading, REASON).items():
        detail = {"authority": authority, "number": number, "reason": REASON}
        known = {"case_id": case_id, "instance_id": None, "kind": "mails_stopped"}
        record.append_history(tx, [{**known, "detail": detail}])


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
        "escalate_at": tx.now,
    }
    typed.drop(tx, one.id)
    open_task.change(tx, one, values, 1)
    tidings.moved(tx, one, None)
    referrals.follow(tx, one.instance_id, one.case_id, one.element_instance, leading)
    known = {"case_id": one.case_id, "instance_id": one.instance_id, "element": one.element}
    known |= {"element_name": one.name, "element_instance": one.element_instance}
    detail = {"from": one.authority_id, "authority": leading, "reason": REASON}
    record.append_history(tx, [{**known, "kind": "user_task_moved", "detail": detail}])
