"""`/aufgaben/<Aufgabe>/…`: what people agree on about a task: another day, and what they tell each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Conflict, Forbidden, Invalid, Transaction, commands, queries
from engine.commands.task import COMMENT_LENGTH, REASON_LENGTH
from engine.queries.tasks import TaskRow, TaskState
from web.days import day_fault, read_day
from web.display import day as german_day
from web.forms import typed
from web.forms.typed import Answer, Fields, restores
from web.session import begin
from web.words.reasons import seen_revision

page = Blueprint("absprache", __name__, url_prefix="/aufgaben/<int:task_id>")

#: the fields of the pages by those of the commands
_NAMES = {"due": "lw-tag", "reason": "lw-grund"}


@page.get("/vereinbarte-zeit")
def show_time(task_id: int) -> Answer:
    """The form for another day."""
    with begin() as tx:
        row = _led(tx, task_id)
    if row.state is not TaskState.ACTIVE:
        return redirect(url_for("aufgaben.show", task_id=task_id))
    entered = {"lw-tag": german_day(row.agreed_due) if row.agreed_due else "", "lw-grund": ""}
    return _time(row, entered, back=typed.own_address(request.args.get("zurueck", "")))


@page.post("/vereinbarte-zeit")
def change_time(task_id: int) -> Answer:
    """Agree on another day; what speaks against it is asked about before."""
    entered = {name: request.form.get(name, "").strip() for name in _NAMES.values()}
    try:
        with begin() as tx:
            row = _led(tx, task_id)
            day = read_day(entered["lw-tag"])
            if day is None:
                wrong = {"lw-tag": day_fault(entered["lw-tag"])}
                if not entered["lw-grund"]:
                    wrong["lw-grund"] = _("Bitte nennen Sie den Grund. Er steht danach im Verlauf.")
                return _time(row, entered, wrong, back=_origin()), 422
            change = partial(
                commands.task.change_agreed_time, tx, task_id, seen_revision(), day, entered["lw-grund"]
            )
            doubts = queries.deadlines.doubts(tx, [task_id], day).get(task_id, ())
            if doubts and request.form.get("lw-trotzdem") != _mark(doubts):
                with tx.trial():
                    change()
                return _time(row, entered, doubts=doubts, back=_origin())
            change()
    except Invalid as refused:
        wrong = {_NAMES[name]: said for name, said in refused.fields.items()}
        return _time(row, entered, wrong, back=_origin()), 422
    except Conflict:
        with begin() as tx:
            row = _led(tx, task_id)
        if row.state is not TaskState.ACTIVE:
            return redirect(url_for("aufgaben.show", task_id=task_id))
        return _time(row, entered, stale=True, back=_origin()), 409
    flash(_("Die vereinbarte Zeit ist geändert."), "success")
    return redirect(_origin() or url_for("aufgaben.show", task_id=task_id))


@page.post("/kommentar")
def comment(task_id: int) -> Answer:
    """Say something about the task."""
    text = request.form.get("lw-kommentar", "")
    try:
        with begin() as tx:
            said = commands.task.comment(tx, task_id, text)
    except Invalid as refused:
        return _comment(task_id, text, refused.fields["text"], back=_origin()), 422
    if said.twice:
        flash(_("Dieser Kommentar steht schon da: Sie haben ihn in der letzten Minute geschrieben."), "info")
    else:
        flash(_("Ihr Kommentar ist gespeichert."), "success")
    if said.unheard:
        names = ", ".join(f"@{name}" for name in said.unheard)
        flash(
            _(
                "Nicht benachrichtigt: %(names)s. So heißt hier niemand, der die Aufgabe bearbeitet.",
                names=names,
            ),
            "warning",
        )
    return redirect(f"{_origin() or url_for('aufgaben.show', task_id=task_id)}#kommentare")


@restores("absprache.comment")
def restore_comment(fields: Fields, task_id: int) -> Answer:
    """The text as it was typed before the session ended, to be saved now."""
    return _comment(task_id, fields.get("lw-kommentar", [""])[0], back=_origin(fields))


@restores("absprache.change_time")
def restore_time(fields: Fields, task_id: int) -> Answer:
    """The day and the reason as they were typed before the session ended."""
    with begin() as tx:
        row = _led(tx, task_id)
    return _time(row, {name: fields.get(name, [""])[0] for name in _NAMES.values()}, back=_origin(fields))


def _origin(fields: Fields | None = None) -> str:
    """The page of supervision the form stood on, to go back to; empty for the task's own."""
    said = request.form.getlist("lw-zurueck") if fields is None else fields.get("lw-zurueck", [])
    return typed.own_address(said[0].partition("#")[0]) if said else ""


def _led(tx: Transaction, task_id: int) -> TaskRow:
    """The open task of somebody one leads."""
    view = queries.inbox.show(tx, task_id)
    if not view.may_assign:
        raise Forbidden(
            f"Expected to agree on another day for user task {task_id}, but only its team lead does"
        )
    return view.row


def _mark(doubts: Sequence[str]) -> str:
    """What was asked: whoever then types another day, or meets a new closure, is asked again."""
    return " ".join(doubts)


def _time(
    row: TaskRow,
    entered: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    *,
    doubts: Sequence[str] = (),
    stale: bool = False,
    back: str = "",
) -> str:
    labels = {"lw-tag": _("Neuer Tag"), "lw-grund": _("Grund")}
    found = wrong or {}
    return render_template(
        "aufgaben/zeit.html",
        row=row,
        entered=entered,
        wrong=found,
        errors=[(name, labels[name], found[name]) for name in labels if name in found],
        doubts=doubts,
        mark=_mark(doubts),
        stale=stale,
        back=back,
        reason_length=REASON_LENGTH,
    )


def _comment(task_id: int, text: str, message: str = "", *, back: str = "") -> str:
    with begin() as tx:
        row = queries.inbox.show(tx, task_id).row
    errors = [("lw-kommentar", _("Neuer Kommentar"), message)] if message else []
    return render_template(
        "aufgaben/kommentar.html",
        row=row,
        text=text,
        message=message,
        errors=errors,
        comment_length=COMMENT_LENGTH,
        back=back,
    )
