"""What a form looks like for given data: which parts are hidden, locked, computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.feel import Environment, Value
from engine.forms.component import MULTIPLE_CHOICE, Form, Kind


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
            component.id
            for component, above in components
            if any(part.hide.holds(data, environment) for part in (*above, component))
        )
        locked = frozenset(
            component.id
            for component, above in components
            if any(
                part.disabled.holds(data, environment) or part.readonly.holds(data, environment)
                for part in (*above, component)
            )
        )
        computed = {
            component.key: component.computed.evaluate(data, environment).value
            for component, _above in components
            if component.key and component.computed is not None and component.id not in hidden
        }
        if (hidden, locked, computed) == before:
            break
    return State(data | computed, hidden, locked, computed)


def _empty(kind: Kind) -> Value:
    if kind in MULTIPLE_CHOICE:
        return []
    return False if kind is Kind.CHECKBOX else None
