"""What the facts of a step do to the tables: each change becomes its rows and one row of history."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import select

from engine import dmn
from engine.bpmn import Graph, Job, Kind
from engine.competence import Reason
from engine.execution import changes as fact
from engine.execution import (
    consents,
    desks,
    disclosing,
    four_eyes,
    ladder,
    migrated_tasks,
    tidings,
    unstaffed,
)
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.changes import Change
from engine.execution.coordination import coordination
from engine.execution.four_eyes import Barred
from engine.execution.services import FaultKind
from engine.state import account, case, job, message, record, rollup, signal, task, timer
from engine.state.account import ACCOUNT, AccountRow
from engine.state.instance import InstanceRow
from engine.state.job import JobState
from engine.state.message import SubscriptionState
from engine.state.signal import SignalState
from engine.state.task import TaskState
from engine.state.timer import TimerState
from engine.transaction import Transaction

Row = dict[str, Any]


def apply(tx: Transaction, instance: InstanceRow, graph: Graph, changes: Sequence[Change]) -> None:
    """Write every change of one step, one statement per table and kind."""
    _tasks(tx, instance, graph, changes)
    migrated_tasks.go_on(tx, instance, changes)
    _timers(tx, instance, changes)
    _messages(tx, instance, changes)
    _signals(tx, instance, changes)
    _jobs(tx, instance, graph, changes)
    _decisions(tx, instance, changes)
    _incidents(tx, instance, graph, changes)
    disclosing.keep(tx, instance, graph, changes)
    record.append_history(tx, [history_row(instance, graph, change) for change in changes])
    unstaffed.begun(tx, instance, changes)


def _tasks(tx: Transaction, instance: InstanceRow, graph: Graph, changes: Sequence[Change]) -> None:
    created = [change for change in changes if isinstance(change, fact.UserTaskActivated)]
    completed = [change.element_instance for change in changes if isinstance(change, fact.UserTaskCompleted)]
    gone = [
        change.element_instance
        for change in changes
        if isinstance(change, fact.ElementTerminated) and graph.nodes[change.element].kind is Kind.USER_TASK
    ]
    if completed:
        task.close(tx, instance.id, completed, TaskState.COMPLETED)
        rollup.count(tx, instance.id, completed)
    if created:
        people = _people(tx, {change.assignee for change in created if change.assignee})
        # the leading authority takes part since the case was opened
        case.join(tx, instance.case_id, {change.authority for change in created} - {instance.leading})
        # compiled already: the step that made these facts ran on it
        bundle = load_bundle(tx, instance.version_id, instance.digest)
        barred = {
            change.element_instance: four_eyes.barred_at(
                tx, bundle, instance.id, instance.process_key, change.element
            )
            for change in created
        }
        rows = [
            _task_row(
                tx, instance, bundle, change, _assignee(change, people, barred[change.element_instance])
            )
            for change in created
        ]
        task.create(tx, rows)
        consents.look_again(tx, instance, [row["element"] for row in rows])
        tidings.begun(tx, instance, rows)
        tidings.nobody_else(tx, instance, four_eyes.alone(tx, barred, rows))
    if gone:
        tidings.withdrawn(tx, instance, task.withdraw(tx, instance.id, gone))


def _people(tx: Transaction, logins: set[str]) -> dict[str, AccountRow]:
    if not logins:
        return {}
    found = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.login.in_(logins), ACCOUNT.c.active))
    return {one.login: one for one in found}


def _assignee(change: fact.UserTaskActivated, people: Mapping[str, AccountRow], barred: Barred) -> int | None:
    """Who stands in for an unfilled post, else the person the diagram names if they may do the task there; else, and
    where four eyes keep that person out, it is open to the group.
    """
    if change.substitute is not None:
        return None if barred.by(change.substitute) else change.substitute
    named = people.get(change.assignee or "")
    if named is None or barred.by(named.id):
        return None
    return named.id if named.actor.may_work(change.authority, change.role) else None


def _task_row(
    tx: Transaction,
    instance: InstanceRow,
    bundle: Bundle,
    change: fact.UserTaskActivated,
    assignee: int | None,
) -> Row:
    running = ladder.spans(change.clocks, tx.now, tx.now if assignee is None else None)
    return {
        "instance_id": instance.id,
        "case_id": instance.case_id,
        "version_id": instance.version_id,
        "element_instance": change.element_instance,
        "element": change.element,
        "name": change.name,
        "authority_id": change.authority,
        "topic": change.topic,
        "role": change.role,
        **desks.columns(change.reason, change.question, change.missing),
        "assignee_id": assignee,
        "claimed_at": None if assignee is None else tx.now,
        "form": change.form,
        "priority": change.priority,
        **change.clocks.columns(),
        "escalate_at": ladder.first_look(bundle, change.element, running),
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
    for change in changes:
        if isinstance(change, fact.TimerChanged):
            timer.move(tx, instance.id, change.subscription, change.due)


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


def _signals(tx: Transaction, instance: InstanceRow, changes: Sequence[Change]) -> None:
    awaited = [
        {
            "instance_id": instance.id,
            "subscription": change.subscription,
            "element": change.element,
            "name": change.name,
        }
        for change in changes
        if isinstance(change, fact.SignalAwaited)
    ]
    received = [change.subscription for change in changes if isinstance(change, fact.SignalReceived)]
    left = [change.subscription for change in changes if isinstance(change, fact.SignalUnawaited)]
    if awaited:
        signal.subscribe(tx, awaited)
    if received:
        signal.unsubscribe(tx, instance.id, received, SignalState.RECEIVED)
    if left:
        signal.unsubscribe(tx, instance.id, left, SignalState.CANCELLED)


def _jobs(tx: Transaction, instance: InstanceRow, graph: Graph, changes: Sequence[Change]) -> None:
    created: list[Row] = []
    closed: dict[JobState, list[int]] = {}
    for change in changes:
        match change:
            case fact.JobCreated():
                created.append(
                    {
                        "instance_id": instance.id,
                        "element_instance": change.element_instance,
                        "element": change.element,
                        "type": change.type,
                        "retries": change.retries,
                        "headers": dict(change.headers),
                    }
                )
            case fact.JobCompleted(element_instance=number):
                closed.setdefault(JobState.COMPLETED, []).append(number)
            case fact.JobFailed(element_instance=number, retries=retries):
                job.fail(tx, instance.id, number, retries)
            case (
                fact.ElementTerminated(element, number)
                | fact.StepFailed(element, number)
                | fact.ErrorThrown(element, number)
            ) if isinstance(graph.nodes[element].behaviour, Job):
                stopped = (
                    JobState.CANCELLED if isinstance(change, fact.ElementTerminated) else JobState.FAILED
                )
                closed.setdefault(stopped, []).append(number)
    # what was offered in an earlier step is over before the element offers it again
    for state, numbers in closed.items():
        job.close(tx, instance.id, numbers, state)
    if created:
        over = {number for numbers in closed.values() for number in numbers}
        job.create(tx, [row for row in created if row["element_instance"] not in over])


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
            "record": _record(change.evaluation),
        }
        for change in changes
        if isinstance(change, fact.DecisionEvaluated)
    ]
    if rows:
        record.append_decisions(tx, rows)


def _record(evaluation: dmn.Evaluation) -> dict[str, object]:
    """The decision with the versions of the law it was computed on, as data and in sentences."""
    law = evaluation.rule_sets
    words = dmn.explain(evaluation, {name: one.words for name, one in law.items()})
    return dmn.to_json(evaluation, {name: one.to_json() for name, one in law.items()}) | {
        "explanation": list(words)
    }


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
                        "told_id": coordination(tx, instance.ags) if kind == FaultKind.COMPETENCE else None,
                    }
                )
    if over:
        record.close_incidents(tx, instance.id, over)
    if opened:
        record.open_incidents(tx, opened)
        tidings.stopped(tx, opened)


def history_row(instance: InstanceRow, graph: Graph, change: Change) -> Row:
    """The fact as a row of history. Never a value a person entered: only names, dates and what the model says."""
    return {
        "case_id": instance.case_id,
        "instance_id": instance.id,
        "kind": kind_of(change),
        "element": change.element,
        "element_name": graph.nodes[change.element].name or change.element,
        "element_instance": getattr(change, "element_instance", None),
        "detail": _detail(change),
    }


def kind_of(change: Change) -> str:
    """What history calls a fact."""
    return _kind(type(change).__name__)


@lru_cache(maxsize=64)  # a few dozen kinds of facts
def _kind(name: str) -> str:
    """`UserTaskCompleted` → `user_task_completed`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def _why(reason: Reason | None) -> Row:
    """Why the authority is competent, as far as it is said."""
    if reason is None:
        return {}
    said = {"norm": reason.norm, "rule": reason.rule, "reason": reason.sentence}
    return {name: text for name, text in said.items() if text}


def _detail(change: Change) -> Row:  # noqa: C901, PLR0911, PLR0912  one case per kind of fact
    match change:
        case fact.ElementCompleted(flows=flows):
            return {"flows": list(flows)}
        case fact.UserTaskActivated():
            return {
                "authority": change.authority,
                "topic": change.topic,
                "role": change.role,
                "due": change.due.isoformat() if change.due else None,
                **change.clocks.history(),
                **_why(change.reason),
            }
        case fact.UserTaskMigrated(authority=int(authority), topic=topic, role=role, reason=reason):
            return {"authority": authority, "topic": topic, "role": role, **_why(reason)}
        case (
            fact.UserTaskCompleted(variables=names)
            | fact.MessageCorrelated(variables=names)
            | fact.SignalReceived(variables=names)
            | fact.JobCompleted(variables=names)
            | fact.CallCompleted(variables=names)
            | fact.VariablesChanged(variables=names)
            | fact.IncidentResolved(variables=names)
        ):
            return {"variables": list(names)}
        case fact.DecisionEvaluated(evaluation=evaluation):
            return {"decision": evaluation.decision, "name": evaluation.name}
        case fact.DataDisclosed(topic=topic):
            return {"recipient": topic}
        case fact.TimerArmed(due=due) | fact.TimerChanged(due=due):
            return {"due": due.isoformat()}
        case fact.MessageAwaited(name=name) | fact.MessageThrown(name=name):
            return {"message": name}
        case fact.SignalAwaited(name=name) | fact.SignalThrown(name=name):
            return {"signal": name}
        case fact.JobCreated(type=kind, retries=retries):
            return {"type": kind, "retries": retries}
        case fact.JobFailed(retries=retries):
            return {"retries": retries}
        case fact.CallStarted(process=process, binding=binding):
            return {"process": process, "binding": binding}
        case fact.ErrorThrown(code=code, catcher=catcher) | fact.EscalationThrown(code=code, catcher=catcher):
            return {"code": code, "catcher": catcher}
        case fact.CompensationTriggered(undone=undone):
            return {"undone": list(undone)}
        case fact.TokensMoved(cancelled=cancelled, activated=activated):
            return {"cancelled": list(cancelled), "activated": list(activated)}
        case fact.StepFailed(kind=kind):
            return {"kind": kind}  # the reason may quote a value: it stands in the incident alone
        case _:
            return {}
