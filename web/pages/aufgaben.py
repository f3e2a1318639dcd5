"""`/aufgaben`: the inbox and the page of one task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Invalid, commands, forms, queries
from engine.clock import ZONE
from engine.feel import Environment
from engine.forms import FieldView
from engine.queries.inbox import InboxFilter, InboxView, TaskView
from engine.queries.tasks import TaskState
from web.session import begin, current_actor

page = Blueprint("aufgaben", __name__, url_prefix="/aufgaben")

#: addresses speak German
VIEWS = {
    "gruppe": InboxView.GROUP,
    "meine": InboxView.MINE,
    "frei": InboxView.UNASSIGNED,
    "ueberfaellig": InboxView.OVERDUE,
    "erledigt": InboxView.DONE,
}
#: fields of the page's forms that are not fields of the task's form
_OWN = frozenset({"csrf_token", "revision", "aktion"})


@page.get("")
def inbox() -> str:
    """The tasks within reach, sorted by due date."""
    chosen = request.args.get("ansicht", "gruppe")
    wanted = InboxFilter(
        VIEWS.get(chosen, InboxView.GROUP),
        request.args.get("suche", "").strip()[:200],
        request.args.get("nach"),
    )
    with begin() as tx:
        found = queries.inbox.page(tx, wanted)
    rows_only = request.headers.get("HX-Target") == "zeilen"
    return render_template(
        "aufgaben/zeilen.html" if rows_only else "aufgaben/liste.html",
        page=found,
        chosen=chosen if chosen in VIEWS else "gruppe",
        views=VIEWS,
        text=wanted.text,
        after=wanted.after,
        me=current_actor().account,
    )


@page.get("/<int:task_id>")
def show(task_id: int) -> str:
    """One task with its form."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        return _render(view, _fields(view, _environment(tx.now)))


@page.post("/<int:task_id>/uebernehmen")
def claim(task_id: int) -> Response | str:
    """Take a task nobody has; from the list only the row is answered."""
    with begin() as tx:
        commands.task.claim(tx, task_id, _revision())
        row = queries.inbox.show(tx, task_id).row
    if request.headers.get("HX-Request"):
        return render_template("aufgaben/zeile.html", row=row, me=current_actor().account, focus=True)
    flash(_("Sie haben die Aufgabe übernommen."), "success")
    return redirect(url_for("aufgaben.show", task_id=task_id))


@page.post("/<int:task_id>/freigeben")
def release(task_id: int) -> Response:
    """Give the task back to the group."""
    with begin() as tx:
        commands.task.release(tx, task_id, _revision())
    flash(_("Die Aufgabe steht wieder allen in der Gruppe offen. Der Entwurf bleibt erhalten."), "success")
    return redirect(url_for("aufgaben.inbox"))


@page.post("/<int:task_id>")
def submit(task_id: int) -> Response | str | tuple[str, int]:
    """Save the draft or complete the task, by the button pressed."""
    entered = _entered()
    try:
        if request.form.get("aktion") == "entwurf":
            with begin() as tx:
                commands.task.save_draft(tx, task_id, _revision(), entered)
            flash(_("Der Entwurf ist gespeichert."), "success")
            return redirect(url_for("aufgaben.show", task_id=task_id))
        return _complete(task_id, entered)
    except Conflict:
        return stale(task_id, entered)


def _complete(task_id: int, entered: Mapping[str, Sequence[str]]) -> Response | tuple[str, int]:
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        environment = _environment(tx.now)
        if view.row.state is not TaskState.ACTIVE:
            raise Conflict(f"Expected to complete user task {task_id}, but it is {view.row.state}")
        errors: Mapping[str, str] = {}
        values = {}
        if view.form is not None:
            submission = forms.read(view.form, entered, view.variables, environment)
            errors, values = submission.errors, submission.values
        if not errors:
            try:
                commands.task.complete(tx, task_id, _revision(), values)
            except Invalid as refused:
                errors = refused.fields
        if errors:
            return _render(view, _fields(view, environment, entered, errors), errors), 422
    flash(_("„%(name)s“ ist abgeschlossen.", name=view.row.name), "success")
    return redirect(url_for("akte.show", reference=view.case.reference))


def stale(task_id: int, entered: Mapping[str, Sequence[str]]) -> tuple[str, int]:
    """Somebody was faster: who and when, and everything the clerk had typed, to be copied."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        labels = {}
        if view.form is not None:
            environment = _environment(tx.now)
            labels = {
                field.key: field.label.text(view.variables, environment) for field in view.form.fields()
            }
    typed = [(labels.get(key) or key, "\n".join(values)) for key, values in entered.items() if any(values)]
    return render_template("aufgaben/ueberholt.html", view=view, row=view.row, typed=typed), 409


def _render(view: TaskView, fields: Sequence[FieldView], errors: Mapping[str, str] | None = None) -> str:
    mine = view.row.assignee_id == current_actor().account and view.row.state is TaskState.ACTIVE
    return render_template(
        "aufgaben/aufgabe.html",
        view=view,
        row=view.row,
        fields=fields,
        errors=_ordered(fields, errors or {}),
        mine=mine,
        open=view.row.state is TaskState.ACTIVE,
    )


def _fields(
    view: TaskView,
    environment: Environment,
    entered: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    if view.form is None:
        return ()
    return forms.present(view.form, view.variables, environment, entered or view.draft or {}, errors)


def _ordered(fields: Sequence[FieldView], errors: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(id, label, message) of each error, in the order of the page."""
    found: list[tuple[str, str, str]] = []
    for field in fields:
        if field.error:
            found.append((field.id, field.label, field.error))
        found.extend(_ordered(field.children, {}))
    named = {message for _id, _label, message in found}
    return found + [("formular", key, message) for key, message in errors.items() if message not in named]


def _entered() -> dict[str, list[str]]:
    return {key: values for key, values in request.form.to_dict(flat=False).items() if key not in _OWN}


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if text.isdecimal() else 0


def _environment(now: datetime) -> Environment:
    return Environment(now=now.astimezone(ZONE))
