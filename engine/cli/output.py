"""Rows of queries as JSON, by the names of their fields."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any

import click


def print_json(rows: object) -> None:
    """Print a row, or many of them."""
    click.echo(json.dumps(_plain(rows), ensure_ascii=False, indent=2))


def _plain(value: object) -> Any:
    """What JSON can say of it; values of FEEL as the engine writes them."""
    from engine.feel import to_json

    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case _ if (
            is_dataclass(value)
            and not isinstance(value, type)
            and type(value).__module__.startswith("engine.feel")
        ):
            return to_json(value)  # type: ignore[arg-type]  # a value of FEEL
        case _ if is_dataclass(value) and not isinstance(value, type):
            return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        case Mapping():
            return {str(key): _plain(one) for key, one in value.items()}
        case Iterable():
            return [_plain(one) for one in value]
        case _:
            return to_json(value)  # type: ignore[arg-type]  # a number of FEEL
