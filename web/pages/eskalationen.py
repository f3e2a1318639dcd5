"""`/lenkungsgruppe/eskalationen` and `/lenkungsgruppe/vereinbarungen`: how often ladders were climbed, and which other
houses may be told.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from engine import Action, Conflict, Invalid, Role, commands, queries
from engine.commands.agreement import RANKS
from engine.escalation import Target
from engine.queries.escalation import SPANS
from web.days import day_fault, read_day
from web.forms.typed import Answer, Fields, restores
from web.numbers import is_number
from web.session import begin, current_actor

page = Blueprint("eskalationen", __name__, url_prefix="/lenkungsgruppe")

_FIELDS = ("authority", "up_to", "resolution", "valid_from")
_ENDING = ("last", "reason")


@page.get("/eskalationen")
def numbers() -> str:
    """How often which level was reached, by week, process and authority."""
    weeks = request.args.get("wochen", "")
    with begin() as tx:
        seen = queries.escalation.escalations(tx, int(weeks) if is_number(weeks) else 12)
        now = tx.now
    return render_template(
        "lenkungsgruppe/eskalationen.html",
        seen=seen,
        now=now,
        spans=SPANS,
        targets=[one for one in Target if one is not Target.NOBODY],
        nobody=Target.NOBODY,
    )


@page.get("/vereinbarungen")
def agreements() -> str:
    """The agreements, with the form for a new one."""
    return _agreements({}, {})


@page.post("/vereinbarungen")
def agree() -> Answer:
    """Record an agreement."""
    typed = {name: request.form.get(name, "").strip() for name in _FIELDS}
    wrong: dict[str, str] = {}
    day = read_day(typed["valid_from"])
    if day is None:
        wrong["valid_from"] = day_fault(typed["valid_from"])
    if not is_number(typed["authority"]):
        wrong["authority"] = _("Bitte wählen Sie die Behörde.")
    if typed["up_to"] not in {one.value for one in RANKS}:
        wrong["up_to"] = _("Bitte wählen Sie, bis zu welcher Stelle es geht.")
    if not wrong and day is not None:
        try:
            with begin() as tx:
                commands.agreement.adopt(
                    tx, int(typed["authority"]), Role(typed["up_to"]), typed["resolution"], day
                )
        except Invalid as refused:
            wrong = dict(refused.fields)
    if wrong:
        return _agreements(typed, wrong), 422
    flash(_("Die Vereinbarung ist erfasst."), "success")
    return redirect(url_for("eskalationen.agreements"))


@restores("eskalationen.agree")
def restore_agreement(fields: Fields) -> Answer:
    """The form again with what was typed before the session ended."""
    return _agreements({name: values[0] for name, values in fields.items() if values}, {})


@page.get("/vereinbarungen/<int:agreement_id>/beenden")
def ending(agreement_id: int) -> str:
    """The form that ends an agreement."""
    return _ending(agreement_id, {}, {})


@page.post("/vereinbarungen/<int:agreement_id>/beenden")
def end(agreement_id: int) -> Answer:
    """End an agreement."""
    typed = {name: request.form.get(name, "").strip() for name in _ENDING}
    last = read_day(typed["last"])
    if last is None:
        return _ending(agreement_id, typed, {"last": day_fault(typed["last"])}), 422
    try:
        with begin() as tx:
            commands.agreement.end(tx, agreement_id, last, typed["reason"])
    except Invalid as refused:
        return _ending(agreement_id, typed, dict(refused.fields)), 422
    except Conflict:
        flash(_("Die Vereinbarung war schon beendet."), "warning")
        return redirect(url_for("eskalationen.agreements"))
    flash(_("Die Vereinbarung ist beendet."), "success")
    return redirect(url_for("eskalationen.agreements"))


@restores("eskalationen.end")
def restore_ending(fields: Fields, agreement_id: int) -> Answer:
    """The form again with what was typed before the session ended."""
    return _ending(agreement_id, {name: values[0] for name, values in fields.items() if values}, {})


def _agreements(typed: dict[str, str], wrong: dict[str, str]) -> str:
    with begin() as tx:
        seen = queries.agreement.agreements(tx)
        today = tx.today
    return render_template(
        "lenkungsgruppe/vereinbarungen.html",
        seen=seen,
        ranks=RANKS,
        typed=typed,
        wrong=wrong,
        today=today,
        may_adopt=current_actor().may(Action.ADOPT) and bool(seen.authorities),
    )


def _ending(agreement_id: int, typed: dict[str, str], wrong: dict[str, str]) -> str:
    with begin() as tx:
        one = queries.agreement.agreement(tx, agreement_id)
        tx.actor.must(Action.ADOPT)
        today = tx.today
    return render_template(
        "lenkungsgruppe/vereinbarung_beenden.html", one=one, typed=typed, wrong=wrong, today=today
    )
