"""Logging in and out, and how long a session lasts: 30 minutes idle, 8 hours in all."""

from __future__ import annotations

import json
import time
from urllib.parse import urlsplit

from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from engine import queries
from engine.queries.account import AccountRow
from web.session import User, begin_as_system

ABSOLUTE_SECONDS = 8 * 3600
#: what a login page carries through: never a password, never a token
_NOT_KEPT = frozenset({"csrf_token", "kennwort", "kennung", "eingabe", "weiter"})

limiter = Limiter(get_remote_address, storage_uri="memory://")


def init_app(app: Flask) -> None:
    """Know the logged-in person in every request, and send everybody else to the login page."""
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_log_in)
    limiter.init_app(app)
    app.before_request(_guard)


def log_in(account: AccountRow) -> None:
    """Begin a new session for the account; nothing of an older one is kept but the language."""
    chosen = session.get("sprache")
    session.clear()
    if chosen:
        session["sprache"] = chosen
    session.permanent = True
    session["seit"] = int(time.time())
    login_user(User(account))


def log_out() -> None:
    """End the session."""
    logout_user()
    session.clear()


def ask_to_log_in() -> Response | tuple[str, int]:
    """The login page; what somebody had typed into a form goes along and comes back after logging in."""
    if request.headers.get("HX-Request") or request.method in {"PUT", "DELETE"}:
        return Response(_("Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an."), 401)
    if request.method == "GET":
        return redirect(url_for("anmeldung.form", weiter=request.full_path.rstrip("?")))
    flash(
        _("Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an – Ihre Eingaben gehen nicht verloren."),
        "info",
    )
    return render_template("anmeldung/anmelden.html", logins=(), **what_was_typed()), 401


def what_was_typed() -> dict[str, str]:
    """The target and the fields of the form that was posted, for the login page to carry along."""
    kept = {key: values for key, values in request.form.to_dict(flat=False).items() if key not in _NOT_KEPT}
    target = request.form.get("weiter") or request.path
    return {"weiter": own_address(target), "eingabe": request.form.get("eingabe") or json.dumps(kept)}


def own_address(target: str) -> str:
    """The address if it is one of ours, else nothing: a link must not lead elsewhere after logging in."""
    parts = urlsplit(target)
    ours = (
        not parts.scheme
        and not parts.netloc
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
    )
    return target if ours else ""


def _load(number: str) -> User | None:
    with begin_as_system() as tx:
        account = queries.account.get(tx, int(number))
    return None if account is None else User(account)


_OPEN_TO_ALL = frozenset({"static", "healthz", "readyz", "sprache"})


def _guard() -> Response | tuple[str, int] | None:
    if request.endpoint in _OPEN_TO_ALL or (request.endpoint or "").startswith("anmeldung."):
        return None
    if current_user.is_authenticated and time.time() - session.get("seit", 0) > ABSOLUTE_SECONDS:
        log_out()
    if not current_user.is_authenticated and request.endpoint is not None:
        return ask_to_log_in()
    return None
