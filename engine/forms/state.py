"""What a form looks like for given data: which parts are hidden, locked, computed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.feel import Environment, Value
from engine.forms.component import MULTIPLE_CHOICE, Component, Form, Kind, Setting


@dataclass(frozen=True, slots=True)
class State:
    """`data` is what expressions see; `hidden` and `locked` are component ids; `computed` values by key."""

    data: Mapping[str, Value]
    hidden: frozenset[str]
    locked: frozenset[str]
    computed: Mapping[str, Value]


def settle(
    form: Form, values: Mapping[str, Value], variables: Mapping[str, Value], environment: Environment
) -> State:
    """Work out the state for the case's variables overlaid by the form's values.

    A box nobody ticked is false and a list nobody chose from is empty, as the page shows them. A hidden field
    counts as null for every other condition, a locked one keeps the case's variable. As one condition can
    depend on another, the rounds go on until nothing changes, at most one per field.
    """
    components = list(form.walk())
    hides = _settings(components, lambda part: (part.hide,))
    locks = _settings(components, lambda part: (part.disabled, part.readonly))
    empty = {component.key: _empty(component.kind) for component in form.fields() if component.key}
    hidden = locked = frozenset[str]()
    computed: dict[str, Value] = {}
    data: dict[str, Value] = {}
    for _ in range(len(components) + 1):
        data = empty | dict(variables) | dict(values) | computed
        for component, _above in components:
            if component.key and component.id in hidden:
                data[component.key] = None
            elif component.key and component.id in locked:
                data[component.key] = variables.get(component.key)
            if component.key and component.id not in hidden and data[component.key] is None:
                data[component.key] = empty[component.key]
        before = (hidden, locked, computed)
        hidden = frozenset(
            number for number, any_of in hides if any(one.holds(data, environment) for one in any_of)
        )
        locked = frozenset(
            number for number, any_of in locks if any(one.holds(data, environment) for one in any_of)
        )
        computed = {
            component.key: component.computed.evaluate(data, environment).value
            for component, _above in components
            if component.key and component.computed is not None and component.id not in hidden
        }
        if (hidden, locked, computed) == before:
            break
    return State(data | computed, hidden, locked, computed)


def _settings(
    components: Iterable[tuple[Component, Iterable[Component]]],
    of: Callable[[Component], tuple[Setting, ...]],
) -> list[tuple[str, list[Setting]]]:
    """By component id, its settings and those of what is around it, without those that never hold."""
    found = []
    for component, above in components:
        settings = [one for part in (*above, component) for one in of(part) if one.may_hold]
        if settings:
            found.append((component.id, settings))
    return found


def _empty(kind: Kind) -> Value:
    if kind in MULTIPLE_CHOICE:
        return []
    return False if kind is Kind.CHECKBOX else None
