"""Ladders are climbed: whoever must know that something is left lying is told, each rung exactly once.

A batch is one transaction: the rungs, the notices, a task given to somebody else, the history and when to look again.
Rows that another worker has are skipped, so any number of them may climb.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from engine.actor import Action
from engine.clock import ZONE, midnight
from engine.escalation import Clock, Target
from engine.execution import handing, holders, recipients, unreached, watching
from engine.execution.bundle import load_bundle
from engine.execution.climbing import Climbed, Look, kind_of, look
from engine.execution.ladder import ladder_at
from engine.execution.notify import notify_all
from engine.execution.recipients import Directory, Told
from engine.notices import Notice, NoticeKind
from engine.state import calendar, escalation, holder, record, register, watch
from engine.state import unreached as unreached_
from engine.state.escalation import DueTask, Key
from engine.transaction import Transaction

#: ladders looked at in one transaction: their tasks stay locked so long
BATCH: Final = 100
#: ladders that an administrator has looked at at once
AT_ONCE: Final = 10_000
#: what the steering group is told of
WEEK: Final = timedelta(days=7)
#: a ladder that could not be looked at is looked at again after so long
LATER: Final = timedelta(hours=1)
#: who is told once by several clocks is told by the first of these
_FIRST: Final = (Clock.LEGAL, Clock.AGREED, Clock.CLAIM)

Row = dict[str, Any]


def climb(tx: Transaction, most: int = BATCH) -> bool:
    """Look at the ladders that are due, the longest first; True when there may be more."""
    tx.actor.must_be_engine()
    tasks = escalation.claim_tasks(tx, most)
    days = watch.claim_watches(tx, most)
    if tasks:
        _climb_tasks(tx, tasks)
    if days:
        watching.climb(tx, days)
    return most in (len(tasks), len(days))


def postpone(tx: Transaction) -> None:
    """Look at the ladder that has been due longest, and the watched day, an hour later: looking at it has failed."""
    tx.actor.must_be_engine()
    later = tx.now + LATER
    escalation.move_tasks(tx, {one.id: (one.level, later) for one in escalation.claim_tasks(tx, 1)})
    watch.move_watches(tx, {one.id: (one.level, later) for one in watch.claim_watches(tx, 1)})


def try_again(tx: Transaction) -> int:
    """Look at once at the ladders whose rungs have reached nobody, up to `AT_ONCE`, the longest first; returns how
    many.

    Whoever has entered somebody needs not wait until they are looked at by themselves.
    """
    tx.actor.must(Action.ADMINISTER)
    return unreached_.wake(tx, AT_ONCE)


def look_after_holders(tx: Transaction) -> bool:
    """Free the tasks of those who have left, and let the ladders of those who are away be looked at; True when there
    may be more.

    A task without a due date would else stay with them for ever: nothing runs for it that anybody could climb.
    """
    tx.actor.must_be_engine()
    more = holders.free(tx, BATCH)
    if not more:
        holder.wake_absent(tx)
    return more


def tell_steering(tx: Transaction) -> bool:
    """Tell every steering member how many tasks of their territory were overdue and told of in the last seven days.

    A number, no case and no task; nobody is told of none. Nothing is left to do afterwards.
    """
    tx.actor.must_be_engine()
    since = tx.now - WEEK
    notify_all(
        tx,
        [
            (member, Notice(NoticeKind.STATISTICS, detail={"count": count}))
            for member, count in escalation.overdue_by_member(tx, since)
        ],
    )
    return False


def _climb_tasks(tx: Transaction, tasks: Sequence[DueTask]) -> None:
    escalation.hold(tx, [one.id for one in tasks if one.suspended])
    tasks = [one for one in tasks if not one.suspended]
    if not tasks:
        return
    recorded = escalation.recorded(tx, [one.id for one in tasks])
    looks = _looks(tx, tasks, recorded.told)
    climbing = [one for one in tasks if looks[one.id].climbed]
    sooner = _tell(tx, climbing, looks, recorded.untold) if climbing else {}
    moved = {one.id: (looks[one.id].level, _sooner(looks[one.id].again, sooner.get(one.id))) for one in tasks}
    escalation.move_tasks(tx, moved)


def _sooner(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _looks(tx: Transaction, tasks: Sequence[DueTask], told: Mapping[Key, int]) -> dict[int, Look]:
    calendars = calendar.each(tx, {one.authority_id for one in tasks})
    away = _away(tx, tasks)
    return {
        one.id: look(
            one,
            ladder_at(load_bundle(tx, one.version_id, one.digest), one.element),
            calendars[one.authority_id].add_working_days,
            tx.now,
            told,
            away.get(one.id),
        )
        for one in tasks
    }


def _away(tx: Transaction, tasks: Sequence[DueTask]) -> dict[int, datetime]:
    """Of the tasks without a due date that somebody has who is away: since when."""
    held = [(one, one.assignee_id) for one in tasks if one.assignee_id is not None and not one.has_due_date]
    if not held:
        return {}
    known = register.snapshot(tx)
    found = ((one.id, known.away_since(holder, one.authority_id, tx.today)) for one, holder in held)
    return {number: midnight(day) for number, day in found if day is not None}


def _tell(
    tx: Transaction, tasks: Sequence[DueTask], looks: Mapping[int, Look], untold: Mapping[Key, int]
) -> dict[int, datetime]:
    """Tell what the looks found; which tasks must be looked at again, and when: those whose rung has reached nobody,
    and those that are nobody's now.

    `untold` are the levels that reached nobody before: they are told as soon as somebody is there, and nothing is
    written as long as nobody is.
    """
    people = recipients.directory(
        tx,
        {one for task in tasks for one in (task.authority_id, task.leading)},
        {one.authority_id for one in tasks if one.authority_id != one.leading},
        {one.ags for one in tasks},
        {one.case_id for one in tasks if one.authority_id != one.leading},
    )
    known = escalation.known(tx, [one.id for one in tasks if one.authority_id != one.leading])
    rungs: list[Row] = []
    late: list[Row] = []
    facts: list[Row] = []
    notices: list[tuple[int, Notice]] = []
    again: dict[int, datetime] = {}
    nobody: list[DueTask] = []
    for task in tasks:
        heard: list[tuple[Climbed, Told]] = []
        for climbed in looks[task.id].climbed:
            key = climbed.key(task.id)
            told = [people.told(task, one, coordination_knows=key in known) for one in climbed.heard]
            is_tried_again = untold.get(key, 0) == climbed.rung.level
            if told[0].reaches_nobody:
                again[task.id] = tx.now + unreached.RETRY
                if is_tried_again:
                    continue
                nobody.append(task)
            given, person = "", None
            if not is_tried_again:
                given, person = handing.hand(tx, people, task, climbed.rung.handing)
            if given:
                again[task.id] = tx.now  # another time runs for it now
            (late if is_tried_again else rungs).append(_rung(tx, task, climbed, told[0], person))
            facts.append(_fact(task, climbed, told[0], given))
            heard.extend((climbed, one) for one in told)
            if climbed.unreminded and not is_tried_again:
                heard.append((climbed, people.holder(task)))
            if climbed.of_absent(task):
                heard.append((climbed, people.stand_in_for(task)))
        notices.extend(_notices(people, task, heard))
    escalation.add(tx, rungs)
    unreached_.reach(tx, late)
    record.append_history(tx, facts)
    notify_all(tx, [*notices, *unreached.of_tasks(tx, people, nobody)])
    return again


def _rung(tx: Transaction, task: DueTask, climbed: Climbed, told: Told, person: int | None) -> Row:
    return {
        "case_id": task.case_id,
        "task_id": task.id,
        "watch_id": None,
        "kind": climbed.rung.clock.value,
        "level": climbed.rung.level,
        "anchor_at": climbed.anchor,
        "at": tx.now,
        "target": told.target.value,
        "authority_id": told.authority,
        "recipients": len(told.accounts),
        "reassigned_to": person,
    }


def _fact(task: DueTask, climbed: Climbed, told: Told, given: str) -> Row:
    detail: Row = {
        "level": climbed.rung.level,
        "clock": climbed.rung.clock.value,
        "target": told.target.value,
    }
    if told.authority is not None:
        detail["authority"] = told.authority
    if climbed.skipped:
        detail["skipped"] = list(climbed.skipped)
        detail["skipped_on"] = [at.astimezone(ZONE).date().isoformat() for at in climbed.below_at]
    if told.target is not Target.NOBODY:
        detail["recipients"] = len(told.accounts)
    if told.with_stand_in:
        detail["stand_in"] = True
    if climbed.of_absent(task):
        detail["absent"] = True
    if climbed.rung.clock is Clock.AGREED and task.is_set_by_case:
        detail["set"] = True
    if given:
        detail["given"] = given
    return {
        "case_id": task.case_id,
        "instance_id": task.instance_id,
        "kind": "escalation_level_reached",
        "element": task.element,
        "element_name": task.name,
        "element_instance": task.element_instance,
        "detail": detail,
    }


def _notices(
    people: Directory, task: DueTask, found: Sequence[tuple[Climbed, Told]]
) -> list[tuple[int, Notice]]:
    told: dict[int, Notice] = {}
    for climbed, whom in sorted(found, key=lambda one: _FIRST.index(one[0].rung.clock)):
        kind = kind_of(climbed, task, whom)
        # the coordination does not see the file: of a structural problem it is told no case
        concerns = kind is not NoticeKind.STRUCTURAL
        sees = whom.target is not Target.COORDINATION
        detail: Row = {
            "task": task.name,
            "process": task.process,
            "authority": people.names.get(task.authority_id, ""),
            "level": climbed.rung.level,
        }
        if climbed.skipped:
            detail["passed"] = {str(level): 1 for level in climbed.skipped}
        if concerns:
            detail["case"] = task.reference
        if climbed.rung.clock is not Clock.CLAIM:
            detail["due"] = climbed.anchor.astimezone(ZONE).date().isoformat()
        notice = Notice(kind, task.case_id if sees else None, task.id if sees else None, detail)
        for number in whom.accounts:
            told.setdefault(number, notice)
    return list(told.items())
