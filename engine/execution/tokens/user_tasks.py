"""What a user task asks for: who, where, by when, with which form."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from engine.actor import GROUP_ROLES, Role
from engine.bpmn import Node, UserTask
from engine.execution.changes import UserTaskActivated
from engine.execution.instance import ElementInstance
from engine.execution.moments import end_of_day, moment
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain, value_of
from engine.feel import Expression, Value

_DEFAULT_PRIORITY = 50


def activate(machine: Machine, one: ElementInstance, node: Node, task: UserTask) -> UserTaskActivated:
    """Find the competent authority and the dates; a Fault when nobody is competent or a date is unreadable."""
    named = node.lane if task.candidate_groups is None else value_of(machine, one.id, task.candidate_groups)
    topic, role = group(named, node)
    authority = machine.services.competent(topic)
    if authority is None:
        raise Fault(
            FaultKind.COMPETENCE,
            f"Für „{node.name or node.id}“ ist am Wohnort der Person keine Stelle mit der Zuständigkeit „{topic}“ "
            "eingetragen.",
        )
    assignee = value_of(machine, one.id, task.assignee)
    return UserTaskActivated(
        element=node.id,
        element_instance=one.id,
        name=node.name or node.id,
        authority=authority,
        topic=topic,
        role=role,
        assignee=assignee if isinstance(assignee, str) else None,
        due=_date(machine, one, task.due_date),
        follow_up=_date(machine, one, task.follow_up_date),
        priority=_priority(value_of(machine, one.id, task.priority)),
        form=task.form,
    )


def group(value: Value, node: Node) -> tuple[str, Role]:
    """Read a candidate group: `topic` or `topic:role`; of several the first one counts."""
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str) or not value.strip():
        raise Fault(FaultKind.COMPETENCE, f"„{node.name or node.id}“ nennt keine zuständige Gruppe.")
    topic, _, role = value.split(",")[0].strip().partition(":")
    key = role or topic
    if role and role not in GROUP_ROLES:
        known = ", ".join(GROUP_ROLES)
        raise Fault(FaultKind.COMPETENCE, f"Die Rolle „{role}“ gibt es nicht. Bekannt sind: {known}.")
    return topic, GROUP_ROLES.get(key, Role.CLERK)


def _priority(value: Value) -> int:
    return int(value) if isinstance(value, Decimal) and 0 <= value <= 100 else _DEFAULT_PRIORITY


def _date(machine: Machine, one: ElementInstance, expression: Expression | None) -> datetime | None:
    if expression is None:
        return None
    result = evaluate(machine, one.id, expression)
    if result.value is None:
        if result.warnings:
            raise Fault(
                FaultKind.EXPRESSION, f"Die Frist „{expression.text}“ ergab kein Datum: {explain(result)}."
            )
        return None
    due = end_of_day(result.value) or moment(result.value)
    if due is None:
        raise Fault(FaultKind.EXPRESSION, f"Die Frist „{expression.text}“ ergab kein Datum.")
    return due
