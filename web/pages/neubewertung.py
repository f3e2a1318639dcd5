"""`/vorpruefung/aenderungen`: which open cases a change of the law, or of what is known of it, would change."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Transaction, commands, queries
from engine.precheck import report
from web.days import day_fault, read_day
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.pages import vorpruefung as free
from web.session import begin, current_actor

page = Blueprint("neubewertung", __name__, url_prefix="/vorpruefung/aenderungen")

_DAYS = ("lw-stichtag", "lw-vorher", "lw-nachher")
_PAGE = 100


@page.get("")
def overview() -> str:
    """What was looked at so far, and the form that starts another one."""
    return _overview({})


@page.post("")
def start() -> Answer:
    """Start a re-evaluation over all open cases; a worker does it."""
    typed = {name: request.form.get(name, "").strip() for name in _DAYS}
    stored = request.form.get("lw-vergleich") != "wissen"
    read = {name: read_day(text) for name, text in typed.items() if text}
    faults = {name: day_fault(typed[name]) for name, day in read.items() if day is None}
    if not stored and not faults and read.get("lw-vorher") == read.get("lw-nachher"):
        faults["lw-vorher"] = _("Bitte nennen Sie zwei verschiedene Tage; leer heißt: was heute bekannt ist.")
    if faults and not stored:
        return _overview(typed, faults, "wissen"), 422
    try:
        with begin() as tx:
            if stored:
                number = commands.reevaluation.start_stored(tx)
            else:
                day = read.get("lw-stichtag") or tx.today
                number = commands.reevaluation.start_known(
                    tx, day, read.get("lw-vorher"), read.get("lw-nachher")
                )
    except Conflict:
        flash(
            _("Es läuft schon eine Neubewertung. Brechen Sie sie ab, oder warten Sie, bis sie fertig ist."),
            "warning",
        )
        return redirect(url_for("neubewertung.overview"))
    return redirect(url_for("neubewertung.show", number=number))


@restores("neubewertung.start")
def restore(fields: Fields) -> Answer:
    """The form again with what was typed before the session ended."""
    typed = {name: fields.get(name, [""])[0] for name in _DAYS}
    return _overview(typed, kind=fields.get("lw-vergleich", ["gespeichert"])[0])


@page.get("/<int:number>")
def show(number: int) -> str:
    """How far it is, and the cases whose outcome differs, of one title if wanted."""
    title = request.args.get("titel", "")
    after = request.args.get("nach", "")
    with begin() as tx:
        one = queries.precheck.reevaluation(tx, number)
        counts = queries.precheck.moved_by_title(tx, number)
        cases, in_all = queries.precheck.moved_cases(tx, number), queries.precheck.moved_in_all(tx, number)
        rows = queries.precheck.moved(tx, number, title, int(after) if is_number(after) else 0, _PAGE + 1)
    return render_template(
        "vorpruefung/aenderung.html",
        one=one,
        counts=counts,
        cases=cases,
        in_all=in_all,
        rows=rows[:_PAGE],
        next=rows[_PAGE - 1].id if len(rows) > _PAGE else None,
        title=title,
        may_read=current_actor().may(Action.READ_CASE),
        **free.words(),
    )


@page.get("/<int:number>/liste.csv")
def download(number: int) -> Response:
    """The cases whose outcome differs as a table for a spreadsheet, of one title if wanted."""
    title = request.args.get("titel", "")
    text = StringIO()
    table = csv.writer(text, delimiter=";", lineterminator="\r\n")
    table.writerow([_("Aktenzeichen"), _("Titel"), _("vorher"), _("nachher"), _("Woran es liegt")])
    with begin() as tx:
        queries.precheck.reevaluation(tx, number)
        table.writerows(_lines(tx, number, title))
    # the mark tells a spreadsheet that this is UTF-8
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="neubewertung-{number}.csv"'
    return answer


def _lines(tx: Transaction, number: int, title: str) -> Iterator[list[str]]:
    words = free.words()
    results, standings = words["results"], words["standings"]
    after = 0
    while rows := queries.precheck.moved(tx, number, title, after, _PAGE):
        for row in rows:
            why = [
                f"{one['name']}: {standings.get(one['before'], '–')} → {standings.get(one['after'], '–')}"
                for one in row.criteria
            ]
            yield [
                row.reference,
                report.label(row.title),
                results[row.before],
                results[row.after],
                "; ".join(why),
            ]
        after = rows[-1].id


@page.post("/<int:number>/abbrechen")
def cancel(number: int) -> Response:
    """Stop it; what was found stays."""
    try:
        with begin() as tx:
            commands.reevaluation.cancel(tx, number)
    except Conflict:
        flash(_("Die Neubewertung war schon zu Ende."), "info")
    else:
        flash(_("Die Neubewertung ist abgebrochen. Was sie gefunden hat, bleibt stehen."), "success")
    return redirect(url_for("neubewertung.show", number=number))


def _overview(typed: dict[str, str], faults: dict[str, str] | None = None, kind: str = "gespeichert") -> str:
    with begin() as tx:
        found = queries.precheck.reevaluations(tx)
    labels = {
        "lw-stichtag": _("Stichtag"),
        "lw-vorher": _("Wissensstand vorher"),
        "lw-nachher": _("Wissensstand nachher"),
    }
    return render_template(
        "vorpruefung/aenderungen.html",
        found=found,
        running=next((one for one in found if one.is_running), None),
        days={"typed": {name: typed.get(name, "") for name in _DAYS}, "faults": faults or {}},
        errors=[(name, labels[name], text) for name, text in (faults or {}).items()],
        labels=labels,
        kind=kind,
        label=report.label,
    )


__all__ = ["page"]
