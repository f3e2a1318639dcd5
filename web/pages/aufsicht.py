"""`/aufsicht`: what is overdue or due soon at one's authority, and who should do it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, commands, queries
from engine.queries.tasks import TaskRow, TaskState
from web.session import begin

page = Blueprint("aufsicht", __name__, url_prefix="/aufsicht")


@page.get("")
def overview() -> str:
    """Figures and tasks of one authority."""
    chosen = request.args.get("behoerde", "")
    with begin() as tx:
        seen = queries.supervision.overview(tx, int(chosen) if chosen.isdecimal() else None)
    return render_template("aufsicht/aufsicht.html", seen=seen)


@page.post("/aufgaben/<int:task_id>/zuweisen")
def assign(task_id: int) -> Response:
    """Give a task to a colleague."""
    person, revision = request.form.get("lw-person", ""), request.form.get("lw-revision", "")
    if not person.isdecimal() or not revision.isdecimal():
        flash(_("Bitte wählen Sie zuerst eine Person, dann „Zuweisen“."), "warning")
        return redirect(url_for("aufsicht.overview", behoerde=request.form.get("lw-behoerde") or None))
    try:
        with begin() as tx:
            commands.task.assign(tx, task_id, int(revision), int(person))
            row = queries.inbox.show(tx, task_id).row
    except Conflict:
        with begin() as tx:
            row = queries.inbox.show(tx, task_id).row
        flash(_moved_on(row), "warning")
        return redirect(url_for("aufsicht.overview", behoerde=row.authority_id))
    flash(_("„%(task)s“ ist jetzt bei %(person)s.", task=row.name, person=row.assignee or ""), "success")
    return redirect(url_for("aufsicht.overview", behoerde=row.authority_id, _anchor=f"aufgabe-{task_id}"))


def _moved_on(row: TaskRow) -> str:
    """What has become of a task that was not as the page showed it."""
    if row.state is not TaskState.ACTIVE:
        return _("„%(task)s“ ist inzwischen erledigt.", task=row.name)
    if row.assignee:
        return _("„%(task)s“ bearbeitet inzwischen %(person)s.", task=row.name, person=row.assignee)
    return _("„%(task)s“ hat sich inzwischen geändert. Bitte weisen Sie noch einmal zu.", task=row.name)
