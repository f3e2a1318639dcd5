"""What a user task asks for: who, where, by when, with which form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from engine.bpmn import Node, UserTask
from engine.competence import Nobody
from engine.deadlines import Calendar
from engine.execution.changes import UserTaskActivated
from engine.execution.clocks import Clocks, agreed_steps, legal_steps
from engine.execution.instance import ElementInstance
from engine.execution.moments import end_of_day, moment
from engine.execution.services import Fault, FaultKind, Unstaffed
from engine.execution.tokens import groups
from engine.execution.tokens.machine import Machine
from engine.execution.tokens.variables import evaluate, explain, value_of
from engine.feel import Expression, Result, Value

_DEFAULT_PRIORITY = 50
_LONGEST_TITLE = 200
#: the function that says when a deadline ends that an authority set
_SET_END = "fristende"
_NOTHING = Result(None)


def activate(machine: Machine, one: ElementInstance, node: Node, task: UserTask) -> UserTaskActivated:
    """Find the competent authority and the dates; a Fault when nobody is competent or a date is unreadable.

    Where nobody of the role is there the task begins all the same, with the authority that is competent.
    """
    asked = groups.question(_named(machine, one, node, task), node)
    found = machine.services.competence(asked)
    desk = found.desk if isinstance(found, Unstaffed) else found
    if isinstance(desk, Nobody):
        raise Fault(
            FaultKind.COMPETENCE, f"Für „{node.name or node.id}“ ist niemand zuständig. {desk.sentence}"
        )
    assignee = value_of(machine, one.id, task.assignee)
    return UserTaskActivated(
        element=node.id,
        element_instance=one.id,
        name=_title(machine, one, task) or node.name or node.id,
        authority=desk.authority,
        topic=asked.topic,
        role=asked.role if desk.role is None else desk.role,
        reason=desk.reason,
        assignee=assignee if isinstance(assignee, str) else None,
        clocks=_clocks(machine, one, task, desk.authority),
        follow_up=_date(machine, one, task.follow_up_date, "Die Wiedervorlage")[0],
        priority=_priority(value_of(machine, one.id, task.priority)),
        form=task.form,
        question=asked,
        substitute=desk.assignee,
        missing=found.sentence if isinstance(found, Unstaffed) else "",
    )


def _named(machine: Machine, one: ElementInstance, node: Node, task: UserTask) -> Value:
    """The candidate group; a Fault says why an expression names none."""
    if task.candidate_groups is None:
        return None
    result = evaluate(machine, one.id, task.candidate_groups)
    if result.value is None and result.warnings:
        raise Fault(
            FaultKind.COMPETENCE,
            f"„{node.name or node.id}“ kann niemandem zugewiesen werden. Die Kandidatengruppe "
            f"„{task.candidate_groups.text}“ ergab nichts: {explain(result)}.",
        )
    return result.value


def _title(machine: Machine, one: ElementInstance, task: UserTask) -> str:
    """What lists call the task, in one line; empty when the diagram says nothing else than the element's name."""
    said = value_of(machine, one.id, task.title)
    return " ".join(said.split())[:_LONGEST_TITLE] if isinstance(said, str) else ""


def _priority(value: Value) -> int:
    return int(value) if isinstance(value, Decimal) and 0 <= value <= 100 else _DEFAULT_PRIORITY


def _clocks(machine: Machine, one: ElementInstance, task: UserTask, authority: int) -> Clocks:
    """What the law says and what was agreed.

    A due date that deadline law came to is the legal one where the task names no other. Working days that were agreed
    on are those of the authority; its closures move no deadline of the law.
    """

    def by_law() -> Calendar:
        return machine.services.calendar(authority).without_closures()

    due, found = _date(machine, one, task.due_date, "Die Frist", lambda: machine.services.calendar(authority))
    said = value_of(machine, one.id, task.legal_norm), value_of(machine, one.id, task.legal_event)
    if task.legal_due is None and due is not None and found.derivations:
        due, found = _date(machine, one, task.due_date, "Die Frist", by_law)
    if task.legal_due is None and due is not None and found.derivations:
        return Clocks(legal=due, legal_steps=legal_steps(due, _derived(found), *said))
    legal, law = _date(machine, one, task.legal_due, "Die gesetzliche Frist", by_law)
    return Clocks(
        legal,
        due,
        () if legal is None else legal_steps(legal, _derived(law), *said),
        () if due is None else agreed_steps(due, machine.now, found.agreements),
        set_by_case=due is not None and _by_case(task, found),
    )


def _by_case(task: UserTask, found: Result) -> bool:
    """Whether nobody agreed on the day; moving the end of a deadline that an authority set is no agreement."""
    set_end = task.due_date is not None and _SET_END in task.due_date.functions
    return set_end or not found.agreements


def _derived(found: Result) -> tuple[str, ...]:
    """How the law came to its day: what the expression derived, or what an earlier one did and kept beside the day."""
    said = found.value.get("herleitung") if isinstance(found.value, dict) else None
    return (*((said,) if isinstance(said, str) else found.derivations), *found.agreements)


def _date(
    machine: Machine,
    one: ElementInstance,
    expression: Expression | None,
    what: str,
    calendar: Callable[[], Calendar] | None = None,
) -> tuple[datetime | None, Result]:
    """The instant, and the result that says how it was found; a Fault when the expression gives none by mistake.

    The value is a day or moment, or what `fristrechnung` gives: a context with the day in `am`.
    """
    if expression is None:
        return None, _NOTHING
    result = evaluate(machine, one.id, expression, calendar)
    value = result.value.get("am") if isinstance(result.value, dict) else result.value
    if value is None:
        if result.warnings:
            raise Fault(
                FaultKind.EXPRESSION, f"{what} „{expression.text}“ ergab kein Datum: {explain(result)}."
            )
        return None, result
    due = end_of_day(value) or moment(value)
    if due is None:
        raise Fault(FaultKind.EXPRESSION, f"{what} „{expression.text}“ ergab kein Datum.")
    return due, result
