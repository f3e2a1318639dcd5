"""`/lenkungsgruppe/vorlage/<id>/…`: gates and acknowledged differences, a resolution signed by two; the book."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from engine import Conflict, Invalid, NotFound, commands, export, queries
from engine.commands.resolution import GatesClosed, SameSigner, Text
from engine.queries.proposal import ProposalState, Ruling, Vote
from web import proposal_page, resolution_paper
from web.days import day_fault, read_day
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.proposal_page import Said
from web.refusals import in_words
from web.session import begin
from web.words import gate as gate_words

page = Blueprint("beschluss", __name__, url_prefix="/lenkungsgruppe")

#: rows for votes the form shows at least
ROWS = 6
_VOTES = ("agreed", "against", "abstained")


@page.get("/buch")
def book() -> str:
    """Every resolution, and what of it is not as it was signed."""
    with begin() as tx:
        found = queries.resolution.book(tx)
    return render_template("lenkungsgruppe/buch.html", book=found.resolutions, lost=found.lost)


@page.get("/vorlage/<int:proposal_id>/beschluss/<int:resolution_id>.pdf")
def paper(proposal_id: int, resolution_id: int) -> Response:
    """A resolution as PDF/A: what was signed, its digest, and who was asked."""
    with begin() as tx, force_locale("de"):
        found = {one.row.id: one for one in queries.resolution.of_proposal(tx, proposal_id)}
        if resolution_id not in found:
            raise NotFound(f"Expected resolution {resolution_id} about {proposal_id}, but there is none")
        one = found[resolution_id]
        names = {each.key: each.name for each in queries.proposal.show(tx, proposal_id).versions}
        places = queries.authority.territory_names(tx, tuple(one.content["jurisdictions"]))
        book = resolution_paper.book(one, places, names, tx.now)
    answer = Response(export.pdf(book), mimetype="application/pdf")
    name = f"beschluss-{book.reference.replace(' ', '-').replace('/', '-').lower()}.pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


@page.post("/vorlage/<int:proposal_id>/pruefen")
def measure(proposal_id: int) -> Answer:
    """Let the worker run the scenarios on both interpreters."""
    with begin() as tx:
        begun = commands.gate.measure(tx, proposal_id)
    if begun:
        flash(_("Die Prüfung ist angestoßen. Sie dauert je Ablauf einige Sekunden."), "success")
    else:
        flash(_("Die Prüfung läuft schon."), "info")
    return _to(proposal_id, "pruefungen")


@page.post("/vorlage/<int:proposal_id>/abweichung")
def acknowledge(proposal_id: int) -> Answer:
    """Say why what a gate found is right."""
    gate = request.form.get("pruefung", "")
    try:
        with begin() as tx:
            commands.gate.acknowledge(
                tx,
                proposal_id,
                gate,
                request.form.get("digest", ""),
                request.form.get(f"grund-{gate}", ""),
            )
    except Invalid as refused:
        said = Said(request.form, {f"grund-{gate}": refused.fields.get("reason", "")}, "abweichung")
        return proposal_page.show(proposal_id, "pruefungen", said), 422
    flash(_("Die Abweichung ist anerkannt."), "success")
    return _to(proposal_id, "pruefungen")


@restores("beschluss.acknowledge")
def restore_acknowledge(fields: Fields, proposal_id: int) -> Answer:
    """The reason that was typed."""
    return proposal_page.show(proposal_id, "pruefungen", Said(_first(fields), {}, "abweichung"))


@page.post("/vorlage/<int:proposal_id>/unterschreiben")
def sign(proposal_id: int) -> Answer:
    """Write down what was resolved, and sign it as the first."""
    text, wrong = _text()
    if text is not None:
        try:
            with begin() as tx:
                commands.resolution.sign(tx, proposal_id, _revision(), text, request.form.get("gesehen", ""))
        except GatesClosed as closed:
            names = _closed(closed)
            wrong = {"ruling": _("Diese Prüfungen sind noch nicht bestanden: %(names)s.", names=names)}
            said = Said(request.form, wrong, "beschluss")
            return proposal_page.show(proposal_id, "beschluss", said), 409
        except Invalid as refused:
            wrong = dict(refused.fields)
            if "repeals" in wrong:  # no field of the minutes
                wrong["ruling"] = wrong.pop("repeals")
        except Conflict as faster:
            if not _is_ready(proposal_id):
                raise  # there is no form any more; the error page shows what was typed
            still_there = _(
                "Ihre Eingaben stehen noch hier. Unterschreiben Sie, ersetzen sie, was jetzt dort steht."
            )
            wrong = {"ruling": f"{in_words(faster.message)} {still_there}"}
            return proposal_page.show(proposal_id, "beschluss", Said(request.form, wrong, "beschluss")), 409
    if wrong:
        return proposal_page.show(proposal_id, "beschluss", Said(request.form, wrong, "beschluss")), 422
    flash(
        _("Sie haben zuerst unterschrieben. Ein anderes Mitglied ist um die zweite Unterschrift gebeten."),
        "success",
    )
    return _to(proposal_id, "beschluss")


@restores("beschluss.sign")
def restore_sign(fields: Fields, proposal_id: int) -> Answer:
    """The minutes that were typed."""
    return proposal_page.show(proposal_id, "beschluss", Said(_first(fields), {}, "beschluss"))


@page.post("/vorlage/<int:proposal_id>/gegenzeichnen")
def countersign(proposal_id: int) -> Answer:
    """Sign as the second what was seen."""
    if request.form.get("bestaetigt") != "ja":
        wrong = {"bestaetigt": _("Bitte bestätigen Sie, dass Sie den Beschluss gelesen haben.")}
        return proposal_page.show(proposal_id, "beschluss", Said({}, wrong, "zweite")), 422
    try:
        with begin() as tx:
            commands.resolution.countersign(tx, proposal_id, request.form.get("digest", ""))
    except GatesClosed as closed:
        names = _closed(closed)
        wrong = {"bestaetigt": _("Diese Prüfungen sind noch nicht bestanden: %(names)s.", names=names)}
        return proposal_page.show(proposal_id, "beschluss", Said({}, wrong, "zweite")), 409
    except Invalid as refused:
        wrong = {"bestaetigt": " ".join(refused.fields.values())}
        return proposal_page.show(proposal_id, "beschluss", Said({}, wrong, "zweite")), 422
    except SameSigner:
        wrong = {
            "bestaetigt": _(
                "Die zweite Unterschrift leistet ein anderes Mitglied, nicht die eigene Vertretung."
            )
        }
        return proposal_page.show(proposal_id, "beschluss", Said({}, wrong, "zweite")), 403
    except Conflict:
        if not _is_ready(proposal_id):
            flash(_("Über die Vorlage ist inzwischen entschieden. Was gilt, steht hier."), "info")
            return _to(proposal_id, "beschluss")
        wrong = {
            "bestaetigt": _(
                "Seit der ersten Unterschrift hat sich etwas geändert. Bitte sehen Sie noch einmal nach."
            )
        }
        return proposal_page.show(proposal_id, "beschluss", Said({}, wrong, "zweite")), 409
    flash(_("Der Beschluss steht fest."), "success")
    return _to(proposal_id, "beschluss")


@page.post("/vorlage/<int:proposal_id>/nicht-unterschreiben")
def refuse(proposal_id: int) -> Answer:
    """Do not sign as the second, and say why."""
    try:
        with begin() as tx:
            commands.resolution.refuse(
                tx, proposal_id, request.form.get("digest", ""), request.form.get("grund", "")
            )
    except Invalid as refused:
        said = Said(request.form, {"grund": refused.fields.get("reason", "")}, "verweigern")
        return proposal_page.show(proposal_id, "beschluss", said), 422
    except Conflict as faster:
        flash(in_words(faster.message), "warning")
        return _to(proposal_id, "beschluss")
    flash(_("Die erste Unterschrift gilt nicht mehr."), "success")
    return _to(proposal_id, "beschluss")


@restores("beschluss.refuse")
def restore_refuse(fields: Fields, proposal_id: int) -> Answer:
    """The reason that was typed."""
    return proposal_page.show(proposal_id, "beschluss", Said(_first(fields), {}, "verweigern"))


def _text() -> tuple[Text | None, dict[str, str]]:
    """What the minutes say, or what of it cannot be read."""
    wrong: dict[str, str] = {}
    ruling = request.form.get("ruling", "")
    if ruling not in set(Ruling):
        wrong["ruling"] = _("Bitte wählen Sie, was beschlossen wurde.")
    days = {}
    for name in ("decided_on", "valid_from"):
        typed = request.form.get(name, "").strip()
        days[name] = read_day(typed) if typed else None
        if days[name] is None and (typed or name == "decided_on"):
            wrong[name] = day_fault(typed)
    votes, fault = _votes()
    if fault:
        wrong["votes"] = fault
    decided_on = days["decided_on"]
    if wrong or decided_on is None:
        return None, wrong
    return (
        Text(
            Ruling(ruling),
            decided_on,
            request.form.get("body", ""),
            request.form.get("paper", ""),
            votes,
            request.form.get("conditions", "").replace("\r\n", "\n"),
            days["valid_from"],
        ),
        {},
    )


def _votes() -> tuple[tuple[Vote, ...], str]:
    found = []
    number = 0
    while f"authority-{number}" in request.form:
        house = request.form.get(f"authority-{number}", "").strip()
        typed = [request.form.get(f"{name}-{number}", "").strip() or "0" for name in _VOTES]
        if not all(is_number(one) for one in typed):
            return (), _("Bitte geben Sie Stimmen als ganze Zahlen ein.")
        if house or any(int(one) for one in typed):
            found.append(Vote(house, *(int(one) for one in typed)))
        number += 1
    return tuple(found), ""


def _closed(refused: GatesClosed) -> str:
    """Which gates are closed, and the first reason of each."""
    return ", ".join(
        f"{gate_words.name(one.gate)} ({gate_words.why(one.reasons[0]).rstrip('.')})"
        for one in refused.verdicts
    )


def _is_ready(proposal_id: int) -> bool:
    with begin() as tx:
        return queries.proposal.show(tx, proposal_id).row.state is ProposalState.READY


def _first(fields: Fields) -> dict[str, str]:
    return {name: values[0] for name, values in fields.items() if values}


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if is_number(text) else 0


def _to(proposal_id: int, tab: str) -> Answer:
    return redirect(url_for("vorlagen.show", proposal_id=proposal_id, reiter=tab))
