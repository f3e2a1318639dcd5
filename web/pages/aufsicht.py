"""`/aufsicht`: what is open, late and stopped at one's authorities, panel by panel, each figure with its tasks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import lazy_gettext as _l

from engine import Transaction
from engine.queries import supervision
from engine.queries.supervision import Scope
from web import charts, supervision_filter
from web.session import begin

page = Blueprint("aufsicht", __name__, url_prefix="/aufsicht")

#: rows a panel shows before it is asked for all
SHOWN = 12
#: authorities over which people and posts are not put into one table
MANY = 20


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel: what it is called, what it reads, and whether a coordination sees it."""

    key: str
    title: str
    read: Callable[[Transaction, Scope], Any]
    for_coordination: bool = True
    for_one: bool = True
    #: authorities it is made for; over more it asks to choose
    most_places: int | None = None

    def fits(self, scope: Scope) -> bool:
        """Whether there are not too many authorities for it."""
        return self.most_places is None or len(scope.places) <= self.most_places


PANELS = {
    one.key: one
    for one in (
        Panel("fristen", _l("Fristen"), supervision.due_figures),
        Panel("verlauf", _l("Verlauf über 12 Wochen"), supervision.trend),
        Panel("alter", _l("Wie lange Aufgaben schon liegen"), supervision.ageing),
        Panel("behoerden", _l("Nach Behörde"), supervision.by_authority, for_one=False),
        Panel("ablaeufe", _l("Nach Ablauf"), supervision.by_process),
        Panel("schritte", _l("Nach Schritt"), supervision.by_step),
        Panel("teams", _l("Nach Team"), supervision.by_team, for_coordination=False),
        Panel("personen", _l("Nach Person"), supervision.by_person, False, most_places=MANY),
        Panel("auslastung", _l("Auslastung der Stellen"), supervision.workload, False, most_places=MANY),
        Panel("stoerungen", _l("Störungen"), supervision.stopped),
    )
}


@page.get("")
def overview() -> str:
    """All panels in one page; each can be fetched again by itself."""
    with begin() as tx:
        scope = supervision.choose(tx, supervision_filter.authorities(request.args))
        shown = [
            _panel(tx, scope, one)
            for one in PANELS.values()
            if permitted(one, scope) and (one.for_one or len(scope.places) > 1)
        ]
        now = tx.now
    return render_template("aufsicht/aufsicht.html", scope=scope, panels=shown, now=now, **_here(scope))


@page.get("/tafeln/<key>")
def panel(key: str) -> str:
    """One panel as it is now."""
    with begin() as tx:
        scope = supervision.choose(tx, supervision_filter.authorities(request.args))
        found = PANELS.get(key)
        if found is None or not permitted(found, scope):
            abort(404)
        shown = _panel(tx, scope, found)
    return render_template("aufsicht/tafel.html", scope=scope, panel=shown, **_here(scope))


def permitted(one: Panel, scope: Scope) -> bool:
    """Whether the panel may be shown for these authorities."""
    return one.for_coordination or not scope.figures_only


def _panel(tx: Transaction, scope: Scope, one: Panel) -> Mapping[str, Any]:
    data = one.read(tx, scope) if one.fits(scope) else ()
    everything = one.key in request.args.getlist("alle")
    chart = None
    if one.key == "verlauf":
        chart = charts.weeks(data)
    elif one.key == "alter":
        chart = charts.ages(data)
    most = None if everything else SHOWN
    shown = {"key": one.key, "title": one.title, "data": data, "chart": chart, "most": most}
    return {**shown, "too_many": None if one.fits(scope) else one.most_places}


def _here(scope: Scope) -> Mapping[str, Any]:
    """What links carry on: the authorities as they are in the address."""
    chosen = list(supervision_filter.authorities(request.args))
    return {"chosen": chosen or None, "linked": not scope.figures_only}
