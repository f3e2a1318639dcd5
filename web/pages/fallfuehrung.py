"""`/akte/<Aktenzeichen>/fallfuehrung`: another person leads the case by name; tasks go along if wished."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from engine import Conflict, Invalid, commands, queries
from engine.queries.case_file import Candidate, Management
from web.display import day, role_name
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin
from web.words.reasons import LONGEST_REASON

page = Blueprint("fallfuehrung", __name__, url_prefix="/akte/<reference>/fallfuehrung")

_FIELDS: Final = {"account": "lw-person", "reason": "lw-grund"}
_NOBODY: Final = "niemand"


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed: whom, why, and which tasks (number and revision) go along; None: as the page proposes."""

    person: str = ""
    reason: str = ""
    tasks: Collection[str] | None = None


@page.get("")
def ask(reference: str) -> str:
    """Who leads the case, who can, and which tasks can go along."""
    return _form(reference, _Typed(), {})


@page.post("")
def act(reference: str) -> Answer:
    """Name somebody, or tick all tasks or none; what is wrong is said beside it."""
    chosen = request.form.getlist("lw-aufgabe")
    typed = _Typed(request.form.get("lw-person", ""), request.form.get("lw-grund", "").strip(), chosen)
    if "lw-wahl" in request.form:
        return _form(reference, typed, {})
    known = typed.person == _NOBODY or is_number(typed.person)
    if not known:
        # what the command would say of the reason is said along with it
        missing = (
            {} if typed.reason else {"lw-grund": _("Bitte nennen Sie den Grund. Er steht danach im Verlauf.")}
        )
        return _form(
            reference, typed, {"lw-person": _("Bitte wählen Sie, wer den Fall führt."), **missing}
        ), 422
    account = None if typed.person == _NOBODY else int(typed.person)
    before = request.form.get("lw-bisher", "")
    try:
        with begin() as tx:
            named = commands.case_lead.name(
                tx,
                reference,
                account,
                typed.reason,
                int(before) if is_number(before) else None,
                _tasks(chosen),
            )
    except Invalid as refused:
        wrong = {_FIELDS.get(name, name): said for name, said in refused.fields.items()}
        return _form(reference, typed, wrong), 422
    except Conflict:
        return _form(reference, typed, {}, overtaken=True), 409
    flash(_("Die Fallführung ist geändert. Beide erfahren es."), "success")
    if named.given:
        flash(
            ngettext("%(num)d Aufgabe ist mitgegangen.", "%(num)d Aufgaben sind mitgegangen.", named.given),
            "info",
        )
    if named.kept:
        flash(
            ngettext(
                "%(num)d Aufgabe bleibt: inzwischen geändert, oder nicht für diese Person.",
                "%(num)d Aufgaben bleiben: inzwischen geändert, oder nicht für diese Person.",
                named.kept,
            ),
            "warning",
        )
    return redirect(url_for("akte.show", reference=reference))


@restores("fallfuehrung.act")
def restore(fields: Fields, reference: str) -> Answer:
    """The form again with what was typed before the session ended."""
    typed = _Typed(
        fields.get("lw-person", [""])[0], fields.get("lw-grund", [""])[0], fields.get("lw-aufgabe", [])
    )
    return _form(reference, typed, {})


def _tasks(chosen: Collection[str]) -> dict[int, int]:
    """Number and revision of each chosen task; what is none is left out."""
    pairs = (one.partition(":") for one in chosen)
    return {int(number): int(seen) for number, _colon, seen in pairs if is_number(number) and is_number(seen)}


def _form(reference: str, typed: _Typed, wrong: Mapping[str, str], *, overtaken: bool = False) -> str:
    with begin() as tx:
        found = queries.case_file.management(tx, reference)
    labels = {"lw-person": _("Wer führt den Fall?"), "lw-grund": _("Grund")}
    return render_template(
        "akte/fallfuehrung.html",
        found=found,
        front=found.front,
        head=found.front.head,
        people=_people(found),
        ticked=_ticked(found, typed),
        at_once=request.form.get("lw-wahl"),
        typed=typed,
        wrong=wrong,
        errors=[(name, labels[name], said) for name, said in wrong.items() if name in labels],
        labels=labels,
        overtaken=overtaken,
        longest=LONGEST_REASON,
    )


def _people(found: Management) -> list[tuple[str, str]]:
    """Whom the field offers: everybody but who leads it, and nobody where somebody does."""
    named = found.front.head.manager_id
    people = [(str(one.id), _label(one)) for one in found.candidates if one.id != named]
    return [*people, *([(_NOBODY, _("Niemand benannt"))] if named is not None else [])]


def _label(one: Candidate) -> str:
    roles = ", ".join(role_name(role) for role in one.roles)
    if not one.is_away:
        return f"{one.name} ({roles})"
    until = _("abwesend") if one.away_until is None else _("abwesend bis %(day)s", day=day(one.away_until))
    return f"{one.name} ({roles}; {until})"


def _ticked(found: Management, typed: _Typed) -> set[str]:
    """By number, the tasks that go along as the page stands: a button ticks all or none."""
    match request.form.get("lw-wahl"):
        case "alle":
            return {str(one.id) for one in found.tasks}
        case "keine":
            return set()
    if typed.tasks is None:
        return _proposed(found)
    return {one.partition(":")[0] for one in typed.tasks}


def _proposed(found: Management) -> set[str]:
    """The tasks of who leads the case now."""
    named = found.front.head.manager_id
    return {str(one.id) for one in found.tasks if named is not None and one.assignee_id == named}
