"""`/akte/<Aktenzeichen>/umzug`: a person has moved – what moves where and why, the deed, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Conflict, Forbidden, Invalid, Transaction, commands, queries
from engine.commands.case import Relocation
from engine.queries.relocation import Movable, Preview
from web import places
from web.days import day_fault, read_day
from web.forms.typed import Answer, Fields, restores
from web.session import begin
from web.words.reasons import LONGEST_REASON, seen_revision

page = Blueprint("umzug", __name__, url_prefix="/akte")

_NAMES = ("lw-ort", "lw-am", "lw-grund")
_CONSENT = "lw-zustimmung-"


@page.get("/<reference>/umzug")
def enter(reference: str) -> str:
    """Where the person lives now, since when, and how it is known."""
    with begin() as tx:
        return _form(tx, queries.relocation.movable(tx, reference), {})


@page.post("/<reference>/umzug")
def submit(reference: str) -> Answer:
    """Show what would move, or record it when that was what was seen."""
    typed = {name: value for name, value in request.form.items() if name.startswith("lw-")}
    try:
        with begin() as tx:
            found = queries.relocation.movable(tx, reference)
            moved, wrong = _read(tx, typed)
            if moved is not None and not wrong:
                try:
                    commands.case.check_relocation(tx, reference, moved)
                    seen = queries.relocation.preview(tx, reference, moved)
                    mark, known = _mark(moved, seen), typed.get("lw-gesehen", "")
                    if typed.get("lw-aktion") != "erfassen" or known != mark:
                        # the same move does something else than the preview said: a step has been faster
                        moved_on = typed.get("lw-aktion") == "erfassen" and _asked(known) == _asked(mark)
                        page_again = _form(tx, found, typed, seen=seen, mark=mark, overtaken=moved_on)
                        return page_again, 409 if moved_on else 200
                    commands.case.relocate(tx, reference, seen_revision(), moved)
                except Invalid as refused:
                    wrong = {_FIELDS.get(name, name): said for name, said in refused.fields.items()}
                    for topic in moved.consents:
                        if f"consent_{topic}" in wrong:
                            wrong[f"{_CONSENT}{topic}-wer"] = wrong.pop(f"consent_{topic}")
                    if not moved.consents:
                        return _form(tx, found, typed, wrong), 422
                    seen = queries.relocation.preview(tx, reference, moved)
                    return _form(tx, found, typed, wrong, seen, _mark(moved, seen)), 422
            else:
                return _form(tx, found, typed, wrong), 422
    except Conflict:
        return _overtaken(reference, typed)
    flash(
        _("Der Umzug ist erfasst. Im Verlauf steht, welche Aufgabe wohin gegangen ist und warum."), "success"
    )
    return redirect(url_for("umzug.ask_back", reference=reference))


@page.get("/<reference>/umzug/zuruecknehmen")
def ask_back(reference: str) -> Answer:
    """What taking the latest move back means, or why it cannot be taken back any more."""
    with begin() as tx:
        found = queries.relocation.latest_move(tx, reference)
    if found is None:
        return redirect(url_for("umzug.enter", reference=reference))
    return render_template("akte/umzug_zurueck.html", found=found, reference=reference)


@page.post("/<reference>/umzug/zuruecknehmen")
def take_back(reference: str) -> Answer:
    """Undo the latest move while nothing has happened since."""
    try:
        with begin() as tx:
            commands.case.take_back_move(tx, reference)
    except Conflict:
        flash(_("Der Umzug bleibt: Seitdem ist in dem Fall schon etwas geschehen."), "warning")
        return redirect(url_for("umzug.ask_back", reference=reference))
    flash(_("Der Umzug ist zurückgenommen. Beides steht im Verlauf."), "success")
    return _done(reference)


@restores("umzug.take_back")
def restore_undo(_fields: Fields, reference: str) -> Answer:
    """Nothing was typed: the page asks again."""
    return redirect(url_for("umzug.ask_back", reference=reference))


_FIELDS = {"ags": "lw-ort", "on": "lw-am", "reason": "lw-grund", "note": "lw-uebergabe"}


def _done(reference: str) -> Response:
    """Back to the file, or to the inbox when one's own authority takes part no longer."""
    with begin() as tx:
        try:
            queries.case_file.front(tx, reference)
        except Forbidden:
            flash(_("Ihre Behörde nimmt an diesem Fall nicht mehr teil."), "info")
            return redirect(url_for("start"))
    return redirect(url_for("akte.show", reference=reference))


@restores("umzug.submit")
def restore(fields: Fields, reference: str) -> Answer:
    """The form again with what was typed before the session ended."""
    typed = {name: values[0] for name, values in fields.items() if values}
    with begin() as tx:
        return _form(tx, queries.relocation.movable(tx, reference), typed)


def _read(tx: Transaction, typed: Mapping[str, str]) -> tuple[Relocation | None, dict[str, str]]:
    """What was typed as a move; what cannot be read is named by its field."""
    known = queries.competence.places(tx)
    wrong = {}
    place = places.read(known, typed.get("lw-ort", ""))
    if place is None:
        wrong["lw-ort"] = _("Bitte wählen Sie die Gemeinde aus der Liste.")
    day = read_day(typed.get("lw-am", "").strip())
    if day is None:
        wrong["lw-am"] = day_fault(typed.get("lw-am", ""))
    if place is None or day is None:
        return None, wrong
    topics = [
        name.removeprefix(_CONSENT) for name in typed if name.startswith(_CONSENT) and "-wer" not in name
    ]
    consents = {topic: typed.get(f"{_CONSENT}{topic}-wer", "").strip() for topic in topics}
    reason, note = typed.get("lw-grund", "").strip(), typed.get("lw-uebergabe", "").strip()
    return Relocation(place.ags, day, reason, consents, note), wrong


def _mark(moved: Relocation, seen: Preview) -> str:
    """What a preview was made of, and what it said: whoever changes a field, or records a move that does something else
    by now, sees another preview before anything is recorded.
    """
    kept = ";".join(f"{topic}={who}" for topic, who in sorted(moved.consents.items()))
    said = [seen.leading_after, *seen.leaving, *(f"{one.id}:{one.after}" for one in seen.tasks)]
    return f"{moved.ags}|{moved.on}|{kept}#{sha256(chr(10).join(said).encode()).hexdigest()[:16]}"


def _asked(mark: str) -> str:
    return mark.rpartition("#")[0]


def _overtaken(reference: str, typed: Mapping[str, str]) -> tuple[str, int]:
    with begin() as tx:
        found = queries.relocation.movable(tx, reference)
        page_again = _form(tx, found, typed, overtaken=True)
    return page_again, 409


def _form(
    tx: Transaction,
    found: Movable,
    typed: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    seen: Preview | None = None,
    mark: str = "",
    *,
    overtaken: bool = False,
) -> str:
    labels = {
        "lw-ort": _("Neue Gemeinde"),
        "lw-am": _("Umgezogen am"),
        "lw-grund": _("Woher Sie es wissen"),
        "lw-uebergabe": _("Hinweis für die neue Behörde"),
    }
    faults = wrong or {}
    known = queries.competence.places(tx)
    return render_template(
        "akte/umzug.html",
        found=found,
        head=found.head,
        typed=typed,
        wrong=faults,
        errors=[(name, labels.get(name, ""), said) for name, said in faults.items()],
        labels=labels,
        seen=seen,
        mark=mark,
        overtaken=overtaken,
        offered=[places.label(one) for one in known],
        longest=LONGEST_REASON,
        revision=seen_revision() if request.method == "POST" and not overtaken else found.revision,
        consent=_CONSENT,
    )
