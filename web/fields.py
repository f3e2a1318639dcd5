"""Task and start forms between the browser and engine.forms: what was posted, what is shown, which errors where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from flask import request

from engine import Transaction, forms
from engine.clock import ZONE
from engine.feel import Environment, Value
from engine.forms import FieldView, Form

#: (id, label, message) of one error in the list at the top of a page
Fault = tuple[str, str, str]


def form_values() -> dict[str, list[str]]:
    """The posted fields of the form itself. A key of a form is a simple name; the page's own ones begin with `lw-`."""
    own = {"csrf_token"}
    return {
        key: values for key, values in request.form.lists() if key not in own and not key.startswith("lw-")
    }


def environment(tx: Transaction) -> Environment:
    """FEEL at the time of the transaction, on the wall clock in Germany."""
    return Environment(now=tx.now.astimezone(ZONE))


def start_fields(
    tx: Transaction,
    form: Form | None,
    entered: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """The start form of a process as the page shows it; nothing when the process has none."""
    return () if form is None else forms.present(form, {}, environment(tx), entered, errors)


def ordered_errors(fields: Sequence[FieldView], errors: Mapping[str, str]) -> list[Fault]:
    """Each error once, in the order of the page; one whose field is not shown leads to the form."""
    found = list(_in_order(fields))
    named = {message for _id, _label, message in found}
    return found + [("formular", "", message) for message in errors.values() if message not in named]


def typed_values(
    tx: Transaction, form: Form | None, variables: Mapping[str, Value], entered: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    """What was typed, with the labels of the form and of its options, for copying."""
    if form is None:
        return []
    shown = []
    for field in form.fields():
        given = [value for value in entered.get(field.key or "", ()) if value]
        if given:
            options = {option.code: option.label for option in field.options}
            words = [options.get(value, "ja" if value == "true" else value) for value in given]
            shown.append((field.label.text(variables, environment(tx)), "\n".join(words)))
    return shown


def rows(fields: Iterable[FieldView]) -> list[list[FieldView]]:
    """Fields that the form puts side by side, together; every other one alone."""
    numbered = enumerate(field for field in fields if field.kind.value != "spacer")
    grouped = groupby(numbered, key=lambda one: one[1].row or f"alone-{one[0]}")
    return [[field for _number, field in group] for _row, group in grouped]


def changing(form: Form | None) -> frozenset[str]:
    """The outermost components whose sight, demands or text depend on an answer in the same form."""
    if form is None:
        return frozenset()
    found: set[str] = set()
    for component, above in form.walk():
        if component.reads & form.watched_keys and not any(one.id in found for one in above):
            found.add(component.id)
    return frozenset(found)


def _in_order(fields: Sequence[FieldView]) -> Iterable[Fault]:
    for field in fields:
        if field.error:
            yield field.id, field.label, field.error
        yield from _in_order(field.children)
