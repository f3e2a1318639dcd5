"""The page of one task: what is put together for it, and what its form says it was made from."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask_babel import gettext as _

from engine import Conflict, Forbidden, Transaction, commands, forms, queries
from engine.commands.task import COMMENT_LENGTH
from engine.feel import Value
from engine.forms import FieldView, Option
from engine.queries.inbox import Earlier, TaskView
from engine.queries.tasks import TaskRow, TaskState
from web import handed_in
from web.forms.fields import (
    Fault,
    changing,
    environment,
    is_adapting,
    ordered_errors,
    outcome,
    present,
    pressed,
    typed_values,
)
from web.forms.typed import Fields
from web.numbers import is_number
from web.pages import eingang
from web.words.person import VALUES


def render(
    tx: Transaction,
    view: TaskView,
    shown: Sequence[FieldView],
    errors: Mapping[str, str] | None = None,
    made_from: Seen | None = None,
    faults: Sequence[Fault] = (),
    asked: Option | None = None,
) -> str:
    """The page. After a post it keeps what the form that was posted had seen, so that a stale one stays stale.

    `asked` is an outcome that is asked for once more.
    """
    active = view.row.state is TaskState.ACTIVE
    following: tuple[TaskRow, ...] = ()
    if not active and view.may_read:
        file = queries.case_file.show(tx, view.case.reference)
        following = tuple(row for row in file.tasks if row.state is TaskState.ACTIVE)
    beside = queries.inbox.beside(tx, view)
    return render_template(
        "aufgaben/aufgabe.html",
        view=view,
        beside=beside,
        documents=beside.documents,
        row=view.row,
        fields=shown,
        errors=[*ordered_errors(shown, errors or {}), *faults],
        seen=made_from or Seen(view.row.revision, view.draft_number),
        changing=changing(view.form),
        refresh=url_for("aufgaben.refreshed", task_id=view.row.id),
        own_draft=[] if active or not view.draft else typed_values(tx, view.form, view.variables, view.draft),
        left=typed_values(tx, view.form, view.variables, view.left[1]) if view.left else [],
        mine=view.mine,
        open=active,
        following=following,
        comment_length=COMMENT_LENGTH,
        result=eingang.made(tx) if request.method == "GET" else None,
        asked=asked,
        return_reason=request.form.get("lw-rueckgabe", ""),
        return_fault=next((message for name, _label, message in faults if name == "lw-rueckgabe"), ""),
        outcome=outcome(shown),
        here=eingang.here() if request.method == "GET" else request.path,
        statuses=VALUES["Status"],
        key=secrets.token_urlsafe(12),
    )


def kept_out(name: str, earlier: Earlier) -> str:
    """Why somebody may not take a task that asks for four eyes."""
    if earlier.of:
        return _(
            "„%(name)s“ verlangt vier Augen: Sie vertreten %(who)s bei „%(done)s“, deshalb muss jemand anderes sie "
            "übernehmen.",
            name=name,
            who=earlier.of,
            done=earlier.task,
        )
    return _(
        "„%(name)s“ verlangt vier Augen: Sie haben „%(done)s“ erledigt, deshalb muss jemand anderes sie übernehmen.",
        name=name,
        done=earlier.task,
    )


def fields(
    tx: Transaction, view: TaskView, entered: Fields | None = None, errors: Mapping[str, str] | None = None
) -> tuple[FieldView, ...]:
    """The form of the task with what was typed, else with its draft."""
    typed = view.draft or {} if entered is None else entered
    return present(tx, view.form, view.variables, typed, errors)


def with_outcome(view: TaskView, entered: Fields) -> Fields:
    """What was typed, with the outcome whose button was pressed."""
    chosen = pressed(view.form)
    return entered if chosen is None else {**entered, chosen[0]: [chosen[1]]}


def read(tx: Transaction, view: TaskView, entered: Fields) -> tuple[Mapping[str, Value], Mapping[str, str]]:
    """The values of the form, and what is wrong with it by the key of the field."""
    if view.form is None:
        return {}, {}
    files = queries.document.proving(tx, view.row.id) if forms.takes_files(view.form) else None
    found = forms.read(view.form, entered, view.variables, environment(tx), files)
    return found.values, found.errors


def other_errors(tx: Transaction, view: TaskView, entered: Fields, faults: Sequence[Fault]) -> dict[str, str]:
    """What keeps the task from being completed beside refused files; nothing where that was not wanted."""
    if is_adapting() or request.form.get("lw-aktion") in {"entwurf", "hochladen", "zurueckgeben"}:
        return {}
    _values, found = read(tx, view, with_outcome(view, entered))
    refused = {name for name, _label, _message in faults}
    return {key: message for key, message in found.items() if f"{handed_in.FILES}.{key}" not in refused}


def at_rest(tx: Transaction, view: TaskView, entered: Fields) -> str:
    """A task that stands still: the page says so where the button was, and keeps what is typed."""
    return render(tx, view, fields(tx, view, entered), made_from=seen())


def must_have(view: TaskView, to: str) -> None:
    """Raise unless the actor goes on with the task: that comes before what is wrong with a form.

    Forbidden for whoever may not work on it, Conflict when somebody else or nobody has it.
    """
    if not view.may_work:
        raise Forbidden(
            f"Expected to work on user task {view.row.id}, but it belongs to another authority or role"
        )
    if not view.mine:
        raise Conflict(
            f"Expected to {to} user task {view.row.id}, but {view.row.assignee or 'nobody'} has claimed it"
        )


def known(view: TaskView, entered: Fields) -> dict[str, list[str]]:
    """What belongs to the task's form; anything else that was posted is nobody's business."""
    return {} if view.form is None else forms.kept(view.form, entered)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a form was made from: the task's revision, and the number of its draft if the page said it."""

    revision: int
    draft: int | None


def save(tx: Transaction, view: TaskView, entered: Fields) -> Seen:
    """Keep what was typed as the task's draft; what the form is made from then."""
    kept = commands.task.save_draft(tx, view.row.id, revision(), known(view, entered), draft_number())
    return Seen(kept.revision, kept.number)


def is_kept(view: TaskView, entered: Fields) -> bool:
    """Whether what was typed is the draft of the open task already, in the name of whoever typed it."""
    own = view.mine and view.row.state is TaskState.ACTIVE and not view.draft_by
    return own and view.draft is not None and view.draft == known(view, entered)


def seen() -> Seen:
    """What the form that was posted was made from."""
    return Seen(revision(), draft_number())


def draft_number() -> int | None:
    """The number of the draft the form was made from; None where the page did not say."""
    text = request.form.get("lw-entwurf", "")
    return int(text) if is_number(text) else None


def revision() -> int:
    """The revision of the task the form was made from, 0 where the page did not say."""
    text = request.form.get("lw-revision", "")
    return int(text) if is_number(text) else 0
