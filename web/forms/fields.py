"""Task and start forms between the browser and engine.forms: what was posted, what is shown, which errors where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from flask import g, request

from engine import Transaction, forms
from engine.clock import ZONE
from engine.feel import Environment, Value
from engine.forms import FieldView, Form, Option
from web import places

#: the buttons that add or take away a row and order a table, and the order the page carries
_ROW, _ORDER, _ORDERED = "lw-zeile", "lw-sortieren", "lw-sortiert"

#: the button of an outcome, and what says that it was asked for once more
_OUTCOME, _CONFIRMED = "lw-ausgang", "lw-bestaetigt"

#: names each field of the page into which a municipality is typed by its name
_PLACES = "lw-ortsfeld"

#: (id, label, message) of one error in the list at the top of a page
Fault = tuple[str, str, str]


def form_values() -> dict[str, list[str]]:
    """The posted fields of the form itself, municipalities by their keys. A key of a form is a simple name; the page's
    own ones begin with `lw-`.
    """
    own, by_name = {"csrf_token"}, request.form.getlist(_PLACES)
    return {
        key: [places.key(text) for text in values] if key in by_name else values
        for key, values in request.form.lists()
        if key not in own and not key.startswith("lw-")
    }


def environment(tx: Transaction) -> Environment:
    """FEEL at the time of the transaction, on the wall clock in Germany."""
    return Environment(now=tx.now.astimezone(ZONE))


def outcome(fields: Sequence[FieldView]) -> FieldView | None:
    """The choice whose options are buttons that complete the task, if the form has one that can be made now."""
    for field in fields:
        found = field if field.outcome else outcome(field.children)
        if found is not None:
            return found
    return None


def pressed(form: Form | None) -> tuple[str, str] | None:
    """Key and value of the outcome whose button was pressed."""
    if form is None or _OUTCOME not in request.form:
        return None
    key = next((one.key for one in form.fields() if one.is_outcome and one.key), None)
    return None if key is None else (key, request.form[_OUTCOME])


def to_confirm(form: Form | None) -> Option | None:
    """The outcome that was pressed and is asked for once more; None when it has been confirmed or needs no asking."""
    chosen = pressed(form)
    if form is None or chosen is None or request.form.get(_CONFIRMED) == chosen[1]:
        return None
    field = next(one for one in form.fields() if one.key == chosen[0])
    if chosen[1] not in field.confirmed:
        return None
    return next((option for option in field.options if option.code == chosen[1]), None)


def is_adapting() -> bool:
    """Whether the form shall only look different: another row, another order, what an answer calls for."""
    return request.form.get("lw-aktion") == "ansehen" or bool({_ROW, _ORDER} & request.form.keys())


def adapted(form: Form | None, variables: Mapping[str, Value]) -> dict[str, list[str]]:
    """What was typed into the form, with the row more or less that a button asked for."""
    entered = form_values()
    if form is None or _ROW not in request.form:
        return entered
    entered, g.lw_focus = forms.change_rows(form, entered, variables, request.form[_ROW])
    return entered


def present(
    tx: Transaction,
    form: Form | None,
    variables: Mapping[str, Value],
    entered: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """A form as the page shows it, its tables in the order asked for; nothing when there is none."""
    if form is None:
        return ()
    focus = g.get("lw_focus", "")
    return forms.present(form, variables, environment(tx), entered, errors, _orders(), focus)


def _orders() -> dict[str, str]:
    """By the id of a table the column somebody ordered it by, the button pressed before what the page carried."""
    orders = {
        name.removeprefix(f"{_ORDERED}."): value
        for name, value in request.form.items()
        if name.startswith(f"{_ORDERED}.")
    }
    table, colon, column = request.form.get(_ORDER, "").partition(":")
    return orders | ({table: column} if colon else {})


def start_fields(
    tx: Transaction,
    form: Form | None,
    entered: Mapping[str, list[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """The start form of a process as the page shows it; nothing when the process has none."""
    return present(tx, form, {}, entered, errors)


def ordered_errors(fields: Sequence[FieldView], errors: Mapping[str, str]) -> list[Fault]:
    """Each error once, in the order of the page; one whose field is not shown leads to the form."""
    found = list(_in_order(fields))
    named = {message for _id, _label, message in found}
    return found + [("formular", "", message) for message in errors.values() if message not in named]


def typed_values(
    tx: Transaction, form: Form | None, variables: Mapping[str, Value], entered: Mapping[str, list[str]]
) -> list[tuple[str, str]]:
    """What was typed, with the labels of the form and of its options, for copying."""
    return [] if form is None else forms.typed(form, entered, variables, environment(tx))


def rows(fields: Iterable[FieldView]) -> list[list[FieldView]]:
    """Fields that the form puts side by side, together; every other one alone."""
    numbered = enumerate(field for field in fields if field.kind.value != "spacer")
    grouped = groupby(numbered, key=lambda one: one[1].row or f"alone-{one[0]}")
    return [[field for _number, field in group] for _row, group in grouped]


def changing(form: Form | None) -> frozenset[str]:
    """The outermost components whose sight, demands or text depend on an answer in the same form, or that have rows."""
    return frozenset() if form is None else form.changing_ids


def _in_order(fields: Sequence[FieldView]) -> Iterable[Fault]:
    for field in fields:
        if field.error:
            yield field.id, field.label, field.error
        yield from _in_order(field.children)
        for row in field.rows:
            yield from _in_order(row.children)
