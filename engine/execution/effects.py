"""What the facts of a step do to the tables: each change becomes its rows and one row of history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from engine import dmn
from engine.bpmn import Graph
from engine.execution import changes as fact
from engine.execution.changes import Change
from engine.state import account, case, message, record, task, timer
from engine.state.account import ACCOUNT, AccountRow
from engine.state.instance import InstanceRow
from engine.state.message import SubscriptionState
from engine.state.task import TaskState
from engine.state.timer import TimerState
from engine.transaction import Transaction

Row = dict[str, Any]


def apply(tx: Transaction, instance: InstanceRow, graph: Graph, changes: Sequence[Change]) -> None:
    """Write every change of one step, one statement per table and kind."""
    _tasks(tx, instance, changes)
    _timers(tx, instance, changes)
    _messages(tx, instance, changes)
    _decisions(tx, instance, changes)
    _incidents(tx, instance, graph, changes)
    record.append_history(tx, [history_row(instance, graph, change) for change in changes])


def _tasks(tx: Transaction, instance: InstanceRow, changes: Sequence[Change]) -> None:
    created = [change for change in changes if isinstance(change, fact.UserTaskActivated)]
    completed = [change.element_instance for change in changes if isinstance(change, fact.UserTaskCompleted)]
    gone = [change.element_instance for change in changes if isinstance(change, fact.ElementTerminated)]
    if completed:
        task.close(tx, instance.id, completed, TaskState.COMPLETED)
    if created:
        people = _people(tx, {change.assignee for change in created if change.assignee})
        # the leading authority takes part since the case was opened
        case.join(tx, instance.case_id, {change.authority for change in created} - {instance.leading})
        task.create(tx, [_task_row(tx, instance, change, people) for change in created])
    if gone:
        task.close(tx, instance.id, gone, TaskState.CANCELLED)


def _people(tx: Transaction, logins: set[str]) -> dict[str, AccountRow]:
    if not logins:
        return {}
    found = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.login.in_(logins), ACCOUNT.c.active))
    return {one.login: one for one in found}


def _assignee(change: fact.UserTaskActivated, people: Mapping[str, AccountRow]) -> int | None:
    """The person the diagram names, if they may do the task there; else it is open to the group."""
    named = people.get(change.assignee or "")
    return named.id if named and named.actor.may_work(change.authority, change.role) else None


def _task_row(
    tx: Transaction, instance: InstanceRow, change: fact.UserTaskActivated, people: Mapping[str, AccountRow]
) -> Row:
    return {
        "instance_id": instance.id,
        "case_id": instance.case_id,
        "element_instance": change.element_instance,
        "element": change.element,
        "name": change.name,
        "authority_id": change.authority,
        "topic": change.topic,
        "role": change.role,
        "assignee_id": _assignee(change, people),
        "form": change.form,
        "priority": change.priority,
        "due_at": change.due,
        "follow_up_at": change.follow_up,
        "state": TaskState.ACTIVE,
        "created_at": tx.now,
    }


def _timers(tx: Transaction, instance: InstanceRow, changes: Sequence[Change]) -> None:
    armed = [
        {
            "instance_id": instance.id,
            "subscription": change.subscription,
            "element": change.element,
            "due_at": change.due,
        }
        for change in changes
        if isinstance(change, fact.TimerArmed)
    ]
    fired = [change.subscription for change in changes if isinstance(change, fact.TimerFired)]
    cancelled = [change.subscription for change in changes if isinstance(change, fact.TimerCancelled)]
    if armed:
        timer.create(tx, armed)
    if fired:
        timer.close(tx, instance.id, fired, TimerState.FIRED)
    if cancelled:
        timer.close(tx, instance.id, cancelled, TimerState.CANCELLED)


def _messages(tx: Transaction, instance: InstanceRow, changes: Sequence[Change]) -> None:
    awaited = [change for change in changes if isinstance(change, fact.MessageAwaited)]
    correlated = [change.subscription for change in changes if isinstance(change, fact.MessageCorrelated)]
    left = [change.subscription for change in changes if isinstance(change, fact.MessageUnawaited)]
    if awaited:
        message.lock_names(tx, [(change.name, change.key) for change in awaited])
        message.subscribe(
            tx,
            [
                {
                    "instance_id": instance.id,
                    "subscription": change.subscription,
                    "element": change.element,
                    "name": change.name,
                    "correlation_key": change.key,
                }
                for change in awaited
            ],
        )
    if correlated:
        message.unsubscribe(tx, instance.id, correlated, SubscriptionState.CORRELATED)
    if left:
        message.unsubscribe(tx, instance.id, left, SubscriptionState.CANCELLED)


def _decisions(tx: Transaction, instance: InstanceRow, changes: Sequence[Change]) -> None:
    rows = [
        {
            "case_id": instance.case_id,
            "instance_id": instance.id,
            "version_id": instance.version_id,
            "element": change.element,
            "element_instance": change.element_instance,
            "decision": change.evaluation.decision,
            "name": change.evaluation.name,
            "record": dmn.to_json(change.evaluation) | {"explanation": list(dmn.explain(change.evaluation))},
        }
        for change in changes
        if isinstance(change, fact.DecisionEvaluated)
    ]
    if rows:
        record.append_decisions(tx, rows)


def _incidents(tx: Transaction, instance: InstanceRow, graph: Graph, changes: Sequence[Change]) -> None:
    over: list[int] = []
    opened: list[Row] = []
    for change in changes:
        match change:
            case (
                fact.IncidentResolved(element_instance=number)
                | fact.ElementTerminated(element_instance=number)
            ):
                over.append(number)
            case fact.StepFailed(element, number, kind, reason):
                opened.append(
                    {
                        "case_id": instance.case_id,
                        "instance_id": instance.id,
                        "element": element,
                        "element_name": graph.nodes[element].name or element,
                        "element_instance": number,
                        "kind": kind,
                        "message": reason,
                    }
                )
    if over:
        record.close_incidents(tx, instance.id, over)
    if opened:
        record.open_incidents(tx, opened)


def history_row(instance: InstanceRow, graph: Graph, change: Change) -> Row:
    """The fact as a row of history. Never a value a person entered: only names, dates and what the model says."""
    return {
        "case_id": instance.case_id,
        "instance_id": instance.id,
        "kind": _kind(type(change).__name__),
        "element": change.element,
        "element_name": graph.nodes[change.element].name or change.element,
        "element_instance": getattr(change, "element_instance", None),
        "detail": _detail(change),
    }


@lru_cache(maxsize=64)  # a few dozen kinds of facts
def _kind(name: str) -> str:
    """`UserTaskCompleted` → `user_task_completed`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _detail(change: Change) -> Row:
    match change:
        case fact.ElementCompleted(flows=flows):
            return {"flows": list(flows)}
        case fact.UserTaskActivated():
            return {
                "authority": change.authority,
                "topic": change.topic,
                "role": change.role,
                "due": change.due.isoformat() if change.due else None,
            }
        case (
            fact.UserTaskCompleted(variables=names)
            | fact.MessageCorrelated(variables=names)
            | fact.IncidentResolved(variables=names)
        ):
            return {"variables": list(names)}
        case fact.DecisionEvaluated(evaluation=evaluation):
            return {"decision": evaluation.decision, "name": evaluation.name}
        case fact.TimerArmed(due=due):
            return {"due": due.isoformat()}
        case fact.MessageAwaited(name=name):
            return {"message": name}
        case fact.StepFailed(kind=kind):
            return {"kind": kind}  # the reason may quote a value: it stands in the incident alone
        case _:
            return {}
