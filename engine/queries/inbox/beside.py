"""What stands beside a task on its page: what was decided and done before, what is said, what was handed in."""

from __future__ import annotations

from dataclasses import dataclass

from engine.execution.bundle import load_bundle
from engine.queries import case_file, document
from engine.queries.case_file import CaseGlance
from engine.queries.document import DocumentRow, Place
from engine.queries.inbox.task import TaskView
from engine.queries.records import DecisionRow, HistoryRow, decisions, history
from engine.state import comment
from engine.state.case import CaseState
from engine.state.comment import Comment
from engine.transaction import Transaction

#: facts of the history
_FACTS = 20


@dataclass(frozen=True, slots=True)
class TaskBeside:
    """Decisions of the task's process instance. They and history are empty for whoever does not read the file, and the
    glance is None; `place` takes documents of whoever goes on with the task.
    """

    glance: CaseGlance | None
    decisions: tuple[DecisionRow, ...]
    history: tuple[HistoryRow, ...]
    #: what people said about it, the first one first
    comments: tuple[Comment, ...]
    documents: tuple[DocumentRow, ...]
    place: Place


def beside(tx: Transaction, view: TaskView) -> TaskBeside:
    """What stands beside a task that `show` has found readable."""
    return TaskBeside(
        glance=case_file.glance(tx, view.sight) if view.may_read and view.case.concerns_person else None,
        decisions=decisions(tx, view.sight, view.instance_id) if view.may_read else (),
        history=history(tx, view.sight, limit=_FACTS) if view.may_read else (),
        comments=comment.of_task(tx, view.row.id),
        documents=documents(tx, view),
        place=_place(tx, view),
    )


def documents(tx: Transaction, view: TaskView) -> tuple[DocumentRow, ...]:
    """What was handed in at the task, as far as the actor may open it."""
    own = tx.actor.may_work(view.row.authority_id, view.row.role)
    return document.of_task(tx, view.row.id, view.sight, own=own)


def _place(tx: Transaction, view: TaskView) -> Place:
    if view.case.state is CaseState.CLOSED:
        return Place(may_add=False, closed=True)
    if not (view.mine and view.may_work):
        return Place(may_add=False)
    bundle = load_bundle(tx, view.version_id, view.digest)
    return document.at_form(tx, bundle, view.instance_id, view.form)
