"""The JSON Schema of the person record, made from its classes; the file beside it is a copy for others."""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Any, Final, get_args, get_origin

from engine.precheck.read import fields_of, is_required, unwrap
from engine.precheck.record import VERSION, PersonRecord
from engine.precheck.section import Section

FILE: Final = f"person-record-{VERSION}.schema.json"


def json_schema() -> dict[str, Any]:
    """The schema in draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://laufweg.nrw/schema/{FILE}",
        "title": f"Laufweg person record, version {VERSION}",
        **_object(PersonRecord),
    }


def shipped_schema() -> dict[str, Any]:
    """The schema as the file in the package has it."""
    text = resources.files("engine.precheck").joinpath(FILE).read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _object(kind: type) -> dict[str, Any]:
    known = fields_of(kind)
    properties = {key: _of(hint, field.metadata.get("values")) for key, (field, hint) in known.items()}
    if kind is PersonRecord:
        properties["version"] = {"const": VERSION}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, (field, _hint) in known.items() if is_required(field)],
        "properties": properties,
    }


def _of(hint: Any, values: tuple[str, ...] | None = None) -> dict[str, Any]:
    kind, optional = unwrap(hint)
    schema = {"enum": list(values)} if values else _plain(kind)
    if not optional:
        return schema
    if "enum" in schema:
        return {"enum": [*schema["enum"], None]}
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}]}  # pragma: no cover  every plain type is above


def _plain(kind: Any) -> dict[str, Any]:
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _of(get_args(kind)[0])}
    if kind is Section:
        return {"type": "string", "examples": ["25b", "25 Abs. 2", "60d"]}
    if is_dataclass(kind) and isinstance(kind, type):
        return _object(kind)
    if kind is date:
        return {"type": "string", "format": "date"}
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {"enum": list(kind)}
    return {"type": {bool: "boolean", int: "integer", str: "string"}[kind]}
