"""The inbox: which tasks wait for the actor, in which order, and one of them with all it takes to do it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from engine.actor import Action
from engine.errors import Forbidden, Invalid, NotFound
from engine.execution import codec
from engine.execution.bundle import Bundle, load_bundle
from engine.feel import Value
from engine.forms import Form
from engine.queries.cases import CaseHead, case_head, hidden_head, may_open
from engine.queries.competence import Why, why
from engine.queries.records import DecisionRow, HistoryRow, decisions, history
from engine.queries.tasks import TaskRow, task_row, tasks, within_reach
from engine.state import comment, instance
from engine.state.case import CASE, PERSON
from engine.state.comment import Comment
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


class InboxView(StrEnum):
    """Which of the tasks within reach are shown."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    OVERDUE = "overdue"
    GROUP = "group"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What to show; `after` is the cursor that the page before gave as `next`."""

    view: InboxView = InboxView.GROUP
    text: str = ""
    after: str | None = None
    size: int = 50


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page, sorted by due date; `counts` hold for the whole inbox, not for the text filter."""

    tasks: tuple[TaskRow, ...]
    next: str | None
    counts: Mapping[InboxView, int]


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task with its form, the variables its element sees, and what happened before.

    Without `may_read` the file of the case stays closed to the actor: the person, the decisions, the history and every
    variable that the form does not use or that is personal are left out.
    """

    row: TaskRow
    form: Form | None
    variables: Mapping[str, Value]
    draft: Mapping[str, list[str]] | None
    documentation: str
    why: Why | None
    case: CaseHead
    decisions: tuple[DecisionRow, ...]
    history: tuple[HistoryRow, ...]
    #: what people said about it, the first one first
    comments: tuple[Comment, ...]
    may_work: bool
    may_assign: bool
    may_read: bool
    version_id: int
    process_key: str


def page(tx: Transaction, wanted: InboxFilter) -> InboxPage:
    """The tasks within the actor's reach that the filter names. Forbidden for roles that never work on tasks."""
    tx.actor.must(Action.WORK_TASK)
    if wanted.view is InboxView.DONE:
        order: Sequence[ColumnElement[object]] = (TASK.c.closed_at.desc(), TASK.c.id.desc())
    else:
        order = (TASK.c.due_at.asc(), TASK.c.id.asc())
    statement = tasks().where(_in_view(tx, wanted.view), *matching(tx, wanted.text))
    if wanted.after:
        statement = statement.where(_behind(wanted))
    rows = tx.execute(statement.order_by(*order).limit(wanted.size + 1)).all()
    shown = tuple(task_row(tx, row) for row in rows[: wanted.size])
    more = len(rows) > wanted.size
    return InboxPage(shown, _cursor(shown[-1], wanted.view) if more else None, counts(tx))


def counts(tx: Transaction) -> dict[InboxView, int]:
    """How many tasks each view holds; done ones are not counted."""
    views = {view: _of_open(tx, view) for view in InboxView if view is not InboxView.DONE}
    row = tx.execute(
        select(*[func.count().filter(one).label(view.value) for view, one in views.items()]).where(
            TASK.c.state == TaskState.ACTIVE, within_reach(tx.actor)
        )
    ).one()
    return {view: row._mapping[view.value] for view in views}


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
    may_read = may_open(tx, row.case_id)
    variables: Mapping[str, Value] = {}
    if shown.state is TaskState.ACTIVE:
        live = codec.load(instance.get(tx, row.instance_id).tokens)
        variables = live.context(row.element_instance)
        if not may_read:
            variables = _impersonal(variables, form, bundle)
    return TaskView(
        row=shown,
        form=form,
        variables=variables,
        draft=row.draft,
        why=why(row.norm, row.rule, row.reason),
        documentation=bundle.graphs[row.process_key].nodes[row.element].documentation,
        case=(case_head if may_read else hidden_head)(tx, shown.case_reference),
        decisions=decisions(tx, row.case_id) if may_read else (),
        history=history(tx, row.case_id, limit=20) if may_read else (),
        comments=comment.of_task(tx, task_id),
        may_work=shown.state is TaskState.ACTIVE and tx.actor.may_work(*place),
        may_assign=tx.actor.may_hand_out(*place),
        may_read=may_read,
        version_id=row.version_id,
        process_key=row.process_key,
    )


def _impersonal(variables: Mapping[str, Value], form: Form | None, bundle: Bundle) -> Mapping[str, Value]:
    """What the task's own form uses, without what any form of the process marks as personal."""
    used = frozenset() if form is None else form.reads | frozenset(form.keys)
    personal = frozenset[str]().union(*(one.personal_keys for one in bundle.forms.values()))
    return {name: value for name, value in variables.items() if name in used - personal}


def _in_view(tx: Transaction, view: InboxView) -> ColumnElement[bool]:
    if view is InboxView.DONE:
        return and_(TASK.c.state == TaskState.COMPLETED, TASK.c.closed_by == tx.actor.account)
    return and_(TASK.c.state == TaskState.ACTIVE, within_reach(tx.actor), _of_open(tx, view))


def _of_open(tx: Transaction, view: InboxView) -> ColumnElement[bool]:
    """Which of the open tasks within reach, by columns of `ix_user_task_supervision` alone: counts read no row."""
    match view:
        case InboxView.MINE:
            return TASK.c.assignee_id == tx.actor.account
        case InboxView.UNASSIGNED:
            return TASK.c.assignee_id.is_(None)
        case InboxView.OVERDUE:
            return TASK.c.due_at < tx.now
        case _:
            return true()


def matching(tx: Transaction, text: str) -> list[ColumnElement[bool]]:
    """Every word must occur in the task's name, the case number or, for whoever may read files, the person's name."""
    own = TASK.c.authority_id.in_(sorted(tx.actor.authorities(Action.READ_CASE)))
    seen = true() if tx.actor.system else own
    return [
        or_(
            *(field.icontains(word, autoescape=True) for field in (TASK.c.name, CASE.c.reference)),
            and_(
                seen,
                or_(
                    *(
                        field.icontains(word, autoescape=True)
                        for field in (PERSON.c.family_name, PERSON.c.given_name)
                    )
                ),
            ),
        )
        for word in text.split()[:8]
    ]


def _cursor(last: TaskRow, view: InboxView) -> str:
    at = last.closed_at if view is InboxView.DONE else last.due
    return f"{'' if at is None else at.isoformat()}~{last.id}"


def _behind(wanted: InboxFilter) -> ColumnElement[bool]:
    moment, _, number = (wanted.after or "").partition("~")
    try:
        at, last = (datetime.fromisoformat(moment) if moment else None), int(number)
    except ValueError as error:
        raise Invalid("Expected to read a page cursor, but it is not one this list gave") from error
    if wanted.view is InboxView.DONE:
        if at is None:
            raise Invalid("Expected to read a page cursor, but it is not one this list gave")
        return or_(TASK.c.closed_at < at, and_(TASK.c.closed_at == at, TASK.c.id < last))
    if at is None:
        return and_(TASK.c.due_at.is_(None), TASK.c.id > last)
    return or_(TASK.c.due_at > at, and_(TASK.c.due_at == at, TASK.c.id > last), TASK.c.due_at.is_(None))
