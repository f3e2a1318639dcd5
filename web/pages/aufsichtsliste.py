"""`/aufsicht/aufgaben`: the open tasks behind a figure, and handing out many of them in one go."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Forbidden, NotFound, Transaction, commands, queries
from engine.queries import supervision
from engine.queries.account import AccountRow
from engine.queries.assignment import AssignmentView
from engine.queries.supervision import Scope, TaskPage
from web import supervision_filter
from web.forms import typed
from web.numbers import is_number
from web.pages.aufsicht import MANY
from web.session import begin
from web.words.supervision import filter_words

#: in place of a person: the tasks go back to their group
GROUP = "gruppe"

page = Blueprint("aufsichtsliste", __name__, url_prefix="/aufsicht")


@page.get("/aufgaben")
def tasks() -> str:
    """One page of the open tasks that the address asks for."""
    wanted = supervision_filter.read(request.args)
    with begin() as tx:
        scope = supervision.supervised(tx, supervision_filter.authorities(request.args))
        found = supervision.page(tx, scope, wanted)
        number = supervision.total(tx, scope, wanted)
        choices = _choices(tx, scope)
        return render_template(
            "aufsicht/aufgaben.html",
            scope=scope,
            page=found,
            total=number,
            counted=supervision.COUNTED,
            wanted=wanted,
            here=supervision_filter.address(request.args),
            said=request.args,
            choices=choices,
            narrowed=filter_words(wanted, choices),
            now=tx.now,
            people=colleagues(tx, found),
            away=queries.account.absent(tx, _handed_out(tx, found)),
            assignment=made(tx),
            key=secrets.token_urlsafe(12),
            ticked=_ticked(found),
            back=own_page(),
        )


@page.post("/aufgaben/zuweisen")
def assign() -> Response:
    """Give the chosen tasks to a person; the list says what became of each."""
    return _assign(chosen_tasks(request.form.getlist("lw-aufgabe")))


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
    back = typed.own_address(request.args.get("zurueck", "")) or url_for("aufsichtsliste.tasks")
    return render_template("aufsicht/zuweisung.html", view=view, back=back, here=own_page())


@page.post("/zuweisungen/<int:assignment_id>/zuruecknehmen")
def take_back(assignment_id: int) -> Response:
    """Take all of it back, or the tasks that are named, as far as nobody has touched them since."""
    tasks = [int(one) for one in request.form.getlist("lw-aufgabe") if is_number(one)]
    try:
        with begin() as tx:
            commands.assignment.take_back(tx, assignment_id, tasks or None)
    except Conflict:
        flash(_("Das ist schon zurückgenommen."), "info")
    return back_to(assignment_id)


def _assign(seen: Mapping[int, int]) -> Response:
    said = request.form.get("lw-person", "")
    if not seen or not (is_number(said) or said == GROUP):
        flash(
            _("Bitte wählen Sie zuerst eine Person oder die Gruppe, dann „Zuweisen“.")
            if seen
            else _("Bitte wählen Sie zuerst Aufgaben aus."),
            "warning",
        )
        return back_to(None, seen, said)
    if refused := too_many(seen):
        flash(refused, "warning")
        return back_to(None)
    person = None if said == GROUP else int(said)
    return back_to(once(lambda tx, key: commands.assignment.distribute(tx, key, seen, person)))


def once(deed: Callable[[Transaction, str], int]) -> int:
    """Do it under the key of the page; when the same page was sent twice at once, what the other one made counts."""
    key = request.form.get("lw-schluessel", "")[:40] or secrets.token_urlsafe(12)
    try:
        with begin() as tx:
            return deed(tx, key)
    except Conflict:
        with begin() as tx:
            return deed(tx, key)


def chosen_tasks(said: Iterable[str]) -> dict[int, int]:
    """The chosen tasks by number, each with the revision the list showed."""
    pairs = (one.partition(":") for one in said)
    return {int(number): int(seen) for number, _mark, seen in pairs if is_number(number) and is_number(seen)}


def too_many(seen: Collection[int]) -> str:
    """Why these are more tasks than one assignment takes; empty when they are not."""
    most = commands.assignment.MOST
    return (
        _("Bitte wählen Sie höchstens %(most)s Aufgaben auf einmal aus.", most=most)
        if len(seen) > most
        else ""
    )


def back_to(number: int | None, chosen: Iterable[int] = (), person: str = "") -> Response:
    """To where the form was, with the assignment to be told of; or with what was `chosen` still so, to go on from."""
    target = typed.own_address(request.form.get("lw-zurueck", "")) or url_for("aufsichtsliste.tasks")
    path, _mark, query = target.partition("?")
    dropped = ("zuweisung=", "auswahl=", "an=") if number is None else ("zuweisung=", "auswahl=")
    kept = [part for part in query.split("&") if part and not part.startswith(dropped)]
    if ticks := ",".join(str(one) for one in chosen):
        kept.append(f"auswahl={ticks}")
    if is_number(person) or person == GROUP:
        kept.append(f"an={person}")
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


def _ticked(found: TaskPage) -> frozenset[int]:
    """The tasks of the page that are chosen by the address: all of them, or those it names."""
    said = request.args.get("auswahl", "")
    shown = frozenset(row.id for row in found.tasks)
    return shown if said == "alle" else shown & {int(one) for one in said.split(",") if is_number(one)}


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
