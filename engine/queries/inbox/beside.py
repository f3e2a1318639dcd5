"""What stands beside a task on its page: what was decided and done before, what is said, what was handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.execution import involved
from engine.execution.bundle import load_bundle
from engine.execution.involved import part
from engine.queries import case_file, document
from engine.queries.case_file import CaseGlance, Shelf
from engine.queries.document import DocumentRow, Filed, Place
from engine.queries.inbox.task import TaskView
from engine.queries.records import DecisionRow, HistoryRow, decisions, history
from engine.sight import is_consent
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
    #: the data groups it offers to choose from
    shelves: Mapping[Filed, Shelf]
    #: where what the task asks for rests on a consent: how it stands; empty for whoever does not read the file
    consents: tuple[Rested, ...]


@dataclass(frozen=True, slots=True)
class Rested:
    """A data group of the task whose legal basis is a consent: whether one is recorded that holds for whoever does the
    task – of the leading authority for anybody –, and up to which day; `ended` says that there was one.
    """

    group: str
    basis: str
    holds: bool
    until: date | None
    ended: bool


def beside(tx: Transaction, view: TaskView) -> TaskBeside:
    """What stands beside a task that `show` has found readable."""
    place = _place(tx, view)
    return TaskBeside(
        glance=case_file.glance(tx, view.sight) if view.may_read and view.case.concerns_person else None,
        decisions=decisions(tx, view.sight, view.instance_id) if view.may_read else (),
        history=history(tx, view.sight, limit=_FACTS) if view.may_read else (),
        comments=comment.of_task(tx, view.row.id),
        documents=documents(tx, view),
        place=place,
        shelves=case_file.shelves(tx, view.case.id, place.groups if len(place.groups) > 1 else ()),
        consents=_consents(tx, view) if view.may_read and view.case.concerns_person else (),
    )


def _consents(tx: Transaction, view: TaskView) -> tuple[Rested, ...]:
    groups = part(tx, view.version_id, view.digest)
    form = groups.form_of(view.row.element)
    names = {*groups.of_element(view.row.element), *(groups.of_form(form) if form else ())}
    leads = view.case.authority_id == view.row.authority_id
    found = []
    for one in groups.groups:
        if one.group in names and is_consent(one.basis):
            given = [
                consent
                for consent in involved.consents(tx, view.case.id)
                if (leads or consent.recipient == view.row.topic)
                and consent.categories.issuperset(one.categories)
            ]
            holding = [consent for consent in given if consent.holds(tx.today)]
            last = [consent.until for consent in holding]
            until = None if None in last else max((day for day in last if day is not None), default=None)
            found.append(Rested(one.group, one.basis, bool(holding), until, bool(given)))
    return tuple(found)


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
