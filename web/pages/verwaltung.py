"""`/verwaltung`: the register of authorities – finding one, all about it, doubts, the log of changes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Invalid, Transaction, commands, queries
from engine.queries.register import Wanted
from web.days import day_fault, read_day
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin, current_actor
from web.words import register as words

page = Blueprint("verwaltung", __name__, url_prefix="/verwaltung")

_PAGE = 50
#: further than any list goes
_MOST = 10**6


@page.get("")
def overview() -> str:
    """The authorities that match, and what of the register needs somebody."""
    text = request.args.get("suche", "").strip()[:200]
    after = request.args.get("nach", "")
    with begin() as tx:
        wanted = Wanted(
            text,
            request.args.get("kreis", "" if request.args else _own_district(tx)),
            request.args.get("thema", ""),
            bool(request.args.get("zweifel")),
            min(int(after), _MOST) if is_number(after) else 0,
            _PAGE,
        )
        found = queries.register.page(tx, wanted)
        districts = queries.authority.districts(tx)
        state = queries.register.state(tx)
        told = queries.competence.told(tx)
        unstaffed = queries.competence.unstaffed(tx)
    return render_template(
        "verwaltung/liste.html",
        page=found,
        wanted=wanted,
        districts=districts,
        district_names=dict(districts),
        topics=words.topics(),
        state=state,
        told=told,
        unstaffed=unstaffed,
        may_change=current_actor().may(Action.ADMINISTER),
    )


def _own_district(tx: Transaction) -> str:
    """Where one works: whoever asks for nothing sees the authorities of the own Kreis."""
    own = queries.authority.own_territories(tx, Action.READ_REGISTER)
    return next((one[:5] for one in own if len(one) >= len("05334")), "")


@page.get("/<int:authority_id>")
def show(authority_id: int) -> str:
    """One authority: what it is competent for, contact, calendar, attributes, doubts, posts, changes."""
    return _show(authority_id)


def _show(authority_id: int, wrong: dict[str, str] | None = None, typed: dict[str, str] | None = None) -> str:
    with begin() as tx:
        view = queries.register.show(tx, authority_id)
        changes = queries.register.changes(tx, authority_id, size=10)
        names = queries.register.names(tx)
        territories = queries.authority.territory_names(
            tx, tuple(dict.fromkeys((*view.territories, *(one.territory for one in view.entered))))
        )
        people = queries.absence.people(tx, authority_id) if view.may_change else ()
        today = tx.today
    return render_template(
        "verwaltung/behoerde.html",
        view=view,
        people=people,
        changes=changes[:10],
        more=len(changes) > 10,
        names=names,
        territories=territories,
        today=today,
        words=words,
        topic_names=dict(words.topics()),
        wrong=wrong or {},
        typed=typed or {},
    )


@page.get("/aenderungen")
def changes() -> str:
    """The log of changes, the newest first."""
    before = request.args.get("vor", "")
    number = int(before) if is_number(before) else None
    with begin() as tx:
        found = queries.register.changes(tx, after=number, size=_PAGE)
        names = queries.register.names(tx)
    return render_template(
        "verwaltung/aenderungen.html",
        changes=found[:_PAGE],
        next=found[_PAGE - 1].change.id if len(found) > _PAGE else None,
        names=names,
        words=words,
    )


@page.post("/aenderungen/<int:change_id>/zuruecknehmen")
def undo(change_id: int) -> Response:
    """Take back a change whose day has not come."""
    try:
        with begin() as tx:
            commands.register.undo(tx, change_id)
    except Conflict:
        flash(
            _(
                "Diese Änderung lässt sich nicht mehr zurücknehmen: Ihr Tag ist gekommen, oder eine spätere "
                "baut auf ihr auf."
            ),
            "warning",
        )
    else:
        flash(_("Die Änderung ist zurückgenommen. Im Protokoll bleibt sie stehen."), "success")
    return redirect(url_for("verwaltung.changes"))


@page.post("/<int:authority_id>/zweifel/<int:doubt_id>")
def settle(authority_id: int, doubt_id: int) -> Answer:
    """Note that somebody has checked what was to be checked, and where it stands."""
    source, text = (request.form.get(name, "").strip() for name in ("lw-quelle", "lw-am"))
    typed = {f"lw-quelle-{doubt_id}": source, f"lw-am-{doubt_id}": text}
    on = read_day(text)
    if on is None:
        fault = day_fault(text)
        return _show(authority_id, {f"lw-am-{doubt_id}": fault}, typed), 422
    try:
        with begin() as tx:
            commands.register.settle_doubt(tx, authority_id, doubt_id, source, on)
    except Invalid as refused:
        fields = {"source": "lw-quelle", "on": "lw-am"}
        wrong = {f"{fields[name]}-{doubt_id}": said for name, said in refused.fields.items()}
        return _show(authority_id, wrong, typed), 422
    except Conflict:
        flash(_("Das hatte inzwischen jemand geprüft."), "info")
    else:
        flash(_("Als geprüft eingetragen."), "success")
    return redirect(url_for("verwaltung.show", authority_id=authority_id, _anchor="zweifel"))


@restores("verwaltung.settle")
def restore_settle(fields: Fields, authority_id: int, doubt_id: int) -> Answer:
    """The page again with what was typed before the session ended."""
    typed = {f"{name}-{doubt_id}": values[0] for name, values in fields.items() if values}
    return _show(authority_id, typed=typed)


@page.post("/stoerungen/<int:incident_id>")
def retry(incident_id: int) -> Response:
    """Let the step try again whose coordination was told that nobody is competent."""
    try:
        with begin() as tx:
            commands.incident.resolve(tx, incident_id, reason=_("Zuständigkeit geklärt"))
            left = [one for one in queries.competence.told(tx) if one.id != incident_id]
            before = {one.id for one in left}
    except Conflict:
        flash(_("Die Störung hatte inzwischen jemand behoben."), "info")
        return redirect(url_for("verwaltung.overview"))
    if any(number > incident_id for number in before):
        flash(_("Es ist noch immer niemand zuständig. Tragen Sie zuerst eine Behörde ein."), "warning")
    else:
        flash(_("Die Aufgabe hat jetzt eine zuständige Behörde."), "success")
    return redirect(url_for("verwaltung.overview"))
