"""What the fields of a form can give a case, for the rule that looks at conditions."""

from __future__ import annotations

from engine.bpmn.lint import Answers
from engine.forms import Component, Form, Kind, Setting

_BOX = Answers("true oder false", frozenset({True, False}))
_NUMBER = Answers("eine Zahl", numbers=True)


def of_form(form: Form) -> dict[str, Answers | None]:
    """By variable what its field gives; None for one that may give anything."""
    found: dict[str, Answers | None] = {}
    for field in form.fields():
        if field.key is not None:
            name, *member = field.key.split(".")
            found[name] = None if member or name in found else _of(field)
    return found


def _of(field: Component) -> Answers | None:
    match field.kind:
        case Kind.CHECKBOX:
            return _BOX
        case Kind.NUMBER:
            return _NUMBER
        case Kind.SELECT | Kind.RADIO if field.options and field.source == Setting():
            values = [one.value for one in field.options]
            return Answers(f"einen von: {', '.join(one.code for one in field.options)}", frozenset(values))
    return None
