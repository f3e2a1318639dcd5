"""The people of scenarios: person records (docs/person-record.md) as JSON files beside the scenarios."""

from __future__ import annotations

import json
from collections.abc import Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from engine.errors import Finding, ModelError
from engine.scenario.names import Impossible

Persona = Mapping[str, Any]  # Any: the record is judged when it is read

#: the folder of the records, beside the scenarios of a process or in the library
FOLDER = "personen"


def read_persona(name: str, folders: tuple[Path, ...]) -> Persona | None:
    """The record `<name>.json` of the first folder that has it; ModelError for a file that is no JSON object."""
    if not name.replace("-", "").replace("_", "").isalnum():
        return None
    for folder in folders:
        path = folder / f"{name}.json"
        if path.is_file():
            return _read(path)
    return None


def changed(record: Persona, changes: Mapping[str, object]) -> dict[str, Any]:
    """A copy of the record in which each path (`livelihood.income_share`, `residence.0.to`) has the new value."""
    made: dict[str, Any] = deepcopy(dict(record))
    for path, value in changes.items():
        *way, last = path.split(".")
        place: Any = made
        for step in way:
            place = _inside(place, step, path)
        if isinstance(place, list) and last == str(len(place)):
            place.append(_json(value))
        elif isinstance(place, list):
            place[_index(place, last, path)] = _json(value)
        else:
            place[last] = _json(value)
    return made


def _inside(place: Any, step: str, path: str) -> Any:
    found = place[_index(place, step, path)] if isinstance(place, list) else place.setdefault(step, {})
    if not isinstance(found, dict | list):
        raise Impossible(f"Im Datensatz führt „{path}“ nicht weiter: „{step}“ ist ein Wert.")
    return found


def _index(place: list[Any], step: str, path: str) -> int:
    if not step.isdecimal() or int(step) >= len(place):
        raise Impossible(
            f"Im Datensatz führt „{path}“ nicht weiter: Die Liste hat {len(place)} Einträge, ab 0 gezählt."
        )
    return int(step)


def _json(value: object) -> Any:
    match value:
        case date():
            return value.isoformat()
        case list():
            return [_json(one) for one in value]
        case Mapping():
            return {str(key): _json(one) for key, one in value.items()}
        case _:
            return value


def _read(path: Path) -> Persona:
    try:
        found = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as fault:
        raise _refused(path, f"Die Datei ist kein lesbares JSON: {fault}.") from fault
    if not isinstance(found, dict):
        raise _refused(path, "Die Datei enthält keinen Datensatz.")
    return found


def _refused(path: Path, reason: str) -> ModelError:
    finding = Finding(path.name, "persona-syntax", reason, "Siehe docs/person-record.md.")
    return ModelError(f"Expected to read persona {path.name}, but {reason}", (finding,))
