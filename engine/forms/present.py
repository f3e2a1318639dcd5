"""A form as a page shows it: every expression worked out, every value as text, nothing left to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.feel import Environment, Value
from engine.forms.component import (
    CHOICES,
    FIELDS,
    Component,
    Form,
    Format,
    Kind,
    Setting,
)
from engine.forms.markdown import Block, blocks
from engine.forms.state import settle
from engine.forms.values import Unreadable, from_json, read_text, to_texts
from engine.forms.values import as_control as _as_control
from engine.wording import say


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice as the page shows it; `value` is what the browser posts."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the browser may check by itself, as attribute values; None where there is nothing to say."""

    minimum: str | None = None
    maximum: str | None = None
    min_length: str | None = None
    max_length: str | None = None
    step: str | None = None
    decimal_digits: int | None = None
    format: Format | None = None


@dataclass(frozen=True, slots=True)
class FieldView:
    """One component, ready to print. Numbers stand in German notation, dates in ISO for their controls.

    `value` is the single value (the first where there are several), `values` all of them. `text` is the
    wording of a computed or locked value, `blocks` the content of a text component. `watched` says that
    other parts of the form depend on it. A hidden component is delivered with `visible` false and no value.
    """

    id: str
    key: str | None
    kind: Kind
    label: str
    description: str = ""
    help: str = ""
    norm: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)
    personal: bool = False
    required: bool = False
    disabled: bool = False
    readonly: bool = False
    visible: bool = True
    watched: bool = False
    value: str = ""
    values: tuple[str, ...] = ()
    text: str = ""
    blocks: tuple[Block, ...] = ()
    options: tuple[OptionView, ...] = ()
    constraints: Constraints = Constraints()
    prefix: str = ""
    suffix: str = ""
    height: int | None = None
    row: str | None = None
    columns: int | None = None
    outline: bool = False
    error: str | None = None
    children: tuple[FieldView, ...] = ()


def present(
    form: Form,
    variables: Mapping[str, Value],
    environment: Environment,
    entered: Mapping[str, Sequence[str]] | None = None,
    errors: Mapping[str, str] | None = None,
) -> tuple[FieldView, ...]:
    """Return the views of the form's components in order, groups with their children.

    `entered` are raw texts of an earlier post or a draft: they win over the case's variables and are shown as
    typed even where they are wrong. Where the case has no value yet, the field's default stands.
    """
    return _Page(form, variables, environment, entered or {}, errors or {}).views()


class _Page:
    """One rendering: the form's state for its data, and what was typed."""

    def __init__(
        self,
        form: Form,
        variables: Mapping[str, Value],
        environment: Environment,
        entered: Mapping[str, Sequence[str]],
        errors: Mapping[str, str],
    ) -> None:
        self._form = form
        self._environment = environment
        self._entered = entered
        self._errors = errors
        defaults = _defaults(form, variables, environment)
        self._known = defaults | dict(variables)
        for key, value in defaults.items():
            if self._known.get(key) is None:
                self._known[key] = value
        self._state = settle(form, self._typed(), self._known, environment)

    def views(self) -> tuple[FieldView, ...]:
        return tuple(self._view(component) for component in self._form.components)

    def _typed(self) -> dict[str, Value]:
        """Return what was typed as values, for the conditions; the unreadable counts as null."""
        typed: dict[str, Value] = {}
        for component in self._form.fields():
            key = component.key
            if key in self._entered and key and component.kind in FIELDS:
                try:
                    typed[key] = read_text(component, self._entered[key], self._environment.zone)
                except Unreadable:
                    typed[key] = None
        return typed

    def _view(self, component: Component) -> FieldView:
        state, environment = self._state, self._environment
        data = state.data
        visible = component.id not in state.hidden
        texts = self._texts(component) if visible else ()
        value = data.get(component.key) if component.key else None
        content = component.content.text(data, environment) if component.kind is Kind.TEXT else ""
        return FieldView(
            id=component.id,
            key=component.key,
            kind=component.kind,
            label=component.label.text(data, environment),
            description=component.description.text(data, environment),
            help=component.properties.get("hilfe", ""),
            norm=component.properties.get("norm", ""),
            properties=component.properties,
            personal=component.is_personal,
            required=component.rules.required.holds(data, environment),
            disabled=component.disabled.holds(data, environment),
            readonly=component.id in state.locked,
            visible=visible,
            watched=component.key in self._form.watched_keys,
            value=texts[0] if texts else "",
            values=texts,
            text=_wording(component, value) if visible and component.key else "",
            blocks=blocks(content) if content else (),
            options=tuple(
                OptionView(option.code, option.label, option.code in texts) for option in component.options
            ),
            constraints=self._constraints(component),
            prefix=component.prefix.text(data, environment),
            suffix=component.suffix.text(data, environment),
            height=component.height,
            row=component.row,
            columns=component.columns,
            outline=component.outline,
            error=self._errors.get(component.key) if component.key else None,
            children=tuple(self._view(child) for child in component.children),
        )

    def _texts(self, component: Component) -> tuple[str, ...]:
        key, zone = component.key, self._environment.zone
        if key is None:
            return ()
        if key in self._entered and component.kind in FIELDS and component.id not in self._state.locked:
            if component.kind is Kind.CHECKBOX:
                return to_texts(component, read_text(component, self._entered[key], zone), zone)
            return _as_control(component, self._entered[key], zone)
        return to_texts(component, self._state.data.get(key), zone)

    def _constraints(self, component: Component) -> Constraints:
        rules = component.rules
        return Constraints(
            minimum=self._attribute(component, rules.minimum),
            maximum=self._attribute(component, rules.maximum),
            min_length=self._attribute(component, rules.min_length),
            max_length=self._attribute(component, rules.max_length),
            step=component.step,
            decimal_digits=rules.decimal_digits,
            format=rules.format,
        )

    def _attribute(self, component: Component, setting: Setting) -> str | None:
        value = setting.value(self._state.data, self._environment)
        return next(iter(to_texts(component, value, self._environment.zone)), None)


def _defaults(form: Form, variables: Mapping[str, Value], environment: Environment) -> dict[str, Value]:
    """Return the defaults of the fields; one that does not fit its field is left out."""
    found: dict[str, Value] = {}
    for component in form.fields():
        default = component.default.value(variables, environment)
        if component.key is None or component.kind not in FIELDS or default is None:
            continue
        try:
            found[component.key] = from_json(component, default)
        except Unreadable:
            continue
    return found


def _wording(component: Component, value: Value) -> str:
    """Return the value in words: the labels of what was chosen, else its German wording."""
    if value is None:
        return ""
    if component.kind in CHOICES:
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(option.label for option in component.options if option.value in chosen)
    return say(value)
