"""The functions Camunda adds to FEEL, which its Modeler offers; the standard has none of them.

Left out are `uuid` and `random number`, because an expression has the same value however often it is evaluated, and
`fromAi`, which is a note to another product.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Hashable
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NoReturn

from engine.feel.builtins.lists import identities
from engine.feel.builtins.numeric import whole
from engine.feel.builtins.patterns import extract
from engine.feel.builtins.signature import declare
from engine.feel.builtins.text import join
from engine.feel.semantics.rejection import AssertionFailed, Rejected
from engine.feel.values import Date, DateTime, Value
from engine.feel.values.calendar import days_in_month
from engine.feel.values.interchange import from_python, to_json
from engine.feel.values.iso import read_time

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

Context = dict[str, Value]
Values = list[Value]


def _get_value_at(_: Evaluation, context: Context, keys: list[Value]) -> Value:
    """The value at the end of a path of keys; null where the path ends early."""
    place: Value = context
    for key in keys:
        if not isinstance(place, dict) or not isinstance(key, str):
            return None
        place = place.get(key)
    return place


def _is_defined(_: Evaluation, value: Value) -> Value:
    """Whether the value is not null, as Camunda 8 has it."""
    return value is not None


def _get_or_else(_: Evaluation, value: Value, default: Value) -> Value:
    return default if value is None else value


def _assert(_: Evaluation, value: Value, condition: Value, cause: Value = None) -> Value:
    """The value if the condition is true; else null with the cause as warning."""
    if condition is True:
        return value
    raise AssertionFailed(
        cause.removesuffix(".") if isinstance(cause, str) else "Die Bedingung ist nicht erfüllt"
    )


def _join_between(evaluation: Evaluation, texts: Values, delimiter: str, prefix: str, suffix: str) -> Value:
    return prefix + join(evaluation, texts, delimiter) + suffix


def _trim(_: Evaluation, string: str) -> Value:
    return string.strip()


def _is_blank(_: Evaluation, string: str) -> Value:
    return not string.strip()


def _to_base64(_: Evaluation, string: str) -> Value:
    return base64.b64encode(string.encode("utf-8", "replace")).decode("ascii")


def _duplicates(evaluation: Evaluation, items: Values) -> Value:
    """Each value that occurs more than once."""
    seen: dict[Hashable, tuple[Value, int]] = {}
    for key, item in zip(identities(evaluation, items), items, strict=True):
        seen[key] = (item, seen[key][1] + 1 if key in seen else 1)
    return [item for item, times in seen.values() if times > 1]


def _partition(_: Evaluation, items: Values, size: Decimal) -> Value:
    """Lists of that many items each, the last with what is left."""
    width = whole(size, "size")
    if width < 1:
        raise Rejected("„size“ muss mindestens 1 sein")
    return [items[first : first + width] for first in range(0, len(items), width)]


def _is_empty(_: Evaluation, items: Values) -> Value:
    return not items


def _last_day(_: Evaluation, moment: DateTime) -> Value:
    """The last day of the month."""
    date = moment.date
    return Date(date.year, date.month, days_in_month(date.year, date.month))


def _date_time_in(_: Evaluation, moment: DateTime, zone: str) -> Value:
    """The same moment on the clock of another zone."""
    if moment.is_local:
        raise Rejected("Der Zeitpunkt hat keine Zeitzone")
    sample = read_time(f"00:00:00@{zone}") or read_time(f"00:00:00{zone}")
    if sample is None:
        raise Rejected(f"Eine Zeitzone „{zone[:40]}“ gibt es nicht")
    return DateTime.from_instant(moment.nanoseconds, sample.offset, sample.zone)


def _to_json(evaluation: Evaluation, value: Value) -> Value:
    """The JSON text; dates, durations and ranges are texts in it."""
    if isinstance(value, list | dict):
        evaluation.pay_for(value)
    return json.dumps(to_json(value), ensure_ascii=False, separators=(",", ":"))


def _from_json(_: Evaluation, source: str) -> Value:
    """The value a JSON text stands for; a date in it stays a text."""
    try:
        return from_python(json.loads(source, parse_float=Decimal, parse_constant=_no_number))
    except (ValueError, ArithmeticError, RecursionError) as fault:
        raise Rejected("Der Text ist kein gültiges JSON") from fault


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"Expected to read JSON, but {name} is no number")


FUNCTIONS: Final = [
    declare("get value(m: context, keys: list<string>)", _get_value_at),
    declare("is defined(value: Any)", _is_defined),
    declare("get or else(value: Any, default: Any)", _get_or_else),
    declare("assert(value: Any, condition: Any, cause?: Any)", _assert),
    declare("string join(list: list, delimiter: string, prefix: string, suffix: string)", _join_between),
    declare("trim(string: string)", _trim),
    declare("is blank(string: string)", _is_blank),
    declare("to base64(value: string)", _to_base64),
    declare("extract(string: string, pattern: string)", extract),
    declare("duplicate values(list: list)", _duplicates),
    declare("partition(list: list, size: number)", _partition),
    declare("is empty(list: list)", _is_empty),
    declare("last day of month(date: date and time)", _last_day),
    declare("date and time(from: date and time, timezone: string)", _date_time_in),
    declare("to json(value: Any)", _to_json),
    declare("from json(value: string)", _from_json),
]
