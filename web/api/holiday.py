"""`/api/v1/feiertage`: the public holidays of a place in a year, as the calculator counts them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import marshmallow as ma

from engine import Action, Invalid
from engine.competence import calendar_at
from engine.deadlines import HOLIDAY_YEARS
from web.api.problem import PROBLEM, Input, Part, Problem, raw, text
from web.session import current_actor

page = Part("api_feiertage", __name__, url_prefix="/api/v1", description="Gesetzliche Feiertage")

_EARLIEST, _LATEST = HOLIDAY_YEARS[0], HOLIDAY_YEARS[-1]


class HolidayParameters(Input):
    """A place and a year."""

    ort = text("Land, Gemeindeschlüssel oder Gemeinde; ohne Angabe Nordrhein-Westfalen", "NW")
    jahr = raw("integer", f"von {_EARLIEST} bis {_LATEST}")


class HolidayOutput(ma.Schema):
    """One holiday; `possible` holds in a part of the Land only, and nobody has said whether at the place."""

    day = ma.fields.String(required=True, metadata={"format": "date"})
    name = ma.fields.String(required=True)
    possible = ma.fields.Boolean(required=True)


@page.route("/feiertage")
@page.arguments(HolidayParameters, location="query")
@page.response(200, HolidayOutput(many=True))
@page.alt_response(401, schema=Problem, content_type=PROBLEM, description="nicht angemeldet")
@page.alt_response(422, schema=Problem, content_type=PROBLEM, description="Ort oder Jahr passen nicht")
def holidays(said: dict[str, Any]) -> list[dict[str, Any]]:
    """Die Feiertage eines Ortes in einem Jahr."""
    current_actor().must(Action.COMPUTE_DEADLINE)
    year = str(said.get("jahr", ""))
    if not (year.isdecimal() and len(year) == 4 and _EARLIEST <= int(year) <= _LATEST):
        sentence = f"Geben Sie ein Jahr von {_EARLIEST} bis {_LATEST} an."
        raise Invalid("Expected to list the holidays of a year, but it is none", {"jahr": sentence})
    try:
        calendar = calendar_at(said.get("ort") or "NW")
    except Invalid as refused:
        raise Invalid(refused.message, {"ort": " ".join(refused.fields.values())}) from None
    first = date(int(year), 1, 1)
    days = (first + timedelta(days=number) for number in range(366))
    return [
        {"day": day.isoformat(), "name": name, "possible": calendar.holiday(day) is None}
        for day in days
        if day.year == first.year and (name := calendar.holiday(day) or calendar.possible_holiday(day))
    ]
