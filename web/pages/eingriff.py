"""`/betrieb/laeufe/<Lauf>/…`: everything an operator does to one running process; each with a reason.

Every page posts the revision it showed. When the process has moved on since, nothing is done, and the page says what
happened meanwhile and keeps what was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Conflict, Invalid, NotFound, Transaction, commands, queries
from engine.clock import ZONE
from engine.feel import Value
from engine.queries.instance_view import InstanceView, ScopeRow, Target, VariableRow, Waiting
from engine.queries.instance_waits import Wait
from web import values
from web.days import day_fault, read_day
from web.forms.typed import Answer
from web.refusals import in_words
from web.session import begin
from web.words.reasons import given_reason, is_name, reason_fault, seen_revision

page = Blueprint("eingriff", __name__, url_prefix="/betrieb/laeufe/<int:instance_id>")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was posted: fields by name, why, and the revision the page showed."""

    fields: Mapping[str, str]
    reason: str
    revision: int


class _Refused(Exception):
    """The command would not; what it had written is undone. `faults` say why, by field."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(faults)
        self.faults = faults


#: shows the page again; the faults by field
Form = Callable[[Transaction, InstanceView, Typed | None, Mapping[str, str]], str]
#: checks what was typed and does it; faults by field when it did not
Deed = Callable[[Transaction, InstanceView, Typed], Mapping[str, str]]


@page.route("/anhalten", methods=["GET", "POST"])
def suspend(instance_id: int) -> Answer:
    """Let the process stand still."""

    def do(tx: Transaction, _seen: InstanceView, typed: Typed) -> dict[str, str]:
        commands.instance.suspend(tx, instance_id, revision=typed.revision, reason=typed.reason)
        return {}

    return _answer(instance_id, _simple("anhalten.html"), do, _("Der Ablauf ist angehalten."))


@page.route("/fortsetzen", methods=["GET", "POST"])
def resume(instance_id: int) -> Answer:
    """Let the process go on."""

    def do(tx: Transaction, _seen: InstanceView, typed: Typed) -> dict[str, str]:
        commands.instance.resume(tx, instance_id, revision=typed.revision, reason=typed.reason)
        return {}

    return _answer(instance_id, _simple("fortsetzen.html"), do, _("Der Ablauf geht weiter."))


@page.route("/abbrechen", methods=["GET", "POST"])
def cancel(instance_id: int) -> Answer:
    """End the process without an outcome."""

    def do(tx: Transaction, _seen: InstanceView, typed: Typed) -> dict[str, str]:
        commands.instance.cancel(tx, instance_id, revision=typed.revision, reason=typed.reason)
        return {}

    return _answer(instance_id, _simple("abbrechen.html"), do, _("Der Ablauf ist abgebrochen."))


@page.route("/schritte/<int:number>/abbrechen", methods=["GET", "POST"])
def cancel_step(instance_id: int, number: int) -> Answer:
    """Take one step away."""

    def form(_tx: Transaction, seen: InstanceView, typed: Typed | None, wrong: Mapping[str, str]) -> str:
        return _render("schritt_abbrechen.html", seen, typed, wrong, step=seen.find(number))

    def do(tx: Transaction, seen: InstanceView, typed: Typed) -> dict[str, str]:
        seen.find(number)
        commands.instance.modify(tx, instance_id, (number,), revision=typed.revision, reason=typed.reason)
        return {}

    return _answer(instance_id, form, do, _("Der Schritt ist abgebrochen."))


@page.route("/schritte/<int:number>/verschieben", methods=["GET", "POST"])
def move_step(instance_id: int, number: int) -> Answer:
    """Let the process go on at another step."""

    def form(tx: Transaction, seen: InstanceView, typed: Typed | None, wrong: Mapping[str, str]) -> str:
        step = seen.find(number)
        return _render("schritt_verschieben.html", seen, typed, wrong, step=step, places=_places(tx, seen))

    def do(tx: Transaction, seen: InstanceView, typed: Typed) -> Mapping[str, str]:
        return _enter(tx, seen, typed, (seen.find(number).id,))

    return _answer(instance_id, form, do, _("Der Ablauf ist versetzt."))


@page.route("/schritt-beginnen", methods=["GET", "POST"])
def begin_step(instance_id: int) -> Answer:
    """Begin one more step."""

    def form(tx: Transaction, seen: InstanceView, typed: Typed | None, wrong: Mapping[str, str]) -> str:
        return _render("schritt_beginnen.html", seen, typed, wrong, places=_places(tx, seen))

    def do(tx: Transaction, seen: InstanceView, typed: Typed) -> Mapping[str, str]:
        return _enter(tx, seen, typed, ())

    return _answer(instance_id, form, do, _("Der Schritt ist begonnen."))


@page.route("/fristen/<int:timer_id>", methods=["GET", "POST"])
def change_timer(instance_id: int, timer_id: int) -> Answer:
    """Let a timer run until another moment."""

    def form(_tx: Transaction, seen: InstanceView, typed: Typed | None, wrong: Mapping[str, str]) -> str:
        step, timer = _timer(seen, timer_id)
        return _render("frist.html", seen, typed, wrong, step=step, timer=timer)

    def do(tx: Transaction, seen: InstanceView, typed: Typed) -> dict[str, str]:
        _timer(seen, timer_id)
        day, clock = read_day(typed.fields["lw-tag"].strip()), _clock(typed.fields["lw-uhrzeit"])
        wrong = {}
        if day is None:
            wrong["lw-tag"] = day_fault(typed.fields["lw-tag"])
        if clock is None:
            wrong["lw-uhrzeit"] = _("Bitte geben Sie die Uhrzeit so ein: HH:MM.")
        if day is None or clock is None:
            return wrong
        due = datetime(day.year, day.month, day.day, *clock, tzinfo=ZONE)
        try:
            commands.instance.change_timer(tx, timer_id, due, revision=typed.revision, reason=typed.reason)
        except Invalid:  # a year no clock can count with
            return {"lw-tag": day_fault(typed.fields["lw-tag"])}
        return {}

    return _answer(instance_id, form, do, _("Die Frist ist geändert."))


@page.route("/angaben/<int:scope>", methods=["GET", "POST"])
def add_variable(instance_id: int, scope: int) -> Answer:
    """Add a variable to a scope."""
    return _variable(instance_id, scope, None)


@page.route("/angaben/<int:scope>/<name>", methods=["GET", "POST"])
def change_variable(instance_id: int, scope: int, name: str) -> Answer:
    """Change a variable of a scope."""
    return _variable(instance_id, scope, name)


def _variable(instance_id: int, scope: int, name: str | None) -> Answer:
    def form(_tx: Transaction, seen: InstanceView, typed: Typed | None, wrong: Mapping[str, str]) -> str:
        place = _scope(seen, scope)
        current = None if name is None else _held(place, name)
        return _render(
            "angabe.html",
            seen,
            typed,
            wrong,
            place=place,
            name=name,
            current=current,
            kinds=values.ValueKind,
        )

    def do(tx: Transaction, seen: InstanceView, typed: Typed) -> dict[str, str]:
        place = _scope(seen, scope)
        if name is not None:
            _held(place, name)
        wrong: dict[str, str] = {}
        chosen = name if name is not None else typed.fields["lw-angabe"].strip()
        if name is None and not is_name(chosen):
            wrong["lw-angabe"] = _(
                "Bitte geben Sie einen Namen aus Buchstaben, Ziffern und Unterstrichen ein."
            )
        elif name is None and queries.instance_view.holds(tx, instance_id, place.id, chosen):
            wrong["lw-angabe"] = _("Diese Angabe gibt es schon. Ändern Sie sie in der Liste.")
        value: Value = None
        try:
            value = values.read(tx, typed.fields["lw-art"], typed.fields["lw-wert"])
        except values.Unreadable as fault:
            wrong["lw-wert"] = str(fault)
        if wrong:
            return wrong
        commands.instance.set_variables(
            tx, instance_id, {chosen: value}, scope, local=True, revision=typed.revision, reason=typed.reason
        )
        return {}

    return _answer(instance_id, form, do, _("Die Angabe ist geändert."))


_FIELDS = ("lw-ziel", "lw-tag", "lw-uhrzeit", "lw-angabe", "lw-art", "lw-wert")


def _answer(instance_id: int, form: Form, do: Deed, said: str) -> Answer:
    """The form; or what was typed is done: then the instance is shown, else what is wrong, or who was faster."""
    if request.method == "GET":
        with begin() as tx:
            seen = queries.instance_view.show(tx, instance_id)
            if not seen.is_running:
                raise Conflict(f"Expected to repair process instance {instance_id}, but it is {seen.state}")
            return form(tx, seen, None, {})
    typed = Typed({name: request.form.get(name, "") for name in _FIELDS}, given_reason(), seen_revision())
    try:
        with begin() as tx:
            seen = queries.instance_view.show(tx, instance_id)
            if not seen.is_running or seen.revision != typed.revision:
                raise Conflict(f"Expected to repair process instance {instance_id}, but it has moved on")
            fault = reason_fault(typed.reason)
            wrong = {"lw-grund": fault} if fault else {}
            if not fault:
                wrong = dict(do(tx, seen, typed))
            if wrong:
                return form(tx, seen, typed, wrong), 422
    except (Conflict, NotFound) as error:
        return _overtaken(instance_id, typed, error)
    except _Refused as refused:
        with begin() as tx:
            return form(tx, queries.instance_view.show(tx, instance_id), typed, refused.faults), 422
    flash(said, "success")
    return redirect(url_for("lauf.show", instance_id=instance_id))


def _overtaken(instance_id: int, typed: Typed, error: Conflict | NotFound) -> Answer:
    """Nothing was done: what happened meanwhile, and what had been typed."""
    with begin() as tx:
        seen = queries.instance_view.show(tx, instance_id)
    labels = {
        "lw-ziel": _("Schritt"),
        "lw-tag": _("Datum"),
        "lw-uhrzeit": _("Uhrzeit"),
        "lw-angabe": _("Angabe"),
        "lw-wert": _("Neuer Wert"),
    }
    kept = [(labels[name], text) for name, text in typed.fields.items() if name in labels and text]
    if typed.reason:
        kept.append((_("Begründung"), typed.reason))
    return render_template(
        "betrieb/ueberholt.html", seen=seen, typed=kept, reason=in_words(error.message)
    ), 409


def _enter(tx: Transaction, seen: InstanceView, typed: Typed, leaving: tuple[int, ...]) -> Mapping[str, str]:
    target = next((one for one in _targets(tx, seen) if one.id == typed.fields["lw-ziel"]), None)
    if target is None:
        return {"lw-ziel": _("Bitte wählen Sie einen Schritt aus der Liste.")}
    try:
        commands.instance.modify(
            tx,
            seen.id,
            leaving,
            ((target.element, target.scope),),
            revision=typed.revision,
            reason=typed.reason,
        )
    except Invalid as error:
        fault = _("Dieser Schritt lässt sich so nicht beginnen: %(why)s", why=in_words(error.message))
        raise _Refused({"lw-ziel": fault}) from error
    return {}


def _places(tx: Transaction, seen: InstanceView) -> list[tuple[str, list[Target]]]:
    """What can be entered, by the sub-process it lies in; a sub-process that runs several times once for each run."""
    grouped: dict[tuple[str, int | None], list[Target]] = {}
    for one in _targets(tx, seen):
        grouped.setdefault((one.place, one.scope), []).append(one)
    return [
        (place if scope is None else _("%(name)s (Nr. %(number)s)", name=place, number=scope), targets)
        for (place, scope), targets in grouped.items()
    ]


def _targets(tx: Transaction, seen: InstanceView) -> tuple[Target, ...]:
    return queries.instance_view.targets(tx, seen.id)


def _scope(seen: InstanceView, number: int) -> ScopeRow:
    for one in seen.scopes:
        if one.id == number:
            return one
    raise NotFound(f"Expected to find scope {number}, but it is not there")


def _held(place: ScopeRow, name: str) -> VariableRow:
    """A variable of the scope that the person is told of and may change."""
    for one in place.variables:
        if one.name == name and not one.is_engine:
            return one
    raise NotFound(f"Expected to find variable {name}, but it is not there")


def _timer(seen: InstanceView, timer_id: int) -> tuple[Waiting, Wait]:
    for step in seen.waiting:
        for one in step.waits:
            if one.timer_id == timer_id:
                return step, one
    raise NotFound(f"Expected to find timer {timer_id}, but it does not run")


def _clock(text: str) -> tuple[int, int] | None:
    """Hours and minutes of 14:05; None for anything else."""
    hours, _colon, minutes = text.strip().partition(":")
    if not (hours.isdecimal() and minutes.isdecimal() and len(hours) <= 2 and len(minutes) == 2):
        return None
    return (int(hours), int(minutes)) if int(hours) < 24 and int(minutes) < 60 else None


def _simple(template: str) -> Form:
    def form(_tx: Transaction, seen: InstanceView, typed: Typed | None, wrong: Mapping[str, str]) -> str:
        return _render(template, seen, typed, wrong)

    return form


def _render(
    template: str, seen: InstanceView, typed: Typed | None, wrong: Mapping[str, str], **more: object
) -> str:
    return render_template(
        f"betrieb/eingriffe/{template}",
        seen=seen,
        entered=typed.fields if typed else {},
        reason=typed.reason if typed else "",
        wrong=wrong,
        **more,
    )
