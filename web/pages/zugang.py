"""`/zugang`: whoever got a one-time link answers without an account: one step of a referral, or to a proposal.

The token stands behind the # of the address in the mail, so that no server, log or Referer ever holds it; a script puts
it into the field, and without one it is pasted. No GET changes anything. Before the code nothing is shown.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Final

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response

from engine import Conflict, Invalid, NotFound, Transaction, commands, queries
from engine.commands.referral_link import NAME_LENGTH, Opened, Opening
from engine.notices import LANGUAGES
from engine.queries.referral_link import LinkView
from web.auth import limiter
from web.forms import step as step_form
from web.forms.fields import changing, form_values
from web.forms.typed import Answer
from web.session import begin_as_system

page = Blueprint("zugang", __name__, url_prefix="/zugang")

#: what a browser may see after the code, and how long: {"link": id, "bis": seconds}
_GRANT: Final = "zugang"
_SECONDS: Final = 30 * 60
#: the same for a proposal (`zugang_beteiligung`), with the name of whoever answers; a working day, because it says
#: nothing of a case and takes time to be read
CONSULTED: Final = "stellungnahme"
CONSULTED_SECONDS: Final = 10 * 3600
_PER_ADDRESS: Final = "20 per 10 minutes"


def _key_of_address() -> str:
    return f"zugang {get_remote_address()}"


@page.get("")
def ask() -> str:
    """The fields for key and code; whoever fetches this page alone learns and changes nothing."""
    return render_template("zugang/oeffnen.html", errors=[])


@page.post("")
@limiter.limit(_PER_ADDRESS, key_func=_key_of_address, deduct_when=lambda answer: answer.status_code == 422)
def unlock() -> Answer:
    """Compare key and code; on success the browser may see the step for half an hour."""
    session.pop(_GRANT, None)
    session.pop(CONSULTED, None)
    key, code = (request.form.get(name, "").strip()[:200] for name in ("lw-schluessel", "lw-code"))
    language = request.form.get("lw-sprache")
    if language in LANGUAGES:
        session["sprache"] = language
        return render_template("zugang/oeffnen.html", errors=[], key=key)
    with begin_as_system() as tx:
        token = key.rpartition("#")[2]
        found = commands.referral_link.unlock(tx, token, code)
        consulted = Opened(Opening.WRONG)
        if found.outcome is Opening.WRONG:
            found = consulted = commands.party_link.unlock(tx, token, code)
    if consulted.link_id is not None:
        session[CONSULTED] = {"link": consulted.link_id, "bis": int(time.time()) + CONSULTED_SECONDS}
        return redirect(url_for("zugang_beteiligung.show"))
    if found.outcome is Opening.OPEN and found.link_id is not None:
        session[_GRANT] = {"link": found.link_id, "bis": int(time.time()) + _SECONDS}
        return redirect(url_for("zugang.show"))
    if found.outcome is not Opening.WRONG:
        return render_template("zugang/vorbei.html", outcome=found.outcome.value), 410
    fault = _("Schlüssel oder Code stimmt nicht.")
    return render_template("zugang/oeffnen.html", errors=[("lw-code", "", fault)], key=key), 422


@page.get("/antwort")
def show() -> Answer:
    """The step with what is released, and the form to answer."""
    number = granted()
    if number is None:
        return redirect(url_for("zugang.ask"))
    with begin_as_system() as tx:
        view = _view(tx, number)
        return over() if view is None else _page(tx, view, form_values())


@page.post("/antwort/formular")
def refreshed() -> Answer:
    """The parts of the form that depend on an answer, as they look with what is typed now; nothing is stored."""
    number = granted()
    with begin_as_system() as tx:
        view = None if number is None else _view(tx, number)
        if view is None or view.step.form is None:
            return Response(status=204)
        fields, _faults = step_form.shown(tx, view.step, form_values(), {}, "")
    return render_template(
        "aufgaben/teile_neu.html", fields=fields, changing=changing(view.step.form), refresh=request.path
    )


@page.post("/antwort")
def answer() -> Answer:
    """Answer, once; what is wrong is shown beside what was typed."""
    number = granted()
    if number is None:
        return render_template("zugang/oeffnen.html", errors=[], ended=True), 401
    entered, name = form_values(), request.form.get(step_form.NAME, "")
    with begin_as_system() as tx:
        view = _view(tx, number)
        if view is None:
            return over()
        if request.form.get("lw-aktion") == "ansehen":
            return _page(tx, view, entered, name=name)
        errors, values = step_form.read(tx, view.step, entered)
        if not name.strip():
            errors[step_form.NAME] = _("Bitte nennen Sie Ihren Namen.")
        if not errors and not view.rests:
            try:
                commands.referral_link.answer(tx, number, name, values)
            except Invalid as refused:
                errors = dict(refused.fields)
            except Conflict:
                view = _view(tx, number)
                if view is None or not view.rests:
                    return over()
        if errors or view.rests:
            return _page(tx, view, entered, errors, name), 422 if errors else 409
    session.pop(_GRANT, None)
    return redirect(url_for("zugang.done"))


@page.get("/fertig")
def done() -> str:
    """The answer has arrived; nothing of it is shown again."""
    return render_template("zugang/vorbei.html", outcome="done")


@page.post("/verlassen")
def leave() -> Response:
    """Forget that the code was entered, on a shared desk."""
    session.pop(_GRANT, None)
    session.pop(CONSULTED, None)
    return redirect(url_for("zugang.ask"))


def granted(kept: str = _GRANT) -> int | None:
    """The link this browser has unlocked, while that holds."""
    grant = session.get(kept)
    if not isinstance(grant, dict) or time.time() >= grant.get("bis", 0):
        session.pop(kept, None)
        return None
    return int(grant["link"])


def _view(tx: Transaction, number: int) -> LinkView | None:
    try:
        return queries.referral_link.show(tx, number)
    except NotFound:
        return None


def over(kept: str = _GRANT) -> tuple[str, int]:
    """Answered in another tab or by the office, withdrawn, run out, or what was released is released no more."""
    session.pop(kept, None)
    return render_template("zugang/vorbei.html", outcome="over"), 410


def _page(
    tx: Transaction,
    view: LinkView,
    entered: Mapping[str, list[str]],
    errors: Mapping[str, str] | None = None,
    name: str = "",
) -> str:
    faults = errors or {}
    fields, listed = step_form.shown(tx, view.step, entered, faults, _("Ihr Name"))
    return render_template(
        "zugang/antwort.html",
        view=view,
        fields=fields,
        errors=listed,
        changing=changing(view.step.form),
        refresh=url_for("zugang.refreshed"),
        name=name,
        name_fault=faults.get(step_form.NAME, ""),
        longest=NAME_LENGTH,
    )
