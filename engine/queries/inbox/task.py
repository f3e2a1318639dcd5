"""One task with all it takes to do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam

from engine import bpmn
from engine.actor import Actor
from engine.bpmn import Node
from engine.errors import Forbidden, NotFound
from engine.execution import codec, four_eyes, stand_ins
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.four_eyes import Earlier
from engine.execution.sight import is_over
from engine.feel import Value
from engine.forms import Form
from engine.profile import ReferralState
from engine.queries.cases import CaseHead, head_of, hidden
from engine.queries.competence import Why, why
from engine.queries.sight import log, of_case
from engine.queries.tasks import TaskRow, task_row, tasks
from engine.sight import Ground, Purpose, Sight
from engine.state import instance
from engine.state.account import ACCOUNT
from engine.state.definition import VERSION
from engine.state.instance import IS_STATE, STATE
from engine.state.referral import REFERRAL
from engine.state.task import TASK, TaskState
from engine.state.typed import TYPED
from engine.transaction import Transaction

#: steps that are told of what came before, and of what may come next
MOST_STOPS: Final = 8


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task with its form and the variables its element sees; what stands beside it is `beside`.

    Without `may_read` the file of the case stays closed to the actor: the person and every variable that the form does
    not use or that is personal are left out.
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
    #: what somebody who stood in typed beside the draft, and who; None where there is nothing, or they still do
    left: tuple[str, Mapping[str, list[str]]] | None
    documentation: str
    why: Why | None
    case: CaseHead
    #: of the case: what the actor reads beside the task
    sight: Sight
    #: by account the earlier task that keeps the person from this one, which asks for four eyes
    barred: Mapping[int, Earlier]
    #: from where the process may have come here, and what it may come to next: name, and kind in words
    preceding: tuple[tuple[str, str], ...]
    following: tuple[tuple[str, str], ...]
    may_work: bool
    #: the actor stands in for whoever has it, and does it for that person now
    stands_in: bool
    in_place: bool
    #: the actor goes on with it: as its assignee, or in their place
    mine: bool
    may_assign: bool
    #: whether the actor may say something about it, open or closed
    may_comment: bool
    may_read: bool
    instance_id: int
    version_id: int
    digest: str | None
    process_key: str
    #: the referral whose turn it is part of, as far as the actor reads it
    referral: TaskReferral | None


@dataclass(frozen=True, slots=True)
class TaskReferral:
    """The referral a task belongs to: its number and how far it is."""

    id: int
    state: ReferralState


_DRAFTER = ACCOUNT.alias("drafter")
_STOOD_IN = ACCOUNT.alias("stood_in")
_OWN, _INSTEAD = TYPED.alias("own_draft"), TYPED.alias("draft_in_place")
_SHOWN = (
    tasks()
    .add_columns(
        VERSION.c.id.label("running_id"),
        VERSION.c.digest,
        STATE.c.tokens,
        _DRAFTER.c.name.label("drafter"),
        _OWN.c.entered,
        _INSTEAD.c.entered.label("entered_in_place"),
        _INSTEAD.c.author_id.label("stood_in_id"),
        _STOOD_IN.c.name.label("stood_in"),
        REFERRAL.c.id.label("referral_id"),
        REFERRAL.c.state.label("referral_state"),
    )
    .outerjoin(STATE, IS_STATE)
    .outerjoin(_DRAFTER, _DRAFTER.c.id == TASK.c.draft_by)
    .outerjoin(_OWN, and_(_OWN.c.task_id == TASK.c.id, ~_OWN.c.in_place))
    .outerjoin(_INSTEAD, and_(_INSTEAD.c.task_id == TASK.c.id, _INSTEAD.c.in_place))
    .outerjoin(_STOOD_IN, _STOOD_IN.c.id == _INSTEAD.c.author_id)
    .outerjoin(REFERRAL, REFERRAL.c.instance_id == TASK.c.instance_id)
    .where(TASK.c.id == bindparam("task"))
)


def show(tx: Transaction, task_id: int) -> TaskView:
    """One task, open or closed. Forbidden when it belongs to another authority or role."""
    _ = tx.now  # comes along with what opens the wall, before the first statement
    row = tx.execute(_SHOWN, {"task": task_id}).first()
    if row is None:
        raise NotFound(f"Expected to find user task {task_id}, but there is none")
    shown = task_row(tx, row)
    place = shown.authority_id, shown.role
    if not shown.may_open:
        raise Forbidden(f"Expected to read user task {task_id}, but it belongs to another authority or role")
    # a closed task may be of a version that its instance has left
    digest = row.digest if row.version_id == row.running_id else None
    bundle = load_bundle(tx, row.version_id, digest)
    form = bundle.form(row.form)
    if shown.state is TaskState.ACTIVE and not tx.actor.system:
        _must_be_released(tx, shown, row, digest)
    sight = of_case(tx, row.case_id)
    log(tx, sight, Ground(Purpose.TASK, shown.name, shown.authority_id))
    may_read = sight.exists
    own = row.draft_by is not None and row.draft_by == tx.actor.account
    active = shown.state is TaskState.ACTIVE
    stands_in = active and _stands_in(tx, shown)
    in_place = stands_in and shown.stand_in_id == tx.actor.account
    head = head_of(tx, row.case_id)
    graph = bundle.graphs[row.process_key]
    draft = _draft(row, own, stands_in, in_place, tx.actor)
    return TaskView(
        row=shown,
        form=form,
        variables=_variables(tx, row, sight, form, bundle) if active else {},
        # neither whoever is away nor who stands in sees what the other has typed
        draft=draft,
        draft_number=row.draft_number,
        draft_at=row.draft_at if draft is not None and not stands_in else None,
        draft_by=_drafter(row, own, stands_in, tx.actor) if draft is not None else None,
        left=_left(row, tx.actor),
        why=why(row.norm, row.rule, row.reason),
        documentation=graph.nodes[row.element].documentation,
        case=head if may_read else hidden(head),
        sight=sight,
        barred=four_eyes.barred_at(tx, bundle, row.instance_id, row.process_key, row.element).people
        if active
        else {},
        preceding=_named(bpmn.previous_stops(graph, row.element)),
        following=_named(bpmn.next_stops(graph, row.element)),
        may_work=active and tx.actor.may_work(*place),
        stands_in=stands_in,
        in_place=in_place,
        mine=active
        and (in_place or (shown.assignee_id is not None and shown.assignee_id == tx.actor.account)),
        may_assign=tx.actor.may_hand_out(*place),
        may_comment=tx.actor.may_work(*place) or tx.actor.may_hand_out(*place),
        may_read=may_read,
        instance_id=row.instance_id,
        version_id=row.version_id,
        digest=digest,
        process_key=row.process_key,
        referral=TaskReferral(row.referral_id, ReferralState(row.referral_state))
        if row.referral_id is not None and sight.reads_anything(row.instance_id)
        else None,
    )


def _must_be_released(tx: Transaction, shown: TaskRow, row: Any, digest: str | None) -> None:  # Any: a row
    """The job that takes a task away whose release has ended may not have run yet."""
    if is_over(tx, row.case_id, shown.id, shown.element, row.version_id, digest):
        raise Forbidden(f"Expected to read user task {shown.id}, but the release it rests on has ended")


def _variables(
    tx: Transaction, row: Any, sight: Sight, form: Form | None, bundle: Bundle
) -> Mapping[str, Value]:  # Any: a row
    """What the element sees, as far as the actor reads it. Forbidden when the wall keeps from them what it is at."""
    if row.tokens is None:
        instance.get(tx, row.instance_id)
    known = codec.load(bytes(row.tokens)).context(row.element_instance)
    if sight.exists:
        return _readable(known, form, sight, row.instance_id)
    return _impersonal(known, form, bundle)


def _named(stops: Sequence[Node]) -> tuple[tuple[str, str], ...]:
    return tuple((stop.name, bpmn.kind_label(stop)) for stop in stops[:MOST_STOPS])


def _draft(
    row: Any, own: bool, stands_in: bool, in_place: bool, actor: Actor
) -> Mapping[str, list[str]] | None:  # Any: a row
    """What was typed: for its author, and of an open task for who has it or may take it; colleagues of somebody who is
    at work on it, or away, do not read along.
    """
    if stands_in:
        return row.entered_in_place if in_place else None
    theirs = row.state == TaskState.ACTIVE and row.assignee_id in (None, actor.account)
    return row.entered if own or theirs or (actor.system and row.state == TaskState.ACTIVE) else None


def _drafter(row: Any, own: bool, stands_in: bool, actor: Actor) -> str | None:  # Any: a row
    """Who typed the draft that is shown; for a person None when they did."""
    if stands_in:
        name: str | None = None if row.stood_in_id == actor.account else row.stood_in
        return name
    return None if own else row.drafter


def _left(row: Any, actor: Actor) -> tuple[str, Mapping[str, list[str]]] | None:  # Any: a row
    """What is shown beside the draft, to nobody but who has the task."""
    has = row.state == TaskState.ACTIVE and row.assignee_id is not None and row.assignee_id == actor.account
    if not has or row.stand_in_id is not None or row.entered_in_place is None or row.stood_in is None:
        return None
    return row.stood_in, row.entered_in_place


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
