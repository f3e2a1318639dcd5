"""`/lenkungsgruppe/vorlage/<Vorlage>/ueberfuehrung`: running cases follow; held, undone, settled."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import Conflict, Invalid, Transaction, commands, queries
from engine.commands.rollout import Trial
from engine.queries.proposal import ProposalEvent
from engine.queries.rollout import RolloutState
from web.export import FileType, Sheet, file
from web.forms.field_faults import field_fault
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.refusals import in_words
from web.session import begin
from web.words.rollout import turn_name

page = Blueprint(
    "ueberfuehrung", __name__, url_prefix="/lenkungsgruppe/vorlage/<int:proposal_id>/ueberfuehrung"
)

_PREFIX = "zu-"


@page.get("")
def show(proposal_id: int) -> str:
    """Stages, batches, and what stays; as a part while the worker is at it."""
    return _show(proposal_id)


@page.get("/bleiben.csv")
def take_away(proposal_id: int) -> Response:
    """Every case that stays, with why, as a table."""
    with begin() as tx:
        found = queries.rollout.staying(tx, proposal_id)
        day = tx.today
    head = (_("Fall"), _("Stand"), _("Warum"), _("Geklärt am"), _("Geklärt von"), _("Grund"))
    rows = [
        (
            one.reference or _("Fall %(number)s dieser Überführung", number=one.id),
            turn_name(one.turn),
            " ".join(map(field_fault, one.messages)),
            one.settled_at,
            "" if one.settled_at is None else one.settled_by or "Laufweg",
            one.reason,
        )
        for one in found
    ]
    sheet = Sheet(_("Fälle, die in ihrer Fassung bleiben"), head, rows)
    return file(FileType.CSV, f"bleiben-{proposal_id}-{day}", [sheet])


@page.post("/anhalten")
def pause(proposal_id: int) -> Answer:
    """Hold it."""
    return _do(proposal_id, commands.rollout.pause, _("Die Überführung ist angehalten."))


@page.post("/fortsetzen")
def go_on(proposal_id: int) -> Answer:
    """Let it go on, as it was when its page was shown: a second click, or one in an old tab, does nothing."""
    state, _sign, stage = request.form.get("lw-stand", "").partition(":")
    seen = (RolloutState(state), int(stage)) if state in set(RolloutState) and is_number(stage) else None
    return _do(
        proposal_id,
        lambda tx, number: commands.rollout.go_on(tx, number, seen),
        _("Die Überführung geht weiter."),
    )


@page.post("/beenden")
def end(proposal_id: int) -> Answer:
    """Give it up, with a reason."""
    reason = request.form.get("grund", "")
    try:
        with begin() as tx:
            commands.rollout.end(tx, proposal_id, reason)
    except Invalid as refused:
        wrong = {"grund": refused.fields.get("reason", "")}
        return _show(proposal_id, "beenden", {"grund": reason}, wrong), 422
    flash(_("Die Überführung ist beendet. Was überführt ist, bleibt es."), "success")
    return _back(proposal_id)


@page.post("/bedingungen")
def set_terms(proposal_id: int) -> Answer:
    """Set where it stops by itself."""
    limit = request.form.get("grenze", "").strip()
    by_hand = bool(request.form.get("von-hand"))
    typed = {"grenze": limit, "von-hand": "1" if by_hand else ""}
    percent, _sign, held = request.form.get("lw-gesehen", "").partition(":")
    seen = (int(percent), held == "1") if is_number(percent) else None
    try:
        with begin() as tx:
            number = int(limit) if is_number(limit) else -1
            commands.rollout.set_terms(tx, proposal_id, number, by_hand=by_hand, seen=seen)
    except Invalid as refused:
        wrong = {"grenze": refused.fields["limit"]}
        return _show(proposal_id, "bedingungen", typed, wrong), 422
    except Conflict:
        with begin() as tx:
            now = queries.rollout.show(tx, proposal_id).row
        if now.state in queries.rollout.OVER:
            raise
        differs = _differing((now.limit_percent, now.by_hand), (number, by_hand))
        return _show(proposal_id, "bedingungen", typed, differs=differs), 409
    flash(_("Die Bedingungen sind gespeichert."), "success")
    return _back(proposal_id)


def _differing(there: tuple[int, bool], here: tuple[int, bool]) -> list[tuple[str, str, str]]:
    """The terms that somebody else has set and one's own, where they differ."""
    both = ((f"{limit} %", _("ja") if by_hand else _("nein")) for limit, by_hand in (there, here))
    labels = (_("Grenze in Prozent"), _("Nach jeder Stufe warten, bis jemand die nächste beginnt"))
    return [(name, *pair) for name, *pair in zip(labels, *both, strict=True) if pair[0] != pair[1]]


def _last_set(tx: Transaction, proposal_id: int) -> ProposalEvent | None:
    """Who set the terms last, and when."""
    events = queries.proposal.show(tx, proposal_id).events
    return next((one for one in events if one.kind == "rollout_terms_set"), None)


@page.post("/faelle")
def choose(proposal_id: int) -> Answer:
    """Let cases follow, ticked in the list or by their numbers; or take ticked ones back."""
    given = request.form.get("faelle", "")
    ticked = request.form.getlist("fall")
    here = url_for("ueberfuehrung.show", proposal_id=proposal_id, _anchor="auswahl", **_asked())
    try:
        with begin() as tx:
            if request.form.get("aktion") == "abwaehlen":
                gone = commands.rollout.leave_out(tx, proposal_id, ticked)
                said = ngettext("%(num)d Fall ist abgewählt.", "%(num)d Fälle sind abgewählt.", gone)
            else:
                new = commands.rollout.choose(tx, proposal_id, [*ticked, *given.replace(",", " ").split()])
                said = ngettext("%(num)d Fall ist ausgewählt.", "%(num)d Fälle sind ausgewählt.", new)
    except Invalid as refused:
        wrong = {"faelle": refused.fields["cases"]}
        typed = {"faelle": given, **{f"fall-{one}": "1" for one in ticked}}
        return _show(proposal_id, "faelle", typed, wrong), 422
    flash(said, "success")
    return redirect(here)


def _asked() -> dict[str, str]:
    """What of the list of cases is shown, as the parts of an address."""
    said = {name: request.values.get(name, "").strip()[:200] for name in ("suche", "nach")}
    return {name: value for name, value in said.items() if value}


@page.post("/schub/<int:batch_id>/zuruecknehmen")
def undo(proposal_id: int, batch_id: int) -> Answer:
    """Put the cases of a batch back, with a reason."""
    name = f"grund-{batch_id}"
    reason = request.form.get(name, "")
    try:
        with begin() as tx:
            commands.rollout.undo(tx, proposal_id, batch_id, reason)
    except Invalid as refused:
        wrong = {name: refused.fields.get("reason", "")}
        return _show(proposal_id, name, {name: reason}, wrong), 422
    flash(_("Der Schub wird zurückgenommen."), "success")
    return _back(proposal_id)


@page.post("/schub/<int:batch_id>/erneut")
def take_up_again(proposal_id: int, batch_id: int) -> Answer:
    """Let the cases follow after all that were put back with a batch."""
    with begin() as tx:
        again = commands.rollout.take_up_again(tx, proposal_id, batch_id)
    flash(_again(again), "success")
    return _back(proposal_id)


def _again(count: int) -> str:
    return ngettext(
        "%(num)d Fall kommt noch einmal an die Reihe.",
        "%(num)d Fälle kommen noch einmal an die Reihe.",
        count,
    )


@page.post("/stufe/zuruecknehmen")
def undo_stage(proposal_id: int) -> Answer:
    """Put the cases of all batches of a stage back, with a reason."""
    typed = {name: request.form.get(name, "") for name in ("stufe", "grund-stufe")}
    stage = typed["stufe"]
    try:
        with begin() as tx:
            number = int(stage) if is_number(stage) else -1
            commands.rollout.undo_stage(tx, proposal_id, number, typed["grund-stufe"])
    except Invalid as refused:
        wrong = {"grund-stufe": refused.fields.get("reason", "")}
        return _show(proposal_id, "stufe", typed, wrong), 422
    flash(_("Die Stufe wird zurückgenommen, ein Schub nach dem anderen."), "success")
    return _back(proposal_id)


@page.post("/klaeren")
def settle(proposal_id: int) -> Answer:
    """Note of the ticked cases, or of all that are open, why they stay."""
    ticked, reason = request.form.getlist("fall"), request.form.get("grund-klaeren", "")
    every = request.form.get("aktion") == "alle"
    numbers = None if every else [int(one) for one in ticked if is_number(one)]
    try:
        with begin() as tx:
            key = request.form.get("schluessel", "")[:100]
            made = commands.rollout.settle(tx, proposal_id, numbers, reason, key)
    except Invalid as refused:
        wrong = {
            name: refused.fields[field]
            for field, name in (("reason", "grund-klaeren"), ("cases", "klaeren-faelle"))
            if field in refused.fields
        }
        typed = {"grund-klaeren": reason, **{f"fall-{one}": "1" for one in ticked}}
        return _show(proposal_id, "klaeren", typed, wrong), 422
    return redirect(_staying(proposal_id, ergebnis=made, anchor="ergebnis"))


@page.post("/klaerung/<int:number>/zuruecknehmen")
def undo_settling(proposal_id: int, number: int) -> Answer:
    """Open again what was settled together."""
    with begin() as tx:
        again = commands.rollout.undo_settling(tx, proposal_id, number)
    flash(
        ngettext("%(num)d Fall ist wieder zu klären.", "%(num)d Fälle sind wieder zu klären.", again),
        "success",
    )
    return redirect(_staying(proposal_id))


@page.post("/fall/<int:number>/oeffnen")
def reopen(proposal_id: int, number: int) -> Answer:
    """Let a case that was settled be settled anew."""
    with begin() as tx:
        commands.rollout.reopen(tx, proposal_id, number)
    flash(_("Der Fall ist wieder zu klären."), "success")
    return redirect(_staying(proposal_id))


def _staying(proposal_id: int, ergebnis: int | None = None, anchor: str = "bleiben") -> str:
    """The page of the cases that stay from which something was sent."""
    after = request.form.get("bleiben") or None
    return url_for(
        "ueberfuehrung.show", proposal_id=proposal_id, bleiben=after, ergebnis=ergebnis, _anchor=anchor
    )


@page.post("/erneut")
def try_again(proposal_id: int) -> Answer:
    """Try what is assigned, or give the cases that stay another turn with it."""
    mapping = _mapping()
    try:
        with begin() as tx:
            if request.form.get("aktion") != "erneut":
                trial = commands.rollout.try_mapping(tx, proposal_id, mapping)
                return _show(proposal_id, "erneut", dict(request.form), trial=trial), 200
            again = commands.rollout.try_again(tx, proposal_id, mapping)
    except Invalid as refused:
        flash(in_words(refused.message), "warning")
        return _show(proposal_id, "erneut", dict(request.form)), 422
    flash(_again(again), "success")
    return _back(proposal_id)


@restores("ueberfuehrung.end")
@restores("ueberfuehrung.choose")
@restores("ueberfuehrung.set_terms")
@restores("ueberfuehrung.undo")
@restores("ueberfuehrung.undo_stage")
@restores("ueberfuehrung.try_again")
@restores("ueberfuehrung.settle")
def restore(fields: Fields, proposal_id: int, batch_id: int | None = None) -> Answer:
    """The page with what was typed before the session ended."""
    typed = {name: values[0] for name, values in fields.items() if values}
    typed |= {f"fall-{one}": "1" for one in fields.get("fall", ())}
    form = (
        f"grund-{batch_id}"
        if batch_id
        else next((one for one in typed if one in {"faelle", "grenze", "stufe", "grund-klaeren"}), "beenden")
    )
    return _show(proposal_id, "bedingungen" if form == "grenze" else form, typed)


def _do(proposal_id: int, act: Callable[[Transaction, int], None], said: str) -> Answer:
    try:
        with begin() as tx:
            act(tx, proposal_id)
    except Conflict as refused:
        flash(in_words(refused.message), "warning")
    else:
        flash(said, "success")
    return _back(proposal_id)


def _back(proposal_id: int) -> Answer:
    return redirect(url_for("ueberfuehrung.show", proposal_id=proposal_id))


def _mapping() -> dict[int, dict[str, str]]:
    """By target version what is assigned: fields `zu-<version>-<element>`."""
    found: dict[int, dict[str, str]] = {}
    for name, value in request.form.items():
        version, _sign, element = name.removeprefix(_PREFIX).partition("-")
        if name.startswith(_PREFIX) and is_number(version) and element:
            found.setdefault(int(version), {})[element] = value
    return found


def _show(
    proposal_id: int,
    form: str = "",
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    trial: Trial | None = None,
    differs: Sequence[tuple[str, str, str]] = (),
) -> str:
    before, made = request.args.get("vor", ""), request.args.get("ergebnis", "")
    asked, after = _asked(), request.values.get("bleiben")
    with begin() as tx:
        view = queries.rollout.show(tx, proposal_id, int(before) if is_number(before) else None, after)
        last = _last_set(tx, proposal_id) if differs else None
        result = queries.rollout.together(tx, proposal_id, int(made)) if is_number(made) else None
        cases = (
            queries.rollout_choice.choosable(tx, proposal_id, asked.get("suche", ""), asked.get("nach", ""))
            if view.may_choose
            else None
        )
    return render_template(
        "lenkungsgruppe/ueberfuehrung.html",
        view=view,
        row=view.row,
        cases=cases,
        asked=asked,
        after=after,
        form=form,
        typed=typed or {},
        wrong=wrong or {},
        trial=trial,
        differs=differs,
        last=last,
        result=result,
        most=commands.rollout.MOST_CHOSEN,
        key=secrets.token_urlsafe(12),
        tried=commands.rollout.MOST_TRIED,
    )
