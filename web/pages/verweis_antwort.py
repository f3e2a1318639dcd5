"""`/verweise/<n>/antwort`: the sender records what a receiving side without accounts has said otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Invalid, Transaction, commands, queries
from engine.commands.referral_link import NAME_LENGTH
from engine.queries.referral_link import Recording
from web.forms import step as step_form
from web.forms.fields import changing, form_values
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin

page = Blueprint("verweis_antwort", __name__, url_prefix="/verweise/<int:referral_id>/antwort")


@page.get("")
def show(referral_id: int) -> Answer:
    """The step of the receiving side, to be answered in its place."""
    with begin() as tx:
        found = queries.referral_link.recording(tx, referral_id)
        return _over(referral_id) if found is None else _page(tx, referral_id, found, {})


@page.post("/formular")
def refreshed(referral_id: int) -> Answer:
    """The parts of the form that depend on an answer, as they look with what is typed now; nothing is stored."""
    with begin() as tx:
        found = queries.referral_link.recording(tx, referral_id)
        if found is None:
            queries.referral.show(tx, referral_id)  # NotFound for whoever has nothing to do with it
        if found is None or found.step.form is None:
            return Response(status=204)
        fields, _faults = step_form.shown(tx, found.step, form_values(), {}, "")
        parts = changing(found.step.form)
    return render_template("aufgaben/teile_neu.html", fields=fields, changing=parts, refresh=request.path)


@page.post("")
def record(referral_id: int) -> Answer:
    """Record the answer; what is wrong is shown beside what was typed."""
    entered, name = form_values(), request.form.get(step_form.NAME, "")
    step = request.form.get("lw-schritt", "")
    with begin() as tx:
        found = queries.referral_link.recording(tx, referral_id)
        if found is None or not is_number(step) or int(step) != found.element_instance:
            return _over(referral_id)
        if request.form.get("lw-aktion") != "eintragen":
            return _page(tx, referral_id, found, entered, name=name)
        errors, values = step_form.read(tx, found.step, entered)
        if not name.strip():
            errors[step_form.NAME] = _("Bitte nennen Sie, wer geantwortet hat.")
        if errors or found.rests:
            return _page(tx, referral_id, found, entered, errors, name), 422 if errors else 409
    try:
        with begin() as tx:
            commands.referral_link.record_answer(tx, referral_id, found.element_instance, name, values)
    except Invalid as refused:
        with begin() as tx:
            return _page(tx, referral_id, found, entered, refused.fields, name), 422
    except Conflict:
        with begin() as tx:
            now = queries.referral_link.recording(tx, referral_id)
            if now is None or now.element_instance != found.element_instance or not now.rests:
                return _over(referral_id)
            return _page(tx, referral_id, now, entered, name=name), 409
    flash(_("Die Antwort ist eingetragen."), "success")
    return redirect(url_for("verweise.show", referral_id=referral_id))


@restores("verweis_antwort.record")
def restore(fields: Fields, referral_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    entered = {name: [*values] for name, values in fields.items()}
    with begin() as tx:
        found = queries.referral_link.recording(tx, referral_id)
        if found is None:
            return _over(referral_id)
        name = (entered.get(step_form.NAME) or [""])[0]
        return _page(tx, referral_id, found, entered, name=name)


def _over(referral_id: int) -> Answer:
    """The page of the referral says how it stands; NotFound for whoever has nothing to do with it, as there."""
    with begin() as tx:
        queries.referral.show(tx, referral_id)
    flash(_("Hier ist keine Antwort einzutragen. So steht der Verweis jetzt."), "info")
    return redirect(url_for("verweise.show", referral_id=referral_id))


def _page(
    tx: Transaction,
    referral_id: int,
    found: Recording,
    entered: Mapping[str, list[str]],
    errors: Mapping[str, str] | None = None,
    name: str = "",
) -> str:
    faults = errors or {}
    fields, listed = step_form.shown(tx, found.step, entered, faults, _("Wer hat geantwortet?"))
    return render_template(
        "verweise/antwort.html",
        referral_id=referral_id,
        shown=queries.referral.show(tx, referral_id),
        found=found,
        fields=fields,
        errors=listed,
        changing=changing(found.step.form),
        refresh=url_for("verweis_antwort.refreshed", referral_id=referral_id),
        name=name,
        name_fault=faults.get(step_form.NAME, ""),
        longest=NAME_LENGTH,
    )
