"""`/aufsicht/personen`: what one person has in hand, and who stands in for them."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from engine.queries import supervision
from engine.queries.supervision import Counts, TaskFilter
from web import supervision_filter
from web.session import begin

page = Blueprint("aufsichtsperson", __name__, url_prefix="/aufsicht/personen")


@page.get("/<int:account_id>")
def show(account_id: int) -> str:
    """The person's posts, who represents each, and the open tasks."""
    with begin() as tx:
        scope = supervision.supervised(tx, supervision_filter.authorities(request.args))
        everybody = {one.account: one for one in supervision.by_person(tx, scope)}
        known = everybody.get(account_id)
        view = supervision.represented(tx, scope, account_id)
        first = supervision.page(tx, scope, TaskFilter(person=account_id, size=10))
    return render_template(
        "aufsicht/person.html",
        scope=scope,
        view=view,
        counts=known.counts if known else Counts(),
        load=known,
        tasks=first.tasks,
        may_enter=view.may_enter,
        chosen=list(supervision_filter.authorities(request.args)) or None,
    )
