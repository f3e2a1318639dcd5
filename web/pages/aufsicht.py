"""`/aufsicht`: what is overdue or due soon at one's authority, and who should do it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Invalid, commands, queries
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
    person, revision = request.form.get("person", ""), request.form.get("revision", "")
    if not person.isdecimal() or not revision.isdecimal():
        raise Invalid(
            "Expected to assign a task, but no person was chosen", {"person": "Bitte wählen Sie eine Person."}
        )
    with begin() as tx:
        commands.task.assign(tx, task_id, int(revision), int(person))
        row = queries.inbox.show(tx, task_id).row
    flash(_("„%(task)s“ ist jetzt bei %(person)s.", task=row.name, person=row.assignee or ""), "success")
    return redirect(url_for("aufsicht.overview", behoerde=row.authority_id, _anchor=f"aufgabe-{task_id}"))
