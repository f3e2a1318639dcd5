"""`/vorgang/neu`: opening a matter that concerns no person, such as a proposal for the steering group."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Invalid, NotFound, Transaction, commands, forms, queries
from engine.commands.impersonal import ImpersonalOpening
from engine.queries.definition import Startable
from web.forms.fields import adapted, changing, environment, is_adapting, ordered_errors, start_fields
from web.forms.typed import Answer, Fields, answers, restores
from web.session import begin

page = Blueprint("vorgang", __name__, url_prefix="/vorgang")


@page.get("/neu")
def new() -> str:
    """The form of the chosen process, or the choice of one."""
    with begin() as tx:
        tx.actor.must(Action.OPEN_IMPERSONAL_CASE)
        choices = queries.definition.impersonal(tx)
        key = request.args.get("ablauf", "")
        chosen = next((one for one in choices if one.key == key), choices[0] if len(choices) == 1 else None)
        if chosen is None:
            return render_template("vorgang/wahl.html", choices=choices)
        return _form(tx, chosen, "")


@page.post("/neu")
def open_matter() -> Answer:
    """Open it; what is wrong is shown beside what was typed."""
    ags = request.form.get("lw-ags", "")
    with begin() as tx:
        chosen = _chosen(tx, request.form.get("lw-ablauf", ""))
        entered = adapted(chosen.form, {})
        if is_adapting():
            return _form(tx, chosen, ags, entered)
        wrong = (
            {}
            if ags in dict(queries.authority.impersonal_places(tx))
            else {"ags": _("Bitte wählen Sie den Ort.")}
        )
        errors: Mapping[str, str] = {}
        values = {}
        if chosen.form is not None:
            submission = forms.read(chosen.form, entered, {}, environment(tx))
            errors, values = submission.errors, submission.values
        if wrong or errors:
            return _form(tx, chosen, ags, entered, wrong, errors), 422
        try:
            opened = commands.impersonal.open(tx, ImpersonalOpening(chosen.key, ags), values)
        except Conflict:
            wrong = {"ags": _("An diesem Ort ist der Ablauf nicht in Kraft.")}
            return _form(tx, chosen, ags, entered, wrong), 422
        except Invalid as refused:
            return _form(tx, chosen, ags, entered, {}, refused.fields), 422
    flash(_("Der Vorgang %(reference)s ist eröffnet.", reference=opened.reference), "success")
    return redirect(url_for("akte.show", reference=opened.reference))


@page.post("/neu/formular")
def refreshed() -> str:
    """The parts of the form that depend on an answer, as they look with what is typed now."""
    with begin() as tx:
        chosen = _chosen(tx, request.form.get("lw-ablauf", ""))
        fields = start_fields(tx, chosen.form, adapted(chosen.form, {}))
    return render_template(
        "aufgaben/teile_neu.html", fields=fields, changing=changing(chosen.form), refresh=request.path
    )


@restores("vorgang.open_matter")
def restore(fields: Fields) -> Answer:
    """The form again with what was typed before the session ended."""
    entered = answers(fields)
    with begin() as tx:
        chosen = _chosen(tx, fields.get("lw-ablauf", [""])[0])
        return _form(tx, chosen, fields.get("lw-ags", [""])[0], entered)


def _chosen(tx: Transaction, key: str) -> Startable:
    for one in queries.definition.impersonal(tx):
        if one.key == key:
            return one
    raise NotFound(f"Expected to start {key}, but no process that concerns nobody has that key here")


def _form(
    tx: Transaction,
    chosen: Startable,
    ags: str,
    entered: Fields | None = None,
    wrong: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    fields = start_fields(tx, chosen.form, entered, errors)
    of_place = [("lw-ags", _("Ort"), (wrong or {})["ags"])] if wrong else []
    places = queries.authority.impersonal_places(tx)
    return render_template(
        "vorgang/neu.html",
        chosen=chosen,
        several=len(queries.definition.impersonal(tx)) > 1,
        places=places,
        ags=ags or (places[0][0] if len(places) == 1 else ""),
        wrong=wrong or {},
        fields=fields,
        errors=of_place + ordered_errors(fields, errors or {}),
        changing=changing(chosen.form),
        refresh=url_for("vorgang.refreshed"),
    )
