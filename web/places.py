"""Municipalities as people type them: a name, the name with its Kreis as the list offers it, or the official key."""

from __future__ import annotations

from collections.abc import Sequence

from engine.queries.authority import Municipality
from engine.reference.municipalities import municipalities


def label(place: Municipality) -> str:
    """How the list offers a municipality: with its Kreis, since some names are there twice."""
    return place.name if place.district == place.name else f"{place.name} ({place.district})"


def read(places: Sequence[Municipality], text: str) -> Municipality | None:
    """The one municipality that was meant; None when there is none, or several."""
    typed = " ".join(text.split()).casefold()
    if not typed:
        return None
    exact = [one for one in places if typed in (label(one).casefold(), one.ags)]
    named = [one for one in places if one.name.casefold() == typed]
    beginning = [one for one in places if one.name.casefold().startswith(typed)]
    for found in (exact, named, beginning):
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def named(places: Sequence[Municipality], ags: str) -> str:
    """The label of a municipality by its key; the key when it is none of them."""
    return next((label(one) for one in places if one.ags == ags), ags)


def offered() -> list[str]:
    """Every municipality of Nordrhein-Westfalen as a list offers it, for the fields of forms."""
    return [label(one) for one in municipalities()]


def typed(key: str) -> str:
    """How a form shows the key of a municipality; what is none stays as it was typed."""
    return named(municipalities(), key)


def key(text: str) -> str:
    """The key of the municipality that was typed into a form; what is none stays as it was typed."""
    found = read(municipalities(), text)
    return text if found is None else found.ags
