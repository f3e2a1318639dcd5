"""`/fristen`: the deadline calculator. The question is the address, so that an answer can be passed on and printed."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from engine import Action, Invalid, NotFound, Transaction, queries
from engine.deadline_entry import answer, read_question
from engine.deadlines import RULES, Calculation, Calendar
from web.deadline_months import Month, months
from web.forms import deadline as form
from web.forms.typed import Answer
from web.numbers import is_number
from web.session import begin, current_actor
from web.words import register as words

page = Blueprint("fristen", __name__, url_prefix="/fristen")


@page.get("")
def calculator() -> Answer:
    """The form, and the answer when something is asked. Empty fields leave the address by a redirect; a form sent with
    nothing in it is told what is missing.
    """
    current_actor().must(Action.COMPUTE_DEADLINE)
    address = form.canonical(request.args)
    sent = bool(address) or "ereignis" in request.args
    wanted = address or ([("ereignis", "")] if sent else [])
    if sorted(wanted) != sorted(request.args.items(multi=True)):
        asked = MultiDict(wanted)
        return redirect(url_for("fristen.calculator", **{name: asked.getlist(name) for name in asked}))
    wrong: dict[str, str] = {}
    found: Calculation | None = None
    with begin() as tx:
        offered = queries.calendar.offered(tx)
        office = _office(tx, wrong)
    if sent and not wrong:
        try:
            found = answer(form.said(request.args), office)
        except Invalid as refused:
            wrong = dict(refused.fields)
    shown = render_template(
        "fristen/rechner.html",
        form=form,
        typed=form.shown(request.args),
        pauses=form.pause_rows(request.args),
        offered=offered,
        local=form.local_holidays(request.args.get("ort", ""), office),
        office=office,
        found=found,
        months=_months(found, office) if found else (),
        rule=RULES.get(request.args.get("regel", "")),
        wrong=wrong,
        errors=_in_order(wrong),
        weekdays=words.weekdays(),
        month_name=lambda day: format_date(day, "MMMM y"),
        asked=sent,
        asked_words=[
            (_labels().get(name, name), text)
            for name, text in _in_words(form.canonical(form.shown(request.args)), office)
        ],
        open_pauses=any(row.used for row in form.pause_rows(request.args)),
    )
    return (shown, 422) if wrong else shown


def _in_order(wrong: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The faults as their fields follow each other on the page."""
    labels = _labels()
    order = [*labels, *(name for name in wrong if name not in labels)]
    return [(name, labels.get(name, ""), wrong[name]) for name in order if name in wrong]


def _in_words(address: list[tuple[str, str]], office: Calendar | None) -> list[tuple[str, str]]:
    """What was asked, for paper: choices as they are called."""
    words = dict(form.channels()) | dict(form.rules()) | dict(form.setters())
    words[form.NONE_HERE] = _("gilt am Ort nicht")
    said = [
        (name, office.name if name == form.AUTHORITY and office else words.get(text, text))
        for name, text in address
        if name not in ("hemmung", "unterbrechung")
    ]
    return said + [(row.art, _pause_in_words(row)) for row in form.pause_rows(MultiDict(address)) if row.used]


def _pause_in_words(row: form.PauseRow) -> str:
    """05.12.2026 bis 08.12.2026: Pass fehlt (Person), with the norm behind it."""
    days = _("seit %(day)s", day=row.von)
    if row.bis:
        days = row.von if row.bis == row.von else _("%(first)s bis %(last)s", first=row.von, last=row.bis)
    norm = f", {row.norm}" if row.norm else ""
    return f"{days}: {row.grund} ({dict(form.causes()).get(row.wer, row.wer)}{norm})"


def _office(tx: Transaction, wrong: dict[str, str]) -> Calendar | None:
    text = request.args.get(form.AUTHORITY, "")
    if not text:
        return None
    try:
        return queries.calendar.of(tx, int(text) if is_number(text) else 0)
    except NotFound:
        wrong[form.AUTHORITY] = _("Bitte wählen Sie eine Behörde aus der Liste.")
        return None


def _months(found: Calculation, office: Calendar | None) -> tuple[Month, ...]:
    """The days of the answer by the calendar it was computed with; what was said has been read by now."""
    question = read_question(form.said(request.args), office)
    return months(found, question.calendar, question.pauses)


def _labels() -> dict[str, str]:
    return {
        "ereignis": _("Ereignis"),
        "zustellung": _("Zustellung"),
        "benachrichtigt": _("Benachrichtigt am"),
        "zugang": _("Tatsächlich angekommen am"),
        "regel": _("Besondere Regel"),
        "jahre": _("Lebensjahr"),
        "dauer": _("Dauer"),
        "arbeitstage": _("Arbeitstage"),
        "stunden": _("Stunden"),
        "termin": _("Fester Termin"),
        "recht": _("Recht"),
        "gesetzt_von": _("Gesetzt durch"),
        "ort": _("Ort"),
        "feiertag": _("Örtlicher Feiertag"),
        form.AUTHORITY: _("Schließtage von"),
        "tag_zaehlt": _("Der Tag des Ereignisses zählt mit"),
        "ohne_verschiebung": _("Keine Verschiebung"),
        "hemmung": _("Hemmung"),
        "unterbrechung": _("Unterbrechung"),
        "verlaengert_bis": _("Verlängert bis"),
        "verlaengert_am": _("Verlängert am"),
    }
