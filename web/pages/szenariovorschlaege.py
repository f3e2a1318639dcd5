"""`/szenariovorschlaege`: scenarios of cases that wait for an answer, and what became of one's own."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Forbidden, Invalid, commands, queries
from web.forms.typed import Answer, Fields, restores
from web.session import begin, current_actor

page = Blueprint("szenariovorschlaege", __name__, url_prefix="/szenariovorschlaege")


@page.get("")
def overview() -> str:
    """What waits for whoever owns processes, and what somebody has offered, with the answers."""
    actor = current_actor()
    offers, edits = actor.may(Action.OFFER_SCENARIO), actor.may(Action.EDIT_MODEL)
    if not (offers or edits):
        raise Forbidden("Expected to see offered scenarios, but no role permits it")
    with begin() as tx:
        return render_template(
            "modellierung/szenariovorschlaege.html",
            edits=edits,
            offers=offers,
            waiting=queries.scenario_offer.awaited(tx) if edits else (),
            own=queries.scenario_offer.own(tx) if offers else (),
        )


@page.get("/<int:offer_id>")
def show(offer_id: int) -> str:
    """One that waits: its text, the drafts it may be taken into, and why it is declined."""
    return _show(offer_id)


@page.post("/<int:offer_id>/ablehnen")
def decline(offer_id: int) -> Answer:
    """Decline it with a reason, which goes back to whoever offered it."""
    reason = request.form.get("grund", "")
    try:
        with begin() as tx:
            commands.recorded.decline(tx, offer_id, reason)
    except Invalid as refused:
        return _show(offer_id, reason, refused.fields.get("reason", "")), 422
    flash(_("Der Vorschlag ist abgelehnt und gelöscht. Wer ihn gemacht hat, erfährt den Grund."), "success")
    return redirect(url_for("szenariovorschlaege.overview"))


@restores("szenariovorschlaege.decline")
def restore(fields: Fields, offer_id: int) -> Answer:
    """The reason as it was typed before the session ended."""
    return _show(offer_id, "".join(fields.get("grund", ())))


def _show(offer_id: int, reason: str = "", fault: str = "") -> str:
    with begin() as tx:
        view = queries.scenario_offer.read(tx, offer_id)
    return render_template(
        "modellierung/szenariovorschlag.html", view=view, offer=view.line.offer, reason=reason, fault=fault
    )
