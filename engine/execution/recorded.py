"""What a recorded decision looked at, put together again by the variables it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from engine.feel import Value, from_python, read_temporal
from engine.wording import say

_PATH: Final = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
#: a variable with what stands for it where it is not known
_OR_ELSE: Final = re.compile(rf"get or else\(\s*(?P<path>{_PATH.pattern})\s*,(?P<otherwise>[^()]*)\)")
#: between the words of a value; the database does not keep the order of its members
_BETWEEN: Final = re.compile("[;,:] ")


def inputs(record: Mapping[str, Any]) -> dict[str, Value]:
    """Variable → what was known of it, of all that the decision rests on; members that were not read are missing.

    A record is JSON and has dates, times and durations as text; the words beside them tell them from text: those of
    a text are the text itself. Where there are none, a text that reads as one is one.
    """
    found: dict[str, Value] = {}
    for path, value in _read(record):
        _put(found, path.split("."), value)
    return found


def _put(around: dict[str, Value], path: list[str], value: Value) -> None:
    for name in path[:-1]:
        inner = around.setdefault(name, {})
        if not isinstance(inner, dict):
            return  # a path into a list or text: the whole was looked at, too
        around = inner
    around.setdefault(path[-1], value)


def _read(record: Mapping[str, Any]) -> Iterator[tuple[str, Value]]:
    """What was looked at, by the path it was read from; of all that the decision rests on."""
    for one in record.get("required", ()):
        yield from _read(one)
    for one in record.get("inputs", ()):
        expression = str(one["expression"]).strip()
        if _PATH.fullmatch(expression):
            yield expression, _restored(one)
        elif (read := _OR_ELSE.fullmatch(expression)) and str(one["value"]) != read["otherwise"].strip(' "'):
            yield read["path"], _restored(one)


def _restored(one: Mapping[str, Any]) -> Value:
    """What was looked at, as it was then."""
    kept = from_python(one["value"])
    read = _read_again(kept)
    words = say(read)
    return read if _words(one.get("said", words)) == _words(words) else kept


def _words(said: str) -> list[str]:
    return sorted(_BETWEEN.split(said))


def _read_again(value: Value) -> Value:
    """The value with every text that could be a date, time or duration as one."""
    match value:
        case str():
            read = read_temporal(value)
            return value if read is None else read
        case list():
            return [_read_again(item) for item in value]
        case dict():
            return {name: _read_again(item) for name, item in value.items()}
        case _:
            return value
