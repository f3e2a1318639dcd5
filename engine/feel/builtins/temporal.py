"""Dates and times (DMN 1.5, 10.3.4.7 and 10.3.4.11), and the clock the engine hands in."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast
from zoneinfo import ZoneInfo

from engine.feel.builtins.signature import declare
from engine.feel.semantics.comparison import is_same
from engine.feel.semantics.rejection import Rejected
from engine.feel.values import DateTime, Value
from engine.feel.values.calendar import iso_week, to_ordinal, weekday
from engine.feel.values.interchange import from_python
from engine.feel.values.zones import find_zone

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _now(evaluation: Evaluation) -> DateTime:
    """The time of the evaluation in its zone: the same however often it is asked."""
    environment = evaluation.environment
    if environment.now is None:
        raise Rejected("hier gibt es keine Uhrzeit")
    if find_zone(environment.zone) is None:
        raise Rejected(f"eine Zeitzone „{environment.zone}“ gibt es nicht")
    return cast(DateTime, from_python(environment.now.astimezone(ZoneInfo(environment.zone))))


def _today(evaluation: Evaluation) -> Value:
    return _now(evaluation).date


def _day_of_year(_: Evaluation, moment: DateTime) -> Value:
    return Decimal(moment.date.ordinal - to_ordinal(moment.date.year, 1, 1) + 1)


def _day_of_week(_: Evaluation, moment: DateTime) -> Value:
    return _DAYS[weekday(moment.date.ordinal) - 1]


def _month_of_year(_: Evaluation, moment: DateTime) -> Value:
    return _MONTHS[moment.date.month - 1]


def _week_of_year(_: Evaluation, moment: DateTime) -> Value:
    return Decimal(iso_week(moment.date.ordinal))


def _is(_: Evaluation, left: Value, right: Value) -> Value:
    return is_same(left, right)


FUNCTIONS: Final = [
    declare("now()", _now),
    declare("today()", _today),
    declare("is(value1~: Any, value2~: Any)", _is),
    declare("day of year(date: date and time)", _day_of_year),
    declare("day of week(date: date and time)", _day_of_week),
    declare("month of year(date: date and time)", _month_of_year),
    declare("week of year(date: date and time)", _week_of_year),
]
