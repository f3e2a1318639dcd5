"""`/anmelden`: local accounts, and the invented people while demo data is loaded."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from engine import Forbidden, commands, queries
from engine.queries.account import DemoLogin
from web import auth
from web.forms import typed
from web.forms.typed import Answer
from web.navigation import first_page
from web.session import begin_as_system, current_actor

page = Blueprint("anmeldung", __name__)


@page.get("/anmelden")
def form() -> Response | str:
    """The login page."""
    onward = typed.own_address(request.args.get("weiter", ""))
    if current_user.is_authenticated:
        return redirect(onward or url_for(first_page(current_actor())))
    return render_template("anmeldung/anmelden.html", logins=_demo_logins(), weiter=onward)


@page.post("/anmelden")
@auth.limit_attempts
def log_in() -> Answer:
    """Check login and password; what was typed before the session ended comes back afterwards."""
    login = request.form.get("kennung", "")
    try:
        with begin_as_system() as tx:
            account = commands.account.authenticate(tx, login, request.form.get("kennwort", ""))
    except Forbidden:
        return _again(login, _("Kennung oder Kennwort stimmt nicht.")), 401
    carries = bool(request.form.get("eingabe"))
    if carries and not typed.is_of(account.id):
        # whoever typed it may still log in here; nobody else sees it
        return _again("", _("Hier warten Eingaben aus der Sitzung einer anderen Person."), foreign=True), 409
    auth.log_in(account)
    if carries:
        return typed.give_back()
    return redirect(typed.own_address(request.form.get("weiter", "")) or url_for(first_page(current_actor())))


@page.get("/sitzung")
def remaining() -> Answer | tuple[dict[str, object], int]:
    """How long the session goes on, and whether it can be prolonged; asked without `still` it is prolonged."""
    if not current_user.is_authenticated or auth.seconds_left() <= 0:
        return {}, 401
    auth.prolong()
    return {"sekunden": auth.seconds_left(), "verlaengerbar": auth.can_go_on()}, 200


@page.post("/eingaben")
def give_back() -> Answer:
    """Bring back what was typed into a form of an older session."""
    if not current_user.is_authenticated:
        return redirect(url_for("anmeldung.form"))
    return typed.give_back()


@page.post("/abmelden")
def log_out() -> Response:
    """End the session."""
    auth.log_out()
    flash(_("Sie sind abgemeldet."), "success")
    return redirect(url_for("anmeldung.form"))


@page.get("/ohne-rolle")
def no_role() -> Response | str:
    """An account without a role sees why nothing is there."""
    if not current_user.is_authenticated:
        return redirect(url_for("anmeldung.form"))
    return render_template("anmeldung/ohne_rolle.html")


def _again(login: str, fault: str, *, foreign: bool = False) -> str:
    """The login page once more, with what it carries."""
    kept = typed.carried() if request.form.get("eingabe") else {"weiter": request.form.get("weiter", "")}
    return render_template(
        "anmeldung/anmelden.html", logins=_demo_logins(), kennung=login, fehler=fault, fremd=foreign, **kept
    )


def _demo_logins() -> tuple[DemoLogin, ...]:
    if not current_app.config["LAUFWEG"].demo:
        return ()
    with begin_as_system() as tx:
        return queries.account.demo_logins(tx)
