"""`/vorpruefung`: what the law says for one person on a day. Nothing of it is stored here."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Final

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Invalid, Transaction, precheck
from engine.library import place, read_law
from engine.precheck import LawBook, Result, Standing, TitleOutcome, report
from web.days import day_fault, read_day
from web.forms import person as person_form
from web.forms.typed import Answer, Fields, restores
from web.session import begin
from web.words import precheck as precheck_words

page = Blueprint("vorpruefung", __name__, url_prefix="/vorpruefung")

#: bytes of a record somebody opens; a person's life in words is a few thousand
LARGEST: Final = 1_000_000
#: the badge a result is shown in
_SIGNS: Final = {
    Result.IST: "done",
    Result.SOLL: "done",
    Result.KANN: "open",
    Result.PRUEFUNG: "waiting",
    Result.NEIN: "ended",
    Result.VERSAGUNG: "incident",
    Result.AUSSETZUNG: "waiting",
    Result.ENTFAELLT: "ended",
}
_STANDING_SIGNS: Final = {
    Standing.FULFILLED: "done",
    Standing.MISSING: "incident",
    Standing.EXCLUDED: "incident",
    Standing.HUMAN: "waiting",
    Standing.NOTE: "ended",
    Standing.EVIDENCE: "waiting",
    Standing.REFUSAL: "incident",
    Standing.SUSPENSION: "waiting",
    Standing.DISCRETION: "open",
    Standing.NOT_APPLICABLE: "ended",
    Standing.IRRELEVANT: "ended",
}
#: what of a title is still to be done
_OPEN: Final = (
    Standing.REFUSAL, Standing.SUSPENSION, Standing.EXCLUDED, Standing.MISSING, Standing.HUMAN, Standing.EVIDENCE,
)  # fmt: skip
_DAYS: Final = ("lw-stichtag", "lw-antrag", "lw-wissensstand")


@dataclass(frozen=True, slots=True)
class Days:
    """The three days of a pre-check, as typed and as read."""

    typed: Mapping[str, str]
    day: date
    application: date | None
    known: date | None
    faults: Mapping[str, str]


@page.get("", strict_slashes=False)
def start() -> str:
    """An empty form, or one filled with an invented person."""
    today = _today()
    fields = person_form.typed(_example()) if "beispiel" in request.args else {}
    return form_page(fields, read_days({}, today))


@page.post("")
def work() -> Answer:
    """What the pressed button asks: another row, open a record, check, change, download."""
    today = _today()
    posted = {name: values[0] for name, values in request.form.lists()}
    pressed, _colon, what = posted.get("lw-aktion", "pruefen").partition(":")
    days = read_days(posted, today)
    match pressed:
        case "mehr":
            return form_page(person_form.compact(posted, add=what), days, at=what, added=True)
        case "weg":
            return form_page(person_form.compact(posted, remove=what), days, at=what.rsplit(".", 1)[0])
        case "oeffnen":
            return _opened(days)
        case "aendern":
            return form_page(person_form.typed(_carried(posted)), days)
        case "herunterladen":
            return _download(_carried(posted))
        case "neu":
            return _outcome(_carried(posted), days)
    fields = person_form.compact(posted)
    reading = person_form.read(fields)
    faults = faults_of(reading.document)
    faults = {path: person_form.spoken(text) for path, text in faults.items()} | reading.faults
    if faults or days.faults:
        return form_page(fields, days, faults), 422
    return _outcome(reading.document, days)


@restores("vorpruefung.work")
def restore(fields: Fields) -> Answer:
    """The form again with what was typed before the session ended."""
    posted = {name: values[0] for name, values in fields.items() if values}
    days = read_days(posted, _today())
    if "lw-datensatz" in posted:
        return form_page(person_form.typed(_carried(posted)), days)
    return form_page(person_form.compact(posted), days)


def _today() -> date:
    """The day in Germany, for somebody who may check."""
    with begin() as tx:
        tx.actor.must(Action.PRECHECK)
        return today_of(tx)


def law() -> LawBook:
    """The law of the process library that is in use."""
    return read_law(place(os.environ))


def today_of(tx: Transaction) -> date:
    """The day in Germany."""
    return tx.today


def words() -> dict[str, Any]:
    """What the templates need to say a result."""
    return {
        "label": report.label,
        "meanings": precheck_words.meanings(),
        "standings": precheck_words.standings(),
        "results": precheck_words.results(),
        "signs": _SIGNS,
        "standing_signs": _STANDING_SIGNS,
        "open_standings": report.WITHOUT_EVIDENCE,
        "open_points": _open_points,
    }


def form_page(
    fields: Mapping[str, str],
    days: Days,
    faults: Mapping[str, str] | None = None,
    *,
    at: str = "",
    added: bool = False,
    opened: str = "",
    unreadable: list[tuple[str, str, str]] | None = None,
    **of_case: Any,
) -> str:
    """The form; `of_case` where it belongs to one: its address, the stored record, its revision and pre-checks."""
    form = person_form.parts(fields, faults or {})
    errors = day_errors(days) if faults or days.faults else []
    errors += person_form.in_order(form)
    named = {message for _id, _label, message in errors}
    errors += [("angaben", path, text) for path, text in (faults or {}).items() if text not in named]
    shown: dict[str, Any] = {
        "action": url_for("vorpruefung.work"),
        "file": None,
        "stale": False,
        "locked": False,
        **of_case,
    }
    return render_template(
        "vorpruefung/angaben.html",
        form=form,
        days=days,
        errors=unreadable or errors,
        at=at,
        added=added,
        opened=opened,
        untouched=not fields and not opened,
        **shown,
    )


def _outcome(document: Mapping[str, Any], days: Days) -> Answer:
    try:
        record = precheck.read_record(document)
    except Invalid as refused:
        return form_page({}, days, unreadable=_paths(refused.fields), opened=_text(document)), 422
    if days.faults:
        shown = None
    else:
        shown = precheck.check(record, days.day, law(), application=days.application, known=days.known)
    page_ = render_template(
        "vorpruefung/ergebnis.html",
        outcome=shown,
        name=record.name or "",
        birth=record.birth,
        application=days.application,
        kept=None,
        days=days,
        errors=day_errors(days),
        carried=_text(document),
        **words(),
    )
    return (page_, 422) if days.faults else page_


def _open_points(title: TitleOutcome) -> list[tuple[str, str]]:
    """What stands against a title or is still to be shown, what decides first: the criterion and how it stands."""
    words_of = precheck_words.standings()
    found = [one for one in title.criteria if one.standing in _OPEN]
    found.sort(key=lambda one: (not one.decides, _OPEN.index(one.standing)))
    return list(dict.fromkeys((one.name, words_of[one.standing]) for one in found))


def _opened(days: Days) -> Answer:
    """Check the record in a file or in pasted text; what cannot be read is said with its place."""
    unreadable, document, text = opened_document()
    if unreadable:
        return form_page({}, days, unreadable=unreadable, opened=text), 422
    return _outcome(document, days)


def opened_document() -> tuple[list[tuple[str, str, str]], dict[str, Any], str]:
    """The posted file or text: what is wrong with it, the document, and the text to show again."""
    file = request.files.get("lw-datei")
    source = b""
    if file and file.filename:
        with file.stream:  # a large one is a temporary file
            source = file.read(LARGEST + 1)
    text = request.form.get("lw-text", "")
    fault, document = _parsed(source or text.encode())
    if fault:
        return [("lw-text", _("Datensatz"), fault)], {}, text
    faults = faults_of(document)
    return (_paths(faults), {}, _text(document)) if faults else ([], document, text)


def _parsed(source: bytes) -> tuple[str, dict[str, Any]]:
    """What is wrong with the text as JSON, or the document."""
    if len(source) > LARGEST:
        return _("Die Datei ist größer als 1 MB. Ein Datensatz zu einer Person ist viel kleiner."), {}
    if not source.strip():
        return _("Bitte wählen Sie eine Datei, oder fügen Sie den Datensatz als Text ein."), {}
    try:
        document = json.loads(source.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return _("Die Datei ist kein Text in UTF-8."), {}
    except RecursionError:
        return _("Der Datensatz ist zu tief geschachtelt."), {}
    except json.JSONDecodeError as fault:
        return _(
            "Zeile %(line)s, Spalte %(column)s: Hier ist der Text kein gültiges JSON. Fehlt ein Komma, ein "
            "Anführungszeichen oder eine Klammer?",
            line=fault.lineno,
            column=fault.colno,
        ), {}
    except ValueError:
        return _("Der Datensatz enthält eine Zahl, die zu lang ist."), {}
    if not isinstance(document, dict):
        return _("Erwartet wird ein Objekt in geschweiften Klammern."), {}
    return "", document


def faults_of(document: Mapping[str, Any]) -> dict[str, str]:
    """A German message for every path of the document that is wrong."""
    try:
        precheck.read_record(document)
    except Invalid as refused:
        return dict(refused.fields)
    return {}


def _carried(posted: Mapping[str, str]) -> dict[str, Any]:
    """The record a page of results carries along; Invalid when somebody has changed it so that it is none."""
    fault, document = _parsed(posted.get("lw-datensatz", "").encode())
    if fault:
        raise Invalid("Expected to read the record the page carries, but it is none", {"datensatz": fault})
    precheck.read_record(document)
    return document


def _download(document: Mapping[str, Any]) -> Response:
    answer = Response(_text(document) + "\n", mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="person.json"'
    return answer


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)


def read_days(posted: Mapping[str, str], today: date) -> Days:
    """The three days as posted; without a key date it is today."""
    typed = {name: posted.get(name, "").strip() for name in _DAYS}
    read = {name: read_day(text) for name, text in typed.items() if text}
    faults = {
        name: day_fault(typed[name])
        for name, found in read.items()
        if found is None or not 1900 <= found.year < 2200
    }
    typed["lw-stichtag"] = typed["lw-stichtag"] or today.strftime("%d.%m.%Y")
    return Days(
        typed, read.get("lw-stichtag") or today, read.get("lw-antrag"), read.get("lw-wissensstand"), faults
    )


def day_errors(days: Days) -> list[tuple[str, str, str]]:
    """(id, label, message) of each day that is wrong."""
    labels = {
        "lw-stichtag": _("Stichtag"),
        "lw-antrag": _("Antrag vom"),
        "lw-wissensstand": _("Wissensstand"),
    }
    return [(name, labels[name], text) for name, text in days.faults.items()]


def _paths(faults: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [("lw-text", path, text) for path, text in faults.items()]


def _example() -> dict[str, Any]:
    text = resources.files("engine.demo").joinpath("example_person.json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


__all__ = [
    "LARGEST",
    "Days",
    "day_errors",
    "faults_of",
    "form_page",
    "law",
    "opened_document",
    "page",
    "read_days",
    "today_of",
    "words",
]
