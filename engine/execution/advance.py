"""Move tokens: the one way, from an action to everything that follows from it, in one transaction.

A step moves one instance. Some of its facts concern others – a called process, its caller, whoever waits for a message
or signal; they are followed one after the other until nothing is left to follow.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.errors import Conflict
from engine.execution import calls, correlation, effects, migrated_tasks, migration
from engine.execution import changes as fact
from engine.execution.actions import Action, Cancel, ChangeTimer, Modify, Resolve, SetVariables
from engine.execution.bundle import load_bundle
from engine.execution.changes import Change
from engine.execution.correlation import MESSAGE_LIFE, Correlation, Publication
from engine.execution.instance import Instance
from engine.execution.work import DatabaseServices, Running, Work, environment
from engine.feel import Value
from engine.state import job, record
from engine.state import migration as rows
from engine.state.case import CaseRow
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

__all__ = [
    "MESSAGE_LIFE",
    "Correlation",
    "DatabaseServices",
    "Migrated",
    "Publication",
    "advance",
    "broadcast",
    "catch_up",
    "deliver",
    "environment",
    "hear",
    "migrate",
    "publish",
    "start",
]

#: what an operator may do while an instance stands still
_REPAIRS = Cancel | ChangeTimer | Modify | Resolve | SetVariables


def advance(tx: Transaction, row: InstanceRow, action: Action) -> Instance:
    """Apply the action to a locked instance, and follow what it causes. Conflict when the instance is suspended."""
    if row.suspended_at is not None and not isinstance(action, _REPAIRS):
        raise Conflict(f"Expected to move process instance {row.id}, but it is suspended")
    work = Work(tx)
    running = work.take(row)
    work.step(running, action)
    _finish(work)
    return running.tokens


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration came to beside its new version: whether tokens went on by themselves, and what stopped."""

    went_on: bool
    failures: tuple[fact.StepFailed, ...]


def migrate(
    tx: Transaction, row: InstanceRow, target: InstanceRow, explicit: Mapping[str, str] | None = None
) -> Migrated:
    """Let a locked instance go on in the version and process that `target` names, and follow what that causes.

    MigrationRefused when its state forbids it: then nothing is changed.
    """
    work = Work(tx)
    old = work.take(row)
    stood = set(old.tokens.elements)
    bundle = load_bundle(tx, target.version_id, target.digest)
    moved = Running(target, bundle, bundle.graphs[target.process_key], old.tokens, moved=True)
    work.running[row.id] = moved
    mapping = migration.plan(old.graph, moved.graph, explicit)
    moved.tokens, changes = migration.migrate(
        old.graph, moved.graph, mapping, old.tokens, DatabaseServices(work, moved)
    )
    moved.cancelled = any(isinstance(one, fact.InstanceCancelled) for one in changes)
    place = next(index for index, one in enumerate(changes) if isinstance(one, fact.InstanceMigrated))
    if place:
        effects.apply(tx, row, old.graph, changes[:place])
    rows.follow(tx, target, mapping.renamed)
    detail = {"from": row.version_id, "to": target.version_id, "mapping": mapping.renamed}
    record.append_history(tx, [effects.history_row(target, moved.graph, changes[place]) | {"detail": detail}])
    if after := changes[place + 1 :]:
        # a job that is offered anew is withdrawn first
        offered = [one.element_instance for one in after if isinstance(one, fact.JobCreated)]
        job.close(tx, row.id, [one for one in offered if one in old.tokens.elements], job.JobState.CANCELLED)
        effects.apply(tx, target, moved.graph, after)
        work.facts.extend((row.id, change) for change in after)
    migrated_tasks.free(tx, target)
    _finish(work)
    others = any(one.moved for number, one in work.running.items() if number != row.id)
    return Migrated(
        others or set(moved.tokens.elements) != stood,
        tuple(one for one in changes if isinstance(one, fact.StepFailed)),
    )


def publish(tx: Transaction, published: Publication, matter: CaseRow | None = None) -> Correlation:
    """Publish a message from outside: to the catch that has waited longest, to a start in the case, or to keep."""
    work = Work(tx)
    result = correlation.publish(work, published, matter)
    _finish(work)
    return result


def deliver(tx: Transaction, message_id: int, case_id: int | None) -> None:
    """Deliver a message whose taker was busy when it was thrown."""
    work = Work(tx)
    correlation.deliver(tx, work, message_id, case_id)
    _finish(work)


def start(
    tx: Transaction, row: InstanceRow, variables: Mapping[str, Value], element: str | None = None
) -> None:
    """Take the first step of an instance that was just made, at `element` if given, and follow what it causes."""
    work = Work(tx)
    calls.enter(work, row, variables, element)
    _finish(work)


def broadcast(tx: Transaction, name: str, variables: Mapping[str, Value]) -> int:
    """Throw a signal from outside; returns how many catches hear it."""
    work = Work(tx)
    heard = correlation.broadcast(work, name, variables, None)
    _finish(work)
    return heard


def hear(tx: Transaction, signal_id: int, subscriptions: Sequence[int]) -> None:
    """Let catches hear a signal that was thrown before."""
    work = Work(tx)
    correlation.hear(tx, work, signal_id, subscriptions)
    _finish(work)


def catch_up(tx: Transaction, instances: Sequence[int]) -> None:
    """Deliver what waited while these locked instances were suspended."""
    work = Work(tx)
    correlation.catch_up(work, instances)
    _finish(work)


def _finish(work: Work) -> None:
    while work.facts:
        number, change = work.facts.popleft()
        _follow(work, work.running[number], change)
    work.store()


def _follow(work: Work, running: Running, change: Change) -> None:
    match change:
        case fact.MessageAwaited() if running.row.suspended_at is None:
            correlation.take_buffered(work, running, change)
        case fact.MessageThrown():
            correlation.throw_message(work, running, change)
        case fact.SignalThrown():
            correlation.throw_signal(work, running, change)
        case fact.CallStarted():
            calls.call(work, running, change)
        case fact.CallCancelled(element_instance=number):
            calls.cancel(work, running, number)
        case fact.ErrorThrown(catcher=None):
            calls.throw_error(work, running, change)
        case fact.EscalationThrown(catcher=None):
            calls.escalate(work, running, change)
        case fact.InstanceCompleted():
            calls.answer(work, running)
