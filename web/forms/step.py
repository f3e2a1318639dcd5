"""A step of a referral that is answered outside the inbox, by link or by the sender: its form shown and read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import Transaction, forms
from engine.forms import FieldView
from engine.queries.referral_link import Step
from web.forms.fields import Fault, environment, ordered_errors, present

#: the field that says who answered
NAME = "lw-name"


def read(
    tx: Transaction, step: Step, entered: Mapping[str, Sequence[str]]
) -> tuple[dict[str, str], Mapping[str, forms.Value]]:
    """What is wrong with an answer, by field, and its values; nothing of either for a step without a form."""
    if step.form is None:
        return {}, {}
    found = forms.read(step.form, entered, step.variables, environment(tx))
    return dict(found.errors), found.values


def shown(
    tx: Transaction,
    step: Step,
    entered: Mapping[str, Sequence[str]],
    faults: Mapping[str, str],
    name_label: str,
) -> tuple[tuple[FieldView, ...], list[Fault]]:
    """The form with what was typed, and the faults in its order, that of the name below it last."""
    fields = present(tx, step.form, step.variables, entered, faults)
    listed = ordered_errors(fields, {key: said for key, said in faults.items() if key != NAME})
    if NAME in faults:
        listed.append((NAME, name_label, faults[NAME]))
    return fields, listed
