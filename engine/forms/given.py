"""JSON values of a form – from the API, the command line, scenarios – brought to their places, with what is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from engine import feel
from engine.feel import Value
from engine.forms.component import COMPUTED, MOST_ROWS, Component, Form, Kind
from engine.forms.places import Path, Place, every, find, lay_out
from engine.forms.unreadable import Unreadable
from engine.forms.values import from_json

_UNKNOWN: Final = "Dieses Feld gibt es im Formular nicht."
_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Entries:
    """What was given: `values` by the name of the place, `errors` by the path in the JSON, `lists` that were given."""

    places: tuple[Place, ...]
    values: dict[str, Value] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()


def enter(form: Form, given: Mapping[str, object], variables: Mapping[str, Value]) -> Entries:
    """Bring the values to their places.

    A row may carry what the form does not ask for or never lets anybody change; by that it is known as a row of the
    case, of several the one at the same position. A row like none of them is new.
    """
    errors: dict[str, str] = {}
    lists: set[str] = set()

    def marks(place: Place) -> Sequence[int]:
        known = find(variables, place.origin)
        before: Sequence[Value] = known if isinstance(known, list) else ()
        rows = _at(given, place.path)
        if rows is _MISSING:
            return range(min(len(before), MOST_ROWS))
        lists.add(place.name or "")
        if rows is None:
            return ()
        if not isinstance(rows, list | tuple) or len(rows) > MOST_ROWS:
            errors[dotted(place.path)] = f"Erwartet wird eine Liste von höchstens {MOST_ROWS} Zeilen."
            return range(min(len(before), MOST_ROWS))
        return _matched(place, rows, before, errors)

    places = lay_out(form, marks)
    values: dict[str, Value] = {}
    for place in every(places):
        if not place.path or place.name is None or place.kind is Kind.DYNAMICLIST:
            continue
        said = _at(given, place.path)
        if said is _MISSING:
            continue
        try:
            values[place.name] = as_is(said) if place.kind in COMPUTED else from_json(place.component, said)
        except Unreadable as fault:
            errors[dotted(place.path)] = str(fault)
    _note_unknown(places, given, variables, errors)
    return Entries(places, values, errors, frozenset(lists))


def as_is(value: object) -> Value:
    """The value as FEEL has it, as text when it has none."""
    try:
        return feel.from_python(value)
    except (TypeError, ValueError):
        return str(value)


def dotted(path: Path) -> str:
    """Return a path as messages name it: kinder.0.name."""
    return ".".join(str(step) for step in path)


def _at(given: object, path: Path) -> object:
    """What the JSON has at a path, or `_MISSING`."""
    found: Any = given
    for step in path:
        if not _has(found, step):
            return _MISSING
        found = found[step]
    return found


def _has(holder: object, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(holder, list | tuple) and step < len(holder)
    return isinstance(holder, Mapping) and step in holder


def _matched(
    place: Place, rows: Sequence[object], before: Sequence[Value], errors: dict[str, str]
) -> Sequence[int]:
    """The marks of the given rows: a row that carries something is the case's row that has the same."""
    asked = {one.key for one in Form("", "", place.component.children).fields() if _may_be_written(one)}
    asked |= {key.partition(".")[0] for key in asked if key}
    marks: list[int] = []
    fresh = len(before)
    for position, row in enumerate(rows):
        if not isinstance(row, Mapping):
            errors[dotted((*place.path, position))] = (
                f"Zeile {position + 1}: Erwartet werden Angaben mit Namen."
            )
        carried = _carried(row, asked)
        fitting = [
            number
            for number, known in enumerate(before)
            if number not in marks and _carried(known, asked) == carried
        ]
        if fitting:
            marks.append(position if position in fitting else fitting[0])
        else:
            marks.append(fresh)
            fresh += 1
    return marks


def _carried(row: object, asked: Collection[str | None]) -> dict[str, Value]:
    """What a row holds beside what may be filled in."""
    members = row.items() if isinstance(row, Mapping) else ()
    return {str(name): as_is(value) for name, value in members if name not in asked and value is not None}


def _may_be_written(component: Component) -> bool:
    fixed = any(one.constant is True for one in (component.disabled, component.readonly))
    return not fixed and component.kind not in COMPUTED


def _note_unknown(
    places: Sequence[Place],
    given: Mapping[str, object],
    variables: Mapping[str, Value],
    errors: dict[str, str],
) -> None:
    """Note members the form does not have, unless the case has the same there."""
    known: set[Path] = set()
    holders: dict[Path, Path] = {(): ()}
    for place in every(places):
        for length in range(1, len(place.path) + 1):
            known.add(place.path[:length])
            if length < len(place.path) and isinstance(place.path[length], str):
                holders[place.path[:length]] = place.origin[:length]
    for path, origin in holders.items():
        said = _at(given, path)
        if said is _MISSING or said is None:
            continue
        if not isinstance(said, Mapping):
            errors.setdefault(dotted(path), "Erwartet werden Angaben mit Namen.")
            continue
        for name, value in said.items():
            if (*path, name) in known:
                continue
            if not path or find(variables, (*origin, name)) != as_is(value):
                errors[dotted((*path, name))] = _UNKNOWN


__all__ = ["Entries", "as_is", "dotted", "enter"]
