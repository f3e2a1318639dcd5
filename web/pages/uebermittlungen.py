"""`/akte/<Aktenzeichen>/uebermittlungen`: what other bodies were told about the person, or not, and by which norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Invalid, commands, queries
from engine.commands.disclosure import LONGEST, Disclosure
from engine.competence import RECIPIENTS
from engine.queries.disclosures import Answer
from web import case_head
from web.days import read_day
from web.forms.typed import Answer as Answered
from web.forms.typed import Fields, restores
from web.session import begin
from web.words.referral import categories

page = Blueprint("uebermittlungen", __name__, url_prefix="/akte/<reference>/uebermittlungen")

#: the names of the fields, as the command names them
_FIELDS = {
    "lw-am": "asked_on",
    "lw-thema": "requester",
    "lw-stelle": "requester_name",
    "lw-kategorien": "categories",
    "lw-norm": "norm",
    "lw-antwort": "answer",
    "lw-hindernis": "bar",
}


@page.get("")
def overview(reference: str) -> str:
    """What was asked and answered, and the form for another one."""
    return _show(reference, {}, ())


@page.post("")
def note(reference: str) -> Answered:
    """Keep one."""
    typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
    chosen = request.form.getlist("lw-kategorien")
    wrong: dict[str, str] = {}
    day = read_day(typed["lw-am"])
    if day is None:
        wrong["lw-am"] = _("Bitte geben Sie einen Tag an, zum Beispiel 25.11.2026.")
    answer = next((one for one in Answer if one == typed["lw-antwort"]), None)
    if answer is None:
        wrong["lw-antwort"] = _("Wählen Sie, was geantwortet wurde.")
    if day is None or answer is None:
        return _show(reference, typed, chosen, wrong), 422
    said = Disclosure(
        day,
        typed["lw-thema"],
        typed["lw-stelle"],
        tuple(chosen),
        typed["lw-norm"],
        answer,
        typed["lw-hindernis"],
    )
    try:
        with begin() as tx:
            commands.disclosure.note(tx, reference, said)
    except Invalid as refused:
        names = {field: name for name, field in _FIELDS.items()}
        faults = {names[field]: text for field, text in refused.fields.items()}
        return _show(reference, typed, chosen, faults), 422
    flash(_("Die Übermittlung ist festgehalten."), "success")
    return redirect(url_for("uebermittlungen.overview", reference=reference))


@restores("uebermittlungen.note")
def restore(fields: Fields, reference: str) -> Answered:
    """The form again with what was typed before the session ended."""
    typed = {name: values[0] for name, values in fields.items() if values}
    return _show(reference, typed, fields.get("lw-kategorien", ()))


def answers() -> dict[Answer, str]:
    """What can be answered, in the language of the page."""
    return {
        Answer.DISCLOSED: _("mitgeteilt"),
        Answer.PARTLY: _("teilweise mitgeteilt"),
        Answer.REFUSED: _("abgelehnt"),
    }


def _show(
    reference: str, typed: Mapping[str, str], chosen: Sequence[str], wrong: Mapping[str, str] | None = None
) -> str:
    with begin() as tx:
        found = queries.disclosures.of(tx, reference)
        above = case_head.of_case(tx, reference)
    labels = {
        "lw-am": _("Gefragt am"),
        "lw-thema": _("Art der Stelle"),
        "lw-stelle": _("Name der Stelle"),
        "lw-kategorien": _("Wonach wurde gefragt?"),
        "lw-norm": _("Norm"),
        "lw-antwort": _("Antwort"),
        "lw-hindernis": _("Was stand entgegen?"),
    }
    faults = dict(wrong or {})
    return render_template(
        "einsicht/uebermittlungen.html",
        page=found,
        head=found.head,
        typed=typed,
        chosen=chosen,
        wrong=faults,
        labels=labels,
        errors=[(name, labels[name], faults[name]) for name in labels if name in faults],
        answers=answers(),
        categories=categories(),
        topics=RECIPIENTS,
        longest=LONGEST,
        **above,
    )
