"""What a browser posted, as values for the case or as messages for the clerk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.feel import Environment, Value
from engine.forms.check import Files, gathered, take_files
from engine.forms.component import FIELDS, Form, Kind
from engine.forms.options import Codes, is_computed
from engine.forms.places import Place, every, lay_out, posted_marks
from engine.forms.rules import broken, row_named
from engine.forms.state import settle
from engine.forms.unreadable import Unreadable
from engine.forms.values import read_text

_MAX_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class Submission:
    """A read form: `values` for the case, what was `entered` to show it again, `errors` by name.

    `values` holds every visible field that may be changed, empty ones as null, and the computed ones; values
    that break a rule are in it too, so only a submission without errors may be stored as completed.
    """

    values: dict[str, Value]
    entered: dict[str, list[str]]
    errors: dict[str, str]

    @property
    def is_valid(self) -> bool:
        """Whether every rule holds."""
        return not self.errors


def read(
    form: Form,
    posted: Mapping[str, Sequence[str]],
    variables: Mapping[str, Value],
    environment: Environment,
    files: Files | None = None,
) -> Submission:
    """Read posted form data; what was posted for unknown, hidden and locked fields is ignored.

    `files` are the documents that prove each field for files: they are its value.
    """
    places = lay_out(form, posted_marks(posted))
    entered: dict[str, list[str]] = {}
    made: dict[str, Value | Codes] = {}
    unreadable: dict[str, str] = {}
    for place in _written(places):
        name = place.name or ""
        entered[name] = [str(text) for text in posted.get(name, ())][:_MAX_ENTRIES]
        if place.kind is Kind.DYNAMICLIST:
            continue
        try:
            made[name] = typed_value(place, entered[name], environment)
        except Unreadable as fault:
            unreadable[name] = row_named(place, str(fault))
            made[name] = None
    made |= take_files(places, files, variables, environment)
    state = settle(form, places, made, variables, environment)
    closed = {place.name for place in every(places) if not state.is_open(place)}
    errors = {name: message for name, message in unreadable.items() if name not in closed}
    for place, message in broken(places, state, variables, environment):
        errors.setdefault(place.name or "", message)
    return Submission(
        values=gathered(places, state, variables, entered.keys() | made.keys()),
        entered={name: texts for name, texts in entered.items() if name not in closed},
        errors=errors,
    )


def typed_value(place: Place, texts: Sequence[str], environment: Environment) -> Value | Codes:
    """Turn what was typed into the field's value. Raises Unreadable."""
    if is_computed(place.component):
        return Codes(tuple(dict.fromkeys(text for text in texts if text.strip())))
    return read_text(place.component, texts, environment)


def kept(form: Form, posted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what belongs to the form of what was posted, rows and all: the draft."""
    known = {place.name for place in _written(lay_out(form, posted_marks(posted)))}
    return {name: list(texts) for name, texts in posted.items() if name in known}


def _written(places: Sequence[Place]) -> Iterator[Place]:
    """The places a person fills in, lists included."""
    for place in every(places):
        if place.name and (place.kind in FIELDS or place.kind is Kind.DYNAMICLIST):
            yield place
