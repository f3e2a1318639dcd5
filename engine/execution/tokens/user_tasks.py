"""What a user task asks for: who, where, by when, with which form."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from engine.bpmn import Node, UserTask
from engine.competence import Nobody
from engine.execution.changes import UserTaskActivated
from engine.execution.clocks import Clocks, agreed_steps, legal_steps
from engine.execution.instance import ElementInstance
from engine.execution.moments import end_of_day, moment
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import groups
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain, value_of
from engine.feel import Expression, Result, Value

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
    return UserTaskActivated(
        element=node.id,
        element_instance=one.id,
        name=node.name or node.id,
        authority=desk.authority,
        topic=asked.topic,
        role=asked.role if desk.role is None else desk.role,
        reason=desk.reason,
        assignee=assignee if isinstance(assignee, str) else None,
        clocks=_clocks(machine, one, task),
        follow_up=_date(machine, one, task.follow_up_date, "Die Wiedervorlage")[0],
        priority=_priority(value_of(machine, one.id, task.priority)),
        form=task.form,
        question=asked,
        substitute=desk.assignee,
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


def _clocks(machine: Machine, one: ElementInstance, task: UserTask) -> Clocks:
    """What the law says and what was agreed.

    A due date that deadline law came to is the legal one where the task names no other.
    """
    due, found = _date(machine, one, task.due_date, "Die Frist")
    if task.legal_due is None and found is not None and found.derivations:
        return Clocks(legal=due, legal_steps=_legal(due, found, task.legal_norm))
    legal, law = _date(machine, one, task.legal_due, "Die gesetzliche Frist")
    return Clocks(
        legal,
        due,
        _legal(legal, law, task.legal_norm),
        () if due is None or found is None else agreed_steps(due, machine.now, found.agreements),
    )


def _legal(at: datetime | None, found: Result | None, norm: str) -> tuple[str, ...]:
    if at is None or found is None:
        return ()
    return legal_steps(at, (*found.derivations, *found.agreements), norm)


def _date(
    machine: Machine, one: ElementInstance, expression: Expression | None, what: str
) -> tuple[datetime | None, Result | None]:
    """The instant, and the result that says how it was found; a Fault when the expression gives none by mistake."""
    if expression is None:
        return None, None
    result = evaluate(machine, one.id, expression)
    if result.value is None:
        if result.warnings:
            raise Fault(
                FaultKind.EXPRESSION, f"{what} „{expression.text}“ ergab kein Datum: {explain(result)}."
            )
        return None, result
    due = end_of_day(result.value) or moment(result.value)
    if due is None:
        raise Fault(FaultKind.EXPRESSION, f"{what} „{expression.text}“ ergab kein Datum.")
    return due, result
