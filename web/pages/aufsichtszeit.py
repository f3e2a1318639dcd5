"""`/aufsicht/aufgaben/vereinbarte-zeit`: agreeing on another day for many tasks in one go, with one reason."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence

from flask import Blueprint, flash, render_template, request
from flask_babel import gettext as _

from engine import Action, Invalid, Transaction, commands, queries
from engine.commands.task import REASON_LENGTH
from engine.queries import supervision
from web.days import day_fault, read_day
from web.forms import typed
from web.forms.typed import Answer, Fields, restores
from web.pages.aufsichtsliste import back_to, chosen_tasks, once, too_many
from web.session import begin

page = Blueprint("aufsichtszeit", __name__, url_prefix="/aufsicht/aufgaben")

#: the fields of the page by those of the command
_NAMES = {"due": "lw-tag", "reason": "lw-grund"}
#: sentences of doubt that are told above the list; every task says its own beside it
_TOLD = 3


@page.post("/vereinbarte-zeit")
def change() -> Answer:
    """The form for the chosen tasks; with a day in it, agree on it, and ask before what speaks against it."""
    seen = chosen_tasks(request.form.getlist("lw-aufgabe"))
    if not seen or (refused := too_many(seen)):
        flash(refused if seen else _("Bitte wählen Sie zuerst Aufgaben aus."), "warning")
        return back_to(None)
    if "lw-tag" not in request.form:
        return _form(seen, {})
    entered = {name: request.form.get(name, "").strip() for name in _NAMES.values()}
    day = read_day(entered["lw-tag"])
    if day is None:
        return _form(seen, entered, {"lw-tag": day_fault(entered["lw-tag"])}), 422

    def agree(tx: Transaction, key: str) -> int:
        return commands.assignment.agree(tx, key, seen, day, entered["lw-grund"])

    try:
        with begin() as tx:
            doubts = queries.deadlines.doubts(tx, seen, day)
            asked = any(doubts.values()) and request.form.get("lw-trotzdem") != _mark(doubts)
            if asked:
                with tx.trial():
                    agree(tx, secrets.token_urlsafe(12))
        if asked:
            return _form(seen, entered, doubts=doubts)
        return back_to(once(agree))
    except Invalid as wrong:
        return _form(seen, entered, {_NAMES[name]: said for name, said in wrong.fields.items()}), 422


@restores("aufsichtszeit.change")
def restore(fields: Fields) -> Answer:
    """The chosen tasks, the day and the reason as they were before the session ended."""
    seen = chosen_tasks(fields.get("lw-aufgabe", ()))
    entered = {name: fields.get(name, [""])[0] for name in _NAMES.values()}
    return _form(seen, entered, back=fields.get("lw-zurueck", [""])[0])


def _mark(doubts: Mapping[int, Sequence[str]]) -> str:
    """What was asked: whoever then types another day, or meets a new closure, is asked again."""
    return hashlib.sha256(repr(sorted(doubts.items())).encode()).hexdigest()


def _form(
    seen: Mapping[int, int],
    entered: Mapping[str, str],
    wrong: Mapping[str, str] | None = None,
    *,
    doubts: Mapping[int, Sequence[str]] | None = None,
    back: str = "",
) -> str:
    with begin() as tx:
        tx.actor.must(Action.ASSIGN_TASK)
        rows = supervision.chosen(tx, seen)
    labels = {"lw-tag": _("Neuer Tag"), "lw-grund": _("Grund")}
    found = wrong or {}
    told = Counter(said for one in (doubts or {}).values() for said in one)
    return render_template(
        "aufsicht/zeit.html",
        rows=rows,
        seen=seen,
        entered=entered,
        wrong=found,
        errors=[(name, labels[name], found[name]) for name in labels if name in found],
        doubts=doubts or {},
        doubtful=sum(bool(one) for one in (doubts or {}).values()),
        told=told.most_common(_TOLD),
        mark=_mark(doubts) if doubts else "",
        key=request.form.get("lw-schluessel", "")[:40] or secrets.token_urlsafe(12),
        back=typed.own_address(back or request.form.get("lw-zurueck", "")),
        reason_length=REASON_LENGTH,
    )
