"""`/zugang/stellungnahme`: a consulted party without accounts reads a proposal, remarks on it and answers, once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Invalid, NotFound, Transaction, commands, queries
from engine.commands.consultation import LONGEST_STATEMENT
from engine.commands.party_link import NAME_LENGTH
from engine.compare import Weight
from engine.queries.party_link import Consulted
from engine.queries.proposal import Stance
from web.forms.typed import Answer
from web.kept_file import send
from web.numbers import is_number
from web.pages.vorlagenvergleich import pictures
from web.pages.zugang import CONSULTED, granted, over
from web.session import begin_as_system

page = Blueprint("zugang_beteiligung", __name__, url_prefix="/zugang/stellungnahme")


@page.get("")
def show() -> Answer:
    """The proposal with what it changes, and the forms to remark and to answer."""
    number = granted(CONSULTED)
    if number is None:
        return redirect(url_for("zugang.ask"))
    with begin_as_system() as tx:
        view = _view(tx, number)
    return over(CONSULTED) if view is None else _page(view)


@page.get("/ablauf/<int:version_id>")
def model(version_id: int) -> Response:
    """The diagram of one of its versions."""
    with begin_as_system() as tx:
        content = queries.party_link.model(tx, granted(CONSULTED) or 0, version_id)
    return Response(content, mimetype="application/xml")


@page.get("/datei/<int:document_id>")
def annexed(document_id: int) -> Response:
    """A file of the proposal, to be kept."""
    with begin_as_system() as tx:
        found = queries.party_link.document(tx, granted(CONSULTED) or 0, document_id)
    return send(found.name, found.media_type, found.size, found.digest)


@page.post("/anmerkung")
def remark() -> Answer:
    """Remark on the proposal, a process or a step of it; the link holds."""
    place, element = request.form.get("stelle", ""), request.form.get("element", "")
    version_id = int(place) if is_number(place) else None

    def work(tx: Transaction, number: int) -> None:
        step = (element or None) if version_id is not None else None
        commands.party_link.remark(tx, number, _name(), _text("text"), version_id, step)

    refused = _said(f"anmerkung-{version_id or ''}", work)
    return refused or redirect(url_for("zugang_beteiligung.show", _anchor="anmerkungen"))


@page.post("")
def state() -> Answer:
    """Answer for the party, once."""
    chosen = request.form.get("haltung", "")

    def work(tx: Transaction, number: int) -> None:
        if chosen not in set(Stance):
            fault = _("Bitte wählen Sie eine Antwort.")
            raise Invalid("Expected an answer by link, but none is chosen", {"haltung": fault})
        commands.party_link.answer(
            tx, number, _name(), Stance(chosen), _text("statement"), request.form.get("gesehen")
        )

    refused = _said("antwort", work)
    if refused is None:
        session.pop(CONSULTED, None)
    return refused or redirect(url_for("zugang.done"))


def _said(form: str, work: Callable[[Transaction, int], None]) -> Answer | None:
    """Let the party say something; the page with what is wrong beside what was typed, None when it was taken."""
    number = granted(CONSULTED)
    if number is None:
        return render_template("zugang/oeffnen.html", errors=[], ended=True), 401
    wrong: Mapping[str, str] = {}
    try:
        with begin_as_system() as tx:
            work(tx, number)
    except Invalid as refused:
        wrong = refused.fields
    except Conflict:
        return over(CONSULTED)
    if not wrong:
        session[CONSULTED] = {**session[CONSULTED], "name": _name()[:NAME_LENGTH]}
        return None
    with begin_as_system() as tx:
        view = _view(tx, number)
    return over(CONSULTED) if view is None else (_page(view, form, request.form, wrong), 422)


def _name() -> str:
    return request.form.get("name", "").strip()


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n")


def _view(tx: Transaction, number: int) -> Consulted | None:
    try:
        return queries.party_link.show(tx, number)
    except NotFound:
        return None


def _page(
    view: Consulted,
    form: str = "",
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    return render_template(
        "zugang/stellungnahme.html",
        view=view,
        row=view.row,
        compared=[(found, pictures(found, number)) for number, found in enumerate(view.compared, 1)],
        weights=Weight,
        stances=tuple(Stance),
        form=form,
        typed=typed or {"name": session[CONSULTED].get("name", "") or view.named},
        wrong=wrong or {},
        longest=LONGEST_STATEMENT,
        longest_name=NAME_LENGTH,
    )
