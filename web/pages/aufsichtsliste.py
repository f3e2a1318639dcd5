"""`/aufsicht/aufgaben`: the open tasks behind a figure, and handing out many of them in one go."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Forbidden, NotFound, Transaction, commands, queries
from engine.queries import supervision
from engine.queries.account import AccountRow
from engine.queries.assignment import AssignmentView
from engine.queries.supervision import Scope, TaskPage
from web import supervision_filter, typed
from web.numbers import is_number
from web.pages.aufsicht import MANY
from web.session import begin

page = Blueprint("aufsichtsliste", __name__, url_prefix="/aufsicht")


@page.get("/aufgaben")
def tasks() -> str:
    """One page of the open tasks that the address asks for."""
    wanted = supervision_filter.read(request.args)
    with begin() as tx:
        scope = supervision.supervised(tx, supervision_filter.authorities(request.args))
        found = supervision.page(tx, scope, wanted)
        number = supervision.total(tx, scope, wanted)
        return render_template(
            "aufsicht/aufgaben.html",
            scope=scope,
            page=found,
            total=number,
            counted=supervision.COUNTED,
            wanted=wanted,
            here=supervision_filter.address(request.args),
            said=request.args,
            choices=_choices(tx, scope),
            people=colleagues(tx, found),
            away=queries.account.absent(tx, _handed_out(tx, found)),
            assignment=made(tx),
            key=secrets.token_urlsafe(12),
            everything=bool(request.args.get("auswahl")),
            back=own_page(),
        )


@page.post("/aufgaben/zuweisen")
def assign() -> Response:
    """Give the chosen tasks to a person; the list says what became of each."""
    seen = dict(_pair(one) for one in request.form.getlist("lw-aufgabe") if _is_pair(one))
    return _assign(seen)


@page.post("/aufgaben/<int:task_id>/zuweisen")
def assign_one(task_id: int) -> Response:
    """Give one task to a person."""
    revision = request.form.get("lw-revision", "")
    return _assign({task_id: int(revision)} if is_number(revision) else {})


@page.get("/zuweisungen/<int:assignment_id>")
def assignment(assignment_id: int) -> str:
    """What became of each task of an assignment."""
    with begin() as tx:
        view = queries.assignment.show(tx, assignment_id)
    return render_template("aufsicht/zuweisung.html", view=view)


@page.post("/zuweisungen/<int:assignment_id>/zuruecknehmen")
def take_back(assignment_id: int) -> Response:
    """Give the tasks back to whoever had them, as far as nobody has touched them since."""
    try:
        with begin() as tx:
            commands.assignment.take_back(tx, assignment_id)
    except Conflict:
        flash(_("Diese Zuweisung ist schon zurückgenommen."), "info")
    return _back(assignment_id)


def _assign(seen: Mapping[int, int]) -> Response:
    person = request.form.get("lw-person", "")
    if not seen or not is_number(person):
        flash(
            _("Bitte wählen Sie zuerst eine Person, dann „Zuweisen“.")
            if seen
            else _("Bitte wählen Sie zuerst Aufgaben aus."),
            "warning",
        )
        return _back(None)
    if len(seen) > commands.assignment.MOST:
        flash(
            _("Bitte weisen Sie höchstens %(most)s Aufgaben auf einmal zu.", most=commands.assignment.MOST),
            "warning",
        )
        return _back(None)
    key = request.form.get("lw-schluessel", "")[:40] or secrets.token_urlsafe(12)
    try:
        with begin() as tx:
            number = commands.assignment.distribute(tx, key, seen, int(person))
    except Conflict:
        # the same page was sent twice at once: what the other one made is shown
        with begin() as tx:
            number = commands.assignment.distribute(tx, key, seen, int(person))
    return _back(number)


def _back(number: int | None) -> Response:
    """To where the form was, with the assignment to be told of."""
    target = typed.own_address(request.form.get("lw-zurueck", "")) or url_for("aufsichtsliste.tasks")
    path, _mark, query = target.partition("?")
    kept = [part for part in query.split("&") if part and not part.startswith("zuweisung=")]
    if number is not None:
        kept.append(f"zuweisung={number}")
    return redirect(f"{path}?{'&'.join(kept)}" if kept else path)


def own_page() -> str:
    """The address of this page, to come back to."""
    return request.full_path.rstrip("?")


def made(tx: Transaction) -> AssignmentView | None:
    """The assignment the address tells of, if it is the actor's."""
    number = request.args.get("zuweisung", "")
    if not is_number(number):
        return None
    try:
        return queries.assignment.show(tx, int(number))
    except (Forbidden, NotFound):
        return None


def colleagues(tx: Transaction, found: TaskPage) -> tuple[tuple[str, tuple[AccountRow, ...]], ...]:
    """Whom the tasks of the page can be given to, by authority; empty for whoever only looks."""
    places = {row.authority_id: row.authority for row in found.tasks}
    able = _handed_out(tx, found)
    return tuple(
        (name, queries.account.colleagues(tx, number))
        for number, name in sorted(places.items(), key=lambda one: one[1])
        if number in able
    )


def _handed_out(tx: Transaction, found: TaskPage) -> frozenset[int]:
    """The authorities of the page whose tasks one hands out."""
    return frozenset(row.authority_id for row in found.tasks) & tx.actor.authorities(Action.ASSIGN_TASK)


def _choices(tx: Transaction, scope: Scope) -> Mapping[str, Any]:
    """What the filters offer; people only of so many authorities as one table of them holds."""
    few = len(scope.places) <= MANY
    return {
        "processes": supervision.by_process(tx, scope),
        "steps": supervision.by_step(tx, scope),
        "teams": supervision.by_team(tx, scope),
        "people": supervision.by_person(tx, scope) if few else (),
    }


def _is_pair(text: str) -> bool:
    number, _mark, revision = text.partition(":")
    return is_number(number) and is_number(revision)


def _pair(text: str) -> tuple[int, int]:
    number, _mark, revision = text.partition(":")
    return int(number), int(revision)
