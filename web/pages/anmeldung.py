"""`/anmelden`: local accounts, and the invented people while demo data is loaded."""

from __future__ import annotations

import json
import re

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from engine import Conflict, Forbidden, NotFound, commands, queries
from engine.queries.account import DemoLogin
from web import auth
from web.navigation import first_page
from web.session import begin, begin_as_system, current_actor

page = Blueprint("anmeldung", __name__)

_TASK = re.compile(r"/aufgaben/(\d+)(?:/\w+)?")


@page.get("/anmelden")
def form() -> Response | str:
    """The login page."""
    if current_user.is_authenticated:
        return redirect(url_for(first_page(current_actor())))
    return render_template(
        "anmeldung/anmelden.html",
        logins=_demo_logins(),
        weiter=auth.own_address(request.args.get("weiter", "")),
    )


@page.post("/anmelden")
@auth.limiter.limit(lambda: current_app.config["LAUFWEG"].login_limit)
def log_in() -> Response | tuple[str, int]:
    """Check login and password; what was typed before the session ended comes back afterwards."""
    login = request.form.get("kennung", "")
    try:
        with begin_as_system() as tx:
            account = commands.account.authenticate(tx, login, request.form.get("kennwort", ""))
    except Forbidden:
        return (
            render_template(
                "anmeldung/anmelden.html",
                logins=_demo_logins(),
                kennung=login,
                fehler=_("Kennung oder Kennwort stimmt nicht."),
                **auth.what_was_typed(),
            ),
            401,
        )
    auth.log_in(account)
    target = auth.own_address(request.form.get("weiter", ""))
    if request.form.get("eingabe"):
        return _give_back(target, request.form["eingabe"])
    return redirect(target or url_for(first_page(current_actor())))


@page.post("/eingaben")
def give_back() -> Response | tuple[str, int]:
    """Bring back what was typed into a form of an older session."""
    if not current_user.is_authenticated:
        return redirect(url_for("anmeldung.form"))
    return _give_back(auth.own_address(request.form.get("weiter", "")), request.form.get("eingabe", ""))


@page.post("/abmelden")
def log_out() -> Response:
    """End the session."""
    auth.log_out()
    flash(_("Sie sind abgemeldet."), "success")
    return redirect(url_for("anmeldung.form"))


@page.get("/ohne-rolle")
def no_role() -> str:
    """An account without a role sees why nothing is there."""
    return render_template("anmeldung/ohne_rolle.html")


def _demo_logins() -> tuple[DemoLogin, ...]:
    if not current_app.config["LAUFWEG"].demo:
        return ()
    with begin_as_system() as tx:
        return queries.account.demo_logins(tx)


def _give_back(target: str, typed: str) -> Response | tuple[str, int]:
    """Keep what was typed before the session ended: as the draft of the task, else shown for copying."""
    try:
        entered = {str(key): [str(one) for one in values] for key, values in json.loads(typed).items()}
    except (ValueError, AttributeError, TypeError):
        entered = {}
    task = _TASK.fullmatch(target)
    if task is None or not entered:
        back = re.sub(r"/(?:uebernehmen|freigeben|nachricht|beschliessen|verwerfen|beheben)$", "", target)
        return redirect(back or url_for(first_page(current_actor())))
    number = int(task[1])
    revision = entered.pop("revision", ["0"])[0]
    entered.pop("aktion", None)
    try:
        with begin() as tx:
            commands.task.save_draft(tx, number, int(revision) if revision.isdecimal() else 0, entered)
    except (Conflict, Forbidden, NotFound):
        from web.pages.aufgaben import stale

        return stale(number, entered)
    flash(
        _("Ihre Eingaben sind wieder da. Bitte prüfen Sie sie und schließen Sie die Aufgabe ab."), "success"
    )
    return redirect(url_for("aufgaben.show", task_id=number))
