"""`/vertretung`: when somebody is away, who stands in for them, and the same for a team in the next weeks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Conflict, Invalid, Transaction, commands, queries
from engine.commands.absence import Naming
from engine.competence import TOPICS
from web.days import day_fault, read_day
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin, current_actor
from web.words import absence as absence_words

page = Blueprint("vertretung", __name__, url_prefix="/vertretung")

#: what is typed, by the name of the command's field
_AWAY = {"first_day": "lw-ab", "last_day": "lw-bis", "reason": "lw-grund"}
_RULE = {
    "substitute": "lw-vertreter",
    "authority": "lw-behoerde",
    "topic": "lw-thema",
    "process": "lw-ablauf",
    "element": "lw-schritt",
    "first_day": "lw-vertritt-ab",
    "last_day": "lw-vertritt-bis",
}
#: what the page offers to take back, and what of the address says of it
_DONE = ("abwesend", "beendet", "benannt", "entfernt")


@page.get("")
def own() -> str:
    """One's own absences and substitutes, and for whom one stands in."""
    return _show(current_actor().account or 0)


@page.get("/<int:account_id>")
def of_person(account_id: int) -> Answer:
    """The same of somebody one answers for."""
    if account_id == current_actor().account:
        return redirect(url_for("vertretung.own"))
    return _show(account_id)


@page.get("/team")
def team() -> str:
    """Who of the team is away in the next weeks, who covers whom, and which posts are vacant."""
    with begin() as tx:
        tx.actor.must(Action.SUPERVISE)
        first = read_day(request.args.get("ab", "")) or tx.today
        first = min(max(first, tx.today - timedelta(days=366)), tx.today + timedelta(days=366))
        first -= timedelta(days=first.weekday())
        found = queries.absence.team(tx, first)
        today = tx.today
    span = timedelta(days=queries.absence.DAYS)
    return render_template(
        "vertretung/team.html",
        teams=found,
        first=first,
        last=first + span,
        today=today,
        span=span,
        **absence_words.WORDS,
    )


@page.get("/person")
def choose() -> Response:
    """Whom a list of people has chosen."""
    chosen = request.args.get("person", "")
    if not is_number(chosen):
        return redirect(url_for("vertretung.team"))
    return redirect(url_for("vertretung.of_person", account_id=int(chosen)))


@page.post("/<int:account_id>/abwesend")
def enter(account_id: int) -> Answer:
    """Enter an absence."""
    typed = _typed(_AWAY)
    wrong: dict[str, str] = {}
    first = _day(typed, "first_day", wrong, needed=True)
    last = _day(typed, "last_day", wrong)
    if first is not None and not wrong:
        try:
            with begin() as tx:
                made = commands.absence.enter(tx, account_id, first, last, typed["reason"])
            return _back(account_id, getan="abwesend", nummer=list(made))
        except Invalid as refused:
            wrong = dict(refused.fields)
    return _show(account_id, typed, wrong), 422


@page.post("/<int:account_id>/abwesend/<int:absence_id>/aendern")
def change(account_id: int, absence_id: int) -> Answer:
    """Another last day, or none that is known."""
    wrong: dict[str, str] = {}
    name = f"ende-{absence_id}"
    typed = {name: request.form.get("lw-bis", "").strip()}
    last = _day(typed, name, wrong)
    if not wrong:
        try:
            with begin() as tx:
                commands.absence.change(tx, absence_id, _revision(), last)
            flash(_("Der letzte Tag ist geändert."), "success")
            return _back(account_id)
        except Invalid as refused:
            wrong = {name: " ".join(refused.fields.values())}
        except Conflict:
            return _stale(account_id)
    return _show(account_id, typed, wrong), 422


@page.post("/<int:account_id>/abwesend/<int:absence_id>/beenden")
def end(account_id: int, absence_id: int) -> Answer:
    """The person is back, or stays here."""
    last = request.form.get("lw-bis", "")
    return _do(
        account_id,
        lambda tx: commands.absence.end(tx, absence_id, _revision()),
        getan="beendet",
        nummer=absence_id,
        stand=_revision() + 1,
        bis=last,
    )


@page.post("/<int:account_id>/abwesend/<int:absence_id>/fortsetzen")
def reopen(account_id: int, absence_id: int) -> Answer:
    """Take the end back."""
    last = read_day(request.form.get("lw-bis", ""))
    return _do(
        account_id,
        lambda tx: commands.absence.reopen(tx, absence_id, _revision(), last),
        _("Zurückgenommen."),
    )


@page.post("/<int:account_id>/abwesend/zuruecknehmen")
def withdraw(account_id: int) -> Answer:
    """Take back what was just entered."""
    numbers = [int(one) for one in request.form.getlist("lw-nummer") if is_number(one)]

    def take_back(tx: Transaction) -> None:
        for number in numbers:
            commands.absence.withdraw(tx, number, _revision())

    return _do(account_id, take_back, _("Zurückgenommen."))


@page.post("/<int:account_id>/vertreter")
def name(account_id: int) -> Answer:
    """Name a substitute."""
    typed = _typed(_RULE)
    wrong: dict[str, str] = {}
    first = _day(typed, "first_day", wrong, needed=True)
    last = _day(typed, "last_day", wrong)
    who, _dot, commissioned = typed["substitute"].partition("@")
    if not is_number(who) or (commissioned and not is_number(commissioned)):
        wrong["substitute"] = _("Bitte wählen Sie eine Person.")
    if first is not None and not wrong:
        process, _dot, element = typed["element"].partition(":")
        naming = Naming(
            int(who),
            first,
            last,
            int(commissioned or typed["authority"])
            if is_number(commissioned or typed["authority"])
            else None,
            typed["topic"],
            process or typed["process"],
            element,
            acting=bool(commissioned),
        )
        try:
            with begin() as tx:
                number = commands.absence.name(tx, account_id, naming)
            return _back(account_id, getan="benannt", nummer=number)
        except Invalid as refused:
            wrong = dict(refused.fields)
    return _show(account_id, typed, wrong), 422


@page.post("/<int:account_id>/vertreter/<int:rule_id>/entfernen")
def remove(account_id: int, rule_id: int) -> Answer:
    """Somebody stands in no longer."""
    return _do(account_id, lambda tx: commands.absence.remove(tx, rule_id), getan="entfernt", nummer=rule_id)


@page.post("/<int:account_id>/vertreter/<int:rule_id>/zuruecknehmen")
def restore(account_id: int, rule_id: int) -> Answer:
    """Take back that somebody stands in no longer."""
    return _do(account_id, lambda tx: commands.absence.restore(tx, rule_id), _("Zurückgenommen."))


@page.post("/<int:account_id>/vertreter/<int:rule_id>/vor")
def earlier(account_id: int, rule_id: int) -> Answer:
    """One place earlier in the order."""
    return _do(account_id, lambda tx: commands.absence.earlier(tx, rule_id))


@restores("vertretung.enter")
def restore_absence(fields: Fields, account_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    return _show(account_id, _given(fields, _AWAY))


@restores("vertretung.name")
def restore_rule(fields: Fields, account_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    return _show(account_id, _given(fields, _RULE))


def _given(fields: Fields, names: Mapping[str, str]) -> dict[str, str]:
    return {name: fields.get(field, [""])[0] for name, field in names.items()}


def _typed(names: Mapping[str, str]) -> dict[str, str]:
    return {name: request.form.get(field, "").strip() for name, field in names.items()}


def _day(typed: Mapping[str, str], name: str, wrong: dict[str, str], *, needed: bool = False) -> date | None:
    day = read_day(typed[name])
    if day is None and (needed or typed[name]):
        wrong[name] = day_fault(typed[name])
    return day


def _revision() -> int:
    text = request.form.get("lw-revision", "")
    return int(text) if is_number(text) else 0


def _do(account_id: int, work: Callable[[Transaction], None], said: str = "", **done: object) -> Response:
    try:
        with begin() as tx:
            work(tx)
    except Conflict:
        return _stale(account_id)
    except Invalid as refused:
        flash(" ".join(refused.fields.values()), "warning")
        return _back(account_id)
    if not done:
        flash(said or _("Geändert."), "success")
    return _back(account_id, **done)


def _stale(account_id: int) -> Response:
    flash(_("Das hat inzwischen jemand anders geändert. Hier ist der Stand von jetzt."), "warning")
    return _back(account_id)


def _back(account_id: int, **done: object) -> Response:
    if account_id == current_actor().account:
        return redirect(url_for("vertretung.own", **done))  # type: ignore[arg-type]  # values of an address
    return redirect(url_for("vertretung.of_person", account_id=account_id, **done))  # type: ignore[arg-type]


def _show(
    account_id: int, typed: Mapping[str, str] | None = None, wrong: Mapping[str, str] | None = None
) -> str:
    with begin() as tx:
        view = queries.absence.show(tx, account_id)
        today = tx.today
    done = request.args.get("getan", "")
    number = [int(one) for one in request.args.getlist("nummer") if is_number(one)]
    return render_template(
        "vertretung/vertretung.html",
        view=view,
        today=today,
        typed=typed or {},
        wrong=wrong or {},
        topics={key: TOPICS.get(key, key) for key in view.choices.topics},
        done=done if done in _DONE and number else "",
        numbers=number,
        revision=request.args.get("stand", "1"),
        last=request.args.get("bis", ""),
        may_see_team=current_actor().may(Action.SUPERVISE),
        **absence_words.WORDS,
    )
