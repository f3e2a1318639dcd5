"""What the form beside a drawing chooses from, checks and computes: `vorrat`, `ausdruck`, `vorschau` of a version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import Blueprint, jsonify, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from engine import Action, Invalid, feel, forms, queries
from engine.actor import GROUP_ROLES
from engine.competence import TOPICS, usual_role
from engine.deadline_entry import read_moment
from engine.escalation import Rung
from engine.queries.modelling import Clock, Preview, Stock
from web import display
from web.characters import storable
from web.days import read_day
from web.display import role_name, weekday
from web.forms.field_faults import field_fault
from web.forms.fields import environment
from web.pages.werkbank import body, from_here
from web.problems import problem
from web.session import begin
from web.words.feel import functions
from web.words.profile import clock, handing, period, rung_time, target, topic

page = Blueprint("modellvorschau", __name__, url_prefix="/modellierung")

#: the longest text FEEL reads (docs/feel.md)
_LONGEST = 16_384
#: conditions of one gateway, and the values they read
_MOST = 200


@page.get("/<int:version_id>/vorrat")
def stock(version_id: int) -> Response:
    """What can be chosen while drawing this version."""
    with begin() as tx:
        found = queries.modelling.stock(tx, version_id)
    return jsonify(
        variables=[{"name": one.name, "meaning": one.meaning, "form": one.form} for one in found.variables],
        functions=functions(),
        topics=[[key, name, _usual_role(key)] for key, name in TOPICS.items()],
        roles=[[word, role_name(role)] for word, role in GROUP_ROLES.items()],
        groups={one.group: one.name for one in found.roles},
        forms=[
            {"id": one.id, "url": url_for("werkbank.edit", version_id=version_id, path=one.path)}
            for one in found.forms
        ],
        newForm=url_for("buendel.files", version_id=version_id, art="formular"),
        decisions=[
            {
                "id": one.id,
                "name": one.name,
                "inputs": one.inputs,
                "url": url_for("werkbank.edit", version_id=version_id, path=one.path) if one.path else "",
            }
            for one in found.decisions
        ],
        processes=[
            {"key": one.key, "name": one.name, "inputs": dict(one.inputs), "outputs": dict(one.outputs)}
            for one in found.processes
        ],
        times={one.element: period(one.value, one.working) for one in found.times},
        **_law(found),
        profile=url_for("steckbrief.show", version_id=version_id) if found.has_profile else "",
    )


def _law(found: Stock) -> dict[str, object]:
    return {
        "deadlines": [
            {
                "name": one.name,
                "norm": one.norm,
                "length": _length(one.length),
                "period": one.length,
                "begin": one.begin,
            }
            for one in found.deadlines
        ],
        "bases": found.legal_bases,
        "data": [
            {
                "group": one.group,
                "basis": one.basis,
                "purpose": one.purpose,
                "forms": one.forms,
                "elements": one.elements,
                "seen": [topic(key) for key in (*one.visible_to, *one.released_to)],
            }
            for one in found.data
        ],
        "ladders": {element: _rungs(rungs) for element, rungs in found.ladders.items()},
    }


def _length(written: str) -> str:
    try:
        return period(written) if written else ""
    except ValueError:
        return written


def _rungs(rungs: Iterable[Rung]) -> list[str]:
    return [
        "; ".join(
            part
            for part in (
                _(
                    "%(clock)s, Stufe %(level)s: %(when)s, %(who)s",
                    clock=clock(one.clock),
                    level=one.level,
                    when=rung_time(one) or _("am Tag der Fälligkeit"),
                    who=target(one.target),
                ),
                handing(one.handing) if one.handing else "",
            )
            if part
        )
        for one in rungs
    ]


def _usual_role(key: str) -> str:
    wanted = usual_role(key)
    return next(word for word, role in GROUP_ROLES.items() if role is wanted)


@page.post("/<int:version_id>/ausdruck")
def expression(version_id: int) -> Response:
    """What is wrong with a FEEL expression while it is typed; nothing is stored. `names` are those with spaces."""
    if not from_here():
        return problem(403, _("Die Prüfung kam nicht von einer Seite dieser Anwendung."))
    with begin() as tx:
        tx.actor.must(Action.EDIT_MODEL)
    said = body()
    text = _text(said, "text")
    given = said.get("names", []) if isinstance(said, dict) else []
    names = {one for one in given if isinstance(one, str)} if isinstance(given, list) else set()
    return jsonify(faults=_faults(text, names))


def _faults(text: str, names: Collection[str]) -> list[dict[str, object]]:
    if not text.strip():
        return []
    try:
        feel.compile_expression(text, names)
        found = feel.check_expression(text, dict.fromkeys(names))
    except feel.SyntaxFault as fault:
        return [{**_fault("error", fault.reason, fault.position), "mended": feel.mended(text, names)}]
    return [_fault("warning", one.message, one.position) for one in found]


def _fault(severity: str, text: str, position: feel.Position | None) -> dict[str, object]:
    line, column = position or (1, 1)
    return {"severity": severity, "text": text, "line": line, "column": column}


@page.post("/<int:version_id>/vorschau")
def preview(version_id: int) -> Response:
    """The day a deadline of the diagram comes to, when it begins on a given day; nothing is stored."""
    if not from_here():
        return problem(403, _("Die Vorschau kam nicht von einer Seite dieser Anwendung."))
    said = body()
    kind = _text(said, "kind")
    if kind not in set(Clock):
        raise Invalid("Expected to preview a deadline, but the request does not say of which kind")
    begun = _text(said, "begin")
    with begin() as tx:
        try:
            day = read_moment(begun) if begun else tx.today
        except ValueError as fault:
            raise Invalid(
                "Expected to preview a deadline, but the day cannot be read", {"begin": str(fault)}
            ) from None
        found = queries.modelling.preview(
            tx,
            version_id,
            Clock(kind),
            _text(said, "text"),
            day,
            _text(said, "norm"),
            _text(said, "event"),
        )
    return jsonify(_told(found))


@page.post("/<int:version_id>/bedingungen")
def conditions(version_id: int) -> Response:
    """Which conditions of a gateway hold with values that somebody makes up: None where one cannot be computed with
    them. Nothing is stored.
    """
    if not from_here():
        return problem(403, _("Die Prüfung kam nicht von einer Seite dieser Anwendung."))
    said = body()
    values = {name: _meant(text) for name, text in _texts(said, "values").items()}
    with begin() as tx:
        queries.definition.version(tx, version_id)
        now = environment(tx)
    return jsonify(
        conditions={
            flow: _computed(text.removeprefix("=").strip(), values, now)
            for flow, text in _texts(said, "conditions").items()
        }
    )


def _computed(text: str, values: Mapping[str, feel.Value], now: feel.Environment) -> dict[str, object]:
    try:
        expression = feel.compile_expression(text, values)
    except feel.SyntaxFault as fault:
        return {"holds": None, "names": [], "fault": fault.reason}
    holds = expression.evaluate(values, now).value
    return {
        "holds": holds if isinstance(holds, bool) else None,
        "names": sorted(expression.variables),
        "fault": "",
    }


def _meant(text: str) -> feel.Value:
    """What somebody types for a value: yes or no, a number, a day, else a text; nothing where it is empty."""
    words = text.strip()
    if not words:
        return None
    if words.casefold() in ("ja", "nein", "true", "false"):
        return words.casefold() in ("ja", "true")
    if (day := read_day(words)) is not None:
        return feel.from_python(day)
    try:
        return forms.read_number(words)
    except forms.Unreadable:
        return words.strip('"')


def _texts(said: object, name: str) -> dict[str, str]:
    found = said.get(name, {}) if isinstance(said, dict) else None
    if not isinstance(found, dict) or len(found) > _MOST:
        raise Invalid(f"Expected to read {name}, but the request holds no such texts")
    return {str(key): _text(found, key) for key in found}


def _told(found: Preview) -> dict[str, Any]:  # Any: JSON
    return {
        "day": day_of(found),
        "steps": found.steps,
        "assumed": found.assumed,
        "reason": field_fault(found.reason),
    }


def day_of(found: Preview) -> str:
    """Montag, 23.11.2026, or with the time of day where it is not a whole one; empty where no day was found."""
    if found.day is None:
        return ""
    named = f"{weekday(found.day)}, {display.day(found.day)}"
    return named if found.moment is None else _("%(day)s, %(at)s Uhr", day=named, at=f"{found.moment:%H:%M}")


def _text(said: object, name: str) -> str:
    value = said.get(name, "") if isinstance(said, dict) else ""
    if not isinstance(value, str) or len(value) > _LONGEST or not storable(value):
        raise Invalid(f"Expected to read {name}, but the request holds no such text")
    return value
