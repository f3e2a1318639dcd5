"""`/akte/<Aktenzeichen>/ablauf-starten`: a process is started by hand in an open case; the start is taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Forbidden, Invalid, NotFound, Transaction, commands, forms, queries
from engine.actor import Action
from engine.queries.case_file import SINGLE_TASK, Beginning, Beginnings
from web.forms.fields import changing, environment, form_values, ordered_errors, start_fields
from web.forms.typed import Answer, Fields, answers, restores
from web.numbers import is_number
from web.session import begin
from web.words.reasons import LONGEST_REASON

page = Blueprint("aktenstart", __name__, url_prefix="/akte/<reference>/ablauf-starten")

_REASON: Final = "lw-grund"


@dataclass(frozen=True, slots=True)
class _Faults:
    """What is wrong with a start: fields of its form, its reason, that somebody has just started it, that the case
    stands still, or that it begins at another authority.
    """

    of_form: Mapping[str, str] = field(default_factory=dict)
    of_reason: str = ""
    overtaken: bool = False
    stands_still: bool = False
    elsewhere: bool = False


_NONE: Final = _Faults()


@page.get("")
def choose(reference: str) -> str:
    """Which process; then its start form."""
    with begin() as tx:
        found = queries.case_file.beginnings(tx, reference)
        key = request.args.get("ablauf", "")
        if not key or found.front.head.suspended_at:  # nobody fills in a form that is refused
            head = found.front.head
            may_resume = tx.actor.may(Action.CLOSE_CASE, head.authority_id)
            return render_template("akte/start_wahl.html", found=found, head=head, may_resume=may_resume)
        return _form(tx, found, _chosen(found, key), "")


@page.post("")
def start(reference: str) -> Answer:
    """Start it; what is wrong is shown beside what was typed."""
    try:
        return _start(reference)
    except Conflict as refused:  # a new look: nothing more can be asked in a transaction that has lost a lock
        return _stopped(reference, refused)
    except Forbidden:  # nothing of it is kept
        with begin() as tx:
            found = queries.case_file.beginnings(tx, reference)
            chosen = _chosen(found, request.form.get("lw-ablauf", ""))
            faults = _Faults(elsewhere=True)
            if chosen.key == SINGLE_TASK:
                said = _("Einer anderen Stelle gibt nur eine Aufgabe, wer den Fall führt.")
                faults = _Faults({"aufgabe_thema": said})
            return _form(tx, found, chosen, _reason(), form_values(), faults), 403


def _stopped(reference: str, refused: Conflict) -> Answer:
    """The form with what was typed where the case was suspended, or the process begun, meanwhile; else it is refused,
    also where the case was closed.
    """
    with begin() as tx:
        found = queries.case_file.beginnings(tx, reference)
        chosen = _chosen(found, request.form.get("lw-ablauf", ""))
        stands_still = found.front.head.suspended_at is not None
        if not stands_still and chosen.begun == _seen():
            raise refused
        faults = _Faults(stands_still=stands_still, overtaken=not stands_still)
        return _form(tx, found, chosen, _reason(), form_values(), faults), 409


def _start(reference: str) -> Answer:
    entered, reason = form_values(), _reason()
    with begin() as tx:
        found = queries.case_file.beginnings(tx, reference)
        chosen = _chosen(found, request.form.get("lw-ablauf", ""))
        if request.form.get("lw-aktion") == "ansehen":
            return _form(tx, found, chosen, reason, entered)
        if found.front.head.suspended_at:
            return _form(tx, found, chosen, reason, entered, _Faults(stands_still=True)), 409
        errors: Mapping[str, str] = {}
        values = {}
        if chosen.form is not None:
            submission = forms.read(chosen.form, entered, {}, environment(tx))
            errors, values = submission.errors, submission.values
        wrong = ""
        if len(reason) > LONGEST_REASON:
            wrong = _("Bitte kürzen Sie den Anlass auf höchstens %(most)s Zeichen.", most=LONGEST_REASON)
        if errors or wrong:
            return _form(tx, found, chosen, reason, entered, _Faults(errors, wrong)), 422
        try:
            commands.case_process.begin(tx, reference, chosen.key, values, reason, _seen())
        except Invalid as refused:
            return _form(tx, found, chosen, reason, entered, _Faults(refused.fields)), 422
    if chosen.key == SINGLE_TASK:
        flash(_("Die Aufgabe ist angelegt."), "success")
        return redirect(url_for("akte.show", reference=reference, reiter="aufgaben"))
    flash(_("Der Ablauf „%(name)s“ ist gestartet.", name=chosen.name), "success")
    return redirect(url_for("akte.show", reference=reference, reiter="ablaeufe"))


@page.post("/<int:instance_id>/zuruecknehmen")
def take_back(reference: str, instance_id: int) -> Response:
    """Undo a start while nothing has been done in the process."""
    try:
        with begin() as tx:
            commands.case_process.take_back(tx, reference, instance_id)
    except Conflict:
        flash(_("Darin ist schon etwas geschehen, oder es ist beendet: Der Start bleibt."), "warning")
    else:
        flash(_("Der Start ist zurückgenommen. Beides steht im Verlauf."), "success")
    return redirect(url_for("akte.show", reference=reference, reiter=request.form.get("lw-reiter") or None))


@restores("aktenstart.take_back")
def restore_undo(_fields: Fields, reference: str, instance_id: int) -> Answer:
    """Nothing was typed: the tab offers it again."""
    return redirect(url_for("akte.show", reference=reference, reiter="ablaeufe"))


@page.post("/formular")
def refreshed(reference: str) -> str:
    """The parts of the start form that depend on an answer, as they look with what is typed now."""
    with begin() as tx:
        chosen = _chosen(queries.case_file.beginnings(tx, reference), request.form.get("lw-ablauf", ""))
        fields = start_fields(tx, chosen.form, form_values())
    return render_template(
        "aufgaben/teile_neu.html", fields=fields, changing=changing(chosen.form), refresh=request.path
    )


@restores("aktenstart.start")
def restore(fields: Fields, reference: str) -> Answer:
    """The form again with what was typed before the session ended."""
    with begin() as tx:
        found = queries.case_file.beginnings(tx, reference)
        chosen = _chosen(found, fields.get("lw-ablauf", [""])[0])
        return _form(tx, found, chosen, fields.get(_REASON, [""])[0], answers(fields))


def _reason() -> str:
    return request.form.get(_REASON, "").strip()


def _seen() -> int | None:
    """How often the process had been begun when the page was made."""
    text = request.form.get("lw-gesehen", "")
    return int(text) if is_number(text) else None


def _chosen(found: Beginnings, key: str) -> Beginning:
    for one in found.processes:
        if one.key == key:
            return one
    raise NotFound(f"Expected to start {key}, but no process has that key here")


def _form(
    tx: Transaction,
    found: Beginnings,
    chosen: Beginning,
    reason: str,
    entered: Fields | None = None,
    faults: _Faults = _NONE,
) -> str:
    reference = found.front.head.reference
    errors, wrong = faults.of_form, faults.of_reason
    fields = start_fields(tx, chosen.form, entered, errors)
    listed = [*ordered_errors(fields, errors), *([(_REASON, _("Grund des Starts"), wrong)] if wrong else [])]
    return render_template(
        "akte/start.html",
        head=found.front.head,
        chosen=chosen,
        heading=_("Aufgabe anlegen") if chosen.key == SINGLE_TASK else _("Ablauf starten"),
        is_task=chosen.key == SINGLE_TASK,
        fields=fields,
        reason=reason,
        wrong=wrong,
        faults=faults,
        longest=LONGEST_REASON,
        errors=listed,
        changing=changing(chosen.form),
        refresh=url_for("aktenstart.refreshed", reference=reference),
    )
