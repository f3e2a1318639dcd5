"""`/akte`: finding cases, opening one, and the case file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Invalid, NotFound, Transaction, commands, forms, queries
from engine.clock import ZONE
from engine.commands.case import CaseOpening
from engine.feel import Environment
from engine.forms import FieldView
from engine.queries.definition import Startable
from web.display import read_day
from web.session import begin, current_actor

page = Blueprint("akte", __name__, url_prefix="/akte")


@page.get("")
def search() -> str:
    """The cases within reach, the newest first."""
    text = request.args.get("suche", "").strip()[:200]
    with begin() as tx:
        found = queries.case_file.search(tx, text, request.args.get("nach"))
    return render_template(
        "akte/liste.html", page=found, text=text, may_open=current_actor().may(Action.OPEN_CASE)
    )


@page.get("/neu")
def new() -> str:
    """The form to open a case: which process, then the person and the process's own start form."""
    with begin() as tx:
        tx.actor.must(Action.OPEN_CASE)
        choices = queries.definition.startable(tx)
        key = request.args.get("ablauf", "")
        chosen = next((one for one in choices if one.key == key), choices[0] if len(choices) == 1 else None)
        if chosen is None:
            return render_template("akte/neu_wahl.html", choices=choices)
        places = queries.authority.municipalities(tx)
        fields = _fields(chosen, Environment(now=tx.now.astimezone(ZONE)))
    return render_template(
        "akte/neu.html", chosen=chosen, places=places, fields=fields, person={}, wrong={}, errors=()
    )


@page.post("/neu")
def open_case() -> Response | tuple[str, int]:
    """Open the case; what is wrong is shown beside what was typed."""
    person = {
        name: request.form.get(f"person_{name}", "").strip() for name in ("family", "given", "birth", "ags")
    }
    entered = request.form.to_dict(flat=False)
    key = request.form.get("ablauf", "")
    with begin() as tx:
        places = queries.authority.municipalities(tx)
        environment = Environment(now=tx.now.astimezone(ZONE))
        chosen = _chosen(tx, key, person["ags"])
        wrong: dict[str, str] = {}
        birth = read_day(person["birth"])
        if person["birth"] and birth is None:
            wrong["birth_date"] = _("Bitte geben Sie das Datum so ein: TT.MM.JJJJ.")
        submission = None
        if chosen.form is not None:
            submission = forms.read(chosen.form, entered, {}, environment)
        errors = dict(submission.errors) if submission else {}
        if not wrong and not errors:
            opening = CaseOpening(key, person["family"], person["given"], birth, person["ags"])
            try:
                opened = commands.case.open(tx, opening, submission.values if submission else {})
            except Invalid as refused:
                wrong = {**wrong, **refused.fields}
        if wrong or errors:
            fields = _fields(chosen, environment, entered, errors)
            summary = _summary(wrong, fields)
            body = render_template(
                "akte/neu.html",
                chosen=chosen,
                places=places,
                fields=fields,
                person=person,
                wrong=wrong,
                errors=summary,
            )
            return body, 422
    flash(_("Der Fall %(reference)s ist eröffnet.", reference=opened.reference), "success")
    return redirect(url_for("akte.show", reference=opened.reference))


@page.get("/<reference>")
def show(reference: str) -> str:
    """The whole file of one case."""
    with begin() as tx:
        file = queries.case_file.show(tx, reference)
        outlines = {
            one.id: queries.case_file.outline(tx, one.version_id, one.process_key) for one in file.instances
        }
    return render_template(
        "akte/akte.html",
        file=file,
        head=file.head,
        outlines=outlines,
        may_send=current_actor().may(Action.SEND_MESSAGE),
    )


@page.get("/<reference>/ablauf/<int:version_id>.bpmn")
def diagram(reference: str, version_id: int) -> Response:
    """The diagram of a process that runs in the case, for the viewer."""
    with begin() as tx:
        file = queries.case_file.show(tx, reference)
        run = next((one for one in file.instances if one.version_id == version_id), None)
        if run is None:
            raise NotFound(
                f"Expected to find version {version_id} in case {reference}, but it does not run there"
            )
        content = queries.definition.file(tx, version_id, run.main_path)
    return Response(content, mimetype="application/xml")


@page.get("/<reference>/nachricht/<name>")
def confirm_message(reference: str, name: str) -> str:
    """Ask before a message is recorded: it may end the procedure."""
    with begin() as tx:
        file = queries.case_file.show(tx, reference)
    option = next((one for one in file.messages if one.name == name), None)
    if option is None:
        raise Conflict(f"Expected to send {name} to case {reference}, but nothing waits for it")
    return render_template("akte/nachricht.html", head=file.head, option=option)


@page.post("/<reference>/nachricht/<name>")
def send_message(reference: str, name: str) -> Response:
    """Let the message arrive."""
    with begin() as tx:
        taken = commands.case.send_message(tx, reference, name)
    if taken:
        flash(_("Die Nachricht ist erfasst, der Ablauf ist weitergegangen."), "success")
    else:
        flash(
            _(
                "Die Nachricht ist erfasst. Zurzeit wartet kein Schritt darauf; sie bleibt 14 Tage vorgemerkt."
            ),
            "info",
        )
    return redirect(url_for("akte.show", reference=reference))


def _chosen(tx: Transaction, key: str, ags: str) -> Startable:
    if len(ags) == 8 and ags.isdecimal():
        return queries.definition.startable_at(tx, key, ags)
    for one in queries.definition.startable(tx):
        if one.key == key:
            return one
    raise NotFound(f"Expected to start {key}, but no process has that key here")


def _fields(
    chosen: Startable,
    environment: Environment,
    entered: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    if chosen.form is None:
        return ()
    return forms.present(chosen.form, {}, environment, entered, errors)


_PERSON = {
    "family_name": "person_family",
    "given_name": "person_given",
    "birth_date": "person_birth",
    "ags": "person_ags",
}


def _summary(wrong: Mapping[str, str], fields: Sequence[FieldView]) -> list[tuple[str, str, str]]:
    found = [(_PERSON.get(key, key), "", message) for key, message in wrong.items()]
    for field in fields:
        if field.error:
            found.append((field.id, field.label, field.error))
        found.extend(_summary({}, field.children))
    return found
