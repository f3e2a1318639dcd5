"""Data of JSON, TOML or YAML as leaves: a path for each value."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time


def written(value: object) -> str:
    """A value as text from which it can be told again: a text that looks like something else keeps its quotes."""
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False) if _looks_otherwise(value) else value
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)


def _looks_otherwise(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def flat(value: object, path: str = "") -> dict[str, str]:
    """Every value of lists and tables by its path, entries of lists counted from 1."""
    return dict(_flat(value, path))


def _flat(value: object, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping() if value:
            for key, inner in value.items():
                yield from _flat(inner, f"{path}/{key}" if path else str(key))
        case list() if value:
            for number, inner in enumerate(value, 1):
                yield from _flat(inner, f"{path}[{number}]")
        case _:
            yield path, written(value)
