"""`/api/v1/fristen`: the deadline calculator for programs. The same reader as the page and the command line."""

from __future__ import annotations

from typing import Any

import marshmallow as ma

from engine import Action, Invalid, NotFound, queries
from engine.deadline_entry import answer
from engine.deadlines import RULES, Cause, Delivery, Law, SetBy
from web.api.problem import PROBLEM, Input, Part, Problem, raw, several, text
from web.numbers import is_number
from web.session import begin, current_actor

page = Part("api_fristen", __name__, url_prefix="/api/v1", description="Fristen rechnen, mit Herleitung")


class PauseInput(Input):
    """Days on which the deadline does not run; without `bis` it still rests."""

    von = text("erster Tag", "2026-12-05")
    bis = text("letzter Tag; fehlt er, ruht die Frist noch", "2026-12-08")
    wer = text(f"verursacht durch: {', '.join(Cause)}", "person")
    grund = text("Grund", "Pass fehlt")
    norm = text("Norm, bei gesetzlichen Fristen nötig", "§ 209 BGB")


class ClosureInput(Input):
    """Days on which an authority is closed; they count for agreed times only."""

    von = text("erster Tag", "2026-12-24")
    bis = text("letzter Tag", "2026-12-31")
    name = text("Name", "Betriebsferien")


class _Question(Input):
    ereignis = text("Tag, mit dem die Frist beginnt; bei Stunden mit Uhrzeit in Deutschland", "2026-11-23")
    zustellung = text(f"Wie der Bescheid kam: {', '.join(Delivery)}", "post")
    benachrichtigt = text("Portal nach VwVfG: Tag der Benachrichtigung")
    zugang = text("Tag, an dem der Bescheid wirklich ankam")
    regel = text(f"Besondere Regel: {', '.join(RULES)}", "klage")
    jahre = raw("integer", "welches Lebensjahr (Regel lebensjahr)")
    dauer = text("Länge: P1M, P14D, „ein Monat“", "P1M")
    arbeitstage = raw("integer", "Länge in Arbeitstagen")
    stunden = raw("integer", "Länge in Stunden")
    termin = text("fester Termin statt einer Frist; er verschiebt sich nicht")
    recht = text(f"Recht des Verfahrens: {', '.join(law.title for law in Law)}", "VwVfG")
    gesetzt_von = text(f"Wer die Frist gesetzt hat: {', '.join(SetBy)}", "gesetz")
    ort = text("Land, Gemeindeschlüssel oder Gemeinde, wo die Frist zu wahren ist", "NW")
    behoerde = raw("integer", "Nummer der Behörde, deren Schließtage bei vereinbarten Zeiten zählen")
    tag_zaehlt = raw("boolean", "der Tag des Ereignisses zählt mit (§ 187 Abs. 2 BGB)")
    ohne_verschiebung = raw("boolean", "das Ende bleibt auch an einem freien Tag")
    verlaengert_bis = text("bis wann die Behörde verlängert hat")
    verlaengert_am = text("wann sie verlängert hat")
    feiertag = several(text("örtlicher Feiertag, der am Ort gilt"))


class QuestionParameters(_Question):
    """The question as parameters of an address; pauses as VON..BIS:WER:GRUND[:NORM]."""

    hemmung = several(text("VON..BIS:WER:GRUND[:NORM]"))
    unterbrechung = several(text("VON..BIS:WER:GRUND[:NORM]; danach beginnt die Frist neu"))
    schliessung = several(text("VON..BIS:NAME"))


class QuestionBody(_Question):
    """The question as a JSON object."""

    hemmung = several(PauseInput)
    unterbrechung = several(PauseInput)
    schliessung = several(ClosureInput)


class StepOutput(ma.Schema):
    """One step of the derivation."""

    text = ma.fields.String(required=True)
    norm = ma.fields.String(required=True)
    date = ma.fields.String(required=True, metadata={"format": "date"})


class AccountOutput(ma.Schema):
    """Where the days from the beginning to the end went."""

    counted = ma.fields.Integer()
    own_authority = ma.fields.Integer()
    other_authority = ma.fields.Integer()
    person = ma.fields.Integer()
    lost = ma.fields.Integer()
    shifted = ma.fields.Integer()
    extended = ma.fields.Integer()
    delay = ma.fields.Integer()
    total = ma.fields.Integer()


def _day(description: str) -> ma.fields.String:
    return ma.fields.String(allow_none=True, metadata={"format": "date", "description": description})


class DeadlineOutput(ma.Schema):
    """The answer; notes that begin with „prüfen“ are for a person to look at."""

    meaning = ma.fields.String(required=True, metadata={"description": "was `day` ist, auf Deutsch"})
    day = _day("der Tag, nach dem gefragt ist; null, wenn keine Frist läuft")
    end = _day("letzter Tag der Frist")
    end_unshifted = _day("letzter Tag, bevor ein freier Tag ihn verschob")
    end_at = ma.fields.String(allow_none=True, metadata={"format": "date-time"})
    first = _day("Tag, ab dem etwas gilt")
    shifted = ma.fields.Boolean(required=True)
    norm = ma.fields.String(required=True)
    derivation = ma.fields.String(required=True, metadata={"description": "die Schritte in einer Zeile"})
    steps = ma.fields.List(ma.fields.Nested(StepOutput), required=True)
    notes = ma.fields.List(ma.fields.String(), required=True)
    account = ma.fields.Nested(AccountOutput, allow_none=True)
    remaining = ma.fields.Integer(allow_none=True)
    dispute = ma.fields.String(required=True)
    other = ma.fields.Nested(
        lambda: DeadlineOutput(),  # noqa: PLW0108  the class is not there yet
        allow_none=True,
        metadata={"description": "die andere Lesart"},
    )


@page.route("/fristen")
@page.arguments(QuestionParameters, location="query")
@page.response(200, DeadlineOutput)
@page.alt_response(401, schema=Problem, content_type=PROBLEM, description="nicht angemeldet")
@page.alt_response(403, schema=Problem, content_type=PROBLEM, description="Gäste dürfen das nicht")
@page.alt_response(422, schema=Problem, content_type=PROBLEM, description="Angaben fehlen oder passen nicht")
def ask(said: dict[str, Any]) -> dict[str, Any]:
    """Eine Frist rechnen; die Frage steht in der Adresse."""
    return _answer(said)


@page.route("/fristen", methods=["POST"])
@page.arguments(QuestionBody, example={"ereignis": "2026-11-23", "zustellung": "post", "regel": "klage"})
@page.response(200, DeadlineOutput)
@page.alt_response(400, schema=Problem, content_type=PROBLEM, description="kein JSON")
@page.alt_response(401, schema=Problem, content_type=PROBLEM, description="nicht angemeldet")
@page.alt_response(403, schema=Problem, content_type=PROBLEM, description="Gäste dürfen das nicht")
@page.alt_response(422, schema=Problem, content_type=PROBLEM, description="Angaben fehlen oder passen nicht")
def ask_by_body(said: dict[str, Any]) -> dict[str, Any]:
    """Eine Frist rechnen; die Frage ist ein JSON-Objekt. Nichts wird gespeichert."""
    return _answer(said)


def _answer(said: dict[str, Any]) -> dict[str, Any]:
    current_actor().must(Action.COMPUTE_DEADLINE)
    number = said.pop("behoerde", None)
    office = None
    if number is not None:
        text = str(number)
        try:
            with begin() as tx:
                office = queries.calendar.of(tx, int(text) if is_number(text) else 0)
        except NotFound as absent:
            raise Invalid(absent.message, {"behoerde": f"Die Behörde {text} gibt es nicht."}) from None
    return answer(said, office).to_json()
