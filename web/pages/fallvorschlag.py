"""`/akte/<Aktenzeichen>/szenario` and `/modellierung/<id>/szenarien/vorschlaege`: a scenario made of a case by whoever
reads it, offered to whoever owns the process, and what becomes of the offer.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Invalid, ModelError, Transaction, commands, queries, scenario
from engine.commands.recorded import LONGEST_REMARK
from engine.queries.scenario_offer import Offer
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages.szenarien import finder, free_name, must_be_draft
from web.pages.werkbank import as_stored, frame
from web.refusals import in_words
from web.session import begin

page = Blueprint("fallvorschlag", __name__)

_PATH = "scenarios/99_aus_fall.yaml"
#: with fewer cases that ended alike, the course itself may tell whose it was
FEW = 5


@page.get("/akte/<reference>/szenario")
def ask(reference: str) -> str:
    """What is made of the case, and for whom."""
    return _page(reference, _run(request.args))


@page.post("/akte/<reference>/szenario")
def make(reference: str) -> Answer:
    """Make the scenario, to be read before it is offered. The case says that it was read for this."""
    run = _run(request.form)
    try:
        with begin() as tx:
            taken = commands.recorded.of_run(tx, reference, run)
        # the read is noted from here on, whatever becomes of the scenario
        with begin() as tx:
            files = queries.draft.files(tx, taken.version_id)
            made = scenario.from_case(files, _PATH, taken.course, finder(tx))
    except ModelError:
        return _page(reference, run, wrong={"lw-lauf": _("Der Ablauf hat Fehler.")}), 422
    except Conflict as refused:
        return _page(reference, run, wrong={"lw-lauf": in_words(refused.message)}), 422
    return _page(reference, run, {"lw-szenario": made.text}, made, few=taken.alike < FEW)


@page.post("/akte/<reference>/szenario/vorschlagen")
def offer(reference: str) -> Answer:
    """Offer it as it was read and corrected."""
    run = _run(request.form)
    typed = {name: request.form.get(name, "") for name in ("lw-szenario", "lw-bemerkung", "lw-gelesen")}
    wrong = {}
    if not typed["lw-gelesen"]:
        wrong["lw-gelesen"] = _("Bitte lesen Sie den Text und bestätigen Sie es.")
    try:
        with begin() as tx:
            if not wrong:
                text = as_stored(typed["lw-szenario"], b"").decode()
                commands.recorded.offer(tx, reference, run, text, typed["lw-bemerkung"])
    except Invalid as refused:
        names = {"text": "lw-szenario", "remark": "lw-bemerkung"}
        wrong = {names[name]: said for name, said in refused.fields.items()}
    if wrong:
        return _page(reference, run, typed, wrong=wrong), 422
    flash(
        _("Das Szenario ist vorgeschlagen. Die Prozessverantwortung sieht den Text, nicht die Akte."),
        "success",
    )
    return redirect(url_for("akte.show", reference=reference, reiter="ablaeufe"))


@page.get("/modellierung/<int:version_id>/szenarien/vorschlaege/<int:offer_id>")
def show(version_id: int, offer_id: int) -> str:
    """An offer, to be read and corrected."""
    with begin() as tx:
        return _offered(tx, version_id, offer_id)


@page.post("/modellierung/<int:version_id>/szenarien/vorschlaege/<int:offer_id>")
def settle(version_id: int, offer_id: int) -> Answer:
    """Keep the offer in the draft, as it was corrected; it is gone then, and whoever made it is told."""
    text = request.form.get("lw-szenario", "")
    with begin() as tx:
        if not text.strip():
            return _offered(tx, version_id, offer_id, text, _("Hier steht kein Szenario.")), 422
        view = queries.definition.version(tx, version_id)
        must_be_draft(view)
        queries.scenario_offer.show(tx, view.row.key, offer_id)
        path = free_name(queries.draft.files(tx, version_id), "aus_fall")
        note = _("Szenario aus einem Fall")
        commands.bundle.save(tx, version_id, {path: as_stored(text, b"")}, view.row.revision, note)
        commands.recorded.accept(tx, offer_id)
    return redirect(url_for("werkbank.edit", version_id=version_id, path=path))


@restores("fallvorschlag.make")
def make_again(fields: Fields, reference: str) -> Answer:
    """The page before: what was made is made again."""
    return _page(reference, _run({name: "".join(values) for name, values in fields.items()}))


@restores("fallvorschlag.offer")
def offer_again(fields: Fields, reference: str) -> Answer:
    """The text as it was corrected when the session ended."""
    typed = {name: "".join(values) for name, values in fields.items()}
    return _page(reference, _run(typed), typed)


@restores("fallvorschlag.settle")
def settle_again(fields: Fields, version_id: int, offer_id: int) -> Answer:
    """The offer as it was corrected when the session ended."""
    with begin() as tx:
        return _offered(tx, version_id, offer_id, "".join(fields.get("lw-szenario", [])))


def _run(values: Mapping[str, str]) -> int:
    """The instance that was asked for; 0 for none."""
    wanted = values.get("lw-lauf") or values.get("lauf", "")
    return int(wanted) if is_number(wanted) else 0


def _page(
    reference: str,
    run: int,
    typed: Mapping[str, str] | None = None,
    made: scenario.FromCase | None = None,
    wrong: Mapping[str, str] | None = None,
    *,
    few: bool = False,
) -> str:
    with begin() as tx:
        tx.actor.must(Action.OFFER_SCENARIO)
        front = queries.case_file.front(tx, reference)
        runs = queries.case_file.all_runs(tx, front)
    return render_template(
        "akte/szenario.html",
        head=front.head,
        runs=runs,
        run=next((one for one in runs if one.id == run), None),
        typed=typed or {},
        made=made,
        few=few,
        longest=LONGEST_REMARK,
        wrong=wrong or {},
        errors=[(name, "", said) for name, said in (wrong or {}).items()],
    )


def _offered(
    tx: Transaction, version_id: int, offer_id: int, text: str | None = None, fault: str = ""
) -> str:
    view = queries.definition.version(tx, version_id)
    must_be_draft(view)
    found: Offer = queries.scenario_offer.show(tx, view.row.key, offer_id)
    return render_template(
        "modellierung/fallvorschlag.html",
        view=view,
        row=view.row,
        offer=found,
        text=found.text if text is None else text,
        fault=fault,
        **frame(view, ""),
    )
