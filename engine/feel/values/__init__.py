"""The values of FEEL, as the whole engine uses them.

Numbers are `Decimal`, strings `str`, booleans `bool`, null is `None`, lists `list`, contexts `dict`; lists
and contexts are never changed after they were made. The other kinds are the classes below.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from engine.feel.values.date import Date
from engine.feel.values.duration import DaysTimeDuration, YearsMonthsDuration
from engine.feel.values.span import Function, Range
from engine.feel.values.time import DateTime, Time

Value: TypeAlias = (
    "bool | str | Decimal | Date | Time | DateTime | YearsMonthsDuration | DaysTimeDuration "
    "| Range | Function | list[Value] | dict[str, Value] | None"
)

__all__ = [
    "Date",
    "DateTime",
    "DaysTimeDuration",
    "Decimal",
    "Function",
    "Range",
    "Time",
    "Value",
    "YearsMonthsDuration",
]
