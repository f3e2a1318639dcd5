"""`/lenkungsgruppe/vorlage`: proposals to the steering group – written, read, withdrawn, with their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answered

from engine import Conflict, Invalid, NotFound, Transaction, commands, queries, store
from engine.commands.proposal import Content
from engine.queries.proposal import DocumentPurpose, MigrationRule, ProposalEvent, ProposalState
from web import handed_in, proposal_page
from web.display import time_of_day
from web.forms import proposal as proposal_form
from web.forms import self_saving
from web.forms.proposal import Kept, Typed, kept_of
from web.forms.typed import Answer, Fields, came_from, restores
from web.kept_file import send
from web.numbers import is_number
from web.proposal_page import TABS, Said
from web.session import begin
from web.words.proposal import state_name

page = Blueprint("vorlagen", __name__, url_prefix="/lenkungsgruppe/vorlage")


@page.get("/neu")
def new() -> str:
    """An empty form; a version or a structural problem may be named that it is about."""
    version = request.args.get("fassung", "")
    problem = request.args.get("thema", "")
    texts = {"migration_rule": MigrationRule.KEEP.value, "review_months": "12"}
    with begin() as tx:
        if is_number(problem):
            found = queries.structural.show(tx, int(problem)).line.problem
            texts |= {"title": found.title, "reason": found.description}
    chosen = frozenset({int(version)}) if is_number(version) else frozenset[int]()
    return _form(None, Typed(texts, versions=chosen), {}, Kept())


@page.post("/neu")
def create() -> Answer:
    """Keep a draft; or show the agreed times of the chosen versions first, when that is what was asked for."""
    typed, kept = proposal_form.typed_of(request.form), _kept()
    if request.form.get("abbrechen"):
        return _leave(kept)
    if request.form.get("zeigen"):
        return _form(None, typed, {}, kept), 200
    said, wrong = proposal_form.content(typed)
    if said is None:
        return _form(None, typed, wrong, kept), 422
    try:
        with begin() as tx:
            number, _revision_now = _save(tx, said, kept)
            _take_up(tx, number)
    except Invalid as refused:
        return _form(None, typed, refused.fields, kept), 422
    flash(_("Der Entwurf ist angelegt."), "success")
    return redirect(url_for("vorlagen.show", proposal_id=number))


def _leave(kept: Kept) -> Answer:
    """Back to the list; a draft that the form has begun meanwhile is kept or withdrawn, as the person says."""
    if kept.proposal_id is None:
        return redirect(url_for("lenkungsgruppe.overview"))
    with begin() as tx:
        row = queries.proposal.show(tx, kept.proposal_id).row
    return render_template("lenkungsgruppe/vorlage_abbrechen.html", row=row)


@page.post("/neu/entwurf")
def keep_new() -> Answer:
    """Keep what is typed of a new proposal while it is typed: the first time as a draft that is begun by it."""
    return _keep(_kept())


@page.post("/<int:proposal_id>/entwurf")
def keep(proposal_id: int) -> Answer:
    """Keep what is typed of a draft while it is typed."""
    return _keep(replace(_kept(), proposal_id=proposal_id))


def _keep(kept: Kept) -> Answer:
    """Answers with what the next time has to know, or why it is not kept (`draft.js`)."""
    said, wrong = proposal_form.content(proposal_form.typed_of(request.form))
    try:
        if said is None:
            raise Invalid("Expected a proposal, but of what is typed some cannot be read", wrong)
        with begin() as tx:
            number, revision = _save(tx, said, kept)
            _take_up(tx, number)
            now = time_of_day(tx.now)
    except Invalid as refused:
        return self_saving.not_yet(refused)
    except Conflict:
        return self_saving.no_more(_not_kept(kept))
    return self_saving.kept(revision, str(number), _("Als Entwurf gespeichert um %(time)s.", time=now))


def _not_kept(kept: Kept) -> str:
    """Why what is typed is not kept any more: it is a draft no more, or somebody else has changed it."""
    if kept.proposal_id is not None:
        with begin() as tx:
            state = queries.proposal.show(tx, kept.proposal_id).row.state
        if state is not ProposalState.DRAFT:
            return _(
                "Nicht mehr gespeichert: Die Vorlage ist inzwischen %(state)s. Ihre Eingaben stehen noch hier, "
                "kopieren Sie bitte, was Sie brauchen.",
                state=state_name(state),
            )
    return _(
        "Nicht mehr gespeichert: Jemand hat die Vorlage geändert, seit Sie diese Seite geöffnet haben. "
        "Ihre Eingaben stehen noch hier. „Speichern“ sagt, wie es weitergeht."
    )


def _save(tx: Transaction, said: Content, kept: Kept) -> tuple[int, int]:
    """Begin a draft, or change the one that is there; its id and revision."""
    if kept.proposal_id is None:
        number = commands.proposal.create(tx, said)
        return number, queries.proposal.show(tx, number).row.revision
    return kept.proposal_id, commands.proposal.edit(tx, kept.proposal_id, kept.revision, said)


def _take_up(tx: Transaction, number: int) -> None:
    """Let the draft take up the structural problem the form was opened for, once."""
    problem = request.form.get("thema", "")
    if is_number(problem):
        found = queries.structural.show(tx, int(problem)).line.problem
        if found.proposal_id != number:
            commands.structural.take_up(tx, found.id, found.revision, number)


@restores("vorlagen.create")
def restore_new(fields: Fields) -> Answer:
    """The form again with what was typed before the session ended."""
    kept = kept_of({name: values[0] for name, values in fields.items() if values})
    return _form(None, proposal_form.typed_fields(fields), {}, kept)


@page.get("/<int:proposal_id>")
def show(proposal_id: int) -> str:
    """One proposal, one of its tabs."""
    tab = request.args.get("reiter", "inhalt")
    return proposal_page.show(proposal_id, tab if tab in TABS else "inhalt")


@page.get("/<int:proposal_id>/bearbeiten")
def edit(proposal_id: int) -> Answer:
    """The form with what the draft says; back to the proposal once it is none any more."""
    with begin() as tx:
        view = queries.proposal.show(tx, proposal_id)
        state = view.row.state
        typed = proposal_form.stored(tx, view)
    if state is not ProposalState.DRAFT:
        words = _(
            "Nur ein Entwurf lässt sich bearbeiten. Die Vorlage ist %(state)s.", state=state_name(state)
        )
        flash(words, "info")
        return redirect(url_for("vorlagen.show", proposal_id=proposal_id))
    return _form(proposal_id, typed, {}, Kept(proposal_id, view.row.revision))


@page.post("/<int:proposal_id>/bearbeiten")
def change(proposal_id: int) -> Answer:
    """Keep what was changed of a draft."""
    typed = proposal_form.typed_of(request.form)
    kept = replace(_kept(), proposal_id=proposal_id)
    if request.form.get("zeigen"):
        return _form(proposal_id, typed, {}, kept), 200
    said, wrong = proposal_form.content(typed)
    if said is None:
        return _form(proposal_id, typed, wrong, kept), 422
    try:
        with begin() as tx:
            _save(tx, said, kept)
    except Invalid as refused:
        return _form(proposal_id, typed, refused.fields, kept), 422
    except Conflict:
        return _overtaken(proposal_id, typed, kept), 409
    flash(_("Die Vorlage ist gespeichert."), "success")
    return redirect(url_for("vorlagen.show", proposal_id=proposal_id))


def _overtaken(proposal_id: int, typed: Typed, kept: Kept) -> str:
    """The form with what was typed, and in which fields something else is stored by now; without a way to save it once
    the proposal is a draft no more.
    """
    with begin() as tx:
        view = queries.proposal.show(tx, proposal_id)
        differs = proposal_form.differing(tx, view, typed)
    if view.row.state is ProposalState.DRAFT:
        words = _(
            "Die Vorlage hat sich geändert, seit Sie diese Seite geöffnet haben. Ihre Eingaben stehen noch hier. "
            "Mit dem nächsten Speichern ersetzen Sie, was jetzt dort steht."
        )
    else:
        words = _(
            "Die Vorlage ist inzwischen %(state)s und lässt sich nicht mehr ändern. Ihre Eingaben stehen noch hier, "
            "kopieren Sie bitte, was Sie brauchen.",
            state=state_name(view.row.state),
        )
    wrong = {"title": words}
    last = next((one for one in view.events if one.kind in ("changed", "created")), None)
    now = replace(kept, revision=view.row.revision, halted=True)
    return _form(proposal_id, typed, wrong, now, differs, last)


@restores("vorlagen.change")
def restore_change(fields: Fields, proposal_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    kept = kept_of({name: values[0] for name, values in fields.items() if values})
    typed, kept = proposal_form.typed_fields(fields), replace(kept, proposal_id=proposal_id)
    with begin() as tx:
        state = queries.proposal.show(tx, proposal_id).row.state
    if state is not ProposalState.DRAFT:
        return _overtaken(proposal_id, typed, kept)
    return _form(proposal_id, typed, {}, kept)


@page.post("/<int:proposal_id>/zurueckziehen")
def withdraw(proposal_id: int) -> Answer:
    """Give a proposal up."""
    reason = request.form.get("grund", "")
    try:
        with begin() as tx:
            commands.proposal.withdraw(tx, proposal_id, _revision(), reason)
    except Invalid as refused:
        said = Said({"grund": reason}, {"grund": refused.fields.get("reason", "")}, "zurueckziehen")
        return proposal_page.show(proposal_id, "inhalt", said), 422
    flash(_("Die Vorlage ist zurückgezogen."), "success")
    return redirect(url_for("vorlagen.show", proposal_id=proposal_id))


@restores("vorlagen.withdraw")
def restore_withdraw(fields: Fields, proposal_id: int) -> Answer:
    """The reason that was typed."""
    said = Said({"grund": (fields.get("grund") or [""])[0]}, {}, "zurueckziehen")
    return proposal_page.show(proposal_id, "inhalt", said)


@page.post("/<int:proposal_id>/ueberarbeiten")
def revise(proposal_id: int) -> Answer:
    """Make a returned proposal a draft again."""
    with begin() as tx:
        commands.proposal.revise(tx, proposal_id, _revision())
    return redirect(url_for("vorlagen.edit", proposal_id=proposal_id))


@page.post("/<int:proposal_id>/ueberpruefung")
def review(proposal_id: int) -> Answer:
    """Write down what the review of what is in force has found, and when the next one is."""
    finding, again = request.form.get("befund", ""), request.form.get("wieder", "")
    wrong = {} if is_number(again) else {"wieder": _("Bitte geben Sie eine ganze Zahl ein.")}
    if not wrong:
        try:
            with begin() as tx:
                commands.resolution.review(tx, proposal_id, _revision(), finding, int(again))
        except Invalid as refused:
            wrong = {
                {"reason": "befund", "again": "wieder"}[key]: text for key, text in refused.fields.items()
            }
    if wrong:
        said = Said({"befund": finding, "wieder": again}, wrong, "ueberpruefung")
        return proposal_page.show(proposal_id, "inhalt", said), 422
    flash(_("Die Überprüfung ist erledigt."), "success")
    return redirect(url_for("vorlagen.show", proposal_id=proposal_id))


@restores("vorlagen.review")
def restore_review(fields: Fields, proposal_id: int) -> Answer:
    """The finding that was typed."""
    typed = {name: (fields.get(name) or [""])[0] for name in ("befund", "wieder")}
    return proposal_page.show(proposal_id, "inhalt", Said(typed, {}, "ueberpruefung"))


@page.post("/<int:proposal_id>/datei")
def attach(proposal_id: int) -> Answer:
    """Put a file with the proposal."""
    purpose = request.form.get("zweck", "")
    files = handed_in.picked()
    tab = "beschluss" if purpose == DocumentPurpose.MINUTES else "inhalt"
    wrong = "" if files and purpose in set(DocumentPurpose) else _("Bitte wählen Sie eine Datei.")
    if not wrong:
        with begin() as tx:
            view = queries.proposal.show(tx, proposal_id)
        if not (view.may_adopt if purpose == DocumentPurpose.MINUTES else view.may_propose):
            raise Conflict(f"Expected to change the files of proposal {view.row.number}, but it is final")
        try:
            received = handed_in.receive(files[0])
            with begin() as tx:
                commands.proposal.attach(
                    tx, store.place(), proposal_id, received, DocumentPurpose(purpose), files[0].submission
                )
        except Invalid as refused:
            wrong = refused.fields.get("file", "")
    if wrong:
        return proposal_page.show(
            proposal_id, tab, Said({}, {handed_in.FILES: wrong}, "datei")
        ), handed_in.status()
    flash(_("Die Datei ist angehängt."), "success")
    return redirect(url_for("vorlagen.show", proposal_id=proposal_id, reiter=tab))


@page.post("/<int:proposal_id>/datei/<int:document_id>/entfernen")
def detach(proposal_id: int, document_id: int) -> Answer:
    """Take a file from the proposal."""
    with begin() as tx:
        commands.proposal.detach(tx, proposal_id, document_id)
    flash(_("Die Datei ist entfernt."), "success")
    return redirect(came_from() or url_for("vorlagen.show", proposal_id=proposal_id))


@page.get("/<int:proposal_id>/datei/<int:document_id>")
def content(proposal_id: int, document_id: int) -> Answered:
    """A file of the proposal, to be kept."""
    with begin() as tx:
        found = queries.proposal.document(tx, proposal_id, document_id)
    if found is None:
        raise NotFound(f"Expected to find document {document_id} of a proposal, but there is none")
    return send(found.name, found.media_type, found.size, found.digest)


def _revision() -> int:
    text = request.form.get("revision", "")
    return int(text) if is_number(text) else 0


def _kept() -> Kept:
    return kept_of(request.form)


def _form(
    proposal_id: int | None,
    typed: Typed,
    wrong: dict[str, str],
    kept: Kept,
    differs: Sequence[tuple[str, str, str]] = (),
    last: ProposalEvent | None = None,
) -> str:
    with begin() as tx:
        choices = queries.proposal.choices(tx)
        row = None if proposal_id is None else queries.proposal.show(tx, proposal_id).row
        known = {one.id for one in choices.versions}
        place = next(iter(sorted(typed.jurisdictions)), next((one for one, _name in choices.territories), ""))
        times = proposal_form.time_fields(tx, sorted(typed.versions & known), place)
        today = tx.today
    return render_template(
        "lenkungsgruppe/vorlage_formular.html",
        row=row,
        choices=choices,
        typed=typed,
        wrong=wrong,
        kept=kept,
        rules=tuple(MigrationRule),
        times=times,
        today=today,
        problem=request.values.get("thema", ""),
        differs=differs,
        last=last,
    )
