"""The rules of a form, one set for the browser, the API, the command line and scenarios."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

import re2

from engine import feel
from engine.errors import Invalid
from engine.feel import Date, DateTime, Environment, Value
from engine.forms.component import (
    CHOICES,
    MOMENTS,
    MULTIPLE_CHOICE,
    TEXTS,
    Component,
    Form,
    Format,
    Kind,
)
from engine.forms.state import State, settle
from engine.forms.values import Unreadable, from_json
from engine.wording import say

_FORMATS = {
    Format.EMAIL: (r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", "Bitte geben Sie eine gültige E-Mail-Adresse ein."),
    Format.PHONE: (r"^\+?[0-9 ()/.-]{5,30}$", "Bitte geben Sie eine gültige Telefonnummer ein."),
}


def normalise(form: Form, values: Mapping[str, object]) -> dict[str, Value]:
    """Turn JSON values into the values of the fields: ISO text to dates, numbers to decimals.

    What a field cannot take, and what the form does not know, stays what it is; `check` names it.
    """
    fields = {component.key: component for component in form.fields() if component.computed is None}
    made: dict[str, Value] = {}
    for key, value in values.items():
        component = fields.get(key)
        try:
            made[key] = feel.from_python(value) if component is None else from_json(component, value)
        except (Unreadable, TypeError, ValueError):
            made[key] = _as_is(value)
    return made


def _as_is(value: object) -> Value:
    try:
        return feel.from_python(value)
    except (TypeError, ValueError):
        return str(value)


def check(
    form: Form, values: Mapping[str, object], variables: Mapping[str, Value], environment: Environment
) -> None:
    """Check values from outside the browser; raises Invalid with a German message per key.

    A field left out counts with the case's variable. Refused beside the fields' own rules: keys the form does
    not have, hidden fields, and locked or computed ones with another value than the form gives them.
    """
    errors: dict[str, str] = {}
    fields = {component.key: component for component in form.fields() if component.key}
    made: dict[str, Value] = {}
    for key, value in values.items():
        component = fields.get(key)
        if component is None:
            errors[key] = "Dieses Feld gibt es im Formular nicht."
            continue
        try:
            made[key] = _as_is(value) if component.computed else from_json(component, value)
        except Unreadable as fault:
            errors[key] = str(fault)
    state = settle(form, made, variables, environment)
    for key, value in made.items():
        component = fields[key]
        if component.id in state.hidden:
            if value is not None:
                errors[key] = "Dieses Feld wird hier nicht abgefragt."
        elif (component.id in state.locked or component.computed) and value != state.data.get(key):
            errors[key] = "Dieses Feld darf hier nicht geändert werden."
    errors = faults(form, state, environment, errors)
    if errors:
        raise Invalid(
            f"Expected to accept the form {form.id}, but {len(errors)} field(s) break a rule", errors
        )


def accept(
    form: Form, values: Mapping[str, object], variables: Mapping[str, Value], environment: Environment
) -> dict[str, Value]:
    """Check values and return what the case receives: normalised, with what the form computes from them.

    Raises Invalid like `check`.
    """
    check(form, values, variables, environment)
    made = normalise(form, values)
    state = settle(form, made, variables, environment)
    skipped = {component.key for component in form.fields() if component.id in state.hidden | state.locked}
    return {key: value for key, value in made.items() if key not in skipped} | dict(state.computed)


def faults(form: Form, state: State, environment: Environment, known: Mapping[str, str]) -> dict[str, str]:
    """Return the first broken rule of each field that can be filled in, beside those known already."""
    errors = dict(known)
    for component in form.fields():
        if (
            component.key
            and component.key not in errors
            and component.computed is None
            and component.id not in state.hidden
            and component.id not in state.locked
            and (message := fault(component, state.data.get(component.key), state.data, environment))
        ):
            errors[component.key] = message
    return errors


def fault(
    component: Component, value: Value, data: Mapping[str, Value], environment: Environment
) -> str | None:
    """Return the German message of the first rule the value breaks, or None."""
    if value in (None, "", []) or (value is False and component.kind is Kind.CHECKBOX):
        if component.rules.required.holds(data, environment):
            return _demand(component, component.label.text(data, environment))
        return None
    if component.kind in TEXTS and isinstance(value, str):
        return _text_fault(component, value, data, environment)
    if component.kind in CHOICES:
        return _choice_fault(component, value)
    if component.kind is Kind.NUMBER and isinstance(value, Decimal):
        return _digits_fault(component, value) or _bounds_fault(component, value, data, environment)
    if component.kind in MOMENTS:
        return _past_fault(component, value, environment) or _bounds_fault(
            component, value, data, environment
        )
    return None


def _demand(component: Component, label: str) -> str:
    label = label.strip().rstrip(":*").strip()
    match component.kind:
        case Kind.CHECKBOX:
            return f"Bitte bestätigen Sie „{label}“."
        case Kind.CHECKLIST | Kind.TAGLIST:
            return f"Bitte wählen Sie bei „{label}“ mindestens einen Eintrag."
        case Kind.SELECT | Kind.RADIO:
            return f"Bitte wählen Sie bei „{label}“ einen Eintrag."
        case _:
            return f"Bitte geben Sie „{label}“ ein."


def _text_fault(
    component: Component, value: str, data: Mapping[str, Value], environment: Environment
) -> str | None:
    rules = component.rules
    shortest, longest = rules.min_length.value(data, environment), rules.max_length.value(data, environment)
    if isinstance(shortest, Decimal) and len(value) < shortest:
        return f"Bitte geben Sie mindestens {say(shortest)} Zeichen ein."
    if isinstance(longest, Decimal) and len(value) > longest:
        return f"Bitte geben Sie höchstens {say(longest)} Zeichen ein ({len(value)} sind es jetzt)."
    if rules.format is not None:
        pattern, message = _FORMATS[rules.format]
        if not _compiled(pattern).search(value):
            return message
    if rules.pattern is not None and not _compiled(rules.pattern).search(value):
        return rules.pattern_message or "Die Eingabe hat nicht die verlangte Form."
    return None


def _choice_fault(component: Component, value: Value) -> str | None:
    offered = [option.value for option in component.options]
    chosen = value if component.kind in MULTIPLE_CHOICE and isinstance(value, list) else [value]
    if all(any(item == other and type(item) is type(other) for other in offered) for item in chosen):
        return None
    return "Bitte wählen Sie einen der angebotenen Einträge."


def _digits_fault(component: Component, value: Decimal) -> str | None:
    digits = component.rules.decimal_digits
    exponent = value.normalize().as_tuple().exponent
    if digits is None or not isinstance(exponent, int) or -exponent <= digits:
        return None
    if digits == 0:
        return "Bitte geben Sie eine ganze Zahl ein."
    return f"Bitte geben Sie höchstens {digits} Nachkommastellen ein."


def _bounds_fault(
    component: Component, value: Value, data: Mapping[str, Value], environment: Environment
) -> str | None:
    least = component.rules.minimum.value(data, environment)
    most = component.rules.maximum.value(data, environment)
    moment = component.kind in MOMENTS
    if _before(value, least, environment):
        return f"Bitte geben Sie {'frühestens' if moment else 'mindestens'} {say(least)} ein."
    if _before(most, value, environment):
        return f"Bitte geben Sie {'spätestens' if moment else 'höchstens'} {say(most)} ein."
    return None


def _past_fault(component: Component, value: Value, environment: Environment) -> str | None:
    if not component.rules.no_past or not isinstance(value, Date | DateTime):
        return None
    now = _expression("today()" if isinstance(value, Date) else "now()").evaluate({}, environment).value
    return (
        "Bitte geben Sie kein Datum in der Vergangenheit ein." if _before(value, now, environment) else None
    )


def _before(left: Value, right: Value, environment: Environment) -> bool:
    """Whether left comes before right by FEEL; null and different kinds never do."""
    if left is None or right is None:
        return False
    return _expression("links < rechts").evaluate({"links": left, "rechts": right}, environment).value is True


@lru_cache(maxsize=8)
def _expression(text: str) -> feel.Expression:
    return feel.compile_expression(text)


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re2._Regexp:
    options = re2.Options()
    options.log_errors = False
    return re2.compile(pattern, options)
