"""What the actor reads of a case, from what their authorities do in it (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from engine.actor import PERMISSIONS, Action, Role
from engine.competence import TOPICS
from engine.errors import Conflict, Forbidden
from engine.execution import involved
from engine.execution.involved import part
from engine.sight import (
    Consent,
    Ground,
    Held,
    House,
    Purpose,
    Run,
    Sight,
    grant,
    is_unreleased,
    is_withdrawn,
    recipients,
)
from engine.state import sight as state
from engine.state.task import Task, TaskState
from engine.transaction import Transaction


def of_case(tx: Transaction, case_id: int) -> Sight:
    """What the actor reads of the case; `exists` is False for whoever has nothing to do with it, and nothing readable.

    Four statements, asked once while nothing is written. The system reads everything.
    """
    return by(
        tx, case_id, tx.actor.authorities(Action.READ_CASE), tx.actor.authorities(Action.READ_IMPERSONAL_CASE)
    )


def by(tx: Transaction, case_id: int, own: frozenset[int], impersonal: frozenset[int]) -> Sight:
    """What these authorities of the actor read of the case, and those of one that concerns nobody."""
    return tx.once((by, case_id, own, impersonal), lambda: _by(tx, case_id, own, impersonal))


def _by(tx: Transaction, case_id: int, own: frozenset[int], impersonal: frozenset[int]) -> Sight:
    if tx.actor.system:
        return _whole(case_id, Ground(Purpose.SYSTEM))
    present = involved.present(tx, case_id)
    if present and present[0].person_id is None:
        return _about_nobody(case_id, impersonal & {row.authority_id for row in present})
    here = [row.authority_id for row in present if row.authority_id in own]
    if not here:
        return _by_force(tx, case_id)
    leading = present[0].leading
    tasks = involved.tasks(tx, case_id)
    instances = involved.instances(tx, case_id)
    runs = involved.runs(tx, instances, tasks)
    given = involved.consents(tx, case_id)
    # the job that lets go whoever took part by a release that has ended may not have run yet
    over = _ended(leading, tasks, {run.instance: run for run in runs}, given, tx.today)
    here = [one for one in here if one not in over.leaving]
    if not here:
        return replace(_by_force(tx, case_id), over=over.tasks)
    houses = _houses(here, present, tasks)
    found = grant(case_id, houses, runs, given, tx.today)
    partners = _partners(found, houses, tasks, instances) | {leading}
    return replace(
        found, over=over.tasks, partners=partners | {one.authority for one in tx.actor.memberships}
    )


def of_each(tx: Transaction, case_id: int) -> Mapping[int, tuple[House, Sight]]:
    """What each authority that takes part has to do with the case and reads of it, by its number; the same rows as
    `of_case`. Nothing of a case that concerns nobody, in which nobody keeps anything from anybody.
    """
    present = involved.present(tx, case_id)
    if not present or present[0].person_id is None:
        return {}
    tasks, given = involved.tasks(tx, case_id), involved.consents(tx, case_id)
    runs = involved.runs(tx, involved.instances(tx, case_id), tasks)
    leaving = _ended(present[0].leading, tasks, {run.instance: run for run in runs}, given, tx.today).leaving
    here = [row.authority_id for row in present if row.authority_id not in leaving]
    return {
        one.authority: (one, grant(case_id, [one], runs, given, tx.today))
        for one in _houses(here, present, tasks)
    }


def log(tx: Transaction, sight: Sight, task: Ground | None = None) -> None:
    """Note that the actor reads the case, and what for, if none of their authorities leads it: once a day for each.

    `task` is the one that is looked at; it lets somebody read that to whom the case itself stays closed.
    """
    if not sight.outside or tx.actor.account is None or not (sight.exists or task):
        return
    asked = (log, sight.case_id, task)
    if asked in tx.known:
        return
    tx.known[asked] = True
    for ground in _opening(tx, sight) if task is None else (_audit(tx, task, Action.READ_TASK),):
        state.log_read(tx, sight.case_id, ground.purpose, ground.basis, ground.authority)


def _opening(tx: Transaction, sight: Sight) -> tuple[Ground, ...]:
    """What a file is read for: the first norm and the first release that open something in it; where none does, a task
    that the actor may work or gives out there, else that their authority takes part. Who looks over an authority and
    works nowhere in it reads for that.
    """
    if sight.whole is not None:
        return (sight.whole,)
    first: dict[Purpose, Ground] = {}
    for one in sight.grounds:
        if one.purpose is not Purpose.TASK:
            first.setdefault(one.purpose, one)
    found = tuple(first.values()) or (_own_task(tx, sight),)
    return tuple(dict.fromkeys(_audit(tx, one, Action.READ_CASE) for one in found))


def _own_task(tx: Transaction, sight: Sight) -> Ground:
    """The task by which the actor reads, an open one first; who has none reads because their authority takes part, for
    the topics it has had tasks for.
    """
    reading = tx.actor.authorities(Action.READ_CASE)
    rows = sorted(
        involved.tasks(tx, sight.case_id), key=lambda row: TaskState(row.state) is not TaskState.ACTIVE
    )
    for row in rows:
        place = row.authority_id, Role(row.role)
        own = row.authority_id in reading and (tx.actor.may_work(*place) or tx.actor.may_hand_out(*place))
        if own and (row.instance_id, row.element) in sight.elements:
            return Ground(Purpose.TASK, row.name, row.authority_id)
    here = [row.authority_id for row in involved.present(tx, sight.case_id) if row.authority_id in reading]
    house = next(iter(here), None)
    topics = sorted({TOPICS.get(row.topic, row.topic) for row in rows if row.authority_id == house})
    return Ground(Purpose.PART, ", ".join(topics) or "noch ohne Aufgabe", house)


def _audit(tx: Transaction, ground: Ground, action: Action) -> Ground:
    """The ground of whoever may do this at the authority as auditor and as nothing else; of all others as it is."""
    roles = tx.actor.roles(ground.authority) if ground.authority is not None else frozenset[Role]()
    if Role.AUDITOR not in roles or roles & (PERMISSIONS[action] - {Role.AUDITOR}):
        return ground
    basis = ground.basis if action is Action.READ_TASK else ""
    return Ground(Purpose.AUDIT, basis, ground.authority)


def must_read(tx: Transaction, case_id: int, reference: str) -> Sight:
    """The sight of a case the actor has something to do with; Forbidden otherwise."""
    sight = of_case(tx, case_id)
    if not sight.exists:
        raise Forbidden(
            f"Expected to read case {reference}, but none of the actor's authorities takes part in it"
        )
    return sight


@dataclass(frozen=True, slots=True)
class Ended:
    """What in a case rests on nothing but a release that has ended, at whoever does not lead it.

    Nothing of a referral that goes by a norm, and nothing where nothing was ever released to the authority.
    """

    #: the open tasks
    tasks: frozenset[int]
    #: the authorities that take part no longer: they have no other open task, or had nothing else in the case
    leaving: frozenset[int]


def ended(tx: Transaction, case_id: int, without: Collection[str] = ()) -> Ended:
    """What the releases of a case that have ended leave without ground today; also those to the topics of `without`,
    as if they had been withdrawn.
    """
    present = involved.present(tx, case_id)
    if not present:
        return Ended(frozenset(), frozenset())
    leading = present[0].leading
    tasks = involved.tasks(tx, case_id)
    runs = {run.instance: run for run in involved.runs(tx, involved.instances(tx, case_id), tasks)}
    given = [
        replace(one, over=True) if one.recipient in without else one for one in involved.consents(tx, case_id)
    ]
    return _ended(leading, tasks, runs, given, tx.today)


def _ended(
    leading: int,
    tasks: Sequence[Row[Any]],
    runs: Mapping[int, Run],
    given: Sequence[Consent],
    today: date,
) -> Ended:
    elsewhere = [row for row in tasks if row.authority_id != leading]
    houses = {
        number: _house(number, leads=False, tasks=elsewhere, gone=set())
        for number in {row.authority_id for row in elsewhere}
    }
    gone = [
        row
        for row in elsewhere
        if is_withdrawn(houses[row.authority_id], runs[row.instance_id], _held(row), given, today)
    ]
    over = {row.id for row in gone}
    rest = [row for row in elsewhere if row.id not in over]
    open_ones = [row for row in gone if TaskState(row.state) is TaskState.ACTIVE]
    bereft = {row.authority_id for row in gone} - {row.authority_id for row in rest}
    busy = {row.authority_id for row in rest if TaskState(row.state) is TaskState.ACTIVE}
    return Ended(
        frozenset(row.id for row in open_ones),
        frozenset(bereft | {row.authority_id for row in open_ones} - busy),
    )


def is_over(
    tx: Transaction, case_id: int, task_id: int, element: str, version_id: int, digest: str | None
) -> bool:
    """Whether an open task at an element of the version is one of `ended`: no more is asked where none can be."""
    return part(tx, version_id, digest).rests_on_release(element) and task_id in ended(tx, case_id).tasks


def is_released_no_more(tx: Transaction, found: Task) -> bool:
    """Whether the release a task rests on has ended, for anybody but the engine: the job that takes the task away may
    not have run yet.
    """
    return (
        not tx.actor.system
        and found.state is TaskState.ACTIVE
        and is_over(tx, found.case_id, found.id, found.element, found.version_id, found.digest)
    )


def must_be_released(tx: Transaction, found: Task, to: str) -> None:
    """Raise Conflict where `is_released_no_more`."""
    if is_released_no_more(tx, found):
        raise Conflict(f"Expected to {to} user task {found.id}, but the release it rests on has ended")


def withdrawn_steps(
    tx: Transaction, case_id: int, steps: Collection[tuple[int, str]]
) -> frozenset[tuple[int, str]]:
    """Those of the steps, each an instance and an element, that carry nothing but what a release opens to whomever it
    goes to, and that none opens: it has ended, or was never given.
    """
    if not steps:
        return frozenset()
    tasks = involved.tasks(tx, case_id)
    runs = {run.instance: run for run in involved.runs(tx, involved.instances(tx, case_id), tasks)}
    given = involved.consents(tx, case_id)
    return frozenset(
        (number, element)
        for number, element in steps
        if is_unreleased(
            House(0, leads=False, topics=recipients(runs[number], element)),
            runs[number],
            Held(number, element, None, element, is_open=True),
            given,
            tx.today,
        )
    )


def _whole(case_id: int, ground: Ground) -> Sight:
    return Sight(case_id, exists=True, outside=False, whole=ground, leads=True)


def _partners(
    sight: Sight, houses: Iterable[House], tasks: Iterable[Row[Any]], instances: Iterable[Row[Any]]
) -> frozenset[int]:
    """The authorities whose tasks the actor reads, or who are on the other side of a referral of their own."""
    own = {one.authority for one in houses}
    met = {row.authority_id for row in tasks if sight.reads_element(row.instance_id, row.element)}
    for row in instances:
        sides = {one for one in (row.sender_id, row.receiver_id, row.owner_id) if one is not None}
        if sides & own:
            met |= sides
    return frozenset(met)


def _by_force(tx: Transaction, case_id: int) -> Sight:
    """What a stranger reads: nothing, or for a limited time all of it."""
    found = state.opened(tx, case_id)
    if found is None:
        return Sight(case_id, exists=False)
    tx.widen(case_id)
    whole = Ground(Purpose.BREAK_GLASS, found.reason, until=found.until)
    return Sight(case_id, exists=True, whole=whole)


def _about_nobody(case_id: int, present: frozenset[int]) -> Sight:
    """A case that concerns no person holds nothing to hide from the authorities that take part."""
    if present:
        return _whole(case_id, Ground(Purpose.IMPERSONAL))
    return Sight(case_id, exists=False)


def _is_present(row: Row[Any], present: Iterable[Row[Any]]) -> bool:
    return row.authority_id in {one.authority_id for one in present}


def _houses(here: Iterable[int], present: Sequence[Row[Any]], tasks: Sequence[Row[Any]]) -> list[House]:
    """What these authorities have to do with the case."""
    gone = {row.topic for row in tasks} - {row.topic for row in tasks if _is_present(row, present)}
    return [_house(one, one == present[0].leading, tasks, gone) for one in here]


def _house(authority: int, leads: bool, tasks: Iterable[Row[Any]], gone: set[str]) -> House:
    """What an authority has to do with the case. Who leads it after a move acts for what those did who left it."""
    own = [row for row in tasks if row.authority_id == authority]
    topics = {row.topic for row in own} | (gone if leads else set())
    held = (_held(row) for row in own if TaskState(row.state) is not TaskState.CANCELLED)
    return House(authority, leads, frozenset(topics), tuple(held))


def _held(row: Row[Any]) -> Held:
    return Held(row.instance_id, row.element, row.form, row.name, TaskState(row.state) is TaskState.ACTIVE)
