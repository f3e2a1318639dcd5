"""`/fristen/abo`: addresses that show one's deadlines to a calendar program; the feed itself needs no login."""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, flash, make_response, redirect, render_template, request, session, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from engine import Action, Conflict, Invalid, NotFound, commands, queries
from engine.queries.deadlines import Entry
from engine.queries.feed import FeedScope
from web import ical
from web.auth import limiter
from web.forms.typed import Answer
from web.session import begin, begin_as_system, current_actor, engine

page = Blueprint("abo", __name__, url_prefix="/fristen/abo")

#: where the token waits between making a feed and showing it, once
_TOLD = "abo"
#: asked by one program; guesses from one address
_PER_FEED, _PER_ADDRESS = "60 per hour", "20 per minute"


@page.get("")
def overview() -> str:
    """The feeds in use, and the address of one that was just made."""
    return _overview()


@page.post("")
def create() -> Answer:
    """Make a feed; its address is shown once."""
    name = request.form.get("lw-name", "")
    chosen = request.form.get("lw-umfang", "")
    scope = FeedScope(chosen) if chosen in set(FeedScope) else FeedScope.MINE
    try:
        with begin() as tx:
            session[_TOLD] = commands.feed.create(tx, name, scope)
    except Invalid as refused:
        return _overview({"lw-name": name, "lw-umfang": scope}, refused.fields["name"]), 422
    return redirect(url_for("abo.overview"))


@page.post("/<int:feed_id>/beenden")
def revoke(feed_id: int) -> Response:
    """End a feed."""
    try:
        with begin() as tx:
            commands.feed.revoke(tx, feed_id)
    except Conflict:
        flash(_("Dieses Abo war schon beendet."), "info")
    else:
        flash(_("Das Abo ist beendet. Die Adresse zeigt ab sofort nichts mehr."), "success")
    return redirect(url_for("abo.overview"))


def _overview(typed: dict[str, str] | None = None, fault: str = "") -> str:
    current_actor().must(Action.WORK_TASK)
    token = session.pop(_TOLD, None)
    with begin() as tx:
        feeds = queries.feed.own(tx)
    return render_template(
        "fristen/abo.html",
        feeds=feeds,
        address=url_for("abo.read", token=token, _external=True) if token else "",
        typed=typed or {},
        fault=fault,
        errors=[("lw-name", _("Name"), fault)] if fault else [],
    )


def _key_of_feed() -> str:
    """Which feed is asked for, without its token: counts are kept in the database."""
    token = (request.view_args or {}).get("token", "")
    return "abo " + sha256(str(token).encode()).hexdigest()


def _key_of_address() -> str:
    return f"abo {get_remote_address()}"


@page.get("/<token>.ics")
@limiter.limit(_PER_FEED, key_func=_key_of_feed)
@limiter.limit(_PER_ADDRESS, key_func=_key_of_address, deduct_when=lambda answer: answer.status_code == 404)
def read(token: str) -> Response:
    """The deadlines of the person whose feed it is; 304 when the program has them already, 404 for no feed."""
    with begin_as_system() as tx:
        found = commands.feed.use(tx, token)
        account = queries.account.get(tx, found.account_id)
    if account is None:
        raise NotFound("Expected to find a feed, but there is none at this address")
    with engine().begin(account.actor) as tx:
        entries = queries.feed.entries(tx, found.scope)
    with force_locale("de"):
        body = ical.calendar(f"Laufweg: {found.name}", entries, _title, _address)
    response = make_response(body)
    response.content_type = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="fristen.ics"'
    response.set_etag(sha256(body).hexdigest())
    return response.make_conditional(request)


def _title(one: Entry) -> str:
    kinds = {
        "legal": _("gesetzliche Frist"),
        "agreed": _("festgelegter Tag") if one.is_set else _("vereinbarte Zeit"),
        "follow_up": _("Wiedervorlage"),
    }
    return f"{one.name} – {one.case_reference} ({kinds[one.kind]})"


def _address(one: Entry) -> str:
    return url_for("aufgaben.show", task_id=one.task_id, _external=True)
