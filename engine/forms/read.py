"""What a browser posted, as values for the case or as messages for the clerk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.feel import Environment, Value
from engine.forms.check import faults
from engine.forms.component import FIELDS, Form
from engine.forms.state import settle
from engine.forms.values import Unreadable, read_text

_MAX_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class Submission:
    """A read form: `values` for the case, what was `entered` to show it again, `errors` by key.

    `values` holds every visible field that may be changed, empty ones as null, and the computed ones; values
    that break a rule are in it too, so only a submission without errors may be stored as completed.
    """

    values: dict[str, Value]
    entered: dict[str, list[str]]
    errors: dict[str, str]

    @property
    def is_valid(self) -> bool:
        """Whether every rule holds."""
        return not self.errors


def read(
    form: Form,
    posted: Mapping[str, Sequence[str]],
    variables: Mapping[str, Value],
    environment: Environment,
) -> Submission:
    """Read posted form data; what was posted for unknown, hidden and locked fields is ignored."""
    fields = [component for component in form.fields() if component.kind in FIELDS and component.key]
    entered: dict[str, list[str]] = {}
    made: dict[str, Value] = {}
    unreadable: dict[str, str] = {}
    for component in fields:
        key = component.key or ""
        entered[key] = [str(text) for text in posted.get(key, ())][:_MAX_ENTRIES]
        try:
            made[key] = read_text(component, entered[key], environment.zone)
        except Unreadable as fault:
            unreadable[key] = str(fault)
            made[key] = None
    state = settle(form, made, variables, environment)
    skipped = {component.key for component in fields if component.id in state.hidden | state.locked}
    return Submission(
        values={key: value for key, value in made.items() if key not in skipped} | dict(state.computed),
        entered={key: texts for key, texts in entered.items() if key not in skipped},
        errors=faults(
            form,
            state,
            environment,
            {key: message for key, message in unreadable.items() if key not in skipped},
        ),
    )
