"""`/betrieb`: incidents, and letting an element try again."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import commands, queries
from web import auth
from web.session import begin

page = Blueprint("betrieb", __name__, url_prefix="/betrieb")


@page.get("")
def overview() -> str:
    """The open incidents."""
    with begin() as tx:
        incidents = queries.incident.overview(tx)
    return render_template("betrieb/stoerungen.html", incidents=incidents)


@page.post("/stoerungen/<int:incident_id>/beheben")
def resolve(incident_id: int) -> Response:
    """Let the element try again."""
    with begin() as tx:
        commands.incident.resolve(tx, incident_id)
    flash(
        _("Der Schritt wurde noch einmal versucht. Bleibt die Ursache, steht die Störung wieder da."), "info"
    )
    return redirect(auth.own_address(request.form.get("weiter", "")) or url_for("betrieb.overview"))
