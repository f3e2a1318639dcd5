"""Logging in and out, and how long a session lasts: 30 minutes idle, 8 hours in all."""

from __future__ import annotations

import time
from datetime import timedelta

from flask import Flask, abort, current_app, flash, g, redirect, render_template, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_babel import gettext as _
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import AnonymousUserMixin, LoginManager, current_user, login_user, logout_user
from werkzeug.wrappers import Response

from engine import commands, queries
from engine.queries.account import AccountRow
from web import (
    attempts,  # noqa: F401  known to the limiter by its scheme
    form_token,
)
from web.forms import typed
from web.session import User, begin, begin_as_system

IDLE = timedelta(minutes=30)
IDLE_SECONDS = int(IDLE.total_seconds())
ABSOLUTE_SECONDS = 8 * 3600
#: a page that looks for news by itself says so in its address; nobody is sitting there because of it
POLLING = "still"

_OPEN_TO_ALL = frozenset({"static", "healthz", "readyz", "sprache", "abo.read", "api-docs.openapi_json"})

#: blueprints for people without an account, or who have not logged in yet; for everybody
_WITHOUT_ACCOUNT = ("anmeldung.", "zugang.", "zugang_beteiligung.", "fluesse.")


def _login_and_address() -> str:
    return f"{request.form.get('kennung', '').strip().casefold()[:200]} {get_remote_address()}"


limiter = Limiter(_login_and_address, storage_uri="laufweg://")
#: for the login page: failed attempts only, so that a busy demo desk is not locked out
limit_attempts = limiter.limit(
    lambda: current_app.config["LAUFWEG"].login_limit, deduct_when=lambda answer: answer.status_code == 401
)


class _Sessions(SecureCookieSessionInterface):
    """Signed cookies; a request that polls does not prolong the session, else an open page would never time out. What a
    proxy may keep for everybody bears none.
    """

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        if request.args.get(POLLING) and not session.modified:
            return False
        return super().should_set_cookie(app, session)


def init_app(app: Flask) -> None:
    """Know the logged-in person in every request, and send everybody else to the login page."""
    manager = LoginManager(app)
    manager.session_protection = "basic"
    manager.user_loader(_load)
    manager.unauthorized_handler(ask_to_log_in)
    limiter.init_app(app)
    app.session_interface = _Sessions()
    app.before_request(_guard)
    app.jinja_env.globals["sitzung_sekunden"] = seconds_left


def log_in(account: AccountRow) -> None:
    """Begin a new session for the account, in the language chosen on the login page, else in the one chosen last."""
    chosen = None if "seit" in session else session.get("sprache")  # of a session before: somebody else's
    session.clear()
    if language := chosen or account.language:
        session["sprache"] = language
    session.permanent = True
    session["seit"] = session["zuletzt"] = int(time.time())
    session["marke"] = account.session_mark
    form_token.begin(account.id)
    login_user(User(account))
    if chosen and chosen != account.language:
        keep_language(chosen)


def keep_language(code: str) -> None:
    """The person who is logged in has the pages in that language from now on, after each login."""
    if current_user.is_authenticated:
        with begin() as tx:
            commands.account.choose_language(tx, code)


def log_out() -> None:
    """End the session, and with it every copy of its cookie."""
    if current_user.is_authenticated:
        with begin() as tx:
            commands.account.end_sessions(tx, current_user.account.id)
    logout_user()
    session.clear()


def prolong() -> None:
    """Somebody is sitting there: the session goes on, unless the page only looks for news by itself."""
    if not request.args.get(POLLING):
        session["zuletzt"] = int(time.time())


def seconds_left() -> int:
    """How long the session goes on if nothing is asked any more; 0 or less: it is over."""
    now = int(time.time())
    return min(session.get("zuletzt", now) + IDLE_SECONDS, session.get("seit", 0) + ABSOLUTE_SECONDS) - now


def can_go_on() -> bool:
    """Whether asking for anything prolongs the session; not within the last minutes of its eight hours."""
    return session.get("zuletzt", 0) + IDLE_SECONDS < session.get("seit", 0) + ABSOLUTE_SECONDS


def ask_to_log_in() -> Response | tuple[str, int]:
    """The login page; what somebody had typed into a form goes along and comes back after logging in."""
    if request.path.startswith("/api/"):
        abort(401)
    if request.endpoint == "meldungen.bell":
        return Response(status=286, headers={"HX-Reswap": "none"})  # htmx stops asking; the page says nothing
    if request.headers.get("HX-Request") or request.method in {"PUT", "DELETE"}:
        return Response(_("Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an."), 401)
    if request.method == "GET":
        return redirect(url_for("anmeldung.form", weiter=request.full_path.rstrip("?")))
    flash(
        _("Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an – Ihre Eingaben gehen nicht verloren."),
        "info",
    )
    return render_template("anmeldung/anmelden.html", logins=(), **typed.carried()), 401


def go_on_as_nobody() -> None:
    """Whoever asks cannot be looked up, and what tells them so must not try again."""
    try:
        _ = current_user.is_authenticated
    except Exception:  # whatever it was, it has been reported before this is called
        g._login_user = AnonymousUserMixin()  # where flask_login keeps whom it has found


def _load(number: str) -> User | None:
    with begin_as_system() as tx:
        account = queries.account.get(tx, int(number))
    if account is None or account.session_mark != session.get("marke"):
        return None
    return User(account)


def _guard() -> Response | tuple[str, int] | None:
    if request.endpoint in _OPEN_TO_ALL or (request.endpoint or "").startswith(_WITHOUT_ACCOUNT):
        return None
    if current_user.is_authenticated and time.time() - session.get("seit", 0) > ABSOLUTE_SECONDS:
        log_out()
    if not current_user.is_authenticated and request.endpoint is not None:
        return ask_to_log_in()
    prolong()
    return None
