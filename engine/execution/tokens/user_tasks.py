"""What a user task asks for: who, where, by when, with which form."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from engine.bpmn import Node, UserTask
from engine.competence import Nobody
from engine.execution.changes import UserTaskActivated
from engine.execution.instance import ElementInstance
from engine.execution.moments import end_of_day, moment
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import groups
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain, value_of
from engine.feel import Expression, Value

_DEFAULT_PRIORITY = 50


def activate(machine: Machine, one: ElementInstance, node: Node, task: UserTask) -> UserTaskActivated:
    """Find the competent authority and the dates; a Fault when nobody is competent or a date is unreadable."""
    asked = groups.question(_named(machine, one, node, task), node)
    desk = machine.services.competence(asked)
    if isinstance(desk, Nobody):
        raise Fault(
            FaultKind.COMPETENCE, f"Für „{node.name or node.id}“ ist niemand zuständig. {desk.sentence}"
        )
    assignee = value_of(machine, one.id, task.assignee)
    due, derivation = _date(machine, one, task.due_date)
    return UserTaskActivated(
        element=node.id,
        element_instance=one.id,
        name=node.name or node.id,
        authority=desk.authority,
        topic=asked.topic,
        role=asked.role if desk.role is None else desk.role,
        reason=desk.reason,
        assignee=assignee if isinstance(assignee, str) else None,
        due=due,
        follow_up=_date(machine, one, task.follow_up_date)[0],
        priority=_priority(value_of(machine, one.id, task.priority)),
        form=task.form,
        question=asked,
        substitute=desk.assignee,
        due_derivation=derivation,
    )


def _named(machine: Machine, one: ElementInstance, node: Node, task: UserTask) -> Value:
    """The candidate group, else the lane; a Fault says why an expression names none."""
    if task.candidate_groups is None:
        return node.lane
    result = evaluate(machine, one.id, task.candidate_groups)
    if result.value is None and result.warnings:
        raise Fault(
            FaultKind.COMPETENCE,
            f"„{node.name or node.id}“ kann niemandem zugewiesen werden. Die Kandidatengruppe "
            f"„{task.candidate_groups.text}“ ergab nichts: {explain(result)}.",
        )
    return result.value


def _priority(value: Value) -> int:
    return int(value) if isinstance(value, Decimal) and 0 <= value <= 100 else _DEFAULT_PRIORITY


def _date(
    machine: Machine, one: ElementInstance, expression: Expression | None
) -> tuple[datetime | None, tuple[str, ...]]:
    """The instant, and how deadline law came to it."""
    if expression is None:
        return None, ()
    result = evaluate(machine, one.id, expression)
    if result.value is None:
        if result.warnings:
            raise Fault(
                FaultKind.EXPRESSION, f"Die Frist „{expression.text}“ ergab kein Datum: {explain(result)}."
            )
        return None, ()
    due = end_of_day(result.value) or moment(result.value)
    if due is None:
        raise Fault(FaultKind.EXPRESSION, f"Die Frist „{expression.text}“ ergab kein Datum.")
    return due, result.derivations
