"""One task with all it takes to do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from engine import bpmn
from engine.bpmn import Graph
from engine.errors import Forbidden, NotFound
from engine.execution import codec, four_eyes, stand_ins
from engine.execution.bundle import Bundle, load_bundle
from engine.feel import Value
from engine.forms import Form
from engine.queries.cases import CaseHead, case_head, hidden_head
from engine.queries.competence import Why, why
from engine.queries.records import DecisionRow, HistoryRow, decisions, history
from engine.queries.sight import log, of_case
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.sight import Ground, Purpose, Sight
from engine.state import account, comment, instance
from engine.state.comment import Comment
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: steps that are told of what may come next
MOST_FOLLOWING: Final = 8


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task with its form, the variables its element sees, and what happened before.

    Without `may_read` the file of the case stays closed to the actor: the person, the decisions, the history and every
    variable that the form does not use or that is personal are left out.
    """

    row: TaskRow
    form: Form | None
    variables: Mapping[str, Value]
    #: of a closed task only its author's own
    draft: Mapping[str, list[str]] | None
    draft_number: int
    draft_at: datetime | None
    #: who typed it; None for nobody, and for a person one's own
    draft_by: str | None
    documentation: str
    why: Why | None
    case: CaseHead
    decisions: tuple[DecisionRow, ...]
    history: tuple[HistoryRow, ...]
    #: what people said about it, the first one first
    comments: tuple[Comment, ...]
    #: by account the earlier task that keeps the person from this one, which asks for four eyes
    barred: Mapping[int, str]
    #: what the process may come to next: name, and kind in words
    following: tuple[tuple[str, str], ...]
    may_work: bool
    #: the actor stands in for whoever has it, and does it for that person now
    stands_in: bool
    in_place: bool
    #: the actor goes on with it: as its assignee, or in their place
    mine: bool
    may_assign: bool
    may_read: bool
    version_id: int
    process_key: str


def show(tx: Transaction, task_id: int) -> TaskView:
    """One task, open or closed. Forbidden when it belongs to another authority or role."""
    row = tx.execute(tasks().where(TASK.c.id == task_id)).first()
    if row is None:
        raise NotFound(f"Expected to find user task {task_id}, but there is none")
    shown = task_row(tx, row)
    place = shown.authority_id, shown.role
    if not (tx.actor.may_work(*place) or tx.actor.may_supervise(*place)):
        raise Forbidden(f"Expected to read user task {task_id}, but it belongs to another authority or role")
    bundle = load_bundle(tx, row.version_id)
    form = bundle.form(row.form)
    sight = of_case(tx, row.case_id)
    log(tx, sight, Ground(Purpose.TASK, shown.name, shown.authority_id))
    may_read = sight.exists
    own = row.draft_by is not None and row.draft_by == tx.actor.account
    variables: Mapping[str, Value] = {}
    if shown.state is TaskState.ACTIVE:
        live = codec.load(instance.get(tx, row.instance_id).tokens)
        variables = live.context(row.element_instance)
        variables = (
            _readable(variables, form, sight, row.instance_id)
            if may_read
            else _impersonal(variables, form, bundle)
        )
    stands_in = shown.state is TaskState.ACTIVE and _stands_in(tx, shown)
    in_place = stands_in and shown.stand_in_id == tx.actor.account
    return TaskView(
        row=shown,
        form=form,
        variables=variables,
        # neither whoever is away nor who stands in sees what the other has typed
        draft=_draft(row, own, stands_in, in_place),
        draft_number=row.draft_number,
        draft_at=row.draft_at if row.draft is not None and not stands_in else None,
        draft_by=None if own or stands_in or row.draft_by is None else account.get(tx, row.draft_by).name,
        why=why(row.norm, row.rule, row.reason),
        documentation=bundle.graphs[row.process_key].nodes[row.element].documentation,
        case=(case_head if may_read else hidden_head)(tx, shown.case_reference),
        decisions=decisions(tx, sight) if may_read else (),
        history=history(tx, sight, limit=20) if may_read else (),
        comments=comment.of_task(tx, task_id),
        barred=four_eyes.barred_at(tx, bundle, row.instance_id, row.process_key, row.element).people
        if shown.state is TaskState.ACTIVE
        else {},
        following=_following(bundle.graphs[row.process_key], row.element),
        may_work=shown.state is TaskState.ACTIVE and tx.actor.may_work(*place),
        stands_in=stands_in,
        in_place=in_place,
        mine=shown.state is TaskState.ACTIVE
        and (in_place or (shown.assignee_id is not None and shown.assignee_id == tx.actor.account)),
        may_assign=tx.actor.may_hand_out(*place),
        may_read=may_read,
        version_id=row.version_id,
        process_key=row.process_key,
    )


def _following(graph: Graph, element: str) -> tuple[tuple[str, str], ...]:
    stops = bpmn.next_stops(graph, element)
    return tuple((stop.name, bpmn.kind_label(stop)) for stop in stops[:MOST_FOLLOWING])


def _draft(
    row: Any, own: bool, stands_in: bool, in_place: bool
) -> Mapping[str, list[str]] | None:  # Any: a row
    if stands_in:
        return row.stand_in_draft if in_place else None
    return row.draft if row.state == TaskState.ACTIVE or own else None


def _stands_in(tx: Transaction, shown: TaskRow) -> bool:
    if shown.assignee_id in (None, tx.actor.account):
        return False
    return tx.actor.account in stand_ins.of_task(tx, shown.id, shown.authority_id, shown.assignee_id)


def _readable(
    variables: Mapping[str, Value], form: Form | None, sight: Sight, instance_id: int
) -> Mapping[str, Value]:
    """What the task's own form uses, and what is readable beside it."""
    used = frozenset() if form is None else form.reads | frozenset(form.keys)
    return {
        name: value
        for name, value in variables.items()
        if name in used or sight.reads_variable(instance_id, name)
    }


def _impersonal(variables: Mapping[str, Value], form: Form | None, bundle: Bundle) -> Mapping[str, Value]:
    """What the task's own form uses, without what any form of the process marks as personal."""
    used = frozenset() if form is None else form.reads | frozenset(form.keys)
    personal = frozenset[str]().union(*(one.personal_keys for one in bundle.forms.values()))
    return {name: value for name, value in variables.items() if name in used - personal}
