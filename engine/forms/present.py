"""A form as a page shows it: every expression worked out, every value as text, nothing left to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from engine.feel import Environment, Value
from engine.forms import html, markdown
from engine.forms.component import FIELDS, MULTIPLE_CHOICE, Form, Kind, root
from engine.forms.markdown import Block
from engine.forms.options import Codes
from engine.forms.places import Path, Place, every, find, lay_out, nest, posted_marks
from engine.forms.read import typed_value
from engine.forms.setting import Setting
from engine.forms.state import settle
from engine.forms.table import table
from engine.forms.unreadable import Unreadable
from engine.forms.values import as_control, from_json, to_texts
from engine.forms.views import Constraints, FieldView, OptionView, RowView
from engine.forms.words import wording


def present(
    form: Form,
    variables: Mapping[str, Value],
    environment: Environment,
    entered: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
    orders: Mapping[str, str] | None = None,
    focus: str = "",
) -> tuple[FieldView, ...]:
    """Return the views of the form's components in order, groups with their children, lists with their rows.

    `entered` are raw texts of an earlier post or a draft: they win over the case's variables and are shown as
    typed even where they are wrong. Where the case has no value yet, the field's default stands. `orders` are the
    orders somebody asked for in tables, by the id of the table; `focus` is the row or list `change_rows` names.
    """
    return _Page(form, variables, environment, entered or {}, errors or {}, orders or {}, focus).views()


class _Page:
    """One rendering: the form's state for its data, and what was typed."""

    def __init__(
        self,
        form: Form,
        variables: Mapping[str, Value],
        environment: Environment,
        entered: Mapping[str, Sequence[str]],
        errors: Mapping[str, str],
        orders: Mapping[str, str],
        focus: str,
    ) -> None:
        self._form = form
        self._environment = environment
        self._entered = entered
        self._errors = errors
        self._orders = orders
        self._focus = focus
        posted = posted_marks(entered)
        self._variables = variables

        def marks(place: Place) -> Sequence[int]:
            if place.name in entered:
                return posted(place)
            known = find(variables, place.origin)
            if isinstance(known, list) and known:
                return range(len(known))
            return range(place.component.repetition.initial)

        self._places = lay_out(form, marks)
        self._known = self._with_defaults()
        self._state = settle(form, self._places, self._typed(), self._known, environment)

        self._texts_shown = {
            place.id: self._read_blocks(place, self._state.context(place))
            for place in every(self._places)
            if place.kind in (Kind.TEXT, Kind.HTML) and place.id not in self._state.hidden
        }
        used = sorted({block.level for found in self._texts_shown.values() for block in found if block.level})
        #: the levels of headings without gaps: the outermost of the form is 1, whatever its text says
        self._levels = {level: rank for rank, level in enumerate(used, 1)}

    def views(self) -> tuple[FieldView, ...]:
        return tuple(self._view(place) for place in self._places)

    def _with_defaults(self) -> Mapping[str, Value]:
        """The case's variables, with the default of each field that has no value; one that does not fit is left out."""
        found: list[tuple[Path, Value]] = []
        for place in every(self._places):
            part = place.component
            if (
                place.kind not in FIELDS
                or not place.origin
                or find(self._variables, place.origin) is not None
            ):
                continue
            default = part.default.value(self._variables, self._environment)
            if default is None:
                continue
            try:
                found.append((place.origin, from_json(part, default)))
            except Unreadable:
                continue
        return nest(self._variables, found) if found else self._variables

    def _typed(self) -> dict[str, Value | Codes]:
        """Return what was typed as values, for the conditions; the unreadable counts as null."""
        typed: dict[str, Value | Codes] = {}
        for place in every(self._places):
            name = place.name
            if name and name in self._entered and place.kind in FIELDS:
                try:
                    typed[name] = typed_value(place, self._entered[name], self._environment)
                except Unreadable:
                    typed[name] = None
        return typed

    def _view(self, place: Place) -> FieldView:
        state, environment, component = self._state, self._environment, place.component
        data = state.context(place)
        visible = place.id not in state.hidden
        texts = self._texts(place) if visible else ()
        value = state.values.get(place.name) if place.name else None
        rule, count = component.repetition, len(place.children)
        options = state.offers(place)
        return FieldView(
            id=place.id,
            key=place.name,
            kind=component.kind,
            label=component.label.text(data, environment),
            description=component.description.text(data, environment),
            help=component.properties.get("hilfe", ""),
            norm=component.properties.get("norm", ""),
            properties=component.properties,
            personal=component.is_personal,
            required=component.rules.required.holds(data, environment),
            disabled=component.disabled.holds(data, environment),
            readonly=place.id in state.locked,
            visible=visible,
            watched=bool(place.path) and root(str(place.path[0])) in self._form.watched_keys,
            value=texts[0] if texts else "",
            values=texts,
            text=wording(component, value, options) if visible and place.name else "",
            blocks=self._blocks(place),
            options=tuple(
                OptionView(
                    option.code, option.label, option.code in texts, option.code in component.confirmed
                )
                for option in options
            ),
            constraints=self._constraints(place, data),
            prefix=component.prefix.text(data, environment),
            suffix=component.suffix.text(data, environment),
            height=component.height,
            row=component.row,
            columns=component.columns,
            outline=component.outline,
            place=component.is_place,
            outcome=component.is_outcome and visible and state.is_open(place),
            error=self._errors.get(place.name) if place.name else None,
            children=tuple(
                self._view(child) for row, inside in place.children if row is None for child in inside
            ),
            rows=tuple(
                RowView(
                    row.mark,
                    row.number,
                    tuple(self._view(child) for child in inside),
                    self._focus == f"{place.name}.{row.mark}",
                )
                for row, inside in place.children
                if row is not None
            ),
            focus=bool(self._focus) and self._focus == place.name,
            may_add=rule.changes and count < rule.most and state.is_open(place),
            may_remove=rule.changes and count > rule.least and state.is_open(place),
            table=table(component, data, environment, self._orders.get(place.id))
            if component.kind is Kind.TABLE and visible
            else None,
            accept=self._accepted(place, data),
            multiple=component.multiple.holds(data, environment),
        )

    def _blocks(self, place: Place) -> tuple[Block, ...]:
        return tuple(
            replace(block, level=self._levels[block.level]) if block.level else block
            for block in self._texts_shown.get(place.id, ())
        )

    def _read_blocks(self, place: Place, data: Mapping[str, Value]) -> tuple[Block, ...]:
        content = place.component.content
        if place.kind is Kind.HTML:
            return html.blocks(content.markup(data, self._environment))
        text = content.text(data, self._environment) if place.kind is Kind.TEXT else ""
        return markdown.blocks(text) if text else ()

    def _accepted(self, place: Place, data: Mapping[str, Value]) -> str:
        found = place.component.accept.value(data, self._environment)
        return found if isinstance(found, str) else ""

    def _texts(self, place: Place) -> tuple[str, ...]:
        name, component, zone = place.name, place.component, self._environment.zone
        if name is None:
            return ()
        if name in self._entered and place.kind in FIELDS and place.id not in self._state.locked:
            if place.kind is Kind.CHECKBOX:
                return to_texts(component, self._state.values.get(name), zone)
            typed = tuple(text for text in self._entered[name] if text or place.kind not in MULTIPLE_CHOICE)
            return as_control(component, typed, self._environment)
        return to_texts(component, self._state.values.get(name), zone)

    def _constraints(self, place: Place, data: Mapping[str, Value]) -> Constraints:
        rules = place.component.rules
        return Constraints(
            minimum=self._attribute(place, rules.minimum, data),
            maximum=self._attribute(place, rules.maximum, data),
            min_length=self._attribute(place, rules.min_length, data),
            max_length=self._attribute(place, rules.max_length, data),
            step=place.component.step,
            decimal_digits=rules.decimal_digits,
            format=rules.format,
        )

    def _attribute(self, place: Place, setting: Setting, data: Mapping[str, Value]) -> str | None:
        value = setting.value(data, self._environment)
        return next(iter(to_texts(place.component, value, self._environment.zone)), None)
