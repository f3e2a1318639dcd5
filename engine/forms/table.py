"""A table of a form for given data: columns, rows in words, in the order somebody asked for."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cmp_to_key

from engine import feel
from engine.feel import Environment, Value
from engine.forms.component import MOST_ROWS, Column, Component
from engine.forms.views import ColumnView, TableView
from engine.wording import say

#: custom properties: how the rows are ordered at first, and what is said when there are none
ORDER, EMPTY = "sortiert_nach", "leer"


def table(
    component: Component, data: Mapping[str, Value], environment: Environment, order: str | None
) -> TableView:
    """Return the table. `order` is the key of a column, with a minus before it descending; what is no column orders
    nothing.
    """
    columns = _columns(component, data, environment)
    source = component.source.value(data, environment)
    rows = [row for row in source if isinstance(row, dict)] if isinstance(source, list) else []
    wanted = component.properties.get(ORDER, "").strip() if order is None else order
    key, down = wanted.removeprefix("-"), wanted.startswith("-")
    if any(column.key == key for column in columns):
        rows = _sorted(rows, key, down=down)
    else:
        wanted = ""
    return TableView(
        tuple(_heading(column, wanted) for column in columns),
        tuple(
            tuple("" if row.get(column.key) is None else say(row.get(column.key)) for column in columns)
            for row in rows[:MOST_ROWS]
        ),
        component.properties.get(EMPTY, ""),
        max(0, len(rows) - MOST_ROWS),
        wanted,
    )


def _columns(component: Component, data: Mapping[str, Value], environment: Environment) -> tuple[Column, ...]:
    found = component.column_source.value(data, environment)
    if not isinstance(found, list):
        return component.columns_shown
    return tuple(
        Column(say(one.get("label") or one["key"]), say(one["key"]))
        for one in found[:50]
        if isinstance(one, dict) and one.get("key")
    )


def _heading(column: Column, order: str) -> ColumnView:
    if order == column.key:
        return ColumnView(column.label, "ascending", f"-{column.key}")
    return ColumnView(column.label, "descending" if order == f"-{column.key}" else "", column.key)


def _sorted(rows: list[dict[str, Value]], key: str, *, down: bool) -> list[dict[str, Value]]:
    """Rows with nothing in the column come last, either way; equal ones keep their order."""

    def compared(one: dict[str, Value], other: dict[str, Value]) -> int:
        return _compare(one[key], other[key])

    filled = [row for row in rows if row.get(key) is not None]
    ordered = sorted(filled, key=cmp_to_key(compared), reverse=down)
    return ordered + [row for row in rows if row.get(key) is None]


def _compare(left: Value, right: Value) -> int:
    """By value where both are of one kind, else as they are said."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return (left > right) - (left < right)
    if type(left) is type(right) and not isinstance(left, str | bool | list | dict):
        with suppress(feel.Rejected):
            return feel.compare(left, right)
    one, other = say(left).casefold(), say(right).casefold()
    return (one > other) - (one < other)
