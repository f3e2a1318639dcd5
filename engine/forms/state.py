"""What a form looks like for given data: which parts are hidden, locked, computed, and what its choices offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from engine.feel import Environment, Value
from engine.forms.component import MULTIPLE_CHOICE, Component, Form, Kind
from engine.forms.options import Codes, chosen, is_computed, offered
from engine.forms.places import Path, Place, every, find, nest
from engine.forms.setting import Option, Setting

Given = Mapping[str, "Value | Codes"]


@dataclass(frozen=True, slots=True)
class State:
    """`data` is what expressions see; `hidden` and `locked` are ids of places; values are by name.

    `values` holds what each field counts with, `computed` what the form works out, `options` the computed options by
    id, `not_offered` the names of choices for which something else was chosen.
    """

    data: Mapping[str, Value]
    values: Mapping[str, Value]
    hidden: frozenset[str] = frozenset()
    locked: frozenset[str] = frozenset()
    computed: Mapping[str, Value] = field(default_factory=dict)
    options: Mapping[str, tuple[Option, ...]] = field(default_factory=dict)
    not_offered: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()

    def context(self, place: Place) -> Mapping[str, Value]:
        """Return what the expressions of a component see: in a row also `this`, `parent` and `i`, as in form-js."""
        if place.component.id not in self.local:
            return self.data
        return _local(self.data, place)

    def offers(self, place: Place) -> tuple[Option, ...]:
        """Return the options of a choice."""
        return self.options.get(place.id, place.component.options)

    def is_open(self, place: Place) -> bool:
        """Whether somebody can fill the field in."""
        return place.id not in self.hidden and place.id not in self.locked


def settle(
    form: Form,
    places: Sequence[Place],
    given: Given,
    variables: Mapping[str, Value],
    environment: Environment,
) -> State:
    """Work out the state for the case's variables overlaid by the form's values.

    A box nobody ticked is false and a list nobody chose from is empty, as the page shows them. A hidden field
    counts as null for every other condition, a locked one keeps the case's variable. As one condition can
    depend on another, the rounds go on until nothing changes, at most one per field.
    """
    known = [place for place in every(places) if _matters(place)]
    state = State(variables, {}, local=form.local_ids)
    for _ in range(len(known) + 1):
        following = _round(known, given, variables, environment, state)
        settled = (
            following.hidden == state.hidden
            and following.locked == state.locked
            and following.computed == state.computed
            and following.options == state.options
        )
        state = following
        if settled:
            break
    return state


def _matters(place: Place) -> bool:
    part = place.component
    return bool(
        place.path or place.children or any(one.may_hold for one in (part.hide, part.disabled, part.readonly))
    )


def _round(
    known: Sequence[Place],
    given: Given,
    variables: Mapping[str, Value],
    environment: Environment,
    before: State,
) -> State:
    values: dict[str, Value] = {}
    entries: list[tuple[Path, Value]] = []
    not_offered: set[str] = set()
    for place in known:
        if not place.path or place.name is None or not before.hidden.isdisjoint(_lists_above(place)):
            continue
        value = _value(place, given, variables, before, not_offered)
        values[place.name] = value
        entries.append((place.path, value))
    data = nest(variables, entries)
    state = State(data, values, before.hidden, before.locked, before.computed, local=before.local)
    hidden = _holding(known, state, environment, lambda part: (part.hide,))
    locked = _holding(known, state, environment, lambda part: (part.disabled, part.readonly))
    computed = {
        place.name: place.component.computed.evaluate(state.context(place), environment).value
        for place in known
        if place.name and place.component.computed is not None and place.id not in hidden
    }
    options = {
        place.id: offered(place.component, state.context(place), environment)
        for place in known
        if is_computed(place.component) and place.id not in hidden
    }
    late = [(place.path, computed[place.name]) for place in known if place.name in computed and place.path]
    return State(
        nest(data, late) if late else data,
        values | {name: value for name, value in computed.items() if name},
        hidden,
        locked,
        computed,
        options,
        frozenset(not_offered),
        before.local,
    )


def _lists_above(place: Place) -> Iterable[str]:
    """The ids of what is around a place in a row: a hidden list has no rows."""
    return place.above if place.rows else ()


def _value(
    place: Place, given: Given, variables: Mapping[str, Value], before: State, not_offered: set[str]
) -> Value:
    """What a place counts with in this round."""
    part, name = place.component, place.name or ""
    if place.id in before.hidden:
        return None
    if part.kind is Kind.DYNAMICLIST:
        return [_row(find(variables, (*place.origin, row.mark))) for row, _inside in place.children if row]
    value = find(variables, place.origin)
    if place.id not in before.locked:
        if name in before.computed:
            value = before.computed[name]
        elif name in given:
            said = given[name]
            if isinstance(said, Codes):
                value, complete = chosen(part, said, before.options.get(place.id, ()))
                if not complete:
                    not_offered.add(name)
            else:
                value = said
    if value is not None:
        return value
    if part.kind in MULTIPLE_CHOICE or part.kind is Kind.FILEPICKER:
        return []
    return False if part.kind is Kind.CHECKBOX else None


def _row(found: Value) -> Value:
    return dict(found) if isinstance(found, dict) else {}


def _holding(
    known: Sequence[Place],
    state: State,
    environment: Environment,
    of: Callable[[Component], tuple[Setting, ...]],
) -> frozenset[str]:
    """The ids of places for which one of the settings holds, or that lie in such a place."""
    found: set[str] = set()
    for place in known:
        if not found.isdisjoint(place.above) or any(
            one.may_hold and one.holds(state.context(place), environment) for one in of(place.component)
        ):
            found.add(place.id)
    return frozenset(found)


def _local(data: Mapping[str, Value], place: Place) -> Mapping[str, Value]:
    around: dict[str, Value] = {"this": dict(data), "parent": None, "i": []}
    for row in place.rows:
        parent = _context(data, around)
        numbers = around["i"]
        around = {
            "this": find(data, row.path),
            "parent": parent,
            "i": [*(numbers if isinstance(numbers, list) else ()), Decimal(row.number)],
        }
    return _context(data, around)


def _context(data: Mapping[str, Value], around: Mapping[str, Value]) -> dict[str, Value]:
    """A variable of the case goes before a word of the row; the word stays reachable between underscores."""
    return {**around, **data, **{f"_{name}_": value for name, value in around.items()}}
