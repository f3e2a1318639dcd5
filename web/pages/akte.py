"""`/akte`: finding cases, opening one, and the case file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Forbidden, Invalid, NotFound, Transaction, commands, forms, queries
from engine.commands.case import CaseOpening
from engine.queries.case_file import RelationKind
from engine.queries.cases import CaseHead
from engine.queries.definition import Startable
from web import case_head, case_tabs, worklist
from web.days import day_fault, read_day
from web.forms.fields import adapted, changing, environment, is_adapting, ordered_errors, start_fields
from web.forms.typed import Answer, Fields, answers, restores
from web.session import begin, current_actor

page = Blueprint("akte", __name__, url_prefix="/akte")

#: fields of a person as the command names them; on the page they begin with `lw-`, which no key of a form does
_PERSON = ("family_name", "given_name", "birth_date", "ags")
#: characters of a family or given name; the page's fields end there too
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class _Faults:
    """What is wrong with the person's data, and with the start form."""

    of_person: Mapping[str, str] = field(default_factory=dict)
    of_form: Mapping[str, str] = field(default_factory=dict)


_NO_FAULTS = _Faults()


@dataclass(frozen=True, slots=True)
class _Link:
    """The file from which a case is opened, what the new one is to it, and what of the person is known by that."""

    head: CaseHead
    kind: RelationKind | None
    person: Mapping[str, str]


@page.get("", strict_slashes=False)
def search() -> str:
    """The cases within reach, the newest first."""
    text = request.args.get("suche", "").strip()[:200]
    with begin() as tx:
        found = queries.case_file.search(tx, text, request.args.get("nach"))
    return render_template(
        "akte/liste.html",
        page=found,
        text=text,
        may_open=current_actor().may(Action.OPEN_CASE),
        may_read=current_actor().may(Action.READ_CASE),
        may_open_impersonal=current_actor().may(Action.OPEN_IMPERSONAL_CASE),
    )


@page.get("/neu")
def new() -> str:
    """The form to open a case: which process, then the person and the process's own start form."""
    with begin() as tx:
        tx.actor.must(Action.OPEN_CASE)
        choices = queries.definition.startable(tx)
        key = request.args.get("ablauf", "")
        chosen = next((one for one in choices if one.key == key), choices[0] if len(choices) == 1 else None)
        link = _link(tx, request.args)
        if chosen is None:
            return render_template("akte/neu_wahl.html", choices=choices, link=link)
        return _form(tx, chosen, {} if link is None else link.person, None, link=link)


@page.post("/neu")
def open_case() -> Answer:
    """Open the case; what is wrong is shown beside what was typed."""
    person = {name: request.form.get(f"lw-{name}", "").strip() for name in _PERSON}
    key = request.form.get("lw-ablauf", "")
    with begin() as tx:
        link = _link(tx, request.form)
        chosen = _chosen(tx, key, person["ags"])
        entered = adapted(chosen.form, {})
        if is_adapting():
            return _form(tx, chosen, person, entered, link=link)
        birth = read_day(person["birth_date"])
        wrong = _unreadable(person)
        if "ags" not in wrong and not _in_force(tx, key, person["ags"]):
            wrong["ags"] = _("In dieser Gemeinde ist der Ablauf nicht in Kraft.")
        if link is not None and link.kind is None:
            wrong["verbindung"] = _("Bitte wählen Sie, wer die Person des neuen Falls ist.")
        submission = None
        if chosen.form is not None:
            submission = forms.read(chosen.form, entered, {}, environment(tx))
        errors = dict(submission.errors) if submission else {}
        opening = CaseOpening(key, person["family_name"], person["given_name"], birth, person["ags"])
        if wrong or errors:
            return _form(tx, chosen, person, entered, _Faults(wrong, errors), link), 422
        try:
            values = submission.values if submission else {}
            opened = commands.case.open(tx, opening, values, _seen(request.form))
        except Invalid as refused:
            of_person = {name: text for name, text in refused.fields.items() if name in _PERSON}
            of_form = {name: text for name, text in refused.fields.items() if name not in _PERSON}
            return _form(tx, chosen, person, entered, _Faults(of_person, of_form), link), 422
        if link is not None and link.kind is not None and not opened.again:
            # what is refused here takes the opening back, too
            commands.relation.relate(tx, link.head.reference, opened.reference, link.kind)
    flash(_("Der Fall %(reference)s ist eröffnet.", reference=opened.reference), "success")
    return redirect(url_for("akte.show", reference=opened.reference))


@page.post("/neu/formular")
def refreshed() -> str:
    """The parts of the start form that depend on an answer, as they look with what is typed now."""
    with begin() as tx:
        chosen = _chosen(tx, request.form.get("lw-ablauf", ""), request.form.get("lw-ags", ""))
        fields = start_fields(tx, chosen.form, adapted(chosen.form, {}))
    return render_template(
        "aufgaben/teile_neu.html", fields=fields, changing=changing(chosen.form), refresh=request.path
    )


@restores("akte.open_case")
def restore(fields: Fields) -> Answer:
    """The form again with what was typed before the session ended."""
    person = {name: fields.get(f"lw-{name}", [""])[0] for name in _PERSON}
    with begin() as tx:
        chosen = _chosen(tx, fields.get("lw-ablauf", [""])[0], person["ags"])
        entered = answers(fields)
        link = _link(tx, {name: values[0] for name, values in fields.items() if values})
        return _form(tx, chosen, person, entered, link=link)


@page.get("/<reference>")
def show(reference: str) -> Answer:
    """The front of the case file and one of its tabs."""
    if request.args.get("verlauf") == "alles":
        # what older links ask for
        return redirect(url_for("akte.show", reference=reference, reiter="verlauf", art="alles"))
    return shown(reference, request.args.get("reiter", ""), {}, {})


def shown(reference: str, name: str, typed: Mapping[str, str], wrong: Mapping[str, str]) -> str:
    """The file with the tab of that name, and in its forms what was typed and what is wrong with it."""
    tab = case_tabs.tab(name)
    with begin() as tx:
        front = queries.case_file.front(tx, reference)
        context = tab.read(tx, front) if tab.read is not None else {}
        above = case_head.of_front(tx, front)
        permitted = {
            action: queries.case_file.may(tx, front, action)
            for action in (Action.SEND_MESSAGE, Action.REFER, Action.KEEP_CASE)
        }
        house = front.head.authority_id
        may_close = tx.actor.may(Action.CLOSE_CASE, house)
        may_move = tx.actor.may(Action.RELOCATE, house) and front.is_open and front.head.concerns_person
        going_on = worklist.going_on(tx) if request.args.get("weiter") else None
    return render_template(
        f"akte/reiter/{tab.name}.html",
        **{
            "tab": tab,
            **above,
            "head": front.head,
            "may_send": permitted[Action.SEND_MESSAGE] and front.is_open,
            "may_move": may_move,
            "may_refer": permitted[Action.REFER] and front.is_open and front.head.concerns_person,
            "may_keep": permitted[Action.KEEP_CASE],
            "may_lead": tx.actor.may(Action.KEEP_CASE, house),
            "may_close": may_close,
            "going_on": going_on,
            "may_open_related": tx.actor.may(Action.OPEN_CASE) and permitted[Action.KEEP_CASE],
            "typed": typed,
            "wrong": wrong,
            "errors": [(field, "", said) for field, said in wrong.items()],
            **context,
        },
    )


@page.get("/<reference>/ablauf/<int:version_id>.bpmn")
def diagram(reference: str, version_id: int) -> Response:
    """The diagram of a process that runs in the case, for the viewer."""
    with begin() as tx:
        content = queries.case_file.diagram(tx, reference, version_id)
    return Response(content, mimetype="application/xml")


@page.get("/<reference>/nachricht/<name>")
def confirm_message(reference: str, name: str) -> str:
    """Ask before a message is recorded: it may end the procedure."""
    with begin() as tx:
        front = queries.case_file.front(tx, reference)
        option = next((one for one in front.messages if one.name == name), None)
        if option is None:
            raise Conflict(f"Expected to send {name} to case {reference}, but nothing waits for it")
        open_tasks = front.tasks
    return render_template("akte/nachricht.html", head=front.head, option=option, open_tasks=open_tasks)


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


def _form(
    tx: Transaction,
    chosen: Startable,
    person: Mapping[str, str],
    entered: Fields | None,
    faults: _Faults = _NO_FAULTS,
    link: _Link | None = None,
) -> str:
    """The page that opens a case, related to another one if it was asked for from its file."""
    wrong, errors = faults.of_person, faults.of_form
    fields = start_fields(tx, chosen.form, entered, errors)
    labels = {
        "family_name": _("Familienname"),
        "given_name": _("Vorname"),
        "birth_date": _("Geburtsdatum"),
        "ags": _("Gemeinde, in der die Person wohnt"),
        "verbindung": _("Die Person des neuen Falls ist"),
    }
    of_person = [(f"lw-{name}", labels[name], wrong[name]) for name in labels if name in wrong]
    return render_template(
        "akte/neu.html",
        chosen=chosen,
        several=len(queries.definition.startable(tx)) > 1,
        labels=labels,
        places=queries.authority.municipalities(tx),
        fields=fields,
        person=person,
        wrong=wrong,
        errors=of_person + ordered_errors(fields, errors),
        link=link,
        seen=_seen(request.form) or tx.now,
        verbindungen=case_tabs.relations(),
        changing=changing(chosen.form),
        refresh=url_for("akte.refreshed"),
    )


def _seen(form: Mapping[str, str]) -> datetime | None:
    """When the page was made; it stays the same while faults are corrected."""
    try:
        seen = datetime.fromisoformat(form.get("lw-gesehen", ""))
    except ValueError:
        return None
    return seen if seen.tzinfo is not None else None


def _link(tx: Transaction, asked: Mapping[str, str]) -> _Link | None:
    """The file from which the case is opened, as address or form name it; Forbidden for who does not keep it."""
    reference = asked.get("lw-zu") or asked.get("zu") or ""
    if not reference:
        return None
    front = queries.case_file.front(tx, reference)
    if not queries.case_file.may(tx, front, Action.KEEP_CASE) or not front.head.concerns_person:
        raise Forbidden(f"Expected to relate case {reference}, but no role there permits it")
    kinds = {one.value: one for one in RelationKind}
    kind = kinds.get(asked.get("lw-verbindung") or asked.get("verbindung") or "")
    family, _comma, given = front.head.person.partition(", ")
    person = {"family_name": family, "ags": front.head.ags}
    if kind is RelationKind.PART:
        person["given_name"] = given
        if front.head.birth_date is not None:
            person["birth_date"] = f"{front.head.birth_date:%d.%m.%Y}"
    return _Link(front.head, kind, person)


def _unreadable(person: Mapping[str, str]) -> dict[str, str]:
    """What can be said before the engine is asked, so that all faults of the page come at once."""
    wrong = {}
    if not person["family_name"]:
        wrong["family_name"] = _("Bitte geben Sie den Familiennamen ein.")
    if not person["given_name"]:
        wrong["given_name"] = _("Bitte geben Sie den Vornamen ein.")
    if person["birth_date"] and read_day(person["birth_date"]) is None:
        wrong["birth_date"] = day_fault(person["birth_date"])
    for name in ("family_name", "given_name"):
        if len(person[name]) > LONGEST_NAME:
            wrong[name] = _("Bitte kürzen Sie den Namen auf höchstens %(most)s Zeichen.", most=LONGEST_NAME)
    if not person["ags"]:
        wrong["ags"] = _("Bitte wählen Sie die Gemeinde, in der die Person wohnt.")
    return wrong


def _chosen(tx: Transaction, key: str, ags: str) -> Startable:
    if _in_force(tx, key, ags):
        return queries.definition.startable_at(tx, key, ags)
    for one in queries.definition.startable(tx):
        if one.key == key:
            return one
    raise NotFound(f"Expected to start {key}, but no process has that key here")


def _in_force(tx: Transaction, key: str, ags: str) -> bool:
    """Whether a version of the process is in force in the municipality; no number of a municipality: no."""
    if len(ags) != 8 or not ags.isdecimal():
        return False
    try:
        queries.definition.startable_at(tx, key, ags)
    except Conflict:
        return False
    return True
