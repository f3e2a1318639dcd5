"""Values of a form from outside the browser: checked, and gathered for the case."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from engine.errors import Invalid
from engine.feel import Environment, Value
from engine.forms.component import COMPUTED, Form, Kind
from engine.forms.given import Entries, as_is, dotted, enter
from engine.forms.places import Path, Place, every, find, nest
from engine.forms.rules import broken, row_named
from engine.forms.state import State, settle

#: the numbers of the documents that prove a field, by its key, the newest last
Files: TypeAlias = Mapping[str, Sequence[int]]


def normalise(form: Form, values: Mapping[str, object]) -> dict[str, Value]:
    """Turn JSON values into the values of the fields: ISO text to dates, numbers to decimals.

    What a field cannot take, and what the form does not know, stays what it is; `check` names it.
    """
    said = enter(form, values, {})
    made = {name: as_is(value) for name, value in values.items()}
    return nest(
        made,
        [
            (place.path, said.values[place.name])
            for place in every(said.places)
            if place.name in said.values and place.name is not None
        ],
    )


def check(
    form: Form,
    values: Mapping[str, object],
    variables: Mapping[str, Value],
    environment: Environment,
    files: Files | None = None,
) -> None:
    """Check values from outside the browser; raises Invalid with a German message per path.

    A field left out counts with the case's variable. Refused beside the fields' own rules: keys the form does
    not have, hidden fields, and locked or computed ones with another value than the form gives them. `files` are the
    documents that prove each field for files; without them any number counts.
    """
    _checked(form, values, variables, environment, files)


def accept(
    form: Form,
    values: Mapping[str, object],
    variables: Mapping[str, Value],
    environment: Environment,
    files: Files | None = None,
) -> dict[str, Value]:
    """Check values and return what the case receives: normalised, with what the form computes from them.

    Raises Invalid like `check`. A field for files that was left out gets all documents that prove it.
    """
    said, state = _checked(form, values, variables, environment, files)
    return gathered(said.places, state, variables, said.values.keys() | said.lists)


def _checked(
    form: Form,
    values: Mapping[str, object],
    variables: Mapping[str, Value],
    environment: Environment,
    files: Files | None,
) -> tuple[Entries, State]:
    said = enter(form, values, variables)
    errors = dict(said.errors)
    if files is not None:
        errors |= _foreign_files(said, files)
        taken = take_files(said.places, files, variables, environment)
        said.values.update({name: value for name, value in taken.items() if said.values.get(name) is None})
    state = settle(form, said.places, said.values, variables, environment)
    closed: set[str] = set()
    for place in every(said.places):
        name, key = place.name, dotted(place.path)
        given = name in said.values or name in said.lists
        if name is None or not given or key in said.errors or not closed.isdisjoint(place.above):
            continue
        if place.kind is Kind.DYNAMICLIST and not state.is_open(place):
            closed.add(place.id)
        if place.id in state.hidden:
            if said.values.get(name) not in (None, []) or (name in said.lists and place.children):
                errors[key] = row_named(place, "Dieses Feld wird hier nicht abgefragt.")
        elif place.id in state.locked or place.kind in COMPUTED:
            asked = find(values, place.path) if name in said.lists else said.values[name]  # type: ignore[arg-type]  # raw JSON
            has = find(variables, place.origin) if name in said.lists else state.values.get(name)
            if as_is(asked) != has:
                errors[key] = row_named(place, "Dieses Feld darf hier nicht geändert werden.")
    errors |= {
        dotted(place.path): message
        for place, message in broken(said.places, state, variables, environment)
        if dotted(place.path) not in errors
    }
    if errors:
        raise Invalid(
            f"Expected to accept the form {form.id}, but {len(errors)} field(s) break a rule", errors
        )
    return said, state


def takes_files(form: Form) -> bool:
    """Whether a field of the form is for files."""
    return any(field.kind is Kind.FILEPICKER for field in form.fields())


def take_files(
    places: Sequence[Place], files: Files | None, variables: Mapping[str, Value], environment: Environment
) -> dict[str, Value]:
    """Return what each field for files has: the documents that prove it, of one alone the newest."""
    found: dict[str, Value] = {}
    for place in every(places) if files is not None else ():
        if place.kind is Kind.FILEPICKER and place.name is not None and files is not None:
            proving: list[Value] = [Decimal(number) for number in files.get(place.name, ())]
            several = place.component.multiple.holds(variables, environment)
            found[place.name] = proving if several else proving[-1:]
    return found


def _foreign_files(said: Entries, files: Files) -> dict[str, str]:
    """The fields for files that name a document that does not prove them."""
    return {
        dotted(place.path): "Ein Dokument gehört nicht zu diesem Feld der Aufgabe."
        for place in every(said.places)
        if place.kind is Kind.FILEPICKER
        and isinstance(given := said.values.get(place.name or ""), list)
        and any(number not in files.get(place.name or "", ()) for number in given)
    }


def gathered(
    places: Sequence[Place], state: State, variables: Mapping[str, Value], said: Container[str]
) -> dict[str, Value]:
    """Return the variables the case receives: what was said and may be, and what the form computes.

    Of a variable with parts the case receives all of it: what the form does not ask for stays in it.
    """
    entries: list[tuple[Path, Value]] = []
    wanted: set[str] = set()
    closed: set[str] = set()
    for place in every(places):
        if not place.path or place.name is None or not closed.isdisjoint(place.above):
            continue
        if place.kind is Kind.DYNAMICLIST and not state.is_open(place):
            closed.add(place.id)
        computed = place.name in state.computed
        if (state.is_open(place) and place.name in said) or computed:
            wanted.add(str(place.path[0]))
        elif len(place.path) == 1:
            continue
        counts = computed or state.is_open(place)
        entries.append(
            (place.path, state.values.get(place.name) if counts else find(variables, place.origin))
        )
    made = nest(variables, entries)
    return {name: made[name] for name in made if name in wanted}
