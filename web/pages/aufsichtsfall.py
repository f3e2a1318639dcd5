"""`/aufsicht/aufgaben/<id>`: one task as its supervisor sees it, and what a supervisor does with it."""

from __future__ import annotations

import secrets

from flask import Blueprint, render_template, request, url_for

from engine import Action, Forbidden, queries
from engine.commands.task import COMMENT_LENGTH
from web.forms import typed
from web.pages.aufsichtsliste import made, own_page
from web.session import begin

page = Blueprint("aufsichtsfall", __name__, url_prefix="/aufsicht/aufgaben")


@page.get("/<int:task_id>")
def show(task_id: int) -> str:
    """The task's clocks, whose it is, who could do it, what was said about it."""
    with begin() as tx:
        view = queries.inbox.show(tx, task_id)
        if not tx.actor.may_supervise(view.row.authority_id, view.row.role):
            tx.actor.must(Action.SUPERVISE, view.row.authority_id)
            raise Forbidden(
                f"Expected to supervise user task {task_id}, but one does not lead its role there"
            )
        people = queries.account.colleagues(tx, view.row.authority_id) if view.may_assign else ()
        people = tuple(one for one in people if one.id not in view.barred)
        away = queries.account.absent(tx, [view.row.authority_id] if view.may_assign else [])
        assignment = made(tx)
        beside = queries.inbox.beside(tx, view)
    able = [one for one in people if one.actor.may_work(view.row.authority_id, view.row.role)]
    return render_template(
        "aufsicht/aufgabe.html",
        view=view,
        beside=beside,
        row=view.row,
        people=[one for one in able if one.id != view.row.assignee_id],
        away=away,
        assignment=assignment,
        key=secrets.token_urlsafe(12),
        here=own_page(),
        comment_length=COMMENT_LENGTH,
        back=typed.own_address(request.args.get("zurueck", "")) or url_for("aufsichtsliste.tasks"),
    )
