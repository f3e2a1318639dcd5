"""What a recorded decision looked at, put together again by the variables it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_PATH: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")


def inputs(record: Mapping[str, Any]) -> dict[str, Any]:
    """Variable → what was known of it, of all that the decision rests on; members that were not read are missing."""
    found: dict[str, Any] = {}
    for path, value in _read(record):
        _put(found, path.split("."), value)
    return found


def _put(around: dict[str, Any], path: list[str], value: object) -> None:
    for name in path[:-1]:
        around = around.setdefault(name, {})
        if not isinstance(around, dict):
            return  # a path into a list or text: the whole was looked at, too
    around.setdefault(path[-1], value)


def _read(record: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What was looked at, by the path it was read from; of all that the decision rests on."""
    for one in record.get("required", ()):
        yield from _read(one)
    for one in record.get("inputs", ()):
        path = str(one["expression"]).strip()
        if _PATH.fullmatch(path):
            yield path, one["value"]
