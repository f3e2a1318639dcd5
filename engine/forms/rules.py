"""The rules of the fields, one set for the browser, the API, the command line and scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Final

import re2

from engine import feel
from engine.feel import Date, DateTime, Environment, Value
from engine.forms.component import (
    CHOICES,
    COMPUTED,
    MOMENTS,
    MULTIPLE_CHOICE,
    TEXTS,
    Component,
    Format,
    Kind,
)
from engine.forms.options import is_offered
from engine.forms.places import Place, every, find
from engine.forms.state import State
from engine.wording import say

NOT_OFFERED: Final = "Bitte wählen Sie einen der angebotenen Einträge."
_FORMATS = {
    Format.EMAIL: (r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$", "Bitte geben Sie eine gültige E-Mail-Adresse ein."),
    Format.PHONE: (r"^\+?[0-9 ()/.-]{5,30}$", "Bitte geben Sie eine gültige Telefonnummer ein."),
}


def broken(
    places: Sequence[Place], state: State, variables: Mapping[str, Value], environment: Environment
) -> list[tuple[Place, str]]:
    """Return the first broken rule of each field that can be filled in."""
    errors: list[tuple[Place, str]] = []
    for place in every(places):
        name = place.name
        if name is None or place.kind in COMPUTED or not state.is_open(place):
            continue
        message = (
            _rows_fault(place, state, variables, environment)
            if place.kind is Kind.DYNAMICLIST
            else fault(place, state.values.get(name), state, environment)
        )
        if message:
            errors.append((place, row_named(place, message)))
    return errors


def row_named(place: Place, message: str) -> str:
    """The message with the rows in which it stands: Zeile 2: …"""
    rows = ", ".join(f"Zeile {row.number}" for row in place.rows)
    return f"{rows}: {message}" if rows else message


def _rows_fault(
    place: Place, state: State, variables: Mapping[str, Value], environment: Environment
) -> str | None:
    rule, count = place.component.repetition, len(place.children)
    label = place.component.label.text(state.context(place), environment)
    if not rule.changes:
        known = find(variables, place.origin)
        fixed = len(known) if isinstance(known, list) and known else rule.initial
        return None if count == fixed else f"Die Zeilen von „{label}“ stehen fest."
    if count < rule.least:
        return f"Bitte geben Sie bei „{label}“ mindestens {rule.least} {'Zeile' if rule.least == 1 else 'Zeilen'} an."
    if count > rule.most:
        return f"Bitte geben Sie bei „{label}“ höchstens {rule.most} {'Zeile' if rule.most == 1 else 'Zeilen'} an."
    return None


def fault(place: Place, value: Value, state: State, environment: Environment) -> str | None:
    """Return the German message of the first rule the value breaks, or None."""
    component, data = place.component, state.context(place)
    if place.name in state.not_offered:
        return NOT_OFFERED
    if value in (None, "", []) or (value is False and component.kind is Kind.CHECKBOX):
        if component.rules.required.holds(data, environment):
            return _demand(component, component.label.text(data, environment))
        return None
    if component.kind in TEXTS and isinstance(value, str):
        return _text_fault(component, value, data, environment)
    if component.kind in CHOICES:
        several = component.kind in MULTIPLE_CHOICE
        return None if is_offered(value, state.offers(place), several=several) else NOT_OFFERED
    if component.kind is Kind.FILEPICKER:
        return _files_fault(component, value, data, environment)
    if component.kind is Kind.NUMBER and isinstance(value, Decimal):
        return _digits_fault(component, value) or _bounds_fault(component, value, data, environment)
    if component.kind in MOMENTS:
        return _past_fault(component, value, environment) or _bounds_fault(
            component, value, data, environment
        )
    return None


def _files_fault(
    component: Component, value: Value, data: Mapping[str, Value], environment: Environment
) -> str | None:
    several = component.multiple.holds(data, environment)
    return (
        "Hierher gehört nur eine Datei."
        if isinstance(value, list) and len(value) > 1 and not several
        else None
    )


def _demand(component: Component, label: str) -> str:
    label = label.strip().rstrip(":*").strip()
    match component.kind:
        case Kind.CHECKBOX:
            return f"Bitte bestätigen Sie „{label}“."
        case Kind.CHECKLIST | Kind.TAGLIST:
            return f"Bitte wählen Sie bei „{label}“ mindestens einen Eintrag."
        case Kind.SELECT | Kind.RADIO:
            return f"Bitte wählen Sie bei „{label}“ einen Eintrag."
        case Kind.FILEPICKER:
            return f"Bitte fügen Sie bei „{label}“ eine Datei hinzu."
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
