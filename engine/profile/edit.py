"""Changing keys of `process.toml` and leaving everything else as it stands: comments, order, unknown keys, line ends.

The text is changed line by line and read again: unless it says exactly what was meant, nothing is changed.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine import toml
from engine.errors import Invalid

#: a value of the file: text, list of texts, number, yes or no, day
Value = str | int | bool | date | tuple[str, ...]
_HEADER: Final = re.compile(r"\s*(\[\[|\[)\s*([\w.-]+)\s*(\]\]|\])\s*(?:#.*)?$")
_LONGEST_LINE: Final = 110
_MOST_LINES: Final = 500


@dataclass(frozen=True, slots=True)
class Place:
    """A key: of the file itself, of a table, or of the entry `number` (from 0) of a list of tables.

    A table inside another one has both names, with a dot between them, as in the file.
    """

    key: str
    table: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class _Statement:
    place: Place
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines of the file, its statements, and the line of each table's head."""

    lines: list[str]
    statements: list[_Statement]
    heads: dict[tuple[str, int | None], int]


def change(source: bytes, values: Mapping[Place, Value | None]) -> bytes:
    """The file with these keys set, or without those that are None.

    Invalid when the file is no readable TOML, or says in a way that is not understood what should be changed.
    """
    before = _read(source)
    text, ending, mark = _plain(source)
    expected = deepcopy(before)
    for place, value in values.items():
        if _get(before, place) != _toml(value):
            text = _set(text, place, value)
            _put(expected, place, value)
    return _checked(text, expected, ending, mark)


def add(source: bytes, table: str, values: Mapping[str, Value]) -> bytes:
    """The file with another entry of a list of tables, behind the last one."""
    before = _read(source)
    text, ending, mark = _plain(source)
    parsed = _parse(text)
    body = [f"[[{table}]]", *(f"{key} = {written(value)}" for key, value in values.items())]
    numbers = [number for name, number in parsed.heads if name == table and number is not None]
    at = _end(parsed, table, max(numbers)) if numbers else _bottom(parsed.lines)
    parsed.lines[at:at] = ["", *body]
    expected = deepcopy(before)
    holder, name = _holder(expected, table)
    holder.setdefault(name, []).append({key: _toml(value) for key, value in values.items()})
    return _checked("\n".join(parsed.lines), expected, ending, mark)


def remove(source: bytes, table: str, number: int) -> bytes:
    """The file without the entry of that number, counted from 0; Invalid when there is none."""
    before = _read(source)
    text, ending, mark = _plain(source)
    parsed = _parse(text)
    head = parsed.heads.get((table, number))
    if head is None:
        raise _not_understood()
    del parsed.lines[head : _end(parsed, table, number)]
    expected = deepcopy(before)
    holder, name = _holder(expected, table)
    del holder[name][number]
    if not holder[name]:
        del holder[name]
        outer, _dot, _inner = table.rpartition(".")
        if not holder and outer and (outer, None) not in parsed.heads:
            del expected[outer]
    return _checked("\n".join(parsed.lines), expected, ending, mark)


def table(said: Mapping[str, Any], name: str) -> Any:  # Any: whatever TOML gives
    """The table or list of tables of that name; None when there is none."""
    found: Any = said
    for one in name.split("."):
        found = found.get(one) if isinstance(found, Mapping) else None
    return found


def written(value: Value) -> str:
    """A value as the file has it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return _quoted(value)
    line = f"[{', '.join(map(_quoted, value))}]"
    if len(line) <= _LONGEST_LINE:
        return line
    return "[\n" + "".join(f"  {_quoted(one)},\n" for one in value) + "]"


def _set(text: str, place: Place, value: Value | None) -> str:
    parsed = _parse(text)
    found = next((one for one in parsed.statements if one.place == place), None)
    lines = parsed.lines
    if found is not None:
        kept = _comment(lines[found.first]) if found.first == found.last else ""
        new = [] if value is None else f"{place.key} = {written(value)}{kept}".split("\n")
        lines[found.first : found.last + 1] = new
    elif value is not None:
        at = _after(parsed, place)
        new = f"{place.key} = {written(value)}".split("\n")
        if at is None:
            new = ["", f"[{place.table}]", *new]
            at = _bottom(lines)
        lines[at:at] = new
    return "\n".join(lines)


def _after(parsed: _Text, place: Place) -> int | None:
    """Behind which line a new key of the table goes; None when the table is not there."""
    own = [
        one for one in parsed.statements if (one.place.table, one.place.number) == (place.table, place.number)
    ]
    if own:
        return own[-1].last + 1
    if not place.table:
        return 0
    head = parsed.heads.get((place.table, place.number))
    return None if head is None else head + 1


def _bottom(lines: list[str]) -> int:
    """Behind the last line; the end of a file is not one more."""
    return len(lines) - (not lines[-1])


def _end(parsed: _Text, table: str, number: int) -> int:
    """The line behind an entry: behind its last statement, or that of a table inside it."""
    head = parsed.heads[table, number]
    following = sorted(line for line in parsed.heads.values() if line > head)
    limit = following[0] if following else len(parsed.lines)
    own = [one.last for one in parsed.statements if head < one.first < limit]
    end = (own[-1] if own else head) + 1
    while end < limit and not parsed.lines[end].strip():
        end += 1
    return end


def _parse(text: str) -> _Text:
    lines = text.split("\n")
    parsed = _Text(lines, [], {})
    counts: dict[str, int] = {}
    table, number = "", None
    at = 0
    while at < len(lines):
        line = lines[at].strip()
        if not line or line.startswith("#"):
            at += 1
            continue
        if head := _HEADER.match(lines[at]):
            table = head[2]
            number = None
            if head[1] == "[[":
                number = counts[table] = counts.get(table, -1) + 1
            parsed.heads[table, number] = at
            at += 1
            continue
        last, key = _statement(lines, at)
        parsed.statements.append(_Statement(Place(key, table, number), at, last))
        at = last + 1
    return parsed


def _statement(lines: list[str], first: int) -> tuple[int, str]:
    """The last line of the statement that begins here, and its key."""
    for last in range(first, min(len(lines), first + _MOST_LINES)):
        try:
            said = tomllib.loads("\n".join(lines[first : last + 1]))
        except ValueError:
            continue
        if len(said) == 1:
            return last, next(iter(said))
    raise _not_understood()


def _comment(line: str) -> str:
    """The comment behind a value, with the blanks before it."""
    value = tomllib.loads(line)
    for at, sign in enumerate(line):
        if sign == "#":
            try:
                if tomllib.loads(line[:at]) == value:
                    return line[len(line[:at].rstrip()) :]
            except ValueError:
                continue
    return ""


def _read(source: bytes) -> dict[str, Any]:
    try:
        return toml.loads(source.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Invalid(
            "Expected to change process.toml, but it is no readable TOML",
            {"datei": "Der Steckbrief ist zurzeit nicht lesbar. Bearbeiten Sie ihn als Text."},
        ) from None


def _plain(source: bytes) -> tuple[str, str, bool]:
    text = source.decode("utf-8-sig")
    return text.replace("\r\n", "\n"), "\r\n" if "\r\n" in text else "\n", source.startswith(b"\xef\xbb\xbf")


def _checked(text: str, expected: dict[str, Any], ending: str, mark: bool) -> bytes:
    try:
        said = toml.loads(text)
    except ValueError:
        raise _not_understood() from None
    if said != expected:
        raise _not_understood()
    return (b"\xef\xbb\xbf" if mark else b"") + text.replace("\n", ending).encode()


def _get(said: Mapping[str, Any], place: Place) -> Any:  # Any: whatever TOML gives
    holder: Any = said
    if place.table:
        holder = table(said, place.table)
        if place.number is not None:
            holder = holder[place.number] if isinstance(holder, list) and place.number < len(holder) else {}
    return holder.get(place.key) if isinstance(holder, Mapping) else None


def _put(said: dict[str, Any], place: Place, value: Value | None) -> None:
    holder: Any = said
    if place.table and place.number is not None:
        entries = table(said, place.table)
        if not isinstance(entries, list) or place.number >= len(entries):
            raise _not_understood()
        holder = entries[place.number]
    elif place.table:
        outer, name = _holder(said, place.table)
        holder = outer.setdefault(name, {})
    if value is None:
        holder.pop(place.key, None)
    else:
        holder[place.key] = _toml(value)


def _holder(said: dict[str, Any], name: str) -> tuple[dict[str, Any], str]:
    """What holds the table of that name, made where it is missing, and its name there."""
    *outer, last = name.split(".")
    for one in outer:
        said = said.setdefault(one, {})
    return said, last


def _toml(value: Value | None) -> object:
    return list(value) if isinstance(value, tuple) else value


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    made = "".join(one if one.isprintable() else _escape(one) for one in escaped)
    return f'"{made}"'


def _escape(sign: str) -> str:
    return {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(sign, f"\\U{ord(sign):08x}")


def _not_understood() -> Invalid:
    return Invalid(
        "Expected to change process.toml, but it is written in a way that is not understood",
        {
            "datei": "Der Steckbrief ist so geschrieben, dass er sich hier nicht ändern lässt. "
            "Bearbeiten Sie ihn als Text."
        },
    )
