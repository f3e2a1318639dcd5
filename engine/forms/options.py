"""What a choice offers for given data: what is written in the form, or what a variable or an expression gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import feel
from engine.feel import Environment, Value
from engine.forms.component import MULTIPLE_CHOICE, SINGLE_CHOICE, Component
from engine.forms.parse_choice import MOST_OPTIONS
from engine.forms.setting import NONE, Option
from engine.wording import say


@dataclass(frozen=True, slots=True)
class Codes:
    """What a browser posted for a choice whose options are known only once the rest of the form is."""

    texts: tuple[str, ...]


def is_computed(component: Component) -> bool:
    """Whether the options of the choice come from the case."""
    return component.kind in SINGLE_CHOICE | MULTIPLE_CHOICE and component.source != NONE


def offered(component: Component, data: Mapping[str, Value], environment: Environment) -> tuple[Option, ...]:
    """Return the computed options: values, or contexts with `value` and `label`; of two with one code the first."""
    found = component.source.value(data, environment)
    options: dict[str, Option] = {}
    for item in found if isinstance(found, list) else ():
        option = _option(item)
        if option is not None:
            options.setdefault(option.code, option)
        if len(options) == MOST_OPTIONS:
            break
    return tuple(options.values())


def _option(item: Value) -> Option | None:
    value = item.get("value") if isinstance(item, dict) else item
    if value is None or value == "":
        return None
    label = item.get("label") if isinstance(item, dict) else None
    return Option(label if isinstance(label, str) and label else say(value), value)


def chosen(component: Component, codes: Codes, options: Sequence[Option]) -> tuple[Value, bool]:
    """Return the value that was chosen, and whether all of it is offered."""
    by_code = {option.code: option.value for option in options}
    values = [by_code[text] for text in codes.texts if text in by_code]
    complete = len(values) == len(codes.texts)
    if component.kind in MULTIPLE_CHOICE:
        return list(values), complete
    return (values[0] if values else None), complete


def is_offered(value: Value, options: Sequence[Option], *, several: bool) -> bool:
    """Whether the value, or each of several, is one of the options, by value and kind."""
    items = value if several and isinstance(value, list) else [value]
    return all(any(_same(item, option.value) for option in options) for item in items)


def _same(left: Value, right: Value) -> bool:
    if type(left) is not type(right):
        return False
    return left == right or feel.equals(left, right) is True
