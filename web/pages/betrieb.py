"""`/betrieb`: incidents, and letting an element try again."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Forbidden, ModelError, NotFound, Transaction, commands, queries
from engine.feel import Value, compile_expression
from engine.queries.case_file import DataRow
from engine.queries.records import IncidentRow
from web.fields import environment
from web.session import begin
from web.typed import Answer

page = Blueprint("betrieb", __name__, url_prefix="/betrieb")

#: a variable of the case
_NAME = re.compile(r"[^\W\d]\w{0,99}")


@page.get("")
def overview() -> str:
    """The open incidents."""
    with begin() as tx:
        incidents = queries.incident.overview(tx)
    return render_template("betrieb/stoerungen.html", incidents=incidents)


@page.get("/stoerungen/<int:incident_id>")
def confirm(incident_id: int) -> str:
    """One incident: what stopped, why, and – if a value of the case is wrong – its correction."""
    with begin() as tx:
        return _form(tx, _found(tx, incident_id))


@page.post("/stoerungen/<int:incident_id>")
def resolve(incident_id: int) -> Answer:
    """Let the element try again, with a corrected value if one is given."""
    name, text = (request.form.get(key, "").strip() for key in ("lw-angabe", "lw-wert"))
    with begin() as tx:
        incident = _found(tx, incident_id)
        variables: dict[str, Value] = {}
        if text and not _NAME.fullmatch(name):
            fault = _("Bitte geben Sie den Namen der Angabe ein, etwa einen aus der Liste.")
            return _form(tx, incident, name, text, {"name": fault}), 422
        if name:
            try:
                variables[name] = compile_expression(text).evaluate({}, environment(tx)).value
            except ModelError as error:
                return _form(tx, incident, name, text, {"value": error.message}), 422
        commands.incident.resolve(tx, incident_id, variables)
        again = any(
            one.case_reference == incident.case_reference and one.element == incident.element
            for one in queries.incident.overview(tx)
        )
        readable = _data(tx, incident) is not None
    if again:
        flash(_("Der Schritt ist noch einmal gescheitert. Die neue Störung nennt den Grund."), "warning")
    else:
        flash(_("Der Schritt ist gelungen, der Ablauf geht weiter."), "success")
    if readable:
        return redirect(url_for("akte.show", reference=incident.case_reference))
    return redirect(url_for("betrieb.overview"))


def _found(tx: Transaction, incident_id: int) -> IncidentRow:
    for incident in queries.incident.overview(tx):
        if incident.id == incident_id:
            return incident
    raise NotFound(f"Expected to find incident {incident_id}, but none is open with that number")


def _data(tx: Transaction, incident: IncidentRow) -> tuple[DataRow, ...] | None:
    """The values of the case; None for those who repair processes but may not read cases."""
    try:
        return queries.case_file.show(tx, incident.case_reference).data
    except Forbidden:
        return None


def _form(
    tx: Transaction,
    incident: IncidentRow,
    name: str = "",
    text: str = "",
    wrong: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "betrieb/stoerung.html",
        incident=incident,
        data=_data(tx, incident),
        name=name,
        text=text,
        wrong=wrong or {},
    )
