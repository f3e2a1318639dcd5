"""`/verwaltung/zustaendig`: who is competent for a topic, at a place, on a day, for a person group – and why."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from engine import Action, Invalid, queries
from engine.competence import Circumstances
from engine.queries.competence import Answer
from web import places
from web.days import day_fault, read_day
from web.display import day
from web.session import begin, current_actor
from web.words import register as words

page = Blueprint("zustaendig", __name__, url_prefix="/verwaltung")


@page.get("/zustaendig")
def ask() -> str | tuple[str, int]:
    """The question as an address, so that an answer can be passed on; nothing is stored."""
    typed = {name: request.args.get(name, "").strip()[:200] for name in ("thema", "ort", "am", "gruppe")}
    asked = bool(typed["thema"] or typed["ort"])
    wrong: dict[str, str] = {}
    answer: Answer | None = None
    with begin() as tx:
        known = queries.competence.places(tx)
        groups = queries.competence.groups(tx)
        on = read_day(typed["am"]) if typed["am"] else tx.today
        if asked:
            place = places.read(known, typed["ort"])
            if on is None:
                wrong["am"] = day_fault(typed["am"])
            if place is None:
                wrong["ort"] = _("Bitte wählen Sie eine Gemeinde aus der Liste.")
            chosen = frozenset({typed["gruppe"]} & set(groups))
            try:
                answer = queries.competence.ask(
                    tx, typed["thema"], place.ags if place else "", on or tx.today, Circumstances(chosen)
                )
            except Invalid as refused:
                for name, said in refused.fields.items():
                    wrong.setdefault({"topic": "thema", "ags": "ort"}[name], said)
        if wrong:
            answer = None
        shown = render_template(
            "verwaltung/zustaendig.html",
            typed={**typed, "am": typed["am"] or day(tx.today)},
            wrong=wrong,
            errors=[(name, "", said) for name, said in wrong.items()],
            answer=answer,
            topics=words.topics(),
            topic_names=dict(words.topics()),
            groups=groups,
            offered=[places.label(one) for one in known],
            may_open=current_actor().may(Action.READ_REGISTER),
        )
    return (shown, 422) if wrong else shown
