"""Values of a form in words, and what was typed with the labels of its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import competence, feel
from engine.feel import Environment, Value
from engine.forms.component import CHOICES, FIELDS, KEYED, Component, Form, Kind
from engine.forms.places import every, find, lay_out, posted_marks
from engine.forms.setting import Option
from engine.wording import say

_NOTHING = Environment()


def wording(component: Component, value: Value, options: Sequence[Option] | None = None) -> str:
    """Return a value in the words of its field: the labels of what was chosen, rows by number, else in German."""
    if value is None:
        return ""
    if component.kind in CHOICES:
        labels = {option.code: option.label for option in component.options if options is None} | {
            option.code: option.label for option in options or ()
        }
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(_code(item)) or say(item) for item in chosen)
    if component.is_place and isinstance(value, str) and value in competence.places():
        return competence.places()[value].name
    if component.kind is Kind.FILEPICKER and isinstance(value, list):
        return "1 Dokument" if len(value) == 1 else f"{len(value) or 'keine'} Dokumente"
    if component.kind is Kind.DYNAMICLIST and isinstance(value, list):
        return "; ".join(
            f"{number}. {_row(component, row)}"
            for number, row in enumerate(value, 1)
            if isinstance(row, dict)
        )
    return say(value)


def _row(component: Component, row: Mapping[str, Value]) -> str:
    """The fields of a row that have a value, with their labels."""
    said = []
    for part, _above in Form("", "", component.children).walk():
        value = find(row, tuple(part.key.split("."))) if part.key and part.kind in KEYED else None
        words = wording(part, value)
        if words:
            said.append(f"{part.label.text({}, _NOTHING) or part.key}: {words}")
    return ", ".join(said)


def _code(value: Value) -> str:
    return value if isinstance(value, str) else feel.text(value)


def typed(
    form: Form,
    entered: Mapping[str, Sequence[str]],
    variables: Mapping[str, Value],
    environment: Environment,
) -> list[tuple[str, str]]:
    """Return what was typed with the labels of the form and of its options, for copying."""
    shown = []
    for place in every(lay_out(form, posted_marks(entered))):
        given = [text for text in entered.get(place.name or "", ()) if text]
        if not given or place.kind not in FIELDS:
            continue
        options = {option.code: option.label for option in place.component.options}
        words = [options.get(text, "ja" if text == "true" else text) for text in given]
        rows = "".join(f"Zeile {row.number}, " for row in place.rows)
        shown.append((f"{rows}{place.component.label.text(variables, environment)}", "\n".join(words)))
    return shown
