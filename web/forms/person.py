"""The person record as a form: posted fields to JSON and back, made from the record's own classes.

A field is named after its place in the record, `residence.0.from`. A row that is left blank does not count; a list
without rows is unknown, unless somebody says that there are none (`absences.keine`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import Field, dataclass, field, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, get_args, get_origin

from engine.precheck.read import fields_of, is_required, unwrap
from engine.precheck.record import VERSION, PersonRecord
from engine.precheck.section import Section
from web.days import day_fault, read_day
from web.words.person import HINTS, LABELS, NONE, PARTS, ROWS, VALUES

#: rows of one list a form shows at most
MOST_ROWS: Final = 60
_YES, _NO = "ja", "nein"


@dataclass(frozen=True, slots=True)
class Entry:
    """One simple field. `kind` is text, long, day, number, choice or yesno."""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    message: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list."""

    number: int
    entries: tuple[Entry, ...]
    message: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list with its rows. `none` is what an empty list says, empty where it may not be unknown."""

    name: str
    label: str
    row: str
    rows: tuple[Row, ...]
    none: str
    has_none: bool
    message: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Simple fields that belong together."""

    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One section of the form."""

    id: str
    heading: str
    content: tuple[Group | Table, ...]
    filled: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the posted fields say: the JSON document, and days nobody can read by their path."""

    document: dict[str, Any]
    faults: dict[str, str] = field(default_factory=dict)


def compact(fields: Mapping[str, str], add: str = "", remove: str = "") -> dict[str, str]:
    """The fields with blank rows gone and the others numbered anew.

    `add` names a list that gets a blank row at its end; `remove` one row (`residence.2`) that goes.
    """
    kept = {name: text.strip() for name, text in fields.items() if name and not name.startswith("lw-")}
    for path in ROWS:
        kept = _renumbered(kept, path, path == add, remove)
    return kept


def read(fields: Mapping[str, str]) -> Reading:
    """The document that compact fields say."""
    reading = Reading({"version": VERSION})
    for key, value in _object(fields, PersonRecord, "", reading.faults).items():
        reading.document[key] = value
    return reading


def typed(document: Mapping[str, Any]) -> dict[str, str]:
    """The fields that say what the document says; one that was read without a fault."""
    return dict(_flat(document, PersonRecord, ""))


def parts(fields: Mapping[str, str], faults: Mapping[str, str]) -> tuple[Part, ...]:
    """The form with what was typed, and each fault at its field."""
    known = fields_of(PersonRecord)
    found = []
    for id_, heading, names in PARTS:
        content: list[Group | Table] = []
        simple: list[Entry] = []
        for name in names:
            column, hint = known[name]
            kind, _optional = unwrap(hint)
            if get_origin(kind) is tuple or _is_object(kind):
                if simple:
                    content.append(Group("", tuple(simple)))
                    simple = []
                content.extend(_views(fields, faults, name, kind))
            else:
                simple.append(_entry(fields, faults, name, column, hint))
        if simple:
            content.append(Group("", tuple(simple)))
        filled = sum(1 for name, text in fields.items() if text and _below(name, names))
        wrong = sum(_below(path, names) for path in faults)
        found.append(Part(id_, heading, tuple(content), filled, wrong))
    return tuple(found)


def in_order(form: tuple[Part, ...]) -> list[tuple[str, str, str]]:
    """(id, label, message) of each fault, as the page shows them."""
    found: list[tuple[str, str, str]] = []
    for part in form:
        for content in part.content:
            if isinstance(content, Group):
                found += [(one.name, one.label, one.message) for one in content.entries if one.message]
                continue
            if content.message:
                found.append((content.name, content.label, content.message))
            for row in content.rows:
                where = f"{content.row} {row.number + 1}"
                if row.message:
                    found.append((f"{content.name}.{row.number}", where, row.message))
                found += [
                    (one.name, f"{where}, {one.label}", one.message) for one in row.entries if one.message
                ]
    return found


def spoken(message: str) -> str:
    """A fault of the record in words of the form: without the names of the JSON."""
    return re.sub(r" \(„[a-z_]+“\)", "", message)


def _below(path: str, names: tuple[str, ...]) -> bool:
    return re.split(r"[.\[]", path, maxsplit=1)[0] in names


def _is_object(kind: Any) -> bool:
    return isinstance(kind, type) and is_dataclass(kind) and kind is not Section


def _plain(path: str) -> str:
    """`residence[0].from` and `residence.0.from` as `residence.from`."""
    return re.sub(r"\[\d+\]|\.\d+(?=\.|$)", "", path)


def _numbers(fields: Mapping[str, str], path: str) -> list[int]:
    start = f"{path}."
    found = {
        int(number)
        for name in fields
        if name.startswith(start)
        and (number := name[len(start) :].split(".")[0]).isdecimal()
        and len(number) < 4
    }
    return sorted(found)


def _renumbered(fields: dict[str, str], path: str, more: bool, remove: str) -> dict[str, str]:
    kept = {name: text for name, text in fields.items() if not re.match(rf"{re.escape(path)}\.\d", name)}
    rows = [
        {name: fields[name] for name in fields if name.startswith(f"{path}.{number}.")}
        for number in _numbers(fields, path)
        if remove != f"{path}.{number}"
    ]
    filled = [row for row in rows if any(row.values())][:MOST_ROWS]
    for number, row in enumerate(filled):
        for name, text in row.items():
            kept[f"{path}.{number}.{name[len(path) + 1 :].split('.', 1)[1]}"] = text
    if more and len(filled) < MOST_ROWS:
        kept[f"{path}.{len(filled)}."] = ""
    return kept


def _object(
    fields: Mapping[str, str], kind: type, path: str, faults: dict[str, str], prefix: str = ""
) -> dict[str, Any]:
    """One object of the document; `path` as in the document, `prefix` as in the names of fields."""
    made: dict[str, Any] = {}
    for key, (_column, hint) in fields_of(kind).items():
        inner, optional = unwrap(hint)
        name, place = f"{prefix}{key}", f"{path}.{key}" if path else key
        if get_origin(inner) is tuple:
            item = get_args(inner)[0]
            rows = [
                _object(fields, item, f"{place}[{number}]", faults, f"{name}.{number}.")
                for number in _numbers(fields, name)
            ]
            rows = [row for row in rows if row]
            if rows or not optional or fields.get(f"{name}.keine"):
                made[key] = rows
        elif _is_object(inner):
            found = _object(fields, inner, place, faults, f"{name}.")
            if found:
                made[key] = found
        elif key != "version" and (text := fields.get(name, "").strip()):
            made[key] = _value(text, inner, place, faults)
    return made


def _value(text: str, kind: Any, path: str, faults: dict[str, str]) -> object:
    if kind is date:
        day = read_day(text)
        if day is None:
            faults[path] = day_fault(text)
        return text if day is None else day.isoformat()
    if kind is bool:
        return {_YES: True, _NO: False}.get(text, text)
    if kind is int:
        return int(text) if text.isdecimal() and len(text) < 6 else text
    return text


def _flat(document: Mapping[str, Any], kind: type, prefix: str) -> Iterator[tuple[str, str]]:
    for key, (_column, hint) in fields_of(kind).items():
        value = document.get(key)
        inner, _optional = unwrap(hint)
        name = f"{prefix}{key}"
        if value is None or key == "version":
            continue
        if isinstance(value, list):
            for number, item in enumerate(value):
                yield from _flat(item, get_args(inner)[0], f"{name}.{number}.")
            if not value and name in NONE:
                yield f"{name}.keine", "1"
        elif isinstance(value, dict):
            yield from _flat(value, inner, f"{name}.")
        elif isinstance(value, bool):
            yield name, _YES if value else _NO
        elif inner is date:
            yield name, date.fromisoformat(value).strftime("%d.%m.%Y")
        else:
            yield name, str(value)


def _views(
    fields: Mapping[str, str], faults: Mapping[str, str], name: str, kind: Any
) -> Iterator[Group | Table]:
    """An object as a group of its fields followed by its lists; a list as a table."""
    if get_origin(kind) is tuple:
        yield _table(fields, faults, name, get_args(kind)[0])
        return
    simple, tables = [], []
    for key, (column, hint) in fields_of(kind).items():
        inner, _optional = unwrap(hint)
        if get_origin(inner) is tuple:
            tables.append(_table(fields, faults, f"{name}.{key}", get_args(inner)[0]))
        else:
            simple.append(_entry(fields, faults, f"{name}.{key}", column, hint))
    yield Group(LABELS[name], tuple(simple))
    yield from tables


def _table(fields: Mapping[str, str], faults: Mapping[str, str], name: str, kind: type) -> Table:
    rows = tuple(
        Row(
            number,
            tuple(
                _entry(fields, faults, f"{name}.{number}.{key}", column, hint)
                for key, (column, hint) in fields_of(kind).items()
            ),
            faults.get(f"{name}[{number}]", ""),
        )
        for number in _numbers(fields, name) or [0]
    )
    return Table(
        name,
        LABELS[name],
        ROWS[name],
        rows,
        NONE.get(name, ""),
        bool(fields.get(f"{name}.keine")),
        faults.get(name, ""),
    )


def _entry(
    fields: Mapping[str, str], faults: Mapping[str, str], name: str, column: Field[Any], hint: Any
) -> Entry:
    kind, _optional = unwrap(hint)
    plain = _plain(name)
    how, options = "text", ()
    if kind is date:
        how = "day"
    elif kind is bool:
        how, options = "yesno", ((_YES, "ja"), (_NO, "nein"))
    elif kind is int:
        how = "number"
    elif column.metadata.get("values"):
        how, options = "choice", _options(column.name, column.metadata["values"])
    elif isinstance(kind, type) and issubclass(kind, StrEnum):
        how, options = "choice", _options(kind.__name__, kind)
    elif plain == "note":
        how = "long"
    path = re.sub(r"\.(\d+)\.", r"[\1].", name)
    return Entry(
        name,
        LABELS.get(plain) or LABELS[plain.rsplit(".", 1)[-1]],
        how,
        fields.get(name, ""),
        options,
        HINTS.get(plain, ""),
        faults.get(path, ""),
        is_required(column),
    )


def _options(kind: str, values: Any) -> tuple[tuple[str, str], ...]:
    words = VALUES[kind]
    return tuple((str(one), words.get(str(one), str(one))) for one in values)
