"""`/akte/<Aktenzeichen>/vorpruefung`: the person record of a case, stored revision by revision, and its pre-checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, commands, queries
from engine.queries.precheck import StoredPreCheck, StoredRecord
from web.forms import person as person_form
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages import vorpruefung as free
from web.pages.vorpruefung import Days
from web.session import begin, current_actor
from web.words.reasons import seen_revision

page = Blueprint("fallpruefung", __name__, url_prefix="/akte/<reference>/vorpruefung")


@page.get("")
def show(reference: str) -> str:
    """The stored record in the form, and the pre-checks computed so far."""
    with begin() as tx:
        file = queries.precheck.record(tx, reference)
        today = free.today_of(tx)
    fields = person_form.typed(file.document) if file.revision else _known_of(file)
    return _form(file, fields, free.read_days({}, today), file.revision)


@page.get("/<int:number>")
def result(reference: str, number: int) -> str:
    """What one pre-check said, by the law it was computed with."""
    with begin() as tx:
        head = queries.precheck.record(tx, reference).head
        kept = queries.precheck.show(tx, reference, number)
        tx.actor.must(Action.READ_CASE)
    return render_template(
        "vorpruefung/ergebnis.html",
        outcome=kept.outcome,
        name=head.person,
        birth=head.birth_date,
        head=head,
        kept=kept,
        days_of=_spoken_days(kept),
        application=kept.application,
        errors=[],
        **free.words(),
    )


@page.post("")
def work(reference: str) -> Answer:
    """What the pressed button asks: another row, read a record into the form, store and check."""
    posted = {name: values[0] for name, values in request.form.lists()}
    pressed, _colon, what = posted.get("lw-aktion", "pruefen").partition(":")
    revision = int(what) if pressed == "ersetzen" and is_number(what) else seen_revision()
    with begin() as tx:
        file = queries.precheck.record(tx, reference)
        days = free.read_days(posted, free.today_of(tx))
    if pressed == "mehr":
        return _form(file, person_form.compact(posted, add=what), days, revision, at=what, added=True)
    if pressed == "weg":
        fields = person_form.compact(posted, remove=what)
        return _form(file, fields, days, revision, at=what.rsplit(".", 1)[0])
    if pressed == "oeffnen":
        return _opened(file, days, revision)
    fields = person_form.compact(posted)
    reading = person_form.read(fields)
    faults = free.faults_of(reading.document)
    faults = {path: person_form.spoken(text) for path, text in faults.items()} | reading.faults
    if faults or days.faults:
        return _form(file, fields, days, revision, faults), 422
    return _stored(reference, reading.document, fields, days, revision)


@restores("fallpruefung.work")
def restore(fields: Fields, reference: str) -> Answer:
    """The form again with what was typed before the session ended."""
    posted = {name: values[0] for name, values in fields.items() if values}
    with begin() as tx:
        file = queries.precheck.record(tx, reference)
        days = free.read_days(posted, free.today_of(tx))
    seen = posted.get("lw-revision", "")
    return _form(file, person_form.compact(posted), days, int(seen) if is_number(seen) else file.revision)


def _stored(
    reference: str, document: dict[str, Any], fields: Mapping[str, str], days: Days, revision: int
) -> Answer:
    try:
        with begin() as tx:
            commands.precheck.save(tx, reference, document, revision)
            number = commands.precheck.compute(
                tx, reference, free.law(), days.day, application=days.application, known=days.known
            )
    except Conflict:
        with begin() as tx:
            file = queries.precheck.record(tx, reference)
        return _form(file, fields, days, revision, stale=True), 409
    flash(_("Die Angaben sind gespeichert, die Vorprüfung steht in der Akte."), "success")
    return redirect(url_for("fallpruefung.result", reference=reference, number=number))


def _opened(file: StoredRecord, days: Days, revision: int) -> Answer:
    """A record from a file or from text in the form; nothing is stored before somebody has looked at it."""
    fault, document, text = free.opened_document()
    if fault:
        return _form(file, {}, days, revision, unreadable=fault, opened=text), 422
    return _form(file, person_form.typed(document), days, revision)


def _spoken_days(kept: StoredPreCheck) -> dict[str, str]:
    """The days of the rule sets as they are written in Germany."""
    found = {
        one[name] for one in kept.rule_sets for name in ("valid_from", "valid_to", "known_from") if one[name]
    }
    return {text: date.fromisoformat(text).strftime("%d.%m.%Y") for text in found}


def _known_of(file: StoredRecord) -> dict[str, str]:
    """What the case says of the person anyway."""
    born = file.head.birth_date
    return {"name": file.head.person} | ({"birth": born.strftime("%d.%m.%Y")} if born else {})


def _form(
    file: StoredRecord,
    fields: Mapping[str, str],
    days: Days,
    revision: int,
    faults: Mapping[str, str] | None = None,
    *,
    stale: bool = False,
    **more: Any,
) -> str:
    with begin() as tx:
        kept = queries.precheck.stored(tx, file.head.reference)
    return free.form_page(
        fields,
        days,
        faults,
        action=url_for("fallpruefung.work", reference=file.head.reference),
        file=file,
        kept=kept,
        revision=revision,
        stale=stale,
        locked=not stale and (file.head.closed_at is not None or not current_actor().may(Action.PRECHECK)),
        **more,
    )


__all__ = ["page"]
