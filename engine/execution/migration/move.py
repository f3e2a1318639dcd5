"""Move an instance into another version: translate it, let what waits follow, and go on where nothing keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from engine.bpmn import Cancel, Conditional, Graph, Job, Kind, Message, Node, Signal, UserTask
from engine.errors import Conflict
from engine.execution.changes import Change, InstanceMigrated, StepFailed, UserTaskMigrated
from engine.execution.instance import (
    ROOT,
    ConditionSubscription,
    ElementInstance,
    Instance,
    MessageSubscription,
    SignalSubscription,
    Stage,
    Subscription,
)
from engine.execution.migration.check import check
from engine.execution.migration.joins import arrive_again
from engine.execution.migration.mapping import ElementMapping, definitions_of, is_turn, waiting_for
from engine.execution.migration.refusal import MigrationRefused, Refusal, Rule
from engine.execution.migration.translate import translate
from engine.execution.services import Fault, FaultKind, Services
from engine.execution.tokens import activities, events, rounds, user_tasks
from engine.execution.tokens.machine import BUDGET, Machine
from engine.feel import Expression


def migrate(
    source: Graph,
    target: Graph,
    mapping: ElementMapping,
    instance: Instance,
    services: Services,
    budget: int = BUDGET,
) -> tuple[Instance, tuple[Change, ...]]:
    """The instance in the target version, and the facts: what is given up in the source version, `InstanceMigrated`,
    then what is new and what follows from it.

    The given instance is not changed. MigrationRefused when a rule forbids it, Conflict when the instance has ended.
    """
    if instance.ended or ROOT not in instance.elements:
        raise Conflict(f"Expected to migrate an instance of {source.key}, but it has ended")
    refusals = check(source, target, mapping, instance)
    if refusals:
        raise MigrationRefused(source.key, refusals)
    moved = translate(source, target, mapping, instance)
    move = _Move(source, target, mapping, instance, Machine(target, moved, services, budget))
    for one in instance.elements.values():
        move.follow(one)
    if move.refusals:
        raise MigrationRefused(source.key, move.refusals)
    move.settle()
    return move.machine.instance, tuple(move.machine.changes)


class _Move:
    """First everything is evaluated, and may be refused; `settle` then changes what waits."""

    def __init__(
        self, source: Graph, target: Graph, mapping: ElementMapping, instance: Instance, machine: Machine
    ) -> None:
        self.source = source
        self.target = target
        self.mapping = mapping
        self.elements = mapping.elements
        self.instance = instance
        self.machine = machine
        self.waiting = instance.by_host()
        self.refusals: list[Refusal] = []
        self.dropped: list[Subscription] = []
        self.armed: list[Subscription] = []

    def follow(self, one: ElementInstance) -> None:
        """Decide what becomes of everything that waits on behalf of an element instance."""
        node = self.source.nodes[one.element]
        other = self.target.nodes[self.elements[one.element]]
        before = waiting_for(self.source, self.instance, one, node.id)
        after = waiting_for(self.target, self.instance, one, other.id)
        for subscription in self.waiting.get(one.id, ()):
            event = self.elements.get(subscription.element)
            if event in after:
                self._attempt(event, one, lambda s=subscription, e=event: self._keep(s, e))  # type: ignore[misc]
            else:
                self.dropped.append(subscription)
        if one.stage is not Stage.ACTIVE:
            return
        images = {self.elements.get(event) for event in before}
        for event in after:
            if event not in images and self._may_arm(one, event):
                self._attempt(event, one, lambda e=event: self._arm(one, e))  # type: ignore[misc]
        if (node.loop is None or is_turn(self.instance, one)) and not one.failed:
            self._attempt(other.id, one, lambda: self._work(one, node, other))

    def _attempt(self, element: str, one: ElementInstance, act: Callable[[], None]) -> None:
        try:
            act()
        except Fault as fault:
            self.refusals.append(Refusal(Rule.NOT_EVALUABLE, element, fault.message, one.id))

    def _may_arm(self, one: ElementInstance, event: str) -> bool:
        """A cancelled transaction waits for nothing more, nor a scope for its events once one has interrupted it."""
        inside = self.instance.children(one.id)
        if any(
            child.stage is Stage.UNDOING
            and any(isinstance(definition, Cancel) for definition in self.source.nodes[child.element].events)
            for child in inside
        ):
            return False
        if self.target.nodes[event].kind is not Kind.START_EVENT:
            return True
        running = {child.element for child in inside if self.source.nodes[child.element].triggered_by_event}
        return not any(
            start.scope in running and start.kind is Kind.START_EVENT and start.interrupting
            for start in self.source.nodes.values()
        )

    def _arm(self, one: ElementInstance, event: str) -> None:
        """What only the new version waits for."""
        host = self.machine.instance.elements[one.id]
        self.armed += events.prepare(self.machine, host, self.target.nodes[event])

    def _keep(self, one: Subscription, event: str) -> None:
        """A timer runs on, whatever the new version says; a message or signal is awaited by its new name."""
        machine = self.machine
        kept = replace(one, element=event)
        if self._reads(one) != self._said(event, one.definition):
            if isinstance(kept, ConditionSubscription):
                kept = replace(kept, holds=False)
                machine.fresh.add(kept.id)
            elif isinstance(kept, MessageSubscription | SignalSubscription):
                host = machine.instance.elements[one.host]
                prepared = events.prepare(machine, host, self.target.nodes[event])
                renewed = next(found for found in prepared if found.definition == one.definition)
                if replace(renewed, id=kept.id) != kept:
                    self.dropped.append(one)
                    self.armed.append(renewed)
                    return
        machine.instance.subscriptions[one.id] = kept

    def _reads(self, one: Subscription) -> tuple[str | None, ...]:
        return _texts(self.source.nodes[one.element], one.definition)

    def _said(self, event: str, definition: int) -> tuple[str | None, ...]:
        return _texts(self.target.nodes[event], definition)

    def _work(self, one: ElementInstance, node: Node, other: Node) -> None:
        """A user task whose task says something else, a job of another type."""
        match node.behaviour, other.behaviour:
            case (UserTask() as before, UserTask() as after) if node.kind is Kind.USER_TASK:
                self._user_task(one, (node, before), (other, after))
            case (Job() as before, Job() as after) if before.type.text != after.type.text:
                host = self.machine.instance.elements[one.id]
                activities.ask_again(self.machine, host, other)
                failure = self.machine.changes[-1]
                if isinstance(failure, StepFailed):
                    raise Fault(FaultKind.JOB, failure.message)

    def _user_task(
        self, one: ElementInstance, before: tuple[Node, UserTask], after: tuple[Node, UserTask]
    ) -> None:
        (node, old), (other, new) = before, after
        is_regrouped = _text(old.candidate_groups) != _text(new.candidate_groups)
        is_dated = (old.due_date is None and new.due_date is not None) or (
            old.legal_due is None and new.legal_due is not None
        )
        is_same = (node.id, node.name, old.form) == (other.id, other.name, new.form)
        if is_same and not is_regrouped and not is_dated:
            return
        found = None
        if is_regrouped or is_dated:
            host = self.machine.instance.elements[one.id]
            found = user_tasks.activate(self.machine, host, other, new)
        grouped = found if is_regrouped else None
        self.machine.record(
            UserTaskMigrated(
                element=other.id,
                element_instance=one.id,
                name=other.label,
                authority=grouped.authority if grouped else None,
                topic=grouped.topic if grouped else None,
                role=grouped.role if grouped else None,
                form=new.form,
                clocks=found.clocks if is_dated and found is not None else None,
                reason=grouped.reason if grouped else None,
                question=grouped.question if grouped else None,
            )
        )

    def settle(self) -> None:
        """Record the facts in their order, and let every token go on that nothing keeps any more."""
        machine = self.machine
        of_work = machine.changes.copy()
        machine.changes.clear()
        for one in self.dropped:
            events.disarm(machine, one)
        machine.record(InstanceMigrated(self.target.key, self.mapping.renamed))
        machine.changes += of_work
        for one in self.armed:
            events.arm(machine, one)
        arrive_again(machine)
        rounds.run(machine)


def _texts(node: Node, index: int) -> tuple[str | None, ...]:
    """What decides for whom or for what a catch waits, as it is written."""
    match definitions_of(node)[index]:
        case Message(name=name, correlation_key=key):
            return name.text, _text(key)
        case Signal(name=name):
            return (name.text,)
        case Conditional(condition=condition):
            return (condition.text,)
        case _:
            return ()


def _text(expression: Expression | None) -> str | None:
    return None if expression is None else expression.text
