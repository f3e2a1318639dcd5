"""JSON to a person record; everything wrong is named in German with its path."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from engine.errors import Invalid
from engine.precheck.record import VERSION, PersonRecord
from engine.precheck.section import Section

_EARLIEST, _LATEST = date(1900, 1, 1), date(2199, 12, 31)
_KINDS = {dict: "ein Objekt {…}", list: "eine Liste […]", str: "ein Text", bool: "true oder false"}
_LONGEST_LIST, _LONGEST_TEXT = 500, 2000


class _Fault(Exception):
    """What is wrong with one value."""


def read_record(document: object) -> PersonRecord:
    """Read a parsed JSON document; Invalid with a German message for every path that is wrong."""
    faults: dict[str, str] = {}
    record = _object(document, PersonRecord, "", faults)
    if not faults and isinstance(record, PersonRecord):
        _check(record, faults)
    if faults:
        raise Invalid(f"Expected to read a person record, but {len(faults)} of its values are wrong", faults)
    assert isinstance(record, PersonRecord)  # noqa: S101  no faults: the object was made
    return record


def key_of(field: Field[Any]) -> str:
    """The name of a field in JSON."""
    return str(field.metadata.get("key", field.name))


@cache
def fields_of(kind: type) -> Mapping[str, tuple[Field[Any], Any]]:
    """The fields of a record class by their names in JSON, with their types."""
    hints = get_type_hints(kind)
    return {key_of(field): (field, hints[field.name]) for field in fields(kind)}


def is_required(field: Field[Any]) -> bool:
    """Whether the document must name it."""
    return field.default is MISSING and field.default_factory is MISSING


def unwrap(hint: Any) -> tuple[Any, bool]:
    """The type without None, and whether null is allowed."""
    if get_origin(hint) in (Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return inner[0], len(inner) < len(get_args(hint))
    return hint, False


def _object(value: object, kind: type, path: str, faults: dict[str, str]) -> object:
    if not isinstance(value, dict):
        faults[path or "."] = f"Erwartet wird {_KINDS[dict]}, nicht {_named(value)}."
        return None
    known = fields_of(kind)
    for key in value.keys() - known.keys():
        near = get_close_matches(str(key), known, 1)
        hint = f"Meinten Sie „{near[0]}“?" if near else f"Bekannt sind: {', '.join(known)}."
        faults[_join(path, str(key))] = f"Dieses Feld gibt es nicht. {hint}"
    made: dict[str, object] = {}
    for key, (field, hint) in known.items():
        place = _join(path, key)
        if key not in value:
            if is_required(field):
                faults[place] = "Diese Angabe fehlt; ohne sie lässt sich nichts prüfen."
            continue
        found = _value(value[key], hint, place, faults, field)
        if found is not None or unwrap(hint)[1]:
            made[field.name] = found
    return None if faults else kind(**made)


def _value(value: object, hint: Any, path: str, faults: dict[str, str], field: Field[Any]) -> object:
    kind, optional = unwrap(hint)
    if value is None:
        if not optional and is_required(field):
            faults[path] = "Diese Angabe darf nicht null sein."
        return None
    if get_origin(kind) is tuple:
        return _list(value, get_args(kind)[0], path, faults, field)
    if isinstance(kind, type) and is_dataclass(kind) and kind is not Section:
        return _object(value, kind, path, faults)
    try:
        found = _simple(value, kind)
        values = field.metadata.get("values")
        if values and found not in values:
            raise _Fault(f"„{found}“ ist keiner der möglichen Werte: {', '.join(values)}.")
    except _Fault as fault:
        faults[path] = str(fault)
        return None
    return found


def _list(value: object, kind: Any, path: str, faults: dict[str, str], field: Field[Any]) -> object:
    if not isinstance(value, list):
        faults[path] = f"Erwartet wird {_KINDS[list]}, nicht {_named(value)}."
        return None
    if len(value) > _LONGEST_LIST:
        faults[path] = f"Die Liste hat mehr als {_LONGEST_LIST} Einträge."
        return None
    return tuple(
        _object(item, kind, f"{path}[{index}]", faults)
        if isinstance(kind, type) and is_dataclass(kind)
        else _value(item, kind, f"{path}[{index}]", faults, field)
        for index, item in enumerate(value)
    )


def _simple(value: object, kind: Any) -> object:
    if kind is date:
        return _day(value)
    if kind is bool:
        if not isinstance(value, bool):
            raise _Fault(f"Erwartet wird true, false oder null (unbekannt), nicht {_named(value)}.")
        return value
    if kind is int:
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000:
            raise _Fault(f"Erwartet wird eine ganze Zahl von 0 bis 10000, nicht {_named(value)}.")
        return value
    if not isinstance(value, str):
        raise _Fault(f"Erwartet wird {_KINDS[str]}, nicht {_named(value)}.")
    if kind is Section:
        try:
            return Section.parse(value)
        except ValueError:
            raise _Fault(
                f"„{value[:40]}“ ist kein Paragraf. Schreiben Sie zum Beispiel „25b“ oder „25 Abs. 2“."
            ) from None
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        if value not in list(kind):
            raise _Fault(f"„{value[:40]}“ ist keiner der möglichen Werte: {', '.join(kind)}.")
        return kind(value)
    if len(value) > _LONGEST_TEXT:
        raise _Fault(f"Der Text hat mehr als {_LONGEST_TEXT} Zeichen.")
    return value


def _day(value: object) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        day = None
    if day is None or not _EARLIEST <= day <= _LATEST:
        raise _Fault(
            f"Erwartet wird ein Tag als Jahr-Monat-Tag von 1900 bis 2199, zum Beispiel 2026-11-22, nicht "
            f"{_named(value)}."
        )
    return day


def _named(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return f"„{value[:40]}“"
        case dict():
            return "ein Objekt"
        case list():
            return "eine Liste"
    return str(value)[:40]


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _check(record: PersonRecord, faults: dict[str, str]) -> None:
    """What no single value shows: order of days, and a version this program can read."""
    if record.version != VERSION:
        faults["version"] = (
            f"Dieses Programm liest die Fassung {VERSION} des Datensatzes, nicht {record.version}."
        )
    for name in ("residence", "absences", "education", "work"):
        for index, item in enumerate(getattr(record, name) or ()):
            if item.last is not None and item.last < item.first:
                faults[f"{name}[{index}].to"] = "Das Ende liegt vor dem Anfang („from“)."
            if item.first < record.birth:
                faults[f"{name}[{index}].from"] = "Der Anfang liegt vor der Geburt („birth“)."
    if record.entry is not None and record.entry < record.birth:
        faults["entry"] = "Die Einreise liegt vor der Geburt („birth“)."
    for index, conviction in enumerate(record.criminal.convictions or ()):
        if conviction.day_rates is None and conviction.prison_months is None:
            faults[f"criminal.convictions[{index}]"] = (
                "Nennen Sie die Strafe: Tagessätze („day_rates“) oder Monate („prison_months“)."
            )
