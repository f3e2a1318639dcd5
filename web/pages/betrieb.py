"""`/betrieb`: what stopped, waits outside, expired; which processes begin. Letting elements try again."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import Action, Conflict, Forbidden, NotFound, Transaction, commands, queries, store
from engine.feel import Value
from engine.queries.case_file import DataRow
from engine.queries.definition import RunningDefinition
from engine.queries.records import IncidentRow
from web import values
from web.forms.typed import Answer
from web.numbers import is_number
from web.session import begin
from web.words.reasons import LONGEST_REASON, given_reason, is_name, reason_fault

page = Blueprint("betrieb", __name__, url_prefix="/betrieb")

#: incidents that are tried again with one press
MOST_AT_ONCE = 200


@page.get("")
def overview() -> str:
    """The open incidents."""
    key = request.args.get("ablauf", "")
    with begin() as tx:
        found = queries.incident.page(tx, key, request.args.get("nach"))
        processes = queries.definition.running(tx)
    return render_template(
        "betrieb/stoerungen.html", page=found, key=key, processes=processes, store_away=_store_is_away()
    )


def _store_is_away() -> bool:
    try:
        return not store.place().answers()
    except store.StoreAway:
        return True


@page.post("/stoerungen")
def retry() -> Response:
    """Let many elements try again, each in a transaction of its own; says how many succeeded."""
    key = request.form.get("lw-ablauf", "")
    back = redirect(url_for("betrieb.overview", ablauf=key or None))
    if request.form.get("lw-alle"):
        with begin() as tx:
            found = queries.incident.page(tx, key, size=MOST_AT_ONCE)
        numbers = [one.id for one in found.incidents]
    else:
        numbers = [int(one) for one in request.form.getlist("lw-stoerung") if is_number(one)][:MOST_AT_ONCE]
    if not numbers:
        flash(_("Bitte kreuzen Sie zuerst Störungen an."), "warning")
        return back
    went_on = failed = overtaken = 0
    for number in numbers:
        try:
            with begin() as tx:
                incident = queries.incident.find(tx, number)
                commands.incident.resolve(tx, number, reason=given_reason())
                stopped = _stopped_again(tx, incident)
        except (Conflict, NotFound):
            overtaken += 1
        else:
            failed += stopped
            went_on += not stopped
    if went_on:
        flash(
            ngettext("%(num)d Schritt ist gelungen.", "%(num)d Schritte sind gelungen.", went_on), "success"
        )
    if failed:
        said = ngettext(
            "%(num)d Schritt ist noch einmal gescheitert.",
            "%(num)d Schritte sind noch einmal gescheitert.",
            failed,
        )
        flash(said, "warning")
    if overtaken:
        said = ngettext(
            "%(num)d Störung hatte inzwischen jemand behoben.",
            "%(num)d Störungen hatte inzwischen jemand behoben.",
            overtaken,
        )
        flash(said, "info")
    return back


@page.get("/stoerungen/<int:incident_id>")
def confirm(incident_id: int) -> str:
    """One incident: what stopped, why, and – if a value of the case is wrong – its correction."""
    with begin() as tx:
        return _form(tx, queries.incident.find(tx, incident_id))


@page.post("/stoerungen/<int:incident_id>")
def resolve(incident_id: int) -> Answer:
    """Let the element try again, with a corrected value if one is given."""
    name, kind = (request.form.get(key, "").strip() for key in ("lw-angabe", "lw-art"))
    text, reason = request.form.get("lw-wert", ""), given_reason()
    entered = {"name": name, "kind": kind, "text": text, "reason": reason}
    with begin() as tx:
        incident = queries.incident.find(tx, incident_id)
        wrong: dict[str, str] = {}
        variables: dict[str, Value] = {}
        if text.strip() and not is_name(name):
            wrong["lw-angabe"] = _("Bitte geben Sie den Namen der Angabe ein, etwa einen aus der Liste.")
        elif name:
            try:
                variables[name] = values.read(tx, kind, text)
            except values.Unreadable as fault:
                wrong["lw-wert"] = str(fault)
        if len(reason) > LONGEST_REASON:
            wrong["lw-grund"] = _(
                "Bitte kürzen Sie die Begründung auf höchstens %(most)s Zeichen.", most=LONGEST_REASON
            )
        if wrong:
            return _form(tx, incident, entered, wrong), 422
        commands.incident.resolve(tx, incident_id, variables, reason=reason)
        again = _stopped_again(tx, incident)
    if again:
        flash(_("Der Schritt ist noch einmal gescheitert. Die neue Störung nennt den Grund."), "warning")
    else:
        flash(_("Der Schritt ist gelungen, der Ablauf geht weiter."), "success")
    return redirect(url_for("lauf.show", instance_id=incident.instance_id))


@page.get("/auftraege")
def jobs() -> str:
    """Work that something outside does: what failed first, then what waits."""
    with begin() as tx:
        found = queries.job.overview(tx)
    return render_template("betrieb/auftraege.html", jobs=found)


@page.get("/nachrichten")
def messages() -> str:
    """Messages nobody took, signals thrown last, and what time begins next."""
    with begin() as tx:
        return render_template(
            "betrieb/nachrichten.html",
            messages=queries.message.unclaimed(tx),
            signals=queries.message.signals(tx),
            timers=queries.start.timers(tx),
        )


@page.get("/ablaeufe")
def definitions() -> str:
    """Every process with what runs of it."""
    with begin() as tx:
        return render_template(
            "betrieb/ablaeufe.html",
            processes=queries.definition.running(tx),
            operations=queries.definition.operations(tx),
        )


@page.get("/ablaeufe/<key>/<any(anhalten, fortsetzen):action>")
def confirm_definition(key: str, action: str) -> str:
    """Ask before no new instance of a process begins."""
    with begin() as tx:
        tx.actor.must(Action.ADMINISTER)
        return _definition_form(_process(tx, key), action)


@page.post("/ablaeufe/<key>/<any(anhalten, fortsetzen):action>")
def suspend_definition(key: str, action: str) -> Answer:
    """Let no new instance of the process begin, or let them again."""
    reason = given_reason()
    with begin() as tx:
        tx.actor.must(Action.ADMINISTER)
        process = _process(tx, key)
        fault = reason_fault(reason)
        if fault:
            return _definition_form(process, action, reason, fault), 422
        if action == "anhalten":
            commands.definition.suspend(tx, key, reason)
        else:
            commands.definition.resume(tx, key, reason)
    if action == "anhalten":
        flash(_("„%(name)s“ beginnt nicht mehr neu. Was läuft, läuft weiter.", name=process.name), "success")
    else:
        flash(_("„%(name)s“ kann wieder beginnen.", name=process.name), "success")
    return redirect(url_for("betrieb.definitions"))


def _definition_form(process: RunningDefinition, action: str, reason: str = "", fault: str = "") -> str:
    return render_template(
        "betrieb/ablauf_anhalten.html", process=process, action=action, reason=reason, fault=fault
    )


def _process(tx: Transaction, key: str) -> RunningDefinition:
    for one in queries.definition.running(tx):
        if one.key == key:
            return one
    raise NotFound(f"Expected to find process {key}, but there is none")


def _stopped_again(tx: Transaction, incident: IncidentRow) -> bool:
    found = queries.instance_view.show(tx, incident.instance_id)
    return any(one.has_failed and one.element == incident.element for one in found.waiting)


def _data(tx: Transaction, incident: IncidentRow) -> tuple[DataRow, ...] | None:
    """The values of the case; None for those who repair processes but may not read cases."""
    try:
        return queries.case_file.show(tx, incident.case_reference).data
    except Forbidden:
        return None


def _form(
    tx: Transaction,
    incident: IncidentRow,
    entered: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "betrieb/stoerung.html",
        incident=incident,
        data=_data(tx, incident),
        entered=entered or {},
        wrong=wrong or {},
        kinds=values.ValueKind,
    )
