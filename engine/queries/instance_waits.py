"""What the steps of a process instance wait for: tasks, jobs, called processes, timers, messages, signals."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from engine.bpmn import Graph
from engine.execution.instance import (
    ConditionSubscription,
    Instance,
    MessageSubscription,
    SignalSubscription,
    TimerSubscription,
)
from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.instance import INSTANCE, InstanceState
from engine.state.job import JOB, JobState
from engine.state.task import TASK, TaskState
from engine.state.timer import RUNNING, TIMER
from engine.transaction import Transaction


class WaitKind(StrEnum):
    """What an element instance waits for."""

    TASK = "task"
    JOB = "job"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    CONDITION = "condition"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing it waits for: `name` is the authority, type of job, message, signal or the event in the diagram.

    `timer_id` and `due` belong to a timer, `key` to a message, `instance_id` to a called process.
    """

    kind: WaitKind
    name: str
    key: str = ""
    due: datetime | None = None
    timer_id: int | None = None
    instance_id: int | None = None
    #: of an event at the border of what waits
    element: str = ""


def waits(tx: Transaction, instance_id: int, graph: Graph, tokens: Instance) -> dict[int, list[Wait]]:
    """What the entered elements of an instance wait for, by the number of each."""
    found: dict[int, list[Wait]] = defaultdict(list)
    tasks = tx.execute(
        select(TASK.c.element_instance, TASK.c.due_at, AUTHORITY.c.name, ACCOUNT.c.name.label("assignee"))
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.assignee_id)
        .where(TASK.c.instance_id == instance_id, TASK.c.state == TaskState.ACTIVE)
        .order_by(TASK.c.id)
    )
    for row in tasks:
        found[row.element_instance].append(Wait(WaitKind.TASK, row.name, row.assignee or "", row.due_at))
    jobs = tx.execute(
        select(JOB.c.element_instance, JOB.c.type, JOB.c.worker)
        .where(JOB.c.instance_id == instance_id, JOB.c.state.in_((JobState.CREATED, JobState.LOCKED)))
        .order_by(JOB.c.id)
    )
    for row in jobs:
        found[row.element_instance].append(Wait(WaitKind.JOB, row.type, row.worker or ""))
    called = tx.execute(
        select(INSTANCE.c.id, INSTANCE.c.parent_element, INSTANCE.c.process_key)
        .where(INSTANCE.c.parent_id == instance_id, INSTANCE.c.state == InstanceState.ACTIVE)
        .order_by(INSTANCE.c.id)
    )
    for row in called:
        found[row.parent_element].append(Wait(WaitKind.CALL, row.process_key, instance_id=row.id))
    rows = tx.execute(
        select(TIMER.c.id, TIMER.c.subscription).where(
            TIMER.c.instance_id == instance_id, TIMER.c.state.in_(RUNNING)
        )
    )
    timers = {row.subscription: row.id for row in rows}
    for waiting in tokens.subscriptions.values():
        at = waiting.element
        name = graph.nodes[at].label
        match waiting:
            case TimerSubscription(id=number, due=due):
                one = Wait(WaitKind.TIMER, name, due=due, timer_id=timers.get(number), element=at)
            case MessageSubscription(name=message, key=key):
                one = Wait(WaitKind.MESSAGE, message, key, element=at)
            case SignalSubscription(name=signal):
                one = Wait(WaitKind.SIGNAL, signal, element=at)
            case ConditionSubscription():
                one = Wait(WaitKind.CONDITION, name, element=at)
        found[waiting.host].append(one)
    return found
