"""Where the parts of a form stand once its lists have rows: each with a name of its own and a path into the data.

A row has a mark that stays with it however rows are added and taken away: a whole number. A mark below the number of
rows the case has is that row of the case; what the form does not ask for in it stays with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, TypeAlias

from engine.feel import Value
from engine.forms.component import MOST_ROWS, Component, Form, Kind

Path: TypeAlias = tuple[str | int, ...]
#: from the place of a list to the marks of its rows
Marks: TypeAlias = "Callable[[Place], Sequence[int]]"

#: digits of a mark: a list never gets longer in memory than that
_LONGEST_MARK: Final = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its mark, its number from 1, and where it stands in the data."""

    mark: int
    number: int
    path: Path


@dataclass(frozen=True, slots=True)
class Place:
    """A component where it stands. Outside of lists `id` and `name` are those of the component.

    `path` leads to its value, `origin` to what the case had there; both are empty without a key. `above` are the ids of
    what is around it, `rows` the rows it lies in, outermost first.
    """

    component: Component
    id: str
    name: str | None
    path: Path
    origin: Path
    above: tuple[str, ...]
    rows: tuple[Row, ...]
    children: tuple[tuple[Row | None, tuple[Place, ...]], ...] = ()

    @property
    def kind(self) -> Kind:
        """What the component is."""
        return self.component.kind

    def inside(self) -> Iterator[Place]:
        """Yield the place and all places in it."""
        yield self
        for _row, places in self.children:
            for place in places:
                yield from place.inside()


def lay_out(form: Form, marks: Marks) -> tuple[Place, ...]:
    """Return the outermost places of the form; `marks` says which rows each list has."""
    return _all(form.components, marks, _Around((), (), "", (), ()))


def every(places: Sequence[Place]) -> tuple[Place, ...]:
    """Return these places and all in them, in reading order."""
    return tuple(one for place in places for one in place.inside())


@dataclass(frozen=True, slots=True)
class _Around:
    path: Path
    origin: Path
    name: str
    above: tuple[str, ...]
    rows: tuple[Row, ...]


def _all(components: Sequence[Component], marks: Marks, around: _Around) -> tuple[Place, ...]:
    return tuple(_place(component, marks, around) for component in components)


def _place(component: Component, marks: Marks, around: _Around) -> Place:
    steps = tuple(component.key.split(".")) if component.key else ()
    suffix = "".join(f"-{row.mark}" for row in around.rows)
    number = f"{component.id}{suffix}"
    name = f"{around.name}{component.key}" if component.key else None
    path = (*around.path, *steps) if steps else ()
    origin = (*around.origin, *steps) if steps else ()
    place = Place(component, number, name, path, origin, around.above, around.rows)
    if not component.children:
        return place if component.kind is not Kind.DYNAMICLIST else _with(place, _rows(place, marks, around))
    if component.kind is Kind.DYNAMICLIST:
        return _with(place, _rows(place, marks, around))
    inside = _Around(around.path, around.origin, around.name, (*around.above, number), around.rows)
    return _with(place, ((None, _all(component.children, marks, inside)),))


def _rows(place: Place, marks: Marks, around: _Around) -> tuple[tuple[Row | None, tuple[Place, ...]], ...]:
    made: list[tuple[Row | None, tuple[Place, ...]]] = []
    for position, mark in enumerate(marks(place)):
        row = Row(mark, position + 1, (*place.path, position))
        inside = _Around(
            row.path,
            (*place.origin, mark),
            f"{place.name}.{mark}.",
            (*around.above, place.id),
            (*around.rows, row),
        )
        made.append((row, _all(place.component.children, marks, inside)))
    return tuple(made)


def _with(place: Place, children: tuple[tuple[Row | None, tuple[Place, ...]], ...]) -> Place:
    return Place(
        place.component, place.id, place.name, place.path, place.origin, place.above, place.rows, children
    )


def find(data: Value | Mapping[str, Value], path: Path) -> Value:
    """Return what stands at a path; null where there is nothing."""
    found: object = data
    for step in path:
        if isinstance(step, str) and isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(step, int) and isinstance(found, list) and 0 <= step < len(found):
            found = found[step]
        else:
            return None
    return found  # type: ignore[return-value]  # a member of a value is a value


def nest(base: Mapping[str, Value], entries: Iterable[tuple[Path, Value]]) -> dict[str, Value]:
    """Return the data with each value at its path; what stands beside them stays, and nothing of `base` changes."""
    made: dict[str, Value] = dict(base)
    own = {id(made)}
    for path, value in entries:
        holder: Any = made
        for step, following in pairwise(path):
            below = find(holder, (step,))
            if id(below) not in own:
                if isinstance(following, int):
                    below = list(below) if isinstance(below, list) else []
                else:
                    below = dict(below) if isinstance(below, dict) else {}
                own.add(id(below))
                _set(holder, step, below)
            holder = below
        _set(holder, path[-1], value)
    return made


def _set(holder: Any, step: str | int, value: Value) -> None:  # a dict for a name, a list for a number
    if isinstance(step, int):
        holder.extend([None] * (step + 1 - len(holder)))
    holder[step] = value


def posted_marks(posted: Mapping[str, Sequence[str]]) -> Marks:
    """Return the rows as a browser posts them: the list's name once for each row, in their order."""

    def marks(place: Place) -> Sequence[int]:
        texts = posted.get(place.name or "", ())
        found = [
            int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= _LONGEST_MARK
        ]
        return tuple(dict.fromkeys(found))[: MOST_ROWS + 1]

    return marks


def counted_marks(data: Mapping[str, Value]) -> Marks:
    """Return the rows as they are in the data."""

    def marks(place: Place) -> Sequence[int]:
        found = find(data, place.path)
        return range(min(len(found), MOST_ROWS + 1)) if isinstance(found, list) else ()

    return marks


def fresh_mark(marks: Sequence[int], known: int) -> int:
    """Return a mark for a new row: one above all others, in need the lowest that is free and no row of the case."""
    above = max((*marks, known - 1), default=-1) + 1
    if above < 10**_LONGEST_MARK:
        return above
    return next(mark for mark in range(known, 10**_LONGEST_MARK) if mark not in marks)
