"""`/verwaltung/<id>/kalender`: holidays, days an authority is closed, office hours; a preview before each deed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Invalid, NotFound, Transaction, commands, queries
from engine.commands.calendar import Closing
from engine.deadlines import HOLIDAY_YEARS, OfficeHours
from engine.queries.calendar import Affected, ClosureRow, Elsewhere
from web.days import day_fault, read_day
from web.display import day
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin, current_actor
from web.words import register as words
from web.words.reasons import seen_revision

page = Blueprint("kalender", __name__, url_prefix="/verwaltung")

Typed = Mapping[str, str]
_EARLIEST, _LATEST = HOLIDAY_YEARS[0], HOLIDAY_YEARS[-1]
_LOGGED = 10
#: what the command calls a field, and where it stands
_FIELDS = {"name": "lw-name", "first": "lw-von", "last": "lw-bis", "authorities": "lw-behoerden"}


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a form: faults by field, the agreed times it meets (None: not asked yet), what was asked."""

    wrong: Mapping[str, str] = field(default_factory=dict)
    affected: Affected | None = None
    mark: str = ""
    overtaken: bool = False


_NOTHING = Beside()


@page.get("/<int:authority_id>/kalender")
def show(authority_id: int) -> str:
    """One year of an authority."""
    text = request.args.get("jahr", "")
    year = int(text) if text.isdecimal() and len(text) == 4 and _EARLIEST <= int(text) <= _LATEST else None
    with begin() as tx:
        view = queries.calendar.show(tx, authority_id, year)
        logged = (
            [
                one
                for one in queries.register.changes(tx, authority_id)
                if one.change.kind in words.OF_CALENDAR
            ]
            if tx.actor.may(Action.READ_REGISTER)
            else []
        )
        today = tx.today
    return render_template(
        "verwaltung/kalender.html",
        view=view,
        today=today,
        earliest=_EARLIEST,
        latest=_LATEST,
        hours=by_weekday(view.office_hours),
        weekdays=words.weekdays(),
        changes=logged[:_LOGGED],
        words=words,
        names={},
        kinds=dict(words.local_kinds()),
        may_open=current_actor().may(Action.READ_REGISTER),
    )


@page.route("/<int:authority_id>/kalender/schliessung", methods=["GET", "POST"])
def enter(authority_id: int) -> Answer:
    """Close the authority on some days, and others of the same body with it."""
    return _run(authority_id, None)


@page.route("/<int:authority_id>/kalender/schliessung/<int:closure_id>", methods=["GET", "POST"])
def change(authority_id: int, closure_id: int) -> Answer:
    """Other days, or another name."""
    return _run(authority_id, closure_id)


@page.route("/<int:authority_id>/kalender/schliessung/<int:closure_id>/loeschen", methods=["GET", "POST"])
def remove(authority_id: int, closure_id: int) -> Answer:
    """Delete a closure, after asking."""
    overtaken = False
    if request.method == "POST":
        try:
            with begin() as tx:
                _own, elsewhere = _closure(tx, authority_id, closure_id)
                commands.calendar.remove_closures(tx, _seen(closure_id, elsewhere))
        except (Conflict, Invalid):
            overtaken = True
        else:
            flash(_("Die Schließtage sind gelöscht. Im Änderungsprotokoll bleiben sie stehen."), "success")
            return redirect(url_for("kalender.show", authority_id=authority_id))
    with begin() as tx:
        own, elsewhere = _closure(tx, authority_id, closure_id)
        view = queries.calendar.show(tx, authority_id)
        shown = render_template(
            "verwaltung/schliessung_loeschen.html",
            view=view,
            own=own,
            elsewhere=elsewhere,
            overtaken=overtaken,
            over=own.last_day < tx.today,
        )
    return (shown, 409) if overtaken else shown


@page.route("/<int:authority_id>/kalender/oeffnungszeiten", methods=["GET", "POST"])
def hours(authority_id: int) -> Answer:
    """When the authority is open, one line for each weekday."""
    typed = {name: value for name, value in request.form.items() if name.startswith("lw-")}
    if request.method == "GET":
        return _hours(authority_id)
    read, wrong = _read_hours(typed)
    seen, _unread = _read_hours(
        {f"lw-tag-{number}": typed.get(f"lw-gesehen-{number}", "") for number in range(7)}
    )
    if wrong:
        return _hours(authority_id, typed, wrong), 422
    try:
        with begin() as tx:
            commands.calendar.set_office_hours(tx, authority_id, seen, read)
    except Invalid as refused:
        named = {name.replace("weekday", "lw-tag"): said for name, said in refused.fields.items()}
        return _hours(authority_id, typed, named), 422
    except Conflict:
        return _hours(authority_id, typed, overtaken=True), 409
    flash(_("Die Öffnungszeiten sind eingetragen."), "success")
    return redirect(url_for("kalender.show", authority_id=authority_id, _anchor="zeiten"))


def by_weekday(found: Sequence[OfficeHours]) -> list[str]:
    """The hours of each weekday from Monday on, as they are typed: 08:00–12:00, 14:00–16:00."""
    return [
        ", ".join(f"{one.opens:%H:%M}–{one.closes:%H:%M}" for one in found if one.weekday == number)
        for number in range(7)
    ]


def _run(authority_id: int, closure_id: int | None) -> Answer:
    """The form, the preview of what was typed, or the deed when the preview of exactly that was seen."""
    if request.method == "GET":
        return _form(authority_id, closure_id)
    typed = _typed()
    closing, wrong = _closing(typed)
    if closing is None:
        return _form(authority_id, closure_id, typed, Beside(wrong)), 422
    do = typed.get("lw-aktion") == "eintragen" and request.form.get("lw-gesehen") == _mark(typed)
    try:
        with begin() as tx:
            if do:
                _deed(tx, authority_id, closure_id, closing)
            else:
                with tx.trial():
                    _deed(tx, authority_id, closure_id, closing)
                    found = queries.calendar.affected(
                        tx, _chosen(tx, authority_id, closure_id), closing.first, closing.last
                    )
    except Invalid as refused:
        named = {_FIELDS[name]: said for name, said in refused.fields.items()}
        return _form(authority_id, closure_id, typed, Beside(named)), 422
    except Conflict:
        return _form(authority_id, closure_id, typed, Beside(overtaken=True)), 409
    if not do:
        return _form(authority_id, closure_id, typed, Beside(affected=found, mark=_mark(typed)))
    flash(_("Die Schließtage sind eingetragen."), "success")
    return redirect(url_for("kalender.show", authority_id=authority_id, jahr=closing.first.year))


def _deed(tx: Transaction, authority_id: int, closure_id: int | None, closing: Closing) -> None:
    if closure_id is None:
        commands.calendar.enter_closure(tx, _chosen(tx, authority_id, None), closing)
    else:
        _own, elsewhere = _closure(tx, authority_id, closure_id)
        commands.calendar.change_closures(tx, _seen(closure_id, elsewhere), closing)


def _chosen(tx: Transaction, authority_id: int, closure_id: int | None) -> list[int]:
    """The authorities of the form: this one, and those with a tick; what is not offered is not taken."""
    ticked = {int(one) for one in request.form.getlist("lw-behoerden") if is_number(one)}
    if closure_id is None:
        offered = [number for number, _name in queries.calendar.show(tx, authority_id).siblings]
    else:
        offered = [one.closure.authority_id for one in _closure(tx, authority_id, closure_id)[1]]
    return [authority_id, *(one for one in offered if one in ticked)]


def _seen(closure_id: int, elsewhere: Sequence[Elsewhere]) -> dict[int, int]:
    """The closures of the form with the revisions that were seen."""
    ticked = set(request.form.getlist("lw-behoerden"))
    chosen = {
        one.closure.id: one.closure.revision for one in elsewhere if str(one.closure.authority_id) in ticked
    }
    return {closure_id: seen_revision(), **chosen}


def _closure(tx: Transaction, authority_id: int, closure_id: int) -> tuple[ClosureRow, tuple[Elsewhere, ...]]:
    own, elsewhere = queries.calendar.closure(tx, closure_id)
    if own.authority_id != authority_id:
        raise NotFound(f"Expected to find closure {closure_id} at {authority_id}, but it is another's")
    return own, elsewhere


def _typed() -> dict[str, str]:
    found = {name: value for name, value in request.form.items() if name.startswith("lw-")}
    return found | {"lw-behoerden": ",".join(sorted(request.form.getlist("lw-behoerden")))}


def _mark(typed: Typed) -> str:
    """What a preview was made of: whoever changes a field sees another preview before anything is entered."""
    return "\x1f".join(typed.get(name, "") for name in _FIELDS.values())


def _closing(typed: Typed) -> tuple[Closing | None, dict[str, str]]:
    wrong = {}
    days = {}
    if not typed.get("lw-name", "").strip():
        wrong["lw-name"] = _("Bitte geben Sie einen Namen ein.")
    for name in ("lw-von", "lw-bis"):
        text = typed.get(name, "").strip()
        if name == "lw-bis" and not text:
            # one day only: what is wrong with the first is said there
            if "lw-von" in days:
                days[name] = days["lw-von"]
            continue
        found = read_day(text)
        if found is None:
            wrong[name] = day_fault(text)
        else:
            days[name] = found
    if wrong:
        return None, wrong
    return Closing(days["lw-von"], days["lw-bis"], typed.get("lw-name", "")), {}


def _form(
    authority_id: int, closure_id: int | None, typed: Typed | None = None, beside: Beside = _NOTHING
) -> str:
    with begin() as tx:
        view = queries.calendar.to_change(tx, authority_id)
        own, elsewhere = (None, ()) if closure_id is None else _closure(tx, authority_id, closure_id)
        over = own is not None and own.last_day < tx.today
    offered = (
        view.siblings
        if closure_id is None
        else [(one.closure.authority_id, one.authority) for one in elsewhere]
    )
    first = (
        {"lw-behoerden": ""}
        if own is None
        else {
            "lw-name": own.name,
            "lw-von": day(own.first_day),
            "lw-bis": day(own.last_day),
            "lw-behoerden": ",".join(str(number) for number, _name in offered),
        }
    )
    shown = typed or first
    labels = {"lw-name": _("Name"), "lw-von": _("Erster Tag"), "lw-bis": _("Letzter Tag")}
    return render_template(
        "verwaltung/schliessung.html",
        view=view,
        own=own,
        offered=offered,
        ticked=set(shown.get("lw-behoerden", "").split(",")),
        typed=shown,
        wrong=beside.wrong,
        errors=[(name, labels.get(name, ""), said) for name, said in beside.wrong.items()],
        affected=beside.affected,
        mark=beside.mark,
        overtaken=beside.overtaken,
        over=over,
        revision=own.revision if own is not None and (typed is None or beside.overtaken) else seen_revision(),
    )


def _hours(
    authority_id: int,
    typed: Typed | None = None,
    wrong: Mapping[str, str] | None = None,
    *,
    overtaken: bool = False,
) -> str:
    with begin() as tx:
        view = queries.calendar.to_change(tx, authority_id)
    now = by_weekday(view.office_hours)
    seen = (
        now if typed is None or overtaken else [typed.get(f"lw-gesehen-{number}", "") for number in range(7)]
    )
    values = now if typed is None else [typed.get(f"lw-tag-{number}", "") for number in range(7)]
    return render_template(
        "verwaltung/oeffnungszeiten.html",
        view=view,
        weekdays=words.weekdays(),
        values=values,
        seen=seen,
        wrong=wrong or {},
        errors=[
            (name, words.weekdays()[int(name[-1])] if name[-1].isdecimal() else "", said)
            for name, said in (wrong or {}).items()
        ],
        overtaken=overtaken,
    )


def _read_hours(typed: Typed) -> tuple[list[OfficeHours], dict[str, str]]:
    found, wrong = [], {}
    for number in range(7):
        name = f"lw-tag-{number}"
        for part in typed.get(name, "").replace(";", ",").split(","):
            if not part.strip():
                continue
            ends = [_clock(one) for one in part.replace("-", "–").replace(" bis ", "–").split("–")]
            if len(ends) != 2 or None in ends:
                wrong[name] = _("Bitte schreiben Sie die Zeiten so: 08:00–12:00, 14:00–16:00.")
            elif ends[0] is not None and ends[1] is not None:
                found.append(OfficeHours(number, ends[0], ends[1]))
    return found, wrong


def _clock(text: str) -> time | None:
    """8, 8:30, 08.30 or 08:30 Uhr."""
    hour, _colon, minute = text.replace("Uhr", "").strip().replace(".", ":").partition(":")
    try:
        return time(int(hour), int(minute or 0)) if len(hour) < 3 and len(minute) < 3 else None
    except ValueError:
        return None


@restores("kalender.enter")
def restore_enter(fields: Fields, authority_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    return _form(authority_id, None, _joined(fields))


@restores("kalender.change")
def restore_change(fields: Fields, authority_id: int, closure_id: int) -> Answer:
    """The same for another span of days; the closure is seen anew."""
    return _form(authority_id, closure_id, _joined(fields), Beside(overtaken=True))


@restores("kalender.hours")
def restore_hours(fields: Fields, authority_id: int) -> Answer:
    """The same for office hours."""
    return _hours(authority_id, _joined(fields))


def _joined(fields: Fields) -> dict[str, str]:
    return {name: ",".join(values) for name, values in fields.items()}
