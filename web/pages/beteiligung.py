"""`/lenkungsgruppe/vorlage/<id>/…`: a proposal is shown to those it concerns; statements, remarks and their answers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from engine import Invalid, NotFound, commands, queries
from engine.commands.consultation import Noted, PartyEntry
from engine.queries.proposal import Outcome, PartyKind, Stance
from web import proposal_page
from web.days import day_fault, read_day
from web.display import day
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.proposal_page import Said
from web.session import begin

page = Blueprint("beteiligung", __name__, url_prefix="/lenkungsgruppe/vorlage/<int:proposal_id>")

#: how many bodies without an entry in the register the form takes at once
BODIES = 4


@page.post("/beteiligung")
def begin_consultation(proposal_id: int) -> Answer:
    """Show the draft to these parties."""
    answer_by = read_day(request.form.get("answer_by", "").strip())
    if answer_by is None:
        wrong = {"answer_by": day_fault(request.form.get("answer_by", ""))}
        return _again(proposal_id, wrong, "eroeffnen")
    typed = request.form.get("valid_from", "").strip()
    first = read_day(typed) if typed else None
    if typed and first is None:
        return _again(proposal_id, {"valid_from": day_fault(typed)}, "eroeffnen")
    try:
        with begin() as tx:
            commands.consultation.begin(tx, proposal_id, _revision(), answer_by, _parties(), first)
    except Invalid as refused:
        return _again(proposal_id, refused.fields, "eroeffnen")
    with begin() as tx:
        view = queries.proposal.show(tx, proposal_id)
    told = any(one.party.authority_id is not None for one in view.parties)
    flash(
        _("Die Beteiligung ist eröffnet. Die Behörden sind benachrichtigt.")
        if told
        else _("Die Beteiligung ist eröffnet. Stellen ohne Konto erfahren davon durch Sie."),
        "success",
    )
    first = view.row.valid_from
    if first is not None and answer_by >= first:
        words = _(
            "Sie endet erst nach dem Stichtag %(day)s. Beschlossen werden kann rechtzeitig nur, wenn vorher alle "
            "geantwortet haben.",
            day=day(first),
        )
        flash(words, "warning")
    return _back(proposal_id)


@page.post("/beteiligung/neu")
def reopen(proposal_id: int) -> Answer:
    """Ask the parties again."""
    answer_by = read_day(request.form.get("answer_by", "").strip())
    if answer_by is None:
        wrong = {"answer_by": day_fault(request.form.get("answer_by", ""))}
        return _again(proposal_id, wrong, "neu")
    try:
        with begin() as tx:
            commands.consultation.reopen(tx, proposal_id, _revision(), answer_by)
    except Invalid as refused:
        return _again(proposal_id, refused.fields, "neu")
    flash(_("Die Beteiligung ist neu eröffnet."), "success")
    return _back(proposal_id)


@page.post("/beteiligung/schliessen")
def close(proposal_id: int) -> Answer:
    """End it before its day, when everybody has answered."""
    try:
        with begin() as tx:
            commands.consultation.close(tx, proposal_id, _revision())
    except Invalid as refused:
        return _again(proposal_id, refused.fields, "schliessen")
    flash(_("Die Beteiligung ist geschlossen. Die Vorlage ist beschlussreif."), "success")
    return _back(proposal_id)


@page.post("/beteiligung/stelle")
def add_party(proposal_id: int) -> Answer:
    """Ask one more."""
    parties = _parties()
    if not parties:
        wrong = {"parties": _("Bitte wählen Sie eine Behörde oder nennen Sie die Stelle mit Namen.")}
        return _again(proposal_id, wrong, "stelle")
    try:
        with begin() as tx:
            before = queries.proposal.show(tx, proposal_id).row.answer_by
            for one in parties:
                commands.consultation.add_party(tx, proposal_id, one)
            after = queries.proposal.show(tx, proposal_id).row.answer_by
    except Invalid as refused:
        return _again(proposal_id, refused.fields, "stelle")
    if before == after or after is None:
        flash(_("Die Stelle wird gehört."), "success")
    else:
        words = _("Die Stelle wird gehört. Antworten ist für alle nun bis %(day)s möglich.", day=day(after))
        flash(words, "success")
    return _back(proposal_id)


@page.post("/stelle/<int:party_id>/entfernen")
def remove_party(proposal_id: int, party_id: int) -> Answer:
    """Ask a party no more that was named by mistake, with a reason."""
    name = f"grund-{party_id}"
    reason = request.form.get(name, "")
    try:
        with begin() as tx:
            link = queries.party_link.asking(tx, proposal_id).links.get(party_id)
            commands.consultation.remove_party(tx, party_id, reason)
    except NotFound:
        flash(_("Die Stelle wird schon nicht mehr gehört."), "info")
    except Invalid as refused:
        said = Said({name: reason}, {name: refused.fields["reason"]}, f"entfernen-{party_id}")
        return proposal_page.show(proposal_id, "beteiligung", said), 422
    else:
        flash(_("Die Stelle wird nicht mehr gehört."), "success")
        if link is not None:
            words = _(
                "Gefragt wurde sie per Mail an %(address)s. Bitte sagen Sie ihr, dass sie nicht mehr antworten muss.",
                address=link.address,
            )
            flash(words, "info")
    return _back(proposal_id)


@restores("beteiligung.remove_party")
def restore_remove_party(fields: Fields, proposal_id: int, party_id: int) -> Answer:
    """The reason that was typed."""
    name = f"grund-{party_id}"
    said = Said({name: (fields.get(name) or [""])[0]}, {}, f"entfernen-{party_id}")
    return proposal_page.show(proposal_id, "beteiligung", said)


@page.post("/beteiligung/erinnern")
def remind(proposal_id: int) -> Answer:
    """Remind who has not answered."""
    with begin() as tx:
        count = commands.consultation.remind(tx, proposal_id)
    if count:
        flash(ngettext("%(num)d Stelle ist erinnert.", "%(num)d Stellen sind erinnert.", count), "success")
    else:
        flash(_("Wen Laufweg erinnern kann, hat geantwortet oder ist heute schon erinnert."), "info")
    return _back(proposal_id)


@page.post("/stelle/<int:party_id>/link")
def ask_by_link(proposal_id: int, party_id: int) -> Answer:
    """Ask a party without accounts by mail; the code is shown once."""
    try:
        with begin() as tx:
            told = commands.party_link.ask(tx, party_id, request.form.get("address", ""))
    except Invalid as refused:
        return _again(proposal_id, refused.fields, f"link-{party_id}")
    proposal_page.keep_code(proposal_id, party_id, told)
    return _back(proposal_id, f"stelle-{party_id}")


@page.post("/stelle/<int:party_id>/link/<int:link_id>/zurueckziehen")
def take_link_back(proposal_id: int, party_id: int, link_id: int) -> Answer:
    """Withdraw a link at once."""
    with begin() as tx:
        commands.party_link.take_back(tx, link_id)
    flash(_("Der Link gilt nicht mehr."), "success")
    return _back(proposal_id, f"stelle-{party_id}")


@page.post("/stellungnahme/<int:party_id>")
def state(proposal_id: int, party_id: int) -> Answer:
    """Answer for a party."""
    stance = request.form.get("haltung", "")
    form = f"stelle-{party_id}"
    if stance not in set(Stance):
        return _again(proposal_id, {"haltung": _("Bitte wählen Sie eine Antwort.")}, form)
    try:
        with begin() as tx:
            commands.consultation.state(
                tx,
                party_id,
                Stance(stance),
                request.form.get("statement", "").replace("\r\n", "\n"),
                request.form.get("gesehen"),
                Noted(request.form.get("person", ""), request.form.get("paper", "")),
            )
    except Invalid as refused:
        return _again(proposal_id, refused.fields, form)
    flash(_("Die Stellungnahme ist gespeichert."), "success")
    return _back(proposal_id)


@page.post("/anmerkung")
def comment(proposal_id: int) -> Answer:
    """Remark on the proposal, a process or an element of it."""
    place, element = request.form.get("stelle", ""), request.form.get("element", "")
    party = request.form.get("fuer", "")
    try:
        with begin() as tx:
            commands.consultation.comment(
                tx,
                proposal_id,
                request.form.get("text", "").replace("\r\n", "\n"),
                int(place) if is_number(place) else None,
                element or None,
                int(party) if is_number(party) else None,
            )
    except Invalid as refused:
        return _again(proposal_id, refused.fields, "anmerkung")
    flash(_("Die Anmerkung ist gespeichert."), "success")
    return _back(proposal_id, "anmerkungen")


@page.post("/anmerkung/<int:comment_id>/antwort")
def answer(proposal_id: int, comment_id: int) -> Answer:
    """Say what becomes of a remark."""
    outcome = request.form.get("ausgang", "")
    form = f"anmerkung-{comment_id}"
    if outcome not in set(Outcome):
        return _again(proposal_id, {"ausgang": _("Bitte wählen Sie, was daraus wird.")}, form)
    try:
        with begin() as tx:
            commands.consultation.answer(
                tx, comment_id, Outcome(outcome), request.form.get("answer", "").replace("\r\n", "\n")
            )
    except Invalid as refused:
        return _again(proposal_id, refused.fields, form)
    flash(_("Die Anmerkung ist beantwortet."), "success")
    return _back(proposal_id, f"anmerkung-{comment_id}")


@restores("beteiligung.begin_consultation")
@restores("beteiligung.reopen")
@restores("beteiligung.add_party")
def restore_parties(fields: Fields, proposal_id: int) -> Answer:
    """Whom somebody wanted to ask."""
    return _restored(fields, proposal_id, "eroeffnen")


@restores("beteiligung.ask_by_link")
def restore_address(fields: Fields, proposal_id: int, party_id: int) -> Answer:
    """The address that was typed."""
    return _restored(fields, proposal_id, f"link-{party_id}")


@restores("beteiligung.state")
def restore_statement(fields: Fields, proposal_id: int, party_id: int) -> Answer:
    """The statement that was typed."""
    return _restored(fields, proposal_id, f"stelle-{party_id}")


@restores("beteiligung.comment")
def restore_comment(fields: Fields, proposal_id: int) -> Answer:
    """The remark that was typed."""
    return _restored(fields, proposal_id, "anmerkung")


@restores("beteiligung.answer")
def restore_answer(fields: Fields, proposal_id: int, comment_id: int) -> Answer:
    """The answer that was typed."""
    return _restored(fields, proposal_id, f"anmerkung-{comment_id}")


def _restored(fields: Fields, proposal_id: int, form: str) -> Answer:
    return proposal_page.show(proposal_id, "beteiligung", Said(_typed(fields), {}, form))


def _typed(fields: Fields) -> dict[str, str]:
    """The first value of each field, and `authority-<id>` for each authority that was ticked."""
    ticked = {f"authority-{one}": "ja" for one in fields.get("authority", ())}
    return {name: values[0] for name, values in fields.items() if values} | ticked


def _parties() -> tuple[PartyEntry, ...]:
    """The authorities that were ticked, each as what it is asked, and the bodies that were named."""
    found = []
    for one in request.form.getlist("authority"):
        kind = request.form.get(f"art-{one}", PartyKind.OTHER.value)
        if is_number(one) and kind in set(PartyKind):
            found.append(PartyEntry(PartyKind(kind), int(one)))
    for number in range(BODIES):
        name = request.form.get(f"name-{number}", "").strip()
        kind = request.form.get(f"namensart-{number}", PartyKind.OTHER.value)
        if name and kind in set(PartyKind):
            found.append(PartyEntry(PartyKind(kind), name=name))
    return tuple(found)


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if is_number(text) else 0


def _again(proposal_id: int, wrong: dict[str, str], form: str) -> tuple[str, int]:
    return proposal_page.show(
        proposal_id, "beteiligung", Said(_typed(request.form.to_dict(flat=False)), wrong, form)
    ), 422


def _back(proposal_id: int, anchor: str | None = None) -> Answer:
    return redirect(url_for("vorlagen.show", proposal_id=proposal_id, reiter="beteiligung", _anchor=anchor))
