"""Conditional events: looked at again whenever a variable they read has changed (BPMN 10.5.5)."""

from __future__ import annotations

from dataclasses import replace

from engine.bpmn import Conditional
from engine.execution.changes import ConditionMet
from engine.execution.instance import ConditionSubscription
from engine.execution.tokens import events
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate
from engine.feel import Expression


def look(machine: Machine) -> None:
    """Let every catch happen whose condition has become true; true again it happens again only after it was false."""
    changed, fresh = machine.changed, machine.fresh
    machine.changed, machine.fresh = set(), set()
    waiting = [
        one for one in machine.instance.subscriptions.values() if isinstance(one, ConditionSubscription)
    ]
    for one in waiting:
        if one.id not in machine.instance.subscriptions:
            continue  # left because another condition became true
        condition = condition_of(machine, one)
        if one.id not in fresh and not changed & set(condition.variables):
            continue
        holds = evaluate(machine, one.host, condition).value is True
        if holds == one.holds:
            continue
        machine.instance.subscriptions[one.id] = replace(one, holds=holds)
        if holds:
            machine.record(ConditionMet(one.element, one.host))
            events.happen(machine, machine.instance.subscriptions.pop(one.id), {})


def condition_of(machine: Machine, one: ConditionSubscription) -> Expression:
    """The expression a subscription waits for."""
    definition = machine.graph.nodes[one.element].events[one.definition]
    assert isinstance(definition, Conditional)  # noqa: S101  prepared from that definition
    return definition.condition
